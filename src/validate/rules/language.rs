//! Language tags of elements and attributes.

use crate::Severity;
use crate::syntax::language_tag::is_tag;
use crate::validate::context::{Head, Visit};
use crate::validate::diagnostic::{Finding, Findings};
use crate::validate::namespace::Ns;
use crate::validate::rule::{Check, Family, Kind, Rule};
use crate::validate::rules::{extensions, subtags};
use crate::validate::spec;
use crate::validate::vocabulary::Value;

pub(crate) static FAMILY: Family = Family {
    name: "language",
    about: "In which language the text is: language tags of elements and attributes.",
    rules: &[
        &LANGUAGE_MALFORMED,
        &FEED_LANGUAGE_MISSING,
        &LANGUAGE_UNREGISTERED,
        &LANGUAGE_DEPRECATED,
        &extensions::LANGUAGE_STATED_TWICE,
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
    says: "a value is not a language tag",
    why: "readers cannot choose a voice, hyphenate or filter by it",
    remedy: "write a language tag such as en, en-GB or zh-Hant",
    spec: &[
        spec::RFC5646.at("2.1"),
        spec::XML.at("sec-lang-tag"),
        spec::JSONFEED.at("top-level"),
    ],
    w3c: Some("InvalidLanguage"),
    since: "0.1.0",
    check: Check::Element(languages),
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

pub(crate) static LANGUAGE_UNREGISTERED: Rule = Rule {
    id: "language-unregistered",
    severity: Severity::Warning,
    formats: &[
        Kind::Rss,
        Kind::Atom,
        Kind::Opml,
        Kind::Sitemap,
        Kind::JsonFeed,
    ],
    says: "a part of a language tag that nobody registered",
    why: "readers do not know the language, and choose another",
    remedy: "write registered parts, such as en, en-GB or zh-Hant",
    spec: &[spec::RFC5646.at("2.2.9"), spec::JSONFEED.at("top-level")],
    w3c: None,
    since: "0.1.0",
    check: Check::With("language-malformed"),
};

pub(crate) static LANGUAGE_DEPRECATED: Rule = Rule {
    id: "language-deprecated",
    severity: Severity::Info,
    formats: &[
        Kind::Rss,
        Kind::Atom,
        Kind::Opml,
        Kind::Sitemap,
        Kind::JsonFeed,
    ],
    says: "a language tag in a form that was replaced",
    why: "programs that know the present one alone do not match it",
    remedy: "write the present form",
    spec: &[spec::RFC5646.at("2.2.9"), spec::JSONFEED.at("top-level")],
    w3c: None,
    since: "0.1.0",
    check: Check::With("language-malformed"),
};

/// Says what the registry knows of a well-formed tag.
fn registered(tag: &str, finding: impl Fn() -> Finding, out: &mut Findings) {
    match subtags::judge(tag) {
        Ok(()) => {}
        Err(subtags::Fault::Unregistered(part)) => {
            let message = format!("{part} in the language tag {tag} is not registered");
            let finding = finding().says(message);
            // The W3C service looks at the language alone, and knows the ISO 639-2 codes that BCP 47 leaves out.
            let finding = match part.len() == 2 && tag.starts_with(part) {
                true => finding.w3c("InvalidLanguage"),
                false => finding,
            };
            out.add(&LANGUAGE_UNREGISTERED, finding);
        }
        Err(subtags::Fault::Deprecated(part, preferred)) => {
            let message = format!("{part} in the language tag {tag} is deprecated");
            let finding = finding().says(message);
            let finding = match preferred {
                "-" => finding,
                preferred => finding
                    .help(format!("write {preferred} in its place"))
                    .mend_if(replaced(tag, part, preferred)),
            };
            out.add(&LANGUAGE_DEPRECATED, finding);
        }
    }
}

/// The tag with what replaced a part of it: the whole, the language or the region.
fn replaced(tag: &str, part: &str, preferred: &str) -> Option<String> {
    let new = match tag.strip_prefix(part) {
        Some("") => preferred.to_owned(),
        Some(rest) if rest.starts_with('-') => format!("{preferred}{rest}"),
        _ if part.len() == 2 => tag.replacen(&format!("-{part}"), &format!("-{preferred}"), 1),
        _ => return None,
    };
    is_registered(&new).then_some(new)
}

/// The tag with hyphens in place of what other systems write between its parts.
fn hyphenated(text: &str) -> Option<String> {
    let new = text.trim().replace('_', "-");
    (new != text && is_registered(&new)).then_some(new)
}

fn is_registered(tag: &str) -> bool {
    is_tag(tag) && subtags::judge(tag).is_ok()
}

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
        if is_tag(tag) {
            registered(tag, || value.finding(), out);
        } else if !any {
            out.add(
                &LANGUAGE_MALFORMED,
                value
                    .finding()
                    .says(format!("{} is not a language tag", value.name()))
                    .mend_if(hyphenated(tag)),
            );
        }
    }
    // An empty xml:lang takes the language back (XML 1.0, 2.12).
    let stated = visit
        .element
        .xml_attr("lang")
        .filter(|a| !a.value.is_empty());
    let Some(stated) = stated else { return };
    if is_tag(stated.value) {
        registered(
            stated.value,
            || Finding::attribute(visit.element, stated),
            out,
        );
    } else {
        let finding = Finding::attribute(visit.element, stated);
        out.add(
            &LANGUAGE_MALFORMED,
            finding
                .says("xml:lang is not a language tag")
                .mend_if(hyphenated(stated.value)),
        );
    }
}
