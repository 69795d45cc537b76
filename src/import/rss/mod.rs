//! RSS: 0.9x and 2.0 (<https://www.rssboard.org/rss-specification>), 0.90 and 1.0 in RDF, with the modules that feeds use.
//!
//! In: a feed, however faulty. Out: a record for each item, its `guid` kept as the id. What is a picture, a summary
//! and a body is told by what feeds do, since RSS does not say.

mod item;

use std::path::Path;

use url::Url;

use super::feeds;
use super::xml::{self, Element, Ns, Part, Reader, Take, Want};
use super::{Emit, Input, Onward, Options, Reread};
use crate::Result;

/// The `rss` input format.
pub const INPUT: Input = Input {
    name: "rss",
    says: "RSS, every version",
    line_by_line: false,
    read_twice: false,
    told_by_content: true,
    recognises,
    read,
};

const WANT: Want = Want {
    what: "an RSS feed",
    take,
};

/// What a feed says of itself that its items need.
#[derive(Debug, Default)]
struct Channel {
    /// What relative addresses are relative to: the feed's page.
    base: Option<Url>,
    language: Option<String>,
    /// Did we write it? Then titles are plain text, and a description is a summary.
    ours: bool,
    next: Option<Url>,
    archive: Option<Url>,
}

fn recognises(head: &[u8], _: &Path) -> bool {
    xml::root_of(head).is_some_and(|tree| {
        tree.root().is_some_and(|root| match root.local() {
            "rss" | "RSS" => !root.declares(Ns::Wp),
            "RDF" => root.attributes().any(|(_, ns, uri)| {
                ns == Ns::Xmlns && uri.to_ascii_lowercase().contains("rss")
                    || uri.contains("netscape.com/rdf")
            }),
            _ => false,
        })
    })
}

fn take(around: &str, ns: Ns, local: &str) -> Take {
    match (around, local) {
        ("", "rss" | "RSS" | "RDF") => Take::Enter,
        ("rss" | "RSS" | "RDF", "channel") => Take::Enter,
        (_, "item") if matches!(ns, Ns::None | Ns::Atom) => Take::Whole,
        ("channel", "link" | "language" | "generator") => Take::Whole,
        _ => Take::Skip,
    }
}

fn read(input: &mut dyn Reread, options: &Options, emit: &mut Emit<'_>) -> Result<Onward> {
    let mut reader = Reader::open(input, options, &WANT)?;
    let mut channel = Channel {
        base: options.resolve_against().cloned(),
        ..Channel::default()
    };
    // What was put right before the first item is said with it.
    let mut said = Vec::new();
    while let Some(part) = reader.next()? {
        match part {
            Part::Whole(item, notices) if item.local() == "item" => {
                said.extend(notices);
                let mut imported = item::read(item, &channel, options);
                imported.notices.splice(0..0, said.drain(..));
                emit(imported)?;
            }
            Part::Whole(element, notices) => {
                said.extend(notices);
                channel.takes(element);
            }
            Part::Entered(element) => channel.language(element.lang()),
            Part::Refused(imported) => emit(*imported)?,
        }
    }
    reader.finish(emit)?;
    Ok(Onward {
        next: channel.archive.or(channel.next),
        pages: Vec::new(),
    })
}

impl Channel {
    fn language(&mut self, raw: Option<&str>) {
        if let Some(raw) = raw.filter(|raw| !raw.trim().is_empty()) {
            self.language.get_or_insert_with(|| raw.trim().to_owned());
        }
    }

    fn takes(&mut self, element: Element<'_>) {
        match (element.ns(), element.local()) {
            (Ns::Atom, "link") => feeds::onward(&mut self.next, &mut self.archive, element),
            (_, "link") if self.base.is_none() => {
                self.base = xml::joined(None, &element.text());
            }
            (_, "language") => self.language(Some(&element.text())),
            (_, "generator") => self.ours = element.text().trim() == "feedwright",
            _ => {}
        }
    }
}
