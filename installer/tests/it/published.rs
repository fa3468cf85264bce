//! The ids in the manifests are those of the extension that is published.

use std::{fs, path::Path};

use base64::{Engine, engine::general_purpose::STANDARD};
use mpa_setup::manifest::{CHROMIUM_IDS, FIREFOX_ID};
use serde_json::Value;
use sha2::{Digest, Sha256};

#[test]
fn the_ids_are_the_extensions() {
    let manifest = Path::new(env!("CARGO_MANIFEST_DIR")).join("../extension/manifest.json");
    let manifest = fs::read(manifest).expect("the extension's manifest");
    let manifest: Value = serde_json::from_slice(&manifest).expect("JSON");
    let key = manifest["key"].as_str().expect("a key");
    let hash = Sha256::digest(STANDARD.decode(key).expect("base64"));
    // Chromium writes the first 16 bytes in hex, with the letters a to p for the digits.
    let id: String = hash[..16]
        .iter()
        .flat_map(|byte| [byte >> 4, byte & 15])
        .map(|digit| char::from(b'a' + digit))
        .collect();
    assert_eq!(CHROMIUM_IDS[0], id);
    assert_eq!(
        manifest["browser_specific_settings"]["gecko"]["id"],
        FIREFOX_ID
    );
}
