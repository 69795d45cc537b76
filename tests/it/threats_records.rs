//! Rows 1 to 10: lines and records that are wrong. Each is named by file, line and field; the others go on.

use std::fmt::Write as _;
use std::io::Write as _;

use serde_json::Value;

use crate::harness::{Room, ran};

/// What was said, in order: line, severity and field (`-` where it is the whole line). Whatever is said names the
/// file, and whatever was refused names the way out.
#[track_caller]
fn told(run: &Value) -> Vec<String> {
    let all = run["diagnostics"].as_array().expect("diagnostics");
    let one = |d: &Value| {
        assert_eq!(d["file"], "records.jsonl", "{d}");
        assert!(
            d["severity"] != "error" || d["help"].is_string(),
            "no way out: {d}"
        );
        assert!(
            !d["message"]
                .as_str()
                .unwrap()
                .contains(|c: char| c.is_control()),
            "{d}"
        );
        format!(
            "{} {} {}",
            d["line"],
            d["severity"].as_str().unwrap(),
            d["field"].as_str().unwrap_or("-")
        )
    };
    all.iter().map(one).collect()
}

/// Publishes a hostile input: exit status, what is told, and which titles are in the feeds.
#[track_caller]
fn check(input: &str, exit: i32, wanted: &[&str], titles: &[&str]) {
    let room = Room::with_hostile(input);
    let run = room.publish_json(exit);
    assert_eq!(told(&run), wanted, "{input}: {run:#}");
    room.holds(titles);
    let refused: std::collections::BTreeSet<&str> = wanted
        .iter()
        .filter(|w| w.contains("error"))
        .filter_map(|w| w.split(' ').next())
        .collect();
    assert_eq!(run["records"]["rejected"], refused.len(), "{input}");
    for document in ["public/news.rss", "public/news.atom"] {
        assert!(
            !room.read(document).contains('\u{FFFD}'),
            "{input}: something was replaced silently"
        );
    }
}

const GOOD: &[&str] = &["Good after", "Good before"];

#[test]
fn lines_that_are_no_records() {
    for (input, exit, wanted) in [
        ("malformed-line.jsonl", 1, &["2 error -"][..]),
        ("cut-last-line.jsonl", 1, &["3 error -"]),
        ("no-final-newline.jsonl", 0, &[]),
        ("crlf-bom-blank.jsonl", 0, &[]),
        (
            "bad-utf8.jsonl",
            1,
            &["2 error -", "3 error -", "4 error -"],
        ),
        ("bytes-after-object.jsonl", 1, &["2 error -", "3 error -"]),
        ("lone-surrogate.jsonl", 1, &["2 error -", "3 error -"]),
        ("numbers.jsonl", 1, &["2 error -", "3 error -", "4 error -"]),
        (
            "wrong-shapes.jsonl",
            1,
            &[
                "2 error -",
                "3 error -",
                "4 error -",
                "5 error -",
                "6 error -",
                "7 error -",
                "8 error -",
            ],
        ),
    ] {
        check(input, exit, wanted, GOOD);
    }
}

#[test]
fn people_are_told_file_line_and_way_out() {
    let room = Room::with_hostile("malformed-line.jsonl");
    room.run(&["publish"])
        .exits(1)
        .says("records.jsonl:2: error: ")
        .says("  help: ");
    let room = Room::with_records(
        "{\"id\":\"x\",\"title\":\"T\",\"published\":\"2024-02-30\"}\n{\"title\":\"Good\"}\n",
    );
    room.run(&["publish"])
        .exits(1)
        .says("records.jsonl:1: error: ")
        .says("field published")
        .says("record x")
        .says("  help: ");
    room.holds(&["Good"]);
}

/// The promise speaks of a million lines; a debug build is given fewer, so that the test stays quick.
#[test]
fn one_bad_line_in_the_middle_of_many() {
    const LINES: u64 = 10_000;
    let mut records = String::new();
    for n in 1..=LINES {
        match n {
            5_000 => records.push_str("{\"id\":\"5000\",\"title\":\n"),
            n => writeln!(records, "{{\"id\":\"{n}\",\"title\":\"Story {n}\"}}").unwrap(),
        }
    }
    let room = Room::with_records(&records);
    let run = room.publish_json(1);
    assert_eq!(told(&run), ["5000 error -"]);
    assert_eq!(
        (&run["records"]["new"], &run["records"]["rejected"]),
        (&(LINES - 1).into(), &1.into())
    );
    assert_eq!(room.titles("public/news.atom").len(), 50);
}

