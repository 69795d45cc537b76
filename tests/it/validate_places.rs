//! Places: line, column and byte offset of what is at fault, in the file as it was.

use feedwright::validate::{Diagnostic, Options, Report, check_bytes};

fn judge(document: &str) -> Report {
    check_bytes(document.as_bytes(), &Options::default())
}

/// The first finding of a rule.
fn first<'r>(report: &'r Report, rule: &str) -> &'r Diagnostic {
    report
        .diagnostics
        .iter()
        .find(|d| d.rule == rule)
        .unwrap_or_else(|| panic!("no {rule} in {:?}", report.diagnostics))
}

/// Where `needle` lies, counted naively: line, column in characters, offset.
fn place(document: &str, needle: &str) -> (u64, u64, u64) {
    let offset = document.find(needle).expect("the needle is there");
    let before = &document[..offset];
    let line_start = before.rfind('\n').map_or(0, |at| at + 1);
    let bom = if line_start == 0 && document.starts_with('\u{FEFF}') {
        1
    } else {
        0
    };
    (
        before.matches('\n').count() as u64 + 1,
        (before[line_start..].chars().count() - bom) as u64 + 1,
        offset as u64,
    )
}

fn rss(body: &str) -> String {
    format!(
        "<rss version=\"2.0\"><channel>\n<title>Küstenbote — 日刊</title>{body}\n</channel></rss>"
    )
}

#[test]
fn of_elements_values_and_attributes() {
    let cases: &[(&str, &str, &str)] = &[
        (
            "element-unknown",
            "<é>x</é><item><titel>x</titel></item>",
            "<é>",
        ),
        (
            "date-grammar",
            "<item><title>日本</title><pubDate>  gestern</pubDate></item>",
            "gestern",
        ),
        ("url-not-absolute", "🗞 <link>/é</link>", "/é"),
        (
            "number-malformed",
            "<item><enclosure url='https://a.example/ü' length='viele' type='audio/mpeg'/></item>",
            "viele",
        ),
        (
            "attribute-unknown",
            "<item><guid\n  permaLink='x'>a</guid></item>",
            "permaLink",
        ),
        (
            "url-character-illegal",
            "<link>https://a.example/é ü</link>",
            " ü<",
        ),
        (
            "html-in-plain-text",
            "<item><title>é <![CDATA[日 <b>fett</b>]]></title></item>",
            "<b>fett",
        ),
        (
            "xml-entity-undefined",
            "<item><title>é&nbsp;x</title></item>",
            "&nbsp;",
        ),
        (
            "xml-character-illegal",
            "<item><title>é—\u{1}</title></item>",
            "\u{1}",
        ),
        (
            "xml-ampersand-bare",
            "<item><title>A&B é & C</title></item>",
            "&B",
        ),
        (
            "xml-end-tag-stray",
            "<item><title>é</b></title></item>",
            "</b>",
        ),
    ];
    for (rule, body, needle) in cases {
        for document in [
            rss(body),
            rss(body).replace('\n', "\r\n"),
            format!("\u{FEFF}{}", rss(body)),
        ] {
            let report = judge(&document);
            let found = first(&report, rule);
            assert_eq!(
                (found.line, found.column, found.offset),
                place(&document, needle),
                "{rule} in {document}"
            );
        }
    }
}

#[test]
fn inside_cdata_and_escaped_html() {
    let cdata =
        rss("<item><description><![CDATA[<p>é</p>\r\n  <script>x</script>]]></description></item>");
    let found = judge(&cdata);
    let found = first(&found, "html-script");
    assert_eq!(
        (found.line, found.column, found.offset),
        place(&cdata, "<script>")
    );

    let escaped = rss(
        "<item><description>&lt;p>é&#x2014;&lt;/p>\n &lt;script>x&lt;/script></description></item>",
    );
    let found = judge(&escaped);
    let found = first(&found, "html-script");
    assert_eq!(
        (found.line, found.column, found.offset),
        place(&escaped, "&lt;script")
    );
}

