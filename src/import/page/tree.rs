//! Small questions about the tree of a page.

use dom_query::NodeRef;

use super::super::html::{entities, parts_words};

/// Tags that hold nothing.
const VOID: &[&str] = &["br", "col", "hr", "img", "meta", "source", "wbr"];

/// No name or term is longer, in bytes.
const LONGEST_SHORT: usize = 2000;

/// Nor stands in more elements and texts.
const MOST_NODES: usize = 500;

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

/// The text of an element that says one short thing: a name, a term, a line. `None` where it holds more, of which no more is
/// looked at: elements lie in each other, and each would be read to its end.
pub(super) fn short_text(node: &NodeRef<'_>) -> Option<String> {
    let mut raw = String::new();
    let mut left = MOST_NODES;
    let whole = gather_some(node, &mut left, &mut raw) && raw.len() <= LONGEST_SHORT;
    whole.then(|| raw.split_whitespace().collect::<Vec<_>>().join(" "))
}

/// Is all of it in `out`?
fn gather_some(node: &NodeRef<'_>, left: &mut usize, out: &mut String) -> bool {
    for child in node.children_it(false) {
        if *left == 0 || out.len() > LONGEST_SHORT {
            return false;
        }
        *left -= 1;
        if child.is_text() {
            out.push_str(&child.text());
        } else if child.is_element() {
            let around = if parts_words(&name(&child)) { " " } else { "" };
            out.push_str(around);
            if !gather_some(&child, left, out) {
                return false;
            }
            out.push_str(around);
        }
    }
    true
}

fn gather(node: &NodeRef<'_>, without: &dyn Fn(&NodeRef<'_>) -> bool, out: &mut String) {
    for child in node.children() {
        if child.is_text() {
            out.push_str(&child.text());
        } else if child.is_element() && !without(&child) {
            let parts = parts_words(&name(&child));
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
