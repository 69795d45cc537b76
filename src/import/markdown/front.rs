//! What stands before a text: front matter in YAML, TOML or JSON, as one object of JSON values.

use serde_json::{Map, Value};

use super::yaml;
use crate::import::json::{Json, into_map};

/// Front matter nested deeper than this is refused.
pub(super) const DEEPEST: usize = 32;

/// In which language front matter is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Language {
    Yaml,
    Toml,
    Json,
}

/// A text and what stands before it.
#[derive(Debug)]
pub(super) struct Parted<'t> {
    /// In which language front matter is written, where there is any.
    pub(super) language: Option<Language>,
    /// What it says.
    pub(super) front: Map<String, Value>,
    /// What follows.
    pub(super) body: &'t str,
}

/// Why front matter cannot be read: the line, and what is wrong.
pub(super) type Fault = (u64, String);

/// The lines that open front matter, the line that closes it, and its language.
const FENCES: &[(&str, &[&str], Language)] = &[
    ("---", &["---", "..."], Language::Yaml),
    ("---yaml", &["---"], Language::Yaml),
    ("---toml", &["---"], Language::Toml),
    ("---json", &["---"], Language::Json),
    ("+++", &["+++"], Language::Toml),
    (";;;", &[";;;"], Language::Json),
];

/// Does a text with these first bytes begin with front matter between fences?
pub(super) fn is_fenced(head: &str) -> bool {
    let first = head.lines().next().unwrap_or_default().trim_end();
    let Some((_, close, _)) = FENCES.iter().find(|(open, ..)| *open == first) else {
        return false;
    };
    // A rule of hyphens may open any text; front matter has keys, and an end.
    let mut keys = false;
    for line in head.lines().skip(1).take(500) {
        if close.contains(&line.trim_end()) {
            return keys;
        }
        keys |= line.contains([':', '=']);
    }
    keys && head.lines().count() > 400
}

/// Parts a text.
pub(super) fn part(text: &str) -> Result<Parted<'_>, Fault> {
    let first = text.lines().next().unwrap_or_default();
    let fence = FENCES.iter().find(|(open, ..)| *open == first.trim_end());
    if let Some((_, close, language)) = fence {
        let begin = after_line(text, 0);
        let mut at = begin;
        while at < text.len() {
            let next = after_line(text, at);
            let line = text.get(at..next).unwrap_or_default().trim_end();
            if close.contains(&line) {
                let front = text.get(begin..at).unwrap_or_default();
                return read(front, *language, text.get(next..).unwrap_or_default());
            }
            at = next;
        }
        // A rule of hyphens may open a text. Anything else may be front matter that was cut, with a draft in it.
        let second = text.get(begin..after_line(text, begin)).unwrap_or_default();
        if first.trim_end() == "---" && begin < text.len() && second.trim().is_empty() {
            return Ok(none(text));
        }
        return Err((
            1,
            format!(
                "the front matter that {:?} opens is not closed",
                first.trim_end()
            ),
        ));
    }
    if text.starts_with('{') {
        return json_alone(text);
    }
    Ok(none(text))
}

fn none(text: &str) -> Parted<'_> {
    Parted {
        language: None,
        front: Map::new(),
        body: text,
    }
}

/// JSON that ends where its object ends.
fn json_alone(text: &str) -> Result<Parted<'_>, Fault> {
    let mut values = serde_json::Deserializer::from_str(text).into_iter::<Json<'_>>();
    match values.next() {
        Some(Ok(Json::Object(front))) => Ok(Parted {
            language: Some(Language::Json),
            front: into_map(front),
            body: text.get(values.byte_offset()..).unwrap_or_default(),
        }),
        // A text may begin with a brace, such as a shortcode.
        Some(Err(_)) if !matches!(text.get(1..2), Some("\n" | "\r" | " " | "\"")) => Ok(none(text)),
        Some(Err(e)) => Err((
            e.line() as u64,
            format!("the front matter is not JSON: {e}"),
        )),
        _ => Ok(none(text)),
    }
}

fn read<'t>(front: &str, language: Language, body: &'t str) -> Result<Parted<'t>, Fault> {
    let value = match language {
        Language::Yaml => yaml::read(front),
        Language::Toml => toml(front),
        Language::Json => serde_json::from_str(front)
            .map(Json::into_value)
            .map_err(|e| {
                (
                    e.line() as u64,
                    format!("the front matter is not JSON: {e}"),
                )
            }),
    };
    // The first line of front matter is the second of the file.
    let value = value.map_err(|(line, why)| (line + 1, why))?;
    let front = match value {
        Value::Object(front) => front,
        Value::Null => Map::new(),
        _ => return Err((2, "the front matter has no keys".to_owned())),
    };
    Ok(Parted {
        language: Some(language),
        front,
        body,
    })
}

fn toml(front: &str) -> Result<Value, Fault> {
    match front.parse::<toml::Table>() {
        Ok(table) => Ok(from_toml(toml::Value::Table(table), 0)),
        Err(e) => {
            let at = e.span().map_or(0, |span| span.start);
            let before = front.get(..at).unwrap_or_default();
            let line = 1 + before.matches('\n').count() as u64;
            let why = e.message().lines().next().unwrap_or_default().to_owned();
            Err((line, format!("the front matter is not TOML: {why}")))
        }
    }
}

/// Dates become text as they are written; what is too deep is left out.
fn from_toml(value: toml::Value, depth: usize) -> Value {
    if depth > DEEPEST {
        return Value::Null;
    }
    match value {
        toml::Value::String(s) => Value::String(s),
        toml::Value::Integer(n) => Value::from(n),
        toml::Value::Float(f) => Value::from(f),
        toml::Value::Boolean(b) => Value::Bool(b),
        toml::Value::Datetime(d) => Value::String(d.to_string()),
        toml::Value::Array(items) => items.into_iter().map(|v| from_toml(v, depth + 1)).collect(),
        toml::Value::Table(table) => {
            let members = table.into_iter().map(|(k, v)| (k, from_toml(v, depth + 1)));
            Value::Object(members.collect())
        }
    }
}

/// Where the line after the one at this place begins.
fn after_line(text: &str, at: usize) -> usize {
    let rest = text.get(at..).unwrap_or_default();
    rest.find('\n').map_or(text.len(), |end| at + end + 1)
}
