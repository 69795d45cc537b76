//! The other commands, through the built program.

use crate::harness::{Room, ran, repository};

#[test]
fn the_newsrooms_of_the_repository_are_as_expected() {
    let newsrooms = repository().join("fixtures/newsrooms");
    let count = std::fs::read_dir(&newsrooms).unwrap().count();
    let mut check = Room::empty().command(&["check"]);
    let checked = ran(check.current_dir(repository())).exits(0);
    assert_eq!(
        checked.stdout.matches(": ok").count(),
        count,
        "{}",
        checked.stdout
    );
}

#[test]
fn a_difference_is_told_by_its_path() {
    let room = Room::copy_of(&repository().join("fixtures/newsrooms/wire"));
    let wire = room
        .read("expected/wire.rss")
        .replace("Weather for sailors", "Weather for bakers");
    room.write("expected/wire.rss", wire);
    std::fs::remove_file(room.at("expected/bylines.atom")).unwrap();
    let told = room.run(&["check", "."]).exits(1);
    assert!(
        told.stdout
            .contains("expected: Weather for bakers\n    actual:   Weather for sailors"),
        "{}",
        told.stdout
    );
    assert!(
        told.stdout
            .contains("/rss/channel/item[guid=tag:meridian.example,2012:wire-88213]/title"),
        "{}",
        told.stdout
    );
    assert!(
        told.stdout.contains("bylines.atom differs"),
        "{}",
        told.stdout
    );
    room.run(&["check", "--bless", "."]).exits(0);
    room.run(&["check", "."]).exits(0);
}

#[test]
fn a_new_newsroom_publishes_at_once() {
    let room = Room::empty();
    room.run(&["init", "paper"]).exits(0).says("cd paper");
    let mut publish = room.command(&["publish"]);
    let published = ran(publish.current_dir(room.at("paper"))).exits(0);
    assert!(
        !published.stderr.contains("warning"),
        "{}",
        published.stderr
    );
    assert!(room.has("paper/public/news.rss") && room.has("paper/public/news.atom"));
    room.run(&["validate", "paper/public"]).exits(0);
    let before = room.state_of("paper");
    room.run(&["init", "paper"])
        .exits(2)
        .says("feedwright.toml");
    assert_eq!(room.state_of("paper"), before);
}

#[test]
fn import_shows_and_touches_nothing() {
    let room = Room::empty();
    room.write(
        "one.jsonl",
        "{\"title\":\"Alpha\",\"published\":\"2026-03-01T10:00:00\"}\n{\"id\":\"x\"}\n",
    );
    let before = room.state_of(".");
    let shown = room
        .run(&[
            "import",
            "--explain",
            "--timezone",
            "Europe/Riga",
            "one.jsonl",
        ])
        .exits(1)
        .says("one.jsonl:2");
    let records = shown.json_lines();
    assert_eq!(records.len(), 1);
    assert_eq!(records[0]["published"], "2026-03-01T10:00:00+02:00");
    assert_eq!(records[0]["explain"]["title"]["line"], 1, "{}", records[0]);
    room.run(&["import", "absent.jsonl"])
        .exits(2)
        .says("absent.jsonl");
    room.run(&["import", "--from", "telegram", "one.jsonl"])
        .exits(2)
        .says("jsonl, capture]");
    room.run(&["import", "--language", "english", "one.jsonl"])
        .exits(2)
        .says("--language \"english\" is not a language tag")
        .says("write a BCP 47 tag such as en or pt-BR");
    assert_eq!(room.state_of("."), before);
    room.write("cms.db", b"SQLite format 3\0\x10\0\x01\x01\0");
    room.run(&["import", "cms.db"])
        .exits(2)
        .says("the file is a database")
        .says("docs/inputs/sql.md");
}

