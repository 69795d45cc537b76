//! Drupal's JSON:API: a list of nodes, or one.
//!
//! In: a document with `data`, and `included` behind it, which holds the names of authors and terms and the addresses
//! of files. So it is read twice: first what is included, of which a few words each are kept, then the nodes. Out: a
//! record for each node; what is not published is a draft.

mod included;
mod media;
mod node;

use std::collections::HashSet;
use std::path::Path;

use serde_json::Value;

use self::included::Included;
use super::json::{Json, Part, each, look, next, refused};
use super::{Emit, Imported, Input, Onward, Options, Reread};
use crate::model::Notice;
use crate::{Error, Result};

/// The `drupal` input format.
pub const INPUT: Input = Input {
    name: "drupal",
    says: "nodes from the JSON:API of Drupal",
    line_by_line: false,
    read_twice: true,
    told_by_content: true,
    recognises,
    read,
};

/// So much of what cannot be read is remembered until the nodes have been read.
const MOST_TROUBLES: usize = 1000;

/// Types of resources have two names: `node--article`. Other interfaces of the same standard write one.
fn recognises(head: &[u8], _: &Path) -> bool {
    let Some(seen) = look(head) else { return false };
    let data = seen.get("data");
    let first = data.and_then(|data| data.as_array().map_or(Some(data), |items| items.first()));
    let kind = first.and_then(|first| first.get("type")?.as_str());
    if let Some(kind) = kind {
        return kind.contains("--");
    }
    let meta = seen.pointer("/jsonapi/meta/links/self/href");
    let own = seen.pointer("/links/self/href");
    let is_here = |v: Option<&Value>| v.and_then(Value::as_str).is_some_and(is_jsonapi);
    seen.get("jsonapi").is_some() && (is_here(own) || (is_here(meta) && data.is_some()))
}

/// What an answer of JSON:API has one of.
const MEMBERS: &[&str] = &["data", "errors", "jsonapi", "included", "links"];

fn is_jsonapi(href: &str) -> bool {
    href.contains("/jsonapi") || href.starts_with("http://jsonapi.org/")
}

fn read(input: &mut dyn Reread, options: &Options, emit: &mut Emit<'_>) -> Result<Onward> {
    let looked = input.fill_buf().ok().and_then(look);
    if looked.is_some_and(|seen| MEMBERS.iter().all(|key| seen.get(key).is_none())) {
        return Err(Error::input("the input is JSON, and no answer of JSON:API")
            .help("name the format that the file has, or leave it out"));
    }
    let beside = beside(input, options)?;
    input.rewind()?;
    let said = nodes(input, options, &beside.included, emit)?;
    for trouble in beside.troubles {
        if !said.contains(&about(&trouble)) {
            emit(trouble)?;
        }
    }
    Ok(beside.onward)
}

/// What stands beside the nodes.
#[derive(Default)]
struct Beside {
    /// What they name.
    included: Included,
    /// What of that cannot be read; it is told in the order of the document, when the nodes have been read.
    troubles: Vec<Imported>,
    onward: Onward,
}

fn beside(input: &mut dyn Reread, options: &Options) -> Result<Beside> {
    let Beside {
        mut included,
        mut troubles,
        mut onward,
    } = Beside::default();
    let mut failure: Option<String> = None;
    each(
        input,
        &["included"],
        options,
        &mut |trouble| {
            if troubles.len() < MOST_TROUBLES {
                troubles.push(trouble);
            }
            Ok(())
        },
        &mut |part, _| {
            match part {
                Part::Element { json, .. } => included.add(&json),
                Part::Member { key: "links", json } => {
                    onward.next = json.get("next").and_then(|page| next(page, options));
                }
                Part::Member {
                    key: "errors",
                    json,
                } => failure = Some(told(&json)),
                Part::Member { .. } => {}
            }
            Ok(())
        },
    )?;
    match failure {
        Some(failure) => Err(
            Error::input(format!("the server answered with an error: {failure}"))
                .help("check the address, and whether reading it needs a login"),
        ),
        None => Ok(Beside {
            included,
            troubles,
            onward,
        }),
    }
}

/// Hands on the nodes, and gives what was said of those that cannot be read.
fn nodes(
    input: &mut dyn Reread,
    options: &Options,
    included: &Included,
    emit: &mut Emit<'_>,
) -> Result<HashSet<(u64, String)>> {
    let mut said = HashSet::new();
    let mut missing = HashSet::new();
    each(
        input,
        &["data"],
        options,
        &mut |imported| {
            if imported.record.is_none() && said.len() < MOST_TROUBLES {
                said.insert(about(&imported));
            }
            emit(imported)
        },
        &mut |part, emit| match part {
            Part::Element { line, json, .. } => {
                emit(made(&json, line, included, &mut missing, options))
            }
            Part::Member { .. } => Ok(()),
        },
    )?;
    Ok(said)
}

/// The line and the words of what cannot be read: both readings meet the end of a document that is cut off.
fn about(trouble: &Imported) -> (u64, String) {
    let message = trouble.notices.first().map(|n| n.message.clone());
    (trouble.line, message.unwrap_or_default())
}

/// What the first of the `errors` of a document says.
fn told(errors: &Json<'_>) -> String {
    let first = errors.items().first();
    let words = ["status", "title", "detail"];
    let words = words.iter().filter_map(|key| first?.get(key)?.name());
    let words: Vec<String> = words.map(|w| w.chars().take(200).collect()).collect();
    words.join(", ")
}

fn made(
    json: &Json<'_>,
    line: u64,
    included: &Included,
    missing: &mut HashSet<String>,
    options: &Options,
) -> Imported {
    let kind = json.str_at("type").unwrap_or_default();
    if !matches!(json, Json::Object(_)) || (kind.contains("--") && !kind.starts_with("node--")) {
        let what = if kind.is_empty() { json.what() } else { kind };
        let notice = Notice::refused(format!("a resource is {what}, not a node"))
            .help("name the address of a list of nodes, such as /jsonapi/node/article");
        return refused(line, notice);
    }
    node::record(json, line, included, missing, options)
}
