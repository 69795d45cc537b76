//! One story of a page: its fields, each with the line and the rule that gave it.

use super::credit::Credit;
use super::signs::{Line, Sign};
use super::words::fold;
use crate::import::dates::{Label, Stamp};
use crate::model::{Moment, Notice};

/// A value and where it comes from.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Found<T> {
    pub(super) value: T,
    pub(super) line: u64,
    /// The line as it stands in the input.
    pub(super) text: String,
    pub(super) rule: &'static str,
    pub(super) sure: bool,
}

/// A time and whether its zone was assumed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Time {
    pub(super) moment: Moment,
    pub(super) assumed: bool,
}

/// A part of the body.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Block {
    Paragraph(String),
    Subhead(String),
    /// An item of a list.
    Item(String),
}

/// What a page says of one story.
#[derive(Debug, Clone, Default)]
pub(super) struct Story {
    /// Where it stands or begins.
    pub(super) line: u64,
    pub(super) title: Option<Found<String>>,
    pub(super) stamps: Vec<Found<Stamp>>,
    pub(super) published: Option<Found<Time>>,
    pub(super) updated: Option<Found<Time>>,
    pub(super) authors: Vec<Found<String>>,
    pub(super) sections: Vec<Found<String>>,
    pub(super) summary: Option<Found<String>>,
    pub(super) credits: Vec<Found<Credit>>,
    pub(super) captions: Vec<Found<String>>,
    pub(super) related: Vec<Found<String>>,
    pub(super) place: Option<Found<String>>,
    pub(super) wire: Option<Found<String>>,
    pub(super) body: Vec<Found<Block>>,
    pub(super) notices: Vec<Notice>,
}

/// The stories of a page, in the order in which their records go out.
#[derive(Debug, Clone, Default)]
pub(super) struct Page {
    /// Headlines, or the items of a list or ticker.
    pub(super) others: Vec<Story>,
    /// The article that the page is about.
    pub(super) lead: Option<Story>,
}

impl Line {
    /// A value that this line gave.
    pub(super) fn found<T>(&self, value: T, rule: &'static str, sure: bool) -> Found<T> {
        Found {
            value,
            line: self.number,
            text: self.text.clone(),
            rule,
            sure,
        }
    }
}

impl Page {
    /// The page with this lead, unless it says nothing. The lead's own title is no headline of another story.
    pub(super) fn new(mut others: Vec<Story>, lead: Story) -> Self {
        if lead.is_empty() {
            return Page { others, lead: None };
        }
        let folded = |s: &Story| s.title.as_ref().map(|t| fold(&t.value));
        let own = folded(&lead);
        others.retain(|s| s.title.is_none() || folded(s) != own);
        Page {
            others,
            lead: Some(lead),
        }
    }
}

impl Story {
    /// A story of which nothing but the title is known.
    pub(super) fn headline(line: &Line, title: &str, rule: &'static str, sure: bool) -> Self {
        Story {
            line: line.number,
            title: Some(line.found(title.to_owned(), rule, sure)),
            ..Story::default()
        }
    }

    /// Is there anything to tell?
    pub(super) fn is_empty(&self) -> bool {
        self.title.is_none() && self.summary.is_none() && self.body.is_empty()
    }

    /// Takes what a line says by itself: times, authors, credits, captions, sections.
    pub(super) fn note(&mut self, line: &Line) {
        for sign in &line.signs {
            match sign {
                Sign::Date(date) => {
                    let stamps = date.stamps.iter();
                    self.stamps
                        .extend(stamps.map(|s| line.found(s.clone(), "date-line", true)));
                }
                Sign::Byline(names) => {
                    let names = names.iter();
                    self.authors
                        .extend(names.map(|n| line.found(n.clone(), "byline", true)));
                }
                Sign::Credit(credit) => self.credit(line, credit, "credit-line", true),
                Sign::Caption(credit) => self.caption(line, credit),
                Sign::Section => self.section(line, "section-name", true),
                _ => {}
            }
        }
    }

    pub(super) fn credit(&mut self, line: &Line, credit: &Credit, rule: &'static str, sure: bool) {
        if !self.credits.iter().any(|c| c.value.text == credit.text) {
            self.credits.push(line.found(credit.clone(), rule, sure));
        }
    }

    pub(super) fn caption(&mut self, line: &Line, credit: &Credit) {
        self.captions
            .push(line.found(line.text.clone(), "caption-with-credit", true));
        self.credit(line, credit, "credit-of-caption", true);
    }

    /// A section or tag, once each.
    pub(super) fn section(&mut self, line: &Line, rule: &'static str, sure: bool) {
        if !self.sections.iter().any(|s| s.value == line.text) {
            self.sections
                .push(line.found(line.text.clone(), rule, sure));
        }
    }

    /// Adds a sentence to the summary.
    pub(super) fn summarise(&mut self, line: &Line, text: &str, rule: &'static str, sure: bool) {
        match &mut self.summary {
            Some(summary) => {
                summary.value.push(' ');
                summary.value.push_str(text);
            }
            None => self.summary = Some(line.found(text.to_owned(), rule, sure)),
        }
    }

    /// Decides which of the noted times is which. Doubts about them become notices.
    ///
    /// A page whose only date is called "updated" was published no later than then, so that date stands in for the
    /// missing one too, and is marked as not sure.
    pub(super) fn settle_times(&mut self) {
        for found in std::mem::take(&mut self.stamps) {
            let updated = found.value.label == Label::Updated;
            let field = if updated { "updated" } else { "published" };
            let slot = if updated {
                &mut self.updated
            } else {
                &mut self.published
            };
            if slot.is_some() {
                continue;
            }
            for doubt in &found.value.doubts {
                let doubt = format!("{doubt} ({})", found.text);
                self.notices
                    .push(Notice::doubt(field, doubt).on_line(found.line));
            }
            *slot = time_of(found);
        }
        if self.published.is_none()
            && let Some(updated) = &self.updated
        {
            self.published = Some(Found {
                rule: "sole-date-line",
                sure: false,
                ..updated.clone()
            });
        }
    }
}

fn time_of(found: Found<Stamp>) -> Option<Found<Time>> {
    let moment = found.value.moment?;
    let rule = match found.value.label {
        Label::None => "date-line",
        Label::Published => "published-line",
        Label::Updated => "updated-line",
    };
    Some(Found {
        value: Time {
            moment,
            assumed: found.value.zone == crate::import::dates::ZoneFrom::Assumed,
        },
        line: found.line,
        text: found.text,
        rule,
        sure: found.value.doubts.is_empty(),
    })
}
