//! Ten thousand people who log in within one second: first all ask for a challenge, then all bring their tokens.
//!
//! One comes every 0.1 ms, and waits from that moment, also while the connection is still being made.
//! Their cards sign in between, unmeasured. The crowd is made on the same cores as the portal's.

use std::{
    io,
    sync::Arc,
    time::{Duration, Instant},
};

use tokio::{sync::Mutex, task::JoinSet, time::sleep_until};

use crate::{
    process::Process,
    row::Row,
    software_card::SoftwareCard,
    visit::{Answer, Connection},
};

/// How many come within the second.
const PEOPLE: u32 = 10_000;

/// Connections that a web server in front keeps to each portal.
const KEPT: u32 = 64;

/// What somebody sends, and when they have waited, what became of it.
struct Request {
    path: &'static str,
    cookie: String,
    body: String,
}

struct Outcome {
    answer: io::Result<Answer>,
    waited: Duration,
}

/// One portal and a connection for each request; with a shared store two portals, and connections that are kept.
pub(crate) async fn measure(store: Option<&str>) {
    let (name, portals) = match store {
        None => (
            "one portal, a connection for each request",
            vec![Process::start(None)],
        ),
        Some(_) => (
            "two portals that share Redis, 64 connections kept to each",
            vec![Process::start(store), Process::start(store)],
        ),
    };
    let ports: Vec<u16> = portals.iter().map(Process::port).collect();
    let kept = store.is_some();
    let asking = (0..PEOPLE).map(|_| Request {
        path: "/auth/challenge",
        cookie: String::new(),
        body: "{}".into(),
    });
    let asked = crowd(asking.collect(), &ports, kept).await;
    report("challenges", name, &asked);
    let signed = sign(asked).await;
    let brought = crowd(signed, &ports, kept).await;
    report("logins", name, &brought);
    for portal in portals {
        let what = format!("most memory of a portal, {name}");
        Row::new(what, portal.peak(), "MiB").print();
    }
}

async fn crowd(requests: Vec<Request>, ports: &[u16], kept: bool) -> Vec<Outcome> {
    let began = Instant::now() + Duration::from_millis(100);
    let arrivals = (0..PEOPLE).map(|person| began + Duration::from_secs(1) / PEOPLE * person);
    let waiting: Vec<_> = arrivals.zip(requests).rev().collect();
    let waiting = Arc::new(Mutex::new(waiting));
    let connections = if kept { KEPT } else { PEOPLE };
    let mut visits = JoinSet::new();
    for port in ports {
        for _ in 0..connections {
            let (waiting, mut connection) = (Arc::clone(&waiting), Connection::new(*port, kept));
            visits.spawn(async move {
                let mut outcomes = Vec::new();
                while let Some((arrival, request)) = next(&waiting).await {
                    sleep_until(arrival.into()).await;
                    let answer = connection
                        .post(request.path, &request.cookie, &request.body)
                        .await;
                    let waited = arrival.elapsed();
                    outcomes.push(Outcome { answer, waited });
                    if !kept {
                        break;
                    }
                }
                outcomes
            });
        }
    }
    visits.join_all().await.into_iter().flatten().collect()
}

async fn next(waiting: &Mutex<Vec<(Instant, Request)>>) -> Option<(Instant, Request)> {
    waiting.lock().await.pop()
}

/// What the cards do meanwhile, on all cores.
async fn sign(asked: Vec<Outcome>) -> Vec<Request> {
    let card = Arc::new(SoftwareCard::new());
    let mut signing = JoinSet::new();
    for outcome in asked {
        let card = Arc::clone(&card);
        signing.spawn(async move {
            let answer = outcome.answer.ok()?;
            let challenge: serde_json::Value = serde_json::from_str(&answer.body).ok()?;
            Some(Request {
                path: "/auth/login",
                cookie: answer.cookie()?.to_owned(),
                body: card.token(challenge["nonce"].as_str()?),
            })
        });
    }
    signing.join_all().await.into_iter().flatten().collect()
}

fn report(what: &str, name: &str, outcomes: &[Outcome]) {
    let served = with_status(outcomes, |status| status == 200);
    let refused = with_status(outcomes, |status| status == 503);
    let mut waits: Vec<f64> = served
        .map(|outcome| outcome.waited.as_secs_f64() * 1e3)
        .collect();
    waits.sort_by(f64::total_cmp);
    let number = |count: usize| f64::from(u32::try_from(count).unwrap());
    let row =
        |figure: &str, value: f64, unit| Row::new(format!("{what}: {figure}, {name}"), value, unit);
    let people = f64::from(PEOPLE);
    row("served", number(waits.len()), "people")
        .against(people)
        .print();
    row("refused with 503", number(refused.count()), "people").print();
    for (figure, rank) in [("half wait at most", 50), ("99 of 100 wait at most", 99)] {
        let wait = waits.get((waits.len() * rank / 100).saturating_sub(1));
        row(figure, wait.copied().unwrap_or(f64::NAN), "ms").print();
    }
    let last = waits.last().copied().unwrap_or(f64::NAN);
    row("the last waits", last, "ms").print();
}

fn with_status(
    outcomes: &[Outcome],
    wanted: impl Fn(u16) -> bool,
) -> impl Iterator<Item = &Outcome> {
    outcomes.iter().filter(move |outcome| {
        outcome
            .answer
            .as_ref()
            .is_ok_and(|answer| wanted(answer.status))
    })
}
