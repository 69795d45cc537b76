//! The archive documents of a feed (RFC 5005): the closed pages of its ledger, one at a time.
//!
//! A page is made when it closes, once more when the next one does, and else only when one of its records changed,
//! was withdrawn, or left. What the store does not know as delivered stays marked, and the next run makes it again.

use std::collections::{BTreeSet, HashSet};

use chrono::{DateTime, Utc};

use super::entries::{self, Filled, Selection};
use super::judge::{complaints, judge};
use super::outbox::{self, Deliveries, Outbox};
use super::publish::interrupted;
use super::{
    Change, Control, Difference, DocumentChange, Options, Outcome, podcast, probe, sitemaps,
};
use crate::config::{FeedDef, Newsroom};
use crate::model::feed::Retraction;
use crate::model::{History, Notice, NoticeKind, Paging, Part};
use crate::render::Format;
use crate::sink::Sink;
use crate::store::{DocumentState, Duty, Ledger, PageState, Selected, Store, Terms};
use crate::{Result, Severity, select};

/// Before the slug in the name of a feed's ledger.
const LEDGER: &str = "feed:";

/// The archives of a feed, made where they had to be and waiting for delivery.
pub(super) struct Archives {
    ledger: Ledger,
    slug: String,
    size: usize,
    pages: Vec<Page>,
    /// Pages that were made before it was known that the one after them is missing, or no longer is.
    again: BTreeSet<u64>,
    newest: u64,
    /// Documents in formats that the feed no longer has.
    given_up: Vec<String>,
    notices: Vec<Notice>,
    differences: Vec<(String, Difference)>,
}

/// A page that was made.
struct Page {
    number: u64,
    state: PageState,
    missing: bool,
    withheld: bool,
    changes: Vec<(Change, &'static str)>,
}

impl Page {
    fn makes(&self, name: &str) -> bool {
        self.state.documents.iter().any(|d| d.name == name)
    }
}

/// The stem of an archive document's name. No slug holds a dot, so no other feed's document is called so.
fn stem(slug: &str, page: u64) -> String {
    format!("{}-{page}", series(slug))
}

fn series(slug: &str) -> String {
    format!("{slug}.archive")
}

/// Makes the archives of a feed that have to be made and stages them; `None` where it keeps none.
pub(super) fn prepare(
    newsroom: &Newsroom,
    feed: &FeedDef,
    id: &str,
    options: &Options,
    store: &mut dyn Store,
    sink: &mut dyn Sink,
    control: &dyn Control,
) -> Result<Option<Archives>> {
    if feed.history != Some(History::Archive) {
        return Ok(None);
    }
    let terms = Terms {
        query: &feed.query,
        page_size: feed.archive_size,
        notice_days: match feed.retraction {
            Retraction::Notice => Some(feed.retraction_days),
            Retraction::Tombstone => Some(0),
            Retraction::Drop => None,
        },
        chained: true,
        now: options.now,
    };
    let mut ledger = store.catch_up(&format!("{LEDGER}{}", feed.slug), &terms)?;
    let definition = definition(newsroom, feed);
    if ledger.definition != definition {
        store.soil(&ledger, None)?;
        ledger.definition = definition;
        store.save_ledger(&ledger)?;
    } else if options.full || sink.series(&series(&feed.slug)) != ledger.series {
        soil_touched(&ledger, store, sink)?;
    }
    let mut archives = Archives::of(feed, ledger);
    let maker = Maker {
        newsroom,
        feed,
        id,
        since: select::retracted_since(options.now, feed.retraction_days, feed.retraction),
    };
    let mut outbox = Outbox::new(sink, &newsroom.output.packings, options.diff);
    let mut done = 0;
    while let Some(page) = store.dirty_page(&archives.ledger, done)? {
        if page > archives.ledger.closed {
            break;
        }
        interrupted(control)?;
        control.progress("making archives", page, Some(archives.ledger.closed));
        archives.make(page, &maker, store, &mut outbox)?;
        done = page;
    }
    archives.find_newest(store)?;
    archives.say_given_up(newsroom.output.prune);
    Ok(Some(archives))
}

/// A digest of what shows in archives besides their records: all that shows in the feed, but for its limit. Also
/// whether documents in formats that the feed no longer has are to be removed.
fn definition(newsroom: &Newsroom, feed: &FeedDef) -> String {
    let mut unlimited = feed.clone();
    unlimited.query.limit = 0;
    let shown = entries::definition_digest(newsroom, &unlimited);
    match newsroom.output.prune {
        true => format!("{shown} prune"),
        false => shown,
    }
}

/// Marks the pages whose files do not lie as they were delivered.
fn soil_touched(ledger: &Ledger, store: &mut dyn Store, sink: &dyn Sink) -> Result<()> {
    for (page, state) in store.pages(ledger)? {
        for document in &state.documents {
            if !outbox::in_place(sink, document)? {
                store.soil(ledger, Some(page))?;
                break;
            }
        }
    }
    Ok(())
}

/// What all pages of a feed are made with.
struct Maker<'a> {
    newsroom: &'a Newsroom,
    feed: &'a FeedDef,
    id: &'a str,
    /// Withdrawals before this are tombstones.
    since: DateTime<Utc>,
}

