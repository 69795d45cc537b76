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
    for (values, event) in Parser::new_from_str(text).enumerate() {
        let (event, span) = event.map_err(|e| {
            let why = format!("the front matter is not YAML: {}", e.info());
            (e.marker().line() as u64, why)
        })?;
        let line = line(&span);
        if values >= MOST_VALUES {
            let why = format!("the front matter has more than {MOST_VALUES} values");
            return Err((line, why));
        }
        if matches!(event, Event::DocumentEnd) {
            break;
        }
        let done = ended_by(event, &mut open).map_err(|why| (line, why))?;
        let Some(done) = done else { continue };
        let Some(around) = open.last_mut() else {
            return Ok(done);
        };
        around.take(done).map_err(|why| (line, why))?;
    }
    Ok(Value::Null)
}

/// The value that an event ends: a word, or a list or mapping that was open.
fn ended_by(event: Event<'_>, open: &mut Vec<Open>) -> Result<Option<Value>, String> {
    match event {
        Event::SequenceStart(..) | Event::MappingStart(..) if open.len() >= DEEPEST => {
            return Err(format!(
                "the front matter is nested more than {DEEPEST} deep"
            ));
        }
        Event::SequenceStart(..) => open.push(Open::List(Vec::new())),
        Event::MappingStart(..) => open.push(Open::Mapping(Map::new(), None)),
        Event::SequenceEnd | Event::MappingEnd => {
            return Ok(open.pop().map(|ended| match ended {
                Open::List(items) => Value::Array(items),
                Open::Mapping(members, _) => Value::Object(members),
            }));
        }
        Event::Scalar(text, style, ..) => return Ok(Some(scalar(&text, style))),
        Event::Alias(_) => {
            return Err("the front matter has an alias, which is not read".to_owned());
        }
        _ => {}
    }
    Ok(None)
}

impl Open {
    /// Takes in an item, or in turn a key and what it holds.
    fn take(&mut self, done: Value) -> Result<(), String> {
        match self {
            Open::List(items) => items.push(done),
            Open::Mapping(members, key) => match key.take() {
                None => *key = Some(as_key(done)),
                // Two of `draft` or `date` say that nobody knows which one holds.
                Some(key) if members.contains_key(&key) => {
                    return Err(format!("the key {key:?} occurs twice"));
                }
                Some(key) => {
                    members.insert(key, done);
                }
            },
        }
        Ok(())
    }
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
