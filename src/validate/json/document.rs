//! One pass over a JSON document: builds the head and one item at a time, and hands each to the checks.

use std::io;

use crate::syntax::json_fault::{JsonFault, JsonFaultKind};
use crate::syntax::json_read::{Container, Event, JsonReader, Scalar};
use crate::syntax::span::Position;
use crate::validate::Options;
use crate::validate::context::{Across, Doc, Entry, Head, Typed, Visit};
use crate::validate::diagnostic::{Finding, Findings, Report};
use crate::validate::facts::Facts;
use crate::validate::format::Format;
use crate::validate::json::faults;
use crate::validate::json::other::Top;
use crate::validate::json::structure::{self, Later, Named};
use crate::validate::registry::{self, Checks};
use crate::validate::rule::Kind;
use crate::validate::rules::{document as document_rules, members};
use crate::validate::summary::{EntrySummary, Summary};
use crate::validate::tree::{Element, Tree};
use crate::validate::vocabulary::json::{self, Edition, Member, Object, Shape};

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

    fn name(&mut self, reader: &JsonReader<'_>) {
        self.named.name.clear();
        self.named.name.push_str(reader.text());
        self.named.at = reader.position();
        match self.frames.last() {
            Some(Frame::Object { seen, .. }) if self.frames.len() == 1 => {
                self.top.name(reader.text());
                if *seen != 0 && reader.text() == "version" {
                    let finding = Finding::at(reader.position()).about("version", Some("feed"));
                    self.findings.add(&members::JSON_VERSION_LATE, finding);
                }
            }
            Some(Frame::Extension(own)) => {
                let own = *own;
                structure::extension_member(&self.named.name, self.named.at, &mut self.findings);
                if let Some(own) = own.filter(|_| self.named.name == "about") {
                    self.later.documented(own);
                }
            }
            _ => {}
        }
    }

    /// What the object that is open says of the member that was named last.
    fn member(&mut self) -> Option<(&'static Member, &'static str)> {
        let entry = self.in_entry.then_some(self.entries);
        let Some(Frame::Object {
            object,
            seen,
            author,
            ..
        }) = self.frames.last_mut()
        else {
            return None;
        };
        let (index, member) = object.member(&self.named.name)?;
        *seen |= 1 << index;
        match member.edition {
            Edition::Both => {}
            Edition::Deprecated => *author = Some(self.named.at),
            Edition::Later => self.later.dated(member, object.name, self.named.at, entry),
        }
        Some((member, object.name))
    }

    fn open(&mut self, container: Container, reader: &JsonReader<'_>) {
        let at = reader.position();
        let frame = match self.frames.last() {
            None if container == Container::Object => {
                self.head.clear(None, false);
                return self.begin(&json::FEED, at);
            }
            None => {
                self.array = true;
                Frame::Skipped
            }
            Some(Frame::Object { .. }) => return self.open_member(container, at),
            Some(Frame::List(member, object)) => {
                let (member, object) = (*member, *object);
                match member.shape {
                    Shape::Many(inner) if container == Container::Object => {
                        return self.begin(inner, at);
                    }
                    _ => {
                        let found = word(container);
                        structure::element_wrong(member, object, found, at, "", &mut self.findings);
                        Frame::Skipped
                    }
                }
            }
            Some(Frame::Extension(_)) => Frame::Extension(None),
            Some(Frame::Skipped) => Frame::Skipped,
        };
        self.frames.push(frame);
    }

    /// A member whose value is an object or array.
    fn open_member(&mut self, container: Container, at: Position) {
        if self.named.name.starts_with('_') {
            let own = self.extension(container == Container::Object);
            return self.frames.push(Frame::Extension(own));
        }
        let Some((member, object)) = self.member() else {
            self.unknown();
            return self.frames.push(Frame::Skipped);
        };
        match (member.shape, container) {
            (Shape::One(inner), Container::Object) => return self.begin(inner, at),
            (Shape::Many(_) | Shape::Texts(_), Container::Array) => {
                self.listed |= self.frames.len() == 1 && member.name == "items";
                return self.frames.push(Frame::List(member, object));
            }
            _ => {}
        }
        structure::type_wrong(member, object, word(container), at, "", &mut self.findings);
        match member.shape {
            // The right thing with or without an array around it can be judged all the same.
            Shape::Many(inner) if container == Container::Object && object != "feed" => {
                self.begin(inner, at)
            }
            _ => self.frames.push(Frame::Skipped),
        }
    }

    /// An object that the vocabulary knows begins.
    fn begin(&mut self, object: &'static Object, at: Position) {
        if std::ptr::eq(object, &raw const json::ITEM) {
            self.entry.clear(Some("feed".to_owned()), false);
            self.in_entry = true;
            self.findings.in_entry(Some(self.entries));
        }
        self.tree().start_member(object.name, at);
        self.frames.push(Frame::Object {
            object,
            seen: 0,
            at,
            author: None,
        });
    }

    /// Judges the name of an extension; gives its number.
    fn extension(&mut self, object: bool) -> Option<usize> {
        let around = match self.frames.last() {
            Some(Frame::Object { object, .. }) => object.name,
            _ => "",
        };
        structure::extension_name(&self.named, around, &mut self.findings);
        if !object {
            let message = format!("the extension {} is not an object", self.named.name);
            let finding = Finding::at(self.named.at).about(&self.named.name, Some(around));
            self.findings
                .add(&members::EXTENSION_NOT_OBJECT, finding.says(message));
            return None;
        }
        self.later.extension(&self.named)
    }

    fn unknown(&mut self) {
        if let Some(Frame::Object { object, .. }) = self.frames.last() {
            structure::unknown(object, &self.named, &mut self.findings);
        }
    }

    fn scalar(&mut self, scalar: Scalar, reader: &JsonReader<'_>) {
        match self.frames.last() {
            Some(Frame::Object { .. }) => self.scalar_member(scalar, reader),
            Some(Frame::List(member, object)) => {
                let (member, object) = (*member, *object);
                if let (Shape::Texts(_), Scalar::Text) = (member.shape, scalar) {
                    self.leaf(member.name, reader.position(), reader);
                    return;
                }
                let (found, at) = (kind_of(scalar), reader.position());
                structure::element_wrong(
                    member,
                    object,
                    found,
                    at,
                    reader.text(),
                    &mut self.findings,
                );
            }
            _ => {}
        }
    }

    fn scalar_member(&mut self, scalar: Scalar, reader: &JsonReader<'_>) {
        if self.named.name.starts_with('_') {
            self.extension(false);
            return;
        }
        if self.frames.len() == 1 && scalar == Scalar::Text {
            self.top.text(&self.named.name, reader.text());
        }
        let Some((member, object)) = self.member() else {
            return self.unknown();
        };
        if self.frames.len() == 1 && member.name == "version" {
            self.version(reader);
        }
        match (member.shape, scalar) {
            (Shape::Text(_), Scalar::Text)
            | (Shape::Number(_), Scalar::Number)
            | (Shape::Bool, Scalar::Bool(_)) => self.leaf(member.name, self.named.at, reader),
            (_, Scalar::Null) => {
                structure::null(member, object, reader.position(), &mut self.findings)
            }
            (Shape::Text(_), Scalar::Number) if object == "item" && member.name == "id" => {
                let finding = Finding::at(reader.position())
                    .about("id", Some("item"))
                    .value(reader.text());
                self.findings.add(&members::ITEM_ID_NUMBER, finding);
                self.leaf(member.name, self.named.at, reader);
            }
            _ => {
                let (found, at) = (kind_of(scalar), reader.position());
                structure::type_wrong(member, object, found, at, reader.text(), &mut self.findings);
            }
        }
    }

    /// Puts a value into the tree, as an element at `at` with its text.
    fn leaf(&mut self, name: &str, at: Position, reader: &JsonReader<'_>) {
        let tree = self.tree();
        tree.start_member(name, at);
        tree.value(reader);
        tree.end();
        if tree.size() > TREE_BOUND {
            let what = "bytes of one item, or of all that stands beside the items";
            let fault = JsonFault::new(JsonFaultKind::LimitExceeded, at, what);
            faults::report(&fault.with(TREE_BOUND.to_string()), &mut self.findings);
            self.stopped = true;
        }
    }

    fn version(&mut self, reader: &JsonReader<'_>) {
        let stated = reader.text();
        match stated {
            "https://jsonfeed.org/version/1" => self.doc.format = Format::JsonFeed("1.0"),
            "https://jsonfeed.org/version/1.1" => self.doc.format = Format::JsonFeed("1.1"),
            _ => {
                let finding = Finding::at(reader.position())
                    .about("version", Some("feed"))
                    .value(stated);
                self.findings.add(&members::JSON_VERSION_UNKNOWN, finding);
            }
        }
        self.version = Some(stated.chars().take(100).collect());
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

fn word(container: Container) -> &'static str {
    match container {
        Container::Object => "an object",
        Container::Array => "an array",
    }
}

fn kind_of(scalar: Scalar) -> &'static str {
    match scalar {
        Scalar::Text => "a string",
        Scalar::Number => "a number",
        Scalar::Bool(true) => "true",
        Scalar::Bool(false) => "false",
        Scalar::Null => "null",
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
