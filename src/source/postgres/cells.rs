//! What a column of PostgreSQL holds, from the bytes that the server sends.

use std::borrow::Cow;
use std::error::Error as StdError;

use chrono::{Days, NaiveDate, NaiveDateTime, SecondsFormat, TimeDelta};
use serde_json::Value as Json;
use tokio_postgres::types::{FromSql, Kind, Type};

use super::super::query::Cell;

/// How the bytes of a column are read.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Form {
    Text,
    Padded,
    Json,
    Jsonb,
    Uuid,
    Int2,
    Int4,
    Int8,
    Float4,
    Float8,
    Numeric,
    Bool,
    Date,
    Local,
    Instant,
    Bytes,
    List(Box<Form>),
}

impl Form {
    /// May a value of it be long?
    pub(super) const fn is_wide(&self) -> bool {
        matches!(
            self,
            Form::Text | Form::Padded | Form::Json | Form::Jsonb | Form::List(_)
        )
    }
}

/// How a type is read; `None` where it is not.
pub(super) fn form(ty: &Type) -> Option<Form> {
    match ty.kind() {
        Kind::Domain(inner) => return form(inner),
        Kind::Enum(_) => return Some(Form::Text),
        Kind::Array(inner) => {
            let inner = form(inner).filter(|f| *f != Form::Bytes)?;
            return Some(Form::List(Box::new(inner)));
        }
        _ => {}
    }
    Some(match *ty {
        Type::TEXT | Type::VARCHAR | Type::NAME | Type::XML | Type::UNKNOWN => Form::Text,
        Type::BPCHAR => Form::Padded,
        Type::JSON => Form::Json,
        Type::JSONB => Form::Jsonb,
        Type::UUID => Form::Uuid,
        Type::INT2 => Form::Int2,
        Type::INT4 => Form::Int4,
        Type::INT8 => Form::Int8,
        Type::FLOAT4 => Form::Float4,
        Type::FLOAT8 => Form::Float8,
        Type::NUMERIC => Form::Numeric,
        Type::BOOL => Form::Bool,
        Type::DATE => Form::Date,
        Type::TIMESTAMP => Form::Local,
        Type::TIMESTAMPTZ => Form::Instant,
        Type::BYTEA => Form::Bytes,
        _ if ty.name() == "citext" => Form::Text,
        _ => return None,
    })
}

/// The bytes of a value as they came; `None` for NULL.
pub(super) struct Raw<'r>(pub(super) Option<&'r [u8]>);

impl<'r> FromSql<'r> for Raw<'r> {
    fn from_sql(_: &Type, raw: &'r [u8]) -> Result<Self, Box<dyn StdError + Sync + Send>> {
        Ok(Raw(Some(raw)))
    }

    fn from_sql_null(_: &Type) -> Result<Self, Box<dyn StdError + Sync + Send>> {
        Ok(Raw(None))
    }

    fn accepts(_: &Type) -> bool {
        true
    }
}

/// A value of a row.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Held<'r> {
    Null,
    Integer(i64),
    Real(f64),
    Text(Cow<'r, str>),
    Bytes,
}

impl Held<'_> {
    /// As whoever takes rows knows it.
    pub(super) fn cell(&self) -> Cell<'_> {
        match self {
            Held::Null => Cell::Null,
            Held::Integer(n) => Cell::Integer(*n),
            Held::Real(n) => Cell::Real(*n),
            Held::Text(text) => Cell::Text(text),
            Held::Bytes => Cell::Bytes,
        }
    }
}

/// Reads a value. What cannot be read is bytes.
pub(super) fn held<'r>(form: &Form, raw: &'r [u8]) -> Held<'r> {
    read(form, raw).unwrap_or(Held::Bytes)
}

fn read<'r>(form: &Form, raw: &'r [u8]) -> Option<Held<'r>> {
    Some(match form {
        Form::Text => Held::Text(text(raw)?.into()),
        Form::Padded => Held::Text(text(raw)?.trim_end_matches(' ').into()),
        Form::Json => json(text(raw)?)?,
        Form::Jsonb => json(text(raw.strip_prefix(&[1])?)?)?,
        Form::Uuid => {
            let id = uuid::Uuid::from_slice(raw).ok()?;
            Held::Text(id.hyphenated().to_string().into())
        }
        Form::Int2 => Held::Integer(i16::from_be_bytes(raw.try_into().ok()?).into()),
        Form::Int4 => Held::Integer(i32::from_be_bytes(raw.try_into().ok()?).into()),
        Form::Int8 => Held::Integer(long(raw)?),
        Form::Float4 => {
            // By its shortest digits, so that 0.1 does not become 0.10000000149.
            let n = f32::from_be_bytes(raw.try_into().ok()?);
            Held::Real(n.to_string().parse().ok()?)
        }
        Form::Float8 => Held::Real(f64::from_be_bytes(raw.try_into().ok()?)),
        Form::Numeric => number(numeric(raw)?),
        Form::Bool => Held::Text(if raw == [0] { "false" } else { "true" }.into()),
        Form::Date => match i32::from_be_bytes(raw.try_into().ok()?) {
            i32::MAX => Held::Text("infinity".into()),
            i32::MIN => Held::Text("-infinity".into()),
            days => Held::Text(date(days)?.to_string().into()),
        },
        Form::Local | Form::Instant => match long(raw)? {
            // Left for whoever reads it to refuse: "never" is no time, and must not become "at once".
            i64::MAX => Held::Text("infinity".into()),
            i64::MIN => Held::Text("-infinity".into()),
            micros => Held::Text(time(micros, form)?.into()),
        },
        Form::Bytes => Held::Bytes,
        Form::List(inner) => Held::Text(list(inner, raw)?.into()),
    })
}

