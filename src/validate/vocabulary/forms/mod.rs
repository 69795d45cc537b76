//! Values with a small grammar of their own: times of play, durations, decimal numbers, countries, UUIDs and the like.

pub(crate) mod recurrence;

use crate::validate::vocabulary::forms::recurrence::is_recurrence;

/// A form that a value must have: how to tell it, and how reports speak of it.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Form {
    /// What such a text is, as in "is not …".
    pub(crate) name: &'static str,
    /// An example or a range, as in "write …".
    pub(crate) write: &'static str,
    /// The name of a value of another form at the W3C service, where it has one.
    pub(crate) w3c: Option<&'static str>,
    /// Is the text, without white space around it, of this form?
    pub(crate) fits: fn(&str) -> bool,
}

impl PartialEq for Form {
    fn eq(&self, other: &Form) -> bool {
        std::ptr::eq(self, other)
    }
}

impl Eq for Form {}

/// A form whose name holds an example.
const fn form(name: &'static str, fits: fn(&str) -> bool) -> Form {
    Form {
        name,
        write: name,
        w3c: None,
        fits,
    }
}

/// A number that may have a fraction; no sign, no exponent.
pub(super) static DECIMAL: Form = Form {
    w3c: Some("InvalidFloat"),
    ..form("a number such as 44.1", is_decimal)
};
/// Normal play time (RFC 2326, 3.6): seconds, or hours, minutes and seconds; or minutes and seconds, as the
/// examples of Media RSS have it.
pub(super) static NPT: Form = Form {
    w3c: Some("InvalidNPTTime"),
    ..form("a time of play such as 12.5 or 1:22:33.007", is_npt)
};
/// The times of Podlove chapters and of scenes, where minutes and seconds are enough.
pub(super) static OFFSET: Form = form("a time of play such as 8:26.250 or 01:02:03", is_offset);
/// What `itunes:duration` takes.
pub(super) static DURATION: Form = Form {
    w3c: Some("InvalidDuration"),
    ..form("a duration such as 1830, 30:30 or 01:30:30", is_duration)
};
/// Country codes of ISO 3166-1, one or several with blanks between them.
pub(crate) static COUNTRY: Form = Form {
    w3c: Some("InvalidCountryCode"),
    ..form("a country code of two letters such as DE", is_country)
};
/// Currency codes of ISO 4217, by their form alone.
pub(super) static CURRENCY: Form = form("a currency code such as EUR", |text| {
    text.len() == 3 && text.bytes().all(|b| b.is_ascii_uppercase())
});
/// A UUID of any version.
pub(crate) static UUID: Form = form(
    "a UUID such as 917393e3-1b1e-5cef-ace4-edaa54e1f810",
    is_uuid,
);
/// A date or a date and time of ISO 8601; the zone may be written without a colon.
pub(super) static MOMENT: Form = Form {
    w3c: Some("InvalidISO8601DateTime"),
    ..form("a time such as 2026-03-03T08:00:00Z", is_moment)
};
/// A `geo:` URI (RFC 5870).
pub(super) static GEO: Form = form("a position such as geo:50.1109,8.6821", is_geo);
/// An object of OpenStreetMap: node, way or relation, with its number and perhaps its revision.
pub(super) static OSM: Form = form("an object of OpenStreetMap such as R113314", is_osm);
/// The proportion of a picture.
pub(super) static RATIO: Form = form("a proportion such as 16/9", is_ratio);
/// A rule of recurrence (RFC 5545, 3.3.10).
pub(super) static RECURRENCE: Form = form(
    "a rule of recurrence such as FREQ=WEEKLY;BYDAY=MO",
    is_recurrence,
);
/// Images with their widths, as HTML's `srcset` has them.
pub(super) static SOURCES: Form = form("a list such as https://example.com/a.jpg 600w", |text| {
    text.split(',').all(is_source)
});
/// The name of a server.
pub(super) static HOST: Form = form("the name of a server such as irc.example.com", is_host);

fn digits(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit())
}

