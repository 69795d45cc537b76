//! `feedwright validate` as a command: what it judges, what it looks for, and how it ends.

use serde_json::Value;

use crate::harness::{Ran, Room};

const GOOD: &str = "<?xml version=\"1.0\" encoding=\"utf-8\"?>\
<rss version=\"2.0\" xmlns:atom=\"http://www.w3.org/2005/Atom\"><channel><title>Quay</title>\
<link>https://quay.example/</link><description>d</description><language>en</language>\
<atom:link rel=\"self\" type=\"application/rss+xml\" href=\"https://quay.example/news.rss\"/>\
<item><title>a</title><guid isPermaLink=\"false\">a</guid></item></channel></rss>";

/// Has one warning and no error.
fn warned() -> String {
    let start = GOOD.find("<atom:link").unwrap();
    let end = GOOD.find("<item>").unwrap();
    format!("{}{}", &GOOD[..start], &GOOD[end..])
}

/// Has two errors, of `date-grammar` and of `guid-not-url`.
fn bad() -> String {
    GOOD.replace(
        "</channel>",
        "<item><title>b</title>\n<pubDate>soon</pubDate>\n<guid>b</guid></item></channel>",
    )
}

/// The good feed with further items, whose dates are no dates.
fn with_bad_dates(count: usize) -> String {
    let item = |n| {
        format!(
            "<item><title>c</title><guid isPermaLink=\"false\">c{n}</guid><pubDate>soon</pubDate></item>"
        )
    };
    let items: String = (0..count).map(item).collect();
    GOOD.replace("</channel>", &format!("{items}</channel>"))
}

fn room() -> Room {
    let room = Room::empty();
    room.write("good.rss", GOOD);
    room.write("warned.rss", warned());
    room.write("bad.rss", bad());
    room
}

fn judged(room: &Room, args: &[&str]) -> Ran {
    let mut all = vec!["validate", "--format", "json"];
    all.extend(args);
    room.run(&all)
}

/// The rules that spoke, of all inputs.
fn rules(ran: &Ran) -> Vec<String> {
    let lines = ran.json_lines();
    let found = lines.iter().filter_map(|l| l["diagnostics"].as_array());
    let rule = |d: &Value| d["rule"].as_str().unwrap().to_owned();
    found.flatten().map(rule).collect()
}

fn files(ran: &Ran) -> Vec<String> {
    let file = |l: &Value| l["file"].as_str().unwrap().to_owned();
    ran.json_lines().iter().map(file).collect()
}

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
}

#[test]
fn rules_are_selected_ignored_and_graded() {
    let room = room();
    let cases: &[(&[&str], &[&str])] = &[
        (&[], &["date-grammar", "guid-not-url"]),
        (&["--select", "dates"], &["date-grammar"]),
        (
            &["--select", "dates,guid-not-url"],
            &["date-grammar", "guid-not-url"],
        ),
        (&["--ignore", "dates"], &["guid-not-url"]),
        (&["--select", "dates", "--ignore", "date-grammar"], &[]),
        (
            &["--select", "date-grammar", "--ignore", "dates"],
            &["date-grammar"],
        ),
        (&["--severity", "guid-not-url=off"], &["date-grammar"]),
    ];
    for (args, wanted) in cases {
        let ran = judged(&room, &[*args, &["bad.rss"]].concat());
        assert_eq!(rules(&ran), *wanted, "{args:?}");
    }
    let graded = judged(&room, &["--severity", "dates=info", "bad.rss"])
        .exits(1)
        .json();
    assert_eq!(graded["diagnostics"][0]["severity"], "info");
    assert_eq!(graded["valid"], false);
}

#[test]
fn an_unknown_rule_is_offered_the_nearest_one() {
    let room = room();
    for args in [
        ["--select", "date-gramar"],
        ["--ignore", "date-gramar"],
        ["--severity", "date-gramar=off"],
    ] {
        let all = [&["validate"], &args[..], &["bad.rss"]].concat();
        let ran = room
            .run(&all)
            .exits(2)
            .says("date-gramar")
            .says("did you mean date-grammar?");
        assert_eq!(ran.stdout, "");
    }
    room.run(&["explain", "date-gramar"])
        .exits(2)
        .says("did you mean date-grammar?");
    room.run(&["rules", "datse"])
        .exits(2)
        .says("did you mean dates?");
}

