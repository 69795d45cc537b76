//! The `html` input format: each fixture page with the records that it must give, and pages made to hurt.

use std::io::Cursor;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use feedwright::import::{self, Imported, Options};
use feedwright::{Error, Result};
use proptest::prelude::*;
use serde_json::{Value, json};

fn fixtures() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/imports/html")
}

fn try_import(bytes: &[u8], options: &Options) -> Result<Vec<Imported>> {
    let mut records = Vec::new();
    let mut emit = |imported| {
        records.push(imported);
        Ok(())
    };
    let input = import::by_name("html")?;
    (input.read)(&mut Cursor::new(bytes), options, &mut emit)?;
    Ok(records)
}

fn page_of(name: &str) -> Options {
    Options {
        page_url: url::Url::parse(&format!("https://paper.example/read/{name}")).ok(),
        ..Options::default()
    }
}

/// What a page gives, as it is kept in the expected file.
fn told(bytes: &[u8], name: &str) -> Value {
    match try_import(bytes, &page_of(name)) {
        Ok(records) => records
            .iter()
            .map(|imported| {
                let notices: Vec<String> = imported
                    .notices
                    .iter()
                    .map(|n| {
                        let (line, field) = (n.line.unwrap_or(0), n.field.as_deref().unwrap_or(""));
                        format!("{line} {field}: {}", n.message)
                    })
                    .collect();
                json!({ "record": imported.record, "notices": notices })
            })
            .collect(),
        Err(error) => json!({ "error": error.to_string() }),
    }
}

#[test]
fn every_fixture_gives_what_is_expected() {
    let expected = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/it/import_html.expected.json");
    let mut pages: Vec<PathBuf> = std::fs::read_dir(fixtures())
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .collect();
    pages.sort();
    let got: serde_json::Map<String, Value> = pages
        .iter()
        .map(|path| {
            let name = path.file_name().unwrap().to_str().unwrap();
            let bytes = std::fs::read(path).unwrap();
            let input = import::recognise(&bytes[..bytes.len().min(16 * 1024)], path).unwrap();
            assert_eq!(input.name, "html", "{name}");
            (name.to_owned(), told(&bytes, name))
        })
        .collect();
    let text = serde_json::to_string_pretty(&got).unwrap() + "\n";
    if std::env::var_os("BLESS").is_some() {
        std::fs::write(&expected, &text).unwrap();
    }
    let want: serde_json::Map<String, Value> =
        serde_json::from_str(&std::fs::read_to_string(&expected).unwrap()).unwrap();
    for (name, got) in &got {
        assert_eq!(Some(got), want.get(name), "{name}");
    }
    assert_eq!(got.len(), want.len());
}

fn only(html: &str) -> feedwright::model::Record {
    let records = try_import(html.as_bytes(), &page_of("x")).unwrap();
    let [only] = &records[..] else {
        panic!("{} records", records.len())
    };
    only.record
        .clone()
        .unwrap_or_else(|| panic!("{:?}", only.notices))
}

/// What says nothing certain stays missing.
#[test]
fn times_are_never_guessed() {
    let page = |body: &str| {
        format!(
            "<html><head><meta property=og:type content=article><meta property=og:title content=T></head><body><article><h1>T</h1><p>Text of 3 March 2026.</p>{body}</article></body></html>"
        )
    };
    for (body, want) in [
        ("<p>March 3, 2026</p>", None),
        ("<time>3 March 2026</time>", None),
        (
            "<time datetime=2026-03-03>3 March</time>",
            Some("2026-03-03"),
        ),
        (
            "<time datetime=2026-03-03>a</time><time datetime=2026-03-04>b</time>",
            None,
        ),
        (
            "<time datetime=2026-03-04>a</time><time pubdate datetime=2026-03-03>b</time>",
            Some("2026-03-03"),
        ),
    ] {
        let published = only(&page(body)).published.map(|p| p.to_string());
        assert_eq!(published.as_deref(), want, "{body}");
    }
}

#[test]
fn addresses_are_relative_to_what_the_page_says() {
    let page = |head: &str| {
        format!(
            "<html><head>{head}<meta property=og:type content=article><meta property=og:title content=T><meta property=og:image content=a.jpg></head><body><article><h1>T</h1><p>See <a href=b>b</a>.</p></article></body></html>"
        )
    };
    for (head, image, link, own) in [
        (
            "",
            "https://paper.example/read/a.jpg",
            "https://paper.example/read/b",
            "https://paper.example/read/x",
        ),
        (
            "<link rel=canonical href=/2026/t>",
            "https://paper.example/read/a.jpg",
            "https://paper.example/read/b",
            "https://paper.example/2026/t",
        ),
        (
            "<base href=//cdn.example/z/><link rel=canonical href=https://paper.example/2026/t>",
            "https://cdn.example/z/a.jpg",
            "https://cdn.example/z/b",
            "https://paper.example/2026/t",
        ),
        (
            "<base href=javascript:alert(1)>",
            "https://paper.example/read/a.jpg",
            "https://paper.example/read/b",
            "https://paper.example/read/x",
        ),
    ] {
        let record = only(&page(head));
        let picture = record.image.and_then(|i| i.url).unwrap();
        assert_eq!(picture.as_str(), image, "{head}");
        assert_eq!(record.url.unwrap().as_str(), own, "{head}");
        let body = record.body_html.unwrap();
        assert!(body.as_str().contains(link), "{head} {}", body.as_str());
    }
}

