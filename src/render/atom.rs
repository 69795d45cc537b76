//! Atom 1.0 (RFC 4287), with tombstones (RFC 6721), through the `atom_syndication` crate.
//!
//! The crate drops an entry's own `xml:lang` and writes an incomplete `source`, attributes and declarations of other
//! namespaces unescaped, and no encoding: all of that is answered here.

use atom_syndication::extension::{Extension, ExtensionMap};
use atom_syndication::{
    Category, Content, Entry as AtomEntry, Feed as AtomFeed, FixedDateTime, Generator,
    Link as AtomLink, Person, Text as AtomText, WriteConfig,
};
use chrono::{DateTime, Utc};
use quick_xml::escape::escape;

use super::element::{self, DUBLIN_CORE, Element, TOMBSTONES};
use super::{Format, GENERATOR, INDENT, custom, instant, literal, media, paging};
use crate::Result;
use crate::model::{self, Entry, Feed, Line, Link, Related, Tombstone};

pub(super) const FORMAT: Format = Format {
    name: "atom",
    says: "Atom 1.0",
    extension: "atom",
    media_type: "application/atom+xml",
    render,
};

const DECLARATION: &[u8] = b"<?xml version=\"1.0\" encoding=\"utf-8\"?>\n";

fn render(feed: &Feed) -> Result<Vec<u8>> {
    let mut document = Vec::with_capacity(super::expected_size(feed));
    document.extend_from_slice(DECLARATION);
    document.extend(super::stylesheet(feed).unwrap_or_default().bytes());
    let config = WriteConfig {
        write_document_declaration: false,
        indent_size: Some(INDENT),
    };
    let document = atom_feed(feed)?
        .write_with_config(document, config)
        .map_err(|e| super::unwritten(&FORMAT, e))?;
    let mut document = literal::document(document);
    document.push(b'\n');
    Ok(document)
}

fn atom_feed(feed: &Feed) -> Result<AtomFeed> {
    let entries: Vec<AtomEntry> = feed.entries.iter().map(entry).collect();
    let mut elements: Vec<Element> = paging::marks(feed).collect();
    elements.extend(feed.tombstones.iter().map(tombstone));
    let extensions = element::extensions(elements, extension);
    let mut links = vec![
        typed("self", &super::self_link(feed, &FORMAT)?, FORMAT.media_type),
        typed("alternate", &feed.site_url, "text/html"),
    ];
    for (rel, href) in paging::links(feed, &FORMAT)? {
        links.push(typed(rel, &href, FORMAT.media_type));
    }
    // The hubs that tell of its changes (WebSub section 4).
    links.extend(feed.hubs.iter().map(|hub| link("hub", hub)));
    let maps = entries.iter().map(|e| &e.extensions).chain([&extensions]);
    let mut namespaces = element::declarations(maps);
    custom::declare(&mut namespaces, feed);
    for uri in namespaces.values_mut() {
        *uri = escape(uri.as_str()).into_owned();
    }
    Ok(AtomFeed {
        title: text(feed.title.as_str(), None),
        id: id(&feed.id),
        updated: time(feed.updated),
        authors: vec![person(&feed.author)],
        generator: Some(Generator {
            value: GENERATOR.to_owned(),
            ..Generator::default()
        }),
        links,
        rights: super::said(&feed.rights).map(|r| text(r, None)),
        subtitle: (!feed.description.is_empty()).then(|| text(feed.description.as_str(), None)),
        namespaces,
        categories: feed.about.categories.iter().map(feed_category).collect(),
        logo: feed.about.image.as_ref().map(Link::to_string),
        icon: feed.about.icon.as_ref().map(Link::to_string),
        lang: feed.language.as_ref().map(Line::to_string),
        extensions,
        entries,
        ..AtomFeed::default()
    })
}

/// The crate has no `xml:lang` for an entry, so each text of it says its language (RFC 4287 section 2).
fn entry(entry: &Entry) -> AtomEntry {
    let lang = entry.language.as_ref();
    let body = body(entry);
    // A summary must not repeat the content (RFC 4287 section 4.2.13).
    let summary = super::said(&entry.summary).filter(|_| !matches!(body, Body::Text(_)));
    AtomEntry {
        title: text(entry.title.as_str(), lang),
        id: id(&entry.id),
        updated: time(entry.updated),
        authors: entry.authors.iter().map(person).collect(),
        categories: entry.categories.iter().map(category).collect(),
        links: links(entry),
        published: Some(time(entry.published)),
        rights: super::said(&entry.rights).map(|r| text(r, lang)),
        summary: summary.map(|s| text(s, lang)),
        content: body.into_content(lang),
        extensions: extensions(entry),
        ..AtomEntry::default()
    }
}

