//! The picture of a post.

use super::terms::embedded;
use crate::import::draft::Draft;
use crate::import::html::text_of;
use crate::import::json::Json;
use crate::model::{Image, Line};

/// Addresses of the picture that plugins add, for posts without `_embedded`.
const ELSEWHERE: &[&str] = &["jetpack_featured_media_url", "featured_image_url"];

pub(super) fn picture(draft: &mut Draft<'_>, json: &Json<'_>) {
    let media = embedded(json, "wp:featuredmedia").first();
    let Some((media, url)) = media.and_then(|m| Some((m, m.str_at("source_url")?))) else {
        let url = json.first(ELSEWHERE).and_then(Json::str);
        let url = url.and_then(|url| draft.link("image.url", "jetpack_featured_media_url", url));
        draft.record.image = url.map(|url| Image {
            url: Some(url),
            ..Image::default()
        });
        return;
    };
    if media.str_at("media_type").is_some_and(|t| t != "image") {
        return;
    }
    let Some(url) = draft.link("image.url", "_embedded.wp:featuredmedia", url) else {
        return;
    };
    let size = |path: &str| media.at(path).and_then(Json::count).filter(|n| *n > 0);
    let small = |path: &str| size(path).and_then(|n| u32::try_from(n).ok());
    let credit = media.str_at("media_details.image_meta.credit");
    let caption = media.str_at("caption.rendered").map(text_of);
    draft.record.image = Some(Image {
        url: Some(url),
        credit: credit.map(Line::new).and_then(Line::non_empty),
        caption: caption.and_then(|c| draft.text("image.caption", "caption.rendered", c.into())),
        alt: media
            .str_at("alt_text")
            .and_then(|a| draft.text("image.alt", "alt_text", a.into())),
        media_type: media
            .str_at("mime_type")
            .and_then(|t| draft.media_type("image.type", t)),
        length: size("media_details.filesize"),
        width: small("media_details.width"),
        height: small("media_details.height"),
        ..Image::default()
    });
}
