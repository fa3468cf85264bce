//! The host, started as a browser starts it: by the path in the manifest, with one real frame (PROTOCOL.md, "Transport").

use std::{
    ffi::OsStr,
    io::{self, Read, Write},
    path::Path,
    process::{Child, Command, Stdio},
    sync::mpsc,
    thread,
    time::Duration,
};

use serde::Deserialize;

use super::Line;
use crate::text::Lang;

/// How long the host may take.
#[derive(Debug, Clone, Copy)]
pub struct Limits {
    /// For one answer to `status`, which takes milliseconds.
    pub status: Duration,
    /// For its own examination, which looks at cards.
    pub doctor: Duration,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            status: Duration::from_secs(5),
            // The host itself says after 30 s that nothing answers, and what to do.
            doctor: Duration::from_secs(45),
        }
    }
}

/// The longest answer that a host gives.
const LONGEST_ANSWER: u32 = 65_536;

/// The longest examination that is read.
const LONGEST_EXAMINATION: u64 = 1 << 20;

/// Why a host gives no answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Silence {
    /// It cannot be started.
    NotStarted(String),
    /// It ends, or says something that is no answer to `status`.
    NoAnswer,
    /// It says nothing in time.
    Late,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
struct Status {
    answer: String,
    protocol: u32,
    host_version: String,
}

/// The version of the host that starts from this path.
pub(super) fn version(
    host: &Path,
    arguments: &[&OsStr],
    limits: Limits,
) -> Result<String, Silence> {
    let request = br#"{"protocol":1,"request":"status"}"#;
    let mut frame = u32::try_from(request.len())
        .unwrap_or_default()
        .to_ne_bytes()
        .to_vec();
    frame.extend(request);
    let body = ask(host, arguments, &frame, limits.status, |out| {
        let mut length = [0; 4];
        out.read_exact(&mut length)?;
        let length = u32::from_ne_bytes(length);
        if length > LONGEST_ANSWER {
            return Err(io::ErrorKind::InvalidData.into());
        }
        let mut body = Vec::new();
        out.take(length.into()).read_to_end(&mut body)?;
        Ok(body)
    })?;
    let status: Status = serde_json::from_slice(&body).map_err(|_| Silence::NoAnswer)?;
    if status.answer != "status" || status.protocol == 0 {
        return Err(Silence::NoAnswer);
    }
    Ok(status.host_version)
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Examination {
    format: u32,
    lines: Vec<Line>,
}

/// What the host finds itself; a host that is too old to tell gives no answer.
pub(super) fn own_lines(host: &Path, lang: Lang, limits: Limits) -> Result<Vec<Line>, Silence> {
    let arguments = ["doctor", "--json", "--lang", lang.code()].map(OsStr::new);
    let said = ask(host, &arguments, b"", limits.doctor, |out| {
        let mut said = Vec::new();
        out.take(LONGEST_EXAMINATION).read_to_end(&mut said)?;
        Ok(said)
    })?;
    match serde_json::from_slice(&said) {
        Ok(Examination { format: 1, lines }) => Ok(lines),
        _ => Err(Silence::NoAnswer),
    }
}

/// Starts a program, gives it something to read, and reads what it says, for so long and no longer.
fn ask(
    program: &Path,
    arguments: &[&OsStr],
    given: &[u8],
    limit: Duration,
    read: impl FnOnce(&mut dyn Read) -> io::Result<Vec<u8>> + Send + 'static,
) -> Result<Vec<u8>, Silence> {
    let child = Command::new(program)
        .args(arguments)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn();
    let mut child = Ended(child.map_err(|error| Silence::NotStarted(error.to_string()))?);
    let (Some(mut input), Some(mut output)) = (child.0.stdin.take(), child.0.stdout.take()) else {
        return Err(Silence::NoAnswer);
    };
    let (answered, answer) = mpsc::channel();
    // It ends with the pipe, at the latest when the program is ended.
    thread::spawn(move || answered.send(read(&mut output)));
    // A few bytes fit into any pipe; whoever does not read them does not answer, either.
    let _unread = input.write_all(given).and_then(|()| input.flush());
    // What is asked once may wait for the end of what it reads; a host does not answer after it.
    let input = (!given.is_empty()).then_some(input);
    let answer = answer.recv_timeout(limit);
    drop(input);
    match answer {
        Ok(Ok(answer)) => Ok(answer),
        Ok(Err(_)) | Err(mpsc::RecvTimeoutError::Disconnected) => Err(Silence::NoAnswer),
        Err(mpsc::RecvTimeoutError::Timeout) => Err(Silence::Late),
    }
}

/// A program that does not outlive the question.
struct Ended(Child);

impl Drop for Ended {
    fn drop(&mut self) {
        // It may have ended by itself.
        let _ended = self.0.kill();
        let _status = self.0.wait();
    }
}
