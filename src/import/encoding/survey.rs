//! How bytes look: as UTF-8, as UTF-16 without a byte order mark, or as neither.

use encoding_rs::{Encoding, UTF_16BE, UTF_16LE};

use crate::syntax::utf8;

/// How many bytes are looked at where not all have to be.
pub(super) const WINDOW: usize = 256 * 1024;

/// How far bytes are UTF-8.
#[derive(Debug, Default)]
pub(super) struct Survey {
    /// Characters outside ASCII that are rightly encoded.
    pub(super) multibyte: usize,
    /// Places that are not UTF-8.
    faults: usize,
    /// Bytes outside ASCII.
    pub(super) outside_ascii: usize,
}

impl Survey {
    /// Looks at all bytes. Where the text goes on behind them, they may end within a character.
    pub(super) fn of(bytes: &[u8], complete: bool) -> Self {
        let count = |bytes: &[u8], least: u8| bytes.iter().filter(|b| **b >= least).count();
        let mut survey = Survey::default();
        if utf8::checked(bytes).is_ok() {
            survey.multibyte = count(bytes, 0xC0);
            survey.outside_ascii = count(bytes, 0x80);
            return survey;
        }
        let mut left = bytes.len();
        for chunk in bytes.utf8_chunks() {
            let (valid, invalid) = (chunk.valid().as_bytes(), chunk.invalid());
            left -= valid.len() + invalid.len();
            survey.multibyte += count(valid, 0xC0);
            survey.outside_ascii += count(valid, 0x80);
            let cut = left == 0 && !complete && is_cut(invalid);
            if !invalid.is_empty() && !cut {
                survey.faults += 1;
                survey.outside_ascii += invalid.len();
            }
        }
        survey
    }

    /// Is all of it UTF-8?
    pub(super) fn is_utf8(&self) -> bool {
        self.faults == 0
    }

    /// Is it UTF-8 with at most a few faults? A text in another encoding is right by accident now and then, but not
    /// four times as often as it is wrong.
    pub(super) fn is_mostly_utf8(&self) -> bool {
        self.faults == 0 || self.multibyte >= self.faults.saturating_mul(4)
    }
}

fn is_cut(invalid: &[u8]) -> bool {
    std::str::from_utf8(invalid).is_err_and(|e| e.error_len().is_none())
}

/// UTF-16 without a byte order mark: what Latin letters and markup are made of has a zero byte on one side.
pub(super) fn wide(bytes: &[u8]) -> Option<&'static Encoding> {
    let head = bytes.get(..1024).unwrap_or(bytes);
    if head.len() < 8 {
        return None;
    }
    let zeros = |side: usize| {
        head.iter()
            .skip(side)
            .step_by(2)
            .filter(|b| **b == 0)
            .count()
    };
    let (first, second) = (zeros(0), zeros(1));
    let pairs = head.len() / 2;
    // A text of another script has its blanks and line ends only.
    let many = |n: usize| n * 12 >= pairs;
    let few = |n: usize| n * 50 <= pairs;
    match (many(first) && few(second), many(second) && few(first)) {
        (true, false) => Some(UTF_16BE),
        (false, true) => Some(UTF_16LE),
        _ => None,
    }
}
