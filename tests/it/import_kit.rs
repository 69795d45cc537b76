//! What an importer makes of a file, told in lines.

use std::io::Cursor;

use feedwright::import::{Imported, Input, Onward, Options};
use feedwright::model::Record;
use serde_json::Value;
use url::Url;

use crate::harness::repository;

/// What became of a whole input: each record as JSON with its line, each notice below its record, and where it goes on.
pub(crate) fn told(
    input: &Input,
    text: &[u8],
    options: &Options,
) -> (Vec<String>, Result<Onward, String>) {
    let mut told = Vec::new();
    let mut emit = |imported: Imported| {
        let Imported {
            line,
            record,
            notices,
            ..
        } = imported;
        told.push(record.map_or(format!("{line} -"), |r| {
            format!(
                "{line} {}",
                serde_json::to_string(&r).expect("a record is JSON")
            )
        }));
        told.extend(
            notices
                .iter()
                .map(|n| format!("  {}: {}", n.severity, n.message)),
        );
        Ok(())
    };
    let onward = (input.read)(&mut Cursor::new(text), options, &mut emit);
    (told, onward.map_err(|e| e.to_string()))
}

/// Options for a page of this address.
pub(crate) fn page(address: &str) -> Options {
    Options {
        page_url: Some(Url::parse(address).expect("an address")),
        ..Options::default()
    }
}

/// The next page of these, after the page at this address.
pub(crate) fn next(input: &Input, text: &[u8], address: &str) -> Option<String> {
    let (_, onward) = told(input, text, &page(address));
    onward
        .expect("the input can be read")
        .next
        .map(String::from)
}

/// Holds lines against `fixtures/imported/NAME`; with `BLESS` set, writes them there.
pub(crate) fn golden(name: &str, lines: &[String]) {
    let file = repository().join("fixtures/imported").join(name);
    let got = lines.join("\n") + "\n";
    if std::env::var_os("BLESS").is_some() {
        std::fs::create_dir_all(file.parent().expect("a folder")).expect("a folder");
        std::fs::write(&file, &got).expect("a file");
    }
    let want = std::fs::read_to_string(&file).unwrap_or_default();
    assert_eq!(got, want, "{name}");
}

/// What the importer makes of `fixtures/imports/NAME`, and where it says to go on.
pub(crate) fn read(input: &Input, name: &str, options: &Options) -> (Vec<Imported>, Onward) {
    let file = repository().join("fixtures/imports").join(name);
    let bytes = std::fs::read(file).unwrap();
    let mut all = Vec::new();
    let onward = (input.read)(&mut Cursor::new(bytes), options, &mut |imported| {
        all.push(imported);
        Ok(())
    });
    (all, onward.unwrap())
}

/// The records of a fixture as JSON.
pub(crate) fn records(input: &Input, name: &str, options: &Options) -> Vec<Value> {
    let (all, _) = read(input, name, options);
    let records = all.iter().filter_map(|i| i.record.as_ref());
    records
        .map(|r: &Record| serde_json::to_value(r).unwrap())
        .collect()
}

/// Everything that was said about a fixture, each with its line.
pub(crate) fn notices(input: &Input, name: &str, options: &Options) -> Vec<String> {
    let (all, _) = read(input, name, options);
    all.iter()
        .flat_map(|i| i.notices.iter())
        .map(|n| format!("{} {}", n.line.unwrap_or_default(), n.message))
        .collect()
}
