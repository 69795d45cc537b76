//! Ledgers in tables: walked on by the number of each record's last change.
//!
//! A record's `change` grows whenever it is shown, changed or taken away, so the records after the number that a
//! ledger knows are all that can have come, changed or left. Those that come together stand in order of their dates.

use std::collections::BTreeSet;

use chrono::{DateTime, Utc};
use rusqlite::{OptionalExtension, params};
use serde::Deserialize;

use super::put::number;
use super::row::State;
use super::{SqliteStore, facet, select};
use crate::Result;
use crate::model::{Line, Link, Query};
use crate::store::ledger::{Duty, Ledger, Ledgers, Listed, PageState, Terms};
use crate::store::timing::Seconds;
use crate::store::{Key, Selected};

const CHANGED: &str = "SELECT key, change, state, retracted, published, facets FROM record
     WHERE change > ?1 ORDER BY change";

const ENDED: &str =
    "SELECT key, page FROM ledger_entry WHERE ledger = ?1 AND ends IS NOT NULL AND ends <= ?2";

const DIRTY: &str = "SELECT page FROM ledger_page WHERE ledger = ?1 AND dirty = 1 AND page > ?2 ORDER BY page LIMIT 1";

const BEFORE: &str = "SELECT page FROM ledger_page WHERE ledger = ?1 AND page < ?2 AND missing = 0 ORDER BY page DESC LIMIT 1";

const BEHIND: &str = "SELECT page FROM ledger_page WHERE ledger = ?1 AND page > ?2 AND missing = 0 ORDER BY page LIMIT 1";

const PAGE_RECORDS: &str = "SELECT r.key, r.change, r.retracted, r.published
     FROM ledger_entry AS e CROSS JOIN record AS r ON r.key = e.key
     WHERE e.ledger = ?1 AND e.page = ?2";

const RETURNED: &str = "SELECT r.key, r.change, r.retracted, r.published
     FROM ledger_entry AS e CROSS JOIN record AS r ON r.key = e.key
     WHERE e.ledger = ?1 AND e.edited > ?2 AND e.edited > 0 AND e.page <= ?3
     ORDER BY e.edited DESC LIMIT ?4";

const LISTED: &str = "SELECT r.published, r.updated, c.json
     FROM ledger_entry AS e CROSS JOIN record AS r ON r.key = e.key CROSS JOIN content AS c ON c.key = e.key
     WHERE e.ledger = ?1 AND e.page = ?2 ORDER BY e.key";

const LISTED_ONE: &str = "SELECT r.published, r.updated, c.json
     FROM record AS r CROSS JOIN content AS c ON c.key = r.key WHERE r.key = ?1";

const RECENT: &str = "SELECT key FROM record
     WHERE said_published > ?1 AND said_published IS NOT NULL AND state = 0 AND retracted IS NULL
     ORDER BY said_published DESC";

/// A record that comes into a ledger.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Comer {
    published: Seconds,
    key: i64,
    ends: Option<Seconds>,
}

/// A record with what orders it.
struct Ranked {
    published: Seconds,
    key: i64,
    change: i64,
    retracted: Option<Seconds>,
}

