//! `feedwright serve` while its store cannot be used, and when it can be again.

use crate::serve_kit::{self, Server};

const FEED: &str = "title = \"News\"\nformats = [\"rss\"]\n";

const SERVE: &str = r#"
[serve]
hub = true
allow_hosts = ["127.0.0.1"]
publish_every = "1s"
log = "none"
"#;

fn records(count: usize) -> String {
    (1..=count)
        .map(|n| {
            format!(
                "{{\"id\":\"s{n}\",\"title\":\"Story {n}\",\"url\":\"https://quay.example/{n}\",\
                 \"published\":\"2026-03-01T{n:02}:00:00Z\",\"body_text\":\"As it was.\"}}\n"
            )
        })
        .collect()
}

/// Asks the hub for a subscription; gives back the status.
fn subscribe(server: &Server) -> u16 {
    let callback = format!("http://{}/nobody", server.address);
    let fields = [
        ("hub.mode", "subscribe"),
        ("hub.topic", "https://quay.example/feeds/news.rss"),
        ("hub.callback", callback.as_str()),
    ];
    server.post_form("/hub", &fields).status
}

#[test]
fn a_store_that_cannot_be_used_for_a_while_stops_nothing_and_loses_nothing() {
    let room = serve_kit::newsroom(SERVE, FEED, &records(8));
    let server = Server::start(&room, &[]);
    let tag = server.get("/news.rss", &[]).header("etag").to_owned();
    assert_eq!(server.stop().0, Some(0));

    // A folder in its place can be opened by nobody, root among them.
    let (store, away) = (room.at(".feedwright/store.db"), room.at("away.db"));
    std::fs::rename(&store, &away).expect("it moves");
    std::fs::create_dir(&store).expect("a folder");
    room.write("records.jsonl", records(9));
    let server = Server::start(&room, &[]);
    server.until("/healthz", |answer| answer.status == 503);
    assert_eq!(server.get("/news.rss", &[]).status, 200);
    let known = [("If-None-Match", tag.as_str())];
    assert_eq!(server.get("/news.rss", &known).status, 304);
    for _ in 0..3 {
        assert_eq!(subscribe(&server), 503);
    }
    let status = server
        .get("/status", &[("Accept", "application/json")])
        .json();
    assert!(status["store_error"].is_string(), "{status}");
    assert_eq!(status["publishing"]["last"]["exit"], 2, "{status}");
    assert_eq!(server.get("/metrics", &[]).status, 200);

    std::fs::remove_dir(&store).expect("it goes");
    std::fs::rename(&away, &store).expect("it moves back");
    server.until("/news.rss", |answer| answer.text().contains("Story 9<"));
    server.until("/healthz", |answer| answer.status == 200);
    assert_eq!(subscribe(&server), 202);
    // What the store knew before this server began is known again.
    let delta = [("A-IM", "feed"), ("If-None-Match", tag.as_str())];
    let begun = std::time::Instant::now();
    while server.get("/news.rss", &delta).status != 226 {
        assert!(begun.elapsed() < serve_kit::PATIENCE);
        std::thread::sleep(std::time::Duration::from_millis(50));
    }
    let (exit, said) = server.stop();
    assert_eq!(exit, Some(0));
    let told = said.matches("the hub cannot open its store");
    assert_eq!(told.count(), 1, "{said}");
    assert!(said.contains("not published: "), "{said}");
}
