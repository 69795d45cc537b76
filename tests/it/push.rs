//! Hubs and others on loopback: who is told of what, when, and what happens when they do not take it.

use std::process::Stdio;
use std::sync::Arc;
use std::sync::atomic::{AtomicU16, Ordering};
use std::time::{Duration, Instant};

use serde_json::Value;

use crate::faults::Paused;
use crate::harness::{Ran, Room, repository};
use crate::origin::{Answer, Origin, doing, fixed, say};

const ONE: &str = "{\"id\":\"a\",\"title\":\"Alpha\",\"url\":\"https://quay.example/a\",\"published\":\"2026-03-01\"}\n";
const TWO: &str = "{\"id\":\"b\",\"title\":\"Beta\",\"url\":\"https://quay.example/b\",\"published\":\"2026-03-01\"}\n";

/// A newsroom with one record and this `[push]`.
fn newsroom(push: &str) -> Room {
    let room = Room::with_records(ONE);
    let config = room.read("feedwright.toml");
    room.write("feedwright.toml", format!("{config}\n{push}"));
    room
}

/// One hub on loopback, with a short patience.
fn with_hub(url: &str) -> Room {
    newsroom(&format!(
        "[push]\nhubs = [\"{url}\"]\nallow_hosts = [\"127.0.0.1\"]\ntimeout = 1\nbudget = 4\n"
    ))
}

fn run_at(room: &Room, now: &str) -> Value {
    let ran = room.run(&["publish", "--format", "json", "--now", now]);
    ran.exits(0).json()
}

fn first(room: &Room) -> Value {
    run_at(room, "2026-03-02T12:00:00Z")
}

/// The bodies of the requests, sorted.
fn bodies(origin: &Origin) -> Vec<String> {
    let body = |r: &String| r.split_once("\r\n\r\n").expect("a head").1.to_owned();
    let mut bodies: Vec<String> = origin.asked().iter().map(body).collect();
    bodies.sort();
    bodies
}

fn publish_of(document: &str) -> String {
    let topic = format!("https%3A%2F%2Fquay.example%2Ffeeds%2F{document}");
    format!("hub.mode=publish&hub.topic={topic}&hub.url={topic}")
}

fn pings(taken: u64, waiting: u64, dropped: u64) -> Value {
    serde_json::json!({"taken": taken, "waiting": waiting, "dropped": dropped})
}

fn taking() -> Answer {
    fixed("204 No Content", &[], "")
}

/// A hub whose answer can be changed.
fn switch() -> (Origin, Arc<AtomicU16>) {
    let status = Arc::new(AtomicU16::new(204));
    let now = status.clone();
    let answer = doing(move |stream, _| {
        let status = now.load(Ordering::SeqCst);
        say(stream, &format!("{status} So"), &[], b"the hub's own words");
    });
    (Origin::new(vec![("/hub", answer)]), status)
}

fn messages(run: &Value) -> Vec<&str> {
    let all = run["diagnostics"].as_array().expect("diagnostics");
    all.iter()
        .map(|d| d["message"].as_str().expect("a message"))
        .collect()
}

