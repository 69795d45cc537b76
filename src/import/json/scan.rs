//! Walks one JSON document of any size and stops at each element of the arrays that the caller wants, and at each small
//! member of the root object. Memory is bounded by one element.
//!
//! Only the containers on the way to a wanted array are looked into; everything else is passed over without reading
//! what it says, so that nothing is parsed twice.

use std::io::{BufRead, Read};

use memchr::memchr_iter;

use super::head::wrong_thing;
use super::route::Route;
use super::skim::Skim;
use crate::import::reread::fill;
use crate::{Error, Result};

/// The longest element that is kept, in bytes.
pub(super) const LONGEST: usize = 8 * 1024 * 1024;

/// The longest member of the root object that is kept.
const LONGEST_MEMBER: usize = 256 * 1024;

/// The longest key.
const LONGEST_KEY: usize = 64 * 1024;

/// So many first bytes say what an input is that is no JSON.
const SIGNATURE: u64 = 4096;

const BOM: &[u8] = b"\xEF\xBB\xBF";

/// Where the scanner stopped. The bytes are those of [`Scanner::bytes`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Found {
    /// An element of a wanted array.
    Element(Place),
    /// An element that is longer than [`LONGEST`]; nothing of it was kept.
    TooLong(Place),
    /// A member of the root object on the way to no array; its key is [`Scanner::key`].
    Member { line: u64 },
    /// The document ends in the middle.
    Cut { line: u64 },
    /// From here on it is no JSON.
    Broken { line: u64, why: &'static str },
}

/// Where an element stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Place {
    /// Which of the wanted arrays it is of.
    pub(super) route: usize,
    /// Its 1-based place in the array.
    pub(super) number: u64,
    /// The 1-based line on which it begins.
    pub(super) line: u64,
}

/// A container on the way to a wanted array.
struct Frame {
    is_array: bool,
    /// The routes that lead here.
    routes: Vec<usize>,
    /// The route that ends here: the elements are handed out.
    wanted: Option<usize>,
    /// How many values were begun.
    begun: u64,
    /// Is a comma due before the next value?
    comma: bool,
}

enum State {
    Before,
    Inside,
    Behind,
    Done,
}

/// How the bytes of a value were taken.
#[derive(PartialEq, Eq)]
enum Taken {
    Whole,
    TooLong,
    Cut,
}

pub(super) struct Scanner<'r> {
    input: &'r mut dyn BufRead,
    routes: Vec<Route>,
    state: State,
    stack: Vec<Frame>,
    buffer: Vec<u8>,
    key: String,
    line: u64,
    /// The line of the last byte that was no space.
    seen: u64,
    root: RootObject,
}

/// The root object where it is wanted itself, should no array be met in it.
struct RootObject {
    route: Option<usize>,
    line: u64,
    bytes: Vec<u8>,
    too_long: bool,
}

impl<'r> Scanner<'r> {
    /// Wants the elements of these arrays. The empty route is the root: a root array, or the root object itself where
    /// none of the other arrays is met in it. An object where an array is expected is its only element.
    pub(super) fn new(input: &'r mut dyn BufRead, routes: &[&str], lines_before: u64) -> Self {
        let line = lines_before + 1;
        Scanner {
            input,
            routes: routes.iter().map(|written| Route::new(written)).collect(),
            state: State::Before,
            stack: Vec::new(),
            buffer: Vec::new(),
            key: String::new(),
            line,
            seen: line,
            root: RootObject {
                route: None,
                line,
                bytes: Vec::new(),
                too_long: false,
            },
        }
    }

    /// The element or member where [`Scanner::advance`] stopped.
    pub(super) fn bytes(&self) -> &[u8] {
        &self.buffer
    }

    /// The key of the member where [`Scanner::advance`] stopped.
    pub(super) fn key(&self) -> &str {
        &self.key
    }

    /// Goes on to the next thing; `None` behind the last. After [`Found::Cut`] and [`Found::Broken`] comes nothing.
    ///
    /// # Errors
    /// Where the input cannot be read, or is something else than a JSON object or array.
    pub(super) fn advance(&mut self) -> Result<Option<Found>> {
        loop {
            let found = match self.state {
                State::Before => self.begin()?,
                State::Inside => self.step()?,
                State::Behind => self.end()?,
                State::Done => return Ok(None),
            };
            if matches!(found, Some(Found::Cut { .. } | Found::Broken { .. })) {
                self.state = State::Done;
            }
            if found.is_some() {
                return Ok(found);
            }
        }
    }

    /// What this is instead. Nothing is read after it, so its first bytes may be taken, however few are at hand.
    fn wrong_thing(&mut self) -> Error {
        let mut head = Vec::new();
        match Read::take(&mut *self.input, SIGNATURE).read_to_end(&mut head) {
            Ok(_) => wrong_thing(&head),
            Err(e) => Error::io("cannot read the input", e),
        }
    }

