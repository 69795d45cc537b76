//! `[sitemap]`: which pages stand in which file, and which files a change touches.

use std::process::Command;

use crate::harness::{Room, judge, repository};

const BOTH: &str = "\n[sitemap]\nnews = true\nfull = true\n";

/// A newsroom with sitemaps and a feed of one entry.
fn room(table: &str, records: &str) -> Room {
    let room = Room::with_records(records);
    let config = room.read("feedwright.toml");
    room.write("feedwright.toml", format!("{config}{table}"));
    room.write("feeds/news.toml", "limit = 1\nformats = [\"rss\"]\n");
    room
}

fn page(id: &str, published: &str, more: &str) -> String {
    format!(
        "{{\"id\":\"{id}\",\"title\":\"Story {id} & more\",\"url\":\"https://quay.example/{id}?a=1&b=2\",\"published\":\"{published}\",\"summary\":\"Short.\"{more}}}\n"
    )
}

/// Publishes on this day of March 2026 at noon; the numbers of files written and withheld.
#[track_caller]
fn publish(room: &Room, day: u32) -> (u64, u64) {
    let now = format!("2026-03-{day:02}T12:00:00Z");
    let told = room
        .run(&["publish", "--format", "json", "--now", &now])
        .exits(0)
        .json();
    let number = |word: &str| told["documents"][word].as_u64().expect("a number");
    (number("written"), number("withheld"))
}

/// The last steps of the addresses in a sitemap.
fn listed(room: &Room, name: &str) -> Vec<String> {
    let text = room.read(&format!("public/{name}"));
    let tree = roxmltree::Document::parse(&text).unwrap_or_else(|e| panic!("{name}: {e}"));
    let pages = tree
        .root_element()
        .children()
        .filter(roxmltree::Node::is_element);
    let address = |page: roxmltree::Node<'_, '_>| {
        let loc = page.children().find(|n| n.tag_name().name() == "loc");
        let text = loc.and_then(|n| n.text()).expect("an address").to_owned();
        let step = text.rsplit('/').next().unwrap_or_default();
        step.split('?').next().unwrap_or_default().to_owned()
    };
    pages.map(address).collect()
}

/// Our validator and xmllint, with schemas of our own, accept every sitemap.
#[track_caller]
fn all_valid(room: &Room) {
    let mut names = Vec::new();
    for entry in std::fs::read_dir(room.at("public")).expect("a folder") {
        let name = entry
            .expect("an entry")
            .file_name()
            .to_string_lossy()
            .into_owned();
        if name.starts_with("sitemap") {
            names.push(format!("public/{name}"));
        }
    }
    assert!(!names.is_empty());
    for name in &names {
        let base = format!("https://quay.example/feeds/{name}");
        let args = [
            "validate",
            "--strict",
            "--now",
            "2026-03-02T12:00:00Z",
            "--base",
            &base,
            name,
        ];
        room.run(&args).exits(0);
    }
    if !judge("xmllint", "sitemaps against their schemas") {
        return;
    }
    let out = Command::new("xmllint")
        .args(["--noout", "--nonet", "--schema"])
        .arg(repository().join("fixtures/schemas/sitemap.xsd"))
        .args(names.iter().map(|n| room.at(n)))
        .output()
        .expect("xmllint");
    assert!(
        out.status.success(),
        "{}",
        String::from_utf8_lossy(&out.stderr)
    );
}

