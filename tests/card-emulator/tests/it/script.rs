//! Scripts: named steps of command and expected response, both as hexadecimal digits.

use card_emulator::{Card, Personalisation};

/// One exchange: what it is, the command, and the response without fail.
#[derive(Clone, Copy)]
pub(crate) struct Step(
    pub(crate) &'static str,
    pub(crate) &'static str,
    pub(crate) &'static str,
);

pub(crate) const SELECT_JPKI: Step = Step("select JPKI", "00A4040C0A D392F000260100000001", "9000");
pub(crate) const SELECT_ISSUER_DOMAIN: Step = Step(
    "select the issuer domain",
    "00A4040C07 A0000001510000",
    "9000",
);
pub(crate) const SELECT_COMMON: Step = Step(
    "select the common application",
    "00A4040C0A D3921000310001010100",
    "9000",
);
pub(crate) const SELECT_TEXT_INPUT: Step = Step(
    "select the text input application",
    "00A4040C0A D3921000310001010408",
    "9000",
);
pub(crate) const VERIFY_AUTH: Step = Step("verify 1234", "0020009804 31323334", "9000");
pub(crate) const VERIFY_AUTH_WRONG: Step = Step("verify 9999", "0020009804 39393939", "63C2");
pub(crate) const READ_SIGN_CERTIFICATE_REFUSED: Step =
    Step("read the signature certificate", "00B0810004", "6982");

/// Sends the steps to the card one by one.
pub(crate) fn check(script: &str, card: &mut Card, steps: &[Step]) {
    for Step(step, command, expected) in steps {
        let response = card.execute(&bytes(command));
        assert_eq!(
            hex(&response),
            expected.replace(' ', ""),
            "{script}: {step}: {command}"
        );
    }
}

/// Runs each script on a new card.
pub(crate) fn check_each(scripts: &[(&str, &[Step])]) {
    for (name, steps) in scripts {
        check(name, &mut Card::new(Personalisation::default()), steps);
    }
}

/// Sends a command that is answered 9000 and gives what came before it.
pub(crate) fn data(card: &mut Card, command: &[u8]) -> Vec<u8> {
    let mut response = card.execute(command);
    assert!(
        response.ends_with(&[0x90, 0x00]),
        "{} is answered {}",
        hex(command),
        hex(&response)
    );
    response.truncate(response.len() - 2);
    response
}

pub(crate) fn bytes(digits: &str) -> Vec<u8> {
    let digits: Vec<u8> = digits.bytes().filter(|it| *it != b' ').collect();
    digits
        .chunks(2)
        .map(|pair| u8::from_str_radix(std::str::from_utf8(pair).unwrap(), 16).unwrap())
        .collect()
}

pub(crate) fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02X}")).collect()
}

/// A file of `tests/fixtures/certificates`.
pub(crate) fn fixture(name: &str) -> Vec<u8> {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../fixtures/certificates/");
    std::fs::read(format!("{folder}{name}")).unwrap()
}
