//! The command line.

use std::ffi::OsString;
use std::path::PathBuf;

use lexopt::{Arg, Parser, ValueExt};

use crate::program::fault::{FaultUnknown, Faults};
use crate::program::latency::Latency;
use crate::{Switches, VerifyAnswer};

/// How the program is called.
pub const USAGE: &str = "\
Usage: card-emulator --port N [options]

Plays a My Number card in a virtual reader (vpcd). For tests: the card is not real.

  --port N                 port at which vpcd waits for a card
  --host HOST              host of vpcd [127.0.0.1]
  --state FILE             keep the PIN counters in FILE
  --trace FILE             add every exchange to FILE, PINs included
  --trace-times            end each line of it with the time, in microseconds since 1970
  --pin PIN                PIN for user authentication [1234]
  --sign-pin PASSWORD      password for signatures [ABC123]
  --certificate FILE.der   certificate for user authentication
  --latency contactless    take as long as a contactless card might
  --latency slow           the same, and 4 s for a signature
  --removed                start without a card in the reader
  --foreign                be a card that is not a My Number card

  --first-command-6f00     answer the first command after every power-up with 6F00
  --reselect-clears        forget a verified PIN when the application is selected again
  --no-short-ef-ids        refuse short EF identifiers
  --extended-length        take READ BINARY with extended length
  --verify-answer WORD     answer every PIN with this status word, such as 6C04, or with
                           none: then the card is gone. The card counts the try all the same.
  --fault 'N[:INS] WHAT'   let WHAT happen at the N-th command, or the N-th with this instruction;
                           WHAT is gone-before, gone-during, gone-after, blackout, answer HEX,
                           instead HEX, cut BYTES, pad BYTES, delay MILLISECONDS or hold

Lines on standard input: insert, remove, fault N[:INS] WHAT, disarm, release, quit; its end ends
the program.
Lines on standard output: inserted, removed, armed, disarmed, held, released.
";

/// What the command line asks for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Arguments {
    pub(super) host: String,
    pub(super) port: u16,
    pub(super) state: Option<PathBuf>,
    pub(super) trace: Option<PathBuf>,
    pub(super) trace_times: bool,
    pub(super) pin: Option<String>,
    pub(super) sign_pin: Option<String>,
    pub(super) certificate: Option<PathBuf>,
    pub(super) latency: Option<Latency>,
    pub(super) removed: bool,
    pub(super) foreign: bool,
    pub(super) switches: Switches,
    pub(super) faults: Faults,
}

