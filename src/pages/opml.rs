//! OPML 2.0: all feeds as a list that readers import (<http://opml.org/spec2.opml>).
//!
//! Feeds of a family are nested under its name. There is no date of creation, because a list with the same feeds has
//! to have the same bytes.

use quick_xml::Writer;
use quick_xml::events::{BytesDecl, BytesEnd, BytesStart, BytesText, Event};

use super::words::Words;
use super::{FeedFacts, Site, families, preferred};

/// The list of these feeds; `words` name the families, where there are any.
///
/// # Errors
/// Never in practice: it is written into memory.
pub(super) fn opml(
    site: &Site<'_>,
    feeds: &[FeedFacts<'_>],
    words: Option<&Words>,
) -> std::io::Result<Vec<u8>> {
    let mut xml = Writer::new_with_indent(Vec::new(), b' ', 2);
    xml.write_event(Event::Decl(BytesDecl::new("1.0", Some("UTF-8"), None)))?;
    let root = BytesStart::new("opml").with_attributes([("version", "2.0")]);
    xml.write_event(Event::Start(root))?;
    xml.create_element("head").write_inner_content(|head| {
        for (name, value) in [
            ("title", site.title.as_str()),
            ("ownerName", site.author.as_str()),
            ("ownerId", site.url),
            ("docs", "http://opml.org/spec2.opml"),
        ] {
            let text = BytesText::new(value);
            head.create_element(name).write_text_content(text)?;
        }
        Ok(())
    })?;
    xml.write_event(Event::Start(BytesStart::new("body")))?;
    for feed in feeds.iter().filter(|f| f.family.is_none()) {
        subscription(&mut xml, site, feed)?;
    }
    for family in families(feeds) {
        let mut group = BytesStart::new("outline");
        let title = words.map_or(family.slug, |words| words.families.of(&family));
        group.push_attribute(("text", title));
        group.push_attribute(("title", title));
        xml.write_event(Event::Start(group))?;
        for feed in feeds.iter().filter(|f| f.family == Some(family)) {
            subscription(&mut xml, site, feed)?;
        }
        xml.write_event(Event::End(BytesEnd::new("outline")))?;
    }
    xml.write_event(Event::End(BytesEnd::new("body")))?;
    xml.write_event(Event::End(BytesEnd::new("opml")))?;
    let mut bytes = xml.into_inner();
    bytes.push(b'\n');
    Ok(bytes)
}

/// The specification has one type for all formats, and readers look at nothing else.
fn subscription(
    xml: &mut Writer<Vec<u8>>,
    site: &Site<'_>,
    feed: &FeedFacts<'_>,
) -> std::io::Result<()> {
    let Some(document) = preferred(&feed.documents) else {
        return Ok(());
    };
    let mut outline = BytesStart::new("outline");
    for (name, value) in [
        ("type", "rss"),
        ("text", feed.title.as_str()),
        ("title", feed.title.as_str()),
        ("xmlUrl", document.address.as_str()),
        ("htmlUrl", site.url),
    ] {
        outline.push_attribute((name, value));
    }
    if let Some(language) = feed.language {
        outline.push_attribute(("language", language));
    }
    outline.push_attribute(("description", feed.description.as_str()));
    xml.write_event(Event::Empty(outline))
}
