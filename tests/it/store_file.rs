//! The store as a file: made whole, refused when damaged, copied while in use. THREATS rows 27, 32, 33, 34.

use std::fs;
use std::path::{Path, PathBuf};

use feedwright::Error;
use feedwright::store::sqlite::SqliteStore;
use feedwright::store::{Leave, Store};
use tempfile::TempDir;

use crate::store_kit::{everything, only, options, see, shown, start};

fn room() -> (TempDir, PathBuf) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("store.db");
    (folder, path)
}

fn open(path: &Path) -> SqliteStore {
    SqliteStore::open(path, &options()).unwrap()
}

/// A store of many records, closed.
fn filled(path: &Path) {
    let mut store = open(path);
    for n in 0..300 {
        see(&format!(
            r#"{{"id":"n-{n}","title":"T{n}","summary":"{}"}}"#,
            "text ".repeat(200)
        ))
        .put(&mut store);
    }
    store.commit().unwrap();
}

fn names(folder: &Path) -> Vec<String> {
    let mut names: Vec<String> = fs::read_dir(folder)
        .unwrap()
        .map(|e| e.unwrap().file_name().into_string().unwrap())
        .collect();
    names.sort();
    names
}

#[test]
fn a_new_store_is_made_whole_and_kept() {
    let (folder, path) = room();
    fs::write(
        folder.path().join("store.db.new"),
        "what a run that was killed has left",
    )
    .unwrap();
    let mut store = open(&path);
    let about = store.about().clone();
    assert_eq!((about.generation, about.created), (0, start()));
    see(r#"{"title":"T"}"#).put(&mut store);
    store.commit().unwrap();
    assert_eq!(store.about().generation, 1);
    store.commit().unwrap();
    assert_eq!(store.about().generation, 1, "nothing was written");
    drop(store);
    assert_eq!(names(folder.path()), ["store.db"]);
    let store = open(&path);
    assert_eq!(
        (&store.about().id, store.about().generation),
        (&about.id, 1)
    );
    assert_eq!(store.changes().unwrap(), 1);
    only(&store);
    assert!(SqliteStore::open_existing(&path).is_ok());
}

#[test]
fn what_is_rolled_back_never_was() {
    let (_folder, path) = room();
    let mut store = open(&path);
    see(r#"{"title":"A","categories":["X"]}"#).put(&mut store);
    store.roll_back().unwrap();
    store.roll_back().unwrap();
    assert!(shown(&store, &everything()).is_empty());
    assert_eq!((store.changes().unwrap(), store.about().generation), (0, 0));
    see(r#"{"title":"B","categories":["X"]}"#).put(&mut store);
    store.commit().unwrap();
    assert_eq!(only(&store).record.title.unwrap().as_str(), "B");
}

#[test]
fn a_store_that_is_not_there_is_not_made_by_looking() {
    let (folder, path) = room();
    let error = SqliteStore::open_existing(&path).unwrap_err();
    assert!(error.to_string().contains("there is no store"), "{error}");
    assert!(names(folder.path()).is_empty());
}

/// Opens the store and, if that succeeds, uses all of it.
fn use_all(path: &Path) -> Result<(), Error> {
    let mut store = SqliteStore::open(path, &options())?;
    for found in store.newest(&everything())? {
        store.load(found.key)?;
    }
    store.history("n-7")?;
    store.retract("n-7", Leave::AsFeedsSay, start())?;
    store.commit()
}

#[test]
fn a_damaged_store_is_told_and_left_alone() {
    let (_folder, good) = room();
    filled(&good);
    let bytes = fs::read(&good).unwrap();
    let flipped = |at: usize| {
        let mut bytes = bytes.clone();
        bytes[at] ^= 0xFF;
        bytes
    };
    for (name, damaged) in [
        ("empty", Vec::new()),
        ("ten bytes", bytes[..10].to_vec()),
        ("not a database", b"{\"title\":\"x\"}\n".repeat(1000)),
        ("half", bytes[..bytes.len() / 2].to_vec()),
        ("cut in a page", bytes[..bytes.len() - 100].to_vec()),
        ("magic", flipped(3)),
        ("page size", flipped(16)),
        ("format version", flipped(18)),
        ("mark", flipped(70)),
        ("schema version", flipped(60)),
        ("schema page", flipped(100)),
    ] {
        let (folder, path) = room();
        fs::write(&path, &damaged).unwrap();
        let error = use_all(&path).expect_err(name);
        let text = format!("{error}");
        assert!(
            text.contains("the store is damaged") || text.contains("schema version"),
            "{name}: {text}"
        );
        assert!(text.contains("store.db"), "{name}: {text}");
        assert!(error.help_text().is_some(), "{name}");
        assert!(
            fs::read(&path).unwrap() == damaged,
            "{name}: the file was touched"
        );
        drop(folder);
    }
}

#[test]
fn damage_that_is_met_later_is_told_too() {
    let (_folder, path) = room();
    filled(&path);
    let mut bytes = fs::read(&path).unwrap();
    let pages = bytes.len() / 4096;
    for page in 1..pages {
        bytes[page * 4096..page * 4096 + 64].fill(0xEE);
    }
    fs::write(&path, &bytes).unwrap();
    let error = use_all(&path).unwrap_err();
    assert!(
        error.to_string().contains("the store is damaged"),
        "{error}"
    );
    assert!(
        error.help_text().unwrap().contains("feedwright backup"),
        "{error}"
    );
    assert!(fs::read(&path).unwrap() == bytes);
}

#[test]
fn no_flipped_byte_makes_it_panic() {
    let (_folder, good) = room();
    filled(&good);
    let bytes = fs::read(&good).unwrap();
    let (_folder, path) = room();
    for n in 0..60 {
        let mut damaged = bytes.clone();
        // The first pages, where the schema and the roots of the tables are, and then all over the file.
        let at = if n < 30 {
            n * 1531
        } else {
            n * bytes.len() / 61
        };
        damaged[at..at + 8].fill(if n % 2 == 0 { 0x7F } else { 0xFF });
        fs::write(&path, &damaged).unwrap();
        let told = use_all(&path).map_err(|e| e.to_string());
        assert!(
            told.as_ref()
                .err()
                .is_none_or(|e| e.contains("store.db: the store ")),
            "{at}: {told:?}"
        );
        for ending in ["-wal", "-shm"] {
            let _ = fs::remove_file(path.with_file_name(format!("store.db{ending}")));
        }
    }
}

#[test]
fn a_log_without_its_store_is_not_read_into_a_new_one() {
    let (folder, path) = room();
    let log = folder.path().join("store.db-wal");
    fs::write(&log, "frames").unwrap();
    let error = SqliteStore::open(&path, &options()).unwrap_err();
    assert!(
        error.to_string().contains("the store is missing"),
        "{error}"
    );
    assert_eq!(fs::read(&log).unwrap(), b"frames");
    assert!(!path.exists());
}

#[test]
fn a_copy_is_made_while_the_store_is_in_use() {
    let (folder, path) = room();
    let mut store = open(&path);
    see(r#"{"title":"A"}"#).put(&mut store);
    store.commit().unwrap();
    see(r#"{"title":"B"}"#).put(&mut store);
    let to = folder.path().join("copy.db");
    store.backup(&to).unwrap();
    assert!(
        store
            .backup(&to)
            .unwrap_err()
            .to_string()
            .contains("there is a file already")
    );
    store.commit().unwrap();
    let copy = open(&to);
    assert_eq!(
        only(&copy).record.title.unwrap().as_str(),
        "A",
        "what is not committed is not copied"
    );
    assert_eq!(
        (&copy.about().id, copy.about().generation),
        (&store.about().id, 1)
    );
    assert_eq!(shown(&store, &everything()).len(), 2);
    assert!(!names(folder.path()).iter().any(|n| n.contains("part")));
}

#[test]
fn two_writers_do_not_mix() {
    let (_folder, path) = room();
    let (mut one, mut two) = (open(&path), open(&path));
    one.save_feed("a", &feedwright::store::FeedState::default())
        .unwrap();
    assert!(
        two.save_feed("b", &feedwright::store::FeedState::default())
            .unwrap_err()
            .is_busy()
    );
    one.commit().unwrap();
    assert!(two.feed("a").unwrap().is_some());
}

#[test]
fn what_is_forgotten_is_in_no_file_any_more() {
    let (folder, path) = room();
    let mut store = open(&path);
    let secret = "the name that must not be found ".repeat(300);
    for run in 1..4 {
        let json =
            format!(r#"{{"id":"n-1","kind":"article","title":"T","body_text":"{run} {secret}"}}"#);
        see(&json).run(run).put(&mut store);
        store.commit().unwrap();
    }
    assert!(
        contains(folder.path(), b"must not be found"),
        "the test can see it"
    );
    store.forget("n-1", start()).unwrap();
    store.commit().unwrap();
    assert!(
        !contains(folder.path(), b"must not be found"),
        "while the store is open"
    );
    drop(store);
    assert!(!contains(folder.path(), b"must not be found"));
}

fn contains(folder: &Path, needle: &[u8]) -> bool {
    names(folder).iter().any(|name| {
        let bytes = fs::read(folder.join(name)).unwrap();
        bytes.windows(needle.len()).any(|w| w == needle)
    })
}
