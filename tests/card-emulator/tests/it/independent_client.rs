//! The public crate `myna-card`, written by others against real cards, meets the emulated one.

use card_emulator::{Card, Personalisation, PinName};
use myna_card::ap::common::CommonAp;
use myna_card::ap::jpki::{JpkiAp, SignatureScheme, TokenType};
use myna_card::{Certificate, Error, MasterFile, Pin, Retries, Transmit};

use crate::script::fixture;

/// The client's transport, with the emulated card at its end.
struct InProcess(Card);

impl Transmit for InProcess {
    fn transmit(&mut self, command: &[u8]) -> myna_card::Result<Vec<u8>> {
        Ok(self.0.execute(command))
    }
}

#[test]
fn it_reads_what_the_card_was_made_from() {
    let mut card = client(Personalisation::default());
    let mut jpki = JpkiAp::select(&mut card).unwrap();
    let availability = jpki.read_certificate_availability().unwrap();
    assert!(availability.has_auth_certificate() && availability.has_sign_certificate());
    assert_eq!(jpki.read_token_info().unwrap().token_type, TokenType::Card);
    assert_eq!(
        jpki.read_auth_certificate_der().unwrap(),
        fixture("auth.der")
    );
    assert_eq!(
        jpki.read_auth_ca_certificate_der().unwrap(),
        fixture("auth-ca.der")
    );
    assert_eq!(
        jpki.read_sign_ca_certificate_der().unwrap(),
        fixture("sign-ca.der")
    );
    assert!(matches!(
        jpki.read_sign_certificate_der(),
        Err(Error::Status(status)) if status.value() == 0x6982
    ));
    jpki.verify_sign_pin(&Pin::new("ABC123").unwrap()).unwrap();
    assert_eq!(
        jpki.read_sign_certificate_der().unwrap(),
        fixture("sign.der")
    );
}

#[test]
fn it_is_not_misled_by_filler() {
    let mut card = client(Personalisation {
        filler: 300,
        ..Personalisation::default()
    });
    let mut jpki = JpkiAp::select(&mut card).unwrap();
    assert_eq!(
        jpki.read_auth_certificate_der().unwrap(),
        fixture("auth.der")
    );
}

#[test]
fn it_finds_the_certificates_issued_by_their_authorities() {
    let mut card = client(Personalisation::default());
    let mut jpki = JpkiAp::select(&mut card).unwrap();
    let auth = jpki.read_auth_certificate().unwrap();
    auth.verify_signature(&jpki.read_auth_ca_certificate().unwrap())
        .unwrap();
    let stranger = Certificate::parse(&fixture("auth-ca-2.der")).unwrap();
    assert!(auth.verify_signature(&stranger).is_err());
}

#[test]
fn it_counts_tries_as_the_card_does() {
    let mut card = client(Personalisation::default());
    let mut jpki = JpkiAp::select(&mut card).unwrap();
    assert_eq!(jpki.auth_pin_retries().unwrap(), Retries::Remaining(3));
    for left in [2, 1, 0] {
        let wrong = jpki.verify_auth_pin(&Pin::new("0000").unwrap());
        assert!(
            matches!(wrong, Err(Error::PinIncorrect { retries: Some(seen) }) if seen == left)
                || (left == 0 && matches!(wrong, Err(Error::PinBlocked))),
            "{wrong:?}"
        );
    }
    assert_eq!(jpki.auth_pin_retries().unwrap(), Retries::Blocked);
    let right = jpki.verify_auth_pin(&Pin::new("1234").unwrap());
    assert!(matches!(right, Err(Error::PinBlocked)), "{right:?}");
    assert_eq!(card.transport().0.tries(PinName::Auth), 0);
}

#[test]
fn its_signatures_fit_the_certificates() {
    let schemes: [(SignatureScheme, &[u8]); 6] = [
        (SignatureScheme::Verbatim, &[0x30; 51]),
        (SignatureScheme::Sha256Bare, b"a message"),
        (SignatureScheme::PreHashedDigestInfo, &[0x11; 32]),
        (SignatureScheme::Sha256DigestInfo, b"a message"),
        (SignatureScheme::PreHashedPss, &[0x22; 32]),
        (SignatureScheme::Sha256Pss, b"a message"),
    ];
    for (scheme, input) in schemes {
        check_signature(scheme, input);
    }
}

#[test]
fn it_changes_a_pin() {
    let mut card = client(Personalisation::default());
    let mut jpki = JpkiAp::select(&mut card).unwrap();
    let (old, new) = (Pin::new("1234").unwrap(), Pin::new("8765").unwrap());
    jpki.change_auth_pin(&old, &new).unwrap();
    jpki.verify_auth_pin(&new).unwrap();
    assert!(jpki.verify_auth_pin(&old).is_err());
}

#[test]
fn it_reads_the_manufacture_number_and_the_issuer_domain() {
    let mut card = client(Personalisation::default());
    let info = CommonAp::select(&mut card).unwrap().read_card_info();
    let info = format!("{:?}", info.unwrap());
    assert!(info.contains("400000012719843"), "{info}");
    let mut issuer = MasterFile::select(&mut card).unwrap();
    assert_eq!(issuer.data_object(0x00F0).unwrap(), b"13221");
    let atr = issuer.card().contact_atr().unwrap();
    assert_eq!(atr.last(), Some(&0x14));
}

#[test]
fn its_way_of_locking_the_card_locks_it() {
    let mut card = client(Personalisation::default());
    let mut jpki = JpkiAp::select(&mut card).unwrap();
    jpki.verify_auth_pin(&Pin::new("1234").unwrap()).unwrap();
    MasterFile::select(&mut card).unwrap();
    let mut jpki = JpkiAp::select(&mut card).unwrap();
    let refused = jpki.sign_with_auth_key(SignatureScheme::Verbatim, &[0x30; 51]);
    assert!(matches!(
        refused,
        Err(Error::Status(status)) if status.value() == 0x6982
    ));
}

/// Signs with both keys; the client itself checks the signatures against the certificates.
fn check_signature(scheme: SignatureScheme, input: &[u8]) {
    let mut card = client(Personalisation::default());
    let mut jpki = JpkiAp::select(&mut card).unwrap();
    jpki.verify_auth_pin(&Pin::new("1234").unwrap()).unwrap();
    jpki.verify_sign_pin(&Pin::new("ABC123").unwrap()).unwrap();
    let auth = jpki.sign_with_auth_key_checked(scheme, input);
    assert_eq!(auth.unwrap().len(), 256, "{scheme:?}");
    let sign = jpki.sign_with_sign_key_checked(scheme, input);
    assert_eq!(sign.unwrap().len(), 256, "{scheme:?}");
}

fn client(personalisation: Personalisation) -> myna_card::Card<InProcess> {
    myna_card::Card::new(InProcess(Card::new(personalisation)))
}
