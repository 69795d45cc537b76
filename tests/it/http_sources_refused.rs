//! Sources over HTTP that must not be asked, or whose answers must not be taken; and secrets that nobody may see.

use std::io::Write;
use std::time::{Duration, Instant};

use crate::harness::{Room, ran};
use crate::http_sources::{messages, newsroom, publish, records, source};
use crate::origin::{Answer, Origin, doing, fixed, raw};

const JSONL: &str = "format = \"jsonl\"";

/// A good source that stands beside every bad one.
fn good() -> Origin {
    Origin::new(vec![("/good", fixed("200 OK", &[], records(&["good"])))])
}

/// A run in which this source fails beside one that does not: it is named with its address and cause.
#[track_caller]
fn fails(bad: &str, address: &str, cause: &str) {
    let good = good();
    let room = newsroom(&[bad.to_owned(), source(&good.url("/good"), JSONL)].concat());
    let told = messages(&publish(&room, 1));
    assert!(told.contains(cause), "{cause:?} is not in {told}");
    assert!(told.contains(address), "{told}");
    assert!(told.contains("its records stay as they are"), "{told}");
    room.holds(&["Title good"]);
}

#[test]
fn private_addresses_are_not_connected_to() {
    let origin = Origin::new(vec![("/r", fixed("200 OK", &[], records(&["a"])))]);
    for host in [
        "127.0.0.1",
        "localhost",
        "2130706433",
        "0x7f.1",
        "[::ffff:127.0.0.1]",
    ] {
        let url = format!("http://{host}:{}/r", origin.port());
        let plain = format!("[[source]]\nurl = \"{url}\"\n{JSONL}\n");
        fails(&plain, &format!(":{}/r", origin.port()), "not fetched: ");
    }
    assert_eq!(origin.asked().len(), 0);
}

#[test]
fn a_redirect_to_a_private_address_is_not_followed() {
    let inner = Origin::new(vec![("/secret", fixed("200 OK", &[], records(&["x"])))]);
    let location = format!("Location: http://127.0.0.2:{}/secret", inner.port());
    let outer = Origin::new(vec![
        ("/r", fixed("302 Found", &[&location], "")),
        (
            "/file",
            fixed("302 Found", &["Location: file:///etc/passwd"], ""),
        ),
        ("/loop", fixed("302 Found", &["Location: /loop"], "")),
    ]);
    for (path, cause) in [
        ("/r", "the address 127.0.0.2 is for this machine"),
        ("/file", "is no address of the web"),
        ("/loop", "more than 5 redirects"),
    ] {
        let url = outer.url(path);
        fails(&source(&url, JSONL), &url, cause);
    }
    assert_eq!(inner.asked().len(), 0);
    assert_eq!(outer.asked().len(), 1 + 1 + 6);
}

/// A record a moment, without end.
fn dripping() -> Answer {
    doing(|stream, _| {
        let _ = stream.write_all(b"HTTP/1.1 200 OK\r\n\r\n");
        while stream.write_all(b" ").is_ok() {
            std::thread::sleep(Duration::from_millis(50));
        }
    })
}

pub(crate) fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

#[test]
fn bodies_end_at_their_bounds() {
    let big = records(&["a"]).repeat(2000);
    let bomb = gzip(&gzip(&vec![b' '; 30 << 20]));
    let origin = Origin::new(vec![
        ("/drip", dripping()),
        (
            "/silent",
            doing(|_, _| std::thread::sleep(Duration::from_secs(20))),
        ),
        ("/big", fixed("200 OK", &[], big)),
        (
            "/endless",
            raw(format!("HTTP/1.1 200 OK\r\n\r\n{}", "x".repeat(200_000))),
        ),
        (
            "/bomb",
            fixed("200 OK", &["Content-Encoding: gzip, gzip"], &bomb),
        ),
        (
            "/short",
            raw("HTTP/1.1 200 OK\r\nContent-Length: 500\r\n\r\n{\"title\":\"T\"}\n"),
        ),
        (
            "/broken",
            fixed(
                "200 OK",
                &["Content-Encoding: gzip"],
                &gzip(b"{\"title\":1}")[..20],
            ),
        ),
        ("/noise", raw("no HTTP at all\r\n\r\n")),
        ("/gone", fixed("410 Gone", &[], "")),
        ("/closed", fixed("401 Unauthorized", &[], "")),
    ]);
    let more = format!("{JSONL}\ntimeout = 1\nmax_bytes = 100000");
    for (path, cause) in [
        ("/drip", "the answer was not there after 1 s"),
        ("/silent", "the answer was not there after 1 s"),
        ("/big", "the document has more than 100000 bytes"),
        ("/endless", "the document has more than 100000 bytes"),
        ("/bomb", "the document has more than 100000 bytes"),
        ("/short", "the answer broke off"),
        ("/broken", "the document cannot be unpacked"),
        ("/noise", "does not answer in HTTP"),
        ("/gone", "answers 410 Gone"),
        ("/closed", "check `headers` in its [[source]]"),
    ] {
        let url = origin.url(path);
        let began = Instant::now();
        fails(&source(&url, &more), &url, cause);
        assert!(began.elapsed() < Duration::from_secs(6), "{path}");
    }
}

