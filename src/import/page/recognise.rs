//! Is this HTML: by its document type or root, and where the name says so by any tag that HTML has.

use std::path::Path;

/// Tags with which a piece of HTML may begin.
const FIRST_TAGS: &[&str] = &[
    "a",
    "article",
    "aside",
    "b",
    "base",
    "blockquote",
    "body",
    "br",
    "center",
    "div",
    "em",
    "figure",
    "font",
    "footer",
    "form",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "head",
    "header",
    "hr",
    "html",
    "i",
    "img",
    "link",
    "main",
    "meta",
    "nav",
    "ol",
    "p",
    "script",
    "section",
    "span",
    "strong",
    "style",
    "table",
    "time",
    "title",
    "ul",
];

/// Roots that no other format has.
const ROOTS: &[&str] = &["body", "head", "html"];

const NAMES: &[&str] = &["htm", "html", "shtml", "xhtml"];

pub(super) fn recognises(head: &[u8], name: &Path) -> bool {
    let ending = name.extension().and_then(|e| e.to_str()).unwrap_or("");
    let named = NAMES.iter().any(|n| n.eq_ignore_ascii_case(ending));
    let head = ascii(head);
    match first(&head) {
        Some(First::Doctype(root)) => root == "html",
        Some(First::Tag(tag)) => {
            ROOTS.contains(&tag.as_str()) || (named && FIRST_TAGS.contains(&tag.as_str()))
        }
        None => false,
    }
}

enum First {
    Doctype(String),
    Tag(String),
}

/// The first document type or tag behind comments and declarations; nothing where text comes before it.
fn first(head: &str) -> Option<First> {
    let mut rest = head.trim_start();
    loop {
        let after = rest.strip_prefix('<')?;
        rest = if let Some(comment) = after.strip_prefix("!--") {
            let end = comment.find("-->")?;
            comment.get(end + 3..)?
        } else if let Some(declaration) = after.strip_prefix('?') {
            let end = declaration.find('>')?;
            declaration.get(end + 1..)?
        } else if let Some(declaration) = after.strip_prefix('!') {
            let mut words = declaration.split_ascii_whitespace();
            let is_type = words.next()?.eq_ignore_ascii_case("doctype");
            let root = words.next()?.split(['>', '[']).next()?;
            return is_type.then(|| First::Doctype(root.to_ascii_lowercase()));
        } else {
            let end = after.find(|c: char| !c.is_ascii_alphanumeric() && c != '-' && c != ':')?;
            let name = after.get(..end)?.to_ascii_lowercase();
            return Some(First::Tag(name));
        }
        .trim_start();
    }
}

/// The bytes as far as markup needs them, UTF-16 too.
fn ascii(head: &[u8]) -> String {
    let head = head.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(head);
    let wide = head.starts_with(b"\xFF\xFE") || head.starts_with(b"\xFE\xFF");
    let bytes = head.iter().skip(if wide { 2 } else { 0 });
    bytes
        .filter(|b| !wide || **b != 0)
        .map(|b| char::from(*b))
        .collect()
}
