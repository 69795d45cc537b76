//! Text, HTML and XHTML, and the difference between them.

use crate::Severity;
use crate::validate::context::{Typed, Visit};
use crate::validate::diagnostic::{Finding, Findings};
use crate::validate::namespace::Ns;
use crate::validate::rule::{Check, Family, Kind, Rule};
use crate::validate::rules::{links, markup};
use crate::validate::spec;
use crate::validate::tree::Element;
use crate::validate::vocabulary::Value;

pub(crate) static FAMILY: Family = Family {
    name: "text",
    about: "Text, HTML and XHTML, and the difference between them.",
    rules: &[
        &HTML_IN_PLAIN_TEXT,
        &HTML_UNDECLARED,
        &TEXT_TYPE_UNKNOWN,
        &TEXT_WITH_ELEMENTS,
        &XHTML_DIV_MISSING,
        &CONTENT_TYPE_MALFORMED,
        &CONTENT_NOT_INLINE,
        &CONTENT_TYPE_MISSING,
        &CONTENT_BASE64_MALFORMED,
        &HTML_SCRIPT,
        &HTML_PAGE_CONTROL,
        &HTML_EVENT_HANDLER,
        &HTML_SCRIPT_LINK,
        &HTML_EMBEDDED,
        &HTML_STYLE,
        &HTML_RELATIVE_URL,
        &HTML_FRAGMENT,
        &HTML_TAG_UNCLOSED,
        &HTML_ELEMENT_UNKNOWN,
        &TEXT_CONTROL_CHARACTER,
    ],
};

pub(crate) static HTML_IN_PLAIN_TEXT: Rule = Rule {
    id: "html-in-plain-text",
    severity: Severity::Warning,
    formats: &[Kind::Rss, Kind::Atom, Kind::JsonFeed],
    says: "markup stands where plain text is meant",
    why: "some readers show the tags, some drop them",
    remedy: "write plain text, without tags and with < and & escaped once",
    spec: &[
        spec::PROFILE.at("data-types-characterdata"),
        spec::JSONFEED.at("items"),
    ],
    w3c: Some("ContainsHTML"),
    since: "0.1.0",
    check: Check::Where(
        |site| site.holds(|v| matches!(v, Value::Plain | Value::Mail)),
        plain_text,
    ),
};

pub(crate) static HTML_UNDECLARED: Rule = Rule {
    id: "html-undeclared",
    severity: Severity::Warning,
    formats: &[Kind::Rss, Kind::Atom],
    says: "markup stands in a text that is declared as plain",
    why: "readers show the tags",
    remedy: "declare type=\"html\", or remove the tags",
    spec: &[spec::RFC4287.at("3.1.1.1"), spec::MEDIA.at("media-text")],
    w3c: Some("ContainsUndeclaredHTML"),
    since: "0.1.0",
    check: Check::Where(
        |site| {
            matches!(
                site.def.value,
                Value::Construct | Value::Content | Value::MediaText
            )
        },
        constructs,
    ),
};

pub(crate) static TEXT_TYPE_UNKNOWN: Rule = Rule {
    id: "text-type-unknown",
    severity: Severity::Error,
    formats: &[Kind::Rss, Kind::Atom],
    says: "a text is neither text, html nor xhtml",
    why: "readers do not know what to show",
    remedy: "write type=\"text\", \"html\" or \"xhtml\"",
    spec: &[spec::RFC4287.at("3.1.1")],
    w3c: Some("InvalidTextType"),
    since: "0.1.0",
    check: Check::With("html-undeclared"),
};

pub(crate) static TEXT_WITH_ELEMENTS: Rule = Rule {
    id: "text-with-elements",
    severity: Severity::Error,
    formats: &[Kind::Atom],
    says: "elements stand in a text that is declared as text or html",
    why: "the tags are lost",
    remedy: "escape the markup, or declare type=\"xhtml\" and put a div around it",
    spec: &[spec::RFC4287.at("3.1.1")],
    w3c: Some("UndefinedElement"),
    since: "0.1.0",
    check: Check::With("html-undeclared"),
};