#[test]
fn a_signal_ends_a_fetch() {
    let silent = doing(|_, _| std::thread::sleep(Duration::from_secs(20)));
    let origin = Origin::new(vec![("/r", silent)]);
    let room = newsroom(&source(&origin.url("/r"), JSONL));
    let mut child = room.command(&["publish"]).spawn().unwrap();
    while origin.asked().is_empty() {
        std::thread::sleep(Duration::from_millis(20));
    }
    let began = Instant::now();
    let pid = child.id().to_string();
    std::process::Command::new("kill")
        .args(["-INT", &pid])
        .status()
        .unwrap();
    assert_eq!(child.wait().unwrap().code(), Some(130));
    assert!(began.elapsed() < Duration::from_secs(5));
}

#[test]
fn what_was_packed_is_read() {
    let packed = gzip(records(&["a"]).as_bytes());
    let origin = Origin::new(vec![(
        "/r",
        fixed("200 OK", &["Content-Encoding: gzip"], packed),
    )]);
    let room = newsroom(&source(&origin.url("/r"), ""));
    assert_eq!(publish(&room, 0)["records"]["new"], 1);
}

#[test]
fn a_source_that_dies_leaves_its_records_and_all_that_die_are_a_failure() {
    let origin = Origin::new(vec![("/r", fixed("200 OK", &[], records(&["a"])))]);
    let room = newsroom(&source(&origin.url("/r"), JSONL));
    publish(&room, 0);
    let config = room
        .read("feedwright.toml")
        .replace("/r\"", "/r\"\nname = \"cms\"");
    room.write(
        "feedwright.toml",
        config.replace(&origin.port().to_string(), "1"),
    );
    let ran = room.run(&["publish"]).exits(2);
    assert!(
        ran.stderr
            .contains("no source can be read: http://127.0.0.1:1/r: cannot connect"),
        "{}",
        ran.stderr
    );
    room.holds(&["Title a"]);
}

#[test]
fn a_login_page_is_named() {
    let page = "<!DOCTYPE html>\n<html><title>Log in</title>{\"title\":\"T\"}</html>";
    let origin = Origin::new(vec![(
        "/r",
        fixed("200 OK", &["Content-Type: text/html"], page),
    )]);
    let url = origin.url("/r");
    fails(
        &source(&url, JSONL),
        &url,
        "the answer is an HTML page and not jsonl",
    );
}

#[test]
fn secrets_come_from_the_environment_and_go_to_one_site() {
    let other = Origin::new(vec![("/r", fixed("200 OK", &[], records(&["b"])))]);
    let away = format!("Location: {}", other.url("/r"));
    let next = format!("Link: <{}>; rel=\"next\"", other.url("/r"));
    let origin = Origin::new(vec![
        ("/r", fixed("200 OK", &[&next], records(&["a"]))),
        ("/away", fixed("302 Found", &[&away], "")),
        ("/401", fixed("401 Unauthorized", &[], "")),
    ]);
    let headers = format!("{JSONL}\nheaders = {{ Authorization = \"Bearer $QUAY_TOKEN\" }}");
    let sources = ["/r", "/away", "/401"]
        .map(|path| source(&origin.url(path), &headers))
        .concat();
    let room = newsroom(&sources);
    let ran = ran(room
        .command(&["publish", "-v", "--format", "json"])
        .env("QUAY_TOKEN", "s3cret-T0ken"));
    assert_eq!(ran.exit, 1, "{}", ran.stderr);
    for request in origin.asked() {
        assert!(
            request.contains("authorization: Bearer s3cret-T0ken"),
            "{request}"
        );
    }
    assert_eq!(origin.asked().len(), 3);
    assert!(!other.asked().is_empty());
    assert!(
        other
            .asked()
            .iter()
            .all(|r| !r.to_ascii_lowercase().contains("authorization"))
    );
    assert!(!ran.stdout.contains("s3cret") && !ran.stderr.contains("s3cret"));
    for file in [".feedwright/store.db", ".feedwright/store.db-wal"] {
        let bytes = std::fs::read(room.at(file)).unwrap_or_default();
        assert!(!bytes.windows(6).any(|w| w == b"s3cret"), "{file}");
    }
}

