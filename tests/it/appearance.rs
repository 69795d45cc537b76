//! What `feeds/*.toml` and `[defaults]` say of a feed's looks and words: what shows, and what is refused. The fixture
//! newsroom `formats` uses every key.

use std::collections::BTreeSet;

use feedwright::config::SCHEMAS;
use serde_json::Value;

use crate::harness::{Room, repository};

const RECORD: &str = concat!(
    r#"{"id":"https://quay.example/a","title":"Alpha","url":"https://quay.example/a","published":"2026-03-01T10:00:00Z","#,
    r#""section":"Town","summary":"First.","extra":{"place":"Quay","at":{"lat":57,"open":true},"none":null}}"#,
    "\n"
);

/// A newsroom whose only feed is this, and what `feedwright.toml` says besides.
fn newsroom(feed: &str, besides: &str) -> Room {
    let room = Room::with_records(RECORD);
    room.append("feedwright.toml", besides);
    room.write("feeds/news.toml", feed);
    room
}

#[test]
fn what_cannot_stand_in_a_feed_is_refused_with_its_line() {
    let extension = |field: &str, element: &str, namespace: &str| {
        format!(
            "[[extension]]\nfield = \"{field}\"\nelement = \"{element}\"\nnamespace = \"{namespace}\""
        )
    };
    let ns = "https://quay.example/ns";
    let twice = |element: &str, namespace: &str| {
        let first = extension("extra.a", "q:a", ns);
        format!("{first}\n{}", extension("extra.b", element, namespace))
    };
    for (written, line, word) in [
        ("language = \"no tag\"".to_owned(), 2, "no tag"),
        ("email = \"desk\"".to_owned(), 2, "\"desk\""),
        (
            "email = \"Ada (desk) <d@quay.example>\"".to_owned(),
            2,
            "address alone",
        ),
        ("webmaster = \"a b@quay.example\"".to_owned(), 2, "e-mail"),
        ("image = \"javascript:x\"".to_owned(), 2, "javascript"),
        ("image = \"logo.svg\"".to_owned(), 2, ".svg"),
        ("icon = \"ftp://quay.example/i.png\"".to_owned(), 2, "ftp"),
        ("stylesheet = \"\"".to_owned(), 2, "empty"),
        (
            "categories = [\"a\", \" \"]".to_owned(),
            2,
            "a category is empty",
        ),
        ("skip_hours = [1, 24]".to_owned(), 2, "no hour 24"),
        ("skip_hours = [-1]".to_owned(), 2, "whole number"),
        ("skip_days = [\"Sonntag\"]".to_owned(), 2, "Sunday"),
        (
            "[utm]\nmedium = \"x\"\nsauce = \"x\"".to_owned(),
            4,
            "`source`",
        ),
        ("[[title_prefix]]\ntext = \" \"".to_owned(), 3, "no text"),
        (
            "[[title_prefix]]\ntext = \"{sektion}: \"".to_owned(),
            3,
            "{section}",
        ),
        (
            "[[title_prefix]]\ntext = \"{section\"".to_owned(),
            3,
            "stands for nothing",
        ),
        (extension("place", "q:place", ns), 3, "extra.place"),
        (extension("extra.", "q:place", ns), 3, "extra.place"),
        (extension("extra.a", "q:about", ns), 4, "\"about\" is taken"),
        (extension("extra.a..b", "q:place", ns), 3, "extra.a..b"),
        (
            extension("extra.a", "place", ns),
            4,
            "prefix, a colon and a name",
        ),
        (extension("extra.a", "q:1st", ns), 4, "q:1st"),
        (extension("extra.a", "q:a b", ns), 4, "q:a b"),
        (extension("extra.a", "q:a:b", ns), 4, "q:a:b"),
        (extension("extra.a", "q.r:a", ns), 4, "q.r:a"),
        (extension("extra.a", "xmlq:a", ns), 4, "\"xmlq\" is taken"),
        (extension("extra.a", "media:a", ns), 4, "\"media\" is taken"),
        (extension("extra.a", "Feedwright:a", ns), 4, "is taken"),
        (extension("extra.a", "q:a", "not an iri"), 5, "not an iri"),
        (
            extension("extra.a", "q:a", "http://www.w3.org/2005/Atom"),
            5,
            "feedwright itself",
        ),
        (
            twice("q:b", "https://other.example/"),
            8,
            "one namespace for each prefix",
        ),
        (twice("r:b", ns), 8, "one prefix for each namespace"),
    ] {
        let file = format!("title = \"News\"\n{written}\n");
        let room = newsroom(&file, "");
        let said = format!("feeds/news.toml:{line}: ");
        room.run(&["publish"])
            .exits(2)
            .says(&said)
            .says(word)
            .says("  help: ");
        assert!(!room.has("public"), "{written}");
        let in_feedwright = written.starts_with("categories") || written.starts_with("language");
        if !in_feedwright {
            let table = written
                .replace("[utm]", "[defaults.utm]")
                .replace("[[", "[[defaults.");
            let begin = if written.starts_with('[') {
                ""
            } else {
                "[defaults]\n"
            };
            let room = newsroom("", &format!("{begin}{table}\n"));
            room.run(&["publish"])
                .exits(2)
                .says("feedwright.toml:")
                .says(word);
        }
    }
    for (written, word) in [
        ("[defaults]\nlimit = 0\n", "1 to 10000"),
        ("[defaults]\nformats = [\"rdf\"]\n", "rdf"),
        ("[defaults]\ntitle = \"News\"\n", "title"),
        (
            "[[defaults.title_prefix]]\ntext = \"x\"\nsources = [\"wirr\"]\n",
            "no source \"wirr\"",
        ),
    ] {
        newsroom("", written)
            .run(&["publish"])
            .exits(2)
            .says("toml")
            .says(word);
    }
}

