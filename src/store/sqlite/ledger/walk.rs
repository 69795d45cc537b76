//! Walking a ledger on by the number of each record's last change.
//!
//! A record's `change` grows whenever it is shown, changed or taken away, so the records after the number that a
//! ledger knows are all that can have come, changed or left. Those that come together stand in order of their dates.

use std::collections::BTreeSet;

use rusqlite::{OptionalExtension, params};

use crate::Result;
use crate::model::Query;
use crate::store::ledger::{Ledger, Ledgers, Terms};
use crate::store::sqlite::put::number;
use crate::store::sqlite::row::State;
use crate::store::sqlite::{SqliteStore, facet, select};
use crate::store::timing::Seconds;

const CHANGED: &str = "SELECT key, change, state, retracted, published, facets FROM record
     WHERE change > ?1 ORDER BY change";

const ENDED: &str =
    "SELECT key, page FROM ledger_entry WHERE ledger = ?1 AND ends IS NOT NULL AND ends <= ?2";

/// A record that comes into a ledger.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Comer {
    published: Seconds,
    key: i64,
    ends: Option<Seconds>,
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
    /// Writes down what has come, changed and left, and marks the pages that have to be made again.
    pub(super) fn bring_up_to_date(&mut self, name: &str, terms: &Terms<'_>) -> Result<Ledger> {
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

#[cfg(test)]
mod tests {
    use crate::store::sqlite::select::tests::assert_indexed;

    #[test]
    fn what_has_changed_is_found_by_indexes() {
        for sql in [super::CHANGED, super::ENDED] {
            assert_indexed(sql);
        }
    }
}
