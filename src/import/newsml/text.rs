//! Texts of an item: which of several is the one in its language, and what a role or a QCode says.

use crate::import::draft::Draft;
use crate::import::xml::Element;

/// The text in the language: of the same tag, else of the same language, else without one, else the first.
pub(super) fn best<'t>(
    texts: impl Iterator<Item = Element<'t>>,
    language: Option<&str>,
) -> Option<Element<'t>> {
    let mut best: Option<(u8, Element<'t>)> = None;
    for text in texts {
        let rank = rank(text.lang(), language);
        if best.is_none_or(|(highest, _)| rank > highest) {
            best = Some((rank, text));
        }
    }
    best.map(|(_, text)| text)
}

fn rank(own: Option<&str>, wanted: Option<&str>) -> u8 {
    let primary = |tag: &str| {
        tag.split(['-', '_'])
            .next()
            .unwrap_or_default()
            .to_ascii_lowercase()
    };
    match (own, wanted) {
        (Some(own), Some(wanted)) if own.eq_ignore_ascii_case(wanted) => 3,
        (Some(own), Some(wanted)) if primary(own) == primary(wanted) => 2,
        (None, _) => 1,
        _ => 0,
    }
}

/// What an element says by `qcode`, `uri` or `literal`, without the vocabulary: `usable` of `stat:usable`.
pub(super) fn code(element: Element<'_>) -> Option<&str> {
    let said = ["qcode", "uri", "literal"];
    let said = said.iter().find_map(|name| element.attr(name))?;
    last_part(said)
}

/// The role of a text, without its vocabulary.
pub(super) fn role(element: Element<'_>) -> Option<String> {
    let said = element.attr("role").or_else(|| element.attr("roleuri"))?;
    last_part(said).map(str::to_ascii_lowercase)
}

/// What stands behind the last `:`, `/` or `#`.
pub(super) fn last_part(code: &str) -> Option<&str> {
    let code = code.trim().trim_end_matches('/');
    let last = code.rsplit([':', '/', '#']).next()?;
    (!last.is_empty()).then_some(last)
}

/// The text of an element on one line; `None` where it is blank.
pub(super) fn words(element: Element<'_>) -> Option<String> {
    let text = element.text();
    let words: Vec<&str> = text.split_whitespace().collect();
    (!words.is_empty()).then(|| words.join(" "))
}

/// Keeps the text of an element that no field holds.
pub(super) fn keep(draft: &mut Draft<'_>, key: &str, element: Option<Element<'_>>) {
    if let Some(text) = element.and_then(words) {
        draft.extra(key, text);
    }
}
