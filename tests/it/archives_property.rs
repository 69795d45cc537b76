//! Whatever comes, changes and goes between runs: who follows the archives from the feed finds every live entry in
//! its newest state and nothing else, by a reader of our own and by feed-rs.

use std::collections::BTreeMap;
use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};
use feedwright::config;
use feedwright::pipeline::{Options, Unattended, publish};
use proptest::collection::vec;
use proptest::option::of;
use proptest::prelude::*;
use proptest::test_runner::{Config, TestCaseError, TestRunner};

use crate::archives_kit::{Document, Paper};
use crate::store_kit::time;

/// What happens between two runs, and the run.
#[derive(Debug, Clone)]
enum Event {
    /// A record that was published so many hours into March, with the days on which it enters and expires.
    Comes(u8, Option<u8>, Option<u8>),
    Changes(usize),
    Withdrawn(usize),
    /// So many days after the one before.
    Run(u8),
}

/// A record as it is meant.
#[derive(Debug, Default)]
struct Meant {
    published: DateTime<Utc>,
    version: usize,
    enters: Option<u8>,
    expires: Option<u8>,
    withdrawn: bool,
    /// The day of the run that learnt of it.
    withdrawn_on: Option<u8>,
    shown: bool,
    /// Withdrawn before any run had shown it: nobody is told that there was such a record.
    never: bool,
}

fn event() -> impl Strategy<Value = Event> {
    prop_oneof![
        6 => (0..200u8, of(prop_oneof![Just(0u8), 1..20u8]), of(5..30u8)).prop_map(|(hour, enters, expires)| {
            Event::Comes(hour, enters.filter(|e| e % 3 == 0), expires.filter(|e| e % 2 == 0))
        }),
        2 => any::<usize>().prop_map(Event::Changes),
        1 => any::<usize>().prop_map(Event::Withdrawn),
        3 => (0..4u8).prop_map(Event::Run),
    ]
}

#[test]
fn who_follows_the_archives_finds_all_that_is_live() {
    let config = Config {
        cases: 32,
        failure_persistence: None,
        ..Config::default()
    };
    TestRunner::new(config)
        .run(&vec(event(), 1..40), |events| holds(&events))
        .unwrap_or_else(|e| panic!("{e}"));
}

fn holds(events: &[Event]) -> Result<(), TestCaseError> {
    let paper = Paper::new();
    let mut records: Vec<Meant> = Vec::new();
    // Behind every date that a record has, so that none waits for its own.
    let mut day = 10;
    for (n, event) in events.iter().chain(&[Event::Run(0)]).enumerate() {
        match *event {
            Event::Comes(hour, enters, expires) => {
                records.push(Meant {
                    published: time("2026-03-01T00:00:00Z") + TimeDelta::hours(hour.into()),
                    enters,
                    expires,
                    ..Meant::default()
                });
                say(&paper, &records, records.len() - 1, n);
            }
            Event::Changes(at) | Event::Withdrawn(at) if !records.is_empty() => {
                let at = at % records.len();
                if let Some(record) = records.get_mut(at).filter(|r| !r.withdrawn) {
                    match event {
                        Event::Withdrawn(_) => record.withdrawn = true,
                        _ => record.version += 1,
                    }
                    say(&paper, &records, at, n);
                }
            }
            Event::Run(days) => {
                day += days;
                run(&paper, day);
                let wanted = live(&mut records, day);
                for format in ["rss", "atom"] {
                    agrees(&paper.chain(format), &wanted)?;
                }
                prop_assert_eq!(read_by_feed_rs(&paper), wanted);
            }
            _ => {}
        }
    }
    Ok(())
}

/// Appends a line about a record.
fn say(paper: &Paper, records: &[Meant], at: usize, n: usize) {
    let Some(record) = records.get(at) else {
        return;
    };
    if record.withdrawn {
        paper.line(&format!("{{\"id\":\"r{at}\",\"status\":\"retracted\"}}\n"));
        return;
    }
    let day = |key: &str, day: Option<u8>| {
        day.map_or_else(String::new, |d| {
            format!(",\"{key}\":\"{}\"", on(d).to_rfc3339())
        })
    };
    paper.line(&format!(
        "{{\"id\":\"r{at}\",\"title\":\"{}\",\"published\":\"{}\",\"updated\":\"{}\"{}{}}}\n",
        title(at, record),
        record.published.to_rfc3339(),
        (time("2026-03-10T00:00:00Z") + TimeDelta::seconds(i64::try_from(n).unwrap_or_default()))
            .to_rfc3339(),
        day("not_before", record.enters),
        day("expires", record.expires),
    ));
}

fn title(at: usize, record: &Meant) -> String {
    format!("Record {at} version {}", record.version)
}

/// Noon of a day of March, and of April where that has no more days.
fn on(day: u8) -> DateTime<Utc> {
    time("2026-03-01T12:00:00Z") + TimeDelta::days(i64::from(day) - 1)
}

fn run(paper: &Paper, day: u8) {
    let newsroom = config::load(&paper.room.at("feedwright.toml")).expect("a newsroom");
    // A program that another test of this process starts has the lock too, from its fork until it is executed.
    let options = Options {
        wait: Duration::from_secs(30),
        ..Options::at(on(day))
    };
    let outcome = publish(&newsroom, &options, &Unattended).expect("a run");
    assert!(!outcome.has_errors(), "{:?}", outcome.notices.kept());
}

/// Ids and titles of what must be found on this day.
fn live(records: &mut [Meant], day: u8) -> BTreeMap<String, String> {
    let mut live = BTreeMap::new();
    for (at, record) in records.iter_mut().enumerate() {
        let out = record.expires.is_some_and(|e| e <= day);
        let due = record.enters.is_none_or(|e| e <= day);
        if record.withdrawn && record.withdrawn_on.is_none() {
            record.withdrawn_on = Some(day);
            record.never = !record.shown;
        }
        if !due || out || record.never {
            continue;
        }
        record.shown = true;
        let title = title(at, record);
        match record.withdrawn_on {
            None => live.insert(format!("r{at}"), title),
            Some(on) if day <= on + 7 => {
                live.insert(format!("r{at}"), format!("Withdrawn: {title}"))
            }
            Some(_) => None,
        };
    }
    live
}

/// Every copy of every entry is the newest one, and none is missing or too many.
fn agrees(chain: &[Document], wanted: &BTreeMap<String, String>) -> Result<(), TestCaseError> {
    let mut found = BTreeMap::new();
    for document in chain {
        for (id, title) in &document.entries {
            prop_assert_eq!(Some(title), wanted.get(id), "{} in {}", id, document.name);
            found.insert(id.clone(), title.clone());
        }
    }
    prop_assert_eq!(&found, wanted);
    Ok(())
}

/// The same by other people's code: newer documents win.
fn read_by_feed_rs(paper: &Paper) -> BTreeMap<String, String> {
    let mut found = BTreeMap::new();
    let mut next = Some("news.atom".to_owned());
    while let Some(name) = next {
        let text = paper.room.read(&format!("public/{name}"));
        let feed = feed_rs::parser::parse(text.as_bytes()).expect("a feed");
        for entry in feed.entries {
            let id = entry
                .id
                .rsplit(['/', ':'])
                .next()
                .unwrap_or_default()
                .to_owned();
            let title = entry.title.map(|t| t.content).unwrap_or_default();
            found.entry(id).or_insert(title);
        }
        let older = feed
            .links
            .into_iter()
            .find(|l| l.rel.as_deref() == Some("prev-archive"));
        next = older.map(|l| l.href.rsplit('/').next().unwrap_or_default().to_owned());
    }
    found
}
