//! Elements of modules where they meet those of the format: foreign markup, and modules that say the same.

use crate::Severity;
use crate::validate::context::{Entry, Visit};
use crate::validate::diagnostic::{Finding, Findings};
use crate::validate::namespace::Ns;
use crate::validate::rule::{Check, Kind, Rule};
use crate::validate::rules::links;
use crate::validate::spec;
use crate::validate::tree::{Attr, Element};
use crate::validate::vocabulary::{self, Place, Value};

pub(crate) static VOCABULARY_UNDETERMINABLE: Rule = Rule {
    id: "vocabulary-undeterminable",
    severity: Severity::Warning,
    formats: &[Kind::Atom],
    says: "an element without a namespace stands in Atom",
    why: "nobody can tell what it means, as its name is anybody's",
    remedy: "give it a namespace of its own, or Atom's if it was meant to be Atom",
    spec: &[spec::RFC4287.at("6.1")],
    w3c: Some("UndeterminableVocabulary"),
    since: "0.1.0",
    check: Check::Where(|site| site.def.value == Value::Nothing, foreign),
};

pub(crate) static XHTML_MISPLACED: Rule = Rule {
    id: "xhtml-misplaced",
    severity: Severity::Warning,
    formats: &[Kind::Rss, Kind::Atom],
    says: "XHTML stands outside content",
    why: "readers do not show it",
    remedy: "put it into content, summary or description",
    spec: &[spec::RFC4287.at("3.1.1")],
    w3c: Some("MisplacedXHTMLContent"),
    since: "0.1.0",
    check: Check::With("vocabulary-undeterminable"),
};

pub(crate) static COLLECTION_WITH_FEED_ELEMENTS: Rule = Rule {
    id: "collection-with-feed-elements",
    severity: Severity::Warning,
    formats: &[Kind::Atom],
    says: "an app:collection holds Atom elements beside its title",
    why: "a collection is only described here; its own feed says the rest",
    remedy: "keep title, accept and categories",
    spec: &[spec::RFC5023.at("8.3.3")],
    w3c: Some("QuestionableUsage"),
    since: "0.1.0",
    check: Check::With("vocabulary-undeterminable"),
};

pub(crate) static RELATIVE_REFERENCE_IN_RSS: Rule = Rule {
    id: "relative-reference-in-rss",
    severity: Severity::Warning,
    formats: &[Kind::Rss],
    says: "an address of a module is relative",
    why: "RSS has nothing to resolve it against, so each reader makes another address of it",
    remedy: "write the whole address, with https:// and host",
    spec: &[spec::RSS.at("comments")],
    w3c: Some("ContainsRelRef"),
    since: "0.1.0",
    check: Check::Where(|site| site.holds(|v| v == Value::Reference), relative),
};

pub(crate) static ATTRIBUTE_OF_EXTENSION: Rule = Rule {
    id: "attribute-of-extension",
    severity: Severity::Info,
    formats: &[Kind::Rss],
    says: "an element of RSS itself has an attribute of another namespace",
    why: "version 2.0.9 of the specification allows it, but programs written before that do not expect it",
    remedy: "put what it says into an element of that namespace",
    spec: &[spec::RSS.at("extendingRss")],
    w3c: None,
    since: "0.1.0",
    check: Check::With("attribute-missing"),
};

pub(crate) static COMMENT_FEED_MISSPELLED: Rule = Rule {
    id: "comment-feed-misspelled",
    severity: Severity::Warning,
    formats: &[Kind::Rss, Kind::Atom],
    says: "wfw:commentRss is written wfw:commentRSS",
    why: "names are compared letter by letter, and most readers look for commentRss",
    remedy: "write wfw:commentRss",
    spec: &[spec::COMMENT_API.at("")],
    w3c: Some("CommentRSS"),
    since: "0.1.0",
    check: Check::Entry(entry),
};

