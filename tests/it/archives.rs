//! `history = "archive"` and `"complete"`: where each entry stands, and which documents a change touches.

use std::time::SystemTime;

use crate::archives_kit::{Paper, article};
use crate::faults::{Traced, strace, walk};
use crate::harness::Room;

#[test]
fn archives_close_when_full_and_lead_to_each_other() {
    for (letters, wanted) in [
        ("", vec![""]),
        ("ab", vec!["ba"]),
        ("abc", vec!["cb", "cba"]),
        ("abcd", vec!["dc", "cba"]),
        ("abcde", vec!["ed", "cba"]),
        ("abcdef", vec!["fe", "fed", "cba"]),
        ("abcdefg", vec!["gf", "fed", "cba"]),
        ("bgafdec", vec!["gf", "fed", "cba"]),
    ] {
        let paper = Paper::of(letters);
        paper.publish(2);
        paper.holds(&wanted);
        let before = paper.room.state_of("public");
        let store = paper.room.state_of(".feedwright");
        let documents = paper.publish(9);
        assert_eq!(documents, [0, 2, 0], "{letters}: an unchanged run");
        assert_eq!(paper.room.state_of("public"), before, "{letters}");
        assert_eq!(paper.room.state_of(".feedwright"), store, "{letters}");
    }
}

#[test]
fn one_more_record_costs_the_documents_that_hold_it() {
    let paper = Paper::of("abcdef");
    assert_eq!(paper.publish(2), [6, 0, 0]);
    let first = times(&paper.room, "news.archive-1");
    for (letter, written, wanted) in [
        ("g", 2, vec!["gf", "fed", "cba"]),
        ("h", 2, vec!["hg", "fed", "cba"]),
        // The archive that closes, and the one before it, which now leads on.
        ("i", 6, vec!["ih", "ihg", "fed", "cba"]),
    ] {
        paper.add(letter);
        assert_eq!(paper.publish(2)[0], written, "{letter}");
        paper.holds(&wanted);
    }
    assert_eq!(times(&paper.room, "news.archive-1"), first);
}

#[test]
fn a_late_record_with_an_old_date_moves_none() {
    let paper = Paper::of("bcdefg");
    paper.publish(2);
    let (one, two) = (
        times(&paper.room, "news.archive-1"),
        times(&paper.room, "news.archive-2"),
    );
    paper.add("a");
    assert_eq!(paper.publish(2)[0], 2);
    paper.holds(&["gfa", "gfe", "dcb"]);
    assert_eq!(times(&paper.room, "news.archive-1"), one);
    assert_eq!(times(&paper.room, "news.archive-2"), two);
    paper.add("hi");
    paper.publish(2);
    paper.holds(&["ih", "iha", "gfe", "dcb"]);
}

#[test]
fn an_edited_entry_returns_to_the_feed_until_the_next_archive_closes() {
    let paper = Paper::of("abcdefg");
    paper.publish(2);
    let second = times(&paper.room, "news.archive-2");
    paper.edit('b', "Story b, corrected");
    assert_eq!(paper.publish(3)[0], 4, "the feed and one archive");
    paper.holds(&["gfb", "fed", "cba"]);
    for format in ["rss", "atom"] {
        for document in paper.chain(format) {
            let title = document.title_of("b").unwrap_or("Story b, corrected");
            assert_eq!(title, "Story b, corrected", "{}", document.name);
        }
    }
    assert_eq!(times(&paper.room, "news.archive-2"), second);
    paper.add("h");
    paper.publish(3);
    paper.holds(&["hgb", "fed", "cba"]);
    // One that changes in the run in which an archive closes has not been shown yet.
    paper.edit('e', "Story e, corrected");
    paper.add("i");
    paper.publish(3);
    paper.holds(&["ihe", "ihg", "fed", "cba"]);
    paper.add("jkl");
    paper.publish(3);
    paper.holds(&["lk", "lkj", "ihg", "fed", "cba"]);
}

#[test]
fn no_more_entries_return_than_an_archive_holds() {
    let paper = Paper::of("abcdefghi");
    paper.publish(2);
    for id in ['a', 'b', 'c', 'd', 'e'] {
        paper.edit(id, "Corrected");
    }
    paper.publish(3);
    paper.holds(&["ihedc", "ihg", "fed", "cba"]);
}

