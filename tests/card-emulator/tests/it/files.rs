//! What the files hold, and how much of it comes at a time.

use card_emulator::{Card, Personalisation};

use crate::script::{SELECT_JPKI, Step, bytes, check, data, fixture};

/// Selects JPKI and opens the signature's files.
const OPEN: [Step; 2] = [
    SELECT_JPKI,
    Step("verify ABC123", "0020009B06 414243313233", "9000"),
];

#[test]
fn certificates_come_whole_in_short_blocks() {
    for (id, name) in [
        (0x01, "sign.der"),
        (0x02, "sign-ca.der"),
        (0x0A, "auth.der"),
        (0x0B, "auth-ca.der"),
    ] {
        check_read(Personalisation::default(), id, &fixture(name));
    }
}

#[test]
fn filler_follows_a_certificate() {
    let personalisation = Personalisation {
        filler: 100,
        ..Personalisation::default()
    };
    let expected = [fixture("auth.der"), vec![0xFF; 100]].concat();
    check_read(personalisation, 0x0A, &expected);
}

#[test]
fn a_certificate_of_1583_bytes_takes_seven_blocks() {
    assert_eq!(fixture("auth.der").len(), 1583);
    let (blocks, read) = read(&mut opened(Personalisation::default()), 0x0A);
    assert_eq!((blocks, read.len()), (7, 1583));
}

#[test]
fn a_header_of_a_few_bytes_comes_first_with_some_clients() {
    let der = fixture("auth.der");
    let mut card = opened(Personalisation::default());
    for length in [4, 7] {
        let header = data(&mut card, &[0x00, 0xB0, 0x8A, 0x00, length]);
        assert_eq!(header, der[..usize::from(length)]);
    }
}

#[test]
fn a_last_block_may_be_asked_for_by_its_length_or_by_more() {
    let der = fixture("auth.der");
    let mut card = opened(Personalisation::default());
    data(&mut card, &[0x00, 0xB0, 0x8A, 0x00, 0x01]);
    for le in [0x2F, 0x00, 0xFF] {
        assert_eq!(data(&mut card, &[0x00, 0xB0, 0x06, 0x00, le]), der[1536..]);
    }
}

#[test]
fn token_info_is_whole_and_names_a_card() {
    let mut card = opened(Personalisation::default());
    let file = data(&mut card, &bytes("00B0860000"));
    assert_eq!(file.len(), 160);
    assert!(file.starts_with(b"JPKIAPICCTOKEN2                 "));
}

#[test]
fn a_card_may_lack_a_certificate() {
    let cases = [
        ("auth", None, Some(vec![0x30]), "8F0000", "00B08A0000"),
        ("sign", Some(vec![0x30]), None, "008F00", "00B0810000"),
    ];
    for (name, auth, sign, availability, read) in cases {
        let mut card = opened(Personalisation {
            auth_certificate: auth,
            sign_certificate: sign,
            ..Personalisation::default()
        });
        assert_eq!(
            data(&mut card, &bytes("00B0880000")),
            bytes(availability),
            "{name}"
        );
        assert_eq!(card.execute(&bytes(read)), bytes("6A82"), "{name}");
    }
}

fn check_read(personalisation: Personalisation, id: u8, expected: &[u8]) {
    let (_, read) = read(&mut opened(personalisation), id);
    assert_eq!(read, expected, "EF {id:02X}");
}

/// Reads an EF to its end; the number of blocks that held something, and the content.
fn read(card: &mut Card, id: u8) -> (usize, Vec<u8>) {
    let mut content = data(card, &[0x00, 0xB0, 0x80 | id, 0x00, 0x00]);
    let mut blocks = 1;
    loop {
        let [high, low] = u16::try_from(content.len()).unwrap().to_be_bytes();
        let mut response = card.execute(&[0x00, 0xB0, high, low, 0x00]);
        let status = response.split_off(response.len() - 2);
        if status == [0x6B, 0x00] {
            return (blocks, content);
        }
        assert_eq!(status, [0x90, 0x00]);
        assert_ne!(response, [], "an end that is not told is never reached");
        content.extend(response);
        blocks += 1;
    }
}

fn opened(personalisation: Personalisation) -> Card {
    let mut card = Card::new(personalisation);
    check("open", &mut card, &OPEN);
    card
}
