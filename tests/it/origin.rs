//! A server on loopback that answers as it is told, however badly.

use std::collections::HashMap;
use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, Mutex};
use std::time::Duration;

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
