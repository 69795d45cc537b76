//! What is around a run: the lock, the store, what is remembered of it, and who is told.

use std::time::{Duration, Instant};

use chrono::{DateTime, Utc};

use super::lock::Lock;
use super::run::{run, tell_warnings, wanted_feeds};
use super::{Change, Control, Outcome, families, manifest, tell};
use crate::config::Newsroom;
use crate::model::{Notice, NoticeKind};
use crate::sink::{DirSink, PreviewSink};
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
    let mut outcome = match options.dry_run {
        true => preview(newsroom, options, control)?,
        false => in_earnest(newsroom, options, control, started)?,
    };
    outcome.seconds = started.elapsed().as_secs_f64();
    if !options.dry_run {
        tell::run_hook(newsroom, control, &mut outcome)?;
    }
    Ok(outcome)
}

/// The run with all that it writes: documents, what the store learns, and who is told.
fn in_earnest(
    newsroom: &Newsroom,
    options: &Options,
    control: &dyn Control,
    started: Instant,
) -> Result<Outcome> {
    let _lock = Lock::take(&newsroom.store, options.wait, options.now, control)?;
    let store_options = store_options(newsroom, options.now);
    let mut store = SqliteStore::open(&newsroom.store, &store_options)?;
    let mut sink = DirSink::open(&newsroom.output.dir)?;
    let mut outcome = Outcome::default();
    outcome.notices.extend(on_a_network(newsroom, &store));
    // Read before anything is delivered: where the store is damaged, that shows while all is old.
    let last = store.runs(1)?.into_iter().next();
    let done = run(
        newsroom,
        options,
        &mut store,
        &mut sink,
        control,
        &mut outcome,
    );
    let newsroom = match done {
        Ok(newsroom) => newsroom,
        Err(e) => {
            if e.is_input() {
                // Whatever comes of it, the run's own failure is what has to be known.
                let _ = tell_what_waits(newsroom, options.now, &mut store, control);
            }
            return Err(e);
        }
    };
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
    Ok(outcome)
}

fn on_a_network(newsroom: &Newsroom, store: &SqliteStore) -> Option<Notice> {
    store.network_file_system().then(|| {
        Notice::new(
            NoticeKind::Source,
            Severity::Warning,
            "the store lies on a network file system, where its locks may not hold",
        )
        .in_file(&newsroom.store)
        .help("set [store] path to a local disk")
    })
}

/// Where no source can be read, what earlier runs delivered is still to be told of. After any other failure the disk
/// or the store is in doubt, and somebody might be told again and again.
fn tell_what_waits(
    newsroom: &Newsroom,
    now: DateTime<Utc>,
    store: &mut SqliteStore,
    control: &dyn Control,
) -> Result<()> {
    store.roll_back()?;
    let newsroom = families::with_members(newsroom, store)?;
    tell::send(&newsroom, now, store, control, &mut Outcome::default())
}

/// The options with which a newsroom's store is opened.
pub(crate) fn store_options(newsroom: &Newsroom, now: DateTime<Utc>) -> StoreOptions {
    StoreOptions {
        authority: newsroom.site.authority.clone(),
        site_url: newsroom.site.url.clone(),
        sources: newsroom.sources.iter().map(|s| s.name.clone()).collect(),
        now,
    }
}

/// The same run on the store's content, with everything rolled back and nothing delivered.
fn preview(newsroom: &Newsroom, options: &Options, control: &dyn Control) -> Result<Outcome> {
    let store_options = store_options(newsroom, options.now);
    let mut sink = PreviewSink::over(&newsroom.output.dir)?;
    let mut outcome = Outcome::default();
    if newsroom.store.exists() {
        let _lock = Lock::take(&newsroom.store, options.wait, options.now, control)?;
        let mut store = SqliteStore::open_preview(&newsroom.store, &store_options)?;
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
        let mut store = SqliteStore::in_memory(&store_options)?;
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
