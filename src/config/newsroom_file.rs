//! `feedwright.toml` as it is written.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::Deserialize;

use super::appearance::DefaultsTable;
use super::media_table::MediaTable;
use super::pages_table::PagesTable;
use super::push_table::{NotifyTable, PushTable};
use super::serve_table::ServeTable;
use super::validation::ValidateTable;
use super::vocabulary_table::VocabularyTable;
use crate::import::classify::Rule;
use crate::import::html::Trust;

/// `feedwright.toml`: a newsroom's site, sources, category rules and output.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct NewsroomFile {
    /// Whose newsroom this is.
    pub site: SiteTable,
    /// Where records come from; at least one.
    #[serde(default)]
    pub source: Vec<SourceTable>,
    /// Rules that add categories to records.
    #[serde(default)]
    pub category: Vec<Rule>,
    /// What codes among the categories of records mean.
    pub vocabulary: Option<VocabularyTable>,
    /// What holds for each feed whose own file does not say otherwise.
    #[serde(default)]
    pub defaults: DefaultsTable,
    /// Where documents are delivered.
    #[serde(default)]
    pub output: OutputTable,
    /// Where the store lies.
    #[serde(default)]
    pub store: StoreTable,
    /// How sizes and types of enclosures are found out.
    #[serde(default)]
    pub media: MediaTable,
    /// Lists of the site's pages for search engines.
    #[serde(default)]
    pub sitemap: SitemapTable,
    /// A document's old name, and its new name or "gone".
    #[serde(default)]
    pub moved: BTreeMap<String, String>,
    /// Pages for people and lists for programs, beside the feeds. Left out: none are made.
    pub pages: Option<PagesTable>,
    /// What `feedwright validate` looks for.
    #[serde(default)]
    pub validate: ValidateTable,
    /// Who is told of changes.
    #[serde(default)]
    pub push: PushTable,
    /// What runs after a run.
    pub notify: Option<NotifyTable>,
    /// How `feedwright serve` serves.
    #[serde(default)]
    pub serve: ServeTable,
}

/// `[site]`: whose newsroom this is.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SiteTable {
    /// The publication's name.
    pub title: String,
    /// The address of its front page.
    pub url: String,
    /// Its language, a BCP 47 tag such as "en" or "pt-BR".
    pub language: Option<String>,
    /// The zone of times written without an offset, such as "Europe/Riga". Default: UTC, with a warning when used.
    pub timezone: Option<String>,
    /// The author of entries that name none. Default: the title.
    pub author: Option<String>,
    /// A domain and a day on which you owned it (RFC 4151), such as "paper.example,2017"; for the ids of records
    /// that have neither id nor URL.
    pub authority: Option<String>,
}

/// `[[source]]`: where records come from.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SourceTable {
    /// A file, glob or directory, relative to this file; "-" for standard input.
    pub path: Option<String>,
    /// An address to fetch from.
    pub url: Option<String>,
    /// A query whose columns are named as the fields of a record; with `database`.
    pub sql: Option<String>,
    /// What `sql` asks: a SQLite file, relative to this file; `$VARIABLE`, or a `postgres://` URL.
    pub database: Option<String>,
    /// The input format. Default: told from content.
    pub format: Option<String>,
    /// Part of what identifies records without id and URL. Default: the path as written.
    pub name: Option<String>,
    /// The zone of times written without an offset. Default: the site's.
    pub timezone: Option<String>,
    /// The language of its records and date words. Default: the site's.
    pub language: Option<String>,
    /// When its pages were read: an RFC 3339 time, or "mtime" for the time of each file.
    pub captured_at: Option<String>,
    /// The page's own address; {stem} and {name} stand for the file's.
    pub page_url: Option<String>,
    /// Which key of the input holds which field of a record, such as title = "headline" or title = "headline.main".
    #[serde(default)]
    pub fields: BTreeMap<String, String>,
    /// "html": do not sanitise this source's HTML. Default: "none".
    #[serde(default)]
    pub trust: Trust,
    /// What becomes of records that the source no longer has: "keep" or "retract". Default: "keep".
    #[serde(default)]
    pub on_missing: OnMissing,
    /// The share of its records that may be missing for them to be withdrawn, 0 to 1. Default: 0.2.
    #[schemars(range(min = 0, max = 1))]
    pub missing_share: Option<f64>,
    /// Headers to send to the site of `url` and to no other; `$NAME` stands for a variable of the environment.
    #[serde(default)]
    pub headers: BTreeMap<String, String>,
    /// How many further pages are followed in a run: a number, true for as many as there are, false for none.
    /// Default: 50.
    pub pages: Option<Further>,
    /// Seconds to wait at least between two requests to one host. Default: 1.
    #[schemars(range(min = 0, max = 3600))]
    pub delay: Option<f64>,
    /// Seconds that one answer may take, with its redirects and its body. Default: 30.
    #[schemars(range(min = 1, max = 3600))]
    pub timeout: Option<f64>,
    /// Seconds that the source may take altogether in a run. Default: 600.
    #[schemars(range(min = 1, max = 86400))]
    pub deadline: Option<f64>,
    /// Bytes that one answer may have, packed or unpacked. Default: 67108864.
    #[schemars(range(min = 1))]
    pub max_bytes: Option<u64>,
    /// Hosts that may be asked though their addresses are private.
    #[serde(default)]
    pub allow_hosts: Vec<String>,
    /// Who says that it asks. Default: "feedwright/VERSION (+SITE)".
    pub user_agent: Option<String>,
    /// Does robots.txt decide whether pages are fetched? Default: true.
    pub robots: Option<bool>,
}

/// How many further pages are followed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(
    untagged,
    expecting = "`pages` is a number, true for all or false for none"
)]
pub enum Further {
    /// As many as there are, or none.
    All(bool),
    /// At most so many in a run.
    Most(u32),
}

/// What becomes of records that their source no longer has.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum OnMissing {
    /// They stay.
    #[default]
    Keep,
    /// They are withdrawn, unless they are too many.
    Retract,
}

/// `[output]`: where documents are delivered.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct OutputTable {
    /// The folder. Default: "public".
    pub dir: Option<String>,
    /// The address under which the folder is served. Default: the site's url.
    pub base_url: Option<String>,
    /// Packed copies that files have beside them, for servers that look for these: any of "gz", "br", "zst".
    #[serde(default)]
    pub compress: Vec<String>,
    /// Remove files of feeds that are gone. Default: false, they are named.
    #[serde(default)]
    pub prune: bool,
    /// Write `_headers`, and `_redirects` where `[moved]` has any, for hosts of static sites. Default: false.
    #[serde(default)]
    pub headers: bool,
}

/// `[sitemap]`: lists of the site's pages for search engines.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct SitemapTable {
    /// Write `sitemap-news.xml`: the articles of the last 48 hours, as Google News wants it. Default: false.
    pub news: bool,
    /// Write `sitemap-1.xml` and so on: all pages. Default: false.
    pub full: bool,
}

/// `[store]`: where the store lies.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct StoreTable {
    /// The file. Default: ".feedwright/store.db".
    pub path: Option<String>,
}
