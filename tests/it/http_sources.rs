//! Sources over HTTP: fetched when they have news, politely, and never at the cost of another source.

use std::sync::Arc;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use serde_json::Value;

use crate::harness::Room;
use crate::origin::{Answer, Origin, doing, fixed, say};

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

#[test]
fn a_body_that_is_the_same_changes_nothing() {
    let origin = Origin::new(vec![("/r.jsonl", fixed("200 OK", &[], records(&["a"])))]);
    let room = newsroom(&source(&origin.url("/r.jsonl"), ""));
    publish(&room, 0);
    let before = room.state_of("public");
    let said = publish(&room, 0);
    assert_eq!(said["records"]["read"], 0);
    assert!(room.state_of("public") == before, "something was written");
}

#[test]
fn what_is_fresh_is_not_asked() {
    let headers = ["Cache-Control: max-age=600", "ETag: \"v1\""];
    let origin = Origin::new(vec![(
        "/r.jsonl",
        fixed("200 OK", &headers, records(&["a"])),
    )]);
    let room = newsroom(&source(&origin.url("/r.jsonl"), ""));
    for (now, asked) in [
        ("2026-03-02T12:00:00Z", 1),
        ("2026-03-02T12:09:59Z", 1),
        ("2026-03-02T12:10:00Z", 2),
    ] {
        room.publish_at(now).exits(0);
        assert_eq!(origin.asked().len(), asked, "{now}");
    }
}

/// Says first that it wants to be left alone, and then what there is.
fn busy_once(status: &'static str, header: &'static str, body: String) -> Answer {
    let asked = AtomicUsize::new(0);
    doing(move |stream, _| {
        if asked.fetch_add(1, Ordering::SeqCst) == 0 {
            say(stream, status, &[header], b"");
        } else {
            say(stream, "200 OK", &[], body.as_bytes());
        }
    })
}

#[test]
fn a_short_wait_is_waited_and_a_long_one_remembered() {
    let origin = Origin::new(vec![
        (
            "/short",
            busy_once("429 Too Many Requests", "Retry-After: 1", records(&["s"])),
        ),
        ("/fine", fixed("200 OK", &[], records(&["f"]))),
    ]);
    let other = Origin::new(vec![(
        "/long",
        busy_once(
            "503 Service Unavailable",
            "Retry-After: 3600",
            records(&["l"]),
        ),
    )]);
    let sources = [
        origin.url("/short"),
        other.url("/long"),
        origin.url("/fine"),
    ];
    let room = newsroom(
        &sources
            .map(|url| source(&url, "format = \"jsonl\""))
            .concat(),
    );
    let began = Instant::now();
    let said = publish(&room, 1);
    assert!(began.elapsed() >= Duration::from_secs(1));
    room.holds(&["Title s", "Title f"]);
    let told = messages(&said);
    assert!(
        told.contains(&other.url("/long")) && told.contains("the server answers 503"),
        "{told}"
    );
    // It counts from when it was said, which may be seconds after the run began.
    assert!(told.contains("before 2026-03-02T13:00:"), "{told}");
    // Told to wait: it is not asked, which is no failure.
    let said = publish(&room, 0);
    assert!(messages(&said).contains("is not asked before 2026-03-02T13:00:"));
    assert_eq!(other.asked().len(), 1);
    room.publish_at("2026-03-02T13:01:00Z").exits(0);
    room.holds(&["Title s", "Title f", "Title l"]);
}

/// Counts how many are asked at a time, and when.
struct Watched {
    now: AtomicUsize,
    most: AtomicUsize,
    began: Mutex<Vec<Instant>>,
}

fn watched(pause: u64) -> (Arc<Watched>, Answer) {
    let watch = Arc::new(Watched {
        now: AtomicUsize::new(0),
        most: AtomicUsize::new(0),
        began: Mutex::new(Vec::new()),
    });
    let seen = watch.clone();
    let answer = doing(move |stream, _| {
        seen.began.lock().expect("the list").push(Instant::now());
        let now = seen.now.fetch_add(1, Ordering::SeqCst) + 1;
        seen.most.fetch_max(now, Ordering::SeqCst);
        std::thread::sleep(Duration::from_millis(pause));
        seen.now.fetch_sub(1, Ordering::SeqCst);
        say(stream, "200 OK", &[], b"{\"title\":\"T\"}\n");
    });
    (watch, answer)
}

