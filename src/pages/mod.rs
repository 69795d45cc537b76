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
mod words;

use chrono::{DateTime, Utc};
use chrono_tz::Tz;

use crate::model::{Line, Link};

pub use opml::opml;
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
    pub family: Option<&'a str>,
    /// Its documents, in the order written.
    pub documents: Vec<Document>,
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

/// The document that most readers can read: the first that is not JSON, else the first.
fn preferred<'d>(documents: &'d [Document]) -> Option<&'d Document> {
    let xml = documents.iter().find(|d| !d.media_type.contains("json"));
    xml.or_else(|| documents.first())
}
