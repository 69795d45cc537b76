//! The head of an article: which line is its title, which are other stories', where the text begins.

use std::collections::HashMap;

use super::shape;
use super::signs::{Line, Sign};
use super::words::fold;

/// What the head of a page is made of, as places in its lines.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Head {
    /// The title, the rule that told it, and whether that is certain.
    pub(super) title: Option<(usize, &'static str, bool)>,
    /// Titles of other stories.
    pub(super) headlines: Vec<usize>,
    /// The standfirst, and the rule.
    pub(super) deck: Vec<usize>,
    /// A standfirst below the date that lacks its full stop.
    pub(super) late_deck: Option<usize>,
    /// A line that could be a subhead right before the text.
    pub(super) subhead: Option<usize>,
    /// Where the text begins.
    pub(super) text: usize,
    /// Does the title stand behind the date, right before the text?
    pub(super) title_before_text: bool,
}

/// So many sentences may stand between title and date; more are the text itself.
const DECK_LINES: usize = 2;

/// A line between date and text that is so long, in words, is more than a name or a button.
const STANDFIRST: usize = 7;

/// Finds the head among the lines.
pub(super) fn find(lines: &[Line]) -> Head {
    let anchor = anchor(lines);
    let from = anchor.map_or(0, |a| a + 1);
    let text = text_start(lines, from);
    let deck: Vec<usize> = match anchor {
        Some(a) => places(lines, 0, a, Line::is_prose),
        None => Vec::new(),
    };
    let before_end = deck.first().copied().or(anchor).unwrap_or(text);
    let before = places(lines, 0, before_end, Line::is_title);
    let after = match anchor {
        Some(a) => places(lines, a + 1, text, Line::is_title),
        None => Vec::new(),
    };
    let mut head = match before.as_slice() {
        [title, subhead] if anchor.is_none() && is_subhead(lines, *subhead) => Head {
            title: Some((*title, "first-line", false)),
            text: *subhead,
            ..Head::default()
        },
        _ => choose(lines, &before, &after),
    };
    if head.text > 0 {
        return head;
    }
    head.text = text;
    let late_deck = places(lines, from, text, Line::is_prose);
    head.deck.extend(deck.into_iter().chain(late_deck));
    let dated = lines.iter().take(text).any(Line::is_dated);
    head.late_deck = after.iter().copied().find(|&i| {
        is_standfirst(lines, i)
            && head
                .title
                .is_some_and(|(t, ..)| t < i && !same(lines, t, i))
    });
    head.subhead = after
        .last()
        .copied()
        .filter(|&i| head.title.is_none_or(|(t, ..)| t != i) && Some(i) != head.late_deck)
        .filter(|&i| i + 1 == text && (is_apart(lines, i) || !dated));
    let title = head.title.map(|(i, ..)| i);
    head.title_before_text = title.is_some_and(|t| anchor.is_some_and(|a| a < t) && t + 1 == text)
        && head.headlines.is_empty();
    head
}

fn places(lines: &[Line], from: usize, to: usize, is: fn(&Line) -> bool) -> Vec<usize> {
    let all = lines.iter().enumerate().take(to).skip(from);
    all.filter(|(_, l)| is(l)).map(|(i, _)| i).collect()
}

/// Without any date or name, a second line that stands apart and is no title by its capitals is a subhead.
fn is_subhead(lines: &[Line], i: usize) -> bool {
    let title = |l: &Line| shape::is_title_case(&l.text);
    is_apart(lines, i) && !lines.get(i).is_some_and(title)
}

fn is_apart(lines: &[Line], i: usize) -> bool {
    lines.get(i).is_some_and(|l| l.gap)
}

/// The line that parts the title from the text: the first date line, else the first byline or credit.
fn anchor(lines: &[Line]) -> Option<usize> {
    let dated = lines.iter().position(Line::is_dated);
    let meta = |l: &Line| l.date().is_some() || l.byline().is_some() || l.credit().is_some();
    dated.filter(|&i| is_near_top(lines, i)).or_else(|| {
        lines
            .iter()
            .position(meta)
            .filter(|&i| is_near_top(lines, i))
    })
}

