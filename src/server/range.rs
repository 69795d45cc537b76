//! One range of bytes (RFC 9110 section 14); several at once get the whole file, as the specification allows.

use std::ops::Range;

use axum::http::{HeaderMap, header};
use chrono::{DateTime, Utc};

use crate::syntax::http_date;

/// What a request for a range comes to.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Asked {
    /// The whole file.
    Whole,
    /// These bytes of it.
    Part(Range<u64>),
    /// Nothing that it has.
    Beyond,
}

/// The range that is asked for, of a plain file of `size` bytes. `tag` is its strong tag; a client that has an older
/// file (`If-Range`) gets the whole.
pub(super) fn asked(headers: &HeaderMap, size: u64, tag: &[u8], modified: DateTime<Utc>) -> Asked {
    let Some(range) = headers.get(header::RANGE).and_then(|r| r.to_str().ok()) else {
        return Asked::Whole;
    };
    if let Some(condition) = headers.get(header::IF_RANGE) {
        let same_tag = condition.as_bytes() == tag;
        let date = condition.to_str().ok().and_then(http_date::read);
        let same_time = date.is_some_and(|date| date.timestamp() == modified.timestamp());
        if !same_tag && !same_time {
            return Asked::Whole;
        }
    }
    read(range, size)
}

/// A range that cannot be read is none (RFC 9110 section 14.2).
fn read(range: &str, size: u64) -> Asked {
    let unit = range
        .get(..6)
        .filter(|unit| unit.eq_ignore_ascii_case("bytes="));
    let Some((first, last)) = unit
        .and_then(|_| range.get(6..))
        .filter(|range| !range.contains(','))
        .and_then(|range| range.trim().split_once('-'))
    else {
        return Asked::Whole;
    };
    let number = |digits: &str| match digits {
        "" => Some(None),
        // A number too large for us is larger than any file.
        digits if digits.bytes().all(|b| b.is_ascii_digit()) => {
            Some(Some(digits.parse::<u64>().unwrap_or(u64::MAX)))
        }
        _ => None,
    };
    match (number(first), number(last)) {
        (Some(Some(first)), Some(last)) => {
            let last = last.unwrap_or(u64::MAX);
            match first {
                first if last < first => Asked::Whole,
                first if first >= size => Asked::Beyond,
                first => Asked::Part(first..last.saturating_add(1).min(size)),
            }
        }
        (Some(None), Some(Some(0))) => Asked::Beyond,
        (Some(None), Some(Some(_))) if size == 0 => Asked::Beyond,
        (Some(None), Some(Some(length))) => Asked::Part(size.saturating_sub(length)..size),
        _ => Asked::Whole,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_range_is_served_and_nonsense_is_not() {
        for (range, expected) in [
            ("bytes=0-9", Asked::Part(0..10)),
            ("bytes=90-", Asked::Part(90..100)),
            ("bytes=90-1000", Asked::Part(90..100)),
            ("bytes=-10", Asked::Part(90..100)),
            ("bytes=-1000", Asked::Part(0..100)),
            ("BYTES=1-1", Asked::Part(1..2)),
            ("bytes=100-", Asked::Beyond),
            ("bytes=-0", Asked::Beyond),
            ("bytes=99999999999999999999999-", Asked::Beyond),
            ("bytes=9-0", Asked::Whole),
            ("bytes=a-b", Asked::Whole),
            ("bytes=-", Asked::Whole),
            ("bytes=+1-2", Asked::Whole),
            ("bytes=0-1,3-4", Asked::Whole),
            ("lines=0-9", Asked::Whole),
            ("bytes", Asked::Whole),
            ("", Asked::Whole),
        ] {
            assert_eq!(read(range, 100), expected, "{range}");
        }
        assert_eq!(read("bytes=-5", 0), Asked::Beyond);
    }

    #[test]
    fn a_range_of_an_older_file_is_not_mixed_in() {
        let modified = DateTime::from_timestamp(784_111_777, 0).unwrap();
        for (condition, served) in [
            ("\"tag\"", Asked::Part(0..10)),
            ("\"other\"", Asked::Whole),
            ("W/\"tag\"", Asked::Whole),
            ("Sun, 06 Nov 1994 08:49:37 GMT", Asked::Part(0..10)),
            ("Sun, 06 Nov 1994 08:49:36 GMT", Asked::Whole),
        ] {
            let mut headers = HeaderMap::new();
            headers.insert(header::RANGE, "bytes=0-9".parse().unwrap());
            headers.insert(header::IF_RANGE, condition.parse().unwrap());
            assert_eq!(
                asked(&headers, 100, b"\"tag\"", modified),
                served,
                "{condition}"
            );
        }
    }
}
