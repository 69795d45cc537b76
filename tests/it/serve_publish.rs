//! `feedwright serve --publish-every`: what changes is served without anybody publishing.

use std::time::{Duration, Instant};

use crate::harness::Room;
use crate::serve_kit::{PATIENCE, Server};
use crate::serve_watch::{metrics, newsroom};

fn record(n: usize, more: &str) -> String {
    format!(
        "{{\"title\":\"Story {n}\",\"url\":\"https://quay.example/{n}\",\"published\":\"2026-03-01T{n:02}:00:00Z\",\
         \"body_text\":\"What was said.\"{more}}}\n"
    )
}

/// Asks for the figures until one is at least so much.
#[track_caller]
fn until(server: &Server, name: &str, least: f64) {
    let begun = Instant::now();
    loop {
        let metrics = metrics(&server.get("/metrics", &[]));
        if metrics.get(name).is_some_and(|value| *value >= least) {
            return;
        }
        assert!(
            begun.elapsed() < PATIENCE,
            "{name} stays {:?}",
            metrics.get(name)
        );
        std::thread::sleep(Duration::from_millis(50));
    }
}

#[test]
fn the_first_run_is_at_once_and_a_change_is_served_by_itself() {
    let room = Room::with_records(&record(1, ""));
    let server = Server::start(&room, &["--publish-every", "1s"]);
    let first = server.until("/news.rss", |answer| answer.status == 200);
    assert!(first.text().contains("Story 1"));
    room.append("records.jsonl", &record(2, ""));
    server.until("/news.rss", |answer| answer.text().contains("Story 2"));
    until(&server, "feedwright_publish_runs_total{exit=\"0\"}", 2.0);
    assert_eq!(server.get("/healthz", &[]).status, 200);
    let status = server
        .get("/status", &[("Accept", "application/json")])
        .json();
    assert_eq!(status["publishing"]["every_seconds"], 1);
    assert_eq!(status["publishing"]["last"]["exit"], 0);
    let (exit, said) = server.stop();
    assert_eq!(exit, Some(0), "{said}");
    assert!(
        said.contains("info: published: 1 records new, 0 changed"),
        "{said}"
    );
    assert_eq!(
        said.matches("info: published").count(),
        2,
        "runs without news are not told:\n{said}"
    );
}

#[test]
fn members_of_families_come_and_stay() {
    let room = Room::with_records(&record(1, ",\"categories\":[\"Harbour\"]"));
    let each = "title = \"Tags\"\nformats = [\"atom\"]\n\n[each]\nby = \"category\"\n";
    room.write("feeds/tags.toml", each);
    let server = Server::start(&room, &["--publish-every", "1s"]);
    let cached = |tag: &str| {
        let path = format!("/tags-{tag}.atom");
        server
            .until(&path, |answer| answer.status == 200)
            .header("link")
            .to_owned()
    };
    assert!(cached("harbour").contains("tags-harbour.atom"));
    for (n, tag) in [(2, "Fish"), (3, "Boats")] {
        room.append(
            "records.jsonl",
            &record(n, &format!(",\"categories\":[\"{tag}\"]")),
        );
        assert!(cached(&tag.to_lowercase()).contains("rel=\"self\""));
    }
    assert!(cached("harbour").contains("rel=\"self\""));
    let (exit, said) = server.stop();
    assert_eq!(exit, Some(0));
    assert!(!said.contains("error"), "{said}");
}

#[test]
fn a_run_that_fails_is_counted_and_the_server_goes_on() {
    let room = newsroom("publish_every = \"1s\"");
    std::fs::rename(room.at("records.jsonl"), room.at("away.jsonl")).unwrap();
    let server = Server::start(&room, &[]);
    until(&server, "feedwright_publish_runs_total{exit=\"2\"}", 2.0);
    let ill = server.get("/healthz", &[]);
    assert_eq!(
        (ill.status, ill.text().as_str()),
        (503, "the last publish run failed\n")
    );
    assert_eq!(server.get("/news.rss", &[]).status, 200);
    let status = server
        .get("/status", &[("Accept", "application/json")])
        .json();
    assert_eq!(status["publishing"]["last"]["exit"], 2);
    assert!(status["publishing"]["last"]["error"].is_string());
    std::fs::rename(room.at("away.jsonl"), room.at("records.jsonl")).unwrap();
    server.until("/healthz", |answer| answer.status == 200);
    // A record that is refused is the content's affair.
    room.append("records.jsonl", "{\"title\":7}\n");
    until(&server, "feedwright_publish_runs_total{exit=\"1\"}", 2.0);
    assert_eq!(server.get("/healthz", &[]).status, 200);
    let (exit, said) = server.stop();
    assert_eq!(exit, Some(0), "{said}");
    assert!(said.contains("error: not published: "), "{said}");
    let refused = said
        .lines()
        .filter(|l| l.starts_with("error: records.jsonl:"));
    assert_eq!(
        refused.count(),
        1,
        "what is found again is not told again:\n{said}"
    );
}

