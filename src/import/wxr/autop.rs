//! What WordPress does to a text before it shows it: blank lines part paragraphs, and some shortcodes become HTML.

use std::borrow::Cow;

use memchr::{memchr, memchr_iter, memmem};

/// Elements that are no part of a paragraph.
const BLOCKS: &[&str] = &[
    "address",
    "article",
    "aside",
    "blockquote",
    "dd",
    "details",
    "div",
    "dl",
    "dt",
    "fieldset",
    "figcaption",
    "figure",
    "footer",
    "form",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "header",
    "hr",
    "iframe",
    "li",
    "main",
    "nav",
    "noscript",
    "ol",
    "p",
    "pre",
    "script",
    "section",
    "style",
    "summary",
    "table",
    "tbody",
    "td",
    "tfoot",
    "th",
    "thead",
    "tr",
    "ul",
    "video",
];

/// Elements in which blank lines part nothing.
const WHOLE: &[&str] = &["figure", "ol", "p", "pre", "script", "style", "table", "ul"];

/// The text as HTML. What the block editor wrote is HTML already.
pub(super) fn paragraphs(text: &str) -> Cow<'_, str> {
    let is_html = memmem::find(text.as_bytes(), b"<!-- wp:").is_some();
    if is_html && !text.contains('[') {
        return Cow::Borrowed(text);
    }
    let text = shortcodes(text);
    if is_html || !has_bare_text(&text) {
        return text;
    }
    let text = text.replace("\r\n", "\n").replace("<!--more-->", "\n\n");
    let text = text.replace("<!--nextpage-->", "\n\n");
    let mut out = String::with_capacity(text.len() + text.len() / 8);
    let mut lines: Vec<&str> = Vec::new();
    let mut inside = 0_usize;
    for line in text.split('\n') {
        let trimmed = line.trim();
        let raw = inside > 0 || begins_block(trimmed);
        if raw || trimmed.is_empty() {
            paragraph(&mut lines, &mut out);
        }
        if raw {
            inside = open_behind(line, inside);
            out.push_str(line);
            out.push('\n');
        } else if !trimmed.is_empty() {
            lines.push(trimmed);
        }
    }
    paragraph(&mut lines, &mut out);
    Cow::Owned(out)
}

/// Is there a line that stands in no block? Then it is for us to say what a paragraph is.
fn has_bare_text(text: &str) -> bool {
    let mut inside = 0_usize;
    text.split('\n').any(|line| {
        let bare = inside == 0 && !line.trim().is_empty() && !begins_block(line.trim());
        inside = open_behind(line, inside);
        bare
    })
}

fn paragraph(lines: &mut Vec<&str>, out: &mut String) {
    if lines.is_empty() {
        return;
    }
    out.push_str("<p>");
    for (index, line) in lines.drain(..).enumerate() {
        if index > 0 {
            out.push_str("<br>\n");
        }
        out.push_str(line);
    }
    out.push_str("</p>\n");
}

/// Does the line begin with the tag of a block?
fn begins_block(line: &str) -> bool {
    let Some(rest) = line.strip_prefix('<') else {
        return false;
    };
    let name = rest.strip_prefix('/').unwrap_or(rest);
    let end = name.find(|c: char| !c.is_ascii_alphanumeric());
    let name = name.get(..end.unwrap_or(name.len())).unwrap_or_default();
    BLOCKS.iter().any(|block| block.eq_ignore_ascii_case(name))
}

/// How many [`WHOLE`] elements are open behind the line, of which `inside` were open before it.
fn open_behind(line: &str, inside: usize) -> usize {
    let (mut opened, mut closed) = (0, 0);
    for at in memchr_iter(b'<', line.as_bytes()) {
        let rest = line.get(at + 1..).unwrap_or_default();
        let (count, name) = match rest.strip_prefix('/') {
            Some(name) => (&mut closed, name),
            None => (&mut opened, rest),
        };
        let length = name.find(|c: char| !c.is_ascii_alphanumeric());
        let name = name.get(..length.unwrap_or(name.len())).unwrap_or_default();
        *count += usize::from(WHOLE.iter().any(|tag| tag.eq_ignore_ascii_case(name)));
    }
    (inside + opened).saturating_sub(closed)
}

