//! What parts the cells, and what the first row says: told from the first bytes.

use std::collections::BTreeMap;

use csv_core::{ReadRecordResult, ReaderBuilder};

use super::columns::known_names;

/// The marks that part cells, the likeliest first.
const DELIMITERS: [u8; 4] = [b',', b';', b'\t', b'|'];

/// So many rows are looked at.
const ROWS: usize = 20;

/// What the first bytes say.
#[derive(Debug)]
pub(super) struct Sniffed {
    /// What parts the cells.
    pub(super) delimiter: u8,
    /// The first row.
    pub(super) header: Vec<String>,
    /// How many of its cells are names of columns.
    pub(super) known: usize,
}

/// Tries every mark: the one with which most names are known wins, then the one with which rows agree best.
pub(super) fn sniff(head: &[u8], map: &BTreeMap<String, String>) -> Sniffed {
    let sniffed = DELIMITERS.iter().map(|&delimiter| {
        let rows = rows(head, delimiter);
        let header = rows.first().cloned().unwrap_or_default();
        let width = header.len();
        let agree = rows
            .iter()
            .filter(|row| width > 1 && row.len() == width)
            .count();
        let known = known_names(&header, map);
        (
            (known, agree, width),
            Sniffed {
                delimiter,
                header,
                known,
            },
        )
    });
    // `max_by_key` takes the last of equals, and the likeliest mark stands first.
    let best = sniffed.rev().max_by_key(|(score, _)| *score);
    best.map_or(
        Sniffed {
            delimiter: b',',
            header: Vec::new(),
            known: 0,
        },
        |(_, sniffed)| sniffed,
    )
}

/// The line `sep=;` with which Excel is told the mark: its length, and the mark.
pub(super) fn told(head: &[u8]) -> Option<(usize, u8)> {
    let rest = head.strip_prefix(b"sep=")?;
    let mark = *rest.first()?;
    let line_end: usize = match rest.get(1..)? {
        [b'\r', b'\n', ..] => 2,
        [b'\n' | b'\r', ..] => 1,
        _ => return None,
    };
    Some((4 + 1 + line_end, mark))
}

/// The first rows with this mark, as far as the bytes go.
fn rows(head: &[u8], delimiter: u8) -> Vec<Vec<String>> {
    let mut reader = ReaderBuilder::new().delimiter(delimiter).build();
    let (mut out, mut ends) = (vec![0; head.len() + 1], vec![0; 4096]);
    let (mut rest, mut rows) = (head, Vec::new());
    while rows.len() < ROWS {
        let (result, read, written, ended) = reader.read_record(rest, &mut out, &mut ends);
        rest = rest.get(read..).unwrap_or_default();
        // A row that the bytes cut short counts where it is the only one.
        let cut = result == ReadRecordResult::InputEmpty && rows.is_empty();
        if result != ReadRecordResult::Record && !cut {
            break;
        }
        let mut begin = 0;
        let mut row = Vec::with_capacity(ended + 1);
        let last = cut.then_some(written);
        for end in ends.iter().take(ended).copied().chain(last) {
            let cell = out.get(begin..end).unwrap_or_default();
            row.push(String::from_utf8_lossy(cell).into_owned());
            begin = end;
        }
        rows.push(row);
        if cut {
            break;
        }
    }
    rows
}
