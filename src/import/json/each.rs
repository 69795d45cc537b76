//! The elements of a document as values, one at a time; what cannot be read is refused by its line.

use std::io::BufRead;

use super::Json;
use super::scan::{Found, LONGEST, Place, Scanner};
use crate::Result;
use crate::import::{Emit, Imported, Options};
use crate::model::Notice;
use crate::syntax::utf8;

/// Something of a document.
#[derive(Debug)]
pub(in crate::import) enum Part<'a> {
    /// An element of one of the arrays.
    Element {
        /// Which of the routes leads to the array.
        route: usize,
        /// The 1-based line on which it begins.
        line: u64,
        /// What it is.
        json: Json<'a>,
    },
    /// A small member of the root object on the way to no array.
    Member {
        /// Its key.
        key: &'a str,
        /// Its value.
        json: Json<'a>,
    },
}

/// Takes a part of a document; what is made of it goes to `emit`.
type Take<'t> = dyn FnMut(Part<'_>, &mut Emit<'_>) -> Result<()> + 't;

/// Walks one document and hands on the elements of the arrays to which the routes lead (`items`, `db[0].data.posts`),
/// in the order of the document, and the small members of its root object.
///
/// The empty route is the root: the elements of a root array, or the root object itself where none of the other
/// routes leads to anything in it. An object where an array is expected is its only element. An element that is no
/// JSON or too long, and a document that is cut off or breaks off, is emitted as refused.
///
/// # Errors
/// Where the input is no JSON object or array, cannot be read, or `take` or `emit` fails.
pub(in crate::import) fn each(
    input: &mut dyn BufRead,
    routes: &[&str],
    options: &Options,
    emit: &mut Emit<'_>,
    take: &mut Take<'_>,
) -> Result<()> {
    let mut scanner = Scanner::new(input, routes, options.lines_before);
    while let Some(found) = scanner.advance()? {
        match found {
            Found::Element(Place {
                route,
                number,
                line,
            }) => match parsed(scanner.bytes()) {
                Ok(json) => take(Part::Element { route, line, json }, emit)?,
                Err(e) => {
                    let line = line + (e.line() as u64).saturating_sub(1);
                    emit(refused(line, not_json(&e, number)))?;
                }
            },
            Found::Member { .. } => {
                if let Ok(json) = parsed(scanner.bytes()) {
                    let key = scanner.key();
                    take(Part::Member { key, json }, emit)?;
                }
            }
            Found::TooLong(place) => emit(refused(place.line, too_long(place.number)))?,
            Found::Cut { line } => emit(refused(line, cut_off()))?,
            Found::Broken { line, why } => emit(refused(line, broken(why)))?,
        }
    }
    Ok(())
}

/// What was checked as a whole need not be checked string by string.
fn parsed(bytes: &[u8]) -> serde_json::Result<Json<'_>> {
    match utf8::checked(bytes) {
        Ok(text) => serde_json::from_str(text),
        Err(_) => serde_json::from_slice(bytes),
    }
}

/// A record that cannot be used, for this reason.
pub(in crate::import) fn refused(line: u64, notice: Notice) -> Imported {
    Imported {
        line,
        notices: vec![notice.on_line(line)],
        ..Imported::default()
    }
}

fn too_long(number: u64) -> Notice {
    let mib = LONGEST / (1024 * 1024);
    Notice::refused(format!("element {number} is longer than {mib} MiB"))
        .help("keep files out of its text")
}

fn cut_off() -> Notice {
    Notice::refused("the document ends in the middle")
        .help("let the writer finish the file, or fetch it again")
}

fn broken(why: &str) -> Notice {
    Notice::refused(format!("the document is no JSON from here on: {why}"))
        .help("mend it; what stands before this line was read")
}

fn not_json(e: &serde_json::Error, number: u64) -> Notice {
    let text = e.to_string();
    let why = text
        .rsplit_once(" at line ")
        .map_or(text.as_str(), |(why, _)| why);
    Notice::refused(format!("element {number} cannot be read as JSON: {why}"))
        .help("mend it; the other elements were read")
}

#[cfg(test)]
mod tests {
    use std::io::BufReader;

    use super::*;

    /// Everything that a document gives, one line each, read in pieces of this size.
    fn walked(text: &[u8], routes: &[&str], size: usize) -> Vec<String> {
        let told = std::cell::RefCell::new(Vec::new());
        let mut input = BufReader::with_capacity(size, text);
        let options = Options::default();
        let mut emit = |imported: Imported| {
            let message = imported.notices.first().map(|n| n.message.clone());
            let message = message.unwrap_or_default();
            told.borrow_mut()
                .push(format!("{}: {message}", imported.line));
            Ok(())
        };
        let walk = each(&mut input, routes, &options, &mut emit, &mut |part, _| {
            told.borrow_mut().push(match part {
                Part::Element { route, line, json } => {
                    format!("{line} {route} {}", json.into_value())
                }
                Part::Member { key, json } => format!("{key}={}", json.into_value()),
            });
            Ok(())
        });
        let mut told = told.into_inner();
        if let Err(e) = walk {
            told.push(format!("failed: {e}"));
        }
        told
    }

