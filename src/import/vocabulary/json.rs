//! A vocabulary as IPTC exports it (`cptall-….json`, JSON-LD): a concept set with labels by language.
//!
//! <https://cv.iptc.org/newscodes/mediatopic/> offers it as "JSON-LD". Addresses of concepts end in their codes.

use serde_json::Value;

use super::{Concept, Held};

pub(super) fn read(text: &str) -> Result<Held, (Option<u64>, String)> {
    let root: Value = serde_json::from_str(text)
        .map_err(|e| (Some(e.line() as u64), format!("it is no JSON: {e}")))?;
    let set = ["conceptSet", "concepts", "@graph"]
        .iter()
        .find_map(|key| root.get(key)?.as_array());
    let set = set.ok_or_else(|| {
        let message = "it has no `conceptSet`, as IPTC's exports have";
        (None, message.to_owned())
    })?;
    let scheme = root.get("uri").and_then(Value::as_str).map(str::to_owned);
    let mut held = Held {
        scheme,
        ..Held::default()
    };
    for concept in set {
        let Some(code) = code(concept, &mut held) else {
            continue;
        };
        held.concepts.insert(code, one(concept));
    }
    match held.concepts.is_empty() {
        true => Err((None, "it has no concept with a `uri` or `qcode`".to_owned())),
        false => Ok(held),
    }
}

/// The concept's code; its address and QCode also tell the scheme and the prefix.
fn code(concept: &Value, held: &mut Held) -> Option<String> {
    let text = |key: &str| concept.get(key).and_then(Value::as_str);
    if let Some((prefix, _)) = text("qcode").and_then(|q| q.split_once(':')) {
        held.prefix.get_or_insert_with(|| prefix.to_owned());
    }
    let address = text("uri").or_else(|| text("@id"));
    if let Some((scheme, _)) = address.and_then(|a| a.rsplit_once('/')) {
        held.scheme.get_or_insert_with(|| format!("{scheme}/"));
    }
    address
        .or_else(|| text("qcode"))
        .map(bare)
        .filter(|c| !c.is_empty())
}

fn one(concept: &Value) -> Concept {
    let labels = concept.get("prefLabel").and_then(Value::as_object);
    let labels = labels.into_iter().flatten();
    Concept {
        broader: codes(concept.get("broader")),
        retired: concept.get("retired").and_then(Value::as_str).map(day),
        instead: codes(
            concept
                .get("replacedBy")
                .or_else(|| concept.get("isReplacedBy")),
        ),
        labels: labels
            .filter_map(|(tag, label)| Some((tag.clone(), label.as_str()?.to_owned())))
            .collect(),
    }
}

/// A time as the day it falls on.
fn day(time: &str) -> String {
    time.get(..10).unwrap_or(time).to_owned()
}

/// One address or QCode, or several; each may be an object with a `uri`.
fn codes(value: Option<&Value>) -> Vec<String> {
    let one = |value: &Value| {
        let text = value.as_str().or_else(|| value.get("uri")?.as_str());
        text.map(bare)
    };
    match value {
        Some(Value::Array(items)) => items.iter().filter_map(one).collect(),
        Some(value) => one(value).into_iter().collect(),
        None => Vec::new(),
    }
}

/// The code at the end of an address or QCode.
fn bare(name: &str) -> String {
    name.rsplit(['/', ':']).next().unwrap_or(name).to_owned()
}

#[cfg(test)]
mod tests {
    use super::super::{Use, Vocabulary};
    use crate::model::Record;

    #[test]
    fn an_export_of_iptcs_form() {
        let export = r#"{"uri":"https://gazette.example/topics/","conceptSet":[
            {"uri":"https://gazette.example/topics/1","qcode":"gt:1","prefLabel":{"en-GB":"sea","de":"Meer"}},
            {"uri":"https://gazette.example/topics/2","qcode":"gt:2","prefLabel":{"en-GB":"tides"},
             "broader":["https://gazette.example/topics/1"],"retired":"2020-02-01T00:00:00+00:00",
             "replacedBy":["https://gazette.example/topics/3"]},
            {"uri":"https://gazette.example/topics/3","prefLabel":{"en-GB":"ebb and flow"}}]}"#;
        let vocabulary = Vocabulary::read(export, Use::default()).unwrap();
        let mut record: Record =
            serde_json::from_str(r#"{"title":"T","categories":["gt:2"]}"#).unwrap();
        let told = vocabulary.apply(&mut record);
        let told = told.first().map(|n| (n.message.clone(), n.help.clone()));
        let want = (
            "the code 2 was retired on 2020-02-01",
            "use 3 (ebb and flow)",
        );
        assert_eq!(told, Some((want.0.to_owned(), Some(want.1.to_owned()))));
        let category = record.categories.first().unwrap();
        assert_eq!(category.display(), "tides");
        for broken in ["{", "{}", r#"{"conceptSet":[]}"#] {
            assert!(
                Vocabulary::read(broken, Use::default()).is_err(),
                "{broken}"
            );
        }
    }
}
