//! What an entry and a feed need as a whole, beyond their elements one by one.

use crate::Severity;
use crate::syntax::span::Position;
use crate::validate::context::{Across, Entry, Head, Visit};
use crate::validate::diagnostic::{Finding, Findings};
use crate::validate::namespace::Ns;
use crate::validate::rule::{Check, Kind, Rule};
use crate::validate::spec;
use crate::validate::tree::Element;
use crate::validate::vocabulary::Place;

pub(crate) static ITEM_WITHOUT_TITLE_AND_DESCRIPTION: Rule = Rule {
    id: "item-without-title-and-description",
    severity: Severity::Error,
    formats: &[Kind::Rss],
    says: "an item has neither title nor description",
    why: "the specification wants at least one, and readers have nothing to show",
    remedy: "add a title",
    spec: &[spec::RSS.at("hrelementsOfLtitemgt")],
    w3c: Some("ItemMustContainTitleOrDescription"),
    since: "0.1.0",
    check: Check::Entry(item_title),
};

pub(crate) static ENTRY_CONTENT_MISSING: Rule = Rule {
    id: "entry-content-missing",
    severity: Severity::Error,
    formats: &[Kind::Atom],
    says: "an entry has neither content nor an alternate link",
    why: "readers have nothing to show and nowhere to go",
    remedy: "add content, or link rel=\"alternate\"",
    spec: &[spec::RFC4287.at("4.1.2")],
    w3c: Some("MissingContentOrAlternate"),
    since: "0.1.0",
    check: Check::Entry(entry_content),
};

pub(crate) static ENTRY_SUMMARY_MISSING: Rule = Rule {
    id: "entry-summary-missing",
    severity: Severity::Error,
    formats: &[Kind::Atom],
    says: "an entry whose content lies elsewhere or is not text has no summary",
    why: "readers that cannot show the content have nothing to show",
    remedy: "add a summary",
    spec: &[spec::RFC4287.at("4.1.2")],
    w3c: Some("MissingSummary"),
    since: "0.1.0",
    check: Check::With("entry-content-missing"),
};

pub(crate) static ENTRY_TEXT_MISSING: Rule = Rule {
    id: "entry-text-missing",
    severity: Severity::Info,
    formats: &[Kind::Atom],
    says: "an entry has neither content nor summary",
    why: "readers show a bare title",
    remedy: "add a summary or content; a title alone can stand as content too",
    spec: &[spec::RFC4287.at("4.1.1.1")],
    w3c: Some("MissingTextualContent"),
    since: "0.1.0",
    check: Check::With("entry-content-missing"),
};

pub(crate) static ENTRY_AUTHOR_MISSING: Rule = Rule {
    id: "entry-author-missing",
    severity: Severity::Error,
    formats: &[Kind::Atom],
    says: "an entry has no author, and neither has the feed",
    why: "readers cannot say who wrote it",
    remedy: "add an author to the feed or to the entry",
    spec: &[spec::RFC4287.at("4.1.2")],
    w3c: Some("MissingElement"),
    since: "0.1.0",
    check: Check::Across(|| Box::new(Authors::default())),
};

pub(crate) static SOURCE_ELEMENT_MISSING: Rule = Rule {
    id: "source-element-missing",
    severity: Severity::Warning,
    formats: &[Kind::Atom],
    says: "the source of an entry lacks its id, title or updated",
    why: "who reads the entry cannot tell where it came from",
    remedy: "copy id, title and updated from the feed it came from",
    spec: &[spec::RFC4287.at("4.2.11")],
    w3c: Some("MissingSourceElement"),
    since: "0.1.0",
    check: Check::Where(|site| site.name == "source", source_parts),
};

pub(crate) static FEED_WITHOUT_ENTRIES: Rule = Rule {
    id: "feed-without-entries",
    severity: Severity::Info,
    formats: &[
        Kind::Rss,
        Kind::Atom,
        Kind::Opml,
        Kind::Sitemap,
        Kind::JsonFeed,
    ],
    says: "the feed has no entries",
    why: "readers show nothing; often a query failed",
    remedy: "check whether that is meant",
    spec: &[
        spec::RSS.at("hrelementsOfLtitemgt"),
        spec::RFC4287.at("4.1.1"),
        spec::JSONFEED.at("items"),
    ],
    w3c: None,
    since: "0.1.0",
    check: Check::Head(no_entries),
};

pub(crate) static CHANNEL_ELEMENT_AFTER_ITEM: Rule = Rule {
    id: "channel-element-after-item",
    severity: Severity::Warning,
    formats: &[Kind::Rss],
    says: "an element of the channel comes after its first item",
    why: "readers that stop after the first items never see it",
    remedy: "write the channel's own elements first",
    spec: &[spec::PROFILE.at("element-channel")],
    w3c: Some("MisplacedItem"),
    since: "0.1.0",
    check: Check::Head(late_elements),
};

