//! One page of our own for each layout, beside the records expected of it. `BLESS=1` rewrites the latter.

use std::path::{Path, PathBuf};

use chrono::DateTime;
use feedwright::import::{Imported, Options};
use serde_json::{Value, json};

use crate::capture::import;

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/captures/layouts")
}

/// What the `.toml` beside a page says about it.
fn options(page: &Path) -> Options {
    let text = std::fs::read_to_string(page.with_extension("toml")).unwrap_or_default();
    let table: toml::Table = text.parse().unwrap();
    let cell = |key: &str| table.get(key).and_then(|v| v.as_str());
    Options {
        zone: cell("timezone").map(|z| z.parse().unwrap()),
        captured_at: cell("captured_at").map(|t| DateTime::parse_from_rfc3339(t).unwrap()),
        page_url: cell("page_url").map(|u| u.parse().unwrap()),
        ..Options::default()
    }
}

/// A record with its provenance and notices, as one line of JSON.
fn line(imported: &Imported) -> String {
    let mut value: Value = serde_json::to_value(imported.record.as_ref().unwrap()).unwrap();
    value["line"] = json!(imported.line);
    value["explain"] = json!(imported.explain);
    let notices: Vec<&str> = imported
        .notices
        .iter()
        .map(|n| n.message.as_str())
        .collect();
    if !notices.is_empty() {
        value["notices"] = json!(notices);
    }
    value.to_string()
}

#[test]
fn each_page_gives_its_records() {
    let mut pages: Vec<PathBuf> = std::fs::read_dir(folder())
        .unwrap()
        .map(|f| f.unwrap().path())
        .filter(|p| p.extension().is_some_and(|e| e == "txt"))
        .collect();
    pages.sort();
    assert!(pages.len() >= 20, "only {} pages", pages.len());
    for page in pages {
        let text = std::fs::read_to_string(&page).unwrap();
        let got: Vec<String> = import(&text, &options(&page)).iter().map(line).collect();
        let got = got.join("\n") + "\n";
        let golden = page.with_extension("jsonl");
        if std::env::var_os("BLESS").is_some() {
            std::fs::write(&golden, &got).unwrap();
        }
        let want = std::fs::read_to_string(&golden).unwrap_or_default();
        assert_eq!(got, want, "{}", page.display());
    }
}
