//! The ways of showing a report: one bad feed in each, and hostile text in each.

use std::process::Stdio;

use serde_json::Value;

use crate::harness::{Ran, Room, judge, ran, repository, what_came_of};

/// Rules that the bad feed breaks, so that a rule added later changes nothing here.
const RULES: &str = "date-of-other-format,guid-repeated,guid-not-url";

fn room() -> Room {
    let room = Room::empty();
    let feed = std::fs::read(repository().join("fixtures/reports/harbour.rss")).unwrap();
    room.write("harbour.rss", feed);
    room
}

fn report(room: &Room, format: &str, more: &[&str]) -> Ran {
    let mut args = vec!["validate", "--format", format, "--select", RULES];
    args.extend(more);
    room.run(&args)
}

#[test]
fn each_format_is_as_expected() {
    let room = room();
    for format in ["text", "json", "sarif", "junit", "github"] {
        let made = report(&room, format, &["harbour.rss"]).exits(1).stdout;
        let made = made.replace(env!("CARGO_PKG_VERSION"), "VERSION");
        let path = repository().join("fixtures/reports/expected").join(format);
        if std::env::var_os("BLESS").is_some() {
            std::fs::write(&path, &made).unwrap();
        }
        let kept = std::fs::read_to_string(&path).unwrap_or_default();
        assert_eq!(made, kept, "{format}");
    }
}

/// Everything that could end a string, a line, a tag or a command, in the values and names of a feed.
const HOSTILE: &str = "<rss version=\"2.0\"><channel><title>t</title><link>https://q.example/</link><description>d</description>\
<item><title>a</title><guid isPermaLink=\"]]&gt;&quot;'::error file=x::%0A&#10;\u{85}\u{202E},:\">]]&gt;\"'\n::error::x \u{9b}31m%,: \u{1b}\0</guid></item></channel></rss>";

fn hostile() -> Room {
    let room = Room::empty();
    room.write("a,b:c%::\u{1b}]0;x\u{7} \"'<&]]>.rss", HOSTILE);
    room
}

#[test]
fn hostile_text_stays_text() {
    let room = hostile();
    for format in ["text", "json", "sarif", "junit", "github"] {
        let said = room
            .run(&["validate", "--format", format, ".", "gone\u{1b}.rss"])
            .exits(2)
            .stdout;
        let wild = said
            .chars()
            .find(|c| c.is_control() && *c != '\n' || matches!(c, '\u{202A}'..='\u{202E}'));
        assert!(wild.is_none(), "{format}: {wild:?}");
    }
}

#[test]
fn a_workflow_command_cannot_be_forged() {
    let said = hostile()
        .run(&["validate", "--format", "github", "."])
        .exits(1)
        .stdout;
    for line in said.lines() {
        let (command, _) = line.strip_prefix("::").unwrap().split_once("::").unwrap();
        let (name, properties) = command.split_once(' ').unwrap();
        assert!(["error", "warning", "notice"].contains(&name), "{line}");
        let keys: Vec<&str> = properties
            .split(',')
            .filter_map(|p| p.split_once('='))
            .map(|(k, _)| k)
            .collect();
        assert_eq!(keys, ["file", "line", "col", "title"], "{line}");
        assert!(properties.starts_with("file=a%2Cb%3Ac%25%3A%3A"), "{line}");
    }
}

#[test]
fn junit_is_well_formed_whatever_it_says() {
    let room = hostile();
    let said = room
        .run(&["validate", "--format", "junit", ".", "gone.rss"])
        .exits(2)
        .stdout;
    let tree = roxmltree::Document::parse(&said).unwrap_or_else(|e| panic!("{e}\n{said}"));
    let suites: Vec<_> = tree
        .root_element()
        .children()
        .filter(|n| n.is_element())
        .collect();
    assert_eq!(suites.len(), 2);
    for suite in &suites {
        let count = |name: &str| {
            suite
                .descendants()
                .filter(|n| n.has_tag_name(name))
                .count()
                .to_string()
        };
        for (attribute, element) in [
            ("tests", "testcase"),
            ("failures", "failure"),
            ("errors", "error"),
        ] {
            assert_eq!(
                suite.attribute(attribute),
                Some(count(element).as_str()),
                "{attribute}"
            );
        }
        let mut names: Vec<_> = suite
            .descendants()
            .filter_map(|n| n.attribute("name"))
            .collect();
        let all = names.len();
        names.sort_unstable();
        names.dedup();
        assert_eq!(names.len(), all, "two cases of one name");
    }
    if judge("xmllint", "that libxml2 finds JUnit reports well-formed") {
        room.write("report.xml", &said);
        ran(room.tool("xmllint").args(["--noout", "report.xml"])).exits(0);
    }
}

