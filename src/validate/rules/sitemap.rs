//! Sitemaps: what the protocol and Google's news extension allow beyond elements and their values.

use std::collections::hash_map::{Entry as Place, RandomState};
use std::hash::BuildHasher;

use crate::Severity;
use crate::validate::by_hash::ByHash;
use crate::validate::context::{Across, Doc, Entry};
use crate::validate::diagnostic::{Finding, Findings};
use crate::validate::format::Format;
use crate::validate::namespace::Ns;
use crate::validate::rule::{Check, Family, Kind, Rule};
use crate::validate::rules::{grammar_date, links};
use crate::validate::spec;
use crate::validate::tree::Element;
use crate::validate::vocabulary::sitemap::{RETIRED_IMAGE, RETIRED_NEWS};

pub(crate) static FAMILY: Family = Family {
    name: "sitemaps",
    about: "Sitemaps: what the protocol and Google's news extension allow.",
    rules: &[
        &SITEMAP_TOO_LARGE,
        &SITEMAP_HOST_DIFFERS,
        &SITEMAP_ADDRESS_REPEATED,
        &SITEMAP_ADDRESS_LONG,
        &SITEMAP_PRIORITY_MALFORMED,
        &SITEMAP_ELEMENT_RETIRED,
        &NEWS_TOO_OLD,
        &NEWS_LANGUAGE_LONG,
    ],
};

pub(crate) static SITEMAP_TOO_LARGE: Rule = Rule {
    id: "sitemap-too-large",
    severity: Severity::Error,
    formats: &[Kind::Sitemap],
    says: "a sitemap holds more than it may",
    why: "search engines refuse it or stop reading",
    remedy: "split it, and list the parts in a sitemap index",
    spec: &[spec::SITEMAPS.at("index"), spec::NEWS_SITEMAPS.at("")],
    w3c: None,
    since: "0.1.0",
    check: Check::Across(|| Box::new(Pages::default())),
};

pub(crate) static SITEMAP_HOST_DIFFERS: Rule = Rule {
    id: "sitemap-host-differs",
    severity: Severity::Warning,
    formats: &[Kind::Sitemap],
    says: "an address is not on the sitemap's host",
    why: "search engines pass over it, unless that host's robots.txt names this sitemap",
    remedy: "list it in a sitemap on its own host",
    spec: &[spec::SITEMAPS.at("location")],
    w3c: None,
    since: "0.1.0",
    check: Check::With("sitemap-too-large"),
};

pub(crate) static SITEMAP_ADDRESS_REPEATED: Rule = Rule {
    id: "sitemap-address-repeated",
    severity: Severity::Warning,
    formats: &[Kind::Sitemap],
    says: "an address is listed twice",
    why: "search engines keep one, and not all the same one",
    remedy: "list it once",
    spec: &[spec::SITEMAPS.at("xmlTagDefinitions")],
    w3c: None,
    since: "0.1.0",
    check: Check::With("sitemap-too-large"),
};

pub(crate) static SITEMAP_ADDRESS_LONG: Rule = Rule {
    id: "sitemap-address-long",
    severity: Severity::Error,
    formats: &[Kind::Sitemap],
    says: "an address has 2,048 characters or more",
    why: "search engines pass over it",
    remedy: "give the page a shorter address",
    spec: &[spec::SITEMAPS.at("xmlTagDefinitions")],
    w3c: None,
    since: "0.1.0",
    check: Check::Entry(page),
};

pub(crate) static SITEMAP_PRIORITY_MALFORMED: Rule = Rule {
    id: "sitemap-priority-malformed",
    severity: Severity::Error,
    formats: &[Kind::Sitemap],
    says: "a priority is not a number from 0.0 to 1.0",
    why: "search engines take 0.5 instead or refuse the sitemap",
    remedy: "write a number such as 0.8, or leave it out",
    spec: &[spec::SITEMAPS.at("xmlTagDefinitions")],
    w3c: None,
    since: "0.1.0",
    check: Check::With("sitemap-address-long"),
};

