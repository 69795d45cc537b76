//! HTML looked at from afar: its tags, attributes and references, in one pass, without building a page.

mod elements;
pub(crate) mod references;
mod styles;

use elements::Role;
use references::Reference;

pub(crate) use elements::{is_mathml, is_mathml_attribute};

/// What is found in HTML.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    Script,
    Control,
    Handler,
    ScriptLink,
    DataLink,
    Embedded,
    Form,
    Style,
    StyleDropped,
    Relative,
    Page,
    Instruction,
    Unknown,
    AttributeUnknown,
    Unclosed,
    Stray,
    Unfinished,
    ControlReference,
    UnknownReference,
    Twice,
}

/// One find.
#[derive(Debug)]
pub(crate) struct Hit<'t> {
    pub(crate) kind: Kind,
    pub(crate) offset: usize,
    pub(crate) shown: &'t str,
    /// The attribute, where it is one.
    pub(crate) attribute: Option<&'t str>,
}

/// How many finds of one kind are told of one text.
const MOST: usize = 32;

#[derive(Default)]
struct Hits<'t> {
    kept: Vec<Hit<'t>>,
}

impl<'t> Hits<'t> {
    fn add(&mut self, kind: Kind, offset: usize, shown: &'t str) {
        self.add_on(kind, offset, shown, None);
    }

    fn add_on(&mut self, kind: Kind, offset: usize, shown: &'t str, attribute: Option<&'t str>) {
        if self.kept.iter().filter(|h| h.kind == kind).count() < MOST {
            self.kept.push(Hit {
                kind,
                offset,
                shown,
                attribute,
            });
        }
    }
}

/// What is questionable in an HTML text, in no special order.
pub(crate) fn scan(text: &str) -> Vec<Hit<'_>> {
    let mut hits = Hits::default();
    let mut open: Vec<(&str, usize)> = Vec::new();
    let mut attributes = Vec::new();
    let mut at = 0;
    let mut tags = false;
    while let Some(tag) = next_tag(text, at, &mut attributes) {
        words(text, at, tag.start, &mut hits);
        at = tag.end;
        tags = true;
        track(&mut open, &tag, &mut hits);
        if tag.closing {
            continue;
        }
        for found in judge_tag(tag.name, &attributes) {
            let shown = if found.shown.is_empty() {
                tag.name
            } else {
                found.shown
            };
            let attribute = found.attribute;
            let offset = attribute
                .and_then(|name| offset_in(text, name))
                .unwrap_or(tag.start);
            hits.add_on(found.kind, offset, shown, attribute);
        }
        if is_name(tag.name, &["script", "style", "svg", "math"]) && !tag.empty {
            at = end_of_raw(text, at, tag.name);
        }
    }
    words(text, at, text.len(), &mut hits);
    unfinished_tag(text, at, &mut hits);
    if !tags {
        escaped_tags(text, &mut hits);
    }
    if let Some((name, offset)) = open.first() {
        hits.add(Kind::Unclosed, *offset, name);
    }
    hits.kept
}

/// Where a part of `text` begins in it.
fn offset_in(text: &str, part: &str) -> Option<usize> {
    (part.as_ptr() as usize)
        .checked_sub(text.as_ptr() as usize)
        .filter(|offset| *offset <= text.len())
}

/// Keeps the list of open elements; 64 of them are enough to say that one was left open.
fn track<'t>(open: &mut Vec<(&'t str, usize)>, tag: &Tag<'t>, hits: &mut Hits<'t>) {
    if is_name(tag.name, &["p", "br", "img", "li"])
        || !elements::find(tag.name).is_some_and(|e| e.must_close)
    {
        return;
    }
    if !tag.closing {
        if open.len() < 64 && !tag.empty {
            open.push((tag.name, tag.start));
        }
        return;
    }
    let found = open
        .iter()
        .rposition(|(name, _)| name.eq_ignore_ascii_case(tag.name));
    match found {
        Some(found) => {
            open.remove(found);
        }
        None if open.len() < 64 => hits.add(Kind::Stray, tag.start, tag.name),
        None => {}
    }
}

