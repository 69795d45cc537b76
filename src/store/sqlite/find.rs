//! Whose record an arrival is: by its id, else its address, else its title within its site.

use super::row::Row;
use super::{SqliteStore, alias};
use crate::model::Kind;
use crate::store::decide::Match;
use crate::store::facts::Facts;
use crate::store::identity::plain_title;
use crate::store::weight::Content;
use crate::store::{Arrival, address};

/// Whose record an arrival is.
pub(super) enum Found {
    /// Nobody's yet.
    New,
    /// This one's.
    Is(Row, Match),
    /// Nobody's yet, though another record, which still stands, has the same address.
    SharesUrl(Row),
    /// Nobody's yet, though another source has the same id, which is no IRI, for another story.
    SharesId(Row),
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
        let named = self.row_of(facts.id)?;
        let others = match &named {
            Some(row) => self.is_another_story(row, facts, arrival, place)?,
            None => false,
        };
        match named {
            Some(row) if !others => return Ok(Found::Is(row, Match::Id)),
            Some(_) => {
                if let Some(row) = self.row_of(facts.local_id)? {
                    return Ok(Found::Is(row, Match::Id));
                }
            }
            None => {}
        }
        if let Some(row) = self.row_of(facts.url)? {
            let two = facts.id.is_some()
                && row.has_id
                && still_stands(&row, arrival, place)
                && self.other_source(&row, arrival, place)?.is_none();
            return Ok(if two {
                Found::SharesUrl(row)
            } else {
                Found::Is(row, Match::Url)
            });
        }
        if let Some(row) = self.find_by_title(facts, arrival, place)? {
            return Ok(Found::Is(row, Match::Title));
        }
        Ok(match named {
            Some(row) => Found::SharesId(row),
            None => Found::New,
        })
    }

    /// The name of the source that what is held came from, where that is another.
    pub(super) fn other_source(
        &self,
        row: &Row,
        arrival: &Arrival<'_>,
        place: i64,
    ) -> rusqlite::Result<Option<String>> {
        if row.place == place {
            return Ok(None);
        }
        let (source, _) = self.place_named(row.place)?;
        Ok((source != arrival.source).then_some(source))
    }

    /// An id that is no IRI holds within its source: in another, nothing but the id may be the same. A source that is
    /// asked no more has passed its ids on.
    fn is_another_story(
        &self,
        row: &Row,
        facts: &Facts,
        arrival: &Arrival<'_>,
        place: i64,
    ) -> rusqlite::Result<bool> {
        if facts.local_id.is_none() || row.forgotten {
            return Ok(false);
        }
        let Some(source) = self.other_source(row, arrival, place)? else {
            return Ok(false);
        };
        if !self.sources.is_empty() && !self.sources.contains(&source) {
            return Ok(false);
        }
        let json = self.content(row.key)?;
        Ok(!is_one_story(
            &Content::of(&json),
            &Content::of(&facts.json),
        ))
    }

    fn find_by_title(
        &self,
        facts: &Facts,
        arrival: &Arrival<'_>,
        place: i64,
    ) -> rusqlite::Result<Option<Row>> {
        let open = facts.titles.iter().map(|t| t.open);
        let any = facts
            .titles
            .iter()
            .filter(|_| facts.is_open())
            .map(|t| t.any);
        for title in open.chain(any) {
            let row = self.row_of(Some(title))?;
            if let Some(row) = row {
                let other = self.other_source(&row, arrival, place)?.is_some();
                if agrees(&row, facts, other) {
                    return Ok(Some(row));
                }
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

fn is_one_story(a: &Content<'_>, b: &Content<'_>) -> bool {
    let titles = a.title.as_deref().zip(b.title.as_deref());
    let urls = a.url.as_deref().zip(b.url.as_deref());
    titles.is_some_and(|(a, b)| plain_title(a) == plain_title(b))
        || urls.is_some_and(|(a, b)| address::page(a) == address::page(b))
}

/// An equal title makes two sightings one record only where nothing else speaks against it. Two articles need
/// more than the title: in one source neither has any other name, or both are of one day. Each source has ids of its own.
fn agrees(row: &Row, facts: &Facts, other_source: bool) -> bool {
    let ids_differ = row.has_id && facts.id.is_some() && !other_source;
    let urls_differ = row.has_url && facts.url.is_some();
    let headline = row.kind == Kind::Headline || facts.kind == Kind::Headline;
    let nameless = !row.has_id && !row.has_url && facts.is_bare() && !other_source;
    !ids_differ && !urls_differ && (headline || nameless || same_day(row, facts))
}

pub(super) fn same_day(row: &Row, facts: &Facts) -> bool {
    let day = |t: i64| t.div_euclid(DAY);
    match (row.said_published, facts.timing.published) {
        (Some(a), Some(b)) => day(a) == day(b),
        _ => false,
    }
}
