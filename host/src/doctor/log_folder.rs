//! Whether the folder of log and lock can be written to, and how its path is shown.

use std::{
    fs::{self, File},
    path::Path,
};

use super::Finding;

/// Looks at the folder. What is written for that is gone afterwards.
pub(super) fn examine(folder: Option<&Path>, home: Option<&Path>) -> Finding {
    let Some(folder) = folder else {
        return Finding::NoLogFolder;
    };
    let shown = shown(folder, home);
    let probe = folder.join(PROBE);
    if File::create(&probe).is_err() {
        return Finding::LogFolderUnwritable(shown);
    }
    // Another doctor may have taken it away.
    drop(fs::remove_file(&probe));
    Finding::LogFolder(shown)
}

/// The path, with `~` for the user's home.
fn shown(folder: &Path, home: Option<&Path>) -> String {
    let whole = match home.and_then(|home| folder.strip_prefix(home).ok()) {
        Some(below) => Path::new("~").join(below).display().to_string(),
        None => folder.display().to_string(),
    };
    whole.chars().take(SHOWN_MAX).collect()
}

/// Most characters of a path that are shown: a line's text has its limit.
const SHOWN_MAX: usize = 512;

/// A file that is there for a moment.
const PROBE: &str = "doctor.probe";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_folder_is_written_to_and_left_as_it_was() {
        let home = tempfile::tempdir().expect("a folder");
        let folder = home.path().join("state");
        let examined = || examine(Some(&folder), Some(home.path()));
        let shown = Path::new("~").join("state").display().to_string();
        assert_eq!(examined(), Finding::LogFolderUnwritable(shown.clone()));
        fs::create_dir(&folder).expect("a folder");
        assert_eq!(examined(), Finding::LogFolder(shown));
        assert_eq!(fs::read_dir(&folder).expect("it is there").count(), 0);
        assert_eq!(
            examine(Some(&folder), None),
            Finding::LogFolder(folder.display().to_string())
        );
        assert_eq!(examine(None, None), Finding::NoLogFolder);
    }
}
