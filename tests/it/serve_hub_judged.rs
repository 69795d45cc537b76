//! The hub with a subscriber that nobody here wrote: Flask-WebSub, which finds the hub by itself, and takes nothing that is
//! not signed right.

use std::io::{BufRead, BufReader, Write};
use std::net::TcpListener;
use std::process::{Child, ChildStdin, Command, Stdio};
use std::sync::mpsc;
use std::time::Duration;

use serde_json::Value;

use crate::harness::repository;
use crate::hub_kit::{newsroom_with, publish};
use crate::serve_kit::{PATIENCE, Server};

struct Flask {
    child: Child,
    input: Option<ChildStdin>,
    said: mpsc::Receiver<Value>,
}

impl Flask {
    fn start(python: &std::ffi::OsStr, topics: &[String]) -> Self {
        let mut child = Command::new(python)
            .arg(repository().join("tests/websub/subscriber.py"))
            .args(topics)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .expect("python");
        let stdout = child.stdout.take().expect("standard output");
        let (tell, said) = mpsc::channel();
        std::thread::spawn(move || {
            for line in BufReader::new(stdout).lines().map_while(Result::ok) {
                let _ = tell.send(serde_json::from_str(&line).expect("JSON"));
            }
        });
        Flask {
            input: child.stdin.take(),
            child,
            said,
        }
    }

    /// Waits for as many events as there are topics, whatever their order.
    #[track_caller]
    fn says(&self, event: &str, topics: usize) -> Vec<Value> {
        let next = || self.said.recv_timeout(PATIENCE).expect("an event");
        let said: Vec<Value> = (0..topics).map(|_| next()).collect();
        assert!(said.iter().all(|s| s["event"] == event), "{said:?}");
        said
    }
}

impl Drop for Flask {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Python with the library; in CI it must be there.
fn python() -> Option<std::ffi::OsString> {
    let python = std::env::var_os("FEEDWRIGHT_PYTHON").unwrap_or_else(|| "python3".into());
    let has = Command::new(&python)
        .args(["-c", "import flask_websub"])
        .output();
    if has.is_ok_and(|out| out.status.success()) {
        return Some(python);
    }
    assert!(std::env::var_os("CI").is_none(), "flask-websub is missing");
    println!("flask-websub is missing; not checked: that a subscriber of others' making is served");
    None
}

#[test]
fn a_subscriber_of_others_making_is_served() {
    let Some(python) = python() else { return };
    // It asks the topic's own address for the hub, so that address has to be the server's.
    let port = TcpListener::bind("127.0.0.1:0")
        .unwrap()
        .local_addr()
        .unwrap()
        .port();
    let room = newsroom_with("");
    let base = format!("http://127.0.0.1:{port}/");
    let config = room.read("feedwright.toml");
    let config = config.replace("https://quay.example/feeds/", &base);
    room.write("feedwright.toml", config);
    publish(&room, 2);
    room.write("public/note.txt", "First.\n");
    let listen = format!("127.0.0.1:{port}");
    let server = Server::start_as(&mut room.command(&["serve", "--listen", &listen]), &[]);
    let names = ["news.rss", "news.atom", "news.json", "note.txt"];
    let topics = names.map(|name| format!("{base}{name}"));
    let mut flask = Flask::start(&python, &topics);
    let mut found = Vec::new();
    while found.len() < 2 * topics.len() {
        found.push(flask.said.recv_timeout(PATIENCE).expect("an event"));
    }
    for topic in &topics {
        let of = |event: &str| {
            let mut said = found.iter();
            said.find(|s| {
                s["event"] == event && [&s["topic"], &s["topic_url"]].iter().any(|t| *t == topic)
            })
        };
        let discovered = of("discovered").unwrap_or_else(|| panic!("{topic}: {found:?}"));
        assert_eq!(discovered["hub_url"], format!("{base}hub"));
        assert!(of("subscribed").is_some(), "{topic}: {found:?}");
    }
    std::thread::sleep(Duration::from_millis(300));
    publish(&room, 3);
    room.write("public/note.txt", "Second.\n");
    let topic = topics.last().unwrap();
    let published = server.post_form("/hub", &[("hub.mode", "publish"), ("hub.url", topic)]);
    assert_eq!(published.status, 202);
    // It listens to what is signed right and to nothing else.
    for delivered in flask.says("delivered", topics.len()) {
        let topic = delivered["topic"].as_str().unwrap();
        let name = topic.strip_prefix(&base).unwrap();
        assert_eq!(
            delivered["sha256"],
            sha256(&room.read(&format!("public/{name}")))
        );
    }
    let input = flask.input.as_mut().unwrap();
    input.write_all(b"unsubscribe\n").unwrap();
    input.flush().unwrap();
    flask.says("unsubscribed", topics.len());
    std::thread::sleep(Duration::from_millis(300));
    publish(&room, 4);
    let more = flask.said.recv_timeout(Duration::from_millis(1500));
    assert!(more.is_err(), "{more:?}");
}

fn sha256(text: &str) -> String {
    use sha2::Digest;
    let digest = sha2::Sha256::digest(text.as_bytes());
    digest.iter().map(|byte| format!("{byte:02x}")).collect()
}
