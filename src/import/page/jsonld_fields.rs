//! The fields of a schema.org article (schema.org/Article).

use serde_json::Value;

use super::jsonld::{self, Graph, Node};
use super::says::{self, Author, Picture, Says, Subject};
use crate::import::html::text_of;

/// What an article's node says.
pub(super) fn said(node: &Node, graph: &Graph) -> Says {
    let text = |key: &str| node.get(key).and_then(|value| plain(value, graph));
    let value = |rule: &'static str, key: &str| says::Value::new(rule, text(key)?);
    let mut said = Says {
        title: value("json-ld headline", "headline").or_else(|| value("json-ld name", "name")),
        url: jsonld::own_address(node).and_then(|raw| says::Value::new("json-ld url", raw)),
        summary: value("json-ld description", "description")
            .or_else(|| value("json-ld abstract", "abstract")),
        published: value("json-ld datePublished", "datePublished"),
        updated: value("json-ld dateModified", "dateModified"),
        expires: value("json-ld expires", "expires"),
        language: language(node, graph),
        rights: value("json-ld copyrightNotice", "copyrightNotice"),
        body: node
            .get("articleBody")
            .and_then(Value::as_str)
            .and_then(|raw| says::Value::new("json-ld articleBody", raw)),
        authors: authors(node, graph),
        picture: node.get("image").and_then(|image| picture(image, graph)),
        draft: text("creativeWorkStatus").is_some_and(|s| {
            ["draft", "incomplete", "pending"].contains(&s.to_ascii_lowercase().as_str())
        }),
        ..Says::default()
    };
    let mut sections = strings(node.get("articleSection"), graph).into_iter();
    said.section = sections
        .next()
        .and_then(|raw| says::Value::new("json-ld articleSection", raw));
    said.subjects = sections
        .map(|name| Subject::named("json-ld articleSection", &name))
        .collect();
    if let Some(keywords) = node.get("keywords") {
        self::keywords(keywords, graph, &mut said.subjects);
    }
    said.keep(
        "accessible_for_free",
        node.get("isAccessibleForFree").and_then(truth),
    );
    said.keep("alternative_headline", text("alternativeHeadline"));
    said.keep("place", text("dateline"));
    said.keep("license", text("license"));
    said.keep("source_id", text("identifier"));
    said.keep("publisher", text("publisher"));
    said
}

/// Text of a value: a string, the first of a list, a language-tagged value, or what an object is called.
fn plain(value: &Value, graph: &Graph) -> Option<String> {
    match value {
        Value::String(text) => Some(unescaped(text)).filter(|text| !text.trim().is_empty()),
        Value::Number(number) => Some(number.to_string()),
        Value::Array(items) => items.iter().find_map(|item| plain(item, graph)),
        Value::Object(node) => {
            let node = graph.resolve(node);
            let keys = ["@value", "name", "value", "alternateName", "url", "@id"];
            let text = keys
                .iter()
                .find_map(|key| node.get(*key).and_then(Value::as_str));
            text.map(unescaped)
        }
        _ => None,
    }
}

/// Many systems write HTML into their strings.
fn unescaped(text: &str) -> String {
    if text.contains(['&', '<']) {
        text_of(text)
    } else {
        text.trim().to_owned()
    }
}

fn strings(value: Option<&Value>, graph: &Graph) -> Vec<String> {
    match value {
        Some(Value::Array(items)) => items.iter().filter_map(|item| plain(item, graph)).collect(),
        Some(one) => plain(one, graph).into_iter().collect(),
        None => Vec::new(),
    }
}

fn truth(value: &Value) -> Option<bool> {
    match value {
        Value::Bool(truth) => Some(*truth),
        Value::String(text) => match text
            .trim()
            .rsplit('/')
            .next()?
            .to_ascii_lowercase()
            .as_str()
        {
            "true" => Some(true),
            "false" => Some(false),
            _ => None,
        },
        _ => None,
    }
}

fn language(node: &Node, graph: &Graph) -> Option<says::Value> {
    let value = node.get("inLanguage")?;
    let value = value
        .as_array()
        .and_then(|all| all.first())
        .unwrap_or(value);
    let object = value.as_object().map(|node| graph.resolve(node));
    let tag = match object {
        Some(language) => language
            .get("alternateName")
            .or_else(|| language.get("name")),
        None => Some(value),
    };
    says::Value::new("json-ld inLanguage", tag?.as_str()?)
}

