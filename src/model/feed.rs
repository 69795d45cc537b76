//! A feed as it will be written: a head and entries, with every decision already taken.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use super::podcast::{Episode, Show};
use super::{
    About, Category, Enclosure, Extension, Image, Kind, Line, Link, OneOf, Person, Related,
    SourceRef, Text,
};

/// Which records a feed wants, newest first. Each list left empty asks for nothing; all others must hold.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Query {
    /// Any of these kinds.
    pub kinds: Vec<Kind>,
    /// Any of these category terms, exactly as written.
    pub categories: Vec<String>,
    /// Any of these author names.
    pub authors: Vec<String>,
    /// Any of these language tags.
    pub languages: Vec<String>,
    /// Any of these sections.
    pub sections: Vec<String>,
    /// Any of these sources, by name.
    pub sources: Vec<String>,
    /// Besides all these, the value that makes a feed a member of its family.
    pub member: Option<OneOf>,
    /// How many live records at most.
    pub limit: usize,
    /// A record retracted before this no longer counts as an entry; it is reported as a tombstone.
    pub retracted_since: Option<DateTime<Utc>>,
}

/// How much of each record a feed carries.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
#[cfg_attr(feature = "publish", derive(schemars::JsonSchema))]
pub enum Content {
    /// Title, summary and the whole body.
    #[default]
    Full,
    /// Title and summary.
    Summary,
    /// The title alone.
    Title,
}

/// What becomes of a withdrawn entry.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
#[cfg_attr(feature = "publish", derive(schemars::JsonSchema))]
pub enum Retraction {
    /// A notice stands in its place for some days, because readers keep what they have once shown; then it goes, and
    /// Atom says so (RFC 6721).
    #[default]
    Notice,
    /// It goes at once, and Atom says so (RFC 6721).
    Tombstone,
    /// It goes at once, and nothing tells of it.
    Drop,
}

/// How RSS names several authors of one item.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
#[cfg_attr(feature = "publish", derive(schemars::JsonSchema))]
pub enum Authors {
    /// One `dc:creator` with the whole byline, because half of all readers keep only one.
    #[default]
    Joined,
    /// One `dc:creator` for each author.
    Separate,
}

/// How far back a feed reaches (RFC 5005).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
#[cfg_attr(feature = "publish", derive(schemars::JsonSchema))]
pub enum History {
    /// Older entries lie in archive documents, each linked from the one after it.
    Archive,
    /// One document with all entries, which says so; `limit` does not cut.
    Complete,
}

/// Where a document stands among those of its feed (RFC 5005). Documents are named by their stems; every format
/// adds its own extension.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Paging {
    /// Which part of its feed the document is.
    pub part: Part,
    /// This document's own stem, where that is not the feed's slug.
    pub name: Option<String>,
    /// The archive before this document: from the feed itself the newest. JSON Feed calls it `next_url`.
    pub prev_archive: Option<String>,
    /// The archive after this one.
    pub next_archive: Option<String>,
}

/// Which part of its feed a document is.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
pub enum Part {
    /// The feed that people subscribe to.
    #[default]
    Current,
    /// The same, and it holds every entry of the feed (`fh:complete`).
    Complete,
    /// A part of its past (`fh:archive`).
    Archive,
}

/// A feed: what RSS calls a channel. Everything in it is decided; a renderer only writes it down.
#[derive(Debug, Clone, PartialEq)]
pub struct Feed {
    /// The stem of the documents' names.
    pub slug: String,
    /// The permanent IRI of the feed (RFC 4287 section 4.2.6).
    pub id: String,
    /// Plain text.
    pub title: Line,
    /// Plain text, one sentence or two.
    pub description: Line,
    /// The page that the feed belongs to.
    pub site_url: Link,
    /// The address under which the feed's documents lie, ending in `/`.
    pub base_url: Link,
    /// A BCP 47 tag.
    pub language: Option<Line>,
    /// The author of entries that name none.
    pub author: Person,
    /// Who holds which rights.
    pub rights: Option<Text>,
    /// Minutes that a reader may keep the document (RSS 2.0 `ttl`).
    pub ttl: Option<u32>,
    /// How RSS names several authors.
    pub authors: Authors,
    /// What it says as a podcast.
    pub podcast: Option<Box<Show>>,
    /// What else the feed says about itself.
    pub about: About,
    /// WebSub hubs, which tell subscribers of changes.
    pub hubs: Vec<Link>,
    /// Where an rssCloud server takes subscriptions (RSS 2.0 `cloud`).
    pub cloud: Option<Cloud>,
    /// The time of the newest change of an entry.
    pub updated: DateTime<Utc>,
    /// Where the document stands among those of its feed.
    pub paging: Paging,
    /// Newest first.
    pub entries: Vec<Entry>,
    /// Entries that were withdrawn and have left (RFC 6721).
    pub tombstones: Vec<Tombstone>,
}

/// What RSS 2.0 calls `cloud`: a service that tells subscribers of changes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cloud {
    /// Its host.
    pub domain: Line,
    /// Its port.
    pub port: u16,
    /// The path to register at.
    pub path: Line,
    /// The procedure to call; empty with `http-post`.
    pub register_procedure: Line,
    /// `http-post`, `xml-rpc` or `soap`.
    pub protocol: Line,
}

/// A record as it stands in a feed: an RSS item, an Atom entry.
#[derive(Debug, Clone, PartialEq)]
pub struct Entry {
    /// The permanent IRI of the entry; the same string in every format and feed.
    pub id: String,
    /// Article or headline.
    pub kind: Kind,
    /// Plain text; never empty.
    pub title: Line,
    /// The page of the entry.
    pub link: Option<Link>,
    /// When it was published or, where nobody says, first seen. Whole seconds.
    pub published: DateTime<Utc>,
    /// When it last changed; never before `published`. Whole seconds.
    pub updated: DateTime<Utc>,
    /// In the order of the byline; empty where the feed's author stands for it.
    pub authors: Vec<Person>,
    /// What it is about.
    pub categories: Vec<Category>,
    /// Plain text, shorter than the content.
    pub summary: Option<Text>,
    /// A sanitised HTML fragment with absolute URLs.
    pub content: Option<Text>,
    /// The picture, or its credit alone.
    pub image: Option<Image>,
    /// Files to listen to, watch or read.
    pub enclosures: Vec<Enclosure>,
    /// What it says as an episode of a podcast.
    pub podcast: Option<Box<Episode>>,
    /// Other stories with known addresses.
    pub related: Vec<Related>,
    /// A BCP 47 tag, where it differs from the feed's.
    pub language: Option<Line>,
    /// Who holds which rights.
    pub rights: Option<Text>,
    /// Where it was taken over from.
    pub source: Option<SourceRef>,
    /// What the newsroom tells in namespaces of its own choice.
    pub extensions: Vec<Extension>,
}

/// An entry that was withdrawn and has left the feed (RFC 6721 section 3).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tombstone {
    /// The id that the entry had.
    pub id: String,
    /// When it was withdrawn.
    pub when: DateTime<Utc>,
}
