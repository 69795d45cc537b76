//! RFC 3229: readers that ask with `A-IM: feed` get only the entries that they lack.

use std::io::Read;
use std::process::Command;

use crate::harness::{Room, judge, ran};
use crate::serve_kit::{Answer, Server};

const FEED: &str = r#"
title = "News"
formats = ["rss", "atom", "json"]
limit = 10
retraction = "tombstone"
"#;

const DOCUMENTS: [&str; 3] = ["/news.rss", "/news.atom", "/news.json"];

/// So many stories, the second with this text.
fn records(count: usize, second: &str) -> String {
    (1..=count)
        .map(|n| {
            let text = if n == 2 { second } else { "As it was." };
            format!(
                "{{\"id\":\"s{n}\",\"title\":\"Story {n}\",\"url\":\"https://quay.example/{n}\",\
                 \"published\":\"2026-03-01T{n:02}:00:00Z\",\"body_text\":\"{text}\"}}\n"
            )
        })
        .collect()
}

fn newsroom() -> Room {
    let room = Room::with_records(&records(8, "First."));
    room.write("feeds/news.toml", FEED);
    room.run(&["publish"]).exits(0);
    room
}

fn publish(room: &Room, count: usize, second: &str) {
    room.write("records.jsonl", records(count, second));
    room.run(&["publish"]).exits(0);
}

fn ask(server: &Server, path: &str, tag: &str) -> Answer {
    server.get(path, &[("A-IM", "feed"), ("If-None-Match", tag)])
}

/// The stories in a document, by their numbers.
fn stories(document: &str) -> Vec<usize> {
    (1..=20)
        .filter(|n| {
            document.contains(&format!("Story {n}<")) || document.contains(&format!("Story {n}\""))
        })
        .collect()
}

/// Is it a document that nothing is wrong with?
fn is_valid(room: &Room, name: &str, document: &[u8]) {
    let path = format!("delta{name}").replace('/', "-");
    room.write(&path, document);
    room.run(&["validate", &path]).exits(0);
}

#[test]
fn only_entries_that_are_new_or_changed_are_sent() {
    let room = newsroom();
    let server = Server::start(&room, &[]);
    for path in DOCUMENTS {
        let first = ask(&server, path, "\"nothing\"");
        assert_eq!((first.status, first.header("im")), (200, ""), "{path}");
        let tag = first.header("etag").to_owned();
        assert_eq!(ask(&server, path, &tag).status, 304);
        assert_eq!(stories(&first.text()).len(), 8, "{path}");
    }
    let tags = DOCUMENTS.map(|path| server.get(path, &[]).header("etag").to_owned());
    publish(&room, 9, "Second.");
    for (path, old) in DOCUMENTS.iter().zip(&tags) {
        let delta = ask(&server, path, old);
        assert_eq!((delta.status, delta.header("im")), (226, "feed"), "{path}");
        assert_eq!(delta.header("vary"), "Accept-Encoding, A-IM, If-None-Match");
        assert!(
            delta
                .header("cache-control")
                .starts_with("private, max-age=")
        );
        assert_eq!(stories(&delta.text()), [2, 9], "{path}");
        is_valid(&room, path, &delta.body);
        let whole = server.get(path, &[]);
        assert_eq!(delta.header("content-type"), whole.header("content-type"));
        assert_eq!(delta.header("link"), whole.header("link"));
        let tag = delta.header("etag").to_owned();
        assert_ne!(tag, whole.header("etag"));
        for tag in [tag.as_str(), whole.header("etag")] {
            assert_eq!(ask(&server, path, tag).status, 304, "{path} {tag}");
        }
        // The newest of the versions that a client names counts.
        publish(&room, 9, "Second.");
        let both = format!("\"nothing\", {old}, W/{tag}");
        assert_eq!(ask(&server, path, &both).status, 304);
        for coding in ["gzip", "br", "zstd"] {
            let headers = [
                ("A-IM", "x, FEED;q=0.5"),
                ("If-None-Match", old.as_str()),
                ("Accept-Encoding", coding),
            ];
            let packed = server.get(path, &headers);
            assert_eq!(
                (packed.status, packed.header("content-encoding")),
                (226, coding)
            );
            assert_ne!(packed.header("etag"), tag);
            if coding == "gzip" {
                let mut plain = Vec::new();
                let mut unpacker = flate2::read::GzDecoder::new(packed.body.as_slice());
                unpacker.read_to_end(&mut plain).unwrap();
                assert!(plain == delta.body, "{path}");
            }
        }
    }
    // A client that got a delta and asks again after the next run.
    let delta = ask(&server, "/news.rss", &tags[0]);
    publish(&room, 10, "Second.");
    let next = ask(&server, "/news.rss", delta.header("etag"));
    assert_eq!((next.status, stories(&next.text())), (226, vec![10]));
}

