//! How far back a feed's own documents reach: the newest alone, those beside archives, or all (RFC 5005).

use super::archives::Archives;
use super::entries::Filled;
use crate::Severity;
use crate::config::FeedDef;
use crate::model::{History, Notice, NoticeKind, Paging, Part};

/// More entries than this are no complete feed: every reader would fetch a document of many megabytes again for
/// each of them.
const COMPLETE: usize = 10_000;

/// How many live records the feed's own documents ask for. A complete feed asks for one more than it may hold, so
/// that it is seen when there are too many.
pub(super) fn limit(feed: &FeedDef) -> usize {
    match feed.history {
        Some(History::Complete) => COMPLETE + 1,
        _ => feed.query.limit,
    }
}

/// Says in the feed where its documents stand. What is to be said to people comes back.
pub(super) fn place(
    feed: &FeedDef,
    filled: &mut Filled,
    archives: Option<&Archives>,
) -> Option<Notice> {
    if let Some(archives) = archives {
        filled.feed.paging = archives.paging_of_current();
    }
    if feed.history != Some(History::Complete) {
        return None;
    }
    if filled.feed.entries.len() <= COMPLETE {
        filled.feed.paging = Paging {
            part: Part::Complete,
            ..Paging::default()
        };
        return None;
    }
    filled.feed.entries.truncate(COMPLETE);
    filled.origins.truncate(COMPLETE);
    Some(too_many(feed))
}

fn too_many(feed: &FeedDef) -> Notice {
    let message = format!(
        "{} has more than {COMPLETE} entries, so its documents hold the newest {COMPLETE} and no longer say that they are complete",
        feed.slug
    );
    Notice::new(NoticeKind::Document, Severity::Warning, message)
        .of_feed(&feed.slug)
        .help("write history = \"archive\", which keeps any number of entries")
}
