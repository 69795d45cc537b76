//! Values as JSON-LD writes them: one or several, an object or its address, with `id` or `@id`.

use crate::import::json::Json;

/// Is one of the value's types this one, with or without the prefix of the vocabulary?
pub(super) fn is_a(json: &Json<'_>, wanted: &[&str]) -> bool {
    let types = json.first(&["type", "@type"]).map_or(&[][..], Json::items);
    let bare = |t: &str| t.rsplit([':', '#']).next().unwrap_or_default().to_owned();
    types
        .iter()
        .filter_map(Json::str)
        .any(|t| wanted.contains(&bare(t).as_str()))
}

/// Its id: of an object its `id`, of an address itself.
pub(super) fn id_of<'j>(json: &'j Json<'_>) -> Option<&'j str> {
    json.str().or_else(|| json.first(&["id", "@id"])?.str())
}

/// The address of a link: a string, a `Link` with its `href`, or an object with its `url`.
pub(super) fn address<'j>(json: &'j Json<'_>) -> Option<&'j str> {
    json.str()
        .or_else(|| json.str_at("href"))
        .or_else(|| json.get("url")?.items().iter().find_map(href))
        .or_else(|| id_of(json))
}

fn href<'j>(json: &'j Json<'_>) -> Option<&'j str> {
    json.str().or_else(|| json.str_at("href"))
}

/// A text and its language: `name`, or the best of `nameMap`.
pub(super) fn text<'j>(
    json: &'j Json<'_>,
    name: &str,
    wanted: Option<&str>,
) -> Option<(&'j str, Option<&'j str>)> {
    let map = json
        .get(&format!("{name}Map"))
        .map_or(&[][..], Json::members);
    let mut said = map.iter().filter_map(|(tag, value)| {
        let tag = Some(tag.as_ref()).filter(|tag| *tag != "und");
        Some((value.str()?, tag))
    });
    if let Some(own) = json.get(name).and_then(Json::str) {
        let same = said.find(|(text, _)| *text == own);
        return Some((own, same.and_then(|(_, tag)| tag)));
    }
    let all: Vec<_> = said.collect();
    let primary = |tag: &str| tag.split(['-', '_']).next().map(str::to_ascii_lowercase);
    let fits = |(_, tag): &&(&str, Option<&str>)| match (tag, wanted) {
        (Some(tag), Some(wanted)) => primary(tag) == primary(wanted),
        _ => false,
    };
    all.iter().find(fits).or(all.first()).copied()
}
