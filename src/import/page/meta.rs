//! What the `<meta>` of a page says: OpenGraph and `article:*`, Dublin Core, and the names that systems use.

use super::parts::Page;
use super::says::{Author, Picture, Says, Subject, Value};

const TITLES: &[&str] = &[
    "og:title",
    "twitter:title",
    "dc.title",
    "dcterms.title",
    "dc:title",
    "parsely-title",
];
const SUMMARIES: &[&str] = &[
    "og:description",
    "dc.description",
    "dcterms.description",
    "dcterms.abstract",
    "dc:description",
    "description",
    "twitter:description",
];
const PUBLISHED: &[&str] = &[
    "article:published_time",
    "og:article:published_time",
    "datepublished",
    "dcterms.issued",
    "dc.date.issued",
    "dcterms.date",
    "dc.date",
    "dc:date",
    "dcterms.created",
    "dc.date.created",
    "parsely-pub-date",
    "sailthru.date",
    "pubdate",
    "publish-date",
    "publication_date",
    "article.published",
    "date",
];
const UPDATED: &[&str] = &[
    "article:modified_time",
    "og:article:modified_time",
    "og:updated_time",
    "datemodified",
    "dcterms.modified",
    "dc.date.modified",
    "article.updated",
    "last-modified",
];
const EXPIRES: &[&str] = &["article:expiration_time", "og:article:expiration_time"];
const LANGUAGES: &[&str] = &["dc.language", "dcterms.language", "content-language"];
const RIGHTS: &[&str] = &[
    "dc.rights",
    "dcterms.rights",
    "dc:rights",
    "copyright",
    "rights",
];
const SECTIONS: &[&str] = &[
    "article:section",
    "og:article:section",
    "parsely-section",
    "section",
];
const AUTHORS: &[&[&str]] = &[
    &["article:author", "og:article:author"],
    &["author"],
    &["dc.creator", "dcterms.creator", "dc:creator"],
    &["parsely-author", "sailthru.author", "byl", "article.author"],
];
const TAGS: &[&[&str]] = &[
    &["article:tag", "og:article:tag"],
    &["news_keywords"],
    &["keywords"],
    &[
        "dc.subject",
        "dcterms.subject",
        "dc:subject",
        "parsely-tags",
    ],
];
const PICTURES: &[&str] = &[
    "og:image",
    "og:image:url",
    "og:image:secure_url",
    "twitter:image",
    "twitter:image:src",
];
const IDENTIFIERS: &[&str] = &["dc.identifier", "dcterms.identifier", "dc:identifier"];

/// All that the head says.
pub(super) fn said(page: &Page) -> Says {
    let first = |names: &[&'static str]| {
        names
            .iter()
            .find_map(|name| Value::new(name, page.meta(name)?.trim()))
    };
    let identifier = first(IDENTIFIERS);
    let is_address = |value: &Value| value.raw.starts_with("http");
    let canonical = page.link("canonical");
    let mut said = Says {
        title: first(TITLES),
        url: canonical
            .and_then(|raw| Value::new("link canonical", raw))
            .or_else(|| first(&["og:url"]))
            .or_else(|| identifier.clone().filter(is_address)),
        summary: first(SUMMARIES),
        published: first(PUBLISHED),
        updated: first(UPDATED),
        expires: first(EXPIRES),
        language: page
            .language
            .as_deref()
            .and_then(|tag| Value::new("html lang", tag))
            .or_else(|| first(LANGUAGES))
            .or_else(|| first(&["og:locale"])),
        rights: first(RIGHTS),
        section: first(SECTIONS),
        authors: authors(page),
        subjects: subjects(page),
        picture: picture(page),
        ..Says::default()
    };
    said.keep(
        "source_id",
        identifier
            .filter(|value| !is_address(value))
            .map(|value| value.raw),
    );
    said.keep("site", page.meta("og:site_name"));
    let tier = page.meta("article:content_tier");
    let paid = tier.map(|tier| !matches!(tier.trim(), "locked" | "metered"));
    said.keep("accessible_for_free", paid.filter(|free| !free));
    let robots = ["robots", "googlebot"]
        .iter()
        .filter_map(|name| page.meta(name));
    let hidden = robots
        .into_iter()
        .any(|r| r.to_ascii_lowercase().contains("noindex"));
    said.keep("robots", hidden.then_some("noindex"));
    said
}

/// What OpenGraph says that the page is, such as `article`.
pub(super) fn kind(page: &Page) -> Option<&str> {
    page.meta("og:type").map(str::trim)
}

/// Does the head say that the page is an article?
pub(super) fn is_article(page: &Page) -> bool {
    kind(page) == Some("article") || page.meta("article:published_time").is_some()
}

fn all<'p>(
    page: &'p Page,
    names: &'p [&'static str],
) -> impl Iterator<Item = (&'static str, &'p str)> {
    page.metas.iter().filter_map(|meta| {
        let name = names.iter().find(|name| **name == meta.name)?;
        Some((*name, meta.content.trim()))
    })
}

/// The first set of names under which somebody is named. An address is no name.
fn authors(page: &Page) -> Vec<Author> {
    let sets = AUTHORS.iter().map(|names| {
        let named = all(page, names).filter(|(_, name)| !name.contains("://"));
        let author = |(rule, name): (&'static str, &str)| Author {
            rule,
            name: name.to_owned(),
            ..Author::default()
        };
        named.map(author).collect::<Vec<_>>()
    });
    let mut sets = sets;
    sets.find(|set| !set.is_empty()).unwrap_or_default()
}

/// The first set of names that has subjects. A tag of OpenGraph is one, all others are lists.
fn subjects(page: &Page) -> Vec<Subject> {
    let mut sets = TAGS.iter().map(|names| {
        let terms = all(page, names).flat_map(|(rule, list)| {
            let is_one = rule.ends_with(":tag");
            let parted = list.split(move |c| !is_one && (c == ',' || c == ';'));
            parted.map(move |term| Subject::named(rule, term))
        });
        let terms: Vec<_> = terms.filter(|s| !s.term.is_empty()).take(1000).collect();
        terms
    });
    sets.find(|set| !set.is_empty()).unwrap_or_default()
}

/// The first picture with what is said of it before the next begins.
fn picture(page: &Page) -> Option<Picture> {
    let (rule, url) = PICTURES
        .iter()
        .find_map(|name| Some((*name, page.meta(name)?)))?;
    let start = page.metas.iter().position(|meta| meta.name == rule)?;
    let mut picture = Picture {
        rule,
        url: Some(url.to_owned()),
        ..Picture::default()
    };
    for meta in page.metas.iter().skip(start + 1) {
        match meta.name.as_str() {
            "og:image" => break,
            "og:image:width" => picture.width = meta.content.trim().parse().ok(),
            "og:image:height" => picture.height = meta.content.trim().parse().ok(),
            "og:image:type" => picture.media_type = Some(meta.content.clone()),
            "og:image:alt" | "twitter:image:alt" => picture.alt = Some(meta.content.clone()),
            _ => {}
        }
    }
    Some(picture)
}
