//! Rows 20, 21 and 37: configuration that cannot be followed. It is refused before anything is written.

use crate::harness::{Ran, Room, hostile};

const RECORDS: &str = "{\"id\":\"a\",\"title\":\"Alpha\",\"published\":\"2024-01-01\"}\n";

/// Publishes and expects a refusal that names this place and a way out, with the newsroom as it was.
#[track_caller]
fn refused(room: &Room, place: &str) -> Ran {
    let before = room.state_of("");
    let ran = room
        .run(&["publish"])
        .exits(2)
        .says("error: ")
        .says(place)
        .says("  help: ");
    assert_eq!(room.state_of(""), before, "something was written");
    ran
}

#[test]
fn no_feed_has_a_name_that_is_more_than_a_name() {
    let mut slugs: Vec<String> = String::from_utf8(hostile("slugs.txt"))
        .unwrap()
        .lines()
        .map(str::to_owned)
        .collect();
    slugs.extend([
        "a".repeat(300),
        "a\0b".into(),
        String::new(),
        ".".into(),
        "x\u{200b}".into(),
        "\u{202e}x".into(),
        "con.".into(),
    ]);
    for slug in slugs {
        let room = Room::with_records(RECORDS);
        let written = toml_string(&slug);
        room.write("feeds/x.toml", format!("title = \"X\"\nslug = {written}\n"));
        refused(&room, "feeds/x.toml:2: ");
    }
    let room = Room::with_records(RECORDS);
    room.write("feeds/-rf.toml", "title = \"X\"\n");
    refused(&room, "feeds/-rf.toml");
    let room = Room::with_records(RECORDS);
    room.write("feeds/$(id).toml", "title = \"X\"\n");
    refused(&room, "feeds/$(id).toml");
}

#[test]
fn no_two_documents_share_a_name() {
    for (one, other) in [
        ("a", "a"),
        ("news", "News"),
        ("caf\u{e9}", "cafe\u{301}"),
        ("news", "ne\u{200b}ws"),
        ("news", "news\u{feff}"),
    ] {
        let room = Room::with_records(RECORDS);
        room.run(&["publish"]).exits(0);
        room.write(
            "feeds/one.toml",
            format!("title = \"One\"\nslug = {}\n", toml_string(one)),
        );
        room.write(
            "feeds/two.toml",
            format!("title = \"Two\"\nslug = {}\n", toml_string(other)),
        );
        refused(&room, "feeds/");
    }
    let room = Room::with_records(RECORDS);
    room.write("feeds/one.toml", "title = \"One\"\nslug = \"two\"\n");
    room.write("feeds/two.toml", "title = \"Two\"\n");
    refused(&room, "two.toml").says("one.toml").says("two.rss");
}

#[test]
fn configuration_errors_name_their_line() {
    for (file, place, words) in [
        (
            "unknown-key.toml",
            "feedwright.toml:4: ",
            &["timezon", "`timezone`"][..],
        ),
        (
            "unknown-zone.toml",
            "feedwright.toml:4: ",
            &["Europe/Rigaa", "\"Europe/Riga\""],
        ),
        ("bad-url.toml", "feedwright.toml:3: ", &["paper.example"]),
        ("no-source.toml", "feedwright.toml", &["[[source]]"]),
        ("twin-source.toml", "feedwright.toml:", &["r.jsonl", "name"]),
        ("moved-outside.toml", "feedwright.toml:9: ", &["../old.rss"]),
        ("broken.toml", "feedwright.toml:8: ", &[]),
    ] {
        let room = Room::empty();
        room.write("feedwright.toml", hostile(&format!("config/{file}")));
        room.write("r.jsonl", RECORDS);
        let ran = refused(&room, place);
        for word in words {
            assert!(ran.stderr.contains(word), "{file}: {word}: {}", ran.stderr);
        }
    }
}

