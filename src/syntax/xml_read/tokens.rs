//! Everything but tags: text, references, CDATA, comments, instructions, the declaration, the document type.

use crate::syntax::chars;
use crate::syntax::fault::{Fault, FaultKind};
use crate::syntax::span::Position;
use crate::syntax::xml_read::{Event, Phase, XmlReader};
use crate::syntax::xml_tag::reference_fault;

impl XmlReader<'_> {
    /// Copies `raw` between the bounds into `text`, reporting bytes that mean nothing and characters that XML forbids.
    pub(super) fn take_text(&mut self, skip: usize, drop: usize) {
        let end = self.raw.len().saturating_sub(drop);
        let bytes = self.raw.get(skip..end).unwrap_or_default();
        self.text_at = self.at.after(self.raw.get(..skip).unwrap_or_default());
        self.text.clear();
        append_utf8(&mut self.text, bytes, self.text_at, &mut self.faults);
        if self.ascii {
            not_ascii(&self.text, self.text_at, &mut self.faults);
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
    pub(super) fn text_event(&mut self, blank_allowed: bool) -> Option<Event> {
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

    pub(super) fn plain_text(&mut self) -> Option<Event> {
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

    pub(super) fn cdata(&mut self) -> Option<Event> {
        self.take_text("<![CDATA[".len(), "]]>".len());
        self.text_event(false)
    }

    pub(super) fn reference(&mut self) -> Option<Event> {
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

    pub(super) fn comment(&mut self) -> Option<Event> {
        self.take_text("<!--".len(), "-->".len());
        self.count_comment();
        if self.text.contains("--") || self.text.ends_with('-') {
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
                self.at,
                "comments and instructions",
            );
            self.stop_with(fault.with(self.limits.comments.to_string()));
        }
    }

    pub(super) fn instruction(&mut self) -> Option<Event> {
        self.take_text(2, 2);
        self.count_comment();
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

    pub(super) fn declaration(&mut self, first: bool) -> Option<Event> {
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

    pub(super) fn doctype(&mut self) -> Option<Event> {
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

/// Reports each run of characters beyond ASCII in a document that promises to have none.
fn not_ascii(text: &str, at: Position, faults: &mut Vec<Fault>) {
    let (mut place, mut rest) = (at, text);
    for _ in 0..TOLD {
        let Some(begin) = rest.find(|c: char| !c.is_ascii()) else {
            return;
        };
        let (before, run) = rest.split_at(begin);
        let end = run.find(|c: char| c.is_ascii()).unwrap_or(run.len());
        let (run, after) = run.split_at(end);
        place.advance(before.as_bytes());
        faults.push(Fault::new(FaultKind::BytesMalformed, place, run).with("us-ascii"));
        place.advance(run.as_bytes());
        rest = after;
    }
}

/// Appends bytes as text; a sequence that is not UTF-8 becomes U+FFFD and a fault at its place.
fn append_utf8(out: &mut String, bytes: &[u8], at: Position, faults: &mut Vec<Fault>) {
    match std::str::from_utf8(bytes) {
        Ok(text) => out.push_str(text),
        Err(_) => {
            let mut place = at;
            let mut told = 0;
            for chunk in bytes.utf8_chunks() {
                out.push_str(chunk.valid());
                place.advance(chunk.valid().as_bytes());
                if chunk.invalid().is_empty() {
                    continue;
                }
                out.push('\u{FFFD}');
                if told < TOLD {
                    told += 1;
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
