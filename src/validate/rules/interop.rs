//! What breaks in readers though no specification forbids it.

use crate::validate::by_hash::ByHash;
use crate::validate::rules::{entries, grammar_date, versions};
use std::collections::hash_map::{Entry as Place, RandomState};
use std::hash::BuildHasher;

use crate::Severity;
use crate::validate::context::{Across, Entry, Head};
use crate::validate::diagnostic::{Finding, Findings};
use crate::validate::format::Format;
use crate::validate::namespace::Ns;
use crate::validate::rule::{Check, Family, Kind, Rule};
use crate::validate::spec;
use crate::validate::tree::Element;

pub(crate) static FAMILY: Family = Family {
    name: "interop",
    about: "What breaks in readers although no specification forbids it.",
    rules: &[
        &IDS_NEARLY_EQUAL,
        &TITLE_AND_LINK_REPEATED,
        &ENTRIES_OLDEST_FIRST,
        &ID_WITH_TRACKING,
        &CREATOR_REPEATED,
        &SUMMARY_REPEATS_CONTENT,
        &DESCRIPTION_MISSING,
        &ITEM_TITLE_MISSING,
        &ENTRY_VERY_LARGE,
        &LINK_NOT_HTTPS,
        &TTL_VERY_LONG,
        &MARKUP_PREFIXED,
        &versions::TEXT_INPUT_UNREAD,
        &entries::CHANNEL_ELEMENT_AFTER_ITEM,
        &entries::DESCRIPTION_AFTER_CONTENT,
        &entries::DESCRIPTION_LONGER_THAN_CONTENT,
        &entries::MEANING_REPEATED,
    ],
};

pub(crate) static IDS_NEARLY_EQUAL: Rule = Rule {
    id: "ids-nearly-equal",
    severity: Severity::Warning,
    formats: &[Kind::Rss, Kind::Atom],
    says: "two ids differ only in letter case, http or a slash",
    why: "programs that tidy addresses take them for one, and an article is lost",
    remedy: "make them the same, or clearly different",
    spec: &[
        spec::RSS.at("ltguidgtSubelementOfLtitemgt"),
        spec::RFC4287.at("4.2.6"),
    ],
    w3c: None,
    since: "0.1.0",
    check: Check::Across(|| Box::new(Neighbours::default())),
};

pub(crate) static TITLE_AND_LINK_REPEATED: Rule = Rule {
    id: "title-and-link-repeated",
    severity: Severity::Warning,
    formats: &[Kind::Rss, Kind::Atom],
    says: "two entries have one title and one link",
    why: "people see the same article twice",
    remedy: "give one entry to each article, and keep its id when it changes",
    spec: &[
        spec::RSS.at("ltguidgtSubelementOfLtitemgt"),
        spec::RFC4287.at("4.2.6"),
    ],
    w3c: None,
    since: "0.1.0",
    check: Check::With("ids-nearly-equal"),
};

pub(crate) static ENTRIES_OLDEST_FIRST: Rule = Rule {
    id: "entries-oldest-first",
    severity: Severity::Info,
    formats: &[Kind::Rss, Kind::Atom],
    says: "the oldest entry comes first",
    why: "readers that keep only the first entries never see the news",
    remedy: "put the newest entry first",
    spec: &[
        spec::RSS.at("hrelementsOfLtitemgt"),
        spec::RFC4287.at("4.1.1"),
    ],
    w3c: None,
    since: "0.1.0",
    check: Check::With("ids-nearly-equal"),
};

pub(crate) static ID_WITH_TRACKING: Rule = Rule {
    id: "id-with-tracking",
    severity: Severity::Warning,
    formats: &[Kind::Rss, Kind::Atom],
    says: "an id holds parameters that track its reader",
    why: "they change from campaign to campaign, and the entry comes back as new",
    remedy: "remove utm_… and the like from ids",
    spec: &[
        spec::RSS.at("ltguidgtSubelementOfLtitemgt"),
        spec::RFC4287.at("4.2.6"),
    ],
    w3c: None,
    since: "0.1.0",
    check: Check::Entry(one_entry),
};

pub(crate) static CREATOR_REPEATED: Rule = Rule {
    id: "creator-repeated",
    severity: Severity::Info,
    formats: &[Kind::Rss],
    says: "an item has several dc:creator",
    why: "Dublin Core allows it, and half of all readers show one of them, some the first, some the last",
    remedy: "write all names into one dc:creator, if a full byline matters more than names that programs can tell apart",
    spec: &[spec::PROFILE.at("namespace-elements-dublin-creator")],
    w3c: None,
    since: "0.1.0",
    check: Check::With("id-with-tracking"),
};

