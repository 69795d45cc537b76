//! Rules of recurrence (RFC 5545, 3.3.10), as `podcast:updateFrequency` uses them.

use chrono::{DateTime, NaiveDate, NaiveDateTime};

const FREQUENCIES: &[&str] = &[
    "SECONDLY", "MINUTELY", "HOURLY", "DAILY", "WEEKLY", "MONTHLY", "YEARLY",
];
const DAYS: &[&str] = &["SU", "MO", "TU", "WE", "TH", "FR", "SA"];

/// The parts that hold whole numbers, with their least and greatest; those with a least below 0 must not be 0.
const NUMBERS: &[(&str, i64, i64)] = &[
    ("BYSECOND", 0, 60),
    ("BYMINUTE", 0, 59),
    ("BYHOUR", 0, 23),
    ("BYMONTHDAY", -31, 31),
    ("BYYEARDAY", -366, 366),
    ("BYWEEKNO", -53, 53),
    ("BYMONTH", 1, 12),
    ("BYSETPOS", -366, 366),
    ("COUNT", 1, i64::MAX),
    ("INTERVAL", 1, i64::MAX),
];

/// Parts of the form `NAME=value`, each once, `FREQ` among them; `COUNT` and `UNTIL` exclude each other.
pub(super) fn is_recurrence(text: &str) -> bool {
    let mut seen: Vec<&str> = Vec::new();
    for part in text.split(';') {
        let Some((name, value)) = part.split_once('=') else {
            return false;
        };
        if seen.contains(&name) || !is_part(name, value) {
            return false;
        }
        seen.push(name);
    }
    seen.contains(&"FREQ") && !(seen.contains(&"COUNT") && seen.contains(&"UNTIL"))
}

/// The value of a part of a rule of recurrence.
pub(crate) fn part<'r>(rule: &'r str, name: &str) -> Option<&'r str> {
    rule.split(';')
        .filter_map(|part| part.split_once('='))
        .find(|(key, _)| *key == name)
        .map(|(_, value)| value)
}

fn is_part(name: &str, value: &str) -> bool {
    match name {
        "FREQ" => FREQUENCIES.contains(&value),
        "WKST" => DAYS.contains(&value),
        "BYDAY" => value.split(',').all(is_day),
        "UNTIL" => is_end(value),
        _ => NUMBERS
            .iter()
            .find(|(known, ..)| *known == name)
            .is_some_and(|(_, least, most)| {
                let fits = |n: i64| (*least..=*most).contains(&n) && (*least >= 0 || n != 0);
                value.split(',').all(|n| n.parse().is_ok_and(fits))
            }),
    }
}

/// A day or a time. iCalendar writes 20261231T000000Z; the podcast namespace's own examples write ISO 8601 with hyphens.
fn is_end(text: &str) -> bool {
    let local = text.strip_suffix('Z').unwrap_or(text);
    let day = |form, length| text.len() == length && NaiveDate::parse_from_str(text, form).is_ok();
    let time =
        |form, length| local.len() >= length && NaiveDateTime::parse_from_str(local, form).is_ok();
    day("%Y%m%d", 8)
        || day("%Y-%m-%d", 10)
        || time("%Y%m%dT%H%M%S", 15)
        || time("%Y-%m-%dT%H:%M:%S%.f", 19)
        || DateTime::parse_from_rfc3339(text).is_ok()
}

/// A weekday, perhaps with the number of its occurrence: `MO`, `+4TH`, `-1FR`.
fn is_day(text: &str) -> bool {
    let at = text.len().saturating_sub(2);
    let (Some(number), Some(day)) = (text.get(..at), text.get(at..)) else {
        return false;
    };
    DAYS.contains(&day)
        && (number.is_empty()
            || number
                .parse::<i64>()
                .is_ok_and(|n| n != 0 && (-53..=53).contains(&n)))
}

#[cfg(test)]
mod tests {
    use super::{is_recurrence, part};

    #[test]
    fn rules_of_recurrence() {
        for rule in [
            "FREQ=WEEKLY",
            "FREQ=WEEKLY;INTERVAL=2",
            "FREQ=DAILY;INTERVAL=1;BYDAY=MO,TU,WE,TH,FR",
            "FREQ=WEEKLY;BYDAY=FR;BYMONTHDAY=13",
            "FREQ=YEARLY;BYDAY=+4TH;BYMONTH=11",
            "FREQ=WEEKLY;INTERVAL=2;BYDAY=MO;COUNT=10",
            "FREQ=WEEKLY;UNTIL=2026-12-31T00:00:00.000Z;BYDAY=MO",
            "FREQ=WEEKLY;UNTIL=20261231T235959Z",
            "FREQ=WEEKLY;UNTIL=20261231",
            "FREQ=WEEKLY;UNTIL=2026-12-31T23:59:59+01:00",
        ] {
            assert!(is_recurrence(rule), "{rule}");
        }
        for rule in [
            "",
            "WEEKLY",
            "FREQ=weekly",
            "INTERVAL=2",
            "FREQ=DAILY;FREQ=DAILY",
            "FREQ=DAILY;COUNT=0",
            "FREQ=DAILY;BYDAY=MON",
            "FREQ=DAILY;COUNT=2;UNTIL=20261231",
            "FREQ=DAILY;BYMONTHDAY=0",
            "FREQ=DAILY;",
            "FREQ=DAILY;UNTIL=20260230",
            "FREQ=DAILY;UNTIL=12345678x",
        ] {
            assert!(!is_recurrence(rule), "{rule}");
        }
        assert_eq!(part("FREQ=DAILY;COUNT=2", "COUNT"), Some("2"));
    }
}
