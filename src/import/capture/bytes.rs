//! The bytes of a page become its text, or an error that says what they look like instead.

use std::io::{BufRead, Read};

use crate::import::Options;
use crate::import::encoding::{self, Declares};
use crate::model::Notice;
use crate::syntax::signature::Signature;
use crate::{Error, Result};

/// A page is a few kilobytes; each line of it takes up to seventy times its room.
const LARGEST: u64 = 2 * 1024 * 1024;

const UTF8_BOM: &[u8] = b"\xEF\xBB\xBF";

/// On how many bytes a guess of the encoding has to rest: one stray byte is a fault, not a language.
const FEWEST_FOR_A_GUESS: usize = 8;

/// Reads the whole page as UTF-8, and what had to be guessed for that.
///
/// # Errors
/// An input error: too large, not text, in no encoding that can be told (with the line); an I/O error.
pub(super) fn read(input: &mut dyn BufRead, options: &Options) -> Result<(String, Vec<Notice>)> {
    let mut bytes = Vec::new();
    input
        .take(LARGEST + 1)
        .read_to_end(&mut bytes)
        .map_err(|e| Error::io("the page cannot be read", e))?;
    if bytes.len() as u64 > LARGEST {
        return Err(
            Error::input("the page is larger than 2 MiB").help("give one news page in each file")
        );
    }
    if let Some(what) = looks_like(&bytes) {
        return Err(
            Error::input(format!("the page is not plain text; it looks like {what}"))
                .help("give the page's text in UTF-8"),
        );
    }
    decode(bytes, options)
}

/// What the first bytes say it is, if not text. A few control characters in a text are dropped later, with a warning.
fn looks_like(bytes: &[u8]) -> Option<String> {
    let wide = [&b"\xFF\xFE"[..], b"\xFE\xFF"];
    if wide.iter().any(|mark| bytes.starts_with(mark)) {
        return Some("UTF-16 text".to_owned());
    }
    let text = bytes.strip_prefix(UTF8_BOM).unwrap_or(bytes);
    let text = text.trim_ascii_start();
    if text.starts_with(b"{\"") || (text.starts_with(b"[") && looks_like_json(text)) {
        return Some("JSON".to_owned());
    }
    let signature = Signature::of_no_text(bytes).map(Signature::what);
    signature.or_else(|| is_binary(bytes).then(|| "binary data".to_owned()))
}

/// Is every eighth byte of the beginning one that no text holds?
fn is_binary(bytes: &[u8]) -> bool {
    let head = bytes.get(..4096).unwrap_or(bytes);
    let control = |b: &&u8| **b < 0x20 && !b"\t\n\r\x0B\x0C\x1B".contains(b);
    head.iter().filter(control).count() * 8 > head.len()
}

fn decode(bytes: Vec<u8>, options: &Options) -> Result<(String, Vec<Notice>)> {
    let fault = std::str::from_utf8(&bytes).err().map(|e| {
        let good = bytes.get(..e.valid_up_to()).unwrap_or_default();
        options.lines_before + 1 + line_ends(good)
    });
    let decoded = encoding::whole(bytes, Declares::Nothing, options);
    match (fault, decoded.guessed_from) {
        (Some(line), Some(bytes)) if bytes < FEWEST_FOR_A_GUESS => {
            Err(Error::input("the page is not UTF-8")
                .on_line(line)
                .help("save the page's text as UTF-8"))
        }
        _ => Ok((decoded.text, decoded.notices)),
    }
}

/// How many lines end in these bytes: at `\n`, `\r\n` or `\r`.
fn line_ends(bytes: &[u8]) -> u64 {
    let mut count = 0;
    let mut after_cr = false;
    for byte in bytes {
        count += u64::from(*byte == b'\r' || (*byte == b'\n' && !after_cr));
        after_cr = *byte == b'\r';
    }
    count
}

/// Could the file that begins so be the text of a page: text, and neither JSON, XML nor HTML?
pub(super) fn is_page(head: &[u8], text_name: bool) -> bool {
    if looks_like(head).is_some() {
        return false;
    }
    let head = head
        .strip_prefix(UTF8_BOM)
        .unwrap_or(head)
        .trim_ascii_start();
    let utf8 = match std::str::from_utf8(head) {
        Ok(_) => true,
        // The head may end in the middle of a character.
        Err(e) => e.error_len().is_none(),
    };
    let marked_up = head.first().is_some_and(|b| matches!(b, b'{' | b'<'))
        || (head.first() == Some(&b'[') && looks_like_json(head));
    text_name || (utf8 && !marked_up && !head.is_empty() && !head.contains(&0))
}

/// "[21:07] …" is a ticker, `[{` and `["` are JSON.
fn looks_like_json(head: &[u8]) -> bool {
    let inner = head.get(1..).unwrap_or_default().trim_ascii_start();
    inner
        .first()
        .is_some_and(|b| matches!(b, b'{' | b'"' | b'[' | b']'))
}
