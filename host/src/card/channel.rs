//! How one card wants its files named and read: by short id or selected first, in one answer or in blocks.
//! It must not know what the files hold.

use super::{
    CardError, StatusWord, Transport, Tries,
    command::{Command, File, Reference},
    driver::{Answer, exchange},
};

/// Which command forms the card takes, remembered while the host runs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Forms {
    /// Files, keys and PINs are named by short file id; otherwise each is selected first.
    pub short_ids: bool,
    /// The certificate is read in one answer, with extended length fields; otherwise in blocks of 256 bytes.
    pub extended_reading: bool,
}

impl Default for Forms {
    fn default() -> Self {
        Self {
            short_ids: true,
            // Nobody has published whether the card takes it: on only where it was measured.
            extended_reading: false,
        }
    }
}

/// A card's applet, and how it wants its files named.
pub(super) struct Channel<'t> {
    pub(super) transport: &'t mut dyn Transport,
    pub(super) forms: &'t mut Forms,
}

impl Channel<'_> {
    /// Sends a command that works on a file: by short id, or where the card refuses that, after selecting the file.
    /// What the card takes is remembered once it has taken it.
    pub(super) fn with_file(
        &mut self,
        file: File,
        command: impl Fn(Reference) -> Command,
    ) -> Result<Answer, CardError> {
        if self.forms.short_ids {
            let answer = exchange(self.transport, &command(Reference::ShortId))?;
            if !refuses_short_id(answer.status) {
                return Ok(answer);
            }
        }
        let selected = exchange(self.transport, &Command::select_file(file))?;
        if selected.status != StatusWord::Ok {
            return Ok(selected);
        }
        let answer = exchange(self.transport, &command(Reference::CurrentFile))?;
        if !refuses_short_id(answer.status) {
            self.forms.short_ids = false;
        }
        Ok(answer)
    }

    /// Asks for the tries that a PIN has left.
    pub(super) fn counter(&mut self, pin: File) -> Result<Counter, CardError> {
        let query = |reference| Command::query_tries(pin, reference);
        Ok(match self.with_file(pin, query)?.status {
            StatusWord::Ok => Counter::Verified,
            StatusWord::TriesLeft(tries) => Counter::Left(Tries(tries)),
            StatusWord::AuthenticationMethodBlocked | StatusWord::ReferenceDataLocked => {
                Counter::Left(Tries(0))
            }
            status => Counter::Untold(status),
        })
    }
}

/// What an empty VERIFY brought.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Counter {
    /// So many tries are left.
    Left(Tries),
    /// The card holds this PIN verified.
    Verified,
    /// The card says something else.
    Untold(StatusWord),
}

/// Whether an answer may mean that the card does not know short file ids.
fn refuses_short_id(status: StatusWord) -> bool {
    matches!(
        status,
        StatusWord::WrongParameters
            | StatusWord::NotFound
            | StatusWord::OffsetBeyondFile
            | StatusWord::Other(0x6981 | 0x6985 | 0x6986 | 0x6A81 | 0x6A88)
    )
}
