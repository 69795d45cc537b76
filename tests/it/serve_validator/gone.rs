//! Clients that ask and go, and clients that do not end what they send: others do not notice.

use std::io::Write;
use std::net::{TcpListener, TcpStream};
use std::time::{Duration, Instant};

use super::{FEED, JSON, XML, check, newsroom, serving};
use crate::origin::{Origin, RSS, fixed};
use crate::serve_kit::{PATIENCE, Server};

/// Begins a request for a client behind a proxy on this machine.
fn begin(server: &Server, client: &str, head: &str) -> TcpStream {
    let mut stream = server.connect();
    let head = format!("{head}Host: a\r\nX-Forwarded-For: {client}\r\n\r\n");
    stream.write_all(head.as_bytes()).unwrap();
    stream
}

#[test]
fn who_asks_and_goes_takes_no_place_from_others() {
    let hosts = ["127.0.0.1", "127.0.0.2", "127.0.0.3", "127.0.0.4"];
    let room = newsroom(&hosts);
    let server = Server::start(&room, &[]);
    // Takes connections and says nothing.
    let silent = TcpListener::bind("0.0.0.0:0").unwrap();
    let port = silent.local_addr().unwrap().port();
    for client in ["192.0.2.1", "192.0.2.2", "2001:db8::1"] {
        for n in 0..40 {
            let url = format!("http://{}:{port}/{client}/{n}", hosts[1 + n % 3]);
            let head = format!("GET {} HTTP/1.1\r\n", check(&url, ""));
            // Another address of the same network is the same client.
            let from = client.replace("::1", &format!("::{n}"));
            drop(begin(&server, &from, &head));
        }
    }
    silent.set_nonblocking(true).unwrap();
    let mut fetched = Vec::new();
    let begun = Instant::now();
    while begun.elapsed() < Duration::from_secs(2) {
        fetched.extend(silent.accept());
        std::thread::sleep(Duration::from_millis(5));
    }
    assert_eq!(fetched.len(), 3 * 8);
    let origin = Origin::new(vec![("/feed", fixed("200 OK", &[RSS], FEED))]);
    let path = check(&origin.url("/feed"), "");
    let from = ("X-Forwarded-For", "192.0.2.9");
    let answer = server.get(&path, &[from, JSON]);
    assert_eq!(answer.status, 200, "{}", answer.text());
}

#[test]
fn who_does_not_end_what_he_sends_takes_no_memory_from_others() {
    // Twenty of these want more than there is.
    const SENT: usize = 4 << 20;
    let (_room, server) = serving();
    let head = format!(
        "POST /validate HTTP/1.1\r\nContent-Length: {}\r\n",
        SENT + 1
    );
    let from = |client| ("X-Forwarded-For", client);
    let judge = |client| server.ask("POST", "/validate", &[from(client), XML], FEED.as_bytes());
    let _open: Vec<TcpStream> = (0..20)
        .map(|_| {
            let mut stream = begin(&server, "192.0.2.1", &head);
            // Who is refused may find the connection closed.
            let _ = stream.write_all(&vec![b' '; SENT]);
            stream
        })
        .collect();
    let begun = Instant::now();
    while judge("192.0.2.1").status != 503 {
        assert!(begun.elapsed() < PATIENCE, "one client may have all");
        std::thread::sleep(Duration::from_millis(20));
    }
    std::thread::sleep(Duration::from_millis(500));
    assert_eq!(judge("192.0.2.2").status, 200);
    assert_eq!(judge("192.0.2.1").status, 503);
}