pub(crate) static METADATA_AFTER_ENTRY: Rule = Rule {
    id: "metadata-after-entry",
    severity: Severity::Error,
    formats: &[Kind::Atom],
    says: "an element of the feed itself comes after its first entry",
    why: "a feed is its metadata followed by its entries, and readers that read as they receive miss what comes late",
    remedy: "write the feed's own elements before the entries",
    spec: &[spec::RFC4287.at("4.1.1")],
    w3c: Some("MisplacedMetadata"),
    since: "0.1.0",
    check: Check::With("channel-element-after-item"),
};

pub(crate) static DESCRIPTION_AFTER_CONTENT: Rule = Rule {
    id: "description-after-content",
    severity: Severity::Warning,
    formats: &[Kind::Rss],
    says: "content:encoded comes before description",
    why: "some readers keep whichever comes last",
    remedy: "write description first",
    spec: &[spec::PROFILE.at("namespace-elements-content-encoded")],
    w3c: Some("NeedDescriptionBeforeContent"),
    since: "0.1.0",
    check: Check::Entry(description_order),
};

pub(crate) static DESCRIPTION_LONGER_THAN_CONTENT: Rule = Rule {
    id: "description-longer-than-content",
    severity: Severity::Warning,
    formats: &[Kind::Rss],
    says: "the description is longer than the content",
    why: "some readers show the longer of the two, so the full text is lost",
    remedy: "put the short text into description, the full one into content:encoded",
    spec: &[spec::PROFILE.at("namespace-elements-content-encoded")],
    w3c: None,
    since: "0.1.0",
    check: Check::With("description-after-content"),
};

pub(crate) static MEANING_REPEATED: Rule = Rule {
    id: "meaning-repeated",
    severity: Severity::Warning,
    formats: &[Kind::Rss],
    says: "two elements say the same",
    why: "readers choose one of the two, and not all the same one",
    remedy: "keep the element of RSS",
    spec: &[spec::PROFILE.at("namespace-elements-dublin-creator")],
    w3c: Some("DuplicateSemantics"),
    since: "0.1.0",
    check: Check::Where(|site| site.def.place != Place::Inside, repeated_meaning),
};

fn source_parts(visit: &Visit<'_, '_>, out: &mut Findings) {
    let source = visit.element;
    if !source.is(Ns::Atom, "source") {
        return;
    }
    for name in ["id", "title", "updated"] {
        if source.child(Ns::Atom, name).is_none() {
            out.add(
                &SOURCE_ELEMENT_MISSING,
                Finding::missing(source, name).says(format!("the source has no {name}")),
            );
        }
    }
}

/// Elements of RSS, or of one module, beside the elements of others that say the same.
const SAME: &[(Ns, &str, Ns, &str)] = &[
    (Ns::None, "pubDate", Ns::Dc, "date"),
    (Ns::None, "pubDate", Ns::Atom, "published"),
    (Ns::None, "author", Ns::Dc, "creator"),
    (Ns::None, "category", Ns::Dc, "subject"),
    (Ns::None, "source", Ns::Dc, "source"),
    (Ns::None, "copyright", Ns::Dc, "rights"),
    (Ns::None, "managingEditor", Ns::Dc, "creator"),
    (Ns::None, "webMaster", Ns::Dc, "publisher"),
    (Ns::None, "lastBuildDate", Ns::DcTerms, "modified"),
    (Ns::None, "language", Ns::Dc, "language"),
    (Ns::None, "generator", Ns::Admin, "generatorAgent"),
    (Ns::None, "description", Ns::Atom, "content"),
    (Ns::None, "description", Ns::Xhtml, "body"),
    (Ns::CreativeCommons, "license", Ns::Cc, "license"),
];

fn repeated_meaning(visit: &Visit<'_, '_>, out: &mut Findings) {
    let item = visit.element.is(Ns::None, "item");
    if !visit.doc.format.is_rss() || !(item || visit.element.is(Ns::None, "channel")) {
        return;
    }
    if visit.children.iter().all(|(c, _)| c.ns() == Ns::None) {
        return;
    }
    // A bit for each namespace; two that share one cost a look in vain.
    let bit = |ns: Ns| 1_u128.wrapping_shl(ns as u32);
    let spaces = visit.children.iter().map(|(c, _)| bit(c.ns()));
    let met = spaces.fold(0, |met, space| met | space);
    let speaks = |e: &Element<'_>| {
        e.children().next().is_some()
            || e.attributes().next().is_some()
            || !e.text().trim().is_empty()
    };
    for (own_ns, core, ns, name) in SAME.iter().filter(|(_, _, ns, _)| met & bit(*ns) != 0) {
        if let Some(other) = visit.element.child(*ns, name).filter(speaks)
            && let Some(own) = visit.element.child(*own_ns, core)
        {
            let (core, module) = (own.display_name(), other.display_name());
            let class = if matches!(*name, "content" | "body") {
                "DuplicateDescriptionSemantics"
            } else if item {
                "DuplicateItemSemantics"
            } else {
                "DuplicateSemantics"
            };
            let finding = Finding::element(other)
                .says(format!("{core} and {module} say the same"))
                .w3c(class);
            out.add(
                &MEANING_REPEATED,
                finding.param("core", core).param("ext", module),
            );
        }
    }
}

