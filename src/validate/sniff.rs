//! Does a file look like a feed? Told from its first bytes alone, for whoever picks feeds out of a folder.

use crate::validate::json;

/// Does a document that begins so look like something this validator judges? A few hundred bytes are enough.
///
/// Told by the root element, whatever the encoding: an element of a feed's name, or, where many things have that
/// name, one whose namespaces say that it is a feed. JSON is told by JSON Feed's version address.
pub fn looks_like_feed(head: &[u8]) -> bool {
    // In UTF-16 and UTF-32 every other byte of a name is zero.
    let plain: Vec<u8> = head.iter().copied().filter(|b| *b != 0).collect();
    let text = String::from_utf8_lossy(&plain);
    let text = text
        .trim_start_matches(|c: char| c.is_whitespace() || matches!(c, '\u{FEFF}' | '\u{FFFD}'));
    if text.starts_with('{') {
        return json::looks_like_feed(head);
    }
    let Some(root) = root(text) else { return false };
    let name = root
        .split(|c: char| c.is_whitespace() || matches!(c, '>' | '/'))
        .next()
        .unwrap_or_default();
    let local = name.rsplit(':').next().unwrap_or_default();
    ROOTS
        .iter()
        .any(|(known, sign)| *known == local && root.contains(sign))
}

/// Root elements, and what else must stand in their tag.
const ROOTS: &[(&str, &str)] = &[
    ("rss", ""),
    ("feed", ""),
    ("opml", ""),
    ("RDF", "purl.org/rss/1.0"),
    ("RDF", "my.netscape.com/rdf"),
    ("Channel", "purl.org/net/rss"),
    ("entry", "www.w3.org/2005/Atom"),
    ("urlset", "sitemap-news"),
];

/// What follows the `<` of the first element: its name and the beginning of its attributes.
fn root(mut text: &str) -> Option<&str> {
    /// What may stand before the root, and how it ends.
    const BEFORE: &[(&str, &str)] = &[("<?", "?>"), ("<!--", "-->"), ("<!", ">")];
    loop {
        text = text.get(text.find('<')?..)?;
        match BEFORE.iter().find(|(begin, _)| text.starts_with(begin)) {
            Some((_, end)) => text = text.get(text.find(end)? + end.len()..)?,
            None => return text.get(1..),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::looks_like_feed;

    #[test]
    fn feeds_are_told_from_other_files() {
        let feeds: &[&[u8]] = &[
            b"<rss version='2.0'/>",
            b"\xEF\xBB\xBF\n<?xml version='1.0'?><!-- <html> --><!DOCTYPE rss>\n<rss>",
            b"\xFF\xFE<\0r\0s\0s\0>\0",
            b"<feed xmlns='http://www.w3.org/2005/Atom'>",
            b"<a:entry xmlns:a='http://www.w3.org/2005/Atom'>",
            b"<rdf:RDF xmlns:rdf='x' xmlns='http://purl.org/rss/1.0/'>",
            b"<opml version='2.0'>",
            b"<urlset xmlns:news='http://www.google.com/schemas/sitemap-news/0.9'>",
            b"{\n  \"version\": \"https://jsonfeed.org/version/1.1\"",
        ];
        let others: &[&[u8]] = &[
            b"",
            b"<",
            b"<!--",
            b"rss",
            b"<html><body><rss>",
            b"<rdf:RDF xmlns:foaf='http://xmlns.com/foaf/0.1/'>",
            b"<entry><title>a diary</title></entry>",
            b"<urlset>",
            b"{\"version\": 3}",
            b"\x89PNG\r\n",
        ];
        for (heads, wanted) in [(feeds, true), (others, false)] {
            for head in heads {
                assert_eq!(
                    looks_like_feed(head),
                    wanted,
                    "{}",
                    String::from_utf8_lossy(head)
                );
            }
        }
    }
}
