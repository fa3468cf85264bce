//! What ends what: security status, selection, counters.

use card_emulator::{Card, Personalisation, PinName, Switches};

use crate::script::{
    READ_SIGN_CERTIFICATE_REFUSED, SELECT_ISSUER_DOMAIN, SELECT_JPKI, Step, VERIFY_AUTH_WRONG,
    check,
};

const VERIFY_SIGN: Step = Step("verify ABC123", "0020009B06 414243313233", "9000");
const READ_SIGN_CERTIFICATE: Step =
    Step("read the signature certificate", "00B0810002", "3082 9000");

/// What happens to a card whose signature PIN is verified: by the reader, then by commands; and the
/// step that tells whether it still is.
struct Event(&'static str, fn(&mut Card), &'static [Step], Step);

#[test]
fn what_a_verified_pin_outlives() {
    let cases: &[Event] = &[
        Event("nothing at all", |_| {}, &[], READ_SIGN_CERTIFICATE),
        Event(
            "the application selected again",
            |_| {},
            &[SELECT_JPKI],
            READ_SIGN_CERTIFICATE,
        ),
        Event(
            "a warm reset",
            Card::reset,
            &[SELECT_JPKI],
            READ_SIGN_CERTIFICATE,
        ),
        Event(
            "a warm reset alone",
            Card::reset,
            &[],
            READ_SIGN_CERTIFICATE,
        ),
        Event(
            "a file selected",
            |_| {},
            &[Step("select 000A", "00A4020C02 000A", "9000")],
            READ_SIGN_CERTIFICATE,
        ),
        Event(
            "another application not found",
            |_| {},
            &[Step("foreign name", "00A4040C07 A0000000031010", "6A82")],
            READ_SIGN_CERTIFICATE,
        ),
        Event(
            "not the issuer domain",
            |_| {},
            &[SELECT_ISSUER_DOMAIN, SELECT_JPKI],
            READ_SIGN_CERTIFICATE_REFUSED,
        ),
        Event(
            "not the common application",
            |_| {},
            &[
                Step("common", "00A4040C0A D3921000310001010100", "9000"),
                SELECT_JPKI,
            ],
            READ_SIGN_CERTIFICATE_REFUSED,
        ),
        Event(
            "not the power",
            |card| {
                card.power_off();
                card.power_on();
            },
            &[SELECT_JPKI],
            READ_SIGN_CERTIFICATE_REFUSED,
        ),
        Event(
            "not a wrong PIN after it",
            |_| {},
            &[Step("verify AAAAAA", "0020009B06 414141414141", "63C4")],
            READ_SIGN_CERTIFICATE_REFUSED,
        ),
    ];
    for Event(name, happens, steps, last) in cases {
        let mut card = Card::new(Personalisation::default());
        check(
            name,
            &mut card,
            &[SELECT_JPKI, VERIFY_SIGN, READ_SIGN_CERTIFICATE],
        );
        happens(&mut card);
        check(name, &mut card, steps);
        check(name, &mut card, &[*last]);
    }
}

#[test]
fn on_some_cards_selecting_again_closes() {
    let mut card = Card::new(Personalisation::default()).with_switches(Switches {
        reselect_clears: true,
        ..Switches::default()
    });
    check(
        "reselect",
        &mut card,
        &[
            SELECT_JPKI,
            VERIFY_SIGN,
            READ_SIGN_CERTIFICATE,
            SELECT_JPKI,
            READ_SIGN_CERTIFICATE_REFUSED,
        ],
    );
}

#[test]
fn power_off_ends_the_selection() {
    let mut card = Card::new(Personalisation::default());
    check("before", &mut card, &[SELECT_JPKI]);
    card.power_off();
    card.power_on();
    check("after", &mut card, &[Step("query", "00200098", "6A82")]);
}

#[test]
fn a_reset_forgets_the_current_file() {
    let mut card = Card::new(Personalisation::default());
    check(
        "before",
        &mut card,
        &[SELECT_JPKI, Step("query", "00200098", "63C3")],
    );
    card.reset();
    check("after", &mut card, &[Step("query", "00200080", "6986")]);
}

#[test]
fn without_power_there_is_no_answer() {
    let mut card = Card::new(Personalisation::default());
    card.power_off();
    check(
        "off",
        &mut card,
        &[Step("", "00A4040C0A D392F000260100000001", "")],
    );
    card.power_on();
    check("on", &mut card, &[SELECT_JPKI]);
    card.power_off();
    card.reset();
    check("reset", &mut card, &[SELECT_JPKI]);
}

#[test]
fn counters_outlive_the_power() {
    let mut card = Card::new(Personalisation::default());
    check("first", &mut card, &[SELECT_JPKI, VERIFY_AUTH_WRONG]);
    card.power_off();
    assert_eq!(card.tries(PinName::Auth), 2);
    card.power_on();
    check(
        "second",
        &mut card,
        &[
            SELECT_JPKI,
            Step("second", "0020009804 39393939", "63C1"),
            Step("third", "0020009804 39393939", "63C0"),
        ],
    );
    card.power_off();
    card.power_on();
    check(
        "blocked for good",
        &mut card,
        &[SELECT_JPKI, Step("right", "0020009804 31323334", "6984")],
    );
    assert_eq!(card.tries(PinName::Auth), 0);
    assert_eq!(card.tries(PinName::Sign), 5);
}

#[test]
fn tries_can_be_set_up_to_the_limit() {
    let mut card = Card::new(Personalisation::default());
    for (tries, expected) in [(1, 1), (0, 0), (9, 3)] {
        card.set_tries(PinName::Auth, tries);
        assert_eq!(card.tries(PinName::Auth), expected);
    }
}
