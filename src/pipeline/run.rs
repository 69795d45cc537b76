//! One run: read what is new, make what follows from it, deliver it together, remember that.

use std::borrow::Cow;
use std::collections::HashSet;

use super::around::Files;
use super::documents::{Pending, prepare_feed};
use super::ingest::ingest;
use super::outbox::Deliveries;
use super::probe::Prober;
use super::publish::interrupted;
use super::sitemaps::Sitemaps;
use super::{
    Control, Options, Outcome, archives, around, families, files, hosting, manifest, sitemaps, tell,
};
use crate::config::{FeedDef, Newsroom};
use crate::model::{Notice, NoticeKind};
use crate::sink::Sink;
use crate::store::Store;
use crate::{Error, Result, Severity};

/// Everything that a run has made and staged, until it has been delivered.
struct Made {
    /// What is said of documents and archives that no feed keeps any more.
    left: Vec<Notice>,
    feeds: Vec<Pending>,
    sitemaps: Option<Sitemaps>,
    files: Files,
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
    let names = newsroom.document_names();
    outcome.notices.extend(families::astray(&newsroom, &names));
    let made = make(&newsroom, &feeds, options, store, sink, control)?;
    tell::enqueue_pages(&newsroom, options.now, store, outcome)?;
    // What was seen in this run, and when, must be known before anybody can see it.
    if !options.dry_run {
        store.commit()?;
    }
    let delivered = Deliveries::new(sink.deliver()?);
    made.settle(&delivered, store, sink, outcome)?;
    tell::enqueue(&newsroom, options.now, store, outcome)?;
    if options.dry_run {
        tell::preview(&newsroom, options.now, store, outcome)?;
    }
    tell_warnings(sink, outcome);
    Ok(newsroom)
}

/// Makes what has to be made and stages it: documents, then lists of documents, then what stands around them.
fn make(
    newsroom: &Newsroom,
    feeds: &[&FeedDef],
    options: &Options,
    store: &mut dyn Store,
    sink: &mut dyn Sink,
    control: &dyn Control,
) -> Result<Made> {
    let pending = make_feeds(newsroom, feeds, options, store, sink, control)?;
    let (mut left, prune) = left_over(newsroom, &pending, store, sink)?;
    // Who names feeds wants nothing else.
    let sitemaps = if options.feeds.is_empty() {
        left.extend(archives::left_behind(newsroom, prune, store, sink)?);
        left.extend(sitemaps::left_behind(newsroom, prune, store, sink)?);
        sitemaps::prepare(newsroom, options, store, sink, control)?
    } else {
        None
    };
    let mut files = around::prepare(newsroom, &pending, options, store, sink)?;
    let hosting = hosting::prepare(newsroom, options, store, sink)?;
    let key = tell::key_file(newsroom, options, store, sink)?;
    files.made.extend(hosting.into_iter().chain(key));
    Ok(Made {
        left,
        feeds: pending,
        sitemaps,
        files,
    })
}

/// What is to be said of documents that no feed makes any more, which go where they may; and whether archives may go too.
fn left_over(
    newsroom: &Newsroom,
    pending: &[Pending],
    store: &dyn Store,
    sink: &mut dyn Sink,
) -> Result<(Vec<Notice>, bool)> {
    let prune = newsroom.output.prune;
    let awaited = match prune {
        true => awaited(newsroom, pending, sink)?,
        false => None,
    };
    let names = newsroom.document_names();
    let left = manifest::orphans(sink, &names, prune, awaited.as_deref(), store.about())?;
    let may_go = prune && !left.held && awaited.is_none();
    Ok((left.notices, may_go))
}

/// A feed's document that will not be there after this run: withheld at its first time, or not asked for.
fn awaited(newsroom: &Newsroom, pending: &[Pending], sink: &dyn Sink) -> Result<Option<String>> {
    let coming: HashSet<&str> = pending.iter().flat_map(Pending::coming).collect();
    for feed in &newsroom.feeds {
        for (name, _) in feed.documents() {
            if !coming.contains(name.as_str()) && sink.look(&name)?.is_none() {
                return Ok(Some(name));
            }
        }
    }
    Ok(None)
}

fn make_feeds(
    newsroom: &Newsroom,
    feeds: &[&FeedDef],
    options: &Options,
    store: &mut dyn Store,
    sink: &mut dyn Sink,
    control: &dyn Control,
) -> Result<Vec<Pending>> {
    let mut prober = Prober::new(&newsroom.media, options, control);
    let mut pending = Vec::with_capacity(feeds.len());
    for (n, feed) in feeds.iter().enumerate() {
        interrupted(control)?;
        control.progress("making feeds", n as u64, Some(feeds.len() as u64));
        pending.push(prepare_feed(
            newsroom,
            feed,
            options,
            store,
            sink,
            &mut prober,
            control,
        )?);
    }
    Ok(pending)
}

impl Made {
    /// Remembers what was delivered.
    fn settle(
        self,
        delivered: &Deliveries,
        store: &mut dyn Store,
        sink: &dyn Sink,
        outcome: &mut Outcome,
    ) -> Result<()> {
        outcome.notices.extend(self.left);
        for feed in self.feeds {
            feed.settle(delivered, store, sink, outcome)?;
        }
        if let Some(sitemaps) = self.sitemaps {
            sitemaps.settle(delivered, store, sink, outcome)?;
        }
        files::settle(self.files.made, delivered, store, outcome)?;
        outcome.notices.extend(self.files.notices);
        Ok(())
    }
}

/// The feeds of these slugs; a family's slug stands for all its members.
pub(super) fn wanted_feeds<'n>(
    newsroom: &'n Newsroom,
    slugs: &[String],
) -> Result<Vec<&'n FeedDef>> {
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
pub(super) fn tell_warnings(sink: &mut dyn Sink, outcome: &mut Outcome) {
    let warnings = sink
        .warnings()
        .into_iter()
        .map(|w| Notice::new(NoticeKind::Document, Severity::Warning, w));
    outcome.notices.extend(warnings);
}
