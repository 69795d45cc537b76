//! `feedwright publish`: what a run does, and what a second one leaves alone.

use crate::harness::{Room, repository};

const TWO: &str = concat!(
    r#"{"id":"a","title":"Alpha","url":"https://quay.example/a","published":"2026-03-01T10:00:00Z","body_html":"<p>First.</p>"}"#,
    "\n",
    r#"{"id":"b","title":"Beta","url":"https://quay.example/b","published":"2026-03-01T11:00:00Z"}"#,
    "\n",
);

#[test]
fn the_repository_publishes_as_cloned() {
    let room = Room::copy_of(&repository().join("fixtures/newsrooms/front-page"));
    room.run(&["publish"]).exits(0);
    assert!(room.has("public"));
}

#[test]
fn a_second_run_writes_nothing() {
    let room = Room::with_records(TWO);
    let first = room.run(&["publish", "--format", "json"]).exits(0).json();
    assert_eq!(first["records"]["new"], 2);
    assert_eq!(first["documents"]["written"], 2);
    let (public, store) = (room.state_of("public"), room.state_of(".feedwright"));
    let second = room.command(&[
        "publish",
        "--format",
        "json",
        "--now",
        "2026-03-09T00:00:00Z",
    ]);
    let second = crate::harness::ran(&mut { second }).exits(0).json();
    assert_eq!(second["records"]["read"], 0);
    assert_eq!(
        second["documents"],
        serde_json::json!({"written": 0, "unchanged": 2, "withheld": 0})
    );
    assert_eq!(room.state_of("public"), public);
    assert_eq!(room.state_of(".feedwright"), store);
}

#[test]
fn an_appended_line_is_read_alone() {
    let room = Room::with_records(TWO);
    room.run(&["publish"]).exits(0);
    room.append("records.jsonl", "{\"id\":\"c\",\"title\":\"Gamma\",\"published\":\"2026-03-02T09:00:00Z\"}\n{\"id\":\"d\",\"ti");
    let grown = room.run(&["publish", "--format", "json"]).exits(1).json();
    assert_eq!(grown["records"]["read"], 2);
    assert_eq!(grown["records"]["new"], 1);
    assert_eq!(grown["diagnostics"][0]["line"], 4, "{grown}");
    assert!(room.read("public/news.rss").contains("Gamma"));
    room.append("records.jsonl", "tle\":\"Delta\"}\n");
    let ended = room.run(&["publish", "--format", "json"]).exits(0).json();
    assert_eq!(
        (&ended["records"]["read"], &ended["records"]["new"]),
        (&1.into(), &1.into())
    );
}

#[test]
fn a_file_that_was_rewritten_is_read_whole() {
    let room = Room::with_records(TWO);
    room.run(&["publish"]).exits(0);
    let longer = TWO.replace("First.", "First, and corrected.");
    room.write("records.jsonl", &longer);
    let again = room.run(&["publish", "--format", "json"]).exits(0).json();
    assert_eq!(
        again["records"],
        serde_json::json!({"read": 2, "new": 0, "changed": 1, "unchanged": 1, "rejected": 0})
    );
    assert!(room.read("public/news.atom").contains("corrected"));
}

#[test]
fn what_was_refused_is_said_until_it_is_mended() {
    let room = Room::with_records(&format!("{TWO}{{\"id\":\"c\"}}\n"));
    let first = room
        .run(&["publish"])
        .exits(1)
        .says("records.jsonl:3")
        .says("title");
    let second = room.run(&["publish"]).exits(1).says("records.jsonl:3");
    assert!(first.stderr.contains("error") && second.stderr.contains("error"));
    room.write("records.jsonl", TWO);
    room.run(&["publish"]).exits(0);
}

#[test]
fn a_dry_run_tells_and_writes_nothing() {
    let room = Room::with_records(TWO);
    let told = room.run(&["publish", "--dry-run"]).exits(0);
    assert!(
        told.stdout.contains("news.rss: would be written"),
        "{}",
        told.stdout
    );
    assert!(!room.has("public") && !room.has(".feedwright"));
    room.run(&["publish"]).exits(0);
    room.write("records.jsonl", TWO.replace("Beta", "Better"));
    let before = (room.state_of("public"), room.state_of(".feedwright"));
    let told = room.run(&["publish", "--dry-run", "--diff"]).exits(0);
    assert!(
        told.stdout.contains("Better") && told.stdout.contains("Beta"),
        "{}",
        told.stdout
    );
    assert_eq!(
        (room.state_of("public"), room.state_of(".feedwright")),
        before
    );
}

