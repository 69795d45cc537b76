//! A record: one article or one headline, before any feed exists.
//!
//! The serde form is the JSON of the record format: an absent fact is an absent key. Reading it back is strict;
//! the `jsonl` importer is the lenient door.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::{Category, Enclosure, Image, Line, Link, Moment, Person, Text};

/// One article or one headline.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Record {
    /// The source's own id, of any form.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub id: Option<Line>,
    /// Article or headline.
    pub kind: Kind,
    /// Plain text, never HTML.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub title: Option<Line>,
    /// The page of the record.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub url: Option<Link>,
    /// When it was first published (RFC 4287 section 4.2.9).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub published: Option<Moment>,
    /// When it last changed in a way that its publisher calls significant (RFC 4287 section 4.2.15).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub updated: Option<Moment>,
    /// Nothing of it shows anywhere before.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub not_before: Option<Moment>,
    /// It leaves every feed then.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub expires: Option<Moment>,
    /// In the order of the byline.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub authors: Vec<Person>,
    /// What it is about; the section, where there is one, comes last of the record's own.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub categories: Vec<Category>,
    /// The section of the paper.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub section: Option<Line>,
    /// Plain text.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub summary: Option<Text>,
    /// An HTML fragment.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub body_html: Option<Text>,
    /// CommonMark.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub body_markdown: Option<Text>,
    /// Plain text; an empty line parts paragraphs.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub body_text: Option<Text>,
    /// The picture, or its credit alone.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub image: Option<Image>,
    /// Files to listen to, watch or read.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub enclosures: Vec<Enclosure>,
    /// Other stories that it points to.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub related: Vec<Related>,
    /// What was wrong in it and has been put right, oldest first.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub corrections: Vec<Correction>,
    /// A BCP 47 tag.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub language: Option<Line>,
    /// Who holds which rights.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub rights: Option<Text>,
    /// Where it was taken over from.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub source: Option<SourceRef>,
    /// Where it stands in its life.
    #[serde(skip_serializing_if = "Status::is_published")]
    pub status: Status,
    /// What else the source says; kept, not published.
    #[serde(skip_serializing_if = "Map::is_empty")]
    pub extra: Map<String, Value>,
}

/// What a record is.
#[derive(
    Debug, Clone, Copy, Default, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize,
)]
#[serde(rename_all = "lowercase")]
#[cfg_attr(feature = "publish", derive(schemars::JsonSchema))]
pub enum Kind {
    /// It has a body or a summary.
    Article,
    /// A title, perhaps a link, often no date.
    #[default]
    Headline,
}

/// Where a record stands in its life.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Status {
    /// It may be shown.
    #[default]
    Published,
    /// It is not meant for readers yet.
    Draft,
    /// Held back until `not_before` or, without one, until the source says otherwise.
    Embargoed,
    /// Withdrawn: a notice for a while, then nothing.
    Retracted,
}

/// Another story that a record points to.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Related {
    /// Its title.
    pub title: Line,
    /// Its page, where known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub url: Option<Link>,
}

/// What was wrong in a record and has been put right.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Correction {
    /// What was wrong, in the newsroom's words. Plain text.
    pub note: Text,
    /// When it was put right, where known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub at: Option<Moment>,
}

/// Where a record was taken over from (RSS 2.0 `source`, RFC 4287 section 4.2.11).
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(default)]
pub struct SourceRef {
    /// The other publication's title.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub title: Option<Line>,
    /// Its feed or page.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub url: Option<Link>,
}

impl Record {
    /// Is there a body, in whichever form?
    pub fn has_body(&self) -> bool {
        [&self.body_html, &self.body_markdown, &self.body_text]
            .into_iter()
            .flatten()
            .any(|b| !b.is_blank())
    }

    /// What the record is by what it holds: an article has a body or a summary.
    pub fn natural_kind(&self) -> Kind {
        let summary = self.summary.as_ref().is_some_and(|s| !s.is_blank());
        if summary || self.has_body() {
            Kind::Article
        } else {
            Kind::Headline
        }
    }

    /// What to call the record in a message: its id, else its title, else its page.
    pub fn name(&self) -> Option<&str> {
        let title = || self.title.as_ref().map(Line::as_str);
        self.id
            .as_ref()
            .map(Line::as_str)
            .or_else(title)
            .or_else(|| self.url.as_ref().map(Link::as_str))
    }

    /// Adds a category unless the same term of the same vocabulary is there already.
    pub fn add_category(&mut self, category: Category) {
        if !self.categories.iter().any(|c| c.is_same(&category)) {
            self.categories.push(category);
        }
    }
}

impl Status {
    /// May it be shown?
    pub fn is_published(&self) -> bool {
        *self == Status::Published
    }
}

impl Kind {
    /// The word used in records and configuration.
    pub const fn as_str(self) -> &'static str {
        match self {
            Kind::Article => "article",
            Kind::Headline => "headline",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_ways_through_json() {
        let json = r#"{"id":"n-1","kind":"article","title":"Bridge & tunnel","url":"https://p.example/1","published":"2017-10-13","authors":[{"name":"Ada"}],"categories":["World"],"body_html":"<p>x</p>","image":{"credit":"Ada / PA","type":"image/png"},"status":"retracted","extra":{"wire":"PA"}}"#;
        let record: Record = serde_json::from_str(json).unwrap();
        assert_eq!(serde_json::to_string(&record).unwrap(), json);
    }
}
