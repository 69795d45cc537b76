//! Enclosures, and pictures and files in the terms of Media RSS.

use url::Url;

use super::link;
use crate::import::draft::Draft;
use crate::import::pictures::MOST_FILES;
use crate::import::xml::{Element, Ns};
use crate::model::media::type_of;
use crate::model::{Enclosure, Image, Line, Rendition};

/// Not the story's picture but its author's, which some feeds give first.
const FACES: &[&str] = &["gravatar.com/avatar", "/avatar/"];

/// An `enclosure` of RSS or a link of Atom that is one: where it lies, and the element.
pub(in crate::import) fn enclosure(
    draft: &mut Draft<'_>,
    base: Option<&Url>,
    from: &'static str,
    (href, element): (&str, Element<'_>),
) {
    let Some(url) = link(draft, base, "enclosures", from, href) else {
        return;
    };
    let known = &draft.record.enclosures;
    if known.len() >= MOST_FILES || known.iter().any(|e| e.url == url) {
        return;
    }
    let media_type = element.attr("type").unwrap_or_default();
    let enclosure = Enclosure {
        media_type: media_type_of(draft, media_type, url.as_str()),
        length: number(element.attr("length")).filter(|n| *n > 0),
        duration: None,
        title: element
            .attr("title")
            .and_then(|title| draft.line("enclosures.title", from, title)),
        renditions: Vec::new(),
        url,
    };
    draft.record.enclosures.push(enclosure);
}

/// What is written, else what the address ends in.
fn media_type_of(draft: &mut Draft<'_>, raw: &str, url: &str) -> Option<Line> {
    let written = match raw.trim() {
        "" => None,
        raw => draft.media_type("enclosures.type", raw),
    };
    written.or_else(|| type_of(url).map(Line::new))
}

fn number<N: std::str::FromStr>(raw: Option<&str>) -> Option<N> {
    let raw = raw?.trim();
    raw.split('.').next()?.parse().ok()
}

/// How a feed writes its pictures.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::import) enum Manner {
    /// As RSS does: an enclosure that is a picture is the story's.
    Rss,
    /// As Atom does: an enclosure is a file.
    Atom,
    /// As we do: a picture always says that it is one.
    Ours,
}

/// All that Media RSS says in an item or entry.
pub(in crate::import) fn read(
    draft: &mut Draft<'_>,
    item: Element<'_>,
    base: Option<&Url>,
    manner: Manner,
) {
    let mut stand_alone = Image::default();
    for element in item.children().filter(|c| c.ns() == Ns::Media) {
        match element.local() {
            "group" => group(draft, element, base, manner),
            "content" => content(draft, &[element], (element, base), manner),
            _ => says(draft, &mut stand_alone, element, base),
        }
    }
    if manner == Manner::Rss && draft.record.image.is_none() {
        picture_enclosed(draft);
    }
    settle(draft, stand_alone);
}

/// Feeds give their story's picture as enclosure.
fn picture_enclosed(draft: &mut Draft<'_>) {
    let is_picture = |e: &Enclosure| {
        let media_type = e.media_type.as_ref().map(Line::as_str);
        media_type.is_some_and(|t| t.starts_with("image/"))
    };
    let found = draft.record.enclosures.iter().position(is_picture);
    if let Some(at) = found {
        let file = draft.record.enclosures.remove(at);
        draft.record.image = Some(Image {
            url: Some(file.url),
            media_type: file.media_type,
            length: file.length,
            ..Image::default()
        });
    }
}

/// What stands beside the files is said of the picture; a small form alone is the picture.
fn settle(draft: &mut Draft<'_>, alone: Image) {
    if alone == Image::default() {
        return;
    }
    match &mut draft.record.image {
        Some(image) => {
            image.credit = image.credit.take().or(alone.credit);
            image.photographer = image.photographer.take().or(alone.photographer);
            image.agency = image.agency.take().or(alone.agency);
            image.caption = image.caption.take().or(alone.caption);
            image.thumbnail = image.thumbnail.take().or(alone.thumbnail);
        }
        None => {
            let mut image = alone;
            // A description that stands alone tells of the item, not of a picture.
            image.caption = None;
            if let Some(small) = image.thumbnail.take() {
                if draft.record.enclosures.is_empty() {
                    image.url = Some(small.url);
                    (image.width, image.height) = (small.width, small.height);
                } else {
                    draft.extra("thumbnail", small.url.as_str());
                }
            }
            draft.record.image = Some(image).filter(|i| *i != Image::default());
        }
    }
}

fn group(draft: &mut Draft<'_>, group: Element<'_>, base: Option<&Url>, manner: Manner) {
    let mut files: Vec<Element<'_>> = group.all(Ns::Media, "content").collect();
    // The default comes first; the others are forms of it.
    files.sort_by_key(|file| file.attr("isDefault") != Some("true"));
    content(draft, &files, (group, base), manner);
}

