//! Row 22: inputs that cannot be read. One source so is named and the others go on; all sources so, and nothing is done.

use std::os::unix::fs::{PermissionsExt, symlink};

use crate::faults::without_privileges;
use crate::harness::{Room, hostile, ran};

/// Makes `bad.jsonl` what it should not be.
type Spoil = fn(&Room);

const SPOILT: &[(&str, Spoil, &str)] = &[
    ("missing", |_| (), "bad.jsonl"),
    (
        "a loop of links",
        |r| symlink("bad.jsonl", r.at("bad.jsonl")).unwrap(),
        "bad.jsonl",
    ),
    (
        "a link to nothing",
        |r| symlink("nothing", r.at("bad.jsonl")).unwrap(),
        "bad.jsonl",
    ),
    (
        "UTF-16",
        |r| r.write("bad.jsonl", hostile("utf16.jsonl")),
        "UTF-16",
    ),
    (
        "gzip",
        |r| r.write("bad.jsonl", hostile("gzip.jsonl")),
        "gzip",
    ),
    (
        "a program",
        |r| r.write("bad.jsonl", hostile("elf.jsonl")),
        "bad.jsonl",
    ),
    ("no permission", no_permission, "bad.jsonl"),
    (
        "a socket",
        |r| drop(std::os::unix::net::UnixListener::bind(r.at("bad.jsonl")).unwrap()),
        "not a file",
    ),
];

fn no_permission(room: &Room) {
    room.write("bad.jsonl", "{\"id\":\"b\",\"title\":\"Beta\"}\n");
    std::fs::set_permissions(room.at("bad.jsonl"), std::fs::Permissions::from_mode(0o0)).unwrap();
}

const GOOD: &str = "{\"id\":\"a\",\"title\":\"Alpha\",\"published\":\"2024-01-01\"}\n";
const BAD: &str = "{\"id\":\"b\",\"title\":\"Beta\",\"published\":\"2024-01-02\"}\n";
const SOURCE: &str = "\n[[source]]\npath = \"bad.jsonl\"\n";

/// A newsroom of two sources that has published once.
fn two_sources() -> Room {
    let room = Room::with_records(GOOD);
    room.write("feedwright.toml", room.read("feedwright.toml") + SOURCE);
    room.write("bad.jsonl", BAD);
    room.run(&["publish"]).exits(0);
    room.holds(&["Alpha", "Beta"]);
    std::fs::remove_file(room.at("bad.jsonl")).unwrap();
    room
}

#[test]
fn one_source_of_several() {
    for (what, spoil, word) in SPOILT {
        let room = two_sources();
        spoil(&room);
        room.append(
            "records.jsonl",
            "{\"id\":\"c\",\"title\":\"Gamma\",\"published\":\"2024-01-03\"}\n",
        );
        let Some(mut command) = without_privileges(&room, &["publish"]) else {
            return;
        };
        let said = ran(&mut command)
            .exits(1)
            .says("error: ")
            .says("\"bad.jsonl\"")
            .says(word)
            .says("  help: ");
        assert!(
            said.stderr.contains("records stay"),
            "{what}: {}",
            said.stderr
        );
        room.holds(&["Alpha", "Beta", "Gamma"]);
        let Some(mut command) = without_privileges(&room, &["publish", "--format", "json"]) else {
            return;
        };
        let again = ran(&mut command).exits(1).json();
        let told = &again["diagnostics"][0];
        assert_eq!(
            (&told["kind"], &told["severity"], &told["file"]),
            (&"source".into(), &"error".into(), &"bad.jsonl".into()),
            "{what}: {again}"
        );
    }
}

#[test]
fn all_sources() {
    for (what, spoil, word) in SPOILT {
        let room = two_sources();
        spoil(&room);
        std::fs::remove_file(room.at("records.jsonl")).unwrap();
        let before = (
            room.state_of("public"),
            room.state_of(".feedwright/store.db"),
        );
        let Some(mut command) = without_privileges(&room, &["publish"]) else {
            return;
        };
        ran(&mut command)
            .exits(2)
            .says("no source can be read")
            .says(word)
            .says("  help: ");
        let after = (
            room.state_of("public"),
            room.state_of(".feedwright/store.db"),
        );
        assert_eq!(after, before, "{what}");
    }
}

