//! Sizes and types of enclosures: from folders, from servers however they behave, and never more often than needed.

use std::io::Write;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use feedwright::source::{Limits, probe};
use serde_json::Value;

use crate::harness::Room;
use crate::origin::{Answer, Origin, doing, fixed, raw, say};

/// A newsroom whose records have one enclosure each, with these addresses.
fn newsroom(addresses: &[&str], media: &str) -> Room {
    let records: String = addresses
        .iter()
        .enumerate()
        .map(|(n, url)| {
            format!(
                "{{\"id\":\"r{n}\",\"title\":\"T{n}\",\"published\":\"2026-03-01T0{}:00:00Z\",\
                 \"enclosures\":[{{\"url\":\"{url}\"}}]}}\n",
                9 - n % 10
            )
        })
        .collect();
    let room = Room::with_records(&records);
    let config = room.read("feedwright.toml");
    room.write("feedwright.toml", format!("{config}\n[media]\n{media}\n"));
    room
}

/// `length` and `type` of the enclosure with this address in the RSS document.
fn enclosure(room: &Room, url: &str) -> Option<(String, String)> {
    let text = room.read("public/news.rss");
    let tree = roxmltree::Document::parse(&text).expect("XML");
    let found = tree
        .descendants()
        .find(|n| n.has_tag_name("enclosure") && n.attribute("url") == Some(url))?;
    let value = |name| found.attribute(name).unwrap_or_default().to_owned();
    Some((value("length"), value("type")))
}

fn known(length: &str, media_type: &str) -> Option<(String, String)> {
    Some((length.to_owned(), media_type.to_owned()))
}

/// What a run says, in JSON, at a time.
#[track_caller]
fn publish(room: &Room, now: &str) -> Value {
    room.run(&["publish", "--format", "json", "--now", now])
        .exits(0)
        .json()
}

fn messages(said: &Value) -> Vec<String> {
    let all = said["diagnostics"].as_array().expect("a list");
    let text = |n: &Value| n["message"].as_str().expect("words").to_owned();
    all.iter().map(text).collect()
}

const LOOPBACK: &str = "allow_hosts = [\"127.0.0.1\"]";

/// A server that refuses HEAD, and answers a range where `ranged`.
fn only_get(ranged: bool) -> Answer {
    doing(move |stream, request| {
        if request.starts_with("HEAD") {
            say(stream, "405 Method Not Allowed", &[], b"");
        } else if ranged && request.to_ascii_lowercase().contains("range: bytes=0-0") {
            let headers = ["Content-Type: audio/mpeg", "Content-Range: bytes 0-0/4321"];
            say(stream, "206 Partial Content", &headers, b"I");
        } else {
            say(
                stream,
                "200 OK",
                &["Content-Type: audio/mpeg"],
                &[b'I'; 987],
            );
        }
    })
}