/// One picture or file, in one or several forms; `around` is where more is said of it.
fn content(
    draft: &mut Draft<'_>,
    files: &[Element<'_>],
    (around, base): (Element<'_>, Option<&Url>),
    manner: Manner,
) {
    let Some(first) = files.first() else { return };
    let Some(file) = rendition(draft, *first, base) else {
        return;
    };
    if FACES.iter().any(|face| file.url.as_str().contains(face)) {
        return;
    }
    let others: Vec<Rendition> = files
        .iter()
        .skip(1)
        .filter_map(|f| rendition(draft, *f, base))
        .filter(|f| f.url != file.url)
        .collect();
    let mut said = Image::default();
    for place in [
        Some(*first),
        Some(around).filter(|_| around.local() == "group"),
    ] {
        for element in place.iter().flat_map(|p| p.children()) {
            if element.ns() == Ns::Media {
                says(draft, &mut said, element, base);
            }
        }
    }
    let medium = first.attr("medium").unwrap_or_default();
    let is_picture = match &file.media_type {
        Some(media_type) => media_type.as_str().starts_with("image/"),
        None => medium.is_empty() && manner != Manner::Ours,
    } || medium == "image";
    let mut enclosed = draft.record.enclosures.iter();
    let may_be_enclosed = medium.is_empty() || manner != Manner::Rss;
    if !is_picture || (may_be_enclosed && enclosed.any(|e| e.url == file.url)) {
        add_file(draft, file, others, said);
    } else if draft.record.image.as_ref().is_some_and(|i| i.url.is_some()) {
        more_pictures(draft, &file);
    } else {
        draft.explain("image", "media:content", file.url.as_str());
        draft.record.image = Some(Image {
            url: Some(file.url),
            media_type: file.media_type,
            length: file.length,
            width: file.width,
            height: file.height,
            renditions: others,
            ..said
        });
    }
}

fn more_pictures(draft: &mut Draft<'_>, file: &Rendition) {
    let list = draft.record.extra.entry("pictures".to_owned());
    let list = list.or_insert_with(|| serde_json::Value::Array(Vec::new()));
    if let serde_json::Value::Array(list) = list {
        list.push(file.url.as_str().into());
    }
}

/// A file to listen to or watch: more of an enclosure that is known, or another one.
fn add_file(draft: &mut Draft<'_>, file: Rendition, others: Vec<Rendition>, said: Image) {
    let title = said.caption.map(|text| text.to_line());
    let enclosures = &mut draft.record.enclosures;
    let full = enclosures.len() >= MOST_FILES;
    match enclosures.iter_mut().find(|e| e.url == file.url) {
        Some(known) => {
            known.media_type = known.media_type.take().or(file.media_type);
            known.length = known.length.or(file.length);
            known.duration = known.duration.or(file.duration);
            known.title = known.title.take().or(title);
            if known.renditions.is_empty() {
                known.renditions = others;
            }
        }
        None if full => {}
        None => enclosures.push(Enclosure {
            url: file.url,
            media_type: file.media_type,
            length: file.length,
            duration: file.duration,
            title,
            renditions: others,
        }),
    }
}

fn rendition(draft: &mut Draft<'_>, content: Element<'_>, base: Option<&Url>) -> Option<Rendition> {
    let url = link(draft, base, "image", "media:content", content.attr("url")?)?;
    let media_type = content.attr("type").unwrap_or_default();
    Some(Rendition {
        media_type: media_type_of(draft, media_type, url.as_str()),
        length: number(content.attr("fileSize")).filter(|n| *n > 0),
        duration: number(content.attr("duration")),
        bitrate: number(content.attr("bitrate")),
        width: number(content.attr("width")).filter(|n| *n > 0),
        height: number(content.attr("height")).filter(|n| *n > 0),
        url,
    })
}

/// What is said of a picture or file.
fn says(draft: &mut Draft<'_>, image: &mut Image, element: Element<'_>, base: Option<&Url>) {
    let text = element.text();
    match element.local() {
        "credit" => {
            let Some(name) = draft.line("image.credit", "media:credit", &text) else {
                return;
            };
            let role = element.attr("role").unwrap_or_default();
            if role.eq_ignore_ascii_case("photographer") && image.photographer.is_none() {
                image.photographer = Some(name);
            } else if image.photographer.is_none() && image.credit.is_none() {
                image.credit = Some(name);
            } else if image.agency.is_none() {
                image.agency = Some(name);
            }
        }
        "description" | "text" if image.caption.is_none() => {
            let is_html = element.attr("type") == Some("html");
            let text = match is_html {
                true => super::title_text(&text),
                false => text,
            };
            image.caption = draft.text("image.caption", "media:description", text);
        }
        "thumbnail" if image.thumbnail.is_none() => {
            let Some(href) = element.attr("url") else {
                return;
            };
            if let Some(url) = link(draft, base, "image.thumbnail", "media:thumbnail", href) {
                image.thumbnail = Some(Rendition {
                    url,
                    media_type: None,
                    length: None,
                    duration: None,
                    bitrate: None,
                    width: number(element.attr("width")).filter(|n| *n > 0),
                    height: number(element.attr("height")).filter(|n| *n > 0),
                });
            }
        }
        _ => {}
    }
}
