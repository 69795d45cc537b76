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

/// What stands in place of a withdrawn entry, whole.
const NOTICE_IN_RSS: &str = r#"
    <item>
      <title>Withdrawn: Alpha</title>
      <link>https://quay.example/a</link>
      <description><![CDATA[This story has been withdrawn by its publisher.]]></description>
      <guid isPermaLink="false">tag:quay.example,2020:a</guid>
      <pubDate>Sun, 1 Mar 2026 10:00:00 +0000</pubDate>
      <content:encoded><![CDATA[<p>This story has been withdrawn by its publisher.</p>]]></content:encoded>
      <atom:updated>2026-03-03T00:00:00Z</atom:updated>
    </item>
"#;
const NOTICE_IN_ATOM: &str = r#"
  <entry>
    <title>Withdrawn: Alpha</title>
    <id>tag:quay.example,2020:a</id>
    <updated>2026-03-03T00:00:00+00:00</updated>
    <link href="https://quay.example/a" rel="alternate"/>
    <published>2026-03-01T10:00:00+00:00</published>
    <summary>This story has been withdrawn by its publisher.</summary>
    <content type="html">&lt;p&gt;This story has been withdrawn by its publisher.&lt;/p&gt;</content>
  </entry>
"#;

#[test]
fn a_withdrawn_record_is_a_notice_then_a_tombstone() {
    let room = Room::with_records(&article(""));
    room.publish_at("2026-03-02T00:00:00Z").exits(0);
    room.run(&["retract", "a", "--now", "2026-03-03T00:00:00Z"])
        .exits(0);
    room.publish_at("2026-03-03T00:00:00Z").exits(0);
    let rss = room.read("public/news.rss");
    assert!(
        rss.contains(NOTICE_IN_RSS) && !rss.contains("First."),
        "{rss}"
    );
    let atom = room.read("public/news.atom");
    assert!(
        atom.contains(NOTICE_IN_ATOM) && !atom.contains("First."),
        "{atom}"
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

/// Withdrawn in the run that brought it, by a whole record or by a bare word: there is nothing to take back.
#[test]
fn what_nobody_has_seen_is_withdrawn_without_a_word() {
    let other = article("")
        .replace("\"a\"", "\"b\"")
        .replace("Alpha", "Beta");
    let other = other.replace("quay.example/a", "quay.example/b");
    for gone in [
        article(",\"status\":\"retracted\""),
        "{\"id\":\"a\",\"status\":\"retracted\"}\n".to_owned(),
    ] {
        let room = Room::with_records(&format!("{other}{}{gone}", article("")));
        let silent = |when: &str| {
            room.holds(&["Beta"]);
            let atom = room.read("public/news.atom");
            assert!(!atom.contains("deleted-entry"), "{when}: {atom}");
        };
        room.publish_at("2026-03-02T00:00:00Z").exits(0);
        silent("at first");
        room.run(&["publish", "--full", "--now", "2026-03-03T00:00:00Z"])
            .exits(0);
        silent("read again");
        room.publish_at("2026-03-20T00:00:00Z").exits(0);
        silent("after the days of a notice");
        room.append("records.jsonl", &article("").replace("First.", "Again."));
        room.publish_at("2026-03-21T00:00:00Z").exits(0);
        assert_eq!(room.titles("public/news.atom").len(), 2, "it came back");
        room.append("records.jsonl", &gone);
        room.publish_at("2026-03-22T00:00:00Z").exits(0);
        let rss = room.read("public/news.rss");
        assert!(rss.contains("Withdrawn: Alpha"), "seen by now: {rss}");
    }
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

#[test]
fn a_correction_is_told_under_the_text_and_moves_the_update() {
    let room = Room::with_records(&article(",\"summary\":\"Short.\""));
    room.write("feeds/news.toml", "");
    room.write("feeds/short.toml", "content = \"summary\"");
    room.publish_at("2026-03-02T00:00:00Z").exits(0);
    let notes = "\"corrections\":[{\"note\":\"The bridge is 90 m long, not 19 m & more.\",\"at\":\"2026-03-03\"},\"A name was misspelt.\"]";
    room.write(
        "records.jsonl",
        article(&format!(",\"summary\":\"Short.\",{notes}")),
    );
    room.publish_at("2026-03-03T06:00:00Z").exits(0);
    let (rss, atom) = (room.read("public/news.rss"), room.read("public/news.atom"));
    let noted = "<p>First.</p>\n<p><strong>Correction (2026-03-03):</strong> The bridge is 90 m long, not 19 m &amp; more.</p>\n<p><strong>Correction:</strong> A name was misspelt.</p>";
    assert!(rss.contains(noted), "{rss}");
    assert!(rss.contains("2026-03-03T06:00:00Z</atom:updated>"), "{rss}");
    assert!(atom.contains("<updated>2026-03-03T06:00:00"), "{atom}");
    let short = room.read("public/short.atom");
    assert!(
        short.contains("Short.\nCorrection (2026-03-03): The bridge"),
        "{short}"
    );
    for name in ["news.rss", "news.atom", "short.rss", "short.atom"] {
        let document = format!("public/{name}");
        room.run(&[
            "validate",
            "--strict",
            "--now",
            "2026-03-04T00:00:00Z",
            &document,
        ])
        .exits(0);
    }
}

#[test]
fn a_correction_of_a_story_without_a_body_is_told_under_its_summary() {
    let bodiless = |extra: &str| {
        let all = article(extra);
        all.replace(",\"body_html\":\"<p>First.</p>\"", "")
    };
    for (summary, wanted) in [
        (",\"summary\":\"Short.\"", "Short.\nCorrection: Not 19 m."),
        ("", "Correction: Not 19 m."),
    ] {
        let room = Room::with_records(&bodiless(&format!(
            "{summary},\"corrections\":[\"Not 19 m.\"]"
        )));
        room.write("feeds/news.toml", "formats = [\"rss\", \"atom\", \"json\"]");
        room.publish_at("2026-03-03T06:00:00Z").exits(0);
        for (name, escaped) in [("rss", false), ("atom", false), ("json", true)] {
            let document = room.read(&format!("public/news.{name}"));
            let wanted = match escaped {
                true => wanted.replace('\n', "\\n"),
                false => wanted.to_owned(),
            };
            assert!(document.contains(&wanted), "{document}");
        }
    }
}

#[test]
fn corrections_that_cannot_be_read_are_told() {
    for (written, exit, said) in [
        ("[\"\"]", 0, "a correction without a note was left out"),
        (
            "[{\"at\":\"2026-03-03\"}]",
            0,
            "a correction without a note was left out",
        ),
        ("[{\"note\":\"x\",\"at\":\"soon\"}]", 1, "corrections.at"),
        ("[7]", 1, "an item of corrections is a number"),
        ("\"x\"", 1, "corrections is a string"),
    ] {
        let room = Room::with_records(&article(&format!(",\"corrections\":{written}")));
        room.run(&["publish"]).exits(exit).says(said);
    }
}

/// How each feed takes a withdrawal: what RSS shows, and whether Atom has a tombstone, on the day and after a month.
#[test]
fn each_feed_has_its_own_way_of_withdrawing() {
    let ways: &[(&str, [(&str, bool); 2])] = &[
        ("", [("Withdrawn: Alpha", false), ("", true)]),
        (
            "retraction_days = 60",
            [("Withdrawn: Alpha", false), ("Withdrawn: Alpha", false)],
        ),
        ("retraction = \"tombstone\"", [("", true), ("", true)]),
        ("retraction = \"drop\"", [("", false), ("", false)]),
    ];
    for (way, expected) in ways {
        let room = Room::with_records(&article(""));
        room.write("feeds/news.toml", way);
        room.publish_at("2026-03-02T00:00:00Z").exits(0);
        room.run(&["retract", "a", "--now", "2026-03-03T00:00:00Z"])
            .exits(0);
        for (day, (title, tombstone)) in ["2026-03-03", "2026-04-03"].iter().zip(expected) {
            room.publish_at(&format!("{day}T00:00:00Z")).exits(0);
            let (rss, atom) = (room.read("public/news.rss"), room.read("public/news.atom"));
            let titles: Vec<String> = room.titles("public/news.rss");
            let wanted: Vec<&str> = Some(*title).filter(|t| !t.is_empty()).into_iter().collect();
            assert_eq!(titles, wanted, "{way} {day}\n{rss}");
            assert_eq!(
                atom.contains("at:deleted-entry"),
                *tombstone,
                "{way} {day}\n{atom}"
            );
            assert!(
                !rss.contains("First.") && !atom.contains("First."),
                "{way} {day}"
            );
        }
    }
}

#[test]
fn a_record_can_be_dropped_at_once_from_every_feed() {
    let room = Room::with_records(&article(""));
    room.publish_at("2026-03-02T00:00:00Z").exits(0);
    let drop = ["retract", "a", "--drop", "--now", "2026-03-03T00:00:00Z"];
    room.run(&drop).exits(0).says("take it out of the feeds");
    let gone = |when: &str| {
        room.publish_at(when).exits(0);
        for name in ["public/news.rss", "public/news.atom"] {
            let text = room.read(name);
            assert!(
                !text.contains("Alpha") && !text.contains("quay.example/a<"),
                "{text}"
            );
        }
    };
    gone("2026-03-03T00:00:00Z");
    // Whatever its source says later.
    room.write("records.jsonl", article("").replace("First.", "Again."));
    gone("2026-03-03T06:00:00Z");
    assert!(
        room.run(&["history", "a"])
            .exits(0)
            .stdout
            .contains("retracted")
    );
    // A notice that stands can still be cut short.
    let room = Room::with_records(&article(""));
    room.publish_at("2026-03-02T00:00:00Z").exits(0);
    room.run(&["retract", "a", "--now", "2026-03-03T00:00:00Z"])
        .exits(0);
    room.publish_at("2026-03-03T00:00:00Z").exits(0);
    assert!(room.read("public/news.rss").contains("Withdrawn: Alpha"));
    room.run(&drop).exits(0);
    room.publish_at("2026-03-03T00:10:00Z").exits(0);
    assert!(!room.read("public/news.rss").contains("Alpha"));
}

#[test]
fn history_tells_which_fields_changed() {
    let room = Room::with_records(&article(""));
    room.publish_at("2026-03-02T00:00:00Z").exits(0);
    room.write(
        "records.jsonl",
        article(",\"section\":\"Port\"").replace("Alpha", "Beta"),
    );
    room.publish_at("2026-03-03T00:00:00Z").exits(0);
    let told = room.run(&["history", "a"]).exits(0).stdout;
    assert!(
        told.contains("changed: categories, section, title\n"),
        "{told}"
    );
}

#[test]
fn status_names_sources_that_fail() {
    let room = Room::with_records(&article(""));
    room.append("feedwright.toml", "[[source]]\npath = \"missing.jsonl\"\n");
    room.publish_at("2026-03-02T00:00:00Z").exits(1);
    let told = room.run(&["status"]).exits(0).stdout;
    assert!(
        told.contains("failing sources:") && told.contains("missing.jsonl"),
        "{told}"
    );
    room.write("missing.jsonl", "");
    room.publish_at("2026-03-02T01:00:00Z").exits(0);
    let told = room.run(&["status"]).exits(0).stdout;
    assert!(!told.contains("failing sources:"), "{told}");
}

#[test]
fn a_difference_is_told_entry_by_entry() {
    let room = Room::with_records(&article(""));
    room.publish_at("2026-03-02T00:00:00Z").exits(0);
    room.write("records.jsonl", article("").replace("Alpha", "Beta"));
    room.append(
        "records.jsonl",
        "{\"title\":\"Fog\",\"url\":\"https://quay.example/fog\"}\n",
    );
    let before = room.state_of("public");
    let told = room
        .run(&["publish", "--dry-run", "--diff"])
        .exits(0)
        .stdout;
    for wanted in [
        "news.rss: would be written\n",
        "    + Fog <https://quay.example/fog>\n",
        "    ~ tag:quay.example,2020:a\n        title\n            from: Alpha\n            to:   Beta\n",
    ] {
        assert!(told.contains(wanted), "{wanted}\n{told}");
    }
    assert!(room.state_of("public") == before);
}
