//! The members of one line to one record.

use serde_json::Value;

use super::fields::Keys;
use super::foreign;
use super::reading::{RULE, Reading};
use crate::import::draft::shown;
use crate::import::json::{Json, Members};
use crate::import::{Explain, Imported, Options, Provenance, values};
use crate::model::{Record, Status};

/// How many characters of the text `--explain` shows.
const EXPLAINED: usize = 80;

/// What one line holds. A key that no field has goes into `extra` without a word: exports carry many of them,
/// `extra` is not published, and so nothing is lost. Only one that plainly says `draft` is heard.
pub(super) fn record(
    mut members: Members<'_>,
    line: u64,
    keys: &Keys<'_>,
    options: &Options,
) -> Imported {
    let mut reading = Reading::new(options, line);
    let mut explain = Explain::new();
    let mut others = Vec::new();
    for path in keys.nested() {
        if let Some(value) = taken(&mut members, path) {
            members.push((path.to_owned().into(), value));
        }
    }
    for (key, value) in members {
        let Some(field) = keys.field(&key) else {
            others.push((key.into_owned(), value.into_value()));
            continue;
        };
        if options.explain {
            explain.insert(field.name.to_owned(), provenance(&value, line));
        }
        let foreign = key != field.name || options.fields.contains_key(field.name);
        reading.foreign = foreign;
        let value = if foreign {
            foreign::adapted(field.name, value)
        } else {
            value
        };
        (field.read)(&mut reading, field.name, value);
    }
    for (key, value) in others {
        if values::holds_back(&key, &value) {
            values::hold(&mut reading.draft, Status::Draft);
            let message = format!("the key {} says that it is a draft", shown(&key));
            reading.draft.doubt("status", message);
        }
        reading.draft.record.extra.entry(key).or_insert(value);
    }
    let mut imported = reading.draft.finish();
    if let Some(record) = &imported.record {
        imported.explain = only_present(explain, record);
    }
    imported
}

/// Takes the value at the end of these keys, unless a member has the whole path as its key.
fn taken<'a>(members: &mut Members<'a>, path: &str) -> Option<Json<'a>> {
    if members.iter().any(|(key, _)| key == path) {
        return None;
    }
    let (way, last) = path.rsplit_once('.')?;
    let mut keys = way.split('.');
    let first = keys.next()?;
    let (_, object) = members.iter_mut().find(|(key, _)| key == first)?;
    let mut object = object;
    for key in keys {
        let Json::Object(inner) = object else {
            return None;
        };
        object = inner.iter_mut().find(|(k, _)| k == key).map(|m| &mut m.1)?;
    }
    object.take(last)
}

/// A value that was null or left out has no field to explain.
fn only_present(mut explain: Explain, record: &Record) -> Explain {
    if !explain.is_empty()
        && let Ok(Value::Object(fields)) = serde_json::to_value(record)
    {
        explain.retain(|field, _| fields.contains_key(field));
    }
    explain
}

fn provenance(value: &Json<'_>, line: u64) -> Provenance {
    let text = match value {
        Json::Str(s) => s.chars().take(EXPLAINED).collect(),
        other => {
            let text = other.clone().into_value().to_string();
            text.chars().take(EXPLAINED).collect()
        }
    };
    Provenance {
        line,
        text,
        rule: RULE,
        sure: true,
    }
}
