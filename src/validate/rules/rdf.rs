//! RSS as RDF (0.90, 1.0 and 1.1): what the parts say of each other, and that they are RDF at all.

use std::collections::hash_map::RandomState;
use std::hash::BuildHasher;

use crate::Severity;
use crate::syntax::span::Position;
use crate::validate::by_hash::ByHash;
use crate::validate::context::{Across, Entry, Head, Visit};
use crate::validate::diagnostic::{Finding, Findings};
use crate::validate::format::Format;
use crate::validate::namespace::Ns;
use crate::validate::rule::{Check, Family, Kind, Rule};
use crate::validate::rules::structure::ELEMENT_MISPLACED;
use crate::validate::spec;
use crate::validate::tree::{Attr, Element};

pub(crate) static FAMILY: Family = Family {
    name: "rdf",
    about: "RSS 0.90, 1.0 and 1.1 as RDF: what the parts of the document say of each other.",
    rules: &[
        &RDF_STRUCTURE,
        &RDF_ATTRIBUTE_UNQUALIFIED,
        &RDF_ABOUT_REPEATED,
        &RDF_ABOUT_DIFFERS,
        &RDF_REFERENCE_MISSING,
        &RDF_REFERENCE_UNMET,
        &ITEM_LIST_MISSING,
        &ITEM_NOT_LISTED,
        &LISTED_ITEM_MISSING,
    ],
};

pub(crate) static RDF_STRUCTURE: Rule = Rule {
    id: "rdf-structure",
    severity: Severity::Error,
    formats: &[Kind::Rss],
    says: "elements are nested as RDF does not allow",
    why: "what reads the feed as RDF refuses the whole document",
    remedy: "write text alone or one element alone, or say rdf:parseType=\"Literal\" around markup",
    spec: &[spec::RDF_SYNTAX.at("propertyElt")],
    w3c: Some("InvalidRDF"),
    since: "0.1.0",
    check: Check::Entry(entry_structure),
};

pub(crate) static RDF_ATTRIBUTE_UNQUALIFIED: Rule = Rule {
    id: "rdf-attribute-unqualified",
    severity: Severity::Info,
    formats: &[Kind::Rss],
    says: "an attribute of RDF stands without its prefix",
    why: "old RDF allowed that; new documents should not do it, and some readers no longer look for it",
    remedy: "write rdf:about and rdf:resource",
    spec: &[spec::RDF_SYNTAX.at("section-Namespace")],
    w3c: None,
    since: "0.1.0",
    check: Check::Where(|site| site.format.is_rdf(), unqualified),
};

pub(crate) static RDF_ABOUT_REPEATED: Rule = Rule {
    id: "rdf-about-repeated",
    severity: Severity::Error,
    formats: &[Kind::Rss],
    says: "two elements have one rdf:about",
    why: "to RDF the two are one thing, so readers lose one of them",
    remedy: "give each element an address of its own",
    spec: &[spec::RSS10.at("s5.5"), spec::RSS11.at("")],
    w3c: Some("DuplicateValue"),
    since: "0.1.0",
    check: Check::Across(|| Box::new(Names::default())),
};

pub(crate) static RDF_ABOUT_DIFFERS: Rule = Rule {
    id: "rdf-about-differs",
    severity: Severity::Info,
    formats: &[Kind::Rss],
    says: "an item's rdf:about is not its link",
    why: "some readers open the one, some the other",
    remedy: "write the same address in both, if possible",
    spec: &[spec::RSS10.at("s5.5")],
    w3c: None,
    since: "0.1.0",
    check: Check::Entry(about_and_link),
};

pub(crate) static RDF_REFERENCE_MISSING: Rule = Rule {
    id: "rdf-reference-missing",
    severity: Severity::Error,
    formats: &[Kind::Rss],
    says: "the document has an image or a text input that its channel does not name",
    why: "what reads the feed as RDF does not know that it belongs to the channel",
    remedy: "name it in the channel with rdf:resource, its rdf:about as value",
    spec: &[spec::RSS10.at("s5.3.4"), spec::RSS10.at("s5.3.6")],
    w3c: Some("MissingElement"),
    since: "0.1.0",
    check: Check::Head(references),
};

