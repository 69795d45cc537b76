//! The newest records of a query, read in the order of a feed and only as far as needed.
//!
//! Each wanted value has a list (`facet`). One condition drives: its lists are merged, newest first; the others
//! are looked up for each candidate.

use std::cmp::Reverse;
use std::collections::{BinaryHeap, VecDeque};

use rusqlite::{Connection, params_from_iter};

use super::SqliteStore;
use super::facet::{self, FacetKind};
use crate::Result;
use crate::model::{Kind, Query};
use crate::store::{Key, Selected};

/// Rows that are read from a list at once.
const PAGE: usize = 64;

/// The lists of one condition, any of which will do, and about how many records they hold.
struct Condition {
    lists: Vec<i64>,
    size: i64,
}

/// A record as it stands in a list.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Candidate {
    sort: i64,
    key: i64,
    change: i64,
    retracted: Option<i64>,
}

impl SqliteStore {
    pub(super) fn select(&self, query: &Query) -> Result<Vec<Selected>> {
        let found = || -> rusqlite::Result<Vec<Candidate>> {
            match conditions(&self.conn, query)? {
                Some(conditions) => newest(&self.conn, conditions, query),
                None => Ok(Vec::new()),
            }
        };
        let found = found().map_err(|e| self.fault(e))?;
        found.into_iter().map(|c| self.selected(c)).collect()
    }

    /// A record that changes what a query gives stands, or stood until then, in a list of each of its conditions.
    pub(super) fn last_change_of(&self, query: &Query) -> Result<u64> {
        let last = || -> rusqlite::Result<i64> {
            let conditions = conditions(&self.conn, query)?.unwrap_or_default();
            let mut last = i64::MAX;
            for condition in &conditions {
                last = last.min(self.facets.last_change(&self.conn, &condition.lists)?);
            }
            Ok(if conditions.is_empty() { 0 } else { last })
        };
        let last = last().map_err(|e| self.fault(e))?;
        Ok(u64::try_from(last).unwrap_or_default())
    }

    fn selected(&self, candidate: Candidate) -> Result<Selected> {
        Ok(Selected {
            key: Key(candidate.key),
            change: u64::try_from(candidate.change).unwrap_or_default(),
            retracted: candidate.retracted.map(|t| self.time(t)).transpose()?,
        })
    }
}

/// What the query asks for, the most selective first; `None` where one of its conditions holds for no record.
fn conditions(conn: &Connection, query: &Query) -> rusqlite::Result<Option<Vec<Condition>>> {
    let kinds: Vec<String> = query
        .kinds
        .iter()
        .map(|k: &Kind| k.as_str().to_owned())
        .collect();
    let wanted = [
        (FacetKind::Kind, &kinds),
        (FacetKind::Category, &query.categories),
        (FacetKind::Author, &query.authors),
        (FacetKind::Language, &query.languages),
        (FacetKind::Section, &query.sections),
        (FacetKind::Source, &query.sources),
    ];
    let everything = [String::new()].to_vec();
    let member: Option<(FacetKind, Vec<String>)> = query.member.as_ref().map(|one| {
        let name = format!("{}{}", facet::prefix_of(&one.range), one.value);
        (facet::kind_of(&one.range), vec![name])
    });
    let none_wanted = member.is_none() && wanted.iter().all(|(_, values)| values.is_empty());
    let all = none_wanted.then_some((FacetKind::Everything, &everything));
    let mut conditions = Vec::new();
    let wanted = wanted.into_iter().filter(|(_, v)| !v.is_empty());
    let member = member.iter().map(|(kind, values)| (*kind, values));
    for (kind, values) in wanted.chain(member).chain(all) {
        let condition = condition(conn, kind, values)?;
        if condition.lists.is_empty() {
            return Ok(None);
        }
        conditions.push(condition);
    }
    conditions.sort_by_key(|c| c.size);
    Ok(Some(conditions))
}

