//! The documents of every fixture newsroom: no error and no warning by our own validator, and well-formed by another's.

use std::path::{Path, PathBuf};
use std::process::Command;

use chrono::{DateTime, Utc};
use feedwright::Severity;
use feedwright::pipeline::check::fixtures;
use feedwright::validate::{Options, check_bytes};

use crate::harness::{judge, repository};

/// Files beside the feeds that are no feeds, lists or site maps.
const OTHERS: &[&str] = &["html", "css", "js", "toml", "txt", "gz", "br", "zst"];

fn newsrooms() -> Vec<PathBuf> {
    let newsrooms = fixtures(&repository().join("fixtures/newsrooms")).unwrap();
    assert!(newsrooms.len() > 5, "{newsrooms:?}");
    newsrooms
}

/// The documents expected of a newsroom.
fn documents(newsroom: &Path) -> Vec<PathBuf> {
    let mut documents: Vec<PathBuf> = std::fs::read_dir(newsroom.join("expected"))
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| {
            let extension = path.extension().and_then(|e| e.to_str());
            extension.is_some_and(|e| !OTHERS.contains(&e))
        })
        .collect();
    documents.sort();
    documents
}

/// The clock of the run that made the documents.
fn now(newsroom: &Path) -> DateTime<Utc> {
    let run = std::fs::read_to_string(newsroom.join("expected/run.toml")).unwrap_or_default();
    let now = run.split('"').nth(1).unwrap_or("2000-01-01T00:00:00Z");
    DateTime::parse_from_rfc3339(now).unwrap().to_utc()
}

#[test]
fn every_document_is_free_of_errors_and_warnings() {
    let mut faults = Vec::new();
    for newsroom in newsrooms() {
        for document in documents(&newsroom) {
            let options = Options {
                now: Some(now(&newsroom)),
                ..Options::default()
            };
            let report = check_bytes(&std::fs::read(&document).unwrap(), &options);
            let told = report.diagnostics.iter();
            let told = told.filter(|d| d.severity >= Severity::Warning);
            faults.extend(told.map(|d| {
                format!(
                    "{}:{}: {} {}",
                    document.display(),
                    d.line,
                    d.rule,
                    d.message
                )
            }));
        }
    }
    assert!(faults.is_empty(), "{faults:#?}");
}

#[test]
fn xmllint_finds_every_document_well_formed() {
    if !judge(
        "xmllint",
        "that the fixture newsrooms' documents are well-formed",
    ) {
        return;
    }
    for newsroom in newsrooms() {
        let mut documents = documents(&newsroom);
        documents.retain(|d| d.extension().is_some_and(|e| e != "json"));
        let out = Command::new("xmllint")
            .args(["--noout", "--nonet"])
            .args(&documents)
            .output();
        let out = out.unwrap();
        assert!(
            out.status.success(),
            "{}",
            String::from_utf8_lossy(&out.stderr)
        );
    }
}
