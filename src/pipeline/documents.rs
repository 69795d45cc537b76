//! One feed's documents: made where they could have changed, judged, and staged where their bytes are new.

use chrono::{DateTime, TimeDelta, Utc};

use super::entries::{self, Selection};
use super::judge::{complaints, judge};
use super::{Change, Difference, Options, Outcome, compare};
use crate::config::{FeedDef, Newsroom};
use crate::model::{Notice, Query};
use crate::render::Format;
use crate::sink::{Delivered, Sink};
use crate::store::{DocumentState, FeedState, Selected, Store};
use crate::{Result, select};

/// A feed that waits for its documents to be delivered.
pub(super) struct Pending {
    slug: String,
    state: FeedState,
    former: Option<FeedState>,
    documents: Vec<(DocumentState, Change)>,
    differences: Vec<(String, Difference)>,
    notices: Vec<Notice>,
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
) -> Result<Pending> {
    let former = store.feed(&feed.slug)?;
    let definition = entries::definition_digest(newsroom, feed);
    let standing = standing(feed, former.as_ref(), &definition, sink)?.cloned();
    let last_change = store.last_change(&feed.query)?;
    let still =
        |s: &&FeedState| last_change <= s.changes && s.until.is_none_or(|t| t > options.now);
    if let Some(state) = standing.as_ref().filter(still) {
        return Ok(Pending::unchanged(feed, state.clone(), former));
    }
    let look = look(feed, options.now, definition, store)?;
    if let Some(state) = standing.filter(|s| s.selection == look.selection) {
        let (changes, until) = (look.changes, look.until);
        let state = FeedState {
            changes,
            until,
            ..state
        };
        return Ok(Pending::unchanged(feed, state, former));
    }
    let selection = Selection {
        id: former
            .as_ref()
            .map_or_else(|| entries::feed_id(newsroom, feed), |f| f.id.clone()),
        floor: former.as_ref().and_then(|f| f.updated),
        since: look.since,
        records: &look.selected,
    };
    let filled = entries::fill(newsroom, feed, selection, store)?;
    let mut pending = Pending::anew(feed, &filled, look, former);
    for (name, format) in feed.documents() {
        pending.make(&name, format, &filled, options.diff, sink)?;
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

fn look(feed: &FeedDef, now: DateTime<Utc>, definition: String, store: &dyn Store) -> Result<Look> {
    let since = select::retracted_since(now, feed.retraction_days);
    let query = Query {
        retracted_since: Some(since),
        ..feed.query.clone()
    };
    let selected = store.newest(&query)?;
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
        let there = sink.look(&name)?;
        let same = known
            .zip(there)
            .is_some_and(|(k, t)| k.size == t.size && k.modified_ns == t.modified_ns);
        if !same {
            return Ok(false);
        }
    }
    Ok(true)
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
    fn unchanged(feed: &FeedDef, state: FeedState, former: Option<FeedState>) -> Self {
        let documents = state
            .documents
            .iter()
            .map(|d| (d.clone(), Change::Unchanged))
            .collect();
        Pending {
            slug: feed.slug.clone(),
            state,
            former,
            documents,
            differences: Vec::new(),
            notices: Vec::new(),
        }
    }

    fn anew(
        feed: &FeedDef,
        filled: &entries::Filled,
        look: Look,
        former: Option<FeedState>,
    ) -> Self {
        let state = FeedState {
            id: filled.feed.id.clone(),
            updated: Some(filled.feed.updated),
            definition: look.definition,
            selection: look.selection,
            changes: look.changes,
            until: look.until,
            documents: Vec::new(),
        };
        Pending {
            slug: feed.slug.clone(),
            state,
            former,
            documents: Vec::new(),
            differences: Vec::new(),
            notices: Vec::new(),
        }
    }

    /// Renders one document, judges it, and stages it where its bytes are new.
    fn make(
        &mut self,
        name: &str,
        format: &Format,
        filled: &entries::Filled,
        diff: bool,
        sink: &mut dyn Sink,
    ) -> Result<()> {
        let bytes = (format.render)(&filled.feed)?;
        let report = judge(&filled.feed, name, &bytes);
        let state = DocumentState {
            name: name.to_owned(),
            size: bytes.len() as u64,
            modified_ns: 0,
            digest: blake3::hash(&bytes).to_hex().to_string(),
            entries: filled.feed.entries.len(),
        };
        if !report.is_valid() {
            self.notices
                .extend(complaints(name, &self.slug, &report, filled));
            self.documents.push((state, Change::Withheld));
            return Ok(());
        }
        match sink.look(name)? {
            Some(there)
                if there.size == state.size
                    && sink.read(name)?.as_deref() == Some(bytes.as_slice()) =>
            {
                self.documents.push((
                    DocumentState {
                        modified_ns: there.modified_ns,
                        ..state
                    },
                    Change::Unchanged,
                ));
            }
            there => {
                if diff && there.is_some() {
                    self.compare(name, &bytes, sink)?;
                }
                sink.stage(name, &bytes)?;
                self.documents.push((state, Change::Written));
            }
        }
        Ok(())
    }

    /// Tells how a document differs from the one that lies in its place.
    fn compare(&mut self, name: &str, bytes: &[u8], sink: &dyn Sink) -> Result<()> {
        let old = sink.read(name)?.unwrap_or_default();
        self.differences.extend(
            compare(&old, bytes)
                .into_iter()
                .map(|d| (name.to_owned(), d)),
        );
        Ok(())
    }

    /// Remembers what was delivered. A feed with a withheld document is looked at again in every run.
    pub(super) fn settle(
        mut self,
        delivered: &[Delivered],
        store: &mut dyn Store,
        outcome: &mut Outcome,
    ) -> Result<()> {
        let mut whole = true;
        for (mut document, change) in std::mem::take(&mut self.documents) {
            if let Some(there) = delivered.iter().find(|d| d.name == document.name) {
                document.modified_ns = there.modified_ns;
            }
            whole &= change != Change::Withheld;
            outcome.count(document.name.clone(), change);
            self.state.documents.push(document);
        }
        dedup_documents(&mut self.state.documents);
        outcome.notices.extend(self.notices);
        outcome.differences.extend(self.differences);
        if !whole {
            self.state.definition.clear();
        }
        if self.former.as_ref() != Some(&self.state) {
            store.save_feed(&self.slug, &self.state)?;
        }
        Ok(())
    }
}

/// Keeps the last state of each document.
fn dedup_documents(documents: &mut Vec<DocumentState>) {
    let mut seen = std::collections::HashSet::new();
    documents.reverse();
    documents.retain(|d| seen.insert(d.name.clone()));
    documents.reverse();
}
