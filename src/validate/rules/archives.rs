//! Paged, archived and complete feeds (RFC 5005).

use crate::Severity;
use crate::validate::context::{Entry, Head};
use crate::validate::diagnostic::{Finding, Findings};
use crate::validate::namespace::Ns;
use crate::validate::rule::{Check, Family, Kind, Rule};
use crate::validate::rules::{json_feed, links};
use crate::validate::spec;
use crate::validate::tree::Element;

pub(crate) static FAMILY: Family = Family {
    name: "archives",
    about: "Feeds in several documents: pages, archives and complete feeds (RFC 5005).",
    rules: &[
        &ARCHIVE_WITHOUT_CURRENT,
        &ARCHIVE_CHAIN_ENDS,
        &ARCHIVE_AND_COMPLETE,
        &COMPLETE_FEED_PAGED,
        &COMPLETE_FEED_ELSEWHERE,
        &PAGE_LINK_PAST_END,
        &PAGE_LINK_REPEATED,
        &PAGE_LINK_IN_ENTRY,
        &json_feed::NEXT_URL_LOOPS,
    ],
};

pub(crate) static ARCHIVE_WITHOUT_CURRENT: Rule = Rule {
    id: "archive-without-current",
    severity: Severity::Warning,
    formats: &[Kind::Rss, Kind::Atom],
    says: "an archive does not say where the current feed is",
    why: "who comes upon the archive cannot find the feed itself",
    remedy: "add a link with rel=\"current\" to the feed that is subscribed to",
    spec: &[spec::RFC5005.at("4")],
    w3c: Some("MissingCurrentInArchive"),
    since: "0.1.0",
    check: Check::Head(archives),
};

pub(crate) static ARCHIVE_CHAIN_ENDS: Rule = Rule {
    id: "archive-chain-ends",
    severity: Severity::Info,
    formats: &[Kind::Rss, Kind::Atom],
    says: "an archive names no archive before it",
    why: "readers that rebuild the whole feed stop here; right only for the oldest one",
    remedy: "add a link with rel=\"prev-archive\", unless this is the oldest archive",
    spec: &[spec::RFC5005.at("4")],
    w3c: Some("ArchiveIncomplete"),
    since: "0.1.0",
    check: Check::With("archive-without-current"),
};

pub(crate) static ARCHIVE_AND_COMPLETE: Rule = Rule {
    id: "archive-and-complete",
    severity: Severity::Warning,
    formats: &[Kind::Rss, Kind::Atom],
    says: "a feed says that it is an archive and that it is complete",
    why: "an archive is a part of a feed, a complete feed is the whole",
    remedy: "keep fh:complete or fh:archive",
    spec: &[spec::RFC5005.at("2"), spec::RFC5005.at("4")],
    w3c: None,
    since: "0.1.0",
    check: Check::With("archive-without-current"),
};

pub(crate) static COMPLETE_FEED_PAGED: Rule = Rule {
    id: "complete-feed-paged",
    severity: Severity::Error,
    formats: &[Kind::Rss, Kind::Atom],
    says: "a complete feed links to further pages or archives",
    why: "a complete feed has all its entries in one document, so readers drop what is elsewhere",
    remedy: "remove fh:complete, or the links to other parts",
    spec: &[spec::RFC5005.at("2")],
    w3c: Some("FeedRelInCompleteFeed"),
    since: "0.1.0",
    check: Check::With("archive-without-current"),
};

pub(crate) static COMPLETE_FEED_ELSEWHERE: Rule = Rule {
    id: "complete-feed-elsewhere",
    severity: Severity::Error,
    formats: &[Kind::Rss, Kind::Atom],
    says: "a complete feed names another document as the current one",
    why: "one of the two is not the complete feed",
    remedy: "let current and self name the same address, or remove fh:complete",
    spec: &[spec::RFC5005.at("2")],
    w3c: Some("CurrentNotSelfInCompleteFeed"),
    since: "0.1.0",
    check: Check::With("archive-without-current"),
};

pub(crate) static PAGE_LINK_PAST_END: Rule = Rule {
    id: "page-link-past-end",
    severity: Severity::Error,
    formats: &[Kind::Rss, Kind::Atom],
    says: "the first page has a previous one, or the last page a next one",
    why: "readers that follow it go in circles or meet an error",
    remedy: "leave previous out of the first page, and next out of the last",
    spec: &[spec::RFC5005.at("3")],
    w3c: Some("LinkPastEnd"),
    since: "0.1.0",
    check: Check::With("archive-without-current"),
};

