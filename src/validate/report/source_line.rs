//! The lines at fault, cut to the width of the page, with a caret under the fault.

mod pass;

use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

pub(super) use self::pass::read;
#[cfg(feature = "server")]
pub(crate) use self::pass::read_text;
use super::visible::visible;

/// What stands around a fault on its line.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Excerpt {
    before: String,
    from: String,
    cut_before: bool,
    cut_after: bool,
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

/// The same taken apart and not yet laid out, for those who have other ways to mark it.
#[cfg(feature = "server")]
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Pieces<'e> {
    /// What stands before the fault.
    pub(crate) before: &'e str,
    /// The fault.
    pub(crate) marked: &'e str,
    /// What follows it.
    pub(crate) after: &'e str,
    /// Is more of the line left out before this?
    pub(crate) cut_before: bool,
    /// And after it?
    pub(crate) cut_after: bool,
}

/// What stands for the parts of a line that are left out.
const CUT: &str = "…";

impl Excerpt {
    /// Does the offending value stand here as it is reported?
    pub(crate) fn shows(&self, value: &str) -> bool {
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

    /// The line taken apart at the fault: `value`, else the beginning of a tag, else one character.
    #[cfg(feature = "server")]
    pub(crate) fn pieces(&self, value: Option<&str>) -> Pieces<'_> {
        let (marked, after) = self
            .from
            .split_at_checked(self.marked(value))
            .unwrap_or(("", &self.from));
        Pieces {
            before: &self.before,
            marked,
            after,
            cut_before: self.cut_before,
            cut_after: self.cut_after,
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