#[test]
fn each_changed_document_is_told_once() {
    let origin = Origin::new(vec![("/hub", taking())]);
    let room = with_hub(&origin.url("/hub"));
    assert_eq!(first(&room)["pings"], pings(2, 0, 0));
    let both = [publish_of("news.atom"), publish_of("news.rss")];
    assert_eq!(bodies(&origin), both);
    let asked = origin.asked()[0].to_ascii_lowercase();
    assert!(asked.starts_with("post /hub http/1.1"), "{asked}");
    assert!(asked.contains("content-type: application/x-www-form-urlencoded"));

    // Nothing new: nothing told, and nothing written.
    let before = (room.state_of("public"), room.state_of(".feedwright"));
    assert_eq!(
        run_at(&room, "2026-03-02T12:05:00Z")["pings"],
        pings(0, 0, 0)
    );
    assert_eq!(
        (room.state_of("public"), room.state_of(".feedwright")),
        before
    );
    assert_eq!(origin.asked().len(), 2);

    // One format changes alone.
    room.write("feeds/news.toml", "title = \"The Quay Post\"\nttl = 5\n");
    assert_eq!(
        run_at(&room, "2026-03-02T12:10:00Z")["pings"],
        pings(1, 0, 0)
    );
    assert_eq!(origin.asked().len(), 3);
    assert!(origin.asked()[2].ends_with(&publish_of("news.rss")));

    // A dry run says what it would tell, and tells nobody.
    room.append("records.jsonl", TWO);
    let dry = room.run(&["publish", "--dry-run", "-v"]).exits(0);
    let would = "would tell the WebSub hub http://127.0.0.1";
    assert_eq!(dry.stdout.matches(would).count(), 2, "{}", dry.stdout);
    let silent = room.run(&["publish", "--dry-run"]).exits(0);
    assert!(!silent.stdout.contains(would), "{}", silent.stdout);
    assert_eq!(origin.asked().len(), 3);
}

#[test]
fn feeds_may_have_hubs_of_their_own() {
    let origin = Origin::new(vec![("/hub", taking()), ("/own", taking())]);
    let room = with_hub(&origin.url("/hub"));
    room.write("feeds/all.toml", "formats = [\"atom\"]\n");
    let own = origin.url("/own");
    room.write(
        "feeds/own.toml",
        format!("formats = [\"atom\"]\nhubs = [\"{own}\", \"{own}\"]\n"),
    );
    room.write("feeds/none.toml", "formats = [\"atom\"]\nhubs = []\n");
    assert_eq!(first(&room)["pings"], pings(2, 0, 0));
    let told = |path: &str, document: &str| {
        let told = |r: &&String| {
            r.starts_with(&format!("POST {path} ")) && r.ends_with(&publish_of(document))
        };
        origin.asked().iter().filter(told).count()
    };
    assert_eq!(
        (told("/hub", "all.atom"), told("/own", "own.atom")),
        (1, 1),
        "{:?}",
        origin.asked()
    );
    assert!(!room.read("public/none.atom").contains("rel=\"hub\""));
}

/// What the target does, and what the run then says and keeps.
#[test]
fn a_hub_that_does_not_take_it_never_fails_the_run() {
    let hang = doing(|_, _| std::thread::sleep(Duration::from_secs(30)));
    let see = |status, text| fixed(status, &["Content-Type: text/plain"], text);
    let moved = |status, to| fixed(status, &[&format!("Location: {to}")], "");
    let loops = moved("307 Temporary Redirect", "/loop");
    // Answer, message, (taken, waiting, dropped), requests.
    type Case<'c> = (
        &'c str,
        Answer,
        &'c str,
        (u64, u64, u64),
        std::ops::RangeInclusive<usize>,
    );
    let cases: Vec<Case<'_>> = vec![
        (
            "/500",
            see("500 Oh", "boom"),
            "it answered 500: \"boom\"",
            (0, 2, 0),
            6..=6,
        ),
        (
            "/503",
            see("503 Oh", ""),
            "it answered 503",
            (0, 2, 0),
            6..=6,
        ),
        (
            "/hang",
            hang,
            "the answer was not there after 1 s",
            (0, 2, 0),
            1..=2,
        ),
        (
            "/400",
            see("400 Bad", "<b>no such\u{7} topic</b>"),
            "it answered 400: \"no such topic\"",
            (0, 0, 2),
            2..=2,
        ),
        (
            "/404",
            see("404 Gone", ""),
            "it answered 404",
            (0, 0, 2),
            2..=2,
        ),
        (
            "/302",
            moved("302 Found", "/204"),
            "a redirect that a POST does not follow",
            (0, 0, 2),
            2..=2,
        ),
        ("/308", moved("308 Moved", "/204"), "", (2, 0, 0), 4..=4),
        ("/loop", loops, "more than 3 redirects", (0, 2, 0), 4..=8),
        (
            "/inside",
            moved("307 In", "http://10.0.0.1/hub"),
            "the address 10.0.0.1 is for a private network",
            (0, 2, 0),
            1..=2,
        ),
        (
            "/file",
            moved("307 In", "file:///etc/passwd"),
            "is no address of the web",
            (0, 2, 0),
            1..=2,
        ),
        (
            "/nothing",
            crate::origin::raw(b""),
            "does not answer in HTTP",
            (0, 2, 0),
            3..=6,
        ),
        ("/204", taking(), "", (2, 0, 0), 2..=2),
    ];
    for (path, answer, says, (taken, waiting, dropped), requests) in cases {
        let origin = Origin::new(vec![(path, answer), ("/204", taking())]);
        let room = with_hub(&origin.url(path));
        let begun = Instant::now();
        let run = first(&room);
        assert!(begun.elapsed() < Duration::from_secs(8), "{path}");
        assert_eq!(
            run["pings"],
            pings(taken, waiting, dropped),
            "{path}: {run}"
        );
        let told = messages(&run);
        match says {
            "" => assert!(told.is_empty(), "{path}: {told:?}"),
            says => assert!(
                told.len() == 1 && told[0].contains(says),
                "{path}: {told:?}"
            ),
        }
        let asked = origin.asked().len();
        assert!(requests.contains(&asked), "{path}: {asked} requests");
        assert!(room.has("public/news.rss"));
    }
}

