//! Times with the precision they came with: a date without a time of day stays a date.

use std::fmt;

use chrono::{DateTime, Datelike, FixedOffset, NaiveDate, NaiveDateTime, NaiveTime, Utc};
use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

/// A point in time as precisely as it is known.
///
/// In JSON: `2017-10-13` for a day, `2017-10-13T09:09:00` for a local time whose zone is unknown, and an
/// RFC 3339 time otherwise.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Moment {
    /// A day; the time of day is unknown.
    Day(NaiveDate),
    /// A wall-clock time; the zone is unknown.
    Local(NaiveDateTime),
    /// An instant, with the offset in force where it was written.
    Instant(DateTime<FixedOffset>),
}

/// What was put right while reading a time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MomentDoubt {
    /// A leap second (`:60`) became `:59`.
    LeapSecond,
    /// The offset `-00:00` ("offset unknown", RFC 3339 section 4.3) was taken as UTC.
    UnknownOffset,
}

/// Why a string is no time, naming the part that is wrong.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MomentError {
    /// Not of the form `YYYY-MM-DD` or `YYYY-MM-DDThh:mm[:ss[.f]][offset]`.
    Form,
    /// No such month or day (February 30th).
    Date,
    /// A year outside 0001 to 9999, as written or in UTC, which is what feeds are written in.
    Year,
    /// No such time of day (`24:00`).
    Time,
    /// No such offset (`+99:99`).
    Offset,
}

impl Moment {
    /// Reads what an RFC 3339 time, a local time or a date looks like, and says what had to be put right.
    ///
    /// # Errors
    /// [`MomentError`] names the part that is wrong.
    pub fn read(raw: &str) -> Result<(Moment, Option<MomentDoubt>), MomentError> {
        let raw = raw.trim();
        let date_text = raw.get(..10).ok_or(MomentError::Form)?;
        let date = read_date(date_text)?;
        let rest = raw.get(10..).ok_or(MomentError::Form)?;
        if rest.is_empty() {
            return Ok((Moment::Day(date), None));
        }
        let rest = rest
            .strip_prefix(['T', 't', ' '])
            .ok_or(MomentError::Form)?;
        let (time_text, offset_text) = split_offset(rest);
        let (time, leap) = read_time(time_text)?;
        let local = date.and_time(time);
        let Some(offset_text) = offset_text else {
            return Ok((Moment::Local(local), leap));
        };
        let (offset, unknown) = read_offset(offset_text)?;
        let instant = local
            .and_local_timezone(offset)
            .single()
            .ok_or(MomentError::Offset)?;
        if !(1..=9999).contains(&instant.to_utc().year()) {
            return Err(MomentError::Year);
        }
        Ok((Moment::Instant(instant), leap.or(unknown)))
    }

    /// Is the time of day unknown?
    pub const fn is_day(&self) -> bool {
        matches!(self, Moment::Day(_))
    }

    /// The instant, taking an unknown time of day as midnight and an unknown zone as UTC. Only for sorting and
    /// for moments whose zone has been resolved.
    pub fn instant(&self) -> DateTime<Utc> {
        match self {
            Moment::Day(day) => day.and_time(NaiveTime::MIN).and_utc(),
            Moment::Local(local) => local.and_utc(),
            Moment::Instant(instant) => instant.to_utc(),
        }
    }
}

impl From<DateTime<Utc>> for Moment {
    fn from(instant: DateTime<Utc>) -> Self {
        Moment::Instant(instant.fixed_offset())
    }
}

fn read_date(raw: &str) -> Result<NaiveDate, MomentError> {
    let mut parts = raw.split('-');
    let mut part = |len| {
        parts
            .next()
            .and_then(|p| digits(p, len))
            .ok_or(MomentError::Form)
    };
    let (year, month, day) = (part(4)?, part(2)?, part(2)?);
    if year == 0 {
        return Err(MomentError::Year);
    }
    let year = i32::try_from(year).map_err(|_| MomentError::Year)?;
    NaiveDate::from_ymd_opt(year, month, day).ok_or(MomentError::Date)
}

/// Cuts `hh:mm:ss.f` from what follows it: `Z`, `+hh:mm` or nothing.
fn split_offset(rest: &str) -> (&str, Option<&str>) {
    match rest.find(['Z', 'z', '+', '-']) {
        Some(at) => {
            let (time, offset) = rest.split_at(at);
            (time, Some(offset))
        }
        None => (rest, None),
    }
}

fn read_time(raw: &str) -> Result<(NaiveTime, Option<MomentDoubt>), MomentError> {
    let (clock, fraction) = match raw.split_once('.') {
        Some((clock, fraction)) => (clock, Some(fraction)),
        None => (raw, None),
    };
    let mut parts = clock.split(':');
    let hour = parts
        .next()
        .and_then(|p| digits(p, 2))
        .ok_or(MomentError::Form)?;
    let minute = parts
        .next()
        .and_then(|p| digits(p, 2))
        .ok_or(MomentError::Form)?;
    let second = match parts.next() {
        Some(p) => digits(p, 2).ok_or(MomentError::Form)?,
        None if fraction.is_none() => 0,
        None => return Err(MomentError::Form),
    };
    if parts.next().is_some() {
        return Err(MomentError::Form);
    }
    let (second, doubt) = if second == 60 {
        (59, Some(MomentDoubt::LeapSecond))
    } else {
        (second, None)
    };
    let nanos = fraction.map_or(Ok(0), read_fraction)?;
    let time =
        NaiveTime::from_hms_nano_opt(hour, minute, second, nanos).ok_or(MomentError::Time)?;
    Ok((time, doubt))
}

