//! What one login costs in RSA operations and in memory, counted; and that no length is believed before it is checked.
//!
//! Whatever computes with numbers of 2048 bits allocates for them, so that an operation shows in the blocks that were
//! asked for meanwhile: as many of one verification as fit into them.

mod measured;

use mpa_host::{
    certificate::UserCertificate,
    dialog::{Person, PinNotice, Screen},
    error::ErrorCode,
    framing::{FramingError, REQUEST_MAX, read_frame},
    login::Signed,
};

use self::measured::{Measured, Until};
use crate::{
    allocator::Allocated,
    desk::{Answer, Desk},
    exchanges::extended,
    logins::{card, fixture},
    person::{AtDesk, Conditions, challenge, entered},
};

/// Longest certificate that is read, in bytes: what a card may have the host hold.
const CERTIFICATE_MAX: usize = 4_096;

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

#[test]
fn an_exchange_costs_its_command_and_room_for_its_answer() {
    let (steps, signed) = log_in();
    // What grows does so by doubling.
    let most = 2 * signed.certificate.der().len();
    let mut exchanges = 0;
    for (until, allocated) in steps {
        if let Until::Exchange(_) = until {
            exchanges += 1;
            assert!(
                allocated.blocks <= 2 && allocated.largest <= most,
                "{exchanges}: {allocated:?}"
            );
        }
    }
    assert_eq!(exchanges, 9 + 2 + 4);
}

#[test]
fn no_answer_of_a_card_has_the_host_allocate_more_than_a_certificate() {
    let long = |from: &[u8], length: usize, status: [u8; 2]| -> Answer {
        let filling = vec![0xA5; length - from.len()];
        Ok([from, &filling, &status].concat())
    };
    let answers = [
        long(&[], 65_536, [0x90, 0x00]),
        long(&[0x30, 0x82, 0xFF, 0xFF], 256, [0x90, 0x00]),
        long(&[0x30, 0x84, 0xFF, 0xFF, 0xFF, 0xFF], 256, [0x90, 0x00]),
        long(&[0x30, 0x82, 0x0F, 0xFC], 65_536, [0x90, 0x00]),
        long(&[], 256, [0x61, 0x00]),
    ];
    let portal = |conditions| Conditions {
        portal: true,
        ..conditions
    };
    for conditions in [portal(Conditions::default()), portal(extended())] {
        for answer in &answers {
            // One of each exchange of a login, and from it on GET RESPONSE, which the last of them asks for.
            for at in 1..=14 {
                let desk = Desk::with_card(card());
                let again = answer.clone();
                desk.interfere(move |_, command| (command[1] == 0xC0).then(|| again.clone()));
                let instead = answer.clone();
                desk.mishap_at(at, Box::new(move |_, _| instead));
                let measured = Measured::new(&desk);
                goes_on(&AtDesk::log_in_at(&desk, measured.clone(), conditions));
                let largest = measured.steps().iter().map(|(_, done)| done.largest).max();
                assert!(largest <= Some(2 * CERTIFICATE_MAX), "{at}: {largest:?}");
            }
        }
    }
}

/// Enters the PIN whenever it is asked for, and gives up where that does not help.
fn goes_on(login: &AtDesk) {
    while let Some(screen) = login.next_screen() {
        match screen {
            Screen::EnterPin { .. } => login.may_do(Person::Pin(entered("1234"))),
            Screen::ConfirmLastTry => login.may_do(Person::Confirmed),
            Screen::Waiting(_) => login.may_do(Person::Cancelled),
            Screen::Refused { .. } => login.may_do(Person::Acknowledged),
            Screen::Starting | Screen::Reading | Screen::Working | Screen::Done => {}
        }
    }
}

#[test]
fn nothing_is_allocated_for_a_frame_that_is_too_long() {
    let limit = u32::try_from(REQUEST_MAX).expect("small");
    for length in [limit + 1, 1 << 20, u32::MAX] {
        let bytes = length.to_ne_bytes();
        let (frame, allocated) = Allocated::by(|| read_frame(&mut &bytes[..]));
        assert!(
            matches!(frame, Err(FramingError::TooLarge { .. })),
            "{length}"
        );
        assert_eq!(allocated, Allocated::NOTHING, "{length}");
    }
    // What is within the limit is believed, and is one block.
    let bytes = limit.to_ne_bytes();
    let (frame, allocated) = Allocated::by(|| read_frame(&mut &bytes[..]));
    let code = frame.err().and_then(|error| error.code());
    assert_eq!(code, Some(ErrorCode::MessageTruncated));
    let body = Allocated {
        blocks: 1,
        largest: REQUEST_MAX,
    };
    assert_eq!(allocated, body);
}

#[test]
fn no_length_in_a_certificate_is_allocated_for() {
    let der = fixture!("auth.der");
    // At each place, so that it is one in the place of every length too.
    for length in [
        &[0x84, 0xFF, 0xFF, 0xFF, 0xFF][..],
        &[0x83, 0x10, 0, 0],
        &[0x82, 0xFF, 0xFF],
    ] {
        for place in 0..der.len() - length.len() {
            let mut claiming = der.to_vec();
            claiming[place..place + length.len()].copy_from_slice(length);
            let (_, allocated) = Allocated::by(|| UserCertificate::parse(claiming));
            assert!(
                allocated.largest <= der.len(),
                "{place}: {length:02X?}: {allocated:?}"
            );
        }
    }
}
