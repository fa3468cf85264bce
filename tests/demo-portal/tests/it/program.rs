//! The program as it is started: its one line, its answer, its end.

use std::{
    io::{BufRead as _, BufReader, Read as _, Write as _},
    net::TcpStream,
    process::{Child, Command, Stdio},
};

const PROGRAM: &str = env!("CARGO_BIN_EXE_demo-portal");
const AUTHORITY: &str = concat!(
    env!("CARGO_MANIFEST_DIR"),
    "/../fixtures/certificates/auth-ca.der"
);

const PERSON: &str = concat!(
    env!("CARGO_MANIFEST_DIR"),
    "/../fixtures/certificates/auth.der"
);

/// Ends the program also when a test fails.
struct Running(Child);

impl Drop for Running {
    fn drop(&mut self) {
        // It may have ended by itself, which is what the test wants.
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

#[test]
fn says_where_it_listens_and_ends_when_told() {
    for signal in ["-TERM", "-INT"] {
        let child = Command::new(PROGRAM)
            .args(["--trust", AUTHORITY])
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let mut running = Running(child);
        let mut output = BufReader::new(running.0.stdout.take().unwrap());
        let mut line = String::new();
        output.read_line(&mut line).unwrap();
        let port = line
            .strip_prefix("demo-portal: http://localhost:")
            .and_then(|rest| rest.strip_suffix("/\n"))
            .unwrap_or_else(|| panic!("{line:?}"));

        let mut connection = TcpStream::connect(format!("127.0.0.1:{port}")).unwrap();
        connection
            .write_all(b"GET / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
            .unwrap();
        let mut answer = String::new();
        connection.read_to_string(&mut answer).unwrap();
        assert!(answer.starts_with("HTTP/1.1 200 OK\r\n"), "{answer}");

        let id = running.0.id().to_string();
        assert!(
            Command::new("kill")
                .args([signal, &id])
                .status()
                .unwrap()
                .success()
        );
        assert!(running.0.wait().unwrap().success(), "{signal}");
        let mut rest = String::new();
        output.read_to_string(&mut rest).unwrap();
        assert_eq!(rest, "", "one line and no more");
    }
}

/// A web server in front ends TLS and passes on what the browser sent: its names, and our own port nowhere.
#[test]
fn behind_a_web_server_it_speaks_as_the_origin_that_browsers_see() {
    let origin = "https://demo.myna.go.jp:8443";
    let child = Command::new(PROGRAM)
        .args(["--trust", AUTHORITY, "--origin", origin])
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut running = Running(child);
    let mut output = BufReader::new(running.0.stdout.take().unwrap());
    let mut lines = [String::new(), String::new()];
    for line in &mut lines {
        output.read_line(line).unwrap();
    }
    assert_eq!(lines[0], format!("demo-portal: {origin}/\n"));
    let port = lines[1]
        .strip_prefix("demo-portal: listens at http://localhost:")
        .and_then(|rest| rest.strip_suffix("/\n"))
        .unwrap_or_else(|| panic!("{lines:?}"));

    let post = |from: &str| {
        let mut connection = TcpStream::connect(format!("127.0.0.1:{port}")).unwrap();
        write!(
            connection,
            "POST /auth/official/challenge HTTP/1.1\r\nHost: demo.myna.go.jp:8443\r\nOrigin: {from}\r\n\
             Sec-Fetch-Site: same-origin\r\nContent-Type: application/json\r\nContent-Length: 2\r\n\
             Connection: close\r\n\r\n{{}}"
        )
        .unwrap();
        let mut answer = String::new();
        connection.read_to_string(&mut answer).unwrap();
        answer
    };
    let answer = post(origin);
    assert!(answer.starts_with("HTTP/1.1 200 OK\r\n"), "{answer}");
    assert!(
        answer.contains("set-cookie: __Host-login-attempt="),
        "{answer}"
    );
    assert!(answer.contains("SameSite=Lax; Secure\r\n"), "{answer}");
    let answer = post(&format!("http://localhost:{port}"));
    assert!(answer.starts_with("HTTP/1.1 403 "), "{answer}");
}

#[test]
fn does_not_start_without_trust() {
    for (arguments, reason) in [
        (&[][..], "no CA certificate is trusted"),
        (
            &["--trust", "/nonexistent.der"],
            "/nonexistent.der cannot be read",
        ),
        (&["--trust", file!()], "cannot be read"),
        (&["--trust", PROGRAM], "not exactly one DER certificate"),
        (&["--trust", PERSON], "auth.der: a trusted CA certificate"),
        (&["--trusted", AUTHORITY], "--trusted is not an option"),
    ] {
        let output = Command::new(PROGRAM).args(arguments).output().unwrap();
        let error = String::from_utf8(output.stderr).unwrap();
        assert!(!output.status.success(), "{arguments:?}");
        assert!(error.contains(reason), "{arguments:?}: {error}");
        assert!(output.stdout.is_empty(), "{arguments:?}");
    }
}
