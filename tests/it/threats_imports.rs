//! Rows 1 to 20 and 38 to 43 for what is imported: whatever an input holds, what is wrong is named, what is good comes
//! through, nothing is fetched or expanded, and no depth or count brings an importer down.

use std::io::Cursor;
use std::time::{Duration, Instant};

use feedwright::Severity;
use feedwright::import::{self, Imported, Options};
use feedwright::model::Record;

use crate::harness::repository;

/// Far more than any input here needs, on a busy machine too: what is held is that no work grows beyond its input.
const LONG: Duration = Duration::from_secs(120);

const XML: &[&str] = &["rss", "atom", "wxr", "sitemap", "newsml-g2", "nitf"];
const JSON: &[&str] = &[
    "json-feed",
    "wp-rest",
    "ghost",
    "ninjs",
    "drupal",
    "activitystreams",
    "jsonl",
];

/// What came of an input: its records, what was refused, and how it ended.
struct Came {
    records: Vec<Record>,
    refused: Vec<Imported>,
    end: feedwright::Result<()>,
}

impl Came {
    /// Is it said that something is wrong, and where the way out is?
    fn is_told(&self) -> bool {
        let told = |i: &Imported| i.notices.iter().any(|n| n.severity == Severity::Error);
        match &self.end {
            Err(e) => e.is_input() && e.help_text().is_some(),
            Ok(()) => !self.refused.is_empty() && self.refused.iter().all(told),
        }
    }

    fn titles(&self) -> Vec<&str> {
        let titles = self.records.iter().filter_map(|r| r.title.as_ref());
        titles.map(|t| t.as_str()).collect()
    }
}

fn read(format: &str, bytes: &[u8]) -> Came {
    let input = import::by_name(format).unwrap();
    let begun = Instant::now();
    let (mut records, mut refused) = (Vec::new(), Vec::new());
    let end = (input.read)(&mut Cursor::new(bytes), &Options::default(), &mut |one| {
        match one.record {
            Some(record) => records.push(record),
            None if one.notices.iter().any(|n| n.severity == Severity::Error) => refused.push(one),
            None => {}
        }
        Ok(())
    });
    assert!(begun.elapsed() < LONG, "{format}: {:?}", begun.elapsed());
    Came {
        records,
        refused,
        end: end.map(|_| ()),
    }
}

/// A format with two places for an entry: what stands before, an entry, what parts entries, what stands behind.
struct Shape {
    format: &'static str,
    head: &'static str,
    /// `{t}` is the title, `{u}` the address, `{d}` the date, `{n}` a number.
    entry: &'static str,
    between: &'static str,
    tail: &'static str,
}

const SHAPES: &[Shape] = &[
    Shape {
        format: "rss",
        head: "<rss version=\"2.0\"><channel><title>Quay</title>",
        entry: "<item><guid isPermaLink=\"false\">{n}</guid><title>{t}</title><link>{u}</link><pubDate>{d}</pubDate></item>",
        between: "\n",
        tail: "</channel></rss>",
    },
    Shape {
        format: "atom",
        head: "<feed xmlns=\"http://www.w3.org/2005/Atom\"><title>Quay</title>",
        entry: "<entry><id>urn:q:{n}</id><title>{t}</title><link href=\"{u}\"/><published>{d}</published></entry>",
        between: "\n",
        tail: "</feed>",
    },
    Shape {
        format: "json-feed",
        head: "{\"version\":\"https://jsonfeed.org/version/1.1\",\"title\":\"Quay\",\"items\":[",
        entry: "{\"id\":\"{n}\",\"title\":\"{t}\",\"url\":\"{u}\",\"date_published\":\"{d}\",\"content_text\":\"x\"}",
        between: ",\n",
        tail: "]}",
    },
    Shape {
        format: "jsonl",
        head: "[",
        entry: "{\"id\":\"{n}\",\"title\":\"{t}\",\"url\":\"{u}\",\"published\":\"{d}\"}",
        between: ",\n",
        tail: "]",
    },
    Shape {
        format: "activitystreams",
        head: "{\"@context\":\"https://www.w3.org/ns/activitystreams\",\"type\":\"OrderedCollection\",\"orderedItems\":[",
        entry: "{\"type\":\"Article\",\"id\":\"https://quay.example/{n}\",\"name\":\"{t}\",\"url\":\"{u}\",\"published\":\"{d}\",\"content\":\"x\",\"to\":\"https://www.w3.org/ns/activitystreams#Public\"}",
        between: ",\n",
        tail: "]}",
    },
];

