//! Smart card readers on the USB, as Linux lists them in sysfs (`Documentation/ABI/testing/sysfs-bus-usb`):
//! one that is plugged in and unknown to the reader service has no driver, or had none yet when it was plugged in.
//! It must not know where the list is: that is given.

use std::{collections::BTreeMap, fs, path::Path};

/// The readers by their makers' names, in the order of their places on the USB. Nothing is there where nothing can be read.
pub(super) fn readers(devices: &Path) -> Vec<String> {
    let Ok(entries) = fs::read_dir(devices) else {
        return Vec::new();
    };
    // An interface's folder is named after its device's, before the colon; a device may have several.
    let interfaces = entries
        .filter_map(|entry| entry.ok()?.file_name().into_string().ok())
        .filter_map(|name| {
            let (device, _) = name.split_once(':')?;
            let class = attribute(&devices.join(&name), "bInterfaceClass")?;
            (class == SMART_CARD_CLASS).then(|| device.to_owned())
        });
    let found: BTreeMap<String, String> = interfaces
        .map(|device| {
            let name = product(&devices.join(&device)).unwrap_or_else(|| device.clone());
            (device, name)
        })
        .collect();
    found.into_values().collect()
}

/// Those of them that the service does not know under any of its readers' names.
///
/// Where it knows as many readers as there are, each is known, whatever it is called.
pub(super) fn unknown(on_usb: Vec<String>, known: &[&str]) -> Vec<String> {
    let surplus = on_usb.len().saturating_sub(known.len());
    let is_named = |device: &String| {
        known
            .iter()
            .any(|name| name.to_lowercase().contains(&device.to_lowercase()))
    };
    let unnamed = on_usb.into_iter().filter(|device| !is_named(device));
    unnamed.take(surplus).collect()
}

/// The product's name as the device gives it, or the numbers by which it is known.
fn product(device: &Path) -> Option<String> {
    attribute(device, "product").or_else(|| {
        let (vendor, product) = (
            attribute(device, "idVendor")?,
            attribute(device, "idProduct")?,
        );
        Some(format!("USB {vendor}:{product}"))
    })
}

fn attribute(folder: &Path, name: &str) -> Option<String> {
    let content = fs::read(folder.join(name)).ok()?;
    let text = String::from_utf8_lossy(&content);
    // What a device says of itself is shown to a person: no line of it may look like one of ours.
    let shown = text.chars().filter(|letter| !letter.is_control());
    let shown: String = shown.take(NAME_MAX).collect();
    let shown = shown.trim();
    (!shown.is_empty()).then(|| shown.to_owned())
}

/// Smart Card (USB Device Class Definition for Integrated Circuit Cards Interface Devices, 4.3).
const SMART_CARD_CLASS: &str = "0b";

/// Longest name that is shown, in characters; USB's own limit is 126.
const NAME_MAX: usize = 126;

#[cfg(test)]
mod tests {
    use super::*;

    /// A list of devices: folder, file, content.
    fn listed(files: &[(&str, &str, &str)]) -> tempfile::TempDir {
        let devices = tempfile::tempdir().expect("a folder");
        for (folder, file, content) in files {
            let folder = devices.path().join(folder);
            fs::create_dir_all(&folder).expect("a folder");
            fs::write(folder.join(file), content).expect("a file");
        }
        devices
    }

    #[test]
    fn readers_are_found_by_their_interfaces_class() {
        let devices = listed(&[
            ("usb1", "product", "Host Controller\n"),
            ("1-0:1.0", "bInterfaceClass", "09\n"),
            ("1-2", "product", "Reader Two\n"),
            ("1-2:1.0", "bInterfaceClass", "0b\n"),
            ("1-2:1.1", "bInterfaceClass", "0b\n"),
            ("1-1", "product", "Keyboard with\u{1b}[1mReader\n"),
            ("1-1:1.0", "bInterfaceClass", "03\n"),
            ("1-1:1.1", "bInterfaceClass", "0b\n"),
            ("2-3", "idVendor", "054c\n"),
            ("2-3", "idProduct", "0dc8\n"),
            ("2-3:1.0", "bInterfaceClass", "0b\n"),
            ("3-1:1.0", "bInterfaceClass", "0b\n"),
            ("4-1:1.0", "bInterfaceNumber", "00\n"),
        ]);
        assert_eq!(
            readers(devices.path()),
            [
                "Keyboard with[1mReader",
                "Reader Two",
                "USB 054c:0dc8",
                "3-1"
            ]
        );
        assert_eq!(readers(&devices.path().join("none")), Vec::<String>::new());
    }

    #[test]
    fn a_reader_is_known_by_its_name_or_by_the_number_of_readers() {
        let (one, two) = ("Reader One", "Reader Two");
        let cases: [(&[&str], &[&str], &[&str]); 7] = [
            (&[], &[], &[]),
            (&[one], &[], &[one]),
            (&[one], &["Maker READER ONE 00 00"], &[]),
            (&[one], &["Under another name 00 00"], &[]),
            (&[one, two], &["Maker Reader One 00 00"], &[two]),
            (&[one, two], &["Under another name 00 00"], &[one]),
            (&[], &["Built in 00 00"], &[]),
        ];
        for (on_usb, known, expected) in cases {
            let on_usb = on_usb.iter().map(ToString::to_string).collect();
            assert_eq!(unknown(on_usb, known), expected, "{known:?}");
        }
    }
}
