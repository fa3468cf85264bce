//! The picture of reader and card for each state, from above: shapes only, in a space of 288 by 152.
//! It must not know words, keys or the login.

mod signs;

use self::signs::Badge;
use super::{
    area::Area,
    canvas::{Canvas, Shape},
    palette::{Palette, Rgb},
    view::Scene,
};

const WIDTH: f32 = 288.0;
const HEIGHT: f32 = 152.0;
/// The middle of a reader that stands alone.
const MIDDLE: (f32, f32) = (144.0, 76.0);

/// Draws a scene as large as its area allows. `turn` is how far a moving part has come round, 0 to 1.
pub(super) fn draw(
    canvas: &mut Canvas<'_>,
    area: Area,
    scene: Scene,
    turn: f32,
    palette: &Palette,
) {
    let scale = (area.width / WIDTH).min(area.height / HEIGHT);
    let corner = (
        area.x + (area.width - WIDTH * scale) / 2.0,
        area.y + (area.height - HEIGHT * scale) / 2.0,
    );
    let mut picture = Picture {
        canvas: canvas.placed(corner, scale),
        palette,
    };
    picture.scene(scene, turn);
}

/// How a card looks.
#[derive(Clone, Copy, PartialEq)]
enum Card {
    MyNumber,
    Other,
}

struct Picture<'a> {
    canvas: Canvas<'a>,
    palette: &'a Palette,
}

