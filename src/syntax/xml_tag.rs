//! One start tag taken apart: its name and its attributes, each with its place.

use crate::syntax::chars::{self, BadReference, is_space};
use crate::syntax::fault::{Fault, FaultKind, note};
use crate::syntax::namespaces::NsId;
use crate::syntax::span::Position;

/// A stretch of text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct Range {
    pub(crate) start: u32,
    pub(crate) end: u32,
}

impl Range {
    #[inline]
    pub(crate) fn new(start: usize, end: usize) -> Range {
        Range {
            start: start as u32,
            end: end as u32,
        }
    }

    #[inline]
    pub(crate) fn length(self) -> usize {
        self.end.saturating_sub(self.start) as usize
    }

    #[inline]
    pub(crate) fn of(self, text: &str) -> &str {
        text.get(self.start as usize..self.end as usize)
            .unwrap_or_default()
    }
}

/// An attribute of the tag that was read last. Its ranges count from the tag's `<`.
#[derive(Debug, Clone, Copy)]
pub(crate) struct RawAttribute {
    pub(crate) name: Range,
    /// The value as written.
    pub(crate) written: Range,
    /// Where it differs from what is written: the value, in [`Tag::text`].
    pub(crate) resolved: Option<Range>,
    pub(crate) ns: NsId,
}

/// The start tag that was read last; its memory is used again for the next one.
#[derive(Debug, Default)]
pub(crate) struct Tag {
    /// Values that are not what is written.
    text: String,
    pub(crate) name: Range,
    /// Where the name without prefix begins.
    pub(crate) local: u32,
    pub(crate) attributes: Vec<RawAttribute>,
    /// Where in the tag an unexpected `<` lies, from which on it should be read again.
    pub(crate) resync: Option<usize>,
    /// Has it attributes with a colon in their names, or declarations of namespaces?
    pub(crate) qualified: bool,
}

impl Tag {
    /// The value of an attribute; `raw` is the tag.
    #[inline]
    pub(crate) fn value<'t>(&'t self, raw: &'t str, attribute: &RawAttribute) -> &'t str {
        match attribute.resolved {
            Some(range) => range.of(&self.text),
            None => attribute.written.of(raw),
        }
    }

    pub(crate) fn clear(&mut self) {
        self.text.clear();
        self.attributes.clear();
        self.resync = None;
        self.qualified = false;
    }

    /// Takes a tag apart, what lies between `from` and `to` in `raw`; `at` is the place of its first byte.
    pub(crate) fn read(
        &mut self,
        raw: &str,
        (from, to): (usize, usize),
        at: Position,
        most: usize,
        faults: &mut Vec<Fault>,
    ) {
        self.clear();
        let raw = raw.get(..to).unwrap_or_default();
        let rest = raw.get(from..).unwrap_or_default();
        let end = rest
            .find(|c: char| c.is_ascii_whitespace() || c == '<')
            .map_or(to, |length| from + length);
        self.name = Range::new(from, end);
        let name = self.name.of(raw);
        let colon = name.bytes().position(|b| b == b':');
        self.local = (from + colon.map_or(0, |colon| colon + 1)) as u32;
        if !name.is_empty() && !chars::is_qname(name) {
            note(faults, Fault::new(FaultKind::NameMalformed, at, name));
        }
        let mut cursor = Cursor {
            raw,
            done: end,
            at: at.after(name.as_bytes()),
        };
        if end < to {
            self.read_attributes(&mut cursor, most, faults);
        }
    }