#[test]
fn servers_are_asked_once_and_believed() {
    let head = |headers: &str| {
        raw(format!(
            "HTTP/1.1 200 OK\r\nConnection: close\r\n{headers}\r\n"
        ))
    };
    let origin = Origin::new(vec![
        (
            "/a.mp3",
            head("Content-Length: 1234567\r\nContent-Type: audio/mpeg\r\n"),
        ),
        (
            "/untold",
            head("Content-Length: 77\r\nContent-Type: Audio/X-M4A; codecs=x\r\n"),
        ),
        (
            "/bytes.mp3",
            head("Content-Length: 99\r\nContent-Type: application/octet-stream\r\n"),
        ),
        ("/moved.mp3", fixed("302 Found", &["Location: /a.mp3"], "")),
        ("/ranged.mp3", only_get(true)),
        ("/whole.mp3", only_get(false)),
    ]);
    let urls: Vec<String> = [
        "/a.mp3",
        "/untold",
        "/bytes.mp3",
        "/moved.mp3",
        "/ranged.mp3",
        "/whole.mp3",
    ]
    .iter()
    .map(|path| origin.url(path))
    .collect();
    let room = newsroom(
        &urls.iter().map(String::as_str).collect::<Vec<_>>(),
        LOOPBACK,
    );
    let said = publish(&room, "2026-03-02T12:00:00Z");
    assert_eq!(messages(&said), [""; 0]);
    for (url, wanted) in urls.iter().zip([
        known("1234567", "audio/mpeg"),
        known("77", "audio/x-m4a"),
        known("99", "audio/mpeg"),
        known("1234567", "audio/mpeg"),
        known("4321", "audio/mpeg"),
        known("987", "audio/mpeg"),
    ]) {
        assert_eq!(enclosure(&room, url), wanted, "{url}");
    }
    let asked = origin.asked();
    assert_eq!(asked.len(), 4 + 1 + 2 + 2, "{asked:#?}");
    assert!(
        asked
            .iter()
            .all(|a| a.to_ascii_lowercase().contains("accept-encoding: identity"))
    );
    // A new record makes the feed again; what is known is not asked for again.
    room.append(
        "records.jsonl",
        "{\"id\":\"n\",\"title\":\"N\",\"published\":\"2026-03-02\"}\n",
    );
    publish(&room, "2026-03-03T12:00:00Z");
    assert_eq!(enclosure(&room, &urls[0]), known("1234567", "audio/mpeg"));
    assert_eq!(origin.asked().len(), asked.len());
}

#[test]
fn what_cannot_be_had_is_named_and_asked_for_again_later() {
    let there = Arc::new(AtomicBool::new(false));
    let now_there = there.clone();
    let late = doing(move |stream, _| {
        if now_there.load(Ordering::SeqCst) {
            let head = b"HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 555\r\nContent-Type: audio/mpeg\r\n\r\n";
            let _ = stream.write_all(head);
        } else {
            say(stream, "404 Not Found", &[], b"");
        }
    });
    let origin = Origin::new(vec![
        ("/late.mp3", late),
        (
            "/page.mp3",
            fixed("200 OK", &["Content-Type: text/html"], "<p>Log in"),
        ),
        (
            "/unsized.mp3",
            raw("HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Type: audio/mpeg\r\n\r\n"),
        ),
        (
            "/round.mp3",
            fixed("302 Found", &["Location: /round.mp3"], ""),
        ),
        (
            "/inside.mp3",
            fixed("302 Found", &["Location: http://10.0.0.1/x.mp3"], ""),
        ),
        ("/broken.mp3", raw("what?\r\n\r\n")),
    ]);
    let (url, port) = (|path: &str| origin.url(path), origin.port());
    let local = format!("http://localhost:{port}/late.mp3");
    let cases = [
        (url("/late.mp3"), "the server answers 404"),
        (url("/page.mp3"), "the server sends a page in its place"),
        (url("/unsized.mp3"), "does not say how large it is"),
        (url("/round.mp3"), "more than 5 redirects"),
        (url("/inside.mp3"), "10.0.0.1 is for a private network"),
        (url("/broken.mp3"), "does not answer in HTTP"),
        (
            "https://cdn.quay.example/x.mp3".to_owned(),
            "nobody can have the name cdn.quay.example",
        ),
        (local, "not fetched: localhost has the address"),
    ];
    let room = newsroom(
        &cases
            .iter()
            .map(|(url, _)| url.as_str())
            .collect::<Vec<_>>(),
        LOOPBACK,
    );
    let said = publish(&room, "2026-03-02T12:00:00Z");
    let told = said["diagnostics"].as_array().expect("a list");
    assert_eq!(told.len(), cases.len(), "{told:#?}");
    for ((url, why), notice) in cases.iter().zip(told) {
        let message = notice["message"].as_str().expect("words");
        assert!(message.contains(&format!("the size of {url}")), "{message}");
        assert!(message.contains(why), "{message}");
        assert_eq!(notice["severity"], "warning");
        assert_eq!(notice["field"], "enclosures");
        assert_eq!(notice["feed"], "news");
        assert!(
            notice["record"]
                .as_str()
                .is_some_and(|r| r.starts_with("tag:quay.example,2020:r")),
            "{notice}"
        );
        assert!(
            notice["line"].is_u64() && notice["file"] == "records.jsonl",
            "{notice}"
        );
        assert_eq!(enclosure(&room, url), known("0", "audio/mpeg"));
    }
    // Not again before its time, even by a run that has something else to do.
    let asked = origin.asked().len();
    there.store(true, Ordering::SeqCst);
    publish(&room, "2026-03-02T12:10:00Z");
    room.append(
        "records.jsonl",
        "{\"id\":\"n\",\"title\":\"N\",\"published\":\"2026-03-02\"}\n",
    );
    let said = publish(&room, "2026-03-02T12:12:00Z");
    assert_eq!(messages(&said).len(), cases.len(), "they are still wanting");
    assert_eq!(origin.asked().len(), asked);
    // Then with nothing else to do; the document changes once more is known.
    let said = publish(&room, "2026-03-02T12:15:00Z");
    assert_eq!(
        enclosure(&room, &url("/late.mp3")),
        known("555", "audio/mpeg")
    );
    assert_eq!(messages(&said).len(), cases.len() - 1);
    assert_eq!(said["documents"]["written"], 2);
    // The others wait for twice as long.
    let asked = origin.asked().len();
    publish(&room, "2026-03-02T12:40:00Z");
    assert_eq!(origin.asked().len(), asked);
    publish(&room, "2026-03-02T12:45:00Z");
    assert!(origin.asked().len() > asked);
}

