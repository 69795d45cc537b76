//! One item of RSS to one record.

use std::borrow::Cow;

use url::Url;

use super::Channel;
use crate::import::draft::Draft;
use crate::import::feeds::media::Manner;
use crate::import::feeds::{self, people};
use crate::import::html::text_of;
use crate::import::xml::{Element, Ns};
use crate::import::{Imported, Options};
use crate::model::SourceRef;

pub(super) fn read(item: Element<'_>, channel: &Channel, options: &Options) -> Imported {
    let mut draft = Draft::new(options, item.line());
    let base = item.base().or_else(|| channel.base.clone());
    let base = base.as_ref();
    let draft_ref = &mut draft;
    for element in item.children() {
        match element.ns() {
            Ns::None => own(draft_ref, element, base, channel.ours),
            Ns::Atom => atom(draft_ref, element, base),
            Ns::Slash if element.local() == "comments" => {
                draft_ref.extra("comment_count", element.text().trim());
            }
            Ns::CreativeCommons if element.local() == "license" => {
                let text = element.text();
                let href = element.attr_ns(Ns::Rdf, "resource").unwrap_or(text.trim());
                draft_ref.extra("license", href);
            }
            _ => {}
        }
    }
    link(&mut draft, item, base);
    title(&mut draft, item, channel.ours);
    texts(&mut draft, item, channel.ours, base);
    feeds::dublin_core(&mut draft, item, channel.ours);
    let manner = match channel.ours {
        true => Manner::Ours,
        false => Manner::Rss,
    };
    feeds::media::read(&mut draft, item, base, manner);
    feeds::episode::read(&mut draft, item);
    feeds::control(&mut draft, item);
    feeds::export(&mut draft, item);
    if draft.record.language.is_none()
        && let Some(raw) = item.lang().or(channel.language.as_deref())
    {
        draft.record.language = draft.language("language", raw);
    }
    draft.finish()
}

/// The elements of RSS itself that are taken as they come.
fn own(draft: &mut Draft<'_>, element: Element<'_>, base: Option<&Url>, ours: bool) {
    let text = element.text();
    match element.local() {
        "guid" if draft.record.id.is_none() => draft.record.id = draft.line("id", "guid", &text),
        "pubDate" | "pubdate" | "PubDate" if draft.record.published.is_none() => {
            draft.record.published = draft.moment("published", "pubDate", &text);
        }
        "author" => people::add(draft, "author", &feeds::text_as(&text, ours)),
        "category" => {
            let domain = element.attr("domain").map(str::trim);
            let scheme = domain.filter(|domain| domain.contains(':'));
            draft.add_category("category", &feeds::text_as(&text, ours), scheme, None);
        }
        "enclosure" => {
            let href = element.attr("url").unwrap_or(text.trim());
            feeds::media::enclosure(draft, base, "enclosure", (href, element));
        }
        "source" => {
            let source = SourceRef {
                title: draft.line("source.title", "source", &feeds::text_as(&text, ours)),
                url: element
                    .attr("url")
                    .and_then(|url| feeds::link(draft, base, "source.url", "source[url]", url)),
            };
            draft.record.source = Some(source).filter(|s| *s != SourceRef::default());
        }
        "comments" => draft.extra("comments", text.trim()),
        _ => {}
    }
}

fn atom(draft: &mut Draft<'_>, element: Element<'_>, base: Option<&Url>) {
    match element.local() {
        "updated" if draft.record.updated.is_none() => {
            draft.record.updated = draft.moment("updated", "atom:updated", &element.text());
        }
        "published" if draft.record.published.is_none() => {
            let text = element.text();
            draft.record.published = draft.moment("published", "atom:published", &text);
        }
        "author" => {
            let name = element.text_of(Ns::Atom, "name").unwrap_or_default();
            draft.add_author("atom:author", &name, None, None);
        }
        "link" if element.attr("rel").is_some_and(|rel| rel != "alternate") => {
            feeds::atom_link(draft, element, base);
        }
        _ => {}
    }
}

