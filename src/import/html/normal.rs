//! Any HTML to allowed tags and text in one plain form, so that what a parser has to build from it is bounded.
//!
//! A parser can be made to build a tree that is far larger than its input: by nesting, by formatting that it opens
//! again in each paragraph, by a million attributes on one tag. None of that gets past here: the output holds tags
//! of [`tags::TAGS`] with quoted attributes, no `<` in its text, and nothing that switches a parser to another mode.

use std::borrow::Cow;

use url::Url;

use super::entities;
use super::tags::{self, Role, Tag};
use super::tokens::{Attributes, Token, Tokens};
use crate::model::Link;

/// How many tags may be open at once.
const DEEPEST: usize = 200;

/// How many elements a parser may have to build.
const MOST_ELEMENTS: usize = 300_000;

/// HTML in the plain form.
pub(super) struct Normal {
    pub(super) html: String,
    /// Were tags left out because they were nested too deeply, or too many?
    pub(super) cut: bool,
}

/// `html` in the plain form, with absolute addresses.
pub(super) fn normal(html: &str, base: Option<&Url>) -> Normal {
    let mut writer = Writer {
        out: String::with_capacity(html.len() + html.len() / 16),
        base,
        open: Vec::new(),
        formatting: 0,
        elements: 0,
        cut: false,
    };
    let mut tokens = Tokens::new(html);
    while let Some(token) = tokens.next() {
        match token {
            Token::Text(text) => writer.text(text),
            Token::Cdata(text) => writer.text(&text.replace('&', "&amp;")),
            Token::Close { name } => writer.close(&lower(name)),
            Token::Open { name, attributes } => {
                let name = lower(name);
                if tags::DROPPED_WHOLE.contains(&name.as_ref()) {
                    tokens.skip_content(&name);
                } else if let Some(tag) = tags::find(&name) {
                    writer.open(tag, attributes);
                }
            }
        }
    }
    Normal {
        html: writer.out,
        cut: writer.cut,
    }
}

struct Writer<'b> {
    out: String,
    base: Option<&'b Url>,
    /// The tags that are open as far as they count: more than in the parser's tree, never fewer.
    open: Vec<&'static Tag>,
    /// How many of them are formatting, which a parser opens again wherever a block has ended too early.
    formatting: usize,
    elements: usize,
    cut: bool,
}

impl Writer<'_> {
    fn text(&mut self, text: &str) {
        let mut parts = text.split('<');
        self.out.push_str(parts.next().unwrap_or_default());
        for part in parts {
            self.out.push_str("&lt;");
            self.out.push_str(part);
        }
    }

    fn open(&mut self, tag: &'static Tag, attributes: Attributes<'_>) {
        let counts = counts(tag);
        self.elements += 1 + self.formatting;
        if (counts && self.open.len() >= DEEPEST) || self.elements > MOST_ELEMENTS {
            self.cut = true;
            if tag.is_block() {
                self.out.push(' ');
            }
            return;
        }
        if self.write_tag(tag, attributes) && counts {
            self.open.push(tag);
            self.formatting += usize::from(tag.role == Role::Formatting);
        }
    }

    /// `false` where nothing was written, because nothing would be left to see.
    fn write_tag(&mut self, tag: &'static Tag, attributes: Attributes<'_>) -> bool {
        let start = self.out.len();
        self.out.push('<');
        self.out.push_str(tag.name);
        let mut seen: Vec<&str> = Vec::new();
        for (name, value) in attributes {
            let name = lower(name);
            let allowed = tag.attributes.iter().chain(&tags::ON_EVERY_TAG);
            let Some(&name) = allowed.into_iter().find(|a| **a == name) else {
                continue;
            };
            if !seen.contains(&name) && self.write_attribute(tag, name, value) {
                seen.push(name);
            }
        }
        self.out.push('>');
        let nothing = tag.name == "img" && !seen.contains(&"src");
        if nothing {
            self.out.truncate(start);
        }
        !nothing
    }

    fn write_attribute(&mut self, tag: &Tag, name: &str, raw: &str) -> bool {
        let value = if tags::ADDRESSES.contains(&name) {
            let may_be_mail = tag.name == "a";
            match absolute(&entities::decode(raw), self.base, may_be_mail) {
                Some(url) => Cow::Owned(url.replace('&', "&amp;")),
                None => return false,
            }
        } else {
            Cow::Borrowed(raw)
        };
        self.out.push(' ');
        self.out.push_str(name);
        self.out.push_str("=\"");
        self.out.push_str(&value.replace('"', "&quot;"));
        self.out.push('"');
        true
    }

    /// Takes the nearest open tag of this name from the count and leaves those within it in it, because a parser
    /// may keep them open. An end tag without a start is left out.
    fn close(&mut self, name: &str) {
        let Some(tag) = tags::find(name) else { return };
        if counts(tag) {
            let Some(at) = self.open.iter().rposition(|t| t.name == name) else {
                return;
            };
            self.open.remove(at);
            self.formatting -= usize::from(tag.role == Role::Formatting);
        } else if tag.is_void() {
            return;
        }
        self.out.push_str("</");
        self.out.push_str(name);
        self.out.push('>');
    }
}

/// Can it nest? Void tags hold nothing; a paragraph, an item and the like end where the next begins.
fn counts(tag: &Tag) -> bool {
    !tag.is_void() && !matches!(tag.role, Role::SelfEnding | Role::Item) && tag.name != "p"
}

/// An address as it may stand in a feed. Mail and telephone addresses may stand where a link does.
pub(super) fn absolute(raw: &str, base: Option<&Url>, may_be_mail: bool) -> Option<String> {
    if let Ok(link) = Link::parse(raw, base) {
        return Some(link.as_str().to_owned());
    }
    let url = Url::parse(raw.trim()).ok()?;
    (may_be_mail && tags::SCHEMES.contains(&url.scheme())).then(|| url.into())
}

fn lower(name: &str) -> Cow<'_, str> {
    if name.bytes().any(|b| b.is_ascii_uppercase()) {
        Cow::Owned(name.to_ascii_lowercase())
    } else {
        Cow::Borrowed(name)
    }
}
