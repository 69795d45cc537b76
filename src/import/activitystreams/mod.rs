//! ActivityStreams 2.0: what a server of the fediverse says that somebody wrote, changed or took back.
//!
//! In: one activity or object, or a collection of them: an outbox, a page of it, an export. Out: a record for each
//! Article, Note or Page that was created or updated, a retraction for each that was deleted. What is not addressed
//! to the public is a draft. <https://www.w3.org/TR/activitystreams-core/>

mod activity;
mod audience;
mod files;
mod object;
mod values;

use std::path::Path;

use serde_json::Value;

use self::activity::Around;
use super::json::{Json, Part, each, look, next, refused};
use super::{Emit, Input, Onward, Options, Reread};
use crate::model::Notice;
use crate::{Error, Result};

/// The `activitystreams` input format.
pub const INPUT: Input = Input {
    name: "activitystreams",
    says: "ActivityStreams 2: outboxes and posts of the fediverse",
    line_by_line: false,
    read_twice: false,
    told_by_content: true,
    recognises,
    read,
};

/// Where the activities lie: the root, a collection's items, or those of its first page.
const ROUTES: &[&str] = &[
    "",
    "items",
    "orderedItems",
    "first.items",
    "first.orderedItems",
];

const CONTEXT: &str = "www.w3.org/ns/activitystreams";

fn recognises(head: &[u8], _: &Path) -> bool {
    let Some(seen) = look(head) else { return false };
    let first = seen.as_array().and_then(|items| items.first());
    let context = first.unwrap_or(&seen).get("@context");
    let names = |value: &Value| {
        let text = value.as_str().unwrap_or_default();
        let rest = text
            .strip_prefix("https://")
            .or(text.strip_prefix("http://"));
        rest.is_some_and(|rest| rest.trim_end_matches(['/', '#']) == CONTEXT)
    };
    context.is_some_and(|c| names(c) || c.as_array().is_some_and(|all| all.iter().any(names)))
}

fn read(input: &mut dyn Reread, options: &Options, emit: &mut Emit<'_>) -> Result<Onward> {
    let mut onward = Onward::default();
    let mut first = None;
    let mut around = Around::default();
    let (mut typed, mut untyped) = (false, false);
    each(input, ROUTES, options, emit, &mut |part, emit| {
        match part {
            Part::Element { line, json, .. } if is_another_thing(&json) => {
                untyped = true;
                emit(refused(line, no_activity(json.what())))?;
            }
            Part::Element { line, json, .. } => {
                typed = true;
                // A collection that stands alone holds nothing itself.
                activity::read(&json, line, &around, options, emit)?;
            }
            Part::Member { key: "next", json } => onward.next = next(&json, options),
            Part::Member { key: "first", json } => first = next(&json, options),
            Part::Member {
                key: "@context",
                json,
            } => around.language = language(&json),
            Part::Member { .. } => {}
        }
        Ok(())
    })?;
    if untyped && !typed {
        return Err(
            Error::input("the document is no ActivityStreams: nothing in it has a type")
                .help("look at what it is; a server may have answered with an error"),
        );
    }
    onward.next = onward.next.or(first);
    Ok(onward)
}

/// An address stands for what it names; whatever else there is says what it is.
fn is_another_thing(json: &Json<'_>) -> bool {
    !matches!(json, Json::Str(_)) && json.get("type").is_none() && json.get("@type").is_none()
}

fn no_activity(what: &str) -> Notice {
    Notice::refused(format!("{what} without a type is no activity"))
        .help("name the format that the file has, or leave it out")
}

/// The language of all texts that name none (JSON-LD `@language`).
fn language(context: &Json<'_>) -> Option<String> {
    let mut all = context.items().iter();
    all.find_map(|c| c.str_at("@language")).map(str::to_owned)
}
