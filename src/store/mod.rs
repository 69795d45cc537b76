//! What a newsroom already holds: every record ever seen, its identity, first-seen time and revisions.
//!
//! In: records as the run read them, sanitised and with resolved times. Out: which of them are new or changed,
//! and the newest of them for a [`Query`]. A store reads no configuration, no source file and no clock.

mod address;
mod decide;
mod digest;
mod facts;
pub mod hub;
mod identity;
mod ledger;
mod ping;
mod probe;
mod sources;
pub mod sqlite;
mod timing;
mod weight;

use std::path::Path;

use chrono::{DateTime, Utc};
use chrono_tz::Tz;
use serde::{Deserialize, Serialize};

use crate::Result;
use crate::model::podcast::words::Guid;
use crate::model::{Notice, Query, Range, Record};

pub use crate::model::stored::{Key, Selected, Stored};
pub use ledger::{Duty, Ledger, Ledgers, Listed, PageState, Terms};
pub use ping::{Ping, Pings};
pub use probe::Probe;
pub use sources::{HostState, Missing, NamedPage, SourceState, Sources, Visit};

/// A newsroom's memory, in the domain's own terms. Everything between two [`Store::commit`]s happens wholly or
/// not at all.
pub trait Store: Ledgers + Sources {
    /// Which store this is, and how far it has come.
    fn about(&self) -> &About;

    /// What was known of a source's file when it was last read.
    ///
    /// # Errors
    /// Every call fails with a store error where the store is damaged or the disk refuses.
    fn file(&self, source: &str, file: &Path) -> Result<Option<FileState>>;

    /// Remembers how far a source's file was read.
    fn save_file(&mut self, source: &str, file: &Path, state: &FileState) -> Result<()>;

    /// Takes in one record: finds whom it is, keeps what is new, and says what became of it.
    fn put(&mut self, arrival: Arrival<'_>) -> Result<Put>;

    /// Lets in records whose embargo has ended and takes out those that have expired; returns how many moved.
    fn advance(&mut self, now: DateTime<Utc>) -> Result<u64>;

    /// The number of changes so far. Equal numbers mean that every query gives what it gave before.
    fn changes(&self) -> Result<u64>;

    /// The number of the last change of a record that the query asks for, or could have asked for before that
    /// change. While it is no greater than a number that [`Store::changes`] gave, the query gives what it gave then.
    fn last_change(&self, query: &Query) -> Result<u64>;

    /// The newest records that a query asks for, newest first, without their text.
    fn newest(&self, query: &Query) -> Result<Vec<Selected>>;

    /// One record, whole.
    fn load(&self, key: Key) -> Result<Stored>;

    /// What was last published of a feed.
    fn feed(&self, slug: &str) -> Result<Option<FeedState>>;

    /// Remembers what was published of a feed.
    fn save_feed(&mut self, slug: &str, state: &FeedState) -> Result<()>;

    /// What is known of a file that is no feed's document.
    fn made(&self, name: &str) -> Result<Option<MadeFile>>;

    /// Remembers a file that is no feed's document.
    fn save_made(&mut self, made: &MadeFile) -> Result<()>;

    /// What a server said of a file.
    fn probe(&self, address: &str) -> Result<Option<Probe>>;

    /// Remembers what a server said of a file.
    fn save_probe(&mut self, address: &str, probe: &Probe) -> Result<()>;
    /// How far a family was looked at.
    fn family(&self, slug: &str) -> Result<Option<FamilyState>>;

    /// Remembers how far a family was looked at.
    fn save_family(&mut self, slug: &str, state: &FamilyState) -> Result<()>;

    /// The values of a family's range that have changed after that number, in the order in which they came up: its
    /// members, and of others those that are in no fewer shown records than `min`.
    fn moved_values(
        &mut self,
        family: &str,
        range: &Range,
        after: Option<u64>,
        min: usize,
    ) -> Result<Vec<MovedValue>>;

    /// The members of a family's range, by slug.
    fn members(&self, family: &str, range: &Range) -> Result<Vec<Member>>;

    /// The member that has this slug, or once had it.
    fn member_named(&self, slug: &str) -> Result<Option<Member>>;

    /// Remembers a member. Its slug is never another's again.
    fn save_member(&mut self, range: &Range, member: &Member) -> Result<()>;

    /// Withdraws a record by its entry id or its source's id; `None` where there is no such record.
    fn retract(&mut self, id: &str, leave: Leave, now: DateTime<Utc>) -> Result<Option<String>>;

    /// Removes a record's text and revisions for good but keeps its id, so that it cannot come back.
    fn forget(&mut self, id: &str, now: DateTime<Utc>) -> Result<Option<String>>;

    /// The revisions of a record, oldest first; empty where there is no such record.
    fn history(&self, id: &str) -> Result<Vec<Revision>>;

    /// Records that wait for their time, soonest first.
    fn waiting(&self, limit: usize) -> Result<Vec<Waiting>>;

    /// Remembers that somebody is to be told of a topic; what waits to be told already is due at once.
    fn tell(&mut self, kind: &str, target: &str, topic: &str, now: DateTime<Utc>) -> Result<()>;

    /// What nobody has taken yet, oldest first.
    fn pings(&self) -> Result<Vec<Ping>>;

    /// Remembers what became of pings: at once, and not counted as a generation, since losing it costs no more
    /// than telling something twice. Only right after a commit.
    fn save_pings(&mut self, pings: &Pings) -> Result<()>;

    /// Up to which change somebody was told, where that is known.
    fn told(&self, name: &str) -> Result<Option<u64>>;

    /// Remembers up to which change somebody is told.
    fn save_told(&mut self, name: &str, change: u64) -> Result<()>;

    /// The records that are shown and have changed after this change, newest first, and how many there are in all.
    fn changed_since(&self, change: u64, limit: usize) -> Result<(Vec<Key>, u64)>;

    /// Remembers a run, for `status`.
    fn save_run(&mut self, run: &RunSummary) -> Result<()>;

    /// The last runs, newest first.
    fn runs(&self, limit: usize) -> Result<Vec<RunSummary>>;

    /// Makes everything since the last commit durable.
    fn commit(&mut self) -> Result<()>;

    /// Drops everything since the last commit.
    fn roll_back(&mut self) -> Result<()>;

    /// Writes a complete copy of the committed store to a new file.
    fn backup(&self, to: &Path) -> Result<()>;
}

/// Which store this is, and how far it has come.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct About {
    /// Made once, when the store was made.
    pub id: String,
    /// Grows by one with each commit that changed anything.
    pub generation: u64,
    /// When the store was made: the time of the first run.
    pub created: DateTime<Utc>,
}