    fn begin(&mut self) -> Result<Option<Found>> {
        for byte in BOM {
            if self.chunk()?.first() == Some(byte) {
                self.consume(1);
            }
        }
        let byte = self.peek()?;
        if !matches!(byte, Some(b'{' | b'[')) {
            return Err(self.wrong_thing());
        }
        let is_array = byte == Some(b'[');
        let routes: Vec<usize> = (0..self.routes.len()).collect();
        if !is_array {
            self.root.route = self.ends(&routes, 0);
            self.root.line = self.line;
        }
        self.state = State::Inside;
        self.open(is_array, routes)?;
        Ok(None)
    }

    /// Goes into a container.
    fn open(&mut self, is_array: bool, routes: Vec<usize>) -> Result<()> {
        let wanted = self.ends(&routes, self.stack.len());
        let wanted = wanted.filter(|_| is_array);
        if wanted.is_some() {
            self.forget_root();
        }
        self.bump()?;
        self.stack.push(Frame {
            is_array,
            routes,
            wanted,
            begun: 0,
            comma: false,
        });
        Ok(())
    }

    /// Which of these routes ends after so many steps.
    fn ends(&self, routes: &[usize], steps: usize) -> Option<usize> {
        let ends = |n: &usize| self.routes.get(*n).is_some_and(|r| r.len() == steps);
        routes.iter().copied().find(ends)
    }

    /// One step inside the innermost container.
    fn step(&mut self) -> Result<Option<Found>> {
        let Some(byte) = self.peek()? else {
            return Ok(Some(self.cut()));
        };
        let Some(frame) = self.stack.last_mut() else {
            self.state = State::Behind;
            return Ok(None);
        };
        let close = if frame.is_array { b']' } else { b'}' };
        if byte == close {
            self.bump()?;
            self.stack.pop();
            if self.stack.is_empty() {
                self.state = State::Behind;
            }
            return Ok(None);
        }
        if byte == b',' && frame.comma {
            frame.comma = false;
            self.bump()?;
            return Ok(None);
        }
        if frame.comma {
            return Ok(Some(self.broken("a comma is missing")));
        }
        frame.comma = true;
        frame.begun += 1;
        if frame.is_array {
            self.element(byte)
        } else {
            self.member(byte)
        }
    }

    /// An element of the innermost array, which begins with this byte.
    fn element(&mut self, byte: u8) -> Result<Option<Found>> {
        let depth = self.stack.len().saturating_sub(1);
        let Some(frame) = self.stack.last() else {
            return Ok(None);
        };
        let number = frame.begun;
        if let Some(route) = frame.wanted {
            return self.wanted(route, number, byte);
        }
        let leads = |n: &usize| {
            let route = self.routes.get(*n);
            route.is_some_and(|r| r.has_index(depth, number - 1))
        };
        let routes: Vec<usize> = frame.routes.iter().copied().filter(leads).collect();
        self.value(byte, routes)
    }

    /// A member of the innermost object, whose key begins with this byte.
    fn member(&mut self, byte: u8) -> Result<Option<Found>> {
        if byte != b'"' {
            return Ok(Some(self.broken("a key is missing")));
        }
        match self.take(Some(LONGEST_KEY))? {
            Taken::Whole => {}
            Taken::TooLong => return Ok(Some(self.broken("a key is too long"))),
            Taken::Cut => return Ok(Some(self.cut())),
        }
        match serde_json::from_slice(&self.buffer) {
            Ok(key) => self.key = key,
            Err(_) => return Ok(Some(self.broken("a key cannot be read"))),
        }
        match self.peek()? {
            Some(b':') => self.bump()?,
            Some(_) => return Ok(Some(self.broken("a colon is missing"))),
            None => return Ok(Some(self.cut())),
        }
        let Some(byte) = self.peek()? else {
            return Ok(Some(self.cut()));
        };
        let depth = self.stack.len().saturating_sub(1);
        let leads = |n: &usize| {
            let route = self.routes.get(*n);
            route.is_some_and(|r| r.has_key(depth, &self.key))
        };
        let routes = self.stack.last().map(|frame| frame.routes.iter());
        let routes: Vec<usize> = routes
            .map(|routes| routes.copied().filter(leads).collect())
            .unwrap_or_default();
        self.value(byte, routes)
    }

