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
use super::trackers;
use crate::model::Link;

/// How many tags may be open at once.
const DEEPEST: usize = 200;

/// How many elements a parser may have to build.
const MOST_ELEMENTS: usize = 300_000;

/// How many bytes of text may stand in one text node. For each `&` and each sign of Latin-1, html5ever's serialiser
/// looks through the rest of its node for a `<`; a comment, which ammonia takes out again, ends the node.
const LONGEST_TEXT: usize = 1024;

/// How long an attribute's value may be, for the same reason.
const LONGEST_VALUE: usize = 4096;

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
        out: String::with_capacity(html.len() + html.len() / 16),
        text_run: 0,
        base,
        open: Vec::new(),
        formatting: 0,
        formatting_bytes: 0,
        elements: 0,
        reopened: 4 * html.len() + 256 * 1024,
        cut: false,
        trackers: 0,
    };
    let mut tokens = Tokens::new(html);
    while let Some(token) = tokens.next() {
        match token {
            Token::Text(text) => writer.text(&entities::decode(text)),
            Token::Cdata(text) => writer.text(text),
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
        trackers: writer.trackers,
    }
}

struct Writer<'b> {
    out: String,
    /// How many bytes of text stand at the end of it.
    text_run: usize,
    base: Option<&'b Url>,
    /// The tags that are open as far as they count: more than in the parser's tree, never fewer.
    open: Vec<Open>,
    /// How many of them are formatting, which a parser opens again wherever a block has ended too early.
    formatting: usize,
    /// How long those are as written.
    formatting_bytes: usize,
    /// How many elements a parser may have to build for what is written.
    elements: usize,
    /// How many bytes of formatting it may still have to open again.
    reopened: usize,
    cut: bool,
    trackers: usize,
}

struct Open {
    tag: &'static Tag,
    /// How long it is as written.
    bytes: usize,
}

impl Writer<'_> {
    /// Characters, with a comment after each [`LONGEST_TEXT`] bytes of them.
    fn text(&mut self, text: &str) {
        let mut rest = text;
        while !rest.is_empty() {
            let end = (0..=LONGEST_TEXT)
                .rev()
                .find(|&at| rest.is_char_boundary(at));
            let end = end
                .filter(|_| rest.len() > LONGEST_TEXT)
                .unwrap_or(rest.len());
            let (chunk, after) = rest.split_at_checked(end).unwrap_or((rest, ""));
            if self.text_run + chunk.len() > LONGEST_TEXT {
                self.out.push_str("<!---->");
                self.text_run = 0;
            }
            self.out.push_str(&entities::escape(chunk));
            self.text_run += chunk.len();
            rest = after;
        }
    }

    fn open(&mut self, tag: &'static Tag, attributes: Attributes<'_>) {
        let counts = counts(tag);
        if (counts && self.open.len() >= DEEPEST) || !self.can_afford() {
            self.cut = true;
            if tag.is_block() {
                self.out.push(' ');
            }
            return;
        }
        let start = self.out.len();
        if self.write_tag(tag, attributes) && counts {
            let bytes = self.out.len() - start;
            self.open.push(Open { tag, bytes });
            self.count_formatting();
        }
    }

    /// Pays for one more element and for the formatting that it may open again.
    fn can_afford(&mut self) -> bool {
        let elements = self.elements + 1 + self.formatting;
        match self.reopened.checked_sub(self.formatting_bytes) {
            Some(left) if elements <= MOST_ELEMENTS => {
                (self.elements, self.reopened) = (elements, left);
                true
            }
            _ => false,
        }
    }

    fn count_formatting(&mut self) {
        let formatting = |o: &&Open| o.tag.role == Role::Formatting;
        let open = self.open.iter().filter(formatting);
        (self.formatting, self.formatting_bytes) =
            open.fold((0, 0), |(n, bytes), o| (n + 1, bytes + o.bytes));
    }

    /// `false` where nothing was written, because nothing would be left to see.
    fn write_tag(&mut self, tag: &'static Tag, attributes: Attributes<'_>) -> bool {
        if tag.name == "img" && trackers::is_tracker(attributes.clone()) {
            self.trackers += 1;
            return false;
        }
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
        } else {
            self.text_run = 0;
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
        self.out.push(' ');
        self.out.push_str(name);
        self.out.push_str("=\"");
        self.out.push_str(&entities::escape(&value));
        self.out.push('"');
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
