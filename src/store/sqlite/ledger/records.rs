//! The records of a ledger: those of a page in order, those that have changed, and what lists of pages say of them.

use chrono::{DateTime, Utc};
use rusqlite::params;
use serde::Deserialize;

use crate::Result;
use crate::model::{Kind, Line, Link};
use crate::store::ledger::{Ledger, Listed};
use crate::store::sqlite::SqliteStore;
use crate::store::sqlite::put::number;
use crate::store::timing::Seconds;
use crate::store::{Key, Selected};

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

/// A record with what orders it.
struct Ranked {
    published: Seconds,
    key: i64,
    change: i64,
    retracted: Option<Seconds>,
}

impl SqliteStore {
    pub(super) fn records_of_page(&self, ledger: &Ledger, page: u64) -> Result<Vec<Selected>> {
        let mut found = self.ranked(PAGE_RECORDS, params![ledger.id, number(page)])?;
        found.sort_unstable_by_key(|r| (r.published.saturating_neg(), r.key));
        self.to_selected(found)
    }

    pub(super) fn returned_records(&self, ledger: &Ledger, limit: usize) -> Result<Vec<Selected>> {
        let limit = i64::try_from(limit).unwrap_or(i64::MAX);
        let (since, closed) = (number(ledger.returned_since), number(ledger.closed));
        let found = self.ranked(RETURNED, params![ledger.id, since, closed, limit])?;
        self.to_selected(found)
    }

    pub(super) fn ordered(&self, records: Vec<Selected>) -> Result<Vec<Selected>> {
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

    pub(super) fn listed_in_page(&self, ledger: &Ledger, page: u64) -> Result<Vec<Listed>> {
        self.all_listed(LISTED, params![ledger.id, number(page)])
    }

    pub(super) fn listed_record(&self, key: Key) -> Result<Listed> {
        let found = self.all_listed(LISTED_ONE, [key.0])?;
        found
            .into_iter()
            .next()
            .ok_or_else(|| self.damaged(format_args!("record {} is missing", key.0)))
    }

    pub(super) fn recent_keys(&self, after: DateTime<Utc>) -> Result<Vec<Key>> {
        self.conn
            .prepare_cached(RECENT)
            .and_then(|mut s| {
                s.query_map([after.timestamp()], |row| row.get(0).map(Key))?
                    .collect()
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
                kind: brief.kind,
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
    #[serde(default)]
    kind: Kind,
    url: Option<Link>,
    title: Option<Line>,
    image: Option<Picture>,
    language: Option<Line>,
}

#[derive(Deserialize)]
struct Picture {
    url: Option<Link>,
}

#[cfg(test)]
mod tests {
    use crate::store::sqlite::select::tests::assert_indexed;

    #[test]
    fn records_are_read_by_indexes() {
        for sql in [
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
