//! Ten thousand people who log in within one second: first all ask for a challenge, then all bring their tokens.
//!
//! They come one after the other at even distances, and each waits from that moment, also while the connection is
//! still being made.
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

/// Within what time a crowd comes.
pub(crate) const SECOND: Duration = Duration::from_secs(1);

/// What somebody sends.
pub(crate) struct Request {
    path: &'static str,
    cookie: String,
    body: String,
}

/// What became of it, and after how long.
pub(crate) struct Outcome {
    pub(crate) request: Request,
    pub(crate) answer: io::Result<Answer>,
    pub(crate) waited: Duration,
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
    let asked = crowd(questions(PEOPLE), SECOND, &ports, kept).await;
    report("challenges", name, &asked);
    let brought = crowd(sign(asked).await, SECOND, &ports, kept).await;
    report("logins", name, &brought);
    for portal in portals {
        let what = format!("most memory of a portal, {name}");
        Row::new(what, portal.peak(), "MiB").print();
    }
}

/// The requests for a challenge of so many people.
pub(crate) fn questions(people: u32) -> Vec<Request> {
    let question = |_| Request {
        path: "/auth/challenge",
        cookie: String::new(),
        body: "{}".into(),
    };
    (0..people).map(question).collect()
}

/// Sends requests, which come evenly within this time.
pub(crate) async fn crowd(
    requests: Vec<Request>,
    within: Duration,
    ports: &[u16],
    kept: bool,
) -> Vec<Outcome> {
    let people = u32::try_from(requests.len()).unwrap();
    let began = Instant::now() + Duration::from_millis(100);
    let arrivals = (0..people).map(|person| began + within / people * person);
    let waiting: Vec<_> = arrivals.zip(requests).rev().collect();
    let waiting = Arc::new(Mutex::new(waiting));
    let connections = if kept { KEPT } else { people };
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
                    outcomes.push(Outcome {
                        request,
                        answer,
                        waited: arrival.elapsed(),
                    });
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
pub(crate) async fn sign(asked: Vec<Outcome>) -> Vec<Request> {
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
    let (served, refused) = (with_status(outcomes, 200), with_status(outcomes, 503));
    Row::new(
        format!("{what}: served, {name}"),
        number(served.len()),
        "people",
    )
    .against(f64::from(PEOPLE))
    .print();
    let refused_with = format!("{what}: refused with 503, {name}");
    Row::new(refused_with, number(refused.len()), "people").print();
    report_waits(what, name, &served);
}

/// How long these waited.
pub(crate) fn report_waits(what: &str, name: &str, outcomes: &[&Outcome]) {
    let waits = outcomes.iter().map(|outcome| outcome.waited.as_secs_f64());
    let mut waits: Vec<f64> = waits.map(|wait| wait * 1e3).collect();
    waits.sort_by(f64::total_cmp);
    for (figure, rank) in [
        ("half wait at most", 50),
        ("99 of 100 wait at most", 99),
        ("the last waits", 100),
    ] {
        let wait = waits.get((waits.len() * rank / 100).saturating_sub(1));
        let wait = wait.copied().unwrap_or(f64::NAN);
        Row::new(format!("{what}: {figure}, {name}"), wait, "ms").print();
    }
}

/// Those who were answered with this status.
pub(crate) fn with_status(outcomes: &[Outcome], wanted: u16) -> Vec<&Outcome> {
    let answered =
        |outcome: &&Outcome| matches!(&outcome.answer, Ok(answer) if answer.status == wanted);
    outcomes.iter().filter(answered).collect()
}

pub(crate) fn number(count: usize) -> f64 {
    f64::from(u32::try_from(count).unwrap())
}
