//! What goes wrong while cards are looked at, and that it keeps nobody waiting.

use std::{
    sync::{Arc, mpsc},
    thread,
    time::Duration,
};

use mpa_host::{
    card::TransportFault,
    inspection::{CardFinding, Findings, Inspection, ReaderFinding, Times, Told},
};
use serde_json::{Value, json};

use crate::{
    desk::{BEGIN, Desk, Step},
    exchanges::transactions,
    inspections::{INSPECT, WATCH, kind, my_number, reader},
    logins::card,
    person::PATIENCE,
    port::{Port, Window},
};

fn one_reader(card: CardFinding) -> Findings {
    Findings::Readers(vec![ReaderFinding {
        name: "Reader 1".to_owned(),
        is_virtual: false,
        card: Some(card),
    }])
}

#[test]
fn faults_of_a_look_are_told_apart() {
    let not_transacted = TransportFault::Other(0x8010_0016);
    let cases = [
        (Ok(vec![]), "unresponsive"),
        (Ok(vec![0x6F, 0x00]), "unresponsive"),
        (Err(TransportFault::Unresponsive), "unresponsive"),
        (Err(not_transacted), "unresponsive"),
        (Err(TransportFault::Held), "in-use"),
        (Err(TransportFault::Reset), "in-use"),
    ];
    for (answer, expected) in cases {
        let desk = Desk::with_card(card());
        let said = answer.clone();
        desk.interfere(move |_, _| Some(said.clone()));
        let mut port = Port::open_before(&desk, Window::None);
        port.send(WATCH);
        port.watches(kind("reading")).watches(kind(expected));
    }
}

#[test]
fn a_look_that_panics_is_one_cards_trouble() {
    let desk = Desk::with_card(card());
    desk.plug_in("Reader 2");
    desk.put("Reader 2", card());
    desk.panic_at(0xB0);
    let mut port = Port::open_before(&desk, Window::None);
    port.send(INSPECT);
    let second = reader("Reader 2", my_number(3));
    port.tells(
        "inspect",
        json!([reader("Reader 1", kind("unresponsive")), second]),
    );
    port.send(INSPECT);
    port.tells("inspect", json!([reader("Reader 1", my_number(3)), second]));
}

#[test]
fn a_service_that_ends_during_a_look_is_told() {
    let desk = Desk::with_card(card());
    desk.interfere(|_, _| Some(Err(TransportFault::Service)));
    let mut port = Port::open_before(&desk, Window::None);
    port.send(INSPECT);
    let stopped = json!({"answer": "inspect", "service": "stopped", "readers": []});
    assert_eq!(port.answer(), Some(stopped));
}

#[test]
fn a_card_that_stays_and_is_never_found_does_not_answer() {
    let desk = Desk::with_card(card());
    desk.interfere(|_, _| Some(Err(TransportFault::Removed)));
    let mut port = Port::open_before(&desk, Window::None);
    port.send(WATCH);
    port.watches(kind("reading"));
    // This look follows that one, and its exchange has the card seen, and looked at, once more.
    port.send(INSPECT);
    port.tells("inspect", json!([reader("Reader 1", Value::Null)]));
    port.watches(kind("unresponsive"));
}

#[test]
fn a_card_that_did_not_answer_is_looked_at_again_in_time() {
    let unresponsive = Told::Watched(one_reader(CardFinding::Unresponsive));
    for (patience, again) in [(Duration::ZERO, true), (Duration::from_secs(3_600), false)] {
        let desk = Desk::with_card(card());
        desk.interfere(|_, _| Some(Err(TransportFault::Unresponsive)));
        let (tell, told) = mpsc::channel();
        let times = Times {
            patience,
            ..Times::default()
        };
        let inspection = Inspection::new(Arc::new(desk.clone()), None, times, move |told| {
            drop(tell.send(told));
        });
        let next = || told.recv_timeout(PATIENCE).expect("something is told");
        inspection.watch();
        assert_eq!(next(), Told::Watched(one_reader(CardFinding::Reading)));
        assert_eq!(next(), unresponsive);
        desk.interfere(|_, _| None);
        desk.change("Reader 1", |_| ());
        // Follows a look that was asked for by then.
        inspection.inspect();
        if again {
            assert!(
                matches!(next(), Told::Watched(now) if now != one_reader(CardFinding::Unresponsive))
            );
        }
        assert!(matches!(next(), Told::Inspected(_)));
        assert_eq!(transactions(&desk).len(), if again { 3 } else { 2 });
    }
}

#[test]
fn a_listener_that_hangs_holds_nobody_up() {
    let desk = Desk::with_card(card());
    let (told, listens) = mpsc::channel();
    let (go, gone) = mpsc::channel::<()>();
    let inspection = Inspection::new(Arc::new(desk), None, Times::default(), move |_| {
        let _heard = told.send(());
        let _let_go = gone.recv();
    });
    let (done, all_done) = mpsc::channel();
    thread::spawn(move || {
        inspection.watch();
        listens.recv_timeout(PATIENCE).expect("it is told");
        inspection.watch();
        inspection.inspect();
        inspection.stop_watching();
        drop(inspection);
        let _heard = done.send(());
    });
    assert_eq!(all_done.recv_timeout(PATIENCE), Ok(()));
    drop(go);
}

#[test]
fn a_card_taken_away_during_a_look_is_just_gone() {
    let desk = Desk::with_card(card());
    let (reached, go) = desk.pause_at(0xB0);
    let mut port = Port::open_before(&desk, Window::None);
    port.send(WATCH);
    port.watches(kind("reading"));
    reached.recv().expect("the look gets there");
    desk.take("Reader 1");
    port.watches(Value::Null);
    go.send(()).expect("the look waits");
    desk.put("Reader 1", card());
    port.watches(kind("reading")).watches(my_number(3));
}

#[test]
fn a_card_that_hangs_keeps_neither_answers_nor_the_end_waiting() {
    let desk = Desk::with_card(card());
    let (reached, go) = desk.pause_at(BEGIN);
    let mut port = Port::open_before(&desk, Window::None);
    port.send(WATCH);
    port.watches(kind("reading"));
    reached.recv().expect("the look gets there");
    port.send(INSPECT);
    port.tells_nothing();
    desk.plug_in("Reader 2");
    let first = reader("Reader 1", kind("reading"));
    port.tells("watch", json!([first, reader("Reader 2", Value::Null)]));
    let look_ends = desk.transaction_ends();
    port.close();
    assert_eq!(port.answer(), None);
    assert!(port.host_ends().is_ok());
    go.send(()).expect("the look waits");
    look_ends.recv_timeout(PATIENCE).expect("it ends");
    assert_eq!(
        transactions(&desk),
        [0],
        "once nobody waits, nothing is asked"
    );
}

#[test]
fn a_look_is_not_cut_off_by_the_end_of_the_port() {
    let desk = Desk::with_card(card());
    let (reached, go) = desk.pause_at(0xB0);
    let mut port = Port::open_before(&desk, Window::None);
    port.send(INSPECT);
    reached.recv().expect("the look gets there");
    port.close();
    go.send(()).expect("the look waits");
    assert!(port.host_ends().is_ok());
    assert_eq!(desk.trace().last(), Some(&Step::End { power_off: false }));
}