#[test]
fn a_withdrawn_entry_is_a_notice_and_then_gone() {
    let paper = Paper::of("abcdefg");
    paper.publish(2);
    paper
        .room
        .run(&["retract", "b", "--now", "2026-03-03T00:00:00Z"])
        .exits(0);
    assert_eq!(paper.publish(3)[0], 4);
    paper.holds(&["gfb", "fed", "cba"]);
    for name in ["news.rss", "news.archive-1.atom"] {
        let document = paper.document(name);
        let title = document.title_of("b").expect("a notice");
        assert!(title.starts_with("Withdrawn: "), "{name}: {title}");
        assert!(
            !paper
                .room
                .read(&format!("public/{name}"))
                .contains("Body of b")
        );
    }
    assert_eq!(paper.publish(9)[0], 0);
    assert_eq!(paper.publish(11)[0], 4, "time alone ends the notice");
    paper.holds(&["gf", "fed", "ca"]);
    assert_eq!(paper.document("news.archive-1.atom").gone, ["b"]);
    assert_eq!(paper.document("news.atom").gone, ["b"]);
    assert!(!all_text(&paper.room).contains("Story b"));
    assert_eq!(paper.publish(12)[0], 0);
}

#[test]
fn a_feed_may_withdraw_without_a_notice() {
    for (retraction, gone) in [("tombstone", vec!["b"]), ("drop", vec![])] {
        let paper = Paper::with_feed(&format!(
            "limit = 2\nhistory = \"archive\"\narchive_size = 3\nretraction = \"{retraction}\"\n"
        ));
        paper.add("abcdefg");
        paper.publish(2);
        paper
            .room
            .run(&["retract", "b", "--now", "2026-03-03T00:00:00Z"])
            .exits(0);
        paper.publish(3);
        paper.holds(&["gf", "fed", "ca"]);
        let archive = paper.document("news.archive-1.atom");
        assert_eq!(archive.gone, gone, "{retraction}");
        assert!(!all_text(&paper.room).contains("Story b"), "{retraction}");
        paper.publish(4);
        assert_eq!(paper.publish(4)[0], 0, "{retraction}");
    }
}

#[test]
fn archives_have_one_packed_copy_and_go_with_their_feed() {
    let paper = Paper::of("abcd");
    let config = paper.room.read("feedwright.toml");
    let output = "[output]\ncompress = [\"gz\", \"br\"]\nprune = true\n";
    paper
        .room
        .write("feedwright.toml", config.replace("[output]\n", output));
    paper.room.write("feeds/other.toml", "limit = 1\n");
    paper.publish(2);
    let has = |name: &str| paper.room.has(&format!("public/{name}"));
    assert!(has("news.rss.gz") && has("news.rss.br"));
    assert!(has("news.archive-1.rss.gz") && !has("news.archive-1.rss.br"));
    std::fs::remove_file(paper.room.at("public/news.archive-1.rss.gz")).unwrap();
    paper.publish(2);
    assert!(has("news.archive-1.rss.gz"), "a lost copy is put back");
    let before = paper.room.state_of("public");
    paper.publish(2);
    assert_eq!(paper.room.state_of("public"), before);
    std::fs::remove_file(paper.room.at("feeds/news.toml")).unwrap();
    paper.publish(2);
    assert!(has("other.rss"));
    for name in ["news.rss", "news.archive-1.rss", "news.archive-1.atom.gz"] {
        assert!(!has(name), "{name}");
    }
}

#[test]
fn archives_in_a_format_that_is_given_up_are_named_or_go() {
    for prune in [false, true] {
        let paper = Paper::of("abcdefg");
        let config = paper.room.read("feedwright.toml");
        let output = format!("[output]\ncompress = [\"gz\"]\nprune = {prune}\n");
        paper
            .room
            .write("feedwright.toml", config.replace("[output]\n", &output));
        paper.publish(2);
        let feed = paper.room.read("feeds/news.toml");
        let feed = format!("formats = [\"atom\"]\n{feed}");
        paper.room.write("feeds/news.toml", feed);
        let has = |name: &str| paper.room.has(&format!("public/{name}"));
        assert!(has("news.archive-1.rss.gz") && has("news.archive-2.rss"));
        paper
            .ran(2, &[])
            .exits(0)
            .says("news.archive-1.rss and 1 more are in a format");
        for name in [
            "news.archive-1.rss",
            "news.archive-1.rss.gz",
            "news.archive-2.rss",
        ] {
            assert_eq!(has(name), !prune, "{name}");
        }
        assert!(has("news.archive-1.atom.gz"));
        let before = paper.room.state_of("public");
        assert_eq!(paper.publish(2)[0], 0);
        assert!(paper.room.state_of("public") == before);
        // Who asks for it later has the others removed as well.
        let config = paper.room.read("feedwright.toml");
        paper
            .room
            .write("feedwright.toml", config.replace("= false", "= true"));
        paper.publish(2);
        assert!(!has("news.archive-1.rss") && !has("news.archive-2.rss.gz"));
    }
}

