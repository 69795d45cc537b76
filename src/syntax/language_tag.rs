//! Language tags (BCP 47, RFC 5646 section 2.1), as they may stand in feeds.

use oxilangtag::LanguageTag;

/// Is it well-formed, with a first part of two or three letters (longer ones are allowed, but none is registered), x or i?
/// "english" is well-formed by the letter, and means nothing to any reader.
pub(crate) fn is_tag(tag: &str) -> bool {
    let first = tag.split('-').next().unwrap_or_default();
    let plausible = matches!(first.len(), 2 | 3)
        || first.eq_ignore_ascii_case("x")
        || first.eq_ignore_ascii_case("i");
    plausible && LanguageTag::parse(tag).is_ok()
}

#[cfg(test)]
mod tests {
    use super::is_tag;

    #[test]
    fn tags() {
        for (tag, want) in [
            ("en", true),
            ("pt-BR", true),
            ("zh-Hant-TW", true),
            ("x-klingon", true),
            ("i-klingon", true),
            ("english", false),
            ("full", false),
            ("en_GB", false),
            ("e", false),
            ("", false),
        ] {
            assert_eq!(is_tag(tag), want, "{tag}");
        }
    }
}
