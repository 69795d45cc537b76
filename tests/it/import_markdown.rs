//! Markdown with front matter of four site builders, and without; what is a draft stays one.

use std::io::Cursor;
use std::path::PathBuf;

use feedwright::import::{self, Imported, Options};
use url::Url;

use crate::harness::repository;

/// The record as JSON, or why it was refused, and where; then what had to be said.
fn told(name: &str, bytes: &[u8]) -> (String, Vec<String>) {
    let options = Options {
        base: Url::parse("https://harbour.example/").ok(),
        name: Some(PathBuf::from(name)),
        ..Options::default()
    };
    let mut told = (String::new(), Vec::new());
    let mut emit = |imported: Imported| {
        told.0 = match &imported.record {
            Some(record) => serde_json::to_string(record).unwrap(),
            None => {
                let notice = imported.notices.first().unwrap();
                format!("{} {}", notice.line.unwrap(), notice.message)
            }
        };
        told.1 = imported.notices.iter().map(|n| n.message.clone()).collect();
        Ok(())
    };
    let read = (import::markdown::INPUT.read)(&mut Cursor::new(bytes), &options, &mut emit);
    if let Err(e) = read {
        told.0 = format!("! {e}");
    }
    told
}

fn fixture(name: &str) -> (String, Vec<String>) {
    told(
        name,
        &std::fs::read(repository().join("fixtures/imports/markdown").join(name)).unwrap(),
    )
}

#[test]
fn site_builders() {
    for (name, want) in [
        (
            "hugo.md",
            r#"{"kind":"article","title":"Council approves night bus","url":"https://harbour.example/2026/night-bus/","published":"2026-01-15T18:00:00+01:00","updated":"2026-01-16T08:00:00+01:00","not_before":"2026-01-15T19:00:00+01:00","expires":"2027-01-15","authors":[{"name":"Eva Lind"}],"categories":["Transport","bus","council"],"summary":"Buses will run until 3 a.m.","body_markdown":"Buses will run until **3 a.m.**\n\n<!--more-->\n\n![The route](</img/map.png>) ","image":{"url":"https://harbour.example/img/bus.jpg"},"extra":{"scheme_of":{"Transport":"categories","bus":"tags","council":"tags"},"slug":"night-bus","weight":3}}"#,
        ),
        (
            "2026-03-02-ferry-runs.markdown",
            r#"{"kind":"article","title":"Ferry runs: again","published":"2026-03-02T10:15:00+02:00","authors":[{"name":"Ada Moe","email":"ada@harbour.example"}],"categories":["City","harbour","ferry"],"summary":"It runs & runs every day.","body_markdown":"It runs. See [the plan](/plan).","image":{"url":"https://harbour.example/img/ferry.jpg","alt":"A ferry"},"extra":{"layout":"post","scheme_of":{"City":"categories","ferry":"tags","harbour":"tags"},"slug":"ferry-runs"}}"#,
        ),
        (
            "eleventy.md",
            r#"{"kind":"article","title":"Third post","published":"2026-08-24","authors":[{"name":"Jon Berg","url":"https://jon.example/"}],"categories":["posts"],"body_markdown":"Text.","extra":{"scheme_of":{"posts":"tags"},"slug":"eleventy"}}"#,
        ),
        (
            "zola.md",
            r#"{"kind":"article","title":"Crane moves","published":"2026-04-01","updated":"2026-04-02","authors":[{"name":"Ada Moe"}],"categories":["Harbour","crane","port"],"summary":"It is tall","body_markdown":"The crane moved.","image":{"url":"https://harbour.example/crane.jpg"},"extra":{"extra":{"image":"crane.jpg","subtitle":"It is tall"},"scheme_of":{"Harbour":"categories","crane":"tags","port":"tags"},"slug":"zola"}}"#,
        ),
        (
            "json.md",
            r#"{"kind":"article","title":"In braces","published":"2026-04-03","body_markdown":"A text.","extra":{"slug":"json"}}"#,
        ),
        (
            "plain.md",
            r#"{"kind":"article","title":"Plain text, no front matter","body_markdown":"It has *one* heading.","extra":{"slug":"plain"}}"#,
        ),
    ] {
        let (got, _) = fixture(name);
        assert_eq!(got, want, "{name}: {got}");
    }
}

#[test]
fn what_is_not_published() {
    for name in ["draft-yes.md", "unpublished.md", "page.md", "no-page.md"] {
        assert!(fixture(name).0.contains(r#""status":"draft""#), "{name}");
    }
    let waits = fixture("waits.md").0;
    assert!(waits.contains(r#""not_before":"2030-01-01""#), "{waits}");
    for (name, text) in [
        ("_drafts/x.md", "---\ntitle: X\n---\nText"),
        ("content/_index.md", "---\ndescription: list\n---\n"),
        ("README.md", "# How to write\n"),
        ("x.md", "---\ntitle: X\nstatus: review please\n---\nText"),
        (
            "x.md",
            "+++\ntitle = \"X\"\n[build]\nrender = \"never\"\n+++\nText",
        ),
        ("x.md", "---\ntitle: X\ndraft: [maybe]\n---\nText"),
    ] {
        let got = told(name, text.as_bytes()).0;
        assert!(got.contains(r#""status":"draft""#), "{name} {text}: {got}");
    }
}

#[test]
fn what_cannot_be_read_is_refused_by_its_line() {
    for (name, want) in [
        (
            "cut.md",
            "1 the front matter that \"---\" opens is not closed",
        ),
        (
            "bomb.md",
            "3 the front matter has an alias, which is not read",
        ),
        ("twice.md", "4 the key \"draft\" occurs twice"),
        ("deep.md", "2 the front matter is nested more than 32 deep"),
    ] {
        assert_eq!(fixture(name).0, want, "{name}");
    }
    let broken = fixture("broken.md").0;
    assert!(broken.contains("the front matter is not YAML"), "{broken}");
    let toml = told("x.md", b"+++\ntitle = \"X\"\ndraft = maybe\n+++\nText").0;
    assert!(toml.starts_with("3 the front matter is not TOML"), "{toml}");
    assert_eq!(told("x.md", b"").0, "! the file is empty");
    let large = vec![b'x'; 9 << 20];
    assert_eq!(told("x.md", &large).0, "! the text is larger than 8 MiB");
}

#[test]
fn what_was_assumed_is_said() {
    let jekyll = fixture("2026-03-02-ferry-runs.markdown").1;
    assert!(
        jekyll
            .iter()
            .any(|n| n.contains("parted at blanks, as Jekyll does")),
        "{jekyll:?}"
    );
    assert!(
        jekyll
            .iter()
            .any(|n| n
                == "2 shortcodes were left out: only the site's own program knows what they mean"),
        "{jekyll:?}"
    );
    let whole = told("x.md", b"---\ntitle: X\ntags: another tag\n---\nText").0;
    assert!(whole.contains(r#""categories":["another tag"]"#), "{whole}");
    let rule = told("x.md", b"---\n\nText under a rule").0;
    assert!(rule.contains("Text under a rule"), "{rule}");
}
