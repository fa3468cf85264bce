//! Two processes that serve one site: what one issued the other takes, once, and what one ended is ended.

use std::{
    io::{BufRead as _, BufReader, Read as _, Write as _},
    net::TcpStream,
    process::{Child, Command, Stdio},
};

use crate::{
    card::{fixture, token},
    redis_server::RedisServer,
};

const SITE: &str = "https://portal.example";
const AUTHORITY: &str = concat!(
    env!("CARGO_MANIFEST_DIR"),
    "/../fixtures/certificates/auth-ca.der"
);

/// One of the site's portals.
struct Process {
    child: Child,
    port: String,
}

/// Somebody's browser, which the web server in front sends now to this portal and now to that one.
#[derive(Clone, Default)]
struct Browser {
    cookie: Option<String>,
}

impl Process {
    fn start(redis: &RedisServer) -> Self {
        let mut child = Command::new(env!("CARGO_BIN_EXE_demo-portal"))
            .args(["--trust", AUTHORITY, "--origin", SITE])
            .args(["--store", &redis.url()])
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
        let port = lines.find_map(|line| {
            let line = line.unwrap();
            let rest = line.strip_prefix("demo-portal: listens at http://localhost:")?;
            rest.strip_suffix('/').map(str::to_owned)
        });
        let port = port.unwrap();
        Self { child, port }
    }

    fn send(&self, request: &str) -> String {
        let mut connection = TcpStream::connect(format!("127.0.0.1:{}", self.port)).unwrap();
        connection.write_all(request.as_bytes()).unwrap();
        let mut answer = String::new();
        connection.read_to_string(&mut answer).unwrap();
        answer
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        // It may have ended by itself, which another test looks at.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

impl Browser {
    fn request(&mut self, portal: &Process, head: &str, body: &str) -> String {
        let cookie = self.cookie.iter().map(|kept| format!("Cookie: {kept}\r\n"));
        let request = format!(
            "{head} HTTP/1.1\r\nHost: portal.example\r\nOrigin: {SITE}\r\nSec-Fetch-Site: same-origin\r\n\
             Content-Type: application/json\r\nContent-Length: {}\r\n{}Connection: close\r\n\r\n{body}",
            body.len(),
            cookie.collect::<String>(),
        );
        let answer = portal.send(&request);
        for line in answer.lines() {
            if let Some(cookie) = line.strip_prefix("set-cookie: ")
                && !cookie.contains("Max-Age=0")
            {
                self.cookie = cookie.split(';').next().map(str::to_owned);
            }
        }
        answer
    }

    fn post(&mut self, portal: &Process, path: &str, body: &str) -> String {
        self.request(portal, &format!("POST {path}"), body)
    }

    fn is_logged_in(&self, portal: &Process) -> bool {
        let page = self.clone().request(portal, "GET /account", "");
        page.starts_with("HTTP/1.1 200 ")
    }
}

#[test]
fn a_login_may_begin_at_one_and_end_at_the_other() {
    let redis = RedisServer::start();
    let (one, other) = (Process::start(&redis), Process::start(&redis));
    let mut browser = Browser::default();
    let challenge = browser.post(&one, "/auth/challenge", "{}");
    let (_, nonce) = challenge.rsplit_once("{\"nonce\":\"").unwrap();
    let nonce = nonce.strip_suffix("\"}").unwrap();
    let token = token(&fixture("auth.der"), SITE, nonce).to_string();
    let asked = browser.clone();

    let login = browser.post(&other, "/auth/login", &token);
    assert!(login.starts_with("HTTP/1.1 200 "), "{login}");
    for portal in [&one, &other] {
        assert!(browser.is_logged_in(portal));
        let replay = asked.clone().post(portal, "/auth/login", &token);
        assert!(replay.starts_with("HTTP/1.1 403 "), "{replay}");
        assert!(replay.contains("\"challenge-missing\""), "{replay}");
    }

    browser.clone().post(&one, "/auth/logout", "{}");
    for portal in [&one, &other] {
        assert!(!browser.is_logged_in(portal));
    }
}

#[test]
fn does_not_start_without_its_store() {
    let address = "redis://somebody:secret@127.0.0.1:1";
    let output = Command::new(env!("CARGO_BIN_EXE_demo-portal"))
        .args(["--trust", AUTHORITY, "--store", address])
        .output()
        .unwrap();
    let error = String::from_utf8(output.stderr).unwrap();
    assert!(!output.status.success());
    assert!(
        error.starts_with(
            "demo-portal: the store redis://127.0.0.1:1 cannot be used: it does not answer"
        ),
        "{error}"
    );
    assert!(!error.contains("secret"), "{error}");
    assert!(output.stdout.is_empty());
}
