//! VERIFY, the query for the tries left, and the two ways to change a PIN: every status word.

use crate::script::{
    SELECT_COMMON, SELECT_JPKI, SELECT_TEXT_INPUT, Step, VERIFY_AUTH, VERIFY_AUTH_WRONG, check_each,
};

#[test]
fn tries_left() {
    let cases: &[(&str, &[Step])] = &[
        (
            "by short identifier",
            &[
                SELECT_JPKI,
                Step("auth", "00200098", "63C3"),
                Step("sign", "0020009B", "63C5"),
            ],
        ),
        (
            "of the current file",
            &[
                SELECT_JPKI,
                Step("none", "00200080", "6986"),
                Step("select 001B", "00A4020C02 001B", "9000"),
                Step("sign", "00200080", "63C5"),
            ],
        ),
        (
            "a fifth byte is one too many",
            &[SELECT_JPKI, Step("", "0020009800", "6700")],
        ),
        (
            "after a success",
            &[SELECT_JPKI, VERIFY_AUTH, Step("", "00200098", "63C3")],
        ),
        (
            "after a failure",
            &[SELECT_JPKI, VERIFY_AUTH_WRONG, Step("", "00200098", "63C2")],
        ),
        (
            "asking is free",
            &[
                SELECT_JPKI,
                VERIFY_AUTH_WRONG,
                Step("1", "00200098", "63C2"),
                Step("2", "00200098", "63C2"),
                Step("3", "00200098", "63C2"),
            ],
        ),
        (
            "a key that is issued blocked",
            &[
                SELECT_TEXT_INPUT,
                Step("query", "00200092", "63C0"),
                Step("verify", "0020009204 31323334", "6984"),
            ],
        ),
        (
            "other applications' PINs",
            &[
                SELECT_TEXT_INPUT,
                Step("text input", "00200091", "63C3"),
                Step(
                    "select the resident application",
                    "00A4040C0A D3921000310001010401",
                    "9000",
                ),
                Step("resident", "0020009C", "63C3"),
            ],
        ),
        (
            "of a file that is no PIN",
            &[SELECT_JPKI, Step("", "0020008A", "6981")],
        ),
        (
            "of a file that is not there",
            &[SELECT_JPKI, Step("", "00200083", "6A82")],
        ),
        (
            "of a reference that is none",
            &[SELECT_JPKI, Step("", "00200018", "6A86")],
        ),
        ("P1", &[SELECT_JPKI, Step("", "00200198", "6A86")]),
        ("before any application", &[Step("", "00200098", "6A82")]),
    ];
    check_each(cases);
}

#[test]
fn verify() {
    let cases: &[(&str, &[Step])] = &[
        ("right", &[SELECT_JPKI, VERIFY_AUTH]),
        (
            "right, of the current file",
            &[
                SELECT_JPKI,
                Step("select 0018", "00A4020C02 0018", "9000"),
                Step("verify", "0020008004 31323334", "9000"),
            ],
        ),
        (
            "a success gives all tries back",
            &[
                SELECT_JPKI,
                VERIFY_AUTH_WRONG,
                VERIFY_AUTH,
                Step("query", "00200098", "63C3"),
            ],
        ),
        (
            "wrong until blocked",
            &[
                SELECT_JPKI,
                VERIFY_AUTH_WRONG,
                Step("second", "0020009804 39393939", "63C1"),
                Step("third exhausts it", "0020009804 39393939", "63C0"),
                Step("wrong on a blocked one", "0020009804 39393939", "6984"),
                Step("right on a blocked one", "0020009804 31323334", "6984"),
                Step("query", "00200098", "63C0"),
                Step("the other PIN is untouched", "0020009B", "63C5"),
            ],
        ),
        (
            "the signature's password has five tries",
            &[
                SELECT_JPKI,
                Step("1", "0020009B06 414141414141", "63C4"),
                Step("2", "0020009B06 414141414141", "63C3"),
                Step("3", "0020009B06 414141414141", "63C2"),
                Step("4", "0020009B06 414141414141", "63C1"),
                Step("5", "0020009B06 414141414141", "63C0"),
                Step("6", "0020009B06 414243313233", "6984"),
            ],
        ),
        (
            "small letters are other letters",
            &[SELECT_JPKI, Step("", "0020009B06 616263313233", "63C4")],
        ),
        (
            "too short is wrong",
            &[SELECT_JPKI, Step("", "0020009803 313233", "63C2")],
        ),
        (
            "too long is wrong",
            &[SELECT_JPKI, Step("", "0020009805 3132333400", "63C2")],
        ),
        (
            "longer than any PIN is not compared",
            &[
                SELECT_JPKI,
                Step("", "0020009811 3131313131313131313131313131313131", "6700"),
                Step("query", "00200098", "63C3"),
            ],
        ),
        (
            "with an Le it is not compared",
            &[
                SELECT_JPKI,
                Step("", "0020009804 31323339 00", "6700"),
                Step("query", "00200098", "63C3"),
            ],
        ),
        (
            "with extended length it is not compared",
            &[
                SELECT_JPKI,
                Step("", "00200098000004 31323339", "6700"),
                Step("query", "00200098", "63C3"),
            ],
        ),
        (
            "a shortened command is not compared",
            &[
                SELECT_JPKI,
                Step("", "0020009804 313233", "6700"),
                Step("query", "00200098", "63C3"),
            ],
        ),
    ];
    check_each(cases);
}

#[test]
fn change_of_a_pin() {
    let cases: &[(&str, &[Step])] = &[
        (
            "after the old one",
            &[
                SELECT_JPKI,
                Step("select 0018", "00A4020C02 0018", "9000"),
                Step("verify", "0020008004 31323334", "9000"),
                Step("change to 5678", "0024018004 35363738", "9000"),
                Step("the old one", "0020008004 31323334", "63C2"),
                Step("the new one", "0020008004 35363738", "9000"),
            ],
        ),
        (
            "without the old one",
            &[SELECT_JPKI, Step("", "0024019804 35363738", "6982")],
        ),
        (
            "to a length out of range",
            &[
                SELECT_JPKI,
                VERIFY_AUTH,
                Step("", "0024019803 353637", "6700"),
            ],
        ),
        (
            "to nothing",
            &[SELECT_JPKI, VERIFY_AUTH, Step("", "00240198", "6700")],
        ),
        (
            "P1",
            &[
                SELECT_JPKI,
                VERIFY_AUTH,
                Step("", "0024009804 35363738", "6A86"),
            ],
        ),
        (
            "the other command is another application's",
            &[
                SELECT_JPKI,
                VERIFY_AUTH,
                Step("", "8032009804 35363738", "6D00"),
            ],
        ),
        (
            "in the common application",
            &[
                SELECT_COMMON,
                Step("verify", "0020009C04 31323334", "9000"),
                Step("not here", "0024019C04 35363738", "6D00"),
                Step("change", "8032009C04 35363738", "9000"),
                Step("the new one", "0020009C04 35363738", "9000"),
            ],
        ),
    ];
    check_each(cases);
}
