//! Where everything stands, in whole pixels at one scale factor: an 8-pixel grid, text broken into lines.
//! It must not know colours or how anything is drawn.

use super::{
    font::{Fonts, Weight},
    lines,
    model::Control,
    view::View,
};

/// The window's size in logical pixels, at every screen, so that nothing moves under the pointer.
pub(super) const WIDTH: f32 = 480.0;
pub(super) const HEIGHT: f32 = 560.0;

const MARGIN: f32 = 32.0;
const LABEL: Type = Type::new(13.0, 20.0, Weight::Regular);
const ORIGIN: Type = Type::new(16.0, 24.0, Weight::Regular);
const HEADLINE: Type = Type::new(22.0, 32.0, Weight::Bold);
const BODY: Type = Type::new(16.0, 26.0, Weight::Regular);
const TRIES: Type = Type::new(15.0, 24.0, Weight::Bold);
const BUTTON: Type = Type::new(16.0, 24.0, Weight::Bold);
const BOX: (f32, f32, f32) = (56.0, 56.0, 16.0);
const BUTTON_HEIGHT: f32 = 48.0;
const BUTTON_WIDTH: f32 = 136.0;

/// A rectangle in pixels.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Area {
    pub(super) x: f32,
    pub(super) y: f32,
    pub(super) width: f32,
    pub(super) height: f32,
}

impl Area {
    pub(super) fn right(&self) -> f32 {
        self.x + self.width
    }

    pub(super) fn bottom(&self) -> f32 {
        self.y + self.height
    }

    pub(super) fn middle(&self) -> (f32, f32) {
        (self.x + self.width / 2.0, self.y + self.height / 2.0)
    }

    /// The same, larger by `by` on every side.
    pub(super) fn grown(&self, by: f32) -> Self {
        Self {
            x: self.x - by,
            y: self.y - by,
            width: self.width + 2.0 * by,
            height: self.height + 2.0 * by,
        }
    }

    fn contains(&self, (x, y): (f32, f32)) -> bool {
        (self.x..self.right()).contains(&x) && (self.y..self.bottom()).contains(&y)
    }
}

/// A piece of text in one weight, on its baseline.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Run {
    pub(super) text: String,
    pub(super) weight: Weight,
    pub(super) size: f32,
    pub(super) x: f32,
    pub(super) baseline: f32,
}

/// Some lines of text and the area that they fill.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Paragraph {
    pub(super) area: Area,
    pub(super) runs: Vec<Run>,
}

/// Where the PIN is entered.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct EntryPlace {
    pub(super) field: Area,
    pub(super) boxes: [Area; 4],
    pub(super) click_here: Option<Paragraph>,
    pub(super) tries: Paragraph,
    pub(super) last_try: Option<(Area, Paragraph)>,
}

/// A button and its label.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct ButtonPlace {
    pub(super) control: Control,
    pub(super) area: Area,
    pub(super) label: Paragraph,
}

/// Where everything stands.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Layout {
    pub(super) scale: f32,
    pub(super) window: Area,
    pub(super) header: Area,
    pub(super) site: Paragraph,
    pub(super) origin: Paragraph,
    /// On the last try its place is needed for words.
    pub(super) picture: Option<Area>,
    pub(super) headline: Paragraph,
    pub(super) next: Paragraph,
    pub(super) detail: Option<Paragraph>,
    pub(super) entry: Option<EntryPlace>,
    pub(super) buttons: Vec<ButtonPlace>,
}

impl Layout {
    pub(super) fn of(view: &View, fonts: &Fonts, scale: f32) -> Self {
        Setter { fonts, scale }.layout(view)
    }

    /// The control at a point.
    pub(super) fn control_at(&self, point: (f32, f32)) -> Option<Control> {
        let button = self
            .buttons
            .iter()
            .find(|button| button.area.contains(point));
        let field = self
            .entry
            .as_ref()
            .filter(|entry| entry.field.contains(point));
        button
            .map(|button| button.control)
            .or(field.map(|_| Control::Entry))
    }
}

/// Size, line height and weight of a kind of text.
#[derive(Clone, Copy)]
struct Type {
    size: f32,
    line: f32,
    weight: Weight,
}

impl Type {
    const fn new(size: f32, line: f32, weight: Weight) -> Self {
        Self { size, line, weight }
    }
}

/// Sets text in whole pixels.
struct Setter<'a> {
    fonts: &'a Fonts,
    scale: f32,
}

