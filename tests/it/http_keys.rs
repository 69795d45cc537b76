//! Keys that have to stand in the address of a source: the server gets them, and nobody else sees them.

use crate::harness::{Ran, Room, ran};
use crate::http_sources::{newsroom, records, source};
use crate::origin::{Answer, Origin, doing, fixed, say};

/// A page of what Ghost answers.
fn posts(title: &str, next: &str) -> String {
    format!(
        "{{\"posts\":[{{\"id\":\"{title}\",\"title\":\"{title}\",\"slug\":\"{title}\",\"html\":\"<p>The ferry is \
         back. <a href='#top'>Up</a></p>\",\"status\":\"published\",\"visibility\":\"public\",\
         \"published_at\":\"2026-03-01T08:00:00.000+00:00\"}}],\"meta\":{{\"pagination\":{{\"next\":{next}}}}}}}"
    )
}

/// Nothing that was said, stored or published holds the key.
#[track_caller]
fn shows_no_key(room: &Room, ran: &Ran) {
    for said in [&ran.stdout, &ran.stderr] {
        assert!(!said.contains("s3cret"), "{said}");
    }
    let status = room.run(&["status", "--format", "json"]);
    assert!(!status.stdout.contains("s3cret"), "{}", status.stdout);
    for (file, bytes, _) in [room.state_of("public"), room.state_of(".feedwright")].concat() {
        assert!(
            !bytes.windows(6).any(|w| w == b"s3cret"),
            "{}",
            file.display()
        );
    }
}

fn run(room: &Room, key: &str) -> Ran {
    let mut command = room.command(&["publish", "-v", "--format", "json"]);
    ran(command.env("QUAY_KEY", key))
}

fn paths(origin: &Origin) -> Vec<String> {
    let path = |r: &String| r.split(' ').nth(1).unwrap_or_default().to_owned();
    origin.asked().iter().map(path).collect()
}

/// Says that nothing has changed to whoever knows its tag.
fn tagged(body: String) -> Answer {
    doing(move |stream, request| {
        let known = request.to_ascii_lowercase().contains("if-none-match");
        match known {
            true => say(stream, "304 Not Modified", &[], b""),
            false => say(stream, "200 OK", &["ETag: \"g\""], body.as_bytes()),
        }
    })
}

#[test]
fn a_key_in_an_address_is_sent_and_not_shown() {
    for (written, next) in [
        ("/posts/?key=s3cret-k1", "/posts/?key=s3cret-k1&page=2"),
        ("/posts/?key=$QUAY_KEY", "/posts/?key=s3cret-k1&page=2"),
        ("/${QUAY_KEY}/posts/?a=1", "/s3cret-k1/posts/?a=1&page=2"),
    ] {
        let first = written.replace("$QUAY_KEY", "s3cret-k1");
        let first = first.replace("${QUAY_KEY}", "s3cret-k1");
        let origin = Origin::new(vec![
            (&first, tagged(posts("One", "2"))),
            (next, tagged(posts("Two", "null"))),
        ]);
        let url = origin.url(written);
        let room = newsroom(&source(
            &url,
            "format = \"ghost\"\non_missing = \"retract\"",
        ));
        for _ in 0..2 {
            let ran = run(&room, "s3cret-k1").exits(0);
            shows_no_key(&room, &ran);
            room.holds(&["One", "Two"]);
        }
        assert_eq!(paths(&origin), [&first, next, &first, next]);
    }
}

#[test]
fn faults_show_no_key() {
    let origin = Origin::new(vec![
        (
            "/away?token=s3cret",
            fixed("302 Found", &["Location: /gone?token=s3cret"], ""),
        ),
        (
            "/moved?token=s3cret",
            fixed(
                "301 Moved Permanently",
                &["Location: /good?token=s3cret"],
                "",
            ),
        ),
        ("/good?token=s3cret", fixed("200 OK", &[], records(&["a"]))),
        (
            "/round?token=s3cret",
            fixed("302 Found", &["Location: /round?token=s3cret"], ""),
        ),
        (
            "/odd?token=s3cret",
            fixed("302 Found", &["Location: http://[s3cret"], ""),
        ),
        ("/s3cret.bin", fixed("200 OK", &[], [0, 1, 2, 3])),
    ]);
    let named = ["/away", "/moved", "/round", "/odd", "/none"];
    let mut sources: String = named
        .iter()
        .map(|path| source(&origin.url(&format!("{path}?token=$QUAY_KEY")), ""))
        .collect();
    sources += &source(&origin.url("/$QUAY_KEY.bin"), "");
    let busy = fixed("429 Too Many Requests", &[], "");
    let busy = Origin::new(vec![("/busy?token=s3cret", busy)]);
    sources += &source(&busy.url("/busy?token=$QUAY_KEY"), "");
    let room = newsroom(&sources);
    let ran = run(&room, "s3cret").exits(1);
    shows_no_key(&room, &ran);
    for told in [
        "/away?token=$QUAY_KEY",
        "answers 404",
        "has moved for good",
        "more than 5 redirects",
    ] {
        assert!(ran.stdout.contains(told), "{told} is not in {}", ran.stdout);
    }
    let url = origin.url("/none?token=s3cret");
    let shown = room
        .run(&["import", "--allow-host", "127.0.0.1", &url])
        .exits(2);
    assert!(shown.stderr.contains("/none?token=***"), "{}", shown.stderr);
    assert!(!shown.stderr.contains("s3cret"), "{}", shown.stderr);
}