pub(crate) static LANGUAGE_STATED_TWICE: Rule = Rule {
    id: "language-stated-twice",
    severity: Severity::Warning,
    formats: &[Kind::Rss],
    says: "dc:language states more than one language",
    why: "readers take the first or the last",
    remedy: "name the language that most of the text is in",
    spec: &[spec::DUBLIN.at("section-3")],
    w3c: Some("DuplicateElement"),
    since: "0.1.0",
    check: Check::Where(|site| site.def.place != Place::Inside, side_by_side),
};

pub(crate) static REPLY_COUNT_WITHOUT_REPLIES: Rule = Rule {
    id: "reply-count-without-replies",
    severity: Severity::Warning,
    formats: &[Kind::Rss, Kind::Atom],
    says: "thr:count or thr:updated stands on a link that does not lead to replies",
    why: "readers look for them where rel is replies",
    remedy: "write rel=\"replies\", or remove them",
    spec: &[spec::RFC4685.at("4")],
    w3c: None,
    since: "0.1.0",
    check: Check::Where(
        |site| site.ns == Ns::Atom && site.name == "link",
        reply_counts,
    ),
};

pub(crate) static TRACKBACK_FORM_WRONG: Rule = Rule {
    id: "trackback-form-wrong",
    severity: Severity::Error,
    formats: &[Kind::Rss, Kind::Atom],
    says: "the address of a TrackBack is not where this format has it",
    why: "programs that ping look for it in one place and find nothing",
    remedy: "write the address as text; in RSS 1.0, into rdf:resource",
    spec: &[spec::TRACKBACK.at("")],
    w3c: Some("InvalidFullLink"),
    since: "0.1.0",
    check: Check::With("language-stated-twice"),
};

pub(crate) static LABELS_TOO_MANY: Rule = Rule {
    id: "labels-too-many",
    severity: Severity::Error,
    formats: &[Kind::Rss, Kind::Atom],
    says: "an item has more than ten labels of Google Base",
    why: "the service takes ten",
    remedy: "keep the ten that matter",
    spec: &[spec::RSS.at("extendingRss")],
    w3c: Some("TooMany"),
    since: "0.1.0",
    check: Check::With("comment-feed-misspelled"),
};

/// What stands here without being known here.
fn foreign(visit: &Visit<'_, '_>, out: &mut Findings) {
    if matches!(visit.def.value, Value::Construct | Value::Content) {
        return;
    }
    for (child, known) in visit.children {
        if known.is_some() {
            continue;
        }
        match child.ns() {
            Ns::None if visit.doc.format.is_atom() => {
                out.add(&VOCABULARY_UNDETERMINABLE, Finding::element(*child));
            }
            Ns::Xhtml if is_feed_or_entry(visit.element) => {
                let message = format!("{} stands outside content", child.display_name());
                out.add(&XHTML_MISPLACED, Finding::element(*child).says(message));
            }
            Ns::Atom if visit.element.is(Ns::App, "collection") => collection(*child, out),
            _ => {}
        }
    }
}

fn is_feed_or_entry(element: Element<'_>) -> bool {
    matches!(element.ns(), Ns::Atom | Ns::None)
        && matches!(element.local(), "feed" | "entry" | "channel" | "item")
}

fn collection(child: Element<'_>, out: &mut Findings) {
    let message = format!("an app:collection has no use for {}", child.local());
    let found = Finding::element(child)
        .says(message)
        .param("element", format!("atom:{}", child.local()));
    out.add(&COLLECTION_WITH_FEED_ELEMENTS, found);
}

/// Addresses that Atom lets be relative; the links to the feed itself and to its hub have rules of their own.
fn relative(visit: &Visit<'_, '_>, out: &mut Findings) {
    if !visit.doc.format.is_rss() || visit.doc.has_base {
        return;
    }
    for value in visit.values.iter().filter(|v| v.kind == Value::Reference) {
        let url = value.trimmed();
        let based = url.is_empty() || links::scheme(url).is_some();
        if !based
            && !links::is_link(visit.element, "self")
            && !links::is_link(visit.element, "hub")
            && visit.element.xml_attr("base").is_none()
        {
            let message = format!("{} is relative", value.name());
            out.add(&RELATIVE_REFERENCE_IN_RSS, value.finding().says(message));
        }
    }
}

