//! The portal as a program of its own.

use std::{
    fs,
    io::{BufRead as _, BufReader},
    process::{Child, Command, Stdio},
};

use crate::ORIGIN;

const AUTHORITY: &str = concat!(
    env!("CARGO_MANIFEST_DIR"),
    "/../fixtures/certificates/auth-ca.der"
);

/// A portal that runs until this is dropped.
pub(crate) struct Process {
    child: Child,
    port: u16,
}

impl Process {
    pub(crate) fn start(store: Option<&str>) -> Self {
        let store = store.map(|url| ["--store", url]);
        let mut child = Command::new(env!("CARGO_BIN_EXE_demo-portal"))
            .args(["--trust", AUTHORITY, "--origin", ORIGIN])
            .args(store.iter().flatten())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
        let port = lines.find_map(|line| {
            let line = line.unwrap();
            let address = line.strip_prefix("demo-portal: listens at http://localhost:")?;
            address.trim_end_matches('/').parse().ok()
        });
        Self {
            child,
            port: port.unwrap(),
        }
    }

    pub(crate) fn port(&self) -> u16 {
        self.port
    }

    /// The most that it had in memory, in mebibytes.
    pub(crate) fn peak(&self) -> f64 {
        memory(&self.child.id().to_string(), "VmHWM:") / f64::from(1 << 20)
    }
}

/// What the kernel says of a process's memory, in bytes.
pub(crate) fn memory(process: &str, field: &str) -> f64 {
    let status = fs::read_to_string(format!("/proc/{process}/status")).unwrap();
    let line = status.lines().find_map(|line| line.strip_prefix(field));
    let kilobytes = line.unwrap().trim().trim_end_matches(" kB");
    kilobytes.parse::<f64>().unwrap() * 1024.0
}

impl Drop for Process {
    fn drop(&mut self) {
        // If it has ended by itself, there is nothing to end.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
