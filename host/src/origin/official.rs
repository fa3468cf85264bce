//! The official sites: the only ones whose page may choose what is signed.
//! It must not know what they ask for.

use super::{Origin, split_port};
use crate::error::ErrorCode;

/// The origin of an official site: https, and a host that is one of theirs or ends in `.` and one of them; any port.
///
/// Whoever holds one may have a DigestInfo signed that the site's page has made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OfficialOrigin(Origin);

impl OfficialOrigin {
    /// Checks that an origin is an official site's (PROTOCOL.md, "portal-login").
    pub fn check(origin: Origin) -> Result<Self, ErrorCode> {
        let official = origin
            .as_str()
            .strip_prefix("https://")
            .and_then(|authority| split_port(authority, "443"))
            .is_some_and(|host| SITES.iter().any(|site| belongs_to(host, site)));
        if official {
            Ok(Self(origin))
        } else {
            Err(ErrorCode::OriginNotOfficial)
        }
    }

    /// The origin, to be shown to the person.
    pub fn origin(&self) -> &Origin {
        &self.0
    }
}

/// Whether a host is a site's own name or one below it. The dot decides: whoever owns `evilsite` does not own `site`.
fn belongs_to(host: &str, site: &str) -> bool {
    host.strip_suffix(site)
        .is_some_and(|before| before.is_empty() || before.ends_with('.'))
}

/// マイナポータル and e-Tax.
const SITES: [&str; 2] = ["myna.go.jp", "e-tax.nta.go.jp"];

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str) -> Result<OfficialOrigin, ErrorCode> {
        OfficialOrigin::check(Origin::parse(text).expect("an origin"))
    }

    #[test]
    fn official_sites_pass_on_every_port() {
        for text in [
            "https://myna.go.jp",
            "https://demo.myna.go.jp",
            "https://img.myna.go.jp:8443",
            "https://a.b.myna.go.jp",
            "https://e-tax.nta.go.jp",
            "https://login.e-tax.nta.go.jp",
            "https://e-tax.nta.go.jp:1",
        ] {
            assert_eq!(
                check(text).map(|official| official.origin().to_string()),
                Ok(text.to_owned())
            );
        }
    }

    #[test]
    fn every_other_site_is_refused() {
        for text in [
            "https://evilmyna.go.jp",
            "https://evil-myna.go.jp",
            "https://demo.evilmyna.go.jp",
            "https://xe-tax.nta.go.jp",
            "https://myna.go.jp.evil.example",
            "https://myna.go.jp.",
            "https://demo.myna.go.jp.",
            "https://nta.go.jp",
            "https://www.nta.go.jp",
            "https://go.jp",
            "https://jp",
            "https://myna.go",
            "https://portal.example",
            "https://localhost",
            "https://192.0.2.7",
            "https://[2001:db8::1]",
            "http://localhost",
            "http://localhost:3000",
            "http://127.0.0.1",
            "http://[::1]:8080",
        ] {
            assert_eq!(check(text), Err(ErrorCode::OriginNotOfficial), "{text}");
        }
        // Over http it is not even an origin.
        assert_eq!(
            Origin::parse("http://demo.myna.go.jp"),
            Err(ErrorCode::OriginInvalid)
        );
    }
}
