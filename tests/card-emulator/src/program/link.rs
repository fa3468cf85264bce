//! The connection to vpcd: frames of a length, u16 big-endian, and that many bytes.
//!
//! A thread connects and reads; the program's only loop writes. Every connection has a number, so
//! that news of one that has been given up can be told from news of the present one.

use std::io::{self, Read, Write};
use std::net::{Shutdown, TcpStream};
use std::sync::mpsc::Sender;
use std::thread;
use std::time::Duration;

use crate::program::Event;

/// How often, and after which pause, a connection is tried: pcscd may be starting up.
const ATTEMPTS: u32 = 100;
const PAUSE: Duration = Duration::from_millis(100);

/// Which connection.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct LinkId(u64);

/// What happens to a connection.
pub(super) enum LinkEvent {
    Connected(LinkId, TcpStream),
    Refused(LinkId, io::Error),
    Frame(LinkId, Vec<u8>),
    Closed(LinkId),
}

/// The card's side of the connection.
pub(super) struct Link {
    host: String,
    port: u16,
    last: LinkId,
    state: State,
}

enum State {
    Removed,
    Connecting,
    Inserted(TcpStream),
}

impl Link {
    pub(super) fn new(host: String, port: u16) -> Self {
        Self {
            host,
            port,
            last: LinkId(0),
            state: State::Removed,
        }
    }

    pub(super) fn address(&self) -> String {
        format!("{}:{}", self.host, self.port)
    }

    pub(super) fn is_inserted(&self) -> bool {
        matches!(self.state, State::Inserted(_))
    }

    pub(super) fn is_current(&self, id: LinkId) -> bool {
        id == self.last && !matches!(self.state, State::Removed)
    }

    /// Starts to connect, unless that is under way or done.
    pub(super) fn insert(&mut self, events: Sender<Event>) {
        if !matches!(self.state, State::Removed) {
            return;
        }
        self.last = LinkId(self.last.0 + 1);
        self.state = State::Connecting;
        let (id, host, port) = (self.last, self.host.clone(), self.port);
        thread::spawn(move || follow(id, &host, port, &events));
    }

    /// Takes over a connection; one that is no longer wanted is closed, and the answer is no.
    pub(super) fn connected(&mut self, id: LinkId, stream: TcpStream) -> bool {
        if self.is_current(id) {
            self.state = State::Inserted(stream);
            true
        } else {
            close(&stream);
            false
        }
    }

    /// Sends one frame.
    pub(super) fn send(&mut self, payload: &[u8]) -> io::Result<()> {
        let State::Inserted(stream) = &mut self.state else {
            return Err(io::ErrorKind::NotConnected.into());
        };
        let length = u16::try_from(payload.len())
            .map_err(|_| io::Error::from(io::ErrorKind::InvalidInput))?;
        // One write, or the driver waits for the second segment.
        stream.write_all(&[&length.to_be_bytes(), payload].concat())
    }

    /// Closes the connection, as if the card were taken away.
    pub(super) fn remove(&mut self) {
        if let State::Inserted(stream) = std::mem::replace(&mut self.state, State::Removed) {
            close(&stream);
        }
    }
}

fn close(stream: &TcpStream) {
    // It fails where the other side was first, and then there is nothing to close.
    let _ = stream.shutdown(Shutdown::Both);
}

/// Connects, then reads until the end. The receiver is gone only when the program ends.
fn follow(id: LinkId, host: &str, port: u16, events: &Sender<Event>) {
    let connected = connect(host, port).and_then(|stream| Ok((stream.try_clone()?, stream)));
    let (writer, mut reader) = match connected {
        Ok(both) => both,
        Err(error) => {
            let _ = events.send(Event::Link(LinkEvent::Refused(id, error)));
            return;
        }
    };
    if events
        .send(Event::Link(LinkEvent::Connected(id, writer)))
        .is_err()
    {
        return;
    }
    while let Ok(frame) = receive(&mut reader) {
        if events
            .send(Event::Link(LinkEvent::Frame(id, frame)))
            .is_err()
        {
            return;
        }
    }
    let _ = events.send(Event::Link(LinkEvent::Closed(id)));
}

fn connect(host: &str, port: u16) -> io::Result<TcpStream> {
    let mut attempt = TcpStream::connect((host, port));
    for _ in 1..ATTEMPTS {
        match attempt {
            Err(error) if error.kind() == io::ErrorKind::ConnectionRefused => {}
            outcome => return outcome,
        }
        thread::sleep(PAUSE);
        attempt = TcpStream::connect((host, port));
    }
    attempt
}

fn receive(stream: &mut TcpStream) -> io::Result<Vec<u8>> {
    let mut length = [0; 2];
    stream.read_exact(&mut length)?;
    acknowledge_at_once(stream)?;
    let mut payload = vec![0; usize::from(u16::from_be_bytes(length))];
    stream.read_exact(&mut payload)?;
    acknowledge_at_once(stream)?;
    Ok(payload)
}

/// vpcd sends length and body apart and waits in between for the first to be acknowledged, which
/// the system delays by some 40 ms. The option lasts for one acknowledgement only.
#[cfg(target_os = "linux")]
fn acknowledge_at_once(stream: &TcpStream) -> io::Result<()> {
    socket2::SockRef::from(stream).set_tcp_quickack(true)
}

#[cfg(not(target_os = "linux"))]
fn acknowledge_at_once(_: &TcpStream) -> io::Result<()> {
    Ok(())
}
