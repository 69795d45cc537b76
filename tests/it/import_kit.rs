//! What an importer makes of a file, told in lines.

use std::io::Cursor;

use feedwright::import::{Imported, Input, Onward, Options};
use url::Url;

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
