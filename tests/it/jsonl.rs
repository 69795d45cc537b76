//! The `jsonl` importer, field by field: what a line says, what becomes of it, and what is said about it.

use feedwright::import::{Imported, Once, Options, jsonl};
use feedwright::model::Notice;
use url::Url;

/// Everything that the importer makes of these bytes.
pub(crate) fn import(bytes: &[u8], options: &Options) -> Vec<Imported> {
    let mut out = Vec::new();
    let mut input = Once(bytes);
    (jsonl::INPUT.read)(&mut input, options, &mut |imported| {
        out.push(imported);
        Ok(())
    })
    .expect("the input as a whole can be read");
    out
}

/// A notice as one line: `severity field: message`.
fn told(notice: &Notice) -> String {
    let field = notice.field.as_deref().unwrap_or("-");
    format!("{} {field}: {}", notice.severity, notice.message)
}

/// Checks each line against the record (JSON, `-` where refused) and the notices it must give.
fn check(options: &Options, cases: &[(&str, &str, &[&str])]) {
    for (line, record, notices) in cases {
        let imported = import(line.as_bytes(), options);
        let [imported] = imported.as_slice() else {
            panic!("{line}: {} records", imported.len());
        };
        let got = imported.record.as_ref().map_or("-".to_owned(), |r| {
            serde_json::to_string(r).expect("a record is JSON")
        });
        assert_eq!(got, *record, "{line}");
        let told: Vec<String> = imported.notices.iter().map(told).collect();
        assert_eq!(told, *notices, "{line}");
        assert!(imported.notices.iter().all(|n| n.line == Some(1)), "{line}");
    }
}

