//! An export without the items that cannot be attachments, for the first reading: nine bytes in ten are neither checked,
//! copied into a tree nor looked at tag by tag.
//!
//! An item is dropped where the word `attachment` stands nowhere in it; all else is handed on as it is, so that what is
//! made of it is up to the reader of XML.

use std::io::{self, BufRead, Read};

use memchr::memchr;
use memchr::memmem::{self, Finder};

use crate::syntax::window::at_hand;

/// How much is read at once; as much again as there is where an item is longer.
const PIECE: usize = 64 << 10;

/// An item that does not end within so many bytes is none that can be used. From there on everything is handed on.
const LARGEST: usize = 8 << 20;

/// Enough of a tag to tell what begins.
const OPENING: usize = b"<![CDATA[".len();

/// Text in UTF-8 in, the same without most items out.
pub(super) struct Sieve<'i> {
    input: Box<dyn BufRead + 'i>,
    held: Vec<u8>,
    /// What of `held` was handed on or dropped, and up to where it may be handed on.
    taken: usize,
    ready: usize,
    ended: bool,
    /// Is everything handed on?
    open: bool,
    attachment: Finder<'static>,
    section_end: Finder<'static>,
}

impl<'i> Sieve<'i> {
    pub(super) fn new(input: Box<dyn BufRead + 'i>) -> Self {
        Sieve {
            input,
            held: Vec::new(),
            taken: 0,
            ready: 0,
            ended: false,
            open: false,
            attachment: Finder::new(b"attachment"),
            section_end: Finder::new(b"]]>"),
        }
    }

    /// Goes on until something may be handed on, or to the end.
    fn advance(&mut self) -> io::Result<()> {
        loop {
            let rest = self.held.get(self.taken..).unwrap_or_default();
            match next_piece(rest, &self.section_end) {
                _ if self.open && !rest.is_empty() => self.ready = self.held.len(),
                Some(Piece::Item(length)) => {
                    let item = rest.get(..length).unwrap_or_default();
                    self.ready = self.taken + length;
                    if self.attachment.find(item).is_none() {
                        self.taken = self.ready;
                        continue;
                    }
                }
                Some(Piece::Other(length)) => self.ready = self.taken + length,
                None if self.ended => self.ready = self.held.len(),
                None if rest.len() >= LARGEST => self.open = true,
                None => {
                    self.read_on()?;
                    continue;
                }
            }
            if self.ready > self.taken || self.ended {
                return Ok(());
            }
        }
    }

    fn read_on(&mut self) -> io::Result<()> {
        self.held.drain(..self.taken);
        (self.taken, self.ready) = (0, 0);
        let wanted = self.held.len() + PIECE.max(self.held.len());
        while self.held.len() < wanted && !self.ended {
            let bytes = at_hand(&mut self.input)?;
            self.ended = bytes.is_empty();
            let count = bytes.len();
            self.held.extend_from_slice(bytes);
            self.input.consume(count);
        }
        Ok(())
    }
}

impl BufRead for Sieve<'_> {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        if self.taken >= self.ready {
            self.advance()?;
        }
        Ok(self.held.get(self.taken..self.ready).unwrap_or_default())
    }

    fn consume(&mut self, amount: usize) {
        self.taken = self.ready.min(self.taken + amount);
    }
}

impl Read for Sieve<'_> {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        let count = self.fill_buf()?.read(out)?;
        self.consume(count);
        Ok(count)
    }
}

/// What the text begins with, and how long that is.
#[derive(Debug, PartialEq)]
enum Piece {
    Item(usize),
    Other(usize),
}

/// The piece that the text begins with; `None` where more of it has to be known.
fn next_piece(text: &[u8], section_end: &Finder<'_>) -> Option<Piece> {
    if begins_item(text) {
        let mut at = 1;
        loop {
            at += memchr(b'<', text.get(at..)?)?;
            let rest = text.get(at..)?;
            if rest.starts_with(b"</item>") {
                return Some(Piece::Item(at + b"</item>".len()));
            }
            at += markup(rest, section_end)?;
        }
    }
    let mut at = 0;
    loop {
        let rest = text.get(at..).unwrap_or_default();
        let Some(tag) = memchr(b'<', rest) else {
            return (!text.is_empty()).then_some(Piece::Other(text.len()));
        };
        let rest = rest.get(tag..).unwrap_or_default();
        at += tag;
        match markup(rest, section_end).filter(|_| !begins_item(rest)) {
            Some(length) => at += length,
            None => return (at > 0).then_some(Piece::Other(at)),
        }
    }
}

fn begins_item(text: &[u8]) -> bool {
    let rest = text.strip_prefix(b"<item");
    rest.is_some_and(|rest| {
        rest.first()
            .is_some_and(|b| *b == b'>' || b.is_ascii_whitespace())
    })
}

/// How far to go from a `<`: over a whole comment or CDATA section, in which tags are none.
fn markup(text: &[u8], section_end: &Finder<'_>) -> Option<usize> {
    let end = match text.get(..OPENING)? {
        b"<![CDATA[" => section_end.find(text)?,
        opening if opening.starts_with(b"<!--") => 4 + memmem::find(text.get(4..)?, b"-->")?,
        _ => return Some(1),
    };
    Some(end + 3)
}

#[cfg(test)]
mod tests {
    use std::io::{BufReader, Read};

    use super::Sieve;

    fn sifted(text: &str, piece: usize) -> String {
        let mut out = String::new();
        let input = BufReader::with_capacity(piece, text.as_bytes());
        Sieve::new(Box::new(input))
            .read_to_string(&mut out)
            .unwrap();
        out
    }

    #[test]
    fn only_items_that_are_no_attachments_are_dropped() {
        for (text, want) in [
            ("", ""),
            ("no export", "no export"),
            (
                "<a><item>x</item> <item>attachment</item></a>",
                "<a> <item>attachment</item></a>",
            ),
            ("<items/><item a='b'>x</item>", "<items/>"),
            (
                "<item><![CDATA[</item><item>attachment]]></item>.",
                "<item><![CDATA[</item><item>attachment]]></item>.",
            ),
            ("<item><![CDATA[</item>]]>x</item>.", "."),
            ("<!-- <item> --><b/><item>x</item>.", "<!-- <item> --><b/>."),
            (
                "<![CDATA[<item>]]><b/><item><!-- </item> --></item>.",
                "<![CDATA[<item>]]><b/>.",
            ),
            (
                "<item>x<item>attachment</item>.",
                "<item>x<item>attachment</item>.",
            ),
            ("<a/><item>x", "<a/><item>x"),
            (
                "<a/><![CDATA[ <item>x</item>",
                "<a/><![CDATA[ <item>x</item>",
            ),
            ("<a/><ite", "<a/><ite"),
        ] {
            for piece in [1, 3, 64] {
                assert_eq!(sifted(text, piece), want, "{text} {piece}");
            }
        }
    }

    #[test]
    fn what_is_too_large_ends_sifting() {
        let large = format!("<item>{}</item><item>x</item>", "-".repeat(9 << 20));
        assert!(sifted(&large, 1 << 16) == large);
    }
}
