//! `feedwright validate URL` against a server on loopback: what is judged, and what is refused in time.

use std::time::{Duration, Instant};

use serde_json::Value;

use crate::harness::{Ran, Room};
use crate::origin::{Answer, Origin, RSS, doing, fixed, gzip, hostile, say};

const FEED: &str = "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n\
<rss version=\"2.0\" xmlns:atom=\"http://www.w3.org/2005/Atom\"><channel><title>Quay</title>\
<link>https://quay.example/</link><description>News</description><language>en</language>\
<item><title>Ferry</title><guid isPermaLink=\"false\">ferry</guid></item></channel></rss>\n";

/// Validates addresses with loopback allowed.
fn validate(room: &Room, more: &[&str], urls: &[&str]) -> Ran {
    let mut args = vec![
        "validate",
        "--no-config",
        "--format",
        "json",
        "--allow-host",
        "127.0.0.1",
    ];
    args.extend(more);
    args.extend(urls);
    room.run(&args)
}

fn rules(report: &Value) -> Vec<&str> {
    let diagnostics = report["diagnostics"].as_array().expect("diagnostics");
    diagnostics
        .iter()
        .map(|d| d["rule"].as_str().expect("a rule"))
        .collect()
}

/// What one answer is told, beyond what every feed here is told.
#[test]
fn answers_are_judged() {
    let cond = |etag: bool| {
        doing(move |stream, request| {
            let headers: &[&str] = if etag { &[RSS, "ETag: \"1\""] } else { &[RSS] };
            if request
                .to_ascii_lowercase()
                .contains("if-none-match: \"1\"")
            {
                say(stream, "304 Not Modified", headers, b"");
            } else {
                say(stream, "200 OK", &[RSS, "ETag: \"1\""], FEED.as_bytes());
            }
        })
    };
    let big = FEED.replace("News", &"News and more. ".repeat(4000));
    let challenge = "<!DOCTYPE html><html><title>Just a moment...</title><script src=/cdn-cgi/challenge-platform/x></script></html>";
    let page = "<!DOCTYPE html><html><title>Quay</title></html>";
    type Case<'c> = (&'c str, Answer, i32, &'c [&'c str]);
    let cases: Vec<Case<'_>> = vec![
        ("/good", cond(true), 0, &[]),
        ("/304-bare", cond(false), 0, &["not-modified-without-etag"]),
        (
            "/no-304",
            fixed("200 OK", &[RSS, "ETag: \"1\""], FEED),
            0,
            &["conditional-request-ignored"],
        ),
        (
            "/no-validator",
            fixed("200 OK", &[RSS], FEED),
            0,
            &["cache-validator-missing"],
        ),
        (
            "/no-store",
            fixed("200 OK", &[RSS, "Cache-Control: no-store"], FEED),
            0,
            &["cache-validator-missing", "caching-forbidden"],
        ),
        (
            "/no-type",
            fixed("200 OK", &[], FEED),
            0,
            &["media-type-missing", "cache-validator-missing"],
        ),
        (
            "/html-type",
            fixed("200 OK", &["Content-Type: text/html"], FEED),
            0,
            &["media-type-unexpected", "text-type-without-charset"],
        ),
        (
            "/atom-type",
            fixed("200 OK", &["Content-Type: application/atom+xml"], FEED),
            0,
            &["media-type-unexpected"],
        ),
        (
            "/text-xml",
            fixed("200 OK", &["Content-Type: text/xml"], FEED),
            0,
            &["text-type-without-charset"],
        ),
        (
            "/latin",
            fixed(
                "200 OK",
                &["Content-Type: application/rss+xml; charset=iso-8859-1"],
                FEED,
            ),
            0,
            &["encoding-conflict"],
        ),
        (
            "/large",
            fixed("200 OK", &[RSS], &big),
            0,
            &["compression-missing"],
        ),
        (
            "/packed",
            fixed(
                "200 OK",
                &[RSS, "Content-Encoding: gzip"],
                gzip(big.as_bytes()),
            ),
            0,
            &["cache-validator-missing"],
        ),
        (
            "/not-packed",
            fixed("200 OK", &[RSS, "Content-Encoding: gzip"], FEED),
            1,
            &["content-encoding-false", "cache-validator-missing"],
        ),
        (
            "/twice",
            fixed(
                "200 OK",
                &[RSS, "Content-Encoding: gzip, gzip"],
                gzip(&gzip(FEED.as_bytes())),
            ),
            0,
            &["cache-validator-missing"],
        ),
        (
            "/missing",
            fixed("404 Not Found", &["Content-Type: text/html"], page),
            1,
            &["response-status-wrong"],
        ),
        (
            "/fails",
            fixed("500 Internal Server Error", &[RSS], FEED),
            1,
            &["response-status-wrong"],
        ),
        (
            "/guarded",
            fixed(
                "403 Forbidden",
                &["Server: cloudflare", "Content-Type: text/html"],
                challenge,
            ),
            1,
            &["response-challenge"],
        ),
        (
            "/busy",
            fixed("429 Too Many Requests", &["Retry-After: 60"], "slow down"),
            1,
            &["response-status-wrong"],
        ),
        (
            "/page",
            fixed("200 OK", &["Content-Type: text/html; charset=utf-8"], page),
            1,
            &["document-html"],
        ),
    ];
    let expected: Vec<_> = cases
        .iter()
        .map(|(path, _, exit, rules)| (*path, *exit, *rules))
        .collect();
    let origin = Origin::new(
        cases
            .into_iter()
            .map(|(path, answer, ..)| (path, answer))
            .collect(),
    );
    let room = Room::empty();
    for (path, exit, wanted) in expected {
        let report = validate(&room, &[], &[&origin.url(path)])
            .exits(exit)
            .json();
        let told = rules(&report);
        for rule in wanted {
            assert!(told.contains(rule), "{path}: no {rule} in {told:?}");
        }
        if path == "/good" {
            assert_eq!(told, ["self-link-missing"], "{report}");
        }
        if matches!(path, "/missing" | "/guarded" | "/busy") {
            assert_eq!(
                told, wanted,
                "{path}: nothing else is said of an error page"
            );
        }
    }
}

