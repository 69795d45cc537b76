//! JSON documents with an array of records, read as `jsonl`, and the map of fields to keys.

use std::collections::BTreeMap;

use feedwright::import::{self, Imported, Once, Options};
use url::Url;

use crate::harness::{NOW, Room};

fn options(fields: &[(&str, &str)]) -> Options {
    let fields = fields
        .iter()
        .map(|(f, k)| (String::from(*f), String::from(*k)));
    Options {
        fields: fields.collect::<BTreeMap<_, _>>(),
        base: Url::parse("https://harbour.example/").ok(),
        ..Options::default()
    }
}

/// Each record as JSON, or why it was refused, with its line.
fn told(text: &[u8], options: &Options) -> Vec<String> {
    let mut told = Vec::new();
    let mut emit = |imported: Imported| {
        let why = imported.notices.first().map(|n| n.message.clone());
        let record = imported.record.as_ref().map(serde_json::to_string);
        let what = record.map_or(why.unwrap_or_default(), |r| r.expect("a record is JSON"));
        told.push(format!("{} {what}", imported.line));
        Ok(())
    };
    (import::jsonl::INPUT.read)(&mut Once(text), options, &mut emit).expect("a document");
    told
}

#[test]
fn documents_of_records() {
    let plain = options(&[]);
    let mapped = options(&[
        ("title", "headline.main"),
        ("url", "web_url"),
        ("published", "pub_date"),
        ("authors", "byline"),
    ]);
    let cases: &[(&str, &[u8], &Options, &[&str])] = &[
        (
            "array",
            include_bytes!("../../fixtures/imports/jsonl/array.json"),
            &plain,
            &[
                r#"1 {"kind":"headline","title":"First","url":"https://harbour.example/1"}"#,
                r#"2 {"kind":"article","title":"Second","body_text":"Text."}"#,
                "3 title is an array, not a string",
            ],
        ),
        (
            "wrapped",
            include_bytes!("../../fixtures/imports/jsonl/wrapped.json"),
            &mapped,
            &[
                r#"5 {"kind":"headline","title":"Harbour bridge opens early","url":"https://harbour.example/bridge","published":"2026-03-02T10:15:00Z","authors":[{"name":"Ada Linden"}],"extra":{"headline":{"kicker":"Port"},"words":412}}"#,
                r#"7 {"kind":"headline","title":"Ferry timetable for spring","url":"https://harbour.example/ferry","published":"2026-03-01","authors":[{"name":"Bo Ek"},{"name":"Cy Ash"}],"extra":{"headline":{}}}"#,
                "8 an element is a string, not an object",
            ],
        ),
        (
            "one record",
            include_bytes!("../../fixtures/imports/jsonl/one-record.json"),
            &plain,
            &[
                r#"1 {"kind":"headline","title":"One record, written over several lines","url":"https://harbour.example/one","categories":["Port"]}"#,
            ],
        ),
        (
            "wrapped on one line",
            br#"{"n":1,"rows":[{"title":"A"}]}"#,
            &plain,
            &[r#"1 {"kind":"headline","title":"A"}"#],
        ),
        // Lines stay lines: a bad one costs the others nothing.
        (
            "a line that is an array",
            b"[1]\n{\"title\":\"A\"}\n",
            &plain,
            &[
                "1 the line holds an array, not an object",
                r#"2 {"kind":"headline","title":"A"}"#,
            ],
        ),
        (
            "a first line that is cut",
            b"{\"title\":\"A\"\n{\"title\":\"B\"}\n",
            &plain,
            &[
                "1 the line cannot be read as one JSON object: EOF while parsing an object, at byte 12",
                r#"2 {"kind":"headline","title":"B"}"#,
            ],
        ),
        (
            "a record with objects of its own",
            br#"{"title":"A","comments":[{"title":"B"}]}"#,
            &plain,
            &[r#"1 {"kind":"headline","title":"A","extra":{"comments":[{"title":"B"}]}}"#],
        ),
        (
            "an array that is cut",
            b"[{\"title\":\"A\"},\n{\"title\":",
            &plain,
            &[
                r#"1 {"kind":"headline","title":"A"}"#,
                "2 the document ends in the middle",
            ],
        ),
        ("an empty array", b"[]", &plain, &[]),
        (
            "an empty list in an answer",
            b"{\"status\":\"ok\",\"articles\":[]}",
            &plain,
            &[],
        ),
        // What others write for a value is only taken under keys of theirs.
        (
            "a string for authors",
            br#"{"title":"A","authors":"B"}"#,
            &plain,
            &["1 authors is a string, not an array"],
        ),
    ];
    for (name, text, options, want) in cases {
        assert_eq!(told(text, options), *want, "{name}");
    }
    let rest = options(&[
        ("id", "n"),
        ("title", "t"),
        ("image", "pic"),
        ("categories", "tag"),
        ("enclosures", "audio"),
    ]);
    let text = br#"[{"n":7,"t":"T","pic":"/p.jpg","tag":"Port","audio":"/a.mp3"}]"#;
    assert_eq!(
        told(text, &rest),
        [
            r#"1 {"id":"7","kind":"headline","title":"T","categories":["Port"],"image":{"url":"https://harbour.example/p.jpg"},"enclosures":[{"url":"https://harbour.example/a.mp3"}]}"#
        ]
    );
}

const CONFIG: &str = r#"
[site]
title = "The Harbour"
url = "https://harbour.example/"
timezone = "UTC"
authority = "harbour.example,2020"

[[source]]
path = "records.json"
fields = { title = "headline.main" }
"#;

const FEED: &str = "title = \"News\"\ndescription = \"All\"\nformats = [\"json\"]\n";

#[test]
fn the_map_of_a_source_and_a_document_that_grew() {
    let room = Room::empty();
    room.write("feedwright.toml", CONFIG);
    room.write("feeds/news.toml", FEED);
    room.write("records.json", "[\n{\"headline\":{\"main\":\"One\"}}\n]");
    room.publish_at(NOW).exits(0);
    // The file only grew, and still none of its beginning may be left out of the document.
    room.write(
        "records.json",
        "[\n{\"headline\":{\"main\":\"One\"}}\n,{\"headline\":{\"main\":\"Two\"}}]",
    );
    room.publish_at(NOW).exits(0);
    let feed = room.read("public/news.json");
    assert!(feed.contains("\"One\"") && feed.contains("\"Two\""));
    // Another map is another reading.
    room.write("feedwright.toml", CONFIG.replace("headline.main", "no"));
    let ran = room.publish_at(NOW);
    assert_eq!(ran.exit, 1, "{}", ran.stderr);
    room.write(
        "feedwright.toml",
        CONFIG.replace("title = \"headline.main\"", "titel = \"x\""),
    );
    let ran = room.publish_at(NOW);
    assert!(
        ran.stderr.contains("a record has no field \"titel\""),
        "{}",
        ran.stderr
    );
}

/// What no record can be told in is refused as a whole, with the way out, and not line by line.
#[test]
fn documents_without_records_ask_for_a_map() {
    let room = Room::empty();
    let documents = [
        "{\n  \"results\": [\n    {\"heading\": \"A\"}\n  ]\n}\n",
        "{\"ok\": true, \"results\": [{\"heading\": \"A\"}]}",
        "{\n  \"error\": \"unauthorized\"\n}\n",
    ];
    for document in documents {
        room.write("answer.json", document);
        let run = room.run(&["import", "answer.json"]).exits(2);
        run.says("no list of records").says("`fields`");
    }
    room.write("map.toml", "title = \"heading\"\n");
    room.write("answer.json", documents[0]);
    let run = room.run(&["import", "--map", "map.toml", "answer.json"]);
    assert_eq!(run.exits(0).json_lines()[0]["title"], "A");
}
