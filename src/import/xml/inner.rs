//! What is in an element as HTML again: XHTML content, and HTML that stands in a feed as if it were XML.

use memchr::{memchr_iter, memchr3_iter};

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
        let mut out = String::with_capacity(self.size());
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

/// Adds text as it stands in HTML.
pub(in crate::import) fn escape(text: &str, out: &mut String) {
    let mut done = 0;
    for at in memchr_iter(b'"', text.as_bytes()) {
        escape_markup(text.get(done..at).unwrap_or_default(), out);
        out.push_str("&quot;");
        done = at + 1;
    }
    escape_markup(text.get(done..).unwrap_or_default(), out);
}

fn escape_markup(text: &str, out: &mut String) {
    let mut done = 0;
    for at in memchr3_iter(b'&', b'<', b'>', text.as_bytes()) {
        out.push_str(text.get(done..at).unwrap_or_default());
        out.push_str(match text.as_bytes().get(at) {
            Some(b'&') => "&amp;",
            Some(b'<') => "&lt;",
            _ => "&gt;",
        });
        done = at + 1;
    }
    out.push_str(text.get(done..).unwrap_or_default());
}
