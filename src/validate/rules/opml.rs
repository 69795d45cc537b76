//! OPML: versions, outlines that lead nowhere, feeds that are listed twice.

use std::collections::hash_map::{Entry as Place, RandomState};
use std::hash::BuildHasher;

use crate::Severity;
use crate::validate::by_hash::ByHash;
use crate::validate::context::{Across, Entry, Head};
use crate::validate::diagnostic::{Finding, Findings};
use crate::validate::format::Format;
use crate::validate::namespace::Ns;
use crate::validate::rule::{Check, Family, Kind, Rule};
use crate::validate::rules::structure::{ATTRIBUTE_MISSING, ELEMENT_MISSING};
use crate::validate::rules::values::NUMBER_MALFORMED;
use crate::validate::spec;
use crate::validate::tree::Element;

pub(crate) static FAMILY: Family = Family {
    name: "opml",
    about: "Lists of feeds: outlines that lead nowhere, feeds that are listed twice.",
    rules: &[
        &OUTLINE_ADDRESS_MISSING,
        &OUTLINE_TYPE_MISSING,
        &OUTLINE_VERSION_UNKNOWN,
        &OUTLINE_REPEATED,
    ],
};

pub(crate) static OPML_VERSION_UNKNOWN: Rule = Rule {
    id: "opml-version-unknown",
    severity: Severity::Error,
    formats: &[Kind::Opml],
    says: "a version of OPML that does not exist",
    why: "readers may refuse what they do not know",
    remedy: "write version=\"2.0\"",
    spec: &[spec::OPML.at("")],
    w3c: Some("InvalidOPMLVersion"),
    since: "0.1.0",
    check: Check::Head(whole),
};

pub(crate) static OPML_VERSION_OBSOLETE: Rule = Rule {
    id: "opml-version-obsolete",
    severity: Severity::Info,
    formats: &[Kind::Opml],
    says: "an old version of OPML",
    why: "only 2.0 says what a list of feeds looks like",
    remedy: "write version=\"2.0\", and text in every outline",
    spec: &[spec::OPML.at("subscriptionLists")],
    w3c: None,
    since: "0.1.0",
    check: Check::With("opml-version-unknown"),
};

pub(crate) static OUTLINE_ADDRESS_MISSING: Rule = Rule {
    id: "outline-address-missing",
    severity: Severity::Error,
    formats: &[Kind::Opml],
    says: "an outline of a type that leads somewhere has no address",
    why: "there is nothing to subscribe to or to open",
    remedy: "add the attribute named",
    spec: &[spec::OPML.at("subscriptionLists")],
    w3c: Some("MissingXmlURL"),
    since: "0.1.0",
    check: Check::Entry(outline),
};

pub(crate) static OUTLINE_TYPE_MISSING: Rule = Rule {
    id: "outline-type-missing",
    severity: Severity::Warning,
    formats: &[Kind::Opml],
    says: "an outline has the address of a feed and does not say that it is one",
    why: "readers that go by the type leave it out",
    remedy: "add type=\"rss\", for Atom too",
    spec: &[spec::OPML.at("subscriptionLists")],
    w3c: Some("MissingOutlineType"),
    since: "0.1.0",
    check: Check::With("outline-address-missing"),
};

pub(crate) static OUTLINE_VERSION_UNKNOWN: Rule = Rule {
    id: "outline-version-unknown",
    severity: Severity::Info,
    formats: &[Kind::Opml],
    says: "the version of a listed feed is none that the specification knows",
    why: "readers look at the feed itself, so nothing is lost",
    remedy: "write RSS, RSS1 or scriptingNews, or leave it out",
    spec: &[spec::OPML.at("subscriptionLists")],
    w3c: Some("InvalidOutlineVersion"),
    since: "0.1.0",
    check: Check::With("outline-address-missing"),
};

pub(crate) static OUTLINE_REPEATED: Rule = Rule {
    id: "outline-repeated",
    severity: Severity::Warning,
    formats: &[Kind::Opml],
    says: "a feed is listed twice",
    why: "some readers subscribe to it twice, others keep it in one folder alone",
    remedy: "list it once, or say the folders in category",
    spec: &[spec::OPML.at("subscriptionLists")],
    w3c: None,
    since: "0.1.0",
    check: Check::Across(|| Box::new(Feeds::default())),
};

fn whole(head: &Head<'_, '_>, out: &mut Findings) {
    if !head.doc.format.is_opml() {
        return;
    }
    let root = head.feed;
    if let Some(version) = root.attr("version") {
        match version.value.trim() {
            "2.0" => {}
            "1.0" | "1.1" => {
                let message = format!("OPML {} is an old version", version.value.trim());
                let finding = Finding::attribute(root, version).says(message);
                out.add(&OPML_VERSION_OBSOLETE, finding);
            }
            _ => out.add(&OPML_VERSION_UNKNOWN, Finding::attribute(root, version)),
        }
    }
    if let Some(body) = root.child(Ns::None, "body").filter(|_| head.entries == 0) {
        let finding = Finding::missing(body, "outline").says("body has no outline");
        out.add(&ELEMENT_MISSING, finding.help("add an outline to body"));
    }
    if let Some(head) = root.child(Ns::None, "head") {
        head.children().for_each(|child| state(child, out));
    }
}

