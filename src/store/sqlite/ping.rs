//! What somebody is still to be told, and up to which change somebody was told.

use rusqlite::{OptionalExtension, Row, params};

use super::SqliteStore;
use crate::Result;
use crate::store::timing::Seconds;
use crate::store::{Key, Ping, Pings};

const ALL: &str = "SELECT kind, target, topic, since, due, hold, tries, said FROM ping ORDER BY since, kind, target, topic";

const CHANGED: &str =
    "SELECT key FROM record WHERE state = 0 AND change > ?1 ORDER BY change DESC LIMIT ?2";

const HOW_MANY: &str = "SELECT count(*) FROM record WHERE state = 0 AND change > ?1";

/// A ping with its times as they are kept.
struct Kept {
    ping: (String, String, String),
    times: (Seconds, Seconds, Option<Seconds>),
    tries: u32,
    said: Option<String>,
}

impl SqliteStore {
    /// One ping for each way, target and topic: what changes again before it was told is told once.
    pub(super) fn enqueue(
        &mut self,
        kind: &str,
        target: &str,
        topic: &str,
        now: Seconds,
    ) -> Result<()> {
        self.write(|store| {
            store
                .conn
                .prepare_cached(
                    "INSERT INTO ping(kind, target, topic, since, due, tries) VALUES (?1, ?2, ?3, ?4, ?4, 0)
                     ON CONFLICT DO UPDATE SET due = min(due, excluded.due)",
                )?
                .execute(params![kind, target, topic, now])?;
            Ok(())
        })
    }

    pub(super) fn all_pings(&self) -> Result<Vec<Ping>> {
        let kept: Vec<Kept> = self
            .conn
            .prepare_cached(ALL)
            .and_then(|mut s| s.query_map([], kept)?.collect())
            .map_err(|e| self.fault(e))?;
        kept.into_iter().map(|kept| self.ping(kept)).collect()
    }

    fn ping(&self, kept: Kept) -> Result<Ping> {
        let (kind, target, topic) = kept.ping;
        let (since, due, hold) = kept.times;
        Ok(Ping {
            kind,
            target,
            topic,
            since: self.time(since)?,
            due: self.time(due)?,
            hold: hold.map(|t| self.time(t)).transpose()?,
            tries: kept.tries,
            said: kept.said,
        })
    }

    pub(super) fn settle_pings(&mut self, pings: &Pings) -> Result<()> {
        self.write(|store| {
            let mut gone = store.conn.prepare_cached(
                "DELETE FROM ping WHERE kind = ?1 AND target = ?2 AND topic = ?3",
            )?;
            for ping in &pings.gone {
                gone.execute(params![ping.kind, ping.target, ping.topic])?;
            }
            let mut kept = store.conn.prepare_cached(
                "UPDATE ping SET due = ?4, hold = ?5, tries = ?6, said = ?7
                 WHERE kind = ?1 AND target = ?2 AND topic = ?3",
            )?;
            for ping in &pings.kept {
                kept.execute(params![
                    ping.kind,
                    ping.target,
                    ping.topic,
                    ping.due.timestamp(),
                    ping.hold.map(|t| t.timestamp()),
                    ping.tries,
                    ping.said,
                ])?;
            }
            store.conn.execute_batch("COMMIT")
        })
    }

    pub(super) fn told_change(&self, name: &str) -> Result<Option<u64>> {
        self.conn
            .prepare_cached("SELECT change FROM told WHERE name = ?1")
            .and_then(|mut s| s.query_row([name], |row| row.get(0)).optional())
            .map_err(|e| self.fault(e))
    }

    pub(super) fn save_told_change(&mut self, name: &str, change: u64) -> Result<()> {
        self.write(|store| {
            store
                .conn
                .prepare_cached(
                    "INSERT INTO told(name, change) VALUES (?1, ?2)
                     ON CONFLICT(name) DO UPDATE SET change = excluded.change",
                )?
                .execute(params![name, change])?;
            Ok(())
        })
    }

    pub(super) fn shown_and_changed(&self, change: u64, limit: usize) -> Result<(Vec<Key>, u64)> {
        let change = i64::try_from(change).unwrap_or(i64::MAX);
        let limit = i64::try_from(limit).unwrap_or(i64::MAX);
        let found = || -> rusqlite::Result<(Vec<Key>, u64)> {
            let mut changed = self.conn.prepare_cached(CHANGED)?;
            let keys = changed
                .query_map([change, limit], |row| row.get(0).map(Key))?
                .collect::<rusqlite::Result<_>>()?;
            let mut how_many = self.conn.prepare_cached(HOW_MANY)?;
            Ok((keys, how_many.query_row([change], |row| row.get(0))?))
        };
        found().map_err(|e| self.fault(e))
    }
}

fn kept(row: &Row<'_>) -> rusqlite::Result<Kept> {
    Ok(Kept {
        ping: (row.get(0)?, row.get(1)?, row.get(2)?),
        times: (row.get(3)?, row.get(4)?, row.get(5)?),
        tries: row.get(6)?,
        said: row.get(7)?,
    })
}

#[cfg(test)]
mod tests {
    use super::super::select::tests::assert_indexed;

    #[test]
    fn what_changed_is_found_by_an_index() {
        assert_indexed(super::CHANGED);
    }
}
