//! The elements of each format as tables: what may stand where, how often, with which attributes and values.

mod atom;
pub(crate) mod forms;
pub(crate) mod json;
mod modules;
mod opml;
mod rdf;
mod rss;
pub(crate) mod sitemap;

use crate::validate::format::Format;
use crate::validate::namespace::Ns;
pub(crate) use crate::validate::vocabulary::forms::Form;

/// The type of a text or an attribute's value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Value {
    /// Elements only.
    Nothing,
    /// No content at all.
    Empty,
    /// Any text.
    Text,
    /// Text without markup, as RSS titles are.
    Plain,
    /// HTML, escaped or in CDATA.
    Html,
    /// An Atom text construct: its type attribute says what it holds.
    Construct,
    /// Atom's `content`.
    Content,
    /// RFC 822 with four-digit years, as RSS has it.
    MailDate,
    /// RFC 3339, as Atom has it.
    Timestamp,
    /// W3C date and time, from the year alone to fractions of a second.
    W3cDate,
    /// An absolute URL.
    Url,
    /// An absolute URL over HTTP.
    WebUrl,
    /// An IRI that may be relative.
    Reference,
    /// An absolute IRI that identifies.
    Id,
    /// An RSS guid.
    Guid,
    /// RSS's `mail@example.com (Name)`.
    Mail,
    /// A mail address alone.
    Address,
    /// A whole number from 0.
    Count,
    /// A whole number from 1.
    Positive,
    /// A language tag.
    Language,
    /// A media type.
    MediaType,
    /// An Atom link relation.
    Relation,
    /// One of these words.
    Choice(&'static [&'static str]),
    /// One of these words, written here in lower case, whose letter case does not matter.
    AnyCase(&'static [&'static str]),
    /// Something of a form of its own, such as a time of play.
    Formed(&'static Form),
    /// Text whose type attribute says whether it is plain or HTML, as Media RSS has it.
    MediaText,
    /// An hour of the day, 0 to 23.
    Hour,
    /// An English day of the week.
    Weekday,
    /// Anything, elements of other vocabularies too.
    Foreign,
}

/// What an element may hold.
#[derive(Debug)]
pub(crate) struct Def {
    pub(crate) value: Value,
    pub(crate) attrs: &'static [AttrDef],
    pub(crate) children: &'static [Child],
    /// May it be blank?
    pub(crate) blank: bool,
    /// Which modules may add to it.
    pub(crate) place: Place,
}

/// Where an element stands, as far as modules care.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Place {
    Feed,
    Entry,
    Inside,
}

/// An attribute that an element may have.
#[derive(Debug)]
pub(crate) struct AttrDef {
    pub(crate) name: &'static str,
    pub(crate) value: Value,
    pub(crate) required: bool,
}

/// How often a child may stand in its parent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Occurs {
    Once,
    AtMostOnce,
    AtLeastOnce,
    Often,
}

/// A child that an element may have.
#[derive(Debug)]
pub(crate) struct Child {
    pub(crate) ns: Ns,
    pub(crate) name: &'static str,
    pub(crate) occurs: Occurs,
    pub(crate) def: &'static Def,
}

const fn leaf(value: Value) -> Def {
    Def {
        value,
        attrs: &[],
        children: &[],
        blank: true,
        place: Place::Inside,
    }
}

/// A leaf that must not be blank.
const fn filled(value: Value) -> Def {
    Def {
        value,
        attrs: &[],
        children: &[],
        blank: false,
        place: Place::Inside,
    }
}

const fn with_attrs(value: Value, attrs: &'static [AttrDef]) -> Def {
    Def {
        value,
        attrs,
        children: &[],
        blank: true,
        place: Place::Inside,
    }
}

const fn branch(attrs: &'static [AttrDef], children: &'static [Child], place: Place) -> Def {
    Def {
        value: Value::Nothing,
        attrs,
        children,
        blank: true,
        place,
    }
}