#[test]
fn nobody_is_asked_without_need_or_leave() {
    let origin = Origin::new(vec![(
        "/a.mp3",
        fixed("200 OK", &["Content-Type: audio/mpeg"], "12345"),
    )]);
    let url = origin.url("/a.mp3");
    let room = newsroom(&[&url], "probe = false\nallow_hosts = [\"127.0.0.1\"]");
    assert_eq!(messages(&publish(&room, "2026-03-02T12:00:00Z")), [""; 0]);
    assert_eq!(enclosure(&room, &url), known("0", "audio/mpeg"));
    let config = room.read("feedwright.toml");
    room.write("feedwright.toml", config.replace("probe = false\n", ""));
    room.run(&["publish", "--dry-run"]).exits(0);
    assert_eq!(
        origin.asked().len(),
        0,
        "neither when told not to, nor in a dry run"
    );
    // Only what a feed is about to show: five records, of which it shows the newest.
    let records: String = (0..5)
        .map(|n| {
            format!(
                "{{\"id\":\"m{n}\",\"title\":\"M{n}\",\"published\":\"2026-02-0{}\",\"enclosures\":[{{\"url\":\"{url}?{n}\"}}]}}\n",
                n + 1
            )
        })
        .collect();
    room.append("records.jsonl", &records);
    room.write("feeds/news.toml", "limit = 1\n");
    publish(&room, "2026-03-02T13:00:00Z");
    assert_eq!(origin.asked().len(), 1);
    assert_eq!(enclosure(&room, &url), known("5", "audio/mpeg"));
}

