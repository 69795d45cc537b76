//! The text of a page as lines that say something, hard-wrapped paragraphs joined.

use super::furniture;
use super::shape;
use super::words::class;
use crate::model::{Text, text};

/// One line of a page, trimmed and not empty.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Raw {
    /// 1-based.
    pub(super) number: u64,
    pub(super) text: String,
    /// Stands an empty line before it?
    pub(super) gap: bool,
}

/// A page's lines, and the day that a capture tool has glued to the front.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Lines {
    pub(super) lines: Vec<Raw>,
    /// Its line and the day.
    pub(super) prefix_day: Option<(u64, String)>,
    /// The first line that lost characters which cannot stand in a feed, and how many were lost in all.
    pub(super) dropped: Option<(u64, usize)>,
}

/// A page whose longest line is longer than this is not hard-wrapped.
const WIDEST: usize = 110;
/// No line shorter than this was broken for its width.
const NARROWEST: usize = 20;
/// What ends a sentence.
const STOPS: [char; 6] = ['.', '!', '?', '…', '”', '»'];
/// The first line of a paragraph that alone tells a page to be wrapped.
const TELLING: usize = 50;

/// Cuts the text into lines. `is_known` tells lines that mean something by themselves and so are never joined.
pub(super) fn read(text: &str, lines_before: u64, is_known: &dyn Fn(&str) -> bool) -> Lines {
    let mut page = Lines {
        lines: split(text, lines_before),
        ..Lines::default()
    };
    drop_controls(&mut page);
    unglue(&mut page);
    page.lines = join(page.lines, is_known);
    page
}

/// The lines between `\n`, `\r\n` and `\r`.
fn split(text: &str, lines_before: u64) -> Vec<Raw> {
    let mut lines: Vec<Raw> = Vec::new();
    let mut gap = false;
    let unified = text.replace("\r\n", "\n");
    for (number, line) in (lines_before + 1..).zip(unified.split(['\n', '\r'])) {
        let text = line
            .trim_matches(|c: char| c.is_whitespace() || matches!(c, '\u{feff}' | '\u{200b}'))
            .to_owned();
        if text.is_empty() {
            gap = true;
            continue;
        }
        lines.push(Raw { number, text, gap });
        gap = false;
    }
    lines
}

/// Drops what cannot stand in a feed, so that no later step meets it.
fn drop_controls(page: &mut Lines) {
    for line in &mut page.lines {
        let lost = text::dropped(&line.text);
        if lost > 0 {
            line.text = Text::new(&line.text).as_str().trim().to_owned();
            page.dropped.get_or_insert((line.number, 0)).1 += lost;
        }
    }
    page.lines.retain(|l| !l.text.is_empty());
}

/// Takes `date 2021-07-30` off the first line. What follows it is the page's own.
fn unglue(page: &mut Lines) {
    let Some(first) = page.lines.first_mut() else {
        return;
    };
    let Some(day) = furniture::capture_prefix(&first.text) else {
        return;
    };
    page.prefix_day = Some((first.number, day.to_owned()));
    match furniture::after_capture_prefix(&first.text).map(str::to_owned) {
        Some(rest) => first.text = rest,
        None => {
            page.lines.remove(0);
        }
    }
}

/// Joins the lines of hard-wrapped paragraphs.
fn join(lines: Vec<Raw>, is_known: &dyn Fn(&str) -> bool) -> Vec<Raw> {
    let width = width(&lines);
    let runs_on = |a: &Raw, b: &Raw| {
        is_broken(a, b, is_known) || (is_full(a, b, width) && is_unfinished(&a.text))
    };
    let pairs = || {
        lines
            .windows(2)
            .filter_map(|w| Some((w.first()?, w.get(1)?)))
    };
    let wrapped = longest(&lines) <= WIDEST
        && (pairs().any(|(a, b)| is_broken(a, b, is_known))
            || pairs().filter(|(a, b)| runs_on(a, b)).count() > 1
            || blocks(&lines).any(|b| is_telling(b, width, is_known)));
    if !wrapped {
        return lines;
    }
    let mut joined: Vec<Raw> = Vec::with_capacity(lines.len());
    // Only a block that breaks a sentence somewhere is a paragraph; a box of titles is not.
    let broken = broken_blocks(&lines, width, &runs_on);
    let goes_on: Vec<bool> = lines
        .windows(2)
        .zip(broken.iter().skip(1))
        .map(|(w, broken)| {
            *broken && matches!(w, [a, b] if is_one_paragraph(a, b, width, is_known))
        })
        .collect();
    let goes_on = std::iter::once(false).chain(goes_on);
    for (line, goes_on) in lines.into_iter().zip(goes_on) {
        match joined.last_mut() {
            Some(last) if goes_on => {
                last.text.push(' ');
                last.text.push_str(&line.text);
            }
            _ => joined.push(line),
        }
    }
    joined
}

/// In a block that is wrapped: is `b` the next line of the paragraph that `a` is in?
fn is_one_paragraph(a: &Raw, b: &Raw, width: usize, is_known: &dyn Fn(&str) -> bool) -> bool {
    let len = |raw: &Raw| raw.text.chars().count();
    let continues = b.text.starts_with(char::is_lowercase) && len(a) >= NARROWEST;
    let stops = |raw: &Raw| raw.text.ends_with(STOPS);
    // "… complaint on" / "Sept. 19." is no date line.
    let known = is_known(&b.text) && !(is_unfinished(&a.text) && stops(b));
    // A list item goes on, a date or a related title does not.
    let alone = is_known(&a.text) && a.text.starts_with(char::is_alphanumeric);
    // Behind a whole sentence that happens to fill its line: a subhead or a button.
    let other =
        stops(a) && ((!stops(b) && len(b) * 2 < width) || furniture::read(&b.text).is_some());
    !b.gap && (continues || is_full(a, b, width)) && !known && !alone && !other
}

