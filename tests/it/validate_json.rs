//! JSON Feed: places, faults that do not hide the next item, order of members, hostile documents.

use std::io::{BufReader, Read};

use feedwright::validate::{Diagnostic, Options, Report, check, check_bytes};
use proptest::prelude::*;

fn judge(document: &str) -> Report {
    check_bytes(document.as_bytes(), &Options::default())
}

fn first<'r>(report: &'r Report, rule: &str) -> &'r Diagnostic {
    let found = report.diagnostics.iter().find(|d| d.rule == rule);
    found.unwrap_or_else(|| panic!("no {rule} in {:?}", report.diagnostics))
}

fn rules(report: &Report) -> Vec<&str> {
    report.diagnostics.iter().map(|d| d.rule).collect()
}

/// Where `needle` lies, counted naively: line, column in characters, offset.
fn place(document: &str, needle: &str) -> (u64, u64, u64) {
    let offset = document.find(needle).expect("the needle is there");
    let before = &document[..offset];
    let line_start = before.rfind('\n').map_or(0, |at| at + 1);
    (
        before.matches('\n').count() as u64 + 1,
        before[line_start..].chars().count() as u64 + 1,
        offset as u64,
    )
}

/// A feed whose head has these members too, with these items.
fn feed(head: &str, items: &str) -> String {
    format!(
        "{{\"version\": \"https://jsonfeed.org/version/1.1\", \"title\": \"Küstenbote — 日刊\",\n\"home_page_url\": \"https://kueste.example/\", \"feed_url\": \"https://kueste.example/feed.json\",{head}\n\"items\": [{items}]}}"
    )
}

#[test]
fn places_of_names_values_and_characters() {
    let item = |members: &str| {
        feed(
            "",
            &format!(
                "{{\"id\": \"é\", \"url\": \"https://kueste.example/1\", \"content_text\": \"日本\", {members}}}"
            ),
        )
    };
    let cases: &[(&str, String, &str, &str, &str)] = &[
        ("member-unknown", item("\"é\": 1"), "\"é\": 1", "é", "item"),
        (
            "member-type-wrong",
            item("\"title\": 17"),
            "17}",
            "title",
            "item",
        ),
        (
            "member-type-wrong",
            item("\"tags\": [\"日\", {}]"),
            "{}]",
            "tags",
            "item",
        ),
        (
            "member-null",
            item("\"image\": null"),
            "null",
            "image",
            "item",
        ),
        (
            "date-grammar",
            item("\"date_published\": \"日 gestern\""),
            "日 gestern",
            "date_published",
            "item",
        ),
        (
            "url-not-absolute",
            item("\"image\": \"/é\""),
            "/é",
            "image",
            "item",
        ),
        (
            "url-character-illegal",
            item("\"image\": \"https:\\/\\/a.example\\/é b\""),
            " b\"}",
            "image",
            "item",
        ),
        (
            "html-script",
            item(
                "\"content_html\": \"<p>\\\"é\\u00e9\\ud83d\\uddde\\\"</p>\\n<script>x</script>\"",
            ),
            "<script>",
            "content_html",
            "item",
        ),
        (
            "html-relative-url",
            item("\"content_html\": \"日\\n<a href=\\\"/x\\\">y</a>\""),
            "href",
            "content_html",
            "item",
        ),
        (
            "html-in-plain-text",
            item("\"title\": \"\\u65e5 <b>x</b>\""),
            "<b>",
            "title",
            "item",
        ),
        (
            "member-missing",
            item("\"attachments\": [{\"url\": \"https://kueste.example/a\"}]"),
            "{\"url\"",
            "mime_type",
            "attachment",
        ),
        (
            "media-type-malformed",
            item(
                "\"attachments\": [{\"url\": \"https://kueste.example/a\", \"mime_type\": \"mp3\"}]",
            ),
            "mp3",
            "mime_type",
            "attachment",
        ),
        (
            "author-empty",
            item("\"authors\": [{}]"),
            "{}]",
            "author",
            "",
        ),
        (
            "language-malformed",
            feed("\"language\": \"日本語\",", ""),
            "日本語",
            "language",
            "feed",
        ),
        (
            "member-misplaced",
            feed("\"tags\": [],", ""),
            "\"tags\"",
            "tags",
            "feed",
        ),
        (
            "extension-name-malformed",
            feed("\"_é\": {\"about\": \"x\", \"a.b\": 1},", ""),
            "\"a.b\"",
            "a.b",
            "",
        ),
    ];
    for (rule, document, needle, element, parent) in cases {
        let report = judge(document);
        let found = first(&report, rule);
        assert_eq!(
            (found.line, found.column, found.offset),
            place(document, needle),
            "{rule}: {document}"
        );
        assert_eq!(found.element.as_deref(), Some(*element), "{rule}");
        assert_eq!(
            found.parent.as_deref().unwrap_or_default(),
            *parent,
            "{rule}"
        );
        assert_eq!((&found.attribute, found.w3c), (&None, None), "{rule}");
        assert!(
            found.spec.as_ref().is_some_and(|s| !s.contains("rss")),
            "{rule}: {:?}",
            found.spec
        );
    }
}

