//! People: authors of articles.

use serde::{Deserialize, Serialize};

use super::{Line, Link};

/// An author, as an Atom person construct has it (RFC 4287 section 3.2).
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Person {
    /// The name as a byline prints it; never empty.
    pub name: Line,
    /// An address of the form `local@host`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub email: Option<Line>,
    /// The person's own page.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub url: Option<Link>,
}

impl Person {
    /// A person of whom nothing but the name is known; `None` where the name is blank.
    pub fn named(name: &str) -> Option<Self> {
        Some(Person {
            name: Line::new(name).non_empty()?,
            email: None,
            url: None,
        })
    }
}

/// Could this be an e-mail address? The test is RFC 4287's own pattern for `atom:email`: `.+@.+`, without blanks.
pub fn is_email(raw: &str) -> bool {
    let blank = |c: char| c.is_whitespace() || c.is_control();
    raw.split_once('@')
        .is_some_and(|(local, host)| !local.is_empty() && !host.is_empty())
        && !raw.contains(blank)
        && !raw.contains(['<', '>', '"', ','])
}

/// "and" by primary language subtag (BCP 47); English for all others.
const AND: &[(&str, &str)] = &[
    ("de", "und"),
    ("es", "y"),
    ("fr", "et"),
    ("it", "e"),
    ("nl", "en"),
    ("pl", "i"),
    ("pt", "e"),
    ("ru", "и"),
    ("uk", "і"),
];

/// All names as one byline in a language: "A", "A and B", "A, B and C". Half of all readers keep only one author of
/// an RSS item.
pub fn byline(people: &[Person], language: Option<&str>) -> Option<String> {
    let (last, others) = people.split_last()?;
    let last = last.name.as_str();
    if others.is_empty() {
        return Some(last.to_owned());
    }
    let others: Vec<&str> = others.iter().map(|p| p.name.as_str()).collect();
    let primary = language
        .and_then(|tag| tag.split('-').next())
        .unwrap_or_default();
    let and = AND
        .iter()
        .find(|(tag, _)| tag.eq_ignore_ascii_case(primary))
        .map_or("and", |(_, and)| and);
    Some(format!("{} {and} {last}", others.join(", ")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bylines() {
        let people: Vec<Person> = ["A", "B", "C"]
            .iter()
            .filter_map(|n| Person::named(n))
            .collect();
        let of = |n: usize| byline(people.get(..n).unwrap_or_default(), Some("en-GB"));
        assert_eq!(
            [of(0), of(1), of(2), of(3)],
            [
                None,
                Some("A".into()),
                Some("A and B".into()),
                Some("A, B and C".into())
            ]
        );
    }

    #[test]
    fn bylines_speak_the_language_of_the_entry() {
        let people: Vec<Person> = ["A", "B"].iter().filter_map(|n| Person::named(n)).collect();
        for (tag, want) in [
            (Some("de-AT"), "A und B"),
            (Some("ru"), "A и B"),
            (Some("ja"), "A and B"),
            (None, "A and B"),
        ] {
            assert_eq!(byline(&people, tag).as_deref(), Some(want));
        }
    }

    #[test]
    fn emails() {
        for (raw, want) in [
            ("a@b.example", true),
            ("a@b", true),
            ("not-an-email", false),
            ("@b", false),
            ("a b@c", false),
            ("<a@b>", false),
        ] {
            assert_eq!(is_email(raw), want, "{raw}");
        }
    }
}
