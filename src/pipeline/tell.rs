//! Who is to be told what changed: remembered in the store with the delivery itself, told after it, and remembered
//! until they took it.

mod hook;
#[cfg(feature = "http")]
mod send;

use std::collections::HashSet;

use chrono::{DateTime, Utc};

#[cfg(not(feature = "http"))]
use super::Control;
use super::files::{Made, Maker, digest};
use super::{Options, Outcome};
use crate::config::Newsroom;
use crate::model::{Link, Notice, NoticeKind};
use crate::notify;
use crate::notify::indexnow::{IndexNow, MOST};
use crate::sink::Sink;
use crate::store::{Ping, Store};
use crate::{Error, Result, Severity};

pub(super) use hook::run_hook;
#[cfg(feature = "http")]
pub(super) use send::send;

/// Under this name the store knows up to which change search engines were told.
const PAGES: &str = "indexnow";

/// Before anything is read: where pages were never told, only what comes now is. Where the store is damaged, that has
/// to show while all documents are old.
pub(super) fn begin(newsroom: &Newsroom, store: &mut dyn Store) -> Result<()> {
    store.pings()?;
    if newsroom.push.indexnow.is_some() && store.told(PAGES)?.is_none() {
        store.save_told(PAGES, store.changes()?)?;
    }
    Ok(())
}

/// The file that shows whose key it is, where one is wanted.
pub(super) fn key_file(
    newsroom: &Newsroom,
    options: &Options,
    store: &dyn Store,
    sink: &mut dyn Sink,
) -> Result<Option<Made>> {
    let Some(account) = &newsroom.push.indexnow else {
        return Ok(None);
    };
    let Some(name) = &account.file else {
        return Ok(None);
    };
    let key = account.key.text();
    let bytes = key.as_bytes().to_vec();
    let made = Maker::new(store, sink, &[], options).make(name, digest(key), |_| Ok(Some(bytes)));
    made.map(Some)
}

/// Remembers who is to be told of what this run delivered.
pub(super) fn enqueue(
    newsroom: &Newsroom,
    now: DateTime<Utc>,
    store: &mut dyn Store,
    outcome: &Outcome,
) -> Result<()> {
    let push = &newsroom.push;
    for topic in &outcome.topics {
        let address = address(newsroom, &topic.name)?;
        for hub in topic.hubs.iter().filter(|hub| !is_own(newsroom, hub)) {
            store.tell("websub", hub.as_str(), address.as_str(), now)?;
        }
        if let Some(ping) = push.cloud_ping.as_ref().filter(|_| topic.format == "rss") {
            store.tell("rsscloud", ping.as_str(), address.as_str(), now)?;
        }
    }
    if !outcome.topics.is_empty() {
        for server in &push.weblogs {
            store.tell("weblogs", server.as_str(), newsroom.site.url.as_str(), now)?;
        }
    }
    Ok(())
}

/// Remembers to tell search engines of the pages of records that are shown and have changed since they were told last.
pub(super) fn enqueue_pages(
    newsroom: &Newsroom,
    now: DateTime<Utc>,
    store: &mut dyn Store,
    outcome: &mut Outcome,
) -> Result<()> {
    let Some(account) = &newsroom.push.indexnow else {
        return Ok(());
    };
    let (told, changes) = (store.told(PAGES)?.unwrap_or_default(), store.changes()?);
    if changes <= told {
        return Ok(());
    }
    let (keys, all) = store.changed_since(told, MOST)?;
    let mut elsewhere = 0_u64;
    for key in &keys {
        match store.load(*key)?.record.url {
            Some(page) if account.covers(page.as_str()) => {
                store.tell("indexnow", account.endpoint.as_str(), page.as_str(), now)?;
            }
            Some(_) => elsewhere += 1,
            None => {}
        }
    }
    store.save_told(PAGES, changes)?;
    if elsewhere > 0 {
        outcome.notices.push(uncovered(account, elsewhere));
    }
    let more = all.saturating_sub(keys.len() as u64);
    if more > 0 {
        let message = format!("IndexNow takes {MOST} pages at once; it is not told of {more} more");
        let notice = Notice::new(NoticeKind::Document, Severity::Warning, message);
        let help = "nothing needs to be done: search engines find them in their own time";
        outcome.notices.push(notice.help(help));
    }
    Ok(())
}