pub(crate) static SITEMAP_ELEMENT_RETIRED: Rule = Rule {
    id: "sitemap-element-retired",
    severity: Severity::Info,
    formats: &[Kind::Sitemap],
    says: "an element that Google no longer reads",
    why: "it does no harm and has no effect",
    remedy: "leave it out",
    spec: &[spec::NEWS_SITEMAPS.at(""), spec::IMAGE_SITEMAPS.at("")],
    w3c: None,
    since: "0.1.0",
    check: Check::With("sitemap-address-long"),
};

pub(crate) static NEWS_TOO_OLD: Rule = Rule {
    id: "news-too-old",
    severity: Severity::Warning,
    formats: &[Kind::Sitemap],
    says: "an article in the news sitemap is more than two days old",
    why: "Google News takes articles of the last two days from it",
    remedy: "remove the address, or news:news from it",
    spec: &[spec::NEWS_SITEMAPS.at("")],
    w3c: None,
    since: "0.1.0",
    check: Check::With("sitemap-address-long"),
};

pub(crate) static NEWS_LANGUAGE_LONG: Rule = Rule {
    id: "news-language-long",
    severity: Severity::Warning,
    formats: &[Kind::Sitemap],
    says: "the publication's language says more than a language",
    why: "Google wants two or three letters, and more only for zh-cn and zh-tw",
    remedy: "write the language alone, such as pt",
    spec: &[spec::NEWS_SITEMAPS.at("")],
    w3c: None,
    since: "0.1.0",
    check: Check::With("sitemap-address-long"),
};

/// One character more than an address may have.
const LONG: usize = 2048;
/// Two days, in seconds.
const FRESH: i64 = 2 * 24 * 60 * 60;

fn page(entry: &Entry<'_, '_>, out: &mut Findings) {
    if !entry.doc.format.is_sitemap() {
        return;
    }
    for element in entry.element.children() {
        match (element.ns(), element.local()) {
            (Ns::None, "loc") => address(element, out),
            (Ns::None, "priority") => priority(element, out),
            (Ns::News, "news") => news(entry.doc, element, out),
            (Ns::SitemapImage, "image") => {
                retired(element, Ns::SitemapImage, RETIRED_IMAGE, out);
            }
            _ => {}
        }
    }
}

fn address(loc: Element<'_>, out: &mut Findings) {
    let text = loc.text();
    let length = text.trim().chars().count();
    if length >= LONG {
        let message = format!("the address has {length} characters");
        out.add(&SITEMAP_ADDRESS_LONG, Finding::text(loc).says(message));
    }
}

fn priority(element: Element<'_>, out: &mut Findings) {
    let text = element.text();
    let text = text.trim();
    let plain = text.bytes().all(|b| b.is_ascii_digit() || b == b'.');
    let number = text.parse::<f64>().ok().filter(|_| plain);
    if !text.is_empty() && number.is_none_or(|n| n > 1.0) {
        out.add(&SITEMAP_PRIORITY_MALFORMED, Finding::text(element));
    }
}

fn news(doc: &Doc<'_>, news: Element<'_>, out: &mut Findings) {
    retired(news, Ns::News, RETIRED_NEWS, out);
    let language = news
        .child(Ns::News, "publication")
        .and_then(|p| p.child(Ns::News, "language"));
    if let Some(language) = language {
        let text = language.text();
        let tag = text.trim().to_ascii_lowercase();
        if tag.contains('-') && !matches!(tag.as_str(), "zh-cn" | "zh-tw") {
            out.add(&NEWS_LANGUAGE_LONG, Finding::text(language));
        }
    }
    let (Some(date), Some(now)) = (news.child(Ns::News, "publication_date"), doc.options.now)
    else {
        return;
    };
    let age = grammar_date::w3c(date.text().trim())
        .ok()
        .map(|d| now.timestamp() - d.seconds);
    // A date alone may mean the end of its day.
    let slack = if date.text().contains('T') {
        0
    } else {
        24 * 60 * 60
    };
    if age.is_some_and(|age| age > FRESH + slack) {
        out.add(&NEWS_TOO_OLD, Finding::text(date));
    }
}

