//! A controlled vocabulary: codes in records get their scheme and a label in the site's language.
//!
//! The vocabulary is data: a table ([`tsv`]) or an export in the form of IPTC's NewsCodes ([`json`]). A code that it does
//! not know, or has retired, stays as it came and is told, with the topic to use instead.

mod json;
mod tsv;

use std::collections::{BTreeMap, HashSet};
use std::sync::Mutex;

use crate::model::{Category, CategoryOrigin, Line, Notice, Record};

/// IPTC Media Topics as they come with the program; `data/mediatopics.md` says whose they are.
pub const MEDIA_TOPICS: &str = include_str!("../../../data/mediatopics.tsv");

/// The vocabulary of IPTC Media Topics: its concepts' addresses without the code.
pub const MEDIA_TOPICS_SCHEME: &str = "http://cv.iptc.org/newscodes/mediatopic/";

/// How many broader topics are gone up at most, so that a circle in a file ends.
const DEEPEST: usize = 20;

/// Codes with their labels and what is broader than they are.
#[derive(Debug, Default)]
pub struct Vocabulary {
    /// The IRI that names it, which with a code behind it is the concept's own address.
    scheme: String,
    /// Short for the scheme in QCodes: `medtop` in `medtop:20000229`.
    prefix: Option<String>,
    concepts: BTreeMap<String, Concept>,
    /// The language of labels.
    language: Option<String>,
    /// Are broader topics added?
    parents: bool,
    /// What was told already: once a run is enough.
    told: Mutex<HashSet<String>>,
}

/// One code.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
struct Concept {
    /// Codes of what is broader, one as a rule.
    broader: Vec<String>,
    /// When it was retired.
    retired: Option<String>,
    /// Codes to use instead.
    instead: Vec<String>,
    /// Labels by language, a BCP 47 tag.
    labels: BTreeMap<String, String>,
}

/// What decides how a vocabulary is used.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Use {
    /// The IRI that names it; needed where the file does not say it.
    pub scheme: Option<String>,
    /// The language of labels, a BCP 47 tag.
    pub language: Option<String>,
    /// Shall broader topics be added?
    pub parents: bool,
}

impl Vocabulary {
    /// Reads a vocabulary: a table, or a JSON export of IPTC's form.
    ///
    /// # Errors
    /// What is wrong, with the 1-based line where it is known.
    pub fn read(text: &str, wanted: Use) -> Result<Self, (Option<u64>, String)> {
        let text = text.trim_start_matches('\u{FEFF}');
        let file = if text.trim_start().starts_with('{') {
            json::read(text)?
        } else {
            tsv::read(text)?
        };
        let known = (file.prefix.as_deref() == Some("medtop")).then_some(MEDIA_TOPICS_SCHEME);
        let scheme = wanted.scheme.or(file.scheme);
        let scheme = scheme.or_else(|| known.map(str::to_owned));
        Ok(Vocabulary {
            scheme: scheme.ok_or_else(|| (None, "the file does not say its scheme".to_owned()))?,
            prefix: file.prefix,
            concepts: file.concepts,
            language: wanted.language,
            parents: wanted.parents,
            told: Mutex::default(),
        })
    }

    /// The Media Topics that come with the program; the tests hold that they can be read.
    pub fn media_topics(wanted: Use) -> Self {
        Self::read(MEDIA_TOPICS, wanted).unwrap_or_default()
    }

    /// How many concepts it has.
    pub fn len(&self) -> usize {
        self.concepts.len()
    }

    /// Has it none?
    pub fn is_empty(&self) -> bool {
        self.concepts.is_empty()
    }

    /// Gives the record's codes of this vocabulary their scheme and label, and adds what is broader where that is wanted.
    /// Returns what had to be told, each thing once.
    pub fn apply(&self, record: &mut Record) -> Vec<Notice> {
        let mut notices = Vec::new();
        let mut broader = Vec::new();
        for category in &mut record.categories {
            let Some(code) = self.code_of(category) else {
                continue;
            };
            category.term = Line::new(&code);
            category.scheme = Some(Line::new(&self.scheme));
            match self.concepts.get(&code) {
                Some(concept) => {
                    notices.extend(self.retired(&code, concept));
                    let given = category.label.take();
                    let (label, notice) = self.label(&code, concept, given);
                    category.label = label;
                    notices.extend(notice);
                    broader.push(code);
                }
                None => notices.extend(self.unknown(&code)),
            }
        }
        if self.parents {
            for code in broader {
                self.add_broader(&code, record, &mut notices);
            }
        }
        notices.retain(|notice| self.is_news(&notice.message));
        notices
    }

    /// The code of a category that is of this vocabulary: by its scheme, by a QCode or by the concept's address.
    fn code_of(&self, category: &Category) -> Option<String> {
        let term = category.term.as_str();
        let bare = |term: &str| {
            let of_address = term.strip_prefix(self.scheme.as_str());
            let of_qcode = || {
                term.strip_prefix(self.prefix.as_deref()?)?
                    .strip_prefix(':')
            };
            of_address.or_else(of_qcode).map(str::to_owned)
        };
        match &category.scheme {
            Some(scheme) => {
                let same =
                    scheme.as_str().trim_end_matches('/') == self.scheme.trim_end_matches('/');
                same.then(|| bare(term).unwrap_or_else(|| term.to_owned()))
            }
            None => bare(term),
        }
    }