fn is_decimal(text: &str) -> bool {
    match text.split_once('.') {
        Some((whole, fraction)) => {
            (whole.is_empty() && digits(fraction))
                || (digits(whole) && (fraction.is_empty() || digits(fraction)))
        }
        None => digits(text),
    }
}

/// Minutes or seconds: one or two digits, below 60.
fn is_sixtieth(text: &str) -> bool {
    matches!(text.len(), 1 | 2) && digits(text) && text.parse::<u8>().is_ok_and(|n| n < 60)
}

/// Seconds of a clock, perhaps with a fraction.
fn is_second(text: &str) -> bool {
    let (whole, fraction) = text.split_once('.').unwrap_or((text, "0"));
    is_sixtieth(whole) && (fraction.is_empty() || digits(fraction))
}

fn is_npt(text: &str) -> bool {
    if text == "now" {
        return true;
    }
    let mut parts = text.split(':');
    match (parts.next(), parts.next(), parts.next(), parts.next()) {
        (Some(seconds), None, ..) => {
            let (whole, fraction) = seconds.split_once('.').unwrap_or((seconds, "0"));
            digits(whole) && (fraction.is_empty() || digits(fraction))
        }
        (Some(m), Some(s), None, _) => is_sixtieth(m) && is_second(s),
        (Some(h), Some(m), Some(s), None) => digits(h) && is_sixtieth(m) && is_second(s),
        _ => false,
    }
}

fn is_offset(text: &str) -> bool {
    match text.split_once(':') {
        Some((minutes, seconds)) if !seconds.contains(':') => digits(minutes) && is_second(seconds),
        _ => text != "now" && is_npt(text),
    }
}

fn is_duration(text: &str) -> bool {
    let mut parts = text.split(':');
    match (parts.next(), parts.next(), parts.next(), parts.next()) {
        (Some(seconds), None, ..) => digits(seconds),
        (Some(m), Some(s), None, _) => digits(m) && is_sixtieth(s),
        (Some(h), Some(m), Some(s), None) => digits(h) && is_sixtieth(m) && is_sixtieth(s),
        _ => false,
    }
}

/// Seconds of a time of play, where it has one of the forms with colons or of plain seconds.
pub(crate) fn seconds(text: &str) -> Option<f64> {
    text.split(':').try_fold(0.0, |sum, part| {
        let value: f64 = part.parse().ok()?;
        Some(sum * 60.0 + value)
    })
}

pub(crate) fn is_uuid(text: &str) -> bool {
    let mut groups = text.split('-');
    let fits = [8, 4, 4, 4, 12].iter().all(|length| {
        let group = groups.next();
        group.is_some_and(|g| g.len() == *length && g.bytes().all(|b| b.is_ascii_hexdigit()))
    });
    fits && groups.next().is_none()
}

fn is_moment(text: &str) -> bool {
    let (date, time) = match text.split_once(['T', 't', ' ']) {
        Some((date, time)) => (date, Some(time)),
        None => (text, None),
    };
    is_calendar_date(date) && time.is_none_or(is_clock_with_zone)
}

fn is_calendar_date(text: &str) -> bool {
    let mut parts = text.split('-');
    let between = |part: Option<&str>, length: usize, least: u32, most: u32| {
        part.filter(|p| p.len() == length && digits(p))
            .and_then(|p| p.parse::<u32>().ok())
            .is_some_and(|n| (least..=most).contains(&n))
    };
    between(parts.next(), 4, 0, 9999)
        && between(parts.next(), 2, 1, 12)
        && between(parts.next(), 2, 1, 31)
        && parts.next().is_none()
}

