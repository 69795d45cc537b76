//! Rules of recurrence (RFC 5545 section 3.3.10), by their form.

use chrono::{DateTime, NaiveDate, NaiveDateTime};

const FREQUENCIES: &[&str] = &[
    "SECONDLY", "MINUTELY", "HOURLY", "DAILY", "WEEKLY", "MONTHLY", "YEARLY",
];
const DAYS: &[&str] = &["SU", "MO", "TU", "WE", "TH", "FR", "SA"];

/// The parts that hold whole numbers, with their least and greatest; 0 is none where the least is below it.
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
pub(super) fn is_rule(text: &str) -> bool {
    let mut names: Vec<&str> = Vec::new();
    for part in text.split(';') {
        match part.split_once('=') {
            Some((name, value)) if !names.contains(&name) && is_part(name, value) => {
                names.push(name);
            }
            _ => return false,
        }
    }
    names.contains(&"FREQ") && !(names.contains(&"COUNT") && names.contains(&"UNTIL"))
}

/// Is the number of occurrences said, so that a beginning is needed?
pub(super) fn is_counted(rule: &str) -> bool {
    rule.split(';').any(|part| part.starts_with("COUNT="))
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
                // A sign stands only where it can be a minus, and a list only where the name begins with BY.
                let plain = *least < 0 || !value.contains('+');
                let alone = name.starts_with("BY") || !value.contains(',');
                plain && alone && value.split(',').all(|n| n.parse().is_ok_and(fits))
            }),
    }
}

/// A day such as 20261231, or a time such as 20261231T235959, perhaps with `Z` behind it; also with the hyphens and
/// colons that the podcast namespace's own examples have.
fn is_end(text: &str) -> bool {
    let timed = text.strip_suffix('Z').unwrap_or(text);
    let day = |form, length| text.len() == length && NaiveDate::parse_from_str(text, form).is_ok();
    let time = timed.len() == 15 && NaiveDateTime::parse_from_str(timed, "%Y%m%dT%H%M%S").is_ok();
    time || day("%Y%m%d", 8) || day("%Y-%m-%d", 10) || DateTime::parse_from_rfc3339(text).is_ok()
}

/// A weekday, perhaps with the number of its occurrence: `MO`, `+4TH`, `-1FR`.
fn is_day(text: &str) -> bool {
    let at = text.len().saturating_sub(2);
    let (Some(number), Some(day)) = (text.get(..at), text.get(at..)) else {
        return false;
    };
    let fits = |n: i64| n != 0 && (-53..=53).contains(&n);
    DAYS.contains(&day) && (number.is_empty() || number.parse().is_ok_and(fits))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rules() {
        for rule in [
            "FREQ=WEEKLY",
            "FREQ=DAILY;INTERVAL=1;BYDAY=MO,TU,-1FR",
            "FREQ=YEARLY;BYMONTH=11;COUNT=3",
            "FREQ=MONTHLY;BYMONTHDAY=+1,-1;UNTIL=20261231",
            "FREQ=DAILY;UNTIL=20261231T235959Z",
            "FREQ=DAILY;UNTIL=20261231T235959",
            "FREQ=DAILY;UNTIL=2026-12-31",
            "FREQ=DAILY;UNTIL=2026-12-31T23:59:59.000Z",
        ] {
            assert!(is_rule(rule), "{rule}");
        }
        for rule in [
            "",
            "WEEKLY",
            "FREQ=weekly",
            "INTERVAL=2",
            "FREQ=DAILY;COUNT=0",
            "FREQ=DAILY;BYDAY=MON",
            "FREQ=DAILY;COUNT=2;UNTIL=20261231",
            "FREQ=DAILY;",
            "FREQ=DAILY;UNTIL=20261231x",
            "FREQ=DAILY;UNTIL=20260230",
            "FREQ=DAILY;COUNT=+5",
            "FREQ=DAILY;INTERVAL=1,2",
            "FREQ=YEARLY;BYMONTH=+1",
        ] {
            assert!(!is_rule(rule), "{rule}");
        }
        assert!(is_counted("FREQ=DAILY;COUNT=2") && !is_counted("FREQ=DAILY"));
    }
}
