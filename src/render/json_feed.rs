//! JSON Feed 1.1 (<https://www.jsonfeed.org/version/1.1/>), through types of our own: no crate that is kept up knows
//! version 1.1.
//!
//! What the format has no member for stands in `_feedwright`, see [`super::json_facts`], and what the newsroom tells
//! in a namespace of its own in an object named by the prefix.

use std::collections::{BTreeMap, HashSet};

use serde::Serialize;
use serde_json::{Map, Value};

use super::json_facts::{AttachmentFacts, AuthorFacts, FeedFacts, ItemFacts};
use super::{Format, instant, paging};
use crate::Result;
use crate::model::{Category, Enclosure, Entry, Extension, Feed, Line, Link, Person};

pub(super) const FORMAT: Format = Format {
    name: "json",
    says: "JSON Feed 1.1",
    extension: "json",
    media_type: "application/feed+json",
    render,
};

const VERSION: &str = "https://jsonfeed.org/version/1.1";

/// The type of a file of which nothing is known (RFC 2046 section 4.5.1); an attachment must have one.
const UNKNOWN_TYPE: &str = "application/octet-stream";

fn render(feed: &Feed) -> Result<Vec<u8>> {
    let mut bytes = Vec::with_capacity(super::expected_size(feed));
    serde_json::to_writer_pretty(&mut bytes, &document(feed)?)
        .map_err(|e| super::unwritten(&FORMAT, e))?;
    bytes.push(b'\n');
    Ok(bytes)
}

#[derive(Serialize)]
struct Document<'a> {
    version: &'static str,
    title: &'a Line,
    home_page_url: &'a Link,
    feed_url: Link,
    #[serde(skip_serializing_if = "Option::is_none")]
    next_url: Option<Link>,
    #[serde(skip_serializing_if = "Option::is_none")]
    description: Option<&'a Line>,
    user_comment: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    icon: Option<&'a Link>,
    #[serde(skip_serializing_if = "Option::is_none")]
    favicon: Option<&'a Link>,
    authors: Vec<Author<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    language: Option<&'a Line>,
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    expired: bool,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    hubs: Vec<Hub<'a>>,
    #[serde(rename = "_feedwright")]
    facts: FeedFacts<'a>,
    items: Vec<Item<'a>>,
}

/// A service that tells subscribers of changes.
#[derive(Serialize)]
struct Hub<'a> {
    #[serde(rename = "type")]
    kind: &'static str,
    url: &'a Link,
}

#[derive(Serialize)]
struct Item<'a> {
    id: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    url: Option<&'a Link>,
    title: &'a Line,
    #[serde(flatten)]
    content: Content<'a>,
    #[serde(skip_serializing_if = "Option::is_none")]
    summary: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    image: Option<&'a Link>,
    date_published: String,
    date_modified: String,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    authors: Vec<Author<'a>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    tags: Vec<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    language: Option<&'a Line>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    attachments: Vec<Attachment<'a>>,
    #[serde(rename = "_feedwright", skip_serializing_if = "ItemFacts::is_empty")]
    facts: ItemFacts<'a>,
    #[serde(flatten)]
    extensions: BTreeMap<String, Map<String, Value>>,
}

/// One of the two must be there.
#[derive(Serialize)]
enum Content<'a> {
    #[serde(rename = "content_html")]
    Html(&'a str),
    #[serde(rename = "content_text")]
    Text(&'a str),
}

#[derive(Serialize)]
struct Author<'a> {
    name: &'a Line,
    #[serde(skip_serializing_if = "Option::is_none")]
    url: Option<String>,
    #[serde(rename = "_feedwright", skip_serializing_if = "Option::is_none")]
    facts: Option<AuthorFacts<'a>>,
}

#[derive(Serialize)]
struct Attachment<'a> {
    url: &'a Link,
    mime_type: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    title: Option<&'a Line>,
    #[serde(skip_serializing_if = "Option::is_none")]
    size_in_bytes: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    duration_in_seconds: Option<u64>,
    #[serde(rename = "_feedwright", skip_serializing_if = "Option::is_none")]
    facts: Option<AttachmentFacts<'a>>,
}

