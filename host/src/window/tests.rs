//! Every screen, in both languages, at the scale factors that systems offer: its words fit, its picture is its own, it can be told.

use std::{collections::HashSet, time::Instant};

use accesskit::{Action, Live, Node, Role};
use tiny_skia::Pixmap;

use super::{
    Opening, accessibility,
    area::Area,
    canvas::whole,
    font::Fonts,
    layout::{HEIGHT, Layout, WIDTH, fitting},
    model::{GRACE, Key, Model},
    paint::paint,
    palette::{Appearance, Palette, Rgb},
    typesetting::Paragraph,
    view::View,
};
use crate::{
    card::Tries,
    certificate::Dates,
    dialog::{PinNotice, Screen, Waiting},
    error::ErrorCode,
    text::Lang,
};

const SCALES: [f32; 5] = [1.0, 1.25, 1.5, 1.75, 2.0];

fn screens() -> Vec<Screen> {
    let waiting = [
        Waiting::Service,
        Waiting::Reader,
        Waiting::Card,
        Waiting::CardAgain,
        Waiting::MyNumberCard,
        Waiting::BetterContact,
        Waiting::CardFree,
        Waiting::OneCard {
            readers: vec![
                "A reader with quite a long name, longer than the window 00 00".into();
                2
            ],
        },
    ];
    let notices = [
        None,
        Some(PinNotice::Wrong),
        Some(PinNotice::FaultCounted),
        Some(PinNotice::FaultNotCounted),
        Some(PinNotice::FaultUnclear),
        Some(PinNotice::AnswerLost),
        Some(PinNotice::TriesChanged),
    ];
    let pins = [3, 2, 1].into_iter().flat_map(|tries| {
        notices.map(|notice| Screen::EnterPin {
            tries: Tries(tries),
            notice,
        })
    });
    let refused = ErrorCode::ALL.map(|code| Screen::Refused {
        code,
        dates: Some(Dates {
            certificate: "2026-11-23".into(),
            computer: "2026-12-24".into(),
        }),
    });
    let mut screens = vec![
        Screen::Starting,
        Screen::ConfirmLastTry,
        Screen::Reading,
        Screen::Working,
        Screen::Done,
    ];
    screens.extend(waiting.map(Screen::Waiting));
    screens.extend(pins);
    screens.extend(refused);
    screens
}

fn opening(lang: Lang) -> Opening {
    Opening {
        origin: "https://portal.example".into(),
        lang,
    }
}

/// A model with the focus, and what it shows of `screen` after some keys.
fn view(screen: &Screen, opening: &Opening, keys: &str) -> View {
    let mut model = Model::new();
    let now = Instant::now();
    model.activate(now);
    model.show(screen.clone(), now);
    for key in keys.chars() {
        let _person = model.key(Key::Character(key), now + GRACE);
    }
    View::of(&model, opening)
}

fn paragraphs(layout: &Layout) -> Vec<&Paragraph> {
    let content = &layout.content;
    let mut all = vec![
        &layout.site,
        &layout.origin,
        &content.headline,
        &content.next,
        &content.details,
    ];
    all.extend(layout.buttons.iter().map(|button| &button.label));
    if let Some(entry) = &content.entry {
        all.extend([&entry.tries]);
        all.extend(&entry.click_here);
        all.extend(entry.last_try.iter().map(|(_, words)| words));
    }
    all
}

