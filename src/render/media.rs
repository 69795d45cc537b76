//! Pictures and their credits, and files beyond the one that RSS has room for, in the terms of Media RSS 1.5.1.

use super::element::{Element, MEDIA};
use crate::model::{Enclosure, Entry, Image, Line};

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
        .attribute("fileSize", image.length)
        .attribute("width", image.width)
        .attribute("height", image.height)
        .children(credits(image))
        .children(description(
            super::said(&image.caption).or_else(|| super::said(&image.alt)),
        ));
    vec![content]
}

/// A file to listen to, watch or read.
pub(super) fn file(enclosure: &Enclosure) -> Element {
    Element::new(MEDIA, "content")
        .attribute("url", Some(&enclosure.url))
        .attribute("type", enclosure.media_type.as_ref())
        .attribute("medium", medium(enclosure.media_type.as_ref()))
        .attribute("fileSize", enclosure.length)
        .attribute("duration", enclosure.duration)
        .children(description(enclosure.title.as_ref().map(Line::as_str)))
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

/// What a file shows or is called. Never a `media:title`, which rss2email takes for the title of the whole entry.
fn description(text: Option<&str>) -> Option<Element> {
    text.map(|text| {
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
