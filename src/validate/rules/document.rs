//! What kind of document this is, and which version of it.

use crate::Severity;
use crate::syntax::span::Position;
use crate::validate::context::Visit;
use crate::validate::diagnostic::{Finding, Findings};
use crate::validate::format::{self, Foreign, Format};
use crate::validate::namespace::{self, Ns};
use crate::validate::rule::{Check, Family, Kind, Rule};
use crate::validate::spec;

pub(crate) static FAMILY: Family = Family {
    name: "document",
    about: "What kind of document this is, and which version of it.",
    rules: &[
        &DOCUMENT_EMPTY,
        &DOCUMENT_HTML,
        &DOCUMENT_JSON,
        &DOCUMENT_COMPRESSED,
        &DOCUMENT_BINARY,
        &ROOT_UNKNOWN,
        &ROOT_NAMESPACE_WRONG,
        &ATOM_VERSION_OBSOLETE,
        &RSS_VERSION_MISSING,
        &RSS_VERSION_UNKNOWN,
        &RSS_VERSION_OBSOLETE,
    ],
};

pub(crate) static DOCUMENT_EMPTY: Rule = Rule {
    id: "document-empty",
    severity: Severity::Error,
    formats: &[Kind::Any],
    says: "the document is empty",
    why: "there is no feed",
    remedy: "write the feed, and look at what should have",
    spec: &[spec::RSS.at("requiredChannelElements")],
    w3c: Some("SAXError"),
    since: "0.1.0",
    check: Check::Reader,
};

pub(crate) static DOCUMENT_HTML: Rule = Rule {
    id: "document-html",
    severity: Severity::Error,
    formats: &[Kind::Any],
    says: "this is an HTML page, not a feed",
    why: "readers find nothing in it",
    remedy: "give the address of the feed, which the page may name in a link element",
    spec: &[spec::RSS.at("whatIsRss")],
    w3c: Some("SAXError"),
    since: "0.1.0",
    check: Check::Reader,
};

pub(crate) static DOCUMENT_JSON: Rule = Rule {
    id: "document-json",
    severity: Severity::Error,
    formats: &[Kind::Any],
    says: "this is JSON, not an XML feed",
    why: "JSON is not judged yet",
    remedy: "give the address of the RSS or Atom feed",
    spec: &[spec::RSS.at("whatIsRss")],
    w3c: Some("SAXError"),
    since: "0.1.0",
    check: Check::Reader,
};

pub(crate) static DOCUMENT_COMPRESSED: Rule = Rule {
    id: "document-compressed",
    severity: Severity::Error,
    formats: &[Kind::Any],
    says: "this is a compressed file, not a feed",
    why: "it is judged as it lies; nothing is unpacked",
    remedy: "unpack it first, or send it with Content-Encoding",
    spec: &[spec::RSS.at("whatIsRss")],
    w3c: Some("SAXError"),
    since: "0.1.0",
    check: Check::Reader,
};

pub(crate) static DOCUMENT_BINARY: Rule = Rule {
    id: "document-binary",
    severity: Severity::Error,
    formats: &[Kind::Any],
    says: "this is no text at all",
    why: "readers find nothing in it",
    remedy: "give the address of the feed",
    spec: &[spec::RSS.at("whatIsRss")],
    w3c: Some("SAXError"),
    since: "0.1.0",
    check: Check::Reader,
};

pub(crate) static ROOT_UNKNOWN: Rule = Rule {
    id: "root-unknown",
    severity: Severity::Error,
    formats: &[Kind::Any],
    says: "the root element is none that a feed has",
    why: "readers do not take it for a feed",
    remedy: "write rss, or feed in Atom's namespace",
    spec: &[spec::RSS.at("requiredChannelElements")],
    w3c: Some("UndefinedElement"),
    since: "0.1.0",
    check: Check::Reader,
};

pub(crate) static ROOT_NAMESPACE_WRONG: Rule = Rule {
    id: "root-namespace-wrong",
    severity: Severity::Error,
    formats: &[Kind::Any],
    says: "the root element is in another namespace than that of a feed",
    why: "readers tell a feed by its namespace and find none here",
    remedy: "write xmlns=\"http://www.w3.org/2005/Atom\" for Atom, and none for RSS",
    spec: &[spec::RFC4287.at("2")],
    w3c: Some("InvalidNamespace"),
    since: "0.1.0",
    check: Check::Reader,
};

