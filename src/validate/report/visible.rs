//! A stranger's text as it may stand in a terminal or a log: with its controls shown and not obeyed.

use std::borrow::Cow;
use std::io::{self, Write};

use serde::Serialize;
use serde_json::Serializer;
use serde_json::ser::Formatter;

/// What a terminal would obey, or what turns the direction of the text after it.
pub(crate) fn is_hidden(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{200E}' | '\u{200F}' | '\u{2028}' | '\u{2029}' | '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}' | '\u{FEFF}')
}

/// Shows control characters instead of sending them to the terminal; line ends and tabs become blanks.
pub(crate) fn visible(text: &str) -> Cow<'_, str> {
    if !text.chars().any(is_hidden) {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '\n' | '\r' | '\t' => out.push(' '),
            c if is_hidden(c) => out.extend(c.escape_unicode()),
            c => out.push(c),
        }
    }
    Cow::Owned(out)
}

/// Writes a value as JSON on one line, whose text no terminal obeys either.
///
/// # Errors
/// Those of writing.
pub(super) fn write_json(out: &mut dyn Write, value: &impl Serialize) -> io::Result<()> {
    let mut serializer = Serializer::with_formatter(out, Tame);
    value.serialize(&mut serializer).map_err(Into::into)
}

/// Compact JSON that escapes more than it has to.
struct Tame;

impl Formatter for Tame {
    fn write_string_fragment<W: ?Sized + Write>(
        &mut self,
        out: &mut W,
        mut text: &str,
    ) -> io::Result<()> {
        while let Some((at, c)) = text.char_indices().find(|(_, c)| is_hidden(*c)) {
            let (before, after) = text.split_at(at);
            out.write_all(before.as_bytes())?;
            write!(out, "\\u{:04x}", u32::from(c))?;
            text = after.get(c.len_utf8()..).unwrap_or_default();
        }
        out.write_all(text.as_bytes())
    }
}

#[cfg(test)]
mod tests {
    use super::{visible, write_json};

    #[test]
    fn escapes_what_a_terminal_would_obey() {
        assert_eq!(
            visible("a\u{1b}[31mb\u{202E}c\nd\0"),
            "a\\u{1b}[31mb\\u{202e}c d\\u{0}"
        );
        assert_eq!(visible("Ō — plain"), "Ō — plain");
    }

    #[test]
    fn json_escapes_it_too_and_says_the_same() {
        let text = "a\u{9b}31m\u{202E}\u{1b}\"\\é";
        let mut out = Vec::new();
        write_json(&mut out, &text).unwrap();
        assert_eq!(
            String::from_utf8(out.clone()).unwrap(),
            r#""a\u009b31m\u202e\u001b\"\\é""#
        );
        assert_eq!(serde_json::from_slice::<String>(&out).unwrap(), text);
    }
}
