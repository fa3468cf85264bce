//! What is promised for each exchange and each fault, without looking at what the host does.

use mpa_host::{
    card::TransportFault,
    dialog::{PinNotice, Waiting},
    error::ErrorCode,
    login::{Ended, Signed},
};

use super::{
    cell::{Outcome, Told},
    fault::{Change, Fault, What, When},
};

/// The exchanges of a login.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Exchange {
    /// SELECT of the applet, of a card that was just put down.
    Select,
    /// The query of the counter: VERIFY without data.
    Query,
    /// The first READ BINARY, which addresses the certificate by its short EF identifier.
    FirstRead,
    Read,
    /// The last READ BINARY, which asks for more bytes than are missing.
    LastRead,
    /// SELECT of the applet once the PIN is confirmed.
    SelectAgain,
    Verify,
    Sign,
    /// The SELECT that takes the right to sign away.
    Lock,
    /// The same, of the applet that knows the card's manufacture number, which the official portal's answer needs.
    LockForNumber,
    ReadNumber,
}

/// What a person experiences of a fault.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Promise {
    /// Nothing.
    Nothing,
    /// The window says what it waits for, and asks for the PIN after that.
    Waits(Waiting, u8, Option<PinNotice>),
    /// The window asks for the PIN: once more, if it has asked already.
    Asks(u8, Option<PinNotice>),
    /// The login is refused.
    Refused(ErrorCode),
}

use Exchange::{
    FirstRead, LastRead, Lock, LockForNumber, Query, Read, ReadNumber, Select, SelectAgain, Sign,
    Verify,
};
use Promise::{Asks, Nothing, Refused, Waits};

impl Exchange {
    /// Those of a login in which nothing goes wrong, by the commands sent in it (ISO/IEC 7816-4: the second byte).
    pub(crate) fn of(commands: &[Vec<u8>]) -> Vec<Self> {
        let reads = commands.iter().filter(|command| command[1] == 0xB0).count();
        let mut exchanges = vec![Select, Query, FirstRead];
        exchanges.extend(vec![Read; reads - 2]);
        exchanges.push(LastRead);
        for (before, command) in commands.iter().enumerate().skip(exchanges.len()) {
            exchanges.push(match (command[1], commands.get(before + 1)) {
                (0x20, _) => Verify,
                (0x2A, _) => Sign,
                (0xB2, _) => ReadNumber,
                (_, Some(next)) if next[1] == 0xB2 => LockForNumber,
                (_, Some(_)) => SelectAgain,
                (_, None) => Lock,
            });
        }
        let instructions = exchanges.iter().map(|exchange| exchange.instruction());
        assert!(instructions.eq(commands.iter().map(|command| command[1])));
        exchanges
    }

    fn instruction(self) -> u8 {
        match self {
            Select | SelectAgain | Lock | LockForNumber => 0xA4,
            Query | Verify => 0x20,
            FirstRead | Read | LastRead => 0xB0,
            Sign => 0x2A,
            ReadNumber => 0xB2,
        }
    }

    /// Whether the card is looked at, and no PIN has been asked for.
    fn is_of_the_look(self) -> bool {
        matches!(self, Select | Query)
    }

    fn is_read(self) -> bool {
        matches!(self, FirstRead | Read | LastRead)
    }

    /// Whether a PIN has been confirmed, so that nothing may interrupt.
    fn is_of_the_run(self) -> bool {
        !self.is_of_the_look() && !self.is_read()
    }

    fn is_of_the_number(self) -> bool {
        matches!(self, LockForNumber | ReadNumber)
    }
}

