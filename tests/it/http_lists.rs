//! Sources over HTTP that go on: lists of many pages, read once and to their end, over as many runs as that takes.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use crate::harness::Room;
use crate::http_sources::{messages, newsroom, publish, records, source};
use crate::origin::{Answer, Origin, doing, fixed, say};

const PATHS: [&str; 6] = ["/p0", "/p1", "/p2", "/p3", "/p4", "/p5"];

/// A page of a list with these records, which names the next in a header.
fn page(n: usize, pages: usize, body: &str) -> Answer {
    let next = format!("Link: </p{}>; rel=\"next\"", n + 1);
    let mut headers = vec!["Content-Type: application/x-ndjson"];
    if n + 1 < pages {
        headers.push(&next);
    }
    fixed("200 OK", &headers, body)
}

/// Pages of a list, with one record each.
fn paged(pages: usize) -> Vec<(&'static str, Answer)> {
    let one = |n| (PATHS[n], page(n, pages, &records(&[&format!("r{n}")])));
    (0..pages).map(one).collect()
}

/// The paths that were asked for since the last call.
fn asked(origin: &Origin, seen: &mut usize) -> Vec<String> {
    let all = origin.asked();
    let path = |r: &String| r.split(' ').nth(1).unwrap_or_default().to_owned();
    let paths = all[*seen..].iter().map(path).collect();
    *seen = all.len();
    paths
}

#[test]
fn a_list_is_read_to_its_end_over_several_runs() {
    let origin = Origin::new(paged(6));
    let room = newsroom(&source(&origin.url("/p0"), "pages = 2"));
    let mut seen = 0;
    for want in [
        vec!["/p0", "/p1", "/p2"],
        vec!["/p0", "/p3", "/p4"],
        vec!["/p0", "/p5"],
        vec!["/p0"],
    ] {
        publish(&room, 0);
        assert_eq!(asked(&origin, &mut seen), want);
    }
    assert_eq!(room.titles("public/news.rss").len(), 6);
    room.run(&["publish", "--full"]).exits(0);
    assert_eq!(asked(&origin, &mut seen), ["/p0", "/p1", "/p2"]);
    let none = newsroom(&source(&origin.url("/p0"), "pages = false"));
    publish(&none, 0);
    none.holds(&["Title r0"]);
    let all = newsroom(&source(&origin.url("/p0"), "pages = true"));
    assert_eq!(publish(&all, 0)["records"]["new"], 6);
}

#[test]
fn pages_of_another_address_are_not_gone_on_with() {
    let old = Origin::new(paged(4));
    let new = Origin::new(vec![("/p0", fixed("200 OK", &[], records(&["n"])))]);
    let more = "format = \"jsonl\"\nname = \"cms\"\npages = 1";
    let room = newsroom(&source(&old.url("/p0"), more));
    publish(&room, 0);
    let config = room.read("feedwright.toml");
    room.write(
        "feedwright.toml",
        config.replace(&old.url("/p0"), &new.url("/p0")),
    );
    publish(&room, 0);
    assert_eq!((old.asked().len(), new.asked().len()), (2, 1));
}

#[test]
fn a_page_that_could_not_be_had_is_asked_for_again() {
    for (status, again) in [
        ("500 Internal Server Error", vec!["/p0", "/p1", "/p2"]),
        ("404 Not Found", vec!["/p0"]),
    ] {
        let fails = Arc::new(AtomicUsize::new(1));
        let left = fails.clone();
        let mut pages = paged(3);
        pages[1].1 = doing(move |stream, _| {
            if left.load(Ordering::SeqCst) > 0 {
                left.fetch_sub(1, Ordering::SeqCst);
                return say(stream, status, &[], b"");
            }
            let next = ["Link: </p2>; rel=\"next\""];
            say(stream, "200 OK", &next, records(&["r1"]).as_bytes());
        });
        let origin = Origin::new(pages);
        let room = newsroom(&source(&origin.url("/p0"), "format = \"jsonl\""));
        let mut seen = 0;
        publish(&room, 1);
        assert_eq!(asked(&origin, &mut seen), ["/p0", "/p1"]);
        publish(&room, 0);
        assert_eq!(asked(&origin, &mut seen), again, "{status}");
        publish(&room, 0);
        assert_eq!(asked(&origin, &mut seen), ["/p0"]);
    }
}

