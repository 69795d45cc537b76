//! The text of an item: NITF, XHTML or plain text.

use super::media;
use crate::import::draft::{Draft, shown};
use crate::import::nitf::{self, MANY, Standing, kids};
use crate::import::xml::{Element, Ns};
use crate::model::Image;

/// Takes in what `contentSet` holds; the alternatives in it are the same content, and the first text is taken. Gives
/// back what NITF in it says about showing it.
pub(super) fn read(
    draft: &mut Draft<'_>,
    item: Element<'_>,
    picture: Image,
    is_picture: bool,
) -> Standing {
    let mut standing = Standing::Usable;
    for set in kids(item, "contentSet") {
        for content in kids(set, "inlineXML") {
            for document in content.children().take(MANY) {
                standing = standing.max(inline_xml(draft, content, document));
            }
        }
        for data in kids(set, "inlineData") {
            inline_data(draft, data);
        }
        media::remote(draft, set, &picture, is_picture);
    }
    if is_picture
        && draft.record.image.is_none()
        && draft.record.enclosures.is_empty()
        && picture != Image::default()
    {
        draft.record.image = Some(picture);
    }
    standing
}

fn inline_xml(draft: &mut Draft<'_>, content: Element<'_>, document: Element<'_>) -> Standing {
    if nitf::is_nitf(document) {
        return nitf::take(draft, document);
    }
    let is_html = document.ns() == Ns::Xhtml || document.local() == "html";
    if !is_html {
        let kind = content.attr("contenttype").unwrap_or(document.name());
        let message = format!(
            "content of type {} was left out: it is neither NITF nor XHTML",
            shown(kind)
        );
        draft.doubt("body_html", message);
        return Standing::Usable;
    }
    if draft.record.has_body() {
        return Standing::Usable;
    }
    let mut html = match document.local() {
        "html" => document
            .child(document.ns(), "body")
            .map(Element::inner_html)
            .unwrap_or_default(),
        "body" => document.inner_html(),
        _ => content.inner_html(),
    };
    html.truncate(html.trim_end().len());
    html.drain(..html.len() - html.trim_start().len());
    if !html.is_empty() {
        draft.record.body_html = draft.text("body_html", "inlineXML", html.into());
    }
    Standing::Usable
}

fn inline_data(draft: &mut Draft<'_>, data: Element<'_>) {
    if draft.record.has_body() {
        return;
    }
    let kind = data.attr("contenttype").unwrap_or("text/plain");
    let kind = kind
        .split(';')
        .next()
        .unwrap_or_default()
        .trim()
        .to_ascii_lowercase();
    let encoding = data.attr("encoding").or_else(|| data.attr("encodinguri"));
    if encoding.is_some_and(|encoding| !encoding.trim().is_empty()) {
        draft.doubt(
            "body_text",
            "content that is encoded was left out; only text is read",
        );
        return;
    }
    let text = data.text();
    match kind.as_str() {
        "text/html" | "application/xhtml+xml" => {
            draft.record.body_html = draft.text("body_html", "inlineData", text);
        }
        "text/plain" | "text" | "" => {
            draft.record.body_text = draft.text("body_text", "inlineData", text);
        }
        other => {
            let message = format!("content of type {} was left out", shown(other));
            draft.doubt("body_text", message);
        }
    }
}
