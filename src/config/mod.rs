//! What a newsroom's TOML files say, as types, with every name, address and zone checked.
//!
//! In: `feedwright.toml` and `feeds/*.toml`. Out: a [`Newsroom`]. An unknown key, a bad value or two feeds of
//! one name is an error that names file and line; nothing is read or written before all of it holds.

mod appearance;
mod check;
mod each_table;
mod feed_file;
mod load;
mod look;
mod media_table;
mod newsroom_file;
mod pages_table;
mod place;
mod podcast_table;
mod push_table;
mod schema;
mod secret;
mod serve_table;
mod source_web;
mod template;
mod validation;
mod vocabulary_table;

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::time::Duration;

use chrono::{DateTime, FixedOffset};
use chrono_tz::Tz;
use url::Url;

use crate::import::classify::Rule;
use crate::import::html::Trust;
use crate::model::feed::{Authors, Content, History, Query, Retraction};
use crate::model::podcast::Show;
use crate::model::{About, FamilyMember, Line, Link, Person, Text, Wording};
use crate::notify::hook::Hook;
use crate::sink::hosting::{HEADERS, REDIRECTS};

pub use appearance::{DefaultsTable, ExtensionTable, TitlePrefixTable, UtmTable};
pub use each_table::{Collisions, EachTable, Family};
pub use feed_file::{FeedFile, Include};
pub use load::{CONFIG_FILE, find, load, look};
pub use media_table::{Media, MediaTable};
pub use newsroom_file::{Further, NewsroomFile, OnMissing, SitemapTable};
pub use pages_table::{Pages, PagesTable};
pub use push_table::{CloudTable, IndexNowTable, NotifyTable, Push, PushTable};
pub use schema::{SCHEMAS, Schema};
pub use secret::Secret;
pub use serve_table::{AccessLog, HubSignature, Serve, ServeTable, interval, listen_address};
pub use source_web::{Header, WebSource};
pub use template::Template;
pub use validation::{ValidateTable, Validation};
pub use vocabulary_table::{Known, VocabularyTable};

/// Seconds that a copy may be kept where no feed says otherwise: as long as readers wait between two looks.
pub const MAX_AGE: u32 = 900;

/// Between a minute and a day: less makes caches useless, more loses readers.
const SENSIBLE_AGE: std::ops::RangeInclusive<u32> = 60..=86_400;

/// A newsroom: everything that its configuration says, checked.
#[derive(Debug, Clone)]
pub struct Newsroom {
    /// The folder of `feedwright.toml`; paths in it are relative to this.
    pub root: PathBuf,
    /// The configuration file itself.
    pub file: PathBuf,
    /// Whose newsroom this is.
    pub site: Site,
    /// Where records come from, in order.
    pub sources: Vec<SourceDef>,
    /// Rules that add categories, in order.
    pub categories: Vec<Rule>,
    /// What codes among the categories of records mean.
    pub vocabulary: Option<Known>,
    /// What is published, ordered by slug. Of a newsroom as it is read, without the members of its families, which
    /// the store knows: [`crate::pipeline::with_members`] adds them.
    pub feeds: Vec<FeedDef>,
    /// Feeds that are made by a pattern, ordered by slug.
    pub families: Vec<Family>,
    /// Where documents are delivered.
    pub output: Output,
    /// How sizes and types of enclosures are found out.
    pub media: Media,
    /// Which lists of pages are made for search engines.
    pub sitemap: SitemapTable,
    /// The store's file.
    pub store: PathBuf,
    /// A document's old name, and where it is now; `None` where it is gone.
    pub moved: BTreeMap<String, Option<String>>,
    /// What is made around the feeds; `None`: nothing.
    pub pages: Option<Pages>,
    /// Who is told of changes.
    pub push: Push,
    /// The command that runs after a run.
    pub hook: Option<Hook>,
    /// How it is served.
    pub serve: Serve,
}

/// Whose newsroom this is.
#[derive(Debug, Clone)]
pub struct Site {
    /// The publication's name.
    pub title: Line,
    /// Its front page.
    pub url: Url,
    /// A BCP 47 tag.
    pub language: Option<String>,
    /// For times written without an offset; `None`: UTC, with a warning when used.
    pub timezone: Option<Tz>,
    /// The author of entries that name none.
    pub author: Line,
    /// RFC 4151: a domain and a day on which it was owned, such as `paper.example,2017`.
    pub authority: Option<String>,
}

/// A database that is named by an address, or by a variable of the environment.
#[derive(Debug, Clone)]
pub struct Server {
    /// Its address, or the path of a SQLite file.
    pub address: Secret,
    /// How long it may take for an answer; `None` where nothing is said.
    pub timeout: Option<Duration>,
}

/// Where records come from.
#[derive(Debug, Clone)]
pub struct SourceDef {
    /// Part of what identifies records that have neither id nor URL.
    pub name: String,
    /// A file, glob or directory as written, or `-`; the address where it is fetched; of a query, its database.
    pub path: String,
    /// How it is fetched; `None`: it is a file.
    pub web: Option<Box<WebSource>>,
    /// The share of its records that may be missing for them to be withdrawn; `None`: what is missing stays.
    pub missing_share: Option<f64>,
    /// What the database is asked, where it is one.
    pub sql: Option<String>,
    /// The server that is asked; `None`: `path` is a SQLite file.
    pub server: Option<Box<Server>>,
    /// The input format; `None`: told from content.
    pub format: Option<&'static crate::import::Input>,
    /// For times written without an offset.
    pub timezone: Option<Tz>,
    /// A BCP 47 tag.
    pub language: Option<String>,
    /// When its pages were read.
    pub captured_at: Option<CapturedAt>,
    /// The page's own address; `{stem}` and `{name}` stand for the file's.
    pub page_url: Option<String>,
    /// Which key of the input holds which field of a record: field to key.
    pub fields: BTreeMap<String, String>,
    /// Whether its HTML is sanitised.
    pub trust: Trust,
}

