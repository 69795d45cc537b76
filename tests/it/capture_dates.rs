//! Date lines in the forms that newspapers use, beyond those of the shared table.

use chrono::DateTime;
use feedwright::import::dates::{self, Context, Label};

/// What a line gives: the times parted by blanks, `-` where one cannot be told, `none` for no date line.
fn read(line: &str, language: &str, zone: &str, captured_at: &str) -> String {
    let context = Context {
        language: (!language.is_empty()).then(|| language.to_owned()),
        zone: zone.parse().ok(),
        captured_at: DateTime::parse_from_rfc3339(captured_at).ok(),
        day: None,
    };
    let Some(line) = dates::read(line, &context) else {
        return "none".into();
    };
    let times: Vec<String> = line
        .stamps
        .iter()
        .map(|s| {
            let label = match s.label {
                Label::None => "",
                Label::Published => "p:",
                Label::Updated => "u:",
            };
            let doubt = if s.doubts.is_empty() { "" } else { "?" };
            let moment = s.moment.map_or("-".into(), |m| m.to_string());
            format!("{label}{moment}{doubt}")
        })
        .collect();
    times.join(" ")
}

#[test]
fn forms_of_absolute_dates() {
    for (line, language, zone, want) in [
        (
            "Nov 2, 2019 – 18:05",
            "en",
            "Europe/Moscow",
            "2019-11-02T18:05:00+03:00",
        ),
        (
            "Sept. 4, 2012 — 11:20",
            "en",
            "Europe/Moscow",
            "2012-09-04T11:20:00+04:00",
        ),
        (
            "Tue Apr 20, 2021 | 11:51am EDT",
            "en",
            "",
            "2021-04-20T11:51:00-04:00",
        ),
        (
            "Tuesday 3rd March 2020 at 7.45 p.m.",
            "en",
            "Europe/London",
            "2020-03-03T19:45:00Z",
        ),
        (
            "January 5, 2021 6:00 a.m. PT",
            "en",
            "",
            "2021-01-05T06:00:00-08:00",
        ),
        (
            "Published July 9, 2021, Updated July 10, 2021",
            "en",
            "",
            "p:2021-07-09 u:2021-07-10",
        ),
        (
            "First published: 4 May 2020 10:00 UTC+2",
            "en",
            "",
            "p:2020-05-04T10:00:00+02:00",
        ),
        (
            "2022-11-03T06:15:00+0100",
            "",
            "",
            "2022-11-03T06:15:00+01:00",
        ),
        ("20180303T101500+0000", "", "", "2018-03-03T10:15:00Z"),
        ("2019-12-31T23:59:60Z", "", "", "2019-12-31T23:59:59Z"),
        (
            "2014-11-20 14:50:21-05",
            "en",
            "Europe/Moscow",
            "2014-11-20T14:50:21-05:00",
        ),
        (
            "13.10.2017, 9:09 - 14.10.2017, 10:10",
            "de",
            "",
            "2017-10-13T09:09:00 2017-10-14T10:10:00",
        ),
        ("2019-12-31 23:59:61", "", "", "-?"),
        ("2019-12-31T23:59:05.123Z", "", "", "2019-12-31T23:59:05Z"),
        (
            "Mon, 03 Feb 75 08:00:00 EST",
            "",
            "",
            "1975-02-03T08:00:00-05:00",
        ),
        (
            "Erstellt am 4. Jänner 2016 um 7 Uhr",
            "de",
            "Europe/Vienna",
            "p:2016-01-04T07:00:00+01:00",
        ),
        (
            "Erstellt am 4. Jänner 2016 um 7:30 Uhr",
            "de",
            "Europe/Vienna",
            "p:2016-01-04T07:30:00+01:00",
        ),
        (
            "Veröffentlicht: 03.02.2020, 06.30 Uhr | Aktualisiert: 03.02.2020, 09.15 Uhr",
            "de",
            "Europe/Berlin",
            "p:2020-02-03T06:30:00+01:00 u:2020-02-03T09:15:00+01:00",
        ),
        ("Mittwoch, 2. März 2022", "de", "", "2022-03-02"),
        (
            "samedi 29 janvier 2022, 8h05",
            "fr",
            "Europe/Paris",
            "2022-01-29T08:05:00+01:00",
        ),
        ("janvier 29, 2022", "fr", "", "2022-01-29"),
        (
            "Publié le 1er mai 2019 à 7 h, mis à jour à 9 h 30",
            "fr",
            "Europe/Paris",
            "p:2019-05-01T07:00:00+02:00 u:2019-05-01T09:30:00+02:00",
        ),
        (
            "3 фев. 2016 г., 12:00 мск",
            "ru",
            "",
            "2016-02-03T12:00:00+03:00",
        ),
        (
            "Опубликовано: 5 мая 2013 в 10:00 (МСК)",
            "ru",
            "",
            "p:2013-05-05T10:00:00+04:00",
        ),
        (
            "14 грудня 2011, 18:22",
            "uk",
            "Europe/Kyiv",
            "2011-12-14T18:22:00+02:00",
        ),
        (
            "9 listopada 2020, godz. 14:10",
            "pl",
            "Europe/Warsaw",
            "2020-11-09T14:10:00+01:00",
        ),
        (
            "martedì 6 luglio 2021 alle 10:15",
            "it",
            "Europe/Rome",
            "2021-07-06T10:15:00+02:00",
        ),
        ("martes, 6 mar 2018", "es", "", "2018-03-06"),
        (
            "12 Eylül 2019 14:05",
            "tr",
            "Europe/Istanbul",
            "2019-09-12T14:05:00+03:00",
        ),
        (
            "2017年10月13日 09:09",
            "",
            "Asia/Shanghai",
            "2017-10-13T09:09:00+08:00",
        ),
        ("٣٠ سبتمبر، ٢٠١٤", "", "", "2014-09-30"),
        (
            "8:30 AM CST, March 2, 2021",
            "en",
            "America/Chicago",
            "2021-03-02T08:30:00-06:00",
        ),
        (
            "8:30 AM CST, July 2, 2021",
            "en",
            "America/Chicago",
            "2021-07-02T08:30:00-06:00",
        ),
        (
            "8:30 CST, 2 March 2021",
            "en",
            "Asia/Shanghai",
            "2021-03-02T08:30:00+08:00",
        ),
        (
            "09:09 IST, 4 May 2021",
            "en",
            "Asia/Kolkata",
            "2021-05-04T09:09:00+05:30",
        ),
        (
            "09:09 IST, 4 May 2021",
            "en",
            "Europe/Moscow",
            "2021-05-04T09:09:00?",
        ),
    ] {
        assert_eq!(read(line, language, zone, ""), want, "{line}");
    }
}

