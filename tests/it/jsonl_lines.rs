//! The `jsonl` importer, line by line: what is no record is refused by its number, and the others go on.

use std::io::{BufReader, Read};
use std::path::Path;

use feedwright::import::{Once, Options, jsonl, recognise};

use crate::jsonl::import;

/// `n` for each record read from line n, `n: message` for each line refused.
fn outcome(bytes: &[u8]) -> Vec<String> {
    import(bytes, &Options::default())
        .iter()
        .map(|i| match (&i.record, i.notices.as_slice()) {
            (Some(_), []) => i.line.to_string(),
            (None, [notice]) => {
                assert!(notice.is_error() && notice.help.is_some() && notice.line == Some(i.line));
                format!("{}: {}", i.line, notice.message)
            }
            other => panic!("{other:?}"),
        })
        .collect()
}

#[test]
fn line_ends_blank_lines_and_marks() {
    let good = br#"{"title":"T"}"#;
    let join = |parts: &[&[u8]]| parts.concat();
    for (bytes, want) in [
        (join(&[]), vec![]),
        (join(&[b"\n\r\n  \n"]), vec![]),
        (join(&[good]), vec!["1"]),
        (
            join(&[b"\xEF\xBB\xBF", good, b"\r\n\r\n\n", good]),
            vec!["1", "4"],
        ),
        (
            join(&[b"\n", b" ", good, b" \t\r\n", good, b"\n"]),
            vec!["2", "3"],
        ),
        (
            join(&[good, b"\n", br#"{"title":"#]),
            vec!["1", "2: the last line ends in the middle of a record"],
        ),
        (
            join(&[good, b"\n\xEF\xBB\xBF", good]),
            vec![
                "1",
                "2: the line cannot be read as one JSON object: expected value, at byte 1",
            ],
        ),
    ] {
        assert_eq!(outcome(&bytes), want, "{}", String::from_utf8_lossy(&bytes));
    }
}

#[test]
fn what_is_no_record_is_refused_by_line() {
    let json = |why: &str| format!("2: the line cannot be read as one JSON object: {why}");
    let cases: Vec<(Vec<u8>, String)> = vec![
        (
            b"{\"title\":\"T\"} {\"title\":\"U\"}".into(),
            json("something follows the record, at byte 15"),
        ),
        (
            b"{\"title\":\"T\"}\0".into(),
            json("something follows the record, at byte 14"),
        ),
        (
            b"[{\"title\":\"T\"}]".into(),
            "2: the line holds an array, not an object".into(),
        ),
        (
            b"\"T\"".into(),
            "2: the line holds a string, not an object".into(),
        ),
        (
            b"null".into(),
            "2: the line holds null, not an object".into(),
        ),
        (b"// note".into(), json("expected value, at byte 1")),
        (
            b"{\"title\":\"T\" /* x */}".into(),
            json("expected `,` or `}`, at byte 14"),
        ),
        (
            b"{\"title\":\"T\",}".into(),
            json("trailing comma, at byte 14"),
        ),
        (
            b"{\"title\":".into(),
            json("EOF while parsing a value, at byte 9"),
        ),
        (
            b"{\"title\":\"\\ud800\"}".into(),
            json("unexpected end of hex escape, at byte 17"),
        ),
        (
            b"{\"title\":\"T\",\"views\":1e400}".into(),
            json("number out of range, at byte 26"),
        ),
        (
            b"{\"title\":\"T\",\"views\":NaN}".into(),
            json("expected value, at byte 22"),
        ),
        (
            b"{\"title\":\"T\",\"title\":\"U\"}".into(),
            json("the key \"title\" occurs twice, at byte 25"),
        ),
        (
            b"{\"title\":\"T\",\"image\":{\"alt\":\"a\",\"alt\":\"b\"}}".into(),
            json("the key \"alt\" occurs twice, at byte 42"),
        ),
        (
            b"{\"title\":\"a\tb\"}".into(),
            json("control character (\\u0000-\\u001F) found while parsing a string, at byte 12"),
        ),
        (
            b"{\"title\":\"caf\xE9\"}".into(),
            "2: the line is not UTF-8, from byte 14 on".into(),
        ),
        (
            b"{\"title\":\"\xC0\xAF\"}".into(),
            "2: the line is not UTF-8, from byte 11 on".into(),
        ),
        (
            b"{\"title\":\"\xED\xA0\x80\"}".into(),
            "2: the line is not UTF-8, from byte 11 on".into(),
        ),
    ];
    for (line, want) in cases {
        let good: &[u8] = b"{\"title\":\"T\"}";
        let bytes = [good, &line, good].join(&b'\n');
        assert_eq!(
            outcome(&bytes),
            ["1", &want, "3"],
            "{}",
            String::from_utf8_lossy(&line)
        );
    }
}

#[test]
fn deep_and_wide_lines() {
    let deep = format!(
        r#"{{"title":"T","extra":{{"x":{}1{}}}}}"#,
        "[".repeat(100_000),
        "]".repeat(100_000)
    );
    let unclosed = format!(r#"{{"title":"T","x":{}"#, "{\"a\":".repeat(1_000_000));
    let keys: Vec<String> = (0..100_000).map(|n| format!(r#""k{n}":{n}"#)).collect();
    let wide = format!(r#"{{"title":"T",{}}}"#, keys.join(","));
    let many = keys.get(..9_000).unwrap_or_default().join(",");
    let twice = format!(r#"{{"title":"T",{many},"k7":0}}"#);
    let terms: Vec<String> = (0..150_000).map(|n| format!(r#""c{n}""#)).collect();
    let categories = format!(r#"{{"title":"T","categories":[{}]}}"#, terms.join(","));
    let bytes = [deep, unclosed, wide, twice.clone(), categories].join("\n");
    let refused = "the line cannot be read as one JSON object";
    assert_eq!(
        outcome(bytes.as_bytes()),
        [
            format!("1: {refused}: recursion limit exceeded, at byte 152"),
            format!("2: {refused}: recursion limit exceeded, at byte 648"),
            format!("3: {refused}: an object has more than 10000 keys, at byte 127787"),
            format!(
                "4: {refused}: the key \"k7\" occurs twice, at byte {}",
                twice.len()
            ),
            "5".into(),
        ]
    );
}

#[test]
fn a_line_without_end_is_skipped_and_never_kept() {
    let endless = || std::io::repeat(b'x').take(100_000_000);
    for (tail, want) in [(&b"\n{\"title\":\"T\"}\n"[..], 2), (b"", 1)] {
        let mut input = Once(BufReader::new(endless().chain(tail)));
        let mut lines = Vec::new();
        (jsonl::INPUT.read)(&mut input, &Options::default(), &mut |i| {
            lines.push((i.line, i.record.is_some(), i.notices.len()));
            Ok(())
        })
        .unwrap();
        assert_eq!(lines.len(), want);
        assert_eq!(lines[0], (1, false, 1));
    }
}

#[test]
fn lines_skipped_before_are_counted() {
    let options = Options {
        lines_before: 41,
        ..Options::default()
    };
    let imported = import(b"{\"title\":\"T\"}\nx\n", &options);
    let lines: Vec<u64> = imported.iter().map(|i| i.line).collect();
    assert_eq!(lines, [42, 43]);
}

#[test]
fn another_format_is_no_input() {
    for head in [
        &b"\xFF\xFE{\0"[..],
        b"{\0\"\0",
        b"\x1F\x8B\x08",
        b"\x7FELF\x02",
    ] {
        let error =
            (jsonl::INPUT.read)(&mut Once(head), &Options::default(), &mut |_| Ok(())).unwrap_err();
        assert!(error.is_input() && error.help_text().is_some(), "{error}");
    }
}

#[test]
fn recognised_by_name_or_first_character() {
    for (head, name, want) in [
        (&b""[..], "a.jsonl", true),
        (b"x", "a.NDJSON", true),
        (b"\xEF\xBB\xBF\n {\"title\"", "a.txt", true),
        (b"Lead story", "a.txt", false),
        (b"[", "a", false),
    ] {
        let found = recognise(head, Path::new(name)).is_ok_and(|i| i.name == "jsonl");
        assert_eq!(found, want, "{name}");
    }
}
