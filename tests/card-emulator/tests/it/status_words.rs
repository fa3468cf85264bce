//! What is selected, what is read, and what is refused, each by the shortest way to it.

use card_emulator::{Card, Personalisation};

use crate::script::{
    SELECT_COMMON, SELECT_ISSUER_DOMAIN, SELECT_JPKI, SELECT_TEXT_INPUT, Step, VERIFY_AUTH, check,
    check_each, data,
};

#[test]
fn select() {
    let cases: &[(&str, &[Step])] = &[
        ("by name", &[SELECT_JPKI]),
        (
            "with P2 00",
            &[Step("", "00A404000A D392F000260100000001", "9000")],
        ),
        (
            "by the beginning of a name",
            &[
                Step("", "00A4040C03 D392F0", "9000"),
                Step("JPKI", "00200098", "63C3"),
            ],
        ),
        (
            "by more than the name",
            &[Step("", "00A4040C0B D392F00026010000000100", "6A82")],
        ),
        (
            "a foreign name",
            &[Step("", "00A4040C07 A0000000031010", "6A82")],
        ),
        (
            "an application of licences",
            &[Step("", "00A4040C06 A00000023104", "6A82")],
        ),
        ("the text input application", &[SELECT_TEXT_INPUT]),
        (
            "the card face application",
            &[Step("", "00A4040C0A D3921000310001010402", "9000")],
        ),
        (
            "the resident application",
            &[Step("", "00A4040C0A D3921000310001010401", "9000")],
        ),
        ("an empty name", &[Step("", "00A4040C", "6700")]),
        (
            "seventeen bytes of name",
            &[Step(
                "",
                "00A4040C11 D392F00026010000000100000000000000",
                "6700",
            )],
        ),
        (
            "what is not found leaves the selection",
            &[
                SELECT_JPKI,
                Step("foreign name", "00A4040C07 A0000000031010", "6A82"),
                Step("still JPKI", "00200098", "63C3"),
            ],
        ),
        (
            "a file",
            &[SELECT_JPKI, Step("", "00A4020C02 0018", "9000")],
        ),
        (
            "a file that is not there",
            &[SELECT_JPKI, Step("", "00A4020C02 0003", "6A82")],
        ),
        (
            "a file of more than one byte",
            &[SELECT_JPKI, Step("", "00A4020C02 2F10", "6A82")],
        ),
        (
            "half a file identifier",
            &[SELECT_JPKI, Step("", "00A4020C01 18", "6700")],
        ),
        (
            "a file before any application",
            &[Step("", "00A4020C02 0018", "6A82")],
        ),
        (
            "the master file after power-up",
            &[Step("", "00A40000", "6A86")],
        ),
        (
            "the master file from an application",
            &[
                SELECT_JPKI,
                Step("no effect", "00A40000", "9000"),
                Step("still JPKI", "00200098", "63C3"),
            ],
        ),
        ("3F00", &[SELECT_JPKI, Step("", "00A4000002 3F00", "6A82")]),
        ("in an unknown way", &[Step("", "00A4090C02 0018", "6A86")]),
    ];
    check_each(cases);
}

#[test]
fn reading() {
    let cases: &[(&str, &[Step])] = &[
        (
            "no current file",
            &[SELECT_JPKI, Step("", "00B0000000", "6986")],
        ),
        (
            "a file that is not there",
            &[SELECT_JPKI, Step("", "00B0830000", "6A82")],
        ),
        (
            "short identifier zero",
            &[SELECT_JPKI, Step("", "00B0800000", "6A86")],
        ),
        (
            "short identifier 1F",
            &[SELECT_JPKI, Step("", "00B09F0000", "6A86")],
        ),
        (
            "bits between",
            &[SELECT_JPKI, Step("", "00B0CA0000", "6A86")],
        ),
        ("no Le", &[SELECT_JPKI, Step("", "00B08A00", "6700")]),
        ("data", &[SELECT_JPKI, Step("", "00B08A0001 00 00", "6700")]),
        (
            "extended length",
            &[SELECT_JPKI, Step("", "00B08A00000000", "6700")],
        ),
        ("a PIN", &[SELECT_JPKI, Step("", "00B0980000", "6981")]),
        (
            "a key",
            &[SELECT_JPKI, VERIFY_AUTH, Step("", "00B0970000", "6981")],
        ),
        (
            "the signature certificate",
            &[SELECT_JPKI, Step("", "00B0810000", "6982")],
        ),
        (
            "the signature certificate after the wrong PIN",
            &[SELECT_JPKI, VERIFY_AUTH, Step("", "00B0810000", "6982")],
        ),
        (
            "the signature certificate after its PIN",
            &[
                SELECT_JPKI,
                Step("verify", "0020009B06 414243313233", "9000"),
                Step("", "00B0810002", "3082 9000"),
            ],
        ),
        (
            "the protected unknown",
            &[SELECT_JPKI, VERIFY_AUTH, Step("", "00B0890000", "6982")],
        ),
        (
            "availability",
            &[SELECT_JPKI, Step("", "00B0880000", "8F8F00 9000")],
        ),
        (
            "the last byte",
            &[SELECT_JPKI, Step("", "00B0880200", "00 9000")],
        ),
        ("the end", &[SELECT_JPKI, Step("", "00B0880300", "6B00")]),
        (
            "beyond the end",
            &[SELECT_JPKI, Step("", "00B0880400", "6B00")],
        ),
        (
            "a record as bytes",
            &[SELECT_COMMON, Step("", "00B0810000", "6981")],
        ),
        (
            "a record",
            &[
                SELECT_COMMON,
                Step(
                    "",
                    "00B2010C00",
                    "011C 343030303030303132373139383433 3133323231 3230333530323137 9000",
                ),
            ],
        ),
        (
            "the current file's record",
            &[
                SELECT_COMMON,
                Step("select 0001", "00A4020C02 0001", "9000"),
                Step("", "00B2010402", "011C 9000"),
            ],
        ),
        ("record 2", &[SELECT_COMMON, Step("", "00B2020C00", "6A83")]),
        ("record 0", &[SELECT_COMMON, Step("", "00B2000C00", "6A83")]),
        (
            "records from there on",
            &[SELECT_COMMON, Step("", "00B2010D00", "6A86")],
        ),
        (
            "bytes as a record",
            &[SELECT_JPKI, Step("", "00B2015400", "6981")],
        ),
    ];
    check_each(cases);
}