#[test]
fn no_host_is_asked_by_more_than_two_or_without_a_pause() {
    let (watch, answer) = watched(200);
    let paths = ["/1", "/2", "/3", "/4", "/5"];
    let origin = Origin::new(paths.iter().map(|p| (*p, answer.clone())).collect());
    let all = |more| -> String { paths.iter().map(|p| source(&origin.url(p), more)).collect() };
    newsroom(&all("format = \"jsonl\""))
        .run(&["publish"])
        .exits(0);
    assert_eq!(watch.most.load(Ordering::SeqCst), 2);
    watch.began.lock().unwrap().clear();
    let slow = all("format = \"jsonl\"").replace("delay = 0", "delay = 0.3");
    newsroom(&slow).run(&["publish"]).exits(0);
    let began = watch.began.lock().unwrap().clone();
    assert_eq!(began.len(), 5);
    // Threads of the server may run late, so that one pause looks shorter than it was; all four together do not.
    let whole = began[4] - began[0];
    assert!(whole >= Duration::from_millis(1000), "{began:?}");
}

#[test]
fn several_hosts_are_asked_at_once() {
    let origins: Vec<Origin> = (0..4)
        .map(|_| Origin::new(vec![("/r", watched(700).1)]))
        .collect();
    let sources: String = origins
        .iter()
        .map(|o| source(&o.url("/r"), "format = \"jsonl\""))
        .collect();
    let began = Instant::now();
    newsroom(&sources).run(&["publish"]).exits(0);
    assert!(
        began.elapsed() < Duration::from_millis(2200),
        "{:?}",
        began.elapsed()
    );
}

/// A full page may be the last one; WordPress counts its pages and answers 400 behind the last.
#[test]
fn no_page_behind_the_last_is_asked_for() {
    let post = r#"[{"id":1,"status":"publish","type":"post","link":"https://pier.example/one/",
        "guid":{"rendered":"https://pier.example/?p=1"},"title":{"rendered":"One"},"date_gmt":"2026-03-01T08:00:00"}]"#;
    let headers = ["Content-Type: application/json", "X-WP-TotalPages: 1"];
    let path = "/wp-json/wp/v2/posts?per_page=1";
    let origin = Origin::new(vec![(path, fixed("200 OK", &headers, post))]);
    let room = newsroom(&source(&origin.url(path), "pages = true"));
    publish(&room, 0);
    room.holds(&["One"]);
    assert_eq!(origin.asked().len(), 1);
}

#[test]
fn a_list_that_goes_round_in_circles_ends() {
    let round = ["Link: </b>; rel=\"next\""];
    let back = ["Link: </a>; rel=\"next\""];
    let origin = Origin::new(vec![
        ("/a", fixed("200 OK", &round, records(&["a"]))),
        ("/b", fixed("200 OK", &back, records(&["b"]))),
    ]);
    let room = newsroom(&source(
        &origin.url("/a"),
        "pages = true\nformat = \"jsonl\"",
    ));
    publish(&room, 0);
    assert_eq!(origin.asked().len(), 2);
}

#[test]
fn a_move_for_good_is_followed_and_told_of() {
    let origin = Origin::new(vec![
        (
            "/old",
            fixed("301 Moved Permanently", &["Location: /new"], ""),
        ),
        ("/new", fixed("200 OK", &[], records(&["a"]))),
        ("/now", fixed("302 Found", &["Location: /new"], "")),
    ]);
    let room = newsroom(&source(&origin.url("/old"), "format = \"jsonl\""));
    for _ in 0..2 {
        let told = messages(&publish(&room, 0));
        assert!(
            told.contains(&format!("has moved for good, to {}", origin.url("/new"))),
            "{told}"
        );
    }
    let room = newsroom(&source(&origin.url("/now"), "format = \"jsonl\""));
    assert!(!messages(&publish(&room, 0)).contains("moved"));
}

