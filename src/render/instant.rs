//! Times in the two grammars of feeds, each in UTC and whole seconds.

use chrono::{DateTime, SecondsFormat, Utc};

/// 0001-01-01T00:00:00Z and 9999-12-31T23:59:59Z: neither grammar has room for a year of five digits, and an
/// offset can carry the first and the last day of the model's years out of them.
const YEARS: (i64, i64) = (-62_135_596_800, 253_402_300_799);

/// The instant as a feed can say it.
pub(super) fn writable(instant: DateTime<Utc>) -> DateTime<Utc> {
    let (first, last) = YEARS;
    DateTime::from_timestamp(instant.timestamp().clamp(first, last), 0).unwrap_or_default()
}

/// `Fri, 13 Oct 2017 06:09:00 +0000`, as RSS 2.0 wants its dates (RFC 2822 section 3.3).
pub(super) fn rfc2822(instant: DateTime<Utc>) -> String {
    writable(instant).to_rfc2822()
}

/// `2017-10-13T06:09:00Z`, as RFC 4287 section 3.3 wants its dates (RFC 3339).
pub(super) fn rfc3339(instant: DateTime<Utc>) -> String {
    writable(instant).to_rfc3339_opts(SecondsFormat::Secs, true)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_instant_has_a_form() {
        let at = |raw: &str| DateTime::parse_from_rfc3339(raw).expect("a time").to_utc();
        for (instant, mail, net) in [
            (
                at("2017-10-13T09:09:00.75+03:00"),
                "Fri, 13 Oct 2017 06:09:00 +0000",
                "2017-10-13T06:09:00Z",
            ),
            (
                at("9999-12-31T23:59:59-10:00"),
                "Fri, 31 Dec 9999 23:59:59 +0000",
                "9999-12-31T23:59:59Z",
            ),
            (
                at("0001-01-01T00:00:00+14:00"),
                "Mon, 1 Jan 0001 00:00:00 +0000",
                "0001-01-01T00:00:00Z",
            ),
            (
                DateTime::<Utc>::MAX_UTC,
                "Fri, 31 Dec 9999 23:59:59 +0000",
                "9999-12-31T23:59:59Z",
            ),
        ] {
            assert_eq!(rfc2822(instant), mail);
            assert_eq!(rfc3339(instant), net);
        }
    }
}