#[test]
fn lines_that_cannot_be_followed() {
    for (file, line, place, word) in [
        (
            "feedwright.toml",
            "[output]\ndir = \"public\"\nfolder = \"x\"",
            "feedwright.toml:",
            "folder",
        ),
        (
            "feedwright.toml",
            "[output]\nbase_url = \"javascript:x\"",
            "feedwright.toml:",
            "javascript",
        ),
        (
            "feedwright.toml",
            "[sites]\nx = 1",
            "feedwright.toml:",
            "site",
        ),
        (
            "feedwright.toml",
            "[[source]]\npath = \"b\"\nformat = \"jsonlines\"",
            "feedwright.toml:",
            "jsonl",
        ),
        (
            "feedwright.toml",
            "[[source]]\npath = \"b\"\ntimezone = 7",
            "feedwright.toml:",
            "string",
        ),
        (
            "feedwright.toml",
            "[[source]]\nurl = \"ftp://a.example/\"",
            "feedwright.toml:",
            "scheme",
        ),
        (
            "feedwright.toml",
            "[[source]]\npath = \"b\"\ncaptured_at = \"noon\"",
            "feedwright.toml:",
            "noon",
        ),
        (
            "feedwright.toml",
            "[[category]]\nterm = \"x\"",
            "feedwright.toml:",
            "match",
        ),
        (
            "feedwright.toml",
            "[moved]\n\"a.rss\" = \"/etc/passwd\"",
            "feedwright.toml:",
            "/etc/passwd",
        ),
        (
            "feedwright.toml",
            "[moved]\n\"a.rss\" = \"none.rss\"",
            "feedwright.toml:",
            "none.rss",
        ),
        (
            "feedwright.toml",
            "[[category]]\nterm = \"x\"\nmatch = [\"a*b\"]",
            "feedwright.toml:",
            "\"a*b\"",
        ),
        (
            "feedwright.toml",
            "[[category]]\nterm = \"x\"\nmatch = [\"x\"]\nscheme = \"not an iri\"",
            "feedwright.toml:",
            "not an iri",
        ),
        (
            "feedwright.toml",
            "[[category]]\nterm = \"x\"\nmatch = [\"x\"]\nlanguage = \"no tag\"",
            "feedwright.toml:",
            "no tag",
        ),
        (
            "feedwright.toml",
            "[[source]]\npath = \"b\"\npage_url = \"https://a.example/{slug}\"",
            "feedwright.toml:",
            "{slug}",
        ),
        (
            "feedwright.toml",
            "[output]\ndir = \"\"",
            "feedwright.toml:",
            "\"public\"",
        ),
        (
            "feedwright.toml",
            "[store]\npath = \"\"",
            "feedwright.toml:",
            "store.db",
        ),
        (
            "feedwright.toml",
            "[store]\npath = \"public/news.rss\"",
            "feedwright.toml:",
            "output folder",
        ),
        (
            "feedwright.toml",
            "[store]\npath = \"x/../public/./deep/store.db\"",
            "feedwright.toml:",
            "output folder",
        ),
        (
            "feedwright.toml",
            "[category]\nterm = \"x\"",
            "feedwright.toml:",
            "[[source]]",
        ),
        (
            "feedwright.toml",
            "[output]\nkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkk = 1",
            "feedwright.toml:",
            "`base_url`",
        ),
        (
            "feeds/x.toml",
            "title = \"X\"\n[include]\nlanguages = [\"en\", \"no tag\"]",
            "feeds/x.toml:3: ",
            "no tag",
        ),
        (
            "feeds/x.toml",
            "titel = \"X\"",
            "feeds/x.toml:1: ",
            "`title`",
        ),
        (
            "feeds/x.toml",
            "title = \"X\"\nlimit = 0",
            "feeds/x.toml:2: ",
            "limit",
        ),
        (
            "feeds/x.toml",
            "title = \"X\"\nlimit = -1",
            "feeds/x.toml:2: ",
            "limit",
        ),
        (
            "feeds/x.toml",
            "title = \"X\"\nlimit = 99999999999999999999",
            "feeds/x.toml:2: ",
            "",
        ),
        (
            "feeds/x.toml",
            "title = \"X\"\nformats = [\"rss\", \"word\"]",
            "feeds/x.toml:2: ",
            "word",
        ),
        (
            "feeds/x.toml",
            "title = \"X\"\nformats = []",
            "feeds/x.toml:2: ",
            "format",
        ),
        (
            "feeds/x.toml",
            "title = \"X\"\n[include]\nkinds = [\"story\"]",
            "feeds/x.toml:3: ",
            "article",
        ),
        (
            "feeds/x.toml",
            "title = \"X\"\n[include]\nsources = [\"none\"]",
            "feeds/x.toml",
            "records.jsonl",
        ),
        (
            "feeds/x.toml",
            "title = \"X\"\ntitle = \"Y\"",
            "feeds/x.toml:2: ",
            "title",
        ),
        (
            "feeds/x.toml",
            "title = \"\u{1b}[2J",
            "feeds/x.toml:1: ",
            "",
        ),
    ] {
        let room = Room::with_records(RECORDS);
        let base = if file == "feedwright.toml" {
            CONFIG
        } else {
            ""
        };
        room.write(file, format!("{base}{line}\n"));
        refused(&room, place).says(word);
    }
}