#[test]
fn nobody_listens() {
    let room = with_hub("http://127.0.0.1:9/hub");
    let run = first(&room);
    assert_eq!(run["pings"], pings(0, 2, 0));
    assert!(
        messages(&run)[0].contains("cannot connect to 127.0.0.1"),
        "{run}"
    );
    let room = with_hub("https://no-such-host.invalid/hub");
    let run = first(&room);
    assert!(messages(&run)[0].contains("has no address"), "{run}");
}

#[test]
fn private_addresses_are_refused_unless_allowed() {
    let origin = Origin::new(vec![("/hub", taking())]);
    let port = origin.port();
    for host in [
        "127.0.0.1",
        "localhost",
        "127.1",
        "2130706433",
        "[::1]",
        "[::ffff:127.0.0.1]",
    ] {
        let room = newsroom(&format!("[push]\nhubs = [\"http://{host}:{port}/hub\"]\n"));
        let run = first(&room);
        assert_eq!(run["pings"], pings(0, 2, 0), "{host}");
        let notice = &run["diagnostics"][0];
        assert!(
            notice["message"].as_str().unwrap().contains("this machine"),
            "{host}: {notice}"
        );
        assert!(
            notice["help"].as_str().unwrap().contains("allow_hosts"),
            "{host}: {notice}"
        );
    }
    assert_eq!(origin.asked().len(), 0);
}

#[test]
fn what_was_not_taken_is_told_by_later_runs() {
    let (origin, status) = switch();
    let room = with_hub(&origin.url("/hub"));
    status.store(500, Ordering::SeqCst);
    assert_eq!(first(&room)["pings"], pings(0, 2, 0));
    let asked = origin.asked().len();

    // `status` shows it, for people and for programs.
    let shown = room.run(&["status"]).exits(0).stdout;
    assert!(
        shown.contains("undelivered pings:\n") && shown.contains("the hub's own words"),
        "{shown}"
    );
    let shown = room.run(&["status", "--format", "json"]).exits(0).json();
    let waiting = &shown["pings"][0];
    assert_eq!(
        waiting["topic"], "https://quay.example/feeds/news.atom",
        "{shown}"
    );
    assert_eq!(
        (&waiting["tries"], &waiting["due"]),
        (&1.into(), &"2026-03-02T12:05:00Z".into())
    );

    // Too early: nobody is asked, nothing is read or written.
    let before = (room.state_of("public"), room.state_of(".feedwright"));
    assert_eq!(
        run_at(&room, "2026-03-02T12:04:59Z")["pings"],
        pings(0, 2, 0)
    );
    assert_eq!(
        (room.state_of("public"), room.state_of(".feedwright")),
        before
    );
    assert_eq!(origin.asked().len(), asked);

    // The wait grows: 5, 10, 20 minutes.
    assert_eq!(
        run_at(&room, "2026-03-02T12:05:00Z")["pings"],
        pings(0, 2, 0)
    );
    let asked = origin.asked().len();
    run_at(&room, "2026-03-02T12:14:59Z");
    assert_eq!(origin.asked().len(), asked);
    status.store(204, Ordering::SeqCst);
    let before = room.state_of("public");
    assert_eq!(
        run_at(&room, "2026-03-02T12:15:00Z")["pings"],
        pings(2, 0, 0)
    );
    assert_eq!(origin.asked().len(), asked + 2);
    assert_eq!(
        room.state_of("public"),
        before,
        "a run that only tells writes nothing"
    );
    assert!(
        room.run(&["status"])
            .exits(0)
            .stdout
            .contains("undelivered pings: nothing")
    );
}

