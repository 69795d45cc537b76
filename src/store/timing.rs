//! When a record was published and changed, and from when until when it may be shown.
//!
//! In: a record's own times, the zone of dates without a time of day, and the run's time. Out: whole seconds
//! since 1970. Pure.

use chrono::{DateTime, NaiveTime, Utc};
use chrono_tz::Tz;

use crate::model::{Moment, Record, Status, zone};

/// Seconds since 1970.
pub(crate) type Seconds = i64;

/// A record that enters then waits for its source to release it.
pub(crate) const NEVER: Seconds = i64::MAX;

/// A record that enters then waits for nothing.
pub(crate) const AT_ONCE: Seconds = i64::MIN;

/// Clocks differ; a time no further ahead of the run's than this is taken as now.
const AHEAD: Seconds = 600;

/// What a record says about its own times.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Timing {
    /// When it was published.
    pub(crate) published: Option<Seconds>,
    /// When it last changed.
    pub(crate) updated: Option<Seconds>,
    /// From when it may be shown, as its status and `not_before` say.
    pub(crate) enters: Seconds,
    /// From when it may not.
    pub(crate) leaves: Option<Seconds>,
}

impl Timing {
    /// Reads a record's times.
    pub(crate) fn of(record: &Record, zone: Tz) -> Self {
        let at = |moment: &Option<Moment>| moment.as_ref().map(|m| instant(m, zone));
        let published = at(&record.published).map(|t| t.timestamp());
        Timing {
            published,
            updated: at(&record.updated).map(|t| t.timestamp()),
            enters: enters(record.status, at(&record.not_before)),
            leaves: at(&record.expires).map(|t| t.timestamp()),
        }
    }

    /// From when the record may be shown to readers, where it has not been shown before this run.
    pub(crate) fn enters_anew(&self, published: Seconds, now: Seconds) -> Seconds {
        if self.enters == AT_ONCE && published > now.saturating_add(AHEAD) {
            published
        } else {
            self.enters
        }
    }

    /// The time of the last change that the record claims, unless that lies in the future.
    pub(crate) fn believable_update(&self, now: Seconds) -> Option<Seconds> {
        self.updated.filter(|&t| is_believable(t, now))
    }

    /// When it was published, unless that lies in the future.
    pub(crate) fn believable_date(&self, now: Seconds) -> Option<Seconds> {
        self.published.filter(|&t| is_believable(t, now))
    }

    /// Which of two versions is newer, as far as they say.
    pub(crate) fn version(&self) -> Option<Seconds> {
        self.updated.or(self.published)
    }
}

/// Is it no further ahead than clocks differ?
pub(crate) fn is_believable(time: Seconds, now: Seconds) -> bool {
    time <= now.saturating_add(AHEAD)
}

fn enters(status: Status, not_before: Option<DateTime<Utc>>) -> Seconds {
    match (status, not_before) {
        (Status::Draft, _) | (Status::Embargoed, None) => NEVER,
        (_, Some(time)) => whole_seconds_after(time),
        (_, None) => AT_ONCE,
    }
}

/// The first whole second that is not before `time`.
fn whole_seconds_after(time: DateTime<Utc>) -> Seconds {
    time.timestamp() + i64::from(time.timestamp_subsec_nanos() > 0)
}

/// A moment as an instant: a day begins at its midnight in the zone.
pub(crate) fn instant(moment: &Moment, zone: Tz) -> DateTime<Utc> {
    match moment {
        Moment::Instant(instant) => instant.to_utc(),
        Moment::Local(local) => zone::resolve(*local, zone).0.to_utc(),
        Moment::Day(day) => zone::resolve(day.and_time(NaiveTime::MIN), zone).0.to_utc(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn timing(json: &str) -> Timing {
        Timing::of(
            &serde_json::from_str(json).unwrap(),
            chrono_tz::Europe::Moscow,
        )
    }

    #[test]
    fn a_day_begins_at_midnight_in_its_zone() {
        let t = timing(r#"{"published":"2017-10-13"}"#);
        assert_eq!(t.published, Some(1_507_842_000)); // 2017-10-12T21:00:00Z
        let t = timing(r#"{"published":"2017-10-13T09:09:00+03:00"}"#);
        assert_eq!(t.published, Some(1_507_874_940));
    }

    #[test]
    fn who_enters_when() {
        for (json, want) in [
            (r#"{}"#, AT_ONCE),
            (r#"{"status":"draft"}"#, NEVER),
            (
                r#"{"status":"draft","not_before":"2017-10-13T00:00:00Z"}"#,
                NEVER,
            ),
            (r#"{"status":"embargoed"}"#, NEVER),
            (
                r#"{"status":"embargoed","not_before":"1970-01-01T00:01:00Z"}"#,
                60,
            ),
            (r#"{"not_before":"1970-01-01T00:01:00.5Z"}"#, 61),
        ] {
            assert_eq!(timing(json).enters, want, "{json}");
        }
    }

    #[test]
    fn a_future_date_holds_back_unless_it_is_near_or_the_record_says_otherwise() {
        let t = timing(r#"{"published":"1970-01-01T01:00:00Z"}"#);
        assert_eq!(t.enters_anew(3600, 3000), AT_ONCE);
        assert_eq!(t.enters_anew(3600, 2999), 3600);
        let t =
            timing(r#"{"published":"1970-01-01T01:00:00Z","not_before":"1970-01-01T00:00:10Z"}"#);
        assert_eq!(t.enters_anew(3600, 0), 10);
    }
}