impl Shape {
    fn entry(&self, number: u32, title: &str, url: &str, date: &str) -> String {
        let entry = self.entry.replace("{n}", &number.to_string());
        entry
            .replace("{t}", title)
            .replace("{u}", url)
            .replace("{d}", date)
    }

    /// A good entry, this one, and another good one.
    fn around(&self, middle: &str) -> String {
        let good = |n, t| self.entry(n, t, "https://quay.example/a", "2026-03-02T10:00:00Z");
        let entries = [good(1, "Before"), middle.to_owned(), good(3, "After")];
        [self.head, &entries.join(self.between), self.tail].concat()
    }
}

#[test]
fn what_is_something_else_is_named() {
    let page = &b"<!DOCTYPE html><html><head><title>Log in</title></head><body><form></form></body></html>"[..];
    let wrong: &[(&str, &[u8])] = &[
        ("a login page", page),
        ("gzip", b"\x1F\x8B\x08\0\0\0\0\0"),
        ("a picture", b"\x89PNG\r\n\x1A\n\0\0\0\x0DIHDR"),
        ("a program", b"\x7FELF\x02\x01\x01\0"),
        ("zero bytes", &[0; 4096]),
        ("words", b"no such thing as this"),
        ("a bare string", b"\"text\""),
    ];
    for format in XML.iter().chain(JSON) {
        for (what, bytes) in wrong {
            let came = read(format, bytes);
            assert!(came.records.is_empty(), "{format}: {what}");
            assert!(came.is_told(), "{format}: {what}: {:?}", came.end);
        }
        let empty = read(format, b"");
        assert!(empty.records.is_empty(), "{format}: empty");
        assert!(empty.is_told() || *format == "jsonl", "{format}: empty");
    }
}

#[test]
fn entries_around_a_bad_one_come_through() {
    let date = "2026-03-02T10:00:00Z";
    let url = "https://quay.example/m";
    let nul = |s: &Shape| {
        if s.tail.ends_with('>') {
            "a\u{1}\u{85}b"
        } else {
            "a\\u0001\\u0085b"
        }
    };
    for shape in SHAPES {
        let huge = "x".repeat(9 << 20);
        let cases = [
            ("a huge title", shape.entry(2, &huge, url, date)),
            ("controls", shape.entry(2, nul(shape), url, date)),
            (
                "a script's address",
                shape.entry(2, "M", "javascript:alert(1)", date),
            ),
            (
                "a blank in it",
                shape.entry(2, "M", "java&#9;script:alert(1)", date),
            ),
            ("data", shape.entry(2, "M", "data:text/html,x", date)),
            ("a file", shape.entry(2, "M", "file:///etc/passwd", date)),
            (
                "no such day",
                shape.entry(2, "M", url, "2026-02-30T10:00:00Z"),
            ),
            (
                "no such year",
                shape.entry(2, "M", url, "10000-01-01T00:00:00Z"),
            ),
            (
                "no such zone",
                shape.entry(2, "M", url, "2026-03-02T10:00:00+99:99"),
            ),
            ("a soon", shape.entry(2, "M", url, "soon")),
            ("the same id", shape.entry(1, "M", url, date)),
        ];
        for (what, middle) in cases {
            let came = read(shape.format, shape.around(&middle).as_bytes());
            let place = format!("{}: {what}", shape.format);
            let titles = came.titles();
            assert_eq!(titles.first(), Some(&"Before"), "{place}");
            assert_eq!(titles.last(), Some(&"After"), "{place}");
            assert_eq!(came.records.len() + came.refused.len(), 3, "{place}");
            assert!(came.end.is_ok(), "{place}");
            for record in &came.records {
                let web = |u: &str| u.starts_with("https://quay.example/");
                assert!(record.url.iter().all(|u| web(u.as_str())), "{place}");
                let title = record
                    .title
                    .iter()
                    .any(|t| t.as_str().contains(char::is_control));
                assert!(!title, "{place}");
            }
        }
        if shape.tail.ends_with('}') || shape.tail.ends_with(']') {
            let lone = shape.entry(2, "a\\uD800b", url, date);
            let came = read(shape.format, shape.around(&lone).as_bytes());
            assert_eq!(came.titles(), ["Before", "After"], "{}", shape.format);
            assert_eq!(came.refused.len(), 1, "{}", shape.format);
        }
    }
}

