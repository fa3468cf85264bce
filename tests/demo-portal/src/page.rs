//! Pages from templates: `{{key}}` stands for a text, `{{value:name}}` for a value of this visit.
//!
//! Everything that is put in is escaped; there is no way to put markup in.

use std::time::Duration;

use x509_cert::der::DateTime;

use crate::{
    protocol::Protocol,
    revocation::RevocationAnswer,
    text::{Language, Texts},
    verifier::Account,
};

/// The top page, with the login button.
#[must_use]
pub fn top(texts: &Texts, language: Language) -> String {
    render(include_str!("../pages/top.html"), texts, language, &[])
}

/// The login page in the official portal's protocol.
#[must_use]
pub fn official(texts: &Texts, language: Language) -> String {
    render(include_str!("../pages/official.html"), texts, language, &[])
}

/// What stands at its address where that protocol is not spoken.
#[must_use]
pub fn official_elsewhere(texts: &Texts, language: Language) -> String {
    render(
        include_str!("../pages/official-elsewhere.html"),
        texts,
        language,
        &[],
    )
}

/// The set-up page; `interrupted` says that the visitor came here in the middle of a login.
#[must_use]
pub fn setup(texts: &Texts, language: Language, protocol: Protocol, interrupted: bool) -> String {
    let onward = if interrupted {
        format!("&continue={}", protocol.login_page())
    } else {
        String::new()
    };
    let values = [
        ("protocol", protocol.name().to_owned()),
        ("interrupted", interrupted.to_string()),
        ("continue", onward),
    ];
    render(
        include_str!("../pages/setup.html"),
        texts,
        language,
        &values,
    )
}

/// The page of who is logged in.
#[must_use]
pub fn account(texts: &Texts, language: Language, account: &Account) -> String {
    let revocation = match account.revocation {
        RevocationAnswer::Good => "revocation.good",
        // The other two answers open no session.
        RevocationAnswer::NotChecked | RevocationAnswer::Revoked | RevocationAnswer::Unanswered => {
            "revocation.not-checked"
        }
    };
    let mark = match account.revocation {
        RevocationAnswer::Good => "done",
        _ => "open",
    };
    let values = [
        ("serial", account.serial.clone()),
        ("from", date(account.validity.from, language)),
        ("to", date(account.validity.to, language)),
        ("issuer", account.issuer.clone()),
        ("algorithm", account.algorithm.to_string()),
        (
            "revocation",
            texts
                .get(revocation, language)
                .unwrap_or(revocation)
                .to_owned(),
        ),
        ("revocation-mark", mark.to_owned()),
    ];
    render(
        include_str!("../pages/account.html"),
        texts,
        language,
        &values,
    )
}

/// The page for an address that does not exist.
#[must_use]
pub fn not_found(texts: &Texts, language: Language) -> String {
    render(
        include_str!("../pages/not-found.html"),
        texts,
        language,
        &[],
    )
}

/// The page where nobody knows for the moment who is logged in.
#[must_use]
pub fn unavailable(texts: &Texts, language: Language) -> String {
    render(
        include_str!("../pages/unavailable.html"),
        texts,
        language,
        &[],
    )
}

fn render(template: &str, texts: &Texts, language: Language, values: &[(&str, String)]) -> String {
    let mut page = String::with_capacity(template.len() * 2);
    let mut rest = template;
    while let Some((before, after)) = rest.split_once("{{") {
        let Some((name, after)) = after.split_once("}}") else {
            break;
        };
        page.push_str(before);
        match name.split_once(':') {
            Some(("value", name)) => {
                let value = values.iter().find(|(key, _)| *key == name);
                page.push_str(&escape(value.map_or("", |(_, value)| value)));
            }
            _ if name == "lang" => page.push_str(language.code()),
            _ => page.push_str(&escape(texts.get(name, language).unwrap_or(name))),
        }
        rest = after;
    }
    page.push_str(rest);
    page
}

fn escape(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            '\'' => escaped.push_str("&#39;"),
            other => escaped.push(other),
        }
    }
    escaped
}

/// The day in Japan: a JPKI certificate ends with a day there, at 14:59:59 UTC.
fn date(time: Duration, language: Language) -> String {
    const JAPAN_AHEAD_OF_UTC: Duration = Duration::from_secs(9 * 60 * 60);
    // What is past the year 9999 is RFC 5280's way to say that it never ends (4.1.2.5).
    let day = DateTime::from_unix_duration(time + JAPAN_AHEAD_OF_UTC).unwrap_or(DateTime::INFINITY);
    let (year, month, day) = (day.year(), day.month(), day.day());
    match language {
        Language::Japanese => format!("{year}年{month}月{day}日"),
        Language::English => format!("{year:04}-{month:02}-{day:02}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(template: &str, expected: &str) {
        let texts = Texts::embedded().unwrap();
        let values = [("name", String::from("<b a=\"'&\">"))];
        assert_eq!(
            render(template, &texts, Language::English, &values),
            expected
        );
    }

    #[test]
    fn placeholders() {
        check("<p>{{top.login}}</p>", "<p>Log in with a card reader</p>");
        check("{{value:name}}", "&lt;b a=&quot;&#39;&amp;&quot;&gt;");
        check("{{value:other}}.", ".");
        check("{{lang}}", "en");
        check("{{open", "{{open");
    }

    #[test]
    fn every_text_that_a_page_names_is_in_the_table() {
        let texts = Texts::embedded().unwrap();
        for template in [
            include_str!("../pages/top.html"),
            include_str!("../pages/official.html"),
            include_str!("../pages/official-elsewhere.html"),
            include_str!("../pages/setup.html"),
            include_str!("../pages/account.html"),
            include_str!("../pages/not-found.html"),
        ] {
            for after in template.split("{{").skip(1) {
                let name = after.split_once("}}").unwrap().0;
                let known = name == "lang"
                    || name.starts_with("value:")
                    || texts.get(name, Language::Japanese).is_some();
                assert!(known, "{name}");
            }
        }
    }

    #[test]
    fn a_day_is_a_day_in_japan() {
        let (first, last) = (
            Duration::from_secs(15 * 3600),
            Duration::from_secs(2_524_575_599),
        );
        assert_eq!(date(last, Language::Japanese), "2049年12月31日");
        assert_eq!(date(last, Language::English), "2049-12-31");
        assert_eq!(date(first, Language::English), "1970-01-02");
    }
}
