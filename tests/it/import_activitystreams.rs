//! Outboxes and posts of the fediverse: what is published, what is not, and what is taken back.

use feedwright::import::Options;
use feedwright::import::activitystreams::INPUT;
use serde_json::{Value, json};
use url::Url;

use crate::import_kit;

fn records(name: &str) -> Vec<Value> {
    import_kit::records(
        &INPUT,
        &format!("activitystreams/{name}"),
        &Options::default(),
    )
}

#[test]
fn a_post_whole() {
    assert_eq!(
        records("outbox.json")[0],
        json!({
            "id": "https://social.example/s/9",
            "kind": "article",
            "url": "https://social.example/@harbour/9",
            "published": "2026-03-01T10:00:00Z",
            "authors": [{"name": "harbour", "url": "https://social.example/users/harbour"}],
            "categories": ["Ferry"],
            "body_html": "<p>Die Fähre fährt wieder.</p>",
            "image": {
                "url": "https://social.example/m/1.jpg",
                "alt": "The ferry at the quay",
                "type": "image/jpeg",
                "width": 1200,
                "height": 800
            },
            "enclosures": [
                {"url": "https://social.example/m/2.png", "type": "image/png", "title": "A timetable"},
                {"url": "https://social.example/m/3.mp4", "type": "video/mp4", "title": "The ferry leaves"}
            ],
            "language": "de"
        })
    );
}

#[test]
fn only_what_is_public_is_published() {
    let got: Vec<String> = records("outbox.json")
        .iter()
        .map(|r| {
            let id = r["id"].as_str().unwrap_or("-");
            format!(
                "{} {}",
                id.rsplit('/').next().unwrap_or(id),
                r["status"].as_str().unwrap_or("published")
            )
        })
        .collect();
    assert_eq!(
        got,
        [
            "9 published",
            "7 draft",
            "6 draft",
            "5 draft",
            "4 published",
            "3 retracted",
            "2 retracted"
        ]
    );
    let all = import_kit::notices(&INPUT, "activitystreams/outbox.json", &Options::default());
    assert_eq!(
        all,
        [
            "54 something was deleted, and its id is not given",
            "55 the activity names \"https://social.example/s/1\" and does not hold it",
        ]
    );
}

#[test]
fn fields_of_updates_and_retractions() {
    let all = records("outbox.json");
    for (place, field, want) in [
        (4, "title", json!("Timetable")),
        (4, "published", Value::Null),
        (4, "updated", json!("2026-03-01T12:00:00Z")),
        (4, "body_markdown", json!("*Every* hour")),
        (
            4,
            "authors",
            json!([{"name": "Port Office", "url": "https://port.example/"}]),
        ),
        (4, "language", json!("en")),
        (5, "updated", json!("2026-03-01T12:59:00Z")),
    ] {
        assert_eq!(all[place][field], want, "{place} {field}");
    }
}

#[test]
fn texts_in_the_language_that_is_wanted() {
    for (language, title, summary, body) in [
        (
            "en-GB",
            "Bridge closed",
            "Until June & on.",
            "<p>Until June.</p>",
        ),
        ("de", "Brücke gesperrt", "Bis Juni.", "<p>Bis Juni.</p>"),
        (
            "fr",
            "Brücke gesperrt",
            "Until June & on.",
            "<p>Bis Juni.</p>",
        ),
    ] {
        let options = Options {
            language: Some(language.to_owned()),
            ..Options::default()
        };
        let record =
            import_kit::records(&INPUT, "activitystreams/article.json", &options).remove(0);
        assert_eq!(record["title"], title, "{language}");
        assert_eq!(record["summary"], summary, "{language}");
        assert_eq!(record["body_html"], body, "{language}");
        assert_eq!(record["url"], "https://paper.example/bridge");
        assert_eq!(record["image"]["caption"], "The bridge");
        assert_eq!(
            record["extra"],
            json!({"in_reply_to": "https://other.example/s/77"})
        );
        assert_eq!(
            record["authors"],
            json!([{"name": "ada", "url": "https://paper.example/@ada"}, {"name": "Bo Ek"}])
        );
    }
}

#[test]
fn an_answer_that_is_none_is_named() {
    for text in [r#"{"error":"Record not found"}"#, r#"[{"a":1}]"#] {
        let (got, onward) = import_kit::told(&INPUT, text.as_bytes(), &Options::default());
        assert_eq!(
            (
                got,
                onward.map_err(|e| e.contains("nothing in it has a type"))
            ),
            (vec![], Err(true)),
            "{text}"
        );
    }
    for text in ["[]", r#"{"type":"OrderedCollection","orderedItems":[]}"#] {
        let (got, onward) = import_kit::told(&INPUT, text.as_bytes(), &Options::default());
        assert!(got.is_empty() && onward.is_ok(), "{text}");
    }
}

#[test]
fn pages_that_follow() {
    for (name, count, next) in [
        (
            "outbox.json",
            7,
            Some("https://social.example/users/harbour/outbox?max_id=7&page=true"),
        ),
        (
            "outbox-root.json",
            0,
            Some("https://social.example/users/harbour/outbox?page=true"),
        ),
        ("first-page.json", 2, None),
    ] {
        assert_eq!(records(name).len(), count, "{name}");
        let (_, onward) = import_kit::read(
            &INPUT,
            &format!("activitystreams/{name}"),
            &Options::default(),
        );
        assert_eq!(onward.next.as_ref().map(Url::as_str), next, "{name}");
    }
}
