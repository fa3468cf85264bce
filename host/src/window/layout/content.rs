//! Where the picture, the words and the entry stand: from the top, so that little moves from screen to screen.
//! It must not know the buttons or the site.

use super::{BUTTON, GAP};
use crate::window::{
    area::Area,
    font::Weight,
    typesetting::{Column, Paragraph, Type, Typesetter},
    view::{Entry, View},
};

const BOX: f32 = 56.0;
/// How high the picture is where the words leave room for it: alone, and above an entry.
const PICTURE: f32 = 184.0;
const PICTURE_ABOVE_ENTRY: f32 = 144.0;

const HEADLINE: Type = Type::new(24.0, 34.0, Weight::Bold);
const BODY: Type = Type::new(16.0, 26.0, Weight::Regular);
const DETAIL: Type = Type::new(15.0, 24.0, Weight::Bold);
const LAST_TRY: Type = Type::new(20.0, 30.0, Weight::Bold);

/// What stands between the site and the buttons.
#[derive(Debug, Clone, PartialEq)]
pub(in crate::window) struct Content {
    /// On the last try its place is the warning's.
    pub(in crate::window) picture: Option<Area>,
    pub(in crate::window) headline: Paragraph,
    pub(in crate::window) next: Paragraph,
    pub(in crate::window) details: Paragraph,
    pub(in crate::window) entry: Option<EntryPlace>,
    pub(in crate::window) bottom: f32,
}

/// Where the PIN is entered.
#[derive(Debug, Clone, PartialEq)]
pub(in crate::window) struct EntryPlace {
    pub(in crate::window) field: Area,
    pub(in crate::window) boxes: [Area; 4],
    pub(in crate::window) click_here: Option<Paragraph>,
    pub(in crate::window) tries: Paragraph,
    /// The panel with the warning of the last try, around `tries` as well.
    pub(in crate::window) last_try: Option<(Area, Paragraph)>,
}

impl Content {
    /// Begins at the column's top and ends at `lowest` at the latest: the picture gives way to the words.
    pub(super) fn of(setter: &Typesetter<'_>, view: &View, column: Column, lowest: f32) -> Self {
        let tallest = setter.px(if view.entry.is_some() {
            PICTURE_ABOVE_ENTRY
        } else {
            PICTURE
        });
        let content = Self::below(setter, view, column, tallest);
        let too_low = content.bottom - lowest;
        if too_low <= 0.0 || content.picture.is_none() {
            return content;
        }
        Self::below(setter, view, column, (tallest - too_low).max(0.0))
    }

    fn below(setter: &Typesetter<'_>, view: &View, column: Column, height: f32) -> Self {
        let px = |logical: f32| setter.px(logical);
        let warning = view
            .entry
            .as_ref()
            .and_then(|entry| warning(setter, entry, column));
        let picture = warning.is_none().then_some(Area {
            x: column.left,
            y: column.top,
            width: column.width,
            height,
        });
        let above = match &warning {
            Some((panel, ..)) => panel.bottom(),
            None => column.top + height,
        };
        let headline = setter.centred(view.headline, HEADLINE, column.at(above + px(GAP)));
        let under_headline = column.at(headline.area.bottom() + px(4.0));
        let next = setter.centred(view.next, BODY, under_headline);
        let below = next.area.bottom();
        let gap = if view.details.is_empty() { 0.0 } else { 8.0 };
        let details = setter.single_lines(&view.details, DETAIL, column.at(below + px(gap)));
        let entry = view
            .entry
            .as_ref()
            .map(|entry| entry_place(setter, entry, warning, column.at(below + px(GAP))));
        let bottom = match &entry {
            None => details.area.bottom(),
            Some(entry) => entry.field.bottom().max(entry.tries.area.bottom()),
        };
        Self {
            picture,
            headline,
            next,
            details,
            entry,
            bottom,
        }
    }
}

/// The panel of the last try, the tries in it, and its words.
fn warning(
    setter: &Typesetter<'_>,
    entry: &Entry,
    column: Column,
) -> Option<(Area, Paragraph, Paragraph)> {
    let px = |logical: f32| setter.px(logical);
    let words = entry.last_try?;
    let (pad, sign) = (px(16.0), px(56.0));
    let inside = Column {
        left: column.left + pad + sign,
        top: column.top + pad,
        width: column.width - 2.0 * pad - sign,
    };
    let tries = setter.left(&entry.tries, LAST_TRY, inside);
    let said = setter.left(words, BODY, inside.at(tries.area.bottom() + px(4.0)));
    let panel = Area {
        x: column.left,
        y: column.top,
        width: column.width,
        height: said.area.bottom() + pad - column.top,
    };
    Some((panel, tries, said))
}

fn entry_place(
    setter: &Typesetter<'_>,
    entry: &Entry,
    warning: Option<(Area, Paragraph, Paragraph)>,
    column: Column,
) -> EntryPlace {
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
    let (tries, last_try) = match warning {
        Some((panel, tries, words)) => (tries, Some((panel, words))),
        None => {
            let below = column.at(field.bottom() + px(12.0));
            (setter.centred(&entry.tries, DETAIL, below), None)
        }
    };
    EntryPlace {
        field,
        boxes,
        click_here: entry
            .click_here
            .map(|words| setter.label(words, BUTTON, field)),
        tries,
        last_try,
    }
}