/// Before it stands no text but a standfirst under a title.
fn is_near_top(lines: &[Line], at: usize) -> bool {
    let above = lines.get(..at).unwrap_or_default();
    let sentences = above.iter().filter(|l| l.is_prose()).count();
    let titled = above
        .iter()
        .take_while(|l| !l.is_prose())
        .any(Line::is_title);
    sentences == 0 || (sentences <= DECK_LINES && titled)
}

/// A long line between date and text that only lacks its full stop.
fn is_standfirst(lines: &[Line], i: usize) -> bool {
    lines
        .get(i)
        .is_some_and(|l| shape::words(&l.text) >= STANDFIRST && !shape::is_title_case(&l.text))
}

/// Where the text begins: at the first sentence, but not at one behind which a byline or date still follows.
fn text_start(lines: &[Line], from: usize) -> usize {
    let announces = |l: &Line| {
        from > 0 && l.is_plain() && l.text.ends_with(':') && shape::words(&l.text) >= STANDFIRST
    };
    let is_text = |l: &Line| {
        announces(l)
            || l.is_prose()
            || l.has(&Sign::Appeal)
            || l.bullet().is_some_and(shape::is_prose)
    };
    let first = (from..lines.len()).find(|&i| lines.get(i).is_some_and(is_text));
    let Some(first) = first else {
        return lines.len();
    };
    let meta = |l: &Line| l.is_dated() || l.byline().is_some();
    let titled = lines.iter().take(first).any(Line::is_title);
    let late_meta = titled && lines.get(first + 1).is_some_and(meta);
    let text_after = || (first + 2..lines.len()).find(|&i| lines.get(i).is_some_and(is_text));
    match text_after() {
        Some(next) if late_meta && from > 0 => next,
        _ => first,
    }
}

/// Chooses the title among the title-like lines before and after the date.
fn choose(lines: &[Line], before: &[usize], after: &[usize]) -> Head {
    if let Some(title) = repeated(lines, before, after) {
        let others = before.iter().filter(|&&i| !same(lines, i, title));
        let headlines = box_lines(lines, &others.copied().collect::<Vec<_>>());
        return Head {
            headlines: if headlines.len() >= 2 {
                headlines
            } else {
                Vec::new()
            },
            title: Some((title, "repeated-title", true)),
            ..Head::default()
        };
    }
    let count = |i: &usize| lines.get(*i).map_or(0, |l| shape::words(&l.text));
    let longest_before = before.iter().map(count).max().unwrap_or(0);
    let first_after = after
        .iter()
        .copied()
        .find(|&i| lines.get(i).is_some_and(Line::is_headline));
    match first_after {
        Some(i) if longest_before <= 3 && count(&i) > longest_before => Head {
            title: Some((i, "title-after-date", before.is_empty())),
            ..Head::default()
        },
        _ if before.is_empty() => Head {
            title: right_below_date(lines, after),
            ..Head::default()
        },
        _ => match own_title_below_box(lines, before, after) {
            Some(title) => Head {
                title: Some((title, "title-below-box-and-date", false)),
                headlines: box_lines(lines, before),
                ..Head::default()
            },
            None => from_box(lines, before),
        },
    }
}

/// A whole box of other stories above the date, and right below it one more title, written like those in the box.
/// Where a paper does not write its titles in capitals, only a byline or credit below tells title from standfirst.
fn own_title_below_box(lines: &[Line], before: &[usize], after: &[usize]) -> Option<usize> {
    let (title, ..) = right_below_date(lines, after)?;
    let last = *box_lines(lines, before).get(1..)?.last()?;
    let line = lines.get(title).filter(|l| l.is_headline())?;
    let capitals = |l: &Line| shape::is_title_case(&l.text);
    let signed = lines
        .get(title + 1)
        .is_some_and(|l| l.byline().is_some() || l.credit().is_some());
    let below = title
        .checked_sub(1)
        .and_then(|i| lines.get(i))
        .is_some_and(Line::is_dated);
    let alike = lines.get(last).is_some_and(capitals) == capitals(line);
    (below && alike && (capitals(line) || signed)).then_some(title)
}

