//! `feedwright serve`: the published files as readers ask for them.

use std::process::Command;

use crate::harness::{Room, shared};
use crate::serve_kit::{self, Server};

const MORE: &str = r#"
[pages]

[push]
hubs = ["https://hub.example/"]

[moved]
"old.rss" = "news.rss"
"ended.rss" = "gone"
"#;

const FEED: &str = r#"
title = "News"
description = "All of it"
formats = ["rss", "atom", "json"]
ttl = 30
"#;

fn records(count: usize) -> String {
    (1..=count)
        .map(|n| {
            format!(
                "{{\"title\":\"Story {n}\",\"url\":\"https://quay.example/{n}\",\
                 \"published\":\"2026-03-01T{n:02}:00:00Z\",\
                 \"body_text\":\"What was said at the harbour on day {n}, at some length.\"}}\n"
            )
        })
        .collect()
}

pub(crate) fn newsroom() -> Room {
    serve_kit::newsroom(MORE, FEED, &records(8))
}

#[test]
fn every_behaviour_that_readers_want_is_there() {
    let Some(shared) = shared("what readers want of a server") else {
        return;
    };
    let room = newsroom();
    let server = Server::start(&room, &[]);
    let base = server.url("");
    let python = std::env::var("FEEDWRIGHT_PYTHON").unwrap_or_else(|_| "python3".to_owned());
    let checked = Command::new(python)
        .arg(shared.join("readers/http_check.py"))
        .args([&base, "/news.rss", "/news.atom", "/news.json"])
        .args(["--moved", "/old.rss", "--gone", "/ended.rss"])
        .output()
        .expect("python");
    let said = String::from_utf8_lossy(&checked.stdout);
    assert!(checked.status.success(), "{said}");
    let nice = said
        .lines()
        .find_map(|line| line.strip_prefix("nice to have: "));
    assert_eq!(nice, Some("30 of 30"), "{said}");
}

#[test]
fn a_file_has_one_digest_and_a_tag_for_each_encoding() {
    let room = newsroom();
    let server = Server::start(&room, &[]);
    let plain = server.get("/news.rss", &[]);
    assert_eq!(plain.status, 200);
    assert_eq!(plain.text(), room.read("public/news.rss"));
    for (header, expected) in [
        ("content-type", "application/rss+xml; charset=utf-8"),
        ("cache-control", "public, max-age=1800"),
        ("vary", "Accept-Encoding"),
        ("access-control-allow-origin", "*"),
        ("x-content-type-options", "nosniff"),
        (
            "link",
            "<https://quay.example/feeds/news.rss>; rel=\"self\", <https://hub.example/>; rel=\"hub\"",
        ),
    ] {
        assert_eq!(plain.header(header), expected, "{header}");
    }
    let mut tags = vec![plain.header("etag").to_owned()];
    for coding in ["gzip", "br", "zstd"] {
        let packed = server.get("/news.rss", &[("Accept-Encoding", coding)]);
        assert_eq!(packed.header("content-encoding"), coding);
        assert!(packed.body.len() < plain.body.len(), "{coding}");
        tags.push(packed.header("etag").to_owned());
    }
    let mut distinct = tags.clone();
    distinct.sort();
    distinct.dedup();
    assert_eq!(distinct.len(), tags.len(), "{tags:?}");
    for tag in &tags {
        for coding in ["identity", "gzip", "br", "zstd"] {
            let headers = [("If-None-Match", tag.as_str()), ("Accept-Encoding", coding)];
            let again = server.get("/news.rss", &headers);
            assert_eq!((again.status, again.body.len()), (304, 0), "{tag} {coding}");
            assert_eq!(again.header("vary"), "Accept-Encoding");
            assert_eq!(again.header("link"), plain.header("link"));
        }
    }
}

#[test]
fn a_run_is_picked_up_at_once_and_what_did_not_change_keeps_its_tag() {
    let room = newsroom();
    let server = Server::start(&room, &[]);
    let (news, page) = (server.get("/news.rss", &[]), server.get("/pages.css", &[]));
    room.write("records.jsonl", records(9));
    room.run(&["publish"]).exits(0);
    let now = server.get("/news.rss", &[("If-None-Match", news.header("etag"))]);
    assert_eq!(now.status, 200);
    assert!(now.text().contains("Story 9"));
    let same = server.get("/pages.css", &[("If-None-Match", page.header("etag"))]);
    assert_eq!(same.status, 304);
}

#[test]
fn what_lies_in_the_folder_and_is_nobodys_business_is_not_served() {
    let room = newsroom();
    room.write("public/.secret", "no");
    room.write("public/_headers", "no");
    room.write("public/sub/.hidden/a.txt", "no");
    room.write("public/sub/page.txt", "yes");
    room.write(
        "public/sub/pages/index.html",
        "<!DOCTYPE html><title>Pages</title>",
    );
    room.write(
        "public/sub/a:b c/index.html",
        "<!DOCTYPE html><title>Odd</title>",
    );
    std::os::unix::fs::symlink(room.at("feedwright.toml"), room.at("public/link.txt")).unwrap();
    let server = Server::start(&room, &[]);
    assert_eq!(server.get("/sub/page.txt", &[]).text(), "yes");
    assert_eq!(server.get("/feeds/sub/page.txt", &[]).text(), "yes");
    for (folder, address) in [
        ("/feeds", "./feeds/"),
        ("/sub/pages", "./pages/"),
        ("/feeds/sub/pages", "./pages/"),
        ("/sub/a:b%20c", "./a:b%20c/"),
    ] {
        let answer = server.get(folder, &[]);
        let said = (answer.status, answer.header("location"));
        assert_eq!(said, (301, address), "{folder}");
    }
    for path in [
        "/.secret",
        "/_headers",
        "/sub/.hidden/a.txt",
        "/link.txt",
        "/.feedwright.json",
        "/../feedwright.toml",
        "/%2e%2e/feedwright.toml",
        "/..%2ffeedwright.toml",
        "/sub/../../feedwright.toml",
        "//etc/passwd",
        "/news.rss/",
        "/news.rss%00",
        "/%ff",
    ] {
        assert_eq!(server.get(path, &[]).status, 404, "{path}");
    }
}