pub(crate) static SUMMARY_REPEATS_CONTENT: Rule = Rule {
    id: "summary-repeats-content",
    severity: Severity::Warning,
    formats: &[Kind::Rss, Kind::Atom],
    says: "the summary is the content once more",
    why: "readers that show both show it twice, and the feed is twice as large",
    remedy: "write a short summary, or leave it out",
    spec: &[
        spec::PROFILE.at("namespace-elements-content-encoded"),
        spec::RFC4287.at("4.2.13"),
    ],
    w3c: None,
    since: "0.1.0",
    check: Check::With("id-with-tracking"),
};

pub(crate) static DESCRIPTION_MISSING: Rule = Rule {
    id: "description-missing",
    severity: Severity::Info,
    formats: &[Kind::Rss],
    says: "an item has content:encoded and no description",
    why: "readers that know RSS alone show nothing",
    remedy: "add a description with a summary",
    spec: &[spec::PROFILE.at("namespace-elements-content-encoded")],
    w3c: None,
    since: "0.1.0",
    check: Check::With("id-with-tracking"),
};

pub(crate) static ITEM_TITLE_MISSING: Rule = Rule {
    id: "item-title-missing",
    severity: Severity::Info,
    formats: &[Kind::Rss],
    says: "an item has no title",
    why: "lists of articles show its address or nothing",
    remedy: "add a title",
    spec: &[spec::RSS.at("hrelementsOfLtitemgt")],
    w3c: None,
    since: "0.1.0",
    check: Check::With("id-with-tracking"),
};

pub(crate) static ENTRY_VERY_LARGE: Rule = Rule {
    id: "entry-very-large",
    severity: Severity::Info,
    formats: &[Kind::Rss, Kind::Atom],
    says: "the text of an entry has more than a million bytes",
    why: "readers cut it, or stop reading the feed",
    remedy: "give a summary and a link",
    spec: &[
        spec::RSS.at("hrelementsOfLtitemgt"),
        spec::RFC4287.at("4.1.3"),
    ],
    w3c: None,
    since: "0.1.0",
    check: Check::With("id-with-tracking"),
};

pub(crate) static LINK_NOT_HTTPS: Rule = Rule {
    id: "link-not-https",
    severity: Severity::Info,
    formats: &[Kind::Rss, Kind::Atom],
    says: "the site is linked over http and the feed over https",
    why: "readers that show pages inside refuse it, and others follow a redirect each time",
    remedy: "link to https",
    spec: &[
        spec::RSS.at("requiredChannelElements"),
        spec::RFC4287.at("4.2.7"),
    ],
    w3c: None,
    since: "0.1.0",
    check: Check::Head(feed_link),
};

pub(crate) static TTL_VERY_LONG: Rule = Rule {
    id: "ttl-very-long",
    severity: Severity::Info,
    formats: &[Kind::Rss],
    says: "the feed may be kept for more than a week",
    why: "readers that obey show old news",
    remedy: "write how many minutes pass between two changes, such as 60",
    spec: &[spec::RSS.at("ltttlgtSubelementOfLtchannelgt")],
    w3c: None,
    since: "0.1.0",
    check: Check::With("link-not-https"),
};

pub(crate) static MARKUP_PREFIXED: Rule = Rule {
    id: "markup-prefixed",
    severity: Severity::Warning,
    formats: &[Kind::Atom],
    says: "Atom or XHTML is written with a prefix",
    why: "some readers look for the names without prefix and see nothing",
    remedy: "declare the namespace with xmlns=\"…\"",
    spec: &[spec::RFC4287.at("1.2"), spec::NAMES.at("defaulting")],
    w3c: Some("AvoidNamespacePrefix"),
    since: "0.1.0",
    check: Check::With("link-not-https"),
};

/// Parameters that tell who clicked where, and nothing about the page.
const TRACKING: &[&str] = &["utm_", "fbclid=", "gclid=", "mc_cid=", "mc_eid="];

/// The most that the text of an entry should have, in bytes.
const LARGE: usize = 1_000_000;

/// A week, in minutes.
const WEEK: u64 = 7 * 24 * 60;

