//! FeedSync: the history of items that several copies share.

use crate::Severity;
use crate::validate::context::Visit;
use crate::validate::diagnostic::{Finding, Findings};
use crate::validate::namespace::Ns;
use crate::validate::rule::{Check, Family, Kind, Rule};
use crate::validate::rules::{grammar_date, structure};
use crate::validate::spec;
use crate::validate::tree::Element;

pub(crate) static FAMILY: Family = Family {
    name: "sync",
    about: "FeedSync: the history of entries that several copies share.",
    rules: &[
        &HISTORY_UNATTRIBUTED,
        &HISTORY_TIME_MISSING,
        &SHARING_WINDOW_INVERTED,
    ],
};

pub(crate) static HISTORY_UNATTRIBUTED: Rule = Rule {
    id: "history-unattributed",
    severity: Severity::Error,
    formats: &[Kind::Rss, Kind::Atom],
    says: "a change has neither a time nor a name",
    why: "two copies cannot tell whose change is the later",
    remedy: "give sx:history when, by, or both",
    spec: &[spec::RSS.at("extendingRss"), spec::RFC4287.at("6.4")],
    w3c: Some("MissingByAndWhenAttrs"),
    since: "0.1.0",
    check: Check::Where(|site| site.ns == Ns::FeedSync, synchronised),
};

pub(crate) static HISTORY_TIME_MISSING: Rule = Rule {
    id: "history-time-missing",
    severity: Severity::Warning,
    formats: &[Kind::Rss, Kind::Atom],
    says: "a change has no time",
    why: "where two copies changed the same, the later change cannot win",
    remedy: "give sx:history when",
    spec: &[spec::RSS.at("extendingRss"), spec::RFC4287.at("6.4")],
    w3c: Some("MissingRecommendedAttribute"),
    since: "0.1.0",
    check: Check::With("history-unattributed"),
};

pub(crate) static SHARING_WINDOW_INVERTED: Rule = Rule {
    id: "sharing-window-inverted",
    severity: Severity::Error,
    formats: &[Kind::Rss, Kind::Atom],
    says: "a shared feed begins after it ends",
    why: "no entry can lie in between",
    remedy: "let since be before until",
    spec: &[spec::RSS.at("extendingRss"), spec::RFC4287.at("6.4")],
    w3c: Some("SinceAfterUntil"),
    since: "0.1.0",
    check: Check::With("history-unattributed"),
};

pub(crate) static NUMBER_TOO_LARGE: Rule = Rule {
    id: "number-too-large",
    severity: Severity::Error,
    formats: &[Kind::Rss, Kind::Atom],
    says: "a number is larger than programs count",
    why: "it wraps round to something else",
    remedy: "keep it below 2147483648",
    spec: &[spec::RSS.at("extendingRss"), spec::RFC4287.at("6.4")],
    w3c: Some("IntegerOverflow"),
    since: "0.1.0",
    check: Check::With("history-unattributed"),
};

pub(crate) static URL_NOT_ASCII: Rule = Rule {
    id: "url-not-ascii",
    severity: Severity::Error,
    formats: &[Kind::Rss, Kind::Atom],
    says: "an address that must be a URI has other letters than ASCII",
    why: "programs that take URIs refuse it",
    remedy: "write the host in Punycode and other letters as % and digits",
    spec: &[spec::RFC3986.at("2")],
    w3c: Some("InvalidFullLink"),
    since: "0.1.0",
    check: Check::With("history-unattributed"),
};

fn synchronised(visit: &Visit<'_, '_>, out: &mut Findings) {
    let element = visit.element;
    if element.ns() != Ns::FeedSync {
        return;
    }
    match element.local() {
        "sharing" => sharing(element, out),
        "related" => related(element, out),
        "sync" => sync(element, out),
        "history" => history(element, out),
        _ => {}
    }
}

fn missing(element: Element<'_>, name: &str) -> Finding {
    Finding::element(element)
        .on_attribute(name)
        .says(format!("{} has no {name}", element.display_name()))
        .param("attr", name)
}

/// Both ends of the window are given, or none.
fn sharing(sharing: Element<'_>, out: &mut Findings) {
    match (sharing.attr("since"), sharing.attr("until")) {
        (Some(_), None) => out.add(&structure::ATTRIBUTE_MISSING, missing(sharing, "until")),
        (None, Some(_)) => out.add(&structure::ATTRIBUTE_MISSING, missing(sharing, "since")),
        (Some(since), Some(until)) => {
            let time = |text: &str| grammar_date::timestamp(text).ok().map(|d| d.seconds);
            if let (Some(from), Some(to)) = (time(since.value), time(until.value))
                && from > to
            {
                out.add(&SHARING_WINDOW_INVERTED, Finding::attribute(sharing, since));
            }
        }
        (None, None) => {}
    }
}

fn related(related: Element<'_>, out: &mut Findings) {
    if let Some(link) = related.attr("link").filter(|l| !l.value.is_ascii()) {
        out.add(&URL_NOT_ASCII, Finding::attribute(related, link));
    }
    blank(related, "title", out);
}

fn blank(element: Element<'_>, name: &str, out: &mut Findings) {
    if let Some(given) = element.attr(name).filter(|a| a.value.trim().is_empty()) {
        let found = Finding::attribute(element, given)
            .says(format!("{name} of {} says nothing", element.display_name()));
        out.add(&structure::ATTRIBUTE_BLANK, found.w3c("NotBlank"));
    }
}

fn sync(sync: Element<'_>, out: &mut Findings) {
    if sync.child(Ns::FeedSync, "history").is_none() {
        let found = Finding::missing(sync, "sx:history")
            .says("sx:sync has no sx:history")
            .help("add the history of the item, the newest change first");
        out.add(&structure::ELEMENT_MISSING, found);
    }
    large(sync, "updates", out);
}

fn large(element: Element<'_>, name: &str, out: &mut Findings) {
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
    let given = element.attr(name).filter(|a| digits(a.value.trim()));
    if let Some(given) = given.filter(|a| a.value.trim().parse::<i32>().is_err()) {
        out.add(&NUMBER_TOO_LARGE, Finding::attribute(element, given));
    }
}

fn history(history: Element<'_>, out: &mut Findings) {
    large(history, "sequence", out);
    blank(history, "by", out);
    if history.attr("when").is_some() {
        return;
    }
    if history.attr("by").is_some() {
        out.add(&HISTORY_TIME_MISSING, missing(history, "when"));
    } else {
        out.add(&HISTORY_UNATTRIBUTED, Finding::element(history));
    }
}
