//! Faults that strike at a chosen command: where a card, or the way to it, fails once.
//!
//! A fault counts the commands since it was armed, all of them or those with one instruction byte,
//! strikes once, and is gone. It must not know what the commands mean.

use std::num::NonZeroU32;
use std::str::FromStr;
use std::time::Duration;

/// What happens when a fault strikes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Effect {
    /// The card is gone before it carries the command out.
    GoneBefore,
    /// The card carries the command out and is gone before it answers.
    GoneDuring,
    /// The card answers and is gone.
    GoneAfter,
    /// The card loses its power for a moment, then takes the command; nobody tells the reader.
    Blackout,
    /// The card carries the command out; these bytes are answered, which may be none.
    Answer(Vec<u8>),
    /// The card does not get the command; these bytes are answered.
    Instead(Vec<u8>),
    /// The answer loses so many of its last bytes.
    Cut(usize),
    /// The answer gets so many zeros before its status word.
    Pad(usize),
    /// The answer comes so much later.
    Delay(Duration),
    /// The answer comes when it is released, if ever.
    Hold,
}

/// A fault that waits for its command.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Fault {
    left: NonZeroU32,
    instruction: Option<u8>,
    effect: Effect,
}

/// Why a fault is not understood.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error(
    "a fault is N or N:INS, then gone-before, gone-during, gone-after, blackout, answer HEX, \
     instead HEX, cut BYTES, pad BYTES, delay MILLISECONDS or hold"
)]
pub struct FaultUnknown;

impl FromStr for Fault {
    type Err = FaultUnknown;

    /// Reads a line such as `2:B0 answer 6982`: at the second READ BINARY.
    fn from_str(line: &str) -> Result<Self, FaultUnknown> {
        let mut words = line.split_whitespace();
        let place = words.next().ok_or(FaultUnknown)?;
        let (count, instruction) = match place.split_once(':') {
            Some((count, instruction)) => match bytes(instruction)?.as_slice() {
                [instruction] => (count, Some(*instruction)),
                _ => return Err(FaultUnknown),
            },
            None => (place, None),
        };
        let effect = match (words.next(), words.next(), words.next()) {
            (Some("gone-before"), None, None) => Effect::GoneBefore,
            (Some("gone-during"), None, None) => Effect::GoneDuring,
            (Some("gone-after"), None, None) => Effect::GoneAfter,
            (Some("blackout"), None, None) => Effect::Blackout,
            (Some("hold"), None, None) => Effect::Hold,
            (Some("answer"), hex, None) => Effect::Answer(bytes(hex.unwrap_or_default())?),
            (Some("instead"), hex, None) => Effect::Instead(bytes(hex.unwrap_or_default())?),
            (Some("cut"), Some(count), None) => Effect::Cut(number(count)?),
            (Some("pad"), Some(count), None) => Effect::Pad(number(count)?),
            (Some("delay"), Some(time), None) => {
                Effect::Delay(Duration::from_millis(number(time)?))
            }
            _ => return Err(FaultUnknown),
        };
        Ok(Self {
            left: number(count)?,
            instruction,
            effect,
        })
    }
}

/// The faults that wait.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub(super) struct Faults(Vec<Fault>);

impl Faults {
    pub(super) fn arm(&mut self, fault: Fault) {
        self.0.push(fault);
    }

    pub(super) fn disarm(&mut self) {
        self.0.clear();
    }

    /// Counts a command; the effect of the fault that strikes at it, the one armed first if there are several.
    pub(super) fn strike(&mut self, command: &[u8]) -> Option<Effect> {
        let mut struck = None;
        self.0.retain_mut(|fault| {
            if fault
                .instruction
                .is_some_and(|it| command.get(1) != Some(&it))
            {
                return true;
            }
            match NonZeroU32::new(fault.left.get() - 1) {
                Some(left) => {
                    fault.left = left;
                    true
                }
                None => {
                    struck.get_or_insert_with(|| fault.effect.clone());
                    false
                }
            }
        });
        struck
    }
}

/// What a changed answer looks like; the others stay as they are.
pub(super) fn changed(effect: &Effect, mut answer: Vec<u8>) -> Vec<u8> {
    match effect {
        Effect::Answer(bytes) | Effect::Instead(bytes) => bytes.clone(),
        Effect::Cut(count) => {
            answer.truncate(answer.len().saturating_sub(*count));
            answer
        }
        Effect::Pad(count) => {
            let end = answer.len().saturating_sub(2);
            answer.splice(end..end, std::iter::repeat_n(0, *count));
            answer
        }
        _ => answer,
    }
}

