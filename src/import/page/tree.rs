//! Small questions about the tree of a page.

use dom_query::NodeRef;

use super::super::html::entities;

/// Tags that hold nothing.
const VOID: &[&str] = &["br", "col", "hr", "img", "meta", "source", "wbr"];

/// Tags between whose text and the text around them stands a blank.
const BLOCKS: &[&str] = &[
    "address",
    "article",
    "aside",
    "blockquote",
    "br",
    "dd",
    "div",
    "dl",
    "dt",
    "figcaption",
    "figure",
    "footer",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "header",
    "hr",
    "li",
    "main",
    "ol",
    "p",
    "pre",
    "section",
    "table",
    "td",
    "th",
    "tr",
    "ul",
];

/// The tag's name, in lower case.
pub(super) fn name(node: &NodeRef<'_>) -> String {
    node.node_name()
        .as_deref()
        .map(str::to_owned)
        .unwrap_or_default()
}

/// The value of an attribute, unless it is blank.
pub(super) fn attribute(node: &NodeRef<'_>, name: &str) -> Option<String> {
    let value = node.attr(name)?.trim().to_owned();
    (!value.is_empty()).then_some(value)
}

/// The classes of an element.
pub(super) fn classes(node: &NodeRef<'_>) -> Vec<String> {
    let class = node.class();
    let class = class.as_deref().unwrap_or_default();
    class.split_ascii_whitespace().map(str::to_owned).collect()
}

/// The text, its blanks collapsed.
pub(super) fn text(node: &NodeRef<'_>) -> String {
    text_without(node, &|_| false)
}

/// The text without that of some elements.
pub(super) fn text_without(node: &NodeRef<'_>, without: &dyn Fn(&NodeRef<'_>) -> bool) -> String {
    let mut raw = String::new();
    gather(node, without, &mut raw);
    raw.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn gather(node: &NodeRef<'_>, without: &dyn Fn(&NodeRef<'_>) -> bool, out: &mut String) {
    for child in node.children() {
        if child.is_text() {
            out.push_str(&child.text());
        } else if child.is_element() && !without(&child) {
            let parts = BLOCKS.contains(&name(&child).as_str());
            if parts {
                out.push(' ');
            }
            gather(&child, without, out);
            if parts {
                out.push(' ');
            }
        }
    }
}

/// The HTML within an element, without some of the elements in it.
pub(super) fn inner(node: &NodeRef<'_>, without: &dyn Fn(&NodeRef<'_>) -> bool) -> String {
    let mut out = String::new();
    write(node, without, &mut out);
    out.trim().to_owned()
}

fn write(node: &NodeRef<'_>, without: &dyn Fn(&NodeRef<'_>) -> bool, out: &mut String) {
    for child in node.children() {
        if child.is_text() {
            out.push_str(&entities::escape(&child.text()));
        } else if child.is_element() && !without(&child) {
            let name = name(&child);
            out.push('<');
            out.push_str(&name);
            for attribute in child.attrs() {
                out.push(' ');
                out.push_str(&attribute.name.local);
                out.push_str("=\"");
                out.push_str(&entities::escape(&attribute.value));
                out.push('"');
            }
            out.push('>');
            if !VOID.contains(&name.as_str()) {
                write(&child, without, out);
                out.push_str("</");
                out.push_str(&name);
                out.push('>');
            }
        }
    }
}
