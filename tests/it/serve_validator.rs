//! `feedwright serve --validator`: the validator in the browser, and as programs ask it.

mod gone;
mod hostile;
mod judged;

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use crate::harness::{Room, repository};
use crate::origin::{Answer, Origin, RSS, doing, fixed, say};
use crate::serve_kit::{self, Answer as Reply, Server};

pub(crate) const FEED: &str = "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n\
<rss version=\"2.0\" xmlns:atom=\"http://www.w3.org/2005/Atom\"><channel><title>Quay</title>\n\
<link>https://quay.example/</link><description>News</description><language>en</language>\n\
<item><title>Ferry</title><guid isPermaLink=\"false\">ferry</guid></item></channel></rss>\n";

/// A feed whose date on line 6 is none.
pub(crate) const BAD: &str = "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n\
<rss version=\"2.0\">\n<channel>\n  <title>Quay</title><link>https://quay.example/</link><description>News</description>\n  <item>\n    \
<title>Fähre</title><pubDate>yesterday noon</pubDate>\n  </item>\n</channel>\n</rss>\n";

const JSON: (&str, &str) = ("Accept", "application/json");
const XML: (&str, &str) = ("Content-Type", "application/xml");

/// A newsroom whose server judges; these hosts are reached though they are this machine.
pub(crate) fn newsroom(allowed: &[&str]) -> Room {
    serve_kit::newsroom(
        &format!("\n[serve]\nvalidator = true\nallow_hosts = {allowed:?}\n"),
        "title = \"News\"\ndescription = \"All\"\n",
        "{\"title\":\"Ferry\",\"url\":\"https://quay.example/1\",\"published\":\"2026-03-01T10:00:00Z\"}\n",
    )
}

/// A server that judges and may fetch from this machine.
pub(crate) fn serving() -> (Room, Server) {
    let room = newsroom(&["127.0.0.1"]);
    let server = Server::start(&room, &[]);
    (room, server)
}

/// `/validate?url=…`, with more behind it.
pub(crate) fn check(url: &str, more: &str) -> String {
    let mut query = url::form_urlencoded::Serializer::new(String::new());
    query.append_pair("url", url);
    format!("/validate?{}{more}", query.finish())
}

/// A form with one file, or with one field where it has no name.
fn multipart(field: &str, file: Option<&str>, content: &[u8]) -> (String, Vec<u8>) {
    let name = file.map_or(String::new(), |file| format!("; filename=\"{file}\""));
    let mut body =
        format!("--quay\r\nContent-Disposition: form-data; name=\"{field}\"{name}\r\n\r\n")
            .into_bytes();
    body.extend_from_slice(content);
    body.extend_from_slice(b"\r\n--quay--\r\n");
    ("multipart/form-data; boundary=quay".to_owned(), body)
}

fn upload(server: &Server, file: &str, content: &[u8], headers: &[(&str, &str)]) -> Reply {
    let (kind, body) = multipart("file", Some(file), content);
    let mut all = vec![("Content-Type", kind.as_str())];
    all.extend(headers);
    server.ask("POST", "/validate", &all, &body)
}

#[test]
fn it_is_there_where_it_is_wanted() {
    let room = newsroom(&[]);
    let config = room.read("feedwright.toml");
    let off = config.replace("validator = true", "validator = false");
    room.write("feedwright.toml", &off);
    let server = Server::start(&room, &[]);
    for path in [
        "/validate",
        "/rules",
        "/rules/date-grammar",
        "/validate/badge.svg",
    ] {
        assert_eq!(server.get(path, &[]).status, 404, "{path}");
    }
    room.write("feedwright.toml", &config);
    server.signal("HUP");
    server.until("/validate", |answer| answer.status == 200);
    room.write("feedwright.toml", off);
    let asked = Server::start(&room, &["--validator"]);
    assert_eq!(asked.get("/validate", &[]).status, 200);
}

