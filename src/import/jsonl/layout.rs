//! How the records lie in the input: one on each line, or in one JSON document.

use serde_json::Value;
use serde_json::de::IoRead;

use super::fields::Keys;
use crate::import::json::look;

/// How much is looked at.
const HEAD: usize = 16 * 1024;

/// The fields of which a record has one, and an object around records has none.
const TELLING: [&str; 6] = [
    "title",
    "url",
    "summary",
    "body_html",
    "body_markdown",
    "body_text",
];

/// How the records lie in the input.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Layout {
    /// One on each line.
    Lines,
    /// In one document: a root array, the array under this key, or (an empty route) a single record.
    Document(String),
    /// One document in which nothing can be told for a record.
    Strange,
}

impl Layout {
    /// Told from the first bytes. In doubt it is lines: of these each that is bad is refused alone.
    pub(super) fn of(head: &[u8], keys: &Keys<'_>) -> Layout {
        let head = head.get(..HEAD).unwrap_or(head);
        let text = head
            .strip_prefix(super::BOM)
            .unwrap_or(head)
            .trim_ascii_start();
        let Some(seen) = look(text).or_else(|| look(&without_surrogates(text))) else {
            return Layout::Lines;
        };
        let line_end = memchr::memchr(b'\n', text).unwrap_or(text.len());
        let (first, rest) = text.split_at(line_end);
        if seen.is_array() {
            let lines = is_whole(first) && !rest.trim_ascii().is_empty();
            return if lines { Layout::Lines } else { root() };
        }
        if has_one(&seen, keys) {
            return if first.trim_ascii() == b"{" {
                root()
            } else {
                Layout::Lines
            };
        }
        let of_records = |first: Option<&Value>| first.is_some_and(|first| has_one(first, keys));
        if let Some(key) = array(&seen, keys, of_records) {
            return Layout::Document(key);
        }
        let is_nameless = seen.get(keys.key("id")).is_none();
        if !is_nameless || !is_document(first, rest) {
            return Layout::Lines;
        }
        match array(&seen, keys, |first| first.is_none()) {
            Some(key) => Layout::Document(key),
            None if has_list(&seen) || first.trim_ascii() == b"{" => Layout::Strange,
            None => Layout::Lines,
        }
    }
}

/// Is what begins with this line, and goes on like this, one object and not many lines of them?
fn is_document(first: &[u8], rest: &[u8]) -> bool {
    let rest = rest.trim_ascii_start();
    rest.is_empty() || first.trim_ascii() == b"{" && rest.first() == Some(&b'"')
}

fn has_list(seen: &Value) -> bool {
    let lists = seen.as_object().into_iter().flat_map(|m| m.values());
    lists
        .filter_map(Value::as_array)
        .any(|items| items.first().is_some_and(Value::is_object))
}

/// The text with other characters for halves of surrogate pairs, for which one record is refused, not the document.
fn without_surrogates(text: &[u8]) -> Vec<u8> {
    let mut text = text.to_vec();
    for at in memchr::memmem::find_iter(&text.clone(), b"\\u") {
        if let Some(digit @ (b'D' | b'd')) = text.get_mut(at + 2) {
            *digit = b'1';
        }
    }
    text
}

fn root() -> Layout {
    Layout::Document(String::new())
}

fn is_whole(line: &[u8]) -> bool {
    let mut values = serde_json::Deserializer::new(IoRead::new(line)).into_iter();
    let first: Option<serde_json::Result<serde::de::IgnoredAny>> = values.next();
    matches!(first, Some(Ok(_)))
}

/// The key of the first array whose first element is such a one.
fn array(seen: &Value, keys: &Keys<'_>, wanted: impl Fn(Option<&Value>) -> bool) -> Option<String> {
    let mut members = seen.as_object()?.iter();
    let found = members.find(|(key, value)| {
        let items = value.as_array();
        keys.field(key).is_none() && items.is_some_and(|items| wanted(items.first()))
    });
    // A route is written with dots, which a key with a dot would look like.
    found
        .map(|(key, _)| key.clone())
        .filter(|key| !key.contains(['.', '[']))
}

fn has_one(object: &Value, keys: &Keys<'_>) -> bool {
    let has = |field: &&str| {
        let key = keys.key(field);
        let nested = || key.split('.').try_fold(object, |value, key| value.get(key));
        object.get(key).or_else(nested).is_some()
    };
    TELLING.iter().any(has)
}
