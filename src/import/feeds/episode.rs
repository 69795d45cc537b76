//! What an item says as an episode: Apple's elements and the podcast namespace, as members of a record's `podcast`.

use serde_json::{Map, Number, Value};

use crate::import::draft::Draft;
use crate::import::episode;
use crate::import::xml::{Element, Ns};

/// One element of the podcast namespace.
struct Part {
    /// Its name.
    element: &'static str,
    /// The member of the record that it becomes.
    member: &'static str,
    /// May there be several?
    many: bool,
    /// The member that holds its text.
    text: &'static str,
}

const fn part(element: &'static str, member: &'static str, many: bool, text: &'static str) -> Part {
    Part {
        element,
        member,
        many,
        text,
    }
}

const PARTS: &[Part] = &[
    part("season", "season", false, "number"),
    part("episode", "episode", false, "number"),
    part("transcript", "transcripts", true, ""),
    part("chapters", "chapters", false, ""),
    part("soundbite", "soundbites", true, "title"),
    part("person", "persons", true, "name"),
    part("location", "locations", true, "name"),
    part("license", "license", false, "name"),
    part("value", "values", true, ""),
    part("funding", "funding", true, "text"),
    part("socialInteract", "social", true, ""),
    part("alternateEnclosure", "alternates", true, ""),
    part("txt", "txt", true, "text"),
    part("image", "images", true, ""),
    part("chat", "chat", false, ""),
];

/// Attributes that have another name in a record.
const NAMES: &[(&str, &str)] = &[
    ("startTime", "start"),
    ("accountId", "account_id"),
    ("accountUrl", "account_url"),
    ("aspect-ratio", "aspect_ratio"),
    ("customKey", "custom_key"),
    ("customValue", "custom_value"),
    ("lang", "language"),
    ("contentType", "type"),
];

/// Members that are numbers.
const NUMBERS: &[&str] = &[
    "number",
    "start",
    "duration",
    "priority",
    "length",
    "bitrate",
    "height",
    "width",
    "suggested",
    "split",
];

/// Members that are true or false.
const FLAGS: &[&str] = &["default", "fee"];

/// Puts what the item says as an episode into the record.
pub(in crate::import) fn read(draft: &mut Draft<'_>, item: Element<'_>) {
    let mut members = Map::new();
    for element in item.children() {
        match element.ns() {
            Ns::Podcast => podcast(&mut members, element),
            Ns::Itunes => itunes(draft, &mut members, element),
            _ => {}
        }
    }
    if !members.is_empty() {
        draft.explain("podcast", "podcast:* and itunes:*", "");
        episode::read(draft, "podcast", members);
    }
}

fn podcast(members: &mut Map<String, Value>, element: Element<'_>) {
    let Some(part) = PARTS.iter().find(|p| p.element == element.local()) else {
        return;
    };
    let mut value = table(element, part.text);
    // Attributes of images and of the elements in others.
    if part.member == "images"
        && let Some(href) = value.remove("href")
    {
        value.insert("url".to_owned(), href);
    }
    let inside: [(&str, &str); 2] = [("source", "sources"), ("valueRecipient", "recipients")];
    for (name, list) in inside {
        let all = element.all(Ns::Podcast, name);
        let all: Vec<Value> = all.map(|e| Value::Object(table(e, ""))).collect();
        if !all.is_empty() {
            value.insert(list.to_owned(), Value::Array(all));
        }
    }
    if let Some(integrity) = element.child(Ns::Podcast, "integrity") {
        value.insert("integrity".to_owned(), Value::Object(table(integrity, "")));
    }
    let value = Value::Object(value);
    if !part.many {
        members.insert(part.member.to_owned(), value);
    } else if let Value::Array(list) = members
        .entry(part.member)
        .or_insert_with(|| Value::Array(Vec::new()))
    {
        list.push(value);
    }
}

/// The attributes of an element and its text, as members.
fn table(element: Element<'_>, text: &str) -> Map<String, Value> {
    let mut members = Map::new();
    for (name, ns, value) in element.attributes() {
        if ns == Ns::None && !value.trim().is_empty() {
            let known = NAMES.iter().find(|(attribute, _)| *attribute == name);
            let key = known.map_or(name, |(_, key)| key);
            members.insert(key.to_owned(), typed(key, value));
        }
    }
    let said = element.text();
    if !text.is_empty() && !said.trim().is_empty() {
        members.insert(text.to_owned(), typed(text, &said));
    }
    members
}

fn typed(key: &str, raw: &str) -> Value {
    let raw = raw.trim();
    let string = || Value::String(raw.to_owned());
    if FLAGS.contains(&key) {
        return Value::Bool(raw.eq_ignore_ascii_case("true"));
    }
    if !NUMBERS.contains(&key) {
        return string();
    }
    match (raw.parse::<u64>(), raw.parse::<f64>()) {
        (Ok(whole), _) => Value::Number(whole.into()),
        (_, Ok(number)) => Number::from_f64(number).map_or_else(string, Value::Number),
        _ => string(),
    }
}

fn itunes(draft: &mut Draft<'_>, members: &mut Map<String, Value>, element: Element<'_>) {
    let text = element.text();
    let text = text.trim();
    if text.is_empty() && element.local() != "image" {
        return;
    }
    match element.local() {
        "duration" => {
            if let Some(seconds) = seconds(text)
                && let Some(file) = draft.record.enclosures.first_mut()
            {
                file.duration = file.duration.or(Some(seconds));
            }
        }
        "author" if draft.record.authors.is_empty() => {
            draft.add_author("itunes:author", text, None, None);
        }
        "summary" | "subtitle" if draft.record.summary.is_none() => {
            draft.record.summary = super::summary(draft, "itunes:summary", text);
        }
        "title" => set(members, "title", text.into()),
        "image" => {
            let href = element.attr("href").unwrap_or(text);
            set(members, "image", href.into());
        }
        "episodeType" => set(members, "episode_type", text.to_ascii_lowercase().into()),
        "explicit" => {
            let word = text.to_ascii_lowercase();
            match word.as_str() {
                "true" | "yes" | "explicit" => set(members, "explicit", true.into()),
                "false" | "no" | "clean" => set(members, "explicit", false.into()),
                _ => {}
            }
        }
        "block" if text.eq_ignore_ascii_case("yes") => set(members, "block", true.into()),
        "season" => set(members, "season", typed("number", text)),
        "episode" => set(members, "episode", typed("number", text)),
        _ => {}
    }
}

/// What the podcast namespace says is more than what Apple's says.
fn set(members: &mut Map<String, Value>, key: &str, value: Value) {
    members.entry(key).or_insert(value);
}

/// `1:02:03`, `62:03` or `3723`.
fn seconds(raw: &str) -> Option<u64> {
    let mut all = 0_u64;
    for part in raw.split(':') {
        let part: u64 = part.trim().split('.').next()?.parse().ok()?;
        all = all.checked_mul(60)?.checked_add(part)?;
    }
    Some(all)
}

#[cfg(test)]
mod tests {
    #[test]
    fn durations() {
        for (raw, want) in [
            ("1:02:03", Some(3723)),
            ("62:03", Some(3723)),
            ("3723", Some(3723)),
            ("3723.5", Some(3723)),
            ("an hour", None),
        ] {
            assert_eq!(super::seconds(raw), want, "{raw}");
        }
    }
}
