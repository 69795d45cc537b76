//! The picture and the files of a record, each with what is known of it.

use super::reading::Reading;
use crate::import::json::{Json, Members};
use crate::model::{Enclosure, Image, Rendition};

pub(super) fn image(r: &mut Reading<'_>, f: &'static str, json: Json<'_>) {
    let mut image = Image::default();
    for (key, value) in r.members(f, json) {
        match key.as_ref() {
            "url" => image.url = r.link("image.url", value),
            "credit" => image.credit = r.line("image.credit", value),
            "photographer" => image.photographer = r.line("image.photographer", value),
            "agency" => image.agency = r.line("image.agency", value),
            "caption" => image.caption = r.text("image.caption", value),
            "alt" => image.alt = r.text("image.alt", value),
            "type" => image.media_type = r.media_type("image.type", value),
            "length" => image.length = r.count("image.length", value),
            "width" => image.width = r.count("image.width", value),
            "height" => image.height = r.count("image.height", value),
            "thumbnail" => image.thumbnail = rendition(r, "image.thumbnail", value),
            "renditions" => image.renditions = renditions(r, "image.renditions", value),
            _ => {}
        }
    }
    r.draft.record.image = Some(image).filter(|i| *i != Image::default());
}

pub(super) fn enclosures(r: &mut Reading<'_>, f: &'static str, json: Json<'_>) {
    for members in r.objects(f, json) {
        match enclosure(r, members) {
            Some(enclosure) => r.draft.record.enclosures.push(enclosure),
            None => r.doubt(f, "an enclosure without an address was left out"),
        }
    }
}

fn enclosure(r: &mut Reading<'_>, members: Members<'_>) -> Option<Enclosure> {
    let (mut url, mut media_type, mut length, mut duration, mut title) = Default::default();
    let mut others = Vec::new();
    for (key, value) in members {
        match key.as_ref() {
            "url" => url = r.link("enclosures.url", value),
            "type" => media_type = r.media_type("enclosures.type", value),
            "length" => length = r.count("enclosures.length", value),
            "duration" => duration = r.count("enclosures.duration", value),
            "title" => title = r.line("enclosures.title", value),
            "renditions" => others = renditions(r, "enclosures.renditions", value),
            _ => {}
        }
    }
    Some(Enclosure {
        url: url?,
        media_type,
        length,
        duration,
        title,
        renditions: others,
    })
}

pub(super) fn renditions(r: &mut Reading<'_>, f: &'static str, json: Json<'_>) -> Vec<Rendition> {
    let items = r.items(f, json);
    items
        .into_iter()
        .filter_map(|item| rendition(r, f, item))
        .collect()
}

/// Another file of the same content: its address alone, or with what is known of it.
fn rendition(r: &mut Reading<'_>, f: &'static str, json: Json<'_>) -> Option<Rendition> {
    let (mut url, mut media_type, mut length) = Default::default();
    let (mut duration, mut bitrate, mut width, mut height) = Default::default();
    match json {
        Json::Str(_) => url = r.link(f, json),
        json => {
            for (key, value) in r.members(f, json) {
                match key.as_ref() {
                    "url" => url = r.link(f, value),
                    "type" => media_type = r.media_type(f, value),
                    "length" => length = r.count(f, value),
                    "duration" => duration = r.count(f, value),
                    "bitrate" => bitrate = r.count(f, value),
                    "width" => width = r.count(f, value),
                    "height" => height = r.count(f, value),
                    _ => {}
                }
            }
        }
    }
    let Some(url) = url else {
        r.doubt(f, format!("an item of {f} without an address was left out"));
        return None;
    };
    Some(Rendition {
        url,
        media_type,
        length,
        duration,
        bitrate,
        width,
        height,
    })
}