impl Setter<'_> {
    fn layout(&self, view: &View) -> Layout {
        let px = |logical: f32| self.px(logical);
        let window = Area {
            x: 0.0,
            y: 0.0,
            width: px(WIDTH),
            height: px(HEIGHT),
        };
        let (left, inner) = (px(MARGIN), px(WIDTH) - 2.0 * px(MARGIN));

        let site_words = crate::text::Phrase::Site.said(view.lang);
        let site = self.left(site_words, LABEL, left, px(16.0), inner);
        let origin = self.origin(&view.origin, left, site.area.bottom(), inner);
        let header = Area {
            height: origin.area.bottom() + px(14.0),
            ..window
        };

        let buttons = self.buttons(view, px(HEIGHT) - px(24.0) - px(BUTTON_HEIGHT));
        let end = px(HEIGHT) - px(24.0) - px(BUTTON_HEIGHT) - px(8.0);

        // Everything is set from the top once to learn its height, then moved to the middle of its space.
        let last_try = view
            .entry
            .as_ref()
            .is_some_and(|entry| entry.last_try.is_some());
        let picture_height = match (&view.entry, last_try) {
            (_, true) => None,
            (Some(_), false) => Some(px(96.0)),
            (None, false) => Some(px(152.0)),
        };
        let stack = |top: f32| {
            let picture = picture_height.map(|height| Area {
                x: left,
                y: top,
                width: inner,
                height,
            });
            let top = picture.map_or(top, |picture| picture.bottom() + px(12.0));
            let headline = self.centred(view.headline, HEADLINE, (left, top, inner));
            let next = self.centred(
                view.next,
                BODY,
                (left, headline.area.bottom() + px(6.0), inner),
            );
            let detail = view.detail.as_ref().map(|detail| {
                let line = lines::single(detail, inner, |c| self.advance(c, BODY_BOLD));
                self.centred(
                    &line,
                    BODY_BOLD,
                    (left, next.area.bottom() + px(8.0), inner),
                )
            });
            let entry = view
                .entry
                .as_ref()
                .map(|entry| self.entry(entry, (left, next.area.bottom() + px(14.0), inner)));
            let bottom = match (&entry, &detail) {
                (Some(entry), _) => entry
                    .last_try
                    .as_ref()
                    .map_or(entry.tries.area.bottom(), |(panel, _)| panel.bottom()),
                (None, Some(detail)) => detail.area.bottom(),
                (None, None) => next.area.bottom(),
            };
            (picture, headline, next, detail, entry, bottom)
        };
        let height = stack(0.0).5;
        let space = end - header.bottom();
        let top = header.bottom() + ((space - height) / 2.0).max(0.0).round();
        let (picture, headline, next, detail, entry, _) = stack(top);

        Layout {
            scale: self.scale,
            window,
            header,
            site,
            origin,
            picture,
            headline,
            next,
            detail,
            entry,
            buttons,
        }
    }

    fn entry(&self, entry: &super::view::Entry, (left, top, inner): (f32, f32, f32)) -> EntryPlace {
        let px = |logical: f32| self.px(logical);
        let (width, height, gap) = (px(BOX.0), px(BOX.1), px(BOX.2));
        let row = 4.0 * width + 3.0 * gap;
        let start = left + ((inner - row) / 2.0).round();
        let mut x = start;
        let boxes = [(); 4].map(|()| {
            let area = Area {
                x,
                y: top,
                width,
                height,
            };
            x += width + gap;
            area
        });
        let field = Area {
            x: start,
            y: top,
            width: row,
            height,
        };
        let click_here = entry
            .click_here
            .map(|words| self.label(words, BUTTON, field));
        let below = field.bottom() + px(12.0);
        let (tries, last_try) = match entry.last_try {
            None => (
                self.centred(&entry.tries, TRIES, (left, below, inner)),
                None,
            ),
            Some(words) => {
                let pad = px(16.0);
                let icon = px(40.0);
                let text = (left + pad + icon, inner - 2.0 * pad - icon);
                let tries = self.left(&entry.tries, TRIES, text.0, below + px(12.0), text.1);
                let said = self.left(
                    words,
                    Type::new(15.0, 24.0, Weight::Regular),
                    text.0,
                    tries.area.bottom(),
                    text.1,
                );
                let panel = Area {
                    x: left,
                    y: below,
                    width: inner,
                    height: said.area.bottom() + px(12.0) - below,
                };
                (tries, Some((panel, said)))
            }
        };
        EntryPlace {
            field,
            boxes,
            click_here,
            tries,
            last_try,
        }
    }

    fn buttons(&self, view: &View, top: f32) -> Vec<ButtonPlace> {
        let mut right = self.px(WIDTH) - self.px(MARGIN);
        let mut places: Vec<ButtonPlace> = view
            .buttons
            .iter()
            .rev()
            .map(|button| {
                let words = self
                    .fonts
                    .width(button.label, BUTTON.weight, self.px(BUTTON.size));
                let width = self.px(BUTTON_WIDTH).max((words + self.px(40.0)).ceil());
                let area = Area {
                    x: right - width,
                    y: top,
                    width,
                    height: self.px(BUTTON_HEIGHT),
                };
                right = area.x - self.px(16.0);
                ButtonPlace {
                    control: button.control,
                    area,
                    label: self.label(button.label, BUTTON, area),
                }
            })
            .collect();
        places.reverse();
        places
    }

    /// The origin, its host in bold.
    fn origin(&self, origin: &str, left: f32, top: f32, inner: f32) -> Paragraph {
        const LINES: usize = 3;
        let scheme = origin.find("://").map_or(0, |at| at + 3);
        let wide = |c: char| {
            self.advance(
                c,
                Type {
                    weight: Weight::Bold,
                    ..ORIGIN
                },
            )
        };
        let kept = origin[..scheme].chars().count();
        let lines = lines::origin(origin, kept, inner, LINES, wide);
        let port = origin[scheme..]
            .rfind(':')
            .filter(|at| !origin[scheme + at..].contains(']'));
        let bold_until = port.map_or(0, |at| origin.len() - scheme - at);
        let shown: usize = lines.iter().map(|line| line.chars().count()).sum();
        let host = kept..shown - bold_until;
        let mut at = 0;
        let mut paragraph = self.paragraph(&lines, ORIGIN, (left, top, inner), |_| left);
        for run in std::mem::take(&mut paragraph.runs) {
            let mut x = run.x;
            for character in run.text.chars() {
                let weight = if host.contains(&at) {
                    Weight::Bold
                } else {
                    Weight::Regular
                };
                at += 1;
                let step = self.fonts.advance(character, weight, run.size);
                match paragraph.runs.last_mut() {
                    Some(last) if last.weight == weight && last.baseline == run.baseline => {
                        last.text.push(character)
                    }
                    _ => paragraph.runs.push(Run {
                        text: character.into(),
                        weight,
                        x,
                        ..run.clone()
                    }),
                }
                x += step;
            }
        }
        paragraph
    }

    fn left(&self, text: &str, kind: Type, left: f32, top: f32, inner: f32) -> Paragraph {
        let lines = lines::prose(text, inner, |c| self.advance(c, kind));
        self.paragraph(&lines, kind, (left, top, inner), |_| left)
    }

    fn centred(&self, text: &str, kind: Type, (left, top, inner): (f32, f32, f32)) -> Paragraph {
        let lines = lines::prose(text, inner, |c| self.advance(c, kind));
        self.paragraph(&lines, kind, (left, top, inner), |width| {
            left + ((inner - width) / 2.0).round()
        })
    }

    fn label(&self, text: &str, kind: Type, within: Area) -> Paragraph {
        let top = (within.middle().1 - self.px(kind.line) / 2.0).round();
        self.centred(text, kind, (within.x, top, within.width))
    }

    fn paragraph(
        &self,
        lines: &[String],
        kind: Type,
        (left, top, inner): (f32, f32, f32),
        start: impl Fn(f32) -> f32,
    ) -> Paragraph {
        let (size, line) = (self.px(kind.size), self.px(kind.line));
        let mut bottom = top;
        let runs = lines
            .iter()
            .map(|text| {
                // Centred by the height of a kanji, which reaches from 0.88 above to 0.12 below the baseline.
                let baseline = (bottom + line / 2.0 + size * 0.38).round();
                bottom += line;
                let width = self.fonts.width(text, kind.weight, size);
                Run {
                    text: text.clone(),
                    weight: kind.weight,
                    size,
                    x: start(width),
                    baseline,
                }
            })
            .collect();
        Paragraph {
            area: Area {
                x: left,
                y: top,
                width: inner,
                height: bottom - top,
            },
            runs,
        }
    }

    fn advance(&self, character: char, kind: Type) -> f32 {
        self.fonts
            .advance(character, kind.weight, self.px(kind.size))
    }

    fn px(&self, logical: f32) -> f32 {
        (logical * self.scale).round()
    }
}

const BODY_BOLD: Type = Type {
    weight: Weight::Bold,
    ..BODY
};
