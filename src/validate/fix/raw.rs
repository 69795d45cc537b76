//! Finds in the bytes of a document what a diagnostic points at: a value, a tag, the root's start tag.

use std::ops::Range;

use memchr::memmem;

use crate::syntax::decode;
use crate::validate::diagnostic::Diagnostic;
use crate::validate::fix::Edit;

/// Are the places of this document those of its bytes?
pub(super) fn is_utf8_document(document: &[u8]) -> bool {
    decode::is_utf8(document, None)
}

/// Where a diagnostic points.
pub(super) fn place(diagnostic: &Diagnostic) -> usize {
    usize::try_from(diagnostic.offset).unwrap_or(usize::MAX)
}

/// Puts another value in place of the one that a diagnostic points at.
pub(super) fn replace_value(document: &[u8], d: &Diagnostic, value: &str) -> Option<Edit> {
    let start = place(d);
    let (range, text) = match &d.attribute {
        Some(name) => in_attribute(document, value_place(document, start, name)?, value)?,
        None => in_text(document, start, value)?,
    };
    Some(Edit {
        start: range.start,
        end: range.end,
        text,
        rule: d.rule,
    })
}

/// Puts another text in place of the whole one within which a diagnostic points.
pub(super) fn replace_around(document: &[u8], d: &Diagnostic, value: &str) -> Option<Edit> {
    if d.attribute.is_some() {
        return replace_value(document, d, value);
    }
    let before = document.get(..place(d))?;
    let mut start = memchr::memrchr(b'>', before)? + 1;
    start += blanks(before.get(start..)?);
    if before.get(start..)?.starts_with(CDATA) {
        start += CDATA.len();
        start += blanks(before.get(start..)?);
    }
    let (range, text) = in_text(document, start, value)?;
    Some(Edit {
        start: range.start,
        end: range.end,
        text,
        rule: d.rule,
    })
}

const CDATA: &[u8] = b"<![CDATA[";

/// How much white space a text begins with.
pub(super) fn blanks(text: &[u8]) -> usize {
    text.len() - text.trim_ascii_start().len()
}

/// Where the value of an attribute begins: `place` is that itself, or where its name or its tag begins.
fn value_place(document: &[u8], place: usize, name: &str) -> Option<usize> {
    if matches!(document.get(place.checked_sub(1)?), Some(b'"' | b'\'')) {
        return Some(place);
    }
    let rest = document.get(place..)?;
    if rest.starts_with(b"<") {
        let tag = start_tag(document, place)?;
        return Some(attribute_in_tag(document, &tag, name.as_bytes())?.start);
    }
    let equals = memchr::memchr(b'=', rest.get(..rest.len().min(256))?)?;
    let quote = equals + 1 + blanks(rest.get(equals + 1..)?);
    matches!(rest.get(quote), Some(b'"' | b'\'')).then_some(place + quote + 1)
}

/// The value, without its quotes, of the attribute of this name in a start tag.
pub(super) fn attribute_in_tag(
    document: &[u8],
    tag: &Range<usize>,
    name: &[u8],
) -> Option<Range<usize>> {
    let written = document.get(tag.clone())?;
    let mut at = 0;
    loop {
        let equals = at + memchr::memchr(b'=', written.get(at..)?)?;
        let open = equals + 1 + blanks(written.get(equals + 1..)?);
        let quote = *written.get(open).filter(|q| matches!(q, b'"' | b'\''))?;
        let close = open + 1 + memchr::memchr(quote, written.get(open + 1..)?)?;
        let named = written.get(..equals)?.trim_ascii_end();
        let before = named.strip_suffix(name);
        if before.is_some_and(|b| b.last().is_some_and(u8::is_ascii_whitespace)) {
            return Some(tag.start + open + 1..tag.start + close);
        }
        at = close + 1;
    }
}

/// From `start` to the quote that ends the attribute's value.
fn in_attribute(document: &[u8], start: usize, value: &str) -> Option<(Range<usize>, String)> {
    let quote = *document.get(start.checked_sub(1)?)?;
    if !matches!(quote, b'"' | b'\'') {
        return None;
    }
    let length = memchr::memchr(quote, document.get(start..)?)?;
    let mut text = escaped(value).replace('"', "&quot;");
    if quote == b'\'' {
        text = text.replace('\'', "&apos;");
    }
    Some((start..start + length, text))
}