#[test]
fn a_missing_variable_stops_the_run_before_anything_is_asked() {
    let origin = Origin::new(vec![("/r", fixed("200 OK", &[], records(&["a"])))]);
    let room = newsroom(&source(
        &origin.url("/r"),
        "headers = { X-Key = \"$QUAY_KEY\" }",
    ));
    let ran = room.run(&["publish"]).exits(2);
    let config = room.read("feedwright.toml");
    let line = 1 + config.lines().position(|l| l.contains("X-Key")).unwrap();
    let place = format!("feedwright.toml:{line}: the environment has no variable QUAY_KEY");
    assert!(ran.stderr.contains(&place), "{}", ran.stderr);
    let query = "[[source]]\ndatabase = \"$QUAY_DB\"\nsql = \"SELECT 1 AS title\"\n";
    let room = newsroom(&[source(&origin.url("/r"), ""), query.to_owned()].concat());
    room.run(&["publish"])
        .exits(2)
        .says("the environment has no variable QUAY_DB");
    assert_eq!(origin.asked().len(), 0);
}

#[test]
fn configuration_that_cannot_be_meant() {
    for (sources, what) in [
        (
            "[[source]]\nurl = \"ftp://q.example/a\"",
            "is not a web address",
        ),
        (
            "[[source]]\nurl = \"https://ada:pw@q.example/a\"",
            "the address holds a name or a password",
        ),
        (
            "[[source]]\nurl = \"https://q.example/a\"\npath = \"a\"",
            "either a `path` or a `url`",
        ),
        (
            "[[source]]\npath = \"a\"\ndelay = 3",
            "`delay` is for sources with a `url`",
        ),
        (
            "[[source]]\nurl = \"https://q.example/a\"\ntimeout = 0",
            "0 is no number of seconds",
        ),
        (
            "[[source]]\nurl = \"https://q.example/a\"\ndelay = nan",
            "is no number of seconds",
        ),
        (
            "[[source]]\nurl = \"https://q.example/a\"\nmax_bytes = 0",
            "no answer has 0 bytes",
        ),
        (
            "[[source]]\nurl = \"https://q.example/a\"\npages = \"all\"",
            "pages",
        ),
        (
            "[[source]]\nurl = \"https://q.example/a\"\nallow_hosts = [\"http://x\"]",
            "is no name of a host",
        ),
        (
            "[[source]]\nurl = \"https://q.example/a\"\nuser_agent = \"\\n\"",
            "cannot be sent",
        ),
        (
            "[[source]]\nurl = \"https://q.example/a\"\nheaders = { \"a b\" = \"c\" }",
            "is no name of a header",
        ),
        (
            "[[source]]\nurl = \"https://q.example/a\"\nheaders = { a = \"c\\r\\nd\" }",
            "holds a control character",
        ),
        (
            "[[source]]\npath = \"a\"\nmissing_share = 0.5",
            "says nothing without",
        ),
        (
            "[[source]]\npath = \"a\"\non_missing = \"retract\"\nmissing_share = 2",
            "2 is no share",
        ),
    ] {
        let room: Room = newsroom(sources);
        let ran = room.run(&["publish"]).exits(2);
        assert!(
            ran.stderr.contains(what),
            "{what:?} is not in {}",
            ran.stderr
        );
        assert!(ran.stderr.contains("feedwright.toml:"), "{}", ran.stderr);
    }
}