fn text(raw: &[u8]) -> Option<&str> {
    std::str::from_utf8(raw).ok()
}

fn long(raw: &[u8]) -> Option<i64> {
    Some(i64::from_be_bytes(raw.try_into().ok()?))
}

/// JSON as it is written, but a text alone without its quotes, and `null` as nothing.
fn json(raw: &str) -> Option<Held<'_>> {
    let written = raw.trim();
    Some(if written == "null" {
        Held::Null
    } else if written.starts_with('"') {
        Held::Text(serde_json::from_str::<String>(written).ok()?.into())
    } else {
        Held::Text(written.into())
    })
}

/// The day from which PostgreSQL counts.
fn first_day() -> Option<NaiveDate> {
    NaiveDate::from_ymd_opt(2000, 1, 1)
}

fn date(days: i32) -> Option<NaiveDate> {
    let far = Days::new(days.unsigned_abs().into());
    match days {
        0.. => first_day()?.checked_add_days(far),
        _ => first_day()?.checked_sub_days(far),
    }
}

/// With a zone it is UTC; without one it stays local.
fn time(micros: i64, form: &Form) -> Option<String> {
    let first: NaiveDateTime = first_day()?.and_hms_opt(0, 0, 0)?;
    let time = first.checked_add_signed(TimeDelta::microseconds(micros))?;
    Some(if *form == Form::Instant {
        time.and_utc().to_rfc3339_opts(SecondsFormat::AutoSi, true)
    } else {
        format!("{time:?}")
    })
}

/// A whole number, a number that a float holds without loss, or else its digits.
fn number(digits: String) -> Held<'static> {
    let short = match digits.contains('.') {
        true => digits.trim_end_matches('0').trim_end_matches('.'),
        false => &digits,
    };
    if let Ok(n) = short.parse() {
        return Held::Integer(n);
    }
    match short.parse::<f64>() {
        Ok(n) if n.is_finite() && n.to_string() == short => Held::Real(n),
        _ => Held::Text(digits.into()),
    }
}

/// The digits of a `numeric`: groups of four, with a weight, a sign and how many stand behind the point.
fn numeric(raw: &[u8]) -> Option<String> {
    let mut words = raw.chunks_exact(2).map(|pair| match *pair {
        [high, low] => u16::from_be_bytes([high, low]),
        _ => 0,
    });
    let _groups = words.next()?;
    let weight = i32::from(words.next()?.cast_signed());
    let sign = words.next()?;
    let scale = usize::from(words.next()?);
    match sign {
        0 | 0x4000 => {}
        0xD000 => return Some("Infinity".to_owned()),
        0xF000 => return Some("-Infinity".to_owned()),
        _ => return Some("NaN".to_owned()),
    }
    let groups: Vec<u16> = words.collect();
    let group = |at: i32| {
        let at = usize::try_from(at).ok();
        at.and_then(|at| groups.get(at)).copied().unwrap_or(0)
    };
    let mut whole = String::new();
    for at in 0..=weight {
        whole.push_str(&format!("{:04}", group(at)));
    }
    let mut fraction = String::new();
    let mut at = weight + 1;
    while fraction.len() < scale {
        fraction.push_str(&format!("{:04}", group(at)));
        at += 1;
    }
    fraction.truncate(scale);
    let whole = match whole.trim_start_matches('0') {
        "" => "0",
        whole => whole,
    };
    let sign = if sign == 0x4000 { "-" } else { "" };
    Some(match fraction.as_str() {
        "" => format!("{sign}{whole}"),
        fraction => format!("{sign}{whole}.{fraction}"),
    })
}

/// The elements of an array as JSON, without those that are NULL. Arrays in arrays are one.
fn list(inner: &Form, raw: &[u8]) -> Option<String> {
    let word = |raw: &mut &[u8]| -> Option<i32> {
        let (head, rest) = raw.split_first_chunk::<4>()?;
        *raw = rest;
        Some(i32::from_be_bytes(*head))
    };
    let mut rest = raw;
    let dimensions = word(&mut rest)?;
    let (_has_nulls, _type) = (word(&mut rest)?, word(&mut rest)?);
    for _ in 0..dimensions.clamp(0, 6) {
        let (_length, _first) = (word(&mut rest)?, word(&mut rest)?);
    }
    let mut items = Vec::new();
    while !rest.is_empty() {
        let Ok(length) = usize::try_from(word(&mut rest)?) else {
            continue;
        };
        let (item, further) = rest.split_at_checked(length)?;
        rest = further;
        match read(inner, item)? {
            Held::Null => {}
            Held::Integer(n) => items.push(n.into()),
            Held::Real(n) => items.push(n.into()),
            Held::Text(text) if matches!(inner, Form::Json | Form::Jsonb) => {
                items.push(serde_json::from_str(&text).unwrap_or(Json::String(text.into_owned())));
            }
            Held::Text(text) => items.push(Json::String(text.into_owned())),
            Held::Bytes => return None,
        }
    }
    serde_json::to_string(&items).ok()
}
