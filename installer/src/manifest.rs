//! The manifest: which program the host is, and which extensions may start it.
//! It must not know where it is put.

use std::{collections::BTreeSet, path::Path};

use serde_json::json;

use crate::browser::Family;

/// The host's name in native messaging (PROTOCOL.md, "Transport").
pub const HOST_NAME: &str = "mpa_host";

/// The extension's ids in the Chromium family.
///
/// The first follows from the `key` in the extension's manifest.
/// A store gives the extension an id of its own when it is first published there: each belongs into this list,
/// and all of them into every manifest, since Edge reads only the first one that it finds.
pub const CHROMIUM_IDS: [&str; 1] = ["oobkcaefgghialokmccmhnpkmhcipfbm"];

/// The extension's id in the Firefox family.
pub const FIREFOX_ID: &str = "mpa-host@mpa-host.example";

/// The manifest for one family; `None` where the program's path is not Unicode, which JSON cannot say.
pub fn manifest(family: Family, program: &Path, further: &BTreeSet<String>) -> Option<Vec<u8>> {
    let mut manifest = json!({
        "name": HOST_NAME,
        "description": "Logs in with a My Number card",
        "path": program.to_str()?,
        "type": "stdio",
    });
    match family {
        Family::Chromium => manifest["allowed_origins"] = json!(origins(further)),
        Family::Firefox => manifest["allowed_extensions"] = json!([FIREFOX_ID]),
    }
    Some(format!("{manifest:#}\n").into_bytes())
}

/// The same manifest of the Chromium family with these further ids; `None` where it is none.
pub fn with_ids(manifest: &[u8], further: &BTreeSet<String>) -> Option<Vec<u8>> {
    let mut manifest: serde_json::Value = serde_json::from_slice(manifest).ok()?;
    *manifest.get_mut("allowed_origins")? = json!(origins(further));
    Some(format!("{manifest:#}\n").into_bytes())
}

/// Whether this can be an extension's id in the Chromium family.
pub fn is_chromium_id(id: &str) -> bool {
    id.len() == 32 && id.bytes().all(|byte| matches!(byte, b'a'..=b'p'))
}

/// The origins of the extension in the Chromium family, as `allowed_origins` lists them.
pub fn origins(further: &BTreeSet<String>) -> Vec<String> {
    let further = further.iter().map(String::as_str);
    let further = further.filter(|id| !CHROMIUM_IDS.contains(id));
    CHROMIUM_IDS
        .into_iter()
        .chain(further)
        .map(|id| format!("chrome-extension://{id}/"))
        .collect()
}

/// What a Flatpak starts instead of the host: it has the system outside start it, with the browser's own pipes.
/// `None` where the program's path is not Unicode.
pub fn flatpak_wrapper(program: &Path) -> Option<Vec<u8>> {
    let program = program.to_str()?.replace('\'', r"'\''");
    Some(
        format!("#!/bin/sh\nexec flatpak-spawn --host --watch-bus '{program}' \"$@\"\n")
            .into_bytes(),
    )
}