#[test]
fn a_feed_file_that_is_no_text() {
    let room = Room::with_records(RECORDS);
    room.write(
        "feeds/x.toml",
        b"title = \"X\"\ndescription = \"Caf\xe9\"\n",
    );
    refused(&room, "feeds/x.toml:2: ").says("UTF-8");
    let room = Room::empty();
    room.run(&["publish"])
        .exits(2)
        .says("feedwright init")
        .says("--config");
    room.run(&["publish", "--config", "none.toml"])
        .exits(2)
        .says("none.toml");
}

#[test]
fn titles_and_categories_never_become_paths() {
    let room = Room::with_records(
        "{\"id\":\"../../x\",\"title\":\"../../etc/x\",\"section\":\"/etc/x\",\"categories\":[\"../y\",\"$(id)\"],\"published\":\"2024-01-01\"}\n",
    );
    room.run(&["publish"]).exits(0);
    let mut names: Vec<String> = room
        .state_of("")
        .into_iter()
        .map(|(p, ..)| p.strip_prefix(room.path()).unwrap().display().to_string())
        .collect();
    names.retain(|n| !n.starts_with(".feedwright/"));
    assert_eq!(
        names,
        [
            "feedwright.toml",
            "public/.feedwright.json",
            "public/news.atom",
            "public/news.rss",
            "records.jsonl"
        ]
    );
}

/// A TOML string, with whatever it holds escaped.
fn toml_string(text: &str) -> String {
    let escape = |c: char| {
        if c.is_ascii_graphic() && c != '"' && c != '\\' || c == ' ' {
            c.to_string()
        } else {
            format!("\\U{:08x}", u32::from(c))
        }
    };
    format!("\"{}\"", text.chars().map(escape).collect::<String>())
}

const CONFIG: &str = "[site]\ntitle = \"The Quay Post\"\nurl = \"https://quay.example/\"\n\n[[source]]\npath = \"records.jsonl\"\n\n";

#[test]
fn a_store_that_cannot_be_made_is_told_with_a_way_out() {
    for path in ["r.jsonl/store.db", "feeds"] {
        let room = Room::with_records(RECORDS);
        room.write("r.jsonl", RECORDS);
        room.write("feeds/news.toml", "title = \"X\"\n");
        let config = format!(
            "{}\n[store]\npath = \"{path}\"\n",
            room.read("feedwright.toml")
        );
        room.write("feedwright.toml", config);
        room.run(&["publish"])
            .exits(2)
            .says("  help: ")
            .says("[store]");
        assert!(!room.has("public/news.rss"));
    }
}