/// Documents of all kinds: what the fixture newsrooms publish, and one that breaks each rule.
fn documents() -> Vec<(String, Vec<u8>)> {
    let fixtures = repository().join("fixtures");
    let mut found = Vec::new();
    let mut take = |name: String, path: &std::path::Path| {
        let content = std::fs::read(path).expect("a fixture");
        if !content.is_empty() && content.len() < 200_000 {
            found.push((name, content));
        }
    };
    for newsroom in sorted(&fixtures.join("newsrooms")) {
        for path in sorted(&newsroom.join("expected")) {
            let extension = path
                .extension()
                .and_then(|e| e.to_str())
                .unwrap_or_default();
            if ["rss", "atom", "json", "opml", "xml"].contains(&extension) {
                let of = newsroom.file_name().unwrap().to_string_lossy().into_owned();
                let name = path.file_name().unwrap().to_string_lossy().into_owned();
                take(format!("{of}-{name}"), &path);
            }
        }
    }
    for rule in sorted(&fixtures.join("rules")) {
        let bad = sorted(&rule).into_iter().find(|path| {
            let name = path.file_name().unwrap().to_string_lossy().into_owned();
            name.starts_with("bad")
                && !name.ends_with(".options")
                && !path.with_extension("options").exists()
        });
        if let Some(path) = bad.filter(|path| path.is_file()) {
            let of = rule.file_name().unwrap().to_string_lossy().into_owned();
            let extension = path
                .extension()
                .unwrap_or_default()
                .to_string_lossy()
                .into_owned();
            take(format!("rule-{of}.{extension}"), &path);
        }
    }
    found
}

fn sorted(folder: &std::path::Path) -> Vec<std::path::PathBuf> {
    let Ok(entries) = std::fs::read_dir(folder) else {
        return Vec::new();
    };
    let mut paths: Vec<_> = entries.map(|e| e.unwrap().path()).collect();
    paths.sort();
    paths
}

#[test]
fn json_is_what_the_command_line_prints() {
    let (_newsroom, server) = serving();
    let (room, documents) = (Room::empty(), documents());
    let mut args = vec!["validate", "--no-config", "--format", "json"];
    for (name, content) in &documents {
        room.write(name, content);
        args.push(name);
    }
    let printed = room.run(&args).stdout;
    let lines: Vec<&str> = printed.lines().collect();
    assert_eq!(lines.len(), documents.len());
    assert!(lines.len() > 300, "only {} documents", lines.len());
    for ((name, content), line) in documents.iter().zip(lines) {
        let answer = upload(&server, name, content, &[JSON]);
        assert_eq!(answer.status, 200, "{name}");
        assert_eq!(answer.header("content-type"), "application/json");
        assert!(
            answer.text() == format!("{line}\n"),
            "{name} differs: {}",
            answer.text()
        );
    }
    // As it is, it has no name.
    let (name, content) = &documents[0];
    let raw = server.ask("POST", "/validate?format=json", &[XML], content);
    let mut printed: serde_json::Value =
        serde_json::from_str(printed.lines().next().unwrap()).unwrap();
    assert_eq!(printed["file"], name.as_str());
    printed["file"] = "-".into();
    assert_eq!(raw.json(), printed);
}

#[test]
fn addresses_are_judged_as_on_the_command_line() {
    let cond =
        doing(
            |stream, request| match request.to_ascii_lowercase().contains("if-none-match") {
                true => say(stream, "304 Not Modified", &["ETag: \"1\""], b""),
                false => say(stream, "200 OK", &[RSS, "ETag: \"1\""], FEED.as_bytes()),
            },
        );
    let to_good = fixed("302 Found", &["Location: /good"], "");
    let latin: Vec<u8> = BAD
        .replace("utf-8", "iso-8859-1")
        .chars()
        .map(|c| c as u8)
        .collect();
    let cases: Vec<(&str, Answer)> = vec![
        ("/good", cond),
        ("/moved", to_good),
        ("/bad", fixed("200 OK", &["Content-Type: text/html"], BAD)),
        (
            "/latin",
            fixed(
                "200 OK",
                &["Content-Type: text/xml; charset=iso-8859-1"],
                latin,
            ),
        ),
        (
            "/page",
            fixed(
                "200 OK",
                &["Content-Type: text/html"],
                "<!DOCTYPE html><title>Quay</title>",
            ),
        ),
        ("/empty", fixed("200 OK", &[RSS], "")),
        ("/404", fixed("404 Not Found", &[RSS], FEED)),
    ];
    let paths: Vec<&str> = cases.iter().map(|(path, _)| *path).collect();
    let origin = Origin::new(cases);
    let (room, server) = serving();
    for path in paths {
        let url = origin.url(path);
        let args = [
            "validate",
            "--no-config",
            "--format",
            "json",
            "--allow-host",
            "127.0.0.1",
            &url,
        ];
        let printed = room.run(&args).stdout;
        let answer = server.get(&check(&url, "&format=json"), &[]);
        assert_eq!((answer.status, answer.text()), (200, printed), "{path}");
        let page = server.get(&check(&url, ""), &[]);
        assert_eq!(
            (page.status, page.header("cache-control")),
            (200, "private, max-age=60")
        );
    }
    let answer = server.get(&check("http://quay.invalid/feed", ""), &[JSON]);
    assert_eq!(answer.status, 400);
    let args = [
        "validate",
        "--no-config",
        "--format",
        "json",
        "http://quay.invalid/feed",
    ];
    assert_eq!(answer.text(), room.run(&args).stdout);
}

