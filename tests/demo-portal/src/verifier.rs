//! The verification of a login, from its bytes to the account: every check, in order, for either protocol.

use std::{fmt, time::Duration};

use serde::{Deserialize, Serialize};
use thiserror::Error;
use x509_cert::der::asn1::ObjectIdentifier;

use crate::{
    certificate::{Certificate, CertificateError, Validity},
    challenge::Nonce,
    key::{Algorithm, PublicKey},
    official::{OfficialAnswer, OfficialAnswerError},
    origin::Origin,
    purpose::{LoginPurposeError, check_login},
    revocation::{Revocation, RevocationAnswer},
    signature::{self, SignatureError},
    token::{Token, TokenError},
    trust::{PathError, TrustedAuthorities},
};

/// What a login is held against.
pub struct Verifier {
    /// The portal's own origin; never the page's or the token's word.
    pub origin: Origin,
    /// The CAs that may issue certificates to log in with.
    pub authorities: TrustedAuthorities,
    /// The certificate policies that mean user authentication.
    pub policies: Vec<ObjectIdentifier>,
    /// Whom to ask about revocation.
    pub revocation: Box<dyn Revocation>,
}

/// Who is logged in: what the certificate says. There is no name in it, and no address.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Account {
    /// The certificate's serial number, hexadecimal. With the issuer it is what identifies the person's certificate;
    /// a new certificate has a new one.
    pub serial: String,
    /// The certificate's validity.
    pub validity: Validity,
    /// The issuer's name.
    pub issuer: String,
    /// The algorithm of the card's signature.
    pub algorithm: Algorithm,
    /// What is known about revocation: [`RevocationAnswer::Good`] or [`RevocationAnswer::NotChecked`].
    pub revocation: RevocationAnswer,
}

