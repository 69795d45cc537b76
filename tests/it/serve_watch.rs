//! `feedwright serve`, watched: its log, its figures, its pages, and what it does to those who ask too often.

use std::collections::{BTreeMap, BTreeSet};
use std::io::{BufRead, BufReader, Read, Write};
use std::process::{Command, Stdio};

use crate::harness::Room;
use crate::serve_kit::{Answer, Server};

const FEED: &str =
    "title = \"News <script>alert(1)</script>\"\nformats = [\"rss\", \"atom\"]\nttl = 30\n";

fn record(n: usize) -> String {
    format!(
        "{{\"title\":\"Story {n}\",\"url\":\"https://quay.example/{n}\",\"published\":\"2026-03-01T{n:02}:00:00Z\",\
         \"body_text\":\"What was said at the harbour on day {n}, at some length, and who answered.\"}}\n"
    )
}

fn records(count: usize) -> String {
    (1..=count).map(record).collect()
}

/// A newsroom that has published, with this in `[serve]`.
pub(crate) fn newsroom(serve: &str) -> Room {
    let room = Room::with_records(&records(8));
    let config = room.read("feedwright.toml");
    let title = config.replace("The Quay Post", "The <Quay> & Sons");
    room.write("feedwright.toml", format!("{title}\n[serve]\n{serve}\n"));
    room.write("feeds/news.toml", FEED);
    room.run(&["publish"]).exits(0);
    room
}

/// Metrics by name and labels, read as strictly as Prometheus' own checker does.
pub(crate) fn metrics(answer: &Answer) -> BTreeMap<String, f64> {
    let text = answer.text();
    assert!(text.ends_with('\n'));
    let mut samples = BTreeMap::new();
    let (mut helped, mut typed) = (BTreeSet::new(), BTreeSet::new());
    let mut current = (String::new(), String::new());
    for line in text.lines() {
        if let Some(help) = line.strip_prefix("# HELP ") {
            let (name, says) = help.split_once(' ').expect("a help text");
            assert!(says.ends_with('.'), "{line}");
            assert!(helped.insert(name.to_owned()), "{name} is helped twice");
            current.0 = name.to_owned();
        } else if let Some(kind) = line.strip_prefix("# TYPE ") {
            let (name, kind) = kind.split_once(' ').expect("a type");
            assert!(["counter", "gauge"].contains(&kind), "{line}");
            assert_eq!(current.0, name, "help and type stand together");
            assert!(typed.insert(name.to_owned()), "{name} is typed twice");
            assert_eq!(kind == "counter", name.ends_with("_total"), "{line}");
            current.1 = name.to_owned();
        } else {
            let (key, value) = line.rsplit_once(' ').expect("a value");
            let name = key.split('{').next().unwrap();
            assert_eq!(name, current.1, "samples stand below their type");
            let plain = |c: char| c.is_ascii_lowercase() || c == '_';
            assert!(name.starts_with("feedwright_") && name.chars().all(plain));
            labels(&key[name.len()..]);
            let value: f64 = value.parse().expect("a number");
            assert!(samples.insert(key.to_owned(), value).is_none(), "{key}");
        }
    }
    samples
}

fn labels(written: &str) {
    let Some(mut rest) = written.strip_prefix('{') else {
        assert!(written.is_empty(), "{written}");
        return;
    };
    loop {
        let (name, after) = rest.split_once("=\"").expect("a label");
        assert!(name.chars().all(|c| c.is_ascii_lowercase() || c == '_'));
        let mut escaped = false;
        let end = after.find(|c: char| {
            let ends = c == '"' && !escaped;
            assert!(!escaped || "\\\"n".contains(c), "{written}");
            escaped = c == '\\' && !escaped;
            ends
        });
        rest = &after[end.expect("a quote") + 1..];
        match rest.strip_prefix(',') {
            Some(further) => rest = further,
            None => break,
        }
    }
    assert_eq!(rest, "}", "{written}");
}

