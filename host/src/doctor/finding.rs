//! One thing that was found, in its own terms: its name for programs, and how grave it is.
//! The words for people are in `text`.

use super::Os;
use crate::{
    card::Tries,
    certificate::{Dates, Validity},
    error::ErrorCode,
};

/// One thing that was found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Finding {
    /// The smart card service answers.
    ServiceRunning,
    /// It does not.
    ServiceStopped(Os),
    /// It did not answer in time, or a reader or card in its hands did not.
    Silent,
    /// A reader that the service knows, driver and all.
    Reader(String),
    /// A part of this computer that presents itself as a reader.
    VirtualReader(String),
    /// A reader on the USB that the service does not know.
    ReaderWithoutDriver(String),
    /// No reader at all.
    NoReader,
    /// Readers, and no card on any of them.
    NoCard,
    /// A card, by its reader's name.
    Card(String, CardSeen),
    /// Something that would hinder a login, were there not one usable My Number card on another reader.
    Beside(Box<Self>),
    /// More than one My Number card.
    SeveralCards,
    /// A My Number card's certificate.
    Certificate(CertificateSeen),
    /// A My Number card's PIN, with its tries where the card told them.
    Pin(Pin, Option<Tries>),
    /// This host.
    Host,
    /// The system, and what it takes today for (`YYYY-MM-DD`).
    System(Os, String),
    /// The folder of log and lock, as it is shown.
    LogFolder(String),
    /// The same, but nothing can be written there.
    LogFolderUnwritable(String),
    /// There is no such folder.
    NoLogFolder,
}

/// What a card turned out to be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CardSeen {
    /// A My Number card.
    MyNumber,
    /// Another card, and no My Number card beside it.
    Foreign,
    /// Another card, beside a My Number card.
    ForeignBeside,
    /// Another program, or a login, is using it.
    InUse,
    /// It does not answer as it should.
    Unresponsive,
    /// It went while it was examined.
    Lost,
}

/// How a certificate stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum CertificateSeen {
    /// Valid, for so many days.
    Valid(Validity, u64),
    /// The same, but it should be renewed.
    EndsSoon(Validity, u64),
    /// Not valid yet, or not any more.
    OutOfDate(ErrorCode, Dates),
    /// Missing, or not to be used.
    Unusable(ErrorCode),
}

/// The four PINs of a My Number card.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Pin {
    /// 利用者証明用電子証明書: the one for logging in.
    UserAuthentication,
    /// 署名用電子証明書.
    Signature,
    /// 券面事項入力補助用.
    TextInput,
    /// 住民基本台帳用.
    Resident,
}

/// How grave a finding is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum State {
    /// As it should be.
    Good,
    /// It hinders no login now.
    Warning,
    /// There can be no login before it is mended.
    Bad,
    /// Worth knowing.
    Note,
}

impl Finding {
    /// Its name, for programs.
    pub fn name(&self) -> &'static str {
        match self {
            Self::Beside(finding) => finding.name(),
            Self::ServiceRunning | Self::ServiceStopped(_) | Self::Silent => "reader-service",
            Self::Reader(_) | Self::NoReader => "reader",
            Self::VirtualReader(_) => "virtual-reader",
            Self::ReaderWithoutDriver(_) => "driver",
            Self::NoCard | Self::Card(..) => "card",
            Self::SeveralCards => "one-card",
            Self::Certificate(_) => "certificate",
            Self::Pin(pin, _) => match pin {
                Pin::UserAuthentication => "pin-user-authentication",
                Pin::Signature => "pin-signature",
                Pin::TextInput => "pin-text-input",
                Pin::Resident => "pin-resident",
            },
            Self::Host => "host",
            Self::System(..) => "system",
            Self::LogFolder(_) | Self::LogFolderUnwritable(_) | Self::NoLogFolder => "log-folder",
        }
    }

    /// How grave it is. A login needs one of the four PINs: that another is blocked hinders other things.
    pub fn state(&self) -> State {
        match self {
            Self::ServiceRunning
            | Self::Reader(_)
            | Self::Card(_, CardSeen::MyNumber)
            | Self::Certificate(CertificateSeen::Valid(..))
            | Self::Host
            | Self::LogFolder(_) => State::Good,
            Self::VirtualReader(_) | Self::System(..) | Self::Pin(_, None) => State::Note,
            Self::NoCard
            | Self::Beside(_)
            | Self::Card(_, CardSeen::ForeignBeside)
            | Self::Certificate(CertificateSeen::EndsSoon(..)) => State::Warning,
            Self::Pin(Pin::UserAuthentication, Some(tries)) if tries.is_blocked() => State::Bad,
            Self::Pin(_, Some(tries)) if tries.is_last() => State::Warning,
            Self::Pin(_, Some(_)) => State::Good,
            Self::ServiceStopped(_)
            | Self::Silent
            | Self::ReaderWithoutDriver(_)
            | Self::NoReader
            | Self::Card(
                _,
                CardSeen::Foreign | CardSeen::InUse | CardSeen::Unresponsive | CardSeen::Lost,
            )
            | Self::SeveralCards
            | Self::Certificate(CertificateSeen::OutOfDate(..) | CertificateSeen::Unusable(_))
            | Self::LogFolderUnwritable(_)
            | Self::NoLogFolder => State::Bad,
        }
    }
}
