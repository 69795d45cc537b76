//! Strings: escapes resolved, with the place of every stretch that was copied unchanged.

use std::borrow::Cow;

use crate::syntax::json_fault::{JsonFault, JsonFaultKind as K};
use crate::syntax::span::Position;

/// How many faults of one string are worth telling.
const MOST: usize = 100;

/// From here on, the text was written from there on.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Piece {
    /// Bytes of the text before.
    pub(crate) start: u32,
    /// Bytes before in what was written between the quotes.
    pub(crate) raw: u32,
}

/// A string as it was meant.
#[derive(Debug, Default)]
pub(crate) struct Text {
    /// Escapes resolved; bytes that mean nothing are U+FFFD.
    pub(crate) text: String,
    /// Where it comes from; one piece alone where it is as it was written.
    pub(crate) pieces: Vec<Piece>,
    /// How many faults there may be in all before those of this string are no longer told.
    most: usize,
}

impl Text {
    /// Reads what stands between the quotes; it begins at `at`.
    pub(crate) fn read(&mut self, raw: &[u8], at: Position, faults: &mut Vec<JsonFault>) {
        self.clear();
        self.most = faults.len() + MOST;
        if has_control(raw)
            && let Some(bad) = raw.iter().position(|b| *b < 0x20)
        {
            let c = raw.get(bad).copied().unwrap_or_default();
            let place = at.after(raw.get(..bad).unwrap_or_default());
            faults.push(JsonFault::new(K::CharacterUnescaped, place, name_of(c)));
        }
        match std::str::from_utf8(raw) {
            Ok(valid) => self.unescape(valid, 0, at, faults),
            Err(_) => self.repair(raw, at, faults),
        }
    }

    /// Takes a text that has no escapes.
    pub(crate) fn take(&mut self, word: &str) {
        self.clear();
        self.text.push_str(word);
    }

    fn clear(&mut self) {
        self.text.clear();
        self.pieces.clear();
        self.begin_piece(0);
    }

    /// The stretches of the text, each with its place; `raw`, at `at`, is what was written.
    pub(crate) fn runs<'t>(
        &'t self,
        raw: &'t [u8],
        at: Position,
    ) -> impl Iterator<Item = (&'t str, Position)> {
        let ends = self.pieces.iter().skip(1).map(|p| p.start as usize);
        let mut place = (0, at);
        self.pieces
            .iter()
            .zip(ends.chain([self.text.len()]))
            .map(move |(piece, end)| {
                let before = raw.get(place.0..piece.raw as usize).unwrap_or_default();
                place = (piece.raw as usize, place.1.after(before));
                let run = self.text.get(piece.start as usize..end);
                (run.unwrap_or_default(), place.1)
            })
    }

    /// Bytes that are not UTF-8 are reported and replaced, the rest is read as ever.
    fn repair(&mut self, raw: &[u8], at: Position, faults: &mut Vec<JsonFault>) {
        let (mut place, mut offset) = (at, 0);
        for chunk in raw.utf8_chunks() {
            self.begin_piece(offset);
            self.unescape(chunk.valid(), offset, place, faults);
            place.advance(chunk.valid().as_bytes());
            offset += chunk.valid().len();
            if chunk.invalid().is_empty() {
                continue;
            }
            self.begin_piece(offset);
            self.text.push('\u{FFFD}');
            if faults.len() < self.most {
                let shown: Vec<String> =
                    chunk.invalid().iter().map(|b| format!("{b:02X}")).collect();
                faults.push(JsonFault::new(K::BytesMalformed, place, shown.join(" ")));
            }
            offset += chunk.invalid().len();
            place.offset += chunk.invalid().len() as u64;
            place.column += 1;
        }
    }

    fn begin_piece(&mut self, raw: usize) {
        let piece = Piece {
            start: self.text.len() as u32,
            raw: raw as u32,
        };
        match self.pieces.last_mut() {
            Some(last) if last.start == piece.start => *last = piece,
            _ => self.pieces.push(piece),
        }
    }

    /// Appends `valid`, which stands `before` bytes after the opening quote, at `at`.
    fn unescape(&mut self, valid: &str, before: usize, at: Position, faults: &mut Vec<JsonFault>) {
        let mut rest = valid;
        while let Some(next) = memchr::memchr(b'\\', rest.as_bytes()) {
            let (run, escape) = rest.split_at_checked(next).unwrap_or((rest, ""));
            self.text.push_str(run);
            let start = valid.len() - escape.len();
            self.begin_piece(before + start);
            let (meant, length, fault) = escaped(escape);
            if let Some(kind) = fault.filter(|_| faults.len() < self.most) {
                let shown = escape.get(..length).unwrap_or(escape);
                let place = at.after(valid.as_bytes().get(..start).unwrap_or_default());
                faults.push(JsonFault::new(kind, place, shown));
            }
            self.text.push(meant);
            rest = escape.get(length..).unwrap_or_default();
            if !rest.is_empty() {
                self.begin_piece(before + start + length);
            }
        }
        self.text.push_str(rest);
    }
}

