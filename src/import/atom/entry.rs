//! One entry of Atom to one record.

use std::borrow::Cow;

use url::Url;

use super::text::{Held, held, plain};
use super::{Head, is_atom, related};
use crate::import::draft::{Draft, shown};
use crate::import::feeds;
use crate::import::feeds::media::Manner;
use crate::import::xml::Element;
use crate::import::{Imported, Options};
use crate::model::SourceRef;

pub(super) fn read(entry: Element<'_>, head: &Head, options: &Options) -> Imported {
    let mut draft = Draft::new(options, entry.line());
    let own = || entry.children().filter(|c| is_atom(c.ns()));
    for element in own() {
        let base = element.base();
        facts(&mut draft, element, base.as_ref());
    }
    let source = own().find(|c| c.local() == "source");
    if let Some(source) = source {
        self::source(&mut draft, source);
    }
    for element in own() {
        match element.local() {
            "content" => content(&mut draft, element),
            "summary" if draft.record.summary.is_none() => {
                draft.record.summary = draft.text("summary", "summary", plain(element));
            }
            _ => {}
        }
    }
    if head.ours {
        related::take_apart(&mut draft);
    }
    let base = entry.base();
    feeds::dublin_core(&mut draft, entry, true);
    feeds::media::read(&mut draft, entry, base.as_ref(), Manner::Atom);
    feeds::episode::read(&mut draft, entry);
    feeds::control(&mut draft, entry);
    feeds::export(&mut draft, entry);
    inherited(&mut draft, source, head);
    if draft.record.language.is_none() {
        let text = own().find(|c| matches!(c.local(), "content" | "title"));
        let lang = text.and_then(Element::lang).or_else(|| entry.lang());
        draft.record.language = lang.and_then(|lang| draft.language("xml:lang", lang));
    }
    draft.finish()
}

fn facts(draft: &mut Draft<'_>, element: Element<'_>, base: Option<&Url>) {
    match element.local() {
        "id" if draft.record.id.is_none() => {
            draft.record.id = draft.line("id", "id", &element.text());
        }
        "title" if draft.record.title.is_none() => {
            draft.record.title = draft.line("title", "title", &plain(element));
        }
        "published" | "issued" | "created" if draft.record.published.is_none() => {
            draft.record.published = draft.moment("published", "published", &element.text());
        }
        "updated" | "modified" if draft.record.updated.is_none() => {
            draft.record.updated = draft.moment("updated", "updated", &element.text());
        }
        "author" => author(draft, element, "author"),
        "contributor" => {
            let name = named(element, "name").unwrap_or_default();
            feeds::contributor(draft, name.trim());
        }
        "category" => {
            let text = element.text();
            let term = element.attr("term").unwrap_or(text.trim());
            let scheme = element.attr("scheme").map(str::trim);
            // It says what the entry is, not what it is about.
            if scheme == Some(feeds::BLOGGER_KIND) {
                return;
            }
            let scheme = scheme.filter(|scheme| scheme.contains(':'));
            draft.add_category("category", term, scheme, element.attr("label"));
        }
        "link" => feeds::atom_link(draft, element, base),
        "rights" | "copyright" if draft.record.rights.is_none() => {
            draft.record.rights = draft.text("rights", "rights", plain(element));
        }
        _ => {}
    }
}

fn named<'t>(element: Element<'t>, local: &str) -> Option<Cow<'t, str>> {
    let mut children = element.children();
    let found = children.find(|c| is_atom(c.ns()) && c.local() == local);
    found.map(Element::text)
}

/// A person: `name`, `email`, `uri` (`url` in Atom 0.3).
pub(super) fn author(draft: &mut Draft<'_>, element: Element<'_>, from: &'static str) {
    let name = match named(element, "name") {
        Some(name) => name,
        // An author that is a name and no more.
        None if !element.has_children() => element.text(),
        None => named(element, "email").unwrap_or_default(),
    };
    let (email, uri) = (named(element, "email"), named(element, "uri"));
    let uri = uri.or_else(|| named(element, "url"));
    let uri = uri.as_deref().map(str::trim).filter(|uri| !uri.is_empty());
    let whole = uri.and_then(|uri| {
        let base = element.base();
        feeds::link(draft, base.as_ref(), "authors.url", from, uri)
    });
    let url = whole.as_ref().map(crate::model::Link::as_str);
    draft.add_author(from, &name, email.as_deref().map(str::trim), url);
}

/// Where the entry was taken over from (RFC 4287 section 4.2.11).
fn source(draft: &mut Draft<'_>, source: Element<'_>) {
    let mut title = None;
    let (mut page, mut feed) = (None, None);
    for element in source.children().filter(|c| is_atom(c.ns())) {
        match element.local() {
            "title" => title = draft.line("source.title", "source/title", &plain(element)),
            "link" => {
                let href = element.attr("href").unwrap_or_default();
                let place = match element.attr("rel").unwrap_or("alternate") {
                    "alternate" => &mut page,
                    "self" => &mut feed,
                    _ => continue,
                };
                let base = element.base();
                *place = feeds::link(draft, base.as_ref(), "source.url", "source/link", href);
            }
            "id" => draft.extra("source_feed", element.text().trim()),
            _ => {}
        }
    }
    let said = SourceRef {
        title,
        url: page.or(feed),
    };
    if said != SourceRef::default() {
        draft.record.source = Some(said);
    }
}

/// What holds for an entry that says nothing of its own: the authors and rights of its source, else of the feed.
fn inherited(draft: &mut Draft<'_>, source: Option<Element<'_>>, head: &Head) {
    if let Some(source) = source {
        for element in source.children().filter(|c| is_atom(c.ns())) {
            match element.local() {
                "author" if draft.record.authors.is_empty() => {
                    author(draft, element, "source/author");
                }
                "rights" if draft.record.rights.is_none() => {
                    draft.record.rights = draft.text("rights", "source/rights", plain(element));
                }
                _ => {}
            }
        }
    }
    if draft.record.authors.is_empty() {
        draft.record.authors.clone_from(&head.authors);
        if let Some(author) = head.authors.first() {
            draft.explain("authors", "feed/author", author.name.as_str());
        }
    }
    if draft.record.rights.is_none() && source.is_none() {
        draft.record.rights.clone_from(&head.rights);
        if let Some(rights) = &head.rights {
            draft.explain("rights", "feed/rights", rights.as_str());
        }
    }
}

fn content(draft: &mut Draft<'_>, element: Element<'_>) {
    if draft.record.has_body() {
        return;
    }
    let base = element.base();
    if let Some(src) = element.attr("src") {
        let media_type = element.attr("type").unwrap_or_default();
        if draft.record.url.is_none() && (media_type.is_empty() || media_type.contains("html")) {
            draft.record.url = feeds::link(draft, base.as_ref(), "url", "content[src]", src);
        } else if !media_type.contains("html") {
            feeds::media::enclosure(draft, base.as_ref(), "content[src]", (src, element));
        }
        return;
    }
    match held(element) {
        Held::Html(html) => {
            let html = match element.has_base() {
                true => feeds::body(draft, base.as_ref(), html),
                false => html,
            };
            draft.record.body_html = draft.text("body_html", "content", html);
        }
        Held::Text(text) => draft.record.body_text = draft.text("body_text", "content", text),
        Held::Markdown(text) => {
            draft.record.body_markdown = draft.text("body_markdown", "content", text);
        }
        Held::Other(kind) => {
            let message = format!("content of the type {} was left out", shown(kind));
            draft.doubt("body_html", message);
        }
    }
}
