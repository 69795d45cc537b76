//! What a line of the head can only be told to be by the lines around it: a credit that nobody has heard of, a bare
//! name, a word between two widgets. Comes in with the signs that the line has by itself, goes out with one more.

use super::credit;
use super::furniture;
use super::shape;
use super::signs::{Line, Sign};
use super::words::fold;

/// The lines, with what their neighbours say about those of the head.
pub(super) fn settle(lines: &[Line]) -> Vec<Line> {
    let mut settled = lines.to_vec();
    let head = lines.iter().position(Line::is_prose).unwrap_or(lines.len());
    let mut dated = false;
    for (at, line) in settled.iter_mut().enumerate().take(head) {
        let before = at.checked_sub(1).and_then(|i| lines.get(i));
        let around = Around {
            before,
            after: lines.get(at + 1),
            beyond: lines.get(at + 2),
            dated,
        };
        if line.is_plain() {
            line.signs.extend(around.sign(line));
        } else if around.is_affiliation(line) {
            line.signs = vec![Sign::Furniture("affiliation")];
        }
        dated |= line.is_dated();
    }
    settled
}

/// What stands around a line.
struct Around<'a> {
    before: Option<&'a Line>,
    after: Option<&'a Line>,
    /// The line after the next.
    beyond: Option<&'a Line>,
    /// Stands a date somewhere above it?
    dated: bool,
}

impl Around<'_> {
    fn sign(&self, line: &Line) -> Option<Sign> {
        let head_credit = self.before.and_then(|_| credit::read_in_head(&line.text));
        head_credit
            .or_else(|| self.dated.then(|| credit::read_under_date(&line.text))?)
            .map(Sign::Credit)
            .or_else(|| self.caption(line))
            .or_else(|| self.bare_names(line))
            .or_else(|| self.outlet(line))
            .or_else(|| self.in_widget(line))
    }

    fn caption(&self, line: &Line) -> Option<Sign> {
        let credit = credit::of_caption_under_date(&line.text).filter(|_| self.dated)?;
        Some(Sign::Caption(credit))
    }

    /// Names right above "2 Min Read", or above the paper they write for and the date.
    fn bare_names(&self, line: &Line) -> Option<Sign> {
        let next = self.after?;
        let counted = fold(&next.text).ends_with("min read");
        let under_title = self.before.is_some_and(Line::is_headline);
        let signed = under_title && is_outlet(next) && self.beyond.is_some_and(Line::is_dated);
        let names: Vec<String> = line.text.split(", ").map(str::to_owned).collect();
        let people = names.iter().all(|n| shape::is_person(n));
        (people && (counted || signed)).then_some(Sign::Byline(names))
    }

    /// The paper between a name and the date.
    fn outlet(&self, line: &Line) -> Option<Sign> {
        let named = self.before.is_some_and(|l| shape::is_person(&l.text));
        let dated = self.after.is_some_and(Line::is_dated);
        (named && dated && is_outlet(line)).then_some(Sign::Furniture("affiliation"))
    }

    /// An agency alone right under a byline is whom its people work for.
    fn is_affiliation(&self, line: &Line) -> bool {
        let signed = !line.gap && self.before.is_some_and(|l| l.byline().is_some());
        signed && line.credit().is_some_and(|c| credit::is_agency(&c.text))
    }

    /// "Tver" above the degrees, "Now in Tver" between the degrees and the wind belong to the weather.
    fn in_widget(&self, line: &Line) -> Option<Sign> {
        let is_widget = |l: &Line| l.has(&Sign::Furniture(furniture::WIDGET));
        let above = self.after.is_some_and(|l| !l.gap && is_widget(l));
        let below = !line.gap && self.before.is_some_and(is_widget);
        let most = if below { 4 } else { 2 };
        (above && shape::at_most(&line.text, most)).then_some(Sign::Furniture(furniture::WIDGET))
    }
}

/// "Volga News Tver", "The Volga Post": a short name with a word in it that no person is called.
fn is_outlet(line: &Line) -> bool {
    line.is_plain() && credit::is_organisation(&line.text) && shape::at_most(&line.text, 4)
}
