//! What is planned for every browser, system and scope, compared whole with `plans.txt`.
//! `MPA_SETUP_WRITE_PLANS=1 cargo test -p mpa-setup` writes that file anew: read the difference before committing it.

use std::{fmt::Write, fs, path::Path, path::PathBuf};

use mpa_setup::{
    browser::{Browser, Scope, System},
    machine::Machine,
    plan::{FurtherIds, NotUnicode, Place, wanted},
};

#[test]
fn every_browser_system_and_scope() {
    let mut plans = String::new();
    for system in System::ALL {
        for scope in Scope::ALL {
            for browser in Browser::ALL {
                describe(&mut plans, browser, system, scope).expect("a text takes everything");
            }
        }
    }
    let golden = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/it/plans.txt");
    if std::env::var_os("MPA_SETUP_WRITE_PLANS").is_some() {
        fs::write(&golden, &plans).expect("written");
    }
    let expected = fs::read_to_string(&golden).expect("the golden file");
    assert_eq!(plans, expected);
}

#[test]
fn places_that_browsers_share_are_wanted_once_and_for_all_of_them() {
    let machine = machine(System::Linux);
    let browsers = [Browser::Firefox, Browser::FirefoxSnap];
    let wanted = wanted(
        &browsers,
        Scope::User,
        &machine,
        &machine.host(),
        &FurtherIds::default(),
    )
    .expect("Unicode");
    assert_eq!(wanted.len(), 1);
    assert_eq!(wanted[0].browsers, browsers);
}

#[cfg(unix)]
#[test]
fn a_host_whose_path_is_not_unicode_cannot_be_named_in_a_manifest() {
    use std::{ffi::OsStr, os::unix::ffi::OsStrExt};
    let host = PathBuf::from(OsStr::from_bytes(b"/opt/\xff/mpa-host"));
    for browser in [Browser::Chrome, Browser::Firefox, Browser::FirefoxFlatpak] {
        let planned = wanted(
            &[browser],
            Scope::User,
            &machine(System::Linux),
            &host,
            &FurtherIds::default(),
        );
        assert_eq!(planned, Err(NotUnicode(host.clone())));
    }
}

fn describe(
    into: &mut String,
    browser: Browser,
    system: System,
    scope: Scope,
) -> Result<(), std::fmt::Error> {
    let machine = machine(system);
    let planned = wanted(
        &[browser],
        scope,
        &machine,
        &machine.host(),
        &FurtherIds::default(),
    )
    .expect("Unicode");
    writeln!(into, "== {} {system:?} {}", browser.name(), scope.name())?;
    if planned.is_empty() {
        writeln!(into, "nothing")?;
    }
    for wanted in planned {
        match &wanted.place {
            // A path is shown in one way on every system that the tests run on.
            Place::File(path) => write!(into, "{}", path.display().to_string().replace('\\', "/"))?,
            Place::Key(key) => write!(into, "{key}")?,
        }
        let program = if wanted.executable {
            " (a program)"
        } else {
            ""
        };
        writeln!(into, "{program}")?;
        for line in String::from_utf8_lossy(&wanted.content).lines() {
            writeln!(into, "    {line}")?;
        }
    }
    if let Some(grant) = browser.confinement().grant() {
        writeln!(into, "granted by: {grant}")?;
    }
    Ok(())
}

fn machine(system: System) -> Machine {
    let (home, config, state, host_state, beside) = match system {
        System::Linux => (
            "/home/taro",
            "/home/taro/.config",
            "/home/taro/.local/state/mpa-setup",
            "/home/taro/.local/state/mpa-host",
            "/usr/bin",
        ),
        System::MacOs => (
            "/Users/taro",
            "/Users/taro/Library/Application Support",
            "/Users/taro/Library/Application Support/mpa-setup",
            "/Users/taro/Library/Application Support/mpa-host",
            "/usr/local/bin",
        ),
        System::Windows => (
            "C:/Users/taro",
            "C:/Users/taro/AppData/Roaming",
            "C:/Users/taro/AppData/Local/mpa-setup",
            "C:/Users/taro/AppData/Local/mpa-host/data",
            "C:/Program Files/mpa-host",
        ),
    };
    Machine {
        system,
        root: "/".into(),
        home: home.into(),
        config: config.into(),
        state: state.into(),
        host_state: host_state.into(),
        beside: beside.into(),
        path: Vec::new(),
        user: None,
    }
}