/// The lists of each condition, in order; `None` where one of them holds for no record.
pub(super) fn wanted_lists(
    conn: &Connection,
    query: &Query,
) -> rusqlite::Result<Option<Vec<Vec<i64>>>> {
    let conditions = conditions(conn, query)?;
    Ok(conditions.map(|all| all.into_iter().map(|c| c.lists).collect()))
}

fn condition(conn: &Connection, kind: FacetKind, values: &[String]) -> rusqlite::Result<Condition> {
    let mut condition = Condition {
        lists: Vec::new(),
        size: 0,
    };
    for value in values {
        if let Some((id, size)) = facet::find(conn, kind, &facet::name(kind, value))? {
            condition.lists.push(id);
            condition.size = condition.size.saturating_add(size);
        }
    }
    condition.lists.sort_unstable();
    condition.lists.dedup();
    Ok(condition)
}

/// Merges the lists of the first condition and stops at the limit of live records. Those that were withdrawn
/// too long ago do not count, and there are no more of them than the limit.
fn newest(
    conn: &Connection,
    conditions: Vec<Condition>,
    query: &Query,
) -> rusqlite::Result<Vec<Candidate>> {
    let mut conditions = conditions.into_iter();
    let Some(first) = conditions.next() else {
        return Ok(Vec::new());
    };
    let others: Vec<Vec<i64>> = conditions.map(|c| c.lists).collect();
    let since = query.retracted_since.map(|t| t.timestamp());
    let mut merged = Merge::new(conn, &first.lists, &others, query.limit)?;
    let (mut found, mut live, mut dead) = (Vec::new(), 0, 0);
    while live < query.limit {
        let Some(candidate) = merged.next()? else {
            break;
        };
        let gone = matches!((candidate.retracted, since), (Some(t), Some(since)) if t < since);
        let count = if gone { &mut dead } else { &mut live };
        if *count < query.limit {
            *count += 1;
            found.push(candidate);
        }
    }
    Ok(found)
}

/// Several lists as one, newest first, each record once.
struct Merge<'a> {
    pages: Vec<Pages<'a>>,
    heads: BinaryHeap<Reverse<(Candidate, usize)>>,
    last: Option<Candidate>,
}

impl<'a> Merge<'a> {
    fn new(
        conn: &'a Connection,
        lists: &[i64],
        others: &'a [Vec<i64>],
        limit: usize,
    ) -> rusqlite::Result<Self> {
        let size = limit.clamp(1, PAGE);
        let mut merge = Merge {
            pages: lists
                .iter()
                .map(|&list| Pages::new(conn, list, others, size))
                .collect(),
            heads: BinaryHeap::new(),
            last: None,
        };
        for i in 0..merge.pages.len() {
            merge.refill(i)?;
        }
        Ok(merge)
    }

    fn refill(&mut self, i: usize) -> rusqlite::Result<()> {
        let next = self
            .pages
            .get_mut(i)
            .map(Pages::next)
            .transpose()?
            .flatten();
        self.heads
            .extend(next.map(|candidate| Reverse((candidate, i))));
        Ok(())
    }

    fn next(&mut self) -> rusqlite::Result<Option<Candidate>> {
        while let Some(Reverse((candidate, i))) = self.heads.pop() {
            self.refill(i)?;
            if self.last.replace(candidate) != Some(candidate) {
                return Ok(Some(candidate));
            }
        }
        Ok(None)
    }
}

/// One list, read a page at a time, without the records that fail another condition.
struct Pages<'a> {
    conn: &'a Connection,
    sql: String,
    list: i64,
    others: &'a [Vec<i64>],
    size: usize,
    after: (i64, i64),
    page: VecDeque<Candidate>,
    done: bool,
}

