//! A Redis of a test's own: on a socket in a folder of its own, gone with the test, nothing written to disk.

use std::{
    fs,
    io::{BufRead as _, BufReader},
    os::unix::process::CommandExt as _,
    path::{Path, PathBuf},
    process::{Child, Command, Stdio, id},
    sync::atomic::{AtomicUsize, Ordering},
};

use demo_portal::{
    origin::Origin,
    store::{SharedStore, StoreAddress},
};

use crate::portal::ORIGIN;

/// A running server.
pub(crate) struct RedisServer {
    folder: PathBuf,
    child: Child,
}

impl RedisServer {
    /// Started, and ready for connections.
    pub(crate) fn start() -> Self {
        static STARTED: AtomicUsize = AtomicUsize::new(0);
        let number = STARTED.fetch_add(1, Ordering::SeqCst);
        let folder = std::env::temp_dir().join(format!("portal-redis-{}-{number}", id()));
        fs::create_dir(&folder).unwrap();
        let child = start_in(&folder);
        Self { folder, child }
    }

    pub(crate) fn url(&self) -> String {
        format!("redis+unix://{}/socket", self.folder.display())
    }

    /// A connection of its own, as each portal has one.
    pub(crate) async fn store(&self) -> SharedStore {
        self.store_of(ORIGIN).await
    }

    pub(crate) async fn store_of(&self, origin: &str) -> SharedStore {
        let address = StoreAddress::parse(&self.url()).unwrap();
        let origin = Origin::parse(origin).unwrap();
        SharedStore::open(&address, &origin).await.unwrap()
    }

    /// What the server itself says to a command.
    pub(crate) async fn ask<T: redis::FromRedisValue>(&self, command: &[&str]) -> T {
        let client = redis::Client::open(self.url()).unwrap();
        let mut connection = client.get_multiplexed_async_connection().await.unwrap();
        let mut asked = redis::cmd(command[0]);
        asked
            .arg(&command[1..])
            .query_async(&mut connection)
            .await
            .unwrap()
    }

    /// Ends it; what it kept is lost.
    pub(crate) fn stop(&mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }

    /// Starts it again in the same place, empty.
    pub(crate) fn start_again(&mut self) {
        self.child = start_in(&self.folder);
    }

    /// Lets it stand still, or go on: it keeps its connections and answers nothing.
    pub(crate) fn signal(&self, signal: &str) {
        let id = self.child.id().to_string();
        let sent = Command::new("kill").args([signal, &id]).status().unwrap();
        assert!(sent.success());
    }
}

impl Drop for RedisServer {
    fn drop(&mut self) {
        // A test may have ended it already.
        let _ = self.child.kill();
        let _ = self.child.wait();
        let _ = fs::remove_dir_all(&self.folder);
    }
}

/// Debian's package `redis-tools` has the same program under the name of one of its tools, and starts no service.
const PROGRAMS: [&str; 2] = ["redis-server", "redis-check-rdb"];

fn start_in(folder: &Path) -> Child {
    let started = PROGRAMS.iter().find_map(|program| start(program, folder));
    let mut child = started.unwrap_or_else(|| {
        panic!("no redis-server was found: install Debian's package redis-tools, or Redis")
    });
    let mut output = BufReader::new(child.stdout.take().unwrap()).lines();
    let ready = output.any(|line| line.unwrap().contains("ready to accept connections"));
    assert!(ready, "redis-server ended before it was ready");
    child
}

fn start(program: &str, folder: &Path) -> Option<Child> {
    Command::new(program)
        // What it is depends on the name that it is called by.
        .arg0("redis-server")
        .args(["--port", "0", "--unixsocket", "socket", "--save", ""])
        .args(["--appendonly", "no", "--daemonize", "no", "--logfile", ""])
        .current_dir(folder)
        .stdout(Stdio::piped())
        .spawn()
        .ok()
}