impl Maker<'_> {
    fn fill(
        &self,
        page: u64,
        ledger: &Ledger,
        floor: Option<DateTime<Utc>>,
        store: &dyn Store,
    ) -> Result<Filled> {
        let records = store.page_records(ledger, page)?;
        let selection = Selection {
            id: self.id.to_owned(),
            floor,
            since: self.since,
            records: &records,
        };
        let mut filled = entries::fill(self.newsroom, self.feed, selection, store)?;
        let former = store.feed(&self.feed.slug)?;
        podcast::keep_guid(&mut filled.feed, self.feed, former.as_ref());
        probe::recall(&self.newsroom.media, &mut filled, store)?;
        let neighbour = |before| -> Result<Option<String>> {
            let found = store.neighbour(ledger, page, before)?;
            let found = found.filter(|n| *n <= ledger.closed);
            Ok(found.map(|n| stem(&self.feed.slug, n)))
        };
        filled.feed.paging = Paging {
            part: Part::Archive,
            name: Some(stem(&self.feed.slug, page)),
            prev_archive: neighbour(true)?,
            next_archive: neighbour(false)?,
        };
        Ok(filled)
    }
}

impl Archives {
    fn of(feed: &FeedDef, ledger: Ledger) -> Self {
        Archives {
            ledger,
            slug: feed.slug.clone(),
            size: feed.archive_size,
            pages: Vec::new(),
            again: BTreeSet::new(),
            newest: 0,
            given_up: Vec::new(),
            notices: Vec::new(),
            differences: Vec::new(),
        }
    }

    /// Renders one page in every format, judges each document, and puts it on its way.
    fn make(
        &mut self,
        number: u64,
        maker: &Maker<'_>,
        store: &mut dyn Store,
        outbox: &mut Outbox<'_>,
    ) -> Result<()> {
        let (former, duty) = store.page(&self.ledger, number)?;
        let filled = maker.fill(number, &self.ledger, former.updated, store)?;
        let mut page = Page {
            number,
            state: PageState {
                updated: Some(filled.feed.updated),
                documents: Vec::new(),
            },
            missing: false,
            withheld: false,
            changes: Vec::new(),
        };
        for format in &maker.feed.formats {
            self.put(&mut page, format, &filled, &former, outbox)?;
        }
        self.give_up_others(&mut page, &former, maker.newsroom.output.prune, outbox)?;
        if page.missing != duty.missing {
            self.lead_past(&page, &former, store)?;
        }
        self.pages.push(page);
        Ok(())
    }

