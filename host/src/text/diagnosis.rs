//! What the doctor says of each finding: how things stand, and what to do. The two languages are side by side, in files.

mod english;
mod japanese;

use super::Lang;
use crate::doctor::{Finding, Report, State};

/// A finding in words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Told {
    /// How things stand.
    pub text: String,
    /// What to do, where something is to be done.
    pub next: Option<String>,
}

/// The words for one finding.
pub fn diagnosis(finding: &Finding, lang: Lang) -> Told {
    match lang {
        Lang::Ja => japanese::told(finding),
        Lang::En => english::told(finding),
    }
}

/// How things stand on the whole.
pub fn summary(report: &Report) -> &'static str {
    match (report.lang(), report.is_bad(), report.holds(State::Warning)) {
        (Lang::Ja, true, _) => "✗の行を直すと、ログインできるようになります。",
        (Lang::Ja, false, true) => "!の行を確かめてください。",
        (Lang::Ja, false, false) => "問題は見つかりませんでした。",
        (Lang::En, true, _) => "To be able to log in, mend what is marked ✗.",
        (Lang::En, false, true) => "Please look at what is marked with an exclamation mark.",
        (Lang::En, false, false) => "No problem was found.",
    }
}

/// Something that is as it should be, or that nothing can be done about.
fn so(text: impl Into<String>) -> Told {
    Told {
        text: text.into(),
        next: None,
    }
}

fn then(text: impl Into<String>, next: impl Into<String>) -> Told {
    Told {
        text: text.into(),
        next: Some(next.into()),
    }
}
