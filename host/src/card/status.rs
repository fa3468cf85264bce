//! Status words (ISO/IEC 7816-4, table 5; what this card means by them: JICSAP as measured).

use std::fmt;

/// The two bytes that end every answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum StatusWord {
    /// 9000: done.
    Ok,
    /// 61xx: so many more bytes are to be fetched with GET RESPONSE (0 means 256).
    MoreData(u8),
    /// 63Cx: the PIN is not verified; so many tries are left.
    TriesLeft(u8),
    /// 6700: the length field is wrong.
    WrongLength,
    /// 6982: a PIN has to be verified first.
    SecurityStatusNotSatisfied,
    /// 6983: blocked, as ISO names it.
    AuthenticationMethodBlocked,
    /// 6984: blocked, as this card answers a VERIFY.
    ReferenceDataLocked,
    /// 6A82: no such applet or file.
    NotFound,
    /// 6A86: P1 or P2 is wrong.
    WrongParameters,
    /// 6B00: the offset lies beyond the file.
    OffsetBeyondFile,
    /// 6Cxx: the command is right with this Le (0 means 256).
    CorrectLe(u8),
    /// 6F00: the card checks itself; also its answer to the first command after power-up.
    NoDiagnosis,
    /// Anything else.
    Other(u16),
}

impl From<u16> for StatusWord {
    fn from(word: u16) -> Self {
        let [_, low] = word.to_be_bytes();
        match word {
            0x9000 => Self::Ok,
            0x6100..=0x61FF => Self::MoreData(low),
            0x63C0..=0x63CF => Self::TriesLeft(low & 0x0F),
            0x6700 => Self::WrongLength,
            0x6982 => Self::SecurityStatusNotSatisfied,
            0x6983 => Self::AuthenticationMethodBlocked,
            0x6984 => Self::ReferenceDataLocked,
            0x6A82 => Self::NotFound,
            0x6A86 => Self::WrongParameters,
            0x6B00 => Self::OffsetBeyondFile,
            0x6C00..=0x6CFF => Self::CorrectLe(low),
            0x6F00 => Self::NoDiagnosis,
            _ => Self::Other(word),
        }
    }
}

impl From<StatusWord> for u16 {
    fn from(status: StatusWord) -> Self {
        match status {
            StatusWord::Ok => 0x9000,
            StatusWord::MoreData(low) => 0x6100 | Self::from(low),
            StatusWord::TriesLeft(tries) => 0x63C0 | Self::from(tries & 0x0F),
            StatusWord::WrongLength => 0x6700,
            StatusWord::SecurityStatusNotSatisfied => 0x6982,
            StatusWord::AuthenticationMethodBlocked => 0x6983,
            StatusWord::ReferenceDataLocked => 0x6984,
            StatusWord::NotFound => 0x6A82,
            StatusWord::WrongParameters => 0x6A86,
            StatusWord::OffsetBeyondFile => 0x6B00,
            StatusWord::CorrectLe(low) => 0x6C00 | Self::from(low),
            StatusWord::NoDiagnosis => 0x6F00,
            StatusWord::Other(word) => word,
        }
    }
}

impl fmt::Display for StatusWord {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04X}", u16::from(*self))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_word_comes_back_as_it_was() {
        for word in 0..=u16::MAX {
            assert_eq!(u16::from(StatusWord::from(word)), word);
        }
    }

    #[test]
    fn the_words_that_decide_something_are_known() {
        let cases = [
            (0x9000, StatusWord::Ok),
            (0x61_10, StatusWord::MoreData(0x10)),
            (0x63C0, StatusWord::TriesLeft(0)),
            (0x63C3, StatusWord::TriesLeft(3)),
            (0x6300, StatusWord::Other(0x6300)),
            (0x6984, StatusWord::ReferenceDataLocked),
            (0x6C04, StatusWord::CorrectLe(4)),
            (0x6F00, StatusWord::NoDiagnosis),
        ];
        for (word, status) in cases {
            assert_eq!(StatusWord::from(word), status, "{word:04X}");
        }
    }
}
