//! YAML to JSON values, as far as front matter goes.
//!
//! `saphyr-parser` gives events and builds no tree, so that what it may cost is bounded here: an alias is refused
//! (front matter has none, a few of them make gigabytes, and one left out may hide a draft), and depth and size have ends. Words stay words:
//! only `true`, `false` and `null` are more than text, so that no date, number or `no` is taken for something else.

use saphyr_parser::{Event, Parser, ScalarStyle, Span};
use serde_json::{Map, Value};

use super::front::{DEEPEST, Fault};

/// Front matter with more values than this is refused.
const MOST_VALUES: usize = 100_000;

/// What is being made of a list or mapping.
enum Open {
    List(Vec<Value>),
    Mapping(Map<String, Value>, Option<String>),
}

/// The first document.
pub(super) fn read(text: &str) -> Result<Value, Fault> {
    let mut open: Vec<Open> = Vec::new();
    let mut values = 0;
    for event in Parser::new_from_str(text) {
        let (event, span) = event.map_err(|e| {
            (
                e.marker().line() as u64,
                format!("the front matter is not YAML: {}", e.info()),
            )
        })?;
        let line = line(&span);
        values += 1;
        if values > MOST_VALUES {
            return Err((
                line,
                format!("the front matter has more than {MOST_VALUES} values"),
            ));
        }
        let done = match event {
            Event::SequenceStart(..) | Event::MappingStart(..) if open.len() >= DEEPEST => {
                return Err((
                    line,
                    format!("the front matter is nested more than {DEEPEST} deep"),
                ));
            }
            Event::SequenceStart(..) => {
                open.push(Open::List(Vec::new()));
                continue;
            }
            Event::MappingStart(..) => {
                open.push(Open::Mapping(Map::new(), None));
                continue;
            }
            Event::SequenceEnd | Event::MappingEnd => match open.pop() {
                Some(Open::List(items)) => Value::Array(items),
                Some(Open::Mapping(members, _)) => Value::Object(members),
                None => continue,
            },
            Event::Scalar(text, style, ..) => scalar(&text, style),
            Event::Alias(_) => {
                return Err((
                    line,
                    "the front matter has an alias, which is not read".to_owned(),
                ));
            }
            Event::DocumentEnd => break,
            _ => continue,
        };
        match open.last_mut() {
            None => return Ok(done),
            Some(Open::List(items)) => items.push(done),
            Some(Open::Mapping(members, key)) => match key.take() {
                None => *key = Some(as_key(done)),
                Some(key) if members.contains_key(&key) => {
                    // Two of `draft` or `date` say that nobody knows which one holds.
                    return Err((line, format!("the key {key:?} occurs twice")));
                }
                Some(key) => {
                    members.insert(key, done);
                }
            },
        }
    }
    Ok(Value::Null)
}

fn line(span: &Span) -> u64 {
    span.start.line() as u64
}

fn scalar(text: &str, style: ScalarStyle) -> Value {
    if style != ScalarStyle::Plain {
        return Value::from(text);
    }
    match text {
        "" | "~" | "null" | "Null" | "NULL" => Value::Null,
        "true" | "True" | "TRUE" => Value::Bool(true),
        "false" | "False" | "FALSE" => Value::Bool(false),
        text => Value::from(text),
    }
}

fn as_key(value: Value) -> String {
    match value {
        Value::String(key) => key,
        other => other.to_string(),
    }
}
