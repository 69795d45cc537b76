//! Sources over HTTP that name pages: a sitemap, whose pages are fetched politely and read as `html`.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};

use feedwright::import;

use crate::http_sources::{messages, newsroom, publish, source};
use crate::origin::{Answer, Origin, doing, fixed, say};

fn page(title: &str) -> String {
    format!(
        "<!DOCTYPE html><html lang=en><head><title>{title}</title><script type=\"application/ld+json\">\
         {{\"@context\":\"https://schema.org\",\"@type\":\"NewsArticle\",\"headline\":\"{title}\",\
         \"datePublished\":\"2026-03-01T08:00:00Z\",\"articleBody\":\"The ferry came back to Quay after a week of \
         storms, and the harbour is open again.\"}}</script></head><body><article><h1>{title}</h1><p>The ferry came \
         back to Quay after a week of storms, and the harbour is open again.</p></article></body></html>"
    )
}

fn tagged(body: String) -> Answer {
    doing(move |stream, request| {
        if request
            .to_ascii_lowercase()
            .contains("if-none-match: \"p\"")
        {
            say(stream, "304 Not Modified", &[], b"");
        } else {
            let headers = ["ETag: \"p\"", "Content-Type: text/html; charset=utf-8"];
            say(stream, "200 OK", &headers, body.as_bytes());
        }
    })
}

/// The paths that were asked for since the last call, sorted.
fn asked(origin: &Origin, seen: &mut usize) -> Vec<String> {
    let all = origin.asked();
    let path = |r: &String| r.split(' ').nth(1).unwrap_or_default().to_owned();
    let mut paths: Vec<String> = all[*seen..].iter().map(path).collect();
    *seen = all.len();
    paths.sort();
    paths
}

#[test]
fn a_sitemap_leads_to_its_pages() {
    if import::by_name("sitemap").is_err() || import::by_name("html").is_err() {
        eprintln!("not checked: there is no importer of sitemaps and pages yet");
        return;
    }
    let index = Arc::new(Mutex::new(String::new()));
    let shown = index.clone();
    let mut seen = 0;
    let origin = Origin::new(vec![
        (
            "/sitemap.xml",
            doing(move |stream, _| {
                let body = shown.lock().unwrap().clone();
                say(
                    stream,
                    "200 OK",
                    &["Content-Type: application/xml"],
                    body.as_bytes(),
                );
            }),
        ),
        (
            "/robots.txt",
            fixed("200 OK", &[], "User-agent: *\nDisallow: /private\n"),
        ),
        ("/a", tagged(page("Page a"))),
        ("/b", tagged(page("Page b"))),
        ("/private/c", tagged(page("Page c"))),
    ]);
    let list = |pages: &[(&str, &str)]| {
        let url = |(path, modified): &(&str, &str)| {
            format!(
                "<url><loc>{}</loc><lastmod>{modified}</lastmod></url>",
                origin.url(path)
            )
        };
        let urls: String = pages.iter().map(url).collect();
        format!(
            "<?xml version=\"1.0\"?><urlset xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\">{urls}</urlset>"
        )
    };
    let pages = [
        ("/a", "2026-03-01"),
        ("/b", "2026-03-02"),
        ("/private/c", "2026-03-01"),
        ("/gone", "2026-02-01"),
    ];
    *index.lock().unwrap() = list(&pages);
    let room = newsroom(&source(&origin.url("/sitemap.xml"), "format = \"sitemap\""));
    let told = messages(&publish(&room, 0));
    assert!(told.contains("robots.txt forbids 1 pages"), "{told}");
    assert!(told.contains("answers 404 Not Found"), "{told}");
    room.holds(&["Page a", "Page b"]);
    assert_eq!(
        asked(&origin, &mut seen),
        ["/a", "/b", "/gone", "/robots.txt", "/sitemap.xml"]
    );
    // Nothing that is as the list said before is asked for again.
    publish(&room, 0);
    assert_eq!(asked(&origin, &mut seen), ["/sitemap.xml"]);
    *index.lock().unwrap() = list(&[("/a", "2026-03-02"), ("/b", "2026-03-02")]);
    assert_eq!(publish(&room, 0)["records"]["read"], 0);
    assert_eq!(asked(&origin, &mut seen), ["/a", "/sitemap.xml"]);
}

#[test]
fn a_page_that_was_left_out_has_another_day() {
    let refuses = Arc::new(AtomicBool::new(true));
    let still = refuses.clone();
    let story = doing(move |stream, _| match still.load(Ordering::SeqCst) {
        true => say(stream, "403 Forbidden", &[], b""),
        false => say(stream, "200 OK", &[], page("Page a").as_bytes()),
    });
    let mut paths = vec![("/a", story)];
    let map = Arc::new(Mutex::new(String::new()));
    let shown = map.clone();
    paths.push((
        "/sitemap.xml",
        doing(move |stream, _| say(stream, "200 OK", &[], shown.lock().unwrap().as_bytes())),
    ));
    let origin = Origin::new(paths);
    *map.lock().unwrap() = format!(
        "<?xml version=\"1.0\"?><urlset xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\"><url><loc>{}</loc>\
         <lastmod>2026-03-01</lastmod></url></urlset>",
        origin.url("/a")
    );
    let more = "format = \"sitemap\"\nrobots = false";
    let room = newsroom(&source(&origin.url("/sitemap.xml"), more));
    let mut seen = 0;
    room.publish_at("2026-03-02T08:00:00Z").exits(0);
    assert_eq!(asked(&origin, &mut seen), ["/a", "/sitemap.xml"]);
    refuses.store(false, Ordering::SeqCst);
    room.publish_at("2026-03-02T09:00:00Z").exits(0);
    assert_eq!(asked(&origin, &mut seen), ["/sitemap.xml"]);
    room.publish_at("2026-03-03T09:00:00Z").exits(0);
    assert_eq!(asked(&origin, &mut seen), ["/a", "/sitemap.xml"]);
    room.holds(&["Page a"]);
    room.publish_at("2026-03-05T09:00:00Z").exits(0);
    assert_eq!(asked(&origin, &mut seen), ["/sitemap.xml"]);
}