#[test]
fn kinds_and_titles() {
    check(
        &Options::default(),
        &[
            (
                r#"{"title":"T"}"#,
                r#"{"kind":"headline","title":"T"}"#,
                &[],
            ),
            (
                r#"{"title":"T","summary":"S"}"#,
                r#"{"kind":"article","title":"T","summary":"S"}"#,
                &[],
            ),
            (
                r#"{"body_text":"B"}"#,
                r#"{"kind":"article","body_text":"B"}"#,
                &[],
            ),
            (
                r#"{"title":"T","kind":"article","summary":" ","body_html":""}"#,
                r#"{"kind":"article","title":"T"}"#,
                &[],
            ),
            (
                r#"{"title":"T","kind":"headline","body_html":"<p>x"}"#,
                r#"{"kind":"headline","title":"T","body_html":"<p>x"}"#,
                &[],
            ),
            (
                r#"{"title":" a\r\n\tb "}"#,
                r#"{"kind":"headline","title":"a b"}"#,
                &[],
            ),
            (
                r#"{"title":"AT&T <b>"}"#,
                r#"{"kind":"headline","title":"AT&T <b>"}"#,
                &[],
            ),
            (
                r#"{"title":null,"summary":"S"}"#,
                r#"{"kind":"article","summary":"S"}"#,
                &[],
            ),
            (
                r#"{"title":""}"#,
                "-",
                &["error title: the headline has no title"],
            ),
            (
                r#"{"url":"https://p.example/"}"#,
                "-",
                &["error title: the headline has no title"],
            ),
            (r#"{}"#, "-", &["error title: the headline has no title"]),
            (
                r#"{"kind":"article","id":"a"}"#,
                "-",
                &["error title: the article has neither title nor summary nor body"],
            ),
            (
                r#"{"kind":"video","title":"T"}"#,
                "-",
                &[r#"error kind: kind "video" is not known"#],
            ),
            (
                r#"{"title":5}"#,
                "-",
                &["error title: title is a number, not a string"],
            ),
            (
                r#"{"title":["x"],"id":{}}"#,
                "-",
                &[
                    "error title: title is an array, not a string",
                    "error id: id is an object, not a string",
                ],
            ),
            (
                r#"{"title":"T","id":""}"#,
                r#"{"kind":"headline","title":"T"}"#,
                &["warning id: the id is empty and was left out"],
            ),
            (
                r#"{"title":"T","id":" a  b "}"#,
                r#"{"id":"a b","kind":"headline","title":"T"}"#,
                &[],
            ),
        ],
    );
}

#[test]
fn status_and_retraction() {
    check(
        &Options::default(),
        &[
            (
                r#"{"id":"a","status":"retracted"}"#,
                r#"{"id":"a","kind":"headline","status":"retracted"}"#,
                &[],
            ),
            (
                r#"{"status":"retracted"}"#,
                "-",
                &["error title: the headline has no title"],
            ),
            (
                r#"{"title":"T","status":"draft"}"#,
                r#"{"kind":"headline","title":"T","status":"draft"}"#,
                &[],
            ),
            (
                r#"{"title":"T","status":"published"}"#,
                r#"{"kind":"headline","title":"T"}"#,
                &[],
            ),
            (
                r#"{"title":"T","status":"drfat"}"#,
                "-",
                &[r#"error status: status "drfat" is not known"#],
            ),
        ],
    );
}

#[test]
fn links() {
    let left_out = |why: &str| format!("warning url: the address {why}");
    let scheme = left_out(
        r#""java\tscript:alert(1)" was left out: the scheme "javascript" is not http or https"#,
    );
    let data =
        left_out(r#""data:text/html,x" was left out: the scheme "data" is not http or https"#);
    let vb = left_out(r#"" vbscript:x" was left out: the scheme "vbscript" is not http or https"#);
    let file =
        left_out(r#""file:///etc/passwd" was left out: the scheme "file" is not http or https"#);
    let relative = left_out(
        r#""/a" was left out: it is relative, and no page address is known to resolve it against"#,
    );
    let empty = left_out(r#""" was left out: it is empty"#);
    let plain = r#"{"kind":"headline","title":"T"}"#;
    check(
        &Options::default(),
        &[
            (
                r#"{"title":"T","url":"java\tscript:alert(1)"}"#,
                plain,
                &[&scheme],
            ),
            (r#"{"title":"T","url":"data:text/html,x"}"#, plain, &[&data]),
            (r#"{"title":"T","url":" vbscript:x"}"#, plain, &[&vb]),
            (
                r#"{"title":"T","url":"file:///etc/passwd"}"#,
                plain,
                &[&file],
            ),
            (r#"{"title":"T","url":"/a"}"#, plain, &[&relative]),
            (r#"{"title":"T","url":""}"#, plain, &[&empty]),
            (
                r#"{"title":"T","url":7}"#,
                "-",
                &["error url: url is a number, not a string"],
            ),
            (
                r#"{"title":"T","url":"https://p.example/a\r\nX: \"y\""}"#,
                r#"{"kind":"headline","title":"T","url":"https://p.example/aX:%20%22y%22"}"#,
                &[],
            ),
        ],
    );
    let options = Options {
        base: Url::parse("https://p.example/news/").ok(),
        ..Options::default()
    };
    check(
        &options,
        &[(
            r#"{"title":"T","url":"../a"}"#,
            r#"{"kind":"headline","title":"T","url":"https://p.example/a"}"#,
            &[],
        )],
    );
}

#[test]
fn times() {
    let refused = |value: &str, why: &str| {
        format!(r#"error published: published "{value}" cannot be read: {why}"#)
    };
    let form = "it is neither an RFC 3339 time nor a date";
    for (value, why) in [
        ("2017-02-30", "there is no such day"),
        ("0000-01-01", "the year is outside 0001 to 9999"),
        ("10000-01-01T00:00:00Z", form),
        ("-044-03-15", form),
        ("13 October 2017", form),
        ("2017-10-13T24:00:00Z", "there is no such time of day"),
        (
            "2017-10-13T09:09:00+99:99",
            "there is no such offset from UTC",
        ),
    ] {
        let line = format!(r#"{{"title":"T","published":"{value}"}}"#);
        check(
            &Options::default(),
            &[(&line, "-", &[&refused(value, why)])],
        );
    }
    check(
        &Options::default(),
        &[
            (
                r#"{"title":"T","published":"2017-10-13","updated":"2017-10-13T09:09"}"#,
                r#"{"kind":"headline","title":"T","published":"2017-10-13","updated":"2017-10-13T09:09:00"}"#,
                &[],
            ),
            (
                r#"{"title":"T","published":"2016-12-31T23:59:60Z"}"#,
                r#"{"kind":"headline","title":"T","published":"2016-12-31T23:59:59Z"}"#,
                &[
                    r#"warning published: "2016-12-31T23:59:60Z": the leap second :60 was taken as :59"#,
                ],
            ),
            (
                r#"{"title":"T","expires":"2016-12-31T23:59:00-00:00"}"#,
                r#"{"kind":"headline","title":"T","expires":"2016-12-31T23:59:00Z"}"#,
                &[
                    r#"warning expires: "2016-12-31T23:59:00-00:00": the offset -00:00 was taken as UTC"#,
                ],
            ),
            (
                r#"{"title":"T","published":" "}"#,
                r#"{"kind":"headline","title":"T"}"#,
                &["warning published: published is empty and was left out"],
            ),
            (
                r#"{"title":"T","not_before":1507874940}"#,
                "-",
                &["error not_before: not_before is a number, not a string"],
            ),
        ],
    );
}

#[test]
fn local_times_in_a_zone() {
    let options = Options {
        zone: Some(chrono_tz::Europe::Berlin),
        ..Options::default()
    };
    check(
        &options,
        &[
            (
                r#"{"title":"T","published":"2017-10-13T09:09"}"#,
                r#"{"kind":"headline","title":"T","published":"2017-10-13T09:09:00+02:00"}"#,
                &[],
            ),
            (
                r#"{"title":"T","published":"2026-03-29T02:30"}"#,
                r#"{"kind":"headline","title":"T","published":"2026-03-29T03:30:00+02:00"}"#,
                &[
                    "warning published: 2026-03-29T02:30:00 in Europe/Berlin: the clock skipped this time that day; it was moved forward",
                ],
            ),
            (
                r#"{"title":"T","published":"2017-10-13"}"#,
                r#"{"kind":"headline","title":"T","published":"2017-10-13"}"#,
                &[],
            ),
        ],
    );
}

#[test]
fn people_categories_and_media() {
    check(
        &Options::default(),
        &[
            (
                r#"{"title":"T","authors":[{"name":"Ada","email":"nobody","url":"https://a.example/"},{"email":"x@y"},null]}"#,
                r#"{"kind":"headline","title":"T","authors":[{"name":"Ada","url":"https://a.example/"}]}"#,
                &[
                    r#"warning authors.email: "nobody" was left out: it is no address"#,
                    "warning authors: an author without a name was left out",
                ],
            ),
            (
                r#"{"title":"T","authors":["Ada"]}"#,
                "-",
                &["error authors: an item of authors is a string, not an object"],
            ),
            (
                r#"{"title":"T","section":"Tech","categories":["A"," A ","",{"term":"A","scheme":"https://v.example/","label":"L"},{"term":"b","scheme":"no iri"}]}"#,
                r#"{"kind":"headline","title":"T","categories":["A",{"term":"A","scheme":"https://v.example/","label":"L"},"b","Tech"],"section":"Tech"}"#,
                &[
                    "warning categories: a category without a term was left out",
                    r#"warning categories.scheme: "no iri" was left out: it is no IRI"#,
                ],
            ),
            (
                r#"{"title":"T","image":{"url":"file:x","credit":"C","type":"jpeg","length":"12","width":-1,"height":2}}"#,
                r#"{"kind":"headline","title":"T","image":{"credit":"C","length":12,"height":2}}"#,
                &[
                    r#"warning image.url: the address "file:x" was left out: the scheme "file" is not http or https"#,
                    r#"warning image.type: "jpeg" was left out: it is no media type"#,
                    r#"warning image.length: the string "12" was taken as a number"#,
                    "warning image.width: -1 was left out: no whole number",
                ],
            ),
            (
                r#"{"title":"T","enclosures":[{"url":"https://p.example/a.mp3","type":"audio/mpeg\r\nX: y","length":3,"duration":4,"title":"E"},{"length":1}]}"#,
                r#"{"kind":"headline","title":"T","enclosures":[{"url":"https://p.example/a.mp3","length":3,"duration":4,"title":"E"}]}"#,
                &[
                    r#"warning enclosures.type: "audio/mpeg X: y" was left out: it is no media type"#,
                    "warning enclosures: an enclosure without an address was left out",
                ],
            ),
            (
                r#"{"title":"T","related":[{"title":"R"},{"url":"https://p.example/"}],"source":{"title":"Wire"},"rights":"(c)","language":"en_US"}"#,
                r#"{"kind":"headline","title":"T","related":[{"title":"R"}],"rights":"(c)","source":{"title":"Wire"}}"#,
                &[
                    "warning related: a related story without a title was left out",
                    r#"warning language: "en_US" was left out: it is no BCP 47 tag"#,
                ],
            ),
        ],
    );
}

#[test]
fn what_cannot_stand_in_a_feed_is_dropped() {
    check(
        &Options::default(),
        &[(
            r#"{"title":"a\u0007\u0000b","summary":"x\uffff\r\ny"}"#,
            r#"{"kind":"article","title":"ab","summary":"x\ny"}"#,
            &[
                "warning title: 2 control characters that cannot stand in a feed were dropped",
                "warning summary: 1 control character that cannot stand in a feed was dropped",
            ],
        )],
    );
}

#[test]
fn other_keys_are_kept() {
    let mut options = Options {
        language: Some("fr".into()),
        ..Options::default()
    };
    options.fields.insert("title".into(), "headline".into());
    check(
        &options,
        &[
            (
                r#"{"headline":"H","title":"T","explain":{"a":1},"views":3,"extra":{"views":4,"x":[1,{"y":null}]}}"#,
                r#"{"kind":"headline","title":"H","language":"fr","extra":{"title":"T","views":4,"x":[1,{"y":null}]}}"#,
                &[],
            ),
            (
                r#"{"title":"T"}"#,
                "-",
                &["error title: the headline has no title"],
            ),
        ],
    );
    options.fields.insert("titel".into(), "x".into());
    let error = (jsonl::INPUT.read)(&mut Once(&b"{}"[..]), &options, &mut |_| Ok(())).unwrap_err();
    assert!(
        error.is_config() && error.to_string().contains("titel"),
        "{error}"
    );
}

#[test]
fn each_field_is_explained() {
    let options = Options {
        explain: true,
        lines_before: 6,
        ..Options::default()
    };
    let line = format!(
        r#"{{"title":"{}","published":"","authors":[{{"name":"Ada"}}]}}"#,
        "x".repeat(100)
    );
    let imported = import(line.as_bytes(), &options);
    let explain = serde_json::to_value(&imported[0].explain).unwrap();
    assert_eq!(
        explain,
        serde_json::json!({
            "authors": {"line": 7, "text": r#"[{"name":"Ada"}]"#, "rule": "key", "sure": true},
            "title": {"line": 7, "text": "x".repeat(80), "rule": "key", "sure": true},
        })
    );
}
