//! Who took the picture: a line of its own, or the tail of a caption.

use super::shape;
use super::words::{class, fold};

/// A credit as printed, and whom it names.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Credit {
    pub(super) text: String,
    pub(super) name: Option<String>,
    pub(super) agency: Option<String>,
}

/// The longest credit, in words, and the longest caption, in characters.
const CREDIT_WORDS: usize = 12;
const CAPTION_CHARS: usize = 500;

/// A line that is nothing but a credit: "Photo: A B / AP", "© dpa", "A B / TASS", "Reuters".
pub(super) fn read(line: &str) -> Option<Credit> {
    let text = line.trim();
    if !shape::at_most(text, CREDIT_WORDS) {
        return None;
    }
    let bare = unwrapped(text);
    // "Facebook" alone is a button.
    if class("furniture").is(&fold(bare)) {
        return None;
    }
    let (rest, marked) = match without_mark(bare) {
        Some(rest) => (rest, true),
        None => (bare, false),
    };
    let rest = rest.trim_end_matches(['.', ' ', ')', ']']);
    let mut parties = parties(rest)?;
    let screen = split_mark(bare).is_some_and(|(mark, _)| class("screen").is(mark));
    if screen && parties.agency.is_none() {
        // Nobody is called to take a screenshot.
        parties.agency = parties.name.take().or_else(|| Some(rest.to_owned()));
    }
    let known = parties.known;
    let wordy = shape::has_inner_stop(rest);
    let accept = if marked {
        !wordy && (parties.name.is_some() || parties.agency.is_some())
    } else {
        known && !wordy && !shape::is_prose(text) && parties.name_fits
    };
    accept.then(|| Credit {
        text: text.to_owned(),
        name: parties.name,
        agency: parties.agency,
    })
}

/// "A B / Whoever": a credit only where the page has its credits, right under the title or the date.
pub(super) fn read_in_head(line: &str) -> Option<Credit> {
    let (left, right) = line.split_once(['/', '|'])?;
    let (left, right) = (left.trim(), right.trim());
    let plausible = shape::is_person(left)
        && shape::at_most(right, 4)
        && right.starts_with(char::is_uppercase)
        && !right.contains(['/', '|', ':'])
        && !right.contains(|c: char| c.is_ascii_digit())
        && !shape::is_prose(line);
    plausible.then(|| Credit {
        text: line.trim().to_owned(),
        name: Some(left.to_owned()),
        agency: Some(right.to_owned()),
    })
}

/// "Kremlin Press Service", "example.com": who gave the picture, where it stands right under the date.
pub(super) fn read_under_date(line: &str) -> Option<Credit> {
    (is_site(line) || is_outlet(line)).then(|| Credit {
        text: line.to_owned(),
        name: None,
        agency: Some(line.to_owned()),
    })
}

/// "The hall on Sunday. Tver State University": under the date, a caption that ends in whose picture it is.
pub(super) fn of_caption_under_date(line: &str) -> Option<Credit> {
    let (caption, whose) = line.rsplit_once(". ")?;
    (shape::words(caption) >= 3).then(|| read_under_date(whose.trim()))?
}

/// Up to five capitalised words, one of which no person is called.
pub(super) fn is_outlet(text: &str) -> bool {
    let capitals = |w: &str| w.starts_with(|c: char| c.is_uppercase() || "«“\"".contains(c));
    let org = fold(text).split_whitespace().any(|w| class("org").is(w));
    org && (2..=5).contains(&shape::words(text))
        && !text.ends_with(['.', '!', '?', ':'])
        && class("org").ends(&fold(text))
        && text.split_whitespace().all(capitals)
}

/// "FIFA.com": one word that is a site's name.
fn is_site(text: &str) -> bool {
    let Some((host, top)) = text.rsplit_once('.') else {
        return false;
    };
    !host.is_empty()
        && host
            .chars()
            .all(|c| c.is_alphanumeric() || "-.".contains(c))
        && (2..=4).contains(&top.chars().count())
        && top.chars().all(char::is_lowercase)
}

/// The credit at the end of a caption: "A tree on the road. © dpa".
pub(super) fn of_caption(line: &str) -> Option<Credit> {
    let line = line.trim();
    if line.chars().nth(CAPTION_CHARS).is_some() {
        return None;
    }
    tails(line)
        .filter(|(head, _)| shape::words(head) >= 2)
        .find_map(|(_, tail)| read(tail).filter(is_marked_or_split))
}

/// A lone agency at the end of a paragraph is a sign-off, not a credit.
fn is_marked_or_split(credit: &Credit) -> bool {
    without_mark(unwrapped(&credit.text)).is_some() || credit.text.contains(['/', '|'])
}

