//! The two pages that must always publish: the repository's own, and the page that feedwright began with.

use std::path::Path;
use std::process::Command;

use crate::harness::{Room, judge, ran, repository, shared};

/// What a page of this shape holds.
struct Page<'a> {
    article: &'a str,
    published_rss: &'a str,
    published_atom: &'a str,
    credit: [&'a str; 2],
    related: &'a str,
    categories: &'a [&'a str],
}

const OWN: Page<'_> = Page {
    article: "Harbour Tram to Run on Tidal Power After a Two-Year Trial",
    published_rss: "Fri, 21 Sep 2018 13:05:00 +0000",
    published_atom: "2018-09-21T13:05:00+00:00",
    credit: ["Beatriz Quintela", "VELAR"],
    related: "Island Mill Grinds Flour Again After Forty Quiet Years",
    categories: &["Trams and ferries", "Tidal power"],
};

const SEED: Page<'_> = Page {
    article: "Embattled Russian Cyber Firm Kaspersky Teams Up With Interpol",
    published_rss: "Fri, 13 Oct 2017 06:09:00 +0000",
    published_atom: "2017-10-13T06:09:00+00:00",
    credit: ["Sergey Savostyanov", "TASS"],
    related: "U.S. Senate Bans Kaspersky Software Over Suspected FSB Ties",
    categories: &["Cybersecurity"],
};

#[test]
fn the_page_of_the_repository() {
    let room = Room::empty();
    for name in [
        "feedwright.toml",
        "feeds/news.toml",
        "feeds/headlines.toml",
        "fixtures/captures/front-page.txt",
    ] {
        room.write(name, std::fs::read(repository().join(name)).unwrap());
    }
    holds(&room, &OWN);
    assert_eq!(
        room.read("public/headlines.rss").matches("<item>").count(),
        7
    );
}

#[test]
fn the_seed_page() {
    let Some(shared) = shared("that the seed page publishes") else {
        return;
    };
    let room = Room::empty();
    room.write(
        "feedwright.toml",
        seed_config(&shared.join("captures/000-seed.txt")),
    );
    holds(&room, &SEED);
}

fn seed_config(page: &Path) -> String {
    let page = std::path::absolute(page).unwrap();
    format!(
        r#"
[site]
title = "The Moscow Times"
url = "https://www.themoscowtimes.com/"
language = "en"
timezone = "Europe/Moscow"
authority = "themoscowtimes.com,2017"

[[source]]
path = {page:?}
name = "front-page"

[[category]]
term = "cybersecurity"
label = "Cybersecurity"
scheme = "https://www.themoscowtimes.com/topics/"
match = ["Kaspersky", "hack*"]
not = ["life hack*"]
"#
    )
}

/// Publishes twice and looks at both documents as text, as XML, and through the program's own validator.
fn holds(room: &Room, page: &Page<'_>) {
    room.run(&["publish"]).exits(0);
    holds_rss(&room.read("public/news.rss"), page);
    holds_atom(&room.read("public/news.atom"), page);
    room.run(&["validate", "public"]).exits(0);
    if judge("xmllint", "that libxml2 reads the documents") {
        let checked = ran(Command::new("xmllint")
            .arg("--noout")
            .arg(room.at("public/news.rss"))
            .arg(room.at("public/news.atom")))
        .exits(0);
        assert_eq!(checked.stderr, "");
    }
    newsboat_shows(room, page);
    let before = room.state_of(".");
    room.run(&["publish"]).exits(0);
    assert_eq!(room.state_of("."), before);
}

fn holds_rss(rss: &str, page: &Page<'_>) {
    assert_eq!(rss.matches("<item>").count(), 8, "{rss}");
    let article = part_with(rss, "<item>", page.article);
    assert!(
        article.contains(&format!("<pubDate>{}</pubDate>", page.published_rss)),
        "{article}"
    );
    assert!(
        article.contains(&format!(
            "<media:credit role=\"photographer\" scheme=\"urn:ebu\">{}</media:credit>",
            page.credit[0]
        )),
        "{article}"
    );
    assert!(
        article.contains(&format!("<media:credit>{}</media:credit>", page.credit[1])),
        "{article}"
    );
    assert_eq!(article.matches("<p>").count(), 7, "{article}");
    assert!(article.contains(page.related), "{article}");
    for category in page.categories {
        assert!(
            article.contains(&format!(">{category}</category>")),
            "{article}"
        );
    }
}

fn holds_atom(atom: &str, page: &Page<'_>) {
    assert_eq!(atom.matches("<entry>").count(), 8, "{atom}");
    let article = part_with(atom, "<entry>", page.article);
    assert!(
        article.contains(&format!("<published>{}</published>", page.published_atom)),
        "{article}"
    );
    assert_eq!(article.matches("&lt;p&gt;").count(), 7, "{article}");
    assert!(
        article.contains(page.credit[0]) && article.contains(page.related),
        "{article}"
    );
}

/// The part between two `mark`s in which `text` stands as a title.
fn part_with<'d>(document: &'d str, mark: &str, text: &str) -> &'d str {
    let title = format!("<title>{text}</title>");
    document
        .split(mark)
        .skip(1)
        .find(|part| part.contains(&title))
        .unwrap_or_else(|| panic!("no {title} in\n{document}"))
}

/// A real reader, reading the file as a subscriber would.
fn newsboat_shows(room: &Room, page: &Page<'_>) {
    if !judge("newsboat", "that newsboat shows the articles") {
        return;
    }
    for name in ["news.rss", "news.atom"] {
        let folder = room.at(&format!("reader-{name}"));
        std::fs::create_dir(&folder).unwrap();
        std::fs::write(
            folder.join("urls"),
            format!("file://{}\n", room.at("public").join(name).display()),
        )
        .unwrap();
        std::fs::write(folder.join("config"), "suppress-first-reload yes\n").unwrap();
        let mut newsboat = Command::new("newsboat");
        newsboat.env("HOME", &folder).env("TERM", "dumb");
        for (option, file) in [("-u", "urls"), ("-c", "cache.db"), ("-C", "config")] {
            newsboat.arg(option).arg(folder.join(file));
        }
        ran(newsboat.args(["-x", "reload"])).exits(0);
        let cache = rusqlite::Connection::open(folder.join("cache.db")).unwrap();
        let titles = |sql: &str| -> Vec<String> {
            let mut rows = cache.prepare(sql).unwrap();
            rows.query_map([], |row| row.get(0))
                .unwrap()
                .map(Result::unwrap)
                .collect()
        };
        assert_eq!(titles("select title from rss_item").len(), 8, "{name}");
        assert_eq!(
            titles("select title from rss_item where content like '%<p>%'"),
            [page.article],
            "{name}"
        );
        std::fs::remove_dir_all(&folder).unwrap();
    }
}