/// The page: what FeedBurner has put another in the place of, `link`, an alternate link of Atom, or a `guid` that is one.
fn link(draft: &mut Draft<'_>, item: Element<'_>, base: Option<&Url>) {
    let origin = item.text_of(Ns::FeedBurner, "origLink");
    let links = item.all(Ns::None, "link");
    let written = links.map(|link| match link.text() {
        text if text.trim().is_empty() => link.attr("href").unwrap_or_default().into(),
        text => text,
    });
    let alternate = item.all(Ns::Atom, "link").filter(|link| {
        let rel = link.attr("rel").unwrap_or("alternate");
        rel == "alternate" && link.attr("type").is_none_or(|t| t.contains("html"))
    });
    let alternate = alternate.filter_map(|link| link.attr("href").map(Cow::Borrowed));
    let candidates = origin
        .map(|href| ("feedburner:origLink", href))
        .into_iter()
        .chain(written.map(|href| ("link", href)))
        .chain(alternate.map(|href| ("atom:link", href)));
    for (from, href) in candidates {
        if draft.record.url.is_none() {
            draft.record.url = feeds::link(draft, base, "url", from, &href);
        }
    }
    let guid = item.child(Ns::None, "guid");
    if let Some(guid) = guid.filter(|guid| draft.record.url.is_none() && is_permalink(*guid)) {
        draft.record.url = draft.link("url", "guid", &guid.text());
    }
    // RSS 1.0 names its items by their address.
    if let Some(about) = item.attr_ns(Ns::Rdf, "about")
        && draft.record.id.is_none()
    {
        draft.record.id = draft.line("id", "rdf:about", about);
    }
}

/// A `guid` is an address unless it says that it is none.
fn is_permalink(guid: Element<'_>) -> bool {
    let denied = guid
        .attr("isPermaLink")
        .is_some_and(|says| says.trim().eq_ignore_ascii_case("false"));
    let text = guid.text();
    let text = text.trim_start();
    !denied && (text.starts_with("http://") || text.starts_with("https://"))
}

fn title(draft: &mut Draft<'_>, item: Element<'_>, ours: bool) {
    let own = item.child(Ns::None, "title");
    let element = own.or_else(|| item.child(Ns::Dc, "title"));
    let element = element.or_else(|| item.child(Ns::Media, "title"));
    let Some(element) = element else { return };
    let text = element.text();
    draft.record.title = draft.line("title", "title", &feeds::text_as(&text, ours));
}

/// What is the body and what the summary. `content:encoded` is the body; a description is one where it holds markup
/// and nothing else is.
fn texts(draft: &mut Draft<'_>, item: Element<'_>, ours: bool, base: Option<&Url>) {
    let encoded = item.child(Ns::Content, "encoded");
    let encoded = encoded.map(|e| ("content:encoded", feeds::html_in(e)));
    let xhtml = || {
        let body = item.child(Ns::Xhtml, "body");
        let body = body.or_else(|| item.child(Ns::Xhtml, "div"));
        body.map(|body| ("xhtml:body", body.inner_html().into()))
    };
    let blank = |found: &(&'static str, Cow<'_, str>)| !found.1.trim().is_empty();
    let mut body = encoded.filter(blank).or_else(xhtml).filter(blank);
    let description = item.child(Ns::None, "description");
    let description = description.or_else(|| item.child(Ns::Dc, "description"));
    if let Some(element) = description {
        let html = feeds::html_in(element);
        let marked = !ours && feeds::has_tags(&html);
        if body.is_none() && marked {
            body = Some(("description", html));
        } else if body.as_ref().is_none_or(|(_, body)| *body != html) {
            let text = match ours || feeds::looks_like_html(&html) {
                true => Cow::Owned(text_of(&html)),
                false => html,
            };
            draft.record.summary = draft.text("summary", "description", text);
        }
    }
    if let Some((from, html)) = body {
        let html = match item.has_base() {
            true => feeds::body(draft, base, html),
            false => html,
        };
        draft.record.body_html = draft.text("body_html", from, html);
    }
}
