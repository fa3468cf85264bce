//! The packages that the set-up page offers: those of the list, and nothing else of the folder.

use std::{fs, path::PathBuf, process};

use axum::http::StatusCode;
use demo_portal::downloads::{Downloads, DownloadsError};
use serde_json::{Value, json};

use crate::portal::TestPortal;

/// SHA-256 of "package".
const HASH: &str = "bc4a71180870f7945155fbb02f4b0a2e3faa2a62d6d31b7039013055ed19869a";

/// A folder with a package, a list, and a file that is not in the list.
struct Folder(PathBuf);

impl Folder {
    fn new(name: &str, sums: &str) -> Self {
        let path = std::env::temp_dir().join(format!("demo-portal-{}-{name}", process::id()));
        fs::create_dir_all(&path).unwrap();
        fs::write(path.join("SHA256SUMS"), sums).unwrap();
        fs::write(path.join("mpa-host.deb"), "package").unwrap();
        fs::write(path.join("secret"), "secret").unwrap();
        Self(path)
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        // What is left is in the folder for temporary files.
        let _ = fs::remove_dir_all(&self.0);
    }
}

#[tokio::test]
async fn what_the_list_names_is_offered_and_given() {
    let folder = Folder::new("offered", &format!("{HASH}  mpa-host.deb\n"));
    let downloads = Downloads::open(&folder.0).unwrap();
    let mut visitor = TestPortal::offering(downloads).visitor();
    let list: Value = serde_json::from_str(&visitor.get("/downloads/").await.body).unwrap();
    assert_eq!(
        list,
        json!([{"name": "mpa-host.deb", "size": 7, "sha256": HASH}])
    );
    let answer = visitor.get("/downloads/mpa-host.deb").await;
    assert_eq!(answer.body, "package");
    assert_eq!(answer.header("content-disposition"), "attachment");
    for path in [
        "/downloads/secret",
        "/downloads/SHA256SUMS",
        "/downloads/..%2Fsecret",
        "/downloads/none",
    ] {
        assert_eq!(
            visitor.get(path).await.status,
            StatusCode::NOT_FOUND,
            "{path}"
        );
    }
}

#[tokio::test]
async fn without_a_folder_nothing_is_offered() {
    let mut visitor = TestPortal::new().visitor();
    assert_eq!(visitor.get("/downloads/").await.body, "[]");
    assert_eq!(
        visitor.get("/downloads/mpa-host.deb").await.status,
        StatusCode::NOT_FOUND
    );
}

#[test]
fn a_list_that_names_another_folder_or_no_file_is_refused() {
    let outside = Folder::new("outside", &format!("{HASH}  ../secret\n"));
    assert!(matches!(
        Downloads::open(&outside.0),
        Err(DownloadsError::Line(_))
    ));
    let missing = Folder::new("missing", &format!("{HASH}  none.deb\n"));
    assert!(matches!(
        Downloads::open(&missing.0),
        Err(DownloadsError::Unreadable { .. })
    ));
}
