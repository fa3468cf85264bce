//! Command APDUs taken apart: the four cases, short and extended. (ISO/IEC 7816-4 5.1.)

use crate::status::StatusWord;

/// A command APDU whose length fields are consistent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Command {
    pub(crate) class: u8,
    pub(crate) instruction: u8,
    pub(crate) p1: u8,
    pub(crate) p2: u8,
    pub(crate) data: Vec<u8>,
    /// How many bytes may be answered; `None` if the command asks for none.
    pub(crate) expected: Option<usize>,
    pub(crate) extended: bool,
}

impl Command {
    /// Takes `apdu` apart; a length field that contradicts the length is answered 6700.
    pub(crate) fn parse(apdu: &[u8]) -> Result<Self, StatusWord> {
        let Some((&[class, instruction, p1, p2], body)) = apdu.split_first_chunk() else {
            return Err(StatusWord::WrongLength);
        };
        let (data, expected, extended) = match body {
            [] => (&[][..], None, false),
            [le] => (&[][..], Some(short_length(*le)), false),
            [0, rest @ ..] => {
                let (data, expected) = extended_body(rest)?;
                (data, expected, true)
            }
            [lc, rest @ ..] => {
                let (data, expected) = short_body(usize::from(*lc), rest)?;
                (data, expected, false)
            }
        };
        Ok(Self {
            class,
            instruction,
            p1,
            p2,
            data: data.to_vec(),
            expected,
            extended,
        })
    }

    /// P1 and P2 as one number.
    pub(crate) fn parameters(&self) -> u16 {
        u16::from_be_bytes([self.p1, self.p2])
    }
}

fn short_body(lc: usize, rest: &[u8]) -> Result<(&[u8], Option<usize>), StatusWord> {
    match rest.split_at_checked(lc) {
        Some((data, [])) => Ok((data, None)),
        Some((data, [le])) => Ok((data, Some(short_length(*le)))),
        _ => Err(StatusWord::WrongLength),
    }
}

/// What follows the zero byte that announces three-byte length fields.
fn extended_body(rest: &[u8]) -> Result<(&[u8], Option<usize>), StatusWord> {
    let Some((&length, rest)) = rest.split_first_chunk() else {
        return Err(StatusWord::WrongLength);
    };
    if rest.is_empty() {
        return Ok((&[], Some(extended_length(length))));
    }
    match rest.split_at_checked(usize::from(u16::from_be_bytes(length))) {
        Some(([], _)) | None => Err(StatusWord::WrongLength),
        Some((data, [])) => Ok((data, None)),
        Some((data, &[high, low])) => Ok((data, Some(extended_length([high, low])))),
        Some(_) => Err(StatusWord::WrongLength),
    }
}

fn short_length(le: u8) -> usize {
    if le == 0 { 256 } else { usize::from(le) }
}

fn extended_length(le: [u8; 2]) -> usize {
    match u16::from_be_bytes(le) {
        0 => 65_536,
        length => usize::from(length),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Data, expected length, and whether the length fields are extended.
    #[derive(Debug, Clone, Copy, PartialEq, Eq)]
    struct Body<'a>(&'a [u8], Option<usize>, bool);

    #[test]
    fn the_four_cases_short_and_extended() {
        let cases: &[(&str, &[u8], Option<Body<'_>>)] = &[
            ("case 1", &[], Some(Body(&[], None, false))),
            ("case 2", &[0x10], Some(Body(&[], Some(16), false))),
            ("case 2, 256", &[0x00], Some(Body(&[], Some(256), false))),
            (
                "case 3",
                &[2, 0xAA, 0xBB],
                Some(Body(&[0xAA, 0xBB], None, false)),
            ),
            (
                "case 4",
                &[1, 0xAA, 0x00],
                Some(Body(&[0xAA], Some(256), false)),
            ),
            (
                "extended 2",
                &[0, 0x06, 0x2F],
                Some(Body(&[], Some(0x62F), true)),
            ),
            (
                "extended 2, 65536",
                &[0, 0, 0],
                Some(Body(&[], Some(65_536), true)),
            ),
            (
                "extended 3",
                &[0, 0, 1, 0xAA],
                Some(Body(&[0xAA], None, true)),
            ),
            (
                "extended 4",
                &[0, 0, 1, 0xAA, 1, 0],
                Some(Body(&[0xAA], Some(256), true)),
            ),
            ("Lc too large", &[3, 0xAA, 0xBB], None),
            ("bytes after Le", &[1, 0xAA, 0, 0], None),
            ("half an extended Le", &[0, 1], None),
            ("extended Lc of zero", &[0, 0, 0, 0xAA], None),
            ("extended Lc too large", &[0, 0, 2, 0xAA], None),
            ("one byte of extended Le", &[0, 0, 1, 0xAA, 1], None),
        ];
        for (name, body, expected) in cases {
            check(name, body, *expected);
        }
    }

    #[test]
    fn less_than_a_header_is_refused() {
        assert_eq!(
            Command::parse(&[0x00, 0xA4, 0x04]),
            Err(StatusWord::WrongLength)
        );
    }

    fn check(name: &str, body: &[u8], expected: Option<Body<'_>>) {
        let apdu = [&[0x00, 0xB0, 0x81, 0x02], body].concat();
        let command = Command::parse(&apdu);
        let seen = command
            .as_ref()
            .map(|it| Body(&it.data, it.expected, it.extended));
        assert_eq!(seen.ok(), expected, "{name}");
    }
}
