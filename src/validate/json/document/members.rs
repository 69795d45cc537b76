//! Names and values as they come: each is looked up in the vocabulary, judged, and put into the tree.

use crate::syntax::json_fault::{JsonFault, JsonFaultKind};
use crate::syntax::json_read::{Container, JsonReader, Scalar};
use crate::syntax::span::Position;
use crate::validate::diagnostic::Finding;
use crate::validate::format::Format;
use crate::validate::json::document::{Frame, Judge, TREE_BOUND};
use crate::validate::json::structure::Wrong;
use crate::validate::json::{faults, structure};
use crate::validate::rules::members;
use crate::validate::vocabulary::json::{self, Edition, Member, Object, Shape};

impl Judge<'_> {
    pub(super) fn name(&mut self, reader: &JsonReader<'_>) {
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
    pub(super) fn member(&mut self) -> Option<(&'static Member, &'static str)> {
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

    pub(super) fn open(&mut self, container: Container, reader: &JsonReader<'_>) {
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
                        let wrong = wrong_container(container, at);
                        structure::element_wrong(member, object, &wrong, &mut self.findings);
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
    pub(super) fn open_member(&mut self, container: Container, at: Position) {
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
        let wrong = wrong_container(container, at);
        structure::type_wrong(member, object, &wrong, &mut self.findings);
        match member.shape {
            // The right thing with or without an array around it can be judged all the same.
            Shape::Many(inner) if container == Container::Object && member.name != "items" => {
                self.begin(inner, at)
            }
            _ => self.frames.push(Frame::Skipped),
        }
    }

    /// An object that the vocabulary knows begins.
    pub(super) fn begin(&mut self, object: &'static Object, at: Position) {
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
    pub(super) fn extension(&mut self, object: bool) -> Option<usize> {
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

    pub(super) fn unknown(&mut self) {
        if let Some(Frame::Object { object, .. }) = self.frames.last() {
            structure::unknown(object, &self.named, &mut self.findings);
        }
    }

    pub(super) fn scalar(&mut self, scalar: Scalar, reader: &JsonReader<'_>) {
        match self.frames.last() {
            Some(Frame::Object { .. }) => self.scalar_member(scalar, reader),
            Some(Frame::List(member, object)) => {
                let (member, object) = (*member, *object);
                if let (Shape::Texts(_), Scalar::Text) = (member.shape, scalar) {
                    self.leaf(member.name, reader.position(), reader);
                    return;
                }
                let wrong = wrong_scalar(scalar, reader);
                structure::element_wrong(member, object, &wrong, &mut self.findings);
            }
            _ => {}
        }
    }

    pub(super) fn scalar_member(&mut self, scalar: Scalar, reader: &JsonReader<'_>) {
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
                let wrong = wrong_scalar(scalar, reader);
                structure::type_wrong(member, object, &wrong, &mut self.findings);
            }
        }
    }

    /// Puts a value into the tree, as an element at `at` with its text.
    pub(super) fn leaf(&mut self, name: &str, at: Position, reader: &JsonReader<'_>) {
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

    pub(super) fn version(&mut self, reader: &JsonReader<'_>) {
        let stated = reader.text();
        match stated {
            "https://jsonfeed.org/version/1" => self.doc.format = Format::JsonFeed("1.0"),
            "https://jsonfeed.org/version/1.1" => self.doc.format = Format::JsonFeed("1.1"),
            _ => {
                let mut finding = Finding::at(reader.text_position())
                    .about("version", Some("feed"))
                    .value(stated);
                if let Some(meant) = version_meant(stated) {
                    finding = finding.mend(meant);
                }
                self.findings.add(&members::JSON_VERSION_UNKNOWN, finding);
            }
        }
        self.version = Some(stated.chars().take(100).collect());
    }
}

/// The version that an address names which is not written letter by letter.
fn version_meant(stated: &str) -> Option<&'static str> {
    let address = stated.trim().trim_end_matches('/');
    let (scheme, rest) = address.split_once("://")?;
    let rest = rest.strip_prefix("www.").unwrap_or(rest);
    match (scheme.starts_with("http"), rest) {
        (true, "jsonfeed.org/version/1" | "jsonfeed.org/version/1.0") => {
            Some("https://jsonfeed.org/version/1")
        }
        (true, "jsonfeed.org/version/1.1") => Some("https://jsonfeed.org/version/1.1"),
        _ => None,
    }
}

fn wrong_container(container: Container, at: Position) -> Wrong<'static> {
    let found = match container {
        Container::Object => "an object",
        Container::Array => "an array",
    };
    Wrong {
        found,
        at,
        value: "",
    }
}

fn wrong_scalar<'r>(scalar: Scalar, reader: &'r JsonReader<'_>) -> Wrong<'r> {
    let found = match scalar {
        Scalar::Text => "a string",
        Scalar::Number => "a number",
        Scalar::Bool(true) => "true",
        Scalar::Bool(false) => "false",
        Scalar::Null => "null",
    };
    Wrong {
        found,
        at: reader.position(),
        value: reader.text(),
    }
}
