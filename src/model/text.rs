//! Text that can only hold what XML 1.0 allows, so that no writer has to look again.
//!
//! XML 1.0 section 2.2 forbids most C0 controls, U+FFFE and U+FFFF outright; the C1 controls are allowed but
//! discouraged, and no reader shows them, so they go too. Line ends become `\n`, because a raw CR does not
//! survive an XML reader (XML 1.0 section 2.11).

use std::borrow::Cow;
use std::fmt;

use serde::{Deserialize, Deserializer, Serialize};

/// Text of any length, with line breaks and tabs: a summary, a body.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash, Serialize)]
#[serde(transparent)]
pub struct Text(String);

/// Text of one line: blanks collapsed and trimmed. A title, a name, a category term.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize)]
#[serde(transparent)]
pub struct Line(String);

impl Text {
    /// Keeps what XML allows. [`dropped`] tells how many characters that loses.
    pub fn new(raw: &str) -> Self {
        Text(clean(raw).into_owned())
    }

    /// Keeps what XML allows and counts the characters that this loses. A clean string moves instead of copying.
    pub fn counted(raw: Cow<'_, str>) -> (Self, usize) {
        match clean(&raw) {
            Cow::Borrowed(_) => (Text(raw.into_owned()), 0),
            Cow::Owned(clean) => (Text(clean), dropped(&raw)),
        }
    }

    /// The text.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Is there nothing but blanks?
    pub fn is_blank(&self) -> bool {
        self.0.trim().is_empty()
    }

    /// The text as one line.
    pub fn to_line(&self) -> Line {
        Line::new(&self.0)
    }
}

impl Line {
    /// Keeps what XML allows, turns each run of white space into one blank, and trims both ends.
    pub fn new(raw: &str) -> Self {
        Line(on_one_line(&clean(raw)))
    }

    /// Does the same and counts the characters that [`dropped`] counts.
    pub fn counted(raw: &str) -> (Self, usize) {
        match clean(raw) {
            Cow::Borrowed(clean) => (Line(on_one_line(clean)), 0),
            Cow::Owned(clean) => (Line(on_one_line(&clean)), dropped(raw)),
        }
    }

    /// The line.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Is it empty?
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// `None` where the line is empty.
    pub fn non_empty(self) -> Option<Self> {
        (!self.0.is_empty()).then_some(self)
    }
}

/// Keeps the string as it is where it is clean already, so that the common case moves instead of copying.
impl From<String> for Text {
    fn from(raw: String) -> Self {
        match clean(&raw) {
            Cow::Borrowed(_) => Text(raw),
            Cow::Owned(clean) => Text(clean),
        }
    }
}

impl From<&str> for Text {
    fn from(raw: &str) -> Self {
        Text::new(raw)
    }
}

impl From<&str> for Line {
    fn from(raw: &str) -> Self {
        Line::new(raw)
    }
}

impl From<String> for Line {
    fn from(raw: String) -> Self {
        Line::new(&raw)
    }
}

impl<'de> Deserialize<'de> for Text {
    fn deserialize<D: Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
        String::deserialize(d).map(Text::from)
    }
}

impl<'de> Deserialize<'de> for Line {
    fn deserialize<D: Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
        String::deserialize(d).map(Line::from)
    }
}

impl fmt::Display for Text {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl fmt::Display for Line {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

fn on_one_line(text: &str) -> String {
    if is_one_line(text) {
        return text.to_owned();
    }
    let mut line = String::with_capacity(text.len());
    for word in text.split_whitespace() {
        if !line.is_empty() {
            line.push(' ');
        }
        line.push_str(word);
    }
    line
}

/// Is it plainly one line already: words with one blank between them? The white space beyond ASCII begins with one of four
/// bytes, which few scripts use.
fn is_one_line(text: &str) -> bool {
    let mut before = b' ';
    let words = text.bytes().all(|b| {
        let in_word = b > b' ' && !matches!(b, 0xC2 | 0xE1..=0xE3);
        let fits = in_word || (b == b' ' && before != b' ');
        before = b;
        fits
    });
    words && before != b' '
}

/// How many characters of `raw` cannot stand in a feed and would be dropped.
pub fn dropped(raw: &str) -> usize {
    if is_clean(raw) {
        0
    } else {
        raw.chars().filter(|&c| !keeps(c)).count()
    }
}

/// `raw` with line ends as `\n` and without the characters that cannot stand in a feed.
fn clean(raw: &str) -> Cow<'_, str> {
    if is_clean(raw) {
        return Cow::Borrowed(raw);
    }
    let mut out = String::with_capacity(raw.len());
    let mut chars = raw.chars().peekable();
    while let Some(c) = chars.next() {
        match c {
            '\r' => {
                chars.next_if_eq(&'\n');
                out.push('\n');
            }
            '\u{85}' => out.push('\n'),
            c if keeps(c) => out.push(c),
            _ => {}
        }
    }
    Cow::Owned(out)
}

/// One look at every byte: no byte below 0x20 but tab and newline, none of the lead bytes of C1 (C2 7F..9F)
/// or U+FFFE (EF BF BE/BF), which are rare enough to leave the exact answer to [`keeps`]. It looks at whole
/// blocks, without leaving one early, because compilers turn that into vector instructions.
fn is_clean(raw: &str) -> bool {
    let suspicious = |b: u8| {
        ((b < 0x20) & (b != b'\n') & (b != b'\t')) | (b == 0x7F) | (b == 0xC2) | (b == 0xEF)
    };
    let block = |block: &[u8]| block.iter().fold(false, |found, &b| found | suspicious(b));
    let (blocks, rest) = raw.as_bytes().as_chunks::<32>();
    !(blocks.iter().any(|b| block(b)) || block(rest))
        || raw.chars().all(|c| c != '\r' && c != '\u{85}' && keeps(c))
}

/// May this character stand in a feed?
const fn keeps(c: char) -> bool {
    !matches!(c, '\0'..='\u{8}' | '\u{B}' | '\u{C}' | '\u{E}'..='\u{1F}' | '\u{7F}'..='\u{84}' | '\u{86}'..='\u{9F}' | '\u{FFFE}' | '\u{FFFF}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_keeps_what_xml_allows() {
        for (raw, want, lost) in [
            ("plain", "plain", 0),
            ("bell\u{7} nul\0", "bell nul", 2),
            ("a\r\nb\rc\u{85}d", "a\nb\nc\nd", 0),
            ("c1 \u{9f}del\u{7f}", "c1 del", 2),
            ("non\u{fffe}\u{ffff}", "non", 2),
            (
                "caf\u{e9} \u{a0}\u{feff}\u{1f686}",
                "caf\u{e9} \u{a0}\u{feff}\u{1f686}",
                0,
            ),
            ("tab\tline\n", "tab\tline\n", 0),
        ] {
            assert_eq!(Text::new(raw).as_str(), want, "{raw:?}");
            assert_eq!(dropped(raw), lost, "{raw:?}");
        }
    }

    #[test]
    fn a_line_is_one_line() {
        for (raw, want) in [
            ("\r\n\t  a  b\u{85}c\u{2028}d \r\n", "a b c d"),
            ("", ""),
            (" \t", ""),
        ] {
            assert_eq!(Line::new(raw).as_str(), want, "{raw:?}");
        }
        let blanks = ('\0'..=char::MAX).filter(|c| c.is_whitespace() && *c != ' ');
        for blank in blanks {
            assert!(!is_one_line(&format!("a{blank}b")), "{blank:?}");
        }
        assert!(is_one_line("Élan гавань 港"));
    }
}