#[test]
fn every_text_fits_in_its_place() {
    let fonts = Fonts::embedded().expect("the fonts in assets/");
    let check = |name: &str, view: &View| {
        for scale in SCALES {
            let layout = Layout::of(view, &fonts, scale);
            for paragraph in paragraphs(&layout) {
                for run in &paragraph.runs {
                    let right = run.x + fonts.width(&run.text, run.weight, run.size);
                    assert!(
                        run.x >= paragraph.area.x && right <= paragraph.area.right() + 0.5,
                        "{name} at {scale}: {:?} is too wide",
                        run.text
                    );
                }
            }
            let content = &layout.content;
            let bottom = content.bottom;
            assert!(bottom >= content.details.area.bottom(), "{name} at {scale}");
            if let Some(picture) = content.picture {
                assert!(
                    picture.height >= 72.0 * scale,
                    "{name} at {scale}: the picture is only {} high",
                    picture.height
                );
            }
            if let Some(entry) = &content.entry {
                assert!(bottom >= entry.field.bottom(), "{name} at {scale}");
                assert!(
                    entry.boxes[3].right() <= entry.field.right() + 0.5,
                    "{name} at {scale}"
                );
            }
            let buttons = layout
                .buttons
                .iter()
                .map(|button| button.area.y)
                .fold(layout.window.bottom(), f32::min);
            assert!(
                bottom <= buttons,
                "{name} at {scale}: {bottom} reaches into the buttons at {buttons}"
            );
            assert!(
                layout
                    .buttons
                    .iter()
                    .all(|button| button.area.x >= layout.sign.x),
                "{name} at {scale}"
            );
        }
    };
    for lang in Lang::ALL {
        let long = Opening {
            origin: format!(
                "https://site1.{}.portal.example:8443",
                "a-long-label.".repeat(17)
            ),
            lang,
        };
        assert_eq!(long.origin.len(), 255, "as long as an origin may be");
        for screen in screens() {
            check(
                &format!("{screen:?} {lang:?}"),
                &view(&screen, &opening(lang), ""),
            );
            check(
                &format!("{screen:?} {lang:?}, another PIN"),
                &view(&screen, &opening(lang), "x"),
            );
            // Three lines of origin and the longest refusals have not been seen together on a portal, but may be.
            check(
                &format!("{screen:?} {lang:?}, long origin"),
                &view(&screen, &long, ""),
            );
        }
    }
}

#[test]
fn large_text_leaves_the_buttons_on_the_screen() {
    fn check(wanted: f32, (width, height): (u32, u32), expected: f32) {
        let found = fitting(wanted, (width, height));
        assert!(
            (found - expected).abs() < 0.005,
            "{wanted} on {width} by {height}: {found}"
        );
    }
    check(1.0, (1024, 768), 1.0);
    check(2.0, (3840, 2160), 2.0);
    check(2.0, (1920, 1080), 972.0 / HEIGHT);
    check(1.5, (1366, 768), 691.2 / HEIGHT);
    check(2.0, (720, 1600), 648.0 / WIDTH);
    check(2.0, (0, 0), 2.0);
}

fn painted(
    view: &View,
    fonts: &Fonts,
    scale: f32,
    appearance: Appearance,
    turn: f32,
) -> (Layout, Pixmap) {
    let layout = Layout::of(view, fonts, scale);
    let pixels = |length| whole(length).unsigned_abs();
    let mut picture =
        Pixmap::new(pixels(layout.window.width), pixels(layout.window.height)).expect("a size");
    paint(view, &layout, fonts, appearance, turn, &mut picture);
    (layout, picture)
}

#[test]
fn every_screen_looks_like_itself() {
    let fonts = Fonts::embedded().expect("the fonts in assets/");
    let known: Vec<Screen> = screens()
        .into_iter()
        .filter(|screen| !matches!(screen, Screen::Refused { code, .. } if *code != ErrorCode::PinBlocked))
        .collect();
    let mut seen = HashSet::new();
    for appearance in [
        Appearance::Light,
        Appearance::Dark,
        Appearance::HighContrast,
    ] {
        for screen in &known {
            let (_, picture) = painted(
                &view(screen, &opening(Lang::Ja), ""),
                &fonts,
                0.5,
                appearance,
                0.0,
            );
            assert!(seen.insert(picture.take()), "{screen:?}, {appearance:?}");
        }
    }
    assert_eq!(seen.len(), 3 * known.len());
}

