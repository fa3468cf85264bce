//! The number that a card was given when it was made. It says which card it is, so nobody sees it but whom it is read for.
//! It must not know how it is read or what it is wanted for.

use std::fmt;

/// A card's manufacture number: fifteen digits.
#[derive(Clone, PartialEq, Eq)]
pub struct ManufactureNumber([u8; DIGITS]);

impl ManufactureNumber {
    /// Finds the number in 共通カードAP's record: tag 01, length 1C, the number, and thirteen bytes that are not used.
    /// (The record as measured; its specification is not public.)
    pub(super) fn parse(record: &[u8]) -> Option<Self> {
        let value = record.strip_prefix(&HEADER)?;
        if value.len() != usize::from(HEADER[1]) {
            return None;
        }
        let number = *value.first_chunk()?;
        number
            .iter()
            .all(u8::is_ascii_digit)
            .then_some(Self(number))
    }

    /// The digits in ASCII.
    pub(crate) fn digits(&self) -> &[u8] {
        &self.0
    }
}

impl fmt::Debug for ManufactureNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("ManufactureNumber(..)")
    }
}

const DIGITS: usize = 15;

/// Tag and length of the record.
const HEADER: [u8; 2] = [0x01, 0x1C];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_known_record_has_a_number() {
        let cases: [(&str, &[u8], bool); 8] = [
            (
                "as it should be",
                b"\x01\x1C4000000127198431322120350217",
                true,
            ),
            ("empty", b"", false),
            (
                "another tag",
                b"\x02\x1C4000000127198431322120350217",
                false,
            ),
            (
                "another length",
                b"\x01\x1D40000001271984313221203502170",
                false,
            ),
            ("cut off", b"\x01\x1C400000012719843132212035021", false),
            (
                "a byte more",
                b"\x01\x1C4000000127198431322120350217\xFF",
                false,
            ),
            (
                "a letter in it",
                b"\x01\x1C40000001271984A1322120350217",
                false,
            ),
            ("no header", b"4000000127198431322120350217", false),
        ];
        for (name, record, known) in cases {
            let number = ManufactureNumber::parse(record);
            assert_eq!(number.is_some(), known, "{name}");
            if let Some(number) = number {
                assert_eq!(number.digits(), b"400000012719843");
                assert_eq!(format!("{number:?}"), "ManufactureNumber(..)");
            }
        }
    }
}
