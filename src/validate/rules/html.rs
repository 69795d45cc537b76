//! What HTML and XHTML hold that readers drop, run or cannot show.

use crate::Severity;
use crate::syntax::fault::excerpt;
use crate::syntax::span::Position;
use crate::validate::context::{Doc, Entry, Visit};
use crate::validate::diagnostic::{Finding, Findings};
use crate::validate::namespace::Ns;
use crate::validate::rule::{Check, Kind, Rule};
use crate::validate::rules::{interop, markup, text};
use crate::validate::spec;
use crate::validate::tree::Element;
use crate::validate::vocabulary::Value;

pub(crate) static HTML_SCRIPT: Rule = Rule {
    id: "html-script",
    severity: Severity::Warning,
    formats: &[Kind::Rss, Kind::Atom, Kind::JsonFeed],
    says: "HTML that runs a program",
    why: "readers remove it, or run it where it must not",
    remedy: "remove script elements",
    spec: &[
        spec::RFC4287.at("8.1"),
        spec::HTML.at("scripting.html"),
        spec::JSONFEED.at("items"),
    ],
    w3c: Some("SecurityRisk"),
    since: "0.1.0",
    check: Check::Where(
        |site| {
            matches!(
                site.def.value,
                Value::Html | Value::Construct | Value::Content | Value::Xhtml | Value::MediaText
            )
        },
        markup,
    ),
};

pub(crate) static HTML_PAGE_CONTROL: Rule = Rule {
    id: "html-page-control",
    severity: Severity::Warning,
    formats: &[Kind::Rss, Kind::Atom, Kind::JsonFeed],
    says: "HTML that acts on the whole page",
    why: "a meta, base or link element would change the reader's own page",
    remedy: "leave meta, base and link out",
    spec: &[
        spec::RFC4287.at("8.1"),
        spec::HTML.at("semantics.html"),
        spec::JSONFEED.at("items"),
    ],
    w3c: Some("SecurityRisk"),
    since: "0.1.0",
    check: Check::With("html-script"),
};

pub(crate) static HTML_EVENT_HANDLER: Rule = Rule {
    id: "html-event-handler",
    severity: Severity::Warning,
    formats: &[Kind::Rss, Kind::Atom, Kind::JsonFeed],
    says: "HTML with an attribute that runs a program",
    why: "readers remove it, or run it where it must not",
    remedy: "remove attributes such as onclick",
    spec: &[
        spec::RFC4287.at("8.1"),
        spec::HTML.at("webappapis.html"),
        spec::JSONFEED.at("items"),
    ],
    w3c: Some("SecurityRiskAttr"),
    since: "0.1.0",
    check: Check::With("html-script"),
};

pub(crate) static HTML_SCRIPT_LINK: Rule = Rule {
    id: "html-script-link",
    severity: Severity::Warning,
    formats: &[Kind::Rss, Kind::Atom, Kind::JsonFeed],
    says: "HTML with a link that runs a program",
    why: "readers remove it, or run it where it must not",
    remedy: "link to a page",
    spec: &[
        spec::RFC4287.at("8.1"),
        spec::HTML.at("links.html"),
        spec::JSONFEED.at("items"),
    ],
    w3c: Some("SecurityRiskAttr"),
    since: "0.1.0",
    check: Check::With("html-script"),
};

pub(crate) static HTML_EMBEDDED: Rule = Rule {
    id: "html-embedded",
    severity: Severity::Warning,
    formats: &[Kind::Rss, Kind::Atom, Kind::JsonFeed],
    says: "HTML that embeds another page or a plug-in",
    why: "nearly all readers remove it",
    remedy: "link to it instead",
    spec: &[
        spec::RFC4287.at("8.1"),
        spec::HTML.at("iframe-embed-object.html"),
        spec::JSONFEED.at("items"),
    ],
    w3c: Some("SecurityRisk"),
    since: "0.1.0",
    check: Check::With("html-script"),
};

pub(crate) static HTML_STYLE: Rule = Rule {
    id: "html-style",
    severity: Severity::Warning,
    formats: &[Kind::Rss, Kind::Atom, Kind::JsonFeed],
    says: "HTML with a style sheet or positioned styles",
    why: "it can lay itself over the reader's own page; most readers remove it",
    remedy: "remove style elements and positions",
    spec: &[spec::RFC4287.at("8.1"), spec::JSONFEED.at("items")],
    w3c: Some("DangerousStyleAttr"),
    since: "0.1.0",
    check: Check::With("html-script"),
};

