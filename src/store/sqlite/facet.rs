//! The lists that queries read: every shown record under everything, its kind, categories, authors and so on,
//! in the order of a feed.

use std::collections::HashMap;

use rusqlite::{Connection, OptionalExtension, params};

use crate::model::{By, Range, Record};

use super::super::timing::Seconds;

/// What a list is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum FacetKind {
    Everything = 0,
    Kind = 1,
    Category = 2,
    Author = 3,
    Language = 4,
    Section = 5,
    Source = 6,
    /// A category of a vocabulary.
    Term = 7,
}

/// How many names are remembered before all are dropped; the memory stays bounded, whatever the records hold.
const REMEMBERED: usize = 8192;

/// The ids of lists by name, and what has happened to each since it was last written down.
#[derive(Debug, Default)]
pub(super) struct FacetNames {
    ids: HashMap<(FacetKind, String), i64>,
    moved: HashMap<i64, Moved>,
}

/// What has happened to a list.
#[derive(Debug, Default)]
struct Moved {
    /// How much longer it has become.
    by: i64,
    /// The number of the last change of one of its records.
    change: i64,
}

/// The name of a list: the language in lower case, all else as written.
pub(super) fn name(kind: FacetKind, value: &str) -> String {
    match kind {
        FacetKind::Language => value.to_lowercase(),
        _ => value.to_owned(),
    }
}

/// The kind of the lists that a range is made of.
pub(super) fn kind_of(range: &Range) -> FacetKind {
    match (range.by, &range.scheme) {
        (By::Category | By::Tag, Some(_)) => FacetKind::Term,
        (By::Category | By::Tag, None) => FacetKind::Category,
        (By::Author, _) => FacetKind::Author,
        (By::Section, _) => FacetKind::Section,
        (By::Language, _) => FacetKind::Language,
    }
}

/// What the names of a range's lists begin with: of a vocabulary's, its IRI, which holds no blank, and a blank.
pub(super) fn prefix_of(range: &Range) -> String {
    match (kind_of(range), &range.scheme) {
        (FacetKind::Term, Some(scheme)) => format!("{scheme} "),
        _ => String::new(),
    }
}

/// The lists that a record belongs to.
fn lists(record: &Record, source: &str) -> Vec<(FacetKind, String)> {
    let mut lists = vec![
        (FacetKind::Everything, String::new()),
        (FacetKind::Kind, record.kind.as_str().to_owned()),
        (FacetKind::Source, source.to_owned()),
    ];
    let mut add = |kind, value: &str| lists.push((kind, name(kind, value)));
    for category in &record.categories {
        add(FacetKind::Category, category.term.as_str());
        if let Some(scheme) = &category.scheme {
            add(FacetKind::Term, &format!("{scheme} {}", category.term));
        }
    }
    record
        .authors
        .iter()
        .for_each(|a| add(FacetKind::Author, a.name.as_str()));
    record
        .language
        .iter()
        .for_each(|l| add(FacetKind::Language, l.as_str()));
    record
        .section
        .iter()
        .for_each(|s| add(FacetKind::Section, s.as_str()));
    lists
}

impl FacetNames {
    /// The ids of the lists that a record belongs to, packed for its row.
    pub(super) fn of(
        &mut self,
        conn: &Connection,
        record: &Record,
        source: &str,
    ) -> rusqlite::Result<Vec<u8>> {
        let mut ids = Vec::new();
        for list in lists(record, source) {
            ids.push(self.id(conn, list)?);
        }
        Ok(pack(ids))
    }

    /// Adds to packed lists the source's own; `None` where it is among them.
    pub(super) fn with_source(
        &mut self,
        conn: &Connection,
        packed: &[u8],
        source: &str,
    ) -> rusqlite::Result<Option<(i64, Vec<u8>)>> {
        let id = self.id(conn, (FacetKind::Source, source.to_owned()))?;
        if unpack(packed).any(|known| known == id) {
            return Ok(None);
        }
        Ok(Some((id, pack(unpack(packed).chain([id]).collect()))))
    }

    /// Adds to packed lists those of all sources that a former version was in: they have the record still.
    pub(super) fn with_sources_of(
        &self,
        conn: &Connection,
        packed: Vec<u8>,
        former: &[u8],
    ) -> rusqlite::Result<Vec<u8>> {
        let mut ids: Vec<i64> = unpack(&packed).collect();
        let mut left = Vec::new();
        for id in unpack(former).filter(|id| !ids.contains(id)) {
            let kind: i64 = conn
                .prepare_cached("SELECT kind FROM facet_name WHERE id = ?1")?
                .query_row([id], |row| row.get(0))?;
            if kind == FacetKind::Source as i64 {
                left.push(id);
            }
        }
        if left.is_empty() {
            return Ok(packed);
        }
        ids.append(&mut left);
        Ok(pack(ids))
    }