#[test]
fn many_bad_lines_take_no_more_memory_than_a_few() {
    let room =
        Room::with_records(&("{\"id\":\n".repeat(300_000) + "{\"id\":\"g\",\"title\":\"Good\"}\n"));
    let command = &mut room.limited("ulimit -v 131072", &["publish", "--format", "json"]);
    let run = ran(command).exits(1).json();
    assert_eq!(run["records"]["rejected"], 300_000);
    room.holds(&["Good"]);
    room.run(&["publish"])
        .exits(1)
        .says("records.jsonl:1: error: ");
}

#[test]
fn controls_are_dropped_with_a_warning() {
    check(
        "controls.jsonl",
        0,
        &["1 warning title", "1 warning summary"],
        &["ABCD EFG", "Good after"],
    );
}

#[test]
fn a_line_of_100_megabytes_is_skipped_in_little_memory() {
    let room = Room::with_records("");
    let write = |end: &[u8]| {
        let mut file =
            std::io::BufWriter::new(std::fs::File::create(room.at("records.jsonl")).unwrap());
        file.write_all(b"{\"id\":\"a\",\"title\":\"Before\"}\n{\"title\":\"")
            .unwrap();
        for _ in 0..100 {
            file.write_all(&[b'x'; 1 << 20]).unwrap();
        }
        file.write_all(end).unwrap();
        file.into_inner().unwrap();
    };
    for (end, titles) in [
        (
            &b"\"}\n{\"id\":\"b\",\"title\":\"After\"}\n"[..],
            &["After", "Before"][..],
        ),
        (b"", &["Before"]),
    ] {
        let _ = std::fs::remove_dir_all(room.at("public"));
        let _ = std::fs::remove_dir_all(room.at(".feedwright"));
        write(end);
        // 256 MiB of address space bound the resident memory, too.
        let run = ran(&mut room.limited("ulimit -v 262144", &["publish", "--format", "json"]))
            .exits(1)
            .json();
        assert_eq!(told(&run), ["2 error -"]);
        assert!(
            run["diagnostics"][0]["message"]
                .as_str()
                .unwrap()
                .contains("8 MiB"),
            "{run}"
        );
        room.holds(titles);
    }
}

#[test]
fn deep_and_wide_json_is_refused_by_line() {
    let nested = format!(
        "{{\"title\":\"T\",\"extra\":{{\"x\":{}1{}}}}}",
        "[".repeat(100_000),
        "]".repeat(100_000)
    );
    let unclosed = "[".repeat(1_000_000);
    let unclosed_objects = "{\"a\":".repeat(1_000_000);
    let keys: Vec<String> = (0..100_000).map(|n| format!("\"k{n}\":{n}")).collect();
    let wide = format!("{{\"title\":\"T\",{}}}", keys.join(","));
    let wide_inside = format!("{{\"title\":\"T\",\"extra\":{{{}}}}}", keys.join(","));
    let lines = [
        nested,
        unclosed,
        unclosed_objects,
        wide,
        wide_inside,
        "{\"id\":\"g\",\"title\":\"Good\"}".into(),
    ];
    let room = Room::with_records(&(lines.join("\n") + "\n"));
    // A small stack and 512 MiB: what is deep must not be followed.
    let mut command = room.limited(
        "ulimit -s 1024; ulimit -v 524288",
        &["publish", "--format", "json"],
    );
    let run = ran(&mut command).exits(1).json();
    assert_eq!(
        told(&run),
        [
            "1 error -",
            "2 error -",
            "3 error -",
            "4 error -",
            "5 error -"
        ]
    );
    room.holds(&["Good"]);
}

/// A record that would fill a feed is refused, because a feed that nobody can read is a feed for nobody.
#[test]
fn one_record_does_not_crowd_out_the_others() {
    let heavy = "<".repeat(2_000_000);
    for (field, named) in [
        ("title", "title"),
        ("summary", "summary"),
        ("rights", "rights"),
        ("body_text", "body_html"),
    ] {
        let mut record = serde_json::json!({"id": "heavy", "title": "T", "summary": "S"});
        record[field] = heavy.clone().into();
        let room = Room::with_records(&format!("{record}\n{{\"id\":\"g\",\"title\":\"Good\"}}\n"));
        let run = room.publish_json(1);
        assert_eq!(told(&run), [format!("1 error {named}")], "{run}");
        room.holds(&["Good"]);
    }
    let terms: Vec<String> = (0..150_000).map(|n| format!("term {n}")).collect();
    let record = serde_json::json!({"id": "heavy", "title": "T", "categories": terms});
    let room = Room::with_records(&format!("{record}\n{{\"id\":\"g\",\"title\":\"Good\"}}\n"));
    assert_eq!(told(&room.publish_json(1)), ["1 error categories"]);
    room.holds(&["Good"]);
    // Just light enough: it is published, and the validator can read it.
    let heavy = "<".repeat(180_000);
    for field in ["title", "summary", "body_text", "body_html"] {
        let mut record = serde_json::json!({"id": "heavy", "title": "T", "summary": "S"});
        record[field] = heavy.clone().into();
        let room = Room::with_records(&format!("{record}\n"));
        let run = room.publish_json(0);
        assert_eq!(run["documents"]["written"], 2, "{field}: {run}");
    }
}