#[test]
fn it_is_explained_by_what_a_record_is_known() {
    let room = Room::empty();
    room.write(
        "one.jsonl",
        concat!(
            r#"{"id":"n-1","title":"Alpha","url":"https://quay.example/a","summary":"s"}"#,
            "\n",
            r#"{"title":"Beta"}"#,
            "\n",
            r#"{"title":"Read this","url":"http://quay.example/a?utm_source=x"}"#,
            "\n",
            r#"{"title":"Beta","url":"https://quay.example/b","summary":"s"}"#,
            "\n",
        ),
    );
    room.write("two.jsonl", "{\"id\":\"n-1\",\"title\":\"Alpha\"}\n");
    let shown = room
        .run(&["import", "--explain", "one.jsonl", "two.jsonl"])
        .exits(0);
    let told: Vec<(String, String)> = shown
        .json_lines()
        .iter()
        .map(|record| {
            let identity = &record["explain"]["identity"];
            (identity["rule"].to_string(), identity["text"].to_string())
        })
        .collect();
    let want = [
        ("new-by-id", "n-1"),
        ("new-by-title", "Beta"),
        ("by-url", "one.jsonl:1"),
        ("by-title", "one.jsonl:2"),
        ("by-id", "one.jsonl:1"),
    ];
    assert_eq!(
        told,
        want.map(|(rule, text)| (format!("{rule:?}"), format!("{text:?}")))
    );
}

#[test]
fn every_field_of_a_record_is_explained() {
    let page = repository().join("fixtures/captures/front-page.txt");
    let room = Room::empty();
    let page = page.to_str().unwrap();
    let shown = room.run(&["import", "--explain", "--timezone", "Europe/Lisbon", page]);
    for mut record in shown.exits(0).json_lines() {
        let explain = record["explain"].take();
        for field in record
            .as_object()
            .unwrap()
            .keys()
            .filter(|k| *k != "explain")
        {
            assert!(explain[field]["line"].is_u64(), "{field}: {explain}");
            assert!(explain[field]["rule"].is_string(), "{field}: {explain}");
        }
    }
}

#[test]
fn import_reads_a_map_of_keys() {
    let room = Room::empty();
    room.write(
        "one.jsonl",
        "{\"headline\":\"Alpha\",\"link\":\"https://quay.example/a\"}\n",
    );
    room.write("map.toml", "title = \"headline\"\nurl = \"link\"\n");
    let shown = room
        .run(&["import", "--map", "map.toml", "one.jsonl"])
        .exits(0)
        .json();
    assert_eq!(
        (&shown["title"], &shown["url"]),
        (&"Alpha".into(), &"https://quay.example/a".into())
    );
}

#[test]
fn validate_reports_in_both_forms() {
    let room = Room::empty();
    room.write("bad.rss", "<rss version=\"2.0\"><channel><title>T</title><link>https://quay.example/</link></channel></rss>");
    let text = room.run(&["validate", "bad.rss"]).exits(1);
    assert!(text.stdout.contains("bad.rss:1:"), "{}", text.stdout);
    let json = room
        .run(&["validate", "--format", "json", "bad.rss", "absent.rss"])
        .exits(2)
        .json_lines();
    assert_eq!(
        (&json[0]["format"], &json[0]["valid"]),
        (&"rss-2.0".into(), &false.into())
    );
    assert_eq!(
        (&json[1]["format"], &json[1]["valid"]),
        (&serde_json::Value::Null, &serde_json::Value::Null)
    );
    let rule = json[0]["diagnostics"][0]["rule"].as_str().unwrap();
    let explained = room.run(&["explain", rule]).exits(0);
    assert!(explained.stdout.contains(rule), "{}", explained.stdout);
    room.run(&["explain", "no-such-rule"])
        .exits(2)
        .says("feedwright rules");
}

#[test]
fn the_rules_are_listed() {
    let room = Room::empty();
    let table = room.run(&["rules"]).exits(0).stdout;
    let rules = room
        .run(&["rules", "--format", "json"])
        .exits(0)
        .json_lines();
    assert!(rules.len() > 80, "{}", rules.len());
    assert!(
        rules
            .iter()
            .all(|r| table.contains(r["id"].as_str().unwrap()))
    );
    let help = room.run(&["explain", "--help"]).exits(0).stdout;
    let (_, example) = help.rsplit_once("feedwright explain ").unwrap();
    room.run(&["explain", example.trim()]).exits(0);
}

