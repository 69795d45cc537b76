//! The part of a document that is at hand: decoded text, moved along as it is read.
//!
//! Whole pieces are read and checked at once, so that nothing is to be done byte by byte afterwards. Places are counted
//! only when somebody asks for one.

use std::cell::{Cell, RefCell};
use std::collections::VecDeque;
use std::io::{self, BufRead, ErrorKind};

use crate::syntax::chars;
use crate::syntax::span::Position;
use crate::syntax::surplus::Surplus;
use crate::syntax::utf8;

/// How far apart the places are that are remembered.
const STEP: usize = 4096;
/// How much is read at once; more where one token is longer.
const PIECE: usize = 128 << 10;

/// Bytes that are no UTF-8; the text has one U+FFFD for them.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Bad {
    index: usize,
    bytes: [u8; 3],
    length: u8,
}

impl Bad {
    /// Where its U+FFFD stands in the window.
    pub(crate) fn index(&self) -> usize {
        self.index
    }

    /// The bytes in hexadecimal.
    pub(crate) fn shown(&self) -> String {
        let bytes = self.bytes.iter().take(usize::from(self.length));
        let shown: Vec<String> = bytes.map(|b| format!("{b:02X}")).collect();
        shown.join(" ")
    }
}

/// The text at hand and what is known of it.
pub(crate) struct Window<'i> {
    input: Box<dyn BufRead + 'i>,
    text: String,
    /// What was read last and is not yet text: the first bytes of a character whose others are to come.
    rest: Vec<u8>,
    /// Where the text at hand begins.
    start: Position,
    /// Bytes of text that are forgotten.
    gone: u64,
    /// The place that was asked for last, from which the next one is counted.
    asked: Cell<(usize, Position)>,
    /// Places that were counted once, each [`STEP`] bytes behind the one before, so that none is counted far.
    marks: RefCell<Vec<(usize, Position)>>,
    bad: VecDeque<Bad>,
    /// What has to be taken from the offsets of places, in the end.
    surplus: Surplus,
    odd: bool,
    ended: bool,
}

impl<'i> Window<'i> {
    pub(crate) fn new(input: Box<dyn BufRead + 'i>, start: Position) -> Self {
        Window {
            input,
            text: String::new(),
            rest: Vec::new(),
            start,
            gone: 0,
            asked: Cell::new((0, start)),
            marks: RefCell::default(),
            bad: VecDeque::new(),
            surplus: Surplus::default(),
            odd: false,
            ended: false,
        }
    }

    #[inline]
    pub(crate) fn text(&self) -> &str {
        &self.text
    }

    #[inline]
    pub(crate) fn bytes(&self) -> &[u8] {
        self.text.as_bytes()
    }

    /// The text between two indexes.
    #[inline]
    pub(crate) fn get(&self, from: usize, to: usize) -> &str {
        self.text.get(from..to).unwrap_or_default()
    }

    /// May there be something in it that XML does not allow, or bytes that mean nothing?
    #[inline]
    pub(crate) fn is_odd(&self) -> bool {
        self.odd
    }

    /// The bytes that are no UTF-8, between two indexes.
    pub(crate) fn bad(&self, from: usize, to: usize) -> impl Iterator<Item = Bad> {
        let first = self.bad.partition_point(|b| b.index < from);
        let rest = self.bad.iter().skip(first);
        rest.take_while(move |b| b.index < to).copied()
    }

    /// Where in the file an offset lies that was counted in the text.
    pub(crate) fn in_file(&self, offset: u64) -> u64 {
        self.surplus.in_file(offset)
    }

    /// Are there so many bytes that mean nothing that places cannot be told any more?
    #[inline]
    pub(crate) fn is_lost(&self) -> bool {
        self.surplus.is_full()
    }

    /// Bytes of the text before an index, in UTF-8 whatever the file is in.
    #[inline]
    pub(crate) fn offset(&self, index: usize) -> u64 {
        self.gone + index as u64
    }

    /// The place of an index.
    pub(crate) fn place(&self, index: usize) -> Position {
        let (from, place) = match self.asked.get() {
            asked if asked.0 <= index && index - asked.0 <= STEP => asked,
            _ => self.mark_before(index),
        };
        let place = self.advanced(from, place, index);
        self.asked.set((index, place));
        place
    }

    /// The last mark at or before an index; marks are set on the way there.
    fn mark_before(&self, index: usize) -> (usize, Position) {
        let mut marks = self.marks.borrow_mut();
        let (mut from, mut place) = marks.last().copied().unwrap_or((0, self.start));
        while from + STEP <= index {
            // Whole characters only: what a part of one takes in the file cannot be told.
            let mut to = from + STEP;
            while to < index && !self.text.is_char_boundary(to) {
                to += 1;
            }
            place = self.advanced(from, place, to);
            from = to;
            marks.push((from, place));
        }
        let after = marks.partition_point(|(mark, _)| *mark <= index);
        let mark = after.checked_sub(1).and_then(|last| marks.get(last));
        mark.copied().unwrap_or((0, self.start))
    }