/// The value, without its quotes, of the attribute of this name at or around `place`.
pub(super) fn attribute_value(document: &[u8], place: usize, name: &str) -> Option<Range<usize>> {
    let before = document.get(..place)?;
    let start = match before.last()? {
        b'"' | b'\'' => place,
        _ => {
            let equals = memmem::rfind(before, name.as_bytes())? + name.len();
            equals + memchr::memchr2(b'"', b'\'', document.get(equals..place)?)? + 1
        }
    };
    let quote = *document.get(start.checked_sub(1)?)?;
    let length = memchr::memchr(quote, document.get(start..)?)?;
    (start + length >= place).then_some(start..start + length)
}

/// From `start` to the end of the text or CDATA section, white space at its end left alone.
fn in_text(document: &[u8], start: usize, value: &str) -> Option<(Range<usize>, String)> {
    let rest = document.get(start..)?;
    let cdata = opens_with_cdata(document.get(..start)?);
    let (length, text) = if cdata {
        if value.contains("]]>") {
            return None;
        }
        (memmem::find(rest, b"]]>")?, value.to_owned())
    } else {
        (memchr::memchr(b'<', rest)?, escaped(value))
    };
    // Text in several pieces is left to people.
    let after = rest.get(length..)?;
    let whole = match cdata {
        true => after.get(3..)?.trim_ascii_start().starts_with(b"</"),
        false => after.starts_with(b"</"),
    };
    let kept = rest.get(..length)?.trim_ascii_end().len();
    (whole && kept > 0).then(|| (start..start + kept, text))
}

/// Does the CDATA section in which the next byte lies begin right before it?
fn opens_with_cdata(before: &[u8]) -> bool {
    before.trim_ascii_end().ends_with(b"<![CDATA[")
}

/// Text as it may stand between tags.
pub(super) fn escaped(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
}

/// The start tag that begins at `start`: from its `<` to behind its `>`.
pub(super) fn start_tag(document: &[u8], start: usize) -> Option<Range<usize>> {
    let rest = document.get(start..)?;
    let mut quote = None;
    for (at, byte) in rest.iter().enumerate() {
        match (quote, byte) {
            (None, b'>') => return Some(start..start + at + 1),
            (None, b'"' | b'\'') => quote = Some(*byte),
            (Some(open), byte) if open == *byte => quote = None,
            (None, b'<') if at > 0 => return None,
            _ => {}
        }
    }
    None
}

/// Where something may be added to a start tag: before its `>` or `/>`.
pub(super) fn tag_end(document: &[u8], tag: &Range<usize>) -> usize {
    let slash = document
        .get(..tag.end - 1)
        .is_some_and(|d| d.ends_with(b"/"));
    tag.end - 1 - usize::from(slash)
}

/// The start tag of the root element.
pub(super) fn root_tag(document: &[u8]) -> Option<Range<usize>> {
    let mut at = 0;
    loop {
        at += memchr::memchr(b'<', document.get(at..)?)?;
        let rest = document.get(at..)?;
        let length = if rest.starts_with(b"<?") {
            memmem::find(rest, b"?>")? + 2
        } else if rest.starts_with(b"<!--") {
            memmem::find(rest, b"-->")? + 3
        } else if rest.starts_with(b"<!") {
            doctype_length(rest)?
        } else {
            return start_tag(document, at);
        };
        at += length;
    }
}

/// A document type declaration with its subset in brackets.
pub(super) fn doctype_length(rest: &[u8]) -> Option<usize> {
    let end = memchr::memchr(b'>', rest)?;
    match memchr::memchr(b'[', rest.get(..end)?) {
        Some(open) => {
            let close = open + memmem::find(rest.get(open..)?, b"]")?;
            Some(close + memchr::memchr(b'>', rest.get(close..)?)? + 1)
        }
        None => Some(end + 1),
    }
}
