//! Edits that make XML well-formed.

use crate::syntax::chars;
use crate::validate::Options;
use crate::validate::diagnostic::Diagnostic;
use crate::validate::fix::{Edit, raw};
use crate::validate::rules::markup::references;

fn at(d: &Diagnostic, start: usize, length: usize, text: &str) -> Option<Edit> {
    Some(Edit {
        start,
        end: start + length,
        text: text.to_owned(),
        rule: d.rule,
    })
}

/// The attribute's value with all of its faults of one kind mended at once.
fn whole_value(document: &[u8], d: &Diagnostic, change: fn(&str) -> String) -> Option<Edit> {
    let range = raw::attribute_value(document, raw::place(d), d.attribute.as_deref()?)?;
    let value = std::str::from_utf8(document.get(range.clone())?).ok()?;
    let changed = change(value);
    (changed != value).then(|| at(d, range.start, range.len(), &changed))?
}

/// `&` that begins no reference becomes `&amp;`.
pub(super) fn ampersand(document: &[u8], d: &Diagnostic, _: &Options) -> Option<Edit> {
    if d.attribute.is_some() {
        return whole_value(document, d, escape_bare);
    }
    let start = raw::place(d);
    let found = document.get(start) == Some(&b'&');
    found.then(|| at(d, start, 1, "&amp;"))?
}

fn escape_bare(value: &str) -> String {
    let mut parts = value.split('&');
    let mut out = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        out.push_str(if begins_reference(part.as_bytes()) {
            "&"
        } else {
            "&amp;"
        });
        out.push_str(part);
    }
    out
}

fn begins_reference(rest: &[u8]) -> bool {
    let Some(end) = memchr::memchr(b';', rest.get(..rest.len().min(12)).unwrap_or_default()) else {
        return false;
    };
    let name = rest.get(..end).unwrap_or_default();
    let name = name.strip_prefix(b"#").unwrap_or(name);
    !name.is_empty() && name.iter().all(u8::is_ascii_alphanumeric)
}

/// A character that XML does not allow goes.
pub(super) fn character(document: &[u8], d: &Diagnostic, _: &Options) -> Option<Edit> {
    if d.attribute.is_some() {
        return whole_value(document, d, |v| {
            v.chars().filter(|c| chars::is_char(*c)).collect()
        });
    }
    // Of one text the reader tells the first; all of them go at once.
    let start = raw::place(d);
    let from = document.get(start..)?;
    let length = memchr::memchr(b'<', from).unwrap_or(from.len());
    let text = match std::str::from_utf8(from.get(..length)?) {
        Ok(text) => text,
        Err(e) => std::str::from_utf8(from.get(..e.valid_up_to())?).ok()?,
    };
    let last = text.rfind(|c| !chars::is_char(c))?;
    let end = last + text.get(last..)?.chars().next()?.len_utf8();
    let bad = text.get(..end)?;
    let kept: String = bad.chars().filter(|c| chars::is_char(*c)).collect();
    bad.starts_with(|c| !chars::is_char(c))
        .then(|| at(d, start, end, &kept))?
}

/// A reference to such a character goes.
pub(super) fn reference(document: &[u8], d: &Diagnostic, _: &Options) -> Option<Edit> {
    let start = raw::place(d);
    let written = d.value.as_deref()?;
    let from = document.get(start..)?;
    let skip = memchr::memmem::find(from.get(..from.len().min(1 << 16))?, written.as_bytes())?;
    let reference = written.starts_with("&#") && written.ends_with(';');
    (reference && (skip == 0 || d.attribute.is_some()))
        .then(|| at(d, start + skip, written.len(), ""))?
}

/// `]]>` in text becomes `]]&gt;`.
pub(super) fn cdata_end(document: &[u8], d: &Diagnostic, _: &Options) -> Option<Edit> {
    let start = raw::place(d);
    let here = document.get(start..)?.starts_with(b"]]>");
    here.then(|| at(d, start, 3, "]]&gt;"))?
}

/// `<` that begins no tag becomes `&lt;`.
pub(super) fn bare_less_than(document: &[u8], d: &Diagnostic, _: &Options) -> Option<Edit> {
    let start = raw::place(d);
    let after = document.get(start..)?.strip_prefix(b"<")?;
    // Before anything else it may be the beginning of markup that was cut off.
    let plain = |b: &u8| b.is_ascii_whitespace() || b.is_ascii_digit() || *b == b'=';
    after.first().filter(|b| plain(b))?;
    at(d, start, 1, "&lt;")
}