#[test]
fn a_dry_run_fetches_and_stores_nothing() {
    let origin = Origin::new(vec![("/r", tagged(records(&["a"])))]);
    let room = newsroom(&source(&origin.url("/r"), "format = \"jsonl\""));
    let said = room
        .run(&["publish", "--dry-run", "--format", "json"])
        .exits(0)
        .json();
    assert_eq!(said["records"]["new"], 1);
    assert!(!room.has(".feedwright/store.db") && !room.has("public"));
    assert_eq!(publish(&room, 0)["records"]["new"], 1);
    assert!(!origin.asked()[1].contains("if-none-match"));
}

#[test]
fn robots_are_asked_before_pages_and_obeyed() {
    let page = "Harbour reopens\n\nThe harbour of Quay reopened on Monday after a week of storms, the town said.\n";
    let robots = "User-agent: feedwright\nDisallow: /private\n";
    let origin = Origin::new(vec![
        (
            "/robots.txt",
            fixed("200 OK", &["Content-Type: text/plain"], robots),
        ),
        ("/private/p.txt", fixed("200 OK", &[], page)),
        ("/p.txt", fixed("200 OK", &[], page)),
    ]);
    let capture = "format = \"capture\"";
    let room = newsroom(
        &[
            source(&origin.url("/private/p.txt"), capture),
            source(&origin.url("/p.txt"), capture),
        ]
        .concat(),
    );
    let told = messages(&publish(&room, 1));
    assert!(
        told.contains("robots.txt forbids programs to fetch this"),
        "{told}"
    );
    let paths = |origin: &Origin| -> Vec<String> {
        let path = |r: &String| r.split(' ').nth(1).unwrap_or_default().to_owned();
        origin.asked().iter().map(path).collect()
    };
    assert_eq!(paths(&origin), ["/robots.txt", "/p.txt"]);
    // It is remembered for the next run, and for a day.
    room.publish_at("2026-03-02T18:00:00Z").exits(1);
    assert_eq!(paths(&origin), ["/robots.txt", "/p.txt", "/p.txt"]);
    room.publish_at("2026-03-04T18:00:00Z").exits(1);
    assert_eq!(paths(&origin)[3..], ["/robots.txt", "/p.txt"]);
    let frank = newsroom(&source(
        &origin.url("/private/p.txt"),
        "format = \"capture\"\nrobots = false",
    ));
    publish(&frank, 0);
    // A site whose robots.txt cannot be had allows nothing for now.
    let ill = Origin::new(vec![
        ("/robots.txt", fixed("500 Internal Server Error", &[], "")),
        ("/p.txt", fixed("200 OK", &[], page)),
    ]);
    newsroom(
        &[
            source(&ill.url("/p.txt"), capture),
            source(&origin.url("/p.txt"), capture),
        ]
        .concat(),
    )
    .run(&["publish"])
    .exits(1);
    assert_eq!(paths(&ill), ["/robots.txt"]);
}

#[test]
fn import_shows_what_an_address_yields() {
    let origin = Origin::new(vec![(
        "/r",
        fixed(
            "200 OK",
            &["Content-Type: application/json"],
            records(&["a"]),
        ),
    )]);
    let room = Room::empty();
    let url = origin.url("/r");
    let shown = room
        .run(&[
            "import",
            "--allow-host",
            "127.0.0.1",
            "--request-header",
            "X-Key: k1",
            &url,
        ])
        .exits(0);
    assert!(shown.stdout.contains("\"Title a\""), "{}", shown.stdout);
    assert!(origin.asked()[0].contains("x-key: k1"));
    let refused = room.run(&["import", &url]).exits(2);
    assert!(
        refused.stderr.contains("--allow-host 127.0.0.1"),
        "{}",
        refused.stderr
    );
    let missing = room
        .run(&["import", "--allow-host", "127.0.0.1", &origin.url("/none")])
        .exits(2);
    assert!(
        missing.stderr.contains("answers 404 Not Found"),
        "{}",
        missing.stderr
    );
}