#[test]
fn the_index_names_all_and_each_file_is_valid() {
    let image = ",\"image\":{\"url\":\"https://quay.example/i.jpg\"},\"language\":\"pt-BR\"";
    let records = [
        page("old", "2026-02-01T10:00:00Z", image),
        page("a", "2026-03-02T10:00:00Z", image),
        page("b", "2026-03-01T10:00:00Z", ""),
    ];
    let room = room(BOTH, &records.concat());
    assert_eq!(publish(&room, 2), (4, 0));
    assert_eq!(
        listed(&room, "sitemap.xml"),
        ["sitemap-news.xml", "sitemap-1.xml"]
    );
    assert_eq!(listed(&room, "sitemap-1.xml"), ["old", "a", "b"]);
    assert_eq!(listed(&room, "sitemap-news.xml"), ["a", "b"]);
    let news = room.read("public/sitemap-news.xml");
    for wanted in [
        "<news:name>The Quay Post</news:name>",
        "<news:language>pt</news:language>",
        "<news:language>en</news:language>",
        "<news:publication_date>2026-03-02T10:00:00Z</news:publication_date>",
        "<news:title>Story a &amp; more</news:title>",
        "<image:loc>https://quay.example/i.jpg</image:loc>",
        "<loc>https://quay.example/a?a=1&amp;b=2</loc>",
    ] {
        assert!(news.contains(wanted), "{wanted}\n{news}");
    }
    all_valid(&room);
    let before = (room.state_of("public"), room.state_of(".feedwright"));
    assert_eq!(publish(&room, 2), (0, 0));
    assert_eq!(
        (room.state_of("public"), room.state_of(".feedwright")),
        before
    );
}

#[test]
fn what_may_not_be_seen_stands_in_no_sitemap() {
    for (what, more) in [
        ("embargoed", ",\"not_before\":\"2026-03-09T00:00:00Z\""),
        ("a draft", ",\"status\":\"draft\""),
        ("withdrawn", ",\"status\":\"retracted\""),
        ("expired", ",\"expires\":\"2026-03-01T23:00:00Z\""),
    ] {
        let records = page("seen", "2026-03-02T10:00:00Z", "")
            + &page("hidden", "2026-03-02T10:00:00Z", more);
        let room = room(BOTH, &records);
        publish(&room, 2);
        for (path, bytes, _) in room.state_of("public") {
            let text = String::from_utf8_lossy(&bytes).into_owned();
            assert!(!text.contains("hidden"), "{what}: {}", path.display());
        }
        assert_eq!(listed(&room, "sitemap-1.xml"), ["seen"], "{what}");
    }
}

#[test]
fn pages_come_and_go() {
    let records = page(
        "a",
        "2026-03-02T10:00:00Z",
        ",\"expires\":\"2026-03-03T00:00:00Z\"",
    ) + &page(
        "b",
        "2026-03-02T10:00:00Z",
        ",\"not_before\":\"2026-03-03T00:00:00Z\"",
    ) + &page("c", "2026-03-02T10:00:00Z", "")
        + "{\"title\":\"Elsewhere\",\"url\":\"https://other.example/x\",\"published\":\"2026-03-02T10:00:00Z\"}\n"
        + "{\"title\":\"No page\",\"published\":\"2026-03-02T10:00:00Z\"}\n";
    let room = room(BOTH, &records);
    publish(&room, 2);
    assert_eq!(
        (
            listed(&room, "sitemap-1.xml"),
            listed(&room, "sitemap-news.xml")
        ),
        (vec!["a".into(), "c".into()], vec!["c".into(), "a".into()])
    );
    publish(&room, 3);
    assert_eq!(
        (
            listed(&room, "sitemap-1.xml"),
            listed(&room, "sitemap-news.xml")
        ),
        (vec!["b".into(), "c".into()], vec!["c".into(), "b".into()])
    );
    room.run(&["retract", "c", "--now", "2026-03-03T13:00:00Z"])
        .exits(0);
    room.run(&["forget", "b", "--now", "2026-03-03T13:00:00Z"])
        .exits(0);
    publish(&room, 3);
    // A sitemap holds at least one address: the front page.
    assert_eq!(
        (
            listed(&room, "sitemap-1.xml"),
            listed(&room, "sitemap-news.xml")
        ),
        (vec![String::new()], vec![String::new()])
    );
    all_valid(&room);
}

