//! What a document claims to be, told from its root element or, where there is none, its first bytes.

use crate::syntax::signature::Signature;
use crate::validate::namespace::Ns;
use crate::validate::rule::Kind;

/// The kinds of document we can tell apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Format {
    /// RSS with the given version, such as `2.0`.
    Rss(&'static str),
    /// Atom 0.3, which Atom 1.0 replaced.
    Atom03,
    /// An Atom 1.0 feed.
    Atom,
    /// An Atom 1.0 entry document.
    AtomEntry,
    /// JSON Feed with the given version, such as `1.1`.
    JsonFeed(&'static str),
    /// An OPML 2.0 list.
    Opml,
    /// An OPML 1.0 or 1.1 list.
    Opml1,
    /// A sitemap, of news or of any pages.
    Sitemap,
    /// A list of sitemaps.
    SitemapIndex,
    /// An HTML page.
    Html,
    /// None of these.
    Unknown,
}

impl Format {
    /// The name used in reports.
    pub fn as_str(self) -> &'static str {
        match self {
            Format::Rss(version) => RSS_NAMES
                .iter()
                .find(|(v, _)| *v == version)
                .map_or("rss-2.0", |(_, name)| *name),
            Format::Atom03 => "atom-0.3",
            Format::Atom => "atom-1.0",
            Format::AtomEntry => "atom-entry-1.0",
            Format::JsonFeed("1.0") => "json-feed-1.0",
            Format::JsonFeed(_) => "json-feed-1.1",
            Format::Opml | Format::Opml1 => "opml-2.0",
            Format::Sitemap | Format::SitemapIndex => "news-sitemap",
            Format::Html => "html",
            Format::Unknown => "unknown",
        }
    }

    /// Is it RSS whose items lie in a channel (0.91 to 2.0)?
    pub(crate) fn is_rss(self) -> bool {
        matches!(self, Format::Rss("0.91" | "0.92" | "0.93" | "0.94" | "2.0"))
    }

    /// Is it RSS that is RDF as well (0.90, 1.0 and 1.1)?
    pub(crate) fn is_rdf(self) -> bool {
        matches!(self, Format::Rss("0.90" | "1.0" | "1.1"))
    }

    /// Is it JSON Feed?
    pub(crate) fn is_json(self) -> bool {
        matches!(self, Format::JsonFeed(_))
    }

    /// Is it Atom 1.0?
    pub(crate) fn is_atom(self) -> bool {
        matches!(self, Format::Atom | Format::AtomEntry)
    }

    /// Is it OPML?
    pub(crate) fn is_opml(self) -> bool {
        matches!(self, Format::Opml | Format::Opml1)
    }

    /// Is it a sitemap or an index of sitemaps?
    pub(crate) fn is_sitemap(self) -> bool {
        matches!(self, Format::Sitemap | Format::SitemapIndex)
    }

    /// What rules call documents of this format.
    pub(crate) fn kind(self) -> Option<Kind> {
        match self {
            Format::Rss(_) => Some(Kind::Rss),
            Format::Atom | Format::AtomEntry => Some(Kind::Atom),
            Format::Opml | Format::Opml1 => Some(Kind::Opml),
            Format::Sitemap | Format::SitemapIndex => Some(Kind::Sitemap),
            Format::JsonFeed(_) => Some(Kind::JsonFeed),
            Format::Atom03 | Format::Html | Format::Unknown => None,
        }
    }

    /// Do our rules reach inside it?
    pub(crate) fn is_judged(self) -> bool {
        !matches!(self, Format::Atom03 | Format::Html | Format::Unknown)
    }

    /// What one entry is called, and what it may lie in.
    pub(crate) fn entry(self) -> (Ns, &'static str, &'static [&'static str]) {
        match self {
            Format::Atom | Format::AtomEntry => (Ns::Atom, "entry", &["feed"]),
            Format::Opml | Format::Opml1 => (Ns::None, "outline", &["body"]),
            Format::Sitemap => (Ns::None, "url", &["urlset"]),
            Format::SitemapIndex => (Ns::None, "sitemap", &["sitemapindex"]),
            Format::Rss("1.1") => (Ns::None, "item", &["items"]),
            _ => (Ns::None, "item", &["channel", "rss", "RDF"]),
        }
    }

    /// The namespace of its own elements, where its root is in `root`.
    pub(crate) fn own_namespace(self, root: Ns) -> Ns {
        match self {
            Format::Rss("0.90") => Ns::Rss090,
            Format::Rss("1.0") => Ns::Rss10,
            Format::Rss("1.1") => Ns::Rss11,
            Format::Rss(_) => root,
            Format::Sitemap | Format::SitemapIndex => Ns::Sitemap,
            _ => Ns::None,
        }
    }

    /// What a root element says; `version` is its attribute of that name.
    pub(crate) fn of_root(ns: Ns, local: &str, version: Option<&str>) -> Format {
        match (ns, local) {
            // Without its namespace it is no Atom, but it can be judged as what was meant.
            (Ns::Atom | Ns::None, "feed") => Format::Atom,
            (Ns::Atom, "entry") => Format::AtomEntry,
            (Ns::Atom03, "feed" | "entry") => Format::Atom03,
            (Ns::None | Ns::Rss20 | Ns::Rss10 | Ns::Rss090, "rss") => {
                Format::Rss(version.and_then(rss_version).unwrap_or("2.0"))
            }
            (Ns::Rdf, "RDF") => Format::Rss("1.0"),
            (Ns::Rss11, "Channel") => Format::Rss("1.1"),
            (Ns::None, "opml") if version.is_some_and(|v| v.trim().starts_with("1.")) => {
                Format::Opml1
            }
            (Ns::None, "opml") => Format::Opml,
            (Ns::Sitemap, "urlset") => Format::Sitemap,
            (Ns::Sitemap, "sitemapindex") => Format::SitemapIndex,
            (_, name) if name.eq_ignore_ascii_case("html") => Format::Html,
            _ => Format::Unknown,
        }
    }
}

impl std::fmt::Display for Format {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.as_str())
    }
}

