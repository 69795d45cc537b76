//! One file of `feeds/` as it is written.

use schemars::JsonSchema;
use serde::Deserialize;

use super::appearance::{ExtensionTable, TitlePrefixTable, UtmTable};
use super::each_table::EachTable;
use crate::model::Day;
use crate::model::feed::{Authors, Content, History, Retraction};
use crate::model::podcast::Show;
use crate::model::record::Kind;

/// `feeds/*.toml`: one feed.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct FeedFile {
    /// The feed's title. Default: the site's.
    pub title: Option<String>,
    /// What the feed is about, in a sentence. Default: the title.
    pub description: Option<String>,
    /// The output formats. Default: ["rss", "atom"].
    pub formats: Option<Vec<String>>,
    /// How many entries at most. Default: 50.
    #[schemars(range(min = 1, max = 10000))]
    pub limit: Option<usize>,
    /// How much of each record. Default: "full".
    pub content: Content,
    /// The stem of the documents' names: 1 to 100 of a-z 0-9 - _. Default: the file's stem.
    pub slug: Option<String>,
    /// Minutes that a reader may keep a document.
    pub ttl: Option<u32>,
    /// How RSS names several authors of one item. Default: "joined".
    pub authors: Authors,
    /// What becomes of a withdrawn entry. Default: "notice".
    pub retraction: Retraction,
    /// Days for which the notice of a withdrawn entry stands in its place. Default: 7.
    pub retraction_days: Option<u32>,
    /// The feed's language, a BCP 47 tag. Default: the one that `include.languages` names, else the site's.
    pub language: Option<String>,
    /// The feed's author. Default: the site's.
    pub author: Option<String>,
    /// The author's e-mail address.
    pub email: Option<String>,
    /// The e-mail address of who sees to the technology.
    pub webmaster: Option<String>,
    /// Who holds which rights in the feed.
    pub copyright: Option<String>,
    /// The address of a picture of the feed: GIF, JPEG or PNG.
    pub image: Option<String>,
    /// The address of a small square picture.
    pub icon: Option<String>,
    /// What all of the feed is about.
    pub categories: Vec<String>,
    /// Hours, in UTC, in which nothing new is to be expected.
    #[schemars(inner(range(min = 0, max = 23)))]
    pub skip_hours: Option<Vec<u8>>,
    /// Days on which nothing new is to be expected.
    pub skip_days: Option<Vec<Day>>,
    /// The address of a CSS style sheet, for those who open a document in a browser.
    pub stylesheet: Option<String>,
    /// The feed has ended: JSON Feed tells readers that they need not come again.
    pub expired: bool,
    /// Parameters that are added to entries' links.
    pub utm: Option<UtmTable>,
    /// What may stand before titles.
    pub title_prefix: Option<Vec<TitlePrefixTable>>,
    /// Elements made of records' `extra`.
    pub extension: Option<Vec<ExtensionTable>>,
    /// WebSub hubs of this feed, in place of the newsroom's; [] for none. Default: those of `[push]`.
    pub hubs: Option<Vec<String>>,
    /// Makes this a family: a feed for each category, author, section or language.
    pub each: Option<EachTable>,
    /// How far back the feed reaches: "archive" keeps older entries in archive documents, "complete" has all
    /// entries in one document. Default: the newest `limit` alone.
    pub history: Option<History>,
    /// How many entries an archive document holds. Default: 100.
    #[schemars(range(min = 1, max = 10000))]
    pub archive_size: Option<usize>,
    /// Which records. Default: all.
    pub include: Include,
    /// What the feed says as a podcast; without it, it is none.
    pub podcast: Option<Show>,
}

/// `[include]`: all conditions must hold; one left out holds for every record.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct Include {
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
}
