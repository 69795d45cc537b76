//! What podcasts say beyond articles: of a show as a whole, and of one episode.
//!
//! The names are those of the podcast namespace (Podcasting 2.0, <https://podcasting2.org/podcast-namespace>) and of
//! Apple's guide, in the manner of records: `episode_type`, lists in the plural. The serde form is strict: a value
//! that cannot be what it is meant to be is no value. `[podcast]` of a feed's file is read as it stands; the `jsonl`
//! importer leaves out of a record what is wrong.

pub mod apple;
mod number;
mod parts;
mod recurrence;
mod value;
pub mod words;

use serde::{Deserialize, Serialize};

use super::Link;
use words::{Guid, Mail, Name};

pub use apple::AppleCategory;
pub use number::Decimal;
pub(crate) use parts::word;
pub use parts::{
    Alternate, Chapters, Chat, Funding, Integrity, License, Location, Medium, Person, Picture,
    Publisher, RemoteItem, Social, SocialProtocol, Soundbite, Source, Trailer, Transcript, Txt,
    UpdateFrequency,
};
pub use value::{Recipient, Value};

/// What a show says of itself: `[podcast]` of a feed.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
#[cfg_attr(feature = "publish", derive(schemars::JsonSchema))]
pub struct Show {
    /// The show's permanent UUID. Default: made from the address of the feed's RSS document, and kept.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub guid: Option<Guid>,
    /// The show's title for Apple, without what the feed's title adds to it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub title: Option<Name>,
    /// Who makes it. Default: the site's author.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub author: Option<Name>,
    /// Whom directories write to.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub owner: Option<Owner>,
    /// Apple's categories, such as "Arts" or "News > Tech News".
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub categories: Vec<AppleCategory>,
    /// The artwork: a square JPEG or PNG of 1400 to 3000 pixels.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub image: Option<Link>,
    /// Is it for adults only? Default: false.
    pub explicit: bool,
    /// "episodic" (newest first) or "serial" (from the beginning).
    #[serde(rename = "type", skip_serializing_if = "Option::is_none")]
    pub show_type: Option<ShowType>,
    /// Where the feed has moved to.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub new_feed_url: Option<Link>,
    /// Keep it out of Apple's directory? Default: false.
    pub block: bool,
    /// Will there be no further episode? Default: false.
    pub complete: bool,
    /// May no other platform import it?
    #[serde(skip_serializing_if = "Option::is_none")]
    pub locked: Option<bool>,
    /// What the feed holds. Default: podcasts.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub medium: Option<Medium>,
    /// Where listeners can give money.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub funding: Vec<Funding>,
    /// Hosts and others who take part in every episode.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub persons: Vec<Person>,
    /// What places the show is about, or is made in.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub locations: Vec<Location>,
    /// Under which terms it may be used.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub license: Option<License>,
    /// How listeners can pay while they listen.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub values: Vec<Value>,
    /// Free text for programs, such as a proof of ownership.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub txt: Vec<Txt>,
    /// Files that introduce the show or a season.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub trailers: Vec<Trailer>,
    /// Pictures of the show in several shapes.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub images: Vec<Picture>,
    /// Where listeners can comment.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub social: Vec<Social>,
    /// How often an episode appears.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub update_frequency: Option<UpdateFrequency>,
    /// Other shows that this one recommends.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub podroll: Vec<RemoteItem>,
    /// The feed of the show's publisher.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub publisher: Option<Publisher>,
    /// Where listeners talk to each other.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub chat: Option<Chat>,
    /// Is a change announced by Podping?
    #[serde(skip_serializing_if = "Option::is_none")]
    pub podping: Option<bool>,
}

/// Whom directories write to about a show.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "publish", derive(schemars::JsonSchema))]
pub struct Owner {
    /// A person or an organisation.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<Name>,
    /// Their address.
    pub email: Mail,
}

/// In which order a show wants to be heard.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
#[cfg_attr(feature = "publish", derive(schemars::JsonSchema))]
pub enum ShowType {
    /// Each episode stands alone; the newest comes first.
    Episodic,
    /// From the first episode on.
    Serial,
}

/// What a record says as an episode: its `podcast`.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Episode {
    /// The title for Apple, without number and show.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub title: Option<Name>,
    /// Which season it belongs to.
    #[serde(
        deserialize_with = "number::or_table",
        skip_serializing_if = "Option::is_none"
    )]
    pub season: Option<Season>,
    /// Which episode of the season it is.
    #[serde(
        deserialize_with = "number::or_table",
        skip_serializing_if = "Option::is_none"
    )]
    pub episode: Option<EpisodeNumber>,
    /// Whole, a trailer or a bonus.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub episode_type: Option<EpisodeType>,
    /// Is it for adults only? Where nobody says, what the show says holds.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub explicit: Option<bool>,
    /// Keep it out of Apple's directory?
    #[serde(skip_serializing_if = "is_false")]
    pub block: bool,
    /// The episode's own artwork: a square JPEG or PNG.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub image: Option<Link>,
    /// What is said in it.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub transcripts: Vec<Transcript>,
    /// Its chapters.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub chapters: Option<Chapters>,
    /// Parts that make listeners curious.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub soundbites: Vec<Soundbite>,
    /// Who takes part.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub persons: Vec<Person>,
    /// What places it is about, or was made in.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub locations: Vec<Location>,
    /// Under which terms it may be used.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub license: Option<License>,
    /// How listeners can pay while they listen.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub values: Vec<Value>,
    /// Where listeners can give money.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub funding: Vec<Funding>,
    /// Where listeners can comment.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub social: Vec<Social>,
    /// The same content in other files.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub alternates: Vec<Alternate>,
    /// Free text for programs.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub txt: Vec<Txt>,
    /// Pictures of the episode in several shapes.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub images: Vec<Picture>,
    /// Where listeners talk to each other.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub chat: Option<Chat>,
}

/// A season: a number, and perhaps a name.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Season {
    /// Counted from 1.
    pub number: u32,
    /// What it is called.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<Name>,
}

/// An episode's number, and perhaps how it is shown.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct EpisodeNumber {
    /// May have a fraction.
    pub number: Decimal,
    /// What apps show in its place, such as "Ch. 3".
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub display: Option<Name>,
}

/// What sort of episode it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum EpisodeType {
    /// The whole content.
    Full,
    /// A short piece that advertises the show.
    Trailer,
    /// Extra content.
    Bonus,
}

impl ShowType {
    /// The word that Apple has for it.
    pub const fn as_str(self) -> &'static str {
        match self {
            ShowType::Episodic => "episodic",
            ShowType::Serial => "serial",
        }
    }
}

impl EpisodeType {
    /// The word that Apple has for it.
    pub const fn as_str(self) -> &'static str {
        match self {
            EpisodeType::Full => "full",
            EpisodeType::Trailer => "trailer",
            EpisodeType::Bonus => "bonus",
        }
    }
}

#[allow(
    clippy::trivially_copy_pass_by_ref,
    reason = "serde calls it with a reference"
)]
pub(super) fn is_false(flag: &bool) -> bool {
    !*flag
}
