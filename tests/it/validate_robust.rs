//! Hostile input: no bytes make it panic, none make it slow, and every bound is named.

use std::io::BufRead;
use std::time::{Duration, Instant};

use feedwright::validate::report::{Judged, Manner, OUTPUTS};
use feedwright::validate::{Options, Report, check, check_bytes};
use proptest::prelude::*;

fn judge(document: &[u8]) -> Report {
    let start = Instant::now();
    let report = check_bytes(document, &Options::default());
    // Generous even for a debug build on a busy machine: it is to find what grows with the square, not to measure.
    assert!(
        start.elapsed() < Duration::from_secs(60),
        "took {:?} for {} bytes",
        start.elapsed(),
        document.len()
    );
    report
}

fn has(report: &Report, rule: &str) -> bool {
    report.diagnostics.iter().any(|d| d.rule == rule)
}

fn limit(document: String) {
    let report = judge(document.as_bytes());
    let found = report
        .diagnostics
        .iter()
        .find(|d| d.rule == "limit-exceeded")
        .unwrap_or_else(|| panic!("no limit named: {:?}", report.diagnostics.first()));
    assert!(found.params.contains_key("limit"), "{found:?}");
    assert!(!report.is_valid());
}

fn rss(body: &str) -> String {
    format!(
        "<rss version='2.0'><channel><title>t</title><link>https://a.example/</link><description>d</description>{body}</channel></rss>"
    )
}

#[test]
fn deep_nesting() {
    limit(rss(&"<a>".repeat(100_000)));
    limit("<rss version='2.0'>".repeat(100_000));
}

#[test]
fn many_attributes_and_namespaces() {
    let attributes: String = (0..100_000).map(|i| format!(" a{i}=''")).collect();
    limit(rss(&format!("<item{attributes}/>")));
    let namespaces: String = (0..100_000)
        .map(|i| format!("<a xmlns:n{i}='urn:n:{i}'/>"))
        .collect();
    limit(rss(&namespaces));
}

#[test]
fn many_comments() {
    limit(format!("{}{}", "<!-- -->".repeat(110_000), rss("")));
    limit(rss(&"<?x?>".repeat(110_000)));
}

#[test]
fn huge_values() {
    limit(rss(&format!(
        "<item><title>{}</title></item>",
        "x".repeat(20 << 20)
    )));
    limit(rss(&format!(
        "<item><guid isPermaLink='{}'/></item>",
        "x".repeat(20 << 20)
    )));
    limit(rss(&"<category>aaaaaaaaaa</category>".repeat(400_000)));
}

#[test]
fn entity_bombs_are_not_expanded() {
    let mut laughs = String::from("<!DOCTYPE rss [<!ENTITY a0 'ha'>");
    for i in 1..30 {
        laughs.push_str(&format!(
            "<!ENTITY a{i} '{}'>",
            format!("&a{};", i - 1).repeat(10)
        ));
    }
    let report =
        judge(format!("{laughs}]>{}", rss("<item><title>&a29;</title></item>")).as_bytes());
    assert!(has(&report, "xml-doctype-ignored") && has(&report, "xml-entity-undefined"));
    let external = format!(
        "<!DOCTYPE rss [<!ENTITY x SYSTEM 'file:///etc/passwd'>]>{}",
        rss("<item><title>&x;</title></item>")
    );
    let report = judge(external.as_bytes());
    assert!(
        has(&report, "xml-entity-undefined")
            && report
                .diagnostics
                .iter()
                .all(|d| !d.message.contains("root:"))
    );
}

