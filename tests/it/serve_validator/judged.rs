//! The validator's pages before other people's programs: a browser with axe-core, an HTML parser that forgives nothing.

use super::{BAD, FEED, XML, check, serving};
use crate::harness::{Room, ran, repository};
use crate::origin::{Origin, RSS, doing, fixed, say};
use crate::pages_judged::{browser, strict_parser};

/// A document with faults of every severity, some of them often.
fn faulty() -> String {
    let often = "  <item><title>Tide</title><guid isPermaLink=\"false\">tide</guid><pubDate>2026-03-01T10:00:00Z</pubDate></item>\n";
    let long = format!(
        "  <item><title>{}</title><description>&lt;p&gt;Sails &lt;script&gt;alert(1)&lt;/script&gt; and {}&lt;/p&gt;</description></item>\n",
        "Regatta ".repeat(60),
        "wind ".repeat(80)
    );
    BAD.replace(
        "</channel>",
        &format!("{}{long}</channel>", often.repeat(8)),
    )
}

#[test]
fn a_browser_finds_the_validator_accessible_and_right() {
    let unchecked =
        "that the validator's pages are accessible, fit a telephone, and work without script";
    let Some(mut node) = browser("validator.cjs", unchecked) else {
        return;
    };
    let good =
        doing(
            |stream, request| match request.to_ascii_lowercase().contains("if-none-match") {
                true => say(stream, "304 Not Modified", &["ETag: \"1\""], b""),
                false => say(stream, "200 OK", &[RSS, "ETag: \"1\""], FEED.as_bytes()),
            },
        );
    let origin = Origin::new(vec![
        ("/good", good),
        (
            "/bad",
            fixed("200 OK", &["Content-Type: text/html"], faulty()),
        ),
    ]);
    let (_room, server) = serving();
    let work = serde_json::json!({
        "good": origin.url("/good"), "bad": origin.url("/bad"),
        "document": faulty(), "line": 6, "mark": "yesterday noon",
    });
    node.arg(server.url(""))
        .arg(repository().join("target/screenshots"))
        .arg(work.to_string());
    let judged = ran(&mut node).exits(0);
    assert_eq!(judged.stdout, "", "the browser finds faults");
}

#[test]
fn a_strict_parser_finds_no_fault_in_the_pages() {
    let Some(mut parser) = strict_parser("that the validator's pages are valid HTML") else {
        return;
    };
    let origin = Origin::new(vec![("/bad", fixed("200 OK", &[RSS], faulty()))]);
    let (_newsroom, server) = serving();
    let room = Room::empty();
    let controls = "<rss>\u{1}\u{FFFE}\u{202E}\u{85}<b\u{0}>&#0;&#x1F;\r\r\n\t</b></rss>";
    let documents = [
        faulty(),
        FEED.to_owned(),
        controls.to_owned(),
        "\u{0}".repeat(99),
        "<html><p>a".to_owned(),
        "{\"items\": [1".to_owned(),
    ];
    let mut pages: Vec<String> = documents
        .iter()
        .map(|document| {
            server
                .ask("POST", "/validate", &[XML], document.as_bytes())
                .text()
        })
        .collect();
    let paths = [
        "/validate".to_owned(),
        "/validate?url=".to_owned(),
        "/rules".to_owned(),
        "/rules?q=%00%FF%22".to_owned(),
        "/rules/date-grammar".to_owned(),
        "/rules/nothing".to_owned(),
        "/rules/format-not-judged".to_owned(),
        check(&origin.url("/bad"), ""),
        check("http://quay.invalid/\"<\u{1}", ""),
    ];
    pages.extend(paths.iter().map(|path| server.get(path, &[]).text()));
    for (n, page) in pages.iter().enumerate() {
        let name = format!("{n}.html");
        room.write(&name, page);
        parser.arg(room.at(&name));
    }
    ran(&mut parser).exits(0);
}
