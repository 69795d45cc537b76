//! The modules that add to RSS and Atom, one file for each: what they lend to a feed and to an entry.

mod archives;
mod atompub;
mod chapters;
mod content;
mod conversations;
mod dublin;
mod googleplay;
mod itunes;
mod media;
mod media_elements;
mod podcast;
mod podcast_elements;
mod threads;

use crate::validate::namespace::Ns;
use crate::validate::vocabulary::{Child, Place, atom, holds};

/// What one namespace lends to feeds.
pub(super) struct Module {
    pub(super) ns: Ns,
    /// Is every element of it in our tables, so that another one is a fault?
    pub(super) complete: bool,
    /// What may stand in an RSS channel or an Atom feed.
    pub(super) feed: &'static [Child],
    /// What may stand in an RSS item or an Atom entry.
    pub(super) entry: &'static [Child],
}

static ATOM: Module = Module {
    ns: Ns::Atom,
    complete: true,
    feed: atom::IN_CHANNEL,
    entry: atom::IN_ITEM,
};

static MODULES: &[&Module] = &[
    &ATOM,
    &content::MODULE,
    &dublin::ELEMENTS,
    &dublin::TERMS,
    &media::MODULE,
    &archives::HISTORY,
    &archives::TOMBSTONES,
    &threads::MODULE,
    &atompub::MODULE,
    &itunes::MODULE,
    &podcast::MODULE,
    &chapters::MODULE,
    &googleplay::MODULE,
    &conversations::MODULE,
];

/// The module of a namespace.
pub(super) fn of(ns: Ns) -> Option<&'static Module> {
    MODULES.iter().copied().find(|m| m.ns == ns)
}

/// What a module says of an element at this place.
pub(super) fn find(ns: Ns, local: &str, place: Place) -> Option<&'static Child> {
    let module = of(ns)?;
    let children = match place {
        Place::Feed => module.feed,
        Place::Entry => module.entry,
        Place::Inside => return None,
    };
    children.iter().find(|c| c.name == local)
}

/// Does a module know the element anywhere?
pub(super) fn knows(ns: Ns, local: &str) -> bool {
    let lent = of(ns)
        .into_iter()
        .flat_map(|m| m.feed.iter().chain(m.entry));
    lent.into_iter()
        .any(|c| (c.ns == ns && c.name == local) || holds(c.def, ns, local, 0))
}
