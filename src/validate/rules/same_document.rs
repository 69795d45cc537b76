//! References of Atom that lead back into the document in which they stand.

use crate::Severity;
use crate::validate::context::{Typed, Visit};
use crate::validate::diagnostic::{Finding, Findings};
use crate::validate::namespace::Ns;
use crate::validate::rule::{Check, Kind, Rule};
use crate::validate::rules::links;
use crate::validate::spec;
use crate::validate::vocabulary::Value;

pub(crate) static REFERENCE_TO_ITSELF: Rule = Rule {
    id: "reference-to-itself",
    severity: Severity::Warning,
    formats: &[Kind::Atom],
    says: "an address leads to the document in which it stands",
    why: "an empty reference, or a fragment alone, means the feed itself, not the page that was meant",
    remedy: "write the whole address of the page, or leave it out",
    spec: &[spec::RFC3986.at("4.4"), spec::RFC4287.at("4.2.7.1")],
    w3c: Some("SameDocumentReference"),
    since: "0.1.0",
    check: Check::Where(
        |site| site.ns == Ns::Atom && site.holds(|v| v == Value::Reference),
        references,
    ),
};

/// A blank element is a fault of its own, and so is a link of the feed to itself that is not absolute.
fn references(visit: &Visit<'_, '_>, out: &mut Findings) {
    if !visit.doc.format.is_atom() {
        return;
    }
    let own = |relation: &str| links::is_link(visit.element, relation);
    for value in visit.values.iter().filter(|v| v.kind == Value::Reference) {
        let url = value.trimmed();
        let inside = url.starts_with('#') || (url.is_empty() && value.is_attribute());
        if inside && !own("self") && !own("hub") {
            out.add(&REFERENCE_TO_ITSELF, finding(value, url));
        }
    }
}

fn finding(value: &Typed<'_>, url: &str) -> Finding {
    let name = value.name();
    value.finding().says(match url {
        "" => format!("{name} is empty, which means this document itself"),
        _ => format!("{name} is a fragment alone, {url}, of this document itself"),
    })
}
