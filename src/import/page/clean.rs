//! A page before any tree is built: its head taken apart, and its body in a form that costs a parser no more than it is
//! long.
//!
//! A parser can be made to build a tree far larger than the page: by nesting, by formatting that it opens again in each
//! paragraph, by a million attributes. So depth, elements and attributes are bounded here, and what holds no text
//! (scripts, styles, forms' values) is left out. Text is never left out.

use std::borrow::Cow;

use super::super::html::bounded::{Bounded, LONGEST_VALUE, floor};
use super::super::html::{entities, tokens};
use super::parts::{Meta, Page};
use tokens::{Attributes, Token, Tokens};

/// How many tags may be open at once.
const DEEPEST: usize = 250;

/// How many elements a parser may have to build.
const MOST_ELEMENTS: usize = 200_000;

/// How many values of the head are kept.
const MOST_METAS: usize = 2000;

/// How long a block of JSON-LD may be.
const LONGEST_BLOCK: usize = 4 * 1024 * 1024;

/// Tags whose content is no markup: a parser takes all of it to their end tag.
const RAW: &[&str] = &["iframe", "noembed", "noframes", "style", "textarea", "xmp"];

/// Other tags that are left out with all that they hold.
const LEFT_OUT: &[&str] = &[
    "canvas", "math", "noscript", "object", "select", "svg", "template",
];

/// Attributes that say something about an article or about what is none.
const ATTRIBUTES: &[&str] = &[
    "alt",
    "aria-hidden",
    "cite",
    "class",
    "colspan",
    "content",
    "controls",
    "data-src",
    "datetime",
    "dir",
    "height",
    "hidden",
    "href",
    "id",
    "itemid",
    "itemprop",
    "itemscope",
    "itemtype",
    "lang",
    "poster",
    "property",
    "pubdate",
    "rel",
    "reversed",
    "role",
    "rowspan",
    "src",
    "start",
    "style",
    "title",
    "type",
    "value",
    "width",
];

const VOID: &[&str] = &[
    "area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track",
    "wbr",
];

/// Tags that end by themselves where the next of their kind begins, so that they cannot nest alone.
const SELF_ENDING: &[&str] = &[
    "dd", "dt", "li", "option", "p", "rp", "rt", "tbody", "td", "tfoot", "th", "thead", "tr",
];

/// Tags that a parser opens again behind a block that ended too early.
const FORMATTING: &[&str] = &[
    "a", "b", "big", "code", "em", "font", "i", "nobr", "s", "small", "strike", "strong", "tt", "u",
];

/// Takes the page apart.
pub(super) fn clean(html: &str, lines_before: u64) -> Page {
    let html: Cow<'_, str> = if html.contains('\0') {
        Cow::Owned(html.replace('\0', ""))
    } else {
        Cow::Borrowed(html)
    };
    let mut cleaner = Cleaner {
        page: Page::default(),
        to: Bounded::new(html.len(), html.len() / 2, MOST_ELEMENTS),
        open: Vec::new(),
        lines: Lines {
            html: &html,
            at: 0,
            line: lines_before + 1,
        },
        endless: Vec::new(),
    };
    let mut tokens = Tokens::new(&html);
    while let Some(token) = tokens.next() {
        match token {
            Token::Text(text) => cleaner.to.text(&entities::decode(text)),
            Token::Cdata(text) => cleaner.to.text(text),
            Token::Close { name } => cleaner.close(&lower(name)),
            Token::Open { name, attributes } => cleaner.open(&lower(name), attributes, &mut tokens),
        }
    }
    Page {
        html: cleaner.to.html,
        ..cleaner.page
    }
}

struct Cleaner<'h> {
    page: Page,
    open: Vec<Open>,
    to: Bounded,
    lines: Lines<'h>,
    /// Tags of which no end follows.
    endless: Vec<String>,
}

struct Open {
    name: String,
    /// How long it is as written, where it is formatting.
    bytes: Option<usize>,
}

