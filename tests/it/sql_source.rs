//! Sources that are queries on a SQLite file: columns named as record fields, and what goes wrong with them.

use rusqlite::Connection;

use crate::harness::Room;

const NEWSROOM: &str = r#"
[site]
title = "Harbour"
url = "https://harbour.example/"
language = "en"
timezone = "Europe/Riga"

[[source]]
name = "cms"
database = "cms.sqlite"
sql = """SQL"""
"#;

/// A newsroom that asks this of a database in which these statements were run.
fn room(statements: &str, sql: &str) -> Room {
    let room = Room::empty();
    room.write("feedwright.toml", NEWSROOM.replace("SQL", sql));
    let database = Connection::open(room.at("cms.sqlite")).unwrap();
    database.execute_batch(statements).unwrap();
    room
}

const STORIES: &str = r#"
CREATE TABLE stories (id TEXT, title TEXT, path TEXT, at TEXT, changed INTEGER, names TEXT, tags TEXT, html TEXT, state TEXT);
INSERT INTO stories VALUES
 ('s-1', 'Ferry runs', '/ferry', '2026-03-02 10:15:00', 1772445600, '["Ada Moe", {"name":"Jon Berg","email":"jon@harbour.example"}]', 'port; ferry', '<p>It runs.</p>', 'published'),
 ('s-2', 'Crane moves', '/crane', '2026-03-01', NULL, 'Eva Lind and Jon Berg', NULL, NULL, NULL),
 ('s-3', 'Sketch', '/sketch', '2026-03-01', NULL, NULL, NULL, '<p>Secret.</p>', 'draft'),
 ('s-4', 'Puzzle', '/puzzle', '2026-03-01', NULL, NULL, NULL, '<p>Secret.</p>', 'half done');
"#;

const QUERY: &str = "SELECT id, title, 'https://harbour.example' || path AS url, at AS published, changed AS updated_epoch, names AS authors, tags AS categories, html AS body_html, state AS status FROM stories ORDER BY at";

#[test]
fn columns_are_fields() {
    let room = room(STORIES, QUERY);
    let before = std::fs::read(room.at("cms.sqlite")).unwrap();
    room.run(&["publish"]).exits(1).says("half done");
    let atom = room.read("public/news.atom");
    for wanted in [
        "Ferry runs</title>",
        "Crane moves</title>",
        "<published>2026-03-02T08:15:00+00:00</published>",
        "<name>Jon Berg</name>",
        "<email>jon@harbour.example</email>",
        "term=\"ferry\"",
        "It runs.",
    ] {
        assert!(atom.contains(wanted), "{wanted}: {atom}");
    }
    assert!(
        !atom.contains("Sketch") && !atom.contains("Puzzle"),
        "{atom}"
    );
    assert!(
        before == std::fs::read(room.at("cms.sqlite")).unwrap(),
        "the database was written"
    );
}

#[test]
fn what_goes_wrong_is_named_and_takes_nothing() {
    let room = room(STORIES, QUERY);
    room.run(&["publish"]).exits(1);
    let good = room.read("public/news.atom");
    for (sql, says) in [
        (
            "SELECT titel AS title FROM stories",
            "no such column: titel",
        ),
        (
            "SELECT id AS a, path AS b FROM stories",
            "no column of the query is a field of a record",
        ),
        (
            "SELECT title, path AS title FROM stories",
            "two columns of the query are called",
        ),
        ("DELETE FROM stories RETURNING title", "gives no rows"),
        ("SELECT title FROM elsewhere", "no such table"),
    ] {
        room.write("feedwright.toml", NEWSROOM.replace("SQL", sql));
        room.run(&["publish"]).exits(2).says(says);
        assert!(good == room.read("public/news.atom"), "{sql}");
    }
    room.write(
        "feedwright.toml",
        NEWSROOM.replace(
            "SQL",
            "SELECT title, changed AS published FROM stories WHERE changed > 0",
        ),
    );
    room.run(&["publish"]).says("published_epoch");
    std::fs::remove_file(room.at("cms.sqlite")).unwrap();
    room.run(&["publish"])
        .exits(2)
        .says("there is no such database");
    room.write(
        "cms.sqlite",
        "not a database, but long enough to be taken for one if nobody looks",
    );
    room.run(&["publish"]).exits(2).says("cannot be run");
}

#[test]
fn the_configuration_is_checked() {
    for (written, says) in [
        ("sql = \"SELECT 1\"", "`sql` needs a `database`"),
        ("database = \"x.sqlite\"", "`database` needs the query"),
        (
            "sql = \"SELECT 1\"\ndatabase = \"x\"\npath = \"y\"",
            "`path` says nothing beside `sql`",
        ),
        (
            "sql = \"SELECT 1\"\ndatabase = \"mysql://u:secret@h/d\"",
            "SQLite files and PostgreSQL servers are asked",
        ),
        (
            "sql = \"SELECT 1\"\ndatabase = \"postgres://u:se/secret@h/d\"",
            "%2F",
        ),
        (
            "sql = \"SELECT 1\"\ndatabase = \"x.sqlite\"\ntimeout = 3",
            "`timeout` is for sources with a `url`",
        ),
    ] {
        let room = Room::empty();
        room.write(
            "feedwright.toml",
            format!("[site]\ntitle = \"H\"\nurl = \"https://h.example/\"\n[[source]]\n{written}\n"),
        );
        let ran = room.run(&["publish"]).exits(2).says(says);
        assert!(!ran.stderr.contains("secret"), "{}", ran.stderr);
    }
}
