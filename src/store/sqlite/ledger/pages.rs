//! The pages of a ledger: which have to be made again, which may be led to, and what is known of their documents.

use rusqlite::{OptionalExtension, params};

use crate::Result;
use crate::store::ledger::{Duty, Ledger, PageState};
use crate::store::sqlite::SqliteStore;
use crate::store::sqlite::put::number;

pub(super) const DIRTY: &str = "SELECT page FROM ledger_page WHERE ledger = ?1 AND dirty = 1 AND page > ?2 ORDER BY page LIMIT 1";

pub(super) const BEFORE: &str = "SELECT page FROM ledger_page WHERE ledger = ?1 AND page < ?2 AND missing = 0 ORDER BY page DESC LIMIT 1";

pub(super) const BEHIND: &str = "SELECT page FROM ledger_page WHERE ledger = ?1 AND page > ?2 AND missing = 0 ORDER BY page LIMIT 1";

impl SqliteStore {
    pub(super) fn soil_pages(
        &self,
        ledger: &Ledger,
        pages: impl IntoIterator<Item = u64>,
    ) -> rusqlite::Result<()> {
        let mut soil = self.conn.prepare_cached(
            "INSERT INTO ledger_page(ledger, page, dirty, missing, state) VALUES (?1, ?2, 1, 0, '{}')
             ON CONFLICT(ledger, page) DO UPDATE SET dirty = 1",
        )?;
        for page in pages {
            soil.execute(params![ledger.id, page])?;
        }
        Ok(())
    }

    pub(super) fn soil_one_or_all(&mut self, ledger: &Ledger, page: Option<u64>) -> Result<()> {
        self.write(|store| match page {
            Some(page) => store.soil_pages(ledger, [page]),
            None => store
                .conn
                .execute(
                    "UPDATE ledger_page SET dirty = 1 WHERE ledger = ?1",
                    [ledger.id],
                )
                .map(drop),
        })
    }

    pub(super) fn one_page(&self, sql: &str, ledger: &Ledger, page: u64) -> Result<Option<u64>> {
        self.conn
            .prepare_cached(sql)
            .and_then(|mut s| {
                s.query_row(params![ledger.id, number(page)], |row| row.get(0))
                    .optional()
            })
            .map_err(|e| self.fault(e))
    }

    pub(super) fn all_pages(&self, ledger: &Ledger) -> Result<Vec<(u64, PageState)>> {
        let rows: Vec<(u64, String)> = self
            .conn
            .prepare_cached("SELECT page, state FROM ledger_page WHERE ledger = ?1 ORDER BY page")
            .and_then(|mut s| {
                s.query_map([ledger.id], |row| Ok((row.get(0)?, row.get(1)?)))?
                    .collect()
            })
            .map_err(|e| self.fault(e))?;
        rows.into_iter()
            .map(|(page, json)| Ok((page, self.parse(&json)?)))
            .collect()
    }

    pub(super) fn known_page(&self, ledger: &Ledger, page: u64) -> Result<(PageState, Duty)> {
        let found: Option<(String, bool, bool)> = self
            .conn
            .prepare_cached(
                "SELECT state, dirty, missing FROM ledger_page WHERE ledger = ?1 AND page = ?2",
            )
            .and_then(|mut s| {
                s.query_row(params![ledger.id, number(page)], |row| {
                    Ok((row.get(0)?, row.get(1)?, row.get(2)?))
                })
                .optional()
            })
            .map_err(|e| self.fault(e))?;
        match found {
            Some((json, dirty, missing)) => Ok((self.parse(&json)?, Duty { dirty, missing })),
            None => Ok((PageState::default(), Duty::default())),
        }
    }

    pub(super) fn write_page(
        &mut self,
        ledger: &Ledger,
        page: u64,
        state: &PageState,
        duty: Duty,
    ) -> Result<()> {
        let json = self.json(state)?;
        self.write(|store| {
            store
                .conn
                .prepare_cached(
                    "INSERT OR REPLACE INTO ledger_page(ledger, page, dirty, missing, state)
                     VALUES (?1, ?2, ?3, ?4, ?5)",
                )?
                .execute(params![
                    ledger.id,
                    number(page),
                    duty.dirty,
                    duty.missing,
                    json
                ])?;
            Ok(())
        })
    }
}

#[cfg(test)]
mod tests {
    use crate::store::sqlite::select::tests::assert_indexed;

    #[test]
    fn pages_are_found_by_indexes() {
        for sql in [super::DIRTY, super::BEFORE, super::BEHIND] {
            assert_indexed(sql);
        }
    }
}
