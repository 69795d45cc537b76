//! What WordPress does to a text before it shows it: blank lines part paragraphs, and some shortcodes become HTML.

use std::borrow::Cow;

use memchr::{memchr, memchr_iter, memmem};

/// Elements that are no part of a paragraph: those of `wpautop` in WordPress, not those of HTML.
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
    for line in each_line(&text) {
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
    each_line(text).any(|line| {
        let trimmed = line.trim();
        let bare = inside == 0 && !trimmed.is_empty() && !begins_block(trimmed);
        inside = open_behind(line, inside);
        bare
    })
}

fn each_line(text: &str) -> impl Iterator<Item = &str> {
    let mut rest = Some(text);
    std::iter::from_fn(move || {
        let text = rest.take()?;
        let Some((line, behind)) =
            memchr(b'\n', text.as_bytes()).and_then(|end| text.split_at_checked(end))
        else {
            return Some(text);
        };
        rest = behind.get(1..);
        Some(line)
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
    let name = tag_name(rest.strip_prefix('/').unwrap_or(rest));
    BLOCKS.iter().any(|block| block.eq_ignore_ascii_case(name))
}

/// The letters and digits that the text begins with.
fn tag_name(text: &str) -> &str {
    let end = text.bytes().position(|b| !b.is_ascii_alphanumeric());
    text.get(..end.unwrap_or(text.len())).unwrap_or_default()
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
        let name = tag_name(name);
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
    let mut ends = Ends::of(text);
    let mut out = String::with_capacity(text.len());
    let mut done = 0;
    while let Some(found) = memchr::memchr(b'[', text.as_bytes().get(done..).unwrap_or_default()) {
        let at = done + found;
        out.push_str(text.get(done..at).unwrap_or_default());
        done = shortcode(text, at, &mut ends, &mut out).unwrap_or_else(|| {
            out.push('[');
            at + 1
        });
    }
    out.push_str(text.get(done..).unwrap_or_default());
    Cow::Owned(out)
}

/// The longest shortcode, and the longest text in one.
const LONGEST_TAG: usize = 1000;
const LONGEST_HELD: usize = 4000;

/// The shortcodes that are known, and what ends those that hold a text.
const SHORTCODES: &[(&str, Option<&str>)] = &[
    ("caption", Some("[/caption]")),
    ("wp_caption", Some("[/wp_caption]")),
    ("embed", Some("[/embed]")),
    ("gallery", None),
    ("playlist", None),
];

/// Where the next of some signs stands. Each is looked for from where it was found last, so that the whole text is
/// gone through once for each, however many shortcodes never end.
struct Ends<'t> {
    text: &'t str,
    found: Vec<(&'static str, Option<usize>)>,
}

impl<'t> Ends<'t> {
    fn of(text: &'t str) -> Self {
        let found = Vec::new();
        Ends { text, found }
    }

    /// Where `sign` stands next. Later calls ask for places behind `from`.
    fn next(&mut self, sign: &'static str, from: usize) -> Option<usize> {
        let text = self.text;
        let look = || Some(from + text.get(from..)?.find(sign)?);
        match self.found.iter_mut().find(|(known, _)| *known == sign) {
            Some((_, at)) => {
                if at.is_some_and(|at| at < from) {
                    *at = look();
                }
                *at
            }
            None => {
                let at = look();
                self.found.push((sign, at));
                at
            }
        }
    }
}

/// Writes what the shortcode that begins at `start` stands for, and gives where it ends.
fn shortcode(text: &str, start: usize, ends: &mut Ends<'_>, out: &mut String) -> Option<usize> {
    let tag = text.get(start + 1..)?;
    let (name, end) = SHORTCODES.iter().find(|(name, _)| {
        let rest = tag.strip_prefix(name);
        rest.is_some_and(|rest| rest.starts_with([']', ' ', '/']))
    })?;
    let inside = ends.next("]", start)?;
    if inside - start > LONGEST_TAG {
        return None;
    }
    let inside = inside + 1;
    let Some(end) = end else { return Some(inside) };
    let at = ends.next(end, inside)?;
    if at - inside > LONGEST_HELD {
        return None;
    }
    let (held, after) = (text.get(inside..at)?, at + end.len());
    if *name == "embed" {
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
            (
                "[caption][caption]a[embed]b[/caption] c[/embed]",
                "<p>[caption][caption]a</p>\n<p><a href=\"b[/caption] c\">b[/caption] c</a></p>\n",
            ),
            ("", ""),
        ] {
            assert_eq!(paragraphs(text), want, "{text}");
        }
    }

    /// 300,000 shortcodes that end nowhere took half a minute once; they take a moment.
    #[test]
    fn shortcodes_without_an_end_cost_no_more_than_their_length() {
        for tail in ["", "[/embed]", "]", "[/wp_caption]", "[gallery"] {
            for unit in ["[caption]", "[caption ", "[embed]", "[gallery", "["] {
                let text = unit.repeat(300_000) + tail;
                let begun = std::time::Instant::now();
                assert!(paragraphs(&text).len() >= tail.len());
                assert!(begun.elapsed().as_secs() < 20, "{unit} {tail}");
            }
        }
    }
}
