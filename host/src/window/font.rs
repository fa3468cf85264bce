//! The embedded font in two weights: how wide words are, and their shapes as coverage.
//! It must not know what the words say or where they stand.

use ab_glyph::{Font, FontRef, Glyph, InvalidFont, OutlinedGlyph, PxScale, ScaleFont, point};

/// Regular or bold.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Weight {
    Regular,
    Bold,
}

/// The two weights of the one family.
pub(super) struct Fonts {
    regular: FontRef<'static>,
    bold: FontRef<'static>,
}

impl Fonts {
    /// Reads the embedded subsets.
    pub(super) fn embedded() -> Result<Self, InvalidFont> {
        Ok(Self {
            regular: FontRef::try_from_slice(include_bytes!(
                "../../assets/NotoSansJP-Regular-subset.otf"
            ))?,
            bold: FontRef::try_from_slice(include_bytes!(
                "../../assets/NotoSansJP-Bold-subset.otf"
            ))?,
        })
    }

    /// Whether there is a shape for a character.
    pub(super) fn has(&self, character: char, weight: Weight) -> bool {
        self.weight(weight).glyph_id(character).0 != 0
    }

    /// How wide a text is, in pixels, in letters `size` pixels high.
    pub(super) fn width(&self, text: &str, weight: Weight, size: f32) -> f32 {
        text.chars()
            .map(|character| self.advance(character, weight, size))
            .sum()
    }

    /// How far one character moves the pen.
    pub(super) fn advance(&self, character: char, weight: Weight, size: f32) -> f32 {
        let font = self.weight(weight);
        let scaled = font.as_scaled(scale(font, size));
        scaled.h_advance(scaled.glyph_id(self.known(character, weight)))
    }

    /// The shapes of a text whose baseline begins at (`x`, `y`).
    pub(super) fn shapes(
        &self,
        text: &str,
        weight: Weight,
        size: f32,
        (x, y): (f32, f32),
    ) -> impl Iterator<Item = OutlinedGlyph> {
        let font = self.weight(weight);
        let scale = scale(font, size);
        let mut pen = x;
        text.chars().filter_map(move |character| {
            let glyph = Glyph {
                id: font.glyph_id(self.known(character, weight)),
                scale,
                position: point(pen, y),
            };
            pen += self.advance(character, weight, size);
            font.outline_glyph(glyph)
        })
    }

    fn weight(&self, weight: Weight) -> &FontRef<'static> {
        match weight {
            Weight::Regular => &self.regular,
            Weight::Bold => &self.bold,
        }
    }

    /// A reader's name may hold anything; what has no shape is shown as a question mark.
    fn known(&self, character: char, weight: Weight) -> char {
        if self.has(character, weight) {
            character
        } else {
            '?'
        }
    }
}

/// ab_glyph scales by the distance from ascent to descent, typography by the em.
fn scale(font: &FontRef<'static>, size: f32) -> PxScale {
    let em = font.units_per_em().unwrap_or(1000.0);
    PxScale::from(size * font.height_unscaled() / em)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        card::Tries,
        error::ErrorCode,
        text::{Lang, Phrase, certificate_date, computer_date, outcome, tries_left},
    };

    #[test]
    fn every_character_of_every_text_has_a_shape() {
        let fonts = Fonts::embedded().expect("the fonts in assets/");
        let check = |text: &str| {
            for character in text.chars() {
                for weight in [Weight::Regular, Weight::Bold] {
                    assert!(
                        fonts.has(character, weight),
                        "{character:?} of {text:?} has no {weight:?} shape: run assets/make-font.sh"
                    );
                }
            }
        };
        for lang in Lang::ALL {
            for phrase in Phrase::ALL {
                check(phrase.said(lang));
            }
            for code in ErrorCode::ALL {
                check(outcome(code, lang).happened);
                check(outcome(code, lang).next);
            }
            check(&tries_left(Tries(3), lang));
            for code in [
                ErrorCode::CertificateExpired,
                ErrorCode::CertificateNotYetValid,
            ] {
                check(&certificate_date(code, "2026-11-23", lang));
                check(&computer_date("2026-11-23", lang));
            }
        }
        check("…?");
        check(&(' '..='~').collect::<String>());
    }

    #[test]
    fn an_unknown_character_is_a_question_mark() {
        let fonts = Fonts::embedded().expect("the fonts in assets/");
        let width = |text| fonts.width(text, Weight::Regular, 16.0);
        assert!(!fonts.has('\u{1f600}', Weight::Regular));
        assert_eq!(width("\u{1f600}"), width("?"));
        assert_eq!(
            fonts
                .shapes("\u{1f600}", Weight::Regular, 16.0, (0.0, 0.0))
                .count(),
            1
        );
    }

    #[test]
    fn a_kanji_is_as_wide_as_its_size() {
        let fonts = Fonts::embedded().expect("the fonts in assets/");
        assert!((fonts.width("桁", Weight::Bold, 20.0) - 20.0).abs() < 0.01);
    }
}