/// Nanoseconds of a fraction of a second; further digits are cut.
fn read_fraction(raw: &str) -> Result<u32, MomentError> {
    if raw.is_empty() || !raw.bytes().all(|b| b.is_ascii_digit()) {
        return Err(MomentError::Form);
    }
    Ok((0..9).fold(0, |nanos, i| {
        nanos * 10 + raw.as_bytes().get(i).map_or(0, |b| u32::from(b - b'0'))
    }))
}

fn read_offset(raw: &str) -> Result<(FixedOffset, Option<MomentDoubt>), MomentError> {
    if raw.eq_ignore_ascii_case("z") {
        return FixedOffset::east_opt(0)
            .map(|utc| (utc, None))
            .ok_or(MomentError::Offset);
    }
    let (sign, clock) = raw.split_at_checked(1).ok_or(MomentError::Form)?;
    let (hours, minutes) = clock.split_once(':').ok_or(MomentError::Form)?;
    let hours = digits(hours, 2).ok_or(MomentError::Form)?;
    let minutes = digits(minutes, 2).ok_or(MomentError::Form)?;
    if hours > 23 || minutes > 59 {
        return Err(MomentError::Offset);
    }
    let seconds = i32::try_from((hours * 60 + minutes) * 60).map_err(|_| MomentError::Offset)?;
    let doubt = (sign == "-" && seconds == 0).then_some(MomentDoubt::UnknownOffset);
    let offset = FixedOffset::east_opt(if sign == "-" { -seconds } else { seconds })
        .ok_or(MomentError::Offset)?;
    Ok((offset, doubt))
}

/// A number of exactly `len` ASCII digits.
fn digits(raw: &str, len: usize) -> Option<u32> {
    (raw.len() == len && raw.bytes().all(|b| b.is_ascii_digit())).then(|| raw.parse().ok())?
}

impl fmt::Display for Moment {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Moment::Day(day) => write!(f, "{}", day.format("%Y-%m-%d")),
            Moment::Local(local) => write!(f, "{}", local.format("%Y-%m-%dT%H:%M:%S%.f")),
            Moment::Instant(instant) => {
                f.write_str(&instant.to_rfc3339_opts(chrono::SecondsFormat::AutoSi, true))
            }
        }
    }
}

impl fmt::Display for MomentError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            MomentError::Form => "it is neither an RFC 3339 time nor a date",
            MomentError::Date => "there is no such day",
            MomentError::Year => "the year is outside 0001 to 9999",
            MomentError::Time => "there is no such time of day",
            MomentError::Offset => "there is no such offset from UTC",
        })
    }
}

impl std::error::Error for MomentError {}

impl fmt::Display for MomentDoubt {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            MomentDoubt::LeapSecond => "the leap second :60 was taken as :59",
            MomentDoubt::UnknownOffset => "the offset -00:00 was taken as UTC",
        })
    }
}

impl Serialize for Moment {
    fn serialize<S: Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
        s.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Moment {
    fn deserialize<D: Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
        let raw = String::deserialize(d)?;
        Moment::read(&raw)
            .map(|(moment, _)| moment)
            .map_err(|e| de::Error::custom(format_args!("{raw:?}: {e}")))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_read_strictly() {
        use MomentError::*;
        for (raw, want) in [
            ("2017-10-13", Ok("2017-10-13")),
            ("2017-10-13T09:09", Ok("2017-10-13T09:09:00")),
            ("2017-10-13 09:09:10", Ok("2017-10-13T09:09:10")),
            ("2017-10-13T09:09:00+03:00", Ok("2017-10-13T09:09:00+03:00")),
            ("2026-03-29t01:30:00z", Ok("2026-03-29T01:30:00Z")),
            (
                "2026-03-29T01:30:00.123456+01:00",
                Ok("2026-03-29T01:30:00.123456+01:00"),
            ),
            ("2016-12-31T23:59:60Z", Ok("2016-12-31T23:59:59Z")),
            ("2026-03-29T01:30:00-00:00", Ok("2026-03-29T01:30:00Z")),
            ("2099-12-31T23:59:59+14:00", Ok("2099-12-31T23:59:59+14:00")),
            ("2017-02-30", Err(Date)),
            ("0000-01-01", Err(Year)),
            ("10000-01-01", Err(Form)),
            ("0001-01-01T00:00:00+01:00", Err(Year)),
            ("9999-12-31T23:59:59-01:00", Err(Year)),
            ("-044-03-15", Err(Form)),
            ("2017-10-13T24:00:00Z", Err(Time)),
            ("2017-10-13T09:09:00+99:99", Err(Offset)),
            ("2017-10-13T09:09:00.Z", Err(Form)),
            ("yesterday", Err(Form)),
            ("2017-10-1é", Err(Form)),
            ("", Err(Form)),
        ] {
            assert_eq!(
                Moment::read(raw).map(|(m, _)| m.to_string()).as_deref(),
                want.as_ref().map(|s| *s),
                "{raw}"
            );
        }
    }

    #[test]
    fn what_was_put_right_is_told() {
        assert_eq!(
            Moment::read("2016-12-31T23:59:60Z").unwrap().1,
            Some(MomentDoubt::LeapSecond)
        );
        assert_eq!(
            Moment::read("2016-12-31T23:59:00-00:00").unwrap().1,
            Some(MomentDoubt::UnknownOffset)
        );
        assert_eq!(Moment::read("2016-12-31T23:59:00+00:00").unwrap().1, None);
    }
}
