//! Places in a document: byte offset, line and column, moved forward over the bytes that were read.

/// A place in a document.
///
/// `offset` counts bytes from 0, `line` and `column` count from 1; a column is a character. Lines end
/// at a line feed, so a lone carriage return is a character like any other. A byte order mark has an
/// offset but no column. Where a document had to be decoded (UTF-16, windows-1252 …), `offset` counts the
/// bytes of its UTF-8 form; line and column are those of the file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Position {
    /// Bytes before this place.
    pub offset: u64,
    /// Line, from 1.
    pub line: u64,
    /// Column in characters, from 1.
    pub column: u64,
}

impl Position {
    /// The first character of a document.
    pub const START: Position = Position {
        offset: 0,
        line: 1,
        column: 1,
    };

    /// Moves over `bytes`.
    pub fn advance(&mut self, bytes: &[u8]) {
        self.offset += bytes.len() as u64;
        match memchr::memrchr(b'\n', bytes) {
            None => self.column += characters(bytes),
            Some(last) => {
                self.line += memchr::memchr_iter(b'\n', bytes).count() as u64;
                self.column = 1 + characters(bytes.get(last + 1..).unwrap_or_default());
            }
        }
    }

    /// The place after `bytes`.
    #[must_use]
    pub fn after(mut self, bytes: &[u8]) -> Position {
        self.advance(bytes);
        self
    }
}

/// Characters in UTF-8 bytes: every byte but the continuation bytes.
fn characters(bytes: &[u8]) -> u64 {
    bytes
        .chunks(192)
        .map(|part| {
            u64::from(
                part.iter()
                    .map(|b| u8::from((b & 0xC0) != 0x80))
                    .sum::<u8>(),
            )
        })
        .sum()
}

#[cfg(test)]
mod tests {
    use super::Position;

    #[test]
    fn counts_characters_not_bytes() {
        let at = Position::START.after("é—\r\n🗞x".as_bytes());
        assert_eq!(
            at,
            Position {
                offset: 12,
                line: 2,
                column: 3
            }
        );
        assert_eq!(Position::START.after(&[b'a'; 1000]).column, 1001);
    }
}
