//! What kind of document this is, and which version of it.

use crate::Severity;
use crate::syntax::fault::Fault;
use crate::syntax::span::Position;
use crate::validate::context::Visit;
use crate::validate::diagnostic::{Finding, Findings};
use crate::validate::format::{self, Foreign, Format};
use crate::validate::namespace::{self, Ns};
use crate::validate::page::Advertised;
use crate::validate::rule::{Check, Family, Kind, Rule};
use crate::validate::rules::{members, opml, versions};
use crate::validate::spec;

pub(crate) static FAMILY: Family = Family {
    name: "document",
    about: "What kind of document this is, and which version of it.",
    rules: &[
        &DOCUMENT_EMPTY,
        &DOCUMENT_HTML,
        &DOCUMENT_TEXT,
        &DOCUMENT_JSON,
        &DOCUMENT_COMPRESSED,
        &DOCUMENT_BINARY,
        &ROOT_UNKNOWN,
        &ROOT_NAMESPACE_WRONG,
        &ATOM_VERSION_OBSOLETE,
        &RSS_IN_NAMESPACE,
        &RSS_VERSION_MISSING,
        &RSS_VERSION_UNKNOWN,
        &RSS_VERSION_OBSOLETE,
        &versions::ELEMENT_MISSING_IN_VERSION,
        &versions::ELEMENT_NEWER_THAN_VERSION,
        &versions::LENGTH_OVER_VERSION_LIMIT,
        &versions::ITEMS_OVER_VERSION_LIMIT,
        &DOCTYPE_OF_OTHER_VERSION,
        &DOCTYPE_ABANDONED,
        &opml::OPML_VERSION_UNKNOWN,
        &opml::OPML_VERSION_OBSOLETE,
        &members::JSON_VERSION_UNKNOWN,
        &members::JSON_VERSION_LATE,
        &members::MEMBER_OF_LATER_VERSION,
    ],
};

pub(crate) static DOCUMENT_EMPTY: Rule = Rule {
    id: "document-empty",
    severity: Severity::Error,
    formats: &[Kind::Any],
    says: "the document is empty",
    why: "readers find nothing in it",
    remedy: "write the feed, and check the program that should have written it",
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
    w3c: Some("UndefinedElement"),
    since: "0.1.0",
    check: Check::Reader,
};

pub(crate) static FEED_ADVERTISED: Rule = Rule {
    id: "feed-advertised",
    severity: Severity::Info,
    formats: &[Kind::Any],
    says: "the page names a feed",
    why: "that is where readers find it",
    remedy: "judge that address instead",
    spec: &[spec::HTML.at("links.html#rel-alternate")],
    w3c: None,
    since: "0.1.0",
    check: Check::Reader,
};

pub(crate) static DOCUMENT_TEXT: Rule = Rule {
    id: "document-text",
    severity: Severity::Error,
    formats: &[Kind::Any],
    says: "this is plain text, not a feed",
    why: "readers find nothing in it",
    remedy: "look at what the server sends there; it may be an error message",
    spec: &[spec::RSS.at("whatIsRss")],
    w3c: Some("SAXError"),
    since: "0.1.0",
    check: Check::Reader,
};

pub(crate) static DOCUMENT_JSON: Rule = Rule {
    id: "document-json",
    severity: Severity::Error,
    formats: &[Kind::Any],
    says: "this is JSON, but no JSON Feed",
    why: "readers find nothing in it",
    remedy: "give the address of the feed; a JSON Feed is an object with version, title and items",
    spec: &[spec::JSONFEED.at("top-level"), spec::RSS.at("whatIsRss")],
    w3c: Some("SAXError"),
    since: "0.1.0",
    check: Check::Reader,
};

