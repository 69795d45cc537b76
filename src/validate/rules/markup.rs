//! HTML looked at from afar: its tags and attributes, in one pass, without building a page.

/// What is found in HTML.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    Script,
    Control,
    Handler,
    ScriptLink,
    Embedded,
    Style,
    Relative,
    Page,
    Unknown,
    Unclosed,
}

/// The first find of a kind in one text.
#[derive(Debug)]
pub(crate) struct Hit<'t> {
    pub(crate) kind: Kind,
    pub(crate) offset: usize,
    pub(crate) shown: &'t str,
}

/// Elements that mark a text as HTML.
const ELEMENTS: &[&str] = &[
    "a",
    "abbr",
    "acronym",
    "address",
    "area",
    "article",
    "aside",
    "audio",
    "b",
    "base",
    "bdi",
    "bdo",
    "big",
    "blockquote",
    "body",
    "br",
    "button",
    "canvas",
    "caption",
    "center",
    "cite",
    "code",
    "col",
    "colgroup",
    "data",
    "dd",
    "del",
    "details",
    "dfn",
    "div",
    "dl",
    "dt",
    "em",
    "embed",
    "fieldset",
    "figcaption",
    "figure",
    "font",
    "footer",
    "form",
    "frame",
    "frameset",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "head",
    "header",
    "hr",
    "html",
    "i",
    "iframe",
    "img",
    "input",
    "ins",
    "kbd",
    "label",
    "legend",
    "li",
    "link",
    "main",
    "map",
    "mark",
    "meta",
    "nav",
    "noscript",
    "object",
    "ol",
    "optgroup",
    "option",
    "p",
    "param",
    "picture",
    "pre",
    "q",
    "s",
    "samp",
    "script",
    "section",
    "select",
    "small",
    "source",
    "span",
    "strike",
    "strong",
    "style",
    "sub",
    "summary",
    "sup",
    "table",
    "tbody",
    "td",
    "template",
    "textarea",
    "tfoot",
    "th",
    "thead",
    "time",
    "title",
    "tr",
    "track",
    "tt",
    "u",
    "ul",
    "var",
    "video",
    "wbr",
];
/// Further elements of HTML, present and past, whose names are words that plain text may hold in angle brackets.
const RARE: &[&str] = &[
    "applet",
    "basefont",
    "bgsound",
    "blink",
    "datalist",
    "dialog",
    "dir",
    "hgroup",
    "listing",
    "marquee",
    "math",
    "menu",
    "meter",
    "nobr",
    "noembed",
    "noframes",
    "output",
    "plaintext",
    "progress",
    "rb",
    "rp",
    "rt",
    "rtc",
    "ruby",
    "search",
    "slot",
    "svg",
    "xmp",
];
/// Elements that cannot be left open without harm to what follows.
const MUST_CLOSE: &[&str] = &[
    "a",
    "abbr",
    "article",
    "aside",
    "audio",
    "b",
    "blockquote",
    "button",
    "center",
    "cite",
    "code",
    "del",
    "details",
    "div",
    "dl",
    "em",
    "figcaption",
    "figure",
    "font",
    "footer",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "header",
    "i",
    "ins",
    "kbd",
    "main",
    "mark",
    "nav",
    "ol",
    "picture",
    "pre",
    "q",
    "s",
    "section",
    "small",
    "span",
    "strike",
    "strong",
    "sub",
    "summary",
    "sup",
    "table",
    "time",
    "tt",
    "u",
    "ul",
    "var",
    "video",
];
const EMBEDDED: &[&str] = &[
    "iframe", "object", "embed", "applet", "form", "input", "button", "textarea", "select",
    "frame", "frameset",
];
const PAGE: &[&str] = &["html", "head", "body", "title"];
const ADDRESSES: &[&str] = &[
    "href",
    "src",
    "poster",
    "cite",
    "action",
    "background",
    "longdesc",
];

