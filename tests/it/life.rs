//! The life of an entry: embargo, expiry, updates, withdrawal, oblivion.

use crate::harness::Room;

fn article(extra: &str) -> String {
    format!(
        "{{\"id\":\"a\",\"title\":\"Alpha\",\"url\":\"https://quay.example/a\",\"published\":\"2026-03-01T10:00:00Z\",\"body_html\":\"<p>First.</p>\"{extra}}}\n"
    )
}

#[test]
fn nothing_of_an_embargoed_record_shows_before_its_time() {
    let room = Room::with_records(&article(",\"not_before\":\"2026-03-05T00:00:00Z\""));
    room.publish_at("2026-03-02T00:00:00Z").exits(0);
    for name in ["public/news.rss", "public/news.atom"] {
        assert!(!room.read(name).contains("quay.example/a<"), "{name}");
        assert!(!room.read(name).contains("Alpha"), "{name}");
    }
    assert!(room.run(&["status"]).exits(0).stdout.contains("2026-03-05"));
    let due = room
        .run(&[
            "publish",
            "--format",
            "json",
            "--now",
            "2026-03-05T00:00:00Z",
        ])
        .exits(0)
        .json();
    assert_eq!(
        (&due["records"]["read"], &due["documents"]["written"]),
        (&0.into(), &2.into())
    );
    assert!(room.read("public/news.rss").contains("Alpha"));
}

#[test]
fn a_far_date_is_held_and_an_expired_record_leaves() {
    let room = Room::with_records(&article(",\"expires\":\"2026-03-04T00:00:00Z\""));
    room.append(
        "records.jsonl",
        "{\"title\":\"Far\",\"published\":\"2099-01-01T00:00:00Z\"}\n",
    );
    room.publish_at("2026-03-02T00:00:00Z").exits(0);
    let rss = room.read("public/news.rss");
    assert!(rss.contains("Alpha") && !rss.contains("Far"));
    room.publish_at("2026-03-04T00:00:00Z").exits(0);
    assert!(!room.read("public/news.rss").contains("Alpha"));
}

#[test]
fn updates_move_forward_and_keep_the_id() {
    let room = Room::with_records(&article(""));
    room.publish_at("2026-03-02T00:00:00Z").exits(0);
    assert!(
        room.read("public/news.atom")
            .contains("<updated>2026-03-01T10:00:00")
    );
    room.write(
        "records.jsonl",
        article("").replace("First.", "First, at length."),
    );
    room.publish_at("2026-03-03T06:00:00Z").exits(0);
    let atom = room.read("public/news.atom");
    assert!(atom.contains("<updated>2026-03-03T06:00:00"), "{atom}");
    assert!(
        room.read("public/news.rss")
            .contains("2026-03-03T06:00:00Z</atom:updated>")
    );
    room.write(
        "records.jsonl",
        article("").replace("First.", "First,  at\\n length."),
    );
    room.publish_at("2026-03-04T06:00:00Z").exits(0);
    assert!(
        room.read("public/news.atom")
            .contains("<updated>2026-03-03T06:00:00"),
        "blanks are no change"
    );
    let history = room.run(&["history", "a"]).exits(0).stdout;
    assert!(history.lines().count() >= 2, "{history}");
}

#[test]
fn a_withdrawn_record_is_a_notice_then_a_tombstone() {
    let room = Room::with_records(&article(""));
    room.publish_at("2026-03-02T00:00:00Z").exits(0);
    room.run(&["retract", "a", "--now", "2026-03-03T00:00:00Z"])
        .exits(0);
    room.publish_at("2026-03-03T00:00:00Z").exits(0);
    let rss = room.read("public/news.rss");
    assert!(
        rss.contains("Withdrawn: Alpha") && !rss.contains("First."),
        "{rss}"
    );
    room.publish_at("2026-03-11T00:00:00Z").exits(0);
    let (rss, atom) = (room.read("public/news.rss"), room.read("public/news.atom"));
    assert!(!rss.contains("Alpha"), "{rss}");
    assert!(
        atom.contains("at:deleted-entry") && !atom.contains("Alpha"),
        "{atom}"
    );
    room.run(&["retract", "nobody"]).exits(2).says("nobody");
}

#[test]
fn a_withdrawal_outlives_the_source() {
    let room = Room::with_records(&article(""));
    room.publish_at("2026-03-02T00:00:00Z").exits(0);
    room.run(&["retract", "a", "--now", "2026-03-03T00:00:00Z"])
        .exits(0);
    room.write("records.jsonl", article("").replace("First.", "Again."));
    room.publish_at("2026-03-03T01:00:00Z").exits(0);
    assert!(room.read("public/news.rss").contains("Withdrawn"));
    assert!(!room.read("public/news.rss").contains("Again."));
}

#[test]
fn what_is_forgotten_does_not_come_back() {
    let room = Room::with_records(&article(""));
    room.publish_at("2026-03-02T00:00:00Z").exits(0);
    room.run(&[
        "forget",
        "https://quay.example/a",
        "--now",
        "2026-03-03T00:00:00Z",
    ])
    .exits(2);
    room.run(&["forget", "a", "--now", "2026-03-03T00:00:00Z"])
        .exits(0);
    room.publish_at("2026-03-03T00:00:00Z").exits(0);
    room.run(&["publish", "--full"]).exits(0);
    assert!(!room.read("public/news.atom").contains("Alpha"));
    let bytes = std::fs::read(room.at(".feedwright/store.db")).unwrap();
    assert!(
        !bytes.windows(6).any(|w| w == b"First."),
        "the text is still in the store"
    );
}

#[test]
fn a_headline_becomes_its_article_and_keeps_its_id() {
    let room = Room::with_records("{\"title\":\"Ferry Sails Again\"}\n");
    room.publish_at("2026-03-02T00:00:00Z").exits(0);
    let id = |text: &str| {
        text.split("<guid")
            .nth(1)
            .and_then(|t| t.split(['>', '<']).nth(1))
            .map(str::to_owned)
    };
    let before = id(&room.read("public/news.rss")).unwrap();
    room.append("records.jsonl", "{\"title\":\"Ferry Sails Again\",\"url\":\"https://quay.example/ferry\",\"published\":\"2026-03-01T08:00:00Z\",\"body_html\":\"<p>It does.</p>\"}\n");
    room.publish_at("2026-03-02T06:00:00Z").exits(0);
    let rss = room.read("public/news.rss");
    assert_eq!(rss.matches("<item>").count(), 1, "{rss}");
    assert_eq!(id(&rss).unwrap(), before);
    assert!(rss.contains("It does.") && rss.contains("1 Mar 2026 08:00:00"));
}