#[test]
fn a_run_that_is_killed_leaves_no_page_out() {
    let all: Vec<String> = (0..4500).map(|n| format!("m{n}")).collect();
    let many = records(&all.iter().map(String::as_str).collect::<Vec<_>>());
    let hangs = Arc::new(AtomicUsize::new(1));
    let left = hangs.clone();
    let mut pages = paged(3);
    pages[1].1 = page(1, 3, &many);
    pages[2].1 = doing(move |stream, _| {
        if left.load(Ordering::SeqCst) > 0 {
            std::thread::sleep(Duration::from_secs(20));
        }
        say(stream, "200 OK", &[], records(&["last"]).as_bytes());
    });
    let origin = Origin::new(pages);
    let room = newsroom(&source(&origin.url("/p0"), "format = \"jsonl\""));
    let mut child = room.command(&["publish"]).spawn().unwrap();
    while origin.asked().len() < 3 {
        std::thread::sleep(Duration::from_millis(20));
    }
    child.kill().unwrap();
    child.wait().unwrap();
    hangs.store(0, Ordering::SeqCst);
    // 4000 were stored by the run that was killed, and the first page with them.
    assert_eq!(publish(&room, 0)["records"]["new"], 502);
}

/// A list in pages of two, the newest first, as it is now.
fn shifting(ids: &Arc<Mutex<Vec<String>>>, pages: usize) -> Origin {
    let answer = |n: usize| {
        let ids = ids.clone();
        doing(move |stream, _| {
            let ids = ids.lock().unwrap();
            let here: Vec<&str> = ids.iter().skip(2 * n).take(2).map(String::as_str).collect();
            let next = format!("Link: </p{}>; rel=\"next\"", n + 1);
            let headers: &[&str] = if n + 1 < pages { &[&next] } else { &[] };
            say(stream, "200 OK", headers, records(&here).as_bytes());
        })
    };
    Origin::new((0..pages).map(|n| (PATHS[n], answer(n))).collect())
}

#[test]
fn one_new_record_does_not_ask_for_all_pages_again() {
    let ids = Arc::new(Mutex::new((0..12).map(|n| format!("r{n}")).collect()));
    let origin = shifting(&ids, 6);
    let room = newsroom(&source(&origin.url("/p0"), "format = \"jsonl\""));
    let mut seen = 0;
    publish(&room, 0);
    assert_eq!(asked(&origin, &mut seen), PATHS);
    ids.lock().unwrap().insert(0, "new".to_owned());
    publish(&room, 0);
    assert_eq!(asked(&origin, &mut seen), ["/p0", "/p1"]);
    for n in 0..5 {
        ids.lock().unwrap().insert(0, format!("news{n}"));
    }
    publish(&room, 0);
    assert_eq!(room.titles("public/news.rss").len(), 18);
    assert_eq!(asked(&origin, &mut seen), ["/p0", "/p1", "/p2", "/p3"]);
}

#[test]
fn a_source_has_its_time_and_later_runs_go_on() {
    let slow = |n: usize| {
        doing(move |stream, _| {
            std::thread::sleep(Duration::from_millis(700));
            let next = format!("Link: </p{}>; rel=\"next\"", n + 1);
            let headers: &[&str] = if n < 3 { &[&next] } else { &[] };
            let body = records(&[&format!("r{n}")]);
            say(stream, "200 OK", headers, body.as_bytes());
        })
    };
    let origin = Origin::new((0..4).map(|n| (PATHS[n], slow(n))).collect());
    let more = "format = \"jsonl\"\ndeadline = 1.8";
    let room = newsroom(&source(&origin.url("/p0"), more));
    let told = messages(&publish(&room, 0));
    assert!(told.contains("was not read to its end in 1.8 s"), "{told}");
    for _ in 0..3 {
        publish(&room, 0);
    }
    room.holds(&["Title r0", "Title r1", "Title r2", "Title r3"]);
    assert!(!messages(&publish(&room, 0)).contains("was not read"));
    // What is not read at all is a failure.
    let other = Origin::new(vec![("/r", fixed("200 OK", &[], records(&["a"])))]);
    let late = source(&origin.url("/p0"), "format = \"jsonl\"\ndeadline = 0.3");
    let good = source(&other.url("/r"), "format = \"jsonl\"");
    let room: Room = newsroom(&[late, good].concat());
    let told = messages(&publish(&room, 1));
    assert!(told.contains("it was not read in 0.3 s"), "{told}");
    room.holds(&["Title a"]);
}

