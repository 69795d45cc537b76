//! Sitemaps (<https://www.sitemaps.org/protocol.html>) with Google's extensions for news and images, and their index.
//!
//! In: pages, each with what a search engine wants to know of it. Out: bytes that depend on them alone. A prefix is
//! declared only where it is used.

use std::borrow::Cow;
use std::fmt::Write as _;

use chrono::{DateTime, Utc};
use quick_xml::escape::escape;

use super::instant::rfc3339;
use crate::model::Link;

const DECLARATION: &str = "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n";
const SITEMAP: &str = "http://www.sitemaps.org/schemas/sitemap/0.9";
const NEWS: &str = "http://www.google.com/schemas/sitemap-news/0.9";
const IMAGE: &str = "http://www.google.com/schemas/sitemap-image/1.1";

/// An address longer than this cannot stand in a sitemap.
pub const LONGEST: usize = 2047;

/// A page of the site.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Page<'a> {
    /// Its address.
    pub address: Cow<'a, Link>,
    /// When it last changed.
    pub changed: Option<DateTime<Utc>>,
    /// Its picture.
    pub image: Option<&'a Link>,
    /// What makes it news.
    pub news: Option<News<'a>>,
}

/// What a news sitemap says of a page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct News<'a> {
    /// The publication's name.
    pub publication: &'a str,
    /// Two or three letters, or `zh-cn` and `zh-tw`.
    pub language: &'a str,
    /// When the article was published.
    pub published: DateTime<Utc>,
    /// Its title.
    pub title: &'a str,
}

/// A sitemap of these pages.
pub fn pages(pages: &[Page<'_>]) -> Vec<u8> {
    let mut out = String::with_capacity(256 + 320 * pages.len());
    let _ = write!(out, "{DECLARATION}<urlset xmlns=\"{SITEMAP}\"");
    for (prefix, uri, used) in [
        ("news", NEWS, pages.iter().any(|p| p.news.is_some())),
        ("image", IMAGE, pages.iter().any(|p| p.image.is_some())),
    ] {
        if used {
            let _ = write!(out, " xmlns:{prefix}=\"{uri}\"");
        }
    }
    out.push_str(">\n");
    for page in pages {
        out.push_str("  <url>\n");
        leaf(&mut out, 4, "loc", page.address.as_str());
        if let Some(changed) = page.changed {
            leaf(&mut out, 4, "lastmod", &rfc3339(changed));
        }
        if let Some(news) = &page.news {
            news_of(&mut out, news);
        }
        if let Some(image) = page.image {
            out.push_str("    <image:image>\n");
            leaf(&mut out, 6, "image:loc", image.as_str());
            out.push_str("    </image:image>\n");
        }
        out.push_str("  </url>\n");
    }
    out.push_str("</urlset>\n");
    out.into_bytes()
}

fn news_of(out: &mut String, news: &News<'_>) {
    out.push_str("    <news:news>\n      <news:publication>\n");
    leaf(out, 8, "news:name", news.publication);
    leaf(out, 8, "news:language", news.language);
    out.push_str("      </news:publication>\n");
    leaf(out, 6, "news:publication_date", &rfc3339(news.published));
    leaf(out, 6, "news:title", news.title);
    out.push_str("    </news:news>\n");
}

/// An index of these sitemaps, each with the time of the newest change in it.
pub fn index(parts: &[(Link, Option<DateTime<Utc>>)]) -> Vec<u8> {
    let mut out = String::with_capacity(256 + 128 * parts.len());
    let _ = writeln!(out, "{DECLARATION}<sitemapindex xmlns=\"{SITEMAP}\">");
    for (address, changed) in parts {
        out.push_str("  <sitemap>\n");
        leaf(&mut out, 4, "loc", address.as_str());
        if let Some(changed) = changed {
            leaf(&mut out, 4, "lastmod", &rfc3339(*changed));
        }
        out.push_str("  </sitemap>\n");
    }
    out.push_str("</sitemapindex>\n");
    out.into_bytes()
}

fn leaf(out: &mut String, indent: usize, name: &str, text: &str) {
    let _ = writeln!(out, "{:indent$}<{name}>{}</{name}>", "", escape(text));
}

/// The language as Google's news sitemaps want it: two or three letters, but for the two ways of writing Chinese.
pub fn news_language(tag: &str) -> String {
    let tag = tag.to_ascii_lowercase();
    let mut subtags = tag.split('-');
    let language = subtags.next().unwrap_or_default().to_owned();
    if language != "zh" {
        return language;
    }
    let traditional = subtags.any(|s| matches!(s, "hant" | "tw" | "hk" | "mo"));
    let simplified = tag.split('-').any(|s| matches!(s, "hans" | "cn" | "sg"));
    // Where nothing tells, it is how most of those who write Chinese write it.
    match traditional && !simplified {
        true => "zh-tw".to_owned(),
        false => "zh-cn".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn languages_are_what_google_wants() {
        for (tag, wanted) in [
            ("en", "en"),
            ("pt-BR", "pt"),
            ("zh", "zh-cn"),
            ("zh-Hant-HK", "zh-tw"),
            ("zh-CN", "zh-cn"),
            ("zh-Hans-TW", "zh-cn"),
            ("fil", "fil"),
        ] {
            assert_eq!(news_language(tag), wanted, "{tag}");
        }
    }
}
