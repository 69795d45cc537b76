//! JSON as events with exact places, read in bounded memory and never given up where one can go on.
//!
//! Comes in: any bytes. Goes out: objects, arrays, names and values with their places, and a list of
//! [`JsonFault`]s. What follows a fault is read as its writer most likely meant it: a missing comma counts as
//! one, a comment as a blank, an unescaped quotation mark as text. RFC 8259 is the measure.

mod grammar;
mod scalars;

use std::borrow::Cow;
use std::collections::HashSet;
use std::collections::hash_map::RandomState;
use std::io::{self, BufRead};

use crate::syntax::decode::{Decoded, decode};
use crate::syntax::json_fault::{JsonFault, JsonFaultKind as K};
use crate::syntax::json_string::{self, Piece, Text};
use crate::syntax::json_token::{Token, Tokens};
use crate::syntax::span::Position;

pub use crate::syntax::json_token::Container;

/// The bounds that keep a hostile document from using up the machine.
#[derive(Debug, Clone, Copy)]
pub struct Limits {
    /// Objects and arrays inside each other.
    pub depth: usize,
    /// Members of one object.
    pub members: usize,
    /// Bytes of one string or number.
    pub token: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Limits {
            // What widely used readers of JSON go to.
            depth: 127,
            members: 10_000,
            token: 16 << 20,
        }
    }
}

/// How many faults are kept before the caller is asked to take them.
const MANY_FAULTS: usize = 256;
/// Up to so many names of one object are compared one by one.
const FEW: usize = 32;

/// A scalar value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Scalar {
    /// A string.
    Text,
    /// A number; [`JsonReader::text`] is as it was written.
    Number,
    /// `true` or `false`.
    Bool(bool),
    /// `null`.
    Null,
}

/// What was read. The reader itself holds the text and its place until the next call.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Event {
    /// An object or array begins.
    Open(Container),
    /// The object or array opened last ends.
    Close(Container),
    /// The name of a member.
    Name,
    /// A value that holds no others.
    Value(Scalar),
    /// Nothing but faults, so many that the caller should take them.
    Faults,
    /// The document ends, or cannot be followed further.
    Eof,
}

/// What may come next.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum State {
    /// A value: at the beginning, after a colon, after a comma in an array.
    Value,
    /// A value or the end of the array that was just opened.
    FirstValue,
    /// A name, after a comma.
    Name,
    /// A name or the end of the object that was just opened.
    FirstName,
    Colon,
    /// A comma or the end of what is open.
    Comma,
    /// The document's value is complete.
    Done,
}

struct Open {
    container: Container,
    line: u64,
    /// Where its names begin in the list of all.
    names: usize,
    members: usize,
    /// The names of an object that has many.
    many: Option<HashSet<u64>>,
}

/// The reader.
pub struct JsonReader<'i> {
    tokens: Tokens<'i>,
    limits: Limits,
    state: State,
    open: Vec<Open>,
    names: Vec<u64>,
    hasher: RandomState,
    text: Text,
    at: Position,
    text_at: Position,
    /// Where the comma was that a closing bracket would make one too many.
    comma_at: Position,
    faults: Vec<JsonFault>,
    closing: usize,
    held: Option<Token>,
    finished: bool,
}

impl<'i> JsonReader<'i> {
    /// Begins to read `input`.
    ///
    /// # Errors
    /// Those of reading its first bytes.
    pub fn new(input: impl BufRead + 'i, limits: Limits) -> io::Result<Self> {
        Ok(JsonReader::over(decode(input, None)?, limits))
    }

    /// Begins to read an input whose encoding is settled.
    pub(crate) fn over(decoded: Decoded<'i>, limits: Limits) -> Self {
        let faults = encoding_faults(&decoded.head);
        JsonReader {
            finished: false,
            faults,
            tokens: Tokens::new(decoded.input, decoded.start, limits.token),
            limits,
            state: State::Value,
            open: Vec::new(),
            names: Vec::new(),
            hasher: RandomState::new(),
            text: Text::default(),
            at: decoded.start,
            text_at: decoded.start,
            comma_at: decoded.start,
            closing: 0,
            held: None,
        }
    }

    /// Where the event that was read last begins: a string at its opening quote.
    pub fn position(&self) -> Position {
        self.at
    }

    /// The name, string, number or literal that was read last, escapes resolved.
    pub fn text(&self) -> &str {
        &self.text.text
    }

