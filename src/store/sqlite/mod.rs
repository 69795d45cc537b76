//! The store as one SQLite file (WAL, `synchronous=FULL`).
//!
//! In: a path and a few facts about the newsroom. Out: a [`Store`]. It knows nothing of sources, feeds' documents
//! or configuration files, and reads no clock.

mod again;
mod alias;
mod backup;
mod create;
mod doubt;
mod facet;
mod family;
mod fault;
mod find;
mod header;
mod hub;
mod ledger;
mod life;
mod load;
mod migrate;
mod network;
mod open;
mod ping;
mod place;
mod probe;
mod put;
mod related;
mod row;
mod schema;
mod select;
mod served;
mod shared;
mod sighting;
mod sources;
mod state;
#[cfg(test)]
mod tests;

use std::path::{Path, PathBuf};

use chrono::{DateTime, Utc};
use rusqlite::Connection;
use rusqlite::config::DbConfig;
use url::Url;

use super::identity::Minter;
use super::timing::Seconds;
use super::{
    About, Arrival, FamilyState, FeedState, FileState, Key, Leave, MadeFile, Member, MovedValue,
    Ping, Pings, Probe, Put, Revision, RunSummary, Selected, Store, Stored, Waiting,
};
use crate::model::{Query, Range};
use crate::{Error, Result};
use facet::FacetNames;
pub use hub::HubStore;
use place::LastPlace;

/// What a store has to know of its newsroom.
#[derive(Debug, Clone)]
pub struct Options {
    /// RFC 4151 `domain,date`, for ids of records that bring none.
    pub authority: Option<String>,
    /// The site's address, from which ids are made where there is no authority.
    pub site_url: Url,
    /// The names of its sources in the order of the configuration: of two that have one story in equal measure the
    /// first speaks for it. Empty: none is known, and none is given up.
    pub sources: Vec<String>,
    /// When the store was made, if it has to be made now.
    pub now: DateTime<Utc>,
}

/// A newsroom's memory in one SQLite file.
#[derive(Debug)]
pub struct SqliteStore {
    conn: Connection,
    path: Option<PathBuf>,
    about: About,
    changes: u64,
    /// Only where records may be taken in.
    minter: Option<Minter>,
    sources: Vec<String>,
    facets: FacetNames,
    place: LastPlace,
    scrub: bool,
}

impl SqliteStore {
    fn fault(&self, e: rusqlite::Error) -> Error {
        // Closing must neither copy pages onto a damaged store nor sync again what the disk has just refused:
        // the kernel may have dropped the pages and would then report success. The log is kept for the next run.
        let _ = self
            .conn
            .set_db_config(DbConfig::SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, true);
        fault::from_sqlite(self.path.as_deref(), e)
    }

    fn damaged(&self, why: impl std::fmt::Display) -> Error {
        fault::damaged(self.path.as_deref(), why)
    }

    fn time(&self, seconds: Seconds) -> Result<DateTime<Utc>> {
        DateTime::from_timestamp(seconds, 0).ok_or_else(|| self.damaged("a time is out of range"))
    }

    /// Begins a transaction at the first write after a commit.
    fn begin(&self) -> Result<()> {
        if self.conn.is_autocommit() {
            self.conn
                .execute_batch("BEGIN IMMEDIATE")
                .map_err(|e| self.fault(e))?;
        }
        Ok(())
    }

    /// Runs one piece of writing within the open transaction.
    fn write<T>(&mut self, work: impl FnOnce(&mut Self) -> rusqlite::Result<T>) -> Result<T> {
        self.begin()?;
        work(self).map_err(|e| self.fault(e))
    }

    /// Counts a change that a query could see.
    fn next_change(&mut self) -> i64 {
        self.changes = self.changes.saturating_add(1);
        i64::try_from(self.changes).unwrap_or(i64::MAX)
    }
}

impl Store for SqliteStore {
    fn about(&self) -> &About {
        &self.about
    }

    fn file(&self, source: &str, file: &Path) -> Result<Option<FileState>> {
        self.file_state(source, file)
    }

    fn save_file(&mut self, source: &str, file: &Path, state: &FileState) -> Result<()> {
        self.save_file_state(source, file, state)
    }

