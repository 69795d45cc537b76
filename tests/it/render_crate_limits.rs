//! What the `rss` and `atom_syndication` crates leave to their user, row by row, and that we answer it.

use std::path::Path;

use feedwright::model::{Category, Enclosure, Entry, Feed, Image, Line, Text};
use roxmltree::{Document, Node};

use crate::render_samples::{at, bare_entry, bare_feed, full_feed, link, rendered};

const ATOM: &str = "http://www.w3.org/2005/Atom";
const CONTENT: &str = "http://purl.org/rss/1.0/modules/content/";
const MEDIA: &str = "http://search.yahoo.com/mrss/";
const TOMBSTONES: &str = "http://purl.org/atompub/tombstones/1.0";

/// What a crate does, and the proof of our answer.
const ROWS: &[(&str, fn())] = &[
    (
        "both write control characters as they are",
        control_characters,
    ),
    (
        "both write what is empty or missing without a word",
        nothing_required_is_missing,
    ),
    ("rss takes any string for a date", rss_dates_are_dates),
    (
        "atom_syndication fills in 1970 for a date",
        atom_has_no_1970,
    ),
    (
        "both write years that no reader knows, or panic on them",
        years_stay_in_the_grammar,
    ),
    (
        "both write CR raw, and newline and tab in attributes",
        white_space_survives,
    ),
    (
        "rss puts descriptions and bodies in CDATA and escapes all else",
        text_is_text_and_html_is_html,
    ),
    ("CDATA ends at the first ]]>", cdata_end_survives),
    (
        "neither declares the prefixes of extensions",
        prefixes_are_declared_where_used,
    ),
    (
        "extensions are sorted by name and cannot mix text and children",
        extensions_keep_their_order,
    ),
    ("Media RSS is not typed", media_rss_is_written),
    (
        "atom_syndication writes attributes of extensions unescaped",
        attributes_of_extensions_are_escaped,
    ),
    ("rss knows of Atom only links", atom_updated_stands_in_rss),
    ("rss has one enclosure for an item", further_files_are_kept),
    (
        "atom_syndication drops xml:lang of an entry",
        texts_say_their_language,
    ),
    (
        "atom_syndication writes xhtml unchecked and other XML escaped",
        broken_html_breaks_nothing,
    ),
    (
        "atom_syndication writes titles as plain text",
        entities_in_titles_are_letters,
    ),
    (
        "atom_syndication writes a source with an empty id and the year 1970",
        source_says_what_is_known,
    ),
    ("atom_syndication has no tombstones", tombstones_are_written),
    (
        "atom_syndication declares no encoding",
        xml_declaration_comes_first,
    ),
    ("both write everything on one line", one_element_a_line),
    (
        "both read leniently, without places",
        nothing_is_read_through_the_crates,
    ),
];

#[test]
fn each_row_has_its_answer() {
    for (row, proof) in ROWS {
        println!("{row}");
        proof();
    }
}

fn control_characters() {
    let hard = "a\u{0}b\u{7}c\u{b}d\u{1b}e\u{7f}f\u{9f}g\u{fffe}h\u{ffff}i";
    let entry = Entry {
        content: Some(Text::new(hard)),
        ..bare_entry("urn:x:\u{1}1", hard)
    };
    each_document(&bare_feed(vec![entry]), |doc| {
        assert_eq!(texts(doc, "title").last(), Some(&"abcdefghi".to_owned()));
        assert!(
            !doc.input_text()
                .chars()
                .any(|c| c.is_control() && c != '\n')
        );
    });
}

fn nothing_required_is_missing() {
    let feed = Feed {
        description: Line::default(),
        ..bare_feed(vec![bare_entry("urn:x:1", "A")])
    };
    let (rss, atom) = (rendered(&feed, "rss"), rendered(&feed, "atom"));
    for (document, parent, names) in [
        (&rss, "channel", ["title", "link", "description"].as_slice()),
        (&rss, "item", &["title", "guid", "pubDate"]),
        (&atom, "feed", &["id", "title", "updated", "author", "link"]),
        (
            &atom,
            "entry",
            &["id", "title", "updated", "published", "content"],
        ),
    ] {
        let document = Document::parse(document).unwrap();
        let parent = find(&document, parent);
        for name in names {
            let child = parent.children().find(|n| n.tag_name().name() == *name);
            let child = child.unwrap_or_else(|| panic!("no {name}"));
            assert!(
                !own_text(child).is_empty() || child.attributes().len() > 0 || *name == "author"
            );
        }
    }
}

