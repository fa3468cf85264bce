//! Sends a command and takes its answer apart. The only place that sends anything twice, and the rules for it.
//! It must not know what the commands are for.

use tracing::{debug, warn};

use super::{
    CardError, StatusWord, Transport, TransportFault,
    command::{Command, Repeat, Verify},
};

/// A card's answer: data and status word.
#[derive(PartialEq, Eq)]
pub(super) struct Answer {
    pub(super) data: Vec<u8>,
    pub(super) status: StatusWord,
}

impl Answer {
    /// The data, if the card did what it was asked.
    pub(super) fn data(self, command: &'static str) -> Result<Vec<u8>, CardError> {
        match self.status {
            StatusWord::Ok => Ok(self.data),
            status => Err(CardError::Refused { command, status }),
        }
    }
}

/// Sends a command and returns its complete answer.
///
/// Sends it a second time only as its [`Repeat`] allows, and fetches what `61xx` announces with GET RESPONSE.
pub(super) fn exchange(
    transport: &mut dyn Transport,
    command: &Command,
) -> Result<Answer, CardError> {
    let mut answer = send(transport, command)?;
    match (command.repeat, answer.status) {
        (Repeat::WithCorrectLe, StatusWord::CorrectLe(le)) => {
            let mut corrected = command.clone();
            if let Some(last) = corrected.bytes.last_mut() {
                *last = le;
            }
            answer = send(transport, &corrected)?;
        }
        (Repeat::AfterPowerUp, StatusWord::NoDiagnosis) => answer = send(transport, command)?,
        _ => {}
    }
    let mut data = answer.data;
    while let StatusWord::MoreData(length) = answer.status {
        let more = Command::get_response(length);
        answer = send(transport, &more)?;
        // Every round must bring something: a card that never ends would hold the login for ever.
        if answer.data.is_empty() || data.len() + answer.data.len() > COLLECTED_MAX {
            return Err(CardError::Malformed { command: more.name });
        }
        data.append(&mut answer.data);
    }
    Ok(Answer {
        data,
        status: answer.status,
    })
}

/// Sends VERIFY: one transmit, whatever the answer.
pub(super) fn verify_once(
    transport: &mut dyn Transport,
    verify: &Verify,
) -> Result<StatusWord, TransportFault> {
    let bytes = transport
        .transmit(verify.bytes())
        .inspect_err(|fault| warn!(%fault, "VERIFY"))?;
    // An answer that cannot be read is a status that means nothing: the caller asks the counter again.
    // So is a refusal with data before it, which no card gives: believed, it would leave the card as it is.
    let status = split(bytes)
        .filter(|answer| answer.data.is_empty() || answer.status == StatusWord::Ok)
        .filter(|answer| answer.data.len() <= VERIFY_ANSWER_MAX)
        .map_or(StatusWord::Other(0), |answer| answer.status);
    debug!(%status, "VERIFY");
    Ok(status)
}

/// One transmit of one command.
fn send(transport: &mut dyn Transport, command: &Command) -> Result<Answer, CardError> {
    let name = command.name;
    let bytes = transport
        .transmit(&command.bytes)
        .inspect_err(|fault| warn!(%fault, name))?;
    let answer = split(bytes)
        .filter(|answer| answer.data.len() <= command.answer_max)
        .ok_or(CardError::Malformed { command: name })?;
    debug!(status = %answer.status, bytes = answer.data.len(), name);
    Ok(answer)
}

/// Data and status word of an answer; the data stays where it is, however long it is.
fn split(mut bytes: Vec<u8>) -> Option<Answer> {
    let (data, word) = bytes.split_last_chunk()?;
    let (length, status) = (data.len(), StatusWord::from(u16::from_be_bytes(*word)));
    bytes.truncate(length);
    Some(Answer {
        data: bytes,
        status,
    })
}

/// Most data before the status word of VERIFY, which returns none: longer is no answer of a card.
const VERIFY_ANSWER_MAX: usize = 256;

/// Most data in one answer with its GET RESPONSEs; the largest expected is a signature or a block of 256.
const COLLECTED_MAX: usize = 4_096;

#[cfg(test)]
mod tests {
    use std::collections::VecDeque;

    use super::*;
    use crate::{
        card::command::{File, Reference},
        pin::PinEntry,
    };

    /// Answers from a list and keeps what was sent.
    struct Script {
        answers: VecDeque<Vec<u8>>,
        sent: Vec<Vec<u8>>,
    }

    impl Transport for Script {
        fn transmit(&mut self, command: &[u8]) -> Result<Vec<u8>, TransportFault> {
            self.sent.push(command.to_vec());
            self.answers.pop_front().ok_or(TransportFault::Removed)
        }

        fn power_off_at_end(&mut self) {}
    }

    fn script(answers: &[&[u8]]) -> Script {
        Script {
            answers: answers.iter().map(|answer| answer.to_vec()).collect(),
            sent: Vec::new(),
        }
    }