/// The run fails, but what an earlier one delivered is there to be fetched.
#[test]
fn what_waits_is_told_although_no_source_can_be_read() {
    let (origin, status) = switch();
    let room = with_hub(&origin.url("/hub"));
    status.store(500, Ordering::SeqCst);
    assert_eq!(first(&room)["pings"], pings(0, 2, 0));
    let asked = origin.asked().len();
    status.store(204, Ordering::SeqCst);
    let records = room.read("records.jsonl");
    std::fs::remove_file(room.at("records.jsonl")).expect("a file");
    let before = room.state_of("public");
    room.publish_at("2026-03-02T12:30:00Z")
        .exits(2)
        .says("no source can be read");
    assert_eq!(origin.asked().len(), asked + 2);
    assert_eq!(room.state_of("public"), before);
    room.write("records.jsonl", records);
    assert_eq!(
        run_at(&room, "2026-03-02T13:00:00Z")["pings"],
        pings(0, 0, 0)
    );
    assert_eq!(origin.asked().len(), asked + 2, "told twice");
}

#[test]
fn what_changes_while_it_waits_is_told_once_and_at_once() {
    let (origin, status) = switch();
    let room = with_hub(&origin.url("/hub"));
    room.write("feeds/all.toml", "");
    room.write("feeds/beta.toml", "[include]\nauthors = [\"Ada\"]\n");
    status.store(500, Ordering::SeqCst);
    assert_eq!(first(&room)["pings"], pings(0, 4, 0));
    for n in 1..=3 {
        room.append(
            "records.jsonl",
            &format!("{{\"id\":\"{n}\",\"title\":\"T{n}\"}}\n"),
        );
        let run = run_at(&room, &format!("2026-03-02T12:00:0{n}Z"));
        assert_eq!(run["pings"], pings(0, 4, 0), "no duplicates");
    }
    // The hub is back: what changed is told, and what else waits for the hub goes with it.
    status.store(204, Ordering::SeqCst);
    let asked = origin.asked().len();
    room.append("records.jsonl", TWO);
    assert_eq!(
        run_at(&room, "2026-03-02T12:00:09Z")["pings"],
        pings(4, 0, 0)
    );
    assert_eq!(origin.asked().len(), asked + 4);
}

#[test]
fn who_asks_to_be_left_alone_is_left_alone() {
    let (calm, busy) = (Arc::new(AtomicU16::new(429)), "Retry-After: 1800");
    let now = calm.clone();
    let answer = doing(move |stream, _| match now.load(Ordering::SeqCst) {
        204 => say(stream, "204 No Content", &[], b""),
        status => say(stream, &format!("{status} Wait"), &[busy], b"slow down"),
    });
    let origin = Origin::new(vec![("/hub", answer)]);
    let room = with_hub(&origin.url("/hub"));
    let run = first(&room);
    assert_eq!(run["pings"], pings(0, 2, 0));
    assert!(
        messages(&run)[0].contains("it answered 429: \"slow down\""),
        "{run}"
    );
    let asked = origin.asked().len();
    assert!(asked <= 2, "{asked}");
    calm.store(204, Ordering::SeqCst);
    // Not even for news.
    room.append("records.jsonl", TWO);
    assert_eq!(
        run_at(&room, "2026-03-02T12:29:59Z")["pings"],
        pings(0, 2, 0)
    );
    assert_eq!(origin.asked().len(), asked);
    assert_eq!(
        run_at(&room, "2026-03-02T12:30:00Z")["pings"],
        pings(2, 0, 0)
    );
}

