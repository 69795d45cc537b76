//! The synthetic corpus with its edge cases: every type has a stated outcome.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::process::Command;

use feedwright::import::{Imported, Options};
use feedwright::model::{Kind, Record};

use crate::jsonl::import;

/// What must hold for a record with this edge case, and what must be said about it (a field of a warning).
struct Case {
    name: &'static str,
    warns: &'static [&'static str],
    holds: fn(&Record) -> bool,
}

const fn case(
    name: &'static str,
    warns: &'static [&'static str],
    holds: fn(&Record) -> bool,
) -> Case {
    Case { name, warns, holds }
}

const CASES: &[Case] = &[
    case("ctrl_title", &["title"], |r| {
        title(r).starts_with("Bell and null in ")
    }),
    case("ctrl_body", &["body_html"], |r| {
        body(r).starts_with("<p>All C0: [] end</p>\n")
    }),
    // DEL and APC go; NEL is white space at the end of the title.
    case("c1_del", &["title"], |r| {
        !title(r).contains(['\u{7f}', '\u{85}', '\u{9f}', '\n'])
    }),
    case("nonchar", &["summary"], |r| {
        summary(r).starts_with("Noncharacters [] ")
    }),
    case("cdata_end", &[], |r| {
        title(r).ends_with(" ]]> t")
            && summary(r) == "a ]]> s"
            && body(r).starts_with("<p>x[y[0]]>1</p>")
    }),
    case("cdata_nested", &[], |r| {
        body(r).starts_with("<p><![CDATA[ inner ]]> after</p>")
    }),
    case("markup_title", &[], |r| {
        title(r) == r#"AT&T <b>bold</b> &amp; &lt;tag&gt; &nbsp; &copy; "q" 'a'"#
    }),
    case("unclosed_html", &[], |r| {
        body(r).ends_with("<br><img src=x.jpg")
    }),
    case("active_html", &[], |r| body(r).contains("<script>")),
    case("relative_urls", &[], |r| {
        body(r).contains(r#"<a href="/about">"#)
    }),
    case("iri_url", &[], |r| {
        r.url.as_ref().is_some_and(|u| {
            u.as_str().is_ascii() && u.as_str().ends_with("%20file%20%22q%22?a=1&b=%3C2%3E")
        })
    }),
    case("emoji", &[], |r| title(r).starts_with("👩‍👩‍👧‍👦 🇺🇦 🏳️‍🌈 1️⃣ ")),
    case("bidi", &[], |r| {
        title(r).ends_with("\u{202c} (ABC) \u{2067}x\u{2069}")
    }),
    case("combining", &[], |r| {
        title(r).starts_with("Cafe\u{301} Z\u{351}\u{36b}\u{343} ")
    }),
    // LS, PS and NEL are white space in one line.
    case("line_seps", &[], |r| {
        title(r).starts_with("\u{feff}LS PS NEL VT ")
    }),
    case("long_title", &[], |r| title(r).len() > 1_000),
    case("whitespace", &[], |r| {
        title(r).trim() == title(r) && !title(r).contains("  ")
    }),
    // The title rule fills it later, from the summary or the body.
    case("empty_title", &[], |r| r.title.is_none() && r.has_body()),
    case("empty_texts", &[], |r| {
        r.summary.is_none() && !r.has_body() && r.authors.is_empty() && r.kind == Kind::Article
    }),
    case("huge_body", &[], |r| body(r).len() > 65_536),
    case("date_fraction", &[], |r| {
        published(r) == "2026-03-29T01:30:00.123456+01:00"
    }),
    case("date_lower", &[], |r| {
        published(r) == "2026-03-29T01:30:00Z"
    }),
    case("date_minus0", &["published"], |r| {
        published(r) == "2026-03-29T01:30:00Z"
    }),
    case("date_pre1970", &[], |r| {
        published(r) == "1954-07-04T12:00:00-05:00"
    }),
    case("date_future", &[], |r| {
        published(r) == "2099-12-31T23:59:59+14:00"
    }),
    // `prepare` warns about it, and the store clamps it.
    case("updated_earlier", &[], |r| {
        r.updated
            .is_some_and(|u| u.to_string() == "2015-06-01T00:00:00Z")
    }),
    case("id_not_uri", &[], |r| {
        r.id.as_ref()
            .is_some_and(|id| id.as_str().ends_with(r#" / "draft" & more"#))
    }),
    case("odd_author", &["authors"], |r| {
        r.authors.len() == 1 && r.authors[0].name.as_str() == r#"O'Brien, "Bob" (UK) <desk> & Co"#
    }),
    case("odd_category", &["categories"], |r| {
        let terms: Vec<&str> = r.categories.iter().map(|c| c.term.as_str()).collect();
        terms == ["R&D, <b>x</b>", "padded", "a/b", "Science", "science"]
    }),
    case("odd_image", &[], |r| {
        let url = r.image.as_ref().and_then(|i| i.url.as_ref());
        url.is_some_and(|u| u.as_str() == "https://img.example.net/a%20b.jpg?x=1&y=%222%22")
    }),
    // The same id again, later: the store takes it as a change.
    case("dup_id", &[], |r| {
        title(r).starts_with("UPDATED: ") && r.updated.is_some()
    }),
];

fn title(r: &Record) -> &str {
    r.title.as_ref().map_or("", |t| t.as_str())
}

fn summary(r: &Record) -> &str {
    r.summary.as_ref().map_or("", |t| t.as_str())
}

fn body(r: &Record) -> &str {
    r.body_html.as_ref().map_or("", |t| t.as_str())
}

fn published(r: &Record) -> String {
    r.published.map(|p| p.to_string()).unwrap_or_default()
}

/// The program that writes the corpus; says plainly where it is absent.
fn generator() -> Option<PathBuf> {
    let shared = std::env::var_os("FEEDWRIGHT_SHARED").map_or_else(
        || Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared"),
        PathBuf::from,
    );
    let path = shared.join("corpus/make_corpus.py");
    if path.is_file() {
        return Some(path);
    }
    println!(
        "{} is absent: the edge-case corpus was NOT imported",
        path.display()
    );
    None
}

/// The lines of the corpus, and the edge case of each line that has one.
fn corpus(generator: &Path) -> (Vec<u8>, BTreeMap<u64, String>) {
    let folder = tempfile::tempdir().unwrap();
    let index = folder.path().join("edges.tsv");
    let made = Command::new("python3")
        .arg(generator)
        .args(["--count", "1000", "--edge-index"])
        .arg(&index)
        .output()
        .expect("python3 runs the generator");
    assert!(
        made.status.success(),
        "{}",
        String::from_utf8_lossy(&made.stderr)
    );
    let edges = std::fs::read_to_string(&index).unwrap();
    let edges = edges
        .lines()
        .filter_map(|line| {
            let (number, rest) = line.split_once('\t')?;
            let (_, name) = rest.rsplit_once('\t')?;
            Some((number.parse().ok()?, name.to_owned()))
        })
        .collect();
    (made.stdout, edges)
}

fn warned(imported: &Imported) -> Vec<&str> {
    imported
        .notices
        .iter()
        .filter_map(|n| n.field.as_deref())
        .collect()
}

#[test]
fn every_edge_case_has_its_outcome() {
    let Some(generator) = generator() else { return };
    let (lines, edges) = corpus(&generator);
    let imported = import(&lines, &Options::default());
    assert_eq!(imported.len(), 1_000);
    let mut met = BTreeSet::new();
    for one in &imported {
        let record = one
            .record
            .as_ref()
            .expect("no record of the corpus is refused");
        let Some(edge) = edges.get(&one.line) else {
            assert!(
                one.notices.is_empty(),
                "line {}: {:?}",
                one.line,
                one.notices
            );
            continue;
        };
        let case = CASES
            .iter()
            .find(|c| c.name == edge)
            .unwrap_or_else(|| panic!("{edge} has no stated outcome"));
        assert!(
            (case.holds)(record),
            "{edge}, line {}: {record:?}",
            one.line
        );
        assert_eq!(warned(one), case.warns, "{edge}, line {}", one.line);
        met.insert(case.name);
    }
    assert_eq!(met.len(), CASES.len(), "only {met:?} were met");
}
