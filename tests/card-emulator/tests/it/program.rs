//! The program, with a listener in place of vpcd: frames, trace, state file, insertion.

use std::fs;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};
use std::time::Duration;

use tempfile::TempDir;

use crate::script::{bytes, fixture, hex};

const POWER_OFF: &str = "00";
pub(crate) const POWER_ON: &str = "01";
const RESET: &str = "02";
const ATR: &str = "04";
pub(crate) const SELECT_JPKI: &str = "00A4040C0A D392F000260100000001";
pub(crate) const VERIFY: &str = "0020009804 31323334";
pub(crate) const VERIFY_WRONG: &str = "0020009804 39393939";
pub(crate) const QUERY: &str = "00200098";

#[test]
fn controls_and_commands_are_answered_as_vpcd_expects() {
    let bench = Bench::new();
    let mut program = bench.start(&[]);
    let mut reader = program.insert(&bench);
    reader.ask(ATR, "3B888001000005E0B381A1007F");
    reader.tell(POWER_ON);
    reader.ask(SELECT_JPKI, "9000");
    reader.ask(QUERY, "63C3");
    reader.tell(RESET);
    reader.ask(QUERY, "63C3");
    reader.tell(POWER_OFF);
    reader.tell(POWER_ON);
    reader.ask(QUERY, "6A82");
    program.quit();
}

#[test]
fn the_trace_has_a_line_for_every_exchange_and_control() {
    let bench = Bench::new();
    let trace = bench.file("trace");
    let mut program = bench.start(&["--trace", trace.to_str().unwrap()]);
    let mut reader = program.insert(&bench);
    reader.ask(ATR, "3B888001000005E0B381A1007F");
    reader.tell(POWER_ON);
    reader.ask(SELECT_JPKI, "9000");
    reader.tell(RESET);
    reader.ask(VERIFY, "9000");
    reader.tell(POWER_OFF);
    reader.ask(ATR, "3B888001000005E0B381A1007F");
    let expected = "\
- power-on
> 00A4040C0AD392F000260100000001
< 9000
- reset
> 002000980431323334
< 9000
- power-off
";
    assert_eq!(fs::read_to_string(&trace).unwrap(), expected);
    program.quit();
}

#[test]
fn the_trace_can_say_when() {
    let bench = Bench::new();
    let trace = bench.file("trace");
    let mut program = bench.start(&["--trace", trace.to_str().unwrap(), "--trace-times"]);
    let mut reader = program.insert(&bench);
    reader.tell(POWER_ON);
    reader.ask(SELECT_JPKI, "9000");
    let text = fs::read_to_string(&trace).unwrap();
    let lines: Vec<(&str, u128)> = text
        .lines()
        .map(|line| line.rsplit_once(" @").unwrap())
        .map(|(line, time)| (line, time.parse().unwrap()))
        .collect();
    let columns: Vec<&str> = lines.iter().map(|(line, _)| *line).collect();
    assert_eq!(
        columns,
        ["- power-on", "> 00A4040C0AD392F000260100000001", "< 9000"]
    );
    assert!(lines.is_sorted_by_key(|(_, time)| *time), "{text}");
    program.quit();
}

#[test]
fn counters_outlive_the_program() {
    let bench = Bench::new();
    let state = bench.file("state");
    let arguments = ["--state", state.to_str().unwrap()];

    let mut program = bench.start(&arguments);
    let mut reader = program.insert(&bench);
    check_counter(&state, "auth 3");
    reader.tell(POWER_ON);
    reader.ask(SELECT_JPKI, "9000");
    reader.ask(VERIFY_WRONG, "63C2");
    // On disk by the time the answer is here, so that no end of the program can undo it.
    check_counter(&state, "auth 2");
    program.kill();

    let mut program = bench.start(&arguments);
    let mut reader = program.insert(&bench);
    reader.tell(POWER_ON);
    reader.ask(SELECT_JPKI, "9000");
    reader.ask(QUERY, "63C2");
    reader.ask(VERIFY, "9000");
    check_counter(&state, "auth 3");
    program.quit();
}

