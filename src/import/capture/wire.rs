//! The opening of wire copy: "OSLO, Aug 3 (Reuters) - ", "МОСКВА, 20 октября. /ТАСС/. ", "Husum - ".

use super::credit;
use super::shape;
use super::words::fold;
use crate::import::dates::{self, Context};
use crate::model::Moment;

/// What a wire opening says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Opening {
    pub(super) place: String,
    pub(super) wire: Option<String>,
    pub(super) day: Option<Moment>,
}

/// An opening is at most so long, in characters.
const LONGEST: usize = 90;
const PLACE_CHARS: usize = 40;
const DASHES: [&str; 4] = [" - ", " – ", " — ", " -- "];

/// The opening of a paragraph.
pub(super) fn read(paragraph: &str, context: &Context) -> Option<Opening> {
    let head = first_chars(paragraph, LONGEST);
    bracketed(head, context)
        .or_else(|| after_stops(head, context))
        .or_else(|| after_dash(head, context))
        .or_else(|| place_alone(head))
}

/// `OSLO, Aug 3 (Reuters) - …`, `МОСКВА, 20 октября. /ТАСС/. …`
fn bracketed(head: &str, context: &Context) -> Option<Opening> {
    let (before, rest) = head.split_once(['(', '/'])?;
    let (wire, _) = rest.split_once([')', '/'])?;
    let wire = wire.trim();
    let (place, day) = place_and_day(before, context)?;
    let capital = wire.starts_with(char::is_uppercase) || credit::is_agency(wire);
    (capital && shape::at_most(wire, 4) && !wire.contains([',', ':']))
        .then(|| Opening {
            place,
            wire: Some(wire.to_owned()),
            day,
        })
        .filter(|_| before.ends_with(' ') || before.trim_end() != before || rest.contains('/'))
        .filter(|_| follows_mark(rest))
}

/// Behind the bracket stand a dash, a stop, or nothing but the text's own capital ("(ANSA) ROMA").
fn follows_mark(rest: &str) -> bool {
    rest.split_once([')', '/']).is_some_and(|(_, after)| {
        after
            .trim_start()
            .starts_with(['-', '–', '—', '.', ':', '\u{2212}'])
    })
}

/// `Москва. 14 августа. ИНТЕРФАКС - …`
fn after_stops(head: &str, context: &Context) -> Option<Opening> {
    let (before, _) = split_dash(head)?;
    let mut parts = before.split(". ").map(str::trim);
    let place = place(parts.next()?)?;
    let middle = parts.next()?;
    let last = parts.next();
    let (day_text, wire) = match last {
        Some(wire) => (Some(middle), wire),
        None => (None, middle),
    };
    let day = day_text.map(|d| day(d, context));
    let wire = wire.trim_end_matches('.');
    let known = credit::is_agency(wire) || credit::is_agency(wire.split('-').next()?);
    (known && parts.next().is_none() && !matches!(day, Some(None))).then(|| Opening {
        place,
        wire: Some(wire.to_owned()),
        day: day.flatten().flatten(),
    })
}

/// `MOSCOW, 12 APR — RIA Novosti. …`
fn after_dash(head: &str, context: &Context) -> Option<Opening> {
    let (before, after) = split_dash(head)?;
    let (wire, _) = after.split_once(['.', '-', '–', '—'])?;
    let wire = wire.trim();
    let (place, day) = place_and_day(before, context)?;
    (credit::is_agency(wire) && shape::at_most(wire, 3)).then(|| Opening {
        place,
        wire: Some(wire.to_owned()),
        day,
    })
}

/// `Dover, Del. – Fire crews …`: a new sentence must begin, because "Москва – столица" is one.
fn place_alone(head: &str) -> Option<Opening> {
    let (before, after) = split_dash(head)?;
    let begins = after
        .trim_start_matches(['“', '„', '«', '"', '‘'])
        .starts_with(char::is_uppercase);
    let place = place(before)?;
    let known_day = !place.contains(|c: char| c.is_ascii_digit());
    (begins && known_day && shape::at_most(&place, 3)).then_some(Opening {
        place,
        wire: None,
        day: None,
    })
}

