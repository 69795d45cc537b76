//! JSON-LD: the blocks of a page as one list of nodes, and which of them is the page's article.
//!
//! Not the whole of JSON-LD: names are taken as schema.org's whatever the context says, as search engines do.

use std::collections::{HashMap, HashSet};

use serde_json::{Map, Value};
use url::Url;

use crate::model::Notice;

/// A JSON-LD object.
pub(super) type Node = Map<String, Value>;

/// The types of articles (schema.org/Article and what is below it).
const ARTICLES: &[&str] = &[
    "AdvertiserContentArticle",
    "AnalysisNewsArticle",
    "Article",
    "AskPublicNewsArticle",
    "BackgroundNewsArticle",
    "BlogPosting",
    "LiveBlogPosting",
    "NewsArticle",
    "OpinionNewsArticle",
    "Report",
    "ReportageNewsArticle",
    "ReviewNewsArticle",
    "SatiricalArticle",
    "ScholarlyArticle",
    "SocialMediaPosting",
    "TechArticle",
];

/// Members of a page's node in which its article may stand, and whether what stands there is one of a list.
const HOLDERS: &[(&str, bool)] = &[
    ("@graph", false),
    ("mainEntity", false),
    ("mainEntityOfPage", false),
    ("itemListElement", true),
    ("item", true),
    ("blogPost", true),
    ("hasPart", true),
];

/// How many nodes are looked at.
const MOST: usize = 20_000;

/// The nodes of a page.
#[derive(Debug, Default)]
pub(super) struct Graph {
    nodes: Vec<Node>,
    /// Which of the nodes stand in a list.
    listed: HashSet<usize>,
    by_id: HashMap<String, usize>,
}

/// What of a graph is the page's.
#[derive(Debug)]
pub(super) enum Pick<'g> {
    None,
    One(&'g Node),
    /// The page is a list, of these.
    List(Vec<&'g Node>),
}

impl Graph {
    /// The node that a reference means: the one of its id where that says more than the reference itself.
    pub(super) fn resolve<'g>(&'g self, node: &'g Node) -> &'g Node {
        let only_id = node.len() <= 2 && !node.contains_key("name") && !node.contains_key("url");
        let id = node.get("@id").and_then(Value::as_str).filter(|_| only_id);
        let found = id.and_then(|id| self.nodes.get(*self.by_id.get(id)?));
        found.unwrap_or(node)
    }

    fn add(&mut self, value: Value, listed: bool, depth: usize) {
        if self.nodes.len() >= MOST || depth > 20 {
            return;
        }
        match value {
            Value::Array(items) => items
                .into_iter()
                .for_each(|item| self.add(item, listed, depth + 1)),
            Value::Object(mut node) => {
                for (holder, is_list) in HOLDERS {
                    let holds = node
                        .get(*holder)
                        .is_some_and(|v| v.is_array() || v.is_object());
                    // The article itself may name its page so, and the page is no article.
                    if holds
                        && !is_reference(node.get(*holder))
                        && !is_article(&node)
                        && let Some(held) = node.remove(*holder)
                    {
                        self.add(held, listed || *is_list, depth + 1);
                    }
                }
                if let Some(id) = node.get("@id").and_then(Value::as_str) {
                    // Where one id stands twice, the node that says more is meant.
                    let at = self.nodes.len();
                    let known = self.by_id.get(id).and_then(|at| self.nodes.get(*at));
                    if known.is_none_or(|known| known.len() < node.len()) {
                        self.by_id.insert(id.to_owned(), at);
                    }
                }
                if listed {
                    self.listed.insert(self.nodes.len());
                }
                self.nodes.push(node);
            }
            _ => {}
        }
    }
}

fn is_reference(value: Option<&Value>) -> bool {
    let node = value.and_then(Value::as_object);
    node.is_some_and(|node| node.keys().all(|key| key.starts_with('@')))
}

/// Reads the blocks. One that is no JSON is left out, and said.
pub(super) fn read(blocks: &[(u64, String)], notices: &mut Vec<Notice>) -> Graph {
    let mut graph = Graph::default();
    for (line, block) in blocks {
        match parse(block) {
            Ok(value) => graph.add(value, false, 0),
            Err(e) => {
                let text = e.to_string();
                let why = text.split(" at line ").next().unwrap_or_default();
                let line = line + (e.line() as u64).saturating_sub(1);
                let message = format!("a block of JSON-LD was left out: {why}");
                notices.push(Notice::doubt("json-ld", message).on_line(line));
            }
        }
    }
    graph
}

/// JSON as pages have it: in a comment, with a semicolon behind it, with line ends in its strings.
fn parse(block: &str) -> serde_json::Result<Value> {
    let mut text = block.trim();
    for opening in ["<!--", "//<![CDATA[", "/*<![CDATA[*/", "<![CDATA["] {
        text = text.strip_prefix(opening).unwrap_or(text).trim_start();
    }
    for closing in ["-->", "//]]>", "/*]]>*/", "]]>", ";"] {
        text = text.strip_suffix(closing).unwrap_or(text).trim_end();
    }
    serde_json::from_str(text).or_else(|first| {
        let plain = text.replace(|c: char| c.is_control(), " ");
        serde_json::from_str(&plain).map_err(|_| first)
    })
}

/// The page's article among all nodes: the one at the page's address, else the first that stands in no list. Where the
/// page is not said to be an article, several articles at places of their own are a list.
pub(super) fn pick<'g>(graph: &'g Graph, address: Option<&Url>, is_article_page: bool) -> Pick<'g> {
    let all = graph.nodes.iter().enumerate();
    let (listed, own): (Vec<_>, Vec<_>) = all
        .filter(|(_, node)| is_article(node))
        .partition(|(at, _)| graph.listed.contains(at));
    let nodes = |all: Vec<(usize, &'g Node)>| -> Vec<&'g Node> {
        all.into_iter().map(|(_, node)| node).collect()
    };
    let (listed, own) = (nodes(listed), nodes(own));
    let is_page = |node: &&&Node| {
        let own = own_address(node).and_then(|raw| Url::parse(raw).ok());
        matches!((own, address), (Some(own), Some(page)) if same(&own, page))
    };
    let at_page = own.iter().chain(&listed).find(is_page);
    match (at_page, own.first()) {
        (Some(node), _) => Pick::One(node),
        (None, Some(first)) if is_article_page || !have_places(&own) => Pick::One(first),
        (None, Some(_)) => Pick::List(own),
        (None, None) if is_article_page || !have_places(&listed) => Pick::None,
        (None, None) => Pick::List(listed),
    }
}

