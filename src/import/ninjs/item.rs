//! One item to one record.

use std::borrow::Cow;

use serde_json::Value;

use super::keys::{get, list, pub_status, text};
use super::{media, subjects, texts};
use crate::import::capture::names_of_byline;
use crate::import::draft::{Draft, shown};
use crate::import::json::Json;
use crate::import::{Imported, Options};
use crate::model::{Moment, Status};

/// The names of what is kept as it is, and under which key of `extra`.
const KEPT: &[(&str, &str)] = &[
    ("urgency", "urgency"),
    ("priority", "priority"),
    ("slugline", "slugline"),
    ("altids", "altids"),
    ("ednote", "ednote"),
    ("version", "version"),
    ("profile", "profile"),
    ("located", "located"),
    ("source", "source"),
    ("usageterms", "usageterms"),
    ("copyrightholder", "copyrightholder"),
    ("rightsinfo", "rightsinfo"),
    ("contentcreated", "contentcreated"),
    ("evolvedfrom", "evolvedfrom"),
];

/// Lists of things that have names; the names are kept.
const NAMED: &[(&[&str], &str)] = &[
    (&["genres", "genre"], "genres"),
    (&["places", "place"], "places"),
    (&["people", "person"], "people"),
    (&["organisations", "organisation"], "organisations"),
    (&["events", "event"], "events"),
    (&["objects", "object"], "objects"),
];

/// The record of an item.
pub(super) fn record(item: &Json<'_>, line: u64, options: &Options) -> Imported {
    let mut draft = Draft::new(options, line);
    id(&mut draft, item);
    texts::read(&mut draft, item);
    times(&mut draft, item);
    status(&mut draft, item);
    authors(&mut draft, item);
    subjects::read(&mut draft, item);
    rights(&mut draft, item);
    if let Some(tag) = text(item, &["language"]) {
        draft.record.language = draft.language("language", tag);
    }
    if let Some(url) = text(item, &["url", "canonicalurl"]) {
        draft.record.url = draft.link("url", "url", url);
    }
    media::read(&mut draft, item);
    others(&mut draft, item);
    draft.finish()
}

fn id(draft: &mut Draft<'_>, item: &Json<'_>) {
    let Some(uri) = text(item, &["uri"]) else {
        return draft.doubt("id", "the item has no uri");
    };
    let uuid = uri.strip_prefix("urn:").map(uuid::Uuid::try_parse);
    if uuid.is_some_and(|uuid| uuid.is_ok()) {
        let message = format!(
            "{} is kept as it is, though a UUID is written urn:uuid:…",
            shown(uri)
        );
        draft.doubt("id", message);
    }
    draft.record.id = draft.line("id", "uri", uri);
}

fn times(draft: &mut Draft<'_>, item: &Json<'_>) {
    if let Some(raw) = text(item, &["firstcreated"]) {
        draft.record.published = draft.moment("published", "firstCreated", raw);
    }
    if let Some(raw) = text(item, &["versioncreated"]) {
        draft.record.updated = draft.moment("updated", "versionCreated", raw);
    }
    if let Some(raw) = text(item, &["expires"]) {
        draft.record.expires = draft.moment("expires", "expires", raw);
    }
}

/// Whatever is not surely usable is not shown: what is withheld, unknown or only planned is a draft.
fn status(draft: &mut Draft<'_>, item: &Json<'_>) {
    if let Some((moment, held)) = embargo(draft, item) {
        draft.record.not_before = moment;
        if held {
            draft.record.status = Status::Embargoed;
        }
    }
    if let Some(kind) = text(item, &["type"])
        && matches!(kind, "planning" | "event")
    {
        draft.doubt("status", format!("a {kind} is no story; it is held back"));
        draft.record.status = Status::Draft;
    }
    let Some(word) = pub_status(item) else {
        return;
    };
    match word.as_str() {
        "usable" => return,
        "canceled" | "cancelled" => draft.record.status = Status::Retracted,
        "withheld" => draft.record.status = Status::Draft,
        other => {
            let message = format!(
                "pubstatus is {}, not usable, withheld or canceled; the item is held back",
                shown(other)
            );
            draft.doubt("status", message);
            draft.record.status = Status::Draft;
        }
    }
    draft.explain("status", "pubStatus", &word);
    draft.extra("pubstatus", word);
}

