//! The three date grammars of feeds, read by hand so that a fault can be named.
//!
//! RFC 822 with four-digit years as RSS has it, RFC 3339 as Atom has it, and the W3C note of Dublin Core.

use std::borrow::Cow;

/// A date that was understood.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Date {
    /// Seconds since 1970 in UTC.
    pub(crate) seconds: i64,
    /// Why its form is obsolete, where it is.
    pub(crate) obsolete: Option<&'static str>,
}

/// Why a date was not understood.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Fault {
    Grammar(&'static str),
    OtherFormat(&'static str),
    /// The weekday that the date really has.
    Weekday(&'static str),
    Impossible(String),
    ZoneMissing,
    ZoneUnknown(String),
    LetterCase,
}

const MONTHS: &[&str] = &[
    "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
];
const DAYS: &[&str] = &["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"];
/// The names of RFC 822, 5.1, with their minutes from UTC.
const ZONES: &[(&str, i64)] = &[
    ("UT", 0),
    ("GMT", 0),
    ("EST", -300),
    ("EDT", -240),
    ("CST", -360),
    ("CDT", -300),
    ("MST", -420),
    ("MDT", -360),
    ("PST", -480),
    ("PDT", -420),
];

/// `Fri, 13 Oct 2017 09:09:00 +0300` (RFC 822, 5.1; RFC 2822, 3.3 and 4.3).
pub(crate) fn mail(text: &str) -> Result<Date, Fault> {
    if let Some(seconds) = plain_mail(text.as_bytes()) {
        return Ok(Date {
            seconds,
            obsolete: None,
        });
    }
    if text.is_empty() {
        return Err(Fault::Grammar("it is empty"));
    }
    if looks_like_timestamp(text) {
        return Err(Fault::OtherFormat("this is the form of Atom"));
    }
    let original = text;
    let plain = without_comments(text);
    let text = plain.trim();
    let (weekday, rest) = match text.split_once(',') {
        Some((name, rest)) => (
            Some(position(
                DAYS,
                name.trim(),
                "the weekday is one of Mon, Tue, Wed, Thu, Fri, Sat, Sun",
            )?),
            rest,
        ),
        None => (None, text),
    };
    let words: Vec<&str> = rest.split_ascii_whitespace().collect();
    let (day, month, year, time, zone) = match words.as_slice() {
        [day, month, year, time, zone] => (*day, *month, *year, *time, Some(*zone)),
        [day, month, year, time] => (*day, *month, *year, *time, None),
        [_, _, _] => return Err(Fault::Grammar("it has no time of day")),
        _ => {
            return Err(Fault::Grammar(
                "it is day, month, year, time and zone, with blanks between",
            ));
        }
    };
    let day = digits(day, 1, 2).ok_or(Fault::Grammar("the day has one or two digits"))?;
    let month = position(MONTHS, month, "the month is one of Jan, Feb, Mar, … Dec")? as i64 + 1;
    let (year, mut obsolete) = mail_year(year)?;
    let seconds = clock(time)?;
    let (offset, old_zone) = mail_zone(zone.ok_or(Fault::ZoneMissing)?)?;
    let days = date(year, month, day)?;
    if let Some(weekday) = weekday {
        let real = (days + 4).rem_euclid(7) as usize;
        if real != weekday {
            return Err(Fault::Weekday(DAYS.get(real).copied().unwrap_or_default()));
        }
    }
    obsolete = obsolete.or(old_zone).or(odd_form(original));
    Ok(Date {
        seconds: days * 86_400 + seconds - offset * 60,
        obsolete,
    })
}

/// The seconds of a date of the commonest form, `Fri, 13 Oct 2017 09:09:00 +0300`, if nothing is wrong with it.
fn plain_mail(text: &[u8]) -> Option<i64> {
    let [a, b, c, b',', b' ', rest @ ..] = text else {
        return None;
    };
    let (day, rest) = match rest {
        [d, b' ', rest @ ..] => (number(&[*d])?, rest),
        [d, e, b' ', rest @ ..] => (number(&[*d, *e])?, rest),
        _ => return None,
    };
    let ([m, o, n, b' '], rest) = rest.split_first_chunk::<4>()? else {
        return None;
    };
    let (year, rest) = rest.split_first_chunk::<4>()?;
    let ([b' ', clock @ ..], rest) = rest.split_first_chunk::<9>()? else {
        return None;
    };
    let named = |names: &[&str], name: &[u8]| names.iter().position(|n| n.as_bytes() == name);
    let month = named(MONTHS, &[*m, *o, *n])? as i64 + 1;
    let days = date(number(year)?, month, day).ok()?;
    let offset = match rest {
        b" GMT" => 0,
        [b' ', sign, h, k, i, j] if number(&[*i, *j])? % 15 == 0 => {
            plain_zone(*sign, &[*h, *k], &[*i, *j])?
        }
        _ => return None,
    };
    let weekday = named(DAYS, &[*a, *b, *c])? as i64;
    let right = (days + 4).rem_euclid(7) == weekday;
    right.then_some(days * 86_400 + plain_clock(clock)? - offset)
}

/// The same of `2017-10-13T09:09:00+03:00` and of the same with `Z`.
fn plain_timestamp(text: &[u8]) -> Option<i64> {
    let ([day @ .., b'T'], rest) = text.split_first_chunk::<11>()? else {
        return None;
    };
    let (clock, rest) = rest.split_first_chunk::<8>()?;
    let [y, e, a, r, b'-', m, o, b'-', d, f] = day else {
        return None;
    };
    let days = date(
        number(&[*y, *e, *a, *r])?,
        number(&[*m, *o])?,
        number(&[*d, *f])?,
    );
    let offset = match rest {
        b"Z" => 0,
        [sign, h, k, b':', i, j] => plain_zone(*sign, &[*h, *k], &[*i, *j])?,
        _ => return None,
    };
    Some(days.ok()? * 86_400 + plain_clock(clock)? - offset)
}

fn number(digits: &[u8]) -> Option<i64> {
    digits.iter().try_fold(0, |sum, digit| {
        digit
            .is_ascii_digit()
            .then(|| sum * 10 + i64::from(digit - b'0'))
    })
}

/// `hh:mm:ss` in seconds.
fn plain_clock(text: &[u8]) -> Option<i64> {
    let [h, k, b':', m, n, b':', s, t] = text else {
        return None;
    };
    let (hour, minute, second) = (number(&[*h, *k])?, number(&[*m, *n])?, number(&[*s, *t])?);
    (hour < 24 && minute < 60 && second < 60).then_some(hour * 3600 + minute * 60 + second)
}

/// An offset from UTC in seconds.
fn plain_zone(sign: u8, hours: &[u8], minutes: &[u8]) -> Option<i64> {
    let (hours, minutes) = (number(hours)?, number(minutes)?);
    let all = (hours < 24 && minutes < 60).then_some(hours * 3600 + minutes * 60)?;
    match sign {
        b'+' => Some(all),
        b'-' => Some(-all),
        _ => None,
    }
}

/// Forms that the grammar allows and few programs read.
fn odd_form(text: &str) -> Option<&'static str> {
    let minutes = text
        .get(text.len().saturating_sub(2)..)
        .and_then(|m| digits(m, 2, 2));
    if text.contains('(') {
        Some("comments are skipped by few programs")
    } else if text
        .split_once(',')
        .is_some_and(|(_, rest)| !rest.starts_with([' ', '\t', '\r', '\n']))
    {
        Some("no blank follows the weekday")
    } else if minutes.is_some_and(|m| m % 15 != 0) && text.contains(['+', '-']) {
        Some("no zone has this offset")
    } else {
        None
    }
}

fn mail_year(text: &str) -> Result<(i64, Option<&'static str>), Fault> {
    if let Some(year) = digits(text, 4, 4) {
        return Ok((year, None));
    }
    let year = digits(text, 2, 2).ok_or(Fault::Grammar("the year has four digits"))?;
    Ok((
        if year < 50 { 2000 + year } else { 1900 + year },
        Some("the year has two digits only"),
    ))
}

fn mail_zone(text: &str) -> Result<(i64, Option<&'static str>), Fault> {
    let unknown = || Fault::ZoneUnknown(text.chars().take(40).collect());
    if let Some(rest) = text.strip_prefix(['+', '-']) {
        let value = digits(rest, 4, 4).ok_or_else(unknown)?;
        if value % 100 > 59 || value / 100 > 23 {
            return Err(unknown());
        }
        let minutes = value / 100 * 60 + value % 100;
        return Ok((
            if text.starts_with('-') {
                -minutes
            } else {
                minutes
            },
            None,
        ));
    }
    if let Some((_, minutes)) = ZONES
        .iter()
        .find(|(name, _)| name.eq_ignore_ascii_case(text))
    {
        return Ok((*minutes, None));
    }
    let military = text.len() == 1
        && text
            .bytes()
            .all(|b| b.is_ascii_alphabetic() && !b.eq_ignore_ascii_case(&b'J'));
    if military {
        Ok((0, Some("a zone of one letter is read as UTC at best")))
    } else {
        Err(unknown())
    }
}

/// Comments in parentheses may stand between the parts (RFC 2822, 3.2.3).
fn without_comments(text: &str) -> Cow<'_, str> {
    if !text.contains('(') {
        return Cow::Borrowed(text);
    }
    let mut depth = 0_usize;
    let mut kept = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '(' => depth += 1,
            ')' => depth = depth.saturating_sub(1),
            c if depth == 0 => kept.push(c),
            _ => {}
        }
    }
    Cow::Owned(kept)
}

