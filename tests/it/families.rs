//! `[each]`: a feed for each value, under a slug that stays.

use std::collections::BTreeSet;

use feedwright::pipeline::check;
use proptest::prelude::*;
use serde_json::{Value, json};

use crate::harness::Room;

const TAGS: &str = "title = \"Tags\"\nformats = [\"atom\"]\n\n[each]\nby = \"category\"\n";

/// A record with these categories.
fn record(n: usize, categories: &[&str]) -> String {
    let record = json!({
        "id": format!("r-{n}"),
        "title": format!("Title {n}"),
        "url": format!("https://quay.example/{n}"),
        "published": format!("2026-02-01T{:02}:{:02}:00Z", n / 60, n % 60),
        "categories": categories,
    });
    format!("{record}\n")
}

fn records(categories: &[&[&str]]) -> String {
    let numbered = categories.iter().enumerate();
    numbered
        .map(|(n, categories)| record(n, categories))
        .collect()
}

fn room(each: &str, categories: &[&[&str]]) -> Room {
    let room = Room::with_records(&records(categories));
    room.write("feeds/tags.toml", format!("{TAGS}{each}"));
    room
}

/// The documents, without the manifest.
fn documents(room: &Room) -> Vec<String> {
    let entries = std::fs::read_dir(room.at("public")).expect("a folder");
    let names = entries.map(|e| {
        e.expect("an entry")
            .file_name()
            .into_string()
            .expect("UTF-8")
    });
    let mut names: Vec<String> = names.filter(|n| n != ".feedwright.json").collect();
    names.sort();
    names
}

fn id_of(document: &str) -> String {
    let tree = roxmltree::Document::parse(document).expect("XML");
    let id = tree
        .root_element()
        .children()
        .find(|n| n.has_tag_name(("http://www.w3.org/2005/Atom", "id")));
    id.and_then(|n| n.text()).expect("an id").to_owned()
}

#[test]
fn a_feed_for_each_value_in_enough_records() {
    let room = room(
        "min = 2\n",
        &[&["Harbour"], &["Harbour", "Fish"], &["Fish"], &["Once"]],
    );
    room.run(&["publish"]).exits(0);
    assert_eq!(documents(&room), ["tags-fish.atom", "tags-harbour.atom"]);
    assert_eq!(room.titles("public/tags-fish.atom"), ["Title 1", "Title 2"]);
    let text = room.read("public/tags-fish.atom");
    assert!(
        text.contains("<title>The Quay Post: Fish</title>"),
        "{text}"
    );
    assert_eq!(id_of(&text), "tag:quay.example,2020:feeds/tags/tags-fish");
    let before = room.state_of("public");
    let store = room.state_of(".feedwright");
    room.run(&["publish"]).exits(0);
    assert_eq!(
        (room.state_of("public"), room.state_of(".feedwright")),
        (before, store)
    );
}

#[test]
fn one_more_record_writes_only_what_it_is_in() {
    let room = room("", &[&["A"], &["B"], &["C"]]);
    room.run(&["publish"]).exits(0);
    room.append("records.jsonl", &record(9, &["B", "D"]));
    let told = room.publish_json(0);
    assert_eq!(
        told["documents"],
        json!({"written": 2, "unchanged": 2, "withheld": 0})
    );
    assert_eq!(
        documents(&room),
        ["tags-a.atom", "tags-b.atom", "tags-c.atom", "tags-d.atom"]
    );
}

#[test]
fn conditions_of_the_file_hold_for_each_member() {
    let room = room(
        "min = 2\n[include]\nkinds = [\"article\"]\ncategories = [\"Town\"]\n",
        &[],
    );
    let line = |n: usize, article: bool, categories: &[&str]| {
        let mut line = json!({"id": format!("i-{n}"), "title": format!("T{n}"), "published": "2026-02-01T10:00:00Z", "categories": categories});
        if article {
            line["body_html"] = "<p>Words.</p>".into();
        }
        format!("{line}\n")
    };
    room.write(
        "records.jsonl",
        [
            line(1, true, &["Fish", "Town"]),
            line(2, true, &["Fish", "Town"]),
            line(3, false, &["Fish", "Town"]),
            line(4, true, &["Fish"]),
            line(5, true, &["Sea", "Town"]),
            line(6, false, &["Sea", "Town"]),
        ]
        .concat(),
    );
    room.run(&["publish"]).exits(0);
    assert_eq!(documents(&room), ["tags-fish.atom", "tags-town.atom"]);
    assert_eq!(room.titles("public/tags-fish.atom"), ["T1", "T2"]);
}

