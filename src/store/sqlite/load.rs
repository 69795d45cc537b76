//! One record, whole, and its past.

use rusqlite::params;

use super::row::{Event, Row};
use super::{SqliteStore, alias};
use crate::Result;
use crate::model::Record;
use crate::store::identity::{self, AliasKind};
use crate::store::timing::{NEVER, Seconds};
use crate::store::{Key, Revision, Stored, Waiting};

const WAITING: &str =
    "SELECT entry_id, enters FROM record WHERE state = 1 ORDER BY enters LIMIT ?1";

/// One version of a record as it is kept.
struct Version {
    number: i64,
    at: Seconds,
    event: Event,
    json: Option<String>,
}

impl SqliteStore {
    pub(super) fn load_record(&self, key: Key) -> Result<Stored> {
        let row = Row::find(&self.conn, key.0).map_err(|e| self.fault(e))?;
        let row = row.ok_or_else(|| self.damaged(format_args!("record {} is missing", key.0)))?;
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
        let mut versions = self.past(row.key).map_err(|e| self.fault(e))?;
        versions.push(self.present(&row).map_err(|e| self.fault(e))?);
        versions.into_iter().map(|v| self.revision(v)).collect()
    }

    fn present(&self, row: &Row) -> rusqlite::Result<Version> {
        Ok(Version {
            number: row.number,
            at: row.at,
            event: row.event,
            json: (!row.forgotten)
                .then(|| self.content(row.key))
                .transpose()?,
        })
    }

    fn past(&self, key: i64) -> rusqlite::Result<Vec<Version>> {
        self.conn
            .prepare_cached(
                "SELECT number, at, event, json FROM revision WHERE key = ?1 ORDER BY number",
            )?
            .query_map([key], |row| {
                Ok(Version {
                    number: row.get(0)?,
                    at: row.get(1)?,
                    event: row.get(2)?,
                    json: row.get(3)?,
                })
            })?
            .collect()
    }

    fn revision(&self, version: Version) -> Result<Revision> {
        Ok(Revision {
            number: u64::try_from(version.number).unwrap_or_default(),
            at: self.time(version.at)?,
            event: version.event.as_str().to_owned(),
            record: version.json.map(|json| self.parse(&json)).transpose()?,
        })
    }

    pub(super) fn who_waits(&self, limit: usize) -> Result<Vec<Waiting>> {
        let limit = i64::try_from(limit).unwrap_or(i64::MAX);
        let rows: Vec<(String, i64)> = self
            .conn
            .prepare_cached(WAITING)
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

#[cfg(test)]
mod tests {
    use super::super::select::tests::assert_indexed;

    #[test]
    fn what_waits_is_found_by_an_index() {
        assert_indexed(super::WAITING);
    }
}
