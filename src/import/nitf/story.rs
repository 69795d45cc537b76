//! The body of an NITF document: what stands above the text, and the text.

use super::body::Body;
use super::{byline, kid, kids};
use crate::import::draft::Draft;
use crate::import::xml::Element;

pub(super) fn read(draft: &mut Draft<'_>, body: Element<'_>) {
    if let Some(head) = kid(body, "body.head") {
        above(draft, head);
    }
    if draft.record.has_body() {
        return;
    }
    let mut html = Body::new(draft, body.size());
    kids(body, "body.content").for_each(|content| html.blocks(content));
    let html = html.finish();
    if !html.trim().is_empty() {
        draft.record.body_html = draft.text("body_html", "body.content", html.into());
    }
}

fn above(draft: &mut Draft<'_>, head: Element<'_>) {
    if let Some(headline) = kid(head, "hedline") {
        if draft.record.title.is_none()
            && let Some(title) = kid(headline, "hl1")
        {
            draft.record.title = draft.line("title", "hl1", &title.text());
        }
        if let Some(second) = kid(headline, "hl2") {
            keep(draft, "subheadline", second);
        }
    }
    if draft.record.authors.is_empty() {
        kids(head, "byline").for_each(|printed| byline::read(draft, printed));
    }
    if let Some(summary) = kid(head, "abstract")
        && draft.record.summary.is_none()
    {
        let text = paragraphs(summary);
        draft.record.summary = draft.text("summary", "abstract", text.into());
    }
    if let Some(rights) = kid(head, "rights")
        && draft.record.rights.is_none()
    {
        draft.record.rights = draft.text("rights", "rights", rights.text());
    }
    if let Some(line) = kid(head, "dateline") {
        if draft.record.published.is_none()
            && let Some(raw) = super::said(line, "story.date", "norm")
        {
            draft.record.published = draft.moment("published", "story.date@norm", raw);
        }
        keep(draft, "dateline", line);
    }
    if let Some(distributor) = kid(head, "distributor") {
        keep(draft, "distributor", distributor);
    }
    if let Some(note) = kid(head, "note") {
        keep(draft, "ed_note", note);
    }
}

/// Keeps the text of an element that no field holds.
fn keep(draft: &mut Draft<'_>, key: &str, element: Element<'_>) {
    let text = element.text();
    let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
    if !text.is_empty() {
        draft.extra(key, text);
    }
}

/// Its text, paragraphs parted by a blank.
fn paragraphs(element: Element<'_>) -> String {
    let parts = element.children().map(|p| p.text().into_owned());
    let parts: Vec<String> = parts.collect();
    let text = match parts.is_empty() {
        true => element.text().into_owned(),
        false => parts.join(" "),
    };
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}
