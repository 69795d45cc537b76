//! A subscriber on loopback that remembers all it hears, and a newsroom with a hub.

use std::collections::{HashMap, VecDeque};
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::{Arc, Condvar, Mutex};
use std::time::{Duration, Instant};

use crate::harness::Room;
use crate::serve_kit::{Answer, PATIENCE, Server};

/// Below this everything lies that the newsroom publishes.
pub(crate) const BASE: &str = "https://quay.example/feeds/";

/// What the documents name as their hub.
pub(crate) const HUB: &str = "https://quay.example/hub";

const CONFIG: &str = r#"
[site]
title = "The Quay"
url = "https://quay.example/"
language = "en"
timezone = "UTC"

[[source]]
path = "records.jsonl"

[output]
base_url = "https://quay.example/feeds/"

[serve]
hub = true
allow_hosts = ["127.0.0.1"]
"#;

const FEED: &str = r#"
title = "News"
description = "All of it"
formats = ["rss", "atom", "json"]
"#;

/// A newsroom with a hub and a story.
pub(crate) fn newsroom() -> Room {
    newsroom_with("")
}

/// The same with more in its configuration.
pub(crate) fn newsroom_with(more: &str) -> Room {
    let room = Room::empty();
    room.write("feedwright.toml", format!("{CONFIG}{more}"));
    room.write("feeds/news.toml", FEED);
    publish(&room, 1);
    room
}

/// Publishes so many stories.
pub(crate) fn publish(room: &Room, stories: usize) {
    let story = |n: usize| {
        format!(
            "{{\"title\":\"Story {n}\",\"url\":\"https://quay.example/{n}\",\"published\":\"2026-03-01T{n:02}:00:00Z\"}}\n"
        )
    };
    room.write(
        "records.jsonl",
        (1..=stories).map(story).collect::<String>(),
    );
    room.run(&["publish"]).exits(0);
}

/// A document's topic.
pub(crate) fn topic(name: &str) -> String {
    format!("{BASE}{name}")
}

/// One request that a subscriber heard.
#[derive(Debug, Clone)]
pub(crate) struct Heard {
    pub(crate) method: String,
    pub(crate) path: String,
    pub(crate) query: Vec<(String, String)>,
    pub(crate) headers: Vec<(String, String)>,
    pub(crate) body: Vec<u8>,
}

impl Heard {
    /// The parameter's value; empty where there is none.
    pub(crate) fn param(&self, name: &str) -> &str {
        let mut found = self.query.iter().filter(|(key, _)| key == name);
        found.next().map_or("", |(_, value)| value)
    }

    /// All values of a header, whose name is in lower case.
    pub(crate) fn header(&self, name: &str) -> Vec<&str> {
        let found = self.headers.iter().filter(|(key, _)| key == name);
        found.map(|(_, value)| value.as_str()).collect()
    }
}

/// What a subscriber does at a path.
#[derive(Debug, Clone, Default)]
pub(crate) struct Manner {
    /// The answer to questions, in place of the challenge with 200.
    pub(crate) to_questions: Option<(u16, &'static str)>,
    /// The answers to the first deliveries; 204 to those after them.
    pub(crate) to_deliveries: VecDeque<u16>,
    /// How long each answer takes.
    pub(crate) slowly: Duration,
}

#[derive(Default)]
struct State {
    heard: Vec<Heard>,
    manners: HashMap<String, Manner>,
    inside: usize,
    most_inside: usize,
}

/// A subscriber: each path is a callback of its own.
pub(crate) struct Subscriber {
    pub(crate) address: SocketAddr,
    state: Arc<(Mutex<State>, Condvar)>,
}

impl Subscriber {
    pub(crate) fn start() -> Self {
        Self::start_at("127.0.0.1")
    }

    /// One that listens on all addresses of this machine is as many hosts.
    pub(crate) fn everywhere() -> Self {
        Self::start_at("0.0.0.0")
    }

    fn start_at(host: &str) -> Self {
        let listener = TcpListener::bind((host, 0)).expect("a port");
        let address = listener.local_addr().expect("an address");
        let state: Arc<(Mutex<State>, Condvar)> = Arc::default();
        let shared = Arc::clone(&state);
        std::thread::spawn(move || {
            for stream in listener.incoming().map_while(Result::ok) {
                let shared = Arc::clone(&shared);
                std::thread::spawn(move || {
                    let _ = converse(stream, &shared);
                });
            }
        });
        Subscriber { address, state }
    }

    /// The callback at a path.
    pub(crate) fn callback(&self, path: &str) -> String {
        format!("http://{}{path}", self.address)
    }

    /// The callback at a path on another of its hosts.
    pub(crate) fn callback_on(&self, host: &str, path: &str) -> String {
        format!("http://{host}:{}{path}", self.address.port())
    }

    pub(crate) fn behave(&self, path: &str, manner: Manner) {
        let mut state = self.state.0.lock().expect("the state");
        state.manners.insert(path.to_owned(), manner);
    }

    /// What was heard at a path with a method so far.
    pub(crate) fn heard(&self, method: &str, path: &str) -> Vec<Heard> {
        let state = self.state.0.lock().expect("the state");
        let heard = state.heard.iter();
        let heard = heard.filter(|h| h.method == method && h.path == path);
        heard.cloned().collect()
    }

    /// How many requests were made in all.
    pub(crate) fn count(&self, method: &str) -> usize {
        let state = self.state.0.lock().expect("the state");
        state.heard.iter().filter(|h| h.method == method).count()
    }

