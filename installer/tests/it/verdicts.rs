//! What is done at a place, by what stands there and by what the receipt says of it.

use mpa_setup::{
    plan::{Place, Present, Verdict, Wanted, verdict},
    receipt::{Digest, Owner, Receipt},
};

#[test]
fn nothing_that_this_owner_did_not_write_is_touched() {
    let now = || Present::Content(Digest::of(b"new"));
    let before = || Present::Content(Digest::of(b"old"));
    let other = || Present::Content(Digest::of(b"other"));
    let person = Owner::person();
    let package = Owner::named("mpa-host").expect("a name");
    let owned = || Verdict::OwnedBy(package.clone());
    let ours = Some(&person);
    let theirs = Some(&package);
    let cases = [
        (Present::Nothing, None, Verdict::Write),
        (Present::Nothing, ours, Verdict::Write),
        (Present::Nothing, theirs, owned()),
        (now(), None, Verdict::KeepAnothers),
        (now(), ours, Verdict::Keep),
        (now(), theirs, Verdict::KeepAnothers),
        (before(), None, Verdict::Foreign),
        (before(), ours, Verdict::Replace),
        (before(), theirs, owned()),
        (other(), None, Verdict::Foreign),
        (other(), ours, Verdict::Changed),
        (other(), theirs, owned()),
        (Present::Other, ours, Verdict::Foreign),
        (Present::Unreadable, ours, Verdict::Unreadable),
    ];
    let place = Place::File("/manifest.json".into());
    let wanted = Wanted {
        place: place.clone(),
        content: b"new".to_vec(),
        executable: false,
        browsers: Vec::new(),
        without_further_ids: Vec::new(),
        original: None,
        source: None,
    };
    for (present, owner, expected) in cases {
        let mut receipt = Receipt::default();
        if let Some(owner) = owner {
            receipt.announce(&place, owner, Digest::of(b"old"));
        }
        let found = verdict(&wanted, &present, &receipt, &person);
        assert_eq!(found, expected, "{present:?} of {owner:?}");
    }
}

#[test]
fn a_receipt_is_read_as_it_was_written_and_a_later_versions_is_not_read() {
    let mut receipt = Receipt::default();
    for (place, owner) in [
        (Place::File("/etc/ü/mpa_host.json".into()), "mpa-host"),
        (Place::File(not_unicode()), "person"),
        (Place::Key(r"SOFTWARE\Mozilla".into()), "person"),
    ] {
        let owner = Owner::named(owner).expect("a name");
        receipt.announce(&place, &owner, Digest::of(b"content"));
    }
    receipt.announce_folder(&not_unicode());
    let json = receipt.to_json();
    assert_eq!(Receipt::from_json(&json), Ok(receipt));
    let later = String::from_utf8_lossy(&json).replace("\"version\": 1", "\"version\": 2");
    assert!(Receipt::from_json(later.as_bytes()).is_err());
    assert!(Receipt::from_json(&json[..json.len() / 2]).is_err());
}

#[cfg(unix)]
fn not_unicode() -> std::path::PathBuf {
    use std::{ffi::OsStr, os::unix::ffi::OsStrExt};
    OsStr::from_bytes(b"/home/\xff/mpa_host.json").into()
}

#[cfg(not(unix))]
fn not_unicode() -> std::path::PathBuf {
    "C:/ü/mpa_host.json".into()
}
