//! Every status word that is known, by the shortest way to it.

use card_emulator::{Card, Personalisation};

use crate::script::{
    SELECT_ISSUER_DOMAIN, SELECT_JPKI, Step, VERIFY_AUTH, VERIFY_AUTH_WRONG, check,
};

const SELECT_COMMON: Step = (
    "select the common application",
    "00A4040C0A D3921000310001010100",
    "9000",
);
const SELECT_TEXT_INPUT: Step = (
    "select the text input application",
    "00A4040C0A D3921000310001010408",
    "9000",
);

#[test]
fn select() {
    let cases: &[(&str, &[Step])] = &[
        ("by name", &[SELECT_JPKI]),
        (
            "with P2 00",
            &[("", "00A404000A D392F000260100000001", "9000")],
        ),
        (
            "by the beginning of a name",
            &[
                ("", "00A4040C03 D392F0", "9000"),
                ("JPKI", "00200098", "63C3"),
            ],
        ),
        (
            "by more than the name",
            &[("", "00A4040C0B D392F00026010000000100", "6A82")],
        ),
        (
            "a foreign name",
            &[("", "00A4040C07 A0000000031010", "6A82")],
        ),
        (
            "an application of licences",
            &[("", "00A4040C06 A00000023104", "6A82")],
        ),
        ("the text input application", &[SELECT_TEXT_INPUT]),
        (
            "the card face application",
            &[("", "00A4040C0A D3921000310001010402", "9000")],
        ),
        (
            "the resident application",
            &[("", "00A4040C0A D3921000310001010401", "9000")],
        ),
        ("an empty name", &[("", "00A4040C", "6700")]),
        (
            "seventeen bytes of name",
            &[("", "00A4040C11 D392F00026010000000100000000000000", "6700")],
        ),
        (
            "what is not found leaves the selection",
            &[
                SELECT_JPKI,
                ("foreign name", "00A4040C07 A0000000031010", "6A82"),
                ("still JPKI", "00200098", "63C3"),
            ],
        ),
        ("a file", &[SELECT_JPKI, ("", "00A4020C02 0018", "9000")]),
        (
            "a file that is not there",
            &[SELECT_JPKI, ("", "00A4020C02 0003", "6A82")],
        ),
        (
            "a file of more than one byte",
            &[SELECT_JPKI, ("", "00A4020C02 2F10", "6A82")],
        ),
        (
            "half a file identifier",
            &[SELECT_JPKI, ("", "00A4020C01 18", "6700")],
        ),
        (
            "a file before any application",
            &[("", "00A4020C02 0018", "6A82")],
        ),
        (
            "the master file after power-up",
            &[("", "00A40000", "6A86")],
        ),
        (
            "the master file from an application",
            &[
                SELECT_JPKI,
                ("no effect", "00A40000", "9000"),
                ("still JPKI", "00200098", "63C3"),
            ],
        ),
        ("3F00", &[SELECT_JPKI, ("", "00A4000002 3F00", "6A82")]),
        ("in an unknown way", &[("", "00A4090C02 0018", "6A86")]),
    ];
    check_all(cases);
}

