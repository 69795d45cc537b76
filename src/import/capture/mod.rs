//! The plain text of a news page: headlines, a date line, a credit, paragraphs, and furniture.
//!
//! In three steps: [`lines`] and [`signs`] turn text into lines with all that each could be by itself; [`layout`]
//! decides by place what they are; [`records`] turns the stories into records. Words of pages are data
//! (`data/page-words.tsv`), dates are read in [`super::dates`]. What a page does not say stays missing.

mod article;
mod body;
pub(super) mod byline;
mod bytes;
mod credit;
mod flat;
mod furniture;
mod head;
mod language;
mod last_resort;
mod layout;
mod lines;
mod list;
mod live;
mod neighbours;
mod records;
mod shape;
mod signs;
mod story;
mod ticker;
mod wire;
mod words;

use std::path::Path;

pub(super) use self::byline::of_field as names_of_byline;
use self::signs::Line;
use self::story::Found;
use super::dates::Context;
use super::{Emit, Input, Onward, Options, Reread};
use crate::Result;
use crate::model::Notice;

/// The `capture` input format.
pub const INPUT: Input = Input {
    name: "capture",
    says: "the plain text of a news page",
    line_by_line: false,
    read_twice: false,
    told_by_content: false,
    recognises,
    read,
};

/// Endings of text files that are no pages: their lines would be published as headlines.
const OTHER_TEXT: &[&str] = &[
    "csv", "tsv", "md", "markdown", "toml", "yaml", "yml", "ini", "conf", "cfg", "log", "sql",
    "css", "js", "py", "sh",
];

fn recognises(head: &[u8], name: &Path) -> bool {
    let ending = name.extension().and_then(|e| e.to_str()).unwrap_or("");
    let is_one_of = |endings: &[&str]| endings.iter().any(|e| e.eq_ignore_ascii_case(ending));
    !is_one_of(OTHER_TEXT) && bytes::is_page(head, is_one_of(&["txt", "text"]))
}

fn read(input: &mut dyn Reread, options: &Options, emit: &mut Emit<'_>) -> Result<Onward> {
    let (text, mut told) = bytes::read(input, options)?;
    let language = language_of(&text, options);
    let context = Context {
        language: language.as_ref().map(|l| l.value.clone()),
        zone: options.zone,
        captured_at: options.captured_at,
        day: None,
    };
    let is_known = |line: &str| signs::is_known(line, &context);
    let page = lines::read(&text, options.lines_before, &is_known);
    let lines: Vec<Line> = page
        .lines
        .into_iter()
        .map(|raw| signs::classify(raw, &context))
        .collect();
    let mut stories = layout::read(&lines, &context);
    let about = stories.lead.as_mut().or(stories.others.first_mut());
    told.extend(
        page.dropped
            .map(|(line, count)| controls_dropped(line, count)),
    );
    if let Some(story) = about {
        story.notices.append(&mut told);
    }
    if let Some(lead) = &mut stories.lead {
        last_resort::date(lead, page.prefix_day.as_ref(), options.page_url.as_ref());
    }
    let language = language.as_ref();
    let others = stories
        .others
        .into_iter()
        .map(|story| records::record(story, language));
    let lead = stories.lead.map(|story| {
        let mut lead = records::record(story, language);
        records::give_address(&mut lead, options.page_url.as_ref());
        lead
    });
    others.chain(lead).try_for_each(emit)?;
    Ok(Onward::default())
}

fn controls_dropped(line: u64, count: usize) -> Notice {
    let message = match count {
        1 => "1 control character that cannot stand in a feed was dropped".to_owned(),
        n => format!("{n} control characters that cannot stand in a feed were dropped"),
    };
    Notice::doubt("text", message).on_line(line)
}

/// The language that was given, else the one that the page's commonest words leave no doubt about.
fn language_of(text: &str, options: &Options) -> Option<Found<String>> {
    let (value, rule, sure) = match &options.language {
        Some(given) => (given.clone(), "given", true),
        None => (language::of(text)?.to_owned(), "function-words", false),
    };
    Some(Found {
        value,
        line: options.lines_before + 1,
        text: text.lines().next().unwrap_or_default().trim().to_owned(),
        rule,
        sure,
    })
}
