//! An Article, Note or Page to a record.

use std::borrow::Cow;

use super::files;
use super::values::{address, id_of, is_a, text};
use crate::import::draft::Draft;
use crate::import::html::text_of;
use crate::import::json::Json;

/// Fills the record of an object, with what its activity says where the object says nothing.
pub(super) fn read(
    draft: &mut Draft<'_>,
    object: &Json<'_>,
    activity: Option<&Json<'_>>,
    language: Option<&str>,
) {
    if let Some(id) = id_of(object) {
        draft.record.id = draft.line("id", "id", id);
    }
    texts(draft, object, language);
    times(draft, object, activity);
    authors(draft, object, activity);
    tags(draft, object);
    files::read(draft, object);
    for (key, kept) in [("inReplyTo", "in_reply_to"), ("sensitive", "sensitive")] {
        let value = object.get(key);
        if let Some(value) = value.filter(|v| !matches!(v, Json::Null | Json::Bool(false))) {
            draft.extra(kept, value.clone().into_value());
        }
    }
}

fn texts(draft: &mut Draft<'_>, object: &Json<'_>, language: Option<&str>) {
    let wanted = draft.options.language.as_deref().or(language);
    let name = text(object, "name", wanted);
    let summary = text(object, "summary", wanted);
    let content = text(object, "content", wanted);
    if let Some((name, _)) = name {
        draft.record.title = draft.line("title", "name", name);
    }
    if let Some((summary, _)) = summary {
        let plain = Cow::Owned(text_of(summary));
        draft.record.summary = draft.text("summary", "summary", plain);
    }
    if let Some((content, _)) = content {
        let content = Cow::Borrowed(content);
        let kind = object.str_at("mediaType").unwrap_or("text/html");
        if kind.starts_with("text/plain") {
            draft.record.body_text = draft.text("body_text", "content", content);
        } else if kind.contains("markdown") {
            draft.record.body_markdown = draft.text("body_markdown", "content", content);
        } else {
            draft.record.body_html = draft.text("body_html", "content", content);
        }
    }
    let told = [content, name, summary];
    let of_text = told.into_iter().flatten().find_map(|(_, tag)| tag);
    let own = object.str_at("language.identifier");
    if let Some(tag) = of_text.or(own).or(language) {
        draft.record.language = draft.language("contentMap", tag);
    }
}

fn times(draft: &mut Draft<'_>, object: &Json<'_>, activity: Option<&Json<'_>>) {
    let of_activity = |key| activity.and_then(|a| a.str_at(key));
    let is_update = activity.is_some_and(|a| is_a(a, &["Update"]));
    let published = object
        .str_at("published")
        .or_else(|| of_activity("published").filter(|_| !is_update));
    if let Some(raw) = published {
        draft.record.published = draft.moment("published", "published", raw);
    }
    let changed = || of_activity("updated").or_else(|| of_activity("published"));
    let updated = object
        .str_at("updated")
        .or_else(|| changed().filter(|_| is_update));
    if let Some(raw) = updated {
        draft.record.updated = draft.moment("updated", "updated", raw);
    }
}

/// Who wrote it: people with names, or addresses, of which the last part stands for a name.
fn authors(draft: &mut Draft<'_>, object: &Json<'_>, activity: Option<&Json<'_>>) {
    let actor = activity.and_then(|a| a.get("actor"));
    let own = object.first(&["attributedTo", "actor", "author"]);
    let people = own.or(actor).map_or(&[][..], Json::items);
    for person in people {
        if matches!(person, Json::Object(_)) && is_a(person, &["Group"]) && people.len() > 1 {
            continue;
        }
        // The activity may hold who the object only names.
        let known =
            actor.filter(|actor| matches!(actor, Json::Object(_)) && id_of(actor) == id_of(person));
        let person = if matches!(person, Json::Str(_)) {
            known.unwrap_or(person)
        } else {
            person
        };
        let url = address(person);
        let name = text(person, "name", None).map(|(name, _)| name);
        let name = name.or_else(|| person.str_at("preferredUsername"));
        let name = name.or_else(|| last_part(id_of(person)?));
        if let Some(name) = name {
            draft.add_author("attributedTo", name, None, url);
        }
    }
}

/// `https://social.example/users/ada` and `https://social.example/@ada` are ada.
fn last_part(id: &str) -> Option<&str> {
    let path = id.split_once("://").map_or(id, |(_, rest)| rest);
    let path = path.split('?').next().unwrap_or(path);
    let last = path.trim_end_matches('/').rsplit(['/', '#']).next()?;
    Some(last.trim_start_matches(['@', '~'])).filter(|last| !last.is_empty())
}

fn tags(draft: &mut Draft<'_>, object: &Json<'_>) {
    for tag in object.get("tag").map_or(&[][..], Json::items) {
        if let Some(name) = tag.str_at("name").filter(|_| is_a(tag, &["Hashtag"])) {
            draft.add_category("tag", name.trim().trim_start_matches('#'), None, None);
        }
    }
}
