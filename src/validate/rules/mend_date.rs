//! Reads dates as people and programs write them, where only one reading is possible, and writes them as a grammar asks.
//!
//! Never a guess: no day against month in figures, no zone that is missing or that two countries use by the same letters.

use chrono::{DateTime, Datelike, FixedOffset, NaiveDate, NaiveDateTime, NaiveTime, SecondsFormat};

const MONTHS: &[&str] = &[
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
];
const DAYS: &[&str] = &[
    "sunday",
    "monday",
    "tuesday",
    "wednesday",
    "thursday",
    "friday",
    "saturday",
];
/// Zone names with one meaning, and their minutes from UTC; the others of RFC 822 need no mending.
const ZONES: &[(&str, i32)] = &[
    ("Z", 0),
    ("UTC", 0),
    ("GMT", 0),
    ("UT", 0),
    ("EST", -300),
    ("EDT", -240),
    ("CDT", -300),
    ("MST", -420),
    ("MDT", -360),
    ("PST", -480),
    ("PDT", -420),
    ("CET", 60),
    ("CEST", 120),
    ("EET", 120),
    ("EEST", 180),
    ("WEST", 60),
    ("MSK", 180),
    ("JST", 540),
];

/// The same time as RSS writes it: `Fri, 13 Oct 2017 09:09:00 +0300`.
pub(crate) fn mail(text: &str) -> Option<String> {
    Some(read(text)?.format("%a, %d %b %Y %H:%M:%S %z").to_string())
}

/// The same time as Atom writes it: `2017-10-13T09:09:00+03:00`.
pub(crate) fn timestamp(text: &str) -> Option<String> {
    Some(read(text)?.to_rfc3339_opts(SecondsFormat::AutoSi, true))
}

fn read(text: &str) -> Option<DateTime<FixedOffset>> {
    let text = text.trim();
    if text.len() > 64 || !text.is_ascii() {
        return None;
    }
    let (local, minutes) = if text.as_bytes().get(4) == Some(&b'-') {
        numeric(text)?
    } else {
        worded(text)?
    };
    let known = (1900..=9999).contains(&local.year());
    let offset = FixedOffset::east_opt(minutes * 60)?;
    known.then(|| local.and_local_timezone(offset).single())?
}

/// `2017-10-13 09:09:00 +0300` and its like.
fn numeric(text: &str) -> Option<(NaiveDateTime, i32)> {
    let date = NaiveDate::parse_from_str(text.get(..10)?, "%Y-%m-%d").ok()?;
    let rest = text.get(10..)?;
    let rest = rest.strip_prefix(['T', 't', ' '])?.trim_start();
    let cut = rest.find(|c: char| !matches!(c, '0'..='9' | ':' | '.'))?;
    let (clock, zone) = rest.split_at(cut);
    Some((date.and_time(time(clock, None)?), offset(zone.trim())?))
}

/// `Friday, 13 October 2017 09:09 UTC`, `13-Oct-2017 09:09:00 GMT`, `Oct 13, 2017 9:09 AM GMT` and their like.
fn worded(text: &str) -> Option<(NaiveDateTime, i32)> {
    let text = text.replace(',', " ");
    let mut words: Vec<&str> = text.split_ascii_whitespace().collect();
    if words.first().is_some_and(|w| position(DAYS, w).is_some()) {
        words.remove(0);
    }
    if words.first()?.contains('-') {
        let joined = words.remove(0);
        words.splice(0..0, joined.split('-'));
    }
    let (date, rest) = (words.get(..3)?, words.get(3..)?);
    let (clock, zone) = match rest {
        [clock, zone] => (time(clock, None)?, *zone),
        [clock, half, zone] => (time(clock, Some(half))?, *zone),
        _ => return None,
    };
    Some((day_of(date)?.and_time(clock), offset(zone)?))
}

/// Day, month by name and year, or month, day and year.
fn day_of(words: &[&str]) -> Option<NaiveDate> {
    let [first, second, last] = words else {
        return None;
    };
    let (day, month) = match position(MONTHS, second) {
        Some(month) => (first, month),
        None => (second, position(MONTHS, first)?),
    };
    let day = ["st", "nd", "rd", "th"]
        .iter()
        .find_map(|ending| day.strip_suffix(ending))
        .unwrap_or(day);
    NaiveDate::from_ymd_opt(year(last)?, month as u32 + 1, number(day)?)
}

/// Where in the list is the name that this word is, or is short for?
fn position(names: &[&str], word: &str) -> Option<usize> {
    let word = word.trim_end_matches('.').to_ascii_lowercase();
    if word.len() < 3 {
        return None;
    }
    names.iter().position(|name| name.starts_with(&word))
}

fn number(digits: &str) -> Option<u32> {
    let plain = (1..=2).contains(&digits.len()) && digits.bytes().all(|b| b.is_ascii_digit());
    plain.then(|| digits.parse().ok())?
}

