//! One record of all that a page says: for each field the first that says something has it.

use dom_query::Document;
use serde_json::Value as Json;

use super::body;
use super::figure;
use super::markup;
use super::micro::Entry;
use super::parts::Page;
use super::says::{Picture, Says, Value};
use crate::import::draft::Draft;
use crate::import::html::{Trust, make_safe, text_of};
use crate::import::{Imported, Options};
use crate::model::{Image, Line, Moment, Notice, Status, Text};

/// Everything that is known of a page.
pub(super) struct Sources<'p, 't> {
    pub(super) page: &'p Page,
    pub(super) tree: &'t Document,
    /// What the head says.
    pub(super) metas: Says,
    /// What schema.org's data says.
    pub(super) schema: Option<Says>,
    /// The entry that the page is about.
    pub(super) entry: Option<Entry<'t>>,
}

/// The record of an article's page.
pub(super) fn of_page(sources: Sources<'_, '_>, options: &Options) -> Imported {
    let Sources {
        page,
        tree,
        metas,
        schema,
        entry,
    } = sources;
    let marked = entry.as_ref().and_then(Entry::body);
    let scope = entry.as_ref().map(|entry| *entry.node());
    let canonical = page.link("canonical").is_some();
    let mut all: Vec<Says> = Vec::new();
    all.extend(schema);
    all.push(metas);
    all.extend(entry.map(|entry| entry.said()));
    all.push(markup::said(tree, page));
    if canonical && let Some(first) = all.first_mut() {
        // What the page is called by the link that exists for it is surer than what its data repeats.
        first.url = Value::new("link canonical", page.link("canonical").unwrap_or_default());
    }
    let mut draft = Draft::new(options, options.lines_before + 1);
    fill(&mut draft, &all);
    if draft.record.url.is_none()
        && let Some(url) = &options.page_url
    {
        draft.record.url = draft.link("url", "page-url", url.as_str());
    }
    let title = draft.record.title.as_ref().map(|t| t.as_str().to_owned());
    let said = all.iter().find_map(|said| said.body.as_ref());
    let found = body::of_page(page, tree, marked, said, title.as_deref());
    set_body(&mut draft, found, options);
    let picture = all.iter().find_map(|said| said.picture.clone());
    let picture = match picture {
        Some(picture) => Some(completed(picture, tree)),
        None => scope
            .or_else(|| markup::article(tree))
            .and_then(|scope| figure::first(&scope)),
    };
    set_picture(&mut draft, picture);
    tell(&mut draft);
    draft.finish()
}

/// The record of one entry of a list, in the page's language where it names none.
pub(super) fn of_list(
    mut said: Says,
    marked: Option<String>,
    page: &Page,
    options: &Options,
) -> Imported {
    let language = page.language.as_deref();
    said.language = said.language.or_else(|| Value::new("html lang", language?));
    let mut draft = Draft::new(options, options.lines_before + 1);
    let picture = said.picture.clone();
    let body = marked.and_then(|html| Value::new("e-content", html));
    let body = body.or_else(|| said.body.clone());
    fill(&mut draft, &[said]);
    set_body(&mut draft, body, options);
    set_picture(&mut draft, picture);
    tell(&mut draft);
    draft.finish()
}

fn fill(draft: &mut Draft<'_>, all: &[Says]) {
    let first =
        |of: fn(&Says) -> &Option<Value>| all.iter().find_map(move |said| of(said).as_ref());
    if let Some(v) = first(|said| &said.id) {
        draft.record.id = draft.line("id", v.rule, &v.raw);
    }
    if let Some(v) = first(|said| &said.title) {
        draft.record.title = draft.line("title", v.rule, &v.raw);
    }
    for v in all.iter().filter_map(|said| said.url.as_ref()) {
        if draft.record.url.is_none() {
            draft.record.url = draft.link("url", v.rule, &v.raw);
        }
    }
    if let Some(v) = first(|said| &said.summary) {
        draft.record.summary = draft.text("summary", v.rule, v.raw.as_str().into());
    }
    draft.record.published = time(draft, "published", all, |said| &said.published);
    draft.record.updated = time(draft, "updated", all, |said| &said.updated);
    draft.record.expires = time(draft, "expires", all, |said| &said.expires);
    if let Some(v) = first(|said| &said.language) {
        draft.record.language = draft.language(v.rule, &v.raw);
    }
    if let Some(v) = first(|said| &said.rights) {
        draft.record.rights = draft.text("rights", v.rule, v.raw.as_str().into());
    }
    let authors = all.iter().find(|said| !said.authors.is_empty());
    for author in authors.into_iter().flat_map(|said| &said.authors) {
        let name = without_by(&author.name);
        draft.add_author(
            author.rule,
            name,
            author.email.as_deref(),
            author.url.as_deref(),
        );
    }
    if let Some(v) = first(|said| &said.section) {
        draft.record.section = draft.line("section", v.rule, &v.raw);
        draft.add_category(v.rule, &v.raw, None, None);
    }
    let subjects = all.iter().find(|said| !said.subjects.is_empty());
    for s in subjects.into_iter().flat_map(|said| &said.subjects) {
        draft.add_category(s.rule, &s.term, s.scheme.as_deref(), s.label.as_deref());
    }
    if all.iter().any(|said| said.draft) {
        draft.record.status = Status::Draft;
    }
    for (key, value) in all.iter().flat_map(|said| &said.extra) {
        draft.extra(key, value.clone());
    }
}

