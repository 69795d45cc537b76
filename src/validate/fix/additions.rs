//! Edits that add what is missing: a namespace declaration, `isPermaLink="false"`, a self link.

use crate::validate::Options;
use crate::validate::diagnostic::Diagnostic;
use crate::validate::fix::{Edit, raw};
use crate::validate::namespace::{KNOWN, Ns};

fn insert(d: &Diagnostic, place: usize, text: String) -> Edit {
    Edit {
        start: place,
        end: place,
        text,
        rule: d.rule,
    }
}

/// Declares a prefix that every feed uses for one namespace, at the root element.
pub(super) fn declaration(document: &[u8], d: &Diagnostic, _: &Options) -> Option<Edit> {
    let prefix = d.params.get("prefix")?;
    let known = KNOWN.iter().find(|k| k.prefix == prefix)?;
    let root = raw::root_tag(document)?;
    let text = format!(" xmlns:{prefix}=\"{}\"", known.uri);
    Some(insert(d, raw::tag_end(document, &root), text))
}

/// Says that a guid is no address.
pub(super) fn not_permalink(document: &[u8], d: &Diagnostic, _: &Options) -> Option<Edit> {
    let before = document.get(..raw::place(d))?;
    let mut end = before.len();
    let start = loop {
        end = memchr::memrchr(b'<', before.get(..end)?)?;
        if !before.get(end..)?.starts_with(b"<!") {
            break end;
        }
    };
    let tag = raw::start_tag(document, start)?;
    let Some(value) = raw::attribute_in_tag(document, &tag, b"isPermaLink") else {
        let text = " isPermaLink=\"false\"".to_owned();
        return Some(insert(d, raw::tag_end(document, &tag), text));
    };
    Some(Edit {
        start: value.start,
        end: value.end,
        text: "false".to_owned(),
        rule: d.rule,
    })
}

/// Says where the document lies, as `--base` has it.
pub(super) fn self_link(document: &[u8], d: &Diagnostic, options: &Options) -> Option<Edit> {
    let base = options.base.as_deref()?;
    let tag = raw::start_tag(document, raw::place(d))?;
    let root = raw::root_tag(document)?;
    let name = std::str::from_utf8(document.get(tag.start + 1..tag.end)?).ok()?;
    let (prefix, declared, media_type) = match own_prefix(name)? {
        (prefix, "feed") => (prefix.to_owned(), "", "application/atom+xml"),
        _ => match declared_prefix(std::str::from_utf8(document.get(root)?).ok()?) {
            Some(prefix) => (prefix, "", "application/rss+xml"),
            None => ("atom:".to_owned(), DECLARATION, "application/rss+xml"),
        },
    };
    let rest = document.get(tag.end..)?;
    let blank = rest.len() - rest.trim_ascii_start().len();
    let gap = std::str::from_utf8(rest.get(..blank)?).ok()?;
    let href = raw::escaped(base).replace('"', "&quot;");
    let link = format!(
        "<{prefix}link{declared} rel=\"self\" type=\"{media_type}\" href=\"{href}\"/>{gap}"
    );
    Some(insert(d, tag.end + blank, link))
}

/// Where the root declares no prefix for Atom, the link does.
const DECLARATION: &str = " xmlns:atom=\"http://www.w3.org/2005/Atom\"";

/// The prefix of an element's own name, with its colon, and the rest of that name.
fn own_prefix(tag: &str) -> Option<(&str, &str)> {
    let name = tag
        .split(|c: char| c.is_ascii_whitespace() || matches!(c, '>' | '/'))
        .next()?;
    Some(name.split_at(name.find(':').map_or(0, |colon| colon + 1)))
}

/// The prefix that the root declares for Atom, with its colon.
fn declared_prefix(root: &str) -> Option<String> {
    let uri = KNOWN.iter().find(|k| k.ns == Ns::Atom)?.uri;
    root.split("xmlns:").skip(1).find_map(|declaration| {
        let (name, value) = declaration.split_once('=')?;
        let value = value.trim_start().strip_prefix(['"', '\''])?;
        let here = value.strip_prefix(uri)?.starts_with(['"', '\'']);
        here.then(|| format!("{}:", name.trim()))
    })
}
