//! What a record is about.

use serde::de::{self, MapAccess, Visitor};
use serde::ser::SerializeStruct;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::Line;

/// A category, as Atom has it (RFC 4287 section 4.2.2). In JSON a bare string where only the term is known.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Category {
    /// The key; never empty.
    pub term: Line,
    /// An IRI that names the vocabulary. RSS calls it `domain`.
    pub scheme: Option<Line>,
    /// What people read, where it differs from the term.
    pub label: Option<Line>,
    /// Which rule gave it.
    pub origin: CategoryOrigin,
}

/// Which rule gave a category.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash)]
pub enum CategoryOrigin {
    /// The record itself says so, by a category or by its section.
    #[default]
    Record,
    /// The n-th `[[category]]` rule of the configuration, counted from 1.
    Rule(usize),
    /// It is broader than another one, by the vocabulary.
    Broader,
}

impl Category {
    /// A category of which nothing but the term is known; `None` where the term is blank.
    pub fn named(term: &str) -> Option<Self> {
        Some(Category {
            term: Line::new(term).non_empty()?,
            scheme: None,
            label: None,
            origin: CategoryOrigin::Record,
        })
    }

    /// What people read: the label, else the term.
    pub fn display(&self) -> &str {
        self.label.as_ref().unwrap_or(&self.term).as_str()
    }

    /// Do both name the same thing: the same term in the same vocabulary?
    pub fn is_same(&self, other: &Category) -> bool {
        self.term == other.term && self.scheme == other.scheme
    }
}

impl CategoryOrigin {
    fn as_text(&self) -> Option<String> {
        match self {
            CategoryOrigin::Record => None,
            CategoryOrigin::Rule(n) => Some(format!("rule-{n}")),
            CategoryOrigin::Broader => Some("broader".to_owned()),
        }
    }

    fn from_text(text: &str) -> Self {
        if text == "broader" {
            return CategoryOrigin::Broader;
        }
        match text.strip_prefix("rule-").map(str::parse) {
            Some(Ok(n)) => CategoryOrigin::Rule(n),
            _ => CategoryOrigin::Record,
        }
    }
}

impl Serialize for Category {
    fn serialize<S: Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
        let origin = self.origin.as_text();
        if self.scheme.is_none() && self.label.is_none() && origin.is_none() {
            return self.term.serialize(s);
        }
        let mut out = s.serialize_struct("Category", 4)?;
        out.serialize_field("term", &self.term)?;
        match &self.scheme {
            Some(scheme) => out.serialize_field("scheme", scheme)?,
            None => out.skip_field("scheme")?,
        }
        match &self.label {
            Some(label) => out.serialize_field("label", label)?,
            None => out.skip_field("label")?,
        }
        match &origin {
            Some(origin) => out.serialize_field("origin", origin)?,
            None => out.skip_field("origin")?,
        }
        out.end()
    }
}

impl<'de> Deserialize<'de> for Category {
    fn deserialize<D: Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
        d.deserialize_any(CategoryVisitor)
    }
}

struct CategoryVisitor;

impl<'de> Visitor<'de> for CategoryVisitor {
    type Value = Category;

    fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("a category: a string, or an object with term, scheme and label")
    }

    fn visit_str<E: de::Error>(self, term: &str) -> Result<Category, E> {
        Category::named(term).ok_or_else(|| E::custom("a category has an empty term"))
    }

    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<Category, A::Error> {
        #[derive(Deserialize)]
        struct Fields {
            term: Line,
            scheme: Option<Line>,
            label: Option<Line>,
            origin: Option<String>,
        }
        let fields = Fields::deserialize(de::value::MapAccessDeserializer::new(map))?;
        let term = fields
            .term
            .non_empty()
            .ok_or_else(|| de::Error::custom("a category has an empty term"))?;
        let origin = fields
            .origin
            .as_deref()
            .map(CategoryOrigin::from_text)
            .unwrap_or_default();
        Ok(Category {
            term,
            scheme: fields.scheme.and_then(Line::non_empty),
            label: fields.label.and_then(Line::non_empty),
            origin,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_ways_through_json() {
        for json in [
            r#""World""#,
            r#"{"term":"20000229","scheme":"http://cv.iptc.org/newscodes/mediatopic/","label":"computer security"}"#,
            r#"{"term":"x","origin":"rule-2"}"#,
        ] {
            let category: Category = serde_json::from_str(json).unwrap();
            assert_eq!(serde_json::to_string(&category).unwrap(), json);
        }
        assert!(serde_json::from_str::<Category>(r#"" ""#).is_err());
    }
}
