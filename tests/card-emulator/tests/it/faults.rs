//! Faults that strike at a chosen command, with a listener in place of vpcd.

use std::fs;

use crate::program::{
    Bench, POWER_ON, Program, QUERY, Reader, SELECT_JPKI, VERIFY, VERIFY_WRONG, check_counter,
};

#[test]
fn answers_are_replaced_cut_padded_and_delayed() {
    fn check(fault: &str, expected: &str) {
        let bench = Bench::new();
        let mut program = bench.start(&[]);
        let mut reader = powered(&bench, &mut program);
        arm(&mut program, fault);
        reader.ask(SELECT_JPKI, "9000");
        reader.ask(QUERY, expected);
        // A fault strikes once.
        reader.ask(SELECT_JPKI, "9000");
        reader.ask(QUERY, "63C3");
        program.quit();
    }
    check("2 answer 6982", "6982");
    check("1:20 answer", "");
    check("1:20 answer 63", "63");
    check("2 instead 6F00", "6F00");
    check("2 cut 1", "63");
    check("2 pad 2", "000063C3");
    check("2 delay 1", "63C3");
    check("2 blackout", "6A82");
}

#[test]
fn the_card_goes_before_during_or_after_a_command() {
    fn check(fault: &str, answer: Option<&str>, counter: &str) {
        let bench = Bench::new();
        let state = bench.file("state");
        let mut program = bench.start(&["--state", state.to_str().unwrap()]);
        let mut reader = powered(&bench, &mut program);
        reader.ask(SELECT_JPKI, "9000");
        arm(&mut program, fault);
        match answer {
            Some(answer) => reader.ask(VERIFY_WRONG, answer),
            None => reader.tell(VERIFY_WRONG),
        }
        reader.is_closed();
        program.hears("removed");
        check_counter(&state, counter);
        program.say("insert");
        let mut reader = powered(&bench, &mut program);
        reader.ask(SELECT_JPKI, "9000");
        program.quit();
    }
    check("1 gone-before", None, "auth 3");
    check("1 gone-during", None, "auth 2");
    check("1 gone-after", Some("63C2"), "auth 2");
}

#[test]
fn a_command_that_is_answered_instead_is_not_carried_out() {
    fn check(fault: &str, counter: &str) {
        let bench = Bench::new();
        let state = bench.file("state");
        let mut program = bench.start(&["--state", state.to_str().unwrap(), "--fault", fault]);
        let mut reader = powered(&bench, &mut program);
        reader.ask(SELECT_JPKI, "9000");
        reader.ask(VERIFY_WRONG, "6F00");
        check_counter(&state, counter);
        program.quit();
    }
    check("1:20 instead 6F00", "auth 3");
    check("1:20 answer 6F00", "auth 2");
}

#[test]
fn an_answer_is_held_until_it_is_released() {
    let bench = Bench::new();
    let trace = bench.file("trace");
    let mut program = bench.start(&["--trace", trace.to_str().unwrap()]);
    let mut reader = powered(&bench, &mut program);
    arm(&mut program, "2 hold");
    reader.ask(SELECT_JPKI, "9000");
    reader.tell(VERIFY);
    program.hears("held");
    let text = fs::read_to_string(&trace).unwrap();
    assert!(text.ends_with("> 002000980431323334\n"), "{text}");
    program.say("release");
    program.hears("released");
    reader.hears("9000");
    program.say("release");
    program.hears("nothing held");
    program.quit();
}

#[test]
fn a_card_can_be_taken_away_while_its_answer_is_held() {
    let bench = Bench::new();
    let trace = bench.file("trace");
    let mut program = bench.start(&["--trace", trace.to_str().unwrap(), "--fault", "1 hold"]);
    let mut reader = powered(&bench, &mut program);
    reader.tell(SELECT_JPKI);
    program.hears("held");
    program.say("remove");
    program.hears("removed");
    reader.is_closed();
    let text = fs::read_to_string(&trace).unwrap();
    assert!(text.ends_with("\n<\n"), "{text}");
    program.quit();
}

#[test]
fn faults_can_be_disarmed_and_what_is_none_is_refused() {
    let bench = Bench::new();
    let mut program = bench.start(&["--fault", "1 answer 6982"]);
    let mut reader = powered(&bench, &mut program);
    program.say("disarm");
    program.hears("disarmed");
    program.say("fault 1 vanish");
    program.hears(
        "unknown: a fault is N or N:INS, then gone-before, gone-during, gone-after, blackout, \
         answer HEX, instead HEX, cut BYTES, pad BYTES, delay MILLISECONDS or hold",
    );
    reader.ask(SELECT_JPKI, "9000");
    program.quit();
}

fn powered(bench: &Bench, program: &mut Program) -> Reader {
    let mut reader = program.insert(bench);
    reader.tell(POWER_ON);
    reader
}

fn arm(program: &mut Program, fault: &str) {
    program.say(&format!("fault {fault}"));
    program.hears("armed");
}
