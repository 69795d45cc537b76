//! Keys of a source's address in what the source brings: they are published nowhere, and neither is an address that holds
//! one, or the name that stands for one because it is relative to the source's own.

use serde_json::{Map, Value};

use crate::Severity;
#[cfg(feature = "http")]
use crate::import::Imported;
use crate::import::html::without_addresses;
use crate::model::{Notice, NoticeKind, Record};
use crate::source::Hidden;

/// Leaves out of a record what holds a key, and says so.
pub(super) fn keep_out(record: &mut Record, hidden: &Hidden) -> Option<Notice> {
    if hidden.is_empty() {
        return None;
    }
    let written = serde_json::to_value(&*record).ok();
    let Some(Value::Object(mut fields)) = written else {
        return Some(Notice::refused("the record cannot be searched for keys"));
    };
    if !fields.values().any(|value| is_in(value, hidden)) {
        return None;
    }
    let mut left_out = 0;
    clean_fields(&mut fields, hidden, &mut left_out);
    match serde_json::from_value(Value::Object(fields)) {
        Ok(clean) => *record = clean,
        Err(_) => {
            let why = "the record cannot be without the key of its source's address that it holds";
            return Some(Notice::refused(why).help(HELP));
        }
    }
    let message = match left_out {
        0 => return None,
        1 => "1 address was left out: it holds a key of its source's address".to_owned(),
        n => format!("{n} addresses were left out: they hold a key of their source's address"),
    };
    let notice = Notice::new(NoticeKind::Record, Severity::Warning, message);
    Some(notice.help(HELP))
}

/// Leaves keys out of all that an importer made of one record, to be shown.
#[cfg(feature = "http")]
pub(super) fn keep_out_of(imported: &mut Imported, hidden: &Hidden) {
    if hidden.is_empty() {
        return;
    }
    let left_out = imported.record.as_mut().and_then(|r| keep_out(r, hidden));
    if left_out.as_ref().is_some_and(Notice::is_error) {
        imported.record = None;
    }
    if left_out.is_some() {
        // What is not there any more needs no explanation.
        let fields = serde_json::to_value(&imported.record).unwrap_or_default();
        let is_there = |name: &str| {
            name.split('.')
                .next()
                .is_some_and(|n| fields.get(n).is_some())
        };
        imported.explain.retain(|name, _| is_there(name));
    }
    imported.notices.extend(left_out);
    for notice in &mut imported.notices {
        notice.reword(&|text| hidden.hide(text));
    }
    for provenance in imported.explain.values_mut() {
        provenance.text = hidden.hide(&provenance.text);
    }
}

const HELP: &str = "let the source write addresses of its own pages that anybody may see";

fn is_in(value: &Value, hidden: &Hidden) -> bool {
    match value {
        Value::String(text) => hidden.is_in(text),
        Value::Array(items) => items.iter().any(|item| is_in(item, hidden)),
        Value::Object(members) => members.values().any(|member| is_in(member, hidden)),
        _ => false,
    }
}

fn clean_fields(fields: &mut Map<String, Value>, hidden: &Hidden, left_out: &mut usize) {
    fields.retain(|field, value| match (field.as_str(), &mut *value) {
        // An id is no address, and stays what it is when the key changes.
        ("id", Value::String(id)) => {
            *id = hidden.hide(id);
            true
        }
        ("body_html", Value::String(html)) => {
            let (without, many) = without_addresses(html, &|address| hidden.is_in(address));
            *left_out += many;
            *html = hidden.hide(&without);
            true
        }
        ("authors", Value::Array(people)) => {
            for person in people.iter_mut().filter_map(Value::as_object_mut) {
                person.retain(|_, part| clean(part, hidden, left_out));
            }
            true
        }
        _ => clean(value, hidden, left_out),
    });
}

/// Leaves addresses out and hides what stands in text; `false` where nothing is left.
fn clean(value: &mut Value, hidden: &Hidden, left_out: &mut usize) -> bool {
    match value {
        Value::String(text) if !hidden.is_in(text) => true,
        Value::String(text) if text.starts_with("http://") || text.starts_with("https://") => {
            *left_out += 1;
            false
        }
        Value::String(text) => {
            *text = hidden.hide(text);
            true
        }
        Value::Array(items) => {
            items.retain_mut(|item| clean(item, hidden, left_out));
            true
        }
        Value::Object(members) => {
            // Without its address a file is none.
            if members.get("url").is_some_and(|url| is_in(url, hidden)) {
                *left_out += 1;
                return false;
            }
            members.retain(|_, member| clean(member, hidden, left_out));
            true
        }
        _ => true,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_key_stays_in_a_record() -> Result<(), serde_json::Error> {
        let mut hidden = Hidden::in_address("https://q.example/?token=t0ken");
        hidden.variable("KEY", "s3cret");
        let record = |url: &str, body: &str| {
            serde_json::json!({
                "id": format!("{url}/1"), "title": "The key", "url": url,
                "authors": [{"name": "Ada", "url": url}],
                "enclosures": [{"url": format!("{url}.mp3")}, {"url": "https://q.example/2.mp3"}],
                "body_html": body, "extra": {"self": url, "is": "fine"},
            })
        };
        for (url, id) in [
            ("https://q.example/s3cret/a", "https://q.example/$KEY/a/1"),
            ("https://q.example/$KEY/a", "https://q.example/$KEY/a/1"),
            ("https://q.example/%24KEY/a", "https://q.example/%24KEY/a/1"),
            (
                "https://q.example/a?token=t0ken",
                "https://q.example/a?token=***/1",
            ),
        ] {
            let body = format!(
                "<p>Key t0ken <a href=\"{url}#a\">up</a> <img src=\"{url}\" alt=\"x\"> <a href=\"https://q.example/b\">b</a></p>"
            );
            let mut read: Record = serde_json::from_value(record(url, &body))?;
            let said = keep_out(&mut read, &hidden).map(|n| n.message);
            let clean = serde_json::to_value(&read)?;
            assert_eq!(
                clean,
                serde_json::json!({
                    "id": id, "kind": "headline", "title": "The key", "authors": [{"name": "Ada"}],
                    "enclosures": [{"url": "https://q.example/2.mp3"}],
                    "body_html": "<p>Key t0ken <a>up</a>  <a href=\"https://q.example/b\">b</a></p>",
                    "extra": {"is": "fine"},
                })
            );
            assert!(said.is_some_and(|said| said.starts_with("6 addresses")));
        }
        let mut read: Record =
            serde_json::from_value(record("https://q.example/a", "<p>s3cret</p>"))?;
        assert_eq!(keep_out(&mut read, &hidden), None);
        assert_eq!(
            read.body_html.map(|b| b.to_string()),
            Some("<p>$KEY</p>".to_owned())
        );
        Ok(())
    }
}