#[test]
fn nothing_grows_with_the_square() {
    let n = 50_000;
    for body in [
        "<".repeat(n),
        "<a".repeat(n),
        "&".repeat(n),
        "<a b='".repeat(n),
        "</a>".repeat(n),
        "]]>".repeat(n),
        "<!-- x -->".repeat(n),
        "<![CDATA[x]]>".repeat(n),
        "<item>".repeat(n),
        "<item><title>x".repeat(n / 4),
        "<item><title></item>".repeat(n / 4),
        "&lt;b>".repeat(n),
        "&x;".repeat(n),
        "\u{1}".repeat(n),
        "<?x?>".repeat(n),
        "<!x>".repeat(n),
        "<category/>".repeat(n / 2),
        format!("<item>{}</item>", "<title/>".repeat(n / 4)),
        format!(
            "<item><description>{}</description></item>",
            "&lt;div&gt;&lt;".repeat(n)
        ),
        format!(
            "<item><description><![CDATA[{}]]></description></item>",
            "<a href=".repeat(n)
        ),
        format!(
            "<item><description><![CDATA[{}]]></description></item>",
            "<script>".repeat(n)
        ),
        format!(
            "<item><description><![CDATA[{}]]></description></item>",
            "<!--".repeat(n)
        ),
        format!(
            "<item><title>{}</title></item>",
            "<![CDATA[x]]><b/>".repeat(n / 8)
        ),
    ] {
        judge(rss(&body).as_bytes());
    }
    let enclosure = "<enclosure a='' url='no' length='x' type='y'/>";
    judge(rss(&format!("<item>{}</item>", enclosure.repeat(n / 2))).as_bytes());
    for outside in ["<!x>", "&x;", "text<?XML?>", "<!DOCTYPE a>"] {
        judge(outside.repeat(n).as_bytes());
        judge(format!("{}{}", rss(""), outside.repeat(n)).as_bytes());
    }
    judge(rss(&format!("<item{}/>", " b".repeat(n))).as_bytes());
    judge(rss(&format!("<item b='{}'/>", "&x;".repeat(n))).as_bytes());
    judge(&vec![0xFF; 2 << 20]);
    judge(&[b"<rss>".as_slice(), &vec![0x80; 2 << 20]].concat());
}

#[test]
fn findings_are_bounded_and_counted() {
    let report =
        judge(rss(&"<item><title>x</title><pubDate>no</pubDate></item>".repeat(5000)).as_bytes());
    let kept = report
        .diagnostics
        .iter()
        .filter(|d| d.rule == "date-grammar")
        .count() as u64;
    assert_eq!(kept, 500);
    assert_eq!(
        report.omitted.get("date-grammar").map(|o| o.count),
        Some(4500)
    );
    assert_eq!(report.count(feedwright::Severity::Error), 5000);
}

#[test]
fn encodings_of_the_other_kind() {
    let utf7 = format!("<?xml version='1.0' encoding='utf-7'?>{}", rss(""));
    assert!(has(&judge(utf7.as_bytes()), "encoding-unknown"));
    let utf32: Vec<u8> = format!("\u{FEFF}{}", rss(""))
        .chars()
        .flat_map(|c| (c as u32).to_le_bytes())
        .collect();
    assert!(judge(&utf32).is_valid() && !has(&judge(&utf32), "encoding-unknown"));
    let twice = format!("\u{FEFF}\u{FEFF}{}", rss(""));
    assert!(!judge(twice.as_bytes()).is_valid());
    let shift_jis = encoding_of(
        "shift_jis",
        &format!(
            "<?xml version='1.0' encoding='Shift_JIS'?>{}",
            rss("<item><title>日本</title></item>")
        ),
    );
    let report = judge(&shift_jis);
    assert!(
        report.is_valid() && has(&report, "encoding-optional"),
        "{:?}",
        report.diagnostics
    );
}

fn encoding_of(label: &str, text: &str) -> Vec<u8> {
    encoding_rs::Encoding::for_label(label.as_bytes())
        .unwrap()
        .encode(text)
        .0
        .into_owned()
}

#[test]
fn reading_in_small_pieces_changes_nothing() {
    let document = rss(
        "<item><title>é — <![CDATA[<b>日]]></title><pubDate>x</pubDate><guid>1 &amp; &#x2014;</guid></item>\u{1}<a>&",
    );
    let whole = check_bytes(document.as_bytes(), &Options::default());
    for size in [1, 2, 3, 7, 64] {
        let pieces = std::io::BufReader::with_capacity(size, document.as_bytes());
        assert_eq!(
            check(pieces, &Options::default()).unwrap(),
            whole,
            "pieces of {size}"
        );
    }
}

