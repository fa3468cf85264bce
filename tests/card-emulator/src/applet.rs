//! The applications on the card and their elementary files.

use crate::personalisation::Personalisation;
use crate::pin::PinName;
use crate::signature::SigningKey;
use crate::token_info::token_info;

/// An application: a name and its elementary files.
#[derive(Debug, Clone)]
pub(crate) struct Applet {
    pub(crate) kind: Kind,
    pub(crate) name: &'static [u8],
    files: Vec<File>,
}

/// Which application; some commands exist in some of them only.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    /// 公的個人認証AP.
    Jpki,
    /// 共通カードAP.
    Common,
    /// 券面入力補助AP.
    TextInput,
    /// 券面事項確認AP.
    CardFace,
    /// 住基AP.
    Resident,
}

/// An elementary file.
#[derive(Debug, Clone)]
pub(crate) struct File {
    pub(crate) id: u8,
    pub(crate) content: Content,
}

/// What an elementary file holds.
#[derive(Debug, Clone)]
pub(crate) enum Content {
    /// Bytes, for READ BINARY.
    Bytes(Vec<u8>, Access),
    /// Records, for READ RECORD.
    Records(Vec<Vec<u8>>),
    /// A PIN.
    Pin(PinName),
    /// A key reference that is issued blocked.
    Blocked,
    /// A private key and the PIN that opens it.
    Key(Box<SigningKey>, PinName),
    /// Something that can be selected and not read.
    Internal,
}

/// Who may read a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Access {
    Free,
    After(PinName),
    Never,
}

impl Applet {
    /// The file with this identifier; all are in the range of the short ones, 01 to 1E.
    pub(crate) fn file(&self, id: u8) -> Option<&File> {
        self.files.iter().find(|file| file.id == id)
    }
}

/// Every application of a card, in the order in which a prefix of a name finds them.
pub(crate) fn applets(card: &Personalisation) -> Vec<Applet> {
    vec![
        jpki(card),
        common(card),
        text_input(),
        applet(
            Kind::CardFace,
            b"\xD3\x92\x10\x00\x31\x00\x01\x01\x04\x02",
            vec![],
        ),
        applet(
            Kind::Resident,
            b"\xD3\x92\x10\x00\x31\x00\x01\x01\x04\x01",
            vec![(0x1C, Content::Pin(PinName::Resident))],
        ),
    ]
}

fn jpki(card: &Personalisation) -> Applet {
    let certificate = |der: &[u8], access| {
        let mut bytes = der.to_vec();
        bytes.resize(der.len() + card.filler, 0xFF);
        Content::Bytes(bytes, access)
    };
    let availability = vec![
        available(card.sign_certificate.as_ref()),
        available(card.auth_certificate.as_ref()),
        0x00,
    ];
    let serial = format!("{:0>16}", card.manufacture_number);
    let mut files = vec![
        (0x02, certificate(&card.sign_ca_certificate, Access::Free)),
        (0x05, Content::Internal),
        (
            0x06,
            Content::Bytes(token_info(&card.token_label, &serial), Access::Free),
        ),
        (0x08, Content::Bytes(availability, Access::Free)),
        (0x09, Content::Bytes(vec![], Access::Never)),
        (0x0B, certificate(&card.auth_ca_certificate, Access::Free)),
        (0x16, Content::Internal),
        (
            0x17,
            Content::Key(Box::new(card.auth_key.clone()), PinName::Auth),
        ),
        (0x18, Content::Pin(PinName::Auth)),
        (0x19, Content::Internal),
        (
            0x1A,
            Content::Key(Box::new(card.sign_key.clone()), PinName::Sign),
        ),
        (0x1B, Content::Pin(PinName::Sign)),
        (0x1C, Content::Internal),
        (0x1E, Content::Internal),
    ];
    if let Some(der) = &card.sign_certificate {
        files.push((0x01, certificate(der, Access::After(PinName::Sign))));
    }
    if let Some(der) = &card.auth_certificate {
        files.push((0x0A, certificate(der, Access::Free)));
    }
    applet(
        Kind::Jpki,
        b"\xD3\x92\xF0\x00\x26\x01\x00\x00\x00\x01",
        files,
    )
}

/// The byte of EF 0008 that says whether a certificate is there.
///
/// 8F is measured for one that is; 00 for one that is not is a guess.
fn available(certificate: Option<&Vec<u8>>) -> u8 {
    if certificate.is_some() { 0x8F } else { 0x00 }
}

fn common(card: &Personalisation) -> Applet {
    let mut record = vec![0x01, 0x1C];
    record.extend(card.manufacture_number.bytes());
    record.extend(card.municipality_code.bytes());
    record.extend(card.expiry.bytes());
    applet(
        Kind::Common,
        b"\xD3\x92\x10\x00\x31\x00\x01\x01\x01\x00",
        vec![
            (0x01, Content::Records(vec![record])),
            (0x19, Content::Internal),
            (0x1C, Content::Pin(PinName::Common)),
        ],
    )
}

fn text_input() -> Applet {
    applet(
        Kind::TextInput,
        b"\xD3\x92\x10\x00\x31\x00\x01\x01\x04\x08",
        vec![
            (0x06, Content::Internal),
            (0x07, Content::Internal),
            (0x11, Content::Pin(PinName::TextInput)),
            (0x12, Content::Blocked),
        ],
    )
}

fn applet(kind: Kind, name: &'static [u8], files: Vec<(u8, Content)>) -> Applet {
    let files = files
        .into_iter()
        .map(|(id, content)| File { id, content })
        .collect();
    Applet { kind, name, files }
}