/// `07:30`, `07:30:00`, `07:30:00.000`, each with `Z`, `-0600`, `-06:00`, or without a zone.
fn is_clock_with_zone(text: &str) -> bool {
    let clock = text.strip_suffix(['Z', 'z']).unwrap_or(text);
    let (clock, zone) = match clock.rsplit_once(['+', '-']) {
        Some((clock, zone)) => (clock, Some(zone)),
        None => (clock, None),
    };
    let zone_fits = zone.is_none_or(|z| match z.split_once(':') {
        Some((h, m)) => h.len() == 2 && digits(h) && m.len() == 2 && is_sixtieth(m),
        None => matches!(z.len(), 2 | 4) && digits(z),
    });
    let mut parts = clock.splitn(3, ':');
    let hour = parts
        .next()
        .is_some_and(|h| h.len() == 2 && digits(h) && h.parse::<u8>().is_ok_and(|n| n < 25));
    let minute = parts.next().is_some_and(|m| m.len() == 2 && is_sixtieth(m));
    let second = parts.next().is_none_or(|s| {
        let whole = s.split('.').next().unwrap_or_default();
        whole.len() == 2 && (is_second(s) || s == "60")
    });
    zone_fits && hour && minute && second
}

fn is_geo(text: &str) -> bool {
    let Some((scheme, rest)) = text.split_once(':') else {
        return false;
    };
    let position = rest.split([';', '?']).next().unwrap_or_default();
    let mut numbers = position.split(',');
    let within = |part: Option<&str>, most: f64| {
        part.filter(|p| is_decimal(p.strip_prefix('-').unwrap_or(p)))
            .and_then(|p| p.parse::<f64>().ok())
            .is_some_and(|n| n.abs() <= most)
    };
    scheme.eq_ignore_ascii_case("geo")
        && within(numbers.next(), 90.0)
        && within(numbers.next(), 180.0)
        && numbers
            .next()
            .is_none_or(|n| is_decimal(n.strip_prefix('-').unwrap_or(n)))
        && numbers.next().is_none()
}

fn is_osm(text: &str) -> bool {
    let number = text.strip_prefix(['N', 'W', 'R']).unwrap_or_default();
    let (id, revision) = number.split_once('#').unwrap_or((number, "1"));
    digits(id) && digits(revision)
}

fn is_ratio(text: &str) -> bool {
    let side = |text: &str| is_decimal(text) && text.parse().is_ok_and(|n: f64| n > 0.0);
    match text.split_once('/') {
        Some((width, height)) => side(width.trim()) && side(height.trim()),
        None => side(text),
    }
}

fn is_source(candidate: &str) -> bool {
    let mut words = candidate.split_ascii_whitespace();
    let absolute = words
        .next()
        .is_some_and(|url| url.starts_with("https://") || url.starts_with("http://"));
    let descriptor = words.next().is_none_or(|d| {
        d.strip_suffix('w').is_some_and(digits) || d.strip_suffix('x').is_some_and(is_decimal)
    });
    absolute && descriptor && words.next().is_none()
}

fn is_host(text: &str) -> bool {
    let (name, port) = text.split_once(':').unwrap_or((text, "1"));
    let label = |l: &str| {
        !l.is_empty()
            && !l.starts_with('-')
            && !l.ends_with('-')
            && l.chars().all(|c| c == '-' || c.is_alphanumeric())
    };
    digits(port) && name.strip_suffix('.').unwrap_or(name).split('.').all(label)
}

fn is_country(text: &str) -> bool {
    let mut codes = text.split_ascii_whitespace().peekable();
    codes.peek().is_some()
        && codes.all(|code| {
            let known = COUNTRIES.split(' ');
            code.len() == 2 && known.into_iter().any(|k| k.eq_ignore_ascii_case(code))
        })
}