#[test]
fn a_folder_that_holds_what_is_served_is_looked_into() {
    let base = "https://cdn.quay.example/audio/";
    let urls: Vec<String> = [
        "one%20two.mp3?x=1",
        "later.mp3",
        "%2e%2e%2frecords.jsonl",
        "..%2frecords.jsonl",
        "deep/er.ogg",
        "folder",
    ]
    .iter()
    .map(|name| format!("{base}{name}"))
    .collect();
    let media = format!("files = {{ \"{base}\" = \"media\", \"{base}deep/\" = \"deeper\" }}");
    let room = newsroom(&urls.iter().map(String::as_str).collect::<Vec<_>>(), &media);
    room.write("media/one two.mp3", "1234567");
    room.write("media/folder/x", "");
    room.write("deeper/er.ogg", "123");
    let said = publish(&room, "2026-03-02T12:00:00Z");
    assert_eq!(enclosure(&room, &urls[0]), known("7", "audio/mpeg"));
    assert_eq!(enclosure(&room, &urls[1]), known("0", "audio/mpeg"));
    assert_eq!(enclosure(&room, &urls[4]), known("3", "audio/ogg"));
    let told = messages(&said);
    assert_eq!(told.len(), 4, "{told:#?}");
    assert!(
        told[0].contains("later.mp3 cannot be found out: there is no file"),
        "{told:?}"
    );
    assert!(told[1].contains("nobody can have the name"), "{told:?}");
    room.write("media/later.mp3", "12");
    publish(&room, "2026-03-02T12:20:00Z");
    assert_eq!(enclosure(&room, &urls[1]), known("2", "audio/mpeg"));
}

/// What was learnt while an entry stood in the feed stands in the archive too, and so does the guid of the show.
#[test]
fn archives_show_what_is_known() {
    let base = "https://cdn.quay.example/audio/";
    let urls: Vec<String> = (0..6).map(|n| format!("{base}{n}.mp3")).collect();
    let urls: Vec<&str> = urls.iter().map(String::as_str).collect();
    let room = newsroom(&urls, &format!("files = {{ \"{base}\" = \"media\" }}"));
    for n in 0..6 {
        room.write(&format!("media/{n}.mp3"), "12345");
    }
    let feed = "limit = 2\nhistory = \"archive\"\narchive_size = 2\n[podcast]\n";
    room.write("feeds/news.toml", feed);
    let guid = |name: &str| {
        let text = room.read(name);
        assert!(
            text.contains("length=\"5\"") && !text.contains("length=\"0\""),
            "{text}"
        );
        let (_, rest) = text.split_once("<podcast:guid>").expect("a guid");
        rest.split('<').next().expect("its text").to_owned()
    };
    publish(&room, "2026-03-02T12:00:00Z");
    let first = guid("public/news.rss");
    assert_eq!(guid("public/news.archive-1.rss"), first);
    let config = room.read("feedwright.toml");
    room.write(
        "feedwright.toml",
        config.replace("quay.example/feeds/", "feeds.quay.example/"),
    );
    publish(&room, "2026-03-02T13:00:00Z");
    for name in ["public/news.rss", "public/news.archive-1.rss"] {
        assert_eq!(guid(name), first, "{name}");
    }
}

/// However many files a server hangs on, asking ends in time, and as soon as it is told to.
#[test]
fn servers_that_hang_are_left() {
    let origin = Origin::new(vec![(
        "/a.mp3",
        doing(|_, _| std::thread::sleep(Duration::from_secs(60))),
    )]);
    let urls: Vec<String> = (0..20)
        .map(|n| format!("{}?{n}", origin.url("/a.mp3")))
        .chain([origin.url("/a.mp3")])
        .collect();
    let limits = |each, all| Limits {
        each: Duration::from_millis(each),
        all: Duration::from_millis(all),
        at_once: 4,
        allowed: vec!["127.0.0.1".to_owned()],
    };
    // Those with a query are not found at once; the last one hangs.
    let answers = probe(&urls, &limits(300, 20_000), &|| false).expect("answers");
    assert!(answers.iter().all(|a| matches!(a, Some(Err(_)))));
    let last = answers.last().and_then(Option::as_ref).expect("an answer");
    let last = last.as_ref().expect_err("a failure").to_string();
    assert!(last.contains("after 0.3 s"), "{last}");
    let hang = vec![origin.url("/a.mp3"); 9];
    for (limits, stop) in [(limits(60_000, 300), false), (limits(60_000, 60_000), true)] {
        let begun = Instant::now();
        let answers = probe(&hang, &limits, &|| stop).expect("answers");
        assert!(answers.iter().all(Option::is_none));
        assert!(begun.elapsed() < Duration::from_secs(5));
    }
}
