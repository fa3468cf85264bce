//! What is told of every outcome, in both languages.

use std::{io, path::PathBuf};

use mpa_setup::{
    arguments::Usage,
    browser::{Browser, Confinement, Scope, System},
    disk::OthersLink,
    install::Done,
    kept::NotKept,
    plan::{NotUnicode, Place, Verdict},
    policy::{NoSource, Refusal},
    receipt::{Damaged, Owner},
    text::{self, Lang},
};

#[test]
fn everything_is_told_in_both_languages() {
    let path = || PathBuf::from("/x");
    let denied = || io::Error::from_raw_os_error(13);
    let full = || io::Error::from(io::ErrorKind::StorageFull);
    let link = || io::Error::other(OthersLink(path()));
    let place = Place::File(path());
    let verdicts = || {
        [
            Verdict::Write,
            Verdict::Replace,
            Verdict::Extend,
            Verdict::Keep,
            Verdict::KeepAnothers,
            Verdict::Foreign,
            Verdict::Changed,
            Verdict::OwnedBy(Owner::person()),
            Verdict::Unreadable,
        ]
    };
    let told = |lang: Lang| {
        let mut told = Vec::new();
        for verdict in verdicts() {
            let is_good = verdict.is_good();
            told.push(text::planned(lang, &place, &verdict));
            let done = if is_good {
                Done::Stands(verdict)
            } else {
                Done::Left(verdict)
            };
            told.push(text::outcome(lang, &place, &done));
            let next = text::left_undone(lang, &done);
            assert_eq!(next.is_none(), is_good, "{done:?}");
            told.extend(next);
        }
        for done in [Done::Removed, Done::Restored, Done::TakenOut, Done::Theirs] {
            told.push(text::outcome(lang, &place, &done));
            assert_eq!(text::left_undone(lang, &done), None);
        }
        for done in [
            Done::EntryChanged,
            Done::Failed(denied()),
            Done::Failed(full()),
            Done::Failed(link()),
        ] {
            told.push(text::outcome(lang, &place, &done));
            told.extend(text::left_undone(lang, &done));
        }
        for refusal in [
            Refusal::System,
            Refusal::Browser,
            Refusal::NothingForIt,
            Refusal::Unsigned,
            Refusal::Decided(path()),
            Refusal::Overridden(path()),
            Refusal::Revived {
                hidden: path(),
                by: path(),
            },
            Refusal::Unclear(path()),
            Refusal::NotPlain(path()),
            Refusal::Unreadable(path()),
        ] {
            told.push(text::refusal(lang, Browser::Chrome, &refusal));
        }
        for browser in Browser::ALL {
            if browser.confinement() != Confinement::None {
                told.push(text::unregistrable(
                    lang,
                    browser,
                    System::Linux,
                    Scope::System,
                ));
            }
        }
        for error in [denied(), full(), link()] {
            let path = path();
            told.push(text::not_kept(lang, &NotKept::Disk { path, error }));
        }
        told.extend([
            text::no_home(lang),
            text::anothers_folder(lang, &path()),
            text::not_kept(
                lang,
                &NotKept::Damaged {
                    path: path(),
                    damaged: Damaged,
                },
            ),
            text::not_kept(lang, &NotKept::AnotherRuns),
            text::not_kept(
                lang,
                &NotKept::Lock {
                    path: path(),
                    error: denied(),
                },
            ),
            text::no_browser(lang),
            text::no_host(lang, &path()),
            text::no_source(lang, &NoSource::Relative(path())),
            text::no_source(lang, &NoSource::Empty(path())),
            text::no_source(lang, &NoSource::NoId(path())),
            text::no_source(
                lang,
                &NoSource::Disk {
                    path: path(),
                    error: denied(),
                },
            ),
            text::not_unicode(lang, &NotUnicode(path())),
            text::nothing_to_repair(lang),
            text::would_remove(lang, &place),
            text::removed_state(lang, &path()),
            text::state_in_use(lang, &path()),
            text::kept_state(lang, &path()),
            text::not_removed(lang, &path(), &denied()),
            text::grant(lang, Browser::ChromeFlatpak, "x"),
        ]);
        told
    };
    let usages = [
        Usage::NoCommand,
        Usage::Command("x".to_owned()),
        Usage::Browser("x".to_owned()),
        Usage::Value("--scope", "x".to_owned()),
        Usage::ForceNeedsSystem,
        Usage::Syntax(lexopt::Error::MissingValue { option: None }),
    ];
    let told = |lang| {
        let usages = usages.iter().map(|error| text::usage(lang, error));
        let mut told: Vec<_> = told(lang);
        told.extend(usages);
        told
    };
    let is_japanese = |text: &String| text.chars().any(|c| ('ぁ'..='ん').contains(&c));
    let (ja, en) = (told(Lang::Ja), told(Lang::En));
    assert_eq!(ja.len(), en.len());
    assert!(ja.len() > 50);
    for (ja, en) in ja.iter().zip(&en) {
        assert!(is_japanese(ja), "{ja}");
        assert!(!has_half_width_brackets(ja), "{ja}");
        assert!(en.is_ascii(), "{en}");
    }
}

#[test]
fn what_to_do_about_a_failed_write_follows_from_why_it_failed() {
    let next = |error| text::left_undone(Lang::En, &Done::Failed(error)).expect("a next step");
    assert!(next(io::ErrorKind::PermissionDenied.into()).contains("Run this as somebody"));
    for full in [io::ErrorKind::StorageFull, io::ErrorKind::QuotaExceeded] {
        assert!(next(full.into()).contains("Make space"));
    }
    let link = io::Error::other(OthersLink(PathBuf::from("/x")));
    assert!(next(link).contains("who made the link"));
}

/// Brackets of a Japanese text are as wide as its letters; those of browsers' names and of the system's own words are theirs.
pub(crate) fn has_half_width_brackets(text: &str) -> bool {
    let mut text = text.to_owned();
    // The longer names come later.
    for browser in Browser::ALL.into_iter().rev() {
        text = text.replace(browser.title(), "");
    }
    let mut parts = text.split("(os error ");
    let first = parts.next().unwrap_or_default().to_owned();
    let rest = parts.filter_map(|part| part.split_once(')'));
    let text = rest.fold(first, |text, (_, after)| text + after);
    text.contains(['(', ')'])
}