    /// One document of a page: rendered, judged, and put on its way; where it has an error the old one stays.
    fn put(
        &mut self,
        page: &mut Page,
        format: &Format,
        filled: &Filled,
        former: &PageState,
        outbox: &mut Outbox<'_>,
    ) -> Result<()> {
        let name = format!("{}.{}", stem(&self.slug, page.number), format.extension);
        let bytes = (format.render)(&filled.feed)?;
        let report = judge(&filled.feed, &name, &bytes);
        let old = former.documents.iter().find(|d| d.name == name);
        let (state, change) = if report.is_valid() {
            let placed = outbox.put_archive(&name, &bytes, filled.feed.entries.len(), old)?;
            let differences = placed.differences.into_iter();
            self.differences
                .extend(differences.map(|d| (name.clone(), d)));
            (placed.state, placed.change)
        } else {
            let complaints = complaints(&name, &self.slug, &report, filled);
            self.notices.extend(complaints);
            page.withheld = true;
            page.missing |= old.is_none();
            let state = old.cloned().unwrap_or_else(|| DocumentState {
                name,
                ..DocumentState::default()
            });
            (state, Change::Withheld)
        };
        page.changes.push((change, format.name));
        page.state.documents.push(state);
        Ok(())
    }

    /// Documents that the page had and is no longer made in.
    fn give_up_others(
        &mut self,
        page: &mut Page,
        former: &PageState,
        prune: bool,
        outbox: &mut Outbox<'_>,
    ) -> Result<()> {
        for old in &former.documents {
            if page.makes(&old.name) || !outbox.lies(&old.name)? {
                continue;
            }
            self.given_up.push(old.name.clone());
            if prune {
                outbox.remove(old)?;
            } else {
                page.state.documents.push(old.clone());
            }
        }
        Ok(())
    }

    /// Others may lead to this page from now on, or may no longer: those beside it have to be made again.
    fn lead_past(&mut self, page: &Page, former: &PageState, store: &mut dyn Store) -> Result<()> {
        let duty = Duty {
            dirty: true,
            missing: page.missing,
        };
        let beside = (
            store.neighbour(&self.ledger, page.number, true)?,
            store.neighbour(&self.ledger, page.number, false)?,
        );
        store.save_page(&self.ledger, page.number, former, duty)?;
        for neighbour in [beside.0, beside.1].into_iter().flatten() {
            store.soil(&self.ledger, Some(neighbour))?;
        }
        self.again.extend(beside.0);
        Ok(())
    }

    fn find_newest(&mut self, store: &dyn Store) -> Result<()> {
        let newest = store.neighbour(&self.ledger, self.ledger.closed + 1, true)?;
        self.newest = newest.unwrap_or(0);
        Ok(())
    }

    /// They would go on telling what was true once, and what was withdrawn since.
    fn say_given_up(&mut self, removed: bool) {
        let Some(first) = self.given_up.first() else {
            return;
        };
        let which = match self.given_up.len() {
            1 => format!("{first} is in a format that the feed no longer has, and"),
            n => format!(
                "{first} and {} more are in a format that the feed no longer has, and",
                n - 1
            ),
        };
        let (severity, what) = match removed {
            true => (Severity::Info, "removed"),
            false => (Severity::Warning, "left as before"),
        };
        let notice = Notice::new(NoticeKind::Document, severity, format!("{which} {what}"));
        self.notices.push(match removed {
            true => notice,
            false => notice.help("delete such archives, or set prune = true in [output]"),
        });
    }

    /// The newest archive that the feed's own documents can lead to; 0 where there is none.
    pub(super) fn newest(&self) -> u64 {
        self.newest
    }

    /// Where the feed's own documents stand.
    pub(super) fn paging_of_current(&self) -> Paging {
        Paging {
            prev_archive: (self.newest > 0).then(|| stem(&self.slug, self.newest)),
            ..Paging::default()
        }
    }

