//! Related headlines that came without an address lead to the story of that title, where it is known.
//!
//! This happens once, when a version of a record is taken in, and its digest is of the record as it came: the same
//! lines read again are the same record, whatever has become known since, and nobody's document changes for it.

use super::row::{Row, State};
use super::{SqliteStore, alias};
use crate::model::{Link, Record, Related};
use crate::store::facts::Facts;
use crate::store::identity::{self, AliasKind};
use crate::store::weight::Content;
use crate::store::{Arrival, address};

/// So many related headlines of one record are looked up.
const LOOKED_UP: usize = 100;

impl SqliteStore {
    /// The JSON that is kept of the arrival: with the links that are known, or as it came.
    pub(super) fn linked(
        &self,
        key: i64,
        facts: &Facts,
        arrival: &Arrival<'_>,
    ) -> rusqlite::Result<Option<String>> {
        let Some(record) = self.with_links(key, arrival)? else {
            return Ok(None);
        };
        // What could be written as it came can be written with links.
        Ok(serde_json::to_string(&record)
            .ok()
            .filter(|json| *json != facts.json))
    }

    fn with_links(&self, key: i64, arrival: &Arrival<'_>) -> rusqlite::Result<Option<Record>> {
        let bare = |related: &Related| related.url.is_none();
        if !arrival.record.related.iter().any(bare) {
            return Ok(None);
        }
        let page = arrival.record.url.as_ref().map(Link::as_str);
        let sites = [Some(arrival.source), page.and_then(address::host)];
        let mut record = arrival.record.clone();
        for related in record.related.iter_mut().take(LOOKED_UP) {
            if related.url.is_none() {
                related.url = self.story_page(key, related.title.as_str(), &sites)?;
            }
        }
        Ok(Some(record))
    }

    /// The page of the story of this title that readers can see, on the first of these sites that has one.
    fn story_page(
        &self,
        key: i64,
        title: &str,
        sites: &[Option<&str>],
    ) -> rusqlite::Result<Option<Link>> {
        let plain = identity::plain_title(title);
        for site in sites.iter().copied().flatten() {
            let name = identity::alias(AliasKind::Title, &identity::titled(site, &plain));
            let Some(known) = alias::find(&self.conn, &name)?.filter(|&known| known != key) else {
                continue;
            };
            let row = Row::find(&self.conn, known)?;
            if !row.is_some_and(|row| row.state == State::Shown && row.retracted.is_none()) {
                continue;
            }
            let json = self.content(known)?;
            let url = Content::of(&json).url;
            if let Some(link) = url.and_then(|url| Link::parse(&url, None).ok()) {
                return Ok(Some(link));
            }
        }
        Ok(None)
    }
}
