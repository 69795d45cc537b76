//! One post to one record.

use super::{Site, autop, meta};
use crate::import::draft::Draft;
use crate::import::feeds;
use crate::import::xml::{Element, Ns};
use crate::import::{Imported, Options};
use crate::model::person::is_email;
use crate::model::{Enclosure, Line, Moment, Status};

/// Taxonomies of WordPress that say nothing of a story.
const NO_CATEGORIES: &[&str] = &[
    "author",
    "nav_menu",
    "post_format",
    "language",
    "series_order",
];

pub(super) fn read(item: Element<'_>, site: &Site, options: &Options) -> Imported {
    let mut draft = Draft::new(options, item.line());
    let base = site.base.as_ref();
    let said = |ns, local| item.text_of(ns, local).unwrap_or_default();
    draft.record.id = draft.line("id", "guid", &said(Ns::None, "guid"));
    let title = said(Ns::None, "title");
    draft.record.title = draft.line("title", "title", &feeds::title_text(&title));
    draft.record.url = feeds::link(&mut draft, base, "url", "link", &said(Ns::None, "link"));
    draft.record.published = published(&mut draft, item);
    draft.record.updated = gmt(&mut draft, item, "updated", "post_modified_gmt");
    status(&mut draft, item);
    authors(&mut draft, item, site);
    categories(&mut draft, item);
    let excerpt = said(Ns::Excerpt, "encoded");
    draft.record.summary = feeds::summary(&mut draft, "excerpt:encoded", &excerpt);
    let body = item.child(Ns::Content, "encoded").map(feeds::html_in);
    if let Some(body) = body.filter(|body| !body.trim().is_empty()) {
        let html = autop::paragraphs(&body);
        draft.record.body_html = draft.text("body_html", "content:encoded", html);
    }
    draft.record.image = site.pictures.of(&mut draft, item);
    enclosures(&mut draft, item);
    for (key, local) in [("source_id", "post_id"), ("slug", "post_name")] {
        let text = said(Ns::Wp, local);
        if !text.trim().is_empty() {
            draft.extra(key, text.trim());
        }
    }
    if draft.record.language.is_none()
        && let Some(raw) = &site.language
    {
        draft.record.language = draft.language("language", raw);
    }
    draft.finish()
}

/// A time that WordPress has; zeros and years below 1 are its way of saying that there is none.
fn is_time(raw: &str) -> bool {
    !raw.trim().is_empty() && !raw.contains("0000-00-00") && !raw.contains("-0001")
}

fn gmt(
    draft: &mut Draft<'_>,
    item: Element<'_>,
    field: &str,
    local: &'static str,
) -> Option<Moment> {
    let raw = item.text_of(Ns::Wp, local).filter(|raw| is_time(raw))?;
    draft.moment(field, local, &format!("{}Z", raw.trim()))
}

fn published(draft: &mut Draft<'_>, item: Element<'_>) -> Option<Moment> {
    if let Some(moment) = gmt(draft, item, "published", "post_date_gmt") {
        return Some(moment);
    }
    let local = item.text_of(Ns::Wp, "post_date").filter(|raw| is_time(raw));
    let moment = local.and_then(|raw| draft.moment("published", "wp:post_date", &raw));
    if moment.is_some() {
        return moment;
    }
    let date = item
        .text_of(Ns::None, "pubDate")
        .filter(|raw| is_time(raw))?;
    draft.moment("published", "pubDate", &date)
}

/// Whatever is not plainly published is not published.
fn status(draft: &mut Draft<'_>, item: Element<'_>) {
    let raw = item.text_of(Ns::Wp, "status").unwrap_or_default();
    let status = raw.trim().to_ascii_lowercase();
    draft.explain("status", "wp:status", &raw);
    draft.record.status = match status.as_str() {
        "publish" => Status::Published,
        "future" => {
            draft.record.not_before = draft.record.published;
            Status::Embargoed
        }
        "draft" | "auto-draft" | "pending" | "private" | "inherit" => Status::Draft,
        "trash" => trashed(draft, item),
        other => draft.unknown_status(other),
    };
    let password = item.text_of(Ns::Wp, "post_password").unwrap_or_default();
    if !password.trim().is_empty() && draft.record.status != Status::Retracted {
        draft.doubt("status", "a password protects the post, so it is a draft");
        draft.record.status = Status::Draft;
    }
}

/// What was published before it was thrown away is withdrawn; what was not never was there.
fn trashed(draft: &Draft<'_>, item: Element<'_>) -> Status {
    let before = meta(item, "_wp_trash_meta_status");
    let was_shown = match before {
        Some(before) => before.trim() == "publish",
        None => draft.record.published.is_some(),
    };
    match was_shown && (draft.record.id.is_some() || draft.record.url.is_some()) {
        true => Status::Retracted,
        false => Status::Draft,
    }
}

/// Co-Authors Plus names all authors as categories; without it there is one.
fn authors(draft: &mut Draft<'_>, item: Element<'_>, site: &Site) {
    let bylines = item.all(Ns::None, "category");
    for byline in bylines.filter(|c| c.attr("domain") == Some("author")) {
        let name = byline.text();
        let name = match name.trim() {
            "" => byline.attr("nicename").unwrap_or_default(),
            name => name,
        };
        draft.add_author(
            "category[domain=author]",
            site.people.name(name),
            None,
            None,
        );
    }
    if draft.record.authors.is_empty() {
        let login = item.text_of(Ns::Dc, "creator").unwrap_or_default();
        let name = site.people.name(login.trim());
        match is_email(name) {
            // A name to log in with is no byline.
            true => draft.doubt("authors", "an author who is a mail address was left out"),
            false => draft.add_author("dc:creator", name, None, None),
        }
    }
}

fn categories(draft: &mut Draft<'_>, item: Element<'_>) {
    for category in item.all(Ns::None, "category") {
        let domain = category.attr("domain").unwrap_or_default();
        let slug = category.attr("nicename").unwrap_or_default();
        if domain == "language" {
            draft.record.language = draft.language("category[domain=language]", slug);
        }
        // What WordPress puts a post in that is in no category.
        let none = domain == "category" && slug == "uncategorized";
        if none || NO_CATEGORIES.contains(&domain) {
            continue;
        }
        let label = category.text();
        let label = feeds::title_text(&label);
        match slug.is_empty() || slug.contains('%') {
            true => draft.add_category("category", &label, None, None),
            false => draft.add_category("category", slug, None, Some(&label)),
        }
    }
}

/// The field `enclosure`: address, length and type on lines of their own.
fn enclosures(draft: &mut Draft<'_>, item: Element<'_>) {
    for field in item.all(Ns::Wp, "postmeta") {
        let key = field.text_of(Ns::Wp, "meta_key").unwrap_or_default();
        if key.trim() != "enclosure" {
            continue;
        }
        let value = field.text_of(Ns::Wp, "meta_value").unwrap_or_default();
        let mut lines = value.trim().lines();
        let mut line = || lines.next().unwrap_or_default().trim();
        let (url, length, kind) = (line(), line(), line());
        if let Some(url) = draft.link("enclosures", "enclosure", url) {
            let media_type = match kind {
                "" => crate::model::media::type_of(url.as_str()).map(Line::new),
                kind => draft.media_type("enclosures.type", kind),
            };
            draft.record.enclosures.push(Enclosure {
                url,
                media_type,
                length: length.parse().ok().filter(|n| *n > 0),
                duration: None,
                title: None,
                renditions: Vec::new(),
            });
        }
    }
}
