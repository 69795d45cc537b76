//! Rows 32 to 34: a store that is damaged, of another version, behind its documents, or on a network.

use crate::faults::{OldAndNew, Traced, strace, walk};
use crate::harness::{Ran, Room, ran};

const STORE: &str = ".feedwright/store.db";

fn published() -> Room {
    let room = Room::with_records(concat!(
        "{\"id\":\"a\",\"title\":\"Alpha\",\"published\":\"2026-03-01\",\"summary\":\"First.\"}\n",
        "{\"id\":\"b\",\"title\":\"Beta\",\"published\":\"2026-03-01\"}\n",
    ));
    room.run(&["publish"]).exits(0);
    room.append(
        "records.jsonl",
        "{\"id\":\"c\",\"title\":\"Gamma\",\"published\":\"2026-03-02\"}\n",
    );
    room
}

fn store(room: &Room) -> Vec<u8> {
    std::fs::read(room.at(STORE)).unwrap()
}

/// Publishes from a store that cannot be used: exit 2, store and documents byte for byte as they were.
#[track_caller]
fn refused(room: &Room, what: &str) -> Ran {
    let before = (store(room), room.state_of("public"));
    let said = room.run(&["publish"]);
    assert_eq!(said.exit, 2, "{what}: {}", said.stderr);
    assert!(store(room) == before.0, "{what}: the store was touched");
    assert_eq!(room.state_of("public"), before.1, "{what}");
    said.says("store.db").says("  help: ")
}

#[test]
fn a_damaged_store_is_named_and_left_alone() {
    let room = published();
    let whole = store(&room);
    let page = 4096.min(whole.len() / 2);
    let flipped = |at: usize| {
        let mut bytes = whole.clone();
        bytes[at] ^= 0x41;
        bytes
    };
    for (what, bytes) in [
        ("empty", Vec::new()),
        ("zero bytes", vec![0; whole.len()]),
        ("one byte", vec![b'S']),
        ("not a database", b"This is a text about something else, and long enough to be mistaken for a header if nobody looked.".to_vec()),
        ("cut in the header", whole[..60].to_vec()),
        ("cut after a page", whole[..page].to_vec()),
        ("cut by a byte", whole[..whole.len() - 1].to_vec()),
        ("cut in half", whole[..whole.len() / 2].to_vec()),
        ("a flipped magic", flipped(3)),
        ("a flipped page size", flipped(16)),
        ("a flipped format", flipped(18)),
        ("a flipped schema format", flipped(47)),
        ("a flipped encoding", flipped(59)),
        ("a flipped first page", flipped(100)),
        ("a flipped schema", flipped_schema(&whole)),
    ] {
        room.write(STORE, &bytes);
        refused(&room, what).says("the store is damaged").says("feedwright backup");
    }
    room.write(STORE, &whole);
    room.run(&["publish"]).exits(0);
    room.holds(&["Alpha", "Beta", "Gamma"]);
}

/// The schema may have grown out of the first page, which then still holds what stood there before.
fn flipped_schema(whole: &[u8]) -> Vec<u8> {
    let mut bytes = whole.to_vec();
    for (at, window) in whole.windows(12).enumerate() {
        if window == b"CREATE TABLE" {
            bytes[at] ^= 0x41;
        }
    }
    bytes
}

/// SQLite sees damage where it reads. Whatever is flipped, the run either says so or is not concerned.
#[test]
fn a_flipped_bit_in_any_page_is_told_or_does_no_harm() {
    let room = published();
    let whole = store(&room);
    let mut told = 0;
    for at in (4096..whole.len()).step_by(4096) {
        let mut bytes = whole.clone();
        bytes[at] ^= 0x10;
        for name in ["-wal", "-shm"] {
            let _ = std::fs::remove_file(room.at(&format!("{STORE}{name}")));
        }
        let other = Room::copy_of(room.path());
        other.write(STORE, &bytes);
        let before = other.state_of("public");
        let said = other.run(&["publish"]);
        match said.exit {
            2 => {
                told += 1;
                assert!(store(&other) == bytes, "byte {at}: the store was touched");
                assert_eq!(other.state_of("public"), before);
                said.says("the store is damaged").says("feedwright backup");
            }
            0 => other.holds(&["Alpha", "Beta", "Gamma"]),
            exit => panic!("byte {at}: exit {exit}: {}", said.stderr),
        }
    }
    assert!(
        told > 3,
        "only {told} of {} damaged pages were noticed",
        whole.len() / 4096
    );
}