pub(crate) static HTML_RELATIVE_URL: Rule = Rule {
    id: "html-relative-url",
    severity: Severity::Warning,
    formats: &[Kind::Rss, Kind::Atom, Kind::JsonFeed],
    says: "HTML with an address that is not absolute",
    why: "there is no page it could be relative to, so images and links are broken",
    remedy: "write whole addresses",
    spec: &[
        spec::RSS.at("hrelementsOfLtitemgt"),
        spec::RFC4287.at("2"),
        spec::JSONFEED.at("items"),
    ],
    w3c: Some("ContainsRelRef"),
    since: "0.1.0",
    check: Check::With("html-script"),
};

pub(crate) static HTML_FRAGMENT: Rule = Rule {
    id: "html-fragment",
    severity: Severity::Warning,
    formats: &[Kind::Rss, Kind::Atom, Kind::JsonFeed],
    says: "HTML that is a whole page",
    why: "it stands inside another page, which can have no second head or body",
    remedy: "leave out html, head and body",
    spec: &[spec::RFC4287.at("3.1.1.2"), spec::JSONFEED.at("items")],
    w3c: None,
    since: "0.1.0",
    check: Check::With("html-script"),
};

pub(crate) static HTML_TAG_UNCLOSED: Rule = Rule {
    id: "html-tag-unclosed",
    severity: Severity::Warning,
    formats: &[Kind::Rss, Kind::Atom, Kind::JsonFeed],
    says: "HTML with a tag that has no end",
    why: "it can swallow what follows in the reader's page",
    remedy: "close what you open",
    spec: &[spec::RFC4287.at("3.1.1.2"), spec::JSONFEED.at("items")],
    w3c: Some("NotHtml"),
    since: "0.1.0",
    check: Check::With("html-script"),
};

pub(crate) static HTML_ELEMENT_UNKNOWN: Rule = Rule {
    id: "html-element-unknown",
    severity: Severity::Warning,
    formats: &[Kind::Rss, Kind::Atom, Kind::JsonFeed],
    says: "HTML with a tag that HTML does not have",
    why: "readers drop the tag; text that was meant to be seen may go with it",
    remedy: "check its spelling, and escape a < that is meant as text",
    spec: &[
        spec::RFC4287.at("3.1.1.2"),
        spec::HTML.at("indices.html"),
        spec::JSONFEED.at("items"),
    ],
    w3c: Some("NotHtml"),
    since: "0.1.0",
    check: Check::With("html-script"),
};

pub(crate) static HTML_FORM: Rule = Rule {
    id: "html-form",
    severity: Severity::Warning,
    formats: &[Kind::Rss, Kind::Atom, Kind::JsonFeed],
    says: "HTML with a form or parts of one",
    why: "nearly all readers remove it, and nobody should type anything into a feed",
    remedy: "link to the page with the form",
    spec: &[
        spec::RFC4287.at("8.1"),
        spec::HTML.at("forms.html"),
        spec::JSONFEED.at("items"),
    ],
    w3c: Some("SecurityRisk"),
    since: "0.1.0",
    check: Check::With("html-script"),
};

pub(crate) static HTML_INSTRUCTION: Rule = Rule {
    id: "html-instruction",
    severity: Severity::Warning,
    formats: &[Kind::Rss, Kind::Atom, Kind::JsonFeed],
    says: "HTML with a processing instruction",
    why: "HTML has none: readers drop it, and old browsers ran some",
    remedy: "remove what stands between <? and >",
    spec: &[
        spec::RFC4287.at("8.1"),
        spec::HTML.at("parsing.html"),
        spec::JSONFEED.at("items"),
    ],
    w3c: Some("SecurityRisk"),
    since: "0.1.0",
    check: Check::With("html-script"),
};

pub(crate) static HTML_DATA_URL: Rule = Rule {
    id: "html-data-url",
    severity: Severity::Info,
    formats: &[Kind::Rss, Kind::Atom, Kind::JsonFeed],
    says: "HTML with an image or link inside its address",
    why: "many readers remove data: addresses, and the feed grows with each",
    remedy: "put it into a file, and write the address of that",
    spec: &[
        spec::RFC4287.at("8.1"),
        spec::HTML.at("urls-and-fetching.html"),
        spec::JSONFEED.at("items"),
    ],
    w3c: None,
    since: "0.1.0",
    check: Check::With("html-script"),
};

