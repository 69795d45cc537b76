//! XML as events with exact places, read in bounded memory and never given up where one can go on.
//!
//! Comes in: any bytes. Goes out: elements, text and their places, and a list of [`Fault`]s. Document type declarations
//! are reported and not read, no entity is ever expanded, nothing outside the document is ever opened. What most
//! documents hold (a plain tag, the end tag that was expected, text without references) is taken as it lies in the
//! [window](crate::syntax::window); whatever is unusual goes a slower way that finds the faults.

mod elements;
mod parts;
mod scan;
mod tokens;

use std::cell::RefCell;
use std::io::{self, BufRead};
use std::rc::Rc;

use memchr::memmem::Finder;

use crate::syntax::chars::is_space;
use crate::syntax::decode::{Decoded, decode};
use crate::syntax::fault::{Fault, FaultKind, excerpt};
use crate::syntax::namespaces::Namespaces;
use crate::syntax::span::Position;
use crate::syntax::transcode::Account;
use crate::syntax::window::Window;
use crate::syntax::xml_read::parts::Inside;
use crate::syntax::xml_tag::{Range, Tag};

pub use crate::syntax::namespaces::NsId;
#[cfg(feature = "publish")]
pub(crate) use parts::LONG_TAG;

/// The bounds that keep a hostile document from using up the machine.
#[derive(Debug, Clone, Copy)]
pub struct Limits {
    /// Elements inside each other.
    pub depth: usize,
    /// Attributes of one element.
    pub attributes: usize,
    /// Bytes of one tag, text, comment or CDATA section.
    pub token: u64,
    /// Longer texts and sections are handed out in parts of so many bytes, longer comments are passed over, and of a tag
    /// with more than `token` comes the name alone. Where it is not set, the first such thing ends the reading.
    pub parts: Option<u64>,
    /// Namespaces of one document.
    pub namespaces: usize,
    /// Comments and processing instructions of one document.
    pub comments: u32,
}

impl Default for Limits {
    fn default() -> Self {
        Limits {
            depth: 256,
            attributes: 256,
            token: 16 << 20,
            parts: None,
            namespaces: 512,
            comments: 100_000,
        }
    }
}

/// How many faults are kept before the caller is asked to take them.
const MANY_FAULTS: usize = 256;

/// What was read. The reader itself holds the name, the attributes and the text until the next call.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Event {
    /// An element begins.
    Start,
    /// The element opened last ends.
    End,
    /// Text or a CDATA section, or a part of it, inside the root.
    Text,
    /// A comment.
    Comment,
    /// A processing instruction.
    Instruction,
    /// Nothing but faults, so many that the caller should take them.
    Faults,
    /// The document ends, or cannot be followed further.
    Eof,
}

/// An attribute of the start tag that was read last.
#[derive(Debug, Clone, Copy)]
pub struct Attribute<'r> {
    /// As written, with its prefix.
    pub name: &'r str,
    /// Its namespace.
    pub ns: NsId,
    /// Its value, references resolved.
    pub value: &'r str,
    /// Is the value other than what is written?
    pub resolved: bool,
    /// Where its name begins in [`XmlReader::raw`]; [`XmlReader::place`] makes a place of it.
    pub at: usize,
    /// Where its value begins there, inside the quotes.
    pub value_at: usize,
}

impl<'r> Attribute<'r> {
    /// Its name without prefix.
    pub fn local(&self) -> &'r str {
        self.name
            .split_once(':')
            .map_or(self.name, |(_, local)| local)
    }
}

/// Text that differs from what is written: a piece of it, and where that begins in [`XmlReader::raw`].
#[derive(Debug, Clone, Copy)]
pub(crate) struct Piece {
    pub(crate) start: u32,
    pub(crate) raw: u32,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Token {
    Start {
        empty: bool,
        plain: bool,
    },
    End,
    ExpectedEnd,
    Text,
    Cdata,
    Comment,
    Instruction,
    Declaration,
    Doctype,
    Eof,
    Unknown,
    Unclosed,
    /// Of a section, comment or instruction, with the length of the marks that begin and end it.
    Part {
        inside: Inside,
        opening: usize,
        closing: usize,
    },
    UnclosedPart,
    LongStart,
    EndOfTag {
        empty: bool,
    },
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Phase {
    Prolog,
    Root,
    Epilog,
}

struct Open {
    name_start: usize,
    mark: usize,
    /// Where its tag begins in the window, as long as its line is not known.
    index: usize,
    line: Option<u64>,
}

/// The reader.
pub struct XmlReader<'i> {
    window: Window<'i>,
    limits: Limits,
    account: Option<Rc<RefCell<Account>>>,
    ascii: bool,
    /// The token that was read last, in the window.
    at: usize,
    next: usize,
    /// The text of the event in that token, where it stands there as it is meant.
    content: Range,
    /// The text of the event where it does not.
    text: String,
    resolved: bool,
    pieces: Vec<Piece>,
    /// The ampersands of the text that was read last.
    ampersands: Vec<usize>,
    /// Is the text known to be nothing but white space?
    blank: bool,
    /// May the text hold `]]>`?
    brackets: bool,
    tag: Tag,
    element_ns: NsId,
    names: Namespaces,
    open: Vec<Open>,
    open_names: String,
    faults: Vec<Fault>,
    pending_ends: usize,
    phase: Phase,
    first: bool,
    comments: u32,
    doctype: bool,
    /// Does the document type point at a file, which could define entities?
    external: bool,
    resync_budget: usize,
    finished: bool,
    /// What is being read in parts.
    inside: Option<Inside>,
    /// Is the rest of a tag to be passed over?
    in_tag: bool,
    section_end: Finder<'static>,
}

impl<'i> XmlReader<'i> {
    /// Begins to read `input`.
    ///
    /// # Errors
    /// Those of reading its first bytes.
    pub fn new(input: impl BufRead + 'i, limits: Limits) -> io::Result<Self> {
        Ok(XmlReader::over(decode(input, None)?, limits))
    }

