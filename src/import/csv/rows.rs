//! Bytes to rows, none of which takes more memory than [`LARGEST`].
//!
//! `csv-core` parts the cells; the `csv` crate around it would let one quote that is never closed take the rest of a
//! file into memory.

use std::io::BufRead;

use csv_core::{ReadRecordResult, Reader, ReaderBuilder};
use memchr::memchr_iter;

use crate::Result;
use crate::import::encoding::Utf8;
use crate::import::reread::fill;
use crate::model::Notice;
use crate::syntax::utf8;

/// The largest row that is kept, in bytes.
pub(super) const LARGEST: usize = 8 * 1024 * 1024;

/// The most cells that a row may have.
pub(super) const MOST_CELLS: usize = 4096;

/// How a row ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum End {
    /// With a line end.
    Newline,
    /// With the input: it may have been cut.
    OfInput,
    /// With the input, inside quotes.
    InQuotes,
    /// It was larger than [`LARGEST`]; nothing of it was kept.
    TooLarge,
    /// It had more than [`MOST_CELLS`]; nothing of it was kept.
    TooMany,
}

/// Hands out one row after the other in buffers that are used again.
pub(super) struct Rows<'r, 'i> {
    input: &'r mut Utf8<'i>,
    reader: Reader,
    line: u64,
    cells: Vec<u8>,
    ends: Vec<usize>,
    /// How many of `ends` belong to the row.
    count: usize,
}

impl<'r, 'i> Rows<'r, 'i> {
    /// Begins after `before` lines that somebody else has read.
    pub(super) fn new(input: &'r mut Utf8<'i>, delimiter: u8, before: u64) -> Self {
        Rows {
            input,
            reader: ReaderBuilder::new().delimiter(delimiter).build(),
            line: before + 1,
            cells: vec![0; 16 * 1024],
            ends: vec![0; 64],
            count: 0,
        }
    }

    /// What was guessed of the encoding, as far as it was not told before.
    pub(super) fn notices(&mut self) -> Vec<Notice> {
        self.input.notices()
    }

    /// The cells that [`Rows::advance`] went to, one after the other in one text, and where each ends.
    ///
    /// # Errors
    /// The 0-based cell that is not UTF-8.
    pub(super) fn text(&self) -> std::result::Result<(&str, &[usize]), usize> {
        let ends = self.ends.get(..self.count).unwrap_or_default();
        let length = ends.last().copied().unwrap_or_default();
        let bytes = self.cells.get(..length).unwrap_or_default();
        let fault = |e: std::str::Utf8Error| {
            let at = e.valid_up_to();
            ends.iter().take_while(|end| **end <= at).count()
        };
        utf8::checked(bytes).map_err(fault).map(|text| (text, ends))
    }

    /// Goes to the next row and gives the 1-based line on which it begins; `None` at the end. Blank lines are no rows.
    pub(super) fn advance(&mut self) -> Result<Option<(u64, End)>> {
        self.skip_blank_lines()?;
        let begins = self.line;
        let (mut kept, mut bad, mut quotes) = (0, None, 0);
        self.count = 0;
        loop {
            let chunk = fill(self.input)?;
            let at_end = chunk.is_empty();
            let out = self.cells.get_mut(kept..).unwrap_or_default();
            let ends = self.ends.get_mut(self.count..).unwrap_or_default();
            let (result, read, written, ended) = self.reader.read_record(chunk, out, ends);
            let consumed = chunk.get(..read).unwrap_or_default();
            self.line += memchr_iter(b'\n', consumed).count() as u64;
            quotes += memchr_iter(b'"', consumed).count();
            self.input.consume(read);
            kept += written;
            self.count += ended;
            match result {
                ReadRecordResult::InputEmpty => {}
                ReadRecordResult::OutputFull if kept >= LARGEST => bad = Some(End::TooLarge),
                ReadRecordResult::OutputFull => self.cells.resize((kept * 2).max(1024), 0),
                ReadRecordResult::OutputEndsFull if self.count >= MOST_CELLS => {
                    bad = bad.or(Some(End::TooMany));
                }
                ReadRecordResult::OutputEndsFull => self.ends.resize(self.count * 2 + 8, 0),
                ReadRecordResult::Record => {
                    let end = match at_end {
                        true if quotes % 2 == 1 => End::InQuotes,
                        true => End::OfInput,
                        false => End::Newline,
                    };
                    return Ok(Some((begins, bad.unwrap_or(end))));
                }
                ReadRecordResult::End => return Ok(None),
            }
            if bad.is_some() {
                // What is thrown away needs no more room than there is.
                (kept, self.count) = (0, 0);
            }
        }
    }

    fn skip_blank_lines(&mut self) -> Result<()> {
        loop {
            let chunk = fill(self.input)?;
            let blank = chunk
                .iter()
                .take_while(|b| matches!(b, b'\n' | b'\r'))
                .count();
            if blank == 0 {
                return Ok(());
            }
            let skipped = chunk.get(..blank).unwrap_or_default();
            self.line += memchr_iter(b'\n', skipped).count() as u64;
            self.input.consume(blank);
        }
    }
}
