//! Nodes of Drupal's JSON:API with what is included.

use std::io::Cursor;

use feedwright::import::Options;
use feedwright::import::drupal::INPUT;
use serde_json::json;

use crate::import_kit;

#[test]
fn a_node_whole() {
    let all = import_kit::records(&INPUT, "drupal/articles.json", &Options::default());
    assert_eq!(
        all[0],
        json!({
            "id": "urn:uuid:0b5f6c5e-2d52-4e6b-9c1e-4a0c9a3f1c7c",
            "kind": "article",
            "title": "Bridge closed until June",
            "url": "https://cms.harbour.example/news/bridge",
            "published": "2026-02-27T06:30:00Z",
            "updated": "2026-02-28T10:05:00Z",
            "authors": [{"name": "Nadia Petit", "url": "https://cms.harbour.example/people/nadia"}],
            "categories": ["Port", "News"],
            "section": "News",
            "summary": "Closed & fenced.",
            "body_html": "<p>The bridge is <em>closed</em>.</p>",
            "image": {
                "url": "https://cms.harbour.example/sites/default/files/bridge.jpg",
                "credit": "Ada Linden",
                "caption": "The bridge",
                "alt": "A bridge over water",
                "type": "image/jpeg",
                "length": 54321,
                "width": 1200,
                "height": 800
            },
            "enclosures": [
                {"url": "https://cms.harbour.example/sites/default/files/fence.png", "type": "image/png", "length": 100, "title": "A fence"},
                {"url": "https://cms.harbour.example/sites/default/files/b.mp3", "type": "audio/mpeg", "length": 9000, "title": "The bridge, spoken"}
            ],
            "related": [{"title": "Bridge to be painted", "url": "https://cms.harbour.example/news/paint"}],
            "language": "en",
            "extra": {"nid": 41, "type": "article", "path": "/news/bridge", "scheme_of": {"Port": "tags"}}
        })
    );
}

#[test]
fn drafts_times_and_texts() {
    let all = import_kit::records(&INPUT, "drupal/articles.json", &Options::default());
    let status: Vec<&str> = all
        .iter()
        .map(|r| r["status"].as_str().unwrap_or("published"))
        .collect();
    assert_eq!(
        status,
        ["published", "draft", "draft", "draft", "published"]
    );
    assert_eq!(all[1]["published"], "2026-02-26T10:00:00Z");
    let note = &all[4];
    for (field, want) in [
        ("not_before", json!("2026-03-05T06:00:00Z")),
        ("expires", json!("2026-03-09T06:00:00Z")),
        ("authors", json!([{"name": "Kari Moe"}])),
        ("body_text", json!("Mind the ramp.")),
        (
            "extra",
            json!({"source_id": "note-7", "nid": 77, "type": "note"}),
        ),
    ] {
        assert_eq!(note[field], want, "{field}");
    }
    assert!(note.get("language").is_none());
    let one = import_kit::records(&INPUT, "drupal/one.json", &Options::default());
    assert_eq!(one[0]["body_markdown"], "*Deep* water.");
}

#[test]
fn what_is_said_and_where_it_goes_on() {
    let all = import_kit::notices(&INPUT, "drupal/articles.json", &Options::default());
    assert_eq!(
        all,
        [
            "4 \"field_tags\" names \"taxonomy_term--tags\", which is not included; add include=field_tags to the address",
            "51 a resource is taxonomy_term--tags, not a node",
            "52 a resource is a string, not a node",
        ]
    );
    let (_, onward) = import_kit::read(&INPUT, "drupal/articles.json", &Options::default());
    assert_eq!(
        onward.next.unwrap().as_str(),
        "https://cms.harbour.example/jsonapi/node/article?page%5Boffset%5D=50"
    );
}

#[test]
fn documents_that_are_none() {
    for (text, want) in [
        (
            "{\"jsonapi\":{},\"errors\":[{\"status\":\"403\",\"title\":\"Forbidden\"}]}",
            "the server answered with an error: 403, Forbidden",
        ),
        (
            "<!DOCTYPE html><title>Log in</title>",
            "the input is HTML or XML, not a JSON object or array",
        ),
        ("", "the input is empty, not a JSON object or array"),
    ] {
        let read = (INPUT.read)(&mut Cursor::new(text), &Options::default(), &mut |_| Ok(()));
        assert_eq!(read.unwrap_err().to_string(), want);
    }
    let cut = "{\"data\":[{\"type\":\"node--a\",\"attributes\":{\"title\":\"A\"}},\n{\"type";
    let mut told = Vec::new();
    let read = (INPUT.read)(
        &mut Cursor::new(cut),
        &Options::default(),
        &mut |imported| {
            told.push((imported.line, imported.record.is_some()));
            Ok(())
        },
    );
    assert!(read.is_ok());
    assert_eq!(told, [(1, true), (2, false)]);
}
