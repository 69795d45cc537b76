//! What stands in documents, read by parsers of others' making, and what must not.

use serde_json::Value;

use crate::harness::Room;

/// A text of a document.
pub(super) enum Said {
    Html(String),
    Address(String),
}

impl Said {
    /// Nothing in it acts.
    pub(super) fn is_tame(&self, about: &str) {
        match self {
            Said::Html(html) => {
                let tags = tags(&html.to_ascii_lowercase());
                for bad in [
                    "<script",
                    "<iframe",
                    "<svg",
                    "<math",
                    "<style",
                    "<form",
                    "<input",
                    "<object",
                    "<embed",
                    "<base",
                    "<meta",
                    "srcdoc=",
                    "style=",
                    "\"javascript:",
                    "\"data:",
                    "\"vbscript:",
                    "\"file:",
                    "evil.example",
                ] {
                    assert!(!tags.contains(bad), "{about}: {bad}: {tags:.300}");
                }
                let outside: String = tags.split('"').step_by(2).collect();
                let handler = outside
                    .split([' ', '\n', '/'])
                    .find(|word| word.starts_with("on") && word.contains('='));
                assert!(handler.is_none(), "{about}: {handler:?}");
            }
            Said::Address(url) => {
                let web = url.starts_with("https://quay.example/")
                    || url.starts_with("http://quay.example/");
                let clean =
                    !url.contains(|c: char| c.is_control() || c == '"' || c == '<' || c == ' ');
                assert!(web && clean, "{about}: {url:?}");
            }
        }
    }
}

/// The names of the documents that lie in the output folder, and nowhere beside it.
pub(super) fn documents(room: &Room) -> Vec<String> {
    let beside = std::fs::read_dir(room.path()).unwrap();
    let known = [
        "feedwright.toml",
        "records.jsonl",
        "feeds",
        "in",
        "public",
        ".feedwright",
    ];
    for entry in beside {
        let name = entry.unwrap().file_name().into_string().unwrap();
        assert!(
            known.contains(&name.as_str()),
            "{name} lies beside the output"
        );
    }
    let names = std::fs::read_dir(room.at("public")).unwrap();
    let names = names.map(|e| e.unwrap().file_name().into_string().unwrap());
    names
        .filter(|n| [".rss", ".atom", ".json"].iter().any(|e| n.ends_with(e)))
        .collect()
}

/// The HTML and the addresses of entries.
pub(super) fn texts(name: &str, document: &str) -> Vec<Said> {
    match name.ends_with(".json") {
        true => of_json(&serde_json::from_str(document).unwrap()),
        false => {
            of_xml(&roxmltree::Document::parse(document).unwrap_or_else(|e| panic!("{name}: {e}")))
        }
    }
}

fn of_json(feed: &Value) -> Vec<Said> {
    let mut said = Vec::new();
    for item in feed["items"].as_array().into_iter().flatten() {
        said.extend(
            item["content_html"]
                .as_str()
                .map(|t| Said::Html(t.to_owned())),
        );
        said.extend(item["url"].as_str().map(|t| Said::Address(t.to_owned())));
    }
    said
}

fn of_xml(document: &roxmltree::Document<'_>) -> Vec<Said> {
    let mut said = Vec::new();
    let entries = document
        .descendants()
        .filter(|n| matches!(n.tag_name().name(), "item" | "entry"));
    for node in entries.flat_map(|entry| entry.children()) {
        let text = || node.text().unwrap_or_default().to_owned();
        match node.tag_name().name() {
            "description" | "encoded" | "content" | "summary" => {
                let html = node.attribute("type").is_none_or(|t| t == "html");
                said.extend(html.then(|| Said::Html(text())));
            }
            "link" => said.push(Said::Address(
                node.attribute("href").map_or_else(text, str::to_owned),
            )),
            _ => {}
        }
    }
    said
}

/// Markup without the text between it: text may say anything.
fn tags(html: &str) -> String {
    let pieces = html.split('<').skip(1);
    pieces
        .map(|piece| format!("<{} ", piece.split('>').next().unwrap_or_default()))
        .collect()
}
