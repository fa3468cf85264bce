//! The JPKI applet once it is selected: its counter of tries, its certificate, and the one VERIFY.
//! It must not know how bytes travel or why a signature is wanted.

use super::{
    CardError, Forms, StatusWord, Transport, TransportFault, Tries, Verified,
    channel::{Channel, Counter},
    command::{Command, File, Reference, Verify},
    driver::{Answer, exchange, verify_once},
    other_pins::{OtherTries, other_tries},
    verified::lock,
};
use crate::pin::Pin;

/// The JPKI applet, selected.
///
/// There is no signature without a verified PIN:
///
/// ```compile_fail,E0599
/// # use mpa_host::{card::Applet, challenge::DigestInfo};
/// fn sign(mut applet: Applet<'_>, what: &DigestInfo) { applet.sign(what); }
/// ```
pub struct Applet<'t> {
    channel: Channel<'t>,
}

impl<'t> Applet<'t> {
    /// Selects the applet; a card without it is not a My Number card.
    ///
    /// `first` says that nothing has been sent since connecting.
    pub fn select(
        transport: &'t mut dyn Transport,
        forms: &'t mut Forms,
        first: bool,
    ) -> Result<Self, CardError> {
        let command = Command::select_jpki(first);
        match exchange(transport, &command)?.status {
            StatusWord::Ok => Ok(Self {
                channel: Channel { transport, forms },
            }),
            status => Err(foreign_or_faulty(command.name, status)),
        }
    }

    /// Asks how many tries the user-authentication PIN has left; spends none.
    ///
    /// A card that holds a PIN which another program has verified and left so is locked, and asked again.
    pub fn tries(&mut self) -> Result<Tries, CardError> {
        if let Some(tries) = self.tries_undisturbed()? {
            return Ok(tries);
        }
        lock(self.channel.transport);
        let select = Command::select_jpki(false);
        exchange(self.channel.transport, &select)?.data(select.name)?;
        let refused = CardError::NotMyNumberCard(StatusWord::Ok);
        self.tries_undisturbed()?.ok_or(refused)
    }

    /// The same for whoever only looks: `None` where the card answers 9000, because it holds a PIN that
    /// another program has verified. What that program does with it is not this one's to end.
    pub fn tries_undisturbed(&mut self) -> Result<Option<Tries>, CardError> {
        match self.channel.counter(File::Pin)? {
            Counter::Verified => Ok(None),
            Counter::Left(tries) => Ok(Some(tries)),
            Counter::Untold(status) => Err(foreign_or_faulty("VERIFY (query)", status)),
        }
    }

    /// Reads the user-authentication certificate: its DER, without what fills the file behind it.
    pub fn certificate(&mut self) -> Result<Vec<u8>, CardError> {
        let first = self.certificate_from_start()?;
        if matches!(
            first.status,
            StatusWord::NotFound | StatusWord::OffsetBeyondFile
        ) {
            return Err(CardError::NoCertificate);
        }
        let mut der = first.data("READ BINARY")?;
        let length = der_length(&der)?;
        while let Some(missing) = length.checked_sub(der.len()).filter(|&missing| missing > 0) {
            let command = Command::read_binary(der.len(), missing);
            let answer = exchange(self.channel.transport, &command)?;
            if answer.status == StatusWord::OffsetBeyondFile {
                return Err(CardError::NotACertificate);
            }
            let mut block = answer.data(command.name)?;
            if block.is_empty() {
                return Err(CardError::Malformed {
                    command: command.name,
                });
            }
            der.append(&mut block);
        }
        der.truncate(length);
        Ok(der)
    }

    /// The file's first block, or with extended reading all of it. A card or a reader that refuses that,
    /// or answers with what is no answer, is not asked again in this login.
    fn certificate_from_start(&mut self) -> Result<Answer, CardError> {
        if self.channel.forms.extended_reading {
            let whole = self.channel.with_file(File::Certificate, |reference| {
                Command::read_whole(File::Certificate, reference)
            });
            match whole {
                Ok(answer) if answer.status == StatusWord::Ok => return Ok(answer),
                // A reader that passes no long commands on says so with a code of its own; the card has seen nothing.
                Ok(_)
                | Err(
                    CardError::Malformed { .. } | CardError::Transport(TransportFault::Other(_)),
                ) => {}
                Err(error) => return Err(error),
            }
            self.channel.forms.extended_reading = false;
        }
        self.channel.with_file(File::Certificate, |reference| {
            Command::read_from_start(File::Certificate, reference)
        })
    }

    /// Asks how many tries each of the other PINs has left; spends none. The applet is selected again after it.
    ///
    /// Only for whoever was told that no PIN is verified: selecting another applet would end that.
    pub fn other_tries(&mut self) -> Result<OtherTries, CardError> {
        other_tries(&mut self.channel)
    }