#[test]
fn the_page_shows_the_line_at_fault_and_what_to_do() {
    let (_room, server) = serving();
    let answer = server.ask("POST", "/validate", &[XML], BAD.as_bytes());
    let page = answer.text();
    assert_eq!(answer.status, 200);
    for part in [
        "<h1 id=\"headline\">Not valid RSS 2.0</h1>",
        "<h3 id=\"rule-date-grammar\">",
        "<a href=\"#L6\">Line 6</a>, column 34",
        "<span class=\"row hit\" data-n=\"6\">&lt;title&gt;Fähre&lt;/title&gt;&lt;pubDate&gt;<mark>yesterday noon</mark>&lt;/pubDate&gt;</span>",
        "href=\"rules/date-grammar\"",
        "id=\"L6\" data-n=\"6\"",
        "Why it matters",
        "What to do",
    ] {
        assert!(page.contains(part), "no {part} in\n{page}");
    }
    for (header, value) in [
        ("content-type", "text/html; charset=utf-8"),
        ("cache-control", "no-store"),
        ("x-content-type-options", "nosniff"),
        ("referrer-policy", "no-referrer"),
        ("cross-origin-opener-policy", "same-origin"),
        ("cross-origin-resource-policy", "same-origin"),
        ("x-robots-tag", "noindex"),
        (
            "content-security-policy",
            "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; form-action 'self'; \
             frame-ancestors 'none'; base-uri 'none'",
        ),
    ] {
        assert_eq!(answer.header(header), value, "{header}");
    }
    // What the page names is there.
    for name in page.split('"').filter(|part| part.starts_with("validate/")) {
        let asset = server.get(&format!("/{name}"), &[]);
        assert_eq!(asset.status, 200, "{name}");
        assert!(
            asset.header("cache-control").contains("immutable"),
            "{name}"
        );
    }
}

#[test]
fn what_is_wrong_with_the_answer_marks_no_line() {
    let html = fixed("200 OK", &["Content-Type: text/html"], FEED);
    let origin = Origin::new(vec![("/html", html)]);
    let (_room, server) = serving();
    let page = server.get(&check(&origin.url("/html"), ""), &[]).text();
    assert!(page.contains("The server’s answer"), "{page}");
    assert!(!page.contains("class=\"row hit\" id=\"L1\""), "{page}");
}

#[test]
fn links_begin_with_where_people_reach_the_server() {
    let room = newsroom(&[]);
    let config = room.read("feedwright.toml");
    for (more, begin) in [
        ("", "https://quay.example/"),
        (
            "hub_url = \"https://hub.example/a/hub\"",
            "https://quay.example/",
        ),
        (
            "public_url = \"https://check.example/tools\"",
            "https://check.example/tools/",
        ),
    ] {
        room.write("feedwright.toml", format!("{config}{more}\n"));
        let page = Server::start(&room, &[]).get("/validate", &[]).text();
        assert!(
            page.contains(&format!("'{begin}validate?format=json'")),
            "{more}"
        );
    }
    let hub = "hub = true\npublic_url = \"https://check.example/tools/\"";
    room.write("feedwright.toml", format!("{config}{hub}\n"));
    let feed = Server::start(&room, &[]).get("/feeds/news.rss", &[]);
    assert!(
        feed.header("link")
            .contains("<https://check.example/tools/hub>")
    );
}

#[test]
fn what_can_be_mended_is_shown_mended() {
    let (_room, server) = serving();
    let document = BAD.replace("yesterday noon", "2026-03-01T10:00:00Z");
    let page = server
        .ask("POST", "/validate", &[XML], document.as_bytes())
        .text();
    assert!(page.contains("<del>2026-03-01T10:00:00Z</del>"), "{page}");
    assert!(
        page.contains("pubDate&gt;Sun, 01 Mar 2026 10:00:00 +0000&lt;/pubDate&gt;")
            && page.contains("One finding is mended"),
        "{page}"
    );
    assert!(
        page.contains("<ins>Sun, 01 Mar 2026 10:00:00 +0000</ins>"),
        "{page}"
    );
}

