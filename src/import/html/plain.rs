//! HTML to plain text and back: for titles, first sentences and digests.

use quick_xml::escape::partial_escape;

use super::entities;
use super::tags;
use super::tokens::{Token, Tokens};

/// The text of a fragment. Blanks are collapsed; blocks and `<br>` stand on lines of their own.
pub fn text_of(html: &str) -> String {
    text_within(html, usize::MAX).unwrap_or_default()
}

/// The same, unless it is longer than so many bytes; what lies behind them is not looked at.
pub(in crate::import) fn text_within(html: &str, most: usize) -> Option<String> {
    let mut text = Collapsing::default();
    let mut tokens = Tokens::new(html);
    while let Some(token) = tokens.next() {
        match token {
            Token::Text(raw) => text.push(&entities::decode(raw)),
            Token::Cdata(raw) => text.push(raw),
            Token::Close { name } => text.part_words(name),
            Token::Open { name, .. } => {
                text.part_words(name);
                let name = name.to_ascii_lowercase();
                if tags::DROPPED_WHOLE.contains(&name.as_str()) {
                    tokens.skip_content(&name);
                }
            }
        }
        if text.out.len() > most {
            return None;
        }
    }
    Some(text.out)
}

/// Is there any text in a fragment?
pub(in crate::import) fn has_text(html: &str) -> bool {
    let mut tokens = Tokens::new(html);
    while let Some(token) = tokens.next() {
        match token {
            Token::Text(text) | Token::Cdata(text) if !text.trim().is_empty() => return true,
            Token::Open { name, .. } => {
                let name = name.to_ascii_lowercase();
                if tags::DROPPED_WHOLE.contains(&name.as_str()) {
                    tokens.skip_content(&name);
                }
            }
            _ => {}
        }
    }
    false
}

/// Paragraphs of plain text as HTML: an empty line parts them, a single line break stays one.
pub fn from_text(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + text.len() / 16);
    let mut open = false;
    for line in text.lines() {
        let line = line.trim();
        match (line.is_empty(), open) {
            (true, false) => continue,
            (true, true) => out.push_str("</p>\n"),
            (false, true) => out.push_str("<br>\n"),
            (false, false) => out.push_str("<p>"),
        }
        open = !line.is_empty();
        out.push_str(&partial_escape(line));
    }
    if open {
        out.push_str("</p>");
    }
    out.truncate(out.trim_end().len());
    out
}

/// Text in which no blank follows another.
#[derive(Default)]
struct Collapsing {
    out: String,
    gap: Option<char>,
}

impl Collapsing {
    fn push(&mut self, raw: &str) {
        for (n, word) in raw.split(char::is_whitespace).enumerate() {
            if n > 0 {
                self.gap.get_or_insert(' ');
            }
            if word.is_empty() {
                continue;
            }
            if let Some(gap) = self.gap.take()
                && !self.out.is_empty()
            {
                self.out.push(gap);
            }
            self.out.push_str(word);
        }
    }

    fn part_words(&mut self, name: &str) {
        if tags::parts_words(&name.to_ascii_lowercase()) {
            self.gap = Some('\n');
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn html_to_text() {
        for (html, want) in [
            (
                "<p>One <b>t</b>wo.</p><p>Th&eacute; \n end</p>",
                "One two.\nThé end",
            ),
            ("a<br>b<script>c</script>d<style>e", "a\nb\nd"),
            ("<ul><li>x</li><li>y</li></ul>", "x\ny"),
            ("AT&T &lt;b&gt; <![CDATA[ in ]]>", "AT&T <b> in"),
            ("", ""),
        ] {
            assert_eq!(text_of(html), want, "{html}");
        }
    }

    #[test]
    fn text_to_html() {
        for (text, want) in [
            (
                "One.\nTwo & <three>.\n\n\nFour.\n",
                "<p>One.<br>\nTwo &amp; &lt;three&gt;.</p>\n<p>Four.</p>",
            ),
            ("\n \n", ""),
            ("a\n \nb", "<p>a</p>\n<p>b</p>"),
        ] {
            assert_eq!(from_text(text), want, "{text:?}");
        }
    }
}
