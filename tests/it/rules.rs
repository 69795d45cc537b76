//! The rule table and `fixtures/rules/<id>/` test each other: every rule has both kinds of fixture, a bad
//! one trips its rule and no other error but those listed beside it, a good one trips no error.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use feedwright::Severity;
use feedwright::validate::response::{Again, Hop};
use feedwright::validate::rule::Kind;
use feedwright::validate::{Options, Report, Response, Summary, check_bytes, docs, registry};

pub(crate) fn fixtures() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/rules")
}

/// The documents of one kind in a rule's folder, in order.
pub(crate) fn documents(folder: &Path, kind: &str) -> Vec<PathBuf> {
    let mut found: Vec<PathBuf> = fs::read_dir(folder)
        .map(|dir| dir.filter_map(|e| e.ok()).map(|e| e.path()).collect())
        .unwrap_or_default();
    found.retain(|p| {
        p.file_name().unwrap().to_string_lossy().starts_with(kind)
            && p.extension().is_some_and(|e| e == "xml" || e == "json")
    });
    found.sort();
    found
}

/// What the folder's `options` file and the document's own (`bad-1.options`) say, one `key = value` a line.
pub(crate) fn options(document: &Path) -> Options {
    let mut options = Options::default();
    let folder = document.parent().expect("a folder");
    for file in [
        document.with_file_name("options"),
        document.with_extension("options"),
    ] {
        for line in fs::read_to_string(&file).unwrap_or_default().lines() {
            let (key, value) = line.split_once(" = ").expect("key = value");
            set(&mut options, folder, key, value)
                .unwrap_or_else(|| panic!("{file:?}: what is {line}?"));
        }
    }
    options
}

/// `base`, `now`, `previous` (a file), and what a server answered: `status`, `header`, `asked`, `received` (bytes), `falsely_packed`, `complete`, `hop` (status, address,
/// address), `again` (the status of a conditional request) and `again-header`.
fn set(options: &mut Options, folder: &Path, key: &str, value: &str) -> Option<()> {
    match key {
        "base" => options.base = Some(value.to_owned()),
        "now" => options.now = Some(value.parse().ok()?),
        "previous" => options.previous = summary(&folder.join(value)),
        _ => tell(options.response.get_or_insert_default(), key, value)?,
    }
    Some(())
}

fn tell(response: &mut Response, key: &str, value: &str) -> Option<()> {
    let header = || {
        let (name, value) = value.split_once(": ")?;
        Some((name.to_owned(), value.to_owned()))
    };
    match key {
        "status" => response.status = Some(value.parse().ok()?),
        "header" => response.headers.push(header()?),
        "asked" => response.asked = Some(value.to_owned()),
        "complete" => response.complete = value == "yes",
        "received" => response.received = Some(value.parse().ok()?),
        "falsely_packed" => response.falsely_packed = value == "yes",
        "hop" => {
            let mut parts = value.split(' ');
            response.hops.push(Hop {
                status: parts.next()?.parse().ok()?,
                url: parts.next()?.to_owned(),
                location: parts.next()?.to_owned(),
            });
        }
        "again" => {
            response.again = Some(Again {
                status: value.parse().ok()?,
                headers: Vec::new(),
            });
        }
        "again-header" => response.again.as_mut()?.headers.push(header()?),
        _ => return None,
    }
    Some(())
}

/// What an earlier version of a document said.
fn summary(path: &Path) -> Option<Arc<Summary>> {
    let options = Options {
        summarize: true,
        ..Options::default()
    };
    judge(path, &options).summary.map(Arc::new)
}

pub(crate) fn judge(path: &Path, options: &Options) -> Report {
    check_bytes(&fs::read(path).unwrap(), options)
}

fn errors(report: &Report) -> BTreeSet<&str> {
    report.errors().map(|d| d.rule).collect()
}

#[test]
fn bad_fixtures_trip_their_rule_and_nothing_unlisted() {
    let mut failures = Vec::new();
    for rule in registry::rules() {
        let folder = fixtures().join(rule.id);
        let documents = documents(&folder, "bad-");
        if documents.is_empty() {
            failures.push(format!("{}: no bad fixture", rule.id));
        }
        for path in documents {
            let report = judge(&path, &options(&path));
            let listed = fs::read_to_string(path.with_extension("expect")).unwrap_or_default();
            let mut expected: BTreeSet<&str> = listed.lines().collect();
            if rule.severity == Severity::Error {
                expected.insert(rule.id);
            }
            if !report.diagnostics.iter().any(|d| d.rule == rule.id) {
                failures.push(format!(
                    "{}: does not trip; got {:?}",
                    path.display(),
                    report.diagnostics
                ));
            } else if errors(&report) != expected {
                failures.push(format!(
                    "{}: errors {:?}, expected {expected:?}",
                    path.display(),
                    errors(&report)
                ));
            }
        }
    }
    assert!(
        failures.is_empty(),
        "{} failures:\n{}",
        failures.len(),
        failures.join("\n")
    );
}