pub(crate) static PAGE_LINK_REPEATED: Rule = Rule {
    id: "page-link-repeated",
    severity: Severity::Warning,
    formats: &[Kind::Rss, Kind::Atom],
    says: "a feed has two links of the same relation to its pages or archives",
    why: "readers follow one of them and miss what the other leads to",
    remedy: "keep one",
    spec: &[spec::RFC5005.at("3")],
    w3c: None,
    since: "0.1.0",
    check: Check::With("archive-without-current"),
};

pub(crate) static PAGE_LINK_IN_ENTRY: Rule = Rule {
    id: "page-link-in-entry",
    severity: Severity::Warning,
    formats: &[Kind::Rss, Kind::Atom],
    says: "an entry has a link that belongs to pages of a feed",
    why: "readers look for it in the head of the feed",
    remedy: "move it into the head, outside the entries",
    spec: &[spec::RFC5005.at("3")],
    w3c: Some("FeedHistoryRelInEntry"),
    since: "0.1.0",
    check: Check::Entry(entry_links),
};

/// The relations that lead to other parts of a feed.
const PARTS: &[&str] = &[
    "first",
    "last",
    "next",
    "previous",
    "prev-archive",
    "next-archive",
];

/// What the head says about the feed's parts.
struct Parts<'t> {
    feed: Element<'t>,
    archive: Option<Element<'t>>,
    complete: Option<Element<'t>>,
}

impl<'t> Parts<'t> {
    fn link(&self, relation: &str) -> Option<Element<'t>> {
        let mut links = self.feed.children();
        links.find(|c| links::is_link(*c, relation))
    }

    fn address(&self, relation: &str) -> Option<&'t str> {
        let href = self.link(relation)?.attr("href")?;
        Some(href.value.trim())
    }
}

fn archives(head: &Head<'_, '_>, out: &mut Findings) {
    let parts = Parts {
        feed: head.feed,
        archive: head.feed.child(Ns::History, "archive"),
        complete: head.feed.child(Ns::History, "complete"),
    };
    archive(&parts, out);
    complete(&parts, out);
    pages(&parts, out);
}

fn archive(parts: &Parts<'_>, out: &mut Findings) {
    let Some(archive) = parts.archive else {
        return;
    };
    if parts.link("current").is_none() {
        out.add(&ARCHIVE_WITHOUT_CURRENT, Finding::element(archive));
    }
    if parts.link("prev-archive").is_none() {
        out.add(&ARCHIVE_CHAIN_ENDS, Finding::element(archive));
    }
    if let Some(complete) = parts.complete {
        out.add(&ARCHIVE_AND_COMPLETE, Finding::element(complete));
    }
}

fn complete(parts: &Parts<'_>, out: &mut Findings) {
    if parts.complete.is_none() {
        return;
    }
    for relation in PARTS {
        if let Some(link) = parts.link(relation) {
            let message = format!("a complete feed has a link to its {relation} part");
            let found = Finding::element(link).says(message);
            out.add(&COMPLETE_FEED_PAGED, found.param("rel", *relation));
        }
    }
    if let (Some(link), Some(current)) = (parts.link("current"), parts.address("current"))
        && parts.address("self").is_some_and(|own| own != current)
    {
        let found = Finding::element(link).value(current);
        out.add(&COMPLETE_FEED_ELSEWHERE, found);
    }
}

fn pages(parts: &Parts<'_>, out: &mut Findings) {
    let own = parts.address("self");
    for (end, beyond) in [("last", "next"), ("first", "previous")] {
        if let Some(link) = parts.link(beyond)
            && own.is_some()
            && parts.address(end) == own
        {
            let message = format!("this is the {end} page, and it has a link to the {beyond} one");
            let found = Finding::element(link).says(message);
            out.add(
                &PAGE_LINK_PAST_END,
                found.param("rel", beyond).param("self", end),
            );
        }
    }
    for relation in PARTS {
        let links = parts.feed.children();
        if let Some(second) = links.filter(|c| links::is_link(*c, relation)).nth(1) {
            let message = format!("a second link leads to the {relation} part");
            out.add(&PAGE_LINK_REPEATED, Finding::element(second).says(message));
        }
    }
}

fn entry_links(entry: &Entry<'_, '_>, out: &mut Findings) {
    for link in entry.element.children().filter(|c| c.is(Ns::Atom, "link")) {
        let stated = links::relation_of(link);
        if stated == "alternate" {
            continue;
        }
        let mut parts = PARTS.iter().chain(&["current"]);
        let found = parts.find(|r| stated.eq_ignore_ascii_case(r));
        if let Some(relation) = found {
            let message = format!("an entry has a link with rel=\"{relation}\"");
            let found = Finding::element(link).says(message);
            out.add(&PAGE_LINK_IN_ENTRY, found.param("rel", *relation));
        }
    }
}
