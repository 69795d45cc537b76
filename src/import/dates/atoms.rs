//! A line cut into the atoms of dates. One strange word, and it is no date line.

use chrono::NaiveDate;
use unicode_normalization::UnicodeNormalization;

use super::clock::{self, Clock, Offset};
use super::table::{LONGEST_PHRASE, Sense, senses};
use super::zones::ZoneWord;

/// The smallest part of a date line that means something.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Atom {
    /// Year, month, day: the order is certain. `None` where there is no such day.
    Date(Option<NaiveDate>),
    /// `a/b/c`, `a.b.c` or `a-b-c`: the order follows from the separator, the numbers or the place.
    Numeric(Numeric),
    /// `a.b`: a time or a day and month.
    Pair(u32, u32),
    Clock(Clock),
    Offset(Offset),
    Zone(ZoneWord),
    /// A number and how many digits it has.
    Number(u32, usize),
    Word(Vec<Sense>),
    /// So long before the page was read: minutes, days, months.
    Age(Age),
    /// "2 min", no age: how long a text or film takes.
    Duration,
}

/// A date of three numbers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Numeric {
    pub(super) first: u32,
    pub(super) second: u32,
    /// `None`: "13.10."
    pub(super) year: Option<u32>,
    /// How many digits the year has.
    pub(super) year_digits: usize,
    pub(super) separator: char,
}

/// How long ago.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Age {
    pub(super) minutes: i64,
    pub(super) days: u64,
    pub(super) months: u32,
}

/// The atoms of the line; `None` where something in it has nothing to do with dates.
pub(super) fn scan(line: &str, language: Option<&str>) -> Option<Vec<Atom>> {
    let text: Vec<char> = line.nfc().collect();
    let mut atoms = Vec::new();
    let mut at = 0;
    while let Some(rest) = text.get(at..).filter(|r| !r.is_empty()) {
        let before = at.checked_sub(1).and_then(|i| text.get(i)).copied();
        let found = zone(rest, before, &atoms);
        if found.is_none() && is_separator(rest) {
            at += 1;
            continue;
        }
        let (atom, len) = found.or_else(|| next(rest, language))?;
        atoms.push(atom);
        at += len.max(1);
    }
    (!atoms.is_empty()).then_some(atoms)
}

/// The offset or zone behind a time.
fn zone(rest: &[char], before: Option<char>, atoms: &[Atom]) -> Option<(Atom, usize)> {
    let after_clock = matches!(atoms.last(), Some(Atom::Clock(_) | Atom::Pair(..)));
    let offset = || clock::offset(rest, before).map(|(offset, len)| (Atom::Offset(offset), len));
    after_clock.then(|| offset().or_else(|| clock::zone(rest)))?
}

/// Reads the atom at the start of `rest`, trying the most telling form first.
fn next(rest: &[char], language: Option<&str>) -> Option<(Atom, usize)> {
    FORMS
        .iter()
        .find_map(|form| form(rest))
        .or_else(|| phrase(rest, language))
}

type Form = fn(&[char]) -> Option<(Atom, usize)>;

const FORMS: &[Form] = &[
    iso_date,
    compact_iso,
    cjk_date,
    numeric_date,
    clock_atom,
    pair,
    number,
];

fn clock_atom(rest: &[char]) -> Option<(Atom, usize)> {
    clock::clock(rest).map(|(clock, len)| (Atom::Clock(clock), len))
}

/// `2017-10-13`, also with slashes or dots, and with the `T` of a time that follows.
fn iso_date(rest: &[char]) -> Option<(Atom, usize)> {
    let (year, digits) = digits(rest)?;
    let separator = *rest.get(4).filter(|c| "-/.‑".contains(**c))?;
    let (month, month_len) = digits_at(rest, 5)?;
    let day_at = 5 + month_len + 1;
    let (day, day_len) = digits_at(rest, day_at)?;
    if digits != 4 || month_len > 2 || day_len > 2 || rest.get(5 + month_len) != Some(&separator) {
        return None;
    }
    let end = day_at + day_len;
    let before_time = rest.get(end).is_some_and(|c| matches!(c, 'T' | 't'))
        && rest.get(end + 1).is_some_and(|c| digit(*c).is_some());
    let date = day_of(year, month, day);
    Some((Atom::Date(date), end + usize::from(before_time)))
}

/// `20171013T`, only before a time.
fn compact_iso(rest: &[char]) -> Option<(Atom, usize)> {
    let (number, len) = digits(rest)?;
    if len != 8 || rest.get(8) != Some(&'T') {
        return None;
    }
    let date = day_of(number / 10_000, number / 100 % 100, number % 100);
    Some((Atom::Date(date), 9))
}

/// 2017年10月13日
fn cjk_date(rest: &[char]) -> Option<(Atom, usize)> {
    let mut at = 0;
    let mut parts = [0; 3];
    for (part, mark) in parts.iter_mut().zip(['年', '月', '日']) {
        let (value, len) = digits_at(rest, at)?;
        let gap = usize::from(rest.get(at + len) == Some(&' '));
        at += len + gap;
        (rest.get(at) == Some(&mark)).then_some(())?;
        at += 1 + usize::from(rest.get(at + 1) == Some(&' '));
        *part = value;
    }
    let [year, month, day] = parts;
    Some((Atom::Date(day_of(year, month, day)), at))
}

