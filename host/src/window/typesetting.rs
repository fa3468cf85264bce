//! Sets text into a column: which characters stand on which baseline, in whole pixels at one scale factor.
//! It must not know what the text is for.

use super::{
    area::Area,
    font::{Fonts, Weight},
    lines,
};

/// Size, line height (in logical pixels) and weight of a kind of text.
#[derive(Clone, Copy)]
pub(super) struct Type {
    size: f32,
    line: f32,
    weight: Weight,
}

impl Type {
    pub(super) const fn new(size: f32, line: f32, weight: Weight) -> Self {
        Self { size, line, weight }
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

/// Where text is to begin, and how wide it may be.
#[derive(Clone, Copy)]
pub(super) struct Column {
    pub(super) left: f32,
    pub(super) top: f32,
    pub(super) width: f32,
}

impl Column {
    /// The same, further down.
    pub(super) fn at(self, top: f32) -> Self {
        Self { top, ..self }
    }
}

pub(super) struct Typesetter<'a> {
    pub(super) fonts: &'a Fonts,
    pub(super) scale: f32,
}

impl Typesetter<'_> {
    /// Prose whose lines begin at the left.
    pub(super) fn left(&self, text: &str, kind: Type, column: Column) -> Paragraph {
        let lines = lines::prose(text, column.width, |c| self.advance(c, kind));
        self.paragraph(&lines, kind, column, |_| column.left)
    }

    /// Prose whose lines stand in the middle.
    pub(super) fn centred(&self, text: &str, kind: Type, column: Column) -> Paragraph {
        let lines = lines::prose(text, column.width, |c| self.advance(c, kind));
        self.centred_lines(&lines, kind, column)
    }

    /// One line for each text, its middle left out where it is too long.
    pub(super) fn single_lines(&self, texts: &[String], kind: Type, column: Column) -> Paragraph {
        let lines: Vec<String> = texts
            .iter()
            .map(|text| lines::single(text, column.width, |c| self.advance(c, kind)))
            .collect();
        self.centred_lines(&lines, kind, column)
    }

    /// A label in the middle of an area.
    pub(super) fn label(&self, text: &str, kind: Type, within: Area) -> Paragraph {
        let top = (within.middle().1 - self.px(kind.line) / 2.0).round();
        let column = Column {
            left: within.x,
            top,
            width: within.width,
        };
        self.centred(text, kind, column)
    }

    /// An origin in at most `most` lines, its host in bold.
    pub(super) fn origin(
        &self,
        origin: &str,
        kind: Type,
        column: Column,
        most: usize,
    ) -> Paragraph {
        let (scheme, host) = scheme_and_host(origin);
        let bold = Type {
            weight: Weight::Bold,
            ..kind
        };
        let lines = lines::origin(origin, scheme, column.width, most, |c| {
            self.advance(c, bold)
        });
        let shown: usize = lines.iter().map(|line| line.chars().count()).sum();
        let port = origin.chars().count() - scheme - host;
        let bold_places = scheme..shown - port;

        let plain = self.paragraph(&lines, kind, column, |_| column.left);
        let mut runs: Vec<Run> = Vec::new();
        let mut place = 0;
        for line in &plain.runs {
            let mut x = line.x;
            for character in line.text.chars() {
                let weight = if bold_places.contains(&place) {
                    Weight::Bold
                } else {
                    Weight::Regular
                };
                match runs.last_mut() {
                    Some(last) if last.weight == weight && last.baseline == line.baseline => {
                        last.text.push(character);
                    }
                    _ => runs.push(Run {
                        text: character.into(),
                        weight,
                        x,
                        ..line.clone()
                    }),
                }
                x += self.fonts.advance(character, weight, line.size);
                place += 1;
            }
        }
        Paragraph { runs, ..plain }
    }

    /// How wide a text is.
    pub(super) fn width(&self, text: &str, kind: Type) -> f32 {
        self.fonts.width(text, kind.weight, self.px(kind.size))
    }

    /// Logical pixels in whole real ones.
    pub(super) fn px(&self, logical: f32) -> f32 {
        (logical * self.scale).round()
    }

    fn centred_lines(&self, lines: &[String], kind: Type, column: Column) -> Paragraph {
        self.paragraph(lines, kind, column, |width| {
            column.left + ((column.width - width) / 2.0).round()
        })
    }

    fn paragraph(
        &self,
        lines: &[String],
        kind: Type,
        column: Column,
        start: impl Fn(f32) -> f32,
    ) -> Paragraph {
        let (size, line) = (self.px(kind.size), self.px(kind.line));
        let mut bottom = column.top;
        let runs = lines
            .iter()
            .map(|text| {
                // Centred by the height of a kanji, which reaches from 0.88 above to 0.12 below the baseline.
                let baseline = (bottom + line / 2.0 + size * 0.38).round();
                bottom += line;
                Run {
                    text: text.clone(),
                    weight: kind.weight,
                    size,
                    x: start(self.fonts.width(text, kind.weight, size)),
                    baseline,
                }
            })
            .collect();
        let area = Area {
            x: column.left,
            y: column.top,
            width: column.width,
            height: bottom - column.top,
        };
        Paragraph { area, runs }
    }

    fn advance(&self, character: char, kind: Type) -> f32 {
        self.fonts
            .advance(character, kind.weight, self.px(kind.size))
    }
}

/// How many characters an origin's scheme, with its `://`, and its host have.
fn scheme_and_host(origin: &str) -> (usize, usize) {
    let scheme = origin.find("://").map_or(0, |at| at + 3);
    let rest = &origin[scheme..];
    // The colons within [::1] are not the port's.
    let host = match rest.rfind(':') {
        Some(port) if !rest[port..].contains(']') => port,
        _ => rest.len(),
    };
    (scheme, rest[..host].chars().count())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_host_is_what_is_bold() {
        let fonts = Fonts::embedded().expect("the fonts in assets/");
        let setter = Typesetter {
            fonts: &fonts,
            scale: 1.0,
        };
        let column = Column {
            left: 0.0,
            top: 0.0,
            width: 400.0,
        };
        let kind = Type::new(16.0, 24.0, Weight::Regular);
        let check = |origin: &str, expected: &str| {
            let paragraph = setter.origin(origin, kind, column, 2);
            let of = |weight| {
                let runs = paragraph
                    .runs
                    .iter()
                    .filter(move |run| run.weight == weight);
                runs.map(|run| run.text.as_str()).collect::<String>()
            };
            assert_eq!(of(Weight::Bold), expected, "{origin}");
            assert!(of(Weight::Regular).starts_with("http"), "{origin}");
        };
        check("https://portal.example", "portal.example");
        check("https://portal.example:8443", "portal.example");
        check("http://[::1]:8080", "[::1]");
        check("http://[::1]", "[::1]");

        let long = format!("https://{}.portal.example:8443", "a".repeat(200));
        let paragraph = setter.origin(&long, kind, column, 2);
        let shown: String = paragraph.runs.iter().map(|run| run.text.as_str()).collect();
        assert!(shown.starts_with("https://…aaa"), "{shown}");
        assert!(shown.ends_with("aaa.portal.example:8443"), "{shown}");
        let last = paragraph.runs.last().expect("a port");
        assert_eq!(
            (last.text.as_str(), last.weight),
            (":8443", Weight::Regular)
        );
    }
}
