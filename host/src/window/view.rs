//! What the window shows at one moment, in words and marks: made from the model, read by layout, paint and accessibility.
//! It must not know where anything stands or what it looks like.

use crate::{
    dialog::{Screen, Waiting},
    error::ErrorCode,
    text::{self, Lang, Phrase},
};

use super::{
    Opening,
    model::{Control, Model, Shown},
};

/// Which picture of reader and card.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Scene {
    Starting,
    Service,
    Reader,
    Card,
    CardAgain,
    OtherCard,
    BetterContact,
    CardInUse,
    TwoCards,
    Ready,
    LastTry,
    Working,
    Refused,
    Blocked,
    WrongDate,
    Done,
}

/// A button as it is now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Button {
    pub(super) control: Control,
    pub(super) label: &'static str,
    /// The one that goes on, rather than the one that gives up.
    pub(super) primary: bool,
    pub(super) enabled: bool,
    pub(super) focused: bool,
    pub(super) pointed: bool,
    pub(super) pressed: bool,
}

/// Where the PIN is entered, as it is now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Entry {
    /// How many digits there are: all that is ever known of them here.
    pub(super) digits: usize,
    /// Keys go into it.
    pub(super) focused: bool,
    /// Shown instead of the boxes while another window has the focus.
    pub(super) click_here: Option<&'static str>,
    pub(super) tries: String,
    /// Said on the last try only.
    pub(super) last_try: Option<&'static str>,
}

/// Everything that is shown at one moment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct View {
    pub(super) lang: Lang,
    pub(super) origin: String,
    pub(super) scene: Scene,
    pub(super) headline: &'static str,
    pub(super) next: &'static str,
    /// Dates or the names of readers, where the screen has them; a line each.
    pub(super) details: Vec<String>,
    /// Something went wrong, and the headline says what.
    pub(super) warning: bool,
    pub(super) entry: Option<Entry>,
    /// From left to right.
    pub(super) buttons: Vec<Button>,
    /// What has the focus while the window has it.
    pub(super) focus: Option<Control>,
}

impl View {
    pub(super) fn of(model: &Model, opening: &Opening) -> Self {
        let lang = opening.lang;
        let (advice, scene, warning) = match model.shown() {
            // It is seen only where the card is still at work.
            Shown::Ending => (text::ending(lang), Scene::Working, false),
            Shown::Screen(_) if model.another_pin() => (text::pin_meant(lang), Scene::Ready, true),
            Shown::Screen(screen) => (
                text::advice(screen, lang),
                scene(screen),
                is_warning(screen),
            ),
        };
        Self {
            lang,
            origin: opening.origin.clone(),
            scene,
            headline: advice.headline,
            next: advice.next,
            details: details(model.shown(), lang),
            warning,
            entry: entry(model, lang),
            buttons: buttons(model, lang),
            focus: model.focus(),
        }
    }

    /// Whether the picture moves.
    pub(super) fn is_moving(&self) -> bool {
        matches!(self.scene, Scene::Working | Scene::Starting)
    }
}

fn scene(screen: &Screen) -> Scene {
    match screen {
        Screen::Starting => Scene::Starting,
        Screen::Waiting(waiting) => match waiting {
            Waiting::Service => Scene::Service,
            Waiting::Reader => Scene::Reader,
            Waiting::Card => Scene::Card,
            Waiting::CardAgain => Scene::CardAgain,
            Waiting::MyNumberCard => Scene::OtherCard,
            Waiting::BetterContact => Scene::BetterContact,
            Waiting::CardFree => Scene::CardInUse,
            Waiting::OneCard { .. } => Scene::TwoCards,
        },
        Screen::EnterPin { .. } => Scene::Ready,
        Screen::ConfirmLastTry => Scene::LastTry,
        Screen::Reading | Screen::Working => Scene::Working,
        Screen::Refused { code, .. } => match code {
            ErrorCode::PinBlocked => Scene::Blocked,
            ErrorCode::CertificateExpired | ErrorCode::CertificateNotYetValid => Scene::WrongDate,
            _ => Scene::Refused,
        },
        Screen::Done => Scene::Done,
    }
}

fn is_warning(screen: &Screen) -> bool {
    match screen {
        Screen::Refused { .. }
        | Screen::ConfirmLastTry
        | Screen::EnterPin {
            notice: Some(_), ..
        } => true,
        Screen::Waiting(waiting) => !matches!(waiting, Waiting::Reader | Waiting::Card),
        _ => false,
    }
}

fn details(shown: Shown<'_>, lang: Lang) -> Vec<String> {
    match shown {
        Shown::Screen(Screen::Refused {
            code,
            dates: Some(dates),
        }) => vec![
            text::certificate_date(*code, &dates.certificate, lang),
            text::computer_date(&dates.computer, lang),
        ],
        Shown::Screen(Screen::Waiting(Waiting::OneCard { readers })) => readers.clone(),
        _ => Vec::new(),
    }
}

fn entry(model: &Model, lang: Lang) -> Option<Entry> {
    let Shown::Screen(&Screen::EnterPin { tries, .. }) = model.shown() else {
        return None;
    };
    Some(Entry {
        digits: model.digits(),
        focused: model.is_active() && model.focus() == Some(Control::Entry),
        click_here: (!model.is_active()).then(|| Phrase::ClickHere.said(lang)),
        tries: text::tries_left(tries, lang),
        last_try: tries.is_last().then(|| Phrase::LastTry.said(lang)),
    })
}

fn buttons(model: &Model, lang: Lang) -> Vec<Button> {
    let button = |&control: &Control| {
        let (label, primary) = match control {
            Control::Entry => return None,
            Control::Ok => (Phrase::Ok, true),
            Control::Cancel => (Phrase::Cancel, false),
            Control::Close => (Phrase::Close, true),
            Control::Again => (Phrase::Again, true),
            Control::Confirm => (Phrase::Confirm, false),
            Control::Reconsider => (Phrase::Reconsider, true),
        };
        let pointed = model.pointed().filter(|&(pointed, _)| pointed == control);
        Some(Button {
            control,
            label: label.said(lang),
            primary,
            enabled: model.enabled(control),
            focused: model.is_active() && model.focus() == Some(control),
            pointed: pointed.is_some(),
            pressed: pointed.is_some_and(|(_, down)| down),
        })
    };
    // Tab reaches the button that is pressed most first; it stands on the right.
    model.controls().iter().rev().filter_map(button).collect()
}