/// What is questionable in an HTML text: the first of each kind.
pub(crate) fn scan(text: &str) -> Vec<Hit<'_>> {
    let mut hits: Vec<Hit<'_>> = Vec::new();
    let mut open: Vec<(&str, usize)> = Vec::new();
    let mut attributes = Vec::new();
    let mut at = 0;
    while let Some(tag) = next_tag(text, at, &mut attributes) {
        at = tag.end;
        track(&mut open, &tag);
        if tag.closing {
            continue;
        }
        for (kind, shown) in judge_tag(tag.name, &attributes) {
            if !hits.iter().any(|h| h.kind == kind) {
                let shown = if shown.is_empty() { tag.name } else { shown };
                hits.push(Hit {
                    kind,
                    offset: tag.start,
                    shown,
                });
            }
        }
        if is_name(tag.name, &["script", "style", "svg", "math"]) && !tag.empty {
            at = end_of_raw(text, at, tag.name);
        }
    }
    if let Some((name, offset)) = open.first() {
        hits.push(Hit {
            kind: Kind::Unclosed,
            offset: *offset,
            shown: name,
        });
    }
    hits
}

/// Keeps the list of open elements; 64 of them are enough to say that one was left open.
fn track<'t>(open: &mut Vec<(&'t str, usize)>, tag: &Tag<'t>) {
    if !is_name(tag.name, MUST_CLOSE) {
        return;
    }
    if tag.closing {
        if let Some(found) = open
            .iter()
            .rposition(|(name, _)| name.eq_ignore_ascii_case(tag.name))
        {
            open.remove(found);
        }
    } else if open.len() < 64 && !tag.empty {
        open.push((tag.name, tag.start));
    }
}