/// Was a sentence broken between these two lines?
fn is_broken(a: &Raw, b: &Raw, is_known: &dyn Fn(&str) -> bool) -> bool {
    !b.gap
        && b.text.starts_with(char::is_lowercase)
        && a.text.chars().count() >= NARROWEST
        && a.text
            .ends_with(|c: char| c.is_alphanumeric() || ",;-–—'’”»)".contains(c))
        && !is_known(&a.text)
        && !is_known(&b.text)
        && shape::words(&a.text) >= 4
}

/// Had the first word of `b` no room left on the line above?
fn is_full(a: &Raw, b: &Raw, width: usize) -> bool {
    let first = b
        .text
        .split_whitespace()
        .next()
        .map_or(0, |w| w.chars().count());
    let len = a.text.chars().count();
    !b.gap && len >= NARROWEST && len + 1 + first > width
}

/// "…, um" before a capital that German gives to nouns: no line that says all it has to say ends so.
fn is_unfinished(text: &str) -> bool {
    let mut words = text.split_whitespace().rev();
    let last = words.next().unwrap_or_default();
    let after_comma = words.next().is_some_and(|w| w.ends_with(','));
    text.ends_with(',')
        || class("unfinished").is(last)
        || (after_comma && last.starts_with(char::is_lowercase))
}

/// For each line: does the block it is in (between empty lines) hold a broken sentence?
fn broken_blocks(lines: &[Raw], width: usize, runs_on: &dyn Fn(&Raw, &Raw) -> bool) -> Vec<bool> {
    let mut flags = Vec::with_capacity(lines.len());
    for block in blocks(lines) {
        let mut pairs = block.windows(2);
        let broken = pairs.any(|w| matches!(w, [a, b] if runs_on(a, b)));
        let broken = broken || is_filled(block, width);
        flags.extend(std::iter::repeat_n(broken, block.len()));
    }
    flags
}

/// Lines that all reach the width, the last of which ends a sentence, are one paragraph.
fn is_filled(block: &[Raw], width: usize) -> bool {
    block.len() > 1
        && ends_sentence(block)
        && !block
            .iter()
            .any(|l| furniture::read(&l.text) == Some(furniture::WORDS))
        && block
            .windows(2)
            .all(|w| matches!(w, [a, b] if is_full(a, b, width)))
}

/// Is the block a wrapped paragraph beyond doubt, and no title above its text?
fn is_telling(block: &[Raw], width: usize, is_known: &dyn Fn(&str) -> bool) -> bool {
    let Some(first) = block.first().map(|l| &l.text) else {
        return false;
    };
    is_filled(block, width)
        && first.chars().count() >= TELLING
        && !first.ends_with(STOPS)
        && !shape::is_title_case(first)
        && !is_known(first)
        && !block
            .iter()
            .any(|l| is_known(&l.text) && !l.text.ends_with(STOPS))
}

fn ends_sentence(block: &[Raw]) -> bool {
    let last = block.last().map_or("", |l| l.text.as_str());
    shape::is_prose(last) || last.ends_with(STOPS)
}

/// The lines between empty lines.
fn blocks(lines: &[Raw]) -> impl Iterator<Item = &[Raw]> {
    lines.chunk_by(|_, next| !next.gap)
}

/// The width to which paragraphs of more than one line are broken; a title above them may be longer.
fn width(lines: &[Raw]) -> usize {
    let paragraphs = blocks(lines).filter(|b| b.len() > 1 && ends_sentence(b));
    paragraphs.map(longest).max().unwrap_or(longest(lines))
}

fn longest(lines: &[Raw]) -> usize {
    let lengths = lines.iter().map(|l| l.text.chars().count());
    lengths.max().unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn texts(text: &str) -> Vec<String> {
        let known = |l: &str| l.starts_with("Posted") || l.starts_with("and last");
        read(text, 0, &known)
            .lines
            .into_iter()
            .map(|l| format!("{}{}:{}", if l.gap { "+" } else { "" }, l.number, l.text))
            .collect()
    }

    #[test]
    fn line_ends_and_blanks() {
        assert_eq!(texts("a\r\n \r\nb \rc\n\n"), ["1:a", "+3:b", "4:c"]);
        assert_eq!(texts(" date 2021-07-30 Storm\nx"), ["1:Storm", "2:x"]);
    }

    #[test]
    fn wrapped_paragraphs_are_joined_and_titles_are_not() {
        let text = "Ferry Returns to Harbour After Two Years\nCouncil Votes to Keep the Old Market Hall\n\nThe cross-harbour ferry resumed sailings on\nFriday after divers had repaired the dock at\nthe terminal.\nA barge had struck it.\n\nPosted at 2:50 PM in the afternoon of Friday\nand last updated then";
        assert_eq!(
            texts(text),
            [
                "1:Ferry Returns to Harbour After Two Years",
                "2:Council Votes to Keep the Old Market Hall",
                "+4:The cross-harbour ferry resumed sailings on Friday after divers had repaired the dock at the terminal.",
                "7:A barge had struck it.",
                "+9:Posted at 2:50 PM in the afternoon of Friday",
                "10:and last updated then",
            ]
        );
    }
}
