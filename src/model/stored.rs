//! A record with what the store knows about it: the value that passes from the store to the feed.

use std::path::PathBuf;

use chrono::{DateTime, Utc};

use super::Record;

/// A record's number in the store, in order of arrival.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Key(pub i64);

/// A record that a query found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Selected {
    /// Which.
    pub key: Key,
    /// The number of its last change: the same key with the same number is the same content.
    pub change: u64,
    /// When it was withdrawn, where it was.
    pub retracted: Option<DateTime<Utc>>,
}

/// A record with what the store knows about it.
#[derive(Debug, Clone, PartialEq)]
pub struct Stored {
    /// The entry's permanent id: an IRI.
    pub id: String,
    /// The record as last seen; without any text where it was forgotten.
    pub record: Record,
    /// When it was first seen.
    pub first_seen: DateTime<Utc>,
    /// What the record says, else when it was first seen.
    pub published: DateTime<Utc>,
    /// What the record says, else when its content last changed, else `published`; never goes back.
    pub updated: DateTime<Utc>,
    /// When it was withdrawn, where it was.
    pub retracted: Option<DateTime<Utc>>,
    /// The source it came from last.
    pub source: String,
    /// The file it came from last.
    pub file: PathBuf,
    /// The 1-based line in that file.
    pub line: u64,
}
