//! Where sentences end, for titles and summaries made of texts.

use crate::model::Line;

/// A title made of a first sentence is cut at a word so many characters in.
const LONGEST_MADE_TITLE: usize = 80;

/// Up to the first full stop, question or exclamation mark, cut at a word where that is far.
pub(super) fn first_sentence(text: &str) -> String {
    let line = Line::new(text);
    let text = line.as_str();
    let sentence = sentence_end(text)
        .and_then(|end| text.get(..end))
        .unwrap_or(text);
    let sentence = sentence
        .strip_suffix('.')
        .or_else(|| sentence.strip_suffix('。'))
        .unwrap_or(sentence);
    match sentence.char_indices().nth(LONGEST_MADE_TITLE) {
        None => sentence.to_owned(),
        Some((limit, _)) => {
            let head = sentence.get(..limit).unwrap_or(sentence);
            let cut = head
                .rfind(' ')
                .and_then(|at| head.get(..at))
                .unwrap_or(head);
            format!(
                "{}…",
                cut.trim_end_matches([',', ';', ':', '–', '—', '-', ' '])
            )
        }
    }
}

/// The byte after the mark that ends the first sentence.
pub(super) fn sentence_end(text: &str) -> Option<usize> {
    let mut chars = text.char_indices().peekable();
    while let Some((at, c)) = chars.next() {
        let next = chars.peek().map(|(_, c)| *c);
        let ends = match c {
            '。' | '！' | '？' => true,
            '!' | '?' | '…' => next.is_none_or(char::is_whitespace),
            '.' => {
                next.is_none_or(char::is_whitespace)
                    && !is_abbreviation(text.get(..at).unwrap_or_default())
            }
            _ => false,
        };
        if ends {
            return Some(at + c.len_utf8());
        }
    }
    None
}

/// Does the text end in something after which a full stop does not end a sentence: one letter ("J", "U.S"), or a
/// number ("13", as in "13. Oktober")?
fn is_abbreviation(text: &str) -> bool {
    let word = text.rsplit(char::is_whitespace).next().unwrap_or_default();
    let letters = word.rsplit('.').next().unwrap_or_default();
    let short = letters.chars().count() == 1 && letters.chars().all(char::is_alphabetic);
    short || (!word.is_empty() && word.chars().all(|c| c.is_ascii_digit()) && word.len() <= 2)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn first_sentences() {
        for (text, want) in [
            ("It rained. Then it did not.", "It rained"),
            ("Did it rain? It did.", "Did it rain?"),
            ("U.S. ships left. More follow.", "U.S. ships left"),
            (
                "Am 13. Oktober regnete es. Danach nicht.",
                "Am 13. Oktober regnete es",
            ),
            ("下雨了。后来停了。", "下雨了"),
            ("No end", "No end"),
            ("", ""),
        ] {
            assert_eq!(first_sentence(text), want);
        }
        let long = "word ".repeat(40);
        let cut = first_sentence(&long);
        assert!(cut.chars().count() <= 81 && cut.ends_with("word…"), "{cut}");
    }
}
