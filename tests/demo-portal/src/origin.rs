//! The portal's own origin: what every signature must contain, and what every POST must come from.

use std::fmt;

use thiserror::Error;

/// An origin as a browser serialises it: scheme, host and, where it is not the usual one, the port.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Origin(String);

/// Why a text is not an origin of a portal.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum OriginError {
    /// Neither https nor http on this machine: the card would be asked over a connection that anybody can change.
    #[error("an origin must be https://, or http:// with localhost, 127.0.0.1 or [::1]")]
    Insecure,
    /// It has a path, a user, upper-case letters or other things that a browser's serialisation has not.
    #[error("an origin is scheme, lower-case host and optional port, with nothing after them")]
    Form,
}

impl Origin {
    /// Checks a configured origin. It is hashed as it stands, so it must equal the browser's own writing.
    ///
    /// # Errors
    /// [`OriginError`] says which rule it breaks.
    pub fn parse(text: &str) -> Result<Self, OriginError> {
        let authority = match (text.strip_prefix("https://"), text.strip_prefix("http://")) {
            (Some(authority), _) => authority,
            (None, Some(authority)) if is_loopback(authority) => authority,
            _ => return Err(OriginError::Insecure),
        };
        let (host, port) = match authority.rsplit_once(':') {
            Some((host, port)) if !port.ends_with(']') => (host, Some(port)),
            _ => (authority, None),
        };
        let host_fits = !host.is_empty()
            && host.bytes().all(
                |byte| matches!(byte, b'a'..=b'z' | b'0'..=b'9' | b'-' | b'.' | b'[' | b']' | b':'),
            );
        let usual = if text.starts_with("https") {
            "443"
        } else {
            "80"
        };
        let port_fits = port.is_none_or(|port| {
            port != usual && !port.starts_with('0') && port.parse::<u16>().is_ok()
        });
        if host_fits && port_fits && text.len() <= 255 {
            Ok(Self(text.to_owned()))
        } else {
            Err(OriginError::Form)
        }
    }

    /// The origin of a portal that listens on this machine.
    #[must_use]
    pub fn localhost(port: u16) -> Self {
        // Browsers leave out the scheme's own port.
        match port {
            80 => Self(String::from("http://localhost")),
            port => Self(format!("http://localhost:{port}")),
        }
    }

    /// As it is signed and compared.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Whether this is one of the sites that the official portal's protocol is confined to: https, at any port, on one
    /// of their hosts or below it. Loopback is none of them.
    #[must_use]
    pub fn is_official(&self) -> bool {
        let Some(authority) = self.0.strip_prefix("https://") else {
            return false;
        };
        let host = authority
            .split_once(':')
            .map_or(authority, |(host, _)| host);
        OFFICIAL_HOSTS.iter().any(|official| {
            host.strip_suffix(official)
                .is_some_and(|below| below.is_empty() || below.ends_with('.'))
        })
    }

    /// Whether cookies may be marked `Secure`.
    #[must_use]
    pub fn is_https(&self) -> bool {
        self.0.starts_with("https://")
    }
}

impl fmt::Display for Origin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

fn is_loopback(authority: &str) -> bool {
    ["localhost", "127.0.0.1", "[::1]"].iter().any(|host| {
        authority
            .strip_prefix(host)
            .is_some_and(|rest| rest.is_empty() || rest.starts_with(':'))
    })
}

/// The hosts of the official sites that log people in with this protocol: マイナポータル and e-Tax.
const OFFICIAL_HOSTS: [&str; 2] = ["myna.go.jp", "e-tax.nta.go.jp"];

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, expected: Option<OriginError>) {
        assert_eq!(Origin::parse(text).err(), expected, "{text}");
    }

    #[test]
    fn this_machines_own_is_written_as_browsers_write_it() {
        for port in [1, 80, 443, 8080, 65535] {
            let origin = Origin::localhost(port);
            assert_eq!(Origin::parse(origin.as_str()), Ok(origin));
        }
    }

    #[test]
    fn official_sites() {
        for (text, expected) in [
            ("https://myna.go.jp", true),
            ("https://img.myna.go.jp", true),
            ("https://demo.myna.go.jp:8443", true),
            ("https://login.e-tax.nta.go.jp", true),
            ("https://evilmyna.go.jp", false),
            ("https://myna.go.jp.evil.example", false),
            ("https://nta.go.jp", false),
            ("https://portal.example", false),
            ("https://localhost:8443", false),
            ("http://localhost", false),
        ] {
            assert_eq!(
                Origin::parse(text).unwrap().is_official(),
                expected,
                "{text}"
            );
        }
    }

    #[test]
    fn forms() {
        check("https://portal.example", None);
        check("https://portal.example:8443", None);
        check("http://localhost:8080", None);
        check("http://localhost", None);
        check("http://127.0.0.1:1", None);
        check("http://[::1]:8080", None);
        check("http://[::1]", None);
        check("http://portal.example", Some(OriginError::Insecure));
        check("http://localhost.example", Some(OriginError::Insecure));
        check("portal.example", Some(OriginError::Insecure));
        check("https://", Some(OriginError::Form));
        check("https://portal.example/", Some(OriginError::Form));
        check("https://Portal.example", Some(OriginError::Form));
        check("https://me@portal.example", Some(OriginError::Form));
        check("https://portal.example:443", Some(OriginError::Form));
        check("http://localhost:80", Some(OriginError::Form));
        check("https://portal.example:", Some(OriginError::Form));
        check("https://portal.example:99999", Some(OriginError::Form));
    }
}