#[test]
fn nobody_is_told_for_ever() {
    let (origin, status) = switch();
    let room = with_hub(&origin.url("/hub"));
    status.store(500, Ordering::SeqCst);
    first(&room);
    assert_eq!(
        run_at(&room, "2026-03-05T11:59:59Z")["pings"],
        pings(0, 2, 0)
    );
    let run = run_at(&room, "2026-03-05T13:00:00Z");
    assert_eq!(run["pings"], pings(0, 0, 2));
    assert!(messages(&run)[0].contains("is not told any more"), "{run}");
    let asked = origin.asked().len();
    run_at(&room, "2026-03-06T13:00:00Z");
    assert_eq!(origin.asked().len(), asked);
}

#[test]
fn a_hub_that_is_configured_no_more_is_forgotten() {
    let room = with_hub("http://127.0.0.1:9/hub");
    let without = Room::with_records("").read("feedwright.toml");
    assert_eq!(first(&room)["pings"], pings(0, 2, 0));
    room.write("feedwright.toml", without);
    let run = run_at(&room, "2026-03-02T13:00:00Z");
    assert_eq!((&run["pings"], messages(&run).len()), (&pings(0, 0, 0), 0));
}

#[test]
fn one_bad_hub_holds_up_no_other() {
    let hang = doing(|_, _| std::thread::sleep(Duration::from_secs(30)));
    let origin = Origin::new(vec![("/hang", hang), ("/good", taking())]);
    let room = with_hub(&origin.url("/hang"));
    let config = room.read("feedwright.toml");
    let good = origin.url("/good");
    room.write(
        "feedwright.toml",
        config.replace("hubs = [", &format!("hubs = [\"{good}\", ")),
    );
    for n in 0..20 {
        room.write(&format!("feeds/f{n}.toml"), "");
    }
    let begun = Instant::now();
    let run = first(&room);
    assert!(
        begun.elapsed() < Duration::from_secs(7),
        "{:?}",
        begun.elapsed()
    );
    assert_eq!(run["pings"], pings(40, 40, 0));
    assert_eq!(messages(&run).len(), 1, "{run}");
}

/// The budget ends it, whatever is left.
#[test]
fn slow_hubs_cost_no_more_than_the_budget() {
    let slow = doing(|stream, _| {
        std::thread::sleep(Duration::from_millis(800));
        say(stream, "204 No Content", &[], b"");
    });
    let origin = Origin::new(vec![("/slow", slow)]);
    let room = with_hub(&origin.url("/slow"));
    let config = room
        .read("feedwright.toml")
        .replace("budget = 4", "budget = 2");
    room.write("feedwright.toml", config);
    for n in 0..40 {
        room.write(&format!("feeds/f{n}.toml"), "");
    }
    let begun = Instant::now();
    let run = first(&room);
    assert!(
        begun.elapsed() < Duration::from_secs(5),
        "{:?}",
        begun.elapsed()
    );
    let taken = run["pings"]["taken"].as_u64().unwrap();
    assert!((8..80).contains(&taken), "{run}");
    assert_eq!(run["pings"], pings(taken, 80 - taken, 0));
    assert!(
        messages(&run).is_empty(),
        "time being over is nobody's fault: {run}"
    );
}

