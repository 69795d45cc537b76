//! Apple's elements: categories, the word for explicit content, lengths, pictures and file formats.

use std::sync::LazyLock;

use crate::Severity;
use crate::validate::context::{Entry, Visit};
use crate::validate::diagnostic::{Finding, Findings};
use crate::validate::namespace::Ns;
use crate::validate::rule::{Check, Kind, Rule};
use crate::validate::rules::enclosures::extension;
use crate::validate::spec;
use crate::validate::tree::Element;

pub(crate) static ITUNES_CATEGORY_UNKNOWN: Rule = Rule {
    id: "itunes-category-unknown",
    severity: Severity::Error,
    formats: &[Kind::Rss, Kind::Atom],
    says: "a category that Apple Podcasts does not have",
    why: "the podcast stands in no category and is hard to find",
    remedy: "write one of Apple's categories, letter by letter",
    spec: &[spec::APPLE_CATEGORIES.at("")],
    w3c: Some("InvalidItunesCategory"),
    since: "0.1.0",
    check: Check::Where(
        |site| site.ns == Ns::Itunes && site.name == "category",
        category,
    ),
};

pub(crate) static ITUNES_CATEGORY_OBSOLETE: Rule = Rule {
    id: "itunes-category-obsolete",
    severity: Severity::Warning,
    formats: &[Kind::Rss, Kind::Atom],
    says: "a category that Apple Podcasts had before 2019",
    why: "Apple guesses another one, and other directories drop it",
    remedy: "write the present category",
    spec: &[spec::APPLE_CATEGORIES.at("")],
    w3c: Some("ObsoleteItunesCategory"),
    since: "0.1.0",
    check: Check::With("itunes-category-unknown"),
};

pub(crate) static ITUNES_EXPLICIT_OBSOLETE: Rule = Rule {
    id: "itunes-explicit-obsolete",
    severity: Severity::Error,
    formats: &[Kind::Rss, Kind::Atom],
    says: "itunes:explicit holds a word of the years before 2019",
    why: "Apple's guide knows true and false alone, and newer programs know no other",
    remedy: "write true or false",
    spec: &[spec::APPLE.at("")],
    w3c: Some("InvalidTrueFalse"),
    since: "0.1.0",
    check: Check::Where(|site| site.ns == Ns::Itunes, words),
};

pub(crate) static ITUNES_EXPLICIT_UNKNOWN: Rule = Rule {
    id: "itunes-explicit-unknown",
    severity: Severity::Error,
    formats: &[Kind::Rss, Kind::Atom],
    says: "itunes:explicit is neither true nor false",
    why: "directories cannot tell whom they may show it to, and Apple refuses the feed",
    remedy: "write true or false",
    spec: &[spec::APPLE.at("")],
    w3c: Some("InvalidTrueFalse"),
    since: "0.1.0",
    check: Check::With("itunes-explicit-obsolete"),
};

pub(crate) static ITUNES_TEXT_TOO_LONG: Rule = Rule {
    id: "itunes-text-too-long",
    severity: Severity::Error,
    formats: &[Kind::Rss, Kind::Atom],
    says: "a text is longer than Apple allows",
    why: "Apple refuses it or cuts it off",
    remedy: "shorten it; 255 characters are allowed, 4000 in itunes:summary",
    spec: &[spec::APPLE.at("")],
    w3c: Some("TooLong"),
    since: "0.1.0",
    check: Check::With("itunes-explicit-obsolete"),
};

pub(crate) static ITUNES_IMAGE_FORMAT: Rule = Rule {
    id: "itunes-image-format",
    severity: Severity::Warning,
    formats: &[Kind::Rss, Kind::Atom],
    says: "the artwork is neither JPEG nor PNG by its name",
    why: "Apple takes these two alone, square and 1400 to 3000 pixels wide",
    remedy: "give the address of a .jpg or .png file",
    spec: &[spec::APPLE.at("")],
    w3c: None,
    since: "0.1.0",
    check: Check::With("itunes-explicit-obsolete"),
};

pub(crate) static ITUNES_ELEMENT_UNREAD: Rule = Rule {
    id: "itunes-element-unread",
    severity: Severity::Info,
    formats: &[Kind::Rss, Kind::Atom],
    says: "an element that Apple's guide no longer names",
    why: "Apple Podcasts has stopped using it; some other programs still read it",
    remedy: "leave it out, or keep it for old programs and say the same in title and description",
    spec: &[spec::APPLE.at("")],
    w3c: None,
    since: "0.1.0",
    check: Check::With("itunes-explicit-obsolete"),
};