    /// The newest records, and besides them all that stand in no closed archive, and those in one that have
    /// changed since the archive before it was closed: no more of these than stand in one archive.
    pub(super) fn widen(&self, newest: Vec<Selected>, store: &dyn Store) -> Result<Vec<Selected>> {
        let mut records = store.page_records(&self.ledger, self.ledger.closed + 1)?;
        records.extend(store.returned(&self.ledger, self.size)?);
        if records.is_empty() {
            return Ok(newest);
        }
        records.extend(newest);
        store.in_order(records)
    }

    /// Remembers what was delivered. A page with a withheld document is made again in the next run.
    pub(super) fn settle(
        mut self,
        delivered: &Deliveries,
        store: &mut dyn Store,
        sink: &dyn Sink,
        outcome: &mut Outcome,
    ) -> Result<()> {
        for mut page in std::mem::take(&mut self.pages) {
            for (document, (change, format)) in page.state.documents.iter_mut().zip(&page.changes) {
                delivered.stamp(document);
                outcome.count(DocumentChange {
                    feed: self.slug.clone(),
                    format,
                    name: document.name.clone(),
                    entries: document.entries,
                    new: 0,
                    changed: 0,
                    bytes: document.size,
                    change: *change,
                });
            }
            // One that was never delivered has nothing to be compared with.
            page.state.documents.retain(|d| !d.digest.is_empty());
            let duty = Duty {
                dirty: page.withheld || self.again.contains(&page.number),
                missing: page.missing,
            };
            store.save_page(&self.ledger, page.number, &page.state, duty)?;
        }
        outcome.notices.extend(self.notices);
        outcome.differences.extend(self.differences);
        let mark = sink.series(&series(&self.slug));
        if self.ledger.series != mark {
            self.ledger.series = mark;
            store.save_ledger(&self.ledger)?;
        }
        Ok(())
    }
}

/// Archives that lie there although no feed keeps them any more, and sitemaps that nobody wants any more; with `prune` they are removed with the run's
/// delivery.
pub(super) fn left_behind(
    newsroom: &Newsroom,
    prune: bool,
    store: &dyn Store,
    sink: &mut dyn Sink,
) -> Result<Vec<Notice>> {
    let feeds = newsroom.feeds.iter();
    let kept: HashSet<&str> = feeds
        .filter(|f| f.history == Some(History::Archive))
        .map(|f| f.slug.as_str())
        .collect();
    let mut notices = Vec::new();
    for name in store.ledgers()? {
        let (stem, what) = match name.strip_prefix(LEDGER) {
            Some(slug) if !kept.contains(slug) => (series(slug), ARCHIVES),
            None if name == sitemaps::NAME && !newsroom.sitemap.full => (name.clone(), SITEMAPS),
            _ => continue,
        };
        if sink.series(&stem).is_empty() {
            continue;
        }
        if prune {
            remove_all(&name, store, sink)?;
        }
        notices.push(orphans(&stem, what, prune));
    }
    Ok(notices)
}

/// What files of a series are called, and how they are wanted again.
type Words = (&'static str, &'static str);

const ARCHIVES: Words = ("archives", "give the feed its history = \"archive\" back");
const SITEMAPS: Words = ("sitemaps", "set full = true in [sitemap] again");

fn orphans(stem: &str, (what, again): Words, removed: bool) -> Notice {
    if removed {
        let message = format!("the {what} {stem}-… are made no more and are removed");
        return Notice::new(NoticeKind::Document, Severity::Info, message);
    }
    let message = format!("the {what} {stem}-… are made no more and stay as they are");
    Notice::new(NoticeKind::Document, Severity::Warning, message).help(format!(
        "delete them, set prune = true in [output], or {again}"
    ))
}

fn remove_all(ledger: &str, store: &dyn Store, sink: &mut dyn Sink) -> Result<()> {
    let Some(ledger) = store.ledger(ledger)? else {
        return Ok(());
    };
    for (_, state) in store.pages(&ledger)? {
        for document in &state.documents {
            sink.remove(&document.name)?;
            for copy in &document.packed {
                sink.remove(&copy.name)?;
            }
        }
    }
    Ok(())
}
