//! Migration, with steps that no release has.

use std::fs;
use std::path::Path;

use chrono::DateTime;
use url::Url;

use super::schema::STEPS;
use super::{Options, SqliteStore, header};
use crate::store::{FeedState, Store};

fn options() -> Options {
    Options {
        authority: None,
        site_url: Url::parse("https://paper.example/").unwrap(),
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
    assert_eq!(header::check(&path).unwrap(), 2);

    let copy = folder.path().join("store.db.v1.bak");
    let old = SqliteStore::open(&copy, &options()).unwrap();
    assert!(old.feed("news").unwrap().is_some());

    // The program that knows one step fewer leaves the newer store alone.
    let before = fs::read(&path).unwrap();
    let refused = SqliteStore::open(&path, &options()).unwrap_err();
    assert!(
        refused.to_string().contains("schema version 2"),
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
