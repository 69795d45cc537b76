//! One JSON value that borrows its strings from the line where it can.

use std::borrow::Cow;
use std::cell::Cell;
use std::collections::HashSet;
use std::fmt;

use serde::de::{DeserializeSeed, Error as _, MapAccess, SeqAccess, Visitor};
use serde::{Deserialize, Deserializer};
use serde_json::{Map, Number, Value};

use crate::import::draft::shown;

/// A JSON value. Unlike `serde_json::Value` it borrows, keeps the order of members, and refuses a key that
/// occurs twice (RFC 8259 section 4 leaves the meaning of that to chance).
#[derive(Debug, Clone)]
pub(in crate::import) enum Json<'a> {
    Null,
    Bool(bool),
    Number(Number),
    Str(Cow<'a, str>),
    Array(Vec<Json<'a>>),
    Object(Members<'a>),
}

/// The members of an object, in the order of the line.
pub(in crate::import) type Members<'a> = Vec<(Cow<'a, str>, Json<'a>)>;

/// An object with more members than this is not a record but an accident or an attack.
const MOST_KEYS: usize = 10_000;

/// Each value takes many times the room of the two bytes that it may be written in.
const MOST_VALUES: u32 = 200_000;

/// Up to here every pair of keys is compared; beyond it a set is cheaper.
const FEW_KEYS: usize = 32;

impl Json<'_> {
    /// What it is, with its article, for messages.
    pub(in crate::import) const fn what(&self) -> &'static str {
        match self {
            Json::Null => "null",
            Json::Bool(_) => "a boolean",
            Json::Number(_) => "a number",
            Json::Str(_) => "a string",
            Json::Array(_) => "an array",
            Json::Object(_) => "an object",
        }
    }

    /// The same value, owned.
    pub(in crate::import) fn into_value(self) -> Value {
        match self {
            Json::Null => Value::Null,
            Json::Bool(b) => Value::Bool(b),
            Json::Number(n) => Value::Number(n),
            Json::Str(s) => Value::String(s.into_owned()),
            Json::Array(items) => Value::Array(items.into_iter().map(Json::into_value).collect()),
            Json::Object(members) => Value::Object(into_map(members)),
        }
    }
}

/// The members as an owned map.
pub(in crate::import) fn into_map(members: Members<'_>) -> Map<String, Value> {
    members
        .into_iter()
        .map(|(key, value)| (key.into_owned(), value.into_value()))
        .collect()
}

impl<'de: 'a, 'a> Deserialize<'de> for Json<'a> {
    fn deserialize<D: Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
        Within(&Cell::new(MOST_VALUES)).deserialize(d)
    }
}

/// A value that is one of so many.
#[derive(Clone, Copy)]
struct Within<'c>(&'c Cell<u32>);

impl<'de> DeserializeSeed<'de> for Within<'_> {
    type Value = Json<'de>;

    fn deserialize<D: Deserializer<'de>>(self, d: D) -> Result<Json<'de>, D::Error> {
        match self.0.get().checked_sub(1) {
            Some(left) => self.0.set(left),
            None => {
                let why = format_args!("it holds more than {MOST_VALUES} values");
                return Err(D::Error::custom(why));
            }
        }
        d.deserialize_any(self)
    }
}

#[derive(Deserialize)]
struct Key<'a>(#[serde(borrow)] Cow<'a, str>);

impl<'de> Visitor<'de> for Within<'_> {
    type Value = Json<'de>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a JSON value")
    }

    fn visit_unit<E>(self) -> Result<Json<'de>, E> {
        Ok(Json::Null)
    }

    fn visit_bool<E>(self, b: bool) -> Result<Json<'de>, E> {
        Ok(Json::Bool(b))
    }

    fn visit_u64<E>(self, n: u64) -> Result<Json<'de>, E> {
        Ok(Json::Number(n.into()))
    }

    fn visit_i64<E>(self, n: i64) -> Result<Json<'de>, E> {
        Ok(Json::Number(n.into()))
    }

    fn visit_f64<E>(self, n: f64) -> Result<Json<'de>, E> {
        Ok(Number::from_f64(n).map_or(Json::Null, Json::Number))
    }

    fn visit_borrowed_str<E>(self, s: &'de str) -> Result<Json<'de>, E> {
        Ok(Json::Str(Cow::Borrowed(s)))
    }

    fn visit_str<E>(self, s: &str) -> Result<Json<'de>, E> {
        Ok(Json::Str(Cow::Owned(s.to_owned())))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Json<'de>, A::Error> {
        let mut items = Vec::new();
        while let Some(item) = seq.next_element_seed(self)? {
            items.push(item);
        }
        Ok(Json::Array(items))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Json<'de>, A::Error> {
        let mut members = Members::new();
        while let Some(Key(key)) = map.next_key()? {
            if members.len() == MOST_KEYS {
                let why = format_args!("an object has more than {MOST_KEYS} keys");
                return Err(A::Error::custom(why));
            }
            members.push((key, map.next_value_seed(self)?));
        }
        match repeated(&members) {
            Some(key) => Err(A::Error::custom(format_args!(
                "the key {} occurs twice",
                shown(key)
            ))),
            None => Ok(Json::Object(members)),
        }
    }
}

fn repeated<'m>(members: &'m Members<'_>) -> Option<&'m str> {
    let mut keys = members.iter().map(|(key, _)| key.as_ref());
    if members.len() > FEW_KEYS {
        let mut seen = HashSet::with_capacity(members.len());
        return keys.find(|key| !seen.insert(*key));
    }
    let before = |n: usize| members.iter().take(n).map(|(key, _)| key.as_ref());
    keys.enumerate()
        .find(|(n, key)| before(*n).any(|other| other == *key))
        .map(|(_, key)| key)
}

#[cfg(test)]
mod tests {
    use super::{Json, MOST_VALUES};

    #[test]
    fn values_are_counted_wherever_they_stand() {
        let of = |n: usize| format!("{{\"a\":[{}]}}", vec!["{\"b\":[1]}"; n].join(","));
        let most = MOST_VALUES as usize;
        assert!(serde_json::from_str::<Json<'_>>(&of(most / 3 - 1)).is_ok());
        let e = serde_json::from_str::<Json<'_>>(&of(most / 3 + 1)).unwrap_err();
        assert!(
            e.to_string()
                .starts_with("it holds more than 200000 values"),
            "{e}"
        );
    }
}
