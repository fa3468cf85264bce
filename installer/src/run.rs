//! The commands: what the command line asks for, done on a machine, told to a person.

use std::io::{self, Write};

use crate::{
    arguments::{Choice, Command, Options, Usage, parse},
    browser::{Browser, Scope, installed},
    doctor::{self, Limits},
    host_state::{self, Gone},
    install::{self, Hands, Outcome},
    kept::Kept,
    machine::{Machine, is_anothers},
    plan::{self, FurtherIds, Wanted},
    policy::{self, Source},
    receipt::{Owner, Receipt},
    text::{self, Lang},
    uninstall,
};

/// What a run comes to; the number is the exit status.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Status {
    /// Everything asked for stands, or is gone.
    Done,
    /// Something was left undone, and was named.
    Undone,
    /// The command line was not understood.
    Usage,
}

impl Status {
    /// The exit status.
    pub const fn code(self) -> u8 {
        match self {
            Self::Done => 0,
            Self::Undone => 1,
            Self::Usage => 2,
        }
    }
}

/// Where a run tells what it does.
pub struct Told<'a> {
    /// What was asked for.
    pub out: &'a mut dyn Write,
    /// What was left undone.
    pub err: &'a mut dyn Write,
}

/// Does what the command line asks for.
pub fn run(
    arguments: impl IntoIterator<Item = std::ffi::OsString>,
    machine: Option<&Machine>,
    hands: &mut Hands<'_>,
    told: &mut Told<'_>,
) -> io::Result<Status> {
    let arguments = match parse(arguments) {
        Ok(arguments) => arguments,
        Err(error) => return usage(&error, told),
    };
    let lang = arguments.lang.unwrap_or_else(Lang::system);
    match &arguments.command {
        Command::Version => {
            writeln!(told.out, "mpa-setup {}", env!("CARGO_PKG_VERSION"))?;
            return Ok(Status::Done);
        }
        Command::Help => {
            writeln!(told.out, "{}", text::HELP)?;
            return Ok(Status::Done);
        }
        _ => {}
    }
    let Some(machine) = machine else {
        writeln!(told.err, "{}", text::no_home(lang))?;
        return Ok(Status::Undone);
    };
    let mut run = Run {
        machine,
        lang,
        hands,
        told,
        undone: false,
    };
    match arguments.command {
        Command::Install(options) => run.install(options)?,
        Command::Repair(options) => run.repair(options)?,
        Command::Uninstall(options) => run.uninstall(&options)?,
        Command::Doctor { json } => run.doctor(json)?,
        Command::Version | Command::Help => {}
    }
    Ok(if run.undone {
        Status::Undone
    } else {
        Status::Done
    })
}

fn usage(error: &Usage, told: &mut Told<'_>) -> io::Result<Status> {
    writeln!(told.err, "mpa-setup: {error}\n\n{}", text::HELP)?;
    Ok(Status::Usage)
}

struct Run<'a, 'h, 't> {
    machine: &'a Machine,
    lang: Lang,
    hands: &'a mut Hands<'h>,
    told: &'a mut Told<'t>,
    undone: bool,
}