fn looks_like_timestamp(text: &str) -> bool {
    let b = text.as_bytes();
    b.len() >= 8
        && b.get(..4).is_some_and(|y| y.iter().all(u8::is_ascii_digit))
        && b.get(4) == Some(&b'-')
}

fn looks_like_mail(text: &str) -> bool {
    let words = text.split_ascii_whitespace().count();
    words >= 4 && MONTHS.iter().any(|m| text.contains(m))
}

/// `2017-10-13T09:09:00+03:00` (RFC 3339, 5.6; RFC 4287, 3.3).
pub(crate) fn timestamp(text: &str) -> Result<Date, Fault> {
    if let Some(seconds) = plain_timestamp(text.as_bytes()) {
        return Ok(Date {
            seconds,
            obsolete: None,
        });
    }
    if text.is_empty() {
        return Err(Fault::Grammar("it is empty"));
    }
    if looks_like_mail(text) {
        return Err(Fault::OtherFormat("this is the form of RSS"));
    }
    let (day, rest) =
        split(text, 10).ok_or(Fault::Grammar("it is YYYY-MM-DDThh:mm:ss and a zone"))?;
    let days = full_date(day)?;
    let lower = rest.starts_with('t') || rest.ends_with('z');
    let Some(rest) = rest.strip_prefix(['T', 't']) else {
        let why = if rest.is_empty() {
            "it has no time of day"
        } else {
            "a T stands between day and time"
        };
        return Err(Fault::Grammar(why));
    };
    let (time, rest) = split(rest, 8).ok_or(Fault::Grammar("the time is hh:mm:ss"))?;
    let seconds = clock_with_seconds(time)?;
    let offset = zone(fraction(rest)?)?;
    if lower {
        return Err(Fault::LetterCase);
    }
    Ok(Date {
        seconds: days * 86_400 + seconds - offset * 60,
        obsolete: None,
    })
}

