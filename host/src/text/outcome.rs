//! What each way to end means for a person: what happened, and what to do next.

use crate::error::ErrorCode;

use super::Lang;

/// What a person is told when a request ends without its answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Words {
    /// What happened.
    pub happened: &'static str,
    /// What to do next.
    pub next: &'static str,
}

impl Words {
    /// Both as one text: the `message` of an error answer.
    pub fn message(self) -> String {
        // Japanese sets no space between sentences.
        let space = if self.happened.ends_with('.') {
            " "
        } else {
            ""
        };
        [self.happened, space, self.next].concat()
    }
}

/// The words for one outcome.
pub const fn outcome(code: ErrorCode, lang: Lang) -> Words {
    let (happened, next) = match lang {
        Lang::Ja => japanese(code),
        Lang::En => english(code),
    };
    Words { happened, next }
}

const fn japanese(code: ErrorCode) -> (&'static str, &'static str) {
    match code {
        ErrorCode::MessageTruncated => (
            "ブラウザーからの依頼が途中で切れました。",
            "ページを読み込み直して、もう一度ログインしてください。",
        ),
        ErrorCode::MessageTooLarge => (
            "ブラウザーとの間のデータが大きすぎます。",
            "ページを読み込み直して、もう一度ログインしてください。続くときは、サイトの運営者に知らせてください。",
        ),
        ErrorCode::MessageNotUtf8 | ErrorCode::MessageNotJson | ErrorCode::MessageMalformed => (
            "ブラウザーからの依頼を読み取れません。",
            "ブラウザーの拡張機能と、ログインアプリ（MPA Host）を最新のものにしてください。",
        ),
        ErrorCode::FieldUnknown | ErrorCode::RequestUnknown => (
            "ブラウザーの拡張機能が、ログインアプリ（MPA Host）にない機能を求めました。",
            "ログインアプリ（MPA Host）を最新のものにしてください。",
        ),
        ErrorCode::ProtocolUnsupported => (
            "ブラウザーの拡張機能とログインアプリ（MPA Host）の版が合いません。",
            "両方を最新のものにしてください。",
        ),
        ErrorCode::OriginInvalid => (
            "このサイトのアドレスではログインできません。",
            "アドレスがhttpsで始まる正しいサイトか確かめてください。",
        ),
        ErrorCode::ChallengeInvalid => (
            "サイトから届いたログイン用のデータが正しくありません。",
            "ページを読み込み直してください。続くときは、サイトの運営者に知らせてください。",
        ),
        ErrorCode::LanguageInvalid | ErrorCode::TimeoutInvalid => (
            "ログインの依頼に正しくない値があります。",
            "ブラウザーの拡張機能と、ログインアプリ（MPA Host）を最新のものにしてください。",
        ),
        ErrorCode::Busy => (
            "別のログインが進んでいます。",
            "開いているログインの画面を終わらせてから、もう一度お試しください。",
        ),
        ErrorCode::NoDisplay => (
            "ログインの画面を表示できません。",
            "パソコンの画面にログインした状態で、もう一度お試しください。",
        ),
        ErrorCode::Cancelled => (
            "ログインを取り消しました。",
            "もう一度ログインするには、ページのログインボタンを押してください。",
        ),
        ErrorCode::TimedOut => (
            "時間切れになりました。",
            "マイナンバーカードとICカードリーダーを用意して、もう一度ログインしてください。",
        ),
        ErrorCode::PinBlocked => (
            "暗証番号がロックされています。",
            "市区町村の窓口で再設定してください。署名用パスワードがわかるときは、スマートフォンのアプリで予約して、コンビニの端末でもできます。暗証番号のない顔認証マイナンバーカードは使えません。",
        ),
        ErrorCode::CertificateMissing => (
            "このカードには利用者証明用電子証明書がありません。",
            "市区町村の窓口で、電子証明書の発行を申し込んでください。",
        ),
        ErrorCode::CertificateInvalid => (
            "カードの電子証明書を確認できません。",
            "カードを置き直して、もう一度お試しください。続くときは、市区町村の窓口に相談してください。",
        ),
        ErrorCode::CertificateExpired => (
            "電子証明書の有効期限が切れています。",
            "市区町村の窓口で更新してください。カード自体の有効期限とは別です。このパソコンの日付が正しいかも確かめてください。",
        ),
        ErrorCode::CertificateNotYetValid => (
            "電子証明書はまだ有効ではありません。",
            "このパソコンの日付が正しいか確かめてください。発行されたばかりのときは、明日お試しください。",
        ),
        ErrorCode::KeyUnsupported => (
            "このカードの鍵の方式には対応していません。",
            "ログインアプリ（MPA Host）を最新のものにして、もう一度お試しください。",
        ),
        ErrorCode::SignatureInvalid => (
            "カードの署名が電子証明書と合いません。",
            "何も送信していません。もう一度ログインしてください。続くときは、市区町村の窓口に相談してください。",
        ),
        ErrorCode::HostFailed => (
            "ログインアプリ（MPA Host）の中で問題が起きました。",
            "もう一度ログインしてください。続くときは、その記録（ログ）を添えて問い合わせてください。",
        ),
        ErrorCode::OriginNotOfficial => (
            "この方法でログインできるのは、マイナポータルとe-Taxのサイトだけです。",
            "アドレスが正しいサイトのものか確かめてください。正しいのに続くときは、サイトの運営者に知らせてください。",
        ),
        ErrorCode::DigestInfoInvalid => (
            "サイトから届いたログイン用のデータは、ログインアプリ（MPA Host）では使えません。",
            "ページを読み込み直してください。続くときは、ログインアプリ（MPA Host）を最新のものにしてください。",
        ),
        ErrorCode::CardNumberUnreadable => (
            "カードの製造番号を読み取れませんでした。",
            "何も送信していません。カードを置き直して、もう一度ログインしてください。続くときは、市区町村の窓口に相談してください。",
        ),
        ErrorCode::FolderUnwritable => (
            "ログインアプリ（MPA Host）の記録を保存できません。",
            "パソコンの空き容量を確かめてください。足りているときは、拡張機能の「くわしく調べる」で保存場所を調べ、書き込めるようにしてください。",
        ),
    }
}

