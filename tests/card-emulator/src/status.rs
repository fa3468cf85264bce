//! Status words: the last two bytes of every response. (JICSAP 5.2, ISO/IEC 7816-4 5.1.3.)

/// A status word that this card gives.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum StatusWord {
    /// 9000.
    Ok,
    /// 63Cx: the PIN was wrong, or was only asked about; so many tries are left.
    TriesLeft(u8),
    /// 6700: wrong Lc or Le.
    WrongLength,
    /// 6881: no logical channel but the basic one.
    NoLogicalChannel,
    /// 6882: no secure messaging.
    NoSecureMessaging,
    /// 6981: the command does not fit the file's structure.
    WrongFileStructure,
    /// 6982: the PIN that this needs has not been verified.
    SecurityNotSatisfied,
    /// 6984: the key referred to is locked.
    KeyLocked,
    /// 6985: not under these conditions.
    ConditionsNotSatisfied,
    /// 6986: no current EF.
    NoCurrentFile,
    /// 69FC: what the JPKI application says to a read with secure messaging.
    SecureReadRefused,
    /// 6A82: no such file or application.
    FileNotFound,
    /// 6A83: no such record.
    RecordNotFound,
    /// 6A86: wrong P1 or P2.
    WrongParameters,
    /// 6A88: no such data object.
    DataNotFound,
    /// 6B00: the offset is not inside the EF.
    OffsetOutsideFile,
    /// 6D00: no such instruction.
    UnknownInstruction,
    /// 6E00: no such class.
    UnknownClass,
    /// 6F00: self-diagnosis failed.
    SelfDiagnosisFailed,
}

impl StatusWord {
    /// The two bytes as sent.
    pub(crate) fn bytes(self) -> [u8; 2] {
        let word: u16 = match self {
            Self::Ok => 0x9000,
            Self::TriesLeft(tries) => 0x63C0 | u16::from(tries & 0x0F),
            Self::WrongLength => 0x6700,
            Self::NoLogicalChannel => 0x6881,
            Self::NoSecureMessaging => 0x6882,
            Self::WrongFileStructure => 0x6981,
            Self::SecurityNotSatisfied => 0x6982,
            Self::KeyLocked => 0x6984,
            Self::ConditionsNotSatisfied => 0x6985,
            Self::NoCurrentFile => 0x6986,
            Self::SecureReadRefused => 0x69FC,
            Self::FileNotFound => 0x6A82,
            Self::RecordNotFound => 0x6A83,
            Self::WrongParameters => 0x6A86,
            Self::DataNotFound => 0x6A88,
            Self::OffsetOutsideFile => 0x6B00,
            Self::UnknownInstruction => 0x6D00,
            Self::UnknownClass => 0x6E00,
            Self::SelfDiagnosisFailed => 0x6F00,
        };
        word.to_be_bytes()
    }
}
