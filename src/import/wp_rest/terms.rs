//! Authors and terms, which stand in `_embedded`.

use crate::import::draft::Draft;
use crate::import::html::text_of;
use crate::import::json::Json;

/// The taxonomy of Co-Authors Plus: its terms are the byline.
const BYLINE: &str = "author";

/// Taxonomies that say nothing of what a post is about.
const OTHERS: &[&str] = &[
    BYLINE,
    "post_format",
    "nav_menu",
    "wp_theme",
    "link_category",
];

/// The byline, else the user who wrote it.
pub(super) fn authors(draft: &mut Draft<'_>, json: &Json<'_>) {
    for author in terms(json).filter(|t| t.str_at("taxonomy") == Some(BYLINE)) {
        if let Some(name) = author.str_at("name") {
            draft.add_author(
                "_embedded.wp:term",
                &text_of(name),
                None,
                author.str_at("link"),
            );
        }
    }
    if !draft.record.authors.is_empty() {
        return;
    }
    let users = embedded(json, "author");
    for user in users {
        // A user that may not be seen is an error here, which has no name.
        if let Some(name) = user.str_at("name") {
            let page = user.str_at("link").or(user.str_at("url"));
            draft.add_author("_embedded.author", &text_of(name), None, page);
        }
    }
    if draft.record.authors.is_empty()
        && let Some(name) = json.str_at("yoast_head_json.author")
    {
        draft.add_author("yoast_head_json.author", name, None, None);
    }
}

/// Categories, tags and the terms of other taxonomies: the slug is the term, its name what people read.
pub(super) fn categories(draft: &mut Draft<'_>, json: &Json<'_>) {
    for term in terms(json) {
        let taxonomy = term.str_at("taxonomy").unwrap_or_default();
        let name = term.str_at("name").map(text_of);
        let slug = term.str_at("slug").or(name.as_deref());
        let (Some(slug), false) = (slug, OTHERS.contains(&taxonomy)) else {
            continue;
        };
        // A category and a tag may have one slug: then the address of its taxonomy tells them apart.
        let taken = draft
            .record
            .categories
            .iter()
            .any(|c| c.term.as_str() == slug);
        let scheme = term.str_at("link").filter(|_| taken).and_then(parent);
        draft.add_category("_embedded.wp:term", slug, scheme, name.as_deref());
    }
}

/// All terms, of which there is a list for each taxonomy.
fn terms<'j, 'a>(json: &'j Json<'a>) -> impl Iterator<Item = &'j Json<'a>> {
    embedded(json, "wp:term").iter().flat_map(Json::items)
}

pub(super) fn embedded<'j, 'a>(json: &'j Json<'a>, key: &str) -> &'j [Json<'a>] {
    let embedded = json.get("_embedded").and_then(|e| e.get(key));
    embedded.map(Json::items).unwrap_or_default()
}

/// `https://paper.example/tag/` of `https://paper.example/tag/port/`.
fn parent(link: &str) -> Option<&str> {
    let (parent, _) = link.trim_end_matches('/').rsplit_once('/')?;
    link.get(..parent.len() + 1)
}
