//! Fields that follow from others are explained by them, so that each field of a record has its explanation.

use super::{Imported, Provenance};

/// Adds an entry for each field of the record that has none yet: `kind` follows from what the record holds, an
/// `image` from its parts, the last category from the section.
pub fn complete(imported: &mut Imported) {
    let fields = imported.record.as_ref().map(serde_json::to_value);
    let Some(Ok(serde_json::Value::Object(fields))) = fields else {
        return;
    };
    for (field, value) in fields {
        if !imported.explain.contains_key(&field) {
            let provenance = derived(imported, &field, &value);
            imported.explain.insert(field, provenance);
        }
    }
}

fn derived(imported: &Imported, field: &str, value: &serde_json::Value) -> Provenance {
    let part = format!("{field}.");
    let of_parts = imported
        .explain
        .iter()
        .find(|(key, _)| key.starts_with(&part));
    let of_section = imported
        .explain
        .get_key_value("section")
        .filter(|_| field == "categories");
    match of_parts.or(of_section) {
        Some((_, provenance)) => provenance.clone(),
        None => Provenance {
            line: imported.line,
            text: value
                .as_str()
                .map_or_else(|| value.to_string(), str::to_owned),
            rule: if field == "kind" {
                "kind-by-content"
            } else {
                "derived"
            },
            sure: true,
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Line, Record};

    #[test]
    fn what_follows_is_explained_by_what_it_follows_from() {
        let record: Record = serde_json::from_str(
            r#"{"title":"T","kind":"headline","image":{"credit":"A / B"},"section":"Port","categories":["Port"]}"#,
        )
        .unwrap();
        assert_eq!(record.title, Some(Line::new("T")));
        let at = |line, rule| Provenance {
            line,
            text: String::new(),
            rule,
            sure: true,
        };
        let mut imported = Imported {
            line: 3,
            record: Some(record),
            ..Imported::default()
        };
        imported
            .explain
            .insert("image.credit".to_owned(), at(7, "credit"));
        imported
            .explain
            .insert("section".to_owned(), at(1, "section-line"));
        complete(&mut imported);
        let rule = |field: &str| imported.explain.get(field).map(|p| (p.line, p.rule));
        assert_eq!(rule("image"), Some((7, "credit")));
        assert_eq!(rule("categories"), Some((1, "section-line")));
        assert_eq!(rule("kind"), Some((3, "kind-by-content")));
    }
}