    fn put(&mut self, arrival: Arrival<'_>) -> Result<Put> {
        self.take_in(&arrival)
    }

    fn advance(&mut self, now: DateTime<Utc>) -> Result<u64> {
        self.let_in_and_out(now.timestamp())
    }

    fn changes(&self) -> Result<u64> {
        Ok(self.changes)
    }

    fn last_change(&self, query: &Query) -> Result<u64> {
        self.last_change_of(query)
    }

    fn newest(&self, query: &Query) -> Result<Vec<Selected>> {
        self.select(query)
    }

    fn load(&self, key: Key) -> Result<Stored> {
        self.load_record(key)
    }

    fn feed(&self, slug: &str) -> Result<Option<FeedState>> {
        self.feed_state(slug)
    }

    fn save_feed(&mut self, slug: &str, state: &FeedState) -> Result<()> {
        self.save_feed_state(slug, state)
    }

    fn made(&self, name: &str) -> Result<Option<MadeFile>> {
        self.made_file(name)
    }

    fn save_made(&mut self, made: &MadeFile) -> Result<()> {
        self.save_made_file(made)
    }

    fn probe(&self, address: &str) -> Result<Option<Probe>> {
        self.probe_of(address)
    }

    fn save_probe(&mut self, address: &str, probe: &Probe) -> Result<()> {
        self.save_probe_of(address, probe)
    }

    fn retract(&mut self, id: &str, leave: Leave, now: DateTime<Utc>) -> Result<Option<String>> {
        self.withdraw(id, leave, now.timestamp())
    }

    fn family(&self, slug: &str) -> Result<Option<FamilyState>> {
        self.family_state(slug)
    }

    fn save_family(&mut self, slug: &str, state: &FamilyState) -> Result<()> {
        self.save_family_state(slug, state)
    }

    fn moved_values(
        &mut self,
        family: &str,
        range: &Range,
        after: Option<u64>,
        min: usize,
    ) -> Result<Vec<MovedValue>> {
        self.values_moved(family, range, after, min)
    }

    fn members(&self, family: &str, range: &Range) -> Result<Vec<Member>> {
        self.members_of(family, range)
    }

    fn member_named(&self, slug: &str) -> Result<Option<Member>> {
        self.member_of_slug(slug)
    }

    fn save_member(&mut self, range: &Range, member: &Member) -> Result<()> {
        self.keep_member(range, member)
    }

    fn forget(&mut self, id: &str, now: DateTime<Utc>) -> Result<Option<String>> {
        self.remove_text(id, now.timestamp())
    }

    fn history(&self, id: &str) -> Result<Vec<Revision>> {
        self.revisions(id)
    }

    fn waiting(&self, limit: usize) -> Result<Vec<Waiting>> {
        self.who_waits(limit)
    }

    fn tell(&mut self, kind: &str, target: &str, topic: &str, now: DateTime<Utc>) -> Result<()> {
        self.enqueue(kind, target, topic, now.timestamp())
    }

    fn pings(&self) -> Result<Vec<Ping>> {
        self.all_pings()
    }

    fn save_pings(&mut self, pings: &Pings) -> Result<()> {
        self.settle_pings(pings)
    }

    fn told(&self, name: &str) -> Result<Option<u64>> {
        self.told_change(name)
    }

    fn save_told(&mut self, name: &str, change: u64) -> Result<()> {
        self.save_told_change(name, change)
    }

    fn changed_since(&self, change: u64, limit: usize) -> Result<(Vec<Key>, u64)> {
        self.shown_and_changed(change, limit)
    }

    fn save_run(&mut self, run: &RunSummary) -> Result<()> {
        self.save_run_summary(run)
    }

    fn runs(&self, limit: usize) -> Result<Vec<RunSummary>> {
        self.run_summaries(limit)
    }

    fn commit(&mut self) -> Result<()> {
        self.commit_all()
    }

    fn roll_back(&mut self) -> Result<()> {
        self.drop_all()
    }

    fn backup(&self, to: &Path) -> Result<()> {
        self.copy_to(to)
    }
}