    /// Name, command, the card's answers, how often something was sent, the status word that came out.
    struct Case<'a>(&'a str, Command, &'a [&'a [u8]], usize, u16);

    #[test]
    fn only_the_allowed_repetitions_happen() {
        let read = || Command::read_from_start(File::Certificate, Reference::ShortId);
        let query = || Command::query_tries(File::Pin, Reference::ShortId);
        let cases = [
            Case("a plain answer", read(), &[b"ab\x90\x00"], 1, 0x9000),
            Case(
                "6Cxx at a read",
                read(),
                &[b"\x6C\x02", b"ab\x90\x00"],
                2,
                0x9000,
            ),
            Case(
                "6Cxx twice at a read",
                read(),
                &[b"\x6C\x02", b"\x6C\x01"],
                2,
                0x6C01,
            ),
            Case("6Cxx at a query", query(), &[b"\x6C\x04"], 1, 0x6C04),
            Case(
                "6F00 at the first SELECT",
                Command::select_jpki(true),
                &[b"\x6F\x00", b"\x90\x00"],
                2,
                0x9000,
            ),
            Case(
                "6F00 twice",
                Command::select_jpki(true),
                &[b"\x6F\x00", b"\x6F\x00"],
                2,
                0x6F00,
            ),
            Case(
                "6F00 at a later SELECT",
                Command::select_jpki(false),
                &[b"\x6F\x00"],
                1,
                0x6F00,
            ),
            Case("6F00 at a read", read(), &[b"\x6F\x00"], 1, 0x6F00),
            Case("61xx", read(), &[b"ab\x61\x02", b"cd\x90\x00"], 2, 0x9000),
            Case(
                "61xx twice",
                read(),
                &[b"\x61\x02", b"a\x61\x01", b"b\x90\x00"],
                3,
                0x9000,
            ),
        ];
        for Case(name, command, answers, sent, status) in cases {
            let mut card = script(answers);
            let answer = exchange(&mut card, &command).expect(name);
            assert_eq!(
                (card.sent.len(), u16::from(answer.status)),
                (sent, status),
                "{name}"
            );
        }
    }

    #[test]
    fn a_corrected_read_asks_for_what_the_card_offered() {
        let mut card = script(&[b"\x6C\x02", b"ab\x90\x00"]);
        let command = Command::read_binary(0x0102, 256);
        assert_eq!(exchange(&mut card, &command).expect("read").data, b"ab");
        assert_eq!(card.sent[1], [0x00, 0xB0, 0x01, 0x02, 0x02]);
    }

    #[test]
    fn answers_that_are_none_are_named() {
        let endless: Vec<&[u8]> = vec![b"\x61\x01"; 3];
        let too_long = [&[0; 257][..], b"\x90\x00"].concat();
        let cases: &[(&str, &[&[u8]])] = &[
            ("empty", &[b""]),
            ("one byte", &[b"\x90"]),
            ("257 bytes of data", &[&too_long]),
            ("61xx that brings nothing", &endless),
        ];
        for (name, answers) in cases {
            let error = exchange(&mut script(answers), &Command::read_binary(0, 256));
            assert!(matches!(error, Err(CardError::Malformed { .. })), "{name}");
        }
    }

    #[test]
    fn only_a_bare_answer_refuses_a_pin() {
        let unknown = StatusWord::Other(0);
        let cases: [(&[u8], StatusWord); 6] = [
            (b"\x63\xC0", StatusWord::TriesLeft(0)),
            (b"a\x63\xC0", unknown),
            (b"a\x69\x84", unknown),
            (b"\x63", unknown),
            (b"\x90\x00", StatusWord::Ok),
            // The card is locked after it, whatever came with it.
            (b"a\x90\x00", StatusWord::Ok),
        ];
        for (answer, expected) in cases {
            let status = verify_once(&mut script(&[answer]), &verify());
            assert_eq!(status, Ok(expected), "{answer:02X?}");
        }
    }

    #[test]
    fn verify_is_transmitted_once_whatever_the_answer() {
        let answers: [&[u8]; 8] = [
            b"\x90\x00",
            b"\x63\xC2",
            b"\x6C\x04",
            b"\x61\x04",
            b"\x6F\x00",
            b"\x69\x84",
            b"",
            b"\x90",
        ];
        for first in answers {
            // A second answer stands ready, for a driver that would ask again.
            let mut card = script(&[first, b"\x90\x00"]);
            verify_once(&mut card, &verify()).expect("an answer");
            assert_eq!(card.sent.len(), 1, "{first:02X?}");
        }
        let mut gone = script(&[]);
        assert_eq!(
            verify_once(&mut gone, &verify()),
            Err(TransportFault::Removed)
        );
        assert_eq!(gone.sent.len(), 1);
    }

    fn verify() -> Verify {
        let mut entry = PinEntry::new();
        for key in "1234".chars() {
            entry.push(key).expect("a digit");
        }
        Verify::new(Reference::ShortId, entry.take().expect("four digits"))
    }
}
