//! Which words belong to which screen, and the few sentences that have a number, a date or a name in them.

use crate::{
    card::Tries,
    dialog::{PinNotice, Screen, Waiting},
    error::ErrorCode,
};

use super::{Lang, Phrase, outcome};

/// What a screen says: how things stand, and what to do now.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Advice {
    /// How things stand, in a few words.
    pub headline: &'static str,
    /// What to do now, in one to three sentences.
    pub next: &'static str,
}

/// The words of one screen.
pub fn advice(screen: &Screen, lang: Lang) -> Advice {
    match screen {
        Screen::Starting => said(Phrase::Starting, Phrase::StartingNext, lang),
        Screen::Waiting(waiting) => match waiting {
            Waiting::Service => said(Phrase::Service, Phrase::ServiceNext, lang),
            Waiting::Reader => said(Phrase::Reader, Phrase::ReaderNext, lang),
            Waiting::Card => said(Phrase::Card, Phrase::CardNext, lang),
            Waiting::CardAgain => said(Phrase::CardAgain, Phrase::CardAgainNext, lang),
            Waiting::MyNumberCard => said(Phrase::MyNumberCard, Phrase::MyNumberCardNext, lang),
            Waiting::BetterContact => said(Phrase::BetterContact, Phrase::BetterContactNext, lang),
            Waiting::CardFree => said(Phrase::CardFree, Phrase::CardFreeNext, lang),
            Waiting::OneCard { .. } => said(Phrase::OneCard, Phrase::OneCardNext, lang),
        },
        Screen::Reading => said(Phrase::Reading, Phrase::ReadingNext, lang),
        Screen::EnterPin { notice, .. } => match notice {
            None => said(Phrase::Pin, Phrase::PinNext, lang),
            Some(PinNotice::Wrong) => said(Phrase::PinWrong, Phrase::PinWrongNext, lang),
            Some(PinNotice::FaultCounted) => {
                said(Phrase::PinFaultCounted, Phrase::PinFaultCountedNext, lang)
            }
            Some(PinNotice::FaultNotCounted) => said(
                Phrase::PinFaultNotCounted,
                Phrase::PinFaultNotCountedNext,
                lang,
            ),
            Some(PinNotice::FaultUnclear) => {
                said(Phrase::PinFaultUnclear, Phrase::PinFaultUnclearNext, lang)
            }
            Some(PinNotice::AnswerLost) => {
                said(Phrase::PinAnswerLost, Phrase::PinAnswerLostNext, lang)
            }
            Some(PinNotice::TriesChanged) => {
                said(Phrase::PinTriesChanged, Phrase::PinTriesChangedNext, lang)
            }
        },
        Screen::ConfirmLastTry => said(Phrase::ConfirmLastTry, Phrase::ConfirmLastTryNext, lang),
        Screen::Working => said(Phrase::Working, Phrase::WorkingNext, lang),
        Screen::Refused { code, .. } => {
            let words = outcome(*code, lang);
            Advice {
                headline: words.happened.trim_end_matches(['。', '.']),
                next: words.next,
            }
        }
        Screen::Done => said(Phrase::Done, Phrase::DoneNext, lang),
    }
}

/// What is said when a key shows that another PIN is meant.
pub const fn pin_meant(lang: Lang) -> Advice {
    said(Phrase::PinMeant, Phrase::PinMeantNext, lang)
}

/// What is said between the person's end of a login and the window's.
pub const fn ending(lang: Lang) -> Advice {
    said(Phrase::Ending, Phrase::EndingNext, lang)
}

/// How many tries are left, in words.
pub fn tries_left(tries: Tries, lang: Lang) -> String {
    match (lang, tries.0) {
        (Lang::Ja, left) => format!("入力できるのは、あと{left}回です"),
        (Lang::En, 1) => "1 try left".to_owned(),
        (Lang::En, left) => format!("{left} tries left"),
    }
}

/// The end or the beginning of the certificate's validity, given as `YYYY-MM-DD`, as a line of its own.
/// A string of another form is shown as it is.
pub fn certificate_date(code: ErrorCode, date: &str, lang: Lang) -> String {
    let begins = code == ErrorCode::CertificateNotYetValid;
    match lang {
        Lang::Ja if begins => format!("電子証明書の利用開始日：{}", japanese_date(date)),
        Lang::Ja => format!("電子証明書の有効期限：{}", japanese_date(date)),
        Lang::En if begins => format!("Certificate valid from {date}"),
        Lang::En => format!("Certificate valid until {date}"),
    }
}

/// What this computer takes today for, given as `YYYY-MM-DD`, as a line of its own.
pub fn computer_date(date: &str, lang: Lang) -> String {
    match lang {
        Lang::Ja => format!("このパソコンの日付：{}", japanese_date(date)),
        Lang::En => format!("This computer’s date: {date}"),
    }
}

