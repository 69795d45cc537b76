//! Replays what fuzzing has saved: every input in `fuzz/corpus/<target>` keeps the law of its target.

use std::fs;
use std::path::Path;

#[path = "../../fuzz/laws.rs"]
mod laws;

fn replay(target: &str, law: fn(&[u8])) {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("fuzz/corpus")
        .join(target);
    let mut count = 0;
    for file in fs::read_dir(&folder).unwrap() {
        let path = file.unwrap().path();
        let bytes = fs::read(&path).unwrap();
        if let Err(cause) = std::panic::catch_unwind(|| law(&bytes)) {
            eprintln!("broken by {}", path.display());
            std::panic::resume_unwind(cause);
        }
        count += 1;
    }
    assert!(count > 20, "{} holds {count} inputs", folder.display());
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