#[test]
fn day_and_month_are_never_guessed() {
    for (line, language, zone, want) in [
        ("10/11/2017", "", "", "-?"),
        ("10/11/2017", "en", "", "-?"),
        ("10/11/2017", "en", "UTC", "-?"),
        ("10/11/2017", "en-GB", "", "2017-11-10"),
        ("10/11/2017", "en-US", "", "2017-10-11"),
        ("10/11/2017", "en", "America/Chicago", "2017-10-11"),
        ("10/11/2017", "en", "Europe/London", "2017-11-10"),
        ("10/11/2017", "fr", "", "2017-11-10"),
        ("Publié le 10/11/2017", "", "", "p:2017-11-10"),
        ("10.11.2017", "", "", "2017-11-10"),
        ("11/11/2017", "", "", "2017-11-11"),
        ("10/25/17", "", "", "2017-10-25"),
        ("13/13/2017", "", "", "-?"),
    ] {
        assert_eq!(
            read(line, language, zone, ""),
            want,
            "{line} {language} {zone}"
        );
    }
}

#[test]
fn dates_that_count_from_the_capture() {
    const NOW: &str = "2024-01-20T12:30:00Z";
    for (line, zone, captured_at, want) in [
        (
            "35 minutes ago",
            "Europe/London",
            NOW,
            "2024-01-20T11:55:00Z",
        ),
        ("an hour ago", "Europe/London", NOW, "2024-01-20T11:30:00Z"),
        ("2h ago", "Europe/London", NOW, "2024-01-20T10:30:00Z"),
        ("3 days ago", "Europe/London", NOW, "2024-01-17"),
        (
            "vor 3 Stunden aktualisiert",
            "Europe/Berlin",
            NOW,
            "u:2024-01-20T10:30:00+01:00",
        ),
        (
            "vor einer Stunde",
            "Europe/Berlin",
            NOW,
            "2024-01-20T12:30:00+01:00",
        ),
        ("il y a 2 semaines", "Europe/Paris", NOW, "2024-01-06"),
        (
            "вчера в 21:15",
            "Europe/Moscow",
            NOW,
            "2024-01-19T21:15:00+03:00",
        ),
        (
            "час назад",
            "Europe/Moscow",
            NOW,
            "2024-01-20T14:30:00+03:00",
        ),
        (
            "22 апреля 14:31",
            "Europe/Moscow",
            NOW,
            "2023-04-22T14:31:00+03:00",
        ),
        (
            "29 февраля",
            "Europe/Moscow",
            "2023-05-01T00:00:00Z",
            "2020-02-29",
        ),
        (
            "| 13:00 Uhr",
            "Europe/Berlin",
            NOW,
            "2024-01-20T13:00:00+01:00",
        ),
        (
            "13.10., 09:09 Uhr",
            "Europe/Berlin",
            NOW,
            "2023-10-13T09:09:00+02:00",
        ),
        ("23:50", "Europe/Berlin", NOW, "2024-01-19T23:50:00+01:00"),
        ("2 hours ago", "Europe/London", "", "-?"),
        ("Yesterday at 18:40", "Europe/London", "", "-?"),
        ("Jan. 19, 08:19", "Europe/London", "", "-?"),
        ("13:00 Uhr", "Europe/Berlin", "", "-?"),
    ] {
        assert_eq!(read(line, "", zone, captured_at), want, "{line}");
    }
}

#[test]
fn doubts_and_what_is_no_date() {
    for (line, zone, want) in [
        (
            "26 March 2017, 01:30",
            "Europe/London",
            "2017-03-26T02:30:00+01:00?",
        ),
        (
            "29 October 2017, 01:30",
            "Europe/London",
            "2017-10-29T01:30:00+01:00?",
        ),
        ("Monday, October 13, 2017", "", "2017-10-13?"),
        ("October 32, 2017", "", "-?"),
        ("29 Feb 2017", "", "-?"),
        ("Oct 13, 2017 — 25:09", "", "-?"),
        ("Posted", "", ""),
        ("Erstellt: Aktualisiert:", "", ""),
        ("Publié , le", "", ""),
        ("1 Min Read", "", ""),
        ("13 killed in 2017 storm", "", "none"),
        ("May 7–5 vote", "", "none"),
        ("October 2017", "", "none"),
        ("6595", "", "none"),
        ("The March of 2017", "", "none"),
        ("Updated rules", "", "none"),
        ("On Oct. 10, officials said so.", "", "none"),
        ("", "", "none"),
    ] {
        assert_eq!(read(line, "", zone, ""), want, "{line}");
    }
}
