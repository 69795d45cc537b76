//! A page with one story: its head, its text, and what comes after.

use super::head::{self, Head};
use super::shape;
use super::signs::{Line, Sign};
use super::story::{Block, Found, Page, Story};
use super::words::{class, fold};
use super::{body, neighbours, wire};
use crate::import::dates::{self, Context};

/// Reads a page as one article and titles of other stories.
pub(super) fn read(lines: &[Line], context: &Context) -> Page {
    let lines = neighbours::settle(lines);
    let head = head::find(&lines);
    let end = text_end(&lines, head.text);
    let mut stories = headlines(&lines, &head);
    stories.extend(tail(&lines, end));
    let mut lead = lead(&lines, &head, end, context);
    lead.settle_times();
    Page::new(stories, lead)
}

/// The stories of the headline box.
pub(super) fn headlines(lines: &[Line], head: &Head) -> Vec<Story> {
    head.headlines
        .iter()
        .filter_map(|&i| lines.get(i))
        .map(|l| Story::headline(l, &l.text, "headline-box", true))
        .collect()
}

/// The stories listed after the text.
pub(super) fn tail(lines: &[Line], end: usize) -> Vec<Story> {
    let after = lines.get(end..).unwrap_or_default();
    let dated =
        after.iter().take(2).any(Line::is_dated) && after.first().is_some_and(Line::is_title);
    let Some(start) = (if dated {
        Some(0)
    } else {
        after.iter().position(|l| l.has(&Sign::Tail))
    }) else {
        return Vec::new();
    };
    let listed = after.iter().skip(start);
    let titles = listed.filter(|l| l.is_plain() || l.bullet().is_some());
    titles
        .map(|l| (l, without_number(l.content())))
        .filter(|(_, title)| shape::is_title(title) && shape::words(title) >= 3)
        .map(|(l, title)| Story::headline(l, title, "tail-title", true))
        .collect()
}

/// "3. Title" is "Title".
pub(super) fn without_number(text: &str) -> &str {
    let rest = text.trim_start_matches(|c: char| c.is_ascii_digit());
    let number = text.len() - rest.len();
    match rest.strip_prefix(['.', ')']) {
        Some(title) if (1..=2).contains(&number) => title.trim_start(),
        _ => text,
    }
}

/// Where the text ends: at the heading of other stories, at comments, paywall or appeal, at another dated title.
pub(super) fn text_end(lines: &[Line], text: usize) -> usize {
    let ends = |i: usize| {
        let Some(line) = lines.get(i) else {
            return true;
        };
        let marked = [Sign::Tail, Sign::Cut, Sign::Appeal]
            .iter()
            .any(|s| line.has(s));
        let dated_title =
            line.is_headline() && lines.get(i + 1).is_some_and(Line::is_dated) && i > text + 1;
        (marked && (i > text || line.has(&Sign::Appeal))) || dated_title
    };
    (text..lines.len())
        .find(|&i| ends(i))
        .unwrap_or(lines.len())
}

fn lead(lines: &[Line], head: &Head, end: usize, context: &Context) -> Story {
    let mut lead = title_and_notes(lines, head);
    let text = lines.get(head.text..end).unwrap_or_default();
    let is_roundup = head.subhead.is_some() && lead.stamps.is_empty();
    body::read(text, context, is_roundup, &mut lead);
    leading_subhead(lines, head, &mut lead);
    opening(&mut lead, context);
    standfirst_without_attribution(head, &mut lead);
    only_text_of_photo(&mut lead);
    lead.line = lead.title.as_ref().map_or_else(
        || lead.body.first().map_or(lead.line, |b| b.line),
        |t| t.line,
    );
    lead
}

