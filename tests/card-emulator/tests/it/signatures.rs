//! COMPUTE DIGITAL SIGNATURE: who may, over what, and what comes out.

use card_emulator::{Card, Personalisation, SigningKey, SigningKeyError};
use rsa::PublicKey;
use rsa::pkcs8::DecodePrivateKey;
use rsa::traits::PublicKeyParts;
use rsa::{BoxedUint, PrivateKey};

use crate::script::{
    SELECT_ISSUER_DOMAIN, SELECT_JPKI, Step, VERIFY_AUTH, bytes, check, data, fixture,
};

const VERIFY_SIGN: Step = Step("verify ABC123", "0020009B06 414243313233", "9000");

#[test]
fn refusals() {
    let long = format!("802A0097F6{}00", "00".repeat(246));
    let cases: &[(&str, &[Step], &str, &str)] = &[
        ("no PIN", &[], "802A009701 00 00", "6982"),
        ("the other PIN", &[VERIFY_SIGN], "802A009701 00 00", "6982"),
        ("the other key", &[VERIFY_AUTH], "802A009A01 00 00", "6982"),
        ("no current key", &[VERIFY_AUTH], "802A008001 00 00", "6981"),
        ("not a key", &[VERIFY_AUTH], "802A008A01 00 00", "6981"),
        ("no such file", &[VERIFY_AUTH], "802A008301 00 00", "6A82"),
        ("no such scheme", &[VERIFY_AUTH], "802A069701 00 00", "6A86"),
        ("nothing to sign", &[VERIFY_AUTH], "802A009700", "6700"),
        ("no Le", &[VERIFY_AUTH], "802A009701 00", "6700"),
        (
            "an Le too small",
            &[VERIFY_AUTH],
            "802A009701 00 80",
            "6700",
        ),
        ("246 bytes", &[VERIFY_AUTH], &long, "6700"),
        ("a short hash", &[VERIFY_AUTH], "802A029701 00 00", "6700"),
        (
            "another application in between",
            &[VERIFY_AUTH, SELECT_ISSUER_DOMAIN, SELECT_JPKI],
            "802A009701 00 00",
            "6982",
        ),
    ];
    for (name, steps, command, expected) in cases {
        let mut card = Card::new(Personalisation::default());
        check(name, &mut card, &[SELECT_JPKI]);
        check(name, &mut card, steps);
        assert_eq!(card.execute(&bytes(command)), bytes(expected), "{name}");
    }
}

#[test]
fn the_input_is_padded_as_it_is() {
    for length in [1, 35, 51, 67, 83, 245] {
        check_verbatim(0x97, "auth.key.der", &vec![0xA5; length]);
    }
    check_verbatim(0x9A, "sign.key.der", &[0x5A; 51]);
}

#[test]
fn one_pin_serves_many_signatures() {
    let mut card = opened();
    let first = sign(&mut card, 0x97, &[1; 51]);
    let second = sign(&mut card, 0x97, &[2; 51]);
    assert_ne!(first, second);
    assert_eq!(first, sign(&mut card, 0x97, &[1; 51]));
}

#[test]
fn a_selected_key_needs_no_reference() {
    let mut card = opened();
    let by_reference = sign(&mut card, 0x97, &[7; 51]);
    check(
        "select",
        &mut card,
        &[Step("select 0017", "00A4020C02 0017", "9000")],
    );
    assert_eq!(sign(&mut card, 0x80, &[7; 51]), by_reference);
}

#[test]
fn only_rsa_with_2048_bits_is_a_key_of_this_card() {
    assert!(SigningKey::from_pkcs8_der(&fixture("auth.key.der")).is_ok());
    for name in ["auth-p384.key.der", "auth.der"] {
        let error = SigningKey::from_pkcs8_der(&fixture(name)).unwrap_err();
        assert!(matches!(error, SigningKeyError::Undecodable(_)), "{name}");
    }
}

/// Undoes the signature with the public key alone and compares with RFC 8017, 9.2.
fn check_verbatim(reference: u8, key: &str, input: &[u8]) {
    let signature = sign(&mut opened(), reference, input);
    let key = PrivateKey::from_pkcs8_der(&fixture(key)).unwrap();
    let mut expected = vec![0x00, 0x01];
    expected.resize(256 - input.len() - 1, 0xFF);
    expected.push(0x00);
    expected.extend(input);
    assert_eq!(raised(key.as_public_key(), &signature), expected);
}

fn raised(key: &PublicKey, signature: &[u8]) -> Vec<u8> {
    let modulus = key.n();
    let mut result = BoxedUint::from_be_slice(signature, 2048).unwrap();
    let base = result.clone();
    // 65537 is one and sixteen zeros.
    for _ in 0..16 {
        result = result.mul_mod(&result, modulus);
    }
    result = result.mul_mod(&base, modulus);
    result.to_be_bytes().to_vec()
}

fn opened() -> Card {
    let mut card = Card::new(Personalisation::default());
    check("open", &mut card, &[SELECT_JPKI, VERIFY_AUTH, VERIFY_SIGN]);
    card
}

fn sign(card: &mut Card, reference: u8, input: &[u8]) -> Vec<u8> {
    let length = u8::try_from(input.len()).unwrap();
    let command = [&[0x80, 0x2A, 0x00, reference, length], input, &[0x00]].concat();
    data(card, &command)
}