/// What stands in `content`.
enum Body<'a> {
    Html(&'a str),
    Text(&'a str),
    None,
}

/// An entry without an alternate link must have content (RFC 4287 section 4.1.2): without a body that is the
/// summary and, without a summary, the title.
fn body(entry: &Entry) -> Body<'_> {
    match (super::said(&entry.content), &entry.link) {
        (Some(content), _) => Body::Html(content),
        (None, Some(_)) => Body::None,
        (None, None) => Body::Text(super::said(&entry.summary).unwrap_or(entry.title.as_str())),
    }
}

impl Body<'_> {
    fn into_content(self, lang: Option<&Line>) -> Option<Content> {
        let (kind, value) = match self {
            Body::Html(value) => ("html", value),
            Body::Text(value) => ("text", value),
            Body::None => return None,
        };
        Some(Content {
            lang: lang.map(Line::to_string),
            value: Some(value.to_owned()),
            content_type: Some(kind.to_owned()),
            ..Content::default()
        })
    }
}

/// A text construct of type `text`, the crate's default: titles and summaries are plain text.
fn text(value: &str, lang: Option<&Line>) -> AtomText {
    AtomText {
        lang: lang.map(Line::to_string),
        ..AtomText::plain(value)
    }
}

fn id(raw: &str) -> String {
    Line::new(raw).to_string()
}

fn time(instant: DateTime<Utc>) -> FixedDateTime {
    instant::writable(instant).fixed_offset()
}

fn person(person: &model::Person) -> Person {
    Person {
        name: person.name.to_string(),
        email: person.email.as_ref().map(Line::to_string),
        uri: person.url.as_ref().map(Link::to_string),
        ..Person::default()
    }
}

fn category(category: &model::Category) -> Category {
    Category {
        term: category.term.to_string(),
        scheme: category.scheme.as_ref().map(Line::to_string),
        label: category.label.as_ref().map(Line::to_string),
    }
}

fn feed_category(term: &Line) -> Category {
    Category {
        term: term.to_string(),
        ..Category::default()
    }
}

fn links(entry: &Entry) -> Vec<AtomLink> {
    let alternate = entry.link.iter().map(|l| link("alternate", l));
    let enclosures = entry.enclosures.iter().map(enclosure);
    let related = entry.related.iter().filter_map(related);
    let via = entry.source.iter().filter_map(via);
    alternate
        .chain(enclosures)
        .chain(related)
        .chain(via)
        .collect()
}

fn typed(rel: &str, href: &Link, media_type: &str) -> AtomLink {
    AtomLink {
        mime_type: Some(media_type.to_owned()),
        ..link(rel, href)
    }
}

fn link(rel: &str, href: &Link) -> AtomLink {
    AtomLink {
        href: href.to_string(),
        rel: rel.to_owned(),
        ..AtomLink::default()
    }
}

fn enclosure(enclosure: &model::Enclosure) -> AtomLink {
    AtomLink {
        mime_type: enclosure.media_type.as_ref().map(Line::to_string),
        title: enclosure.title.as_ref().map(Line::to_string),
        length: enclosure.length.map(|bytes| bytes.to_string()),
        ..link("enclosure", &enclosure.url)
    }
}

fn related(related: &Related) -> Option<AtomLink> {
    Some(AtomLink {
        title: Some(related.title.to_string()),
        ..link("related", related.url.as_ref()?)
    })
}

fn extensions(entry: &Entry) -> ExtensionMap {
    let mut elements = media::picture(entry);
    let files = entry.enclosures.iter().filter(|file| media::lasts(file));
    elements.extend(files.map(|file| media::file(file, entry)));
    elements.extend(entry.source.as_ref().and_then(named_source));
    let mut extensions = element::extensions(elements, extension);
    custom::add(&mut extensions, entry, |name, value| Extension {
        name,
        value: Some(value),
        ..Extension::default()
    });
    extensions
}

/// An address has a link (RFC 4287 section 4.2.7.2). A `source` would need the other feed's id and time
/// (section 4.2.11), of which nothing is known, and the crate's own would add an empty id and the year 1970.
fn via(source: &model::SourceRef) -> Option<AtomLink> {
    Some(AtomLink {
        title: source.title.as_ref().map(Line::to_string),
        ..link("via", source.url.as_ref()?)
    })
}

/// The name of a source without an address.
fn named_source(source: &model::SourceRef) -> Option<Element> {
    let title = source.title.as_ref().filter(|_| source.url.is_none())?;
    Some(Element::new(DUBLIN_CORE, "source").text(title.as_str()))
}

/// RFC 6721 section 3.
fn tombstone(tombstone: &Tombstone) -> Element {
    Element::new(TOMBSTONES, "deleted-entry")
        .attribute("ref", Some(id(&tombstone.id)))
        .attribute("when", Some(instant::rfc3339(tombstone.when)))
}

/// The crate writes the attributes of an extension as they are, so they are escaped here.
fn extension(mut element: Element) -> Extension {
    let escaped = |(name, value): (String, String)| (name, escape(value).into_owned());
    Extension {
        name: element.qualified_name(),
        value: element.take_text(),
        attrs: element.attributes.into_iter().map(escaped).collect(),
        children: element::children(element.children, extension),
    }
}
