//! The program itself, as a browser starts it: no display, no reader, a home of its own.

use std::{
    io::{Read, Write},
    path::Path,
    process::{Child, Command, Output, Stdio},
};

use serde_json::{Value, json};

/// Starts the program with these arguments, in an empty home and without a display.
fn start(arguments: &[&str]) -> (Child, tempfile::TempDir) {
    let home = tempfile::tempdir().expect("a folder");
    let host = Command::new(env!("CARGO_BIN_EXE_mpa-host"))
        .args(arguments)
        .env_clear()
        .env("HOME", home.path())
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("it starts");
    (host, home)
}

/// Runs it to its end with this input.
fn run(arguments: &[&str], input: &[u8]) -> (Output, tempfile::TempDir) {
    let (mut host, home) = start(arguments);
    host.stdin
        .take()
        .expect("piped")
        .write_all(input)
        .expect("it reads");
    (host.wait_with_output().expect("it ends"), home)
}

fn frame(body: &Value) -> Vec<u8> {
    let body = body.to_string();
    let length = u32::try_from(body.len()).expect("small");
    [&length.to_ne_bytes()[..], body.as_bytes()].concat()
}

fn answers(output: &[u8]) -> Vec<Value> {
    let mut rest = output;
    let mut answers = Vec::new();
    while let Some((length, more)) = rest.split_first_chunk() {
        let length = usize::try_from(u32::from_ne_bytes(*length)).expect("small");
        answers.push(serde_json::from_slice(&more[..length]).expect("JSON"));
        rest = &more[length..];
    }
    answers
}

#[test]
fn it_answers_status_whatever_a_browser_passes() {
    let status = frame(&json!({"protocol": 1, "request": "status"}));
    for arguments in [
        &["chrome-extension://abcdefghijklmnopabcdefghijklmnop/"][..],
        &[
            "/usr/lib/mozilla/native-messaging-hosts/mpa_host.json",
            "mpa-host@mpa-host.example",
        ],
        &[
            "chrome-extension://abcdefghijklmnopabcdefghijklmnop/",
            "--parent-window=0",
        ],
        &[],
    ] {
        let (output, _home) = run(arguments, &status);
        assert!(output.status.success());
        assert_eq!(
            answers(&output.stdout)[0]["hostVersion"],
            env!("CARGO_PKG_VERSION")
        );
        assert!(output.stderr.is_empty());
    }
}

#[test]
fn without_a_display_it_says_so() {
    let request = frame(&json!({
        "protocol": 1, "request": "authenticate", "origin": "https://portal.example",
        "challengeNonce": "n".repeat(44), "lang": "en", "timeoutMs": 60_000,
    }));
    let (output, home) = run(&[], &request);
    assert_eq!(answers(&output.stdout)[0]["code"], "no-display");
    // What it leaves is its log and its lock, for nobody but the user to read.
    let state = home.path().join(".local/state/mpa-host");
    assert!(std::fs::read_dir(&state).expect("its folder").count() >= 1);
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        let mode = |path: &Path| {
            let metadata = std::fs::metadata(path).expect("it is there");
            metadata.permissions().mode() & 0o777
        };
        assert_eq!(mode(&state), 0o700);
        for file in std::fs::read_dir(&state).expect("its folder") {
            let path = file.expect("a file").path();
            assert_eq!(mode(&path), 0o600, "{}", path.display());
        }
    }
}

/// proc(5), `/proc/pid/limits`.
#[cfg(target_os = "linux")]
#[test]
fn it_leaves_no_core_dump() {
    let (mut host, _home) = start(&[]);
    let mut input = host.stdin.take().expect("piped");
    let status = frame(&json!({"protocol": 1, "request": "status"}));
    input.write_all(&status).expect("it reads");
    let mut answered = [0; 4];
    let mut output = host.stdout.take().expect("piped");
    output.read_exact(&mut answered).expect("it answers");
    let limits = format!("/proc/{}/limits", host.id());
    let limits = std::fs::read_to_string(limits).expect("it runs");
    let core = limits
        .lines()
        .find_map(|line| line.strip_prefix("Max core file size"))
        .expect("a limit");
    let numbers: Vec<&str> = core.split_whitespace().take(2).collect();
    assert_eq!(numbers, ["0", "0"]);
    drop(input);
    assert!(host.wait().expect("it ends").success());
}

