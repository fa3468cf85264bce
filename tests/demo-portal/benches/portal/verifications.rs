//! How many tokens one core verifies, against what OpenSSL's two RSA verifications would take.

use std::{
    process::Command,
    time::{Duration, Instant},
};

use demo_portal::{
    challenge::Nonce,
    clock::{Clock as _, SystemClock},
    origin::Origin,
    purpose::USER_AUTHENTICATION_POLICIES,
    revocation::NoRevocation,
    trust::TrustedAuthorities,
    verifier::Verifier,
};

use crate::{
    ORIGIN,
    row::Row,
    software_card::{AUTHORITY, SoftwareCard},
};

/// The certificate's and the token's.
const VERIFICATIONS_PER_TOKEN: f64 = 2.0;

pub(crate) fn measure() {
    let limit = openssl_verifications() / VERIFICATIONS_PER_TOKEN;
    let tokens = tokens_per_second();
    Row::new("tokens verified by one core", tokens, "tokens/s")
        .against(limit)
        .print();
}

fn tokens_per_second() -> f64 {
    let verifier = Verifier {
        origin: Origin::parse(ORIGIN).unwrap(),
        authorities: TrustedAuthorities::from_der(&[AUTHORITY]).unwrap(),
        policies: USER_AUTHENTICATION_POLICIES.to_vec(),
        revocation: Box::new(NoRevocation),
    };
    let nonce = Nonce::random();
    let token = SoftwareCard::new().token(nonce.as_str());
    let now = SystemClock.now();
    let began = Instant::now();
    let mut verified = 0_u32;
    while began.elapsed() < Duration::from_secs(2) {
        verifier.verify(token.as_bytes(), &nonce, now).unwrap();
        verified += 1;
    }
    f64::from(verified) / began.elapsed().as_secs_f64()
}

/// By the column's name: newer versions print more columns.
fn openssl_verifications() -> f64 {
    let speed = Command::new("openssl")
        .args(["speed", "-seconds", "1", "rsa2048"])
        .output()
        .unwrap();
    let output = String::from_utf8(speed.stdout).unwrap();
    let mut lines = output.lines().map(|line| line.split_whitespace().rev());
    let mut heading = lines
        .find(|words| words.clone().any(|word| word == "verify/s"))
        .unwrap();
    let column = heading.position(|word| word == "verify/s").unwrap();
    let mut figures = lines.next().unwrap();
    figures.nth(column).unwrap().parse().unwrap()
}