fn rss_dates_are_dates() {
    let rss = rendered(&full_feed(), "rss");
    let rss = Document::parse(&rss).unwrap();
    let dates = [texts(&rss, "pubDate"), texts(&rss, "lastBuildDate")].concat();
    assert_eq!(dates.len(), 6);
    for date in dates {
        chrono::DateTime::parse_from_rfc2822(&date).unwrap_or_else(|e| panic!("{date}: {e}"));
    }
}

fn atom_has_no_1970() {
    assert!(!rendered(&full_feed(), "atom").contains("1970"));
}

fn years_stay_in_the_grammar() {
    for (time, year) in [
        ("9999-12-31T23:59:59-10:00", "9999"),
        ("0001-01-01T00:00:00+10:00", "0001"),
    ] {
        let entry = Entry {
            published: at(time),
            updated: at(time),
            ..bare_entry("urn:x:1", "A")
        };
        each_document(&bare_feed(vec![entry]), |doc| {
            let dates = [texts(doc, "pubDate"), texts(doc, "published")].concat();
            assert!(dates.iter().all(|d| d.contains(year)), "{dates:?}");
        });
    }
}

fn white_space_survives() {
    let entry = Entry {
        content: Some(Text::new("<pre>a\r\nb\rc\td</pre>")),
        categories: Category::named("one\r\n\ttwo").into_iter().collect(),
        ..bare_entry("urn:x:1", "one\r\n\ttwo")
    };
    each_document(&bare_feed(vec![entry]), |doc| {
        assert!(!doc.input_text().contains('\r'));
        let body = [texts(doc, "encoded"), texts(doc, "content")].concat();
        assert_eq!(body, ["<pre>a\nb\nc\td</pre>"]);
        let category = find(doc, "category");
        let term = category.attribute("term").unwrap_or(own_text(category));
        assert_eq!(term, "one two");
    });
}

fn text_is_text_and_html_is_html() {
    let entry = Entry {
        summary: Some("1 < 2 && \"x\"".into()),
        content: Some("<p>1 &lt; 2 &amp;&amp; \"x\", says a longer text</p>".into()),
        ..bare_entry("urn:x:1", "1 < 2 & <b>")
    };
    let feed = bare_feed(vec![entry]);
    each_document(&feed, |doc| {
        assert_eq!(texts(doc, "title").last(), Some(&"1 < 2 & <b>".to_owned()));
        let body = [texts(doc, "encoded"), texts(doc, "content")].concat();
        assert_eq!(
            body,
            ["<p>1 &lt; 2 &amp;&amp; \"x\", says a longer text</p>"]
        );
    });
    let rss = rendered(&feed, "rss");
    let description = texts(&Document::parse(&rss).unwrap(), "description");
    assert_eq!(description.last().unwrap(), "1 &lt; 2 &amp;&amp; \"x\"");
}

fn cdata_end_survives() {
    let body = "]]> a ]]]]>> b ]]&gt; <![CDATA[ c ]]>";
    let entry = Entry {
        content: Some(body.into()),
        ..bare_entry("urn:x:1", "]]>")
    };
    each_document(&bare_feed(vec![entry]), |doc| {
        let read = [texts(doc, "encoded"), texts(doc, "content")].concat();
        assert_eq!(read, [body]);
    });
}

fn prefixes_are_declared_where_used() {
    let declared = |feed: &Feed, format: &str| -> Vec<String> {
        let document = rendered(feed, format);
        let document = Document::parse(&document).unwrap();
        let prefixes = document.root_element().namespaces();
        let mut prefixes: Vec<String> = prefixes
            .filter_map(|n| n.name())
            .map(str::to_owned)
            .collect();
        prefixes.retain(|p| p != "xml");
        prefixes
    };
    let bare = bare_feed(vec![bare_entry("urn:x:1", "A")]);
    assert_eq!(declared(&bare, "rss"), ["atom"]);
    assert!(declared(&bare, "atom").is_empty());
    assert_eq!(
        declared(&full_feed(), "rss"),
        ["atom", "content", "dc", "harbour", "media"]
    );
    assert_eq!(
        declared(&full_feed(), "atom"),
        ["at", "dc", "harbour", "media"]
    );
}

fn extensions_keep_their_order() {
    each_document(&full_feed(), |doc| {
        let credits: Vec<_> = nodes(doc, MEDIA, "credit")
            .map(|n| own_text(n).to_owned())
            .collect();
        assert_eq!(credits, ["Nina Orlova", "Sever Press", "© hafenbild"]);
    });
}

