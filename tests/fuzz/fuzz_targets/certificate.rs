//! What a card's certificate file may hold: read through the applet it is the file's beginning or nothing, and as a
//! certificate it is usable or refused under a name.
#![no_main]

use std::time::{Duration, UNIX_EPOCH};

use arbitrary::Arbitrary;
use libfuzzer_sys::fuzz_target;
use mpa_host::{
    card::{Applet, CardError, Forms, Transport, TransportFault},
    certificate::UserCertificate,
    challenge::{Challenge, Nonce},
    origin::Origin,
};

/// A file, the clock, and a signature that somebody claims.
#[derive(Debug, Arbitrary)]
struct Input<'a> {
    seconds: u64,
    signature: [u8; 16],
    file: &'a [u8],
}

/// A card with that file, which answers every command else with 9000.
struct File<'a> {
    bytes: &'a [u8],
    exchanges: usize,
}

impl Transport for File<'_> {
    fn transmit(&mut self, command: &[u8]) -> Result<Vec<u8>, TransportFault> {
        self.exchanges += 1;
        let (p1, p2, wanted) = match *command {
            [_, 0xB0, p1, p2, 0] => (p1, p2, 256),
            [_, 0xB0, p1, p2, le] => (p1, p2, usize::from(le)),
            [_, 0xB0, p1, p2, 0, 0, 0] => (p1, p2, 65_536),
            _ => return Ok(vec![0x90, 0x00]),
        };
        // With bit 8, P1 names the file and P2 alone is the offset (JICSAP 6.4.4).
        let offset = match p1 & 0x80 {
            0 => usize::from(u16::from_be_bytes([p1, p2])),
            _ => usize::from(p2),
        };
        let Some(rest) = self.bytes.get(offset..) else {
            return Ok(vec![0x6B, 0x00]);
        };
        Ok([&rest[..wanted.min(rest.len())], &[0x90, 0x00]].concat())
    }

    fn power_off_at_end(&mut self) {}
}

fuzz_target!(|input: Input<'_>| {
    let in_blocks = read(input.file, false);
    let in_one_answer = read(input.file, true);
    assert_eq!(in_blocks, in_one_answer);
    if let Ok(der) = in_blocks {
        assert!(der.len() <= 4_096 && input.file.starts_with(&der));
        check(der, &input);
    }
    check(input.file.to_vec(), &input);
});

fn read(file: &[u8], extended_reading: bool) -> Result<Vec<u8>, CardError> {
    let mut card = File {
        bytes: file,
        exchanges: 0,
    };
    let mut forms = Forms {
        extended_reading,
        ..Forms::default()
    };
    let read =
        Applet::select(&mut card, &mut forms, true).and_then(|mut applet| applet.certificate());
    assert!(
        card.exchanges <= 2 + 4_096 / 256 + 1,
        "reading comes to an end"
    );
    read
}

fn check(der: Vec<u8>, input: &Input<'_>) {
    let Ok(certificate) = UserCertificate::parse(der.clone()) else {
        return;
    };
    assert_eq!(certificate.der(), der);
    let now = UNIX_EPOCH.checked_add(Duration::from_secs(input.seconds));
    if let Some(Err(unusable)) = now.map(|now| certificate.check_validity(now)) {
        let dates = unusable.dates.expect("the validity is the reason");
        assert!(dates.certificate.len() == 10 && dates.computer.len() == 10);
    }
    let origin = Origin::parse("https://portal.example").expect("an origin");
    let nonce = Nonce::parse(&"n".repeat(44)).expect("a nonce");
    let challenge = Challenge::of_site(&origin, &nonce);
    // Nobody here has the key. As long as a signature is, so that it is not refused for its length.
    let signature = input.signature.repeat(16);
    assert!(!certificate.verifies(challenge.digest_info(), &signature));
}
