//! Bytes to the tokens of JSON, over a window that moves along the input.

use std::io::{self, BufRead, Read};

use crate::syntax::json_fault::{JsonFault, JsonFaultKind as K};
use crate::syntax::span::Position;

/// How much is read at once.
const CHUNK: usize = 64 * 1024;
/// How many faults wait to be taken before comments are skipped without a word.
const MANY: usize = 1000;
/// How far one looks ahead to tell what a quotation mark is.
const AHEAD: usize = 256;

/// An object or an array.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Container {
    /// `{…}`
    Object,
    /// `[…]`
    Array,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Token {
    Open(Container),
    Close(Container),
    Comma,
    Colon,
    /// A string; what stands between its quotes is [`Tokens::raw`].
    Text,
    /// Letters, digits and signs: a number, a literal, or a name without quotes.
    Word,
    /// A character that means nothing here.
    Stray,
    /// The end of the input, perhaps inside the string or comment that began here.
    End,
    /// A token is longer than the bound.
    TooLong,
}

/// The tokens of one document.
pub(crate) struct Tokens<'i> {
    input: Box<dyn BufRead + 'i>,
    window: Vec<u8>,
    /// The next byte of the window.
    next: usize,
    ended: bool,
    /// Where the next byte lies.
    place: Position,
    /// The token that was read last: where it begins, and its text in the window.
    at: Position,
    raw: std::ops::Range<usize>,
    raw_at: Position,
    bound: usize,
    /// Did the input end inside a string or comment?
    cut: bool,
}

impl<'i> Tokens<'i> {
    pub(crate) fn new(input: Box<dyn BufRead + 'i>, start: Position, bound: usize) -> Self {
        Tokens {
            input,
            window: Vec::new(),
            next: 0,
            ended: false,
            place: start,
            at: start,
            raw: 0..0,
            raw_at: start,
            bound,
            cut: false,
        }
    }

    /// Where the token begins.
    pub(crate) fn at(&self) -> Position {
        self.at
    }

    /// The text of a string or word.
    pub(crate) fn raw(&self) -> &[u8] {
        self.window.get(self.raw.clone()).unwrap_or_default()
    }

    /// Where [`Tokens::raw`] begins: after the opening quote.
    pub(crate) fn raw_at(&self) -> Position {
        self.raw_at
    }

    /// Did the input end inside a string or comment?
    pub(crate) fn was_cut(&self) -> bool {
        self.cut
    }

    /// Reads the next token. Where a name is due, a quote ends it whatever follows.
    ///
    /// # Errors
    /// Those of reading.
    pub(crate) fn next(
        &mut self,
        name_due: bool,
        faults: &mut Vec<JsonFault>,
    ) -> io::Result<Token> {
        loop {
            self.skip_space()?;
            self.at = self.place;
            self.raw = 0..0;
            let Some(first) = self.peek(0)? else {
                return Ok(Token::End);
            };
            let token = match first {
                b'{' => Token::Open(Container::Object),
                b'[' => Token::Open(Container::Array),
                b'}' => Token::Close(Container::Object),
                b']' => Token::Close(Container::Array),
                b',' => Token::Comma,
                b':' => Token::Colon,
                b'"' | b'\'' => return self.string(first, name_due, faults),
                b'#' | b'/' if self.begins_comment(first)? => {
                    self.comment(first, faults)?;
                    continue;
                }
                b if is_word(b) => return self.word(),
                _ => return self.stray(),
            };
            self.step(1);
            return Ok(token);
        }
    }

    /// The next byte after white space that is not taken; nothing at the end or far away.
    pub(crate) fn peek_token(&mut self) -> io::Result<Option<u8>> {
        self.have(AHEAD)?;
        let rest = self.window.get(self.next..).unwrap_or_default();
        let ahead = rest.get(..AHEAD).unwrap_or(rest);
        Ok(ahead.iter().copied().find(|b| !is_space(*b)))
    }

    /// Takes bytes that hold no line feed.
    fn step(&mut self, bytes: usize) {
        self.next += bytes;
        self.place.offset += bytes as u64;
        self.place.column += bytes as u64;
    }

    /// Takes any bytes.
    fn advance(&mut self, bytes: usize) {
        let end = (self.next + bytes).min(self.window.len());
        let taken = self.window.get(self.next..end).unwrap_or_default();
        self.place.advance(taken);
        self.next = end;
    }

    fn skip_space(&mut self) -> io::Result<()> {
        while let Some(byte) = self.peek(0)? {
            match byte {
                b'\n' => {
                    self.next += 1;
                    self.place.offset += 1;
                    self.place.line += 1;
                    self.place.column = 1;
                }
                b' ' | b'\t' | b'\r' => self.step(1),
                _ => break,
            }
        }
        Ok(())
    }

