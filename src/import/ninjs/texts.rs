//! Headlines, descriptions and bodies.

use std::borrow::Cow;

use serde_json::{Map, Value};

use super::keys::{Said, said, text};
use crate::import::draft::Draft;
use crate::import::html::content_of;
use crate::import::json::Json;

/// The roles of descriptions, the best for a summary first.
const SUMMARIES: [&str; 6] = ["main", "summary", "abstract", "", "text", "caption"];

/// Reads the title, the summary and the body.
pub(super) fn read(draft: &mut Draft<'_>, item: &Json<'_>) {
    headlines(draft, item);
    if let Some(description) = description(item) {
        let plain = Cow::Owned(description.plain());
        draft.record.summary = draft.text("summary", "descriptions", plain);
    }
    body(draft, item);
}

/// What an item or a picture is about; what credits somebody is no description.
pub(super) fn description<'j>(item: &'j Json<'_>) -> Option<Said<'j>> {
    let mut all = said(item, "descriptions", "description");
    all.retain(|said| !said.role.contains("credit"));
    let best = SUMMARIES
        .iter()
        .find_map(|role| all.iter().position(|said| said.role == *role))
        .or_else(|| all.iter().position(|said| !said.is_html()))
        .unwrap_or(0);
    all.into_iter().nth(best)
}

/// The title of an item: its main headline.
pub(super) fn headline<'j>(item: &'j Json<'_>) -> Option<Said<'j>> {
    let all = said(item, "headlines", "headline");
    let main = all.iter().position(|said| said.role == "main");
    let main = main.or_else(|| all.iter().position(|said| !said.role.starts_with("sub")));
    all.into_iter().nth(main.unwrap_or(0))
}

fn headlines(draft: &mut Draft<'_>, item: &Json<'_>) {
    let title = headline(item);
    let plain = match &title {
        Some(title) => title.plain(),
        None => text(item, &["title"]).unwrap_or_default().to_owned(),
    };
    draft.record.title = draft.line("title", "headlines", &plain);
    let main = title.map(|title| title.value);
    let others: Map<String, Value> = said(item, "headlines", "headline")
        .iter()
        .filter(|said| Some(said.value) != main && !said.role.is_empty())
        .map(|said| (said.role.clone(), Value::from(said.plain())))
        .collect();
    if !others.is_empty() {
        draft.extra("headlines", others);
    }
}

/// HTML before Markdown before text; among the same the main one, else the first.
fn body(draft: &mut Draft<'_>, item: &Json<'_>) {
    let all = said(item, "bodies", "body");
    let of = |is_it: &dyn Fn(&Said<'_>) -> bool| {
        let mut these = all.iter().filter(|said| is_it(said));
        let first = these.clone().next();
        these.find(|said| said.role == "main").or(first)
    };
    let title = draft.record.title.as_ref().map(|t| t.as_str().to_owned());
    if let Some(html) = of(&|said| said.is_html()) {
        let html = content_of(html.value, title.as_deref());
        draft.record.body_html = draft.text("body_html", "bodies", html);
    } else if let Some(markdown) = of(&|said| said.is_markdown()) {
        let markdown = Cow::Borrowed(markdown.value);
        draft.record.body_markdown = draft.text("body_markdown", "bodies", markdown);
    } else if let Some(plain) = of(&|_| true) {
        let plain = Cow::Borrowed(plain.value);
        draft.record.body_text = draft.text("body_text", "bodies", plain);
    }
}