/// From `2017` to `2017-10-13T09:09:00.5+03:00` (W3C note on date and time formats).
pub(crate) fn w3c(text: &str) -> Result<Date, Fault> {
    if looks_like_mail(text) {
        return Err(Fault::OtherFormat("this is the form of RSS"));
    }
    let shape =
        Fault::Grammar("it is YYYY, YYYY-MM, YYYY-MM-DD or that with Thh:mm, seconds and a zone");
    let Some((day, time)) = text.split_once('T') else {
        let days = match text.len() {
            4 => full_date(&format!("{text}-01-01")),
            7 => full_date(&format!("{text}-01")),
            10 => full_date(text),
            _ => Err(shape),
        }?;
        return Ok(Date {
            seconds: days * 86_400,
            obsolete: None,
        });
    };
    let days = full_date(day)?;
    let (clock_text, rest) = split(time, 5).ok_or(shape)?;
    let (seconds, rest) = match rest.strip_prefix(':') {
        Some(_) => {
            let (whole, rest) = split(time, 8).ok_or(Fault::Grammar("seconds have two digits"))?;
            (clock_with_seconds(whole)?, fraction(rest)?)
        }
        None => (clock_with_seconds(&format!("{clock_text}:00"))?, rest),
    };
    Ok(Date {
        seconds: days * 86_400 + seconds - zone(rest)? * 60,
        obsolete: None,
    })
}

