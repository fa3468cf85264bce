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
        (&["--trusted", AUTHORITY], "--trusted is not an option"),
    ] {
        let output = Command::new(PROGRAM).args(arguments).output().unwrap();
        let error = String::from_utf8(output.stderr).unwrap();
        assert!(!output.status.success(), "{arguments:?}");
        assert!(error.contains(reason), "{arguments:?}: {error}");
        assert!(output.stdout.is_empty(), "{arguments:?}");
    }
}
