//! What is longer than fits at hand, in parts: text and sections are handed out one part after the other, comments are
//! passed over, and of a tag only the name comes. Without it one long text would end the reading of a document.

use std::io;

use memchr::{memchr3, memmem};

use crate::syntax::chars;
use crate::syntax::fault::{Fault, FaultKind};
use crate::syntax::xml_read::{Event, Phase, Token, XmlReader};

/// A reference is shorter than this, or is none.
const REFERENCE: usize = 64;

/// What is being read in parts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Inside {
    Section,
    Comment,
    Instruction,
}

impl Inside {
    fn end(self) -> &'static [u8] {
        match self {
            Inside::Section => b"]]>",
            Inside::Comment => b"-->",
            Inside::Instruction => b"?>",
        }
    }
}

impl XmlReader<'_> {
    /// The longest text or section that comes at once.
    pub(super) fn longest_part(&self) -> usize {
        let most = self.limits.parts.unwrap_or(self.limits.token);
        usize::try_from(most).unwrap_or(usize::MAX)
    }

    /// Is the token that was found longer than a part may be?
    pub(super) fn comes_in_parts(&self) -> bool {
        self.limits.parts.is_some() && self.next - self.at > self.longest_part()
    }

    /// Cuts a text that is too long behind its first part, and never in a reference.
    pub(super) fn cut_text(&mut self) {
        let mut cut = self.boundary(self.longest_part());
        let kept = self.ampersands.partition_point(|at| *at < cut);
        let last = kept.checked_sub(1).and_then(|at| self.ampersands.get(at));
        if let Some(last) = last
            && *last > 0
            && cut - last < REFERENCE
            && !self.part(*last, cut).contains(&b';')
        {
            cut = *last;
        }
        let kept = self.ampersands.partition_point(|at| *at < cut);
        self.ampersands.truncate(kept);
        self.next = self.at + cut;
    }

    /// Cuts a section behind its first part, and never in the mark that ends it.
    pub(super) fn cut_section(&mut self, inside: Inside, opening: usize) -> Token {
        let end = inside.end();
        let mut cut = self.boundary(self.longest_part());
        for _ in 1..end.len() {
            let last = cut.checked_sub(1).and_then(|at| self.part(at, cut).first());
            if last.is_some_and(|last| end.contains(last)) {
                cut -= 1;
            }
        }
        self.next = self.at + cut;
        self.inside = Some(inside);
        let closing = 0;
        Token::Part {
            inside,
            opening,
            closing,
        }
    }

    /// The next part of what was begun.
    pub(super) fn next_part(&mut self, inside: Inside) -> io::Result<Token> {
        let end = inside.end();
        let find = |_: &Self, bytes: &[u8]| memmem::find(bytes, end).map(|at| at + end.len());
        let whole = self.take_until(self.longest_part() as u64, find)?;
        if self.comes_in_parts() {
            return Ok(self.cut_section(inside, 0));
        }
        let closing = end.len();
        Ok(match whole {
            true => Token::Part {
                inside,
                opening: 0,
                closing,
            },
            false => Token::UnclosedPart,
        })
    }

    /// A part of a section is text; one of a comment or instruction says nothing.
    #[cold]
    pub(super) fn part_of(
        &mut self,
        inside: Inside,
        opening: usize,
        closing: usize,
    ) -> Option<Event> {
        self.inspect(self.at, self.next);
        if inside != Inside::Section {
            return None;
        }
        self.blank = false;
        self.plain(opening, (self.next - self.at).saturating_sub(closing));
        self.text_event(false)
    }

    /// The input ended in something that was read in parts.
    #[cold]
    pub(super) fn unclosed_part(&mut self) -> Option<Event> {
        self.fault(FaultKind::MarkupUnclosed);
        self.eof()
    }

    /// A start tag that is too long: its name is all that comes of it.
    #[cold]
    pub(super) fn long_start(&mut self) -> Option<Event> {
        if self.phase == Phase::Epilog {
            return self.start(false, false);
        }
        let inside = self.raw().get(1..).unwrap_or_default();
        if !inside.starts_with(|c| chars::is_name_start(c) || c == ':') {
            return self.bare_less_than();
        }
        let name = inside
            .find(|c: char| c.is_ascii_whitespace() || matches!(c, '<' | '>' | '/'))
            .unwrap_or(inside.len());
        let fault = Fault::new(FaultKind::LimitExceeded, self.position(), LONG_TAG);
        self.faults.push(fault.with(self.limits.token.to_string()));
        self.next = self.at + 1 + name;
        let (raw, place) = (self.window.get(self.at, self.next), self.place(1));
        self.tag
            .read(raw, (1, 1 + name), place, 0, &mut self.faults);
        self.in_tag = true;
        self.open_element(false)
    }

    /// Reads on to the end of a tag that is too long; nothing of it is kept.
    pub(super) fn rest_of_tag(&mut self) -> io::Result<Token> {
        let (mut quote, mut last) = (None, b' ');
        loop {
            let rest = self.window.bytes().get(self.at..).unwrap_or_default();
            if let Some(end) = tag_end(rest, &mut quote) {
                let before = end.checked_sub(1).and_then(|at| rest.get(at));
                let empty = *before.unwrap_or(&last) == b'/';
                self.next = self.at + end + 1;
                return Ok(Token::EndOfTag { empty });
            }
            last = rest.last().copied().unwrap_or(last);
            self.at += rest.len();
            self.next = self.at;
            if !self.read_on()? {
                return Ok(Token::UnclosedPart);
            }
            self.next = self.at;
        }
    }

    /// The nearest end of a character at or before so many bytes of the token.
    fn boundary(&self, most: usize) -> usize {
        let text = self.window.text();
        let is_end = |cut: &usize| text.is_char_boundary(self.at + cut);
        (0..=most).rev().find(is_end).unwrap_or(0)
    }

    fn part(&self, from: usize, to: usize) -> &[u8] {
        self.window.get(self.at + from, self.at + to).as_bytes()
    }
}

