//! What of a command line is understood.

use mpa_setup::{
    arguments::{Choice, Command, parse},
    browser::{Browser, Scope},
    text::Lang,
};

fn parsed(line: &str) -> Option<Command> {
    let words = line.split_whitespace().map(Into::into);
    parse(words).ok().map(|arguments| arguments.command)
}

#[test]
fn every_option_arrives() {
    let line = "install --browser chrome,firefox-snap --scope system --host /opt/mpa-host --owner mpa-chromium \
                --force-extension /usr/share/x --extension-id abcdefghijklmnopabcdefghijklmnop --dry-run --lang ja";
    let arguments = parse(line.split_whitespace().map(Into::into)).expect("understood");
    assert_eq!(arguments.lang, Some(Lang::Ja));
    let Command::Install(options) = arguments.command else {
        panic!("no installation");
    };
    let browsers = vec![Browser::Chrome, Browser::FirefoxSnap];
    assert_eq!(options.browsers, Choice::Named(browsers));
    assert_eq!(options.scope, Scope::System);
    assert_eq!(options.host, Some("/opt/mpa-host".into()));
    assert_eq!(options.owner.name(), "mpa-chromium");
    assert_eq!(options.force_extension, Some("/usr/share/x".into()));
    assert_eq!(options.ids.len(), 1);
    assert!(options.dry_run);
}

#[test]
fn what_is_not_asked_for_has_its_usual_value() {
    for line in ["install", "uninstall", "repair"] {
        let Some(
            Command::Install(options) | Command::Uninstall(options) | Command::Repair(options),
        ) = parsed(line)
        else {
            panic!("{line} is not understood");
        };
        assert_eq!(options.browsers, Choice::Auto);
        assert_eq!(options.scope, Scope::User);
        assert_eq!(options.owner.name(), "person");
        assert!(!options.dry_run);
    }
    assert_eq!(
        parsed("doctor --json"),
        Some(Command::Doctor { json: true })
    );
    assert_eq!(parsed("--version"), Some(Command::Version));
    assert_eq!(parsed("-h"), Some(Command::Help));
}

#[test]
fn what_cannot_be_meant_is_refused() {
    for line in [
        "",
        "remove",
        "install --browser netscape",
        "install --browser chrome,",
        "install --scope everybody",
        "install --owner ../../etc",
        "install --owner",
        "install --extension-id abc",
        "install --force-extension /usr/share/x",
        "install --json",
        "install extra",
        "uninstall --host /opt/mpa-host",
        "doctor --browser chrome",
        "doctor --lang de",
        "--version install",
    ] {
        assert_eq!(parsed(line), None, "{line}");
    }
}
