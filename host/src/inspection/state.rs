//! What an inspection knows of readers and cards, what has to be looked at next, and what is told of it.
//! It must not know how a card is looked at, nor on which threads.

use std::{
    collections::BTreeMap,
    mem,
    sync::mpsc,
    time::{Duration, Instant},
};

use super::{CardFinding, Findings, ReaderFinding, Told, look::Unseen};
use crate::{
    reader::{CardOnReader, ReaderState, Sighting},
    text::Lang,
};

/// What the looking thread is told to do.
pub(super) enum Job {
    /// Look at everything, once.
    Survey(Survey),
    /// Look at one card, while watching.
    Look(CardOnReader),
    /// Nothing any more.
    End,
}

/// For whom everything is looked at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Survey {
    /// For one [`Inspection::inspect`].
    Inspection,
    /// For one [`Inspection::examine`].
    Examination(Examination),
}

/// Which examination.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Examination(u64);

/// Somebody waits for an examination.
struct Awaited {
    lang: Lang,
    /// Disconnected once it is told.
    _told: mpsc::Sender<()>,
}

/// What one inspection knows and is asked for.
pub(super) struct State {
    telling: mpsc::Sender<Told>,
    jobs: mpsc::Sender<Job>,
    /// How long a card is left alone that did not answer.
    patience: Duration,
    /// Readers and cards are being watched.
    started: bool,
    /// How readers and cards stand, once that is known.
    sighting: Option<Sighting>,
    /// What waits for the first sighting.
    surveys: Vec<Survey>,
    /// The examinations that were not told yet.
    awaited: BTreeMap<Examination, Awaited>,
    /// How many examinations were asked for.
    examinations: u64,
    watch: Watch,
    /// The cards that are there, as far as they were looked at.
    cards: Vec<Card>,
}

/// Whether changes are told.
enum Watch {
    Off,
    /// They are; nothing was told yet.
    Untold,
    /// They are; this was told last.
    Told(Findings),
}

/// A card that is there.
struct Card {
    card: CardOnReader,
    shown: CardFinding,
    look: Look,
    /// The last look did not find it.
    missed: bool,
}

/// Whether a card has to be looked at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Look {
    /// At the next sighting, which comes every few seconds.
    Due,
    /// At the first sighting from then on: a look may itself cause one, and would follow itself without a pause.
    DueFrom(Instant),
    UnderWay,
    /// Once for each time it is put down.
    Done,
}

impl Look {
    fn is_due(self) -> bool {
        match self {
            Self::Due => true,
            Self::DueFrom(then) => then <= Instant::now(),
            Self::UnderWay | Self::Done => false,
        }
    }
}

impl State {
    /// Findings go to `telling`, and what has to be looked at to `jobs`.
    pub(super) fn new(
        telling: mpsc::Sender<Told>,
        jobs: mpsc::Sender<Job>,
        patience: Duration,
    ) -> Self {
        Self {
            telling,
            jobs,
            patience,
            started: false,
            sighting: None,
            surveys: Vec::new(),
            awaited: BTreeMap::new(),
            examinations: 0,
            watch: Watch::Off,
            cards: Vec::new(),
        }
    }

    /// Whether nobody has asked before, so that readers and cards have to be watched from now on.
    pub(super) fn starts(&mut self) -> bool {
        !mem::replace(&mut self.started, true)
    }

    /// Has everything looked at once, as soon as something has been seen.
    pub(super) fn survey(&mut self, survey: Survey) {
        self.surveys.push(survey);
        self.begin_surveys();
    }

    /// Begins to wait for an examination; the receiver is disconnected once it is told.
    pub(super) fn await_examination(&mut self, lang: Lang) -> (Examination, mpsc::Receiver<()>) {
        let (_told, told) = mpsc::channel();
        let examination = Examination(self.examinations);
        self.examinations += 1;
        self.awaited.insert(examination, Awaited { lang, _told });
        (examination, told)
    }

    /// Tells what a survey has found, unless it is not waited for any more.
    pub(super) fn surveyed(&mut self, survey: Survey, found: Findings) {
        match survey {
            Survey::Inspection => self.tell(Told::Inspected(found)),
            Survey::Examination(examination) => {
                if let Some(awaited) = self.awaited.remove(&examination) {
                    self.tell(Told::Examined(found, awaited.lang));
                }
            }
        }
    }

    /// Waits no longer for an examination, and tells that.
    pub(super) fn give_up(&mut self, examination: Examination) {
        if let Some(awaited) = self.awaited.remove(&examination) {
            self.tell(Told::NotExamined(awaited.lang));
        }
    }

    /// Has changes told from now on, and first how things stand.
    pub(super) fn watch(&mut self) {
        self.watch = Watch::Untold;
        self.follow();
    }

