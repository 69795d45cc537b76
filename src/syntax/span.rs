//! Places in a document: byte offset, line and column, moved forward over the text that was read.

use encoding_rs::{
    BIG5, EUC_JP, EUC_KR, EncoderResult, Encoding, GB18030, GBK, ISO_2022_JP, SHIFT_JIS,
};

/// A place in a document.
///
/// `offset` counts the bytes of the file from 0, `line` and `column` count from 1; a column is a character. Lines end
/// at a line feed, so a lone carriage return is a character like any other. A byte order mark has an
/// offset but no column.
///
/// Where a document had to be decoded (UTF-16, windows-1252 …), the text at hand has other lengths than the file;
/// `unit` then says how many bytes of the file each character stands for. What that cannot know (sequences that mean
/// nothing, in UTF-8 too, and characters with two encodings) shifts what follows it; whoever reports a place puts that
/// right with what was counted where they were read. In ISO-2022-JP, which switches between
/// character sets, a place between two switches may be off by the length of a switch.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Position {
    /// Bytes before this place.
    pub offset: u64,
    /// Line, from 1.
    pub line: u64,
    /// Column in characters, from 1.
    pub column: u64,
    /// How the file writes its characters.
    pub unit: Unit,
}

/// How many bytes of the file a character stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Unit {
    /// As many as in UTF-8.
    Utf8,
    /// One.
    Byte,
    /// Two or, beyond U+FFFF, four.
    Utf16,
    /// Four.
    Utf32,
    /// One, two or four.
    Gbk,
    /// One, two or four.
    Gb18030,
    /// One or two.
    Big5,
    /// One, two or three.
    EucJp,
    /// One or two.
    EucKr,
    /// One or two.
    ShiftJis,
    /// One or two, and three where the character set changes.
    Iso2022Jp,
}

impl Unit {
    /// How many bytes of the file this text stands for.
    fn length(self, text: &[u8]) -> u64 {
        match self {
            Unit::Utf8 => text.len() as u64,
            Unit::Byte => characters(text),
            Unit::Utf16 => 2 * (characters(text) + beyond_ffff(text)),
            Unit::Utf32 => 4 * characters(text),
            Unit::Gbk => coded(text, GBK, |_| 4),
            Unit::Gb18030 => coded(text, GB18030, |_| 2),
            // Two pairs of bytes stand for a letter and one of these marks.
            Unit::Big5 => coded(text, BIG5, |c| {
                if matches!(c, '\u{304}' | '\u{30C}') {
                    0
                } else {
                    2
                }
            }),
            Unit::EucJp => coded(text, EUC_JP, |_| 3),
            Unit::EucKr => coded(text, EUC_KR, |_| 2),
            Unit::ShiftJis => coded(text, SHIFT_JIS, |_| 2),
            Unit::Iso2022Jp => coded(text, ISO_2022_JP, |_| 2),
        }
    }

    /// Can all lengths be told from the text, faults apart?
    pub(crate) fn is_exact(self) -> bool {
        matches!(self, Unit::Utf8 | Unit::Byte | Unit::Utf16 | Unit::Utf32)
    }
}

impl Position {
    /// The first character of a document.
    pub const START: Position = Position {
        offset: 0,
        line: 1,
        column: 1,
        unit: Unit::Utf8,
    };

    /// Moves over `text`, which is UTF-8 whatever the file is in.
    pub fn advance(&mut self, text: &[u8]) {
        self.offset += match self.unit {
            Unit::Utf8 => text.len() as u64,
            unit => unit.length(text),
        };
        match memchr::memrchr(b'\n', text) {
            None => self.column += characters(text),
            Some(last) => {
                self.line += count(text, |b| b == b'\n');
                self.column = 1 + characters(text.get(last + 1..).unwrap_or_default());
            }
        }
    }

    /// The place after `text`.
    #[must_use]
    pub fn after(mut self, text: &[u8]) -> Position {
        self.advance(text);
        self
    }
}

/// Characters in UTF-8 bytes: every byte but the continuation bytes.
fn characters(bytes: &[u8]) -> u64 {
    count(bytes, |b| (b & 0xC0) != 0x80)
}

/// Characters beyond U+FFFF: those with four bytes.
fn beyond_ffff(bytes: &[u8]) -> u64 {
    count(bytes, |b| b >= 0xF0)
}

fn count(bytes: &[u8], wanted: impl Fn(u8) -> bool) -> u64 {
    // As many as a byte can count, without a look at each sum: many bytes are counted at once then.
    let counted = |part: &[u8]| {
        part.iter()
            .fold(0u8, |sum, b| sum.wrapping_add(u8::from(wanted(*b))))
    };
    bytes.chunks(192).map(|part| u64::from(counted(part))).sum()
}

/// The length of `text` in an encoding of several bytes a character; `other` is that of a character which
/// the encoding can be read from but not written to.
fn coded(text: &[u8], encoding: &'static Encoding, other: fn(char) -> u64) -> u64 {
    if text.is_ascii() {
        return text.len() as u64;
    }
    let Ok(mut rest) = std::str::from_utf8(text) else {
        return text.len() as u64;
    };
    let mut encoder = encoding.new_encoder();
    let mut out = [0; 512];
    let mut total = 0;
    loop {
        let (result, read, written) =
            encoder.encode_from_utf8_without_replacement(rest, &mut out, true);
        total += written as u64;
        rest = rest.get(read..).unwrap_or_default();
        match result {
            EncoderResult::InputEmpty => return total,
            EncoderResult::OutputFull => {}
            EncoderResult::Unmappable(c) => total += other(c),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Position, Unit};

    #[test]
    fn counts_characters_not_bytes() {
        let at = Position::START.after("é—\r\n🗞x".as_bytes());
        assert_eq!((at.offset, at.line, at.column), (12, 2, 3));
        assert_eq!(Position::START.after(&[b'a'; 1000]).column, 1001);
    }

    #[test]
    fn counts_the_bytes_of_the_file() {
        for (unit, text, length) in [
            (Unit::Byte, "aéж", 3),
            (Unit::Utf16, "aé🗞", 8),
            (Unit::Utf32, "aé🗞", 12),
            (Unit::ShiftJis, "a日ﾊ本", 6),
            (Unit::EucJp, "a日ﾊ本丂", 10),
            (Unit::EucKr, "a한국", 5),
            (Unit::Big5, "a中文", 5),
            (Unit::Gbk, "a中文é€🗞", 12),
            (Unit::Gb18030, "a中文é€🗞", 13),
        ] {
            let start = Position {
                unit,
                ..Position::START
            };
            assert_eq!(start.after(text.as_bytes()).offset, length, "{unit:?}");
        }
    }
}