#[test]
fn a_run_of_somebody_else_is_no_failure() {
    let room = newsroom("publish_every = \"1s\"");
    let server = Server::start(&room, &[]);
    until(&server, "feedwright_publish_runs_total{exit=\"0\"}", 1.0);
    let lock = std::fs::OpenOptions::new()
        .write(true)
        .open(lock(&room))
        .expect("the lock");
    lock.lock().expect("held");
    until(&server, "feedwright_publish_runs_total{exit=\"75\"}", 1.0);
    assert_eq!(server.get("/healthz", &[]).status, 200);
    drop(lock);
    let (exit, said) = server.stop();
    assert_eq!(exit, Some(0), "{said}");
    assert!(!said.contains("another run"), "{said}");
}

fn lock(room: &Room) -> std::path::PathBuf {
    let mut folders = vec![room.path().to_path_buf()];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).expect("a folder") {
            let path = entry.expect("an entry").path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|e| e == "lock") {
                return path;
            }
        }
    }
    panic!("there is no lock");
}

#[test]
fn hang_up_may_begin_and_end_it() {
    let room = newsroom("");
    let server = Server::start(&room, &[]);
    let config = room.read("feedwright.toml");
    room.append("records.jsonl", &record(9, ""));
    room.write(
        "feedwright.toml",
        format!("{config}publish_every = \"1s\"\n"),
    );
    server.signal("HUP");
    server.until("/news.rss", |answer| answer.text().contains("Story 9"));
    room.write("feedwright.toml", &config);
    server.signal("HUP");
    let never = |server: &Server| {
        let status = server
            .get("/status", &[("Accept", "application/json")])
            .json();
        status["publishing"]["every_seconds"].is_null()
    };
    let begun = Instant::now();
    while !never(&server) {
        assert!(begun.elapsed() < PATIENCE);
        std::thread::sleep(Duration::from_millis(20));
    }
    assert_eq!(server.stop().0, Some(0));
}

#[test]
fn a_run_that_does_not_end_is_interrupted_when_the_server_stops() {
    // A host that takes connections and never answers.
    let silent = std::net::TcpListener::bind("127.0.0.1:0").expect("a port");
    let url = format!("http://{}/records.jsonl", silent.local_addr().unwrap());
    let room = newsroom("publish_every = \"1h\"");
    let config = room.read("feedwright.toml").replace(
        "path = \"records.jsonl\"",
        &format!("url = \"{url}\"\nallow_hosts = [\"127.0.0.1\"]\ntimeout = 60"),
    );
    room.write("feedwright.toml", config);
    let server = Server::start(&room, &[]);
    let running = |server: &Server| {
        let status = server
            .get("/status", &[("Accept", "application/json")])
            .json();
        status["publishing"]["running"] == true
    };
    let begun = Instant::now();
    while !running(&server) {
        assert!(begun.elapsed() < PATIENCE);
        std::thread::sleep(Duration::from_millis(20));
    }
    let page = server.get("/status", &[]);
    assert!(page.text().contains("Every 1 h; a run is in progress."));
    let _taken = silent.accept().expect("it asks");
    let stopping = Instant::now();
    let (exit, said) = server.stop();
    assert_eq!(exit, Some(0), "{said}");
    assert!(stopping.elapsed() < Duration::from_secs(12), "{said}");
    assert!(
        said.contains("info: the publish run was interrupted"),
        "{said}"
    );
}

#[test]
fn runs_without_news_are_told_to_who_wants_to_know_more() {
    let room = newsroom("publish_every = \"1s\"\nlog = \"none\"");
    let server = Server::start(&room, &["-v"]);
    until(&server, "feedwright_publish_runs_total{exit=\"0\"}", 1.0);
    let (exit, said) = server.stop();
    assert_eq!(exit, Some(0), "{said}");
    assert!(said.contains("debug: published: 0 records new"), "{said}");
    assert!(!said.contains("HTTP/1.1"), "{said}");
}

#[test]
fn quiet_leaves_errors_and_the_access_log() {
    let room = newsroom("publish_every = \"1s\"");
    room.append("records.jsonl", &record(9, ""));
    // Nothing says where it serves, so a port is chosen beforehand.
    let listener = std::net::TcpListener::bind("127.0.0.1:0").expect("a port");
    let address = listener.local_addr().expect("its address").to_string();
    drop(listener);
    let child = room
        .command(&["-q", "serve", "--listen", &address])
        .stderr(std::process::Stdio::piped())
        .spawn()
        .expect("the program starts");
    let begun = Instant::now();
    let answered = |wanted: &str| {
        use std::io::{Read, Write};
        let Ok(mut stream) = std::net::TcpStream::connect(&address) else {
            return false;
        };
        let asked = "GET /news.rss HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n";
        stream.write_all(asked.as_bytes()).expect("taken");
        let mut text = String::new();
        stream.read_to_string(&mut text).expect("an answer");
        text.contains(wanted)
    };
    while !answered("Story 9") {
        assert!(begun.elapsed() < PATIENCE);
        std::thread::sleep(Duration::from_millis(50));
    }
    let stop = std::process::Command::new("kill")
        .arg(child.id().to_string())
        .status();
    assert!(stop.expect("kill").success());
    let ran = child.wait_with_output().expect("it ends");
    let said = String::from_utf8_lossy(&ran.stderr);
    assert!(ran.status.success(), "{said}");
    assert!(said.contains("\"GET /news.rss HTTP/1.1\" 200"), "{said}");
    assert!(
        !said.contains("published") && !said.contains("serving"),
        "{said}"
    );
}
