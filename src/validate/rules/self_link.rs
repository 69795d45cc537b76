//! The feed's link to itself: whether it is there, absolute, and where the feed was found.

use crate::Severity;
use crate::validate::context::Head;
use crate::validate::diagnostic::{Finding, Findings};
use crate::validate::format::Format;
use crate::validate::namespace::Ns;
use crate::validate::rule::{Check, Kind, Rule};
use crate::validate::rules::links;
use crate::validate::spec;
use crate::validate::tree::Element;

pub(crate) static SELF_LINK_MISSING: Rule = Rule {
    id: "self-link-missing",
    severity: Severity::Warning,
    formats: &[Kind::Rss, Kind::Atom, Kind::JsonFeed],
    says: "the feed does not link to itself",
    why: "who holds a saved copy does not know where to look for news",
    remedy: "add <atom:link rel=\"self\" type=\"application/rss+xml\" href=\"…\"/> in RSS, <link rel=\"self\" href=\"…\"/> in Atom, feed_url in JSON Feed",
    spec: &[
        spec::RFC4287.at("4.1.1"),
        spec::PROFILE.at("namespace-elements-atom-link"),
        spec::JSONFEED.at("top-level"),
    ],
    w3c: Some("MissingSelf"),
    since: "0.1.0",
    check: Check::Head(self_link),
};

pub(crate) static SELF_LINK_RELATIVE: Rule = Rule {
    id: "self-link-relative",
    severity: Severity::Warning,
    formats: &[Kind::Rss, Kind::Atom],
    says: "the link of the feed to itself is not absolute",
    why: "it says nothing in a saved copy, where it is needed",
    remedy: "write the whole address",
    spec: &[
        spec::RFC4287.at("4.2.7.2"),
        spec::PROFILE.at("namespace-elements-atom-link"),
    ],
    w3c: Some("RelativeSelf"),
    since: "0.1.0",
    check: Check::With("self-link-missing"),
};

pub(crate) static SELF_LINK_DIFFERS: Rule = Rule {
    id: "self-link-differs",
    severity: Severity::Warning,
    formats: &[Kind::Rss, Kind::Atom, Kind::JsonFeed],
    says: "the link of the feed to itself names another address",
    why: "readers that follow it may end up elsewhere",
    remedy: "write the address at which the feed is published",
    spec: &[spec::RFC4287.at("4.2.7.2"), spec::JSONFEED.at("top-level")],
    w3c: Some("SelfDoesntMatchLocation"),
    since: "0.1.0",
    check: Check::With("self-link-missing"),
};

pub(crate) static SELF_LINK_TYPE_WRONG: Rule = Rule {
    id: "self-link-type-wrong",
    severity: Severity::Warning,
    formats: &[Kind::Rss, Kind::Atom],
    says: "the link of the feed to itself states another type",
    why: "programs that choose by type pass it by",
    remedy: "write application/rss+xml in RSS, application/atom+xml in Atom",
    spec: &[spec::RFC4287.at("4.2.7.3")],
    w3c: Some("SelfNotAtom"),
    since: "0.1.0",
    check: Check::With("self-link-missing"),
};

/// JSON Feed's link to itself.
fn feed_url(head: &Head<'_, '_>, out: &mut Findings) {
    let Some(own) = head.feed.child(Ns::Json, "feed_url") else {
        let finding = Finding::missing(head.feed, "feed_url");
        out.add(
            &SELF_LINK_MISSING,
            finding.help("add feed_url with the feed's own address"),
        );
        return;
    };
    let (stated, base) = (own.text(), head.doc.options.base.as_deref());
    if let Some(base) = base.filter(|base| *base != stated && links::scheme(&stated).is_some()) {
        let message = format!("the feed lies at {base} and says {stated}");
        out.add(
            &SELF_LINK_DIFFERS,
            Finding::text(own)
                .says(message)
                .param("base", base)
                .mend_if(Some(base).filter(|b| is_little(difference(b, &stated)))),
        );
    }
}