#[test]
fn of_many_findings_the_first_are_seen() {
    let (_room, server) = serving();
    let items = |n: usize| "<item><title>a</title><pubDate>soon</pubDate></item>\n".repeat(n);
    let feed = |n| BAD.replace("  <item>\n", &format!("{}<item>", items(n)));
    let page = server
        .ask("POST", "/validate", &[XML], feed(7).as_bytes())
        .text();
    assert!(page.contains("<summary>3 more of this</summary>"), "{page}");
    let page = server
        .ask("POST", "/validate", &[XML], feed(900).as_bytes())
        .text();
    assert!(page.contains("<summary>35 more of this</summary>"));
    assert!(page.contains("861 more of this are counted and not shown."));
    assert!(page.len() < 1 << 20, "{} bytes", page.len());
    let long = feed(0) + &" ".repeat(10) + &"\n<!-- a -->".repeat(3000);
    let page = server
        .ask("POST", "/validate", &[XML], long.as_bytes())
        .text();
    assert!(page.contains("The first 2000 lines; there are more."));
    assert!(!page.contains("id=\"L2001\""));
}

#[test]
fn documents_come_in_every_way_that_browsers_and_programs_send() {
    let (_room, server) = serving();
    let form = server.post_form("/validate?format=json", &[("document", BAD)]);
    let pasted = |text: &str| {
        let (kind, body) = multipart("document", None, text.as_bytes());
        server.ask("POST", "/validate", &[("Content-Type", &kind), JSON], &body)
    };
    let raw = server.ask("POST", "/validate", &[XML, JSON], BAD.as_bytes());
    assert_eq!(raw.json()["file"], "-");
    assert_eq!(form.text(), raw.text());
    assert_eq!(pasted(BAD).text(), raw.text());
    // Browsers send the line ends of forms.
    assert_eq!(pasted(&BAD.replace('\n', "\r\n")).text(), raw.text());
    let asked = server.post_form("/validate", &[("document", BAD), ("format", "json")]);
    assert_eq!(asked.text(), raw.text());
    let file = upload(&server, "C:\\quay\\news & <b>.rss", BAD.as_bytes(), &[JSON]);
    assert_eq!(file.json()["file"], "news & <b>.rss");
    for kind in [
        "application/feed+json",
        "text/plain; charset=utf-8",
        "application/octet-stream",
    ] {
        let sent = server.ask(
            "POST",
            "/validate",
            &[("Content-Type", kind), JSON],
            BAD.as_bytes(),
        );
        assert_eq!(sent.text(), raw.text(), "{kind}");
    }
    let empty: &[(&str, &str, &[u8])] = &[
        ("application/xml", "", b""),
        ("application/x-www-form-urlencoded", "", b"document="),
        ("multipart/form-data; boundary=quay", "", b"--quay--\r\n"),
        ("multipart/form-data", "", b"--quay--\r\n"),
        (
            "multipart/form-data; boundary=quay",
            "",
            b"nothing of the kind",
        ),
        ("application/xml", "compress", b"<rss/>"),
    ];
    for (kind, coding, body) in empty {
        let headers = [("Content-Type", *kind), ("Content-Encoding", *coding), JSON];
        let headers = if coding.is_empty() {
            &headers[..1]
        } else {
            &headers[..]
        };
        let answer = server.ask("POST", "/validate?format=json", headers, body);
        assert_eq!(answer.status, 400, "{kind} {coding}");
        assert_eq!(answer.json()["valid"], serde_json::Value::Null);
        assert!(answer.json()["error"].is_string());
    }
    let picture = server.ask(
        "POST",
        "/validate",
        &[("Content-Type", "image/png")],
        b"\x89PNG",
    );
    assert_eq!(picture.status, 415);
    for (path, status) in [
        ("/validate?url=", 400),
        ("/validate?format=json", 400),
        ("/validate?other=1", 200),
    ] {
        assert_eq!(server.get(path, &[]).status, status, "{path}");
    }
    assert_eq!(server.ask("DELETE", "/validate", &[], b"").status, 405);
    assert_eq!(server.ask("HEAD", "/validate", &[], b"").status, 200);
}