    /// Presents the PIN, once, and uses it up.
    ///
    /// Neither here nor below is there a second VERIFY; what the card answered decides what the person is told.
    /// `shown` is how many tries there were: a refusal that leaves as many was not the card's.
    pub fn verify(self, pin: Pin, shown: Tries) -> Result<Verified<'t>, VerifyRefused> {
        let Channel { transport, forms } = self.channel;
        let reference = if forms.short_ids {
            Reference::ShortId
        } else {
            let select = Command::select_file(File::Pin);
            exchange(transport, &select)
                .and_then(|answer| answer.data(select.name))
                .map_err(VerifyRefused::NotSent)?;
            Reference::CurrentFile
        };
        // From here on the card may hold a verified PIN, until an answer says that it does not.
        let mut attempt = Verified::new(Channel { transport, forms });
        let answer = verify_once(attempt.transport(), &Verify::new(reference, pin));
        match answer {
            Ok(StatusWord::Ok) => Ok(attempt),
            Ok(
                StatusWord::TriesLeft(0)
                | StatusWord::AuthenticationMethodBlocked
                | StatusWord::ReferenceDataLocked,
            ) => {
                // Nothing follows that would show it, should the card have taken the PIN after all: it is powered off.
                Err(VerifyRefused::Blocked)
            }
            Ok(StatusWord::TriesLeft(tries)) if Tries(tries) < shown => {
                attempt.refused();
                Err(VerifyRefused::Wrong(Tries(tries)))
            }
            Ok(status) => {
                let command = "VERIFY";
                Err(VerifyRefused::Unknown(CardError::Refused {
                    command,
                    status,
                }))
            }
            Err(fault) => Err(VerifyRefused::Unknown(fault.into())),
        }
    }
}

/// Why a PIN was not verified.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum VerifyRefused {
    /// It was wrong; so many tries are left.
    Wrong(Tries),
    /// It is blocked: by this try, or before.
    Blocked,
    /// Something failed before the PIN was sent; no try is spent.
    NotSent(CardError),
    /// The PIN was sent, and the answer does not say what became of it: only the counter can.
    Unknown(CardError),
}

/// A card that does not have the applet is another card; one whose memory or processor fails is a faulty one.
fn foreign_or_faulty(command: &'static str, status: StatusWord) -> CardError {
    match u16::from(status) {
        0x6400..=0x65FF | 0x6F00..=0x6FFF => CardError::Refused { command, status },
        _ => CardError::NotMyNumberCard(status),
    }
}

/// Length of a certificate's DER, read from its first bytes: a SEQUENCE of 128 to [`CERTIFICATE_MAX`] bytes.
fn der_length(der: &[u8]) -> Result<usize, CardError> {
    let length = match *der {
        [0x30, 0x81, length, ..] if length >= 0x80 => usize::from(length) + 3,
        [0x30, 0x82, high, low, ..] if high > 0 => usize::from(u16::from_be_bytes([high, low])) + 4,
        // An unwritten file is all filling.
        [] | [0x00 | 0xFF, ..] => return Err(CardError::NoCertificate),
        _ => {
            return Err(CardError::NotACertificate);
        }
    };
    if length > CERTIFICATE_MAX {
        return Err(CardError::NotACertificate);
    }
    Ok(length)
}

/// Longest certificate that is read, in bytes; real ones have about 1 600.
const CERTIFICATE_MAX: usize = 4_096;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_certificate_says_how_long_it_is() {
        let malformed = Err(CardError::NotACertificate);
        let cases: &[(&[u8], Result<usize, CardError>)] = &[
            (&[0x30, 0x82, 0x06, 0x2B, 0x30], Ok(1583)),
            (&[0x30, 0x82, 0x0F, 0xFC], Ok(4096)),
            (&[0x30, 0x82, 0x0F, 0xFD], malformed),
            (&[0x30, 0x82, 0xFF, 0xFF], malformed),
            (&[0x30, 0x82, 0x00, 0xFF], malformed),
            (&[0x30, 0x81, 0x80], Ok(131)),
            (&[0x30, 0x81, 0x7F], malformed),
            (&[0x30, 0x03, 0x02, 0x01, 0x00], malformed),
            (&[0x30, 0x80], malformed),
            (&[0x30, 0x82, 0x06], malformed),
            (&[0x31, 0x82, 0x06, 0x2B], malformed),
            (&[], Err(CardError::NoCertificate)),
            (&[0xFF, 0xFF], Err(CardError::NoCertificate)),
            (&[0x00, 0x00], Err(CardError::NoCertificate)),
        ];
        for (der, expected) in cases {
            assert_eq!(der_length(der), *expected, "{der:02X?}");
        }
    }
}
