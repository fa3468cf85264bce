//! Where everything stands, in whole pixels at one scale factor.
//! It must not know colours or how anything is drawn.

use crate::text::Phrase;

use super::{
    area::Area,
    font::{Fonts, Weight},
    model::Control,
    typesetting::{Column, Paragraph, Type, Typesetter},
    view::{Entry, View},
};

/// The window's size in logical pixels: the same for every screen, so that nothing moves under the pointer.
pub(super) const WIDTH: f32 = 480.0;
pub(super) const HEIGHT: f32 = 560.0;

const MARGIN: f32 = 32.0;
const BUTTON_HEIGHT: f32 = 48.0;
const BUTTON_WIDTH: f32 = 136.0;
const BOX: f32 = 56.0;
const GAP: f32 = 16.0;
const ORIGIN_LINES: usize = 3;

const LABEL: Type = Type::new(13.0, 20.0, Weight::Regular);
const ORIGIN: Type = Type::new(16.0, 24.0, Weight::Regular);
const HEADLINE: Type = Type::new(22.0, 32.0, Weight::Bold);
const BODY: Type = Type::new(16.0, 26.0, Weight::Regular);
const DETAIL: Type = Type::new(15.0, 24.0, Weight::Bold);
const PANEL: Type = Type::new(15.0, 24.0, Weight::Regular);
const BUTTON: Type = Type::new(16.0, 24.0, Weight::Bold);

/// Where everything stands.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Layout {
    pub(super) scale: f32,
    pub(super) window: Area,
    pub(super) header: Area,
    /// The sign beside the site.
    pub(super) sign: Area,
    pub(super) site: Paragraph,
    pub(super) origin: Paragraph,
    pub(super) content: Content,
    pub(super) buttons: Vec<ButtonPlace>,
}

/// What stands between the site and the buttons.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Content {
    /// On the last try its place is needed for words.
    pub(super) picture: Option<Area>,
    pub(super) headline: Paragraph,
    pub(super) next: Paragraph,
    pub(super) details: Paragraph,
    pub(super) entry: Option<EntryPlace>,
    bottom: f32,
}

/// Where the PIN is entered.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct EntryPlace {
    pub(super) field: Area,
    pub(super) boxes: [Area; 4],
    pub(super) click_here: Option<Paragraph>,
    pub(super) tries: Paragraph,
    /// The panel with the warning of the last try, around `tries` as well.
    pub(super) last_try: Option<(Area, Paragraph)>,
}

/// A button and its label.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct ButtonPlace {
    pub(super) control: Control,
    pub(super) area: Area,
    pub(super) label: Paragraph,
}

impl Layout {
    pub(super) fn of(view: &View, fonts: &Fonts, scale: f32) -> Self {
        let setter = Typesetter { fonts, scale };
        let px = |logical: f32| setter.px(logical);
        let window = Area {
            x: 0.0,
            y: 0.0,
            width: px(WIDTH),
            height: px(HEIGHT),
        };
        let sign = Area {
            x: px(MARGIN),
            y: px(20.0),
            width: px(36.0),
            height: px(36.0),
        };
        let left = sign.right() + px(12.0);
        let beside = Column {
            left,
            top: px(16.0),
            width: window.width - px(MARGIN) - left,
        };
        let site = setter.left(Phrase::Site.said(view.lang), LABEL, beside);
        let origin_column = beside.at(site.area.bottom());
        let origin = setter.origin(&view.origin, ORIGIN, origin_column, ORIGIN_LINES);
        let header = Area {
            height: origin.area.bottom() + px(16.0),
            ..window
        };

        let top_of_buttons = window.height - px(24.0) - px(BUTTON_HEIGHT);
        let column = Column {
            left: px(MARGIN),
            top: header.bottom(),
            width: window.width - 2.0 * px(MARGIN),
        };
        // Set from the top once to learn how high it is, then in the middle of its space.
        let height = content(&setter, view, column).bottom - column.top;
        let space = top_of_buttons - px(8.0) - column.top;
        let middle = column.at(column.top + ((space - height) / 2.0).max(0.0).round());
        Self {
            scale,
            window,
            header,
            sign,
            site,
            origin,
            content: content(&setter, view, middle),
            buttons: buttons(&setter, view, window.width - px(MARGIN), top_of_buttons),
        }
    }

