//! Whose record an arrival is: by its id, else its address, else its title within its site.

use super::row::Row;
use super::{SqliteStore, alias};
use crate::model::Kind;
use crate::store::Arrival;
use crate::store::decide::Match;
use crate::store::facts::Facts;

/// Whose record an arrival is.
pub(super) enum Found {
    /// Nobody's yet.
    New,
    /// This one's.
    Is(Row, Match),
    /// Nobody's yet, though another record, which still stands, has the same address.
    SharesUrl(Row),
}

/// Seconds of a day.
const DAY: i64 = 86_400;

impl SqliteStore {
    /// Each step looks up one row, however many records share a title.
    pub(super) fn find(
        &self,
        facts: &Facts,
        arrival: &Arrival<'_>,
        place: i64,
    ) -> rusqlite::Result<Found> {
        if let Some(row) = self.row_of(facts.id)? {
            return Ok(Found::Is(row, Match::Id));
        }
        if let Some(row) = self.row_of(facts.url)? {
            let two = facts.id.is_some() && row.has_id && still_stands(&row, arrival, place);
            return Ok(if two {
                Found::SharesUrl(row)
            } else {
                Found::Is(row, Match::Url)
            });
        }
        Ok(match self.find_by_title(facts)? {
            Some(row) => Found::Is(row, Match::Title),
            None => Found::New,
        })
    }

    fn find_by_title(&self, facts: &Facts) -> rusqlite::Result<Option<Row>> {
        let open = facts.titles.iter().map(|t| t.open);
        let any = facts
            .titles
            .iter()
            .filter(|_| facts.is_open())
            .map(|t| t.any);
        for title in open.chain(any) {
            let row = self.row_of(Some(title))?;
            if let Some(row) = row.filter(|row| agrees(row, facts)) {
                return Ok(Some(row));
            }
        }
        Ok(None)
    }

    fn row_of(&self, name: Option<[u8; 16]>) -> rusqlite::Result<Option<Row>> {
        let Some(name) = name else { return Ok(None) };
        match alias::find(&self.conn, &name)? {
            Some(key) => Row::find(&self.conn, key),
            None => Ok(None),
        }
    }
}

/// Was the record seen in this run, or does the part of the file that holds it still stand?
fn still_stands(row: &Row, arrival: &Arrival<'_>, place: i64) -> bool {
    let same_run = u64::try_from(row.pass).is_ok_and(|pass| pass == arrival.pass);
    same_run || (arrival.appended && row.place == place)
}

/// An equal title makes two sightings one record only where nothing else speaks against it. Two articles need
/// more than the title: neither has any other name, or both are of one day.
fn agrees(row: &Row, facts: &Facts) -> bool {
    let ids_differ = row.has_id && facts.id.is_some();
    let urls_differ = row.has_url && facts.url.is_some();
    let headline = row.kind == Kind::Headline || facts.kind == Kind::Headline;
    let nameless = !row.has_id && !row.has_url && facts.is_bare();
    !ids_differ && !urls_differ && (headline || nameless || same_day(row, facts))
}

fn same_day(row: &Row, facts: &Facts) -> bool {
    let day = |t: i64| t.div_euclid(DAY);
    match (row.said_published, facts.timing.published) {
        (Some(a), Some(b)) => day(a) == day(b),
        _ => false,
    }
}
