//! Commands on the store: `status`, `history`, `retract`, `forget`, `backup`.

use std::collections::BTreeSet;
use std::io::Write;
use std::path::Path;

use chrono::{DateTime, Utc};
use feedwright::config::{FeedDef, Newsroom};
use feedwright::model::FamilyMember;
use feedwright::notify;
use feedwright::pipeline::{Lock, Unattended, with_members};
use feedwright::store::sqlite::SqliteStore;
use feedwright::store::{FeedState, Leave, Ping, Revision, RunSummary, Store, Waiting};
use feedwright::{Error, Result};
use serde::Serialize;

use super::super::args::{Backup, ById, Format, Retract, Status, Withdraw};
use super::super::exit::Exit;
use super::super::messages::Messages;
use super::super::output::{self, tame};
use super::{duration, time_of_run};

/// How many runs and waiting records `status` shows.
const SHOWN: usize = 10;

#[derive(Serialize)]
struct Report {
    store: String,
    generation: u64,
    feeds: Vec<FeedReport>,
    waiting: Vec<Waiting>,
    pings: Vec<Ping>,
    runs: Vec<RunSummary>,
}

#[derive(Serialize)]
struct FeedReport {
    feed: String,
    family: Option<FamilyMember>,
    updated: Option<DateTime<Utc>>,
    documents: Vec<DocumentReport>,
}

#[derive(Serialize)]
struct DocumentReport {
    name: String,
    entries: usize,
    bytes: u64,
}

pub(crate) fn status(args: &Status, newsroom: &Newsroom) -> Result<Exit> {
    let store = SqliteStore::open_existing(&newsroom.store)?;
    let mut feeds = Vec::new();
    for feed in &with_members(newsroom, &store)?.feeds {
        feeds.push(feed_report(
            feed,
            store.feed(&feed.slug)?.unwrap_or_default(),
        ));
    }
    let report = Report {
        store: newsroom.store.display().to_string(),
        generation: store.about().generation,
        feeds,
        waiting: store.waiting(SHOWN)?,
        pings: undelivered(&store)?,
        runs: store.runs(SHOWN)?,
    };
    output::data(|out| match args.format {
        Format::Json => {
            serde_json::to_writer(&mut *out, &report)?;
            writeln!(out)
        }
        Format::Text => print(&report, out),
    })?;
    Ok(Exit::Success)
}

fn feed_report(feed: &FeedDef, state: FeedState) -> FeedReport {
    let document = |d: feedwright::store::DocumentState| DocumentReport {
        name: d.name,
        entries: d.entries,
        bytes: d.size,
    };
    FeedReport {
        feed: feed.slug.clone(),
        family: feed.family.clone(),
        updated: state.updated,
        documents: state.documents.into_iter().map(document).collect(),
    }
}

fn print(report: &Report, out: &mut dyn Write) -> std::io::Result<()> {
    writeln!(
        out,
        "store {} (generation {})",
        report.store, report.generation
    )?;
    print_feeds(&report.feeds, out)?;
    print_waiting(&report.waiting, out)?;
    print_pings(&report.pings, out)?;
    print_runs(&report.runs, out)
}

fn print_feeds(feeds: &[FeedReport], out: &mut dyn Write) -> std::io::Result<()> {
    writeln!(out, "\nfeeds:")?;
    let mut last = None;
    for feed in feeds {
        let family = feed.family.as_ref().map(|f| (&f.family, f.by.as_str()));
        if let Some((name, by)) = family.filter(|_| family != last) {
            let of_family = |f: &&FeedReport| f.family.as_ref().is_some_and(|f| f.family == *name);
            let feeds = feeds.iter().filter(of_family).count();
            writeln!(out, "  family {name}, by {by} ({feeds} feeds):")?;
        }
        last = family;
        let updated = feed
            .updated
            .map_or_else(|| "not published yet".to_owned(), stamp);
        writeln!(out, "  {:<24} {updated}", feed.feed)?;
        for d in &feed.documents {
            writeln!(
                out,
                "    {:<22} {} entries, {} bytes",
                d.name, d.entries, d.bytes
            )?;
        }
    }
    Ok(())
}

fn print_waiting(waiting: &[Waiting], out: &mut dyn Write) -> std::io::Result<()> {
    let nothing = if waiting.is_empty() { " nothing" } else { "" };
    writeln!(out, "\nwaiting:{nothing}")?;
    for w in waiting {
        let when = w.enters.map_or_else(
            || "until its source releases it".to_owned(),
            |t| format!("until {}", stamp(t)),
        );
        writeln!(out, "  {} {when}", tame(&w.id))?;
    }
    Ok(())
}

/// The last runs, and which sources fail since.
fn print_runs(runs: &[RunSummary], out: &mut dyn Write) -> std::io::Result<()> {
    if let Some(failing) = runs.first().map(|run| &run.failing)
        && !failing.is_empty()
    {
        writeln!(out, "\nfailing sources:")?;
        for source in failing {
            writeln!(out, "  {}", tame(source))?;
        }
    }
    writeln!(out, "\nlast eventful runs:")?;
    for r in runs {
        let counts = format!(
            "{} new, {} changed, {} rejected; {} written, {} withheld",
            r.new, r.changed, r.rejected, r.written, r.withheld
        );
        writeln!(
            out,
            "  {}  exit {}  {counts} ({:.2} s)",
            stamp(r.at),
            r.exit,
            r.seconds
        )?;
    }
    Ok(())
}

/// What hubs and others are still to be told. Their addresses may hold secrets, which are left out.
fn undelivered(store: &SqliteStore) -> Result<Vec<Ping>> {
    let shown = |ping: Ping| Ping {
        target: notify::shown(&ping.target),
        ..ping
    };
    Ok(store.pings()?.into_iter().map(shown).collect())
}

