//! The encoding that bytes look like, by how often their letters stand beside each other in known languages.

use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::Encoding;

use super::survey::WINDOW;
use crate::import::Options;

/// A country whose pages are written in the language, which is what the detector knows languages by.
const COUNTRIES: &[(&str, &str)] = &[
    ("ar", "eg"),
    ("az", "az"),
    ("be", "by"),
    ("bg", "bg"),
    ("cs", "cz"),
    ("de", "de"),
    ("el", "gr"),
    ("en", "uk"),
    ("es", "es"),
    ("et", "ee"),
    ("fa", "ir"),
    ("fr", "fr"),
    ("he", "il"),
    ("hr", "hr"),
    ("hu", "hu"),
    ("is", "is"),
    ("it", "it"),
    ("ja", "jp"),
    ("kk", "kz"),
    ("ko", "kr"),
    ("lt", "lt"),
    ("lv", "lv"),
    ("mk", "mk"),
    ("nl", "nl"),
    ("pl", "pl"),
    ("pt", "pt"),
    ("ro", "ro"),
    ("ru", "ru"),
    ("sk", "sk"),
    ("sl", "si"),
    ("sv", "se"),
    ("th", "th"),
    ("tr", "tr"),
    ("uk", "ua"),
    ("vi", "vn"),
    ("zh", "cn"),
    ("zh-hant", "tw"),
    ("zh-hk", "hk"),
    ("zh-tw", "tw"),
];

/// The encoding that the bytes look like.
pub(super) fn guess(bytes: &[u8], options: &Options) -> &'static Encoding {
    let start = bytes.iter().position(|b| *b >= 0x80).unwrap_or(0);
    let rest = bytes.get(start.saturating_sub(64)..).unwrap_or(bytes);
    let window = rest.get(..WINDOW).unwrap_or(rest);
    let mut detector = EncodingDetector::new(Iso2022JpDetection::Deny);
    detector.feed(window, window.len() == rest.len());
    let country = country(options);
    detector.guess(country.as_deref().map(str::as_bytes), Utf8Detection::Deny)
}

/// Where the text is from: by its language, else by its host.
fn country(options: &Options) -> Option<String> {
    let by_language = options.language.as_deref().and_then(of_language);
    by_language.map(str::to_owned).or_else(|| {
        let host = options.resolve_against()?.host_str()?;
        let last = host.rsplit('.').next()?;
        // The detector panics at a label in another form.
        let plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
        last.chars().all(plain).then(|| last.to_owned())
    })
}

fn of_language(tag: &str) -> Option<&'static str> {
    let tag = tag.to_ascii_lowercase();
    let primary = tag.split('-').next().unwrap_or_default();
    let row = |wanted: &str| COUNTRIES.iter().find(|(tag, _)| *tag == wanted);
    row(&tag)
        .or_else(|| row(primary))
        .map(|(_, country)| *country)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn languages_and_hosts() {
        assert_eq!(of_language("ru-RU"), Some("ru"));
        assert_eq!(of_language("zh-TW"), Some("tw"));
        assert_eq!(of_language("xx"), None);
        for (page, want) in [
            ("https://vesti.example.ua/1", Some("ua")),
            ("https://xn--e1afmkfd.xn--p1ai/", Some("xn--p1ai")),
            ("https://[2001:db8::1]/", None),
        ] {
            let options = Options {
                page_url: url::Url::parse(page).ok(),
                ..Options::default()
            };
            assert_eq!(country(&options).as_deref(), want, "{page}");
        }
    }
}