/// What was written, as text of the same length: a byte that means nothing is a question mark.
pub(crate) fn same_length(raw: &[u8]) -> Cow<'_, str> {
    match std::str::from_utf8(raw) {
        Ok(valid) => Cow::Borrowed(valid),
        Err(_) => {
            let mut text = String::with_capacity(raw.len());
            for chunk in raw.utf8_chunks() {
                text.push_str(chunk.valid());
                text.extend(chunk.invalid().iter().map(|_| '?'));
            }
            Cow::Owned(text)
        }
    }
}

fn has_control(raw: &[u8]) -> bool {
    raw.chunks(4096)
        .any(|part| part.iter().fold(0, |found, b| found | u8::from(*b < 0x20)) != 0)
}

/// How messages call a control character.
fn name_of(byte: u8) -> &'static str {
    match byte {
        b'\n' => "a line feed",
        b'\r' => "a carriage return",
        b'\t' => "a tab",
        _ => "a control character",
    }
}

/// What an escape means, how many bytes it takes, and what is wrong with it.
fn escaped(escape: &str) -> (char, usize, Option<K>) {
    let Some(c) = escape.chars().nth(1) else {
        return ('\u{FFFD}', escape.len(), Some(K::EscapeUnknown));
    };
    let meant = match c {
        '"' | '\\' | '/' => c,
        'b' => '\u{8}',
        'f' => '\u{C}',
        'n' => '\n',
        'r' => '\r',
        't' => '\t',
        'u' => return unicode(escape),
        // What the backslash stands before is most likely meant as it is.
        _ => return (c, 1 + c.len_utf8(), Some(K::EscapeUnknown)),
    };
    (meant, 2, None)
}

/// `\uXXXX`, or two of them that are one character (RFC 8259, section 7).
fn unicode(escape: &str) -> (char, usize, Option<K>) {
    let Some(first) = four(escape) else {
        return ('\u{FFFD}', 2, Some(K::EscapeUnknown));
    };
    if let Some(c) = char::from_u32(first) {
        return (c, 6, None);
    }
    let second = escape
        .get(6..)
        .and_then(four)
        .filter(|low| first < 0xDC00 && (0xDC00..0xE000).contains(low));
    match second.and_then(|low| char::from_u32(0x10000 + ((first - 0xD800) << 10) + (low - 0xDC00)))
    {
        Some(c) => (c, 12, None),
        None => ('\u{FFFD}', 6, Some(K::SurrogateLone)),
    }
}

/// The number of a `\uXXXX` at the beginning.
fn four(escape: &str) -> Option<u32> {
    let digits = escape.strip_prefix("\\u")?.get(..4)?;
    let all = digits.bytes().all(|b| b.is_ascii_hexdigit());
    all.then(|| u32::from_str_radix(digits, 16).ok()).flatten()
}

#[cfg(test)]
mod tests {
    use super::{K, Position, Text};

    fn read(raw: &[u8]) -> (String, Vec<K>) {
        let (mut text, mut faults) = (Text::default(), Vec::new());
        text.read(raw, Position::START, &mut faults);
        (text.text, faults.into_iter().map(|f| f.kind).collect())
    }

    #[test]
    fn escapes() {
        assert_eq!(read(br#"a\"\\\/\b\f\n\r\t"#).0, "a\"\\/\u{8}\u{C}\n\r\t");
        assert_eq!(read(br"\u00e9\uD83D\uDDDE!"), ("é🗞!".into(), vec![]));
        assert_eq!(read(br"\uD83Dx").1, [K::SurrogateLone]);
        assert_eq!(
            read(br"\uDDDE\uD83D").1,
            [K::SurrogateLone, K::SurrogateLone]
        );
        assert_eq!(
            read(br"it\'s \x41 \u12"),
            ("it's x41 \u{FFFD}12".into(), vec![K::EscapeUnknown; 3])
        );
        assert_eq!(read(b"a\nb").1, [K::CharacterUnescaped]);
        assert_eq!(
            read(b"\xFFa\\n\xC3").1,
            [K::BytesMalformed, K::BytesMalformed]
        );
    }

    #[test]
    fn every_stretch_knows_its_place() {
        let (mut text, mut faults) = (Text::default(), Vec::new());
        let raw = "é\\nb\\u00e9c";
        text.read(raw.as_bytes(), Position::START, &mut faults);
        let runs: Vec<(String, u64)> = text
            .runs(raw.as_bytes(), Position::START)
            .map(|(t, at)| (t.to_owned(), at.column))
            .collect();
        let expected = [("é", 1), ("\n", 2), ("b", 4), ("é", 5), ("c", 11)];
        assert_eq!(runs, expected.map(|(t, c)| (t.to_owned(), c)));
    }
}
