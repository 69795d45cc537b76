//! Pictures and their credits, and files beyond the one that RSS has room for, in the terms of Media RSS 1.5.1.

use std::collections::HashSet;

use super::element::{Element, MEDIA};
use crate::model::{Enclosure, Entry, Image, Line, Link, Rendition};

/// The entry's picture or, where only its credit is known, the credit.
pub(super) fn picture(entry: &Entry) -> Vec<Element> {
    let Some(image) = &entry.image else {
        return Vec::new();
    };
    let Some(url) = &image.url else {
        return credits(image);
    };
    let content = Element::new(MEDIA, "content")
        .attribute("url", Some(url))
        .attribute("type", image.media_type.as_ref())
        .attribute("medium", Some("image"))
        .attribute("fileSize", image.length.filter(|n| *n > 0))
        .attribute("width", image.width.filter(|n| *n > 0))
        .attribute("height", image.height.filter(|n| *n > 0));
    let says = credits(image)
        .into_iter()
        .chain(description(
            super::said(&image.caption).or_else(|| super::said(&image.alt)),
            entry,
        ))
        .chain(image.thumbnail.as_ref().map(thumbnail));
    vec![grouped(
        content,
        url,
        &image.renditions,
        "image",
        says.collect(),
    )]
}

/// A file of the entry to listen to, watch or read, with the entry's picture as what stands for it.
pub(super) fn file(enclosure: &Enclosure, entry: &Entry) -> Element {
    let medium = medium(enclosure.media_type.as_ref());
    let content = Element::new(MEDIA, "content")
        .attribute("url", Some(&enclosure.url))
        .attribute("type", enclosure.media_type.as_ref())
        .attribute("medium", medium)
        .attribute("fileSize", enclosure.length.filter(|n| *n > 0))
        .attribute("duration", enclosure.duration);
    let plays = matches!(medium, Some("audio" | "video"));
    let picture = entry.image.as_ref().filter(|_| plays);
    let shown = picture.and_then(stands_for);
    let title = description(enclosure.title.as_ref().map(Line::as_str), entry);
    let says = title.into_iter().chain(shown).collect();
    grouped(
        content,
        &enclosure.url,
        &enclosure.renditions,
        medium.unwrap_or_default(),
        says,
    )
}

/// Is more known of the file than an `enclosure` of RSS can say?
pub(super) fn says_more(file: &Enclosure, entry: &Entry) -> bool {
    (file.title.is_some() && describes(entry)) || lasts(file)
}

/// Is more known of the file than a link of Atom can say?
pub(super) fn lasts(file: &Enclosure) -> bool {
    file.duration.is_some() || !file.renditions.is_empty()
}

/// The file alone or, where the same is there in other files, all of them as a group: what is said of it is then
/// said of the group.
fn grouped(
    content: Element,
    url: &Link,
    renditions: &[Rendition],
    medium: &'static str,
    says: Vec<Element>,
) -> Element {
    let mut seen = HashSet::from([url]);
    let others = renditions.iter().filter(|file| seen.insert(&file.url));
    let mut others: Vec<Element> = others.map(|file| rendition(file, medium)).collect();
    if others.is_empty() {
        return content.children(says);
    }
    // Of files to hear or see newsboat keeps the last; of pictures readers show the first.
    let default = content.attribute("isDefault", Some(true));
    let at = if medium == "image" { 0 } else { others.len() };
    others.insert(at, default);
    Element::new(MEDIA, "group").children(others).children(says)
}

fn rendition(file: &Rendition, medium: &'static str) -> Element {
    let known = self::medium(file.media_type.as_ref());
    Element::new(MEDIA, "content")
        .attribute("url", Some(&file.url))
        .attribute("type", file.media_type.as_ref())
        .attribute("medium", known.or(Some(medium).filter(|m| !m.is_empty())))
        .attribute("fileSize", file.length.filter(|n| *n > 0))
        .attribute("duration", file.duration)
        .attribute("bitrate", file.bitrate.filter(|n| *n > 0))
        .attribute("width", file.width.filter(|n| *n > 0))
        .attribute("height", file.height.filter(|n| *n > 0))
}

/// What stands for a file that is heard or seen: the picture's small form, else the picture.
fn stands_for(image: &Image) -> Option<Element> {
    if let Some(small) = &image.thumbnail {
        return Some(thumbnail(small));
    }
    let thumbnail = Element::new(MEDIA, "thumbnail")
        .attribute("url", Some(image.url.as_ref()?))
        .attribute("width", image.width.filter(|n| *n > 0))
        .attribute("height", image.height.filter(|n| *n > 0));
    Some(thumbnail)
}

fn thumbnail(small: &Rendition) -> Element {
    Element::new(MEDIA, "thumbnail")
        .attribute("url", Some(&small.url))
        .attribute("width", small.width.filter(|n| *n > 0))
        .attribute("height", small.height.filter(|n| *n > 0))
}

/// The photographer, else the credit as printed; then the agency, unless the printed credit names it.
/// The EBU's list of roles has a photographer and no agency, so the agency has no role.
fn credits(image: &Image) -> Vec<Element> {
    let role = image.photographer.as_ref().map(|_| "photographer");
    let first = image.photographer.as_ref().or(image.credit.as_ref());
    let agency = image
        .agency
        .as_ref()
        .filter(|agency| !first.is_some_and(|f| f.as_str().contains(agency.as_str())));
    let first = first.map(|name| {
        credit(name)
            .attribute("role", role)
            .attribute("scheme", role.map(|_| "urn:ebu"))
    });
    first.into_iter().chain(agency.map(credit)).collect()
}

fn credit(name: &Line) -> Element {
    Element::new(MEDIA, "credit").text(name.as_str())
}

/// Is there room for a `media:description`? feedparser, and what is built on it, takes one for the content of an entry that
/// has a summary and no content, and would show a caption in place of the story.
fn describes(entry: &Entry) -> bool {
    super::said(&entry.content).is_some() || super::said(&entry.summary).is_none()
}

/// What a file shows or is called. Never a `media:title`, which rss2email takes for the title of the whole entry.
fn description(text: Option<&str>, entry: &Entry) -> Option<Element> {
    text.filter(|_| describes(entry)).map(|text| {
        Element::new(MEDIA, "description")
            .attribute("type", Some("plain"))
            .text(text)
    })
}

/// What sort of file it is, where its media type says so.
fn medium(media_type: Option<&Line>) -> Option<&'static str> {
    let (kind, _) = media_type?.as_str().split_once('/')?;
    ["audio", "video", "image"].into_iter().find(|m| *m == kind)
}
