//! One request as a web server in front passes it on, over a connection of its own or one that is kept.

use std::{io, net::Ipv4Addr};

use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::TcpStream,
};

use crate::ORIGIN;

/// What the portal answered.
pub(crate) struct Answer {
    pub(crate) status: u16,
    head: String,
    pub(crate) body: String,
}

/// A connection to a portal; made when it is first needed.
pub(crate) struct Connection {
    port: u16,
    kept: bool,
    open: Option<TcpStream>,
}

impl Connection {
    pub(crate) fn new(port: u16, kept: bool) -> Self {
        Self {
            port,
            kept,
            open: None,
        }
    }

    pub(crate) async fn post(
        &mut self,
        path: &str,
        cookie: &str,
        body: &str,
    ) -> io::Result<Answer> {
        let mut stream = match self.open.take() {
            Some(stream) => stream,
            None => TcpStream::connect((Ipv4Addr::LOCALHOST, self.port)).await?,
        };
        let connection = if self.kept { "keep-alive" } else { "close" };
        let request = format!(
            "POST {path} HTTP/1.1\r\nHost: portal.example\r\nOrigin: {ORIGIN}\r\nCookie: {cookie}\r\n\
             Content-Type: application/json\r\nContent-Length: {}\r\nConnection: {connection}\r\n\r\n{body}",
            body.len(),
        );
        stream.write_all(request.as_bytes()).await?;
        let answer = read(&mut stream).await?;
        if self.kept {
            self.open = Some(stream);
        }
        Ok(answer)
    }
}

impl Answer {
    /// The cookie that the portal set, name and value.
    pub(crate) fn cookie(&self) -> Option<&str> {
        self.head_field("set-cookie: ")?.split(';').next()
    }

    /// After how many seconds the portal may be asked again, if it says so.
    pub(crate) fn retry_after(&self) -> Option<u32> {
        self.head_field("retry-after: ")?.parse().ok()
    }

    fn head_field(&self, name: &str) -> Option<&str> {
        self.head.lines().find_map(|line| line.strip_prefix(name))
    }
}

async fn read(stream: &mut TcpStream) -> io::Result<Answer> {
    let mut received = Vec::with_capacity(2_048);
    loop {
        if let Some(answer) = parse(&received) {
            return Ok(answer);
        }
        if stream.read_buf(&mut received).await? == 0 {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
    }
}

/// The answer, once all of it is there.
fn parse(received: &[u8]) -> Option<Answer> {
    let (head, body) = str::from_utf8(received).ok()?.split_once("\r\n\r\n")?;
    let mut answer = Answer {
        status: head.split(' ').nth(1)?.parse().ok()?,
        head: head.to_owned(),
        body: String::new(),
    };
    let length: usize = answer.head_field("content-length: ")?.parse().ok()?;
    answer.body = body.get(..length)?.to_owned();
    Some(answer)
}