#[test]
fn what_is_too_large_is_refused() {
    let (_room, server) = serving();
    let large = "<rss>".to_owned() + &" ".repeat(5 << 20);
    let raw = server.ask("POST", "/validate", &[XML, JSON], large.as_bytes());
    assert_eq!(raw.status, 413);
    assert_eq!(
        raw.json()["error"],
        "the document has more than 5242880 bytes"
    );
    let page = server.ask("POST", "/validate", &[XML], large.as_bytes());
    assert!(page.text().contains("Too large to be judged"));
    assert_eq!(
        upload(&server, "a.rss", large.as_bytes(), &[JSON]).status,
        413
    );
    let form = server.post_form("/validate?format=json", &[("document", &large)]);
    assert_eq!(form.status, 413);
    // Just small enough.
    let most = "<rss/>".to_owned() + &" ".repeat((5 << 20) - 6);
    assert_eq!(
        server
            .ask("POST", "/validate", &[XML, JSON], most.as_bytes())
            .status,
        200
    );
}

#[test]
fn the_badge_follows_the_verdict() {
    let origin = Origin::new(vec![
        ("/good", fixed("200 OK", &[RSS], FEED)),
        ("/bad", fixed("200 OK", &[RSS], BAD)),
    ]);
    let (_room, server) = serving();
    for (url, title) in [
        (origin.url("/good"), "The feed is valid"),
        (origin.url("/bad"), "The feed is not valid"),
        (
            "http://quay.invalid/".to_owned(),
            "The feed could not be read",
        ),
        ("nonsense:".to_owned(), "The feed could not be read"),
        (String::new(), "The feed could not be read"),
    ] {
        let path = check(&url, "").replace("/validate?", "/validate/badge.svg?");
        let badge = server.get(&path, &[]);
        assert_eq!(
            (badge.status, badge.header("content-type")),
            (200, "image/svg+xml; charset=utf-8")
        );
        assert_eq!(badge.header("cross-origin-resource-policy"), "cross-origin");
        let text = badge.text();
        let tree = roxmltree::Document::parse(&text).unwrap();
        let told = tree
            .root_element()
            .first_element_child()
            .and_then(|t| t.text());
        assert_eq!(told, Some(title), "{url}");
    }
    let page = server.get(&check(&origin.url("/good"), ""), &[]).text();
    let query = check(&origin.url("/good"), "").replace("/validate", "");
    assert!(
        page.contains(&format!("https://quay.example/validate{query}")),
        "{page}"
    );
    assert!(
        page.contains(&format!("https://quay.example/validate/badge.svg{query}")),
        "{page}"
    );
    assert!(page.contains("Valid RSS 2.0"), "{page}");
}

#[test]
fn whoever_asks_again_or_at_the_same_time_shares_one_fetch() {
    let slow: Answer = doing(|stream, _| {
        std::thread::sleep(std::time::Duration::from_millis(300));
        say(stream, "200 OK", &[RSS], FEED.as_bytes());
    });
    let origin = Origin::new(vec![("/feed", slow)]);
    let (_room, server) = serving();
    let path = check(&origin.url("/feed"), "");
    std::thread::scope(|scope| {
        for more in ["", "&format=json", "#part", ""] {
            let (server, path) = (&server, format!("{path}{more}"));
            scope.spawn(move || assert_eq!(server.get(&path, &[]).status, 200));
        }
    });
    server.get(&path.replace("/validate?", "/validate/badge.svg?"), &[]);
    assert_eq!(origin.asked().len(), 1);
    // What cannot be read is remembered too.
    let missing = check(&origin.url("/feed").replace("http", "httpx"), "");
    assert_eq!(server.get(&missing, &[]).status, 400);
}

#[test]
fn one_host_is_not_asked_without_end() {
    let answers: Vec<String> = (0..40).map(|n| format!("/{n}")).collect();
    let paths = answers
        .iter()
        .map(|p| (p.as_str(), fixed("200 OK", &[RSS], FEED)));
    let origin = Origin::new(paths.collect());
    let (_room, server) = serving();
    let mut refused = 0;
    for path in &answers {
        let answer = server.get(&check(&origin.url(path), ""), &[JSON]);
        match answer.status {
            200 => {}
            429 => {
                refused += 1;
                assert_eq!(answer.header("retry-after"), "60");
                assert!(
                    answer.json()["error"]
                        .as_str()
                        .unwrap()
                        .contains("asked too often")
                );
            }
            other => panic!("{other}"),
        }
    }
    assert_eq!((refused, origin.asked().len()), (10, 30));
    // What is remembered is shown, and documents are judged.
    assert_eq!(server.get(&check(&origin.url("/0"), ""), &[]).status, 200);
    assert_eq!(
        server
            .ask("POST", "/validate", &[XML], FEED.as_bytes())
            .status,
        200
    );
}

