//! What all requests to the validator share: the places where work is done, what is remembered, the templates.

use std::sync::Arc;
use std::time::{Duration, Instant};

use axum::extract::Request;

use super::address::{Address, is_of_the_web};
use super::hosts::Hosts;
use super::judged::Judged;
use super::memory::{Memory, Outcome};
use super::pieces::Pieces;
use super::places::Places;
use super::press::Press;
use super::refusal::Refusal;
use super::shares::{Asking, asking};
use crate::Error;
use crate::server::app::App;
use crate::source::{Admit, Asker, Fetch, fetch_within};

/// How long a whole fetch may take.
const DEADLINE: Duration = Duration::from_secs(10);

/// How long somebody waits for a place.
const PATIENCE: Duration = Duration::from_secs(5);

/// So many addresses are fetched at once, since most of that is waiting, and a quarter of them for one client.
const FETCHES: usize = 32;

/// What all requests share.
pub(super) struct Desk {
    app: Arc<App>,
    pub(super) press: Press,
    /// Memory for what is being sent.
    pub(super) pieces: Pieces,
    fetching: Places,
    judging: Places,
    memory: Memory,
    hosts: Arc<Hosts>,
}

impl Desk {
    pub(super) fn new(app: &Arc<App>) -> Self {
        let cores = std::thread::available_parallelism().map_or(1, usize::from);
        Desk {
            app: Arc::clone(app),
            press: Press::new(),
            pieces: Pieces::default(),
            fetching: Places::new((FETCHES, 2 * FETCHES), (FETCHES / 4, FETCHES / 2), PATIENCE),
            // Judging takes no long time, and nobody alone should wait for it while a processor has nothing to do.
            judging: Places::new((2 * cores, 16 * cores), (cores, 4 * cores), PATIENCE),
            memory: Memory::default(),
            hosts: Arc::default(),
        }
    }

    /// Where people reach this server, with a slash at the end.
    pub(super) fn public(&self) -> String {
        let house = self.app.held();
        house.newsroom.serve.public_url.as_str().to_owned()
    }

    /// Who asks this.
    pub(super) fn asking(&self, request: &Request) -> Asking {
        asking(&self.app, request)
    }

    /// Fetches and judges an address.
    pub(super) async fn judge_address(&self, asking: Asking, address: &Address) -> Outcome {
        let mut key = address.url.clone();
        key.set_fragment(None);
        let judged = || self.fetched(asking, address);
        self.memory.outcome(key.as_str(), judged).await
    }

    async fn fetched(&self, asking: Asking, address: &Address) -> Outcome {
        let place = self.fetching.take(asking).await?;
        let begun = Instant::now();
        let url = address.written.clone();
        let fetched = fetch_within(&url, &self.how()).await?;
        let took = begun.elapsed();
        drop(place);
        let now = self.app.now();
        let judge = move || Arc::new(Judged::fetched(&url, fetched, took, now));
        self.work(asking, judge).await
    }

    /// Judges a document that somebody sent.
    pub(super) async fn judge_sent(&self, asking: Asking, document: Vec<u8>) -> Outcome {
        let now = self.app.now();
        let judge = move || Arc::new(Judged::sent(document, now));
        self.work(asking, judge).await
    }

    /// Does work that takes a processor, when one is free for it.
    pub(super) async fn work<T: Send + 'static>(
        &self,
        asking: Asking,
        work: impl FnOnce() -> T + Send + 'static,
    ) -> Result<T, Refusal> {
        let place = self.judging.take(asking).await?;
        let working = tokio::task::spawn_blocking(move || {
            let done = work();
            drop(place);
            done
        });
        working.await.map_err(|e| {
            tracing::error!(target: "feedwright", "a document was not judged: {e}");
            Refusal::fault()
        })
    }

    fn how(&self) -> Fetch {
        let allowed = self.app.held().newsroom.serve.allow_hosts.clone();
        Fetch {
            timeout: DEADLINE,
            most: super::MOST as u64,
            allowed,
            asker: Asker::Visitor,
            admit: Some(admit(&self.hosts)),
            ..Fetch::default()
        }
    }
}

/// Refuses hosts that were asked too often, and ports where no web server is.
fn admit(hosts: &Arc<Hosts>) -> Admit {
    let hosts = Arc::clone(hosts);
    Arc::new(move |url| {
        if !is_of_the_web(url) {
            let port = url.port().unwrap_or_default();
            return Err(
                Error::input(format!("no web server is asked at port {port}"))
                    .help("give the address that readers use"),
            );
        }
        let host = url.host_str().unwrap_or_default();
        match hosts.admit(host, Instant::now()) {
            true => Ok(()),
            false => Err(
                Error::busy(format!("{host} was asked too often in the last minute"))
                    .help("try again in a minute"),
            ),
        }
    })
}