/// The kind of document that a format's name stands for.
fn kind(format: &str) -> Option<Kind> {
    match format.split('-').next() {
        Some("rss") => Some(Kind::Rss),
        Some("atom") => Some(Kind::Atom),
        Some("json") => Some(Kind::JsonFeed),
        Some("opml") => Some(Kind::Opml),
        Some("news") => Some(Kind::Sitemap),
        _ => None,
    }
}

#[test]
fn rules_speak_only_of_the_formats_they_name() {
    for rule in registry::rules().filter(|r| !r.formats.contains(&Kind::Any)) {
        let folder = fixtures().join(rule.id);
        for path in documents(&folder, "bad-") {
            let report = judge(&path, &options(&path));
            for found in &report.diagnostics {
                let rule = registry::by_id(found.rule).unwrap();
                let named = rule.formats.contains(&Kind::Any)
                    || rule.formats.contains(&Kind::Response)
                    || kind(report.format.as_str()).is_none_or(|k| rule.formats.contains(&k));
                assert!(
                    named,
                    "{}: {} is not for {}",
                    path.display(),
                    rule.id,
                    report.format
                );
            }
        }
    }
}

#[test]
fn good_fixtures_trip_no_error_and_not_their_rule() {
    let mut failures = Vec::new();
    for rule in registry::rules() {
        let folder = fixtures().join(rule.id);
        let documents = documents(&folder, "good-");
        if documents.is_empty() {
            failures.push(format!("{}: no good fixture", rule.id));
        }
        for path in documents {
            let report = judge(&path, &options(&path));
            let tripped: Vec<_> = report
                .diagnostics
                .iter()
                .filter(|d| d.severity == Severity::Error || d.rule == rule.id)
                .collect();
            if !tripped.is_empty() {
                failures.push(format!("{}: {tripped:?}", path.display()));
            }
        }
    }
    assert!(
        failures.is_empty(),
        "{} failures:\n{}",
        failures.len(),
        failures.join("\n")
    );
}

#[test]
fn every_folder_belongs_to_a_rule() {
    for entry in fs::read_dir(fixtures()).unwrap() {
        let name = entry.unwrap().file_name().into_string().unwrap();
        assert!(
            registry::by_id(&name).is_some(),
            "fixtures/rules/{name} belongs to no rule"
        );
    }
}

#[test]
fn docs_are_current() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/rules.md");
    let made = docs::markdown();
    if std::env::var_os("BLESS").is_some() {
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(&path, &made).unwrap();
    }
    let kept = fs::read_to_string(&path).unwrap_or_default();
    assert!(
        kept == made,
        "docs/rules.md is out of date: run BLESS=1 cargo test rules"
    );
}

#[test]
fn the_w3c_names_exist() {
    let shared = std::env::var("FEEDWRIGHT_SHARED")
        .unwrap_or_else(|_| concat!(env!("CARGO_MANIFEST_DIR"), "/../shared").to_owned());
    let path = Path::new(&shared).join("conformance/w3c/class-parents.tsv");
    let Ok(table) = fs::read_to_string(&path) else {
        eprintln!(
            "{} is absent: the W3C names of the rules were not compared",
            path.display()
        );
        return;
    };
    let known: BTreeSet<&str> = table.lines().filter_map(|l| l.split('\t').next()).collect();
    for rule in registry::rules() {
        assert!(
            rule.w3c.is_none_or(|class| known.contains(class)),
            "{}: {:?}",
            rule.id,
            rule.w3c
        );
    }
}

#[test]
fn explanations_and_tables_name_every_rule() {
    let table = docs::table(registry::rules());
    let mut json = Vec::new();
    docs::write_json(&mut json, registry::rules()).unwrap();
    assert_eq!(
        String::from_utf8(json).unwrap().lines().count(),
        registry::rules().count()
    );
    for rule in registry::rules() {
        assert!(table.contains(rule.id), "{}", rule.id);
        let text = docs::explain(rule);
        assert!(
            text.contains(rule.why) && text.contains("https://"),
            "{text}"
        );
    }
}
