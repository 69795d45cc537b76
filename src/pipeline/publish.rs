//! One run: read what is new, make what follows from it, deliver it together, remember that.

use std::borrow::Cow;
use std::collections::HashSet;
use std::time::{Duration, Instant};

use chrono::{DateTime, Utc};

use super::archives;
use super::documents::{Pending, prepare_feed};
use super::ingest::ingest;
use super::lock::Lock;
use super::outbox::Deliveries;
use super::probe::Prober;
use super::{Change, Control, Outcome, around, families, hosting, manifest, sitemaps, tell};
use crate::config::{FeedDef, Newsroom};
use crate::model::{Notice, NoticeKind};
use crate::sink::{DirSink, PreviewSink, Sink};
use crate::store::sqlite::{Options as StoreOptions, SqliteStore};
use crate::store::{RunSummary, Store};
use crate::{Error, Result, Severity};

/// What is asked of a run.
#[derive(Debug, Clone)]
pub struct Options {
    /// The time of the run: the only clock it knows.
    pub now: DateTime<Utc>,
    /// Only these feeds, by slug; all where empty.
    pub feeds: Vec<String>,
    /// Say what would change, and write nothing.
    pub dry_run: bool,
    /// Read every source whole, changed or not.
    pub full: bool,
    /// Tell how each document that would change differs from the one in its place.
    pub diff: bool,
    /// How long to wait for another run to end.
    pub wait: Duration,
    /// Ask no server for anything.
    pub offline: bool,
}

impl Options {
    /// A whole run at this time, which does not wait.
    pub fn at(now: DateTime<Utc>) -> Self {
        Options {
            now,
            feeds: Vec::new(),
            dry_run: false,
            full: false,
            diff: false,
            wait: Duration::ZERO,
            offline: false,
        }
    }
}

/// Does one run of the newsroom.
///
/// # Errors
/// Where the job could not be done: another run holds the store, the store is damaged, no source can be read,
/// or the disk refuses. Every document is then wholly old or wholly new, and the next run finishes the work.
pub fn publish(newsroom: &Newsroom, options: &Options, control: &dyn Control) -> Result<Outcome> {
    let started = Instant::now();
    if newsroom.families.is_empty() {
        wanted_feeds(newsroom, &options.feeds)?;
    }
    let store_options = store_options(newsroom, options.now);
    let mut outcome = if options.dry_run {
        preview(newsroom, options, &store_options, control)?
    } else {
        let _lock = Lock::take(&newsroom.store, options.wait, options.now, control)?;
        let mut store = SqliteStore::open(&newsroom.store, &store_options)?;
        let mut sink = DirSink::open(&newsroom.output.dir)?;
        let mut outcome = Outcome::default();
        if store.network_file_system() {
            outcome.notices.push(
                Notice::new(
                    NoticeKind::Source,
                    Severity::Warning,
                    "the store lies on a network file system, where its locks may not hold",
                )
                .in_file(&newsroom.store)
                .help("set [store] path to a local disk"),
            );
        }
        // Read before anything is delivered: where the store is damaged, that shows while all is old.
        let last = store.runs(1)?.into_iter().next();
        let newsroom = run(
            newsroom,
            options,
            &mut store,
            &mut sink,
            control,
            &mut outcome,
        )?;
        let summary = summary(options, started, &outcome);
        finish(
            &mut store,
            &mut sink,
            &newsroom,
            last,
            &summary,
            &mut outcome,
        )?;
        tell::send(&newsroom, options.now, &mut store, control, &mut outcome)?;
        outcome
    };
    outcome.seconds = started.elapsed().as_secs_f64();
    if !options.dry_run {
        tell::run_hook(newsroom, control, &mut outcome)?;
    }
    Ok(outcome)
}

/// The options with which a newsroom's store is opened.
pub(super) fn store_options(newsroom: &Newsroom, now: DateTime<Utc>) -> StoreOptions {
    StoreOptions {
        authority: newsroom.site.authority.clone(),
        site_url: newsroom.site.url.clone(),
        now,
    }
}