/// One string may hold many keywords; an object has its own vocabulary.
fn keywords(value: &Value, graph: &Graph, subjects: &mut Vec<Subject>) {
    const RULE: &str = "json-ld keywords";
    match value {
        Value::Array(items) if items.len() <= 1000 => {
            items
                .iter()
                .for_each(|item| keywords(item, graph, subjects));
        }
        Value::String(list) => {
            let parted = list.split([',', ';']).map(unescaped);
            let named = parted.filter(|term| !term.is_empty());
            subjects.extend(named.take(1000).map(|term| Subject::named(RULE, &term)));
        }
        Value::Object(node) => {
            let node = graph.resolve(node);
            let text = |key: &str| node.get(key).and_then(|value| plain(value, graph));
            let (code, name) = (text("termCode"), text("name"));
            let scheme = node.get("inDefinedTermSet").and_then(|set| match set {
                Value::Object(set) => set.get("url").or_else(|| set.get("@id"))?.as_str(),
                other => other.as_str(),
            });
            if let Some(term) = code.clone().or_else(|| name.clone()) {
                subjects.push(Subject {
                    scheme: scheme.map(str::to_owned),
                    label: name.filter(|_| code.is_some()),
                    ..Subject::named(RULE, &term)
                });
            }
        }
        _ => {}
    }
}

fn authors(node: &Node, graph: &Graph) -> Vec<Author> {
    let mut authors = Vec::new();
    let value = node.get("author").or_else(|| node.get("creator"));
    if let Some(value) = value {
        add_authors(value, graph, &mut authors);
    }
    authors
}

fn add_authors(value: &Value, graph: &Graph, authors: &mut Vec<Author>) {
    const RULE: &str = "json-ld author";
    match value {
        Value::Array(items) if items.len() <= 200 => {
            items
                .iter()
                .for_each(|item| add_authors(item, graph, authors));
        }
        // An address is no name.
        Value::String(name) if !name.contains("://") => authors.push(Author {
            rule: RULE,
            name: unescaped(name),
            ..Author::default()
        }),
        Value::Object(node) => {
            let node = graph.resolve(node);
            let text = |key: &str| node.get(key).and_then(|value| plain(value, graph));
            let address =
                |key: &str| text(key).filter(|url| url.contains("://") || url.starts_with('/'));
            let whole = || Some(format!("{} {}", text("givenName")?, text("familyName")?));
            for name in match node.get("name") {
                Some(names @ Value::Array(_)) => strings(Some(names), graph),
                _ => text("name").or_else(whole).into_iter().collect(),
            } {
                authors.push(Author {
                    rule: RULE,
                    name,
                    email: text("email").map(|m| m.trim_start_matches("mailto:").to_owned()),
                    url: address("url").or_else(|| address("sameAs")),
                });
            }
        }
        _ => {}
    }
}

/// The first picture that has an address, else the first.
fn picture(value: &Value, graph: &Graph) -> Option<Picture> {
    const RULE: &str = "json-ld image";
    match value {
        Value::String(url) => Some(Picture {
            rule: RULE,
            url: Some(url.clone()),
            ..Picture::default()
        }),
        Value::Array(items) => items.iter().take(100).find_map(|item| picture(item, graph)),
        Value::Object(node) => {
            let node = graph.resolve(node);
            let text = |key: &str| node.get(key).and_then(|value| plain(value, graph));
            let url = text("url").or_else(|| text("contentUrl")).or_else(|| {
                let is_picture = node.get("@type").is_none();
                text("@id").filter(|id| is_picture && id.contains("://"))
            });
            Some(Picture {
                rule: RULE,
                url,
                caption: text("caption").or_else(|| text("description")),
                credit: text("creditText").or_else(|| text("copyrightNotice")),
                photographer: text("creator").or_else(|| text("author")),
                alt: text("alternateName"),
                media_type: text("encodingFormat"),
                width: node.get("width").and_then(|value| pixels(value, graph)),
                height: node.get("height").and_then(|value| pixels(value, graph)),
            })
        }
        _ => None,
    }
}

/// `1200`, `"1200"`, `"1200px"` or a QuantitativeValue.
fn pixels(value: &Value, graph: &Graph) -> Option<u32> {
    match value {
        Value::Number(number) => number.as_u64().and_then(|n| u32::try_from(n).ok()),
        Value::Object(node) => node.get("value").and_then(|value| match value {
            Value::Object(_) => None,
            value => pixels(value, graph),
        }),
        other => {
            let text = plain(other, graph)?;
            text.trim_end_matches("px").trim().parse().ok()
        }
    }
}