    /// A value to which these routes lead: gone into, handed out or passed over.
    fn value(&mut self, byte: u8, routes: Vec<usize>) -> Result<Option<Found>> {
        if !routes.is_empty() && matches!(byte, b'{' | b'[') {
            if byte == b'{'
                && let Some(route) = self.ends(&routes, self.stack.len())
            {
                self.forget_root();
                return self.wanted(route, 1, byte);
            }
            self.open(byte == b'[', routes)?;
            return Ok(None);
        }
        let line = self.line;
        let of_root = self.stack.len() == 1 && self.stack.iter().all(|frame| !frame.is_array);
        let most = of_root.then_some(LONGEST_MEMBER);
        if !begins_value(byte) {
            return Ok(Some(self.broken("a value is missing")));
        }
        Ok(match self.take(most)? {
            Taken::Cut => Some(self.cut()),
            Taken::Whole if of_root => Some(Found::Member { line }),
            Taken::Whole | Taken::TooLong => None,
        })
    }

    fn wanted(&mut self, route: usize, number: u64, byte: u8) -> Result<Option<Found>> {
        if !begins_value(byte) {
            return Ok(Some(self.broken("a value is missing")));
        }
        let place = Place {
            route,
            number,
            line: self.line,
        };
        Ok(Some(match self.take(Some(LONGEST))? {
            Taken::Whole => Found::Element(place),
            Taken::TooLong => Found::TooLong(place),
            Taken::Cut => self.cut(),
        }))
    }

    /// Behind the root value: the root object where it is wanted, and then nothing.
    fn end(&mut self) -> Result<Option<Found>> {
        if let Some(route) = self.root.route.take() {
            let place = Place {
                route,
                number: 1,
                line: self.root.line,
            };
            if self.root.too_long {
                return Ok(Some(Found::TooLong(place)));
            }
            self.buffer = std::mem::take(&mut self.root.bytes);
            return Ok(Some(Found::Element(place)));
        }
        if self.peek()?.is_some() {
            return Ok(Some(self.broken("something follows the document")));
        }
        self.state = State::Done;
        Ok(None)
    }

    fn cut(&self) -> Found {
        Found::Cut { line: self.seen }
    }

    fn broken(&self, why: &'static str) -> Found {
        let line = self.line;
        Found::Broken { line, why }
    }

    fn forget_root(&mut self) {
        self.root.route = None;
        self.root.bytes = Vec::new();
    }

    /// What the input has at hand; empty at its end.
    fn chunk(&mut self) -> Result<&[u8]> {
        fill(self.input)
    }

    /// The next byte that is no space; it is not taken.
    fn peek(&mut self) -> Result<Option<u8>> {
        self.seen = self.line;
        loop {
            let chunk = self.chunk()?;
            if chunk.is_empty() {
                return Ok(None);
            }
            let space = |b: &u8| matches!(b, b' ' | b'\t' | b'\r' | b'\n');
            let n = chunk.iter().position(|b| !space(b)).unwrap_or(chunk.len());
            let byte = chunk.get(n).copied();
            self.consume(n);
            if byte.is_some() {
                return Ok(byte);
            }
        }
    }

    /// Takes the byte that [`Scanner::peek`] gave.
    fn bump(&mut self) -> Result<()> {
        self.chunk()?;
        self.consume(1);
        Ok(())
    }

    /// Takes the value that begins here, and keeps up to `most` bytes of it.
    fn take(&mut self, most: Option<usize>) -> Result<Taken> {
        self.buffer.clear();
        let mut taken = if most.is_some() {
            Taken::Whole
        } else {
            Taken::TooLong
        };
        let mut skim = Skim::default();
        loop {
            self.chunk()?;
            let Ok(chunk) = self.input.fill_buf() else {
                continue;
            };
            if chunk.is_empty() {
                self.seen = self.line;
                return Ok(Taken::Cut);
            }
            let (read, ended) = skim.over(chunk);
            let part = chunk.get(..read).unwrap_or(chunk);
            if taken == Taken::Whole {
                if self.buffer.len() + part.len() > most.unwrap_or(0) {
                    self.buffer = Vec::new();
                    taken = Taken::TooLong;
                } else {
                    self.buffer.extend_from_slice(part);
                }
            }
            self.consume(read);
            if ended {
                return Ok(taken);
            }
        }
    }

    /// Goes on by so many bytes of the chunk at hand.
    fn consume(&mut self, read: usize) {
        let chunk = self.input.fill_buf().unwrap_or_default();
        let part = chunk.get(..read).unwrap_or(chunk);
        self.line += memchr_iter(b'\n', part).count() as u64;
        if self.root.route.is_some() && !self.root.too_long {
            if self.root.bytes.len() + part.len() > LONGEST {
                self.root.too_long = true;
                self.root.bytes = Vec::new();
            } else {
                self.root.bytes.extend_from_slice(part);
            }
        }
        self.input.consume(read);
    }
}

/// Can a JSON value begin with this byte?
fn begins_value(byte: u8) -> bool {
    matches!(
        byte,
        b'{' | b'[' | b'"' | b'-' | b'0'..=b'9' | b't' | b'f' | b'n'
    )
}
