//! Looks at the cards that are there: which one is a My Number card, how many tries its PIN has left,
//! and whether its certificate can be used.

use std::time::Instant;

use tracing::{info, warn};

use super::{Cards, Current, Look, Report};
use crate::{
    card::{self, Applet, CardError, TransportFault},
    certificate::{Unusable, UserCertificate},
    error::ErrorCode,
    reader::{CardOnReader, Connection, Readers},
};

impl<R: Readers> Cards<R> {
    pub(super) fn look(&mut self, number: u64, present: &[CardOnReader], report: &impl Fn(Report)) {
        self.recognised.retain(|(card, _)| present.contains(card));
        self.current
            .take_if(|current| !present.contains(&current.card));
        // Without a card there is nothing to tell.
        if present.is_empty() {
            return;
        }
        let looked = |look| report(Report::Looked { number, look });
        let look = match self.only_candidate(present) {
            Ok(Some(card)) => {
                let mut examined = self.examine(&card, number, report);
                if let Err(CardError::Transport(TransportFault::Reset)) = examined {
                    // The service resets a card whose user ends within a transaction; that is no reason to trouble the person.
                    self.current = None;
                    examined = self.examine(&card, number, report);
                }
                return match examined {
                    Ok(()) => {}
                    Err(error) => looked(self.give_up(&card, error)),
                };
            }
            Ok(None) => Look::Foreign,
            Err(look) => look,
        };
        self.current = None;
        looked(look);
    }

    /// The card to examine: the only one there is, or the only one of several that has the applet.
    fn only_candidate(&mut self, present: &[CardOnReader]) -> Result<Option<CardOnReader>, Look> {
        if let [card] = present {
            return Ok((self.recognition(card) != Some(false)).then(|| card.clone()));
        }
        let mut mine = Vec::new();
        let mut trouble = None;
        for card in present {
            match self.recognise(card) {
                Ok(true) => mine.push(card),
                Ok(false) => {}
                Err(error) => trouble = Some(self.give_up(card, error)),
            }
        }
        match (&mine[..], trouble) {
            ([_, _, ..], _) => Err(Look::Several(
                mine.into_iter().map(|card| card.reader.clone()).collect(),
            )),
            // A card that lets nobody connect, or does not answer, is not the one that gets the PIN.
            ([card], _) => Ok(Some((*card).clone())),
            ([], Some(look)) => Err(look),
            ([], None) => Ok(None),
        }
    }

    /// Whether a card has the applet, asking it at most once.
    fn recognise(&mut self, card: &CardOnReader) -> Result<bool, CardError> {
        if let Some(known) = self.recognition(card) {
            return Ok(known);
        }
        let mut connection = self.surroundings.readers.connect(&card.reader)?;
        let forms = &mut self.forms;
        let selected =
            connection.transaction(|card| Applet::select(card, forms, true).map(|_| ()))?;
        let mine = match selected {
            Ok(()) => true,
            Err(CardError::NotMyNumberCard(_)) => false,
            Err(error) => return Err(error),
        };
        self.recognised.push((card.clone(), mine));
        Ok(mine)
    }

    fn recognition(&self, card: &CardOnReader) -> Option<bool> {
        self.recognised
            .iter()
            .find(|(known, _)| known == card)
            .map(|(_, mine)| *mine)
    }

    /// Reads the counter and reports it, then reads and checks the certificate while the person may type already.
    fn examine(
        &mut self,
        card: &CardOnReader,
        number: u64,
        report: &impl Fn(Report),
    ) -> Result<(), CardError> {
        self.lock_after_unfinished_run(card)?;
        let mut current = self.connected(card)?;
        let forms = &mut self.forms;
        let (fresh, known) = (current.fresh, current.certificate.is_some());
        let read = current
            .connection
            .transaction(|card| -> Result<_, CardError> {
                let mut applet = Applet::select(card, forms, fresh)?;
                let tries = applet.tries()?;
                info!(tries = tries.0, "a My Number card");
                if tries.is_blocked() {
                    report(Report::Looked {
                        number,
                        look: Look::Blocked,
                    });
                    return Ok(None);
                }
                report(Report::Looked {
                    number,
                    look: Look::Ready(tries),
                });
                if known {
                    Ok(None)
                } else {
                    applet.certificate().map(Some)
                }
            })?;
        current.fresh = false;
        current.counted = Instant::now();
        let usable = match read {
            Ok(None) => Ok(()),
            Ok(Some(der)) => self.usable(der).map(|certificate| {
                current.certificate = Some(certificate);
            }),
            Err(CardError::NoCertificate) => Err(Unusable {
                code: ErrorCode::CertificateMissing,
                dates: None,
            }),
            Err(CardError::NotACertificate) => Err(Unusable {
                code: ErrorCode::CertificateInvalid,
                dates: None,
            }),
            Err(error) => return Err(error),
        };
        if let Err(unusable) = &usable {
            warn!(code = %unusable.code, "the certificate cannot be used");
        }
        self.current = Some(current);
        report(Report::Certificate { number, usable });
        Ok(())
    }

    /// Locks a card that a run which was killed may have left unlocked, on a connection of its own:
    /// what follows must not depend on one that was powered off.
    fn lock_after_unfinished_run(&mut self, card: &CardOnReader) -> Result<(), CardError> {
        if self.surroundings.unfinished.stands() {
            warn!("an earlier run did not finish: locking the card first");
            let mut connection = self.surroundings.readers.connect(&card.reader)?;
            connection.transaction(card::lock)?;
            if !connection.power_off_failed() {
                self.surroundings.unfinished.clear();
            }
        }
        Ok(())
    }

    /// The connection that there is, or a new one.
    fn connected(&mut self, card: &CardOnReader) -> Result<Current<R::Connection>, CardError> {
        if let Some(mut current) = self.current.take_if(|current| current.card == *card) {
            // A reset by another program is no reason to trouble the person.
            return match current.connection.transaction(|_| ()) {
                Ok(()) => Ok(current),
                Err(TransportFault::Reset) => {
                    current.connection.reconnect()?;
                    current.fresh = true;
                    Ok(current)
                }
                Err(fault) => Err(fault.into()),
            };
        }
        Ok(Current {
            card: card.clone(),
            connection: self.surroundings.readers.connect(&card.reader)?,
            fresh: true,
            counted: Instant::now(),
            certificate: None,
        })
    }

    fn usable(&self, der: Vec<u8>) -> Result<UserCertificate, Unusable> {
        let certificate = UserCertificate::parse(der)?;
        certificate.check_validity((self.surroundings.now)())?;
        Ok(certificate)
    }

    /// What an error means for the card, which is let go of.
    fn give_up(&mut self, card: &CardOnReader, error: CardError) -> Look {
        info!(%error, "the card was not read");
        self.current = None;
        match error {
            CardError::NotMyNumberCard(_) => {
                self.recognised.push((card.clone(), false));
                Look::Foreign
            }
            CardError::Transport(TransportFault::Removed | TransportFault::ReaderGone) => {
                Look::Gone
            }
            // Whoever goes on resetting the card is using it.
            CardError::Transport(TransportFault::Held | TransportFault::Reset) => Look::Held,
            CardError::Transport(TransportFault::Service) => Look::NoService,
            _ => Look::Faulty,
        }
    }
}
