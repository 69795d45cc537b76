//! Text constructs and content (RFC 4287 sections 3.1 and 4.1.3), and the modes of Atom 0.3.

use std::borrow::Cow;

use crate::import::html::text_of;
use crate::import::xml::{Element, Ns};

/// What a text construct or content holds.
pub(super) enum Held<'t> {
    /// Plain text.
    Text(Cow<'t, str>),
    /// HTML.
    Html(Cow<'t, str>),
    /// Markdown.
    Markdown(Cow<'t, str>),
    /// Something that a record has no field for, by its type.
    Other(&'t str),
}

/// What an element holds.
pub(super) fn held(element: Element<'_>) -> Held<'_> {
    let kind = element.attr("type").unwrap_or_default().trim();
    let essence = kind.split(';').next().unwrap_or_default().trim_end();
    let mode = element.attr("mode").unwrap_or_default();
    if mode.eq_ignore_ascii_case("base64") {
        return Held::Other("base64");
    }
    if element.has_children() && mode != "escaped" {
        return match essence.to_ascii_lowercase().as_str() {
            ""
            | "text"
            | "html"
            | "xhtml"
            | "text/html"
            | "text/plain"
            | "application/xhtml+xml"
            | "text/xhtml" => Held::Html(Cow::Owned(markup(element))),
            _ if holds_xhtml(element) => Held::Html(Cow::Owned(markup(element))),
            _ => Held::Other(kind),
        };
    }
    match essence.to_ascii_lowercase().as_str() {
        // Texts of type `xhtml` without elements are text that somebody called so.
        "" | "text" | "text/plain" | "xhtml" | "application/xhtml+xml" => {
            Held::Text(element.text())
        }
        "html" | "text/html" => Held::Html(element.text()),
        "text/markdown" | "text/x-markdown" => Held::Markdown(element.text()),
        other if other.starts_with("text/") => Held::Text(element.text()),
        _ => Held::Other(kind),
    }
}

fn holds_xhtml(element: Element<'_>) -> bool {
    element.children().any(|c| c.ns() == Ns::Xhtml)
}

/// What is in the element as HTML, without the `div` that XHTML has to be in.
fn markup(element: Element<'_>) -> String {
    let mut children = element.children();
    let div = children.next().filter(|c| c.local() == "div");
    match div.filter(|_| children.next().is_none()) {
        Some(div) => div.inner_html(),
        None => element.inner_html(),
    }
}

/// A text construct as plain text.
pub(super) fn plain(element: Element<'_>) -> Cow<'_, str> {
    match held(element) {
        Held::Text(text) | Held::Markdown(text) => text,
        Held::Html(html) => Cow::Owned(text_of(&html)),
        Held::Other(_) => Cow::Borrowed(""),
    }
}
