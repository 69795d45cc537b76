//! What somebody is still to be told.

use chrono::{DateTime, Utc};
use serde::Serialize;

/// Something that changed and that somebody is to be told of. There is one for each way, target and topic.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Ping {
    /// The way of telling, by name.
    pub kind: String,
    /// Whom.
    pub target: String,
    /// Of what: an address.
    pub topic: String,
    /// Since when it waits.
    pub since: DateTime<Utc>,
    /// When it is tried next.
    pub due: DateTime<Utc>,
    /// Before that the target wants to hear nothing.
    pub hold: Option<DateTime<Utc>>,
    /// In how many runs it was tried.
    pub tries: u32,
    /// What came of the last try.
    pub said: Option<String>,
}

/// What became of pings in a run.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Pings {
    /// Those that need not be remembered any more.
    pub gone: Vec<Ping>,
    /// Those that stay, as they are now.
    pub kept: Vec<Ping>,
}
