//! Ledgers in tables: which there are, and by which parts of this room they are kept.

mod pages;
mod records;
mod walk;

use chrono::{DateTime, Utc};
use rusqlite::{OptionalExtension, params};

use super::SqliteStore;
use crate::Result;
use crate::store::ledger::{Duty, Ledger, Ledgers, Listed, PageState, Terms};
use crate::store::{Key, Selected};

impl Ledgers for SqliteStore {
    fn catch_up(&mut self, name: &str, terms: &Terms<'_>) -> Result<Ledger> {
        self.bring_up_to_date(name, terms)
    }

    fn save_ledger(&mut self, ledger: &Ledger) -> Result<()> {
        let json = self.json(ledger)?;
        self.write(|store| {
            store
                .conn
                .prepare_cached("UPDATE ledger SET state = ?2 WHERE id = ?1")?
                .execute(params![ledger.id, json])?;
            Ok(())
        })
    }

    fn ledger(&self, name: &str) -> Result<Option<Ledger>> {
        self.ledger_named(name)
    }

    fn ledgers(&self) -> Result<Vec<String>> {
        self.conn
            .prepare_cached("SELECT name FROM ledger ORDER BY name")
            .and_then(|mut s| s.query_map([], |row| row.get(0))?.collect())
            .map_err(|e| self.fault(e))
    }

    fn soil(&mut self, ledger: &Ledger, page: Option<u64>) -> Result<()> {
        self.soil_one_or_all(ledger, page)
    }

    fn dirty_page(&self, ledger: &Ledger, after: u64) -> Result<Option<u64>> {
        self.one_page(pages::DIRTY, ledger, after)
    }

    fn neighbour(&self, ledger: &Ledger, page: u64, before: bool) -> Result<Option<u64>> {
        self.one_page(
            if before { pages::BEFORE } else { pages::BEHIND },
            ledger,
            page,
        )
    }

    fn pages(&self, ledger: &Ledger) -> Result<Vec<(u64, PageState)>> {
        self.all_pages(ledger)
    }

    fn page(&self, ledger: &Ledger, page: u64) -> Result<(PageState, Duty)> {
        self.known_page(ledger, page)
    }

    fn save_page(
        &mut self,
        ledger: &Ledger,
        page: u64,
        state: &PageState,
        duty: Duty,
    ) -> Result<()> {
        self.write_page(ledger, page, state, duty)
    }

    fn page_records(&self, ledger: &Ledger, page: u64) -> Result<Vec<Selected>> {
        self.records_of_page(ledger, page)
    }

    fn returned(&self, ledger: &Ledger, limit: usize) -> Result<Vec<Selected>> {
        self.returned_records(ledger, limit)
    }

    fn in_order(&self, records: Vec<Selected>) -> Result<Vec<Selected>> {
        self.ordered(records)
    }

    fn listed(&self, ledger: &Ledger, page: u64) -> Result<Vec<Listed>> {
        self.listed_in_page(ledger, page)
    }

    fn recent(&self, after: DateTime<Utc>) -> Result<Vec<Key>> {
        self.recent_keys(after)
    }

    fn listed_one(&self, key: Key) -> Result<Listed> {
        self.listed_record(key)
    }
}

impl SqliteStore {
    fn ledger_named(&self, name: &str) -> Result<Option<Ledger>> {
        let found: Option<(i64, String)> = self
            .conn
            .prepare_cached("SELECT id, state FROM ledger WHERE name = ?1")
            .and_then(|mut s| {
                s.query_row([name], |row| Ok((row.get(0)?, row.get(1)?)))
                    .optional()
            })
            .map_err(|e| self.fault(e))?;
        let Some((id, json)) = found else {
            return Ok(None);
        };
        let ledger: Ledger = self.parse(&json)?;
        Ok(Some(Ledger { id, ..ledger }))
    }

    fn new_ledger(&mut self, name: &str) -> Result<Ledger> {
        let json = self.json(&Ledger::default())?;
        let id = self.write(|store| {
            store
                .conn
                .prepare_cached("INSERT INTO ledger(name, state) VALUES (?1, ?2)")?
                .execute(params![name, json])?;
            Ok(store.conn.last_insert_rowid())
        })?;
        Ok(Ledger {
            id,
            ..Ledger::default()
        })
    }
}
