//! What is in an element as HTML again: XHTML content, and HTML that stands in a feed as if it were XML.

use super::names::Ns;
use super::tree::{Child, Element};

/// Elements that have no end tag in HTML.
const VOID: &[&str] = &[
    "area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "param", "source",
    "track", "wbr",
];

impl Element<'_> {
    /// What is in it as an HTML fragment. Prefixes and declarations of namespaces are left out.
    pub(in crate::import) fn inner_html(self) -> String {
        let mut out = String::new();
        inside(self, &mut out);
        out
    }
}

// A tree is of bounded depth, and so is this.
fn inside(element: Element<'_>, out: &mut String) {
    for node in element.nodes() {
        match node {
            Child::Text(text) => escape(text, out),
            Child::Element(child) => whole(child, out),
        }
    }
}

fn whole(element: Element<'_>, out: &mut String) {
    let name = element.local();
    out.push('<');
    out.push_str(name);
    for (key, ns, value) in element.attributes() {
        let key = match ns {
            Ns::None => key,
            Ns::Xml if key == "xml:lang" => "lang",
            _ => continue,
        };
        out.push(' ');
        out.push_str(key);
        out.push_str("=\"");
        escape(value, out);
        out.push('"');
    }
    out.push('>');
    inside(element, out);
    if !VOID.contains(&name) {
        out.push_str("</");
        out.push_str(name);
        out.push('>');
    }
}

fn escape(text: &str, out: &mut String) {
    let mut rest = text;
    while let Some(at) = rest.find(['&', '<', '>', '"']) {
        let (before, from) = rest.split_at_checked(at).unwrap_or((rest, ""));
        out.push_str(before);
        out.push_str(match from.as_bytes().first() {
            Some(b'&') => "&amp;",
            Some(b'<') => "&lt;",
            Some(b'>') => "&gt;",
            _ => "&quot;",
        });
        rest = from.get(1..).unwrap_or_default();
    }
    out.push_str(rest);
}