#[test]
fn what_is_cut_is_counted() {
    let room = Room::empty();
    let hinted = with_bad_dates(9).replacen("<atom:link ", "<atom:link title=\"\" ", 1);
    let self_link = hinted.replace("rel=\"self\"", "rel=\"related\"");
    room.write("bad.rss", self_link);
    let all = judged(&room, &["bad.rss"]).exits(1).json();
    let total = all["diagnostics"].as_array().unwrap().len();
    let some = judged(&room, &["--max-diagnostics", "2", "bad.rss"])
        .exits(1)
        .json();
    assert_eq!(some["diagnostics"].as_array().unwrap().len(), 2);
    assert!(
        some["diagnostics"]
            .as_array()
            .unwrap()
            .iter()
            .all(|d| d["severity"] == "error")
    );
    let omitted: u64 = some["omitted"]
        .as_object()
        .unwrap()
        .values()
        .map(|n| n.as_u64().unwrap())
        .sum();
    assert_eq!(omitted, total as u64 - 2);
    let none = judged(&room, &["--max-diagnostics", "0", "bad.rss"])
        .exits(1)
        .json();
    assert_eq!(
        (&none["valid"], &none["diagnostics"]),
        (&false.into(), &Value::Array(Vec::new()))
    );
    let text = room
        .run(&["validate", "--max-diagnostics", "2", "bad.rss"])
        .exits(1)
        .stdout;
    assert!(
        text.contains(&format!("… and {omitted} more that are not shown: ")),
        "{text}"
    );
}

#[test]
fn a_baseline_lets_only_new_findings_fail() {
    let room = room();
    let known = judged(&room, &["bad.rss", "good.rss"]).exits(1).stdout;
    room.write("known.jsonl", known);
    let against = |exit: i32| {
        judged(&room, &["--baseline", "known.jsonl", "bad.rss"])
            .exits(exit)
            .json()
    };
    let clean = against(0);
    assert_eq!(
        (&clean["known"], &clean["valid"]),
        (&2.into(), &false.into()),
        "{clean}"
    );
    assert_eq!(clean["diagnostics"], Value::Array(Vec::new()));

    // Lines may move, and files may be named from here.
    room.write("bad.rss", bad().replace("<item>", "\n\n<item>"));
    assert_eq!(against(0)["known"], 2);
    let said = room
        .run(&["validate", "--baseline", "known.jsonl", "./bad.rss"])
        .exits(0)
        .stdout;
    assert_eq!(
        said,
        "./bad.rss: not valid rss-2.0: 0 errors, 0 warnings, 0 notes; 2 known from the baseline\n"
    );

    // Another value is another finding, and so is one more of the same.
    room.write("bad.rss", bad().replace("soon", "later"));
    let new = against(1);
    assert_eq!(
        (&new["known"], &new["diagnostics"][0]["value"]),
        (&1.into(), &"later".into()),
        "{new}"
    );
    room.write("bad.rss", with_bad_dates(2));
    let more = against(1);
    assert_eq!(
        (
            &more["known"],
            more["diagnostics"].as_array().unwrap().len()
        ),
        (&1.into(), 1),
        "{more}"
    );

    // Another file is not covered.
    room.write("other.rss", bad());
    judged(&room, &["--baseline", "known.jsonl", "other.rss"]).exits(1);
}

#[test]
fn a_baseline_covers_what_was_not_kept() {
    let room = Room::empty();
    room.write("bad.rss", with_bad_dates(700));
    let known = judged(&room, &["bad.rss"]).exits(1).stdout;
    room.write("known.jsonl", known);
    let against = |exit| {
        judged(&room, &["--baseline", "known.jsonl", "bad.rss"])
            .exits(exit)
            .json()
    };
    assert_eq!(against(0)["known"], 700);
    room.write("bad.rss", with_bad_dates(701));
    assert_eq!(against(1)["omitted"]["date-grammar"], 1);
}

#[test]
fn a_wrong_baseline_names_its_line() {
    let room = room();
    room.write(
        "known.jsonl",
        "{\"file\":\"a\",\"diagnostics\":[]}\n\n{\"file\":\"b\"}\n",
    );
    room.run(&["validate", "--baseline", "known.jsonl", "good.rss"])
        .exits(2)
        .says("known.jsonl:3");
}