pub(crate) static XHTML_DIV_MISSING: Rule = Rule {
    id: "xhtml-div-missing",
    severity: Severity::Error,
    formats: &[Kind::Atom],
    says: "an XHTML text is not a single div",
    why: "Atom wants one div of XHTML's namespace around it",
    remedy: "put <div xmlns=\"http://www.w3.org/1999/xhtml\"> around it",
    spec: &[spec::RFC4287.at("3.1.1.3")],
    w3c: Some("MissingXhtmlDiv"),
    since: "0.1.0",
    check: Check::With("html-undeclared"),
};

pub(crate) static CONTENT_TYPE_MALFORMED: Rule = Rule {
    id: "content-type-malformed",
    severity: Severity::Error,
    formats: &[Kind::Atom],
    says: "the type of content is none that it may have",
    why: "readers do not know what to show",
    remedy: "write text, html, xhtml or a media type that is not composite",
    spec: &[spec::RFC4287.at("4.1.3.1")],
    w3c: Some("InvalidMIMEType"),
    since: "0.1.0",
    check: Check::Where(|site| site.def.value == Value::Content, contents),
};

pub(crate) static CONTENT_NOT_INLINE: Rule = Rule {
    id: "content-not-inline",
    severity: Severity::Error,
    formats: &[Kind::Atom],
    says: "content has src and holds something as well",
    why: "one of the two is never shown",
    remedy: "remove what it holds, or src",
    spec: &[spec::RFC4287.at("4.1.3.2")],
    w3c: None,
    since: "0.1.0",
    check: Check::With("content-type-malformed"),
};

pub(crate) static CONTENT_TYPE_MISSING: Rule = Rule {
    id: "content-type-missing",
    severity: Severity::Warning,
    formats: &[Kind::Atom],
    says: "content that lies elsewhere has no type",
    why: "readers must fetch it to know whether they can show it",
    remedy: "add type with the media type",
    spec: &[spec::RFC4287.at("4.1.3.2")],
    w3c: Some("MissingTypeAttr"),
    since: "0.1.0",
    check: Check::With("content-type-malformed"),
};

pub(crate) static CONTENT_BASE64_MALFORMED: Rule = Rule {
    id: "content-base64-malformed",
    severity: Severity::Error,
    formats: &[Kind::Atom],
    says: "content of this media type is not Base64",
    why: "readers cannot decode it",
    remedy: "encode it in Base64",
    spec: &[spec::RFC4287.at("4.1.3.3")],
    w3c: Some("NotBase64"),
    since: "0.1.0",
    check: Check::With("content-type-malformed"),
};

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
    says: "HTML that embeds another page, a form or a plug-in",
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
    w3c: Some("HtmlFragment"),
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

pub(crate) static TEXT_CONTROL_CHARACTER: Rule = Rule {
    id: "text-control-character",
    severity: Severity::Warning,
    formats: &[
        Kind::Rss,
        Kind::Atom,
        Kind::Opml,
        Kind::Sitemap,
        Kind::JsonFeed,
    ],
    says: "a control character stands in a text",
    why: "one of U+0080 to U+009F is mostly a quote or dash of Windows-1252 read as another encoding; readers show a box or nothing",
    remedy: "convert the text from windows-1252, and drop control characters",
    spec: &[spec::XML.at("charsets"), spec::JSONFEED.at("items")],
    w3c: Some("BadCharacters"),
    since: "0.1.0",
    check: Check::Element(controls),
};

fn plain_text(visit: &Visit<'_, '_>, out: &mut Findings) {
    for value in visit
        .values
        .iter()
        .filter(|v| matches!(v.kind, Value::Plain | Value::Mail))
    {
        if let Some((offset, found)) = markup::first_in_plain(&value.text) {
            let message = format!("{} is plain text and holds {found}", value.name());
            out.add(
                &HTML_IN_PLAIN_TEXT,
                value.finding_at(offset, found).says(message),
            );
        }
    }
}

/// The type of a text construct or of content, `text` where none is stated.
fn stated_type(element: Element<'_>) -> &str {
    element.attr("type").map_or("text", |a| a.value)
}

