//! Rules that add categories to records: whole words, case-insensitive, for each language.
//!
//! A word begins and ends where letters, digits and combining marks do; in scripts without blanks between words
//! (Chinese, Japanese, Thai …) there are no such places, so a word of them matches wherever it stands.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::model::{Category, CategoryOrigin, Line, Record};
use crate::{Error, Result};

use super::html::text_of;

/// `[[category]]`: a rule that adds a category.
#[derive(Debug, Clone, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Rule {
    /// The category's key.
    pub term: String,
    /// What people read. Default: the term.
    pub label: Option<String>,
    /// An IRI that names the vocabulary.
    pub scheme: Option<String>,
    /// Whole words, one of which stands in title, summary or body; * only at a word's end.
    #[serde(rename = "match", default)]
    pub matches: Vec<String>,
    /// Words that veto.
    #[serde(rename = "not", default)]
    pub vetoes: Vec<String>,
    /// Only records of these sections.
    #[serde(default)]
    pub sections: Vec<String>,
    /// Only records that have one of these as a category, by term or label.
    #[serde(default)]
    pub tags: Vec<String>,
    /// Only records in this language or a variety of it.
    pub language: Option<String>,
}

/// Rules ready to be applied, in order.
#[derive(Debug, Default)]
pub struct Classifier {
    rules: Vec<Compiled>,
}

#[derive(Debug)]
struct Compiled {
    category: Category,
    matches: Vec<Phrase>,
    vetoes: Vec<Phrase>,
    sections: Vec<String>,
    tags: Vec<String>,
    language: Option<String>,
}

/// Words in lower case, with one blank between two of them.
#[derive(Debug)]
struct Phrase {
    text: String,
    /// Does it stand for every word that begins so?
    open: bool,
}

impl Classifier {
    /// Prepares the rules.
    ///
    /// # Errors
    /// A configuration error that names the rule, where a term or word is empty or has a `*` but at its end.
    pub fn compile(rules: &[Rule]) -> Result<Self> {
        let rules = rules
            .iter()
            .enumerate()
            .map(|(n, rule)| compile(n + 1, rule))
            .collect::<Result<_>>()?;
        Ok(Classifier { rules })
    }

    /// Adds the categories of all rules that hold for the record.
    pub fn apply(&self, record: &mut Record) {
        let candidates: Vec<&Compiled> = self.rules.iter().filter(|r| r.concerns(record)).collect();
        if candidates.is_empty() {
            return;
        }
        let text = searchable(record);
        for rule in candidates.into_iter().filter(|r| r.holds(&text)) {
            record.add_category(rule.category.clone());
        }
    }
}

impl Compiled {
    fn concerns(&self, record: &Record) -> bool {
        let section = record.section.as_ref().map(Line::as_str);
        let language = record.language.as_ref().map(Line::as_str);
        (self.sections.is_empty()
            || section.is_some_and(|s| self.sections.iter().any(|wanted| wanted == s)))
            && (self.tags.is_empty() || record.categories.iter().any(|c| self.is_tagged(c)))
            && self
                .language
                .as_deref()
                .is_none_or(|wanted| language.is_some_and(|l| is_variety(l, wanted)))
    }

    fn is_tagged(&self, category: &Category) -> bool {
        let mut tags = self.tags.iter();
        tags.any(|tag| tag == category.term.as_str() || tag == category.display())
    }

    fn holds(&self, text: &str) -> bool {
        (self.matches.is_empty() || self.matches.iter().any(|p| p.stands_in(text)))
            && !self.vetoes.iter().any(|p| p.stands_in(text))
    }
}

/// Is `tag` the language `wanted` or a variety of it: "en-GB" of "en" (RFC 4647 section 3.3.1)?
fn is_variety(tag: &str, wanted: &str) -> bool {
    let head = tag.get(..wanted.len());
    head.is_some_and(|h| h.eq_ignore_ascii_case(wanted))
        && matches!(tag.as_bytes().get(wanted.len()), None | Some(b'-'))
}

impl Phrase {
    fn stands_in(&self, text: &str) -> bool {
        text.match_indices(&self.text).any(|(at, found)| {
            let before = text.get(..at).and_then(|t| t.chars().next_back());
            let after = text.get(at + found.len()..).and_then(|t| t.chars().next());
            let begins = !joins(before, self.text.chars().next());
            let ends = self.open || !joins(self.text.chars().next_back(), after);
            begins && ends
        })
    }
}

/// Do these two neighbours belong to one word?
fn joins(left: Option<char>, right: Option<char>) -> bool {
    let (Some(left), Some(right)) = (left, right) else {
        return false;
    };
    is_word(left) && is_word(right) && !(is_unspaced(left) || is_unspaced(right))
}

fn is_word(c: char) -> bool {
    c.is_alphanumeric() || unicode_normalization::char::is_combining_mark(c) || c == '_'
}

/// Is the letter of a script that is written without blanks between words?
const fn is_unspaced(c: char) -> bool {
    matches!(c, '\u{0E00}'..='\u{0EFF}' | '\u{1000}'..='\u{109F}' | '\u{1780}'..='\u{17FF}' | '\u{3040}'..='\u{30FF}' | '\u{3400}'..='\u{9FFF}' | '\u{F900}'..='\u{FAFF}' | '\u{20000}'..='\u{3FFFF}')
}

/// Title, summary and body as one lower-case text with single blanks.
fn searchable(record: &Record) -> String {
    let mut text = String::new();
    let title = record.title.as_ref().map(|t| t.as_str().to_owned());
    let summary = record.summary.as_ref().map(|s| s.as_str().to_owned());
    let body = record.body_html.as_ref().map(|b| text_of(b.as_str()));
    for part in [title, summary, body].into_iter().flatten() {
        push_folded(&mut text, &part);
        text.push('\n');
    }
    text
}

