//! Any HTML to allowed tags and text in one plain form, so that what a parser has to build from it is bounded.
//!
//! A parser can be made to build a tree that is far larger than its input: by nesting, by formatting that it opens
//! again in each paragraph, by a million attributes on one tag. None of that gets past here: the output holds tags
//! of [`tags::TAGS`] with quoted attributes, no `<` in its text, and nothing that switches a parser to another mode.

use std::borrow::Cow;

use url::Url;

use super::bounded::{Bounded, LONGEST_VALUE};
use super::entities;
use super::tags::{self, Role, Tag};
use super::tokens::{Attributes, Token, Tokens};
use super::trackers;
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
    /// How many pictures that only count readers were left out.
    pub(super) trackers: usize,
}

/// `html` in the plain form, with absolute addresses.
pub(super) fn normal(html: &str, base: Option<&Url>) -> Normal {
    let mut writer = Writer {
        to: Bounded::new(html.len(), html.len() + html.len() / 16, MOST_ELEMENTS),
        base,
        open: Vec::new(),
        cut: false,
        trackers: 0,
    };
    let mut tokens = Tokens::new(html);
    while let Some(token) = tokens.next() {
        match token {
            Token::Text(text) => writer.to.text(&entities::decode(text)),
            Token::Cdata(text) => writer.to.text(text),
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
        html: writer.to.html,
        cut: writer.cut,
        trackers: writer.trackers,
    }
}

struct Writer<'b> {
    to: Bounded,
    base: Option<&'b Url>,
    /// The tags that are open as far as they count: more than in the parser's tree, never fewer.
    open: Vec<Open>,
    cut: bool,
    trackers: usize,
}

struct Open {
    tag: &'static Tag,
    /// How long it is as written.
    bytes: usize,
}

impl Writer<'_> {
    fn open(&mut self, tag: &'static Tag, attributes: Attributes<'_>) {
        let counts = counts(tag);
        if (counts && self.open.len() >= DEEPEST) || !self.to.can_afford() {
            self.cut = true;
            if tag.is_block() {
                self.to.html.push(' ');
            }
            return;
        }
        let start = self.to.html.len();
        if self.write_tag(tag, attributes) && counts {
            let bytes = self.to.html.len() - start;
            self.open.push(Open { tag, bytes });
            self.count_formatting();
        }
    }

    fn count_formatting(&mut self) {
        let formatting = |o: &&Open| o.tag.role == Role::Formatting;
        let lengths = self.open.iter().filter(formatting).map(|o| o.bytes);
        self.to.formatting(lengths);
    }

    /// `false` where nothing was written, because nothing would be left to see.
    fn write_tag(&mut self, tag: &'static Tag, attributes: Attributes<'_>) -> bool {
        if tag.name == "img" && trackers::is_tracker(attributes.clone()) {
            self.trackers += 1;
            return false;
        }
        let start = self.to.html.len();
        self.to.html.push('<');
        self.to.html.push_str(tag.name);
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
        self.to.html.push('>');
        let nothing = tag.name == "img" && !seen.contains(&"src");
        if nothing {
            self.to.html.truncate(start);
        } else {
            self.to.tag_written();
        }
        !nothing
    }

    fn write_attribute(&mut self, tag: &Tag, name: &str, raw: &str) -> bool {
        let mut value = entities::decode(raw);
        if tags::ADDRESSES.contains(&name) {
            match absolute(&value, self.base, tag.name == "a") {
                Some(url) => value = Cow::Owned(url),
                None => return false,
            }
        }
        if value.len() > LONGEST_VALUE {
            self.cut = true;
            return false;
        }
        self.to.html.push(' ');
        self.to.html.push_str(name);
        self.to.html.push_str("=\"");
        self.to.html.push_str(&entities::escape(&value));
        self.to.html.push('"');
        true
    }

    /// Takes the nearest open tag of this name from the count and leaves those within it in it, because a parser
    /// may keep them open. An end tag without a start is left out.
    fn close(&mut self, name: &str) {
        let Some(tag) = tags::find(name) else { return };
        if counts(tag) {
            let Some(at) = self.open.iter().rposition(|o| o.tag.name == name) else {
                return;
            };
            self.open.remove(at);
            self.count_formatting();
        } else if tag.is_void() {
            return;
        }
        self.to.html.push_str("</");
        self.to.html.push_str(name);
        self.to.html.push('>');
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
