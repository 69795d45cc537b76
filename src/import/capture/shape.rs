//! What a line looks like, whatever it says: a sentence, a title, a name.

use super::words::{class, fold};

/// Longer than any title, in words and characters.
const TITLE_WORDS: usize = 30;
const TITLE_CHARS: usize = 220;

/// How many words the text has.
pub(super) fn words(text: &str) -> usize {
    each_word(text).count()
}

/// Has the text no more than so many words? Of a longer one the rest is not looked at.
pub(super) fn at_most(text: &str, most: usize) -> bool {
    each_word(text).nth(most).is_none()
}

fn each_word(text: &str) -> impl Iterator<Item = &str> {
    let words = text.split_whitespace();
    words.filter(|w| w.contains(char::is_alphanumeric))
}

/// Does it read like sentences, not like a title?
pub(super) fn is_prose(text: &str) -> bool {
    let long = !at_most(text, TITLE_WORDS) || text.chars().nth(TITLE_CHARS).is_some();
    if long {
        return true;
    }
    let sentences = has_inner_stop(text);
    match text.trim_end_matches(is_closing).chars().next_back() {
        Some('.' | '。' | '۔') => !is_abbreviated_title(text) && !trails_off(text, sentences),
        Some('…') => !trails_off(text, sentences),
        Some('?' | '!' | '؟') => sentences && !at_most(text, 10),
        _ => sentences && !at_most(text, 14),
    }
}

/// Could it be the title of a story or of a part of it?
pub(super) fn is_title(text: &str) -> bool {
    text.contains(char::is_alphabetic) && !is_prose(text)
}

/// Is it long enough for the title of a story, not only for a section or a name?
pub(super) fn is_headline(text: &str) -> bool {
    is_title(text) && (words(text) >= 4 || (words(text) >= 3 && text.chars().count() >= 20))
}

/// "Storm Keeps Ferries in Port" and not "Storm keeps ferries in port": three quarters of the longer words begin
/// with a capital. Only English papers write so.
pub(super) fn is_title_case(text: &str) -> bool {
    let longer = |w: &&str| w.chars().filter(|c| c.is_alphabetic()).count() >= 4;
    let capital = |w: &&str| {
        w.chars()
            .find(|c| c.is_alphabetic())
            .is_some_and(char::is_uppercase)
    };
    let long: Vec<&str> = text.split_whitespace().filter(longer).collect();
    let capitals = long.iter().filter(|w| capital(w)).count();
    words(text) >= 4 && capitals >= 3 && capitals * 4 >= long.len() * 3
}

/// Two or three capitalised words: "Irina Kovalyova", "Ludwig van der Berg".
pub(super) fn is_person(text: &str) -> bool {
    const PARTICLES: &[&str] = &[
        "van", "von", "de", "der", "den", "di", "da", "del", "della", "la", "le", "du", "al", "el",
        "bin", "ter", "dos", "zu", "y",
    ];
    let parts: Vec<&str> = text.split_whitespace().collect();
    let name = |w: &str| {
        w.starts_with(char::is_uppercase)
            && w.chars().all(|c| c.is_alphabetic() || "-'’.‑".contains(c))
    };
    let names = parts.iter().filter(|w| !PARTICLES.contains(w));
    let count = names.clone().count();
    let capital = |w: Option<&&str>| w.is_some_and(|w| w.starts_with(char::is_uppercase));
    // Four capitals are a title more often than a name.
    (2..=3).contains(&count)
        && parts.len() <= 5
        && names.clone().all(|w| name(w))
        && capital(parts.first())
        && capital(parts.last())
        && !text.ends_with("..")
}

/// Is the whole line one quotation?
pub(super) fn is_quotation(text: &str) -> bool {
    text.starts_with(['“', '„', '«', '"'])
        && text.ends_with(['”', '“', '»', '"'])
        && words(text) >= 4
}

/// "“We will stay”, said the mayor": speech and who spoke, whatever stands at the end.
pub(super) fn is_speech(text: &str) -> bool {
    let closed = text.chars().skip(1).any(|c| "”“»\"".contains(c));
    // "«…», — сказал он": the dash says that somebody spoke.
    let dash = ["», —", "», –", "», -"].iter().any(|d| text.contains(d));
    text.starts_with(['“', '„', '«', '"'])
        && closed
        && (dash || class("said").count_in(&fold(text)) > 0)
}

fn is_closing(c: char) -> bool {
    "\"'”“’»›)]".contains(c) || c.is_whitespace()
}

/// "Rates Rise Again in the U.S.": the stop belongs to the abbreviation.
fn is_abbreviated_title(text: &str) -> bool {
    const ABBREVIATIONS: &[&str] = &["inc.", "corp.", "ltd.", "co.", "jr.", "sr.", "etc."];
    let last = text
        .split_whitespace()
        .next_back()
        .unwrap_or_default()
        .trim_matches(|c| is_closing(c) || c == '(');
    let initials = last.contains('.')
        && last.split('.').all(|p| p.chars().count() <= 1)
        && last.starts_with(char::is_uppercase);
    let short = ABBREVIATIONS.contains(&last.to_lowercase().as_str());
    (initials || short) && is_title_case(text)
}

/// "What Comes Next…" is a title; "The library said it would forgive them…" and an excerpt are prose.
fn trails_off(text: &str, sentences: bool) -> bool {
    let short = words(text) < 6 || (words(text) < 9 && is_title_case(text));
    is_excerpt(text) && !sentences && short
}

/// Was it cut: "… and found [...]"?
pub(super) fn is_excerpt(text: &str) -> bool {
    let end = text.trim_end_matches(is_closing);
    end.ends_with("...") || end.ends_with('…')
}

/// Does a sentence end inside the text and another begin?
pub(super) fn has_inner_stop(text: &str) -> bool {
    let parts: Vec<&str> = text.split_whitespace().collect();
    parts.windows(2).any(|pair| match pair {
        [before, after] => {
            let word = before.trim_end_matches(is_closing);
            let stem = word.trim_end_matches(['.', '!', '?', '…']);
            let stops = stem.len() < word.len();
            let long = stem.chars().filter(|c| c.is_alphanumeric()).count() >= 4
                || word.ends_with(['!', '?']);
            let begins = after.trim_start_matches(['“', '„', '«', '"', '‘', '(']);
            stops && long && !stem.contains('.') && begins.starts_with(char::is_uppercase)
        }
        _ => false,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn prose_and_titles() {
        for (text, prose) in [
            ("It took nine hours.", true),
            ("“We were lucky,” she said.", true),
            ("The minister called it “absurd.”", true),
            ("Нельзя исключать и других причин.", true),
            ("Ferry Returns After Long Break", false),
            ("Rates Rise Again in the U.S.", false),
            ("Is This the End of the Night Bus?", false),
            ("Weinlese: Genossenschaften melden guten Jahrgang", false),
            ("Opinion: Why the Old Cinema Matters", false),
            ("“A Second Home”: Library Opens at Night", false),
            ("What Comes Next…", false),
            ("The library said it would forgive them…", true),
        ] {
            assert_eq!(is_prose(text), prose, "{text}");
        }
    }

    #[test]
    fn title_case_and_names() {
        assert!(is_title_case("Regional Power Prices to Rise Again in July"));
        assert!(!is_title_case(
            "Regional power prices to rise again in July"
        ));
        assert!(is_person("Ludwig van der Berg") && is_person("O. Sanin") && !is_person("Reuters"));
        assert!(!is_person("Bear at large"));
    }
}
