//! What a withheld document leaves as it was: what is known of the feed, its page, and the documents that it would replace.

use std::time::Duration;

use feedwright::config;
use feedwright::pipeline::{self, Change, Options, Unattended};

use crate::harness::{NOW, Room};

fn record(id: &str) -> String {
    format!(
        "{{\"id\":\"{id}\",\"title\":\"Story {id}\",\"url\":\"https://quay.example/{id}\",\"published\":\"2026-03-01T1{}:00:00Z\"}}\n",
        id.len()
    )
}

/// A newsroom of the stories `a`, `bb` and `ccc`, the last one the newest, with a feed in Atom alone.
fn room(output: &str) -> Room {
    let room = Room::with_records(&["a", "bb", "ccc"].map(record).concat());
    let config = room.read("feedwright.toml");
    room.write(
        "feedwright.toml",
        config.replace("[output]", &format!("[output]\n{output}")),
    );
    room.write("feeds/all.toml", "");
    room.write("feeds/news.toml", "formats = [\"atom\"]\n");
    room
}

/// Changes an entry's id behind the program's back: no record can bring about an invalid document.
fn name_entry(room: &Room, id: &str, entry_id: &str) {
    let store = rusqlite::Connection::open(room.at(".feedwright/store.db")).unwrap();
    let changed = store
        .execute(
            "UPDATE record SET entry_id = ?2 WHERE key = (SELECT key FROM content WHERE json LIKE ?1)",
            (format!("%\"title\":\"Story {id}\"%"), entry_id),
        )
        .unwrap();
    assert_eq!(changed, 1);
}

/// Publishes; what became of the document `news.atom`, and how many of its entries are new.
fn publish(room: &Room) -> (Change, usize) {
    let newsroom = config::load(&room.at("feedwright.toml")).unwrap();
    // A program that another test of this process starts has the lock too, from its fork until it is executed.
    let options = Options {
        wait: Duration::from_secs(30),
        ..Options::at(NOW.parse().unwrap())
    };
    let outcome = pipeline::publish(&newsroom, &options, &Unattended).unwrap();
    let mut changes = outcome.changes.iter();
    let made = changes.find(|d| d.name == "news.atom").unwrap();
    (made.change, made.new)
}

#[test]
fn what_a_feed_was_called_before_stays_until_the_new_name_is_delivered() {
    let room = room("prune = true");
    room.run(&["publish"]).exits(0);
    name_entry(&room, "bb", "no iri");
    std::fs::rename(room.at("feeds/news.toml"), room.at("feeds/quay.toml")).unwrap();
    for _ in 0..2 {
        room.run(&["publish"])
            .exits(1)
            .says("quay.atom is withheld")
            .says("news.atom is made by no feed any more, and stays until quay.atom");
        assert!(room.has("public/news.atom") && !room.has("public/quay.atom"));
    }
    name_entry(&room, "bb", "tag:quay.example,2020:bb");
    // Who names another feed makes no successor either.
    room.run(&["publish", "all"])
        .exits(0)
        .says("stays until quay.atom");
    assert!(room.has("public/news.atom"));
    room.run(&["publish"])
        .exits(0)
        .says("news.atom is made by no feed any more and is removed");
    assert!(!room.has("public/news.atom") && room.has("public/quay.atom"));
    // A document that is withheld where an older one lies replaces nothing else.
    room.write("feeds/gone.toml", "formats = [\"atom\"]\nlimit = 1\n");
    room.run(&["publish"]).exits(0);
    room.append("records.jsonl", &record("dddd"));
    name_entry(&room, "bb", "no iri");
    std::fs::remove_file(room.at("feeds/gone.toml")).unwrap();
    room.run(&["publish"])
        .exits(1)
        .says("quay.atom is withheld")
        .says("gone.atom is made by no feed any more and is removed");
    assert!(!room.has("public/gone.atom") && room.has("public/quay.atom"));
}

#[test]
fn a_withheld_run_changes_nothing_of_what_is_known_of_a_feed() {
    let room = room("");
    let config = room.read("feedwright.toml");
    room.write("feedwright.toml", format!("{config}\n[pages]\n"));
    room.run(&["publish"]).exits(0);
    let page = room.read("public/news.html");
    room.append("records.jsonl", &record("dddd"));
    name_entry(&room, "bb", "no iri");
    assert_eq!(publish(&room).0, Change::Withheld);
    // The page says what the document has, as it lies there.
    assert_eq!(room.read("public/news.html"), page);
    assert!(room.read("public/all.html").contains("Story dddd"));
    name_entry(&room, "bb", "tag:quay.example,2020:bb");
    assert_eq!(publish(&room), (Change::Written, 1));
    assert!(room.read("public/news.html").contains("Story dddd"));
}

#[test]
fn a_complaint_names_the_record_where_two_have_one_id() {
    let room = room("");
    room.run(&["publish"]).exits(0);
    name_entry(&room, "bb", "tag:quay.example,2020:ccc");
    name_entry(&room, "ccc", "tag:quay.example,2020:ccc");
    name_entry(&room, "a", "no iri");
    room.append("records.jsonl", &record("dddd"));
    let told = room.run(&["publish"]).exits(1);
    told.says("news.atom is withheld").says("caused by no iri");
}
