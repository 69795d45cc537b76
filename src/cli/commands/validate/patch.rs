//! The difference of a document before and after mending, as `patch -p1` takes it.
//!
//! Mending changes lines and adds some, and moves none; so one walk over both finds what belongs together, however
//! large the document and however much of it changed.

use std::ops::Range;

/// Lines shown before and after a change.
const CONTEXT: usize = 2;
/// How many lines ahead the two are looked through for where they agree again.
const AHEAD: usize = 32;

/// Lines of both documents that differ; either range may be empty.
#[derive(Clone)]
struct Change {
    old: Range<usize>,
    new: Range<usize>,
}

/// The patch; empty where nothing changes.
pub(crate) fn unified(name: &str, before: &[u8], after: &[u8]) -> Vec<u8> {
    let (old, new) = (lines(before), lines(after));
    let changes = changes(&old, &new);
    let mut out = Vec::new();
    if changes.is_empty() {
        return out;
    }
    let name = name.trim_start_matches('/');
    let (old_name, new_name) = (written("a/", name), written("b/", name));
    out.extend_from_slice(format!("--- {old_name}\n+++ {new_name}\n").as_bytes());
    for hunk in changes.chunk_by(|a, b| b.old.start - a.old.end <= 2 * CONTEXT) {
        write_hunk(hunk, &old, &new, &mut out);
    }
    out
}

/// A name as patch reads it: quoted where it holds what would end the line, and with a tab after one with blanks.
fn written(side: &str, name: &str) -> String {
    if !name.contains(|c: char| c.is_control() || c == '"' || c == '\\') {
        let end = if name.contains(' ') { "\t" } else { "" };
        return format!("{side}{name}{end}");
    }
    let mut quoted = format!("\"{side}");
    for c in name.chars() {
        match c {
            '"' | '\\' => quoted.extend(['\\', c]),
            _ if c.is_control() => {
                let mut bytes = [0; 4];
                for byte in c.encode_utf8(&mut bytes).bytes() {
                    quoted.push_str(&format!("\\{byte:03o}"));
                }
            }
            _ => quoted.push(c),
        }
    }
    quoted.push('"');
    quoted
}

fn lines(document: &[u8]) -> Vec<&[u8]> {
    document.split_inclusive(|b| *b == b'\n').collect()
}

fn changes(old: &[&[u8]], new: &[&[u8]]) -> Vec<Change> {
    let mut changes: Vec<Change> = Vec::new();
    let (mut a, mut b) = (0, 0);
    while a < old.len() || b < new.len() {
        if old.get(a) == new.get(b) {
            (a, b) = (a + 1, b + 1);
            continue;
        }
        let (more_old, more_new) = until_equal(old.get(a..), new.get(b..));
        let (old, new) = (a..a + more_old, b..b + more_new);
        (a, b) = (old.end, new.end);
        match changes
            .last_mut()
            .filter(|last| last.old.end == old.start && last.new.end == new.start)
        {
            Some(last) => (last.old.end, last.new.end) = (old.end, new.end),
            None => changes.push(Change { old, new }),
        }
    }
    changes
}

/// How many lines of each differ before they agree again: the fewest of both together.
fn until_equal(old: Option<&[&[u8]]>, new: Option<&[&[u8]]>) -> (usize, usize) {
    let (old, new) = (old.unwrap_or_default(), new.unwrap_or_default());
    for both in 1..=AHEAD {
        // One line for one comes first.
        for less in (0..=both / 2).rev() {
            let more = both - less;
            for (i, j) in [(less, more), (more, less)] {
                let (left, right) = (old.get(i), new.get(j));
                let ends = i == old.len() && j == new.len();
                if ends || (left.is_some() && left == right) {
                    return (i, j);
                }
            }
        }
    }
    (old.len().min(1), new.len().min(1))
}

fn write_hunk(hunk: &[Change], old: &[&[u8]], new: &[&[u8]], out: &mut Vec<u8>) {
    let (Some(first), Some(last)) = (hunk.first(), hunk.last()) else {
        return;
    };
    let lead = first.old.start.min(CONTEXT);
    let tail = (old.len() - last.old.end).min(CONTEXT);
    let place = |start: usize, end: usize| match end - start {
        // Of nothing, the line before it is named.
        0 => format!("{start},0"),
        1 => format!("{}", start + 1),
        count => format!("{},{count}", start + 1),
    };
    let removed = place(first.old.start - lead, last.old.end + tail);
    let added = place(first.new.start - lead, last.new.end + tail);
    out.extend_from_slice(format!("@@ -{removed} +{added} @@\n").as_bytes());
    let mut at = first.old.start - lead;
    for change in hunk {
        write_lines(b' ', old.get(at..change.old.start), out);
        write_lines(b'-', old.get(change.old.clone()), out);
        write_lines(b'+', new.get(change.new.clone()), out);
        at = change.old.end;
    }
    write_lines(b' ', old.get(at..last.old.end + tail), out);
}

fn write_lines(sign: u8, lines: Option<&[&[u8]]>, out: &mut Vec<u8>) {
    for line in lines.unwrap_or_default() {
        out.push(sign);
        out.extend_from_slice(line);
        if !line.ends_with(b"\n") {
            out.extend_from_slice(b"\n\\ No newline at end of file\n");
        }
    }
}