/// The reader takes documents in pieces: wherever one ends, what is found and where is the same.
#[test]
fn the_ends_of_pieces_change_nothing() {
    let body = "<item a:b='1 &amp;\n2' c=\"é\">&lt;p&gt;é &#x2014;&x; & ]]> <![CDATA[<b>日]]]]><!-- - --><?pi x?>\
        <title\t>\u{1}</title ><link/>< <b></c></item><!DOCTYPE x [<!ENTITY y '>'>]>";
    let found = |length: usize| {
        let comment = format!("<!--{}-->", "-x".repeat(length / 2));
        let document = format!("{comment}{}{}", " ".repeat(length % 2), rss(body));
        let report = judge(document.as_bytes());
        let shift = document.find("<rss").unwrap() as u64;
        let places = report.diagnostics.into_iter().filter(|d| d.offset >= shift);
        places
            .map(|d| {
                (
                    d.rule,
                    d.offset - shift,
                    d.line,
                    d.column - shift * u64::from(d.line == 1),
                )
            })
            .collect::<Vec<_>>()
    };
    let whole = found(0);
    assert!(whole.len() > 12, "{whole:?}");
    for short in 0..400 {
        assert_eq!(found((128 << 10) - short), whole, "{short}");
    }
}

#[test]
fn an_input_that_cannot_be_read_is_an_error() {
    struct Broken;
    impl std::io::Read for Broken {
        fn read(&mut self, _: &mut [u8]) -> std::io::Result<usize> {
            Err(std::io::Error::other("the disk is on fire"))
        }
    }
    let failed = check(std::io::BufReader::new(Broken), &Options::default()).unwrap_err();
    assert!(
        failed.to_string().contains("the disk is on fire"),
        "{failed}"
    );
}

const SEED: &[u8] = b"<feed xmlns='http://www.w3.org/2005/Atom' xml:lang='en'><title type='html'>&lt;b>x&lt;/b></title><id>urn:x-a:b</id><updated>2026-01-01T00:00:00Z</updated>\
<author><name>n</name><email>a@b.example</email></author><entry><title>x</title><id>tag:a.example,2026:1</id><updated>2026-01-01T00:00:00Z</updated>\
<link href='https://a.example/' rel='alternate' type='text/html' hreflang='en' length='1'/><content type='xhtml'><div xmlns='http://www.w3.org/1999/xhtml'><p>x</p></div></content></entry></feed>";

proptest! {
    #![proptest_config(ProptestConfig { cases: 600, ..ProptestConfig::default() })]

    #[test]
    fn no_bytes_make_it_panic(bytes in prop::collection::vec(any::<u8>(), 0..600)) {
        let report = check_bytes(&bytes, &Options::default());
        prop_assert!(!report.is_valid());
    }

    #[test]
    fn no_mutation_makes_it_panic(edits in prop::collection::vec((0..SEED.len(), any::<u8>(), 0..8usize), 1..8)) {
        let mut document = SEED.to_vec();
        for (at, byte, length) in edits {
            let at = at.min(document.len());
            let end = (at + length).min(document.len());
            document.splice(at..end, [byte]);
        }
        let report = check_bytes(&document, &Options { now: Some(chrono::DateTime::UNIX_EPOCH), ..Options::default() });
        for output in OUTPUTS {
            let mut printer = (output.open)(Manner { all: true, ..Manner::default() });
            let reopen = || Some(Box::new(document.as_slice()) as Box<dyn BufRead>);
            let judged = Judged { file: "x", outcome: Ok(&report), reopen: &reopen };
            let mut out = Vec::new();
            printer.input(&mut out, &judged).unwrap();
            printer.end(&mut out).unwrap();
            prop_assert!(!out.is_empty() || output.name == "github");
        }
        let ordered = report.diagnostics.windows(2).all(|w| w[0].offset <= w[1].offset);
        prop_assert!(ordered);
    }
}