#[test]
fn tries_left() {
    let cases: &[(&str, &[Step])] = &[
        (
            "by short identifier",
            &[
                SELECT_JPKI,
                ("auth", "00200098", "63C3"),
                ("sign", "0020009B", "63C5"),
            ],
        ),
        (
            "of the current file",
            &[
                SELECT_JPKI,
                ("none", "00200080", "6986"),
                ("select 001B", "00A4020C02 001B", "9000"),
                ("sign", "00200080", "63C5"),
            ],
        ),
        (
            "a fifth byte is one too many",
            &[SELECT_JPKI, ("", "0020009800", "6700")],
        ),
        (
            "after a success",
            &[SELECT_JPKI, VERIFY_AUTH, ("", "00200098", "63C3")],
        ),
        (
            "after a failure",
            &[SELECT_JPKI, VERIFY_AUTH_WRONG, ("", "00200098", "63C2")],
        ),
        (
            "asking is free",
            &[
                SELECT_JPKI,
                VERIFY_AUTH_WRONG,
                ("1", "00200098", "63C2"),
                ("2", "00200098", "63C2"),
                ("3", "00200098", "63C2"),
            ],
        ),
        (
            "a key that is issued blocked",
            &[
                SELECT_TEXT_INPUT,
                ("query", "00200092", "63C0"),
                ("verify", "0020009204 31323334", "6984"),
            ],
        ),
        (
            "other applications' PINs",
            &[
                SELECT_TEXT_INPUT,
                ("text input", "00200091", "63C3"),
                (
                    "select the resident application",
                    "00A4040C0A D3921000310001010401",
                    "9000",
                ),
                ("resident", "0020009C", "63C3"),
            ],
        ),
        (
            "of a file that is no PIN",
            &[SELECT_JPKI, ("", "0020008A", "6981")],
        ),
        (
            "of a file that is not there",
            &[SELECT_JPKI, ("", "00200083", "6A82")],
        ),
        (
            "of a reference that is none",
            &[SELECT_JPKI, ("", "00200018", "6A86")],
        ),
        ("P1", &[SELECT_JPKI, ("", "00200198", "6A86")]),
        ("before any application", &[("", "00200098", "6A82")]),
    ];
    check_all(cases);
}

#[test]
fn verify() {
    let cases: &[(&str, &[Step])] = &[
        ("right", &[SELECT_JPKI, VERIFY_AUTH]),
        (
            "right, of the current file",
            &[
                SELECT_JPKI,
                ("select 0018", "00A4020C02 0018", "9000"),
                ("verify", "0020008004 31323334", "9000"),
            ],
        ),
        (
            "a success gives all tries back",
            &[
                SELECT_JPKI,
                VERIFY_AUTH_WRONG,
                VERIFY_AUTH,
                ("query", "00200098", "63C3"),
            ],
        ),
        (
            "wrong until blocked",
            &[
                SELECT_JPKI,
                VERIFY_AUTH_WRONG,
                ("second", "0020009804 39393939", "63C1"),
                ("third exhausts it", "0020009804 39393939", "63C0"),
                ("wrong on a blocked one", "0020009804 39393939", "6984"),
                ("right on a blocked one", "0020009804 31323334", "6984"),
                ("query", "00200098", "63C0"),
                ("the other PIN is untouched", "0020009B", "63C5"),
            ],
        ),
        (
            "the signature's password has five tries",
            &[
                SELECT_JPKI,
                ("1", "0020009B06 414141414141", "63C4"),
                ("2", "0020009B06 414141414141", "63C3"),
                ("3", "0020009B06 414141414141", "63C2"),
                ("4", "0020009B06 414141414141", "63C1"),
                ("5", "0020009B06 414141414141", "63C0"),
                ("6", "0020009B06 414243313233", "6984"),
            ],
        ),
        (
            "small letters are other letters",
            &[SELECT_JPKI, ("", "0020009B06 616263313233", "63C4")],
        ),
        (
            "too short is wrong",
            &[SELECT_JPKI, ("", "0020009803 313233", "63C2")],
        ),
        (
            "too long is wrong",
            &[SELECT_JPKI, ("", "0020009805 3132333400", "63C2")],
        ),
        (
            "longer than any PIN is not compared",
            &[
                SELECT_JPKI,
                ("", "0020009811 3131313131313131313131313131313131", "6700"),
                ("query", "00200098", "63C3"),
            ],
        ),
        (
            "with an Le it is not compared",
            &[
                SELECT_JPKI,
                ("", "0020009804 31323339 00", "6700"),
                ("query", "00200098", "63C3"),
            ],
        ),
        (
            "with extended length it is not compared",
            &[
                SELECT_JPKI,
                ("", "00200098000004 31323339", "6700"),
                ("query", "00200098", "63C3"),
            ],
        ),
        (
            "a shortened command is not compared",
            &[
                SELECT_JPKI,
                ("", "0020009804 313233", "6700"),
                ("query", "00200098", "63C3"),
            ],
        ),
    ];
    check_all(cases);
}

