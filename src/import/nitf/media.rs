//! `media` in the text: pictures, with caption and producer, and files to listen to and watch.

use super::{MANY, kid, kids, looks_like_an_address};
use crate::import::draft::{Draft, shown};
use crate::import::xml::{Element, escape};
use crate::model::{Enclosure, Image, Line, Link, Text, media::type_of};

/// A picture as it stands in the text.
pub(super) struct Figure {
    url: Link,
    alt: String,
    caption: String,
}

/// Takes in a `media` element. The first picture is the record's; each one with an address stands in the text too.
pub(super) fn read(draft: &mut Draft<'_>, media: Element<'_>) -> Option<Figure> {
    let reference = kid(media, "media-reference");
    let source = reference
        .and_then(|r| r.attr("source"))
        .unwrap_or_default()
        .trim();
    let declared = reference.and_then(|r| r.attr("mime-type"));
    let declared = declared.filter(|raw| !raw.trim().is_empty());
    let media_type = declared.or_else(|| type_of(source)).unwrap_or_default();
    match is_picture(media.attr("media-type").unwrap_or_default(), media_type) {
        true => picture(draft, media, reference, source, media_type),
        false => {
            file(draft, media, source, media_type);
            None
        }
    }
}

fn is_picture(kind: &str, media_type: &str) -> bool {
    let kind = kind.to_ascii_lowercase();
    match kind.as_str() {
        "image" | "photo" | "picture" | "graphic" => true,
        "" | "other" => media_type.starts_with("image/"),
        _ => false,
    }
}

fn picture(
    draft: &mut Draft<'_>,
    media: Element<'_>,
    reference: Option<Element<'_>>,
    source: &str,
    media_type: &str,
) -> Option<Figure> {
    let url = address(draft, "image.url", source);
    let caption = words(kids(media, "media-caption"));
    let producer = words(kids(media, "media-producer"));
    let said = |name| reference.and_then(|r| r.attr(name));
    let alt = said("alternate-text").unwrap_or_default();
    if draft.record.image.is_none()
        && (url.is_some() || !(caption.is_empty() && producer.is_empty()))
    {
        let image = Image {
            url: url.clone(),
            credit: Line::new(&producer).non_empty(),
            caption: draft.text("image.caption", "media-caption", caption.as_str().into()),
            alt: draft.text("image.alt", "media-reference@alternate-text", alt.into()),
            media_type: draft.media_type("image.type", media_type),
            width: said("width").and_then(pixels),
            height: said("height").and_then(pixels),
            ..Image::default()
        };
        draft.explain("image", "media", source);
        draft.record.image = Some(image);
    }
    let below = match (caption.contains(&producer), producer.is_empty()) {
        (true, _) | (_, true) => caption,
        _ if caption.is_empty() => producer,
        _ => format!("{caption} ({producer})"),
    };
    url.map(|url| Figure {
        url,
        alt: alt.trim().to_owned(),
        caption: below,
    })
}

fn file(draft: &mut Draft<'_>, media: Element<'_>, source: &str, media_type: &str) {
    if let Some(url) = address(draft, "enclosures.url", source) {
        let title = words(kids(media, "media-caption"));
        let enclosure = Enclosure {
            media_type: draft.media_type("enclosures.type", media_type),
            title: Line::new(&title).non_empty(),
            url,
            length: None,
            duration: None,
            renditions: Vec::new(),
        };
        draft.explain("enclosures", "media", source);
        let known = &mut draft.record.enclosures;
        if known.len() < MANY && !known.iter().any(|e| e.url == enclosure.url) {
            known.push(enclosure);
        }
    }
}

fn address(draft: &mut Draft<'_>, field: &str, source: &str) -> Option<Link> {
    if !source.is_empty() && !looks_like_an_address(source) {
        let message = format!(
            "{} is no address; only what is said of the file is kept",
            shown(source)
        );
        draft.doubt(field, message);
        return None;
    }
    draft.link(field, "media-reference@source", source)
}

fn pixels(raw: &str) -> Option<u32> {
    raw.trim().parse().ok().filter(|n| *n > 0)
}

fn words<'t>(elements: impl Iterator<Item = Element<'t>>) -> String {
    let texts = elements.map(|e| Text::from(e.text().into_owned()).as_str().to_owned());
    let all: Vec<String> = texts.collect();
    all.join(" ")
        .split_whitespace()
        .collect::<Vec<_>>()
        .join(" ")
}

impl Figure {
    /// Writes it as HTML.
    pub(super) fn write(&self, out: &mut String) {
        out.push_str("<figure><img src=\"");
        escape(self.url.as_str(), out);
        out.push_str("\" alt=\"");
        escape(&self.alt, out);
        out.push_str("\">");
        if !self.caption.is_empty() {
            out.push_str("<figcaption>");
            escape(&self.caption, out);
            out.push_str("</figcaption>");
        }
        out.push_str("</figure>\n");
    }
}
