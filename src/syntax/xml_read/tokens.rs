//! Everything but tags: text, references, CDATA, comments, instructions, the declaration, the document type.

use crate::syntax::chars;
use crate::syntax::fault::{Fault, FaultKind};
use crate::syntax::xml_read::{Event, Phase, Piece, XmlReader};
use crate::syntax::xml_tag::{Range, reference_fault};

impl XmlReader<'_> {
    /// The text of the event is what stands between two bytes of the token.
    #[inline]
    pub(super) fn plain(&mut self, from: usize, to: usize) {
        self.content = Range::new(from, to.max(from));
        self.resolved = false;
    }

    /// Reports bytes that mean nothing and characters that XML forbids, between two indexes of the window.
    #[inline]
    pub(super) fn inspect(&mut self, from: usize, to: usize) {
        if self.window.is_odd() || self.ascii {
            self.inspect_closely(from, to);
        }
    }

    fn inspect_closely(&mut self, from: usize, to: usize) {
        for bad in self.window.bad(from, to).take(TOLD) {
            let place = self.window.place(bad.index());
            self.faults
                .push(Fault::new(FaultKind::BytesMalformed, place, bad.shown()));
        }
        let text = self.window.get(from, to);
        let place = |offset: usize| self.window.place(from + offset);
        if self.ascii {
            let runs = runs_beyond_ascii(text).take(TOLD);
            let faults = runs.map(|(offset, run)| {
                Fault::new(FaultKind::BytesMalformed, place(offset), run).with("us-ascii")
            });
            self.faults.extend(faults);
        }
        if let Some((offset, c)) = chars::first_illegal(text) {
            self.faults.push(Fault::new(
                FaultKind::CharacterIllegal,
                place(offset),
                format!("U+{:04X}", u32::from(c)),
            ));
        }
    }

    /// A text event inside the root; outside it only white space is allowed.
    pub(super) fn text_event(&mut self, blank_allowed: bool) -> Option<Event> {
        if self.phase == Phase::Root {
            return (!self.text().is_empty()).then_some(Event::Text);
        }
        let blank = blank_allowed && self.raw().bytes().all(chars::is_space);
        let told = self.faults.last().map(|f| f.kind) == Some(FaultKind::TextOutsideRoot);
        if !blank && !told {
            let place = self.text_position();
            let fault = Fault::new(FaultKind::TextOutsideRoot, place, self.text().trim());
            self.faults.push(fault);
        }
        None
    }

    pub(super) fn plain_text(&mut self) -> Option<Event> {
        self.plain(0, self.next - self.at);
        if self.blank && self.phase == Phase::Root {
            return Some(Event::Text);
        }
        if self.ampersands.is_empty() {
            self.inspect(self.at, self.next);
        } else {
            self.resolve();
        }
        if self.brackets {
            self.section_ends();
        }
        self.text_event(true)
    }

    /// Reports each `]]>`, which ends a CDATA section where there is none.
    fn section_ends(&mut self) {
        let raw = self.window.get(self.at, self.next).as_bytes();
        if let Some(found) = self.section_end.find(raw) {
            let place = self.place(found);
            self.faults
                .push(Fault::new(FaultKind::CdataEndInText, place, "]]>"));
        }
    }

    /// Resolves the references of the text, and notes from where each piece of it comes.
    fn resolve(&mut self) {
        self.text.clear();
        self.pieces.clear();
        self.resolved = true;
        let ampersands = std::mem::take(&mut self.ampersands);
        let length = self.raw().len();
        let mut done = 0;
        for (index, ampersand) in ampersands.iter().copied().enumerate() {
            if ampersand > done {
                self.literal(done, ampersand);
            }
            let next = ampersands.get(index + 1).copied().unwrap_or(length);
            done = self.reference(ampersand, next);
        }
        if length > done {
            self.literal(done, length);
        }
        self.ampersands = ampersands;
    }

    fn piece(&mut self, from: usize) {
        self.pieces.push(Piece {
            start: self.text.len() as u32,
            raw: from as u32,
        });
    }

    /// Appends text that means itself.
    fn literal(&mut self, from: usize, to: usize) {
        self.inspect(self.at + from, self.at + to);
        self.piece(from);
        self.text
            .push_str(self.window.get(self.at + from, self.at + to));
    }

    /// Appends what the reference at `from` stands for, which ends before `next`; says where it ends.
    fn reference(&mut self, from: usize, next: usize) -> usize {
        let body = self.window.get(self.at + from + 1, self.at + next);
        if let Some((c, length)) = chars::common_reference(body.as_bytes()) {
            self.piece(from);
            self.text.push(c);
            return from + 1 + length;
        }
        let Some(end) = memchr::memchr(b';', body.as_bytes()) else {
            let at = self.place(from);
            let all = self.window.get(self.at + from, self.at + next);
            let word = all.split_ascii_whitespace().next().unwrap_or_default();
            self.faults
                .push(Fault::new(FaultKind::AmpersandBare, at, word));
            self.literal(from, next);
            return next;
        };
        let name = body.get(..end).unwrap_or_default();
        let length = end + 2;
        match chars::reference(name) {
            Ok(c) => {
                self.piece(from);
                self.text.push(c);
            }
            Err(bad) => {
                let mut fault = reference_fault(bad, name, self.place(from));
                if self.external && fault.kind == FaultKind::EntityUndefined {
                    fault.kind = FaultKind::EntityUnread;
                }
                self.faults.push(fault);
                self.literal(from, from + length);
            }
        }
        from + length
    }

    pub(super) fn cdata(&mut self) -> Option<Event> {
        self.inspect(self.at, self.next);
        let length = self.next - self.at;
        self.blank = false;
        self.plain("<![CDATA[".len(), length - "]]>".len());
        self.text_event(false)
    }

    #[cold]
    pub(super) fn comment(&mut self) -> Option<Event> {
        self.inspect(self.at, self.next);
        let length = self.raw().len();
        self.plain("<!--".len(), length - "-->".len());
        self.count_comment();
        if self.text().contains("--") || self.text().ends_with('-') {
            return self
                .fault(FaultKind::CommentMalformed)
                .or(Some(Event::Comment));
        }
        Some(Event::Comment)
    }

    /// Comments and instructions say nothing to readers of feeds: so many of them are an attack or a fault.
    fn count_comment(&mut self) {
        self.comments += 1;
        if self.comments > self.limits.comments {
            let fault = Fault::new(
                FaultKind::LimitExceeded,
                self.position(),
                "comments and instructions",
            );
            self.stop_with(fault.with(self.limits.comments.to_string()));
        }
    }

    #[cold]
    pub(super) fn instruction(&mut self) -> Option<Event> {
        self.inspect(self.at, self.next);
        let length = self.raw().len();
        self.plain(2, length - 2);
        self.count_comment();
        let target = self
            .text()
            .split(|c: char| c.is_ascii_whitespace())
            .next()
            .unwrap_or_default();
        if !chars::is_ncname(target) || target.eq_ignore_ascii_case("xml") {
            let fault = Fault::new(FaultKind::InstructionMalformed, self.position(), target);
            self.faults.push(fault);
        }
        Some(Event::Instruction)
    }

    #[cold]
    pub(super) fn declaration(&mut self, first: bool) -> Option<Event> {
        self.inspect(self.at, self.next);
        let at = self.position();
        if !first {
            // What stood before it says whether this is the blank line that editors and plugins leave.
            let blank = self.phase == Phase::Prolog && !self.doctype;
            let fault = Fault::new(FaultKind::DeclarationMisplaced, at, "<?xml").with(if blank {
                "prolog"
            } else {
                ""
            });
            self.faults.push(fault);
            return None;
        }
        let raw = self.window.get(self.at, self.next);
        let inside = raw.get(..raw.len() - 2).unwrap_or_default();
        let end = inside.trim_end().len();
        let mut faults = Vec::new();
        self.tag.read(raw, (2, end), self.place(2), 8, &mut faults);
        let attributes = self.tag.attributes.iter();
        let pairs: Vec<(&str, &str)> = attributes
            .map(|a| (a.name.of(raw), self.tag.value(raw, a)))
            .collect();
        match pairs.first() {
            Some(("version", "1.0")) => {}
            Some(("version", other)) => {
                self.faults
                    .push(Fault::new(FaultKind::VersionUnsupported, at, other))
            }
            _ => self.faults.push(
                Fault::new(FaultKind::DeclarationMalformed, at, "").with("it has no version"),
            ),
        }
        // A quote that is never closed would take the rest of the document into a tag; here it ends with `?>`.
        let closed = inside.trim_end().ends_with(['"', '\'']);
        if let Some(detail) = declaration_fault(&pairs, !faults.is_empty() || !closed) {
            let shown = inside.get(2..).unwrap_or_default();
            self.faults
                .push(Fault::new(FaultKind::DeclarationMalformed, at, shown).with(detail));
        }
        None
    }

    #[cold]
    pub(super) fn doctype(&mut self) -> Option<Event> {
        self.inspect(self.at, self.next);
        let at = self.position();
        let text = self.window.get(self.at + 2, self.next - 1);
        let name = text.get("DOCTYPE".len()..).unwrap_or_default().trim_start();
        let fault = if self.phase != Phase::Prolog || self.doctype {
            Fault::new(FaultKind::DoctypeMisplaced, at, name)
        } else if !text.starts_with("DOCTYPE") {
            Fault::new(FaultKind::MarkupUnknown, at, format!("<!{text}"))
        } else {
            Fault::new(FaultKind::DoctypePresent, at, name)
        };
        self.faults.push(fault);
        let external = text.split(['[', '"', '\'']).next().unwrap_or_default();
        self.external = external.contains(" SYSTEM") || external.contains(" PUBLIC");
        self.doctype = true;
        None
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

/// How many sequences that mean nothing are told of one token.
const TOLD: usize = 100;

/// The runs of characters beyond ASCII, each with its offset.
fn runs_beyond_ascii(text: &str) -> impl Iterator<Item = (usize, &str)> {
    let mut done = 0;
    std::iter::from_fn(move || {
        let rest = text.get(done..)?;
        let begin = done + rest.find(|c: char| !c.is_ascii())?;
        let run = text.get(begin..)?;
        let length = run.find(|c: char| c.is_ascii()).unwrap_or(run.len());
        done = begin + length;
        Some((begin, run.get(..length)?))
    })
}