#[test]
fn news_ages_out_by_time_alone() {
    let records = page("a", "2026-03-02T10:00:00Z", "")
        + &page("b", "2026-03-03T10:00:00Z", "")
        + "{\"title\":\"Undated\",\"url\":\"https://quay.example/u\"}\n";
    let room = room("\n[sitemap]\nnews = true\n", &records);
    for (day, wanted, written) in [
        (3, vec!["b", "a"], 3),
        (4, vec!["b"], 1),
        (4, vec!["b"], 0),
        // The index too: nothing is new any more.
        (5, vec![""], 2),
        (6, vec![""], 0),
    ] {
        assert_eq!(publish(&room, day), (written, 0), "day {day}");
        assert_eq!(listed(&room, "sitemap-news.xml"), wanted, "day {day}");
    }
    assert!(!room.has("public/sitemap-1.xml"));
}

#[test]
fn packed_copies_follow_and_go_where_they_would_be_stale() {
    let records: String = (0..20)
        .map(|n| page(&format!("p{n}"), "2026-03-02T10:00:00Z", ""))
        .collect();
    let room = room(BOTH, &records);
    let plain = room.read("feedwright.toml");
    let packed = || -> Vec<String> {
        let all = room.state_of("public").into_iter();
        let names = all.map(|(path, ..)| path.file_name().unwrap().to_str().unwrap().to_owned());
        names
            .filter(|n| n.starts_with("sitemap") && n.ends_with(".gz"))
            .collect()
    };
    publish(&room, 3);
    assert!(packed().is_empty());
    let packing = plain.replace("[output]", "[output]\ncompress = [\"gz\"]");
    room.write("feedwright.toml", packing);
    publish(&room, 3);
    assert_eq!(packed(), ["sitemap-1.xml.gz", "sitemap-news.xml.gz"]);
    // Without news the file is too short for a copy, and the one that holds the old news is not to be served.
    publish(&room, 5);
    assert_eq!(packed(), ["sitemap-1.xml.gz"]);
    room.write("feedwright.toml", plain);
    publish(&room, 5);
    assert!(packed().is_empty());
}

#[test]
fn parts_that_nobody_wants_any_more_are_named_or_go() {
    let records: String = (0..1001)
        .map(|n| page(&format!("p{n}"), "2026-03-02T10:00:00Z", ""))
        .collect();
    let room = room(BOTH, &records);
    publish(&room, 3);
    let fewer = room
        .read("feedwright.toml")
        .replace("full = true", "full = false");
    room.write("feedwright.toml", &fewer);
    room.publish_at("2026-03-03T12:00:00Z")
        .exits(0)
        .says("the sitemaps sitemap-… are made no more and stay");
    assert!(room.has("public/sitemap-2.xml"));
    let fewer = fewer.replace("[output]", "[output]\nprune = true");
    room.write("feedwright.toml", fewer);
    publish(&room, 3);
    assert!(!room.has("public/sitemap-1.xml") && !room.has("public/sitemap-2.xml"));
    assert!(room.has("public/sitemap-news.xml") && room.has("public/sitemap.xml"));
}

#[test]
fn parts_are_split_and_one_more_record_touches_the_last() {
    let records: String = (0..2100)
        .map(|n| page(&format!("s{n:04}"), "2026-03-02T10:00:00Z", ""))
        .collect();
    let room = room(BOTH, &records);
    publish(&room, 2);
    let names = [
        "sitemap-news.xml",
        "sitemap-news-2.xml",
        "sitemap-news-3.xml",
        "sitemap-1.xml",
        "sitemap-2.xml",
        "sitemap-3.xml",
    ];
    assert_eq!(listed(&room, "sitemap.xml"), names);
    for (name, count) in [
        ("sitemap-1.xml", 1000),
        ("sitemap-3.xml", 100),
        ("sitemap-news-3.xml", 100),
    ] {
        assert_eq!(listed(&room, name).len(), count, "{name}");
    }
    all_valid(&room);
    // Dated after the others, so it is the last to come and the first among the news.
    room.append("records.jsonl", &page("more", "2026-02-01T10:00:00Z", ""));
    assert_eq!(publish(&room, 2), (1, 0), "one part");
    assert_eq!(listed(&room, "sitemap-3.xml").len(), 101);
    publish(&room, 20);
    for name in [
        "sitemap-news.xml",
        "sitemap-news-2.xml",
        "sitemap-news-3.xml",
    ] {
        assert_eq!(listed(&room, name), [""], "{name}");
    }
    assert_eq!(
        listed(&room, "sitemap.xml"),
        [names[0], names[3], names[4], names[5]]
    );
    std::fs::remove_file(room.at("public/sitemap-2.xml")).expect("a file");
    publish(&room, 20);
    assert_eq!(listed(&room, "sitemap-2.xml").len(), 1000);
}