fn media_rss_is_written() {
    each_document(&full_feed(), |doc| {
        let picture = nodes(doc, MEDIA, "content").next().unwrap();
        assert_eq!(
            picture.attribute("url"),
            Some("https://harbour.example/img/ferry.jpg?w=800&h=600")
        );
        let credit = nodes(doc, MEDIA, "credit").next().unwrap();
        assert_eq!(credit.attribute("role"), Some("photographer"));
        assert_eq!(credit.attribute("scheme"), Some("urn:ebu"));
        let alone = nodes(doc, MEDIA, "credit").last().unwrap();
        assert!(["item", "entry"].contains(&alone.parent().unwrap().tag_name().name()));
    });
}

fn attributes_of_extensions_are_escaped() {
    let image = Image {
        url: Some(link("https://p.example/?a=1&b=2&lt;")),
        media_type: Some("image/x; a=\"<&>\"".into()),
        ..Image::default()
    };
    let entry = Entry {
        image: Some(image),
        ..bare_entry("urn:x:1", "A")
    };
    each_document(&bare_feed(vec![entry]), |doc| {
        let picture = nodes(doc, MEDIA, "content").next().unwrap();
        assert_eq!(
            picture.attribute("url"),
            Some("https://p.example/?a=1&b=2&lt;")
        );
        assert_eq!(picture.attribute("type"), Some("image/x; a=\"<&>\""));
    });
}

fn atom_updated_stands_in_rss() {
    let rss = rendered(&full_feed(), "rss");
    let doc = Document::parse(&rss).unwrap();
    let updated: Vec<_> = nodes(&doc, ATOM, "updated").map(own_text).collect();
    assert_eq!(updated.len(), full_feed().entries.len());
    assert_eq!(
        updated.first().map(|t| t.as_ref()),
        Some("2026-03-02T10:00:05Z")
    );
}

fn further_files_are_kept() {
    let file = |n: u32| Enclosure {
        url: link(&format!("https://p.example/{n}.mp3")),
        media_type: (n > 1).then(|| Line::from("audio/mpeg")),
        length: None,
        duration: None,
        title: None,
        renditions: Vec::new(),
    };
    let entry = Entry {
        enclosures: (1..=3).map(file).collect(),
        ..bare_entry("urn:x:1", "A")
    };
    let rss = rendered(&bare_feed(vec![entry]), "rss");
    let doc = Document::parse(&rss).unwrap();
    let enclosure = find(&doc, "enclosure");
    assert_eq!(enclosure.attribute("url"), Some("https://p.example/2.mp3"));
    assert_eq!(enclosure.attribute("length"), Some("0"));
    let further: Vec<_> = nodes(&doc, MEDIA, "content")
        .filter_map(|n| n.attribute("url"))
        .collect();
    assert_eq!(
        further,
        ["https://p.example/1.mp3", "https://p.example/3.mp3"]
    );
}

fn texts_say_their_language() {
    let atom = rendered(&full_feed(), "atom");
    let doc = Document::parse(&atom).unwrap();
    let xml_lang = ("http://www.w3.org/XML/1998/namespace", "lang");
    let german: Vec<_> = doc
        .descendants()
        .filter(|n| n.attribute(xml_lang) == Some("de"))
        .map(|n| n.tag_name().name())
        .collect();
    assert_eq!(german, ["title", "rights", "summary", "content"]);
    assert_eq!(doc.root_element().attribute(xml_lang), Some("en"));
}

fn broken_html_breaks_nothing() {
    let body = "<p>one<br>two <b>three</p></div>&nbsp;<!-- ";
    let entry = Entry {
        content: Some(body.into()),
        ..bare_entry("urn:x:1", "A")
    };
    each_document(&bare_feed(vec![entry]), |doc| {
        let read = [texts(doc, "encoded"), texts(doc, "content")].concat();
        assert_eq!(read, [body]);
    });
}

fn entities_in_titles_are_letters() {
    let title = "AT&amp;T, &eacute; and <i>x</i>";
    each_document(&bare_feed(vec![bare_entry("urn:x:1", title)]), |doc| {
        let read = doc
            .descendants()
            .filter(|n| n.has_tag_name("title") || n.has_tag_name((ATOM, "title")));
        let read = read.collect::<Vec<_>>().pop().unwrap();
        assert_eq!(own_text(read), title);
        assert_eq!(
            read.attribute("type"),
            None,
            "plain text, the default of RFC 4287"
        );
    });
}

