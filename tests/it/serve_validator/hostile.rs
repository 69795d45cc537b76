//! Documents, servers and addresses that mean harm, through the validator's page.

use std::net::TcpListener;
use std::time::{Duration, Instant};

use super::{FEED, JSON, XML, check, newsroom, serving, upload};
use crate::hostile_documents;
use crate::origin::{Origin, RSS, fixed, gzip, hostile};
use crate::serve_kit::{Answer as Reply, Server, parse};

/// The only script of a page is ours, and so is every element that could do harm.
#[track_caller]
fn is_tame(page: &str, what: &str) {
    let lower = page.to_ascii_lowercase();
    for (tag, most) in [
        ("<script", 1),
        ("<img", 1),
        ("<iframe", 0),
        ("<object", 0),
        ("<style", 0),
        ("<a href=\"javascript", 0),
    ] {
        assert!(lower.matches(tag).count() <= most, "{what}: {tag}");
    }
}

#[test]
fn hostile_documents_get_a_verdict_in_time() {
    let (_room, server) = serving();
    let mut judged = 0;
    hostile_documents::each_small(300_000, |name, valid, document| {
        if document.is_empty() {
            return;
        }
        judged += 1;
        let begun = Instant::now();
        let answer = server.ask("POST", "/validate", &[XML, JSON], &document);
        assert_eq!(answer.status, 200, "{name}");
        assert_eq!(answer.json()["valid"], valid, "{name}");
        let page = server.ask("POST", "/validate", &[XML], &document);
        assert_eq!(page.status, 200, "{name}");
        is_tame(&page.text(), &name);
        assert!(
            page.body.len() < 2 << 20,
            "{name}: {} bytes",
            page.body.len()
        );
        assert!(
            begun.elapsed() < Duration::from_secs(20),
            "{name}: {:?}",
            begun.elapsed()
        );
    });
    assert!(judged > 100, "only {judged}");
}

#[test]
fn nothing_that_a_document_names_is_fetched() {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    listener.set_nonblocking(true).unwrap();
    let at = format!("http://127.0.0.1:{}", listener.local_addr().unwrap().port());
    let document = format!(
        "<?xml version=\"1.0\"?><?xml-stylesheet type=\"text/xsl\" href=\"{at}/x.xsl\"?>\n\
         <!DOCTYPE rss SYSTEM \"{at}/x.dtd\" [<!ENTITY a SYSTEM \"{at}/a\"><!ENTITY p SYSTEM \"file:///etc/passwd\">\
         <!ENTITY % q SYSTEM \"{at}/q\"> %q;]>\n\
         <rss version=\"2.0\" xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\" xsi:noNamespaceSchemaLocation=\"{at}/x.xsd\">\
         <channel><title>&a;&p;</title><link>{at}/</link><description>d</description>\
         <xi:include xmlns:xi=\"http://www.w3.org/2001/XInclude\" href=\"{at}/i\"/>\
         <image><url>{at}/i.png</url><title>t</title><link>{at}/</link></image>\
         <item><title>t</title><enclosure url=\"{at}/e.mp3\" length=\"1\" type=\"audio/mpeg\"/></item></channel></rss>"
    );
    let origin = Origin::new(vec![("/feed", fixed("200 OK", &[RSS], &document))]);
    let (_room, server) = serving();
    for page in [
        server.ask("POST", "/validate", &[XML], document.as_bytes()),
        server.get(&check(&origin.url("/feed"), ""), &[]),
    ] {
        assert_eq!(page.status, 200);
        assert!(!page.text().contains("root:x:0"));
    }
    let connected = listener.accept();
    assert!(connected.is_err_and(|e| e.kind() == std::io::ErrorKind::WouldBlock));
}

#[test]
fn what_is_packed_is_unpacked_within_a_bound() {
    let (_room, server) = serving();
    let bomb = gzip(&vec![b' '; 12 << 20]);
    let send = |coding: &str, body: &[u8]| {
        let headers = [XML, JSON, ("Content-Encoding", coding)];
        server.ask("POST", "/validate", &headers, body)
    };
    assert_eq!(send("gzip", &gzip(FEED.as_bytes())).json()["valid"], true);
    // Packed twice, with nothing at the bottom of much.
    let hollow = gzip(&gzip(b"").repeat(1 << 20));
    for (coding, body) in [
        ("gzip", &bomb),
        ("gzip, gzip", &gzip(&bomb)),
        ("gzip, gzip", &hollow),
        ("gzip, gzip, gzip, gzip", &bomb),
        ("gzip", &bomb[..200].to_vec()),
    ] {
        let answer = send(coding, body);
        assert_eq!(answer.status, 400, "{coding}: {}", answer.text());
    }
    assert_eq!(
        send("gzip", &bomb).json()["error"],
        "there is more in the document than the bound"
    );
}

