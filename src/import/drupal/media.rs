//! The pictures and files of a node, which it names and which stand among what is included.

use std::borrow::Cow;

use url::Url;

use super::included::{Held, Included, Said};
use crate::import::draft::Draft;
use crate::model::media::type_of;
use crate::model::{Enclosure, Image, Link};

/// Adds a file, with what the media entity around it says where there is one.
pub(super) fn add(
    draft: &mut Draft<'_>,
    site: Option<&Url>,
    held: &Held,
    included: &Included,
    around: Option<&Said>,
) -> bool {
    let Some(file) = included.file(&held.id) else {
        return false;
    };
    let Some(url) = address(draft, site, file) else {
        return true;
    };
    let media_type = file.media_type.as_deref();
    let is_picture = media_type
        .or_else(|| type_of(url.as_str()))
        .is_some_and(|t| t.starts_with("image/"));
    let media_type = media_type.and_then(|t| draft.media_type("image.type", t));
    let length = file.length.filter(|n| *n > 0);
    if is_picture {
        let mut text = |field, raw: Option<&String>| {
            draft.text(field, "field_media_image", Cow::Borrowed(raw?))
        };
        let around_caption = around.and_then(|m| m.caption.as_ref());
        let caption = text("image.caption", around_caption.or(held.title.as_ref()));
        let alt = text("image.alt", held.alt.as_ref());
        let credit = around.and_then(|m| m.credit.as_ref());
        let credit = credit.and_then(|c| draft.line("image.credit", "field_media_image", c));
        draft.explain("image", "field_media_image", url.as_str());
        draft.add_picture(Image {
            url: Some(url),
            credit,
            caption,
            alt,
            media_type,
            length,
            width: held.width,
            height: held.height,
            ..Image::default()
        });
    } else {
        let name = around.and_then(|m| m.name.as_ref()).or(file.name.as_ref());
        let title = name.and_then(|n| draft.line("enclosures.title", "media", n));
        draft.add_file(Enclosure {
            url,
            media_type,
            length,
            duration: None,
            title,
            renditions: Vec::new(),
        });
    }
    true
}

/// The address of a file, which begins with the site's root.
fn address(draft: &mut Draft<'_>, site: Option<&Url>, file: &Said) -> Option<Link> {
    let raw = file.file.as_deref()?;
    let absolute = site.and_then(|site| site.join(raw).ok());
    let raw = absolute.as_ref().map_or(raw, Url::as_str);
    draft.link("image.url", "uri.url", raw)
}