pub(crate) static ITUNES_FORMAT_UNSUPPORTED: Rule = Rule {
    id: "itunes-format-unsupported",
    severity: Severity::Warning,
    formats: &[Kind::Rss],
    says: "an episode in a format that Apple Podcasts does not play",
    why: "the episode is not shown there",
    remedy: "give it as .m4a, .mp3, .mov, .mp4, .m4v or .pdf",
    spec: &[spec::APPLE.at("")],
    w3c: Some("UnsupportedItunesFormat"),
    since: "0.1.0",
    check: Check::Entry(formats),
};

/// A line of the table of categories.
struct Category {
    name: &'static str,
    sub: &'static str,
    /// What replaced it; empty where it is in force.
    successor: &'static str,
}

static CATEGORIES: LazyLock<Vec<Category>> = LazyLock::new(|| {
    let lines = include_str!("../../../data/apple-categories.tsv").lines();
    let rows = lines.filter(|line| !line.starts_with('#'));
    rows.map(|row| {
        let mut fields = row.split('\t');
        let mut field = || fields.next().unwrap_or_default();
        Category {
            name: field(),
            sub: field(),
            successor: field(),
        }
    })
    .collect()
});

fn category(visit: &Visit<'_, '_>, out: &mut Findings) {
    let element = visit.element;
    let Some(text) = element.attr("text").filter(|t| !t.value.trim().is_empty()) else {
        return;
    };
    let above = element.parent().filter(|p| p.is(Ns::Itunes, "category"));
    let (name, sub) = match above.and_then(|p| p.attr("text")) {
        Some(parent) => (parent.value, text.value),
        None if above.is_some() => return,
        None => (text.value, ""),
    };
    if !sub.is_empty() && !CATEGORIES.iter().any(|c| c.name == name) {
        // The category above is unknown, and said to be.
        return;
    }
    let finding = || Finding::attribute(element, text);
    match CATEGORIES.iter().find(|c| c.name == name && c.sub == sub) {
        Some(known) if known.successor.is_empty() => {}
        Some(old) => {
            let message = format!("{} is now {}", text.value, old.successor);
            let finding = finding().says(message).mend_if(renamed(element, old));
            out.add(
                &ITUNES_CATEGORY_OBSOLETE,
                finding.help(format!("write {}", old.successor)),
            );
        }
        // A category that was renamed as a whole takes those inside it along.
        None if !sub.is_empty() && !is_current(name) => {}
        None => {
            let finding = finding().says(format!("Apple has no category {}", text.value));
            out.add(
                &ITUNES_CATEGORY_UNKNOWN,
                match likely(text.value, name, sub) {
                    Some(likely) => finding.help(likely),
                    None => finding,
                }
                .mend_if(same_letters(text.value, name, sub)),
            );
        }
    }
}

/// What to write for an obsolete category, where it stays at its place: on top with nothing inside, or inside the
/// same one as before. A category that moves to another is left to people.
fn renamed(element: Element<'_>, old: &Category) -> Option<&'static str> {
    match old.successor.split_once(" > ") {
        None if old.sub.is_empty() => {
            let holds = element.child(Ns::Itunes, "category").is_some();
            (!holds).then_some(old.successor)
        }
        Some((above, sub)) if above == old.name && !old.sub.is_empty() => Some(sub),
        _ => None,
    }
}

fn is_current(name: &str) -> bool {
    CATEGORIES
        .iter()
        .any(|c| c.name == name && c.successor.is_empty())
}

/// The category that differs in letter case or in blanks around it alone.
fn same_letters(text: &str, name: &str, sub: &str) -> Option<&'static str> {
    let wanted = text.trim();
    let mut current = CATEGORIES.iter().filter(|c| c.successor.is_empty());
    if sub.is_empty() {
        let known = current.find(|c| c.sub.is_empty() && c.name.eq_ignore_ascii_case(wanted));
        return known.map(|c| c.name);
    }
    let known = current.find(|c| c.name == name && c.sub.eq_ignore_ascii_case(wanted));
    known.map(|c| c.sub)
}

/// What was probably meant: other letter case or blanks, or another category above.
fn likely(text: &str, name: &str, sub: &str) -> Option<String> {
    if let Some(known) = same_letters(text, name, sub) {
        return Some(format!("write {known}"));
    }
    let wanted = text.trim();
    let mut current = CATEGORIES.iter().filter(|c| c.successor.is_empty());
    let inside = current.find(|c| c.sub.eq_ignore_ascii_case(wanted))?;
    Some(format!("put {} inside {}", inside.sub, inside.name))
}

/// The most characters of a text; "tag values are limited to 255 characters unless otherwise specified".
const LENGTHS: &[(&str, usize)] = &[
    ("title", 255),
    ("author", 255),
    ("name", 255),
    ("subtitle", 255),
    ("keywords", 255),
    ("summary", 4000),
];