    /// The control at a point.
    pub(super) fn control_at(&self, point: (f32, f32)) -> Option<Control> {
        let mut buttons = self.buttons.iter();
        let button = buttons.find(|button| button.area.contains(point));
        let mut entry = self.content.entry.iter();
        let field = entry.find(|entry| entry.field.contains(point));
        button
            .map(|button| button.control)
            .or_else(|| field.map(|_| Control::Entry))
    }
}

fn content(setter: &Typesetter<'_>, view: &View, column: Column) -> Content {
    let px = |logical: f32| setter.px(logical);
    let height = match &view.entry {
        Some(Entry {
            last_try: Some(_), ..
        }) => None,
        Some(_) => Some(px(112.0)),
        None => Some(px(144.0)),
    };
    let picture = height.map(|height| Area {
        x: column.left,
        y: column.top,
        width: column.width,
        height,
    });
    let top = picture.map_or(column.top, |picture| picture.bottom() + px(GAP));
    let headline = setter.centred(view.headline, HEADLINE, column.at(top));
    let next = setter.centred(view.next, BODY, column.at(headline.area.bottom() + px(4.0)));
    let below = next.area.bottom();
    let gap = if view.details.is_empty() {
        0.0
    } else {
        px(8.0)
    };
    let details = setter.single_lines(&view.details, DETAIL, column.at(below + gap));
    let entry = view
        .entry
        .as_ref()
        .map(|entry| entry_place(setter, entry, column.at(below + px(GAP))));
    let bottom = match &entry {
        None => details.area.bottom(),
        Some(EntryPlace {
            last_try: Some((panel, _)),
            ..
        }) => panel.bottom(),
        Some(entry) => entry.tries.area.bottom(),
    };
    Content {
        picture,
        headline,
        next,
        details,
        entry,
        bottom,
    }
}

fn entry_place(setter: &Typesetter<'_>, entry: &Entry, column: Column) -> EntryPlace {
    let px = |logical: f32| setter.px(logical);
    let (side, step) = (px(BOX), px(BOX) + px(GAP));
    let row = 3.0 * step + side;
    let field = Area {
        x: column.left + ((column.width - row) / 2.0).round(),
        y: column.top,
        width: row,
        height: side,
    };
    let boxes = [0.0, 1.0, 2.0, 3.0].map(|before| Area {
        x: field.x + before * step,
        width: side,
        ..field
    });
    let click_here = entry
        .click_here
        .map(|words| setter.label(words, BUTTON, field));
    let below = field.bottom() + px(12.0);
    let Some(words) = entry.last_try else {
        return EntryPlace {
            field,
            boxes,
            click_here,
            tries: setter.centred(&entry.tries, DETAIL, column.at(below)),
            last_try: None,
        };
    };
    let (pad, sign) = (px(12.0), px(44.0));
    let inside = Column {
        left: column.left + pad + sign,
        top: below + pad,
        width: column.width - 2.0 * pad - sign,
    };
    let tries = setter.left(&entry.tries, DETAIL, inside);
    let said = setter.left(words, PANEL, inside.at(tries.area.bottom()));
    let panel = Area {
        x: column.left,
        y: below,
        width: column.width,
        height: said.area.bottom() + pad - below,
    };
    EntryPlace {
        field,
        boxes,
        click_here,
        tries,
        last_try: Some((panel, said)),
    }
}

/// The buttons in the view's order, the last one at the right.
fn buttons(setter: &Typesetter<'_>, view: &View, right: f32, top: f32) -> Vec<ButtonPlace> {
    let px = |logical: f32| setter.px(logical);
    let mut right = right;
    let mut places = Vec::new();
    for button in view.buttons.iter().rev() {
        let words = setter.width(button.label, BUTTON).ceil();
        let width = px(BUTTON_WIDTH).max(words + px(40.0));
        let area = Area {
            x: right - width,
            y: top,
            width,
            height: px(BUTTON_HEIGHT),
        };
        right = area.x - px(GAP);
        places.insert(
            0,
            ButtonPlace {
                control: button.control,
                area,
                label: setter.label(button.label, BUTTON, area),
            },
        );
    }
    places
}
