//! Which fragments are clean already, so that parsing and writing them again would change nothing but the spelling
//! of character references.
//!
//! Most bodies of most sources are; proving it costs a twentieth of `ammonia`. The proof is narrow on purpose: allowed
//! tags in lower case, every end tag in its place, a nesting that no parser mends, quoted attributes, absolute web
//! addresses in plain characters, known character references. Anything else is a "no", which only costs time.

use memchr::{memchr, memchr2};

use super::entities;
use super::tags::{self, Role, Tag};
use super::trackers;

/// How many tags may be open at once.
const DEEPEST: usize = 32;

/// Is it certain that `ammonia` would give this back?
pub(super) fn is_canonical(html: &str) -> bool {
    !has_controls(html) && Scanner::new(html).run().is_some()
}

fn has_controls(html: &str) -> bool {
    let control = |b: u8| (b < 0x20) & (b != b'\n') & (b != b'\t');
    let block = |block: &[u8]| block.iter().fold(false, |found, &b| found | control(b));
    html.as_bytes().chunks(64).any(block)
}

struct Scanner<'h> {
    rest: &'h str,
    open: Vec<&'static Tag>,
}

impl<'h> Scanner<'h> {
    fn new(html: &'h str) -> Self {
        Scanner {
            rest: html,
            open: Vec::with_capacity(DEEPEST),
        }
    }

    /// `None` at the first doubt.
    fn run(&mut self) -> Option<()> {
        while let Some(at) = memchr(b'<', self.rest.as_bytes()) {
            let text = self.take(at)?;
            self.check_text(text)?;
            self.take(1)?;
            match self.rest.strip_prefix('/') {
                Some(rest) => {
                    self.rest = rest;
                    self.close()?;
                }
                None => self.open_tag()?,
            }
        }
        self.check_text(self.rest)?;
        self.open.is_empty().then_some(())
    }

    fn take(&mut self, len: usize) -> Option<&'h str> {
        let (taken, rest) = self.rest.split_at_checked(len)?;
        self.rest = rest;
        Some(taken)
    }

    fn check_text(&self, text: &str) -> Option<()> {
        let in_list = self.open.last().is_some_and(|t| t.role == Role::List);
        if in_list && !text.bytes().all(|b| b.is_ascii_whitespace()) {
            return None;
        }
        check_references(text)
    }

    fn close(&mut self) -> Option<()> {
        let tag = self.open.pop()?;
        self.rest = self.rest.strip_prefix(tag.name)?.strip_prefix('>')?;
        Some(())
    }

    fn open_tag(&mut self) -> Option<()> {
        let tag = tags::find(self.name()?)?;
        let parent = self.open.last().map(|t| t.role);
        if !may_stand_in(tag, parent) || (tag.name == "a" && self.within_a_link()) {
            return None;
        }
        self.attributes(tag)?;
        if !tag.is_void() {
            self.open.push(tag);
        }
        (self.open.len() <= DEEPEST).then_some(())
    }

    fn within_a_link(&self) -> bool {
        self.open.iter().any(|t| t.name == "a")
    }

    /// A tag's or an attribute's name.
    fn name(&mut self) -> Option<&'h str> {
        let plain = |b: &u8| b.is_ascii_lowercase() || b.is_ascii_digit();
        let end = self.rest.bytes().position(|b| !plain(&b))?;
        self.take(end)
    }

    /// `>`, or ` name="value"` and again.
    fn attributes(&mut self, tag: &Tag) -> Option<()> {
        let mut seen = [""; 8];
        for slot in &mut seen {
            if let Some(rest) = self.rest.strip_prefix('>') {
                self.rest = rest;
                return no_repeats(&seen);
            }
            self.rest = self.rest.strip_prefix(' ')?;
            let name = self.name()?;
            self.rest = self.rest.strip_prefix("=\"")?;
            let value = self.take(memchr(b'"', self.rest.as_bytes())?)?;
            self.take(1)?;
            check_attribute(tag, name, value)?;
            *slot = name;
        }
        None
    }
}

fn no_repeats(names: &[&str]) -> Option<()> {
    let repeated = names
        .iter()
        .enumerate()
        .any(|(n, name)| !name.is_empty() && names.iter().skip(n + 1).any(|other| other == name));
    (!repeated).then_some(())
}

fn check_attribute(tag: &Tag, name: &str, value: &str) -> Option<()> {
    if !tag.allows(name) || memchr(b'<', value.as_bytes()).is_some() {
        return None;
    }
    if tag.name == "img" && trackers::may_be_tracker(name, value) {
        return None;
    }
    check_references(value)?;
    if tags::ADDRESSES.contains(&name) {
        return is_plain_address(value).then_some(());
    }
    Some(())
}