/// What is promised; one of several where changed data may or may not matter.
pub(crate) fn promise(exchange: Exchange, fault: &Fault) -> Vec<Promise> {
    // The signature is there, and what becomes of the card is the reader's matter: it loses its power.
    if exchange == Lock {
        return vec![Nothing];
    }
    match fault {
        Fault::Gone(what, when) => vec![gone(exchange, *what, *when)],
        Fault::SecondCard(_) if exchange.is_of_the_run() => vec![Nothing],
        Fault::SecondCard(_) => {
            let readers = vec!["Reader 1".to_owned(), "Reader 2".to_owned()];
            vec![Waits(Waiting::OneCard { readers }, 3, None)]
        }
        Fault::Told(fault, _) => vec![told(exchange, *fault)],
        Fault::Says(bytes, When::During)
            if exchange == LockForNumber && bytes[..] == [0x90, 0x00] =>
        {
            vec![Nothing]
        }
        // It is asked for in the length that the card names, which is the record's.
        Fault::Says(bytes, _) if exchange == ReadNumber && bytes[..] == [0x6C, 0x00] => {
            vec![Nothing]
        }
        Fault::Says(..) if exchange.is_of_the_number() => {
            vec![Refused(ErrorCode::CardNumberUnreadable)]
        }
        Fault::Says(bytes, when) => vec![match <[u8; 2]>::try_from(&bytes[..]) {
            Ok(word) => says(exchange, u16::from_be_bytes(word), *when),
            Err(_) => unintelligible(exchange),
        }],
        Fault::Data(change) => changed(exchange, *change),
    }
}

/// The same in the official portal's protocol, in which a card that has signed is needed once more.
pub(crate) fn portals_promise(exchange: Exchange, fault: &Fault) -> Vec<Promise> {
    match (exchange, fault) {
        (Sign, Fault::Gone(what, When::After)) => vec![gone(LockForNumber, *what, When::Before)],
        _ => promise(exchange, fault),
    }
}

fn gone(exchange: Exchange, what: What, when: When) -> Promise {
    // Whether the card has tried the PIN is not known, where it left before it answered.
    let notice = (exchange == Verify && when != When::After
        || exchange == SelectAgain && when == When::After)
        .then_some(PinNotice::AnswerLost);
    if matches!(exchange, Sign | ReadNumber) && when == When::After {
        return Nothing;
    }
    match what {
        What::Card => Waits(Waiting::CardAgain, 3, notice),
        What::Reader => Waits(Waiting::Reader, 3, notice),
        What::Service => Waits(Waiting::Service, 3, notice),
        What::CardForAnother => Asks(2, notice),
    }
}

fn told(exchange: Exchange, fault: TransportFault) -> Promise {
    match fault {
        _ if exchange.is_of_the_run() => Asks(3, Some(PinNotice::FaultNotCounted)),
        TransportFault::Reset => Asks(3, None),
        TransportFault::Held => Waits(Waiting::CardFree, 3, None),
        _ => Waits(Waiting::BetterContact, 3, None),
    }
}

/// An answer that is none.
fn unintelligible(exchange: Exchange) -> Promise {
    told(exchange, TransportFault::Unresponsive)
}

/// Status words by which a card says that it does not take short EF identifiers.
const NO_SHORT_EF: [u16; 7] = [0x6981, 0x6985, 0x6986, 0x6A82, 0x6A86, 0x6A88, 0x6B00];

fn says(exchange: Exchange, word: u16, when: When) -> Promise {
    let heard = when == When::During;
    let tries = word.to_be_bytes()[1] & 0xF;
    let other = unintelligible(exchange);
    let foreign = Waits(Waiting::MyNumberCard, 3, None);
    match (exchange, word) {
        (Select, 0x9000) if heard => Nothing,
        (Select | Query, 0x6100..=0x61FF | 0x6400..=0x65FF) => other,
        // It is selected once more, since some readers begin like this.
        (Select, 0x6F00) => Nothing,
        (Select, _) => foreign,
        (Query, 0x63C0 | 0x6983 | 0x6984) => Refused(ErrorCode::PinBlocked),
        (Query, 0x63C1..=0x63CF) => Asks(tries, None),
        (Query, 0x6F00) => other,
        // Verified by another program: it is looked at once more.
        (Query, 0x9000) => Nothing,
        (Query | FirstRead | Sign, word) if NO_SHORT_EF.contains(&word) => Nothing,
        (Query, _) => foreign,
        (FirstRead | Read | LastRead, 0x6C00..=0x6CFF) => Nothing,
        (FirstRead, 0x9000) => Refused(ErrorCode::CertificateMissing),
        // The file ends before the certificate does.
        (Read | LastRead, 0x6B00) => Refused(ErrorCode::CertificateInvalid),
        (SelectAgain, 0x9000) => Nothing,
        (Verify, 0x9000) if heard => Nothing,
        (Verify, 0x63C0 | 0x6983 | 0x6984) => Refused(ErrorCode::PinBlocked),
        // A reader that says so is believed, but for tries that have not become fewer.
        (Verify, 0x63C1..=0x63C2) => Asks(tries, Some(PinNotice::Wrong)),
        (Sign, 0x9000) => Refused(ErrorCode::SignatureInvalid),
        _ => other,
    }
}

