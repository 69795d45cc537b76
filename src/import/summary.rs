//! The summary of a record: what its source gives, else the beginning of its body.

use super::html::{has_text, text_of, text_within};
use super::sentence::sentence_end;
use crate::model::{Line, Record, Text};

/// How many characters a summary made of a body has at most.
const LONGEST: usize = 300;

/// Gives a record that has a body and no summary the first paragraph, cut at a sentence. A summary that says the same as
/// the whole body is none.
pub(super) fn settle(record: &mut Record) {
    let Some(body) = &record.body_html else {
        return;
    };
    match &record.summary {
        None => record.summary = beginning(body.as_str()).map(Text::from),
        Some(given) => {
            // A longer text cannot be the same, so nearly all of nearly every body is passed over.
            let said = text_within(body.as_str(), given.as_str().len());
            if said.is_some_and(|said| Line::new(given.as_str()) == Line::new(&said)) {
                record.summary = beginning(body.as_str()).map(Text::from);
            }
        }
    }
}

/// The first paragraph that holds a sentence ("Sir," does not), cut at a sentence; `None` where there is no more in the body
/// than that.
fn beginning(body: &str) -> Option<String> {
    let mut rest = body;
    while !rest.is_empty() {
        let (paragraph, after) = match rest.find("</p>") {
            Some(at) => rest.split_at_checked(at + "</p>".len())?,
            None => (rest, ""),
        };
        // What stands before the paragraph, such as a heading or a figure, is none of it.
        let start = paragraph.rfind("<p").unwrap_or(0);
        let text = Line::new(&text_of(paragraph.get(start..).unwrap_or(paragraph)));
        if sentence_end(text.as_str()).is_some() {
            let made = cut(text.as_str());
            let before = body.len() - rest.len();
            let more = made.len() < text.as_str().len()
                || has_text(after)
                || has_text(body.get(..before + start).unwrap_or_default());
            return more.then_some(made);
        }
        rest = after;
    }
    None
}

/// As many whole sentences as there is room for; where the first one is too long, as many words.
fn cut(text: &str) -> String {
    let Some((limit, _)) = text.char_indices().nth(LONGEST) else {
        return text.to_owned();
    };
    let mut end = 0;
    while let Some(next) = text.get(end..).and_then(sentence_end)
        && end + next <= limit
    {
        end += next;
    }
    if end > 0 {
        return text.get(..end).unwrap_or(text).to_owned();
    }
    let head = text.get(..limit).unwrap_or(text);
    let word = head
        .rfind(' ')
        .and_then(|at| head.get(..at))
        .unwrap_or(head);
    let word = word.trim_end_matches([',', ';', ':', '–', '—', '-', ' ']);
    format!("{word}…")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn summary_of(body: &str, given: Option<&str>) -> Option<String> {
        let mut record = Record {
            body_html: Some(Text::new(body)),
            summary: given.map(Text::new),
            ..Record::default()
        };
        settle(&mut record);
        record.summary.map(|s| s.to_string())
    }

    #[test]
    fn the_first_paragraph_stands_for_a_summary() {
        let long = "The pier is open again after a year of work. ".repeat(9);
        let endless = format!("{}.", "word ".repeat(90));
        for (body, want) in [
            (
                "<p>One &amp; <b>two</b>.</p><p>Three.</p>",
                Some("One & two."),
            ),
            (
                "<figure><img src=\"a\"></figure><h2>Head</h2>\n<p>One.</p>\n<p>Two.</p>",
                Some("One."),
            ),
            (
                "<p></p><p> </p><p>One.</p><ul><li>Two</li></ul>",
                Some("One."),
            ),
            (
                "<p>Sir,</p><p>The pier is shut. Why?</p>",
                Some("The pier is shut. Why?"),
            ),
            ("<p>No end</p><p>none here</p>", None),
            ("<p>Only this.</p>", None),
            ("Only this.", None),
            ("", None),
            ("<p><img src=\"a\"></p>", None),
        ] {
            assert_eq!(summary_of(body, None).as_deref(), want, "{body}");
        }
        let sentences = summary_of(&format!("<p>{long}</p>"), None).unwrap();
        assert!(sentences.chars().count() <= LONGEST && sentences.ends_with("work."));
        let words = summary_of(&format!("<p>{endless}</p>"), None).unwrap();
        assert!(words.chars().count() <= LONGEST + 1 && words.ends_with("word…"));
    }

    #[test]
    fn a_given_summary_stays_unless_it_is_the_body() {
        let body = "<p>One.</p><p>Two.</p>";
        assert_eq!(
            summary_of(body, Some("In short.")).as_deref(),
            Some("In short.")
        );
        assert_eq!(
            summary_of(body, Some("One.\nTwo.")).as_deref(),
            Some("One.")
        );
    }
}
