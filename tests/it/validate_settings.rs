//! What `feedwright validate` looks for: rules selected, ignored and graded, a baseline, the configuration.

use serde_json::Value;

use crate::harness::{Room, ran};
use crate::validate_kit::{bad, judged, room, rules, with_bad_dates};

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
    assert_eq!(rules(&ran(&mut command).exits(1)), ["guid-not-url"]);
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
