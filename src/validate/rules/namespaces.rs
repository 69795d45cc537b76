//! Prefixes and the namespaces they stand for.

use crate::Severity;
use crate::syntax::span::Position;
use crate::validate::diagnostic::{Finding, Findings};
use crate::validate::namespace::{self, KNOWN, Ns};
use crate::validate::rule::{Check, Family, Kind, Rule};
use crate::validate::rules::{extensions, grammar_id, members};
use crate::validate::spec;
use crate::validate::vocabulary;

pub(crate) static FAMILY: Family = Family {
    name: "namespaces",
    about: "Prefixes and the namespaces they stand for, foreign elements, and extensions of JSON Feed.",
    rules: &[
        &NAMESPACE_PREFIX_UNBOUND,
        &NAMESPACE_PREFIX_EMPTIED,
        &NAMESPACE_RESERVED,
        &NAMESPACE_MALFORMED,
        &NAMESPACE_MISSPELLED,
        &NAMESPACE_FORMER,
        &NAMESPACE_UNKNOWN,
        &NAMESPACE_NOT_JUDGED,
        &NAMESPACE_PREFIX_TAKEN,
        &NAMESPACE_PREFIX_UNUSUAL,
        &extensions::VOCABULARY_UNDETERMINABLE,
        &members::EXTENSION_NAME_MALFORMED,
        &members::EXTENSION_NOT_OBJECT,
        &members::EXTENSION_UNDOCUMENTED,
    ],
};

pub(crate) static NAMESPACE_PREFIX_UNBOUND: Rule = Rule {
    id: "namespace-prefix-unbound",
    severity: Severity::Error,
    formats: &[Kind::Any],
    says: "a prefix is used that no xmlns declares",
    why: "XML readers refuse the whole document",
    remedy: "declare the prefix at the root element, xmlns:prefix=\"…\"",
    spec: &[spec::NAMES.at("nsc-NSDeclared")],
    w3c: Some("SAXError"),
    since: "0.1.0",
    check: Check::Reader,
};

pub(crate) static NAMESPACE_PREFIX_EMPTIED: Rule = Rule {
    id: "namespace-prefix-emptied",
    severity: Severity::Error,
    formats: &[Kind::Any],
    says: "a prefix is bound to no namespace",
    why: "XML readers refuse the whole document",
    remedy: "give the namespace's name, or remove the declaration",
    spec: &[spec::NAMES.at("nsc-NoPrefixUndecl")],
    w3c: Some("SAXError"),
    since: "0.1.0",
    check: Check::Reader,
};

pub(crate) static NAMESPACE_RESERVED: Rule = Rule {
    id: "namespace-reserved",
    severity: Severity::Error,
    formats: &[Kind::Any],
    says: "xml and xmlns are bound to something else, or something else to them",
    why: "XML readers refuse the whole document: their meaning is fixed",
    remedy: "remove the declaration",
    spec: &[spec::NAMES.at("xmlReserved")],
    w3c: Some("SAXError"),
    since: "0.1.0",
    check: Check::Reader,
};

pub(crate) static NAMESPACE_MISSPELLED: Rule = Rule {
    id: "namespace-misspelled",
    severity: Severity::Warning,
    formats: &[Kind::Any],
    says: "the namespace is nearly one that feeds use",
    why: "readers compare letter by letter, so nothing in it is understood",
    remedy: "write the name exactly as its specification does",
    spec: &[spec::NAMES.at("concepts")],
    w3c: Some("UnknownNamespace"),
    since: "0.1.0",
    check: Check::Reader,
};

pub(crate) static NAMESPACE_MALFORMED: Rule = Rule {
    id: "namespace-malformed",
    severity: Severity::Error,
    formats: &[Kind::Any],
    says: "the name of a namespace is no URI",
    why: "XML readers may refuse it, and others cannot compare it",
    remedy: "write the name as its specification does, without spaces or line breaks",
    spec: &[spec::NAMES.at("ns-decl"), spec::RFC4151.at("2.1")],
    w3c: Some("SAXError"),
    since: "0.1.0",
    check: Check::Reader,
};

