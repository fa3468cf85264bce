//! What an issuer writes on a card: PINs, certificates, keys, numbers.

use crate::signature::SigningKey;

macro_rules! fixture {
    ($name:literal) => {
        include_bytes!(concat!("../../fixtures/certificates/", $name))
    };
}

/// What a card is made from.
///
/// The default is the card of `tests/fixtures/certificates`; a test that wants another one
/// replaces a field:
///
/// ```
/// use card_emulator::{Card, Personalisation};
///
/// let card = Card::new(Personalisation {
///     auth_pin: b"9876".to_vec(),
///     ..Personalisation::default()
/// });
/// ```
#[derive(Debug, Clone)]
pub struct Personalisation {
    /// PIN for user authentication: `1234`.
    pub auth_pin: Vec<u8>,
    /// Password for signatures: `ABC123`.
    pub sign_pin: Vec<u8>,
    /// PIN of 券面入力補助AP, 住基AP and 共通カードAP: `1234`.
    pub other_pin: Vec<u8>,
    /// Content of EF 000A, DER; with `None` there is no such file, and EF 0008 says so.
    pub auth_certificate: Option<Vec<u8>>,
    /// Key that EF 0017 stands for.
    pub auth_key: SigningKey,
    /// Content of EF 000B, DER.
    pub auth_ca_certificate: Vec<u8>,
    /// Content of EF 0001, DER; with `None` there is no such file, as on a child's card.
    pub sign_certificate: Option<Vec<u8>>,
    /// Key that EF 001A stands for.
    pub sign_key: SigningKey,
    /// Content of EF 0002, DER.
    pub sign_ca_certificate: Vec<u8>,
    /// Bytes FF that follow the certificates in EF 0001, 0002, 000A and 000B: 0.
    pub filler: usize,
    /// Label in EF 0006, by which clients tell a card from a phone: `JPKIAPICCTOKEN2`.
    pub token_label: String,
    /// Fifteen digits, in the record of 共通カードAP: `400000012719843`.
    pub manufacture_number: String,
    /// Five digits: `13221`.
    pub municipality_code: String,
    /// Eight digits, year, month and day: `20350217`.
    pub expiry: String,
    /// ATR that a PC/SC reader makes for the card.
    pub atr: Vec<u8>,
}

impl Default for Personalisation {
    fn default() -> Self {
        Self {
            auth_pin: b"1234".to_vec(),
            sign_pin: b"ABC123".to_vec(),
            other_pin: b"1234".to_vec(),
            auth_certificate: Some(fixture!("auth.der").to_vec()),
            auth_key: fixture_key(fixture!("auth.key.der")),
            auth_ca_certificate: fixture!("auth-ca.der").to_vec(),
            sign_certificate: Some(fixture!("sign.der").to_vec()),
            sign_key: fixture_key(fixture!("sign.key.der")),
            sign_ca_certificate: fixture!("sign-ca.der").to_vec(),
            filler: 0,
            token_label: "JPKIAPICCTOKEN2".to_owned(),
            manufacture_number: "400000012719843".to_owned(),
            municipality_code: "13221".to_owned(),
            expiry: "20350217".to_owned(),
            atr: CONTACTLESS_ATR.to_vec(),
        }
    }
}

/// One of the ATRs seen for My Number cards: PC/SC part 3, type B.
const CONTACTLESS_ATR: [u8; 13] = [
    0x3B, 0x88, 0x80, 0x01, 0x00, 0x00, 0x05, 0xE0, 0xB3, 0x81, 0xA1, 0x00, 0x7F,
];

#[expect(
    clippy::expect_used,
    reason = "the key is a part of this source, made by the script beside it"
)]
fn fixture_key(der: &[u8]) -> SigningKey {
    SigningKey::from_pkcs8_der(der).expect("a fixture of this repository")
}
