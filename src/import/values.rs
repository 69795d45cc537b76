//! Values as people and exports write them into one cell, key or column: lists, names, yes and no, words for the
//! state of a story, text that may be HTML.

use std::borrow::Cow;

use serde_json::{Map, Value};

use super::draft::{Draft, shown};
use super::html::text_of;
use crate::model::{Moment, Status, Text};

/// No list in one value has more items than this; what follows is left out.
const MOST_ITEMS: usize = 1000;

/// Words that say yes, in the languages of the date tables.
const YES: &[&str] = &[
    "true", "yes", "y", "1", "on", "x", "ja", "oui", "vrai", "sí", "si", "да", "так", "tak",
];

/// Words that say no.
const NO: &[&str] = &[
    "false", "no", "n", "0", "off", "nein", "non", "faux", "нет", "ні", "nie",
];

/// What systems call a story in each state. A word that is not here holds the story back.
const STATES: &[(Status, &[&str])] = &[
    (
        Status::Published,
        &[
            "published",
            "publish",
            "public",
            "live",
            "active",
            "online",
            "visible",
            "usable",
            "sent",
            "final",
            "veröffentlicht",
            "publié",
            "publicado",
            "pubblicato",
            "опубликовано",
        ],
    ),
    (
        Status::Draft,
        &[
            "draft",
            "unpublished",
            "private",
            "pending",
            "pending review",
            "in review",
            "review",
            "auto-draft",
            "trash",
            "hidden",
            "inactive",
            "offline",
            "archived",
            "entwurf",
            "brouillon",
            "borrador",
            "bozza",
            "черновик",
            "idea",
            "in progress",
            "ready",
            "unlisted",
            // It waits for a word and not for its date, which may have passed.
            "withheld",
        ],
    ),
    (Status::Embargoed, &["embargoed", "embargo"]),
    (Status::Embargoed, SCHEDULED),
    (
        Status::Retracted,
        &[
            "retracted",
            "withdrawn",
            "deleted",
            "canceled",
            "cancelled",
            "removed",
            "killed",
        ],
    ),
];

/// A story of this state waits for the date of its publication.
const SCHEDULED: &[&str] = &["scheduled", "future", "geplant", "programmé"];

/// Keys whose yes says that a story is not for readers, without `_` and `-` and in lower case.
const HELD: &[&str] = &[
    "deleted",
    "draft",
    "hidden",
    "isdeleted",
    "isdraft",
    "ishidden",
    "isprivate",
    "private",
    "unlisted",
    "unpublished",
];

/// Keys whose no says it.
const SHOWN: &[&str] = &[
    "islive",
    "ispublic",
    "ispublished",
    "isvisible",
    "public",
    "publish",
    "visible",
];

/// What exports list beside stories.
const NO_STORIES: &[&str] = &[
    "page",
    "pages",
    "home",
    "attachment",
    "revision",
    "nav_menu_item",
    "wp_block",
    "wp_template",
    "template",
    "comment",
    "redirect",
];

/// Yes or no; `None` for anything else.
pub(super) fn flag(raw: &str) -> Option<bool> {
    let word = raw.trim().to_lowercase();
    match word.as_str() {
        word if YES.contains(&word) => Some(true),
        word if NO.contains(&word) => Some(false),
        _ => None,
    }
}

/// The items of a list in one value: a JSON array, else parted by `|`, else by `;`, else by `,`.
pub(super) fn list(raw: &str) -> Vec<String> {
    let raw = raw.trim();
    if raw.starts_with('[')
        && let Ok(items) = serde_json::from_str::<Vec<String>>(raw)
    {
        return items.into_iter().take(MOST_ITEMS).collect();
    }
    let mark = ['|', ';', ','].into_iter().find(|&mark| raw.contains(mark));
    let Some(mark) = mark else {
        let only = Some(raw).filter(|raw| !raw.is_empty());
        return only.map(str::to_owned).into_iter().collect();
    };
    let items = raw
        .split(mark)
        .map(str::trim)
        .filter(|item| !item.is_empty());
    items.take(MOST_ITEMS).map(str::to_owned).collect()
}

/// The names in one value. A comma parts names only where each part has two words at least, because
/// "Lind, Eva" is one person.
pub(super) fn people(raw: &str) -> Vec<String> {
    let raw = without_by(raw.trim());
    if raw.starts_with('[') || raw.contains(['|', ';']) {
        return list(raw);
    }
    let parts: Vec<&str> = raw
        .split(',')
        .map(str::trim)
        .filter(|p| !p.is_empty())
        .collect();
    let whole_names = parts
        .iter()
        .all(|part| part.split_whitespace().nth(1).is_some());
    let parts = if parts.len() > 1 && whole_names {
        parts
    } else {
        vec![raw]
    };
    let names = parts
        .into_iter()
        .flat_map(joined)
        .filter(|name| !name.is_empty());
    names.take(MOST_ITEMS).map(str::to_owned).collect()
}

