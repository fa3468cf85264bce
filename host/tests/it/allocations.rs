//! What one login costs in RSA operations, counted.
//!
//! Whatever computes with numbers of 2048 bits allocates for them, so that an operation shows in the blocks that were
//! asked for meanwhile: as many of one verification as fit into them.

mod measured;

use mpa_host::{
    certificate::UserCertificate,
    dialog::{PinNotice, Screen},
    login::Signed,
};

use self::measured::{Measured, Until};
use crate::{
    allocator::Allocated,
    desk::Desk,
    logins::card,
    person::{AtDesk, Conditions, challenge},
};

/// The end of one VERIFY that brings a signature.
const SIGNED: [Until; 5] = [
    Until::Exchange(0x20),
    Until::Exchange(0x2A),
    Until::Exchange(0xA4),
    Until::Ended,
    Until::Dropped,
];

/// The steps of a login with one wrong PIN before the right one, and what it brought.
fn log_in() -> (Vec<(Until, Allocated)>, Signed) {
    let desk = Desk::with_card(card());
    let measured = Measured::new(&desk);
    let login = AtDesk::log_in_at(&desk, measured.clone(), Conditions::default());
    login
        .is_asked(3, None)
        .enters("9999")
        .is_asked(2, Some(PinNotice::Wrong));
    login.enters("1234").sees(Screen::Done);
    let signed = login.ends().expect("a signature");
    (measured.steps(), signed)
}

#[test]
fn a_login_costs_one_rsa_verification_after_the_card_is_locked() {
    let (steps, signed) = log_in();
    let Signed {
        certificate,
        signature,
        ..
    } = signed;
    let (challenge, der) = (challenge(), certificate.der().to_vec());
    let digest_info = challenge.digest_info();
    let (verifies, once) = Allocated::by(|| certificate.verifies(digest_info, &signature));
    let (_, parsing) = Allocated::by(|| UserCertificate::parse(der));
    assert!(verifies && once.blocks > 10, "it is seen: {once:?}");

    let mut operations: Vec<(Until, usize)> = Vec::new();
    let mut parsed = false;
    for (number, (until, allocated)) in steps.iter().enumerate() {
        let mut blocks = allocated.blocks;
        // The certificate is taken apart once, when the transaction in which it was read has ended.
        if !parsed && number > 0 && steps[number - 1].0 == Until::Ended {
            parsed = true;
            blocks -= parsing.blocks;
        }
        operations.push((*until, blocks / once.blocks));
    }
    assert_eq!(operations.iter().map(|(_, times)| times).sum::<usize>(), 1);
    let last = SIGNED.map(|until| (until, usize::from(until == Until::Dropped)));
    assert!(operations.ends_with(&last), "{operations:?}");
}