fn constructs(visit: &Visit<'_, '_>, out: &mut Findings) {
    let element = visit.element;
    let kind = stated_type(element);
    match visit.def.value {
        Value::Construct if !matches!(kind, "text" | "html" | "xhtml") => {
            if let Some(attribute) = element.attr("type") {
                let class = if attribute.value.is_empty() {
                    "AttrNotBlank"
                } else {
                    "InvalidTextType"
                };
                out.add(
                    &TEXT_TYPE_UNKNOWN,
                    Finding::attribute(element, attribute).w3c(class),
                );
            }
        }
        Value::Construct | Value::Content if element.attr("src").is_none() => {
            construct(element, kind, out)
        }
        Value::MediaText if kind != "html" => undeclared(element, "plain", out),
        _ => {}
    }
}

fn construct(element: Element<'_>, kind: &str, out: &mut Findings) {
    match kind {
        kind if kind == "text"
            || kind == "html"
            || (kind.starts_with("text/") && !kind.ends_with("xml")) =>
        {
            if let Some(child) = element.children().next() {
                let message = format!(
                    "{} is declared as {kind} and holds the element {}",
                    element.display_name(),
                    child.name()
                );
                out.add(&TEXT_WITH_ELEMENTS, Finding::element(child).says(message));
            } else if kind == "text" {
                undeclared(element, kind, out);
            }
        }
        "xhtml" => {
            let mut children = element.children();
            let first = children.next();
            let alone = children.next().is_none() && element.text().trim().is_empty();
            if !(alone && first.is_some_and(|f| f.is(Ns::Xhtml, "div"))) {
                out.add(&XHTML_DIV_MISSING, Finding::element(element));
            }
        }
        _ => {}
    }
}

/// Markup in a text whose type, stated or by default, is plain.
fn undeclared(element: Element<'_>, kind: &str, out: &mut Findings) {
    if let Some((offset, found)) = markup::first_tag(&element.text()) {
        let message = format!(
            "{} is declared as {kind} and holds {found}",
            element.display_name()
        );
        out.add(
            &HTML_UNDECLARED,
            Finding::element(element)
                .value(found)
                .moved(element.text_position(offset))
                .says(message),
        );
    }
}

fn contents(visit: &Visit<'_, '_>, out: &mut Findings) {
    let element = visit.element;
    if visit.def.value != Value::Content {
        return;
    }
    let kind = stated_type(element).trim().to_ascii_lowercase();
    let named = matches!(kind.as_str(), "text" | "html" | "xhtml");
    let elsewhere = element.attr("src").is_some();
    let composite = kind.starts_with("multipart/") || kind.starts_with("message/");
    let fault = if elsewhere {
        element.attr("type").is_some() && named
    } else {
        false
    };
    if let Some(attribute) = element
        .attr("type")
        .filter(|_| fault || composite || (!named && !links::is_media_type(&kind)))
    {
        out.add(
            &CONTENT_TYPE_MALFORMED,
            Finding::attribute(element, attribute),
        );
        return;
    }
    if elsewhere && element.attr("type").is_none() {
        out.add(
            &CONTENT_TYPE_MISSING,
            Finding::element(element)
                .on_attribute("type")
                .param("attr", "type"),
        );
    }
    let text = element.text();
    if elsewhere {
        if !text.trim().is_empty() || element.children().next().is_some() {
            out.add(&CONTENT_NOT_INLINE, Finding::element(element));
        }
    } else if !named && !is_readable(&kind) && !is_base64(&text) {
        out.add(
            &CONTENT_BASE64_MALFORMED,
            Finding::text(element).value(&kind),
        );
    }
}

/// Is content of this type written as it is, and not in Base64 (RFC 4287, 4.1.3.3)?
fn is_readable(kind: &str) -> bool {
    let essence = kind.split(';').next().unwrap_or_default().trim_end();
    essence.starts_with("text/")
        || essence.ends_with("/xml")
        || essence.ends_with("+xml")
        || essence.ends_with("/xml-dtd")
}

fn is_base64(text: &str) -> bool {
    let letters: Vec<u8> = text.bytes().filter(|b| !b.is_ascii_whitespace()).collect();
    let padding = letters.iter().rev().take_while(|b| **b == b'=').count();
    let body = letters.get(..letters.len() - padding).unwrap_or_default();
    padding <= 2
        && letters.len().is_multiple_of(4)
        && body
            .iter()
            .all(|b| b.is_ascii_alphanumeric() || matches!(b, b'+' | b'/'))
}

/// Does the element hold HTML, escaped or in CDATA?
fn holds_html(visit: &Visit<'_, '_>) -> bool {
    match visit.def.value {
        Value::Html => true,
        Value::Construct | Value::Content | Value::MediaText => {
            stated_type(visit.element) == "html"
        }
        _ => false,
    }
}

