//! The lines in the head of a page by which browsers and readers find feeds.

use quick_xml::escape::escape;

use super::{FeedFacts, in_order};

/// One line for each document of these feeds, of each feed the preferred first: browsers take that one.
pub(super) fn lines<'f>(feeds: impl IntoIterator<Item = &'f FeedFacts<'f>>) -> Vec<String> {
    let mut lines = Vec::new();
    for feed in feeds {
        for document in in_order(&feed.documents) {
            let title = if feed.documents.len() > 1 {
                format!("{} ({})", feed.title, document.label)
            } else {
                feed.title.to_string()
            };
            lines.push(format!(
                "<link rel=\"alternate\" type=\"{}\" title=\"{}\" href=\"{}\" />",
                escape(document.media_type),
                escape(title),
                escape(document.address.as_str())
            ));
        }
    }
    lines
}

/// The feeds that every page of a site may name: those of no family or, where there is none, all. A family may have
/// hundreds, which each have the lines on their own page.
pub(super) fn for_every_page<'f>(feeds: &'f [FeedFacts<'f>]) -> Vec<&'f FeedFacts<'f>> {
    let general: Vec<&FeedFacts<'_>> = feeds.iter().filter(|f| f.family.is_none()).collect();
    if general.is_empty() {
        feeds.iter().collect()
    } else {
        general
    }
}