#[test]
fn what_does_not_fail_is_no_failure_in_junit() {
    let room = room();
    for (more, failures) in [("--color=never", 1), ("--strict", 6)] {
        let args = [
            "--severity",
            "guid-not-url=warning",
            "--severity",
            "guid-repeated=info",
            more,
            "harbour.rss",
        ];
        let said = report(&room, "junit", &args).exits(1).stdout;
        assert!(
            said.contains(&format!("tests=\"7\" failures=\"{failures}\" errors=\"0\"")),
            "{said}"
        );
    }
}

#[test]
fn sarif_has_what_its_schema_requires() {
    let room = hostile();
    room.write(
        "sub dir/häfen.rss",
        std::fs::read(repository().join("fixtures/reports/harbour.rss")).unwrap(),
    );
    let log = room
        .run(&["validate", "--format", "sarif", ".", "gone.rss"])
        .exits(2)
        .json();
    assert_eq!(log["version"], "2.1.0");
    let run = &log["runs"][0];
    let rules = run["tool"]["driver"]["rules"].as_array().unwrap();
    assert_eq!(run["tool"]["driver"]["name"], "feedwright");
    assert_eq!(run["invocations"][0]["executionSuccessful"], false);
    let told = &run["invocations"][0]["toolExecutionNotifications"][0];
    assert!(
        told["message"]["text"]
            .as_str()
            .unwrap()
            .contains("gone.rss"),
        "{told}"
    );
    for rule in rules {
        for key in ["shortDescription", "fullDescription", "help"] {
            assert!(!rule[key]["text"].as_str().unwrap().is_empty(), "{rule}");
        }
        assert!(
            rule["helpUri"].as_str().unwrap().starts_with("https://"),
            "{rule}"
        );
    }
    let results = run["results"].as_array().unwrap();
    let mut fingerprints: Vec<&Value> = Vec::new();
    for result in results {
        let index = usize::try_from(result["ruleIndex"].as_u64().unwrap()).unwrap();
        assert_eq!(rules[index]["id"], result["ruleId"]);
        assert!(["error", "warning", "note"].contains(&result["level"].as_str().unwrap()));
        let place = &result["locations"][0]["physicalLocation"];
        assert!(place["region"]["startLine"].as_u64().unwrap() > 0);
        let uri = place["artifactLocation"]["uri"].as_str().unwrap();
        assert!(oxiri::IriRef::parse(uri).is_ok() && uri.is_ascii(), "{uri}");
        fingerprints.push(&result["partialFingerprints"]["feedwrightFinding/v1"]);
    }
    let uris = |end: &str| {
        results
            .iter()
            .filter(|r| {
                r["locations"][0]["physicalLocation"]["artifactLocation"]["uri"]
                    .as_str()
                    .unwrap()
                    .ends_with(end)
            })
            .count()
    };
    assert!(uris("sub%20dir/h%C3%A4fen.rss") >= 7);
    let all = fingerprints.len();
    fingerprints.sort_by_key(|f| f.to_string());
    fingerprints.dedup();
    assert_eq!(fingerprints.len(), all, "two results of one fingerprint");
}

#[test]
fn fingerprints_do_not_depend_on_lines() {
    let room = room();
    let prints = |room: &Room| {
        let log = report(room, "sarif", &["harbour.rss"]).exits(1).json();
        let results = log["runs"][0]["results"].as_array().unwrap().clone();
        results
            .into_iter()
            .map(|r| r["partialFingerprints"].clone())
            .collect::<Vec<_>>()
    };
    let before = prints(&room);
    let moved = room
        .read("harbour.rss")
        .replace("<item>", "\n\n<!-- moved --><item>");
    room.write("harbour.rss", moved);
    assert_eq!(before, prints(&room));
}