const fn required(name: &'static str, value: Value) -> AttrDef {
    AttrDef {
        name,
        value,
        required: true,
    }
}

const fn optional(name: &'static str, value: Value) -> AttrDef {
    AttrDef {
        name,
        value,
        required: false,
    }
}

const fn child(ns: Ns, name: &'static str, occurs: Occurs, def: &'static Def) -> Child {
    Child {
        ns,
        name,
        occurs,
        def,
    }
}

/// Anything goes.
pub(crate) static FOREIGN: Def = leaf(Value::Foreign);

/// What the root of the document may hold; none where its format is not judged.
pub(crate) fn root(format: Format) -> Option<&'static Def> {
    match format {
        Format::Atom => Some(&atom::FEED),
        Format::AtomEntry => Some(&atom::ENTRY),
        Format::Rss("0.90") => Some(&rdf::RDF_090),
        Format::Rss("1.0") => Some(&rdf::RDF),
        Format::Rss("1.1") => Some(&rdf::CHANNEL_11),
        Format::Opml | Format::Opml1 => Some(&opml::OPML),
        Format::Sitemap => Some(&sitemap::PAGES),
        Format::SitemapIndex => Some(&sitemap::INDEX),
        f if f.is_rss() => Some(&rss::RSS),
        _ => None,
    }
}

/// What an entry of this format may hold.
pub(crate) fn entry(format: Format) -> &'static Def {
    match format {
        Format::Atom | Format::AtomEntry => &atom::ENTRY,
        Format::Rss("0.90") => &rdf::ITEM_090,
        Format::Rss("1.0") => &rdf::ITEM,
        Format::Rss("1.1") => &rdf::ITEM_11,
        Format::Opml | Format::Opml1 => &opml::OUTLINE,
        Format::Sitemap => &sitemap::PAGE,
        Format::SitemapIndex => &sitemap::PART,
        _ => &rss::ITEM,
    }
}

/// What the vocabulary says of a child of `parent`, modules included.
pub(crate) fn find(parent: &'static Def, ns: Ns, local: &str) -> Option<&'static Child> {
    let own = parent
        .children
        .iter()
        .find(|c| c.ns == ns && c.name == local);
    own.or_else(|| modules::find(ns, local, parent.place))
}

/// Does the format, or the module of this namespace, know the element at some other place?
pub(crate) fn knows(format: Format, ns: Ns, local: &str) -> bool {
    let def = match format {
        Format::AtomEntry => Some(&atom::FEED),
        other => root(other),
    };
    def.is_some_and(|def| holds(def, ns, local, 0)) || modules::knows(ns, local)
}

fn holds(def: &Def, ns: Ns, local: &str, depth: u8) -> bool {
    depth < 6
        && def
            .children
            .iter()
            .any(|c| (c.ns == ns && c.name == local) || holds(c.def, ns, local, depth + 1))
}

/// Is every element of this namespace in our tables, so that another one is a fault?
pub(crate) fn is_complete(ns: Ns) -> bool {
    ns == Ns::None || modules::of(ns).is_some_and(|m| m.complete)
}

/// Does the namespace still grow, so that a name which our tables lack may well be right?
pub(crate) fn grows(ns: Ns) -> bool {
    ns == Ns::Podcast
}

/// Namespaces that are no modules: those of the formats themselves, and of what may stand anywhere.
const STRUCTURAL: &[Ns] = &[
    Ns::None,
    Ns::Xml,
    Ns::Atom03,
    Ns::Xhtml,
    Ns::Rdf,
    Ns::Rss10,
    Ns::Rss090,
    Ns::Rss11,
    Ns::Rss20,
    Ns::Sitemap,
    Ns::News,
    Ns::SitemapImage,
];

/// Do our tables reach into this namespace?
pub(crate) fn is_judged(ns: Ns) -> bool {
    STRUCTURAL.contains(&ns) || modules::of(ns).is_some()
}
