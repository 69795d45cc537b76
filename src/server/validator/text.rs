//! A document as text, for those who look at its lines.

use std::collections::{BTreeSet, HashMap};
use std::io::{Cursor, Read};

use super::judged::Judged;
use crate::syntax::decode::decode;

/// A document as text.
pub(super) struct Text {
    text: String,
    /// Is it text at all?
    pub(super) is_text: bool,
}

impl Text {
    /// Decodes a document as it was decoded when it was judged.
    pub(super) fn of(judged: &Judged) -> Self {
        let charset = judged.charset();
        let document = Cursor::new(&judged.document);
        let mut bytes = Vec::new();
        let readable = decode(document, charset.as_deref()).is_ok_and(|mut decoded| {
            let read = decoded.input.read_to_end(&mut bytes);
            read.is_ok() && decoded.readable
        });
        let text = match String::from_utf8(bytes) {
            Ok(text) => text,
            Err(e) => String::from_utf8_lossy(e.as_bytes()).into_owned(),
        };
        let controls = text.chars().take(512).filter(|c| is_binary(*c)).count();
        Text {
            is_text: readable && controls < 16,
            text,
        }
    }

    pub(super) fn as_str(&self) -> &str {
        &self.text
    }

    /// Its lines, without their ends.
    pub(super) fn lines(&self) -> impl Iterator<Item = &str> {
        let lines = self.text.split('\n');
        lines.map(|line| line.strip_suffix('\r').unwrap_or(line))
    }

    /// The lines with these numbers, in one pass.
    pub(super) fn some(&self, wanted: &BTreeSet<u64>) -> HashMap<u64, &str> {
        let Some(last) = wanted.last() else {
            return HashMap::new();
        };
        let numbered = (1..=*last).zip(self.lines());
        numbered.filter(|(n, _)| wanted.contains(n)).collect()
    }
}

fn is_binary(c: char) -> bool {
    c == '\u{FFFD}' || (c.is_control() && !c.is_whitespace())
}
