//! What RSS and Atom have in common, and the modules that stand in both.

pub(super) mod episode;
pub(super) mod media;
pub(super) mod people;

use std::borrow::Cow;

use url::Url;

use super::draft::Draft;
use super::html::{self, Trust};
use super::xml::{Element, Ns};
use crate::model::{Link, Related, SourceRef, Status, Text};

/// So many authors of a feed are those of its entries too: each entry without its own has all of them.
pub(super) const MOST_OF_FEED: usize = 50;

/// The scheme of the categories by which Blogger tells posts from comments, pages and settings.
pub(super) const BLOGGER_KIND: &str = "http://schemas.google.com/g/2005#kind";

/// An address, relative to `base` where it is relative.
pub(super) fn link(
    draft: &mut Draft<'_>,
    base: Option<&Url>,
    field: &str,
    from: &'static str,
    raw: &str,
) -> Option<Link> {
    let raw = raw.trim();
    let whole = raw.starts_with("http:") || raw.starts_with("https:");
    match base.filter(|_| !whole && !raw.is_empty()) {
        Some(base) => match base.join(raw) {
            Ok(url) => draft.link(field, from, url.as_str()),
            Err(_) => draft.link(field, from, raw),
        },
        None => draft.link(field, from, raw),
    }
}

/// A text of which it is known that it is plain, or that may be either.
pub(super) fn text_as(raw: &str, plain: bool) -> Cow<'_, str> {
    match plain {
        true => Cow::Borrowed(raw),
        false => title_text(raw),
    }
}

/// A title that may be plain text or HTML, as titles of RSS are: HTML where it plainly is.
pub(super) fn title_text(raw: &str) -> Cow<'_, str> {
    match looks_like_html(raw) {
        true => Cow::Owned(html::text_of(raw)),
        false => Cow::Borrowed(raw),
    }
}

/// Does it hold tags of HTML, or references to characters?
pub(super) fn looks_like_html(raw: &str) -> bool {
    has_tags(raw) || (raw.contains('&') && html::decode_references(raw) != raw)
}

/// Does it hold tags of HTML?
pub(super) fn has_tags(raw: &str) -> bool {
    let bytes = raw.as_bytes();
    // `a <b c` is no tag where nothing ends it.
    let Some(last) = memchr::memrchr(b'>', bytes) else {
        return false;
    };
    memchr::memchr_iter(b'<', bytes).any(|at| {
        let rest = raw.get(at + 1..last).unwrap_or_default();
        let rest = rest.strip_prefix('/').unwrap_or(rest);
        let end = rest.find(|c: char| !c.is_ascii_alphanumeric());
        let name = rest.get(..end.unwrap_or(rest.len())).unwrap_or_default();
        TAGS.iter().any(|tag| tag.eq_ignore_ascii_case(name))
    })
}

/// The tags by which HTML is known.
const TAGS: &[&str] = &[
    "a",
    "abbr",
    "article",
    "aside",
    "audio",
    "b",
    "big",
    "blockquote",
    "br",
    "center",
    "cite",
    "code",
    "dd",
    "del",
    "div",
    "dl",
    "dt",
    "em",
    "embed",
    "figcaption",
    "figure",
    "font",
    "footer",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "header",
    "hr",
    "i",
    "iframe",
    "img",
    "ins",
    "li",
    "main",
    "mark",
    "object",
    "ol",
    "p",
    "picture",
    "pre",
    "q",
    "s",
    "script",
    "section",
    "small",
    "source",
    "span",
    "strike",
    "strong",
    "style",
    "sub",
    "sup",
    "svg",
    "table",
    "tbody",
    "td",
    "th",
    "tr",
    "tt",
    "u",
    "ul",
    "video",
    "wbr",
];

