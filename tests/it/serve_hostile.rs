//! `feedwright serve` and clients that mean no good, or know no better.

use std::io::{Read, Write};
use std::net::TcpStream;
use std::time::{Duration, Instant};

use crate::harness::Room;
use crate::serve_kit::{PATIENCE, Server, parse};

fn newsroom() -> Room {
    let records: String = (1..=9)
        .map(|n| format!("{{\"title\":\"Story {n}\",\"url\":\"https://quay.example/{n}\"}}\n"))
        .collect();
    let room = Room::with_records(&records);
    room.write("feeds/news.toml", "title = \"News\"");
    room.run(&["publish"]).exits(0);
    room
}

const ASK: &str = "GET /news.rss HTTP/1.1\r\nHost: a.example\r\n\r\n";

/// The statuses of all answers in these bytes, whether or not they are whole.
fn statuses(bytes: &[u8]) -> Vec<u16> {
    let text = String::from_utf8_lossy(bytes);
    let answers = text.match_indices("HTTP/1.1 ");
    answers
        .filter_map(|(at, _)| text.get(at + 9..at + 12)?.parse().ok())
        .collect()
}

/// Sends bytes; gives back what came until the server closed, which it has to do soon.
#[track_caller]
fn refused(server: &Server, what: &str, bytes: &[u8]) -> Vec<u8> {
    let begun = Instant::now();
    let answered = server.raw(bytes);
    let took = begun.elapsed();
    assert!(
        took < Duration::from_secs(10),
        "{what}: closed after {took:?}"
    );
    answered
}

