//! A running `feedwright serve`, and the plainest of clients.

use std::collections::HashMap;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::process::{Child, ChildStderr, Stdio};
use std::sync::{Mutex, mpsc};
use std::time::{Duration, Instant};

use crate::harness::Room;

/// How long anything may take before a test gives up.
pub(crate) const PATIENCE: Duration = Duration::from_secs(30);

/// A newsroom that has published these records, with more in its configuration.
pub(crate) fn newsroom(more: &str, feed: &str, records: &str) -> Room {
    let room = Room::with_records(records);
    room.append("feedwright.toml", more);
    room.write("feeds/news.toml", feed);
    room.run(&["publish"]).exits(0);
    room
}

/// A newsroom that is served.
pub(crate) struct Server {
    child: Child,
    pub(crate) address: SocketAddr,
    said: Mutex<mpsc::Receiver<String>>,
}

/// What a server answered.
#[derive(Debug, Clone)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    /// Names in lower case; several of one name joined with commas.
    pub(crate) headers: HashMap<String, String>,
    pub(crate) body: Vec<u8>,
}

impl Answer {
    /// The header's value; empty where there is none.
    pub(crate) fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", String::as_str)
    }

    pub(crate) fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }

    pub(crate) fn json(&self) -> serde_json::Value {
        serde_json::from_slice(&self.body).unwrap_or_else(|e| panic!("{e}: {}", self.text()))
    }
}

impl Server {
    /// Serves the newsroom in this room on a port of its own.
    pub(crate) fn start(room: &Room, options: &[&str]) -> Self {
        Self::start_as(
            &mut room.command(&["serve", "--listen", "127.0.0.1:0"]),
            options,
        )
    }

    /// The same, from a command that is prepared already.
    pub(crate) fn start_as(command: &mut std::process::Command, options: &[&str]) -> Self {
        let mut child = command
            .args(options)
            .stderr(Stdio::piped())
            .spawn()
            .expect("the program starts");
        let stderr = child.stderr.take().expect("standard error");
        let said = listen(stderr);
        let mut before = String::new();
        let address = loop {
            let Ok(line) = said.recv_timeout(PATIENCE) else {
                let _ = child.kill();
                panic!("it does not say where it serves:\n{before}");
            };
            if let Some((_, address)) = line.split_once(" at http://") {
                break address.trim_end_matches('/').parse().expect("an address");
            }
            before.push_str(&line);
            before.push('\n');
        };
        Server {
            child,
            address,
            said: Mutex::new(said),
        }
    }

    pub(crate) fn id(&self) -> u32 {
        self.child.id()
    }

    /// `http://127.0.0.1:PORT` and the path.
    pub(crate) fn url(&self, path: &str) -> String {
        format!("http://{}{path}", self.address)
    }

    pub(crate) fn get(&self, path: &str, headers: &[(&str, &str)]) -> Answer {
        self.ask("GET", path, headers, b"")
    }

    /// One request on a connection of its own.
    #[track_caller]
    pub(crate) fn ask(
        &self,
        method: &str,
        path: &str,
        headers: &[(&str, &str)],
        body: &[u8],
    ) -> Answer {
        let mut request = format!("{method} {path} HTTP/1.1\r\nHost: {}\r\n", self.address);
        for (name, value) in headers {
            request.push_str(&format!("{name}: {value}\r\n"));
        }
        if !body.is_empty() || method == "POST" {
            request.push_str(&format!("Content-Length: {}\r\n", body.len()));
        }
        request.push_str("Connection: close\r\n\r\n");
        let mut bytes = request.into_bytes();
        bytes.extend_from_slice(body);
        let answered = self.raw(&bytes);
        parse(&answered, method == "HEAD").unwrap_or_else(|| {
            panic!(
                "no answer to {method} {path}: {:?}",
                String::from_utf8_lossy(&answered)
            )
        })
    }

    /// A form sent as browsers send it.
    pub(crate) fn post_form(&self, path: &str, fields: &[(&str, &str)]) -> Answer {
        let mut form = url::form_urlencoded::Serializer::new(String::new());
        form.extend_pairs(fields);
        let kind = ("Content-Type", "application/x-www-form-urlencoded");
        self.ask("POST", path, &[kind], form.finish().as_bytes())
    }

