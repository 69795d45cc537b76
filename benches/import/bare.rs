//! What a parser does with the same bytes when nobody asks for records.

use std::fmt;
use std::io::BufRead;

use feedwright::model::Record;
use serde::Deserializer as _;
use serde::de::{IgnoredAny, SeqAccess, Visitor};

/// Reads everything, and makes nothing of it.
pub(crate) type Bare = fn(&mut dyn BufRead);

/// Each line by serde_json into the struct that the importer makes too.
pub(crate) fn json_lines(input: &mut dyn BufRead) {
    let mut line = Vec::new();
    while input.read_until(b'\n', &mut line).expect("it can be read") > 0 {
        let record: Record = serde_json::from_slice(&line).expect("it is a record");
        std::hint::black_box(&record);
        line.clear();
    }
}

/// Each element of the array by serde_json into the same struct, which is dropped before the next one.
pub(crate) fn json_records(input: &mut dyn BufRead) {
    let bytes = all(input);
    let mut json = serde_json::Deserializer::from_slice(&bytes);
    json.deserialize_seq(Records).expect("it is an array");
}

struct Records;

impl<'de> Visitor<'de> for Records {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("records")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<(), A::Error> {
        while let Some(record) = seq.next_element::<Record>()? {
            std::hint::black_box(&record);
        }
        Ok(())
    }
}

/// The document by serde_json, with every value skipped.
pub(crate) fn json(input: &mut dyn BufRead) {
    let skipped: IgnoredAny = serde_json::from_slice(&all(input)).expect("it is JSON");
    std::hint::black_box(&skipped);
}

/// All events of quick-xml, namespaces unresolved, nothing decoded.
pub(crate) fn xml(input: &mut dyn BufRead) {
    let mut reader = quick_xml::Reader::from_reader(input);
    let mut buffer = Vec::new();
    loop {
        let event = reader.read_event_into(&mut buffer).expect("it is XML");
        if matches!(event, quick_xml::events::Event::Eof) {
            return;
        }
        std::hint::black_box(&event);
        buffer.clear();
    }
}

/// The tree of a page by the crate that the importer uses.
pub(crate) fn html(input: &mut dyn BufRead) {
    let text = String::from_utf8(all(input)).expect("it is UTF-8");
    std::hint::black_box(dom_query::Document::from(text));
}

/// Each row by csv-core into buffers that are used again.
pub(crate) fn csv(input: &mut dyn BufRead) {
    let mut reader = csv_core::Reader::new();
    let (mut cells, mut ends) = (vec![0; 1 << 20], vec![0; 64]);
    loop {
        let bytes = input.fill_buf().expect("it can be read");
        let (result, read, _, _) = reader.read_record(bytes, &mut cells, &mut ends);
        input.consume(read);
        if matches!(result, csv_core::ReadRecordResult::End) {
            return;
        }
        std::hint::black_box(&cells);
    }
}

/// All bytes, looked through for line ends.
pub(crate) fn lines(input: &mut dyn BufRead) {
    let mut line = Vec::new();
    while input.read_until(b'\n', &mut line).expect("it can be read") > 0 {
        std::hint::black_box(&line);
        line.clear();
    }
}

fn all(input: &mut dyn BufRead) -> Vec<u8> {
    let mut bytes = Vec::new();
    input.read_to_end(&mut bytes).expect("it can be read");
    bytes
}