pub(crate) static DOCUMENT_COMPRESSED: Rule = Rule {
    id: "document-compressed",
    severity: Severity::Error,
    formats: &[Kind::Any],
    says: "this is a compressed file, not a feed",
    why: "readers unpack only what the server names in Content-Encoding",
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

pub(crate) static RSS_IN_NAMESPACE: Rule = Rule {
    id: "rss-in-namespace",
    severity: Severity::Warning,
    formats: &[Kind::Rss],
    says: "the elements of RSS 2.0 are in a namespace",
    why: "readers that look for them without one find no channel",
    remedy: "remove the xmlns attribute from rss",
    spec: &[spec::RSS.at("extendingRss")],
    w3c: None,
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
    why: "readers guess which version it is, and some refuse the feed",
    remedy: "write <rss version=\"2.0\">",
    spec: &[spec::RSS.at("whatIsRss")],
    w3c: Some("MissingAttribute"),
    since: "0.1.0",
    check: Check::Where(
        |site| site.name.is_empty() || site.name == "rss",
        rss_version,
    ),
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
    why: "it lacks elements by which readers tell new items from old; RSS 2.0 has them",
    remedy: "write version=\"2.0\"",
    spec: &[spec::RSS.at("whatIsRss")],
    w3c: Some("ObsoleteVersion"),
    since: "0.1.0",
    check: Check::With("rss-version-missing"),
};

pub(crate) static DOCTYPE_OF_OTHER_VERSION: Rule = Rule {
    id: "doctype-of-other-version",
    severity: Severity::Error,
    formats: &[Kind::Rss],
    says: "the document type declaration is that of RSS 0.91 and the document is not",
    why: "what checks the feed against its declaration finds it invalid",
    remedy: "remove the declaration",
    spec: &[spec::RSS091_NETSCAPE.at("")],
    w3c: Some("InvalidDoctype"),
    since: "0.1.0",
    check: Check::Reader,
};

pub(crate) static DOCTYPE_ABANDONED: Rule = Rule {
    id: "doctype-abandoned",
    severity: Severity::Warning,
    formats: &[Kind::Rss],
    says: "the document type declaration names a file at Netscape, which gave RSS up in 2007",
    why: "a program that fetches the file depends on a server that nobody keeps for it",
    remedy: "remove the declaration; RSS 2.0 needs none",
    spec: &[spec::RSS091_NETSCAPE.at("")],
    w3c: Some("DeprecatedDTD"),
    since: "0.1.0",
    check: Check::Reader,
};

/// Where Netscape had the document types of RSS; so much of the address is left in the subject of the fault.
const NETSCAPE: &str = "//my.netscape.c";

/// By this name programs know the document type of RSS 0.91, the only version that has one.
const DTD_091: &str = "-//Netscape Communications//DTD RSS 0.91//EN";

/// Reports a document type declaration that belongs to another format than the root element.
pub(crate) fn doctype(format: Format, doctype: &Fault, out: &mut Findings) {
    if doctype.subject.contains(DTD_091) && format != Format::Rss("0.91") {
        let message = format!("the document type is that of RSS 0.91, the document is {format}");
        let finding = Finding::at(doctype.at).value(DTD_091).says(message);
        out.add(&DOCTYPE_OF_OTHER_VERSION, finding);
    } else if doctype.subject.contains(NETSCAPE) && format.is_rss() {
        out.add(&DOCTYPE_ABANDONED, Finding::at(doctype.at));
    }
}

/// Reports JSON that is no JSON Feed, by name where its kind is sure.
pub(crate) fn json(kind: Option<&str>, out: &mut Findings) {
    let finding = Finding::at(Position::START);
    out.add(
        &DOCUMENT_JSON,
        match kind {
            Some(kind) => finding.says(format!("this is {kind}, not a JSON Feed")),
            None => finding,
        },
    );
}

/// Reports a document that is no XML at all.
pub(crate) fn foreign(kind: Foreign, out: &mut Findings) {
    let (rule, message, what) = match kind {
        Foreign::Empty => (&DOCUMENT_EMPTY, None, ""),
        Foreign::Html => (&DOCUMENT_HTML, None, ""),
        Foreign::Text => (&DOCUMENT_TEXT, None, ""),
        Foreign::Compressed(how) => {
            let message = format!("this is a file compressed with {how}, not a feed");
            (&DOCUMENT_COMPRESSED, Some(message), how)
        }
        Foreign::Binary(what) => {
            let message = format!("this is {what}, not a feed");
            (&DOCUMENT_BINARY, Some(message), what)
        }
    };
    let mut finding = Finding::at(Position::START);
    if let Some(message) = message {
        finding = finding.says(message).param("what", what);
    }
    out.add(rule, finding);
}

/// Reports an HTML page, and the feeds that it names.
pub(crate) fn page(feeds: &[Advertised], out: &mut Findings) {
    let finding = Finding::at(Position::START);
    let (message, help) = match feeds {
        [] => (
            "this is an HTML page, not a feed, and its head names none".to_owned(),
            "give the address of the feed".to_owned(),
        ),
        [one] => (
            "this is an HTML page, not a feed; it names one".to_owned(),
            format!("give the address of the feed: {}", one.url),
        ),
        [first, ..] => (
            format!("this is an HTML page, not a feed; it names {}", feeds.len()),
            format!(
                "give the address of one of its feeds, such as {}",
                first.url
            ),
        ),
    };
    out.add(&DOCUMENT_HTML, finding.says(message).help(help));
    for feed in feeds {
        let mut finding = Finding::at(feed.at)
            .about("link", Some("head"))
            .value(&feed.url)
            .says(format!("the page names a feed: {}", feed.url))
            .param("feed", feed.url.as_str())
            .param("type", feed.kind.as_str());
        if !feed.title.is_empty() {
            finding = finding.param("title", feed.title.as_str());
        }
        let help = format!("judge {} instead", feed.url);
        out.add(&FEED_ADVERTISED, finding.help(help));
    }
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
        f if f.is_rss() && ns != Ns::None => out.add(
            &RSS_IN_NAMESPACE,
            finding()
                .value(uri)
                .says(format!("rss is in the namespace {uri}")),
        ),
        f if f.is_atom() && ns == Ns::None => {
            let message = format!("{local} is in no namespace");
            out.add(&ROOT_NAMESPACE_WRONG, finding().says(message));
        }
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
        Format::Unknown if matches!(local, "urlset" | "sitemapindex") => {
            let message = match uri {
                "" => format!("{local} is in no namespace, so this is no sitemap"),
                _ => format!("{local} is in the namespace {uri}, which is not that of sitemaps"),
            };
            let help = "write xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\"";
            out.add(&ROOT_NAMESPACE_WRONG, finding().says(message).help(help));
        }
        Format::Unknown => {
            let message = match other_kind(uri, local) {
                Some(what) => format!("this is {what}, not a feed"),
                None if is_misspelt(local) => {
                    format!("the root element is {name}; letter case counts")
                }
                None if matches!(local, "channel" | "item") => {
                    format!("{local} stands alone, without rss around it")
                }
                None => format!("the root element is {name}, which no feed has"),
            };
            out.add(&ROOT_UNKNOWN, finding().says(message));
        }
        _ => {}
    }
}

