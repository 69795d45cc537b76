//! OpenSearch: what a feed of search results says of the search.

use crate::Severity;
use crate::validate::context::{Head, Visit};
use crate::validate::diagnostic::{Finding, Findings};
use crate::validate::namespace::Ns;
use crate::validate::rule::{Check, Family, Kind, Rule};
use crate::validate::rules::links;
use crate::validate::spec;

pub(crate) static FAMILY: Family = Family {
    name: "search",
    about: "OpenSearch: what a feed of search results says of the search.",
    rules: &[&SEARCH_TITLE_TOO_LONG, &SEARCH_LINK_TYPE_WRONG],
};

pub(crate) static SEARCH_TITLE_TOO_LONG: Rule = Rule {
    id: "search-title-too-long",
    severity: Severity::Error,
    formats: &[Kind::Rss, Kind::Atom],
    says: "the title of an OpenSearch query is longer than 256 characters",
    why: "programs cut it, or refuse it",
    remedy: "shorten it to 256 characters",
    spec: &[spec::OPENSEARCH.at("")],
    w3c: Some("TooLong"),
    since: "0.1.0",
    check: Check::Where(|site| site.ns == Ns::OpenSearch, queries),
};

pub(crate) static SEARCH_LINK_TYPE_WRONG: Rule = Rule {
    id: "search-link-type-wrong",
    severity: Severity::Warning,
    formats: &[Kind::Rss, Kind::Atom],
    says: "a search link does not say that it leads to an OpenSearch description",
    why: "browsers and readers look for the type and pass it by",
    remedy: "write type=\"application/opensearchdescription+xml\"",
    spec: &[spec::OPENSEARCH.at("")],
    w3c: None,
    since: "0.1.0",
    check: Check::Head(search_links),
};

/// How long the title of a query may be, in characters.
const TITLE: usize = 256;

/// The media type of a description.
const DESCRIPTION: &str = "application/opensearchdescription+xml";

fn queries(visit: &Visit<'_, '_>, out: &mut Findings) {
    if !visit.element.is(Ns::OpenSearch, "Query") {
        return;
    }
    if let Some(title) = visit.element.attr("title") {
        let length = title.value.chars().count();
        if length > TITLE {
            let message =
                format!("the title of a query has {length} characters of at most {TITLE}");
            let found = Finding::attribute(visit.element, title).says(message);
            out.add(&SEARCH_TITLE_TOO_LONG, found);
        }
    }
}

/// Only where the feed is one of results: elsewhere a search link may lead to a page.
fn search_links(head: &Head<'_, '_>, out: &mut Findings) {
    let results = head.feed.children().any(|c| c.ns() == Ns::OpenSearch);
    if !results {
        return;
    }
    for link in head
        .feed
        .children()
        .filter(|c| links::is_link(*c, "search"))
    {
        let stated = link.attr("type").map_or("", |a| a.value.trim());
        if !stated.eq_ignore_ascii_case(DESCRIPTION) {
            out.add(
                &SEARCH_LINK_TYPE_WRONG,
                Finding::element(link).value(stated),
            );
        }
    }
}