    fn read_attributes(&mut self, cursor: &mut Cursor<'_>, most: usize, faults: &mut Vec<Fault>) {
        loop {
            let blanks = cursor.skip(|c| c.is_ascii_whitespace());
            let Some(first) = cursor.rest().chars().next() else {
                return;
            };
            if first == '<' {
                self.resync = Some(cursor.done);
                let name = self.name.of(cursor.raw);
                note(
                    faults,
                    Fault::new(FaultKind::MarkupUnclosed, cursor.at, name),
                );
                return;
            }
            if self.attributes.len() >= most {
                let fault = Fault::new(
                    FaultKind::LimitExceeded,
                    cursor.at,
                    "attributes of one element",
                );
                note(faults, fault.with(most.to_string()));
                return;
            }
            if blanks == 0 {
                note(
                    faults,
                    Fault::new(FaultKind::AttributeMalformed, cursor.at, cursor.excerpt())
                        .with("no blank before it"),
                );
            }
            if !self.read_attribute(cursor, faults) {
                return;
            }
        }
    }

    /// Reads one attribute; false where the tag cannot be followed any further.
    fn read_attribute(&mut self, cursor: &mut Cursor<'_>, faults: &mut Vec<Fault>) -> bool {
        let at = cursor.at;
        let from = cursor.done;
        cursor.skip(|c| !c.is_ascii_whitespace() && !matches!(c, '=' | '<' | '"' | '\''));
        let raw = cursor.raw;
        let name = raw.get(from..cursor.done).unwrap_or_default();
        if !chars::is_qname(name) {
            note(
                faults,
                Fault::new(
                    FaultKind::NameMalformed,
                    at,
                    if name.is_empty() {
                        cursor.excerpt()
                    } else {
                        name
                    },
                ),
            );
        }
        cursor.skip(|c| c.is_ascii_whitespace());
        if !cursor.take('=') {
            faults
                .push(Fault::new(FaultKind::AttributeMalformed, at, name).with("it has no value"));
            return !name.is_empty() || cursor.step();
        }
        cursor.skip(|c| c.is_ascii_whitespace());
        let Some(quote) = cursor
            .rest()
            .chars()
            .next()
            .filter(|c| matches!(c, '"' | '\''))
        else {
            note(
                faults,
                Fault::new(FaultKind::AttributeMalformed, at, name).with("its value is not quoted"),
            );
            cursor.skip(|c| !c.is_ascii_whitespace() && c != '<');
            return true;
        };
        cursor.step();
        let value_at = cursor.at;
        let Some(written) = self.read_value(quote, name, cursor, faults) else {
            return false;
        };
        let name = Range::new(from, from + name.len());
        self.keep(raw, name, written, (at, value_at), faults);
        true
    }

    /// Reads a value up to its quotation mark; `None` where that is missing, so that the tag cannot be followed any further.
    fn read_value(
        &mut self,
        quote: char,
        name: &str,
        cursor: &mut Cursor<'_>,
        faults: &mut Vec<Fault>,
    ) -> Option<Range> {
        let (value_at, from) = (cursor.at, cursor.done);
        cursor.skip(|c| c != quote);
        let value = cursor.raw.get(from..cursor.done).unwrap_or_default();
        cursor.step();
        if let Some(less) = value.find('<') {
            let before = value.get(..less).unwrap_or_default();
            let at = value_at.after(before.as_bytes());
            note(faults, Fault::new(FaultKind::LessThanInAttribute, at, name));
            let next = cursor.rest().chars().next();
            if next.is_some_and(|c| !c.is_ascii_whitespace() && c != '/') {
                self.resync = Some(from + less);
                return None;
            }
        }
        Some(Range::new(from, from + value.len()))
    }

    fn keep(
        &mut self,
        raw: &str,
        name: Range,
        written: Range,
        (at, value_at): (Position, Position),
        faults: &mut Vec<Fault>,
    ) {
        let shown = name.of(raw);
        if self.attributes.iter().any(|a| a.name.of(raw) == shown) {
            note(faults, Fault::new(FaultKind::AttributeRepeated, at, shown));
            return;
        }
        let start = self.text.len();
        append_value(&mut self.text, written.of(raw), value_at, shown, faults);
        self.qualified |= shown.contains(':') || shown == "xmlns";
        self.push(name, written, Some(start));
    }

