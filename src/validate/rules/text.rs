//! Text, HTML and XHTML, and the difference between them.

use crate::Severity;
use crate::validate::context::Visit;
use crate::validate::diagnostic::{Finding, Findings};
use crate::validate::namespace::Ns;
use crate::validate::rule::{Check, Family, Kind, Rule};
use crate::validate::rules::{characters, extensions, html, links, markup};
use crate::validate::spec;
use crate::validate::tree::Element;
use crate::validate::vocabulary::Value;

pub(crate) static FAMILY: Family = Family {
    name: "text",
    about: "Text, HTML and XHTML: which of them it is, and what readers do with it.",
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
        &html::HTML_SCRIPT,
        &html::HTML_PAGE_CONTROL,
        &html::HTML_EVENT_HANDLER,
        &html::HTML_SCRIPT_LINK,
        &html::HTML_EMBEDDED,
        &html::HTML_STYLE,
        &html::HTML_RELATIVE_URL,
        &html::HTML_FRAGMENT,
        &html::HTML_TAG_UNCLOSED,
        &html::HTML_ELEMENT_UNKNOWN,
        &html::HTML_FORM,
        &html::HTML_INSTRUCTION,
        &html::HTML_DATA_URL,
        &html::HTML_STYLE_DROPPED,
        &html::HTML_ATTRIBUTE_UNKNOWN,
        &html::HTML_END_TAG_STRAY,
        &html::HTML_TAG_UNFINISHED,
        &html::HTML_REFERENCE_CONTROL,
        &html::HTML_REFERENCE_UNKNOWN,
        &html::HTML_ESCAPED_TWICE,
        &html::XHTML_NAMESPACE_MISSING,
        &XHTML_ESCAPED,
        &HTML_NOT_ESCAPED,
        &html::CONTENT_PAGE_EXPECTED,
        &TEXT_AMBIGUOUS,
        &characters::TEXT_CONTROL_CHARACTER,
        &characters::TEXT_GARBLED,
        &extensions::XHTML_MISPLACED,
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
    remedy: "declare type=\"html\", or remove the tags; where the tag itself is meant, write its < as &#x3C;",
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
    why: "readers look for the text in that div and find nothing",
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

pub(crate) static XHTML_ESCAPED: Rule = Rule {
    id: "xhtml-escaped",
    severity: Severity::Warning,
    formats: &[Kind::Rss, Kind::Atom],
    says: "a text is declared as xhtml and holds escaped markup",
    why: "readers show the tags",
    remedy: "declare type=\"html\", or write the markup unescaped in a div",
    spec: &[spec::RFC4287.at("3.1.1.3")],
    w3c: Some("NotInline"),
    since: "0.1.0",
    check: Check::With("html-undeclared"),
};

pub(crate) static HTML_NOT_ESCAPED: Rule = Rule {
    id: "html-not-escaped",
    severity: Severity::Error,
    formats: &[Kind::Rss, Kind::Atom],
    says: "a text is declared as HTML and its markup is not escaped",
    why: "the tags are lost",
    remedy: "escape the markup, or declare type=\"xhtml\" and put a div around it",
    spec: &[spec::RFC4287.at("3.1.1.2")],
    w3c: Some("NotEscaped"),
    since: "0.1.0",
    check: Check::With("html-undeclared"),
};

pub(crate) static TEXT_AMBIGUOUS: Rule = Rule {
    id: "text-ambiguous",
    severity: Severity::Warning,
    formats: &[Kind::Rss],
    says: "a < in a plain text looks like a tag",
    why: "readers that take titles for HTML lose what follows",
    remedy: "write it as &#x3C;",
    spec: &[spec::PROFILE.at("data-types-characterdata")],
    w3c: Some("CharacterData"),
    since: "0.1.0",
    check: Check::With("html-in-plain-text"),
};

fn plain_text(visit: &Visit<'_, '_>, out: &mut Findings) {
    for value in visit
        .values
        .iter()
        .filter(|v| matches!(v.kind, Value::Plain | Value::Mail))
    {
        if memchr::memchr2(b'&', b'<', value.text.as_bytes()).is_none() {
            continue;
        }
        let rss = visit.doc.format.is_rss();
        let deliberate = |offset: usize| {
            rss && !value.is_attribute() && is_deliberate(value.element(), &value.text, offset)
        };
        if let Some((offset, found)) = markup::first_in_plain(&value.text, deliberate) {
            let message = format!("{} is plain text and holds {found}", value.name());
            out.add(
                &HTML_IN_PLAIN_TEXT,
                value.finding_at(offset, found).says(message),
            );
        } else if let Some(offset) = markup::ambiguous(&value.text, deliberate).filter(|_| rss) {
            let message = format!("a < in {} looks like a tag", value.name());
            out.add(
                &TEXT_AMBIGUOUS,
                value.finding_at(offset, &value.text).says(message),
            );
        }
    }
}

/// Is this `&` or `<` written so that no reader takes it for markup? That is, as a hexadecimal reference, or, where
/// it stands for itself in CDATA, as the beginning of one.
fn is_deliberate(element: Element<'_>, text: &str, offset: usize) -> bool {
    let here = element.text_position(offset).offset;
    let written = element
        .text_position(offset + 1)
        .offset
        .saturating_sub(here);
    let rest = text.get(offset..).unwrap_or_default();
    let hexadecimal = |text: &str| {
        text.get(..6)
            .is_some_and(|t| t.eq_ignore_ascii_case("&#x26;") || t.eq_ignore_ascii_case("&#x3C;"))
    };
    written == 6 || (written == 1 && hexadecimal(rest))
}

/// The type of a text construct or of content, `text` where none is stated.
pub(super) fn stated_type(element: Element<'_>) -> &str {
    element.attr("type").map_or("text", |a| a.value)
}

/// The type of a text construct that is written as a media type, or in other letter case.
fn construct_type(stated: &str) -> Option<&'static str> {
    match stated.trim().to_ascii_lowercase().as_str() {
        "text" | "text/plain" => Some("text"),
        "html" | "text/html" => Some("html"),
        "xhtml" | "application/xhtml+xml" => Some("xhtml"),
        _ => None,
    }
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
                let class = if attribute.value.contains('/') || class == "AttrNotBlank" {
                    class
                } else {
                    "InvalidMIMEType"
                };
                out.add(
                    &TEXT_TYPE_UNKNOWN,
                    Finding::attribute(element, attribute)
                        .w3c(class)
                        .mend_if(construct_type(kind)),
                );
            }
            if is_html(kind) && element.children().next().is_some() {
                out.add(&HTML_NOT_ESCAPED, Finding::element(element));
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
            let text = element.text();
            if let Some((offset, found)) = markup::first_tag(&text).filter(|_| first.is_none()) {
                let finding = Finding::element(element).moved(element.text_position(offset));
                out.add(&XHTML_ESCAPED, finding.value(found));
            }
        }
        _ => {}
    }
}

