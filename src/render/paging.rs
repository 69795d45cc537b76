//! Feeds in several documents (RFC 5005): what says which part a document is, and the links to its neighbours.

use super::element::{Element, HISTORY};
use super::{Format, address};
use crate::Result;
use crate::model::{Feed, Link, Part};

/// `fh:archive` or `fh:complete`, where the document is the one or the other.
pub(super) fn marks(feed: &Feed) -> impl Iterator<Item = Element> {
    let name = match feed.paging.part {
        Part::Current => None,
        Part::Complete => Some("complete"),
        Part::Archive => Some("archive"),
    };
    name.map(|name| Element::new(HISTORY, name)).into_iter()
}

/// The relations that lead from this document to others of its feed, with their addresses.
pub(super) fn links(feed: &Feed, format: &Format) -> Result<Vec<(&'static str, Link)>> {
    let paging = &feed.paging;
    let current = (paging.part == Part::Archive).then_some(&feed.slug);
    [
        ("current", current),
        ("prev-archive", paging.prev_archive.as_ref()),
        ("next-archive", paging.next_archive.as_ref()),
    ]
    .into_iter()
    .filter_map(|(rel, stem)| Some((rel, stem?)))
    .map(|(rel, stem)| Ok((rel, address(feed, stem, format)?)))
    .collect()
}

/// The next document for who reads on into the past: JSON Feed's `next_url`.
pub(super) fn next_url(feed: &Feed, format: &Format) -> Result<Option<Link>> {
    let stem = feed.paging.prev_archive.as_deref();
    stem.map(|stem| address(feed, stem, format)).transpose()
}
