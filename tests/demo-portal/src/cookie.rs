//! The portal's cookies: which there are, how they are written, how one is found in a request.

use axum::http::{HeaderMap, HeaderValue, header};

use crate::{identifier::Identifier, limits::CHALLENGE_LIFETIME, origin::Origin, text::Language};

/// What the portal keeps in a browser.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Cookie {
    /// The login attempt that a challenge belongs to; ends with the challenge.
    Attempt,
    /// The session that a login opened; ends with the browser, if the server did not end it before.
    Session,
    /// The language of the pages.
    Language,
}

impl Cookie {
    /// The identifier that a request carries in this cookie. A cookie that stands twice is not taken:
    /// which of the two the browser means cannot be known.
    #[must_use]
    pub fn identifier(self, headers: &HeaderMap, origin: &Origin) -> Option<Identifier> {
        self.value(headers, origin).and_then(Identifier::parse)
    }

    /// The language that a request carries; Japanese if it has none.
    #[must_use]
    pub fn language(headers: &HeaderMap, origin: &Origin) -> Language {
        Self::Language
            .value(headers, origin)
            .and_then(Language::parse)
            .unwrap_or_default()
    }

    /// A `Set-Cookie` that keeps an identifier.
    #[must_use]
    pub fn keep(self, identifier: &Identifier, origin: &Origin) -> Option<HeaderValue> {
        self.set(identifier.reveal(), origin)
    }

    /// A `Set-Cookie` that keeps a language.
    #[must_use]
    pub fn keep_language(language: Language, origin: &Origin) -> Option<HeaderValue> {
        Self::Language.set(language.code(), origin)
    }

    /// A `Set-Cookie` that removes this cookie from the browser.
    #[must_use]
    pub fn forget(self, origin: &Origin) -> Option<HeaderValue> {
        let text = format!("{}=; Max-Age=0; {}", self.name(origin), attributes(origin));
        HeaderValue::try_from(text).ok()
    }

    fn set(self, value: &str, origin: &Origin) -> Option<HeaderValue> {
        let age = match self {
            Self::Attempt => format!("; Max-Age={}", CHALLENGE_LIFETIME.as_secs()),
            Self::Session | Self::Language => String::new(),
        };
        let text = format!("{}={value}{age}; {}", self.name(origin), attributes(origin));
        HeaderValue::try_from(text).ok()
    }

    fn value<'a>(self, headers: &'a HeaderMap, origin: &Origin) -> Option<&'a str> {
        let name = self.name(origin);
        let mut found = headers
            .get_all(header::COOKIE)
            .iter()
            .filter_map(|line| line.to_str().ok())
            .flat_map(|line| line.split(';'))
            .filter_map(|pair| pair.trim().split_once('='))
            .filter(|(key, _)| *key == name)
            .map(|(_, value)| value);
        match (found.next(), found.next()) {
            (Some(value), None) => Some(value),
            _ => None,
        }
    }

    /// Under https the `__Host-` prefix makes the browser refuse a cookie that another host of the domain plants.
    fn name(self, origin: &Origin) -> &'static str {
        match (self, origin.is_https()) {
            (Self::Attempt, true) => "__Host-login-attempt",
            (Self::Attempt, false) => "login-attempt",
            (Self::Session, true) => "__Host-session",
            (Self::Session, false) => "session",
            (Self::Language, true) => "__Host-lang",
            (Self::Language, false) => "lang",
        }
    }
}

fn attributes(origin: &Origin) -> &'static str {
    if origin.is_https() {
        "Path=/; HttpOnly; SameSite=Lax; Secure"
    } else {
        "Path=/; HttpOnly; SameSite=Lax"
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ONE: &str = "1111111111111111111111111111111111111111111111111111111111111111";

    #[track_caller]
    fn check(line: &str, expected: Option<&str>) {
        let headers = HeaderMap::from_iter([(header::COOKIE, line.parse().unwrap())]);
        let found = Cookie::Session.value(&headers, &Origin::localhost(80));
        assert_eq!(found, expected, "{line}");
    }

    #[test]
    fn found_by_its_exact_name() {
        check(&format!("session={ONE}"), Some(ONE));
        check(&format!("a=b; session={ONE}; c=d"), Some(ONE));
        check(&format!("xsession={ONE}"), None);
        check(&format!("session={ONE}; session={ONE}"), None);
        check("session", None);
        check("", None);
    }

    #[test]
    fn secure_where_the_origin_is() {
        let identifier = Identifier::parse(ONE).unwrap();
        let plain = Cookie::Session
            .keep(&identifier, &Origin::localhost(80))
            .unwrap();
        let secure = Cookie::Session
            .keep(
                &identifier,
                &Origin::parse("https://portal.example").unwrap(),
            )
            .unwrap();
        assert_eq!(
            plain.to_str().unwrap(),
            format!("session={ONE}; Path=/; HttpOnly; SameSite=Lax")
        );
        assert_eq!(
            secure.to_str().unwrap(),
            format!("__Host-session={ONE}; Path=/; HttpOnly; SameSite=Lax; Secure")
        );
    }
}
