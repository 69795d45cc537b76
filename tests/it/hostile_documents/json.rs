//! The same for JSON.

use super::{Case, json, json_over};

/// A JSON Feed with further members in the feed and in its only item.
fn feed(members: &str, item: &str) -> String {
    format!(
        "{{\"version\":\"https://jsonfeed.org/version/1.1\",\"title\":\"a\",\"items\":[{{\"id\":\"1\",\"content_text\":\"b\"{item}}}]{members}}}"
    )
}

pub(super) fn documents() -> Vec<Case> {
    const DEPTH: &str = "127 objects and arrays inside each other";
    const TOKEN: &str = "16777216 bytes of one string or number";
    const MEMBERS: &str = "10000 members of one object";
    let n = 1_000_000;
    let x = |count: usize| "x".repeat(count);
    let mut cases = vec![
        json_over("arrays-1000000", DEPTH, move || feed(&format!(",\"_a\":{}", "[".repeat(n)), "")),
        json_over("arrays-closed", DEPTH, move || {
            feed(&format!(",\"_a\":{}{}", "[".repeat(n), "]".repeat(n)), "")
        }),
        json_over("objects-1000000", DEPTH, move || feed("", &format!(",\"_a\":{}", "{\"a\":".repeat(n)))),
        json_over("arrays-at-the-root", DEPTH, move || "[".repeat(n)),
        json_over("members-1000000", MEMBERS, move || {
            let many: String = (0..n).map(|i| format!(",\"a{i}\":1")).collect();
            feed(&many, "")
        }),
        json_over("members-of-an-item", MEMBERS, move || {
            let many: String = (0..n).map(|i| format!(",\"a{i}\":1")).collect();
            feed("", &many)
        }),
        json_over("names-all-the-same", MEMBERS, || feed(&",\"title\":\"a\"".repeat(100_000), "")),
        json("names-repeated", "json-name-repeated", || {
            let twice = ",\"a\":1".repeat(50);
            feed("", &twice.repeat(100)).replace("\"id\":\"1\",", "")
        }),
        json_over("string-20-mb", TOKEN, move || feed("", &format!(",\"summary\":\"{}\"", x(20 << 20)))),
        json_over("html-20-mb", TOKEN, move || feed("", &format!(",\"content_html\":\"{}\"", "<p>".repeat(7 << 20)))),
        json_over("name-20-mb", TOKEN, move || feed(&format!(",\"{}\":1", x(20 << 20)), "")),
        json_over("number-20-mb", TOKEN, || feed("", &format!(",\"_a\":{}", "9".repeat(20 << 20)))),
        json_over("word-20-mb", TOKEN, move || feed("", &format!(",\"_a\":{}", x(20 << 20)))),
        json_over("escapes-20-mb", TOKEN, || feed("", &format!(",\"summary\":\"{}\"", "\\u0041".repeat(4 << 20)))),
        json_over("item-of-40-mb", "33554432 bytes of one item", || {
            let tags = format!("\"{}\",", "t".repeat(100)).repeat(350_000);
            feed("", &format!(",\"tags\":[{tags}\"a\"]"))
        }),
        json("surrogate-high", "json-surrogate-lone", || feed("", ",\"title\":\"\\ud800\"")),
        json("surrogate-low", "json-surrogate-lone", || feed("", ",\"title\":\"\\udc00\"")),
        json("surrogates-swapped", "json-surrogate-lone", || feed("", ",\"title\":\"\\udc00\\ud800\"")),
        json("surrogates-100000", "json-surrogate-lone", || {
            feed("", &format!(",\"title\":\"{}\"", "\\ud800".repeat(100_000)))
        }),
        json("nan", "json-literal-unknown", || feed("", ",\"_a\":NaN")),
        json("infinity", "json-literal-unknown", || feed("", ",\"_a\":Infinity")),
        json("minus-infinity", "json-number-malformed", || feed("", ",\"_a\":-Infinity")).or("json-literal-unknown"),
        json("1e400", "json-number-huge", || feed("", ",\"_a\":1e400").replace("\"id\":\"1\",", "")),
        json("1e999999999", "json-number-huge", || {
            feed("", ",\"_a\":1e99999999999999999999").replace("\"id\":\"1\",", "")
        }),
        json("number-of-zeros", "json-number-malformed", move || feed("", &format!(",\"_a\":{}", "0".repeat(n)))),
        json("hexadecimal", "json-number-malformed", || feed("", ",\"_a\":0x41")),
        json("size-of-many-digits", "number-implausible", || {
            let size = format!("-{}", "9".repeat(10_000));
            feed("", &format!(",\"attachments\":[{{\"url\":\"https://a.example/a\",\"mime_type\":\"a/b\",\"size_in_bytes\":{size}}}]"))
        })
        .valid(),
        json("two-documents", "json-document-repeated", || feed("", "").repeat(2)),
        json("lines-of-documents", "json-document-repeated", || (feed("", "") + "\n").repeat(100_000)),
        json("commas", "json-comma-extra", move || feed(&",".repeat(n), "")),
        json("colons", "json-colon-misplaced", move || feed(&format!(",\"a\"{}", ":".repeat(n)), "")),
        json("closing-brackets", "json-bracket-mismatched", move || feed("", "") + &"]}".repeat(n)),
        json("brackets-crossed", "json-bracket-mismatched", || feed(&",\"_a\":[{]}".repeat(5_000), "")),
        json("comments", "json-comment", || feed(&"/* a */".repeat(100_000), "")),
        json("comment-unclosed", "json-comment", || feed("/* ", "")).or("json-unfinished"),
        json("comment-of-20-mb", "json-comment", move || feed(&format!("/*{}*/", x(20 << 20)), "")),
        json("quotes-1000000", "json-quote-unescaped", move || {
            feed("", &format!(",\"title\":\"{}\"", "\"a".repeat(n)))
        }),
        json("backslashes-1000000", "json-escape-unknown", || {
            feed("", &format!(",\"title\":\"{}\"", "\\q".repeat(500_000)))
        }),
        json("string-unclosed", "json-unfinished", || feed("", ",\"title\":\"a").replace("\"}]", "}]")).or("json-string-unclosed"),
        json("controls", "json-character-unescaped", || {
            feed("", &format!(",\"title\":\"{}\"", "\u{1}\0".repeat(100_000)))
        }),
        json("bytes-without-meaning", "utf8-malformed", || {
            let document = feed("", ",\"title\":\"@\"").into_bytes();
            let at = document.iter().position(|b| *b == b'@').unwrap();
            [&document[..at], &vec![0xFF; 8 << 20], &document[at + 1..]].concat()
        }),
        json("overlong", "utf8-malformed", || {
            let document = feed("", ",\"title\":\"@\"").into_bytes();
            let at = document.iter().position(|b| *b == b'@').unwrap();
            [&document[..at], &[0xC0, 0xAF], &document[at + 1..]].concat()
        }),
        json("nuls", "json-character-stray", move || feed(&"\0".repeat(n), "")),
        json("utf-16", "json-encoding-other", || {
            let units = format!("\u{FEFF}{}", feed("", "")).encode_utf16().collect::<Vec<u16>>();
            units.into_iter().flat_map(u16::to_le_bytes).collect::<Vec<u8>>()
        }),
        json("utf-32", "json-encoding-other", || {
            feed("", "").chars().flat_map(|c| u32::from(c).to_be_bytes()).collect::<Vec<u8>>()
        }),
        json("a-mark", "json-byte-order-mark", || format!("\u{FEFF}{}", feed("", ""))),
        json("items-100000-alike", "entry-id-repeated", || {
            let items = "{\"id\":\"1\",\"content_text\":\"b\"},".repeat(100_000);
            feed("", "").replace("\"items\":[", &format!("\"items\":[{items}"))
        })
        .or("guid-repeated"),
        json("items-all-wrong", "member-type-wrong", || {
            let items = "1,null,\"a\",[],".repeat(100_000);
            feed("", "").replace("\"items\":[", &format!("\"items\":[{items}"))
        }),
        json("authors-100000", "member-type-wrong", || {
            feed("", &format!(",\"authors\":[{}]", "{\"name\":1},".repeat(100_000).trim_end_matches(',')))
        }),
        json("no-feed", "document-json", || "{\"a\":1}"),
        json("cut", "json-unfinished", || {
            let whole = feed("", "");
            whole[..whole.len() / 2].to_owned()
        }),
        json("single-quotes", "json-quote-single", || feed("", ",'title':'a'")),
    ];
    for (name, document) in [
        ("null", "null"),
        ("a-string", "\"a\""),
        ("a-number", "1"),
        ("true", "true"),
    ] {
        cases.push(
            json(&format!("only-{name}"), "document-json", move || document).or("document-text"),
        );
    }
    cases
}
