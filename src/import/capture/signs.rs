//! What each line could be, told by the line alone. Position decides later.

use super::byline;
use super::credit::{self, Credit};
use super::furniture;
use super::lines::Raw;
use super::shape;
use super::ticker::{self, Tick};
use super::words::{class, fold};
use crate::import::dates::{self, Context, DateLine};

/// A line and what it could be.
#[derive(Debug, Clone)]
pub(super) struct Line {
    pub(super) number: u64,
    pub(super) text: String,
    /// Stands an empty line before it?
    pub(super) gap: bool,
    pub(super) signs: Vec<Sign>,
}

/// What a line could be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Sign {
    Date(DateLine),
    Byline(Vec<String>),
    Credit(Credit),
    /// A caption that ends in a credit.
    Caption(Credit),
    /// Another story's title, or (`None`) the heading of such titles.
    Related(Option<String>),
    /// By the rule that knows it.
    Furniture(&'static str),
    /// Behind it no more text, where the text has begun.
    Cut,
    /// The heading of a list of other stories, where the text has begun.
    Tail,
    Tick(Tick),
    /// A list item, without its mark.
    Bullet(String),
    Section,
    /// A paragraph that asks for money.
    Appeal,
}

/// A recogniser: the sign of a line, told by the line alone.
type Recogniser = fn(&str, &Context) -> Option<Sign>;

/// In the order in which they are asked; the first of a group that knows the line ends it.
const RECOGNISERS: &[Recogniser] = &[
    date,
    tick,
    appeal,
    tail,
    cut,
    section,
    related,
    byline,
    credit_line,
    furniture_line,
    bullet,
    caption,
];

/// Classifies a line.
pub(super) fn classify(raw: Raw, context: &Context) -> Line {
    let found = RECOGNISERS.iter().find_map(|r| r(&raw.text, context));
    let mut signs: Vec<Sign> = found.into_iter().collect();
    // A comment counter after the text ends it; before the text it is furniture.
    if matches!(signs.first(), Some(Sign::Cut | Sign::Tail)) {
        signs.extend(furniture_line(&raw.text, context));
    }
    if signs.is_empty() {
        signs = segments(&raw.text, context);
    }
    Line {
        number: raw.number,
        text: raw.text,
        gap: raw.gap,
        signs,
    }
}

/// Does the line mean something by itself, so that it is never the middle of a paragraph?
pub(super) fn is_known(line: &str, context: &Context) -> bool {
    const ALONE: &[Recogniser] = &[date, tick, byline, tail, related, bullet];
    ALONE.iter().any(|r| r(line, context).is_some())
}

fn date(line: &str, context: &Context) -> Option<Sign> {
    dates::read(line, context).map(Sign::Date)
}

fn tick(line: &str, context: &Context) -> Option<Sign> {
    ticker::read(line, context).map(Sign::Tick)
}

/// Two phrases of an appeal in one paragraph are no accident.
fn appeal(line: &str, _: &Context) -> Option<Sign> {
    let folded = fold(line);
    (shape::words(line) >= 6 && class("appeal").count_in(&folded) >= 2).then_some(Sign::Appeal)
}

fn tail(line: &str, _: &Context) -> Option<Sign> {
    let folded = fold(line);
    let short = shape::at_most(line, 6) && !shape::is_prose(line);
    let starts = || class("tail-start").begins(&folded) && shape::at_most(line, 5);
    (class("tail").is(&folded) || (short && (starts() || class("tail-end").ends(&folded))))
        .then_some(Sign::Tail)
}

fn cut(line: &str, _: &Context) -> Option<Sign> {
    let folded = fold(line);
    let comments = matches!(
        folded.trim_end_matches(|c: char| c.is_numeric() || "() ".contains(c)),
        "comments"
            | "kommentare"
            | "commentaires"
            | "комментарии"
            | "коментарі"
            | "comentarios"
            | "commenti"
            | "komentarze"
    );
    // "© AFP / A B" is a credit, "© 2019 The Paper" the foot of the page.
    let credited = line.starts_with('©')
        && !line.contains(|c: char| c.is_ascii_digit())
        && credit::read(line).is_some();
    (comments || (class("cut").begins(&folded) && !credited)).then_some(Sign::Cut)
}

fn section(line: &str, _: &Context) -> Option<Sign> {
    class("section").is(&fold(line)).then_some(Sign::Section)
}

/// "READ MORE: Title", "Lire aussi Title", or the heading "Читайте также:" alone.
fn related(line: &str, _: &Context) -> Option<Sign> {
    let bare = line.trim_start_matches(|c: char| !c.is_alphanumeric());
    let folded = fold(bare);
    let mark = class("related").prefix(&folded)?;
    let rest = after_words(bare, mark)?;
    let title = rest
        .trim_start_matches(|c: char| c.is_whitespace() || ":|–—->»›→".contains(c))
        .trim();
    if title.is_empty() {
        return Some(Sign::Related(None));
    }
    let marked = rest
        .trim_start()
        .starts_with([':', '|', '–', '—', '>', '»', '›', '→'])
        || rest.starts_with(" - ");
    // Without a mark only the longer phrases, before a capital: "Lire aussi Le port rouvre".
    let phrase = mark.contains(' ') && begins_upper(title) && !shape::is_prose(title);
    (marked || phrase).then(|| Sign::Related(Some(title.to_owned())))
}

fn begins_upper(text: &str) -> bool {
    text.trim_start_matches(|c: char| !c.is_alphanumeric())
        .starts_with(|c: char| c.is_uppercase() || c.is_numeric())
}

