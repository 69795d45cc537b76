//! Rows 15 to 19: links that a reader must not follow, HTML that a reader must not run.

use serde_json::Value;

use crate::harness::{Room, ran};

fn warned_lines(run: &Value) -> Vec<u64> {
    let all = run["diagnostics"].as_array().unwrap();
    for d in all {
        assert_eq!(
            (&d["severity"], &d["file"]),
            (&"warning".into(), &"records.jsonl".into()),
            "{d}"
        );
        assert!(d["field"].is_string(), "{d}");
    }
    let mut lines: Vec<u64> = all.iter().filter_map(|d| d["line"].as_u64()).collect();
    lines.dedup();
    lines
}

/// Every address in the documents, wherever it stands.
fn addresses(document: &str) -> Vec<String> {
    let tree = roxmltree::Document::parse(document).unwrap();
    let mut found = Vec::new();
    for node in tree.descendants().filter(roxmltree::Node::is_element) {
        found.extend(
            node.attributes()
                .filter(|a| ["href", "url", "src"].contains(&a.name()))
                .map(|a| a.value().to_owned()),
        );
        if matches!(node.tag_name().name(), "link" | "uri" | "comments") {
            found.extend(node.text().map(str::to_owned));
        }
    }
    found
}

#[test]
fn a_bad_link_is_left_out_and_its_item_stays() {
    let room = Room::with_hostile("links.jsonl");
    let run = room.publish_json(0);
    assert_eq!(
        warned_lines(&run),
        [1, 2, 3, 4, 5, 6, 7, 12, 13, 14, 16],
        "{run:#}"
    );
    let titles: Vec<String> = (1..=17).map(|n| format!("Link {n}")).collect();
    room.holds(&titles.iter().map(String::as_str).collect::<Vec<_>>());
    for name in ["public/news.rss", "public/news.atom"] {
        let document = room.read(name);
        let addresses = addresses(&document);
        for address in &addresses {
            assert!(address.starts_with("https://"), "{name}: {address:?}");
            assert!(
                !address.contains(|c: char| c.is_whitespace() || "\"<>".contains(c)),
                "{name}: {address:?}"
            );
        }
        for kept in [
            "https://other.example/x",
            "https://quay.example/relative",
            "https://a.example/X-Evil:%201",
            "https://a.example/%22%3E%3Cb%3E",
            "https://a.example/ok",
        ] {
            assert!(
                addresses.iter().any(|a| a == kept),
                "{name} has lost {kept}: {addresses:?}"
            );
        }
    }
}

#[test]
fn links_in_every_other_place() {
    let bad = "java\\tscript:alert(1)";
    let record = format!(
        "{{\"id\":\"a\",\"title\":\"T\",\"published\":\"2024-01-01\",\"authors\":[{{\"name\":\"N\",\"url\":\"{bad}\"}}],\
         \"image\":{{\"url\":\"{bad}\",\"credit\":\"C\"}},\"enclosures\":[{{\"url\":\"{bad}\"}}],\
         \"related\":[{{\"title\":\"R\",\"url\":\"{bad}\"}}],\"source\":{{\"title\":\"S\",\"url\":\"{bad}\"}},\
         \"body_html\":\"<p><a href=\\\"{bad}\\\">x</a><img src=\\\"data:text/html,x\\\"><a href=\\\"vbscript:x\\\">y</a><a href=\\\"file:///etc/passwd\\\">z</a></p>\"}}\n"
    );
    let room = Room::with_records(&record);
    assert_eq!(warned_lines(&room.publish_json(0)), [1]);
    room.holds(&["T"]);
    for name in ["public/news.rss", "public/news.atom"] {
        let text = room.read(name).to_lowercase();
        for scheme in ["script:", "data:", "file:"] {
            assert!(!text.contains(scheme), "{name} holds {scheme}: {text}");
        }
    }
}

#[test]
fn quotes_and_line_ends_in_addresses_and_media_types() {
    let room = Room::with_records(concat!(
        r#"{"id":"a","title":"T","published":"2024-01-01","url":"https://a.example/\r\n\" onclick=\"x","#,
        r#""enclosures":[{"url":"https://a.example/x.mp3?\"\r\n<y>","type":"audio/mpeg\"\r\nX-Evil: 1","length":1}],"#,
        r#""image":{"url":"https://a.example/i'\".jpg","type":"image/jpeg; x=\"<\""}}"#,
        "\n"
    ));
    let run = room.publish_json(0);
    assert_eq!(warned_lines(&run), [1]);
    assert!(run.to_string().contains("enclosures.type"), "{run}");
    for name in ["public/news.rss", "public/news.atom"] {
        let document = room.read(name);
        for address in addresses(&document) {
            assert!(
                !address.contains(|c: char| c.is_whitespace() || "\"'<>".contains(c)),
                "{name}: {address:?}"
            );
        }
        assert!(
            !document.contains("X-Evil") && !document.contains("onclick=\""),
            "{document}"
        );
    }
    room.holds(&["T"]);
}

/// Markup that runs or loads something on its own.
const ACTIVE: &[&str] = &[
    "<script",
    "<iframe",
    "<svg",
    "<math",
    "<style",
    "<object",
    "<embed",
    "<form",
    "<noscript",
    "<set",
    "<mglyph",
    "<!",
    "srcdoc=",
    "style=",
    "onmouseover=",
    "onerror=",
    "onclick=",
    "onload=",
];