fn changed(exchange: Exchange, change: Change) -> Vec<Promise> {
    let certificate = Refused(ErrorCode::CertificateInvalid);
    let signature = Refused(ErrorCode::SignatureInvalid);
    match (exchange, change) {
        // More than was asked for.
        (FirstRead | Read | Sign, Change::Padded) => vec![unintelligible(exchange)],
        (FirstRead, Change::Empty) => vec![Refused(ErrorCode::CertificateMissing)],
        (Read | LastRead, Change::Empty) => vec![unintelligible(exchange)],
        // Less than was asked for: the rest is asked for.
        (FirstRead | Read | LastRead, Change::Cut) => vec![Nothing],
        (FirstRead, Change::First | Change::Last) => vec![certificate],
        // What the certificate's own fields do not show, the check of the signature does, if it matters.
        _ if exchange.is_read() => vec![Nothing, certificate, signature],
        (Sign, _) => vec![signature],
        // A number that is another one cannot be told from the card's own.
        (ReadNumber, Change::Last) => vec![Nothing],
        (ReadNumber, _) => vec![Refused(ErrorCode::CardNumberUnreadable)],
        _ => vec![Nothing],
    }
}

impl Promise {
    /// Whether the person was told this, and the login ended as it says.
    pub(crate) fn is_kept(&self, exchange: Exchange, outcome: &Outcome) -> bool {
        let mut told = &outcome.told[..];
        let asked = Told::ToEnter(3, None);
        if !exchange.is_of_the_look() || *self == Nothing {
            match told.split_first() {
                Some((first, rest)) if *first == asked => told = rest,
                _ => return false,
            }
        }
        let (told, signed) = match (self, told) {
            (Nothing, rest) => (rest, true),
            (Waits(waiting, tries, notice), [Told::ToWait(row), next, rest @ ..]) => {
                let seen = row.contains(waiting)
                    && row.iter().all(|one| one == waiting || is_incidental(one));
                (rest, seen && asks(*tries, *notice, next))
            }
            // A swap may be seen as it happens.
            (Asks(tries, notice), [Told::ToWait(row), next, rest @ ..]) => (
                rest,
                row.iter().all(is_incidental) && asks(*tries, *notice, next),
            ),
            (Asks(tries, notice), [next, rest @ ..]) => (rest, asks(*tries, *notice, next)),
            (Refused(code), [Told::Refusal(told)]) => {
                return told == code && is_refused(&outcome.end, *code);
            }
            _ => return false,
        };
        let last = matches!(self, Waits(_, 1, _) | Asks(1, _));
        signed && outcome.end.is_ok() && told.len() == usize::from(last)
    }
}

fn asks(tries: u8, notice: Option<PinNotice>, told: &Told) -> bool {
    *told == Told::ToEnter(tries, notice)
}

/// What may be seen between two events that come together.
fn is_incidental(waiting: &Waiting) -> bool {
    matches!(
        waiting,
        Waiting::Card | Waiting::CardAgain | Waiting::Reader
    )
}

fn is_refused(end: &Result<Signed, Ended>, expected: ErrorCode) -> bool {
    matches!(end, Err(Ended::Refused { code, .. }) if *code == expected)
}