fn identity<'t>(entry: &Entry<'_, 't>) -> Option<Element<'t>> {
    if entry.doc.format.is_atom() {
        entry.element.child(Ns::Atom, "id")
    } else {
        entry.element.child(Ns::None, "guid")
    }
}

fn is_feed(format: Format) -> bool {
    format.is_rss() || format.is_atom()
}

fn one_entry(entry: &Entry<'_, '_>, out: &mut Findings) {
    if !is_feed(entry.doc.format) {
        return;
    }
    if let Some(id) = identity(entry) {
        let text = id.text();
        let query = text.split_once('?').map_or("", |(_, query)| query);
        if !query.is_empty() && TRACKING.iter().any(|t| query.contains(t)) {
            out.add(&ID_WITH_TRACKING, Finding::text(id));
        }
    }
    if entry.doc.format.is_rss() {
        item(entry, out);
    }
    texts(entry, out);
}

fn item(entry: &Entry<'_, '_>, out: &mut Findings) {
    let element = entry.element;
    let creators = || element.children().filter(|c| c.is(Ns::Dc, "creator"));
    if let Some(second) = creators().nth(1) {
        let message = format!("the item has {} dc:creator", creators().count());
        out.add(&CREATOR_REPEATED, Finding::element(second).says(message));
    }
    let described = element.child(Ns::None, "description").is_some();
    let content = element.child(Ns::Content, "encoded");
    if let Some(content) = content.filter(|_| !described) {
        out.add_with(&DESCRIPTION_MISSING, || Finding::element(content));
    }
    if described && element.child(Ns::None, "title").is_none() {
        out.add_with(&ITEM_TITLE_MISSING, || Finding::element(element));
    }
}

fn texts(entry: &Entry<'_, '_>, out: &mut Findings) {
    let element = entry.element;
    let (summary, content) = if entry.doc.format.is_atom() {
        (
            element.child(Ns::Atom, "summary"),
            element.child(Ns::Atom, "content"),
        )
    } else {
        (
            element.child(Ns::None, "description"),
            element.child(Ns::Content, "encoded"),
        )
    };
    for text in [summary, content].into_iter().flatten() {
        if text.text().len() > LARGE {
            let message = format!("{} has more than {LARGE} bytes", text.display_name());
            out.add(&ENTRY_VERY_LARGE, Finding::element(text).says(message));
        }
    }
    if let (Some(summary), Some(content)) = (summary, content) {
        let (short, long) = (summary.text(), content.text());
        if !short.trim().is_empty() && short.trim() == long.trim() {
            out.add(&SUMMARY_REPEATS_CONTENT, Finding::element(summary));
        }
    }
}

fn feed_link(head: &Head<'_, '_>, out: &mut Findings) {
    if !is_feed(head.doc.format) {
        return;
    }
    let relation = |link: Element<'_>, wanted: &str| {
        link.is(Ns::Atom, "link") && link.attr("rel").map_or("alternate", |r| r.value) == wanted
    };
    let own = head.feed.children().find(|c| relation(*c, "self"));
    let own = own.and_then(|c| c.attr("href")).map_or("", |h| h.value);
    let page = if head.doc.format.is_rss() {
        head.feed.child(Ns::None, "link").map(Finding::text).zip(
            head.feed
                .child(Ns::None, "link")
                .map(|l| l.text().trim().to_owned()),
        )
    } else {
        let link = head.feed.children().find(|c| relation(*c, "alternate"));
        link.and_then(|l| {
            l.attr("href")
                .map(|h| (Finding::attribute(l, h), h.value.trim().to_owned()))
        })
    };
    if let Some((finding, page)) = page
        && let (Some(secure), Some(plain)) =
            (own.strip_prefix("https://"), page.strip_prefix("http://"))
        && host(secure).eq_ignore_ascii_case(host(plain))
    {
        out.add(&LINK_NOT_HTTPS, finding);
    }
    let ttl = head.feed.child(Ns::None, "ttl");
    if let Some(ttl) = ttl.filter(|t| t.text().trim().parse::<u64>().is_ok_and(|n| n > WEEK)) {
        out.add(&TTL_VERY_LONG, Finding::text(ttl));
    }
    if head.doc.format.is_atom() {
        prefixed(head.feed, out);
    }
}

fn host(rest: &str) -> &str {
    rest.split(['/', '?', '#']).next().unwrap_or_default()
}