    fn push(&mut self, name: Range, written: Range, resolved: Option<usize>) {
        self.attributes.push(RawAttribute {
            name,
            written,
            resolved: resolved.map(|start| Range::new(start, self.text.len())),
            ns: NsId::NONE,
        });
    }

    /// Reads the tag that begins at the first byte of `text`, if it is whole and has nothing unusual:
    /// then its length, and whether it is an empty element's.
    pub(crate) fn read_plain(&mut self, text: &str, most: usize) -> Option<(usize, bool)> {
        self.clear();
        let bytes = text.as_bytes();
        let (local, mut at) = plain_name(bytes, 1)?;
        self.name = Range::new(1, at);
        self.local = local as u32;
        loop {
            let name_end = at;
            while is_space(*bytes.get(at)?) {
                at += 1;
            }
            match bytes.get(at)? {
                b'>' => return Some((at + 1, false)),
                b'/' => return (bytes.get(at + 1)? == &b'>').then_some((at + 2, true)),
                _ if at == name_end || self.attributes.len() >= most => return None,
                _ => {}
            }
            at = self.read_plain_attribute(text, at)?;
        }
    }

    fn read_plain_attribute(&mut self, text: &str, from: usize) -> Option<usize> {
        let bytes = text.as_bytes();
        let (local, end) = plain_name(bytes, from)?;
        let name = Range::new(from, end);
        let shown = name.of(text);
        let quote = bytes.get(end + 1)?;
        if bytes.get(end)? != &b'=' || !matches!(quote, b'"' | b'\'') {
            return None;
        }
        let start = end + 2;
        let rest = bytes.get(start..)?;
        let stop = rest
            .iter()
            .position(|b| matches!(b, b'"' | b'\'' | b'<' | b'&' | b'\t' | b'\r' | b'\n'))?;
        let plain = rest.get(stop)? == quote;
        let length = match plain {
            true => stop,
            false => stop + memchr::memchr(*quote, rest.get(stop..)?)?,
        };
        if self.attributes.iter().any(|a| a.name.of(text) == shown) {
            return None;
        }
        let written = Range::new(start, start + length);
        let resolved = match plain {
            true => None,
            false => Some(self.resolve_plain(written.of(text))?),
        };
        self.qualified |= local > from || shown == "xmlns";
        self.push(name, written, resolved);
        Some(start + length + 1)
    }

    /// Resolves a value of which nothing is to be reported, and says where it begins.
    fn resolve_plain(&mut self, value: &str) -> Option<usize> {
        let start = self.text.len();
        let mut faults = Vec::new();
        append_value(&mut self.text, value, Position::START, "", &mut faults);
        (faults.is_empty() && !value.contains('<')).then_some(start)
    }
}

/// Where a name of ASCII letters that begins at `from`, with one colon at most inside it, has its local part and its end.
fn plain_name(bytes: &[u8], from: usize) -> Option<(usize, usize)> {
    const START: u8 = 1;
    const INSIDE: u8 = 2;
    #[expect(
        clippy::indexing_slicing,
        reason = "an index out of bounds would fail the build"
    )]
    static CLASSES: [u8; 256] = {
        let mut classes = [0; 256];
        let mut byte = 0;
        while byte < 128 {
            let c = byte as u8 as char;
            if chars::is_name_start(c) {
                classes[byte] = START | INSIDE;
            } else if chars::is_name_char(c) {
                classes[byte] = INSIDE;
            }
            byte += 1;
        }
        classes
    };
    let class = |at: usize| {
        let byte = bytes.get(at)?;
        CLASSES.get(usize::from(*byte)).copied()
    };
    let ncname = |from: usize| {
        let mut at = from + 1;
        if class(from)? & START == 0 {
            return None;
        }
        while class(at)? & INSIDE != 0 {
            at += 1;
        }
        Some(at)
    };
    let end = ncname(from)?;
    let (local, end) = match bytes.get(end)? {
        b':' => (end + 1, ncname(end + 1)?),
        _ => (from, end),
    };
    let next = bytes.get(end)?;
    (next.is_ascii() && *next != b':').then_some((local, end))
}

