//! Enclosures and Media RSS: sizes, kinds and credits.

use crate::Severity;
use crate::validate::context::{Entry, Visit};
use crate::validate::diagnostic::{Finding, Findings};
use crate::validate::namespace::Ns;
use crate::validate::rule::{Check, Family, Kind, Rule};
use crate::validate::rules::{
    channel_image, enclosures, json_feed, links, media_ranges, media_values, structure, values,
};
use crate::validate::spec;
use crate::validate::tree::Element;

pub(crate) static FAMILY: Family = Family {
    name: "media",
    about: "Enclosures, attachments, images and Media RSS: addresses, sizes, types and credits.",
    rules: &[
        &enclosures::ENCLOSURE_REPEATED,
        &enclosures::ENCLOSURE_LENGTH_ZERO,
        &enclosures::ENCLOSURE_URL_REPEATED,
        &enclosures::ENCLOSURE_NOT_HTTPS,
        &enclosures::MEDIA_TYPE_DIFFERS,
        &MEDIA_WITHOUT_ADDRESS,
        &MEDIA_GROUP_SINGLE,
        &MEDIA_DEFAULT_REPEATED,
        &MEDIA_CONTENT_REPEATED,
        &MEDIA_NAMESPACE_WRONG,
        &media_values::MEDIA_RATING_UNKNOWN,
        &media_values::MEDIA_HASH_MALFORMED,
        &media_values::MEDIA_RESTRICTION_MALFORMED,
        &media_values::MEDIA_CREDIT_ROLE_CASE,
        &media_values::MEDIA_CREDIT_ROLE_UNKNOWN,
        &media_values::KEYWORDS_NOT_SEPARATED,
        &media_ranges::MEDIA_END_BEFORE_START,
        &media_ranges::STAR_RATING_OUTSIDE_SCALE,
        &media_values::ELEMENT_OBSOLETE,
        &channel_image::IMAGE_LINK_DIFFERS,
        &channel_image::IMAGE_TITLE_DIFFERS,
        &channel_image::IMAGE_FORMAT_UNUSUAL,
        &values::IMAGE_TOO_LARGE,
        &links::MEDIA_TYPE_MALFORMED,
        &json_feed::ATTACHMENT_REPEATED,
        &json_feed::ATTACHMENT_TITLE_SHARED,
    ],
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
    formats: &[Kind::Rss],
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
    why: "players cannot tell which of them to play",
    remedy: "keep isDefault=\"true\" at one",
    spec: &[spec::MEDIA.at("media-content")],
    w3c: None,
    since: "0.1.0",
    check: Check::With("media-without-address"),
};

pub(crate) static MEDIA_CONTENT_REPEATED: Rule = Rule {
    id: "media-content-repeated",
    severity: Severity::Warning,
    formats: &[Kind::Rss, Kind::Atom],
    says: "the same file stands in two media:content side by side",
    why: "readers show it twice",
    remedy: "keep one of the two",
    spec: &[spec::MEDIA.at("media-content")],
    w3c: None,
    since: "0.1.0",
    check: Check::Entry(repeated_contents),
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

fn media_content(visit: &Visit<'_, '_>, out: &mut Findings) {
    let element = visit.element;
    match element.local() {
        "content" => content(element, out),
        "group" => group(visit, out),
        _ => return,
    }
    // A group stands in an entry, a content in an entry or a group, and nowhere deeper.
    let inner = visit.children.iter().map(|(child, _)| *child);
    let deeper = |c: &Element<'_>| {
        c.is(Ns::Media, "group") || (c.is(Ns::Media, "content") && element.local() == "content")
    };
    for misplaced in inner.filter(deeper) {
        let message = format!(
            "{} may not stand in {}",
            misplaced.display_name(),
            element.display_name()
        );
        out.add(
            &structure::ELEMENT_MISPLACED,
            Finding::element(misplaced).says(message),
        );
    }
}

/// The same address twice among the contents of an entry, or of a group.
fn repeated_contents(entry: &Entry<'_, '_>, out: &mut Findings) {
    let mut seen = Vec::new();
    for child in entry.element.children().filter(|c| c.ns() == Ns::Media) {
        if child.local() == "content" {
            repeated(child, &mut seen, out);
        } else if child.local() == "group" {
            let mut inside = Vec::new();
            let contents = child.children().filter(|c| c.is(Ns::Media, "content"));
            contents.for_each(|c| repeated(c, &mut inside, out));
        }
    }
}

/// At most this many addresses of one entry are compared with each other.
const COMPARED: usize = 64;

fn repeated<'t>(content: Element<'t>, seen: &mut Vec<&'t str>, out: &mut Findings) {
    let Some(url) = content.attr("url") else {
        return;
    };
    if seen.contains(&url.value) {
        out.add(&MEDIA_CONTENT_REPEATED, Finding::attribute(content, url));
    } else if seen.len() < COMPARED {
        seen.push(url.value);
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

fn group(visit: &Visit<'_, '_>, out: &mut Findings) {
    let contents: Vec<Element<'_>> = visit
        .element
        .children()
        .filter(|c| c.is(Ns::Media, "content"))
        .collect();
    // Media RSS speaks of RSS's item alone; in Atom the large sites wrap a video with its title and picture so.
    if contents.len() < 2 && !visit.doc.format.is_atom() {
        out.add(&MEDIA_GROUP_SINGLE, Finding::element(visit.element));
    }
    let mut defaults = contents
        .iter()
        .filter(|c| c.attr("isDefault").is_some_and(|a| a.value == "true"));
    if let Some(second) = defaults.nth(1) {
        out.add(&MEDIA_DEFAULT_REPEATED, Finding::element(*second));
    }
}
