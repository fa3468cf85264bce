//! The commands that are sent to the card: one constructor each, with the bytes it makes.
//! It must not know answers.

use crate::{challenge::DigestInfo, pin::Pin, secret::Secret};

/// A command that may be repeated by the driver, as far as its [`Repeat`] allows.
#[derive(Debug, Clone)]
pub(super) struct Command {
    /// The command's name, for the log and for errors.
    pub(super) name: &'static str,
    /// The bytes to send.
    pub(super) bytes: Vec<u8>,
    /// Which answer allows sending it once more.
    pub(super) repeat: Repeat,
    /// Most data in one answer: 256 bytes with short length fields (ISO/IEC 7816-4, 5.2).
    pub(super) answer_max: usize,
}

/// When a command may be sent a second time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Repeat {
    /// Never.
    Never,
    /// With the card's Le, after `6Cxx`.
    WithCorrectLe,
    /// As it is, after `6F00`: the measured card's answer to its first command after power-up.
    AfterPowerUp,
}

/// VERIFY with a PIN. It is not a [`Command`]: nothing that can repeat one accepts it.
pub(super) struct Verify {
    bytes: Secret<9>,
}

impl Command {
    /// SELECT the JPKI applet by its AID, without FCI (ISO/IEC 7816-4, 11.2.2): `00 A4 04 0C 0A <AID>`.
    ///
    /// `first` says that it is the first command since connecting.
    pub(super) fn select_jpki(first: bool) -> Self {
        let repeat = if first {
            Repeat::AfterPowerUp
        } else {
            Repeat::Never
        };
        Self::new(
            "SELECT JPKI",
            &[0x00, 0xA4, 0x04, 0x0C, 0x0A],
            &JPKI_AID,
            repeat,
        )
    }

    /// SELECT another applet, the card's own issuer security domain (GlobalPlatform 2.3, 11.9):
    /// selecting any other applet makes the JPKI applet forget a verified PIN; re-selecting it does not.
    pub(super) fn select_issuer_domain() -> Self {
        Self::new(
            "SELECT ISD",
            &[0x00, 0xA4, 0x04, 0x0C, 0x07],
            &ISSUER_DOMAIN_AID,
            Repeat::Never,
        )
    }

    /// SELECT 共通カードAP, where a login needs the card's manufacture number: it locks as any other applet does.
    pub(super) fn select_common() -> Self {
        Self::new(
            "SELECT common",
            &[0x00, 0xA4, 0x04, 0x0C, 0x0A],
            &COMMON_AID,
            Repeat::Never,
        )
    }

    /// SELECT 券面事項入力補助AP, for the tries that its PIN has left.
    pub(super) fn select_text_input() -> Self {
        Self::new(
            "SELECT text input",
            &[0x00, 0xA4, 0x04, 0x0C, 0x0A],
            &TEXT_INPUT_AID,
            Repeat::Never,
        )
    }

    /// SELECT 住基AP, for the same.
    pub(super) fn select_resident() -> Self {
        Self::new(
            "SELECT resident",
            &[0x00, 0xA4, 0x04, 0x0C, 0x0A],
            &RESIDENT_AID,
            Repeat::Never,
        )
    }

    /// READ RECORD, the first of 共通カードAP's file with the short id 1, whole (ISO/IEC 7816-4, 11.4.3): `00 B2 01 0C 00`.
    pub(super) fn read_card_record() -> Self {
        Self::new(
            "READ RECORD",
            &[0x00, 0xB2, 0x01, 0x0C, 0x00],
            &[],
            Repeat::WithCorrectLe,
        )
    }

    /// SELECT an elementary file of the applet (ISO/IEC 7816-4, 11.2.2): `00 A4 02 0C 02 <file id>`.
    pub(super) fn select_file(file: File) -> Self {
        let id = [0x00, file.short_id()];
        Self::new(
            "SELECT EF",
            &[0x00, 0xA4, 0x02, 0x0C, 0x02],
            &id,
            Repeat::Never,
        )
    }

    /// An empty VERIFY (ISO/IEC 7816-4, 11.6.6): asks for the tries left and spends none.
    /// Exactly four bytes: with a fifth the card answers `6700`.
    pub(super) fn query_tries(pin: File, reference: Reference) -> Self {
        let p2 = reference.p2(pin);
        Self::new(
            "VERIFY (query)",
            &[0x00, 0x20, 0x00, p2],
            &[],
            Repeat::Never,
        )
    }