fn number<N: FromStr>(text: &str) -> Result<N, FaultUnknown> {
    // Rust's own numbers may have a sign.
    if text.bytes().all(|digit| digit.is_ascii_digit()) {
        text.parse().map_err(|_| FaultUnknown)
    } else {
        Err(FaultUnknown)
    }
}

fn bytes(hex: &str) -> Result<Vec<u8>, FaultUnknown> {
    if !hex.len().is_multiple_of(2) || !hex.bytes().all(|digit| digit.is_ascii_hexdigit()) {
        return Err(FaultUnknown);
    }
    hex.as_bytes()
        .chunks(2)
        .map(|pair| {
            std::str::from_utf8(pair)
                .ok()
                .and_then(|pair| u8::from_str_radix(pair, 16).ok())
                .ok_or(FaultUnknown)
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const SELECT: &[u8] = &[0x00, 0xA4, 0x04, 0x0C];
    const READ: &[u8] = &[0x00, 0xB0, 0x8A, 0x00, 0x00];

    #[test]
    fn what_is_understood() {
        fn check(line: &str, instruction: Option<u8>, effect: Effect) {
            let fault: Fault = line.parse().unwrap();
            assert_eq!(
                (fault.instruction, fault.effect),
                (instruction, effect),
                "{line}"
            );
        }
        check("1 gone-before", None, Effect::GoneBefore);
        check("1 gone-during", None, Effect::GoneDuring);
        check("1 gone-after", None, Effect::GoneAfter);
        check("1:20 blackout", Some(0x20), Effect::Blackout);
        check(
            "3:b0 answer 6982",
            Some(0xB0),
            Effect::Answer(vec![0x69, 0x82]),
        );
        check("1 answer", None, Effect::Answer(vec![]));
        check("1 instead 6F", None, Effect::Instead(vec![0x6F]));
        check("1 cut 3", None, Effect::Cut(3));
        check("1 pad 3", None, Effect::Pad(3));
        check(
            "1 delay 250",
            None,
            Effect::Delay(Duration::from_millis(250)),
        );
        check("  1   hold ", None, Effect::Hold);
    }

    #[test]
    fn what_is_not_understood() {
        for line in [
            "",
            "1",
            "0 hold",
            "+1 hold",
            "-1 hold",
            "x hold",
            "1: hold",
            "1:B hold",
            "1:B0B0 hold",
            "1 vanish",
            "1 hold 3",
            "1 answer 698",
            "1 answer 69 82",
            "1 answer zz",
            "1 cut",
            "1 cut +3",
            "1 delay 1 2",
        ] {
            assert_eq!(line.parse::<Fault>(), Err(FaultUnknown), "{line:?}");
        }
    }

    #[test]
    fn a_fault_strikes_once_at_its_command() {
        fn check(line: &str, commands: &[&[u8]], expected: &[bool]) {
            let mut faults = Faults::default();
            faults.arm(line.parse().unwrap());
            let struck: Vec<_> = commands
                .iter()
                .map(|command| faults.strike(command).is_some())
                .collect();
            assert_eq!(struck, expected, "{line}");
        }
        check("1 hold", &[SELECT, SELECT], &[true, false]);
        check("2 hold", &[SELECT, READ, READ], &[false, true, false]);
        check(
            "2:B0 hold",
            &[READ, SELECT, READ, READ],
            &[false, false, true, false],
        );
        check(
            "1:20 hold",
            &[SELECT, READ, &[0x00]],
            &[false, false, false],
        );
    }

    #[test]
    fn each_fault_counts_from_when_it_was_armed() {
        let mut faults = Faults::default();
        faults.arm("2 hold".parse().unwrap());
        assert_eq!(faults.strike(SELECT), None);
        faults.arm("2 blackout".parse().unwrap());
        assert_eq!(faults.strike(SELECT), Some(Effect::Hold));
        assert_eq!(faults.strike(SELECT), Some(Effect::Blackout));
        faults.arm("1 hold".parse().unwrap());
        faults.disarm();
        assert_eq!(faults.strike(SELECT), None);
    }

    #[test]
    fn answers_are_changed_as_told() {
        fn check(line: &str, expected: &[u8]) {
            let fault: Fault = line.parse().unwrap();
            let answer = vec![0x30, 0x82, 0x90, 0x00];
            assert_eq!(changed(&fault.effect, answer), expected, "{line}");
        }
        check("1 answer 6F00", &[0x6F, 0x00]);
        check("1 instead", &[]);
        check("1 cut 1", &[0x30, 0x82, 0x90]);
        check("1 cut 9", &[]);
        check("1 pad 2", &[0x30, 0x82, 0x00, 0x00, 0x90, 0x00]);
        check("1 hold", &[0x30, 0x82, 0x90, 0x00]);
    }
}
