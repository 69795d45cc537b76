//! What the store answered, as the entries of one feed: cut to what the feed carries, without duplicates.
//!
//! In: a feed's head and the records found for it, newest first. Out: the feed, every decision taken. Pure:
//! the time is an argument.

mod entry;
mod wording;
mod words;

use std::collections::HashSet;

use chrono::{DateTime, TimeDelta, Utc};

use crate::model::{Content, Feed, Line, Retraction, Stored, Tombstone, Wording};

/// How a feed wants its entries.
#[derive(Debug, Clone, Copy)]
pub struct Options<'a> {
    /// How much of each record.
    pub content: Content,
    /// A record withdrawn before this is a tombstone; one withdrawn later stands as a notice.
    pub retracted_since: DateTime<Utc>,
    /// What becomes of withdrawn entries.
    pub retraction: Retraction,
    /// How the feed words them.
    pub wording: &'a Wording,
}

/// A record's title as it stands in a feed of this language: with the words that the feed puts before it.
pub fn title(stored: &Stored, wording: &Wording, feed_language: Option<&Line>) -> Option<Line> {
    let title = stored.record.title.as_ref()?;
    let language = stored.record.language.as_ref().or(feed_language);
    Some(match wording::prefix(wording, stored, language) {
        Some(prefix) => Line::from(prefix + title.as_str()),
        None => title.clone(),
    })
}

/// The moment before which a withdrawal is past the days that its notice stands. Where no notice is wanted, every
/// withdrawal is.
pub fn retracted_since(now: DateTime<Utc>, days: u32, retraction: Retraction) -> DateTime<Utc> {
    match retraction {
        Retraction::Notice => now
            .checked_sub_signed(TimeDelta::days(days.into()))
            .unwrap_or(DateTime::<Utc>::MIN_UTC),
        Retraction::Tombstone | Retraction::Drop => DateTime::<Utc>::MAX_UTC,
    }
}

/// Fills `head` with the entries that the records make. `head.updated` is the feed's time so far, which never
/// goes back; each id stands once, with its newest record.
pub fn fill(head: Feed, records: Vec<Stored>, options: &Options<'_>) -> Feed {
    let mut feed = head;
    let mut ids = HashSet::with_capacity(records.len());
    for stored in records {
        if !ids.insert(stored.id.clone()) {
            continue;
        }
        match stored.retracted {
            Some(when) if when < options.retracted_since => {
                feed.updated = feed.updated.max(when);
                if options.retraction != Retraction::Drop {
                    feed.tombstones.push(Tombstone {
                        id: stored.id,
                        when,
                    });
                }
            }
            _ => {
                let entry = entry::from_stored(stored, options, feed.language.as_ref());
                feed.updated = feed.updated.max(entry.updated);
                feed.entries.push(entry);
            }
        }
    }
    feed
}