#[test]
fn one_definition_gives_help_completions_and_the_man_page() {
    let room = Room::empty();
    let help = room.run(&["--help"]).exits(0).stdout;
    let man = room.run(&["man"]).exits(0).stdout;
    for shell in ["bash", "zsh", "fish"] {
        assert!(
            room.run(&["completions", shell])
                .exits(0)
                .stdout
                .contains("publish"),
            "{shell}"
        );
    }
    for command in [
        "init", "publish", "import", "validate", "check", "explain", "rules", "status", "history",
        "retract", "forget", "backup",
    ] {
        assert!(help.contains(command), "{command}");
        assert!(
            man.contains(&format!("FEEDWRIGHT {}", command.to_uppercase())),
            "{command}"
        );
        assert!(
            room.run(&[command, "--help"])
                .exits(0)
                .stdout
                .contains("Example"),
            "{command}"
        );
    }
    assert!(
        room.run(&["--version"])
            .exits(0)
            .stdout
            .starts_with("feedwright ")
    );
    assert!(
        room.run(&["publish", "--version"])
            .exits(0)
            .stdout
            .contains("feedwright")
    );
}

#[test]
fn schemas_are_json_schema() {
    let room = Room::empty();
    for (name, property) in [("newsroom", "site"), ("feed", "include")] {
        let schema = room.run(&["schema", name]).exits(0).json();
        assert!(
            schema["$schema"].is_string() && schema["properties"][property].is_object(),
            "{name}"
        );
        assert_eq!(schema["additionalProperties"], false, "{name}");
    }
}

#[test]
fn a_backup_is_a_store() {
    let room = Room::with_records("{\"id\":\"a\",\"title\":\"Alpha\"}\n");
    room.run(&["backup", "early.db"]).exits(2);
    room.run(&["publish"]).exits(0);
    room.run(&["backup", "copy.db"]).exits(0);
    room.run(&["backup", "copy.db"])
        .exits(2)
        .says("there already");
    room.run(&["backup", "nowhere/copy.db"])
        .exits(2)
        .says("nowhere: the copy's folder is not there");
    let published = room.state_of("public");
    std::fs::remove_dir_all(room.at(".feedwright")).unwrap();
    std::fs::create_dir(room.at(".feedwright")).unwrap();
    std::fs::rename(room.at("copy.db"), room.at(".feedwright/store.db")).unwrap();
    room.run(&["publish"]).exits(0);
    assert_eq!(room.state_of("public"), published);
}

#[test]
fn status_and_history_speak_json() {
    let room = Room::with_records("{\"id\":\"a\",\"title\":\"Alpha\"}\n");
    room.run(&["publish"]).exits(0);
    let status = room.run(&["status", "--format", "json"]).exits(0).json();
    assert_eq!(status["feeds"][0]["documents"][0]["entries"], 1, "{status}");
    assert_eq!(status["runs"][0]["new"], 1);
    let history = room
        .run(&["history", "a", "--format", "json"])
        .exits(0)
        .json();
    assert_eq!(
        (&history["number"], &history["event"]),
        (&1.into(), &"new".into())
    );
    room.run(&["history", "nobody"]).exits(2).says("nobody");
}

#[test]
fn a_wrong_command_line_is_exit_2() {
    let room = Room::empty();
    room.run(&["publihs"]).exits(2).says("publish");
    room.run(&["publish", "--now", "yesterday"]).exits(2);
    room.run(&["publish", "--diff"]).exits(2);
    room.run(&["publish"]).exits(2).says("feedwright init");
}

#[test]
fn a_closed_pipe_is_a_normal_end() {
    let room = Room::empty();
    let line = "{\"title\":\"A line of some length, so that a pipe is full soon\"}\n";
    room.write("many.jsonl", line.repeat(20_000));
    let mut shell = std::process::Command::new("sh");
    let script = format!(
        "{} import many.jsonl | head -1; echo \"${{PIPESTATUS:-}}\"",
        env!("CARGO_BIN_EXE_feedwright")
    );
    let out = ran(shell.args(["-c", &script]).current_dir(room.path()));
    assert!(out.stderr.is_empty(), "{}", out.stderr);
}