impl<'a> Pages<'a> {
    fn new(conn: &'a Connection, list: i64, others: &'a [Vec<i64>], size: usize) -> Self {
        Pages {
            conn,
            sql: page_sql(others),
            list,
            others,
            size,
            after: (i64::MIN, i64::MIN),
            page: VecDeque::new(),
            done: false,
        }
    }

    fn next(&mut self) -> rusqlite::Result<Option<Candidate>> {
        if self.page.is_empty() && !self.done {
            self.page = self.read()?;
            self.done = self.page.len() < self.size;
            if let Some(last) = self.page.back() {
                self.after = (last.sort, last.key);
            }
        }
        Ok(self.page.pop_front())
    }

    fn read(&self) -> rusqlite::Result<VecDeque<Candidate>> {
        let size = i64::try_from(self.size).unwrap_or(i64::MAX);
        let others = self.others.iter().flatten().copied();
        let values = [self.list, self.after.0, self.after.1, size]
            .into_iter()
            .chain(others);
        self.conn
            .prepare_cached(&self.sql)?
            .query_map(params_from_iter(values), |row| {
                Ok(Candidate {
                    sort: row.get(0)?,
                    key: row.get(1)?,
                    change: row.get(2)?,
                    retracted: row.get(3)?,
                })
            })?
            .collect()
    }
}

/// One page of a list. Each further condition is a look-up in its lists.
fn page_sql(others: &[Vec<i64>]) -> String {
    let mut sql = "SELECT f.sort, f.key, r.change, r.retracted
        FROM facet AS f CROSS JOIN record AS r ON r.key = f.key
        WHERE f.facet = ?1 AND (f.sort, f.key) > (?2, ?3)"
        .to_owned();
    let mut n: usize = 4;
    for lists in others {
        let marks: Vec<String> = (n + 1..).zip(lists).map(|(n, _)| format!("?{n}")).collect();
        n += lists.len();
        sql.push_str(&format!(
            " AND EXISTS (SELECT 1 FROM facet AS g WHERE g.facet IN ({}) AND g.sort = f.sort AND g.key = f.key)",
            marks.join(", ")
        ));
    }
    sql.push_str(" ORDER BY f.sort, f.key LIMIT ?4");
    sql
}

#[cfg(test)]
pub(super) mod tests {
    use super::super::migrate::take_steps;
    use super::super::schema::STEPS;
    use super::*;

    /// How SQLite goes about a statement.
    fn plan(sql: &str) -> Vec<String> {
        let conn = Connection::open_in_memory().unwrap();
        take_steps(&conn, STEPS, 0).unwrap();
        let mut explain = conn.prepare(&format!("EXPLAIN QUERY PLAN {sql}")).unwrap();
        let values = vec![1i64; explain.parameter_count()];
        explain
            .query_map(params_from_iter(values), |row| row.get(3))
            .unwrap()
            .collect::<rusqlite::Result<_>>()
            .unwrap()
    }

    /// No table is read from end to end (a partial index may be, in its order and up to a limit), and nothing is
    /// sorted.
    pub(in super::super) fn assert_indexed(sql: &str) {
        let plan = plan(sql);
        let ordered = |step: &String| step.contains("USING INDEX") || !step.contains("SCAN");
        let sorted = plan.iter().any(|step| step.contains("TEMP B-TREE"));
        assert!(
            !plan.is_empty() && plan.iter().all(ordered) && !sorted,
            "{sql}\n{plan:#?}"
        );
    }

    #[test]
    fn a_page_is_read_in_order_and_by_keys_alone() {
        for others in [vec![], vec![vec![1]], vec![vec![1, 2], vec![3]]] {
            let sql = page_sql(&others);
            assert_indexed(&sql);
            let steps = plan(&sql);
            assert!(!steps.iter().any(|s| s.contains("SCAN")), "{steps:#?}");
            let by_key = "SEARCH f USING PRIMARY KEY (facet=? AND (sort,key)>(?,?))";
            assert!(steps[0].contains(by_key), "{steps:#?}");
        }
    }
}