    fn id(&mut self, conn: &Connection, list: (FacetKind, String)) -> rusqlite::Result<i64> {
        if let Some(&id) = self.ids.get(&list) {
            return Ok(id);
        }
        let id = match find(conn, list.0, &list.1)? {
            Some((id, _)) => id,
            None => {
                conn.prepare_cached(
                    "INSERT INTO facet_name(kind, value, shown) VALUES (?1, ?2, 0)",
                )?
                .execute(params![list.0 as i64, list.1])?;
                conn.last_insert_rowid()
            }
        };
        if self.ids.len() >= REMEMBERED {
            self.ids.clear();
        }
        self.ids.insert(list, id);
        Ok(id)
    }

    /// Puts a record into its lists.
    pub(super) fn show(
        &mut self,
        conn: &Connection,
        key: i64,
        published: Seconds,
        packed: &[u8],
        change: i64,
    ) -> rusqlite::Result<()> {
        let mut insert = conn
            .prepare_cached("INSERT OR IGNORE INTO facet(facet, sort, key) VALUES (?1, ?2, ?3)")?;
        for id in unpack(packed) {
            insert.execute(params![id, sort(published), key])?;
            self.note(id, 1, change);
        }
        self.flush_when_full(conn)
    }

    /// Takes a record out of its lists.
    pub(super) fn hide(
        &mut self,
        conn: &Connection,
        key: i64,
        published: Seconds,
        packed: &[u8],
        change: i64,
    ) -> rusqlite::Result<()> {
        let mut delete =
            conn.prepare_cached("DELETE FROM facet WHERE facet = ?1 AND sort = ?2 AND key = ?3")?;
        for id in unpack(packed) {
            delete.execute(params![id, sort(published), key])?;
            self.note(id, -1, change);
        }
        self.flush_when_full(conn)
    }

    /// Notes that a record has changed where it stands.
    pub(super) fn touch(
        &mut self,
        conn: &Connection,
        packed: &[u8],
        change: i64,
    ) -> rusqlite::Result<()> {
        unpack(packed).for_each(|id| self.note(id, 0, change));
        self.flush_when_full(conn)
    }

    fn note(&mut self, id: i64, by: i64, change: i64) {
        let moved = self.moved.entry(id).or_default();
        moved.by += by;
        moved.change = moved.change.max(change);
    }

    /// The number of the last change of a record of any of these lists.
    pub(super) fn last_change(&self, conn: &Connection, ids: &[i64]) -> rusqlite::Result<i64> {
        let mut last = 0;
        for id in ids {
            let written: i64 = conn
                .prepare_cached("SELECT changed FROM facet_name WHERE id = ?1")?
                .query_row([id], |row| row.get(0))?;
            let noted = self.moved.get(id).map_or(0, |moved| moved.change);
            last = last.max(written).max(noted);
        }
        Ok(last)
    }

    /// Is there anything to write down?
    pub(super) fn is_flushed(&self) -> bool {
        self.moved.is_empty()
    }

    /// Writes down what has happened to the lists.
    pub(super) fn flush(&mut self, conn: &Connection) -> rusqlite::Result<()> {
        let mut update = conn.prepare_cached(
            "UPDATE facet_name SET shown = shown + ?2, changed = max(changed, ?3) WHERE id = ?1",
        )?;
        for (id, moved) in self.moved.drain() {
            update.execute(params![id, moved.by, moved.change])?;
        }
        Ok(())
    }

    /// Forgets everything that was learnt since the last commit.
    pub(super) fn clear(&mut self) {
        self.ids.clear();
        self.moved.clear();
    }

    fn flush_when_full(&mut self, conn: &Connection) -> rusqlite::Result<()> {
        if self.moved.len() < REMEMBERED {
            Ok(())
        } else {
            self.flush(conn)
        }
    }
}

/// The id of a list and about how long it is.
pub(super) fn find(
    conn: &Connection,
    kind: FacetKind,
    name: &str,
) -> rusqlite::Result<Option<(i64, i64)>> {
    conn.prepare_cached("SELECT id, shown FROM facet_name WHERE kind = ?1 AND value = ?2")?
        .query_row(params![kind as i64, name], |row| {
            Ok((row.get(0)?, row.get(1)?))
        })
        .optional()
}

/// Newest first.
fn sort(published: Seconds) -> i64 {
    published.saturating_neg()
}

fn pack(mut ids: Vec<i64>) -> Vec<u8> {
    ids.sort_unstable();
    ids.dedup();
    ids.into_iter().flat_map(i64::to_le_bytes).collect()
}

pub(super) fn unpack(packed: &[u8]) -> impl Iterator<Item = i64> + '_ {
    packed
        .chunks_exact(8)
        .filter_map(|b| b.first_chunk().copied().map(i64::from_le_bytes))
}
