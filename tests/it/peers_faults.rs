//! What other programs that write feeds get wrong, with the name of the one that does. Each row is a record that
//! brings the fault about, and what must be read of it in all formats. Judges: our validator, xmllint and feed-rs.

use feed_rs::model::{Entry, Feed};
use feedwright::validate;
use serde_json::{Value, json};

use crate::harness::Room;
use crate::xml::assert_well_formed;

const FORMATS: [&str; 3] = ["rss", "atom", "json"];

/// A document with what feed-rs reads of it.
struct Read<'a> {
    format: &'a str,
    text: &'a str,
    feed: Feed,
}

impl Read<'_> {
    /// The only entry.
    fn entry(&self) -> &Entry {
        assert_eq!(self.feed.entries.len(), 1, "{}", self.text);
        &self.feed.entries[0]
    }

    fn title(&self) -> &str {
        &self.entry().title.as_ref().expect("a title").content
    }

    fn body(&self) -> &str {
        let content = self.entry().content.as_ref();
        content.and_then(|c| c.body.as_deref()).expect("a body")
    }

    fn categories(&self) -> Vec<&str> {
        let categories = self.entry().categories.iter();
        categories.map(|c| c.term.as_str()).collect()
    }

    fn authors(&self) -> Vec<&str> {
        let authors = self.entry().authors.iter();
        authors.filter_map(|a| a.name.as_deref()).collect()
    }
}

struct Row {
    /// Whose fault, and which.
    name: &'static str,
    records: Vec<Value>,
    holds: fn(&Read<'_>),
}

fn row(name: &'static str, record: Value, holds: fn(&Read<'_>)) -> Row {
    Row {
        name,
        records: vec![record],
        holds,
    }
}

#[test]
fn none_of_them_is_ours() {
    let mut documents = Vec::new();
    for row in rows() {
        println!("{}", row.name);
        let room = published(&row.records);
        for format in FORMATS {
            let text = room.read(&format!("public/news.{format}"));
            let report = validate::check_bytes(text.as_bytes(), &validate::Options::default());
            let errors: Vec<_> = report.errors().collect();
            assert!(
                errors.is_empty(),
                "{}, {format}: {errors:#?}\n{text}",
                row.name
            );
            let feed = feed_rs::parser::parse(text.as_bytes());
            let feed = feed.unwrap_or_else(|e| panic!("{}, {format}: {e}\n{text}", row.name));
            (row.holds)(&Read {
                format,
                text: &text,
                feed,
            });
            if format == "json" {
                serde_json::from_str::<Value>(&text).expect("JSON");
            } else {
                documents.push(text.into_bytes());
            }
        }
    }
    assert_well_formed(&documents);
}

fn published(records: &[Value]) -> Room {
    let lines: String = records.iter().map(|r| format!("{r}\n")).collect();
    let room = Room::with_records(&lines);
    room.write("feeds/news.toml", format!("formats = {FORMATS:?}\n"));
    room.run(&["publish"]).exits(0);
    room
}

fn rows() -> Vec<Row> {
    [texts(), lists(), times(), ids()]
        .into_iter()
        .flatten()
        .collect()
}

