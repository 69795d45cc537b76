//! The words of pages, from `data/page-words.tsv`, and how a line is held against them.

use std::collections::{HashMap, HashSet};
use std::sync::LazyLock;

use memchr::memmem::Finder;

/// The phrases of one class, of all languages.
#[derive(Default)]
pub(super) struct Class {
    whole: HashSet<&'static str>,
    phrases: Vec<&'static str>,
    /// The same, ready to be looked for.
    finders: Vec<Finder<'static>>,
    /// How long the longest is.
    longest: usize,
    /// By their first letter; longest first, so that "photo by" is found before "photo".
    by_letter: HashMap<char, Vec<&'static str>>,
}

static CLASSES: LazyLock<HashMap<&'static str, Class>> = LazyLock::new(|| {
    let mut classes: HashMap<&'static str, Class> = HashMap::new();
    for (class, _, phrases) in rows() {
        let class = classes.entry(class).or_default();
        for phrase in phrases.split('|') {
            if class.whole.insert(phrase) {
                class.phrases.push(phrase);
                class.finders.push(Finder::new(phrase));
                class.longest = class.longest.max(phrase.len());
                let letter = phrase.chars().next().unwrap_or_default();
                class.by_letter.entry(letter).or_default().push(phrase);
            }
        }
    }
    for class in classes.values_mut() {
        for phrases in class.by_letter.values_mut() {
            phrases.sort_by_key(|p| std::cmp::Reverse(p.len()));
        }
    }
    classes
});

static NOTHING: LazyLock<Class> = LazyLock::new(Class::default);

/// The rows of the table: class, language, phrases.
pub(super) fn rows() -> impl Iterator<Item = (&'static str, &'static str, &'static str)> {
    include_str!("../../../data/page-words.tsv")
        .lines()
        .filter(|l| !l.starts_with('#'))
        .filter_map(|row| {
            let mut cells = row.split('\t');
            Some((cells.next()?, cells.next()?, cells.next()?))
        })
}

/// The class of this name; empty where the table has none.
pub(super) fn class(name: &str) -> &'static Class {
    CLASSES.get(name).unwrap_or(&NOTHING)
}

impl Class {
    /// Is the whole folded text a phrase of the class?
    pub(super) fn is(&self, folded: &str) -> bool {
        folded.len() <= self.longest && self.whole.contains(folded)
    }

    /// Does the folded text begin with a phrase, at the end of a word?
    pub(super) fn begins(&self, folded: &str) -> bool {
        self.prefix(folded).is_some()
    }

    /// The longest phrase that the folded text begins with, at the end of a word.
    pub(super) fn prefix(&self, folded: &str) -> Option<&'static str> {
        let phrases = self.by_letter.get(&folded.chars().next()?)?;
        phrases.iter().copied().find(|p| {
            folded.strip_prefix(p).is_some_and(|rest| {
                p.ends_with(|c: char| !c.is_alphanumeric()) || !begins_in_word(rest)
            })
        })
    }

    /// Does the folded text end with a phrase, at the beginning of a word?
    pub(super) fn ends(&self, folded: &str) -> bool {
        self.phrases.iter().any(|p| {
            folded
                .strip_suffix(p)
                .is_some_and(|head| !head.ends_with(char::is_alphanumeric))
        })
    }

    /// How many phrases stand in the folded text as whole words.
    pub(super) fn count_in(&self, folded: &str) -> usize {
        let found = |phrase: &&Finder<'_>| has_words(folded, phrase);
        self.finders.iter().filter(found).count()
    }
}

fn begins_in_word(rest: &str) -> bool {
    rest.starts_with(char::is_alphanumeric)
}

fn has_words(folded: &str, phrase: &Finder<'_>) -> bool {
    phrase.find_iter(folded.as_bytes()).any(|at| {
        let before = folded.get(..at).unwrap_or_default();
        let after = folded.get(at + phrase.needle().len()..).unwrap_or_default();
        !before.ends_with(char::is_alphanumeric) && !begins_in_word(after)
    })
}

/// Lower case, straight apostrophes, single blanks, and no punctuation at either end but brackets that close.
pub(super) fn fold(text: &str) -> String {
    let edge = |c: char| {
        !c.is_ascii_alphanumeric()
            && (c.is_whitespace() || ".,:;!…«»“”„\"|>‹›→▶•·*+-–—".contains(c))
    };
    let mut folded = String::with_capacity(text.len());
    for word in text.trim_matches(edge).split_whitespace() {
        if !folded.is_empty() {
            folded.push(' ');
        }
        for c in word.chars() {
            match c {
                '’' | '‘' | 'ʼ' | '`' => folded.push('\''),
                c if c.is_ascii() => folded.push(c.to_ascii_lowercase()),
                c => folded.extend(c.to_lowercase()),
            }
        }
    }
    folded
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_phrase_can_be_found() {
        for (class_name, language, phrases) in rows() {
            assert!((2..=3).contains(&language.len()));
            for phrase in phrases.split('|') {
                let folded = fold(phrase);
                assert!(
                    folded == phrase
                        || phrase.trim() == folded
                        || class_name == "cut"
                        || phrase.ends_with([':', '('])
                        || phrase == "©",
                    "{class_name}: {phrase:?} is never met, since lines are folded to {folded:?}"
                );
            }
        }
    }
}
