//! Who wrote it: "By A B and C D", "Von: A B, C D", "- Автор:", "Reuters Staff".

use super::credit;
use super::shape;
use super::words::{class, fold};

/// The longest byline, in words.
const LONGEST: usize = 16;

/// The names of a byline, without job titles. A word that could begin a sentence counts only where names follow.
pub(in crate::import) fn read(line: &str) -> Option<Vec<String>> {
    if !shape::at_most(line, LONGEST) {
        return None;
    }
    let line = line
        .trim()
        .trim_start_matches(['-', '–', '—', '•', '·', '|', ' ']);
    let names = match after_mark(line) {
        Some(rest) => {
            names(rest).filter(|n| begins_upper(line) || n.iter().all(|n| shape::is_person(n)))?
        }
        None => vec![staff(line)?],
    };
    (!names.is_empty()).then_some(names)
}

/// The names in a field that holds a byline and nothing else. One that cannot be told apart surely stays one name.
pub(in crate::import) fn of_field(by: &str) -> Vec<String> {
    let by = by.trim();
    let sure = |list: &str| {
        let list = names(list)?;
        let has_several_words =
            |n: &str| !shape::at_most(n, 1) && n.split_whitespace().all(is_name_word);
        let is_name = |n: &String| credit::is_agency(n) || has_several_words(n);
        (!list.is_empty() && list.iter().all(is_name)).then_some(list)
    };
    after_mark(by)
        .and_then(sure)
        .or_else(|| sure(by))
        .unwrap_or_else(|| {
            let rest = after_mark(by).filter(|rest| !shape::at_most(rest, 1));
            vec![rest.unwrap_or(by).to_owned()]
        })
}

/// What follows the byline word.
fn after_mark(line: &str) -> Option<&str> {
    let folded = fold(line);
    let mark = class("byline").prefix(&folded)?;
    let at = line.char_indices().nth(mark.chars().count())?.0;
    let (printed, rest) = line.split_at_checked(at)?;
    let rest = rest.trim_start_matches([':', ' ', '\u{a0}']);
    (fold(printed) == mark).then_some(rest)
}

fn begins_upper(line: &str) -> bool {
    line.starts_with(char::is_uppercase)
}

/// "Reuters Staff", "AFP-Redaktion": nobody is named, but it is all there is.
fn staff(line: &str) -> Option<String> {
    let (who, last) = line.rsplit_once([' ', '-'])?;
    let staff = matches!(fold(last).as_str(), "staff" | "redaktion" | "newsroom");
    let who_is_name = who.starts_with(char::is_uppercase) && shape::at_most(who, 3);
    (staff && who_is_name && !line.contains(',')).then(|| line.trim().to_owned())
}

/// The names in a list; `None` where something in it is neither a name nor a job.
fn names(list: &str) -> Option<Vec<String>> {
    const BETWEEN: &[&str] = &[
        " and ", " und ", " et ", " и ", " та ", " y ", " e ", " i ", " & ", " with ", " mit ",
        " avec ",
    ];
    let mut parts: Vec<&str> = list.split([',', ';', '|', '/', '•', '·']).collect();
    // Each of these words stands between two blanks.
    let several = list.bytes().filter(|b| *b == b' ').count() > 1;
    for word in BETWEEN.iter().filter(|_| several) {
        parts = parts.into_iter().flat_map(|p| p.split(word)).collect();
    }
    let mut names = Vec::new();
    for part in parts {
        let part = without_lead(part.trim());
        if part.is_empty() || is_job(part) || part.contains('@') {
            continue;
        }
        names.push(name(part)?);
    }
    Some(names)
}

/// Without an "and" that a comma has left at the front.
fn without_lead(part: &str) -> &str {
    const LEADS: &[&str] = &["and ", "und ", "et ", "и ", "y ", "e "];
    LEADS
        .iter()
        .find_map(|lead| part.strip_prefix(lead))
        .unwrap_or(part)
        .trim()
}

/// A person, an agency, or a paper that signs for its people; a job title behind the name is dropped.
fn name(part: &str) -> Option<String> {
    let part = part.trim_end_matches('.').trim();
    let cut = part.split(" for ").next().unwrap_or(part);
    let cut = before_job(cut).trim();
    let signs = cut.starts_with(char::is_uppercase)
        && shape::at_most(cut, 4)
        && !cut.contains(|c: char| c.is_ascii_digit() || c == ':')
        && cut.split_whitespace().all(is_name_word);
    (credit::is_agency(cut) || shape::is_person(cut) || signs).then(|| cut.to_owned())
}

