//! IPTC ninjs, the JSON of news agencies, in versions 1, 2 and 3.
//!
//! In: one item, an array of items, a list of items in an object around it, or one item a line. Out: a record for
//! each. What is withheld or not for readers is a draft, what is embargoed has a `not_before`, what is cancelled is
//! retracted. The documentation of the standard: <https://iptc.org/std/ninjs/userguide/>.

mod item;
mod keys;
mod media;
mod subjects;
mod texts;

use std::path::Path;

use serde_json::Value;

use super::json::{Json, Part, each, look, next, refused};
use super::{Emit, Imported, Input, Onward, Options, Reread, jsonl};
use crate::Result;
use crate::model::Notice;

/// The `ninjs` input format.
pub const INPUT: Input = Input {
    name: "ninjs",
    says: "IPTC ninjs 1 to 3, the JSON of news agencies",
    line_by_line: false,
    read_twice: false,
    told_by_content: true,
    recognises,
    read,
};

/// Where the items lie in a document: at the root, or in a list that interfaces put around them.
const ROUTES: &[&str] = &[
    "",
    "items",
    "_items",
    "hits",
    "results",
    "newsItems",
    "newsitems",
    "data.items",
];

/// The names of which an item has one beside its `uri`, and other JSON has not.
const TELLING: &[&str] = &[
    "versioncreated",
    "pubstatus",
    "representationtype",
    "headlines",
    "bodies",
    "body_html",
    "body_xhtml",
    "body_text",
    "embargoed",
    "embargoeduntil",
];

fn recognises(head: &[u8], _: &Path) -> bool {
    let Some(seen) = look(head) else { return false };
    let mut places = ROUTES.iter().map(|route| first_at(&seen, route));
    places.any(|first| first.is_some_and(is_item))
}

/// The value at the end of this way, or the first element of the array there.
fn first_at<'v>(seen: &'v Value, route: &str) -> Option<&'v Value> {
    let mut keys = route.split('.').filter(|key| !key.is_empty());
    let found = keys.try_fold(seen, |value, key| value.get(key))?;
    found.as_array().map_or(Some(found), |items| items.first())
}

fn is_item(value: &Value) -> bool {
    let value = value.get("item").unwrap_or(value);
    let Some(members) = value.as_object() else {
        return false;
    };
    let tells = |key: &String| TELLING.iter().any(|t| key.eq_ignore_ascii_case(t));
    members.get("uri").is_some_and(Value::is_string) && members.keys().any(tells)
}

fn read(input: &mut dyn Reread, options: &Options, emit: &mut Emit<'_>) -> Result<Onward> {
    let mut onward = Onward::default();
    if input.fill_buf().is_ok_and(are_lines) {
        jsonl::each_line(input, options, emit, &|members, line| {
            made(&Json::Object(members), line, options)
        })?;
        return Ok(onward);
    }
    each(input, ROUTES, options, emit, &mut |part, emit| match part {
        Part::Element { line, json, .. } => emit(made(&json, line, options)),
        Part::Member { key, json } => {
            let page = match key {
                "next" | "next_url" | "nextUrl" | "next_page" => Some(&json),
                "_links" | "links" => json.get("next"),
                _ => None,
            };
            let found = page.and_then(|page| next(page, options));
            onward.next = found.or(onward.next.take());
            Ok(())
        }
    })?;
    Ok(onward)
}

/// Is there an object on the first line and another on the next?
fn are_lines(head: &[u8]) -> bool {
    let head = head.trim_ascii_start();
    let Some(end) = memchr::memchr(b'\n', head) else {
        return false;
    };
    let (first, rest) = head.split_at(end);
    first.trim_ascii_end().ends_with(b"}") && rest.trim_ascii_start().starts_with(b"{")
}

fn made(json: &Json<'_>, line: u64, options: &Options) -> Imported {
    match json {
        Json::Object(_) => {
            let item = json.get("item").unwrap_or(json);
            match keys::get(item, "uri") {
                Some(_) => item::record(item, line, options),
                // Whether it may be shown, ninjs says in its own words, which another format has not.
                None => refused(
                    line,
                    Notice::refused("the item has no \"uri\", so it is none of ninjs")
                        .help("name the format that the file has, or leave it out"),
                ),
            }
        }
        other => refused(
            line,
            Notice::refused(format!("an item is {}, not an object", other.what()))
                .help("write each item as an object"),
        ),
    }
}
