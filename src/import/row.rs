//! One row of a query to one record: columns are named as the fields of a record, or as the keys of a source's `fields`.
//!
//! Lists and objects come as JSON text. A number is a time only where the column says so, in its name: `published_epoch`.

use std::borrow::Cow;

use chrono::{DateTime, SecondsFormat};

use super::json::{Json, Members};
use super::{Imported, Options, jsonl, moments, values};
use crate::model::Notice;
use crate::{Error, Result};

/// What a column gives, or why its row is refused.
type Told<T> = std::result::Result<T, Box<Notice>>;

/// The largest row that is read, in bytes of text.
pub const LARGEST: usize = 8 * 1024 * 1024;

/// Fields that hold a time.
const TIMES: [&str; 4] = ["published", "updated", "not_before", "expires"];

/// Fields that hold a list or an object.
const NESTED: [&str; 8] = [
    "authors",
    "categories",
    "image",
    "enclosures",
    "related",
    "corrections",
    "source",
    "podcast",
];

/// The ending of a column that counts the seconds since 1970.
const EPOCH: &str = "_epoch";

/// A value of a row, wherever it comes from.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Value<'r> {
    /// Nothing: the field is absent.
    Null,
    /// A whole number.
    Integer(i64),
    /// A number.
    Real(f64),
    /// Text.
    Text(&'r str),
    /// What is no text.
    Bytes,
    /// What was left where it is, because the row is larger than [`LARGEST`].
    TooLarge,
}

/// Holds the names of a query's columns against what a record has.
///
/// # Errors
/// An input error where two have one name, or none is a field of a record.
pub fn check_columns(columns: &[String], options: &Options) -> Result<()> {
    for (at, name) in columns.iter().enumerate() {
        if columns
            .iter()
            .skip(at + 1)
            .any(|other| field(other) == field(name))
        {
            return Err(Error::input(format!(
                "two columns of the query are called {:?}",
                field(name)
            ))
            .help("give one of them another name, with AS"));
        }
    }
    let known = jsonl::field_names();
    let mapped = |name: &str| options.fields.values().any(|key| key == name);
    if !columns
        .iter()
        .any(|c| known.contains(&field(c)) || mapped(field(c)))
    {
        return Err(
            Error::input("no column of the query is a field of a record")
                .help("name columns with AS: title, url, published, body_html …"),
        );
    }
    Ok(())
}