pub(crate) static HTML_STYLE_DROPPED: Rule = Rule {
    id: "html-style-dropped",
    severity: Severity::Info,
    formats: &[Kind::Rss, Kind::Atom, Kind::JsonFeed],
    says: "HTML with a style that readers drop",
    why: "it will not look as meant; office programs leave such styles behind",
    remedy: "style with the elements of HTML, or not at all",
    spec: &[
        spec::RFC4287.at("8.1"),
        spec::HTML.at("dom.html"),
        spec::JSONFEED.at("items"),
    ],
    w3c: Some("DangerousStyleAttr"),
    since: "0.1.0",
    check: Check::With("html-script"),
};

pub(crate) static HTML_ATTRIBUTE_UNKNOWN: Rule = Rule {
    id: "html-attribute-unknown",
    severity: Severity::Info,
    formats: &[Kind::Rss, Kind::Atom, Kind::JsonFeed],
    says: "HTML with an attribute that HTML does not have",
    why: "readers drop it",
    remedy: "check its spelling, or remove it",
    spec: &[
        spec::RFC4287.at("8.1"),
        spec::HTML.at("indices.html"),
        spec::JSONFEED.at("items"),
    ],
    w3c: Some("SecurityRiskAttr"),
    since: "0.1.0",
    check: Check::With("html-script"),
};

pub(crate) static HTML_END_TAG_STRAY: Rule = Rule {
    id: "html-end-tag-stray",
    severity: Severity::Warning,
    formats: &[Kind::Rss, Kind::Atom, Kind::JsonFeed],
    says: "HTML with an end tag that nothing opened",
    why: "it can close an element of the reader's own page",
    remedy: "remove it",
    spec: &[
        spec::RFC4287.at("3.1.1.2"),
        spec::HTML.at("parsing.html"),
        spec::JSONFEED.at("items"),
    ],
    w3c: Some("NotHtml"),
    since: "0.1.0",
    check: Check::With("html-script"),
};

pub(crate) static HTML_TAG_UNFINISHED: Rule = Rule {
    id: "html-tag-unfinished",
    severity: Severity::Warning,
    formats: &[Kind::Rss, Kind::Atom, Kind::JsonFeed],
    says: "HTML that ends within a tag",
    why: "the rest of the text is lost; often it was cut at a number of letters",
    remedy: "cut texts between tags, not within",
    spec: &[
        spec::RFC4287.at("3.1.1.2"),
        spec::HTML.at("parsing.html"),
        spec::JSONFEED.at("items"),
    ],
    w3c: Some("NotHtml"),
    since: "0.1.0",
    check: Check::With("html-script"),
};

pub(crate) static HTML_REFERENCE_CONTROL: Rule = Rule {
    id: "html-reference-control",
    severity: Severity::Warning,
    formats: &[Kind::Rss, Kind::Atom, Kind::JsonFeed],
    says: "HTML with the number of a control character",
    why: "it means a quote or dash of windows-1252 to browsers and nothing to others",
    remedy: "write the character itself, or its number in Unicode",
    spec: &[
        spec::RFC4287.at("3.1.1.2"),
        spec::HTML.at("parsing.html"),
        spec::JSONFEED.at("items"),
    ],
    w3c: Some("NotHtml"),
    since: "0.1.0",
    check: Check::With("html-script"),
};

pub(crate) static HTML_REFERENCE_UNKNOWN: Rule = Rule {
    id: "html-reference-unknown",
    severity: Severity::Warning,
    formats: &[Kind::Rss, Kind::Atom, Kind::JsonFeed],
    says: "HTML with a named character that HTML does not have",
    why: "readers show the letters of the name",
    remedy: "check its spelling, or write & as &amp;",
    spec: &[
        spec::RFC4287.at("3.1.1.2"),
        spec::HTML.at("named-characters.html"),
        spec::JSONFEED.at("items"),
    ],
    w3c: Some("NotHtml"),
    since: "0.1.0",
    check: Check::With("html-script"),
};

pub(crate) static HTML_ESCAPED_TWICE: Rule = Rule {
    id: "html-escaped-twice",
    severity: Severity::Warning,
    formats: &[Kind::Rss, Kind::Atom, Kind::JsonFeed],
    says: "HTML that was escaped once too often",
    why: "people see tags and names of characters instead of text",
    remedy: "escape once; where the tag itself is meant, write its < as &#x3C;",
    spec: &[
        spec::RFC4287.at("3.1.1.2"),
        spec::PROFILE.at("data-types-characterdata"),
        spec::JSONFEED.at("items"),
    ],
    w3c: None,
    since: "0.1.0",
    check: Check::With("html-script"),
};

