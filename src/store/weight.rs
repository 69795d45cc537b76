//! Which of two sources speaks for a story that both have. A total order, so that neither the order in which
//! sources are read nor how often decides anything.

use std::borrow::Cow;
use std::cmp::Reverse;

use serde::Deserialize;
use serde::de::IgnoredAny;

use crate::model::Kind;

use super::timing::Seconds;

/// What a version of a record holds, as far as it matters here; read from its JSON without the rest.
#[derive(Debug, Default, Deserialize)]
pub(crate) struct Content<'a> {
    /// The title.
    #[serde(borrow, default)]
    pub(crate) title: Option<Cow<'a, str>>,
    /// The address as it was given.
    #[serde(borrow, default)]
    pub(crate) url: Option<Cow<'a, str>>,
    /// Does it say itself when it was published?
    pub(crate) published: Option<IgnoredAny>,
    summary: Option<IgnoredAny>,
    body_html: Option<IgnoredAny>,
    body_markdown: Option<IgnoredAny>,
    body_text: Option<IgnoredAny>,
}

impl<'a> Content<'a> {
    /// Reads what the store wrote; of what cannot be read nothing is known.
    pub(crate) fn of(json: &'a str) -> Self {
        serde_json::from_str(json).unwrap_or_default()
    }

    fn has_body(&self) -> bool {
        self.body_html.is_some() || self.body_markdown.is_some() || self.body_text.is_some()
    }
}

/// What speaks for a version, the weightiest first.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Weight<'a> {
    /// What one source withdraws is not shown because another has not heard of it.
    retracted: bool,
    /// An article beats a headline.
    article: bool,
    /// Nobody asks a source any more that the newsroom has given up.
    configured: bool,
    body: bool,
    url: bool,
    summary: bool,
    /// Of equally rich ones the one that says it is newer.
    updated: Option<Seconds>,
    /// The source that stands first in the configuration.
    order: Reverse<usize>,
    source: Reverse<&'a str>,
}

impl<'a> Weight<'a> {
    /// What speaks for a version from `source`; `sources` in the order of the configuration.
    pub(crate) fn of(
        content: &Content<'_>,
        kind: Kind,
        retracted: bool,
        updated: Option<Seconds>,
        source: &'a str,
        sources: &[String],
    ) -> Self {
        let at = sources.iter().position(|name| name == source);
        Weight {
            retracted,
            article: kind == Kind::Article,
            configured: at.is_some() || sources.is_empty(),
            body: content.has_body(),
            url: content.url.is_some(),
            summary: content.summary.is_some(),
            updated,
            order: Reverse(at.unwrap_or(usize::MAX)),
            source: Reverse(source),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_richer_one_speaks_then_the_newer_then_the_first() {
        let sources = ["cms".to_owned(), "wire".to_owned()];
        let weight = |json: &'static str, updated, source| {
            let headline = json.contains("headline");
            let kind = if headline {
                Kind::Headline
            } else {
                Kind::Article
            };
            let retracted = json.contains("retracted");
            Weight::of(
                &Content::of(json),
                kind,
                retracted,
                updated,
                source,
                &sources,
            )
        };
        let rising = [
            weight(r#"{"kind":"headline","title":"T"}"#, Some(9), "cms"),
            weight(
                r#"{"kind":"headline","url":"https://p.example/a"}"#,
                None,
                "wire",
            ),
            weight(
                r#"{"body_html":"x","url":"https://p.example/a"}"#,
                Some(9),
                "given up",
            ),
            weight(r#"{"summary":"x"}"#, None, "wire"),
            weight(r#"{"summary":"x"}"#, None, "cms"),
            weight(r#"{"summary":"x"}"#, Some(1), "wire"),
            weight(r#"{"summary":"x"}"#, Some(2), "wire"),
            weight(r#"{"url":"https://p.example/a"}"#, None, "wire"),
            weight(r#"{"body_text":"x"}"#, None, "wire"),
            weight(
                r#"{"body_html":"x","url":"https://p.example/a"}"#,
                None,
                "wire",
            ),
            weight(r#"{"body_html":"x","status":"retracted"}"#, None, "wire"),
        ];
        assert!(rising.is_sorted(), "{rising:#?}");
    }
}
