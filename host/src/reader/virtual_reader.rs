//! Readers that are a part of the computer itself: a key store that presents itself as a reader with its card in it.
//! Nobody can put a card there, so they are told apart by name; the service says nothing else about them.

/// Whether a reader of this name can never hold a My Number card.
pub(super) fn is_virtual(name: &str) -> bool {
    let name = name.to_ascii_lowercase();
    FRAGMENTS.iter().any(|fragment| name.contains(fragment))
}

/// What their names contain, in lower case.
///
/// A virtual reader that stands for a card somewhere else, as those of remote desktops and of vpcd do, is none of them.
const FRAGMENTS: [&str; 5] = [
    "windows hello",
    "microsoft virtual smart card",
    "microsoft uicc",
    "tpm virtual",
    "virtual tpm",
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn readers_are_told_apart_by_name() {
        let cases = [
            ("Windows Hello for Business 1", true),
            ("Microsoft Virtual Smart Card 0", true),
            ("MICROSOFT VIRTUAL SMART CARD 12", true),
            ("Microsoft UICC ISO Reader 60a1b2c3 0", true),
            ("TPM Virtual Smart Card 0", true),
            ("Virtual PCD 00 00", false),
            ("Remote Desktop Virtual Reader 0", false),
            ("Sony FeliCa Port/PaSoRi 4.0 0", false),
            ("Microsoft Usbccid Smartcard Reader (WUDF) 0", false),
            ("Example Reader 00 00", false),
            ("", false),
        ];
        for (name, expected) in cases {
            assert_eq!(is_virtual(name), expected, "{name}");
        }
    }
}