/// How far a file was read, and what it looked like then.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FileState {
    /// Device number.
    pub device: u64,
    /// Inode number.
    pub inode: u64,
    /// Bytes.
    pub size: u64,
    /// Nanoseconds since 1970.
    pub modified_ns: i64,
    /// A digest of everything besides the file that decides what is read from it: format, options, rules.
    pub options: String,
    /// Bytes up to the end of the last whole line that was read.
    pub read_to: u64,
    /// Lines up to there.
    pub lines: u64,
    /// A digest of the (at most) 4 KiB before `read_to`.
    pub tail: String,
    /// What had to be said about the file; said again for as long as the file stays as it is.
    pub notices: Vec<Notice>,
    /// How many of its records were rejected.
    pub rejected: u64,
}

/// A record as the run hands it over.
#[derive(Debug)]
pub struct Arrival<'a> {
    /// The record: sanitised HTML body, resolved times (never [`crate::model::Moment::Local`]), categories added.
    pub record: Record,
    /// The source's name.
    pub source: &'a str,
    /// The file, as the configuration led to it.
    pub file: &'a Path,
    /// The 1-based line.
    pub line: u64,
    /// The run's time.
    pub now: DateTime<Utc>,
    /// When the page was read, where that is known; else the run's time.
    pub seen: DateTime<Utc>,
    /// The run's number: every record that a run sees carries it.
    pub pass: u64,
    /// Is the file read on from where it ended, so that its earlier records still stand?
    pub appended: bool,
    /// The zone in which a date without a time of day begins.
    pub zone: Tz,
}

/// What became of an arrival.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Put {
    /// New, changed, or as before.
    pub outcome: Outcome,
    /// The entry's permanent id.
    pub id: String,
    /// Which rule told whose record it is: `new`, `id`, `url`, `alias` (an address that it once had) or `title`.
    pub matched: &'static str,
    /// Doubts: two lines with one id, an id that changed, a story that two sources have.
    pub notices: Vec<Notice>,
}

