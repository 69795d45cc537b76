//! The columns of a file, and in which order they are read.

use std::collections::BTreeMap;

use super::names::{Holds, KNOWN, Known};
use crate::{Error, Result};

/// One column of the file.
#[derive(Debug, Clone)]
pub(super) struct Column {
    /// What it is called in the file.
    pub(super) name: String,
    /// Where it stands, from 0.
    pub(super) at: usize,
    /// What it holds and what `--explain` calls it; `None` where nobody knows.
    pub(super) holds: Option<(Holds, &'static str)>,
    /// How good its name is among those for the same; 0 is best.
    rank: usize,
}

/// All columns of a file, in the order in which a row is read.
#[derive(Debug)]
pub(super) struct Columns {
    /// Those of the same kind stand together, the one with the best name first.
    pub(super) each: Vec<Column>,
    /// Is this how Wix exports a blog, where a draft is a row without a date?
    pub(super) of_wix: bool,
}

impl Columns {
    /// The columns that a header names. A field of `map` is read from the column named there and from no other.
    ///
    /// # Errors
    /// An input error where no column is known, a mapped one is not there, or none holds anything to show.
    pub(super) fn new(header: &[String], map: &BTreeMap<String, String>) -> Result<Self> {
        for (field, wanted) in map {
            let field_known = KNOWN.iter().any(|(_, _, f, _)| f == field);
            if !field_known {
                return Err(Error::usage(format!(
                    "a CSV file has no column for the field {field:?}"
                ))
                .help(format!("use one of: {}", mappable())));
            }
            if !header.iter().any(|name| is_same(name, wanted)) {
                return Err(Error::input(format!(
                    "there is no column {wanted:?}, which `fields` names for {field}"
                ))
                .help(format!("use one of: {}", header.join(", "))));
            }
        }
        let mut each: Vec<Column> = header
            .iter()
            .enumerate()
            .map(|(at, name)| column(at, name, map))
            .collect();
        each.sort_by_key(|c| (c.holds.map(|(holds, _)| holds), c.rank, c.at));
        let columns = Columns {
            of_wix: ["postpageurl", "richcontent", "lastpublisheddate"]
                .iter()
                .all(|wanted| header.iter().any(|name| plain(name) == *wanted)),
            each,
        };
        let shows = |(holds, _)| {
            matches!(
                holds,
                Holds::Title
                    | Holds::Summary
                    | Holds::Body
                    | Holds::BodyHtml
                    | Holds::BodyMarkdown
                    | Holds::BodyText
            )
        };
        if columns.each.iter().all(|c| c.holds.is_none()) {
            return Err(Error::input("the first row names no column that is known")
                .help("put a row such as title,url,date first, or say with `fields` (--map) which column holds what"));
        }
        if !columns.each.iter().filter_map(|c| c.holds).any(shows) {
            return Err(Error::input("no column holds a title, a summary or a body")
                .help("name one so in the first row, or with `fields` (--map): title = \"…\""));
        }
        Ok(columns)
    }

    /// Does a column past this many say whether a row may be shown?
    pub(super) fn decisive_after(&self, cells: usize) -> bool {
        self.each.iter().filter(|c| c.at >= cells).any(|c| {
            matches!(
                c.holds,
                Some((
                    Holds::Status
                        | Holds::IsDraft
                        | Holds::Type
                        | Holds::Visibility
                        | Holds::NotBefore,
                    _
                ))
            )
        })
    }
}

fn column(at: usize, name: &str, map: &BTreeMap<String, String>) -> Column {
    let column = |holds, rank| Column {
        name: name.trim().to_owned(),
        at,
        holds,
        rank,
    };
    if let Some((field, _)) = map.iter().find(|(_, wanted)| is_same(name, wanted)) {
        let known = KNOWN.iter().find(|(_, _, f, _)| f == field);
        return column(known.map(|(holds, from, ..)| (*holds, *from)), 0);
    }
    match known(name) {
        Some(((_, _, field, _), _)) if map.contains_key(*field) => column(None, 0),
        Some(((holds, from, ..), rank)) => column(Some((*holds, *from)), rank + 1),
        None => column(None, 0),
    }
}

/// How many of these names are known.
pub(super) fn known_names(header: &[String], map: &BTreeMap<String, String>) -> usize {
    let mapped = |name: &str| map.values().any(|wanted| is_same(name, wanted));
    header
        .iter()
        .filter(|name| mapped(name) || known(name).is_some())
        .count()
}

fn known(name: &str) -> Option<(&'static Known, usize)> {
    let plain = plain(name);
    KNOWN
        .iter()
        .find_map(|row| Some((row, row.3.iter().position(|s| *s == plain)?)))
}

/// A name as the table spells it.
fn plain(name: &str) -> String {
    let kept = name
        .trim()
        .chars()
        .filter(|c| !matches!(c, ' ' | '_' | '-' | '\u{feff}' | '.' | ':'));
    kept.flat_map(char::to_lowercase).collect()
}

fn is_same(name: &str, wanted: &str) -> bool {
    name.trim() == wanted.trim()
}

fn mappable() -> String {
    let fields: Vec<&str> = KNOWN
        .iter()
        .map(|(_, _, field, _)| *field)
        .filter(|f| !f.is_empty())
        .collect();
    fields.join(", ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_spelling_means_one_thing() {
        let mut seen = std::collections::BTreeMap::new();
        for (holds, _, _, spellings) in KNOWN {
            for spelling in *spellings {
                assert_eq!(plain(spelling), *spelling);
                assert_eq!(seen.insert(*spelling, *holds), None, "{spelling}");
            }
        }
    }
}
