//! An HTML page in place of a feed: which feeds it names, so that people can be told the right address.

use std::io::{self, BufRead, Read};

use crate::syntax::span::Position;
use crate::validate::rules::markup;

/// How much of a page is looked at for its links.
const LOOKED_AT: u64 = 512 * 1024;

/// A feed that a page names in a `link` element.
#[derive(Debug)]
pub(crate) struct Advertised {
    pub(crate) at: Position,
    /// The address, absolute where that can be told.
    pub(crate) url: String,
    /// The media type that the page states.
    pub(crate) kind: String,
    pub(crate) title: String,
}

/// The feeds named in the head of the page that `input` holds.
///
/// # Errors
/// Those of reading.
pub(crate) fn feeds(
    input: impl BufRead,
    start: Position,
    base: Option<&str>,
) -> io::Result<Vec<Advertised>> {
    let mut bytes = Vec::new();
    input.take(LOOKED_AT).read_to_end(&mut bytes)?;
    let page = readable(&bytes);
    let tags = markup::head_links(&page);
    let stated = tags.iter().find(|t| t.name.eq_ignore_ascii_case("base"));
    let own = stated.map(|t| t.get("href"));
    let named = tags.iter().filter(|t| names_feed(t)).map(|tag| Advertised {
        at: start.after(page.get(..tag.start).unwrap_or_default().as_bytes()),
        url: absolute(base, own, &unescaped(tag.get("href"))),
        kind: tag.get("type").trim().to_ascii_lowercase(),
        title: unescaped(tag.get("title")),
    });
    Ok(named.take(MOST).collect())
}

/// How many feeds of one page are told.
const MOST: usize = 50;

/// The bytes as text of the same length, so that places stay right.
fn readable(bytes: &[u8]) -> String {
    let mut text = String::with_capacity(bytes.len());
    for chunk in bytes.utf8_chunks() {
        text.push_str(chunk.valid());
        chunk.invalid().iter().for_each(|_| text.push('?'));
    }
    text
}

/// The types by which pages announce feeds.
const TYPES: &[&str] = &[
    "application/rss+xml",
    "application/atom+xml",
    "application/feed+json",
    "application/rdf+xml",
];

fn names_feed(tag: &markup::HeadTag<'_>) -> bool {
    let kind = tag.get("type");
    let kind = kind.split(';').next().unwrap_or_default().trim();
    let relations = tag.get("rel");
    let alternate = relations
        .split_ascii_whitespace()
        .any(|r| r.eq_ignore_ascii_case("alternate") || r.eq_ignore_ascii_case("feed"));
    tag.name.eq_ignore_ascii_case("link")
        && alternate
        && TYPES.iter().any(|t| t.eq_ignore_ascii_case(kind))
        && !tag.get("href").trim().is_empty()
}

/// What browsers make of a link on the page: against its `base` element, and that against its address.
fn absolute(base: Option<&str>, own: Option<&str>, href: &str) -> String {
    let page = base.and_then(|b| url::Url::parse(b).ok());
    let base = match own.filter(|o| !o.trim().is_empty()) {
        Some(own) => match &page {
            Some(page) => page.join(own.trim()).ok(),
            None => url::Url::parse(own.trim()).ok(),
        },
        None => page,
    };
    let resolved = match base {
        Some(base) => base.join(href.trim()).ok(),
        None => url::Url::parse(href.trim()).ok(),
    };
    resolved.map_or_else(|| href.trim().to_owned(), String::from)
}

/// References that addresses and titles in attributes hold.
const REFERENCES: &[(&str, &str)] = &[
    ("&quot;", "\""),
    ("&#34;", "\""),
    ("&#39;", "'"),
    ("&#039;", "'"),
    ("&#38;", "&"),
    ("&raquo;", "»"),
    ("&amp;", "&"),
];

fn unescaped(value: &str) -> String {
    let mut text = value.to_owned();
    for (reference, character) in REFERENCES {
        if text.contains('&') {
            text = text.replace(reference, character);
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::feeds;
    use crate::syntax::span::Position;

    fn urls(page: &[u8], base: Option<&str>) -> Vec<String> {
        let found = feeds(page, Position::START, base).unwrap();
        found.into_iter().map(|f| f.url).collect()
    }

    #[test]
    fn links_of_the_head() {
        let page = b"<!doctype html><head><!-- <link rel=alternate type=application/rss+xml href=/no> -->\
            <script>'<link rel=alternate type=application/rss+xml href=/no>'</script>\
            <LINK REL='ALTERNATE home' TYPE=\"application/rss+xml; charset=utf-8\" HREF='/a?b=1&amp;c=2'>\
            <link rel=stylesheet type=application/rss+xml href=/no>\
            <link rel=alternate type=text/html href=/no>\
            <link rel=alternate href=feed.json type=application/feed+json>\
            <body><link rel=alternate type=application/rss+xml href=/no>";
        let expected = [
            "https://a.example/a?b=1&c=2",
            "https://a.example/x/feed.json",
        ];
        assert_eq!(urls(page, Some("https://a.example/x/")), expected);
        assert_eq!(urls(page, None), ["/a?b=1&c=2", "feed.json"]);
    }

    #[test]
    fn a_base_element_counts() {
        let page = b"<html><base href='https://b.example/y/'>\xFF<link rel=alternate type=application/atom+xml href=z>";
        assert_eq!(urls(page, None), ["https://b.example/y/z"]);
        assert_eq!(
            urls(page, Some("https://a.example/")),
            ["https://b.example/y/z"]
        );
    }

    #[test]
    fn no_page_is_too_long_or_too_broken() {
        let many = "<link rel=alternate type=application/rss+xml href=/a>".repeat(20_000);
        assert_eq!(urls(many.as_bytes(), None).len(), 50);
        for broken in ["<link rel='", "<html><base href='::'><link", "<", ""] {
            assert!(urls(broken.as_bytes(), Some("::")).is_empty());
        }
    }
}
