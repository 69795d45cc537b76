//! `[notify]`: the user's own command after a run.

use std::os::unix::fs::PermissionsExt;
use std::process::Stdio;
use std::time::{Duration, Instant};

use serde_json::Value;

use crate::faults::Paused;
use crate::harness::Room;

const RECORDS: &str = "{\"id\":\"a\",\"title\":\"Alpha\",\"published\":\"2026-03-01\"}\n";

/// A newsroom whose command is this shell script, with more keys of `[notify]`.
fn newsroom(script: &str, more: &str) -> Room {
    let room = Room::with_records(RECORDS);
    let config = room.read("feedwright.toml");
    room.write(
        "feedwright.toml",
        format!("{config}\n[notify]\ncommand = [\"bin/after\", \"--flag\", \"$HOME; touch shell\"]\n{more}\n"),
    );
    room.write("bin/after", format!("#!/bin/sh\n{script}\n"));
    let runs = std::fs::Permissions::from_mode(0o755);
    std::fs::set_permissions(room.at("bin/after"), runs).unwrap();
    room
}

#[test]
fn it_reads_what_the_run_did() {
    let room = newsroom(
        "cat > said; printf '%s|' \"$@\" > arguments; echo chatter",
        "",
    );
    let ran = room.run(&["publish", "--format", "json"]).exits(0);
    assert_eq!(ran.json()["documents"]["written"], 2, "{}", ran.stdout);
    assert!(ran.stderr.contains("chatter"), "{}", ran.stderr);
    let said: Value = serde_json::from_str(&room.read("said")).unwrap();
    for key in ["records", "documents", "diagnostics", "seconds", "pings"] {
        assert!(!said[key].is_null(), "{said}");
    }
    assert_eq!(said["records"]["new"], 1);
    let urls: Vec<&str> = said["changed"]
        .as_array()
        .unwrap()
        .iter()
        .map(|d| d["url"].as_str().unwrap())
        .collect();
    assert_eq!(
        urls,
        [
            "https://quay.example/feeds/news.rss",
            "https://quay.example/feeds/news.atom"
        ]
    );
    assert_eq!(
        (&said["changed"][0]["feed"], &said["changed"][0]["new"]),
        (&"news".into(), &1.into())
    );
    assert_eq!(room.read("arguments"), "--flag|$HOME; touch shell|");
    assert!(!room.has("shell"));

    // Nothing changed, or a dry run: it is not run.
    std::fs::remove_file(room.at("said")).unwrap();
    room.run(&["publish"]).exits(0);
    room.append("records.jsonl", "{\"id\":\"b\",\"title\":\"Beta\"}\n");
    room.run(&["publish", "--dry-run"]).exits(0);
    assert!(!room.has("said"));
}

#[test]
fn always_means_always() {
    let room = newsroom("cat > said", "always = true");
    room.run(&["publish"]).exits(0);
    std::fs::remove_file(room.at("said")).unwrap();
    room.run(&["publish"]).exits(0);
    let said: Value = serde_json::from_str(&room.read("said")).unwrap();
    assert_eq!(said["changed"], serde_json::json!([]));
}

#[test]
fn it_may_use_the_store() {
    let room = newsroom(
        &format!("{} publish -q && touch again", crate::harness::PROGRAM),
        "",
    );
    room.run(&["publish"]).exits(0);
    assert!(room.has("again"), "the store is free by then");
}

/// However it ends, the documents are published and the run is well.
#[test]
fn it_fails_alone() {
    let many = "{\"title\":\"T\",\"nonsense\":1,\"published\":\"never\"}\n".repeat(2000);
    for (script, more, says) in [
        ("exit 3", "", "ended with status 3"),
        ("kill -9 $$", "", "was ended by signal 9"),
        (
            "sleep 60 & sleep 60",
            "timeout = 1",
            "did not end within 1 s and was ended",
        ),
        (
            "trap '' TERM; while :; do sleep 1; done",
            "timeout = 1",
            "did not end within 1 s",
        ),
        ("exec <&-; exit 0", "", ""),
        ("exec <&-; sleep 0.3; exit 4", "", "ended with status 4"),
        ("exit 0", "", ""),
    ] {
        let room = newsroom(script, more);
        room.append("records.jsonl", &many);
        let begun = Instant::now();
        let ran = room.run(&["publish", "--format", "json"]);
        assert!(begun.elapsed() < Duration::from_secs(10), "{script}");
        assert!(room.has("public/news.rss"), "{script}");
        let told = ran.json()["diagnostics"].to_string();
        // Also where a thousand other things had to be said.
        assert!(says.is_empty() || told.contains(says), "{script}: {told}");
    }
    let room = newsroom("exit 3", "");
    room.publish_at("2026-03-02T12:00:00Z")
        .exits(0)
        .says("warning: the command \"bin/after\" of [notify] ended with status 3");
    std::fs::remove_file(room.at("bin/after")).unwrap();
    room.append("records.jsonl", "{\"id\":\"b\",\"title\":\"Beta\"}\n");
    room.publish_at("2026-03-02T12:00:00Z")
        .exits(0)
        .says("cannot be started");
}

#[test]
fn what_it_started_ends_with_it() {
    let room = newsroom("(sleep 2; touch survived) & wait", "timeout = 1");
    room.run(&["publish"])
        .exits(0)
        .says("did not end within 1 s");
    std::thread::sleep(Duration::from_millis(2500));
    assert!(!room.has("survived"));
}

#[test]
fn a_signal_ends_it_with_the_run() {
    let room = newsroom("touch begun; sleep 3; touch survived", "");
    let mut command = room.command(&["publish"]);
    let child = command
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let run = Paused { child };
    let deadline = Instant::now() + Duration::from_secs(10);
    while !room.has("begun") && Instant::now() < deadline {
        std::thread::sleep(Duration::from_millis(10));
    }
    run.signal("TERM");
    run.end().exits(143);
    std::thread::sleep(Duration::from_millis(3200));
    assert!(!room.has("survived"));
    assert!(room.has("public/news.rss"));
}
