//! The members of one line to one record.

use serde_json::Value;

use super::fields::Keys;
use super::json::{Json, Members};
use super::reading::Reading;
use crate::import::{Explain, Imported, Options, Provenance};
use crate::model::{Category, Kind, Line, Notice, Record, Status};

/// The rule that `--explain` names: each field has a key of its own.
const RULE: &str = "key";

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
    let mut reading = Reading::new(options);
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
        reading.record.extra.entry(key).or_insert(value);
    }
    let mut imported = finish(reading, line);
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

fn finish(reading: Reading<'_>, line: u64) -> Imported {
    let Reading {
        options,
        mut record,
        kind,
        mut notices,
    } = reading;
    record.kind = kind.unwrap_or_else(|| record.natural_kind());
    if record.language.is_none() {
        record.language = options.language.as_deref().map(Line::new);
    }
    if let Some(section) = &record.section
        && let Some(category) = Category::named(section.as_str())
    {
        record.add_category(category);
    }
    if !notices.iter().any(Notice::is_error) {
        notices.extend(nothing_to_show(&record));
    }
    let refused = notices.iter().any(Notice::is_error);
    let name = record.name().map(str::to_owned);
    for notice in &mut notices {
        notice.line = Some(line);
        notice.record.clone_from(&name);
    }
    Imported {
        line,
        record: (!refused).then_some(record),
        notices,
        explain: Explain::new(),
    }
}

/// Why there is too little to show. A retraction needs nothing but the name of what it withdraws.
fn nothing_to_show(record: &Record) -> Option<Notice> {
    let named = record.id.is_some() || record.url.is_some();
    if record.title.is_some() || (record.status == Status::Retracted && named) {
        return None;
    }
    match record.kind {
        Kind::Article if record.natural_kind() == Kind::Article => None,
        Kind::Article => Some(
            Notice::refused("the article has neither title nor summary nor body")
                .field("title")
                .help("give it a title, a summary or a body"),
        ),
        Kind::Headline => Some(
            Notice::refused("the headline has no title")
                .field("title")
                .help("give it a title"),
        ),
    }
}