impl Cleaner<'_> {
    fn open(&mut self, name: &str, attributes: Attributes<'_>, tokens: &mut Tokens<'_>) {
        self.page.is_whole |= matches!(name, "html" | "head" | "body" | "title" | "meta" | "link");
        match name {
            "script" => self.script(attributes, tokens),
            "title" => {
                let from = tokens.rest();
                tokens.skip_content(name);
                let text = content(from, tokens.rest());
                let short = text.get(..floor(text, LONGEST_VALUE));
                let title = entities::decode(short.unwrap_or_default()).into_owned();
                self.page.title.get_or_insert(title);
            }
            "plaintext" | "frameset" => {}
            _ if RAW.contains(&name) => tokens.skip_content(name),
            _ if LEFT_OUT.contains(&name) => self.leave_out(name, tokens),
            "html" => {
                self.page.began = true;
                let language = attribute(&attributes, "lang");
                let language = language.or_else(|| attribute(&attributes, "xml:lang"));
                self.page.language = self.page.language.take().or(language);
            }
            "head" => {}
            "body" => {
                let class = attribute(&attributes, "class").unwrap_or_default();
                self.page.body_class = class;
            }
            "base" => {
                let href = attribute(&attributes, "href");
                self.page.base = self.page.base.take().or(href);
            }
            "meta" => self.meta(attributes),
            "link" => self.link(attributes),
            "input" => {
                let kind = attribute(&attributes, "type").unwrap_or_default();
                self.page.has_password |= kind.eq_ignore_ascii_case("password");
            }
            _ => self.element(name, attributes),
        }
    }

    /// Leaves out what stands up to the end tag, or only the tag where it has none: drawings end in their own tag.
    fn leave_out(&mut self, name: &str, tokens: &mut Tokens<'_>) {
        let from = tokens.rest();
        let before = self.lines.html.len().saturating_sub(from.len() + 2);
        let ends_itself = self.lines.html.as_bytes().get(before) == Some(&b'/');
        let foreign = matches!(name, "svg" | "math");
        if (foreign && ends_itself) || self.endless.iter().any(|known| known == name) {
            return;
        }
        if has_end(from, name) {
            tokens.skip_content(name);
        } else {
            // Nobody looks for it again.
            self.endless.push(name.to_owned());
        }
    }

    /// Of scripts only JSON-LD is kept.
    fn script(&mut self, attributes: Attributes<'_>, tokens: &mut Tokens<'_>) {
        let kind = attribute(&attributes, "type").unwrap_or_default();
        let from = tokens.rest();
        tokens.skip_content("script");
        let is_data = kind.to_ascii_lowercase().contains("ld+json");
        let block = content(from, tokens.rest());
        if is_data && block.len() <= LONGEST_BLOCK && self.page.blocks.len() < 100 {
            let line = self.lines.of(from);
            self.page.blocks.push((line, block.to_owned()));
        }
    }

    fn meta(&mut self, attributes: Attributes<'_>) {
        let content = attribute(&attributes, "content");
        let names = ["property", "name", "itemprop", "http-equiv"];
        let named = names.iter().filter_map(|name| attribute(&attributes, name));
        let Some(content) = content.filter(|c| !c.trim().is_empty()) else {
            return;
        };
        for name in named {
            if self.page.metas.len() < MOST_METAS {
                self.page.metas.push(Meta {
                    name: name.trim().to_ascii_lowercase(),
                    content: content.clone(),
                });
            }
        }
        // Microdata puts them into the body.
        if attribute(&attributes, "itemprop").is_some() {
            self.element("meta", attributes);
        }
    }

    fn link(&mut self, attributes: Attributes<'_>) {
        let rel = attribute(&attributes, "rel");
        if let (Some(rel), Some(href)) = (rel, attribute(&attributes, "href"))
            && self.page.links.len() < MOST_METAS
        {
            self.page.links.push((rel.to_ascii_lowercase(), href));
        }
    }

    fn element(&mut self, name: &str, attributes: Attributes<'_>) {
        let is_void = VOID.contains(&name);
        let nests = !is_void && !SELF_ENDING.contains(&name);
        let known =
            name.len() <= 32 && name.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-');
        if !known || (nests && self.open.len() >= DEEPEST) || !self.to.can_afford() {
            self.page.cut |= known;
            self.to.text(" ");
            return;
        }
        let start = self.to.html.len();
        self.to.html.push('<');
        self.to.html.push_str(name);
        self.attributes(attributes);
        self.to.html.push('>');
        self.to.tag_written();
        if nests {
            let written = self.to.html.len() - start;
            self.open.push(Open {
                name: name.to_owned(),
                bytes: FORMATTING.contains(&name).then_some(written),
            });
            self.count_formatting();
        }
    }

    fn attributes(&mut self, attributes: Attributes<'_>) {
        let mut seen: Vec<&str> = Vec::new();
        for (name, raw) in attributes {
            let name = lower(name);
            let Some(&name) = ATTRIBUTES.iter().find(|a| **a == name) else {
                continue;
            };
            let value = entities::decode(raw);
            if seen.contains(&name) || value.len() > LONGEST_VALUE {
                continue;
            }
            seen.push(name);
            let out = &mut self.to.html;
            out.push(' ');
            out.push_str(name);
            out.push_str("=\"");
            out.push_str(&entities::escape(&value));
            out.push('"');
        }
    }

    fn count_formatting(&mut self) {
        self.to
            .formatting(self.open.iter().filter_map(|open| open.bytes));
    }

    /// An end tag without a start is left out.
    fn close(&mut self, name: &str) {
        if matches!(name, "html" | "body") {
            self.page.ended = true;
            return;
        }
        if SELF_ENDING.contains(&name) {
            if !self.to.can_afford() {
                return;
            }
        } else {
            let Some(at) = self.open.iter().rposition(|open| open.name == name) else {
                return;
            };
            self.open.remove(at);
            self.count_formatting();
        }
        self.to.html.push_str("</");
        self.to.html.push_str(name);
        self.to.html.push('>');
        self.to.tag_written();
    }
}

