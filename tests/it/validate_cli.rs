//! `feedwright validate` as a command: what it judges, and how it ends.

use serde_json::Value;

use crate::faults::without_privileges;
use crate::harness::{Room, ran};
use crate::validate_kit::{GOOD, bad, files, judged, room};

#[test]
fn exit_status() {
    let room = room();
    let cases: &[(&[&str], i32)] = &[
        (&["good.rss"], 0),
        (&["warned.rss"], 0),
        (&["--strict", "warned.rss"], 1),
        (&["--strict", "good.rss"], 0),
        (
            &["--strict", "--ignore", "self-link-missing", "warned.rss"],
            0,
        ),
        (&["bad.rss"], 1),
        (&["good.rss", "bad.rss"], 1),
        (&["gone.rss"], 2),
        (&["gone.rss", "good.rss"], 2),
        (&["bad.rss", "gone.rss"], 2),
        (&["no-*.rss"], 2),
        (&["https://quay.example/news.rss", "good.rss"], 2),
        (&["--select", "links", "bad.rss"], 0),
        (&["--ignore", "dates,guid-not-url", "bad.rss"], 0),
        (
            &["--ignore", "dates", "--ignore", "guid-not-url", "bad.rss"],
            0,
        ),
        (
            &[
                "--severity",
                "dates=warning",
                "--severity",
                "guid-not-url=off",
                "bad.rss",
            ],
            0,
        ),
        (&["--severity", "self-link-missing=error", "warned.rss"], 1),
        (&["--max-diagnostics", "0", "bad.rss"], 1),
        (&["--select", "date-gramar", "good.rss"], 2),
        (&["--ignore", "nothing-like-it", "good.rss"], 2),
        (&["--severity", "date-grammar=grave", "good.rss"], 2),
        (&["--severity", "date-grammar", "good.rss"], 2),
        (&["--severity", "date-gramar=info", "good.rss"], 2),
        (&["--format", "html", "good.rss"], 2),
        (&["--baseline", "gone.jsonl", "good.rss"], 2),
        (&["--baseline", "good.rss", "good.rss"], 2),
        (&["--config", "gone.toml", "good.rss"], 2),
        (&["--config", "gone.toml", "--no-config", "good.rss"], 2),
        (&["--base", "quay", "good.rss"], 2),
        (&[], 2),
    ];
    for (args, wanted) in cases {
        let mut all = vec!["validate"];
        all.extend(*args);
        let ran = room.run(&all);
        assert_eq!(
            ran.exit, *wanted,
            "{args:?}\n{}\n{}",
            ran.stdout, ran.stderr
        );
        assert!(
            *wanted != 2 || !ran.stderr.is_empty(),
            "{args:?} says nothing"
        );
    }
}

#[test]
fn an_input_that_cannot_be_read_does_not_hide_the_others() {
    let room = room();
    std::os::unix::fs::symlink("nowhere", room.at("broken.rss")).unwrap();
    let inputs = [
        "gone.rss",
        "bad.rss",
        "broken.rss",
        "https://quay.example/x",
        "good.rss",
    ];
    let ran = judged(&room, &inputs)
        .exits(2)
        .says("gone.rss")
        .says("broken.rss");
    assert_eq!(files(&ran), inputs);
    let verdicts: Vec<Value> = ran
        .json_lines()
        .iter()
        .map(|l| l["valid"].clone())
        .collect();
    let (yes, no, none) = (Value::Bool(true), Value::Bool(false), Value::Null);
    assert_eq!(verdicts, [none.clone(), no, none.clone(), none, yes]);
}

#[test]
fn a_folder_is_searched_for_what_looks_like_a_feed() {
    let room = Room::empty();
    room.write("site/b.rss", "this was a feed once");
    room.write("site/c.xml", GOOD);
    room.write("site/deep/er/feed", GOOD);
    room.write(
        "site/deep/list.opml",
        "<opml version=\"2.0\"><head/><body><outline text='a'/></body></opml>",
    );
    for (name, text) in [
        ("page.html", "<!DOCTYPE html><p>x"),
        ("pom.xml", "<project/>"),
        ("data.json", "{}"),
        ("empty", ""),
        (".hidden.rss", GOOD),
    ] {
        room.write(&format!("site/{name}"), text);
    }
    let wanted = [
        "site/b.rss",
        "site/c.xml",
        "site/deep/er/feed",
        "site/deep/list.opml",
    ];
    assert_eq!(files(&judged(&room, &["site"])), wanted);
    assert_eq!(files(&judged(&room, &["sit*"])), wanted);
    assert_eq!(files(&judged(&room, &["."])), wanted);
    assert_eq!(
        files(&judged(&room, &["site/*.xml"])),
        ["site/c.xml", "site/pom.xml"]
    );
    room.write("none/page.html", "<html>");
    let ran = judged(&room, &["none", "site/c.xml"])
        .exits(2)
        .says("no feed in this folder");
    assert_eq!(files(&ran), ["none", "site/c.xml"]);
    room.write("void/x/y", "");
    room.run(&["validate", "void"])
        .exits(2)
        .says("no feed in this folder");
}

#[test]
fn what_may_not_be_read_does_not_hide_what_may() {
    use std::os::unix::fs::PermissionsExt;
    let room = Room::empty();
    room.write("site/a.xml", GOOD);
    room.write("site/closed/b.xml", GOOD);
    room.write("site/secret.xml", GOOD);
    room.write("site/z.xml", bad());
    let shut = |name: &str, mode| {
        let permissions = std::fs::Permissions::from_mode(mode);
        std::fs::set_permissions(room.at(name), permissions).unwrap();
    };
    shut("site/closed", 0o000);
    shut("site/secret.xml", 0o000);
    let args = ["validate", "--format", "json", "site"];
    if let Some(mut command) = without_privileges(&room, &args) {
        let ran = ran(&mut command).exits(2).says("Permission denied");
        let wanted = ["site/a.xml", "site/closed", "site/secret.xml", "site/z.xml"];
        assert_eq!(files(&ran), wanted);
    }
    shut("site/closed", 0o700);
}

