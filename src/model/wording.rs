//! How one feed words its entries: what stands before titles, what follows addresses, what is told besides.

use super::{Kind, Text};

/// How one feed words its entries. The default leaves all as the records have it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Wording {
    /// What may stand before a title: the first that holds does.
    pub prefixes: Vec<TitlePrefix>,
    /// Names and values that are added to the query of an entry's link. Its id never has them.
    pub link_parameters: Vec<(String, String)>,
    /// Which of a record's further facts are told.
    pub extensions: Vec<Mapping>,
}

/// Words before a title, and for which records. Each list left empty asks for nothing; all others must hold.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TitlePrefix {
    /// The words; where a placeholder stands for nothing, the prefix does not hold.
    pub text: Vec<Piece>,
    /// Any of these kinds.
    pub kinds: Vec<Kind>,
    /// Any of these category terms.
    pub categories: Vec<String>,
    /// Any of these sections.
    pub sections: Vec<String>,
    /// Any of these sources, by name.
    pub sources: Vec<String>,
}

/// A piece of a [`TitlePrefix`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Piece {
    /// As it stands there.
    Text(String),
    /// What the record says.
    Fact(Fact),
}

/// What a placeholder stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fact {
    /// The section of the paper.
    Section,
    /// The first category, as people read it.
    Category,
    /// All authors, as one byline.
    Author,
    /// The name of the source.
    Source,
}

/// The placeholders, by name.
pub const FACTS: &[(&str, Fact)] = &[
    ("section", Fact::Section),
    ("category", Fact::Category),
    ("author", Fact::Author),
    ("source", Fact::Source),
];

/// Reads `"{section}: "`.
///
/// # Errors
/// What stands in braces and is no placeholder, or a brace that has no partner.
pub fn pieces(raw: &str) -> Result<Vec<Piece>, String> {
    let mut pieces = Vec::new();
    let mut rest = raw;
    while let Some(at) = rest.find(['{', '}']) {
        let (before, braced) = rest.split_at(at);
        if !before.is_empty() {
            pieces.push(Piece::Text(before.to_owned()));
        }
        let (name, after) = braced
            .strip_prefix('{')
            .and_then(|inner| inner.split_once('}'))
            .ok_or_else(|| braced.chars().take(1).collect::<String>())?;
        let (_, fact) = FACTS
            .iter()
            .find(|(known, _)| *known == name)
            .ok_or_else(|| format!("{{{name}}}"))?;
        pieces.push(Piece::Fact(*fact));
        rest = after;
    }
    if !rest.is_empty() {
        pieces.push(Piece::Text(rest.to_owned()));
    }
    Ok(pieces)
}

/// A fact from a record's `extra`, and the element that tells it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mapping {
    /// Keys from `extra` inward.
    pub path: Vec<String>,
    /// The element.
    pub element: ExtensionName,
}

/// The name of an element in a namespace that the newsroom chose.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct ExtensionName {
    /// Stands for the namespace in XML, and behind `_` in JSON.
    pub prefix: String,
    /// The name within the namespace.
    pub name: String,
    /// An absolute IRI.
    pub namespace: String,
}

/// An element in a namespace that the newsroom chose, with its text.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Extension {
    /// What it is called.
    pub element: ExtensionName,
    /// Never blank.
    pub value: Text,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn prefixes_are_read() {
        assert_eq!(
            pieces("{section}: "),
            Ok(vec![
                Piece::Fact(Fact::Section),
                Piece::Text(": ".to_owned())
            ])
        );
        assert_eq!(
            pieces("[Live] "),
            Ok(vec![Piece::Text("[Live] ".to_owned())])
        );
        for (raw, wrong) in [
            ("{sektion}", "{sektion}"),
            ("{section", "{"),
            ("a} ", "}"),
            ("{}", "{}"),
        ] {
            assert_eq!(pieces(raw), Err(wrong.to_owned()));
        }
    }
}
