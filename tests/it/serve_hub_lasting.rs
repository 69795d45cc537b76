//! What the hub keeps: over failures, restarts, and beside publish runs; and what ends.

use std::collections::VecDeque;
use std::time::{Duration, Instant};

use crate::hub_kit::{
    Manner, Subscriber, ask, newsroom, newsroom_with, number, publish, store, topic,
};
use crate::serve_kit::{PATIENCE, Server};

const SILENCE: Duration = Duration::from_millis(1200);

fn failing(answers: &[u16]) -> Manner {
    Manner {
        to_deliveries: VecDeque::from(answers.to_vec()),
        ..Manner::default()
    }
}

/// Waits until the store says so.
#[track_caller]
fn until(room: &crate::harness::Room, sql: &str, wanted: i64) {
    let begun = Instant::now();
    while number(room, sql) != wanted {
        let now = number(room, sql);
        assert!(begun.elapsed() < PATIENCE, "{sql}: {now}, not {wanted}");
        std::thread::sleep(Duration::from_millis(50));
    }
}

#[test]
fn what_fails_is_tried_again_later_and_410_ends_it() {
    let room = newsroom();
    let server = Server::start(&room, &[]);
    let reader = Subscriber::start();
    reader.behave("/weak", failing(&[500, 302]));
    reader.behave("/gone", failing(&[410]));
    for path in ["/weak", "/gone"] {
        reader.subscribes(&server, path, &topic("news.rss"), &[]);
    }
    publish(&room, 2);
    reader.waits_for("POST", "/weak", 1);
    reader.waits_for("POST", "/gone", 1);
    until(&room, "SELECT count(*) FROM hub_subscription", 1);
    until(
        &room,
        "SELECT count(*) FROM hub_delivery WHERE tries = 1",
        1,
    );
    let pause = "SELECT due - since FROM hub_delivery";
    assert!((58..=75).contains(&number(&room, pause)));
    // A newer version takes the place of the one that waits, and waits as long.
    publish(&room, 3);
    std::thread::sleep(SILENCE);
    assert_eq!(reader.count("POST"), 2);
    until(
        &room,
        "SELECT count(*) FROM hub_delivery WHERE version = 3 AND tries = 1",
        1,
    );
    for (tries, answers) in [(2, 2), (3, 3)] {
        store(&room, "UPDATE hub_delivery SET due = 0");
        let delivery = reader.waits_for("POST", "/weak", answers);
        assert_eq!(
            String::from_utf8_lossy(&delivery.body),
            room.read("public/news.rss")
        );
        if tries == 2 {
            until(&room, "SELECT tries FROM hub_delivery", 2);
        }
    }
    until(&room, "SELECT count(*) FROM hub_delivery", 0);
    assert!(reader.heard("POST", "/elsewhere").is_empty());
    std::thread::sleep(SILENCE);
    assert_eq!(reader.heard("POST", "/gone").len(), 1);
    assert_eq!(reader.heard("POST", "/weak").len(), 3);
}

#[test]
fn who_fails_for_days_is_given_up_but_not_forgotten() {
    let room = newsroom();
    let server = Server::start(&room, &[]);
    let reader = Subscriber::start();
    reader.behave("/a", failing(&[500, 500]));
    reader.subscribes(&server, "/a", &topic("news.rss"), &[]);
    publish(&room, 2);
    reader.waits_for("POST", "/a", 1);
    until(
        &room,
        "SELECT count(*) FROM hub_delivery WHERE tries = 1",
        1,
    );
    store(
        &room,
        "UPDATE hub_delivery SET due = 0, since = since - 3 * 86400",
    );
    reader.waits_for("POST", "/a", 2);
    until(&room, "SELECT count(*) FROM hub_delivery", 0);
    until(
        &room,
        "SELECT count(*) FROM hub_subscription WHERE failing > 0",
        1,
    );
    // What is new comes to it no sooner than half a day later.
    publish(&room, 3);
    until(
        &room,
        "SELECT count(*) FROM hub_delivery WHERE due - since >= 43000",
        1,
    );
    store(&room, "UPDATE hub_delivery SET due = 0");
    reader.waits_for("POST", "/a", 3);
    until(
        &room,
        "SELECT count(*) FROM hub_subscription WHERE failing IS NULL",
        1,
    );
}