#[test]
fn a_card_is_inserted_and_removed_at_a_word() {
    let bench = Bench::new();
    let mut program = bench.start(&["--removed"]);
    program.say("insert");
    let mut reader = program.insert(&bench);
    reader.tell(POWER_ON);
    reader.ask(SELECT_JPKI, "9000");
    program.say("insert");
    program.hears("inserted");

    program.say("remove");
    program.hears("removed");
    reader.is_closed();

    program.say("insert");
    let mut reader = program.insert(&bench);
    reader.tell(POWER_ON);
    reader.ask(QUERY, "6A82");
    program.quit();
}

#[test]
fn a_reader_that_goes_away_takes_the_card_along() {
    let bench = Bench::new();
    let mut program = bench.start(&[]);
    let reader = program.insert(&bench);
    drop(reader);
    program.hears("removed");
    program.quit();
}

#[test]
fn the_end_of_input_ends_the_program() {
    let bench = Bench::new();
    let mut program = bench.start(&[]);
    let mut reader = program.insert(&bench);
    program.input = None;
    assert!(program.child.wait().unwrap().success());
    reader.is_closed();
}

#[test]
fn it_can_be_told_to_end_while_it_waits_for_a_reader() {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port();
    drop(listener);
    start(port, &[]).quit();
}

#[test]
fn a_verify_without_an_answer_takes_the_card_away() {
    let bench = Bench::new();
    let (state, trace) = (bench.file("state"), bench.file("trace"));
    let mut program = bench.start(&[
        "--verify-answer",
        "none",
        "--state",
        state.to_str().unwrap(),
        "--trace",
        trace.to_str().unwrap(),
    ]);
    let mut reader = program.insert(&bench);
    reader.tell(POWER_ON);
    reader.ask(SELECT_JPKI, "9000");
    reader.tell(VERIFY_WRONG);
    reader.is_closed();
    program.hears("removed");
    check_counter(&state, "auth 2");
    let trace = fs::read_to_string(&trace).unwrap();
    assert!(trace.ends_with("> 002000980439393939\n<\n"), "{trace}");
    program.quit();
}

#[test]
fn options_reach_the_card() {
    let certificate = concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/../fixtures/certificates/auth-expired.der"
    );
    // The serial number, in which the certificates differ.
    let serial = hex(&fixture("auth-expired.der")[13..18]) + "9000";
    check_options(
        &["--pin", "9876"],
        &[(SELECT_JPKI, "9000"), ("0020009804 39383736", "9000")],
    );
    check_options(
        &["--sign-pin", "ZZ9999"],
        &[(SELECT_JPKI, "9000"), ("0020009B06 5A5A39393939", "9000")],
    );
    check_options(
        &["--certificate", certificate],
        &[(SELECT_JPKI, "9000"), ("00B08A0D05", &serial)],
    );
    check_options(&["--foreign"], &[(SELECT_JPKI, "6A82")]);
    check_options(
        &["--first-command-6f00"],
        &[(SELECT_JPKI, "6F00"), (SELECT_JPKI, "9000")],
    );
    check_options(
        &["--no-short-ef-ids"],
        &[(SELECT_JPKI, "9000"), (QUERY, "6A86")],
    );
    check_options(
        &["--extended-length"],
        &[(SELECT_JPKI, "9000"), ("00B08A00000002", "30829000")],
    );
    check_options(
        &["--verify-answer", "6C04"],
        &[(SELECT_JPKI, "9000"), (VERIFY, "6C04"), (QUERY, "63C3")],
    );
    check_options(&["--latency", "contactless"], &[(SELECT_JPKI, "9000")]);
    check_options(&["--latency", "slow"], &[(SELECT_JPKI, "9000")]);
}

#[test]
fn what_cannot_be_used_is_refused() {
    let bench = Bench::new();
    let state = bench.file("state");
    fs::write(&state, "auth 17\n").unwrap();
    let state = state.to_str().unwrap();
    let missing = bench.file("missing/file");
    let missing = missing.to_str().unwrap();
    let cases: &[(&[&str], i32, &str)] = &[
        (&[], 2, "--port is missing"),
        (&["--port", "1", "--fast"], 2, "invalid option '--fast'"),
        (&["--port", "1", "--fault", "hold"], 2, "a fault is N"),
        (&["--port", "1", "--state", state], 1, "no counter: auth 17"),
        (
            &["--port", "1", "--state", missing],
            1,
            "cannot read or write the state file",
        ),
        (
            &["--port", "1", "--trace", missing],
            1,
            "cannot write the trace file",
        ),
        (
            &["--port", "1", "--certificate", missing],
            1,
            "cannot read the certificate",
        ),
    ];
    for (arguments, code, message) in cases {
        check_refused(arguments, *code, message);
    }
}

