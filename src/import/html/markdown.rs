//! CommonMark to HTML.

use pulldown_cmark::{Options, Parser, html};

/// The HTML of a CommonMark text, with tables, strikethrough and footnotes, and without the `{#anchor}` of a heading.
/// Quotation marks and dashes stay as they are written: which ones are right depends on the language.
///
/// It may hold any HTML that the text holds, so it is no safer than HTML from the same source.
pub fn from_markdown(text: &str) -> String {
    let options = Options::ENABLE_TABLES
        | Options::ENABLE_STRIKETHROUGH
        | Options::ENABLE_FOOTNOTES
        | Options::ENABLE_HEADING_ATTRIBUTES;
    let mut out = String::with_capacity(text.len() + text.len() / 8);
    html::push_html(&mut out, Parser::new_ext(text, options));
    out.truncate(out.trim_end().len());
    out
}