#[test]
fn colour_is_used_where_it_is_wanted() {
    let room = room();
    let coloured = |args: &[&str], set: &[(&str, &str)]| {
        let mut command = room.command(&["validate", "harbour.rss"]);
        command.args(args).envs(set.iter().copied());
        command.output().unwrap().stdout.contains(&0x1B)
    };
    type Case = (
        &'static [&'static str],
        &'static [(&'static str, &'static str)],
        bool,
    );
    let cases: &[Case] = &[
        (&[], &[], false),
        (&["--color", "always"], &[("NO_COLOR", "1")], true),
        (&["--color", "auto"], &[("CLICOLOR_FORCE", "1")], true),
        (&[], &[("CLICOLOR_FORCE", "0")], false),
        (&[], &[("CLICOLOR_FORCE", "1"), ("NO_COLOR", "1")], false),
        (&["--color", "never"], &[("CLICOLOR_FORCE", "1")], false),
        (&["--color", "always", "--format", "json"], &[], false),
    ];
    for (args, set, wanted) in cases {
        assert_eq!(coloured(args, set), *wanted, "{args:?} {set:?}");
    }
}

#[test]
fn lines_of_standard_input_are_shown_too() {
    let room = room();
    let mut command = room.command(&["validate", "--select", RULES, "-"]);
    let feed = std::fs::File::open(room.at("harbour.rss")).unwrap();
    let read = ran(command.stdin(Stdio::from(feed))).exits(1).stdout;
    let named = report(&room, "text", &["harbour.rss"]).exits(1).stdout;
    assert_eq!(
        read.replace("\n-:", "\nharbour.rss:")
            .replacen("-:", "harbour.rss:", 1),
        named
    );
}

#[test]
fn lines_of_every_encoding_are_shown() {
    let room = Room::empty();
    let feed = "<?xml version=\"1.0\" encoding=\"LABEL\"?>\n<rss version=\"2.0\"><channel><title>Lumi\u{e8}re</title>\
\n<pubDate>soon</pubDate></channel></rss>";
    let utf16: Vec<u8> = "\u{FEFF}"
        .chars()
        .chain(feed.replace("LABEL", "utf-16").chars())
        .flat_map(|c| u16::try_from(u32::from(c)).unwrap().to_le_bytes())
        .collect();
    let latin: Vec<u8> = feed
        .replace("LABEL", "iso-8859-1")
        .chars()
        .map(|c| u8::try_from(u32::from(c)).unwrap())
        .collect();
    let marked = format!("\u{FEFF}{}", feed.replace("LABEL", "utf-8")).into_bytes();
    for (name, bytes) in [("utf16", utf16), ("latin", latin), ("marked", marked)] {
        room.write(name, bytes);
        let said = room
            .run(&["validate", "--select", "date-grammar,dates", name])
            .exits(1)
            .stdout;
        let wanted = "     3 | <pubDate>soon</pubDate></channel></rss>\n       |          ^^^^\n";
        assert!(said.contains(wanted), "{name}: {said}");
    }
}

#[test]
fn verbose_shows_every_finding_and_quiet_errors_alone() {
    let room = room();
    let count = |args: &[&str]| {
        let said = report(&room, "text", args).stdout;
        (
            said.matches("[guid-not-url]").count(),
            said.matches("note").count(),
        )
    };
    assert_eq!(count(&["harbour.rss"]), (3, 1));
    assert_eq!(count(&["-v", "harbour.rss"]), (5, 1));
    assert_eq!(
        count(&["-q", "--severity", "guid-not-url=info", "harbour.rss"]).0,
        0
    );
}

#[test]
fn a_closed_pipe_ends_it_well() {
    let room = room();
    for format in ["text", "json", "sarif", "junit", "github"] {
        let mut command = room.command(&["validate", "-v", "--format", format]);
        command.args(std::iter::repeat_n("harbour.rss", 400));
        command.stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = command.spawn().unwrap();
        drop(child.stdout.take());
        let out = what_came_of(child.wait_with_output().unwrap()).exits(0);
        assert!(out.stderr.is_empty(), "{format}: {}", out.stderr);
    }
}