/// Each path is asked for at once, and all are answered in time.
fn ask_all(server: &Server, urls: Vec<(String, &'static str)>) {
    std::thread::scope(|scope| {
        for (url, says) in urls {
            scope.spawn(move || {
                let begun = Instant::now();
                let answer = server.get(&check(&url, ""), &[JSON]);
                let error = answer.json()["error"]
                    .as_str()
                    .unwrap_or_default()
                    .to_owned();
                assert_eq!(answer.status, 400, "{url}: {}", answer.text());
                assert!(error.contains(says), "{url}: {error}");
                assert!(begun.elapsed() < Duration::from_secs(18), "{url}");
                let page = server.get(&check(&url, ""), &[]);
                assert!(page.text().contains("Could not be read"), "{url}");
            });
        }
    });
}

#[test]
fn hostile_servers_are_left_in_time() {
    let cases = hostile("more than 5242880 bytes", "not there after 10 s");
    let wanted: Vec<(&str, &'static str)> =
        cases.iter().map(|(path, _, says)| (*path, *says)).collect();
    let origin = Origin::new(
        cases
            .into_iter()
            .map(|(path, answer, _)| (path, answer))
            .collect(),
    );
    let (_room, server) = serving();
    let urls = wanted
        .into_iter()
        .map(|(path, says)| (origin.url(path), says));
    ask_all(&server, urls.collect());
    assert_eq!(server.get("/healthz", &[]).status, 200);
}

#[test]
fn redirects_are_followed_so_far_and_checked() {
    let to = |location: &str| fixed("302 Found", &[&format!("Location: {location}")], "");
    let mut paths = vec![
        ("/loop", to("/back")),
        ("/back", to("/loop")),
        ("/file", to("file:///etc/passwd")),
        ("/private", to("http://10.0.0.1/feed")),
        ("/metadata", to("http://169.254.169.254/latest/")),
        ("/mail", to("http://mail.quay.example:25/")),
    ];
    let hops = [
        "/hop0", "/hop1", "/hop2", "/hop3", "/hop4", "/hop5", "/hop6",
    ];
    for (n, path) in hops.iter().enumerate() {
        paths.push((path, to(&format!("/hop{}", n + 1))));
    }
    let origin = Origin::new(paths);
    let (_room, server) = serving();
    let cases = [
        ("/loop", "round in circles"),
        ("/hop0", "more than 5 redirects"),
        ("/file", "no address of the web"),
        ("/private", "10.0.0.1 is for a private network"),
        ("/metadata", "169.254.169.254 is for the local link"),
        ("/mail", "no web server is asked at port 25"),
    ];
    let urls = cases
        .into_iter()
        .map(|(path, says)| (origin.url(path), says));
    ask_all(&server, urls.collect());
}

#[test]
fn private_addresses_are_refused_in_every_form_and_nobody_is_asked() {
    let four = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = four.local_addr().unwrap().port();
    let six = TcpListener::bind(format!("[::1]:{port}")).ok();
    let room = newsroom(&[]);
    let server = Server::start(&room, &[]);
    for host in [
        "127.0.0.1",
        "127.1",
        "127.0.1",
        "2130706433",
        "0x7f000001",
        "0x7f.0.0.1",
        "0177.0.0.1",
        "017700000001",
        "１２７.０.０.１",
        "127。0。0。1",
        "①②⑦.0.0.1",
        "%31%32%37.0.0.1",
        "0",
        "0.0.0.0",
        "localhost",
        "LOCALHOST.",
        "[::1]",
        "[::]",
        "[::ffff:127.0.0.1]",
        "[::ffff:7f00:1]",
        "[0:0:0:0:0:ffff:127.0.0.1]",
        "[::127.0.0.1]",
        "[2002:7f00:1::]",
        "[64:ff9b::7f00:1]",
        "[fe80::1]",
        "[fd00::1]",
        "10.0.0.1",
        "172.16.0.1",
        "192.168.0.1",
        "169.254.169.254",
        "100.64.0.1",
        "198.18.0.1",
        "224.0.0.1",
        "255.255.255.255",
        "192.0.2.1",
        "quay.example@127.0.0.1",
        "127.0.0.1#@quay.example",
        "127.0.0.1\\@quay.example",
        "\t127.0.0.1",
        "127.0.0.1%00.quay.example",
    ] {
        for url in [
            format!("http://{host}:{port}/feed"),
            format!("{host}:{port}/feed"),
        ] {
            let answer = server.get(&check(&url, ""), &[JSON]);
            assert_eq!(answer.status, 400, "{url}: {}", answer.text());
            let badge = check(&url, "").replace("/validate?", "/validate/badge.svg?");
            assert!(
                server.get(&badge, &[]).text().contains("could not be read"),
                "{url}"
            );
        }
    }
    for listener in [Some(four), six].into_iter().flatten() {
        listener.set_nonblocking(true).unwrap();
        let connected = listener.accept();
        assert!(connected.is_err_and(|e| e.kind() == std::io::ErrorKind::WouldBlock));
    }
}

fn sent_as(server: &Server, head: &str) -> Reply {
    let answered = server.raw(format!("{head}\r\nConnection: close\r\n\r\n").as_bytes());
    parse(&answered, false).expect("an answer")
}

#[test]
fn nothing_of_a_request_becomes_a_header_or_a_link() {
    let origin = Origin::new(vec![("/feed", fixed("200 OK", &[RSS], FEED))]);
    let (_room, server) = serving();
    for url in [
        origin.url("/feed?a\r\nSet-Cookie: b=1\r\n\r\n<html>"),
        origin.url("/feed#\r\nX-Evil: 1"),
        "https://quay.invalid/\r\nX-Evil: 1".to_owned(),
        "X-Evil: 1\r\n\r\n".to_owned(),
    ] {
        let answer = server.get(&check(&url, ""), &[]);
        assert!(
            !answer.headers.contains_key("set-cookie") && !answer.headers.contains_key("x-evil")
        );
        is_tame(&answer.text(), &url);
    }
    assert!(
        origin
            .asked()
            .iter()
            .all(|request| !request.to_ascii_lowercase().contains("\r\nset-cookie"))
    );
    let path = check(&origin.url("/feed"), "");
    for head in [
        format!(
            "GET {path} HTTP/1.1\r\nHost: evil.example\r\nX-Forwarded-Host: evil.example\r\nForwarded: host=evil.example"
        ),
        "GET /validate HTTP/1.1\r\nHost: evil.example\r\nX-Forwarded-Host: evil.example".to_owned(),
        "GET /rules HTTP/1.1\r\nHost: evil.example\r\nX-Forwarded-Proto: javascript".to_owned(),
        "GET http://evil.example/validate HTTP/1.1\r\nHost: evil.example".to_owned(),
    ] {
        let answer = sent_as(&server, &head);
        assert!(!answer.text().contains("evil.example"), "{head}");
        assert!(
            answer
                .headers
                .values()
                .all(|value| !value.contains("evil.example")),
            "{head}"
        );
    }
}

#[test]
fn what_is_shown_of_a_document_is_escaped() {
    let (_room, server) = serving();
    let evil = "\"'><script>alert(1)</script><img src=x onerror=alert(2)><a href=\"javascript:alert(3)\">x</a>\u{202E}\u{0}\u{1b}[1m";
    let quoted = evil.replace('&', "&amp;").replace('<', "&lt;");
    let documents = [
        evil.to_owned(),
        format!(
            "<rss version=\"2.0\"><channel><title>{evil}</title><pubDate>{quoted}</pubDate></channel></rss>"
        ),
        format!(
            "<rss version=\"{}\"><channel><link>javascript:alert(1)</link></channel></rss>",
            quoted.replace('"', "&quot;")
        ),
        format!(
            "{{\"version\": \"https://jsonfeed.org/version/1.1\", \"title\": {}, \"items\": [{{\"id\": 1, \"url\": \"javascript:alert(1)\"}}]}}",
            serde_json::to_string(evil).unwrap()
        ),
        "<script>alert(1)</script>".to_owned(),
    ];
    for document in &documents {
        let raw = server.ask("POST", "/validate", &[XML], document.as_bytes());
        let form = server.post_form("/validate", &[("document", document)]);
        let file = upload(
            &server,
            "<script>alert(1)<img>.rss",
            document.as_bytes(),
            &[],
        );
        for page in [raw, form, file] {
            assert_eq!(page.status, 200);
            is_tame(&page.text(), document);
            assert!(!page.text().contains(['\u{202E}', '\0', '\u{1b}']));
        }
    }
    for url in [
        "https://quay.invalid/\"><script>alert(1)</script>",
        "javascript:alert(1)//\"><script>",
    ] {
        let page = server.get(&check(url, ""), &[]).text();
        is_tame(&page, url);
    }
}