/// Reports an element that is written with a prefix; gives whether it is.
pub(super) fn prefixed(element: Element<'_>, out: &mut Findings) -> bool {
    let Some((prefix, _)) = element.name().split_once(':') else {
        return false;
    };
    let message = format!("{} is written with the prefix {prefix}", element.name());
    let finding = Finding::element(element).says(message);
    out.add(&MARKUP_PREFIXED, finding.param("prefix", prefix));
    true
}

/// What was met of the entries before: hashes with lines, 32 bytes an entry.
#[derive(Default)]
struct Neighbours {
    hasher: RandomState,
    /// The tidied id, with the hash of the id as written.
    ids: ByHash<(u64, u64)>,
    /// Title and link together, with the hash of the id.
    titles: ByHash<(u64, u64)>,
    tidy: String,
    first: String,
    last: String,
    entries: u64,
}

impl Across for Neighbours {
    fn entry(&mut self, entry: &Entry<'_, '_>, out: &mut Findings) {
        if !is_feed(entry.doc.format) {
            return;
        }
        let id = identity(entry);
        let written = id.map(|i| self.hasher.hash_one(i.text().trim()));
        if let (Some(id), Some(hash)) = (id, written) {
            self.id(entry, id, hash, out);
        }
        self.title(entry, written.unwrap_or(0), out);
        self.date(entry);
    }

    fn end(&mut self, head: Option<&Head<'_, '_>>, out: &mut Findings) {
        let Some(head) = head.filter(|h| is_feed(h.doc.format) && self.entries > 2) else {
            return;
        };
        let read = if head.doc.format.is_atom() {
            grammar_date::timestamp
        } else {
            grammar_date::mail
        };
        if let (Ok(first), Ok(last)) = (read(&self.first), read(&self.last))
            && first.seconds < last.seconds
        {
            out.add(&ENTRIES_OLDEST_FIRST, Finding::element(head.feed));
        }
    }
}

impl Neighbours {
    fn id(&mut self, entry: &Entry<'_, '_>, id: Element<'_>, hash: u64, out: &mut Findings) {
        let text = id.text();
        let text = text.trim();
        // The scheme stands at the very beginning: there are guids such as 12@http://paper.example/.
        let bare = match text.split_once("://") {
            Some(("http" | "https" | "HTTP" | "HTTPS", rest)) => rest,
            _ => text,
        };
        self.tidy.clear();
        self.tidy.push_str(bare.trim_end_matches('/'));
        self.tidy.make_ascii_lowercase();
        let line = entry.element.position().line;
        match self.ids.entry(self.hasher.hash_one(&self.tidy)) {
            Place::Vacant(place) => {
                place.insert((hash, line));
            }
            Place::Occupied(first) if first.get().0 != hash && !bare.is_empty() => {
                let message = format!(
                    "the id of the entry on line {} is nearly the same",
                    first.get().1
                );
                out.add(&IDS_NEARLY_EQUAL, Finding::text(id).says(message));
            }
            Place::Occupied(_) => {}
        }
    }

    fn title(&mut self, entry: &Entry<'_, '_>, id: u64, out: &mut Findings) {
        let atom = entry.doc.format.is_atom();
        let ns = if atom { Ns::Atom } else { Ns::None };
        let (Some(title), Some(link)) = (
            entry.element.child(ns, "title"),
            entry.element.child(ns, "link"),
        ) else {
            return;
        };
        let text = link.text();
        let address = if atom {
            link.attr("href").map_or("", |h| h.value)
        } else {
            text.trim()
        };
        if address.is_empty() {
            return;
        }
        let line = entry.element.position().line;
        match self
            .titles
            .entry(self.hasher.hash_one((title.text().trim(), address)))
        {
            Place::Vacant(place) => {
                place.insert((id, line));
            }
            Place::Occupied(first) if first.get().0 != id => {
                let message = format!(
                    "the entry on line {} has the same title and link",
                    first.get().1
                );
                out.add(&TITLE_AND_LINK_REPEATED, Finding::text(title).says(message));
            }
            Place::Occupied(_) => {}
        }
    }

    fn date(&mut self, entry: &Entry<'_, '_>) {
        let date = if entry.doc.format.is_atom() {
            entry.element.child(Ns::Atom, "updated")
        } else {
            entry.element.child(Ns::None, "pubDate")
        };
        let Some(date) = date else { return };
        let text = date.text();
        let kept = if self.entries == 0 {
            &mut self.first
        } else {
            &mut self.last
        };
        kept.clear();
        kept.push_str(text.trim());
        self.entries += 1;
    }
}
