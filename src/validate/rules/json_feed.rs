//! What a JSON Feed as a whole, its items and its attachments need, beyond their members one by one.

use crate::Severity;
use crate::validate::context::{Entry, Head};
use crate::validate::diagnostic::{Finding, Findings};
use crate::validate::namespace::Ns;
use crate::validate::rule::{Check, Kind, Rule};
use crate::validate::rules::members;
use crate::validate::spec::{JSONFEED, Section};
use crate::validate::tree::Element;

const fn rule(
    id: &'static str,
    severity: Severity,
    [says, why, remedy]: [&'static str; 3],
    spec: &'static [Section],
    check: Check,
) -> Rule {
    Rule {
        id,
        severity,
        formats: &[Kind::JsonFeed],
        says,
        why,
        remedy,
        spec,
        w3c: None,
        since: "0.1.0",
        check,
    }
}

use Severity::{Error, Info, Warning};

pub(crate) static ITEM_CONTENT_MISSING: Rule = rule(
    "item-content-missing",
    Error,
    [
        "an item has neither content_html nor content_text",
        "one of the two must be there, and readers have nothing to show",
        "add content_html or content_text; the title may stand there again",
    ],
    &[JSONFEED.at("items")],
    Check::Entry(item),
);

pub(crate) static NEXT_URL_LOOPS: Rule = rule(
    "next-url-loops",
    Error,
    [
        "next_url is the feed's own address",
        "readers that follow it go round in a circle",
        "give the address of the next page, or leave it out on the last one",
    ],
    &[JSONFEED.at("top-level")],
    Check::Head(feed),
);

pub(crate) static FEED_ICON_MISSING: Rule = rule(
    "feed-icon-missing",
    Info,
    [
        "the feed names neither icon nor favicon",
        "readers load the home page and search it for one",
        "add icon, a square image of 512 pixels, and favicon, one of 64",
    ],
    &[JSONFEED.at("suggestions-for-publishers")],
    Check::With("next-url-loops"),
);

pub(crate) static HUB_TYPE_UNKNOWN: Rule = rule(
    "hub-type-unknown",
    Info,
    [
        "a hub of a kind that readers do not know",
        "they cannot subscribe there",
        "write WebSub or rssCloud, spelled like this",
    ],
    &[JSONFEED.at("subscribing-to-real-time-notifications")],
    Check::With("next-url-loops"),
);

pub(crate) static TAG_REPEATED: Rule = rule(
    "tag-repeated",
    Warning,
    [
        "an item has one tag twice",
        "readers show it twice",
        "keep one",
    ],
    &[JSONFEED.at("items")],
    Check::With("item-content-missing"),
);

pub(crate) static ATTACHMENT_REPEATED: Rule = rule(
    "attachment-repeated",
    Warning,
    [
        "two attachments of one item have one address",
        "readers download or offer the same thing twice",
        "keep one",
    ],
    &[JSONFEED.at("attachments")],
    Check::With("item-content-missing"),
);

pub(crate) static ATTACHMENT_TITLE_SHARED: Rule = rule(
    "attachment-title-shared",
    Warning,
    [
        "two attachments of one type have one title",
        "one title means one thing in several forms: readers offer only one of the two",
        "give different things different titles, and forms of one thing different types",
    ],
    &[JSONFEED.at("attachments")],
    Check::With("item-content-missing"),
);

pub(crate) static NUMBER_IMPLAUSIBLE: Rule = rule(
    "number-implausible",
    Warning,
    [
        "a size or duration that nothing can have",
        "readers show it, or reckon with it",
        "write the bytes or seconds, or leave the member out where they are not known",
    ],
    &[JSONFEED.at("attachments")],
    Check::With("item-content-missing"),
);

/// How many tags and attachments of one item are compared with each other.
const COMPARED: usize = 100;
/// A year: nothing that is attached to an item lasts longer.
const YEAR: f64 = 31_557_600.0;

fn item(entry: &Entry<'_, '_>, out: &mut Findings) {
    let item = entry.element;
    let member = |name: &str| item.child(Ns::Json, name);
    if member("content_html").is_none() && member("content_text").is_none() {
        out.add(&ITEM_CONTENT_MISSING, Finding::element(item));
    }
    if let Some(id) = member("id").filter(|id| id.text().trim().is_empty()) {
        out.add(&members::ITEM_ID_BLANK, Finding::element(id));
    }
    tags(item, out);
    attachments(item, out);
}

fn tags(item: Element<'_>, out: &mut Findings) {
    let mut met = Vec::new();
    for tag in item
        .children()
        .filter(|c| c.is(Ns::Json, "tags"))
        .take(COMPARED)
    {
        let text = tag.text();
        if met.contains(&text) {
            out.add(&TAG_REPEATED, Finding::text(tag));
        } else {
            met.push(text);
        }
    }
}

fn attachments(item: Element<'_>, out: &mut Findings) {
    let mut met: Vec<[Option<String>; 3]> = Vec::new();
    let own = item.children().filter(|c| c.is(Ns::Json, "attachment"));
    for attachment in own.take(COMPARED) {
        numbers(attachment, out);
        let text = |name: &str| {
            attachment
                .child(Ns::Json, name)
                .map(|e| e.text().into_owned())
        };
        let [url, title, kind] = ["url", "title", "mime_type"].map(text);
        let same_url = met.iter().any(|[other, ..]| url.is_some() && *other == url);
        let alike = |[_, t, k]: &[Option<String>; 3]| title.is_some() && *t == title && *k == kind;
        if let Some(element) = attachment.child(Ns::Json, "url").filter(|_| same_url) {
            out.add(&ATTACHMENT_REPEATED, Finding::text(element));
        } else if let Some(element) = attachment
            .child(Ns::Json, "title")
            .filter(|_| met.iter().any(alike))
        {
            out.add(&ATTACHMENT_TITLE_SHARED, Finding::text(element));
        }
        met.push([url, title, kind]);
    }
}

fn numbers(attachment: Element<'_>, out: &mut Findings) {
    for (name, most, whole) in [
        ("size_in_bytes", f64::MAX, true),
        ("duration_in_seconds", YEAR, false),
    ] {
        let Some(element) = attachment.child(Ns::Json, name) else {
            continue;
        };
        let Ok(number) = element.text().parse::<f64>() else {
            continue;
        };
        if number < 0.0 || number > most || (whole && number.fract() != 0.0) {
            let message = format!("{name} cannot be {}", element.text());
            out.add(&NUMBER_IMPLAUSIBLE, Finding::text(element).says(message));
        }
    }
}

fn feed(head: &Head<'_, '_>, out: &mut Findings) {
    let member = |name: &str| head.feed.child(Ns::Json, name);
    if let Some(next) = member("next_url") {
        let text = next.text();
        let own = member("feed_url").map(|e| e.text());
        if own.as_deref() == Some(&*text) || head.doc.options.base.as_deref() == Some(&*text) {
            out.add(&NEXT_URL_LOOPS, Finding::text(next));
        }
    }
    if member("icon").is_none() && member("favicon").is_none() {
        out.add(&FEED_ICON_MISSING, Finding::element(head.feed));
    }
    for hub in head.feed.children().filter(|c| c.is(Ns::Json, "hub")) {
        let kind = hub.child(Ns::Json, "type");
        if let Some(kind) = kind.filter(|k| !matches!(&*k.text(), "WebSub" | "rssCloud" | "")) {
            let message = format!("readers know no hub of the kind {}", kind.text());
            out.add(&HUB_TYPE_UNKNOWN, Finding::text(kind).says(message));
        }
    }
}
