//! One look at one card: SELECT, the counter, the certificate; nine exchanges, none of which changes anything on it.
//! An examination also asks for the other PINs' tries: six more.
//! A login comes first, and so does the process's end: a look gives way before each of its exchanges.
//! It must not know who wants to know.

use std::{
    io,
    panic::{AssertUnwindSafe, catch_unwind},
    path::{Path, PathBuf},
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
};

use tracing::{info, warn};

use super::{CardFinding, Findings, ReaderFinding};
use crate::{
    card::{Applet, CardError, Forms, OtherTries, Transport, TransportFault, Tries},
    certificate::UserCertificate,
    error::ErrorCode,
    login_lock::LoginLock,
    reader::{Connection, ReaderState, Readers, Sighting},
};

/// Looks at cards, one after another.
pub(super) struct Looker<R> {
    readers: Arc<R>,
    first: ComesFirst,
    forms: Forms,
}

/// How much is asked of a card.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Depth {
    /// What a login needs.
    Look,
    /// That, and the tries of every PIN.
    Examination,
}

/// Why a look found out nothing for now.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Unseen {
    /// A login or another program is using the card.
    InUse,
    /// The card or its reader is gone.
    Gone,
    /// The service has ended.
    NoService,
}

impl<R: Readers> Looker<R> {
    /// `folder` is the user's, where a login's lock is; looks end once `given_up` is set.
    pub(super) fn new(readers: Arc<R>, folder: Option<PathBuf>, given_up: Arc<AtomicBool>) -> Self {
        Self {
            readers,
            first: ComesFirst { folder, given_up },
            forms: Forms::default(),
        }
    }

    pub(super) fn has_given_up(&self) -> bool {
        self.first.given_up.load(Ordering::Relaxed)
    }

    /// Looks at every card there is.
    pub(super) fn survey(&mut self, sighting: &Sighting, depth: Depth) -> Findings {
        let Sighting::Readers(readers) = sighting else {
            return Findings::ServiceStopped;
        };
        let mut found = Vec::new();
        for reader in readers {
            let Ok(card) = self.card_on(reader, depth) else {
                return match Sighting::WITHOUT_SERVICE {
                    Sighting::NoService => Findings::ServiceStopped,
                    Sighting::Readers(_) => Findings::Readers(Vec::new()),
                };
            };
            found.push(ReaderFinding {
                name: reader.name.clone(),
                is_virtual: reader.is_virtual(),
                card,
            });
        }
        Findings::Readers(found)
    }

    /// Also tries a card that was seen held by another program: that is old news by seconds.
    fn card_on(
        &mut self,
        reader: &ReaderState,
        depth: Depth,
    ) -> Result<Option<CardFinding>, ServiceEnded> {
        if reader.card.is_none() || reader.is_virtual() {
            return Ok(None);
        }
        match self.look(&reader.name, depth) {
            Ok(finding) => Ok(Some(finding)),
            Err(Unseen::InUse) => Ok(Some(CardFinding::InUse)),
            Err(Unseen::Gone) if depth == Depth::Examination => Ok(Some(CardFinding::Lost)),
            Err(Unseen::Gone) => Ok(None),
            Err(Unseen::NoService) => Err(ServiceEnded),
        }
    }

    /// Looks at the card in a reader. A panic is one card's trouble; whoever waits to be told hears of it.
    pub(super) fn look(&mut self, reader: &str, depth: Depth) -> Result<CardFinding, Unseen> {
        // A panic lets go of the connection, and what was learnt of the card's forms is no worse for it.
        catch_unwind(AssertUnwindSafe(|| self.look_once(reader, depth))).unwrap_or_else(|_| {
            warn!("a look has panicked");
            Ok(CardFinding::Unresponsive)
        })
    }

    fn look_once(&mut self, reader: &str, depth: Depth) -> Result<CardFinding, Unseen> {
        let finding = match self.read(reader, depth) {
            Ok(read) => CardFinding::MyNumber {
                tries: read.tries,
                certificate: read.certificate.and_then(|der| {
                    UserCertificate::parse(der)
                        .map(|certificate| certificate.validity())
                        .map_err(|unusable| unusable.code)
                }),
                others: read.others,
            },
            Err(CardError::NotMyNumberCard(_)) => CardFinding::Foreign,
            Err(CardError::Transport(TransportFault::Held | TransportFault::Reset)) => {
                return Err(Unseen::InUse);
            }
            Err(CardError::Transport(TransportFault::Removed | TransportFault::ReaderGone)) => {
                return Err(Unseen::Gone);
            }
            Err(CardError::Transport(TransportFault::Service)) => return Err(Unseen::NoService),
            Err(error) => {
                info!(%error, "a card that does not answer as it should");
                CardFinding::Unresponsive
            }
        };
        Ok(finding)
    }

    fn read(&mut self, reader: &str, depth: Depth) -> Result<Read, CardError> {
        if self.first.is_so() {
            return Err(TransportFault::Held.into());
        }
        let (forms, first) = (&mut self.forms, &self.first);
        let mut connection = self.readers.connect(reader)?;
        connection.transaction(|card| read(&mut GivingWay { card, first }, forms, depth))?
    }
}

/// The service ended during a survey.
struct ServiceEnded;

/// What was read from a My Number card.
struct Read {
    tries: Tries,
    certificate: Result<Vec<u8>, ErrorCode>,
    others: Option<OtherTries>,
}

fn read(card: &mut dyn Transport, forms: &mut Forms, depth: Depth) -> Result<Read, CardError> {
    let mut applet = Applet::select(card, forms, true)?;
    // The program whose PIN the card holds is about to use it.
    let tries = applet.tries_undisturbed()?.ok_or(TransportFault::Held)?;
    let certificate = match applet.certificate() {
        Ok(der) => Ok(der),
        Err(CardError::NoCertificate) => Err(ErrorCode::CertificateMissing),
        Err(CardError::NotACertificate) => Err(ErrorCode::CertificateInvalid),
        Err(error) => return Err(error),
    };
    let others = match depth {
        Depth::Look => None,
        Depth::Examination => Some(applet.other_tries()?),
    };
    Ok(Read {
        tries,
        certificate,
        others,
    })
}

/// A card that is let go of as soon as something else comes first.
struct GivingWay<'c> {
    card: &'c mut dyn Transport,
    first: &'c ComesFirst,
}

impl Transport for GivingWay<'_> {
    fn transmit(&mut self, command: &[u8]) -> Result<Vec<u8>, TransportFault> {
        if self.first.is_so() {
            info!("a look gives way");
            return Err(TransportFault::Held);
        }
        self.card.transmit(command)
    }

    fn power_off_at_end(&mut self) {
        self.card.power_off_at_end();
    }
}

/// What comes before a look: a login of this user, in whichever process, and the end of this one.
struct ComesFirst {
    folder: Option<PathBuf>,
    given_up: Arc<AtomicBool>,
}

impl ComesFirst {
    fn is_so(&self) -> bool {
        self.given_up.load(Ordering::Relaxed) || self.folder.as_deref().is_some_and(login_under_way)
    }
}

/// Without a folder no login can take its lock; where the lock cannot be asked for another reason, one may have it.
fn login_under_way(folder: &Path) -> bool {
    LoginLock::is_held(folder).unwrap_or_else(|error| {
        warn!(%error, "whether a login is under way is not known");
        error.kind() != io::ErrorKind::NotFound
    })
}