fn split(text: &str, at: usize) -> Option<(&str, &str)> {
    text.split_at_checked(at)
}

fn position(names: &[&str], name: &str, why: &'static str) -> Result<usize, Fault> {
    names
        .iter()
        .position(|n| n.eq_ignore_ascii_case(name))
        .ok_or(Fault::Grammar(why))
}

fn digits(text: &str, least: usize, most: usize) -> Option<i64> {
    let fits = (least..=most).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_digit());
    fits.then(|| text.parse().ok()).flatten()
}

/// `hh:mm` or `hh:mm:ss`.
fn clock(text: &str) -> Result<i64, Fault> {
    match text.len() {
        5 => clock_with_seconds(&format!("{text}:00")),
        _ => clock_with_seconds(text),
    }
}

fn clock_with_seconds(text: &str) -> Result<i64, Fault> {
    let shape = Fault::Grammar("the time is hh:mm:ss with two digits each");
    let parts: Option<Vec<i64>> = text.split(':').map(|p| digits(p, 2, 2)).collect();
    let Some([hour, minute, second]) = parts.as_deref() else {
        return Err(shape);
    };
    // A leap second may be written as :60 (RFC 3339, 5.7).
    if *hour > 23 || *minute > 59 || *second > 60 {
        return Err(Fault::Impossible(format!("time {text}")));
    }
    Ok(hour * 3600 + minute * 60 + second)
}

/// Drops a fraction of a second.
fn fraction(rest: &str) -> Result<&str, Fault> {
    let Some(after) = rest.strip_prefix('.') else {
        return Ok(rest);
    };
    let end = after
        .find(|c: char| !c.is_ascii_digit())
        .unwrap_or(after.len());
    if end == 0 {
        return Err(Fault::Grammar("digits follow the point of a fraction"));
    }
    Ok(after.get(end..).unwrap_or_default())
}

/// `Z` or `+hh:mm`, in minutes.
fn zone(text: &str) -> Result<i64, Fault> {
    if text.is_empty() {
        return Err(Fault::ZoneMissing);
    }
    if matches!(text, "Z" | "z") {
        return Ok(0);
    }
    let unknown = || Fault::ZoneUnknown(text.chars().take(40).collect());
    let (hours, minutes) = text
        .get(1..)
        .and_then(|t| t.split_once(':'))
        .ok_or_else(unknown)?;
    let (hours, minutes) = (
        digits(hours, 2, 2).ok_or_else(unknown)?,
        digits(minutes, 2, 2).ok_or_else(unknown)?,
    );
    if hours > 23 || minutes > 59 || !text.starts_with(['+', '-']) {
        return Err(unknown());
    }
    let all = hours * 60 + minutes;
    Ok(if text.starts_with('-') { -all } else { all })
}

/// `YYYY-MM-DD` as days since 1970.
fn full_date(text: &str) -> Result<i64, Fault> {
    let shape = Fault::Grammar("the day is YYYY-MM-DD");
    let parts: Vec<&str> = text.split('-').collect();
    let [year, month, day] = parts.as_slice() else {
        return Err(shape);
    };
    let (Some(year), Some(month), Some(day)) =
        (digits(year, 4, 4), digits(month, 2, 2), digits(day, 2, 2))
    else {
        return Err(shape);
    };
    date(year, month, day)
}

fn date(year: i64, month: i64, day: i64) -> Result<i64, Fault> {
    let leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    let length = match month {
        2 => 28 + i64::from(leap),
        4 | 6 | 9 | 11 => 30,
        1..=12 => 31,
        _ => return Err(Fault::Impossible(format!("month {month}"))),
    };
    if !(1..=length).contains(&day) {
        return Err(Fault::Impossible(format!(
            "{day} {} {year}",
            MONTHS.get(month as usize - 1).copied().unwrap_or_default()
        )));
    }
    Ok(days_since_1970(year, month, day))
}