fn markup(visit: &Visit<'_, '_>, out: &mut Findings) {
    if holds_html(visit) {
        let text = visit.element.text();
        let based = visit.doc.has_base || visit.element.xml_attr("base").is_some();
        for hit in markup::scan(&text) {
            let place = visit.element.text_position(hit.offset);
            report(visit.element, hit.kind, hit.shown, place, based, out);
        }
    } else if visit.def.value == Value::Xhtml
        || matches!(visit.def.value, Value::Construct | Value::Content)
            && stated_type(visit.element) == "xhtml"
    {
        xhtml(visit, out);
    }
}

fn report(
    element: Element<'_>,
    kind: markup::Kind,
    shown: &str,
    at: crate::syntax::span::Position,
    based: bool,
    out: &mut Findings,
) {
    let (rule, what) = match kind {
        markup::Kind::Script => (&HTML_SCRIPT, "a script"),
        markup::Kind::Handler => (&HTML_EVENT_HANDLER, "an event handler"),
        markup::Kind::ScriptLink => (&HTML_SCRIPT_LINK, "a link that runs a program"),
        markup::Kind::Control => (&HTML_PAGE_CONTROL, "an element that acts on the whole page"),
        markup::Kind::Embedded => (&HTML_EMBEDDED, "an embedded page, form or plug-in"),
        markup::Kind::Style => (&HTML_STYLE, "a style that can reach outside"),
        markup::Kind::Page => (&HTML_FRAGMENT, "a tag of a whole page"),
        markup::Kind::Unknown => (&HTML_ELEMENT_UNKNOWN, "a tag that HTML does not have"),
        markup::Kind::Unclosed => (&HTML_TAG_UNCLOSED, "a tag without end"),
        markup::Kind::Relative if based => return,
        markup::Kind::Relative => (&HTML_RELATIVE_URL, "a relative address"),
    };
    let message = format!("the HTML of {} has {what}", element.display_name());
    out.add(
        rule,
        Finding::element(element)
            .moved(at)
            .value(shown)
            .says(message),
    );
}

fn xhtml(visit: &Visit<'_, '_>, out: &mut Findings) {
    let based = visit.doc.has_base || visit.element.xml_attr("base").is_some();
    let mut met: Vec<markup::Kind> = Vec::new();
    for element in visit
        .element
        .descendants()
        .into_iter()
        .filter(|e| e.ns() == Ns::Xhtml)
    {
        let attributes: Vec<(&str, &str)> =
            element.attributes().map(|a| (a.name, a.value)).collect();
        for (kind, shown) in markup::judge_tag(element.local(), &attributes) {
            if !met.contains(&kind) {
                met.push(kind);
                report(visit.element, kind, shown, element.position(), based, out);
            }
        }
    }
}

/// JSON can write control characters that XML cannot hold at all.
fn escaped_control(value: &Typed<'_>) -> Option<usize> {
    let odd = |b: &u8| *b < 0x20 && !matches!(b, b'\t' | b'\n' | b'\r');
    let json = value.element().ns() == Ns::Json;
    json.then(|| value.text.bytes().position(|b| odd(&b)))?
}

fn controls(visit: &Visit<'_, '_>, out: &mut Findings) {
    let held = visit.element.may_hold_controls();
    if !held && visit.element.ns() != Ns::Json {
        return;
    }
    for value in visit.values {
        // The range is written C2 80 to C2 9F in UTF-8.
        let bytes = value.text.as_bytes();
        let found = memchr::memchr_iter(0xC2, bytes)
            .filter(|_| held)
            .find(|at| bytes.get(at + 1).is_some_and(|b| *b < 0xA0 && *b != 0x85));
        let found = found.or_else(|| escaped_control(value));
        if let Some(offset) = found {
            let c = value
                .text
                .get(offset..)
                .and_then(|t| t.chars().next())
                .unwrap_or(' ');
            let message = format!(
                "{} holds the control character U+{:04X}",
                value.name(),
                u32::from(c)
            );
            out.add(
                &TEXT_CONTROL_CHARACTER,
                value.finding_at(offset, &value.text).says(message),
            );
        }
    }
}
