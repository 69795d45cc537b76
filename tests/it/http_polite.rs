//! Sources over HTTP whose server wants to be left alone, or is led to by others.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use crate::http_sources::{messages, newsroom, publish, records, source};
use crate::http_sources_refused::gzip;
use crate::origin::{Answer, Origin, doing, fixed, say};

const JSONL: &str = "format = \"jsonl\"";

/// Sources at these paths, which one host is asked for one after another.
fn in_turn(origin: &Origin, paths: &[&str], delay: &str) -> String {
    let all = paths.iter().map(|path| source(&origin.url(path), JSONL));
    all.collect::<String>()
        .replace("delay = 0", &format!("delay = {delay}"))
}

fn busy(wait: &'static str) -> Answer {
    fixed("429 Too Many Requests", &[wait], "")
}

#[test]
fn whoever_waits_for_a_turn_hears_that_the_host_wants_none() {
    let good = fixed("200 OK", &[], records(&["a"]));
    let origin = Origin::new(vec![
        ("/busy", busy("Retry-After: 3600")),
        ("/a", good.clone()),
        ("/b", good),
    ]);
    let room = newsroom(&in_turn(&origin, &["/busy", "/a", "/b"], "0.3"));
    let told = messages(&publish(&room, 1));
    assert!(told.contains("the server answers 429"), "{told}");
    assert!(told.contains("is not asked before"), "{told}");
    assert_eq!(origin.asked().len(), 1);
}

#[test]
fn nobody_asks_while_a_host_is_waited_for() {
    let began = Instant::now();
    let early = Arc::new(AtomicUsize::new(0));
    let (first, count) = (AtomicUsize::new(0), early.clone());
    let origin = Origin::new(vec![
        (
            "/busy",
            doing(
                move |stream, _| match first.fetch_add(1, Ordering::SeqCst) {
                    0 => say(stream, "503 Service Unavailable", &["Retry-After: 2"], b""),
                    _ => say(stream, "200 OK", &[], records(&["a"]).as_bytes()),
                },
            ),
        ),
        (
            "/other",
            doing(move |stream, _| {
                let waited = began.elapsed() >= Duration::from_secs(2);
                count.fetch_add(usize::from(!waited), Ordering::SeqCst);
                say(stream, "200 OK", &[], records(&["b"]).as_bytes());
            }),
        ),
    ]);
    let room = newsroom(&in_turn(&origin, &["/busy", "/other"], "0.3"));
    publish(&room, 0);
    room.holds(&["Title a", "Title b"]);
    assert_eq!(early.load(Ordering::SeqCst), 0);
}

#[test]
fn a_wish_to_be_left_alone_outlives_a_run_that_failed() {
    let origin = Origin::new(vec![("/busy", busy("Retry-After: 3600"))]);
    let room = newsroom(&source(&origin.url("/busy"), JSONL));
    let ran = room.run(&["publish"]).exits(2);
    assert!(ran.stderr.contains("answers 429"), "{}", ran.stderr);
    let told = messages(&publish(&room, 0));
    assert!(told.contains("is not asked before"), "{told}");
    assert_eq!(origin.asked().len(), 1);
    room.publish_at("2026-03-02T13:30:00Z").exits(2);
    assert_eq!(origin.asked().len(), 2);
}

#[test]
fn redirects_wait_for_their_turn_too() {
    let (now, most) = (Arc::new(AtomicUsize::new(0)), Arc::new(AtomicUsize::new(0)));
    let peak = most.clone();
    let answer = doing(move |stream, _| {
        let on_the_way = now.fetch_add(1, Ordering::SeqCst) + 1;
        peak.fetch_max(on_the_way, Ordering::SeqCst);
        std::thread::sleep(Duration::from_millis(300));
        now.fetch_sub(1, Ordering::SeqCst);
        say(stream, "200 OK", &[], records(&["a"]).as_bytes());
    });
    let target = Origin::new(vec![("/r", answer)]);
    let location = format!("Location: {}", target.url("/r"));
    let doors: Vec<Origin> = (0..6)
        .map(|_| Origin::new(vec![("/r", fixed("302 Found", &[&location], ""))]))
        .collect();
    // Waiting for the others takes longer than one answer may.
    let more = format!("{JSONL}\ntimeout = 0.7");
    let sources: String = doors.iter().map(|d| source(&d.url("/r"), &more)).collect();
    publish(&newsroom(&sources), 0);
    assert_eq!(most.load(Ordering::SeqCst), 2);
    assert_eq!(target.asked().len(), 6);
}

#[test]
fn robots_are_obeyed_however_they_are_packed() {
    let rules = "User-agent: *\nDisallow: /\n";
    let long = format!("{rules}{}", "# nothing\n".repeat(90_000));
    let packed = gzip(long.as_bytes());
    let broken = b"\x1f\x8b no gzip at all".to_vec();
    for robots in [packed, broken] {
        let zipped = fixed("200 OK", &["Content-Encoding: gzip"], robots);
        let page = fixed("200 OK", &[], "Harbour reopens\n\nIt reopened on Monday.\n");
        let origin = Origin::new(vec![("/robots.txt", zipped), ("/p.txt", page)]);
        let room = newsroom(&source(&origin.url("/p.txt"), "format = \"capture\""));
        room.run(&["publish"]).exits(2).says("robots.txt forbids");
        assert_eq!(origin.asked().len(), 1);
    }
}
