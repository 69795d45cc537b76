//! The grammars of ids: `tag:` and `urn:` URIs, UUIDs, and the usual form of an address.

use std::ops::RangeInclusive;

/// `authority,date:specific` (RFC 4151, 2.1).
pub(super) fn is_tag(rest: &str) -> bool {
    let Some((entity, specific)) = rest.split_once(':') else {
        return false;
    };
    let Some((authority, date)) = entity.split_once(',') else {
        return false;
    };
    let user_ok = |s: &str| {
        !s.is_empty()
            && s.bytes()
                .all(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'.' | b'_'))
    };
    let authority_ok = match authority.split_once('@') {
        Some((user, host)) => user_ok(user) && is_dns_name(host),
        None => is_dns_name(authority),
    };
    let digits = |s: &str, n: usize| s.len() == n && s.bytes().all(|b| b.is_ascii_digit());
    let mut parts = date.split('-');
    let mut part = |length: usize, within: RangeInclusive<u16>| {
        let fits = |p: &str| digits(p, length) && p.parse().is_ok_and(|n| within.contains(&n));
        parts.next().is_none_or(fits)
    };
    let date_ok = part(4, 0..=9999) && part(2, 1..=12) && part(2, 1..=31) && parts.next().is_none();
    let plain = |b: u8| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'.' | b'_' | b'/' | b':');
    let specific_ok = specific.bytes().all(plain)
        || oxiri::IriRef::parse(format!("x:{specific}")).is_ok() && !specific.contains(['[', ']']);
    authority_ok && date_ok && specific_ok
}

/// Labels of letters, digits and hyphens, none at their ends, with dots between (RFC 4151, 2.1).
pub(super) fn is_dns_name(text: &str) -> bool {
    text.split('.').all(|label| {
        let inner = |b: u8| b.is_ascii_alphanumeric() || b == b'-';
        let ends = !label.starts_with('-') && !label.ends_with('-');
        !label.is_empty() && ends && label.bytes().all(inner)
    })
}

/// `kind:value` (RFC 8141, 2); a kind has 2 to 32 letters, digits and hyphens.
pub(super) fn is_urn(rest: &str) -> bool {
    let Some((kind, value)) = rest.split_once(':') else {
        return false;
    };
    let inner = |b: u8| b.is_ascii_alphanumeric() || b == b'-';
    (2..=32).contains(&kind.len())
        && !kind.starts_with('-')
        && !kind.ends_with('-')
        && kind.bytes().all(inner)
        && !value.is_empty()
}

/// What follows `uuid:` in a URN of that kind.
pub(super) fn uuid_part(rest: &str) -> Option<&str> {
    let (kind, uuid) = rest.split_once(':')?;
    kind.eq_ignore_ascii_case("uuid").then_some(uuid)
}

pub(super) fn is_uuid(text: &str) -> bool {
    let groups: Vec<&str> = text.split('-').collect();
    let lengths: Vec<usize> = groups.iter().map(|g| g.len()).collect();
    lengths == [8, 4, 4, 4, 12]
        && groups
            .iter()
            .all(|g| g.bytes().all(|b| b.is_ascii_hexdigit()))
}

/// Scheme and host in lower case, no default port, and a path (RFC 4287, 4.2.6.1).
pub(super) fn is_normal(id: &str) -> bool {
    let Some((scheme, rest)) = id.split_once("://") else {
        return true;
    };
    let end = rest.find(['/', '?', '#']).unwrap_or(rest.len());
    let (authority, path) = rest.split_at(end);
    let default_port = match scheme {
        "http" => ":80",
        _ => ":443",
    };
    let lower = |s: &str| !s.bytes().any(|b| b.is_ascii_uppercase());
    let tidy = !authority.ends_with(default_port)
        && !authority.ends_with(':')
        && !authority.starts_with([':', '@']);
    lower(scheme) && lower(authority) && tidy && path.starts_with('/') && !has_odd_escape(path)
}

/// A percent escape in lower case, or of a character that needs none (RFC 3986, 6.2.2).
pub(super) fn has_odd_escape(path: &str) -> bool {
    path.split('%').skip(1).any(|part| {
        let digits = part.get(..2).unwrap_or_default();
        let code = u8::from_str_radix(digits, 16).unwrap_or(0);
        let plain = code.is_ascii_alphanumeric() || matches!(code, b'-' | b'.' | b'_' | b'~');
        plain || digits.bytes().any(|b| b.is_ascii_lowercase())
    })
}

#[cfg(test)]
mod tests {
    use super::is_tag;

    #[test]
    fn dates_of_tags() {
        for date in ["2026", "0000", "2026-03", "2026-12-31"] {
            assert!(is_tag(&format!("paper.example,{date}:fog")), "{date}");
        }
        for date in [
            "",
            "26",
            "20260",
            "2026-",
            "2026-3",
            "2026-13",
            "2026-00",
            "2026-03-32",
            "2026-03-00",
            "2026-03-03-",
            "2026-03-03-01",
            "+026",
        ] {
            assert!(!is_tag(&format!("paper.example,{date}:fog")), "{date}");
        }
    }
}
