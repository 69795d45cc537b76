//! `_feedwright`: what a feed, an item and an author say that JSON Feed 1.1 has no member for.
//! `docs/formats.md` documents each member.

use chrono::{DateTime, Utc};
use serde::{Serialize, Serializer};

use super::{GENERATOR, instant};
use crate::model::podcast::{Episode, Show};
use crate::model::{
    Category, Day, Enclosure, Entry, Feed, Image, Line, Part, Person, Related, Rendition,
    SourceRef, Tombstone,
};

/// Of the feed.
#[derive(Serialize)]
pub(super) struct FeedFacts<'a> {
    generator: &'static str,
    id: &'a str,
    #[serde(serialize_with = "time")]
    updated: DateTime<Utc>,
    #[serde(skip_serializing_if = "Option::is_none")]
    rights: Option<&'a str>,
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    categories: &'a [Line],
    #[serde(skip_serializing_if = "Option::is_none")]
    webmaster: Option<&'a Line>,
    #[serde(skip_serializing_if = "Option::is_none")]
    ttl: Option<u32>,
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    skip_hours: &'a [u8],
    #[serde(skip_serializing_if = "Vec::is_empty")]
    skip_days: Vec<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    podcast: Option<&'a Show>,
    #[serde(skip_serializing_if = "Option::is_none")]
    part: Option<&'static str>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    deleted: Vec<Deleted<'a>>,
}

/// An entry that was withdrawn and has left.
#[derive(Serialize)]
struct Deleted<'a> {
    id: &'a str,
    #[serde(serialize_with = "time")]
    when: DateTime<Utc>,
}

/// Of an item.
#[derive(Default, PartialEq, Serialize)]
pub(super) struct ItemFacts<'a> {
    #[serde(skip_serializing_if = "Vec::is_empty")]
    categories: Vec<CategoryFacts<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    image: Option<ImageFacts<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    podcast: Option<&'a Episode>,
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    related: &'a [Related],
    #[serde(skip_serializing_if = "Option::is_none")]
    rights: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    source: Option<&'a SourceRef>,
}

#[derive(PartialEq, Serialize)]
struct CategoryFacts<'a> {
    term: &'a Line,
    #[serde(skip_serializing_if = "Option::is_none")]
    scheme: Option<&'a Line>,
    #[serde(skip_serializing_if = "Option::is_none")]
    label: Option<&'a Line>,
}

#[derive(Default, PartialEq, Serialize)]
struct ImageFacts<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    credit: Option<&'a Line>,
    #[serde(skip_serializing_if = "Option::is_none")]
    photographer: Option<&'a Line>,
    #[serde(skip_serializing_if = "Option::is_none")]
    agency: Option<&'a Line>,
    #[serde(skip_serializing_if = "Option::is_none")]
    caption: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    alt: Option<&'a str>,
    #[serde(rename = "type", skip_serializing_if = "Option::is_none")]
    media_type: Option<&'a Line>,
    #[serde(skip_serializing_if = "Option::is_none")]
    length: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    width: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    height: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    thumbnail: Option<&'a Rendition>,
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    renditions: &'a [Rendition],
}

/// Of an attachment that is there in other files too.
#[derive(Serialize)]
pub(super) struct AttachmentFacts<'a> {
    renditions: &'a [Rendition],
}

/// Of an author whose page is known, and whose address therefore has no place.
#[derive(Serialize)]
pub(super) struct AuthorFacts<'a> {
    email: &'a Line,
}

impl<'a> FeedFacts<'a> {
    pub(super) fn of(feed: &'a Feed) -> Self {
        let deleted = |t: &'a Tombstone| Deleted {
            id: &t.id,
            when: t.when,
        };
        let about = &feed.about;
        FeedFacts {
            generator: GENERATOR,
            id: &feed.id,
            updated: feed.updated,
            rights: super::said(&feed.rights),
            categories: &about.categories,
            webmaster: about.webmaster.as_ref().and_then(|w| w.email.as_ref()),
            ttl: feed.ttl,
            skip_hours: &about.skip_hours,
            skip_days: about.skip_days.iter().copied().map(Day::as_str).collect(),
            podcast: feed.podcast.as_deref(),
            part: part(feed),
            deleted: feed.tombstones.iter().map(deleted).collect(),
        }
    }
}

impl<'a> ItemFacts<'a> {
    pub(super) fn of(entry: &'a Entry) -> Self {
        ItemFacts {
            categories: categories(&entry.categories),
            image: entry.image.as_ref().and_then(image),
            podcast: entry.podcast.as_deref(),
            related: &entry.related,
            rights: super::said(&entry.rights),
            source: entry
                .source
                .as_ref()
                .filter(|s| s.title.is_some() || s.url.is_some()),
        }
    }

    pub(super) fn is_empty(&self) -> bool {
        *self == ItemFacts::default()
    }
}

impl<'a> AttachmentFacts<'a> {
    pub(super) fn of(enclosure: &'a Enclosure) -> Option<Self> {
        let renditions = enclosure.renditions.as_slice();
        (!renditions.is_empty()).then_some(AttachmentFacts { renditions })
    }
}

impl<'a> AuthorFacts<'a> {
    pub(super) fn of(person: &'a Person) -> Option<Self> {
        let email = person.email.as_ref()?;
        Some(AuthorFacts { email })
    }
}

/// Which part of its feed the document is, where it is not the feed's newest entries (RFC 5005).
fn part(feed: &Feed) -> Option<&'static str> {
    match feed.paging.part {
        Part::Current => None,
        Part::Complete => Some("complete"),
        Part::Archive => Some("archive"),
    }
}

/// All of them as soon as one says more than a tag can.
fn categories(categories: &[Category]) -> Vec<CategoryFacts<'_>> {
    if categories
        .iter()
        .all(|c| c.scheme.is_none() && c.label.is_none())
    {
        return Vec::new();
    }
    categories.iter().map(category).collect()
}

fn category(category: &Category) -> CategoryFacts<'_> {
    CategoryFacts {
        term: &category.term,
        scheme: category.scheme.as_ref(),
        label: category.label.as_ref(),
    }
}

fn image(image: &Image) -> Option<ImageFacts<'_>> {
    let facts = ImageFacts {
        credit: image.credit.as_ref(),
        photographer: image.photographer.as_ref(),
        agency: image.agency.as_ref(),
        caption: super::said(&image.caption),
        alt: super::said(&image.alt),
        media_type: image.media_type.as_ref(),
        length: image.length.filter(|n| *n > 0),
        width: image.width.filter(|n| *n > 0),
        height: image.height.filter(|n| *n > 0),
        thumbnail: image.thumbnail.as_ref(),
        renditions: &image.renditions,
    };
    (facts != ImageFacts::default()).then_some(facts)
}

fn time<S: Serializer>(instant: &DateTime<Utc>, to: S) -> Result<S::Ok, S::Error> {
    to.serialize_str(&instant::rfc3339(*instant))
}