/// The HTML of an element: as text or, where somebody forgot to escape it, as elements.
pub(super) fn html_in(element: Element<'_>) -> Cow<'_, str> {
    match element.has_children() {
        true => Cow::Owned(element.inner_html()),
        false => element.text(),
    }
}

/// A body whose addresses are relative to an `xml:base` of its own. What is relative to its page is left to later.
pub(super) fn body<'b>(draft: &Draft<'_>, base: Option<&Url>, html: Cow<'b, str>) -> Cow<'b, str> {
    match base.filter(|base| draft.options.resolve_against() != Some(base)) {
        Some(base) => Cow::Owned(html::make_safe(&html, Some(base), Trust::Html).html),
        None => html,
    }
}

/// `app:control` with a `draft` in it (RFC 5023 section 13.1.1): whatever is not plainly `no` is a draft.
pub(super) fn control(draft: &mut Draft<'_>, entry: Element<'_>) {
    let controls = entry.all(Ns::App, "control");
    let drafts = controls.flat_map(|control| control.all(Ns::App, "draft"));
    let drafts = drafts.chain(entry.all(Ns::App, "draft"));
    for element in drafts {
        let says = element.text();
        if !says.trim().eq_ignore_ascii_case("no") {
            draft.record.status = Status::Draft;
            draft.explain("status", "app:draft", &says);
        }
    }
}

/// What content systems say of an entry in exports that are feeds: WordPress in RSS, Blogger in Atom. Whatever is not plainly
/// a story that is shown is a draft.
pub(super) fn export(draft: &mut Draft<'_>, entry: Element<'_>) {
    for element in entry.children() {
        let (from, wanted) = match (element.ns(), element.local()) {
            (Ns::Wp, "status") => ("wp:status", "publish"),
            (Ns::Wp, "post_type") => ("wp:post_type", "post"),
            (Ns::Wp, "post_password") => ("wp:post_password", ""),
            (Ns::Blogger, "status") => ("blogger:status", "live"),
            (Ns::Blogger, "type") => ("blogger:type", "post"),
            (Ns::Atom, "category") if element.attr("scheme") == Some(BLOGGER_KIND) => {
                ("category[scheme=kind]", "post")
            }
            _ => continue,
        };
        let text = element
            .attr("term")
            .map_or_else(|| element.text(), Cow::Borrowed);
        let says = text.rsplit('#').next().unwrap_or_default().trim();
        if !says.eq_ignore_ascii_case(wanted) {
            draft.record.status = Status::Draft;
            // What it says is not repeated: it may be the password.
            draft.explain("status", from, "");
            let message = format!("{from} says that it is not shown; it is held as a draft");
            draft.doubt("status", message);
        }
    }
}

/// What Dublin Core says and nothing else has said yet. `plain`: its texts are no HTML.
pub(super) fn dublin_core(draft: &mut Draft<'_>, item: Element<'_>, plain: bool) {
    for element in item.children() {
        let ns = element.ns();
        if ns != Ns::Dc && ns != Ns::DcTerms {
            continue;
        }
        let text = element.text();
        let text = text.trim();
        match element.local() {
            "creator" => draft.add_author("dc:creator", &text_as(text, plain), None, None),
            "contributor" => contributor(draft, text),
            "subject" => draft.add_category("dc:subject", &text_as(text, plain), None, None),
            "language" if draft.record.language.is_none() => {
                draft.record.language = draft.language("dc:language", text);
            }
            "rights" if draft.record.rights.is_none() => {
                draft.record.rights = draft.text("rights", "dc:rights", text.into());
            }
            "date" | "issued" | "created" if draft.record.published.is_none() => {
                draft.record.published = draft.moment("published", "dc:date", text);
            }
            "modified" if draft.record.updated.is_none() => {
                draft.record.updated = draft.moment("updated", "dcterms:modified", text);
            }
            "source" if draft.record.source.is_none() => named_source(draft, text),
            "identifier" => draft.extra("identifier", text),
            "publisher" => draft.extra("publisher", text),
            _ => {}
        }
    }
}

/// Somebody who helped, for whom a record has no field.
pub(super) fn contributor(draft: &mut Draft<'_>, name: &str) {
    if !name.is_empty() {
        let list = draft.record.extra.entry("contributors".to_owned());
        let list = list.or_insert_with(|| serde_json::Value::Array(Vec::new()));
        if let serde_json::Value::Array(names) = list {
            names.push(name.into());
        }
    }
}

fn named_source(draft: &mut Draft<'_>, text: &str) {
    let is_address = text.starts_with("http:") || text.starts_with("https:");
    let source = match is_address {
        true => SourceRef {
            url: draft.link("source.url", "dc:source", text),
            title: None,
        },
        false => SourceRef {
            title: draft.line("source.title", "dc:source", text),
            url: None,
        },
    };
    draft.record.source = Some(source).filter(|s| *s != SourceRef::default());
}

/// `link` of Atom, in an entry or an item.
pub(super) fn atom_link(draft: &mut Draft<'_>, link: Element<'_>, base: Option<&Url>) {
    let href = link.attr("href").map_or_else(|| link.text(), Cow::Borrowed);
    let rel = link.attr("rel").unwrap_or("alternate").trim();
    let rel = rel.rsplit('/').next().unwrap_or(rel);
    let media_type = link.attr("type").unwrap_or_default();
    match rel.to_ascii_lowercase().as_str() {
        "alternate" => {
            let page = media_type.is_empty() || media_type.contains("html");
            if page && draft.record.url.is_none() {
                draft.record.url = self::link(draft, base, "url", "link[rel=alternate]", &href);
            }
        }
        "related" => {
            let url = self::link(draft, base, "related", "link[rel=related]", &href);
            let title = link.attr("title").unwrap_or(&href);
            if let Some(title) = draft.line("related.title", "link[rel=related]", title) {
                draft.record.related.push(Related { title, url });
            }
        }
        "via" if draft.record.source.is_none() => {
            let url = self::link(draft, base, "source.url", "link[rel=via]", &href);
            let title = link.attr("title").unwrap_or_default();
            let title = draft.line("source.title", "link[rel=via]", title);
            draft.record.source =
                (url.is_some() || title.is_some()).then_some(SourceRef { title, url });
        }
        "enclosure" => media::enclosure(draft, base, "link[rel=enclosure]", (&href, link)),
        "license" => draft.extra("license", href.trim()),
        "replies" if media_type.contains("html") => draft.extra("comments", href.trim()),
        _ => {}
    }
}

/// Where the list goes on: RFC 5005, older entries first.
pub(super) fn onward(next: &mut Option<Url>, archive: &mut Option<Url>, link: Element<'_>) {
    let (Some(rel), Some(href)) = (link.attr("rel"), link.attr("href")) else {
        return;
    };
    let url = || super::xml::joined(link.base().as_ref(), href);
    match rel.trim() {
        "prev-archive" => *archive = archive.take().or_else(url),
        "next" => *next = next.take().or_else(url),
        _ => {}
    }
}

/// Text in HTML as the plain text of a summary.
pub(super) fn summary(draft: &mut Draft<'_>, from: &'static str, raw: &str) -> Option<Text> {
    draft.text("summary", from, title_text(raw))
}