#[test]
fn a_slug_stays_when_a_value_collides_later() {
    let room = room("", &[&["sport"]]);
    room.run(&["publish"]).exits(0);
    let id = id_of(&room.read("public/tags-sport.atom"));
    room.write(
        "records.jsonl",
        records(&[&["SPORT"], &["Sport", "sport"], &["s\u{200b}port"]]),
    );
    room.run(&["publish", "--full"]).exits(0);
    assert_eq!(id_of(&room.read("public/tags-sport.atom")), id);
    assert!(
        room.read("public/tags-sport.atom")
            .contains("<title>The Quay Post: sport</title>")
    );
    assert!(
        room.read("public/tags-sport-2.atom")
            .contains("<title>The Quay Post: SPORT</title>")
    );
    assert_eq!(documents(&room).len(), 4);
}

#[test]
fn a_published_feed_stays_unless_it_is_not_kept() {
    for (each, there) in [("min = 2\n", 1), ("min = 2\nkeep = false\n", 0)] {
        let room = room(each, &[&["Fish"], &["Fish"]]);
        room.run(&["publish"]).exits(0);
        let id = id_of(&room.read("public/tags-fish.atom"));
        room.write("records.jsonl", records(&[&["Fish"], &["Whales"]]));
        let told = room.publish_json(0);
        let of_run = &told["documents"];
        assert_eq!(
            of_run["written"].as_u64().unwrap_or(9) + of_run["unchanged"].as_u64().unwrap_or(9),
            there,
            "{told}"
        );
        let left = told.to_string().contains("made by no feed any more");
        assert_eq!(left, there == 0, "{told}");
        room.write(
            "records.jsonl",
            records(&[&["Fish"], &["Whales"], &["Fish", "fish"]]),
        );
        room.run(&["publish"]).exits(0);
        assert_eq!(documents(&room), ["tags-fish.atom"]);
        assert_eq!(id_of(&room.read("public/tags-fish.atom")), id);
    }
}

#[test]
fn documents_of_a_removed_family_are_told_and_its_slugs_come_back() {
    let room = room("", &[&["Fish"], &["fish"]]);
    room.run(&["publish"]).exits(0);
    let (fish, other) = (
        room.read("public/tags-fish.atom"),
        room.read("public/tags-fish-2.atom"),
    );
    room.write("feeds/tags.toml", "formats = [\"rss\"]\n");
    room.run(&["publish"])
        .exits(0)
        .says("tags-fish.atom is made by no feed any more");
    room.write("feeds/tags.toml", TAGS);
    room.run(&["publish"])
        .exits(0)
        .says("tags.rss is made by no feed any more");
    assert_eq!(room.read("public/tags-fish.atom"), fish);
    assert_eq!(room.read("public/tags-fish-2.atom"), other);
}

#[test]
fn a_collision_can_be_refused() {
    for (first, second, says) in [
        (
            "Sport",
            "sport",
            "which is that of \"Sport\" in the family \"tags\"",
        ),
        ("Cafe\u{301}", "Café", "which is that of"),
        ("Fish", "news", "which is another feed's"),
        ("Fish", "con", "which means something else"),
    ] {
        let each = "collisions = \"refuse\"\nslug = \"{value}\"\n";
        let room = room(each, &[&[first], &[second]]);
        room.write("feeds/news.toml", "");
        room.run(&["publish"])
            .exits(2)
            .says(says)
            .says("feeds/tags.toml")
            .says("except");
        assert!(!room.has("public") || documents(&room).is_empty());
        room.write("feeds/tags.toml", format!("{TAGS}slug = \"{{value}}\"\n"));
        room.run(&["publish"]).exits(0);
        assert_eq!(documents(&room).len(), 4);
    }
}

#[test]
fn a_feed_by_hand_takes_the_place_of_an_excepted_member() {
    let room = room("", &[&["Fish"], &["Sea"]]);
    room.run(&["publish"]).exits(0);
    let id = id_of(&room.read("public/tags-fish.atom"));
    let before = room.state_of("public");
    room.write(
        "feeds/tags-fish.toml",
        "formats = [\"atom\"]\n[include]\ncategories = [\"Fish\"]\n",
    );
    room.run(&["publish"])
        .exits(2)
        .says("tags-fish")
        .says("add \"Fish\" to `except`");
    assert_eq!(room.state_of("public"), before);
    room.write("feeds/tags.toml", format!("{TAGS}except = [\"Fish\"]\n"));
    room.run(&["publish"]).exits(0);
    assert_eq!(id_of(&room.read("public/tags-fish.atom")), id);
    assert!(
        room.read("public/tags-fish.atom")
            .contains("<title>The Quay Post</title>")
    );
}

