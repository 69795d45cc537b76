//! A line for each request: in the combined log format with milliseconds and encoding behind it, or as a JSON object.
//!
//! Everything in a line is ASCII and printable, whatever a client sends, so that a terminal obeys none of it and no line can
//! pretend to be two. Query strings are left out, of the path and of the referrer: they hold what people paste into forms.

use std::cell::RefCell;
use std::fmt::Write;
use std::net::IpAddr;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use axum::http::Version;
use chrono::DateTime;

use super::super::ACCESS_TARGET;
use crate::config::AccessLog;

/// So many bytes of a path, a referrer or a reader's name are shown.
const SHOWN: usize = 1024;

/// What is said of a request.
#[derive(Debug, Clone)]
pub(super) struct Entry<'e> {
    pub(super) client: IpAddr,
    /// Empty, and so is the path, where the request could not be read.
    pub(super) method: &'e str,
    pub(super) path: &'e str,
    pub(super) version: Version,
    pub(super) status: u16,
    /// Bytes of the answer's body.
    pub(super) bytes: u64,
    pub(super) referrer: &'e [u8],
    pub(super) agent: &'e [u8],
    pub(super) took: Duration,
    pub(super) encoding: Option<&'e str>,
}

impl Entry<'_> {
    const fn is_unread(&self) -> bool {
        self.method.is_empty()
    }
}

/// What each thread has ready: a line to write in, and the second that it last wrote down.
#[derive(Default)]
struct Desk {
    line: String,
    second: u64,
    common: String,
    rfc3339: String,
}

thread_local! {
    static DESK: RefCell<Desk> = RefCell::default();
}

/// Logs a request, where somebody listens.
pub(super) fn log(form: AccessLog, entry: &Entry<'_>) {
    if form == AccessLog::None
        || !tracing::event_enabled!(target: ACCESS_TARGET, tracing::Level::INFO)
    {
        return;
    }
    let since = SystemTime::now().duration_since(UNIX_EPOCH);
    let second = since.unwrap_or_default().as_secs();
    DESK.with_borrow_mut(|desk| {
        desk.fill(form, entry, second);
        tracing::info!(target: ACCESS_TARGET, "{}", desk.line);
    });
}

impl Desk {
    fn fill(&mut self, form: AccessLog, entry: &Entry<'_>, second: u64) {
        if self.second != second || self.common.is_empty() {
            let time = DateTime::from_timestamp(i64::try_from(second).unwrap_or(0), 0);
            let time = time.unwrap_or_default();
            self.second = second;
            self.common = time.format("%d/%b/%Y:%H:%M:%S +0000").to_string();
            self.rfc3339 = time.format("%Y-%m-%dT%H:%M:%SZ").to_string();
        }
        self.line.clear();
        let line = &mut self.line;
        // A string takes whatever is written to it.
        let _ = match form {
            AccessLog::Json => json(line, entry, &self.rfc3339),
            AccessLog::Common | AccessLog::None => common(line, entry, &self.common),
        };
    }
}

fn common(line: &mut String, entry: &Entry<'_>, time: &str) -> std::fmt::Result {
    write!(line, "{} - - [{time}] \"", entry.client)?;
    if entry.is_unread() {
        line.push('-');
    } else {
        escaped(line, entry.method.as_bytes(), Manner::Hex);
        line.push(' ');
        escaped(line, entry.path.as_bytes(), Manner::Hex);
        write!(line, " {}", version(entry.version))?;
    }
    write!(line, "\" {} {} \"", entry.status, entry.bytes)?;
    escaped(line, or_dash(without_query(entry.referrer)), Manner::Hex);
    line.push_str("\" \"");
    escaped(line, or_dash(entry.agent), Manner::Hex);
    let (ms, us) = milliseconds(entry.took);
    let encoding = entry.encoding.unwrap_or("-");
    write!(line, "\" {ms}.{us:03} {encoding}")
}

/// The log format's word for nothing.
const fn or_dash(text: &[u8]) -> &[u8] {
    if text.is_empty() { b"-" } else { text }
}

fn json(line: &mut String, entry: &Entry<'_>, time: &str) -> std::fmt::Result {
    let client = entry.client;
    write!(line, "{{\"time\":\"{time}\",\"client\":\"{client}\"")?;
    let (ms, us) = milliseconds(entry.took);
    let request = [
        ("method", entry.method.as_bytes()),
        ("path", entry.path.as_bytes()),
        ("protocol", version(entry.version).as_bytes()),
    ];
    for (name, text) in request.iter().filter(|_| !entry.is_unread()) {
        member(line, name, text);
    }
    let (status, bytes) = (entry.status, entry.bytes);
    write!(
        line,
        ",\"status\":{status},\"bytes\":{bytes},\"ms\":{ms}.{us:03}"
    )?;
    for (name, text) in [
        ("referrer", without_query(entry.referrer)),
        ("agent", entry.agent),
        ("encoding", entry.encoding.unwrap_or_default().as_bytes()),
    ] {
        if !text.is_empty() {
            member(line, name, text);
        }
    }
    line.push('}');
    Ok(())
}

fn member(line: &mut String, name: &str, text: &[u8]) {
    line.push_str(",\"");
    line.push_str(name);
    line.push_str("\":\"");
    escaped(line, text, Manner::Json);
    line.push('"');
}

