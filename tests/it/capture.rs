//! Pages of text: what the importer makes of them.

use std::io::Cursor;

use feedwright::import::{self, Imported, Options};

/// All that the importer makes of a page.
pub(crate) fn import(page: &str, options: &Options) -> Vec<Imported> {
    let mut records = Vec::new();
    let input = import::by_name("capture").unwrap();
    let mut emit = |imported| {
        records.push(imported);
        Ok(())
    };
    (input.read)(&mut Cursor::new(page.as_bytes()), options, &mut emit).unwrap();
    records
}
