//! A fixture of one input format, read whole.

use std::io::Cursor;

use feedwright::import::{Imported, Input, Onward, Options};
use feedwright::model::Record;
use serde_json::Value;

use crate::harness::repository;

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