#[test]
fn each_request_is_a_line_that_no_terminal_obeys() {
    let room = newsroom("");
    let server = Server::start(&room, &[]);
    server.get(
        "/news.rss?token=s3cret",
        &[
            ("User-Agent", "Evil \u{9b}31m\"\u{202e}"),
            ("Referer", "https://quay.example/a?password=s3cret"),
            ("X-Forwarded-For", "192.0.2.7"),
            ("Accept-Encoding", "gzip"),
        ],
    );
    server.raw(b"HEAD /news.rss HTTP/1.0\r\n\r\n");
    server.get("/nothing/%1b%0a", &[]);
    let (exit, said) = server.stop();
    assert_eq!(exit, Some(0), "{said}");
    let lines: Vec<&str> = said
        .lines()
        .filter(|line| line.contains("HTTP/1."))
        .collect();
    assert_eq!(lines.len(), 3, "{said}");
    assert!(lines[0].starts_with("192.0.2.7 - - ["), "{said}");
    assert!(
        lines[0].contains("] \"GET /news.rss HTTP/1.1\" 200 "),
        "{said}"
    );
    assert!(
        lines[0].contains(" \"https://quay.example/a\" \"Evil \\xC2\\x9B31m\\x22"),
        "{said}"
    );
    assert!(lines[0].ends_with(" gzip"), "{said}");
    assert!(
        lines[1].contains("\"HEAD /news.rss HTTP/1.0\" 200 0 \"-\" \"-\" "),
        "{said}"
    );
    assert!(
        lines[2].contains("\"GET /nothing/%1b%0a HTTP/1.1\" 404 "),
        "{said}"
    );
    assert!(!said.contains("s3cret"), "{said}");
    let odd = said.chars().find(|c| c.is_control() && *c != '\n');
    assert_eq!(odd, None, "{said}");
}

#[test]
fn what_could_not_be_read_is_logged_and_counted_too() {
    for log in ["common", "json"] {
        let room = newsroom(&format!("log = \"{log}\""));
        let server = Server::start(&room, &[]);
        let long = format!("GET /{} HTTP/1.1\r\nHost: a\r\n\r\n", "a".repeat(70_000));
        let wide = format!(
            "GET / HTTP/1.1\r\nHost: a\r\nX: {}\r\n\r\n",
            "a".repeat(200_000)
        );
        let after = "GET /news.rss HTTP/1.1\r\nHost: a\r\n\r\nGET \x00 HTTP/1.1\r\n\r\n";
        for (request, begins) in [
            ("nonsense\r\n\r\n", "HTTP/1.1 400 "),
            (long.as_str(), "HTTP/1.1 431 "),
            (wide.as_str(), "HTTP/1.1 431 "),
            (after, "HTTP/1.1 200 "),
            // Nobody refuses these: they are given up, or not answered.
            ("", ""),
            ("GET /news", ""),
            ("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", ""),
            // hyper reads these, and we refuse them.
            ("GET / HTTP/1.1\r\n\r\n", "HTTP/1.1 400 "),
            ("OPTIONS * HTTP/1.1\r\nHost: a\r\n\r\n", "HTTP/1.1 400 "),
        ] {
            let mut stream = server.connect();
            let _ = stream.write_all(request.as_bytes());
            let _ = stream.shutdown(std::net::Shutdown::Write);
            let mut answered = Vec::new();
            let _ = stream.read_to_end(&mut answered);
            let answered = String::from_utf8_lossy(&answered);
            assert!(
                answered.starts_with(begins),
                "{:.20} {:.80}",
                request,
                answered
            );
        }
        let figures = server.until("/metrics", |answer| {
            answer
                .text()
                .contains("class=\"4xx\",reader=\"other\"} 6\n")
        });
        metrics(&figures);
        let (_, said) = server.stop();
        let (unread, status) = match log {
            "json" => (
                "\"client\":\"127.0.0.1\",\"status\":",
                ["\"status\":400", "\"status\":431"],
            ),
            _ => (
                "] \"-\" ",
                [
                    "] \"-\" 400 0 \"-\" \"-\" 0.000 -",
                    "] \"-\" 431 0 \"-\" \"-\" 0.000 -",
                ],
            ),
        };
        let lines: Vec<&str> = said.lines().filter(|line| line.contains(unread)).collect();
        let of = |status: &str| lines.iter().filter(|line| line.contains(status)).count();
        assert_eq!(
            (of(status[0]), of(status[1]), lines.len()),
            (2, 2, 4),
            "{said}"
        );
        assert!(said.contains("OPTIONS"), "{said}");
    }
}

