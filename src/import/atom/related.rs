//! The list of related stories that we put under a body. Links name the same, so that it would stand there twice when the
//! entry is published again.

use crate::import::draft::Draft;
use crate::import::html::text_of;
use crate::model::{Line, Related, Text};

/// Takes the list off the body where it names every related story; those without a page stand in it alone.
pub(super) fn take_apart(draft: &mut Draft<'_>) {
    let record = &mut draft.record;
    let Some(body) = record.body_html.as_ref().map(Text::as_str) else {
        return;
    };
    let Some((before, items)) = parts(body) else {
        return;
    };
    let items: Vec<&str> = items.split("</li>").filter(|i| !i.is_empty()).collect();
    let links = items
        .iter()
        .filter(|item| item.contains("<a href="))
        .count();
    if links != record.related.len() {
        return;
    }
    let titles = items.iter().filter(|item| !item.contains("<a href="));
    let titles = titles.filter_map(|item| Line::new(&text_of(item)).non_empty());
    let alone: Vec<Related> = titles.map(|title| Related { title, url: None }).collect();
    record.body_html = Some(Text::new(before));
    record.related.extend(alone);
}

/// The body without the list, and the items of the list.
fn parts(body: &str) -> Option<(&str, &str)> {
    let (before, list) = body.trim_end().rsplit_once("\n<h4>")?;
    let (_, list) = list.split_once("</h4>\n<ul>")?;
    let items = list.strip_suffix("</ul>")?;
    (items.starts_with("<li>") && !items.contains("<ul>")).then_some((before, items))
}

#[cfg(test)]
mod tests {
    use super::parts;

    #[test]
    fn lists_of_ours() {
        for (body, want) in [
            (
                "<p>a</p>\n<h4>Related</h4>\n<ul><li>b</li></ul>",
                Some(("<p>a</p>", "<li>b</li>")),
            ),
            ("<p>a</p>\n<h4>Related</h4>\n<p>b</p>", None),
            ("<p>a</p>", None),
        ] {
            assert_eq!(parts(body), want, "{body}");
        }
    }
}