/// Elements that Apple's guide named once and names no longer.
const UNREAD: &[&str] = &[
    "subtitle",
    "summary",
    "keywords",
    "order",
    "isClosedCaptioned",
];

fn words(visit: &Visit<'_, '_>, out: &mut Findings) {
    let element = visit.element;
    let local = element.local();
    match local {
        "explicit" => explicit(element, out),
        "image" => image(element, out),
        _ => {}
    }
    if let Some((_, most)) = LENGTHS.iter().find(|(name, _)| *name == local) {
        let text = element.text();
        let length = if text.len() > *most {
            text.trim().chars().count()
        } else {
            0
        };
        if length > *most {
            let message = format!(
                "{} has {length} characters, at most {most} are allowed",
                element.display_name()
            );
            out.add(&ITUNES_TEXT_TOO_LONG, Finding::text(element).says(message));
        }
    }
    if UNREAD.contains(&local) {
        let message = format!("Apple's guide no longer names {}", element.display_name());
        out.add(
            &ITUNES_ELEMENT_UNREAD,
            Finding::element(element).says(message),
        );
    }
}

/// The words of former years, with the present ones.
const FORMER: &[(&str, &str)] = &[
    ("yes", "true"),
    ("explicit", "true"),
    ("no", "false"),
    ("clean", "false"),
];

fn explicit(element: Element<'_>, out: &mut Findings) {
    let text = element.text();
    let word = text.trim();
    if word.is_empty()
        || ["true", "false"]
            .iter()
            .any(|w| w.eq_ignore_ascii_case(word))
    {
        return;
    }
    match FORMER
        .iter()
        .find(|(old, _)| old.eq_ignore_ascii_case(word))
    {
        Some((_, new)) => {
            let finding = Finding::text(element)
                .says(format!("itunes:explicit is {word}, which is now {new}"))
                .help(format!("write {new}"))
                .mend(*new);
            out.add(&ITUNES_EXPLICIT_OBSOLETE, finding);
        }
        None => out.add(&ITUNES_EXPLICIT_UNKNOWN, Finding::text(element)),
    }
}

fn image(element: Element<'_>, out: &mut Findings) {
    let Some(href) = element.attr("href") else {
        return;
    };
    let other = extension(href.value).filter(|e| {
        [
            "gif", "webp", "svg", "bmp", "tif", "tiff", "avif", "heic", "ico", "pdf",
        ]
        .iter()
        .any(|known| known.eq_ignore_ascii_case(e))
    });
    if let Some(other) = other {
        let message = format!("the artwork is a .{other} by its name");
        out.add(
            &ITUNES_IMAGE_FORMAT,
            Finding::attribute(element, href).says(message),
        );
    }
}

/// The formats that Apple Podcasts plays, by extension.
const FORMATS: &[&str] = &["m4a", "mp3", "mov", "mp4", "m4v", "pdf"];

fn formats(entry: &Entry<'_, '_>, out: &mut Findings) {
    if !entry.doc.format.is_rss() {
        return;
    }
    let item = entry.element;
    let Some(enclosure) = item.child(Ns::None, "enclosure") else {
        return;
    };
    if !item.children().any(|c| c.ns() == Ns::Itunes) {
        return;
    }
    let Some(url) = enclosure.attr("url") else {
        return;
    };
    let other = extension(url.value).filter(|e| !FORMATS.iter().any(|f| f.eq_ignore_ascii_case(e)));
    if let Some(other) = other {
        let message = format!("Apple Podcasts does not play .{other} files");
        let finding = Finding::attribute(enclosure, url).says(message);
        out.add(
            &ITUNES_FORMAT_UNSUPPORTED,
            finding.param("extension", other),
        );
    }
}

#[cfg(test)]
mod tests {
    use super::{CATEGORIES, likely};

    #[test]
    fn the_table_of_categories_is_whole() {
        let current = CATEGORIES.iter().filter(|c| c.successor.is_empty());
        assert_eq!(current.clone().count(), 110);
        assert_eq!(current.clone().filter(|c| c.sub.is_empty()).count(), 19);
        for old in CATEGORIES.iter().filter(|c| !c.successor.is_empty()) {
            let (name, sub) = old
                .successor
                .split_once(" > ")
                .unwrap_or((old.successor, ""));
            assert!(
                current.clone().any(|c| c.name == name && c.sub == sub),
                "{} > {} leads to {}",
                old.name,
                old.sub,
                old.successor
            );
        }
    }

    #[test]
    fn what_was_meant_is_named() {
        assert_eq!(
            likely("tv & film", "tv & film", "").as_deref(),
            Some("write TV & Film")
        );
        assert_eq!(
            likely("Tech News", "Tech News", "").as_deref(),
            Some("put Tech News inside News")
        );
        assert_eq!(likely("Nothing", "Nothing", ""), None);
    }
}
