//! Enclosures and Media RSS: sizes, kinds and credits.

use crate::Severity;
use crate::validate::context::{Entry, Visit};
use crate::validate::diagnostic::{Finding, Findings};
use crate::validate::namespace::Ns;
use crate::validate::rule::{Check, Family, Kind, Rule};
use crate::validate::spec;
use crate::validate::tree::Element;

pub(crate) static FAMILY: Family = Family {
    name: "media",
    about: "Enclosures and Media RSS: sizes, kinds and credits.",
    rules: &[
        &ENCLOSURE_REPEATED,
        &MEDIA_WITHOUT_ADDRESS,
        &MEDIA_GROUP_SINGLE,
        &MEDIA_DEFAULT_REPEATED,
        &MEDIA_CREDIT_ROLE_CASE,
        &MEDIA_NAMESPACE_WRONG,
    ],
};

pub(crate) static ENCLOSURE_REPEATED: Rule = Rule {
    id: "enclosure-repeated",
    severity: Severity::Warning,
    formats: &[Kind::Rss],
    says: "an item has more than one enclosure",
    why: "readers play the first or the last, and nobody knows which",
    remedy: "keep one, and put further ones into media:content",
    spec: &[spec::PROFILE.at("element-channel-item-enclosure")],
    w3c: Some("DuplicateEnclosure"),
    since: "0.1.0",
    check: Check::Entry(enclosures),
};

pub(crate) static MEDIA_WITHOUT_ADDRESS: Rule = Rule {
    id: "media-without-address",
    severity: Severity::Error,
    formats: &[Kind::Rss, Kind::Atom],
    says: "media:content has neither url nor media:player",
    why: "there is nothing to fetch",
    remedy: "add url, or a media:player element",
    spec: &[spec::MEDIA.at("media-content")],
    w3c: Some("MissingAttribute"),
    since: "0.1.0",
    check: Check::Where(|site| site.ns == Ns::Media, media_content),
};

pub(crate) static MEDIA_GROUP_SINGLE: Rule = Rule {
    id: "media-group-single",
    severity: Severity::Error,
    formats: &[Kind::Rss, Kind::Atom],
    says: "a media:group does not hold several media:content",
    why: "it is for alternatives of the same thing",
    remedy: "put the only one straight into the item",
    spec: &[spec::MEDIA.at("media-group")],
    w3c: Some("MediaGroupWithoutAlternatives"),
    since: "0.1.0",
    check: Check::With("media-without-address"),
};

pub(crate) static MEDIA_DEFAULT_REPEATED: Rule = Rule {
    id: "media-default-repeated",
    severity: Severity::Error,
    formats: &[Kind::Rss, Kind::Atom],
    says: "a media:group has more than one default",
    why: "there should be one default",
    remedy: "keep isDefault=\"true\" at one",
    spec: &[spec::MEDIA.at("media-content")],
    w3c: None,
    since: "0.1.0",
    check: Check::With("media-without-address"),
};

pub(crate) static MEDIA_CREDIT_ROLE_CASE: Rule = Rule {
    id: "media-credit-role-case",
    severity: Severity::Warning,
    formats: &[Kind::Rss, Kind::Atom],
    says: "the role of a media:credit is not in lower case",
    why: "roles are compared letter by letter",
    remedy: "write the role in lower case, such as photographer",
    spec: &[spec::MEDIA.at("media-credit")],
    w3c: Some("InvalidCreditRole"),
    since: "0.1.0",
    check: Check::With("media-without-address"),
};

pub(crate) static MEDIA_NAMESPACE_WRONG: Rule = Rule {
    id: "media-namespace-wrong",
    severity: Severity::Error,
    formats: &[Kind::Rss, Kind::Atom],
    says: "the namespace of Media RSS ends with a slash",
    why: "without it readers find no images",
    remedy: "write http://search.yahoo.com/mrss/",
    spec: &[spec::MEDIA.at("namespace-declaration")],
    w3c: Some("MediaRssNamespace"),
    since: "0.1.0",
    check: Check::Reader,
};

fn enclosures(entry: &Entry<'_, '_>, out: &mut Findings) {
    if !entry.doc.format.is_rss() {
        return;
    }
    let mut found = entry
        .element
        .children()
        .filter(|c| c.is(Ns::None, "enclosure"));
    if let Some(second) = found.nth(1) {
        out.add(&ENCLOSURE_REPEATED, Finding::element(second));
    }
}

fn media_content(visit: &Visit<'_, '_>, out: &mut Findings) {
    let element = visit.element;
    match (element.ns(), element.local()) {
        (Ns::Media, "content") => content(element, out),
        (Ns::Media, "group") => group(element, out),
        (Ns::Media, "credit") => {
            if let Some(role) = element
                .attr("role")
                .filter(|r| r.value.chars().any(char::is_uppercase))
            {
                out.add(&MEDIA_CREDIT_ROLE_CASE, Finding::attribute(element, role));
            }
        }
        _ => {}
    }
}

fn content(element: Element<'_>, out: &mut Findings) {
    let player = |e: Element<'_>| e.child(Ns::Media, "player").is_some();
    if element.attr("url").is_none() && !player(element) && !element.parent().is_some_and(player) {
        out.add(
            &MEDIA_WITHOUT_ADDRESS,
            Finding::element(element)
                .on_attribute("url")
                .param("attr", "url"),
        );
    }
}

fn group(element: Element<'_>, out: &mut Findings) {
    let contents: Vec<Element<'_>> = element
        .children()
        .filter(|c| c.is(Ns::Media, "content"))
        .collect();
    if contents.len() < 2 {
        out.add(&MEDIA_GROUP_SINGLE, Finding::element(element));
    }
    let mut defaults = contents
        .iter()
        .filter(|c| c.attr("isDefault").is_some_and(|a| a.value == "true"));
    if let Some(second) = defaults.nth(1) {
        out.add(&MEDIA_DEFAULT_REPEATED, Finding::element(*second));
    }
}
