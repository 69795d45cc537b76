//! An export without the items that cannot be attachments, for the first reading: nine bytes in ten are neither checked,
//! copied into a tree nor looked at tag by tag.
//!
//! An item is dropped where the word `attachment` stands nowhere in it, or where it is an attachment as WordPress writes
//! them, of which is noted what is to be known. All else is handed on as it is, so that what is made of it is up to the
//! reader of XML.

use std::cell::RefCell;
use std::collections::VecDeque;
use std::io::{self, BufRead, Read};

use memchr::memchr;
use memchr::memmem::{self, Finder};

use super::attachment;
use super::pictures::Pictures;
use crate::syntax::window::at_hand;

/// How much is read at once; as much again as there is where an item is longer.
const PIECE: usize = 64 << 10;

/// An item that does not end within so many bytes is none that can be used. From there on everything is handed on.
const LARGEST: usize = 8 << 20;

/// So many attachments are remembered by their places, in 8 MiB at most. Others are read as XML.
const MOST: usize = 1 << 20;

/// The reader of XML is never so many items behind, unless it takes them for something else.
const MOST_HANDED: usize = 1 << 16;

/// What is told of attachments without reading them as XML.
#[derive(Debug, Default)]
pub(super) struct Found {
    pub(super) pictures: Pictures,
    /// Where they begin in the text.
    pub(super) starts: Vec<u64>,
    /// Where the items begin that were handed on and not yet read as XML.
    pub(super) handed: VecDeque<u64>,
}

/// Enough of a tag to tell what begins.
const OPENING: usize = b"<![CDATA[".len();

/// Text in UTF-8 in, the same without most items out.
pub(super) struct Sieve<'i> {
    input: Box<dyn BufRead + 'i>,
    found: &'i RefCell<Found>,
    held: Vec<u8>,
    /// How many bytes were read before those that are held.
    gone: u64,
    /// Does the export declare its prefixes as all do? `None` before its beginning is at hand.
    usual: Option<bool>,
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
    pub(super) fn new(input: Box<dyn BufRead + 'i>, found: &'i RefCell<Found>) -> Self {
        Sieve {
            input,
            found,
            held: Vec::new(),
            gone: 0,
            usual: None,
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
                    if self.attachment.find(item).is_none() || self.is_noted(item) {
                        self.taken = self.ready;
                        continue;
                    }
                    self.note_handed();
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

    /// Notes what an item says, if that can be told.
    fn is_noted(&self, item: &[u8]) -> bool {
        let usual = self.usual == Some(true);
        let attachment = usual.then(|| attachment::begins(item)).flatten();
        let whole = attachment.filter(|found| found.length == item.len());
        let mut found = self.found.borrow_mut();
        let Some(attachment) = whole.filter(|_| found.starts.len() < MOST) else {
            return false;
        };
        if let Some(facts) = attachment.facts {
            found.pictures.add(facts, self.place());
        }
        found.starts.push(self.place());
        true
    }

    /// Notes where an item begins that is handed on, so that the order of pictures is known.
    fn note_handed(&self) {
        let mut found = self.found.borrow_mut();
        if found.handed.len() < MOST_HANDED {
            found.handed.push_back(self.place());
        }
    }

    /// Where the next piece begins in the text.
    fn place(&self) -> u64 {
        self.gone + self.taken as u64
    }

    fn read_on(&mut self) -> io::Result<()> {
        self.held.drain(..self.taken);
        self.gone += self.taken as u64;
        (self.taken, self.ready) = (0, 0);
        let wanted = self.held.len() + PIECE.max(self.held.len());
        while self.held.len() < wanted && !self.ended {
            let bytes = at_hand(&mut self.input)?;
            self.ended = bytes.is_empty();
            let count = bytes.len();
            self.held.extend_from_slice(bytes);
            self.input.consume(count);
        }
        if self.usual.is_none() {
            self.usual = Some(attachment::is_usual(&self.held));
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
    use std::cell::RefCell;
    use std::io::{BufReader, Read};

    use super::{Found, Sieve};

    fn sifted(text: &str, piece: usize) -> String {
        let (mut out, found) = (String::new(), RefCell::new(Found::default()));
        let input = BufReader::with_capacity(piece, text.as_bytes());
        Sieve::new(Box::new(input), &found)
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
