//! Which layout a page has. The most telling is tried first; what is nothing else is an article.

use super::article;
use super::shape;
use super::signs::{Line, Sign};
use super::story::{Page, Story};
use super::{flat, list, live};
use crate::import::dates::Context;

/// The stories of a page.
pub(super) fn read(lines: &[Line], context: &Context) -> Page {
    live::read(lines, context)
        .or_else(|| flat::read(lines, context))
        .or_else(|| list::read(lines))
        .or_else(|| titles_alone(lines))
        .unwrap_or_else(|| article::read(lines, context))
}

/// A box of titles and nothing else: no sentence, no date, no name.
fn titles_alone(lines: &[Line]) -> Option<Page> {
    let only_titles = lines.iter().all(|line| {
        let heading = matches!(
            line.signs.first(),
            Some(Sign::Furniture(_) | Sign::Tail | Sign::Section | Sign::Cut | Sign::Bullet(_))
        );
        heading || (line.is_plain() && !shape::is_prose(&line.text))
    });
    let titles: Vec<(&Line, &str)> = lines
        .iter()
        .filter(|l| l.is_plain() || l.bullet().is_some())
        .map(|l| (l, article::without_number(l.content())))
        .filter(|(_, title)| shape::words(title) >= 2)
        .collect();
    if !only_titles || titles.len() < 2 {
        return None;
    }
    let story = |(line, title): &(&Line, &str)| Story::headline(line, title, "headline-box", true);
    Some(Page {
        others: titles.iter().map(story).collect(),
        lead: None,
    })
}