/// `13.10.2017`, `13/10/17`, `10-13-2017`; `13.10.` without a year.
fn numeric_date(rest: &[char]) -> Option<(Atom, usize)> {
    let (first, len) = digits(rest).filter(|(_, len)| *len <= 2)?;
    let separator = *rest.get(len).filter(|c| "./-".contains(**c))?;
    let (second, second_len) = digits_at(rest, len + 1).filter(|(_, len)| *len <= 2)?;
    let mut end = len + 1 + second_len;
    (rest.get(end) == Some(&separator)).then_some(())?;
    end += 1;
    let blank = usize::from(separator == '.' && rest.get(end) == Some(&' '));
    let (year, year_digits) = match digits_at(rest, end + blank) {
        Some((year, n)) if n == 4 || (n == 2 && blank == 0) => {
            end += blank + n;
            (Some(year), n)
        }
        _ if separator == '.' => (None, 0),
        _ => return None,
    };
    let numeric = Numeric {
        first,
        second,
        year,
        year_digits,
        separator,
    };
    Some((Atom::Numeric(numeric), end))
}

/// `9.09`
fn pair(rest: &[char]) -> Option<(Atom, usize)> {
    let (first, len) = digits(rest).filter(|(_, len)| *len <= 2)?;
    (rest.get(len) == Some(&'.')).then_some(())?;
    let (second, second_len) = digits_at(rest, len + 1).filter(|(_, len)| *len == 2)?;
    Some((Atom::Pair(first, second), len + 1 + second_len))
}

/// `13`, `13th`, `1er`, `'17`
fn number(rest: &[char]) -> Option<(Atom, usize)> {
    const ORDINALS: &[&str] = &["st", "nd", "rd", "th", "er", "ère", "º", "ª", "°", "e"];
    let quote = usize::from(rest.first().is_some_and(|c| matches!(c, '\'' | '’')));
    let (value, len) = digits_at(rest, quote)?;
    let mut end = quote + len;
    let suffix: String = rest
        .get(end..)?
        .iter()
        .take_while(|c| c.is_alphabetic() || "º°ª".contains(**c))
        .take(4)
        .collect();
    if ORDINALS.contains(&suffix.as_str()) {
        end += suffix.chars().count();
    }
    Some((Atom::Number(value, len), end))
}

/// The longest phrase of the table.
fn phrase(rest: &[char], language: Option<&str>) -> Option<(Atom, usize)> {
    let mut folded = String::new();
    let mut best = None;
    let mut at = 0;
    for _ in 0..LONGEST_PHRASE {
        let Some(word_end) = word_end(rest, at) else {
            break;
        };
        if !folded.is_empty() {
            folded.push(' ');
        }
        folded.extend(
            rest.get(at..word_end)?
                .iter()
                .flat_map(|c| c.to_lowercase()),
        );
        let found = senses(&folded, language);
        if !found.is_empty() {
            best = Some((Atom::Word(found), word_end));
        }
        at = word_end
            + usize::from(
                rest.get(word_end)
                    .is_some_and(|c| " '’-.\u{a0}".contains(*c)),
            );
    }
    best
}

fn word_end(rest: &[char], at: usize) -> Option<usize> {
    let len = rest
        .get(at..)?
        .iter()
        .take_while(|c| is_letter(**c))
        .count();
    (len > 0).then_some(at + len)
}

/// A letter, or a mark that belongs to one.
fn is_letter(c: char) -> bool {
    c.is_alphabetic() || unicode_normalization::char::is_combining_mark(c)
}

fn is_separator(rest: &[char]) -> bool {
    rest.first().is_some_and(|c| {
        c.is_whitespace() || ",;.:—–−-|/·•()[]،*●‑\u{200e}\u{200f}\u{feff}".contains(*c)
    })
}

fn day_of(year: u32, month: u32, day: u32) -> Option<NaiveDate> {
    NaiveDate::from_ymd_opt(i32::try_from(year).ok()?, month, day).filter(|_| year > 0)
}

/// The number at the start and how many digits it has; at most nine.
pub(super) fn digits(rest: &[char]) -> Option<(u32, usize)> {
    let len = rest.iter().take_while(|c| digit(**c).is_some()).count();
    let value = rest
        .iter()
        .take(len)
        .filter_map(|c| digit(*c))
        .try_fold(0u32, |n, d| n.checked_mul(10)?.checked_add(d))?;
    (1..=9).contains(&len).then_some((value, len))
}

pub(super) fn digits_at(rest: &[char], at: usize) -> Option<(u32, usize)> {
    digits(rest.get(at..)?)
}

/// A decimal digit of the scripts that dates are written in.
pub(super) fn digit(c: char) -> Option<u32> {
    const ZEROS: [char; 4] = ['0', '٠', '۰', '０'];
    ZEROS
        .iter()
        .filter_map(|&zero| u32::from(c).checked_sub(u32::from(zero)))
        .find(|value| *value < 10)
}
