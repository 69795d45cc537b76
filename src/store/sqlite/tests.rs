//! Migration, with steps that no release has.

use std::fs;
use std::path::Path;

use chrono::DateTime;
use url::Url;

use super::schema::{SOURCES, STEPS};
use super::{Options, SqliteStore, header};
use crate::store::{FeedState, Store};

fn options() -> Options {
    Options {
        authority: None,
        site_url: Url::parse("https://paper.example/").unwrap(),
        sources: Vec::new(),
        now: DateTime::UNIX_EPOCH,
    }
}

fn filled(path: &Path) {
    let mut store = SqliteStore::open(path, &options()).unwrap();
    store.save_feed("news", &FeedState::default()).unwrap();
    store.commit().unwrap();
}

#[test]
fn an_older_store_is_copied_and_then_brought_up_to_date() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("store.db");
    filled(&path);
    let steps: Vec<&str> = STEPS
        .iter()
        .copied()
        .chain(["ALTER TABLE feed ADD COLUMN added TEXT"])
        .collect();
    let store = SqliteStore::open_with(&path, &options(), &steps).unwrap();
    assert!(store.feed("news").unwrap().is_some());
    store
        .conn
        .execute("UPDATE feed SET added = 'x'", [])
        .unwrap();
    drop(store);
    let newest = i32::try_from(steps.len()).unwrap();
    assert_eq!(header::check(&path).unwrap(), newest);

    let copy = folder.path().join(format!("store.db.v{}.bak", STEPS.len()));
    let old = SqliteStore::open(&copy, &options()).unwrap();
    assert!(old.feed("news").unwrap().is_some());

    // The program that knows one step fewer leaves the newer store alone.
    let before = fs::read(&path).unwrap();
    let refused = SqliteStore::open(&path, &options()).unwrap_err();
    assert!(
        refused
            .to_string()
            .contains(&format!("schema version {newest}")),
        "{refused}"
    );
    assert_eq!(fs::read(&path).unwrap(), before);
    let names: Vec<_> = fs::read_dir(folder.path())
        .unwrap()
        .map(|e| e.unwrap().file_name())
        .collect();
    assert!(
        !names
            .iter()
            .any(|n| n == "store.db-wal" || n == "store.db-shm"),
        "{names:?}"
    );
}

#[test]
fn a_step_that_fails_changes_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("store.db");
    filled(&path);
    let steps: Vec<&str> = STEPS
        .iter()
        .copied()
        .chain(["DROP TABLE feed; SELECT nothing FROM nowhere"])
        .collect();
    assert!(SqliteStore::open_with(&path, &options(), &steps).is_err());
    assert!(
        SqliteStore::open(&path, &options())
            .unwrap()
            .feed("news")
            .unwrap()
            .is_some()
    );
}

#[test]
fn both_forms_of_the_second_schema_are_brought_up_to_date() {
    let folder = tempfile::tempdir().unwrap();
    for (name, more) in [("first.db", ""), ("second.db", SOURCES)] {
        let path = folder.path().join(name);
        let second: String = STEPS.get(1).unwrap().to_string() + more;
        let steps = [*STEPS.first().unwrap(), second.as_str()];
        drop(SqliteStore::open_with(&path, &options(), &steps).unwrap());
        assert_eq!(header::check(&path).unwrap(), 2, "{name}");
        let mut store = SqliteStore::open(&path, &options()).unwrap();
        store.save_feed("news", &FeedState::default()).unwrap();
        store.commit().unwrap();
        let tables = "SELECT count(sighted) FROM record UNION ALL SELECT count(*) FROM visit";
        let mut tables = store.conn.prepare(tables).unwrap();
        assert_eq!(
            tables.query_map([], |_| Ok(())).unwrap().count(),
            2,
            "{name}"
        );
    }
}

#[test]
fn a_preview_of_an_older_store_leaves_its_file_as_it_is() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("store.db");
    let first = STEPS.get(..1).unwrap();
    let mut store = SqliteStore::open_with(&path, &options(), first).unwrap();
    store.save_feed("news", &FeedState::default()).unwrap();
    store.commit().unwrap();
    drop(store);
    let before = fs::read(&path).unwrap();

    let preview = SqliteStore::open_preview(&path, &options()).unwrap();
    assert!(preview.feed("news").unwrap().is_some());
    assert!(preview.made("feeds.opml").unwrap().is_none());
    drop(preview);
    assert_eq!(fs::read(&path).unwrap(), before);
    assert_eq!(header::check(&path).unwrap(), 1);

    let whole = SqliteStore::open(&path, &options()).unwrap();
    assert!(whole.feed("news").unwrap().is_some());
    assert!(folder.path().join("store.db.v1.bak").exists());
}