#[test]
fn ranges_come_from_one_version() {
    let room = newsroom();
    room.write("public/talk.mp3", vec![7_u8; 3 << 20]);
    let server = Server::start(&room, &[]);
    let part = server.get("/talk.mp3", &[("Range", "bytes=1048576-2097151")]);
    assert_eq!((part.status, part.body.len()), (206, 1 << 20));
    assert_eq!(
        part.header("content-range"),
        "bytes 1048576-2097151/3145728"
    );
    assert_eq!(part.header("content-type"), "audio/mpeg");
    let beyond = server.get("/talk.mp3", &[("Range", "bytes=3145728-")]);
    assert_eq!(
        (beyond.status, beyond.header("content-range")),
        (416, "bytes */3145728")
    );
    let other = [("Range", "bytes=0-9"), ("If-Range", "\"other\"")];
    assert_eq!(server.get("/talk.mp3", &other).body.len(), 3 << 20);
    let headers = [("Range", "bytes=0-4"), ("Accept-Encoding", "gzip")];
    assert_eq!(server.get("/news.rss", &headers).text(), "<?xml");
}

#[test]
fn hang_up_reads_the_configuration_again_and_terminate_ends_well() {
    let room = newsroom();
    let server = Server::start(&room, &[]);
    assert_eq!(server.get("/older.rss", &[]).status, 404);
    let config = room.read("feedwright.toml");
    let more = config.replace("[moved]", "[moved]\n\"older.rss\" = \"news.rss\"");
    room.write("feedwright.toml", &more);
    server.signal("HUP");
    let moved = server.until("/older.rss", |answer| answer.status == 301);
    assert_eq!(
        moved.header("location"),
        "https://quay.example/feeds/news.rss"
    );
    room.write("feedwright.toml", "[sit]");
    server.signal("HUP");
    std::thread::sleep(std::time::Duration::from_millis(200));
    assert_eq!(server.get("/older.rss", &[]).status, 301);
    let fewer = config.clone() + "\n[serve]\nconnections = 9\n";
    room.write("feedwright.toml", fewer);
    server.signal("HUP");
    server.until("/older.rss", |answer| answer.status == 404);
    let (exit, said) = server.stop();
    assert_eq!(exit, Some(0), "{said}");
    for wanted in [
        "error: what was served stays: ",
        "; did you mean `site`?",
        "info: the configuration was read again",
        "warning: connections in [serve] has changed: that holds from the next start on",
    ] {
        assert!(said.contains(wanted), "{said}");
    }
}

#[test]
fn members_of_a_family_are_served_and_new_ones_picked_up() {
    let room = newsroom();
    room.write("feeds/sections.toml", "[each]\nby = \"section\"\nmin = 1\n");
    let record = |n: u32, section: &str| {
        format!(
            "{{\"title\":\"From {section} {n}\",\"section\":\"{section}\",\"url\":\"https://quay.example/s/{n}\"}}\n"
        )
    };
    room.append("records.jsonl", &record(1, "Harbour"));
    room.run(&["publish"]).exits(0);
    let server = Server::start(&room, &[]);
    let harbour = server.get("/sections-harbour.rss", &[]);
    assert!(
        harbour
            .header("link")
            .contains("/sections-harbour.rss>; rel=\"self\"")
    );
    room.append("records.jsonl", &record(2, "Town"));
    room.run(&["publish"]).exits(0);
    let town = server.get("/sections-town.rss", &[]);
    assert!(
        town.header("link")
            .contains("/sections-town.rss>; rel=\"self\"")
    );
}

#[test]
fn what_a_header_says_of_a_name_is_percent_encoded() {
    let room = serve_kit::newsroom("\n[serve]\nhub = true\n", FEED, &records(2));
    room.write("public/Gr\u{fc}\u{df}e [100%].txt", "yes");
    let server = Server::start(&room, &[]);
    let answer = server.get("/Gr%C3%BC%C3%9Fe%20[100%25].txt", &[]);
    assert_eq!(answer.text(), "yes");
    let link = answer.header("link");
    let own = "<https://quay.example/feeds/Gr%C3%BC%C3%9Fe%20%5B100%25%5D.txt>; rel=\"self\"";
    assert!(link.starts_with(own), "{link}");
}

#[test]
fn the_path_of_the_base_address_may_hold_any_letter() {
    let room = Room::with_records(&records(2));
    let config = room.read("feedwright.toml");
    let (here, there) = ("quay.example/feeds/", "quay.example/z%C3%BCrich/");
    assert!(config.contains(here), "{config}");
    room.write("feedwright.toml", config.replace(here, there));
    room.write("feeds/news.toml", FEED);
    room.run(&["publish"]).exits(0);
    let server = Server::start(&room, &[]);
    for path in ["/z%C3%BCrich/news.rss", "/z%c3%bcrich/", "/news.rss"] {
        assert_eq!(server.get(path, &[]).status, 200, "{path}");
    }
    let front = server.get("/z%C3%BCrich/", &[]).text();
    assert!(
        front.contains("https://quay.example/z%C3%BCrich/news.rss"),
        "{front}"
    );
}