    fn advanced(&self, from: usize, mut place: Position, to: usize) -> Position {
        place.advance(self.bytes().get(from..to).unwrap_or_default());
        place
    }

    /// Is all of the document read?
    #[inline]
    pub(crate) fn is_at_end(&self) -> bool {
        self.ended
    }

    /// Forgets what lies before `keep` and reads on.
    ///
    /// # Errors
    /// Those of reading.
    pub(crate) fn read_on(&mut self, keep: usize) -> io::Result<()> {
        self.forget(keep);
        // As much again as there is, so that a long token is looked at a few times only.
        let wanted = self.text.len() + PIECE.max(self.text.len());
        let mut outcome = Ok(());
        while outcome.is_ok() && !self.ended && self.text.len() < wanted {
            outcome = self.read_piece();
        }
        self.odd = !self.bad.is_empty() || chars::may_hold_illegal(self.text.as_bytes());
        outcome
    }

    fn forget(&mut self, keep: usize) {
        self.start = self.place(keep);
        self.gone += keep as u64;
        self.asked.set((0, self.start));
        self.marks.get_mut().clear();
        self.text.drain(..keep);
        if self.text.capacity() > 8 * PIECE && self.text.len() < PIECE {
            self.text.shrink_to(2 * PIECE);
        }
        let gone = self.bad.partition_point(|b| b.index < keep);
        self.bad.drain(..gone);
        self.bad.iter_mut().for_each(|b| b.index -= keep);
    }

    /// Adds one piece to the text.
    fn read_piece(&mut self) -> io::Result<()> {
        let ready = at_hand(&mut self.input)?;
        self.ended = ready.is_empty();
        let ready = ready.get(..PIECE).unwrap_or(ready);
        let read = ready.len();
        let whole = read - incomplete(ready);
        // Most pieces end with a whole character, and are not copied but to where they stay.
        let (text, rest) = ready.split_at_checked(whole).unwrap_or((ready, &[]));
        match utf8::checked(text) {
            Ok(text) if self.rest.is_empty() && !self.ended => {
                self.text.push_str(text);
                self.rest.extend_from_slice(rest);
                self.input.consume(read);
            }
            _ => {
                self.rest.extend_from_slice(ready);
                self.input.consume(read);
                self.add_rest();
            }
        }
        Ok(())
    }

    /// Adds what is left of the pieces before this one, and this one, to the text.
    fn add_rest(&mut self) {
        let mut bytes = std::mem::take(&mut self.rest);
        let cut = match self.ended {
            true => 0,
            false => incomplete(&bytes),
        };
        let rest = bytes.split_off(bytes.len() - cut);
        match utf8::checked(&bytes) {
            Ok(text) => self.text.push_str(text),
            Err(_) => self.mend(&bytes),
        }
        self.rest = rest;
    }

    /// Adds bytes of which some mean nothing to the text, with U+FFFD in their stead.
    fn mend(&mut self, bytes: &[u8]) {
        for chunk in bytes.utf8_chunks() {
            self.text.push_str(chunk.valid());
            let invalid = chunk.invalid();
            if invalid.is_empty() {
                continue;
            }
            let mut bytes = [0; 3];
            bytes.iter_mut().zip(invalid).for_each(|(to, b)| *to = *b);
            let (index, length) = (self.text.len(), invalid.len() as u8);
            self.surplus.add(self.start.offset + index as u64, length);
            self.bad.push_back(Bad {
                index,
                bytes,
                length,
            });
            self.text.push('\u{FFFD}');
        }
    }
}

/// What the input has at hand; nothing at its end.
pub(crate) fn at_hand(input: &mut (impl BufRead + ?Sized)) -> io::Result<&[u8]> {
    while let Err(e) = input.fill_buf() {
        if e.kind() != ErrorKind::Interrupted {
            return Err(e);
        }
    }
    input.fill_buf()
}

/// How many bytes at the end begin a character that is not whole.
fn incomplete(bytes: &[u8]) -> usize {
    for (back, byte) in bytes.iter().rev().take(3).enumerate() {
        let needed = match byte {
            0x80..=0xBF => continue,
            0xC0..=0xDF => 2,
            0xE0..=0xEF => 3,
            0xF0..=0xF7 => 4,
            _ => 1,
        };
        return if needed > back + 1 { back + 1 } else { 0 };
    }
    0
}

#[cfg(test)]
mod tests {
    use super::Window;
    use crate::syntax::span::Position;

    #[test]
    fn counts_bytes_of_the_file() {
        let mut window = Window::new(Box::new(&b"a\xFFb\xE2\x82\nc\xC3"[..]), Position::START);
        while !window.is_at_end() {
            window.read_on(0).unwrap();
        }
        assert_eq!(window.text(), "a\u{FFFD}b\u{FFFD}\nc\u{FFFD}");
        let shown: Vec<String> = window.bad(0, 99).map(|b| b.shown()).collect();
        assert_eq!(shown, ["FF", "E2 82", "C3"]);
        let place = window.place(9);
        assert_eq!((place.offset, place.line, place.column), (9, 2, 1));
        assert_eq!((window.offset(9), window.in_file(9)), (9, 6));
        assert!(window.is_odd());
    }
}