/// References and instructions between two tags.
fn words<'t>(text: &'t str, from: usize, to: usize, hits: &mut Hits<'t>) {
    let Some(part) = text.get(from..to).filter(|p| !p.is_empty()) else {
        return;
    };
    let bytes = part.as_bytes();
    for at in memchr::memchr_iter(b'&', bytes) {
        let (kind, length) = match references::at(part, at) {
            Some((Reference::Control, length)) => (Kind::ControlReference, length),
            Some((Reference::Unknown, length)) => (Kind::UnknownReference, length),
            Some((Reference::Known, 5)) => match escaped_twice(part, at) {
                Some(length) => (Kind::Twice, length),
                None => continue,
            },
            _ => continue,
        };
        hits.add(
            kind,
            from + at,
            part.get(at..at + length).unwrap_or_default(),
        );
    }
    let instruction = |at: &usize| bytes.get(at + 1) == Some(&b'?');
    for at in memchr::memchr_iter(b'<', bytes).filter(instruction) {
        let rest = part.get(at..).unwrap_or_default();
        let end = rest.find('>').map_or(rest.len(), |end| end + 1);
        hits.add(
            Kind::Instruction,
            from + at,
            rest.get(..end).unwrap_or_default(),
        );
    }
}

/// `&amp;` before what is then no longer a reference, as in `&amp;nbsp;`: its length.
fn escaped_twice(part: &str, at: usize) -> Option<usize> {
    let rest = part.get(at..)?.strip_prefix("&amp;")?;
    let end = rest.bytes().take(34).position(|b| b == b';')?;
    let name = rest.get(..end)?;
    let number = name.strip_prefix('#').is_some_and(|n| {
        let digits = n.trim_start_matches(['x', 'X']);
        !digits.is_empty() && digits.bytes().all(|b| b.is_ascii_hexdigit())
    });
    (number || references::is_name(name)).then_some(end + 6)
}

/// `<a` without its end: what follows is lost.
fn unfinished_tag<'t>(text: &'t str, from: usize, hits: &mut Hits<'t>) {
    let rest = text.get(from..).unwrap_or_default();
    let found = memchr::memchr_iter(b'<', rest.as_bytes()).find_map(|at| {
        let body = rest.get(at + 1..)?;
        let name = body.strip_prefix('/').unwrap_or(body);
        let end = name
            .find(|c: char| !c.is_ascii_alphanumeric())
            .unwrap_or(name.len());
        let name = name.get(..end)?;
        elements::find(name).map(|_| (at, name))
    });
    if let Some((at, name)) = found {
        hits.add(Kind::Unfinished, from + at, name);
    }
}

/// Elements whose escaped tags, in a text without any other tag, were meant as markup.
const MEANT: &[&str] = &[
    "p", "br", "div", "a", "img", "ul", "ol", "li", "strong", "em", "span", "b", "i",
];

/// `&lt;p&gt;` in HTML that has no tag at all: it was escaped once too often.
fn escaped_tags<'t>(text: &'t str, hits: &mut Hits<'t>) {
    let found = memchr::memmem::find_iter(text.as_bytes(), b"&lt;").find(|at| {
        let rest = text.get(at + 4..).unwrap_or_default();
        let end = rest
            .find(|c: char| !c.is_ascii_alphanumeric())
            .unwrap_or(rest.len());
        rest.get(..end).is_some_and(|name| is_name(name, MEANT)) && rest.contains("&gt;")
    });
    if let Some(at) = found {
        let rest = text.get(at..).unwrap_or_default();
        let end = rest.find("&gt;").map_or(rest.len(), |end| end + 4);
        hits.add(Kind::Twice, at, rest.get(..end).unwrap_or_default());
    }
}

/// What one start tag has that is questionable.
pub(crate) fn judge_tag<'t>(name: &'t str, attributes: &[(&'t str, &'t str)]) -> Vec<Found<'t>> {
    let mut found = Vec::new();
    let common = is_name(name, HARMLESS);
    if common && attributes.is_empty() {
        return found;
    }
    let element = elements::find(name);
    if let Some(kind) = judge_name(name, element) {
        found.push(Found {
            kind,
            shown: name,
            attribute: None,
        });
    }
    for (key, value) in attributes {
        if let Some((kind, shown)) = judge_attribute(element, key, value) {
            found.push(Found {
                kind,
                shown,
                attribute: Some(key),
            });
        }
    }
    found
}

/// One fault of a tag.
pub(crate) struct Found<'t> {
    pub(crate) kind: Kind,
    pub(crate) shown: &'t str,
    pub(crate) attribute: Option<&'t str>,
}

fn judge_name(name: &str, element: Option<&elements::Element>) -> Option<Kind> {
    let Some(element) = element else {
        return (!name.contains('-')).then_some(Kind::Unknown);
    };
    match element.role {
        Role::Script => Some(Kind::Script),
        Role::Style => Some(Kind::Style),
        Role::Control => Some(Kind::Control),
        Role::Page => Some(Kind::Page),
        Role::Frame | Role::Plugin => Some(Kind::Embedded),
        Role::Form => Some(Kind::Form),
        Role::Text | Role::Obsolete | Role::Drawing => None,
    }
}