fn retired(parent: Element<'_>, ns: Ns, names: &[&str], out: &mut Findings) {
    for child in parent.children() {
        if child.ns() == ns && names.contains(&child.local()) {
            let message = format!("Google no longer reads {}", child.display_name());
            out.add(
                &SITEMAP_ELEMENT_RETIRED,
                Finding::element(child).says(message),
            );
        }
    }
}

/// How many addresses a sitemap or an index may list.
const MOST: u64 = 50_000;
/// How many of them may be news.
const MOST_NEWS: u64 = 1_000;
/// How many images one page may name.
const MOST_IMAGES: usize = 1_000;
/// How many bytes it may have: 50 MiB.
const MOST_BYTES: u64 = 52_428_800;

/// What was met so far: counts, the host, and addresses as hashes with the line of the first.
#[derive(Default)]
struct Pages {
    count: u64,
    news: u64,
    long: bool,
    host: Option<String>,
    hasher: RandomState,
    lines: ByHash<u64>,
}

impl Across for Pages {
    fn entry(&mut self, entry: &Entry<'_, '_>, out: &mut Findings) {
        if !entry.doc.format.is_sitemap() {
            return;
        }
        self.sizes(entry, out);
        let Some(loc) = entry.element.child(Ns::None, "loc") else {
            return;
        };
        let text = loc.text();
        if text.trim().is_empty() {
            return;
        }
        self.host(entry.doc, loc, text.trim(), out);
        self.repeated(loc, text.trim(), out);
    }
}

impl Pages {
    /// Each bound is told once, at the first entry beyond it.
    fn sizes(&mut self, entry: &Entry<'_, '_>, out: &mut Findings) {
        let element = entry.element;
        let mut beyond = |most: u64, what: &str| {
            let message = format!("more than {most} {what}");
            let finding = Finding::element(element).says(message);
            out.add(&SITEMAP_TOO_LARGE, finding.param("limit", most.to_string()));
        };
        self.count += 1;
        if self.count == MOST + 1 {
            let what = match entry.doc.format {
                Format::SitemapIndex => "sitemaps in one index",
                _ => "addresses in one sitemap",
            };
            beyond(MOST, what);
        }
        let mut news = 0;
        let mut images = 0;
        for child in element.children() {
            news += u64::from(child.is(Ns::News, "news"));
            images += usize::from(child.is(Ns::SitemapImage, "image"));
        }
        if self.news <= MOST_NEWS && self.news + news > MOST_NEWS {
            beyond(MOST_NEWS, "articles in one news sitemap");
        }
        self.news += news;
        if images > MOST_IMAGES {
            beyond(MOST_IMAGES as u64, "images of one page");
        }
        if !self.long && element.position().offset > MOST_BYTES {
            self.long = true;
            beyond(MOST_BYTES, "bytes in one sitemap");
        }
    }

    /// All addresses are on the host of the sitemap; where that is not known, on that of the first.
    fn host(&mut self, doc: &Doc<'_>, loc: Element<'_>, url: &str, out: &mut Findings) {
        let Some(host) = links::host(url) else {
            return;
        };
        let known = self.host.get_or_insert_with(|| {
            let own = doc.options.base.as_deref().and_then(links::host);
            own.unwrap_or(host).to_ascii_lowercase()
        });
        if !host.eq_ignore_ascii_case(known) {
            let message = format!("{host} is another host than {known}");
            out.add(&SITEMAP_HOST_DIFFERS, Finding::text(loc).says(message));
        }
    }

    fn repeated(&mut self, loc: Element<'_>, url: &str, out: &mut Findings) {
        let hash = self.hasher.hash_one(url);
        match self.lines.entry(hash) {
            Place::Vacant(place) => {
                place.insert(loc.position().line);
            }
            Place::Occupied(first) => {
                let message = format!("line {} lists the same address", first.get());
                let finding = Finding::text(loc).says(message);
                out.add(
                    &SITEMAP_ADDRESS_REPEATED,
                    finding.param("first_line", first.get().to_string()),
                );
            }
        }
    }
}
