//! Links of an item, and what a package holds.

use serde_json::{Value, json};

use super::text::{best, last_part, words};
use crate::import::draft::Draft;
use crate::import::nitf::{MANY, kid, kids};
use crate::import::xml::Element;
use crate::model::{Line, Related};

/// Relations to other stories that readers may follow.
const TO_READ: &[&str] = &[
    "seealso",
    "related",
    "relatedto",
    "isrelatedto",
    "background",
];

/// Relations to the page of the story itself.
const OWN_PAGE: &[&str] = &["canonical", "alternate", "publishedat", "permalink"];

/// Links of `itemMeta`: the story's page, others to read, and the rest to keep.
pub(super) fn links(draft: &mut Draft<'_>, meta: Element<'_>, language: Option<&str>) {
    let mut others = Vec::new();
    for link in kids(meta, "link") {
        let rel = link
            .attr("rel")
            .or_else(|| link.attr("reluri"))
            .unwrap_or_default();
        let rel = last_part(rel).unwrap_or_default();
        let folded = rel.to_ascii_lowercase();
        let href = link.attr("href").unwrap_or_default().trim();
        let is_page = is_page(link);
        if is_page && OWN_PAGE.contains(&folded.as_str()) && draft.record.url.is_none() {
            draft.record.url = draft.link("url", "link", href);
        } else if !(TO_READ.contains(&folded.as_str()) && related(draft, link, language)) {
            let to = [href, link.attr("residref").unwrap_or_default()];
            if let Some(to) = to.into_iter().find(|to| !to.is_empty()) {
                others.push(json!({ "rel": rel, "href": to }));
            }
        }
    }
    if !others.is_empty() {
        draft.extra("links", Value::from(others));
    }
}

/// Stories that a package names.
pub(super) fn members(draft: &mut Draft<'_>, package: Element<'_>, language: Option<&str>) {
    let groups = kids(package, "groupSet").flat_map(|set| kids(set, "group"));
    let all = groups.flat_map(|group| kids(group, "itemRef"));
    for reference in all.take(MANY) {
        related(draft, reference, language);
    }
}

/// Adds what a link with a title leads to. Its address counts where people can open it.
fn related(draft: &mut Draft<'_>, link: Element<'_>, language: Option<&str>) -> bool {
    let title = best(kids(link, "headline"), language)
        .or_else(|| best(kids(link, "title"), language))
        .and_then(words);
    let Some(title) = title else {
        return false;
    };
    let href = link.attr("href").filter(|_| is_page(link));
    let url = href.and_then(|href| draft.link("related.url", "link", href));
    let title = Line::new(&title);
    draft.explain("related", "link", title.as_str());
    let known = draft.record.related.iter().any(|r| r.title == title);
    if !known {
        draft.record.related.push(Related { title, url });
    }
    true
}

fn is_page(link: Element<'_>) -> bool {
    let kind = link.attr("contenttype").unwrap_or_default();
    let web = link
        .attr("href")
        .is_some_and(|h| h.trim().starts_with("http"));
    let html = kind.is_empty() || kind.contains("html");
    web && html && kid(link, "remoteInfo").is_none()
}