/// The places where a credit could begin: at ©, at an opening bracket, behind a full stop.
fn tails(line: &str) -> impl Iterator<Item = (&str, &str)> {
    let starts = line.char_indices().filter_map(|(at, c)| match c {
        '©' | '(' | '[' => Some(at),
        '.' | '!' | '?' | '»' | '|' | '–' | '—' | '”' | ')' => Some(at + c.len_utf8()),
        _ => None,
    });
    starts.filter_map(move |at| {
        let (head, tail) = line.split_at_checked(at)?;
        Some((head, tail.trim())).filter(|(_, tail)| !tail.is_empty())
    })
}

/// Without the brackets around the whole.
fn unwrapped(text: &str) -> &str {
    let inner = text
        .strip_prefix(['(', '['])
        .map(|t| t.trim_end_matches('.'))
        .and_then(|t| t.strip_suffix([')', ']']));
    inner.map_or(text, str::trim)
}

/// What follows "Photo by", "Foto:", "©"; `None` where no such mark is there.
fn without_mark(text: &str) -> Option<&str> {
    // "Photo News" is an agency's name.
    if is_agency(text) {
        return None;
    }
    if let Some(rest) = text.strip_prefix('©').or_else(|| text.strip_prefix("(c)")) {
        return Some(rest.trim());
    }
    // "File / The Volga Post".
    if let Some((whose, rest)) = text.split_once('/')
        && class("nobody").is(&fold(whose))
    {
        return Some(rest.trim());
    }
    let (mark, rest) = split_mark(text)?;
    let abbreviated = rest.strip_prefix('.').filter(|_| mark.len() <= 3);
    let rest = abbreviated.map_or(rest, |r| r.trim_start_matches(':'));
    let colon = rest.trim_start().strip_prefix([':', '©']);
    let open = mark.contains(' ') || rest.starts_with(' ');
    match colon {
        Some(rest) => Some(rest.trim_start_matches(['©', ' '])),
        // Without a colon only a name may follow: "Symbolbild imago" but not "Photo contest opens".
        None if open => Some(rest.trim())
            .map(|r| r.strip_prefix('/').map_or(r, str::trim_start))
            .filter(|r| names_somebody(r) || (class("screen").is(mark) && is_channel(r))),
        None => None,
    }
}

fn names_somebody(rest: &str) -> bool {
    let parts: Vec<&str> = rest.split(['/', '|']).map(str::trim).collect();
    parts.iter().any(|p| is_agency(p) || shape::is_person(p))
        || (shape::at_most(rest, 3) && is_organisation(rest))
}

/// "Rossiya 24": what a screenshot was taken of.
fn is_channel(rest: &str) -> bool {
    let name = |w: &str| w.starts_with(|c: char| c.is_uppercase() || c.is_ascii_digit());
    shape::at_most(rest, 3) && rest.split_whitespace().all(name)
}

/// The credit word that the text begins with, and the rest, in the text's own letters.
fn split_mark(text: &str) -> Option<(&'static str, &str)> {
    let head: String = text.chars().take(40).collect();
    let folded = fold(&head);
    let mark = class("credit").prefix(&folded)?;
    let len = text
        .char_indices()
        .nth(mark.chars().count())
        .map_or(text.len(), |(at, _)| at);
    let (printed, rest) = text.split_at_checked(len)?;
    (fold(printed) == mark).then_some((mark, rest))
}

#[derive(Default)]
struct Parties {
    name: Option<String>,
    agency: Option<String>,
    /// An agency that we know is among them.
    known: bool,
    /// What stands beside the agency is short enough for a name.
    name_fits: bool,
}

/// Whom "A B / AP", "AP/A B", "picture alliance/dpa | A B", "A B for C" or "dpa" names.
fn parties(text: &str) -> Option<Parties> {
    let text = text.trim();
    if text.is_empty() {
        return None;
    }
    for separator in ["|", " / ", "/", " for ", " via ", ", "] {
        if let Some((left, right)) = text.rsplit_once(separator) {
            return two(
                left.trim(),
                right.trim(),
                separator == "/" || separator == " / ",
            );
        }
    }
    let mut parties = Parties {
        known: is_agency(text),
        name_fits: true,
        ..Parties::default()
    };
    if parties.known || is_organisation(text) {
        parties.agency = Some(text.to_owned());
    } else if shape::is_person(text) {
        parties.name = Some(text.to_owned());
    }
    Some(parties)
}

fn two(left: &str, right: &str, slash: bool) -> Option<Parties> {
    if left.is_empty() || right.is_empty() {
        return None;
    }
    let known = (is_agency(left), is_agency(right));
    let (name, agency) = match known {
        (true, true) if slash => {
            return Some(Parties {
                name: None,
                agency: Some(format!("{left}/{right}")),
                known: true,
                name_fits: true,
            });
        }
        (true, _) => (right, left),
        (_, true) => (left, right),
        _ if is_organisation(left) && !is_organisation(right) => (right, left),
        _ => (left, right),
    };
    // "Town Hall / Photo" names nobody for certain.
    let named = shape::is_person(name) || (known != (false, false) && is_single_name(name));
    let person = named && !class("nobody").is(&fold(name));
    Some(Parties {
        name: person.then(|| name.to_owned()),
        agency: Some(agency.to_owned()),
        known: known != (false, false),
        name_fits: shape::at_most(name, 4) && name.starts_with(char::is_uppercase),
    })
}