#[test]
fn a_lease_ends() {
    let room = newsroom();
    let server = Server::start(&room, &[]);
    let reader = Subscriber::start();
    for path in ["/ends", "/stays"] {
        reader.subscribes(&server, path, &topic("news.rss"), &[]);
    }
    let ended = "UPDATE hub_subscription SET ends = strftime('%s') WHERE callback LIKE '%/ends'";
    assert_eq!(store(&room, ended), 1);
    std::thread::sleep(Duration::from_millis(1100));
    publish(&room, 2);
    reader.waits_for("POST", "/stays", 1);
    std::thread::sleep(SILENCE);
    assert!(reader.heard("POST", "/ends").is_empty());
    until(&room, "SELECT count(*) FROM hub_subscription", 1);
}

#[test]
fn a_topic_that_ends_or_moves_is_denied() {
    let room = newsroom();
    let server = Server::start(&room, &[]);
    let reader = Subscriber::start();
    for (path, name) in [("/ends", "news.rss"), ("/moves", "news.atom")] {
        reader.subscribes(&server, path, &topic(name), &[]);
    }
    let config = room.read("feedwright.toml");
    let moved = "[moved]\n\"news.rss\" = \"gone\"\n\"news.atom\" = \"news.json\"\n";
    room.write("feedwright.toml", format!("{config}{moved}"));
    room.write(
        "feeds/news.toml",
        "title = \"News\"\ndescription = \"All of it\"\nformats = [\"json\"]\n",
    );
    room.run(&["publish"]);
    for name in ["news.rss", "news.atom"] {
        let _ = std::fs::remove_file(room.at("public").join(name));
    }
    server.signal("HUP");
    for (path, name, reason) in [
        ("/ends", "news.rss", "this topic has ended".to_owned()),
        (
            "/moves",
            "news.atom",
            format!("this topic has moved to {}", topic("news.json")),
        ),
    ] {
        let told = reader.waits_for("GET", path, 2);
        assert_eq!(told.param("hub.mode"), "denied");
        assert_eq!(told.param("hub.topic"), topic(name));
        assert_eq!(told.param("hub.reason"), reason);
    }
    until(&room, "SELECT count(*) FROM hub_subscription", 0);
    until(&room, "SELECT count(*) FROM hub_intent", 0);
    let refused = ask(
        &server,
        "subscribe",
        &reader.callback("/a"),
        &topic("news.rss"),
        &[],
    );
    assert_eq!(refused.status, 404, "{}", refused.text());
}

#[test]
fn what_changed_while_the_server_was_down_is_delivered() {
    let room = newsroom();
    let reader = Subscriber::start();
    let server = Server::start(&room, &[]);
    reader.subscribes(&server, "/a", &topic("news.rss"), &[]);
    let (status, _) = server.stop();
    assert_eq!(status, Some(0));
    publish(&room, 2);
    let _server = Server::start(&room, &[]);
    let delivery = reader.waits_for("POST", "/a", 1);
    let text = String::from_utf8_lossy(&delivery.body);
    assert_eq!(text, room.read("public/news.rss"));
}

#[test]
fn killed_in_the_middle_nothing_is_lost() {
    const MANY: usize = 60;
    let room = newsroom();
    let reader = Subscriber::start();
    let server = Server::start(&room, &[]);
    let paths: Vec<String> = (0..MANY).map(|n| format!("/{n}")).collect();
    for path in &paths {
        let callback = reader.callback(path);
        let answer = ask(&server, "subscribe", &callback, &topic("news.rss"), &[]);
        assert_eq!(answer.status, 202);
    }
    // What is accepted is asked, even by the next server.
    server.signal("KILL");
    drop(server);
    let server = Server::start(&room, &[]);
    until(&room, "SELECT count(*) FROM hub_subscription", MANY as i64);
    for path in &paths {
        let slowly = Manner {
            slowly: Duration::from_millis(100),
            ..Manner::default()
        };
        reader.behave(path, slowly);
    }
    publish(&room, 2);
    let begun = Instant::now();
    while reader.count("POST") < MANY / 3 {
        assert!(begun.elapsed() < PATIENCE);
        std::thread::sleep(Duration::from_millis(10));
    }
    server.signal("KILL");
    drop(server);
    let before = reader.count("POST");
    assert!(before < MANY, "{before}");
    let _server = Server::start(&room, &[]);
    for path in &paths {
        let delivery = reader.waits_for("POST", path, 1);
        assert_eq!(delivery.body.len(), room.read("public/news.rss").len());
    }
    until(&room, "SELECT count(*) FROM hub_delivery", 0);
    assert!(reader.most_at_once() <= 20, "{}", reader.most_at_once());
}

