//! Codes of vocabularies: what an alias stands for, and what a subject is called.

use std::collections::BTreeMap;

use super::text::{best, words};
use crate::import::draft::Draft;
use crate::import::nitf::{MANY, kid, kids};
use crate::import::xml::Element;

/// Aliases of IPTC's own vocabularies, as its catalog of the standard names them. What a file says goes before.
const IPTC: &[(&str, &str)] = &[
    ("medtop", "http://cv.iptc.org/newscodes/mediatopic/"),
    ("subj", "http://cv.iptc.org/newscodes/subjectcode/"),
    ("genre", "http://cv.iptc.org/newscodes/genre/"),
    ("scene", "http://cv.iptc.org/newscodes/scene/"),
];

/// IPTC's own catalog has some 150 schemes.
const MOST: usize = 5000;

/// What the catalogs in a file say: alias to address. Catalogs that a file only refers to are not fetched.
#[derive(Debug, Default, Clone)]
pub(super) struct Catalogs {
    schemes: BTreeMap<String, String>,
}

/// A concept as a category.
pub(super) struct Concept {
    pub(super) term: String,
    pub(super) scheme: Option<String>,
    pub(super) label: Option<String>,
}

impl Catalogs {
    /// Takes in the catalogs that stand in this element.
    pub(super) fn add(&mut self, element: Element<'_>) {
        kids(element, "catalog").for_each(|catalog| self.add_one(catalog));
    }

    /// Takes in a catalog.
    pub(super) fn add_one(&mut self, catalog: Element<'_>) {
        for scheme in kids(catalog, "scheme") {
            if self.schemes.len() >= MOST {
                return;
            }
            if let (Some(alias), Some(uri)) = (scheme.attr("alias"), scheme.attr("uri")) {
                let (alias, uri) = (alias.trim().to_owned(), uri.trim().to_owned());
                if !alias.is_empty() && !uri.is_empty() {
                    self.schemes.insert(alias, uri);
                }
            }
        }
    }

    /// These and those of the item.
    pub(super) fn with(&self, item: Element<'_>) -> Catalogs {
        let mut all = self.clone();
        all.add(item);
        all
    }

    fn scheme(&self, alias: &str) -> Option<&str> {
        let own = self.schemes.get(alias).map(String::as_str);
        let known = || IPTC.iter().find(|(a, _)| *a == alias).map(|(_, uri)| *uri);
        own.or_else(known)
    }

    /// Parts the address of a concept into vocabulary and code.
    fn parted<'u>(&self, uri: &'u str) -> Option<(&'u str, &'u str)> {
        let known = IPTC.iter().map(|(_, uri)| *uri);
        let known = known.chain(self.schemes.values().map(String::as_str));
        let longest = known
            .filter(|scheme| uri.starts_with(scheme))
            .map(str::len)
            .max();
        let at = longest.or_else(|| uri.rfind(['/', '#']).map(|at| at + 1))?;
        let parts = uri.split_at_checked(at)?;
        let inside = parts.0.contains("://") && !parts.0.ends_with("://") && !parts.1.is_empty();
        inside.then_some(parts)
    }

    /// What an element says by `qcode`, `uri` or its name. A QCode whose alias nobody explains stays whole.
    pub(super) fn concept(&self, element: Element<'_>, names: &Names<'_>) -> Option<Concept> {
        let attr = |name| element.attr(name).map(str::trim).filter(|v| !v.is_empty());
        let (qcode, uri) = (attr("qcode"), attr("uri"));
        let key = qcode.or(uri);
        let label = names.of(element, key);
        let (term, scheme) = match (qcode, uri) {
            (Some(qcode), _) => {
                let parts = qcode.split_once(':').filter(|(_, code)| !code.is_empty());
                let known = parts.and_then(|(alias, code)| Some((code, self.scheme(alias)?)));
                known.map_or((qcode, None), |(code, scheme)| (code, Some(scheme)))
            }
            (None, Some(uri)) => self
                .parted(uri)
                .map_or((uri, None), |(scheme, code)| (code, Some(scheme))),
            (None, None) => (label.as_deref().or_else(|| attr("literal"))?, None),
        };
        Some(Concept {
            term: term.to_owned(),
            scheme: scheme.map(str::to_owned),
            label,
        })
    }
}

/// Names of concepts: those beside the codes, and those that `assert` gives further down.
pub(super) struct Names<'t> {
    asserted: BTreeMap<&'t str, Element<'t>>,
    language: Option<&'t str>,
}

impl<'t> Names<'t> {
    pub(super) fn new(item: Element<'t>, language: Option<&'t str>) -> Self {
        let mut asserted = BTreeMap::new();
        for assert in kids(item, "assert") {
            if let Some(key) = assert.attr("qcode").or_else(|| assert.attr("uri")) {
                asserted.entry(key.trim()).or_insert(assert);
            }
        }
        Names { asserted, language }
    }

    /// What the concept is called.
    pub(super) fn of(&self, element: Element<'_>, key: Option<&str>) -> Option<String> {
        let own = best(kids(element, "name"), self.language).and_then(words);
        own.or_else(|| {
            let assert = self.asserted.get(key?)?;
            best(kids(*assert, "name"), self.language).and_then(words)
        })
    }
}

/// Subjects and keywords become categories.
pub(super) fn subjects(
    draft: &mut Draft<'_>,
    meta: Element<'_>,
    catalogs: &Catalogs,
    names: &Names<'_>,
) {
    for subject in kids(meta, "subject") {
        if let Some(found) = catalogs.concept(subject, names) {
            let (scheme, label) = (found.scheme.as_deref(), found.label.as_deref());
            draft.add_category("subject", &found.term, scheme, label);
        }
    }
    if meta.all(meta.ns(), "subject").nth(MANY).is_some() {
        let message = format!("subjects after the first {MANY} were left out");
        draft.doubt("categories", message);
    }
    for keyword in kids(meta, "keyword") {
        draft.add_category("keyword", &keyword.text(), None, None);
    }
}

/// Names of concepts that no field holds; a code where there is no name.
pub(super) fn kept(
    draft: &mut Draft<'_>,
    key: &str,
    meta: Element<'_>,
    local: &str,
    names: &Names<'_>,
) {
    let all = kids(meta, local).filter_map(|element| {
        let code = element.attr("qcode").or_else(|| element.attr("uri"));
        let name = names.of(element, code.map(str::trim));
        name.or_else(|| code.or_else(|| element.attr("literal")).map(str::to_owned))
    });
    let all: Vec<serde_json::Value> = all.map(Into::into).collect();
    if !all.is_empty() {
        draft.extra(key, all);
    }
}

/// The first concept of this name, by its name, else its code.
pub(super) fn first(meta: Element<'_>, local: &str, names: &Names<'_>) -> Option<String> {
    let element = kid(meta, local)?;
    let code = element.attr("qcode").or_else(|| element.attr("uri"));
    let name = names.of(element, code.map(str::trim));
    name.or_else(|| code.or_else(|| element.attr("literal")).map(str::to_owned))
}
