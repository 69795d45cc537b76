//! An export without the attachments that the first reading has told, for the second one.
//!
//! The first reading remembers where they begin. Each is looked at again before it is passed over, so that a file that was
//! written anew in between loses nothing. Its line ends are handed on, since lines are counted.

use std::io::{self, BufRead, Read};

use memchr::memchr_iter;

use super::attachment;
use crate::syntax::window::at_hand;

/// Line ends to hand on, some at a time.
const LINES: &[u8] = &[b'\n'; 64];

pub(super) struct Rest<'i> {
    input: Box<dyn BufRead + 'i>,
    /// How many bytes of the input are behind.
    at: u64,
    /// Where the attachments begin that are still ahead.
    starts: std::vec::IntoIter<u64>,
    next: Option<u64>,
    /// Line ends of attachments that were passed over.
    lines: usize,
}

impl<'i> Rest<'i> {
    pub(super) fn new(input: Box<dyn BufRead + 'i>, starts: Vec<u64>) -> Self {
        let mut starts = starts.into_iter();
        let next = starts.next();
        Rest {
            input,
            at: 0,
            starts,
            next,
            lines: 0,
        }
    }

    /// Passes over the attachment that comes next, where all of it is at hand.
    fn pass_over(&mut self) -> io::Result<()> {
        while self.next == Some(self.at) && self.lines == 0 {
            self.next = self.starts.next();
            let text = at_hand(&mut self.input)?;
            let Some(length) = attachment::begins(text).map(|found| found.length) else {
                continue;
            };
            self.lines = memchr_iter(b'\n', text.get(..length).unwrap_or_default()).count();
            self.input.consume(length);
            self.at += length as u64;
        }
        Ok(())
    }
}

impl BufRead for Rest<'_> {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        self.pass_over()?;
        if self.lines > 0 {
            return Ok(LINES.get(..self.lines).unwrap_or(LINES));
        }
        let text = at_hand(&mut self.input)?;
        let ahead = self.next.and_then(|next| next.checked_sub(self.at));
        let ahead = ahead.and_then(|ahead| text.get(..usize::try_from(ahead).ok()?));
        Ok(ahead.unwrap_or(text))
    }

    fn consume(&mut self, amount: usize) {
        if self.lines > 0 {
            self.lines = self.lines.saturating_sub(amount);
            return;
        }
        self.input.consume(amount);
        self.at += amount as u64;
    }
}

impl Read for Rest<'_> {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        let count = self.fill_buf()?.read(out)?;
        self.consume(count);
        Ok(count)
    }
}

#[cfg(test)]
mod tests {
    use std::io::{BufReader, Read};

    use super::Rest;

    const USUAL: &str = "<item><wp:post_type>attachment</wp:post_type>\n\n</item>";

    #[test]
    fn attachments_are_passed_over_where_they_are_what_they_were() {
        let text = format!("<a>{USUAL}{USUAL}\n<item>post</item>{USUAL}é");
        let (second, post) = (3 + USUAL.len(), 4 + 2 * USUAL.len());
        let last = post + "<item>post</item>".len();
        let starts = [3, second, post, last].map(|at| at as u64);
        let rest = |piece| {
            let input = BufReader::with_capacity(piece, text.as_bytes());
            let mut out = String::new();
            Rest::new(Box::new(input), starts.to_vec())
                .read_to_string(&mut out)
                .unwrap();
            out
        };
        assert_eq!(rest(1000), "<a>\n\n\n\n\n<item>post</item>\n\né");
        assert_eq!(rest(7), text, "none is whole at hand");
    }
}
