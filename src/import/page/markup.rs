//! What the body of a page says by its markup: microdata, headings, `<time>`.

use dom_query::{Document, NodeRef};

use super::micro::has_word;
use super::parts::Page;
use super::says::{Author, Says, Subject, Value};
use super::tree::{attribute, classes, name, short_text, text};

/// A page that marks more times than this tells of many things.
const MOST_TIMES: usize = 50;

/// What the body says, where it is sure: one heading, one time.
pub(super) fn said(tree: &Document, page: &Page) -> Says {
    let root = tree.root();
    let scope = article(tree).unwrap_or(root);
    let item = item(tree);
    let mut said = item.map(|item| microdata(&item)).unwrap_or_default();
    said.title = said
        .title
        .or_else(|| heading(&scope))
        .or_else(|| heading(&root))
        .or_else(|| first_heading(tree, page))
        .or_else(|| title(page));
    said.published = said.published.or_else(|| only_time(&scope));
    if said.authors.is_empty() {
        said.authors = by_relation(&scope);
    }
    said
}

/// The element that holds the article: the only `<article>`, the one with the heading, or `<main>`.
pub(super) fn article(tree: &Document) -> Option<NodeRef<'_>> {
    let all = named(&tree.root(), "article");
    let outer: Vec<NodeRef<'_>> = all
        .into_iter()
        .filter(|n| n.ancestors_it(None).all(|a| name(&a) != "article"))
        .take(200)
        .collect();
    let with_heading = |n: &&NodeRef<'_>| !named(n, "h1").is_empty();
    match &outer[..] {
        [only] => Some(*only),
        many => many.iter().find(with_heading).copied(),
    }
    .or_else(|| match &named(&tree.root(), "main")[..] {
        [only] => Some(*only),
        _ => None,
    })
}

/// How many `<article>` the page has.
pub(super) fn articles(tree: &Document) -> usize {
    named(&tree.root(), "article").len()
}

/// The element that microdata calls an article.
pub(super) fn item(tree: &Document) -> Option<NodeRef<'_>> {
    let root = tree.root();
    let mut all = root.descendants_it().filter(NodeRef::is_element);
    all.find(|n| {
        let kind = attribute(n, "itemtype").unwrap_or_default();
        kind.contains("schema.org/") && (kind.ends_with("Article") || kind.ends_with("BlogPosting"))
    })
}

/// The element of this property in the item, that of no other item within it.
pub(super) fn property<'t>(item: &NodeRef<'t>, wanted: &str) -> Option<NodeRef<'t>> {
    for child in item.element_children() {
        let property = attribute(&child, "itemprop").unwrap_or_default();
        if has_word(&property, wanted) {
            return Some(child);
        }
        if !child.has_attr("itemscope")
            && let Some(found) = self::property(&child, wanted)
        {
            return Some(found);
        }
    }
    None
}

fn microdata(item: &NodeRef<'_>) -> Says {
    let value = |rule: &'static str, wanted: &str| {
        let node = property(item, wanted)?;
        let marked = ["content", "datetime"]
            .iter()
            .find_map(|key| attribute(&node, key));
        Value::new(rule, marked.unwrap_or_else(|| text(&node)))
    };
    let author = property(item, "author").map(|node| {
        let named = property(&node, "name");
        let marked = |n: &NodeRef<'_>| attribute(n, "content").unwrap_or_else(|| text(n));
        Author {
            rule: "microdata author",
            name: marked(named.as_ref().unwrap_or(&node)),
            email: None,
            url: property(&node, "url").and_then(|n| attribute(&n, "href")),
        }
    });
    let keywords = value("microdata keywords", "keywords");
    let terms = keywords.iter().flat_map(|value| value.raw.split(','));
    Says {
        title: value("microdata headline", "headline"),
        summary: value("microdata description", "description"),
        published: value("microdata datePublished", "datePublished"),
        updated: value("microdata dateModified", "dateModified"),
        section: value("microdata articleSection", "articleSection"),
        authors: author.into_iter().filter(|a| !a.name.is_empty()).collect(),
        subjects: terms
            .map(|term| Subject::named("microdata keywords", term))
            .filter(|subject| !subject.term.is_empty())
            .collect(),
        ..Says::default()
    }
}

