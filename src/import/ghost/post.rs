//! One post to one record.

use std::borrow::Cow;

use chrono::DateTime;

use super::tables::Tables;
use super::{inner, is_internal};
use crate::import::draft::{Draft, shown};
use crate::import::html::text_of;
use crate::import::json::Json;
use crate::import::{Imported, Options};
use crate::model::{Image, Moment, Status};

/// What an export has in place of the site's address.
const SITE: &str = "__GHOST_URL__";

/// What makes records of posts.
pub(super) struct Posts<'p> {
    options: &'p Options,
    tables: &'p Tables,
    /// The site's address without the slash at its end.
    site: Option<String>,
    assumed: bool,
}

impl<'p> Posts<'p> {
    pub(super) fn new(options: &'p Options, tables: &'p Tables) -> Self {
        let site = options.base.as_ref();
        Posts {
            options,
            tables,
            site: site.map(|url| url.as_str().trim_end_matches('/').to_owned()),
            assumed: false,
        }
    }

    /// What one post says; `None` for a page of an export, which is no news.
    pub(super) fn record(
        &mut self,
        json: Json<'_>,
        line: u64,
        of_export: bool,
    ) -> Option<Imported> {
        let post = inner(&json);
        let is_page =
            post.str_at("type") == Some("page") || post.get("page").is_some_and(Json::is_true);
        if of_export && is_page {
            return None;
        }
        let mut draft = Draft::new(self.options, line);
        let id = post.get("id").and_then(Json::name).unwrap_or_default();
        names(&mut draft, post, &id);
        times(&mut draft, post);
        status(&mut draft, post, of_export);
        self.address(&mut draft, post, json.str_at("url"));
        self.texts(&mut draft, post);
        self.authors(&mut draft, post, &id);
        self.tags(&mut draft, post, &id);
        self.picture(&mut draft, post, &id);
        Some(draft.finish())
    }

    /// Its own address; else, for what is published, the one that Ghost makes of the slug.
    fn address(&mut self, draft: &mut Draft<'_>, post: &Json<'_>, outer: Option<&str>) {
        let given = post.str_at("url").or(outer);
        if let Some(url) = given.filter(|url| !url.ends_with("/404/")) {
            draft.record.url = draft.link("url", "url", &self.whole(url));
            return;
        }
        let published = draft.record.status == Status::Published;
        let (Some(slug), Some(site), true) = (
            post.str_at("slug"),
            &self.site,
            published && given.is_none(),
        ) else {
            return;
        };
        draft.record.url = draft.link("url", "slug", &format!("{site}/{slug}/"));
        if !std::mem::replace(&mut self.assumed, true) {
            let message = format!(
                "the posts have no addresses; {site}/SLUG/ was assumed, as Ghost makes them"
            );
            draft.doubt("url", message);
        }
    }

    fn texts(&self, draft: &mut Draft<'_>, post: &Json<'_>) {
        if let Some(title) = post.str_at("title") {
            draft.record.title = draft.line("title", "title", title);
        }
        if let Some(excerpt) = post.str_at("custom_excerpt") {
            draft.record.summary = draft.text("summary", "custom_excerpt", excerpt.into());
        }
        if !self.is_for_all(draft, post) {
            return;
        }
        if let Some(html) = post.str_at("html") {
            draft.record.body_html = draft.text("body_html", "html", self.whole(html));
        } else if let Some(text) = post.str_at("plaintext") {
            draft.record.body_text = draft.text("body_text", "plaintext", text.into());
        } else if let (None, Some(excerpt)) = (&draft.record.summary, post.str_at("excerpt")) {
            draft.record.summary = draft.text("summary", "excerpt", excerpt.into());
        }
    }

    /// May everybody read the body? The interface cuts itself what is for members (`access` is then false).
    fn is_for_all(&self, draft: &mut Draft<'_>, post: &Json<'_>) -> bool {
        let visibility = post.str_at("visibility").unwrap_or("public");
        if visibility == "public" {
            return true;
        }
        draft.extra("visibility", visibility);
        let cut = matches!(post.get("access"), Some(Json::Bool(false)));
        if !cut {
            let message = format!(
                "the body is for {} only and was left out",
                shown(visibility)
            );
            draft.doubt("body_html", message);
        }
        cut
    }

