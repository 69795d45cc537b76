//! The page of an object, its pictures, and files to listen to and to watch.

use std::borrow::Cow;

use super::values::{address, is_a, text};
use crate::import::draft::Draft;
use crate::import::json::Json;
use crate::model::media::type_of;
use crate::model::{Enclosure, Image};

/// Reads `url`, `image` and `attachment`.
pub(super) fn read(draft: &mut Draft<'_>, object: &Json<'_>) {
    let links = object.get("url").map_or(&[][..], Json::items);
    let is_itself_a_file = is_a(object, &["Image", "Video", "Audio", "Document"]);
    let page = links.iter().find(|link| kind_of(link) == "text/html");
    let page = page.or_else(|| links.iter().find(|link| kind_of(link).is_empty()));
    if let Some(raw) = page.and_then(address) {
        draft.record.url = draft.link("url", "url", raw);
    }
    for link in links.iter().filter(|_| is_itself_a_file) {
        let is_media = ["image/", "audio/", "video/"];
        if is_media.iter().any(|kind| kind_of(link).starts_with(kind)) {
            file(draft, link, "url");
        }
    }
    for key in ["image", "attachment"] {
        for item in object.get(key).map_or(&[][..], Json::items) {
            let is_file = is_a(item, &["Image", "Document", "Video", "Audio"]);
            if is_file || key == "image" {
                file(
                    draft,
                    item,
                    if key == "image" {
                        "image"
                    } else {
                        "attachment"
                    },
                );
            }
        }
    }
}

/// The media type that a link or file names, else the one of the link inside it, else nothing.
fn kind_of<'j>(json: &'j Json<'_>) -> &'j str {
    let inner = || {
        let links = json.get("url").map_or(&[][..], Json::items);
        links.iter().find_map(|link| link.str_at("mediaType"))
    };
    json.str_at("mediaType").or_else(inner).unwrap_or_default()
}

fn file(draft: &mut Draft<'_>, item: &Json<'_>, from: &'static str) {
    let Some(url) = address(item).and_then(|raw| draft.link("image.url", from, raw)) else {
        return;
    };
    let kind = kind_of(item);
    let is_picture = match kind {
        "" => is_a(item, &["Image"]) || from == "image" || is_picture_by_name(url.as_str()),
        kind => kind.starts_with("image/"),
    };
    let media_type = Some(kind).filter(|k| !k.is_empty());
    let media_type = media_type.and_then(|k| draft.media_type("image.type", k));
    let name = text(item, "name", None).map(|(name, _)| name);
    if !is_picture {
        let title = name.and_then(|name| draft.line("enclosures.title", from, name));
        let size = item.get("size").and_then(Json::count);
        return draft.add_file(Enclosure {
            url,
            media_type,
            length: size.filter(|n| *n > 0),
            duration: None,
            title,
            renditions: Vec::new(),
        });
    }
    let pixels = |key| {
        let count = item.get(key).and_then(Json::count)?;
        u32::try_from(count).ok().filter(|n| *n > 0)
    };
    // Servers of short posts write what the picture shows as the name of a Document.
    let name = name.and_then(|name| draft.text("image.caption", from, Cow::Borrowed(name)));
    let (caption, alt) = if is_a(item, &["Document"]) {
        (None, name)
    } else {
        (name, None)
    };
    draft.explain("image", from, url.as_str());
    draft.add_picture(Image {
        url: Some(url),
        caption,
        alt,
        media_type,
        width: pixels("width"),
        height: pixels("height"),
        ..Image::default()
    });
}

fn is_picture_by_name(url: &str) -> bool {
    type_of(url).is_some_and(|kind| kind.starts_with("image/"))
}
