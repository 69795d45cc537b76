//! The language of a page, told by its commonest words. Only a clear majority counts.

use std::collections::HashMap;
use std::sync::LazyLock;

use super::words;

/// So many function words at least, and so many times those of the next language.
const FEWEST: usize = 4;
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

/// The language of the text, where its words leave no doubt.
pub(super) fn of(text: &str) -> Option<&'static str> {
    let mut hits: HashMap<&'static str, usize> = HashMap::new();
    for word in text
        .split(|c: char| !c.is_alphanumeric())
        .filter(|w| !w.is_empty())
        .take(ENOUGH)
    {
        for language in FUNCTION_WORDS
            .get(word.to_lowercase().as_str())
            .into_iter()
            .flatten()
        {
            *hits.entry(language).or_default() += 1;
        }
    }
    // The alphabet tells neighbours apart that share many words.
    letters(text, &mut hits);
    let mut ranked: Vec<(&str, usize)> = hits.into_iter().collect();
    ranked.sort_by_key(|(language, n)| (std::cmp::Reverse(*n), *language));
    let (best, most) = *ranked.first()?;
    let next = ranked.get(1).map_or(0, |(_, n)| *n);
    (most >= FEWEST && most >= next * LEAD).then_some(best)
}

/// Letters that one language has and its neighbour has not speak against the neighbour.
fn letters(text: &str, hits: &mut HashMap<&'static str, usize>) {
    const ONLY: &[(&str, &str)] = &[("ыэёъЫЭЁЪ", "uk"), ("іїєґІЇЄҐ", "ru")];
    for (letters, not) in ONLY {
        if text.contains(|c| letters.contains(c)) {
            hits.remove(not);
        }
    }
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
