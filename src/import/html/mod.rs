//! Bodies in HTML, Markdown or plain text to HTML fragments that may stand in a feed, and HTML to plain text.
//!
//! In: what a record brought. Out: a fragment without scripts, with absolute addresses, of bounded depth and cost.
//! `ammonia` is the judge of what is safe; before it stands [`normal`], which bounds what it has to read, and
//! beside it [`canonical`], which knows fragments that `ammonia` would give back as they are.

pub(super) mod bounded;
mod canonical;
pub(super) mod entities;
mod markdown;
mod normal;
mod plain;
mod tags;
pub(super) mod tokens;
mod trackers;
mod trusted;
mod whole;

use std::sync::LazyLock;

use ammonia::{Builder, UrlRelative};
use serde::{Deserialize, Serialize};
use url::Url;

pub(super) use entities::decode as decode_references;
pub use markdown::from_markdown;
pub(super) use markdown::has_too_much_markup;
pub use plain::{from_text, text_of};
pub(super) use plain::{has_text, text_within};
pub(super) use tags::parts_words;
pub use trusted::without_addresses;
pub(super) use whole::content_of;

/// How far a source's HTML is believed.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
#[derive(schemars::JsonSchema)]
pub enum Trust {
    /// Not at all: it is sanitised.
    #[default]
    None,
    /// As it is: only addresses are made absolute.
    Html,
}

/// A fragment that may stand in a feed.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Safe {
    /// The fragment.
    pub html: String,
    /// Was markup cut because it was nested too deeply or there was too much of it? Its text is there.
    pub cut: bool,
    /// How many pictures that only count readers were left out.
    pub trackers: usize,
}

/// `html` as it may stand in a feed: sanitised unless it is trusted, relative addresses resolved against `base`
/// (without one they are left out).
pub fn make_safe(html: &str, base: Option<&Url>, trust: Trust) -> Safe {
    if trust == Trust::Html {
        let html = trusted::absolute(html, base);
        return Safe {
            html,
            ..Safe::default()
        };
    }
    if canonical::is_canonical(html) {
        let html = html.to_owned();
        return Safe {
            html,
            ..Safe::default()
        };
    }
    sanitise(html, base)
}

/// The way without the short cut.
fn sanitise(html: &str, base: Option<&Url>) -> Safe {
    let normal = normal::normal(html, base);
    Safe {
        html: SANITISER.clean(&normal.html).to_string(),
        cut: normal.cut,
        trackers: normal.trackers,
    }
}

/// What [`normal`] writes, held against the same table once more by a real HTML parser. `rel="noopener"`, which
/// ammonia would add to each link, says nothing without `target`, which is not allowed, so it is not worth its bytes.
static SANITISER: LazyLock<Builder<'static>> = LazyLock::new(|| {
    let mut builder = Builder::empty();
    builder
        .tags(tags::TAGS.iter().map(|t| t.name).collect())
        .clean_content_tags(tags::DROPPED_WHOLE.into())
        .tag_attributes(
            tags::TAGS
                .iter()
                .map(|t| (t.name, t.attributes.iter().copied().collect()))
                .collect(),
        )
        .generic_attributes(tags::ON_EVERY_TAG.into())
        .url_schemes(tags::SCHEMES.into())
        .url_relative(UrlRelative::Deny)
        .strip_comments(true)
        .link_rel(None);
    builder
});

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// A fragment of the canonical form as html5ever writes it.
    fn as_written_by_a_parser(html: &str) -> String {
        let mut out = String::new();
        for token in tokens::Tokens::new(html) {
            match token {
                tokens::Token::Text(text) => {
                    let text = entities::decode(text);
                    out.push_str(
                        &text
                            .replace('&', "&amp;")
                            .replace('\u{a0}', "&nbsp;")
                            .replace('<', "&lt;")
                            .replace('>', "&gt;"),
                    );
                }
                tokens::Token::Open { name, attributes } => {
                    out.push('<');
                    out.push_str(name);
                    for (key, value) in attributes {
                        let value = entities::decode(value);
                        let value = value
                            .replace('&', "&amp;")
                            .replace('\u{a0}', "&nbsp;")
                            .replace('"', "&quot;");
                        let value = value.replace('<', "&lt;").replace('>', "&gt;");
                        out.push_str(&format!(" {key}=\"{value}\""));
                    }
                    out.push('>');
                }
                tokens::Token::Close { name } => out.push_str(&format!("</{name}>")),
                tokens::Token::Cdata(_) => out.push_str("cdata"),
            }
        }
        out
    }

    const PIECES: &str = "(<p>|</p>|<h2>|</h2>|<ul>|</ul>|<ol>|</ol>|<li>|</li>|<b>|</b>|<em>|</em>|<a href=\"https://p\\.example/\\?a=1&amp;b=2\">|<a href=\"http://p\\.example:1/\">|<a href=\"/x\">|</a>|<br>|<hr>|<img src=\"https://p\\.example/i\\.png\" alt=\"a &quot;b&quot;\" width=\"12\">|<img src='x'>|<blockquote>|</blockquote>|<figure>|</figure>|<div>|</div>|<span>|</span>|<code>|</code>|<pre>|</pre>|<table>|</table>|<svg>|<script>|</script>|<!--|-->|&amp;|&lt;|&nbsp;|&mdash;|&#8239;|&#x80;|&#0;|&xxe;|&|;|<|>|\"|'| |\n|a|B|é|文)";

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(1000))]

        #[test]
        fn what_is_canonical_is_what_ammonia_gives(pieces in proptest::collection::vec(PIECES, 0..14)) {
            let html = pieces.concat();
            if canonical::is_canonical(&html) {
                prop_assert_eq!(SANITISER.clean(&html).to_string(), as_written_by_a_parser(&html));
            }
        }

        #[test]
        fn balanced_fragments_too(html in balanced()) {
            if canonical::is_canonical(&html) {
                prop_assert_eq!(SANITISER.clean(&html).to_string(), as_written_by_a_parser(&html));
            }
        }

        #[test]
        fn what_leaves_holds_only_what_is_allowed(pieces in proptest::collection::vec(PIECES, 0..20)) {
            let html = make_safe(&pieces.concat(), None, Trust::None).html;
            for token in tokens::Tokens::new(&html) {
                let tokens::Token::Open { name, attributes } = token else { continue };
                let tag = tags::find(name).expect("an allowed tag");
                for (key, value) in attributes {
                    prop_assert!(tag.allows(key), "{html}");
                    prop_assert!(!tags::ADDRESSES.contains(&key) || value.starts_with("http"), "{html}");
                }
            }
        }

        #[test]
        fn no_text_makes_it_panic(html in ".{0,60}", base in any::<bool>()) {
            let base = base.then(|| Url::parse("https://p.example/a/").unwrap());
            make_safe(&html, base.as_ref(), Trust::None);
            make_safe(&html, base.as_ref(), Trust::Html);
            text_of(&html);
            from_markdown(&html);
            from_text(&html);
        }
    }

    /// Any nesting of these tags, with every end tag in its place.
    fn balanced() -> impl Strategy<Value = String> {
        let leaf = prop_oneof![
            "[ab é]{0,3}",
            Just("<br>".to_owned()),
            Just("<hr>".to_owned())
        ];
        leaf.prop_recursive(6, 40, 4, |inner| {
            (
                "(p|h2|ul|ol|li|b|b|em|span|q|blockquote|figure|figcaption|div|a|code|small|u)",
                proptest::collection::vec(inner, 0..4),
            )
                .prop_map(|(tag, inner)| format!("<{tag}>{}</{tag}>", inner.concat()))
        })
    }
}
