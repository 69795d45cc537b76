//! A reader that remembers where the last whole line ended.

use std::io::{self, BufRead, Read};

use crate::Result;
use crate::import::Reread;

/// Counts bytes and lines as they are consumed.
#[derive(Debug)]
pub struct Tracked<R> {
    inner: R,
    begin: (u64, u64),
    position: u64,
    line_end: u64,
    lines: u64,
}

impl<R: BufRead> Tracked<R> {
    /// Wraps a reader whose first byte is at `position` of its file, after `lines` lines.
    pub fn new(inner: R, position: u64, lines: u64) -> Self {
        Tracked {
            inner,
            begin: (position, lines),
            position,
            line_end: position,
            lines,
        }
    }

    /// The byte after the last newline that was consumed.
    pub fn line_end(&self) -> u64 {
        self.line_end
    }

    /// How many newlines lie before [`Tracked::line_end`].
    pub fn lines_ended(&self) -> u64 {
        self.lines
    }

    fn pass(&mut self, consumed: usize) -> io::Result<()> {
        let bytes = self.inner.fill_buf()?.get(..consumed).unwrap_or_default();
        if let Some(last) = memchr::memrchr(b'\n', bytes) {
            self.lines += memchr::memchr_iter(b'\n', bytes).count() as u64;
            self.line_end = self.position + last as u64 + 1;
        }
        self.position += consumed as u64;
        Ok(())
    }
}

impl<R: BufRead> Read for Tracked<R> {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        let n = self.fill_buf()?.read(out)?;
        self.consume(n);
        Ok(n)
    }
}

impl<R: Reread> Reread for Tracked<R> {
    fn rewind(&mut self) -> Result<()> {
        self.inner.rewind()?;
        (self.position, self.lines) = self.begin;
        self.line_end = self.position;
        Ok(())
    }
}

impl<R: BufRead> BufRead for Tracked<R> {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        self.inner.fill_buf()
    }

    fn consume(&mut self, n: usize) {
        // What is consumed has just been filled, so that no read can happen, or fail, here.
        if n > 0 && self.pass(n).is_ok() {
            self.inner.consume(n);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_whole_line_is_known() {
        for (text, end, lines) in [
            ("a\nbb\nc", 5, 2),
            ("a\nbb\n", 5, 2),
            ("abc", 0, 0),
            ("", 0, 0),
        ] {
            let mut tracked = Tracked::new(io::BufReader::with_capacity(2, text.as_bytes()), 0, 0);
            let mut all = String::new();
            tracked.read_to_string(&mut all).unwrap();
            assert_eq!(
                (all.as_str(), tracked.line_end(), tracked.lines_ended()),
                (text, end, lines)
            );
        }
    }
}