/// The heading, where there is one.
fn heading(scope: &NodeRef<'_>) -> Option<Value> {
    match &named(scope, "h1")[..] {
        [only] => Value::new("h1", text(only)),
        _ => None,
    }
}

/// A piece of HTML that begins with a heading begins with its title.
fn first_heading(tree: &Document, page: &Page) -> Option<Value> {
    let body = tree.body().filter(|_| !page.is_whole)?;
    let first = body.first_element_child()?;
    let is_heading = matches!(name(&first).as_str(), "h1" | "h2" | "h3");
    is_heading.then(|| Value::new("first heading", text(&first)))?
}

/// The page's title without the name of the site, where that is known.
fn title(page: &Page) -> Option<Value> {
    let title = page
        .title
        .as_deref()?
        .split_whitespace()
        .collect::<Vec<_>>()
        .join(" ");
    let site = page.meta("og:site_name").map(str::trim).unwrap_or_default();
    let bare = title
        .strip_suffix(site)
        .map(|rest| {
            rest.trim_end()
                .trim_end_matches(['|', '-', '–', '—', '·', ':', '»', '«'])
                .trim_end()
        })
        .filter(|rest| !site.is_empty() && !rest.is_empty());
    Value::new("title", bare.unwrap_or(&title))
}

/// The time that the scope marks, where it marks one. A time in the midst of a sentence is one that the story tells of.
fn only_time(scope: &NodeRef<'_>) -> Option<Value> {
    let times = named(scope, "time");
    if let Some(published) = times.iter().find(|n| n.has_attr("pubdate")) {
        return Value::new("time pubdate", attribute(published, "datetime")?);
    }
    if times.len() > MOST_TIMES {
        return None;
    }
    let own = times.iter().filter(|n| !is_of_a_change(n) && !is_told(n));
    let mut marked: Vec<String> = own.filter_map(|n| attribute(n, "datetime")).collect();
    marked.sort_unstable();
    marked.dedup();
    match &marked[..] {
        [only] => Value::new("time datetime", only.as_str()),
        _ => None,
    }
}

/// Is it the time of the last change?
fn is_of_a_change(node: &NodeRef<'_>) -> bool {
    let property = attribute(node, "itemprop").unwrap_or_default();
    let class = classes(node).join(" ").to_ascii_lowercase();
    let words = ["updated", "modified", "changed"];
    property == "dateModified" || words.iter().any(|word| class.contains(word))
}

/// Does it stand in a paragraph that says more than who wrote and when?
fn is_told(node: &NodeRef<'_>) -> bool {
    let paragraph = node.ancestors_it(Some(4)).find(|n| name(n) == "p");
    let words = |p| short_text(&p).map(|text| text.split(' ').count());
    paragraph.is_some_and(|p| words(p).is_none_or(|count| count > 15))
}

fn by_relation(scope: &NodeRef<'_>) -> Vec<Author> {
    let links = named(scope, "a")
        .into_iter()
        .filter(|n| attribute(n, "rel").is_some_and(|rel| has_word(&rel, "author")));
    let mut authors: Vec<Author> = links
        .take(20)
        .map(|n| Author {
            rule: "rel author",
            name: short_text(&n).unwrap_or_default(),
            email: None,
            url: attribute(&n, "href").filter(|href| !href.starts_with("mailto:")),
        })
        .filter(|author| !author.name.is_empty())
        .collect();
    authors.dedup();
    authors
}

/// The elements of this name.
pub(super) fn named<'t>(scope: &NodeRef<'t>, wanted: &str) -> Vec<NodeRef<'t>> {
    scope
        .descendants_it()
        .filter(|n| name(n) == wanted)
        .collect()
}
