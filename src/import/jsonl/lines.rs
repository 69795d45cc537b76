//! Bytes to lines, of which none takes more memory than [`LONGEST`].

use std::io::BufRead;

use memchr::memchr;

use crate::Result;
use crate::import::reread::fill;

/// The longest line that is kept, in bytes.
pub(super) const LONGEST: usize = 8 * 1024 * 1024;

/// How a line ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum End {
    /// With a newline.
    Newline,
    /// With the input: it may have been cut.
    OfInput,
    /// It was longer than [`LONGEST`]; nothing of it was kept.
    TooLong,
}

/// Hands out one line after the other in a buffer that is used again.
pub(super) struct Lines<'r> {
    input: &'r mut dyn BufRead,
    buffer: Vec<u8>,
    number: u64,
}

impl<'r> Lines<'r> {
    /// Begins after `before` lines that somebody else has read.
    pub(super) fn new(input: &'r mut dyn BufRead, before: u64) -> Self {
        Lines {
            input,
            buffer: Vec::new(),
            number: before,
        }
    }

    /// The line that [`Lines::advance`] went to, without its newline.
    pub(super) fn bytes(&self) -> &[u8] {
        &self.buffer
    }

    /// Goes to the next line and gives its 1-based number; `None` at the end.
    pub(super) fn advance(&mut self) -> Result<Option<(u64, End)>> {
        self.buffer.clear();
        let (mut begun, mut too_long) = (false, false);
        let ended = loop {
            let chunk = fill(self.input)?;
            if chunk.is_empty() {
                break false;
            }
            begun = true;
            let newline = memchr(b'\n', chunk);
            let part = chunk.get(..newline.unwrap_or(chunk.len())).unwrap_or(chunk);
            too_long = too_long || self.buffer.len() + part.len() > LONGEST;
            if too_long {
                self.buffer = Vec::new();
            } else {
                self.buffer.extend_from_slice(part);
            }
            let read = part.len() + usize::from(newline.is_some());
            self.input.consume(read);
            if newline.is_some() {
                break true;
            }
        };
        if !begun {
            return Ok(None);
        }
        self.number += 1;
        let end = match (too_long, ended) {
            (true, _) => End::TooLong,
            (false, true) => End::Newline,
            (false, false) => End::OfInput,
        };
        Ok(Some((self.number, end)))
    }
}