/// A run and the hub share a file: the run goes first, and the hub goes on as far as it can.
#[test]
fn a_run_that_writes_is_waited_for() {
    let room = newsroom();
    let server = Server::start(&room, &[]);
    let reader = Subscriber::start();
    reader.subscribes(&server, "/a", &topic("news.rss"), &[]);
    publish(&room, 2);
    reader.waits_for("POST", "/a", 1);
    until(&room, "SELECT count(*) FROM hub_delivery", 0);
    let run = rusqlite::Connection::open(room.at(".feedwright/store.db")).unwrap();
    run.execute_batch("BEGIN IMMEDIATE").unwrap();
    let begun = Instant::now();
    let ends = std::thread::spawn(move || {
        std::thread::sleep(Duration::from_secs(1));
        run.execute_batch("COMMIT").unwrap();
    });
    let callback = reader.callback("/b");
    let answer = ask(&server, "subscribe", &callback, &topic("news.rss"), &[]);
    assert_eq!(answer.status, 202);
    assert!(
        begun.elapsed() >= Duration::from_secs(1),
        "nothing is accepted that is not written"
    );
    ends.join().unwrap();
    reader.waits_for("GET", "/b", 1);
}

/// A server may be there before the first run.
#[test]
fn a_hub_needs_no_run_before_it() {
    let room = newsroom();
    for file in ["store.db", "store.db-wal", "store.db-shm"] {
        let _ = std::fs::remove_file(room.at(".feedwright").join(file));
    }
    let server = Server::start(&room, &[]);
    let reader = Subscriber::start();
    reader.subscribes(&server, "/a", &topic("news.rss"), &[]);
    publish(&room, 2);
    reader.waits_for("POST", "/a", 1);
}

#[test]
fn what_is_refused_is_told_in_words() {
    let room = newsroom();
    let server = Server::start(&room, &[]);
    let reader = Subscriber::start();
    let (here, rss) = (reader.callback("/a"), topic("news.rss"));
    let (secret, long) = ("s".repeat(200), "x".repeat(17_000));
    let other = "https://other.example/news.rss";
    let (none, hidden) = (topic("none.rss"), topic(".feedwright.json"));
    let refused = |mode, callback: &str, topic: &str, more, status, says: &str| {
        let answer = ask(&server, mode, callback, topic, &[more]);
        assert_eq!(answer.status, status, "{mode} {topic} {more:?}");
        assert!(answer.text().contains(says), "{says}: {}", answer.text());
    };
    for (mode, callback, topic, status, says) in [
        ("subscribe", "", &*rss, 400, "hub.callback is missing"),
        ("subscribe", &here, "", 400, "hub.topic is missing"),
        ("", &here, &rss, 400, "hub.mode is missing"),
        ("denied", &here, &rss, 400, "hub.mode is none"),
        ("subscribe", "mailto:a@b.example", &rss, 400, "of the web"),
        ("subscribe", &here, other, 404, "none of this hub"),
        ("subscribe", &here, &none, 404, "none of this hub"),
        ("subscribe", &here, &hidden, 404, "none of this hub"),
        ("unsubscribe", &here, other, 404, "none of this hub"),
        ("publish", &here, other, 404, "none of this hub"),
        ("subscribe", &long, &rss, 413, ""),
    ] {
        refused(mode, callback, topic, ("", ""), status, says);
    }
    for (name, value, says) in [
        ("hub.secret", &*secret, "200 bytes"),
        ("hub.lease_seconds", "long", "no number of seconds"),
    ] {
        refused("subscribe", &here, &rss, (name, value), 400, says);
    }
    std::thread::sleep(SILENCE);
    assert_eq!(reader.count("GET"), 0);
}

/// THREATS row 55: private callbacks are refused without a connection.
#[test]
fn private_callbacks_are_not_asked() {
    let room = newsroom_with("");
    let config = room
        .read("feedwright.toml")
        .replace("127.0.0.1", "10.9.9.9");
    room.write("feedwright.toml", config);
    let server = Server::start(&room, &[]);
    let reader = Subscriber::start();
    let port = reader.address.port();
    for host in [
        "127.0.0.1",
        "127.1",
        "2130706433",
        "0x7f000001",
        "0177.0.0.1",
        "１２７.０.０.１",
        "localhost",
        "[::1]",
        "[::ffff:127.0.0.1]",
        "[2002:7f00:1::]",
        "169.254.169.254",
        "100.64.0.1",
        "printer.local",
        "intranet",
    ] {
        let callback = format!("http://{host}:{port}/a");
        for mode in ["subscribe", "unsubscribe"] {
            let answer = ask(&server, mode, &callback, &topic("news.rss"), &[]);
            assert_eq!(answer.status, 403, "{mode} {host}: {}", answer.text());
        }
    }
    std::thread::sleep(SILENCE);
    assert_eq!(reader.count("GET"), 0);
}

