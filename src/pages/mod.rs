//! What stands around the feeds: a page for each, an index, lists for programs, style sheets.
//!
//! In: plain values about feeds and their newest headlines, and the users' own templates. Out: bytes that depend on
//! these alone. It knows no configuration, no store, no files and no clock; which page is made when is not its matter.
//!
//! HTML comes from templates ([`Press`]) that users may replace by file name; the list of feeds ([`opml`]) is written
//! by code, so that it is always valid.

mod alternate;
mod context;
mod dates;
mod direction;
mod opml;
mod press;
mod reader;
mod tags;
mod words;

use chrono::{DateTime, Utc};
use chrono_tz::Tz;

use crate::model::{Line, Link};

#[cfg(feature = "server")]
pub(crate) use press::write_value;
pub use press::{Fault, Press, Templates};
pub use reader::{READERS, Reader};

/// The page that lists all feeds.
pub const INDEX: &str = "index.html";
/// The list of all feeds that readers import.
pub const OPML: &str = "feeds.opml";
/// Lines for the head of other pages.
pub const ALTERNATE: &str = "alternate.html";
/// The style sheet of the pages.
pub const STYLE: &str = "pages.css";
/// What the pages can do more where script runs.
pub const SCRIPT: &str = "pages.js";
/// The style sheet for feeds that are opened in a browser.
pub const FEED_STYLE: &str = "feed.css";

/// The name of the page of the feed with this slug.
pub fn page_name(slug: &str) -> String {
    format!("{slug}.html")
}

/// Whose feeds these are.
#[derive(Debug, Clone)]
pub struct Site<'a> {
    /// The publication's name.
    pub title: &'a Line,
    /// Its front page.
    pub url: &'a str,
    /// The address under which the files lie, ending in `/`.
    pub base_url: &'a Link,
    /// Who answers for the feeds.
    pub author: &'a Line,
    /// A BCP 47 tag.
    pub language: Option<&'a str>,
    /// In which times are shown; `None`: UTC.
    pub zone: Option<Tz>,
}

/// A feed as pages speak of it.
#[derive(Debug, Clone)]
pub struct FeedFacts<'a> {
    /// The stem of its files' names.
    pub slug: &'a str,
    /// Plain text.
    pub title: &'a Line,
    /// Plain text.
    pub description: &'a Line,
    /// A BCP 47 tag.
    pub language: Option<&'a str>,
    /// The family that it is listed under.
    pub family: Option<Family<'a>>,
    /// Its documents, in the order written.
    pub documents: Vec<Document>,
}

/// Feeds that were made by one pattern and are listed together.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Family<'a> {
    /// Its own name in the configuration.
    pub slug: &'a str,
    /// What people call it, where somebody has said so.
    pub title: Option<&'a str>,
    /// What it has a feed for each of: `category`, `tag`, `author`, `section` or `language`.
    pub by: &'a str,
}

/// The families of these feeds, in the order in which they come.
fn families<'a>(feeds: &[FeedFacts<'a>]) -> Vec<Family<'a>> {
    let mut families = Vec::new();
    for family in feeds.iter().filter_map(|f| f.family) {
        if !families.contains(&family) {
            families.push(family);
        }
    }
    families
}

/// One document of a feed.
#[derive(Debug, Clone)]
pub struct Document {
    /// The name of the output format.
    pub format: &'static str,
    /// What people call the format.
    pub label: &'static str,
    /// The media type under which it is served and linked.
    pub media_type: &'static str,
    /// Its whole address.
    pub address: String,
}

/// One of a feed's newest headlines.
#[derive(Debug, Clone)]
pub struct Headline {
    /// Plain text.
    pub title: Line,
    /// The story's page.
    pub link: Option<Link>,
    /// When it was published.
    pub published: DateTime<Utc>,
    /// Is the time of day known?
    pub day_only: bool,
    /// A BCP 47 tag.
    pub language: Option<String>,
}

/// Which files there are to link to.
#[derive(Debug, Clone, Copy)]
pub struct Around<'a> {
    /// Does each feed have a page?
    pub subscribe: bool,
    /// Is there an index?
    pub index: bool,
    /// Is there a list for programs?
    pub opml: bool,
    /// The readers to link to, in order.
    pub readers: &'a [&'static Reader],
}

/// The documents as people meet them: JSON last, because pages say to take the first, browsers do, and few readers
/// know it.
fn in_order(documents: &[Document]) -> impl Iterator<Item = &Document> {
    let is_json = |d: &&Document| d.media_type.contains("json");
    let others = documents.iter().filter(move |d| !is_json(d));
    others.chain(documents.iter().filter(is_json))
}

/// The document that most readers can read.
fn preferred(documents: &[Document]) -> Option<&Document> {
    in_order(documents).next()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// One feed of no family, and two of a family of sections.
    fn with_feeds<T>(language: &str, look: impl FnOnce(&Site<'_>, &[FeedFacts<'_>]) -> T) -> T {
        let title = Line::new("Der Brückenbote");
        let base_url = Link::parse("https://bote.example/feeds/", None).unwrap();
        let site = Site {
            title: &title,
            url: "https://bote.example/",
            base_url: &base_url,
            author: &title,
            language: Some(language),
            zone: None,
        };
        let family = Family {
            title: None,
            slug: "ressort",
            by: "section",
        };
        let feed = |slug, family| FeedFacts {
            slug,
            title: &title,
            description: &title,
            language: Some(language),
            family,
            documents: vec![Document {
                format: "rss",
                label: "RSS 2.0",
                media_type: "application/rss+xml",
                address: format!("https://bote.example/feeds/{slug}.rss"),
            }],
        };
        let feeds = [
            feed("kultur", Some(family)),
            feed("news", None),
            feed("sport", Some(family)),
        ];
        look(&site, &feeds)
    }

    #[test]
    fn families_are_listed_under_a_name_in_the_language_of_the_site() {
        let press = Press::new(Templates::default());
        let around = Around {
            subscribe: true,
            index: true,
            opml: true,
            readers: &[],
        };
        for (language, section, general) in [
            ("de-AT", "Ressorts", "Allgemein"),
            ("xx", "Sections", "General"),
        ] {
            let (list, index, alternate) = with_feeds(language, |site, feeds| {
                (
                    press.opml(site, feeds).unwrap(),
                    press.index(site, feeds, &around).unwrap(),
                    press.alternate(site, feeds, &around).unwrap(),
                )
            });
            let list = String::from_utf8(list).unwrap();
            let list = roxmltree::Document::parse(&list).unwrap();
            let group = list
                .descendants()
                .find(|n| n.attribute("text") == Some(section));
            let members = group.unwrap().children().filter(|n| n.is_element());
            let addresses: Vec<_> = members.filter_map(|n| n.attribute("xmlUrl")).collect();
            assert_eq!(
                addresses,
                [
                    "https://bote.example/feeds/kultur.rss",
                    "https://bote.example/feeds/sport.rss"
                ]
            );
            let index = String::from_utf8(index).unwrap();
            let at = |text: &str| index.find(text).unwrap_or_else(|| panic!("no {text}"));
            let places = [general, "news.html", section, "kultur.html", "sport.html"].map(at);
            assert!(places.is_sorted(), "{places:?}");
            let alternate = String::from_utf8(alternate).unwrap();
            assert!(alternate.contains("news.rss") && !alternate.contains("sport.rss"));
        }
    }
}