/// What a browser would run in this HTML; the values of attributes are looked at on their own.
fn active(html: &str) -> Vec<String> {
    let mut found = Vec::new();
    for tag in html.split('<').skip(1) {
        let tag = format!("<{}", tag.split('>').next().unwrap_or_default()).to_lowercase();
        let mut outside = String::new();
        for (n, piece) in tag.split('"').enumerate() {
            if n % 2 == 0 {
                outside.push_str(piece);
            } else if ["href=", "src="].iter().any(|a| outside.ends_with(a))
                && !piece.starts_with("https://")
            {
                found.push(piece.to_owned());
            }
        }
        found.extend(
            ACTIVE
                .iter()
                .filter(|a| outside.contains(*a))
                .map(|a| format!("{a} in {tag}")),
        );
    }
    found
}

/// The HTML of each item, as a reader takes it out of the document: by element name.
fn html_of(document: &str, element: &str, kind: &str) -> Vec<String> {
    let tree = roxmltree::Document::parse(document).unwrap_or_else(|e| panic!("{e}: {document}"));
    let is_wanted = |n: &roxmltree::Node<'_, '_>| {
        n.is_element()
            && n.tag_name().name() == element
            && n.attribute("type").is_none_or(|t| t == kind)
    };
    let text = |n: roxmltree::Node<'_, '_>| {
        n.descendants()
            .filter(|t| t.is_text())
            .filter_map(|t| t.text())
            .collect()
    };
    tree.descendants().filter(is_wanted).map(text).collect()
}

#[test]
fn active_html_is_removed_and_its_text_kept() {
    let room = Room::with_hostile("bodies.jsonl");
    let run = room.publish_json(0);
    assert_eq!(run["records"]["new"], 13, "{run:#}");
    for (name, element) in [
        ("public/news.rss", "encoded"),
        ("public/news.atom", "content"),
    ] {
        room.run(&["validate", name]).exits(0);
        let document = room.read(name);
        // Of one payload nothing is left: its text stands in a `style` that never ends. Atom then repeats the title.
        let bodies = html_of(&document, element, "html");
        assert_eq!(bodies.len(), 12, "{document}");
        for body in &bodies {
            assert_eq!(active(body), Vec::<String>::new(), "{name}: {body}");
            assert!(body.contains("Text"), "the text is kept: {body}");
        }
    }
}

/// A title is plain text: what looks like markup in it is text too, and stays what it was. Nothing of it may
/// become markup of the document, and it is escaped once, as both specifications want it.
#[test]
fn markup_in_titles_stays_text() {
    let room = Room::with_hostile("bodies.jsonl");
    room.publish_json(0);
    let lines = room.read("records.jsonl");
    let title = |l: &str| {
        serde_json::from_str::<Value>(l).unwrap()["title"]
            .as_str()
            .unwrap()
            .to_owned()
    };
    let mut written: Vec<String> = lines.lines().map(title).collect();
    written.sort();
    for name in ["public/news.rss", "public/news.atom"] {
        assert_eq!(room.titles(name), written, "{name}");
        let document = room.read(name);
        for line in document
            .lines()
            .filter(|l| l.trim_start().starts_with("<title>"))
        {
            let inside = line
                .trim()
                .trim_start_matches("<title>")
                .trim_end_matches("</title>");
            assert!(
                !inside.contains('<') && !inside.contains("]]>"),
                "{name}: {line}"
            );
        }
    }
}

#[test]
fn ends_of_sections_and_entities_stay_text() {
    let room = Room::with_records(concat!(
        r#"{"id":"a","title":"]]> &xxe; &lt;b&gt; <![CDATA[x]]>","published":"2024-01-01","summary":"]]> &xxe; & <!--","body_html":"<p>]]> &xxe; &amp;lt; <![CDATA[x]]> &nbsp; &copy; --></p>"}"#,
        "\n",
        r#"{"id":"b","title":"Text","published":"2024-01-02","body_text":"]]> &xxe; <b>not bold</b>"}"#,
        "\n"
    ));
    room.run(&["publish"]).exits(0);
    for name in ["public/news.rss", "public/news.atom"] {
        let document = room.read(name);
        room.run(&["validate", name]).exits(0);
        assert!(!document.contains("<!DOCTYPE") && !document.contains("<!ENTITY"));
        let all: String = html_of(
            &document,
            if name.ends_with("rss") { "rss" } else { "feed" },
            "",
        )
        .concat();
        assert!(
            all.contains("]]>") && all.contains("&amp;xxe;"),
            "{name}: {all}"
        );
        assert!(all.contains("&lt;b&gt;not bold"), "{name}: {all}");
        if crate::harness::judge("xmllint", "that libxml2 finds the documents well-formed") {
            ran(room.tool("xmllint").args(["--noout", "--nonet", name])).exits(0);
        }
    }
}

/// Ten seconds and 512 MiB; a debug build, which needs 3 to 5 of them itself, is given more on slow machines.
const LIMITS: &str = if cfg!(debug_assertions) {
    "ulimit -t 30; ulimit -v 524288"
} else {
    "ulimit -t 10; ulimit -v 524288"
};

#[test]
fn deeply_nested_html_is_cut_in_bounded_time_and_memory() {
    for tag in ["div", "table", "blockquote", "b", "ul><li", "a href=x"] {
        let open = format!("<{tag}>");
        let body = format!("{}Text", open.repeat(100_000));
        let record = serde_json::json!({"id": "a", "title": "T", "published": "2024-01-01", "body_html": body});
        let room = Room::with_records(&format!(
            "{record}\n{{\"id\":\"g\",\"title\":\"Good\",\"published\":\"2024-01-01\"}}\n"
        ));
        let mut command = room.limited(LIMITS, &["publish", "--format", "json"]);
        let run = ran(&mut command).exits(0).json();
        assert_eq!(warned_lines(&run), [1], "{tag}: {run}");
        room.holds(&["T", "Good"]);
        let document = room.read("public/news.atom");
        assert!(document.contains("Text"), "{tag}: {}", document.len());
    }
}