/// A run that is killed while it tells has lost nothing.
#[test]
fn killed_while_telling() {
    let patient = Arc::new(AtomicU16::new(0));
    let now = patient.clone();
    let answer = doing(move |stream, _| match now.load(Ordering::SeqCst) {
        0 => std::thread::sleep(Duration::from_secs(30)),
        _ => say(stream, "204 No Content", &[], b""),
    });
    let origin = Origin::new(vec![("/hub", answer)]);
    for signal in ["KILL", "TERM"] {
        patient.store(0, Ordering::SeqCst);
        let room = newsroom(&format!(
            "[push]\nhubs = [\"{}\"]\nallow_hosts = [\"127.0.0.1\"]\ntimeout = 20\n",
            origin.url("/hub")
        ));
        let asked = origin.asked().len();
        let mut command = room.command(&["publish"]);
        let child = command
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let run = Paused { child };
        let deadline = Instant::now() + Duration::from_secs(10);
        while origin.asked().len() == asked && Instant::now() < deadline {
            std::thread::sleep(Duration::from_millis(10));
        }
        let begun = Instant::now();
        run.signal(signal);
        let ended: Ran = run.end();
        assert_eq!(ended.exit, if signal == "KILL" { 137 } else { 143 });
        assert!(begun.elapsed() < Duration::from_secs(3), "{signal}");
        assert!(room.has("public/news.rss") && room.has("public/.feedwright.json"));
        patient.store(1, Ordering::SeqCst);
        let asked = origin.asked().len();
        assert_eq!(
            run_at(&room, "2026-03-02T12:00:01Z")["pings"],
            pings(2, 0, 0),
            "{signal}"
        );
        assert_eq!(origin.asked().len(), asked + 2);
    }
}

/// A run that dies between the delivery and what the store learns of it: the next finds the documents made, and tells.
#[test]
fn killed_between_delivery_and_commit() {
    if !crate::faults::strace() {
        return;
    }
    let mut died_between = 0;
    for call in ["renameat", "fsync"] {
        let met = crate::faults::walk(call, "signal=KILL", |inject| {
            let origin = Origin::new(vec![("/hub", taking())]);
            let room = with_hub(&origin.url("/hub"));
            let run = room.command(&["publish"]);
            let traced = crate::faults::Traced::run(&room, &run, inject, &[]);
            let told = origin.asked().len();
            died_between += usize::from(room.has("public/news.atom") && told == 0);
            first(&room);
            // At most once more: one that was told just before the run died is told again.
            let bodies = bodies(&origin);
            for document in ["news.atom", "news.rss"] {
                let count = bodies
                    .iter()
                    .filter(|b| **b == publish_of(document))
                    .count();
                assert!(
                    (1..=2).contains(&count),
                    "{inject}: {document} told {count} times"
                );
            }
            traced
        });
        assert!(met > 0, "{call} was never called");
    }
    assert!(died_between > 0, "no run died between delivery and telling");
}

