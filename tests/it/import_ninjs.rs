//! ninjs items: what becomes of each, and above all what is not shown.

use feedwright::import::ninjs::INPUT;
use feedwright::import::{Imported, Onward, Options};
use serde_json::{Value, json};

use crate::import_kit;

fn read(name: &str) -> (Vec<Imported>, Onward) {
    import_kit::read(&INPUT, &format!("ninjs/{name}"), &Options::default())
}

fn records(name: &str) -> Vec<Value> {
    import_kit::records(&INPUT, &format!("ninjs/{name}"), &Options::default())
}

#[test]
fn version_3_whole() {
    let all = records("version-3.json");
    assert_eq!(
        all,
        [json!({
            "id": "urn:newsml:sever.example:20260302:kai-1",
            "kind": "article",
            "title": "Sturm schließt den Hafen",
            "published": "2026-03-02T06:30:00+01:00",
            "updated": "2026-03-02T08:05:00+01:00",
            "authors": [{"name": "Lena Kurz"}, {"name": "Max Roth"}],
            "categories": [
                {"term": "20000151", "scheme": "http://cv.iptc.org/newscodes/mediatopic/", "label": "maritime accident and incident"},
                {"term": "03015000", "label": "Wetter"},
                {"term": "HAFEN", "label": "Hafen"}
            ],
            "summary": "Bis Mittwoch fährt keine Fähre.",
            "body_html": "<p>Bis Mittwoch fährt keine Fähre.</p><p>Der Kai ist gesperrt.</p>",
            "image": {
                "url": "https://media.sever.example/9/preview.jpg",
                "credit": "Ida Brand/Sever Press",
                "caption": "Wellen am Kai.",
                "type": "image/jpeg",
                "length": 210_000,
                "width": 1200,
                "height": 800,
                "thumbnail": {"url": "https://media.sever.example/9/thumb.jpg", "type": "image/jpeg", "width": 240, "height": 160},
                "renditions": [{"url": "https://media.sever.example/9/hires.jpg", "type": "image/jpeg", "length": 5_000_000, "width": 4800, "height": 3200}]
            },
            "enclosures": [{"url": "https://media.sever.example/10/kran.png"}],
            "related": [{"title": "Warnung vor dem Sturm"}],
            "language": "de",
            "rights": "© 2026 Sever Press",
            "extra": {
                "headlines": {"sub": "Fähren fallen aus"},
                "urgency": 3,
                "slugline": "hafen-sturm",
                "altids": [{"role": "desk", "value": "k-77"}],
                "version": "3",
                "usageterms": "Nur für redaktionelle Zwecke",
                "copyrightholder": "Sever Press",
                "places": ["Nordhafen"]
            }
        })]
    );
    let (all, _) = read("version-3.json");
    let left_out: Vec<&str> = all[0].notices.iter().map(|n| n.message.as_str()).collect();
    assert_eq!(
        left_out,
        [
            "\"https://media.sever.example/11/zeuge.jpg\", an association, is not usable; it was left out"
        ]
    );
}

#[test]
fn fields_of_every_version() {
    for (name, place, pointer, want) in [
        (
            "version-2.json",
            0,
            "/summary",
            json!("A crane is lowered into the harbour basin."),
        ),
        ("version-2.json", 0, "/image/credit", json!("TIDE PICTURES")),
        (
            "version-2.json",
            0,
            "/image/url",
            json!("http://api.tide.example/b2b6/preview.jpg"),
        ),
        (
            "version-2.json",
            0,
            "/image/renditions/0/width",
            json!(3000),
        ),
        ("version-2.json", 0, "/authors", json!([{"name": "DHX"}])),
        (
            "version-2.json",
            0,
            "/rights",
            json!("For editorial use only"),
        ),
        (
            "version-2.json",
            0,
            "/categories/0/scheme",
            json!("http://cv.tide.example/id/"),
        ),
        ("version-2.json", 1, "/title", json!("Crane & barge")),
        (
            "version-2.json",
            1,
            "/expires",
            json!("2026-03-31T00:00:00Z"),
        ),
        ("version-2.json", 1, "/published", Value::Null),
        (
            "version-2.json",
            1,
            "/enclosures",
            json!([{"url": "http://api.tide.example/b2b7/film.mp4", "type": "video/mp4", "length": 9000, "duration": 41, "title": "Crane & barge"}]),
        ),
        (
            "version-1-list.json",
            0,
            "/title",
            json!("Dredging to start in June"),
        ),
        (
            "version-1-list.json",
            0,
            "/extra/headlines/extended",
            json!("Dredging of the harbour to start in June"),
        ),
        (
            "version-1-list.json",
            0,
            "/authors",
            json!([{"name": "Paula Reed"}]),
        ),
        (
            "version-1-list.json",
            0,
            "/published",
            json!("2026-03-01T09:00:00Z"),
        ),
        (
            "version-1-list.json",
            0,
            "/summary",
            json!("The council voted 9 to 2."),
        ),
        ("version-1-list.json", 0, "/section", json!("Local")),
        (
            "version-1-list.json",
            0,
            "/extra/scheme_of",
            json!({"d4": "desks"}),
        ),
        (
            "version-1-list.json",
            0,
            "/image/url",
            json!("https://desk.example/1.jpg"),
        ),
        (
            "version-1-list.json",
            0,
            "/image/alt",
            json!("A ship with a long arm"),
        ),
        (
            "version-1-list.json",
            0,
            "/enclosures/0/url",
            json!("https://desk.example/2.jpg"),
        ),
        (
            "version-1-list.json",
            1,
            "/body_text",
            json!("Trains stop at noon.\n\nBuses run."),
        ),
        ("lines.ndjson", 0, "/authors", json!([{"name": "AFX"}])),
        ("lines.ndjson", 1, "/body_markdown", json!("*Two*")),
    ] {
        let all = records(name);
        let got = all[place].pointer(pointer).cloned().unwrap_or_default();
        assert_eq!(got, want, "{name} {place} {pointer}");
    }
}

#[test]
fn nothing_that_is_held_back_is_published() {
    let all = records("held-back.json");
    let got: Vec<String> = all
        .iter()
        .map(|r| {
            let field = |name: &str| r[name].as_str().unwrap_or("-").to_owned();
            format!(
                "{} {} {}",
                field("title"),
                field("status"),
                field("not_before")
            )
        })
        .collect();
    assert_eq!(
        got,
        [
            "Withheld draft 2026-03-03T06:00:00Z",
            "Canceled retracted -",
            "Embargoed - 2026-03-03T06:00:00+01:00",
            "Embargoed until somebody knows embargoed -",
            "Of an unknown status draft -",
            "Of a status that is no word draft -",
            "Visit of the minister draft -",
            "- retracted -",
            "Embargoed twice - 2026-03-04T06:00:00Z",
            "Usable by default - -",
        ]
    );
}

#[test]
fn pages_that_follow_and_what_cannot_be_read() {
    let (_, onward) = read("held-back.json");
    assert_eq!(
        onward.next.unwrap().as_str(),
        "https://wire.example/items?after=18"
    );
    let (all, _) = read("lines.ndjson");
    let last = all.last().unwrap();
    assert_eq!((last.line, last.record.is_none()), (4, true));
    let (all, _) = read("version-2.json");
    assert_eq!(
        all[2].notices[0].message,
        "an item is a number, not an object"
    );
}