#[test]
fn of_each_fault_of_html() {
    let cases = [
        (
            "html-event-handler",
            "<p>日</p>\n<b class='é' onclick='x()'>y</b>",
            "onclick",
        ),
        (
            "html-relative-url",
            "<p>é <a title='日' href='/x'>y</a>",
            "href",
        ),
        ("html-style", "é\n <p style='position:fixed'>y</p>", "style"),
        ("html-form", "<p>é</p> <form></form>", "<form>"),
        ("html-end-tag-stray", "<p>é</p>\n</div>", "</div>"),
        ("html-tag-unclosed", "é <div><b>x</b>", "<div>"),
        ("html-tag-unfinished", "é <b>日</b> <a href='", "<a href"),
        ("html-reference-unknown", "<p>é</p> &nosuch;", "&nosuch;"),
        ("html-element-unknown", "<p>é</p>\n <foo>x</foo>", "<foo>"),
    ];
    for (rule, html, needle) in cases {
        let cdata = rss(&format!(
            "<item><description><![CDATA[{html}]]></description></item>"
        ));
        let report = judge(&cdata);
        let found = first(&report, rule);
        let at = (found.line, found.column, found.offset);
        assert_eq!(at, place(&cdata, needle), "{rule} in {cdata}");

        let escape = |text: &str| text.replace('&', "&amp;").replace('<', "&lt;");
        let escaped = rss(&format!(
            "<item><description>{}</description></item>",
            escape(html)
        ));
        let report = judge(&escaped);
        let found = first(&report, rule);
        let at = (found.line, found.column, found.offset);
        assert_eq!(at, place(&escaped, &escape(needle)), "{rule} in {escaped}");
    }
}

#[test]
fn of_a_bad_byte() {
    let mut document = rss("<item><title>é@ü</title></item>").into_bytes();
    let at = document.iter().position(|b| *b == b'@').unwrap();
    document[at] = 0xFF;
    let report = check_bytes(&document, &Options::default());
    let found = first(&report, "utf8-malformed");
    assert_eq!((found.line, found.column, found.offset), (2, 45, at as u64));
    assert_eq!(found.value.as_deref(), Some("FF"));
}

#[test]
fn utf16_keeps_lines_and_columns() {
    let text = format!(
        "\u{FEFF}<?xml version=\"1.0\" encoding=\"utf-16\"?>\n{}",
        rss("<item><title>é</title><pubDate>x</pubDate></item>")
    );
    let bytes: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
    let report = check_bytes(&bytes, &Options::default());
    let found = first(&report, "date-grammar");
    let (line, column, _) = place(&text, "x</pubDate>");
    assert_eq!((found.line, found.column), (line, column));
}

#[test]
fn a_fault_does_not_hide_the_next_entry() {
    let broken = [
        "<item><title>a</titel></item>",
        "<item><title>a",
        "<item><title>a <b></title></item>",
        "<item><title>5 < 6 & 7</title></item>",
        "<item><link https://a.example/</link></item>",
        "<item><guid isPermaLink=false\">a</guid></item>",
        "<item><guid isPermaLink=\"false>a</guid></item>",
        "<item><title>&nbsp;</title></item></item>",
    ];
    for fault in broken {
        let document = rss(&format!(
            "{fault}\n<item><title>b</title><pubDate>never</pubDate></item>\n<item><title>c</title><pubDate>no</pubDate></item>"
        ));
        let report = judge(&document);
        let dates: Vec<_> = report
            .diagnostics
            .iter()
            .filter(|d| d.rule == "date-grammar")
            .map(|d| (d.line, d.entry))
            .collect();
        assert_eq!(
            dates,
            [(3, Some(1)), (4, Some(2))],
            "{fault}: {:?}",
            report.diagnostics
        );
        assert!(!report.is_valid());
    }
}

#[test]
fn the_entry_is_named() {
    let document = rss("<item><title>a</title></item><item/>");
    let report = judge(&document);
    assert_eq!(
        first(&report, "item-without-title-and-description").entry,
        Some(1)
    );
    assert_eq!(first(&report, "element-missing").entry, None);
    assert_eq!(report.entries, 2);
}
