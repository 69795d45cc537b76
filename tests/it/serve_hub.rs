//! The hub of `feedwright serve`: what websub.rocks asks of publishers (P1 to P5) and hubs (100 to 106).

use std::time::Duration;

use hmac::{Hmac, KeyInit, Mac};

use crate::harness::Room;
use crate::hub_kit::{
    BASE, HUB, Heard, Manner, Subscriber, ask, newsroom, newsroom_with, publish, topic,
};
use crate::serve_kit::Server;

/// Long enough for a delivery that must not come.
const SILENCE: Duration = Duration::from_millis(1200);

/// P1 and P2: each topic names itself once and its hub, in the answer and in the document.
#[test]
fn every_topic_names_itself_and_its_hub() {
    let room = newsroom();
    room.write("public/note.txt", "A note.\n");
    let server = Server::start(&room, &[]);
    for name in ["news.rss", "news.atom", "news.json", "note.txt"] {
        let answer = server.get(&format!("/{name}"), &[]);
        let links = format!("<{}>; rel=\"self\", <{HUB}>; rel=\"hub\"", topic(name));
        assert_eq!(
            (answer.status, answer.header("link")),
            (200, links.as_str())
        );
    }
    for (name, itself, hub) in [
        (
            "news.rss",
            "<atom:link href=\"TOPIC\" rel=\"self\"",
            "<atom:link href=\"HUB\" rel=\"hub\"",
        ),
        (
            "news.atom",
            "<link href=\"TOPIC\" rel=\"self\"",
            "<link href=\"HUB\" rel=\"hub\"",
        ),
        ("news.json", "\"feed_url\": \"TOPIC\"", "\"url\": \"HUB\""),
    ] {
        let text = room.read(&format!("public/{name}"));
        let (itself, hub) = (
            itself.replace("TOPIC", &topic(name)),
            hub.replace("HUB", HUB),
        );
        for (named, times) in [(&*itself, 1), (&*hub, 1), (HUB, 1)] {
            assert_eq!(text.matches(named).count(), times, "{name}: {named}");
        }
    }
    let about = server.get("/hub", &[]);
    assert_eq!(about.status, 200);
    assert!(about.text().contains(BASE) && about.text().contains(HUB));
    assert_eq!(server.ask("PUT", "/hub", &[], b"").status, 405);
}

/// A run of the newsroom does not knock at its own hub, which sees the run by itself.
#[test]
fn a_run_does_not_ping_its_own_hub() {
    let room = newsroom();
    publish(&room, 2);
    let status = room.run(&["status", "--format", "json"]).exits(0);
    assert!(!status.stdout.contains("/hub"), "{}", status.stdout);
}

/// P3 to P5, 100, 103 in part: what a subscriber of the plainest kind gets.
#[test]
fn a_change_comes_to_the_callback_as_it_is_published() {
    let room = newsroom();
    let server = Server::start(&room, &[]);
    let reader = Subscriber::start();
    let question = reader.subscribes(&server, "/a", &topic("news.rss"), &[]);
    assert_eq!(question.param("hub.mode"), "subscribe");
    assert_eq!(question.param("hub.topic"), topic("news.rss"));
    assert_eq!(question.param("hub.lease_seconds"), "864000");
    assert!(question.param("hub.challenge").len() >= 32);
    publish(&room, 2);
    let delivery = reader.waits_for("POST", "/a", 1);
    is_topic(&delivery, &room, &server, "news.rss");
    assert!(delivery.header("x-hub-signature").is_empty());
    publish(&room, 3);
    let delivery = reader.waits_for("POST", "/a", 2);
    is_topic(&delivery, &room, &server, "news.rss");
    publish(&room, 3);
    std::thread::sleep(SILENCE);
    assert_eq!(reader.count("POST"), 2, "nothing has changed");
    let (status, said) = server.stop();
    assert_eq!(status, Some(0), "{said}");
}

