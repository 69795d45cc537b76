//! One pass over a JSON document: builds the head and one item at a time, and hands each to the checks.

mod members;

use std::io;

use crate::syntax::json_read::{Event, JsonReader};
use crate::syntax::span::Position;
use crate::validate::Options;
use crate::validate::context::{Across, Doc, Entry, Head, Typed, Visit};
use crate::validate::diagnostic::{Findings, Report};
use crate::validate::facts::Facts;
use crate::validate::format::Format;
use crate::validate::json::faults;
use crate::validate::json::other::Top;
use crate::validate::json::structure::{self, Later, Named};
use crate::validate::registry::{self, Checks};
use crate::validate::rule::Kind;
use crate::validate::rules::document as document_rules;
use crate::validate::summary::{EntrySummary, Summary};
use crate::validate::tree::{Element, Tree};
use crate::validate::vocabulary::json::{self, Member, Object};

/// The most that the head or one item may hold.
const TREE_BOUND: usize = 32 << 20;

/// Judges what `reader` reads.
///
/// # Errors
/// Those of reading.
pub(crate) fn judge(
    mut reader: JsonReader<'_>,
    options: &Options,
    mut findings: Findings,
) -> io::Result<Report> {
    findings.about(Kind::JsonFeed);
    let mut judge = Judge::new(options, findings);
    loop {
        let event = reader.next_event()?;
        judge.take_faults(&mut reader);
        match event {
            Event::Open(container) => judge.open(container, &reader),
            Event::Close(_) => judge.close(),
            Event::Name => judge.name(&reader),
            Event::Value(scalar) => judge.scalar(scalar, &reader),
            Event::Faults => {}
            Event::Eof => break,
        }
        if judge.stopped {
            break;
        }
    }
    judge.take_faults(&mut reader);
    Ok(judge.finish())
}

/// What is open.
enum Frame {
    /// An object that the vocabulary knows.
    Object {
        object: &'static Object,
        /// A bit for each member that was there.
        seen: u32,
        at: Position,
        /// Where its `author` stands.
        author: Option<Position>,
    },
    /// An array that is a member of the object of this name.
    List(&'static Member, &'static str),
    /// An extension or what lies in it; its number where this is its own object.
    Extension(Option<usize>),
    /// Something of which nothing is known.
    Skipped,
}

struct Judge<'o> {
    doc: Doc<'o>,
    checks: &'static Checks,
    across: Vec<Box<dyn Across>>,
    findings: Findings,
    head: Tree,
    entry: Tree,
    in_entry: bool,
    entries: u64,
    frames: Vec<Frame>,
    named: Named,
    top: Top,
    later: Later,
    version: Option<String>,
    /// Is `items` an array?
    listed: bool,
    /// Is the outermost value an array?
    array: bool,
    stopped: bool,
    summary: Option<Summary>,
}

impl<'o> Judge<'o> {
    fn new(options: &'o Options, findings: Findings) -> Self {
        let checks = registry::checks(Some(Kind::JsonFeed));
        Judge {
            doc: Doc {
                format: Format::JsonFeed("1.1"),
                options,
                has_base: false,
                utf8: true,
            },
            checks,
            across: checks.across.iter().map(|make| make()).collect(),
            findings,
            head: Tree::default(),
            entry: Tree::default(),
            in_entry: false,
            entries: 0,
            frames: Vec::new(),
            named: Named {
                name: String::new(),
                at: Position::START,
            },
            top: Top::default(),
            later: Later::default(),
            version: None,
            listed: false,
            array: false,
            stopped: false,
            summary: options.summarize.then(Summary::default),
        }
    }

    fn take_faults(&mut self, reader: &mut JsonReader<'_>) {
        for fault in reader.take_faults() {
            faults::report(&fault, &mut self.findings);
        }
    }

    fn tree(&mut self) -> &mut Tree {
        if self.in_entry {
            &mut self.entry
        } else {
            &mut self.head
        }
    }

