//! One post to one record.

use std::borrow::Cow;

use super::{media, terms};
use crate::import::draft::Draft;
use crate::import::html::text_of;
use crate::import::json::Json;
use crate::import::{Imported, Options};
use crate::model::{Moment, Status};

/// What one post says. `bare_said`: was it said already that authors and terms are mere numbers?
pub(super) fn record(
    json: Json<'_>,
    line: u64,
    options: &Options,
    bare_said: &mut bool,
) -> Imported {
    let mut draft = Draft::new(options, line);
    names(&mut draft, &json);
    draft.record.published = time(&mut draft, &json, "published", "date_gmt", "date");
    draft.record.updated = time(&mut draft, &json, "updated", "modified_gmt", "modified");
    status(&mut draft, &json);
    texts(&mut draft, &json);
    terms::authors(&mut draft, &json);
    terms::categories(&mut draft, &json);
    media::picture(&mut draft, &json);
    if let Some(tag) = json.str_at("lang") {
        draft.record.language = draft.language("lang", tag);
    }
    if json.get("_embedded").is_none() && !std::mem::replace(bare_said, true) {
        draft.doubt(
            "authors",
            "authors, categories and pictures are only numbers: ask with _embed",
        );
    }
    draft.finish()
}

fn names(draft: &mut Draft<'_>, json: &Json<'_>) {
    if let Some(link) = json.str_at("link") {
        draft.record.url = draft.link("url", "link", link);
    }
    if let Some(guid) = json
        .first(&["guid.rendered", "guid.raw", "guid"])
        .and_then(Json::str)
    {
        let guid = text_of(guid);
        if oxiri::Iri::parse(guid.as_str()).is_ok() {
            draft.record.id = draft.line("id", "guid", &guid);
        }
    }
    for (key, path) in [("source_id", "id"), ("slug", "slug")] {
        if let Some(value) = json.at(path).and_then(Json::name) {
            draft.extra(key, value.into_owned());
        }
    }
}

/// A time in UTC, which drafts do not have, else in the site's own zone.
fn time(
    draft: &mut Draft<'_>,
    json: &Json<'_>,
    field: &str,
    utc: &'static str,
    local: &'static str,
) -> Option<Moment> {
    let given = |key| {
        json.str_at(key)
            .filter(|raw| !raw.starts_with("0000-") && !raw.starts_with('-'))
    };
    if let Some(raw) = given(utc) {
        return draft.moment(field, utc, &format!("{}Z", raw.trim_end_matches('Z')));
    }
    draft.moment(field, local, given(local)?)
}

/// Only what WordPress calls published is; what is not known is not.
fn status(draft: &mut Draft<'_>, json: &Json<'_>) {
    let said = match json.get("status") {
        None => "publish",
        Some(status) => status.str().unwrap_or_default(),
    };
    draft.record.status = match said {
        "publish" => Status::Published,
        "future" => {
            draft.record.not_before = draft.record.published;
            Status::Embargoed
        }
        "draft" | "pending" | "private" | "auto-draft" => Status::Draft,
        "trash" => Status::Retracted,
        other => draft.unknown_status(other),
    };
    draft.explain("status", "status", said);
    let locked = ["content.protected", "excerpt.protected"];
    let locked = locked
        .iter()
        .any(|path| json.at(path).is_some_and(Json::is_true));
    if locked && draft.record.status == Status::Published {
        draft.doubt(
            "status",
            "the post is behind a password; it is kept as a draft",
        );
        draft.record.status = Status::Draft;
    }
}

fn texts(draft: &mut Draft<'_>, json: &Json<'_>) {
    if let Some(title) = json
        .first(&["title.rendered", "title.raw", "title"])
        .and_then(Json::str)
    {
        draft.record.title = draft.line("title", "title.rendered", &text_of(title));
    }
    let excerpt = json
        .first(&["excerpt.rendered", "excerpt.raw"])
        .and_then(Json::str);
    if let Some(excerpt) = excerpt {
        let text = text_of(excerpt);
        // WordPress marks in this way what it has cut.
        let whole = text.trim_end().trim_end_matches("[…]").trim_end();
        draft.record.summary = draft.text("summary", "excerpt.rendered", Cow::Borrowed(whole));
    }
    let content = json
        .first(&["content.rendered", "content.raw"])
        .and_then(Json::str);
    if let Some(content) = content {
        draft.record.body_html =
            draft.text("body_html", "content.rendered", Cow::Borrowed(content));
    }
}