fn self_link(head: &Head<'_, '_>, out: &mut Findings) {
    let rss = head.doc.format.is_rss();
    if head.doc.format.is_json() {
        return feed_url(head, out);
    }
    if !rss && !head.doc.format.is_atom() {
        return;
    }
    let Some(link) = head.feed.children().find(|c| links::is_link(*c, "self")) else {
        // Older versions of RSS know no namespaces.
        if rss && head.doc.format != Format::Rss("2.0") {
            return;
        }
        let class = if rss {
            "MissingAtomSelfLink"
        } else {
            "MissingSelf"
        };
        let help = if rss {
            "add <atom:link rel=\"self\" type=\"application/rss+xml\" href=\"…\"/> with the feed's own address"
        } else {
            "add <link rel=\"self\" href=\"…\"/> with the feed's own address"
        };
        out.add(
            &SELF_LINK_MISSING,
            Finding::element(head.feed).w3c(class).help(help),
        );
        return;
    };
    if let Some(href) = link.attr("href") {
        self_address(head, link, href.value.trim(), out);
    }
    let expected = if rss {
        "application/rss+xml"
    } else {
        "application/atom+xml"
    };
    let stated = link
        .attr("type")
        .filter(|t| !t.value.trim().to_ascii_lowercase().starts_with(expected))
        .filter(|t| links::is_media_type(t.value.trim()));
    if let Some(stated) =
        stated.filter(|t| !rss || t.value.contains("atom") || t.value.contains("html"))
    {
        let message = format!("the link of the feed to itself says {}", stated.value);
        out.add(
            &SELF_LINK_TYPE_WRONG,
            Finding::attribute(link, stated)
                .says(message)
                .help(format!("write type=\"{expected}\""))
                .mend(expected),
        );
    }
}

fn self_address(head: &Head<'_, '_>, link: Element<'_>, href: &str, out: &mut Findings) {
    let based = link.xml_attr("base").is_some() || head.feed.xml_attr("base").is_some();
    let finding = || Finding::element(link).on_attribute("href").value(href);
    if links::scheme(href).is_none() && !based {
        let base = head.doc.options.base.as_deref();
        let own = base.filter(|b| resolve(b, [href].into_iter()).is_some_and(|r| r == *b));
        out.add(&SELF_LINK_RELATIVE, finding().mend_if(own));
        return;
    }
    let Some(base) = head.doc.options.base.as_deref() else {
        return;
    };
    let bases = [head.feed, link].map(|e| e.xml_attr("base").map_or("", |a| a.value));
    let href = resolve(base, bases.into_iter().chain([href])).unwrap_or_else(|| href.to_owned());
    if href != base {
        let message = format!(
            "the feed lies at {base} and says {href}{}",
            difference(base, &href)
        );
        let own = Some(base).filter(|b| !based && is_little(difference(b, &href)));
        out.add(
            &SELF_LINK_DIFFERS,
            finding().says(message).param("base", base).mend_if(own),
        );
    }
}

/// In what two addresses differ, where it is little.
fn difference(one: &str, other: &str) -> &'static str {
    fn bare(url: &str) -> &str {
        url.split_once("://").map_or(url, |(_, rest)| rest)
    }
    fn plain(url: &str) -> &str {
        bare(url).trim_end_matches('/')
    }
    let host = |url| plain(url).strip_prefix("www.").unwrap_or(plain(url));
    if bare(one) == bare(other) {
        ": only http and https differ"
    } else if one.trim_end_matches('/') == other.trim_end_matches('/') {
        ": only the slash at the end differs"
    } else if plain(one) == plain(other) {
        ": only http and https and the slash at the end differ"
    } else if host(one) == host(other) {
        ": only www. differs"
    } else {
        ""
    }
}

/// Do two addresses name the same place, but for how one gets there?
fn is_little(difference: &str) -> bool {
    !difference.is_empty() && !difference.contains("www.")
}

/// Resolves each reference against the one before it (RFC 3986, 5.2).
pub(super) fn resolve<'r>(base: &str, references: impl Iterator<Item = &'r str>) -> Option<String> {
    let mut iri = oxiri::Iri::parse(base.to_owned()).ok()?;
    for reference in references.filter(|r| !r.is_empty()) {
        iri = iri.resolve(&oxiri::IriRef::parse(reference).ok()?).ok()?;
    }
    Some(iri.into_inner())
}