#[test]
fn import_shows_no_key() {
    let feed = |next: &str| {
        format!(
            "{{\"version\":\"https://jsonfeed.org/version/1.1\",\"title\":\"Quay\",\"next_url\":\"{next}\",\"items\":\
             [{{\"id\":\"/posts?token=s3cret#1\",\"url\":\"/posts?token=s3cret&id=1\",\"title\":\"token=s3cret\",\
             \"content_html\":\"<p>The <a href='?token=s3cret'>ferry</a></p>\",\"date_published\":\"token=s3cret\"}}]}}"
        )
    };
    let origin = Origin::new(vec![
        (
            "/posts?token=s3cret",
            fixed("200 OK", &[], feed("/posts?token=s3cret&page=2")),
        ),
        (
            "/broken?token=s3cret",
            fixed("200 OK", &[], "{\"items\": [token=s3cret]}"),
        ),
    ]);
    let room = Room::empty();
    let import = |path: &str, more: &[&str]| {
        let url = origin.url(path);
        let args = ["import", "--allow-host", "127.0.0.1", &url];
        let ran = room.run(&[&args, more].concat());
        for said in [&ran.stdout, &ran.stderr] {
            assert!(!said.contains("s3cret"), "{said}");
        }
        ran
    };
    for more in [&[][..], &["--explain"]] {
        let ran = import("/posts?token=s3cret", more)
            .exits(0)
            .says("page=2")
            .says("2 addresses were left out");
        let record = &ran.json_lines()[0];
        assert_eq!(record["title"], "token=***");
        assert_eq!(record["body_html"], "<p>The <a>ferry</a></p>");
        assert!(record.get("url").is_none(), "{record}");
        assert!(record["explain"].get("url").is_none(), "{record}");
    }
    import("/broken?token=s3cret", &["--from", "json-feed"]).exits(2);
}

#[test]
fn another_key_finds_what_is_known() {
    let origin = Origin::new(vec![
        ("/r?key=s3cret-1", tagged(records(&["a"]))),
        ("/r?key=s3cret-2", tagged(records(&["a"]))),
    ]);
    let room = newsroom(&source(
        &origin.url("/r?key=$QUAY_KEY"),
        "format = \"jsonl\"",
    ));
    run(&room, "s3cret-1").exits(0);
    assert_eq!(run(&room, "s3cret-2").exits(0).json()["records"]["read"], 0);
    assert!(
        origin.asked()[1]
            .to_ascii_lowercase()
            .contains("if-none-match")
    );
    let unset = room.run(&["publish"]).exits(2);
    assert!(
        unset
            .stderr
            .contains("no variable QUAY_KEY, which `url` needs"),
        "{}",
        unset.stderr
    );
}

#[test]
fn whoever_names_a_variable_is_not_sent_its_value() {
    let elsewhere = Origin::new(vec![]);
    let list = |address: &str| {
        format!(
            "<?xml version=\"1.0\"?><urlset xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\">\
             <url><loc>{address}</loc></url></urlset>"
        )
    };
    for stands_for_it in ["$QUAY_KEY", "%24QUAY_KEY"] {
        let named = elsewhere.url(&format!("/?taken={stands_for_it}"));
        let body = list(&named);
        let origin = Origin::new(vec![("/map?key=s3cret", fixed("200 OK", &[], body))]);
        let url = origin.url("/map?key=$QUAY_KEY");
        let room = newsroom(&source(&url, "format = \"sitemap\"\nrobots = false"));
        run(&room, "s3cret").exits(0);
        assert_eq!(origin.asked().len(), 1);
    }
    let asked = elsewhere.asked();
    assert_eq!(asked.len(), 2);
    assert!(!asked.concat().contains("s3cret"), "{asked:?}");
}

#[test]
fn no_address_with_a_key_is_published() {
    let feed = "{\"version\":\"https://jsonfeed.org/version/1.1\",\"title\":\"Quay\",\"items\":[\
        {\"id\":\"1\",\"title\":\"One\",\"url\":\"one\",\"image\":\"/pier.jpg\",\"date_published\":\"2026-03-01T08:00:00Z\",\
        \"content_html\":\"<p>Key s3cret <a href='two'>two</a> <a href='/three'>three</a><img src='/s3cret/x.jpg'></p>\"},\
        {\"id\":\"https://q.example/s3cret/2\",\"title\":\"Two\",\"date_published\":\"s3cret\",\"content_text\":\"x\"}]}";
    let origin = Origin::new(vec![("/s3cret/feed", fixed("200 OK", &[], feed))]);
    let room = newsroom(&source(&origin.url("/$QUAY_KEY/feed"), ""));
    let ran = run(&room, "s3cret").exits(0);
    shows_no_key(&room, &ran);
    assert!(
        ran.stdout.contains("3 addresses were left out"),
        "{}",
        ran.stdout
    );
    room.holds(&["One", "Two"]);
    let feed = room.read("public/news.rss");
    assert!(
        !feed.contains("KEY/one") && !feed.contains("KEY/two"),
        "{feed}"
    );
    assert!(feed.contains(&origin.url("/three")), "{feed}");
}