#[test]
fn everybody_else_gets_the_whole_document() {
    let room = newsroom();
    let server = Server::start(&room, &[]);
    let old = server.get("/news.rss", &[]).header("etag").to_owned();
    let page = server.get("/feeds.opml", &[]).status;
    publish(&room, 9, "First.");
    let tag = ("If-None-Match", old.as_str());
    let asked: [&[(&str, &str)]; 7] = [
        &[tag],
        &[tag, ("A-IM", "gzip")],
        &[tag, ("A-IM", "feed;q=0")],
        &[tag, ("A-IM", "feeds")],
        &[("A-IM", "feed")],
        &[
            ("A-IM", "feed"),
            ("If-None-Match", "\"000000000000000000000000\""),
        ],
        &[
            ("A-IM", "feed"),
            ("If-Modified-Since", "Thu, 01 Jan 1970 00:00:00 GMT"),
        ],
    ];
    for headers in asked {
        let whole = server.get("/news.rss", headers);
        assert_eq!(
            (whole.status, stories(&whole.text()).len()),
            (200, 9),
            "{headers:?}"
        );
        assert_eq!(whole.header("vary"), "Accept-Encoding");
    }
    let delta = [("A-IM", "feed"), tag];
    let head = server.ask("HEAD", "/news.rss", &delta, b"");
    assert_eq!((head.status, head.header("im")), (200, ""));
    let range = server.get("/news.rss", &[delta[0], delta[1], ("Range", "bytes=0-4")]);
    assert_eq!((range.status, range.text().as_str()), (206, "<?xml"));
    // What is no feed is never cut.
    assert!(page == 404 || server.get("/feeds.opml", &[("A-IM", "feed"), tag]).status == 200);
    // Who lacks nearly all of it gets all of it.
    publish(&room, 18, "First.");
    let most = ask(&server, "/news.rss", &old);
    assert_eq!((most.status, stories(&most.text()).len()), (200, 10));
}

#[test]
fn a_restart_forgets_no_version() {
    let room = newsroom();
    let server = Server::start(&room, &[]);
    let old = server.get("/news.atom", &[]).header("etag").to_owned();
    let (exit, said) = server.stop();
    assert_eq!((exit, said.contains("forgot")), (Some(0), false), "{said}");
    publish(&room, 9, "First.");
    room.run(&["retract", "s3", "--now", "2026-03-03T00:00:00Z"])
        .exits(0);
    room.run(&["publish", "--now", "2026-03-03T00:00:00Z"])
        .exits(0);
    let server = Server::start(&room, &[]);
    let delta = ask(&server, "/news.atom", &old);
    assert_eq!(delta.status, 226);
    assert_eq!(stories(&delta.text()), [9]);
    assert_eq!(delta.text().matches("deleted-entry ").count(), 1);
    is_valid(&room, "/news.atom", &delta.body);
    // Without a store the same works until the server ends.
    std::fs::remove_dir_all(room.at(".feedwright")).ok();
    let again = ask(&server, "/news.atom", &old);
    assert_eq!(again.status, 226);
}

const FEEDPARSER: &str = r"
import json, sys, feedparser
first = feedparser.parse(sys.argv[1])
print(json.dumps([first.status, first.etag, len(first.entries), bool(first.bozo)]), flush=True)
sys.stdin.readline()
for etag in (first.etag, None):
    d = feedparser.parse(sys.argv[1], etag=etag)
    print(json.dumps([d.status, d.etag, [e.title for e in d.entries], bool(d.bozo)]), flush=True)