#[test]
fn the_rest() {
    let cases: &[(&str, &[Step])] = &[
        (
            "GET DATA: the contacts' ATR",
            &[SELECT_JPKI, Step("", "00CA5F5100", "E000FF8131FE4514 9000")],
        ),
        (
            "GET DATA: municipality and expiry before any application",
            &[
                Step("municipality", "00CA00F000", "3133323231 9000"),
                Step("expiry", "00CA00F200", "3230333530323137 9000"),
            ],
        ),
        (
            "GET DATA: not inside an application",
            &[SELECT_JPKI, Step("", "00CA00F000", "6A88")],
        ),
        (
            "GET DATA: at the issuer domain again",
            &[
                SELECT_JPKI,
                SELECT_ISSUER_DOMAIN,
                Step("", "00CA00F000", "3133323231 9000"),
            ],
        ),
        (
            "GET DATA: what tools probe",
            &[Step("", "00CADF3005", "6A88")],
        ),
        (
            "GET DATA with a tag list",
            &[Step("", "00CB3FFF03 5C017E 08", "6D00")],
        ),
        (
            "GET CHALLENGE: extended",
            &[Step("", "0084000000 0010", "6985")],
        ),
        ("GET CHALLENGE: no Le", &[Step("", "00840000", "6700")]),
        ("GET CHALLENGE: P1", &[Step("", "0084010008", "6A86")]),
        ("GET RESPONSE", &[Step("", "00C0000010", "6985")]),
        (
            "signature with the class of VERIFY",
            &[
                SELECT_JPKI,
                VERIFY_AUTH,
                Step("", "002A009701 00 00", "6D00"),
            ],
        ),
        ("an unknown instruction", &[Step("", "00FE0000", "6D00")]),
        ("an unknown class", &[Step("", "D0200098", "6E00")]),
        (
            "logical channel 1",
            &[Step("", "01A4040C03 D392F0", "6881")],
        ),
        (
            "a secure read",
            &[SELECT_JPKI, Step("", "08B08A0000", "69FC")],
        ),
        (
            "secure messaging elsewhere",
            &[SELECT_JPKI, Step("", "0C200098", "6882")],
        ),
        (
            "SET SESSION KEY",
            &[SELECT_JPKI, Step("", "80AE000001 00", "6982")],
        ),
        (
            "what telephones answer",
            &[SELECT_JPKI, Step("", "80FC0000", "6700")],
        ),
        ("less than a command", &[Step("", "00A404", "6700")]),
    ];
    check_each(cases);
}

#[test]
fn challenges_have_the_length_asked_for_and_differ() {
    let mut card = Card::new(Personalisation::default());
    for (le, length) in [(1, 1), (16, 16), (0, 256)] {
        let challenge = data(&mut card, &[0x00, 0x84, 0x00, 0x00, le]);
        assert_eq!(challenge.len(), length);
    }
    let ask = |card: &mut Card| data(card, &[0x00, 0x84, 0x00, 0x00, 0x20]);
    assert_ne!(ask(&mut card), ask(&mut card));
}

#[test]
fn a_foreign_card_has_no_application() {
    let mut card = Card::foreign();
    check(
        "foreign",
        &mut card,
        &[
            Step("JPKI", "00A4040C0A D392F000260100000001", "6A82"),
            Step("a prefix", "00A4040C02 D392", "6A82"),
            Step("the issuer domain", "00A4040C07 A0000001510000", "6A82"),
            Step("PIN", "00200098", "6A82"),
        ],
    );
    assert_ne!(card.atr(), Card::new(Personalisation::default()).atr());
}

#[test]
fn atrs_end_in_the_sum_of_their_bytes() {
    for card in [Card::new(Personalisation::default()), Card::foreign()] {
        let sum = card.atr()[1..].iter().fold(0, |sum, byte| sum ^ byte);
        assert_eq!(sum, 0, "{:02X?}", card.atr());
    }
}
