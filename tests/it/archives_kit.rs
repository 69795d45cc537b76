//! A paper with archives, and a reader of our own that follows them.

use std::collections::BTreeMap;

use crate::harness::{Ran, Room};

const BASE: &str = "https://quay.example/feeds/";

/// A newsroom with one feed `news` whose archives hold three entries and whose documents hold the newest two.
pub(crate) struct Paper {
    pub(crate) room: Room,
}

/// A document as the reader finds it.
#[derive(Debug)]
pub(crate) struct Document {
    pub(crate) name: String,
    /// Ids with their titles, in the order of the document.
    pub(crate) entries: Vec<(String, String)>,
    pub(crate) gone: Vec<String>,
    links: BTreeMap<String, String>,
    pub(crate) marks: Vec<String>,
}

impl Paper {
    pub(crate) fn new() -> Self {
        Self::with_feed("limit = 2\nhistory = \"archive\"\narchive_size = 3\n")
    }

    pub(crate) fn with_feed(feed: &str) -> Self {
        let room = Room::with_records("");
        room.write("feeds/news.toml", feed);
        Paper { room }
    }

    /// Articles `a`, `b` … of this many letters, an hour apart.
    pub(crate) fn of(letters: &str) -> Self {
        let paper = Self::new();
        paper.add(letters);
        paper
    }

    pub(crate) fn add(&self, letters: &str) {
        for id in letters.chars() {
            self.line(&article(id, "", ""));
        }
    }

    pub(crate) fn line(&self, line: &str) {
        self.room.append("records.jsonl", line);
    }

    /// A later word on an article.
    pub(crate) fn edit(&self, id: char, title: &str) {
        self.line(&article(id, title, ",\"updated\":\"2026-03-02T06:00:00Z\""));
    }

    /// Publishes on this day of March 2026 and gives the numbers of documents written, unchanged and withheld.
    #[track_caller]
    pub(crate) fn publish(&self, day: u32) -> [u64; 3] {
        self.publish_with(day, &[], 0)
    }

    #[track_caller]
    pub(crate) fn publish_with(&self, day: u32, more: &[&str], exit: i32) -> [u64; 3] {
        let told = self.ran(day, more).exits(exit).json();
        ["written", "unchanged", "withheld"]
            .map(|word| told["documents"][word].as_u64().expect("a number"))
    }

    pub(crate) fn ran(&self, day: u32, more: &[&str]) -> Ran {
        let now = format!("2026-03-{day:02}T12:00:00Z");
        let mut args = vec!["publish", "--format", "json", "--now", &now];
        args.extend(more);
        self.room.run(&args)
    }

    pub(crate) fn document(&self, name: &str) -> Document {
        Document::read(name, &self.room.read(&format!("public/{name}")))
    }

    /// The feed's document and, from link to link, all archives, the newest first.
    pub(crate) fn chain(&self, format: &str) -> Vec<Document> {
        let mut chain = vec![self.document(&format!("news.{format}"))];
        while let Some(older) = chain.last().and_then(|d| d.link("prev-archive")) {
            assert!(chain.len() < 1000, "the archives lead in a circle");
            chain.push(self.document(&older));
        }
        chain
    }

    /// Both formats hold these documents, the feed's own first, each with the ids of its entries; neighbours lead
    /// to each other, and the validator has nothing to say.
    #[track_caller]
    pub(crate) fn holds(&self, wanted: &[&str]) {
        for format in ["rss", "atom"] {
            let chain = self.chain(format);
            let found: Vec<String> = chain.iter().map(Document::ids).collect();
            assert_eq!(found, wanted, "{format}");
            for pair in chain.windows(2) {
                let newer =
                    (pair[0].name != format!("news.{format}")).then(|| pair[0].name.clone());
                assert_eq!(pair[1].link("next-archive"), newer, "{}", pair[1].name);
                assert_eq!(pair[1].link("current"), Some(format!("news.{format}")));
                assert_eq!(pair[1].marks, ["archive"], "{}", pair[1].name);
            }
            for document in &chain {
                assert_eq!(document.link("self").as_ref(), Some(&document.name));
            }
            assert!(chain[0].marks.is_empty() && chain[0].link("current").is_none());
        }
        let judged = self
            .room
            .run(&[
                "validate",
                "--strict",
                "--now",
                "2026-04-01T00:00:00Z",
                "public",
            ])
            .exits(0);
        assert!(!judged.stdout.contains("warning["), "{}", judged.stdout);
    }
}

/// An article of this one-letter id: `b` an hour after `a`.
pub(crate) fn article(id: char, title: &str, more: &str) -> String {
    let hour = u32::from(id) - u32::from('a');
    let title = if title.is_empty() {
        format!("Story {id}")
    } else {
        title.to_owned()
    };
    format!(
        "{{\"id\":\"{id}\",\"title\":\"{title}\",\"url\":\"https://quay.example/{id}\",\"published\":\"2026-03-01T{hour:02}:00:00Z\",\"body_html\":\"<p>Body of {id}.</p>\"{more}}}\n"
    )
}

impl Document {
    pub(crate) fn read(name: &str, text: &str) -> Self {
        let tree = roxmltree::Document::parse(text).unwrap_or_else(|e| panic!("{name}: {e}"));
        let root = tree.root_element();
        let head = match root.tag_name().name() {
            "rss" => root.first_element_child().expect("a channel"),
            _ => root,
        };
        let mut document = Document {
            name: name.to_owned(),
            entries: Vec::new(),
            gone: Vec::new(),
            links: BTreeMap::new(),
            marks: Vec::new(),
        };
        for node in head.children().filter(roxmltree::Node::is_element) {
            let attribute = |name| node.attribute(name).unwrap_or_default().to_owned();
            let namespace = node.tag_name().namespace().unwrap_or_default();
            match (namespace, node.tag_name().name()) {
                (_, "item" | "entry") => document.entries.push(entry(node)),
                (_, "deleted-entry") => document.gone.push(short(&attribute("ref"))),
                ("http://www.w3.org/2005/Atom", "link") => {
                    let there = document.links.insert(attribute("rel"), attribute("href"));
                    assert_eq!(there, None, "{name}: two links of a kind");
                }
                ("http://purl.org/syndication/history/1.0", mark) => {
                    document.marks.push(mark.to_owned());
                }
                _ => {}
            }
        }
        document
    }

    /// The name of the document that this one leads to.
    pub(crate) fn link(&self, rel: &str) -> Option<String> {
        let href = self.links.get(rel)?;
        Some(href.strip_prefix(BASE).unwrap_or(href).to_owned())
    }

    /// The last letters of its entries' ids.
    pub(crate) fn ids(&self) -> String {
        self.entries.iter().map(|(id, _)| id.as_str()).collect()
    }

    pub(crate) fn title_of(&self, id: &str) -> Option<&str> {
        let found = self.entries.iter().find(|(i, _)| i == id);
        found.map(|(_, title)| title.as_str())
    }
}

fn entry(node: roxmltree::Node<'_, '_>) -> (String, String) {
    let text = |names: &[&str]| {
        let found = node
            .children()
            .find(|n| n.is_element() && names.contains(&n.tag_name().name()));
        found.and_then(|n| n.text()).unwrap_or_default().to_owned()
    };
    (short(&text(&["guid", "id"])), text(&["title"]))
}

/// What stands behind the last slash or colon.
fn short(id: &str) -> String {
    id.rsplit(['/', ':']).next().unwrap_or(id).to_owned()
}