    #[test]
    fn documents_and_what_they_give() {
        let export = "{\"db\":[{\"meta\":{\"v\":1},\"data\":{\n\"posts\":[{\"id\":1}\n,{\"id\":2}],\"tags\":[\"a\"]}},{\"data\":{\"posts\":[3]}}]}";
        let cases: &[(&str, &[&str], &[&str])] = &[
            (
                "[1,\n\"two\" , {\"a\":[]}\n]\n",
                &[""],
                &["1 0 1", "2 0 \"two\"", "2 0 {\"a\":[]}"],
            ),
            ("\u{feff}[ ]", &[""], &[]),
            (
                "{\"title\":\"T\",\"items\":[{}],\"n\":null}",
                &["items"],
                &["title=\"T\"", "1 0 {}", "n=null"],
            ),
            ("{\"items\":[1],\"n\":2}", &["", "items"], &["1 1 1", "n=2"]),
            (
                "\n{\"a\":[1],\n\"n\":2}",
                &["", "items"],
                &["a=[1]", "n=2", "2 0 {\"a\":[1],\"n\":2}"],
            ),
            ("{\"data\":{\"id\":1}}", &["data"], &["1 0 {\"id\":1}"]),
            ("{\"data\":null}", &["data"], &["data=null"]),
            (
                "{\"data\":7}",
                &["", "data"],
                &["data=7", "1 0 {\"data\":7}"],
            ),
            (
                export,
                &["db[0].data.posts", "db[0].data.tags"],
                &["2 0 {\"id\":1}", "3 0 {\"id\":2}", "3 1 \"a\""],
            ),
            (
                "[{\"a\":1},\n{\"a\":1,\n\"a\":2},3]",
                &[""],
                &[
                    "1 0 {\"a\":1}",
                    "3: element 2 cannot be read as JSON: the key \"a\" occurs twice",
                    "3 0 3",
                ],
            ),
            (
                "[1,\n[2",
                &[""],
                &["1 0 1", "2: the document ends in the middle"],
            ),
            (
                "[1,\n",
                &[""],
                &["1 0 1", "1: the document ends in the middle"],
            ),
            (
                "[1\n2]",
                &[""],
                &[
                    "1 0 1",
                    "2: the document is no JSON from here on: a comma is missing",
                ],
            ),
            (
                "[,1]",
                &[""],
                &["1: the document is no JSON from here on: a value is missing"],
            ),
            (
                "{a:1}",
                &["x"],
                &["1: the document is no JSON from here on: a key is missing"],
            ),
            (
                "{\"a\" 1}",
                &["x"],
                &["1: the document is no JSON from here on: a colon is missing"],
            ),
            (
                "[1]\n[2]",
                &[""],
                &[
                    "1 0 1",
                    "2: the document is no JSON from here on: something follows the document",
                ],
            ),
            (
                "",
                &[""],
                &["failed: the input is empty, not a JSON object or array"],
            ),
            (
                " <html>",
                &[""],
                &["failed: the input is HTML or XML, not a JSON object or array"],
            ),
            (
                "title,date",
                &[""],
                &["failed: the input is something else, not a JSON object or array"],
            ),
        ];
        for (text, routes, want) in cases {
            for size in [1, 2, 7, 4096] {
                assert_eq!(
                    walked(text.as_bytes(), routes, size),
                    *want,
                    "{text} by {size}"
                );
            }
        }
    }

    #[test]
    fn what_is_too_long_is_refused_alone() {
        let mut text = b"{\"a\":\"".to_vec();
        text.resize(LONGEST / 16, b'x');
        text.extend_from_slice(b"\",\"items\":[{\"id\":1},\n\"");
        text.resize(LONGEST + LONGEST / 8, b'x');
        text.extend_from_slice(b"\",\n{\"id\":3}]}");
        let told = walked(&text, &["", "items"], 1 << 16);
        let want = [
            "1 1 {\"id\":1}",
            "2: element 2 is longer than 8 MiB",
            "3 1 {\"id\":3}",
        ];
        assert_eq!(told, want);
        let told = walked(&text, &["", "posts"], 1 << 16);
        assert_eq!(told, ["1: element 1 is longer than 8 MiB"]);
    }

    #[test]
    fn a_document_cut_anywhere_says_so() {
        let text = b"{\"t\":\"\\\"\",\"items\":[{\"id\":1,\"b\":true},\n {\"id\":[2]}] }";
        for end in 1..text.len() {
            let told = walked(text.get(..end).unwrap_or_default(), &["items"], 5);
            let last = told.last().map(String::as_str).unwrap_or_default();
            assert!(
                last.ends_with("the document ends in the middle"),
                "{end}: {last}"
            );
        }
    }
}
