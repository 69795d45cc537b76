//! Finds where the next token ends.

use std::io;

use memchr::{memchr, memchr3, memmem};

use crate::syntax::chars::is_space;
use crate::syntax::fault::{Fault, FaultKind};
use crate::syntax::surplus::RUNS;
use crate::syntax::xml_read::parts::Inside;
use crate::syntax::xml_read::{Token, XmlReader};

impl XmlReader<'_> {
    /// Moves to the next token: `at` and `next` are its bounds then.
    pub(super) fn next_token(&mut self) -> io::Result<Token> {
        self.at = self.next;
        if std::mem::take(&mut self.in_tag) {
            return self.rest_of_tag();
        }
        if let Some(inside) = self.inside.take() {
            return self.next_part(inside);
        }
        let token = match self.byte(0)? {
            None => return Ok(Token::Eof),
            Some(b'<') => self.markup()?,
            Some(_) => self.text_run()?,
        };
        if token == Token::Text && self.comes_in_parts() {
            self.cut_text();
        }
        if (self.next - self.at) as u64 > self.limits.token {
            if self.limits.parts.is_some() && self.is_start_tag() {
                return Ok(Token::LongStart);
            }
            return Ok(self.too_much("bytes of one tag, text or section", self.limits.token));
        }
        if self.window.is_lost() {
            return Ok(self.too_much("runs of bytes that mean nothing", RUNS as u64));
        }
        Ok(token)
    }

    fn too_much(&mut self, of: &str, bound: u64) -> Token {
        self.inspect(self.at, self.next);
        self.take_decoding_faults();
        let fault = Fault::new(FaultKind::LimitExceeded, self.position(), of);
        self.stop_with(fault.with(bound.to_string()));
        self.next = self.at;
        Token::Eof
    }

    /// The byte at `index` of the token, which may have to be read first.
    fn byte(&mut self, index: usize) -> io::Result<Option<u8>> {
        loop {
            if let Some(byte) = self.window.bytes().get(self.at + index) {
                return Ok(Some(*byte));
            }
            if !self.read_on()? {
                return Ok(None);
            }
        }
    }

    /// Reads more of the document; what lies before the token is forgotten.
    pub(super) fn read_on(&mut self) -> io::Result<bool> {
        if self.window.is_at_end() {
            return Ok(false);
        }
        let keep = self.at;
        for open in self.open.iter_mut().filter(|o| o.line.is_none()) {
            if open.index >= keep {
                open.index -= keep;
            } else {
                open.line = Some(self.window.place(open.index).line);
            }
        }
        self.at = 0;
        self.window.read_on(keep)?;
        Ok(true)
    }

    /// Reads until `find` says where the token ends, counted from its beginning. False where the document ends first.
    pub(super) fn take_until(
        &mut self,
        most: u64,
        find: impl Fn(&Self, &[u8]) -> Option<usize>,
    ) -> io::Result<bool> {
        loop {
            let rest = self.window.bytes().get(self.at..).unwrap_or_default();
            if let Some(length) = find(self, rest) {
                self.next = self.at + length;
                return Ok(true);
            }
            if rest.len() as u64 > most || !self.read_on()? {
                self.next = self.window.bytes().len();
                return Ok(false);
            }
        }
    }

    /// Text up to the next `<`; notes its ampersands on the way.
    fn text_run(&mut self) -> io::Result<Token> {
        self.ampersands.clear();
        self.brackets = false;
        // Most text is the white space between two tags.
        let rest = self.window.bytes().get(self.at..).unwrap_or_default();
        let mut done = rest.iter().take_while(|b| is_space(**b)).count();
        self.blank = rest.get(done) == Some(&b'<');
        if self.blank {
            self.next = self.at + done;
            return Ok(Token::Text);
        }
        loop {
            let rest = self
                .window
                .bytes()
                .get(self.at + done..)
                .unwrap_or_default();
            let Some(found) = memchr3(b'<', b'&', b']', rest) else {
                done += rest.len();
                if done > self.longest_part() || !self.read_on()? {
                    break;
                }
                continue;
            };
            done += found + 1;
            match rest.get(found) {
                Some(b'&') => self.ampersands.push(done - 1),
                Some(b']') => self.brackets = true,
                _ => {
                    done -= 1;
                    break;
                }
            }
        }
        self.next = self.at + done;
        Ok(Token::Text)
    }

    fn markup(&mut self) -> io::Result<Token> {
        match self.byte(1)? {
            Some(b'/') => self.end_tag(),
            Some(b'!') => self.bang(),
            Some(b'?') => self.question(),
            _ => self.start_tag(),
        }
    }

    fn start_tag(&mut self) -> io::Result<Token> {
        let rest = self.window.text().get(self.at..).unwrap_or_default();
        if let Some((length, empty)) = self.tag.read_plain(rest, self.limits.attributes) {
            self.next = self.at + length;
            return Ok(Token::Start { empty, plain: true });
        }
        if !self.take_until(self.limits.token, |_, bytes| tag_end(bytes))? {
            return Ok(Token::Unclosed);
        }
        let empty = self.raw().ends_with("/>");
        Ok(Token::Start {
            empty,
            plain: false,
        })
    }

    fn end_tag(&mut self) -> io::Result<Token> {
        if let Some(innermost) = self.open.last() {
            let name = self.open_names.get(innermost.name_start..);
            let name = name.unwrap_or_default().as_bytes();
            let rest = self.window.bytes().get(self.at + 2..).unwrap_or_default();
            if rest.starts_with(name) && rest.get(name.len()) == Some(&b'>') {
                self.next = self.at + name.len() + 3;
                return Ok(Token::ExpectedEnd);
            }
        }
        self.closed(Token::End, |_, bytes| memchr(b'>', bytes).map(|at| at + 1))
    }

    /// `<!`: a comment, a CDATA section, a document type, or nothing that XML knows.
    fn bang(&mut self) -> io::Result<Token> {
        self.byte(8)?;
        let rest = self.window.bytes().get(self.at + 2..).unwrap_or_default();
        match rest {
            [b'-', b'-', ..] => {
                let find = |_: &Self, bytes: &[u8]| after(bytes, 4, b"-->");
                self.section(Token::Comment, Inside::Comment, 4, find)
            }
            [b'[', ..] => {
                let known = rest.starts_with(b"[CDATA[");
                let find = move |reader: &Self, bytes: &[u8]| {
                    let found = reader.section_end.find(bytes.get(3..)?)?;
                    Some(found + 6).filter(|end| !known || *end >= "<![CDATA[]]>".len())
                };
                match known {
                    true => self.section(Token::Cdata, Inside::Section, 9, find),
                    false => self.closed(Token::Unknown, find),
                }
            }
            [b'D' | b'd', ..] => {
                let token = self.closed(Token::Doctype, |_, bytes| doctype_end(bytes))?;
                let named = is_doctype(self.raw());
                Ok(match token {
                    Token::Doctype if !named => Token::Unknown,
                    other => other,
                })
            }
            [] | [b'-'] => self.closed(Token::Unknown, |_, _| None),
            _ => {
                self.next = self.at + 2;
                Ok(Token::Unknown)
            }
        }
    }

    /// `<?`: an instruction, or the XML declaration.
    fn question(&mut self) -> io::Result<Token> {
        if self.byte(2)? == Some(b'>') {
            self.next = self.at + 3;
            return Ok(Token::Unknown);
        }
        let find = |_: &Self, bytes: &[u8]| after(bytes, 2, b"?>");
        let token = self.section(Token::Instruction, Inside::Instruction, 2, find)?;
        let target = self.raw().strip_prefix("<?xml");
        let declaration =
            target.is_some_and(|rest| rest == "?>" || rest.bytes().next().is_some_and(is_space));
        Ok(match token {
            Token::Instruction if declaration => Token::Declaration,
            other => other,
        })
    }

    fn closed(
        &mut self,
        token: Token,
        find: impl Fn(&Self, &[u8]) -> Option<usize>,
    ) -> io::Result<Token> {
        let whole = self.take_until(self.limits.token, find)?;
        Ok(if whole { token } else { Token::Unclosed })
    }

    /// What may come in parts.
    fn section(
        &mut self,
        token: Token,
        inside: Inside,
        opening: usize,
        find: impl Fn(&Self, &[u8]) -> Option<usize>,
    ) -> io::Result<Token> {
        let whole = self.take_until(self.longest_part() as u64, find)?;
        if self.comes_in_parts() {
            return Ok(self.cut_section(inside, opening));
        }
        Ok(if whole { token } else { Token::Unclosed })
    }

    /// Is the token that was found a start tag, or a `<` that begins none?
    fn is_start_tag(&self) -> bool {
        let rest = self.window.bytes().get(self.at + 1..).unwrap_or_default();
        !matches!(rest, [b'/' | b'!' | b'?', ..])
    }
}