fn source_says_what_is_known() {
    let atom = rendered(&full_feed(), "atom");
    let doc = Document::parse(&atom).unwrap();
    assert_eq!(nodes(&doc, ATOM, "source").count(), 0);
    let via: Vec<_> = nodes(&doc, ATOM, "link")
        .filter(|l| l.attribute("rel") == Some("via"))
        .map(|l| (l.attribute("title"), l.attribute("href")))
        .collect();
    let page = Some("https://hafenblatt.example/feed?x=1&y=2");
    assert_eq!(via, [(Some("Hafenblatt"), page)]);
    let titles: Vec<&str> = doc
        .descendants()
        .filter(|n| n.has_tag_name(("http://purl.org/dc/elements/1.1/", "source")))
        .map(own_text)
        .collect();
    assert_eq!(titles, ["Harbour Office"]);
}

fn tombstones_are_written() {
    let atom = rendered(&full_feed(), "atom");
    let doc = Document::parse(&atom).unwrap();
    let stone = nodes(&doc, TOMBSTONES, "deleted-entry").next().unwrap();
    assert_eq!(stone.parent(), Some(doc.root_element()));
    assert_eq!(
        stone.attribute("ref"),
        Some("https://harbour.example/2026/03/withdrawn?a=1&b=2")
    );
    assert_eq!(stone.attribute("when"), Some("2026-03-01T12:00:00Z"));
}

fn xml_declaration_comes_first() {
    for format in ["rss", "atom"] {
        let document = rendered(&full_feed(), format);
        assert!(
            document.starts_with("<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<"),
            "{format}"
        );
    }
}

/// And no line break comes into a text by it.
fn one_element_a_line() {
    each_document(&full_feed(), |doc| {
        for node in doc
            .descendants()
            .filter(|n| n.is_element() && n.first_element_child().is_none())
        {
            let text = own_text(node);
            assert!(
                text.is_empty() || !text.trim().is_empty(),
                "{:?}",
                node.tag_name()
            );
        }
    });
    let document = rendered(&full_feed(), "rss");
    assert!(document.lines().any(|l| l == "    <item>"));
    assert!(document.ends_with("</rss>\n"));
}

/// Reading is `feed-rs` in tests and the validator's own reader: only `render` knows the two crates.
fn nothing_is_read_through_the_crates() {
    let src = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut folders = vec![src.clone()];
    while let Some(folder) = folders.pop() {
        for path in std::fs::read_dir(folder)
            .unwrap()
            .map(|e| e.unwrap().path())
        {
            if path.is_dir() {
                folders.push(path);
                continue;
            }
            let text = std::fs::read_to_string(&path).unwrap_or_default();
            let names_them = text.contains("use rss::") || text.contains("atom_syndication::");
            let reads = text.contains("read_from(");
            let at_home = path.starts_with(src.join("render"));
            assert!(!names_them || (at_home && !reads), "{}", path.display());
        }
    }
}

/// Calls `check` with each document of the feed.
fn each_document(feed: &Feed, check: impl Fn(&Document<'_>)) {
    for format in ["rss", "atom"] {
        let document = rendered(feed, format);
        check(&Document::parse(&document).unwrap_or_else(|e| panic!("{e}\n{document}")));
    }
}

fn find<'a>(doc: &'a Document<'_>, name: &str) -> Node<'a, 'a> {
    doc.descendants()
        .find(|n| n.tag_name().name() == name)
        .unwrap_or_else(|| panic!("no {name}"))
}

fn nodes<'a>(
    doc: &'a Document<'_>,
    namespace: &'a str,
    name: &'a str,
) -> impl Iterator<Item = Node<'a, 'a>> {
    doc.descendants()
        .filter(move |n| n.has_tag_name((namespace, name)))
}

/// The texts of all elements of this name that belong to RSS, Atom or the content module.
fn texts(doc: &Document<'_>, name: &str) -> Vec<String> {
    doc.descendants()
        .filter(|n| n.tag_name().name() == name)
        .filter(|n| [None, Some(ATOM), Some(CONTENT)].contains(&n.tag_name().namespace()))
        .map(|n| n.children().filter_map(|c| c.text()).collect())
        .collect()
}

fn own_text<'a>(node: Node<'a, '_>) -> &'a str {
    node.text().unwrap_or_default()
}