/// The first time that can be read.
fn time(
    draft: &mut Draft<'_>,
    field: &str,
    all: &[Says],
    of: fn(&Says) -> &Option<Value>,
) -> Option<Moment> {
    let mut said = all.iter().filter_map(|said| of(said).as_ref());
    let found = said.find_map(|v| draft.moment(field, v.rule, &v.raw));
    if let Some(Moment::Local(_)) = found {
        draft.extra(&format!("{field}_zone"), "unknown");
    }
    found
}

/// A byline may begin with its word.
fn without_by(name: &str) -> &str {
    let name = name.trim();
    let rest = name
        .strip_prefix("By ")
        .or_else(|| name.strip_prefix("by "));
    rest.map_or(name, str::trim_start)
}

fn set_body(draft: &mut Draft<'_>, body: Option<Value>, options: &Options) {
    let Some(body) = body else { return };
    // The page's base may be another than the record's address, against which a body is read later.
    let html = make_safe(&body.raw, options.resolve_against(), Trust::Html).html;
    let summary = draft.record.summary.as_ref();
    // A body that only says the summary again is none, unless it links or shows something.
    let is_plain = !html.contains("<a ") && !html.contains("<img");
    let is_summary = summary.is_some_and(|s| same_text(s.as_str(), &text_of(&html)));
    if !(is_plain && is_summary) {
        draft.record.body_html = draft.text("body_html", body.rule, html.into());
    }
}

fn same_text(a: &str, b: &str) -> bool {
    a.split_whitespace().eq(b.split_whitespace())
}

/// What data says of a picture, and where it says nothing, what stands below it.
fn completed(picture: Picture, tree: &Document) -> Picture {
    let below = picture
        .url
        .as_deref()
        .and_then(|url| figure::about(tree, url));
    let below = below.unwrap_or_default();
    Picture {
        caption: picture.caption.or(below.caption),
        credit: picture.credit.or(below.credit),
        alt: picture.alt.or(below.alt),
        ..picture
    }
}

fn set_picture(draft: &mut Draft<'_>, picture: Option<Picture>) {
    let Some(picture) = picture else { return };
    let line = |draft: &mut Draft<'_>, field: &str, raw: &Option<String>| -> Option<Line> {
        draft.line(field, picture.rule, raw.as_deref()?)
    };
    let text = |draft: &mut Draft<'_>, field: &str, raw: &Option<String>| -> Option<Text> {
        draft.text(field, picture.rule, raw.as_deref()?.into())
    };
    let image = Image {
        url: picture
            .url
            .as_deref()
            .and_then(|url| draft.link("image.url", picture.rule, url)),
        credit: line(draft, "image.credit", &picture.credit),
        photographer: line(draft, "image.photographer", &picture.photographer),
        caption: text(draft, "image.caption", &picture.caption),
        alt: text(draft, "image.alt", &picture.alt),
        media_type: picture
            .media_type
            .as_deref()
            .and_then(|raw| draft.media_type("image.type", raw)),
        width: picture.width,
        height: picture.height,
        ..Image::default()
    };
    if image.url.is_some() || image.credit.is_some() {
        draft.explain(
            "image",
            picture.rule,
            picture.url.as_deref().unwrap_or_default(),
        );
        draft.record.image = Some(image);
    }
}

/// What whoever publishes this should know.
fn tell(draft: &mut Draft<'_>) {
    if draft.record.extra.get("robots").is_some() {
        let message =
            "the page asks search engines to leave it out (noindex); it was read all the same";
        draft.doubt("robots", message);
    }
    if draft.record.extra.get("accessible_for_free") == Some(&Json::Bool(false)) {
        let message = "the page is for subscribers; its body may be the part that everybody sees";
        let notice = Notice::doubt("body_html", message);
        draft.say(notice.help("publish summaries of it, with `content = \"summary\"`"));
    }
    if draft.record.status == Status::Draft {
        draft.doubt("status", "the page is a draft and is not published");
    }
}
