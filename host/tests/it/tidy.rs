//! What must stay true of the source text itself.

use std::{
    fs,
    path::{Path, PathBuf},
};

fn sources() -> Vec<(PathBuf, String)> {
    fn collect(folder: &Path, into: &mut Vec<(PathBuf, String)>) {
        for entry in fs::read_dir(folder).expect("a folder") {
            let path = entry.expect("an entry").path();
            if path.is_dir() {
                collect(&path, into);
            } else if path.extension().is_some_and(|extension| extension == "rs") {
                let text = fs::read_to_string(&path).expect("a text");
                into.push((path, text));
            }
        }
    }
    let mut found = Vec::new();
    collect(
        &Path::new(env!("CARGO_MANIFEST_DIR")).join("src"),
        &mut found,
    );
    assert!(found.len() > 20, "the sources are where this looks");
    found
}

/// The files, other than `home`, whose text holds one of `words`.
fn strays(home: &str, words: &[&str]) -> Vec<String> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    sources()
        .into_iter()
        .filter_map(|(path, text)| {
            let name = path
                .strip_prefix(&folder)
                .expect("below it")
                .display()
                .to_string();
            (!name.starts_with(home) && words.iter().any(|word| text.contains(word)))
                .then_some(name)
        })
        .collect()
}

#[test]
fn each_dependency_that_reaches_outside_is_named_in_one_place() {
    let none: [&str; 0] = [];
    assert_eq!(
        strays(
            "reader/pcsc.rs",
            &[
                "use pcsc",
                "pcsc::Error",
                "pcsc::Card",
                "Context::establish"
            ]
        ),
        none
    );
    assert_eq!(
        strays(
            "window",
            &[
                "winit::",
                "softbuffer::",
                "accesskit",
                "ab_glyph",
                "tiny_skia"
            ]
        ),
        none
    );
    assert_eq!(
        strays("log.rs", &["tracing_subscriber", "tracing_appender"]),
        none
    );
    assert_eq!(
        strays("process.rs", &["directories::", "signal_hook"]),
        none
    );
    assert_eq!(strays("secret.rs", &["region::"]), none);
    assert_eq!(strays("certificate.rs", &["rsa::"]), none);
    assert_eq!(strays("hardening.rs", &["rustix::"]), none);
}

#[test]
fn the_card_layer_does_no_input_or_output() {
    for (path, text) in sources() {
        if path
            .components()
            .any(|part| part.as_os_str().to_string_lossy().starts_with("card."))
            || path
                .parent()
                .is_some_and(|parent| parent.ends_with("src/card"))
        {
            for word in ["std::io", "std::fs", "std::net", "std::thread", "std::time"] {
                assert!(!text.contains(word), "{word} in {}", path.display());
            }
        }
    }
}

#[test]
fn nothing_listens_and_nothing_is_configured_by_the_environment_but_the_log() {
    let none: [&str; 0] = [];
    assert_eq!(strays("log.rs", &["env::var"]), none);
    assert_eq!(
        strays("", &["TcpListener", "UdpSocket", "UnixListener"]),
        none
    );
}

/// How often it is called in a login is counted in `allocations.rs`.
#[test]
fn one_place_verifies_and_none_has_a_private_key() {
    let none: [&str; 0] = [];
    assert_eq!(strays("login/card_thread/sign.rs", &[".verifies("]), none);
    assert_eq!(strays("", &["PrivateKey", "SigningKey"]), none);
}

#[test]
fn nothing_inherits_a_handle_since_no_other_program_is_started() {
    let none: [&str; 0] = [];
    assert_eq!(strays("", &["process::Command", "Stdio::", "fork("]), none);
}

#[test]
fn every_module_says_what_it_is_for() {
    for (path, text) in sources() {
        assert!(text.starts_with("//! "), "{}", path.display());
    }
}

#[test]
fn the_architectures_map_names_every_module() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let text = fs::read_to_string(root.join("ARCHITECTURE.md")).expect("a text");
    let map = text
        .split("\n## ")
        .find(|part| part.starts_with("Where things are"));
    let map = map.expect("a map");
    for folder in ["host/src", "installer/src"] {
        let mut count = 0;
        for entry in fs::read_dir(root.join(folder)).expect("a folder") {
            let name = entry.expect("an entry").file_name();
            let name = name.to_str().expect("Unicode");
            if !name.ends_with(".rs") || ["lib.rs", "main.rs"].contains(&name) {
                continue;
            }
            count += 1;
            let named = ["`", "/"].map(|before| format!("{before}{name}`"));
            assert!(
                named.iter().any(|named| map.contains(named)),
                "{folder}/{name} is not on the map"
            );
        }
        assert!(count > 10, "{folder} is where this looks");
    }
}