/// A tag that is left out takes no text with it that does not stand in it.
#[test]
fn drawings_and_lost_ends_hide_no_text() {
    for tag in [
        "<svg class=i />",
        "<svg><path/></svg>",
        "<svg>",
        "<object>",
        "<noscript>",
        "<select>",
        "<math/>",
    ] {
        let page = format!(
            "<html><meta property=og:type content=article><article><h1>T</h1><p>Before.</p>{tag}<p>Behind.</p></article></html>"
        );
        let body = only(&page).body_html.unwrap();
        assert_eq!(body.as_str(), "<p>Before.</p><p>Behind.</p>", "{tag}");
    }
}

/// What a page recommends is not what it is about.
#[test]
fn the_article_at_the_page_s_address_is_its_own() {
    let article = |name: &str, url: &str| {
        format!("{{\"@type\":\"NewsArticle\",\"headline\":\"{name}\",\"url\":\"https://{url}\"}}")
    };
    let (other, more) = (
        article("Other", "p.example/o"),
        article("More", "p.example/m"),
    );
    let own = article("Own", "www.p.example/own?ref=1");
    let is_article = "<meta property=og:type content=article><meta property=og:title content=Seen>";
    let canonical = "<link rel=canonical href=https://p.example/own/>";
    for (head, data, want) in [
        (canonical, format!("[{other},{own},{more}]"), &["Own"][..]),
        ("", format!("[{other},{more}]"), &["Other", "More"]),
        (is_article, format!("[{other},{more}]"), &["Other"]),
        (
            is_article,
            format!("{{\"@type\":\"ItemList\",\"itemListElement\":[{other},{more}]}}"),
            &["Seen"],
        ),
        (
            "",
            format!("[{{\"@type\":\"ItemList\",\"itemListElement\":[{other},{more}]}},{own}]"),
            &["Own"],
        ),
    ] {
        let page = format!(
            "<html><head>{head}<script type=application/ld+json>{data}</script></head><body></body></html>"
        );
        let records = try_import(page.as_bytes(), &Options::default()).unwrap();
        let title = |i: &Imported| {
            i.record
                .as_ref()?
                .title
                .as_ref()
                .map(|t| t.as_str().to_owned())
        };
        let titles: Vec<String> = records.iter().filter_map(title).collect();
        assert_eq!(titles, want, "{page}");
    }
}

#[test]
fn what_is_no_article_is_named() {
    for (page, says) in [
        (&b""[..], "empty"),
        (b" \n", "empty"),
        (b"{\"error\":\"login\"}", "JSON"),
        (b"\x1F\x8B\x08", "gzip"),
        (b"<?xml version=\"1.0\"?><rss version=\"2.0\"/>", "RSS"),
        (b"Just text", "no tag"),
        (
            b"<html><title>Just a moment...</title><p>Checking</html>",
            "error page",
        ),
        (
            b"<html><title>Welcome</title><form><input type=password></form></html>",
            "login page",
        ),
        (
            b"<html><title>The Paper</title><p>Welcome.</html>",
            "front page",
        ),
        (
            b"<html><title>Not Found - The Paper</title><p>x</html>",
            "error page",
        ),
        (
            b"<html><link rel=canonical href=https://p.example/><meta name=author content=P><p>x</html>",
            "front page",
        ),
    ] {
        let error: Error = try_import(page, &Options::default()).unwrap_err();
        assert!(error.is_input(), "{error}");
        assert!(error.to_string().contains(says), "{error}");
    }
}

#[test]
fn pages_are_recognised_and_others_left_alone() {
    let html = import::by_name("html").unwrap();
    for (head, name, want) in [
        ("<!DOCTYPE html><html>", "page", true),
        ("\u{feff}<!-- saved --> \n<HTML lang=en>", "page", true),
        (
            "<?xml version='1.0'?><!DOCTYPE html PUBLIC \"x\"><html>",
            "page",
            true,
        ),
        ("<p>Story</p>", "1.html", true),
        ("<p>Story</p>", "1.txt", false),
        ("<section class=h-feed>", "feed.htm", true),
        ("<?xml version=\"1.0\"?><rss>", "feed.html", false),
        ("<!DOCTYPE nitf SYSTEM \"nitf.dtd\"><nitf>", "a.html", false),
        ("{\"title\":\"x\"}", "a.html", false),
        ("Title\n\n<b>Text</b>", "page.html", false),
        ("---\ntitle: x\n---\n<p>", "page.md", false),
        ("", "a.html", false),
    ] {
        assert_eq!(
            (html.recognises)(head.as_bytes(), name.as_ref()),
            want,
            "{head:?} {name}"
        );
    }
}