#[test]
fn what_is_no_clear_request_gets_one_refusal_and_the_connection_is_closed() {
    let room = newsroom();
    let server = Server::start(&room, &[]);
    let host = "Host: a.example\r\n";
    let post = format!("POST /news.rss HTTP/1.1\r\n{host}");
    let get = format!("GET /news.rss HTTP/1.1\r\n{host}");
    let chunked = "Transfer-Encoding: chunked\r\n";
    let malformed: Vec<(&str, String)> = vec![
        (
            "CL then TE",
            format!("{post}Content-Length: 4\r\n{chunked}\r\n0\r\n\r\n"),
        ),
        (
            "TE then CL",
            format!("{post}{chunked}Content-Length: 4\r\n\r\n0\r\n\r\n"),
        ),
        (
            "two lengths",
            format!("{post}Content-Length: 4\r\nContent-Length: 5\r\n\r\nabcde"),
        ),
        (
            "the same length twice",
            format!("{post}Content-Length: 4\r\nContent-Length: 4\r\n\r\nabcd"),
        ),
        (
            "a list of lengths",
            format!("{post}Content-Length: 4, 4\r\n\r\nabcd"),
        ),
        (
            "a negative length",
            format!("{post}Content-Length: -1\r\n\r\n"),
        ),
        (
            "a length with a plus",
            format!("{post}Content-Length: +4\r\n\r\nabcd"),
        ),
        (
            "a hexadecimal length",
            format!("{post}Content-Length: 0x4\r\n\r\nabcd"),
        ),
        (
            "a length without a number",
            format!("{post}Content-Length: \r\n\r\n"),
        ),
        (
            "a length beyond all",
            format!("{post}Content-Length: 99999999999999999999999\r\n\r\n"),
        ),
        (
            "TE identity",
            format!("{post}Transfer-Encoding: identity\r\nContent-Length: 0\r\n\r\n"),
        ),
        (
            "TE xchunked",
            format!("{post}Transfer-Encoding: xchunked\r\n\r\n0\r\n\r\n"),
        ),
        (
            "TE chunked, identity",
            format!("{post}Transfer-Encoding: chunked, identity\r\n\r\n0\r\n\r\n"),
        ),
        (
            "TE gzip, chunked",
            format!("{post}Transfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n"),
        ),
        (
            "TE twice",
            format!("{post}{chunked}Transfer-Encoding: x\r\n\r\n0\r\n\r\n"),
        ),
        (
            "TE with a tab",
            format!("{post}Transfer-Encoding:\tchunked\r\n\r\n0\r\n\r\n"),
        ),
        (
            "TE in HTTP/1.0",
            format!("POST / HTTP/1.0\r\n{chunked}\r\n0\r\n\r\n"),
        ),
        (
            "a chunk beyond all",
            format!("{post}{chunked}\r\nFFFFFFFFFFFFFFFF1\r\nabc\r\n0\r\n\r\n"),
        ),
        ("TE of a GET", format!("{get}{chunked}\r\n0\r\n\r\n")),
        ("a folded line", format!("{get}X: a\r\n b\r\n\r\n")),
        (
            "a folded TE",
            format!("{post}Transfer-Encoding:\r\n chunked\r\n\r\n0\r\n\r\n"),
        ),
        ("a bare CR in a value", format!("{get}X: a\rb\r\n\r\n")),
        (
            "a bare CR as a line end",
            format!("{get}X: a\rY: b\r\n\r\n"),
        ),
        ("a bare LF", format!("{get}X: a\n\r\n")),
        (
            "bare LFs only",
            "GET /news.rss HTTP/1.1\nHost: a\n\n".to_owned(),
        ),
        ("a bare LF before all", format!("\n{get}\r\n")),
        ("NUL in a value", format!("{get}X: a\0b\r\n\r\n")),
        ("NUL in a name", format!("{get}X\0: a\r\n\r\n")),
        ("NUL in the path", format!("GET /\0 HTTP/1.1\r\n{host}\r\n")),
        (
            "a space before the colon",
            format!("{post}Content-Length : 4\r\n\r\nabcd"),
        ),
        (
            "a tab before the colon",
            format!("{post}Content-Length\t: 4\r\n\r\nabcd"),
        ),
        ("no name", format!("{get}: a\r\n\r\n")),
        ("no colon", format!("{get}nonsense\r\n\r\n")),
        (
            "a space before the first name",
            format!("GET / HTTP/1.1\r\n {host}\r\n"),
        ),
        ("no host", "GET /news.rss HTTP/1.1\r\n\r\n".to_owned()),
        ("two hosts", format!("{get}Host: b.example\r\n\r\n")),
        (
            "a space in the path",
            format!("GET /a b HTTP/1.1\r\n{host}\r\n"),
        ),
        ("no path", format!("GET HTTP/1.1\r\n{host}\r\n")),
        (
            "a method that is none",
            format!("GE(T / HTTP/1.1\r\n{host}\r\n"),
        ),
        ("HTTP/3.7", format!("GET / HTTP/3.7\r\n{host}\r\n")),
        ("HTTP/0.9", "GET /news.rss\r\n".to_owned()),
        ("asterisk", format!("OPTIONS * HTTP/1.1\r\n{host}\r\n")),
        ("garbage", "\u{1}\u{2}\u{3}\u{4}\r\n\r\n".to_owned()),
    ];
    for (what, bytes) in &malformed {
        // What follows must not be taken for a request.
        let bytes = format!("{bytes}{ASK}");
        let answered = refused(&server, what, bytes.as_bytes());
        assert_eq!(statuses(&answered), [400], "{what}");
    }
    let connect = "CONNECT a.example:443 HTTP/1.1\r\nHost: a.example:443\r\n\r\n";
    let answered = refused(&server, "CONNECT", format!("{connect}{ASK}").as_bytes());
    assert_eq!(statuses(&answered), [405]);
    let tls = b"\x16\x03\x01\x00\xf4\x01\x00\x00\xf0\x03\x03hello\x00\x20\r\n\r\n";
    let silent_or_400: [(&str, &[u8]); 2] = [
        (
            "HTTP/2",
            b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n\0\0\0\x04\0\0\0\0\0",
        ),
        ("TLS", tls),
    ];
    for (what, bytes) in silent_or_400 {
        let answered = statuses(&refused(&server, what, bytes));
        assert!(
            answered.iter().all(|status| *status == 400),
            "{what}: {answered:?}"
        );
    }
    assert_eq!(server.get("/news.rss", &[]).status, 200);
}