again = feedparser.parse(sys.argv[1], etag=d.etag)
print(json.dumps([again.status]), flush=True)
";

#[test]
fn feedparser_gets_deltas() {
    let python = std::env::var("FEEDWRIGHT_PYTHON").unwrap_or_else(|_| "python3".to_owned());
    let has_it = Command::new(&python)
        .args(["-c", "import feedparser"])
        .output();
    if !has_it.is_ok_and(|output| output.status.success()) {
        assert!(
            std::env::var_os("CI").is_none(),
            "feedparser is missing, and CI is set"
        );
        println!("feedparser is missing; not checked: that it reads deltas");
        return;
    }
    for path in ["/news.rss", "/news.atom"] {
        let room = newsroom();
        let server = Server::start(&room, &[]);
        // It asks once before and, told by a line, again after the second run.
        let mut reader = Command::new(&python)
            .args(["-c", FEEDPARSER, &server.url(path)])
            .stdin(std::process::Stdio::piped())
            .stdout(std::process::Stdio::piped())
            .spawn()
            .expect("python");
        server.until(path, |answer| answer.status == 200);
        let mut lines =
            std::io::BufRead::lines(std::io::BufReader::new(reader.stdout.take().unwrap()));
        let mut line = || -> serde_json::Value {
            serde_json::from_str(&lines.next().unwrap().unwrap()).unwrap()
        };
        let first = line();
        assert_eq!((&first[0], &first[2]), (&200.into(), &8.into()), "{path}");
        publish(&room, 9, "First.");
        std::io::Write::write_all(reader.stdin.as_mut().unwrap(), b"\n").unwrap();
        let (delta, whole, again) = (line(), line(), line());
        assert_eq!(delta[0], 226, "{path}: {delta}");
        assert_eq!(delta[2], serde_json::json!(["Story 9"]));
        assert_eq!(delta[3], false, "{path}: {delta}");
        assert_eq!(whole[0], 200);
        assert_eq!(again[0], 304);
        assert!(reader.wait().unwrap().success());
    }
}

#[test]
fn newsboat_keeps_what_it_has_and_adds_what_is_new() {
    if !judge("newsboat", "that it reads deltas") {
        return;
    }
    for path in ["/news.rss", "/news.atom"] {
        let room = newsroom();
        let server = Server::start(&room, &[]);
        let folder = room.at("reader");
        std::fs::create_dir(&folder).unwrap();
        room.write("reader/urls", format!("{}\n", server.url(path)));
        room.write("reader/config", "suppress-first-reload yes\n");
        let titles = || -> Vec<String> {
            let mut newsboat = Command::new("newsboat");
            newsboat.env("HOME", &folder).env("TERM", "dumb");
            for (option, file) in [("-u", "urls"), ("-c", "cache.db"), ("-C", "config")] {
                newsboat.arg(option).arg(folder.join(file));
            }
            ran(newsboat.args(["-x", "reload"])).exits(0);
            let cache = rusqlite::Connection::open(folder.join("cache.db")).unwrap();
            let mut rows = cache
                .prepare("select title from rss_item where deleted = 0 order by title")
                .unwrap();
            let rows = rows.query_map([], |row| row.get(0)).unwrap();
            rows.map(Result::unwrap).collect()
        };
        assert_eq!(titles().len(), 8, "{path}");
        publish(&room, 9, "First.");
        assert_eq!(titles().len(), 9, "{path}");
        assert_eq!(titles().len(), 9, "{path}");
    }
}

#[test]
fn what_is_served_while_there_is_no_store_is_written_down_later() {
    let room = newsroom();
    let (store, away) = (room.at(".feedwright"), room.at("away"));
    std::fs::rename(&store, &away).expect("it moves");
    let server = Server::start(&room, &[]);
    let tag = server.get("/news.rss", &[]).header("etag").to_owned();
    std::thread::sleep(std::time::Duration::from_millis(2500));
    std::fs::rename(&away, &store).expect("it moves back");
    assert_eq!(server.stop().0, Some(0));
    publish(&room, 9, "First.");
    let server = Server::start(&room, &[]);
    assert_eq!(ask(&server, "/news.rss", &tag).status, 226);
}
