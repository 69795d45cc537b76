//! A page with several stories: by their dates, as bullets, or title and paragraph in turn.

use super::article;
use super::neighbours;
use super::shape;
use super::signs::{Line, Sign};
use super::story::{Page, Story};
use super::words::fold;

/// More sentences than this below a date are an article, not a summary.
const SUMMARY_LINES: usize = 3;

/// A way to read a page as a list; `None` where the page is not such a list.
type Reader = fn(&[Line]) -> Option<Page>;

const READERS: &[Reader] = &[dated, bulleted, alternating, by_place];

/// The stories of a list page; `None` where the page is no list.
pub(super) fn read(lines: &[Line]) -> Option<Page> {
    READERS.iter().find_map(|read| read(lines))
}

/// Each story has a date line, below its title or above it.
fn dated(lines: &[Line]) -> Option<Page> {
    let lines = lines.get(..before_tail(lines)).unwrap_or(lines);
    let dates = date_places(lines);
    let gaps = dates
        .windows(2)
        .filter_map(|w| lines.get(*w.first()?..*w.get(1)?));
    let brief = gaps
        .into_iter()
        .all(|gap| gap.iter().filter(|l| l.is_prose()).count() <= SUMMARY_LINES);
    if dates.len() < 2 || !brief {
        return None;
    }
    let starts = starts_above(lines, &dates).or_else(|| starts_at_date(lines, &dates))?;
    let ends = starts.iter().skip(1).copied().chain([lines.len()]);
    let stories = starts
        .iter()
        .zip(ends)
        .filter_map(|(&start, end)| group(lines.get(start..end)?));
    Some(items(stories.collect()))
}

/// The end of the list: a heading of other stories behind the first sentence.
fn before_tail(lines: &[Line]) -> usize {
    let first = lines.iter().position(Line::is_prose).unwrap_or(lines.len());
    let tail = |i: &usize| lines.get(*i).is_some_and(|l| l.has(&Sign::Tail));
    (first..lines.len()).find(tail).unwrap_or(lines.len())
}

/// The lines with a date; of neighbours the first, and none that is only called "updated".
fn date_places(lines: &[Line]) -> Vec<usize> {
    use crate::import::dates::Label;
    let dated = |l: &Line| {
        l.date()
            .is_some_and(|d| d.stamps.iter().any(|s| s.label != Label::Updated))
    };
    let mut places: Vec<usize> = Vec::new();
    for (i, _) in lines.iter().enumerate().filter(|(_, l)| dated(l)) {
        if i == 0 || !lines.get(i - 1).is_some_and(dated) {
            places.push(i);
        }
    }
    places
}

/// Where each story begins: at the title above its date, with at most two short lines between.
fn starts_above(lines: &[Line], dates: &[usize]) -> Option<Vec<usize>> {
    dates.iter().map(|&date| title_above(lines, date)).collect()
}

fn title_above(lines: &[Line], date: usize) -> Option<usize> {
    let above = (date.saturating_sub(3)..date).rev();
    let mut short = None;
    for i in above {
        let line = lines.get(i)?;
        if line.is_headline() {
            return Some(i);
        }
        if line.is_prose() || line.is_dated() {
            break;
        }
        if line.is_title() {
            short = Some(i);
        }
    }
    short
}

/// Where each story begins: at its date, with its title right below.
fn starts_at_date(lines: &[Line], dates: &[usize]) -> Option<Vec<usize>> {
    let titled = |date: usize| lines.get(date + 1).is_some_and(Line::is_headline);
    dates.iter().all(|&d| titled(d)).then(|| dates.to_vec())
}

/// One story of a dated list.
fn group(lines: &[Line]) -> Option<Story> {
    let title_at = lines.iter().position(Line::is_title)?;
    let title = lines.get(title_at)?;
    let date_at = lines.iter().position(Line::is_dated).unwrap_or(0);
    let own = fold(&title.text);
    let mut story = Story::headline(title, &title.text, "list-title", true);
    for (i, line) in lines.iter().enumerate().filter(|(i, _)| *i != title_at) {
        if fold(&line.text) == own {
            continue;
        }
        if !line.is_plain() {
            story.note(line);
        } else if i < date_at {
            story.section(line, "line-between-title-and-date", true);
        } else {
            below_date(&mut story, line);
        }
    }
    story.settle_times();
    Some(story)
}

/// A line below the date of a story: its summary, or a name.
fn below_date(story: &mut Story, line: &Line) {
    if shape::is_prose(&line.text) {
        story.summarise(line, &line.text, "list-summary", true);
    } else if shape::is_person(&line.text) && story.authors.is_empty() {
        let name = line.found(line.text.clone(), "name-under-title", false);
        story.authors.push(name);
    } else if story.summary.is_none() && shape::words(&line.text) >= 6 {
        story.summarise(line, &line.text, "list-summary", false);
    }
}