#[test]
fn many_sitemaps_do_not_keep_their_pages_out() {
    let map = |root: &str, entry: &str, urls: &[String]| {
        let url = |url: &String| format!("<{entry}><loc>{url}</loc></{entry}>");
        let urls: String = urls.iter().map(url).collect();
        format!(
            "<?xml version=\"1.0\"?><{root} xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\">{urls}</{root}>"
        )
    };
    let article = |n: usize| {
        format!(
            "<!DOCTYPE html><html lang=en><title>Page {n}</title><script type=\"application/ld+json\">\
             {{\"@context\":\"https://schema.org\",\"@type\":\"NewsArticle\",\"headline\":\"Page {n}\",\
             \"datePublished\":\"2026-03-01T08:00:00Z\",\"articleBody\":\"The ferry came back to Quay after a \
             week of storms.\"}}</script><article><h1>Page {n}</h1><p>The ferry came back.</p></article></html>"
        )
    };
    let port = Arc::new(AtomicUsize::new(0));
    let local = |path: String| {
        let port = port.clone();
        move || format!("http://127.0.0.1:{}{path}", port.load(Ordering::SeqCst))
    };
    let listing = |root: &'static str, entry: &'static str, paths: Vec<String>| -> Answer {
        let urls: Vec<_> = paths.into_iter().map(&local).collect();
        doing(move |stream, _| {
            let urls: Vec<String> = urls.iter().map(|url| url()).collect();
            let body = map(root, entry, &urls);
            say(
                stream,
                "200 OK",
                &["Content-Type: application/xml"],
                body.as_bytes(),
            );
        })
    };
    const MAPS: [&str; 4] = ["/s0", "/s1", "/s2", "/s3"];
    const PAGES: [&str; 4] = ["/a0", "/a1", "/a2", "/a3"];
    let all = MAPS.iter().map(|path| (*path).to_owned()).collect();
    let mut answers = vec![("/sitemap.xml", listing("sitemapindex", "sitemap", all))];
    for n in 0..4 {
        answers.push((MAPS[n], listing("urlset", "url", vec![PAGES[n].to_owned()])));
        let html = ["Content-Type: text/html"];
        answers.push((PAGES[n], fixed("200 OK", &html, article(n))));
    }
    let origin = Origin::new(answers);
    port.store(origin.port().into(), Ordering::SeqCst);
    let more = "format = \"sitemap\"\npages = 2";
    let room = newsroom(&source(&origin.url("/sitemap.xml"), more));
    for _ in 0..4 {
        publish(&room, 0);
    }
    room.holds(&["Page 0", "Page 1", "Page 2", "Page 3"]);
}

#[test]
fn a_page_that_fails_for_good_does_not_fail_each_run() {
    let mut pages = paged(3);
    pages[1].1 = fixed("500 Internal Server Error", &[], "");
    let origin = Origin::new(pages);
    let room = newsroom(&source(&origin.url("/p0"), "format = \"jsonl\""));
    for (day, exit) in [(1, 1), (2, 1), (3, 1), (4, 1), (5, 0), (6, 0)] {
        let ran = room.publish_at(&format!("2026-04-0{day}T08:00:00Z"));
        let ran = ran.exits(exit);
        assert_eq!(
            ran.stderr.contains("is given up"),
            day == 4,
            "{}",
            ran.stderr
        );
    }
    room.holds(&["Title r0"]);
}

#[test]
fn a_named_page_that_fails_for_good_is_left_out() {
    let map = Arc::new(Mutex::new(String::new()));
    let shown = map.clone();
    let origin = Origin::new(vec![
        (
            "/map",
            doing(move |stream, _| say(stream, "200 OK", &[], shown.lock().unwrap().as_bytes())),
        ),
        ("/a", fixed("500 Internal Server Error", &[], "")),
    ]);
    *map.lock().unwrap() = format!(
        "<?xml version=\"1.0\"?><urlset xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\">\
         <url><loc>{}</loc></url></urlset>",
        origin.url("/a")
    );
    let room = newsroom(&source(
        &origin.url("/map"),
        "format = \"sitemap\"\nrobots = false",
    ));
    for (time, exit, asked) in [
        ("2026-04-01T08", 1, 2),
        ("2026-04-03T08", 1, 4),
        ("2026-04-04T08", 0, 6),
        ("2026-04-04T09", 0, 7),
        ("2026-04-05T10", 0, 9),
    ] {
        let ran = room.publish_at(&format!("{time}:00:00Z")).exits(exit);
        assert!(ran.stderr.contains("answers 500"), "{}", ran.stderr);
        assert_eq!(origin.asked().len(), asked, "{time}");
    }
}
