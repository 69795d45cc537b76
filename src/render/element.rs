//! Elements of other namespaces, in a form from which either crate's `Extension` can be made.
//!
//! The crates write whatever prefix they are given and declare none of these: an [`Element`] therefore names its
//! namespace, and [`declarations`] is made from the very map that will be written.

use std::collections::BTreeMap;

/// A namespace and the prefix we write for it.
#[derive(Debug)]
pub(super) struct Namespace {
    pub(super) prefix: &'static str,
    uri: &'static str,
}

/// RFC 4287, inside RSS.
pub(super) const ATOM_IN_RSS: &Namespace = &Namespace {
    prefix: "atom",
    uri: "http://www.w3.org/2005/Atom",
};

/// Dublin Core 1.1, inside Atom; in RSS the crate knows it.
pub(super) const DUBLIN_CORE: &Namespace = &Namespace {
    prefix: "dc",
    uri: "http://purl.org/dc/elements/1.1/",
};

/// Media RSS 1.5.1.
pub(super) const MEDIA: &Namespace = &Namespace {
    prefix: "media",
    uri: "http://search.yahoo.com/mrss/",
};

/// Apple's elements.
pub(super) const ITUNES: &Namespace = &Namespace {
    prefix: "itunes",
    uri: "http://www.itunes.com/dtds/podcast-1.0.dtd",
};

/// Podcasting 2.0.
pub(super) const PODCAST: &Namespace = &Namespace {
    prefix: "podcast",
    uri: "https://podcastindex.org/namespace/1.0",
};

/// RFC 6721.
pub(super) const TOMBSTONES: &Namespace = &Namespace {
    prefix: "at",
    uri: "http://purl.org/atompub/tombstones/1.0",
};

/// RFC 5005.
pub(super) const HISTORY: &Namespace = &Namespace {
    prefix: "fh",
    uri: "http://purl.org/syndication/history/1.0",
};

const PREFIXED: &[&Namespace] = &[
    ATOM_IN_RSS,
    DUBLIN_CORE,
    HISTORY,
    ITUNES,
    MEDIA,
    PODCAST,
    TOMBSTONES,
];

/// An element with attributes and either text or children.
#[derive(Debug)]
pub(super) struct Element {
    pub(super) namespace: &'static Namespace,
    pub(super) name: &'static str,
    pub(super) attributes: BTreeMap<String, String>,
    pub(super) text: String,
    pub(super) children: Vec<Element>,
}

/// What both crates call `ExtensionMap`: prefix, local name, elements in order.
pub(super) type Extensions<T> = BTreeMap<String, BTreeMap<String, Vec<T>>>;

impl Element {
    /// An empty element.
    pub(super) fn new(namespace: &'static Namespace, name: &'static str) -> Self {
        Element {
            namespace,
            name,
            attributes: BTreeMap::new(),
            text: String::new(),
            children: Vec::new(),
        }
    }

    /// Adds text.
    pub(super) fn text(mut self, text: impl Into<String>) -> Self {
        self.text = text.into();
        self
    }

    /// Adds an attribute, where there is a value.
    pub(super) fn attribute(mut self, name: &str, value: Option<impl ToString>) -> Self {
        if let Some(value) = value {
            self.attributes.insert(name.to_owned(), value.to_string());
        }
        self
    }

    /// Adds children.
    pub(super) fn children(mut self, children: impl IntoIterator<Item = Element>) -> Self {
        self.children.extend(children);
        self
    }

    /// The name as it stands in the document.
    pub(super) fn qualified_name(&self) -> String {
        format!("{}:{}", self.namespace.prefix, self.name)
    }

    /// The text as the crates want it. An element without children has one, though empty, lest a line break
    /// be written into it.
    pub(super) fn take_text(&mut self) -> Option<String> {
        let text = std::mem::take(&mut self.text);
        (self.children.is_empty() || !text.is_empty()).then_some(text)
    }
}

/// The elements as the crates hold them, each made by `make`.
pub(super) fn extensions<T>(elements: Vec<Element>, make: fn(Element) -> T) -> Extensions<T> {
    let mut map = Extensions::new();
    for element in elements {
        map.entry(element.namespace.prefix.to_owned())
            .or_default()
            .entry(element.name.to_owned())
            .or_default()
            .push(make(element));
    }
    map
}

/// Children as the crates hold them, each made by `make`.
pub(super) fn children<T>(
    elements: Vec<Element>,
    make: fn(Element) -> T,
) -> BTreeMap<String, Vec<T>> {
    let mut map = BTreeMap::<String, Vec<T>>::new();
    for element in elements {
        map.entry(element.name.to_owned())
            .or_default()
            .push(make(element));
    }
    map
}

/// The prefixes that these maps use, each with its namespace.
pub(super) fn declarations<'a, T: 'a>(
    maps: impl IntoIterator<Item = &'a Extensions<T>>,
) -> BTreeMap<String, String> {
    let mut used = BTreeMap::new();
    for prefix in maps.into_iter().flat_map(BTreeMap::keys) {
        if used.contains_key(prefix) {
            continue;
        }
        if let Some(namespace) = PREFIXED.iter().find(|n| n.prefix == prefix) {
            used.insert(prefix.clone(), namespace.uri.to_owned());
        }
    }
    used
}
