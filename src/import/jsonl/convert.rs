//! The members of one line to one record.

use serde_json::Value;

use super::fields::Keys;
use super::reading::{RULE, Reading};
use crate::import::json::{Json, Members};
use crate::import::{Explain, Imported, Options, Provenance};
use crate::model::Record;

/// How many characters of the text `--explain` shows.
const EXPLAINED: usize = 80;

/// What one line holds. A key that no field has goes into `extra` without a word: exports carry many of them,
/// `extra` is not published, and so nothing is lost.
pub(super) fn record(
    members: Members<'_>,
    line: u64,
    keys: &Keys<'_>,
    options: &Options,
) -> Imported {
    let mut reading = Reading::new(options, line);
    let mut explain = Explain::new();
    let mut others = Vec::new();
    for (key, value) in members {
        let Some(field) = keys.field(&key) else {
            others.push((key.into_owned(), value.into_value()));
            continue;
        };
        if options.explain {
            explain.insert(field.name.to_owned(), provenance(&value, line));
        }
        (field.read)(&mut reading, field.name, value);
    }
    for (key, value) in others {
        reading.draft.record.extra.entry(key).or_insert(value);
    }
    let mut imported = reading.draft.finish();
    if let Some(record) = &imported.record {
        imported.explain = only_present(explain, record);
    }
    imported
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