fn judge_attribute<'t>(
    element: Option<&elements::Element>,
    key: &'t str,
    value: &'t str,
) -> Option<(Kind, &'t str)> {
    let handler = key.get(..2).is_some_and(|p| p.eq_ignore_ascii_case("on"));
    if handler && key.len() > 3 {
        return Some((Kind::Handler, key));
    }
    if key.eq_ignore_ascii_case("style") {
        return styles::judge(value).map(|(fault, _)| match fault {
            styles::Fault::Reaches => (Kind::Style, value),
            styles::Fault::Dropped => (Kind::StyleDropped, value),
        });
    }
    let element = element.filter(|e| e.role != Role::Drawing)?;
    match elements::attribute(element, key) {
        Some(true) => judge_address(value).map(|kind| (kind, value)),
        Some(false) => None,
        None => Some((Kind::AttributeUnknown, key)),
    }
}

fn judge_address(value: &str) -> Option<Kind> {
    if value.starts_with("https://") || value.starts_with("http://") {
        return None;
    }
    let value = value.trim();
    let plain: String = value
        .chars()
        .take(64)
        .filter(|c| !c.is_ascii_whitespace() && !c.is_control())
        .collect();
    let lower = plain.to_ascii_lowercase();
    if ["javascript:", "vbscript:", "&#", "data:text"]
        .iter()
        .any(|bad| lower.starts_with(bad))
    {
        return Some(Kind::ScriptLink);
    }
    if lower.starts_with("data:") {
        return Some(Kind::DataLink);
    }
    let absolute =
        super::links::scheme(value).is_some() || value.is_empty() || value.starts_with('#');
    (!absolute).then_some(Kind::Relative)
}

/// The first tag or reference of HTML in a text that should be plain. `deliberate` says whether the character
/// at an offset was written as the RSS profile has it: as a hexadecimal reference, which no reader takes for markup.
pub(crate) fn first_in_plain(
    text: &str,
    deliberate: impl Fn(usize) -> bool,
) -> Option<(usize, &str)> {
    let tag = first_tag(text).filter(|(at, _)| !deliberate(*at));
    let entity = memchr::memchr_iter(b'&', text.as_bytes())
        .filter(|at| !deliberate(*at))
        .find_map(|at| {
            let found = references::at(text, at).filter(|(r, _)| *r != Reference::Unknown);
            let length = found.map(|(_, length)| length);
            let length = length.or_else(|| references::unfinished(text, at))?;
            text.get(at..at + length).map(|shown| (at, shown))
        });
    match (tag, entity) {
        (Some(tag), Some(entity)) => Some(if tag.0 < entity.0 { tag } else { entity }),
        (tag, entity) => tag.or(entity),
    }
}

/// The first tag, or the first finished reference, of a text that is declared as plain.
pub(crate) fn first_with_reference(
    text: &str,
    deliberate: impl Fn(usize) -> bool,
) -> Option<(usize, &str)> {
    let tag = first_tag(text).filter(|(at, _)| !deliberate(*at));
    tag.or_else(|| {
        let mut references =
            memchr::memchr_iter(b'&', text.as_bytes()).filter(|at| !deliberate(*at));
        references.find_map(|at| {
            let (found, length) = references::at(text, at)?;
            let shown = text.get(at..at + length)?;
            (found != Reference::Unknown && shown != "&amp;").then_some((at, shown))
        })
    })
}

/// `<` before what a lenient reader takes for a tag, though it is none of HTML.
pub(crate) fn ambiguous(text: &str, deliberate: impl Fn(usize) -> bool) -> Option<usize> {
    memchr::memchr_iter(b'<', text.as_bytes()).find(|at| {
        let next = text.as_bytes().get(at + 1);
        next.is_some_and(|b| b.is_ascii_alphabetic() || matches!(b, b'/' | b'!' | b'?'))
            && !deliberate(*at)
    })
}

/// Names that nine tags of ten have: they are asked first.
const HARMLESS: &[&str] = &[
    "p",
    "a",
    "br",
    "img",
    "em",
    "strong",
    "b",
    "i",
    "ul",
    "ol",
    "li",
    "div",
    "span",
    "blockquote",
    "h2",
    "h3",
];

