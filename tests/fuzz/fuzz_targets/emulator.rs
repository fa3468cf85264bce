//! The emulated card itself: any commands in any order, and the power taken away and given back between them.
#![no_main]

use arbitrary::{Arbitrary, Unstructured};
use card_emulator::{Card, Personalisation, PinName, Switches};
use libfuzzer_sys::fuzz_target;

/// A life of a card in a reader.
#[derive(Debug, Arbitrary)]
struct Input {
    first_command_6f00: bool,
    reselect_clears: bool,
    short_ef_ids: bool,
    extended_length: bool,
    steps: Vec<Step>,
}

#[derive(Debug, Arbitrary)]
enum Step {
    PowerOn,
    PowerOff,
    Reset,
    Bytes(Vec<u8>),
    Command(KnownCommand),
    Usual(UsualCommand),
}

/// A command as a host would send it.
#[derive(Debug)]
struct UsualCommand(&'static [u8]);

/// SELECT of three applications; VERIFY of both of JPKI's PINs, right and wrong, and the query; a new PIN; READ; SIGN.
const USUAL: [&[u8]; 11] = [
    b"\x00\xA4\x04\x0C\x0A\xD3\x92\xF0\x00\x26\x01\x00\x00\x00\x01",
    b"\x00\xA4\x04\x0C\x0A\xD3\x92\x10\x00\x31\x00\x01\x01\x04\x08",
    b"\x00\xA4\x04\x0C\x0A\xD3\x92\x10\x00\x31\x00\x01\x01\x04\x01",
    b"\x00\x20\x00\x98\x041234",
    b"\x00\x20\x00\x98\x049999",
    b"\x00\x20\x00\x9B\x06ABC123",
    b"\x00\x20\x00\x9B\x06ABC124",
    b"\x00\x20\x00\x98",
    b"\x00\x24\x01\x98\x044321",
    b"\x00\xB0\x8A\x00\x00",
    b"\x80\x2A\x00\x97\x04text\x00",
];

impl<'a> Arbitrary<'a> for UsualCommand {
    fn arbitrary(input: &mut Unstructured<'a>) -> arbitrary::Result<Self> {
        Ok(Self(input.choose(&USUAL)?))
    }
}

/// A command that gets past the first checks.
#[derive(Debug)]
struct KnownCommand(Vec<u8>);

/// The applications' names, and PINs right and wrong.
const DATA: [&[u8]; 8] = [
    b"\xD3\x92\xF0\x00\x26\x01\x00\x00\x00\x01",
    b"\xD3\x92\xF0\x00\x26\x01",
    b"\xD3\x92\x10\x00\x31\x00\x01\x01\x04\x08",
    b"\xD3\x92\x10\x00\x31\x00\x01\x01\x04\x01",
    b"1234",
    b"ABC123",
    b"9999",
    b"\x00\x18",
];

/// Class and instruction of what the card knows.
const COMMANDS: [[u8; 2]; 10] = [
    [0x00, 0x20],
    [0x00, 0x24],
    [0x00, 0x84],
    [0x00, 0xA4],
    [0x00, 0xB0],
    [0x00, 0xB2],
    [0x00, 0xC0],
    [0x00, 0xCA],
    [0x80, 0x2A],
    [0x80, 0x32],
];

impl<'a> Arbitrary<'a> for KnownCommand {
    fn arbitrary(input: &mut Unstructured<'a>) -> arbitrary::Result<Self> {
        let mut bytes = input.choose(&COMMANDS)?.to_vec();
        bytes.extend(<[u8; 2]>::arbitrary(input)?);
        let data = match input.arbitrary()? {
            true => input.choose(&DATA)?.to_vec(),
            false => Vec::arbitrary(input)?,
        };
        if let (Ok(length @ 1..), false) = (u8::try_from(data.len()), data.is_empty()) {
            bytes.push(length);
            bytes.extend(data);
        }
        if input.arbitrary()? {
            bytes.push(input.arbitrary()?);
        }
        Ok(Self(bytes))
    }
}

thread_local! {
    /// Made once: reading the keys takes longer than most runs.
    static ISSUED: Card = Card::new(Personalisation::default());
}

fuzz_target!(|input: Input| {
    let longest = if input.extended_length { 65_538 } else { 258 };
    let mut card = ISSUED.with(Clone::clone).with_switches(Switches {
        first_command_6f00: input.first_command_6f00,
        reselect_clears: input.reselect_clears,
        short_ef_ids: input.short_ef_ids,
        extended_length: input.extended_length,
        ..Switches::default()
    });
    let mut powered = true;
    for step in &input.steps {
        let before = PinName::ALL.map(|name| card.tries(name));
        let command = match step {
            Step::PowerOn => {
                card.power_on();
                powered = true;
                continue;
            }
            Step::PowerOff => {
                card.power_off();
                powered = false;
                continue;
            }
            Step::Reset => {
                card.reset();
                powered = true;
                continue;
            }
            Step::Bytes(bytes) | Step::Command(KnownCommand(bytes)) => bytes,
            Step::Usual(UsualCommand(bytes)) => *bytes,
        };
        let answer = card.execute(command);
        assert_eq!(answer.is_empty(), !powered, "a card with power answers");
        assert!(answer.len() <= longest && answer.len() != 1);
        let ok = answer.ends_with(&[0x90, 0x00]);
        let word = answer.last_chunk::<2>();
        assert!(word.is_none_or(|word| matches!(word[0], 0x60..=0x6F | 0x90)));
        let verify = command.starts_with(&[0x00, 0x20]) && command.len() > 5;
        for (name, was) in PinName::ALL.into_iter().zip(before) {
            let is = card.tries(name);
            assert!(is <= name.limit());
            assert!(
                is <= was || (verify && ok),
                "{name:?} rose by {command:02X?}"
            );
            assert!(is == was || verify, "{name:?} fell by {command:02X?}");
            assert!(was.saturating_sub(is) <= 1, "{name:?} lost more than one");
        }
    }
});
