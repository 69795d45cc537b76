//! Feeds that are made by a pattern: one for each category, author, section or language.

use std::fmt;

use serde::{Deserialize, Serialize};

/// What a family has a feed for each of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
#[cfg_attr(feature = "publish", derive(schemars::JsonSchema))]
pub enum By {
    /// Each category, sections among them.
    Category,
    /// Each category that is no section of any record.
    Tag,
    /// Each author, by name.
    Author,
    /// Each section.
    Section,
    /// Each language.
    Language,
}

impl By {
    /// The word for it in configuration files.
    pub const fn as_str(self) -> &'static str {
        match self {
            By::Category => "category",
            By::Tag => "tag",
            By::Author => "author",
            By::Section => "section",
            By::Language => "language",
        }
    }
}

/// What the members of a family are taken from: the authors of all records, or the categories of one vocabulary.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Range {
    /// Of what.
    pub by: By,
    /// Of categories: only those of this vocabulary.
    pub scheme: Option<String>,
}

/// `tag`, or `tag https://paper.example/topics/`.
impl fmt::Display for Range {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.by.as_str())?;
        match &self.scheme {
            Some(scheme) => write!(f, " {scheme}"),
            None => Ok(()),
        }
    }
}

/// One value of a range, as a condition that records meet or do not.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct OneOf {
    /// Of what.
    pub range: Range,
    /// Which: a term, a name, a language tag in lower case.
    pub value: String,
}

/// To which family a feed belongs, and as what.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize)]
pub struct FamilyMember {
    /// The family's slug.
    pub family: String,
    /// What the family has a feed for each of.
    pub by: By,
    /// The value that all its entries have: a term, a name, a language tag in lower case.
    pub value: String,
    /// What people read for it; the value itself where records give it no label.
    pub label: String,
}