/// Lower case, single blanks, and the typewriter's apostrophe for the printer's.
fn push_folded(out: &mut String, text: &str) {
    for word in text.split_whitespace() {
        if !out.is_empty() && !out.ends_with('\n') {
            out.push(' ');
        }
        out.extend(
            word.chars()
                .flat_map(char::to_lowercase)
                .map(|c| if c == '\u{2019}' { '\'' } else { c }),
        );
    }
}

impl Rule {
    /// The first of its words, as written, that can stand in no text.
    pub(crate) fn unusable_word(&self) -> Option<&str> {
        self.matches
            .iter()
            .chain(&self.vetoes)
            .map(String::as_str)
            .find(|word| phrase(word).is_err())
    }
}

fn compile(number: usize, rule: &Rule) -> Result<Compiled> {
    let complain =
        |what: String| Error::config(format!("category rule {number} ({:?}): {what}", rule.term));
    let mut category =
        Category::named(&rule.term).ok_or_else(|| complain("it has no term".to_owned()))?;
    category.label = rule.label.as_deref().and_then(|l| Line::new(l).non_empty());
    category.scheme = rule
        .scheme
        .as_deref()
        .and_then(|s| Line::new(s).non_empty());
    category.origin = CategoryOrigin::Rule(number);
    let phrases = |words: &[String]| {
        words
            .iter()
            .map(|w| phrase(w).map_err(&complain))
            .collect::<Result<Vec<_>>>()
    };
    Ok(Compiled {
        category,
        matches: phrases(&rule.matches)?,
        vetoes: phrases(&rule.vetoes)?,
        sections: rule.sections.clone(),
        tags: rule.tags.clone(),
        language: rule.language.clone(),
    })
}

fn phrase(written: &str) -> std::result::Result<Phrase, String> {
    let (stem, open) = match written.strip_suffix('*') {
        Some(stem) => (stem, true),
        None => (written, false),
    };
    let mut text = String::new();
    push_folded(&mut text, stem);
    if text.is_empty() || text.contains('*') {
        return Err(format!(
            "{written:?} is no word; a * may only stand at a word's end"
        ));
    }
    Ok(Phrase { text, open })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Text;

    fn words(words: &[&str]) -> Vec<String> {
        words.iter().map(|w| (*w).to_owned()).collect()
    }

    fn holds(rule: Rule, title: &str) -> bool {
        let classifier = Classifier::compile(&[Rule {
            term: "t".into(),
            ..rule
        }])
        .unwrap();
        let mut record = Record {
            title: Some(Line::new(title)),
            language: Some(Line::new("en-GB")),
            ..Record::default()
        };
        classifier.apply(&mut record);
        !record.categories.is_empty()
    }

    #[test]
    fn words_are_whole_and_of_any_case() {
        for (word, title, want) in [
            ("hack*", "Hackers were here", true),
            ("hack", "Hackers were here", false),
            ("hack", "A HACK, again", true),
            ("art", "Start-up", false),
            ("start", "Start-up", true),
            ("tidal power", "Tidal  Power for all", true),
            ("café", "CAFÉ Aurora", true),
            ("don't", "Don’t look", true),
            ("наука", "Наука и жизнь", true),
            ("наук*", "О науке", true),
            ("铁路", "新铁路票价", true),
            ("c++", "Learning C++ now", true),
        ] {
            assert_eq!(
                holds(
                    Rule {
                        matches: words(&[word]),
                        ..Rule::default()
                    },
                    title
                ),
                want,
                "{word} in {title}"
            );
        }
    }

    #[test]
    fn vetoes_sections_and_languages_restrict() {
        let hack = || Rule {
            matches: words(&["hack*"]),
            ..Rule::default()
        };
        assert!(!holds(
            Rule {
                vetoes: words(&["life hack*"]),
                ..hack()
            },
            "Ten life hacks and a hacker"
        ));
        assert!(holds(
            Rule {
                language: Some("en".into()),
                ..hack()
            },
            "Hacked"
        ));
        assert!(!holds(
            Rule {
                language: Some("e".into()),
                ..hack()
            },
            "Hacked"
        ));
        assert!(!holds(
            Rule {
                language: Some("de".into()),
                ..hack()
            },
            "Hacked"
        ));
        assert!(!holds(
            Rule {
                sections: words(&["Tech"]),
                ..hack()
            },
            "Hacked"
        ));
    }

    #[test]
    fn the_body_counts_as_text_and_the_rule_is_remembered() {
        let classifier = Classifier::compile(&[Rule {
            term: "x".into(),
            matches: words(&["strong"]),
            ..Rule::default()
        }])
        .unwrap();
        let body = |html: &str| Record {
            body_html: Some(Text::new(html)),
            ..Record::default()
        };
        let mut markup = body("<strong>weak</strong>");
        classifier.apply(&mut markup);
        assert!(markup.categories.is_empty());
        let mut text = body("<p>A <b>strong</b> tide</p>");
        classifier.apply(&mut text);
        assert_eq!(
            text.categories.first().map(|c| c.origin.clone()),
            Some(CategoryOrigin::Rule(1))
        );
    }

    #[test]
    fn a_star_stands_only_at_the_end() {
        for bad in ["*", "a*b", "", " "] {
            let rule = Rule {
                term: "t".into(),
                matches: words(&[bad]),
                ..Rule::default()
            };
            assert!(
                Classifier::compile(&[rule])
                    .unwrap_err()
                    .to_string()
                    .contains("rule 1"),
                "{bad:?}"
            );
        }
    }
}
