//! The lines at fault, each with those beside it, and what they would be once mended.

use std::collections::BTreeSet;
use std::io::Cursor;

use serde::Serialize;

use super::code::{self, Row};
use super::judged::Judged;
use super::text::Text;
use crate::validate::Diagnostic;
use crate::validate::fix::{self, Edit};
use crate::validate::report::source_line;

/// What a page shows of the place of a finding.
#[derive(Debug, Default, Serialize)]
pub(super) struct Excerpt {
    /// The line at fault and those beside it.
    pub(super) rows: Vec<Row>,
    /// Does the offending value stand there as it is reported?
    pub(super) shows_value: bool,
}

/// A change that would mend a finding.
#[derive(Debug, Serialize)]
pub(super) struct Change {
    /// None where something is only added.
    old: Option<Row>,
    new: Row,
}

/// The lines of these findings, read in one pass.
pub(super) fn of(text: &Text, found: &[&Diagnostic]) -> Vec<Excerpt> {
    let mut places: Vec<(u64, u64, usize)> = found
        .iter()
        .enumerate()
        .map(|(n, d)| (d.line, d.column, n))
        .collect();
    places.sort_unstable();
    let sorted: Vec<(u64, u64)> = places
        .iter()
        .map(|(line, column, _)| (*line, *column))
        .collect();
    let around: BTreeSet<u64> = found
        .iter()
        .flat_map(|d| [d.line.saturating_sub(1), d.line + 1])
        .collect();
    let beside = text.some(&around);
    let lines = source_line::read_text(Cursor::new(text.as_str()), &sorted).unwrap_or_default();
    let mut out: Vec<Excerpt> = found.iter().map(|_| Excerpt::default()).collect();
    for ((line, _, n), read) in places.into_iter().zip(lines) {
        let (Some(read), Some(d), Some(slot)) = (read, found.get(n), out.get_mut(n)) else {
            continue;
        };
        let value = d.value.as_deref();
        let row = |n: u64| {
            let line = beside.get(&n).filter(|line| !line.trim().is_empty())?;
            Some(code::beside(n, line))
        };
        let at = code::at_fault(line, &read.pieces(value));
        slot.rows = [row(line.saturating_sub(1)), Some(at), row(line + 1)]
            .into_iter()
            .flatten()
            .collect();
        slot.shows_value = value.is_none_or(|value| value.is_empty() || read.shows(value));
    }
    out
}

/// What would mend a finding, where that is certain.
pub(super) fn change(judged: &Judged, found: &Diagnostic) -> Option<Change> {
    if !fix::is_mended(found.rule) {
        return None;
    }
    let edit = fix::edit_for(&judged.document, found, &judged.options)?;
    changed(&judged.document, &edit)
}

fn changed(document: &[u8], edit: &Edit) -> Option<Change> {
    let head = document.get(..edit.start)?;
    let tail = document.get(edit.end..)?;
    let line = memchr::memrchr(b'\n', head).map_or(0, |at| at + 1);
    let end = memchr::memchr(b'\n', tail).unwrap_or(tail.len());
    let number = memchr::memchr_iter(b'\n', head).count() as u64 + 1;
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    let before = text(near_end(head.get(line..)?));
    let after = text(near_begin(tail.get(..end)?));
    let old = text(near_begin(document.get(edit.start..edit.end)?));
    Some(Change {
        old: (!old.is_empty()).then(|| code::changed(number, &before, &old, "old", &after)),
        new: code::changed(number, &before, &edit.text, "new", &after),
    })
}

/// A document as `--fix` would leave it.
#[derive(Debug, Serialize)]
pub(super) struct Mended {
    /// How many findings that mends.
    count: u64,
    text: String,
}

/// Larger documents are mended on the command line: each round of mending judges them again.
const MENDED: usize = 256 << 10;

/// The whole document mended, where it is text that a page can hold.
pub(super) fn mended(judged: &Judged) -> Option<Mended> {
    let found = &judged.report.diagnostics;
    if judged.document.len() > MENDED || !found.iter().any(|d| fix::is_mended(d.rule)) {
        return None;
    }
    let mended = fix::mend(&judged.document, &judged.options);
    let count = mended.fixed.values().sum();
    let text = String::from_utf8(mended.document).ok()?;
    let is_shown = code::shown(&text)
        .chars()
        .filter(|c| *c != '⏎')
        .eq(text.chars().filter(|c| !matches!(c, '\n' | '\r' | '⏎')));
    (count > 0 && is_shown).then_some(Mended { count, text })
}

/// Lines of megabytes are not needed whole.
const NEAR: usize = 4096;

fn near_end(bytes: &[u8]) -> &[u8] {
    bytes
        .get(bytes.len().saturating_sub(NEAR)..)
        .unwrap_or(bytes)
}

fn near_begin(bytes: &[u8]) -> &[u8] {
    bytes.get(..NEAR).unwrap_or(bytes)
}