/// One look at what has changed.
struct Walk<'a> {
    terms: &'a Terms<'a>,
    /// The lists of each condition; `None` where one of them holds for no record.
    lists: Option<Vec<Vec<i64>>>,
    /// The change that the ledger knew of before.
    seen: i64,
    /// Pages that have to be made again.
    touched: BTreeSet<u64>,
    comers: Vec<Comer>,
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

    /// Looks at each record that changed after `from`.
    fn walk(&self, ledger: &mut Ledger, from: i64, walk: &mut Walk<'_>) -> rusqlite::Result<()> {
        let empty = ledger.closed == 0 && ledger.open == 0;
        let mut changed = self.conn.prepare_cached(CHANGED)?;
        let mut rows = changed.query([from])?;
        while let Some(row) = rows.next()? {
            let (key, change): (i64, i64) = (row.get(0)?, row.get(1)?);
            let (state, retracted): (State, Option<Seconds>) = (row.get(2)?, row.get(3)?);
            let facets = row.get_ref(5)?.as_blob().unwrap_or_default();
            let end = retracted.and_then(|t| walk.terms.end_of_notice(t));
            let now = walk.terms.now.timestamp();
            let ends = end.filter(|t| *t > now);
            let wanted = state == State::Shown
                && (retracted.is_none() || end.is_some())
                && walk.wants(facets);
            let page = if empty {
                None
            } else {
                self.page_of(ledger, key)?
            };
            match page {
                Some((page, _)) if !wanted => {
                    self.leave(ledger, key, page)?;
                    walk.touched.insert(page);
                }
                Some((page, _)) if change > walk.seen => {
                    self.note_edit(ledger, key, change, ends)?;
                    walk.touched.insert(page);
                }
                Some((page, was)) if was != ends => {
                    self.note_end(ledger, key, ends)?;
                    walk.touched.insert(page);
                }
                // Where nobody has seen it here there is nothing to take back.
                None if wanted && (retracted.is_none() || ends.is_some()) => {
                    walk.comers.push(Comer {
                        published: row.get(4)?,
                        key,
                        ends,
                    });
                }
                _ => {}
            }
        }
        Ok(())
    }

    fn page_of(
        &self,
        ledger: &Ledger,
        key: i64,
    ) -> rusqlite::Result<Option<(u64, Option<Seconds>)>> {
        self.conn
            .prepare_cached("SELECT page, ends FROM ledger_entry WHERE ledger = ?1 AND key = ?2")?
            .query_row(params![ledger.id, key], |row| {
                Ok((row.get(0)?, row.get(1)?))
            })
            .optional()
    }

    fn leave(&self, ledger: &mut Ledger, key: i64, page: u64) -> rusqlite::Result<()> {
        self.conn
            .prepare_cached("DELETE FROM ledger_entry WHERE ledger = ?1 AND key = ?2")?
            .execute(params![ledger.id, key])?;
        if page > ledger.closed {
            ledger.open = ledger.open.saturating_sub(1);
        }
        Ok(())
    }

    fn note_edit(
        &self,
        ledger: &Ledger,
        key: i64,
        change: i64,
        ends: Option<Seconds>,
    ) -> rusqlite::Result<()> {
        self.conn
            .prepare_cached(
                "UPDATE ledger_entry SET edited = ?3, ends = ?4 WHERE ledger = ?1 AND key = ?2",
            )?
            .execute(params![ledger.id, key, change, ends])?;
        Ok(())
    }

    fn note_end(&self, ledger: &Ledger, key: i64, ends: Option<Seconds>) -> rusqlite::Result<()> {
        self.conn
            .prepare_cached("UPDATE ledger_entry SET ends = ?3 WHERE ledger = ?1 AND key = ?2")?
            .execute(params![ledger.id, key, ends])?;
        Ok(())
    }

    /// Writes the comers down where the ledger ends, and closes each page that is full.
    fn arrive(&self, ledger: &mut Ledger, walk: &mut Walk<'_>) -> rusqlite::Result<()> {
        walk.comers.sort_unstable();
        let size = walk.terms.page_size as u64;
        let mut insert = self.conn.prepare_cached(
            "INSERT INTO ledger_entry(ledger, key, page, edited, ends) VALUES (?1, ?2, ?3, 0, ?4)",
        )?;
        for comer in std::mem::take(&mut walk.comers) {
            let page = ledger.closed + 1;
            insert.execute(params![ledger.id, comer.key, page, comer.ends])?;
            walk.touched.insert(page);
            ledger.open += 1;
            if ledger.open < size {
                continue;
            }
            (ledger.closed, ledger.open) = (page, 0);
            // What changed in this very run has not been shown yet.
            ledger.returned_since = u64::try_from(walk.seen).unwrap_or_default();
            if walk.terms.chained && page > 1 {
                walk.touched.insert(page - 1);
            }
        }
        Ok(())
    }

    /// Notices that have stood long enough.
    fn end_notices(&self, ledger: &Ledger, walk: &mut Walk<'_>) -> rusqlite::Result<()> {
        let now = walk.terms.now.timestamp();
        let ended: Vec<(i64, u64)> = self
            .conn
            .prepare_cached(ENDED)?
            .query_map(params![ledger.id, now], |row| {
                Ok((row.get(0)?, row.get(1)?))
            })?
            .collect::<rusqlite::Result<_>>()?;
        for (key, page) in ended {
            self.note_end(ledger, key, None)?;
            walk.touched.insert(page);
        }
        Ok(())
    }

    fn soil_pages(
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

    fn one_page(&self, sql: &str, ledger: &Ledger, page: u64) -> Result<Option<u64>> {
        self.conn
            .prepare_cached(sql)
            .and_then(|mut s| {
                s.query_row(params![ledger.id, number(page)], |row| row.get(0))
                    .optional()
            })
            .map_err(|e| self.fault(e))
    }

    fn ranked(&self, sql: &str, values: impl rusqlite::Params) -> Result<Vec<Ranked>> {
        let read = |row: &rusqlite::Row<'_>| {
            Ok(Ranked {
                key: row.get(0)?,
                change: row.get(1)?,
                retracted: row.get(2)?,
                published: row.get(3)?,
            })
        };
        self.conn
            .prepare_cached(sql)
            .and_then(|mut s| s.query_map(values, read)?.collect())
            .map_err(|e| self.fault(e))
    }

    fn to_selected(&self, ranked: Vec<Ranked>) -> Result<Vec<Selected>> {
        let selected = |r: Ranked| {
            Ok(Selected {
                key: Key(r.key),
                change: u64::try_from(r.change).unwrap_or_default(),
                retracted: r.retracted.map(|t| self.time(t)).transpose()?,
            })
        };
        ranked.into_iter().map(selected).collect()
    }

    fn all_listed(&self, sql: &str, values: impl rusqlite::Params) -> Result<Vec<Listed>> {
        let rows: Vec<(Seconds, Seconds, Brief)> = self
            .conn
            .prepare_cached(sql)
            .and_then(|mut s| {
                s.query_map(values, |row| {
                    let json = row.get_ref(2)?.as_str().unwrap_or_default();
                    // What cannot be read is found when the record is loaded whole.
                    let brief = serde_json::from_str(json).unwrap_or_default();
                    Ok((row.get(0)?, row.get(1)?, brief))
                })?
                .collect()
            })
            .map_err(|e| self.fault(e))?;
        let listed = |(published, updated, brief): (Seconds, Seconds, Brief)| {
            Ok(Listed {
                url: brief.url,
                title: brief.title,
                image: brief.image.and_then(|i| i.url),
                language: brief.language,
                published: self.time(published)?,
                updated: self.time(updated)?,
            })
        };
        rows.into_iter().map(listed).collect()
    }
}