/// How what may not stand in a line is written.
#[derive(Clone, Copy)]
enum Manner {
    /// `\xE9`, as web servers do.
    Hex,
    /// `\u00e9`.
    Json,
}

/// Writes printable ASCII as it is, and everything else escaped.
fn escaped(line: &mut String, text: &[u8], manner: Manner) {
    let shown = text.get(..SHOWN).unwrap_or(text);
    let mut rest = shown;
    while !rest.is_empty() {
        let odd = rest.iter().position(|byte| !is_plain(*byte));
        let (plain, after) = rest.split_at(odd.unwrap_or(rest.len()));
        line.push_str(std::str::from_utf8(plain).unwrap_or_default());
        rest = match (manner, after.split_first()) {
            (_, None) => &[],
            (Manner::Hex, Some((byte, after))) => {
                let _ = write!(line, "\\x{byte:02X}");
                after
            }
            (Manner::Json, Some((byte, further))) if byte.is_ascii() => {
                let _ = write!(line, "\\u{byte:04x}");
                further
            }
            (Manner::Json, Some(_)) => foreign(line, after),
        };
    }
    if shown.len() < text.len() {
        line.push_str("...");
    }
}

fn is_plain(byte: u8) -> bool {
    (b' '..=b'~').contains(&byte) && byte != b'"' && byte != b'\\'
}

/// Writes the bytes beyond ASCII that stand first, for JSON; gives back what follows.
fn foreign<'t>(line: &mut String, text: &'t [u8]) -> &'t [u8] {
    let end = text.iter().position(u8::is_ascii).unwrap_or(text.len());
    let (foreign, rest) = text.split_at(end);
    for unit in String::from_utf8_lossy(foreign).encode_utf16() {
        let _ = write!(line, "\\u{unit:04x}");
    }
    rest
}

fn without_query(address: &[u8]) -> &[u8] {
    let mut parts = address.split(|byte| matches!(byte, b'?' | b'#'));
    parts.next().unwrap_or_default()
}

const fn version(version: Version) -> &'static str {
    match version {
        Version::HTTP_10 => "HTTP/1.0",
        Version::HTTP_2 => "HTTP/2.0",
        _ => "HTTP/1.1",
    }
}

/// Milliseconds, and the thousandths beside them.
fn milliseconds(took: Duration) -> (u128, u128) {
    let us = took.as_micros();
    (us / 1000, us % 1000)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn line(form: AccessLog, entry: &Entry<'_>) -> String {
        let mut desk = Desk::default();
        desk.fill(form, entry, 1_772_452_800);
        desk.line
    }

    fn entry<'e>(path: &'e str, agent: &'e [u8]) -> Entry<'e> {
        Entry {
            client: "2001:db8::1".parse().unwrap(),
            method: "GET",
            path,
            version: Version::HTTP_11,
            status: 200,
            bytes: 1234,
            referrer: b"https://quay.example/?secret=1",
            agent,
            took: Duration::from_micros(1_042),
            encoding: Some("gzip"),
        }
    }

    #[test]
    fn both_forms_say_the_same() {
        let entry = entry("/news.rss", b"curl/8.5.0");
        assert_eq!(
            line(AccessLog::Common, &entry),
            "2001:db8::1 - - [02/Mar/2026:12:00:00 +0000] \"GET /news.rss HTTP/1.1\" 200 1234 \
             \"https://quay.example/\" \"curl/8.5.0\" 1.042 gzip"
        );
        let read: serde_json::Value = serde_json::from_str(&line(AccessLog::Json, &entry)).unwrap();
        assert_eq!(
            read,
            serde_json::json!({
                "time": "2026-03-02T12:00:00Z", "client": "2001:db8::1", "method": "GET", "path": "/news.rss",
                "protocol": "HTTP/1.1", "status": 200, "bytes": 1234, "ms": 1.042,
                "referrer": "https://quay.example/", "agent": "curl/8.5.0", "encoding": "gzip",
            })
        );
    }

    #[test]
    fn nothing_in_a_line_is_obeyed() {
        let long = vec![b'a'; 5000];
        for hostile in [
            "\x1b[2J\x07\n\r\t\x7f".as_bytes(),
            b"\" 200 0 \"-\" \"-\"\\",
            "\u{9b}31m\u{202e}\u{2066}é😀".as_bytes(),
            b"\xff\xc3\x28\xf0\x9f",
            &long,
            b"",
        ] {
            let path = String::from_utf8_lossy(hostile).into_owned();
            let entry = Entry {
                referrer: hostile,
                ..entry(&path, hostile)
            };
            let common = line(AccessLog::Common, &entry);
            assert!(
                common.bytes().all(|b| (b' '..=b'~').contains(&b)),
                "{common}"
            );
            assert_eq!(common.matches('"').count(), 6, "{common}");
            assert!(common.len() < 15_000);
            let json = line(AccessLog::Json, &entry);
            assert!(json.bytes().all(|b| (b' '..=b'~').contains(&b)), "{json}");
            let read: serde_json::Value = serde_json::from_str(&json).unwrap();
            if hostile.len() <= SHOWN {
                let said = read["agent"].as_str().unwrap_or_default();
                assert_eq!(said, String::from_utf8_lossy(hostile));
            }
        }
    }
}