/// Bullets: titles with an excerpt below them, or excerpts below a title.
fn bulleted(lines: &[Line]) -> Option<Page> {
    let mut stories: Vec<Story> = Vec::new();
    let mut title: Option<&Line> = None;
    for line in lines {
        let content = line.content();
        match line.bullet() {
            Some(_) if shape::is_prose(content) || shape::is_excerpt(content) => {
                let mut story = match title.take() {
                    Some(above) => Story::headline(above, &above.text, "list-title", true),
                    None => Story {
                        line: line.number,
                        ..Story::default()
                    },
                };
                story.summarise(line, content, "list-summary", true);
                stories.push(story);
            }
            Some(_) => stories.push(Story::headline(line, content, "bullet-title", true)),
            None if line.is_prose() => {
                if let Some(story) = stories.last_mut() {
                    story.summarise(line, content, "list-summary", true);
                }
            }
            None if line.is_title() => title = Some(line),
            None => {
                if let Some(story) = stories.last_mut() {
                    story.note(line);
                }
            }
        }
    }
    let excerpt = |s: &Story| {
        s.summary
            .as_ref()
            .is_some_and(|t| shape::is_excerpt(&t.value))
    };
    let whole = |s: &&Story| (s.title.is_some() && s.summary.is_some()) || excerpt(s);
    let wholes = stories.iter().filter(whole).count();
    (wholes >= 2 && wholes * 2 >= stories.len()).then(|| items(settled(stories)))
}

/// A list without an article of its own.
fn items(others: Vec<Story>) -> Page {
    Page { others, lead: None }
}

fn settled(mut stories: Vec<Story>) -> Vec<Story> {
    stories.iter_mut().for_each(Story::settle_times);
    stories
}

/// Title, paragraph, title, paragraph, without empty lines, dates or bylines.
fn alternating(lines: &[Line]) -> Option<Page> {
    let plain: Vec<&Line> = lines
        .iter()
        .filter(|l| !matches!(l.signs.first(), Some(Sign::Furniture(_))))
        .collect();
    // A heading of the page may stand on top, with or without an empty line below it.
    let heading =
        usize::from(matches!(plain.as_slice(), [a, b, ..] if a.is_title() && b.is_title()));
    let rest = plain.get(heading..)?;
    let pair = |pair: &&[&Line]| matches!(pair, [t, p] if t.is_title() && p.is_prose());
    let pairs: Vec<&[&Line]> = rest.chunks(2).collect();
    let dense = rest.iter().skip(1).all(|l| !l.gap);
    if pairs.len() < 3 || !pairs.iter().all(pair) || !dense {
        return None;
    }
    Some(items(pairs.iter().filter_map(|p| titled(p)).collect()))
}

fn titled(pair: &[&Line]) -> Option<Story> {
    let [title, text] = pair else { return None };
    let mut story = Story::headline(title, &title.text, "title-and-paragraph-in-turn", true);
    story.summarise(text, &text.text, "list-summary", true);
    Some(story)
}

/// A digest: each story begins "Place: Title", with its text below.
fn by_place(lines: &[Line]) -> Option<Page> {
    let first = lines.iter().position(is_placed)?;
    let end = article::text_end(lines, first + 1);
    let digest = lines.get(first..end)?;
    let titles = digest.iter().filter(|l| l.is_title());
    let placed = digest.iter().filter(|l| is_placed(l)).count();
    let followed = digest
        .windows(2)
        .filter(|w| matches!(w, [a, b] if is_placed(a) && b.is_prose()))
        .count();
    let above = lines.get(..first)?;
    if placed < 2 || titles.count() != placed || followed != placed {
        return None;
    }
    let mut stories: Vec<Story> = Vec::new();
    for line in digest {
        if is_placed(line) {
            stories.push(Story::headline(line, &line.text, "place-and-title", true));
        } else if let Some(story) = stories.last_mut() {
            if line.is_prose() {
                story.summarise(line, &line.text, "list-summary", true);
            } else {
                story.note(line);
            }
        }
    }
    Some(Page {
        others: settled(stories),
        lead: digest_head(above),
    })
}

/// The page's own title, date and standfirst.
fn digest_head(above: &[Line]) -> Option<Story> {
    let lines = neighbours::settle(above);
    let mut head = super::head::find(&lines);
    head.deck = (0..lines.len())
        .filter(|&i| lines.get(i).is_some_and(Line::is_prose))
        .collect();
    head.text = lines.len();
    let mut lead = article::title_and_notes(&lines, &head);
    lead.line = lead.title.as_ref()?.line;
    lead.settle_times();
    Some(lead)
}

/// "Kiel: Fähre fährt wieder": one to three capitalised words, a colon, a title.
fn is_placed(line: &Line) -> bool {
    let Some((place, title)) = line.text.split_once(": ") else {
        return false;
    };
    let names = place
        .split([' ', '/'])
        .filter(|w| !w.is_empty())
        .all(|w| w.starts_with(char::is_uppercase));
    line.gap
        && line.is_title()
        && names
        && shape::at_most(place, 3)
        && place
            .chars()
            .all(|c| c.is_alphabetic() || " -/.".contains(c))
        && shape::words(title) >= 2
}
