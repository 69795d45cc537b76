//! The text below front matter: its first heading, its opening, and what only the site's own programs understand.

use std::borrow::Cow;

/// What programs of a site put into texts: how it opens and closes.
const INSERTS: &[(&str, &str)] = &[
    ("{{<", ">}}"),
    ("{{%", "%}}"),
    ("{%", "%}"),
    ("{{", "}}"),
    ("{#", "#}"),
];

/// An insert longer than this is text.
const LONGEST_INSERT: usize = 4096;

/// A text without what only the site's own programs understand.
#[derive(Debug)]
pub(super) struct Cleaned<'t> {
    pub(super) text: Cow<'t, str>,
    /// How many inserts were left out.
    pub(super) left_out: usize,
}

/// Leaves out shortcodes and Liquid, but not in fenced code. Pictures of Hugo's `figure` stay, and so does code between
/// Jekyll's `highlight` and what stands between two inserts.
pub(super) fn clean(text: &str) -> Cleaned<'_> {
    if !text.contains("{{") && !text.contains("{%") && !text.contains("{#") {
        return Cleaned {
            text: Cow::Borrowed(text),
            left_out: 0,
        };
    }
    let mut out = String::with_capacity(text.len());
    let (mut left_out, mut fence, mut at) = (0, None, 0);
    // Where the next closing mark of each kind is, so that no text is searched twice.
    let mut closes = [0_usize; 5];
    let mut line_begins = true;
    while let Some(rest) = text.get(at..).filter(|rest| !rest.is_empty()) {
        if line_begins {
            let line = rest.lines().next().unwrap_or_default();
            fence = fence_after(fence, line);
            line_begins = false;
            if fence.is_some() {
                let end = rest.find('\n').map_or(rest.len(), |end| end + 1);
                out.push_str(rest.get(..end).unwrap_or_default());
                (at, line_begins) = (at + end, true);
                continue;
            }
        }
        let next = rest.find(['{', '\n']).unwrap_or(rest.len());
        out.push_str(rest.get(..next).unwrap_or_default());
        at += next;
        let Some(rest) = text.get(at..).filter(|rest| !rest.is_empty()) else {
            break;
        };
        if rest.starts_with('\n') {
            out.push('\n');
            (at, line_begins) = (at + 1, true);
            continue;
        }
        match insert(text, at, &mut closes) {
            Some((inner, end)) if word(inner) == "comment" => {
                // A remark among colleagues: what follows is text again only after its end.
                let rest = text.get(end..).unwrap_or_default();
                let after = rest
                    .split_once("endcomment")
                    .and_then(|(_, rest)| rest.split_once("%}"));
                at = after.map_or(text.len(), |(_, after)| text.len() - after.len());
            }
            Some((inner, end)) => {
                let kept = kept(inner);
                left_out += usize::from(kept.is_none());
                out.push_str(&kept.unwrap_or_default());
                at = end;
            }
            None => {
                out.push('{');
                at += 1;
            }
        }
    }
    Cleaned {
        text: Cow::Owned(out),
        left_out,
    }
}

/// The insert at this place: what stands in it, and where it ends.
fn insert<'t>(text: &'t str, at: usize, closes: &mut [usize; 5]) -> Option<(&'t str, usize)> {
    let rest = text.get(at..)?;
    let kind = INSERTS
        .iter()
        .position(|(open, _)| rest.starts_with(open))?;
    let ((open, close), known) = (INSERTS.get(kind)?, closes.get_mut(kind)?);
    let begin = at + open.len();
    if *known < begin {
        *known = text
            .get(begin..)?
            .find(close)
            .map_or(usize::MAX, |found| begin + found);
    }
    let end = *known;
    (end != usize::MAX && end - begin <= LONGEST_INSERT).then_some(())?;
    Some((text.get(begin..end)?.trim(), end + close.len()))
}

/// What stays of an insert; `None` where nothing does.
fn kept(inner: &str) -> Option<String> {
    let word = word(inner);
    match word {
        "highlight" | "raw" if !inner.contains('=') => Some(match word {
            "highlight" => format!(
                "```{}\n",
                inner.split_whitespace().nth(1).unwrap_or_default()
            ),
            _ => String::new(),
        }),
        "endhighlight" => Some("\n```".to_owned()),
        "endraw" => Some(String::new()),
        "figure" => {
            let url = attribute(inner, "src")?;
            let says = attribute(inner, "alt").or_else(|| attribute(inner, "caption"));
            Some(format!(
                "![{}](<{url}>)",
                says.unwrap_or_default().replace(['[', ']'], "")
            ))
        }
        _ => None,
    }
}