fn item_title(entry: &Entry<'_, '_>, out: &mut Findings) {
    if entry.doc.format.is_rss()
        && entry.element.child(Ns::None, "title").is_none()
        && entry.element.child(Ns::None, "description").is_none()
    {
        out.add(
            &ITEM_WITHOUT_TITLE_AND_DESCRIPTION,
            Finding::element(entry.element),
        );
    }
}

fn entry_content(entry: &Entry<'_, '_>, out: &mut Findings) {
    if !entry.doc.format.is_atom() {
        return;
    }
    let element = entry.element;
    let content = element.child(Ns::Atom, "content");
    let summary = element.child(Ns::Atom, "summary");
    let alternate = element
        .children()
        .filter(|c| c.is(Ns::Atom, "link"))
        .any(|l| l.attr("rel").is_none_or(|r| r.value == "alternate"));
    if content.is_none() && !alternate {
        out.add(&ENTRY_CONTENT_MISSING, Finding::element(element));
    }
    if content.is_none() && summary.is_none() {
        out.add_with(&ENTRY_TEXT_MISSING, || Finding::element(element));
    }
    let Some(content) = content.filter(|_| summary.is_none()) else {
        return;
    };
    let kind = content
        .attr("type")
        .map_or("text", |a| a.value)
        .to_ascii_lowercase();
    let readable = matches!(kind.as_str(), "text" | "html" | "xhtml")
        || kind.starts_with("text/")
        || kind.ends_with("/xml")
        || kind.ends_with("+xml");
    if content.attr("src").is_some() || !readable {
        out.add(&ENTRY_SUMMARY_MISSING, Finding::element(element));
    }
}

/// Entries without author, until the end says whether the feed has one.
#[derive(Default)]
struct Authors {
    without: Vec<(Position, u64)>,
}

/// How many of them are remembered; one is enough to make the feed invalid.
const AUTHORLESS: usize = 1000;

impl Across for Authors {
    fn entry(&mut self, entry: &Entry<'_, '_>, _out: &mut Findings) {
        let author = |element: Element<'_>| element.child(Ns::Atom, "author").is_some();
        let sourced = entry.element.child(Ns::Atom, "source").is_some_and(author);
        if entry.doc.format.is_atom()
            && !author(entry.element)
            && !sourced
            && self.without.len() < AUTHORLESS
        {
            self.without.push((entry.element.position(), entry.index));
        }
    }

    fn end(&mut self, head: Option<&Head<'_, '_>>, out: &mut Findings) {
        if head.is_some_and(|h| h.feed.child(Ns::Atom, "author").is_some()) {
            return;
        }
        for (at, index) in self.without.drain(..) {
            out.add_in(
                &ENTRY_AUTHOR_MISSING,
                Finding::at(at).about("author", Some("entry")),
                Some(index),
            );
        }
    }
}

fn no_entries(head: &Head<'_, '_>, out: &mut Findings) {
    if head.entries == 0 && !head.doc.format.is_opml() {
        out.add(&FEED_WITHOUT_ENTRIES, Finding::element(head.feed));
    }
}

fn late_elements(head: &Head<'_, '_>, out: &mut Findings) {
    let own = match head.doc.format {
        f if f.is_rss() => Ns::None,
        f if f.is_atom() => Ns::Atom,
        _ => return,
    };
    let late = head.feed.children().find(|c| c.is_late() && c.ns() == own);
    if let Some(late) = late {
        let rule = match own {
            Ns::Atom => &METADATA_AFTER_ENTRY,
            _ => &CHANNEL_ELEMENT_AFTER_ITEM,
        };
        let message = format!("{} comes after the first entry", late.display_name());
        out.add(rule, Finding::element(late).says(message));
    }
}

fn description_order(entry: &Entry<'_, '_>, out: &mut Findings) {
    let description = entry.element.child(Ns::None, "description");
    let content = entry.element.child(Ns::Content, "encoded");
    let (Some(description), Some(content)) = (description, content) else {
        return;
    };
    if content.position() < description.position() {
        out.add(&DESCRIPTION_AFTER_CONTENT, Finding::element(description));
    }
    let (short, full) = (description.text().trim().len(), content.text().trim().len());
    if full > 0 && short > full {
        let message = format!("the description has {short} bytes, the content {full}");
        out.add(
            &DESCRIPTION_LONGER_THAN_CONTENT,
            Finding::element(description).says(message),
        );
    }
}
