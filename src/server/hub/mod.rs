//! A WebSub hub for the files of the output folder (<https://www.w3.org/TR/websub/>).
//!
//! In: what subscribers ask ([`request`]), and what the shelf has ([`look`]). Out: questions to their callbacks
//! ([`verify`]) and new versions of what they subscribed to ([`distribute`], [`deliver`]). Who is subscribed and what is
//! still to be delivered stands in the store before anybody is told so ([`desk`]): a server that dies may deliver
//! something twice, and loses nothing.

mod address;
mod counts;
mod deliver;
mod desk;
mod distribute;
mod look;
mod queue;
mod request;
mod respond;
mod signature;
mod topic;
mod verify;

use std::sync::{Arc, PoisonError, RwLock};
use std::time::Duration;

use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::routing::get;
use chrono::Utc;
use tokio::sync::{Notify, watch};

use super::app::App;
use crate::Result;
use crate::config::Newsroom;
use crate::pipeline::store_options;
use crate::source::Callbacks;
use crate::store::hub::Caps;
use crate::store::sqlite::HubStore;

pub(super) use counts::Counts;

/// How long a callback has for its answer.
const TIMEOUT: Duration = Duration::from_secs(10);

/// How long what is under way has to end once the server stops.
const LAST: Duration = Duration::from_secs(5);

/// How large a request may be: four addresses and a secret, generously.
const MOST_REQUEST: usize = 16 << 10;

/// How many subscriptions there may be. A host has room for a reader's service that follows every feed of a large newsroom,
/// each with a callback of its own, and for no tenth of all. Few callbacks wait to be asked at once, so that nobody can have
/// us knock at a stranger's door much more often than they ask themselves.
const CAPS: Caps = Caps {
    all: 120_000,
    per_host: 12_000,
    per_callback: 1_000,
    waiting: 5_000,
    waiting_per_host: 200,
};

/// The hub's part of what all requests share.
pub(super) struct Hub {
    desk: desk::Desk,
    callbacks: RwLock<Callbacks>,
    agent: String,
    counts: Counts,
    /// Rung when something may have become due.
    due: Notify,
    /// Rung when the shelf may have changed.
    shelf: Notify,
    closing: watch::Sender<bool>,
    /// What is sent takes so much memory at most.
    room: deliver::Room,
    /// When the folder was last looked through because somebody said that something changed.
    renewed: tokio::sync::Mutex<Option<std::time::Instant>>,
}

impl Hub {
    /// A hub for the newsroom; none where it wants none.
    pub(super) fn open(newsroom: &Newsroom) -> Result<Option<Self>> {
        if !newsroom.serve.hub {
            return Ok(None);
        }
        let (path, about) = (newsroom.store.clone(), newsroom.clone());
        let open = move || HubStore::open(&path, &store_options(&about, Utc::now()));
        let agent = format!(
            "feedwright/{} (WebSub hub; +{})",
            env!("CARGO_PKG_VERSION"),
            newsroom.serve.hub_url.as_str()
        );
        Ok(Some(Hub {
            desk: desk::Desk::open(newsroom.store.clone(), Box::new(open))?,
            callbacks: RwLock::new(Callbacks::new(
                &agent,
                &newsroom.serve.allow_hosts,
                TIMEOUT,
            )?),
            agent,
            counts: Counts::default(),
            due: Notify::new(),
            shelf: Notify::new(),
            closing: watch::Sender::new(false),
            room: deliver::Room::default(),
            renewed: tokio::sync::Mutex::default(),
        }))
    }

    /// What it has done, and what it has to do.
    pub(super) fn counts(&self) -> &Counts {
        &self.counts
    }

    /// The shelf has been replaced.
    pub(super) fn shelf_changed(&self) {
        self.shelf.notify_one();
    }

    /// Nothing more is begun.
    pub(super) fn close(&self) {
        self.closing.send_replace(true);
    }

    /// Who asks callbacks, as the configuration has it now.
    fn callbacks(&self, newsroom: &Newsroom) -> Callbacks {
        let hosts = &newsroom.serve.allow_hosts;
        let known = self.callbacks.read();
        let known = known.unwrap_or_else(PoisonError::into_inner).clone();
        if known.hosts() == hosts {
            return known;
        }
        match Callbacks::new(&self.agent, hosts, TIMEOUT) {
            Ok(new) => {
                let mut place = self
                    .callbacks
                    .write()
                    .unwrap_or_else(PoisonError::into_inner);
                place.clone_from(&new);
                new
            }
            Err(e) => {
                tracing::error!(target: "feedwright", "{e}");
                known
            }
        }
    }
}

/// What answers at `/hub`.
pub(super) fn routes(app: &Arc<App>) -> Router<Arc<App>> {
    match app.hub() {
        None => Router::new(),
        Some(_) => Router::new().route(
            "/hub",
            get(respond::about)
                .post(respond::answer)
                .fallback(respond::not_allowed)
                .layer(DefaultBodyLimit::max(MOST_REQUEST)),
        ),
    }
}

/// Does the hub's work until the server closes.
pub(super) async fn run(app: Arc<App>) {
    let Some(hub) = app.hub() else { return };
    let looking = tokio::spawn(look::run(Arc::clone(&app)));
    let mut closing = hub.closing.subscribe();
    let work = distribute::run(&app, hub);
    tokio::pin!(work);
    let closed = async { closing.wait_for(|closing| *closing).await.is_ok() };
    tokio::select! {
        () = &mut work => {}
        // What is not done by then is done by the next server.
        _ = closed => {
            let _ = tokio::time::timeout(LAST, work).await;
        }
    }
    looking.abort();
}

/// Seconds since 1970.
fn now() -> i64 {
    Utc::now().timestamp()
}
