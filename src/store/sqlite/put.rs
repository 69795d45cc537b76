//! Taking in a record: whose it is, what becomes of it, and what has to be written down.

use std::path::Path;

use rusqlite::params;

use super::find::Found;
use super::row::{By, Event, Row, State};
use super::{SqliteStore, alias};
use crate::model::{Kind, Notice};
use crate::store::decide::{self, Held, Match, Seen, Verdict};
use crate::store::facts::Facts;
use crate::store::identity;
use crate::store::timing::Seconds;
use crate::store::{Arrival, Outcome, Put};
use crate::{Error, Result};

/// How many ids are tried for an entry whose id is taken before the record's number is made part of it.
const TRIES: u32 = 16;

impl SqliteStore {
    pub(super) fn take_in(&mut self, arrival: &Arrival<'_>) -> Result<Put> {
        let intake = self.intake.as_ref().ok_or_else(|| {
            Error::store("the store was opened to be looked at, not to take in records")
        })?;
        let facts = Facts::of(arrival, intake.zone, &intake.minter)?;
        self.write(|store| {
            let place = store.place(arrival.source, arrival.file)?;
            match store.find(&facts, arrival, place)? {
                Found::New if facts.bare_retraction => Ok(unknown(&facts, arrival)),
                Found::New => store.add(&facts, arrival, place, Vec::new()),
                Found::SharesUrl(other) => {
                    let doubt = shares_url(&other, arrival);
                    store.add(&facts, arrival, place, vec![doubt])
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
        notices: Vec<Notice>,
    ) -> rusqlite::Result<Put> {
        let mut row = self.new_row(facts, arrival, place)?;
        row.facets = self
            .facets
            .of(&self.conn, &arrival.record, arrival.source)?;
        let state = state_at(row.enters, row.leaves, facts.now);
        row.entered = state == State::Shown;
        row.state = state;
        if state == State::Shown {
            row.change = self.next_change();
        }
        row.insert(&self.conn)?;
        if state == State::Shown {
            self.facets
                .show(&self.conn, row.key, row.published, &row.facets)?;
        }
        self.conn
            .prepare_cached("INSERT INTO content(key, json) VALUES (?1, ?2)")?
            .execute(params![row.key, facts.json])?;
        alias::give(
            &self.conn,
            &identity::alias(identity::AliasKind::Id, &row.entry_id),
            row.key,
        )?;
        self.name(&row, facts)?;
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
            entered: false,
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

    /// Every name that the arrival brings leads to the record from now on.
    fn name(&self, row: &Row, facts: &Facts) -> rusqlite::Result<()> {
        for firm in facts.firm_aliases() {
            alias::give(&self.conn, &firm, row.key)?;
        }
        for title in &facts.titles {
            alias::take(&self.conn, &title.any, row.key)?;
            if facts.is_open() {
                alias::take(&self.conn, &title.open, row.key)?;
            }
        }
        Ok(())
    }

    fn see_again(
        &mut self,
        mut row: Row,
        matched: Match,
        facts: &Facts,
        arrival: &Arrival<'_>,
        place: i64,
    ) -> rusqlite::Result<Put> {
        let seen = self.seen(&row, matched, facts, arrival, place)?;
        let verdict = decide::decide(&held(&row), &seen);
        let notices = self.doubts(&row, &seen, verdict, facts, arrival)?;
        if verdict != Verdict::Same || row.place != place {
            self.name(&row, facts)?;
        }
        let named_before = (row.has_id, row.has_url);
        row.has_id |= facts.id.is_some();
        row.has_url |= facts.url.is_some();
        let outcome = match verdict {
            Verdict::Same => self.stands(&mut row, arrival, place)?,
            Verdict::Lesser if named_before == (row.has_id, row.has_url) => Outcome::Unchanged,
            Verdict::Lesser => self.only_named(&row)?,
            Verdict::Loses => self.lost(row.key, &facts.whole, place)?,
            Verdict::Withdraws => self.withdrawn_by_source(&mut row, facts.now)?,
            Verdict::Wins => {
                self.lost(row.key, &row.whole, row.place)?;
                self.replace(&mut row, &seen, facts, arrival, place)?
            }
            Verdict::Replaces => self.replace(&mut row, &seen, facts, arrival, place)?,
        };
        Ok(Put {
            outcome,
            id: row.entry_id,
            matched: matched.as_str(),
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
            doubts.extend(two_lines(row, seen, verdict, &file, arrival));
        }
        if seen.matched == Match::Url && facts.id.is_some() && row.has_id && !row.forgotten {
            doubts.push(renamed(row, arrival));
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
        Ok(Seen {
            matched,
            kind: facts.kind,
            whole: facts.whole,
            version: facts.timing.version(),
            line: number(arrival.line),
            same_place: row.place == place,
            same_run: row.pass == number(arrival.pass),
            brings_a_name: (facts.id.is_some() && !row.has_id)
                || (facts.url.is_some() && !row.has_url),
            lost_before: differs && self.has_lost(row.key, &facts.whole, place)?,
            retracted: facts.retracted,
            bare_retraction: facts.bare_retraction,
        })
    }

    /// The record still stands in its source. Another source that has the very same does not take it over.
    fn stands(
        &mut self,
        row: &mut Row,
        arrival: &Arrival<'_>,
        place: i64,
    ) -> rusqlite::Result<Outcome> {
        let own_source = row.place == place || self.place_named(row.place)?.0 == arrival.source;
        if own_source {
            (row.place, row.line) = (place, number(arrival.line));
        }
        row.pass = number(arrival.pass);
        row.touch(&self.conn)?;
        Ok(Outcome::Unchanged)
    }

    fn only_named(&self, row: &Row) -> rusqlite::Result<Outcome> {
        row.update(&self.conn)?;
        Ok(Outcome::Unchanged)
    }

    fn withdrawn_by_source(&mut self, row: &mut Row, now: Seconds) -> rusqlite::Result<Outcome> {
        row.retracted_by = By::Source;
        self.note_withdrawal(row, now)?;
        row.update(&self.conn)?;
        Ok(Outcome::Changed)
    }

    /// Remembers a version that lost, so that the next whole reading of its file does not bring it back.
    fn lost(&self, key: i64, whole: &[u8; 16], place: i64) -> rusqlite::Result<Outcome> {
        self.conn
            .prepare_cached("INSERT OR IGNORE INTO rival(key, whole, place) VALUES (?1, ?2, ?3)")?
            .execute(params![key, whole, place])?;
        Ok(Outcome::Unchanged)
    }

    fn has_lost(&self, key: i64, whole: &[u8; 16], place: i64) -> rusqlite::Result<bool> {
        self.conn
            .prepare_cached("SELECT 1 FROM rival WHERE key = ?1 AND whole = ?2 AND place = ?3")?
            .exists(params![key, whole, place])
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
        let was = (
            row.state,
            row.published,
            std::mem::replace(&mut row.facets, facets),
        );
        let unpublished = row.first_pass == number(arrival.pass);
        let event = follow_retraction(row, facts);
        if unpublished {
            (row.at, row.event) = (facts.now, if row.number == 1 { Event::New } else { event });
        } else {
            self.keep_past(row, facts.now, event)?;
        }
        follow_times(row, seen, facts, unpublished && event == Event::Changed);
        let state = next_state(row, facts);
        (row.kind, row.whole, row.gist) = (facts.kind, facts.whole, facts.gist);
        (row.place, row.line, row.pass) = (place, number(arrival.line), number(arrival.pass));
        self.conn
            .prepare_cached("UPDATE content SET json = ?2 WHERE key = ?1")?
            .execute(params![row.key, facts.json])?;
        self.move_lists(row, &was, state)?;
        row.update(&self.conn)?;
        Ok(Outcome::Changed)
    }

    /// Takes the record out of the lists that it was in, and puts it into those that it belongs to now.
    fn move_lists(
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
            return Ok(());
        }
        if *old_state == State::Shown {
            self.facets
                .hide(&self.conn, row.key, *old_published, old_facets)?;
            row.change = self.next_change();
            row.state = State::Gone;
        }
        self.set_state(row, state)
    }
}

fn number(n: u64) -> i64 {
    i64::try_from(n).unwrap_or(i64::MAX)
}

fn held(row: &Row) -> Held {
    Held {
        kind: row.kind,
        whole: row.whole,
        version: row.said_updated.or(row.said_published),
        line: row.line,
        forgotten: row.forgotten,
        withdrawn_by_source: row.retracted_by == By::Source,
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
        (By::Source, false) => {
            (row.retracted_by, row.retracted) = (By::Nobody, None);
            Event::Restored
        }
        _ => Event::Changed,
    }
}

/// The times after a change. `fresh`: no run has published the record yet, so that nothing can go back.
fn follow_times(row: &mut Row, seen: &Seen, facts: &Facts, fresh: bool) {
    let inherited = row.said_published.filter(|_| seen.matched != Match::Id);
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
    let is_in = row.entered && row.state != State::Waiting && wanted <= entered_at.max(facts.now);
    row.leaves = facts.timing.leaves;
    row.enters = match (row.entered, is_in) {
        (true, true) => wanted.min(facts.now),
        (true, false) => wanted,
        (false, _) => facts.timing.enters_anew(row.published, facts.now),
    };
    let expired =
        row.state == State::Gone && left_at.is_some_and(|was| row.leaves.is_some_and(|t| t <= was));
    let unseen = !row.entered && row.retracted.is_some();
    if unseen || expired {
        State::Gone
    } else {
        state_at(row.enters, row.leaves, facts.now)
    }
}

fn state_at(enters: Seconds, leaves: Option<Seconds>, now: Seconds) -> State {
    if leaves.is_some_and(|t| t <= now) {
        State::Gone
    } else if enters > now {
        State::Waiting
    } else {
        State::Shown
    }
}

fn unknown(facts: &Facts, arrival: &Arrival<'_>) -> Put {
    let notice = Notice::doubt(
        "status",
        "the record is withdrawn, but nothing is known of it",
    )
    .help("give its id or URL as it was when it was published");
    Put {
        outcome: Outcome::Unchanged,
        id: facts.minted.clone(),
        matched: "new",
        notices: vec![placed(notice, arrival)],
    }
}

fn shares_url(other: &Row, arrival: &Arrival<'_>) -> Notice {
    let message = format!(
        "another record with another id has the same URL: line {}, entry {}",
        other.line, other.entry_id
    );
    placed(Notice::doubt("url", message), arrival).help("give each record a URL of its own")
}

fn placed(notice: Notice, arrival: &Arrival<'_>) -> Notice {
    let notice = notice.in_file(arrival.file).on_line(arrival.line);
    match arrival.record.name() {
        Some(name) => notice.of_record(name),
        None => notice,
    }
}

/// The record's id is another than before, though its address is the same.
fn renamed(row: &Row, arrival: &Arrival<'_>) -> Notice {
    let message = format!(
        "the record's id is another than before; its entry keeps the id {}",
        row.entry_id
    );
    placed(Notice::doubt("id", message), arrival)
}

/// Two lines say different things of one record. Two headlines that link to one page do so by nature.
fn two_lines(
    row: &Row,
    seen: &Seen,
    verdict: Verdict,
    file: &Path,
    arrival: &Arrival<'_>,
) -> Option<Notice> {
    let kept = match verdict {
        Verdict::Wins => "this one, being newer, is kept",
        Verdict::Loses => "that one, being newer, is kept",
        _ => return None,
    };
    if seen.matched != Match::Id && (row.kind, seen.kind) == (Kind::Headline, Kind::Headline) {
        return None;
    }
    let rule = seen.matched.as_str();
    let message = if seen.same_place {
        format!(
            "lines {} and {} have the same {rule} and other content; {kept}",
            row.line, seen.line
        )
    } else {
        let (file, line) = (file.display(), row.line);
        format!(
            "line {} and {file}:{line} have the same {rule} and other content; {kept}",
            seen.line
        )
    };
    Some(placed(Notice::doubt(rule, message), arrival).help("keep one line for each record"))
}