#[test]
fn sources_that_match_nothing_or_hold_nothing() {
    let room = two_sources();
    room.write(
        "feedwright.toml",
        room.read("feedwright.toml")
            .replace("bad.jsonl", "wire/*.jsonl"),
    );
    room.run(&["publish"])
        .exits(1)
        .says("wire/*.jsonl")
        .says("no file matches");
    room.write(
        "feedwright.toml",
        room.read("feedwright.toml")
            .replace("wire/*.jsonl", "bad.jsonl"),
    );
    room.write("bad.jsonl", "");
    room.write("records.jsonl", "");
    room.run(&["publish"]).exits(0);
    room.holds(&["Alpha", "Beta"]);
}

#[test]
fn a_directory_is_read_as_one() {
    let room = Room::with_records("");
    room.write(
        "feedwright.toml",
        room.read("feedwright.toml")
            .replace("records.jsonl", "wire"),
    );
    room.write("wire/a.jsonl", GOOD);
    room.write("wire/deep/b.jsonl", BAD);
    room.write("wire/.hidden.jsonl", "not a record");
    symlink("..", room.at("wire/deep/loop")).unwrap();
    room.run(&["publish"]).exits(0);
    room.holds(&["Alpha", "Beta"]);
    room.write("wire/c.jsonl", hostile("elf.jsonl"));
    symlink("d.jsonl", room.at("wire/d.jsonl")).unwrap();
    room.append(
        "wire/a.jsonl",
        "{\"id\":\"c\",\"title\":\"Gamma\",\"published\":\"2024-01-03\"}\n",
    );
    room.run(&["publish"])
        .exits(1)
        .says("wire/c.jsonl")
        .says("wire/d.jsonl");
    room.holds(&["Alpha", "Beta", "Gamma"]);
}

#[test]
fn captures_that_are_no_text() {
    let room = Room::with_records(GOOD);
    room.write(
        "feedwright.toml",
        room.read("feedwright.toml") + "\n[[source]]\npath = \"page.txt\"\nformat = \"capture\"\n",
    );
    for (input, exit) in [
        ("latin1.txt", 1),
        ("blank.txt", 0),
        ("binary.txt", 0),
        ("elf.jsonl", 1),
        ("utf16.jsonl", 1),
    ] {
        room.write("page.txt", hostile(input));
        let said = room.run(&["publish"]);
        assert_eq!(said.exit, exit, "{input}: {}", said.stderr);
        assert!(
            exit == 0 || said.stderr.contains("page.txt"),
            "{input}: {}",
            said.stderr
        );
        assert!(
            room.titles("public/news.rss").contains(&"Alpha".to_owned()),
            "{input}"
        );
    }
}

#[test]
fn import_and_validate_name_what_they_cannot_read() {
    for (what, spoil, _) in SPOILT {
        let room = Room::empty();
        spoil(&room);
        for args in [&["import", "bad.jsonl"][..], &["validate", "bad.jsonl"]] {
            let Some(mut command) = without_privileges(&room, args) else {
                return;
            };
            let said = ran(&mut command);
            assert!(
                (said.stdout.clone() + &said.stderr).contains("bad.jsonl"),
                "{args:?} of {what}"
            );
            let judged = args[0] == "validate" && ["UTF-16", "gzip", "a program"].contains(what);
            assert_eq!(
                said.exit,
                if judged { 1 } else { 2 },
                "{args:?} of {what}: {}",
                said.stderr
            );
        }
    }
}

#[test]
fn text_that_is_no_page_is_not_published_as_headlines() {
    let room = Room::empty();
    for (name, text) in [
        ("a.log", "10:00 started\n10:01 ended\n"),
        ("a.ini", "[hello]\nA paragraph = of text.\n"),
        ("a.TOML", "[site]\ntitle = \"x\"\n"),
    ] {
        room.write(name, text);
        room.run(&["import", name]).exits(2).says("--from");
    }
    room.write("a.page", "Mill Grinds Flour Again\nFerries Sail Again\n");
    room.run(&["import", "a.page"]).exits(0);
    room.write("a.md", "Mill Grinds Flour Again\n\nA paragraph of text.\n");
    room.run(&["import", "--from", "capture", "a.md"]).exits(0);
}