/// When a page was read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CapturedAt {
    /// Then.
    Time(DateTime<FixedOffset>),
    /// When its file was last modified.
    FileTime,
}

/// Where documents are delivered.
#[derive(Debug, Clone)]
pub struct Output {
    /// The folder.
    pub dir: PathBuf,
    /// The address under which the folder is served, ending in `/`.
    pub base_url: Link,
    /// The packed copies that files have beside them.
    pub packings: Vec<&'static crate::sink::packing::Packing>,
    /// Is a file removed once no feed makes it any more?
    pub prune: bool,
    /// Are `_headers` and, where something has moved, `_redirects` written?
    pub headers: bool,
}

/// One feed: which records, in which formats, how many, under which name.
#[derive(Debug, Clone)]
pub struct FeedDef {
    /// The stem of its documents' names: 1 to 100 of `a-z 0-9 - _`.
    pub slug: String,
    /// The family that it is a member of, and as what.
    pub family: Option<FamilyMember>,
    /// The file that defines it; `None` for the feed that every newsroom without `feeds/` has.
    pub file: Option<PathBuf>,
    /// Plain text.
    pub title: Line,
    /// Plain text.
    pub description: Line,
    /// A BCP 47 tag.
    pub language: Option<String>,
    /// The author of entries that name none.
    pub author: Person,
    /// Who holds which rights.
    pub rights: Option<Text>,
    /// What else the feed says about itself.
    pub about: About,
    /// How it words its entries.
    pub wording: Wording,
    /// The output formats, in the order written.
    pub formats: Vec<&'static crate::render::Format>,
    /// Which records.
    pub query: Query,
    /// How much of each.
    pub content: Content,
    /// How RSS names several authors.
    pub authors: Authors,
    /// Minutes that a reader may keep a document.
    pub ttl: Option<u32>,
    /// What becomes of a withdrawn entry.
    pub retraction: Retraction,
    /// Days for which the notice of a withdrawn entry stands in its place.
    pub retraction_days: u32,
    /// What the feed says as a podcast.
    pub podcast: Option<Box<Show>>,
    /// WebSub hubs of its own; `None`: the newsroom's.
    pub hubs: Option<Vec<Link>>,
    /// How far back it reaches, where that is further than the newest.
    pub history: Option<History>,
    /// How many entries an archive document holds.
    pub archive_size: usize,
}

impl Newsroom {
    /// The names of all documents that its feeds make, of the sitemaps that there always are, of the pages around them, and
    /// of the files that go with them. Archives and further sitemaps, of which there may be thousands, are not among them.
    pub fn document_names(&self) -> Vec<String> {
        let names = |feed: &FeedDef| feed.documents().map(|(name, _)| name).collect::<Vec<_>>();
        let sitemaps = [
            ("sitemap.xml", self.sitemap.news || self.sitemap.full),
            ("sitemap-news.xml", self.sitemap.news),
            ("sitemap-1.xml", self.sitemap.full),
        ];
        let sitemaps = sitemaps.into_iter().filter(|(_, made)| *made);
        let feeds = self.feeds.iter().flat_map(names);
        feeds
            .chain(sitemaps.map(|(name, _)| name.to_owned()))
            .chain(self.page_names())
            .chain(self.hosting_names())
            .chain(self.push.key_file())
            .collect()
    }

    /// The names of the files that tell hosts of static sites how to serve the others.
    fn hosting_names(&self) -> impl Iterator<Item = String> {
        let moved = !self.moved.is_empty();
        let names = [(HEADERS, true), (REDIRECTS, moved)];
        let wanted = self.output.headers;
        names
            .into_iter()
            .filter(move |(_, made)| wanted && *made)
            .map(|(name, _)| name.to_owned())
    }

    /// The names of the pages, lists and style sheets that are made around the feeds.
    pub fn page_names(&self) -> Vec<String> {
        let pages = self.pages.as_ref();
        pages.map_or_else(Vec::new, |pages| pages.names(&self.feeds))
    }

    /// Makes documents name the newsroom's own hub, where it has one and they name no other.
    pub fn name_own_hub(&mut self) {
        if self.serve.hub && self.push.hubs.is_empty() {
            self.push.hubs.push(self.serve.hub_url.clone());
        }
    }

    /// The hubs of one of its feeds.
    pub fn hubs_of<'n>(&'n self, feed: &'n FeedDef) -> &'n [Link] {
        feed.hubs.as_deref().unwrap_or(&self.push.hubs)
    }
}

impl FeedDef {
    /// Seconds that a copy of its documents may be kept.
    pub fn max_age(&self) -> u32 {
        let seconds = self
            .ttl
            .map_or(MAX_AGE, |minutes| minutes.saturating_mul(60));
        seconds.clamp(*SENSIBLE_AGE.start(), *SENSIBLE_AGE.end())
    }

    /// The names of its documents with their formats.
    pub fn documents(&self) -> impl Iterator<Item = (String, &'static crate::render::Format)> + '_ {
        self.formats
            .iter()
            .map(|format| (format!("{}.{}", self.slug, format.extension), *format))
    }
}
