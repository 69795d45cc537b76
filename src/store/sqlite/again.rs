//! A record that is held already is seen again: what becomes of it, and what has to be written down.

use rusqlite::params;

use super::put::{number, state_at};
use super::row::{By, Event, Row, State};
use super::{SqliteStore, doubt};
use crate::model::Notice;
use crate::store::decide::{self, Held, Match, Seen, Verdict};
use crate::store::facts::Facts;
use crate::store::timing::{Seconds, is_believable};
use crate::store::weight::Content;
use crate::store::{Arrival, Outcome, Put};

impl SqliteStore {
    pub(super) fn see_again(
        &mut self,
        mut row: Row,
        matched: Match,
        facts: &Facts,
        arrival: &Arrival<'_>,
        place: i64,
    ) -> rusqlite::Result<Put> {
        let seen = self.seen(&row, matched, facts, arrival, place)?;
        let verdict = decide::decide(&held(&row), &seen);
        let rule = self.rule(&row, matched, verdict, facts)?;
        let mut notices = self.doubts(&row, &seen, verdict, facts, arrival)?;
        if let Some(outranks) = seen.outranks.filter(|_| !row.forgotten) {
            notices.extend(self.two_sources(&row, rule, outranks, arrival)?);
        }
        if verdict != Verdict::Same || row.place != place {
            self.name(&row, facts)?;
        }
        self.sight(&mut row, arrival, place)?;
        let named_before = (row.has_id, row.has_url);
        row.has_id |= facts.id.is_some();
        row.has_url |= facts.url.is_some();
        let outcome = match verdict {
            Verdict::Same => self.stands(&mut row, seen.outranks, arrival, place)?,
            Verdict::Yields => self.yields(&mut row, facts, arrival, named_before)?,
            Verdict::Lesser => {
                if seen.matched == Match::Id && !row.forgotten && !facts.bare_retraction {
                    self.lost(row.key, &facts.whole, place, seen.line)?;
                }
                self.only_named(&row, named_before)?
            }
            Verdict::Loses => self.lost(row.key, &facts.whole, place, seen.line)?,
            Verdict::Withdraws => {
                if seen.outranks.is_some() {
                    // The one that withdrew it has the word, until it says more.
                    (row.place, row.line) = (place, seen.line);
                }
                self.withdrawn_by_source(&mut row, facts.now, arrival)?
            }
            Verdict::Wins | Verdict::Replaces => {
                let two_lines = seen.same_run || arrival.appended || !seen.same_place;
                if two_lines && seen.outranks.is_none() {
                    // The line that held the former version is still there, or may be: in another file.
                    self.lost(row.key, &row.whole, row.place, row.line)?;
                }
                self.replace(&mut row, &seen, facts, arrival, place)?
            }
        };
        Ok(Put {
            outcome,
            id: row.entry_id,
            matched: rule,
            notices,
        })
    }

    fn doubts(
        &self,
        row: &Row,
        seen: &Seen,
        verdict: Verdict,
        facts: &Facts,
        arrival: &Arrival<'_>,
    ) -> rusqlite::Result<Vec<Notice>> {
        let mut doubts = Vec::new();
        if matches!(verdict, Verdict::Wins | Verdict::Loses) {
            let (_, file) = self.place_named(row.place)?;
            doubts.extend(doubt::two_lines(row, seen, verdict, &file, arrival));
        }
        if seen.matched == Match::Url && facts.id.is_some() && row.has_id && !row.forgotten {
            doubts.push(doubt::renamed(row, arrival));
        }
        Ok(doubts)
    }

    fn seen(
        &self,
        row: &Row,
        matched: Match,
        facts: &Facts,
        arrival: &Arrival<'_>,
        place: i64,
    ) -> rusqlite::Result<Seen> {
        let differs = facts.whole != row.whole;
        let line = number(arrival.line);
        let outranks = match self.other_source(row, arrival, place)? {
            Some(source) => Some(self.outranks(row, &source, facts, arrival)?),
            None => None,
        };
        Ok(Seen {
            matched,
            kind: facts.kind,
            whole: facts.whole,
            version: facts.timing.version(),
            line,
            same_place: row.place == place,
            same_run: row.pass == number(arrival.pass),
            brings_a_name: (facts.id.is_some() && !row.has_id)
                || (facts.url.is_some() && !row.has_url),
            outranks,
            lost_before: differs
                && outranks.is_none()
                && self.has_lost(row.key, &facts.whole, place, line)?,
            retracted: facts.retracted,
            bare_retraction: facts.bare_retraction,
        })
    }

