//! Which module may know what.

use std::{
    fs,
    path::{Path, PathBuf},
};

fn sources() -> Vec<(PathBuf, String)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut folders = vec![root.join("src")];
    let mut sources = Vec::new();
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).expect("a folder").flatten() {
            let path = entry.path();
            if path.is_dir() {
                folders.push(path);
            } else {
                let text = fs::read_to_string(&path).expect("text");
                let name = path.strip_prefix(root.join("src")).expect("below");
                sources.push((name.to_owned(), text));
            }
        }
    }
    assert!(sources.len() > 20);
    sources
}

/// A word, and the only files that may say it.
fn only(word: &str, files: &[&str]) {
    let saying: Vec<_> = sources()
        .into_iter()
        .filter(|(_, text)| text.contains(word))
        .map(|(name, _)| name)
        .collect();
    for name in &saying {
        let name = name.to_str().expect("Unicode").replace('\\', "/");
        assert!(files.contains(&name.as_str()), "{name} says {word}");
    }
    assert_eq!(saying.len(), files.len(), "who says {word}");
}

#[test]
fn each_thing_is_done_in_one_place() {
    only("windows_registry", &["registry.rs"]);
    only("directories::", &["machine.rs"]);
    only("Command::new", &["doctor/host.rs"]);
    only("lexopt", &["arguments.rs"]);
    only("env::", &["machine.rs", "main.rs"]);
    // On Windows no variable says which language is spoken.
    only("sys_locale", &["text.rs"]);
    for word in ["fs::rename", "fs::remove_file", "DirBuilder"] {
        only(word, &["disk.rs"]);
    }
    only("OpenOptions", &["disk.rs", "disk/lock.rs"]);
    // The host's own folder goes whole.
    only("remove_dir_all", &["host_state.rs"]);
    for word in ["TcpStream", "UdpSocket", "fs::write", "mpa_host::"] {
        only(word, &[]);
    }
}

#[test]
fn files_have_one_subject_and_say_it() {
    for (name, text) in sources() {
        assert!(text.starts_with("//! "), "{} says nothing", name.display());
        let lines = text.lines().count();
        assert!(lines <= 500, "{} has {lines} lines", name.display());
    }
}
