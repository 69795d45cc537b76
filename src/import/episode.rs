//! What a record says as an episode, from members named as those of the record form. Their types are strict; here what they refuse is left out with a warning, and as
//! little of it as can be: a wrong member of an object before the object, an item before its list.

use serde::Deserialize;
use serde_json::{Map, Value};
use url::Url;

use super::draft::Draft;
use crate::model::Notice;
use crate::model::podcast::Episode;

/// The beginning of what is said where something needed is not there; its name follows, and a backquote.
const MISSING: &str = "missing field `";

/// The members that hold addresses of the web, which may be relative to the page.
const ADDRESSES: &[&str] = &["url", "href", "img", "image", "account_url"];

/// How many characters of what is wrong are told.
const TOLD: usize = 300;

/// Why a value cannot stand where it does; the way out may follow on a second line.
type Fits<'f> = &'f dyn Fn(Value) -> Result<(), String>;

/// Puts what these members say of the episode into the record.
pub(super) fn read(draft: &mut Draft<'_>, field: &str, members: Map<String, Value>) {
    let mut episode = Map::new();
    for (key, value) in members {
        let path = format!("{field}.{key}");
        let value = without_null(value);
        let value = match draft.options.resolve_against() {
            Some(base) => absolute(&key, value, base),
            None => value,
        };
        let fits = |value: Value| {
            let alone = Value::Object(Map::from_iter([(key.clone(), value)]));
            Episode::deserialize(alone)
                .map(drop)
                .map_err(|e| e.to_string())
        };
        if let Some(value) = fact(draft, &path, value, &fits) {
            episode.insert(key, value);
        }
    }
    // Each was read alone, and so all can be read together.
    let episode = Episode::deserialize(Value::Object(episode)).unwrap_or_default();
    draft.record.podcast = (episode != Episode::default()).then(|| Box::new(episode));
}

/// One fact of the episode, without what is wrong in it.
fn fact(draft: &mut Draft<'_>, path: &str, value: Value, fits: Fits<'_>) -> Option<Value> {
    if value.is_null() {
        return None;
    }
    match value {
        Value::Array(items) if fits(Value::Array(Vec::new())).is_ok() => {
            let alone = |item| fits(Value::Array(vec![item]));
            let items = items.into_iter();
            let good = items.filter_map(|item| mended(draft, path, "an item of ", item, &alone));
            Some(Value::Array(good.collect()))
        }
        value => mended(draft, path, "", value, fits),
    }
}

/// A value that fits or, of an object, what is left of it without its wrong members.
fn mended(
    draft: &mut Draft<'_>,
    path: &str,
    what: &str,
    value: Value,
    fits: Fits<'_>,
) -> Option<Value> {
    let Err(why) = fits(value.clone()) else {
        return Some(value);
    };
    let before = draft.notices.len();
    let (value, why) = match value {
        Value::Object(members) => {
            let written: Vec<String> = members.keys().cloned().collect();
            let left = Value::Object(good_members(draft, path, members, fits));
            let still = fits(left.clone()).err();
            // What is missing now may have been there, and wrong.
            let was_there = |still: &str| {
                missing(still).is_some_and(|name| written.iter().any(|key| key == name))
            };
            let why = still.map(|still| if was_there(&still) { why } else { still });
            (left, why)
        }
        value => (value, Some(why)),
    };
    let Some(why) = why else {
        return Some(value);
    };
    // One finding for what is left out whole.
    draft.notices.truncate(before);
    left_out(draft, path, &format!("{what}{path}"), &why);
    None
}

/// The members that fit, each looked at alone; what else the object needs does not matter then.
fn good_members(
    draft: &mut Draft<'_>,
    path: &str,
    members: Map<String, Value>,
    fits: Fits<'_>,
) -> Map<String, Value> {
    let mut good = Map::new();
    for (key, value) in members {
        let alone = Value::Object(Map::from_iter([(key.clone(), value.clone())]));
        match fits(alone) {
            Err(why) if !why.starts_with(MISSING) => {
                let path = format!("{path}.{key}");
                left_out(draft, &path, &path, &why);
            }
            _ => {
                good.insert(key, value);
            }
        }
    }
    good
}

/// The name of what is said to be missing.
fn missing(why: &str) -> Option<&str> {
    let (name, _) = why.strip_prefix(MISSING)?.split_once('`')?;
    Some(name)
}

fn left_out(draft: &mut Draft<'_>, field: &str, what: &str, why: &str) {
    let (why, help) = why.split_once('\n').unwrap_or((why, ""));
    let why: String = why.chars().take(TOLD).collect();
    let notice = Notice::doubt(field, format!("{what} was left out: {why}"));
    draft.say(match help {
        "" => notice,
        help => notice.help(help),
    });
}

/// Null is absent, wherever it stands.
fn without_null(value: Value) -> Value {
    match value {
        Value::Object(members) => {
            let said = members.into_iter().filter(|(_, value)| !value.is_null());
            Value::Object(
                said.map(|(key, value)| (key, without_null(value)))
                    .collect(),
            )
        }
        Value::Array(mut items) => {
            items.retain(|item| !item.is_null());
            Value::Array(items.into_iter().map(without_null).collect())
        }
        value => value,
    }
}

/// The value under this key with whole addresses.
fn absolute(key: &str, value: Value, base: &Url) -> Value {
    match value {
        Value::String(raw) if ADDRESSES.contains(&key) => match base.join(raw.trim()) {
            Ok(url) if !raw.trim().is_empty() => Value::String(url.into()),
            _ => Value::String(raw),
        },
        Value::Object(members) => {
            let members = members.into_iter().map(|(key, value)| {
                let value = absolute(&key, value, base);
                (key, value)
            });
            Value::Object(members.collect())
        }
        Value::Array(items) => {
            let items = items.into_iter().map(|item| absolute(key, item, base));
            Value::Array(items.collect())
        }
        value => value,
    }
}
