//! What reports look like: JSON as promised, key by key; text without anything a terminal obeys.

use feedwright::validate::report::{Judged, Manner};
use feedwright::validate::{Options, check_bytes, report};

#[test]
fn json_has_the_promised_keys_in_order() {
    let feed = b"<rss version='2.0'><channel><title>a</title><link>https://a.example/</link><description/><item><title>x</title><pubDate>2017-10-13</pubDate></item></channel></rss>";
    let mut out = Vec::new();
    report::json::write(
        &mut out,
        "a.rss",
        Ok(&check_bytes(feed, &Options::default())),
    )
    .unwrap();
    let text = String::from_utf8(out).unwrap();
    assert!(
        text.starts_with(
            r#"{"file":"a.rss","format":"rss-2.0","valid":false,"diagnostics":[{"rule":"#
        ),
        "{text}"
    );
    let start = text
        .find(r#"{"rule":"date-of-other-format""#)
        .expect("the finding");
    let end = text[start..]
        .find(r#","params""#)
        .or_else(|| text[start..].find('}'))
        .unwrap();
    let keys: Vec<&str> = text[start..start + end]
        .split("\":")
        .filter_map(|p| p.rsplit('"').next())
        .collect();
    let promised = [
        "rule",
        "severity",
        "line",
        "column",
        "offset",
        "element",
        "parent",
        "attribute",
        "value",
        "message",
        "help",
        "spec",
        "w3c",
    ];
    assert_eq!(&keys[..13], promised);
    let value: serde_json::Value = serde_json::from_str(&text).unwrap();
    let found = &value["diagnostics"]
        .as_array()
        .unwrap()
        .iter()
        .find(|d| d["rule"] == "date-of-other-format")
        .unwrap()
        .clone();
    assert_eq!(found["severity"], "error");
    assert_eq!(
        (&found["element"], &found["parent"]),
        (&"pubDate".into(), &"item".into())
    );
    assert_eq!(found["value"], "2017-10-13");
    assert_eq!(found["w3c"], "InvalidRFC2822Date");
    assert!(found["attribute"].is_null());
}

#[test]
fn json_of_an_unreadable_input() {
    let mut out = Vec::new();
    report::json::write(&mut out, "gone.rss", Err("no such file")).unwrap();
    assert_eq!(
        String::from_utf8(out).unwrap(),
        "{\"file\":\"gone.rss\",\"format\":null,\"valid\":null,\"error\":\"no such file\",\"diagnostics\":[]}\n"
    );
}

#[test]
fn formats_are_told_apart() {
    let cases: &[(&[u8], &str)] = &[
        (b"<rss version='2.0'/>", "rss-2.0"),
        (b"<rss version='0.91'/>", "rss-0.91"),
        (b"<rss/>", "rss-2.0"),
        (b"<rdf:RDF xmlns:rdf='http://www.w3.org/1999/02/22-rdf-syntax-ns#' xmlns='http://purl.org/rss/1.0/'/>", "rss-1.0"),
        (b"<rdf:RDF xmlns:rdf='http://www.w3.org/1999/02/22-rdf-syntax-ns#' xmlns='http://my.netscape.com/rdf/simple/0.9/'/>", "rss-0.90"),
        (b"<Channel xmlns='http://purl.org/net/rss1.1#'/>", "rss-1.1"),
        (b"<feed xmlns='http://www.w3.org/2005/Atom'/>", "atom-1.0"),
        (b"<a:feed xmlns:a='http://www.w3.org/2005/Atom'/>", "atom-1.0"),
        (b"<entry xmlns='http://www.w3.org/2005/Atom'/>", "atom-entry-1.0"),
        (b"<feed xmlns='http://purl.org/atom/ns#'/>", "atom-0.3"),
        (b"<opml version='2.0'/>", "opml-2.0"),
        (b"<urlset xmlns='http://www.sitemaps.org/schemas/sitemap/0.9'/>", "news-sitemap"),
        (b"<!DOCTYPE html><p>x", "html"),
        (b"<html xmlns='http://www.w3.org/1999/xhtml'/>", "html"),
        (b"{\"version\": \"https://jsonfeed.org/version/1.1\"}", "json-feed-1.1"),
        (b"{\"version\": \"https://jsonfeed.org/version/1\"}", "json-feed-1.0"),
        (b"{\"name\": \"x\"}", "unknown"),
        (b"<feed/>", "atom-1.0"),
        (b"", "unknown"),
        (b"\x1f\x8b\x08", "unknown"),
    ];
    for (document, format) in cases {
        let report = check_bytes(document, &Options::default());
        assert_eq!(
            report.format.as_str(),
            *format,
            "{}",
            String::from_utf8_lossy(document)
        );
    }
}

#[test]
fn text_escapes_control_characters() {
    let feed = "<rss version='2.0'><channel><title>\u{85}\u{9b}31mred</title></channel></rss>";
    let report = check_bytes(feed.as_bytes(), &Options::default());
    let mut out = Vec::new();
    let mut text = (report::by_name("text").unwrap().open)(Manner::default());
    text.input(&mut out, &Judged::new("a\u{1b}[31m.rss", Ok(&report)))
        .unwrap();
    let text = String::from_utf8(out).unwrap();
    assert!(
        text.chars().all(|c| c == '\n' || !c.is_control()),
        "{text:?}"
    );
    assert!(text.contains("error[element-missing]"), "{text}");
}