/// Two digits are read as RFC 2822, 4.3 has it.
fn year(digits: &str) -> Option<i32> {
    if let Some(short) = number(digits).filter(|_| digits.len() == 2) {
        return i32::try_from(if short < 50 {
            2000 + short
        } else {
            1900 + short
        })
        .ok();
    }
    let plain = digits.len() == 4 && digits.bytes().all(|b| b.is_ascii_digit());
    plain.then(|| digits.parse().ok())?
}

/// `9:09`, `09:09:00` or `09:09:00.000`, with `AM` or `PM` where there is such a word.
fn time(clock: &str, half: Option<&str>) -> Option<NaiveTime> {
    let (clock, fraction) = clock.split_once('.').unwrap_or((clock, ""));
    let mut parts = clock.split(':');
    let (hour, minute) = (number(parts.next()?)?, number(parts.next()?)?);
    let second = parts.next().map_or(Some(0), number)?;
    let well = parts.next().is_none() && fraction.bytes().all(|b| b.is_ascii_digit());
    let hour = match half.map(str::to_ascii_uppercase).as_deref() {
        None => hour,
        Some("AM") if (1..=12).contains(&hour) => hour % 12,
        Some("PM") if (1..=12).contains(&hour) => hour % 12 + 12,
        Some(_) => return None,
    };
    well.then(|| NaiveTime::from_hms_opt(hour, minute, second))?
}

/// Minutes from UTC: a name, `+0300`, `+03:00`, `+03`, or one of these behind `GMT` or `UTC`.
fn offset(zone: &str) -> Option<i32> {
    let upper = zone.to_ascii_uppercase();
    if let Some((_, minutes)) = ZONES.iter().find(|(name, _)| *name == upper) {
        return Some(*minutes);
    }
    let figures = upper
        .strip_prefix("GMT")
        .or_else(|| upper.strip_prefix("UTC"))
        .unwrap_or(&upper);
    let sign = match figures.chars().next()? {
        '+' => 1,
        '-' => -1,
        _ => return None,
    };
    let digits = figures.get(1..)?.replace(':', "");
    let hours = number(digits.get(..2)?).filter(|h| *h <= 14)?;
    let minutes = match digits.get(2..)? {
        "" => 0,
        minutes if minutes.len() == 2 => number(minutes).filter(|m| *m <= 59)?,
        _ => return None,
    };
    i32::try_from(hours * 60 + minutes).ok().map(|m| m * sign)
}

#[cfg(test)]
mod tests {
    use super::{mail, timestamp};

    #[test]
    fn writes_what_has_one_reading() {
        for (text, rss, atom) in [
            (
                "2017-10-13T09:09:00+03:00",
                "Fri, 13 Oct 2017 09:09:00 +0300",
                "2017-10-13T09:09:00+03:00",
            ),
            (
                "2017-10-13 09:09:00z",
                "Fri, 13 Oct 2017 09:09:00 +0000",
                "2017-10-13T09:09:00Z",
            ),
            (
                "2017-10-13 09:09 -0430",
                "Fri, 13 Oct 2017 09:09:00 -0430",
                "2017-10-13T09:09:00-04:30",
            ),
            (
                "Friday, 13 October 2017 09:09:00 UTC",
                "Fri, 13 Oct 2017 09:09:00 +0000",
                "2017-10-13T09:09:00Z",
            ),
            (
                "Thu, 13 Oct 2017 09:09:00 GMT",
                "Fri, 13 Oct 2017 09:09:00 +0000",
                "2017-10-13T09:09:00Z",
            ),
            (
                "13-Oct-17 9:09:00 GMT+03:00",
                "Fri, 13 Oct 2017 09:09:00 +0300",
                "2017-10-13T09:09:00+03:00",
            ),
            (
                "Oct 13th, 2017 9:09 PM CEST",
                "Fri, 13 Oct 2017 21:09:00 +0200",
                "2017-10-13T21:09:00+02:00",
            ),
            (
                "12 Sept. 2017 12:00 AM PDT",
                "Tue, 12 Sep 2017 00:00:00 -0700",
                "2017-09-12T00:00:00-07:00",
            ),
        ] {
            assert_eq!(mail(text).as_deref(), Some(rss), "{text}");
            assert_eq!(timestamp(text).as_deref(), Some(atom), "{text}");
        }
    }

    #[test]
    fn never_guesses() {
        for text in [
            "",
            "yesterday",
            "2017-10-13",
            "13/10/2017 09:09 GMT",
            "10-11-2017 09:09:00 GMT",
            "Fri, 13 Oct 2017 09:09:00",
            "2017-10-13T09:09:00",
            "Fri Oct 13 09:09:00 2017",
            "Fri, 13 Oct 2017 09:09:00 IST",
            "Fri, 13 Oct 2017 09:09:00 CST",
            "Fri, 32 Oct 2017 09:09:00 GMT",
            "Fri, 13 Oct 2017 24:00:00 GMT",
            "Fri, 13 Ok 2017 09:09:00 GMT",
            "Fri, 13 Oct 2017 13:09 PM GMT",
            "2017-10-13T09:09:00+15:00",
            "2017-10-13T09:09:00+3",
            "Fri, 13 Oct 2017 09:09:00 +030a",
        ] {
            assert_eq!((mail(text), timestamp(text)), (None, None), "{text}");
        }
    }
}
