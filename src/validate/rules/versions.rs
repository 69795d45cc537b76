//! What the old versions of RSS ask for, forbid and do not know yet.

use crate::Severity;
use crate::validate::context::{Head, Visit};
use crate::validate::diagnostic::{Finding, Findings};
use crate::validate::format::Format;
use crate::validate::namespace::Ns;
use crate::validate::rule::{Check, Kind, Rule};
use crate::validate::rules::structure::ELEMENT_UNKNOWN;
use crate::validate::spec;
use crate::validate::tree::{Attr, Element};
use crate::validate::vocabulary::Place;

pub(crate) static ELEMENT_MISSING_IN_VERSION: Rule = Rule {
    id: "element-missing-in-version",
    severity: Severity::Warning,
    formats: &[Kind::Rss],
    says: "this version of RSS requires an element that later ones do not",
    why: "programs written for that version refuse the feed",
    remedy: "add it, or write version=\"2.0\"",
    spec: &[spec::RSS091.at(""), spec::RSS092.at("")],
    w3c: None,
    since: "0.1.0",
    check: Check::Where(|site| site.def.place != Place::Inside, members),
};

pub(crate) static ELEMENT_NEWER_THAN_VERSION: Rule = Rule {
    id: "element-newer-than-version",
    severity: Severity::Warning,
    formats: &[Kind::Rss],
    says: "an element that this version of RSS does not have yet",
    why: "programs written for that version do not look for it",
    remedy: "write version=\"2.0\", which has all of them",
    spec: &[spec::RSS092.at(""), spec::RSS.at("hrelementsOfLtitemgt")],
    w3c: None,
    since: "0.1.0",
    check: Check::With("element-missing-in-version"),
};

pub(crate) static LENGTH_OVER_VERSION_LIMIT: Rule = Rule {
    id: "length-over-version-limit",
    severity: Severity::Info,
    formats: &[Kind::Rss],
    says: "a text is longer than this version of RSS allows",
    why: "programs written for that version cut it",
    remedy: "shorten it, or write version=\"2.0\", which has no such limits",
    spec: &[spec::RSS091.at(""), spec::RSS090.at("")],
    w3c: None,
    since: "0.1.0",
    check: Check::Where(
        |site| matches!(site.format, Format::Rss("0.90" | "0.91")),
        lengths,
    ),
};

pub(crate) static ITEMS_OVER_VERSION_LIMIT: Rule = Rule {
    id: "items-over-version-limit",
    severity: Severity::Info,
    formats: &[Kind::Rss],
    says: "there are more items than this version of RSS allows",
    why: "programs written for that version leave the rest out",
    remedy: "leave 15, or write version=\"2.0\", which has no such limit",
    spec: &[spec::RSS091.at(""), spec::RSS090.at("")],
    w3c: None,
    since: "0.1.0",
    check: Check::Head(items),
};

pub(crate) static TEXT_INPUT_UNREAD: Rule = Rule {
    id: "text-input-unread",
    severity: Severity::Info,
    formats: &[Kind::Rss],
    says: "the channel has a text input, which readers do not show",
    why: "hardly any reader draws the box, and some take its title for that of the feed",
    remedy: "link to a page with the form instead",
    spec: &[spec::PROFILE.at("element-channel-textinput")],
    w3c: Some("AvoidTextInput"),
    since: "0.1.0",
    check: Check::With("element-missing-in-version"),
};

/// What RSS 0.91 requires and RSS 2.0 does not: parent and element.
const REQUIRED_091: &[(&str, &str)] = &[
    ("channel", "language"),
    ("channel", "image"),
    ("item", "title"),
    ("item", "link"),
];

/// Elements that came after 0.91: parent, element, and the version that brought them. The draft of 0.94 was
/// never finished, so nothing is held against it.
const NEWER: &[(&str, &str, &str)] = &[
    ("channel", "category", "0.92"),
    ("channel", "cloud", "0.92"),
    ("channel", "generator", "2.0"),
    ("channel", "ttl", "2.0"),
    ("item", "category", "0.92"),
    ("item", "enclosure", "0.92"),
    ("item", "source", "0.92"),
    ("item", "pubDate", "0.93"),
    ("item", "author", "2.0"),
    ("item", "comments", "2.0"),
    ("item", "guid", "2.0"),
];

/// Elements that only some old versions have: element, versions, and what to write instead.
const ONLY_OLD: &[(&str, &[&str], &str)] = &[
    (
        "textinput",
        &["0.91"],
        "write textInput, as every version after 0.91 spells it",
    ),
    (
        "expirationDate",
        &["0.93"],
        "remove it; the draft of RSS 0.93 alone had it",
    ),
];

/// Did this version alone have the attribute? The draft of 0.94 let a description state its media type.
pub(super) fn had_attribute(format: Format, element: Element<'_>, attribute: &Attr<'_>) -> bool {
    format == Format::Rss("0.94")
        && element.is(Ns::None, "description")
        && attribute.is_named("type")
}

/// The version of a channel-style feed.
fn version_of(format: Format) -> Option<&'static str> {
    match format {
        Format::Rss(version) if format.is_rss() => Some(version),
        _ => None,
    }
}

