//! One feed's documents: made where they could have changed, judged, and staged where their bytes are new.

use std::collections::HashMap;

use chrono::{DateTime, TimeDelta, Utc};

use super::archives::{self, Archives};
use super::entries::{self, Selection};
use super::history;
use super::judge::{complaints, judge};
use super::outbox::{self, Deliveries, Outbox, Placed};
use super::outcome::Topic;
use super::podcast;
use super::probe::Prober;
use super::{Change, Control, Difference, DocumentChange, Options, Outcome};
use crate::config::{FeedDef, Newsroom};
use crate::model::{Link, Notice, Query};
use crate::render::Format;
use crate::sink::Sink;
use crate::store::{DocumentState, FeedState, Selected, Store};
use crate::{Result, select};

/// A feed that waits for its documents to be delivered.
pub(super) struct Pending {
    slug: String,
    state: FeedState,
    former: Option<FeedState>,
    documents: Vec<Made>,
    moved: Moved,
    differences: Vec<(String, Difference)>,
    notices: Vec<Notice>,
    archives: Option<Archives>,
    hubs: Vec<Link>,
}

/// A document with what became of it.
struct Made {
    state: DocumentState,
    change: Change,
    format: &'static str,
    /// Entries that were not in the feed before, and those whose record has changed.
    moved: Moved,
}

/// How many entries of a feed are new, and how many are known and have changed.
#[derive(Debug, Clone, Copy, Default)]
struct Moved {
    new: usize,
    changed: usize,
}

/// What decides whether a feed's documents could have changed.
struct Look {
    definition: String,
    selection: String,
    changes: u64,
    until: Option<DateTime<Utc>>,
    /// Withdrawals before this are tombstones.
    since: DateTime<Utc>,
    selected: Vec<Selected>,
}

/// Makes what has to be made of a feed and stages it.
pub(super) fn prepare_feed(
    newsroom: &Newsroom,
    feed: &FeedDef,
    options: &Options,
    store: &mut dyn Store,
    sink: &mut dyn Sink,
    prober: &mut Prober<'_>,
    control: &dyn Control,
) -> Result<Pending> {
    let former = store.feed(&feed.slug)?;
    let id = former
        .as_ref()
        .map_or_else(|| entries::feed_id(newsroom, feed), |f| f.id.clone());
    // Archives before the feed itself, whose documents lead to them.
    let archives = archives::prepare(newsroom, feed, &id, options, store, sink, control)?;
    let archive = archives.as_ref().map_or(0, Archives::newest);
    let definition = entries::definition_digest(newsroom, feed);
    // A file whose size was not to be had is asked for again.
    let standing = standing(feed, former.as_ref(), &definition, sink)?
        .filter(|s| s.archive == archive && s.retry.is_none_or(|t| t > options.now))
        .cloned();
    let last_change = store.last_change(&feed.query)?;
    let still =
        |s: &&FeedState| last_change <= s.changes && s.until.is_none_or(|t| t > options.now);
    if let Some(state) = standing.as_ref().filter(still) {
        return Ok(Pending::unchanged(feed, state.clone(), former, archives));
    }
    let look = look(feed, options.now, definition, archives.as_ref(), store)?;
    if let Some(state) = standing.filter(|s| s.selection == look.selection) {
        let (changes, until) = (look.changes, look.until);
        let state = FeedState {
            changes,
            until,
            ..state
        };
        return Ok(Pending::unchanged(feed, state, former, archives));
    }
    let selection = Selection {
        id,
        floor: former.as_ref().and_then(|f| f.updated),
        since: look.since,
        records: &look.selected,
    };
    let mut filled = entries::fill(newsroom, feed, selection, store)?;
    podcast::keep_guid(&mut filled.feed, feed, former.as_ref());
    let asked = prober.complete(&mut filled, store)?;
    let said = history::place(feed, &mut filled, archives.as_ref());
    let mut pending = Pending::anew(feed, &filled, look, former);
    pending.state.retry = asked.retry;
    pending.notices.extend(asked.notices);
    pending.notices.extend(said);
    pending.state.archive = archive;
    pending.archives = archives;
    let mut outbox = Outbox::new(sink, &newsroom.output.packings, options.diff);
    for (name, format) in feed.documents() {
        pending.make(&name, format, &filled, &mut outbox)?;
    }
    Ok(pending)
}