    /// The label in the wanted language, else in English, else what the record brought.
    fn label(
        &self,
        code: &str,
        concept: &Concept,
        given: Option<Line>,
    ) -> (Option<Line>, Option<Notice>) {
        let wanted = self.language.as_deref().unwrap_or("en");
        if let Some(label) = concept.label(wanted) {
            return (Some(Line::new(label)), None);
        }
        let other = given.or_else(|| concept.label("en").map(Line::new));
        let stands = match &other {
            Some(label) => format!("{:?} stands for it", label.as_str()),
            None => "the code stands for it".to_owned(),
        };
        let message = format!("the vocabulary has no label of {code} in {wanted}; {stands}");
        let help = "add the label to the vocabulary's file, or set `language` in [vocabulary]";
        (other, Some(Notice::doubt("categories", message).help(help)))
    }

    fn retired(&self, code: &str, concept: &Concept) -> Option<Notice> {
        let since = concept.retired.as_deref()?;
        let instead = if concept.instead.is_empty() {
            self.living_broader(concept)
        } else {
            concept.instead.clone()
        };
        let message = format!("the code {code} was retired on {since}");
        let notice = Notice::doubt("categories", message);
        let named: Vec<String> = instead.iter().map(|code| self.named(code)).collect();
        Some(if named.is_empty() {
            notice.help("use a code that is not retired")
        } else {
            notice.help(format!("use {}", named.join(" or ")))
        })
    }

    /// The nearest broader topics that are not retired themselves.
    fn living_broader(&self, concept: &Concept) -> Vec<String> {
        let mut level = concept.broader.clone();
        for _ in 0..DEEPEST {
            let known = |code: &&String| self.concepts.contains_key(code.as_str());
            let lives = |code: &&String| {
                self.concepts
                    .get(code.as_str())
                    .is_some_and(|c| c.retired.is_none())
            };
            let living: Vec<String> = level.iter().filter(lives).cloned().collect();
            if !living.is_empty() {
                return living;
            }
            let broader = |code: &String| self.concepts.get(code).map(|c| c.broader.clone());
            level = level
                .iter()
                .filter(known)
                .filter_map(broader)
                .flatten()
                .collect();
            once(&mut level);
        }
        Vec::new()
    }

    fn unknown(&self, code: &str) -> Option<Notice> {
        let message = format!("the vocabulary {} has no code {code:?}", self.scheme);
        let help = "mend the code in the source, or use a newer file in [vocabulary]";
        Some(Notice::doubt("categories", message).help(help))
    }

    fn named(&self, code: &str) -> String {
        let label = self.concepts.get(code).and_then(|c| {
            c.label(self.language.as_deref().unwrap_or("en"))
                .or_else(|| c.label("en"))
        });
        match label {
            Some(label) => format!("{code} ({label})"),
            None => code.to_owned(),
        }
    }

    fn add_broader(&self, code: &str, record: &mut Record, notices: &mut Vec<Notice>) {
        let mut level = vec![code.to_owned()];
        for _ in 0..DEEPEST {
            let broader = level.iter().filter_map(|code| self.concepts.get(code));
            level = broader.flat_map(|c| c.broader.clone()).collect();
            once(&mut level);
            for code in &level {
                let Some(concept) = self.concepts.get(code) else {
                    continue;
                };
                let (label, notice) = self.label(code, concept, None);
                notices.extend(notice);
                record.add_category(Category {
                    term: Line::new(code),
                    scheme: Some(Line::new(&self.scheme)),
                    label,
                    origin: CategoryOrigin::Broader,
                });
            }
            if level.is_empty() {
                return;
            }
        }
    }

    fn is_news(&self, message: &str) -> bool {
        let told = self.told.lock();
        told.is_ok_and(|mut told| told.insert(message.to_owned()))
    }
}

/// Leaves each code once: ways that part and meet again would double them on every level.
fn once(codes: &mut Vec<String>) {
    let mut seen = HashSet::new();
    codes.retain(|code| seen.insert(code.clone()));
}

impl Concept {
    /// The label in a language: its own tag, then its primary language, then a variety of that.
    fn label(&self, tag: &str) -> Option<&str> {
        let same = |wanted: &str| {
            let mut labels = self.labels.iter();
            labels.find(|(tag, _)| tag.eq_ignore_ascii_case(wanted))
        };
        let primary = tag.split('-').next().unwrap_or(tag);
        let variety = || {
            let mut labels = self.labels.iter();
            labels.find(|(tag, _)| {
                let of = tag.split('-').next();
                of.is_some_and(|of| of.eq_ignore_ascii_case(primary))
            })
        };
        let found = same(tag).or_else(|| same(primary)).or_else(variety);
        found.map(|(_, label)| label.as_str())
    }
}

