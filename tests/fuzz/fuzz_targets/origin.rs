//! Origins: none passes that a browser would not write, and none is official that does not end in an official host.
#![no_main]

use libfuzzer_sys::fuzz_target;
use mpa_host::origin::{OfficialOrigin, Origin};

fuzz_target!(|text: &str| {
    let Ok(origin) = Origin::parse(text) else {
        return;
    };
    assert_eq!(origin.as_str(), text, "kept as it came");
    assert!(text.len() <= 255);
    let (scheme, authority) = text.split_once("://").expect("a scheme");
    let allowed =
        |byte| matches!(byte, b'a'..=b'z' | b'0'..=b'9' | b'-' | b'_' | b'.' | b':' | b'[' | b']');
    assert!(authority.bytes().all(allowed), "{text:?}");
    let host = match authority.rsplit_once(':') {
        Some((host, port)) if !port.ends_with(']') => {
            let number: u16 = port.parse().expect("a port");
            assert_eq!(number.to_string(), port, "as a browser writes it");
            host
        }
        _ => authority,
    };
    match scheme {
        "https" => {}
        "http" => assert!(
            ["localhost", "127.0.0.1", "[::1]"].contains(&host),
            "{text:?}"
        ),
        _ => panic!("{text:?}"),
    }
    let official = scheme == "https"
        && ["myna.go.jp", "e-tax.nta.go.jp"].iter().any(|site| {
            host.strip_suffix(site)
                .is_some_and(|before| before.is_empty() || before.ends_with('.'))
        });
    assert_eq!(OfficialOrigin::check(origin).is_ok(), official, "{text:?}");
});