#[test]
fn inputs_are_judged_in_the_order_given() {
    let room = room();
    let names: Vec<String> = (0..40).map(|n| format!("many/{n:02}.rss")).collect();
    for (n, name) in names.iter().enumerate() {
        room.write(
            name,
            if n % 2 == 0 {
                GOOD.repeat(1 + n % 3)
            } else {
                bad()
            },
        );
    }
    let mut wanted = vec!["warned.rss".to_owned(), "good.rss".to_owned()];
    wanted.extend(names);
    wanted.push("good.rss".to_owned());
    let ran = judged(&room, &["warned.rss", "good.rss", "many", "good.rss"]);
    assert_eq!(files(&ran.exits(1)), wanted);
}

#[test]
fn several_inputs_are_summed_up() {
    let room = room();
    let said = room
        .run(&["validate", "good.rss", "bad.rss", "gone.rss"])
        .exits(2)
        .stdout;
    assert!(
        said.ends_with(
            "3 inputs: 1 valid, 1 not valid, 1 not read; 2 errors, 0 warnings, 0 notes\n"
        ),
        "{said}"
    );
    let said = room.run(&["validate", "good.rss"]).exits(0).stdout;
    assert_eq!(
        said,
        "good.rss: valid rss-2.0: 0 errors, 0 warnings, 0 notes\n"
    );
    let said = room
        .run(&["validate", "-q", "good.rss", "warned.rss"])
        .exits(0)
        .stdout;
    assert_eq!(said, "");
    let said = room
        .run(&["validate", "-q", "--strict", "good.rss", "warned.rss"])
        .exits(1)
        .stdout;
    assert!(said.starts_with("warned.rss:1:"), "{said}");
    assert!(said.ends_with("warned.rss: valid rss-2.0: 0 errors, 1 warning, 0 notes\n"));
}

#[test]
fn what_cannot_be_judged_is_named_with_what_to_do() {
    let room = room();
    let cases = [
        ("gone.rss", "cannot read the file"),
        ("ftp://quay.example/news.rss", "begins with https://"),
        ("HTTP://127.0.0.1:9/news.rss", "--allow-host 127.0.0.1"),
        ("/dev/null", "what a pipe holds is read from -"),
    ];
    for (input, said) in cases {
        judged(&room, &[input]).exits(2).says(said);
    }
}

#[test]
fn what_is_no_feed_has_no_format_in_its_summary() {
    let room = room();
    room.write("note.rss", "The ferry is late.");
    let ran = room.run(&["validate", "note.rss"]).exits(1);
    let summary = ran.stdout.lines().last();
    assert_eq!(
        summary,
        Some("note.rss: not valid: 1 error, 0 warnings, 0 notes")
    );
}

#[test]
fn sarif_names_an_unreadable_input_once() {
    let room = room();
    let ran = room.run(&["validate", "--format", "sarif", "gone.rss"]);
    let log: Value = serde_json::from_str(&ran.stdout).unwrap();
    let said =
        &log["runs"][0]["invocations"][0]["toolExecutionNotifications"][0]["message"]["text"];
    let said = said.as_str().unwrap();
    assert_eq!(said.matches("gone.rss").count(), 1, "{said}");
}

#[test]
fn rules_may_be_listed_with_blanks_and_are_offered_in_another_case() {
    let room = room();
    judged(&room, &["--ignore", "dates, guid-not-url", "bad.rss"]).exits(0);
    judged(&room, &["--select", "DATES", "good.rss"])
        .exits(2)
        .says("did you mean dates?");
}

#[test]
fn a_file_without_headers_is_no_answer() {
    let room = room();
    room.write("head.txt", "");
    judged(&room, &["--headers", "head.txt", "good.rss"])
        .exits(2)
        .says("head.txt: there are no headers in this file");
    room.write("head.txt", "HTTP/1.1 200 OK\r\n\r\n");
    judged(&room, &["--headers", "head.txt", "good.rss"]).exits(0);
}

#[test]
fn a_patch_and_a_mended_document_have_standard_output_to_themselves() {
    let room = room();
    for format in ["text", "json", "sarif", "junit", "github"] {
        let options = ["validate", "--format", format, "--fix"];
        let run = |more: &[&str]| room.run(&[&options[..], more].concat());
        let ran = run(&["--diff", "gone.rss"]).exits(2).says("gone.rss");
        assert_eq!(ran.stdout, "", "{format}");
        run(&["-", "good.rss"]).exits(2).says("--fix takes - alone");

        let mut command = room.command(&options);
        command.arg("-");
        command.stdin(std::fs::File::open(room.at("good.rss")).unwrap());
        let out = command.output().unwrap();
        assert_eq!(out.stdout, GOOD.as_bytes(), "{format}");
    }
}

#[test]
fn a_hostile_name_stays_a_name_in_a_patch() {
    let room = room();
    let name = "a\n+++ b\u{1b}[31m\"\\.rss";
    room.write(name, bad());
    let ran = room.run(&["validate", "--fix", "--diff", name]).exits(1);
    let header: Vec<&str> = ran.stdout.lines().take(2).collect();
    let quoted = r#"a\012+++ b\033[31m\"\\.rss""#;
    let wanted = [format!("--- \"a/{quoted}"), format!("+++ \"b/{quoted}")];
    assert_eq!(header, wanted);
}