fn uncovered(account: &IndexNow, pages: u64) -> Notice {
    let location = account.location.as_str();
    let folder = location.rsplit_once('/').map_or(location, |(f, _)| f);
    let message = format!(
        "IndexNow is not told of {}: a key in {folder}/ speaks for pages below it alone",
        counted(pages, "page")
    );
    Notice::new(NoticeKind::Document, Severity::Warning, message).help(
        "put the key's file into the top folder of the pages' own site, and name it with key_location in [push.indexnow]",
    )
}

/// In a dry run: who would be told of what.
pub(super) fn preview(
    newsroom: &Newsroom,
    now: DateTime<Utc>,
    store: &dyn Store,
    outcome: &mut Outcome,
) -> Result<()> {
    let pings = store.pings()?;
    outcome.pings.waiting = pings.len() as u64;
    let targets = Targets::of(newsroom, outcome);
    let due = pings.iter().filter(|p| is_due(p, now) && targets.wants(p));
    let untold = due
        .map(|p| format!("{} of {}", whom(&p.kind, &p.target), p.topic))
        .collect();
    outcome.untold = untold;
    Ok(())
}

/// A program without the feature `http` remembers, and tells nobody.
#[cfg(not(feature = "http"))]
pub(super) fn send(
    _: &Newsroom,
    _: DateTime<Utc>,
    store: &mut dyn Store,
    _: &dyn Control,
    outcome: &mut Outcome,
) -> Result<()> {
    outcome.pings.waiting = store.pings()?.len() as u64;
    Ok(())
}

/// May it be told now, as far as its own time goes?
fn is_due(ping: &Ping, now: DateTime<Utc>) -> bool {
    ping.due <= now && ping.hold.is_none_or(|t| t <= now)
}

/// The targets that somebody still wants told: those of the configuration, and the hubs of what this run delivered.
struct Targets<'n>(HashSet<(&'static str, &'n str)>);

impl<'n> Targets<'n> {
    fn of(newsroom: &'n Newsroom, outcome: &'n Outcome) -> Self {
        let push = &newsroom.push;
        let own = newsroom.feeds.iter().filter_map(|f| f.hubs.as_ref());
        let fresh = outcome.topics.iter().map(|t| &t.hubs);
        let hubs = own.chain(fresh).flatten().chain(&push.hubs);
        let hubs = hubs.filter(|hub| !is_own(newsroom, hub));
        let indexnow = push.indexnow.iter().map(|a| &a.endpoint);
        let all = hubs
            .map(|hub| ("websub", hub))
            .chain(push.cloud_ping.iter().map(|cloud| ("rsscloud", cloud)))
            .chain(push.weblogs.iter().map(|server| ("weblogs", server)))
            .chain(indexnow.map(|endpoint| ("indexnow", endpoint)));
        Targets(all.map(|(kind, link)| (kind, link.as_str())).collect())
    }

    /// Is the ping's target still one of them?
    fn wants(&self, ping: &Ping) -> bool {
        self.0.contains(&(ping.kind.as_str(), ping.target.as_str()))
    }
}

/// Is it the hub that `feedwright serve` is for this newsroom? That one sees by itself what a run has delivered.
fn is_own(newsroom: &Newsroom, hub: &Link) -> bool {
    newsroom.serve.hub && *hub == newsroom.serve.hub_url
}

/// Whom messages call by which name.
fn whom(kind: &str, target: &str) -> String {
    let says = notify::by_name(kind).map_or(kind, |k| k.says);
    format!("{says} {}", notify::shown(target))
}

/// The address of a document.
fn address(newsroom: &Newsroom, name: &str) -> Result<Link> {
    let address = format!("{}{name}", newsroom.output.base_url);
    Link::parse(&address, None)
        .map_err(|e| Error::config(format!("{address:?} cannot be a document's address: {e}")))
}

fn counted(n: u64, what: &str) -> String {
    match n {
        1 => format!("1 {what}"),
        n => format!("{n} {what}s"),
    }
}