/// The officially assigned codes of ISO 3166-1 alpha-2, as of 2026, and XK, which is in general use.
const COUNTRIES: &str = "AD AE AF AG AI AL AM AO AQ AR AS AT AU AW AX AZ BA BB BD BE BF BG BH BI BJ BL BM BN \
BO BQ BR BS BT BV BW BY BZ CA CC CD CF CG CH CI CK CL CM CN CO CR CU CV CW CX CY CZ DE DJ DK DM DO DZ EC EE \
EG EH ER ES ET FI FJ FK FM FO FR GA GB GD GE GF GG GH GI GL GM GN GP GQ GR GS GT GU GW GY HK HM HN HR HT HU \
ID IE IL IM IN IO IQ IR IS IT JE JM JO JP KE KG KH KI KM KN KP KR KW KY KZ LA LB LC LI LK LR LS LT LU LV LY \
MA MC MD ME MF MG MH MK ML MM MN MO MP MQ MR MS MT MU MV MW MX MY MZ NA NC NE NF NG NI NL NO NP NR NU NZ OM \
PA PE PF PG PH PK PL PM PN PR PS PT PW PY QA RE RO RS RU RW SA SB SC SD SE SG SH SI SJ SK SL SM SN SO SR SS \
ST SV SX SY SZ TC TD TF TG TH TJ TK TL TM TN TO TR TT TV TW TZ UA UG UM US UY UZ VA VC VE VG VI VN VU WF WS \
XK YE YT ZA ZM ZW";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_form_takes_its_own_and_nothing_else() {
        let table: &[(&Form, &[&str], &[&str])] = &[
            (
                &DECIMAL,
                &["0", "44.1", "25", ".5", "5."],
                &["", ".", "-1", "1e3", "1,5"],
            ),
            (
                &NPT,
                &[
                    "42",
                    "42.5",
                    "1:22:33",
                    "12:34:56",
                    "1:22:33.007",
                    "00:03",
                    "1:10.5",
                    "100:00:00",
                    "now",
                ],
                &["70:10", "-3", "+17sec", "0:60:00", "", "1:2:3:4"],
            ),
            (
                &OFFSET,
                &["0", "3:07", "8:26.250", "12:42", "00:01:59.000"],
                &["now", "3:77", "a", ""],
            ),
            (
                &DURATION,
                &["95", "7:40", "01:02:03", "90:00"],
                &["00:07:74", "1.5", "", "1:2:3:4", "5m"],
            ),
            (&COUNTRY, &["DE", "us", "AU US"], &["XX", "GER", ""]),
            (&CURRENCY, &["EUR"], &["eur", "EURO"]),
            (
                &UUID,
                &["917393e3-1b1e-5cef-ace4-edaa54e1f810"],
                &["917393e3", "917393e3-1b1e-5cef-ace4-edaa54e1f81g", ""],
            ),
            (
                &MOMENT,
                &[
                    "2021-09-26T07:30:00.000-0600",
                    "2026-03-03T08:00:00Z",
                    "2026-03-03",
                    "2026-03-03T08:00+01:00",
                ],
                &[
                    "2026-13-03",
                    "03 Mar 2026",
                    "2026-03-03T8",
                    "2026-03-03T08:61",
                ],
            ),
            (
                &GEO,
                &[
                    "geo:30.2672,97.7431",
                    "geo:-27.86159,153.3169",
                    "geo:1,2;u=3",
                ],
                &["30.2,97.7", "geo:91,0", "geo:1", "geo:1,181"],
            ),
            (
                &OSM,
                &["R113314", "W43678282", "N1#2"],
                &["113314", "X1", "R"],
            ),
            (
                &RATIO,
                &["16/9", "1/1", "1.5", "16 / 9"],
                &["16:9", "a/b", ""],
            ),
            (
                &SOURCES,
                &["https://a.example/a.jpg 1500w,\n https://a.example/b.jpg 600w"],
                &["/a.jpg 1500w", "https://a.example/a.jpg 10", ""],
            ),
            (
                &HOST,
                &["irc.example.com", "example.com:6697"],
                &["https://example.com", "", "a b"],
            ),
            (&RECURRENCE, &["FREQ=DAILY"], &["DAILY"]),
        ];
        for (form, right, wrong) in table {
            for text in *right {
                assert!((form.fits)(text), "{text} is {}", form.name);
            }
            for text in *wrong {
                assert!(!(form.fits)(text), "{text:?} is not {}", form.name);
            }
        }
    }

    #[test]
    fn times_of_play_become_seconds() {
        assert_eq!(seconds("1:02:03.5"), Some(3723.5));
        assert_eq!(seconds("42"), Some(42.0));
        assert_eq!(seconds("x"), None);
    }
}
