//! What feeds and runs left behind, and the end of a transaction.

use rusqlite::{OptionalExtension, params};
use serde::Serialize;
use serde::de::DeserializeOwned;

use super::SqliteStore;
use crate::store::{FeedState, MadeFile, RunSummary};
use crate::{Error, Result};

/// Runs that are remembered; older ones go.
const RUNS_KEPT: i64 = 1000;

impl SqliteStore {
    pub(super) fn json<T: Serialize>(&self, value: &T) -> Result<String> {
        serde_json::to_string(value)
            .map_err(|e| Error::store("cannot write a value as JSON").caused_by(e))
    }

    pub(super) fn parse<T: DeserializeOwned>(&self, json: &str) -> Result<T> {
        serde_json::from_str(json).map_err(|e| self.damaged(e))
    }

    pub(super) fn feed_state(&self, slug: &str) -> Result<Option<FeedState>> {
        let json: Option<String> = self
            .conn
            .prepare_cached("SELECT state FROM feed WHERE slug = ?1")
            .and_then(|mut s| s.query_row([slug], |row| row.get(0)).optional())
            .map_err(|e| self.fault(e))?;
        json.map(|json| self.parse(&json)).transpose()
    }

    pub(super) fn save_feed_state(&mut self, slug: &str, state: &FeedState) -> Result<()> {
        let json = self.json(state)?;
        self.write(|store| {
            store
                .conn
                .prepare_cached(
                    "INSERT INTO feed(slug, state) VALUES (?1, ?2)
                     ON CONFLICT(slug) DO UPDATE SET state = excluded.state",
                )?
                .execute(params![slug, json])?;
            Ok(())
        })
    }

    pub(super) fn made_file(&self, name: &str) -> Result<Option<MadeFile>> {
        let json: Option<String> = self
            .conn
            .prepare_cached("SELECT state FROM made WHERE name = ?1")
            .and_then(|mut s| s.query_row([name], |row| row.get(0)).optional())
            .map_err(|e| self.fault(e))?;
        json.map(|json| self.parse(&json)).transpose()
    }

    pub(super) fn save_made_file(&mut self, made: &MadeFile) -> Result<()> {
        let json = self.json(made)?;
        self.write(|store| {
            store
                .conn
                .prepare_cached(
                    "INSERT INTO made(name, state) VALUES (?1, ?2)
                     ON CONFLICT(name) DO UPDATE SET state = excluded.state",
                )?
                .execute(params![made.file.name, json])?;
            Ok(())
        })
    }

    pub(super) fn save_run_summary(&mut self, run: &RunSummary) -> Result<()> {
        let json = self.json(run)?;
        self.write(|store| {
            store
                .conn
                .prepare_cached("INSERT INTO run(at, summary) VALUES (?1, ?2)")?
                .execute(params![run.at.timestamp(), json])?;
            let oldest = store.conn.last_insert_rowid() - RUNS_KEPT;
            store
                .conn
                .prepare_cached("DELETE FROM run WHERE id <= ?1")?
                .execute([oldest])?;
            Ok(())
        })
    }

    pub(super) fn run_summaries(&self, limit: usize) -> Result<Vec<RunSummary>> {
        let limit = i64::try_from(limit).unwrap_or(i64::MAX);
        let summaries: Vec<String> = self
            .conn
            .prepare_cached("SELECT summary FROM run ORDER BY id DESC LIMIT ?1")
            .and_then(|mut s| s.query_map([limit], |row| row.get(0))?.collect())
            .map_err(|e| self.fault(e))?;
        summaries.iter().map(|json| self.parse(json)).collect()
    }

    /// Makes everything since the last commit durable. Without a write there is nothing to do.
    pub(super) fn commit_all(&mut self) -> Result<()> {
        if self.conn.is_autocommit() {
            return Ok(());
        }
        self.write(|store| {
            store.facets.flush(&store.conn)?;
            let changes = i64::try_from(store.changes).unwrap_or(i64::MAX);
            store
                .conn
                .prepare_cached("UPDATE meta SET generation = generation + 1, changes = ?1")?
                .execute([changes])?;
            store.conn.execute_batch("COMMIT")
        })?;
        self.about.generation = self.about.generation.saturating_add(1);
        self.scrub_log()
    }

    /// After a removal the log must not keep the text either.
    fn scrub_log(&mut self) -> Result<()> {
        if std::mem::take(&mut self.scrub) {
            super::open::empty_log(&self.conn).map_err(|e| self.fault(e))?;
        }
        Ok(())
    }

    /// Drops everything since the last commit.
    pub(super) fn drop_all(&mut self) -> Result<()> {
        self.scrub = false;
        self.facets.clear();
        self.place.clear();
        if !self.conn.is_autocommit() {
            self.conn
                .execute_batch("ROLLBACK")
                .map_err(|e| self.fault(e))?;
        }
        self.changes = super::open::read_meta(&self.conn)
            .map_err(|e| self.fault(e))?
            .1;
        Ok(())
    }
}
