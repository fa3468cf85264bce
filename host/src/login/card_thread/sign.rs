//! From a confirmed PIN to a signature and a locked card: the run that nothing interrupts.
//! Whatever happens in it, VERIFY is sent at most once.

use std::time::Instant;

use tracing::{info, warn};

use super::{Cards, Current, Signed, Signing, Surroundings};
use crate::{
    card::{
        Applet, CardError, ManufactureNumber, Transport, TransportFault, Tries, Verified,
        VerifyRefused,
    },
    pin::Pin,
    reader::{Connection, Readers},
};

/// How the exchanges of one run ended.
enum Run {
    Signed {
        signature: Vec<u8>,
        number: Option<ManufactureNumber>,
    },
    NumberUnreadable(CardError),
    Refused {
        refused: VerifyRefused,
        /// The counter just before, where that is certain.
        before: Option<Tries>,
    },
    FewerTries(Tries),
    Failed(CardError),
    Ended,
}

impl<R: Readers> Cards<R> {
    /// Uses a PIN up: with the card that was looked at, on the connection that read its counter, or not at all.
    pub(super) fn sign(&mut self, pin: Pin, shown: Tries) -> Signing {
        let Some(mut current) = self.current.take() else {
            return Signing::Failed;
        };
        let mut pin = Some(pin);
        let mut run = self.run(&mut current, &mut pin, shown);
        if let (Err(TransportFault::Reset), true) = (&run, pin.is_some()) {
            // Another program has reset the card since its counter was shown: nothing was sent, and it is asked again.
            current.fresh = true;
            run = current
                .connection
                .reconnect()
                .and_then(|()| self.run(&mut current, &mut pin, shown));
        }
        let sent = pin.is_none();
        // What was not sent is wiped before anything else happens.
        drop(pin);
        current.fresh = false;
        let locked = !current.connection.power_off_failed();
        let signing = match run {
            Ok(Run::Signed { signature, number }) => self.check(&current, signature, number),
            Ok(Run::NumberUnreadable(error)) => {
                warn!(%error, "the manufacture number was not read");
                Signing::NumberUnreadable
            }
            Ok(Run::Refused { refused, before }) => match refused {
                VerifyRefused::Wrong(tries) => Signing::Wrong(tries),
                VerifyRefused::Blocked => Signing::Blocked,
                VerifyRefused::NotSent(error) => {
                    warn!(%error, "the card failed");
                    Signing::Failed
                }
                VerifyRefused::Unknown(error) => {
                    warn!(%error, "what became of VERIFY is not known");
                    // Where the card has gone, another one may lie there by now, whose counter says nothing of this PIN.
                    let now = (!error.is_gone()).then(|| self.counter(&current));
                    Signing::Unclear {
                        before,
                        now: now.flatten(),
                    }
                }
            },
            Ok(Run::Failed(error)) => {
                warn!(%error, "the card failed");
                Signing::Failed
            }
            Ok(Run::FewerTries(tries)) => Signing::FewerTries(tries),
            Ok(Run::Ended) => Signing::Ended,
            Err(fault) => {
                warn!(%fault, "the card failed");
                Signing::Failed
            }
        };
        // A marker that an earlier run left stands until the card has surely been locked.
        if sent && locked {
            self.surroundings.unfinished.clear();
        }
        if let Signing::Wrong(_) | Signing::FewerTries(_) = signing {
            // The next entry needs nothing but the PIN.
            current.counted = Instant::now();
            self.current = Some(current);
        }
        signing
    }

    /// The exchanges: SELECT, the counter where it may have changed, VERIFY, SIGN, lock.
    fn run(
        &mut self,
        current: &mut Current<R::Connection>,
        pin: &mut Option<Pin>,
        shown: Tries,
    ) -> Result<Run, TransportFault> {
        let (forms, surroundings) = (&mut self.forms, &self.surroundings);
        let first = current.fresh;
        let count_again = first || current.counted.elapsed() > surroundings.counter_trusted_for;
        current.connection.transaction(|card: &mut dyn Transport| {
            let mut applet = match Applet::select(card, forms, first) {
                Ok(applet) => applet,
                Err(error) => return Run::Failed(error),
            };
            let mut before = (shown >= Tries::UNSPENT).then_some(shown);
            if count_again {
                match applet.tries() {
                    Ok(tries) if tries < shown => return Run::FewerTries(tries),
                    Ok(tries) => before = Some(tries),
                    Err(error) => return Run::Failed(error),
                }
            }
            if !surroundings.gate.commit() {
                return Run::Ended;
            }
            let Some(pin) = pin.take() else {
                return Run::Ended;
            };
            surroundings.unfinished.set();
            match applet.verify(pin, before.unwrap_or(shown)) {
                Ok(verified) => sign_and_lock(verified, surroundings, before),
                Err(refused) => Run::Refused { refused, before },
            }
        })
    }

    /// The counter, on a card that has just been powered off.
    fn counter(&mut self, current: &Current<R::Connection>) -> Option<Tries> {
        let forms = &mut self.forms;
        let mut connection = self
            .surroundings
            .readers
            .connect(&current.card.reader)
            .ok()?;
        let tries = connection
            .transaction(|card| Applet::select(card, forms, true)?.tries())
            .ok()?
            .ok()?;
        info!(tries = tries.0, "the counter after an unclear VERIFY");
        Some(tries)
    }

    /// Nothing is handed out that the portal would not accept.
    fn check(
        &self,
        current: &Current<R::Connection>,
        signature: Vec<u8>,
        number: Option<ManufactureNumber>,
    ) -> Signing {
        let digest_info = self.surroundings.challenge.digest_info();
        match &current.certificate {
            Some(certificate) if certificate.verifies(digest_info, &signature) => {
                info!("signed");
                Signing::Done(Box::new(Signed {
                    certificate: certificate.clone(),
                    signature,
                    number,
                }))
            }
            _ => {
                warn!("the signature does not fit the certificate");
                Signing::DoesNotVerify
            }
        }
    }
}

/// SIGN, and the locking SELECT: of the applet that knows the manufacture number, where that is wanted.
fn sign_and_lock<R>(
    mut verified: Verified<'_>,
    surroundings: &Surroundings<R>,
    before: Option<Tries>,
) -> Run {
    let signature = match verified.sign(surroundings.challenge.digest_info()) {
        Ok(signature) => signature,
        // A card that has taken the PIN does not ask for it: a reader that said so may not have told the truth.
        Err(error) if error.asks_for_pin() => {
            verified.lock();
            let refused = VerifyRefused::Unknown(error);
            return Run::Refused { refused, before };
        }
        Err(error) => {
            verified.lock();
            return Run::Failed(error);
        }
    };
    if !surroundings.number_wanted {
        verified.lock();
        return Run::Signed {
            signature,
            number: None,
        };
    }
    match verified.lock_and_read_number() {
        Ok(number) => Run::Signed {
            signature,
            number: Some(number),
        },
        // The card, or the way to it, was lost: another entry may well succeed.
        Err(error @ CardError::Transport(_)) => Run::Failed(error),
        Err(error) => Run::NumberUnreadable(error),
    }
}