    /// Sends bytes as they are and reads until the server closes.
    pub(crate) fn raw(&self, bytes: &[u8]) -> Vec<u8> {
        let mut stream = self.connect();
        // A server that refuses the beginning of a long request closes before it has read the end.
        let _ = stream.write_all(bytes);
        let mut answered = Vec::new();
        let _ = stream.read_to_end(&mut answered);
        answered
    }

    pub(crate) fn connect(&self) -> TcpStream {
        let stream = TcpStream::connect(self.address).expect("a connection");
        stream.set_read_timeout(Some(PATIENCE)).expect("a time");
        stream.set_write_timeout(Some(PATIENCE)).expect("a time");
        stream
    }

    /// Asks until the answer is as wanted.
    #[track_caller]
    pub(crate) fn until(&self, path: &str, wanted: impl Fn(&Answer) -> bool) -> Answer {
        let begun = Instant::now();
        loop {
            let answer = self.get(path, &[]);
            if wanted(&answer) {
                return answer;
            }
            assert!(begun.elapsed() < PATIENCE, "{path} stays {}", answer.status);
            std::thread::sleep(Duration::from_millis(20));
        }
    }

    /// Sends it a signal, such as `HUP`.
    pub(crate) fn signal(&self, name: &str) {
        let sent = std::process::Command::new("kill")
            .args([&format!("-{name}"), &self.id().to_string()])
            .status();
        assert!(sent.expect("kill").success());
    }

    /// Ends it as a service manager does; gives back its exit status and what it said since it listened.
    pub(crate) fn stop(mut self) -> (Option<i32>, String) {
        self.signal("TERM");
        let status = self.child.wait().expect("it ends");
        let said = self.said.get_mut().expect("nobody else listens");
        (status.code(), said.iter().collect::<Vec<_>>().join("\n"))
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// The lines that a program says, as they come: nothing may fill the pipe.
fn listen(stderr: ChildStderr) -> mpsc::Receiver<String> {
    let (tell, said) = mpsc::channel();
    std::thread::spawn(move || {
        for line in BufReader::new(stderr).lines().map_while(Result::ok) {
            if tell.send(line).is_err() {
                return;
            }
        }
    });
    said
}

/// The first answer in these bytes.
pub(crate) fn parse(bytes: &[u8], without_body: bool) -> Option<Answer> {
    let end = bytes.windows(4).position(|w| w == b"\r\n\r\n")?;
    let head = std::str::from_utf8(bytes.get(..end)?).ok()?;
    let mut lines = head.split("\r\n");
    let status = lines.next()?.split(' ').nth(1)?.parse().ok()?;
    let mut headers: HashMap<String, String> = HashMap::new();
    for (name, value) in lines.filter_map(|line| line.split_once(": ")) {
        let place = headers.entry(name.to_ascii_lowercase()).or_default();
        if !place.is_empty() {
            place.push_str(", ");
        }
        place.push_str(value);
    }
    let body = bytes.get(end + 4..)?;
    let length = headers.get("content-length").and_then(|n| n.parse().ok());
    let body = match (without_body, length) {
        (true, _) => &[],
        (false, Some(length)) => body.get(..length)?,
        (false, None) => body,
    };
    let chunked = headers
        .get("transfer-encoding")
        .is_some_and(|t| t == "chunked");
    Some(Answer {
        status,
        body: match chunked && !without_body {
            true => unchunked(body)?,
            false => body.to_vec(),
        },
        headers,
    })
}

fn unchunked(mut bytes: &[u8]) -> Option<Vec<u8>> {
    let mut whole = Vec::new();
    loop {
        let end = bytes.windows(2).position(|w| w == b"\r\n")?;
        let size = std::str::from_utf8(bytes.get(..end)?).ok()?;
        let size = usize::from_str_radix(size.split(';').next()?.trim(), 16).ok()?;
        bytes = bytes.get(end + 2..)?;
        if size == 0 {
            return Some(whole);
        }
        whole.extend_from_slice(bytes.get(..size)?);
        bytes = bytes.get(size + 2..)?;
    }
}