/// Elements whose names are words that plain text may hold in angle brackets.
const WORDS: &[&str] = &[
    "dialog", "dir", "listing", "marquee", "menu", "meter", "output", "progress", "search", "slot",
    "content", "command", "map", "data",
];

fn is_markup(name: &str) -> bool {
    !is_name(name, WORDS) && elements::find(name).is_some()
}

/// The first tag of an HTML element; comparisons such as `a<b and c>d` are none.
pub(crate) fn first_tag(text: &str) -> Option<(usize, &str)> {
    let mut attributes = Vec::new();
    let mut at = 0;
    while let Some(tag) = next_tag(text, at, &mut attributes) {
        at = tag.end;
        let like_markup = tag.closing || attributes.iter().all(|(_, value)| !value.is_empty());
        if like_markup && is_markup(tag.name) {
            return text.get(tag.start..tag.end).map(|shown| (tag.start, shown));
        }
    }
    None
}

/// A tag of a page's head that says where something is.
#[derive(Debug)]
pub(crate) struct HeadTag<'t> {
    pub(crate) name: &'t str,
    pub(crate) start: usize,
    attributes: Vec<(&'t str, &'t str)>,
}

impl<'t> HeadTag<'t> {
    /// The attribute of this name as it is written, or nothing.
    pub(crate) fn get(&self, name: &str) -> &'t str {
        let mut attributes = self.attributes.iter();
        attributes
            .find(|(key, _)| key.eq_ignore_ascii_case(name))
            .map_or("", |(_, value)| *value)
    }
}

/// The `link` and `base` elements before the body of a page.
pub(crate) fn head_links(page: &str) -> Vec<HeadTag<'_>> {
    let mut found = Vec::new();
    let mut attributes = Vec::new();
    let mut at = 0;
    while let Some(tag) = next_tag(page, at, &mut attributes) {
        at = tag.end;
        if tag.closing {
            continue;
        }
        if is_name(tag.name, &["body"]) {
            break;
        }
        if is_name(tag.name, &["link", "base"]) {
            found.push(HeadTag {
                name: tag.name,
                start: tag.start,
                attributes: attributes.clone(),
            });
        }
        if is_name(tag.name, &["script", "style", "noscript", "svg"]) && !tag.empty {
            at = end_of_raw(page, at, tag.name);
        }
    }
    found
}

struct Tag<'t> {
    name: &'t str,
    start: usize,
    end: usize,
    closing: bool,
    empty: bool,
}

fn is_name(name: &str, names: &[&str]) -> bool {
    names.iter().any(|n| n.eq_ignore_ascii_case(name))
}

/// The next tag at or after `from`; its attributes are put into `attributes`.
fn next_tag<'t>(
    text: &'t str,
    from: usize,
    attributes: &mut Vec<(&'t str, &'t str)>,
) -> Option<Tag<'t>> {
    let bytes = text.as_bytes();
    let mut at = from;
    loop {
        let start = at + memchr::memchr(b'<', bytes.get(at..)?)?;
        at = start + 1;
        let rest = text.get(at..)?;
        if rest.starts_with("!--") {
            at = memchr::memmem::find(rest.as_bytes(), b"-->")
                .map_or(text.len(), |end| at + end + 3);
            continue;
        }
        let closing = rest.starts_with('/');
        let body = rest.get(usize::from(closing)..)?;
        if !body.starts_with(|c: char| c.is_ascii_alphabetic()) {
            continue;
        }
        let name_end = body
            .find(|c: char| c.is_ascii_whitespace() || matches!(c, '/' | '>' | '<'))
            .unwrap_or(body.len());
        let inner = body.get(name_end..)?;
        attributes.clear();
        // A tag without end swallows nothing: what looked like one is text.
        let (length, empty) = read_attributes(inner, attributes)?;
        let end = at + usize::from(closing) + name_end + length;
        return Some(Tag {
            name: body.get(..name_end)?,
            start,
            end,
            closing,
            empty,
        });
    }
}

/// Reads up to the `>`; gives the length including it, and whether a slash stood before it.
fn read_attributes<'t>(
    inner: &'t str,
    attributes: &mut Vec<(&'t str, &'t str)>,
) -> Option<(usize, bool)> {
    let bytes = inner.as_bytes();
    let mut at = 0;
    let mut empty = false;
    loop {
        match bytes.get(at)? {
            b'>' => return Some((at + 1, empty)),
            b'/' => empty = true,
            b if b.is_ascii_whitespace() => {}
            _ => {
                empty = false;
                let rest = inner.get(at..)?;
                let end =
                    rest.find(|c: char| c.is_ascii_whitespace() || matches!(c, '=' | '>' | '/'))?;
                let key = rest.get(..end.max(1))?;
                at += key.len();
                let (value, length) = read_value(inner.get(at..)?)?;
                at += length;
                if attributes.len() < 64 {
                    attributes.push((key, value));
                }
                continue;
            }
        }
        at += 1;
    }
}