/// Of characters and markup.
fn texts() -> Vec<Row> {
    vec![
        row(
            "rss, atom_syndication, quick-xml, npm feed, npm rss, feedsmith, Hugo, Eleventy: control characters written raw",
            json!({"id": "a", "title": "Be\u{7}ll\u{0}", "body_html": "<p>nu\u{1}l \u{b}and \u{1b}[31m</p>", "categories": ["a\u{8}b"]}),
            |read| {
                assert_eq!((read.title(), read.categories()), ("Bell", vec!["ab"]));
                assert!(read.body().contains("nul and [31m"), "{}", read.text);
            },
        ),
        row(
            "feedgen, Rome: control characters refuse the whole feed; feedgenerator, Django: leave it truncated",
            json!({"id": "a", "title": "\u{1}\u{2}\u{3}Alpha\u{1f}", "summary": "\u{c}"}),
            |read| assert_eq!(read.title(), "Alpha"),
        ),
        row(
            "gorilla/feeds: control characters raw within CDATA; most: U+FFFE and U+FFFF written",
            json!({"id": "a", "title": "A\u{fffe}B\u{ffff}", "body_html": "<p>x\u{ffff}\u{fffe}\u{5}y</p>"}),
            |read| {
                assert_eq!(read.title(), "AB");
                assert!(read.body().contains("xy"));
            },
        ),
        row(
            "jekyll-feed: ]]> in content ends the CDATA section",
            json!({"id": "a", "title": "a ]]> b", "summary": "c ]]> d", "body_html": "<p>if (a[b[0]]>c) { } and it goes on to be longer</p>"}),
            |read| {
                assert_eq!(read.title(), "a ]]> b");
                assert!(read.body().contains("a[b[0]]&gt;c"), "{}", read.body());
            },
        ),
        row(
            "Hugo: title written without escaping",
            json!({"id": "a", "title": "AT&T </title> &amp; <b>5 < 6</b> \"q\" 'r'"}),
            |read| assert_eq!(read.title(), "AT&T </title> &amp; <b>5 < 6</b> \"q\" 'r'"),
        ),
        row(
            "jekyll-feed: titles escaped twice",
            json!({"id": "a", "title": "Fish & chips", "summary": "Salt & vinegar"}),
            |read| {
                assert_eq!(read.title(), "Fish & chips");
                assert!(!read.text.contains("&amp;amp;"), "{}", read.text);
            },
        ),
        row(
            "feedsmith: leading U+FEFF of a title dropped",
            json!({"id": "a", "title": "\u{feff}Alpha"}),
            |read| {
                assert_eq!(read.title(), "\u{feff}Alpha");
                assert!(!read.text.starts_with('\u{feff}'));
            },
        ),
        row(
            "Eleventy: raw newline in a title breaks the JSON feed",
            json!({"id": "a", "title": "One\nline\r\nand\ttwo", "summary": "One\nline \\ \"two\""}),
            |read| assert_eq!(read.title(), "One line and two"),
        ),
        row(
            "Node's readline: U+2028 and U+2029 take a record apart",
            json!({"id": "a", "title": "Alpha", "url": "https://quay.example/a", "summary": "one\u{2028}two\u{2029}three"}),
            |read| {
                let summary = read.entry().summary.as_ref().expect("a summary");
                assert_eq!(summary.content, "one\u{2028}two\u{2029}three");
            },
        ),
        row(
            "feedgen: an empty title is refused in Atom; npm rss: becomes \"No title\"",
            json!({"id": "a", "title": "", "body_text": "The first words. And more."}),
            |read| assert_eq!(read.title(), "The first words"),
        ),
        row(
            "Hugo and others: a summary in place of the whole text",
            json!({"id": "a", "title": "Alpha", "summary": "Short.", "body_html": "<p>Long and whole.</p>"}),
            |read| assert_eq!(read.body(), "<p>Long and whole.</p>"),
        ),
        row(
            "Eleventy: content:encoded without its namespace",
            json!({"id": "a", "title": "Alpha", "summary": "S", "body_html": "<p>Body</p>"}),
            |read| {
                let declared = read.text.contains("xmlns:content=");
                assert_eq!(declared, read.format == "rss");
            },
        ),
        row(
            "many: relative addresses in content",
            json!({"id": "a", "title": "Alpha", "url": "https://quay.example/a/b", "body_html": "<p><a href=\"../c\">c</a><img src=\"/d.png\"></p>"}),
            |read| {
                assert!(read.body().contains("href=\"https://quay.example/c\""));
                assert!(read.body().contains("src=\"https://quay.example/d.png\""));
            },
        ),
    ]
}

/// Of categories and authors.
fn lists() -> Vec<Row> {
    vec![
        row(
            "jekyll-feed: & in a category is a bare & in every link",
            json!({"id": "a", "title": "Alpha", "categories": ["Food & Drink", {"term": "b", "scheme": "https://quay.example/?a=1&b=2"}]}),
            |read| assert_eq!(read.categories(), ["Food & Drink", "b"]),
        ),
        row(
            "npm feed: < in a category breaks Atom",
            json!({"id": "a", "title": "Alpha", "categories": ["a < b", "\"quoted\" 'too'", "x > y"]}),
            |read| {
                assert_eq!(read.categories(), ["a < b", "\"quoted\" 'too'", "x > y"]);
            },
        ),
        row(
            "gorilla/feeds, Eleventy: all categories lost; npm feed: one at most",
            json!({"id": "a", "title": "Alpha", "categories": ["a", "b", "c"]}),
            |read| assert_eq!(read.categories(), ["a", "b", "c"]),
        ),
        row(
            "gorilla/feeds, feedgenerator, Django, npm rss, Rome: the second author lost",
            json!({"id": "a", "title": "Alpha", "authors": [{"name": "Ada Field"}, {"name": "Bo O'Neil & Söhne"}]}),
            |read| match read.format {
                "rss" => assert_eq!(read.authors(), ["Ada Field and Bo O'Neil & Söhne"]),
                _ => assert_eq!(read.authors(), ["Ada Field", "Bo O'Neil & Söhne"]),
            },
        ),
        row(
            "npm feed: an author without an e-mail address put in <author>",
            json!({"id": "a", "title": "Alpha", "authors": [{"name": "Ada Field"}]}),
            |read| {
                assert_eq!(read.authors(), ["Ada Field"]);
                assert!(read.format != "rss" || !read.text.contains("<author>"));
            },
        ),
        row(
            "feedsmith, gorilla/feeds, Rome: no link to itself unless added by hand",
            json!({"id": "a", "title": "Alpha"}),
            |read| {
                let own = format!("https://quay.example/feeds/news.{}", read.format);
                assert!(read.text.contains(&own), "{}", read.text);
            },
        ),
    ]
}

