//! JSON Feed 1.0 and 1.1: the members of each object, with the type that each value has.

use crate::validate::vocabulary::{Def, Value, filled, leaf};

/// An object of a feed.
#[derive(Debug)]
pub(crate) struct Object {
    /// How reports call it.
    pub(crate) name: &'static str,
    pub(crate) members: &'static [Member],
}

/// A member that an object may have.
#[derive(Debug)]
pub(crate) struct Member {
    pub(crate) name: &'static str,
    pub(crate) shape: Shape,
    pub(crate) need: Need,
    pub(crate) edition: Edition,
}

/// The type of a member's value in JSON, and what it says.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Shape {
    Text(&'static Def),
    Number(&'static Def),
    Bool,
    One(&'static Object),
    Texts(&'static Def),
    Many(&'static Object),
}

impl Shape {
    /// How messages call it.
    pub(crate) fn wanted(self) -> &'static str {
        match self {
            Shape::Text(_) => "a string",
            Shape::Number(_) => "a number",
            Shape::Bool => "true or false",
            Shape::One(_) => "an object",
            Shape::Texts(_) => "an array of strings",
            Shape::Many(_) => "an array of objects",
        }
    }

    /// The type of its values, where it has any of its own.
    pub(crate) fn def(self) -> &'static Def {
        match self {
            Shape::Text(def) | Shape::Number(def) | Shape::Texts(def) => def,
            Shape::Bool | Shape::One(_) | Shape::Many(_) => &OBJECT,
        }
    }
}

/// Must it be there?
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Need {
    Required,
    Recommended,
    /// The address of an item: there should be one where there is a page.
    Welcome,
    Optional,
}

/// Which version of JSON Feed has it?
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Edition {
    Both,
    /// In 1.0; 1.1 keeps it for old readers only.
    Deprecated,
    /// Since 1.1.
    Later,
}

impl Object {
    pub(crate) fn member(&self, name: &str) -> Option<(usize, &'static Member)> {
        self.members
            .iter()
            .enumerate()
            .find(|(_, m)| m.name == name)
    }
}

/// Every object, the feed first.
pub(crate) static OBJECTS: &[&Object] = &[&FEED, &ITEM, &AUTHOR, &HUB, &ATTACHMENT];

/// What an object says by itself.
pub(crate) static OBJECT: Def = leaf(Value::Nothing);

static PLAIN: Def = filled(Value::Plain);
static TEXT: Def = filled(Value::Text);
static HTML: Def = filled(Value::Html);
static URL: Def = filled(Value::Url);
static WEB: Def = filled(Value::WebUrl);
static DATE: Def = filled(Value::Timestamp);
static LANGUAGE: Def = filled(Value::Language);
static MEDIA_TYPE: Def = filled(Value::MediaType);
/// Judged as a number of JSON, not as digits.
static NUMBER: Def = leaf(Value::Text);
/// A blank id is a fault of its own.
static ID: Def = leaf(Value::Text);

use Edition::{Both, Deprecated, Later};
use Need::{Optional, Recommended, Required, Welcome};

const fn member(name: &'static str, shape: Shape, need: Need, edition: Edition) -> Member {
    Member {
        name,
        shape,
        need,
        edition,
    }
}

pub(crate) static FEED: Object = Object {
    name: "feed",
    members: &[
        member("version", Shape::Text(&TEXT), Required, Both),
        member("title", Shape::Text(&PLAIN), Required, Both),
        member("home_page_url", Shape::Text(&URL), Recommended, Both),
        // What a missing one means is said of all formats alike.
        member("feed_url", Shape::Text(&URL), Optional, Both),
        member("description", Shape::Text(&PLAIN), Optional, Both),
        member("user_comment", Shape::Text(&PLAIN), Optional, Both),
        member("next_url", Shape::Text(&URL), Optional, Both),
        member("icon", Shape::Text(&URL), Optional, Both),
        member("favicon", Shape::Text(&URL), Optional, Both),
        member("author", Shape::One(&AUTHOR), Optional, Deprecated),
        member("authors", Shape::Many(&AUTHOR), Optional, Later),
        member("language", Shape::Text(&LANGUAGE), Optional, Later),
        member("expired", Shape::Bool, Optional, Both),
        member("hubs", Shape::Many(&HUB), Optional, Both),
        member("items", Shape::Many(&ITEM), Required, Both),
    ],
};

pub(crate) static ITEM: Object = Object {
    name: "item",
    members: &[
        member("id", Shape::Text(&ID), Required, Both),
        member("url", Shape::Text(&URL), Welcome, Both),
        member("external_url", Shape::Text(&URL), Optional, Both),
        member("title", Shape::Text(&PLAIN), Optional, Both),
        member("content_html", Shape::Text(&HTML), Optional, Both),
        member("content_text", Shape::Text(&PLAIN), Optional, Both),
        member("summary", Shape::Text(&PLAIN), Optional, Both),
        member("image", Shape::Text(&URL), Optional, Both),
        member("banner_image", Shape::Text(&URL), Optional, Both),
        member("date_published", Shape::Text(&DATE), Optional, Both),
        member("date_modified", Shape::Text(&DATE), Optional, Both),
        member("author", Shape::One(&AUTHOR), Optional, Deprecated),
        member("authors", Shape::Many(&AUTHOR), Optional, Later),
        member("tags", Shape::Texts(&PLAIN), Optional, Both),
        member("language", Shape::Text(&LANGUAGE), Optional, Later),
        member("attachments", Shape::Many(&ATTACHMENT), Optional, Both),
    ],
};

pub(crate) static AUTHOR: Object = Object {
    name: "author",
    members: &[
        member("name", Shape::Text(&PLAIN), Optional, Both),
        member("url", Shape::Text(&URL), Optional, Both),
        member("avatar", Shape::Text(&URL), Optional, Both),
    ],
};

pub(crate) static HUB: Object = Object {
    name: "hub",
    members: &[
        member("type", Shape::Text(&TEXT), Required, Both),
        member("url", Shape::Text(&WEB), Required, Both),
    ],
};

pub(crate) static ATTACHMENT: Object = Object {
    name: "attachment",
    members: &[
        member("url", Shape::Text(&WEB), Required, Both),
        member("mime_type", Shape::Text(&MEDIA_TYPE), Required, Both),
        member("title", Shape::Text(&PLAIN), Optional, Both),
        member("size_in_bytes", Shape::Number(&NUMBER), Optional, Both),
        member(
            "duration_in_seconds",
            Shape::Number(&NUMBER),
            Optional,
            Both,
        ),
    ],
};

/// What other formats and hasty writers call a member, by object.
const ALIASES: &[(&str, &str, &str)] = &[
    ("feed", "link", "home_page_url"),
    ("feed", "homepage", "home_page_url"),
    ("feed", "url", "home_page_url"),
    ("feed", "self", "feed_url"),
    ("feed", "subtitle", "description"),
    ("feed", "next", "next_url"),
    ("feed", "image", "icon"),
    ("feed", "logo", "icon"),
    ("feed", "entries", "items"),
    ("feed", "posts", "items"),
    ("feed", "lang", "language"),
    ("feed", "hub", "hubs"),
    ("item", "guid", "id"),
    ("item", "link", "url"),
    ("item", "permalink", "url"),
    ("item", "description", "summary"),
    ("item", "excerpt", "summary"),
    ("item", "content", "content_html"),
    ("item", "body", "content_html"),
    ("item", "html", "content_html"),
    ("item", "text", "content_text"),
    ("item", "date", "date_published"),
    ("item", "published", "date_published"),
    ("item", "pubdate", "date_published"),
    ("item", "created", "date_published"),
    ("item", "updated", "date_modified"),
    ("item", "modified", "date_modified"),
    ("item", "dateupdated", "date_modified"),
    ("item", "creator", "authors"),
    ("item", "category", "tags"),
    ("item", "categories", "tags"),
    ("item", "enclosure", "attachments"),
    ("item", "enclosures", "attachments"),
    ("item", "lang", "language"),
    ("item", "banner", "banner_image"),
    ("author", "uri", "url"),
    ("author", "link", "url"),
    ("author", "image", "avatar"),
    ("author", "email", "url"),
    ("attachment", "href", "url"),
    ("attachment", "type", "mime_type"),
    ("attachment", "length", "size_in_bytes"),
    ("attachment", "size", "size_in_bytes"),
    ("attachment", "duration", "duration_in_seconds"),
];

/// The member that a name of `object` most likely means.
pub(crate) fn near_miss(object: &'static Object, name: &str) -> Option<&'static str> {
    if name.len() > 64 {
        return None;
    }
    let plain = bare(name);
    let alias = ALIASES
        .iter()
        .find(|(o, alias, _)| *o == object.name && *alias == plain)
        .map(|(.., member)| *member);
    let names = || object.members.iter().map(|m| m.name);
    names()
        .find(|n| bare(n) == plain)
        .or(alias)
        .or_else(|| names().find(|n| n.len() > 4 && distance(&bare(n), &plain) <= 2))
}

/// The object that has a member of this name, other than `object`.
pub(crate) fn owner(object: &'static Object, name: &str) -> Option<&'static str> {
    OBJECTS
        .iter()
        .filter(|o| o.name != object.name)
        .find(|o| o.member(name).is_some())
        .map(|o| o.name)
}

fn bare(name: &str) -> String {
    name.chars()
        .filter(|c| c.is_alphanumeric())
        .flat_map(char::to_lowercase)
        .collect()
}

/// How many letters must be added, dropped or changed.
fn distance(a: &str, b: &str) -> usize {
    let mut row: Vec<usize> = (0..=b.chars().count()).collect();
    for (i, x) in a.chars().enumerate() {
        let mut corner = i;
        let mut left = i + 1;
        if let Some(first) = row.first_mut() {
            *first = left;
        }
        for (cell, y) in row.iter_mut().skip(1).zip(b.chars()) {
            let changed = corner + usize::from(x != y);
            corner = *cell;
            left = changed.min(left + 1).min(corner + 1);
            *cell = left;
        }
    }
    row.last().copied().unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::{FEED, ITEM, OBJECTS, distance, near_miss, owner};

    #[test]
    fn near_misses() {
        assert_eq!(distance("kitten", "sitting"), 3);
        assert_eq!(near_miss(&FEED, "homePageURL"), Some("home_page_url"));
        assert_eq!(near_miss(&ITEM, "date-published"), Some("date_published"));
        assert_eq!(near_miss(&ITEM, "pubDate"), Some("date_published"));
        assert_eq!(near_miss(&ITEM, "sumary"), Some("summary"));
        assert_eq!(near_miss(&ITEM, "colour"), None);
        assert_eq!(owner(&FEED, "tags"), Some("item"));
    }

    #[test]
    fn no_object_has_more_members_than_are_counted() {
        assert!(OBJECTS.iter().all(|o| o.members.len() <= 32));
    }
}
