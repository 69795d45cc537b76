//! What became of a record that a run has taken in, for whoever watches.

use crate::model::Record;
use crate::store::{Outcome, Put};

/// A record that is new or has changed, and how it was told whose it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Taken {
    /// New or changed.
    pub outcome: Outcome,
    /// By what it is known: `id`, `url`, `alias` (an address that its story once had) or `title`.
    pub rule: &'static str,
    /// Its address or, where it has none, its title or id.
    pub record: String,
    /// The entry's permanent id.
    pub id: String,
}

impl Taken {
    /// What can be said of a record before the store has it.
    pub(super) fn before(record: &Record) -> Self {
        let url = record.url.as_ref().map(|u| u.as_str());
        Taken {
            outcome: Outcome::New,
            rule: made_of(record),
            record: url.or(record.name()).unwrap_or_default().to_owned(),
            id: String::new(),
        }
    }

    /// What became of it; `None` where that is nothing.
    pub(super) fn after(mut self, put: &Put) -> Option<Self> {
        match put.outcome {
            Outcome::Unchanged => return None,
            Outcome::Changed => self.rule = put.matched,
            Outcome::New => {}
        }
        self.outcome = put.outcome;
        self.id.clone_from(&put.id);
        Some(self)
    }
}

/// Of what a new entry's id is made.
pub(super) fn made_of(record: &Record) -> &'static str {
    match (&record.id, &record.url) {
        (Some(id), _) if !id.is_empty() => "id",
        (_, Some(_)) => "url",
        _ => "title",
    }
}