/// The title, and all that the head says by itself.
pub(super) fn title_and_notes(lines: &[Line], head: &Head) -> Story {
    let mut story = Story::default();
    for line in lines.iter().take(head.text) {
        story.note(line);
    }
    story.title = head.title.and_then(|(i, rule, sure)| {
        let line = lines.get(i)?;
        Some(line.found(line.text.clone(), rule, sure))
    });
    for line in head.deck.iter().filter_map(|&i| lines.get(i)) {
        story.summarise(line, &line.text, "standfirst-in-head", true);
    }
    if let Some(line) = head.late_deck.and_then(|i| lines.get(i))
        && story.summary.is_none()
    {
        story.summarise(line, &line.text, "standfirst-below-date", false);
    }
    story
}

/// A short line right before the text is a subhead where the text has others.
fn leading_subhead(lines: &[Line], head: &Head, lead: &mut Story) {
    let others = lead
        .body
        .iter()
        .any(|b| matches!(b.value, Block::Subhead(_)));
    if let Some(line) = head.subhead.and_then(|i| lines.get(i))
        && others
    {
        let subhead = line.found(Block::Subhead(line.text.clone()), "subhead", true);
        lead.body.insert(0, subhead);
    } else if let Some(line) = head.subhead.and_then(|i| lines.get(i))
        && shape::is_title_case(&line.text)
        && !lead.stamps.is_empty()
    {
        let related = line.found(line.text.clone(), "title-case-before-text", false);
        lead.related.insert(0, related);
    }
}

/// Place, wire and day of the first paragraph's opening. The day counts only where the page has no other date.
fn opening(lead: &mut Story, context: &Context) {
    let first = lead.body.iter().find_map(|b| match &b.value {
        Block::Paragraph(text) => Some((text.clone(), b.line)),
        _ => None,
    });
    let Some((text, line)) = first else { return };
    let Some(opening) = wire::read(&text, context) else {
        return;
    };
    let found = |value: String| Found {
        value,
        line,
        text: text.clone(),
        rule: "wire-opening",
        sure: opening.wire.is_some(),
    };
    lead.place = Some(found(opening.place.clone()));
    lead.wire = opening.wire.clone().map(found);
    if let (Some(moment), true) = (opening.day, lead.stamps.is_empty()) {
        lead.published = Some(Found {
            value: super::story::Time {
                moment,
                assumed: false,
            },
            line,
            text: text.clone(),
            rule: "wire-opening-day",
            sure: false,
        });
    }
}

/// Under "Photo of the Day", or under nothing but a credit, the one paragraph is the caption. It stays the text too:
/// there is no other.
fn only_text_of_photo(lead: &mut Story) {
    let named = |t: &Found<String>| class("photo-title").begins(&fold(&t.value));
    let photo = lead.title.as_ref().map_or(lead.stamps.is_empty(), named);
    if let [only] = lead.body.as_slice()
        && photo
        && !lead.credits.is_empty()
        && lead.captions.is_empty()
    {
        let caption = Found {
            value: only.text.clone(),
            line: only.line,
            text: only.text.clone(),
            rule: "text-of-photo-page",
            sure: false,
        };
        lead.captions.push(caption);
    }
}

/// Where date and title come first, a paragraph that names neither a source nor a day, before one that does, is the
/// standfirst: news begins by saying who says so, and when.
fn standfirst_without_attribution(head: &Head, lead: &mut Story) {
    if !head.title_before_text || lead.summary.is_some() || lead.place.is_some() {
        return;
    }
    let [first, second, ..] = lead.body.as_slice() else {
        return;
    };
    let (Block::Paragraph(a), Block::Paragraph(b)) = (&first.value, &second.value) else {
        return;
    };
    if !is_attributed(a) && is_attributed(b) && !shape::is_quotation(a) {
        let first = lead.body.remove(0);
        lead.summary = Some(Found {
            value: first.text.clone(),
            line: first.line,
            text: first.text,
            rule: "standfirst-without-attribution",
            sure: false,
        });
    }
}

fn is_attributed(paragraph: &str) -> bool {
    class("said").count_in(&fold(paragraph)) > 0 || dates::names_weekday(paragraph)
}
