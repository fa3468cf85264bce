//! The examination: what stands between each browser of this machine and the host, and what to do about it.
//! It changes nothing, and touches no card but through the host.

mod host;
mod manifests;
mod policies;

use std::{io::Write, path::PathBuf};

use serde::{Deserialize, Serialize};

pub use self::host::{Limits, Silence};
use crate::{
    browser::{Browser, Confinement, Scope, installed, locations},
    machine::Machine,
    registry::Registry,
    text::{Finding, Lang, finding, next_step},
};

/// How a line is meant.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum State {
    /// It is as it should be.
    Good,
    /// It may be in the way.
    Warning,
    /// No login works like this.
    Bad,
    /// It is good to know.
    Note,
}

/// One line of what was found.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Line {
    /// What was looked at; programs may rely on it.
    pub name: String,
    /// How it is.
    pub state: State,
    /// What was found, for people.
    pub text: String,
    /// What to do about it.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub next: Option<String>,
    /// Which browser it is about.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub browser: Option<String>,
    /// What the host adds for programs.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub facts: Option<serde_json::Value>,
}

/// Everything that was found.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Report {
    /// The form of this object.
    pub format: u32,
    /// This program's version.
    pub setup_version: &'static str,
    /// The language of the texts.
    pub lang: &'static str,
    /// The lines.
    pub lines: Vec<Line>,
}

impl Report {
    /// Whether a login can work.
    pub fn is_good(&self) -> bool {
        self.lines.iter().all(|line| line.state != State::Bad)
    }

    /// Tells it to people.
    pub fn tell(&self, out: &mut dyn Write) -> std::io::Result<()> {
        for line in &self.lines {
            let mark = match line.state {
                State::Good => "✓",
                State::Warning => "!",
                State::Bad => "✗",
                State::Note => "·",
            };
            writeln!(out, "{mark} {}", line.text)?;
            if let Some(next) = &line.next {
                writeln!(out, "  → {next}")?;
            }
        }
        Ok(())
    }

    /// Tells it to programs.
    pub fn tell_json(&self, out: &mut dyn Write) -> std::io::Result<()> {
        serde_json::to_writer(&mut *out, self)?;
        writeln!(out)
    }
}

/// Examines everything.
pub fn examine(machine: &Machine, registry: &dyn Registry, lang: Lang, limits: Limits) -> Report {
    let mut findings = Vec::new();
    let mut hosts: Vec<PathBuf> = Vec::new();
    let browsers = installed(machine, registry);
    if browsers.is_empty() {
        findings.push((None, Finding::NoBrowser));
    }
    for &browser in &browsers {
        let found = match browser.confinement() {
            Confinement::Closed | Confinement::Anonymous => {
                vec![Finding::CannotWork(browser, machine.system)]
            }
            _ => {
                let registration = manifests::examine(browser, machine, registry, limits);
                hosts.extend(registration.host);
                let mut found = registration.findings;
                found.extend(policies::examine(
                    browser,
                    machine,
                    registry,
                    registration.scope == Some(Scope::User),
                ));
                found.extend(grant(browser, machine));
                found
            }
        };
        findings.extend(found.into_iter().map(|found| (Some(browser), found)));
    }
    for browser in Browser::ALL {
        if !browsers.contains(&browser) && !is_shared(browser, &browsers, machine) {
            let left = manifests::leftovers(browser, machine, registry);
            findings.extend(left.into_iter().map(|left| (Some(browser), left)));
        }
    }
    let mut lines: Vec<_> = findings
        .iter()
        .map(|(browser, found)| line(lang, *browser, found))
        .collect();
    lines.dedup();
    hosts.push(machine.host());
    match hosts.into_iter().find(|host| host.is_file()) {
        None => lines.push(line(lang, None, &Finding::NoHost(machine.host()))),
        // It would write its log into that home, as the wrong user.
        Some(_) if machine.is_anothers_home() => {
            let home = machine.home.clone();
            lines.push(line(lang, None, &Finding::AnothersHome(home)));
        }
        Some(host) => match host::own_lines(&host, lang, limits) {
            Ok(own) => lines.extend(own),
            Err(silence) => lines.push(line(lang, None, &untold(host, silence))),
        },
    }
    Report {
        format: 1,
        setup_version: env!("CARGO_PKG_VERSION"),
        lang: lang.code(),
        lines,
    }
}

/// Why the host's own examination is missing.
fn untold(host: PathBuf, silence: Silence) -> Finding {
    match silence {
        Silence::NotStarted(_) => Finding::Silent(host, silence),
        Silence::NoAnswer => Finding::HostTellsNothing(host),
        Silence::Late => Finding::HostTellsLate(host),
    }
}

fn line(lang: Lang, browser: Option<Browser>, found: &Finding) -> Line {
    let text = finding(lang, found);
    Line {
        name: found.name().to_owned(),
        state: found.state(),
        text: match browser {
            Some(browser) if found.needs_title() => format!("{}: {text}", browser.title()),
            _ => text,
        },
        next: next_step(lang, browser, found),
        browser: browser.map(|browser| browser.name().to_owned()),
        facts: None,
    }
}

/// Whether an installed browser looks into all the same places, too.
fn is_shared(browser: Browser, browsers: &[Browser], machine: &Machine) -> bool {
    let all = |browser| {
        Scope::ALL
            .into_iter()
            .flat_map(move |scope| locations(browser, machine.system, scope))
    };
    all(browser).all(|place| {
        let mut others = browsers.iter().flat_map(|&other| all(other));
        others.any(|other| other == place)
    })
}

/// Whether a browser in a sandbox may start the host; only of a Flatpak can it be told.
fn grant(browser: Browser, machine: &Machine) -> Option<Finding> {
    let command = browser.confinement().grant()?;
    let Some(application) = browser.flatpak() else {
        return Some(Finding::GrantUnknown(command));
    };
    let folders = [
        machine.home.join(".local/share/flatpak/overrides"),
        machine.rooted("/var/lib/flatpak/overrides"),
    ];
    let is_granted = folders.into_iter().any(|folder| {
        let said = std::fs::read_to_string(folder.join(application)).unwrap_or_default();
        said.lines()
            .any(|line| line.trim() == "org.freedesktop.Flatpak=talk")
    });
    Some(if is_granted {
        Finding::Granted
    } else {
        Finding::NotGranted(command)
    })
}