#[test]
fn an_embargoed_record_arrives_when_it_may_be_shown() {
    let paper = Paper::of("ab");
    paper.line(&article(
        'c',
        "",
        ",\"not_before\":\"2026-03-05T00:00:00Z\"",
    ));
    paper.add("defg");
    paper.publish(2);
    paper.holds(&["gf", "gfe", "dba"]);
    let hidden = all_text(&paper.room);
    assert!(!hidden.contains("Story c") && !hidden.contains("quay.example/c"));
    assert_eq!(paper.publish(5)[0], 2, "the feed alone");
    paper.holds(&["gfc", "gfe", "dba"]);
    paper.add("hi");
    paper.publish(5);
    paper.holds(&["ih", "ihc", "gfe", "dba"]);
}

#[test]
fn what_expires_or_is_forgotten_leaves_its_archive() {
    let paper = Paper::of("a");
    paper.line(&article('b', "", ",\"expires\":\"2026-03-05T00:00:00Z\""));
    paper.add("cdefg");
    paper.publish(2);
    paper.holds(&["gf", "fed", "cba"]);
    assert_eq!(paper.publish(5)[0], 2, "one archive");
    paper.holds(&["gf", "fed", "ca"]);
    paper.room.run(&["forget", "d"]).exits(0);
    assert_eq!(paper.publish(5)[0], 2);
    paper.holds(&["gf", "fe", "ca"]);
    for gone in ["Story b", "Story d", "quay.example/b", "quay.example/d"] {
        assert!(!all_text(&paper.room).contains(gone), "{gone}");
    }
    for id in ["a", "c"] {
        paper.room.run(&["forget", id]).exits(0);
    }
    paper.publish(5);
    paper.holds(&["gf", "fe", ""]);
}

#[test]
fn a_record_that_no_longer_belongs_to_the_feed_leaves_it() {
    let paper = Paper::with_feed(
        "limit = 2\nhistory = \"archive\"\narchive_size = 3\n[include]\ncategories = [\"Town\"]\n",
    );
    for id in "abcdefg".chars() {
        paper.line(&article(id, "", ",\"categories\":[\"Town\"]"));
    }
    paper.publish(2);
    paper.holds(&["gf", "fed", "cba"]);
    paper.line(&article(
        'b',
        "",
        ",\"updated\":\"2026-03-02T01:00:00Z\",\"categories\":[\"Sea\"]",
    ));
    assert_eq!(paper.publish(3)[0], 2);
    paper.holds(&["gf", "fed", "ca"]);
    // The feed asks for more: what it did not hold arrives now.
    paper.room.write(
        "feeds/news.toml",
        "limit = 2\nhistory = \"archive\"\narchive_size = 3\n[include]\ncategories = [\"Town\", \"Sea\"]\n",
    );
    paper.publish(3);
    paper.holds(&["gfb", "fed", "ca"]);
}

#[test]
fn files_that_were_lost_or_replaced_are_put_back() {
    let paper = Paper::of("abcdefg");
    paper.publish(2);
    let (lost, replaced, edited) = (
        "public/news.archive-1.rss",
        "public/news.archive-2.atom",
        "public/news.archive-2.rss",
    );
    let whole = [lost, replaced, edited].map(|name| paper.room.read(name));
    std::fs::remove_file(paper.room.at(lost)).unwrap();
    paper.room.write("other", "not a feed");
    std::fs::rename(paper.room.at("other"), paper.room.at(replaced)).unwrap();
    assert_eq!(paper.publish(2)[0], 2);
    // One that is written over in place keeps its name and number.
    paper.room.write(edited, "edited in place");
    assert_eq!(paper.publish(2)[0], 0);
    assert_eq!(paper.publish_with(2, &["--full"], 0)[0], 1);
    assert_eq!(
        [lost, replaced, edited].map(|name| paper.room.read(name)),
        whole
    );
    assert_eq!(paper.publish(2)[0], 0);
}