pub(crate) fn check_counter(state: &Path, line: &str) {
    let text = fs::read_to_string(state).unwrap();
    assert!(text.lines().any(|it| it == line), "{line} is not in {text}");
}

fn check_options(options: &[&str], exchanges: &[(&str, &str)]) {
    let bench = Bench::new();
    let mut program = bench.start(options);
    let mut reader = program.insert(&bench);
    reader.tell(POWER_ON);
    for (command, response) in exchanges {
        reader.ask(command, response);
    }
    program.quit();
}

fn check_refused(arguments: &[&str], code: i32, message: &str) {
    let output = Command::new(env!("CARGO_BIN_EXE_card-emulator"))
        .args(arguments)
        .stdin(Stdio::null())
        .output()
        .unwrap();
    let errors = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(code), "{arguments:?}");
    assert!(errors.contains(message), "{arguments:?}: {errors}");
}

/// What stands in for vpcd, and a folder for files.
pub(crate) struct Bench {
    listener: TcpListener,
    folder: TempDir,
}

impl Bench {
    pub(crate) fn new() -> Self {
        Self {
            listener: TcpListener::bind("127.0.0.1:0").unwrap(),
            folder: TempDir::new().unwrap(),
        }
    }

    pub(crate) fn file(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    pub(crate) fn start(&self, options: &[&str]) -> Program {
        start(self.listener.local_addr().unwrap().port(), options)
    }
}

fn start(port: u16, options: &[&str]) -> Program {
    let mut child = Command::new(env!("CARGO_BIN_EXE_card-emulator"))
        .args(["--port", &port.to_string()])
        .args(options)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    Program {
        input: child.stdin.take(),
        output: BufReader::new(child.stdout.take().unwrap()),
        child,
    }
}

/// The program under test.
pub(crate) struct Program {
    child: Child,
    input: Option<ChildStdin>,
    output: BufReader<ChildStdout>,
}

impl Program {
    /// Waits for the card; by then its connection is in the listener's queue.
    pub(crate) fn insert(&mut self, bench: &Bench) -> Reader {
        self.hears("inserted");
        let (stream, _) = bench.listener.accept().unwrap();
        // For a program that never answers: the test fails instead of hanging.
        stream
            .set_read_timeout(Some(Duration::from_secs(60)))
            .unwrap();
        Reader(stream)
    }

    pub(crate) fn say(&mut self, line: &str) {
        writeln!(self.input.as_mut().unwrap(), "{line}").unwrap();
    }

    pub(crate) fn hears(&mut self, line: &str) {
        let mut heard = String::new();
        self.output.read_line(&mut heard).unwrap();
        assert_eq!(heard.trim_end(), line);
    }

    pub(crate) fn quit(mut self) {
        self.say("quit");
        assert!(self.child.wait().unwrap().success());
    }

    fn kill(mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }
}

/// vpcd's end of a connection.
pub(crate) struct Reader(TcpStream);

impl Reader {
    /// As vpcd does: the length, then the payload.
    pub(crate) fn tell(&mut self, payload: &str) {
        let payload = bytes(payload);
        let length = u16::try_from(payload.len()).unwrap();
        self.0.write_all(&length.to_be_bytes()).unwrap();
        self.0.write_all(&payload).unwrap();
    }

    pub(crate) fn ask(&mut self, payload: &str, expected: &str) {
        self.tell(payload);
        assert_eq!(self.receive(), expected, "{payload}");
    }

    /// An answer to what was told before.
    pub(crate) fn hears(&mut self, expected: &str) {
        assert_eq!(self.receive(), expected);
    }

    fn receive(&mut self) -> String {
        let mut length = [0; 2];
        self.0.read_exact(&mut length).unwrap();
        let mut answer = vec![0; usize::from(u16::from_be_bytes(length))];
        self.0.read_exact(&mut answer).unwrap();
        hex(&answer)
    }

    pub(crate) fn is_closed(&mut self) {
        assert_eq!(self.0.read(&mut [0]).unwrap(), 0);
    }
}
