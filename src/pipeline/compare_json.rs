//! A JSON document as paths and values, for holding two against each other.

use serde_json::Value;

/// Paths and values of all members, in the order of the document as far as lists go; `None` where it is no JSON.
/// Objects in lists are named by their ids where they have one, so that one item more does not shift all others.
pub(super) fn flatten(document: &[u8]) -> Option<Vec<(String, String)>> {
    let value: Value = serde_json::from_slice(document).ok()?;
    let mut values = Vec::new();
    walk("", &value, &mut values);
    Some(values)
}

/// Does the document look like JSON rather than XML?
pub(super) fn is_json(document: &[u8]) -> bool {
    let first = document.iter().find(|b| !b.is_ascii_whitespace());
    matches!(first, Some(b'{' | b'['))
}

fn walk(path: &str, value: &Value, values: &mut Vec<(String, String)>) {
    match value {
        Value::Object(members) if !members.is_empty() => {
            for (name, value) in members {
                walk(&format!("{path}/{name}"), value, values);
            }
        }
        Value::Array(list) if !list.is_empty() => {
            for (n, value) in list.iter().enumerate() {
                let step = match value.get("id").and_then(Value::as_str) {
                    Some(id) => format!("{path}[id={id}]"),
                    None => format!("{path}[{}]", n + 1),
                };
                walk(&step, value, values);
            }
        }
        Value::String(text) => values.push((path.to_owned(), text.clone())),
        other => values.push((path.to_owned(), other.to_string())),
    }
}
