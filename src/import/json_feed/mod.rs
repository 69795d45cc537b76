//! JSON Feed 1.0 and 1.1 (<https://www.jsonfeed.org/version/1.1/>), other people's and ours.
//!
//! What `_feedwright` says in a feed of ours (`docs/formats.md`) becomes the fields that it came from. The feed's own
//! members may stand behind its items, so it is read twice.

mod item;

use std::path::Path;

use serde_json::Value;

use super::draft::Draft;
use super::json::{Json, Part, each, look, next, refused};
use super::{Emit, Input, Onward, Options, Reread};
use crate::model::{Notice, Status};
use crate::{Error, Result};
use item::Defaults;

/// The `json-feed` input format.
pub const INPUT: Input = Input {
    name: "json-feed",
    says: "JSON Feed 1.0 and 1.1",
    line_by_line: false,
    read_twice: true,
    told_by_content: true,
    recognises,
    read,
};

const VERSIONS: &str = "jsonfeed.org/version/";

fn recognises(head: &[u8], _: &Path) -> bool {
    let Some(seen) = look(head) else {
        return false;
    };
    let version = seen.get("version").and_then(Value::as_str);
    version.map_or_else(|| is_feed(&seen), |version| version.contains(VERSIONS))
}

/// Is it a feed whose version stands behind what was seen?
fn is_feed(seen: &Value) -> bool {
    let own = ["feed_url", "home_page_url"];
    let first = seen.pointer("/items/0");
    let of_item = ["content_html", "content_text", "date_published"];
    own.iter().any(|key| seen.get(key).is_some())
        && first.is_some_and(|item| of_item.iter().any(|key| item.get(key).is_some()))
}

fn read(input: &mut dyn Reread, options: &Options, emit: &mut Emit<'_>) -> Result<Onward> {
    let mut feed = Feed::default();
    each(input, &[], options, &mut |_| Ok(()), &mut |part, _| {
        if let Part::Member { key, json } = part {
            feed.member(key, json, options);
        }
        Ok(())
    })?;
    input.rewind()?;
    let mut items = 0_u64;
    each(input, &["items"], options, emit, &mut |part, emit| {
        let Part::Element { line, json, .. } = part else {
            return Ok(());
        };
        items += 1;
        emit(match json {
            Json::Object(_) => item::record(json, line, &feed.defaults, options),
            other => refused(line, no_item(other.what())),
        })
    })?;
    if items == 0 && !feed.is_one {
        return Err(
            Error::input("the document is no JSON Feed: it has neither version nor items")
                .help("look at what it is; a server may have answered with an error"),
        );
    }
    for deleted in feed.deleted {
        emit(deleted.record(options))?;
    }
    Ok(Onward {
        next: feed.next,
        pages: Vec::new(),
    })
}

fn no_item(what: &str) -> Notice {
    Notice::refused(format!("an item is {what}, not an object"))
        .help("write each item as an object")
}

/// What the feed says about itself.
#[derive(Default)]
struct Feed {
    is_one: bool,
    defaults: Defaults,
    next: Option<url::Url>,
    deleted: Vec<Deleted>,
}

/// An entry that was withdrawn and has left a feed of ours.
struct Deleted {
    id: String,
    when: Option<String>,
}

impl Feed {
    fn member(&mut self, key: &str, json: Json<'_>, options: &Options) {
        match key {
            "version" => self.is_one |= json.str().is_some_and(|v| v.contains(VERSIONS)),
            "items" => self.is_one = true,
            "language" => self.defaults.language = json.str().map(str::to_owned),
            "authors" => self.defaults.has_authors(&json),
            "author" if self.defaults.authors.is_empty() => self.defaults.has_authors(&json),
            // A page that is its own next one is none.
            "next_url" => {
                self.next =
                    next(&json, options).filter(|url| Some(url) != options.page_url.as_ref());
            }
            "_feedwright" => {
                let deleted = json.get("deleted").map(Json::items).unwrap_or_default();
                let one = |json: &Json<'_>| {
                    Some(Deleted {
                        id: json.str_at("id")?.to_owned(),
                        when: json.str_at("when").map(str::to_owned),
                    })
                };
                self.deleted.extend(deleted.iter().filter_map(one));
            }
            _ => {}
        }
    }
}

impl Deleted {
    /// Withdraws the entry wherever it is still shown.
    fn record(self, options: &Options) -> super::Imported {
        let mut draft = Draft::new(options, 1);
        draft.record.id = draft.line("id", "_feedwright.deleted.id", &self.id);
        draft.record.status = Status::Retracted;
        if let Some(when) = &self.when {
            draft.record.updated = draft.moment("updated", "_feedwright.deleted.when", when);
        }
        draft.finish()
    }
}
