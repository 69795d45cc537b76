//! Conditional requests (RFC 9110 section 13): does the client have this already?

use axum::http::{HeaderMap, header};
use chrono::{DateTime, Utc};
use memchr::memchr;

use crate::syntax::http_date;

/// Does the client have a file with this digest and time already?
///
/// `If-None-Match` decides alone where it is there. It may name the tag of any encoding of the file, weak or strong,
/// with or without quotes: readers send back what some proxy in between made of it.
pub(super) fn has_it(headers: &HeaderMap, digest: &str, modified: DateTime<Utc>) -> bool {
    let mut tags = headers.get_all(header::IF_NONE_MATCH).iter().peekable();
    if tags.peek().is_some() {
        return tags.any(|value| names(value.as_bytes(), digest));
    }
    let since = headers.get(header::IF_MODIFIED_SINCE);
    let since = since
        .and_then(|value| value.to_str().ok())
        .and_then(http_date::read);
    since.is_some_and(|since| modified.timestamp() <= since.timestamp())
}

/// Does this list of tags name the digest, or everything?
fn names(list: &[u8], digest: &str) -> bool {
    let mut tags = list_of(list);
    tags.any(|tag| tag == b"*" || digest_of(tag) == digest.as_bytes())
}

/// The members of a list.
fn list_of(list: &[u8]) -> impl Iterator<Item = &[u8]> {
    let mut rest = Some(list);
    std::iter::from_fn(move || {
        let list = rest?;
        let (member, others) = cut(list, b',');
        rest = others;
        Some(member.trim_ascii())
    })
}

/// What stands before a byte, and what behind it.
fn cut(text: &[u8], at: u8) -> (&[u8], Option<&[u8]>) {
    match memchr(at, text) {
        Some(place) => {
            let (before, behind) = text.split_at(place);
            (before, behind.get(1..))
        }
        None => (text, None),
    }
}

/// The digest in a tag: what is left without `W/`, quotes and the name of an encoding.
pub(super) fn digest_of(tag: &[u8]) -> &[u8] {
    let tag = tag.strip_prefix(b"W/").unwrap_or(tag);
    let tag = tag.strip_prefix(b"\"").unwrap_or(tag);
    let tag = tag.strip_suffix(b"\"").unwrap_or(tag);
    cut(tag, b'-').0
}

/// The tags in `If-None-Match`, as digests.
pub(super) fn digests(headers: &HeaderMap) -> impl Iterator<Item = &[u8]> {
    let values = headers.get_all(header::IF_NONE_MATCH).into_iter();
    values
        .flat_map(|value| list_of(value.as_bytes()))
        .map(digest_of)
}

#[cfg(test)]
mod tests {
    use super::*;

    const DIGEST: &str = "0123456789abcdef";

    fn asked(pairs: &[(header::HeaderName, &str)]) -> bool {
        let mut headers = HeaderMap::new();
        for (name, value) in pairs {
            headers.append(name, value.parse().unwrap());
        }
        let modified = DateTime::from_timestamp(784_111_777, 999).unwrap();
        has_it(&headers, DIGEST, modified)
    }

    #[test]
    fn any_form_of_our_tags_is_known() {
        let inm = header::IF_NONE_MATCH;
        for (value, known) in [
            ("\"0123456789abcdef\"", true),
            ("W/\"0123456789abcdef\"", true),
            ("\"0123456789abcdef-gzip\"", true),
            ("W/\"0123456789abcdef-br\"", true),
            ("0123456789abcdef", true),
            ("*", true),
            ("\"zzz\", \"0123456789abcdef-zstd\" , \"yyy\"", true),
            ("\"0123456789abcde\"", false),
            ("\"0123456789abcdef0\"", false),
            ("", false),
            ("\"\"", false),
            (",,,", false),
        ] {
            assert_eq!(asked(&[(inm.clone(), value)]), known, "{value}");
        }
    }

    #[test]
    fn dates_count_only_where_there_is_no_tag() {
        let (inm, ims) = (header::IF_NONE_MATCH, header::IF_MODIFIED_SINCE);
        for (value, known) in [
            ("Sun, 06 Nov 1994 08:49:37 GMT", true),
            ("Sunday, 06-Nov-94 08:49:37 GMT", true),
            ("Sun Nov  6 08:49:37 1994", true),
            ("Sun, 06 Nov 1994 08:49:38 GMT", true),
            ("Sun, 06 Nov 1994 08:49:36 GMT", false),
            ("not a date", false),
            ("", false),
        ] {
            assert_eq!(asked(&[(ims.clone(), value)]), known, "{value}");
            let both = [(inm.clone(), "\"other\""), (ims.clone(), value)];
            assert!(!asked(&both), "{value}");
        }
        assert!(!asked(&[]));
    }
}
