//! A WebSub hub for the files of the output folder (<https://www.w3.org/TR/websub/>).
//!
//! In: what subscribers ask ([`request`]), and what the shelf has ([`look`]). Out: questions to their callbacks
//! ([`verify`]) and new versions of what they subscribed to ([`distribute`], [`deliver`]). Who is subscribed and what is
//! still to be delivered stands in the store before anybody is told so ([`desk`]): a server that dies may deliver
//! something twice, and loses nothing.

mod address;
mod clients;
mod counts;
mod deliver;
mod desk;
mod distribute;
mod domain;
mod look;
mod queue;
mod request;
mod respond;
mod signature;
mod topic;
mod turns;
mod verify;

use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use axum::Router;
use axum::extract::{DefaultBodyLimit, Request, State};
use axum::http::Method;
use axum::middleware::{Next, from_fn_with_state};
use axum::response::Response;
use axum::routing::get;
use chrono::Utc;
use tokio::sync::{Notify, watch};

use super::app::App;
use super::files;
use super::watch::client;
use crate::Result;
use crate::config::Newsroom;
use crate::pipeline::store_options;
use crate::source::Callbacks;
use crate::store::hub::Caps;
use crate::store::sqlite::HubStore;

use self::desk::Unavailable;
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
    /// Who asks callbacks, once somebody is to be asked, and how it is called.
    callbacks: Mutex<Option<(String, Callbacks)>>,
    clients: clients::Clients,
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
    /// A hub for the newsroom. Whether it wants one may change while the server runs: the store is not opened, nor anything
    /// else done, before there is something to do.
    pub(super) fn open(newsroom: &Newsroom) -> Result<Self> {
        let (path, about) = (newsroom.store.clone(), newsroom.clone());
        let open = move || HubStore::open(&path, &store_options(&about, Utc::now()));
        Ok(Hub {
            desk: desk::Desk::open(newsroom.store.clone(), Box::new(open))?,
            callbacks: Mutex::default(),
            clients: clients::Clients::default(),
            counts: Counts::default(),
            due: Notify::new(),
            shelf: Notify::new(),
            closing: watch::Sender::new(false),
            room: deliver::Room::default(),
            renewed: tokio::sync::Mutex::default(),
        })
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
    fn callbacks(&self, newsroom: &Newsroom) -> std::result::Result<Callbacks, Unavailable> {
        let agent = format!(
            "feedwright/{} (WebSub hub; +{})",
            env!("CARGO_PKG_VERSION"),
            newsroom.serve.hub_url.as_str()
        );
        let hosts = &newsroom.serve.allow_hosts;
        let mut place = self
            .callbacks
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        match &*place {
            Some((known, callbacks)) if *known == agent && callbacks.hosts() == hosts => {
                return Ok(callbacks.clone());
            }
            _ => {}
        }
        let callbacks = Callbacks::new(&agent, hosts, TIMEOUT).map_err(|e| {
            tracing::error!(target: "feedwright", "{e}");
            Unavailable
        })?;
        *place = Some((agent, callbacks.clone()));
        Ok(callbacks)
    }
}

/// What answers at `/hub`. Where the newsroom has no hub, that is a file like any other.
pub(super) fn routes(app: &Arc<App>) -> Router<Arc<App>> {
    let hub = get(respond::about)
        .post(respond::answer)
        .fallback(respond::not_allowed)
        .layer(DefaultBodyLimit::max(MOST_REQUEST))
        .layer(from_fn_with_state(Arc::clone(app), admit));
    Router::new().route("/hub", hub)
}

async fn admit(State(app): State<Arc<App>>, request: Request, next: Next) -> Response {
    let Some(hub) = app.hub() else {
        return files::answer(State(app), request).await;
    };
    let client = client(&request, &app.held());
    let asks = request.method() == Method::POST && !client.is_loopback();
    if asks && !hub.clients.admit(client.address, Instant::now()) {
        return respond::refuse(hub, respond::too_often());
    }
    next.run(request).await
}

/// Does the hub's work, where there is any, until the server closes.
pub(super) async fn run(app: Arc<App>) {
    let hub = &app.hub;
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
