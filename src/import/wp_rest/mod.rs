//! What the WordPress REST interface answers for posts: a list of them, or one
//! (<https://developer.wordpress.org/rest-api/reference/posts/>). Authors, terms and pictures are there when it was
//! asked with `_embed`.

mod media;
mod post;
mod terms;

use std::path::Path;

use serde_json::Value;
use url::Url;

use super::json::{Json, Part, each, look, refused};
use super::{Emit, Input, Onward, Options, Reread};
use crate::model::Notice;
use crate::{Error, Result};

/// The `wp-rest` input format.
pub const INPUT: Input = Input {
    name: "wp-rest",
    says: "posts of the WordPress REST interface",
    line_by_line: false,
    read_twice: false,
    told_by_content: true,
    recognises,
    read,
};

/// What WordPress says where a page behind the last one is asked for.
const BEHIND_LAST: &str = "rest_post_invalid_page_number";

/// How many posts a page has unless it was asked for another number.
const PER_PAGE: u64 = 10;

fn recognises(head: &[u8], _: &Path) -> bool {
    let Some(seen) = look(head) else {
        return false;
    };
    let post = if seen.is_array() {
        seen.get(0)
    } else {
        Some(&seen)
    };
    let has = |post: &Value, path: &str| post.pointer(path).is_some_and(|v| !v.is_null());
    let is_post = |p: &Value| {
        has(p, "/id") && has(p, "/link") && (has(p, "/guid/rendered") || has(p, "/title/rendered"))
    };
    let code = seen.get("code").and_then(Value::as_str);
    post.is_some_and(is_post)
        || code.is_some_and(|c| c.starts_with("rest_")) && has(&seen, "/message")
}

/// Is this answer the one for a page behind the last? It comes with the status 400 and is no failure.
pub fn is_behind_last(body: &[u8]) -> bool {
    let seen = look(body.get(..1024).unwrap_or(body));
    seen.is_some_and(|seen| seen.get("code").and_then(Value::as_str) == Some(BEHIND_LAST))
}

fn read(input: &mut dyn Reread, options: &Options, emit: &mut Emit<'_>) -> Result<Onward> {
    let (mut posts, mut bare_said) = (0_u64, false);
    let mut counting = |imported| {
        posts += 1;
        emit(imported)
    };
    let mut behind_last = false;
    each(input, &[""], options, &mut counting, &mut |part, emit| {
        let Part::Element { line, json, .. } = part else {
            return Ok(());
        };
        if let Some(code) = error_code(&json) {
            behind_last = code == BEHIND_LAST;
            return if behind_last {
                Ok(())
            } else {
                Err(answered(&json, code))
            };
        }
        emit(match json {
            Json::Object(_) if is_post(&json) => post::record(json, line, options, &mut bare_said),
            Json::Object(_) => refused(
                line,
                no_post("an object without \"link\" and texts as rendered"),
            ),
            other => refused(line, no_post(&format!("{}, not an object", other.what()))),
        })
    })?;
    let next = options.page_url.as_ref().filter(|_| !behind_last);
    Ok(Onward {
        next: next.and_then(|page| next_page(page, posts)),
        pages: Vec::new(),
    })
}

/// WordPress writes texts as they were typed and as they are rendered.
fn is_post(json: &Json<'_>) -> bool {
    let paths = ["link", "guid", "title.rendered", "content.rendered"];
    paths.iter().any(|path| json.at(path).is_some())
}

/// The code of an error that was answered in place of posts.
fn error_code<'j>(json: &'j Json<'_>) -> Option<&'j str> {
    json.str_at("message")?;
    json.str_at("code").filter(|_| json.get("id").is_none())
}

fn answered(json: &Json<'_>, code: &str) -> Error {
    let message = json.str_at("message").unwrap_or_default();
    let message = super::html::text_of(message);
    Error::input(format!(
        "WordPress answered with an error: {message} ({code})"
    ))
    .help(match code {
        "rest_no_route" => "check the address; posts are below /wp-json/wp/v2/posts",
        _ => "check the address, and whether the site wants a login for it",
    })
}

fn no_post(what: &str) -> Notice {
    Notice::refused(format!("a post is {what}"))
        .help("fetch the list again, or name the format that the file has")
}

/// The page behind this one, which may exist where this one is full.
fn next_page(page: &Url, posts: u64) -> Option<Url> {
    let given = |name: &str| {
        let (_, value) = page.query_pairs().find(|(key, _)| key == name)?;
        value.parse::<u64>().ok()
    };
    let of_interface =
        page.path().contains("/wp-json/") || page.query_pairs().any(|(k, _)| k == "rest_route");
    if !of_interface || posts < given("per_page").unwrap_or(PER_PAGE).max(1) {
        return None;
    }
    Some(super::onward::with_page(
        page,
        given("page").unwrap_or(1).checked_add(1)?,
    ))
}
