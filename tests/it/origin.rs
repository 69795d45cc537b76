//! A server on loopback that answers as it is told, however badly.

use std::collections::HashMap;
use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use flate2::Compression;
use flate2::write::GzEncoder;

/// What a feed comes with.
pub(crate) const RSS: &str = "Content-Type: application/rss+xml; charset=utf-8";

/// What it does with a connection whose request is read; the request comes too.
pub(crate) type Answer = Arc<dyn Fn(&mut TcpStream, &str) + Send + Sync>;

/// The server. Its threads end with the test's process.
pub(crate) struct Origin {
    port: u16,
    asked: Arc<Mutex<Vec<String>>>,
}

impl Origin {
    /// A server with these paths; others are not found.
    pub(crate) fn new(paths: Vec<(&str, Answer)>) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a port on loopback");
        let port = listener.local_addr().expect("its own address").port();
        let paths: HashMap<String, Answer> = paths
            .into_iter()
            .map(|(path, answer)| (path.to_owned(), answer))
            .collect();
        let (paths, asked) = (Arc::new(paths), Arc::new(Mutex::new(Vec::new())));
        let log = asked.clone();
        std::thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let (paths, log) = (paths.clone(), log.clone());
                std::thread::spawn(move || serve(stream, &paths, &log));
            }
        });
        Origin { port, asked }
    }

    /// The address of a path.
    pub(crate) fn url(&self, path: &str) -> String {
        format!("http://127.0.0.1:{}{path}", self.port)
    }

    pub(crate) fn port(&self) -> u16 {
        self.port
    }

    /// The requests so far, each with its headers and its body.
    pub(crate) fn asked(&self) -> Vec<String> {
        self.asked.lock().expect("the log").clone()
    }
}

fn serve(mut stream: TcpStream, paths: &HashMap<String, Answer>, log: &Mutex<Vec<String>>) {
    let _ = stream.set_read_timeout(Some(Duration::from_secs(20)));
    let mut request = Vec::new();
    let mut byte = [0];
    while !request.ends_with(b"\r\n\r\n") {
        match stream.read(&mut byte) {
            Ok(1) => request.push(byte[0]),
            _ => return,
        }
    }
    let head = String::from_utf8_lossy(&request).to_ascii_lowercase();
    let length = head
        .lines()
        .find_map(|l| l.strip_prefix("content-length:"))
        .and_then(|n| n.trim().parse().ok());
    let mut body = vec![0; length.unwrap_or(0)];
    if stream.read_exact(&mut body).is_err() {
        return;
    }
    request.extend(body);
    let request = String::from_utf8_lossy(&request).into_owned();
    log.lock().expect("the log").push(request.clone());
    let path = request.split(' ').nth(1).unwrap_or("/");
    match paths.get(path) {
        Some(answer) => answer(&mut stream, &request),
        None => say(
            &mut stream,
            "404 Not Found",
            &["Content-Type: text/plain"],
            b"nothing here\n",
        ),
    }
    let _ = stream.shutdown(std::net::Shutdown::Write);
}

/// Writes a whole answer. A client that has gone is no fault of the server.
pub(crate) fn say(stream: &mut TcpStream, status: &str, headers: &[&str], body: &[u8]) {
    let mut head = format!(
        "HTTP/1.1 {status}\r\nConnection: close\r\nContent-Length: {}\r\n",
        body.len()
    );
    for header in headers {
        head.push_str(header);
        head.push_str("\r\n");
    }
    head.push_str("\r\n");
    let _ = stream.write_all(head.as_bytes());
    let _ = stream.write_all(body);
}

/// An answer that never changes.
pub(crate) fn fixed(status: &'static str, headers: &[&str], body: impl AsRef<[u8]>) -> Answer {
    let headers: Vec<String> = headers.iter().map(|h| (*h).to_owned()).collect();
    let body = body.as_ref().to_vec();
    Arc::new(move |stream, _| {
        let headers: Vec<&str> = headers.iter().map(String::as_str).collect();
        say(stream, status, &headers, &body);
    })
}

/// Bytes as they are, with nothing around them.
pub(crate) fn raw(bytes: impl AsRef<[u8]>) -> Answer {
    let bytes = bytes.as_ref().to_vec();
    Arc::new(move |stream, _| {
        let _ = stream.write_all(&bytes);
    })
}

/// An answer made while the client waits.
pub(crate) fn doing(act: impl Fn(&mut TcpStream, &str) + Send + Sync + 'static) -> Answer {
    Arc::new(act)
}

/// Packed as well as gzip can.
pub(crate) fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
    encoder.write_all(bytes).expect("memory");
    encoder.finish().expect("memory")
}

/// Servers that mean harm: each with its path, what it answers, and what is said of it; `large` of what has no end, `late` of what
/// does not come.
pub(crate) fn hostile(
    large: &'static str,
    late: &'static str,
) -> Vec<(&'static str, Answer, &'static str)> {
    let head = "HTTP/1.1 200 OK\r\nContent-Type: application/rss+xml\r\n";
    let bomb = gzip(&vec![b' '; 12 << 20]);
    let drip = doing(move |stream, _| {
        let _ = stream.write_all(format!("{head}\r\n").as_bytes());
        while stream.write_all(b"<").is_ok() {
            std::thread::sleep(Duration::from_millis(100));
        }
    });
    let endless = doing(move |stream, _| {
        let _ = stream.write_all(format!("{head}\r\n").as_bytes());
        while stream.write_all(&[b' '; 65536]).is_ok() {}
    });
    let headers = doing(|stream, _| {
        let _ = stream.write_all(b"HTTP/1.1 200 OK\r\n");
        while stream
            .write_all(b"X-Filler: aaaaaaaaaaaaaaaaaaaaaaaaaaaaaa\r\n")
            .is_ok()
        {}
    });
    let hang = doing(|_, _| std::thread::sleep(Duration::from_secs(60)));
    vec![
        (
            "/bomb",
            fixed("200 OK", &[RSS, "Content-Encoding: gzip"], &bomb),
            large,
        ),
        (
            "/bomb2",
            fixed(
                "200 OK",
                &[RSS, "Content-Encoding: gzip, gzip"],
                gzip(&bomb),
            ),
            large,
        ),
        (
            "/many",
            fixed(
                "200 OK",
                &[RSS, "Content-Encoding: gzip, gzip, gzip, gzip"],
                &bomb,
            ),
            "4 codings",
        ),
        (
            "/broken",
            fixed("200 OK", &[RSS, "Content-Encoding: gzip"], &bomb[..200]),
            "cannot be unpacked",
        ),
        ("/drip", drip, late),
        ("/hang", hang, late),
        ("/endless", endless, large),
        (
            "/announced",
            raw(format!("{head}Content-Length: 99999999999\r\n\r\n")),
            large,
        ),
        ("/headers", headers, "does not answer in HTTP"),
        (
            "/garbage",
            raw(b"\x00\x01\x02 nothing of the kind\r\n\r\n"),
            "does not answer in HTTP",
        ),
        ("/nothing", raw(b""), "does not answer in HTTP"),
        (
            "/short",
            raw(format!("{head}Content-Length: 9999\r\n\r\n<rss")),
            "broke off",
        ),
        (
            "/chunk",
            raw(format!(
                "{head}Transfer-Encoding: chunked\r\n\r\nZZ\r\n<rss\r\n"
            )),
            "broke off",
        ),
    ]
}
