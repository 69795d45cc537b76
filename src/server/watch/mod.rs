//! Watching the server: who asks for what is logged and counted, and told at `/metrics` and `/status`.
//!
//! [`observe`] lies around every request: it finds out who asks, lets the others answer, tells those to wait who fetch the same
//! again and again ([`patience`]), counts, and logs a line. What hyper refuses by itself, malformed requests above all,
//! does not come that far: it is [`unread`].

mod access_log;
mod connections;
mod exposition;
mod gate;
mod healthy;
mod hub_figures;
mod listing;
mod metrics;
mod observe;
mod page;
mod patience;
mod publisher;
mod sending;
mod status;
mod store_facts;
mod subscribers;
mod tally;
mod unread;

use std::sync::Arc;
use std::time::Instant;

use axum::Router;
use axum::routing::get;
use chrono::{DateTime, Utc};
use tokio::sync::Semaphore;

use self::patience::Patience;
use self::publisher::Published;
use self::subscribers::Subscribers;
use self::tally::Tally;
use super::app::App;

pub(super) use connections::Connections;
pub(super) use gate::check_token;
pub(super) use listing::front_page;
pub(super) use observe::{Seen, client, observe};
pub(super) use publisher::Publisher;
pub(super) use unread::unread;

/// So many requests read the store or the disk for `/status`, `/metrics` and `/healthz` at once.
const LOOKING: usize = 2;

/// What is remembered of requests and runs.
pub(super) struct Watch {
    started: Instant,
    started_at: DateTime<Utc>,
    tally: Tally,
    subscribers: Subscribers,
    patience: Patience,
    pub(super) connections: Arc<Connections>,
    published: Published,
    listing: listing::Kept,
    looking: Arc<Semaphore>,
}

impl Watch {
    pub(super) fn new() -> Self {
        Watch {
            started: Instant::now(),
            started_at: Utc::now(),
            tally: Tally::default(),
            subscribers: Subscribers::default(),
            patience: Patience::default(),
            connections: Arc::default(),
            published: Published::default(),
            listing: listing::Kept::default(),
            looking: Arc::new(Semaphore::new(LOOKING)),
        }
    }

    /// Does blocking work beside the requests, a few at a time. None where it panicked.
    async fn look<T: Send + 'static>(
        &self,
        work: impl FnOnce() -> T + Send + 'static,
    ) -> Option<T> {
        let place = Arc::clone(&self.looking).acquire_owned().await.ok()?;
        let done = tokio::task::spawn_blocking(move || {
            // Held by the work, which goes on where its client gives up.
            let _place = place;
            work()
        });
        done.await.ok()
    }
}

/// What there is for those who watch.
pub(super) fn routes() -> Router<Arc<App>> {
    Router::new()
        .route("/healthz", get(healthy::answer))
        .route("/metrics", get(metrics::answer))
        .route("/status", get(status::answer))
}
