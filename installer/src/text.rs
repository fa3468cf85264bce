//! Every word for people, in Japanese and English.
//! It must not know how anything is done.

mod failure;
mod finding;
mod outcome;
mod run;

pub use self::{
    finding::{Finding, finding, next_step},
    outcome::{left_undone, outcome, planned, refusal},
    run::{
        HELP, anothers_folder, grant, kept_state, no_browser, no_home, no_host, no_source,
        not_kept, not_removed, not_unicode, nothing_to_repair, removed_state, state_in_use,
        unregistrable, usage, would_remove,
    },
};

/// The languages that are spoken here.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Lang {
    /// Japanese.
    Ja,
    /// English.
    En,
}

impl Lang {
    /// Both.
    pub const ALL: [Self; 2] = [Self::Ja, Self::En];

    /// The language of this code.
    pub fn named(code: &str) -> Option<Self> {
        match code {
            "ja" => Some(Self::Ja),
            "en" => Some(Self::En),
            _ => None,
        }
    }

    /// The code.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Ja => "ja",
            Self::En => "en",
        }
    }

    /// The system's: Japanese where it says so, else English.
    pub fn system() -> Self {
        match sys_locale::get_locale() {
            Some(locale) if locale.starts_with("ja") => Self::Ja,
            _ => Self::En,
        }
    }

    /// One of two texts.
    pub fn say(self, ja: impl Into<String>, en: impl Into<String>) -> String {
        match self {
            Self::Ja => ja.into(),
            Self::En => en.into(),
        }
    }
}
