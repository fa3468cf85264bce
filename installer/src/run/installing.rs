//! Installation and repair, as a person or a package asks for them.

use std::{
    collections::{BTreeMap, BTreeSet},
    io,
    path::PathBuf,
};

use super::Run;
use crate::{
    arguments::{Choice, Options},
    browser::{Browser, installed},
    install,
    kept::Kept,
    plan::{self, FurtherIds, Wanted},
    policy::{self, Source},
    receipt::Receipt,
    text, uninstall,
};

/// A folder that browsers are made to load the extension from.
struct Forcing {
    folder: PathBuf,
    browsers: Vec<Browser>,
}

/// The same, once the folder has been looked into.
struct Opened {
    source: Source,
    browsers: Vec<Browser>,
}

impl Run<'_, '_, '_> {
    /// An installation from nothing but the command line.
    pub(super) fn install(&mut self, options: &Options) -> io::Result<()> {
        match self.open(options)? {
            Some(kept) => self.install_with(options, kept, Vec::new()),
            None => Ok(()),
        }
    }

    /// `before` is what the extension was forced with before, and is to be again.
    fn install_with(
        &mut self,
        options: &Options,
        mut kept: Kept,
        before: Vec<Forcing>,
    ) -> io::Result<()> {
        let browsers = self.browsers(options)?;
        if browsers.is_empty() {
            if !self.undone {
                let text = text::no_browser(self.lang);
                self.leave(&text)?;
            }
            return Ok(());
        }
        let host = match &options.host {
            // What cannot be made absolute is nowhere: it is empty, or the working folder is gone.
            Some(host) => std::path::absolute(host).unwrap_or_else(|_| host.clone()),
            None => self.machine.host(),
        };
        if !(host.is_absolute() && host.is_file()) {
            let text = text::no_host(self.lang, &host);
            return self.leave(&text);
        }
        let mut sources = Vec::new();
        let asked = options.force_extension.iter().map(|folder| Forcing {
            folder: folder.clone(),
            browsers: browsers.clone(),
        });
        for Forcing { folder, browsers } in asked.chain(before) {
            match Source::open(&folder) {
                Ok(source) => sources.push(Opened { source, browsers }),
                Err(error) => {
                    let text = text::no_source(self.lang, &error);
                    self.leave(&text)?;
                    // What a repair cannot force again is no reason not to register the host.
                    if options.force_extension.is_some() {
                        return Ok(());
                    }
                }
            }
        }
        let ids = further_ids(options, &sources, &mut kept.receipt);
        let mut wanted = match plan::wanted(&browsers, options.scope, self.machine, &host, &ids) {
            Ok(wanted) => wanted,
            Err(error) => {
                let text = text::not_unicode(self.lang, &error);
                return self.leave(&text);
            }
        };
        for opened in &sources {
            wanted.extend(self.forced(opened, options, &kept.receipt)?);
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

    /// As an installation, for what the receipt says was installed before.
    pub(super) fn repair(&mut self, mut options: Options) -> io::Result<()> {
        let Some(kept) = self.open(&options)? else {
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
        let before = match options.force_extension {
            Some(_) => Vec::new(),
            None => forced_before(&kept, &options),
        };
        self.install_with(&options, kept, before)
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
        opened: &Opened,
        options: &Options,
        receipt: &Receipt,
    ) -> io::Result<Vec<Wanted>> {
        let mut wanted = Vec::new();
        for &browser in &opened.browsers {
            match policy::wanted(browser, self.machine, &opened.source, receipt) {
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

/// For which of the asked browsers the receipt says that the extension was forced, and with what.
fn forced_before(kept: &Kept, options: &Options) -> Vec<Forcing> {
    let is_asked = |browser: &Browser| match &options.browsers {
        Choice::Named(named) => named.contains(browser),
        Choice::Auto | Choice::All => true,
    };
    let mut browsers_by_folder: BTreeMap<PathBuf, BTreeSet<Browser>> = BTreeMap::new();
    for entry in uninstall::chosen(kept, &options.owner, None) {
        if let Some(folder) = &entry.source {
            let browsers = browsers_by_folder.entry(folder.clone()).or_default();
            browsers.extend(entry.browsers.iter().copied().filter(is_asked));
        }
    }
    browsers_by_folder
        .into_iter()
        .map(|(folder, browsers)| Forcing {
            folder,
            browsers: browsers.into_iter().collect(),
        })
        .collect()
}

/// The ids that manifests list by the receipt, and those that they are to list; the receipt learns of the latter.
fn further_ids(options: &Options, sources: &[Opened], receipt: &mut Receipt) -> FurtherIds {
    let others = receipt
        .ids
        .iter()
        .filter(|(owner, _)| **owner != options.owner);
    let others = others.flat_map(|(_, ids)| ids.iter().cloned()).collect();
    let known = vec![receipt.all_ids(), others];
    let mut ids = options.ids.clone();
    ids.extend(
        sources
            .iter()
            .filter_map(|opened| opened.source.chromium_id.clone()),
    );
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
