//! What the first bytes say: which JSON document this is, or that it is none.

use serde_json::Value;

use crate::syntax::signature::Signature;
use crate::{Error, Result};

/// First bytes of text in other encodings than that of JSON (RFC 8259 section 8.1).
const OTHER_ENCODINGS: &[(&[u8], &str)] = &[
    (b"\xFF\xFE", "UTF-16 text"),
    (b"\xFE\xFF", "UTF-16 text"),
    (b"{\0", "UTF-16 text"),
    (b"[\0", "UTF-16 text"),
    (b"\0{", "UTF-16 text"),
    (b"\0[", "UTF-16 text"),
    (b"\0\0\xFE\xFF", "UTF-32 text"),
];

const BOM: &[u8] = b"\xEF\xBB\xBF";

/// The deepest that is looked at.
const DEEPEST: usize = 100;

/// The document as far as its first bytes show it: what is cut off at their end is left out. `None` where they are no
/// object or array.
pub(in crate::import) fn look(head: &[u8]) -> Option<Value> {
    let head = head.strip_prefix(BOM).unwrap_or(head).trim_ascii_start();
    if !matches!(head.first(), Some(b'{' | b'[')) {
        return None;
    }
    let (whole, open) = whole(head);
    let mut text = head.get(..whole)?.to_vec();
    text.extend(open.iter().rev());
    // Whatever follows the value, such as a second line, is not of this document.
    let mut values = serde_json::Deserializer::from_slice(&text).into_iter();
    values.next()?.ok()
}

/// Up to where the values are whole, and what closes the containers that are open there.
fn whole(head: &[u8]) -> (usize, Vec<u8>) {
    let mut open = Vec::new();
    let (mut whole, mut key_due, mut is_key) = (0, false, false);
    let mut at = 0;
    while let Some(byte) = head.get(at) {
        match byte {
            b'"' => {
                let Some(end) = string_end(head, at + 1) else {
                    break;
                };
                is_key = key_due;
                key_due = false;
                at = end;
                if !is_key {
                    whole = at;
                }
                continue;
            }
            b'{' | b'[' => {
                if open.len() == DEEPEST {
                    break;
                }
                open.push(if *byte == b'{' { b'}' } else { b']' });
                key_due = *byte == b'{';
                whole = at + 1;
            }
            b'}' | b']' => {
                open.pop();
                whole = at + 1;
                if open.is_empty() {
                    break;
                }
            }
            b',' => {
                if !is_key {
                    whole = at;
                }
                key_due = open.last() == Some(&b'}');
            }
            b':' => is_key = false,
            _ => {}
        }
        at += 1;
    }
    (whole, open)
}

/// The place behind the quote that ends a string.
fn string_end(head: &[u8], mut at: usize) -> Option<usize> {
    loop {
        let n = memchr::memchr2(b'"', b'\\', head.get(at..)?)?;
        if head.get(at + n) == Some(&b'"') {
            return Some(at + n + 1);
        }
        at += n + 2;
    }
}

/// Says what an input is that is neither UTF-8 text nor anything like it.
pub(in crate::import) fn refuse_other_formats(head: &[u8]) -> Result<()> {
    match other_format(head) {
        Some(what) => Err(
            Error::input(format!("the input is {what}, not lines of UTF-8 JSON"))
                .help("convert it to UTF-8 JSON Lines, or name its format"),
        ),
        None => Ok(()),
    }
}

fn other_format(head: &[u8]) -> Option<String> {
    let encoding = OTHER_ENCODINGS.iter().find(|(m, _)| head.starts_with(m));
    let file = || Signature::of_no_text(head).map(Signature::what);
    encoding.map(|(_, what)| (*what).to_owned()).or_else(file)
}

/// Why this is no JSON object or array.
pub(super) fn wrong_thing(head: &[u8]) -> Error {
    let other = other_format(head);
    let (what, help) = match (&other, head.first()) {
        (Some(what), _) => (
            what.as_str(),
            "convert it to UTF-8 JSON, or name its format",
        ),
        (None, None) => ("empty", "check whether whatever writes it has written it"),
        (None, Some(b'<')) => (
            "HTML or XML",
            "check its address: a server that wants a login, or that has a fault, answers with a page",
        ),
        (None, Some(_)) => ("something else", "name its format"),
    };
    Error::input(format!("the input is {what}, not a JSON object or array")).help(help)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_head_shows_what_is_whole_in_it() {
        let text = "\u{feff} {\"version\":\"1.1\",\"items\":[{\"id\":1,\"tags\":[\"a,\\\"b\",\"c\"]},{\"id\":23}],\"n\":null}";
        for (end, want) in [
            (
                text.len(),
                r#"{"items":[{"id":1,"tags":["a,\"b","c"]},{"id":23}],"n":null,"version":"1.1"}"#,
            ),
            (
                text.len() - 3,
                r#"{"items":[{"id":1,"tags":["a,\"b","c"]},{"id":23}],"version":"1.1"}"#,
            ),
            (
                text.len() - 15,
                r#"{"items":[{"id":1,"tags":["a,\"b","c"]},{}],"version":"1.1"}"#,
            ),
            (
                54,
                r#"{"items":[{"id":1,"tags":["a,\"b"]}],"version":"1.1"}"#,
            ),
            (19, "{}"),
        ] {
            let head = text.as_bytes().get(..end).unwrap_or_default();
            let got = look(head).map(|v| v.to_string());
            assert_eq!(got.as_deref(), Some(want), "{end}");
        }
        for end in 5..=text.len() {
            let head = text.as_bytes().get(..end).unwrap_or_default();
            assert!(look(head).is_some(), "{end}");
        }
        for not in ["", "<html>", "\"text\"", "12", "{no"] {
            let seen = look(not.as_bytes()).map(|v| v.to_string());
            assert!(seen.is_none_or(|v| v == "{}"), "{not}");
        }
        assert_eq!(
            look(b"{\"a\":1}\n{\"b\":2}")
                .map(|v| v.to_string())
                .as_deref(),
            Some("{\"a\":1}")
        );
    }
}
