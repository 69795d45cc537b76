//! Who wrote it, or took it.

use super::concepts::Names;
use super::text::{best, role, words};
use crate::import::draft::Draft;
use crate::import::nitf::{self, kids};
use crate::import::xml::Element;

/// A creator as the item names it.
pub(super) struct Creator<'t> {
    element: Element<'t>,
    pub(super) name: String,
    role: Option<String>,
}

/// Those creators that have a name.
pub(super) fn creators<'t>(meta: Element<'t>, names: &Names<'_>) -> Vec<Creator<'t>> {
    let all = kids(meta, "creator").filter_map(|element| {
        let code = element.attr("qcode").or_else(|| element.attr("uri"));
        let name = names.of(element, code.map(str::trim));
        let name = name.or_else(|| element.attr("literal").map(str::to_owned))?;
        Some(Creator {
            role: role(element),
            element,
            name,
        })
    });
    all.collect()
}

impl<'t> Creator<'t> {
    pub(super) fn is_photographer(&self) -> bool {
        self.role
            .as_deref()
            .is_some_and(|role| role.contains("photo"))
    }

    /// The page of a person who is named by an address.
    fn page(&self) -> Option<&'t str> {
        let uri = self.element.attr("uri")?;
        uri.trim().starts_with("http").then_some(uri)
    }

    fn email(&self) -> Option<String> {
        find(self.element, "email").and_then(words)
    }

    fn web(&self) -> Option<String> {
        find(self.element, "web")
            .and_then(words)
            .filter(|w| w.starts_with("http"))
    }

    fn add(&self, draft: &mut Draft<'_>, from: &'static str) {
        let web = self.web();
        let page = self.page().or(web.as_deref());
        draft.add_author(from, &self.name, self.email().as_deref(), page);
    }
}

/// The byline as printed says who is named, the creators say where to find them; without a byline the creators are
/// named.
pub(super) fn authors(
    draft: &mut Draft<'_>,
    meta: Element<'_>,
    creators: &[Creator<'_>],
    language: Option<&str>,
) {
    if let Some(by) = best(kids(meta, "by"), language).and_then(words) {
        nitf::authors(draft, "by", &by);
        let printed: Vec<String> = draft
            .record
            .authors
            .iter()
            .map(|a| a.name.as_str().to_lowercase())
            .collect();
        for creator in creators {
            let name = creator.name.to_lowercase();
            if let Some(at) = printed.iter().position(|p| *p == name)
                && let Some(as_printed) = draft
                    .record
                    .authors
                    .get(at)
                    .map(|a| a.name.as_str().to_owned())
            {
                let found = Creator {
                    element: creator.element,
                    name: as_printed,
                    role: None,
                };
                found.add(draft, "creator");
            }
        }
    }
    if draft.record.authors.is_empty() {
        creators
            .iter()
            .for_each(|creator| creator.add(draft, "creator/name"));
    }
}

/// The first element of this name at any depth; a tree is of bounded depth.
fn find<'t>(element: Element<'t>, local: &str) -> Option<Element<'t>> {
    element
        .children()
        .find_map(|child| match child.local() == local {
            true => Some(child),
            false => find(child, local),
        })
}
