//! Holds each entry against what the earlier version said of it.

use std::collections::HashMap;
use std::hash::{BuildHasher, RandomState};

use crate::syntax::span::Position;
use crate::validate::context::{Across, Entry, Head};
use crate::validate::diagnostic::{Finding, Findings};
use crate::validate::facts::{Facts, Said, own_time};
use crate::validate::namespace::Ns;
use crate::validate::rule::Rule;
use crate::validate::summary::{EntrySummary, Summary};

use super::{
    ENTRY_CHANGED_SILENTLY, ENTRY_ID_CHANGED, ENTRY_ID_REUSED, ENTRY_LINK_CHANGED,
    ENTRY_PUBLISHED_CHANGED, ENTRY_UPDATED_WENT_BACK, ENTRY_VANISHED, FEED_ID_CHANGED,
    FEED_UPDATED_WENT_BACK, FEED_UPDATED_WITHOUT_CHANGE,
};

/// How many entries with a new id and a known link are remembered until the end.
const CANDIDATES: usize = 1000;

pub(super) fn new() -> Box<dyn Across> {
    Box::new(Compare::default())
}

/// An entry whose id is new and whose link is not.
struct Candidate {
    old: usize,
    id: String,
    at: Position,
    element: String,
    entry: u64,
}

#[derive(Default)]
struct Compare {
    hasher: RandomState,
    /// Old entries by the hash of their id, and of their link; none where two share a link.
    by_id: HashMap<u64, usize>,
    by_link: HashMap<u64, Option<usize>>,
    indexed: bool,
    /// Which old entries are still here.
    seen: Vec<bool>,
    candidates: Vec<Candidate>,
    /// Did any entry change, come or go?
    changed: bool,
}

impl Compare {
    fn index(&mut self, previous: &Summary) {
        self.indexed = true;
        self.seen = vec![false; previous.entries.len()];
        for (place, entry) in previous.entries.iter().enumerate() {
            if let Some(id) = &entry.id {
                self.by_id.entry(self.hasher.hash_one(id)).or_insert(place);
            }
            if let Some(link) = &entry.link {
                self.by_link
                    .entry(self.hasher.hash_one(link))
                    .and_modify(|p| *p = None)
                    .or_insert(Some(place));
            }
        }
    }

    /// The old entry of this id, marked as seen.
    fn same_id(&mut self, id: &str) -> Option<usize> {
        let place = *self.by_id.get(&self.hasher.hash_one(id))?;
        if let Some(seen) = self.seen.get_mut(place) {
            *seen = true;
        }
        Some(place)
    }

    fn same_link(&self, link: &str) -> Option<usize> {
        *self.by_link.get(&self.hasher.hash_one(link))?
    }

    fn newcomer(&mut self, facts: &Facts<'_>, index: u64) {
        self.changed = true;
        let (Some(id), Some(link)) = (&facts.id, &facts.link) else {
            return;
        };
        let Some(old) = self.same_link(&link.text) else {
            return;
        };
        if self.candidates.len() < CANDIDATES {
            self.candidates.push(Candidate {
                old,
                id: id.text.clone().into_owned(),
                at: id.at,
                element: id.element.clone(),
                entry: index,
            });
        }
    }

    /// Entries that came back under another id: those whose old id is nowhere any more.
    fn renamed(&mut self, previous: &Summary, out: &mut Findings) {
        for candidate in std::mem::take(&mut self.candidates) {
            let Some(old) = previous.entries.get(candidate.old) else {
                continue;
            };
            let (Some(id), Some(false)) = (&old.id, self.seen.get(candidate.old)) else {
                continue;
            };
            if let Some(seen) = self.seen.get_mut(candidate.old) {
                *seen = true;
            }
            let finding = Finding::at(candidate.at)
                .about(&candidate.element, None)
                .value(&candidate.id)
                .says(format!("the entry with this link had the id {}", short(id)))
                .param("previous", id.clone());
            out.add_in(&ENTRY_ID_CHANGED, finding, Some(candidate.entry));
        }
    }

    /// Old entries that left although entries behind them stayed.
    fn vanished(&mut self, previous: &Summary, head: &Head<'_, '_>, out: &mut Findings) {
        let Some(last) = self.seen.iter().rposition(|seen| *seen) else {
            return;
        };
        let gone = previous.entries.iter().zip(&self.seen).take(last);
        for (entry, _) in gone.filter(|(_, seen)| !**seen) {
            self.changed = true;
            let Some(name) = entry.id.as_ref().or(entry.title.as_ref()) else {
                continue;
            };
            let message = format!("{} is gone, and older entries are still here", short(name));
            let finding = Finding::element(head.feed).says(message).value(name);
            out.add(&ENTRY_VANISHED, finding);
        }
    }
}

