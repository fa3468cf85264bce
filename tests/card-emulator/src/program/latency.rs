//! How long a contactless card would take: a model, since nobody has published a measurement.
//!
//! Every number is an assumption, and all of them stand here.

use std::time::Duration;

/// Frame delay, reader firmware and USB, for every exchange.
const OVERHEAD: Duration = Duration::from_millis(5);
/// A byte at 106 kbit/s, type B: eight bits, a start and a stop bit.
const BYTE: Duration = Duration::from_micros(94);
/// A signature with RSA-2048 on the card.
const SIGNING: Duration = Duration::from_millis(1000);
/// The comparison of a PIN and the write to its counter.
const VERIFYING: Duration = Duration::from_millis(50);

/// The time from the first byte of `command` to the last byte of `response`.
pub(super) fn contactless(command: &[u8], response: &[u8]) -> Duration {
    let bytes = u32::try_from(command.len() + response.len()).unwrap_or(u32::MAX);
    let work = match command {
        [0x80, 0x2A, ..] if response.ends_with(&[0x90, 0x00]) => SIGNING,
        [0x00, 0x20, _, _, _, _, ..] => VERIFYING,
        _ => Duration::ZERO,
    };
    OVERHEAD + BYTE.saturating_mul(bytes) + work
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
                "one that is refused is not",
                &[0x80, 0x2A, 0x00, 0x97, 0x01, 0x00, 0x00],
                &[0x69, 0x82],
                OVERHEAD + BYTE * 9,
            ),
        ];
        for (name, command, response, expected) in cases {
            check(name, command, response, *expected);
        }
    }

    fn check(name: &str, command: &[u8], response: &[u8], expected: Duration) {
        assert_eq!(contactless(command, response), expected, "{name}");
    }
}
