//! What a document claims to be, told from its root element or, where there is none, its first bytes.

use crate::validate::namespace::Ns;

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
    /// An OPML list.
    Opml,
    /// A sitemap.
    Sitemap,
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
            Format::Opml => "opml-2.0",
            Format::Sitemap => "news-sitemap",
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

    /// Is it Atom 1.0?
    pub(crate) fn is_atom(self) -> bool {
        matches!(self, Format::Atom | Format::AtomEntry)
    }

    /// Do our rules reach inside it?
    pub(crate) fn is_judged(self) -> bool {
        self.is_rss() || self.is_rdf() || self.is_atom()
    }

    /// The namespace of its own elements, where its root is in `root`.
    pub(crate) fn own_namespace(self, root: Ns) -> Ns {
        match self {
            Format::Rss("0.90") => Ns::Rss090,
            Format::Rss("1.0") => Ns::Rss10,
            Format::Rss("1.1") => Ns::Rss11,
            Format::Rss(_) => root,
            _ => Ns::None,
        }
    }

    /// What a root element says; `version` is its attribute of that name.
    pub(crate) fn of_root(ns: Ns, local: &str, version: Option<&str>) -> Format {
        match (ns, local) {
            (Ns::Atom, "feed") => Format::Atom,
            (Ns::Atom, "entry") => Format::AtomEntry,
            (Ns::Atom03, "feed" | "entry") => Format::Atom03,
            (Ns::None | Ns::Rss20, "rss") => {
                Format::Rss(version.and_then(rss_version).unwrap_or("2.0"))
            }
            (Ns::Rdf, "RDF") => Format::Rss("1.0"),
            (Ns::Rss11, "Channel") => Format::Rss("1.1"),
            (Ns::None, "opml") => Format::Opml,
            (Ns::Sitemap, "urlset" | "sitemapindex") => Format::Sitemap,
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
    Json,
    Html,
    Compressed,
    Binary,
}

/// Tells a document that cannot be XML by its first bytes.
pub(crate) fn foreign(head: &[u8]) -> Option<Foreign> {
    const COMPRESSED: &[&[u8]] = &[
        &[0x1F, 0x8B],
        b"PK\x03\x04",
        &[0x28, 0xB5, 0x2F, 0xFD],
        b"BZh",
        &[0xFD, b'7', b'z'],
    ];
    const BINARY: &[&[u8]] = &[
        b"\x89PNG",
        b"GIF8",
        &[0xFF, 0xD8, 0xFF],
        b"\x7FELF",
        b"%PDF",
        b"RIFF",
        b"ID3",
    ];
    if COMPRESSED.iter().any(|magic| head.starts_with(magic)) {
        return Some(Foreign::Compressed);
    }
    if BINARY.iter().any(|magic| head.starts_with(magic)) {
        return Some(Foreign::Binary);
    }
    let text = head
        .strip_prefix(&[0xEF, 0xBB, 0xBF])
        .unwrap_or(head)
        .trim_ascii_start();
    let lower = text.get(..15).unwrap_or(text).to_ascii_lowercase();
    match text.first() {
        None => Some(Foreign::Empty),
        Some(b'{' | b'[') => Some(Foreign::Json),
        Some(0) if text.iter().all(|b| *b == 0) => Some(Foreign::Binary),
        _ if lower.starts_with(b"<!doctype html") || lower.starts_with(b"<html") => {
            Some(Foreign::Html)
        }
        _ => None,
    }
}
