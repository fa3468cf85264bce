//! What the portal's side of a login costs, as one JSON object a line.
//!
//! Nothing here fails because something is slow. With `--store URL` the shared store is measured, too; it must be
//! one that nobody else uses.

#![expect(
    clippy::unwrap_used,
    reason = "a measurement that cannot be made fails where that shows"
)]

mod crowd;
mod process;
mod refusals;
mod row;
mod software_card;
mod stores;
mod verifications;
mod visit;

use std::env;

use demo_portal::{origin::Origin, store::SharedStore, store::StoreAddress};

/// The origin of every portal that is measured.
const ORIGIN: &str = "https://portal.example";

#[tokio::main]
async fn main() {
    let store = env::args().skip_while(|word| word != "--store").nth(1);
    verifications::measure();
    stores::measure_embedded().await;
    crowd::measure(None).await;
    refusals::measure().await;
    if let Some(url) = store {
        let address = StoreAddress::parse(&url).unwrap();
        let origin = Origin::parse(ORIGIN).unwrap();
        let shared = SharedStore::open(&address, &origin).await.unwrap();
        stores::measure_shared(shared, &url).await;
        crowd::measure(Some(&url)).await;
    }
}
