//! What sources fetch over HTTP: several hosts at once, each at its own pace, and nothing that is still fresh.
//!
//! In: addresses with what is known of them, and the run's time. Out: bodies, or that nothing has changed. Every
//! request is guarded like any other ([`super::http`]). A host is asked by few at a time and after a pause; it is
//! left alone when it says so, or when it fails again and again. Nothing is remembered here beyond a run: what is to
//! be known by the next ([`Memory`], validators, freshness) is handed in and out.

mod body;
pub(super) mod caching;
mod host;
mod links;
mod permission;
mod request;
mod robots;

use std::cell::RefCell;
use std::collections::{BTreeMap, HashMap, VecDeque};
use std::rc::Rc;
use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};
use reqwest::Client;
use tokio::runtime::Runtime;
use tokio::time::{Instant, timeout};
use url::Url;

pub use body::Body;
pub use host::Memory;

use super::hidden::Hidden;
use super::http::{Asker, Fetch, client};
use super::lanes::{Lane, asked_to_end, together, unless};
use crate::{Error, Result};
use host::{AT_ONCE, Host};

/// How a source's addresses are asked.
#[derive(Debug, Clone)]
pub struct Terms {
    /// How long one answer may take, with its redirects and its body.
    pub timeout: Duration,
    /// How many bytes a body may have, packed or unpacked.
    pub most: u64,
    /// Hosts that may be asked though their addresses are private.
    pub allowed: Vec<String>,
    /// Who asks.
    pub agent: String,
    /// How long to wait at least between two requests to one host.
    pub delay: Duration,
    /// Headers to send besides ours, and the site that they are for; no other ever sees them.
    pub headers: Secret,
    /// What of its addresses must not be shown.
    pub hidden: Hidden,
    /// On whose behalf.
    pub asker: Asker,
}

/// Headers that may hold secrets: they cannot be shown.
#[derive(Clone, Default)]
pub struct Secret {
    /// Names and values.
    pub headers: Vec<(String, String)>,
    /// The only site that sees them.
    pub site: Option<Url>,
}

impl std::fmt::Debug for Secret {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} secret headers", self.headers.len())
    }
}

impl Default for Terms {
    fn default() -> Self {
        Terms {
            timeout: Duration::from_secs(30),
            most: 64 << 20,
            allowed: Vec::new(),
            agent: concat!("feedwright/", env!("CARGO_PKG_VERSION")).to_owned(),
            delay: Duration::from_secs(1),
            headers: Secret::default(),
            hidden: Hidden::default(),
            asker: Asker::Source,
        }
    }
}

impl Terms {
    fn fetch(&self) -> Fetch {
        Fetch {
            timeout: self.timeout,
            most: self.most,
            allowed: self.allowed.clone(),
            headers: Vec::new(),
            asker: self.asker,
            admit: None,
        }
    }
}

/// One address to ask.
#[derive(Debug, Clone)]
pub struct Ask {
    /// The address.
    pub url: Url,
    /// What the last answer said by which a change can be told.
    pub validators: Validators,
    /// Is `robots.txt` asked first?
    pub robots: bool,
    /// How long it may take altogether, with all waiting.
    pub within: Duration,
    /// How it is asked.
    pub terms: Rc<Terms>,
}

/// What an answer said by which a change can be told.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Validators {
    /// `ETag`.
    pub etag: Option<String>,
    /// `Last-Modified`.
    pub last_modified: Option<String>,
}

/// An answer.
#[derive(Debug)]
pub struct Answer {
    /// The address that gave it, as it may be shown.
    pub url: Url,
    /// Where the address has moved for good, if it has, as it may be shown.
    pub moved: Option<String>,
    /// Until when it need not be asked again.
    pub fresh_until: Option<DateTime<Utc>>,
    /// By which a change can be told.
    pub validators: Validators,
    /// `Content-Type`.
    pub content_type: Option<String>,
    /// The next page of the list, where a `Link` header names it.
    pub next: Option<Url>,
    /// Does the server count the pages of the list, so that its headers name each that there is (WordPress)?
    pub counts_pages: bool,
    /// `None`: nothing has changed.
    pub body: Option<Body>,
}

/// Why there is no answer.
#[derive(Debug)]
pub enum Unanswered {
    /// The server wants to be left alone until then; the status with which it said so, where this run heard it.
    Wait(DateTime<Utc>, Option<u16>),
    /// It took longer than it may altogether.
    Late,
    /// `robots.txt` forbids it.
    Forbidden,
    /// The server has no such document, or not for us: a status from 400 to 499.
    Refused(Error),
    /// Anything else.
    Failed(Error),
}

impl From<Error> for Unanswered {
    fn from(e: Error) -> Self {
        Unanswered::Failed(e)
    }
}

/// What came of an address that was asked.
#[derive(Debug)]
pub struct Reply {
    /// The answer, or why there is none.
    pub answer: Result<Answer, Unanswered>,
    /// How long it took, with all waiting.
    pub took: Duration,
}

impl Unanswered {
    fn reworded(self, words: &dyn Fn(&str) -> String) -> Self {
        match self {
            Unanswered::Refused(e) => Unanswered::Refused(e.reworded(words)),
            Unanswered::Failed(e) => Unanswered::Failed(e.reworded(words)),
            other => other,
        }
    }
}

