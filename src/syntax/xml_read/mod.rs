//! XML as events with exact places, read in bounded memory and never given up where one can go on.
//!
//! Comes in: any bytes. Goes out: elements, text and their places, and a list of [`Fault`]s. `quick-xml`
//! finds where a token ends; everything that it lets through is checked here. Document type declarations
//! are reported and not read, no entity is ever expanded, nothing outside the document is ever opened.

mod elements;
mod tokens;

use std::cell::RefCell;
use std::io::{self, BufRead};
use std::rc::Rc;

use quick_xml::events::Event as Raw;
use quick_xml::reader::Reader;

use crate::syntax::decode::{Decoded, decode};
use crate::syntax::fault::{Fault, FaultKind, excerpt};
use crate::syntax::guard::Guard;
use crate::syntax::namespaces::Namespaces;
use crate::syntax::span::Position;
use crate::syntax::transcode::Account;
use crate::syntax::xml_tag::Tag;

pub use crate::syntax::namespaces::NsId;

/// The bounds that keep a hostile document from using up the machine.
#[derive(Debug, Clone, Copy)]
pub struct Limits {
    /// Elements inside each other.
    pub depth: usize,
    /// Attributes of one element.
    pub attributes: usize,
    /// Bytes of one tag, text, comment or CDATA section.
    pub token: u64,
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
    /// Without its prefix.
    pub local: &'r str,
    /// Its namespace.
    pub ns: NsId,
    /// Its value, references resolved.
    pub value: &'r str,
    /// Where its name begins.
    pub at: Position,
    /// Where its value begins, inside the quotes.
    pub value_at: Position,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Token {
    Start,
    Empty,
    End,
    Text,
    Cdata,
    Reference,
    Comment,
    Instruction,
    Declaration,
    Doctype,
    Eof,
    Unknown,
    Unclosed,
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
    line: u64,
}

/// The reader.
pub struct XmlReader<'i> {
    reader: Option<Reader<Guard<'i>>>,
    limits: Limits,
    account: Option<Rc<RefCell<Account>>>,
    ascii: bool,
    raw: Vec<u8>,
    at: Position,
    next: Position,
    text_at: Position,
    text: String,
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
            reader: Some(tokenizer(Guard::new(decoded.input, limits.token))),
            limits,
            account: decoded.account,
            ascii: decoded.ascii,
            raw: Vec::new(),
            at: decoded.start,
            next: decoded.start,
            text_at: decoded.start,
            text: String::new(),
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
        }
    }

    /// Where the event that was read last begins.
    pub fn position(&self) -> Position {
        self.at
    }

    /// The text of a [`Event::Text`], comment or instruction.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// Where [`XmlReader::text`] begins: for a CDATA section after its opening.
    pub fn text_position(&self) -> Position {
        self.text_at
    }

    /// The element's name as written.
    pub fn name(&self) -> &str {
        self.tag.get(self.tag.name)
    }

    /// The element's namespace.
    pub fn namespace(&self) -> NsId {
        self.element_ns
    }

    /// The name of a namespace.
    pub fn uri(&self, id: NsId) -> &str {
        self.names.uri(id)
    }

    /// The attributes of the start tag, declarations of namespaces among them.
    pub fn attributes(&self) -> impl Iterator<Item = Attribute<'_>> {
        self.tag.attributes.iter().map(|a| {
            let name = self.tag.get(a.name);
            let local = name.split_once(':').map_or(name, |(_, local)| local);
            Attribute {
                name,
                local,
                ns: a.ns,
                value: self.tag.get(a.value),
                at: a.at,
                value_at: a.value_at,
            }
        })
    }

    /// How many elements are open, the one just started included.
    pub fn depth(&self) -> usize {
        self.open.len()
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
            let fault =
                Fault::new(FaultKind::TagUnclosed, self.at, unclosed).with(first.line.to_string());
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

    fn next_token(&mut self) -> io::Result<Token> {
        self.raw.clear();
        let Some(reader) = self.reader.as_mut() else {
            return Ok(Token::Eof);
        };
        reader.get_mut().begin();
        let outcome = match reader.read_event_into(&mut self.raw) {
            Ok(event) => Ok(token_of(&event)),
            Err(error) => Err(error),
        };
        self.at = self.next;
        self.next.advance(&self.raw);
        self.take_decoding_faults();
        match outcome {
            Ok(token) => Ok(token),
            Err(quick_xml::Error::Io(_))
                if self.reader.as_ref().is_some_and(|r| r.get_ref().exceeded()) =>
            {
                let fault = Fault::new(
                    FaultKind::LimitExceeded,
                    self.at,
                    "bytes of one tag, text or section",
                );
                self.stop_with(fault.with(self.limits.token.to_string()));
                Ok(Token::Eof)
            }
            Err(quick_xml::Error::Io(cause)) => Err(io::Error::new(cause.kind(), cause)),
            Err(quick_xml::Error::IllFormed(_)) => Ok(Token::Unknown),
            Err(_) => Ok(self.restart()),
        }
    }

    /// Bytes of this token that meant nothing, where the document is decoded.
    fn take_decoding_faults(&mut self) {
        if let Some(account) = &self.account {
            let mut account = account.borrow_mut();
            let due = std::iter::from_fn(|| account.fault_before(self.next.offset));
            self.faults.extend(due);
        }
    }

    /// The tokenizer gave up: at the end of the input, or at markup that it does not know.
    fn restart(&mut self) -> Token {
        let Some(reader) = self.reader.take() else {
            return Token::Eof;
        };
        let mut guard = reader.into_inner();
        guard.begin();
        let at_end = guard.fill_buf().is_ok_and(<[u8]>::is_empty);
        self.reader = Some(tokenizer(guard));
        if at_end {
            Token::Unclosed
        } else {
            Token::Unknown
        }
    }

    fn handle(&mut self, token: Token) -> Option<Event> {
        let first = std::mem::replace(&mut self.first, false);
        match token {
            Token::Start | Token::Empty => self.start(token == Token::Empty),
            Token::End => self.end(),
            Token::Text => self.plain_text(),
            Token::Cdata => self.cdata(),
            Token::Reference => self.reference(),
            Token::Comment => self.comment(),
            Token::Instruction => self.instruction(),
            Token::Declaration => self.declaration(first),
            Token::Doctype => self.doctype(),
            Token::Unknown => self.fault(FaultKind::MarkupUnknown),
            Token::Unclosed => self.unclosed(),
            Token::Eof => self.eof(),
        }
    }

    fn fault(&mut self, kind: FaultKind) -> Option<Event> {
        let subject = excerpt(&String::from_utf8_lossy(
            self.raw.get(..400).unwrap_or(&self.raw),
        ));
        self.faults.push(Fault::new(kind, self.at, subject));
        None
    }

    fn stop_with(&mut self, fault: Fault) {
        self.faults.push(fault);
        self.finished = true;
    }
}

fn tokenizer(guard: Guard<'_>) -> Reader<Guard<'_>> {
    let mut reader = Reader::from_reader(guard);
    let config = reader.config_mut();
    config.check_end_names = false;
    config.allow_unmatched_ends = true;
    config.allow_dangling_amp = true;
    config.check_comments = false;
    reader
}

fn token_of(event: &Raw<'_>) -> Token {
    match event {
        Raw::Start(_) => Token::Start,
        Raw::Empty(_) => Token::Empty,
        Raw::End(_) => Token::End,
        Raw::Text(_) => Token::Text,
        Raw::CData(_) => Token::Cdata,
        Raw::GeneralRef(_) => Token::Reference,
        Raw::Comment(_) => Token::Comment,
        Raw::PI(_) => Token::Instruction,
        Raw::Decl(_) => Token::Declaration,
        Raw::DocType(_) => Token::Doctype,
        Raw::Eof => Token::Eof,
    }
}