/// What a row holds; `number` counts rows from 1.
///
/// # Errors
/// A usage error where `fields` names a field that no record has.
pub fn record(
    columns: &[String],
    values: &[Value<'_>],
    number: u64,
    options: &Options,
) -> Result<Imported> {
    let size: usize = values
        .iter()
        .map(|v| if let Value::Text(t) = v { t.len() } else { 0 })
        .sum();
    if size > LARGEST || values.contains(&Value::TooLarge) {
        let mib = LARGEST / (1024 * 1024);
        let notice = Notice::refused(format!("the row is larger than {mib} MiB"));
        return Ok(refused(number, notice.help("keep files out of the text")));
    }
    let (mut members, mut doubts): (Members<'_>, _) =
        (Vec::with_capacity(columns.len()), Vec::new());
    for (column, value) in columns.iter().zip(values) {
        let name = field(column);
        let key = key_of(name, options);
        match json(key, column, value, options, &mut doubts) {
            Ok(Some(json)) => members.push((Cow::Borrowed(name), json)),
            Ok(None) => {}
            Err(notice) => return Ok(refused(number, *notice)),
        }
    }
    let mut imported = jsonl::of_members(members, number, options)?;
    imported
        .notices
        .extend(doubts.into_iter().map(|n| n.on_line(number)));
    Ok(imported)
}

/// The name of a column without what it says of its form.
fn field(column: &str) -> &str {
    column
        .strip_suffix(EPOCH)
        .filter(|field| TIMES.contains(field))
        .unwrap_or(column)
}

/// The field that a column holds.
fn key_of<'n>(name: &'n str, options: &'n Options) -> &'n str {
    let mapped = options.fields.iter().find(|(_, key)| *key == name);
    mapped.map_or(name, |(field, _)| field.as_str())
}

fn json<'v>(
    field: &str,
    column: &str,
    value: &Value<'v>,
    options: &Options,
    doubts: &mut Vec<Notice>,
) -> Told<Option<Json<'v>>> {
    let is_time = TIMES.contains(&field);
    let in_seconds = is_time && column.ends_with(EPOCH);
    Ok(Some(match *value {
        // The row of one that is too large is refused before.
        Value::Null | Value::TooLarge => return Ok(None),
        Value::Bytes => {
            return Err(Box::new(
                Notice::refused(format!("the column {column:?} holds bytes, not text"))
                    .field(field)
                    .help("let the query make text of it"),
            ));
        }
        Value::Integer(n) if in_seconds => epoch(field, column, n)?,
        #[allow(clippy::cast_possible_truncation)]
        // a float that is no second of any year is refused there
        Value::Real(n) if in_seconds && n.is_finite() => epoch(field, column, n.floor() as i64)?,
        Value::Integer(_) | Value::Real(_) if is_time => {
            return Err(Box::new(
                Notice::refused(format!("the column {column:?} holds a number, not a time"))
                    .field(field)
                    .help(format!(
                        "call it {field}{EPOCH} where it counts the seconds since 1970"
                    )),
            ));
        }
        Value::Integer(n) => Json::Str(n.to_string().into()),
        Value::Real(n) => Json::Str(n.to_string().into()),
        Value::Text(raw) if is_time && raw.trim().is_empty() => return Ok(None),
        Value::Text(raw) if in_seconds => match raw.trim().parse() {
            Ok(n) => epoch(field, column, n)?,
            Err(_) => Json::Str(raw.into()),
        },
        Value::Text(raw) if is_time => match moments::read(raw, options) {
            Ok((moment, said)) => {
                doubts.extend(
                    said.into_iter()
                        .map(|why| Notice::doubt(field, format!("{raw:?}: {why}"))),
                );
                Json::Str(moment.to_string().into())
            }
            Err(_) => Json::Str(raw.into()),
        },
        Value::Text(raw) if NESTED.contains(&field) || field == "extra" => {
            nested(field, column, raw)?
        }
        Value::Text(raw) => Json::Str(raw.into()),
    }))
}

fn epoch<'v>(field: &str, column: &str, seconds: i64) -> Told<Json<'v>> {
    let time = DateTime::from_timestamp(seconds, 0);
    let time = time.filter(|t| (1..=9999).contains(&chrono::Datelike::year(t)));
    time.map(|t| Json::Str(t.to_rfc3339_opts(SecondsFormat::Secs, true).into()))
        .ok_or_else(|| {
            Box::new(
                Notice::refused(format!(
                    "the column {column:?} holds {seconds}, which is no second of any year"
                ))
                .field(field)
                .help("divide by 1000 where it counts milliseconds"),
            )
        })
}

/// JSON, or a plain list of names or terms.
fn nested<'v>(field: &str, column: &str, raw: &'v str) -> Told<Json<'v>> {
    let list = |items: Vec<String>| items.into_iter().map(|i| Json::Str(i.into())).collect();
    let json = if raw.trim_start().starts_with(['[', '{']) {
        serde_json::from_str(raw).map_err(|e| {
            Box::new(
                Notice::refused(format!(
                    "the column {column:?} holds JSON that cannot be read: {e}"
                ))
                .field(field)
                .help("let the query make it with json_array or json_object"),
            )
        })?
    } else {
        match field {
            "authors" => Json::Array(list(values::people(raw))),
            "categories" => Json::Array(list(values::list(raw))),
            _ => Json::Str(raw.into()),
        }
    };
    Ok(match json {
        Json::Array(items) if field == "authors" => {
            Json::Array(items.into_iter().map(person).collect())
        }
        json => json,
    })
}

/// A name alone is a person too.
fn person(json: Json<'_>) -> Json<'_> {
    match json {
        Json::Str(name) => Json::Object(vec![(Cow::Borrowed("name"), Json::Str(name))]),
        json => json,
    }
}

fn refused(number: u64, notice: Notice) -> Imported {
    Imported {
        line: number,
        notices: vec![notice.on_line(number)],
        ..Imported::default()
    }
}