/// `[caption]`, `[embed]` and `[gallery]`; others stay, since nobody knows what they mean.
fn shortcodes(text: &str) -> Cow<'_, str> {
    // Where nothing ends, nothing is looked for again and again; most texts have no bracket at all.
    if memchr(b'[', text.as_bytes()).is_none() {
        return Cow::Borrowed(text);
    }
    if !text.contains("[/") && !text.contains("[gallery") && !text.contains("[playlist") {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, from)) = rest.find('[').and_then(|at| rest.split_at_checked(at)) {
        out.push_str(before);
        rest = match shortcode(from, &mut out) {
            Some(after) => after,
            None => {
                out.push('[');
                from.get(1..).unwrap_or_default()
            }
        };
    }
    out.push_str(rest);
    Cow::Owned(out)
}

/// The longest shortcode, and the longest text in one: so work stays in proportion where none ends.
const LONGEST_TAG: usize = 1000;
const LONGEST_HELD: usize = 4000;

/// At most so many bytes of a text.
fn within(text: &str, most: usize) -> &str {
    let mut end = most.min(text.len());
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    text.get(..end).unwrap_or_default()
}

/// Writes what the shortcode that begins here stands for, and gives what follows it.
fn shortcode<'t>(text: &'t str, out: &mut String) -> Option<&'t str> {
    let name = ["caption", "wp_caption", "embed", "gallery", "playlist"]
        .into_iter()
        .find(|name| {
            let rest = text.get(1..).and_then(|rest| rest.strip_prefix(name));
            rest.is_some_and(|rest| rest.starts_with([']', ' ', '/']))
        })?;
    let head = within(text, LONGEST_TAG);
    let inside = text.get(head.find(']')? + 1..)?;
    if matches!(name, "gallery" | "playlist") {
        return Some(inside);
    }
    let end = format!("[/{name}]");
    let at = within(inside, LONGEST_HELD).find(&end)?;
    let (held, after) = (inside.get(..at)?, inside.get(at + end.len()..)?);
    if name == "embed" {
        let url = held.trim();
        out.push_str(&format!("\n\n<p><a href=\"{url}\">{url}</a></p>\n\n"));
        return Some(after);
    }
    let end = held.find("</a>").map(|at| at + "</a>".len());
    let end = end.or_else(|| {
        let image = held.find("<img")?;
        Some(image + held.get(image..)?.find('>')? + 1)
    })?;
    let (image, words) = held.split_at_checked(end)?;
    let words = words.trim();
    let caption = match words.is_empty() {
        true => String::new(),
        false => format!("<figcaption>{words}</figcaption>"),
    };
    out.push_str(&format!(
        "\n\n<figure>{}{caption}</figure>\n\n",
        image.trim()
    ));
    Some(after)
}

#[cfg(test)]
mod tests {
    use super::paragraphs;

    #[test]
    fn texts_as_wordpress_shows_them() {
        for (text, want) in [
            (
                "One.\n\nTwo\nlines.",
                "<p>One.</p>\n<p>Two<br>\nlines.</p>\n",
            ),
            ("<p>Done.</p>", "<p>Done.</p>"),
            ("<p>Two\n\nlines.</p>", "<p>Two\n\nlines.</p>"),
            (
                "Before\n<ul>\n<li>a</li>\n\n<li>b</li>\n</ul>\nafter",
                "<p>Before</p>\n<ul>\n<li>a</li>\n\n<li>b</li>\n</ul>\n<p>after</p>\n",
            ),
            ("One.<!--more-->Two.", "<p>One.</p>\n<p>Two.</p>\n"),
            (
                "<!-- wp:paragraph -->\n<p>Block.</p>\n<!-- /wp:paragraph -->",
                "<!-- wp:paragraph -->\n<p>Block.</p>\n<!-- /wp:paragraph -->",
            ),
            (
                "[caption id=\"a\" width=\"3\"]<img src=\"a.png\" /> The pier[/caption]\nText [sic]",
                "<figure><img src=\"a.png\" /><figcaption>The pier</figcaption></figure>\n<p>Text [sic]</p>\n",
            ),
            ("[gallery ids=\"1,2\"]", ""),
            (
                "[embed]https://v.example/1[/embed]",
                "\n\n<p><a href=\"https://v.example/1\">https://v.example/1</a></p>\n\n",
            ),
            (
                "[caption]no picture[/caption]",
                "<p>[caption]no picture[/caption]</p>\n",
            ),
            ("", ""),
        ] {
            assert_eq!(paragraphs(text), want, "{text}");
        }
    }
}