    pub(super) fn stop_watching(&mut self) {
        self.watch = Watch::Off;
    }

    /// Has nothing looked at any more.
    pub(super) fn end(&mut self) {
        self.stop_watching();
        self.awaited.clear();
        drop(self.jobs.send(Job::End));
    }

    /// How readers and cards stand, once that is known.
    pub(super) fn sighting(&self) -> Option<&Sighting> {
        self.sighting.as_ref()
    }

    fn tell(&self, told: Told) {
        // Where nobody hears it, nobody wants to know.
        drop(self.telling.send(told));
    }

    /// Takes in how readers and cards stand now.
    pub(super) fn see(&mut self, sighting: Sighting) {
        self.sighting = Some(sighting);
        self.begin_surveys();
        self.follow();
    }

    fn begin_surveys(&mut self) {
        if self.sighting.is_none() {
            return;
        }
        for survey in mem::take(&mut self.surveys) {
            // Where the thread has ended, nobody wants to know.
            drop(self.jobs.send(Job::Survey(survey)));
        }
    }

    /// Has new cards looked at, forgets those that are gone, and tells what has changed.
    fn follow(&mut self) {
        if matches!(self.watch, Watch::Off) {
            return;
        }
        let Some(sighting) = &self.sighting else {
            return;
        };
        let readers = match sighting {
            Sighting::NoService => &[][..],
            Sighting::Readers(readers) => readers,
        };
        let real = || readers.iter().filter(|reader| !reader.is_virtual());
        let present: Vec<_> = real().filter_map(ReaderState::card_on_reader).collect();
        self.cards.retain(|known| present.contains(&known.card));
        let free = real().filter(|reader| reader.card.is_some_and(|card| !card.held));
        for card in free.filter_map(ReaderState::card_on_reader) {
            if !self.cards.iter().any(|known| known.card == card) {
                self.cards.push(Card {
                    card: card.clone(),
                    shown: CardFinding::Reading,
                    look: Look::Due,
                    missed: false,
                });
            }
            let due = |known: &&mut Card| known.card == card && known.look.is_due();
            if let Some(known) = self.cards.iter_mut().find(due) {
                known.look = Look::UnderWay;
                drop(self.jobs.send(Job::Look(card.clone())));
            }
        }
        self.tell_changes();
    }

    /// Takes in what a look has found.
    pub(super) fn looked(&mut self, card: &CardOnReader, seen: Result<CardFinding, Unseen>) {
        let Some(known) = self.cards.iter_mut().find(|known| known.card == *card) else {
            return;
        };
        let missed = matches!(seen, Err(Unseen::Gone));
        let missed_before = mem::replace(&mut known.missed, missed);
        // A bad contact may pass.
        let later = Look::DueFrom(Instant::now() + self.patience);
        match seen {
            Ok(CardFinding::Unresponsive) => {
                (known.shown, known.look) = (CardFinding::Unresponsive, later);
            }
            Ok(finding) => (known.shown, known.look) = (finding, Look::Done),
            Err(Unseen::InUse) => (known.shown, known.look) = (CardFinding::InUse, Look::Due),
            Err(Unseen::Gone) if missed_before => {
                (known.shown, known.look) = (CardFinding::Unresponsive, later);
            }
            // That card or service is gone is the readers' to tell.
            Err(Unseen::Gone | Unseen::NoService) => known.look = Look::Due,
        }
        self.tell_changes();
    }

    fn tell_changes(&mut self) {
        let Some(sighting) = &self.sighting else {
            return;
        };
        let findings = self.findings(sighting);
        let changed = match &self.watch {
            Watch::Off => false,
            Watch::Untold => true,
            Watch::Told(before) => *before != findings,
        };
        if changed {
            self.watch = Watch::Told(findings.clone());
            self.tell(Told::Watched(findings));
        }
    }

    fn findings(&self, sighting: &Sighting) -> Findings {
        let Sighting::Readers(readers) = sighting else {
            return Findings::ServiceStopped;
        };
        let finding = |reader: &ReaderState| ReaderFinding {
            name: reader.name.clone(),
            is_virtual: reader.is_virtual(),
            card: self.card_finding(reader),
        };
        Findings::Readers(readers.iter().map(finding).collect())
    }

    fn card_finding(&self, reader: &ReaderState) -> Option<CardFinding> {
        let state = reader.card.filter(|_| !reader.is_virtual())?;
        if state.held {
            return Some(CardFinding::InUse);
        }
        let card = reader.card_on_reader()?;
        let known = self.cards.iter().find(|known| known.card == card)?;
        Some(known.shown.clone())
    }
}