    fn authors(&self, draft: &mut Draft<'_>, post: &Json<'_>, id: &str) {
        let authors = post.first(&["authors", "author", "primary_author"]);
        for author in authors.map(Json::items).unwrap_or_default() {
            let page = |a: &Json<'_>| {
                let page = a.str_at("url").filter(|url| !url.ends_with("/404/"));
                page.or(a.str_at("website")).map(str::to_owned)
            };
            let outer = page(author);
            let author = inner(author);
            if let Some(name) = author.str_at("name") {
                draft.add_author(
                    "authors",
                    name,
                    None,
                    outer.or_else(|| page(author)).as_deref(),
                );
            }
        }
        for user in self.tables.authors(id) {
            draft.add_author("posts_authors", &user.name, None, user.website.as_deref());
        }
        if draft.record.authors.is_empty()
            && let Some(author) = post.get("author_id").and_then(Json::name)
            && let Some(user) = self.tables.user(&author)
        {
            draft.add_author("author_id", &user.name, None, user.website.as_deref());
        }
    }

    fn tags(&self, draft: &mut Draft<'_>, post: &Json<'_>, id: &str) {
        for tag in post
            .get("tags")
            .map(Json::items)
            .unwrap_or_default()
            .iter()
            .map(inner)
        {
            let Some(name) = tag.str_at("name").or(tag.str()) else {
                continue;
            };
            if !is_internal(name, tag.str_at("visibility")) {
                draft.add_category("tags", tag.str_at("slug").unwrap_or(name), None, Some(name));
            }
        }
        for tag in self.tables.tags(id) {
            draft.add_category("posts_tags", &tag.slug, None, Some(&tag.name));
        }
    }

    fn picture(&self, draft: &mut Draft<'_>, post: &Json<'_>, id: &str) {
        let Some(url) = post.str_at("feature_image") else {
            return;
        };
        let Some(url) = draft.link("image.url", "feature_image", &self.whole(url)) else {
            return;
        };
        let beside = self.tables.picture(id);
        let caption = post.str_at("feature_image_caption");
        let caption = caption
            .or(beside.and_then(|p| p.caption.as_deref()))
            .map(text_of);
        let alt = post
            .str_at("feature_image_alt")
            .or(beside.and_then(|p| p.alt.as_deref()));
        draft.record.image = Some(Image {
            url: Some(url),
            caption: caption
                .and_then(|c| draft.text("image.caption", "feature_image_caption", c.into())),
            alt: alt.and_then(|a| draft.text("image.alt", "feature_image_alt", a.into())),
            ..Image::default()
        });
    }

    /// With the site's address where the export has a sign for it.
    fn whole<'t>(&self, text: &'t str) -> Cow<'t, str> {
        match &self.site {
            Some(site) if text.contains(SITE) => Cow::Owned(text.replace(SITE, site)),
            _ => Cow::Borrowed(text),
        }
    }
}

fn names(draft: &mut Draft<'_>, post: &Json<'_>, id: &str) {
    if let Some(uuid) = post.str_at("uuid") {
        match uuid::Uuid::try_parse(uuid.trim()) {
            Ok(known) => draft.record.id = draft.line("id", "uuid", &known.urn().to_string()),
            Err(_) => draft.doubt("id", format!("{} was left out: it is no UUID", shown(uuid))),
        }
    }
    if !id.is_empty() {
        draft.extra("source_id", id);
    }
    for key in ["slug", "canonical_url"] {
        if let Some(value) = post.str_at(key) {
            draft.extra(key, value);
        }
    }
}

fn times(draft: &mut Draft<'_>, post: &Json<'_>) {
    draft.record.published = time(draft, "published", "published_at", post);
    draft.record.updated = time(draft, "updated", "updated_at", post);
}

/// A time as Ghost writes it: RFC 3339 or, before its version 1, milliseconds since 1970.
fn time(draft: &mut Draft<'_>, field: &str, key: &'static str, post: &Json<'_>) -> Option<Moment> {
    match post.get(key)? {
        Json::Number(since) => {
            let time = since.as_i64().and_then(DateTime::from_timestamp_millis);
            let raw = time.map_or_else(|| since.to_string(), |time| time.to_rfc3339());
            draft.moment(field, key, &raw)
        }
        other => draft.moment(field, key, other.str()?),
    }
}

/// Only what Ghost calls published is; what is not known is not. Its interface answers with nothing else unless it is asked
/// to, so there a post without a status is published; in an export it is a draft, as it is for Ghost.
fn status(draft: &mut Draft<'_>, post: &Json<'_>, of_export: bool) {
    let said = match post.get("status") {
        None if of_export => "draft",
        None => "published",
        Some(json) => json.str().unwrap_or_default(),
    };
    draft.record.status = match said {
        "published" => Status::Published,
        "scheduled" => {
            draft.record.not_before = draft.record.published;
            Status::Embargoed
        }
        // "sent": to subscribers by mail, and not on the site.
        "draft" | "sent" => Status::Draft,
        other => draft.unknown_status(other),
    };
    draft.explain("status", "status", said);
}
