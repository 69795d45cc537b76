//! The tables of an export that say who wrote a post and what it is about. Only numbers are kept of the tables that
//! join others, so that 100,000 posts with their tags take a few megabytes.

use std::collections::HashMap;
use std::hash::{DefaultHasher, Hash, Hasher};

use super::is_internal;
use crate::Result;
use crate::import::json::{Json, Part, each};
use crate::import::{Options, Reread};

/// No post has more authors or tags.
const MOST: usize = 1000;

/// The tables, and what an element of each is.
const ROUTES: &[&str] = &[
    "db[0].data.users",
    "db[0].data.tags",
    "db[0].data.posts_authors",
    "db[0].data.posts_tags",
    "db[0].data.posts_meta",
    "data.users",
    "data.tags",
    "data.posts_authors",
    "data.posts_tags",
    "data.posts_meta",
];

/// What the tables of an export say.
#[derive(Default)]
pub(super) struct Tables {
    /// Is there any?
    pub(super) is_export: bool,
    users: HashMap<u64, User>,
    tags: HashMap<u64, Tag>,
    authors: Vec<Join>,
    terms: Vec<Join>,
    pictures: HashMap<u64, Picture>,
}

pub(super) struct User {
    pub(super) name: String,
    pub(super) website: Option<String>,
}

pub(super) struct Tag {
    pub(super) slug: String,
    pub(super) name: String,
}

/// What is said of a post's picture outside of the post.
pub(super) struct Picture {
    pub(super) alt: Option<String>,
    pub(super) caption: Option<String>,
}

/// A row that joins a post with something, at its place in the post's order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Join {
    post: u64,
    place: u64,
    other: u64,
}

/// Reads them, wherever they stand.
pub(super) fn read(input: &mut dyn Reread, options: &Options) -> Result<Tables> {
    let mut tables = Tables::default();
    // What is wrong in the document is said when the posts are read.
    each(input, ROUTES, options, &mut |_| Ok(()), &mut |part, _| {
        if let Part::Element { route, json, .. } = part {
            tables.is_export = true;
            tables.row(route % (ROUTES.len() / 2), &json);
        }
        Ok(())
    })?;
    tables.authors.sort_unstable();
    tables.terms.sort_unstable();
    Ok(tables)
}

impl Tables {
    fn row(&mut self, table: usize, row: &Json<'_>) {
        let id = |path| row.get(path).and_then(Json::name).map(|id| key(&id));
        let text = |path| row.str_at(path).map(str::to_owned);
        match table {
            0 => {
                if let (Some(id), Some(name)) = (id("id"), text("name")) {
                    let website = text("website");
                    self.users.insert(id, User { name, website });
                }
            }
            1 => {
                let internal = |name: &String| is_internal(name, row.str_at("visibility"));
                if let (Some(id), Some(name)) = (id("id"), text("name").filter(|n| !internal(n))) {
                    let slug = text("slug").unwrap_or_else(|| name.clone());
                    self.tags.insert(id, Tag { slug, name });
                }
            }
            2 => self.authors.extend(join(row, "author_id")),
            3 => self.terms.extend(join(row, "tag_id")),
            _ => {
                let (alt, caption) = (text("feature_image_alt"), text("feature_image_caption"));
                if let (Some(post), true) = (id("post_id"), alt.is_some() || caption.is_some()) {
                    self.pictures.insert(post, Picture { alt, caption });
                }
            }
        }
    }

    /// Who wrote the post, in the order of its byline.
    pub(super) fn authors<'t>(&'t self, post: &str) -> impl Iterator<Item = &'t User> {
        joined(&self.authors, key(post)).filter_map(|other| self.users.get(&other))
    }

    /// The user with this id.
    pub(super) fn user(&self, id: &str) -> Option<&User> {
        self.users.get(&key(id))
    }

    /// The post's tags in their order, without internal ones.
    pub(super) fn tags<'t>(&'t self, post: &str) -> impl Iterator<Item = &'t Tag> {
        joined(&self.terms, key(post)).filter_map(|other| self.tags.get(&other))
    }

    /// What is said of the post's picture.
    pub(super) fn picture(&self, post: &str) -> Option<&Picture> {
        self.pictures.get(&key(post))
    }
}

fn join(row: &Json<'_>, other: &str) -> Option<Join> {
    let id = |path| row.get(path).and_then(Json::name).map(|id| key(&id));
    Some(Join {
        post: id("post_id")?,
        place: row.get("sort_order").and_then(Json::count).unwrap_or(0),
        other: id(other)?,
    })
}

fn joined(rows: &[Join], post: u64) -> impl Iterator<Item = u64> {
    let from = rows.partition_point(|row| row.post < post);
    let rows = rows.get(from..).unwrap_or_default().iter();
    rows.take(MOST)
        .take_while(move |row| row.post == post)
        .map(|row| row.other)
}

/// An id as a number.
fn key(id: &str) -> u64 {
    let mut hasher = DefaultHasher::new();
    id.hash(&mut hasher);
    hasher.finish()
}
