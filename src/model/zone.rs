//! Wall-clock time to instant, by the rules of the tz database.

use chrono::{DateTime, FixedOffset, LocalResult, NaiveDateTime, Offset, TimeDelta, TimeZone};
use chrono_tz::Tz;

/// What had to be decided because the clocks were changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ZoneDoubt {
    /// The clock showed this time twice; the earlier of the two was taken.
    Repeated,
    /// The clock never showed this time; it was moved forward by the size of the gap.
    Skipped,
}

impl ZoneDoubt {
    /// The decision in words.
    pub const fn as_str(self) -> &'static str {
        match self {
            ZoneDoubt::Repeated => {
                "the clock showed this time twice that day; the earlier was taken"
            }
            ZoneDoubt::Skipped => "the clock skipped this time that day; it was moved forward",
        }
    }
}

/// The instant at which the clocks of `zone` showed `local`, with the offset in force there and then.
pub fn resolve(local: NaiveDateTime, zone: Tz) -> (DateTime<FixedOffset>, Option<ZoneDoubt>) {
    match zone.from_local_datetime(&local) {
        LocalResult::Single(t) => (t.fixed_offset(), None),
        LocalResult::Ambiguous(earlier, _) => (earlier.fixed_offset(), Some(ZoneDoubt::Repeated)),
        LocalResult::None => (after_gap(local, zone), Some(ZoneDoubt::Skipped)),
    }
}

/// Reads a skipped time with the offset that was in force before the gap, which moves it forward by the gap.
fn after_gap(local: NaiveDateTime, zone: Tz) -> DateTime<FixedOffset> {
    let before = local
        .checked_sub_signed(TimeDelta::hours(26))
        .unwrap_or(local);
    let offset = zone.offset_from_utc_datetime(&before).fix();
    let utc = local
        .checked_sub_signed(TimeDelta::seconds(offset.local_minus_utc().into()))
        .unwrap_or(local);
    zone.from_utc_datetime(&utc).fixed_offset()
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono::NaiveDate;

    #[test]
    fn clock_changes() {
        for (zone, (y, mo, d, h, mi), want, doubt) in [
            (
                chrono_tz::Europe::Moscow,
                (2017, 10, 13, 9, 9),
                "2017-10-13T09:09:00+03:00",
                None,
            ),
            (
                chrono_tz::Europe::Moscow,
                (2013, 8, 23, 16, 16),
                "2013-08-23T16:16:00+04:00",
                None,
            ),
            (
                chrono_tz::Europe::Berlin,
                (2026, 3, 29, 2, 30),
                "2026-03-29T03:30:00+02:00",
                Some(ZoneDoubt::Skipped),
            ),
            (
                chrono_tz::Europe::Berlin,
                (2026, 10, 25, 2, 30),
                "2026-10-25T02:30:00+02:00",
                Some(ZoneDoubt::Repeated),
            ),
            (
                chrono_tz::UTC,
                (2026, 1, 1, 0, 0),
                "2026-01-01T00:00:00+00:00",
                None,
            ),
        ] {
            let local = NaiveDate::from_ymd_opt(y, mo, d)
                .unwrap()
                .and_hms_opt(h, mi, 0)
                .unwrap();
            let (got, got_doubt) = resolve(local, zone);
            assert_eq!(
                (got.to_rfc3339().as_str(), got_doubt),
                (want, doubt),
                "{zone}"
            );
        }
    }
}