#[test]
fn a_fault_does_not_hide_the_next_item() {
    let bad = "{\"id\": 1, \"content_text\": \"x\", \"date_published\": \"heute\"}";
    for broken in [
        "{\"id\": \"0\" \"content_text\": \"a\"}",
        "{\"id\": \"0\", \"content_text\": \"a\",}",
        "{\"id\": \"0\", \"title\": \"Der \"alte\" Hafen\", \"content_text\": \"a\"}",
        "{\"id\": \"0\", \"content_text\": \"a\"",
        "{\"id\": \"0\", 'content_text': 'a'}",
        "{id: \"0\", content_text: \"a\"}",
        "{\"id\": \"0\", \"content_text\": \"a\", \"tags\": [\"x\"}",
        "{\"id\": \"0\", \"content_text\": \"a\n\"}",
        "{\"id\": \"0\", \"content_text\": \"a,\n\"title\": \"b\"}",
        "/* nothing */ {\"id\": \"0\", \"content_text\": \"a\"}",
        "\"text\"",
        "[[]]",
    ] {
        let report = judge(&feed("", &format!("{broken},\n{bad},\n{bad}")));
        let late: Vec<u64> = report
            .diagnostics
            .iter()
            .filter(|d| d.rule == "date-grammar")
            .map(|d| d.line)
            .collect();
        assert_eq!(late.len(), 2, "{broken}: {:?}", rules(&report));
        assert_eq!(late[0] + 1, late[1]);
        assert!(!report.is_valid(), "{broken}");
    }
}

#[test]
fn the_order_of_members_does_not_matter() {
    let items = "\"items\": [{\"id\": \"1\", \"url\": \"https://kueste.example/1\", \"content_text\": \"x\", \"author\": {\"name\": \"Ada\"}, \"language\": \"de\"}]";
    let head = "\"title\": \"Küstenbote\", \"home_page_url\": \"https://kueste.example/\", \"feed_url\": \"https://kueste.example/f\", \"icon\": \"https://kueste.example/i\"";
    for (version, name, rule) in [
        ("1", "json-feed-1.0", "member-of-later-version"),
        ("1.1", "json-feed-1.1", "member-deprecated"),
    ] {
        let version = format!("\"version\": \"https://jsonfeed.org/version/{version}\"");
        let first = judge(&format!("{{{version}, {head}, {items}}}"));
        let last = judge(&format!("{{{items}, {head}, {version}}}"));
        assert_eq!((first.format.as_str(), last.format.as_str()), (name, name));
        assert_eq!(rules(&first), [rule], "{:?}", first.diagnostics);
        let mut late = rules(&last);
        late.retain(|r| *r != "json-version-late");
        assert_eq!(late, [rule]);
        assert_eq!((first.entries, last.entries), (1, 1));
        assert_eq!(first.diagnostics[0].entry, Some(0));
    }
}

#[test]
fn json_of_another_kind_is_named() {
    for (document, name) in [
        (
            "{\"type\": \"FeatureCollection\", \"features\": []}",
            "GeoJSON",
        ),
        (
            "{\"@context\": [\"https://www.w3.org/ns/activitystreams\"], \"items\": [{\"id\": 7}]}",
            "JSON-LD",
        ),
        (
            "{\"@context\": \"https://www.w3.org/ns/activitystreams\", \"title\": \"x\", \"items\": [{\"id\": 7}]}",
            "ActivityStreams",
        ),
        ("{\"rss\": {\"channel\": {}}}", "RSS in JSON"),
        (
            "{\"name\": \"quay\", \"version\": \"1.0.0\", \"dependencies\": {}}",
            "npm",
        ),
        ("{\"errors\": []}", "error message"),
        ("[1, 2]", "an array"),
        ("{}", "JSON, but no JSON Feed"),
    ] {
        let report = judge(document);
        assert_eq!(report.format.as_str(), "unknown", "{document}");
        assert_eq!(rules(&report), ["document-json"], "{document}");
        assert!(
            report.diagnostics[0].message.contains(name),
            "{document}: {}",
            report.diagnostics[0].message
        );
    }
    assert_eq!(
        rules(&judge("{\"a\": 1,}")),
        ["document-json", "json-comma-extra"]
    );
}