/// The names of "Eva Lind and Jon Berg"; a name such as "Smith and Sons" stays whole.
fn joined(names: &str) -> Vec<&str> {
    for word in [" and ", " und ", " et ", " y ", " и "] {
        let parts: Vec<&str> = names.split(word).map(str::trim).collect();
        if parts.len() > 1 && parts.iter().all(|p| p.split_whitespace().nth(1).is_some()) {
            return parts;
        }
    }
    vec![names]
}

/// The names without the word that a byline begins with.
fn without_by(raw: &str) -> &str {
    let Some((word, names)) = raw.split_once(' ') else {
        return raw;
    };
    let names = names.trim_start();
    match word.to_lowercase().as_str() {
        "by" | "par" | "por" => names,
        // "von Storch", "Von der Leyen" and "Von Miller" are names.
        "von" if word == "Von" && is_whole_name(names) => names,
        _ => raw,
    }
}

/// Are the first two words those of a name?
fn is_whole_name(names: &str) -> bool {
    let begins_high = |word: &str| word.starts_with(char::is_uppercase);
    let mut words = names.split_whitespace();
    words.next().is_some_and(begins_high) && words.next().is_some_and(begins_high)
}

/// Text without markup, where it has any.
pub(super) fn plain(raw: &str) -> Cow<'_, str> {
    if has_markup(raw) {
        Cow::Owned(text_of(raw))
    } else {
        Cow::Borrowed(raw)
    }
}

/// Is there a tag or a reference in it?
fn has_markup(raw: &str) -> bool {
    let reference = |(at, _): (usize, &str)| {
        let name = raw.get(at + 1..).and_then(|rest| rest.split(';').next());
        raw.get(at..).is_some_and(|rest| rest.contains(';'))
            && name.is_some_and(|name| {
                !name.is_empty()
                    && name.len() <= 32
                    && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '#')
            })
    };
    // Only the first few are looked at: one is enough, and text with none has few signs of it.
    has_tags(raw) || raw.match_indices('&').take(16).any(reference)
}

/// Does it hold an HTML tag?
pub(super) fn has_tags(raw: &str) -> bool {
    let tag = |(at, _): (usize, &str)| {
        let rest = raw.as_bytes().get(at + 1..).unwrap_or_default();
        let rest = rest.strip_prefix(b"/").unwrap_or(rest);
        let named = rest.first().is_some_and(u8::is_ascii_alphabetic);
        named && rest.iter().take(2000).any(|b| *b == b'>')
    };
    raw.match_indices('<').take(64).any(tag)
}

/// A body of which nothing says what it is.
pub(super) fn body(draft: &mut Draft<'_>, from: &'static str, raw: &str) {
    if has_tags(raw) {
        draft.record.body_html = draft.text("body_html", from, raw.into());
    } else {
        draft.record.body_text = draft.text("body_text", from, raw.into());
    }
}

/// A title or another line that may hold markup.
pub(super) fn title(draft: &mut Draft<'_>, from: &'static str, raw: &str) {
    draft.record.title = draft.line("title", from, &plain(raw));
}

/// A summary, which may hold markup.
pub(super) fn summary(draft: &mut Draft<'_>, from: &'static str, raw: &str) -> Option<Text> {
    draft.text("summary", from, plain(raw))
}

/// What a word says of the state of a story. Of several the strictest holds, and a word that nobody knows holds back.
pub(super) fn status(draft: &mut Draft<'_>, from: &'static str, raw: &str) {
    let word = raw.trim().to_lowercase().replace('_', " ");
    if word.is_empty() {
        return;
    }
    draft.explain("status", from, raw);
    draft.scheduled |= SCHEDULED.contains(&word.as_str());
    let known = STATES
        .iter()
        .find(|(_, words)| words.contains(&word.as_str()));
    match (known, flag(&word)) {
        (Some((status, _)), _) => hold(draft, *status),
        (None, Some(yes)) => published(draft, yes),
        (None, None) => {
            let status = draft.unknown_status(raw);
            hold(draft, status);
        }
    }
}