/// Until when the item is embargoed, and whether it is held back without an end that can be told.
fn embargo(draft: &mut Draft<'_>, item: &Json<'_>) -> Option<(Option<Moment>, bool)> {
    let mut latest: Option<Moment> = None;
    let (mut found, mut held) = (false, false);
    for name in ["embargoeduntil", "embargoed"] {
        let told = match get(item, name) {
            None | Some(Json::Bool(false)) => continue,
            Some(Json::Str(blank)) if blank.trim().is_empty() => continue,
            Some(told) => told,
        };
        found = true;
        let from = "embargoedUntil";
        let moment = told
            .str()
            .and_then(|raw| draft.moment("not_before", from, raw));
        if moment.is_none() {
            draft.doubt(
                "status",
                format!(
                    "{name} names no time; the item is held back until the source says otherwise"
                ),
            );
            held = true;
        }
        latest = match (latest, moment) {
            (Some(a), Some(b)) => Some(if a.instant() < b.instant() { b } else { a }),
            (a, b) => a.or(b),
        };
    }
    // With a time the item would come out then, though another member holds it back for longer.
    found.then_some((latest.filter(|_| !held), held))
}

fn authors(draft: &mut Draft<'_>, item: &Json<'_>) {
    for author in list(item, "authors") {
        let name = author.str().or_else(|| text(author, &["name"]));
        if let Some(name) = name {
            draft.add_author("authors", name, text(author, &["email"]), None);
        }
    }
    if draft.record.authors.is_empty() {
        let by = get(item, "by").or_else(|| get(item, "byline"));
        let bylines = by.into_iter().chain(get(item, "bylines"));
        let bylines: Vec<&Json<'_>> = bylines.flat_map(Json::items).collect();
        for by in bylines {
            let by = by
                .str()
                .or_else(|| text(by, &["value", "name", "by", "byline"]));
            for name in by.map(names_of_byline).unwrap_or_default() {
                draft.add_author("by", &name, None, None);
            }
        }
    }
    let parties = list(item, "infosources")
        .iter()
        .chain(list(item, "infosource"));
    let parties: Vec<&str> = parties
        .filter_map(|party| party.str().or_else(|| text(party, &["name"])))
        .collect();
    if draft.record.authors.is_empty() {
        for name in &parties {
            draft.add_author("infosources", name, None, None);
        }
    }
    if !parties.is_empty() {
        draft.extra("infosources", Value::from(parties));
    }
}

/// The notice, else the terms of use, else what `rightsinfo` says to people.
fn rights(draft: &mut Draft<'_>, item: &Json<'_>) {
    let info = get(item, "rightsinfo");
    let in_info = |names: &[&str]| info.and_then(|info| text(info, names));
    for (from, told) in [
        ("copyrightNotice", text(item, &["copyrightnotice"])),
        ("usageTerms", text(item, &["usageterms"])),
        ("rightsinfo", in_info(&["copyrightnotice", "usageterms"])),
    ] {
        if let Some(told) = told {
            draft.record.rights = draft.text("rights", from, Cow::Borrowed(told));
            return;
        }
    }
}

fn others(draft: &mut Draft<'_>, item: &Json<'_>) {
    for (name, key) in KEPT {
        if let Some(value) = get(item, name)
            && (value.str().is_some() || !matches!(value, Json::Str(_)))
        {
            draft.extra(key, value.clone().into_value());
        }
    }
    for (names, key) in NAMED {
        let things = names.iter().flat_map(|name| list(item, name));
        let found: Vec<&str> = things
            .filter_map(|thing| thing.str().or_else(|| text(thing, &["name", "literal"])))
            .collect();
        if !found.is_empty() {
            draft.extra(key, Value::from(found));
        }
    }
}