/// What modules say beside each other in a feed or an entry.
fn side_by_side(visit: &Visit<'_, '_>, out: &mut Findings) {
    if is_feed_or_entry(visit.element) {
        languages(visit, out);
        trackbacks(visit, out);
    }
}

/// Dublin Core's elements may be repeated; RSS has one language for a feed.
fn languages(visit: &Visit<'_, '_>, out: &mut Findings) {
    let mut stated = visit
        .children
        .iter()
        .filter(|(c, _)| c.is(Ns::Dc, "language"));
    if let Some((second, _)) = stated.nth(1).filter(|_| !visit.doc.format.is_atom()) {
        out.add(&LANGUAGE_STATED_TWICE, Finding::element(*second));
    }
}

/// RSS 1.0 has the address of a TrackBack in `rdf:resource`, RSS 2.0 and Atom have it as text.
fn trackbacks(visit: &Visit<'_, '_>, out: &mut Findings) {
    let rdf = visit.doc.format.is_rdf();
    let module = visit.children.iter().map(|(c, _)| *c);
    for child in module.filter(|c| c.ns() == Ns::Trackback) {
        let stated = child.attr("rdf:resource").is_some();
        let name = child.display_name();
        let found = Finding::element(child);
        if rdf && !stated {
            let found = found
                .on_attribute("rdf:resource")
                .says(format!(
                    "{name} has no rdf:resource, where RSS 1.0 has the address"
                ))
                .help("write the address into rdf:resource")
                .param("attr", "rdf:resource");
            out.add(&TRACKBACK_FORM_WRONG, found.w3c("MissingAttribute"));
        } else if !rdf && stated && child.text().trim().is_empty() {
            let message = format!("{name} has its address in rdf:resource, as RSS 1.0 has it");
            out.add(&TRACKBACK_FORM_WRONG, found.says(message));
        }
    }
}

fn reply_counts(visit: &Visit<'_, '_>, out: &mut Findings) {
    let link = visit.element;
    if !link.is(Ns::Atom, "link") || link.attributes().all(|a| a.ns != Ns::Thread) {
        return;
    }
    if links::is_link(link, "replies") {
        return;
    }
    if let Some(stray) = link.attributes().find(|a| a.ns == Ns::Thread) {
        let message = format!(
            "{} stands on a link that does not lead to replies",
            stray.name
        );
        out.add(
            &REPLY_COUNT_WITHOUT_REPLIES,
            Finding::attribute(link, stray).says(message),
        );
    }
}

/// Attributes of other namespaces on elements of RSS itself; those of XML may stand anywhere.
pub(super) fn extension_attributes(visit: &Visit<'_, '_>, out: &mut Findings) {
    let element = visit.element;
    if element.ns() != Ns::None || !visit.doc.format.is_rss() {
        return;
    }
    let foreign = |a: &Attr<'_>| !matches!(a.ns, Ns::None | Ns::Xml) && !a.is_declaration();
    let lent = |a: &Attr<'_>| vocabulary::lends_attributes(a.ns);
    for attribute in element.attributes().filter(|a| foreign(a) && !lent(a)) {
        let message = format!(
            "{} has the attribute {}, which is of another namespace",
            element.display_name(),
            attribute.name
        );
        let finding = Finding::attribute(element, attribute).moved(attribute.position());
        out.add(&ATTRIBUTE_OF_EXTENSION, finding.says(message));
    }
}

/// How many labels Google Base takes.
const LABELS: usize = 10;

fn entry(entry: &Entry<'_, '_>, out: &mut Findings) {
    let mut labels = 0;
    for child in entry.element.children() {
        match child.ns() {
            Ns::CommentApi if child.local() == "commentRSS" => {
                out.add(&COMMENT_FEED_MISSPELLED, Finding::element(child));
            }
            Ns::GoogleBase if child.local() == "label" => {
                labels += 1;
                if labels == LABELS + 1 {
                    out.add(&LABELS_TOO_MANY, Finding::element(child));
                }
            }
            _ => {}
        }
    }
}