/// What [`XmlReader`] calls a tag of which only the name comes.
pub(crate) const LONG_TAG: &str = "bytes of one tag";

/// Where the tag ends that these bytes go on with; `quote` is the one that is open.
fn tag_end(bytes: &[u8], quote: &mut Option<u8>) -> Option<usize> {
    let mut at = 0;
    loop {
        let rest = bytes.get(at..)?;
        match *quote {
            Some(open) => {
                at += 1 + memchr::memchr(open, rest)?;
                *quote = None;
            }
            None => {
                at += memchr3(b'>', b'"', b'\'', rest)?;
                match bytes.get(at)? {
                    b'>' => return Some(at),
                    open => *quote = Some(*open),
                }
                at += 1;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::syntax::xml_read::{Event, Limits, XmlReader};

    /// Names, attributes and text of a document, and what was wrong in it.
    fn read(document: &str, limits: Limits) -> (String, Vec<String>) {
        let mut reader = XmlReader::new(document.as_bytes(), limits).unwrap();
        let (mut out, mut faults) = (String::new(), Vec::new());
        loop {
            let event = reader.next_event().unwrap();
            faults.extend(
                reader
                    .take_faults()
                    .iter()
                    .map(|f| format!("{:?} {}", f.kind, f.at.line)),
            );
            match event {
                Event::Start => {
                    out += &format!("<{}", reader.name());
                    reader
                        .attributes()
                        .for_each(|a| out += &format!(" {}", a.name));
                    out += ">";
                }
                Event::Text => out += reader.text(),
                Event::End => out += "</>",
                Event::Eof => return (out, faults),
                _ => {}
            }
        }
    }

    fn in_parts(document: &str) -> (String, Vec<String>) {
        let parts = Some(100);
        read(
            document,
            Limits {
                token: 200,
                parts,
                ..Limits::default()
            },
        )
    }

    #[test]
    fn parts_are_the_same_text() {
        for before in 0..130 {
            let x = "x".repeat(before);
            for middle in ["&amp;é&#8364;&nope; & &", "é€\u{10FFFF}", "]]]]]]", "a\nb"] {
                let tail = "y".repeat(150);
                for document in [
                    format!("<a>{x}{middle}{tail}<b/>{x}</a>"),
                    format!("<a><![CDATA[{x}{middle}{tail}{x}]]>{x}</a>"),
                    format!("<a><![CDATA[{x}]]]]></a>"),
                    format!("<a><!--{x} {middle} {tail}{x}-->{x}</a>"),
                    format!("<a><?p {x}{middle}{tail}{x}?>{x}</a>"),
                    format!("<a>{}{x}\n{}<b/></a>", " ".repeat(before), " ".repeat(300)),
                ] {
                    let whole = read(&document, Limits::default());
                    assert_eq!(in_parts(&document), whole, "{document}");
                }
            }
        }
    }

    #[test]
    fn a_long_tag_comes_by_its_name_and_ends_where_it_ends() {
        for (document, want) in [
            (
                "<a><b c='LONG' d='1'>t</b>\n<e f='1'/></a>",
                "<a><b>t</>\n<e f></></>",
            ),
            ("<a><b c='LONG'/>\n<e/></a>", "<a><b></>\n<e></></>"),
            ("<a><b c='LONG>\">' d=\"'>LONG\"/>t</a>", "<a><b></>t</>"),
            ("<a><b LONG/>t</a>", "<a><b></>t</>"),
            ("<a><b c='LONG", "<a><b></></>"),
            ("<a LONG><b>t</b></a>", "<a><b>t</></>"),
        ] {
            let document = document.replace("LONG", &"long ".repeat(100_000));
            let (out, faults) = in_parts(&document);
            assert_eq!(out, want);
            assert!(faults.iter().any(|f| f == "LimitExceeded 1"), "{faults:?}");
        }
        let cut = in_parts(&format!("<a>\n<![CDATA[{}", "x".repeat(1000)));
        assert!(
            cut.0.starts_with("<a>\nxxx"),
            "what came before the end is told"
        );
        assert!(
            cut.1
                .ends_with(&["MarkupUnclosed 2".to_owned(), "TagUnclosed 2".to_owned()])
        );
    }
}