/// The feeds of these slugs; a family's slug stands for all its members.
fn wanted_feeds<'n>(newsroom: &'n Newsroom, slugs: &[String]) -> Result<Vec<&'n FeedDef>> {
    let is_named = |feed: &FeedDef, slug: &str| {
        let family = feed.family.as_ref();
        feed.slug == slug || family.is_some_and(|member| member.family == slug)
    };
    for slug in slugs {
        let family = newsroom.families.iter().any(|f| f.feed.slug == *slug);
        if !family && !newsroom.feeds.iter().any(|f| is_named(f, slug)) {
            return Err(unknown_feed(newsroom, slug));
        }
    }
    let wanted = |feed: &&FeedDef| slugs.is_empty() || slugs.iter().any(|s| is_named(feed, s));
    Ok(newsroom.feeds.iter().filter(wanted).collect())
}

/// Names what there is, a family's members by its own name.
fn unknown_feed(newsroom: &Newsroom, slug: &str) -> Error {
    let feeds = newsroom.feeds.iter().filter(|f| f.family.is_none());
    let families = newsroom.families.iter().map(|f| &f.feed);
    let known: Vec<&str> = feeds.chain(families).map(|f| f.slug.as_str()).collect();
    let members = if newsroom.families.is_empty() {
        ""
    } else {
        ", or a member of a family"
    };
    Error::usage(format!("there is no feed {slug:?}"))
        .help(format!("name one of: {}{members}", known.join(", ")))
}

/// The same run on the store's content, with everything rolled back and nothing delivered.
fn preview(
    newsroom: &Newsroom,
    options: &Options,
    store_options: &StoreOptions,
    control: &dyn Control,
) -> Result<Outcome> {
    let mut sink = PreviewSink::over(&newsroom.output.dir)?;
    let mut outcome = Outcome::default();
    if newsroom.store.exists() {
        let _lock = Lock::take(&newsroom.store, options.wait, options.now, control)?;
        let mut store = SqliteStore::open_preview(&newsroom.store, store_options)?;
        let done = run(
            newsroom,
            options,
            &mut store,
            &mut sink,
            control,
            &mut outcome,
        );
        store.roll_back()?;
        done?;
    } else {
        let mut store = SqliteStore::in_memory(store_options)?;
        run(
            newsroom,
            options,
            &mut store,
            &mut sink,
            control,
            &mut outcome,
        )?;
    }
    Ok(outcome)
}

/// From sources to delivered documents. What the store learns from delivery is left for the caller to commit.
/// Gives the newsroom back with all feeds that the run knew of.
pub(super) fn run<'n>(
    newsroom: &'n Newsroom,
    options: &Options,
    store: &mut dyn Store,
    sink: &mut dyn Sink,
    control: &dyn Control,
    outcome: &mut Outcome,
) -> Result<Cow<'n, Newsroom>> {
    let said = manifest::verify(sink, store.about()).map_err(|e| e.at(&newsroom.store))?;
    outcome.notices.extend(said);
    tell::begin(newsroom, store)?;
    ingest(newsroom, options, store, control, outcome)?;
    store.advance(options.now)?;
    outcome.notices.extend(families::settle(newsroom, store)?);
    let newsroom = families::with_members(newsroom, store)?;
    let feeds = wanted_feeds(&newsroom, &options.feeds)?;
    outcome.notices.extend(seldom_read(&feeds));
    let made = newsroom.document_names();
    outcome.notices.extend(families::astray(&newsroom, &made));
    let prune = newsroom.output.prune;
    let left = manifest::orphans(sink, &made, prune, store.about())?;
    let prune = prune && !left.held;
    outcome.notices.extend(left.notices);
    let mut prober = Prober::new(&newsroom.media, options, control);
    let mut pending: Vec<Pending> = Vec::with_capacity(feeds.len());
    for (n, feed) in feeds.iter().enumerate() {
        interrupted(control)?;
        control.progress("making feeds", n as u64, Some(feeds.len() as u64));
        pending.push(prepare_feed(
            &newsroom,
            feed,
            options,
            store,
            sink,
            &mut prober,
            control,
        )?);
    }
    // Lists of documents after the documents; who names feeds wants nothing else.
    let mut sitemaps = None;
    if options.feeds.is_empty() {
        let left = archives::left_behind(&newsroom, prune, store, sink)?;
        outcome.notices.extend(left);
        sitemaps = sitemaps::prepare(&newsroom, options, store, sink, control)?;
    }
    let files = around::prepare(&newsroom, &pending, options, store, sink)?;
    tell::enqueue_pages(&newsroom, options.now, store, outcome)?;
    let hosting = hosting::prepare(&newsroom, options, store, sink)?;
    let key = tell::key_file(&newsroom, options, store, sink)?;
    // What was seen in this run, and when, must be known before anybody can see it.
    if !options.dry_run {
        store.commit()?;
    }
    let delivered = Deliveries::new(sink.deliver()?);
    for feed in pending {
        feed.settle(&delivered, store, sink, outcome)?;
    }
    if let Some(sitemaps) = sitemaps {
        sitemaps.settle(&delivered, store, sink, outcome)?;
    }
    files.settle(&delivered, store, outcome)?;
    hosting::settle(hosting, &delivered, store, outcome)?;
    if let Some(mut key) = key {
        delivered.stamp(&mut key.file);
        store.save_made(&key)?;
    }
    tell::enqueue(&newsroom, options.now, store, outcome)?;
    if options.dry_run {
        tell::preview(&newsroom, options.now, store, outcome)?;
    }
    tell_warnings(sink, outcome);
    Ok(newsroom)
}

