//! Frames from the browser: whatever the bytes and however the pipe hands them over, each frame comes out whole or has a
//! named end, and what is written is read back.
#![no_main]

use std::io::{self, Read};

use arbitrary::Arbitrary;
use libfuzzer_sys::fuzz_target;
use mpa_host::framing::{FramingError, REQUEST_MAX, read_frame, write_frame};

/// What comes through the pipe, and how much of it at a time.
#[derive(Debug, Arbitrary)]
struct Input<'a> {
    /// One fewer than the most that one read brings.
    piece: u8,
    bytes: &'a [u8],
}

struct Pipe<'a> {
    piece: usize,
    bytes: &'a [u8],
}

impl Read for Pipe<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let most = buffer.len().min(self.piece);
        self.bytes.read(&mut buffer[..most])
    }
}

fuzz_target!(|input: Input<'_>| {
    let mut pipe = Pipe {
        piece: usize::from(input.piece) + 1,
        bytes: input.bytes,
    };
    let mut expected = input.bytes;
    loop {
        let read = read_frame(&mut pipe);
        let Some((prefix, rest)) = expected.split_first_chunk() else {
            match read {
                Ok(None) => assert!(expected.is_empty(), "half a length was taken for the end"),
                Err(FramingError::Truncated) => assert!(!expected.is_empty()),
                other => panic!("{other:?} at the end"),
            }
            break;
        };
        let announced = usize::try_from(u32::from_ne_bytes(*prefix)).expect("at least 32 bits");
        match read {
            Ok(Some(body)) => {
                assert!(announced <= REQUEST_MAX);
                assert_eq!(Some(&body[..]), rest.get(..announced));
                let mut written = Vec::new();
                write_frame(&mut written, &body).expect("no longer than a request");
                assert_eq!(Some(&written[..]), expected.get(..4 + announced));
                expected = &rest[announced..];
            }
            Err(FramingError::TooLarge { length }) => {
                assert!(length == announced && announced > REQUEST_MAX);
                break;
            }
            Err(FramingError::Truncated) => {
                assert!(announced <= REQUEST_MAX && rest.len() < announced);
                break;
            }
            other => panic!("{other:?} within {} bytes", expected.len()),
        }
    }
});