#[test]
fn every_command_says_that_the_store_is_damaged() {
    let room = published();
    room.write(STORE, "nonsense");
    for args in [
        &["status"][..],
        &["history", "a"],
        &["retract", "a"],
        &["forget", "a"],
        &["backup", "copy.db"],
        &["publish", "--dry-run"],
    ] {
        room.run(args)
            .exits(2)
            .says("the store is damaged")
            .says("  help: ");
        assert_eq!(store(&room), b"nonsense", "{args:?}");
    }
    assert!(!room.has("copy.db"));
}

#[test]
fn a_backup_put_back_restores_the_store() {
    let room = published();
    room.run(&["backup", "copy.db"]).exits(0);
    room.run(&["publish"]).exits(0);
    let documents = (room.read("public/news.rss"), room.read("public/news.atom"));
    room.write(STORE, "damaged");
    room.run(&["publish"]).exits(2);
    std::fs::copy(room.at("copy.db"), room.at(STORE)).unwrap();
    // The copy is older than what was published from the store, which has to be said.
    room.run(&["publish"])
        .exits(2)
        .says("behind")
        .says(".feedwright.json");
    std::fs::remove_file(room.at("public/.feedwright.json")).unwrap();
    room.run(&["publish"]).exits(0);
    assert_eq!(
        (room.read("public/news.rss"), room.read("public/news.atom")),
        documents
    );
}

#[test]
fn a_store_of_another_version() {
    let room = published();
    let whole = store(&room);
    // The user version stands at byte 60 (SQLite file format, section 1.3).
    for (version, word) in [(99_u32, "99"), (i32::MAX.unsigned_abs(), "2147483647")] {
        let mut bytes = whole.clone();
        bytes[60..64].copy_from_slice(&version.to_be_bytes());
        room.write(STORE, &bytes);
        refused(&room, "newer")
            .says("schema version")
            .says(word)
            .says("newer");
        room.run(&["status"]).exits(2).says("schema version");
        assert!(store(&room) == bytes);
    }
    // No released program has written an older one; what would be one is no store of ours.
    let mut bytes = whole.clone();
    bytes[60..64].copy_from_slice(&0_u32.to_be_bytes());
    room.write(STORE, &bytes);
    refused(&room, "older than any");
    room.write(STORE, &whole);
    room.run(&["publish"]).exits(0);
}

#[test]
fn an_older_copy_of_the_store_is_behind_its_documents() {
    let room = published();
    let old = store(&room);
    room.run(&["publish"]).exits(0);
    room.write(STORE, &old);
    for name in ["-wal", "-shm"] {
        let _ = std::fs::remove_file(room.at(&format!("{STORE}{name}")));
    }
    refused(&room, "an older copy")
        .says("behind")
        .says("-wal")
        .says("backup");
}

#[test]
fn a_deleted_log_is_noticed() {
    if !strace() {
        return;
    }
    // A run is killed at a sync: at one of the last everything is committed, but still in the log.
    let newsroom = OldAndNew::new();
    let mut noticed = 0;
    walk("fsync", "signal=KILL", |inject| {
        let room = newsroom.room();
        let traced = Traced::run(&room, &OldAndNew::command(&room), inject, &[]);
        let log = room.at(&format!("{STORE}-wal"));
        if traced.met() && std::fs::metadata(&log).is_ok_and(|m| m.len() > 0) {
            let before = (store(&room), room.state_of("public"));
            std::fs::remove_file(&log).unwrap();
            let said = ran(&mut OldAndNew::command(&room));
            if said.exit == 2 {
                noticed += 1;
                said.says("behind").says("-wal").says("  help: ");
                assert!(
                    store(&room) == before.0 && room.state_of("public") == before.1,
                    "{inject}"
                );
            } else {
                newsroom.heals(&room, inject);
            }
        }
        traced
    });
    assert!(
        noticed > 0,
        "no run was killed between its manifest and the emptying of its log"
    );
}

#[test]
fn documents_of_another_store_are_told() {
    let room = published();
    std::fs::remove_dir_all(room.at(".feedwright")).unwrap();
    room.run(&["publish"])
        .exits(0)
        .says("warning")
        .says("another store")
        .says("  help: ");
    room.holds(&["Alpha", "Beta", "Gamma"]);
}

#[test]
fn a_network_file_system_is_warned_of() {
    if !strace() {
        return;
    }
    let room = published();
    // NFS gives its magic number in the first field of statfs(2), which is 64 bits wide on the common machines.
    let inject = "statfs:poke_exit=@arg2=6969000000000000";
    let traced = Traced::run(&room, &OldAndNew::command(&room), inject, &[]);
    if !traced.log.contains("statfs(") || !traced.met() {
        println!(
            "this strace cannot change what a call returns; not checked: the warning about network file systems"
        );
        return;
    }
    traced
        .ran
        .exits(0)
        .says("warning")
        .says("network file system")
        .says("  help: ");
}