/// Does this member of an object, for which a record has no field, say plainly that the story is not for readers?
pub(super) fn holds_back(key: &str, value: &Value) -> bool {
    let says = match value {
        Value::Bool(yes) => Some(*yes),
        Value::Number(n) => match n.as_u64() {
            Some(0) => Some(false),
            Some(1) => Some(true),
            _ => None,
        },
        Value::String(raw) => flag(raw),
        _ => None,
    };
    let is = |wanted: &str| {
        let bytes = key.bytes().filter(|b| !matches!(b, b'_' | b'-'));
        bytes.map(|b| b.to_ascii_lowercase()).eq(wanted.bytes())
    };
    match says {
        Some(true) => HELD.iter().any(|word| is(word)),
        Some(false) => SHOWN.iter().any(|word| is(word)),
        None => false,
    }
}

/// When it was published. A word where a time should be ("draft", "tbd") says that it is not.
pub(super) fn published_at(draft: &mut Draft<'_>, from: &'static str, raw: &str) -> Option<Moment> {
    let time = draft.moment("published", from, raw);
    if time.is_none() && !raw.contains(char::is_numeric) {
        status(draft, from, raw);
    }
    time
}

/// It says whether it is published.
pub(super) fn published(draft: &mut Draft<'_>, yes: bool) {
    if !yes {
        hold(draft, Status::Draft);
    }
}

/// Takes the stricter of the state that it has and this one.
pub(super) fn hold(draft: &mut Draft<'_>, status: Status) {
    let strict = |status| match status {
        Status::Published => 0,
        Status::Retracted => 1,
        Status::Embargoed => 2,
        Status::Draft => 3,
    };
    if strict(status) > strict(draft.record.status) {
        draft.record.status = status;
    }
}

/// Of several times before which nothing may show, the latest counts.
pub(super) fn wait_until(draft: &mut Draft<'_>, time: Option<Moment>) {
    let times = [draft.record.not_before, time];
    draft.record.not_before = times.into_iter().flatten().max_by_key(Moment::instant);
}

/// What kind of thing the source calls it: pages and the like are held as drafts, and said.
pub(super) fn kind(draft: &mut Draft<'_>, from: &'static str, raw: &str) {
    let word = raw.trim().to_lowercase();
    if NO_STORIES.contains(&word.as_str()) {
        draft.explain("status", from, raw);
        hold(draft, Status::Draft);
        let message = format!("{} is no story; it is held as a draft", shown(raw.trim()));
        draft.doubt("status", message);
    }
}

/// Keeps from which of the source's vocabularies a term came, in `extra.scheme_of`; the first one holds.
pub(super) fn scheme_of(draft: &mut Draft<'_>, term: &str, of: &str) {
    let known = draft.record.extra.entry("scheme_of");
    let known = known.or_insert_with(|| Value::Object(Map::new()));
    if let Value::Object(known) = known
        && !known.contains_key(term)
    {
        known.insert(term.to_owned(), Value::from(of));
    }
}

/// A story that is scheduled waits for the time of its publication. An embargo is another thing: that time may have passed.
pub(super) fn settle(draft: &mut Draft<'_>) {
    let record = &mut draft.record;
    if draft.scheduled && record.status == Status::Embargoed && record.not_before.is_none() {
        record.not_before = record.published;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists_and_names() {
        for (raw, want) in [
            ("a | b, c", &["a", "b, c"][..]),
            ("a; b", &["a", "b"]),
            ("a, b,,", &["a", "b"]),
            ("[\"a, b\", \"c\"]", &["a, b", "c"]),
            ("[a", &["[a"]),
            ("  ", &[]),
        ] {
            assert_eq!(list(raw), want, "{raw}");
        }
        for (raw, want) in [
            ("By Eva Lind and Jon Berg", &["Eva Lind", "Jon Berg"][..]),
            (
                "Eva Lind, Jon Berg and Ada Moe",
                &["Eva Lind", "Jon Berg", "Ada Moe"],
            ),
            ("Lind, Eva", &["Lind, Eva"]),
            ("Eva; Jon", &["Eva", "Jon"]),
            ("Smith and Sons", &["Smith and Sons"]),
            ("von Storch, Beatrix", &["von Storch, Beatrix"]),
            ("Von der Aue", &["Von der Aue"]),
            ("Von Miller", &["Von Miller"]),
            ("Von Anna Lind und Jon Berg", &["Anna Lind", "Jon Berg"]),
            ("By", &["By"]),
        ] {
            assert_eq!(people(raw), want, "{raw}");
        }
    }

    #[test]
    fn markup_is_told_from_text() {
        for (raw, want) in [
            ("Fish &amp; <b>chips</b>", "Fish & chips"),
            ("5 < 6 & 7 > 3; so", "5 < 6 & 7 > 3; so"),
            ("I <3 you", "I <3 you"),
            ("&#x201C;x&#x2019;", "“x’"),
        ] {
            assert_eq!(plain(raw), want, "{raw}");
        }
    }
}
