//! What a login costs in exchanges with the card (ARCHITECTURE.md, "One login"), counted.

use card_emulator::{Card, Personalisation, Switches};
use mpa_host::{
    card::{Forms, TransportFault},
    dialog::{PinNotice, Screen, Waiting},
};

use crate::{
    desk::{Desk, Step, is_verify},
    logins::card,
    person::{AtDesk, Conditions, PATIENCE},
};

/// Exchanges of each transaction, in order.
pub(crate) fn transactions(desk: &Desk) -> Vec<usize> {
    let mut counts = Vec::new();
    for step in desk.trace() {
        match step {
            Step::Begin => counts.push(0),
            Step::Exchange { .. } => *counts.last_mut().expect("within a transaction") += 1,
            Step::End { .. } => {}
        }
    }
    counts
}

fn check(name: &str, card: Card, conditions: Conditions, expected: &[usize]) {
    check_at(name, &Desk::with_card(card), conditions, expected);
}

fn check_at(name: &str, desk: &Desk, conditions: Conditions, expected: &[usize]) {
    let login = AtDesk::log_in_under(desk, conditions);
    login.is_asked(3, None).enters("1234").sees(Screen::Done);
    login.ends().expect("a signature");
    assert_eq!(transactions(desk), expected, "{name}");
    assert_eq!(desk.verifies(), 1, "{name}");
}

/// With extended reading on.
pub(crate) fn extended() -> Conditions {
    Conditions {
        forms: Forms {
            extended_reading: true,
            ..Forms::default()
        },
        ..Conditions::default()
    }
}

#[test]
fn a_login_costs_what_is_written_down() {
    let with = |change: fn(&mut Switches)| {
        let mut card = card();
        change(card.switches_mut());
        card
    };
    let usual = Conditions::default();
    let filled = Personalisation {
        filler: 300,
        ..Personalisation::default()
    };
    // SELECT, query, 7 blocks of a 1583-byte certificate; SELECT, VERIFY, SIGN, lock.
    check("usual", card(), usual, &[9, 4]);
    check(
        "6F00 first",
        with(|s| s.first_command_6f00 = true),
        usual,
        &[10, 4],
    );
    check("a file with filling", Card::new(filled), usual, &[9, 4]);
    // Once more for each form that is refused; remembered from the first on.
    check(
        "no short ids",
        with(|s| s.short_ef_ids = false),
        usual,
        &[12, 6],
    );
    let extended = extended();
    // SELECT, query, the whole certificate; one exchange for a refusal, and one VERIFY all the same.
    check(
        "extended taken",
        with(|s| s.extended_length = true),
        extended,
        &[3, 4],
    );
    check("extended refused", card(), extended, &[10, 4]);
    check(
        "extended taken, no short ids",
        with(|s| (s.extended_length, s.short_ef_ids) = (true, false)),
        extended,
        &[6, 6],
    );
    check(
        "extended refused, no short ids",
        with(|s| s.short_ef_ids = false),
        extended,
        &[14, 6],
    );
    let stale = Conditions {
        counter_trusted_for: std::time::Duration::ZERO,
        ..usual
    };
    check("counter asked again", card(), stale, &[9, 5]);
    let portal = Conditions {
        portal: true,
        ..usual
    };
    // The locking SELECT is that of another applet, whose record is read then.
    check("official portal", card(), portal, &[9, 5]);
    let unfinished = Conditions {
        unfinished: true,
        ..usual
    };
    check("after a killed run", card(), unfinished, &[1, 9, 4]);
}

#[test]
fn two_exchanges_come_before_the_pin_can_be_entered_and_three_between_pin_and_signature() {
    let desk = Desk::with_card(card());
    let login = AtDesk::log_in(&desk);
    login.is_asked(3, None).enters("1234").sees(Screen::Done);
    let commands = desk.commands();
    assert_eq!(
        commands[1],
        [0x00, 0x20, 0x00, 0x98],
        "the counter is the second exchange"
    );
    let verify = commands
        .iter()
        .position(|command| is_verify(command))
        .expect("a VERIFY");
    assert_eq!(commands[verify - 1][1], 0xA4, "SELECT, VERIFY, SIGN");
    assert_eq!(commands[verify + 1][1], 0x2A);
    assert_eq!(
        verify + 3,
        commands.len(),
        "and the locking SELECT, which ends it"
    );
}