    /// READ BINARY from the beginning of a file, 256 bytes: by short file id, `00 B0 (80|id) 00 00`,
    /// which makes the file current, or from the file that is (ISO/IEC 7816-4, 11.3.3).
    pub(super) fn read_from_start(file: File, reference: Reference) -> Self {
        let p1 = match reference {
            Reference::ShortId => 0x80 | file.short_id(),
            Reference::CurrentFile => 0x00,
        };
        Self::new(
            "READ BINARY",
            &[0x00, 0xB0, p1, 0x00, 0x00],
            &[],
            Repeat::WithCorrectLe,
        )
    }

    /// The same for the whole file, with extended length fields: `00 B0 P1 00 00 00 00` (ISO/IEC 7816-4, 5.2),
    /// whose Le of zeros asks for all bytes until the end of the file.
    pub(super) fn read_whole(file: File, reference: Reference) -> Self {
        let mut command = Self::read_from_start(file, reference);
        command.bytes.extend([0x00, 0x00]);
        command.answer_max = 65_536;
        // 6Cxx names a short Le, which an extended field cannot take over.
        command.repeat = Repeat::Never;
        command
    }

    /// READ BINARY from the current file: up to 256 of `missing` bytes, from an offset below 32 768.
    pub(super) fn read_binary(offset: usize, missing: usize) -> Self {
        let [high, low] = u16::try_from(offset).unwrap_or(u16::MAX).to_be_bytes();
        // An Le of 0 asks for 256 bytes.
        let le = u8::try_from(missing).unwrap_or(0);
        let header = [0x00, 0xB0, high & 0x7F, low, le];
        Self::new("READ BINARY", &header, &[], Repeat::WithCorrectLe)
    }

    /// COMPUTE DIGITAL SIGNATURE over a DigestInfo, which the card pads (PKCS #1 v1.5, type 01):
    /// `80 2A 00 P2 Lc <DigestInfo> 00`.
    pub(super) fn sign(reference: Reference, digest_info: &DigestInfo) -> Self {
        let p2 = reference.p2(File::Key);
        let data = digest_info.as_bytes();
        // No accepted hash comes near the limit; a test of theirs says so.
        let length = u8::try_from(data.len()).unwrap_or(u8::MAX);
        let header = [0x80, 0x2A, 0x00, p2, length];
        let mut command = Self::new("SIGN", &header, data, Repeat::Never);
        command.bytes.push(0x00);
        command
    }

    /// GET RESPONSE (ISO/IEC 7816-4, 11.8.1): fetches what `61xx` announced.
    pub(super) fn get_response(length: u8) -> Self {
        Self::new(
            "GET RESPONSE",
            &[0x00, 0xC0, 0x00, 0x00, length],
            &[],
            Repeat::Never,
        )
    }

    fn new(name: &'static str, header: &[u8], data: &[u8], repeat: Repeat) -> Self {
        Self {
            name,
            bytes: [header, data].concat(),
            repeat,
            answer_max: 256,
        }
    }
}

impl Verify {
    /// VERIFY (ISO/IEC 7816-4, 11.6.6): `00 20 00 P2 04 <four ASCII digits>`. Uses the PIN up.
    ///
    /// `pin` is dropped, and so wiped, here; the bytes are wiped with the command.
    #[expect(
        clippy::needless_pass_by_value,
        reason = "a PIN that was sent must be gone"
    )]
    pub(super) fn new(reference: Reference, pin: Pin) -> Self {
        let mut bytes = Secret::<9>::zeros();
        let (header, digits) = bytes.expose_mut().split_at_mut(5);
        header.copy_from_slice(&[0x00, 0x20, 0x00, reference.p2(File::Pin), 0x04]);
        digits.copy_from_slice(pin.expose());
        Self { bytes }
    }

    /// The bytes to send, once.
    pub(super) fn bytes(&self) -> &[u8] {
        self.bytes.expose()
    }
}

/// A file of the JPKI applet, or another applet's PIN.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum File {
    /// EF 000A: the user-authentication certificate.
    Certificate,
    /// EF 0017: the user-authentication private key.
    Key,
    /// EF 0018: the user-authentication PIN, the only one that is ever verified.
    Pin,
    /// EF 001B: the signature PIN.
    SignaturePin,
    /// EF 0011 of 券面事項入力補助AP: its PIN.
    TextInputPin,
    /// EF 001C of 住基AP: its PIN.
    ResidentPin,
}

impl File {
    /// The file id's last byte, which is the short file id too.
    fn short_id(self) -> u8 {
        match self {
            Self::Certificate => 0x0A,
            Self::Key => 0x17,
            Self::Pin => 0x18,
            Self::SignaturePin => 0x1B,
            Self::TextInputPin => 0x11,
            Self::ResidentPin => 0x1C,
        }
    }
}