#[test]
fn what_the_specifications_show_is_valid() {
    for document in [
        feed(
            "\"icon\": \"https://kueste.example/i.png\", \"expired\": true, \"hubs\": [{\"type\": \"WebSub\", \"url\": \"https://hub.example/\"}],",
            "{\"id\": \"1\", \"url\": \"https://kueste.example/1\", \"content_html\": \"<p>a</p>\", \"content_text\": \"a\", \"external_url\": \"https://b.example/\", \"tags\": [\"日\"], \"attachments\": [{\"url\": \"https://kueste.example/a\", \"mime_type\": \"audio/mpeg\", \"size_in_bytes\": 10, \"duration_in_seconds\": 2.5}]}",
        ),
        feed(
            "\"icon\": \"https:\\/\\/kueste.example\\/i.png\", \"_k\": {\"about\": \"https://kueste.example/k\", \"deep\": [{\"er\": 1}]},",
            "{\"id\": \"1\", \"url\": \"https://kueste.example/1\", \"content_text\": \"1 < 2\", \"date_published\": \"2010-02-07T14:04:00-05:00\"}",
        ),
    ] {
        let report = judge(&document);
        assert_eq!(
            rules(&report),
            Vec::<&str>::new(),
            "{:?}",
            report.diagnostics
        );
    }
}

#[test]
fn hostile_documents_name_their_bound() {
    let text = "x".repeat(20 << 20);
    for document in [
        feed(&format!("\"_a\": {}", "[".repeat(1_000_000)), ""),
        feed("", &"{\"id\":".repeat(1_000_000)),
        feed(
            "",
            &format!("{{\"id\": \"1\", \"content_text\": \"{text}\"}}"),
        ),
        feed(
            &(0..20_000)
                .map(|i| format!("\"m{i}\": 1,"))
                .collect::<String>(),
            "",
        ),
        feed(
            "",
            &format!(
                "{{\"id\": \"1\", \"tags\": [{}\"\"]}}",
                "\"a\",".repeat(500_000)
            ),
        ),
    ] {
        let report = judge(&document);
        let found = first(&report, "limit-exceeded");
        assert!(found.params.contains_key("limit"), "{found:?}");
    }
}

#[test]
fn findings_are_bounded_and_counted() {
    let items = "{\"pubDate\": 1},".repeat(5_000);
    let report = judge(&feed("", &items));
    let kept = report
        .diagnostics
        .iter()
        .filter(|d| d.rule == "member-unknown")
        .count();
    assert_eq!((kept, report.omitted["member-unknown"].count), (500, 4_500));
    assert_eq!(report.entries, 5_000);
}

/// A feed with a little of everything, some of it wrong.
fn mixed() -> String {
    feed(
        "\"author\": {\"name\": \"\\u00c5sa\"}, \"_x\": {\"a.b\": [1, {\"c\": null}]}, // note\n",
        "{\"id\": 7, \"content_html\": \"<p onclick=\\\"x\\\">\\ud83d\\uddde<b>\", \"tags\": [\"a\", 1, \"a\"],}, {\"id\": \"b\" \"title\": \"<i>x</i>\", \"attachments\": [{\"url\": \"/\", \"size_in_bytes\": -1}]}",
    )
}

#[test]
fn reading_in_pieces_changes_nothing() {
    struct Pieces<'d>(&'d [u8], usize);
    impl Read for Pieces<'_> {
        fn read(&mut self, out: &mut [u8]) -> std::io::Result<usize> {
            let amount = self.1.min(out.len()).min(self.0.len());
            out[..amount].copy_from_slice(&self.0[..amount]);
            self.0 = &self.0[amount..];
            Ok(amount)
        }
    }
    let document = mixed();
    let whole = judge(&document);
    for size in 1..9 {
        let input = BufReader::with_capacity(size, Pieces(document.as_bytes(), size));
        assert_eq!(
            check(input, &Options::default()).unwrap(),
            whole,
            "pieces of {size}"
        );
    }
}

#[test]
fn a_feed_cut_anywhere_is_judged() {
    let document = mixed();
    for cut in 0..document.len() {
        let report = check_bytes(&document.as_bytes()[..cut], &Options::default());
        assert!(!report.is_valid(), "{cut}");
    }
}

proptest! {
    #[test]
    fn no_mutation_makes_it_panic(edits in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..8)) {
        let mut document = mixed().into_bytes();
        for (at, byte) in edits {
            let at = at.index(document.len());
            document[at] = byte;
        }
        let report = check_bytes(&document, &Options::default());
        for found in &report.diagnostics {
            prop_assert!(found.offset <= document.len() as u64 && found.line >= 1 && found.column >= 1);
        }
    }
}
