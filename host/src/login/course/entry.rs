//! What becomes of a PIN between the person and the card: asked for, on the last try confirmed, and used once.
//! It must not know why it is asked for, nor how the card answers.

use super::{
    super::{
        card_thread::Job,
        stage::{Entered, Stage},
    },
    Course,
};
use crate::{card::Tries, dialog::Screen, pin::Pin, reader::Readers};

impl<R: Readers> Course<'_, R> {
    /// Asks for the PIN.
    pub(super) fn ask(&mut self, tries: Tries) {
        self.dialog.show(Screen::EnterPin {
            tries,
            notice: self.notice.take(),
        });
        self.stage = Stage::Asking {
            tries,
            certificate_checked: false,
            entered: Entered::Nothing,
        };
    }

    /// Takes an entry, if one is asked for and none is there yet.
    pub(super) fn entered(&mut self, pin: Pin) {
        let Stage::Asking {
            tries,
            entered: entered @ Entered::Nothing,
            ..
        } = &mut self.stage
        else {
            return;
        };
        if tries.is_last() {
            *entered = Entered::Unconfirmed(pin);
            self.dialog.show(Screen::ConfirmLastTry);
        } else {
            *entered = Entered::Confirmed(pin);
        }
    }

    /// The person knows that it is the last try.
    pub(super) fn confirmed(&mut self) {
        let Stage::Asking { entered, .. } = &mut self.stage else {
            return;
        };
        *entered = match std::mem::replace(entered, Entered::Nothing) {
            Entered::Unconfirmed(pin) => Entered::Confirmed(pin),
            other => other,
        };
    }

    /// The person is not sure: the entry is wiped and the PIN asked for again.
    pub(super) fn reconsidered(&mut self) {
        let Stage::Asking { tries, entered, .. } = &mut self.stage else {
            return;
        };
        if matches!(entered, Entered::Unconfirmed(_)) {
            *entered = Entered::Nothing;
            self.dialog.show(Screen::EnterPin {
                tries: *tries,
                notice: None,
            });
        }
    }

    /// Hands a confirmed PIN to the card, once its certificate has been checked.
    pub(super) fn sign_if_ready(&mut self) {
        let Stage::Asking {
            tries,
            certificate_checked: true,
            entered,
        } = &mut self.stage
        else {
            return;
        };
        let (shown, Some(pin)) = (*tries, entered.take_confirmed()) else {
            return;
        };
        self.dialog.show(Screen::Working);
        self.stage = Stage::Signing {
            shown,
            missed: false,
        };
        self.order(Job::Sign { pin, shown });
    }
}
