//! WordPress exports (WXR 1.0 to 1.2), of any size.
//!
//! In: the export, which is read twice, because posts name attachments that come later: the first time for authors and
//! attachments, the second time for the rest. Out: a record for each post.
//! Pages, attachments, menus and the like are no records; they are counted.

mod attachment;
mod autop;
mod people;
mod pictures;
mod post;
mod rest;
mod sieve;
mod walk;

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::path::Path;

use url::Url;

use super::xml::{self, Element, Ns, Part, Reader, Take, Want};
use super::{Emit, Imported, Input, Onward, Options, Reread};
use crate::Result;
use crate::model::{Notice, NoticeKind};
use crate::severity::Severity;
use people::People;
use pictures::Pictures;
use rest::Rest;
use sieve::{Found, Sieve};

/// The `wxr` input format.
pub const INPUT: Input = Input {
    name: "wxr",
    says: "a WordPress export",
    line_by_line: false,
    read_twice: true,
    told_by_content: true,
    recognises,
    read,
};

const WANT: Want = Want {
    what: "a WordPress export",
    take: |around, ns, local| match (around, ns, local) {
        ("", _, "rss") | ("rss", _, "channel") => Take::Enter,
        ("channel", Ns::None, "item" | "link" | "language") => Take::Whole,
        ("channel", Ns::Wp, "author" | "base_blog_url") => Take::Whole,
        _ => Take::Skip,
    },
};

/// What the export says outside its posts.
#[derive(Debug, Default)]
struct Site {
    /// What relative addresses are relative to.
    base: Option<Url>,
    language: Option<String>,
    people: People,
    pictures: Pictures,
}

fn recognises(head: &[u8], _: &Path) -> bool {
    xml::root_of(head).is_some_and(|tree| {
        let root = tree.root();
        root.is_some_and(|root| root.local() == "rss" && root.declares(Ns::Wp))
    })
}

/// How many notices about what is no post wait for the next post, with which they are told.
const MOST_SAID: usize = 100;

fn read(input: &mut dyn Reread, options: &Options, emit: &mut Emit<'_>) -> Result<Onward> {
    let (site, starts) = survey(input, options)?;
    input.rewind()?;
    let reader = Reader::open_through(input, options, &WANT, |mut decoded| {
        // What is told of bytes in other encodings than UTF-8 is told by their places in the text.
        if decoded.account.is_none() {
            decoded.input = Box::new(Rest::new(decoded.input, starts));
        }
        decoded
    });
    let mut reader = reader?.without(is_comment);
    let mut others: BTreeMap<String, u64> = BTreeMap::new();
    let mut said = Vec::new();
    while let Some(part) = reader.next()? {
        match part {
            Part::Whole(item, notices) if item.local() == "item" => {
                let kind = item.text_of(Ns::Wp, "post_type").unwrap_or_default();
                match kind.trim() {
                    "post" => {
                        said.extend(notices);
                        let mut imported = post::read(item, &site, options);
                        imported.notices.splice(0..0, said.drain(..));
                        emit(imported)?;
                    }
                    "attachment" => {}
                    // Types are few; a file that has as many as items is no export.
                    kind if kind.len() <= 100
                        && (others.len() < 100 || others.contains_key(kind)) =>
                    {
                        *others.entry(kind.to_owned()).or_default() += 1;
                    }
                    _ => *others.entry(String::new()).or_default() += 1,
                }
            }
            Part::Whole(_, notices) => {
                let room = MOST_SAID.saturating_sub(said.len());
                said.extend(notices.into_iter().take(room));
            }
            Part::Entered(_) => {}
            Part::Refused(imported) => emit(*imported)?,
        }
    }
    if site.pictures.is_full() {
        let message = "there are more attachments than are remembered; some posts have no picture";
        emit(about_the_file(Severity::Warning, message.to_owned()))?;
    }
    if !said.is_empty() {
        emit(Imported {
            line: said.first().and_then(|n| n.line).unwrap_or(1),
            notices: said,
            ..Imported::default()
        })?;
    }
    if !others.is_empty() {
        emit(about_the_file(Severity::Info, left_out(&others)))?;
    }
    reader.finish(emit)?;
    Ok(Onward::default())
}

fn is_comment(ns: Ns, local: &str) -> bool {
    ns == Ns::Wp && matches!(local, "comment" | "commentmeta")
}

/// The first reading: authors and attachments, and where those begin that need not be read again.
fn survey(input: &mut dyn Reread, options: &Options) -> Result<(Site, Vec<u64>)> {
    let mut site = Site {
        base: options.resolve_against().cloned(),
        ..Site::default()
    };
    let found = RefCell::new(Found::default());
    let reader = Reader::open_through(input, options, &WANT, |mut decoded| {
        decoded.input = Box::new(Sieve::new(decoded.input, &found));
        decoded
    });
    let mut reader = reader?.without(is_comment);
    while let Some(part) = reader.next()? {
        let Part::Whole(element, _) = part else {
            continue;
        };
        match (element.ns(), element.local()) {
            (Ns::None, "item") => {
                let mut found = found.borrow_mut();
                let place = found.handed.pop_front().unwrap_or(u64::MAX);
                if let Some(facts) = pictures::facts(element) {
                    found.pictures.add(facts, place);
                }
            }
            (Ns::Wp, "author") => site.people.add(element),
            (_, "link" | "base_blog_url") if site.base.is_none() => {
                site.base = xml::joined(None, &element.text());
            }
            (_, "language") => site.language = Some(element.text().trim().to_owned()),
            _ => {}
        }
    }
    drop(reader);
    let found = found.into_inner();
    site.pictures = found.pictures;
    Ok((site, found.starts))
}

fn left_out(others: &BTreeMap<String, u64>) -> String {
    let all: u64 = others.values().sum();
    let each = others.iter().map(|(kind, count)| match kind.as_str() {
        "" => format!("{count} of no type"),
        kind => format!("{count} of the type {}", super::draft::shown(kind)),
    });
    let each: Vec<String> = each.collect();
    format!(
        "{all} items that are no posts were left out: {}",
        each.join(", ")
    )
}

fn about_the_file(severity: Severity, message: String) -> Imported {
    Imported {
        line: 1,
        notices: vec![Notice::new(NoticeKind::Source, severity, message).on_line(1)],
        ..Imported::default()
    }
}

/// The value of a post's custom field.
fn meta<'t>(item: Element<'t>, key: &str) -> Option<std::borrow::Cow<'t, str>> {
    let mut all = item.all(Ns::Wp, "postmeta");
    let found = all.find(|meta| {
        let name = meta.text_of(Ns::Wp, "meta_key");
        name.is_some_and(|name| name.trim() == key)
    })?;
    found.text_of(Ns::Wp, "meta_value")
}
