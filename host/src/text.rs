//! Every word a person reads, in Japanese and English, in tables.
//! The names of things are those of the official leaflets (利用者証明用電子証明書, 暗証番号, 市区町村の窓口).
//! Nothing here knows who shows the words.

mod diagnosis;
mod outcome;
mod phrase;
mod screen;

pub use self::{
    diagnosis::{Told, diagnosis, summary},
    outcome::{Words, outcome},
    phrase::Phrase,
    screen::{Advice, advice, certificate_date, computer_date, ending, pin_meant, tries_left},
};

/// The languages there are words in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Lang {
    /// 日本語.
    Ja,
    /// English.
    En,
}

impl Lang {
    /// Every language.
    pub const ALL: [Self; 2] = [Self::Ja, Self::En];

    /// Its name (ISO 639-1).
    pub const fn code(self) -> &'static str {
        match self {
            Self::Ja => "ja",
            Self::En => "en",
        }
    }
}