/// What one start tag has that is questionable, with the value to show.
pub(crate) fn judge_tag<'t>(
    name: &'t str,
    attributes: &[(&'t str, &'t str)],
) -> Vec<(Kind, &'t str)> {
    let mut found: Vec<_> = judge_name(name)
        .map(|kind| (kind, name))
        .into_iter()
        .collect();
    for (key, value) in attributes {
        if key.get(..2).is_some_and(|p| p.eq_ignore_ascii_case("on")) && key.len() > 3 {
            found.push((Kind::Handler, key));
        } else if key.eq_ignore_ascii_case("style") && is_dangerous_style(value) {
            found.push((Kind::Style, value));
        } else if is_address(name, key) {
            found.extend(judge_address(value).map(|kind| (kind, *value)));
        }
    }
    found
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
/// The names that are questionable by themselves.
const QUESTIONABLE: &[(Kind, &[&str])] = &[
    (Kind::Script, &["script"]),
    (Kind::Embedded, EMBEDDED),
    (Kind::Control, &["meta", "base", "link"]),
    (Kind::Style, &["style"]),
    (Kind::Page, PAGE),
];

fn judge_name(name: &str) -> Option<Kind> {
    if is_name(name, HARMLESS) {
        return None;
    }
    let questionable = QUESTIONABLE
        .iter()
        .find(|(_, names)| is_name(name, names))
        .map(|(kind, _)| *kind);
    let known = is_name(name, ELEMENTS) || is_name(name, RARE) || name.contains(['-', ':']);
    questionable.or((!known).then_some(Kind::Unknown))
}

/// Does this attribute hold an address? `data` does so on an object alone.
fn is_address(name: &str, key: &str) -> bool {
    is_name(key, ADDRESSES) || (is_name(key, &[]) && is_name(name, &["object"]))
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
    if lower.starts_with("javascript:") || lower.starts_with("vbscript:") || lower.starts_with("&#")
    {
        return Some(Kind::ScriptLink);
    }
    let absolute =
        super::links::scheme(value).is_some() || value.is_empty() || value.starts_with('#');
    (!absolute).then_some(Kind::Relative)
}

fn is_dangerous_style(value: &str) -> bool {
    let lower = value.to_ascii_lowercase();
    [
        "position",
        "expression(",
        "javascript:",
        "behavior",
        "-moz-binding",
        "@import",
    ]
    .iter()
    .any(|bad| lower.contains(bad))
}

/// The first tag or entity of HTML in a text that should be plain.
pub(crate) fn first_in_plain(text: &str) -> Option<(usize, &str)> {
    let tag = first_tag(text);
    let entity = memchr::memchr_iter(b'&', text.as_bytes())
        .find_map(|at| entity_at(text, at).map(|e| (at, e)));
    match (tag, entity) {
        (Some(tag), Some(entity)) => Some(if tag.0 < entity.0 { tag } else { entity }),
        (tag, entity) => tag.or(entity),
    }
}

/// The ends of the names of letters with marks.
const MARKS: &[&str] = &[
    "uml", "acute", "grave", "circ", "tilde", "cedil", "ring", "slash", "zlig", "Elig", "elig",
    "caron",
];

/// `&name;` or `&#number;` at this place.
fn entity_at(text: &str, at: usize) -> Option<&str> {
    let rest = text.get(at + 1..)?;
    let end = rest.bytes().take(12).position(|b| b == b';')?;
    let name = rest.get(..end)?;
    let number = name.strip_prefix('#').is_some_and(|n| {
        n.trim_start_matches(['x', 'X'])
            .bytes()
            .all(|b| b.is_ascii_hexdigit())
            && n.len() > 1
    });
    let known = [
        "amp", "lt", "gt", "quot", "apos", "nbsp", "mdash", "ndash", "hellip", "rsquo", "lsquo",
        "rdquo", "ldquo", "copy", "eacute",
    ];
    // A letter with a mark, such as ouml or Eacute.
    let marked = name.starts_with(|c: char| c.is_ascii_alphabetic())
        && MARKS.contains(&name.get(1..).unwrap_or_default());
    (number || marked || known.contains(&name))
        .then(|| text.get(at..at + end + 2))
        .flatten()
}

/// The first tag of an HTML element; comparisons such as `a<b and c>d` are none.
pub(crate) fn first_tag(text: &str) -> Option<(usize, &str)> {
    let mut attributes = Vec::new();
    let mut at = 0;
    while let Some(tag) = next_tag(text, at, &mut attributes) {
        at = tag.end;
        let like_markup = tag.closing || attributes.iter().all(|(_, value)| !value.is_empty());
        if like_markup && is_name(tag.name, ELEMENTS) {
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
            .find(|c: char| !c.is_ascii_alphanumeric() && !matches!(c, '-' | ':'))
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
    use super::{Kind, first_in_plain, first_tag, scan};

    fn kinds(html: &str) -> Vec<Kind> {
        scan(html).into_iter().map(|h| h.kind).collect()
    }

    #[test]
    fn finds() {
        assert_eq!(
            kinds("<p>fine <a href='https://a.example/'>x</a> 5 < 6<br>"),
            []
        );
        assert_eq!(
            kinds("<script>if (a<b) '<a href=x>'</script>"),
            [Kind::Script]
        );
        assert_eq!(
            kinds("<img src=x onerror=alert(1)>"),
            [Kind::Relative, Kind::Handler]
        );
        assert_eq!(
            kinds("<a href=\"java\nscript:x\">y</a>"),
            [Kind::ScriptLink]
        );
        assert_eq!(kinds("<div><b>x</b>"), [Kind::Unclosed]);
        assert_eq!(kinds("<!-- <script> --><p>"), []);
        assert_eq!(kinds("<a href=x"), []);
    }

    #[test]
    fn plain() {
        assert_eq!(first_tag("a<b and c>d"), None);
        assert_eq!(first_tag("x <b>bold</b>"), Some((2, "<b>")));
        assert_eq!(first_in_plain("AT&T"), None);
        assert_eq!(first_in_plain("a &mdash; b"), Some((2, "&mdash;")));
    }
}
