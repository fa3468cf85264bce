//! Draws a whole window: colours and shapes for what layout has placed.
//! It must not know keys, events or the display.

use tiny_skia::Pixmap;

use super::{
    area::Area,
    canvas::{Canvas, Shape},
    font::Fonts,
    layout::{ButtonPlace, EntryPlace, Layout},
    palette::{Appearance, Palette},
    picture,
    view::{Button, Entry, View},
};

/// Draws `view` as laid out into `pixels`. `turn` is how far the moving part of the picture has come round, 0 to 1.
pub(super) fn paint(
    view: &View,
    layout: &Layout,
    fonts: &Fonts,
    appearance: Appearance,
    turn: f32,
    pixels: &mut Pixmap,
) {
    let mut painter = Painter {
        canvas: Canvas::new(pixels, fonts),
        palette: Palette::of(appearance),
        scale: layout.scale,
    };
    painter.window(view, layout, turn);
}

struct Painter<'a> {
    canvas: Canvas<'a>,
    palette: &'static Palette,
    scale: f32,
}

impl Painter<'_> {
    fn window(&mut self, view: &View, layout: &Layout, turn: f32) {
        let p = self.palette;
        self.canvas.clear(p.ground);
        self.canvas
            .fill(&Shape::rectangle(layout.header), p.surface);
        let rule = Area {
            y: layout.header.bottom(),
            height: self.px(1.0),
            ..layout.header
        };
        self.canvas.fill(&Shape::rectangle(rule), p.line);
        self.globe(layout.sign);
        self.canvas.text(&layout.site, p.quiet);
        self.canvas.text(&layout.origin, p.text);
        if let Some(area) = layout.content.picture {
            picture::draw(&mut self.canvas, area, view.scene, turn, p);
        }
        let headline = if view.warning { p.warning } else { p.text };
        self.canvas.text(&layout.content.headline, headline);
        self.canvas.text(&layout.content.next, p.text);
        self.canvas.text(&layout.content.details, p.text);
        if let (Some(entry), Some(place)) = (&view.entry, &layout.content.entry) {
            self.entry(entry, place);
        }
        for (button, place) in view.buttons.iter().zip(&layout.buttons) {
            self.button(button, place);
        }
    }

    /// The sign for a site: a globe on a disc.
    fn globe(&mut self, area: Area) {
        let p = self.palette;
        let (x, y) = area.middle();
        let at = |dx: f32, dy: f32| (x + self.scale * dx, y + self.scale * dy);
        let meridian = |bulge: f32| {
            Shape::curve([
                at(0.0, -10.0),
                at(bulge, -7.0),
                at(bulge, 7.0),
                at(0.0, 10.0),
            ])
        };
        let lines = [
            Shape::circle((x, y), self.px(10.0)),
            Shape::line(&[at(-10.0, 0.0), at(10.0, 0.0)]),
            meridian(-6.0),
            meridian(6.0),
        ];
        self.canvas
            .fill(&Shape::circle((x, y), area.width / 2.0), p.tint);
        for line in &lines {
            self.canvas.stroke(line, self.px(1.5), p.accent);
        }
    }

    fn entry(&mut self, entry: &Entry, place: &EntryPlace) {
        let p = self.palette;
        if let Some(words) = &place.click_here {
            let field = Shape::rounded(place.field, self.px(10.0));
            self.canvas.fill(&field, p.tint);
            self.canvas.stroke(&field, self.px(2.0), p.accent);
            self.canvas.text(words, p.accent);
        } else {
            for (at, &area) in place.boxes.iter().enumerate() {
                let shape = Shape::rounded(area, self.px(10.0));
                self.canvas.fill(&shape, p.surface);
                if entry.focused && at == entry.digits {
                    self.canvas.stroke(&shape, self.px(3.0), p.accent);
                } else if entry.focused {
                    self.canvas.stroke(&shape, self.px(2.0), p.accent);
                } else {
                    self.canvas.stroke(&shape, self.px(1.5), p.edge);
                }
                if at < entry.digits {
                    self.canvas
                        .fill(&Shape::circle(area.middle(), self.px(8.0)), p.text);
                } else if entry.focused && at == entry.digits {
                    let (x, y) = area.middle();
                    let caret = Shape::line(&[(x, y - self.px(11.0)), (x, y + self.px(11.0))]);
                    self.canvas.stroke(&caret, self.px(2.0), p.accent);
                }
            }
        }
        let Some((panel, words)) = &place.last_try else {
            self.canvas.text(&place.tries, p.quiet);
            return;
        };
        let shape = Shape::rounded(*panel, self.px(10.0));
        self.canvas.fill(&shape, p.warning_tint);
        self.canvas.stroke(&shape, self.px(2.0), p.warning);
        self.warning_sign((panel.x + self.px(42.0), panel.middle().1));
        self.canvas.text(&place.tries, p.warning);
        self.canvas.text(words, p.text);
    }

    /// A triangle with an exclamation mark, too large to be overlooked.
    fn warning_sign(&mut self, (x, y): (f32, f32)) {
        let p = self.palette;
        let at = |dx: f32, dy: f32| (x + self.px(dx), y + self.px(dy));
        let corners = [(0.0, -17.0), (19.0, 15.0), (-19.0, 15.0), (0.0, -17.0)];
        let triangle = Shape::line(&corners.map(|(dx, dy)| at(dx, dy)));
        let bar = Shape::line(&[at(0.0, -8.0), at(0.0, 3.0)]);
        let dot = Shape::circle(at(0.0, 10.5), self.px(2.6));
        self.canvas.fill(&triangle, p.warning);
        self.canvas.stroke(&triangle, self.px(5.0), p.warning);
        self.canvas.stroke(&bar, self.px(4.0), p.on_warning);
        self.canvas.fill(&dot, p.on_warning);
    }

    fn button(&mut self, button: &Button, place: &ButtonPlace) {
        let p = self.palette;
        let shape = Shape::rounded(place.area, self.px(8.0));
        let (fill, edge, words) = match (button.primary, button.enabled) {
            (_, false) => (p.ground, p.line, p.quiet),
            (true, true) => (p.accent, p.accent, p.on_accent),
            (false, true) if button.pointed => (p.tint, p.accent, p.text),
            (false, true) => (p.surface, p.edge, p.text),
        };
        self.canvas.fill(&shape, fill);
        self.canvas.stroke(&shape, self.px(1.5), edge);
        // A pressed button, and a primary one under the pointer, get an inner line: no further colours are needed.
        if button.enabled && (button.pressed || (button.primary && button.pointed)) {
            let inner = Shape::rounded(place.area.grown(-self.px(4.0)), self.px(5.0));
            self.canvas.stroke(&inner, self.px(1.5), words);
        }
        if button.focused {
            let ring = Shape::rounded(place.area.grown(self.px(4.0)), self.px(12.0));
            self.canvas.stroke(&ring, self.px(2.0), p.accent);
        }
        self.canvas.text(&place.label, words);
    }

    fn px(&self, logical: f32) -> f32 {
        logical * self.scale
    }
}
