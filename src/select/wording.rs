//! What a feed's wording makes of one record: the words before its title, and the elements of its `extra`.

use serde_json::Value;

use crate::model::wording::{Fact, Mapping, Piece, TitlePrefix};
use crate::model::{Category, Extension, Line, Record, Stored, Text, Wording, person};

/// The first prefix that holds for the record.
pub(super) fn prefix(
    wording: &Wording,
    stored: &Stored,
    language: Option<&Line>,
) -> Option<String> {
    let holding = wording.prefixes.iter().filter(|p| holds(p, stored));
    holding
        .filter_map(|p| text(&p.text, stored, language))
        .next()
}

fn holds(prefix: &TitlePrefix, stored: &Stored) -> bool {
    let record = &stored.record;
    let any = |wanted: &[String], has: &dyn Fn(&String) -> bool| {
        wanted.is_empty() || wanted.iter().any(has)
    };
    let term = |w: &String| record.categories.iter().any(|c| c.term.as_str() == w);
    let section = |w: &String| record.section.as_ref().is_some_and(|s| s.as_str() == w);
    (prefix.kinds.is_empty() || prefix.kinds.contains(&record.kind))
        && any(&prefix.categories, &term)
        && any(&prefix.sections, &section)
        && any(&prefix.sources, &|w| stored.source == *w)
}

/// `None` where a placeholder stands for nothing.
fn text(pieces: &[Piece], stored: &Stored, language: Option<&Line>) -> Option<String> {
    let record = &stored.record;
    pieces
        .iter()
        .map(|piece| match piece {
            Piece::Text(text) => Some(text.clone()),
            Piece::Fact(Fact::Section) => record.section.as_ref().map(Line::to_string),
            Piece::Fact(Fact::Category) => record
                .categories
                .first()
                .map(Category::display)
                .map(str::to_owned),
            Piece::Fact(Fact::Author) => {
                person::byline(&record.authors, language.map(Line::as_str))
            }
            Piece::Fact(Fact::Source) => Some(stored.source.clone()),
        })
        .collect()
}

/// The elements that a record's `extra` gives, in the order of the mappings.
pub(super) fn extensions(wording: &Wording, record: &Record) -> Vec<Extension> {
    let mut extensions = Vec::new();
    for mapping in &wording.extensions {
        let element = &mapping.element;
        extensions.extend(found(mapping, record).map(|value| Extension {
            element: element.clone(),
            value,
        }));
    }
    extensions
}

/// The values at a mapping's path: one, or each of a list. Objects and null are no values.
fn found<'r>(mapping: &Mapping, record: &'r Record) -> impl Iterator<Item = Text> + 'r {
    let mut keys = mapping.path.iter();
    let outer = keys.next().and_then(|key| record.extra.get(key));
    let value = keys.fold(outer, |value, key| value?.get(key));
    let values: &[Value] = match value {
        Some(Value::Array(values)) => values,
        Some(value) => std::slice::from_ref(value),
        None => &[],
    };
    values.iter().filter_map(scalar)
}

fn scalar(value: &Value) -> Option<Text> {
    let text = match value {
        Value::String(text) => Text::new(text),
        Value::Number(number) => Text::from(number.to_string()),
        Value::Bool(yes) => Text::from(yes.to_string()),
        Value::Null | Value::Array(_) | Value::Object(_) => return None,
    };
    (!text.is_blank()).then_some(text)
}