/// What was published under the same definition, where all of it lies untouched in its place.
fn standing<'f>(
    feed: &FeedDef,
    former: Option<&'f FeedState>,
    definition: &str,
    sink: &dyn Sink,
) -> Result<Option<&'f FeedState>> {
    match former.filter(|f| f.definition == definition) {
        Some(state) if all_in_place(feed, state, sink)? => Ok(Some(state)),
        _ => Ok(None),
    }
}

fn look(
    feed: &FeedDef,
    now: DateTime<Utc>,
    definition: String,
    archives: Option<&Archives>,
    store: &dyn Store,
) -> Result<Look> {
    let since = select::retracted_since(now, feed.retraction_days, feed.retraction);
    let query = Query {
        retracted_since: Some(since),
        limit: history::limit(feed),
        ..feed.query.clone()
    };
    let mut selected = store.newest(&query)?;
    if let Some(archives) = archives {
        selected = archives.widen(selected, store)?;
    }
    Ok(Look {
        definition,
        selection: entries::selection_digest(&selected, since),
        changes: store.changes()?,
        until: next_end_of_notice(&selected, feed.retraction_days, now),
        since,
        selected,
    })
}

/// Do all documents lie where they were delivered, untouched?
fn all_in_place(feed: &FeedDef, state: &FeedState, sink: &dyn Sink) -> Result<bool> {
    for (name, _) in feed.documents() {
        let known = state.documents.iter().find(|d| d.name == name);
        match known {
            Some(known) if outbox::in_place(sink, known)? => {}
            _ => return Ok(false),
        }
    }
    Ok(true)
}

/// Which entries are new since the feed was last made, and which have changed.
fn moved(selected: &[Selected], former: Option<&FeedState>) -> Moved {
    let before: HashMap<i64, u64> = former
        .iter()
        .flat_map(|f| f.entries.iter().copied())
        .collect();
    let mut moved = Moved::default();
    for record in selected {
        match before.get(&record.key.0) {
            None => moved.new += 1,
            Some(change) if *change != record.change => moved.changed += 1,
            Some(_) => {}
        }
    }
    moved
}

/// When the next notice of a withdrawn entry has stood long enough.
fn next_end_of_notice(
    selected: &[Selected],
    days: u32,
    now: DateTime<Utc>,
) -> Option<DateTime<Utc>> {
    let ends = selected.iter().filter_map(|s| {
        s.retracted?
            .checked_add_signed(TimeDelta::days(days.into()))
    });
    // The notice goes in the first run after that moment, hence the added second.
    ends.map(|t| t + TimeDelta::seconds(1))
        .filter(|t| *t > now)
        .min()
}

impl Pending {
    /// The feed's slug.
    pub(super) fn slug(&self) -> &str {
        &self.slug
    }

    /// The records that the feed's documents hold, newest first: key and number of the last change. Where all are
    /// withheld, those are of before.
    pub(super) fn entries(&self) -> &[(i64, u64)] {
        match &self.former {
            Some(former) if self.all_withheld() => &former.entries,
            None if self.all_withheld() => &[],
            _ => &self.state.entries,
        }
    }

    fn all_withheld(&self) -> bool {
        let mut documents = self.documents.iter();
        documents.all(|made| made.change == Change::Withheld)
    }

    /// The names of its documents that are there after delivery.
    pub(super) fn coming(&self) -> impl Iterator<Item = &str> {
        let made = self.documents.iter();
        made.filter(|made| made.change != Change::Withheld)
            .map(|made| made.state.name.as_str())
    }

    fn unchanged(
        feed: &FeedDef,
        state: FeedState,
        former: Option<FeedState>,
        archives: Option<Archives>,
    ) -> Self {
        let made = |state: &DocumentState| Made {
            format: format_of(feed, &state.name),
            state: state.clone(),
            change: Change::Unchanged,
            moved: Moved::default(),
        };
        Pending {
            slug: feed.slug.clone(),
            documents: state.documents.iter().map(made).collect(),
            state,
            former,
            moved: Moved::default(),
            differences: Vec::new(),
            notices: Vec::new(),
            archives,
            hubs: Vec::new(),
        }
    }