/// Where `end` ends, looked for from `from` on.
fn after(bytes: &[u8], from: usize, end: &[u8]) -> Option<usize> {
    memmem::find(bytes.get(from..)?, end).map(|at| from + at + end.len())
}

/// Where a tag ends: at the first `>` that stands in no quotes.
fn tag_end(bytes: &[u8]) -> Option<usize> {
    let mut at = 0;
    loop {
        at += memchr3(b'>', b'"', b'\'', bytes.get(at..)?)?;
        match bytes.get(at)? {
            b'>' => return Some(at + 1),
            quote => at += 2 + memchr(*quote, bytes.get(at + 1..)?)?,
        }
    }
}

/// Does a document type declaration name anything?
fn is_doctype(raw: &str) -> bool {
    let keyword = raw.get(2..9).unwrap_or_default();
    let name = raw.get(9..).unwrap_or_default().trim_end_matches('>');
    keyword.eq_ignore_ascii_case("DOCTYPE") && !name.trim().is_empty()
}

/// Where a document type declaration ends: at the first `>` outside its subset, quotes and comments.
fn doctype_end(bytes: &[u8]) -> Option<usize> {
    let (mut subset, mut declaration, mut over) = (false, false, false);
    let mut at = 2;
    loop {
        let rest = bytes.get(at..)?;
        match rest.first()? {
            b'>' if !subset => return Some(at + 1),
            b'>' => declaration = false,
            quote @ (b'"' | b'\'') if !over && (!subset || declaration) => {
                at += 1 + memchr(*quote, rest.get(1..)?)?;
            }
            b'[' if !subset && !over => subset = true,
            b']' if subset && !declaration => (subset, over) = (false, true),
            b'<' if rest.starts_with(b"<!--") => at += after(rest, 4, b"-->")? - 1,
            b'<' if rest.starts_with(b"<?") => at += after(rest, 2, b"?>")? - 1,
            b'<' => declaration = true,
            _ => {}
        }
        at += 1;
    }
}
