//! The faults: what can go wrong in one exchange between host and card, and how the desk plays it.

use card_emulator::PinName;
use mpa_host::card::TransportFault;

use crate::{
    desk::{Answer, Desk, Mishap},
    logs::card,
};

/// When it happens, seen from the card.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum When {
    /// The card never gets the command.
    Before,
    /// The card does what it is told, and its answer is lost.
    During,
    /// The answer has arrived.
    After,
}

/// What goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum What {
    Card,
    /// With the card in it.
    Reader,
    Service,
    /// The card, and another one, with one try used, lies in its place.
    CardForAnother,
}

/// What can go wrong in one exchange.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Fault {
    /// Something is taken away.
    Gone(What, When),
    /// A second My Number card is put down.
    SecondCard(When),
    /// Reader or service give this in place of an answer, and the card stays where it is; a reset has taken effect.
    Told(TransportFault, When),
    /// The card's answer is replaced by these bytes; it has done what it was told, or never heard of it.
    Says(Vec<u8>, When),
    /// The card's data arrive changed, under its own status word.
    Data(Change),
}

/// How data change.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Change {
    /// The last byte is missing.
    Cut,
    /// A byte is added.
    Padded,
    /// None is left.
    Empty,
    /// The first byte is another.
    First,
    /// The last byte is another.
    Last,
}

impl Fault {
    /// Every fault that one exchange can have.
    pub(crate) fn all() -> Vec<Self> {
        use When::{After, Before, During};
        let mut all = Vec::new();
        for what in [
            What::Card,
            What::Reader,
            What::Service,
            What::CardForAnother,
        ] {
            all.extend([Before, During, After].map(|when| Self::Gone(what, when)));
        }
        all.extend([Before, After].map(Self::SecondCard));
        for fault in [
            TransportFault::Reset,
            TransportFault::Held,
            TransportFault::Unresponsive,
            TransportFault::Other(0x8010_0016),
            TransportFault::Other(0x8010_0001),
        ] {
            all.extend([Before, During].map(|when| Self::Told(fault, when)));
        }
        for bytes in [
            vec![],
            vec![0x90],
            [&[0x5A; 257][..], &[0x90, 0x00]].concat(),
            vec![0x5A; 600],
        ] {
            all.extend([Before, During].map(|when| Self::Says(bytes.clone(), when)));
        }
        for word in STATUS_WORDS {
            let bytes = word.to_be_bytes().to_vec();
            all.extend([Before, During].map(|when| Self::Says(bytes.clone(), when)));
        }
        use Change::{Cut, Empty, First, Last, Padded};
        all.extend([Cut, Padded, Empty, First, Last].map(Self::Data));
        all
    }

    /// Whether the card is given the command in whose exchange it happens.
    pub(crate) fn reaches_the_card(&self) -> bool {
        match self {
            Self::Gone(_, when) | Self::Told(_, when) | Self::Says(_, when) => {
                *when != When::Before
            }
            Self::SecondCard(_) | Self::Data(_) => true,
        }
    }

    /// How the desk plays it.
    pub(crate) fn mishap(self) -> Mishap {
        Box::new(move |desk, execute| match self {
            Self::Gone(what, when) => around(when, execute, || {
                take_away(what, desk);
                Err(what.fault())
            }),
            Self::SecondCard(when) => {
                let answer = (when == When::After).then(execute);
                desk.plug_in("Reader 2");
                desk.put("Reader 2", card());
                answer.unwrap_or_else(execute)
            }
            Self::Told(fault, when) => around(when, execute, || {
                if fault == TransportFault::Reset {
                    desk.quietly("Reader 1", |slot| {
                        slot.resets += 1;
                        if let Some(card) = &mut slot.card {
                            card.reset();
                        }
                    });
                }
                Err(fault)
            }),
            Self::Says(bytes, when) => around(when, execute, || Ok(bytes)),
            Self::Data(change) => execute().map(|answer| change.of(&answer)),
        })
    }
}

/// The status words of the published table, and one at least of every class, known and unknown.
pub(crate) const STATUS_WORDS: [u16; 44] = [
    0x0000, 0x5A5A, 0x6000, 0x6100, 0x6110, 0x61FF, 0x6200, 0x6281, 0x6282, 0x6283, 0x6300, 0x6381,
    0x63C0, 0x63C1, 0x63C2, 0x63C3, 0x63CF, 0x6400, 0x6581, 0x6600, 0x6700, 0x6881, 0x6882, 0x6900,
    0x6981, 0x6982, 0x6983, 0x6984, 0x6985, 0x6986, 0x6A80, 0x6A82, 0x6A83, 0x6A86, 0x6A88, 0x6B00,
    0x6C00, 0x6C04, 0x6D00, 0x6E00, 0x6F00, 0x7000, 0x9000, 0x9FFF,
];

impl What {
    /// What reader and service say of it.
    fn fault(self) -> TransportFault {
        match self {
            Self::Card | Self::CardForAnother => TransportFault::Removed,
            Self::Reader => TransportFault::ReaderGone,
            Self::Service => TransportFault::Service,
        }
    }
}

impl Change {
    fn of(self, answer: &[u8]) -> Vec<u8> {
        let (data, word) = answer.split_at(answer.len().saturating_sub(2));
        let mut data = data.to_vec();
        match self {
            Self::Cut => drop(data.pop()),
            Self::Padded => data.push(0x5A),
            Self::Empty => data.clear(),
            Self::First => data.iter_mut().take(1).for_each(|byte| *byte ^= 0x55),
            Self::Last => data.iter_mut().rev().take(1).for_each(|byte| *byte ^= 0x55),
        }
        [&data, word].concat()
    }
}

fn around(when: When, execute: &dyn Fn() -> Answer, happens: impl FnOnce() -> Answer) -> Answer {
    let answer = (when != When::Before).then(execute);
    let instead = happens();
    match answer {
        Some(answer) if when == When::After => answer,
        _ => instead,
    }
}

fn take_away(what: What, desk: &Desk) {
    match what {
        What::Card => desk.pocket("Reader 1"),
        What::Reader => desk.unplug("Reader 1"),
        What::Service => desk.stop_service(true),
        What::CardForAnother => {
            let mut another = card();
            another.set_tries(PinName::Auth, 2);
            desk.swap("Reader 1", another);
        }
    }
}
