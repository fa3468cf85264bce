//! The site that asks, as the browser names it: checked here once, shown and signed exactly as received.
//! It must not know who asks for the check or what is signed.

mod official;

use std::fmt;

pub use self::official::OfficialOrigin;
use crate::error::ErrorCode;

/// The origin of a page that may ask for a login: https, or http on this machine itself (HTML, "origin", serialised).
///
/// The string is kept as it came: re-serialising an origin is a known source of signatures that do not verify.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Origin(String);

impl Origin {
    /// Checks a serialised origin: `https://host[:port]`, or `http://` with `localhost`, `127.0.0.1` or `[::1]`;
    /// at most 255 characters, a lower-case ASCII host, no default port, and nothing after the port.
    pub fn parse(text: &str) -> Result<Self, ErrorCode> {
        let well_formed = text.len() <= LENGTH_MAX
            && match text.split_once("://") {
                Some(("https", authority)) => split_port(authority, "443").is_some_and(is_host),
                Some(("http", authority)) => {
                    split_port(authority, "80").is_some_and(|host| LOOPBACK.contains(&host))
                }
                _ => false,
            };
        if well_formed {
            Ok(Self(text.to_owned()))
        } else {
            Err(ErrorCode::OriginInvalid)
        }
    }

    /// The origin exactly as it was received.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Origin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// The host of `host[:port]`, where the port is one that a browser would write.
fn split_port<'a>(authority: &'a str, default_port: &str) -> Option<&'a str> {
    let after_host = match authority.strip_prefix('[') {
        Some(rest) => rest.find(']')? + 2,
        None => authority.find(':').unwrap_or(authority.len()),
    };
    let (host, port) = authority.split_at(after_host);
    let is_port = match port.strip_prefix(':') {
        None => port.is_empty(),
        Some(digits) => {
            digits != default_port
                && !digits.starts_with('0')
                && digits.bytes().all(|byte| byte.is_ascii_digit())
                && digits.parse::<u16>().is_ok()
        }
    };
    is_port.then_some(host)
}

/// A host as browsers serialise it: a name or an IPv4 address of lower-case labels, or an IPv6 address in brackets.
fn is_host(host: &str) -> bool {
    if let Some(address) = host
        .strip_prefix('[')
        .and_then(|rest| rest.strip_suffix(']'))
    {
        return address == address.to_ascii_lowercase()
            && address.parse::<std::net::Ipv6Addr>().is_ok();
    }
    // One dot at the end is a different, valid host; an empty label is not.
    host.strip_suffix('.')
        .unwrap_or(host)
        .split('.')
        .all(|label| {
            !label.is_empty()
                && label
                    .bytes()
                    .all(|byte| matches!(byte, b'a'..=b'z' | b'0'..=b'9' | b'-' | b'_'))
        })
}

/// Longest origin in characters (Web eID architecture document, "authentication token").
const LENGTH_MAX: usize = 255;

/// Hosts that are this machine itself, so that http to them crosses no network.
const LOOPBACK: [&str; 3] = ["localhost", "127.0.0.1", "[::1]"];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn origins_that_browsers_write_are_kept_as_they_are() {
        let label = "a".repeat(60);
        let longest = format!("https://{label}.{label}.{label}.{label}.jp");
        for text in [
            "https://portal.example",
            "https://portal.example:8443",
            "https://xn--eckwd4c7c.xn--zckzah",
            "https://portal.example.",
            "https://under_score.example",
            "https://192.0.2.7:1",
            "https://[2001:db8::1]",
            "https://[2001:db8::1]:65535",
            "https://localhost",
            "http://localhost",
            "http://localhost:3000",
            "http://127.0.0.1:80".trim_end_matches(":80"),
            "http://[::1]:8080",
            "https://portal.example:80",
            longest.as_str(),
        ] {
            assert_eq!(Origin::parse(text).as_ref().map(Origin::as_str), Ok(text));
        }
    }

    #[test]
    fn anything_else_is_refused() {
        let too_long = format!("https://{}.example", "a.".repeat(128));
        for text in [
            "",
            "null",
            "https://",
            "https:portal.example",
            "HTTPS://portal.example",
            "https://Portal.example",
            "https://ポータル.example",
            "https://portal.example/",
            "https://portal.example/login",
            "https://portal.example?",
            "https://portal.example#",
            "https://user@portal.example",
            "https://portal.example:",
            "https://portal.example:443",
            "https://portal.example:0",
            "https://portal.example:080",
            "https://portal.example:65536",
            "https://portal.example:+1",
            "https://portal..example",
            "https://.portal.example",
            "https://portal.example..",
            "https://portal.example ",
            " https://portal.example",
            "https://portal.example\n",
            "https://portal.example\0",
            "https://portal%2eexample",
            "https://[2001:DB8::1]",
            "https://[::1",
            "https://[]",
            "https://[::1]x",
            "http://portal.example",
            "http://localhost:80",
            "http://localhost.example",
            "http://127.0.0.2",
            "http://[::2]",
            "ftp://portal.example",
            "file://",
            "chrome-extension://abcdefghijklmnop",
            too_long.as_str(),
        ] {
            assert_eq!(
                Origin::parse(text),
                Err(ErrorCode::OriginInvalid),
                "{text:?}"
            );
        }
    }
}