#[test]
fn change_of_a_pin() {
    let cases: &[(&str, &[Step])] = &[
        (
            "after the old one",
            &[
                SELECT_JPKI,
                ("select 0018", "00A4020C02 0018", "9000"),
                ("verify", "0020008004 31323334", "9000"),
                ("change to 5678", "0024018004 35363738", "9000"),
                ("the old one", "0020008004 31323334", "63C2"),
                ("the new one", "0020008004 35363738", "9000"),
            ],
        ),
        (
            "without the old one",
            &[SELECT_JPKI, ("", "0024019804 35363738", "6982")],
        ),
        (
            "to a length out of range",
            &[SELECT_JPKI, VERIFY_AUTH, ("", "0024019803 353637", "6700")],
        ),
        (
            "to nothing",
            &[SELECT_JPKI, VERIFY_AUTH, ("", "00240198", "6700")],
        ),
        (
            "P1",
            &[
                SELECT_JPKI,
                VERIFY_AUTH,
                ("", "0024009804 35363738", "6A86"),
            ],
        ),
        (
            "the other command is another application's",
            &[
                SELECT_JPKI,
                VERIFY_AUTH,
                ("", "8032009804 35363738", "6D00"),
            ],
        ),
        (
            "in the common application",
            &[
                SELECT_COMMON,
                ("verify", "0020009C04 31323334", "9000"),
                ("not here", "0024019C04 35363738", "6D00"),
                ("change", "8032009C04 35363738", "9000"),
                ("the new one", "0020009C04 35363738", "9000"),
            ],
        ),
    ];
    check_all(cases);
}

