//! Values under keys of somebody else's, as others write them: a name alone for an author, an address alone for a
//! picture, a number for an id.

use std::borrow::Cow;

use crate::import::json::Json;

/// The value in the record form of this field.
pub(super) fn adapted<'a>(field: &str, json: Json<'a>) -> Json<'a> {
    match (field, json) {
        (
            "id" | "title" | "section" | "summary" | "body_html" | "body_markdown" | "body_text"
            | "language" | "rights",
            Json::Number(n),
        ) => Json::Str(Cow::Owned(n.to_string())),
        ("image", Json::Str(url)) => object("url", url),
        ("source", Json::Str(title)) => object("title", title),
        ("authors", json) => list(json, "name"),
        ("enclosures", json) => list(json, "url"),
        ("related", json) => list(json, "title"),
        ("categories" | "corrections", json @ (Json::Str(_) | Json::Object(_))) => {
            Json::Array(vec![json])
        }
        (_, json) => json,
    }
}

/// A list of objects, of which some are written as the value of this one key, or one alone.
fn list<'a>(json: Json<'a>, key: &'static str) -> Json<'a> {
    let items = match json {
        Json::Array(items) => items,
        one @ (Json::Str(_) | Json::Object(_)) => vec![one],
        other => return other,
    };
    let item = |item| match item {
        Json::Str(text) => object(key, text),
        other => other,
    };
    Json::Array(items.into_iter().map(item).collect())
}

fn object<'a>(key: &'static str, text: Cow<'a, str>) -> Json<'a> {
    Json::Object(vec![(Cow::Borrowed(key), Json::Str(text))])
}
