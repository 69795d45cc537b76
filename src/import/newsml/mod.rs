//! NewsML-G2 (<https://iptc.org/standards/newsml-g2/>): items alone, or any number of them in a message.
//!
//! In: a `newsItem`, a `packageItem` or a `newsMessage`, of any size. Out: one record for each `newsItem`, its `guid`
//! kept as the id. Items about concepts and plans are passed over, and so are packages in a message, which only say
//! how its items belong together. No catalog is fetched.

mod concepts;
mod content;
mod item;
mod links;
mod media;
mod people;
mod text;
mod versions;

use std::path::Path;

use super::xml::{self, Element, Ns, Part, Reader, Take, Want};
use super::{Emit, Imported, Input, Onward, Options, Reread};
use crate::model::{Notice, NoticeKind};
use crate::{Result, Severity};
use concepts::Catalogs;
use versions::Versions;

/// The `newsml-g2` input format.
pub const INPUT: Input = Input {
    name: "newsml-g2",
    says: "NewsML-G2, with NITF, XHTML or plain text",
    line_by_line: false,
    read_twice: false,
    told_by_content: true,
    recognises,
    read,
};

const WANT: Want = Want {
    what: "a NewsML-G2 document",
    take,
};

/// Items that are about no news.
const OTHER_ITEMS: &[&str] = &[
    "catalogItem",
    "conceptItem",
    "knowledgeItem",
    "planningItem",
];

fn recognises(head: &[u8], _: &Path) -> bool {
    xml::root_of(head).is_some_and(|tree| {
        tree.root().is_some_and(|root| {
            let is_g2 = root.ns() == Ns::Nar || root.attr("standard") == Some("NewsML-G2");
            let local = root.local();
            let is_root = matches!(local, "newsMessage" | "newsItem" | "packageItem");
            is_g2 && (is_root || OTHER_ITEMS.contains(&local))
        })
    })
}

fn take(around: &str, _: Ns, local: &str) -> Take {
    match (around, local) {
        ("", "newsItem" | "packageItem") => Take::Whole,
        ("", "newsMessage") => Take::Enter,
        ("", other) if OTHER_ITEMS.contains(&other) => Take::Enter,
        ("newsMessage", "itemSet") => Take::Enter,
        ("newsMessage", "header" | "catalog") => Take::Whole,
        ("itemSet", "newsItem") => Take::Whole,
        _ => Take::Skip,
    }
}

fn read(input: &mut dyn Reread, options: &Options, emit: &mut Emit<'_>) -> Result<Onward> {
    let mut reader = Reader::open(input, options, &WANT)?;
    let mut catalogs = Catalogs::default();
    let mut versions = Versions::default();
    // What was put right before the first item is said with it.
    let mut said = Vec::new();
    while let Some(part) = reader.next()? {
        match part {
            Part::Whole(element, notices) => {
                said.extend(notices);
                match element.local() {
                    "header" => catalogs.add(element),
                    "catalog" => catalogs.add_one(element),
                    _ => {
                        let mut imported = one(element, &catalogs, &mut versions, options);
                        imported.notices.splice(0..0, said.drain(..));
                        emit(imported)?;
                    }
                }
            }
            Part::Refused(imported) => emit(*imported)?,
            Part::Entered(element) if OTHER_ITEMS.contains(&element.local()) => {
                emit(no_news(element))?;
            }
            Part::Entered(_) => {}
        }
    }
    reader.finish(emit)?;
    Ok(Onward::default())
}

fn one(
    element: Element<'_>,
    catalogs: &Catalogs,
    versions: &mut Versions,
    options: &Options,
) -> Imported {
    let guid = element.attr("guid").unwrap_or_default().trim();
    let version = element.attr("version").and_then(|v| v.trim().parse().ok());
    match versions.newer_than(guid, version) {
        Some(newer) => superseded(element, guid, version, newer),
        None => item::read(element, catalogs, options),
    }
}

/// A version after a higher one is an old one: it must not undo a correction or a withdrawal.
fn superseded(element: Element<'_>, guid: &str, version: Option<u32>, newer: u32) -> Imported {
    let version = version.unwrap_or_default();
    let message = format!("version {version} was left out: version {newer} stands further up");
    let notice = Notice::new(NoticeKind::Record, Severity::Info, message);
    Imported {
        line: element.line(),
        notices: vec![notice.on_line(element.line()).of_record(guid)],
        ..Imported::default()
    }
}

fn no_news(element: Element<'_>) -> Imported {
    let message = format!("the document is a {}, it holds no news", element.local());
    let notice = Notice::new(NoticeKind::Source, Severity::Info, message);
    Imported {
        line: element.line(),
        notices: vec![notice.on_line(element.line())],
        ..Imported::default()
    }
}
