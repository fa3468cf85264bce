//! The 4-digit PIN of the user-authentication key, from the first key press to the one VERIFY that uses it up.
//! It must not know where the digits come from or where they go, and nothing here can print, copy or store them.

use std::{fmt, mem};

use crate::secret::Secret;

/// A complete PIN that a person has entered and confirmed: four ASCII digits.
///
/// It is used up by one VERIFY ([`Applet::verify`](crate::card::Applet::verify) takes it by value) and wiped when it is
/// dropped. The digits stay where they are while it is handed on: a move copies a pointer, so no copy is left behind.
/// There is no `Clone`, `Display` or `Serialize`, and `Debug` shows nothing.
pub struct Pin(Secret<LENGTH>);

impl Pin {
    /// The digits, for the one command that carries them to the card.
    pub(crate) fn expose(&self) -> &[u8; LENGTH] {
        self.0.expose()
    }
}

impl fmt::Debug for Pin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Pin(..)")
    }
}

/// The digits entered so far, in the one buffer they ever have.
///
/// Its content never leaves it but as a whole [`Pin`]; what may be shown or told is [`PinEntry::len`].
pub struct PinEntry {
    digits: Secret<LENGTH>,
    len: usize,
}

impl PinEntry {
    /// An empty entry.
    pub fn new() -> Self {
        Self {
            digits: Secret::zeros(),
            len: 0,
        }
    }

    /// Takes one key press: an ASCII digit, or a full-width one, which Japanese keyboards send.
    ///
    /// Anything else, and a fifth digit, wipes the entry: whoever types it has another of the card's PINs in mind,
    /// and the first four characters of that one must never be sent.
    pub fn push(&mut self, key: char) -> Result<(), NotThisPin> {
        let digit = match key {
            '0'..='9' => u32::from(key) - u32::from('0'),
            '０'..='９' => u32::from(key) - u32::from('０'),
            _ => 10,
        };
        match (
            u8::try_from(digit),
            self.digits.expose_mut().get_mut(self.len),
        ) {
            (Ok(digit @ 0..=9), Some(place)) => {
                *place = b'0' + digit;
                self.len += 1;
                Ok(())
            }
            _ => {
                self.wipe();
                Err(NotThisPin)
            }
        }
    }

    /// Takes the last digit back.
    pub fn erase_last(&mut self) {
        self.len = self.len.saturating_sub(1);
        self.digits.expose_mut()[self.len] = 0;
    }

    /// Forgets everything.
    pub fn wipe(&mut self) {
        self.digits.wipe();
        self.len = 0;
    }

    /// How many digits there are, 0 to 4.
    pub fn len(&self) -> usize {
        self.len
    }

    /// Whether nothing has been entered.
    pub fn is_empty(&self) -> bool {
        self.len == 0
    }

    /// The PIN, if there are exactly four digits; the entry is empty afterwards, so that it cannot be given twice.
    pub fn take(&mut self) -> Option<Pin> {
        if self.len != LENGTH {
            return None;
        }
        self.len = 0;
        Some(Pin(mem::replace(&mut self.digits, Secret::zeros())))
    }
}

impl Default for PinEntry {
    fn default() -> Self {
        Self::new()
    }
}

impl fmt::Debug for PinEntry {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("PinEntry(..)")
    }
}

/// A key that cannot belong to a 4-digit PIN: a letter, a sign, or a fifth digit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NotThisPin;

/// Digits in the user-authentication PIN (facts of the card: exactly four).
const LENGTH: usize = 4;

#[cfg(test)]
mod tests {
    use super::*;

    fn entered(keys: &str) -> (PinEntry, usize) {
        let mut entry = PinEntry::new();
        let refused = keys.chars().filter(|&key| entry.push(key).is_err()).count();
        (entry, refused)
    }

    #[test]
    fn four_digits_make_a_pin_once() {
        let (mut entry, refused) = entered("12３４");
        assert_eq!(refused, 0);
        assert_eq!(entry.take().expect("complete").expose(), b"1234");
        assert!(entry.take().is_none());
        assert!(entry.is_empty());
    }

    #[test]
    fn fewer_than_four_digits_make_none() {
        for keys in ["", "1", "12", "123"] {
            assert!(entered(keys).0.take().is_none(), "{keys:?}");
        }
    }

    #[test]
    fn a_fifth_digit_or_a_letter_wipes_the_entry() {
        for keys in [
            "12345",
            "12A",
            "1 ",
            "１２３４５",
            "あ",
            "12\u{8}",
            "１２Ａ",
        ] {
            let (entry, refused) = entered(keys);
            assert_eq!((entry.len(), refused), (0, 1), "{keys:?}");
            assert_eq!(entry.digits.expose(), &[0; LENGTH], "{keys:?}");
        }
    }

    #[test]
    fn erasing_takes_one_digit_and_stops_at_none() {
        let (mut entry, _) = entered("12");
        for left in [1, 0, 0] {
            entry.erase_last();
            assert_eq!(entry.len(), left);
        }
        assert_eq!(entry.digits.expose(), &[0; LENGTH]);
    }

    #[test]
    fn debug_shows_no_digit() {
        let (mut entry, _) = entered("7391");
        assert_eq!(format!("{entry:?}"), "PinEntry(..)");
        assert_eq!(format!("{:?}", entry.take()), "Some(Pin(..))");
    }
}