#[test]
fn old_names_are_nobody_elses() {
    let room = room("", &[&["Fish"], &["fish"]]);
    let config = room.read("feedwright.toml");
    let moved = |line: &str| room.write("feedwright.toml", format!("{config}\n[moved]\n{line}\n"));
    moved("\"tags-fish.atom\" = \"tags-whale.atom\"");
    room.run(&["publish"])
        .exits(0)
        .says("tags-fish.atom has moved to tags-whale.atom, which no feed makes yet");
    assert_eq!(documents(&room), ["tags-fish-2.atom", "tags-fish-3.atom"]);
    moved("\"tags-fish-2.atom\" = \"gone\"");
    room.run(&["publish"])
        .exits(2)
        .says("\"tags-fish-2.atom\" has not moved");
    room.write("feeds/tags.toml", format!("{TAGS}except = [\"Fish\"]\n"));
    room.run(&["publish"]).exits(0);
}

#[test]
fn members_and_families_are_asked_for_by_slug() {
    let room = room("", &[&["Fish"], &["Sea"]]);
    room.write("feeds/news.toml", "");
    room.run(&["publish", "tags-sea"]).exits(0);
    assert_eq!(documents(&room), ["tags-sea.atom"]);
    room.run(&["publish", "tags"]).exits(0);
    assert_eq!(documents(&room), ["tags-fish.atom", "tags-sea.atom"]);
    room.run(&["publish", "tags-whale"])
        .exits(2)
        .says("name one of: news, tags, or a member");
    let told = room.run(&["publish", "--dry-run"]).exits(0);
    assert!(
        told.stdout.contains("news.rss: would be written"),
        "{}",
        told.stdout
    );
}

#[test]
fn status_groups_members_by_family() {
    let room = room("", &[&["Fish"], &["Sea"]]);
    room.write("feeds/zoo.toml", "formats = [\"rss\"]");
    room.run(&["publish"]).exits(0);
    let text = room.run(&["status"]).exits(0).stdout;
    assert!(
        text.contains("family tags, by category (2 feeds):\n  tags-fish"),
        "{text}"
    );
    let report = room.run(&["status", "--format", "json"]).exits(0).json();
    assert_eq!(
        report["feeds"][1]["family"],
        json!({"family": "tags", "by": "category", "value": "Sea", "label": "Sea"})
    );
    assert_eq!(report["feeds"][2]["family"], Value::Null);
}

#[test]
fn no_more_feeds_than_max() {
    let room = room("max = 2\n", &[&["A", "B", "C"], &["C", "A"], &["C"]]);
    let says = "has the 2 feeds that it may have";
    room.run(&["publish"]).exits(0).says(says);
    assert_eq!(documents(&room), ["tags-a.atom", "tags-c.atom"]);
    room.run(&["publish"]).exits(0).says(says);
    room.write("feeds/tags.toml", format!("{TAGS}max = 3\n"));
    let told = room.run(&["publish"]).exits(0);
    assert!(!told.stderr.contains("may have"), "{}", told.stderr);
    assert_eq!(documents(&room).len(), 3);
}

#[test]
fn what_has_fallen_away_and_is_not_kept_takes_nobodys_place() {
    let each = "min = 2\nmax = 1\nkeep = false\n";
    let room = room(each, &[&["A"], &["A"], &["B"], &["C"]]);
    room.run(&["publish"]).exits(0);
    assert_eq!(documents(&room), ["tags-a.atom"]);
    let publish = |categories: &[&[&str]]| {
        for document in documents(&room) {
            std::fs::remove_file(room.at(&format!("public/{document}"))).unwrap();
        }
        room.write("records.jsonl", records(categories));
        let told = room.run(&["publish"]).exits(0);
        (documents(&room), told.stderr.contains("the 1 feeds"))
    };
    let made = |name: &str| vec![format!("tags-{name}.atom")];
    // B waits for A's place.
    assert_eq!(
        publish(&[&["A", "B"], &["A", "B"], &["B"], &["C"]]),
        (made("a"), true)
    );
    // A falls away, and B has the place although nothing of it has changed.
    assert_eq!(
        publish(&[&["A", "B"], &["B"], &["B"], &["C"]]),
        (made("b"), false)
    );
    // A comes back and waits in turn.
    assert_eq!(
        publish(&[&["A", "B"], &["B", "A"], &["B"], &["C"]]),
        (made("b"), true)
    );
    assert_eq!(
        publish(&[&["A", "B"], &["A"], &["C"], &["C"]]),
        (made("a"), true)
    );
    // What is kept from now on counts, and gives way where `max` is reached.
    room.write(
        "feeds/tags.toml",
        format!("{TAGS}min = 2\nmax = 1\nkeep = true\n"),
    );
    assert_eq!(
        publish(&[&["A", "B"], &["A"], &["C"], &["C"]]),
        (made("a"), true)
    );
}