/// Fetches for all sources of a run.
#[derive(Debug)]
pub struct Fetcher {
    runtime: Option<Runtime>,
    now: DateTime<Utc>,
    began: Instant,
    clients: RefCell<HashMap<(String, Vec<String>), Client>>,
    hosts: RefCell<BTreeMap<String, Host>>,
}

impl Fetcher {
    /// A fetcher for a run at this time.
    ///
    /// # Errors
    /// Where no connection can be prepared at all.
    pub fn new(now: DateTime<Utc>) -> Result<Self> {
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build()
            .map_err(|e| Error::io("cannot prepare to fetch", e))?;
        Ok(Fetcher {
            runtime: Some(runtime),
            now,
            began: Instant::now(),
            clients: RefCell::default(),
            hosts: RefCell::default(),
        })
    }

    /// Does it know what was remembered of the address's host?
    pub fn knows(&self, url: &Url) -> bool {
        self.hosts.borrow().contains_key(&origin(url))
    }

    /// Takes in what was remembered of the address's host.
    pub fn remember(&self, url: &Url, memory: Memory) {
        let host = Host::remembering(memory);
        self.hosts.borrow_mut().entry(origin(url)).or_insert(host);
    }

    /// What has been learnt of hosts since the last call, to be remembered for later runs.
    pub fn learnt(&self) -> Vec<(String, Memory)> {
        let mut hosts = self.hosts.borrow_mut();
        hosts
            .iter_mut()
            .filter_map(|(origin, host)| Some((origin.clone(), host.news()?)))
            .collect()
    }

    /// Asks all of them; `None` for those that were not asked because `stop` said so. `told` hears how many are done.
    pub fn all(
        &self,
        asks: &[Ask],
        stop: &dyn Fn() -> bool,
        told: &dyn Fn(usize),
    ) -> Vec<Option<Reply>> {
        let Some(runtime) = &self.runtime else {
            return Vec::new();
        };
        let mut queues: BTreeMap<String, VecDeque<usize>> = BTreeMap::new();
        for (n, ask) in asks.iter().enumerate() {
            queues.entry(origin(&ask.url)).or_default().push_back(n);
        }
        let round = Round {
            fetcher: self,
            asks,
            told,
            began: Instant::now(),
            replies: RefCell::new(asks.iter().map(|_| None).collect()),
        };
        let queues: Vec<RefCell<VecDeque<usize>>> =
            queues.into_values().map(RefCell::new).collect();
        runtime.block_on(async {
            let lanes = queues.iter().flat_map(|queue| {
                let lanes = AT_ONCE.min(queue.borrow().len());
                (0..lanes).map(|_| Box::pin(round.lane(queue)) as Lane<'_>)
            });
            unless(together(lanes.collect()), asked_to_end(stop)).await;
        });
        round.replies.into_inner()
    }

    /// The run's time, gone on by as long as this has taken: whoever wants to be left alone counts from then.
    fn present(&self) -> DateTime<Utc> {
        let gone = TimeDelta::from_std(self.began.elapsed()).unwrap_or_default();
        self.now + TimeDelta::seconds(gone.num_seconds())
    }

    fn client(&self, terms: &Terms) -> Result<Client> {
        let key = (terms.agent.clone(), terms.allowed.clone());
        if let Some(client) = self.clients.borrow().get(&key) {
            return Ok(client.clone());
        }
        let client = client(&terms.agent, &terms.fetch())?;
        self.clients.borrow_mut().insert(key, client.clone());
        Ok(client)
    }

    /// Looks at or changes what is known of the address's host.
    fn host<T>(&self, url: &Url, act: impl FnOnce(&mut Host) -> T) -> T {
        let mut hosts = self.hosts.borrow_mut();
        act(hosts.entry(origin(url)).or_default())
    }
}

impl Drop for Fetcher {
    fn drop(&mut self) {
        // A name that nobody resolves holds a thread; it is left to itself.
        if let Some(runtime) = self.runtime.take() {
            runtime.shutdown_background();
        }
    }
}

/// Requests that are made together.
struct Round<'r> {
    fetcher: &'r Fetcher,
    asks: &'r [Ask],
    told: &'r dyn Fn(usize),
    began: Instant,
    replies: RefCell<Vec<Option<Reply>>>,
}

impl Round<'_> {
    /// Makes one request after another, as long as there are any for this host.
    async fn lane(&self, queue: &RefCell<VecDeque<usize>>) {
        loop {
            let next = queue.borrow_mut().pop_front();
            let Some((n, ask)) = next.and_then(|n| Some((n, self.asks.get(n)?))) else {
                return;
            };
            let hidden = &ask.terms.hidden;
            let answer = self.in_time(ask).await;
            let reply = Reply {
                answer: answer.map_err(|e| e.reworded(&|words| hidden.hide(words))),
                took: self.began.elapsed(),
            };
            let mut replies = self.replies.borrow_mut();
            if let Some(place) = replies.get_mut(n) {
                *place = Some(reply);
            }
            (self.told)(replies.iter().flatten().count());
        }
    }

    /// Asks, as long as there is time for it.
    async fn in_time(&self, ask: &Ask) -> Result<Answer, Unanswered> {
        let left = ask.within.saturating_sub(self.began.elapsed());
        if left.is_zero() {
            return Err(Unanswered::Late);
        }
        let answer = timeout(left, self.fetcher.one(ask)).await;
        answer.unwrap_or(Err(Unanswered::Late))
    }
}

/// The host of an address, with scheme and port.
pub(super) fn origin(url: &Url) -> String {
    url.origin().ascii_serialization()
}
