//! XML inputs as one small tree for each element that an importer wants: an `item`, an `entry`, a `newsItem`, a `url`.
//!
//! In: bytes, however many and however faulty. Out: one [`Part`] after the other, its namespaces resolved, with the
//! line it begins on and what was put right in it. Memory is bounded by one element. It stands on the reader of the
//! [validator](crate::syntax::xml_read), which goes on where one can go on, expands no entity and opens nothing.
//!
//! An element that the end of the input cuts is refused: what was cut away might have said that it is a draft.

mod faults;
mod inner;
mod names;
mod opening;
mod reader;
#[cfg(test)]
mod tests;
mod tree;

pub(super) use inner::escape;
pub(super) use names::Ns;
pub(super) use reader::Reader;
pub(super) use tree::Child;
pub(super) use tree::{Element, Tree, joined};

use super::Imported;
use crate::model::Notice;
use crate::syntax::fault::FaultKind;
use crate::syntax::xml_read::{Event, Limits, NsId, XmlReader};
use tree::Given;

/// What happens to an element.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Take {
    /// It is handed out with all that is in it.
    Whole,
    /// Its start tag is handed out, and what is in it is looked at in turn.
    Enter,
    /// It is passed over.
    Skip,
}

/// What an importer wants of a document.
#[derive(Debug)]
pub(super) struct Want {
    /// What the input should be, for messages: `an RSS feed`.
    pub(super) what: &'static str,
    /// Says what happens to an element: the name without prefix of the element around it (empty for the root), its
    /// namespace, its name without prefix. A root that is passed over refuses the input.
    pub(super) take: fn(around: &str, ns: Ns, local: &str) -> Take,
}

/// What [`Reader::next`] hands out.
pub(super) enum Part<'r> {
    /// An element that was entered: its attributes, nothing in it.
    Entered(Element<'r>),
    /// A whole element, and what was put right in it.
    Whole(Element<'r>, Vec<Notice>),
    /// An element that cannot be used, to be handed on as it is.
    Refused(Box<Imported>),
}

/// Bounds: a deeper document is hostile. What is longer comes in parts, so that what follows it is read.
const LIMITS: Limits = Limits {
    depth: 512,
    attributes: 256,
    token: tree::LARGEST as u64,
    parts: Some(1 << 20),
    namespaces: 512,
    comments: u32::MAX,
};

/// What a namespace of the document is; the prefix says it where nothing declares it.
fn known_ns(xml: &XmlReader<'_>, known: &mut Vec<Ns>, id: NsId, name: &str) -> Ns {
    if id == NsId::NONE {
        return Ns::None;
    }
    if id == NsId::UNBOUND {
        return Ns::of_prefix(name.split(':').next().unwrap_or_default());
    }
    let index = id.0 as usize;
    while known.len() <= index {
        let next = NsId(known.len() as u32);
        known.push(Ns::of_uri(xml.uri(next)));
    }
    known.get(index).copied().unwrap_or(Ns::Other)
}

fn attribute_ns(xml: &XmlReader<'_>, known: &mut Vec<Ns>, id: NsId, name: &str) -> Ns {
    match name == "xmlns" || name.starts_with("xmlns:") {
        true => Ns::Xmlns,
        false => known_ns(xml, known, id, name),
    }
}

/// Does the text begin with words? Those of a server's warning may stand before an XML declaration; others are no document
/// that has a tag in it.
fn is_prose(head: &[u8]) -> bool {
    let first = head.trim_ascii_start().first();
    first.is_some_and(u8::is_ascii_alphanumeric) && memchr::memmem::find(head, b"<?xml").is_none()
}

/// The root's start tag of the document that these first bytes begin, for recognisers. Nothing is read past it.
pub(super) fn root_of(head: &[u8]) -> Option<Tree> {
    if !head.contains(&b'<') || is_prose(head) {
        return None;
    }
    let mut xml = XmlReader::over(opening::peek(head)?, LIMITS);
    while xml.next_event().ok()? != Event::Start {
        if xml.depth() == 0 && xml.has_faults() {
            let eof = xml
                .take_faults()
                .iter()
                .any(|f| matches!(f.kind, FaultKind::RootMissing | FaultKind::LimitExceeded));
            if eof {
                return None;
            }
        }
    }
    let mut tree = Tree::default();
    let mut known = Vec::new();
    let ns = known_ns(&xml, &mut known, xml.namespace(), xml.name());
    let given = xml.attributes().map(|a| Given {
        name: a.name,
        value: a.value.into(),
        ns: attribute_ns(&xml, &mut known, a.ns, a.name),
    });
    tree.start((xml.name(), xml.local_name()), ns, given);
    tree.end_all();
    Some(tree)
}
