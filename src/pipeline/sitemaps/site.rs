//! What may stand in a site's sitemaps, and how they speak of it.

use std::borrow::Cow;
use std::collections::HashSet;

use chrono::{DateTime, Utc};

use crate::config::Newsroom;
use crate::model::{Kind, Link};
use crate::pipeline::files::digest;
use crate::render::sitemap::{self, LONGEST, News, Page};
use crate::store::Listed;
use crate::{Error, Result};

/// What all of a site's sitemaps are made with.
pub(super) struct Site<'a> {
    pub(super) newsroom: &'a Newsroom,
    front: Link,
    /// A digest of all that decides them beside the records.
    pub(super) definition: String,
    pub(super) now: DateTime<Utc>,
}

impl<'a> Site<'a> {
    pub(super) fn new(newsroom: &'a Newsroom, now: DateTime<Utc>) -> Result<Self> {
        let site = &newsroom.site;
        let front = Link::parse(site.url.as_str(), None)
            .map_err(|e| Error::config(format!("{}: {e}", site.url)))?;
        let packings: Vec<&str> = newsroom.output.packings.iter().map(|p| p.name).collect();
        let shown = (
            env!("CARGO_PKG_VERSION"),
            (&site.title, site.url.as_str(), &site.language),
            (&newsroom.output.base_url, newsroom.sitemap, packings),
        );
        Ok(Site {
            newsroom,
            front,
            definition: digest(&format!("{shown:?}")),
            now,
        })
    }

    /// The addresses that may stand in a sitemap of this site, each once: all of one protocol and host
    /// (<https://www.sitemaps.org/protocol.html#location>).
    pub(super) fn pages<'l>(
        &'l self,
        listed: &'l [Listed],
        news: Option<&'l [String]>,
    ) -> Vec<Page<'l>> {
        let origin = self.front.origin();
        let mut seen = HashSet::with_capacity(listed.len());
        let mut pages = Vec::with_capacity(listed.len());
        for (n, record) in listed.iter().enumerate() {
            let Some(address) = record.url.as_ref().map(page_of) else {
                continue;
            };
            let fits = address.origin() == origin && address.as_str().chars().count() <= LONGEST;
            if !fits || !seen.insert(address.to_string()) {
                continue;
            }
            let news = match news {
                None => None,
                Some(languages) => match self.news_of(record, languages.get(n)) {
                    Some(news) => Some(news),
                    None => continue,
                },
            };
            pages.push(Page {
                address,
                changed: Some(record.updated),
                image: record.image.as_ref(),
                news,
            });
        }
        if pages.is_empty() {
            // The schema wants at least one address.
            pages.push(Page {
                address: Cow::Borrowed(&self.front),
                changed: None,
                image: None,
                news: None,
            });
        }
        pages
    }

    /// Google wants the pages of articles; what is known by its headline alone may be anything else
    /// (<https://developers.google.com/search/docs/crawling-indexing/sitemaps/news-sitemap>).
    fn news_of<'l>(&'l self, record: &'l Listed, language: Option<&'l String>) -> Option<News<'l>> {
        if record.kind != Kind::Article {
            return None;
        }
        Some(News {
            publication: self.newsroom.site.title.as_str(),
            language: language?,
            published: record.published,
            title: record.title.as_ref()?.as_str(),
        })
    }

    /// The languages of records as news sitemaps want them.
    pub(super) fn languages(&self, listed: &[Listed]) -> Vec<String> {
        let site = self.newsroom.site.language.as_deref().unwrap_or_default();
        let own = |l: &Listed| {
            let tag = l.language.as_ref().map_or(site, |tag| tag.as_str());
            sitemap::news_language(tag)
        };
        listed.iter().map(own).collect()
    }

    pub(super) fn address(&self, name: &str) -> Result<Link> {
        let address = format!("{}{name}", self.newsroom.output.base_url);
        Link::parse(&address, None)
            .map_err(|e| Error::config(format!("{address:?} cannot be an address: {e}")))
    }
}

/// A place in a page is no page of its own.
fn page_of(address: &Link) -> Cow<'_, Link> {
    address
        .without_fragment()
        .map_or(Cow::Borrowed(address), Cow::Owned)
}