/// Definitions by which a feed is published as JSON Feed and as nothing else, which 12 of 18 readers cannot read.
fn seldom_read<'f>(feeds: &'f [&FeedDef]) -> impl Iterator<Item = Notice> + 'f {
    let mut told = HashSet::new();
    let alone = feeds
        .iter()
        .filter(|feed| feed.formats.iter().all(|f| f.name == "json"));
    alone
        .filter(move |feed| told.insert(feed.file.as_deref()))
        .map(|feed| {
            let notice = Notice::new(
                NoticeKind::Document,
                Severity::Warning,
                "two of three feed readers cannot read JSON Feed, and the feed has no other format",
            );
            let notice = notice
                .of_feed(&feed.slug)
                .help("add \"rss\" or \"atom\" to `formats`");
            match &feed.file {
                Some(file) => notice.in_file(file),
                None => notice,
            }
        })
}

/// What had to be put right in the output folder.
fn tell_warnings(sink: &mut dyn Sink, outcome: &mut Outcome) {
    let warnings = sink
        .warnings()
        .into_iter()
        .map(|w| Notice::new(NoticeKind::Document, Severity::Warning, w));
    outcome.notices.extend(warnings);
}

/// Ends with an error where a signal asked the run to end.
pub(super) fn interrupted(control: &dyn Control) -> Result<()> {
    control
        .interrupted()
        .map_or(Ok(()), |signal| Err(Error::interrupted(signal)))
}

/// Commits what was learnt, and then lets the manifest follow.
fn finish(
    store: &mut SqliteStore,
    sink: &mut DirSink,
    newsroom: &Newsroom,
    last: Option<RunSummary>,
    summary: &RunSummary,
    outcome: &mut Outcome,
) -> Result<()> {
    let eventful = outcome
        .changes
        .iter()
        .any(|document| document.change == Change::Written)
        || outcome.files.written > 0
        || outcome.records.new + outcome.records.changed > 0
        || last.is_none_or(|last| (last.exit, &last.failing) != (summary.exit, &summary.failing));
    if eventful {
        store.save_run(summary)?;
    }
    store.commit()?;
    let (made, prune) = (newsroom.document_names(), newsroom.output.prune);
    manifest::write(sink, store.about(), made, prune)?;
    tell_warnings(sink, outcome);
    Ok(())
}

fn summary(options: &Options, started: Instant, outcome: &Outcome) -> RunSummary {
    RunSummary {
        at: options.now,
        exit: u8::from(outcome.has_errors()),
        new: outcome.records.new,
        changed: outcome.records.changed,
        rejected: outcome.records.rejected,
        written: outcome.documents.written,
        withheld: outcome.documents.withheld,
        seconds: started.elapsed().as_secs_f64(),
        failing: failing(outcome),
    }
}

/// So many failing sources are remembered with a run.
const REMEMBERED_FAILURES: usize = 20;

/// What was said of sources that failed.
fn failing(outcome: &Outcome) -> Vec<String> {
    let failures = outcome.notices.kept().iter();
    failures
        .filter(|n| n.kind == NoticeKind::Source && n.is_error())
        .take(REMEMBERED_FAILURES)
        .map(|n| match &n.file {
            Some(file) => format!("{}: {}", file.display(), n.message),
            None => n.message.clone(),
        })
        .collect()
}