#[test]
fn a_value_that_is_left_out_makes_room_for_another() {
    for left_out in ["only = [\"C\"]\n", "except = [\"A\"]\n"] {
        let room = room("max = 1\n", &[&["A", "B", "C"], &["C", "A"], &["A"]]);
        room.run(&["publish"]).exits(0).says("the 1 feeds");
        assert_eq!(documents(&room), ["tags-a.atom"]);
        room.write("feeds/tags.toml", format!("{TAGS}max = 1\n{left_out}"));
        room.run(&["publish"]).exits(0);
        let made = documents(&room);
        assert_eq!(made, ["tags-a.atom", "tags-c.atom"], "{left_out}");
    }
}

#[test]
fn only_and_except_are_followed() {
    for (each, wanted) in [
        ("only = [\"A\", \"Z\"]\n", &["tags-a.atom"][..]),
        ("except = [\"A\"]\n", &["tags-b.atom", "tags-c.atom"]),
    ] {
        let room = room(each, &[&["A", "B", "C"]]);
        room.run(&["publish"]).exits(0);
        assert_eq!(documents(&room), wanted);
    }
}

#[test]
fn nothing_shows_of_what_waits() {
    let room = room("", &[&["Fish"]]);
    room.append(
        "records.jsonl",
        "{\"id\":\"e\",\"title\":\"Secret\",\"categories\":[\"Merger\"],\"not_before\":\"2026-03-05T00:00:00Z\"}\n",
    );
    room.run(&["publish"]).exits(0);
    assert_eq!(documents(&room), ["tags-fish.atom"]);
    assert!(!room.run(&["status"]).exits(0).stdout.contains("merger"));
    room.publish_at("2026-03-05T00:00:00Z").exits(0);
    assert_eq!(documents(&room), ["tags-fish.atom", "tags-merger.atom"]);
}

#[test]
fn labels_follow_the_newest_record_and_slugs_do_not() {
    let line = |n: usize, label: &str| {
        let category = json!({"term": "0410", "label": label});
        let line = json!({"id": format!("l-{n}"), "title": "T", "published": format!("2026-02-0{n}T10:00:00Z"), "categories": [category]});
        format!("{line}\n")
    };
    let room = room("slug = \"{label}\"\n", &[]);
    room.write("records.jsonl", line(1, "Harbours"));
    room.run(&["publish"]).exits(0);
    assert!(
        room.read("public/harbours.atom")
            .contains("<title>The Quay Post: Harbours</title>")
    );
    room.append("records.jsonl", &line(2, "Harbours &amp; docks"));
    room.append("records.jsonl", &record(0, &["0410"]));
    room.run(&["publish"]).exits(0);
    assert_eq!(documents(&room), ["harbours.atom"]);
    let text = room.read("public/harbours.atom");
    assert!(text.contains("docks</title>"), "{text}");
}

#[test]
fn an_entry_has_one_id_in_every_feed() {
    let room = room("", &[&["A", "B"]]);
    room.write("feeds/news.toml", "formats = [\"atom\"]\n");
    room.run(&["publish"]).exits(0);
    for name in ["news", "tags-a", "tags-b"] {
        let text = room.read(&format!("public/{name}.atom"));
        assert!(
            text.contains("<id>tag:quay.example,2020:r-0</id>"),
            "{text}"
        );
    }
}