/// What a file holds.
#[derive(Debug, Default)]
struct Held {
    scheme: Option<String>,
    prefix: Option<String>,
    concepts: BTreeMap<String, Concept>,
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shipped(language: &str, parents: bool) -> Vocabulary {
        let wanted = Use {
            language: Some(language.to_owned()),
            parents,
            ..Use::default()
        };
        Vocabulary::media_topics(wanted)
    }

    fn record(categories: &str) -> Record {
        serde_json::from_str(&format!(r#"{{"title":"T","categories":{categories}}}"#)).unwrap()
    }

    fn categories(record: &Record) -> Vec<String> {
        let one = |c: &Category| {
            let scheme = c.scheme.as_ref().map_or("", |_| "*");
            format!("{scheme}{}={}", c.term.as_str(), c.display())
        };
        record.categories.iter().map(one).collect()
    }

    #[test]
    fn codes_get_scheme_and_label_however_they_are_written() {
        let vocabulary = shipped("de", false);
        assert_eq!(vocabulary.len(), 1333);
        let mut record = record(
            r#"["medtop:20000229","http://cv.iptc.org/newscodes/mediatopic/20000086","20000605","Tech",
                {"term":"20000605","scheme":"http://cv.iptc.org/newscodes/mediatopic"}]"#,
        );
        assert!(vocabulary.apply(&mut record).is_empty());
        assert_eq!(
            categories(&record),
            [
                "*20000229=Sicherheitstechnologie",
                "*20000086=Computerkriminalität",
                "20000605=20000605",
                "Tech=Tech",
                "*20000605=Spionage und Geheimdienst"
            ]
        );
    }

    #[test]
    fn broader_topics_are_added_once() {
        let mut record = record(r#"["medtop:20000086"]"#);
        shipped("en", true).apply(&mut record);
        let all = categories(&record);
        assert_eq!(
            all.first().map(String::as_str),
            Some("*20000086=cyber crime")
        );
        assert_eq!(
            all.last().map(String::as_str),
            Some("*02000000=crime, law and justice")
        );
    }

    #[test]
    fn what_is_retired_unknown_or_without_label_is_told_once() {
        let table = "qcode\tparent\tretired\ten\tru\n\
            t:1\t\t\tSea\tМоре\n\
            t:2\tt:1\t2015-06-30\tTides\t\n";
        let wanted = Use {
            scheme: Some("https://gazette.example/topics/".to_owned()),
            language: Some("ru".to_owned()),
            parents: false,
        };
        let vocabulary = Vocabulary::read(table, wanted).unwrap();
        let mut first = record(r#"["t:2","t:9"]"#);
        let told = vocabulary.apply(&mut first);
        let told: Vec<(&str, Option<&str>)> = told
            .iter()
            .map(|n| (n.message.as_str(), n.help.as_deref()))
            .collect();
        assert_eq!(
            told,
            [
                ("the code 2 was retired on 2015-06-30", Some("use 1 (Море)")),
                (
                    "the vocabulary has no label of 2 in ru; \"Tides\" stands for it",
                    Some(
                        "add the label to the vocabulary's file, or set `language` in [vocabulary]"
                    )
                ),
                (
                    "the vocabulary https://gazette.example/topics/ has no code \"9\"",
                    Some("mend the code in the source, or use a newer file in [vocabulary]")
                ),
            ]
        );
        assert!(vocabulary.apply(&mut record(r#"["t:2"]"#)).is_empty());
    }

    /// Every topic has two broader ones, and they meet again on the next level: twenty levels are a million ways.
    #[test]
    fn ways_that_part_and_meet_are_gone_once() {
        let mut table = "qcode\tparent\tretired\ten\n".to_owned();
        for level in 0..30 {
            for side in ["a", "b"] {
                let (up, retired) = (level + 1, "2015-01-01");
                table += &format!("t:{level}{side}\tt:{up}a t:{up}b\t{retired}\tx\n");
            }
        }
        let wanted = Use {
            scheme: Some("https://gazette.example/topics/".to_owned()),
            parents: true,
            ..Use::default()
        };
        let mut record = record(r#"["t:0a"]"#);
        let begun = std::time::Instant::now();
        Vocabulary::read(&table, wanted).unwrap().apply(&mut record);
        assert_eq!(record.categories.len(), 1 + 2 * DEEPEST);
        assert!(begun.elapsed() < std::time::Duration::from_secs(1));
    }

    #[test]
    fn a_circle_of_broader_topics_ends() {
        let table =
            "qcode\tparent\tretired\ten\nt:1\tt:2\t2015-01-01\tA\nt:2\tt:1\t2015-01-01\tB\n";
        let wanted = Use {
            scheme: Some("https://gazette.example/topics/".to_owned()),
            parents: true,
            ..Use::default()
        };
        let mut record = record(r#"["t:1"]"#);
        Vocabulary::read(table, wanted).unwrap().apply(&mut record);
        assert_eq!(categories(&record), ["*1=A", "*2=B"]);
    }
}
