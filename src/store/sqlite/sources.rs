//! Addresses, hosts and what sources no longer have.

use std::collections::{BTreeSet, HashMap};
use std::path::{Path, PathBuf};

use chrono::{DateTime, Utc};
use rusqlite::{OptionalExtension, ToSql, params};
use serde::Serialize;
use serde::de::DeserializeOwned;

use super::SqliteStore;
use super::place::from_bytes;
use super::put::number;
use super::row::{By, Row};
use crate::Result;
use crate::store::{HostState, Key, Missing, SourceState, Sources, Visit};

/// Records that a source could miss: shown or waiting.
const STANDING: &str =
    "SELECT key, sighted FROM record WHERE place = ?1 AND state < 2 AND retracted IS NULL";

impl SqliteStore {
    fn state_of<T: DeserializeOwned>(&self, sql: &str, key: &[&dyn ToSql]) -> Result<Option<T>> {
        let json: Option<String> = self
            .conn
            .prepare_cached(sql)
            .and_then(|mut s| s.query_row(key, |row| row.get(0)).optional())
            .map_err(|e| self.fault(e))?;
        json.map(|json| self.parse(&json)).transpose()
    }

    fn save_state<T: Serialize>(&mut self, sql: &str, key: &[&str], state: &T) -> Result<()> {
        let json = self.json(state)?;
        self.write(|store| {
            let values = key.iter().copied().chain([json.as_str()]);
            let mut statement = store.conn.prepare_cached(sql)?;
            statement.execute(rusqlite::params_from_iter(values))?;
            Ok(())
        })
    }

    /// The files or pages that a source has ever had: number, name, and when it was last read whole.
    fn places(&self, source: &str) -> rusqlite::Result<Vec<(i64, PathBuf, Option<i64>)>> {
        self.conn
            .prepare_cached("SELECT id, file, whole FROM place WHERE source = ?1 ORDER BY id")?
            .query_map([source], |row| {
                Ok((row.get(0)?, from_bytes(row.get(1)?), row.get(2)?))
            })?
            .collect()
    }

    fn standing(&self, place: i64) -> rusqlite::Result<Vec<(i64, i64)>> {
        self.conn
            .prepare_cached(STANDING)?
            .query_map([place], |row| Ok((row.get(0)?, row.get(1)?)))?
            .collect()
    }
}

impl Sources for SqliteStore {
    fn visit(&self, source: &str, address: &str) -> Result<Option<Visit>> {
        let sql = "SELECT state FROM visit WHERE source = ?1 AND address = ?2";
        self.state_of(sql, &[&source, &address])
    }

    fn save_visit(&mut self, source: &str, address: &str, visit: &Visit) -> Result<()> {
        let sql = "INSERT INTO visit(source, address, state) VALUES (?1, ?2, ?3)
             ON CONFLICT DO UPDATE SET state = excluded.state";
        self.save_state(sql, &[source, address], visit)
    }

    fn host(&self, origin: &str) -> Result<Option<HostState>> {
        self.state_of("SELECT state FROM host WHERE origin = ?1", &[&origin])
    }

    fn save_host(&mut self, origin: &str, state: &HostState) -> Result<()> {
        let sql = "INSERT INTO host(origin, state) VALUES (?1, ?2)
             ON CONFLICT DO UPDATE SET state = excluded.state";
        self.save_state(sql, &[origin], state)
    }

    fn source(&self, name: &str) -> Result<Option<SourceState>> {
        self.state_of("SELECT state FROM source WHERE name = ?1", &[&name])
    }

    fn save_source(&mut self, name: &str, state: &SourceState) -> Result<()> {
        let sql = "INSERT INTO source(name, state) VALUES (?1, ?2)
             ON CONFLICT DO UPDATE SET state = excluded.state";
        self.save_state(sql, &[name], state)
    }

    fn read_whole(&mut self, source: &str, file: &Path, pass: u64) -> Result<()> {
        self.write(|store| {
            let place = store.place(source, file)?;
            store
                .conn
                .prepare_cached("UPDATE place SET whole = ?2 WHERE id = ?1")?
                .execute(params![place, number(pass)])?;
            Ok(())
        })
    }

    fn missing(&self, source: &str, places: &BTreeSet<PathBuf>) -> Result<Missing> {
        let mut missing = Missing::default();
        let known = self.places(source).map_err(|e| self.fault(e))?;
        let now: HashMap<i64, i64> = known
            .iter()
            .filter(|(_, file, _)| places.contains(file))
            .map(|(place, _, whole)| (*place, whole.unwrap_or(0)))
            .collect();
        for (place, ..) in &known {
            let expected = now.get(place).copied().unwrap_or(i64::MAX);
            for (key, sighted) in self.standing(*place).map_err(|e| self.fault(e))? {
                missing.of += 1;
                let elsewhere = |key| self.stands_elsewhere(key, &now);
                if sighted < expected && !elsewhere(key).map_err(|e| self.fault(e))? {
                    missing.keys.push(Key(key));
                }
            }
        }
        Ok(missing)
    }

    fn withdraw_missing(&mut self, key: Key, now: DateTime<Utc>) -> Result<()> {
        self.write(|store| {
            let Some(mut row) = Row::find(&store.conn, key.0)? else {
                return Ok(());
            };
            if row.retracted.is_some() || row.forgotten {
                return Ok(());
            }
            row.retracted_by = By::Absence;
            store.note_withdrawal(&mut row, now.timestamp())?;
            row.update(&store.conn)
        })
    }
}

#[cfg(test)]
mod tests {
    use super::super::select::tests::assert_indexed;

    #[test]
    fn what_stands_in_a_place_is_found_by_an_index() {
        assert_indexed(super::STANDING);
    }
}
