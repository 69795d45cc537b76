//! An entry of a live ticker: "+++ 21.07 Uhr: Züge fahren wieder +++", "[21:07] Trains run again".

use crate::import::dates::{self, Context, Stamp};

/// One entry: its time and what stands beside it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Tick {
    pub(super) stamp: Stamp,
    /// The time as printed.
    pub(super) time: String,
    pub(super) title: String,
    /// Fenced by plus signs: nothing else looks so.
    pub(super) fenced: bool,
}

/// The longest time in front of a title, in characters.
const LONGEST_TIME: usize = 30;

/// The entry that this line is.
pub(super) fn read(line: &str, context: &Context) -> Option<Tick> {
    let bare = line
        .trim()
        .trim_start_matches(['+', '[', '(', '•', '*', '●', '|', ' ']);
    if !bare.starts_with(|c: char| c.is_numeric()) {
        return None;
    }
    let fenced = line.trim().starts_with("++") || line.trim().ends_with("++");
    let (time, stamp, rest) = cuts(bare)
        .filter_map(|at| at_cut(bare, at, context))
        .last()?;
    let title = rest
        .trim_matches(|c: char| c.is_whitespace() || ":–—-|]+)".contains(c))
        .to_owned();
    title.contains(char::is_alphabetic).then(|| Tick {
        stamp,
        time: time
            .trim_matches(|c: char| c.is_whitespace() || ":])–—|".contains(c))
            .to_owned(),
        title,
        fenced,
    })
}

/// The places where the time could end.
fn cuts(line: &str) -> impl Iterator<Item = usize> {
    line.char_indices()
        .take(LONGEST_TIME)
        .filter(|(_, c)| matches!(c, ' ' | ':' | ']' | ')' | '|' | '–' | '—'))
        .map(|(at, _)| at)
}

fn at_cut<'a>(line: &'a str, at: usize, context: &Context) -> Option<(&'a str, Stamp, &'a str)> {
    let (head, rest) = line.split_at_checked(at)?;
    let date = dates::read(head, context)?;
    let [stamp] = date.stamps.as_slice() else {
        return None;
    };
    let whole = stamp.bare_time && has_clock(head) && ends_like_time(head);
    whole.then(|| (head, stamp.clone(), rest))
}

/// "14:00" or "14:00 Uhr", but not "14:00 The", whose last word dates pass over.
fn ends_like_time(head: &str) -> bool {
    const ENDS: &[&str] = &["uhr", "am", "pm", "h", "uur", "ч", "мск"];
    let last = head.split_whitespace().next_back().unwrap_or_default();
    let folded: String = last
        .to_lowercase()
        .chars()
        .filter(|c| c.is_alphabetic())
        .collect();
    let zone = last.len() >= 2 && last.chars().all(char::is_uppercase);
    last.ends_with(|c: char| c.is_numeric() || c == ']' || c == ')')
        || zone
        || ENDS.contains(&folded.as_str())
}

/// "18h" or "9am" alone may begin a sentence; a ticker prints minutes.
fn has_clock(head: &str) -> bool {
    head.chars().filter(|c| c.is_numeric()).count() >= 3
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn entries() {
        for (line, want) in [
            (
                "+++ 21.07 Uhr: Züge fahren wieder +++",
                Some("21.07 Uhr|Züge fahren wieder"),
            ),
            ("21:07 Trains run again", Some("21:07|Trains run again")),
            ("[21:07] Trains run again", Some("21:07|Trains run again")),
            (
                "9:05 a.m. – Trains run again",
                Some("9:05 a.m.|Trains run again"),
            ),
            (
                "21h07 : Les trains roulent",
                Some("21h07|Les trains roulent"),
            ),
            ("21.07 Millionen Euro kostet es", None),
            ("13 killed in storm", None),
            ("2017: the year in review", None),
        ] {
            let got = read(line, &Context::default()).map(|t| format!("{}|{}", t.time, t.title));
            assert_eq!(got.as_deref(), want, "{line}");
        }
    }
}