impl Picture<'_> {
    fn scene(&mut self, scene: Scene, turn: f32) {
        let badge_place = (192.0, 108.0);
        match scene {
            Scene::Starting => {
                self.reader(MIDDLE, false);
                self.spinner(MIDDLE, turn);
            }
            Scene::Service => {
                self.reader(MIDDLE, false);
                self.badge(MIDDLE, Badge::Attention);
            }
            Scene::Reader => self.unplugged(),
            Scene::Card => self.approaching(),
            Scene::CardAgain => {
                self.approaching();
                self.badge((92.0, 50.0), Badge::Attention);
            }
            Scene::OtherCard => {
                self.on_reader(Card::Other);
                self.badge(badge_place, Badge::Cross);
            }
            Scene::BetterContact => {
                self.reader(MIDDLE, true);
                self.turned(-14.0).card((128.0, 66.0), Card::MyNumber);
                self.badge(badge_place, Badge::Attention);
            }
            Scene::CardInUse => {
                self.on_reader(Card::MyNumber);
                self.badge(badge_place, Badge::Busy);
            }
            Scene::TwoCards => self.two_cards(),
            Scene::Ready => {
                self.on_reader(Card::MyNumber);
            }
            Scene::LastTry => {
                self.on_reader(Card::MyNumber);
                self.badge(badge_place, Badge::Attention);
            }
            Scene::Working => {
                self.on_reader(Card::MyNumber);
                self.disc(badge_place, self.palette.surface);
                self.spinner(badge_place, turn);
            }
            Scene::Refused => {
                self.on_reader(Card::MyNumber);
                self.badge(badge_place, Badge::Cross);
            }
            Scene::Blocked => {
                self.on_reader(Card::MyNumber);
                self.badge(badge_place, Badge::Lock);
            }
            Scene::WrongDate => {
                self.on_reader(Card::MyNumber);
                self.badge(badge_place, Badge::Clock);
            }
            Scene::Done => {
                self.on_reader(Card::MyNumber);
                self.badge(badge_place, Badge::Tick);
            }
        }
    }

    fn on_reader(&mut self, card: Card) {
        self.reader(MIDDLE, true);
        self.card(MIDDLE, card);
    }

    /// A card on its way to the reader.
    fn approaching(&mut self) {
        self.reader((217.0, 76.0), true);
        self.waves((217.0, 76.0));
        self.card((48.0, 76.0), Card::MyNumber);
        self.arrowheads(&[114.0, 127.0], 76.0, 5.0);
    }

    /// A reader whose plug is not in the computer.
    fn unplugged(&mut self) {
        let p = self.palette;
        self.small(0.78, (54.0, 84.0)).body(MIDDLE, false);
        let cable = [(108.0, 84.0), (136.0, 84.0), (108.0, 122.0), (136.0, 122.0)];
        self.canvas.stroke(&Shape::curve(cable), 3.5, p.edge);
        // The plug, and the way that it has to go.
        let plug = Shape::rounded(centred((140.0, 122.0), 18.0, 14.0), 3.0);
        let tip = Shape::rounded(centred((152.0, 122.0), 10.0, 8.0), 1.0);
        self.canvas.fill(&plug, p.accent);
        self.canvas.fill(&tip, p.accent);
        self.arrowheads(&[168.0, 177.0], 122.0, 5.0);
        // The computer: a screen and the base that the plug goes into.
        self.solid(centred((236.0, 70.0), 86.0, 80.0), 6.0, p.surface, p.edge);
        let screen = Shape::rounded(centred((236.0, 70.0), 72.0, 66.0), 2.0);
        self.canvas.fill(&screen, p.tint);
        self.solid(centred((236.0, 122.0), 102.0, 20.0), 6.0, p.surface, p.edge);
        let port = Shape::rounded(centred((192.0, 122.0), 6.0, 10.0), 1.0);
        self.canvas.fill(&port, p.accent);
    }

    /// Two readers, each with a card, one of which is too many.
    fn two_cards(&mut self) {
        for (x, too_many) in [(70.0, false), (218.0, true)] {
            let mut small = self.small(0.9, (x, 76.0));
            small.body(MIDDLE, true);
            small.card(MIDDLE, Card::MyNumber);
            if too_many {
                small.badge((192.0, 108.0), Badge::Cross);
            }
        }
    }

    /// The same picture at another size, its middle moved to a point.
    fn small(&mut self, scale: f32, (x, y): (f32, f32)) -> Picture<'_> {
        let corner = (x - MIDDLE.0 * scale, y - MIDDLE.1 * scale);
        Picture {
            canvas: self.canvas.placed(corner, scale),
            palette: self.palette,
        }
    }

    fn reader(&mut self, (x, y): (f32, f32), lit: bool) {
        let p = self.palette;
        let cable = [
            (x + 68.0, y),
            (x + 84.0, y),
            (x + 78.0, y - 40.0),
            (x + 78.0, y - 76.0),
        ];
        if x + 78.0 < WIDTH {
            self.canvas.stroke(&Shape::curve(cable), 3.0, p.edge);
        }
        self.body((x, y), lit);
    }

    fn body(&mut self, middle @ (x, y): (f32, f32), lit: bool) {
        let p = self.palette;
        self.canvas.fill(
            &Shape::rounded(centred((x, y + 4.0), 138.0, 106.0), 16.0),
            p.line,
        );
        self.solid(centred(middle, 136.0, 104.0), 16.0, p.surface, p.edge);
        let pad = if lit { p.tint } else { p.ground };
        self.canvas
            .fill(&Shape::rounded(centred(middle, 114.0, 78.0), 10.0), pad);
        let light = if lit { p.accent } else { p.edge };
        self.canvas.fill(
            &Shape::rounded(centred((x, y + 45.5), 16.0, 3.0), 1.5),
            light,
        );
    }

    fn card(&mut self, middle @ (x, y): (f32, f32), card: Card) {
        let p = self.palette;
        let ink = if card == Card::MyNumber {
            p.accent
        } else {
            p.edge
        };
        self.solid(centred(middle, 92.0, 58.0), 6.0, p.surface, ink);
        let bar = |left: f32, top: f32, width: f32, height: f32| {
            Shape::rounded(
                Area {
                    x: x + left,
                    y: y + top,
                    width,
                    height,
                },
                2.0,
            )
        };
        match card {
            Card::MyNumber => {
                self.canvas.fill(&bar(-36.0, -20.0, 36.0, 5.0), ink);
                self.canvas.fill(&bar(-36.0, -9.0, 26.0, 4.0), p.line);
                self.canvas.fill(&bar(-36.0, -1.0, 32.0, 4.0), p.line);
                self.canvas.fill(&bar(-36.0, 9.0, 15.0, 12.0), ink);
                // The photograph: head and shoulders.
                self.canvas.fill(&bar(12.0, -18.0, 26.0, 34.0), p.tint);
                self.canvas
                    .fill(&Shape::circle((x + 25.0, y - 6.0), 5.5), ink);
                self.canvas.fill(&bar(16.0, 3.0, 18.0, 13.0), ink);
            }
            Card::Other => {
                self.canvas.fill(&bar(-46.0, -18.0, 92.0, 12.0), ink);
                self.canvas.fill(&bar(-36.0, 6.0, 40.0, 4.0), p.line);
                self.canvas.fill(&bar(-36.0, 14.0, 24.0, 4.0), p.line);
            }
        }
    }

    fn solid(&mut self, area: Area, radius: f32, fill: Rgb, edge: Rgb) {
        let shape = Shape::rounded(area, radius);
        self.canvas.fill(&shape, fill);
        self.canvas.stroke(&shape, 2.0, edge);
    }

    fn turned(&mut self, degrees: f32) -> Picture<'_> {
        Picture {
            canvas: self.canvas.turned(degrees, MIDDLE),
            palette: self.palette,
        }
    }
}

fn centred((x, y): (f32, f32), width: f32, height: f32) -> Area {
    Area {
        x: x - width / 2.0,
        y: y - height / 2.0,
        width,
        height,
    }
}
