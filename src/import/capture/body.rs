//! The text of a story: paragraphs, subheads, lists, and the titles of other stories set between them.

use super::credit;
use super::shape;
use super::signs::{Line, Sign};
use super::story::{Block, Story};
use crate::import::dates::Context;

/// A line without a full stop that is so long, in words, is a paragraph that lost it.
const UNFINISHED: usize = 9;

/// Reads the lines of the text into the story. In a roundup (no date, a subhead on top) every short line above a
/// paragraph is a subhead, in title case too.
pub(super) fn read(lines: &[Line], context: &Context, is_roundup: bool, story: &mut Story) {
    let english = match context.language.as_deref() {
        Some(language) => language.starts_with("en"),
        None => true,
    };
    let mut body = Body {
        lines,
        english,
        is_roundup,
        last_text: lines.iter().rposition(is_text),
        listing: false,
        story,
    };
    for at in 0..lines.len() {
        body.line(at);
    }
}

fn is_text(line: &Line) -> bool {
    line.is_prose() || line.bullet().is_some()
}

struct Body<'a> {
    lines: &'a [Line],
    english: bool,
    is_roundup: bool,
    /// The place of the last paragraph.
    last_text: Option<usize>,
    /// Does a heading of related titles stand right above?
    listing: bool,
    story: &'a mut Story,
}

impl Body<'_> {
    fn line(&mut self, at: usize) {
        let Some(line) = self.lines.get(at) else {
            return;
        };
        if line.is_plain() {
            return self.plain(at, line);
        }
        for sign in &line.signs {
            self.sign(at, line, sign);
        }
    }

    fn sign(&mut self, at: usize, line: &Line, sign: &Sign) {
        match sign {
            Sign::Related(Some(title)) => self.related(line, title, "related-prefix", true),
            Sign::Related(None) => self.listing = true,
            Sign::Bullet(text) if self.listing && shape::is_title(text) => {
                self.related(line, text, "related-list", true);
            }
            Sign::Bullet(text) => self.block(line, Block::Item(text.clone()), "bullet"),
            Sign::Tick(_) if shape::is_prose(&line.text) => {
                self.block(line, Block::Paragraph(line.text.clone()), "paragraph");
            }
            Sign::Credit(credit) if self.is_sign_off(at, credit) => {}
            Sign::Credit(credit) => self.story.credit(line, credit, "credit-line", true),
            Sign::Caption(credit) => self.story.caption(line, credit),
            Sign::Byline(_) if !self.story.authors.is_empty() => {}
            Sign::Date(_) if !self.story.stamps.is_empty() => {}
            Sign::Byline(_) | Sign::Date(_) => self.story.note(line),
            Sign::Section if self.text_follows(at + 1) && line.gap => {
                self.block(line, Block::Subhead(line.text.clone()), "subhead");
            }
            _ => {}
        }
    }

    /// An agency alone behind the last paragraph signs it.
    fn is_sign_off(&self, at: usize, credit: &credit::Credit) -> bool {
        self.last_text.is_none_or(|last| at > last)
            && credit::is_agency(credit.text.trim_matches(['(', ')', '.', ' ']))
    }

    fn plain(&mut self, at: usize, line: &Line) {
        let text = line.text.clone();
        let spoken = shape::is_quotation(&text) || shape::is_speech(&text);
        if shape::is_prose(&text) || (spoken && !self.listing) {
            self.listing = false;
            self.block(line, Block::Paragraph(text), "paragraph");
        } else if !text.contains(char::is_alphanumeric) {
            // Stars and dashes part sections; they say nothing.
        } else if self.listing {
            self.related(line, &text, "related-list", true);
        } else {
            self.title_like(at, line);
        }
    }

    /// A line without a full stop between paragraphs.
    fn title_like(&mut self, at: usize, line: &Line) {
        let text = line.text.clone();
        let run = self.run_of_titles(at);
        let text_follows = self.text_follows(at + 1);
        if self.is_roundup && text_follows && run == 1 {
            self.block(line, Block::Subhead(text), "subhead");
        } else if self.english && shape::is_title_case(&text) {
            let apart = line.gap && self.lines.get(at + 1).is_none_or(|l| l.gap);
            self.related(line, &text, "title-case-between-paragraphs", apart);
        } else if text.ends_with([':', ',', ';']) && shape::words(&text) >= 4 {
            self.block(line, Block::Paragraph(text), "unfinished-paragraph");
        } else if text_follows && shape::at_most(&text, 14) {
            self.block(line, Block::Subhead(text), "subhead");
        } else if run > 1 && shape::words(&text) >= 4 {
            self.related(line, &text, "titles-in-a-row", false);
        } else if shape::words(&text) >= UNFINISHED || shape::is_excerpt(&text) {
            self.block(line, Block::Paragraph(text), "unfinished-paragraph");
        }
        // What is left is a sign-off or a button whose word we do not know.
    }

    /// How many title-like lines touch this one, itself counted.
    fn run_of_titles(&self, at: usize) -> usize {
        let titles = |l: &&Line| l.is_title();
        let after = self
            .lines
            .iter()
            .skip(at)
            .take(8)
            .take_while(titles)
            .count();
        let before = self
            .lines
            .iter()
            .take(at)
            .rev()
            .take(8)
            .take_while(titles)
            .count();
        before + after
    }

    fn text_follows(&self, at: usize) -> bool {
        let mut rest = self.lines.iter().skip(at).take(3);
        rest.find(|l| {
            !matches!(
                l.signs.first(),
                Some(Sign::Furniture(_) | Sign::Credit(_) | Sign::Caption(_))
            )
        })
        .is_some_and(|l| {
            l.is_prose() || l.bullet().is_some() || (l.is_plain() && shape::is_quotation(&l.text))
        })
    }

    fn block(&mut self, line: &Line, block: Block, rule: &'static str) {
        self.story.body.push(line.found(block, rule, true));
    }

    fn related(&mut self, line: &Line, title: &str, rule: &'static str, sure: bool) {
        self.story
            .related
            .push(line.found(title.to_owned(), rule, sure));
    }
}
