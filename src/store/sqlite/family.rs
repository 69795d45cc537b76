//! Families: which values have a feed of their own, under which slug, and which values have changed.

use rusqlite::{OptionalExtension, Row, params};

use super::SqliteStore;
use super::facet::{self, FacetKind};
use crate::Result;
use crate::model::{By, Range};
use crate::store::{FamilyState, Member, MovedValue};

/// A list below `?5` is none that could become a member's; one that is a member's is looked at however short it is.
const MOVED: &str = "SELECT n.id, substr(n.value, length(?4) + 1), n.shown, m.slug IS NOT NULL
    FROM facet_name AS n INDEXED BY facet_name_changed
    LEFT JOIN member AS m
        ON m.family = ?2 AND m.range = ?3 AND m.value = substr(n.value, length(?4) + 1)
    WHERE n.kind = ?1 AND n.changed > ?6 AND (n.shown >= ?5 OR m.slug IS NOT NULL)
        AND substr(n.value, 1, length(?4)) = ?4";

const IS_SECTION: &str = "SELECT 1 FROM facet_name WHERE kind = ?1 AND value = ?2";

const OF_RANGE: &str = "SELECT family, value, slug, label, enough FROM member
    WHERE family = ?1 AND range = ?2";

const OF_SLUG: &str = "SELECT family, value, slug, label, enough FROM member WHERE slug = ?1";

impl SqliteStore {
    pub(super) fn family_state(&self, slug: &str) -> Result<Option<FamilyState>> {
        let json: Option<String> = self
            .conn
            .prepare_cached("SELECT state FROM family WHERE slug = ?1")
            .and_then(|mut s| s.query_row([slug], |row| row.get(0)).optional())
            .map_err(|e| self.fault(e))?;
        json.map(|json| self.parse(&json)).transpose()
    }

    pub(super) fn save_family_state(&mut self, slug: &str, state: &FamilyState) -> Result<()> {
        let json = self.json(state)?;
        self.write(|store| {
            store
                .conn
                .prepare_cached(
                    "INSERT INTO family(slug, state) VALUES (?1, ?2)
                     ON CONFLICT(slug) DO UPDATE SET state = excluded.state",
                )?
                .execute(params![slug, json])?;
            Ok(())
        })
    }

    pub(super) fn values_moved(
        &mut self,
        family: &str,
        range: &Range,
        after: Option<u64>,
        min: usize,
    ) -> Result<Vec<MovedValue>> {
        if !self.facets.is_flushed() {
            self.write(|store| store.facets.flush(&store.conn))?;
        }
        let found = || -> rusqlite::Result<Vec<MovedValue>> {
            let after = after.map_or(-1, |n| i64::try_from(n).unwrap_or(i64::MAX));
            let min = i64::try_from(min).unwrap_or(i64::MAX);
            let (kind, prefix) = (facet::kind_of(range) as i64, facet::prefix_of(range));
            let mut moved = self.conn.prepare_cached(MOVED)?;
            let rows = moved.query_map(
                params![kind, family, range.to_string(), prefix, min, after],
                |row| Ok((row.get::<_, i64>(0)?, moved_value(row)?)),
            )?;
            let mut rows = rows.collect::<rusqlite::Result<Vec<_>>>()?;
            rows.sort_by_key(|(id, _)| *id);
            let mut values = Vec::with_capacity(rows.len());
            for (_, value) in rows {
                if range.by != By::Tag || value.member || !self.is_section(&value.value)? {
                    values.push(value);
                }
            }
            Ok(values)
        };
        found().map_err(|e| self.fault(e))
    }

    fn is_section(&self, term: &str) -> rusqlite::Result<bool> {
        self.conn
            .prepare_cached(IS_SECTION)?
            .exists(params![FacetKind::Section as i64, term])
    }

    pub(super) fn members_of(&self, family: &str, range: &Range) -> Result<Vec<Member>> {
        let mut members: Vec<Member> = self
            .conn
            .prepare_cached(OF_RANGE)
            .and_then(|mut s| {
                s.query_map(params![family, range.to_string()], member)?
                    .collect()
            })
            .map_err(|e| self.fault(e))?;
        members.sort_by(|a, b| a.slug.cmp(&b.slug));
        Ok(members)
    }

    pub(super) fn member_of_slug(&self, slug: &str) -> Result<Option<Member>> {
        self.conn
            .prepare_cached(OF_SLUG)
            .and_then(|mut s| s.query_row([slug], member).optional())
            .map_err(|e| self.fault(e))
    }

    pub(super) fn keep_member(&mut self, range: &Range, member: &Member) -> Result<()> {
        let range = range.to_string();
        self.write(|store| {
            store
                .conn
                .prepare_cached(
                    "INSERT INTO member(family, range, value, slug, label, enough)
                     VALUES (?1, ?2, ?3, ?4, ?5, ?6)
                     ON CONFLICT(family, range, value)
                     DO UPDATE SET label = excluded.label, enough = excluded.enough",
                )?
                .execute(params![
                    member.family,
                    range,
                    member.value,
                    member.slug,
                    member.label,
                    member.enough
                ])?;
            Ok(())
        })
    }
}

fn moved_value(row: &Row<'_>) -> rusqlite::Result<MovedValue> {
    let shown: i64 = row.get(2)?;
    Ok(MovedValue {
        value: row.get(1)?,
        shown: u64::try_from(shown).unwrap_or_default(),
        member: row.get(3)?,
    })
}

fn member(row: &Row<'_>) -> rusqlite::Result<Member> {
    Ok(Member {
        family: row.get(0)?,
        value: row.get(1)?,
        slug: row.get(2)?,
        label: row.get(3)?,
        enough: row.get(4)?,
    })
}

#[cfg(test)]
mod tests {
    use super::super::select::tests::assert_indexed;

    #[test]
    fn what_has_changed_is_found_by_an_index() {
        for sql in [
            super::MOVED,
            super::IS_SECTION,
            super::OF_RANGE,
            super::OF_SLUG,
        ] {
            assert_indexed(sql);
        }
    }
}
