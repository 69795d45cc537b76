//! Files that an item refers to: a picture in several sizes, a sound, a film.

use super::text::{last_part, words};
use crate::import::draft::Draft;
use crate::import::nitf::{kid, kids};
use crate::import::xml::Element;
use crate::model::{Enclosure, Image, Line, Link, Rendition, media::type_of};

/// Wider pictures are for printing.
const WIDEST: u32 = 2500;

/// A file of `remoteContent`.
struct File {
    url: Option<Link>,
    media_type: Option<Line>,
    length: Option<u64>,
    duration: Option<u64>,
    width: Option<u32>,
    height: Option<u32>,
    /// Is it the small form?
    thumb: bool,
}

/// Takes in what lies elsewhere. `picture` has what the item says of its picture.
pub(super) fn remote(draft: &mut Draft<'_>, set: Element<'_>, picture: &Image, is_picture: bool) {
    let (mut pictures, mut others) = (Vec::new(), Vec::new());
    for content in kids(set, "remoteContent") {
        let href = content.attr("href").unwrap_or_default().trim();
        let declared = content.attr("contenttype").filter(|t| !t.trim().is_empty());
        let kind = declared.or_else(|| type_of(href)).unwrap_or_default();
        if kind.starts_with("image/") || (kind.is_empty() && is_picture) {
            pictures.push(file(draft, "image", content, href, kind));
        } else if kind.starts_with("text/") || kind.contains("xml") {
            draft.extra("remote_content", href);
        } else {
            others.push(file(draft, "enclosures", content, href, kind));
        }
    }
    if draft.record.image.is_none() && !pictures.is_empty() {
        draft.explain("image", "remoteContent", "");
        draft.record.image = Some(image(pictures, picture));
    }
    if let Some(enclosure) = enclosure(others) {
        draft.explain("enclosures", "remoteContent", enclosure.url.as_str());
        draft.record.enclosures.push(enclosure);
    }
}

fn file(draft: &mut Draft<'_>, field: &str, content: Element<'_>, href: &str, kind: &str) -> File {
    let number = |name: &str| {
        content
            .attr(name)
            .and_then(|v| v.trim().parse::<u64>().ok())
    };
    let pixels = |name| {
        number(name)
            .and_then(|n| u32::try_from(n).ok())
            .filter(|n| *n > 0)
    };
    let in_seconds = content
        .attr("durationunit")
        .is_none_or(|unit| last_part(unit) == Some("seconds"));
    let rendition = content
        .attr("rendition")
        .and_then(last_part)
        .unwrap_or_default();
    File {
        url: draft.link(&format!("{field}.url"), "remoteContent@href", href),
        media_type: draft.media_type(&format!("{field}.type"), kind),
        length: number("size").filter(|n| *n > 0),
        duration: number("duration").filter(|_| in_seconds),
        width: pixels("width"),
        height: pixels("height"),
        thumb: rendition.to_ascii_lowercase().contains("thumb"),
    }
}

/// The picture: the widest file for screens with an address, the small form beside it.
fn image(mut files: Vec<File>, said: &Image) -> Image {
    let value = |file: &File| {
        let width = file.width.unwrap_or(0);
        let fits = width <= WIDEST;
        let size = if fits { width } else { u32::MAX - width };
        (file.url.is_some(), !file.thumb, fits, size)
    };
    // The first of equals.
    let best = (0..files.len())
        .rev()
        .max_by_key(|at| files.get(*at).map(value));
    let main = best.map(|at| files.remove(at));
    let thumbnail = files
        .iter()
        .position(|file| file.thumb && file.url.is_some());
    let thumbnail = thumbnail.and_then(|at| rendition(files.remove(at)));
    let mut image = said.clone();
    if let Some(main) = main {
        image.url = main.url;
        image.media_type = main.media_type;
        image.length = main.length;
        image.width = main.width;
        image.height = main.height;
    }
    image.thumbnail = thumbnail;
    image.renditions = files.into_iter().filter_map(rendition).collect();
    image
}

fn rendition(file: File) -> Option<Rendition> {
    Some(Rendition {
        url: file.url?,
        media_type: file.media_type,
        length: file.length,
        duration: file.duration,
        bitrate: None,
        width: file.width,
        height: file.height,
    })
}

fn enclosure(files: Vec<File>) -> Option<Enclosure> {
    let mut files = files.into_iter().filter(|file| file.url.is_some());
    let main = files.next()?;
    Some(Enclosure {
        url: main.url?,
        media_type: main.media_type,
        length: main.length,
        duration: main.duration,
        title: None,
        renditions: files.filter_map(rendition).collect(),
    })
}

/// A picture that stands for the item, where it has none of its own.
pub(super) fn icon(draft: &mut Draft<'_>, meta: Element<'_>) {
    if draft.record.image.is_some() {
        return;
    }
    let href = kid(meta, "icon").and_then(|icon| icon.attr("href"));
    if let Some(url) = href.and_then(|href| draft.link("image.url", "icon", href)) {
        draft.record.image = Some(Image {
            url: Some(url),
            ..Image::default()
        });
    }
}

/// What the item says of its picture, whatever file it lies in.
pub(super) fn described(
    draft: &mut Draft<'_>,
    credit: Option<Element<'_>>,
    photographer: Option<&str>,
    agency: Option<&str>,
    caption: Option<Element<'_>>,
) -> Image {
    let credit = credit.and_then(words);
    let caption = caption.and_then(words);
    let line = |text: Option<&str>| text.map(Line::new).and_then(Line::non_empty);
    Image {
        credit: line(credit.as_deref()),
        photographer: line(photographer),
        agency: line(agency),
        caption: caption.and_then(|text| draft.text("image.caption", "description", text.into())),
        ..Image::default()
    }
}