impl Across for Compare {
    fn entry(&mut self, entry: &Entry<'_, '_>, out: &mut Findings) {
        let Some(previous) = entry.doc.options.previous.as_deref() else {
            return;
        };
        if !self.indexed {
            self.index(previous);
        }
        let facts = Facts::of(entry);
        let old = match &facts.id {
            Some(id) => self.same_id(&id.text),
            None => None,
        };
        match old.and_then(|place| previous.entries.get(place)) {
            Some(old) => self.changed |= compare(&facts, old, out),
            None => self.newcomer(&facts, entry.index),
        }
    }

    fn end(&mut self, head: Option<&Head<'_, '_>>, out: &mut Findings) {
        let Some((head, previous)) =
            head.and_then(|h| h.doc.options.previous.as_deref().map(|p| (h, p)))
        else {
            return;
        };
        if !self.indexed {
            self.index(previous);
        }
        self.renamed(previous, out);
        self.vanished(previous, head, out);
        feed_id(head, previous, out);
        feed_time(head, previous, self.changed, out);
    }
}

/// Compares one entry with what it was; says whether anything changed.
fn compare(facts: &Facts<'_>, old: &EntrySummary, out: &mut Findings) -> bool {
    if let (Some(link), Some(before)) = (&facts.link, &old.link)
        && *link.text != **before
    {
        let other = facts.title.as_ref().map(|t| &*t.text) != old.title.as_deref();
        let rule = if other {
            &ENTRY_ID_REUSED
        } else {
            &ENTRY_LINK_CHANGED
        };
        report(
            rule,
            link,
            format!("before, this id led to {}", short(before)),
            before,
            out,
        );
    }
    if let (Some((now, said)), Some(before)) = (&facts.published, old.published)
        && *now != before
    {
        let message = format!("before, it was published at {}", time(before));
        report(&ENTRY_PUBLISHED_CHANGED, said, message, &time(before), out);
    }
    updated(facts, old, out);
    facts.digest != old.digest
}

fn updated(facts: &Facts<'_>, old: &EntrySummary, out: &mut Findings) {
    let (Some((now, said)), Some(before)) = (&facts.updated, old.updated) else {
        return;
    };
    if *now < before {
        let message = format!("before, it was updated at {}", time(before));
        report(&ENTRY_UPDATED_WENT_BACK, said, message, &time(before), out);
    } else if *now == before && facts.digest != old.digest {
        let message = ENTRY_CHANGED_SILENTLY.says.to_owned();
        report(&ENTRY_CHANGED_SILENTLY, said, message, &time(before), out);
    }
}

fn report(rule: &'static Rule, said: &Said<'_>, message: String, before: &str, out: &mut Findings) {
    let finding = Finding::at(said.at)
        .about(&said.element, None)
        .value(&said.text)
        .says(message);
    out.add(rule, finding.param("previous", before));
}

fn feed_id(head: &Head<'_, '_>, previous: &Summary, out: &mut Findings) {
    let id = head
        .feed
        .child(Ns::Atom, "id")
        .filter(|_| head.doc.format.is_atom());
    if let (Some(id), Some(before)) = (id, &previous.id)
        && id.text().trim() != before
    {
        let message = format!("before, the feed had the id {}", short(before));
        out.add(
            &FEED_ID_CHANGED,
            Finding::text(id).says(message).param("previous", before),
        );
    }
}

fn feed_time(head: &Head<'_, '_>, previous: &Summary, changed: bool, out: &mut Findings) {
    let (Some((element, now)), Some(before)) = (own_time(head), previous.updated) else {
        return;
    };
    let rule = match now.cmp(&before) {
        std::cmp::Ordering::Less => &FEED_UPDATED_WENT_BACK,
        std::cmp::Ordering::Greater if !changed => &FEED_UPDATED_WITHOUT_CHANGE,
        _ => return,
    };
    let message = format!("{}; before, it was {}", rule.says, time(before));
    out.add(
        rule,
        Finding::text(element)
            .says(message)
            .param("previous", time(before)),
    );
}

fn time(seconds: i64) -> String {
    chrono::DateTime::from_timestamp(seconds, 0).map_or_else(
        || seconds.to_string(),
        |t| t.to_rfc3339_opts(chrono::SecondsFormat::Secs, true),
    )
}

fn short(text: &str) -> String {
    crate::syntax::fault::excerpt(text)
}
