//! The words of date lines, from `data/date-words.tsv`.

use std::collections::HashMap;
use std::sync::LazyLock;

/// What a word can mean in a date line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Meaning {
    /// 1 to 12.
    Month(u32),
    /// 1 is Monday.
    Weekday(u32),
    /// "yesterday" is 1.
    DaysBack(u64),
    Unit(Unit),
    /// "vor" 3 Stunden.
    AgoBefore,
    /// 3 hours "ago".
    AgoAfter,
    /// "in" 3 hours.
    Ahead,
    /// "an" hour ago.
    One,
    /// 7 "Uhr".
    OClock,
    Published,
    Updated,
    /// Says nothing: "at", "um", "le".
    Filler,
    /// Begins or ends something that is no date but stands beside one: "2 min read".
    Aside,
}

/// What an age is counted in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Unit {
    Minute,
    Hour,
    Day,
    Week,
    Month,
    Year,
}

/// A word's meaning in one language.
pub(super) type Sense = (&'static str, Meaning);

/// The longest phrase, in words.
pub(super) const LONGEST_PHRASE: usize = 4;

static WORDS: LazyLock<HashMap<&'static str, Vec<Sense>>> =
    LazyLock::new(|| parse(include_str!("../../../data/date-words.tsv")));

/// What a folded word or phrase can mean. A page in a known language reads a word by that language where it has it.
pub(super) fn senses(phrase: &str, language: Option<&str>) -> Vec<Sense> {
    let Some(all) = WORDS.get(phrase) else {
        return Vec::new();
    };
    let own: Vec<Sense> = all
        .iter()
        .filter(|(l, _)| Some(*l) == language)
        .copied()
        .collect();
    if own.is_empty() { all.clone() } else { own }
}

fn parse(table: &'static str) -> HashMap<&'static str, Vec<Sense>> {
    let mut words: HashMap<&'static str, Vec<Sense>> = HashMap::new();
    for row in table.lines().filter(|l| !l.starts_with('#')) {
        let mut cells = row.split('\t');
        let (Some(language), Some(meaning), Some(list)) =
            (cells.next(), cells.next().and_then(meaning), cells.next())
        else {
            continue;
        };
        for word in list.split('|') {
            words.entry(word).or_default().push((language, meaning));
        }
    }
    words
}

/// The meaning column, such as `month 10`.
fn meaning(cell: &str) -> Option<Meaning> {
    let (kind, value) = cell.split_once(' ').unwrap_or((cell, ""));
    Some(match kind {
        "month" => Meaning::Month(value.parse().ok()?),
        "weekday" => Meaning::Weekday(value.parse().ok()?),
        "days-back" => Meaning::DaysBack(value.parse().ok()?),
        "unit" => Meaning::Unit(unit(value)?),
        "ago-before" => Meaning::AgoBefore,
        "ago-after" => Meaning::AgoAfter,
        "ahead" => Meaning::Ahead,
        "one" => Meaning::One,
        "o-clock" => Meaning::OClock,
        "published" => Meaning::Published,
        "updated" => Meaning::Updated,
        "filler" => Meaning::Filler,
        "aside" => Meaning::Aside,
        _ => return None,
    })
}

fn unit(name: &str) -> Option<Unit> {
    const UNITS: &[(&str, Unit)] = &[
        ("minute", Unit::Minute),
        ("hour", Unit::Hour),
        ("day", Unit::Day),
        ("week", Unit::Week),
        ("month", Unit::Month),
        ("year", Unit::Year),
    ];
    UNITS.iter().find(|(n, _)| *n == name).map(|(_, u)| *u)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_row_is_read_and_every_phrase_can_be_found() {
        let table = include_str!("../../../data/date-words.tsv");
        for row in table.lines().filter(|l| !l.starts_with('#')) {
            let cells: Vec<&str> = row.split('\t').collect();
            assert_eq!(cells.len(), 3, "{row}");
            assert!(meaning(cells[1]).is_some(), "{row}");
            for word in cells[2].split('|') {
                assert_eq!(word, word.to_lowercase(), "{row}");
                assert!(word.split(' ').count() <= LONGEST_PHRASE, "{row}");
            }
        }
    }
}