/// What else XML documents are that lie where a feed is looked for: namespace or none, root, name.
const OTHER_KINDS: &[(&str, &str, &str)] = &[
    ("http://www.w3.org/2000/svg", "svg", "an SVG drawing"),
    ("http://www.opengis.net/kml/", "kml", "a KML map"),
    ("http://earth.google.com/kml/", "kml", "a KML map"),
    ("http://www.topografix.com/GPX/", "gpx", "a GPX track"),
    (
        "http://www.w3.org/1999/XSL/Transform",
        "stylesheet",
        "an XSLT style sheet",
    ),
    (
        "http://www.w3.org/1999/XSL/Transform",
        "transform",
        "an XSLT style sheet",
    ),
    (
        "http://a9.com/-/spec/opensearch/1.1/",
        "OpenSearchDescription",
        "a description of a search",
    ),
    (
        "http://www.w3.org/2007/app",
        "service",
        "an AtomPub service document",
    ),
    (
        "http://www.w3.org/2007/app",
        "categories",
        "an AtomPub list of categories",
    ),
    (
        "http://docs.oasis-open.org/ns/xri/xrd-1.0",
        "XRD",
        "an XRD description",
    ),
    ("http://schemas.xmlsoap.org/", "Envelope", "a SOAP message"),
    (
        "http://www.w3.org/2003/05/soap-envelope",
        "Envelope",
        "a SOAP message",
    ),
    (
        "http://schemas.xmlsoap.org/wsdl/",
        "definitions",
        "a WSDL description",
    ),
    (
        "http://www.w3.org/2001/XMLSchema",
        "schema",
        "an XML schema",
    ),
    (
        "http://relaxng.org/ns/structure/1.0",
        "grammar",
        "a RELAX NG schema",
    ),
    ("http://iptc.org/std/nar/", "newsItem", "a NewsML-G2 item"),
    (
        "http://iptc.org/std/nar/",
        "newsMessage",
        "a NewsML-G2 message",
    ),
    (
        "http://archipelago.phrasewise.com/rsd",
        "rsd",
        "an RSD description",
    ),
    ("", "rsd", "an RSD description"),
    ("", "nitf", "an NITF article"),
    ("", "NewsML", "a NewsML document"),
    ("", "plist", "a property list"),
    ("", "Error", "an error message of a server"),
    ("", "error", "an error message of a server"),
    ("", "ListBucketResult", "a list of files in a store"),
    (
        "http://s3.amazonaws.com/",
        "ListBucketResult",
        "a list of files in a store",
    ),
    ("", "methodResponse", "an XML-RPC answer"),
    ("", "scriptingNews", "scriptingNews, the format before RSS"),
    ("", "cdf", "a CDF channel, a format of 1997"),
    ("", "CHANNEL", "a CDF channel, a format of 1997"),
];

/// Is it the root of a feed but for the case of its letters?
fn is_misspelt(local: &str) -> bool {
    ["rss", "RDF", "feed", "opml", "urlset", "sitemapindex"]
        .iter()
        .any(|root| root.eq_ignore_ascii_case(local) && *root != local)
}

fn other_kind(uri: &str, local: &str) -> Option<&'static str> {
    let fits = |(ns, root, _): &&(&str, &str, &str)| {
        *root == local
            && if ns.is_empty() {
                uri.is_empty()
            } else {
                uri.starts_with(ns)
            }
    };
    OTHER_KINDS.iter().find(fits).map(|(_, _, what)| *what)
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
