//! Date lines as people and systems write them: text in, moments out.
//!
//! A line is a date line only where every word and number of it belongs to a date, to a label ("Updated") or to
//! what stands beside dates ("2 min read"); prose with a date in it is not. Lenient where people write, but never
//! guessing: day against month, a year or a zone that cannot be told is left out, and said.

mod ages;
mod atoms;
mod clock;
mod draft;
mod order;
mod settle;
mod table;
mod zones;

use chrono::{DateTime, FixedOffset, NaiveDate};
use chrono_tz::Tz;

use crate::model::Moment;

/// The longest line, in characters, that can be a date line.
const LONGEST: usize = 240;

/// What a date line cannot say about itself.
#[derive(Debug, Clone, Default)]
pub struct Context {
    /// The language of the page, a BCP 47 tag.
    pub language: Option<String>,
    /// The zone of times without one.
    pub zone: Option<Tz>,
    /// When the page was read.
    pub captured_at: Option<DateTime<FixedOffset>>,
    /// The day of a time that stands alone, where the page has one.
    pub day: Option<NaiveDate>,
}

/// What a date line says: nothing where its dates were emptied ("Posted" and no more).
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct DateLine {
    /// Its times, in order.
    pub stamps: Vec<Stamp>,
    /// The language of its words, where they belong to one only.
    pub language: Option<&'static str>,
}

/// One time of a date line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stamp {
    /// What the line calls it.
    pub label: Label,
    /// The time; `None` where it cannot be told, which the doubts then explain.
    pub moment: Option<Moment>,
    /// Where its zone comes from.
    pub zone: ZoneFrom,
    /// A time of day without a day.
    pub bare_time: bool,
    /// What had to be decided, left out or put right.
    pub doubts: Vec<String>,
}

/// What a date line calls a time.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Label {
    /// No word says.
    #[default]
    None,
    /// "Published", "Posted", "Erstellt".
    Published,
    /// "Updated", "Stand", "mis à jour".
    Updated,
}

/// Where the zone of a time comes from.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum ZoneFrom {
    /// There is no time of day, so no zone.
    #[default]
    NoTime,
    /// The text states it.
    Text,
    /// [`Context::zone`] was taken.
    Assumed,
    /// Nobody knows: the time stays local.
    Unknown,
}

/// Reads a line; `None` where it is not a date line.
///
/// ```
/// use feedwright::import::dates::{self, Context};
/// let line = dates::read("Freitag, 13. Oktober 2017", &Context::default()).unwrap();
/// assert_eq!(line.stamps[0].moment.unwrap().to_string(), "2017-10-13");
/// assert!(dates::read("13 killed in 2017 storm", &Context::default()).is_none());
/// ```
pub fn read(line: &str, context: &Context) -> Option<DateLine> {
    if line.chars().nth(LONGEST).is_some() {
        return None;
    }
    let language = context.language.as_deref().map(primary);
    let atoms = ages::fold(atoms::scan(line, language)?)?;
    let known = language.or_else(|| draft::language_of(&atoms));
    let drafts = draft::assemble(&atoms)?;
    Some(DateLine {
        stamps: settle_all(&drafts, known, context),
        language: draft::language_of(&atoms),
    })
}

/// "Published 5 May, 7:00, updated 9:30": a time without a day is of the day before it on the line.
fn settle_all(drafts: &[draft::Draft], language: Option<&str>, context: &Context) -> Vec<Stamp> {
    let mut context = context.clone();
    let mut stamps = Vec::new();
    for draft in drafts.iter().filter(|d| !d.is_label_only()) {
        let stamp = settle::settle(draft, language, &context);
        context.day = stamp.day().or(context.day);
        stamps.push(stamp);
    }
    stamps
}

impl Stamp {
    /// The day on the wall where it was written.
    pub fn day(&self) -> Option<NaiveDate> {
        Some(match self.moment? {
            Moment::Day(day) => day,
            Moment::Local(local) => local.date(),
            Moment::Instant(instant) => instant.date_naive(),
        })
    }
}

/// The primary language of a BCP 47 tag.
fn primary(tag: &str) -> &str {
    tag.split(['-', '_']).next().unwrap_or(tag)
}

/// Does the text name a day of the week, in any language we know? Abbreviations do not count.
pub fn names_weekday(text: &str) -> bool {
    text.split(|c: char| !c.is_alphabetic())
        .filter(|w| w.chars().nth(4).is_some())
        .any(|w| {
            let senses = table::senses(&w.to_lowercase(), None);
            let weekday = |m: &table::Meaning| matches!(m, table::Meaning::Weekday(_));
            senses.iter().any(|(_, m)| weekday(m))
        })
}