/// May this tag stand there without a parser closing, moving or adding anything?
fn may_stand_in(tag: &Tag, parent: Option<Role>) -> bool {
    use Role::{Flow, Formatting, Item, List, Paragraph, Phrase, VoidBlock, VoidPhrase};
    match parent {
        None | Some(Flow | Item) => match tag.role {
            Flow | Paragraph | List | Phrase | Formatting | VoidPhrase => true,
            VoidBlock => tag.name == "hr",
            _ => false,
        },
        Some(Paragraph | Phrase | Formatting) => {
            matches!(tag.role, Phrase | Formatting | VoidPhrase)
        }
        Some(List) => tag.role == Item,
        _ => false,
    }
}

/// No bare `>`, and every `&` begins a reference that is known.
fn check_references(text: &str) -> Option<()> {
    let mut rest = text;
    while let Some(at) = memchr2(b'&', b'>', rest.as_bytes()) {
        let (_, length) = entities::read(rest.get(at..)?)?;
        rest = rest.get(at + length..)?;
    }
    Some(())
}

/// An absolute web address, so plain that every URL parser leaves it as it is.
fn is_plain_address(value: &str) -> bool {
    let rest = value
        .strip_prefix("https://")
        .or_else(|| value.strip_prefix("http://"));
    let Some(rest) = rest else { return false };
    let end = rest.find('/').unwrap_or(rest.len());
    let (host, path) = rest.split_at_checked(end).unwrap_or((rest, ""));
    is_plain_host(host) && path.bytes().all(is_plain_path_byte)
}

fn is_plain_host(host: &str) -> bool {
    let last = host.rsplit('.').next().unwrap_or_default();
    let label = |l: &str| {
        !l.is_empty()
            && !l.starts_with("xn--")
            && !l.starts_with('-')
            && !l.ends_with('-')
            && l.bytes()
                .all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-')
    };
    host.len() < 254
        && last.starts_with(|c: char| c.is_ascii_lowercase())
        && host.split('.').all(label)
}

const fn is_plain_path_byte(b: u8) -> bool {
    b.is_ascii_alphanumeric()
        || matches!(
            b,
            b'/' | b'-'
                | b'.'
                | b'_'
                | b'~'
                | b'%'
                | b'?'
                | b'&'
                | b'='
                | b';'
                | b'#'
                | b'+'
                | b','
                | b':'
                | b'@'
                | b'!'
                | b'*'
                | b'('
                | b')'
        )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_canonical() {
        for html in [
            "",
            "text &amp; more",
            "<p>a <b>b</b> &mdash; <a href=\"https://p.example/?a=1&amp;b=2\">c</a><br>\nd</p>\n<hr>",
            "<ul><li>a</li>\n<li><p>b</p><ol><li>c</li></ol></li></ul>",
            "<figure><img src=\"https://p.example/1.jpg\" alt=\"A &quot;b&quot;\" width=\"12\" height=\"8\"><figcaption>c</figcaption></figure>",
            "<blockquote><p>&ldquo;x&rdquo; &#8239;5</p></blockquote><h2>T</h2>",
        ] {
            assert!(is_canonical(html), "{html}");
        }
    }

    #[test]
    fn what_needs_a_parser() {
        for html in [
            "<p>a",
            "a</p>",
            "<p><p>a</p></p>",
            "<p><ul></ul></p>",
            "<b><p>a</p></b>",
            "<ul>a</ul>",
            "<li>a</li>",
            "<a href=\"https://p.example/\"><i><a href=\"https://p.example/\">b</a></i></a>",
            "<P>a</P>",
            "<p >a</p>",
            "<p class=\"x\">a</p>",
            "<p onclick=\"x\">a</p>",
            "<a href='https://p.example/'>a</a>",
            "<a href=\"/a\">a</a>",
            "<a href=\"javascript:a\">a</a>",
            "<a href=\"https://p.example:99/\">a</a>",
            "<a href=\"https://1.2.3.4/\">a</a>",
            "<a href=\"https://p.example\\@q.example/\">a</a>",
            "<a href=\"https:p.example\">a</a>",
            "<a href=\"https://p.example/ b\">a</a>",
            "<img src=\"https://p.example/\" src=\"https://p.example/\">",
            "<br/>",
            "<script>a</script>",
            "<svg></svg>",
            "<table></table>",
            "<!-- a -->",
            "<p>a<!-- --></p>",
            "a < b",
            "a > b",
            "a & b",
            "a &xxe; b",
            "a &amp b",
            "&#0;",
            "&#x81;",
            "&#13;",
            "&#xD800;",
            "a\u{0}b",
            "a\rb",
        ] {
            assert!(!is_canonical(html), "{html}");
        }
    }
}