/// 101: with a secret each delivery is signed, in any of the four ways.
#[test]
fn a_secret_signs_what_is_delivered() {
    type Sign = fn(&[u8], &[u8]) -> Vec<u8>;
    let methods: [(&str, Sign); 4] = [
        ("sha1", mac::<Hmac<sha1::Sha1>>),
        ("sha256", mac::<Hmac<sha2::Sha256>>),
        ("sha384", mac::<Hmac<sha2::Sha384>>),
        ("sha512", mac::<Hmac<sha2::Sha512>>),
    ];
    for (name, sign) in methods {
        let room = newsroom_with(&format!("hub_signature = \"{name}\"\n"));
        let server = Server::start(&room, &[]);
        let reader = Subscriber::start();
        let secret = [("hub.secret", "s3cret ü")];
        reader.subscribes(&server, "/a", &topic("news.atom"), &secret);
        publish(&room, 2);
        let delivery = reader.waits_for("POST", "/a", 1);
        is_topic(&delivery, &room, &server, "news.atom");
        let digest = sign("s3cret ü".as_bytes(), &delivery.body);
        let hex: String = digest.iter().map(|byte| format!("{byte:02x}")).collect();
        assert_eq!(
            delivery.header("x-hub-signature"),
            [format!("{name}={hex}")]
        );
        let (_, said) = server.stop();
        assert!(!said.contains("s3cret"), "{said}");
    }
}

fn mac<M: Mac + KeyInit>(secret: &[u8], body: &[u8]) -> Vec<u8> {
    let mut mac = <M as KeyInit>::new_from_slice(secret).expect("a key");
    mac.update(body);
    mac.finalize().into_bytes().to_vec()
}

/// 102: what the hub does not know is left alone, and the callback's own query stays.
#[test]
fn unknown_parameters_are_left_alone() {
    let room = newsroom();
    let server = Server::start(&room, &[]);
    let reader = Subscriber::start();
    let callback = reader.callback("/a?for=me&x=%2F");
    let more = [("hub.verify", "sync"), ("foo", "bar"), ("hub.foo", "bar")];
    let answer = ask(&server, "subscribe", &callback, &topic("news.rss"), &more);
    assert_eq!(answer.status, 202);
    let question = reader.waits_for("GET", "/a", 1);
    assert_eq!((question.param("for"), question.param("x")), ("me", "/"));
    std::thread::sleep(Duration::from_millis(300));
    publish(&room, 2);
    let delivery = reader.waits_for("POST", "/a", 1);
    assert_eq!((delivery.param("for"), delivery.query.len()), ("me", 2));
}

/// 103: another request for the same topic and callback replaces the first.
#[test]
fn subscribing_again_replaces() {
    let room = newsroom();
    let server = Server::start(&room, &[]);
    let reader = Subscriber::start();
    let rss = topic("news.rss");
    let first = reader.subscribes(&server, "/a", &rss, &[("hub.secret", "first")]);
    let lease = [("hub.secret", "second"), ("hub.lease_seconds", "86400")];
    let question = reader.subscribes(&server, "/a", &rss, &lease);
    assert_eq!(question.param("hub.lease_seconds"), "86400");
    assert_ne!(
        question.param("hub.challenge"),
        first.param("hub.challenge")
    );
    publish(&room, 2);
    let delivery = reader.waits_for("POST", "/a", 1);
    let hex: String = mac::<Hmac<sha2::Sha256>>(b"second", &delivery.body)
        .iter()
        .map(|byte| format!("{byte:02x}"))
        .collect();
    assert_eq!(
        delivery.header("x-hub-signature"),
        [format!("sha256={hex}")]
    );
    std::thread::sleep(SILENCE);
    assert_eq!(reader.count("POST"), 1);
}

