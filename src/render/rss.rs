//! RSS 2.0 (<https://www.rssboard.org/rss-specification>), through the `rss` crate.
//!
//! The crate writes any string it is given. What makes the document sound comes from the types of the model and
//! from here: real dates, declared prefixes, plain text escaped as the HTML that a description is.

use quick_xml::escape::partial_escape;
use rss::extension::atom::AtomExtension;
use rss::extension::dublincore::DublinCoreExtension;
use rss::extension::{Extension, ExtensionMap};
use rss::{Category, Channel, Cloud, Enclosure, Guid, Image, Item, Source};

use super::element::{self, ATOM_IN_RSS, Element};
use super::{Format, GENERATOR, INDENT, custom, instant, itunes, literal, media, paging, podcast};
use crate::Result;
use crate::model::{self, Authors, Day, Entry, Feed, Line, Link, person};

pub(super) const FORMAT: Format = Format {
    name: "rss",
    says: "RSS 2.0",
    extension: "rss",
    media_type: "application/rss+xml",
    render,
};

fn render(feed: &Feed) -> Result<Vec<u8>> {
    let room = Vec::with_capacity(super::expected_size(feed));
    let document = channel(feed)?
        .pretty_write_to(room, b' ', INDENT)
        .map_err(|e| super::unwritten(&FORMAT, e))?;
    let mut document = literal::document(document);
    document.push(b'\n');
    if let Some(instruction) = super::stylesheet(feed) {
        insert_before_root(&mut document, instruction);
    }
    Ok(document)
}

/// The crate writes the XML declaration, and has no room for what may follow it.
fn insert_before_root(document: &mut Vec<u8>, instruction: String) {
    let root = document.windows(4).position(|w| w == b"<rss");
    let at = root.unwrap_or_default();
    document.splice(at..at, instruction.into_bytes());
}

fn channel(feed: &Feed) -> Result<Channel> {
    let items: Vec<Item> = feed.entries.iter().map(|e| item(e, feed)).collect();
    let extensions = channel_extensions(feed);
    let maps = items.iter().map(|i| &i.extensions).chain([&extensions]);
    let mut namespaces = element::declarations(maps);
    custom::declare(&mut namespaces, feed);
    let about = &feed.about;
    Ok(Channel {
        title: feed.title.to_string(),
        link: feed.site_url.to_string(),
        description: channel_description(feed).to_string(),
        language: feed.language.as_ref().map(Line::to_string),
        copyright: super::said(&feed.rights).map(str::to_owned),
        managing_editor: mailbox(&feed.author),
        webmaster: about.webmaster.as_ref().and_then(mailbox),
        categories: about.categories.iter().map(feed_category).collect(),
        image: about.image.as_ref().map(|url| image(url, feed)),
        skip_hours: about.skip_hours.iter().map(u8::to_string).collect(),
        skip_days: about.skip_days.iter().map(skip_day).collect(),
        last_build_date: Some(instant::rfc2822(feed.updated)),
        generator: Some(GENERATOR.to_owned()),
        ttl: feed.ttl.map(|minutes| minutes.to_string()),
        cloud: feed.cloud.as_ref().map(cloud),
        atom_ext: Some(AtomExtension {
            links: atom_links(feed)?,
        }),
        namespaces,
        extensions,
        items,
        ..Channel::default()
    })
}

/// What other namespaces say of the feed.
fn channel_extensions(feed: &Feed) -> ExtensionMap {
    let mut elements: Vec<Element> = paging::marks(feed).collect();
    if let Some(show) = &feed.podcast {
        elements.extend(itunes::channel(show));
        elements.extend(podcast::channel(show));
    }
    element::extensions(elements, extension)
}

/// RSS demands a description; a feed that has none is described by its title.
fn channel_description(feed: &Feed) -> &Line {
    if feed.description.is_empty() {
        &feed.title
    } else {
        &feed.description
    }
}

/// Where the document lies, where the others of its feed do, and the hubs that tell of its changes (WebSub section 4).
fn atom_links(feed: &Feed) -> Result<Vec<atom_syndication::Link>> {
    let link = |rel: &str, href: &Link, mime_type: Option<&str>| atom_syndication::Link {
        href: href.to_string(),
        rel: rel.to_owned(),
        mime_type: mime_type.map(str::to_owned),
        ..Default::default()
    };
    let mut documents = vec![("self", super::self_link(feed, &FORMAT)?)];
    documents.extend(paging::links(feed, &FORMAT)?);
    let documents = documents.iter();
    let documents = documents.map(|(rel, href)| link(rel, href, Some(FORMAT.media_type)));
    let hubs = feed.hubs.iter().map(|hub| link("hub", hub, None));
    Ok(documents.chain(hubs).collect())
}

fn cloud(cloud: &model::Cloud) -> Cloud {
    Cloud {
        domain: cloud.domain.to_string(),
        port: cloud.port.to_string(),
        path: cloud.path.to_string(),
        register_procedure: cloud.register_procedure.to_string(),
        protocol: cloud.protocol.to_string(),
    }
}

/// RSS wants an e-mail address here, and has no other place for the author of a whole feed.
fn mailbox(person: &model::Person) -> Option<String> {
    let email = person.email.as_ref()?;
    Some(format!("{email} ({})", person.name))
}