/// Why a command line is not understood.
#[derive(Debug, thiserror::Error)]
pub enum ArgumentsError {
    /// An option is unknown or its value is missing or malformed.
    #[error(transparent)]
    Option(#[from] lexopt::Error),
    /// There is no `--port`.
    #[error("--port is missing")]
    PortMissing,
    /// A latency that does not exist.
    #[error("--latency takes contactless or slow")]
    LatencyUnknown,
    /// A status word that is none.
    #[error("--verify-answer takes four hexadecimal digits, or none")]
    VerifyAnswer,
    /// A fault that does not exist.
    #[error("--fault: {0}")]
    Fault(#[from] FaultUnknown),
}

impl Arguments {
    /// Reads a command line, without the program's name; `None` if it asks for help.
    pub fn parse(
        arguments: impl IntoIterator<Item = OsString>,
    ) -> Result<Option<Self>, ArgumentsError> {
        let mut parser = Parser::from_args(arguments);
        let mut port = None;
        let mut parsed = Self {
            host: "127.0.0.1".to_owned(),
            port: 0,
            state: None,
            trace: None,
            trace_times: false,
            pin: None,
            sign_pin: None,
            certificate: None,
            latency: None,
            removed: false,
            foreign: false,
            switches: Switches::default(),
            faults: Faults::default(),
        };
        while let Some(argument) = parser.next()? {
            match argument {
                Arg::Short('h') | Arg::Long("help") => return Ok(None),
                Arg::Long("port") => port = Some(parser.value()?.parse()?),
                Arg::Long("host") => parsed.host = parser.value()?.string()?,
                Arg::Long("state") => parsed.state = Some(parser.value()?.into()),
                Arg::Long("trace") => parsed.trace = Some(parser.value()?.into()),
                Arg::Long("trace-times") => parsed.trace_times = true,
                Arg::Long("pin") => parsed.pin = Some(parser.value()?.string()?),
                Arg::Long("sign-pin") => parsed.sign_pin = Some(parser.value()?.string()?),
                Arg::Long("certificate") => parsed.certificate = Some(parser.value()?.into()),
                Arg::Long("latency") => {
                    let latency = Latency::from_name(&parser.value()?.string()?);
                    parsed.latency = Some(latency.ok_or(ArgumentsError::LatencyUnknown)?);
                }
                Arg::Long("removed") => parsed.removed = true,
                Arg::Long("foreign") => parsed.foreign = true,
                Arg::Long("first-command-6f00") => parsed.switches.first_command_6f00 = true,
                Arg::Long("reselect-clears") => parsed.switches.reselect_clears = true,
                Arg::Long("no-short-ef-ids") => parsed.switches.short_ef_ids = false,
                Arg::Long("extended-length") => parsed.switches.extended_length = true,
                Arg::Long("verify-answer") => {
                    parsed.switches.verify_answer =
                        Some(verify_answer(&parser.value()?.string()?)?);
                }
                Arg::Long("fault") => parsed.faults.arm(parser.value()?.string()?.parse()?),
                unknown => return Err(unknown.unexpected().into()),
            }
        }
        parsed.port = port.ok_or(ArgumentsError::PortMissing)?;
        Ok(Some(parsed))
    }
}

fn verify_answer(value: &str) -> Result<VerifyAnswer, ArgumentsError> {
    if value == "none" {
        return Ok(VerifyAnswer::Nothing);
    }
    if value.len() != 4 || !value.bytes().all(|digit| digit.is_ascii_hexdigit()) {
        return Err(ArgumentsError::VerifyAnswer);
    }
    u16::from_str_radix(value, 16)
        .map(VerifyAnswer::Status)
        .map_err(|_| ArgumentsError::VerifyAnswer)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_not_understood() {
        let cases = [
            ("", "--port is missing"),
            ("--port", "missing argument for option '--port'"),
            (
                "--port 70000",
                "cannot parse argument \"70000\": number too large to fit in target type",
            ),
            ("--port 1 --speed 3", "invalid option '--speed'"),
            ("--port 1 card", "unexpected argument \"card\""),
            (
                "--port 1 --latency fast",
                "--latency takes contactless or slow",
            ),
            (
                "--port 1 --verify-answer 6C0",
                "--verify-answer takes four hexadecimal digits, or none",
            ),
            (
                "--port 1 --verify-answer +6C0",
                "--verify-answer takes four hexadecimal digits, or none",
            ),
            (
                "--port 1 --fault 0",
                "--fault: a fault is N or N:INS, then gone-before, gone-during, gone-after, \
                 blackout, answer HEX, instead HEX, cut BYTES, pad BYTES, delay MILLISECONDS or hold",
            ),
        ];
        for (line, message) in cases {
            check_refused(line, message);
        }
    }

    #[test]
    fn what_is_understood() {
        let plain = parse("--port 1").unwrap().unwrap();
        let switches = Switches::default();
        let cases = [
            (
                "--port 1 --pin=9876 --sign-pin XYZ987",
                Arguments {
                    pin: Some("9876".to_owned()),
                    sign_pin: Some("XYZ987".to_owned()),
                    ..plain.clone()
                },
            ),
            (
                "--port 35963 --host ::1 --state a --trace b --certificate c",
                Arguments {
                    port: 35963,
                    host: "::1".to_owned(),
                    state: Some("a".into()),
                    trace: Some("b".into()),
                    certificate: Some("c".into()),
                    ..plain.clone()
                },
            ),
            (
                "--port 1 --trace b --trace-times",
                Arguments {
                    trace: Some("b".into()),
                    trace_times: true,
                    ..plain.clone()
                },
            ),
            (
                "--port 1 --removed --foreign --latency contactless",
                Arguments {
                    removed: true,
                    foreign: true,
                    latency: Some(Latency::Contactless),
                    ..plain.clone()
                },
            ),
            (
                "--port 1 --latency slow",
                Arguments {
                    latency: Some(Latency::Slow),
                    ..plain.clone()
                },
            ),
            (
                "--port 1 --first-command-6f00 --reselect-clears --no-short-ef-ids --extended-length",
                Arguments {
                    switches: Switches {
                        first_command_6f00: true,
                        reselect_clears: true,
                        short_ef_ids: false,
                        extended_length: true,
                        verify_answer: None,
                    },
                    ..plain.clone()
                },
            ),
            (
                "--port 1 --verify-answer 6c04",
                Arguments {
                    switches: Switches {
                        verify_answer: Some(VerifyAnswer::Status(0x6C04)),
                        ..switches.clone()
                    },
                    ..plain.clone()
                },
            ),
            (
                "--port 1 --verify-answer none",
                Arguments {
                    switches: Switches {
                        verify_answer: Some(VerifyAnswer::Nothing),
                        ..switches
                    },
                    ..plain
                },
            ),
        ];
        for (line, expected) in cases {
            check_understood(line, &expected);
        }
    }

    #[test]
    fn without_options_it_is_the_measured_card_in_a_reader_on_this_machine() {
        let plain = parse("--port 1").unwrap().unwrap();
        assert_eq!(plain.host, "127.0.0.1");
        assert_eq!(plain.switches, Switches::default());
        assert!(!plain.removed && !plain.foreign);
        assert_eq!(plain.latency, None);
    }

    #[test]
    fn help_is_not_an_error() {
        assert_eq!(parse("--help").unwrap(), None);
    }

    fn check_refused(line: &str, message: &str) {
        assert_eq!(parse(line).unwrap_err().to_string(), message, "{line}");
    }

    fn check_understood(line: &str, expected: &Arguments) {
        assert_eq!(parse(line).unwrap().as_ref(), Some(expected), "{line}");
    }

    fn parse(line: &str) -> Result<Option<Arguments>, ArgumentsError> {
        Arguments::parse(line.split_whitespace().map(OsString::from))
    }
}