#[test]
fn the_log_may_be_json_or_nothing() {
    let room = newsroom("log = \"json\"");
    room.write("public/talk.mp3", vec![7_u8; 3 << 20]);
    let server = Server::start(&room, &[]);
    server.get("/news.rss", &[("User-Agent", "curl/8 \u{9b}é")]);
    server.get("/talk.mp3", &[]);
    let (_, said) = server.stop();
    let line = |n: usize| -> serde_json::Value {
        serde_json::from_str(said.lines().nth(n).unwrap()).unwrap_or_else(|e| panic!("{e}: {said}"))
    };
    let (feed, film) = (line(0), line(1));
    let length = room.read("public/news.rss").len();
    assert_eq!(feed["path"], "/news.rss");
    assert_eq!(feed["client"], "127.0.0.1");
    assert_eq!(feed["bytes"], length);
    assert_eq!(feed["agent"], "curl/8 \u{9b}é");
    assert!(feed["ms"].is_number(), "{feed}");
    // Read from the disk as it is sent, and counted then.
    assert_eq!(
        (&film["status"], &film["bytes"]),
        (&200.into(), &(3 << 20).into())
    );

    let server = Server::start(&room, &["--log", "none"]);
    server.get("/news.rss", &[]);
    assert_eq!(server.stop(), (Some(0), String::new()));
}