#[test]
fn what_is_too_large_is_refused() {
    let room = newsroom();
    let server = Server::start(&room, &[]);
    let head = "GET /news.rss HTTP/1.1\r\nHost: a.example\r\n";
    let one = format!("{head}X: {}\r\n\r\n", "x".repeat(10 << 20));
    let many = format!("{head}{}\r\n", "X: y\r\n".repeat(20_000));
    let tags = ["\"0123456789abcdef01234567\""; 4_000].join(", ");
    let tags = format!("{head}If-None-Match: {tags}\r\n\r\n");
    let path = format!("GET /{} HTTP/1.1\r\nHost: a\r\n\r\n", "x".repeat(100 << 10));
    for (what, bytes) in [
        ("10 MB", one),
        ("20,000 headers", many),
        ("4,000 tags", tags),
    ] {
        assert_eq!(
            statuses(&refused(&server, what, bytes.as_bytes())),
            [431],
            "{what}"
        );
    }
    let answered = statuses(&refused(&server, "a long path", path.as_bytes()));
    assert!(matches!(answered[..], [414 | 431]), "{answered:?}");
    let mut body =
        b"POST /news.rss HTTP/1.1\r\nHost: a\r\nContent-Length: 104857600\r\n\r\n".to_vec();
    body.resize(body.len() + (100 << 20), b'x');
    assert_eq!(statuses(&refused(&server, "100 MB", &body)), [413]);
    let mut body =
        b"POST /news.rss HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n".to_vec();
    for _ in 0..1000 {
        body.extend_from_slice(b"10000\r\n");
        body.resize(body.len() + (1 << 16), b'x');
        body.extend_from_slice(b"\r\n");
    }
    assert_eq!(statuses(&refused(&server, "64 MB in chunks", &body)), [400]);
}

#[test]
fn odd_conditions_and_ranges_get_no_more_than_the_file() {
    let room = newsroom();
    let server = Server::start(&room, &[]);
    let whole = server.get("/news.rss", &[]).body.len();
    let ranges: Vec<String> = (0..1000).map(|n| format!("{n}-{}", n + 500)).collect();
    let ranges = format!("bytes={}", ranges.join(","));
    let tags = ["\"0123456789abcdef01234567\""; 900].join(", ");
    for (name, value, wanted) in [
        ("Range", ranges.as_str(), 200),
        ("Range", "bytes=0-1,0-1,0-1", 200),
        ("Range", "bytes=999999999-", 416),
        ("Range", "bytes=-0", 416),
        ("Range", "bytes=5-1", 200),
        (
            "Range",
            "bytes=18446744073709551615-18446744073709551616",
            416,
        ),
        ("Range", "furlongs=1-2", 200),
        ("If-None-Match", tags.as_str(), 200),
        ("If-None-Match", "\"\"\"\"\",W/,\"", 200),
        ("If-None-Match", "*", 304),
        ("If-Modified-Since", "Sun, 31 Feb 2099 00:00:00 GMT", 200),
        ("If-Modified-Since", "Fri, 99 Nov 99999 99:99:99 GMT", 200),
        ("If-Modified-Since", "-1", 200),
        ("If-Modified-Since", "Thu, 01 Jan 1970 00:00:00 GMT", 200),
        ("If-Range", "\"nonsense\"", 200),
        ("Accept-Encoding", "gzip;q=1e999, br;q=NaN, zstd;q=-1", 200),
    ] {
        let answer = server.get("/news.rss", &[(name, value)]);
        assert_eq!(
            answer.status,
            wanted,
            "{name}: {}",
            &value[..value.len().min(60)]
        );
        assert!(answer.body.len() <= whole * 2);
    }
}

