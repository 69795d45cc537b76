//! The modules that add to RSS and Atom, one file for each: what they lend to a feed and to an entry.

mod access;
mod admin;
mod atompub;
mod blog_channel;
mod chapters;
mod comments;
mod common_feed;
mod content;
mod conversations;
mod dublin;
mod event;
mod feedburner;
mod feedsync;
mod geo;
mod georss;
mod gml;
mod google_base;
mod googleplay;
mod history;
mod itunes;
mod licences;
mod media;
mod media_elements;
mod opensearch;
mod places;
mod podcast;
mod podcast_elements;
mod proposed;
mod slash;
mod source;
mod syndication;
mod threads;
mod tombstones;
mod trackback;
mod wiki;
mod xhtml;

use crate::validate::namespace::Ns;
use crate::validate::spec::Section;
use crate::validate::vocabulary::{
    AttrDef, Child, Def, Place, Value, atom, filled, holds, leaf, optional, required, unlike,
    with_attrs,
};

/// What one namespace lends to feeds.
pub(super) struct Module {
    pub(super) ns: Ns,
    /// Where it is written down, if still anywhere.
    pub(super) spec: Option<Section>,
    /// Is every element of it in our tables, so that another one is a fault?
    pub(super) complete: bool,
    /// What may stand in the root of RSS or Atom, not in a channel.
    pub(super) root: &'static [Child],
    /// What may stand in an RSS channel or an Atom feed.
    pub(super) feed: &'static [Child],
    /// What may stand in an RSS item or an Atom entry.
    pub(super) entry: &'static [Child],
    /// What elements of other vocabularies may have as attributes.
    pub(super) attributes: &'static [Lent],
}

/// An attribute that a module lends to an element of another vocabulary.
pub(super) struct Lent {
    /// The element, such as Atom's link.
    pub(super) to: (Ns, &'static str),
    pub(super) attr: AttrDef,
}

/// A module to which only what it has needs to be added.
const fn module(ns: Ns) -> Module {
    Module {
        ns,
        spec: None,
        complete: true,
        root: &[],
        feed: &[],
        entry: &[],
        attributes: &[],
    }
}

/// Any text.
static TEXT: Def = leaf(Value::Text);
/// Text without markup.
static PLAIN: Def = filled(Value::Plain);
/// A full address.
static URL: Def = filled(Value::Url);
/// A flag: there or not.
static FLAG: Def = leaf(Value::Empty);
/// An address in `rdf:resource`, as RSS 1.0 writes them.
static RESOURCE: Def = with_attrs(Value::Foreign, &[required("rdf:resource", Value::Url)]);
/// The same, where RDF inside may say it otherwise.
static LINKED: Def = with_attrs(Value::Foreign, &[optional("rdf:resource", Value::Url)]);

static ATOM: Module = Module {
    feed: atom::IN_CHANNEL,
    entry: atom::IN_ITEM,
    ..module(Ns::Atom)
};

static MODULES: &[&Module] = &[
    &ATOM,
    &access::MODULE,
    &admin::MODULE,
    &atompub::MODULE,
    &blog_channel::MODULE,
    &comments::MODULE,
    &common_feed::MODULE,
    &content::MODULE,
    &dublin::ELEMENTS,
    &dublin::TERMS,
    &event::MODULE,
    &feedburner::MODULE,
    &feedsync::MODULE,
    &geo::MODULE,
    &georss::MODULE,
    &gml::MODULE,
    &google_base::MODULE,
    &google_base::CUSTOM,
    &history::MODULE,
    &licences::CREATIVE_COMMONS,
    &licences::CC,
    &media::MODULE,
    &opensearch::MODULE,
    &opensearch::FIRST,
    &places::GEOURL,
    &places::ICBM,
    &proposed::AGGREGATION,
    &proposed::ANNOTATE,
    &proposed::AUDIO,
    &proposed::CHANGED,
    &proposed::COMPANY,
    &proposed::LINK,
    &proposed::REFERENCE,
    &proposed::SERVICE_STATUS,
    &proposed::SUBSCRIPTION,
    &proposed::TAXONOMY,
    &proposed::THREADING,
    &slash::MODULE,
    &source::MODULE,
    &syndication::MODULE,
    &threads::MODULE,
    &itunes::MODULE,
    &podcast::MODULE,
    &chapters::MODULE,
    &googleplay::MODULE,
    &conversations::MODULE,
    &tombstones::MODULE,
    &trackback::MODULE,
    &wiki::MODULE,
    &xhtml::MODULE,
];

/// How many namespaces the index has room for.
const ROOM: usize = 160;

/// The modules by the number of their namespace: this is asked for every element of a module.
static INDEX: [Option<&Module>; ROOM] = index();

#[allow(
    clippy::indexing_slicing,
    reason = "runs while compiling, where an index out of bounds is an error"
)]
const fn index() -> [Option<&'static Module>; ROOM] {
    let mut index: [Option<&'static Module>; ROOM] = [None; ROOM];
    let mut next = 0;
    while next < MODULES.len() {
        index[MODULES[next].ns as usize] = Some(MODULES[next]);
        next += 1;
    }
    index
}

/// The module of a namespace.
pub(super) fn of(ns: Ns) -> Option<&'static Module> {
    INDEX.get(ns as usize).copied().flatten()
}

