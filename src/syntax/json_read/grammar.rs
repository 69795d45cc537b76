//! What may follow what in objects and arrays, and how to go on where something else does.

use std::collections::HashSet;
use std::hash::BuildHasher;
use std::io;

use crate::syntax::json_fault::{JsonFault, JsonFaultKind as K};
use crate::syntax::json_read::{Container, Event, FEW, JsonReader, Open, Scalar, State};
use crate::syntax::json_token::Token;

impl JsonReader<'_> {
    /// A name is due.
    pub(super) fn name(&mut self, token: Token) -> io::Result<Option<Event>> {
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
    pub(super) fn nameless(&mut self, container: Container) -> Option<Event> {
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

    pub(super) fn take_name(&mut self) -> Option<Event> {
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
    pub(super) fn is_repeated(&mut self, hash: u64) -> bool {
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
    pub(super) fn colon(&mut self, token: Token) -> io::Result<Option<Event>> {
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
    pub(super) fn value(&mut self, token: Token) -> io::Result<Option<Event>> {
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
    pub(super) fn comma(&mut self, token: Token) -> io::Result<Option<Event>> {
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

    pub(super) fn in_object(&self) -> bool {
        self.open
            .last()
            .is_some_and(|o| o.container == Container::Object)
    }

    pub(super) fn next_member(&self) -> State {
        if self.in_object() {
            State::Name
        } else {
            State::Value
        }
    }

    pub(super) fn extra_comma(&mut self) {
        self.fault_about(K::CommaExtra, ",");
    }

    pub(super) fn open(&mut self, container: Container) -> Option<Event> {
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
    pub(super) fn closed(&mut self, container: Container) -> io::Result<Option<Event>> {
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
    pub(super) fn meant_to_close(&mut self, container: Container) -> io::Result<usize> {
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
    pub(super) fn close(&mut self) -> Option<Container> {
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

    /// The document's value is complete, and something follows.
    pub(super) fn after_end(&mut self, token: Token) -> Option<Event> {
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

    pub(super) fn end(&mut self) -> Option<Event> {
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
}