#[test]
fn nothing_outside_the_folder_can_be_named() {
    let room = newsroom();
    room.write("secret.txt", "keep this");
    room.write("public/.hidden", "keep this");
    let server = Server::start(&room, &[]);
    for path in [
        "/../secret.txt",
        "/%2e%2e/secret.txt",
        "/%2e%2e%2fsecret.txt",
        "/..%5csecret.txt",
        "/..\\secret.txt",
        "/%252e%252e/secret.txt",
        "/%c0%ae%c0%ae/secret.txt",
        "/....//secret.txt",
        "/./../secret.txt",
        "/news.rss/../../secret.txt",
        "/.hidden",
        "/%2ehidden",
        "/.feedwright.json",
        "/feedwright.toml",
        "/../.feedwright/store.sqlite",
        "//secret.txt",
        "/%00",
        "/news.rss%00.html",
        "/con",
        "/etc/passwd",
        "/%2fetc%2fpasswd",
    ] {
        let answer = server.get(path, &[]);
        assert_eq!(answer.status, 404, "{path}");
        assert!(!answer.text().contains("keep"), "{path}");
        assert!(answer.body.len() < 200, "{path}");
    }
    // RFC 9112 section 3.2.2: the form that proxies are asked in is understood.
    let absolute = "GET http://other.example/news.rss HTTP/1.1\r\nHost: other.example\r\nConnection: close\r\n\r\n";
    let answer = parse(&server.raw(absolute.as_bytes()), false).expect("an answer");
    assert_eq!(answer.status, 200);
    assert!(!answer.text().contains("other.example"));
    assert!(!answer.header("link").contains("other.example"));
}

#[test]
fn five_hundred_slow_clients_leave_others_in_peace() {
    let room = newsroom();
    room.write("public/large.bin", vec![0_u8; 32 << 20]);
    let server = Server::start(&room, &[]);
    let beginnings: [&[u8]; 5] = [
        b"",
        b"GET /news.rss HTTP/1.1\r\nHost: a",
        b"POST /news.rss HTTP/1.1\r\nHost: a\r\nContent-Length: 1000\r\n\r\nabc",
        b"GET /large.bin HTTP/1.1\r\nHost: a\r\n\r\n",
        b"GET /news.rss HTTP/1.1\r\nHost: a\r\n\r\n",
    ];
    let mut slow: Vec<TcpStream> = Vec::new();
    for n in 0..500 {
        let mut stream = server.connect();
        let _ = stream.write_all(beginnings[n % beginnings.len()]);
        slow.push(stream);
    }
    let mut slowest = Duration::ZERO;
    for _ in 0..100 {
        let begun = Instant::now();
        assert_eq!(server.get("/news.rss", &[]).status, 200);
        slowest = slowest.max(begun.elapsed());
    }
    // What a busy machine does to it is not what is asked here.
    assert!(slowest < Duration::from_secs(2), "{slowest:?}");
    drop(slow);
}

/// A server that may open so few files.
fn with_few_files(room: &Room, files: u32) -> Server {
    let program = room.command(&["serve"]);
    let mut shell = std::process::Command::new("sh");
    shell
        .arg("-c")
        .arg(format!(
            "ulimit -S -n {files} && ulimit -H -n {files} && exec \"$0\" serve --listen 127.0.0.1:0"
        ))
        .arg(program.get_program());
    if let Some(dir) = program.get_current_dir() {
        shell.current_dir(dir);
    }
    for (name, value) in program.get_envs() {
        if let Some(value) = value {
            shell.env(name, value);
        }
    }
    Server::start_as(&mut shell, &[])
}

#[test]
fn a_full_room_makes_room_and_few_open_files_are_enough() {
    let room = newsroom();
    let server = with_few_files(&room, 96);
    let mut silent: Vec<TcpStream> = Vec::new();
    for n in 0..200 {
        silent.push(server.connect());
        if n % 40 == 39 {
            let begun = Instant::now();
            assert_eq!(server.get("/news.rss", &[]).status, 200, "{n}");
            assert!(begun.elapsed() < PATIENCE / 2, "{n}: {:?}", begun.elapsed());
        }
    }
    let (exit, said) = server.stop();
    assert_eq!(exit, Some(0), "{said}");
    assert!(!said.contains("panick"), "{said}");
}

#[test]
fn requests_that_come_at_once_are_answered_in_order() {
    let room = newsroom();
    let server = Server::start(&room, &[]);
    let mut stream = server.connect();
    let asked = format!("{ASK}{}{ASK}", ASK.replace("/news.rss", "/nothing"));
    // In pieces that end anywhere.
    for piece in asked.as_bytes().chunks(7) {
        stream.write_all(piece).expect("it listens");
        stream.flush().expect("it listens");
    }
    stream
        .shutdown(std::net::Shutdown::Write)
        .expect("our side ends");
    let mut answered = Vec::new();
    stream.read_to_end(&mut answered).expect("answers");
    assert_eq!(statuses(&answered), [200, 404, 200]);
}
