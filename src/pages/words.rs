//! The words on the pages, by language: one small file for each, which users may replace or add to by file name.

use serde::{Deserialize, Serialize};

use super::Family;

/// Everything that a page says by itself, in one language.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Words {
    /// The BCP 47 tag of these words.
    pub(super) language: String,
    /// The link that leads past the head of the page.
    pub(super) skip: String,
    /// What stands above a feed's title.
    pub(super) feed: String,
    /// The heading of what explains a feed.
    pub(super) what: String,
    /// What a feed is, in one or two sentences.
    pub(super) what_text: String,
    /// The link to a longer explanation.
    pub(super) learn: String,
    /// The heading above the addresses.
    pub(super) address: String,
    /// What to do with them.
    pub(super) address_text: String,
    /// The button that copies an address.
    pub(super) copy: String,
    /// What it says then.
    pub(super) copied: String,
    /// The heading above the readers.
    pub(super) readers: String,
    /// What these links do.
    pub(super) readers_text: String,
    /// The reader that is installed.
    pub(super) app: String,
    /// The heading above the newest headlines.
    pub(super) newest: String,
    /// Where there are none.
    pub(super) none: String,
    /// The zone of the times shown.
    pub(super) zone: String,
    /// The heading above the lines for other pages.
    pub(super) snippet: String,
    /// What they are for.
    pub(super) snippet_text: String,
    /// The index.
    pub(super) all: String,
    /// What the index is for.
    pub(super) all_text: String,
    /// The link to the list for programs.
    pub(super) opml: String,
    /// What it is for.
    pub(super) opml_text: String,
    /// The link from a list to a feed's page.
    pub(super) subscribe: String,
    /// The heading above feeds of no family, where others are of one.
    pub(super) general: String,
    /// The name of the links at the top, for those who do not see the page.
    pub(super) navigation: String,
    /// What stands above the feeds of a family.
    pub(super) families: Families,
    /// How dates are written.
    pub(super) dates: Dates,
}

/// What stands above the feeds of a family, by what it has a feed for each of.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Families {
    category: String,
    tag: String,
    author: String,
    section: String,
    language: String,
}

impl Families {
    /// The heading of a family: its title, else that of its kind; of a kind that has none, its own name.
    pub(super) fn of<'w>(&'w self, family: &Family<'w>) -> &'w str {
        if let Some(title) = family.title {
            return title;
        }
        match family.by {
            "category" => &self.category,
            "tag" => &self.tag,
            "author" => &self.author,
            "section" => &self.section,
            "language" => &self.language,
            _ => family.slug,
        }
    }
}

/// How dates are written in a language.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Dates {
    /// As they stand in a date.
    pub(super) months: [String; 12],
    /// With `{day}`, `{month}` and `{year}`.
    pub(super) date: String,
    /// With `{date}` and `{time}`.
    pub(super) with_time: String,
    /// Noon and midnight by twelve hours: the words for before and after noon.
    #[serde(default)]
    pub(super) halves: Option<[String; 2]>,
    /// The first of a month, where that is no plain number.
    #[serde(default)]
    pub(super) first: Option<String>,
    /// The digits, from nought to nine, where they are not those of ASCII.
    #[serde(default)]
    pub(super) digits: Option<[char; 10]>,
}

/// The languages that are built in.
pub(super) const LANGUAGES: &[(&str, &str)] = &[
    ("words.ar.toml", include_str!("words/ar.toml")),
    ("words.de.toml", include_str!("words/de.toml")),
    ("words.en-US.toml", include_str!("words/en-US.toml")),
    ("words.en.toml", include_str!("words/en.toml")),
    ("words.es.toml", include_str!("words/es.toml")),
    ("words.fa.toml", include_str!("words/fa.toml")),
    ("words.fr.toml", include_str!("words/fr.toml")),
    ("words.he.toml", include_str!("words/he.toml")),
    ("words.ru.toml", include_str!("words/ru.toml")),
];

/// The names of the files in which the words for a tag are looked for: the tag, then with less and less of it, then
/// English.
pub(super) fn file_names(tag: &str) -> impl Iterator<Item = String> + '_ {
    let ends = tag.match_indices('-').map(|(at, _)| at);
    let mut ends: Vec<usize> = ends.chain([tag.len()]).collect();
    ends.reverse();
    let tags = ends.into_iter().filter_map(|end| tag.get(..end));
    let tags = tags.filter(|tag| !tag.is_empty()).chain(["en"]);
    tags.map(|tag| format!("words.{tag}.toml"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_words_are_there_in_every_language() {
        for (name, text) in LANGUAGES {
            let words: Words = toml::from_str(text).unwrap_or_else(|e| panic!("{name}: {e}"));
            assert_eq!(*name, format!("words.{}.toml", words.language));
            let written = serde_json::to_string(&words).unwrap();
            assert!(!written.contains("\"\""), "{name} has an empty word");
        }
    }

    #[test]
    fn a_tag_finds_its_nearest_words() {
        let names: Vec<String> = file_names("de-Latn-AT").collect();
        assert_eq!(
            names,
            [
                "words.de-Latn-AT.toml",
                "words.de-Latn.toml",
                "words.de.toml",
                "words.en.toml"
            ]
        );
        assert_eq!(file_names("").collect::<Vec<_>>(), ["words.en.toml"]);
    }
}