/// Of dates.
fn times() -> Vec<Row> {
    const NOW: &str = "2026-03-02T12:00:00Z";
    vec![
        row(
            "atom_syndication: no date is 1970; Hugo: the year 1; npm feed throws; Rome: a null pointer; Django: no updated",
            json!({"id": "a", "title": "Alpha"}),
            |read| {
                let first_seen = NOW.parse().ok();
                let entry = read.entry();
                assert_eq!((entry.published, entry.updated), (first_seen, first_seen));
            },
        ),
        row(
            "gorilla/feeds: published never written",
            json!({"id": "a", "title": "Alpha", "published": "2026-03-01T10:00:00Z", "updated": "2026-03-01T11:00:00Z"}),
            |read| {
                let entry = read.entry();
                let times = (entry.published, entry.updated);
                let wanted =
                    ["2026-03-01T10:00:00Z", "2026-03-01T11:00:00Z"].map(|t| t.parse().ok());
                assert_eq!(times, (wanted[0], wanted[1]));
            },
        ),
        row(
            "feedgen, npm rss, jekyll-feed, RSSHub: the feed's time is now",
            json!({"id": "a", "title": "Alpha", "published": "2020-01-01T00:00:00Z", "updated": "2020-01-02T00:00:00Z"}),
            |read| assert!(!read.text.contains("2026"), "{}", read.text),
        ),
        row(
            "Go's and Python's parsers: lower-case t and z refused",
            json!({"id": "a", "title": "Alpha", "published": "2026-03-01t10:00:00z"}),
            |read| {
                let wanted = "2026-03-01T10:00:00Z".parse().ok();
                assert_eq!(read.entry().published, wanted);
            },
        ),
    ]
}

/// Of ids.
fn ids() -> Vec<Row> {
    let twice = |name, second: Value, holds| Row {
        name,
        records: vec![
            json!({"id": "a", "title": "Alpha", "summary": "First."}),
            second,
        ],
        holds,
    };
    vec![
        row(
            "feedsmith: blanks and newlines round an id with &",
            json!({"id": "https://quay.example/?a=1&b=2", "title": "Alpha"}),
            |read| assert_eq!(read.entry().id, "https://quay.example/?a=1&b=2"),
        ),
        row(
            "all: an id with blanks and quotes written as it is",
            json!({"id": "story \"7\" of <today>", "title": "Alpha"}),
            |read| assert!(is_iri(&read.entry().id), "{}", read.entry().id),
        ),
        row(
            "all: an IRI with blanks and < written as it is",
            json!({"id": "https://quay.example/a b<c>", "title": "Alpha"}),
            |read| assert!(is_iri(&read.entry().id), "{}", read.entry().id),
        ),
        twice(
            "all: an id that comes again stands twice",
            json!({"id": "a", "title": "Alpha, corrected", "summary": "Second."}),
            |read| assert_eq!(read.title(), "Alpha, corrected"),
        ),
        row(
            "Hugo, jekyll-feed, Eleventy: the address is the id, so that a move is a new story",
            json!({"id": "tag:quay.example,2020:a", "title": "Alpha", "url": "https://quay.example/moved"}),
            |read| assert_eq!(read.entry().id, "tag:quay.example,2020:a"),
        ),
    ]
}

/// Absolute, and without a character that an IRI may not have.
fn is_iri(id: &str) -> bool {
    let forbidden = |c: char| c.is_whitespace() || c.is_control() || "<>\"{}|\\^`".contains(c);
    id.contains(':') && !id.contains(forbidden)
}
