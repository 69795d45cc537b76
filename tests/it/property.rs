//! For any records, every document that we publish has no error by our validator, is well-formed to others, and
//! gives back the same titles, ids, dates and categories when feed-rs reads it.

use std::cell::RefCell;
use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use feedwright::model::{Line, Moment};
use feedwright::pipeline::check::check;
use feedwright::validate;
use proptest::collection::vec;
use proptest::option::of;
use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};
use serde_json::{Value, json};

use crate::arbitrary;
use crate::harness::Room;
use crate::xml::assert_well_formed;

const CASES: u32 = 48;

/// What must be read back of an entry.
#[derive(Debug, Clone, PartialEq)]
struct Kept {
    title: String,
    published: DateTime<Utc>,
    categories: Vec<String>,
}

#[test]
fn whatever_comes_in_what_goes_out_is_valid_and_reads_back() {
    let documents = RefCell::new(Vec::new());
    let config = Config {
        cases: CASES,
        failure_persistence: None,
        ..Config::default()
    };
    TestRunner::new(config)
        .run(&vec(record(), 0..12), |records| {
            let room = newsroom(&records);
            let checked = check(room.path()).map_err(|e| TestCaseError::fail(e.to_string()))?;
            prop_assert_eq!(
                checked.outcome.documents.withheld,
                0,
                "{:?}",
                checked.outcome.notices.kept()
            );
            prop_assert_eq!(
                checked.outcome.records.rejected,
                0,
                "{:?}",
                checked.outcome.notices.kept()
            );
            let wanted = wanted(&records);
            for (name, bytes) in checked.documents {
                let report = validate::check_bytes(&bytes, &validate::Options::default());
                prop_assert!(
                    report.is_valid(),
                    "{name}: {:?}",
                    report.errors().collect::<Vec<_>>()
                );
                holds(&name, &bytes, &wanted)?;
                if !name.ends_with(".json") {
                    documents.borrow_mut().push(bytes);
                }
            }
            Ok(())
        })
        .unwrap_or_else(|e| panic!("{e}"));
    assert_well_formed(&documents.borrow());
}

fn holds(name: &str, bytes: &[u8], wanted: &BTreeMap<String, Kept>) -> Result<(), TestCaseError> {
    let feed =
        feed_rs::parser::parse(bytes).map_err(|e| TestCaseError::fail(format!("{name}: {e}")))?;
    let read: BTreeMap<String, Kept> = feed
        .entries
        .iter()
        .map(|e| {
            let kept = Kept {
                title: e
                    .title
                    .as_ref()
                    .map(|t| t.content.clone())
                    .unwrap_or_default(),
                published: e.published.unwrap_or_default(),
                categories: e.categories.iter().map(|c| c.term.clone()).collect(),
            };
            (e.id.clone(), kept)
        })
        .collect();
    prop_assert_eq!(&read, wanted, "{}", name);
    Ok(())
}

/// A record as some export might write it: hard text anywhere, times of every precision.
fn record() -> impl Strategy<Value = Value> {
    let times = (
        "20[0-2][0-9]-0[1-9]-[12][0-8]",
        "(T[01][0-9]:[0-5][0-9]:[0-5][0-9](Z|[+-]0[0-9]:30|))?",
    );
    let texts = (of(arbitrary::raw(12)), of(arbitrary::raw(30)), of(html()));
    let lists = (vec(arbitrary::line(), 0..3), vec(arbitrary::line(), 0..4));
    let links = (of(arbitrary::raw(6)), of(arbitrary::link()));
    (arbitrary::line(), times, texts, lists, links).prop_map(|(title, (day, time), (summary, text, html), (authors, categories), (odd, image))| {
        let mut record = json!({"title": title, "published": format!("{day}{time}"), "categories": categories});
        let authors: Vec<Value> = authors.iter().map(|a| json!({"name": a})).collect();
        record["authors"] = json!(authors);
        let optional = [("summary", json!(summary)), ("body_text", json!(text)), ("body_html", json!(html)), ("url", json!(odd))];
        for (key, value) in optional.into_iter().filter(|(_, v)| !v.is_null()) {
            record[key] = value;
        }
        if record.get("body_html").is_some() {
            record.as_object_mut().map(|r| r.remove("body_text"));
        }
        if let Some(url) = image {
            record["image"] = json!({"url": url, "caption": title, "type": "image/jpeg"});
        }
        record
    })
}

/// HTML as people and machines write it: tags that do not match, handlers, addresses of every sort.
fn html() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        3 => arbitrary::raw(4),
        3 => proptest::sample::select(vec![
            "<p>", "</p>", "<b>", "</i>", "<ul><li>", "</ul>", "<script>", "</script>", "<style>", "<svg><a>", "<math>", "<!--",
            "<a href=\"/x\">", "<a href='javascript:alert(1)'>", "</a>", "<img src=\"a.jpg\" onerror=\"x()\">", "<table><td>",
            "<iframe srcdoc=\"<p>\">", "<![CDATA[", "&nbsp;", "&bogus;", "&#7;", "&lt;", "<p title=\"&quot;\">", "<plaintext>",
        ]).prop_map(str::to_owned),
    ];
    vec(piece, 0..20).prop_map(|pieces| pieces.concat())
}

fn newsroom(records: &[Value]) -> Room {
    let numbered = records.iter().enumerate().map(|(n, record)| {
        let mut record = record.clone();
        record["id"] = json!(id(n));
        format!("{record}\n")
    });
    let room = Room::with_records(&numbered.collect::<String>());
    room.write(
        "feeds/news.toml",
        "formats = [\"rss\", \"atom\", \"json\"]\n",
    );
    room.write("expected/run.toml", "now = \"2031-01-01T00:00:00Z\"\n");
    room
}

fn id(n: usize) -> String {
    format!("urn:example:{n}")
}

fn wanted(records: &[Value]) -> BTreeMap<String, Kept> {
    records
        .iter()
        .enumerate()
        .map(|(n, record)| (id(n), kept(record)))
        .collect()
}

fn kept(record: &Value) -> Kept {
    let title = record["title"].as_str().unwrap_or_default();
    let published = record["published"].as_str().unwrap_or_default();
    let mut categories: Vec<String> = Vec::new();
    for category in record["categories"].as_array().into_iter().flatten() {
        let category = Line::new(category.as_str().unwrap_or_default()).to_string();
        if !categories.contains(&category) {
            categories.push(category);
        }
    }
    Kept {
        title: title.trim().to_owned(),
        published: in_riga(published),
        categories,
    }
}

/// The newsroom's zone is Riga's: a time without an offset is meant there, a day begins there.
fn in_riga(raw: &str) -> DateTime<Utc> {
    let local = match Moment::read(raw) {
        Ok((Moment::Instant(t), _)) => return t.to_utc(),
        Ok((Moment::Local(local), _)) => local,
        Ok((Moment::Day(day), _)) => day.and_time(chrono::NaiveTime::MIN),
        Err(e) => panic!("{raw}: {e}"),
    };
    feedwright::model::zone::resolve(local, chrono_tz::Europe::Riga)
        .0
        .to_utc()
}