impl Run<'_, '_, '_> {
    fn say(&mut self, text: &str) -> io::Result<()> {
        writeln!(self.told.out, "{text}")
    }

    /// Names what was left undone.
    fn leave(&mut self, text: &str) -> io::Result<()> {
        self.undone = true;
        writeln!(self.told.err, "{text}")
    }

    /// The receipt, where this person may act at all.
    fn open(&mut self, scope: Scope) -> io::Result<Option<Kept>> {
        if scope == Scope::User && is_anothers(&self.machine.home) {
            let text = text::anothers_home(self.lang, &self.machine.home);
            self.leave(&text)?;
            return Ok(None);
        }
        match Kept::open(self.machine, scope) {
            Ok(kept) => Ok(Some(kept)),
            Err(error) => {
                let text = text::not_kept(self.lang, &error);
                self.leave(&text)?;
                Ok(None)
            }
        }
    }

    fn install(&mut self, options: Options) -> io::Result<()> {
        let Some(mut kept) = self.open(options.scope)? else {
            return Ok(());
        };
        let browsers = self.browsers(&options)?;
        if browsers.is_empty() {
            if !self.undone {
                let text = text::no_browser(self.lang);
                self.leave(&text)?;
            }
            return Ok(());
        }
        let host = options
            .host
            .clone()
            .map_or_else(|| Ok(self.machine.host()), std::path::absolute)?;
        if !host.is_file() {
            let text = text::no_host(self.lang, &host);
            return self.leave(&text);
        }
        let source = match options.force_extension.as_deref().map(Source::open) {
            None => None,
            Some(Ok(source)) => Some(source),
            Some(Err(error)) => {
                let text = text::no_source(self.lang, &error);
                return self.leave(&text);
            }
        };
        let ids = further_ids(&options, source.as_ref(), &mut kept.receipt);
        let mut wanted = match plan::wanted(&browsers, options.scope, self.machine, &host, &ids) {
            Ok(wanted) => wanted,
            Err(error) => {
                let text = text::not_unicode(self.lang, &error);
                return self.leave(&text);
            }
        };
        if let Some(source) = &source {
            wanted.extend(self.forced(&browsers, &options, source, &kept.receipt)?);
        }
        let steps = install::steps(
            wanted,
            &kept.receipt,
            &options.owner,
            options.scope,
            self.hands.registry,
        );
        if options.dry_run {
            for step in steps {
                let text = text::planned(self.lang, &step.wanted.place, &step.verdict);
                if step.verdict.is_good() {
                    self.say(&text)?;
                } else {
                    self.leave(&text)?;
                }
            }
            return Ok(());
        }
        let done = install::apply(steps, &mut kept, &options.owner, options.scope, self.hands);
        match done {
            Ok(outcomes) => self.tell(&outcomes)?,
            Err(error) => {
                let text = text::not_kept(self.lang, &error);
                self.leave(&text)?;
            }
        }
        self.tell_grants(&browsers)
    }

    fn doctor(&mut self, json: bool) -> io::Result<()> {
        let registry = &*self.hands.registry;
        let report = doctor::examine(self.machine, registry, self.lang, Limits::default());
        self.undone = !report.is_good();
        if json {
            report.tell_json(self.told.out)
        } else {
            report.tell(self.told.out)
        }
    }

    /// As an installation, for what the receipt says was installed before.
    fn repair(&mut self, mut options: Options) -> io::Result<()> {
        let Some(kept) = self.open(options.scope)? else {
            return Ok(());
        };
        if options.browsers == Choice::Auto {
            let mut browsers: Vec<_> = uninstall::chosen(&kept, &options.owner, None)
                .flat_map(|entry| entry.browsers.iter().copied())
                .collect();
            browsers.sort_unstable();
            browsers.dedup();
            if browsers.is_empty() {
                let text = text::nothing_to_repair(self.lang);
                return self.leave(&text);
            }
            options.browsers = Choice::Named(browsers);
        }
        self.install(options)
    }

    fn uninstall(&mut self, options: &Options) -> io::Result<()> {
        let Some(mut kept) = self.open(options.scope)? else {
            return Ok(());
        };
        let browsers = match &options.browsers {
            Choice::Named(browsers) => Some(browsers.as_slice()),
            Choice::Auto | Choice::All => None,
        };
        if options.dry_run {
            let places: Vec<_> = uninstall::chosen(&kept, &options.owner, browsers)
                .filter(|entry| !uninstall::is_still_needed(entry, browsers))
                .map(|entry| text::would_remove(self.lang, &entry.place))
                .collect();
            for text in places {
                self.say(&text)?;
            }
            return Ok(());
        }
        match uninstall::apply(
            &mut kept,
            &options.owner,
            browsers,
            options.scope,
            self.hands,
        ) {
            Ok(outcomes) => self.tell(&outcomes)?,
            Err(error) => {
                let text = text::not_kept(self.lang, &error);
                self.leave(&text)?;
            }
        }
        let is_whole = browsers.is_none() && options.owner == Owner::person();
        let mut stays = false;
        if options.scope == Scope::User && is_whole {
            // Before the receipt goes: the host's folder may be in one that is to go, too.
            self.remove_host_state()?;
            stays = self.machine.host_state.exists();
        }
        let tidied = if stays {
            kept.tidy_for_now(self.hands.disk)
        } else {
            kept.tidy(self.hands.disk)
        };
        match tidied {
            Ok(stuck) => {
                let stuck: Vec<_> = stuck.into_iter().map(Outcome::from).collect();
                self.tell(&stuck)
            }
            Err(error) => {
                let text = text::not_kept(self.lang, &error);
                self.leave(&text)
            }
        }
    }

    /// The host's log, lock, marker and uuid are the person's, who wants nothing left.
    fn remove_host_state(&mut self) -> io::Result<()> {
        let folder = &self.machine.host_state;
        if self.undone {
            // Whatever is still registered may start the host.
            if folder.exists() {
                let text = text::kept_state(self.lang, folder);
                self.leave(&text)?;
            }
            return Ok(());
        }
        match host_state::remove(self.machine) {
            Gone::Nothing => Ok(()),
            Gone::Removed => {
                let text = text::removed_state(self.lang, folder);
                self.say(&text)
            }
            Gone::InUse => {
                let text = text::state_in_use(self.lang, folder);
                self.leave(&text)
            }
            Gone::Failed(error) => {
                let text = text::not_removed(self.lang, folder, &error);
                self.leave(&text)
            }
        }
    }

    /// Which browsers are meant, without those that cannot be registered.
    fn browsers(&mut self, options: &Options) -> io::Result<Vec<Browser>> {
        let scope = options.scope;
        let system = self.machine.system;
        let (asked, is_named) = match &options.browsers {
            Choice::All => (Browser::ALL.to_vec(), false),
            Choice::Auto => (installed(self.machine, self.hands.registry), false),
            Choice::Named(browsers) => (browsers.clone(), true),
        };
        let refused = plan::unregistrable(&asked, system, scope);
        if options.browsers != Choice::All {
            for &browser in &refused {
                let text = text::unregistrable(self.lang, browser, system, scope);
                if is_named {
                    self.leave(&text)?;
                } else {
                    self.say(&text)?;
                }
            }
        }
        Ok(asked
            .into_iter()
            .filter(|browser| !refused.contains(browser))
            .collect())
    }

    fn forced(
        &mut self,
        browsers: &[Browser],
        options: &Options,
        source: &Source,
        receipt: &Receipt,
    ) -> io::Result<Vec<Wanted>> {
        let mut wanted = Vec::new();
        for &browser in browsers {
            match policy::wanted(browser, self.machine, source, receipt) {
                Ok(policies) => wanted.extend(policies),
                // Whoever asks for all browsers asks for those of which it can be done.
                Err(policy::Refusal::Browser | policy::Refusal::NothingForIt)
                    if !matches!(options.browsers, Choice::Named(_)) => {}
                Err(refusal) => {
                    let text = text::refusal(self.lang, browser, &refusal);
                    self.leave(&text)?;
                }
            }
        }
        Ok(wanted)
    }

    fn tell(&mut self, outcomes: &[Outcome]) -> io::Result<()> {
        for outcome in outcomes {
            let text = text::outcome(self.lang, &outcome.place, &outcome.done);
            match text::left_undone(self.lang, &outcome.done) {
                Some(next) if !outcome.done.is_good() => {
                    self.leave(&format!("{text}\n  {next}"))?
                }
                _ => self.say(&text)?,
            }
        }
        Ok(())
    }

    fn tell_grants(&mut self, browsers: &[Browser]) -> io::Result<()> {
        for browser in browsers {
            if let Some(grant) = browser.confinement().grant() {
                let text = text::grant(self.lang, *browser, &grant);
                self.say(&text)?;
            }
        }
        Ok(())
    }
}

/// The ids that manifests list by the receipt, and those that they are to list; the receipt learns of the latter.
fn further_ids(options: &Options, source: Option<&Source>, receipt: &mut Receipt) -> FurtherIds {
    let others = receipt
        .ids
        .iter()
        .filter(|(owner, _)| **owner != options.owner);
    let others = others.flat_map(|(_, ids)| ids.iter().cloned()).collect();
    let known = vec![receipt.all_ids(), others];
    let mut ids = options.ids.clone();
    ids.extend(source.and_then(|source| source.chromium_id.clone()));
    ids.retain(|id| !crate::manifest::CHROMIUM_IDS.contains(&id.as_str()));
    if !ids.is_empty() {
        receipt
            .ids
            .entry(options.owner.clone())
            .or_default()
            .extend(ids);
    }
    FurtherIds {
        known,
        wanted: receipt.all_ids(),
    }
}
