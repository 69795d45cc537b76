//! Any words to a slug: a file name everywhere, and nothing but a file name.
//!
//! Pure: which of two values gets a slug that both want, and for how long, is for [`super::naming`] to say.

use unicode_normalization::UnicodeNormalization;

/// Room is left for a number behind it, within the 100 characters that a slug may have.
const LONGEST: usize = 90;

/// A cut word is left out whole where it begins behind this.
const WHOLE_WORDS_FROM: usize = 60;

/// Letters that a language spells out in its own way; all others go by the tables of `deunicode`.
const SPELLINGS: &[(&str, &[(char, &str)])] = &[
    ("bg", &[('щ', "sht"), ('ъ', "a")]),
    ("da", &[('å', "aa"), ('æ', "ae"), ('ø', "oe")]),
    ("de", &[('ä', "ae"), ('ö', "oe"), ('ü', "ue")]),
    ("nb", &[('å', "aa"), ('æ', "ae"), ('ø', "oe")]),
    ("nn", &[('å', "aa"), ('æ', "ae"), ('ø', "oe")]),
    ("no", &[('å', "aa"), ('æ', "ae"), ('ø', "oe")]),
    ("uk", &[('г', "h"), ('и', "y")]),
];

/// Names that mean something else: a site's own files, and what Windows takes for a device.
const RESERVED: &[&str] = &[
    "404",
    "alternate",
    "atom",
    "aux",
    "com1",
    "com2",
    "com3",
    "com4",
    "com5",
    "com6",
    "com7",
    "com8",
    "com9",
    "con",
    "favicon",
    "feed",
    "feeds",
    "index",
    "lpt1",
    "lpt2",
    "lpt3",
    "lpt4",
    "lpt5",
    "lpt6",
    "lpt7",
    "lpt8",
    "lpt9",
    "nul",
    "opml",
    "prn",
    "robots",
    "rss",
    "sitemap",
    "sitemap-news",
    "style",
    "subscriptions",
];

/// What words become in a slug: runs of `a-z 0-9 _` joined by single hyphens, of any length. Where nothing is left of
/// them, a digest of them.
pub(super) fn word(text: &str, language: Option<&str>) -> String {
    let spellings = spellings(language);
    let mut word = Joined::default();
    for c in text.nfc().filter(|c| !is_invisible(*c)) {
        let lower = c.to_lowercase().next().unwrap_or(c);
        match spellings.iter().find(|(letter, _)| *letter == lower) {
            Some((_, spelt)) => word.extend(spelt),
            None => word.extend(deunicode::deunicode_char(c).unwrap_or("-")),
        }
    }
    let word = word.text;
    let trimmed = word.trim_matches(['-', '_']);
    if trimmed.is_empty() {
        digest(text)
    } else {
        trimmed.to_owned()
    }
}

/// A slug out of its parts: not too long, beginning and ending with a letter or a digit; of what has none, a digest.
pub(super) fn whole(joined: &str) -> String {
    let slug = joined.trim_matches(['-', '_']);
    let cut = match slug.get(..LONGEST) {
        None => slug,
        Some(head)
            if slug
                .get(LONGEST..)
                .is_some_and(|rest| rest.starts_with('-')) =>
        {
            head
        }
        Some(head) => match head.rfind('-').filter(|at| *at >= WHOLE_WORDS_FROM) {
            Some(at) => head.get(..at).unwrap_or(head),
            None => head,
        },
    };
    let cut = cut.trim_end_matches(['-', '_']);
    if cut.is_empty() {
        digest(joined)
    } else {
        cut.to_owned()
    }
}

/// The slug with a number behind it, from the second of its kind on.
pub(super) fn nth(slug: &str, n: u32) -> String {
    if n < 2 {
        slug.to_owned()
    } else {
        format!("{slug}-{n}")
    }
}

/// Does the name mean something else?
pub(super) fn is_reserved(slug: &str) -> bool {
    RESERVED.binary_search(&slug).is_ok()
}

fn digest(text: &str) -> String {
    let hash = blake3::hash(text.as_bytes()).to_hex();
    hash.chars().take(12).collect()
}

fn spellings(language: Option<&str>) -> &'static [(char, &'static str)] {
    let primary = language.and_then(|tag| tag.split('-').next());
    let primary = primary.unwrap_or_default().to_ascii_lowercase();
    let found = SPELLINGS.iter().find(|(language, _)| *language == primary);
    found.map_or(&[], |(_, spellings)| *spellings)
}

