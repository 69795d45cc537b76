//! A stranger's text as it may stand in a terminal or a log: on one line, with its controls shown and not obeyed.

use std::borrow::Cow;

/// What a terminal would obey, or what turns the direction of the text after it.
fn is_hidden(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{200E}' | '\u{200F}' | '\u{2028}' | '\u{2029}' | '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}' | '\u{FEFF}')
}

/// Shows control characters instead of sending them to the terminal; line ends and tabs become blanks.
pub(super) fn visible(text: &str) -> Cow<'_, str> {
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

#[cfg(test)]
mod tests {
    use super::visible;

    #[test]
    fn escapes_what_a_terminal_would_obey() {
        assert_eq!(
            visible("a\u{1b}[31mb\u{202E}c\nd\0"),
            "a\\u{1b}[31mb\\u{202e}c d\\u{0}"
        );
        assert_eq!(visible("Ō — plain"), "Ō — plain");
    }
}