pub(crate) static XHTML_NAMESPACE_MISSING: Rule = Rule {
    id: "xhtml-namespace-missing",
    severity: Severity::Error,
    formats: &[Kind::Rss, Kind::Atom],
    says: "an element of XHTML is in no namespace",
    why: "readers do not take it for HTML and drop it",
    remedy: "remove xmlns=\"\", or declare xmlns=\"http://www.w3.org/1999/xhtml\"",
    spec: &[spec::RFC4287.at("3.1.1.3"), spec::RFC4287.at("8.1")],
    w3c: Some("MissingNamespace"),
    since: "0.1.0",
    check: Check::Entry(bodies),
};

pub(crate) static CONTENT_PAGE_EXPECTED: Rule = Rule {
    id: "content-page-expected",
    severity: Severity::Warning,
    formats: &[Kind::Atom],
    says: "content of the media type text/html is no whole page",
    why: "the type promises a document of its own; readers may open it as one",
    remedy: "declare type=\"html\"",
    spec: &[spec::RFC4287.at("4.1.3.3")],
    w3c: Some("HtmlFragment"),
    since: "0.1.0",
    check: Check::With("html-script"),
};

/// Does the element hold HTML, escaped or in CDATA?
fn holds_html(visit: &Visit<'_, '_>) -> bool {
    match visit.def.value {
        Value::Html => true,
        Value::Construct | Value::Content | Value::MediaText => {
            text::is_html(text::stated_type(visit.element)) && visit.element.attr("src").is_none()
        }
        _ => false,
    }
}

/// Is there an `xml:base` that addresses inside the element are resolved against?
fn is_based(doc: &Doc<'_>, element: Element<'_>) -> bool {
    let mut around = std::iter::successors(Some(element), |e| e.parent());
    doc.has_base || around.any(|e| e.xml_attr("base").is_some())
}

fn markup(visit: &Visit<'_, '_>, out: &mut Findings) {
    let element = visit.element;
    if holds_html(visit) {
        let text = element.text();
        if memchr::memchr2(b'<', b'&', text.as_bytes()).is_none() {
            return;
        }
        let hits = markup::scan(&text);
        let whole = hits.iter().any(|h| h.kind == markup::Kind::Page);
        let page = visit.def.value == Value::Content && text::stated_type(element) != "html";
        if page && !whole {
            out.add(&CONTENT_PAGE_EXPECTED, Finding::element(element));
        }
        for hit in hits
            .iter()
            .filter(|h| !(page && h.kind == markup::Kind::Page))
        {
            report(
                visit.doc,
                element,
                hit,
                element.text_position(hit.offset),
                out,
            );
        }
    } else if visit.def.value == Value::Xhtml
        || matches!(visit.def.value, Value::Construct | Value::Content)
            && text::stated_type(element) == "xhtml"
    {
        xhtml(visit.doc, element, out);
    }
}

/// The rule of each kind of find, and how messages call it.
static FINDS: &[(markup::Kind, &Rule, &str)] = &[
    (markup::Kind::Script, &HTML_SCRIPT, "the element"),
    (
        markup::Kind::Handler,
        &HTML_EVENT_HANDLER,
        "the event handler",
    ),
    (
        markup::Kind::ScriptLink,
        &HTML_SCRIPT_LINK,
        "a link that runs a program",
    ),
    (markup::Kind::DataLink, &HTML_DATA_URL, "a data: address"),
    (
        markup::Kind::Control,
        &HTML_PAGE_CONTROL,
        "an element that acts on the whole page,",
    ),
    (
        markup::Kind::Embedded,
        &HTML_EMBEDDED,
        "an embedded page or plug-in,",
    ),
    (markup::Kind::Form, &HTML_FORM, "a part of a form,"),
    (
        markup::Kind::Style,
        &HTML_STYLE,
        "a style that can reach outside:",
    ),
    (
        markup::Kind::StyleDropped,
        &HTML_STYLE_DROPPED,
        "a style that readers drop:",
    ),
    (markup::Kind::Page, &HTML_FRAGMENT, "a tag of a whole page,"),
    (
        markup::Kind::Instruction,
        &HTML_INSTRUCTION,
        "the instruction",
    ),
    (
        markup::Kind::Unknown,
        &HTML_ELEMENT_UNKNOWN,
        "a tag that HTML does not have:",
    ),
    (
        markup::Kind::AttributeUnknown,
        &HTML_ATTRIBUTE_UNKNOWN,
        "an attribute that HTML does not have:",
    ),
    (
        markup::Kind::Unclosed,
        &HTML_TAG_UNCLOSED,
        "a tag without end:",
    ),
    (
        markup::Kind::Stray,
        &HTML_END_TAG_STRAY,
        "an end tag without start:",
    ),
    (
        markup::Kind::Unfinished,
        &HTML_TAG_UNFINISHED,
        "an unfinished tag:",
    ),
    (
        markup::Kind::ControlReference,
        &HTML_REFERENCE_CONTROL,
        "the number of a control character:",
    ),
    (
        markup::Kind::UnknownReference,
        &HTML_REFERENCE_UNKNOWN,
        "the unknown name",
    ),
    (
        markup::Kind::Twice,
        &HTML_ESCAPED_TWICE,
        "text that was escaped twice:",
    ),
    (
        markup::Kind::Relative,
        &HTML_RELATIVE_URL,
        "the relative address",
    ),
];

