//! Posts of Ghost: what its Content API answers, and its export (<https://ghost.org/docs/content-api/>).
//!
//! In an export authors and tags stand in tables of their own behind the posts, so it is read twice.

mod post;
mod tables;

use std::path::Path;

use url::Url;

use super::json::{Json, Part, each, look, refused};
use super::{Emit, Input, Onward, Options, Reread};
use crate::model::Notice;
use crate::{Error, Result};
use post::Posts;

/// The `ghost` input format.
pub const INPUT: Input = Input {
    name: "ghost",
    says: "posts of Ghost: Content API and export",
    line_by_line: false,
    read_twice: true,
    told_by_content: true,
    recognises,
    read,
};

/// Where posts stand: in answers, and in exports of today and of old.
const POSTS: &[&str] = &["posts", "pages", "db[0].data.posts", "data.posts"];

/// Which of them are tables of an export.
const OF_EXPORT: usize = 2;

/// What only posts of Ghost have.
const MARKS: &[&str] = &[
    "uuid",
    "comment_id",
    "lexical",
    "mobiledoc",
    "feature_image",
    "custom_excerpt",
    "reading_time",
];

fn recognises(head: &[u8], _: &Path) -> bool {
    let Some(seen) = look(head) else {
        return false;
    };
    if seen.pointer("/db/0/meta/exported_on").is_some()
        || seen.pointer("/db/0/data/posts").is_some()
    {
        return true;
    }
    let places = ["/posts/0", "/pages/0", "/data/posts/0"];
    let post = places.iter().find_map(|place| seen.pointer(place));
    let post = post.map(|post| post.get("data").filter(|d| d.is_object()).unwrap_or(post));
    post.is_some_and(|p| p.get("slug").is_some() && MARKS.iter().any(|key| p.get(key).is_some()))
}

fn read(input: &mut dyn Reread, options: &Options, emit: &mut Emit<'_>) -> Result<Onward> {
    let tables = tables::read(input, options)?;
    input.rewind()?;
    let mut posts = Posts::new(options, &tables);
    let mut next = None;
    let mut seen = false;
    each(input, POSTS, options, emit, &mut |part, emit| match part {
        Part::Element { route, line, json } => {
            seen = true;
            match json {
                Json::Object(_) => match posts.record(json, line, route >= OF_EXPORT) {
                    Some(imported) => emit(imported),
                    None => Ok(()),
                },
                other => emit(refused(line, no_post(other.what()))),
            }
        }
        Part::Member { key: "meta", json } => {
            next = json.at("pagination.next").and_then(Json::count);
            seen |= json.get("pagination").is_some();
            Ok(())
        }
        Part::Member {
            key: "errors",
            json,
        } => Err(answered(&json)),
        Part::Member { key, .. } => {
            seen |= key == "posts";
            Ok(())
        }
    })?;
    if !seen && !tables.is_export {
        return Err(Error::input("the document has no posts: it is neither an answer of Ghost's Content API nor an export")
            .help("look at what it is; posts are below /ghost/api/content/posts/"));
    }
    let page = options.page_url.as_ref();
    Ok(Onward {
        next: page.zip(next).and_then(|(page, n)| next_page(page, n)),
        pages: Vec::new(),
    })
}

/// The page with this number, unless it is this page.
fn next_page(page: &Url, number: u64) -> Option<Url> {
    Some(super::onward::with_page(page, number)).filter(|next| next != page)
}

fn answered(json: &Json<'_>) -> Error {
    let first = json.items().first();
    let said = |key| first.and_then(|e| e.str_at(key)).unwrap_or_default();
    Error::input(format!(
        "Ghost answered with an error: {} ({})",
        said("message"),
        said("type")
    ))
    .help("check the address and its key; posts are below /ghost/api/content/posts/?key=KEY")
}

fn no_post(what: &str) -> Notice {
    Notice::refused(format!("a post is {what}, not an object"))
        .help("fetch or export the posts again")
}

/// What is wrapped as `{"url": …, "data": {…}}`, as migration tools write it.
fn inner<'j, 'a>(json: &'j Json<'a>) -> &'j Json<'a> {
    let data = json
        .get("data")
        .filter(|data| matches!(data, Json::Object(_)));
    data.unwrap_or(json)
}

/// Is this value of a tag for the site itself, not for readers?
fn is_internal(name: &str, visibility: Option<&str>) -> bool {
    name.starts_with('#') || visibility == Some("internal")
}