pub(crate) static NAMESPACE_FORMER: Rule = Rule {
    id: "namespace-former",
    severity: Severity::Info,
    formats: &[Kind::Any],
    says: "the namespace is that of a draft or an early version",
    why: "newer programs look for the later one",
    remedy: "declare the namespace that replaced it, and check its elements",
    spec: &[spec::NAMES.at("concepts")],
    w3c: None,
    since: "0.1.0",
    check: Check::Reader,
};

pub(crate) static NAMESPACE_UNKNOWN: Rule = Rule {
    id: "namespace-unknown",
    severity: Severity::Info,
    formats: &[Kind::Any],
    says: "a namespace that is not known here",
    why: "readers will probably skip what is in it",
    remedy: "check its spelling; if it is your own, nothing is to be done",
    spec: &[spec::NAMES.at("concepts")],
    w3c: Some("UnknownNamespace"),
    since: "0.1.0",
    check: Check::Reader,
};

pub(crate) static NAMESPACE_NOT_JUDGED: Rule = Rule {
    id: "namespace-not-judged",
    severity: Severity::Info,
    formats: &[Kind::Any],
    says: "elements of this namespace are not judged yet",
    why: "they may be right or wrong; nothing was looked at",
    remedy: "judge them by other means",
    spec: &[spec::NAMES.at("concepts")],
    w3c: Some("UnsupportedNamespace"),
    since: "0.1.0",
    check: Check::Reader,
};

pub(crate) static NAMESPACE_PREFIX_TAKEN: Rule = Rule {
    id: "namespace-prefix-taken",
    severity: Severity::Warning,
    formats: &[Kind::Any],
    says: "a prefix that stands for one namespace everywhere stands for another here",
    why: "some readers look at the prefix alone",
    remedy: "use another prefix, or the namespace that belongs to it",
    spec: &[spec::NAMES.at("ns-decl")],
    w3c: Some("ReservedPrefix"),
    since: "0.1.0",
    check: Check::Reader,
};

pub(crate) static NAMESPACE_PREFIX_UNUSUAL: Rule = Rule {
    id: "namespace-prefix-unusual",
    severity: Severity::Info,
    formats: &[Kind::Any],
    says: "a namespace has another prefix than everywhere else",
    why: "that is allowed, but some readers look at the prefix alone",
    remedy: "use the usual prefix",
    spec: &[spec::NAMES.at("ns-decl")],
    w3c: Some("NonstdPrefix"),
    since: "0.1.0",
    check: Check::Reader,
};

/// Media RSS without its last slash, which many feeds write.
const MEDIA_CUT: &str = "http://search.yahoo.com/mrss";

