//! A thousand synthetic records with an edge case in every twentieth: all are published, valid, and read back.

use std::collections::HashSet;
use std::process::Command;

use crate::harness::{Room, judge, ran, shared};
use crate::xml::assert_well_formed;

#[test]
fn the_edge_cases_are_published_whole() {
    let Some(shared) = shared("that the corpus of edge cases publishes") else {
        return;
    };
    if !judge("python3", "that the corpus of edge cases publishes") {
        return;
    }
    let room = Room::with_records("");
    room.write("feeds/all.toml", "title = \"All\"\nlimit = 2000\n");
    let make = shared.join("corpus/make_corpus.py");
    let corpus = room.at("records.jsonl");
    let mut python = Command::new("python3");
    python
        .arg(make)
        .args(["--count", "1000", "--edge-cases", "on", "-o"]);
    ran(python.arg(corpus)).exits(0);

    let run = room.run(&["publish", "--format", "json"]).exits(0).json();
    assert_eq!(run["records"]["rejected"], 0, "{run}");
    assert_eq!(run["documents"]["written"], 2, "{run}");
    room.run(&["validate", "public"]).exits(0);
    let documents = ["public/all.rss", "public/all.atom"].map(|name| room.read(name).into_bytes());
    assert_well_formed(&documents);
    let [rss, atom] = documents.each_ref().map(|document| {
        let feed = feed_rs::parser::parse(document.as_slice()).expect("feed-rs reads it");
        let ids: HashSet<String> = feed.entries.iter().map(|e| e.id.clone()).collect();
        assert_eq!(ids.len(), feed.entries.len(), "an id stands twice");
        ids
    });
    // One line repeats an earlier id, and one record lies in the far future.
    assert!(rss.len() >= 990, "{}", rss.len());
    assert_eq!(rss, atom);
    let again = room.run(&["publish", "--format", "json"]).exits(0).json();
    assert_eq!(again["documents"]["unchanged"], 2, "{again}");
}