/// Apostrophes, accents that stand alone, and what nobody sees: they part no words.
fn is_invisible(c: char) -> bool {
    matches!(c,
        '\'' | '\u{2019}' | '\u{02bc}' | '\u{00ad}' | '\u{061c}' | '\u{180e}' | '\u{feff}'
        | '\u{0300}'..='\u{036f}'
        | '\u{200b}'..='\u{200f}'
        | '\u{202a}'..='\u{202e}'
        | '\u{2060}'..='\u{206f}'
        | '\u{fe00}'..='\u{fe0f}'
        | '\u{e0000}'..='\u{e01ef}')
}

/// Text as it grows: everything that is no letter or digit is one hyphen.
#[derive(Default)]
struct Joined {
    text: String,
}

impl Joined {
    fn extend(&mut self, ascii: &str) {
        for c in ascii.chars() {
            let c = c.to_ascii_lowercase();
            if c.is_ascii_alphanumeric() || c == '_' {
                self.text.push(c);
            } else if c != '\'' && c != '`' && !self.text.ends_with('-') {
                self.text.push('-');
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn words_of_many_scripts() {
        for (text, language, wanted) in [
            ("World News", None, "world-news"),
            ("Спорт и культура", Some("ru"), "sport-i-kultura"),
            ("Гроші", Some("uk"), "hroshi"),
            (
                "Ämter & Öffentliches",
                Some("de-AT"),
                "aemter-oeffentliches",
            ),
            ("Ämter & Öffentliches", Some("fi"), "amter-offentliches"),
            ("Straße", None, "strasse"),
            ("Cafe\u{0301}", None, "cafe"),
            ("Café", None, "cafe"),
            ("北京", None, "bei-jing"),
            ("Men’s sport's day", None, "mens-sports-day"),
            ("zero\u{200b}width", None, "zerowidth"),
            ("../../etc/x", None, "etc-x"),
            ("/etc/passwd", None, "etc-passwd"),
            ("a\0b", None, "ab"),
            (".htaccess", None, "htaccess"),
            ("-rf", None, "rf"),
            ("$(id)", None, "id"),
            ("__init__", None, "init"),
            ("C:\\con", None, "c-con"),
        ] {
            assert_eq!(word(text, language), wanted, "{text:?}");
        }
    }

    #[test]
    fn of_nothing_there_is_a_digest() {
        for text in ["", "!!!", "\u{200b}", "…", "--"] {
            assert_eq!(word(text, None).len(), 12, "{text:?}");
        }
        assert_ne!(word("!", None), word("?", None));
        assert_eq!(whole("---").len(), 12);
    }

    #[test]
    fn what_is_long_is_cut_between_words() {
        let words = format!("{} {}", "a".repeat(70), "b".repeat(300));
        assert_eq!(whole(&word(&words, None)), "a".repeat(70));
        assert_eq!(whole(&"c".repeat(300)), "c".repeat(90));
    }

    #[test]
    fn reserved_names_are_in_order() {
        assert!(RESERVED.is_sorted());
        assert!(is_reserved("con") && is_reserved("index") && !is_reserved("sport"));
    }

    /// What `config` asks of a slug that somebody writes.
    fn is_allowed(slug: &str) -> bool {
        let allowed = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit() || b"-_".contains(&b);
        (1..=100).contains(&slug.len())
            && slug.bytes().all(allowed)
            && slug.starts_with(|c: char| c.is_ascii_alphanumeric())
    }

    proptest! {
        #[test]
        fn any_value_gives_an_allowed_slug(value in any::<String>(), german in any::<bool>(), n in 1u32..) {
            let word = word(&value, german.then_some("de"));
            for joined in [word.clone(), format!("tags-{word}"), format!("{value}-{word}").to_ascii_lowercase()] {
                let joined: String = joined.chars().filter(|c| c.is_ascii_lowercase() || *c == '-').collect();
                let slug = whole(&joined);
                prop_assert!(is_allowed(&slug), "{slug:?}");
                prop_assert!(nth(&slug, n.min(999_999_999)).len() <= 100);
            }
            prop_assert!(is_allowed(&whole(&word)), "{word:?}");
        }
    }
}