/// Reports a namespace when it is declared; `root` is the namespace of the document's root.
pub(crate) fn declared(prefix: &str, uri: &str, root: bool, at: Position, out: &mut Findings) {
    let finding = || {
        Finding::at(at)
            .value(uri)
            .on_attribute(if prefix.is_empty() { "xmlns" } else { prefix })
            .param("namespace", uri)
            .param("prefix", prefix)
    };
    if let Some(class) = malformed(uri) {
        let name = if prefix.is_empty() {
            "xmlns".to_owned()
        } else {
            format!("xmlns:{prefix}")
        };
        let message = format!("{uri:?} is no URI, so it names no namespace");
        out.add(
            &NAMESPACE_MALFORMED,
            finding().about(&name, None).says(message).w3c(class),
        );
        return;
    }
    if let Some(former) = namespace::successor(uri) {
        former_name(uri, former.now, &finding, out);
    }
    match Ns::of(uri) {
        Ns::Unknown if namespace::successor(uri).is_some() => {}
        Ns::Unknown if uri == MEDIA_CUT => out.add(
            &super::media::MEDIA_NAMESPACE_WRONG,
            finding().mend(format!("{MEDIA_CUT}/")),
        ),
        Ns::Unknown => unknown(prefix, uri, root, &finding, out),
        ns if vocabulary::is_judged(ns) => {}
        ns => {
            let message = format!("the elements of {} are not judged yet", ns.prefix());
            out.add(&NAMESPACE_NOT_JUDGED, finding().says(message));
        }
    }
    let owns = |k: &&namespace::Known| k.prefix == prefix && k.uri == uri;
    let owner = namespace::by_prefix(prefix)
        .filter(|_| !prefix.is_empty() && !KNOWN.iter().any(|k| owns(&k)));
    if let Some(known) = KNOWN
        .iter()
        .find(|k| k.uri == uri && k.prefix != prefix)
        .filter(|k| !prefix.is_empty() && has_usual_prefix(k))
    {
        let message = format!("the prefix {} is usual for {uri}", known.prefix);
        out.add(&NAMESPACE_PREFIX_UNUSUAL, finding().says(message));
    }
    let taken = owner.filter(|o| RESERVED.contains(&o.prefix));
    if let Some(owner) = taken.filter(|_| namespace::near_miss(uri).is_none()) {
        let message = format!("{prefix} stands for {} in other feeds", owner.uri);
        out.add(&NAMESPACE_PREFIX_TAKEN, finding().says(message));
    }
}

/// The names that reports have for versions are nobody's prefix.
fn has_usual_prefix(known: &namespace::Known) -> bool {
    known.ns != Ns::Xml && !known.prefix.ends_with(|c: char| c.is_ascii_digit())
}

/// Why a name is no URI, as the W3C service calls it.
fn malformed(uri: &str) -> Option<&'static str> {
    if let Some(rest) = uri.strip_prefix("tag:") {
        return (!grammar_id::is_tag(rest)).then_some("InvalidTAG");
    }
    let blank = uri
        .bytes()
        .any(|b| b.is_ascii_whitespace() || matches!(b, b'<' | b'>' | b'"'));
    blank.then_some("SAXError")
}

fn former_name(uri: &str, now: &str, finding: &dyn Fn() -> Finding, out: &mut Findings) {
    let found = finding()
        .says(format!("{uri} was replaced by {now}"))
        .help(format!("write {now}, and check the elements against it"));
    let class = match (Ns::of(now), Ns::of(uri)) {
        (Ns::Wiki, _) => Some("ObsoleteWikiNamespace"),
        (_, Ns::Unknown) => Some("UnknownNamespace"),
        _ => None,
    };
    match class {
        Some(class) => out.add(&NAMESPACE_FORMER, found.w3c(class)),
        None => out.add(&NAMESPACE_FORMER, found),
    }
}

/// Prefixes that are so common that programs look for them.
const RESERVED: &[&str] = &[
    "atom",
    "content",
    "dc",
    "dcterms",
    "media",
    "itunes",
    "podcast",
    "sy",
    "slash",
    "wfw",
    "georss",
    "rdf",
    "feedburner",
    "thr",
];

fn unknown(prefix: &str, uri: &str, root: bool, finding: &dyn Fn() -> Finding, out: &mut Findings) {
    match namespace::near_miss(uri) {
        Some(known) => {
            let message = format!("{uri} is nearly {}", known.uri);
            out.add(
                &NAMESPACE_MISSPELLED,
                finding()
                    .says(message)
                    .help(format!("write {}", known.uri))
                    .mend_if(Some(known.uri).filter(|_| namespace::is_meant(known, prefix, uri))),
            );
        }
        // The root's own namespace is reported with the root.
        None if root && prefix.is_empty() => {}
        None => out.add(
            &NAMESPACE_UNKNOWN,
            finding().says(format!("the namespace {uri} is not known here")),
        ),
    }
}