fn split_dash(head: &str) -> Option<(&str, &str)> {
    DASHES
        .iter()
        .filter_map(|dash| head.split_once(dash))
        .min_by_key(|(before, _)| before.len())
}

/// "OSLO, Aug 3" is a place and a day, "WASHINGTON" a place; of "Dover, Del." all is the place.
fn place_and_day(before: &str, context: &Context) -> Option<(String, Option<Moment>)> {
    let before = before.trim().trim_end_matches('.').trim();
    for separator in [", ", ". "] {
        if let Some((head, tail)) = before.rsplit_once(separator)
            && let Some(day) = day(tail, context)
        {
            return Some((place(head)?, day));
        }
    }
    Some((place(before)?, None))
}

/// The day of an opening: `None` where the text is none, `Some(None)` where its year cannot be told.
fn day(text: &str, context: &Context) -> Option<Option<Moment>> {
    let line = dates::read(text, context)?;
    let stamp = line.stamps.first()?;
    Some(stamp.moment.filter(Moment::is_day))
}

/// One to four capitalised words.
fn place(text: &str) -> Option<String> {
    let text = text.trim();
    let name = |w: &str| {
        w.starts_with(|c: char| c.is_uppercase())
            || matches!(
                w,
                "de" | "la"
                    | "le"
                    | "am"
                    | "an"
                    | "der"
                    | "на"
                    | "sur"
                    | "of"
                    | "and"
                    | "bei"
                    | "del"
                    | "upon"
            )
    };
    let fits = text.chars().count() <= PLACE_CHARS
        && (1..=5).contains(&shape::words(text))
        && text
            .split([' ', ',', '/'])
            .filter(|w| !w.is_empty())
            .all(name)
        && text.starts_with(char::is_uppercase)
        && !text.contains(|c: char| c.is_ascii_digit() || "“”„«»\":;?!()".contains(c));
    (fits && !fold(text).is_empty()).then(|| text.to_owned())
}

fn first_chars(text: &str, n: usize) -> &str {
    let end = text.char_indices().nth(n).map_or(text.len(), |(at, _)| at);
    text.get(..end).unwrap_or(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn openings() {
        for (text, want) in [
            (
                "OSLO, Aug 3 (Reuters) - Norway's bank left",
                Some("OSLO|Reuters"),
            ),
            ("WASHINGTON (AP) — The senate", Some("WASHINGTON|AP")),
            ("Berlin (dpa) - Die Regierung", Some("Berlin|dpa")),
            (
                "МОСКВА, 20 октября. /ТАСС/. Мост открыт",
                Some("МОСКВА|ТАСС"),
            ),
            (
                "Москва. 14 августа. ИНТЕРФАКС - Мост открыт",
                Some("Москва|ИНТЕРФАКС"),
            ),
            (
                "MOSCOW, 12 APR — RIA Novosti. The bridge",
                Some("MOSCOW|RIA Novosti"),
            ),
            ("Dover, Del. – Fire crews were", Some("Dover, Del.|")),
            ("Husum - Nach dem Orkan", Some("Husum|")),
            ("Rio de Janeiro (AFP) – Les", Some("Rio de Janeiro|AFP")),
            ("Москва – столица России.", None),
            ("The bank - the largest in town - closed", None),
            ("He joined the army (Reuters) - and left", None),
            ("Rain fell (a lot) - it was wet", None),
            ("“We - Sie wissen es - kommen”", None),
        ] {
            let got = read(text, &Context::default())
                .map(|o| format!("{}|{}", o.place, o.wire.unwrap_or_default()));
            assert_eq!(got.as_deref(), want, "{text}");
        }
    }
}