const fn english(code: ErrorCode) -> (&'static str, &'static str) {
    match code {
        ErrorCode::MessageTruncated => (
            "The browser’s request broke off.",
            "Reload the page and log in again.",
        ),
        ErrorCode::MessageTooLarge => (
            "There is too much data between the browser and the login app (MPA Host).",
            "Reload the page and log in again. If it happens again, tell the site.",
        ),
        ErrorCode::MessageNotUtf8 | ErrorCode::MessageNotJson | ErrorCode::MessageMalformed => (
            "The browser’s request cannot be read.",
            "Update the browser extension and the login app (MPA Host).",
        ),
        ErrorCode::FieldUnknown | ErrorCode::RequestUnknown => (
            "The browser extension asked for something that the login app (MPA Host) does not know.",
            "Update the login app (MPA Host).",
        ),
        ErrorCode::ProtocolUnsupported => (
            "The versions of the browser extension and the login app (MPA Host) do not fit.",
            "Update both of them.",
        ),
        ErrorCode::OriginInvalid => (
            "A site with this address cannot be logged in to.",
            "Make sure that it is the right site and that its address begins with https.",
        ),
        ErrorCode::ChallengeInvalid => (
            "The site’s login data is not valid.",
            "Reload the page. If it happens again, tell the site.",
        ),
        ErrorCode::LanguageInvalid | ErrorCode::TimeoutInvalid => (
            "The login request holds a value that is not valid.",
            "Update the browser extension and the login app (MPA Host).",
        ),
        ErrorCode::Busy => (
            "Another login is under way.",
            "Finish it in the login window that is open, then try again.",
        ),
        ErrorCode::NoDisplay => (
            "The login window cannot be shown.",
            "Log in at this computer’s own screen, then try again.",
        ),
        ErrorCode::Cancelled => (
            "The login was cancelled.",
            "To log in after all, press the page’s login button.",
        ),
        ErrorCode::TimedOut => (
            "The time for this login is over.",
            "Have your card and card reader ready, then log in again.",
        ),
        ErrorCode::PinBlocked => (
            "The PIN is blocked.",
            "Have it reset at your municipal office, or, if you know the signature password, at a convenience store’s kiosk after booking in the smartphone app. A face-authentication card has no PIN and cannot be used.",
        ),
        ErrorCode::CertificateMissing => (
            "This card holds no user authentication certificate.",
            "Apply for one at your municipal office.",
        ),
        ErrorCode::CertificateInvalid => (
            "The card’s certificate cannot be checked.",
            "Place the card again and retry. If it happens again, ask your municipal office.",
        ),
        ErrorCode::CertificateExpired => (
            "The card’s certificate has expired.",
            "Renew it at your municipal office: it can expire before the card does. Also make sure that this computer’s date is right.",
        ),
        ErrorCode::CertificateNotYetValid => (
            "The card’s certificate is not valid yet.",
            "Make sure that this computer’s date is right. If the certificate is new, try again tomorrow.",
        ),
        ErrorCode::KeyUnsupported => (
            "This card’s kind of key is not supported.",
            "Update the login app (MPA Host), then try again.",
        ),
        ErrorCode::SignatureInvalid => (
            "The card’s signature does not fit its certificate.",
            "Nothing was sent. Log in again. If it happens again, ask your municipal office.",
        ),
        ErrorCode::HostFailed => (
            "Something went wrong inside the login app (MPA Host).",
            "Log in again. If it happens again, ask for help and attach the app’s log.",
        ),
        ErrorCode::OriginNotOfficial => (
            "Only the sites of Mynaportal and e-Tax can be logged in to this way.",
            "Make sure that the address is that of the right site. If it is and this happens again, tell the site.",
        ),
        ErrorCode::DigestInfoInvalid => (
            "The site’s login data cannot be used by the login app (MPA Host).",
            "Reload the page. If it happens again, update the login app (MPA Host).",
        ),
        ErrorCode::CardNumberUnreadable => (
            "The card’s manufacture number could not be read.",
            "Nothing was sent. Place the card again and log in once more. If it happens again, ask your municipal office.",
        ),
        ErrorCode::FolderUnwritable => (
            "The login app (MPA Host) cannot save its records.",
            "Make sure that the disk is not full. If it is not, press Check everything in the extension’s popup to see the folder, and give yourself the right to write there.",
        ),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_outcome_says_what_happened_and_what_to_do_in_both_languages() {
        for code in ErrorCode::ALL {
            for lang in Lang::ALL {
                let words = outcome(code, lang);
                let end = match lang {
                    Lang::Ja => '。',
                    Lang::En => '.',
                };
                for said in [words.happened, words.next] {
                    assert!(said.chars().count() > 8, "{code} {lang:?}: {said:?}");
                    assert!(said.ends_with(end), "{code} {lang:?}: {said:?}");
                    assert_eq!(said.trim(), said, "{code} {lang:?}");
                }
                assert_ne!(words.happened, words.next, "{code} {lang:?}");
            }
        }
    }

    #[test]
    fn a_message_says_both() {
        fn check(lang: Lang, expected: &str) {
            assert_eq!(outcome(ErrorCode::Cancelled, lang).message(), expected);
        }
        check(
            Lang::Ja,
            "ログインを取り消しました。もう一度ログインするには、ページのログインボタンを押してください。",
        );
        check(
            Lang::En,
            "The login was cancelled. To log in after all, press the page’s login button.",
        );
    }

    #[test]
    fn each_language_is_written_in_itself() {
        for code in ErrorCode::ALL {
            let (ja, en) = (outcome(code, Lang::Ja), outcome(code, Lang::En));
            for said in [ja.happened, ja.next] {
                assert!(
                    said.chars().any(|c| ('ぁ'..='ヿ').contains(&c)),
                    "{code}: {said:?}"
                );
            }
            for said in [en.happened, en.next] {
                assert!(
                    said.chars().all(|c| c.is_ascii() || c == '’'),
                    "{code}: {said:?}"
                );
            }
        }
    }
}