/// Counts lines forward.
struct Lines<'h> {
    html: &'h str,
    at: usize,
    line: u64,
}

impl Lines<'_> {
    /// The line on which this rest of the page begins.
    fn of(&mut self, rest: &str) -> u64 {
        let end = self.html.len().saturating_sub(rest.len());
        let between = self.html.get(self.at..end).unwrap_or_default();
        self.line += memchr::memchr_iter(b'\n', between.as_bytes()).count() as u64;
        self.at = self.at.max(end);
        self.line
    }
}

/// What stood between the beginning of `from` and the end tag before `rest`.
fn content<'h>(from: &'h str, rest: &str) -> &'h str {
    let all = from.get(..from.len().saturating_sub(rest.len()));
    let all = all.unwrap_or(from);
    let end = if rest.is_empty() && !all.trim_end().ends_with('>') {
        None
    } else {
        memchr::memmem::rfind(all.as_bytes(), b"</")
    };
    end.and_then(|end| all.get(..end)).unwrap_or(all)
}

/// Does an end tag of this name follow?
fn has_end(mut rest: &str, name: &str) -> bool {
    while let Some(at) = memchr::memmem::find(rest.as_bytes(), b"</") {
        rest = rest.get(at + 2..).unwrap_or_default();
        let found = rest.get(..name.len());
        if found.is_some_and(|found| found.eq_ignore_ascii_case(name)) {
            return true;
        }
    }
    false
}

/// The value of an attribute, its references decoded.
fn attribute(attributes: &Attributes<'_>, name: &str) -> Option<String> {
    let (_, raw) = attributes
        .clone()
        .find(|(n, _)| n.eq_ignore_ascii_case(name))?;
    let short = raw.get(..floor(raw, 4 * LONGEST_VALUE))?;
    Some(entities::decode(short).into_owned())
}

fn lower(name: &str) -> Cow<'_, str> {
    if name.bytes().any(|b| b.is_ascii_uppercase()) {
        Cow::Owned(name.to_ascii_lowercase())
    } else {
        Cow::Borrowed(name)
    }
}
