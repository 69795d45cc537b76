//! A time in a field of its own, as systems and people write it: text in, a moment out.
//!
//! First the forms of RFC 3339 and what comes near it, then every form of [`super::dates`]. Zones and days that
//! cannot be told are left out and said, never guessed.

use chrono::DateTime;

use super::Options;
use super::dates::{self, Context};
use crate::model::{Moment, zone};

/// Reads a time. Returns it with what had to be assumed or put right.
///
/// # Errors
/// Why it is no time.
pub(super) fn read(raw: &str, options: &Options) -> Result<(Moment, Vec<String>), String> {
    let raw = raw.trim();
    match Moment::read(raw) {
        Ok((moment, doubt)) => {
            let mut doubts: Vec<String> = doubt.iter().map(ToString::to_string).collect();
            Ok((in_zone(moment, options, &mut doubts), doubts))
        }
        // The form of RSS, which hardly any item lacks.
        Err(strict) => match DateTime::parse_from_rfc2822(raw) {
            Ok(instant) => Ok((Moment::Instant(instant), Vec::new())),
            Err(_) => lenient(raw, options).ok_or_else(|| strict.to_string())?,
        },
    }
}

/// What a date line of one time says; `None` where it is no date line.
fn lenient(raw: &str, options: &Options) -> Option<Result<(Moment, Vec<String>), String>> {
    let context = Context {
        language: options.language.clone(),
        zone: options.zone,
        captured_at: options.captured_at,
        day: None,
    };
    let line = dates::read(raw, &context)?;
    let stamp = line.stamps.into_iter().next()?;
    Some(match stamp.moment {
        Some(moment) => Ok((moment, stamp.doubts)),
        None => Err(stamp.doubts.join("; ")),
    })
}

fn in_zone(moment: Moment, options: &Options, doubts: &mut Vec<String>) -> Moment {
    let (Moment::Local(local), Some(zone)) = (moment, options.zone) else {
        return moment;
    };
    let (instant, doubt) = zone::resolve(local, zone);
    if let Some(doubt) = doubt {
        doubts.push(format!("{moment} in {zone}: {}", doubt.as_str()));
    }
    Moment::Instant(instant)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn forms_of_systems_and_people() {
        let options = Options {
            zone: Some(chrono_tz::Europe::Riga),
            ..Options::default()
        };
        for (raw, want) in [
            ("2026-03-02T10:00:00Z", Ok("2026-03-02T10:00:00Z")),
            ("2026-03-02 10:00:00", Ok("2026-03-02T10:00:00+02:00")),
            ("2026-03-02", Ok("2026-03-02")),
            ("20260302T101500+0000", Ok("2026-03-02T10:15:00Z")),
            ("2026-03-02T10:15:00+0100", Ok("2026-03-02T10:15:00+01:00")),
            ("Mon, 02 Mar 2026 10:15:00 GMT", Ok("2026-03-02T10:15:00Z")),
            ("2. März 2026, 10:15 Uhr", Ok("2026-03-02T10:15:00+02:00")),
            ("0000-00-00 00:00:00", Err(())),
            ("soon", Err(())),
        ] {
            let got = read(raw, &options).map(|(moment, _)| moment.to_string());
            assert_eq!(got.as_deref().map_err(|_| ()), want, "{raw}");
        }
        assert!(read("10/11/2026", &Options::default()).is_err());
    }
}
