//! The card's PINs that no login needs: how many tries each has left, so that a person can be told which is blocked.
//! None of them is ever verified here; it must not know why somebody asks.

use super::{
    CardError, StatusWord, TransportFault, Tries,
    channel::{Channel, Counter},
    command::{Command, File},
    driver::exchange,
};

/// Tries left for the PINs other than the user-authentication one; `None` where the card does not say.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct OtherTries {
    /// The signature password (署名用).
    pub signature: Option<Tries>,
    /// The PIN of 券面事項入力補助.
    pub text_input: Option<Tries>,
    /// The PIN of 住民基本台帳.
    pub resident: Option<Tries>,
}

/// Asks for them, with the JPKI applet selected before and after.
///
/// The signature password comes first: where another program holds it verified, the card is not taken from that program.
pub(super) fn other_tries(channel: &mut Channel<'_>) -> Result<OtherTries, CardError> {
    let signature = match channel.counter(File::SignaturePin)? {
        Counter::Verified => return Err(TransportFault::Held.into()),
        Counter::Left(tries) => Some(tries),
        Counter::Untold(_) => None,
    };
    let text_input = counter_in(channel, &Command::select_text_input(), File::TextInputPin)?;
    let resident = counter_in(channel, &Command::select_resident(), File::ResidentPin)?;
    let again = Command::select_jpki(false);
    exchange(channel.transport, &again)?.data(again.name)?;
    Ok(OtherTries {
        signature,
        text_input,
        resident,
    })
}

/// Asks in another applet. Where that is not selected, nothing is asked: the query would reach whatever is.
fn counter_in(
    channel: &mut Channel<'_>,
    select: &Command,
    pin: File,
) -> Result<Option<Tries>, CardError> {
    if exchange(channel.transport, select)?.status != StatusWord::Ok {
        return Ok(None);
    }
    // How this applet wants its files named says nothing of how the JPKI applet does.
    let mut forms = *channel.forms;
    let mut other = Channel {
        transport: channel.transport,
        forms: &mut forms,
    };
    Ok(match other.counter(pin)? {
        Counter::Left(tries) => Some(tries),
        Counter::Verified | Counter::Untold(_) => None,
    })
}
