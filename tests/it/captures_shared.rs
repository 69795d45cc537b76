//! The captures and date lines that are shared between implementations, field by field.
//!
//! They lie outside the repo. Where they are absent, these tests say so and check nothing.

use std::path::PathBuf;

use chrono::DateTime;
use feedwright::import::dates::{self, Context, Stamp, ZoneFrom};
use feedwright::model::Moment;

/// The folder of shared captures, or `None` after saying what is not checked.
fn captures() -> Option<PathBuf> {
    let default = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../shared");
    let shared = std::env::var_os("FEEDWRIGHT_SHARED").map_or(default, PathBuf::from);
    let folder = shared.join("captures");
    if folder.is_dir() {
        return Some(folder);
    }
    println!(
        "{} is absent: the shared captures and date lines are NOT checked",
        folder.display()
    );
    None
}

/// One row of `datelines.tsv`.
struct Row {
    text: String,
    language: String,
    zone: String,
    captured_at: String,
    expected: String,
    precision: String,
    zone_from: String,
}

impl Row {
    fn context(&self) -> Context {
        Context {
            language: non_empty(&self.language),
            zone: self.zone.parse().ok(),
            captured_at: DateTime::parse_from_rfc3339(&self.captured_at).ok(),
            day: None,
        }
    }
}

fn non_empty(cell: &str) -> Option<String> {
    (!cell.is_empty()).then(|| cell.to_owned())
}

fn rows(folder: &std::path::Path) -> Vec<Row> {
    let table = std::fs::read_to_string(folder.join("datelines.tsv")).unwrap();
    table
        .lines()
        .skip(1)
        .map(|line| {
            let cell = |n| line.split('\t').nth(n).unwrap_or_default().to_owned();
            Row {
                text: cell(0),
                language: cell(1),
                zone: cell(2),
                captured_at: cell(3),
                expected: cell(4),
                precision: cell(5),
                zone_from: cell(6),
            }
        })
        .collect()
}

/// Does the moment say what the label says?
fn is_moment(expected: &str, moment: Option<Moment>) -> bool {
    match (non_empty(expected), moment) {
        (None, None) => true,
        (Some(text), Some(got)) => Moment::read(&text).is_ok_and(|(want, _)| want == got),
        _ => false,
    }
}

fn zone_word(stamp: &Stamp) -> &'static str {
    match stamp.zone {
        ZoneFrom::NoTime => "",
        ZoneFrom::Text => "text",
        ZoneFrom::Assumed => "assumed",
        ZoneFrom::Unknown => "unknown",
    }
}

#[test]
fn date_lines_by_themselves() {
    let Some(folder) = captures() else { return };
    let mut wrong = Vec::new();
    let rows = rows(&folder);
    for row in &rows {
        let line = dates::read(&row.text, &row.context());
        let stamp = line.as_ref().and_then(|l| l.stamps.first());
        let moment = stamp.and_then(|s| s.moment);
        let same_zone = moment.is_none() || stamp.is_some_and(|s| zone_word(s) == row.zone_from);
        let same_precision = moment.is_none_or(|m| m.is_day() == (row.precision == "day"));
        if !is_moment(&row.expected, moment) || !same_zone || !same_precision {
            wrong.push(format!(
                "{:?}: want {} {}, got {line:?}",
                row.text, row.expected, row.zone_from
            ));
        }
    }
    assert!(rows.len() >= 38 && wrong.is_empty(), "{}", wrong.join("\n"));
}
