//! What the card thread's reports mean for a login: what is shown next, and whether the PIN is asked for again.
//! It must not know what readers and cards are there; its parent does.

use tracing::info;

use super::{
    super::{
        card_thread::{Look, Signing},
        stage::Stage,
    },
    Course,
};
use crate::{
    card::Tries,
    certificate::Unusable,
    dialog::{PinNotice, Waiting},
    error::ErrorCode,
    reader::Readers,
};

impl<R: Readers> Course<'_, R> {
    pub(super) fn looked(&mut self, look: Look) {
        match look {
            Look::Ready(tries) => {
                if std::mem::take(&mut self.unclear) {
                    self.notice = Some(PinNotice::AnswerLost);
                }
                self.ask(tries);
            }
            Look::Blocked => self.refuse(ErrorCode::PinBlocked, None),
            Look::Foreign => self.wait_for(Waiting::MyNumberCard),
            Look::Several(readers) => self.wait_for(Waiting::OneCard { readers }),
            Look::Gone => self.wait_for(Waiting::CardAgain),
            Look::Faulty => self.wait_for(Waiting::BetterContact),
            Look::Held => self.wait_for(Waiting::CardFree),
            Look::NoService => self.wait_for(Waiting::Service),
        }
    }

    pub(super) fn certificate_read(&mut self, usable: Result<(), Unusable>) {
        match (usable, &mut self.stage) {
            (
                Ok(()),
                Stage::Asking {
                    certificate_checked,
                    ..
                },
            ) => *certificate_checked = true,
            (Err(unusable), _) => self.refuse(unusable.code, unusable.dates),
            (Ok(()), _) => {}
        }
    }

    pub(super) fn not_signed(&mut self, signing: Signing) {
        info!(outcome = signing.name(), "not signed");
        let Stage::Signing { shown, missed } = self.stage else {
            return;
        };
        match signing {
            Signing::Wrong(tries) => self.ask_again(tries, PinNotice::Wrong, missed),
            Signing::FewerTries(tries) if tries.is_blocked() => {
                self.refuse(ErrorCode::PinBlocked, None);
            }
            Signing::FewerTries(tries) => {
                self.ask_again(tries, PinNotice::TriesChanged, missed);
            }
            Signing::Blocked => self.refuse(ErrorCode::PinBlocked, None),
            Signing::NumberUnreadable => self.refuse(ErrorCode::CardNumberUnreadable, None),
            Signing::DoesNotVerify => self.refuse(ErrorCode::SignatureInvalid, None),
            Signing::Unclear {
                before,
                now: Some(now),
            } => {
                self.notice = Some(counted(before, shown, now));
                self.look_again();
            }
            Signing::Unclear { now: None, .. } => {
                self.unclear = true;
                self.look_again();
            }
            Signing::Failed => {
                // Of another card, or of one that was taken away, it would say nothing.
                self.notice = (!missed).then_some(PinNotice::FaultNotCounted);
                self.look_again();
            }
            // The login has ended, in one way or the other, before this is reached.
            Signing::Ended | Signing::Done(_) => {}
        }
    }

    /// Asks for the PIN once more, of the same card, unless something has changed on the readers since.
    fn ask_again(&mut self, tries: Tries, notice: PinNotice, missed: bool) {
        self.notice = Some(notice);
        if missed {
            return self.look_again();
        }
        self.ask(tries);
        if let Stage::Asking {
            certificate_checked,
            ..
        } = &mut self.stage
        {
            *certificate_checked = true;
        }
    }
}

/// What may be said of a try: nothing, where the counter need not have been what was shown.
fn counted(before: Option<Tries>, shown: Tries, now: Tries) -> PinNotice {
    if now < before.unwrap_or(shown) {
        PinNotice::FaultCounted
    } else if before.is_some() {
        PinNotice::FaultNotCounted
    } else {
        PinNotice::FaultUnclear
    }
}