#[test]
fn one_id_on_several_lines() {
    let room = Room::with_hostile("same-id.jsonl");
    let run = room.publish_json(0);
    assert_eq!(run["records"]["rejected"], 0);
    room.holds(&["Second", "Same"]);
    let doubts: Vec<&Value> = run["diagnostics"].as_array().unwrap().iter().collect();
    assert!(!doubts.is_empty(), "{run}");
    for doubt in &doubts {
        assert_eq!(
            (&doubt["file"], &doubt["severity"]),
            (&"records.jsonl".into(), &"warning".into()),
            "{doubt}"
        );
    }
    for (line, both) in [(2, "lines 1 and 2"), (3, "lines 2 and 3")] {
        let says = |d: &&Value| d["line"] == line && d["message"].as_str().unwrap().contains(both);
        assert!(doubts.iter().any(says), "{both}: {run:#}");
    }
    let documents = || (room.read("public/news.rss"), room.read("public/news.atom"));
    let before = documents();
    room.run(&["publish", "--full"]).exits(0);
    assert_eq!(documents(), before, "the same lines again change nothing");
}

#[test]
fn fields_that_are_missing_empty_or_of_another_type() {
    check(
        "wrong-fields.jsonl",
        1,
        &[
            "3 warning id",
            "4 error id",
            "5 warning title",
            "6 error title",
            "7 error title",
            "9 error url",
            "11 error published",
            "12 error published",
            "13 error title",
            "14 error title",
        ],
        &[
            "Good before",
            "Null id",
            "Empty id",
            "A summary stands in for the title",
            "Null url",
            "Null date",
            "Good after",
        ],
    );
}

#[test]
fn what_a_terminal_would_obey_is_shown_not_sent() {
    let room = Room::with_hostile("escapes.jsonl");
    // The harness looks at standard error of every run; here the texts do hold escape sequences.
    room.run(&["publish"])
        .exits(1)
        .says("records.jsonl:1: error: ")
        .says("published");
    room.run(&["publish", "-v"]).exits(1);
    room.run(&["import", "records.jsonl"]).exits(1);
    room.holds(&["Good after"]);
    room.write("records.jsonl", "{\"id\":\"\\u001b]0;x\\u0007\",\"title\":\"\\u001b[31mred\",\"published\":\"2024-01-01\"}\n");
    room.run(&["publish"]).exits(0);
    for args in [
        &["status"][..],
        &["history", "]0;x"],
        &["publish", "--dry-run", "--diff", "--full"],
        &["validate", "public/news.rss"],
    ] {
        let shown = room.run(args);
        assert!(
            !shown.stdout.contains('\u{1b}'),
            "{args:?}: {:?}",
            shown.stdout
        );
    }
    let forged = "a\nerror: forged\u{1b}[2J.jsonl";
    room.write(forged, "{\"title\":\n");
    for args in [&["import", forged][..], &["import", "none\nerror: forged"]] {
        let lines = room.run(args).stderr;
        assert!(!lines.contains("\nerror: forged"), "{lines}");
    }
    room.run(&["history", "\u{1b}[2Jnone"]).exits(2);
    room.run(&["publish", "\u{1b}[2Jnone"]).exits(2);
    room.run(&["validate", "\u{1b}[2Jnone.rss"]).exits(2);
    room.run(&["\u{1b}[2Jnone"]).exits(2);
}

/// "english" is a tag by the letter of BCP 47 and one to no reader: it may not hold back the documents of all others.
#[test]
fn a_language_in_words_is_left_out_and_the_record_published() {
    let record =
        r#"{"id":"a","title":"Alpha","language":"english","published":"2026-03-01T10:00:00Z"}"#;
    let room = Room::with_records(&format!("{record}\n"));
    room.run(&["publish"])
        .exits(0)
        .says("\"english\" was left out: it is no BCP 47 tag");
    assert!(
        room.read("public/news.atom")
            .contains("<title>Alpha</title>")
    );
}
