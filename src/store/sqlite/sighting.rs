//! Where a record still stands: which run last saw it, and in which files where its source has it in several.

use std::collections::HashMap;

use rusqlite::params;

use super::SqliteStore;
use super::put::number;
use super::row::Row;
use crate::store::Arrival;

const SEEN_IN: &str = "SELECT place, pass FROM sighting WHERE key = ?1";

const SEEN_AGAIN: &str = "UPDATE sighting SET pass = ?3 WHERE key = ?1 AND place = ?2";

/// Files that were read whole since, without it.
const LEFT: &str = "DELETE FROM sighting WHERE key = ?1 AND place <> ?2
     AND pass < (SELECT whole FROM place WHERE id = sighting.place)";

impl SqliteStore {
    /// It still stands in its source, in whatever form. What another source has too is never missing from one.
    pub(super) fn sight(
        &self,
        row: &mut Row,
        arrival: &Arrival<'_>,
        place: i64,
    ) -> rusqlite::Result<()> {
        let here = row.place == place;
        let own = here || self.place_named(row.place)?.0 == arrival.source;
        let sighted = if own { number(arrival.pass) } else { i64::MAX };
        if here {
            self.conn
                .prepare_cached(SEEN_AGAIN)?
                .execute(params![row.key, place, sighted])?;
        } else if own {
            self.seen_in_another(row, place, sighted)?;
        }
        if row.sighted < sighted {
            row.sighted = sighted;
            self.conn
                .prepare_cached("UPDATE record SET sighted = ?2 WHERE key = ?1")?
                .execute(params![row.key, sighted])?;
        }
        Ok(())
    }

    /// It was seen in one file of its source and is now seen in another: it has moved, or stands in both.
    fn seen_in_another(&self, row: &Row, place: i64, pass: i64) -> rusqlite::Result<()> {
        self.conn
            .prepare_cached("INSERT OR IGNORE INTO sighting(key, place, pass) VALUES (?1, ?2, ?3)")?
            .execute(params![row.key, row.place, row.sighted])?;
        self.conn
            .prepare_cached(
                "INSERT INTO sighting(key, place, pass) VALUES (?1, ?2, ?3)
                 ON CONFLICT DO UPDATE SET pass = excluded.pass",
            )?
            .execute(params![row.key, place, pass])?;
        self.conn
            .prepare_cached(LEFT)?
            .execute(params![row.key, place])?;
        Ok(())
    }

    /// Does it stand in another of these files, each with the run that last read it whole?
    pub(super) fn stands_elsewhere(
        &self,
        key: i64,
        files: &HashMap<i64, i64>,
    ) -> rusqlite::Result<bool> {
        let mut statement = self.conn.prepare_cached(SEEN_IN)?;
        let mut seen = statement.query([key])?;
        while let Some(seen) = seen.next()? {
            let (place, pass): (i64, i64) = (seen.get(0)?, seen.get(1)?);
            if files.get(&place).is_some_and(|whole| pass >= *whole) {
                return Ok(true);
            }
        }
        Ok(false)
    }
}

#[cfg(test)]
mod tests {
    use super::super::select::tests::assert_indexed;
    use super::{LEFT, SEEN_AGAIN, SEEN_IN};

    #[test]
    fn sightings_are_found_by_an_index() {
        for sql in [SEEN_IN, SEEN_AGAIN, LEFT] {
            assert_indexed(sql);
        }
    }
}
