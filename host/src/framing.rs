//! Native messaging's frames: a length in the machine's byte order, then that many bytes (PROTOCOL.md, "Transport").
//! It must not know what the bytes mean.

use std::io::{self, Read, Write};

use byteorder::{NativeEndian, ReadBytesExt, WriteBytesExt};
use thiserror::Error;

use crate::error::ErrorCode;

/// Longest body that is read, in bytes. The largest request has under 1 KiB.
pub const REQUEST_MAX: usize = 8_192;

/// Longest body that is written, in bytes. Browsers close the port above 1 MiB.
pub const ANSWER_MAX: usize = 65_536;

/// Why no further frame can be read or written.
#[derive(Debug, Error)]
pub enum FramingError {
    /// The input ended inside a frame.
    #[error("the input ended inside a frame")]
    Truncated,
    /// The frame is longer than its direction allows; nothing was allocated for it.
    #[error("a frame of {length} bytes is over the limit")]
    TooLarge {
        /// The length that was announced or asked for, in bytes.
        length: usize,
    },
    /// The pipe failed.
    #[error("the pipe to the browser failed")]
    Pipe(#[from] io::Error),
}

impl FramingError {
    /// The name to answer with, where the pipe still allows an answer.
    pub fn code(&self) -> Option<ErrorCode> {
        match self {
            Self::Truncated => Some(ErrorCode::MessageTruncated),
            Self::TooLarge { .. } => Some(ErrorCode::MessageTooLarge),
            Self::Pipe(_) => None,
        }
    }
}

/// Reads one frame's body; `None` where the input ends between frames.
pub fn read_frame(input: &mut impl Read) -> Result<Option<Vec<u8>>, FramingError> {
    let mut first = [0];
    if !fill(input, &mut first)? {
        return Ok(None);
    }
    let length = (&first[..]).chain(&mut *input).read_u32::<NativeEndian>();
    let length = usize::try_from(length.map_err(truncated)?).unwrap_or(usize::MAX);
    if length > REQUEST_MAX {
        return Err(FramingError::TooLarge { length });
    }
    let mut body = vec![0; length];
    input.read_exact(&mut body).map_err(truncated)?;
    Ok(Some(body))
}

/// Writes one frame and flushes it.
pub fn write_frame(output: &mut impl Write, body: &[u8]) -> Result<(), FramingError> {
    let length = body.len();
    let prefix = u32::try_from(length).ok().filter(|_| length <= ANSWER_MAX);
    output.write_u32::<NativeEndian>(prefix.ok_or(FramingError::TooLarge { length })?)?;
    output.write_all(body)?;
    output.flush()?;
    Ok(())
}

/// Fills `buffer`, or says that the input had already ended.
fn fill(input: &mut impl Read, buffer: &mut [u8; 1]) -> Result<bool, FramingError> {
    loop {
        match input.read(buffer) {
            Ok(read) => return Ok(read == 1),
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error.into()),
        }
    }
}

fn truncated(error: io::Error) -> FramingError {
    match error.kind() {
        io::ErrorKind::UnexpectedEof => FramingError::Truncated,
        _ => error.into(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn frame(length: u32, body: &[u8]) -> Vec<u8> {
        [&length.to_ne_bytes()[..], body].concat()
    }

    #[test]
    fn reads_frames_until_the_input_ends_between_two() {
        let bytes = [frame(2, b"ab"), frame(0, b""), frame(1, b"c")].concat();
        let mut input = &bytes[..];
        for expected in [Some(&b"ab"[..]), Some(b""), Some(b"c"), None, None] {
            assert_eq!(read_frame(&mut input).expect("whole").as_deref(), expected);
        }
    }

    #[test]
    fn names_what_is_wrong_with_a_frame() {
        let limit = u32::try_from(REQUEST_MAX).expect("small");
        let cases: &[(&str, Vec<u8>, ErrorCode)] = &[
            (
                "one byte of the prefix",
                vec![1],
                ErrorCode::MessageTruncated,
            ),
            (
                "three bytes of the prefix",
                vec![1, 0, 0],
                ErrorCode::MessageTruncated,
            ),
            ("no body", frame(1, b""), ErrorCode::MessageTruncated),
            ("half a body", frame(4, b"ab"), ErrorCode::MessageTruncated),
            (
                "one over the limit",
                frame(limit + 1, b""),
                ErrorCode::MessageTooLarge,
            ),
            (
                "the largest length",
                frame(u32::MAX, b""),
                ErrorCode::MessageTooLarge,
            ),
        ];
        for (name, bytes, code) in cases {
            let error = read_frame(&mut &bytes[..]).expect_err(name);
            assert_eq!(error.code(), Some(*code), "{name}");
        }
        let longest = frame(limit, &vec![b' '; REQUEST_MAX]);
        assert!(
            matches!(read_frame(&mut &longest[..]), Ok(Some(body)) if body.len() == REQUEST_MAX)
        );
    }

    #[test]
    fn a_pipe_that_fails_is_no_frame_and_no_end() {
        struct Broken;
        impl Read for Broken {
            fn read(&mut self, _: &mut [u8]) -> io::Result<usize> {
                Err(io::ErrorKind::ConnectionReset.into())
            }
        }
        assert!(matches!(
            read_frame(&mut Broken),
            Err(FramingError::Pipe(_))
        ));
    }

    #[test]
    fn writes_the_length_before_the_body_and_nothing_above_the_limit() {
        let mut output = Vec::new();
        write_frame(&mut output, b"abc").expect("written");
        assert_eq!(output, frame(3, b"abc"));
        let error = write_frame(&mut output, &vec![0; ANSWER_MAX + 1]).expect_err("too long");
        assert_eq!(error.code(), Some(ErrorCode::MessageTooLarge));
        assert_eq!(output.len(), 7, "nothing of it was written");
    }
}