#[test]
fn what_is_sent() {
    let origin = Origin::new(vec![(
        "/feed",
        fixed(
            "200 OK",
            &[
                RSS,
                "ETag: \"1\"",
                "Last-Modified: Tue, 03 Mar 2026 08:00:00 GMT",
            ],
            FEED,
        ),
    )]);
    let room = Room::empty();
    let secret = "Authorization: Bearer s3cret";
    let ran = validate(
        &room,
        &["--request-header", secret],
        &[&origin.url("/feed")],
    )
    .exits(0);
    assert!(!ran.stdout.contains("s3cret") && !ran.stderr.contains("s3cret"));
    let asked: Vec<String> = origin
        .asked()
        .iter()
        .map(|r| r.to_ascii_lowercase())
        .collect();
    assert_eq!(asked.len(), 2, "the second is conditional");
    for part in [
        "user-agent: feedwright/",
        "accept: application/atom+xml",
        "accept-encoding: gzip",
        "authorization: bearer s3cret",
    ] {
        assert!(asked[0].contains(part), "{part}: {}", asked[0]);
    }
    assert!(!asked[0].contains("if-none-match"));
    assert!(
        asked[1].contains("if-none-match: \"1\"")
            && asked[1].contains("if-modified-since: tue, 03 mar")
    );
}

#[test]
fn redirects_are_followed_told_and_bounded() {
    let to = |status: &'static str, location: &str| {
        fixed(status, &[&format!("Location: {location}")], "")
    };
    let elsewhere = Origin::new(vec![("/feed", fixed("200 OK", &[RSS], FEED))]);
    let chain: Vec<String> = (0..50).map(|n| format!("/hop{n}")).collect();
    let mut paths = vec![
        ("/feed", fixed("200 OK", &[RSS], FEED)),
        ("/moved", to("301 Moved Permanently", "/feed")),
        ("/for-now", to("302 Found", "/moved")),
        ("/loop", to("302 Found", "/loop2")),
        ("/loop2", to("302 Found", "/loop")),
        ("/self", to("302 Found", "/self")),
        ("/file", to("302 Found", "file:///etc/passwd")),
        ("/private", to("302 Found", "http://10.0.0.1/feed")),
        (
            "/metadata",
            to("302 Found", "http://169.254.169.254/latest/"),
        ),
        ("/away", to("302 Found", &elsewhere.url("/feed"))),
        ("/nowhere", fixed("302 Found", &[], "")),
    ];
    for (n, path) in chain.iter().enumerate() {
        paths.push((path, to("302 Found", &format!("/hop{}", n + 1))));
    }
    let origin = Origin::new(paths);
    let room = Room::empty();
    let url = |path: &str| origin.url(path);
    let report = validate(&room, &[], &[&url("/for-now")]).exits(0).json();
    let told = rules(&report);
    assert!(
        told.contains(&"redirect-temporary") && told.contains(&"redirect-permanent"),
        "{told:?}"
    );
    for (path, says) in [
        ("/loop", "round in circles"),
        ("/self", "round in circles"),
        ("/hop0", "more than 5 redirects"),
        ("/file", "no address of the web"),
        ("/private", "10.0.0.1 is for a private network"),
        ("/metadata", "169.254.169.254 is for the local link"),
    ] {
        let report = validate(&room, &[], &[&url(path)]).exits(2).json();
        let error = report["error"].as_str().expect("an error");
        assert!(
            error.contains(says) && error.starts_with("http://127.0.0.1"),
            "{path}: {error}"
        );
    }
    let report = validate(&room, &[], &[&url("/nowhere")]).exits(1).json();
    assert_eq!(rules(&report), ["response-status-wrong"]);
    // A secret is not carried to another site.
    validate(
        &room,
        &["--request-header", "X-Key: s3cret"],
        &[&url("/away")],
    )
    .exits(0);
    assert!(elsewhere.asked().iter().all(|r| !r.contains("s3cret")));
    assert!(origin.asked().iter().any(|r| r.contains("s3cret")));
}

