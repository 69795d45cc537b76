//! Pictures, sound and films: the item's own renditions, and those of what is associated with it.

use std::borrow::Cow;

use super::keys::{get, list, pub_status, said, text};
use super::texts::{description, headline};
use crate::import::draft::{Draft, shown};
use crate::import::json::Json;
use crate::import::pictures::parted;
use crate::model::media::type_of;
use crate::model::{Enclosure, Image, Related, Rendition};

/// Adds the item's own files, and what is associated with it.
pub(super) fn read(draft: &mut Draft<'_>, item: &Json<'_>) {
    let kind = text(item, &["type"]).unwrap_or_default();
    if kind != "text" && kind != "composite" {
        media(draft, item, kind, true);
    }
    let mut associated: Vec<(Option<&str>, &Json<'_>)> = Vec::new();
    match get(item, "associations") {
        // Version 1 has an object of items by name.
        Some(Json::Object(members)) => {
            associated.extend(
                members
                    .iter()
                    .map(|(name, item)| (Some(name.as_ref()), item)),
            );
        }
        Some(items) => {
            associated.extend(
                items
                    .items()
                    .iter()
                    .map(|item| (text(item, &["name"]), item)),
            );
        }
        None => {}
    }
    // The picture that is meant to stand above the story comes first.
    let is_first = |name: &str| matches!(name, "featuremedia" | "main" | "featureMedia");
    associated.sort_by_key(|(name, _)| !name.is_some_and(is_first));
    for (_, item) in associated {
        association(draft, item);
    }
}

fn association(draft: &mut Draft<'_>, item: &Json<'_>) {
    if !matches!(item, Json::Object(_)) {
        return;
    }
    if let Some(why) = held(item) {
        let name = text(item, &["uri", "name"]).map_or("one".to_owned(), shown);
        draft.doubt(
            "related",
            format!("{name}, an association, {why}; it was left out"),
        );
        return;
    }
    match text(item, &["type"]).unwrap_or("picture") {
        "text" | "composite" => {
            let title = headline(item).map(|said| said.plain());
            let title = title.and_then(|title| draft.line("related", "associations", &title));
            if let Some(title) = title {
                let url = text(item, &["url", "canonicalurl"]);
                let url = url.and_then(|url| draft.link("related.url", "associations", url));
                draft.record.related.push(Related { title, url });
            }
        }
        kind => media(draft, item, kind, false),
    }
}

/// Why an associated item is not for readers.
fn held(item: &Json<'_>) -> Option<&'static str> {
    let is_set = |name| get(item, name).is_some_and(|v| v.str().is_some() || v.is_true());
    if is_set("embargoed") || is_set("embargoeduntil") {
        return Some("is embargoed");
    }
    (pub_status(item)? != "usable").then_some("is not usable")
}

fn media(draft: &mut Draft<'_>, item: &Json<'_>, kind: &str, is_own: bool) {
    let mut files = renditions(draft, item);
    if matches!(kind, "picture" | "graphic") {
        files.retain(|(_, file)| is_of(file, "image/"));
        let small = files.iter().position(|(name, _)| name.contains("thumb"));
        let thumbnail = small
            .filter(|_| files.len() > 1)
            .map(|at| files.remove(at).1);
        if files.is_empty() && !is_own {
            files.extend(at_its_uri(draft, item));
        }
        let files: Vec<Rendition> = files.into_iter().map(|(_, file)| file).collect();
        picture(draft, item, files, thumbnail, is_own);
    } else if matches!(kind, "audio" | "video") {
        let of_kind = format!("{kind}/");
        files.retain(|(_, file)| is_of(file, &of_kind));
        let mut files = files.into_iter().map(|(_, file)| file);
        let Some(first) = files.next() else { return };
        let title = headline(item).map(|said| said.plain());
        let title = title.and_then(|title| draft.line("enclosures.title", "renditions", &title));
        draft.add_file(Enclosure {
            url: first.url,
            media_type: first.media_type,
            length: first.length,
            duration: first.duration,
            title,
            renditions: files.collect(),
        });
    }
}

fn picture(
    draft: &mut Draft<'_>,
    item: &Json<'_>,
    files: Vec<Rendition>,
    thumbnail: Option<Rendition>,
    is_own: bool,
) {
    let credits = said(item, "descriptions", "description");
    let credit = credits.iter().find(|said| said.role.contains("credit"));
    let credit = text(item, &["by", "byline", "creditline"])
        .or(credit.map(|said| said.value))
        .or_else(|| text(item, &["copyrightholder"]));
    let mut image = Image {
        credit: credit.and_then(|credit| draft.line("image.credit", "by", credit)),
        thumbnail,
        ..Image::default()
    };
    let caption = description(item).map(|said| said.plain());
    if let Some(caption) = caption.filter(|_| !is_own) {
        image.caption = draft.text("image.caption", "descriptions", Cow::Owned(caption));
    }
    // What editing systems write for those who cannot see the picture.
    let alt = text(item, &["alttext", "body_text"]).filter(|_| !is_own);
    if let Some(alt) = alt {
        image.alt = draft.text("image.alt", "body_text", Cow::Borrowed(alt));
    }
    if let Some((main, others)) = parted(files) {
        draft.explain("image", "renditions", main.url.as_str());
        image.url = Some(main.url);
        image.media_type = main.media_type;
        image.length = main.length;
        image.width = main.width;
        image.height = main.height;
        image.renditions = others;
    }
    if image.url.is_some() || image.credit.is_some() {
        draft.add_picture(image);
    }
}

fn is_of(file: &Rendition, kind: &str) -> bool {
    let told = file.media_type.as_ref().map(crate::model::Line::as_str);
    let told = told.or_else(|| type_of(file.url.as_str()));
    told.is_none_or(|media_type| media_type.starts_with(kind))
}

/// The address of a picture itself, which some agencies take as its name.
fn at_its_uri(draft: &mut Draft<'_>, item: &Json<'_>) -> Option<(String, Rendition)> {
    let uri = text(item, &["uri"])?;
    type_of(uri).filter(|media_type| media_type.starts_with("image/"))?;
    let url = draft.link("image.url", "associations", uri)?;
    Some((String::new(), rendition(url)))
}

fn rendition(url: crate::model::Link) -> Rendition {
    Rendition {
        url,
        media_type: None,
        length: None,
        duration: None,
        bitrate: None,
        width: None,
        height: None,
    }
}

/// The files of an item, each with its name in lower case.
fn renditions(draft: &mut Draft<'_>, item: &Json<'_>) -> Vec<(String, Rendition)> {
    let mut found = Vec::new();
    match get(item, "renditions") {
        // Version 1 has an object of files by name.
        Some(Json::Object(members)) => {
            for (name, file) in members {
                found.extend(one(draft, file).map(|r| (name.to_ascii_lowercase(), r)));
            }
        }
        Some(_) => {
            for file in list(item, "renditions") {
                let name = ["name", "title"].map(|key| text(file, &[key]).unwrap_or_default());
                let name = name.join(" ").to_ascii_lowercase();
                found.extend(one(draft, file).map(|r| (name, r)));
            }
        }
        None => {}
    }
    found
}

fn one(draft: &mut Draft<'_>, file: &Json<'_>) -> Option<Rendition> {
    let url = draft.link("image.url", "renditions", text(file, &["href"])?)?;
    let count = |name| get(file, name).and_then(Json::count);
    let pixels = |name| {
        count(name)
            .and_then(|n| u32::try_from(n).ok())
            .filter(|n| *n > 0)
    };
    let media_type = text(file, &["contenttype", "mimetype"]);
    let mut rendition = rendition(url);
    rendition.media_type = media_type.and_then(|t| draft.media_type("image.type", t));
    rendition.length = count("sizeinbytes").filter(|n| *n > 0);
    rendition.duration = count("duration");
    rendition.width = pixels("width");
    rendition.height = pixels("height");
    Some(rendition)
}
