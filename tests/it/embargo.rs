//! An embargoed record leaks nowhere: with everything switched on that a newsroom can put out, no file differs by a byte
//! from what it would be without the record.

use std::collections::BTreeMap;

use crate::harness::Room;

const EVERYTHING: &str = "
compress = [\"gz\", \"br\", \"zst\"]
headers = true

[pages]

[sitemap]
news = true
full = true

[defaults]
formats = [\"rss\", \"atom\", \"json\"]
";

const SECRET: &str = "{\"id\":\"zugzwang\",\"title\":\"Zugzwang at the quay\",\"url\":\"https://quay.example/zugzwang\",\
    \"published\":\"2026-03-01T10:00:00Z\",\"not_before\":\"2026-03-05T00:00:00Z\",\"section\":\"Zugzwang\",\
    \"authors\":[{\"name\":\"Zoe Zugzwang\"}],\"categories\":[\"Harbour\",\"Zugzwang\"],\
    \"body_html\":\"<p>Zugzwang.</p>\",\"image\":{\"url\":\"https://quay.example/zugzwang.png\"}}\n";

fn room(records: &str) -> Room {
    let room = Room::with_records(records);
    let config = room.read("feedwright.toml");
    room.write("feedwright.toml", format!("{config}{EVERYTHING}"));
    room.write("feeds/news.toml", "history = \"archive\"\narchive_size = 2");
    room.write("feeds/topics.toml", "[each]\nby = \"category\"");
    room.write("feeds/people.toml", "[each]\nby = \"author\"");
    room
}

/// What lies in the output folder; the manifest, which no server shows, counts the store's commits.
fn files(room: &Room) -> BTreeMap<String, Vec<u8>> {
    let files = room.state_of("public").into_iter();
    let named = files.map(|(path, bytes, _)| {
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        (name, bytes)
    });
    named
        .filter(|(name, _)| name != ".feedwright.json")
        .collect()
}

#[test]
fn no_file_differs_by_a_byte_until_the_embargo_ends() {
    let others: String = (0..5)
        .map(|n| {
            format!(
                "{{\"id\":\"n-{n}\",\"title\":\"Tide {n}\",\"url\":\"https://quay.example/{n}\",\
                 \"published\":\"2026-03-01T0{n}:00:00Z\",\"categories\":[\"Harbour\"]}}\n"
            )
        })
        .collect();
    let (without, with) = (room(&others), room(&format!("{others}{SECRET}")));
    for now in ["2026-03-02T00:00:00Z", "2026-03-02T01:00:00Z"] {
        for room in [&without, &with] {
            room.publish_at(now).exits(0);
        }
        let (clean, embargoed) = (files(&without), files(&with));
        assert!(clean.len() > 30, "{:?}", clean.keys());
        assert_eq!(
            clean.keys().collect::<Vec<_>>(),
            embargoed.keys().collect::<Vec<_>>()
        );
        for (name, bytes) in &clean {
            assert!(embargoed[name] == *bytes, "{name} tells of it at {now}");
        }
    }
    // Then it is everywhere.
    with.publish_at("2026-03-05T00:00:00Z").exits(0);
    let released = files(&with);
    for name in [
        "news.rss",
        "news.json",
        "topics-zugzwang.atom",
        "people-zoe-zugzwang.rss",
        "news.html",
        "sitemap-1.xml",
    ] {
        let text = String::from_utf8_lossy(&released[name]).to_lowercase();
        assert!(text.contains("zugzwang"), "{name}");
    }
}

#[test]
fn a_change_that_was_ahead_when_read_is_told_when_the_record_is_let_in() {
    let record = |id: &str, more: &str| {
        format!(
            "{{\"id\":\"{id}\",\"title\":\"Title {id}\",\"url\":\"https://quay.example/{id}\",{more}}}\n"
        )
    };
    let records = [
        record(
            "held",
            "\"published\":\"2026-03-04T10:00:00Z\",\"updated\":\"2026-03-04T18:00:00Z\",\"not_before\":\"2026-03-05T00:00:00Z\"",
        ),
        record(
            "future",
            "\"published\":\"2026-03-04T11:00:00Z\",\"updated\":\"2026-03-04T19:00:00Z\"",
        ),
        // Still ahead when it is let in: that is no time of a change.
        record(
            "ahead",
            "\"published\":\"2026-03-04T12:00:00Z\",\"updated\":\"2026-04-04T12:00:00Z\"",
        ),
    ];
    let room = Room::with_records(&records.concat());
    room.publish_at("2026-03-02T12:00:00Z").exits(0);
    room.publish_at("2026-03-05T12:00:00Z").exits(0);
    let atom = room.read("public/news.atom");
    let tree = roxmltree::Document::parse(&atom).unwrap();
    let text = |entry: roxmltree::Node<'_, '_>, name: &str| {
        let child = entry.children().find(|n| n.tag_name().name() == name);
        child.and_then(|n| n.text()).unwrap_or_default().to_owned()
    };
    let mut found: Vec<(String, String)> = tree
        .descendants()
        .filter(|n| n.tag_name().name() == "entry")
        .map(|e| (text(e, "title"), text(e, "updated")))
        .collect();
    found.sort();
    let wanted = [
        ("Title ahead", "2026-03-04T12:00:00+00:00"),
        ("Title future", "2026-03-04T19:00:00+00:00"),
        ("Title held", "2026-03-04T18:00:00+00:00"),
    ];
    assert_eq!(found, wanted.map(|(t, u)| (t.to_owned(), u.to_owned())));
}
