//! Ledgers: which record stands in which page of a list that only grows, in the order in which records came.
//!
//! Archives of a feed and the parts of a sitemap are pages of a ledger. A record is written down where the list
//! ends when it is first shown, whatever its date, and never moves: so one more record touches the last page, and
//! a change of a record touches its own.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use super::{DocumentState, Key, Selected};
use crate::Result;
use crate::model::{Kind, Line, Link, Query};

/// What a ledger takes in.
#[derive(Debug, Clone, Copy)]
pub struct Terms<'a> {
    /// Which records; its limit counts for nothing.
    pub query: &'a Query,
    /// How many records close a page. Pages that are closed already stay as they are.
    pub page_size: usize,
    /// For how many days a withdrawn record is shown as a notice; `None`: it leaves at once.
    pub notice_days: Option<u32>,
    /// Does each page name the one after it, so that it is made once more when that appears?
    pub chained: bool,
    /// The time of the run.
    pub now: DateTime<Utc>,
}

/// How far a ledger has come.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Ledger {
    /// Its number in the store.
    #[serde(skip)]
    pub id: i64,
    /// A digest of which records it takes in; where it is another, all records are looked at again.
    pub terms: String,
    /// A digest of all that shows in its pages besides the records; for who makes them.
    pub definition: String,
    /// The number of the last change that it knows of.
    pub seen: u64,
    /// How many pages are closed. Pages are counted from 1; the one after these is open.
    pub closed: u64,
    /// How many records stand in the open page.
    pub open: u64,
    /// Records of closed pages that changed after this are to be shown to who looks at the newest alone.
    pub returned_since: u64,
    /// What the files of its pages looked like together when they were last delivered; for who makes them.
    pub series: String,
}

/// One page of a ledger, as it was delivered.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct PageState {
    /// The time of its newest change; it never goes back.
    pub updated: Option<DateTime<Utc>>,
    /// Its documents.
    pub documents: Vec<DocumentState>,
}

/// What is left to be done for a page.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Duty {
    /// It has to be made again.
    pub dirty: bool,
    /// One of its documents has never been delivered, so no other page may lead there.
    pub missing: bool,
}

/// What a list of pages says of a record.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Listed {
    /// Is it an article or a bare headline?
    pub kind: Kind,
    /// Its page.
    pub url: Option<Link>,
    /// Its title.
    pub title: Option<Line>,
    /// Its picture.
    pub image: Option<Link>,
    /// Its language.
    pub language: Option<Line>,
    /// When it was published.
    pub published: DateTime<Utc>,
    /// When it last changed.
    pub updated: DateTime<Utc>,
}

/// The ledgers of a store.
pub trait Ledgers {
    /// Writes down which records have come, changed and left since the ledger of this name was last looked at, and
    /// marks the pages that have to be made again.
    ///
    /// # Errors
    /// Every call fails with a store error where the store is damaged or the disk refuses.
    fn catch_up(&mut self, name: &str, terms: &Terms<'_>) -> Result<Ledger>;

    /// Remembers what the maker of pages has learnt about a ledger.
    fn save_ledger(&mut self, ledger: &Ledger) -> Result<()>;

    /// The ledger of this name, as it was left.
    fn ledger(&self, name: &str) -> Result<Option<Ledger>>;

    /// The names of all ledgers.
    fn ledgers(&self) -> Result<Vec<String>>;

    /// One page has to be made again, or all that there are.
    fn soil(&mut self, ledger: &Ledger, page: Option<u64>) -> Result<()>;

    /// The first page after this one that has to be made again.
    fn dirty_page(&self, ledger: &Ledger, after: u64) -> Result<Option<u64>>;

    /// The last page before, or the first behind, a page that others may lead to.
    fn neighbour(&self, ledger: &Ledger, page: u64, before: bool) -> Result<Option<u64>>;

    /// All pages, in order.
    fn pages(&self, ledger: &Ledger) -> Result<Vec<(u64, PageState)>>;

    /// What is known of a page.
    fn page(&self, ledger: &Ledger, page: u64) -> Result<(PageState, Duty)>;

    /// Remembers a page.
    fn save_page(
        &mut self,
        ledger: &Ledger,
        page: u64,
        state: &PageState,
        duty: Duty,
    ) -> Result<()>;

    /// The records of a page, newest first.
    fn page_records(&self, ledger: &Ledger, page: u64) -> Result<Vec<Selected>>;

    /// The records of closed pages that changed since the page before the last was closed, at most so many and
    /// the latest first.
    fn returned(&self, ledger: &Ledger, limit: usize) -> Result<Vec<Selected>>;

    /// These records without doubles, newest first.
    fn in_order(&self, records: Vec<Selected>) -> Result<Vec<Selected>>;

    /// What a page's records say to a list of pages, in order of arrival.
    fn listed(&self, ledger: &Ledger, page: u64) -> Result<Vec<Listed>>;

    /// The records that say that they were published after this, newest first, without those that were withdrawn.
    fn recent(&self, after: DateTime<Utc>) -> Result<Vec<Key>>;

    /// What one record says to a list of pages.
    fn listed_one(&self, key: Key) -> Result<Listed>;
}
