//! Every importer against every fixture of every format, whole, cut short and damaged: whatever the bytes are, it ends
//! with records, notices or an error, and never with a panic.

use std::io::Cursor;
use std::path::{Path, PathBuf};

use feedwright::import::{INPUTS, Input, Options};

use crate::harness::repository;

/// At so many places a fixture is cut and damaged.
const PLACES: usize = 60;

#[test]
fn no_bytes_make_an_importer_panic() {
    let files = fixtures(&repository().join("fixtures/imports"));
    for file in &files {
        let bytes = std::fs::read(file).unwrap();
        for input in INPUTS {
            read(input, &bytes);
        }
        let own = INPUTS.iter().find(|i| (i.recognises)(&bytes, file));
        for bytes in own.into_iter().flat_map(|_| damaged(&bytes)) {
            own.into_iter().for_each(|input| read(input, &bytes));
        }
    }
}

/// A file is never taken for one of another format.
#[test]
fn every_fixture_is_recognised() {
    for file in fixtures(&repository().join("fixtures/imports")) {
        let bytes = std::fs::read(&file).unwrap();
        let head = bytes
            .get(..feedwright::source::HEAD_BYTES)
            .unwrap_or(&bytes);
        let folder = file
            .parent()
            .and_then(Path::file_name)
            .unwrap()
            .to_string_lossy()
            .into_owned();
        // Files of a folder that begins with "not-" are wrong on purpose.
        if folder.starts_with("not-") {
            continue;
        }
        let found = feedwright::import::recognise(head, &file).map(|i| i.name);
        assert_eq!(found.ok(), Some(folder.as_str()), "{}", file.display());
    }
}

fn read(input: &Input, bytes: &[u8]) {
    let mut bytes = Cursor::new(bytes);
    let options = Options {
        explain: true,
        ..Options::default()
    };
    let _ = (input.read)(&mut bytes, &options, &mut |_| Ok(()));
}

/// The bytes cut short, with a byte changed, with a piece taken out and with a piece twice, at many places.
fn damaged(bytes: &[u8]) -> impl Iterator<Item = Vec<u8>> {
    let step = (bytes.len() / PLACES).max(1);
    (0..bytes.len()).step_by(step).flat_map(move |at| {
        let (head, tail) = bytes.split_at(at);
        let rest = tail.get(tail.len().min(7)..).unwrap_or_default();
        let flipped = tail.first().map_or(0, |b| b ^ 0x5b);
        [
            head.to_vec(),
            [head, &[flipped], tail.get(1..).unwrap_or_default()].concat(),
            [head, rest].concat(),
            [head, tail, tail].concat(),
            [head, b"\0", tail].concat(),
        ]
    })
}

fn fixtures(dir: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    let Ok(entries) = std::fs::read_dir(dir) else {
        return found;
    };
    for entry in entries {
        let path = entry.unwrap().path();
        if path.is_dir() {
            found.extend(fixtures(&path));
        } else {
            found.push(path);
        }
    }
    found.sort();
    found
}
