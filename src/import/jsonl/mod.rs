//! JSON Lines: one record a line, in the record form; or one JSON document with an array of records.
//!
//! In: lines of UTF-8, however long. Out: one [`Imported`] for each line that is not blank. A line that cannot be
//! used is refused by its number and the others go on; memory is bounded by the longest line allowed. Of a document
//! the same holds for each element of its array.

mod convert;
mod fields;
mod foreign;
mod layout;
mod lines;
mod media;
mod podcast;
mod reading;

use std::collections::BTreeMap;
use std::path::Path;

use super::json::{Json, Members, Part, each, refuse_other_formats, refused};
use super::{Emit, Imported, Input, Onward, Options, Reread};
use crate::model::Notice;
use crate::syntax::utf8;
use crate::{Error, Result};
use fields::Keys;
pub(super) use fields::read_field;
use layout::Layout;
use lines::{End, Lines};
pub(super) use reading::Reading;

/// The `jsonl` input format.
pub const INPUT: Input = Input {
    name: "jsonl",
    says: "JSON Lines, one record a line, or a JSON array of records",
    line_by_line: true,
    read_twice: false,
    told_by_content: false,
    recognises,
    read,
};

const BOM: &[u8] = b"\xEF\xBB\xBF";
const EXTENSIONS: [&str; 3] = ["jsonl", "ndjson", "json"];

fn recognises(head: &[u8], name: &Path) -> bool {
    let extension = name.extension().and_then(|e| e.to_str());
    if extension.is_some_and(|e| EXTENSIONS.iter().any(|x| x.eq_ignore_ascii_case(e))) {
        return true;
    }
    let head = head.strip_prefix(BOM).unwrap_or(head);
    match head.trim_ascii_start().split_first() {
        Some((b'{', _)) => true,
        Some((b'[', rest)) => rest.trim_ascii_start().first() == Some(&b'{'),
        _ => false,
    }
}

/// Is this, with this map of fields to keys, the beginning of one JSON document, and not of lines? Then a file that
/// grew is another document, and is not read on from where it ended.
pub fn is_document(head: &[u8], fields: &BTreeMap<String, String>) -> bool {
    let layout = Keys::new(fields).map(|keys| Layout::of(head, &keys));
    layout.is_ok_and(|layout| layout != Layout::Lines)
}

/// The fields that a map may name, in the order of the record form.
pub fn field_names() -> Vec<&'static str> {
    fields::names()
}

/// What the members of one object give.
///
/// # Errors
/// A usage error where the map names a field that no record has.
pub(super) fn of_members(members: Members<'_>, line: u64, options: &Options) -> Result<Imported> {
    let keys = Keys::new(&options.fields)?;
    Ok(convert::record(members, line, &keys, options))
}

fn read(input: &mut dyn Reread, options: &Options, emit: &mut Emit<'_>) -> Result<Onward> {
    let keys = Keys::new(&options.fields)?;
    if options.lines_before == 0
        && let Ok(head) = input.fill_buf()
    {
        match Layout::of(head, &keys) {
            Layout::Lines => {}
            Layout::Document(route) => {
                document(input, &route, &keys, options, emit)?;
                return Ok(Onward::default());
            }
            Layout::Strange => return Err(strange()),
        }
    }
    each_line(input, options, emit, &|members, line| {
        convert::record(members, line, &keys, options)
    })?;
    Ok(Onward::default())
}

/// What is made of the object on each line that is not blank; a line that holds none is refused by its number.
///
/// # Errors
/// Where the input is something else than lines of UTF-8, cannot be read, or `emit` fails.
pub(super) fn each_line(
    input: &mut dyn Reread,
    options: &Options,
    emit: &mut Emit<'_>,
    make: &dyn Fn(Members<'_>, u64) -> Imported,
) -> Result<()> {
    let mut lines = Lines::new(input, options.lines_before);
    while let Some((number, end)) = lines.advance()? {
        let mut bytes = lines.bytes();
        if number == 1 {
            refuse_other_formats(bytes)?;
            bytes = bytes.strip_prefix(BOM).unwrap_or(bytes);
        }
        if end == End::TooLong {
            emit(refused(number, too_long()))?;
        } else if !bytes.trim_ascii().is_empty() {
            emit(import_line(bytes, number, end, make))?;
        }
    }
    Ok(())
}

/// Reads the array of records at this place of one document.
fn document(
    input: &mut dyn Reread,
    route: &str,
    keys: &Keys<'_>,
    options: &Options,
    emit: &mut Emit<'_>,
) -> Result<()> {
    each(
        input,
        &[route],
        options,
        emit,
        &mut |part, emit| match part {
            Part::Element { line, json, .. } => emit(match json {
                Json::Object(members) => convert::record(members, line, keys, options),
                other => refused(line, no_record(other.what())),
            }),
            Part::Member { .. } => Ok(()),
        },
    )
}

fn strange() -> Error {
    Error::input("the document has no list of records that can be told").help(
        "say which keys hold title and url, with `fields` in the source or --map; docs/inputs/jsonl.md shows how",
    )
}

fn no_record(what: &str) -> Notice {
    Notice::refused(format!("an element is {what}, not an object"))
        .help("write each record as an object")
}

fn import_line(
    bytes: &[u8],
    line: u64,
    end: End,
    make: &dyn Fn(Members<'_>, u64) -> Imported,
) -> Imported {
    let text = match utf8::checked(bytes) {
        Ok(text) => text,
        Err(e) => return refused(line, not_utf8(e.valid_up_to())),
    };
    match serde_json::from_str(text) {
        Ok(Json::Object(members)) => make(members, line),
        Ok(other) => refused(line, not_an_object(other.what())),
        Err(e) if e.is_eof() && end == End::OfInput => refused(line, cut_off()),
        Err(e) => refused(line, not_json(&e)),
    }
}

fn too_long() -> Notice {
    let mib = lines::LONGEST / (1024 * 1024);
    Notice::refused(format!("the line is longer than {mib} MiB"))
        .help("put one record on each line, and keep files out of its text")
}

fn not_utf8(at: usize) -> Notice {
    Notice::refused(format!("the line is not UTF-8, from byte {} on", at + 1))
        .help("write the file as UTF-8")
}

fn not_an_object(what: &str) -> Notice {
    Notice::refused(format!("the line holds {what}, not an object"))
        .help("write one JSON object a line; `jq -c '.[]'` turns an array into lines")
}

fn cut_off() -> Notice {
    Notice::refused("the last line ends in the middle of a record")
        .help("let the writer finish the file, or replace it by renaming a finished one")
}

fn not_json(e: &serde_json::Error) -> Notice {
    let text = e.to_string();
    let why = text
        .rsplit_once(" at line ")
        .map_or(text.as_str(), |(why, _)| why);
    let why = match why {
        "trailing characters" => "something follows the record",
        why => why,
    };
    Notice::refused(format!(
        "the line cannot be read as one JSON object: {why}, at byte {}",
        e.column()
    ))
    .help("write one JSON object a line")
}