    fn peek(&mut self, ahead: usize) -> io::Result<Option<u8>> {
        let at = self.next + ahead;
        if at >= self.window.len() {
            self.have(ahead + 1)?;
        }
        Ok(self.window.get(self.next + ahead).copied())
    }

    /// Makes sure that so many bytes follow in the window, unless the input ends before.
    fn have(&mut self, wanted: usize) -> io::Result<()> {
        while self.window.len() - self.next < wanted && !self.ended {
            self.fill()?;
        }
        Ok(())
    }

    /// Drops what was taken, and reads more; much more for a long token, so that it costs no more than short ones.
    fn fill(&mut self) -> io::Result<()> {
        self.window.drain(..self.next);
        self.next = 0;
        let kept = self.window.len();
        if kept < CHUNK && self.window.capacity() > 16 * CHUNK {
            self.window.shrink_to(2 * CHUNK);
        }
        let wanted = kept.clamp(CHUNK, 16 * CHUNK);
        let read = self
            .input
            .by_ref()
            .take(wanted as u64)
            .read_to_end(&mut self.window)?;
        self.ended = read < wanted;
        Ok(())
    }

    /// A string in quotes. Quotes inside it that somebody forgot to escape do not end it.
    fn string(&mut self, quote: u8, name: bool, faults: &mut Vec<JsonFault>) -> io::Result<Token> {
        if quote == b'\'' {
            faults.push(JsonFault::new(K::QuoteSingle, self.at, "'"));
        }
        self.step(1);
        self.raw_at = self.place;
        let (mut from, mut told) = (0, false);
        loop {
            let Some(end) = self.quote(quote, from)? else {
                return self.no_end();
            };
            if end > self.bound {
                return Ok(Token::TooLong);
            }
            if name {
                return Ok(self.finish_string(end, 1));
            }
            self.have(end + 1 + AHEAD)?;
            if let Some(line_end) = self.line_without_quote(end) {
                faults.push(JsonFault::new(
                    K::StringUnclosed,
                    self.at,
                    self.shown(line_end),
                ));
                return Ok(self.finish_string(line_end, 0));
            }
            let after = self.window.get(self.next + end + 1..).unwrap_or_default();
            if ends_string(after.get(..AHEAD).unwrap_or(after)) {
                return Ok(self.finish_string(end, 1));
            }
            if !std::mem::replace(&mut told, true) {
                let inside = self.window.get(self.next..self.next + end);
                let place = self.place.after(inside.unwrap_or_default());
                let shown = char::from(quote).to_string();
                faults.push(JsonFault::new(K::QuoteUnescaped, place, shown));
            }
            from = end + 1;
        }
    }

    fn shown(&self, length: usize) -> String {
        let end = self.next + length.min(400);
        String::from_utf8_lossy(self.window.get(self.next..end).unwrap_or_default()).into_owned()
    }

    fn finish_string(&mut self, length: usize, quotes: usize) -> Token {
        self.raw = self.next..self.next + length;
        self.advance(length + quotes);
        Token::Text
    }

    /// Where the next quote lies that no backslash escapes, counted from the next byte.
    fn quote(&mut self, quote: u8, mut from: usize) -> io::Result<Option<usize>> {
        loop {
            let rest = self.window.get(self.next + from..).unwrap_or_default();
            match memchr::memchr2(quote, b'\\', rest) {
                Some(found) if rest.get(found) == Some(&quote) => return Ok(Some(from + found)),
                Some(found) => from += found + 2,
                None => from += rest.len(),
            }
            if from > self.bound {
                return Ok(None);
            }
            self.have(from + 1)?;
            if self.next + from >= self.window.len() {
                return Ok(None);
            }
        }
    }

    /// The string has no end within the input, or none within the bound.
    fn no_end(&mut self) -> io::Result<Token> {
        let left = self.window.len() - self.next;
        if !self.ended || left > self.bound {
            return Ok(Token::TooLong);
        }
        self.cut = true;
        self.raw = self.next..self.window.len();
        self.advance(left);
        Ok(Token::End)
    }

    /// A quote after a line break that opens the next member's name means that the string before lacks its own:
    /// gives the length of the string then.
    fn line_without_quote(&self, end: usize) -> Option<usize> {
        let raw = self.window.get(self.next..self.next + end)?;
        let last = raw.iter().rposition(|b| !matches!(b, b' ' | b'\t'))?;
        if raw.get(last) != Some(&b'\n') {
            return None;
        }
        let after = self.window.get(self.next + end + 1..)?;
        let name = after.iter().take(AHEAD / 2).position(|b| !is_word(*b))?;
        let rest = after.get(name..)?.strip_prefix(b"\"")?;
        let colon = rest.iter().take(8).find(|b| !is_space(**b))?;
        if name == 0 || *colon != b':' {
            return None;
        }
        let line = raw.get(..last)?.trim_ascii_end();
        let line = line.strip_suffix(b",").unwrap_or(line);
        Some(line.len())
    }

