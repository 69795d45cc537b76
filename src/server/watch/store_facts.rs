//! What the store tells of runs and feeds. It blocks: call it beside the requests.

use chrono::{DateTime, Utc};
use serde::Serialize;

use crate::Result;
use crate::config::Newsroom;
use crate::notify;
use crate::store::sqlite::SqliteStore;
use crate::store::{DocumentState, Ping, RunSummary, Store, Waiting};

/// How many runs, waiting records and pings are shown.
pub(super) const SHOWN: usize = 10;

/// How many feeds are shown.
const MOST_FEEDS: usize = 1000;

/// What the store tells.
#[derive(Debug, Default, Serialize)]
pub(super) struct Facts {
    /// The last runs that changed something, the newest first.
    pub(super) runs: Vec<RunSummary>,
    pub(super) feeds: Vec<Feed>,
    /// Feeds beyond those.
    pub(super) more_feeds: usize,
    /// Records that wait for their time.
    pub(super) waiting: Vec<Waiting>,
    /// Who is still to be told of something.
    pub(super) pings: Vec<Ping>,
    /// Pings beyond those.
    pub(super) more_pings: usize,
}

#[derive(Debug, Serialize)]
pub(super) struct Feed {
    pub(super) feed: String,
    pub(super) title: String,
    pub(super) updated: Option<DateTime<Utc>>,
    pub(super) documents: Vec<Document>,
}

#[derive(Debug, Serialize)]
pub(super) struct Document {
    pub(super) name: String,
    pub(super) entries: usize,
    pub(super) bytes: u64,
    /// As readers report them, all together.
    pub(super) subscribers: Option<u64>,
}

/// All that is told of a newsroom, whose families have their members.
///
/// # Errors
/// Where the store cannot be read.
pub(super) fn all(newsroom: &Newsroom) -> Result<Facts> {
    let store = SqliteStore::open_existing(&newsroom.store)?;
    let mut feeds = Vec::new();
    for feed in newsroom.feeds.iter().take(MOST_FEEDS) {
        let state = store.feed(&feed.slug)?.unwrap_or_default();
        feeds.push(Feed {
            feed: feed.slug.clone(),
            title: feed.title.as_str().to_owned(),
            updated: state.updated,
            documents: state.documents.into_iter().map(document).collect(),
        });
    }
    let pings = store.pings()?;
    let more_pings = pings.len().saturating_sub(SHOWN);
    // Addresses of those who are told may hold secrets.
    let shown = |ping: Ping| Ping {
        target: notify::shown(&ping.target),
        ..ping
    };
    Ok(Facts {
        runs: store.runs(SHOWN)?,
        more_feeds: newsroom.feeds.len().saturating_sub(feeds.len()),
        feeds,
        waiting: store.waiting(SHOWN)?,
        pings: pings.into_iter().take(SHOWN).map(shown).collect(),
        more_pings,
    })
}

/// The last run that changed something, and how many pings wait.
///
/// # Errors
/// Where the store cannot be read.
pub(super) fn last_run(newsroom: &Newsroom) -> Result<(Option<RunSummary>, u64)> {
    let store = SqliteStore::open_existing(&newsroom.store)?;
    let last = store.runs(1)?.into_iter().next();
    Ok((last, store.pings()?.len() as u64))
}

fn document(state: DocumentState) -> Document {
    Document {
        name: state.name,
        entries: state.entries,
        bytes: state.size,
        subscribers: None,
    }
}
