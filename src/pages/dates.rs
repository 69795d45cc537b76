//! A moment in the manner of a language.

use chrono::{DateTime, Datelike, TimeZone, Timelike, Utc};
use chrono_tz::Tz;

use super::words::Dates;

/// The moment as it is read in this zone, without its time of day where that is not known.
pub(super) fn shown(moment: DateTime<Utc>, day_only: bool, zone: Tz, dates: &Dates) -> String {
    let local = zone.from_utc_datetime(&moment.naive_utc());
    let day = match &dates.first {
        Some(first) if local.day() == 1 => first.clone(),
        _ => local.day().to_string(),
    };
    let month = usize::try_from(local.month0()).ok();
    let month = month
        .and_then(|n| dates.months.get(n))
        .map_or("", String::as_str);
    let date = dates
        .date
        .replace("{day}", &day)
        .replace("{month}", month)
        .replace("{year}", &local.year().to_string());
    let whole = if day_only {
        date
    } else {
        let written = dates.with_time.replace("{time}", &time(&local, dates));
        written.replace("{date}", &date)
    };
    match &dates.digits {
        Some(digits) => in_digits(&whole, digits),
        None => whole,
    }
}

fn time(local: &DateTime<Tz>, dates: &Dates) -> String {
    let minute = local.minute();
    match &dates.halves {
        Some([before, after]) => {
            let (is_after, hour) = local.hour12();
            let half = if is_after { after } else { before };
            format!("{hour}:{minute:02}\u{a0}{half}")
        }
        None => format!("{:02}:{minute:02}", local.hour()),
    }
}

fn in_digits(text: &str, digits: &[char; 10]) -> String {
    let digit = |c: char| {
        let n = c.to_digit(10).and_then(|n| usize::try_from(n).ok());
        n.and_then(|n| digits.get(n)).copied().unwrap_or(c)
    };
    text.chars().map(digit).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pages::words::{LANGUAGES, Words};

    #[test]
    fn each_language_writes_dates_in_its_manner() {
        let at = |text: &str| DateTime::parse_from_rfc3339(text).unwrap().to_utc();
        let zone = chrono_tz::Europe::Riga;
        for (language, afternoon, first) in [
            ("en", "2 March 2026, 14:05", "1 October 2017"),
            ("en-US", "March 2, 2026, 2:05\u{a0}PM", "October 1, 2017"),
            ("de", "2. März 2026, 14:05", "1. Oktober 2017"),
            ("fr", "2 mars 2026 à 14:05", "1er octobre 2017"),
            ("es", "2 de marzo de 2026, 14:05", "1 de octubre de 2017"),
            ("ru", "2 марта 2026 г., 14:05", "1 октября 2017 г."),
            ("ar", "2 مارس 2026، 14:05", "1 أكتوبر 2017"),
            ("he", "2 במרץ 2026, 14:05", "1 באוקטובר 2017"),
            ("fa", "۲ مارس ۲۰۲۶، ۱۴:۰۵", "۱ اکتبر ۲۰۱۷"),
        ] {
            let name = format!("words.{language}.toml");
            let (_, text) = LANGUAGES.iter().find(|(n, _)| *n == name).unwrap();
            let words: Words = toml::from_str(text).unwrap();
            let of = |time, day_only| shown(at(time), day_only, zone, &words.dates);
            assert_eq!(of("2026-03-02T12:05:09Z", false), afternoon);
            assert_eq!(of("2017-09-30T22:00:00Z", true), first);
        }
    }
}
