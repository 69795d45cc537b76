//! Atom: 1.0 (RFC 4287) and 0.3, a feed or an entry alone, with tombstones (RFC 6721), drafts (RFC 5023) and the
//! modules that feeds use.
//!
//! In: a feed, however faulty. Out: a record for each entry, its id kept, and one that is retracted for each
//! `at:deleted-entry`.

mod entry;
mod related;
mod text;

use std::path::Path;

use url::Url;

use super::draft::Draft;
use super::feeds;
use super::xml::{self, Element, Ns, Part, Reader, Take, Want};
use super::{Emit, Imported, Input, Onward, Options, Reread};
use crate::Result;
use crate::model::{Person, Status, Text};

/// The `atom` input format.
pub const INPUT: Input = Input {
    name: "atom",
    says: "Atom 1.0 and 0.3",
    line_by_line: false,
    read_twice: false,
    told_by_content: true,
    recognises,
    read,
};

const WANT: Want = Want {
    what: "an Atom feed",
    take,
};

/// What a feed says that holds for its entries (RFC 4287 sections 4.2.1 and 4.2.10).
#[derive(Debug, Default)]
struct Head {
    authors: Vec<Person>,
    rights: Option<Text>,
    /// Did we write it? Then a body ends with the related stories that links name too.
    ours: bool,
    next: Option<Url>,
    archive: Option<Url>,
}

fn recognises(head: &[u8], _: &Path) -> bool {
    xml::root_of(head).is_some_and(|tree| {
        let root = tree.root();
        root.is_some_and(|r| r.ns() == Ns::Atom && matches!(r.local(), "feed" | "entry"))
    })
}

/// Feeds that forget to name their namespace are read too.
fn is_atom(ns: Ns) -> bool {
    matches!(ns, Ns::Atom | Ns::None)
}

fn take(around: &str, ns: Ns, local: &str) -> Take {
    match (around, local) {
        ("", "feed") if is_atom(ns) => Take::Enter,
        ("" | "feed", "entry") if is_atom(ns) => Take::Whole,
        ("feed", "author" | "generator" | "link" | "rights" | "copyright") if is_atom(ns) => {
            Take::Whole
        }
        ("feed", "deleted-entry") => Take::Whole,
        _ => Take::Skip,
    }
}

fn read(input: &mut dyn Reread, options: &Options, emit: &mut Emit<'_>) -> Result<Onward> {
    let mut reader = Reader::open(input, options, &WANT)?;
    let mut head = Head::default();
    // What was put right before the first entry is said with it.
    let mut said = Vec::new();
    while let Some(part) = reader.next()? {
        match part {
            Part::Whole(element, notices) => {
                said.extend(notices);
                let mut imported = match element.local() {
                    "entry" => entry::read(element, &head, options),
                    "deleted-entry" => deleted(element, options),
                    _ => {
                        head.takes(element, options);
                        continue;
                    }
                };
                imported.notices.splice(0..0, said.drain(..));
                emit(imported)?;
            }
            Part::Entered(_) => {}
            Part::Refused(imported) => emit(*imported)?,
        }
    }
    reader.finish(emit)?;
    Ok(Onward {
        next: head.archive.or(head.next),
        pages: Vec::new(),
    })
}

/// A tombstone: the entry is withdrawn.
fn deleted(element: Element<'_>, options: &Options) -> Imported {
    let mut draft = Draft::new(options, element.line());
    let raw = element.attr("ref").unwrap_or_default();
    draft.record.id = draft.line("id", "at:deleted-entry[ref]", raw);
    if draft.record.id.is_none() {
        let help = "name in `ref` the entry that is withdrawn";
        draft.refuse("id", "a tombstone names no entry", help);
    }
    let when = element.attr("when").unwrap_or_default();
    draft.record.updated = draft.moment("updated", "at:deleted-entry[when]", when);
    draft.record.status = Status::Retracted;
    draft.explain("status", "at:deleted-entry", raw);
    if let Some(comment) = element.text_of(Ns::Tombstones, "comment") {
        draft.extra("comment", comment.trim());
    }
    draft.finish()
}

impl Head {
    fn takes(&mut self, element: Element<'_>, options: &Options) {
        let mut draft = Draft::new(options, element.line());
        match element.local() {
            "generator" => self.ours = element.text().trim() == "feedwright",
            "link" => feeds::onward(&mut self.next, &mut self.archive, element),
            "author" => {
                entry::author(&mut draft, element, "feed/author");
                self.authors.append(&mut draft.record.authors);
                self.authors.truncate(feeds::MOST_OF_FEED);
            }
            _ => {
                let rights = text::plain(element);
                self.rights = draft.text("rights", "feed/rights", rights);
            }
        }
    }
}
