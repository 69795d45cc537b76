//! JSON as events with exact places, read in bounded memory and never given up where one can go on.
//!
//! Comes in: any bytes. Goes out: objects, arrays, names and values with their places, and a list of
//! [`JsonFault`]s. What follows a fault is read as its writer most likely meant it: a missing comma counts as
//! one, a comment as a blank, an unescaped quotation mark as text. RFC 8259 is the measure.

use std::borrow::Cow;
use std::collections::HashSet;
use std::collections::hash_map::RandomState;
use std::hash::BuildHasher;
use std::io::{self, BufRead};

use crate::syntax::decode::{Decoded, decode};
use crate::syntax::json_fault::{JsonFault, JsonFaultKind as K};
use crate::syntax::json_number;
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

    /// A name is due.
    fn name(&mut self, token: Token) -> io::Result<Option<Event>> {
        match token {
            Token::Text => return Ok(self.take_name()),
            Token::Word => {
                self.fault(K::NameUnquoted);
                return Ok(self.take_name());
            }
            Token::Close(container) => return self.closed(container),
            Token::Comma => self.extra_comma(),
            Token::Colon => {
                self.fault(K::NameMissing);
                self.state = State::Value;
            }
            Token::Open(container) => return Ok(self.nameless(container)),
            Token::Stray | Token::End | Token::TooLong => {}
        }
        Ok(None)
    }

    /// An object or array where a name is due. In a list of objects, the one before was not closed.
    fn nameless(&mut self, container: Container) -> Option<Event> {
        let around = self.open.iter().rev().nth(1).map(|o| o.container);
        if container == Container::Object
            && self.state == State::Name
            && around == Some(Container::Array)
        {
            self.fault_about(K::BracketMismatched, "{");
            self.closing = 1;
            self.held = Some(Token::Open(container));
            self.state = State::Value;
            return None;
        }
        self.fault(K::NameMissing);
        self.open(container)
    }

    fn take_name(&mut self) -> Option<Event> {
        self.read_text();
        self.state = State::Colon;
        let hash = self.hasher.hash_one(&self.text.text);
        if self.is_repeated(hash) {
            let fault = JsonFault::new(K::NameRepeated, self.at, &self.text.text);
            self.faults.push(fault);
        }
        let members = self.open.last().map_or(0, |o| o.members);
        if members > self.limits.members {
            self.limit("members of one object", self.limits.members);
            return None;
        }
        Some(Event::Name)
    }

    /// Remembers the name; was it there before?
    fn is_repeated(&mut self, hash: u64) -> bool {
        let Some(open) = self.open.last_mut() else {
            return false;
        };
        open.members += 1;
        if let Some(many) = &mut open.many {
            return !many.insert(hash);
        }
        let own = self.names.get(open.names..).unwrap_or_default();
        let repeated = own.contains(&hash);
        if own.len() >= FEW {
            let mut many: HashSet<u64> = own.iter().copied().collect();
            many.insert(hash);
            open.many = Some(many);
        } else {
            self.names.push(hash);
        }
        repeated
    }

    /// A colon is due.
    fn colon(&mut self, token: Token) -> io::Result<Option<Event>> {
        match token {
            Token::Colon => {
                self.state = State::Value;
                Ok(None)
            }
            Token::Comma | Token::Close(_) => {
                self.fault(K::ValueMissing);
                self.state = State::Comma;
                self.comma(token)
            }
            _ => {
                self.fault(K::ColonMisplaced);
                self.state = State::Value;
                self.value(token)
            }
        }
    }

    /// A value is due.
    fn value(&mut self, token: Token) -> io::Result<Option<Event>> {
        match token {
            Token::Open(container) => Ok(self.open(container)),
            Token::Text => {
                self.read_text();
                Ok(self.scalar(Scalar::Text))
            }
            Token::Word => Ok(self.word()),
            Token::Colon => {
                self.fault(K::ColonMisplaced);
                Ok(None)
            }
            Token::Comma if self.in_object() => {
                self.fault(K::ValueMissing);
                self.state = State::Name;
                self.comma_at = self.at;
                Ok(None)
            }
            Token::Comma => {
                self.extra_comma();
                Ok(None)
            }
            Token::Close(container) if self.in_object() => {
                self.fault(K::ValueMissing);
                self.state = State::Comma;
                self.closed(container)
            }
            Token::Close(container) => self.closed(container),
            Token::Stray | Token::End | Token::TooLong => Ok(None),
        }
    }

    /// A comma or the end of the object or array is due.
    fn comma(&mut self, token: Token) -> io::Result<Option<Event>> {
        match token {
            Token::Comma => {
                self.comma_at = self.at;
                self.state = self.next_member();
                Ok(None)
            }
            Token::Close(container) => self.closed(container),
            Token::Colon => {
                self.fault(K::ColonMisplaced);
                self.state = self.next_member();
                Ok(None)
            }
            _ => {
                self.fault_about(K::CommaMissing, "");
                self.state = self.next_member();
                match self.state {
                    State::Name => self.name(token),
                    _ => self.value(token),
                }
            }
        }
    }

    fn in_object(&self) -> bool {
        self.open
            .last()
            .is_some_and(|o| o.container == Container::Object)
    }

    fn next_member(&self) -> State {
        if self.in_object() {
            State::Name
        } else {
            State::Value
        }
    }

    fn extra_comma(&mut self) {
        self.fault_about(K::CommaExtra, ",");
    }

    fn open(&mut self, container: Container) -> Option<Event> {
        if self.open.len() >= self.limits.depth {
            self.limit("objects and arrays inside each other", self.limits.depth);
            return None;
        }
        self.open.push(Open {
            container,
            line: self.at.line,
            names: self.names.len(),
            members: 0,
            many: None,
        });
        self.state = match container {
            Container::Object => State::FirstName,
            Container::Array => State::FirstValue,
        };
        Some(Event::Open(container))
    }

    /// A closing bracket, which may close something else than is open.
    fn closed(&mut self, container: Container) -> io::Result<Option<Event>> {
        let fits = self.open.last().map(|o| o.container) == Some(container);
        if matches!(self.state, State::Name | State::Value) && !self.open.is_empty() {
            let fault = JsonFault::new(K::CommaExtra, self.comma_at, ",");
            self.faults.push(fault);
        }
        if fits {
            return Ok(self.close().map(Event::Close));
        }
        let line = self.open.last().map_or(0, |o| o.line);
        let shown = if container == Container::Object {
            "}"
        } else {
            "]"
        };
        let fault = JsonFault::new(K::BracketMismatched, self.at, shown).with(line.to_string());
        self.faults.push(fault);
        self.closing = self.meant_to_close(container)?;
        if !self.open.is_empty() {
            self.state = State::Comma;
        }
        Ok(None)
    }

    /// How many open ones a wrong bracket closes: down to its own kind where what follows fits there,
    /// else the innermost one, as if the bracket were only written wrongly.
    fn meant_to_close(&mut self, container: Container) -> io::Result<usize> {
        let own = self
            .open
            .iter()
            .rev()
            .position(|o| o.container == container);
        let Some(own) = own else {
            return Ok(0);
        };
        let around = self.open.iter().rev().nth(own + 1).map(|o| o.container);
        let fits = match (self.tokens.peek_token()?, around) {
            (None, _) => true,
            (Some(_), None) => false,
            (Some(b'}'), Some(c)) => c == Container::Object,
            (Some(b']'), Some(c)) => c == Container::Array,
            (Some(_), Some(_)) => true,
        };
        Ok(if fits { own + 1 } else { 1 })
    }

    /// Ends what was opened last.
    fn close(&mut self) -> Option<Container> {
        let open = self.open.pop()?;
        self.names.truncate(open.names);
        if self.held.is_none() {
            self.state = State::Comma;
        }
        if self.open.is_empty() {
            self.state = State::Done;
        }
        Some(open.container)
    }

    fn read_text(&mut self) {
        self.text_at = self.tokens.raw_at();
        self.text
            .read(self.tokens.raw(), self.text_at, &mut self.faults);
    }

    fn scalar(&mut self, scalar: Scalar) -> Option<Event> {
        self.state = if self.open.is_empty() {
            State::Done
        } else {
            State::Comma
        };
        Some(Event::Value(scalar))
    }

    fn word(&mut self) -> Option<Event> {
        self.text_at = self.tokens.raw_at();
        let word = std::str::from_utf8(self.tokens.raw()).unwrap_or_default();
        self.text.take(word);
        let numeric = word.starts_with(|c: char| c.is_ascii_digit() || "+-.".contains(c));
        let (scalar, fault) = match word {
            "true" => (Scalar::Bool(true), None),
            "false" => (Scalar::Bool(false), None),
            "null" => (Scalar::Null, None),
            _ if numeric && !word.contains("Inf") => (Scalar::Number, number_fault(word)),
            _ => (literal(word), Some((K::LiteralUnknown, ""))),
        };
        if let Some((kind, why)) = fault {
            let fault = JsonFault::new(kind, self.at, word).with(why);
            self.faults.push(fault);
        }
        self.scalar(scalar)
    }

    /// The document's value is complete, and something follows.
    fn after_end(&mut self, token: Token) -> Option<Event> {
        match token {
            Token::Close(_) | Token::Comma | Token::Colon => {
                self.fault(K::BracketMismatched);
            }
            _ => {
                self.fault(K::DocumentRepeated);
                self.finished = true;
            }
        }
        None
    }

    fn end(&mut self) -> Option<Event> {
        self.finished = true;
        self.closing = self.open.len();
        if self.state != State::Done || self.tokens.was_cut() {
            let line = self.open.last().map_or(0, |o| o.line);
            let inside = match (self.tokens.was_cut(), self.open.is_empty()) {
                (true, _) => "a string or comment",
                (false, false) => "an object or array",
                (false, true) => "",
            };
            let fault = JsonFault::new(K::Unfinished, self.at, inside).with(line.to_string());
            self.faults.push(fault);
        }
        None
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

fn number_fault(word: &str) -> Option<(K, &'static str)> {
    match json_number::check(word) {
        Err(why) => Some((K::NumberMalformed, why)),
        Ok(()) => json_number::is_huge(word).then_some((K::NumberHuge, "")),
    }
}

/// What a word of another language most likely means.
fn literal(word: &str) -> Scalar {
    match word.to_ascii_lowercase().as_str() {
        "true" | "yes" | "on" => Scalar::Bool(true),
        "false" | "no" | "off" => Scalar::Bool(false),
        "null" | "none" | "nil" | "undefined" => Scalar::Null,
        "nan" | "infinity" | "-infinity" | "+infinity" | "inf" | "-inf" => Scalar::Number,
        _ => Scalar::Text,
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
