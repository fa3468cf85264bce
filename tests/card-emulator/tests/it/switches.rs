//! Cards that differ from the measured one.

use card_emulator::{Card, Personalisation, PinName, Switches, VerifyAnswer};

use crate::script::{SELECT_JPKI, Step, VERIFY_AUTH, bytes, check, data, fixture};

#[test]
fn the_first_command_after_power_up_may_fail() {
    let mut card = card(Switches {
        first_command_6f00: true,
        ..Switches::default()
    });
    let once: &[Step] = &[
        Step("refused", "00A4040C0A D392F000260100000001", "6F00"),
        Step("not carried out", "00200098", "6A82"),
        SELECT_JPKI,
    ];
    check("inserted", &mut card, once);
    card.reset();
    check("warm reset", &mut card, &[SELECT_JPKI]);
    card.power_off();
    card.power_on();
    check("powered up", &mut card, once);
}

#[test]
fn short_identifiers_may_be_refused() {
    let mut card = card(Switches {
        short_ef_ids: false,
        ..Switches::default()
    });
    check(
        "without short identifiers",
        &mut card,
        &[
            SELECT_JPKI,
            Step("read", "00B08A0004", "6A86"),
            Step("query", "00200098", "6A86"),
            Step("verify", "0020009804 39393939", "6A86"),
            Step("sign", "802A009701 00 00", "6A86"),
            Step("select 0018", "00A4020C02 0018", "9000"),
            Step("no try is spent", "00200080", "63C3"),
            Step("verify", "0020008004 31323334", "9000"),
            Step("select 000A", "00A4020C02 000A", "9000"),
            Step("read", "00B0000002", "3082 9000"),
        ],
    );
}

#[test]
fn extended_length_may_be_taken() {
    let mut card = card(Switches {
        extended_length: true,
        ..Switches::default()
    });
    check("select", &mut card, &[SELECT_JPKI]);
    assert_eq!(
        data(&mut card, &bytes("00B08A00000000")),
        fixture("auth.der")
    );
    assert_eq!(
        data(&mut card, &bytes("00B0000000062F")),
        fixture("auth.der")
    );
    assert_eq!(
        data(&mut card, &bytes("00B000100000A0")),
        fixture("auth.der")[16..176]
    );
}

#[test]
fn whatever_a_verify_is_answered_it_has_been_counted() {
    let cases = [
        ("6C04", VerifyAnswer::Status(0x6C04), "6C04"),
        ("6104", VerifyAnswer::Status(0x6104), "6104"),
        ("6F00", VerifyAnswer::Status(0x6F00), "6F00"),
        ("nothing", VerifyAnswer::Nothing, ""),
    ];
    for (name, answer, expected) in cases {
        check_verify_answer(name, answer, expected);
    }
}

fn check_verify_answer(name: &str, answer: VerifyAnswer, expected: &'static str) {
    let mut card = card(Switches {
        verify_answer: Some(answer),
        ..Switches::default()
    });
    check(
        name,
        &mut card,
        &[
            SELECT_JPKI,
            Step("wrong", "0020009804 39393939", expected),
            Step("the query is answered truly", "00200098", "63C2"),
            Step("right", "0020009804 31323334", expected),
            Step("the counter is full again", "00200098", "63C3"),
        ],
    );
    assert_eq!(card.tries(PinName::Auth), 3, "{name}");
    card.switches_mut().verify_answer = None;
    check(name, &mut card, &[VERIFY_AUTH]);
}

fn card(switches: Switches) -> Card {
    Card::new(Personalisation::default()).with_switches(switches)
}
