//! What the store's tests share: a store, and records that arrive in it.

use std::path::Path;

use chrono::{DateTime, TimeDelta, Utc};
use feedwright::model::Query;
use feedwright::store::sqlite::{Options, SqliteStore};
use feedwright::store::{Arrival, Put, Store, Stored};
use url::Url;

/// The first run of every test.
pub(crate) fn start() -> DateTime<Utc> {
    time("2026-01-10T12:00:00Z")
}

pub(crate) fn time(raw: &str) -> DateTime<Utc> {
    DateTime::parse_from_rfc3339(raw).unwrap().to_utc()
}

pub(crate) fn options() -> Options {
    Options {
        authority: Some("paper.example,2017".to_owned()),
        site_url: Url::parse("https://paper.example/").unwrap(),
        sources: Vec::new(),
        now: start(),
    }
}

pub(crate) fn memory() -> SqliteStore {
    SqliteStore::in_memory(&options()).unwrap()
}

/// A store of a newsroom with these sources.
pub(crate) fn memory_of(sources: &[&str]) -> SqliteStore {
    let sources = sources.iter().map(|&s| s.to_owned()).collect();
    SqliteStore::in_memory(&Options {
        sources,
        ..options()
    })
    .unwrap()
}

/// A record on its way into the store.
#[derive(Debug, Clone)]
pub(crate) struct Sight<'a> {
    json: String,
    source: &'a str,
    file: &'a str,
    line: u64,
    pass: u64,
    appended: bool,
    zone: chrono_tz::Tz,
    now: DateTime<Utc>,
    seen: Option<DateTime<Utc>>,
}

/// A record in the first run, in line 1 of the one file of the one source.
pub(crate) fn see<'a>(json: &str) -> Sight<'a> {
    Sight {
        json: json.to_owned(),
        source: "wire",
        file: "wire.jsonl",
        line: 1,
        pass: 1,
        appended: false,
        zone: chrono_tz::UTC,
        now: start(),
        seen: None,
    }
}

impl<'a> Sight<'a> {
    /// In the n-th run, an hour after the one before.
    pub(crate) fn run(mut self, pass: u64) -> Self {
        self.pass = pass;
        self.now = start() + TimeDelta::hours(i64::try_from(pass).unwrap() - 1);
        self
    }

    pub(crate) fn now(mut self, now: DateTime<Utc>) -> Self {
        self.now = now;
        self
    }

    pub(crate) fn seen(mut self, seen: DateTime<Utc>) -> Self {
        self.seen = Some(seen);
        self
    }

    pub(crate) fn line(mut self, line: u64) -> Self {
        self.line = line;
        self
    }

    pub(crate) fn file(mut self, file: &'a str) -> Self {
        self.file = file;
        self
    }

    pub(crate) fn source(mut self, source: &'a str) -> Self {
        self.source = source;
        self
    }

    pub(crate) fn zone(mut self, zone: chrono_tz::Tz) -> Self {
        self.zone = zone;
        self
    }

    pub(crate) fn appended(mut self) -> Self {
        self.appended = true;
        self
    }

    pub(crate) fn put(self, store: &mut SqliteStore) -> Put {
        let record = serde_json::from_str(&self.json).expect("the test's record is JSON");
        store
            .put(Arrival {
                record,
                source: self.source,
                file: Path::new(self.file),
                line: self.line,
                now: self.now,
                seen: self.seen.unwrap_or(self.now),
                pass: self.pass,
                appended: self.appended,
                zone: self.zone,
            })
            .unwrap()
    }
}

/// Everything that may be shown, newest first.
pub(crate) fn everything() -> Query {
    Query {
        limit: 1000,
        ..Query::default()
    }
}

pub(crate) fn shown(store: &SqliteStore, query: &Query) -> Vec<Stored> {
    let found = store.newest(query).unwrap();
    found.iter().map(|s| store.load(s.key).unwrap()).collect()
}

pub(crate) fn titles(store: &SqliteStore, query: &Query) -> Vec<String> {
    shown(store, query)
        .into_iter()
        .map(|s| s.record.title.map(|t| t.to_string()).unwrap_or_default())
        .collect()
}

/// The one record that there is.
pub(crate) fn only(store: &SqliteStore) -> Stored {
    let mut all = shown(store, &everything());
    assert_eq!(all.len(), 1, "one record is shown: {all:#?}");
    all.remove(0)
}
