//! Replays what fuzzing has saved: every input in `fuzz/corpus/<target>` keeps the law of its target, and so does every
//! input fixture, from which fuzzing of the importers begins.

use std::fs;
use std::path::Path;

#[path = "../../fuzz/laws.rs"]
mod laws;

fn replay(target: &str, law: fn(&[u8])) {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("fuzz/corpus")
        .join(target);
    let count = replay_folder(&folder, law);
    assert!(count > 20, "{} holds {count} inputs", folder.display());
}

fn replay_folder(folder: &Path, law: fn(&[u8])) -> usize {
    let mut count = 0;
    for file in fs::read_dir(folder).unwrap() {
        let path = file.unwrap().path();
        if path.is_dir() {
            count += replay_folder(&path, law);
            continue;
        }
        let bytes = fs::read(&path).unwrap();
        if let Err(cause) = std::panic::catch_unwind(|| law(&bytes)) {
            eprintln!("broken by {}", path.display());
            std::panic::resume_unwind(cause);
        }
        count += 1;
    }
    count
}

#[test]
fn xml() {
    replay("xml", laws::xml);
}

#[test]
fn json() {
    replay("json", laws::json);
}

#[test]
fn dates() {
    replay("dates", laws::dates);
}

#[test]
fn mend() {
    replay("mend", laws::mend);
}

#[test]
fn imports() {
    replay("imports", laws::imports);
    let fixtures = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/imports");
    replay_folder(&fixtures, laws::imports);
}

#[test]
fn encoding() {
    replay("encoding", laws::encoding);
}

#[test]
fn moments() {
    replay("moments", laws::moments);
}