#[test]
fn reading() {
    let cases: &[(&str, &[Step])] = &[
        (
            "no current file",
            &[SELECT_JPKI, ("", "00B0000000", "6986")],
        ),
        (
            "a file that is not there",
            &[SELECT_JPKI, ("", "00B0830000", "6A82")],
        ),
        (
            "short identifier zero",
            &[SELECT_JPKI, ("", "00B0800000", "6A86")],
        ),
        (
            "short identifier 1F",
            &[SELECT_JPKI, ("", "00B09F0000", "6A86")],
        ),
        ("bits between", &[SELECT_JPKI, ("", "00B0CA0000", "6A86")]),
        ("no Le", &[SELECT_JPKI, ("", "00B08A00", "6700")]),
        ("data", &[SELECT_JPKI, ("", "00B08A0001 00 00", "6700")]),
        (
            "extended length",
            &[SELECT_JPKI, ("", "00B08A00000000", "6700")],
        ),
        ("a PIN", &[SELECT_JPKI, ("", "00B0980000", "6981")]),
        (
            "a key",
            &[SELECT_JPKI, VERIFY_AUTH, ("", "00B0970000", "6981")],
        ),
        (
            "the signature certificate",
            &[SELECT_JPKI, ("", "00B0810000", "6982")],
        ),
        (
            "the signature certificate after the wrong PIN",
            &[SELECT_JPKI, VERIFY_AUTH, ("", "00B0810000", "6982")],
        ),
        (
            "the signature certificate after its PIN",
            &[
                SELECT_JPKI,
                ("verify", "0020009B06 414243313233", "9000"),
                ("", "00B0810002", "3082 9000"),
            ],
        ),
        (
            "the protected unknown",
            &[SELECT_JPKI, VERIFY_AUTH, ("", "00B0890000", "6982")],
        ),
        (
            "availability",
            &[SELECT_JPKI, ("", "00B0880000", "8F8F00 9000")],
        ),
        (
            "the last byte",
            &[SELECT_JPKI, ("", "00B0880200", "00 9000")],
        ),
        ("the end", &[SELECT_JPKI, ("", "00B0880300", "6B00")]),
        ("beyond the end", &[SELECT_JPKI, ("", "00B0880400", "6B00")]),
        (
            "a record as bytes",
            &[SELECT_COMMON, ("", "00B0810000", "6981")],
        ),
        (
            "a record",
            &[
                SELECT_COMMON,
                (
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
                ("select 0001", "00A4020C02 0001", "9000"),
                ("", "00B2010402", "011C 9000"),
            ],
        ),
        ("record 2", &[SELECT_COMMON, ("", "00B2020C00", "6A83")]),
        ("record 0", &[SELECT_COMMON, ("", "00B2000C00", "6A83")]),
        (
            "records from there on",
            &[SELECT_COMMON, ("", "00B2010D00", "6A86")],
        ),
        (
            "bytes as a record",
            &[SELECT_JPKI, ("", "00B2015400", "6981")],
        ),
    ];
    check_all(cases);
}

#[test]
fn the_rest() {
    let cases: &[(&str, &[Step])] = &[
        (
            "GET DATA: the contacts' ATR",
            &[SELECT_JPKI, ("", "00CA5F5100", "E000FF8131FE4514 9000")],
        ),
        (
            "GET DATA: municipality and expiry before any application",
            &[
                ("municipality", "00CA00F000", "3133323231 9000"),
                ("expiry", "00CA00F200", "3230333530323137 9000"),
            ],
        ),
        (
            "GET DATA: not inside an application",
            &[SELECT_JPKI, ("", "00CA00F000", "6A88")],
        ),
        (
            "GET DATA: at the issuer domain again",
            &[
                SELECT_JPKI,
                SELECT_ISSUER_DOMAIN,
                ("", "00CA00F000", "3133323231 9000"),
            ],
        ),
        ("GET DATA: what tools probe", &[("", "00CADF3005", "6A88")]),
        (
            "GET DATA with a tag list",
            &[("", "00CB3FFF03 5C017E 08", "6D00")],
        ),
        (
            "GET CHALLENGE: extended",
            &[("", "0084000000 0010", "6985")],
        ),
        ("GET CHALLENGE: no Le", &[("", "00840000", "6700")]),
        ("GET CHALLENGE: P1", &[("", "0084010008", "6A86")]),
        ("GET RESPONSE", &[("", "00C0000010", "6985")]),
        (
            "signature with the class of VERIFY",
            &[SELECT_JPKI, VERIFY_AUTH, ("", "002A009701 00 00", "6D00")],
        ),
        ("an unknown instruction", &[("", "00FE0000", "6D00")]),
        ("an unknown class", &[("", "D0200098", "6E00")]),
        ("logical channel 1", &[("", "01A4040C03 D392F0", "6881")]),
        ("a secure read", &[SELECT_JPKI, ("", "08B08A0000", "69FC")]),
        (
            "secure messaging elsewhere",
            &[SELECT_JPKI, ("", "0C200098", "6882")],
        ),
        (
            "SET SESSION KEY",
            &[SELECT_JPKI, ("", "80AE000001 00", "6982")],
        ),
        (
            "what telephones answer",
            &[SELECT_JPKI, ("", "80FC0000", "6700")],
        ),
        ("less than a command", &[("", "00A404", "6700")]),
    ];
    check_all(cases);
}

#[test]
fn challenges_have_the_length_asked_for_and_differ() {
    let mut card = Card::new(Personalisation::default());
    for (le, length) in [(1, 1), (16, 16), (0, 256)] {
        let challenge = crate::script::data(&mut card, &[0x00, 0x84, 0x00, 0x00, le]);
        assert_eq!(challenge.len(), length);
    }
    let ask = |card: &mut Card| crate::script::data(card, &[0x00, 0x84, 0x00, 0x00, 0x20]);
    assert_ne!(ask(&mut card), ask(&mut card));
}

#[test]
fn a_foreign_card_has_no_application() {
    let mut card = Card::foreign();
    check(
        "foreign",
        &mut card,
        &[
            ("JPKI", "00A4040C0A D392F000260100000001", "6A82"),
            ("a prefix", "00A4040C02 D392", "6A82"),
            ("the issuer domain", "00A4040C07 A0000001510000", "6A82"),
            ("PIN", "00200098", "6A82"),
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

fn check_all(cases: &[(&str, &[Step])]) {
    for (name, steps) in cases {
        check(name, &mut Card::new(Personalisation::default()), steps);
    }
}