/// What follows a key: `= value` in one of three ways of quoting, or nothing.
fn read_value(rest: &str) -> Option<(&str, usize)> {
    let after = rest.trim_start();
    let Some(value) = after.strip_prefix('=').map(str::trim_start) else {
        return Some(("", 0));
    };
    let before = rest.len() - value.len();
    match value.chars().next()? {
        quote @ ('"' | '\'') => {
            let body = value.get(1..)?;
            let end = memchr::memchr(quote as u8, body.as_bytes())?;
            Some((body.get(..end)?, before + end + 2))
        }
        _ => {
            let end = value.find(|c: char| c.is_ascii_whitespace() || c == '>')?;
            Some((value.get(..end)?, before + end))
        }
    }
}

/// Where the content of an element ends that is not HTML: a script, a style sheet, a drawing or a formula.
fn end_of_raw(text: &str, from: usize, name: &str) -> usize {
    let bytes = text.as_bytes();
    let mut at = from;
    while let Some(found) = bytes
        .get(at..)
        .and_then(|rest| memchr::memmem::find(rest, b"</"))
    {
        let start = at + found;
        if text
            .get(start + 2..start + 2 + name.len())
            .is_some_and(|n| n.eq_ignore_ascii_case(name))
        {
            return start;
        }
        at = start + 2;
    }
    text.len()
}

#[cfg(test)]
mod tests {
    use super::{Kind, ambiguous, first_in_plain, first_tag, scan};

    fn kinds(html: &str) -> Vec<Kind> {
        scan(html).into_iter().map(|h| h.kind).collect()
    }

    #[test]
    fn finds() {
        let cases: &[(&str, &[Kind])] = &[
            ("<p>fine <a href='https://a.example/'>x</a> 5 < 6<br>", &[]),
            ("<script>if (a<b) '<a href=x>'</script>", &[Kind::Script]),
            (
                "<img src=x onerror=alert(1)>",
                &[Kind::Relative, Kind::Handler],
            ),
            ("<a href=\"java\nscript:x\">y</a>", &[Kind::ScriptLink]),
            ("<img src='data:image/png;base64,AA=='>", &[Kind::DataLink]),
            ("<div><b>x</b>", &[Kind::Unclosed]),
            ("x</div>", &[Kind::Stray]),
            ("<!-- <script> --><p>", &[]),
            ("<a href=x", &[Kind::Unfinished]),
            (
                "<form action='https://a.example/'><input></form>",
                &[Kind::Form, Kind::Form],
            ),
            (
                "<iframe src='https://a.example/'></iframe>",
                &[Kind::Embedded],
            ),
            ("<?import namespace='x'>y", &[Kind::Instruction]),
            ("<john@example.com>", &[Kind::Unknown]),
            (
                "<p onbug=1 foo=2>",
                &[Kind::Handler, Kind::AttributeUnknown],
            ),
            (
                "a&#x92;b &nosuch; &mdash; R&D",
                &[Kind::ControlReference, Kind::UnknownReference],
            ),
            ("<p>a&amp;nbsp;b</p>", &[Kind::Twice]),
            ("&lt;p&gt;a&lt;/p&gt;", &[Kind::Twice]),
            ("<p>&lt;p&gt; begins a paragraph", &[]),
            (
                "<p style='color: red'><b style='position:fixed'>x</b>",
                &[Kind::Style],
            ),
        ];
        for (html, wanted) in cases {
            assert_eq!(kinds(html), *wanted, "{html}");
        }
    }

    #[test]
    fn plain() {
        let never = |_: usize| false;
        assert_eq!(first_tag("a<b and c>d"), None);
        assert_eq!(first_tag("x <b>bold</b>"), Some((2, "<b>")));
        assert_eq!(first_in_plain("AT&T", never), None);
        assert_eq!(first_in_plain("a &mdash; b", never), Some((2, "&mdash;")));
        assert_eq!(first_in_plain("a &mdash; b", |at| at == 2), None);
        assert_eq!(ambiguous("&</", never), Some(1));
        assert_eq!(ambiguous("I <3 you", never), None);
    }
}