/// Why nobody is logged in.
#[derive(Debug, Error)]
pub enum VerificationError {
    /// The token's form is wrong.
    #[error(transparent)]
    Token(#[from] TokenError),
    /// The form of an answer in the official portal's protocol is wrong.
    #[error(transparent)]
    OfficialAnswer(#[from] OfficialAnswerError),
    /// Its certificate cannot be read.
    #[error(transparent)]
    Certificate(#[from] CertificateError),
    /// Its certificate is for something else.
    #[error(transparent)]
    Purpose(#[from] LoginPurposeError),
    /// Nobody who is trusted vouches for its certificate now.
    #[error(transparent)]
    Path(#[from] PathError),
    /// Its certificate is revoked.
    #[error("the certificate is revoked")]
    Revoked,
    /// Whether its certificate is revoked could not be learnt.
    #[error("the revocation responder did not answer")]
    RevocationUnanswered,
    /// Its signature is not the card's over this challenge.
    #[error(transparent)]
    Signature(#[from] SignatureError),
}

impl Verifier {
    /// Verifies a Web eID token against the nonce that was taken for it.
    ///
    /// # Errors
    /// [`VerificationError`] names the first check that failed.
    pub fn verify(
        &self,
        body: &[u8],
        nonce: &Nonce,
        now: Duration,
    ) -> Result<Account, VerificationError> {
        let token = Token::parse(body)?;
        let certificate = Certificate::from_der(&token.unverified_certificate)?;
        self.account(&certificate, token.algorithm, now, |key| {
            signature::check(key, token.algorithm, &token.signature, &self.origin, nonce)
        })
    }

    /// Verifies an answer in the official portal's protocol against the nonce whose DigestInfo the page was given.
    ///
    /// # Errors
    /// [`VerificationError`] names the first check that failed.
    pub fn verify_official(
        &self,
        body: &[u8],
        nonce: &Nonce,
        now: Duration,
    ) -> Result<Account, VerificationError> {
        let answer = OfficialAnswer::parse(body)?;
        let certificate = Certificate::from_der(&answer.certificate)?;
        self.account(&certificate, Algorithm::Rs256, now, |key| {
            signature::check_official(key, &answer.signature, nonce)
        })
    }

    fn account(
        &self,
        certificate: &Certificate,
        algorithm: Algorithm,
        now: Duration,
        check_signature: impl FnOnce(&PublicKey) -> Result<(), SignatureError>,
    ) -> Result<Account, VerificationError> {
        check_login(certificate, &self.policies)?;
        let issuer = self.authorities.issuer_of(certificate, now)?;
        check_signature(certificate.key())?;
        // Asked last: nobody without the card can make the portal ask about somebody else's certificate.
        let revocation = match self.revocation.ask(certificate, issuer) {
            RevocationAnswer::Revoked => return Err(VerificationError::Revoked),
            RevocationAnswer::Unanswered => return Err(VerificationError::RevocationUnanswered),
            answer @ (RevocationAnswer::Good | RevocationAnswer::NotChecked) => answer,
        };
        Ok(Account {
            serial: certificate.serial(),
            validity: certificate.validity(),
            issuer: certificate.issuer(),
            algorithm,
            revocation,
        })
    }
}

impl fmt::Debug for Verifier {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Verifier")
            .field("origin", &self.origin)
            .field("policies", &self.policies)
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use base64::{Engine as _, engine::general_purpose::STANDARD};
    use rsa::{
        PrivateKey,
        pkcs1v15::SigningKey,
        pkcs8::DecodePrivateKey as _,
        signature::{SignatureEncoding as _, Signer as _},
    };
    use sha2::{Digest as _, Sha256};

    use super::*;
    use crate::{
        key::tests::verifications_in, purpose::USER_AUTHENTICATION_POLICIES,
        revocation::NoRevocation,
    };

    /// Noon of 1 June 2026, UTC.
    const NOW: Duration = Duration::from_secs(1_780_315_200);
    const AUTHORITY: &[u8] = include_bytes!("../../fixtures/certificates/auth-ca.der");
    const PERSON: &[u8] = include_bytes!("../../fixtures/certificates/auth.der");
    const STRANGER: &[u8] = include_bytes!("../../fixtures/certificates/auth-generation-2.der");
    const FORGED: &[u8] = include_bytes!("../../fixtures/certificates/auth-unknown-issuer.der");
    const KEY: &[u8] = include_bytes!("../../fixtures/certificates/auth.key.der");

    #[track_caller]
    fn check(
        certificate: &[u8],
        signed: &Nonce,
        asked: &Nonce,
        verdict: bool,
        verifications: usize,
    ) {
        let verifier = Verifier {
            origin: Origin::localhost(8080),
            authorities: TrustedAuthorities::from_der(&[AUTHORITY]).unwrap(),
            policies: USER_AUTHENTICATION_POLICIES.to_vec(),
            revocation: Box::new(NoRevocation),
        };
        let hashes = [verifier.origin.as_str(), signed.as_str()].map(Sha256::digest);
        let key = SigningKey::<Sha256>::new(PrivateKey::from_pkcs8_der(KEY).unwrap());
        let token = serde_json::json!({
            "unverifiedCertificate": STANDARD.encode(certificate),
            "algorithm": "RS256",
            "signature": STANDARD.encode(key.sign(&hashes.concat()).to_vec()),
            "format": "web-eid:1.0",
            "appVersion": "https://mpa-host.example/releases/0.1.0",
        });
        let body = token.to_string();
        let (outcome, made) = verifications_in(|| verifier.verify(body.as_bytes(), asked, NOW));
        assert_eq!(outcome.is_ok(), verdict, "{outcome:?}");
        assert_eq!(made, verifications);
    }

    /// The certificate's and the token's; there is no way with fewer.
    #[test]
    fn a_login_costs_two_rsa_verifications_and_a_strangers_none() {
        let (nonce, another) = (Nonce::random(), Nonce::random());
        check(PERSON, &nonce, &nonce, true, 2);
        check(PERSON, &nonce, &another, false, 2);
        check(FORGED, &nonce, &nonce, false, 1);
        check(STRANGER, &nonce, &nonce, false, 0);
        check(&PERSON[1..], &nonce, &nonce, false, 0);
    }
}