/// Counts years from March, so that the leap day is the last of a year.
fn days_since_1970(year: i64, month: i64, day: i64) -> i64 {
    let year = if month <= 2 { year - 1 } else { year };
    let era = year.div_euclid(400);
    let of_era = year.rem_euclid(400);
    let of_year = (153 * ((month + 9) % 12) + 2) / 5 + day - 1;
    era * 146_097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year - 719_468
}

#[cfg(test)]
mod tests {
    use super::{Fault, mail, timestamp, w3c};

    #[test]
    fn mail_dates() {
        assert_eq!(
            mail("Fri, 13 Oct 2017 09:09:00 +0300").map(|d| d.seconds),
            Ok(1_507_874_940)
        );
        assert_eq!(
            mail("13 Oct 2017 06:09 GMT").map(|d| d.seconds),
            Ok(1_507_874_940)
        );
        assert_eq!(
            mail("Fri, 13 Oct 2017 06:09:00 GMT (a comment)").map(|d| d.seconds),
            Ok(1_507_874_940)
        );
        assert!(mail("13 Oct 17 06:09:00 GMT").is_ok_and(|d| d.obsolete.is_some()));
        assert_eq!(
            mail("Sat, 13 Oct 2017 09:09:00 +0300"),
            Err(Fault::Weekday("Fri"))
        );
        assert_eq!(
            mail("Thu, 30 Feb 2017 09:09:00 GMT"),
            Err(Fault::Impossible("30 Feb 2017".into()))
        );
        assert_eq!(mail("Fri, 13 Oct 2017 09:09:00"), Err(Fault::ZoneMissing));
        assert_eq!(
            mail("Fri, 13 Oct 2017 09:09:00 UTC"),
            Err(Fault::ZoneUnknown("UTC".into()))
        );
        assert_eq!(
            mail("Fri, 13 Oct 2017 24:00:00 GMT"),
            Err(Fault::Impossible("time 24:00:00".into()))
        );
        assert!(matches!(
            mail("2017-10-13T09:09:00Z"),
            Err(Fault::OtherFormat(_))
        ));
        assert!(matches!(
            mail("Friday, 13 Oct 2017 09:09:00 GMT"),
            Err(Fault::Grammar(_))
        ));
    }

    #[test]
    fn timestamps() {
        assert_eq!(
            timestamp("2017-10-13T09:09:00+03:00").map(|d| d.seconds),
            Ok(1_507_874_940)
        );
        assert_eq!(
            timestamp("2016-12-31T23:59:60.125Z").map(|d| d.seconds),
            Ok(1_483_228_800)
        );
        assert_eq!(timestamp("2017-10-13T09:09:00"), Err(Fault::ZoneMissing));
        assert_eq!(timestamp("2017-10-13t09:09:00z"), Err(Fault::LetterCase));
        assert_eq!(
            timestamp("2017-02-29T09:09:00Z"),
            Err(Fault::Impossible("29 Feb 2017".into()))
        );
        assert_eq!(
            timestamp("2017-10-13T09:09:00+0300"),
            Err(Fault::ZoneUnknown("+0300".into()))
        );
        assert!(matches!(timestamp("2017-10-13"), Err(Fault::Grammar(_))));
        assert!(matches!(
            timestamp("2017-10-13T09:09Z"),
            Err(Fault::Grammar(_))
        ));
        assert!(matches!(timestamp("éééééééé"), Err(Fault::Grammar(_))));
    }

    #[test]
    fn w3c_dates() {
        for good in [
            "2017",
            "2017-10",
            "2017-10-13",
            "2017-10-13T09:09Z",
            "2017-10-13T09:09:00.5+03:00",
        ] {
            assert!(w3c(good).is_ok(), "{good}");
        }
        for bad in ["17", "2017-13", "2017-10-13T09:09", "13 Oct 2017"] {
            assert!(w3c(bad).is_err(), "{bad}");
        }
    }
}
