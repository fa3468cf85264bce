//! Where everything stands, in whole pixels at one scale factor.
//! It must not know colours or how anything is drawn.

mod content;

use crate::text::Phrase;

pub(super) use self::content::{Content, EntryPlace};
use super::{
    area::Area,
    font::{Fonts, Weight},
    model::Control,
    typesetting::{Column, Paragraph, Type, Typesetter},
    view::View,
};

/// The window's size in logical pixels: the same for every screen, so that nothing moves under the pointer.
pub(super) const WIDTH: f32 = 480.0;
pub(super) const HEIGHT: f32 = 560.0;

/// How much of a screen is left beside a desktop's bars and the window's own frame.
const USABLE: f32 = 0.9;

const MARGIN: f32 = 32.0;
const BUTTON_HEIGHT: f32 = 48.0;
const BUTTON_WIDTH: f32 = 136.0;
const GAP: f32 = 16.0;
const ORIGIN_LINES: usize = 3;

const LABEL: Type = Type::new(13.0, 20.0, Weight::Regular);
const ORIGIN: Type = Type::new(16.0, 24.0, Weight::Regular);
const BUTTON: Type = Type::new(16.0, 24.0, Weight::Bold);

/// The scale factor at which the window fits on a screen of so many pixels, at most the wanted one:
/// text may be as large as the system says only as long as the buttons stay within reach.
pub(super) fn fitting(wanted: f32, screen: (u32, u32)) -> f32 {
    // A screen whose size is not known yet bounds nothing.
    let bound = |pixels: u32, needed: f32| match u16::try_from(pixels) {
        Ok(pixels @ 1..) => f32::from(pixels) * USABLE / needed,
        _ => wanted,
    };
    wanted
        .min(bound(screen.0, WIDTH))
        .min(bound(screen.1, HEIGHT))
}

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
            top: header.bottom() + px(GAP),
            width: window.width - 2.0 * px(MARGIN),
        };
        let sides = (column.left, window.width - px(MARGIN));
        let buttons = buttons(&setter, view, sides, top_of_buttons);
        let highest = buttons
            .iter()
            .map(|button| button.area.y)
            .fold(top_of_buttons, f32::min);
        Self {
            scale,
            window,
            header,
            sign,
            site,
            origin,
            content: Content::of(&setter, view, column, highest - px(GAP)),
            buttons,
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

/// The buttons in the view's order, the last one at the right of the bottom row.
/// One that finds no room there has a row of its own above, so wide that it cannot be mistaken for another.
fn buttons(
    setter: &Typesetter<'_>,
    view: &View,
    (left, right): (f32, f32),
    top: f32,
) -> Vec<ButtonPlace> {
    let px = |logical: f32| setter.px(logical);
    let mut next = (right, top);
    let mut places = Vec::new();
    for button in view.buttons.iter().rev() {
        let words = setter.width(button.label, BUTTON).ceil();
        let width = px(BUTTON_WIDTH).max(words + px(40.0));
        let (right_edge, y) = next;
        let row = Area {
            x: right_edge - width,
            y,
            width,
            height: px(BUTTON_HEIGHT),
        };
        let area = if row.x >= left {
            row
        } else {
            Area {
                x: left,
                y: y - px(BUTTON_HEIGHT) - px(GAP),
                width: right - left,
                ..row
            }
        };
        next = (area.x - px(GAP), area.y);
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