#[test]
fn too_many_at_once_are_told_to_come_again_and_the_places_are_free_in_time() {
    let hosts = [
        "127.0.0.1",
        "127.0.0.2",
        "127.0.0.3",
        "127.0.0.4",
        "127.0.0.5",
    ];
    let room = newsroom(&hosts);
    let server = Server::start(&room, &[]);
    // Takes connections and says nothing.
    let silent = std::net::TcpListener::bind("0.0.0.0:0").unwrap();
    let port = silent.local_addr().unwrap().port();
    let busy = Arc::new(AtomicUsize::new(0));
    std::thread::scope(|scope| {
        for n in 0..110 {
            let (server, busy) = (&server, Arc::clone(&busy));
            scope.spawn(move || {
                let url = format!("http://{}:{port}/{n}", hosts[n % hosts.len()]);
                let answer = server.get(&check(&url, ""), &[JSON]);
                if answer.status == 503 {
                    assert!(!answer.header("retry-after").is_empty());
                    busy.fetch_add(1, Ordering::Relaxed);
                }
            });
        }
    });
    assert!(busy.load(Ordering::Relaxed) >= 110 - 96, "{busy:?}");
    let origin = Origin::new(vec![("/feed", fixed("200 OK", &[RSS], FEED))]);
    let good = check(&origin.url("/feed"), "&format=json");
    let open: Vec<_> = (0..32)
        .map(|n| {
            use std::io::Write;
            let url = format!("http://{}:{port}/again{n}", hosts[1 + n % 4]);
            let mut stream = server.connect();
            let request = format!("GET {} HTTP/1.1\r\nHost: a\r\n\r\n", check(&url, ""));
            stream.write_all(request.as_bytes()).unwrap();
            stream
        })
        .collect();
    std::thread::sleep(std::time::Duration::from_millis(300));
    drop(open);
    // A client that has closed its side may still wait, so a fetch goes on to its deadline, and no longer. What that takes of
    // others stands in `gone`.
    server.until(&good, |answer| answer.status == 200);
}

#[test]
fn every_rule_has_a_page() {
    let (room, server) = serving();
    let listed = room.run(&["rules", "--format", "json"]).exits(0).stdout;
    assert_eq!(server.get("/rules?format=json", &[]).text(), listed);
    let all = server.get("/rules", &[]).text();
    for line in listed.lines() {
        let rule: serde_json::Value = serde_json::from_str(line).unwrap();
        let id = rule["id"].as_str().unwrap();
        assert!(all.contains(&format!("href=\"rules/{id}\"")), "{id}");
        let page = server.get(&format!("/rules/{id}"), &[]);
        assert_eq!(page.status, 200, "{id}");
        assert!(
            page.text().contains(&format!("<h1 class=\"id\">{id}</h1>")),
            "{id}"
        );
        let object = server.get(&format!("/rules/{id}"), &[JSON]);
        assert_eq!(object.text().trim_end(), line);
    }
    let some = server
        .get("/rules?q=date&severity=error&for=atom", &[])
        .text();
    assert!(some.contains("rules/date-grammar") && !some.contains("rules/guid-not-url"));
    let none = server.get("/rules?q=%3Cscript%3E", &[]).text();
    assert!(
        none.contains("No rule of") && !none.contains("value=\"<script"),
        "{none}"
    );
    for (path, status, says) in [
        (
            "/rules/date-gramar",
            404,
            "Did you mean <a href=\"date-grammar\">",
        ),
        ("/rules/format-not-judged", 410, "is retired"),
        ("/rules/%3Cb%3E", 404, "&lt;b&gt;"),
        ("/rules/zzzzzzzz", 404, "There is no rule"),
    ] {
        let answer = server.get(path, &[]);
        assert_eq!(answer.status, status, "{path}");
        assert!(answer.text().contains(says), "{path}: {}", answer.text());
    }
    let family = server.get("/rules/dates", &[]);
    assert_eq!(
        (family.status, family.header("location")),
        (303, "../rules#dates")
    );
}
