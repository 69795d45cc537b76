//! Times of day, offsets and zones at the start of a text.

use chrono::{FixedOffset, NaiveTime};

use super::atoms::{Atom, digit, digits, digits_at};
use super::zones;

/// A time of day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Clock {
    /// `None` where there is no such time.
    pub(super) time: Option<NaiveTime>,
    /// The hour, where nothing but an hour and `h` is written: "18h" is a time, "vor 18 h" an age.
    pub(super) bare_hours: Option<u32>,
}

/// An offset from UTC; `None` where there is no such offset.
pub(super) type Offset = Option<FixedOffset>;

/// `9:09`, `09:09:30.5`, `3:15 p.m.`, `9am`, `9 h 09`, `18h`, `101500` (only as a part of `20171013T101500`).
pub(super) fn clock(rest: &[char]) -> Option<(Clock, usize)> {
    let (hour, len) = digits(rest)?;
    if len == 6 || len == 4 {
        return compact(rest, hour, len);
    }
    if len > 2 {
        return None;
    }
    match rest.get(len) {
        Some(':' | '：') => colons(rest, hour, len),
        Some('.') => dotted(rest, hour, len),
        _ => with_h(rest, hour, len).or_else(|| hour_alone(rest, hour, len)),
    }
}

fn colons(rest: &[char], hour: u32, len: usize) -> Option<(Clock, usize)> {
    let (minute, minute_len) = digits_at(rest, len + 1).filter(|(_, n)| *n == 2)?;
    let mut end = len + 1 + minute_len;
    let mut second = 0;
    if rest.get(end) == Some(&':') {
        let (value, n) = digits_at(rest, end + 1).filter(|(_, n)| *n == 2)?;
        second = value;
        end += 1 + n;
        let fraction = rest.get(end).is_some_and(|c| matches!(c, '.' | ','));
        let after = rest.get(end + 1..).unwrap_or_default();
        let n = after.iter().take_while(|c| digit(**c).is_some()).count();
        if fraction && n > 0 {
            end += 1 + n;
        }
    }
    Some(finish(rest, hour, minute, second, end))
}

/// `9.09am`: only with what makes it a time; else it is a pair of numbers.
fn dotted(rest: &[char], hour: u32, len: usize) -> Option<(Clock, usize)> {
    let (minute, minute_len) = digits_at(rest, len + 1).filter(|(_, n)| *n == 2)?;
    let end = len + 1 + minute_len;
    half_of_day(rest, end)?;
    Some(finish(rest, hour, minute, 0, end))
}

/// `9 h 09`, `09h09`, `18h`
fn with_h(rest: &[char], hour: u32, len: usize) -> Option<(Clock, usize)> {
    let mut at = len + blank(rest, len);
    matches!(rest.get(at), Some('h' | 'H')).then_some(())?;
    at += 1;
    let minute_at = at + blank(rest, at);
    if let Some((minute, n)) = digits_at(rest, minute_at).filter(|(_, n)| *n == 2) {
        return Some(finish(rest, hour, minute, 0, minute_at + n));
    }
    (!rest.get(at).is_some_and(|c| c.is_alphanumeric())).then_some(())?;
    let clock = Clock {
        time: NaiveTime::from_hms_opt(hour, 0, 0),
        bare_hours: Some(hour),
    };
    Some((clock, at))
}

/// `9am`
fn hour_alone(rest: &[char], hour: u32, len: usize) -> Option<(Clock, usize)> {
    half_of_day(rest, len)?;
    Some(finish(rest, hour, 0, 0, len))
}

/// `T101500`: the caller has just passed the `T`, so the digits end at an offset or at the end.
fn compact(rest: &[char], number: u32, len: usize) -> Option<(Clock, usize)> {
    let next = rest.get(len).copied();
    matches!(next, Some('+' | '-' | 'Z')).then_some(())?;
    let (clock, second) = if len == 6 {
        (number / 100, number % 100)
    } else {
        (number, 0)
    };
    let time = NaiveTime::from_hms_opt(clock / 100, clock % 100, second);
    let clock = Clock {
        time,
        bare_hours: None,
    };
    Some((clock, len))
}

