//! The smaller things that shows and episodes are described by, one type for each tag of the podcast namespace.

use serde::{Deserialize, Serialize};

use super::is_false;
use super::number::Decimal;
use super::recurrence;
use super::value::some;
use super::words::{
    Country, Geo, Guid, Host, Language, Long, MediaType, Name, Osm, Ratio, Rule, Time, Uri, unfit,
};
use crate::model::Link;
use crate::model::media::type_of;

/// Declares a type that is read strictly and can be described by a schema.
macro_rules! part {
    ($(#[$doc:meta])* $name:ident { $($(#[$field:meta])* $key:ident: $type:ty,)* }) => {
        #[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
        #[serde(deny_unknown_fields)]
        #[cfg_attr(feature = "publish", derive(schemars::JsonSchema))]
        $(#[$doc])*
        pub struct $name { $($(#[$field])* pub $key: $type,)* }
    };
}

part! {
    /// Where listeners can give money (`podcast:funding`).
    Funding {
        /// The page.
        url: Link,
        /// What the link is called.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        text: Option<Name>,
    }
}

part! {
    /// Somebody who takes part (`podcast:person`).
    Person {
        /// Their name.
        name: Name,
        /// What they do, such as "host", "guest", "reporter".
        #[serde(default, skip_serializing_if = "Option::is_none")]
        role: Option<Name>,
        /// The group that the role belongs to, such as "cast", "writing".
        #[serde(default, skip_serializing_if = "Option::is_none")]
        group: Option<Name>,
        /// A picture of them.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        img: Option<Link>,
        /// A page about them.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        href: Option<Link>,
    }
}

part! {
    /// A place (`podcast:location`).
    Location {
        /// Its name.
        name: Name,
        /// Is it what is spoken of ("subject"), or where those who speak are ("creator")?
        #[serde(default, skip_serializing_if = "Option::is_none")]
        rel: Option<LocationRel>,
        /// Its position, such as "geo:56.9496,24.1052".
        #[serde(default, skip_serializing_if = "Option::is_none")]
        geo: Option<Geo>,
        /// The same in OpenStreetMap, such as "R113314".
        #[serde(default, skip_serializing_if = "Option::is_none")]
        osm: Option<Osm>,
        /// Its country, such as "LV".
        #[serde(default, skip_serializing_if = "Option::is_none")]
        country: Option<Country>,
    }
}

/// What a place has to do with it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
#[cfg_attr(feature = "publish", derive(schemars::JsonSchema))]
pub enum LocationRel {
    /// It is spoken of.
    Subject,
    /// Those who speak are there.
    Creator,
}

part! {
    /// Under which terms something may be used (`podcast:license`).
    License {
        /// An identifier of SPDX in lower case, such as "cc-by-4.0", or a name of your own.
        name: Name,
        /// Its text; needed for one of your own.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        url: Option<Link>,
    }
}

part! {
    /// Free text for programs (`podcast:txt`).
    Txt {
        /// At most 4000 characters.
        text: Long,
        /// What it is for, such as "verify".
        #[serde(default, skip_serializing_if = "Option::is_none")]
        purpose: Option<Name>,
    }
}

part! {
    /// A file that introduces a show or a season (`podcast:trailer`).
    Trailer {
        /// What it is called.
        title: Name,
        /// The file.
        url: Link,
        /// When it was published.
        published: Time,
        /// Its size in bytes.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        length: Option<u64>,
        /// Its media type.
        #[serde(default, rename = "type", skip_serializing_if = "Option::is_none")]
        media_type: Option<MediaType>,
        /// The season that it introduces.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        season: Option<u32>,
    }
}

part! {
    /// A picture for a purpose (`podcast:image`).
    Picture {
        /// Where it lies.
        url: Link,
        /// What it shows.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        alt: Option<Name>,
        /// Its proportion, such as "16/9".
        #[serde(default, skip_serializing_if = "Option::is_none")]
        aspect_ratio: Option<Ratio>,
        /// Pixels.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        width: Option<std::num::NonZeroU32>,
        /// Pixels.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        height: Option<std::num::NonZeroU32>,
        /// Its media type.
        #[serde(default, rename = "type", skip_serializing_if = "Option::is_none")]
        media_type: Option<MediaType>,
        /// What it is for, such as "artwork", "banner".
        #[serde(default, skip_serializing_if = "Option::is_none")]
        purpose: Option<Name>,
    }
}

part! {
    /// Another feed, or an episode of it (`podcast:remoteItem`).
    RemoteItem {
        /// The other feed's `podcast:guid`.
        feed_guid: Guid,
        /// Its address.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        feed_url: Option<Link>,
        /// The episode's guid.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        item_guid: Option<Name>,
        /// What the other feed holds.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        medium: Option<Medium>,
        /// What it is called.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        title: Option<Name>,
    }
}

part! {
    /// The feed of a show's publisher (`podcast:publisher`).
    Publisher {
        /// Its `podcast:guid`.
        feed_guid: Guid,
        /// Its address.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        feed_url: Option<Link>,
    }
}

part! {
    /// Where listeners talk to each other (`podcast:chat`).
    Chat {
        /// The server.
        server: Host,
        /// The protocol.
        protocol: ChatProtocol,
        /// The show's account.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        account_id: Option<Name>,
        /// The room or channel.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        space: Option<Name>,
    }
}

/// A protocol that people talk over.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
#[cfg_attr(feature = "publish", derive(schemars::JsonSchema))]
#[allow(missing_docs, reason = "each is the name of a protocol")]
pub enum ChatProtocol {
    Irc,
    Xmpp,
    Nostr,
    Matrix,
}

part! {
    /// A text of what is said (`podcast:transcript`).
    #[serde(try_from = "TranscriptTable")]
    Transcript {
        /// Where it lies.
        url: Link,
        /// Its media type; left out, it is told from the ending of the address.
        #[serde(rename = "type")]
        media_type: MediaType,
        /// Its language.
        #[serde(skip_serializing_if = "Option::is_none")]
        language: Option<Language>,
        /// "captions", where it has times.
        #[serde(skip_serializing_if = "Option::is_none")]
        rel: Option<TranscriptRel>,
    }
}

/// What a transcript is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
#[cfg_attr(feature = "publish", derive(schemars::JsonSchema))]
pub enum TranscriptRel {
    /// It runs along with the sound.
    Captions,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "publish", derive(schemars::JsonSchema))]
struct TranscriptTable {
    url: Link,
    #[serde(rename = "type")]
    media_type: Option<MediaType>,
    language: Option<Language>,
    rel: Option<TranscriptRel>,
}

impl TryFrom<TranscriptTable> for Transcript {
    type Error = String;

    fn try_from(table: TranscriptTable) -> Result<Self, String> {
        let told = || MediaType::read(type_of(table.url.as_str())?).ok();
        let media_type = table.media_type.or_else(told);
        Ok(Transcript {
            media_type: media_type
                .ok_or("missing field `type`, which its address does not tell")?,
            url: table.url,
            language: table.language,
            rel: table.rel,
        })
    }
}

part! {
    /// A file of chapters (`podcast:chapters`).
    Chapters {
        /// Where it lies.
        url: Link,
        /// Its media type. Default: that of the namespace's own format.
        #[serde(default, rename = "type", skip_serializing_if = "Option::is_none")]
        media_type: Option<MediaType>,
    }
}

part! {
    /// A part that makes listeners curious (`podcast:soundbite`).
    Soundbite {
        /// Seconds from the beginning.
        start: Decimal,
        /// Seconds; 15 to 120 are asked for.
        duration: Decimal,
        /// What to call it; left out, apps show the episode's title.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        title: Option<Name>,
    }
}

part! {
    /// Where listeners can comment (`podcast:socialInteract`).
    #[serde(try_from = "SocialTable")]
    Social {
        /// The protocol, or "disabled" where nobody may.
        protocol: SocialProtocol,
        /// The post that comments answer; needed unless comments are disabled.
        #[serde(skip_serializing_if = "Option::is_none")]
        uri: Option<Uri>,
        /// Whose post it is.
        #[serde(skip_serializing_if = "Option::is_none")]
        account_id: Option<Name>,
        /// The page of that account.
        #[serde(skip_serializing_if = "Option::is_none")]
        account_url: Option<Link>,
        /// Which to show first, counted from 1.
        #[serde(skip_serializing_if = "Option::is_none")]
        priority: Option<u32>,
    }
}

/// A protocol that people comment over.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
#[cfg_attr(feature = "publish", derive(schemars::JsonSchema))]
#[allow(missing_docs, reason = "each is the name of a protocol")]
pub enum SocialProtocol {
    Disabled,
    ActivityPub,
    Twitter,
    Lightning,
    Bluesky,
    Hive,
    Matrix,
    Nostr,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "publish", derive(schemars::JsonSchema))]
struct SocialTable {
    protocol: SocialProtocol,
    uri: Option<Uri>,
    account_id: Option<Name>,
    account_url: Option<Link>,
    priority: Option<u32>,
}

impl TryFrom<SocialTable> for Social {
    type Error = String;

    fn try_from(table: SocialTable) -> Result<Self, String> {
        if table.protocol != SocialProtocol::Disabled && table.uri.is_none() {
            return Err("missing field `uri`, the post that comments answer".to_owned());
        }
        Ok(Social {
            protocol: table.protocol,
            uri: table.uri,
            account_id: table.account_id,
            account_url: table.account_url,
            priority: table.priority,
        })
    }
}

part! {
    /// How often an episode appears (`podcast:updateFrequency`).
    #[serde(try_from = "FrequencyTable")]
    UpdateFrequency {
        /// In words, such as "every other Monday".
        text: Name,
        /// As a rule of recurrence (RFC 5545).
        #[serde(skip_serializing_if = "Option::is_none")]
        rrule: Option<Rule>,
        /// The first one; needed where the rule counts.
        #[serde(skip_serializing_if = "Option::is_none")]
        dtstart: Option<Time>,
        /// Will there be no further episode?
        #[serde(skip_serializing_if = "is_false")]
        complete: bool,
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "publish", derive(schemars::JsonSchema))]
struct FrequencyTable {
    text: Name,
    rrule: Option<Rule>,
    dtstart: Option<Time>,
    #[serde(default)]
    complete: bool,
}

impl TryFrom<FrequencyTable> for UpdateFrequency {
    type Error = String;

    fn try_from(table: FrequencyTable) -> Result<Self, String> {
        let counted = table
            .rrule
            .as_ref()
            .is_some_and(|r| recurrence::is_counted(r.as_str()));
        if counted && table.dtstart.is_none() {
            return Err("missing field `dtstart`, from which the rule counts".to_owned());
        }
        Ok(UpdateFrequency {
            text: table.text,
            rrule: table.rrule,
            dtstart: table.dtstart,
            complete: table.complete,
        })
    }
}

part! {
    /// The same content in another file (`podcast:alternateEnclosure`).
    Alternate {
        /// Its media type.
        #[serde(rename = "type")]
        media_type: MediaType,
        /// Where it can be had; at least one.
        #[serde(deserialize_with = "some")]
        sources: Vec<Source>,
        /// Bytes.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        length: Option<u64>,
        /// Bits a second.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        bitrate: Option<Decimal>,
        /// The height of a video in pixels.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        height: Option<std::num::NonZeroU32>,
        /// Its language.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        language: Option<Language>,
        /// What to call it.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        title: Option<Name>,
        /// Files of one `rel` belong together.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        rel: Option<Name>,
        /// RFC 6381.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        codecs: Option<Name>,
        /// Is it the file of the enclosure itself?
        #[serde(default, skip_serializing_if = "is_false")]
        default: bool,
        /// How to see that the file is the right one.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        integrity: Option<Integrity>,
    }
}

part! {
    /// Where a file can be had (`podcast:source`).
    Source {
        /// An address of any scheme.
        uri: Uri,
        /// Its media type, where it is another.
        #[serde(default, rename = "type", skip_serializing_if = "Option::is_none")]
        media_type: Option<MediaType>,
    }
}

part! {
    /// How to see that a file is the right one (`podcast:integrity`).
    #[serde(try_from = "IntegrityTable")]
    Integrity {
        /// "sri" or "pgp-signature".
        #[serde(rename = "type")]
        kind: IntegrityKind,
        /// The digest or signature.
        value: Name,
    }
}

/// A way of seeing that a file is the right one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[cfg_attr(feature = "publish", derive(schemars::JsonSchema))]
pub enum IntegrityKind {
    /// Subresource integrity: a digest.
    Sri,
    /// A signature.
    PgpSignature,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "publish", derive(schemars::JsonSchema))]
struct IntegrityTable {
    #[serde(rename = "type")]
    kind: IntegrityKind,
    value: Name,
}

impl TryFrom<IntegrityTable> for Integrity {
    type Error = String;

    fn try_from(table: IntegrityTable) -> Result<Self, String> {
        let mut digests = table.value.as_str().split(' ');
        if table.kind == IntegrityKind::Sri && !digests.all(is_digest) {
            return Err(unfit(
                table.value.as_str(),
                "no digest",
                "write it like \"sha384-…\" with the digest in Base64, as subresource integrity has it",
            ));
        }
        Ok(Integrity {
            kind: table.kind,
            value: table.value,
        })
    }
}

/// Digests of subresource integrity, with the length of their Base64.
const DIGESTS: &[(&str, usize)] = &[("sha256-", 44), ("sha384-", 64), ("sha512-", 88)];

fn is_digest(text: &str) -> bool {
    let base64 = |b: u8| b.is_ascii_alphanumeric() || matches!(b, b'+' | b'/' | b'=');
    DIGESTS.iter().any(|(name, length)| {
        text.strip_prefix(name)
            .is_some_and(|rest| rest.len() == *length && rest.bytes().all(base64))
    })
}

/// What a feed holds (`podcast:medium`); with an L it is a list of other feeds' items.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "publish", derive(schemars::JsonSchema))]
#[allow(missing_docs, reason = "each is the word itself")]
pub enum Medium {
    Podcast,
    Music,
    Video,
    Film,
    Audiobook,
    Newsletter,
    Blog,
    Publisher,
    Course,
    Mixed,
    PodcastL,
    MusicL,
    VideoL,
    FilmL,
    AudiobookL,
    NewsletterL,
    BlogL,
    PublisherL,
    CourseL,
}

/// The word that a value of an enumeration is written as.
pub(crate) fn word<T: Serialize>(value: &T) -> String {
    match serde_json::to_value(value) {
        Ok(serde_json::Value::String(word)) => word,
        _ => String::new(),
    }
}
