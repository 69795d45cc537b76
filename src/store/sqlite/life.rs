//! What time and editors do to a record: entering, leaving, withdrawal, removal of its text.

use rusqlite::params;

use super::SqliteStore;
use super::put::number;
use super::row::{By, Event, Row, State};
use crate::Result;
use crate::store::Leave;
use crate::store::timing::{Seconds, believable};

/// Records that are moved between two looks at the table; the memory stays bounded.
const AT_A_TIME: i64 = 500;

const ENTERING: &str =
    "SELECT key FROM record WHERE state = 1 AND enters <= ?1 ORDER BY enters LIMIT ?2";

const LEAVING: &str =
    "SELECT key FROM record WHERE state = 0 AND leaves IS NOT NULL AND leaves <= ?1
     ORDER BY leaves LIMIT ?2";

/// What a record said of its last change when it was read, before its time, may have lain in the future then.
fn catch_up_with_claim(row: &mut Row, now: Seconds) {
    if let Some(claimed) = believable(row.said_updated, now) {
        row.updated = row.updated.max(claimed);
    }
}

impl SqliteStore {
    pub(super) fn let_in_and_out(&mut self, now: Seconds) -> Result<u64> {
        let entered = self.move_all(ENTERING, now, |row| {
            let expired = row.leaves.is_some_and(|t| t <= now);
            if !expired {
                catch_up_with_claim(row, now);
            }
            if expired { State::Gone } else { State::Shown }
        })?;
        let left = self.move_all(LEAVING, now, |_| State::Gone)?;
        Ok(entered + left)
    }

    fn move_all(&mut self, due: &str, now: Seconds, to: impl Fn(&mut Row) -> State) -> Result<u64> {
        let mut moved = 0;
        loop {
            let keys = self.due(due, now).map_err(|e| self.fault(e))?;
            if keys.is_empty() {
                return Ok(moved);
            }
            moved += self.write(|store| {
                for key in &keys {
                    store.move_one(*key, &to)?;
                }
                Ok(keys.len() as u64)
            })?;
        }
    }

    fn due(&self, sql: &str, now: Seconds) -> rusqlite::Result<Vec<i64>> {
        self.conn
            .prepare_cached(sql)?
            .query_map(params![now, AT_A_TIME], |row| row.get(0))?
            .collect()
    }

    fn move_one(&mut self, key: i64, to: &impl Fn(&mut Row) -> State) -> rusqlite::Result<()> {
        let Some(mut row) = Row::find(&self.conn, key)? else {
            return Ok(());
        };
        let state = to(&mut row);
        self.set_state(&mut row, state)?;
        row.update(&self.conn)
    }

    /// Moves a record in or out of its lists. The row itself is written by the caller.
    pub(super) fn set_state(&mut self, row: &mut Row, state: State) -> rusqlite::Result<()> {
        let (was, is) = (row.state == State::Shown, state == State::Shown);
        if was || is {
            row.change = self.next_change();
        }
        let (conn, lists) = (&self.conn, &mut self.facets);
        match (was, is) {
            (false, true) => lists.show(conn, row.key, row.published, &row.facets, row.change)?,
            (true, false) => lists.hide(conn, row.key, row.published, &row.facets, row.change)?,
            (true, true) => lists.touch(conn, &row.facets, row.change)?,
            (false, false) => {}
        }
        row.state = state;
        if is && row.entered == 0 {
            row.entered = self.this_run();
        }
        Ok(())
    }

    /// Withdraws a record for good, whatever its source says later.
    pub(super) fn withdraw(
        &mut self,
        id: &str,
        leave: Leave,
        now: Seconds,
    ) -> Result<Option<String>> {
        let Some(mut row) = self.row_named(id)? else {
            return Ok(None);
        };
        let goes = leave == Leave::AtOnce && row.state != State::Gone;
        if row.forgotten || (row.retracted_by == By::Command && !goes) {
            return Ok(Some(row.entry_id));
        }
        self.write(|store| {
            let first = row.retracted.is_none();
            row.retracted_by = By::Command;
            if first {
                store.note_withdrawal(&mut row, now)?;
            }
            if goes {
                store.set_state(&mut row, State::Gone)?;
            }
            row.update(&store.conn)
        })?;
        Ok(Some(row.entry_id))
    }

    /// The record is withdrawn from now on. One that nobody has seen goes without a notice.
    pub(super) fn note_withdrawal(&mut self, row: &mut Row, now: Seconds) -> rusqlite::Result<()> {
        self.keep_past(row, now, Event::Retracted)?;
        row.retracted = Some(now);
        row.updated = row.updated.max(now);
        let unseen = row.entered == 0 || row.state == State::Waiting;
        let state = if unseen { State::Gone } else { row.state };
        self.set_state(row, state)
    }

    /// The number of the run that is going on, or a later one where it has committed already: what entered in an
    /// earlier run has a lower one.
    fn this_run(&self) -> i64 {
        number(self.about.generation.saturating_add(1))
    }

    /// Removes a record's text from everywhere; its names stay, so that it is known when it comes again.
    pub(super) fn remove_text(&mut self, id: &str, now: Seconds) -> Result<Option<String>> {
        let Some(mut row) = self.row_named(id)? else {
            return Ok(None);
        };
        if row.forgotten {
            return Ok(Some(row.entry_id));
        }
        self.write(|store| {
            store.set_state(&mut row, State::Gone)?;
            store.keep_past(&mut row, now, Event::Forgotten)?;
            row.forgotten = true;
            (row.whole, row.gist) = ([0; 16], [0; 16]);
            row.facets = Vec::new();
            row.update(&store.conn)?;
            store.erase(&row)
        })?;
        self.scrub = true;
        Ok(Some(row.entry_id))
    }

    /// The numbers and times of past versions stay; their texts go.
    fn erase(&self, row: &Row) -> rusqlite::Result<()> {
        self.conn
            .execute("UPDATE revision SET json = NULL WHERE key = ?1", [row.key])?;
        self.conn
            .execute("DELETE FROM rival WHERE key = ?1", [row.key])?;
        self.conn
            .execute("DELETE FROM content WHERE key = ?1", [row.key])?;
        Ok(())
    }

    /// Moves what is current into the past, as the version before `event`.
    pub(super) fn keep_past(
        &mut self,
        row: &mut Row,
        now: Seconds,
        event: Event,
    ) -> rusqlite::Result<()> {
        self.conn
            .prepare_cached(
                "INSERT INTO revision(key, number, at, event, json)
                 SELECT ?1, ?2, ?3, ?4, json FROM content WHERE key = ?1",
            )?
            .execute(params![row.key, row.number, row.at, row.event])?;
        row.number = row.number.saturating_add(1);
        (row.at, row.event) = (now, event);
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::super::select::tests::assert_indexed;

    #[test]
    fn what_is_due_is_found_by_an_index() {
        assert_indexed(super::ENTERING);
        assert_indexed(super::LEAVING);
    }
}
