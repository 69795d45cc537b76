//! Tags: names, namespaces, which elements are open, and how reading goes on where they do not match.

use crate::syntax::chars;
use crate::syntax::fault::{Fault, FaultKind};
use crate::syntax::namespaces::{self, NsId};
use crate::syntax::xml_read::{Event, Open, Phase, XmlReader};

impl XmlReader<'_> {
    pub(super) fn start(&mut self, empty: bool, plain: bool) -> Option<Event> {
        self.inspect(self.at, self.next);
        if self.phase == Phase::Epilog {
            let word = self.raw().get(1..).unwrap_or_default();
            let word = word.trim_end_matches(['/', '>']);
            let word = word.split_ascii_whitespace().next().unwrap_or_default();
            let fault = Fault::new(FaultKind::RootRepeated, self.position(), word);
            self.stop_with(fault);
            return None;
        }
        if !plain {
            let end = self.raw().len() - if empty { 2 } else { 1 };
            return self.unusual_start(end, empty);
        }
        self.open_element(empty)
    }

    /// A start tag whose inside ends at `end`, that must be looked at closely.
    fn unusual_start(&mut self, end: usize, empty: bool) -> Option<Event> {
        let inside = self.window.get(self.at + 1, self.at + end);
        if !inside.starts_with(|c| chars::is_name_start(c) || c == ':') {
            return self.bare_less_than();
        }
        let place = self.place(1);
        self.tag.read(
            self.window.get(self.at, self.next),
            (1, end),
            place,
            self.limits.attributes,
            &mut self.faults,
        );
        if let Some(at) = self.tag.resync {
            self.read_again(at);
        }
        // A tag that was cut short at a `<` was no empty element, whatever its end looked like.
        self.open_element(empty && self.tag.resync.is_none())
    }

    pub(super) fn open_element(&mut self, empty: bool) -> Option<Event> {
        self.phase = Phase::Root;
        let mark = self.names.mark();
        if self.tag.qualified {
            self.bind_namespaces();
        }
        self.resolve_names();
        if self.open.len() >= self.limits.depth {
            let fault = Fault::new(
                FaultKind::LimitExceeded,
                self.position(),
                "elements inside each other",
            );
            self.stop_with(fault.with(self.limits.depth.to_string()));
            return None;
        }
        let name_start = self.open_names.len();
        let raw = self.window.get(self.at, self.next);
        self.open_names.push_str(self.tag.name.of(raw));
        self.open.push(Open {
            name_start,
            mark,
            index: self.at,
            line: None,
        });
        self.pending_ends = usize::from(empty);
        Some(Event::Start)
    }

    /// A `<` that starts no tag is text; what follows it is read again.
    pub(super) fn bare_less_than(&mut self) -> Option<Event> {
        let inside = self.raw().get(1..).unwrap_or_default();
        let inside = inside.trim_end_matches(['/', '>']);
        let shown = format!(
            "<{}",
            inside.split_ascii_whitespace().next().unwrap_or_default()
        );
        self.faults
            .push(Fault::new(FaultKind::LessThanBare, self.position(), shown));
        self.read_again(1);
        self.blank = false;
        self.plain(0, 1);
        self.text_event(false)
    }

    /// Gives back all of the token but its first bytes, within a budget that keeps the work linear.
    fn read_again(&mut self, consumed: usize) {
        let rest = self.raw().len().saturating_sub(consumed);
        if rest > self.resync_budget {
            return;
        }
        self.resync_budget -= rest;
        self.next = self.at + consumed;
    }

    pub(super) fn bind_namespaces(&mut self) {
        for index in 0..self.tag.attributes.len() {
            let Some(attribute) = self.tag.attributes.get(index) else {
                continue;
            };
            let raw = self.window.get(self.at, self.next);
            let (name, value) = (attribute.name.of(raw), self.tag.value(raw, attribute));
            let prefix = if name == "xmlns" {
                ""
            } else if let Some(p) = name.strip_prefix("xmlns:") {
                p
            } else {
                continue;
            };
            let start = attribute.name.start as usize;
            if let Some(kind) = binding_fault(prefix, value) {
                let fault = Fault::new(kind, self.place(start), name).with(value);
                self.faults.push(fault);
            } else if !self.names.bind(prefix, value, self.limits.namespaces) {
                let fault = Fault::new(FaultKind::LimitExceeded, self.place(start), "namespaces");
                self.faults
                    .push(fault.with(self.limits.namespaces.to_string()));
            }
        }
    }

    /// Finds the namespaces of the element and of its attributes.
    fn resolve_names(&mut self) {
        let prefix = self.prefix();
        let resolved = self.names.resolve(prefix);
        if resolved.is_none() {
            let name = self.name();
            let fault = Fault::new(FaultKind::PrefixUnbound, self.position(), name).with(prefix);
            self.faults.push(fault);
        }
        self.element_ns = resolved.unwrap_or(NsId::UNBOUND);
        if self.tag.qualified {
            self.resolve_attributes();
        }
    }

    fn resolve_attributes(&mut self) {
        for index in 0..self.tag.attributes.len() {
            let Some(attribute) = self.tag.attributes.get(index) else {
                continue;
            };
            let raw = self.window.get(self.at, self.next);
            let name = attribute.name.of(raw);
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
                        && a.name
                            .of(raw)
                            .split_once(':')
                            .is_some_and(|(_, l)| l == local)
                });
            if ns.is_none() || twice {
                let kind = if twice {
                    FaultKind::AttributeRepeated
                } else {
                    FaultKind::PrefixUnbound
                };
                let at = self.place(attribute.name.start as usize);
                let fault = Fault::new(kind, at, name).with(prefix);
                self.faults.push(fault);
            }
            if let Some(attribute) = self.tag.attributes.get_mut(index) {
                attribute.ns = ns.unwrap_or(NsId::UNBOUND);
            }
        }
    }

    #[cold]
    pub(super) fn end(&mut self) -> Option<Event> {
        let end = self.raw().len() - 1;
        self.end_of(end)
    }

    /// An end tag whose inside ends at `end`.
    fn end_of(&mut self, end: usize) -> Option<Event> {
        self.inspect(self.at, self.at + end);
        let name = self.window.get(self.at + 2, self.at + end);
        let name = name.trim_end_matches(|c: char| c.is_ascii_whitespace());
        let matching = (0..self.open.len())
            .rev()
            .find(|i| self.open_name(*i) == name);
        let Some(found) = matching else {
            let kind = match chars::is_qname(name) {
                true => FaultKind::EndTagStray,
                false => FaultKind::NameMalformed,
            };
            let fault = Fault::new(kind, self.position(), name);
            self.faults.push(fault);
            return None;
        };
        if found + 1 < self.open.len() {
            let innermost = self.open_name(self.open.len() - 1);
            let line = self.open.last().map_or(0, |o| self.line_of(o));
            let mut fault =
                Fault::new(FaultKind::TagMismatched, self.position(), name).with(innermost);
            fault.detail = format!("{} {line}", fault.detail);
            self.faults.push(fault);
        }
        self.pending_ends = self.open.len() - found;
        None
    }

    pub(super) fn open_name(&self, index: usize) -> &str {
        let start = self.open.get(index).map_or(0, |o| o.name_start);
        let end = self
            .open
            .get(index + 1)
            .map_or(self.open_names.len(), |o| o.name_start);
        self.open_names.get(start..end).unwrap_or_default()
    }

    pub(super) fn pop_open(&mut self) {
        if let Some(closed) = self.open.pop() {
            self.open_names.truncate(closed.name_start);
            self.names.back_to(closed.mark);
        }
        if self.open.is_empty() {
            self.phase = Phase::Epilog;
        }
    }

    /// The document ended inside markup. A tag is cut where its end may be meant, and what follows is read again.
    #[cold]
    pub(super) fn unclosed(&mut self) -> Option<Event> {
        self.fault(FaultKind::MarkupUnclosed);
        let body = self.raw().as_bytes().get(1..).unwrap_or_default();
        let cut = memchr::memchr2(b'<', b'>', body)
            .filter(|_| !body.starts_with(b"!") && !body.starts_with(b"?"));
        let Some(cut) = cut.filter(|cut| body.len() - cut <= self.resync_budget) else {
            return self.eof();
        };
        let (end_tag, closed) = (body.starts_with(b"/"), body.get(cut) == Some(&b'>'));
        self.read_again(1 + cut + usize::from(closed));
        if end_tag {
            self.end_of(1 + cut)
        } else if self.phase == Phase::Epilog {
            self.start(false, false)
        } else {
            self.inspect(self.at, self.next);
            self.unusual_start(1 + cut, false)
        }
    }

    #[cold]
    pub(super) fn eof(&mut self) -> Option<Event> {
        self.finished = true;
        let limited = self
            .faults
            .iter()
            .any(|f| f.kind == FaultKind::LimitExceeded);
        if self.phase == Phase::Prolog && !limited {
            let fault = Fault::new(FaultKind::RootMissing, self.window.place(self.next), "");
            self.faults.push(fault);
        }
        if !limited && let Some(innermost) = self.open.last() {
            let line = self.line_of(innermost).to_string();
            let name = self.open_name(self.open.len() - 1);
            let at = self.window.place(self.next);
            let fault = Fault::new(FaultKind::TagUnclosed, at, name).with(line);
            self.faults.push(fault);
        }
        self.pending_ends = self.open.len();
        None
    }
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
