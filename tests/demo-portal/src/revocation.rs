//! Whether a certificate was revoked, as a question to somebody else.
//!
//! Only parties with an agreement with J-LIS may ask the JPKI's responders, so the demo cannot;
//! it says so on its account page rather than be silent about it.

use serde::{Deserialize, Serialize};

use crate::certificate::Certificate;

/// Somebody who knows about revocation: an OCSP client, a list that is fetched once a day, an accredited platform.
pub trait Revocation: Send + Sync {
    /// Asks about a certificate whose path has been checked. May block: it runs on a thread for that.
    fn ask(&self, certificate: &Certificate, issuer: &Certificate) -> RevocationAnswer;
}

/// What came of asking.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum RevocationAnswer {
    /// Nobody was asked; the account page shows it.
    NotChecked,
    /// The responder says that it is good.
    Good,
    /// The responder says that it is revoked: the login is refused.
    Revoked,
    /// The responder was to be asked and did not answer: the login is refused, since an attacker could arrange for it.
    Unanswered,
}

/// Asks nobody.
#[derive(Clone, Copy, Debug, Default)]
pub struct NoRevocation;

impl Revocation for NoRevocation {
    fn ask(&self, _: &Certificate, _: &Certificate) -> RevocationAnswer {
        RevocationAnswer::NotChecked
    }
}