/// A line between date and text is the title, however short, if nothing but furniture parts it from the date.
fn right_below_date(lines: &[Line], after: &[usize]) -> Option<(usize, &'static str, bool)> {
    let first = *after.first()?;
    let above = lines.get(..first)?.iter().rev();
    let mut known = above.skip_while(|l| matches!(l.signs.first(), Some(Sign::Furniture(_))));
    let below_date = known.next().is_some_and(Line::is_dated);
    let headline = lines.get(first).is_some_and(Line::is_headline);
    (below_date || headline).then_some((first, "line-before-text", false))
}

/// The title that the page prints twice.
fn repeated(lines: &[Line], before: &[usize], after: &[usize]) -> Option<usize> {
    let mut first: HashMap<String, usize> = HashMap::new();
    for &i in before.iter().chain(after) {
        let text = &lines.get(i)?.text;
        if shape::words(text) < 2 {
            continue;
        }
        if let Some(earlier) = first.insert(fold(text), i) {
            return Some(earlier);
        }
    }
    None
}

fn same(lines: &[Line], a: usize, b: usize) -> bool {
    let text = |i: usize| lines.get(i).map(|l| fold(&l.text));
    text(a) == text(b)
}

/// The last line of a headline box is the story's own title.
fn from_box(lines: &[Line], before: &[usize]) -> Head {
    let mut titles = box_lines(lines, before);
    drop_banners(lines, &mut titles);
    let Some(own) = titles.pop() else {
        return Head {
            title: before.last().map(|&i| (i, "line-before-date", false)),
            ..Head::default()
        };
    };
    if let [first] = titles.as_slice()
        && is_line_under(lines, *first, own)
    {
        return Head {
            title: Some((*first, "title-over-standfirst", false)),
            deck: vec![own],
            ..Head::default()
        };
    }
    let (rule, sure) = match titles.len() {
        0 => ("line-before-date", true),
        _ => ("box-last-line", true),
    };
    Head {
        title: Some((own, rule, sure)),
        headlines: titles,
        ..Head::default()
    }
}

/// "Join the Club!" and "Nina Orlova, Moscow" at the foot of a box are no titles, if there are others.
fn drop_banners(lines: &[Line], titles: &mut Vec<usize>) {
    let is_banner = |i: &usize| {
        lines.get(*i).is_some_and(|l| {
            let signed = l
                .text
                .split_once(", ")
                .is_some_and(|(name, place)| shape::is_person(name) && shape::at_most(place, 2));
            signed || (l.text.ends_with('!') && shape::at_most(&l.text, 7))
        })
    };
    while titles.len() > 1 && titles.last().is_some_and(is_banner) {
        titles.pop();
    }
}

/// The lines that are long enough to be titles of stories; in a box of lines without gaps also shorter ones.
fn box_lines(lines: &[Line], candidates: &[usize]) -> Vec<usize> {
    let in_box = |i: usize| {
        let touches = |j: usize, gap: bool| candidates.binary_search(&j).is_ok() && !gap;
        let gap_at = |j: usize| lines.get(j).is_none_or(|l| l.gap);
        i.checked_sub(1).is_some_and(|j| touches(j, gap_at(i))) || touches(i + 1, gap_at(i + 1))
    };
    let counts = |i: &usize| {
        lines.get(*i).is_some_and(|l| {
            l.is_headline() || (candidates.len() > 2 && shape::words(&l.text) >= 3 && in_box(*i))
        })
    };
    candidates.iter().copied().filter(counts).collect()
}

/// Is the second of two lines a standfirst without its full stop rather than a second title?
fn is_line_under(lines: &[Line], first: usize, second: usize) -> bool {
    let (Some(a), Some(b)) = (lines.get(first), lines.get(second)) else {
        return false;
    };
    let longer = b.text.chars().count() * 4 > a.text.chars().count() * 5;
    let capitals = (shape::is_title_case(&a.text), shape::is_title_case(&b.text));
    // A paper writes all its titles in one way.
    let falls = capitals == (true, false) && shape::words(&b.text) >= 5;
    falls || (b.gap && longer && shape::words(&b.text) >= 9 && capitals != (true, true))
}