fn document(feed: &Feed) -> Result<Document<'_>> {
    let feed_url = super::self_link(feed, &FORMAT)?;
    Ok(Document {
        version: VERSION,
        title: &feed.title,
        home_page_url: &feed.site_url,
        description: Some(&feed.description).filter(|d| !d.is_empty()),
        user_comment: format!(
            "This is a feed: a program called a feed reader shows what is new in it. To follow it, give this address to one: {feed_url}"
        ),
        feed_url,
        next_url: paging::next_url(feed, &FORMAT)?,
        icon: feed.about.image.as_ref(),
        favicon: feed.about.icon.as_ref(),
        authors: vec![author(&feed.author)],
        language: feed.language.as_ref(),
        expired: feed.about.expired,
        hubs: feed.hubs.iter().map(hub).collect(),
        facts: FeedFacts::of(feed),
        items: feed.entries.iter().map(item).collect(),
    })
}

fn hub(url: &Link) -> Hub<'_> {
    Hub {
        kind: "WebSub",
        url,
    }
}

fn item(entry: &Entry) -> Item<'_> {
    let summary = super::said(&entry.summary);
    Item {
        id: &entry.id,
        url: entry.link.as_ref(),
        title: &entry.title,
        content: match super::said(&entry.content) {
            Some(html) => Content::Html(html),
            None => Content::Text(summary.unwrap_or(entry.title.as_str())),
        },
        summary,
        image: entry.image.as_ref().and_then(|i| i.url.as_ref()),
        date_published: instant::rfc3339(entry.published),
        date_modified: instant::rfc3339(entry.updated),
        authors: entry.authors.iter().map(author).collect(),
        tags: tags(&entry.categories),
        language: entry.language.as_ref(),
        attachments: entry.enclosures.iter().map(attachment).collect(),
        facts: ItemFacts::of(entry),
        extensions: extensions(&entry.extensions),
    }
}

/// An author has one address: the page or, where none is known, the mailbox.
fn author(person: &Person) -> Author<'_> {
    let page = person.url.as_ref().map(Link::to_string);
    let mailbox = || person.email.as_ref().map(mailbox);
    Author {
        name: &person.name,
        facts: page.as_ref().and(AuthorFacts::of(person)),
        url: page.or_else(mailbox),
    }
}

/// RFC 6068 section 2.
fn mailbox(email: &Line) -> String {
    let mut url = String::from("mailto:");
    for byte in email.as_str().bytes() {
        if byte.is_ascii_alphanumeric() || b"@.-_~+!$*".contains(&byte) {
            url.push(char::from(byte));
        } else {
            url.push_str(&format!("%{byte:02X}"));
        }
    }
    url
}

/// What people read, each once: two vocabularies may have one word.
fn tags(categories: &[Category]) -> Vec<&str> {
    let mut seen = HashSet::with_capacity(categories.len());
    let words = categories.iter().map(Category::display);
    words.filter(|word| seen.insert(*word)).collect()
}

fn attachment(enclosure: &Enclosure) -> Attachment<'_> {
    Attachment {
        url: &enclosure.url,
        mime_type: enclosure
            .media_type
            .as_ref()
            .map_or(UNKNOWN_TYPE, Line::as_str),
        title: enclosure.title.as_ref(),
        size_in_bytes: enclosure.length.filter(|n| *n > 0),
        duration_in_seconds: enclosure.duration,
        facts: AttachmentFacts::of(enclosure),
    }
}

/// One object for each prefix; a name that comes twice has a list.
fn extensions(extensions: &[Extension]) -> BTreeMap<String, Map<String, Value>> {
    let mut objects = BTreeMap::<String, Map<String, Value>>::new();
    for Extension { element, value } in extensions {
        let object = objects.entry(format!("_{}", element.prefix)).or_default();
        let value = Value::from(value.as_str());
        match object.get_mut(&element.name) {
            Some(Value::Array(list)) => list.push(value),
            Some(first) => *first = Value::Array(vec![first.take(), value]),
            None => {
                object.insert(element.name.clone(), value);
            }
        }
        object
            .entry("about")
            .or_insert_with(|| Value::from(element.namespace.as_str()));
    }
    objects
}
