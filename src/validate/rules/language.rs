//! Language tags of elements and attributes.

use crate::Severity;
use crate::validate::context::{Head, Visit};
use crate::validate::diagnostic::{Finding, Findings};
use crate::validate::namespace::Ns;
use crate::validate::rule::{Check, Family, Kind, Rule};
use crate::validate::spec;
use crate::validate::vocabulary::Value;

pub(crate) static FAMILY: Family = Family {
    name: "language",
    about: "Language tags of elements and attributes.",
    rules: &[
        &LANGUAGE_MALFORMED,
        &XML_LANG_MALFORMED,
        &FEED_LANGUAGE_MISSING,
    ],
};

pub(crate) static LANGUAGE_MALFORMED: Rule = Rule {
    id: "language-malformed",
    severity: Severity::Error,
    formats: &[
        Kind::Rss,
        Kind::Atom,
        Kind::Opml,
        Kind::Sitemap,
        Kind::JsonFeed,
    ],
    says: "not a language tag",
    why: "readers use it for hyphenation, voices and filters",
    remedy: "write such as en, en-GB or zh-Hant",
    spec: &[spec::RFC5646.at("2.1"), spec::JSONFEED.at("top-level")],
    w3c: Some("InvalidLanguage"),
    since: "0.1.0",
    check: Check::Element(languages),
};

pub(crate) static XML_LANG_MALFORMED: Rule = Rule {
    id: "xml-lang-malformed",
    severity: Severity::Error,
    formats: &[Kind::Rss, Kind::Atom, Kind::Opml, Kind::Sitemap],
    says: "xml:lang is not a language tag",
    why: "readers use it for hyphenation, voices and filters",
    remedy: "write such as en, en-GB or zh-Hant",
    spec: &[spec::XML.at("sec-lang-tag")],
    w3c: Some("InvalidLanguage"),
    since: "0.1.0",
    check: Check::With("language-malformed"),
};

pub(crate) static FEED_LANGUAGE_MISSING: Rule = Rule {
    id: "feed-language-missing",
    severity: Severity::Info,
    formats: &[Kind::Rss],
    says: "the feed does not say in what language it is",
    why: "readers cannot choose a voice, hyphenate or offer a translation",
    remedy: "add language to the channel",
    spec: &[spec::RSS.at("optionalChannelElements")],
    w3c: Some("MissingDCLanguage"),
    since: "0.1.0",
    check: Check::Head(feed_language),
};

fn feed_language(head: &Head<'_, '_>, out: &mut Findings) {
    let rdf = head.doc.format.is_rdf();
    if !rdf && !head.doc.format.is_rss() {
        return;
    }
    let feed = head.feed;
    let stated = feed.child(Ns::None, "language").is_some()
        || feed.child(Ns::Dc, "language").is_some()
        || feed.xml_attr("lang").is_some()
        || feed.parent().is_some_and(|p| p.xml_attr("lang").is_some());
    if !stated {
        let name = if rdf { "dc:language" } else { "language" };
        let finding = Finding::element(feed).help(format!("add {name} to the channel"));
        out.add(&FEED_LANGUAGE_MISSING, finding);
    }
}

fn languages(visit: &Visit<'_, '_>, out: &mut Findings) {
    for value in visit.values.iter().filter(|v| v.kind == Value::Language) {
        let tag = value.trimmed();
        // OpenSearch has * for any language.
        let any = tag == "*" && value.element().ns() == Ns::OpenSearch;
        if !is_tag(tag) && !any {
            out.add(
                &LANGUAGE_MALFORMED,
                value
                    .finding()
                    .says(format!("{} is not a language tag", value.name())),
            );
        }
    }
    // An empty xml:lang takes the language back (XML 1.0, 2.12).
    let stated = visit
        .element
        .xml_attr("lang")
        .filter(|a| !a.value.is_empty() && !is_tag(a.value));
    if let Some(stated) = stated {
        out.add(
            &XML_LANG_MALFORMED,
            Finding::attribute(visit.element, stated),
        );
    }
}

/// Well-formed, and its first part has two or three letters (longer ones are allowed, but none is registered) or is x or i.
fn is_tag(tag: &str) -> bool {
    let first = tag.split('-').next().unwrap_or_default();
    let plausible = matches!(first.len(), 2 | 3)
        || first.eq_ignore_ascii_case("x")
        || first.eq_ignore_ascii_case("i");
    plausible && oxilangtag::LanguageTag::parse(tag).is_ok()
}