/// What follows a folded phrase in the line that begins with it.
fn after_words<'a>(line: &'a str, phrase: &str) -> Option<&'a str> {
    let at = line
        .char_indices()
        .nth(phrase.chars().count())
        .map_or(line.len(), |(at, _)| at);
    let (head, rest) = line.split_at_checked(at)?;
    (fold(head) == fold(phrase)).then_some(rest)
}

fn byline(line: &str, _: &Context) -> Option<Sign> {
    byline::read(line).map(Sign::Byline)
}

fn credit_line(line: &str, _: &Context) -> Option<Sign> {
    credit::read(line).map(Sign::Credit)
}

fn furniture_line(line: &str, _: &Context) -> Option<Sign> {
    furniture::read(line).map(Sign::Furniture)
}

fn bullet(line: &str, context: &Context) -> Option<Sign> {
    let rest = line
        .strip_prefix(['•', '·', '●', '▪', '■', '►', '*', '◦', '‣'])
        .or_else(|| {
            line.strip_prefix("- ")
                .or_else(|| line.strip_prefix("– "))
                // A dash before speech opens a paragraph in Russian and French, not in these.
                .filter(|rest| {
                    let language = context.language.as_deref().unwrap_or_default();
                    ["en", "de", "nl"].contains(&language)
                        || !shape::is_prose(rest)
                        || shape::is_excerpt(rest)
                })
        })?;
    let rest = rest.trim();
    (shape::words(rest) >= 2).then(|| Sign::Bullet(rest.to_owned()))
}

fn caption(line: &str, _: &Context) -> Option<Sign> {
    credit::of_caption(line).map(Sign::Caption)
}

/// "By Kari Moe | Oct 13, 2017", "Politics • 13.10.2017 09:09", "By Kari Moe, Oct. 13, 2017": one part must be a
/// date, each other part something known or at most three words that say nothing.
fn segments(line: &str, context: &Context) -> Vec<Sign> {
    if !shape::at_most(line, 20) || !line.contains(char::is_numeric) {
        return Vec::new();
    }
    for parts in cuts(line) {
        let signs: Vec<Option<Sign>> = parts.iter().map(|p| part(p, context)).collect();
        let dated = signs
            .iter()
            .any(|s| matches!(s, Some(Sign::Date(d)) if !d.stamps.is_empty()));
        let silent =
            |(sign, text): (&Option<Sign>, &&str)| sign.is_some() || shape::at_most(text, 2);
        if dated && signs.iter().zip(&parts).all(silent) {
            return signs.into_iter().flatten().collect();
        }
    }
    Vec::new()
}

/// The ways to cut a line into parts.
fn cuts(line: &str) -> Vec<Vec<&str>> {
    let mut ways: Vec<Vec<&str>> = ["|", "•", "·", " — ", " – ", " - ", " / "]
        .iter()
        .filter(|s| line.contains(**s))
        .map(|s| line.split(s).map(str::trim).collect())
        .collect();
    let commas = line.match_indices([',', ' ']).take(8);
    ways.extend(commas.filter_map(|(at, _)| {
        let (head, tail) = line.split_at_checked(at)?;
        Some(vec![head.trim(), tail.trim_start_matches([',', ' '])])
    }));
    ways
}

fn part(text: &str, context: &Context) -> Option<Sign> {
    const PARTS: &[Recogniser] = &[date, byline, section, credit_line, furniture_line];
    PARTS.iter().find_map(|r| r(text, context))
}

impl Line {
    /// Has it none of the signs, so that only its shape and place can tell?
    pub(super) fn is_plain(&self) -> bool {
        self.signs.is_empty()
    }

    pub(super) fn is_prose(&self) -> bool {
        self.is_plain() && shape::is_prose(&self.text)
    }

    pub(super) fn is_title(&self) -> bool {
        self.is_plain() && shape::is_title(&self.text)
    }

    pub(super) fn is_headline(&self) -> bool {
        self.is_plain() && shape::is_headline(&self.text)
    }

    pub(super) fn has(&self, sign: &Sign) -> bool {
        self.signs.contains(sign)
    }

    pub(super) fn date(&self) -> Option<&DateLine> {
        self.signs.iter().find_map(|s| match s {
            Sign::Date(date) => Some(date),
            _ => None,
        })
    }

    /// A date line with at least one time on it.
    pub(super) fn is_dated(&self) -> bool {
        self.date().is_some_and(|d| !d.stamps.is_empty())
    }

    pub(super) fn byline(&self) -> Option<&[String]> {
        self.signs.iter().find_map(|s| match s {
            Sign::Byline(names) => Some(names.as_slice()),
            _ => None,
        })
    }

    pub(super) fn credit(&self) -> Option<&Credit> {
        self.signs.iter().find_map(|s| match s {
            Sign::Credit(credit) => Some(credit),
            _ => None,
        })
    }

    pub(super) fn tick(&self) -> Option<&Tick> {
        self.signs.iter().find_map(|s| match s {
            Sign::Tick(tick) => Some(tick),
            _ => None,
        })
    }

    pub(super) fn bullet(&self) -> Option<&str> {
        self.signs.iter().find_map(|s| match s {
            Sign::Bullet(text) => Some(text.as_str()),
            _ => None,
        })
    }

    /// The text of a bullet or of the line itself.
    pub(super) fn content(&self) -> &str {
        self.bullet().unwrap_or(&self.text)
    }
}