pub(crate) static RDF_REFERENCE_UNMET: Rule = Rule {
    id: "rdf-reference-unmet",
    severity: Severity::Error,
    formats: &[Kind::Rss],
    says: "the channel names an image or a text input that the document does not describe",
    why: "readers find nothing to show for it",
    remedy: "add the element with that address as rdf:about, or remove the reference",
    spec: &[spec::RSS10.at("s5.3.4"), spec::RSS10.at("s5.3.6")],
    w3c: None,
    since: "0.1.0",
    check: Check::With("rdf-reference-missing"),
};

pub(crate) static ITEM_LIST_MISSING: Rule = Rule {
    id: "item-list-missing",
    severity: Severity::Warning,
    formats: &[Kind::Rss],
    says: "items of the channel holds no rdf:Seq",
    why: "the sequence says which items the feed has and in what order",
    remedy: "list the items' addresses in an rdf:Seq",
    spec: &[spec::RSS10.at("s5.3.5")],
    w3c: None,
    since: "0.1.0",
    check: Check::With("rdf-reference-missing"),
};

pub(crate) static ITEM_NOT_LISTED: Rule = Rule {
    id: "item-not-listed",
    severity: Severity::Info,
    formats: &[Kind::Rss],
    says: "an item is not in the channel's list",
    why: "what reads the feed as RDF is likely to leave it out",
    remedy: "add its rdf:about to the rdf:Seq of the channel's items",
    spec: &[spec::RSS10.at("s5.3.5")],
    w3c: None,
    since: "0.1.0",
    check: Check::With("rdf-about-repeated"),
};

pub(crate) static LISTED_ITEM_MISSING: Rule = Rule {
    id: "listed-item-missing",
    severity: Severity::Info,
    formats: &[Kind::Rss],
    says: "the channel's list names an item that the document does not hold",
    why: "readers find an address without title",
    remedy: "add the item, or write its rdf:about in the list letter by letter",
    spec: &[spec::RSS10.at("s5.3.5")],
    w3c: None,
    since: "0.1.0",
    check: Check::With("rdf-about-repeated"),
};

/// `rdf:about` and its like; old RDF let the prefix go.
fn rdf_attr<'t>(element: Element<'t>, name: &str) -> Option<Attr<'t>> {
    let mut attributes = element.attributes();
    attributes.find(|a| matches!(a.ns, Ns::Rdf | Ns::None) && a.local() == name)
}

fn parse_type<'t>(element: Element<'t>) -> &'t str {
    rdf_attr(element, "parseType").map_or("", |a| a.value)
}

fn unqualified(visit: &Visit<'_, '_>, out: &mut Findings) {
    if !visit.doc.format.is_rdf() {
        return;
    }
    let mut bare = visit.element.attributes().filter(|a| a.ns == Ns::None);
    let known = |name: &str| matches!(name, "about" | "resource" | "parseType");
    if let Some(attribute) = bare.find(|a| known(a.name)) {
        let message = format!(
            "{} of {} stands without the prefix of RDF",
            attribute.name,
            visit.element.display_name()
        );
        let finding = Finding::attribute(visit.element, attribute)
            .moved(attribute.position())
            .says(message);
        out.add(
            &RDF_ATTRIBUTE_UNQUALIFIED,
            finding.help(format!("write rdf:{}", attribute.name)),
        );
    }
}

/// What an element is to RDF: a thing, or something said of a thing.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Stripe {
    Node,
    Property,
}

fn entry_structure(entry: &Entry<'_, '_>, out: &mut Findings) {
    if entry.doc.format.is_rdf() {
        stripes(entry.element, Stripe::Node, out);
    }
}