fn is_name_word(word: &str) -> bool {
    let after_apostrophe = word.split(['\'', '’']).nth(1).unwrap_or_default();
    word.starts_with(char::is_uppercase)
        || word.len() <= 3
        || after_apostrophe.starts_with(char::is_uppercase)
}

/// "Kari Moe Staff Writer" and "Kari Moe - reporter" end before the job.
fn before_job(text: &str) -> &str {
    for separator in [" - ", " – ", " — ", " ("] {
        if let Some((head, tail)) = text.split_once(separator)
            && (is_job(tail.trim_end_matches(')')) || is_paper(head, tail))
        {
            return head;
        }
    }
    text.char_indices()
        .filter(|(_, c)| *c == ' ')
        .find(|(at, _)| text.get(*at..).is_some_and(is_job))
        .map_or(text, |(at, _)| text.get(..at).unwrap_or(text))
}

/// "Kari Moe - The Volga Post": whom a person writes for.
fn is_paper(head: &str, tail: &str) -> bool {
    let paper = tail.trim_end_matches(')');
    let capitals = |w: &str| w.starts_with(char::is_uppercase);
    shape::is_person(head) && shape::at_most(paper, 4) && paper.split_whitespace().all(capitals)
}

fn is_job(text: &str) -> bool {
    let folded = fold(text);
    let job = class("job");
    job.is(&folded)
        || (job.begins(&folded) && shape::at_most(text, 5))
        || (job.ends(&folded) && shape::at_most(text, 4) && !shape::is_person(text))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fields_of_bylines() {
        for (by, want) in [
            ("Kari Moe and Jon Talbot", "Kari Moe|Jon Talbot"),
            (
                "Paulo Santalucia and Frances d'Emilio",
                "Paulo Santalucia|Frances d'Emilio",
            ),
            ("Lena Kurz und Max Roth", "Lena Kurz|Max Roth"),
            ("By Kari Moe, Staff Writer", "Kari Moe"),
            ("Kari Moe/TT", "Kari Moe|TT"),
            ("NTB", "NTB"),
            ("Moe, Kari", "Moe, Kari"),
            ("Pär Moe", "Pär Moe"),
            ("Trade and Industry desk", "Trade and Industry desk"),
            ("kmoe", "kmoe"),
            ("By Kari Moe, harbour desk", "Kari Moe, harbour desk"),
        ] {
            assert_eq!(of_field(by).join("|"), want, "{by}");
        }
    }

    #[test]
    fn bylines() {
        for (line, want) in [
            ("By Kari Moe and Jon Talbot", Some("Kari Moe|Jon Talbot")),
            ("By Kari Moe, Staff Writer", Some("Kari Moe")),
            ("By KARI MOE", Some("KARI MOE")),
            ("By Kari Moe - The Volga Post", Some("Kari Moe")),
            ("di Carla Bassi", Some("Carla Bassi")),
            ("di nuovo in piazza", None),
            (
                "Von: Jonas Sapper, Carla Zinn",
                Some("Jonas Sapper|Carla Zinn"),
            ),
            (
                "Von Jonas Sapper und Carla Zinn",
                Some("Jonas Sapper|Carla Zinn"),
            ),
            ("Par Léa Kermarrec", Some("Léa Kermarrec")),
            ("Article rédigé par Léa Kermarrec", Some("Léa Kermarrec")),
            ("- Автор: Олег Санин", Some("Олег Санин")),
            ("Автор: Олег Санин, корреспондент", Some("Олег Санин")),
            ("By AFP", Some("AFP")),
            ("By Volga Post", Some("Volga Post")),
            ("Reuters Staff", Some("Reuters Staff")),
            ("By the time it ended, nobody was left", None),
            ("By 2020 the bridge was closed", None),
            ("Von der Leyen besucht Kiel", None),
            ("Par ailleurs, la ville reste calme", None),
            ("Di nuovo in piazza", None),
            ("Text messages cost more", None),
        ] {
            let got = read(line).map(|n| n.join("|"));
            assert_eq!(got.as_deref(), want, "{line}");
        }
    }
}
