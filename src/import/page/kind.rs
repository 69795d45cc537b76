//! What a page is that holds no article: other data, a login, an error, a front page.

use super::body;
use super::markup;
use super::meta;
use super::record::Sources;
use crate::syntax::signature::Signature;
use crate::{Error, Result};

/// Roots of XML that is no page.
const XML: &[(&str, &str)] = &[
    ("<rss", "an RSS feed"),
    ("<feed", "an Atom feed"),
    ("<rdf:RDF", "an RSS 1.0 feed"),
    ("<urlset", "a sitemap"),
    ("<sitemapindex", "a sitemap"),
];

/// Titles of pages that say that there is none.
const ERRORS: &[&str] = &[
    "404",
    "404 not found",
    "404 page not found",
    "403",
    "403 forbidden",
    "500",
    "500 internal server error",
    "502",
    "502 bad gateway",
    "503",
    "503 service temporarily unavailable",
    "503 service unavailable",
    "504 gateway timeout",
    "504 gateway time-out",
    "access denied",
    "attention required",
    "bad gateway",
    "error",
    "error 403",
    "error 404",
    "error 500",
    "forbidden",
    "internal server error",
    "just a moment",
    "not found",
    "page not found",
    "page introuvable",
    "service unavailable",
    "seite nicht gefunden",
    "página no encontrada",
    "страница не найдена",
];

/// Refuses what is no HTML.
///
/// # Errors
/// An input error that says what it is.
pub(super) fn refuse_other_things(bytes: &[u8]) -> Result<()> {
    let bytes = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes);
    let text = bytes.trim_ascii_start();
    if text.is_empty() {
        return Err(Error::input("the page is empty").help("look whether it was saved whole"));
    }
    let json = matches!(text.first(), Some(b'{' | b'[')).then(|| "JSON".to_owned());
    let magic = Signature::of_no_text(bytes).map(Signature::what).or(json);
    let head = text.get(..1024).unwrap_or(text);
    let xml = XML.iter().find(|(root, _)| {
        let at = memchr::memmem::find(head, root.as_bytes());
        at.is_some() && memchr::memmem::find(head, b"<html").is_none() && text.starts_with(b"<")
    });
    let what = magic.or(xml.map(|(_, what)| (*what).to_owned()));
    let has_tag = memchr::memchr(b'<', bytes).is_some();
    match what {
        Some(what) => Err(
            Error::input(format!("the page is not HTML; it looks like {what}"))
                .help("name its format, or save the page as HTML"),
        ),
        None if !has_tag => Err(Error::input("the page is not HTML: there is no tag in it")
            .help("name its format; the plain text of a page is a `capture`")),
        None => Ok(()),
    }
}

/// Refuses a page of which nothing says that it is an article.
///
/// # Errors
/// An input error that says what the page looks like.
pub(super) fn refuse_no_article(sources: &Sources<'_, '_>) -> Result<()> {
    let page = sources.page;
    let seen = markup::said(sources.tree, page);
    let kind = meta::kind(page).unwrap_or_default();
    let title = seen.title.map(|value| value.raw).unwrap_or_default();
    let said = sources.entry.is_some()
        || kind == "article"
        || sources.metas.published.is_some()
        || markup::item(sources.tree).is_some()
        || (!page.is_whole && !page.has_password);
    if said {
        return Ok(());
    }
    let page_title = page.title.as_deref().unwrap_or_default();
    if is_error(&title) || is_error(page_title) {
        let title = crate::import::draft::shown(if title.is_empty() { page_title } else { &title });
        return Err(Error::input(format!("the page is an error page: {title}"))
            .help("look whether its address is right and open to everybody"));
    }
    if page.has_password {
        return Err(
            Error::input("the page is a login page and holds no article")
                .help("give the page as somebody sees it who is logged in, or another source"),
        );
    }
    let is_list = markup::articles(sources.tree) > 2;
    let is_front = page.own_address().is_some_and(|url| url.path() == "/");
    let described = seen.published.is_some()
        || sources.metas.updated.is_some()
        || !sources.metas.authors.is_empty();
    if !is_list && !is_front && described {
        return Ok(());
    }
    let body = body::of_page(page, sources.tree, None, None, None);
    if !is_list && !is_front && kind != "website" && body.is_some_and(|b| body::length(&b) >= 400) {
        return Ok(());
    }
    Err(
        Error::input("the page holds no article; it looks like a front page or a list")
            .help("name an article's page, or the site's feed or news sitemap"),
    )
}

fn is_error(title: &str) -> bool {
    let title = title.trim().to_lowercase();
    let parts = title
        .split([':', '|', '–', '—', '·'])
        .flat_map(|part| part.split(" - "));
    let mut bare = parts.map(|part| part.trim().trim_end_matches(['.', '…', '!']));
    bare.any(|part| ERRORS.contains(&part))
}