/// Adds `a.m.` or `p.m.` where it follows.
fn finish(rest: &[char], hour: u32, minute: u32, second: u32, end: usize) -> (Clock, usize) {
    let (hour, end) = match half_of_day(rest, end) {
        // "15:30 pm" is 15:30.
        Some((afternoon, end)) if hour <= 12 => (hour % 12 + if afternoon { 12 } else { 0 }, end),
        Some((_, end)) => (hour, end),
        None => (hour, end),
    };
    // A leap second cannot be held; it is the last second of its minute.
    let time = NaiveTime::from_hms_opt(hour, minute, if second == 60 { 59 } else { second });
    let clock = Clock {
        time,
        bare_hours: None,
    };
    (clock, end)
}

/// Is it "p.m."? And where it ends.
fn half_of_day(rest: &[char], at: usize) -> Option<(bool, usize)> {
    let mut at = at + blank(rest, at);
    let afternoon = match rest.get(at)? {
        'a' | 'A' => false,
        'p' | 'P' => true,
        _ => return None,
    };
    at += 1;
    at += usize::from(rest.get(at) == Some(&'.'));
    at += blank(rest, at);
    matches!(rest.get(at), Some('m' | 'M')).then_some(())?;
    at += 1;
    at += usize::from(rest.get(at) == Some(&'.'));
    (!rest.get(at).is_some_and(|c| c.is_alphanumeric())).then_some((afternoon, at))
}

fn blank(rest: &[char], at: usize) -> usize {
    usize::from(rest.get(at).is_some_and(|c| c.is_whitespace()))
}

/// `Z`, `+03:00`, `+0300`, `-05` right behind a time; behind a blank only where it can be nothing else.
pub(super) fn offset(rest: &[char], before: Option<char>) -> Option<(Offset, usize)> {
    let attached = before.is_some_and(|c| digit(c).is_some());
    let (&sign, digits_of_it) = rest.split_first()?;
    if !matches!(sign, '+' | '-' | '−') {
        return None;
    }
    let (number, len) = digits(digits_of_it)?;
    let colon = digits_of_it.get(len) == Some(&':');
    let (hours, minutes, end) = match (len, colon) {
        (2, true) => {
            let (minutes, n) = digits_at(digits_of_it, 3).filter(|(_, n)| *n == 2)?;
            (number, minutes, 3 + n)
        }
        (4, _) => (number / 100, number % 100, 4),
        (1 | 2, false) if attached || sign == '+' => (number, 0, len),
        _ => return None,
    };
    let follows_more = digits_of_it
        .get(end)
        .is_some_and(|c| c.is_alphanumeric() || matches!(c, '.' | '/' | ':'));
    if follows_more {
        return None;
    }
    Some((seconds(sign, hours, minutes), end + 1))
}

fn seconds(sign: char, hours: u32, minutes: u32) -> Offset {
    if hours > 14 || minutes > 59 {
        return None;
    }
    let seconds = i32::try_from(hours * 3600 + minutes * 60).ok()?;
    FixedOffset::east_opt(if sign == '+' { seconds } else { -seconds })
}

/// A zone word; `GMT+3` is an offset.
pub(super) fn zone(rest: &[char]) -> Option<(Atom, usize)> {
    let (zone, len) = zones::at_start(rest)?;
    let gap = blank(rest, len);
    let after = rest.get(len + gap..).unwrap_or_default();
    let is_utc = matches!(zone, zones::ZoneWord::Offset(o) if o.local_minus_utc() == 0);
    if is_utc && let Some((offset, n)) = offset(after, Some('0')) {
        return Some((Atom::Offset(offset), len + gap + n));
    }
    Some((Atom::Zone(zone), len))
}