/// THREATS row 55: a lease has an end, and a flood a bound.
#[test]
fn leases_and_floods_have_a_bound() {
    let room = newsroom();
    let server = Server::start(&room, &[]);
    let reader = Subscriber::start();
    for (asked, given) in [("99999999999999999999999", "2592000"), ("1", "300")] {
        let lease = [("hub.lease_seconds", asked)];
        let question = reader.subscribes(&server, "/a", &topic("news.rss"), &lease);
        assert_eq!(question.param("hub.lease_seconds"), given);
    }
    let mut accepted = 0;
    let full = (0..400).find_map(|n| {
        let path = format!("/flood{n}");
        let slowly = Manner {
            slowly: Duration::from_secs(8),
            ..Manner::default()
        };
        reader.behave(&path, slowly);
        let callback = reader.callback(&path);
        let answer = ask(&server, "subscribe", &callback, &topic("news.rss"), &[]);
        accepted += usize::from(answer.status == 202);
        (answer.status != 202).then_some(answer)
    });
    let full = full.expect("a bound");
    assert_eq!(full.status, 429, "{}", full.text());
    // Some have been asked meanwhile.
    assert!((200..260).contains(&accepted), "{accepted}");
    assert_eq!(full.header("retry-after"), "60");
    assert!(full.text().contains("still to be asked"), "{}", full.text());
    assert!(reader.most_at_once() <= 10, "{}", reader.most_at_once());
    // Others are served meanwhile.
    assert_eq!(server.get("/news.rss", &[]).status, 200);
}

/// THREATS row 55: caps of hosts do not bind who has many hosts, so whoever asks has one too.
#[test]
fn one_client_does_not_ask_without_end() {
    let room = newsroom();
    let server = Server::start(&room, &[]);
    let from = |client: &str| {
        let headers = [("X-Forwarded-For", client)];
        server.ask("POST", "/hub", &headers, b"hub.mode=none")
    };
    for _ in 0..600 {
        assert_eq!(from("192.0.2.7").status, 400);
    }
    let told = from("192.0.2.7");
    assert_eq!(told.status, 429, "{}", told.text());
    assert_eq!(told.header("retry-after"), "60");
    // Others, programs on this machine, and what only tells of the hub are answered.
    assert_eq!(from("192.0.2.8").status, 400);
    assert_eq!(server.post_form("/hub", &[]).status, 400);
    let headers = [("X-Forwarded-For", "192.0.2.7")];
    assert_eq!(server.get("/hub", &headers).status, 200);
}

#[test]
fn hang_up_turns_the_hub_on_and_off() {
    let room = newsroom();
    let config = room.read("feedwright.toml");
    let without = config.replace("hub = true", "hub = false");
    room.write("feedwright.toml", &without);
    publish(&room, 1);
    let server = Server::start(&room, &[]);
    let reader = Subscriber::start();
    assert_eq!(server.get("/hub", &[]).status, 404);
    let refused = ask(
        &server,
        "subscribe",
        &reader.callback("/a"),
        &topic("news.rss"),
        &[],
    );
    assert_eq!(refused.status, 405, "{}", refused.text());
    let turn = |config: &str, status: u16| {
        room.write("feedwright.toml", config);
        server.signal("HUP");
        server.until("/hub", |answer| answer.status == status);
    };
    turn(&config, 200);
    publish(&room, 1);
    reader.subscribes(&server, "/a", &topic("news.rss"), &[]);
    publish(&room, 2);
    reader.waits_for("POST", "/a", 1);
    // While it is off nothing is delivered; then what has changed meanwhile is.
    turn(&without, 404);
    publish(&room, 3);
    std::thread::sleep(SILENCE);
    assert_eq!(reader.heard("POST", "/a").len(), 1);
    turn(&config, 200);
    let delivery = reader.waits_for("POST", "/a", 2);
    assert_eq!(delivery.body, room.read("public/news.rss").into_bytes());
}
