//! The language of a page, told by its commonest words. Only a clear majority counts.

use std::collections::HashMap;
use std::sync::LazyLock;

use super::words;

/// So many function words at least, and so many times those of the next language.
const FEWEST: usize = 3;
const LEAD: usize = 2;

/// Enough words to tell; a longer page says nothing new.
const ENOUGH: usize = 5000;

static FUNCTION_WORDS: LazyLock<HashMap<&'static str, Vec<&'static str>>> = LazyLock::new(|| {
    let mut table: HashMap<&'static str, Vec<&'static str>> = HashMap::new();
    for (class, language, phrases) in words::rows() {
        if class == "function" {
            for word in phrases.split('|') {
                table.entry(word).or_default().push(language);
            }
        }
    }
    table
});

/// The language of the text, where its alphabet or its words leave no doubt.
pub(super) fn of(text: &str) -> Option<&'static str> {
    by_alphabet(text).or_else(|| by_words(text))
}

/// Letters that only one of the languages has: needed, and not met.
const ALPHABETS: &[(&str, &str, &str)] =
    &[("ru", "ыэ", "іїєґўјљњңөүқғәѓќћђ"), ("uk", "їє", "ыэёъ")];

/// A name in another alphabet is not the page's language.
const FEWEST_LETTERS: usize = 40;

fn by_alphabet(text: &str) -> Option<&'static str> {
    let head = || text.chars().take(ENOUGH * 8);
    let is_cyrillic = |c: &char| ('\u{400}'..='\u{4ff}').contains(c) && c.is_alphabetic();
    let cyrillic = head().filter(is_cyrillic).count();
    if cyrillic < FEWEST_LETTERS || cyrillic * 2 < head().filter(|c| c.is_alphabetic()).count() {
        return None;
    }
    let head: String = head().flat_map(char::to_lowercase).collect();
    let has = |set: &str| head.contains(|c| set.contains(c));
    ALPHABETS
        .iter()
        .find(|(_, needs, not)| has(needs) && !has(not))
        .map(|(language, ..)| *language)
}

/// What a word counts that only one language has; one that several share counts less.
const WEIGHT: usize = 12;

fn by_words(text: &str) -> Option<&'static str> {
    let mut hits: HashMap<&'static str, usize> = HashMap::new();
    let words = text.split(|c: char| !c.is_alphanumeric());
    for word in words.filter(|w| !w.is_empty()).take(ENOUGH) {
        let Some(languages) = FUNCTION_WORDS.get(word.to_lowercase().as_str()) else {
            continue;
        };
        for language in languages {
            *hits.entry(language).or_default() += WEIGHT / languages.len().max(1);
        }
    }
    let mut ranked: Vec<(&str, usize)> = hits.into_iter().collect();
    ranked.sort_by_key(|(language, n)| (std::cmp::Reverse(*n), *language));
    let (best, most) = *ranked.first()?;
    let next = ranked.get(1).map_or(0, |(_, n)| *n);
    (most >= FEWEST * WEIGHT && most >= next * LEAD).then_some(best)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn languages() {
        for (text, want) in [
            (
                "The ferry is back in the port and the crew of it is at home.",
                Some("en"),
            ),
            (
                "Der Zug fährt wieder nach Husum, und die Bahn hat das am Abend bestätigt.",
                Some("de"),
            ),
            (
                "Le port a été rouvert par la mairie et les travaux sont finis.",
                Some("fr"),
            ),
            (
                "Мост через реку был закрыт на ремонт, но это не мешало объезду в городе.",
                Some("ru"),
            ),
            (
                "Міст через річку був закритий на ремонт, але це не заважало в місті та області.",
                Some("uk"),
            ),
            ("Kaspersky Interpol", None),
            ("", None),
        ] {
            assert_eq!(of(text), want, "{text}");
        }
    }
}
