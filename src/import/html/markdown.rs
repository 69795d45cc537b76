//! CommonMark to HTML.

use pulldown_cmark::{Options, Parser, html};

/// No text that people write has more marks and lines: each takes far more room in the parser than in the text.
const MOST_MARKS: usize = 250_000;

/// Is there so much markup in a text that it is taken for plain text?
pub(in crate::import) fn has_too_much_markup(text: &str) -> bool {
    let is_mark =
        |byte: &u8| byte.is_ascii_punctuation() && !matches!(byte, b'.' | b',') || *byte == b'\n';
    text.len() > MOST_MARKS && text.as_bytes().iter().filter(|b| is_mark(b)).count() > MOST_MARKS
}

/// The HTML of a CommonMark text, with tables, strikethrough and footnotes, and without the `{#anchor}` of a heading.
/// Quotation marks and dashes stay as they are written: which ones are right depends on the language.
///
/// It may hold any HTML that the text holds, so it is no safer than HTML from the same source.
pub fn from_markdown(text: &str) -> String {
    if has_too_much_markup(text) {
        return super::from_text(text);
    }
    let options = Options::ENABLE_TABLES
        | Options::ENABLE_STRIKETHROUGH
        | Options::ENABLE_FOOTNOTES
        | Options::ENABLE_HEADING_ATTRIBUTES;
    let mut out = String::with_capacity(text.len() + text.len() / 8);
    html::push_html(&mut out, Parser::new_ext(text, options));
    out.truncate(out.trim_end().len());
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_mostly_marks_is_plain_text() {
        for mark in ["[", "*", "![](", "> ", "- "] {
            let many = mark.repeat(MOST_MARKS + 1);
            assert!(has_too_much_markup(&many), "{mark}");
            assert!(from_markdown(&many).len() < many.len() * 5, "{mark}");
        }
        let long = "A *long* story, told [again](/a).\n\n".repeat(8000);
        assert!(!has_too_much_markup(&long));
        assert!(from_markdown(&long).starts_with("<p>A <em>long</em> story"));
    }
}
