//! Character references of HTML: which names there are, and where a text has them.

use crate::validate::sorted;

static TEXT: &str = include_str!("../../../../data/html-character-names.txt");

/// A reference in a text, and what is to be said of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Reference {
    /// A name or number that HTML knows.
    Known,
    /// The number of a control character, which windows-1252 has in place of a quote or dash.
    Control,
    /// Put together like a name, but HTML has none such.
    Unknown,
}

/// The reference at this `&`, with its semicolon, and its length.
pub(crate) fn at(text: &str, start: usize) -> Option<(Reference, usize)> {
    let rest = text.get(start + 1..)?;
    let end = rest.bytes().take(34).position(|b| b == b';')?;
    let name = rest.get(..end)?;
    let length = end + 2;
    if let Some(number) = name.strip_prefix('#') {
        return Some((judge_number(number)?, length));
    }
    let word = name.len() > 1 && name.bytes().all(|b| b.is_ascii_alphanumeric());
    if !word || !name.starts_with(|c: char| c.is_ascii_alphabetic()) {
        return None;
    }
    let known = if is_name(name) {
        Reference::Known
    } else {
        Reference::Unknown
    };
    Some((known, length))
}

fn judge_number(number: &str) -> Option<Reference> {
    let code = match number.strip_prefix(['x', 'X']) {
        Some(hex) => u32::from_str_radix(hex, 16),
        None => number.parse(),
    };
    let code = code.ok()?;
    let control = (0x80..0xA0).contains(&code) || char::from_u32(code).is_none() || code == 0;
    Some(if control {
        Reference::Control
    } else {
        Reference::Known
    })
}

/// `&name` of HTML 4 without its semicolon, or `&#` and a digit or x: what a lenient reader takes for a reference.
pub(crate) fn unfinished(text: &str, start: usize) -> Option<usize> {
    let rest = text.get(start + 1..)?;
    if let Some(number) = rest.strip_prefix('#') {
        return number
            .starts_with(|c: char| c.is_ascii_digit() || matches!(c, 'x' | 'X'))
            .then_some(3);
    }
    let end = rest
        .find(|c: char| !c.is_ascii_alphanumeric())
        .unwrap_or(rest.len());
    let name = rest.get(..end)?;
    (name.len() > 1 && is_old_name(name)).then_some(end + 1)
}

fn key(line: &str) -> &str {
    line.split_once(' ').map_or(line, |(name, _)| name)
}

fn line(name: &str) -> Option<&'static str> {
    sorted::find(TEXT, |line| key(line).cmp(name))
}

/// The characters that HTML has under this name.
pub(crate) fn characters(name: &str) -> Option<impl Iterator<Item = char>> {
    let codes = line(name)?.split(' ').nth(1)?.split('+');
    Some(codes.filter_map(|code| char::from_u32(u32::from_str_radix(code, 16).ok()?)))
}

/// Has HTML a character of this name?
pub(super) fn is_name(name: &str) -> bool {
    matches!(
        name,
        "amp" | "lt" | "gt" | "quot" | "nbsp" | "apos" | "mdash" | "ndash" | "hellip"
    ) || line(name).is_some()
}

fn is_old_name(name: &str) -> bool {
    line(name).is_some_and(|l| l.ends_with(" 4"))
}

#[cfg(test)]
mod tests {
    use super::{Reference, TEXT, at, key, unfinished};

    #[test]
    fn lines_are_sorted() {
        let names = TEXT.lines().map(key);
        assert!(names.skip_while(|l| l.starts_with('#')).is_sorted());
    }

    #[test]
    fn references() {
        assert_eq!(at("&mdash;", 0), Some((Reference::Known, 7)));
        assert_eq!(at("&#x92;", 0), Some((Reference::Control, 6)));
        assert_eq!(at("&nosuch;", 0), Some((Reference::Unknown, 8)));
        assert_eq!(at("AT&T; x", 2), None);
        assert_eq!(at("& x;", 0), None);
        assert_eq!(unfinished("a&omega", 1), Some(6));
        assert_eq!(unfinished("&#x", 0), Some(3));
        assert_eq!(unfinished("R&D", 1), None);
    }
}