#[test]
fn clouds_weblogs_and_search_engines() {
    let weblogs = fixed(
        "200 OK",
        &["Content-Type: text/xml"],
        "<methodResponse><params><param><value><struct><member><name>flerror</name><value><boolean>1</boolean>\
         </value></member><member><name>message</name><value>Slow down</value></member></struct></value></param>\
         </params></methodResponse>",
    );
    let cloud = fixed("200 OK", &[], "<result success=\"true\" msg=\"Thanks\"/>");
    let echo = doing(|stream, request| {
        let body = request.split_once("\r\n\r\n").unwrap().1.to_owned();
        say(stream, "422 Unprocessable", &[], body.as_bytes());
    });
    let search = fixed("202 Accepted", &[], "");
    let origin = Origin::new(vec![
        ("/rpc", weblogs),
        ("/cloud?key=hidden-in-query", cloud),
        ("/search", search),
        ("/echo", echo),
    ]);
    let room = newsroom(&format!(
        "[push]\nweblogs = [\"{}\"]\nallow_hosts = [\"127.0.0.1\"]\n\
         [push.cloud]\ndomain = \"rpc.quay.example\"\npath = \"/pleaseNotify\"\nping = \"{}\"\n\
         [push.indexnow]\nkey = \"0123-secret-key\"\nendpoint = \"{}\"\nkey_location = \"https://quay.example/k.txt\"\n",
        origin.url("/rpc"),
        origin.url("/cloud?key=hidden-in-query"),
        origin.url("/search"),
    ));
    room.append("records.jsonl", TWO);
    room.append(
        "records.jsonl",
        "{\"id\":\"e\",\"title\":\"Embargo\",\"url\":\"https://quay.example/leak\",\"status\":\"embargoed\",\"not_before\":\"2026-03-02T13:00:00Z\"}\n\
         {\"id\":\"o\",\"title\":\"Other\",\"url\":\"https://elsewhere.example/o\",\"published\":\"2026-03-01\"}\n",
    );
    let run = first(&room);
    assert_eq!(run["pings"], pings(3, 0, 1), "{run}");
    let told = messages(&run).join("\n");
    assert!(
        told.contains("refused 1 change: it answered \"Slow down\""),
        "{told}"
    );
    assert!(told.contains("IndexNow is not told of 1 page"), "{told}");
    assert!(!run.to_string().contains("0123-secret-key"), "{run}");
    let asked = origin.asked();
    let of = |path: &str| -> Vec<&String> {
        let start = format!("POST {path}");
        asked.iter().filter(|r| r.starts_with(&start)).collect()
    };
    assert!(
        of("/rpc")[0].contains("<string>The Quay Post</string>"),
        "{asked:?}"
    );
    assert!(of("/cloud")[0].ends_with("url=https%3A%2F%2Fquay.example%2Ffeeds%2Fnews.rss"));
    assert_eq!(
        (of("/rpc").len(), of("/cloud").len(), of("/search").len()),
        (1, 1, 1)
    );
    let body: Value =
        serde_json::from_str(of("/search")[0].split_once("\r\n\r\n").unwrap().1).unwrap();
    let mut urls: Vec<&str> = body["urlList"]
        .as_array()
        .unwrap()
        .iter()
        .map(|u| u.as_str().unwrap())
        .collect();
    urls.sort_unstable();
    assert_eq!(urls, ["https://quay.example/a", "https://quay.example/b"]);
    assert_eq!(
        (&body["host"], &body["key"]),
        (&"quay.example".into(), &"0123-secret-key".into())
    );
    assert!(
        !room.has("public/0123-secret-key.txt"),
        "who names a place puts the file there"
    );

    // When its time comes, and only then. Where the answer repeats the key, we do not.
    let config = room.read("feedwright.toml").replace("/search\"", "/echo\"");
    room.write("feedwright.toml", config);
    let ran = room.publish_at("2026-03-02T13:00:00Z").exits(0);
    assert!(
        ran.stderr.contains("quay.example/leak") && !ran.stderr.contains("0123-secret-key"),
        "{}",
        ran.stderr
    );
    assert!(!ran.stderr.contains("hidden-in-query"), "{}", ran.stderr);
}

#[test]
fn the_key_lies_where_search_engines_look() {
    let room =
        newsroom("[push.indexnow]\nkey = \"0123-quay-key\"\nendpoint = \"http://127.0.0.1:9/\"\n");
    let config = room
        .read("feedwright.toml")
        .replace("https://quay.example/feeds/", "https://quay.example/");
    room.write("feedwright.toml", config);
    assert_eq!(first(&room)["pings"], pings(0, 1, 0));
    assert_eq!(room.read("public/0123-quay-key.txt"), "0123-quay-key");
    // Nothing to do: nothing is written. Gone: it is put back.
    let before = room.state_of("public");
    run_at(&room, "2026-03-02T12:00:01Z");
    assert_eq!(room.state_of("public"), before);
    std::fs::remove_file(room.at("public/0123-quay-key.txt")).unwrap();
    run_at(&room, "2026-03-02T12:00:02Z");
    assert!(room.has("public/0123-quay-key.txt"));
}