/// Markup in a text whose type, stated or by default, is plain.
fn undeclared(element: Element<'_>, kind: &str, out: &mut Findings) {
    let text = element.text();
    if memchr::memchr2(b'<', b'&', text.as_bytes()).is_none() {
        return;
    }
    let deliberate = |offset: usize| is_deliberate(element, &text, offset);
    if let Some((offset, found)) = markup::first_with_reference(&text, deliberate) {
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
    if kind.is_empty()
        && let Some(attribute) = element.attr("type")
    {
        let finding = Finding::attribute(element, attribute).w3c("AttrNotBlank");
        out.add(
            &CONTENT_TYPE_MALFORMED,
            finding.says("the type of content is empty"),
        );
        return;
    }
    let text = element.text();
    if elsewhere && (!text.trim().is_empty() || element.children().next().is_some()) {
        let child = element.children().next();
        let (finding, class) = match child {
            Some(child) => (Finding::element(child), "UndefinedElement"),
            None => (Finding::text(element), "UnexpectedText"),
        };
        out.add(&CONTENT_NOT_INLINE, finding.w3c(class));
    }
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
    if !elsewhere && !named && !is_readable(&kind) && !is_base64(&text) {
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

/// Is it HTML by the name of Atom or by its media type?
pub(super) fn is_html(kind: &str) -> bool {
    kind == "html" || kind.eq_ignore_ascii_case("text/html")
}