/// Has each of them an address of its own, and are they several?
fn have_places(articles: &[&Node]) -> bool {
    let mut places: Vec<&str> = articles
        .iter()
        .filter_map(|node| own_address(node))
        .collect();
    places.sort_unstable();
    places.dedup();
    places.len() > 1 && places.len() == articles.len()
}

/// Is it the same page: query, fragment, scheme and `www.` aside?
fn same(a: &Url, b: &Url) -> bool {
    let host = |url: &Url| {
        let host = url.host_str().unwrap_or_default();
        host.strip_prefix("www.").unwrap_or(host).to_owned()
    };
    let path = |url: &Url| url.path().trim_end_matches('/').to_owned();
    host(a) == host(b) && path(a) == path(b)
}

/// The address that an article gives itself.
pub(super) fn own_address(node: &Node) -> Option<&str> {
    let url = node.get("url").and_then(address_of);
    url.or_else(|| node.get("mainEntityOfPage").and_then(address_of))
        .or_else(|| {
            node.get("@id")
                .and_then(Value::as_str)
                .filter(|id| id.starts_with("http"))
        })
}

fn address_of(value: &Value) -> Option<&str> {
    match value {
        Value::String(text) => Some(text.as_str()),
        Value::Array(items) => items.first().and_then(Value::as_str),
        Value::Object(node) => ["@id", "url"]
            .iter()
            .find_map(|key| node.get(*key).and_then(Value::as_str)),
        _ => None,
    }
    .map(str::trim)
    .filter(|text| !text.is_empty())
}

/// Is one of its types that of an article?
fn is_article(node: &Node) -> bool {
    let is_one = |value: &Value| {
        let name = value.as_str().unwrap_or_default();
        let name = name.rsplit(['/', ':', '#']).next().unwrap_or(name);
        ARTICLES.contains(&name)
    };
    match node.get("@type") {
        Some(Value::Array(types)) => types.iter().any(is_one),
        Some(one) => is_one(one),
        None => false,
    }
}
