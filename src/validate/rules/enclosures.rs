//! Enclosures of RSS and Atom: how many, which types, the same file twice.

use std::collections::hash_map::{Entry as Slot, RandomState};
use std::hash::BuildHasher;

use crate::Severity;
use crate::syntax::span::Position;
use crate::validate::by_hash::ByHash;
use crate::validate::context::{Across, Entry, Head, Visit};
use crate::validate::diagnostic::{Finding, Findings};
use crate::validate::namespace::Ns;
use crate::validate::rule::{Check, Kind, Rule};
use crate::validate::spec;
use crate::validate::tree::{Attr, Element};

pub(crate) static ENCLOSURE_REPEATED: Rule = Rule {
    id: "enclosure-repeated",
    severity: Severity::Warning,
    formats: &[Kind::Rss],
    says: "an item has more than one enclosure",
    why: "readers play one of them, some the first, some the last",
    remedy: "keep one, and put further ones into media:content",
    spec: &[spec::PROFILE.at("element-channel-item-enclosure")],
    w3c: Some("DuplicateEnclosure"),
    since: "0.1.0",
    check: Check::Entry(enclosures),
};

pub(crate) static ENCLOSURE_LENGTH_ZERO: Rule = Rule {
    id: "enclosure-length-zero",
    severity: Severity::Info,
    formats: &[Kind::Rss],
    says: "the length of an enclosure is 0",
    why: "readers cannot show how large the file is or how far a download has come",
    remedy: "write the size of the file in bytes; 0 is right only where nobody knows it",
    spec: &[spec::RSS.at("ltenclosuregtSubelementOfLtitemgt")],
    w3c: None,
    since: "0.1.0",
    check: Check::With("enclosure-repeated"),
};

pub(crate) static ENCLOSURE_URL_REPEATED: Rule = Rule {
    id: "enclosure-url-repeated",
    severity: Severity::Warning,
    formats: &[Kind::Rss, Kind::Atom],
    says: "two entries have the same enclosure",
    why: "podcast directories take the second for the first and leave it out",
    remedy: "give each entry a file of its own",
    spec: &[
        spec::APPLE.at(""),
        spec::RSS.at("ltenclosuregtSubelementOfLtitemgt"),
    ],
    w3c: None,
    since: "0.1.0",
    check: Check::Across(|| Box::new(Files::default())),
};

pub(crate) static ENCLOSURE_NOT_HTTPS: Rule = Rule {
    id: "enclosure-not-https",
    severity: Severity::Info,
    formats: &[Kind::Rss, Kind::Atom],
    says: "enclosures come over http while the site has https",
    why: "players on https pages refuse to load them",
    remedy: "serve the files over https and write https addresses",
    spec: &[spec::PSP.at("rss-feed-elements")],
    w3c: None,
    since: "0.1.0",
    check: Check::With("enclosure-url-repeated"),
};

pub(crate) static MEDIA_TYPE_DIFFERS: Rule = Rule {
    id: "media-type-differs",
    severity: Severity::Warning,
    formats: &[Kind::Rss, Kind::Atom],
    says: "the type of a file does not fit its extension",
    why: "readers choose their player by the one or the other",
    remedy: "state the type that the file has",
    spec: &[
        spec::RSS.at("ltenclosuregtSubelementOfLtitemgt"),
        spec::MEDIA.at("media-content"),
    ],
    w3c: None,
    since: "0.1.0",
    check: Check::Where(
        |site| site.name == "enclosure" || site.name == "content" || site.name == "link",
        types,
    ),
};

fn enclosures(entry: &Entry<'_, '_>, out: &mut Findings) {
    if !entry.doc.format.is_rss() {
        return;
    }
    let mut seen = false;
    for enclosure in files_of(entry.element) {
        if std::mem::replace(&mut seen, true) {
            out.add(&ENCLOSURE_REPEATED, Finding::element(enclosure));
            return;
        }
        if let Some(length) = enclosure.attr("length").filter(|l| l.value.trim() == "0") {
            out.add(
                &ENCLOSURE_LENGTH_ZERO,
                Finding::attribute(enclosure, length),
            );
        }
    }
}

/// The enclosures of an item, or the links to enclosures of an entry.
fn files_of<'t>(entry: Element<'t>) -> impl Iterator<Item = Element<'t>> {
    entry.children().filter(|c| {
        c.is(Ns::None, "enclosure")
            || (c.is(Ns::Atom, "link") && c.attr("rel").is_some_and(|r| r.value == "enclosure"))
    })
}

fn address<'t>(file: Element<'t>) -> Option<Attr<'t>> {
    file.attr("url").or_else(|| file.attr("href"))
}

/// The files met so far, as hashes with the line of the first, and the first that comes over http.
#[derive(Default)]
struct Files {
    hasher: RandomState,
    lines: ByHash<u64>,
    plain: Option<(Position, String, u64)>,
    plain_count: u64,
}

