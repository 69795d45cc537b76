//! Rows of a table: CSV as spreadsheets, content systems and people write it.
//!
//! In: cells parted by `,` `;` tab or `|`, quoted or not, below a row that names the columns. Out: a record for each
//! row, with the line on which it begins. What the columns hold is told from their names ([`columns`]) or from the map
//! of fields. Memory is bounded by the largest row allowed.

mod columns;
mod names;
mod record;
mod rows;
mod sniff;

use std::io::BufRead;
use std::path::Path;

use super::encoding::Utf8;
use super::reread::fill;
use super::{Emit, Imported, Input, Onward, Options, Reread};
use crate::model::Notice;
use crate::syntax::signature::Signature;
use crate::{Error, Result};
use columns::Columns;
use record::Cells;
use rows::{End, LARGEST, MOST_CELLS, Rows};

/// The `csv` input format.
pub const INPUT: Input = Input {
    name: "csv",
    says: "CSV with a header row",
    line_by_line: false,
    read_twice: false,
    told_by_content: false,
    recognises,
    read,
};

const BOM: &[u8] = b"\xEF\xBB\xBF";
const EXTENSIONS: [&str; 3] = ["csv", "tsv", "tab"];

/// First characters of texts that are something else.
const OTHER_TEXTS: &[(&[u8], &str)] = &[(b"<", "HTML or XML"), (b"{", "JSON"), (b"[", "JSON")];

/// By the end of its name, else by a first row of at least two known names and hardly any other.
fn recognises(head: &[u8], name: &Path) -> bool {
    let extension = name.extension().and_then(|e| e.to_str());
    if let Some(extension) = extension
        && EXTENSIONS.iter().any(|x| x.eq_ignore_ascii_case(extension))
    {
        return true;
    }
    let head = head.strip_prefix(BOM).unwrap_or(head);
    let sniffed = sniff::sniff(head, &Default::default());
    let cells = sniffed.header.len();
    let short = |cell: &String| cell.len() <= 40 && !cell.contains('\n');
    sniffed.known >= 2
        && sniffed.known * 2 > cells
        && sniffed.header.iter().all(short)
        && Columns::new(&sniffed.header, &Default::default()).is_ok()
}

fn read(input: &mut dyn Reread, options: &Options, emit: &mut Emit<'_>) -> Result<Onward> {
    let mut before = options.lines_before;
    refuse_other_files(input)?;
    let mut input = Utf8::new(input, options);
    let delimiter = begin(&mut input, options, &mut before)?;
    let mut rows = Rows::new(&mut input, delimiter, before);
    let Some((line, end)) = rows.advance()? else {
        return Err(Error::input("the file is empty")
            .help("check what wrote it; an empty list has its header row"));
    };
    let header = match (end, rows.text()) {
        (End::TooLarge | End::TooMany | End::InQuotes, _) => {
            return Err(
                Error::input("the first row is not a header row: it does not end")
                    .on_line(line)
                    .help("put a row such as title,url,date first"),
            );
        }
        (_, Err(_)) => {
            return Err(Error::input("the header row is not UTF-8")
                .on_line(line)
                .help("save the file as UTF-8"));
        }
        (_, Ok((text, ends))) => names(text, ends),
    };
    let columns = Columns::new(&header, &options.fields).map_err(|e| e.on_line(line))?;
    let width = header.len();
    // The last record waits for what is known only at the end: how much could not be decoded.
    let mut last: Option<Imported> = None;
    while let Some((line, end)) = rows.advance()? {
        let Some(mut imported) = one(&rows, line, end, width, &columns, options) else {
            continue;
        };
        imported.notices.extend(rows.notices());
        if let Some(before) = last.replace(imported) {
            emit(before)?;
        }
    }
    if let Some(mut imported) = last {
        imported.notices.extend(rows.notices());
        emit(imported)?;
    }
    Ok(Onward::default())
}

