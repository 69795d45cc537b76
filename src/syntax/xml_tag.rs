//! One start tag taken apart: its name and its attributes, each with its place.

use crate::syntax::chars::{self, BadReference, is_space};
use crate::syntax::fault::{Fault, FaultKind, note};
use crate::syntax::namespaces::NsId;
use crate::syntax::span::Position;

/// A stretch of [`Tag::text`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct Range {
    start: u32,
    end: u32,
}

/// An attribute of the tag that was read last.
#[derive(Debug, Clone, Copy)]
pub(crate) struct RawAttribute {
    pub(crate) name: Range,
    pub(crate) value: Range,
    pub(crate) ns: NsId,
    pub(crate) at: Position,
    pub(crate) value_at: Position,
}

/// The start tag that was read last; its memory is used again for the next one.
#[derive(Debug, Default)]
pub(crate) struct Tag {
    text: String,
    pub(crate) name: Range,
    pub(crate) attributes: Vec<RawAttribute>,
    /// Where in the tag an unexpected `<` lies, from which on it should be read again.
    pub(crate) resync: Option<usize>,
}

impl Tag {
    pub(crate) fn get(&self, range: Range) -> &str {
        self.text
            .get(range.start as usize..range.end as usize)
            .unwrap_or_default()
    }

    fn push(&mut self, text: &str) -> Range {
        let start = self.text.len() as u32;
        self.text.push_str(text);
        Range {
            start,
            end: self.text.len() as u32,
        }
    }

    /// Takes `raw` apart, what lies between `<` and `>` or `/>`; `at` is the place of its first byte.
    pub(crate) fn read(&mut self, raw: &str, at: Position, most: usize, faults: &mut Vec<Fault>) {
        self.text.clear();
        self.attributes.clear();
        self.resync = None;
        let end = raw
            .find(|c: char| c.is_ascii_whitespace() || c == '<')
            .unwrap_or(raw.len());
        let (name, rest) = raw.split_at(end);
        self.name = self.push(name);
        if !name.is_empty() && !chars::is_qname(name) {
            note(faults, Fault::new(FaultKind::NameMalformed, at, name));
        }
        let mut cursor = Cursor {
            raw,
            done: end,
            at: at.after(name.as_bytes()),
        };
        if !rest.is_empty() {
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
                note(
                    faults,
                    Fault::new(FaultKind::MarkupUnclosed, cursor.at, self.get(self.name)),
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
        let value_from = cursor.done;
        cursor.skip(|c| c != quote);
        let value = raw.get(value_from..cursor.done).unwrap_or_default();
        cursor.step();
        if let Some(less) = value.find('<') {
            note(
                faults,
                Fault::new(
                    FaultKind::LessThanInAttribute,
                    value_at.after(value.get(..less).unwrap_or_default().as_bytes()),
                    name,
                ),
            );
            if cursor
                .rest()
                .chars()
                .next()
                .is_some_and(|c| !c.is_ascii_whitespace() && c != '/')
            {
                self.resync = Some(value_from + less);
                return false;
            }
        }
        self.keep(name, value, at, value_at, faults);
        true
    }

    fn keep(
        &mut self,
        name: &str,
        value: &str,
        at: Position,
        value_at: Position,
        faults: &mut Vec<Fault>,
    ) {
        if self.attributes.iter().any(|a| self.get(a.name) == name) {
            note(faults, Fault::new(FaultKind::AttributeRepeated, at, name));
            return;
        }
        let name_range = self.push(name);
        let start = self.text.len() as u32;
        append_value(&mut self.text, value, value_at, name, faults);
        let value = Range {
            start,
            end: self.text.len() as u32,
        };
        self.attributes.push(RawAttribute {
            name: name_range,
            value,
            ns: NsId::NONE,
            at,
            value_at,
        });
    }
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
