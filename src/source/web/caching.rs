//! What an answer says of time: how long it stays fresh (RFC 9111), and when to come again (`Retry-After`).
//!
//! No clock is read: times in headers are held against the answer's own `Date`.

use chrono::{DateTime, TimeDelta, Utc};

use crate::syntax::http_date;

/// For at most so long an answer is believed to be fresh, whatever it says: a slip of a server's configuration must
/// not silence a source for a year.
const FRESHEST: TimeDelta = TimeDelta::days(1);

/// For at most so long a server's wish to be left alone is obeyed.
const LONGEST_WAIT: TimeDelta = TimeDelta::days(7);

/// How long an answer stays fresh: `Cache-Control: max-age`, else `Expires`. `None` where it says nothing, or that
/// it is to be asked for each time.
pub(super) fn fresh_for(headers: &[(String, String)]) -> Option<TimeDelta> {
    let control = values(headers, "cache-control");
    let directives: Vec<(String, &str)> = control
        .iter()
        .flat_map(|line| line.split(','))
        .map(|d| d.split_once('=').unwrap_or((d, "")))
        .map(|(name, value)| (name.trim().to_ascii_lowercase(), value.trim()))
        .collect();
    let says = |name: &str| directives.iter().find(|(n, _)| n == name).map(|(_, v)| *v);
    if says("no-store").is_some() || says("no-cache").is_some() {
        return None;
    }
    let lifetime = match says("max-age") {
        Some(age) => seconds(age.trim_matches('"'))? - age_of(headers),
        None => http_date::read(values(headers, "expires").first()?)? - sent(headers)?,
    };
    (lifetime > TimeDelta::zero()).then(|| lifetime.min(FRESHEST))
}

/// How long the server asks to be left alone; `now` stands for its clock where it says no `Date`.
pub(in super::super) fn retry_after(
    headers: &[(String, String)],
    now: DateTime<Utc>,
) -> Option<TimeDelta> {
    let written = *values(headers, "retry-after").first()?;
    let wait = match seconds(written) {
        Some(wait) => wait,
        None => http_date::read(written)? - sent(headers).unwrap_or(now),
    };
    Some(wait.clamp(TimeDelta::zero(), LONGEST_WAIT))
}

/// How long the answer has lain in caches on the way.
fn age_of(headers: &[(String, String)]) -> TimeDelta {
    let age = values(headers, "age");
    age.first().and_then(|age| seconds(age)).unwrap_or_default()
}

fn sent(headers: &[(String, String)]) -> Option<DateTime<Utc>> {
    http_date::read(values(headers, "date").first()?)
}

/// Delta seconds; more than fit are as many as fit.
fn seconds(written: &str) -> Option<TimeDelta> {
    let written = written.trim();
    let digits = !written.is_empty() && written.bytes().all(|b| b.is_ascii_digit());
    let seconds = digits.then(|| written.parse::<u32>().unwrap_or(u32::MAX))?;
    Some(TimeDelta::seconds(i64::from(seconds)))
}

fn values<'h>(headers: &'h [(String, String)], name: &str) -> Vec<&'h str> {
    let named = headers.iter().filter(|(n, _)| n.eq_ignore_ascii_case(name));
    named.map(|(_, value)| value.as_str()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn headers(lines: &[&str]) -> Vec<(String, String)> {
        let pair = |l: &&str| {
            l.split_once(": ")
                .map(|(n, v)| (n.to_owned(), v.to_owned()))
        };
        lines.iter().filter_map(pair).collect()
    }

    #[test]
    fn answers_stay_fresh_as_long_as_they_say() {
        let date = "Date: Tue, 03 Mar 2026 08:00:00 GMT";
        for (lines, want) in [
            (vec!["Cache-Control: public, max-age=900"], Some(900)),
            (vec!["Cache-Control: Max-Age=\"60\""], Some(60)),
            (vec!["Cache-Control: max-age=900", "Age: 300"], Some(600)),
            (vec!["Cache-Control: max-age=10", "Age: 300"], None),
            (vec!["Cache-Control: max-age=0"], None),
            (vec!["Cache-Control: max-age=99999999999999"], Some(86400)),
            (vec!["Cache-Control: no-cache, max-age=900"], None),
            (vec!["Cache-Control: no-store"], None),
            (
                vec![date, "Expires: Tue, 03 Mar 2026 08:05:00 GMT"],
                Some(300),
            ),
            (
                vec![date, "Expires: Tuesday, 03-Mar-26 08:05:00 GMT"],
                Some(300),
            ),
            (vec![date, "Expires: Tue Mar  3 08:05:00 2026"], Some(300)),
            (vec![date, "Expires: 0"], None),
            (vec!["Expires: Tue, 03 Mar 2026 08:05:00 GMT"], None),
            (vec![], None),
        ] {
            let got = fresh_for(&headers(&lines)).map(|t| t.num_seconds());
            assert_eq!(got, want, "{lines:?}");
        }
    }

    #[test]
    fn servers_are_left_alone_as_long_as_they_ask() {
        let now = DateTime::from_timestamp(1_772_524_800, 0).unwrap_or_default();
        for (lines, want) in [
            (vec!["Retry-After: 120"], Some(120)),
            (vec!["Retry-After: -5"], None),
            (vec!["Retry-After: soon"], None),
            (vec!["Retry-After: 999999999999"], Some(7 * 86400)),
            (vec!["Retry-After: Tue, 03 Mar 2026 08:01:00 GMT"], Some(60)),
            (
                vec![
                    "Date: Tue, 03 Mar 2026 08:00:30 GMT",
                    "Retry-After: Tue, 03 Mar 2026 08:01:00 GMT",
                ],
                Some(30),
            ),
            (vec!["Retry-After: Tue, 03 Mar 2020 08:01:00 GMT"], Some(0)),
        ] {
            let got = retry_after(&headers(&lines), now).map(|t| t.num_seconds());
            assert_eq!(got, want, "{lines:?}");
        }
    }
}
