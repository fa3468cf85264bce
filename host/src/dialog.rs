//! What a login shows to a person, and what the person answers.
//! `window/` draws it, tests script it, `login` drives it; this module knows none of them.

use crate::{card::Tries, certificate::Dates, error::ErrorCode, pin::Pin, text::Lang};

/// Where a login shows how it stands. Calls return at once and may come from any thread.
///
/// Dropping it closes what it shows.
pub trait Dialog: Send {
    /// Replaces what is shown.
    fn show(&self, screen: Screen);
}

/// What the window shows from its beginning to its end.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Opening {
    /// The site that asks, as the browser wrote it.
    pub origin: String,
    /// The language of every word.
    pub lang: Lang,
}

/// What a person has done.
#[derive(Debug)]
pub enum Person {
    /// Entered four digits and confirmed them. At most one for each [`Screen::EnterPin`] shown:
    /// the dialog takes no further entry until it is shown another.
    Pin(Pin),
    /// Wants the PIN that was entered to be used, although it is the last try: on [`Screen::ConfirmLastTry`].
    Confirmed,
    /// Would rather enter the PIN anew: on [`Screen::ConfirmLastTry`].
    Reconsidered,
    /// Cancelled: the button, Escape, or the window's own close.
    Cancelled,
    /// Acknowledged a [`Screen::Refused`].
    Acknowledged,
    /// Asked to look once more, on [`Waiting::Service`].
    Again,
}

/// What the person sees.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Screen {
    /// Nothing is known yet; a few milliseconds.
    Starting,
    /// Something has to be done before the PIN can be asked for.
    Waiting(Waiting),
    /// A card is being looked at, and that takes longer than it should: another program may be at work with it.
    Reading,
    /// The PIN is asked for.
    EnterPin {
        /// Tries the card has left, read from it just now.
        tries: Tries,
        /// Why it is asked again, if it is.
        notice: Option<PinNotice>,
    },
    /// A PIN has been entered for the last try, and is used only after [`Person::Confirmed`].
    ConfirmLastTry,
    /// The card is at work and must stay where it is.
    Working,
    /// This card cannot log in. It ends with the card's removal or with [`Person::Acknowledged`].
    Refused {
        /// The outcome's name; its words are in `text`.
        code: ErrorCode,
        /// The certificate's date and this computer's, where the validity is the reason.
        dates: Option<Dates>,
    },
    /// Signed; the browser goes on.
    Done,
}

/// What is missing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Waiting {
    /// The system's smart card service does not answer.
    Service,
    /// No reader is connected.
    Reader,
    /// No card is on a reader.
    Card,
    /// The card was taken away too early.
    CardAgain,
    /// The card on the reader is not a My Number card.
    MyNumberCard,
    /// The card does not answer as it should: badly placed, or on metal.
    BetterContact,
    /// Another program holds the card.
    CardFree,
    /// Two or more My Number cards: one must be taken away.
    OneCard {
        /// The readers that hold them, by name.
        readers: Vec<String>,
    },
}

/// Why a PIN is asked for again.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PinNotice {
    /// The PIN was wrong.
    Wrong,
    /// The card failed while it checked the PIN, and counted a try.
    FaultCounted,
    /// The card failed, and no try was counted.
    FaultNotCounted,
    /// The card failed, and whether it counted a try is not known: the counter may have risen before.
    FaultUnclear,
    /// The card was taken away before it answered; whether the card that is there now is the same is not known,
    /// so that nothing is said but what it has left.
    AnswerLost,
    /// The tries left have fallen since they were shown: another program used one. Nothing was sent.
    TriesChanged,
}
