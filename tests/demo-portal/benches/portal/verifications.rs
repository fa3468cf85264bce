//! How many tokens one core verifies, against what OpenSSL's two RSA verifications would take.

use std::{
    hint::black_box,
    process::Command,
    time::{Duration, Instant},
};

use demo_portal::{
    certificate::Certificate,
    challenge::Nonce,
    clock::{Clock as _, SystemClock},
    origin::Origin,
    purpose::USER_AUTHENTICATION_POLICIES,
    revocation::NoRevocation,
    signature,
    token::Token,
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
    let limit = openssl_verifications();
    let login = Login::new();
    Row::new(
        "tokens verified by one core",
        login.per_second(),
        "tokens/s",
    )
    .against(limit / VERIFICATIONS_PER_TOKEN)
    .print();
    login.measure_parts(MICROSECONDS / limit);
}

const MICROSECONDS: f64 = 1e6;

/// One person's token, and what it is held against.
struct Login {
    verifier: Verifier,
    nonce: Nonce,
    body: String,
}

impl Login {
    fn new() -> Self {
        let nonce = Nonce::random();
        Self {
            verifier: Verifier {
                origin: Origin::parse(ORIGIN).unwrap(),
                authorities: TrustedAuthorities::from_der(&[AUTHORITY]).unwrap(),
                policies: USER_AUTHENTICATION_POLICIES.to_vec(),
                revocation: Box::new(NoRevocation),
            },
            body: SoftwareCard::new().token(nonce.as_str()),
            nonce,
        }
    }

    fn per_second(&self) -> f64 {
        let now = SystemClock.now();
        per_second(|| {
            self.verifier
                .verify(self.body.as_bytes(), &self.nonce, now)
                .unwrap()
        })
    }

    /// Where the time of a verification goes.
    fn measure_parts(&self, limit: f64) {
        let microseconds = |rate: f64| MICROSECONDS / rate;
        let read = || {
            let token = Token::parse(self.body.as_bytes()).unwrap();
            let certificate = Certificate::from_der(&token.unverified_certificate).unwrap();
            (token, certificate)
        };
        let reading = microseconds(per_second(read));
        Row::new("a token: it and its certificate are read", reading, "µs").print();

        let (token, certificate) = read();
        let authority = Certificate::from_der(AUTHORITY).unwrap();
        let issued = || certificate.check_signed_by(authority.key()).unwrap();
        Row::new(
            "a token: the CA's signature",
            microseconds(per_second(issued)),
            "µs",
        )
        .against(limit)
        .print();
        let (origin, nonce) = (&self.verifier.origin, &self.nonce);
        let signed = || {
            signature::check(
                certificate.key(),
                token.algorithm,
                &token.signature,
                origin,
                nonce,
            )
            .unwrap();
        };
        Row::new(
            "a token: the card's signature",
            microseconds(per_second(signed)),
            "µs",
        )
        .against(limit)
        .print();
    }
}

fn per_second<T>(mut work: impl FnMut() -> T) -> f64 {
    let began = Instant::now();
    let mut done = 0_u32;
    while began.elapsed() < Duration::from_secs(2) {
        black_box(work());
        done += 1;
    }
    f64::from(done) / began.elapsed().as_secs_f64()
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