/// 104: after a confirmed request to leave there is silence; after one that is not confirmed there is none.
#[test]
fn whoever_leaves_hears_no_more() {
    let room = newsroom();
    let server = Server::start(&room, &[]);
    let reader = Subscriber::start();
    let rss = topic("news.rss");
    for path in ["/leaves", "/stays"] {
        reader.subscribes(&server, path, &rss, &[]);
    }
    let not_me = Manner {
        to_questions: Some((404, "not me")),
        ..Manner::default()
    };
    reader.behave("/stays", not_me);
    for path in ["/leaves", "/stays"] {
        let left = ask(&server, "unsubscribe", &reader.callback(path), &rss, &[]);
        assert_eq!(left.status, 202);
        let question = reader.waits_for("GET", path, 2);
        assert_eq!(question.param("hub.mode"), "unsubscribe");
        assert_eq!(question.param("hub.topic"), rss);
        assert_eq!(question.param("hub.lease_seconds"), "");
    }
    std::thread::sleep(Duration::from_millis(300));
    publish(&room, 2);
    reader.waits_for("POST", "/stays", 1);
    std::thread::sleep(SILENCE);
    assert!(reader.heard("POST", "/leaves").is_empty());
}

/// 105 and 106: topics of any kind; and a publisher says that something changed.
#[test]
fn any_published_file_is_a_topic() {
    let room = newsroom();
    room.write("public/note.txt", "First.\n");
    room.write("public/sub/data.json", "{\"n\": 1}\n");
    let server = Server::start(&room, &[]);
    let reader = Subscriber::start();
    reader.subscribes(&server, "/text", &topic("note.txt"), &[]);
    // The same address, written otherwise; the question repeats it as it was written.
    let written = "HTTPS://quay.example:443/feeds/x/../sub/d%61ta.json";
    let question = reader.subscribes(&server, "/json", written, &[]);
    assert_eq!(question.param("hub.topic"), written);
    room.write("public/note.txt", "Second.\n");
    room.write("public/sub/data.json", "{\"n\": 2}\n");
    for (key, topic, status) in [
        ("hub.topic", topic("note.txt"), 202),
        ("hub.url", topic("sub/data.json"), 202),
        ("hub.url", "https://other.example/a.txt".to_owned(), 404),
    ] {
        let published = server.post_form("/hub", &[("hub.mode", "publish"), (key, &topic)]);
        assert_eq!(published.status, status, "{}", published.text());
    }
    let text = reader.waits_for("POST", "/text", 1);
    is_topic(&text, &room, &server, "note.txt");
    assert_eq!(text.header("content-type"), ["text/plain; charset=utf-8"]);
    let json = reader.waits_for("POST", "/json", 1);
    is_topic(&json, &room, &server, "sub/data.json");
    assert_eq!(
        json.header("content-type"),
        ["application/json; charset=utf-8"]
    );
}

/// Only who answers with the challenge is subscribed; redirects are not followed.
#[test]
fn whoever_does_not_confirm_is_not_subscribed() {
    let room = newsroom();
    let server = Server::start(&room, &[]);
    let reader = Subscriber::start();
    let answers = [
        ("/no", (404, "no")),
        ("/else", (200, "something else")),
        ("/empty", (200, "")),
        ("/away", (302, "")),
    ];
    for (path, answer) in answers {
        let manner = Manner {
            to_questions: Some(answer),
            ..Manner::default()
        };
        reader.behave(path, manner);
        reader.subscribes(&server, path, &topic("news.rss"), &[]);
    }
    reader.subscribes(&server, "/yes", &topic("news.rss"), &[]);
    publish(&room, 2);
    reader.waits_for("POST", "/yes", 1);
    std::thread::sleep(SILENCE);
    assert_eq!(reader.count("POST"), 1);
    assert!(reader.heard("GET", "/elsewhere").is_empty());
}

/// A delivery has the topic's bytes, its Content-Type, and both links once.
#[track_caller]
fn is_topic(delivery: &Heard, room: &Room, server: &Server, name: &str) {
    let text = String::from_utf8_lossy(&delivery.body);
    assert_eq!(text, room.read(&format!("public/{name}")), "{name}");
    let served = server.get(&format!("/{name}"), &[]);
    let kind = served.header("content-type");
    assert_eq!(delivery.header("content-type"), [kind], "{name}");
    let links = delivery.header("link").join(", ");
    for link in [
        format!("<{HUB}>; rel=\"hub\""),
        format!("<{}>; rel=\"self\"", topic(name)),
    ] {
        assert_eq!(links.matches(&link).count(), 1, "{links}");
    }
    assert_eq!(links.matches("rel=").count(), 2, "{links}");
}
