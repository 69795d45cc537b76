//! Dates as headers of HTTP have them (RFC 9110 section 5.6.7).

use chrono::{DateTime, NaiveDateTime, Utc};

/// The form in which dates are written.
const FIXED: &str = "%a, %d %b %Y %H:%M:%S GMT";

/// The forms that have to be read: the present one, that of RFC 850, and that of C's `asctime`.
const FORMS: [&str; 3] = [FIXED, "%A, %d-%b-%y %H:%M:%S GMT", "%a %b %e %H:%M:%S %Y"];

/// Reads a date in any of the three forms. A year of two digits from 70 on is of the last century: no clock is read.
pub(crate) fn read(written: &str) -> Option<DateTime<Utc>> {
    let written = written.trim();
    let mut forms = FORMS.iter();
    let read = forms.find_map(|form| NaiveDateTime::parse_from_str(written, form).ok());
    read.map(|time| time.and_utc())
}

/// Writes a date; parts of a second are left out.
#[cfg(feature = "server")]
pub(crate) fn write(time: DateTime<Utc>) -> String {
    time.format(FIXED).to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn three_forms_are_read() {
        for (written, seconds) in [
            ("Sun, 06 Nov 1994 08:49:37 GMT", Some(784_111_777)),
            (" Sun, 06 Nov 1994 08:49:37 GMT ", Some(784_111_777)),
            ("Sunday, 06-Nov-94 08:49:37 GMT", Some(784_111_777)),
            ("Sun Nov  6 08:49:37 1994", Some(784_111_777)),
            ("Tuesday, 03-Mar-26 08:05:00 GMT", Some(1_772_525_100)),
            ("Mon, 06 Nov 1994 08:49:37 GMT", None),
            ("Sun, 06 Nov 1994 08:49:37 CET", None),
            ("Sun, 31 Feb 1994 08:49:37 GMT", None),
            ("1994-11-06T08:49:37Z", None),
            ("0", None),
            ("", None),
        ] {
            let time = read(written).map(|time| time.timestamp());
            assert_eq!(time, seconds, "{written}");
        }
    }

    #[cfg(feature = "server")]
    #[test]
    fn what_is_written_is_read_again() {
        let written = "Sun, 06 Nov 1994 08:49:37 GMT";
        assert_eq!(read(written).map(write).as_deref(), Some(written));
    }
}
