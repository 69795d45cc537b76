//! Elements of namespaces that the newsroom chose, in either crate's `Extension`.

use std::collections::BTreeMap;

use super::element::Extensions;
use crate::model::{Entry, Extension, Feed};

/// Adds the entry's own elements to those that we write for it; `make` has a qualified name and a text.
pub(super) fn add<T>(map: &mut Extensions<T>, entry: &Entry, make: fn(String, String) -> T) {
    for Extension { element, value } in &entry.extensions {
        let name = format!("{}:{}", element.prefix, element.name);
        map.entry(element.prefix.clone())
            .or_default()
            .entry(element.name.clone())
            .or_default()
            .push(make(name, value.to_string()));
    }
}

/// Adds the namespaces that the feed's entries use.
pub(super) fn declare(namespaces: &mut BTreeMap<String, String>, feed: &Feed) {
    for extension in feed.entries.iter().flat_map(|e| &e.extensions) {
        let element = &extension.element;
        if !namespaces.contains_key(&element.prefix) {
            namespaces.insert(element.prefix.clone(), element.namespace.clone());
        }
    }
}
