//! What front matter says of whether a text is shown, and when.

use serde_json::Value;

use super::fields::{Reading, text};
use crate::import::values;
use crate::model::Status;

/// What Eleventy takes for a date and looks up itself.
const OF_THE_FILE: &[&str] = &[
    "created",
    "last modified",
    "git created",
    "git last modified",
];

/// When it was published.
pub(super) fn at(r: &mut Reading<'_, '_>, from: &'static str, value: &Value) {
    if r.draft.record.published.is_none()
        && let Some(raw) = text(value)
    {
        let by_the_site = OF_THE_FILE
            .iter()
            .any(|word| raw.eq_ignore_ascii_case(word));
        r.draft.record.published = match by_the_site {
            true => r.draft.moment("published", from, &raw),
            false => values::published_at(r.draft, from, &raw),
        };
    }
}

/// Jekyll says with it whether, others when.
pub(super) fn published(r: &mut Reading<'_, '_>, from: &'static str, value: &Value) {
    let Some(raw) = text(value) else {
        return held(r, from, value);
    };
    match values::flag(&raw) {
        Some(yes) => values::published(r.draft, yes),
        None => at(r, from, value),
    }
}

pub(super) fn status(r: &mut Reading<'_, '_>, from: &'static str, value: &Value) {
    match text(value) {
        Some(raw) => values::status(r.draft, from, &raw),
        None => {
            let status = r.draft.unknown_status(&value.to_string());
            values::hold(r.draft, status);
        }
    }
}

pub(super) fn updated(r: &mut Reading<'_, '_>, from: &'static str, value: &Value) {
    if r.draft.record.updated.is_none()
        && let Some(raw) = text(value)
    {
        r.draft.record.updated = r.draft.moment("updated", from, &raw);
    }
}

/// A time that cannot be read still says that the text has to wait, whatever other times it has.
pub(super) fn not_before(r: &mut Reading<'_, '_>, from: &'static str, value: &Value) {
    if value.as_str().is_some_and(|raw| raw.trim().is_empty()) {
        return;
    }
    let raw = text(value).unwrap_or_default();
    let time = r.draft.moment("not_before", from, &raw);
    if time.is_none() {
        values::hold(r.draft, Status::Draft);
    }
    values::wait_until(r.draft, time);
    let record = &mut r.draft.record;
    if from == "publishdate" && record.published.is_none() {
        record.published = time;
    }
}

pub(super) fn expires(r: &mut Reading<'_, '_>, from: &'static str, value: &Value) {
    if let Some(raw) = text(value) {
        r.draft.record.expires = r.draft.moment("expires", from, &raw);
    }
}

/// Anything but a clear no holds the text back.
pub(super) fn held(r: &mut Reading<'_, '_>, from: &'static str, value: &Value) {
    let raw = text(value).unwrap_or_else(|| "?".to_owned());
    if values::flag(&raw) != Some(false) {
        r.draft.explain("status", from, &raw);
        values::hold(r.draft, Status::Draft);
    }
}

pub(super) fn kind(r: &mut Reading<'_, '_>, from: &'static str, value: &Value) {
    let Some(raw) = text(value) else { return };
    values::kind(r.draft, from, &raw);
    r.draft.extra(from, raw);
}

/// Hugo's `build = { render = "never" }`.
pub(super) fn build(r: &mut Reading<'_, '_>, from: &'static str, value: &Value) {
    let says = |key: &str| value.get(key).and_then(text).unwrap_or_default();
    if ["render", "list"]
        .iter()
        .any(|key| matches!(says(key).as_str(), "never" | "false"))
    {
        r.draft.explain("status", from, "never");
        values::hold(r.draft, Status::Draft);
    }
}
