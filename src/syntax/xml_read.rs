//! XML as events with exact places, read in bounded memory and never given up where one can go on.
//!
//! Comes in: any bytes. Goes out: elements, text and their places, and a list of [`Fault`]s. `quick-xml`
//! finds where a token ends; everything that it lets through is checked here. Document type declarations
//! are reported and not read, no entity is ever expanded, nothing outside the document is ever opened.

use std::cell::Cell;
use std::io::{self, BufRead};
use std::rc::Rc;

use quick_xml::events::Event as Raw;
use quick_xml::reader::Reader;

use crate::syntax::chars;
use crate::syntax::decode::decode;
use crate::syntax::fault::{Fault, FaultKind, excerpt};
use crate::syntax::guard::Guard;
use crate::syntax::namespaces::{self, Namespaces};
use crate::syntax::span::Position;
use crate::syntax::xml_tag::{Tag, reference_fault};

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
}

impl Default for Limits {
    fn default() -> Self {
        Limits {
            depth: 256,
            attributes: 256,
            token: 16 << 20,
            namespaces: 512,
        }
    }
}

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
    malformed: Rc<Cell<bool>>,
    ascii: bool,
    head: Vec<u8>,
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
        let decoded = decode(input)?;
        Ok(XmlReader {
            reader: Some(tokenizer(Guard::new(decoded.input, limits.token))),
            limits,
            malformed: decoded.malformed,
            ascii: decoded.ascii,
            head: decoded.head,
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
            doctype: false,
            external: false,
            resync_budget: 16 << 20,
            finished: false,
        })
    }

    /// The first kilobyte of the input as it came.
    pub fn head(&self) -> &[u8] {
        &self.head
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

    /// Copies `raw` between the bounds into `text`, reporting bytes that mean nothing and characters that XML forbids.
    fn take_text(&mut self, skip: usize, drop: usize) {
        let end = self.raw.len().saturating_sub(drop);
        let bytes = self.raw.get(skip..end).unwrap_or_default();
        self.text_at = self.at.after(self.raw.get(..skip).unwrap_or_default());
        self.text.clear();
        append_utf8(&mut self.text, bytes, self.text_at, &mut self.faults);
        if self.ascii
            && let Some(bad) = self.text.bytes().position(|b| !b.is_ascii())
        {
            let place = self
                .text_at
                .after(self.text.as_bytes().get(..bad).unwrap_or_default());
            let shown: String = self
                .text
                .get(bad..)
                .and_then(|t| t.chars().next())
                .into_iter()
                .collect();
            self.faults
                .push(Fault::new(FaultKind::BytesMalformed, place, shown).with("us-ascii"));
        }
        if self.malformed.get()
            && let Some(bad) = self.text.find('\u{FFFD}')
        {
            let place = self
                .text_at
                .after(self.text.get(..bad).unwrap_or_default().as_bytes());
            self.faults
                .push(Fault::new(FaultKind::BytesMalformed, place, ""));
        }
        if let Some((offset, c)) = chars::first_illegal(&self.text) {
            let place = self
                .text_at
                .after(self.text.get(..offset).unwrap_or_default().as_bytes());
            self.faults.push(Fault::new(
                FaultKind::CharacterIllegal,
                place,
                format!("U+{:04X}", u32::from(c)),
            ));
        }
    }

    /// A text event inside the root; outside it only white space is allowed.
    fn text_event(&mut self, blank_allowed: bool) -> Option<Event> {
        if self.phase == Phase::Root {
            return (!self.text.is_empty()).then_some(Event::Text);
        }
        if !(blank_allowed && self.text.bytes().all(chars::is_space)) {
            let fault = Fault::new(FaultKind::TextOutsideRoot, self.text_at, self.text.trim());
            if self
                .faults
                .last()
                .is_none_or(|f| f.kind != FaultKind::TextOutsideRoot)
            {
                self.faults.push(fault);
            }
        }
        None
    }

    fn plain_text(&mut self) -> Option<Event> {
        self.take_text(0, 0);
        if self.text.starts_with('&') {
            let word = self
                .text
                .split_ascii_whitespace()
                .next()
                .unwrap_or_default();
            let fault = Fault::new(FaultKind::AmpersandBare, self.at, word);
            self.faults.push(fault);
        }
        if let Some(at) = memchr::memmem::find(self.text.as_bytes(), b"]]>") {
            let place = self
                .text_at
                .after(self.text.as_bytes().get(..at).unwrap_or_default());
            self.faults
                .push(Fault::new(FaultKind::CdataEndInText, place, "]]>"));
        }
        self.text_event(true)
    }

    fn cdata(&mut self) -> Option<Event> {
        self.take_text("<![CDATA[".len(), "]]>".len());
        self.text_event(false)
    }

    fn reference(&mut self) -> Option<Event> {
        self.take_text(1, 1);
        match chars::reference(&self.text) {
            Ok(c) => {
                self.text.clear();
                self.text.push(c);
            }
            Err(bad) => {
                let mut fault = reference_fault(bad, &self.text, self.at);
                if self.external && fault.kind == FaultKind::EntityUndefined {
                    fault.kind = FaultKind::EntityUnread;
                }
                self.faults.push(fault);
                self.text = format!("&{};", self.text);
            }
        }
        self.text_at = self.at;
        self.text_event(false)
    }

    fn comment(&mut self) -> Option<Event> {
        self.take_text("<!--".len(), "-->".len());
        if self.text.contains("--") || self.text.ends_with('-') {
            return self
                .fault(FaultKind::CommentMalformed)
                .or(Some(Event::Comment));
        }
        Some(Event::Comment)
    }

    fn instruction(&mut self) -> Option<Event> {
        self.take_text(2, 2);
        let target = self
            .text
            .split(|c: char| c.is_ascii_whitespace())
            .next()
            .unwrap_or_default();
        if !chars::is_ncname(target) || target.eq_ignore_ascii_case("xml") {
            let fault = Fault::new(FaultKind::InstructionMalformed, self.at, target);
            self.faults.push(fault);
        }
        Some(Event::Instruction)
    }

    fn declaration(&mut self, first: bool) -> Option<Event> {
        self.take_text(2, 2);
        if !first {
            // What stood before it says whether this is the blank line that editors and plugins leave.
            let blank = self.phase == Phase::Prolog && !self.doctype;
            let fault = Fault::new(FaultKind::DeclarationMisplaced, self.at, "<?xml")
                .with(if blank { "prolog" } else { "" });
            self.faults.push(fault);
            return None;
        }
        let body = format!("{} ", self.text);
        let mut faults = Vec::new();
        self.tag.read(body.trim_end(), self.text_at, 8, &mut faults);
        let pairs: Vec<(&str, &str)> = self
            .tag
            .attributes
            .iter()
            .map(|a| (self.tag.get(a.name), self.tag.get(a.value)))
            .collect();
        match pairs.first() {
            Some(("version", "1.0")) => {}
            Some(("version", other)) => {
                self.faults
                    .push(Fault::new(FaultKind::VersionUnsupported, self.at, other))
            }
            _ => self.faults.push(
                Fault::new(FaultKind::DeclarationMalformed, self.at, "").with("it has no version"),
            ),
        }
        if let Some(detail) = declaration_fault(&pairs, !faults.is_empty()) {
            self.faults.push(
                Fault::new(FaultKind::DeclarationMalformed, self.at, &self.text).with(detail),
            );
        }
        None
    }

    fn doctype(&mut self) -> Option<Event> {
        self.take_text(2, 1);
        let name = self
            .text
            .get("DOCTYPE".len()..)
            .unwrap_or_default()
            .trim_start();
        let fault = if self.phase != Phase::Prolog || self.doctype {
            Fault::new(FaultKind::DoctypeMisplaced, self.at, name)
        } else if !self.text.starts_with("DOCTYPE") {
            Fault::new(
                FaultKind::MarkupUnknown,
                self.at,
                format!("<!{}", self.text),
            )
        } else {
            Fault::new(FaultKind::DoctypePresent, self.at, name)
        };
        self.faults.push(fault);
        let external = self.text.split(['[', '"', '\'']).next().unwrap_or_default();
        self.external = external.contains(" SYSTEM") || external.contains(" PUBLIC");
        self.doctype = true;
        None
    }

    fn start(&mut self, empty: bool) -> Option<Event> {
        self.take_text(1, if empty { 2 } else { 1 });
        if self.phase == Phase::Epilog {
            let fault = Fault::new(
                FaultKind::RootRepeated,
                self.at,
                self.text
                    .split_ascii_whitespace()
                    .next()
                    .unwrap_or_default(),
            );
            self.stop_with(fault);
            return None;
        }
        if !self
            .text
            .starts_with(|c| chars::is_name_start(c) || c == ':')
        {
            return self.bare_less_than();
        }
        self.tag.read(
            &self.text,
            self.text_at,
            self.limits.attributes,
            &mut self.faults,
        );
        if let Some(at) = self.tag.resync {
            self.read_again(1 + at);
        }
        self.phase = Phase::Root;
        let mark = self.names.mark();
        self.bind_namespaces();
        let fault = self.open.len() >= self.limits.depth;
        if fault {
            let fault = Fault::new(
                FaultKind::LimitExceeded,
                self.at,
                "elements inside each other",
            );
            self.stop_with(fault.with(self.limits.depth.to_string()));
            return None;
        }
        let name_start = self.open_names.len();
        self.open_names.push_str(self.tag.get(self.tag.name));
        self.open.push(Open {
            name_start,
            mark,
            line: self.at.line,
        });
        // A tag that was cut short at a `<` was no empty element, whatever its end looked like.
        if empty && self.tag.resync.is_none() {
            self.pending_ends = 1;
        }
        Some(Event::Start)
    }

    /// A `<` that starts no tag is text; what follows it is read again.
    fn bare_less_than(&mut self) -> Option<Event> {
        let shown = format!(
            "<{}",
            self.text
                .split_ascii_whitespace()
                .next()
                .unwrap_or_default()
        );
        self.faults
            .push(Fault::new(FaultKind::LessThanBare, self.at, shown));
        self.read_again(1);
        self.text.clear();
        self.text.push('<');
        self.text_at = self.at;
        self.text_event(false)
    }

    /// Gives back all of the token but its first bytes, within a budget that keeps the work linear.
    fn read_again(&mut self, consumed: usize) {
        let rest = self.raw.len().saturating_sub(consumed);
        if rest > self.resync_budget {
            return;
        }
        self.resync_budget -= rest;
        if let (Some(reader), Some(bytes)) = (self.reader.as_mut(), self.raw.get(consumed..)) {
            reader.get_mut().give_back(bytes);
            self.next = self.at.after(self.raw.get(..consumed).unwrap_or_default());
        }
    }

    fn bind_namespaces(&mut self) {
        for index in 0..self.tag.attributes.len() {
            let Some(attribute) = self.tag.attributes.get(index) else {
                continue;
            };
            let (name, value, at) = (
                self.tag.get(attribute.name),
                self.tag.get(attribute.value),
                attribute.at,
            );
            let prefix = if name == "xmlns" {
                ""
            } else if let Some(p) = name.strip_prefix("xmlns:") {
                p
            } else {
                continue;
            };
            if let Some(kind) = binding_fault(prefix, value) {
                self.faults.push(Fault::new(kind, at, name).with(value));
            } else if !self.names.bind(prefix, value, self.limits.namespaces) {
                let fault = Fault::new(FaultKind::LimitExceeded, at, "namespaces");
                self.faults
                    .push(fault.with(self.limits.namespaces.to_string()));
            }
        }
        self.resolve_names();
    }

    fn resolve_names(&mut self) {
        let name = self.tag.get(self.tag.name);
        let prefix = name.split_once(':').map_or("", |(prefix, _)| prefix);
        let resolved = self.names.resolve(prefix);
        if resolved.is_none() {
            self.faults
                .push(Fault::new(FaultKind::PrefixUnbound, self.at, name).with(prefix));
        }
        self.element_ns = resolved.unwrap_or(NsId::UNBOUND);
        for index in 0..self.tag.attributes.len() {
            let Some(attribute) = self.tag.attributes.get(index) else {
                continue;
            };
            let name = self.tag.get(attribute.name);
            let Some((prefix, local)) = name
                .split_once(':')
                .filter(|(prefix, _)| *prefix != "xmlns")
            else {
                continue;
            };
            let ns = self.names.resolve(prefix);
            let twice = ns.is_some()
                && self.tag.attributes.iter().take(index).any(|a| {
                    Some(a.ns) == ns
                        && self
                            .tag
                            .get(a.name)
                            .split_once(':')
                            .is_some_and(|(_, l)| l == local)
                });
            if ns.is_none() || twice {
                let kind = if twice {
                    FaultKind::AttributeRepeated
                } else {
                    FaultKind::PrefixUnbound
                };
                self.faults
                    .push(Fault::new(kind, attribute.at, name).with(prefix));
            }
            if let Some(attribute) = self.tag.attributes.get_mut(index) {
                attribute.ns = ns.unwrap_or(NsId::UNBOUND);
            }
        }
    }

    fn end(&mut self) -> Option<Event> {
        self.take_text(2, 1);
        let name = self
            .text
            .trim_end_matches(|c: char| c.is_ascii_whitespace());
        let matching = (0..self.open.len())
            .rev()
            .find(|i| self.open_name(*i) == name);
        let Some(found) = matching else {
            if !chars::is_qname(name) {
                self.faults
                    .push(Fault::new(FaultKind::NameMalformed, self.at, name));
            } else {
                self.faults
                    .push(Fault::new(FaultKind::EndTagStray, self.at, name));
            }
            return None;
        };
        if found + 1 < self.open.len() {
            let innermost = self.open_name(self.open.len() - 1).to_owned();
            let line = self.open.last().map_or(0, |o| o.line);
            let mut fault = Fault::new(FaultKind::TagMismatched, self.at, name).with(innermost);
            fault.attribute = None;
            fault.detail = format!("{} {line}", fault.detail);
            self.faults.push(fault);
        }
        self.pending_ends = self.open.len() - found;
        None
    }

    fn open_name(&self, index: usize) -> &str {
        let start = self.open.get(index).map_or(0, |o| o.name_start);
        let end = self
            .open
            .get(index + 1)
            .map_or(self.open_names.len(), |o| o.name_start);
        self.open_names.get(start..end).unwrap_or_default()
    }

    fn pop_open(&mut self) {
        if let Some(closed) = self.open.pop() {
            self.open_names.truncate(closed.name_start);
            self.names.back_to(closed.mark);
        }
        if self.open.is_empty() {
            self.phase = Phase::Epilog;
        }
    }

    /// The document ended inside markup. A tag is cut where its end may be meant, and what follows is read again.
    fn unclosed(&mut self) -> Option<Event> {
        self.fault(FaultKind::MarkupUnclosed);
        let body = self.raw.get(1..).unwrap_or_default();
        let cut = memchr::memchr2(b'<', b'>', body)
            .filter(|_| !body.starts_with(b"!") && !body.starts_with(b"?"));
        let Some(cut) = cut.filter(|cut| body.len() - cut <= self.resync_budget) else {
            return self.eof();
        };
        let consumed = 1 + cut + usize::from(body.get(cut) == Some(&b'>'));
        self.read_again(consumed);
        self.raw.truncate(1 + cut);
        self.raw.push(b'>');
        if self.raw.get(1) == Some(&b'/') {
            self.end()
        } else {
            self.start(false)
        }
    }

    fn eof(&mut self) -> Option<Event> {
        self.finished = true;
        let limited = self
            .faults
            .iter()
            .any(|f| f.kind == FaultKind::LimitExceeded);
        if self.phase == Phase::Prolog && !limited {
            self.faults
                .push(Fault::new(FaultKind::RootMissing, self.next, ""));
        }
        if !limited && let Some(innermost) = self.open.last() {
            let line = innermost.line.to_string();
            let name = self.open_name(self.open.len() - 1);
            self.faults
                .push(Fault::new(FaultKind::TagUnclosed, self.next, name).with(line));
        }
        self.pending_ends = self.open.len();
        None
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

/// What is wrong with the parts of an XML declaration after its version, if anything (XML 1.0, 2.8).
fn declaration_fault(pairs: &[(&str, &str)], malformed: bool) -> Option<&'static str> {
    let names: Vec<&str> = pairs.iter().skip(1).map(|(name, _)| *name).collect();
    if !matches!(
        names.as_slice(),
        [] | ["encoding"] | ["standalone"] | ["encoding", "standalone"]
    ) || malformed
    {
        return Some("its parts are version, encoding and standalone, in this order");
    }
    let is_label = |v: &str| {
        v.starts_with(|c: char| c.is_ascii_alphabetic())
            && v.chars()
                .all(|c| c.is_ascii_alphanumeric() || "._-".contains(c))
    };
    pairs.iter().find_map(|(name, value)| match *name {
        "encoding" if !is_label(value) => Some("its encoding is no name"),
        "standalone" if !matches!(*value, "yes" | "no") => Some("standalone is yes or no"),
        _ => None,
    })
}

/// What is wrong with binding `prefix` to `uri` (Namespaces in XML 1.0, section 3).
fn binding_fault(prefix: &str, uri: &str) -> Option<FaultKind> {
    match prefix {
        "xmlns" => Some(FaultKind::PrefixReserved),
        "xml" => (uri != namespaces::XML).then_some(FaultKind::PrefixReserved),
        _ if uri == namespaces::XML || uri == namespaces::XMLNS => Some(FaultKind::PrefixReserved),
        "" => None,
        _ => uri.is_empty().then_some(FaultKind::PrefixEmptied),
    }
}

/// Appends bytes as text; a sequence that is not UTF-8 becomes U+FFFD and a fault at its place.
fn append_utf8(out: &mut String, bytes: &[u8], at: Position, faults: &mut Vec<Fault>) {
    match std::str::from_utf8(bytes) {
        Ok(text) => out.push_str(text),
        Err(_) => {
            let mut place = at;
            for (count, chunk) in bytes.utf8_chunks().enumerate() {
                out.push_str(chunk.valid());
                place.advance(chunk.valid().as_bytes());
                if chunk.invalid().is_empty() {
                    continue;
                }
                out.push('\u{FFFD}');
                if count < 100 {
                    let shown: Vec<String> =
                        chunk.invalid().iter().map(|b| format!("{b:02X}")).collect();
                    faults.push(Fault::new(
                        FaultKind::BytesMalformed,
                        place,
                        shown.join(" "),
                    ));
                }
                place.offset += chunk.invalid().len() as u64;
                place.column += 1;
            }
        }
    }
}
