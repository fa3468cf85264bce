//! The signs on the picture: what to do, what is wrong, what is under way.
//! It must not know which scene they stand in.

use super::{Picture, centred};
use crate::window::{canvas::Shape, palette::Rgb};

/// What a badge on the picture says.
#[derive(Clone, Copy)]
pub(super) enum Badge {
    Attention,
    Cross,
    Tick,
    Busy,
    Lock,
    Clock,
}

impl Picture<'_> {
    pub(super) fn arrowheads(&mut self, places: &[f32], y: f32, size: f32) {
        for x in places {
            let head = Shape::line(&[
                (x - size, y - 2.0 * size),
                (x + size, y),
                (x - size, y + 2.0 * size),
            ]);
            self.canvas.stroke(&head, size * 0.8, self.palette.accent);
        }
    }

    /// The sign of a contactless reader.
    pub(super) fn waves(&mut self, (x, y): (f32, f32)) {
        for radius in [8.0, 18.0, 28.0] {
            let wave = Shape::arc((x - 14.0, y), radius, -42.0, 84.0);
            self.canvas.stroke(&wave, 4.0, self.palette.accent);
        }
    }

    pub(super) fn badge(&mut self, middle @ (x, y): (f32, f32), badge: Badge) {
        let p = self.palette;
        let (colour, mark) = match badge {
            Badge::Attention | Badge::Cross | Badge::Lock | Badge::Clock => {
                (p.warning, p.on_warning)
            }
            Badge::Tick | Badge::Busy => (p.accent, p.on_accent),
        };
        self.disc(middle, colour);
        match badge {
            Badge::Attention => {
                self.canvas
                    .stroke(&Shape::line(&[(x, y - 9.0), (x, y + 2.0)]), 4.0, mark);
                self.canvas.fill(&Shape::circle((x, y + 8.5), 2.4), mark);
            }
            Badge::Cross => {
                for lean in [-6.0, 6.0] {
                    let bar = Shape::line(&[(x - lean, y - 6.0), (x + lean, y + 6.0)]);
                    self.canvas.stroke(&bar, 4.0, mark);
                }
            }
            Badge::Tick => {
                let tick =
                    Shape::line(&[(x - 8.0, y + 0.5), (x - 2.5, y + 6.0), (x + 8.0, y - 6.0)]);
                self.canvas.stroke(&tick, 4.0, mark);
            }
            Badge::Lock => {
                let shackle = Shape::arc((x, y - 3.0), 4.5, 180.0, 180.0);
                self.canvas.stroke(&shackle, 2.5, mark);
                let body = Shape::rounded(centred((x, y + 3.5), 15.0, 11.0), 2.0);
                self.canvas.fill(&body, mark);
            }
            Badge::Clock => {
                self.canvas.stroke(&Shape::circle(middle, 9.5), 2.5, mark);
                let hands = Shape::line(&[(x, y - 5.0), (x, y), (x + 4.0, y + 2.5)]);
                self.canvas.stroke(&hands, 2.5, mark);
            }
            Badge::Busy => {
                for at in [-8.0, 0.0, 8.0] {
                    self.canvas.fill(&Shape::circle((x + at, y), 2.6), mark);
                }
            }
        }
    }

    pub(super) fn disc(&mut self, middle: (f32, f32), colour: Rgb) {
        self.canvas
            .fill(&Shape::circle(middle, 21.0), self.palette.ground);
        self.canvas.fill(&Shape::circle(middle, 17.5), colour);
    }

    pub(super) fn spinner(&mut self, middle: (f32, f32), turn: f32) {
        self.canvas
            .stroke(&Shape::circle(middle, 15.0), 4.0, self.palette.line);
        let arc = Shape::arc(middle, 15.0, turn * 360.0 - 90.0, 100.0);
        self.canvas.stroke(&arc, 4.0, self.palette.accent);
    }
}