    /// The record still stands in its source, or in another that has the very same.
    fn stands(
        &mut self,
        row: &mut Row,
        outranks: Option<bool>,
        arrival: &Arrival<'_>,
        place: i64,
    ) -> rusqlite::Result<Outcome> {
        if outranks != Some(false) {
            (row.place, row.line) = (place, number(arrival.line));
        }
        row.pass = number(arrival.pass);
        if outranks.is_some() && self.list_under(row, arrival.source)? {
            row.update(&self.conn)?;
        }
        row.touch(&self.conn)?;
        Ok(Outcome::Unchanged)
    }

    fn only_named(&self, row: &Row, before: (bool, bool)) -> rusqlite::Result<Outcome> {
        if before != (row.has_id, row.has_url) {
            row.update(&self.conn)?;
        }
        Ok(Outcome::Unchanged)
    }

    fn withdrawn_by_source(
        &mut self,
        row: &mut Row,
        now: Seconds,
        arrival: &Arrival<'_>,
    ) -> rusqlite::Result<Outcome> {
        row.retracted_by = By::Source;
        row.forget_entry_in(number(arrival.pass));
        self.note_withdrawal(row, now)?;
        row.update(&self.conn)?;
        Ok(Outcome::Changed)
    }

    /// Remembers a line that lost, so that the next whole reading of its file does not bring it back.
    fn lost(&self, key: i64, whole: &[u8; 16], place: i64, line: i64) -> rusqlite::Result<Outcome> {
        self.conn
            .prepare_cached(
                "INSERT INTO rival(key, whole, place, line) VALUES (?1, ?2, ?3, ?4)
                 ON CONFLICT DO UPDATE SET line = max(line, excluded.line)",
            )?
            .execute(params![key, whole, place, line])?;
        Ok(Outcome::Unchanged)
    }

    /// Further down than where it lost, the same content is a new line: somebody went back to it.
    fn has_lost(
        &self,
        key: i64,
        whole: &[u8; 16],
        place: i64,
        line: i64,
    ) -> rusqlite::Result<bool> {
        self.conn
            .prepare_cached(
                "SELECT 1 FROM rival WHERE key = ?1 AND whole = ?2 AND place = ?3 AND line >= ?4",
            )?
            .exists(params![key, whole, place, line])
    }

    /// The arrival is the record's content now.
    fn replace(
        &mut self,
        row: &mut Row,
        seen: &Seen,
        facts: &Facts,
        arrival: &Arrival<'_>,
        place: i64,
    ) -> rusqlite::Result<Outcome> {
        let facets = self
            .facets
            .of(&self.conn, &arrival.record, arrival.source)?;
        let facets = self
            .facets
            .with_sources_of(&self.conn, facets, &row.facets)?;
        let inherits = self.inherits_date(row, seen, facts)?;
        let was = (
            row.state,
            row.published,
            std::mem::replace(&mut row.facets, facets),
        );
        let unpublished = row.first_pass == number(arrival.pass);
        let event = follow_retraction(row, facts);
        if event == Event::Retracted {
            row.forget_entry_in(number(arrival.pass));
        }
        if unpublished {
            (row.at, row.event) = (facts.now, if row.number == 1 { Event::New } else { event });
        } else {
            self.keep_past(row, facts.now, event)?;
        }
        if unpublished && seen.outranks.is_some() {
            self.mint_again(row, facts)?;
            row.first_seen = row.first_seen.min(facts.seen);
        }
        follow_times(row, inherits, facts, unpublished && event == Event::Changed);
        let state = next_state(row, facts);
        (row.kind, row.whole, row.gist) = (facts.kind, facts.whole, facts.gist);
        (row.place, row.line, row.pass) = (place, number(arrival.line), number(arrival.pass));
        let linked = self.linked(row.key, facts, arrival)?;
        self.conn
            .prepare_cached("UPDATE content SET json = ?2 WHERE key = ?1")?
            .execute(params![row.key, linked.as_deref().unwrap_or(&facts.json)])?;
        self.move_lists(row, &was, state)?;
        row.update(&self.conn)?;
        Ok(Outcome::Changed)
    }