fn print_pings(pings: &[Ping], out: &mut dyn Write) -> std::io::Result<()> {
    let nothing = if pings.is_empty() { " nothing" } else { "" };
    writeln!(out, "\nundelivered pings:{nothing}")?;
    for p in pings.iter().take(SHOWN) {
        let next = p.hold.map_or(p.due, |hold| hold.max(p.due));
        writeln!(
            out,
            "  {} to {} ({}): {} tries since {}, next {}",
            tame(&p.topic),
            tame(&p.target),
            p.kind,
            p.tries,
            stamp(p.since),
            stamp(next)
        )?;
        if let Some(said) = &p.said {
            writeln!(out, "    {}", tame(said).replace('\n', " "))?;
        }
    }
    if pings.len() > SHOWN {
        writeln!(out, "  … and {} more", pings.len() - SHOWN)?;
    }
    Ok(())
}

fn stamp(t: DateTime<Utc>) -> String {
    t.format("%Y-%m-%d %H:%M:%S UTC").to_string()
}

pub(crate) fn history(args: &ById, newsroom: &Newsroom) -> Result<Exit> {
    let store = SqliteStore::open_existing(&newsroom.store)?;
    let revisions = store.history(&args.id)?;
    if revisions.is_empty() {
        return Err(unknown(&args.id, newsroom));
    }
    output::data(|out| match args.format {
        Format::Json => {
            for revision in &revisions {
                serde_json::to_writer(&mut *out, revision)?;
                writeln!(out)?;
            }
            Ok(())
        }
        Format::Text => {
            let mut before = None;
            for revision in &revisions {
                tell_revision(revision, before, out)?;
                before = Some(revision);
            }
            Ok(())
        }
    })?;
    Ok(Exit::Success)
}

fn tell_revision(
    revision: &Revision,
    before: Option<&Revision>,
    out: &mut dyn Write,
) -> std::io::Result<()> {
    let title = revision.record.as_ref().and_then(|r| r.title.as_ref());
    writeln!(
        out,
        "{:>3}  {}  {:<9}  {}",
        revision.number,
        stamp(revision.at),
        revision.event,
        tame(title.map_or("(no title)", |t| t.as_str()))
    )?;
    let changed = before
        .map(|b| changed_fields(b, revision))
        .unwrap_or_default();
    if changed.is_empty() {
        return Ok(());
    }
    writeln!(out, "     changed: {}", changed.join(", "))
}

/// The fields that two revisions have differently.
fn changed_fields(before: &Revision, after: &Revision) -> Vec<String> {
    let fields = |revision: &Revision| match serde_json::to_value(&revision.record) {
        Ok(serde_json::Value::Object(fields)) => fields,
        _ => serde_json::Map::new(),
    };
    let (before, after) = (fields(before), fields(after));
    let names: BTreeSet<&String> = before.keys().chain(after.keys()).collect();
    names
        .into_iter()
        .filter(|name| before.get(*name) != after.get(*name))
        .cloned()
        .collect()
}

fn unknown(id: &str, newsroom: &Newsroom) -> Error {
    Error::usage(format!("the store holds no record {id:?}"))
        .at(&newsroom.store)
        .help("name an entry by its id as the feed shows it (guid, atom:id), or by the id that its source gives it")
}

pub(crate) fn retract(args: &Retract, newsroom: &Newsroom, messages: &Messages) -> Result<Exit> {
    let (leave, what) = if args.drop {
        (Leave::AtOnce, "take it out of the feeds")
    } else {
        (Leave::AsFeedsSay, "put the notice in its place")
    };
    let which = &args.which;
    let id = change(which, newsroom, |store, now| {
        store.retract(&which.id, leave, now)
    })?;
    messages.note(&format!(
        "withdrawn: {id}; run `feedwright publish` to {what}"
    ));
    Ok(Exit::Success)
}

pub(crate) fn forget(args: &Withdraw, newsroom: &Newsroom, messages: &Messages) -> Result<Exit> {
    let id = change(args, newsroom, |store, now| store.forget(&args.id, now))?;
    messages.note(&format!(
        "forgotten: {id}; run `feedwright publish` to take it out of the feeds"
    ));
    Ok(Exit::Success)
}

fn change(
    args: &Withdraw,
    newsroom: &Newsroom,
    change: impl FnOnce(&mut SqliteStore, DateTime<Utc>) -> Result<Option<String>>,
) -> Result<String> {
    let now = time_of_run(args.now)?;
    let _lock = Lock::take(&newsroom.store, duration(args.wait), now, &Unattended)?;
    let mut store = SqliteStore::open_existing(&newsroom.store)?;
    let id = change(&mut store, now)?.ok_or_else(|| unknown(&args.id, newsroom))?;
    store.commit()?;
    Ok(id)
}

pub(crate) fn backup(args: &Backup, newsroom: &Newsroom, messages: &Messages) -> Result<Exit> {
    let file: &Path = &args.file;
    if file.exists() {
        return Err(Error::usage("the file is there already")
            .at(file)
            .help("name a new file"));
    }
    let folder = file.parent().filter(|f| !f.as_os_str().is_empty());
    if let Some(folder) = folder.filter(|f| !f.is_dir()) {
        return Err(Error::usage("the copy's folder is not there")
            .at(folder)
            .help("make the folder, or name a file in another"));
    }
    SqliteStore::open_existing(&newsroom.store)?.backup(file)?;
    messages.note(&format!(
        "copied the store to {}; to restore, put that file in the store's place",
        file.display()
    ));
    Ok(Exit::Success)
}
