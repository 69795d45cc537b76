//! What a check gets to see: one element, one entry, or the feed's head. Never the whole document.

use std::borrow::Cow;

use crate::syntax::span::Position;
use crate::validate::diagnostic::{Finding, Findings};
use crate::validate::format::Format;
use crate::validate::tree::{Attr, Element};
use crate::validate::vocabulary::{Child, Def, Value};
use crate::validate::{Options, Response};

/// What is known about the document as a whole.
pub(crate) struct Doc<'d> {
    pub(crate) format: Format,
    pub(crate) options: &'d Options,
    /// Does the root say against what addresses are resolved (`xml:base`)?
    pub(crate) has_base: bool,
    /// Is it written in UTF-8, or in ASCII, which is part of it?
    pub(crate) utf8: bool,
}

/// What a server answered, and what came in the answer.
pub(crate) struct Answer<'d> {
    pub(crate) response: &'d Response,
    pub(crate) format: Format,
    /// The first bytes of the body, unpacked.
    pub(crate) head: &'d [u8],
}

impl Answer<'_> {
    /// A finding about the answer as a whole; it points at the beginning of the document.
    pub(crate) fn finding(&self) -> Finding {
        Finding::at(Position::START)
    }

    /// A finding about one of its headers.
    pub(crate) fn header_finding(&self, name: &str) -> Finding {
        self.finding().param("header", name)
    }
}

/// One element that the vocabulary knows.
pub(crate) struct Visit<'d, 't> {
    pub(crate) doc: &'d Doc<'d>,
    pub(crate) element: Element<'t>,
    pub(crate) def: &'static Def,
    /// Its children, each with what the vocabulary says of it here.
    pub(crate) children: &'d [(Element<'t>, Option<&'static Child>)],
    /// Its text, then its attributes, each with the type that the vocabulary gives it.
    pub(crate) values: &'d [Typed<'t>],
}

impl Visit<'_, '_> {
    /// The element's own text, that of its children left out.
    pub(crate) fn text(&self) -> &str {
        self.values.first().map_or("", |own| &own.text)
    }
}

/// A value and the type it should have.
pub(crate) struct Typed<'t> {
    pub(crate) kind: Value,
    pub(crate) text: Cow<'t, str>,
    element: Element<'t>,
    attribute: Option<Attr<'t>>,
}

impl<'t> Typed<'t> {
    /// The text of an element.
    pub(crate) fn of_text(kind: Value, element: Element<'t>) -> Self {
        Typed {
            kind,
            text: element.text(),
            element,
            attribute: None,
        }
    }

    /// The value of an attribute.
    pub(crate) fn of_attribute(kind: Value, element: Element<'t>, attribute: Attr<'t>) -> Self {
        Typed {
            kind,
            text: Cow::Borrowed(attribute.value),
            element,
            attribute: Some(attribute),
        }
    }

    /// The value without white space around it.
    pub(crate) fn trimmed(&self) -> &str {
        self.text.trim()
    }

    pub(crate) fn element(&self) -> Element<'t> {
        self.element
    }

    pub(crate) fn is_attribute(&self) -> bool {
        self.attribute.is_some()
    }

    pub(crate) fn is_attribute_named(&self, name: &str) -> bool {
        self.attribute.is_some_and(|a| a.name == name)
    }

    /// A finding about this value.
    pub(crate) fn finding(&self) -> Finding {
        match self.attribute {
            Some(attribute) => Finding::attribute(self.element, attribute),
            None => Finding::text(self.element),
        }
    }

    /// A finding about a part of it, at a byte offset of its text.
    pub(crate) fn finding_at(&self, offset: usize, value: &str) -> Finding {
        let finding = self.finding().value(value);
        match self.attribute {
            Some(_) => finding,
            None => finding.moved(self.element.text_position(offset)),
        }
    }

    /// How messages call it.
    pub(crate) fn name(&self) -> String {
        match self.attribute {
            Some(attribute) => format!("{} of {}", attribute.name, self.element.display_name()),
            None => self.element.display_name(),
        }
    }
}

/// One entry: an RSS item or an Atom entry.
pub(crate) struct Entry<'d, 't> {
    pub(crate) doc: &'d Doc<'d>,
    pub(crate) element: Element<'t>,
    pub(crate) index: u64,
}

/// The feed without its entries.
pub(crate) struct Head<'d, 't> {
    pub(crate) doc: &'d Doc<'d>,
    /// The channel or the feed.
    pub(crate) feed: Element<'t>,
    pub(crate) entries: u64,
}

/// A check that looks across entries and keeps a small index of its own.
pub(crate) trait Across {
    /// Sees one entry.
    fn entry(&mut self, entry: &Entry<'_, '_>, out: &mut Findings);
    /// All is read.
    fn end(&mut self, _head: Option<&Head<'_, '_>>, _out: &mut Findings) {}
}