/// `2026-03-09` as 2026年3月9日.
pub(super) fn japanese_date(date: &str) -> String {
    let mut parts = date.split('-').map(|part| part.trim_start_matches('0'));
    match (parts.next(), parts.next(), parts.next(), parts.next()) {
        (Some(year), Some(month), Some(day), None) => format!("{year}年{month}月{day}日"),
        _ => date.to_owned(),
    }
}

const fn said(headline: Phrase, next: Phrase, lang: Lang) -> Advice {
    Advice {
        headline: headline.said(lang),
        next: next.said(lang),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_phrase_is_there_in_both_languages() {
        for phrase in Phrase::ALL {
            let (ja, en) = (phrase.said(Lang::Ja), phrase.said(Lang::En));
            assert!(!ja.is_ascii(), "{phrase:?}: {ja:?}");
            assert!(
                en.chars().all(|c| c.is_ascii() || "’“”".contains(c)),
                "{phrase:?}: {en:?}"
            );
            assert!(!en.trim().is_empty(), "{phrase:?}");
        }
    }

    #[test]
    fn sentences_with_a_value_in_them() {
        fn check(said: &str, expected: &str) {
            assert_eq!(said, expected);
        }
        check(
            &tries_left(Tries(3), Lang::Ja),
            "入力できるのは、あと3回です",
        );
        check(&tries_left(Tries(3), Lang::En), "3 tries left");
        check(&tries_left(Tries(1), Lang::En), "1 try left");
        let (over, early) = (
            ErrorCode::CertificateExpired,
            ErrorCode::CertificateNotYetValid,
        );
        check(
            &certificate_date(over, "2026-03-09", Lang::Ja),
            "電子証明書の有効期限：2026年3月9日",
        );
        check(
            &certificate_date(over, "2026-03-09", Lang::En),
            "Certificate valid until 2026-03-09",
        );
        check(
            &certificate_date(early, "2026-03-09", Lang::Ja),
            "電子証明書の利用開始日：2026年3月9日",
        );
        check(
            &certificate_date(early, "2026-03-09", Lang::En),
            "Certificate valid from 2026-03-09",
        );
        check(
            &certificate_date(over, "soon", Lang::Ja),
            "電子証明書の有効期限：soon",
        );
        check(
            &computer_date("2026-11-24", Lang::Ja),
            "このパソコンの日付：2026年11月24日",
        );
        check(
            &computer_date("2026-11-24", Lang::En),
            "This computer’s date: 2026-11-24",
        );
    }

    #[test]
    fn the_words_that_must_not_be_missing() {
        fn check(screen: Screen, lang: Lang, word: &str) {
            let Advice { headline, next } = advice(&screen, lang);
            assert!(
                headline.contains(word) || next.contains(word),
                "{screen:?}: {word} is neither in {headline:?} nor in {next:?}"
            );
        }
        let pin = |notice| Screen::EnterPin {
            tries: Tries(3),
            notice,
        };
        let refused = |code| Screen::Refused { code, dates: None };
        check(pin(None), Lang::Ja, "利用者証明用電子証明書");
        check(pin(None), Lang::Ja, "数字4桁");
        check(
            pin(Some(PinNotice::FaultNotCounted)),
            Lang::Ja,
            "回数は減っていません",
        );
        check(
            pin(Some(PinNotice::FaultCounted)),
            Lang::En,
            "counted as one try",
        );
        for notice in [
            PinNotice::FaultCounted,
            PinNotice::FaultUnclear,
            PinNotice::AnswerLost,
        ] {
            check(pin(Some(notice)), Lang::Ja, "違っていないか");
            check(pin(Some(notice)), Lang::En, "may have been wrong");
        }
        for word in ["最後の1回", "ロック", "市区町村の窓口", "再設定"] {
            check(Screen::ConfirmLastTry, Lang::Ja, word);
        }
        for word in ["last try", "blocked", "municipal office", "reset"] {
            check(Screen::ConfirmLastTry, Lang::En, word);
        }
        check(refused(ErrorCode::PinBlocked), Lang::Ja, "市区町村の窓口");
        check(refused(ErrorCode::PinBlocked), Lang::Ja, "コンビニ");
        check(
            refused(ErrorCode::PinBlocked),
            Lang::Ja,
            "顔認証マイナンバーカード",
        );
        for waiting in [Waiting::CardAgain, Waiting::BetterContact] {
            check(Screen::Waiting(waiting.clone()), Lang::Ja, "金属の机");
            check(Screen::Waiting(waiting), Lang::En, "metal");
        }
        check(refused(ErrorCode::CertificateExpired), Lang::Ja, "更新");
        check(refused(ErrorCode::CertificateExpired), Lang::En, "date");
    }
}