#[test]
fn a_login_costs_so_many_bytes() {
    // Commands and answers of each part: until the PIN can be entered, while it is typed, from the PIN to the signature,
    // and the locking. The certificate is 1583 bytes long; what is beside it is what names and delimits.
    let usual = [
        (15 + 4, 2 + 2),
        (7 * 5, 1583 + 7 * 2),
        (15 + 9 + 57, 2 + 2 + 258),
        (12, 2),
    ];
    let extended = [usual[0], (7, 1583 + 2), usual[2], usual[3]];
    for (name, extended_reading, expected) in
        [("usual", false, usual), ("extended", true, extended)]
    {
        let mut on_desk = card();
        on_desk.switches_mut().extended_length = extended_reading;
        let desk = Desk::with_card(on_desk);
        let forms = Forms {
            extended_reading,
            ..Forms::default()
        };
        let conditions = Conditions {
            forms,
            ..Conditions::default()
        };
        let login = AtDesk::log_in_under(&desk, conditions);
        login.is_asked(3, None).enters("1234").sees(Screen::Done);
        login.ends().expect("a signature");
        assert_eq!(bytes(&desk), expected, "{name}");
    }
}

/// Bytes of commands and of answers, in each part of a login that succeeded at once.
fn bytes(desk: &Desk) -> [(usize, usize); 4] {
    let mut parts = [(0, 0); 4];
    let mut part = 0;
    for step in desk.trace() {
        let Step::Exchange { command, answer } = step else {
            continue;
        };
        // A part ends with the counter, the last block, and the signature.
        if part == 1 && command[1] != 0xB0 {
            part = 2;
        }
        parts[part].0 += command.len();
        parts[part].1 += answer.expect("an answer").len();
        if part == 0 && command[1] == 0x20 || command[1] == 0x2A {
            part += 1;
        }
    }
    parts
}

#[test]
fn a_second_entry_needs_no_new_certificate() {
    let desk = Desk::with_card(card());
    let login = AtDesk::log_in(&desk);
    login
        .is_asked(3, None)
        .enters("9999")
        .is_asked(2, Some(PinNotice::Wrong));
    login.enters("1234").sees(Screen::Done);
    assert_eq!(transactions(&desk), [9, 2, 4]);
}

#[test]
fn a_refused_extended_read_is_not_tried_again() {
    let desk = Desk::with_card(card());
    let ends = desk.transaction_ends();
    let login = AtDesk::log_in_under(&desk, extended());
    login.is_asked(3, None);
    ends.recv_timeout(PATIENCE)
        .expect("the certificate is read");
    let first = desk.take("Reader 1");
    login.waits_for(Waiting::CardAgain);
    desk.put("Reader 1", first.expect("the card"));
    login.is_asked(3, None).enters("1234").sees(Screen::Done);
    assert_eq!(transactions(&desk), [10, 9, 4]);
}

#[test]
fn extended_reading_costs_no_login_however_it_is_refused() {
    let says = |status: u16| Ok(status.to_be_bytes().to_vec());
    // What a card that takes a short id in VERIFY may yet say of one in READ BINARY costs a SELECT and a second read.
    let cases = [
        ("6700", says(0x6700), [10, 4]),
        ("6C00", says(0x6C00), [10, 4]),
        ("6D00", says(0x6D00), [10, 4]),
        ("6100 and nothing behind it", says(0x6100), [11, 4]),
        ("an answer of one byte", Ok(vec![0x90]), [10, 4]),
        ("6A82", says(0x6A82), [12, 4]),
        ("6A86", says(0x6A86), [12, 4]),
        ("6B00", says(0x6B00), [12, 4]),
        (
            "the reader",
            Err(TransportFault::Other(0x8010_0016)),
            [10, 4],
        ),
    ];
    for (name, refusal, expected) in cases {
        let desk = Desk::with_card(card());
        desk.interfere(move |_, command| {
            let whole = command[1] == 0xB0 && command.len() == 7;
            whole.then(|| refusal.clone())
        });
        check_at(name, &desk, extended(), &expected);
    }
}

#[test]
fn short_ids_that_are_refused_in_reads_alone_cost_no_login() {
    // SELECT, query, the refused read, SELECT EF, 7 blocks; then each file is selected, the PIN's and the key's too.
    for (name, conditions, taken, expected) in [
        ("usual", Conditions::default(), false, [11, 6]),
        ("extended taken", extended(), true, [5, 6]),
        ("extended refused", extended(), false, [13, 6]),
    ] {
        for refusal in [0x6A82_u16, 0x6A86, 0x6981] {
            let mut on_desk = card();
            on_desk.switches_mut().extended_length = taken;
            let desk = Desk::with_card(on_desk);
            desk.interfere(move |_, command| {
                let refused = command[1] == 0xB0 && command[2] & 0x80 != 0;
                refused.then(|| Ok(refusal.to_be_bytes().to_vec()))
            });
            check_at(name, &desk, conditions, &expected);
        }
    }
}

#[test]
fn nothing_is_exchanged_while_nothing_happens() {
    let desk = Desk::with_card(card());
    let login = AtDesk::log_in(&desk);
    login.is_asked(3, None);
    // The same sight again is no reason to look again.
    desk.change("Reader 1", |_| ());
    login.enters("1234").sees(Screen::Done);
    assert_eq!(transactions(&desk), [9, 4]);
}