    fn close(&mut self) {
        let Some(Frame::Object {
            object,
            seen,
            at,
            author,
        }) = self.frames.pop()
        else {
            return;
        };
        let entry = self.in_entry.then_some(self.entries);
        structure::missing(object, seen, at, &mut self.findings);
        let newer = object.member("authors");
        let has_newer = newer.is_some_and(|(index, _)| seen & (1 << index) != 0);
        if let (Some(at), Some((_, member))) = (author, object.member("author"))
            && !has_newer
        {
            self.later.dated(member, object.name, at, entry);
        }
        self.tree().end();
        if self.in_entry && self.entry.depth() == 0 {
            self.finish_entry();
        }
    }

    fn finish_entry(&mut self) {
        self.in_entry = false;
        if let Some(root) = self.entry.root() {
            visit(
                &self.doc,
                self.checks,
                root,
                &json::ITEM,
                &mut self.findings,
            );
            let entry = Entry {
                doc: &self.doc,
                element: root,
                index: self.entries,
            };
            let findings = &mut self.findings;
            self.checks
                .entry
                .iter()
                .for_each(|check| check(&entry, findings));
            self.across
                .iter_mut()
                .for_each(|check| check.entry(&entry, findings));
            if let Some(summary) = &mut self.summary {
                summary.entries.push(EntrySummary::of(&Facts::of(&entry)));
            }
        }
        self.entries += 1;
        self.findings.in_entry(None);
    }

    /// Is it a JSON Feed after all? What says so may come last.
    fn is_feed(&self) -> bool {
        let named = self
            .version
            .as_deref()
            .is_some_and(|v| v.to_ascii_lowercase().contains("jsonfeed"));
        let alike = ["title", "home_page_url", "feed_url"]
            .iter()
            .any(|n| self.top.has(n));
        named || self.listed && alike && !self.top.is_foreign()
    }

    fn finish(mut self) -> Report {
        // What was still open when the reader gave up ends here.
        while !self.frames.is_empty() {
            self.close();
        }
        if !self.is_feed() {
            let kind = if self.array {
                Some("an array")
            } else {
                self.top.kind()
            };
            let mut findings = self.findings.only(faults::is_syntax);
            document_rules::json(kind, &mut findings);
            return findings.into_report(Format::Unknown, 0);
        }
        self.later.report(self.doc.format, &mut self.findings);
        let head = self.head.root().map(|feed| {
            visit(
                &self.doc,
                self.checks,
                feed,
                &json::FEED,
                &mut self.findings,
            );
            Head {
                doc: &self.doc,
                feed,
                entries: self.entries,
            }
        });
        if let Some(head) = &head {
            let findings = &mut self.findings;
            self.checks
                .head
                .iter()
                .for_each(|check| check(head, findings));
        }
        for check in &mut self.across {
            check.end(head.as_ref(), &mut self.findings);
        }
        if let (Some(summary), Some(head)) = (&mut self.summary, &head) {
            summary.set_feed(head);
        }
        let mut report = self.findings.into_report(self.doc.format, self.entries);
        report.summary = self.summary;
        report
    }
}

/// Shows an object, its members and the objects inside it to the checks.
fn visit(
    doc: &Doc<'_>,
    checks: &Checks,
    root: Element<'_>,
    object: &'static Object,
    out: &mut Findings,
) {
    let mut waiting = vec![(root, object)];
    while let Some((element, object)) = waiting.pop() {
        for child in element.children() {
            let inner = json::OBJECTS.iter().find(|o| o.name == child.name());
            if let Some(inner) = inner.filter(|_| child.text().is_empty()) {
                waiting.push((child, inner));
                continue;
            }
            let def = object
                .member(child.name())
                .map_or(&json::OBJECT, |(_, m)| m.shape.def());
            let values = [Typed::of_text(def.value, child)];
            let visit = Visit {
                doc,
                element: child,
                def,
                children: &[],
                values: &values,
            };
            checks
                .element
                .iter()
                .for_each(|planned| (planned.check)(&visit, out));
        }
    }
}