#[test]
fn each_state_of_the_entry_can_be_seen() {
    let fonts = Fonts::embedded().expect("the fonts in assets/");
    let pin = Screen::EnterPin {
        tries: Tries(3),
        notice: None,
    };
    let colour_in = |picture: &Pixmap, area: Area, Rgb(red, green, blue): Rgb| {
        let (x, y) = area.middle();
        let pixel = picture
            .pixel(whole(x).unsigned_abs(), whole(y).unsigned_abs())
            .expect("a place in it");
        (pixel.red(), pixel.green(), pixel.blue()) == (red, green, blue)
    };
    for keys in ["", "1", "12", "123", "1234"] {
        let (layout, picture) = painted(
            &view(&pin, &opening(Lang::Ja), keys),
            &fonts,
            2.0,
            Appearance::Light,
            0.0,
        );
        let boxes = layout.content.entry.expect("an entry").boxes;
        let dots = boxes.map(|area| colour_in(&picture, area, Palette::of(Appearance::Light).text));
        assert_eq!(dots.iter().filter(|&&dot| dot).count(), keys.len());
    }
    // Which digits they are cannot be seen.
    let shown = |keys| {
        painted(
            &view(&pin, &opening(Lang::Ja), keys),
            &fonts,
            1.0,
            Appearance::Light,
            0.0,
        )
        .1
    };
    assert!(shown("1234") == shown("9876"));
}

#[test]
fn only_what_works_moves() {
    let fonts = Fonts::embedded().expect("the fonts in assets/");
    for screen in screens() {
        let view = view(&screen, &opening(Lang::En), "");
        let at = |turn| painted(&view, &fonts, 0.5, Appearance::Light, turn).1;
        assert_eq!(at(0.0) != at(0.5), view.is_moving(), "{screen:?}");
    }
}

fn told(screen: &Screen, keys: &str) -> Vec<Node> {
    let fonts = Fonts::embedded().expect("the fonts in assets/");
    let view = view(screen, &opening(Lang::En), keys);
    let update = accessibility::tree(&view, &Layout::of(&view, &fonts, 1.0));
    let ids: Vec<_> = update.nodes.iter().map(|(id, _)| *id).collect();
    let children = update.nodes.iter().flat_map(|(_, node)| node.children());
    assert!(
        children.into_iter().all(|child| ids.contains(child)),
        "{screen:?}: a child is missing"
    );
    assert!(
        ids.contains(&update.focus),
        "{screen:?}: the focus is missing"
    );
    update.nodes.into_iter().map(|(_, node)| node).collect()
}

#[test]
fn a_screen_reader_is_told_everything_but_the_digits() {
    let pin = Screen::EnterPin {
        tries: Tries(2),
        notice: None,
    };
    for keys in ["", "7", "73", "7391"] {
        let nodes = told(&pin, keys);
        let field = nodes
            .iter()
            .find(|node| node.role() == Role::PasswordInput)
            .expect("a field");
        assert_eq!(field.value(), Some("•".repeat(keys.len()).as_str()));
        assert_eq!(field.description(), Some("2 tries left"));
        assert!(
            field
                .label()
                .is_some_and(|label| label.contains("4-digit PIN"))
        );
        let ok = nodes
            .iter()
            .find(|node| node.label() == Some("Log in"))
            .expect("a button");
        assert_eq!(
            (ok.role(), ok.is_disabled()),
            (Role::Button, keys.len() < 4)
        );
        assert_eq!(ok.supports_action(Action::Click), keys.len() == 4);
        assert!(!format!("{nodes:?}").contains("7391"));
    }
    for screen in screens() {
        let nodes = told(&screen, "");
        let says = |words: &str| {
            nodes
                .iter()
                .any(|node| node.value().is_some_and(|value| value.contains(words)))
        };
        assert!(says("https://portal.example"), "{screen:?}");
        let spoken = nodes
            .iter()
            .filter(|node| node.live() == Some(Live::Assertive));
        assert!(spoken.count() >= 2, "{screen:?}");
    }
}
