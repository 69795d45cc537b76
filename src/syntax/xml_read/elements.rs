//! Tags: names, namespaces, which elements are open, and how reading goes on where they do not match.

use crate::syntax::chars;
use crate::syntax::fault::{Fault, FaultKind};
use crate::syntax::namespaces::{self, NsId};
use crate::syntax::xml_read::{Event, Open, Phase, XmlReader};

impl XmlReader<'_> {
    pub(super) fn start(&mut self, empty: bool) -> Option<Event> {
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
    pub(super) fn bare_less_than(&mut self) -> Option<Event> {
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
    pub(super) fn read_again(&mut self, consumed: usize) {
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

    pub(super) fn bind_namespaces(&mut self) {
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

    pub(super) fn resolve_names(&mut self) {
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

    pub(super) fn end(&mut self) -> Option<Event> {
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
    pub(super) fn unclosed(&mut self) -> Option<Event> {
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

    pub(super) fn eof(&mut self) -> Option<Event> {
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