#[test]
fn the_configuration_holds_and_the_command_line_holds_more() {
    let room = room();
    let config = "[validate]\nignore = [\"dates\"]\nstrict = true\nseverity = { \"guid-not-url\" = \"warning\" }\n";
    room.write("feedwright.toml", config);
    let cases: &[(&[&str], i32, &[&str])] = &[
        (&["bad.rss"], 1, &["guid-not-url"]),
        (
            &["--no-config", "bad.rss"],
            1,
            &["date-grammar", "guid-not-url"],
        ),
        (
            &["--severity", "guid-not-url=info", "bad.rss"],
            0,
            &["guid-not-url"],
        ),
        (
            &["--select", "date-grammar", "bad.rss"],
            1,
            &["date-grammar"],
        ),
        (&["--ignore", "guid-not-url", "bad.rss"], 0, &[]),
        (&["warned.rss"], 1, &["self-link-missing"]),
        (&["--no-config", "warned.rss"], 0, &["self-link-missing"]),
    ];
    for (args, exit, wanted) in cases {
        assert_eq!(
            rules(&judged(&room, args).exits(*exit)),
            *wanted,
            "{args:?}"
        );
    }
    // From a folder below, and by name; what it names lies beside it.
    std::fs::create_dir(room.at("below")).unwrap();
    let mut command = room.command(&["validate", "../bad.rss", "--format", "json"]);
    command.current_dir(room.at("below"));
    assert_eq!(
        rules(&crate::harness::ran(&mut command).exits(1)),
        ["guid-not-url"]
    );
    let known = judged(&room, &["--no-config", "bad.rss"]).stdout;
    room.write("settings/known.jsonl", known);
    room.write(
        "settings/our.toml",
        "[validate]\nbaseline = \"known.jsonl\"\nmax_diagnostics = 1\n",
    );
    assert_eq!(
        rules(&judged(&room, &["--config", "settings/our.toml", "bad.rss"]).exits(0)),
        Vec::<String>::new()
    );
}

#[test]
fn a_wrong_configuration_names_its_line() {
    let room = room();
    let cases = [
        (
            "[validate]\nignore = [\"links\",\n\"date-gramar\"]\n",
            "feedwright.toml:3",
            "did you mean date-grammar?",
        ),
        (
            "[validate]\nselect = [\"x\"]\n",
            "feedwright.toml:2",
            "feedwright rules",
        ),
        (
            "[validate.severity]\ndate-gramar = \"off\"\n",
            "feedwright.toml:2",
            "did you mean date-grammar?",
        ),
        (
            "[validate]\nseverity = { links = \"grave\" }\n",
            "feedwright.toml:2",
            "error, warning, info, off",
        ),
        (
            "[validate]\nstrikt = true\n",
            "feedwright.toml:2",
            "did you mean `strict`?",
        ),
        (
            "[validat]\nstrict = true\n",
            "feedwright.toml:1",
            "did you mean `validate`?",
        ),
        (
            "[validate]\nmax_diagnostics = -1\n",
            "feedwright.toml:2",
            "max_diagnostics",
        ),
        (
            "[validate]\nbaseline = \"gone.jsonl\"\n",
            "gone.jsonl",
            "--no-config",
        ),
    ];
    for (config, place, help) in cases {
        room.write("feedwright.toml", config);
        room.run(&["validate", "good.rss"])
            .exits(2)
            .says(place)
            .says(help);
        room.run(&["validate", "--no-config", "good.rss"]).exits(0);
    }
}

#[test]
fn a_newsroom_checks_the_names_too() {
    let room = Room::with_records("{\"id\":\"a\",\"title\":\"Alpha\"}\n");
    room.append(
        "feedwright.toml",
        "\n[validate]\nignore = [\"no-such-rule\"]\n",
    );
    room.run(&["publish"]).exits(2).says("no-such-rule");
    let config = room
        .read("feedwright.toml")
        .replace("no-such-rule", "dates");
    room.write("feedwright.toml", config);
    room.run(&["publish"]).exits(0);
    room.run(&["validate", "public"]).exits(0);
}

#[test]
fn rules_and_families_are_explained() {
    let room = Room::empty();
    let said = room
        .run(&[
            "explain",
            "date-grammar",
            "dates",
            "no-such",
            "guid-not-url",
        ])
        .exits(2)
        .says("no-such")
        .stdout;
    let at = |what: &str| said.find(what).unwrap_or_else(|| panic!("{what}: {said}"));
    assert!(
        at("date-grammar (error, dates)") < at("dates: ")
            && at("dates: ") < at("guid-not-url (error, identity)")
    );
    let listed = room
        .run(&["rules", "dates", "people", "--format", "json"])
        .exits(0)
        .json_lines();
    assert!(
        listed
            .iter()
            .all(|r| ["dates", "people"].contains(&r["family"].as_str().unwrap()))
    );
    let table = room.run(&["rules", "dates", "people"]).exits(0).stdout;
    assert_eq!(table.lines().count(), listed.len());
}