/// Refuses what is no text: a workbook, an archive, a picture.
fn refuse_other_files(input: &mut dyn Reread) -> Result<()> {
    let what = match Signature::of_no_text(fill(input)?) {
        // Spreadsheets of today are archives.
        Some(Signature::Compressed("ZIP")) => "a workbook or another ZIP archive".to_owned(),
        Some(other) => other.what(),
        None => return Ok(()),
    };
    Err(not_csv(&what))
}

fn not_csv(what: &str) -> Error {
    Error::input(format!("the input is {what}, not CSV"))
        .help("save it as CSV in UTF-8, or name its format")
}

/// Reads what stands before the first row, and tells the mark that parts cells.
fn begin(input: &mut Utf8<'_>, options: &Options, before: &mut u64) -> Result<u8> {
    if fill(input)?.starts_with(BOM) {
        input.consume(BOM.len());
    }
    let head = fill(input)?;
    let begins = |(mark, _): &&(&[u8], &str)| head.trim_ascii_start().starts_with(mark);
    if let Some((_, what)) = OTHER_TEXTS.iter().find(begins) {
        return Err(not_csv(what));
    }
    if let Some((length, mark)) = sniff::told(head) {
        input.consume(length);
        *before += 1;
        return Ok(mark);
    }
    Ok(sniff::sniff(head, &options.fields).delimiter)
}

fn names(text: &str, ends: &[usize]) -> Vec<String> {
    let begins = std::iter::once(0).chain(ends.iter().copied());
    let cells = begins
        .zip(ends)
        .map(|(begin, end)| text.get(begin..*end).unwrap_or_default());
    cells.map(|cell| cell.trim().to_owned()).collect()
}

/// What a row gives; nothing where it is blank.
fn one(
    rows: &Rows<'_, '_>,
    line: u64,
    end: End,
    width: usize,
    columns: &Columns,
    options: &Options,
) -> Option<Imported> {
    let notice = match end {
        End::TooLarge => too_large(),
        End::TooMany => Notice::refused(format!("the row has more than {MOST_CELLS} cells"))
            .help("put quotes around text that holds the mark between cells"),
        End::InQuotes => {
            Notice::refused("the file ends inside quotes, which were opened in this row")
                .help("let the writer finish the file, or close the quotes")
        }
        End::Newline | End::OfInput => match rows.text() {
            Ok((text, ends)) => {
                return cells(Cells { text, ends }, line, end, width, columns, options);
            }
            Err(cell) => Notice::refused(format!("cell {} of the row is not UTF-8", cell + 1))
                .help("save the file as UTF-8"),
        },
    };
    Some(refused(line, notice))
}

fn cells(
    cells: Cells<'_>,
    line: u64,
    end: End,
    width: usize,
    columns: &Columns,
    options: &Options,
) -> Option<Imported> {
    let count = cells.ends.len();
    if cells.blank_from(0) {
        return None;
    }
    if count > width && !cells.blank_from(width) {
        let message = format!("the row has {count} cells, and the header row has {width}");
        let notice = Notice::refused(message)
            .help("put quotes around text that holds the mark between cells");
        return Some(refused(line, notice));
    }
    let short = count < width;
    if short && end == End::OfInput {
        let message =
            format!("the file ends in the middle of a row, after {count} of {width} cells");
        let notice = Notice::refused(message).help("let the writer finish the file");
        return Some(refused(line, notice));
    }
    if short && columns.decisive_after(count) {
        let message = format!(
            "the row has {count} of {width} cells; whether it may be published is among the missing"
        );
        let notice =
            Notice::refused(message).help("write every cell, or leave it empty between its marks");
        return Some(refused(line, notice));
    }
    let missing =
        short.then(|| format!("the row has {count} of {width} cells; the others count as empty"));
    Some(record::record(cells, line, columns, options, missing))
}

fn too_large() -> Notice {
    let mib = LARGEST / (1024 * 1024);
    Notice::refused(format!("the row is larger than {mib} MiB"))
        .help("look for quotes that were opened in it and not closed")
}

fn refused(line: u64, notice: Notice) -> Imported {
    Imported {
        line,
        notices: vec![notice.on_line(line)],
        ..Imported::default()
    }
}
