//! WebSub: the hub that pushes a feed, and the address that it knows the feed by.

use crate::Severity;
use crate::validate::context::{Head, Visit};
use crate::validate::diagnostic::{Finding, Findings};
use crate::validate::namespace::Ns;
use crate::validate::rule::{Check, Family, Kind, Rule};
use crate::validate::rules::{document, json_feed, links, response, self_link};
use crate::validate::spec;
use crate::validate::tree::Element;

pub(crate) static FAMILY: Family = Family {
    name: "discovery",
    about: "How readers find the feed: its own address, the hub that pushes it (WebSub), its icon.",
    rules: &[
        &SELF_LINK_REPEATED,
        &self_link::SELF_LINK_MISSING,
        &self_link::SELF_LINK_RELATIVE,
        &self_link::SELF_LINK_DIFFERS,
        &self_link::SELF_LINK_TYPE_WRONG,
        &HUB_LINK_RELATIVE,
        &HUB_LINK_INSECURE,
        &HUB_WITHOUT_SELF,
        &LINK_OF_ATOM_UNQUALIFIED,
        &document::FEED_ADVERTISED,
        &response::HUB_DIFFERS,
        &json_feed::HUB_TYPE_UNKNOWN,
        &json_feed::FEED_ICON_MISSING,
    ],
};

pub(crate) static HUB_LINK_RELATIVE: Rule = Rule {
    id: "hub-link-relative",
    severity: Severity::Error,
    formats: &[Kind::Rss, Kind::Atom],
    says: "the address of a hub is not absolute",
    why: "subscribers cannot reach the hub",
    remedy: "write the whole address of the hub",
    spec: &[spec::WEBSUB.at("discovery")],
    w3c: None,
    since: "0.1.0",
    check: Check::Head(hubs),
};

pub(crate) static HUB_LINK_INSECURE: Rule = Rule {
    id: "hub-link-insecure",
    severity: Severity::Info,
    formats: &[Kind::Rss, Kind::Atom],
    says: "the address of a hub is not https",
    why: "anybody on the way can read and change what is pushed",
    remedy: "write the https address, where the hub has one",
    spec: &[spec::WEBSUB.at("security-considerations")],
    w3c: None,
    since: "0.1.0",
    check: Check::With("hub-link-relative"),
};

pub(crate) static HUB_WITHOUT_SELF: Rule = Rule {
    id: "hub-without-self",
    severity: Severity::Warning,
    formats: &[Kind::Rss, Kind::Atom],
    says: "a feed names a hub and not its own address",
    why: "subscribers do not know what to subscribe to",
    remedy: "add a link with rel=\"self\" and the address that the hub knows",
    spec: &[spec::WEBSUB.at("discovery")],
    w3c: None,
    since: "0.1.0",
    check: Check::With("hub-link-relative"),
};

pub(crate) static SELF_LINK_REPEATED: Rule = Rule {
    id: "self-link-repeated",
    severity: Severity::Warning,
    formats: &[Kind::Rss, Kind::Atom],
    says: "a feed names two addresses of its own",
    why: "subscribers do not know which of them the hub knows",
    remedy: "keep the one that the hub knows",
    spec: &[spec::WEBSUB.at("discovery")],
    w3c: None,
    since: "0.1.0",
    check: Check::With("hub-link-relative"),
};

pub(crate) static LINK_OF_ATOM_UNQUALIFIED: Rule = Rule {
    id: "link-of-atom-unqualified",
    severity: Severity::Error,
    formats: &[Kind::Rss],
    says: "a link of Atom stands in RSS without Atom's namespace",
    why: "readers take it for the link of RSS, which has no address then",
    remedy: "write atom:link and declare xmlns:atom=\"http://www.w3.org/2005/Atom\"",
    spec: &[spec::PROFILE.at("namespace-elements-atom-link")],
    w3c: None,
    since: "0.1.0",
    check: Check::Where(
        |site| site.ns == Ns::None && site.name == "link",
        unqualified,
    ),
};

fn unqualified(visit: &Visit<'_, '_>, out: &mut Findings) {
    let link = visit.element;
    if link.is(Ns::None, "link") && visit.doc.format.is_rss() && link.attr("href").is_some() {
        out.add(&LINK_OF_ATOM_UNQUALIFIED, Finding::element(link));
    }
}

fn hubs(head: &Head<'_, '_>, out: &mut Findings) {
    let of = |relation: &'static str| {
        let links = head.feed.children();
        links.filter(move |c| links::is_link(*c, relation))
    };
    of("hub").for_each(|hub| address(hub, out));
    let mut own = of("self");
    match (of("hub").next(), own.next()) {
        (Some(hub), None) => out.add(&HUB_WITHOUT_SELF, Finding::element(hub)),
        (Some(_), Some(first)) => {
            let stated = |e: Element<'_>| e.attr("href").map(|a| a.value.trim().to_owned());
            if let Some(second) = own.find(|other| stated(*other) != stated(first)) {
                out.add(&SELF_LINK_REPEATED, Finding::element(second));
            }
        }
        (None, _) => {}
    }
}

fn address(hub: Element<'_>, out: &mut Findings) {
    let Some(href) = hub.attr("href") else {
        return;
    };
    let finding = || Finding::attribute(hub, href);
    match links::scheme(href.value.trim()) {
        None => out.add(&HUB_LINK_RELATIVE, finding()),
        Some(scheme) if scheme.eq_ignore_ascii_case("http") => {
            out.add(&HUB_LINK_INSECURE, finding());
        }
        Some(_) => {}
    }
}
