//! Text, HTML and XHTML, and the difference between them.

use crate::Severity;
use crate::syntax::fault::excerpt;
use crate::syntax::span::Position;
use crate::validate::context::{Doc, Entry, Typed, Visit};
use crate::validate::diagnostic::{Finding, Findings};
use crate::validate::namespace::Ns;
use crate::validate::rule::{Check, Family, Kind, Rule};
use crate::validate::rules::{interop, links, markup};
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
        &HTML_FORM,
        &HTML_INSTRUCTION,
        &HTML_DATA_URL,
        &HTML_STYLE_DROPPED,
        &HTML_ATTRIBUTE_UNKNOWN,
        &HTML_END_TAG_STRAY,
        &HTML_TAG_UNFINISHED,
        &HTML_REFERENCE_CONTROL,
        &HTML_REFERENCE_UNKNOWN,
        &HTML_ESCAPED_TWICE,
        &XHTML_NAMESPACE_MISSING,
        &XHTML_ESCAPED,
        &HTML_NOT_ESCAPED,
        &CONTENT_PAGE_EXPECTED,
        &TEXT_AMBIGUOUS,
        &TEXT_CONTROL_CHARACTER,
        &TEXT_GARBLED,
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
    remedy: "give the thing an address of its own",
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
    remedy: "escape once",
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
        if memchr::memchr2(b'&', b'<', value.text.as_bytes()).is_none() {
            continue;
        }
        let rss = visit.doc.format.is_rss();
        let deliberate = |offset: usize| rss && is_deliberate(value, offset);
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
fn is_deliberate(value: &Typed<'_>, offset: usize) -> bool {
    if value.is_attribute() {
        return false;
    }
    let element = value.element();
    let here = element.text_position(offset).offset;
    let written = element
        .text_position(offset + 1)
        .offset
        .saturating_sub(here);
    let rest = value.text.get(offset..).unwrap_or_default();
    let hexadecimal = |text: &str| {
        text.get(..6)
            .is_some_and(|t| t.eq_ignore_ascii_case("&#x26;") || t.eq_ignore_ascii_case("&#x3C;"))
    };
    written == 6 || (written == 1 && hexadecimal(rest))
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
                let class = if attribute.value.contains('/') || class == "AttrNotBlank" {
                    class
                } else {
                    "InvalidMIMEType"
                };
                out.add(
                    &TEXT_TYPE_UNKNOWN,
                    Finding::attribute(element, attribute).w3c(class),
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
    if let Some((offset, found)) = markup::first_with_reference(&text) {
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
fn is_html(kind: &str) -> bool {
    kind == "html" || kind.eq_ignore_ascii_case("text/html")
}

/// Does the element hold HTML, escaped or in CDATA?
fn holds_html(visit: &Visit<'_, '_>) -> bool {
    match visit.def.value {
        Value::Html => true,
        Value::Construct | Value::Content | Value::MediaText => {
            is_html(stated_type(visit.element)) && visit.element.attr("src").is_none()
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
        let page = visit.def.value == Value::Content && stated_type(element) != "html";
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
            && stated_type(element) == "xhtml"
    {
        xhtml(visit.doc, element, out);
    }
}

/// The rule of each kind of find, and how messages call it.
static FINDS: &[(markup::Kind, &Rule, &str)] = &[
    (markup::Kind::Script, &HTML_SCRIPT, "a script"),
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

pub(crate) static TEXT_GARBLED: Rule = Rule {
    id: "text-garbled",
    severity: Severity::Warning,
    formats: &[Kind::Rss, Kind::Atom, Kind::JsonFeed],
    says: "letters that were encoded twice",
    why: "people see Ã© in place of é",
    remedy: "read the text as UTF-8 where it comes from",
    spec: &[spec::XML.at("charencoding"), spec::JSONFEED.at("items")],
    w3c: Some("BadCharacters"),
    since: "0.1.0",
    check: Check::Element(garbled),
};

/// The characters of windows-1252 at 80 to 9F that text in UTF-8 read as such most often shows.
const REREAD: &[char] = &[
    '\u{20AC}', '\u{201C}', '\u{201D}', '\u{2122}', '\u{0153}', '\u{02DC}', '\u{2026}', '\u{00A6}',
    '\u{00A2}',
];

fn garbled(visit: &Visit<'_, '_>, out: &mut Findings) {
    for value in visit.values {
        let bytes = value.text.as_bytes();
        // UTF-8 read as Latin: C3 and E2 have become Ã (C3 83), Â (C3 82) and â (C3 A2).
        let found = memchr::memchr_iter(0xC3, bytes)
            .filter(|at| matches!(bytes.get(at + 1), Some(0x82 | 0x83 | 0xA2)))
            .find(|at| is_garbled(&value.text, *at));
        if let Some(offset) = found {
            let shown: String = value
                .text
                .get(offset..)
                .unwrap_or_default()
                .chars()
                .take(3)
                .collect();
            let message = format!("{} holds {shown}, which was encoded twice", value.name());
            out.add(
                &TEXT_GARBLED,
                value.finding_at(offset, &shown).says(message),
            );
        }
    }
}

fn is_garbled(text: &str, at: usize) -> bool {
    let mut letters = text.get(at..).unwrap_or_default().chars();
    let (first, second) = (letters.next(), letters.next().unwrap_or(' '));
    let before = text.get(..at).unwrap_or_default().chars().next_back();
    match first {
        // Capitals before it and a closing quote after it are a Portuguese word.
        Some('Ã' | 'Â') => {
            ('\u{80}'..='\u{BF}').contains(&second)
                && !(before.is_some_and(char::is_uppercase)
                    && matches!(second, '»' | '«' | '\u{A0}'))
        }
        Some('â') => second == '\u{20AC}' && letters.next().is_some_and(|c| REREAD.contains(&c)),
        _ => false,
    }
}

/// JSON can write control characters that XML cannot hold at all.
fn escaped_control(value: &Typed<'_>) -> Option<usize> {
    let odd = |b: &u8| *b < 0x20 && !matches!(b, b'\t' | b'\n' | b'\r');
    let json = value.element().ns() == Ns::Json;
    json.then(|| value.text.bytes().position(|b| odd(&b)))?
}

fn controls(visit: &Visit<'_, '_>, out: &mut Findings) {
    if !visit.element.may_hold_controls() {
        return;
    }
    for value in visit.values {
        // The range is written C2 80 to C2 9F in UTF-8.
        let bytes = value.text.as_bytes();
        let found = memchr::memchr_iter(0xC2, bytes)
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