#[test]
fn what_cannot_be_meant_is_refused() {
    let silent = room("\n[sitemap]\nnews = true\n", "");
    let config = silent
        .read("feedwright.toml")
        .replace("language = \"en\"\n", "");
    silent.write("feedwright.toml", config);
    silent.run(&["publish"]).exits(2).says("names the language");
    let unknown = room("\n[sitemap]\nnewz = true\n", "");
    unknown.run(&["publish"]).exits(2).says("newz").says("news");
}

#[test]
fn only_pages_of_the_sites_own_protocol_and_host_are_listed_and_each_once() {
    let at = |id: &str, url: &str| {
        page(id, "2026-03-02T10:00:00Z", "")
            .replace(&format!("https://quay.example/{id}?a=1&b=2"), url)
    };
    let records = [
        at("a", "https://quay.example/a#top"),
        at("b", "https://quay.example/a#comments"),
        at("c", "http://quay.example/c"),
        at("d", "https://quay.example:8443/d"),
        at("e", "https://quay.example:443/e"),
    ];
    let room = room(BOTH, &records.concat());
    publish(&room, 2);
    assert_eq!(listed(&room, "sitemap-1.xml"), ["a", "e"]);
    let mut news = listed(&room, "sitemap-news.xml");
    news.sort();
    assert_eq!(news, ["a", "e"]);
    all_valid(&room);
}

#[test]
fn a_bare_headline_is_no_article_for_news() {
    let records = page("a", "2026-03-02T10:00:00Z", "")
        + &page("b", "2026-03-02T10:00:00Z", "").replace(",\"summary\":\"Short.\"", "");
    let room = room(BOTH, &records);
    publish(&room, 2);
    assert_eq!(listed(&room, "sitemap-1.xml"), ["a", "b"]);
    assert_eq!(listed(&room, "sitemap-news.xml"), ["a"]);
}

#[test]
fn numbered_news_that_nobody_wants_any_more_is_named_or_goes() {
    let records: String = (0..1001)
        .map(|n| page(&format!("p{n}"), "2026-03-02T10:00:00Z", ""))
        .collect();
    let room = room(BOTH, &records);
    publish(&room, 3);
    assert!(room.has("public/sitemap-news-2.xml"));
    let fewer = room
        .read("feedwright.toml")
        .replace("news = true", "news = false");
    room.write("feedwright.toml", &fewer);
    room.publish_at("2026-03-03T12:00:00Z")
        .exits(0)
        .says("sitemap-news-2.xml is made no more and may go");
    assert!(room.has("public/sitemap-news-2.xml"));
    let fewer = fewer.replace("[output]", "[output]\nprune = true");
    room.write("feedwright.toml", fewer);
    room.publish_at("2026-03-03T12:00:00Z")
        .exits(0)
        .says("sitemap-news-2.xml is made no more and removed");
    assert!(!room.has("public/sitemap-news-2.xml") && !room.has("public/sitemap-news.xml"));
    assert!(room.has("public/sitemap-1.xml") && room.has("public/sitemap.xml"));
}