    /// Does a version without a date keep the one that is known? It came from another sighting, then; what a source
    /// has said itself it may take back.
    fn inherits_date(&self, row: &Row, seen: &Seen, facts: &Facts) -> rusqlite::Result<bool> {
        let Some(known) = row.said_published else {
            return Ok(false);
        };
        if facts.timing.published.is_some() {
            return Ok(false);
        }
        if seen.outranks.is_some() {
            return Ok(is_believable(known, facts.now));
        }
        if seen.matched != Match::Id {
            return Ok(true);
        }
        Ok(Content::of(&self.content(row.key)?).published.is_none())
    }

    /// Takes the record out of the lists that it was in, and puts it into those that it belongs to now.
    pub(super) fn move_lists(
        &mut self,
        row: &mut Row,
        was: &(State, Seconds, Vec<u8>),
        state: State,
    ) -> rusqlite::Result<()> {
        let (old_state, old_published, old_facets) = was;
        let stays = *old_state == State::Shown
            && state == State::Shown
            && (*old_published, old_facets) == (row.published, &row.facets);
        if stays {
            row.change = self.next_change();
            return self.facets.touch(&self.conn, &row.facets, row.change);
        }
        if *old_state == State::Shown {
            row.change = self.next_change();
            self.facets
                .hide(&self.conn, row.key, *old_published, old_facets, row.change)?;
            row.state = State::Gone;
        }
        self.set_state(row, state)
    }
}

fn held(row: &Row) -> Held {
    Held {
        kind: row.kind,
        whole: row.whole,
        version: row.said_updated.or(row.said_published),
        line: row.line,
        forgotten: row.forgotten,
        withdrawn_by_source: matches!(row.retracted_by, By::Source | By::Absence),
        withdrawn: row.retracted.is_some(),
    }
}

/// What a change is called, and whether the record is withdrawn after it.
fn follow_retraction(row: &mut Row, facts: &Facts) -> Event {
    match (row.retracted_by, facts.retracted) {
        (By::Nobody, true) => {
            (row.retracted_by, row.retracted) = (By::Source, Some(facts.now));
            Event::Retracted
        }
        (By::Source | By::Absence, false) => {
            (row.retracted_by, row.retracted) = (By::Nobody, None);
            Event::Restored
        }
        (By::Absence, true) => {
            row.retracted_by = By::Source;
            Event::Changed
        }
        _ => Event::Changed,
    }
}

/// The times after a change. `fresh`: no run has published the record yet, so that nothing can go back.
fn follow_times(row: &mut Row, inherits: bool, facts: &Facts, fresh: bool) {
    let inherited = row.said_published.filter(|_| inherits);
    row.said_published = facts.timing.published.or(inherited);
    row.said_updated = facts.timing.updated;
    row.published = row.said_published.unwrap_or(row.first_seen);
    let claimed = facts.timing.believable_update(facts.now);
    let turned = row.at == facts.now && matches!(row.event, Event::Retracted | Event::Restored);
    let noticed = (!fresh && (turned || facts.gist != row.gist)).then_some(facts.now);
    let former = if fresh { i64::MIN } else { row.updated };
    let updated = if turned {
        claimed.max(noticed)
    } else {
        claimed.or(noticed)
    };
    row.updated = updated.unwrap_or(former).max(former).max(row.published);
}

/// May the record be shown after a change? A clock that goes back takes nothing out that was in, and brings
/// nothing back that has expired.
fn next_state(row: &mut Row, facts: &Facts) -> State {
    let (entered_at, left_at) = (row.enters, row.leaves);
    let wanted = facts.timing.enters;
    let entered = row.entered != 0;
    let is_in = entered && row.state != State::Waiting && wanted <= entered_at.max(facts.now);
    row.leaves = facts.timing.leaves;
    row.enters = match (entered, is_in) {
        (true, true) => wanted.min(facts.now),
        (true, false) => wanted,
        (false, _) => facts.timing.enters_anew(row.published, facts.now),
    };
    let expired =
        row.state == State::Gone && left_at.is_some_and(|was| row.leaves.is_some_and(|t| t <= was));
    let unseen = !entered && row.retracted.is_some();
    let dropped = row.state == State::Gone && row.retracted_by == By::Command;
    if unseen || expired || dropped {
        State::Gone
    } else {
        state_at(row.enters, row.leaves, facts.now)
    }
}