/// The entries before the cut come, and that there was a cut is an error that has a line.
#[test]
fn cut_documents_say_so() {
    for shape in SHAPES {
        let whole = shape.around(&shape.entry(2, "M", "https://quay.example/m", "2026-03-02"));
        let at = whole.find("After").unwrap();
        let came = read(shape.format, whole.get(..at).unwrap().as_bytes());
        assert_eq!(came.titles(), ["Before", "M"], "{}", shape.format);
        assert!(came.is_told(), "{}", shape.format);
        assert!(came.refused.iter().all(|i| i.line > 1), "{}", shape.format);
    }
}

/// Rows 38 and 39: nothing is expanded, nothing is opened.
#[test]
fn entities_are_never_expanded() {
    let mut laughs = String::from("<!ENTITY l0 \"haha\">");
    for n in 1..20 {
        laughs += &format!("<!ENTITY l{n} \"{}\">", format!("&l{};", n - 1).repeat(10));
    }
    let outside = "<!ENTITY x SYSTEM \"file:///etc/passwd\"><!ENTITY % p SYSTEM \"http://127.0.0.1:9/p\"> %p;";
    for shape in SHAPES.iter().filter(|s| s.tail.ends_with('>')) {
        for (name, subset) in [("l19", laughs.as_str()), ("x", outside)] {
            let entry = shape.entry(
                2,
                &format!("M &{name};"),
                "https://quay.example/m",
                "2026-03-02",
            );
            let text = format!("<!DOCTYPE q [{subset}]>{}", shape.around(&entry));
            let came = read(shape.format, text.as_bytes());
            let want = format!("M &{name};");
            assert_eq!(
                came.titles(),
                ["Before", &want, "After"],
                "{}",
                shape.format
            );
        }
    }
}

/// Rows 7, 19 and 40: depth and counts.
#[test]
fn no_depth_or_count_brings_one_down() {
    let deep = |open: &str| open.repeat(100_000);
    let attributes: String = (0..200_000).map(|n| format!(" a{n}=''")).collect();
    for shape in SHAPES.iter().filter(|s| s.tail.ends_with('>')) {
        for middle in [
            deep("<x>"),
            "<item><title>a".repeat(10_000),
            deep("<entry><content>"),
            format!("<x{attributes}/>"),
            deep("<!-- -->"),
            deep("<?x ?>"),
            deep("&"),
            deep("<"),
            deep("</x>"),
            deep("<x xmlns='a'>"),
        ] {
            let came = read(shape.format, shape.around(&middle).as_bytes());
            assert_eq!(came.titles().first(), Some(&"Before"), "{}", shape.format);
        }
    }
    for format in JSON {
        for middle in [
            deep("["),
            deep("{\"a\":"),
            deep("[],"),
            deep("{\"items\":["),
        ] {
            for head in [
                "",
                "[",
                "{\"title\":",
                "{\"version\":\"https://jsonfeed.org/version/1\",\"items\":[",
            ] {
                let came = read(format, [head, &middle].concat().as_bytes());
                assert!(came.records.is_empty(), "{format}: {head}");
                // The pairs are whole where nothing stands before them: that can be a list of nothing.
                assert!(
                    came.is_told() || middle.starts_with("[]"),
                    "{format}: {head}"
                );
            }
        }
    }
    for open in [
        "<div>",
        "<table><tr><td>",
        "<article>",
        "<b><p>",
        "<!--",
        "<a href='",
        "&amp;&é",
        "<![CDATA[",
    ] {
        let text = format!(
            "<html><head><meta property='og:type' content='article'></head><body><article><h1>T</h1><p>Text.</p>{}",
            open.repeat(8_000)
        );
        let came = read("html", text.as_bytes());
        assert_eq!(came.titles(), ["T"], "{open}");
    }
}

/// A file without line breaks gives what it gives with them.
#[test]
fn one_line_is_as_good_as_many() {
    for format in XML {
        for file in std::fs::read_dir(repository().join("fixtures/imports").join(format)).unwrap() {
            let path = file.unwrap().path();
            let Ok(text) = std::fs::read_to_string(&path) else {
                continue;
            };
            let many = read(format, text.as_bytes());
            let one = read(
                format,
                text.replace("\r\n", "\n").replace('\n', " ").as_bytes(),
            );
            assert_eq!(many.records.len(), one.records.len(), "{}", path.display());
            assert_eq!(many.refused.len(), one.refused.len(), "{}", path.display());
        }
    }
}
