//! Zone words of date lines, from `data/zone-abbreviations.tsv`.

use std::sync::LazyLock;

use chrono::{FixedOffset, NaiveDateTime, TimeDelta, TimeZone};
use chrono_tz::{OffsetName, Tz};

/// What a zone word means.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum ZoneWord {
    /// An offset from UTC.
    Offset(FixedOffset),
    /// A zone of the tz database; the offset follows from the date.
    Named(Tz),
    /// Letters that mean several zones, or none that we know.
    Unclear(&'static str),
}

static ZONES: LazyLock<Vec<(&'static str, ZoneWord)>> = LazyLock::new(|| {
    include_str!("../../../data/zone-abbreviations.tsv")
        .lines()
        .filter(|l| !l.starts_with('#'))
        .filter_map(row)
        .collect()
});

fn row(row: &'static str) -> Option<(&'static str, ZoneWord)> {
    let (word, value) = row.split_once('\t')?;
    let zone = match value {
        "?" => ZoneWord::Unclear(word),
        name if name.contains('/') => ZoneWord::Named(name.parse().ok()?),
        offset => ZoneWord::Offset(offset.parse().ok()?),
    };
    Some((word, zone))
}

/// The longest zone word that `text` begins with, and its length in characters. Abbreviations count only as
/// printed ("ET" is a zone, "et" is French); phrases count in any case.
pub(super) fn at_start(text: &[char]) -> Option<(ZoneWord, usize)> {
    ZONES
        .iter()
        .filter_map(|(word, zone)| Some((*zone, matches(text, word)?)))
        .max_by_key(|(_, len)| *len)
}

fn matches(text: &[char], word: &str) -> Option<usize> {
    let len = word.chars().count();
    let any_case = word.contains(' ') || len > 5;
    let head = text.get(..len)?;
    let same = head.iter().zip(word.chars()).all(|(&a, b)| {
        a == b || (any_case && a.to_lowercase().eq(b.to_lowercase())) || (b == ' ' && a == '\u{a0}')
    });
    let ends = !text.get(len).is_some_and(|c| c.is_alphanumeric());
    (same && ends).then_some(len)
}

/// The offset that `zone` calls by these letters around `local`: now, or half a year away, because people print
/// "CST" in summer too.
pub(super) fn offset_called(letters: &str, zone: Tz, local: NaiveDateTime) -> Option<FixedOffset> {
    [0, 182, -182]
        .iter()
        .filter_map(|&days| local.checked_add_signed(TimeDelta::days(days)))
        .map(|t| zone.offset_from_utc_datetime(&t))
        .find(|offset| offset.abbreviation() == Some(letters))
        .map(|offset| chrono::Offset::fix(&offset))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_row_means_something() {
        let rows = include_str!("../../../data/zone-abbreviations.tsv")
            .lines()
            .filter(|l| !l.starts_with('#'))
            .count();
        assert_eq!(ZONES.len(), rows);
    }
}