    /// Where [`JsonReader::text`] begins: a string after its opening quote.
    pub fn text_position(&self) -> Position {
        self.text_at
    }

    /// The text in stretches, each with its place, so that any character of it can be found.
    pub fn runs(&self) -> impl Iterator<Item = (&str, Position)> {
        self.text.runs(self.tokens.raw(), self.text_at)
    }

    /// The text as it was written, between the quotes.
    pub(crate) fn written(&self) -> Cow<'_, str> {
        json_string::same_length(self.tokens.raw())
    }

    /// Which parts of the text come from which parts of what was written.
    pub(crate) fn pieces(&self) -> &[Piece] {
        &self.text.pieces
    }

    /// What was wrong since the last call.
    pub fn take_faults(&mut self) -> Vec<JsonFault> {
        std::mem::take(&mut self.faults)
    }

    /// Reads the next event.
    ///
    /// # Errors
    /// Those of reading the input; a fault of the document is none.
    pub fn next_event(&mut self) -> io::Result<Event> {
        loop {
            if self.closing > 0 {
                self.closing -= 1;
                if let Some(container) = self.close() {
                    return Ok(Event::Close(container));
                }
            }
            if self.finished {
                return Ok(Event::Eof);
            }
            if self.faults.len() >= MANY_FAULTS {
                return Ok(Event::Faults);
            }
            let token = match self.held.take() {
                Some(token) => token,
                None => {
                    let name_due = match self.state {
                        State::Name | State::FirstName => true,
                        State::Comma => self.in_object(),
                        _ => false,
                    };
                    self.tokens.next(name_due, &mut self.faults)?
                }
            };
            self.at = self.tokens.at();
            if let Some(event) = self.handle(token)? {
                return Ok(event);
            }
        }
    }

    fn handle(&mut self, token: Token) -> io::Result<Option<Event>> {
        match token {
            Token::End => return Ok(self.end()),
            Token::TooLong => {
                self.limit("bytes of one string or number", self.limits.token);
                return Ok(None);
            }
            Token::Stray => {
                self.fault(K::CharacterStray);
                return Ok(None);
            }
            _ => {}
        }
        Ok(match self.state {
            State::Done => self.after_end(token),
            State::Name | State::FirstName => self.name(token)?,
            State::Colon => self.colon(token)?,
            State::Comma => self.comma(token)?,
            State::Value | State::FirstValue => self.value(token)?,
        })
    }

    fn fault(&mut self, kind: K) {
        let raw = self.tokens.raw();
        let shown = String::from_utf8_lossy(raw.get(..400).unwrap_or(raw)).into_owned();
        self.fault_about(kind, &shown);
    }

    fn fault_about(&mut self, kind: K, subject: &str) {
        self.faults.push(JsonFault::new(kind, self.at, subject));
    }

    fn limit(&mut self, what: &str, bound: usize) {
        let fault = JsonFault::new(K::LimitExceeded, self.at, what).with(bound.to_string());
        self.faults.push(fault);
        self.finished = true;
    }
}

/// JSON between strangers is UTF-8 without a mark (RFC 8259, 8.1).
fn encoding_faults(head: &[u8]) -> Vec<JsonFault> {
    const OTHERS: &[(&[u8], &str)] = &[
        (&[0xFF, 0xFE, 0, 0], "UTF-32"),
        (&[0, 0, 0xFE, 0xFF], "UTF-32"),
        (&[0xFF, 0xFE], "UTF-16"),
        (&[0xFE, 0xFF], "UTF-16"),
    ];
    let wide = |bytes: &[u8]| match bytes {
        [a, 0, 0, 0, ..] if *a != 0 => Some("UTF-32"),
        [0, 0, 0, a, ..] if *a != 0 => Some("UTF-32"),
        [a, 0, ..] if *a != 0 => Some("UTF-16"),
        [0, a, ..] if *a != 0 => Some("UTF-16"),
        _ => None,
    };
    let marked = OTHERS.iter().find(|(mark, _)| head.starts_with(mark));
    let other = marked.map(|(_, name)| *name).or_else(|| wide(head));
    if let Some(name) = other {
        return vec![JsonFault::new(K::EncodingOther, Position::START, name)];
    }
    if head.starts_with(&[0xEF, 0xBB, 0xBF]) {
        return vec![JsonFault::new(K::Mark, Position::START, "U+FEFF")];
    }
    Vec::new()
}
