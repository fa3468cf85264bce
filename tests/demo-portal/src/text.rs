//! The portal's texts: one table, `pages/texts.json`, in Japanese and English.
//!
//! The pages are written with it here; the page script gets the same file and takes its messages from it.

use std::collections::BTreeMap;

use serde::Deserialize;

/// The table as it is served to the page script.
pub const TEXTS_JSON: &str = include_str!("../pages/texts.json");

/// A language of the pages.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Language {
    /// Japanese, unless asked otherwise.
    #[default]
    Japanese,
    /// English.
    English,
}

impl Language {
    /// By its ISO 639-1 code, if the portal has it.
    #[must_use]
    pub fn parse(code: &str) -> Option<Self> {
        match code {
            "ja" => Some(Self::Japanese),
            "en" => Some(Self::English),
            _ => None,
        }
    }

    /// Its ISO 639-1 code.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Japanese => "ja",
            Self::English => "en",
        }
    }
}

/// Every text by its key.
#[derive(Clone, Debug)]
pub struct Texts(BTreeMap<String, Text>);

/// A text in every language: one that lacks a language cannot be read in.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Text {
    ja: String,
    en: String,
}

impl Texts {
    /// Reads the embedded table.
    ///
    /// # Errors
    /// A table that lacks a language somewhere, or is no JSON.
    pub fn embedded() -> Result<Self, serde_json::Error> {
        serde_json::from_str(TEXTS_JSON).map(Self)
    }

    /// A text.
    #[must_use]
    pub fn get(&self, key: &str, language: Language) -> Option<&str> {
        self.0.get(key).map(|text| match language {
            Language::Japanese => text.ja.as_str(),
            Language::English => text.en.as_str(),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_text_is_empty_or_the_same_in_both_languages() {
        for (key, text) in Texts::embedded().unwrap().0 {
            assert!(!text.ja.trim().is_empty(), "{key}");
            assert!(!text.en.trim().is_empty(), "{key}");
            assert!(
                text.en.is_ascii() || key == "language.other",
                "{key}: {}",
                text.en
            );
            assert_ne!(text.ja, text.en, "{key}");
        }
    }

    #[test]
    fn what_went_wrong_always_comes_with_what_to_do() {
        let texts = Texts::embedded().unwrap();
        for key in texts.0.keys() {
            if let Some(stem) = key.strip_suffix(".what") {
                assert!(texts.0.contains_key(&format!("{stem}.next")), "{key}");
            }
        }
    }
}
