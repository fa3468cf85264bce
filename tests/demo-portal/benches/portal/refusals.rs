//! How many have to log in within one second until the queue is full, and what becomes of those who find it so.
//!
//! They come as the crowd of [`crate::crowd`] does, over a connection each, and more of them each time until somebody
//! is refused. Who was refused then does what the portal's page does: waits and brings the same token again.

use std::time::Duration;

use tokio::time::sleep;

use crate::{
    crowd::{Outcome, SECOND, crowd, number, questions, report_waits, sign, with_status},
    process::Process,
    row::Row,
};

/// How many come within the second.
const PEOPLE: [u32; 5] = [12_000, 14_000, 16_000, 18_000, 20_000];

/// As `pages/in-turn.js` waits: as long as the portal says, and half as long again at most, by chance.
const SPREAD: u32 = 2;

pub(crate) async fn measure() {
    for people in PEOPLE {
        let portal = Process::start(None);
        let ports = [portal.port()];
        let asked = crowd(questions(people), SECOND, &ports, false).await;
        let brought = crowd(sign(asked).await, SECOND, &ports, false).await;
        let refused = with_status(&brought, 503).len();
        let name = format!("{people} within one second, one portal");
        print(&name, "refused with 503", number(refused), "people");
        if refused > 0 {
            report(&name, people, &portal, brought).await;
            break;
        }
    }
}

async fn report(name: &str, people: u32, portal: &Process, brought: Vec<Outcome>) {
    let (served, refused) = (with_status(&brought, 200), with_status(&brought, 503));
    print(name, "served", number(served.len()), "people");
    report_waits("logins: of those served", name, &served);
    report_waits("logins: of those refused", name, &refused);
    let neither = f64::from(people) - number(served.len()) - number(refused.len());
    print(name, "neither served nor refused", neither, "people");
    let waits: Vec<u32> = refused.iter().filter_map(|one| retry_after(one)).collect();
    let shortest = waits.iter().min().copied().unwrap_or_default();
    let longest = waits.iter().max().copied().unwrap_or_default();
    print(name, "told to come again", number(waits.len()), "people");
    print(name, "Retry-After, the shortest", shortest.into(), "s");
    print(name, "Retry-After, the longest", longest.into(), "s");
    print(name, "most memory of the portal", portal.peak(), "MiB");

    let again = brought.into_iter();
    let again = again.filter(|one| retry_after(one).is_some());
    let again: Vec<_> = again.map(|one| one.request).collect();
    let wait = Duration::from_secs(longest.into());
    sleep(wait).await;
    let came = crowd(again, wait / SPREAD, &[portal.port()], false).await;
    let served = with_status(&came, 200);
    let what = "served with the same token when they came again";
    Row::new(
        format!("logins: {what}, {name}"),
        number(served.len()),
        "people",
    )
    .against(number(came.len()))
    .print();
    report_waits("logins: of those who came again", name, &served);
}

/// After how many seconds somebody was told to come again.
fn retry_after(outcome: &Outcome) -> Option<u32> {
    let answer = outcome.answer.as_ref().ok()?;
    answer.retry_after()
}

fn print(name: &str, what: &str, value: f64, unit: &'static str) {
    Row::new(format!("logins: {what}, {name}"), value, unit).print();
}