/// Pages made to cost a parser far more than they are long.
#[test]
fn hostile_pages_cost_little() {
    let head = "<html><head><meta property=og:type content=article><meta property=og:title content=T></head><body>";
    let big = if cfg!(debug_assertions) {
        1 << 18
    } else {
        15 << 20
    };
    for (what, unit, bytes) in [
        ("nested div", "<div>", big.max(500_000)),
        ("nested article", "<article><p>x", big),
        ("bold", "<b>", big),
        ("bold in paragraphs", "<p><b class=a>x", big),
        ("fonts", "<font size=1><p>", big),
        ("tables", "<table><tr><td>", big),
        ("ends", "</p>", big),
        ("ampersands", "&amp;&é", big),
        ("less-than", "<<b>", big),
        ("entries", "<div class=h-entry><p class=p-name>x", big),
        ("scripts", "<script type=application/ld+json>{", big),
        ("open comments", "<!--x", big),
        ("drawings", "<svg>x</svgx>", big),
        ("lost drawings", "<svg><math>x", big),
        ("figures", "<figure><img src=a.jpg>", big),
        ("metas", "<meta property=article:tag content=x>", big),
        ("zeros", "\0<p>x\0", big),
        ("headings", "<h1>x</h1><time datetime=2026-01-01>", big),
    ] {
        let page = head.to_owned() + &unit.repeat(bytes / unit.len());
        let start = Instant::now();
        let _ = try_import(page.as_bytes(), &page_of("x"));
        let took = start.elapsed();
        println!("{what}: {} KB in {took:?}", page.len() / 1024);
        assert!(took < Duration::from_secs(20), "{what} took {took:?}");
    }
    let attributes: String = (0..100_000).map(|n| format!(" a{n}=1")).collect();
    try_import(
        format!("{head}<article{attributes}><p>x").as_bytes(),
        &page_of("x"),
    )
    .unwrap();
    let deep = format!(
        "<script type=application/ld+json>{}</script>",
        "[".repeat(100_000)
    );
    try_import(format!("{head}{deep}<p>x").as_bytes(), &page_of("x")).unwrap();
    let error = try_import(&vec![b'<'; (16 << 20) + 1], &Options::default()).unwrap_err();
    assert!(error.to_string().contains("16 MiB"), "{error}");
}

const PIECES: &[&str] = &[
    "<html lang=en>",
    "<head>",
    "</head>",
    "<body>",
    "</body>",
    "<title>",
    "</title>",
    "<article>",
    "</article>",
    "<p>",
    "</p>",
    "<b>",
    "</b>",
    "<table>",
    "<tr>",
    "<td>",
    "</table>",
    "<h1>",
    "</h1>",
    "<div class=h-entry>",
    "<div class=h-feed>",
    "<div class=hentry>",
    "</div>",
    "<p class=p-name>",
    "<span class=e-content>",
    "<a class='u-url p-author h-card' href=/x>",
    "</a>",
    "</span>",
    "<time datetime=2026-03-02>",
    "</time>",
    "<figure>",
    "<img src=a.jpg>",
    "<figcaption>",
    "</figure>",
    "<meta property=og:title content=T>",
    "<meta property=og:type content=article>",
    "<meta property=og:image content=x>",
    "<link rel=canonical href=/c>",
    "<base href=//b.example>",
    "<script type=application/ld+json>",
    "{\"@type\":\"NewsArticle\",\"headline\":\"H\"}",
    "{\"@graph\":[",
    "</script>",
    "<script>",
    "<style>",
    "<!--",
    "-->",
    "<svg>",
    "<template>",
    "<br>",
    "<ul><li>",
    "<select>",
    "<noscript>",
    "<form>",
    "<font>",
    "<h1 itemprop=headline>",
    "<div itemscope itemtype=https://schema.org/NewsArticle>",
    "<div itemprop=articleBody>",
    "&amp;",
    "&",
    "<",
    ">",
    "\"",
    "\0",
    "\u{fffd}",
    "é",
    "Words of a story that goes on, and on. ",
    "\n",
];

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn any_page_is_read_or_refused(pieces in proptest::collection::vec(0..PIECES.len(), 0..60)) {
        let page: String = pieces.iter().map(|n| PIECES[*n]).collect();
        let _ = try_import(page.as_bytes(), &page_of("x"));
    }

    #[test]
    fn any_bytes_are_read_or_refused(bytes in proptest::collection::vec(any::<u8>(), 0..200)) {
        let _ = try_import(&bytes, &Options::default());
        let _ = try_import(&[b"<html><p>", &bytes[..]].concat(), &Options::default());
    }
}