/// Appends a value with its references resolved and its white space made blanks (XML 1.0, 3.3.3).
fn append_value(out: &mut String, value: &str, at: Position, name: &str, faults: &mut Vec<Fault>) {
    let (mut place, mut counted) = (at, 0);
    let mut done = 0;
    while let Some(amp) = memchr::memchr(b'&', value.as_bytes().get(done..).unwrap_or_default()) {
        let start = done + amp;
        append_blanked(out, value.get(done..start).unwrap_or_default());
        let body = value.get(start + 1..).unwrap_or_default();
        let inner = reference_name(body);
        match chars::reference(inner) {
            Ok(c) => {
                out.push(c);
                done = start + 1 + inner.len() + 1;
            }
            Err(bad) => {
                // Counted from the fault before, so that many faults cost no more than one walk.
                place.advance(value.as_bytes().get(counted..start).unwrap_or_default());
                counted = start;
                let mut fault = reference_fault(bad, inner, place);
                fault.attribute = Some(name.to_owned());
                note(faults, fault);
                out.push('&');
                done = start + 1;
            }
        }
    }
    append_blanked(out, value.get(done..).unwrap_or_default());
}

/// What lies between `&` and the `;` that ends the reference; nothing where none ends it.
fn reference_name(body: &str) -> &str {
    let end = memchr::memchr3(b';', b'&', b' ', body.as_bytes());
    let end = end.filter(|end| body.as_bytes().get(*end) == Some(&b';'));
    end.and_then(|end| body.get(..end)).unwrap_or_default()
}

/// Appends text with tabs and line ends made blanks.
fn append_blanked(out: &mut String, text: &str) {
    if text.bytes().any(|b| b != b' ' && is_space(b)) {
        out.push_str(&text.replace("\r\n", " ").replace(['\n', '\r', '\t'], " "));
    } else {
        out.push_str(text);
    }
}

/// The fault for a reference that stands for nothing.
pub(crate) fn reference_fault(bad: BadReference, name: &str, at: Position) -> Fault {
    match bad {
        BadReference::NotAReference => Fault::new(FaultKind::AmpersandBare, at, format!("&{name}")),
        BadReference::Undefined => Fault::new(FaultKind::EntityUndefined, at, name),
        BadReference::Illegal => Fault::new(FaultKind::ReferenceIllegal, at, format!("&{name};")),
    }
}

/// A walk over the tag with its place.
struct Cursor<'t> {
    raw: &'t str,
    done: usize,
    at: Position,
}

impl Cursor<'_> {
    fn rest(&self) -> &str {
        self.raw.get(self.done..).unwrap_or_default()
    }

    fn excerpt(&self) -> &str {
        self.rest()
            .split_ascii_whitespace()
            .next()
            .unwrap_or_default()
    }

    /// Moves on while `keep` holds, and says by how many bytes.
    fn skip(&mut self, keep: impl Fn(char) -> bool) -> usize {
        let rest = self.raw.get(self.done..).unwrap_or_default();
        let end = rest.find(|c| !keep(c)).unwrap_or(rest.len());
        self.at
            .advance(rest.get(..end).unwrap_or_default().as_bytes());
        self.done += end;
        end
    }

    fn take(&mut self, wanted: char) -> bool {
        self.rest().starts_with(wanted) && self.step()
    }

    /// Moves over one character; false at the end.
    fn step(&mut self) -> bool {
        let Some(c) = self.rest().chars().next() else {
            return false;
        };
        let mut bytes = [0; 4];
        let bytes = c.encode_utf8(&mut bytes).len();
        let rest = self
            .raw
            .get(self.done..self.done + bytes)
            .unwrap_or_default();
        self.at.advance(rest.as_bytes());
        self.done += bytes;
        true
    }
}