/// What became of an arrival.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// Never seen before.
    New,
    /// Known, with other content.
    Changed,
    /// Known, with the same content, or older than what is held.
    Unchanged,
}

/// How a withdrawn record leaves.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Leave {
    /// As each feed has it: with a notice for some days, say.
    AsFeedsSay,
    /// At once and from everywhere, without a notice.
    AtOnce,
}

/// What was last published of a feed.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct FeedState {
    /// The feed's permanent id: an IRI, made once.
    pub id: String,
    /// The feed's own time when it was last published; it never goes back.
    pub updated: Option<DateTime<Utc>>,
    /// A digest of the feed's definition and of everything else in the configuration that shows in it.
    pub definition: String,
    /// A digest of the entries that were selected.
    pub selection: String,
    /// [`Store::changes`] when it was last looked at.
    pub changes: u64,
    /// When time alone will change it next.
    pub until: Option<DateTime<Utc>>,
    /// When files that it shows and of which too little is known are asked for again.
    #[serde(default)]
    pub retry: Option<DateTime<Utc>>,
    /// The guid of the podcast that it is: made once.
    #[serde(default)]
    pub guid: Option<Guid>,
    /// The documents as they were delivered.
    pub documents: Vec<DocumentState>,
    /// The newest of its archives, which the documents lead to; 0 where there is none.
    #[serde(default)]
    pub archive: u64,
    /// The records that it showed: key and number of the last change.
    #[serde(default)]
    pub entries: Vec<(i64, u64)>,
}

/// How far a family was looked at.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct FamilyState {
    /// A digest of everything in its definition that decides which values have a feed.
    pub definition: String,
    /// [`Store::changes`] when it was last looked at.
    pub changes: u64,
    /// Are there values that have no feed because the family has as many as it may?
    pub full: bool,
}

/// A value of a family's range that has changed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MovedValue {
    /// A term, a name, a language tag in lower case.
    pub value: String,
    /// In how many shown records it is, the withdrawn among them.
    pub shown: u64,
    /// Has it a feed, or once had one?
    pub member: bool,
}

/// A value that has a feed of its own.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Member {
    /// The family's slug.
    pub family: String,
    /// A term, a name, a language tag in lower case.
    pub value: String,
    /// The stem of its documents' names, for good.
    pub slug: String,
    /// What people read for it, where records say so.
    pub label: Option<String>,
    /// Was it in enough records when that last changed?
    pub enough: bool,
}

/// A file that is made of more than one feed, or of none: a list of feeds, a style sheet, a site map.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct MadeFile {
    /// A digest of all that it was made from: while that is the same, it need not be made again.
    pub inputs: String,
    /// The file as it was delivered.
    pub file: DocumentState,
}

/// A document as it was delivered.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct DocumentState {
    /// File name.
    pub name: String,
    /// Bytes.
    pub size: u64,
    /// Nanoseconds since 1970.
    pub modified_ns: i64,
    /// A digest of the bytes.
    pub digest: String,
    /// Entries in it.
    pub entries: usize,
    /// Its packed copies.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub packed: Vec<PackedState>,
}

/// A packed copy of a document, as it was delivered.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PackedState {
    /// File name.
    pub name: String,
    /// Bytes.
    pub size: u64,
    /// Nanoseconds since 1970.
    pub modified_ns: i64,
}

/// One version of a record.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Revision {
    /// Counted from 1.
    pub number: u64,
    /// The run that saw it first.
    pub at: DateTime<Utc>,
    /// What happened: `new`, `changed`, `retracted`, `restored`, `forgotten`.
    pub event: String,
    /// The record as it was then; `None` where it was forgotten.
    pub record: Option<Record>,
}

/// A record that waits for its time.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Waiting {
    /// The entry's permanent id.
    pub id: String,
    /// When it enters; `None` where only its source can release it.
    pub enters: Option<DateTime<Utc>>,
}

/// A run, as `status` tells of it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct RunSummary {
    /// The run's time.
    pub at: DateTime<Utc>,
    /// The exit status.
    pub exit: u8,
    /// Records new.
    pub new: u64,
    /// Records changed.
    pub changed: u64,
    /// Records rejected.
    pub rejected: u64,
    /// Documents written.
    pub written: u64,
    /// Documents withheld.
    pub withheld: u64,
    /// Seconds.
    pub seconds: f64,
    /// What was said of sources that failed.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub failing: Vec<String>,
}