/// A name of one word beside a known agency: "REUTERS/Stringer" aside, a pen name.
fn is_single_name(name: &str) -> bool {
    shape::words(name) == 1 && name.starts_with(char::is_uppercase) && !is_organisation(name)
}

/// An agency of the table; of "picture alliance/dpa" each part is one.
pub(super) fn is_agency(text: &str) -> bool {
    let agency = class("agency");
    let several =
        |text: &str| text.contains('/') && text.split('/').all(|part| agency.is(&fold(part)));
    agency.is(&fold(text)) || several(text)
}

/// Letters of an agency, or a word that no person is called.
pub(super) fn is_organisation(text: &str) -> bool {
    let folded = fold(text);
    let org = folded.split_whitespace().any(|w| class("org").is(w));
    let letters = text.chars().filter(|c| c.is_alphabetic()).count();
    let capitals = letters >= 2 && !text.contains(char::is_lowercase);
    let one_word = shape::words(text) == 1 && letters >= 2;
    org || (capitals && shape::at_most(text, 2)) || one_word
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(credit: Option<Credit>) -> String {
        let some = |o: Option<String>| o.unwrap_or_else(|| "-".into());
        credit.map_or("none".into(), |c| {
            format!("{} | {} | {}", c.text, some(c.name), some(c.agency))
        })
    }

    #[test]
    fn credit_lines() {
        for (line, want) in [
            (
                "Nina Orlova / TASS",
                "Nina Orlova / TASS | Nina Orlova | TASS",
            ),
            ("Nina Orlova/AP", "Nina Orlova/AP | Nina Orlova | AP"),
            (
                "REUTERS/Nina Orlova",
                "REUTERS/Nina Orlova | Nina Orlova | REUTERS",
            ),
            (
                "Photo: AP/Nina Orlova",
                "Photo: AP/Nina Orlova | Nina Orlova | AP",
            ),
            (
                "Photo by Nina Orlova/AFP",
                "Photo by Nina Orlova/AFP | Nina Orlova | AFP",
            ),
            (
                "Photo by Nina Orlova",
                "Photo by Nina Orlova | Nina Orlova | -",
            ),
            (
                "Photo: Nina Orlova for The Daily Herald",
                "Photo: Nina Orlova for The Daily Herald | Nina Orlova | The Daily Herald",
            ),
            (
                "Фото: Нина Орлова / Север Пресс",
                "Фото: Нина Орлова / Север Пресс | Нина Орлова | Север Пресс",
            ),
            (
                "Bild: picture alliance/dpa | Nina Orlova",
                "Bild: picture alliance/dpa | Nina Orlova | Nina Orlova | picture alliance/dpa",
            ),
            ("Symbolbild imago", "Symbolbild imago | - | imago"),
            ("Screenshot Rain TV", "Screenshot Rain TV | - | Rain TV"),
            ("(Foto: dpa)", "(Foto: dpa) | - | dpa"),
            ("© dpa", "© dpa | - | dpa"),
            (
                "Agence France-Presse",
                "Agence France-Presse | - | Agence France-Presse",
            ),
            ("Photo contest opens for young readers", "none"),
            ("Bild der Woche", "none"),
            ("Nina Orlova", "none"),
            ("Council / Mayor Dispute Goes On", "none"),
            ("The film shows Moscow.", "none"),
        ] {
            assert_eq!(told(read(line)), want, "{line}");
        }
        assert_eq!(
            told(read_in_head("Nina Orlova / Sever Press")),
            "Nina Orlova / Sever Press | Nina Orlova | Sever Press"
        );
        assert_eq!(
            told(read_in_head("Ferry / Bridge debate goes on in town")),
            "none"
        );
    }

    #[test]
    fn captions() {
        for (line, want) in [
            ("Trees block the road. © dpa", "© dpa | - | dpa"),
            (
                "ON DUTY. Guards in the rain. Photo by Nina Orlova/AFP",
                "Photo by Nina Orlova/AFP | Nina Orlova | AFP",
            ),
            (
                "Der Deich bei Husum (Foto: Nina Orlova)",
                "(Foto: Nina Orlova) | Nina Orlova | -",
            ),
            (
                "A ship leaves port. Nina Orlova / TASS",
                "Nina Orlova / TASS | Nina Orlova | TASS",
            ),
            ("The report was first published by Reuters.", "none"),
            ("He spoke to reporters. Reuters", "none"),
        ] {
            assert_eq!(told(of_caption(line)), want, "{line}");
        }
    }
}
