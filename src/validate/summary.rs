//! What of a document is worth remembering, to compare its next version with: ids, links and times, no text.

use crate::validate::context::Head;
use crate::validate::facts::{Facts, Said, own_time};
use crate::validate::namespace::Ns;

/// What one version of a feed said.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Summary {
    /// The feed's own id, in Atom.
    pub id: Option<String>,
    /// The feed's own time, in seconds since 1970.
    pub updated: Option<i64>,
    /// Its entries, in the order of the document.
    pub entries: Vec<EntrySummary>,
}

impl Summary {
    pub(crate) fn set_feed(&mut self, head: &Head<'_, '_>) {
        let id = head.feed.child(Ns::Atom, "id");
        self.id = id.map(|id| id.text().trim().to_owned());
        self.updated = own_time(head).map(|(_, seconds)| seconds);
    }
}

/// What one entry said.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct EntrySummary {
    /// `guid`, `id`, or `rdf:about`.
    pub id: Option<String>,
    /// Where it can be read.
    pub link: Option<String>,
    /// Its title, as written.
    pub title: Option<String>,
    /// When it was published, in seconds since 1970.
    pub published: Option<i64>,
    /// When it was changed last, in seconds since 1970.
    pub updated: Option<i64>,
    /// A fingerprint of title and text, comparable within one process.
    pub digest: u64,
}

impl EntrySummary {
    pub(crate) fn of(facts: &Facts<'_>) -> EntrySummary {
        let text = |said: &Option<Said<'_>>| said.as_ref().map(|s| s.text.clone().into_owned());
        EntrySummary {
            id: text(&facts.id),
            link: text(&facts.link),
            title: text(&facts.title),
            published: facts.published.as_ref().map(|(seconds, _)| *seconds),
            updated: facts.updated.as_ref().map(|(seconds, _)| *seconds),
            digest: facts.digest,
        }
    }
}
