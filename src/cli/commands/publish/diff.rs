//! What `publish --diff` says: which entries of a document are new, which leave, and what changes in the others.

use feedwright::pipeline::Difference;

/// So many characters of a value are shown.
const SHOWN: usize = 160;

/// The keys that name an entry in a path: RSS, Atom, JSON Feed.
const KEYS: [&str; 3] = ["item[guid=", "entry[id=", "items[id="];

/// The differences of one document as lines, entry by entry, in the order in which they came.
pub(super) fn lines<'a>(differences: impl Iterator<Item = &'a Difference>) -> Vec<String> {
    let mut groups: Vec<(Option<&str>, Vec<Part<'_>>)> = Vec::new();
    for difference in differences {
        let (entry, path) = entry_of(&difference.path);
        let part = Part {
            path,
            old: difference.expected.as_deref(),
            new: difference.actual.as_deref(),
        };
        // What is said of an entry stands together as a rule, so that the last group is looked at first.
        match groups
            .iter_mut()
            .rev()
            .find(|(e, _)| entry.is_some() && *e == entry)
        {
            Some((_, parts)) => parts.push(part),
            None => groups.push((entry, vec![part])),
        }
    }
    groups
        .iter()
        .flat_map(|(entry, parts)| group(*entry, parts))
        .collect()
}

/// One place of an entry, or of the feed around the entries.
struct Part<'a> {
    path: &'a str,
    old: Option<&'a str>,
    new: Option<&'a str>,
}

/// The entry's id, and the path within it.
fn entry_of(path: &str) -> (Option<&str>, &str) {
    let begin = KEYS
        .iter()
        .find_map(|key| Some(path.find(key)? + key.len()));
    let Some(begin) = begin else {
        return (None, path);
    };
    // An id may hold brackets of its own: the step ends where the next one begins.
    let rest = path.get(begin..).unwrap_or_default();
    let end = ["]/", "]@"].iter().filter_map(|end| rest.find(end)).min();
    match end {
        Some(end) => (
            rest.get(..end),
            rest.get(end + 1..)
                .unwrap_or_default()
                .trim_start_matches('/'),
        ),
        None => (Some(rest.trim_end_matches(']')), ""),
    }
}

fn group(entry: Option<&str>, parts: &[Part<'_>]) -> Vec<String> {
    let Some(id) = entry else {
        return parts.iter().flat_map(|p| part(p, "")).collect();
    };
    if parts.iter().all(|p| p.old.is_none()) {
        return vec![format!("+ {}", named(id, parts, |p| p.new))];
    }
    if parts.iter().all(|p| p.new.is_none()) {
        return vec![format!("- {}", named(id, parts, |p| p.old))];
    }
    let mut lines = vec![format!("~ {id}")];
    lines.extend(parts.iter().flat_map(|p| part(p, "    ")));
    lines
}

/// An entry by its title and id.
fn named<'a>(id: &str, parts: &[Part<'a>], value: impl Fn(&Part<'a>) -> Option<&'a str>) -> String {
    let title = parts.iter().find(|p| p.path == "title").and_then(value);
    match title {
        Some(title) => format!("{} <{id}>", cut(title)),
        None => id.to_owned(),
    }
}

fn part(part: &Part<'_>, indent: &str) -> Vec<String> {
    let path = part.path;
    match (part.old, part.new) {
        (Some(old), Some(new)) => vec![
            format!("{indent}{path}"),
            format!("{indent}    from: {}", cut(old)),
            format!("{indent}    to:   {}", cut(new)),
        ],
        (Some(old), None) => vec![format!("{indent}{path} goes: {}", cut(old))],
        (None, Some(new)) => vec![format!("{indent}{path} comes: {}", cut(new))],
        (None, None) => vec![format!("{indent}{path}")],
    }
}

fn cut(value: &str) -> String {
    let mut shown: String = value.chars().take(SHOWN).collect();
    if shown.len() < value.len() {
        shown.push('…');
    }
    shown
}

#[cfg(test)]
mod tests {
    use super::*;

    fn difference(path: &str, old: Option<&str>, new: Option<&str>) -> Difference {
        Difference {
            path: path.to_owned(),
            expected: old.map(str::to_owned),
            actual: new.map(str::to_owned),
        }
    }

    #[test]
    fn entries_come_go_and_change() {
        let all = [
            difference("/rss/channel/lastBuildDate", Some("Mon"), Some("Tue")),
            difference(
                "/rss/channel/item[guid=tag:a,2020:[1]]/title",
                None,
                Some("Fog"),
            ),
            difference(
                "/rss/channel/item[guid=tag:a,2020:[1]]/guid",
                None,
                Some("1"),
            ),
            difference("/rss/channel/item[guid=2]/title", Some("Rain"), None),
            difference("/feed/entry[id=3]/content", Some("a"), Some("b")),
            difference(
                "/feed/entry[id=3]/link@href",
                None,
                Some("https://quay.example/"),
            ),
        ];
        assert_eq!(
            lines(all.iter()),
            [
                "/rss/channel/lastBuildDate",
                "    from: Mon",
                "    to:   Tue",
                "+ Fog <tag:a,2020:[1]>",
                "- Rain <2>",
                "~ 3",
                "    content",
                "        from: a",
                "        to:   b",
                "    link@href comes: https://quay.example/",
            ]
        );
    }
}
