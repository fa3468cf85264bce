//! Stands between a browser and its native host, and writes down when each frame passes.
//!
//! A file beside this program, of its name and with the ending `.paths`, names two others, one a line: the host, and
//! the file that the times are added to. A line there is the time in microseconds since 1970, and `start`, `in` or `out`.

use std::{
    env,
    error::Error,
    fs::{self, File, OpenOptions},
    io::{self, Read, Write},
    process::{Command, Stdio},
    thread,
    time::{SystemTime, UNIX_EPOCH},
};

fn main() -> Result<(), Box<dyn Error>> {
    let started = now();
    let own = env::current_exe()?;
    let paths = fs::read_to_string(own.with_extension("paths"))?;
    let (host, times) = paths
        .trim_end()
        .split_once('\n')
        .ok_or("two lines are expected")?;
    let times = OpenOptions::new().create(true).append(true).open(times)?;
    write_down(&times, started, "start")?;
    let mut child = Command::new(host)
        .args(env::args_os().skip(1))
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()?;
    let (input, output) = (child.stdin.take(), child.stdout.take());
    let (input, output) = (input.ok_or("no input")?, output.ok_or("no output")?);
    let inward = times.try_clone()?;
    thread::spawn(move || pass(io::stdin(), input, &inward, "in"));
    // The browser's end of the pipe may be gone before the host is.
    drop(pass(output, io::stdout(), &times, "out"));
    child.wait()?;
    Ok(())
}

/// Passes frames on until there are no more.
fn pass(mut from: impl Read, mut to: impl Write, times: &File, name: &str) -> io::Result<()> {
    loop {
        let mut length = [0; 4];
        from.read_exact(&mut length)?;
        let size = usize::try_from(u32::from_ne_bytes(length)).unwrap_or(usize::MAX);
        let mut frame = vec![0; LENGTH + size.min(LONGEST)];
        frame[..LENGTH].copy_from_slice(&length);
        from.read_exact(&mut frame[LENGTH..])?;
        write_down(times, now(), name)?;
        to.write_all(&frame)?;
        to.flush()?;
    }
}

fn write_down(mut times: &File, time: u128, name: &str) -> io::Result<()> {
    times.write_all(format!("{time} {name}\n").as_bytes())
}

fn now() -> u128 {
    let since = SystemTime::now().duration_since(UNIX_EPOCH);
    since.unwrap_or_default().as_micros()
}

/// Bytes of a frame's length.
const LENGTH: usize = 4;

/// The longest frame of either side.
const LONGEST: usize = 65_536;