/// Which insert it is.
fn word(inner: &str) -> &str {
    inner
        .trim_matches('-')
        .split_whitespace()
        .next()
        .unwrap_or_default()
}

/// `src="…"` of a shortcode.
fn attribute<'i>(inner: &'i str, name: &str) -> Option<&'i str> {
    let (_, rest) = inner.split_once(&format!("{name}=\""))?;
    rest.split_once('"')
        .map(|(value, _)| value)
        .filter(|value| !value.contains(['<', '>', '\n']))
}

/// In which fence the line after this one stands: its mark and how many there are of it.
fn fence_after(fence: Option<(char, usize)>, line: &str) -> Option<(char, usize)> {
    let trimmed = line.trim_start_matches(' ');
    let mark = trimmed.chars().next().filter(|c| matches!(c, '`' | '~'));
    let length = mark.map_or(0, |mark| trimmed.chars().take_while(|c| *c == mark).count());
    match (fence, mark) {
        (None, Some(mark)) if length >= 3 => Some((mark, length)),
        (Some((open, least)), Some(mark))
            if mark == open && length >= least && trimmed.trim_end().chars().all(|c| c == mark) =>
        {
            None
        }
        (fence, _) => fence,
    }
}

/// The first heading, where it stands before all other text: what it says, and what follows it.
pub(super) fn heading(text: &str) -> Option<(&str, &str)> {
    let text = text.trim_start_matches(['\n', '\r', ' ']);
    let (line, rest) = text.split_once('\n').unwrap_or((text, ""));
    if let Some(says) = line.strip_prefix('#')
        && says.starts_with([' ', '\t'])
    {
        let says = says.trim().trim_end_matches('#').trim_end();
        return Some((says, rest)).filter(|(says, _)| !says.is_empty());
    }
    let (under, after) = rest.split_once('\n').unwrap_or((rest, ""));
    let under = under.trim_end();
    let ruled = under.len() >= 3 && under.chars().all(|c| c == '=');
    (ruled && !line.trim().is_empty()).then_some((line.trim(), after))
}

/// What stands before the mark that parts the opening from the rest.
pub(super) fn opening<'t>(text: &'t str, separator: Option<&str>) -> Option<&'t str> {
    let own = separator.filter(|s| s.len() > 2);
    let found = own.and_then(|mark| text.find(mark)).or_else(|| {
        [
            "<!--more-->",
            "<!-- more -->",
            "<!-- excerpt -->",
            "<!--excerpt-->",
        ]
        .iter()
        .find_map(|mark| text.find(mark))
    })?;
    text.get(..found)
        .filter(|opening| !opening.trim().is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn inserts() {
        for (text, want, left_out) in [
            ("a {{< youtube x >}} b", "a  b", 1),
            (
                "{{< figure src=\"/a.jpg\" alt=\"A crane\" >}}",
                "![A crane](</a.jpg>)",
                0,
            ),
            ("{% include x.html %}\nb {{ page.title }}", "\nb ", 2),
            (
                "{% highlight ruby %}\nputs 1\n{% endhighlight %}",
                "```ruby\n\nputs 1\n\n```",
                0,
            ),
            ("```\n{{< x >}}\n```\n{{< x >}}", "```\n{{< x >}}\n```\n", 1),
            ("{{% note %}}Mind{{% /note %}}", "Mind", 2),
            ("a {% comment %}who says?{%- endcomment -%} b", "a  b", 0),
            ("a { b } {{ never", "a { b } {{ never", 0),
        ] {
            let got = clean(text);
            assert_eq!(
                (got.text.as_ref(), got.left_out),
                (want, left_out),
                "{text}"
            );
        }
        let many = "{{<".repeat(200_000);
        assert_eq!(clean(&many).left_out, 0);
    }

    #[test]
    fn headings() {
        assert_eq!(
            heading("\n# Ferry runs #\n\nText"),
            Some(("Ferry runs", "\nText"))
        );
        assert_eq!(heading("Ferry\n=====\nText"), Some(("Ferry", "Text")));
        assert_eq!(heading("#tag\nText"), None);
        assert_eq!(heading("Text\n# Late"), None);
    }
}
