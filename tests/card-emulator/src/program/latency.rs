//! How long a card would take: two models, since nobody has published a measurement.
//!
//! Every number is an assumption, and all of them stand here.

use std::time::Duration;

/// Frame delay, reader firmware and USB, for every exchange.
const OVERHEAD: Duration = Duration::from_millis(5);
/// A byte at 106 kbit/s, type B: eight bits, a start and a stop bit.
const BYTE: Duration = Duration::from_micros(94);
/// A signature with RSA-2048 on the card.
const SIGNING: Duration = Duration::from_millis(1000);
/// A signature on a slow card: longer than browsers let a host live whose port they have closed.
const SLOW_SIGNING: Duration = Duration::from_millis(4000);
/// The comparison of a PIN and the write to its counter.
const VERIFYING: Duration = Duration::from_millis(50);

/// How fast the card is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Latency {
    /// A contactless card.
    Contactless,
    /// One that takes its time to sign, and is otherwise like it.
    Slow,
}

impl Latency {
    /// The model of this name on the command line.
    pub(super) fn from_name(name: &str) -> Option<Self> {
        match name {
            "contactless" => Some(Self::Contactless),
            "slow" => Some(Self::Slow),
            _ => None,
        }
    }

    /// The time from the first byte of `command` to the last byte of `response`.
    pub(super) fn of(self, command: &[u8], response: &[u8]) -> Duration {
        let bytes = u32::try_from(command.len() + response.len()).unwrap_or(u32::MAX);
        let work = match command {
            [0x80, 0x2A, ..] if response.ends_with(&[0x90, 0x00]) => self.signing(),
            [0x00, 0x20, _, _, _, _, ..] => VERIFYING,
            _ => Duration::ZERO,
        };
        OVERHEAD + BYTE.saturating_mul(bytes) + work
    }

    fn signing(self) -> Duration {
        match self {
            Self::Contactless => SIGNING,
            Self::Slow => SLOW_SIGNING,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_an_exchange_takes() {
        let block = [0; 258];
        let cases: &[(&str, &[u8], &[u8], Duration)] = &[
            (
                "a query pays for its bytes",
                &[0x00, 0x20, 0x00, 0x98],
                &[0x63, 0xC3],
                OVERHEAD + BYTE * 6,
            ),
            (
                "so does a block of a certificate",
                &[0x00, 0xB0, 0x8A, 0x00, 0x00],
                &block,
                OVERHEAD + BYTE * 263,
            ),
            (
                "a PIN is compared, right or wrong",
                &[0x00, 0x20, 0x00, 0x98, 0x01, 0x31],
                &[0x63, 0xC2],
                OVERHEAD + BYTE * 8 + VERIFYING,
            ),
            (
                "a signature is computed",
                &[0x80, 0x2A, 0x00, 0x97, 0x01, 0x00, 0x00],
                &[0x90, 0x00],
                OVERHEAD + BYTE * 9 + SIGNING,
            ),
            (
                "a signature that is refused is not computed",
                &[0x80, 0x2A, 0x00, 0x97, 0x01, 0x00, 0x00],
                &[0x69, 0x82],
                OVERHEAD + BYTE * 9,
            ),
        ];
        for (name, command, response, expected) in cases {
            check(name, Latency::Contactless, command, response, *expected);
        }
    }

    #[test]
    fn what_is_different_on_a_slow_card() {
        let cases: &[(&str, &[u8], &[u8], Duration)] = &[
            (
                "not a query",
                &[0x00, 0x20, 0x00, 0x98],
                &[0x63, 0xC3],
                OVERHEAD + BYTE * 6,
            ),
            (
                "a signature",
                &[0x80, 0x2A, 0x00, 0x97, 0x01, 0x00, 0x00],
                &[0x90, 0x00],
                OVERHEAD + BYTE * 9 + SLOW_SIGNING,
            ),
        ];
        for (name, command, response, expected) in cases {
            check(name, Latency::Slow, command, response, *expected);
        }
    }

    fn check(name: &str, latency: Latency, command: &[u8], response: &[u8], expected: Duration) {
        assert_eq!(latency.of(command, response), expected, "{name}");
    }
}