/// How a command names the key or PIN that it means.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Reference {
    /// By short file id, in P2.
    ShortId,
    /// The file that was selected before.
    CurrentFile,
}

impl Reference {
    fn p2(self, file: File) -> u8 {
        match self {
            Self::ShortId => 0x80 | file.short_id(),
            Self::CurrentFile => 0x80,
        }
    }
}

const JPKI_AID: [u8; 10] = [0xD3, 0x92, 0xF0, 0x00, 0x26, 0x01, 0x00, 0x00, 0x00, 0x01];

const COMMON_AID: [u8; 10] = [0xD3, 0x92, 0x10, 0x00, 0x31, 0x00, 0x01, 0x01, 0x01, 0x00];

const TEXT_INPUT_AID: [u8; 10] = [0xD3, 0x92, 0x10, 0x00, 0x31, 0x00, 0x01, 0x01, 0x04, 0x08];

const RESIDENT_AID: [u8; 10] = [0xD3, 0x92, 0x10, 0x00, 0x31, 0x00, 0x01, 0x01, 0x04, 0x01];

const ISSUER_DOMAIN_AID: [u8; 7] = [0xA0, 0x00, 0x00, 0x01, 0x51, 0x00, 0x00];

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        challenge::{Challenge, Nonce},
        origin::Origin,
        pin::PinEntry,
    };

    fn hex(bytes: &[u8]) -> String {
        bytes.iter().map(|byte| format!("{byte:02X}")).collect()
    }

    #[test]
    fn commands_are_the_bytes_that_the_card_knows() {
        let query = Command::query_tries;
        let cases = [
            (Command::select_jpki(true), "00A4040C0AD392F000260100000001"),
            (
                Command::select_jpki(false),
                "00A4040C0AD392F000260100000001",
            ),
            (Command::select_issuer_domain(), "00A4040C07A0000001510000"),
            (Command::select_common(), "00A4040C0AD3921000310001010100"),
            (Command::read_card_record(), "00B2010C00"),
            (Command::select_file(File::Pin), "00A4020C020018"),
            (Command::select_file(File::Key), "00A4020C020017"),
            (Command::select_file(File::Certificate), "00A4020C02000A"),
            (
                Command::select_text_input(),
                "00A4040C0AD3921000310001010408",
            ),
            (Command::select_resident(), "00A4040C0AD3921000310001010401"),
            (query(File::Pin, Reference::ShortId), "00200098"),
            (query(File::Pin, Reference::CurrentFile), "00200080"),
            (query(File::SignaturePin, Reference::ShortId), "0020009B"),
            (query(File::TextInputPin, Reference::ShortId), "00200091"),
            (query(File::ResidentPin, Reference::ShortId), "0020009C"),
            (Command::select_file(File::ResidentPin), "00A4020C02001C"),
            (
                Command::read_whole(File::Certificate, Reference::ShortId),
                "00B08A00000000",
            ),
            (
                Command::read_from_start(File::Certificate, Reference::ShortId),
                "00B08A0000",
            ),
            (
                Command::read_from_start(File::Certificate, Reference::CurrentFile),
                "00B0000000",
            ),
            (Command::read_binary(0x0100, 1327), "00B0010000"),
            (Command::read_binary(0x0600, 47), "00B006002F"),
            (Command::get_response(0x10), "00C0000010"),
        ];
        for (command, bytes) in cases {
            assert_eq!(hex(&command.bytes), bytes, "{}", command.name);
        }
    }

    #[test]
    fn signing_carries_the_digest_info_and_nothing_else() {
        let origin = Origin::parse("https://portal.example").expect("valid");
        let nonce = Nonce::parse(&"n".repeat(44)).expect("valid");
        let challenge = Challenge::of_site(&origin, &nonce);
        let digest_info = challenge.digest_info();
        for (reference, header) in [
            (Reference::ShortId, "802A009733"),
            (Reference::CurrentFile, "802A008033"),
        ] {
            let expected = format!("{header}{}00", hex(digest_info.as_bytes()));
            assert_eq!(hex(&Command::sign(reference, digest_info).bytes), expected);
        }
    }

    #[test]
    fn verify_has_four_digits_after_its_header() {
        let mut entry = PinEntry::new();
        for key in "1234".chars() {
            entry.push(key).expect("a digit");
        }
        let pin = entry.take().expect("four digits");
        assert_eq!(
            hex(Verify::new(Reference::ShortId, pin).bytes()),
            "002000980431323334"
        );
    }
}