    /// Begins to read an input whose encoding is settled.
    pub(crate) fn over(decoded: Decoded<'i>, limits: Limits) -> Self {
        XmlReader {
            window: Window::new(decoded.input, decoded.start),
            limits,
            account: decoded.account,
            ascii: decoded.ascii,
            at: 0,
            next: 0,
            content: Range::default(),
            text: String::new(),
            resolved: false,
            pieces: Vec::new(),
            ampersands: Vec::new(),
            blank: false,
            brackets: false,
            tag: Tag::default(),
            element_ns: NsId::NONE,
            names: Namespaces::new(),
            open: Vec::new(),
            open_names: String::new(),
            faults: decoded.faults,
            pending_ends: 0,
            phase: Phase::Prolog,
            first: true,
            comments: 0,
            doctype: false,
            external: false,
            resync_budget: 16 << 20,
            finished: false,
            inside: None,
            in_tag: false,
            section_end: Finder::new(b"]]>"),
        }
    }

    /// Where the token that was read last begins.
    pub fn position(&self) -> Position {
        self.window.place(self.at)
    }

    /// The bytes of the text before that token and before its end, which are known without counting.
    #[inline]
    pub fn bounds(&self) -> (u64, u64) {
        let start = self.window.offset(self.at);
        (start, start + (self.next - self.at) as u64)
    }

    /// Where in the file the offset of a place lies. Each sequence of bytes that is no UTF-8 counts as the U+FFFD that
    /// stands for it until then.
    pub fn in_file(&self, offset: u64) -> u64 {
        self.window.in_file(offset)
    }

    /// The token that was read last, as written.
    #[inline]
    pub fn raw(&self) -> &str {
        self.window.get(self.at, self.next)
    }

    /// The place of a byte of [`XmlReader::raw`].
    pub fn place(&self, index: usize) -> Position {
        self.window.place(self.at + index)
    }

    /// The text of a [`Event::Text`], comment or instruction.
    #[inline]
    pub fn text(&self) -> &str {
        match self.resolved {
            true => &self.text,
            false => self.content.of(self.raw()),
        }
    }

    /// Is the text nothing but white space?
    #[inline]
    pub fn is_blank(&self) -> bool {
        self.blank || self.text().bytes().all(is_space)
    }

    /// Where the text begins and ends in [`XmlReader::raw`], if it stands there as it is meant.
    #[inline]
    pub(crate) fn plain_text_range(&self) -> Option<Range> {
        (!self.resolved).then_some(self.content)
    }

    /// The pieces of a text with references, and where each comes from.
    pub(crate) fn pieces(&self) -> &[Piece] {
        &self.pieces
    }

    /// Where [`XmlReader::text`] begins: for a CDATA section after its opening.
    pub fn text_position(&self) -> Position {
        self.place(self.content.start as usize)
    }

    /// The element's name as written.
    #[inline]
    pub fn name(&self) -> &str {
        self.tag.name.of(self.raw())
    }

    /// Where that name stands in [`XmlReader::raw`], and where it begins there without prefix.
    #[inline]
    pub(crate) fn name_range(&self) -> (Range, u32) {
        (self.tag.name, self.tag.local)
    }

    /// The element's name without prefix.
    #[inline]
    pub fn local_name(&self) -> &str {
        let (start, end) = (self.tag.local, self.tag.name.end);
        Range { start, end }.of(self.raw())
    }

    fn prefix(&self) -> &str {
        if self.tag.local == self.tag.name.start {
            return "";
        }
        let length = self.tag.local.saturating_sub(self.tag.name.start + 1);
        self.name().get(..length as usize).unwrap_or_default()
    }

