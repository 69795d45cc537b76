//! What `fix` mends, and what it must leave alone.

use std::fs;
use std::path::{Path, PathBuf};

use feedwright::validate::fix::mend;
use feedwright::validate::{Options, check_bytes};

fn rss(head: &str, item: &str) -> String {
    format!(
        "<?xml version=\"1.0\"?>\n<rss version=\"2.0\">\n  <channel>\n    <title>Quay</title>\n    \
         <link>https://quay.example/</link>\n    <description>News &amp; tides</description>{head}\n    \
         <item>\n      <title>Tide</title>{item}\n    </item>\n  </channel>\n</rss>\n"
    )
}

fn mended(document: &str, base: Option<&str>) -> String {
    let options = Options {
        base: base.map(str::to_owned),
        ..Options::default()
    };
    String::from_utf8(mend(document.as_bytes(), &options).document).unwrap()
}

/// What stands in an item before and after.
const ITEMS: &[(&str, &str)] = &[
    (
        "<pubDate>2017-10-13T09:09:00+03:00</pubDate>",
        "<pubDate>Fri, 13 Oct 2017 09:09:00 +0300</pubDate>",
    ),
    (
        "<pubDate><![CDATA[ Friday, 13 October 2017 09:09 UTC ]]></pubDate>",
        "<pubDate><![CDATA[ Fri, 13 Oct 2017 09:09:00 +0000 ]]></pubDate>",
    ),
    (
        "<guid>quay-7</guid>",
        "<guid isPermaLink=\"false\">quay-7</guid>",
    ),
    (
        "<guid isPermaLink='true'><![CDATA[quay-7]]></guid>",
        "<guid isPermaLink='false'><![CDATA[quay-7]]></guid>",
    ),
    (
        "<category>Sea & shore &c.</category>",
        "<category>Sea &amp; shore &amp;c.</category>",
    ),
    (
        "<enclosure url=\"https://quay.example/a.mp3?x=1&y=2&z=3&&&&&&&&&&&amp;#1;\" length=\"1\" type=\"audio/mpeg\"/>",
        "<enclosure url=\"https://quay.example/a.mp3?x=1&amp;y=2&amp;z=3&amp;&amp;&amp;&amp;&amp;&amp;&amp;&amp;&amp;&amp;&amp;#1;\" length=\"1\" type=\"audio/mpeg\"/>",
    ),
    (
        "<description>a\u{b}b&#0;c</description>",
        "<description>abc</description>",
    ),
    (
        "<description>a]]>b</description>",
        "<description>a]]&gt;b</description>",
    ),
];

#[test]
fn items() {
    for (before, after) in ITEMS {
        assert_eq!(mended(&rss("", before), None), rss("", after));
    }
}

#[test]
fn what_would_be_a_guess_stays() {
    for item in [
        "<pubDate>2017-10-13</pubDate>",
        "<pubDate>10/11/2017 09:09 GMT</pubDate>",
        "<pubDate>Fri, 13 Oct 2017 09:09:00 IST</pubDate>",
        "<author>Ada Quay</author>",
        "<nosuch:thing>x</nosuch:thing>",
        "<pubDate>2017-10-13T09:09:00<!-- when? -->+03:00</pubDate>",
    ] {
        let document = rss("", item);
        assert_eq!(mended(&document, None), document);
    }
}

#[test]
fn a_self_link_needs_the_address_and_takes_the_prefix_that_is_there() {
    let base = "https://quay.example/feed?a=1&b=2";
    let bare = rss("", "");
    assert_eq!(mended(&bare, None), bare);
    let link = "<atom:link xmlns:atom=\"http://www.w3.org/2005/Atom\" rel=\"self\" type=\"application/rss+xml\" \
                href=\"https://quay.example/feed?a=1&amp;b=2\"/>\n    <title>Quay</title>";
    assert_eq!(
        mended(&bare, Some(base)),
        bare.replacen("<title>Quay</title>", link, 1)
    );

    let declared = bare.replace("<rss ", "<rss xmlns:a='http://www.w3.org/2005/Atom' ");
    assert!(mended(&declared, Some(base)).contains("<a:link rel=\"self\""));
    assert_eq!(
        mended(&mended(&declared, Some(base)), Some(base)),
        mended(&declared, Some(base))
    );
}

#[test]
fn a_known_prefix_is_declared_at_the_root() {
    let after = mended(&rss("", "<dc:creator>Ada</dc:creator>"), None);
    assert!(
        after.contains("<rss version=\"2.0\" xmlns:dc=\"http://purl.org/dc/elements/1.1/\">"),
        "{after}"
    );
}

#[test]
fn blank_lines_before_the_declaration_go() {
    let document = rss("", "");
    assert_eq!(mended(&format!("\n\n {document}"), None), document);
}

#[test]
fn other_encodings_stay_as_they_are() {
    let document =
        rss("", "<guid>quay-7</guid>").replace("\"1.0\"", "\"1.0\" encoding=\"windows-1252\"");
    assert_eq!(mended(&document, None), document);
}

fn fixtures() -> Vec<PathBuf> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/rules");
    let folders = fs::read_dir(root).unwrap().map(|f| f.unwrap().path());
    let files = folders.flat_map(|f| fs::read_dir(f).unwrap().map(|f| f.unwrap().path()));
    files
        .filter(|f| f.extension().is_some_and(|e| e == "xml" || e == "json"))
        .collect()
}

/// Whatever is mended: no finding of a rule that was mended is left where it was, mending again changes nothing,
/// and what was valid stays valid.
#[test]
fn laws_over_all_fixtures() {
    let options = Options {
        base: Some("https://quay.example/feed".to_owned()),
        ..Options::default()
    };
    let mut changed = 0;
    for path in fixtures() {
        let before = fs::read(&path).unwrap();
        let report = check_bytes(&before, &options);
        let mended = mend(&before, &options);
        changed += usize::from(mended.document != before);
        assert_eq!(
            mended.fixed.is_empty(),
            mended.document == before,
            "{path:?}"
        );
        let again = mend(&mended.document, &options);
        assert!(
            again.document == mended.document,
            "{path:?} is mended twice: {:?}",
            again.fixed
        );
        assert!(
            !report.is_valid() || mended.report.is_valid(),
            "{path:?}: {:?}",
            mended.report
        );
        for (rule, count) in &mended.fixed {
            let found = |r: &feedwright::validate::Report| {
                r.diagnostics.iter().filter(|d| d.rule == *rule).count()
            };
            assert!(
                *count > 0 && found(&mended.report) < found(&report).max(1),
                "{path:?}: {rule}"
            );
        }
    }
    assert!(changed > 10, "only {changed} fixtures were mended");
}
