//! A story that more than one source has: which of them speaks for it, and what it still learns from the others.

use super::find::same_day;
use super::put::number;
use super::row::{By, Row, State};
use super::{SqliteStore, alias, doubt};
use crate::model::{Kind, Notice};
use crate::store::decide::{Match, Verdict};
use crate::store::facts::Facts;
use crate::store::identity::{self, Alias, AliasKind};
use crate::store::timing::believable;
use crate::store::weight::{Content, Weight};
use crate::store::{Arrival, Outcome, address};

impl SqliteStore {
    /// Does the arrival speak for the story, rather than the version that is held from `source`?
    pub(super) fn outranks(
        &self,
        row: &Row,
        source: &str,
        facts: &Facts,
        arrival: &Arrival<'_>,
    ) -> rusqlite::Result<bool> {
        let lesser = (row.kind, facts.kind) == (Kind::Article, Kind::Headline);
        if row.retracted_by == By::Absence && !facts.retracted && !lesser {
            // The version that is held is in no source any more.
            return Ok(true);
        }
        let known;
        let held_json = if row.whole == facts.whole {
            facts.json.as_str()
        } else if row.forgotten {
            ""
        } else {
            known = self.content(row.key)?;
            known.as_str()
        };
        let held = Weight::of(
            &Content::of(held_json),
            row.kind,
            row.retracted_by == By::Source,
            believable(row.said_updated, facts.now),
            source,
            &self.sources,
        );
        let comes = Weight::of(
            &Content::of(&facts.json),
            facts.kind,
            facts.retracted,
            facts.timing.believable_update(facts.now),
            arrival.source,
            &self.sources,
        );
        Ok(comes > held)
    }

    /// Another source speaks for the story. It is in this source's list all the same, and where nobody has said when it
    /// was published, this one may.
    pub(super) fn yields(
        &mut self,
        row: &mut Row,
        facts: &Facts,
        arrival: &Arrival<'_>,
        named_before: (bool, bool),
    ) -> rusqlite::Result<Outcome> {
        let was = (row.state, row.published, row.facets.clone());
        let unpublished = row.first_pass == number(arrival.pass);
        if unpublished {
            row.first_seen = row.first_seen.min(facts.seen);
        }
        let dated = facts.timing.believable_date(facts.now);
        row.said_published = row.said_published.or(dated);
        let published = row.said_published.unwrap_or(row.first_seen);
        if published == row.published {
            let listed = self.list_under(row, arrival.source)?;
            if listed || named_before != (row.has_id, row.has_url) || unpublished {
                row.update(&self.conn)?;
            }
            return Ok(Outcome::Unchanged);
        }
        if let Some((_, lists)) =
            self.facets
                .with_source(&self.conn, &row.facets, arrival.source)?
        {
            row.facets = lists;
        }
        row.published = published;
        let former = if unpublished {
            let said = believable(row.said_updated, facts.now);
            said.unwrap_or(published)
        } else {
            row.updated
        };
        row.updated = former.max(published);
        self.move_lists(row, &was, row.state)?;
        row.update(&self.conn)?;
        Ok(Outcome::Changed)
    }

    /// Puts a record into the list of a source that has it too; `false` where it is there. The row is written by the
    /// caller.
    pub(super) fn list_under(&mut self, row: &mut Row, source: &str) -> rusqlite::Result<bool> {
        let added = self.facets.with_source(&self.conn, &row.facets, source)?;
        let Some((list, lists)) = added else {
            return Ok(false);
        };
        row.facets = lists;
        if row.state == State::Shown {
            let change = self.next_change();
            let one = list.to_le_bytes();
            self.facets
                .show(&self.conn, row.key, row.published, &one, change)?;
        }
        Ok(true)
    }

    /// Nobody has seen the entry yet: its id is that of the version that speaks for it, whoever came first.
    pub(super) fn mint_again(&self, row: &mut Row, facts: &Facts) -> rusqlite::Result<()> {
        let name = identity::alias(AliasKind::Id, &facts.minted);
        match alias::find(&self.conn, &name)? {
            None => alias::give(&self.conn, &name, row.key)?,
            Some(key) if key == row.key => {}
            Some(_) => return Ok(()),
        }
        row.entry_id.clone_from(&facts.minted);
        Ok(())
    }

    /// Which rule told whose record it is, in a word; an address is an alias where it is not the present one.
    pub(super) fn rule(
        &self,
        row: &Row,
        matched: Match,
        verdict: Verdict,
        facts: &Facts,
    ) -> rusqlite::Result<&'static str> {
        if matched != Match::Url || verdict == Verdict::Same || row.forgotten {
            return Ok(matched.as_str());
        }
        let json = self.content(row.key)?;
        let url = Content::of(&json).url;
        let present = url.map(|u| identity::alias(AliasKind::Url, &address::page(&u)));
        Ok(if present == facts.url { "url" } else { "alias" })
    }

    /// Says that two sources have one article. Headlines of an article are no second one.
    pub(super) fn two_sources(
        &self,
        row: &Row,
        rule: &str,
        outranks: bool,
        arrival: &Arrival<'_>,
    ) -> rusqlite::Result<Option<Notice>> {
        if (row.kind, arrival.record.kind) != (Kind::Article, Kind::Article) {
            return Ok(None);
        }
        let (source, file) = self.place_named(row.place)?;
        let notice = doubt::two_sources((&source, &file, row.line), rule, outranks, arrival);
        Ok(Some(notice))
    }

    /// A new article has the title and the day of another on its site, and nothing else in common with it.
    pub(super) fn near(
        &self,
        other: i64,
        facts: &Facts,
        arrival: &Arrival<'_>,
    ) -> rusqlite::Result<Option<Notice>> {
        let Some(row) = Row::find(&self.conn, other)? else {
            return Ok(None);
        };
        let articles = (row.kind, facts.kind) == (Kind::Article, Kind::Article);
        if !articles || row.forgotten || !same_day(&row, facts) {
            return Ok(None);
        }
        let (source, file) = self.place_named(row.place)?;
        Ok(Some(doubt::near((&source, &file, row.line), arrival)))
    }

    /// Gives a record its titles, and tells who else had one of them.
    pub(super) fn entitle(&self, row: &Row, facts: &Facts) -> rusqlite::Result<Option<i64>> {
        let mut former = None;
        let mut take = |name: &Alias| -> rusqlite::Result<()> {
            let had = alias::take(&self.conn, name, row.key)?;
            former = former.or(had);
            Ok(())
        };
        for title in &facts.titles {
            take(&title.any)?;
            if facts.is_open() {
                take(&title.open)?;
            }
        }
        Ok(former)
    }
}
