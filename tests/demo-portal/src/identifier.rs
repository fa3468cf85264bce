//! Unguessable names that travel in cookies: of a login attempt, of a session.

use std::fmt;

/// 32 random bytes as 64 hexadecimal digits. Only the portal makes them; from a request they are merely looked up.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct Identifier(String);

impl Identifier {
    /// A new one, from the operating system's seeded generator.
    #[must_use]
    pub fn random() -> Self {
        let mut bytes = [0; 32];
        rand::fill(&mut bytes);
        Self(hexadecimal(&bytes))
    }

    /// Takes a cookie's value, if it has the right form.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let digits = text
            .bytes()
            .all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'));
        (text.len() == 64 && digits).then(|| Self(text.to_owned()))
    }

    /// Shows it, to be put in a cookie.
    #[must_use]
    pub fn reveal(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Identifier {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Identifier(…)")
    }
}

/// Bytes as lower-case hexadecimal digits.
#[must_use]
pub fn hexadecimal(bytes: &[u8]) -> String {
    let digit = |value: u8| char::from_digit(u32::from(value), 16).unwrap_or_default();
    let mut digits = String::with_capacity(2 * bytes.len());
    for byte in bytes {
        digits.push(digit(byte >> 4));
        digits.push(digit(byte & 0xf));
    }
    digits
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn two_differ_and_come_back_from_a_cookie() {
        let (one, other) = (Identifier::random(), Identifier::random());
        assert_ne!(one, other);
        assert_eq!(Identifier::parse(one.reveal()), Some(one));
    }

    #[test]
    fn other_forms_are_not_looked_up() {
        for text in ["", "00", &"0".repeat(65), &"G".repeat(64), &"é".repeat(32)] {
            assert_eq!(Identifier::parse(text), None, "{text:?}");
        }
    }
}
