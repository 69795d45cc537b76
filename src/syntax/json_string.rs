//! Strings: escapes resolved, with the place of every stretch that was copied unchanged.

use crate::syntax::json_fault::{JsonFault, JsonFaultKind as K};
use crate::syntax::span::Position;

/// How many faults of one string are worth telling.
const MOST: usize = 100;

/// A string as it was meant.
#[derive(Debug, Default)]
pub(crate) struct Text {
    /// Escapes resolved; bytes that mean nothing are U+FFFD.
    pub(crate) text: String,
    /// Where stretches of `text` begin, and where they lie in the document; never empty after a read.
    runs: Vec<(usize, Position)>,
    /// How many faults there may be in all before those of this string are no longer told.
    most: usize,
}

impl Text {
    /// Reads what stands between the quotes; it begins at `at`.
    pub(crate) fn read(&mut self, raw: &[u8], at: Position, faults: &mut Vec<JsonFault>) {
        self.text.clear();
        self.runs.clear();
        self.runs.push((0, at));
        self.most = faults.len() + MOST;
        if has_control(raw)
            && let Some(bad) = raw.iter().position(|b| *b < 0x20)
        {
            let c = raw.get(bad).copied().unwrap_or_default();
            let place = at.after(raw.get(..bad).unwrap_or_default());
            faults.push(JsonFault::new(K::CharacterUnescaped, place, name_of(c)));
        }
        match std::str::from_utf8(raw) {
            Ok(valid) => self.unescape(valid, at, faults),
            Err(_) => self.repair(raw, at, faults),
        }
    }

    /// Takes a text that has no escapes.
    pub(crate) fn take(&mut self, word: &str, at: Position) {
        self.text.clear();
        self.text.push_str(word);
        self.runs.clear();
        self.runs.push((0, at));
    }

    /// The stretches of the text, each with its place.
    pub(crate) fn runs(&self) -> impl Iterator<Item = (&str, Position)> {
        let ends = self.runs.iter().skip(1).map(|(start, _)| *start);
        self.runs
            .iter()
            .zip(ends.chain([self.text.len()]))
            .map(|((start, at), end)| (self.text.get(*start..end).unwrap_or_default(), *at))
    }

    /// Bytes that are not UTF-8 are reported and replaced, the rest is read as ever.
    fn repair(&mut self, raw: &[u8], at: Position, faults: &mut Vec<JsonFault>) {
        let mut place = at;
        for chunk in raw.utf8_chunks() {
            self.begin_run(place);
            self.unescape(chunk.valid(), place, faults);
            place.advance(chunk.valid().as_bytes());
            if chunk.invalid().is_empty() {
                continue;
            }
            self.begin_run(place);
            self.text.push('\u{FFFD}');
            if faults.len() < self.most {
                let shown: Vec<String> =
                    chunk.invalid().iter().map(|b| format!("{b:02X}")).collect();
                faults.push(JsonFault::new(K::BytesMalformed, place, shown.join(" ")));
            }
            place.offset += chunk.invalid().len() as u64;
            place.column += 1;
        }
    }

    fn begin_run(&mut self, at: Position) {
        let start = self.text.len();
        match self.runs.last_mut() {
            Some(last) if last.0 == start => last.1 = at,
            _ => self.runs.push((start, at)),
        }
    }

    fn unescape(&mut self, valid: &str, mut at: Position, faults: &mut Vec<JsonFault>) {
        let mut rest = valid;
        while let Some(next) = memchr::memchr(b'\\', rest.as_bytes()) {
            let (run, escape) = rest.split_at_checked(next).unwrap_or((rest, ""));
            self.text.push_str(run);
            at.advance(run.as_bytes());
            self.begin_run(at);
            let (meant, length, fault) = escaped(escape);
            if let Some(kind) = fault.filter(|_| faults.len() < self.most) {
                let shown = escape.get(..length).unwrap_or(escape);
                faults.push(JsonFault::new(kind, at, shown));
            }
            self.text.push(meant);
            let (taken, after) = escape.split_at_checked(length).unwrap_or((escape, ""));
            at.advance(taken.as_bytes());
            rest = after;
            if !rest.is_empty() {
                self.begin_run(at);
            }
        }
        self.text.push_str(rest);
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
            .runs()
            .map(|(t, at)| (t.to_owned(), at.column))
            .collect();
        let expected = [("é", 1), ("\n", 2), ("b", 4), ("é", 5), ("c", 11)];
        assert_eq!(runs, expected.map(|(t, c)| (t.to_owned(), c)));
    }
}