fn members(visit: &Visit<'_, '_>, out: &mut Findings) {
    let parent = visit.element;
    if parent.ns() != Ns::None || !matches!(parent.local(), "channel" | "item") {
        return;
    }
    let Some(version) = version_of(visit.doc.format) else {
        return;
    };
    for (child, _) in visit.children.iter().filter(|(c, _)| c.ns() == Ns::None) {
        // Written as another version has it, it is an element that this one does not know.
        let spelt =
            child.local() == "textInput" || (child.local() == "textinput" && version == "0.91");
        if spelt && parent.local() == "channel" {
            out.add(&TEXT_INPUT_UNREAD, Finding::element(*child));
        }
        only_old(*child, version, out);
        newer(parent, *child, version, out);
    }
    if version == "0.91" {
        missing(parent, out);
    }
}

fn only_old(child: Element<'_>, version: &str, out: &mut Findings) {
    let name = child.local();
    let old = ONLY_OLD
        .iter()
        .find(|(n, versions, _)| *n == name && !versions.contains(&version));
    if let Some((_, _, help)) = old {
        let message = format!("RSS {version} has no element {name}");
        let finding = Finding::element(child).says(message);
        out.add(&ELEMENT_UNKNOWN, finding.help(*help));
    }
}

fn newer(parent: Element<'_>, child: Element<'_>, version: &str, out: &mut Findings) {
    if matches!(version, "0.94" | "2.0") {
        return;
    }
    let (within, name) = (parent.local(), child.local());
    let brought = NEWER
        .iter()
        .find(|(p, n, since)| *p == within && *n == name && *since > version);
    if let Some((_, _, since)) = brought {
        let message = format!("RSS {version} has no {name} in {within}; {since} brought it");
        let finding = Finding::element(child).says(message);
        out.add(&ELEMENT_NEWER_THAN_VERSION, finding.param("since", *since));
    }
}

fn missing(parent: Element<'_>, out: &mut Findings) {
    let within = parent.local();
    let required = REQUIRED_091.iter().filter(|(p, _)| *p == within);
    for (_, name) in required.filter(|(_, n)| parent.child(Ns::None, n).is_none()) {
        let message = format!("RSS 0.91 requires {name} in {within}");
        let finding = Finding::missing(parent, name).says(message);
        out.add(&ELEMENT_MISSING_IN_VERSION, finding);
    }
}

/// The most characters that a text may have: parent, element, 0.90's limit, 0.91's; 0 where there is none.
const LENGTHS: &[(&str, &str, usize, usize)] = &[
    ("channel", "title", 40, 100),
    ("channel", "description", 500, 500),
    ("channel", "link", 500, 500),
    ("channel", "copyright", 0, 100),
    ("channel", "managingEditor", 0, 100),
    ("channel", "webMaster", 0, 100),
    ("channel", "rating", 0, 500),
    ("channel", "docs", 0, 500),
    ("image", "title", 40, 100),
    ("image", "url", 500, 500),
    ("image", "link", 500, 500),
    ("item", "title", 100, 100),
    ("item", "link", 500, 500),
    ("item", "description", 0, 500),
    ("textinput", "title", 40, 100),
    ("textinput", "description", 100, 500),
    ("textinput", "name", 500, 20),
    ("textinput", "link", 500, 500),
];

fn lengths(visit: &Visit<'_, '_>, out: &mut Findings) {
    let old = match visit.doc.format {
        Format::Rss("0.90") => true,
        Format::Rss("0.91") => false,
        _ => return,
    };
    let parent = visit.element;
    if parent.ns() != Ns::None {
        return;
    }
    let within = parent.local();
    for (child, _) in visit.children.iter().filter(|(c, _)| c.ns() == Ns::None) {
        let line = LENGTHS
            .iter()
            .find(|(p, n, ..)| p.eq_ignore_ascii_case(within) && *n == child.local());
        let limit = line.map_or(
            0,
            |(_, _, netscape, userland)| {
                if old { *netscape } else { *userland }
            },
        );
        let length = child.text().trim().chars().count();
        if limit > 0 && length > limit {
            let name = child.display_name();
            let message = format!("{name} has {length} characters, {limit} are allowed");
            let finding = Finding::text(*child).says(message);
            out.add(
                &LENGTH_OVER_VERSION_LIMIT,
                finding.param("limit", limit.to_string()),
            );
        }
    }
}

/// RSS 0.90 and 0.91 allow this many items; 1.0 merely recommends it.
const ITEMS: u64 = 15;

fn items(head: &Head<'_, '_>, out: &mut Findings) {
    let bounded = matches!(head.doc.format, Format::Rss("0.90" | "0.91"));
    if bounded && head.entries > ITEMS {
        let message = format!("there are {} items, {ITEMS} are allowed", head.entries);
        let finding = Finding::element(head.feed).says(message);
        out.add(
            &ITEMS_OVER_VERSION_LIMIT,
            finding.param("limit", ITEMS.to_string()),
        );
    }
}
