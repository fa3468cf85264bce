//! PINs with their retry counters, which outlive power cycles.

use std::ops::RangeInclusive;

use crate::status::StatusWord;

/// Which PIN.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum PinName {
    /// JPKI: user authentication, EF 0018, three tries.
    Auth,
    /// JPKI: signature, EF 001B, five tries.
    Sign,
    /// 券面入力補助AP, EF 0011, three tries.
    TextInput,
    /// 住基AP, EF 001C, three tries.
    Resident,
    /// 共通カードAP, EF 001C. Its number of tries is not known: three.
    Common,
}

impl PinName {
    /// Every PIN of the card.
    pub const ALL: [Self; 5] = [
        Self::Auth,
        Self::Sign,
        Self::TextInput,
        Self::Resident,
        Self::Common,
    ];

    /// The tries of a PIN that has never been entered wrongly.
    pub fn limit(self) -> u8 {
        match self {
            Self::Sign => 5,
            Self::Auth | Self::TextInput | Self::Resident | Self::Common => 3,
        }
    }

    /// How it is called in a state file.
    pub fn label(self) -> &'static str {
        match self {
            Self::Auth => "auth",
            Self::Sign => "sign",
            Self::TextInput => "text-input",
            Self::Resident => "resident",
            Self::Common => "common",
        }
    }

    /// How long a new value may be.
    fn lengths(self) -> RangeInclusive<usize> {
        match self {
            Self::Sign => 6..=16,
            Self::Auth | Self::TextInput | Self::Resident | Self::Common => 4..=4,
        }
    }
}

/// The longest PIN of any application.
const LONGEST: usize = 16;

/// One PIN of the card.
#[derive(Debug, Clone)]
pub(crate) struct Pin {
    name: PinName,
    value: Vec<u8>,
    tries: u8,
    verified: bool,
}

impl Pin {
    pub(crate) fn new(name: PinName, value: &[u8]) -> Self {
        Self {
            name,
            value: value.to_vec(),
            tries: name.limit(),
            verified: false,
        }
    }

    pub(crate) fn name(&self) -> PinName {
        self.name
    }

    pub(crate) fn tries(&self) -> u8 {
        self.tries
    }

    pub(crate) fn set_tries(&mut self, tries: u8) {
        self.tries = tries.min(self.name.limit());
    }

    pub(crate) fn is_verified(&self) -> bool {
        self.verified
    }

    /// Takes back what a VERIFY has opened.
    pub(crate) fn forget(&mut self) {
        self.verified = false;
    }

    /// VERIFY with data (JICSAP 6.4.9): bytes are compared as they are, and one that is too short
    /// or too long is wrong like any other, so that a host that does not check costs its user a try.
    pub(crate) fn verify(&mut self, entered: &[u8]) -> StatusWord {
        if entered.len() > LONGEST {
            return StatusWord::WrongLength;
        }
        if self.tries == 0 {
            return StatusWord::KeyLocked;
        }
        // An assumption: that a failed comparison closes what an earlier success had opened.
        self.verified = entered == self.value;
        if self.verified {
            self.tries = self.name.limit();
            StatusWord::Ok
        } else {
            self.tries -= 1;
            StatusWord::TriesLeft(self.tries)
        }
    }

    /// Replaces the value; the old one must have been verified.
    pub(crate) fn change(&mut self, value: &[u8]) -> StatusWord {
        if !self.verified {
            return StatusWord::SecurityNotSatisfied;
        }
        // What a real card says to a length out of range is not known.
        if !self.name.lengths().contains(&value.len()) {
            return StatusWord::WrongLength;
        }
        self.value = value.to_vec();
        StatusWord::Ok
    }
}