#[test]
fn started_by_hand_it_says_what_it_is() {
    let (version, _home) = run(&["--version"], b"");
    assert_eq!(
        String::from_utf8_lossy(&version.stdout),
        concat!("mpa-host ", env!("CARGO_PKG_VERSION"), "\n")
    );
    let (help, _home) = run(&["--help"], b"");
    assert!(String::from_utf8_lossy(&help.stdout).contains("--version"));
}

#[test]
fn the_doctor_says_what_is_missing_where_no_reader_service_runs() {
    let json_in = |lang: &str| {
        let (output, home) = run(&["doctor", "--json", "--lang", lang], b"");
        // 0 only where a card lies ready on this very machine.
        assert!(matches!(output.status.code(), Some(0 | 1)), "{output:?}");
        assert!(output.stderr.is_empty());
        let report: Value = serde_json::from_slice(&output.stdout).expect("one object");
        let text = String::from_utf8(output.stdout).expect("UTF-8");
        let home = home.path().display().to_string();
        assert!(
            !text.contains(&home),
            "the home's name is nobody's business"
        );
        (report, output.status.code())
    };
    for lang in ["ja", "en"] {
        let (report, code) = json_in(lang);
        assert_eq!(
            (&report["format"], &report["lang"]),
            (&json!(1), &json!(lang))
        );
        assert_eq!(report["hostVersion"], env!("CARGO_PKG_VERSION"));
        let lines = report["lines"].as_array().expect("lines");
        let names: Vec<&str> = lines
            .iter()
            .filter_map(|line| line["name"].as_str())
            .collect();
        assert_eq!(names[0], "reader-service");
        assert_eq!(names[names.len() - 3..], ["host", "system", "log-folder"]);
        let bad = lines.iter().any(|line| line["state"] == "bad");
        assert_eq!(code, Some(i32::from(bad)));
        for line in lines.iter().filter(|line| line["state"] == "bad") {
            assert!(line["next"].is_string(), "{line}");
        }
    }
}

/// Elsewhere it is not the environment that says so.
#[cfg(target_os = "linux")]
#[test]
fn the_doctor_speaks_the_systems_language_to_a_person() {
    for (variable, locale, begins) in [
        ("LC_ALL", "ja_JP.UTF-8", "スマートカードサービス"),
        ("LC_MESSAGES", "ja_JP.UTF-8", "スマートカードサービス"),
        ("LANG", "ja_JP.UTF-8", "スマートカードサービス"),
        ("LANG", "en_US.UTF-8", "The smart card service"),
        ("LANG", "de_DE.UTF-8", "The smart card service"),
        ("LANG", "C.UTF-8", "The smart card service"),
    ] {
        let home = tempfile::tempdir().expect("a folder");
        let output = Command::new(env!("CARGO_BIN_EXE_mpa-host"))
            .arg("doctor")
            .env_clear()
            .env("HOME", home.path())
            .env(variable, locale)
            .stdin(Stdio::null())
            .output()
            .expect("it ends");
        let text = String::from_utf8(output.stdout).expect("UTF-8");
        let (mark, words) = text.split_once(' ').expect("a mark");
        assert!(
            ["✓", "✗"].contains(&mark) && words.starts_with(begins),
            "{variable}={locale}: {text}"
        );
        assert!(!text.contains('\u{1b}'), "colours are for terminals");
    }
}

#[test]
fn the_doctor_refuses_arguments_that_it_does_not_know() {
    for arguments in [
        &["doctor", "--jsom"][..],
        &["doctor", "--lang"],
        &["doctor", "--lang", "fr"],
        &["doctor", "now"],
    ] {
        let (output, _home) = run(arguments, b"");
        assert_eq!(output.status.code(), Some(2), "{arguments:?}");
        assert!(output.stdout.is_empty());
        assert!(String::from_utf8_lossy(&output.stderr).contains("usage: mpa-host doctor"));
    }
}
