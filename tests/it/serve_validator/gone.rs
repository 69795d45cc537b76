//! Clients that ask and go: others do not notice.

use std::io::Write;
use std::net::{TcpListener, TcpStream};
use std::time::{Duration, Instant};

use super::{FEED, JSON, check, newsroom};
use crate::origin::{Origin, RSS, fixed};
use crate::serve_kit::Server;

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
