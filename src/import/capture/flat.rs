//! A feed that a browser has flattened to one line: "Title Summary. Fri, 13 Oct 2017 09:09:00 +0300 Title …".
//!
//! The dates part the stories. Where a title ends and its summary begins cannot be told, so a text with sentences
//! is a summary and its title stays missing.

use super::shape;
use super::signs::Line;
use super::story::{Page, Story};
use crate::import::dates::{self, Context, Stamp};
use crate::model::Moment;

/// The words of an RFC 822 date, weekday included.
const DATE_WORDS: usize = 6;
const WEEKDAYS: [&str; 7] = ["Mon,", "Tue,", "Wed,", "Thu,", "Fri,", "Sat,", "Sun,"];

/// The stories of the longest flattened line; `None` where no line holds two dates of a feed.
pub(super) fn read(lines: &[Line], context: &Context) -> Option<Page> {
    let line = lines.iter().max_by_key(|l| l.text.len())?;
    let dates = dates_in(&line.text, context);
    if dates.len() < 2 {
        return None;
    }
    let mut others = Vec::new();
    let mut from = 0;
    for (start, end, stamp) in dates {
        let text = line.text.get(from..start).unwrap_or_default();
        others.extend(story(line, text, stamp));
        from = end;
    }
    Some(Page { others, lead: None })
}

fn story(line: &Line, text: &str, stamp: Stamp) -> Option<Story> {
    let text = text.trim_matches(|c: char| c.is_whitespace() || ",|·•-–—".contains(c));
    let mut story = Story {
        line: line.number,
        ..Story::default()
    };
    if shape::is_title(text) {
        story.title = Some(line.found(text.to_owned(), "text-before-feed-date", true));
    } else if text.contains(char::is_alphabetic) {
        story.summarise(line, text, "text-before-feed-date", false);
    } else {
        return None;
    }
    story.stamps.push(line.found(stamp, "feed-date", true));
    story.settle_times();
    Some(story)
}

/// Where each RFC 822 date begins and ends.
fn dates_in(text: &str, context: &Context) -> Vec<(usize, usize, Stamp)> {
    let words: Vec<(usize, &str)> = words(text).collect();
    words
        .windows(DATE_WORDS)
        .filter(|w| w.first().is_some_and(|(_, word)| WEEKDAYS.contains(word)))
        .filter_map(|w| {
            let (start, _) = *w.first()?;
            let (at, last) = *w.last()?;
            let end = at + last.trim_end_matches([',', '.']).len();
            let line = dates::read(text.get(start..end)?, context)?;
            let stamp = line.stamps.into_iter().next()?;
            matches!(stamp.moment, Some(Moment::Instant(_))).then_some((start, end, stamp))
        })
        .collect()
}

/// The words of a text and where each begins.
fn words(text: &str) -> impl Iterator<Item = (usize, &str)> {
    let starts = text
        .char_indices()
        .scan(true, |after_blank, (at, c)| {
            let starts = *after_blank && !c.is_whitespace();
            *after_blank = c.is_whitespace();
            Some((at, starts))
        })
        .filter(|(_, starts)| *starts);
    starts.map(|(at, _)| at).zip(text.split_whitespace())
}