/// What is read of a record's content; its body, which is most of it, is passed over.
#[derive(Default, Deserialize)]
struct Brief {
    url: Option<Link>,
    title: Option<Line>,
    image: Option<Picture>,
    language: Option<Line>,
}

#[derive(Deserialize)]
struct Picture {
    url: Option<Link>,
}

impl Terms<'_> {
    /// A digest of which records are taken in, and how they leave.
    fn digest(&self) -> String {
        let query = Query {
            limit: 0,
            retracted_since: None,
            ..self.query.clone()
        };
        let written = format!("{:?}", (query, self.notice_days));
        blake3::hash(written.as_bytes()).to_hex().to_string()
    }

    /// From when a record that was withdrawn then no longer stands as a notice: as in a feed, the first second
    /// after its days.
    fn end_of_notice(&self, withdrawn: Seconds) -> Option<Seconds> {
        let days = self.notice_days?;
        Some(
            withdrawn
                .saturating_add(Seconds::from(days).saturating_mul(86_400))
                .saturating_add(1),
        )
    }
}

impl Walk<'_> {
    /// Do all conditions hold for a record that stands in these lists?
    fn wants(&self, facets: &[u8]) -> bool {
        let Some(conditions) = &self.lists else {
            return false;
        };
        conditions
            .iter()
            .all(|lists| facet::unpack(facets).any(|id| lists.binary_search(&id).is_ok()))
    }
}

