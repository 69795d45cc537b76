//! The registry of language subtags (BCP 47): which there are, and which were replaced.

use crate::validate::sorted;

static TEXT: &str = include_str!("../../../data/language-subtags.tsv");

/// What the registry says against a tag: the part, and what is preferred.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Fault<'t> {
    Unregistered(&'t str),
    Deprecated(&'t str, &'static str),
}

/// Tags that most feeds have: nothing is looked up for them.
const COMMON: &[&str] = &[
    "en", "en-us", "en-gb", "de", "de-de", "fr", "fr-fr", "es", "es-es", "it", "it-it", "ja",
    "pt-br", "ru", "zh-cn", "nl",
];

/// Looks each part of a well-formed tag up.
pub(super) fn judge(tag: &str) -> Result<(), Fault<'_>> {
    if COMMON.iter().any(|c| c.eq_ignore_ascii_case(tag)) {
        return Ok(());
    }
    if let Some(entry) = find("grandfathered", tag).or_else(|| find("redundant", tag)) {
        return deprecation(tag, entry);
    }
    let mut parts = tag.split('-');
    let first = parts.next().unwrap_or_default();
    if first.len() == 1 {
        return Ok(());
    }
    check("language", first)?;
    for part in parts {
        // After a single letter come extensions and private parts, which the registry does not have.
        if part.len() == 1 {
            return Ok(());
        }
        check(kind(part), part)?;
    }
    Ok(())
}

/// What a part after the first is, by its shape (RFC 5646, 2.1).
fn kind(part: &str) -> &'static str {
    let letters = part.bytes().all(|b| b.is_ascii_alphabetic());
    let digits = part.bytes().all(|b| b.is_ascii_digit());
    match part.len() {
        2 if letters => "region",
        3 if digits => "region",
        3 if letters => "extlang",
        4 if letters => "script",
        _ => "variant",
    }
}

fn check<'t>(kind: &str, part: &'t str) -> Result<(), Fault<'t>> {
    let private = match kind {
        "language" => part.len() == 3 && in_range(part, "qaa", "qtz"),
        "script" => in_range(part, "qaaa", "qabx"),
        "region" => in_range(part, "qm", "qz") || in_range(part, "xa", "xz"),
        _ => false,
    };
    match find(kind, part) {
        Some(entry) => deprecation(part, entry),
        None if private => Ok(()),
        None => Err(Fault::Unregistered(part)),
    }
}

fn in_range(part: &str, first: &str, last: &str) -> bool {
    let lower = part.to_ascii_lowercase();
    lower.len() == first.len() && (first..=last).contains(&lower.as_str())
}

/// The third column has what replaces a subtag.
fn deprecation<'t>(part: &'t str, entry: &'static str) -> Result<(), Fault<'t>> {
    match entry.split('\t').nth(2) {
        Some(preferred) if !preferred.is_empty() => Err(Fault::Deprecated(part, preferred)),
        _ => Ok(()),
    }
}

/// Kind and subtag of a line.
fn key(line: &str) -> (&str, &str) {
    let mut columns = line.split('\t');
    (
        columns.next().unwrap_or_default(),
        columns.next().unwrap_or_default(),
    )
}

fn find(kind: &str, subtag: &str) -> Option<&'static str> {
    let lower = subtag.to_ascii_lowercase();
    sorted::find(TEXT, |line| key(line).cmp(&(kind, lower.as_str())))
}

#[cfg(test)]
mod tests {
    use super::{Fault, TEXT, judge, key};

    #[test]
    fn lines_are_sorted() {
        let lines = TEXT.lines().skip_while(|l| l.starts_with('#'));
        assert!(lines.is_sorted_by_key(key));
    }

    #[test]
    fn tags() {
        for fine in [
            "en",
            "zh-Hant-TW",
            "de-CH-1996",
            "es-419",
            "qaa",
            "en-x-own",
            "sl-rozaj-biske",
            "de-u-co-phonebk",
        ] {
            assert_eq!(judge(fine), Ok(()), "{fine}");
        }
        assert_eq!(judge("xqx"), Err(Fault::Unregistered("xqx")));
        assert_eq!(judge("en-UK"), Err(Fault::Unregistered("UK")));
        assert_eq!(judge("en-Abcd"), Err(Fault::Unregistered("Abcd")));
        assert_eq!(judge("iw-IL"), Err(Fault::Deprecated("iw", "he")));
        assert_eq!(
            judge("i-klingon"),
            Err(Fault::Deprecated("i-klingon", "tlh"))
        );
        assert_eq!(judge("de-DD"), Err(Fault::Deprecated("DD", "DE")));
        assert_eq!(judge("zh-yue"), Err(Fault::Deprecated("zh-yue", "yue")));
    }
}