    fn anew(
        feed: &FeedDef,
        filled: &entries::Filled,
        look: Look,
        former: Option<FeedState>,
    ) -> Self {
        let moved = moved(&look.selected, former.as_ref());
        let state = FeedState {
            id: filled.feed.id.clone(),
            updated: Some(filled.feed.updated),
            definition: look.definition,
            selection: look.selection,
            changes: look.changes,
            until: look.until,
            retry: None,
            guid: filled.feed.podcast.as_ref().and_then(|p| p.guid.clone()),
            documents: Vec::new(),
            archive: 0,
            entries: look.selected.iter().map(|s| (s.key.0, s.change)).collect(),
        };
        Pending {
            slug: feed.slug.clone(),
            state,
            former,
            documents: Vec::new(),
            moved,
            differences: Vec::new(),
            notices: Vec::new(),
            archives: None,
            hubs: filled.feed.hubs.clone(),
        }
    }

    /// Renders one document, judges it, and puts it on its way.
    fn make(
        &mut self,
        name: &str,
        format: &'static Format,
        filled: &entries::Filled,
        outbox: &mut Outbox<'_>,
    ) -> Result<()> {
        let bytes = (format.render)(&filled.feed)?;
        let entries = filled.feed.entries.len();
        let report = judge(&filled.feed, name, &bytes);
        if !report.is_valid() {
            self.notices
                .extend(complaints(name, &self.slug, &report, filled));
            // The old one stays, and with it what is known of it.
            let state = match self.formerly(name) {
                Some(former) => former.clone(),
                None => outbox::described(name, &bytes, entries),
            };
            self.keep(state, Change::Withheld, format);
            return Ok(());
        }
        let Placed {
            state,
            change,
            differences,
        } = outbox.put(name, &bytes, entries, self.formerly(name))?;
        self.differences
            .extend(differences.into_iter().map(|d| (name.to_owned(), d)));
        self.keep(state, change, format);
        Ok(())
    }

    /// The document as it was delivered before.
    fn formerly(&self, name: &str) -> Option<&DocumentState> {
        let former = self.former.as_ref()?;
        former.documents.iter().find(|d| d.name == name)
    }

    fn keep(&mut self, state: DocumentState, change: Change, format: &'static Format) {
        self.documents.push(Made {
            state,
            change,
            format: format.name,
            moved: self.moved,
        });
    }

    /// Remembers what was delivered. A feed with a withheld document is looked at again in every run.
    pub(super) fn settle(
        mut self,
        delivered: &Deliveries,
        store: &mut dyn Store,
        sink: &dyn Sink,
        outcome: &mut Outcome,
    ) -> Result<()> {
        let none = self.all_withheld();
        if let Some(archives) = self.archives {
            archives.settle(delivered, store, sink, outcome)?;
        }
        let mut whole = true;
        self.state.documents.clear();
        for mut made in self.documents {
            delivered.stamp(&mut made.state);
            whole &= made.change != Change::Withheld;
            if is_news(&made, self.former.as_ref()) {
                outcome.topics.push(Topic {
                    name: made.state.name.clone(),
                    format: made.format,
                    hubs: self.hubs.clone(),
                });
            }
            outcome.count(DocumentChange {
                feed: self.slug.clone(),
                format: made.format,
                name: made.state.name.clone(),
                entries: made.state.entries,
                new: made.moved.new,
                changed: made.moved.changed,
                bytes: made.state.size,
                change: made.change,
            });
            self.state.documents.push(made.state);
        }
        outcome.notices.extend(self.notices);
        outcome.differences.extend(self.differences);
        if !whole {
            self.state.definition.clear();
            // What a document lacks is new to it when it comes.
            let former = self.former.as_ref();
            self.state.entries = former.map_or_else(Vec::new, |f| f.entries.clone());
            if none {
                self.state.updated = former.and_then(|f| f.updated);
            }
        }
        if self.former.as_ref() != Some(&self.state) {
            store.save_feed(&self.slug, &self.state)?;
        }
        Ok(())
    }
}

/// Does the document hold something of whose delivery the store does not know? Also where a run that died had
/// written it already.
fn is_news(made: &Made, former: Option<&FeedState>) -> bool {
    let documents = former.map_or(&[][..], |f| &f.documents);
    let known = documents.iter().find(|d| d.name == made.state.name);
    match made.change {
        Change::Withheld => false,
        Change::Written => true,
        Change::Unchanged => known.is_none_or(|k| k.digest != made.state.digest),
    }
}

/// The name of a document's format.
fn format_of(feed: &FeedDef, name: &str) -> &'static str {
    let found = feed.documents().find(|(made, _)| made == name);
    found.map_or("", |(_, format)| format.name)
}