pub(crate) static ATOM_VERSION_OBSOLETE: Rule = Rule {
    id: "atom-version-obsolete",
    severity: Severity::Error,
    formats: &[Kind::Atom],
    says: "this is Atom 0.3, which Atom 1.0 replaced in 2005",
    why: "many readers no longer know it",
    remedy: "write Atom 1.0",
    spec: &[spec::RFC4287.at("1")],
    w3c: Some("ObsoleteNamespace"),
    since: "0.1.0",
    check: Check::Reader,
};

pub(crate) static RSS_VERSION_MISSING: Rule = Rule {
    id: "rss-version-missing",
    severity: Severity::Error,
    formats: &[Kind::Rss],
    says: "the rss element states no version",
    why: "the version attribute is mandatory",
    remedy: "write <rss version=\"2.0\">",
    spec: &[spec::RSS.at("whatIsRss")],
    w3c: Some("MissingAttribute"),
    since: "0.1.0",
    check: Check::Element(rss_version),
};

pub(crate) static RSS_VERSION_UNKNOWN: Rule = Rule {
    id: "rss-version-unknown",
    severity: Severity::Error,
    formats: &[Kind::Rss],
    says: "a version of RSS that does not exist",
    why: "readers may refuse what they do not know",
    remedy: "write version=\"2.0\"",
    spec: &[spec::RSS.at("whatIsRss")],
    w3c: Some("InvalidRSSVersion"),
    since: "0.1.0",
    check: Check::With("rss-version-missing"),
};

pub(crate) static RSS_VERSION_OBSOLETE: Rule = Rule {
    id: "rss-version-obsolete",
    severity: Severity::Warning,
    formats: &[Kind::Rss],
    says: "an old version of RSS",
    why: "RSS 2.0 can do all that it can, and has guids and dates for items",
    remedy: "write version=\"2.0\"",
    spec: &[spec::RSS.at("whatIsRss")],
    w3c: Some("ObsoleteVersion"),
    since: "0.1.0",
    check: Check::With("rss-version-missing"),
};

/// Reports a document that is no XML at all.
pub(crate) fn foreign(kind: Foreign, out: &mut Findings) {
    let rule = match kind {
        Foreign::Empty => &DOCUMENT_EMPTY,
        Foreign::Json => &DOCUMENT_JSON,
        Foreign::Html => &DOCUMENT_HTML,
        Foreign::Compressed => &DOCUMENT_COMPRESSED,
        Foreign::Binary => &DOCUMENT_BINARY,
    };
    out.add(rule, Finding::at(Position::START));
}

/// Reports what the root element says of the format.
pub(crate) fn root(
    format: Format,
    ns: Ns,
    uri: &str,
    name: &str,
    at: Position,
    out: &mut Findings,
) {
    let finding = || Finding::at(at).about(name, None).value(name);
    let local = name.rsplit(':').next().unwrap_or_default();
    match format {
        f if f.is_judged() => {}
        Format::Atom03 => out.add(&ATOM_VERSION_OBSOLETE, finding()),
        Format::Html => out.add(&DOCUMENT_HTML, finding()),
        Format::Unknown if ns != Ns::Atom && matches!(local, "feed" | "entry" | "rss") => {
            let near = namespace::near_miss(uri).map_or("", |k| k.uri);
            let message = match uri {
                "" => format!("{local} is in no namespace"),
                _ => format!("{local} is in the namespace {uri}"),
            };
            out.add(
                &ROOT_NAMESPACE_WRONG,
                finding().says(message).param("namespace", near),
            );
        }
        Format::Unknown => out.add(
            &ROOT_UNKNOWN,
            finding().says(format!("the root element is {name}, which no feed has")),
        ),
        _ => {}
    }
}

fn rss_version(visit: &Visit<'_, '_>, out: &mut Findings) {
    if !visit.element.is(Ns::None, "rss") || visit.element.parent().is_some() {
        return;
    }
    let Some(version) = visit.element.attr("version") else {
        let finding = Finding::element(visit.element)
            .on_attribute("version")
            .param("attr", "version");
        out.add(&RSS_VERSION_MISSING, finding);
        return;
    };
    match format::rss_version(version.value) {
        None => out.add(
            &RSS_VERSION_UNKNOWN,
            Finding::attribute(visit.element, version),
        ),
        Some("2.0") => {}
        Some(old) => out.add(
            &RSS_VERSION_OBSOLETE,
            Finding::attribute(visit.element, version).says(format!("RSS {old} is an old version")),
        ),
    }
}
