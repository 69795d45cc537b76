//! What a value holds, asked for without a word where it holds something else.

use std::borrow::Cow;

use super::{Json, Members};

impl<'a> Json<'a> {
    /// The value under this key of an object.
    pub(in crate::import) fn get(&self, key: &str) -> Option<&Json<'a>> {
        let (_, value) = self.members().iter().find(|(k, _)| k == key)?;
        Some(value)
    }

    /// The value at the end of these keys: `author.name`.
    pub(in crate::import) fn at(&self, path: &str) -> Option<&Json<'a>> {
        path.split('.').try_fold(self, |json, key| json.get(key))
    }

    /// The value under the first of these paths that holds more than null.
    pub(in crate::import) fn first(&self, paths: &[&str]) -> Option<&Json<'a>> {
        let mut found = paths.iter().filter_map(|path| self.at(path));
        found.find(|json| !matches!(json, Json::Null))
    }

    /// A string that is not blank.
    pub(in crate::import) fn str(&self) -> Option<&str> {
        match self {
            Json::Str(s) => Some(s.as_ref()).filter(|s| !s.trim().is_empty()),
            _ => None,
        }
    }

    /// The string at the end of these keys, unless it is blank.
    pub(in crate::import) fn str_at(&self, path: &str) -> Option<&str> {
        self.at(path)?.str()
    }

    /// A string that is not blank, or a number as it is written: ids are either.
    pub(in crate::import) fn name(&self) -> Option<Cow<'_, str>> {
        match self {
            Json::Number(n) => Some(Cow::Owned(n.to_string())),
            other => other.str().map(Cow::Borrowed),
        }
    }

    /// A whole number that is not negative, also as a string of digits.
    pub(in crate::import) fn count(&self) -> Option<u64> {
        match self {
            Json::Number(n) => n.as_u64(),
            Json::Str(s) => s.trim().parse().ok(),
            _ => None,
        }
    }

    /// Is it `true`, or what databases write for it?
    pub(in crate::import) fn is_true(&self) -> bool {
        match self {
            Json::Bool(b) => *b,
            Json::Number(n) => n.as_u64() == Some(1),
            Json::Str(s) => matches!(s.as_ref(), "true" | "1"),
            _ => false,
        }
    }

    /// The items of an array; a single value other than null is its own only item.
    pub(in crate::import) fn items(&self) -> &[Json<'a>] {
        match self {
            Json::Array(items) => items,
            Json::Null => &[],
            one => std::slice::from_ref(one),
        }
    }

    /// The members of an object.
    pub(in crate::import) fn members(&self) -> &[(Cow<'a, str>, Json<'a>)] {
        match self {
            Json::Object(members) => members,
            _ => &[],
        }
    }

    /// Takes the value under this key out of an object.
    pub(in crate::import) fn take(&mut self, key: &str) -> Option<Json<'a>> {
        let Json::Object(members) = self else {
            return None;
        };
        take(members, key)
    }
}

/// Takes the value under this key out of these members.
pub(in crate::import) fn take<'a>(members: &mut Members<'a>, key: &str) -> Option<Json<'a>> {
    let at = members.iter().position(|(k, _)| k == key)?;
    Some(members.remove(at).1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_there_and_what_is_not() -> Result<(), serde_json::Error> {
        let text =
            r#"{"a":{"b":"x"},"n":7,"none":null,"blank":" ","list":["p","q"],"yes":1,"s":"12"}"#;
        let json: Json<'_> = serde_json::from_str(text)?;
        assert_eq!(json.str_at("a.b"), Some("x"));
        assert_eq!(json.str_at("blank"), None);
        assert_eq!(
            json.first(&["none", "a.c", "a.b"]).and_then(Json::str),
            Some("x")
        );
        assert_eq!(json.get("n").and_then(Json::name).as_deref(), Some("7"));
        assert_eq!(json.get("s").and_then(Json::count), Some(12));
        assert_eq!(json.get("list").map(|l| l.items().len()), Some(2));
        assert_eq!(json.get("n").map(|l| l.items().len()), Some(1));
        assert!(json.get("yes").is_some_and(Json::is_true));
        assert!(json.at("n.b").is_none());
        Ok(())
    }
}
