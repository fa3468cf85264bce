//! A removal, as a person or a package asks for it.

use std::io;

use super::Run;
use crate::{
    arguments::{Choice, Options},
    browser::Scope,
    host_state::{self, Gone},
    install::Outcome,
    plan::Place,
    receipt::Owner,
    text, uninstall,
};

impl Run<'_, '_, '_> {
    pub(super) fn uninstall(&mut self, options: &Options) -> io::Result<()> {
        let Some(mut kept) = self.open(options)? else {
            return Ok(());
        };
        let browsers = match &options.browsers {
            Choice::Named(browsers) => Some(browsers.as_slice()),
            Choice::Auto | Choice::All => None,
        };
        let is_whole = browsers.is_none() && options.owner == Owner::person();
        let takes_state = is_whole && options.scope == Scope::User;
        if options.dry_run {
            let state = Place::File(self.machine.host_state.clone());
            let mut places: Vec<_> = uninstall::chosen(&kept, &options.owner, browsers)
                .filter(|entry| !uninstall::is_still_needed(entry, browsers))
                .map(|entry| text::would_remove(self.lang, &entry.place))
                .collect();
            if takes_state && self.machine.host_state.exists() {
                places.push(text::would_remove(self.lang, &state));
            }
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
        let mut stays = false;
        if takes_state {
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
}