impl Ledgers for SqliteStore {
    fn catch_up(&mut self, name: &str, terms: &Terms<'_>) -> Result<Ledger> {
        let former = match self.ledger_named(name)? {
            Some(ledger) => ledger,
            None => self.new_ledger(name)?,
        };
        let mut ledger = former.clone();
        ledger.terms = terms.digest();
        let all_anew = ledger.terms != former.terms;
        let mut walk = Walk {
            terms,
            lists: select::wanted_lists(&self.conn, terms.query).map_err(|e| self.fault(e))?,
            seen: number(ledger.seen),
            touched: BTreeSet::new(),
            comers: Vec::new(),
        };
        let moved = all_anew || self.last_change_of(terms.query)? > ledger.seen;
        if moved {
            let from = if all_anew { 0 } else { walk.seen };
            // Whatever is written, is written in the open transaction.
            self.begin()?;
            self.walk(&mut ledger, from, &mut walk)
                .map_err(|e| self.fault(e))?;
            self.arrive(&mut ledger, &mut walk)
                .map_err(|e| self.fault(e))?;
            ledger.seen = self.changes;
        }
        self.end_if_due(&ledger, &mut walk)?;
        if !walk.touched.is_empty() {
            let touched = std::mem::take(&mut walk.touched);
            self.write(|store| store.soil_pages(&ledger, touched))?;
        }
        if ledger != former {
            self.save_ledger(&ledger)?;
        }
        Ok(ledger)
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

    fn dirty_page(&self, ledger: &Ledger, after: u64) -> Result<Option<u64>> {
        self.one_page(DIRTY, ledger, after)
    }

    fn neighbour(&self, ledger: &Ledger, page: u64, before: bool) -> Result<Option<u64>> {
        self.one_page(if before { BEFORE } else { BEHIND }, ledger, page)
    }

    fn pages(&self, ledger: &Ledger) -> Result<Vec<(u64, PageState)>> {
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

    fn page(&self, ledger: &Ledger, page: u64) -> Result<(PageState, Duty)> {
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

    fn save_page(
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

    fn page_records(&self, ledger: &Ledger, page: u64) -> Result<Vec<Selected>> {
        let mut found = self.ranked(PAGE_RECORDS, params![ledger.id, number(page)])?;
        found.sort_unstable_by_key(|r| (r.published.saturating_neg(), r.key));
        self.to_selected(found)
    }

    fn returned(&self, ledger: &Ledger, limit: usize) -> Result<Vec<Selected>> {
        let limit = i64::try_from(limit).unwrap_or(i64::MAX);
        let (since, closed) = (number(ledger.returned_since), number(ledger.closed));
        let found = self.ranked(RETURNED, params![ledger.id, since, closed, limit])?;
        self.to_selected(found)
    }

    fn in_order(&self, records: Vec<Selected>) -> Result<Vec<Selected>> {
        let mut ranked = Vec::with_capacity(records.len());
        for record in records {
            let published: Seconds = self
                .conn
                .prepare_cached("SELECT published FROM record WHERE key = ?1")
                .and_then(|mut s| s.query_row([record.key.0], |row| row.get(0)))
                .map_err(|e| self.fault(e))?;
            ranked.push((published.saturating_neg(), record));
        }
        ranked.sort_unstable_by_key(|(sort, record)| (*sort, record.key));
        ranked.dedup_by_key(|(_, record)| record.key);
        Ok(ranked.into_iter().map(|(_, record)| record).collect())
    }

    fn listed(&self, ledger: &Ledger, page: u64) -> Result<Vec<Listed>> {
        self.all_listed(LISTED, params![ledger.id, number(page)])
    }

    fn recent(&self, after: DateTime<Utc>) -> Result<Vec<Key>> {
        self.conn
            .prepare_cached(RECENT)
            .and_then(|mut s| {
                s.query_map([after.timestamp()], |row| row.get(0).map(Key))?
                    .collect()
            })
            .map_err(|e| self.fault(e))
    }

    fn listed_one(&self, key: Key) -> Result<Listed> {
        let found = self.all_listed(LISTED_ONE, [key.0])?;
        found
            .into_iter()
            .next()
            .ok_or_else(|| self.damaged(format_args!("record {} is missing", key.0)))
    }
}

impl SqliteStore {
    /// A transaction is begun only where something is due: a run without news writes nothing.
    fn end_if_due(&mut self, ledger: &Ledger, walk: &mut Walk<'_>) -> Result<()> {
        let now = walk.terms.now.timestamp();
        let due = self
            .conn
            .prepare_cached(ENDED)
            .and_then(|mut s| s.exists(params![ledger.id, now]))
            .map_err(|e| self.fault(e))?;
        if due {
            self.write(|store| store.end_notices(ledger, walk))?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::super::select::tests::assert_indexed;

    #[test]
    fn ledgers_are_read_by_indexes() {
        for sql in [
            super::CHANGED,
            super::ENDED,
            super::DIRTY,
            super::BEFORE,
            super::BEHIND,
            super::PAGE_RECORDS,
            super::RETURNED,
            super::LISTED,
            super::LISTED_ONE,
            super::RECENT,
        ] {
            assert_indexed(sql);
        }
    }
}
