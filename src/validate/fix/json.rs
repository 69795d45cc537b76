//! Mends JSON: punctuation that JSON does not have, characters that it wants escaped, and values.

use crate::validate::Options;
use crate::validate::diagnostic::Diagnostic;
use crate::validate::fix::{Edit, raw};

/// What turns a finding into an edit.
type Mender = fn(&[u8], &Diagnostic, &Options) -> Option<Edit>;

/// Findings that need more than another value; all others are mended where they say what to write.
static MENDERS: &[(&str, Mender)] = &[
    ("json-byte-order-mark", mark),
    ("json-comma-extra", comma),
    ("json-character-unescaped", characters),
    ("json-name-unquoted", quoted),
    ("json-literal-unknown", literal),
    ("item-id-number", quoted),
    ("self-link-missing", feed_url),
];

/// Can a finding of this rule be mended in JSON?
pub(super) fn is_mended(rule: &str) -> bool {
    MENDERS.iter().any(|(id, _)| *id == rule)
}

/// The edit that mends a finding.
pub(super) fn edit(document: &[u8], diagnostic: &Diagnostic, options: &Options) -> Option<Edit> {
    match MENDERS.iter().find(|(id, _)| *id == diagnostic.rule) {
        Some((_, mender)) => mender(document, diagnostic, options),
        None => value(document, diagnostic, diagnostic.mend.as_deref()?),
    }
}

fn replace(d: &Diagnostic, start: usize, length: usize, text: impl Into<String>) -> Option<Edit> {
    Some(Edit {
        start,
        end: start + length,
        text: text.into(),
        rule: d.rule,
    })
}

/// The text as it stands between the quotes of a string.
fn escaped(text: &str) -> Option<String> {
    let quoted = serde_json::to_string(text).ok()?;
    quoted.get(1..quoted.len() - 1).map(str::to_owned)
}

/// From `start` to the quote that ends the string.
fn string(document: &[u8], start: usize) -> Option<&[u8]> {
    let rest = document.get(start..)?;
    let mut at = 0;
    loop {
        at += memchr::memchr2(b'"', b'\\', rest.get(at..)?)?;
        if rest.get(at) == Some(&b'"') {
            return rest.get(..at);
        }
        at += 2;
    }
}

/// Another string in place of the one that begins where the finding points.
fn value(document: &[u8], d: &Diagnostic, value: &str) -> Option<Edit> {
    let start = raw::place(d);
    if document.get(start.checked_sub(1)?) != Some(&b'"') {
        return None;
    }
    replace(d, start, string(document, start)?.len(), escaped(value)?)
}

fn mark(document: &[u8], d: &Diagnostic, _: &Options) -> Option<Edit> {
    document
        .starts_with(&[0xEF, 0xBB, 0xBF])
        .then(|| replace(d, 0, 3, ""))?
}

fn comma(document: &[u8], d: &Diagnostic, _: &Options) -> Option<Edit> {
    let start = raw::place(d);
    (document.get(start) == Some(&b',')).then(|| replace(d, start, 1, ""))?
}

/// This control character, and all others up to the end of the string.
fn characters(document: &[u8], d: &Diagnostic, _: &Options) -> Option<Edit> {
    let start = raw::place(d);
    let rest = std::str::from_utf8(string(document, start)?).ok()?;
    let mut text = String::with_capacity(rest.len() + 16);
    for c in rest.chars() {
        match c.is_ascii_control() && c != '\u{7F}' {
            true => text.push_str(&escaped(&c.to_string())?),
            false => text.push(c),
        }
    }
    replace(d, start, rest.len(), text)
}

/// The word at fault, which its finding shows whole.
fn word<'d>(document: &[u8], d: &'d Diagnostic) -> Option<&'d str> {
    let word = d.value.as_deref()?;
    document
        .get(raw::place(d)..)?
        .starts_with(word.as_bytes())
        .then_some(word)
}

fn quoted(document: &[u8], d: &Diagnostic, _: &Options) -> Option<Edit> {
    let word = word(document, d)?;
    replace(d, raw::place(d), word.len(), format!("\"{word}\""))
}

/// What other languages write for `true`, `false` and `null`.
fn literal(document: &[u8], d: &Diagnostic, _: &Options) -> Option<Edit> {
    let word = word(document, d)?;
    let meant = match word.to_ascii_lowercase().as_str() {
        "true" => "true",
        "false" => "false",
        "null" | "none" => "null",
        _ => return None,
    };
    replace(d, raw::place(d), word.len(), meant)
}

/// The feed's address as the first member after `version`, or the first of all.
fn feed_url(document: &[u8], d: &Diagnostic, options: &Options) -> Option<Edit> {
    let base = serde_json::to_string(options.base.as_deref()?).ok()?;
    let start = raw::place(d);
    let rest = document.get(start..)?.strip_prefix(b"{")?;
    let blank = rest.len() - rest.trim_ascii_start().len();
    let gap = std::str::from_utf8(rest.get(..blank)?).ok()?;
    let first = rest.get(blank..)?;
    if first.starts_with(b"\"version\"") {
        let comma = start + 2 + blank + memchr::memchr(b',', first)?;
        return replace(d, comma, 0, format!("{gap}\"feed_url\": {base},"));
    }
    replace(
        d,
        start + 1 + blank,
        0,
        format!("\"feed_url\": {base},{gap}"),
    )
}
