//! The closing table of a run: each document with what became of it.

use feedwright::pipeline::{Change, DocumentChange};
use unicode_width::UnicodeWidthStr;

/// So many rows are shown; where there are more, documents that did not change are only counted.
const SHOWN: usize = 30;

const HEAD: [&str; 7] = [
    "feed", "format", "entries", "new", "changed", "bytes", "state",
];

/// The columns that hold figures.
const FIGURES: std::ops::RangeInclusive<usize> = 2..=5;

/// The lines of the table; none where there is no document.
pub(super) fn lines(documents: &[DocumentChange], dry_run: bool) -> Vec<String> {
    if documents.is_empty() {
        return Vec::new();
    }
    let all = documents.len() <= SHOWN;
    let shown: Vec<&DocumentChange> = documents
        .iter()
        .filter(|d| all || d.change != Change::Unchanged)
        .take(SHOWN)
        .collect();
    let mut rows: Vec<[String; 7]> = vec![HEAD.map(str::to_owned)];
    rows.extend(shown.iter().map(|d| row(d, dry_run)));
    let widths = widths(&rows);
    let mut lines: Vec<String> = rows.iter().map(|row| line(row, &widths)).collect();
    let left_out = documents.len() - shown.len();
    if left_out > 0 {
        lines.push(format!("… and {left_out} more"));
    }
    lines
}

fn row(document: &DocumentChange, dry_run: bool) -> [String; 7] {
    [
        document.feed.clone(),
        document.format.to_owned(),
        document.entries.to_string(),
        document.new.to_string(),
        document.changed.to_string(),
        document.bytes.to_string(),
        state(document.change, dry_run).to_owned(),
    ]
}

/// What became of a document, or would have.
pub(super) const fn state(change: Change, dry_run: bool) -> &'static str {
    match (change, dry_run) {
        (Change::Written, false) => "written",
        (Change::Written, true) => "would be written",
        (Change::Unchanged, _) => "unchanged",
        (Change::Withheld, _) => "withheld",
    }
}

fn widths(rows: &[[String; 7]]) -> [usize; 7] {
    let mut widths = [0; 7];
    for row in rows {
        for (width, cell) in widths.iter_mut().zip(row) {
            *width = (*width).max(cell.width());
        }
    }
    widths
}

fn line(row: &[String; 7], widths: &[usize; 7]) -> String {
    let cells: Vec<String> = row
        .iter()
        .zip(widths)
        .enumerate()
        .map(|(n, (cell, width))| {
            let room = " ".repeat(width - cell.width().min(*width));
            if FIGURES.contains(&n) {
                format!("{room}{cell}")
            } else {
                format!("{cell}{room}")
            }
        })
        .collect();
    cells.join("  ").trim_end().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn document(n: usize, change: Change) -> DocumentChange {
        DocumentChange {
            feed: format!("feed-{n}"),
            format: "rss",
            name: format!("feed-{n}.rss"),
            entries: 50,
            new: 1,
            changed: 2,
            bytes: 12_345,
            change,
        }
    }

    #[test]
    fn figures_stand_below_each_other() {
        let lines = lines(
            &[
                document(1, Change::Written),
                document(20, Change::Unchanged),
            ],
            false,
        );
        assert_eq!(
            lines,
            [
                "feed     format  entries  new  changed  bytes  state",
                "feed-1   rss          50    1        2  12345  written",
                "feed-20  rss          50    1        2  12345  unchanged",
            ]
        );
    }

    #[test]
    fn of_many_documents_those_that_changed_are_shown() {
        let mut documents: Vec<_> = (0..100).map(|n| document(n, Change::Unchanged)).collect();
        documents.push(document(100, Change::Withheld));
        let lines = lines(&documents, false);
        assert_eq!(lines.len(), 3, "{lines:#?}");
        assert_eq!(lines.last().map(String::as_str), Some("… and 100 more"));
    }
}
