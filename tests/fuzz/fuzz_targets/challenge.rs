//! What can be signed: only a whole SHA-256 DigestInfo from an official site, and only a nonce of the allowed form.
#![no_main]

use libfuzzer_sys::fuzz_target;
use mpa_host::{
    challenge::{Challenge, Nonce},
    origin::{OfficialOrigin, Origin},
};

/// RFC 8017, section 9.2, note 1.
const SHA256_PREFIX: &[u8] =
    b"\x30\x31\x30\x0D\x06\x09\x60\x86\x48\x01\x65\x03\x04\x02\x01\x05\x00\x04\x20";

fuzz_target!(|bytes: &[u8]| {
    let origin = Origin::parse("https://myna.go.jp").expect("an origin");
    let site = OfficialOrigin::check(origin).expect("an official one");
    let whole = bytes.len() == 51 && bytes.starts_with(SHA256_PREFIX);
    assert_eq!(Challenge::of_official_site(&site, bytes).is_ok(), whole);

    if let Ok(text) = str::from_utf8(bytes) {
        let allowed = (44..=128).contains(&text.chars().count())
            && text.chars().all(|letter| letter.is_ascii_graphic());
        assert_eq!(Nonce::parse(text).is_ok(), allowed, "{text:?}");
    }
});