const RSS_NAMES: &[(&str, &str)] = &[
    ("0.90", "rss-0.90"),
    ("0.91", "rss-0.91"),
    ("0.92", "rss-0.92"),
    ("0.93", "rss-0.93"),
    ("0.94", "rss-0.94"),
    ("1.0", "rss-1.0"),
    ("1.1", "rss-1.1"),
    ("2.0", "rss-2.0"),
];

/// The version that an `rss` element may state; 2.0.1 and the like are 2.0.
pub(crate) fn rss_version(stated: &str) -> Option<&'static str> {
    let stated = stated.trim();
    let known = ["0.91", "0.92", "0.93", "0.94", "2.0"];
    known
        .into_iter()
        .find(|v| *v == stated)
        .or_else(|| matches!(stated, "2" | "2.00" | "2.0.1" | "2.0.11").then_some("2.0"))
}

/// What the first bytes show of a document that is not XML.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Foreign {
    Empty,
    Html,
    Text,
    /// With what.
    Compressed(&'static str),
    /// An image, a film or a program: what it is.
    Binary(&'static str),
}

/// Tells a document that cannot be XML by its first bytes.
pub(crate) fn foreign(head: &[u8]) -> Option<Foreign> {
    match Signature::of(head) {
        Some(Signature::Compressed(what)) => return Some(Foreign::Compressed(what)),
        Some(Signature::Binary(what)) => return Some(Foreign::Binary(what)),
        None => {}
    }
    let text = head
        .strip_prefix(&[0xEF, 0xBB, 0xBF])
        .unwrap_or(head)
        .trim_ascii_start();
    match text.first() {
        None => Some(Foreign::Empty),
        _ if is_html(text) => Some(Foreign::Html),
        Some(b'<') => None,
        _ if is_wide(head) || text.contains(&b'<') => None,
        _ if text.contains(&0) => Some(Foreign::Binary("no text at all")),
        _ => Some(Foreign::Text),
    }
}

/// May it be UTF-16 or UTF-32, where every other byte can be zero?
fn is_wide(head: &[u8]) -> bool {
    head.starts_with(&[0xFE, 0xFF])
        || head.starts_with(&[0xFF, 0xFE])
        || head.starts_with(&[0, 0, 0xFE, 0xFF])
        || head.starts_with(b"\0<")
        || head.starts_with(b"\0\0\0<")
}

/// The elements that an HTML page begins with; no feed does.
const PAGE: &[&str] = &[
    "!doctype html",
    "html",
    "head",
    "body",
    "script",
    "meta",
    "iframe",
];

/// Is it a page? Comments and instructions before the first tag do not count.
fn is_html(text: &[u8]) -> bool {
    let mut text = text;
    loop {
        text = text.trim_ascii_start();
        let end: &[u8] = if text.starts_with(b"<!--") {
            b"-->"
        } else if text.starts_with(b"<?") {
            b"?>"
        } else {
            break;
        };
        let Some(length) = memchr::memmem::find(text, end) else {
            return false;
        };
        text = text.get(length + end.len()..).unwrap_or_default();
    }
    PAGE.iter().any(|name| {
        let tag = text
            .strip_prefix(b"<")
            .and_then(|t| t.split_at_checked(name.len()));
        tag.is_some_and(|(tag, rest)| {
            let ends = rest
                .first()
                .is_none_or(|b| b.is_ascii_whitespace() || matches!(b, b'>' | b'/'));
            tag.eq_ignore_ascii_case(name.as_bytes()) && ends
        })
    })
}