#[test]
fn a_wrong_table_names_file_and_line() {
    for (each, line, says) in [
        ("title = \"{labl}\"", 6, "there is no placeholder {labl}"),
        ("title = \"{label\"", 6, "a brace is opened"),
        ("title = \" \"", 6, "the title is empty"),
        ("description = \"}\"", 6, "a brace is closed"),
        (
            "slug = \"{site}-{value}\"",
            6,
            "there is no placeholder {site}",
        ),
        ("slug = \"{family}\"", 6, "one slug"),
        ("slug = \"../{value}\"", 6, "cannot make slugs"),
        ("slug = \"{value}.x\"", 6, "cannot make slugs"),
        ("min = 0", 6, "min = 0"),
        ("max = 100001", 6, "max = 100001"),
        ("scheme = \"no iri\"", 6, "is no IRI"),
        ("collisions = \"maybe\"", 6, "unknown variant"),
        ("mni = 3", 6, "unknown field"),
    ] {
        let room = room(&format!("{each}\n"), &[]);
        room.run(&["publish"])
            .exits(2)
            .says(&format!("feeds/tags.toml:{line}"))
            .says(says);
        assert!(!room.has("public"));
    }
    let room = room("", &[]);
    room.write("feeds/x.toml", "slug = \"tags\"\n");
    room.run(&["publish"])
        .exits(2)
        .says("is another feed's slug");
    room.write(
        "feeds/x.toml",
        "[each]\nby = \"author\"\nscheme = \"https://x.example/\"\n",
    );
    room.run(&["publish"])
        .exits(2)
        .says("a vocabulary has no authors");
}

#[test]
fn hostile_values_stay_within_the_folder() {
    let long = "x".repeat(300);
    let hostile = [
        "../../etc/x",
        "/etc/passwd",
        "a\0b",
        "a b",
        &long,
        ".htaccess",
        "-rf",
        "$(id)",
        "CON",
        "index",
        "..",
        ".",
        "C:\\x",
        "%2e%2e%2f",
        "Sport",
        "sport",
        "s\u{200b}port",
        "Spo\u{301}rt",
        "Spórt",
        "news",
        "tags",
        "\u{202e}gpj",
    ];
    for slug in ["{value}", "{family}-{value}"] {
        let room = room(&format!("slug = \"{slug}\"\n"), &[&hostile]);
        room.write("feeds/news.toml", "");
        room.run(&["publish"]).exits(0);
        let names = documents(&room);
        assert!(names.len() > 20, "{names:?}");
        let folded: BTreeSet<String> = names.iter().map(|n| n.to_lowercase()).collect();
        assert_eq!(folded.len(), names.len());
        for name in names {
            let (stem, _) = name.split_once('.').expect("an ending");
            let fine = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit() || b"-_".contains(&b);
            assert!(
                stem.bytes().all(fine) && !stem.starts_with('-') && stem.len() <= 100,
                "{name}"
            );
            assert!(!["con", "index", "tags"].contains(&stem), "{name}");
        }
        let above: Vec<_> = std::fs::read_dir(room.path()).expect("a folder").collect();
        assert_eq!(above.len(), 5, "{above:?}");
    }
}

/// The documents of a newsroom whose records have these values, and who has which.
fn slugs_of(values: &[String]) -> Vec<(String, String)> {
    let lists: Vec<[&str; 1]> = values.iter().map(|v| [v.as_str()]).collect();
    let lists: Vec<&[&str]> = lists.iter().map(|l| l.as_slice()).collect();
    let room = room("slug = \"{value}\"\n", &lists);
    let checked = check::check(room.path()).expect("a run");
    assert_eq!(checked.outcome.documents.withheld, 0);
    let title = |bytes: &[u8]| {
        let text = std::str::from_utf8(bytes).expect("UTF-8");
        let tree = roxmltree::Document::parse(text).expect("XML");
        let title = tree.descendants().find(|n| n.tag_name().name() == "title");
        title.and_then(|t| t.text()).expect("a title").to_owned()
    };
    checked
        .documents
        .iter()
        .map(|(name, bytes)| (name.clone(), title(bytes)))
        .collect()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, ..ProptestConfig::default() })]

    #[test]
    fn distinct_values_have_distinct_slugs_and_the_same_order_the_same(
        values in prop::collection::vec("[aAäÄ\u{200b}./ß-]{1,3}|\\PC{1,40}", 1..30)
    ) {
        let first = slugs_of(&values);
        let titles: BTreeSet<&String> = first.iter().map(|(_, title)| title).collect();
        prop_assert_eq!(titles.len(), first.len());
        prop_assert_eq!(slugs_of(&values), first);
    }
}
