//! Reads the lines at fault back from a document, in one pass.
//!
//! Feeds have lines of megabytes, so only a window around each fault is kept.

use std::io::{self, BufRead};

use super::Excerpt;
use crate::syntax::decode::decode;

/// The most characters kept on each side of a fault.
const WINDOW: u64 = 400;

/// A window that is being filled.
struct Window {
    place: usize,
    bytes: Vec<u8>,
    fault: Option<usize>,
    cut_before: bool,
}

impl Window {
    fn close(self, cut_after: bool) -> (usize, Excerpt) {
        let fault = self.fault.unwrap_or(self.bytes.len());
        let (before, from) = self.bytes.split_at_checked(fault).unwrap_or_default();
        let text = |bytes| String::from_utf8_lossy(bytes).into_owned();
        let excerpt = Excerpt {
            before: text(before),
            from: text(from),
            cut_before: self.cut_before,
            cut_after,
        };
        (self.place, excerpt)
    }
}

/// Reads the surroundings of `places` (lines and columns, in order) from a document.
///
/// # Errors
/// Those of reading.
pub(in crate::validate::report) fn read(
    document: impl BufRead,
    places: &[(u64, u64)],
) -> io::Result<Vec<Option<Excerpt>>> {
    read_text(decode(document, None)?.input, places)
}

/// The same from a text that is UTF-8 already.
///
/// # Errors
/// Those of reading.
pub(crate) fn read_text(
    mut input: impl BufRead,
    places: &[(u64, u64)],
) -> io::Result<Vec<Option<Excerpt>>> {
    let mut pass = Pass {
        places,
        found: vec![None; places.len()],
        next: 0,
        line: 1,
        column: 1,
        open: Vec::new(),
    };
    loop {
        let chunk = input.fill_buf()?;
        let length = chunk.len();
        if length == 0 || pass.is_done() {
            break;
        }
        pass.over(chunk);
        input.consume(length);
    }
    pass.close_all();
    Ok(pass.found)
}

/// One pass over the document.
struct Pass<'p> {
    places: &'p [(u64, u64)],
    found: Vec<Option<Excerpt>>,
    next: usize,
    line: u64,
    column: u64,
    open: Vec<Window>,
}

impl Pass<'_> {
    fn is_done(&self) -> bool {
        self.open.is_empty() && self.next >= self.places.len()
    }

    fn over(&mut self, chunk: &[u8]) {
        let mut rest = chunk;
        while !self.is_done() {
            let far =
                self.open.is_empty() && self.places.get(self.next).is_some_and(|p| p.0 > self.line);
            if far {
                let Some(end) = memchr::memchr(b'\n', rest) else {
                    return;
                };
                self.new_line();
                rest = rest.get(end + 1..).unwrap_or_default();
                continue;
            }
            let Some((byte, after)) = rest.split_first() else {
                return;
            };
            self.byte(*byte);
            rest = after;
        }
    }

    fn byte(&mut self, byte: u8) {
        let begins_character = byte & 0xC0 != 0x80;
        if begins_character {
            self.open_windows();
        }
        if byte == b'\n' {
            self.close_all();
            self.new_line();
            return;
        }
        if begins_character {
            self.close_full();
        }
        for window in &mut self.open {
            window.bytes.push(byte);
        }
        if begins_character {
            self.column += 1;
        }
    }

    fn new_line(&mut self) {
        self.line += 1;
        self.column = 1;
        while self.places.get(self.next).is_some_and(|p| p.0 < self.line) {
            self.next += 1;
        }
    }

    /// Opens the windows that begin at this character, and marks the faults that lie here.
    fn open_windows(&mut self) {
        while let Some((line, column)) = self.places.get(self.next) {
            let start = column.saturating_sub(WINDOW).max(1);
            if *line != self.line || start > self.column {
                break;
            }
            self.open.push(Window {
                place: self.next,
                bytes: Vec::new(),
                fault: None,
                cut_before: start > 1,
            });
            self.next += 1;
        }
        for window in &mut self.open {
            let here = self.places.get(window.place).map(|p| p.1) == Some(self.column);
            if here {
                window.fault = Some(window.bytes.len());
            }
        }
    }

    fn close_full(&mut self) {
        let column = self.column;
        let full = |w: &Window| {
            self.places
                .get(w.place)
                .is_some_and(|p| column >= p.1 + WINDOW)
        };
        if !self.open.iter().any(full) {
            return;
        }
        let (full, open): (Vec<_>, Vec<_>) = self.open.drain(..).partition(full);
        self.open = open;
        self.keep(full, true);
    }

    fn close_all(&mut self) {
        let open = std::mem::take(&mut self.open);
        self.keep(open, false);
    }

    fn keep(&mut self, windows: Vec<Window>, cut_after: bool) {
        for (place, excerpt) in windows.into_iter().map(|w| w.close(cut_after)) {
            if let Some(slot) = self.found.get_mut(place) {
                *slot = Some(excerpt);
            }
        }
    }
}
