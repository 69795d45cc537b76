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
use crate::validate::spec::Section;
use crate::validate::tree::{Attr, Element};
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
    /// Elements of XHTML, to be shown.
    Xhtml,
    /// RFC 822 with four-digit years, as RSS has it.
    MailDate,
    /// RFC 3339, as Atom has it.
    Timestamp,
    /// W3C date and time, from the year alone to fractions of a second.
    W3cDate,
    /// The same, or without a time zone: the time of a place, past or to come.
    LocalDate,
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
    /// A whole number, below 0 too.
    Integer,
    /// A number with or without a fraction.
    Decimal,
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
    /// Text whose type attribute says whether it is plain or HTML, as Media RSS has it.
    MediaText,
    /// An hour of the day, 0 to 23.
    Hour,
    /// An English day of the week.
    Weekday,
    /// Degrees north of the equator.
    Latitude,
    /// Degrees east of Greenwich.
    Longitude,
    /// Pairs of latitude and longitude.
    Coordinates(Shape),
    /// Of a form that its module describes.
    Form(&'static Form),
    /// Anything, elements of other vocabularies too.
    Foreign,
}

/// What a list of coordinates draws.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Shape {
    Point,
    /// At least two points.
    Line,
    /// At least four, the last of them the first again.
    Polygon,
    /// South-west and north-east corner.
    Box,
    /// A point and a radius in metres.
    Circle,
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
    /// The root of RSS, around the feed.
    Root,
    /// RSS's channel, or Atom's source.
    Feed,
    /// Root and feed at once, as in Atom.
    RootFeed,
    Entry,
    Inside,
}

/// An attribute that an element may have.
#[derive(Debug)]
pub(crate) struct AttrDef {
    /// With a namespace of its own, the usual prefix of that before it.
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

/// What the vocabulary says of an attribute: that of the element itself, or of a module that lends it.
pub(crate) fn find_attribute(
    def: &'static Def,
    element: Element<'_>,
    attribute: &Attr<'_>,
) -> Option<&'static AttrDef> {
    let own = def.attrs.iter().find(|d| attribute.is_named(d.name));
    own.or_else(|| match attribute.ns {
        Ns::None | Ns::Unknown => None,
        ns => modules::attribute(ns, attribute.local(), (element.ns(), element.local())),
    })
}

/// The attributes that modules lend to an element.
pub(crate) fn lent_to(ns: Ns, local: &str) -> impl Iterator<Item = &'static AttrDef> {
    modules::lent_to(ns, local)
}

/// Does the module of this namespace have attributes for elements of others, and none but those in its table?
pub(crate) fn lends_attributes(ns: Ns) -> bool {
    modules::of(ns).is_some_and(|m| m.complete && !m.attributes.is_empty())
}

/// Where a module is written down.
pub(crate) fn spec(ns: Ns) -> Option<Section> {
    modules::of(ns).and_then(|m| m.spec)
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

/// The element of this namespace that was probably meant by a name that `parent` does not have.
pub(crate) fn nearest(parent: &'static Def, ns: Ns, local: &str) -> Option<&'static str> {
    let own = parent.children.iter().filter(|c| c.ns == ns);
    own.map(|c| c.name)
        .min_by_key(|name| unlike(name, local))
        .into_iter()
        .chain(modules::nearest(ns, local))
        .min_by_key(|name| unlike(name, local))
        .filter(|name| unlike(name, local) <= name.len().div_ceil(4))
}

/// How far two names are apart, case aside; those of other lengths are not compared, as that is costly.
fn unlike(known: &str, given: &str) -> usize {
    if known.len().abs_diff(given.len()) > known.len().div_ceil(4) {
        return usize::MAX;
    }
    let lower = |text: &str| text.to_ascii_lowercase();
    strsim::levenshtein(&lower(known), &lower(given))
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
    Ns::MathMl,
    Ns::Svg,
    Ns::Xlink,
    Ns::SchemaInstance,
    Ns::RdfSchema,
    Ns::News,
    Ns::SitemapImage,
];

/// Do our tables reach into this namespace?
pub(crate) fn is_judged(ns: Ns) -> bool {
    STRUCTURAL.contains(&ns) || modules::of(ns).is_some()
}
