//! The JPKI applet with its PIN verified, and the ways to make the card forget that again.
//! It must not know why a signature is wanted.

use tracing::{debug, warn};

use super::{
    CardError, ManufactureNumber, StatusWord, Transport,
    channel::Channel,
    command::{Command, File},
    driver::{Answer, exchange},
};
use crate::challenge::DigestInfo;

/// The JPKI applet with its PIN verified.
///
/// Dropped without [`Verified::lock`], as when a panic unwinds, it has the card powered off.
pub struct Verified<'t> {
    channel: Channel<'t>,
    locked: bool,
}

impl<'t> Verified<'t> {
    /// What follows an accepted VERIFY, or one whose answer has not come yet.
    pub(super) fn new(channel: Channel<'t>) -> Self {
        Self {
            channel,
            locked: false,
        }
    }

    /// Where VERIFY is sent.
    pub(super) fn transport(&mut self) -> &mut dyn Transport {
        self.channel.transport
    }

    /// The card has refused the PIN: there is nothing to lock.
    pub(super) fn refused(mut self) {
        self.locked = true;
    }

    /// Signs with the user-authentication key: PKCS #1 v1.5, 256 bytes for RSA-2048.
    pub fn sign(&mut self, digest_info: &DigestInfo) -> Result<Vec<u8>, CardError> {
        let sign = |reference| Command::sign(reference, digest_info);
        self.channel.with_file(File::Key, sign)?.data("SIGN")
    }

    /// Makes the card forget the PIN; see [`lock`].
    pub fn lock(mut self) {
        self.locked = true;
        lock(self.channel.transport);
    }

    /// Makes the card forget the PIN by selecting 共通カードAP, which knows the card's manufacture number, and reads that.
    ///
    /// Where the SELECT is not answered with 9000, the card is powered off at the transaction's end, as by [`lock`].
    pub fn lock_and_read_number(self) -> Result<ManufactureNumber, CardError> {
        let mut locking = self;
        let transport = &mut *locking.channel.transport;
        let select = Command::select_common();
        // Dropped on an error, this has the card powered off.
        exchange(transport, &select)?.data(select.name)?;
        debug!("the card is locked");
        locking.locked = true;
        let read = Command::read_card_record();
        let record = exchange(locking.channel.transport, &read)?.data(read.name)?;
        ManufactureNumber::parse(&record).ok_or(CardError::Malformed { command: read.name })
    }
}

impl Drop for Verified<'_> {
    fn drop(&mut self) {
        if !self.locked {
            self.channel.transport.power_off_at_end();
        }
    }
}

/// Makes the card forget a verified PIN by selecting another applet, or, where it does not answer that with 9000,
/// by powering it off at the transaction's end.
///
/// Selecting the JPKI applet again, or a warm reset, is not enough on the measured card.
pub fn lock(transport: &mut dyn Transport) {
    match exchange(transport, &Command::select_issuer_domain()) {
        Ok(Answer {
            status: StatusWord::Ok,
            ..
        }) => debug!("the card is locked"),
        _ => {
            warn!("the card is locked by power-off");
            transport.power_off_at_end();
        }
    }
}