#[test]
fn requests_go_on_where_nobody_reads_the_log() {
    let room = newsroom("");
    let mut child = room
        .command(&["serve", "--listen", "127.0.0.1:0"])
        .stderr(Stdio::piped())
        .spawn()
        .expect("the program starts");
    let mut stderr = BufReader::new(child.stderr.take().expect("standard error"));
    let mut line = String::new();
    stderr.read_line(&mut line).expect("a line");
    let (_, address) = line
        .trim_end()
        .split_once(" at http://")
        .expect("an address");
    let address = address.trim_end_matches('/');
    // More than the pipe and all that may wait can hold.
    let request = format!(
        "GET /healthz HTTP/1.1\r\nHost: x\r\nUser-Agent: {}\r\n\r\n",
        "a".repeat(900)
    );
    for _ in 0..120 {
        let mut stream = std::net::TcpStream::connect(address).expect("a connection");
        let mut asked = request.repeat(99);
        asked.push_str("GET /healthz HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
        let mut writer = stream.try_clone().expect("the same stream");
        let sending = std::thread::spawn(move || writer.write_all(asked.as_bytes()));
        let mut answered = String::new();
        stream.read_to_string(&mut answered).expect("answers");
        sending.join().unwrap().expect("taken");
        assert_eq!(answered.matches("HTTP/1.1 200").count(), 100);
    }
    let stop = Command::new("kill").arg(child.id().to_string()).status();
    assert!(stop.expect("kill").success());
    let mut said = String::new();
    stderr.read_to_string(&mut said).expect("what was said");
    assert!(child.wait().expect("it ends").success());
    assert!(
        said.contains(" lines of the log were dropped: nobody took them in time"),
        "{} lines",
        said.lines().count()
    );
}

#[test]
fn figures_say_who_asked_and_what_was_saved() {
    let room = newsroom("patience = 2");
    let server = Server::start(&room, &[]);
    let feedly =
        "Feedly/1.0 (+http://www.feedly.com/fetcher.html; 12 subscribers; like FeedFetcher-Google)";
    let first = server.get("/news.rss", &[("User-Agent", feedly)]);
    let packed = server.get("/news.rss", &[("Accept-Encoding", "gzip")]);
    let tag = packed.header("etag").to_owned();
    for _ in 0..3 {
        let asks = [
            ("If-None-Match", tag.as_str()),
            ("User-Agent", "newsboat/2.40 (Linux)"),
        ];
        assert_eq!(server.get("/feeds/news.rss", &asks).status, 304);
    }
    server.get(
        "/nothing",
        &[("User-Agent", "Mozilla/5.0 (compatible; Bot/1)")],
    );
    for _ in 0..3 {
        server.get("/news.atom", &[("X-Forwarded-For", "192.0.2.1")]);
    }
    // Who asks for what lies behind the end has got nothing of the document.
    let beyond = server.get("/news.rss", &[("Range", "bytes=99999999-")]);
    assert_eq!(beyond.status, 416);
    let answer = server.get("/metrics", &[]);
    assert_eq!(answer.status, 200);
    assert_eq!(
        answer.header("content-type"),
        "text/plain; version=0.0.4; charset=utf-8"
    );
    assert_eq!(answer.header("access-control-allow-origin"), "");
    let metrics = metrics(&answer);
    let plain = first.body.len() as f64;
    for (name, value) in [
        (
            "feedwright_requests_total{class=\"2xx\",reader=\"feedly\"}",
            1.0,
        ),
        (
            "feedwright_requests_total{class=\"3xx\",reader=\"newsboat\"}",
            3.0,
        ),
        (
            "feedwright_requests_total{class=\"4xx\",reader=\"bot\"}",
            1.0,
        ),
        (
            "feedwright_requests_total{class=\"4xx\",reader=\"other\"}",
            2.0,
        ),
        ("feedwright_documents_total{answer=\"whole\"}", 4.0),
        ("feedwright_documents_total{answer=\"not_modified\"}", 3.0),
        ("feedwright_documents_total{answer=\"refused\"}", 1.0),
        (
            "feedwright_saved_bytes_total{by=\"packing\"}",
            plain - packed.body.len() as f64,
        ),
        (
            "feedwright_subscribers{document=\"news.rss\",reader=\"feedly\"}",
            12.0,
        ),
        ("feedwright_feeds", 1.0),
        ("feedwright_run_records{became=\"new\"}", 8.0),
        ("feedwright_run_documents{became=\"written\"}", 2.0),
        ("feedwright_run_exit", 0.0),
        ("feedwright_store_readable", 1.0),
        ("feedwright_publish_runs_total{exit=\"0\"}", 0.0),
    ] {
        assert_eq!(metrics.get(name), Some(&value), "{name}");
    }
    assert!(metrics["feedwright_connections_open"] >= 1.0);
    // The length in whose place 304 stands is that of the encoding which the tag names, or of the plain file.
    let saved = metrics["feedwright_saved_bytes_total{by=\"not_modified\"}"];
    assert_eq!(saved, 3.0 * plain);
    judged(&answer.text());
}

/// Prometheus' own reader finds nothing to complain of.
fn judged(text: &str) {
    let unchecked = "that Prometheus' parser reads the metrics";
    let python = std::env::var("FEEDWRIGHT_PYTHON").unwrap_or_else(|_| "python3".to_owned());
    let code = "import sys\nfrom prometheus_client.parser import text_string_to_metric_families as f\n\
                families = list(f(sys.stdin.read()))\n\
                print(len(families), sum(1 for m in families if not m.documentation or m.type == 'unknown'))\n";
    let has = Command::new(&python)
        .args(["-c", "import prometheus_client"])
        .output();
    if !has.is_ok_and(|out| out.status.success()) {
        assert!(
            std::env::var_os("CI").is_none(),
            "prometheus_client is missing"
        );
        println!("prometheus_client is missing; not checked: {unchecked}");
        return;
    }
    let mut child = Command::new(&python)
        .args(["-c", code])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .expect("python");
    let mut stdin = child.stdin.take().expect("a pipe");
    stdin.write_all(text.as_bytes()).expect("taken");
    drop(stdin);
    let out = child.wait_with_output().expect("python ends");
    let families = text.matches("# TYPE ").count();
    let said = String::from_utf8_lossy(&out.stdout);
    assert_eq!(said.trim(), format!("{families} 0"));
}

#[test]
fn only_this_machine_or_the_token_sees_status_and_metrics() {
    let room = newsroom("");
    let server = Server::start(&room, &[]);
    for path in ["/status", "/metrics"] {
        assert_eq!(server.get(path, &[]).status, 200, "{path}");
        for headers in [
            [("X-Forwarded-For", "192.0.2.1")],
            [("X-Forwarded-For", "127.0.0.1")],
            [("X-Forwarded-For", "nonsense")],
            [("Forwarded", "for=127.0.0.1")],
            [("Via", "1.1 proxy")],
            [("Authorization", "Bearer ")],
        ] {
            let local = headers[0].0 == "Authorization";
            let refused = server.get(path, &headers);
            assert_eq!(refused.status, if local { 200 } else { 403 }, "{headers:?}");
        }
        // A page in somebody's browser here, under a name that leads to this machine.
        let rebound =
            format!("GET {path} HTTP/1.1\r\nHost: rebound.example\r\nConnection: close\r\n\r\n");
        let answered = server.raw(rebound.as_bytes());
        assert!(answered.starts_with(b"HTTP/1.1 403 "), "{path}");
    }
    drop(server);

    let room = newsroom("token = \"$STATUS_TOKEN\"");
    room.run(&["serve", "--listen", "127.0.0.1:0"])
        .exits(2)
        .says("the environment has no variable STATUS_TOKEN, which token in [serve] needs");
    let mut command = room.command(&["serve", "--listen", "127.0.0.1:0"]);
    command.env("STATUS_TOKEN", " a long word\n");
    let server = Server::start_as(&mut command, &[]);
    let outside = ("X-Forwarded-For", "192.0.2.1");
    for (authorization, status) in [
        ("Bearer a long word", 200),
        ("bearer a long word", 200),
        ("Bearer a long worD", 401),
        ("Bearer ", 401),
        ("Bearer", 401),
        ("Basic a long word", 401),
        ("", 401),
    ] {
        let headers = [outside, ("Authorization", authorization)];
        let answer = server.get("/metrics", &headers);
        assert_eq!(answer.status, status, "{authorization}");
        if status == 401 {
            assert_eq!(answer.header("www-authenticate"), "Bearer");
        }
    }
    assert_eq!(server.get("/metrics", &[]).status, 200);
}

#[test]
fn status_is_told_to_people_and_to_programs() {
    let room = newsroom("");
    let waiting = "{\"title\":\"Soon\",\"url\":\"https://quay.example/soon\",\"body_text\":\"x\",\
                   \"published\":\"2026-03-01T00:00:00Z\",\"not_before\":\"2099-01-01T00:00:00Z\"}\n";
    room.append("records.jsonl", waiting);
    room.run(&["publish"]).exits(0);
    let server = Server::start(&room, &[]);
    server.get(
        "/news.rss",
        &[("User-Agent", "Feedbin feed-id:1 - 30 subscribers")],
    );
    server.get(
        "/news.rss",
        &[(
            "User-Agent",
            "NewsBlur Feed Fetcher - 12 subscribers - https://x/",
        )],
    );
    let told = server.get("/status", &[("Accept", "application/json")]);
    assert_eq!(told.header("content-type"), "application/json");
    let told = told.json();
    assert_eq!(told["site"], "The <Quay> & Sons");
    assert_eq!(told["version"], env!("CARGO_PKG_VERSION"));
    assert_eq!(told["runs"][0]["new"], 1, "{told}");
    assert_eq!(told["feeds"][0]["documents"][0]["name"], "news.rss");
    assert_eq!(told["feeds"][0]["documents"][0]["subscribers"], 42);
    assert_eq!(told["waiting"][0]["enters"], "2099-01-01T00:00:00Z");
    assert_eq!(told["sources"].as_array().map(Vec::len), Some(1));
    assert_eq!(told["store_error"], serde_json::Value::Null);
    assert_eq!(told["publishing"]["every_seconds"], serde_json::Value::Null);

    let page = server.get("/status", &[("Accept", "text/html,*/*")]);
    assert_eq!(page.header("content-type"), "text/html; charset=utf-8");
    assert!(
        page.header("content-security-policy")
            .starts_with("default-src 'none'; style-src 'sha256-")
    );
    let text = page.text();
    assert!(text.contains("News &lt;script&gt;"), "{text}");
    assert!(!text.contains("<script"), "{text}");
    for part in ["2099-01-01T00:00:00Z", "news.atom", ">42<"] {
        assert!(text.contains(part), "no {part} in {text}");
    }
    let store = feedwright::config::load(&room.at("feedwright.toml"))
        .unwrap()
        .store;
    std::fs::remove_file(store).unwrap();
    let told = server
        .get("/status", &[("Accept", "application/json")])
        .json();
    assert!(
        told["store_error"]
            .as_str()
            .unwrap()
            .contains("there is no store"),
        "{told}"
    );
    let figures = metrics(&server.get("/metrics", &[]));
    assert_eq!(figures["feedwright_store_readable"], 0.0);
    assert_eq!(server.get("/status", &[]).status, 200);
}

#[test]
fn the_front_page_always_lists_the_feeds() {
    let room = newsroom("");
    let server = Server::start(&room, &[]);
    for path in ["/", "/feeds/"] {
        let page = server.get(path, &[]);
        assert_eq!(page.status, 200, "{path}");
        let text = page.text();
        let line = "<link rel=\"alternate\" type=\"application/rss+xml\" \
                    title=\"News &lt;script&gt;alert(1)&lt;";
        assert!(text.contains(line), "{text}");
        assert!(
            text.contains("href=\"https://quay.example/feeds/news.rss\""),
            "{text}"
        );
        assert!(text.contains("type=\"application/atom+xml\""), "{text}");
        assert!(!text.contains("<script"), "{text}");
    }
    assert_eq!(server.get("/none/", &[]).status, 404);
    assert!(server.ask("HEAD", "/", &[], b"").body.is_empty());
    // The newsroom's own page, as soon as there is one.
    room.append("feedwright.toml", "\n[pages]\n");
    room.run(&["publish"]).exits(0);
    assert_eq!(server.get("/", &[]).text(), room.read("public/index.html"));
}

/// Parses pages, and looks whether their policy lets their style sheet in.
const STRICT: &str = r#"
import base64, hashlib, html5lib, re, sys
for name, policy in zip(sys.argv[1::2], sys.argv[2::2]):
    text = open(name, "rb").read()
    html5lib.HTMLParser(strict=True).parse(text, transport_encoding="utf-8")
    style = re.search(b"<style>(.*?)</style>", text, re.S).group(1)
    digest = base64.b64encode(hashlib.sha256(style).digest()).decode()
    assert "style-src 'sha256-" + digest + "'" in policy, policy
"#;

#[test]
fn a_strict_parser_finds_no_fault_in_our_pages() {
    let unchecked = "that the server's pages are valid HTML";
    let python = std::env::var("FEEDWRIGHT_PYTHON").unwrap_or_else(|_| "python3".to_owned());
    let has = Command::new(&python)
        .args(["-c", "import html5lib"])
        .output();
    if !has.is_ok_and(|out| out.status.success()) {
        assert!(std::env::var_os("CI").is_none(), "html5lib is missing");
        println!("html5lib is missing; not checked: {unchecked}");
        return;
    }
    let room = newsroom("publish_every = \"1h\"");
    room.append("records.jsonl", "{\"title\":7}\n");
    let server = Server::start(&room, &[]);
    let ran = |page: &Answer| page.text().contains("ended with exit status 1");
    server.until("/status", ran);
    let mut parser = Command::new(&python);
    parser.args(["-c", STRICT]);
    for (path, name) in [("/status", "status.html"), ("/", "listing.html")] {
        let page = server.get(path, &[]);
        room.write(name, &page.body);
        parser.arg(room.at(name));
        parser.arg(page.header("content-security-policy"));
    }
    crate::harness::ran(&mut parser).exits(0);
}

#[test]
fn who_fetches_the_same_whole_again_and_again_is_told_to_wait() {
    let room = newsroom("patience = 3");
    let server = Server::start(&room, &[]);
    let get = |headers: &[(&str, &str)]| server.get("/news.rss", headers);
    let (one, other) = (
        ("X-Forwarded-For", "192.0.2.1"),
        ("X-Forwarded-For", "192.0.2.2"),
    );
    let agent = ("User-Agent", "Careless/1");
    let mut tag = String::new();
    for _ in 0..3 {
        let answer = get(&[one, agent]);
        assert_eq!(answer.status, 200);
        tag = answer.header("etag").to_owned();
    }
    let refused = get(&[one, agent, ("Accept-Encoding", "gzip")]);
    assert_eq!(refused.status, 429);
    assert_eq!(refused.header("retry-after"), "1800");
    assert_eq!(refused.header("cache-control"), "no-store");
    assert!(refused.text().contains("If-None-Match"));
    for (headers, status) in [
        (vec![one, agent, ("If-None-Match", tag.as_str())], 304),
        (vec![one, agent, ("If-None-Match", "\"other\"")], 200),
        (vec![one, agent, ("Range", "bytes=0-9")], 206),
        (vec![other, agent], 200),
        (vec![one, ("User-Agent", "Careful/1")], 200),
        (vec![one], 200),
        (vec![one, agent], 429),
    ] {
        assert_eq!(get(&headers).status, status, "{headers:?}");
    }
    assert_eq!(server.get("/news.atom", &[one, agent]).status, 200);
    for _ in 0..6 {
        // Not feeds; nobody's proxy is named, so nobody knows who; and this machine.
        assert_eq!(server.get("/", &[one, agent]).status, 200);
        assert_eq!(get(&[("X-Forwarded-For", "unknown"), agent]).status, 200);
        assert_eq!(get(&[agent]).status, 200);
    }
    // What has changed is news, whoever asks for it.
    room.append("records.jsonl", &record(9));
    room.run(&["publish"]).exits(0);
    assert_eq!(get(&[one, agent]).status, 200);
}

#[test]
fn health_is_about_the_folder() {
    let room = newsroom("");
    let server = Server::start(&room, &[]);
    let well = server.get("/healthz", &[("X-Forwarded-For", "192.0.2.1")]);
    assert_eq!((well.status, well.text().as_str()), (200, "ok\n"));
    std::fs::rename(room.at("public"), room.at("elsewhere")).unwrap();
    let ill = server.get("/healthz", &[]);
    assert_eq!(
        (ill.status, ill.text().as_str()),
        (503, "the output folder cannot be read\n")
    );
    std::fs::rename(room.at("elsewhere"), room.at("public")).unwrap();
    assert_eq!(server.get("/healthz", &[]).status, 200);
}
