//! What is known of sources beside their records: addresses and hosts that are fetched from, and what a source no
//! longer has.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use super::Key;
use crate::Result;
use crate::model::Notice;

/// What is known of an address that a source fetches.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Visit {
    /// `ETag` of the last answer.
    pub etag: Option<String>,
    /// `Last-Modified` of the last answer.
    pub last_modified: Option<String>,
    /// Until when it need not be asked again.
    pub fresh_until: Option<DateTime<Utc>>,
    /// When it last changed, as the list that names it said when it was read.
    pub modified: Option<String>,
    /// Could it not be had or read? Then it is asked for again, whatever the list says.
    pub left_out: bool,
    /// Since when it fails each time that it is asked for.
    pub failing: Option<DateTime<Utc>>,
    /// A digest of the body that was read last.
    pub digest: String,
    /// A digest of everything besides the body that decides what is read from it.
    pub options: String,
    /// What had to be said about it; said again for as long as it stays as it is.
    pub notices: Vec<Notice>,
    /// How many of its records were rejected.
    pub rejected: u64,
    /// The next page of the same list.
    pub next: Option<String>,
    /// Pages that it names.
    pub pages: Vec<NamedPage>,
}

/// A page that a list names.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct NamedPage {
    /// Its address.
    pub url: String,
    /// Is it a list itself?
    pub is_list: bool,
    /// When it last changed, where the list says so.
    pub modified: Option<String>,
}

/// What is known of a host that is fetched from.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct HostState {
    /// Before that it wants to hear nothing.
    pub wait_until: Option<DateTime<Utc>>,
    /// What its `robots.txt` says, and until when that holds.
    pub robots: Option<(DateTime<Utc>, String)>,
}

/// How far a source was read, and what was made of what it no longer has.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct SourceState {
    /// A digest of the files or pages that it consists of.
    pub places: String,
    /// Is it to be looked at again, because more is missing than is believed, or because not all of it was known?
    pub doubted: bool,
    /// The address of its list.
    pub list: String,
    /// Further pages of that list which are still to be read.
    pub unread: BTreeSet<String>,
}

/// What a source no longer has.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Missing {
    /// Its records that are shown or wait and that it does not hold any more.
    pub keys: Vec<Key>,
    /// How many of its records are shown or wait, those among them.
    pub of: u64,
}

/// The sources of a store.
pub trait Sources {
    /// What is known of an address that a source fetches.
    ///
    /// # Errors
    /// Every call fails with a store error where the store is damaged or the disk refuses.
    fn visit(&self, source: &str, address: &str) -> Result<Option<Visit>>;

    /// Remembers what is known of an address that a source fetches.
    fn save_visit(&mut self, source: &str, address: &str, visit: &Visit) -> Result<()>;

    /// What is known of a host, by scheme, name and port.
    fn host(&self, origin: &str) -> Result<Option<HostState>>;

    /// Remembers what is known of a host.
    fn save_host(&mut self, origin: &str, state: &HostState) -> Result<()>;

    /// How far a source was read, and what was made of what it no longer has.
    fn source(&self, name: &str) -> Result<Option<SourceState>>;

    /// Remembers that.
    fn save_source(&mut self, name: &str, state: &SourceState) -> Result<()>;

    /// A file or page was read from its beginning to its end in the run `pass`, and no record of it was refused.
    fn read_whole(&mut self, source: &str, file: &Path, pass: u64) -> Result<()>;

    /// The records of a source that were not seen when their file or page was last read whole, or whose file or page
    /// is not among those that it consists of now.
    fn missing(&self, source: &str, places: &BTreeSet<PathBuf>) -> Result<Missing>;

    /// Withdraws a record because its source no longer has it; should that bring it again, it is shown again.
    fn withdraw_missing(&mut self, key: Key, now: DateTime<Utc>) -> Result<()>;
}