/// Its title and link are those of the channel, as the specification advises.
fn image(url: &Link, feed: &Feed) -> Image {
    Image {
        url: url.to_string(),
        title: feed.title.to_string(),
        link: feed.site_url.to_string(),
        ..Image::default()
    }
}

fn feed_category(term: &Line) -> Category {
    Category {
        name: term.to_string(),
        domain: None,
    }
}

fn skip_day(day: &Day) -> String {
    day.as_str().to_owned()
}

fn item(entry: &Entry, feed: &Feed) -> Item {
    let enclosure = entry.enclosures.iter().position(|e| e.media_type.is_some());
    Item {
        title: Some(entry.title.to_string()),
        link: entry.link.as_ref().map(Link::to_string),
        description: description(entry),
        categories: entry.categories.iter().map(category).collect(),
        enclosure: enclosure
            .and_then(|at| entry.enclosures.get(at))
            .and_then(self::enclosure),
        guid: Some(guid(entry)),
        pub_date: Some(instant::rfc2822(entry.published)),
        source: entry.source.as_ref().and_then(source),
        content: super::said(&entry.content).map(str::to_owned),
        extensions: extensions(entry, feed, enclosure),
        dublin_core_ext: dublin_core(entry, feed),
        ..Item::default()
    }
}

/// The summary. A description is HTML, so plain text is escaped once here, before the XML. Readers that show the
/// longer of description and content (Liferea) would show a long summary in place of the body: it stays out.
fn description(entry: &Entry) -> Option<String> {
    let summary = partial_escape(super::said(&entry.summary)?);
    let shorter = super::said(&entry.content).is_none_or(|c| summary.len() < c.len());
    shorter.then(|| literal::text(summary).into_owned())
}

/// The text is what readers show, so it is the label; the vocabulary keeps terms apart.
fn category(category: &model::Category) -> Category {
    Category {
        name: category.display().to_owned(),
        domain: category.scheme.as_ref().map(Line::to_string),
    }
}

/// An enclosure must have a type; a length that nobody knows is written as 0, as is the custom.
fn enclosure(enclosure: &model::Enclosure) -> Option<Enclosure> {
    Some(Enclosure {
        url: enclosure.url.to_string(),
        length: enclosure.length.unwrap_or(0).to_string(),
        mime_type: enclosure.media_type.as_ref()?.to_string(),
    })
}

fn guid(entry: &Entry) -> Guid {
    Guid {
        permalink: entry.link.as_ref().is_some_and(|l| l.as_str() == entry.id),
        value: Line::new(&entry.id).to_string(),
    }
}

/// Only a source with an address can stand in `source`; a bare title becomes `dc:source`.
fn source(source: &model::SourceRef) -> Option<Source> {
    let url = source.url.as_ref()?;
    let title = source.title.as_ref().map(Line::to_string);
    Some(Source {
        url: url.to_string(),
        title: title.or_else(|| url.host()),
    })
}

/// What Dublin Core names and RSS does not; `None` where there is nothing, so that the prefix is not declared.
fn dublin_core(entry: &Entry, feed: &Feed) -> Option<DublinCoreExtension> {
    let source = entry.source.as_ref().filter(|s| s.url.is_none());
    let facts = DublinCoreExtension {
        creators: creators(entry, feed),
        languages: one(entry.language.as_ref()),
        rights: one(super::said(&entry.rights)),
        sources: one(source.and_then(|s| s.title.as_ref())),
        ..DublinCoreExtension::default()
    };
    (facts != DublinCoreExtension::default()).then_some(facts)
}

fn creators(entry: &Entry, feed: &Feed) -> Vec<String> {
    let language = entry.language.as_ref().or(feed.language.as_ref());
    match feed.authors {
        Authors::Joined => one(person::byline(&entry.authors, language.map(Line::as_str))),
        Authors::Separate => entry.authors.iter().map(|a| a.name.to_string()).collect(),
    }
}

fn one(value: Option<impl ToString>) -> Vec<String> {
    value.map(|v| v.to_string()).into_iter().collect()
}

/// What other namespaces add: the time of a change, the picture, the files that `enclosure`, which stands for one
/// file and knows neither its title nor its duration, leaves out, and what is said of an episode. Apple's elements
/// ask for others in the channel, so they stand in podcasts alone.
fn extensions(entry: &Entry, feed: &Feed, enclosure: Option<usize>) -> ExtensionMap {
    let mut elements = media::picture(entry);
    for (at, file) in entry.enclosures.iter().enumerate() {
        if Some(at) != enclosure || media::says_more(file, entry) {
            elements.push(media::file(file, entry));
        }
    }
    elements.push(Element::new(ATOM_IN_RSS, "updated").text(instant::rfc3339(entry.updated)));
    if feed.podcast.is_some() {
        elements.extend(itunes::item(entry));
    }
    elements.extend(podcast::item(entry));
    let mut extensions = element::extensions(elements, extension);
    custom::add(&mut extensions, entry, |name, value| Extension {
        name,
        value: Some(value),
        ..Extension::default()
    });
    extensions
}

fn extension(mut element: Element) -> Extension {
    Extension {
        name: element.qualified_name(),
        value: element.take_text(),
        attrs: element.attributes,
        children: element::children(element.children, extension),
    }
}