    /// How many requests are being answered now.
    pub(crate) fn inside(&self) -> usize {
        self.state.0.lock().expect("the state").inside
    }

    /// The most requests that were being answered at once.
    pub(crate) fn most_at_once(&self) -> usize {
        self.state.0.lock().expect("the state").most_inside
    }

    /// Waits until so many requests came to a path, and gives the last of them.
    #[track_caller]
    pub(crate) fn waits_for(&self, method: &str, path: &str, count: usize) -> Heard {
        let begun = Instant::now();
        let (state, more) = (&self.state.0, &self.state.1);
        let mut state = state.lock().expect("the state");
        loop {
            let heard = state.heard.iter();
            let heard: Vec<&Heard> = heard
                .filter(|h| h.method == method && h.path == path)
                .collect();
            if heard.len() >= count {
                return heard.last().expect("a request").to_owned().clone();
            }
            let n = heard.len();
            assert!(
                begun.elapsed() < PATIENCE,
                "{n} of {count} {method} {path} came"
            );
            state = more
                .wait_timeout(state, Duration::from_millis(100))
                .expect("the state")
                .0;
        }
    }

    /// Subscribes the callback at a path, and waits until it was asked.
    #[track_caller]
    pub(crate) fn subscribes(
        &self,
        server: &Server,
        path: &str,
        topic: &str,
        more: &[(&str, &str)],
    ) -> Heard {
        let asked = self.heard("GET", path).len();
        let answer = ask(server, "subscribe", &self.callback(path), topic, more);
        assert_eq!(answer.status, 202, "{}", answer.text());
        let question = self.waits_for("GET", path, asked + 1);
        // The answer has to be written down before a change counts.
        std::thread::sleep(Duration::from_millis(300));
        question
    }
}

/// Posts a request to the hub.
#[track_caller]
pub(crate) fn ask(
    server: &Server,
    mode: &str,
    callback: &str,
    topic: &str,
    more: &[(&str, &str)],
) -> Answer {
    let mut fields = vec![
        ("hub.mode", mode),
        ("hub.callback", callback),
        ("hub.topic", topic),
    ];
    fields.extend_from_slice(more);
    server.post_form("/hub", &fields)
}

/// A change in the hub's part of the store, made while nobody looks.
pub(crate) fn store(room: &Room, sql: &str) -> usize {
    let store = rusqlite::Connection::open(room.at(".feedwright/store.db")).expect("the store");
    store.busy_timeout(PATIENCE).expect("patience");
    store.execute(sql, []).expect("a change")
}

/// A number from the store.
pub(crate) fn number(room: &Room, sql: &str) -> i64 {
    let store = rusqlite::Connection::open(room.at(".feedwright/store.db")).expect("the store");
    store
        .query_row(sql, [], |row| row.get(0))
        .expect("a number")
}

fn converse(stream: TcpStream, shared: &(Mutex<State>, Condvar)) -> std::io::Result<()> {
    stream.set_read_timeout(Some(PATIENCE))?;
    let mut reader = BufReader::new(stream);
    loop {
        let Some(heard) = read(&mut reader)? else {
            return Ok(());
        };
        let manner = {
            let mut state = shared.0.lock().expect("the state");
            state.inside += 1;
            state.most_inside = state.most_inside.max(state.inside);
            state.manners.get(&heard.path).cloned().unwrap_or_default()
        };
        std::thread::sleep(manner.slowly);
        let (status, body) = {
            let mut state = shared.0.lock().expect("the state");
            state.inside -= 1;
            let answer = answer(&heard, &manner, &mut state);
            state.heard.push(heard);
            shared.1.notify_all();
            answer
        };
        let more = match status {
            301..=308 => "Location: /elsewhere\r\n",
            _ => "",
        };
        let answer = format!(
            "HTTP/1.1 {status} Answer\r\n{more}Content-Length: {}\r\n\r\n{body}",
            body.len()
        );
        reader.get_mut().write_all(answer.as_bytes())?;
    }
}

fn answer(heard: &Heard, manner: &Manner, state: &mut State) -> (u16, String) {
    if heard.method == "GET" {
        return match manner.to_questions {
            Some((status, body)) => (status, body.to_owned()),
            None => (200, heard.param("hub.challenge").to_owned()),
        };
    }
    let manner = state.manners.get_mut(&heard.path);
    let status = manner.and_then(|m| m.to_deliveries.pop_front());
    (status.unwrap_or(200), String::new())
}

fn read(reader: &mut BufReader<TcpStream>) -> std::io::Result<Option<Heard>> {
    let mut line = String::new();
    if reader.read_line(&mut line)? == 0 {
        return Ok(None);
    }
    let mut words = line.split(' ');
    let method = words.next().unwrap_or_default().to_owned();
    let target = words.next().unwrap_or_default();
    let (path, query) = target.split_once('?').unwrap_or((target, ""));
    let (path, query) = (path.to_owned(), query.to_owned());
    let mut headers = Vec::new();
    loop {
        let mut line = String::new();
        reader.read_line(&mut line)?;
        let Some((name, value)) = line.trim_end().split_once(':') else {
            break;
        };
        headers.push((name.to_ascii_lowercase(), value.trim().to_owned()));
    }
    let length = headers.iter().find(|(name, _)| name == "content-length");
    let length = length.and_then(|(_, value)| value.parse().ok());
    let mut body = vec![0; length.unwrap_or(0)];
    reader.read_exact(&mut body)?;
    let query = url::form_urlencoded::parse(query.as_bytes());
    Ok(Some(Heard {
        method,
        path,
        query: query.into_owned().collect(),
        headers,
        body,
    }))
}