    /// The element's namespace.
    #[inline]
    pub fn namespace(&self) -> NsId {
        self.element_ns
    }

    /// The name of a namespace.
    pub fn uri(&self, id: NsId) -> &str {
        self.names.uri(id)
    }

    /// The attributes of the start tag, declarations of namespaces among them.
    pub fn attributes(&self) -> impl Iterator<Item = Attribute<'_>> {
        let raw = self.raw();
        self.tag.attributes.iter().map(move |a| Attribute {
            name: a.name.of(raw),
            ns: a.ns,
            value: self.tag.value(raw, a),
            resolved: a.resolved.is_some(),
            at: a.name.start as usize,
            value_at: a.written.start as usize,
        })
    }

    /// Has the start tag attributes with a colon in their names, or declarations of namespaces?
    #[inline]
    pub fn has_qualified_attributes(&self) -> bool {
        self.tag.qualified
    }

    /// How many elements are open, the one just started included.
    pub fn depth(&self) -> usize {
        self.open.len()
    }

    /// Are there faults to be taken?
    #[inline]
    pub fn has_faults(&self) -> bool {
        !self.faults.is_empty()
    }

    /// Takes the faults found so far.
    pub fn take_faults(&mut self) -> Vec<Fault> {
        std::mem::take(&mut self.faults)
    }

    /// Ends every element deeper than `keep` but the one that was just started, as a caller does
    /// who meets an element that can only mean that those before it were never closed.
    pub fn close_unfinished(&mut self, keep: usize) {
        let Some(mut current) = self.open.pop() else {
            return;
        };
        let name = self.open_names.split_off(current.name_start);
        if let Some(first) = self.open.get(keep) {
            current.name_start = first.name_start;
            let unclosed = self.open_names.get(first.name_start..).unwrap_or_default();
            let fault = Fault::new(FaultKind::TagUnclosed, self.position(), unclosed)
                .with(self.line_of(first).to_string());
            self.faults.push(fault);
        }
        self.open.truncate(keep);
        self.open_names.truncate(current.name_start);
        self.open_names.push_str(&name);
        self.open.push(current);
    }

    /// Reads the next event.
    ///
    /// # Errors
    /// Those of reading the input; a fault of the document is none.
    pub fn next_event(&mut self) -> io::Result<Event> {
        loop {
            self.take_decoding_faults();
            if self.pending_ends > 0 {
                self.pending_ends -= 1;
                self.pop_open();
                return Ok(Event::End);
            }
            if self.finished {
                return Ok(Event::Eof);
            }
            if self.faults.len() >= MANY_FAULTS {
                return Ok(Event::Faults);
            }
            let token = self.next_token()?;
            if let Some(event) = self.handle(token) {
                return Ok(event);
            }
        }
    }

    /// Bytes of this token that meant nothing, where the document is decoded.
    pub(super) fn take_decoding_faults(&mut self) {
        if let Some(account) = &self.account {
            let end = self.window.place(self.next).offset;
            let mut account = account.borrow_mut();
            let due = std::iter::from_fn(|| account.fault_before(end));
            self.faults.extend(due);
        }
    }

    fn handle(&mut self, token: Token) -> Option<Event> {
        let first = std::mem::replace(&mut self.first, false);
        match token {
            Token::Start { empty, plain } => self.start(empty, plain),
            Token::End => self.end(),
            Token::ExpectedEnd => {
                self.inspect(self.at, self.next);
                self.pending_ends = 1;
                None
            }
            Token::Text => self.plain_text(),
            Token::Cdata => self.cdata(),
            Token::Comment => self.comment(),
            Token::Instruction => self.instruction(),
            Token::Declaration => self.declaration(first),
            Token::Doctype => self.doctype(),
            Token::Unknown => self.fault(FaultKind::MarkupUnknown),
            Token::Unclosed => self.unclosed(),
            Token::Part {
                inside,
                opening,
                closing,
            } => self.part_of(inside, opening, closing),
            Token::UnclosedPart => self.unclosed_part(),
            Token::LongStart => self.long_start(),
            Token::EndOfTag { empty } => {
                self.pending_ends = usize::from(empty);
                None
            }
            Token::Eof => self.eof(),
        }
    }

    fn fault(&mut self, kind: FaultKind) -> Option<Event> {
        let subject = excerpt(self.raw());
        self.faults.push(Fault::new(kind, self.position(), subject));
        None
    }

    fn stop_with(&mut self, fault: Fault) {
        self.faults.push(fault);
        self.finished = true;
    }

    /// The line on which an element was opened.
    fn line_of(&self, open: &Open) -> u64 {
        open.line
            .unwrap_or_else(|| self.window.place(open.index).line)
    }
}
