//! Names that somebody else chose: those that a request calls the server by, and those that lead to private addresses.

use std::net::TcpListener;
use std::process::Command;

use crate::harness::{PROGRAM, Room, ran};
use crate::hub_kit::{ask, newsroom, newsroom_with, topic};
use crate::serve_kit::{Server, parse};

/// THREATS row 50: links come from the configuration, whatever a request calls the server.
#[test]
fn nobody_is_led_to_the_name_that_a_request_brings() {
    let room = newsroom_with(
        "public_url = \"https://quay.example/\"\n[moved]\n\"older.rss\" = \"news.rss\"\n",
    );
    let server = Server::start(&room, &["--validator"]);
    for path in [
        "/",
        "/news.rss",
        "/news.json",
        "/older.rss",
        "/none.rss",
        "/hub",
        "/status",
        "/metrics",
        "/healthz",
        "/validate",
        "/validate/badge.svg",
        "/rules/dates",
    ] {
        for head in [
            format!("GET {path} HTTP/1.1\r\nHost: evil.example"),
            format!("GET {path} HTTP/1.1\r\nHost: evil.example\r\nAccept: application/json"),
            format!("GET http://evil.example{path} HTTP/1.1\r\nHost: evil.example"),
            format!("GET {path} HTTP/1.1\r\nHost: localhost\r\nX-Forwarded-Host: evil.example"),
            format!(
                "GET {path} HTTP/1.1\r\nHost: localhost\r\nForwarded: host=evil.example;proto=javascript"
            ),
            format!("GET {path}?evil.example HTTP/1.1\r\nHost: localhost"),
        ] {
            let answered = server.raw(format!("{head}\r\nConnection: close\r\n\r\n").as_bytes());
            let whole = String::from_utf8_lossy(&answered);
            assert!(parse(&answered, false).is_some(), "{head}");
            assert!(!whole.contains("evil.example"), "{head}: {whole}");
            assert!(!whole.contains("javascript:"), "{head}: {whole}");
        }
    }
}

/// Puts this before a program that sees names as the file `hosts` has them.
const NAMED: &str = "mount --bind hosts /etc/hosts && exec \"$0\" \"$@\"";

fn named(room: &Room, program: &str) -> Command {
    let mut command = room.tool("unshare");
    command.args(["-rm", "sh", "-c", NAMED, program]);
    command
}

/// THREATS rows 49 and 55: all that a name leads to has to be public.
#[test]
fn a_name_that_leads_to_a_private_address_is_not_asked() {
    let room = newsroom();
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port();
    room.write(
        "hosts",
        "127.0.0.1 private.quay.example\n127.0.0.1 mixed.quay.example\n8.8.8.8 mixed.quay.example\n::1 six.quay.example\n",
    );
    let may = ran(&mut named(&room, "true"));
    if may.exit != 0 {
        println!(
            "no file can be put over /etc/hosts here; not checked: names with private addresses ({})",
            may.stderr.trim()
        );
        return;
    }
    let mut serve = named(&room, PROGRAM);
    serve.args(["serve", "--listen", "127.0.0.1:0", "--validator"]);
    let server = Server::start_as(&mut serve, &[]);
    for (name, address) in [
        ("private", "127.0.0.1"),
        ("mixed", "127.0.0.1"),
        ("six", "::1"),
    ] {
        let path = format!("/validate?format=json&url=http://{name}.quay.example:{port}/feed");
        let says = server.get(&path, &[]).text();
        let wanted = format!("the address of {name}.quay.example is for");
        assert!(says.contains(&wanted), "{says}");
        // Strangers do not learn which address a private name has.
        assert!(!says.contains(address), "{says}");
        // A callback's name is looked up when it is asked.
        let callback = format!("http://{name}.quay.example:{port}/a");
        let answer = ask(&server, "subscribe", &callback, &topic("news.rss"), &[]);
        assert_eq!(answer.status, 202, "{name}: {}", answer.text());
    }
    let refused = "feedwright_hub_asked_total{became=\"unverified\"} 3";
    server.until("/metrics", |answer| answer.text().contains(refused));
    listener.set_nonblocking(true).unwrap();
    let connected = listener.accept();
    assert!(connected.is_err_and(|e| e.kind() == std::io::ErrorKind::WouldBlock));
}