impl Across for Files {
    fn entry(&mut self, entry: &Entry<'_, '_>, out: &mut Findings) {
        let mut own: Option<u64> = None;
        for file in files_of(entry.element) {
            let Some(url) = address(file).filter(|u| !u.value.trim().is_empty()) else {
                continue;
            };
            if url.value.starts_with("http:") {
                self.plain_count += 1;
                if self.plain.is_none() {
                    self.plain = Some((file.position(), file.display_name(), entry.index));
                }
            }
            let hash = self.hasher.hash_one(url.value.trim());
            match self.lines.entry(hash) {
                // The same file twice in one entry is another fault.
                Slot::Occupied(_) if own == Some(hash) => {}
                Slot::Occupied(first) => {
                    let message = format!(
                        "another entry, on line {}, has the same enclosure",
                        first.get()
                    );
                    let finding = Finding::attribute(file, url).says(message);
                    out.add(
                        &ENCLOSURE_URL_REPEATED,
                        finding.param("first_line", first.get().to_string()),
                    );
                }
                Slot::Vacant(place) => {
                    place.insert(file.position().line);
                    own = Some(hash);
                }
            }
        }
    }

    fn end(&mut self, head: Option<&Head<'_, '_>>, out: &mut Findings) {
        let Some((at, element, index)) = self.plain.take() else {
            return;
        };
        let secure = head.is_some_and(|head| {
            head.feed.children().any(|c| {
                let written = c.is(Ns::None, "link") && c.text().trim().starts_with("https:");
                let linked = c.is(Ns::Atom, "link")
                    && c.attr("href")
                        .is_some_and(|h| h.value.starts_with("https:"));
                written || linked
            })
        });
        if secure {
            let message = format!(
                "{} enclosures come over http, this is the first",
                self.plain_count
            );
            let finding = Finding::at(at).about(&element, None).says(message);
            out.add_in(&ENCLOSURE_NOT_HTTPS, finding, Some(index));
        }
    }
}

/// Extensions and the kinds of media type that files of them have.
const KINDS: &[(&str, &[&str])] = &[
    ("mp3", &["audio"]),
    ("m4a", &["audio", "video"]),
    ("m4b", &["audio"]),
    ("aac", &["audio"]),
    ("oga", &["audio"]),
    ("opus", &["audio"]),
    ("flac", &["audio"]),
    ("wav", &["audio"]),
    ("ogg", &["audio", "video", "application"]),
    ("mp4", &["video", "audio"]),
    ("m4v", &["video"]),
    ("mov", &["video"]),
    ("webm", &["video", "audio"]),
    ("mkv", &["video"]),
    ("avi", &["video"]),
    ("wmv", &["video"]),
    ("pdf", &["application"]),
    ("epub", &["application"]),
    ("zip", &["application"]),
    ("jpg", &["image"]),
    ("jpeg", &["image"]),
    ("png", &["image"]),
    ("gif", &["image"]),
    ("webp", &["image"]),
    ("avif", &["image"]),
    ("svg", &["image"]),
];

/// The extension of the file that an address names, where it has one.
pub(super) fn extension(url: &str) -> Option<&str> {
    let path = url.split(['?', '#']).next().unwrap_or_default().trim();
    let path = path.split_once("://").map_or(path, |(_, rest)| rest);
    let (_, file) = path.rsplit_once('/')?;
    let (name, extension) = file.rsplit_once('.')?;
    let plausible =
        (1..=5).contains(&extension.len()) && extension.bytes().all(|b| b.is_ascii_alphanumeric());
    (plausible && !name.is_empty()).then_some(extension)
}

/// The types stated for files whose extension, or `medium`, says something else.
fn types(visit: &Visit<'_, '_>, out: &mut Findings) {
    let element = visit.element;
    let file = element.is(Ns::None, "enclosure")
        || element.is(Ns::Media, "content")
        || (element.is(Ns::Atom, "link")
            && element.attr("rel").is_some_and(|r| r.value == "enclosure"));
    if !file {
        return;
    }
    let Some(stated) = element.attr("type") else {
        return;
    };
    let Some((kind, _)) = stated.value.trim().split_once('/') else {
        return;
    };
    // Names that were never registered, such as x-audio/mp3.
    let kind = kind.trim_start_matches("x-").to_ascii_lowercase();
    let extension = address(element).and_then(|url| extension(url.value));
    let kinds = extension.and_then(|e| {
        KINDS
            .iter()
            .find(|(known, _)| known.eq_ignore_ascii_case(e))
    });
    if let Some((extension, kinds)) = kinds.filter(|(_, kinds)| !kinds.contains(&kind.as_str())) {
        let message = format!(
            "the type {} does not fit a file .{extension}",
            stated.value.trim()
        );
        let help = format!(
            "state the type of the file, which begins with {}/",
            kinds.join("/ or ")
        );
        out.add(
            &MEDIA_TYPE_DIFFERS,
            Finding::attribute(element, stated).says(message).help(help),
        );
        return;
    }
    let medium = element.attr("medium").map(|m| m.value);
    let opposed = medium.is_some_and(|m| matches!(m, "image" | "audio" | "video"))
        && matches!(kind.as_str(), "image" | "audio" | "video")
        && medium != Some(kind.as_str());
    if let (true, Some(medium)) = (opposed, medium) {
        let message = format!(
            "the type {} is not of the medium {medium}",
            stated.value.trim()
        );
        out.add(
            &MEDIA_TYPE_DIFFERS,
            Finding::attribute(element, stated).says(message),
        );
    }
}

#[cfg(test)]
mod tests {
    use super::extension;

    #[test]
    fn extensions_of_addresses() {
        for (url, expected) in [
            ("https://a.example/b/c.mp3?x=1.2#d", Some("mp3")),
            ("https://a.example/b.d/c", None),
            ("https://a.example", None),
            ("https://a.example/.mp3", None),
            ("https://a.example/c.tar.gz", Some("gz")),
        ] {
            assert_eq!(extension(url), expected, "{url}");
        }
    }
}
