//! The text of the article: what markup says it is, else what looks most like one.

use dom_query::{Document, NodeRef};
use dom_smoothie::{Config, Readability};

use super::markup;
use super::parts::Page;
use super::says::Value;
use super::tree::{attribute, classes, inner, name, text, text_without};
use crate::import::html::{from_text, text_of};

/// A page with more elements than this is no article, and looking at all of them takes long.
const MOST_ELEMENTS: usize = 20_000;

/// Nor does it have so many bytes of text and markup: each element's text is counted again for each one around it.
const LONGEST: usize = 1024 * 1024;

/// How many characters make a text that nothing but its look says is the article.
const FEWEST: usize = 200;

/// Tags that hold no part of a text.
const NOT_TEXT: &[&str] = &[
    "aside", "button", "footer", "form", "h1", "label", "menu", "meta", "nav",
];

/// Words in the class or id of what stands in an article and is no part of it.
const FURNITURE: &[&str] = &[
    "breadcrumb",
    "byline",
    "comments",
    "newsletter",
    "promo",
    "related",
    "share",
    "sharing",
    "social",
    "subscribe",
    "advert",
    "ad-slot",
    "tags",
    "author-bio",
    "read-more",
    "paywall",
];

/// The body of the page's article.
pub(super) fn of_page(
    page: &Page,
    tree: &Document,
    marked: Option<String>,
    said: Option<&Value>,
    title: Option<&str>,
) -> Option<Value> {
    let marked = marked.and_then(|html| Value::new("e-content", html));
    let found = marked
        .or_else(|| of_property(tree))
        .or_else(|| of_element(tree))
        .or_else(|| said.and_then(of_data))
        .or_else(|| of_piece(page, tree))
        .or_else(|| of_look(page));
    found.map(|value| without_title(value, title))
}

fn of_property(tree: &Document) -> Option<Value> {
    let item = markup::item(tree).unwrap_or_else(|| tree.root());
    let node = markup::property(&item, "articleBody")?;
    let html = inner(&node, &is_furniture);
    Value::new("itemprop articleBody", html).filter(|_| !text(&node).is_empty())
}

fn of_element(tree: &Document) -> Option<Value> {
    let node = markup::article(tree).filter(|n| name(n) == "article")?;
    let has_paragraph = !markup::named(&node, "p").is_empty();
    let written = text_without(&node, &is_furniture);
    let html = Value::new("article", inner(&node, &is_furniture));
    html.filter(|_| has_paragraph && !written.is_empty())
}

/// The text in the page's data is plain most of the time.
fn of_data(said: &Value) -> Option<Value> {
    let has_tags = ["<p>", "<p ", "<br", "<div"]
        .iter()
        .any(|tag| said.raw.contains(tag));
    let html = if has_tags {
        said.raw.clone()
    } else {
        from_text(&said.raw)
    };
    Value::new(said.rule, html)
}

/// A piece of HTML with no page around it is the text and nothing else.
fn of_piece(page: &Page, tree: &Document) -> Option<Value> {
    let body = tree.body().filter(|_| !page.is_whole)?;
    let html = Value::new("piece of html", inner(&body, &|node| name(node) == "meta"));
    html.filter(|_| !text(&body).is_empty())
}

/// Readability's guess.
fn of_look(page: &Page) -> Option<Value> {
    if page.html.len() > LONGEST {
        return None;
    }
    let config = Config {
        disable_json_ld: true,
        max_elements_to_parse: MOST_ELEMENTS,
        ..Config::default()
    };
    let mut reader = Readability::new(page.html.as_str(), None, Some(config)).ok()?;
    let article = reader.parse().ok()?;
    if article.text_content.trim().chars().count() < FEWEST {
        return None;
    }
    let html = Document::from(article.content);
    let page = html.select_single("#readability-page-1");
    let body = page.nodes().first().copied().or_else(|| html.body())?;
    Value::new("readability", inner(&body, &|node| name(node) == "h1"))
}

fn is_furniture(node: &NodeRef<'_>) -> bool {
    let name = name(node);
    if NOT_TEXT.contains(&name.as_str()) || node.has_attr("hidden") {
        return true;
    }
    let hidden = attribute(node, "aria-hidden").is_some_and(|v| v == "true");
    // A header may hold the standfirst and the picture; what else it holds is told elsewhere.
    let told = name == "header"
        && markup::named(node, "p").is_empty()
        && markup::named(node, "figure").is_empty();
    hidden || told || is_named_so(node)
}

fn is_named_so(node: &NodeRef<'_>) -> bool {
    let mut names = classes(node);
    names.extend(attribute(node, "id"));
    names.iter().any(|name| {
        let name = name.to_ascii_lowercase();
        let words = name.split(['-', '_']);
        FURNITURE.iter().any(|word| {
            name == *word
                || words.clone().any(|w| w == *word)
                || (word.contains('-') && name.contains(word))
        })
    })
}

/// The body without a heading at its beginning that is the title again.
fn without_title(value: Value, title: Option<&str>) -> Value {
    let Some(title) = title.filter(|t| !t.is_empty()) else {
        return value;
    };
    let tree = Document::from(value.raw.as_str());
    let Some(root) = tree.body() else {
        return value;
    };
    let first = root.descendants_it().find(|n| {
        matches!(
            name(n).as_str(),
            "h1" | "h2" | "h3" | "h4" | "p" | "figure" | "ul" | "blockquote"
        )
    });
    let again = first.filter(|n| name(n).starts_with('h') && text(n) == title);
    match again {
        Some(heading) => Value {
            rule: value.rule,
            raw: inner(&root, &|node| node.id == heading.id),
        },
        None => value,
    }
}

/// How much text the body has.
pub(super) fn length(value: &Value) -> usize {
    text_of(&value.raw).chars().count()
}
