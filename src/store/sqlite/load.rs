//! One record, whole, and its past.

use rusqlite::params;

use super::row::{Event, Row};
use super::{SqliteStore, alias};
use crate::model::Record;
use crate::store::identity::{self, AliasKind};
use crate::store::timing::NEVER;
use crate::store::{Key, Revision, Stored, Waiting};
use crate::{Error, Result};

impl SqliteStore {
    pub(super) fn load_record(&self, key: Key) -> Result<Stored> {
        let row = Row::find(&self.conn, key.0).map_err(|e| self.fault(e))?;
        let row = row.ok_or_else(|| Error::store(format!("there is no record {}", key.0)))?;
        let (source, file) = self.place_named(row.place).map_err(|e| self.fault(e))?;
        Ok(Stored {
            record: self.record_of(&row)?,
            first_seen: self.time(row.first_seen)?,
            published: self.time(row.published)?,
            updated: self.time(row.updated)?,
            retracted: row.retracted.map(|t| self.time(t)).transpose()?,
            source,
            file,
            line: u64::try_from(row.line).unwrap_or_default(),
            id: row.entry_id,
        })
    }

    /// The record as last seen; nothing but its kind where it was forgotten.
    pub(super) fn record_of(&self, row: &Row) -> Result<Record> {
        if row.forgotten {
            return Ok(Record {
                kind: row.kind,
                ..Record::default()
            });
        }
        let json = self.content(row.key).map_err(|e| self.fault(e))?;
        self.parse(&json)
    }

    pub(super) fn content(&self, key: i64) -> rusqlite::Result<String> {
        self.conn
            .prepare_cached("SELECT json FROM content WHERE key = ?1")?
            .query_row([key], |row| row.get(0))
    }

    /// The record with this entry id or id of its source.
    pub(super) fn row_named(&self, id: &str) -> Result<Option<Row>> {
        let name = identity::alias(AliasKind::Id, id);
        let find = || match alias::find(&self.conn, &name)? {
            Some(key) => Row::find(&self.conn, key),
            None => Ok(None),
        };
        find().map_err(|e| self.fault(e))
    }

    pub(super) fn revisions(&self, id: &str) -> Result<Vec<Revision>> {
        let Some(row) = self.row_named(id)? else {
            return Ok(Vec::new());
        };
        let mut revisions = Vec::new();
        for (number, at, event, json) in self.past(row.key).map_err(|e| self.fault(e))? {
            let record = json.map(|json| self.parse(&json)).transpose()?;
            revisions.push(self.revision(number, at, event, record)?);
        }
        let record = if row.forgotten {
            None
        } else {
            Some(self.record_of(&row)?)
        };
        revisions.push(self.revision(row.number, row.at, row.event, record)?);
        Ok(revisions)
    }

    fn past(&self, key: i64) -> rusqlite::Result<Vec<(i64, i64, Event, Option<String>)>> {
        self.conn
            .prepare_cached(
                "SELECT number, at, event, json FROM revision WHERE key = ?1 ORDER BY number",
            )?
            .query_map([key], |row| {
                Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?))
            })?
            .collect()
    }

    fn revision(
        &self,
        number: i64,
        at: i64,
        event: Event,
        record: Option<Record>,
    ) -> Result<Revision> {
        Ok(Revision {
            number: u64::try_from(number).unwrap_or_default(),
            at: self.time(at)?,
            event: event.as_str().to_owned(),
            record,
        })
    }

    pub(super) fn who_waits(&self, limit: usize) -> Result<Vec<Waiting>> {
        let limit = i64::try_from(limit).unwrap_or(i64::MAX);
        let rows: Vec<(String, i64)> = self
            .conn
            .prepare_cached(
                "SELECT entry_id, enters FROM record WHERE state = 1 ORDER BY enters LIMIT ?1",
            )
            .and_then(|mut s| {
                s.query_map(params![limit], |row| Ok((row.get(0)?, row.get(1)?)))?
                    .collect()
            })
            .map_err(|e| self.fault(e))?;
        rows.into_iter()
            .map(|(id, enters)| {
                let enters = (enters != NEVER).then(|| self.time(enters)).transpose()?;
                Ok(Waiting { id, enters })
            })
            .collect()
    }

    /// Has a record this entry id, or its source this id for it?
    pub(super) fn is_taken(&self, entry_id: &str) -> rusqlite::Result<bool> {
        let name = identity::alias(AliasKind::Id, entry_id);
        Ok(alias::find(&self.conn, &name)?.is_some())
    }
}