#[test]
fn parameters_are_in_links_and_in_nothing_else() {
    let room = newsroom(
        "formats = [\"rss\", \"atom\", \"json\"]\n[utm]\nsource = \"quay & co\"\ncampaign = \"{slug}\"\n",
        "",
    );
    room.run(&["publish"]).exits(0);
    let rss = room.read("public/news.rss");
    let link = "https://quay.example/a?utm_source=quay+%26+co&amp;utm_campaign=news";
    assert!(rss.contains(&format!("<link>{link}</link>")), "{rss}");
    assert!(rss.contains("<guid isPermaLink=\"false\">https://quay.example/a</guid>"));
    let atom = room.read("public/news.atom");
    assert!(
        atom.contains(&format!("href=\"{link}\" rel=\"alternate\"")),
        "{atom}"
    );
    assert!(atom.contains("<id>https://quay.example/a</id>"));
    let json: Value = serde_json::from_str(&room.read("public/news.json")).unwrap();
    assert_eq!(json["items"][0]["url"], link.replace("&amp;", "&"));
    assert_eq!(json["items"][0]["id"], "https://quay.example/a");
    assert_eq!(rss.matches("utm_").count(), 2);
}

#[test]
fn extensions_take_single_values() {
    let mapping = |field: &str| {
        format!(
            "[[extension]]\nfield = \"extra.{field}\"\nelement = \"q:x\"\nnamespace = \"https://quay.example/ns\"\n"
        )
    };
    for (field, wanted) in [
        ("place", Some("Quay")),
        ("at.lat", Some("57")),
        ("at.open", Some("true")),
        ("at", None),
        ("none", None),
        ("place.deeper", None),
        ("missing", None),
    ] {
        let room = newsroom(&mapping(field), "");
        room.run(&["publish"]).exits(0);
        for document in ["public/news.rss", "public/news.atom"] {
            let text = room.read(document);
            let found = text
                .split("<q:x>")
                .nth(1)
                .and_then(|rest| rest.split('<').next());
            assert_eq!(found, wanted, "{field} {text}");
            assert_eq!(text.contains("xmlns:q"), wanted.is_some());
        }
    }
}

#[test]
fn json_alone_is_warned_of() {
    let room = newsroom("formats = [\"json\"]\n", "");
    for _ in 0..2 {
        let ran = room.run(&["publish"]).exits(0);
        ran.says("news.toml: ")
            .says("cannot read JSON Feed")
            .says("`formats`");
    }
    room.write("feeds/news.toml", "formats = [\"json\", \"atom\"]\n");
    let ran = room.run(&["publish"]).exits(0);
    assert!(!ran.stderr.contains("JSON"), "{}", ran.stderr);
}