#[test]
fn search_engines_are_not_told_of_what_was_there_before() {
    let origin = Origin::new(vec![("/search", fixed("200 OK", &[], ""))]);
    let room = Room::with_records(ONE);
    room.run(&["publish"]).exits(0);
    let config = room.read("feedwright.toml");
    room.write(
        "feedwright.toml",
        format!(
            "{config}\n[push]\nallow_hosts = [\"127.0.0.1\"]\n[push.indexnow]\nkey = \"0123-quay-key\"\n\
             key_location = \"https://quay.example/k.txt\"\nendpoint = \"{}\"\n",
            origin.url("/search")
        ),
    );
    assert_eq!(first(&room)["pings"], pings(0, 0, 0));
    room.append("records.jsonl", TWO);
    assert_eq!(first(&room)["pings"], pings(1, 0, 0));
    assert!(origin.asked()[0].ends_with("\"urlList\":[\"https://quay.example/b\"]}"));
}

/// WebSub section 4, and what websub.rocks asks of a publisher: exactly one self, and hubs.
#[test]
fn documents_name_one_self_and_their_hubs() {
    let expected = repository().join("fixtures/newsrooms/push/expected");
    let atom = "http://www.w3.org/2005/Atom";
    for (name, hubs) in [
        ("news.rss", 2),
        ("news.atom", 2),
        ("letters.rss", 1),
        ("letters.atom", 1),
        ("quiet.atom", 0),
    ] {
        let text = std::fs::read_to_string(expected.join(name)).unwrap();
        let tree = roxmltree::Document::parse(&text).unwrap();
        let head = match tree.root_element().has_tag_name((atom, "feed")) {
            true => tree.root_element(),
            false => tree.root_element().first_element_child().unwrap(),
        };
        let links = |rel: &str| -> Vec<&str> {
            let found = head
                .children()
                .filter(|n| n.has_tag_name((atom, "link")) && n.attribute("rel") == Some(rel));
            found.map(|n| n.attribute("href").unwrap()).collect()
        };
        assert_eq!(links("self"), [format!("https://signal.example/{name}")]);
        assert_eq!(links("hub").len(), hubs, "{name}");
    }
}

#[test]
fn what_cannot_be_meant_is_refused() {
    for (push, says) in [
        ("[push]\nhubs = [\"hub.example\"]", "is not a web address"),
        (
            "[push]\nhubs = [\"ftp://hub.example/\"]",
            "is not a web address",
        ),
        (
            "[push]\nhubs = [\"https://ada:s3cret@hub.example/\"]",
            "holds a user or a password",
        ),
        ("[push]\nhub = [\"https://hub.example/\"]", "unknown field"),
        ("[push]\ntimeout = 0", "0 seconds cannot be kept"),
        ("[push]\ngive_up_days = 400", "400 days cannot be kept"),
        (
            "[push.cloud]\ndomain = \"http://x/\"\npath = \"/p\"",
            "is no host",
        ),
        (
            "[push.cloud]\ndomain = \"x\"\npath = \"p\"",
            "does not begin with /",
        ),
        (
            "[push.cloud]\ndomain = \"x\"\npath = \"/p\"\nprotocol = \"udp\"",
            "unknown protocol",
        ),
        (
            "[push.cloud]\ndomain = \"x\"\npath = \"/p\"\nprotocol = \"soap\"",
            "needs a register_procedure",
        ),
        (
            "[push.indexnow]\nkey = \"../s3cret\"",
            "this cannot be a key",
        ),
        ("[notify]\ncommand = []", "this names no program"),
        ("[notify]\ncommand = \"rm -rf\"", "invalid type"),
        (
            "[notify]\ncommand = [\"true\"]\ntimeout = 0",
            "0 seconds cannot be kept",
        ),
    ] {
        let room = newsroom(push);
        let ran = room
            .run(&["publish"])
            .exits(2)
            .says(says)
            .says("feedwright.toml:");
        assert!(!ran.stderr.contains("s3cret"), "{}", ran.stderr);
        assert!(!room.has("public"), "{push}");
    }
}
