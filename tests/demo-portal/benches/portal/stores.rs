//! What issuing and taking a challenge costs, with one pending and with as many as a portal keeps.

use std::{
    sync::Arc,
    time::{Duration, Instant},
};

use demo_portal::{
    challenge::{ChallengeStore, embedded::EmbeddedChallenges},
    clock::{Clock as _, SystemClock},
    limits::PENDING_CHALLENGES,
    store::SharedStore,
};
use redis::aio::MultiplexedConnection;
use tokio::task::JoinSet;

use crate::{crowd::number, process::memory, row::Row};

/// How many challenges are pending while the cost is measured. The last one leaves room for the one that is measured.
const PENDING: [u32; 4] = [1, 1_000, 10_000, 99_999];

/// Requests to the shared store at once while it is being filled.
const AT_ONCE: u32 = 100;

pub(crate) async fn measure_embedded() {
    let store: Arc<dyn ChallengeStore> = Arc::new(EmbeddedChallenges::at_most(PENDING_CHALLENGES));
    let before = resident();
    let mut filled = 0;
    for pending in PENDING {
        for _ in filled..pending {
            store.issue(SystemClock.now()).await.unwrap();
        }
        filled = pending;
        let pairs = pairs(&*store, 20_000).await;
        Row::new(what("in memory", pending), median(&pairs), "µs").print();
    }
    let each = (resident() - before) / f64::from(filled);
    Row::new("memory of a pending login, in memory", each, "bytes").print();
}

pub(crate) async fn measure_shared(shared: SharedStore, url: &str) {
    let client = redis::Client::open(url).unwrap();
    let mut connection = client.get_multiplexed_async_connection().await.unwrap();
    // Whatever the portal does, each of the two goes there and back once.
    let limit = 2.0 * median(&round_trips(&mut connection, 2_000).await);
    let before = used_memory(&mut connection).await;
    let store: Arc<dyn ChallengeStore> = Arc::new(shared);
    let mut filled = 0;
    for pending in PENDING {
        fill(&store, pending - filled).await;
        filled = pending;
        let pairs = pairs(&*store, 2_000).await;
        Row::new(what("in Redis", pending), median(&pairs), "µs")
            .against(limit)
            .print();
        let mean = pairs.iter().sum::<f64>() / number(pairs.len());
        let mean_of = format!("{}, on average", what("in Redis", pending));
        Row::new(mean_of, mean, "µs").print();
        let slowest = pairs.iter().copied().fold(0.0, f64::max);
        let slowest_of = format!("{}, the slowest", what("in Redis", pending));
        Row::new(slowest_of, slowest, "µs").print();
    }
    let each = (used_memory(&mut connection).await - before) / f64::from(filled);
    Row::new("memory of a pending login, in Redis", each, "bytes").print();
    // The crowd that comes next finds an empty store.
    let () = redis::cmd("FLUSHALL")
        .arg("ASYNC")
        .query_async(&mut connection)
        .await
        .unwrap();
}

fn what(place: &str, pending: u32) -> String {
    format!("a challenge issued and taken, {place}, {pending} pending")
}

/// How long each took, in microseconds.
async fn pairs(store: &dyn ChallengeStore, rounds: u32) -> Vec<f64> {
    let mut times = Vec::new();
    for _ in 0..rounds {
        let began = Instant::now();
        let (attempt, _) = store.issue(SystemClock.now()).await.unwrap();
        store.take(&attempt, SystemClock.now()).await.unwrap();
        times.push(microseconds(began.elapsed()));
    }
    times
}

async fn fill(store: &Arc<dyn ChallengeStore>, number: u32) {
    let mut fillers = JoinSet::new();
    for filler in 0..AT_ONCE {
        let store = Arc::clone(store);
        fillers.spawn(async move {
            for _ in (filler..number).step_by(100) {
                store.issue(SystemClock.now()).await.unwrap();
            }
        });
    }
    fillers.join_all().await;
}

/// How long each took, in microseconds.
async fn round_trips(connection: &mut MultiplexedConnection, rounds: u32) -> Vec<f64> {
    let mut times = Vec::new();
    for _ in 0..rounds {
        let began = Instant::now();
        let _: String = redis::cmd("PING").query_async(connection).await.unwrap();
        times.push(microseconds(began.elapsed()));
    }
    times
}

async fn used_memory(connection: &mut MultiplexedConnection) -> f64 {
    let info: String = redis::cmd("INFO")
        .arg("memory")
        .query_async(connection)
        .await
        .unwrap();
    let used = info
        .lines()
        .find_map(|line| line.strip_prefix("used_memory:"));
    used.unwrap().parse().unwrap()
}

/// What of this process is in memory, in bytes.
fn resident() -> f64 {
    memory("self", "VmRSS:")
}

fn median(times: &[f64]) -> f64 {
    let mut sorted = times.to_vec();
    sorted.sort_by(f64::total_cmp);
    sorted[sorted.len() / 2]
}

fn microseconds(time: Duration) -> f64 {
    time.as_secs_f64() * 1e6
}