/// What a module says of an element at this place.
pub(super) fn find(ns: Ns, local: &str, place: Place) -> Option<&'static Child> {
    let module = of(ns)?;
    let (outer, inner): (&[Child], &[Child]) = match place {
        Place::Root => (module.root, &[]),
        Place::Feed => (&[], module.feed),
        Place::RootFeed => (module.root, module.feed),
        Place::Entry => (&[], module.entry),
        Place::Inside => return None,
    };
    let local = unqualified(ns, local);
    outer.iter().chain(inner).find(|c| c.name == local)
}

/// Older feeds refine Dublin Core's elements after a dot, as in `dc:date.Taken`.
fn unqualified(ns: Ns, local: &str) -> &str {
    match local.split_once('.') {
        Some((name, _)) if ns == Ns::Dc => name,
        _ => local,
    }
}

/// Does a module know the element anywhere?
pub(super) fn knows(ns: Ns, local: &str) -> bool {
    of(ns)
        .into_iter()
        .flat_map(|m| m.root.iter().chain(m.feed).chain(m.entry))
        .any(|c| (c.ns == ns && c.name == local) || holds(c.def, ns, local, 0))
}

/// The name among a module's elements that is most like this one.
pub(super) fn nearest(ns: Ns, local: &str) -> Option<&'static str> {
    let module = of(ns)?;
    let children = module.root.iter().chain(module.feed).chain(module.entry);
    children
        .map(|c| c.name)
        .min_by_key(|name| unlike(name, local))
}

/// The attributes that any module lends to an element.
pub(super) fn lent_to(ns: Ns, local: &str) -> impl Iterator<Item = &'static AttrDef> {
    let lent = MODULES.iter().flat_map(|m| m.attributes);
    lent.filter(move |l| l.to == (ns, local)).map(|l| &l.attr)
}

/// What a module says of its attribute on an element of another vocabulary.
pub(super) fn attribute(ns: Ns, local: &str, element: (Ns, &str)) -> Option<&'static AttrDef> {
    let lent = of(ns)?.attributes.iter();
    lent.filter(|l| l.attr.name == local)
        .find(|l| l.to == element)
        .map(|l| &l.attr)
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::{MODULES, find, of};
    use crate::validate::namespace::Ns;
    use crate::validate::vocabulary::Place;

    #[test]
    fn each_namespace_has_one_module_with_a_prefix() {
        let mut seen = HashSet::new();
        for module in MODULES {
            assert!(seen.insert(module.ns), "{:?} twice", module.ns);
            assert!(of(module.ns).is_some_and(|m| std::ptr::eq(m, *module)));
            assert!(!module.ns.prefix().is_empty(), "{:?}", module.ns);
        }
    }

    #[test]
    fn elements_are_of_their_module_and_named_once_in_a_place() {
        for module in MODULES {
            for children in [module.root, module.feed, module.entry] {
                let mut seen = HashSet::new();
                for child in children {
                    assert_eq!(child.ns, module.ns, "{}", child.name);
                    assert!(seen.insert(child.name), "{:?} {}", module.ns, child.name);
                }
            }
        }
    }

    #[test]
    fn dublin_core_may_be_refined_after_a_dot() {
        let refined = find(Ns::Dc, "date.Taken", Place::Entry).map(|c| c.name);
        assert_eq!(refined, Some("date"));
        assert!(find(Ns::Slash, "comments.x", Place::Entry).is_none());
        assert!(find(Ns::Access, "restriction", Place::Feed).is_none());
    }
}