/// RDF alternates between things and what is said of them; text stands only in the latter, and alone.
fn stripes(root: Element<'_>, stripe: Stripe, out: &mut Findings) {
    let mut waiting = vec![(root, stripe)];
    while let Some((element, stripe)) = waiting.pop() {
        let kind = parse_type(element);
        if kind == "Literal" && stripe == Stripe::Property {
            continue;
        }
        let fault = match (stripe, kind) {
            (Stripe::Node, _) | (_, "Resource") => node_fault(element, stripe),
            (Stripe::Property, "Collection") => None,
            (Stripe::Property, _) => property_fault(element),
        };
        if let Some(why) = fault {
            let message = format!("{} {why}", element.display_name());
            out.add(&RDF_STRUCTURE, Finding::element(element).says(message));
            continue;
        }
        let inner = match (stripe, kind) {
            (Stripe::Node, _) | (_, "Resource") => Stripe::Property,
            (Stripe::Property, _) => Stripe::Node,
        };
        for child in element.children() {
            if element.ns() != Ns::None && child.ns() == Ns::None {
                misplaced(element, child, out);
            }
            waiting.push((child, inner));
        }
    }
}

fn node_fault(element: Element<'_>, stripe: Stripe) -> Option<&'static str> {
    if !element.text().trim().is_empty() {
        return Some("stands for a thing and holds text of its own");
    }
    let refers = stripe == Stripe::Node
        && element
            .attributes()
            .any(|a| a.ns == Ns::Rdf && a.local() == "resource");
    refers.then_some(
        "stands for a thing and has rdf:resource, which only what is said of a thing may have",
    )
}

fn property_fault(element: Element<'_>) -> Option<&'static str> {
    let mut children = element.children();
    children.next()?;
    if !element.text().trim().is_empty() {
        return Some("holds text beside an element");
    }
    children
        .next()
        .is_some()
        .then_some("holds more than one thing")
}

/// RSS's own elements belong to RSS's own places.
fn misplaced(parent: Element<'_>, child: Element<'_>, out: &mut Findings) {
    let message = format!(
        "{} of RSS may not stand in {}",
        child.display_name(),
        parent.display_name()
    );
    let finding = Finding::element(child).says(message);
    out.add(&ELEMENT_MISPLACED, finding.param("parent", parent.local()));
}

fn about_and_link(entry: &Entry<'_, '_>, out: &mut Findings) {
    if !entry.doc.format.is_rdf() {
        return;
    }
    let (Some(about), Some(link)) = (
        rdf_attr(entry.element, "about"),
        entry.element.child(Ns::None, "link"),
    ) else {
        return;
    };
    if about.value.trim() != link.text().trim() {
        out.add(&RDF_ABOUT_DIFFERS, Finding::attribute(entry.element, about));
    }
}

/// Checks of the channel against its neighbours, and of the head as RDF.
fn references(head: &Head<'_, '_>, out: &mut Findings) {
    if !head.doc.format.is_rdf() {
        return;
    }
    let Some(root) = head.feed.parent() else {
        stripes(head.feed, Stripe::Node, out);
        return;
    };
    root.children()
        .for_each(|node| stripes(node, Stripe::Node, out));
    if head.doc.format != Format::Rss("1.0") {
        return;
    }
    for name in ["image", "textinput"] {
        reference(root, head.feed, name, out);
    }
    if let Some(items) = head.feed.child(Ns::None, "items")
        && items.child(Ns::Rdf, "Seq").is_none()
    {
        out.add(&ITEM_LIST_MISSING, Finding::element(items));
    }
}

fn reference(root: Element<'_>, channel: Element<'_>, name: &str, out: &mut Findings) {
    let (node, named) = (root.child(Ns::None, name), channel.child(Ns::None, name));
    let about = node.and_then(|n| rdf_attr(n, "about"));
    let resource = named.and_then(|n| rdf_attr(n, "resource"));
    match (node, named) {
        (Some(node), None) => {
            let message = format!("the channel does not name the {name} of the document");
            let finding = Finding::missing(channel, name).moved(node.position());
            out.add(&RDF_REFERENCE_MISSING, finding.says(message));
        }
        (_, Some(named)) if resource.map(|r| r.value) != about.map(|a| a.value) => {
            if let Some(resource) = resource {
                let message = format!("no {name} of the document is about {}", resource.value);
                let finding = Finding::attribute(named, resource).says(message);
                out.add(&RDF_REFERENCE_UNMET, finding);
            }
        }
        _ => {}
    }
}

/// One element that is about something.
struct Named {
    line: u64,
    /// Where it lies, for an item that the list may lack.
    item: Option<(Position, u64)>,
    listed: bool,
}

/// What each element of the document is about, as hashes; some 80 bytes an entry.
#[derive(Default)]
struct Names {
    hasher: RandomState,
    names: ByHash<Named>,
}

/// How many addresses are remembered.
const REMEMBERED: usize = 1 << 20;

impl Names {
    fn gather(&mut self, element: Element<'_>, item: Option<u64>, out: &mut Findings) {
        self.note(element, item, out);
        for inner in element.descendants() {
            if !within_literal(inner) {
                self.note(inner, None, out);
            }
        }
    }

    fn note(&mut self, element: Element<'_>, item: Option<u64>, out: &mut Findings) {
        let Some(about) = rdf_attr(element, "about").filter(|a| !a.value.trim().is_empty()) else {
            return;
        };
        let hash = self.hasher.hash_one(about.value.trim());
        if let Some(first) = self.names.get(&hash) {
            let message = format!(
                "an element on line {} is about {} too",
                first.line, about.value
            );
            let finding = Finding::attribute(element, about).says(message);
            out.add(
                &RDF_ABOUT_REPEATED,
                finding
                    .param("element", "rdf:about")
                    .param("first_line", first.line.to_string()),
            );
        } else if self.names.len() < REMEMBERED {
            let named = Named {
                line: element.position().line,
                item: item.map(|index| (about.value_position(), index)),
                listed: false,
            };
            self.names.insert(hash, named);
        }
    }

    /// Holds the channel's list against the items that were met.
    fn compare(&mut self, list: Element<'_>, out: &mut Findings) {
        for li in list.children().filter(|c| c.is(Ns::Rdf, "li")) {
            let Some(resource) = rdf_attr(li, "resource") else {
                continue;
            };
            let hash = self.hasher.hash_one(resource.value.trim());
            match self.names.get_mut(&hash) {
                Some(named) => named.listed = true,
                None => out.add(&LISTED_ITEM_MISSING, Finding::attribute(li, resource)),
            }
        }
        let mut unlisted: Vec<(Position, u64)> = self
            .names
            .values()
            .filter(|n| !n.listed)
            .filter_map(|n| n.item)
            .collect();
        unlisted.sort_by_key(|(at, _)| at.offset);
        for (at, index) in unlisted {
            let finding = Finding::at(at)
                .about("item", Some("rdf:RDF"))
                .on_attribute("rdf:about");
            out.add_in(&ITEM_NOT_LISTED, finding, Some(index));
        }
    }
}

/// Markup that is quoted says nothing about the document.
fn within_literal(element: Element<'_>) -> bool {
    std::iter::successors(element.parent(), |e| e.parent()).any(|e| parse_type(e) == "Literal")
}

impl Across for Names {
    fn entry(&mut self, entry: &Entry<'_, '_>, out: &mut Findings) {
        if entry.doc.format.is_rdf() {
            self.gather(entry.element, Some(entry.index), out);
        }
    }

    fn end(&mut self, head: Option<&Head<'_, '_>>, out: &mut Findings) {
        let Some(head) = head.filter(|h| h.doc.format.is_rdf()) else {
            return;
        };
        match head.feed.parent() {
            Some(root) => root
                .children()
                .for_each(|node| self.gather(node, None, out)),
            None => self.gather(head.feed, None, out),
        }
        let items = head.feed.child(Ns::None, "items");
        if let Some(list) = items.and_then(|i| i.child(Ns::Rdf, "Seq")) {
            self.compare(list, out);
        }
    }
}
