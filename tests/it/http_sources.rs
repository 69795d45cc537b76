//! Sources over HTTP: fetched when they have news, politely, and never at the cost of another source.

use std::time::{Duration, Instant};

use serde_json::Value;

use crate::harness::Room;
use crate::origin::{Answer, Origin, doing, fixed, raw, say};

/// One record a line, with these ids.
pub(crate) fn records(ids: &[&str]) -> String {
    let line = |id: &&str| {
        format!(
            "{{\"id\":\"{id}\",\"title\":\"Title {id}\",\"published\":\"2026-03-01T08:00:00Z\"}}\n"
        )
    };
    ids.iter().map(line).collect()
}

/// A newsroom with these sources.
pub(crate) fn newsroom(sources: &str) -> Room {
    let room = Room::with_records("");
    let config = room.read("feedwright.toml");
    let (site, rest) = config.split_once("[[source]]").expect("a source");
    let rest = rest.split_once("\n[").map_or("", |(_, rest)| rest);
    room.write("feedwright.toml", format!("{site}{sources}\n[{rest}\n"));
    room
}

/// A source at this address, on loopback and in no hurry to be polite.
pub(crate) fn source(url: &str, more: &str) -> String {
    format!("[[source]]\nurl = \"{url}\"\nallow_hosts = [\"127.0.0.1\"]\ndelay = 0\n{more}\n")
}

/// What a run says, in JSON.
#[track_caller]
pub(crate) fn publish(room: &Room, exit: i32) -> Value {
    room.publish_json(exit)
}

/// All that a run had to say.
pub(crate) fn messages(said: &Value) -> String {
    let all = said["diagnostics"].as_array().expect("a list");
    let text = |n: &Value| {
        let part = |key: &str| n[key].as_str().unwrap_or_default().to_owned();
        format!("{} {} ({})\n", part("file"), part("message"), part("help"))
    };
    all.iter().map(text).collect()
}

/// The document, or that it has not changed where the request knows its tag.
fn tagged(body: impl Into<String>) -> Answer {
    let body = body.into();
    doing(move |stream, request| {
        if request
            .to_ascii_lowercase()
            .contains("if-none-match: \"v1\"")
        {
            say(stream, "304 Not Modified", &["ETag: \"v1\""], b"");
        } else {
            say(
                stream,
                "200 OK",
                &["ETag: \"v1\"", "Content-Type: application/json"],
                body.as_bytes(),
            );
        }
    })
}

#[test]
fn one_address_is_a_source_and_is_read_once() {
    let origin = Origin::new(vec![("/r.jsonl", tagged(records(&["a", "b"])))]);
    let room = newsroom(&source(&origin.url("/r.jsonl"), ""));
    let first = publish(&room, 0);
    assert_eq!(first["records"]["new"], 2);
    room.holds(&["Title a", "Title b"]);
    let second = publish(&room, 0);
    assert_eq!(second["records"]["read"], 0, "{}", messages(&second));
    let asked = origin.asked();
    assert_eq!(asked.len(), 2);
    assert!(
        asked[1]
            .to_ascii_lowercase()
            .contains("if-none-match: \"v1\"")
    );
    assert!(asked[0].contains("user-agent: feedwright/") && asked[0].contains("(+https://"));
    // What decides how it is read has changed, or everything is to be read: it is asked for whole.
    room.run(&["publish", "--full"]).exits(0);
    assert!(!origin.asked()[2].contains("if-none-match"));
}