#[test]
fn an_archive_that_is_not_valid_is_withheld_and_led_past() {
    let paper = Paper::of("abcde");
    paper.publish(2);
    name_entry(&paper.room, "e", "no iri");
    paper.add("fghi");
    let counts = paper.publish_with(2, &[], 1);
    assert_eq!(counts[2], 1, "the Atom document of one archive: {counts:?}");
    assert!(!paper.room.has("public/news.archive-2.atom"));
    let names = |paper: &Paper| {
        let chain = paper.chain("atom");
        chain.into_iter().map(|d| d.name).collect::<Vec<_>>()
    };
    assert_eq!(
        names(&paper),
        ["news.atom", "news.archive-3.atom", "news.archive-1.atom"]
    );
    paper
        .ran(2, &[])
        .exits(1)
        .says("news.archive-2.atom is withheld");
    name_entry(&paper.room, "e", "tag:quay.example,2020:e");
    paper.publish(2);
    paper.publish(2);
    paper.holds(&["ih", "ihg", "fed", "cba"]);
    assert_eq!(paper.publish(2)[0], 0);
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

#[test]
fn what_is_known_of_a_withheld_document_is_what_lies_there() {
    let paper = Paper::of("ab");
    paper.publish(2);
    name_entry(&paper.room, "b", "no iri");
    paper.line(&article(
        'c',
        "",
        ",\"summary\":\"A long day on the quay.\"",
    ));
    paper.ran(2, &[]).exits(1).says("news.atom is withheld");
    let status = paper.room.run(&["status", "--format", "json"]);
    let status = status.exits(0).json();
    for document in status["feeds"][0]["documents"].as_array().unwrap() {
        let name = document["name"].as_str().unwrap();
        let there = paper.room.read(&format!("public/{name}"));
        assert_eq!(document["bytes"], there.len(), "{name}");
    }
}

#[test]
fn a_changed_definition_makes_the_archives_anew_and_another_size_only_the_next() {
    let paper = Paper::of("abcdefg");
    paper.publish(2);
    let feed = "limit = 2\nhistory = \"archive\"\narchive_size = 2\n";
    paper.room.write("feeds/news.toml", feed);
    assert_eq!(paper.publish(2)[0], 0);
    paper.add("hi");
    paper.publish(2);
    paper.holds(&["ih", "hg", "fed", "cba"]);
    paper
        .room
        .write("feeds/news.toml", format!("title = \"Other\"\n{feed}"));
    assert_eq!(paper.publish(2)[0], 8);
    assert!(
        paper
            .room
            .read("public/news.archive-1.rss")
            .contains("<title>Other</title>")
    );
}

#[test]
fn archives_that_are_no_longer_kept_are_named() {
    let paper = Paper::of("abcd");
    paper.publish(2);
    paper.room.write("feeds/news.toml", "limit = 2\n");
    paper
        .ran(2, &[])
        .exits(0)
        .says("news.archive-… are made no more");
    let feed = paper.document("news.rss");
    assert_eq!(
        (feed.ids(), feed.link("prev-archive")),
        ("dc".to_owned(), None)
    );
    paper.room.write(
        "feeds/news.toml",
        "limit = 2\nhistory = \"archive\"\narchive_size = 3\n",
    );
    paper.add("efg");
    paper.publish(2);
    paper.holds(&["gf", "fed", "cba"]);
}

#[test]
fn a_dry_run_tells_of_archives_and_writes_none() {
    let paper = Paper::of("abcd");
    let told = paper.room.run(&["publish", "--dry-run"]).exits(0).stdout;
    assert!(
        told.contains("news.archive-1.atom: would be written"),
        "{told}"
    );
    assert!(!paper.room.has("public"));
    paper.publish(2);
    paper.add("ef");
    let before = (
        paper.room.state_of("public"),
        paper.room.state_of(".feedwright"),
    );
    let told = paper.room.run(&["publish", "--dry-run"]).exits(0).stdout;
    assert!(
        told.contains("news.archive-2.rss: would be written"),
        "{told}"
    );
    assert_eq!(
        (
            paper.room.state_of("public"),
            paper.room.state_of(".feedwright")
        ),
        before
    );
}

#[test]
fn a_run_that_dies_while_delivering_is_finished_by_the_next() {
    if !strace() {
        return;
    }
    let ready = || {
        let paper = Paper::of("abcde");
        paper.publish(2);
        paper.edit('a', "Story a, corrected");
        paper.add("fghi");
        paper
    };
    let whole = {
        let paper = ready();
        paper.publish(3);
        all_bytes(&paper.room)
    };
    let met = walk("renameat", "signal=KILL", |inject| {
        let paper = ready();
        let command = paper
            .room
            .command(&["publish", "--now", "2026-03-03T12:00:00Z"]);
        let traced = Traced::run(&paper.room, &command, inject, &[]);
        paper.publish(3);
        assert!(all_bytes(&paper.room) == whole, "{inject}");
        assert_eq!(paper.publish(3)[0], 0, "{inject}");
        traced
    });
    assert!(met > 6, "only {met} deliveries were met");
}

#[test]
fn a_complete_feed_holds_all_and_says_so() {
    let paper = Paper::with_feed("limit = 2\nhistory = \"complete\"\n");
    paper.add("abcde");
    paper.publish(2);
    for name in ["news.rss", "news.atom"] {
        let document = paper.document(name);
        assert_eq!(
            (document.ids().as_str(), document.marks.as_slice()),
            ("edcba", &["complete".to_owned()][..])
        );
        assert_eq!(document.link("prev-archive"), None);
    }
    paper.room.run(&["validate", "--strict", "public"]).exits(0);
    paper
        .room
        .run(&["retract", "b", "--now", "2026-03-03T00:00:00Z"])
        .exits(0);
    paper.publish(20);
    assert_eq!(paper.document("news.rss").ids(), "edca");
    assert_eq!(paper.document("news.atom").gone, ["b"]);
}

#[test]
fn a_feed_too_large_to_be_complete_is_told_so() {
    let paper =
        Paper::with_feed("history = \"complete\"\nformats = [\"rss\"]\ncontent = \"title\"\n");
    let line = |n: u32| {
        format!("{{\"id\":\"{n}\",\"title\":\"Headline {n}\",\"published\":\"2026-03-01\"}}\n")
    };
    paper.line(&(0..10_001).map(line).collect::<String>());
    paper
        .ran(2, &[])
        .exits(0)
        .says("more than 10000 entries")
        .says("history = \"archive\"");
    let document = paper.document("news.rss");
    assert_eq!((document.entries.len(), document.marks.len()), (10_000, 0));
}

#[test]
fn each_feed_has_archives_of_its_own() {
    let paper = Paper::of("abcdefg");
    paper.room.write(
        "feeds/sea.toml",
        "limit = 1\nhistory = \"archive\"\narchive_size = 1\n[include]\ncategories = [\"Sea\"]\n",
    );
    paper.line(&article('h', "", ",\"categories\":[\"Sea\"]"));
    assert_eq!(paper.publish_with(2, &["sea"], 0)[0], 4);
    assert!(!paper.room.has("public/news.rss"));
    paper.publish(2);
    paper.holds(&["hg", "fed", "cba"]);
    let sea = paper.document("sea.rss");
    assert_eq!(
        sea.link("prev-archive").as_deref(),
        Some("sea.archive-1.rss")
    );
    assert_eq!(paper.document("sea.archive-1.rss").ids(), "h");
}

#[test]
fn what_cannot_be_meant_is_refused() {
    for (feed, says) in [
        ("history = \"all\"", "use one of: archive, complete"),
        ("archive_size = 5", "the feed has no archives"),
        (
            "history = \"complete\"\narchive_size = 5",
            "the feed has no archives",
        ),
        ("history = \"archive\"\narchive_size = 0", "use 1 to 10000"),
        (
            "history = \"archive\"\narchive_size = 10001",
            "use 1 to 10000",
        ),
    ] {
        let paper = Paper::with_feed(feed);
        paper.room.run(&["publish"]).exits(2).says(says);
        assert!(!paper.room.has("public"), "{feed}");
    }
}

/// When the documents with this stem were last written.
fn times(room: &Room, stem: &str) -> Vec<SystemTime> {
    let modified = |extension: &str| {
        let path = room.at(&format!("public/{stem}.{extension}"));
        std::fs::metadata(path)
            .and_then(|m| m.modified())
            .expect("a document")
    };
    ["rss", "atom"].map(modified).to_vec()
}

/// Names and bytes of everything that is published.
fn all_bytes(room: &Room) -> Vec<(String, Vec<u8>)> {
    let files = room.state_of("public").into_iter();
    let name = |path: &std::path::Path| {
        path.file_name()
            .expect("a name")
            .to_string_lossy()
            .into_owned()
    };
    files
        .map(|(path, bytes, _)| (name(&path), bytes))
        .filter(|(name, _)| !name.starts_with('.'))
        .collect()
}

fn all_text(room: &Room) -> String {
    let all = all_bytes(room).into_iter();
    all.map(|(_, bytes)| String::from_utf8(bytes).expect("UTF-8"))
        .collect()
}
