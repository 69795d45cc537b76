//! The lines at fault, read back from the document in one pass, and shown with a caret under the fault.
//!
//! Feeds have lines of megabytes, so only a window around each fault is kept.

use std::io::{self, BufRead};

use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

use super::visible::visible;
use crate::syntax::decode::decode;

/// The most characters kept on each side of a fault.
const WINDOW: u64 = 400;

/// What stands around a fault on its line.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Excerpt {
    before: String,
    from: String,
    cut_before: bool,
    cut_after: bool,
}

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
pub(super) fn read(
    document: impl BufRead,
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
    let mut input = decode(document)?.input;
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

/// A line cut to the width of the page, and what of it is underlined.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Shown {
    /// The line.
    pub(super) text: String,
    /// Columns before the caret.
    pub(super) indent: usize,
    /// Columns that it underlines.
    pub(super) length: usize,
}

/// What stands for the parts of a line that are left out.
const CUT: &str = "…";

impl Excerpt {
    /// Does the offending value stand here as it is reported?
    pub(super) fn shows(&self, value: &str) -> bool {
        self.same(value) > 0
    }

    /// How many bytes from the fault on are the value; none where it is written otherwise, with references.
    fn same(&self, value: &str) -> usize {
        let value = value.strip_suffix(CUT).unwrap_or(value);
        // The name of a JSON member begins with its quote.
        let quote = usize::from(self.from.starts_with('"') && !value.starts_with('"'));
        let rest = self.from.get(quote..).unwrap_or_default();
        match rest.strip_prefix(value) {
            Some(_) if value.is_empty() => 0,
            Some(after) => quote + value.len() + usize::from(quote > 0 && after.starts_with('"')),
            None => 0,
        }
    }

    /// The line in some `width` columns; the caret underlines `value`, else the beginning of a tag, else one character.
    pub(super) fn shown(&self, value: Option<&str>, width: usize) -> Shown {
        let (marked, after) = self
            .from
            .split_at_checked(self.marked(value))
            .unwrap_or(("", &self.from));
        let before = laid_out(self.before.trim_start());
        let (marked, after) = (laid_out(marked), laid_out(after.trim_end()));
        let right = width.saturating_sub(marked.width() + after.width());
        let head = last(&before, right.max(width / 3), self.cut_before);
        let right = width.saturating_sub(head.width());
        let body = first(&marked, right, false);
        let tail = first(&after, right.saturating_sub(body.width()), self.cut_after);
        Shown {
            indent: head.width(),
            length: body.width().max(1),
            text: format!("{head}{body}{tail}"),
        }
    }

    /// How many bytes from the fault on are underlined.
    fn marked(&self, value: Option<&str>) -> usize {
        let same = value.map_or(0, |value| self.same(value));
        if same > 0 {
            return same;
        }
        if self.from.starts_with('<') {
            let name = self
                .from
                .bytes()
                .skip(1)
                .take_while(|b| !b.is_ascii_whitespace() && !matches!(b, b'>' | b'<'));
            let length = 1 + name.count();
            return if self.from.get(length..).is_some_and(|r| r.starts_with('>')) {
                length + 1
            } else {
                length
            };
        }
        self.from.chars().next().map_or(0, char::len_utf8)
    }
}

/// Text with blanks for tabs, which no two terminals set alike, and controls shown.
fn laid_out(text: &str) -> String {
    visible(&text.replace('\t', "    ")).into_owned()
}

/// The first columns of a text.
fn first(text: &str, columns: usize, more: bool) -> String {
    let (mut out, mut used) = (String::new(), 0);
    let whole = text.width() <= columns;
    for c in text.chars() {
        let width = c.width().unwrap_or(0);
        if !whole && used + width + 1 > columns {
            return out + CUT;
        }
        used += width;
        out.push(c);
    }
    if more { out + CUT } else { out }
}

/// The last columns of a text.
fn last(text: &str, columns: usize, more: bool) -> String {
    if text.width() <= columns {
        return if more {
            format!("{CUT}{text}")
        } else {
            text.to_owned()
        };
    }
    let (mut start, mut used) = (text.len(), 0);
    for (at, c) in text.char_indices().rev() {
        used += c.width().unwrap_or(0);
        if used + 1 > columns {
            break;
        }
        start = at;
    }
    format!("{CUT}{}", text.get(start..).unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use super::{Excerpt, Shown, read};

    fn one(document: &[u8], line: u64, column: u64) -> Excerpt {
        let found = read(document, &[(line, column)]).unwrap();
        found.into_iter().next().unwrap().unwrap()
    }

    fn carets(shown: &Shown) -> String {
        let line = " ".repeat(shown.indent) + &"^".repeat(shown.length);
        format!("{}\n{line}", shown.text)
    }

    #[test]
    fn the_caret_stands_under_the_fault() {
        type Case = (&'static [u8], u64, u64, Option<&'static str>, &'static str);
        let cases: &[Case] = &[
            (b"<a>\n  <b>x</b>\n", 2, 6, Some("x"), "<b>x</b>\n   ^"),
            (b"<a>\n\t<b c='d'>", 2, 2, None, "<b c='d'>\n^^"),
            (
                b"<t>a\tbad</t>",
                1,
                6,
                Some("bad"),
                "<t>a    bad</t>\n        ^^^",
            ),
            (
                "<t>新聞bad</t>".as_bytes(),
                1,
                6,
                Some("bad"),
                "<t>新聞bad</t>\n       ^^^",
            ),
            (
                b"<t>\x1b[1mx</t>\r\n",
                1,
                4,
                None,
                "<t>\\u{1b}[1mx</t>\n   ^^^^^^",
            ),
            (b"<rss>", 1, 6, None, "<rss>\n     ^"),
            (b"\"size\": 1", 1, 1, Some("size"), "\"size\": 1\n^^^^^^"),
            (b"<t>&amp;</t>", 1, 4, Some("&"), "<t>&amp;</t>\n   ^"),
            (b"\xFF\xFE<\0a\0>\0x\0", 1, 4, Some("x"), "<a>x\n   ^"),
        ];
        for (document, line, column, value, wanted) in cases {
            let shown = one(document, *line, *column).shown(*value, 60);
            assert_eq!(carets(&shown), *wanted);
        }
    }

    #[test]
    fn a_long_line_is_cut_around_the_fault() {
        let document = format!("{}<bad/>{}", "é".repeat(20_000), "z".repeat(20_000));
        let excerpt = one(document.as_bytes(), 1, 20_001);
        let shown = excerpt.shown(None, 40);
        assert!(shown.text.chars().count() <= 42, "{}", shown.text);
        assert!(shown.text.starts_with('…') && shown.text.ends_with('…'));
        let caret: String = shown
            .text
            .chars()
            .skip(shown.indent)
            .take(shown.length)
            .collect();
        assert_eq!(caret, "<bad/>");
    }

    #[test]
    fn several_faults_of_one_line_are_read_in_one_pass() {
        let line = "<a/>".repeat(3000);
        let places: Vec<(u64, u64)> = (0..3000).map(|n| (1, 4 * n + 1)).collect();
        let found = read(line.as_bytes(), &places).unwrap();
        assert!(
            found
                .iter()
                .all(|e| e.as_ref().unwrap().from.starts_with("<a/>"))
        );
    }

    #[test]
    fn a_place_that_is_not_there_has_no_line() {
        let found = read(&b"one\ntwo\n"[..], &[(1, 90), (2, 1), (9, 1)]).unwrap();
        assert!(found[0].is_some() && found[1].is_some() && found[2].is_none());
    }
}