#[test]
fn a_feed_says_its_own_before_the_defaults() {
    let defaults = "[defaults]\nformats = [\"rss\"]\nttl = 7\ncopyright = \"All\"\nskip_days = [\"Sunday\"]\n[[defaults.title_prefix]]\ntext = \"{section}: \"\n";
    let room = newsroom("", defaults);
    room.run(&["publish"]).exits(0);
    assert!(!room.has("public/news.atom"));
    let all = room.read("public/news.rss");
    let own = newsroom(
        "ttl = 8\ncopyright = \"Own\"\nskip_days = []\ntitle_prefix = []\n",
        defaults,
    );
    own.run(&["publish"]).exits(0);
    let own = own.read("public/news.rss");
    for (of_all, of_own) in [
        ("<ttl>7<", "<ttl>8<"),
        ("<copyright>All<", "<copyright>Own<"),
        ("<day>Sunday<", "<ttl>"),
        ("<title>Town: Alpha<", "<title>Alpha<"),
    ] {
        assert!(all.contains(of_all), "{of_all} {all}");
        assert!(own.contains(of_own), "{of_own} {own}");
        assert!(!own.contains(of_all), "{of_all} {own}");
    }
}

/// Each key alone, so that none is forgotten where a run decides whether a feed could have changed.
#[test]
fn each_key_makes_the_documents_anew() {
    let room = newsroom("formats = [\"rss\", \"atom\", \"json\"]\n", "");
    room.run(&["publish"]).exits(0);
    let mut seen = BTreeSet::new();
    for key in [
        "title = \"Other\"",
        "description = \"Other\"",
        "language = \"pt\"",
        "author = \"Other\"",
        "email = \"a@quay.example\"",
        "webmaster = \"b@quay.example\"",
        "copyright = \"Other\"",
        "image = \"a.png\"",
        "icon = \"b.png\"",
        "categories = [\"Other\"]",
        "skip_hours = [1]",
        "skip_days = [\"Monday\"]",
        "stylesheet = \"a.css\"",
        "expired = true",
        "ttl = 5",
        "[utm]\nsource = \"x\"",
        "[[title_prefix]]\ntext = \"x \"",
        "[[extension]]\nfield = \"extra.place\"\nelement = \"q:place\"\nnamespace = \"https://quay.example/ns\"",
    ] {
        room.write(
            "feeds/news.toml",
            format!("formats = [\"rss\", \"atom\", \"json\"]\n{key}\n"),
        );
        let ran = room.publish_json(0);
        assert_ne!(ran["documents"]["written"], 0, "{key}");
        let documents = ["rss", "atom", "json"].map(|e| room.read(&format!("public/news.{e}")));
        assert!(seen.insert(documents), "{key} does not show");
    }
}

#[test]
fn the_fixture_newsroom_has_neither_error_nor_warning() {
    let expected = repository().join("fixtures/newsrooms/formats/expected");
    let mut documents: Vec<String> = std::fs::read_dir(expected)
        .unwrap()
        .map(|e| e.unwrap().path().display().to_string())
        .filter(|p| !p.ends_with(".toml"))
        .collect();
    documents.sort();
    assert_eq!(documents.len(), 9);
    let mut args = vec!["validate", "--no-config", "--strict"];
    args.extend(documents.iter().map(String::as_str));
    Room::empty().run(&args).exits(0);
}

/// Every key that this file is about stands in the newsroom that shows them.
#[test]
fn the_fixture_newsroom_uses_every_key() {
    let written = |path: &str| {
        let path = repository().join("fixtures/newsrooms/formats").join(path);
        let text = std::fs::read_to_string(path).unwrap();
        text.parse::<toml::Table>().unwrap()
    };
    let (feed, newsroom) = (written("feeds/own.toml"), written("feedwright.toml"));
    let schema = |name: &str| -> Value {
        let schema = SCHEMAS.iter().find(|s| s.name == name).unwrap();
        serde_json::from_str(&schema.to_json()).unwrap()
    };
    let defaults = schema("newsroom")["$defs"]["DefaultsTable"]["properties"].clone();
    for key in defaults.as_object().unwrap().keys() {
        let table = newsroom["defaults"].as_table().unwrap();
        assert!(table.contains_key(key), "[defaults] {key}");
        assert!(feed.contains_key(key), "{key}");
    }
    for key in ["language", "author", "categories", "expired"] {
        assert!(schema("feed")["properties"].get(key).is_some(), "{key}");
        assert!(feed.contains_key(key), "{key}");
    }
    for (table, name) in [
        ("utm", "UtmTable"),
        ("title_prefix", "TitlePrefixTable"),
        ("extension", "ExtensionTable"),
    ] {
        let shown = feed[table].to_string();
        let keys = schema("feed")["$defs"][name]["properties"].clone();
        for key in keys.as_object().unwrap().keys() {
            assert!(shown.contains(key), "{table}.{key}");
        }
    }
}
