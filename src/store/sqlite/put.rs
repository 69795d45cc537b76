//! Taking in a record: whose it is, what becomes of it, and what has to be written down.

use rusqlite::params;

use super::find::Found;
use super::row::{By, Event, Row, State};
use super::{SqliteStore, alias, doubt};
use crate::model::Notice;
use crate::store::facts::Facts;
use crate::store::identity;
use crate::store::timing::Seconds;
use crate::store::{Arrival, Outcome, Put};
use crate::{Error, Result};

/// How many ids are tried for an entry whose id is taken before the record's number is made part of it.
const TRIES: u32 = 16;

impl SqliteStore {
    pub(super) fn take_in(&mut self, arrival: &Arrival<'_>) -> Result<Put> {
        let minter = self.minter.as_ref().ok_or_else(|| {
            Error::store("the store was opened to be looked at, not to take in records")
        })?;
        let facts = Facts::of(arrival, minter)?;
        self.write(|store| {
            let place = store.place(arrival.source, arrival.file)?;
            match store.find(&facts, arrival, place)? {
                Found::New if facts.bare_retraction => Ok(unknown(&facts, arrival)),
                Found::New => store.add(&facts, arrival, place, Vec::new()),
                Found::SharesUrl(other) => {
                    let doubt = doubt::shares_url(&other, arrival);
                    store.add(&facts, arrival, place, vec![doubt])
                }
                Found::SharesId(other) => {
                    let (source, file) = store.place_named(other.place)?;
                    let doubt = doubt::shares_id((&source, &file, other.line), arrival);
                    let put = store.add(&facts, arrival, place, vec![doubt])?;
                    store.name_within_source(&put.id, &facts)?;
                    Ok(put)
                }
                Found::Is(row, matched) => store.see_again(row, matched, &facts, arrival, place),
            }
        })
    }

    fn add(
        &mut self,
        facts: &Facts,
        arrival: &Arrival<'_>,
        place: i64,
        mut notices: Vec<Notice>,
    ) -> rusqlite::Result<Put> {
        let mut row = self.new_row(facts, arrival, place)?;
        row.facets = self
            .facets
            .of(&self.conn, &arrival.record, arrival.source)?;
        // Nobody has seen what is withdrawn before it was ever shown, so there is nothing to take back.
        let state = if facts.retracted {
            State::Gone
        } else {
            state_at(row.enters, row.leaves, facts.now)
        };
        row.state = state;
        if state == State::Shown {
            row.entered = number(arrival.pass);
            row.change = self.next_change();
        }
        row.insert(&self.conn)?;
        if state == State::Shown {
            self.facets
                .show(&self.conn, row.key, row.published, &row.facets, row.change)?;
        }
        let linked = self.linked(row.key, facts, arrival)?;
        self.conn
            .prepare_cached("INSERT INTO content(key, json) VALUES (?1, ?2)")?
            .execute(params![row.key, linked.as_deref().unwrap_or(&facts.json)])?;
        alias::give(
            &self.conn,
            &identity::alias(identity::AliasKind::Id, &row.entry_id),
            row.key,
        )?;
        if let Some(other) = self.name(&row, facts)?
            && notices.is_empty()
        {
            notices.extend(self.near(other, facts, arrival)?);
        }
        Ok(Put {
            outcome: Outcome::New,
            id: row.entry_id,
            matched: "new",
            notices,
        })
    }

    fn new_row(&self, facts: &Facts, arrival: &Arrival<'_>, place: i64) -> rusqlite::Result<Row> {
        let published = facts.timing.published.unwrap_or(facts.seen);
        let claimed = facts.timing.believable_update(facts.now);
        let pass = number(arrival.pass);
        Ok(Row {
            key: 0,
            entry_id: self.free_id(facts)?,
            kind: facts.kind,
            has_id: facts.id.is_some(),
            has_url: facts.url.is_some(),
            place,
            line: number(arrival.line),
            pass,
            first_pass: pass,
            first_seen: facts.seen,
            said_published: facts.timing.published,
            said_updated: facts.timing.updated,
            published,
            updated: claimed.unwrap_or(published).max(published),
            enters: facts.timing.enters_anew(published, facts.now),
            leaves: facts.timing.leaves,
            entered: 0,
            state: State::Waiting,
            retracted: facts.retracted.then_some(facts.now),
            retracted_by: if facts.retracted {
                By::Source
            } else {
                By::Nobody
            },
            forgotten: false,
            whole: facts.whole,
            gist: facts.gist,
            facets: Vec::new(),
            change: 0,
            number: 1,
            at: facts.now,
            event: Event::New,
            sighted: pass,
        })
    }

    /// The minted id, or the first of its kind that no other entry has.
    fn free_id(&self, facts: &Facts) -> rusqlite::Result<String> {
        if !self.is_taken(&facts.minted)? {
            return Ok(facts.minted.clone());
        }
        for n in 2..TRIES {
            let id = identity::nth(&facts.minted, n);
            if !self.is_taken(&id)? {
                return Ok(id);
            }
        }
        let next: u32 =
            self.conn
                .query_row("SELECT coalesce(max(key), 0) + 1 FROM record", [], |r| {
                    r.get(0)
                })?;
        Ok(identity::nth(&identity::nth(&facts.minted, next), TRIES))
    }

    /// In this source, the id leads to this entry.
    fn name_within_source(&self, entry_id: &str, facts: &Facts) -> rusqlite::Result<()> {
        let entry = identity::alias(identity::AliasKind::Id, entry_id);
        if let (Some(name), Some(key)) = (facts.local_id, alias::find(&self.conn, &entry)?) {
            alias::give(&self.conn, &name, key)?;
        }
        Ok(())
    }

    /// Every name that the arrival brings leads to the record from now on; tells which other had its title.
    pub(super) fn name(&self, row: &Row, facts: &Facts) -> rusqlite::Result<Option<i64>> {
        for firm in facts.firm_aliases() {
            alias::give(&self.conn, &firm, row.key)?;
        }
        self.entitle(row, facts)
    }
}

/// Nothing is known of a record that is withdrawn.
fn unknown(facts: &Facts, arrival: &Arrival<'_>) -> Put {
    Put {
        outcome: Outcome::Unchanged,
        id: facts.minted.clone(),
        matched: "new",
        notices: vec![doubt::unknown(arrival)],
    }
}

/// A count as SQLite keeps it.
pub(super) fn number(n: u64) -> i64 {
    i64::try_from(n).unwrap_or(i64::MAX)
}

/// What a record's times make of it.
pub(super) fn state_at(enters: Seconds, leaves: Option<Seconds>, now: Seconds) -> State {
    if leaves.is_some_and(|t| t <= now) {
        State::Gone
    } else if enters > now {
        State::Waiting
    } else {
        State::Shown
    }
}