    fn word(&mut self) -> io::Result<Token> {
        self.raw_at = self.place;
        let mut length = 0;
        loop {
            let rest = self.window.get(self.next + length..).unwrap_or_default();
            match rest.iter().position(|b| !is_word(*b)) {
                Some(end) => {
                    length += end;
                    break;
                }
                None => length += rest.len(),
            }
            if length > self.bound {
                return Ok(Token::TooLong);
            }
            self.have(length + 1)?;
            if self.next + length >= self.window.len() {
                break;
            }
        }
        if length > self.bound {
            return Ok(Token::TooLong);
        }
        self.raw = self.next..self.next + length;
        self.advance(length);
        Ok(Token::Word)
    }

    /// One character that may not stand here; the bytes of one that UTF-8 writes with several go together.
    fn stray(&mut self) -> io::Result<Token> {
        self.have(4)?;
        let rest = self.window.get(self.next..).unwrap_or_default();
        let length = 1 + rest
            .iter()
            .skip(1)
            .take(3)
            .take_while(|b| (**b & 0xC0) == 0x80)
            .count();
        self.raw_at = self.place;
        self.raw = self.next..self.next + length;
        self.advance(length);
        Ok(Token::Stray)
    }

    fn begins_comment(&mut self, first: u8) -> io::Result<bool> {
        let second = self.peek(1)?;
        Ok(first == b'#' || matches!(second, Some(b'/' | b'*')))
    }

    /// Skips a comment; none is kept, so its length does not matter.
    fn comment(&mut self, first: u8, faults: &mut Vec<JsonFault>) -> io::Result<()> {
        let block = first == b'/' && self.peek(1)? == Some(b'*');
        if faults.len() < MANY {
            faults.push(JsonFault::new(
                K::Comment,
                self.at,
                if block { "/*" } else { "//" },
            ));
        }
        if block {
            self.advance(2);
        }
        loop {
            self.have(2)?;
            let rest = self.window.get(self.next..).unwrap_or_default();
            if rest.is_empty() {
                self.cut = block;
                return Ok(());
            }
            let found = if block {
                memchr::memmem::find(rest, b"*/").map(|at| at + 2)
            } else {
                memchr::memchr(b'\n', rest)
            };
            // The last byte may be the first half of the end.
            let length = found
                .unwrap_or_else(|| rest.len().saturating_sub(usize::from(block && !self.ended)));
            self.advance(length.max(usize::from(found.is_none())));
            if found.is_some() {
                return Ok(());
            }
        }
    }
}

pub(crate) const fn is_space(byte: u8) -> bool {
    matches!(byte, b' ' | b'\t' | b'\n' | b'\r')
}

const fn is_word(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'+' | b'.' | b'_' | b'$')
}

/// Can a quote that this follows be the end of a string? In JSON it always can; where it cannot, it is a
/// quotation mark of the text that was not escaped.
fn ends_string(after: &[u8]) -> bool {
    let Some(at) = after.iter().position(|b| !is_space(*b)) else {
        return true;
    };
    let (space, rest) = after.split_at_checked(at).unwrap_or((after, &[]));
    match rest.first() {
        Some(b',') => after_comma(rest.get(1..).unwrap_or_default()),
        Some(b'}' | b']' | b':' | b'"' | b'\'' | b'/' | b'#' | b'{' | b'[') | None => true,
        Some(_) => space.contains(&b'\n'),
    }
}

/// What follows a comma between two values: a value, a name, or a bracket too early.
fn after_comma(after: &[u8]) -> bool {
    let Some(at) = after.iter().position(|b| !is_space(*b)) else {
        return true;
    };
    let (space, rest) = after.split_at_checked(at).unwrap_or((after, &[]));
    if space.contains(&b'\n') {
        return true;
    }
    let end = rest.iter().position(|b| !is_word(*b)).unwrap_or(rest.len());
    let (word, rest) = rest.split_at_checked(end).unwrap_or((rest, &[]));
    let next = rest.iter().find(|b| !is_space(**b));
    match word {
        [] => rest
            .first()
            .is_some_and(|b| !matches!(b, b'.' | b'!' | b'?' | b')' | b'<') && b.is_ascii()),
        b"true" | b"false" | b"null" => true,
        [b'0'..=b'9' | b'-', ..] => matches!(next, Some(b',' | b']' | b'}' | b'/' | b'#') | None),
        _ => matches!(next, Some(b':') | None),
    }
}
