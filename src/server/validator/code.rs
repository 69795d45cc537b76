//! Lines of code as a page shows them: with their number, and with what is marked in them.

use serde::Serialize;

use crate::validate::report::source_line::Pieces;
use crate::validate::report::visible::is_hidden;

/// So many characters are shown before a fault, …
const BEFORE: usize = 120;

/// … so many of it, …
const MARKED: usize = 300;

/// … and so many after it.
const AFTER: usize = 200;

/// What stands for what is left out.
const CUT: &str = "…";

/// One line.
#[derive(Debug, Serialize, PartialEq, Eq)]
pub(super) struct Row {
    pub(super) number: u64,
    /// Is it the line at fault?
    pub(super) hit: bool,
    pub(super) parts: Vec<Part>,
}

/// A part of a line.
#[derive(Debug, Serialize, PartialEq, Eq)]
pub(super) struct Part {
    pub(super) text: String,
    /// Empty for what is only shown, `mark` for the fault, `cut` for what is left out, `old` and `new` for a change.
    pub(super) kind: &'static str,
}

fn part(text: &str, kind: &'static str) -> Part {
    Part {
        text: shown(text),
        kind,
    }
}

/// The line at fault, cut around the fault.
pub(super) fn at_fault(number: u64, pieces: &Pieces<'_>) -> Row {
    let (before, cut_before) = last(pieces.before.trim_start(), BEFORE);
    let marked = match pieces.marked.trim_end_matches(['\r', '\n']) {
        // The end of the line is at fault.
        "" => " ",
        marked => marked,
    };
    let (marked, cut_marked) = first(marked, MARKED);
    let (after, cut_after) = first(pieces.after.trim_end(), AFTER);
    let row = [
        (cut_before || pieces.cut_before).then(|| part(CUT, "cut")),
        Some(part(before, "")),
        Some(part(marked, "mark")),
        cut_marked.then(|| part(CUT, "cut")),
        Some(part(after, "")),
        (cut_after || pieces.cut_after).then(|| part(CUT, "cut")),
    ];
    Row {
        number,
        hit: true,
        parts: parts(row),
    }
}

/// A line beside it.
pub(super) fn beside(number: u64, line: &str) -> Row {
    let (begin, cut) = first(line.trim(), BEFORE);
    Row {
        number,
        hit: false,
        parts: parts([Some(part(begin, "")), cut.then(|| part(CUT, "cut"))]),
    }
}

/// A line as it is, up to so many characters.
pub(super) fn whole(number: u64, line: &str, most: usize, hit: bool) -> Row {
    let (begin, cut) = first(line, most);
    Row {
        number,
        hit,
        parts: parts([Some(part(begin, "")), cut.then(|| part(CUT, "cut"))]),
    }
}

/// A line in which something changes.
pub(super) fn changed(
    number: u64,
    before: &str,
    change: &str,
    kind: &'static str,
    after: &str,
) -> Row {
    let (before, cut_before) = last(before.trim_start(), BEFORE);
    let (change, cut_change) = first(change, MARKED);
    let (after, cut_after) = first(after.trim_end(), BEFORE);
    let row = [
        cut_before.then(|| part(CUT, "cut")),
        Some(part(before, "")),
        Some(part(change, kind)),
        cut_change.then(|| part(CUT, "cut")),
        Some(part(after, "")),
        cut_after.then(|| part(CUT, "cut")),
    ];
    Row {
        number,
        hit: false,
        parts: parts(row),
    }
}

fn parts(row: impl IntoIterator<Item = Option<Part>>) -> Vec<Part> {
    let row = row.into_iter().flatten();
    row.filter(|part| !part.text.is_empty()).collect()
}

/// The first characters of a text, and whether there are more.
pub(super) fn first(text: &str, most: usize) -> (&str, bool) {
    match text.char_indices().nth(most) {
        Some((end, _)) => (text.get(..end).unwrap_or_default(), true),
        None => (text, false),
    }
}

/// The last characters of a text, and whether there are more.
fn last(text: &str, most: usize) -> (&str, bool) {
    match text.char_indices().rev().nth(most) {
        Some((at, c)) => (text.get(at + c.len_utf8()..).unwrap_or_default(), true),
        None => (text, false),
    }
}

/// A stranger's text as it may stand in a page: what a browser would obey or refuse is shown instead.
pub(super) fn shown(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '\t' => out.push(c),
            '\n' => out.push('⏎'),
            '\r' => {}
            c if is_hidden(c) || is_no_character(c) => out.extend(c.escape_unicode()),
            c => out.push(c),
        }
    }
    out
}

/// Code points that no document may hold.
fn is_no_character(c: char) -> bool {
    matches!(u32::from(c), 0xFDD0..=0xFDEF) || u32::from(c) & 0xFFFE == 0xFFFE
}

#[cfg(test)]
mod tests {
    use super::{Pieces, at_fault, shown};

    #[test]
    fn long_lines_are_cut_around_the_fault() {
        let (before, after) = ("é".repeat(400), "z".repeat(400));
        let row = at_fault(
            7,
            &Pieces {
                before: &before,
                marked: "<bad>",
                after: &after,
                cut_before: true,
                cut_after: false,
            },
        );
        let kinds: Vec<_> = row.parts.iter().map(|p| p.kind).collect();
        assert_eq!(kinds, ["cut", "", "mark", "", "cut"]);
        assert_eq!(row.parts[1].text.chars().count(), 120);
        assert_eq!(row.parts[2].text, "<bad>");
    }

    #[test]
    fn what_a_browser_would_obey_is_shown() {
        assert_eq!(
            shown("a\u{1b}[1m\u{202E}\tb\r\u{FFFE}"),
            "a\\u{1b}[1m\\u{202e}\tb\\u{fffe}"
        );
    }
}
