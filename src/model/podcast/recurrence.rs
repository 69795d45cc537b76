//! Rules of recurrence (RFC 5545 section 3.3.10), by their form.

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
        "UNTIL" => value.len() >= 8 && value.starts_with(|c: char| c.is_ascii_digit()),
        _ => NUMBERS
            .iter()
            .find(|(known, ..)| *known == name)
            .is_some_and(|(_, least, most)| {
                let fits = |n: i64| (*least..=*most).contains(&n) && (*least >= 0 || n != 0);
                value.split(',').all(|n| n.parse().is_ok_and(fits))
            }),
    }
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
        ] {
            assert!(!is_rule(rule), "{rule}");
        }
        assert!(is_counted("FREQ=DAILY;COUNT=2") && !is_counted("FREQ=DAILY"));
    }
}