#[test]
fn only_the_feeds_named_are_made() {
    let room = Room::with_records(TWO);
    room.write("feeds/all.toml", "title = \"All\"\n");
    room.write(
        "feeds/some.toml",
        "title = \"Some\"\nformats = [\"rss\"]\n[include]\nkinds = [\"article\"]\n",
    );
    room.run(&["publish", "some"]).exits(0);
    assert!(
        room.has("public/some.rss") && !room.has("public/all.rss") && !room.has("public/some.atom")
    );
    assert!(!room.read("public/some.rss").contains("Beta"));
    room.run(&["publish", "none"])
        .exits(2)
        .says("none")
        .says("all, some");
}

#[test]
fn a_document_that_no_feed_makes_any_more_is_named() {
    let room = Room::with_records(TWO);
    room.write("feeds/all.toml", "title = \"All\"\n");
    room.write("feeds/some.toml", "title = \"Some\"\nformats = [\"rss\"]\n");
    room.run(&["publish"]).exits(0);
    std::fs::remove_file(room.at("feeds/some.toml")).unwrap();
    for _ in 0..2 {
        room.run(&["publish"])
            .exits(0)
            .says("some.rss is made by no feed any more");
    }
    assert!(room.has("public/some.rss"));
    std::fs::remove_file(room.at("public/some.rss")).unwrap();
    let quiet = room.run(&["publish"]).exits(0);
    assert!(!quiet.stderr.contains("some.rss"), "{}", quiet.stderr);
}

#[test]
fn a_changed_definition_makes_the_feed_anew() {
    let room = Room::with_records(TWO);
    room.write("feeds/all.toml", "title = \"All\"\n");
    room.run(&["publish"]).exits(0);
    room.write("feeds/all.toml", "title = \"All of it\"\nlimit = 1\n");
    let again = room.run(&["publish", "--format", "json"]).exits(0).json();
    assert_eq!(
        (&again["records"]["read"], &again["documents"]["written"]),
        (&0.into(), &2.into())
    );
    assert!(!room.read("public/all.rss").contains("Alpha"));
}

#[test]
fn a_document_that_was_lost_or_touched_is_put_back() {
    let room = Room::with_records(TWO);
    room.run(&["publish"]).exits(0);
    let whole = room.read("public/news.rss");
    std::fs::remove_file(room.at("public/news.rss")).unwrap();
    room.write("public/news.atom", "tampered");
    room.run(&["publish"]).exits(0);
    assert_eq!(room.read("public/news.rss"), whole);
    assert!(room.read("public/news.atom").contains("<feed"));
}

#[test]
fn the_same_store_gives_the_same_bytes_at_any_time() {
    let made = |now| {
        let room = Room::with_records(TWO);
        room.publish_at(now).exits(0);
        (room.read("public/news.rss"), room.read("public/news.atom"))
    };
    assert_eq!(made("2026-03-02T12:00:00Z"), made("2027-01-01T00:00:00Z"));
}

#[test]
fn each_record_is_told_with_the_rule_that_named_it() {
    let lines = concat!(
        r#"{"id":"urn:x-y:1","title":"Alpha","url":"https://quay.example/a"}"#,
        "\n",
        r#"{"title":"Beta","url":"https://quay.example/b"}"#,
        "\n",
        r#"{"title":"Gamma \u001b[31m"}"#,
        "\n",
    );
    let room = Room::with_records(lines);
    let told = |arguments: &[&str]| {
        let ran = room.run(arguments).exits(0);
        let is_of_record = |line: &&str| line.contains(" by ") && line.contains(" -> ");
        let lines: Vec<String> = ran
            .stderr
            .lines()
            .filter(is_of_record)
            .map(str::to_owned)
            .collect();
        lines
    };
    let first = told(&["publish", "-v"]);
    assert_eq!(
        first.get(..2),
        Some(
            &[
                "new  by id  https://quay.example/a -> urn:x-y:1".to_owned(),
                "new  by url  https://quay.example/b -> https://quay.example/b".to_owned()
            ][..]
        )
    );
    assert!(first[2].starts_with("new  by title  Gamma"), "{first:?}");
    assert!(!first[2].contains('\u{1b}'), "{first:?}");
    assert!(told(&["publish", "-v"]).is_empty());
    let moved = lines
        .replace("quay.example/a", "quay.example/moved")
        .replace(r#""title":"Beta""#, r#""title":"Beta, again""#);
    room.write("records.jsonl", &moved);
    assert!(told(&["publish", "-q", "--dry-run"]).is_empty());
    assert_eq!(
        told(&["publish", "-v"]),
        [
            "changed  by id  https://quay.example/moved -> urn:x-y:1",
            "changed  by url  https://quay.example/b -> https://quay.example/b"
        ]
    );
}
