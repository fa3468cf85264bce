//! One look at one card: SELECT, the counter, the certificate; nine exchanges, none of which changes anything on it.
//! A login comes first: a look gives way before each of its exchanges. It must not know who wants to know.

use std::{
    path::{Path, PathBuf},
    sync::Arc,
};

use tracing::{info, warn};

use super::{CardFinding, Findings, ReaderFinding};
use crate::{
    card::{Applet, CardError, Forms, Transport, TransportFault, Tries},
    certificate::UserCertificate,
    error::ErrorCode,
    login_lock::LoginLock,
    reader::{Connection, ReaderState, Readers, Sighting},
};

/// Looks at cards, one after another.
pub(super) struct Looker<R> {
    readers: Arc<R>,
    login: LoginUnderWay,
    forms: Forms,
}

/// Why a look found out nothing for now.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Unseen {
    /// A login or another program is using the card.
    InUse,
    /// The card, its reader or the service is gone.
    Gone,
}

impl<R: Readers> Looker<R> {
    /// `folder` is the user's, where a login's lock is.
    pub(super) fn new(readers: Arc<R>, folder: Option<PathBuf>) -> Self {
        Self {
            readers,
            login: LoginUnderWay(folder),
            forms: Forms::default(),
        }
    }

    /// Looks at every card there is.
    pub(super) fn survey(&mut self, sighting: &Sighting) -> Findings {
        match sighting {
            Sighting::NoService => Findings::ServiceStopped,
            Sighting::Readers(readers) => Findings::Readers(
                readers
                    .iter()
                    .map(|reader| ReaderFinding {
                        name: reader.name.clone(),
                        is_virtual: reader.is_virtual(),
                        card: self.card_on(reader),
                    })
                    .collect(),
            ),
        }
    }

    fn card_on(&mut self, reader: &ReaderState) -> Option<CardFinding> {
        let card = reader.card.filter(|_| !reader.is_virtual())?;
        if card.held {
            return Some(CardFinding::InUse);
        }
        match self.look(&reader.name) {
            Ok(finding) => Some(finding),
            Err(Unseen::InUse) => Some(CardFinding::InUse),
            Err(Unseen::Gone) => None,
        }
    }

    /// Looks at the card in a reader.
    pub(super) fn look(&mut self, reader: &str) -> Result<CardFinding, Unseen> {
        let finding = match self.read(reader) {
            Ok(read) => CardFinding::MyNumber {
                tries: read.tries,
                certificate: read.certificate.and_then(|der| {
                    UserCertificate::parse(der)
                        .map(|certificate| certificate.validity())
                        .map_err(|unusable| unusable.code)
                }),
            },
            Err(CardError::NotMyNumberCard(_)) => CardFinding::Foreign,
            Err(CardError::Transport(TransportFault::Held | TransportFault::Reset)) => {
                return Err(Unseen::InUse);
            }
            Err(CardError::Transport(
                TransportFault::Removed | TransportFault::ReaderGone | TransportFault::Service,
            )) => return Err(Unseen::Gone),
            Err(error) => {
                info!(%error, "a card that does not answer as it should");
                CardFinding::Unresponsive
            }
        };
        Ok(finding)
    }

    fn read(&mut self, reader: &str) -> Result<Read, CardError> {
        if self.login.is_so() {
            return Err(TransportFault::Held.into());
        }
        let (forms, login) = (&mut self.forms, &self.login);
        let mut connection = self.readers.connect(reader)?;
        connection.transaction(|card| read(&mut GivingWay { card, login }, forms))?
    }
}

/// What was read from a My Number card.
struct Read {
    tries: Tries,
    certificate: Result<Vec<u8>, ErrorCode>,
}

fn read(card: &mut dyn Transport, forms: &mut Forms) -> Result<Read, CardError> {
    let mut applet = Applet::select(card, forms, true)?;
    // The program whose PIN the card holds is about to use it.
    let tries = applet.tries_undisturbed()?.ok_or(TransportFault::Held)?;
    let certificate = match applet.certificate() {
        Ok(der) => Ok(der),
        Err(CardError::NoCertificate) => Err(ErrorCode::CertificateMissing),
        Err(CardError::NotACertificate) => Err(ErrorCode::CertificateInvalid),
        Err(error) => return Err(error),
    };
    Ok(Read { tries, certificate })
}

/// A card that is let go of as soon as a login is under way.
struct GivingWay<'c> {
    card: &'c mut dyn Transport,
    login: &'c LoginUnderWay,
}

impl Transport for GivingWay<'_> {
    fn transmit(&mut self, command: &[u8]) -> Result<Vec<u8>, TransportFault> {
        if self.login.is_so() {
            info!("a look gives way to a login");
            return Err(TransportFault::Held);
        }
        self.card.transmit(command)
    }

    fn power_off_at_end(&mut self) {
        self.card.power_off_at_end();
    }
}

/// Whether a login of this user is under way, in whichever process.
struct LoginUnderWay(Option<PathBuf>);

impl LoginUnderWay {
    fn is_so(&self) -> bool {
        // Where there is no folder, or the lock cannot be asked, no login can take it either.
        let held = |folder: &Path| {
            LoginLock::is_held(folder).unwrap_or_else(|error| {
                warn!(%error, "whether a login is under way is not known");
                false
            })
        };
        self.0.as_deref().is_some_and(held)
    }
}