/// A name that HTML has for a character becomes the number of that character.
pub(super) fn entity(document: &[u8], d: &Diagnostic, _: &Options) -> Option<Edit> {
    if d.attribute.is_some() {
        return whole_value(document, d, number_names);
    }
    let name = d.params.get("entity")?;
    let written = format!("&{name};");
    let start = raw::place(d);
    let here = document.get(start..)?.starts_with(written.as_bytes());
    let number = numbered(name).filter(|_| here)?;
    at(d, start, written.len(), &number)
}

fn numbered(name: &str) -> Option<String> {
    let characters = references::characters(name)?;
    Some(characters.map(|c| format!("&#{};", u32::from(c))).collect())
}

fn number_names(value: &str) -> String {
    let mut parts = value.split('&');
    let mut out = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let (name, rest) = part.split_once(';').unwrap_or(("", part));
        match numbered(name).filter(|_| !XML_NAMES.contains(&name)) {
            Some(number) => {
                out.push_str(&number);
                out.push_str(rest);
            }
            None => {
                out.push('&');
                out.push_str(part);
            }
        }
    }
    out
}

/// What XML defines itself.
const XML_NAMES: &[&str] = &["amp", "lt", "gt", "quot", "apos"];

/// The document type of another version goes, where no entity may come from it.
pub(super) fn doctype(document: &[u8], d: &Diagnostic, _: &Options) -> Option<Edit> {
    let start = raw::place(d);
    let rest = document.get(start..)?;
    rest.strip_prefix(b"<!DOCTYPE")?;
    let length = raw::doctype_length(rest)?;
    let mut references = rest.get(length..)?.split(|b| *b == b'&').skip(1);
    let own = |after: &[u8]| {
        let known = |name: &&str| {
            let rest = after.strip_prefix(name.as_bytes());
            rest.is_some_and(|r| r.starts_with(b";"))
        };
        after.starts_with(b"#") || XML_NAMES.iter().any(|name| known(&name))
    };
    let alone = !rest.get(..length)?.contains(&b'[') && references.all(own);
    let gap = raw::blanks(rest.get(length..)?);
    alone.then(|| at(d, start, length + gap, ""))?
}

/// The version of XML that the document is read as.
pub(super) fn version(document: &[u8], d: &Diagnostic, _: &Options) -> Option<Edit> {
    declared(document, d, b"version", "1.0")
}

/// The encoding that the bytes are written in.
pub(super) fn encoding(document: &[u8], d: &Diagnostic, _: &Options) -> Option<Edit> {
    std::str::from_utf8(document).ok()?;
    declared(document, d, b"encoding", "UTF-8")
}

/// Another value in the XML declaration.
fn declared(document: &[u8], d: &Diagnostic, name: &[u8], value: &str) -> Option<Edit> {
    let start = memchr::memmem::find(document.get(..8)?, b"<?xml")?;
    let end = start + memchr::memchr(b'>', document.get(start..)?)?;
    let range = raw::attribute_in_tag(document, &(start..end), name)?;
    at(d, range.start, range.len(), value)
}

/// White space around the text of an element goes.
pub(super) fn blanks_around(document: &[u8], d: &Diagnostic, _: &Options) -> Option<Edit> {
    let tag = raw::start_tag(document, raw::place(d))?;
    let rest = document.get(tag.end..)?;
    let length = memchr::memchr(b'<', rest)?;
    let whole = rest.get(length..)?.starts_with(b"</");
    let text = std::str::from_utf8(rest.get(..length)?).ok()?;
    let kept = text.trim_ascii();
    (whole && !kept.is_empty() && kept != text).then(|| at(d, tag.end, length, kept))?
}

/// `<` in an attribute's value becomes `&lt;`.
pub(super) fn less_than(document: &[u8], d: &Diagnostic, _: &Options) -> Option<Edit> {
    if d.attribute.is_some() {
        return whole_value(document, d, |value| value.replace('<', "&lt;"));
    }
    let start = raw::place(d);
    let found = document.get(start) == Some(&b'<');
    found.then(|| at(d, start, 1, "&lt;"))?
}

/// White space before the XML declaration goes.
pub(super) fn before_declaration(document: &[u8], d: &Diagnostic, _: &Options) -> Option<Edit> {
    let mark = if document.starts_with(&[0xEF, 0xBB, 0xBF]) {
        3
    } else {
        0
    };
    let text = document.get(mark..)?;
    let blank = text.len() - text.trim_ascii_start().len();
    let declared = text.get(blank..)?.starts_with(b"<?xml");
    (declared && blank > 0).then(|| at(d, mark, blank, ""))?
}