/// The numbers that an outliner keeps of its window; they may be negative.
fn state(element: Element<'_>, out: &mut Findings) {
    let window = matches!(
        element.local(),
        "vertScrollState" | "windowTop" | "windowLeft" | "windowBottom" | "windowRight"
    );
    let listed = element.local() == "expansionState";
    if element.ns() != Ns::None || !(window || listed) {
        return;
    }
    let text = element.text();
    let is_number = |part: &str| part.trim().parse::<i64>().is_ok();
    let fine = match window {
        true => is_number(&text),
        false => text.split(',').all(is_number),
    };
    if !fine && !text.trim().is_empty() {
        let message = match listed {
            true => {
                "expansionState is no list of whole numbers with commas between them".to_owned()
            }
            false => format!("{} is not a whole number", element.local()),
        };
        let finding = Finding::text(element).says(message);
        out.add(
            &NUMBER_MALFORMED,
            finding.w3c(if listed {
                "InvalidExpansionState"
            } else {
                "InvalidInteger"
            }),
        );
    }
}

/// What an outline of each type must name.
const ADDRESSES: &[(&str, &str)] = &[("rss", "xmlUrl"), ("link", "url"), ("include", "url")];

fn outline(entry: &Entry<'_, '_>, out: &mut Findings) {
    if !entry.doc.format.is_opml() {
        return;
    }
    let outline = entry.element;
    let kind = outline.attr("type").map_or("", |a| a.value.trim());
    let wanted = ADDRESSES
        .iter()
        .find(|(k, _)| k.eq_ignore_ascii_case(kind))
        .map(|(_, name)| *name);
    if let Some(name) = wanted.filter(|name| blank(outline, name)) {
        let message = format!("an outline of type {kind} has no {name}");
        let finding = Finding::element(outline).on_attribute(name).says(message);
        let class = if name == "xmlUrl" {
            "MissingXmlURL"
        } else {
            "MissingAttribute"
        };
        out.add(
            &OUTLINE_ADDRESS_MISSING,
            finding
                .help(format!("add {name}=\"…\""))
                .w3c(class)
                .param("attr", name),
        );
    }
    if kind.is_empty() && !blank(outline, "xmlUrl") {
        let finding = Finding::element(outline).on_attribute("type");
        out.add(&OUTLINE_TYPE_MISSING, finding);
    }
    let known = |v: &str| matches!(v, "RSS" | "RSS1" | "scriptingNews");
    let version = outline.attr("version").filter(|v| !known(v.value.trim()));
    if let Some(version) = version.filter(|_| kind.eq_ignore_ascii_case("rss")) {
        let finding = Finding::attribute(outline, version);
        out.add(&OUTLINE_VERSION_UNKNOWN, finding);
    }
    text(entry, out);
}

fn blank(outline: Element<'_>, name: &str) -> bool {
    outline.attr(name).is_none_or(|a| a.value.trim().is_empty())
}

/// OPML 2.0 wants a text in every outline; 1.x had it as one attribute among others.
fn text(entry: &Entry<'_, '_>, out: &mut Findings) {
    if entry.doc.format == Format::Opml && entry.element.attr("text").is_none() {
        let finding = Finding::element(entry.element)
            .on_attribute("text")
            .says("outline has no text")
            .param("attr", "text");
        out.add(&ATTRIBUTE_MISSING, finding.help("add text=\"…\""));
    }
}

/// The feeds met so far, as hashes with the line of the first.
#[derive(Default)]
struct Feeds {
    hasher: RandomState,
    lines: ByHash<u64>,
}

impl Across for Feeds {
    fn entry(&mut self, entry: &Entry<'_, '_>, out: &mut Findings) {
        let Some(address) = entry
            .element
            .attr("xmlUrl")
            .filter(|a| entry.doc.format.is_opml() && !a.value.trim().is_empty())
        else {
            return;
        };
        let hash = self.hasher.hash_one(address.value.trim());
        match self.lines.entry(hash) {
            Place::Vacant(place) => {
                place.insert(entry.element.position().line);
            }
            Place::Occupied(first) => {
                let message = format!("this feed is listed on line {} too", first.get());
                let finding = Finding::attribute(entry.element, address).says(message);
                out.add(
                    &OUTLINE_REPEATED,
                    finding.param("first_line", first.get().to_string()),
                );
            }
        }
    }
}