fn report(
    doc: &Doc<'_>,
    element: Element<'_>,
    hit: &markup::Hit<'_>,
    at: Position,
    out: &mut Findings,
) {
    if hit.kind == markup::Kind::Relative && is_based(doc, element) {
        return;
    }
    let Some((_, rule, what)) = FINDS.iter().find(|(kind, ..)| *kind == hit.kind) else {
        return;
    };
    let shown = excerpt(hit.shown);
    let message = format!("the HTML of {} has {what} {shown}", element.display_name());
    let mut finding = Finding::element(element)
        .moved(at)
        .value(hit.shown)
        .says(message);
    finding = match hit.attribute {
        Some(name) => finding.param("attr", name),
        None => finding.param("tag", hit.shown),
    };
    out.add(rule, finding);
}

fn xhtml(doc: &Doc<'_>, text: Element<'_>, out: &mut Findings) {
    let mut prefixed = !doc.format.is_atom();
    for element in text.descendants() {
        prefixed = prefixed || element.ns() == Ns::Xhtml && interop::prefixed(element, out);
        let attributes: Vec<(&str, &str)> = element
            .attributes()
            .filter(|a| a.ns == Ns::None && !a.is_declaration())
            .map(|a| (a.name, a.value))
            .collect();
        match element.ns() {
            Ns::Xhtml => xhtml_element(doc, text, element, &attributes, out),
            Ns::MathMl => mathml_element(element, &attributes, out),
            Ns::None => {
                let message = format!(
                    "{} in {} is in no namespace",
                    element.name(),
                    text.display_name()
                );
                out.add(
                    &XHTML_NAMESPACE_MISSING,
                    Finding::element(element).says(message),
                );
            }
            _ => {}
        }
    }
}

fn xhtml_element(
    doc: &Doc<'_>,
    text: Element<'_>,
    element: Element<'_>,
    attributes: &[(&str, &str)],
    out: &mut Findings,
) {
    for found in markup::judge_tag(element.local(), attributes) {
        let hit = markup::Hit {
            kind: found.kind,
            offset: 0,
            shown: found.shown,
            attribute: found.attribute,
        };
        let place = found
            .attribute
            .and_then(|name| element.attr(name))
            .map(|a| a.position());
        report(
            doc,
            text,
            &hit,
            place.unwrap_or_else(|| element.position()),
            out,
        );
    }
}

/// MathML is a vocabulary of its own; what it does not have, readers drop.
fn mathml_element(element: Element<'_>, attributes: &[(&str, &str)], out: &mut Findings) {
    if !markup::is_mathml(element.local()) {
        let message = format!("MathML has no element {}", element.local());
        let finding = Finding::element(element).says(message).w3c("SecurityRisk");
        out.add(&HTML_ELEMENT_UNKNOWN, finding.param("tag", element.local()));
        return;
    }
    for (name, _) in attributes
        .iter()
        .filter(|(n, _)| !markup::is_mathml_attribute(n))
    {
        let message = format!("MathML has no attribute {name}");
        let finding = Finding::element(element).says(message).on_attribute(name);
        out.add(&HTML_ATTRIBUTE_UNKNOWN, finding.param("attr", *name));
    }
}

/// XHTML of its own in an RSS item.
fn bodies(entry: &Entry<'_, '_>, out: &mut Findings) {
    if entry.doc.format.is_rss() {
        for body in entry.element.children().filter(|c| c.ns() == Ns::Xhtml) {
            xhtml(entry.doc, body, out);
        }
    }
}
