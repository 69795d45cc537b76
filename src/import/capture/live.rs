//! A live ticker: entries with a time each, newest first or last, below the head of an article.

use super::article;
use super::head;
use super::neighbours;
use super::shape;
use super::signs::{Line, Sign};
use super::story::{Page, Story};
use super::{ticker, wire};
use crate::import::dates::Context;

/// The entries, then the ticker itself; `None` where the page is no ticker.
pub(super) fn read(lines: &[Line], context: &Context) -> Option<Page> {
    let ticks = lines.iter().filter_map(Line::tick);
    let fenced = ticks.clone().any(|t| t.fenced);
    if !fenced && ticks.count() < 2 {
        return None;
    }
    let first = lines.iter().position(|l| l.tick().is_some())?;
    let (above, below) = lines.split_at_checked(first)?;
    let above = neighbours::settle(above);
    let mut head = head::find(&above);
    // Nothing above the first entry is the text of an article.
    let late = head.text..above.len();
    head.deck
        .extend(late.filter(|&i| above.get(i).is_some_and(Line::is_prose)));
    head.text = above.len();
    let mut lead = article::title_and_notes(&above, &head);
    lead.line = lead.title.as_ref().map_or(1, |t| t.line);
    place(&mut lead, context);
    lead.settle_times();
    let mut context = context.clone();
    context.day = day_of(&lead).or(context.day);
    let mut stories = article::headlines(&above, &head);
    stories.extend(entries(below, &context));
    Some(Page::new(stories, lead))
}

fn day_of(lead: &Story) -> Option<chrono::NaiveDate> {
    use crate::model::Moment;
    Some(match lead.published.as_ref()?.value.moment {
        Moment::Day(day) => day,
        Moment::Local(local) => local.date(),
        Moment::Instant(instant) => instant.date_naive(),
    })
}

/// The place of the standfirst's opening.
fn place(lead: &mut Story, context: &Context) {
    let Some(summary) = &lead.summary else { return };
    let Some(opening) = wire::read(&summary.value, context) else {
        return;
    };
    let like = summary.clone();
    let found = |value: String| super::story::Found {
        value,
        rule: "wire-opening",
        sure: false,
        ..like.clone()
    };
    lead.place = Some(found(opening.place));
    lead.wire = opening.wire.map(found);
}

/// One story for each entry, with the sentences below it.
fn entries(lines: &[Line], context: &Context) -> Vec<Story> {
    let mut stories: Vec<Story> = Vec::new();
    for line in lines {
        if line.has(&Sign::Tail) || line.has(&Sign::Appeal) {
            break;
        }
        if let Some(tick) = ticker::read(&line.text, context).filter(|_| line.tick().is_some()) {
            stories.push(entry(line, &tick));
        } else if let Some(story) = stories.last_mut() {
            match line.is_prose() {
                true => story.summarise(line, &line.text, "ticker-text", true),
                false => story.note(line),
            }
        }
    }
    stories.iter_mut().for_each(Story::settle_times);
    stories
}

fn entry(line: &Line, tick: &ticker::Tick) -> Story {
    let mut story = Story {
        line: line.number,
        ..Story::default()
    };
    if shape::is_prose(&tick.title) {
        story.summarise(line, &tick.title, "ticker-entry", true);
    } else {
        story.title = Some(line.found(tick.title.clone(), "ticker-entry", true));
    }
    story
        .stamps
        .push(line.found(tick.stamp.clone(), "ticker-time", true));
    story
}