/// Whatever the server does, the program ends in time, says what happened, and judges the others.
#[test]
fn hostile_servers_are_left_in_time() {
    let cases = hostile("more than 5000000 bytes", "not there after 2 s");
    let wanted: Vec<(&str, &str)> = cases.iter().map(|(path, _, says)| (*path, *says)).collect();
    let mut paths: Vec<(&str, Answer)> = cases
        .into_iter()
        .map(|(path, answer, _)| (path, answer))
        .collect();
    paths.push(("/good", fixed("200 OK", &[RSS], FEED)));
    let origin = Origin::new(paths);
    let room = Room::empty();
    for (path, says) in wanted {
        let begun = Instant::now();
        let ran = validate(
            &room,
            &["--timeout", "2", "--max-size", "5000000"],
            &[&origin.url(path), &origin.url("/good")],
        )
        .exits(2);
        assert!(
            begun.elapsed() < Duration::from_secs(9),
            "{path} took {:?}",
            begun.elapsed()
        );
        let reports = ran.json_lines();
        let error = reports[0]["error"]
            .as_str()
            .unwrap_or_else(|| panic!("{path}: {}", reports[0]));
        assert!(error.contains(says), "{path}: {error}");
        assert_eq!(
            reports[1]["valid"], true,
            "{path}: the other is judged all the same"
        );
    }
}

/// Without leave nothing on this machine is asked, by whatever name, and no connection is made.
#[test]
fn private_hosts_are_refused_unless_allowed() {
    let origin = Origin::new(vec![("/", fixed("200 OK", &[RSS], FEED))]);
    let room = Room::empty();
    let port = origin.port();
    for host in [
        "127.0.0.1",
        "localhost",
        "127.1",
        "2130706433",
        "0x7f000001",
        "0177.0.0.1",
        "[::1]",
        "[::ffff:127.0.0.1]",
        "0.0.0.0",
    ] {
        let url = format!("http://{host}:{port}/");
        let report = room
            .run(&["validate", "--no-config", "--format", "json", &url])
            .exits(2)
            .json();
        let error = report["error"].as_str().expect("an error");
        assert!(error.contains("not fetched"), "{host}: {error}");
    }
    assert_eq!(origin.asked().len(), 0);
    let url = format!("http://localhost:{port}/");
    room.run(&["validate", "--no-config", "--allow-host", "LOCALHOST", &url])
        .exits(0);
    assert_eq!(
        origin.asked().len(),
        1,
        "without ETag nothing is asked twice"
    );
}

#[test]
fn what_does_not_answer_is_named() {
    let closed = {
        let listener = std::net::TcpListener::bind("127.0.0.1:0").expect("a port");
        listener.local_addr().expect("its address").port()
    };
    let plain = Origin::new(vec![]);
    let room = Room::empty();
    for (url, says) in [
        (
            format!("http://127.0.0.1:{closed}/"),
            "cannot connect to 127.0.0.1",
        ),
        (format!("https://127.0.0.1:{}/", plain.port()), "127.0.0.1"),
        (
            "http://no-such-host.invalid/".to_owned(),
            "no-such-host.invalid",
        ),
        ("http://[::1".to_owned(), "not an address"),
    ] {
        let report = validate(&room, &["--timeout", "3"], &[&url])
            .exits(2)
            .json();
        let error = report["error"].as_str().expect("an error");
        assert!(error.contains(says), "{url}: {error}");
    }
}

/// The same judgement offline: the answer as it was saved.
#[test]
fn saved_answers_are_judged() {
    let room = Room::empty();
    room.write("feed.xml", FEED);
    room.write("feed.gz", gzip(FEED.as_bytes()));
    room.write(
        "head",
        "HTTP/1.1 301 Moved\r\nLocation: https://quay.example/news.rss\r\n\r\nHTTP/1.1 200 OK\r\nContent-Type: text/xml\r\n\r\n",
    );
    let run = |args: &[&str]| {
        let mut all = vec!["validate", "--no-config", "--format", "json"];
        all.extend(args);
        room.run(&all)
    };
    let report = run(&["--header", "Content-Type: text/html", "feed.xml"])
        .exits(0)
        .json();
    assert!(rules(&report).contains(&"media-type-unexpected"));
    assert!(
        !rules(&report).contains(&"cache-validator-missing"),
        "one header says nothing of the others"
    );
    let report = run(&["--header", "Content-Encoding: gzip", "feed.gz"])
        .exits(0)
        .json();
    assert!(!rules(&report).contains(&"document-compressed"));
    run(&["--status", "500", "feed.xml"]).exits(1);
    let report = run(&[
        "--headers",
        "head",
        "--base",
        "https://quay.example/",
        "feed.xml",
    ])
    .exits(0)
    .json();
    for rule in [
        "redirect-permanent",
        "text-type-without-charset",
        "cache-validator-missing",
    ] {
        assert!(rules(&report).contains(&rule), "{rule}: {report}");
    }
    run(&["--header", "no colon", "feed.xml"]).exits(2);
    run(&["--headers", "absent", "feed.xml"]).exits(2);
}
