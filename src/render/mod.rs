//! A feed to the bytes of a document. One file for each output format, one line for each in [`FORMATS`].
//!
//! In: a [`Feed`] in which everything is decided. Out: bytes that depend on it alone: no clock, no randomness.
//! A renderer reads nothing else. `docs/formats.md` tells what becomes of each field.

mod atom;
mod custom;
mod element;
mod instant;
mod itunes;
mod json_facts;
mod json_feed;
mod literal;
mod media;
mod paging;
mod podcast;
mod rss;
pub mod sitemap;

use quick_xml::escape::escape;

use crate::model::{Entry, Feed, Link, Text};
use crate::{Error, Result};

/// The output formats.
pub const FORMATS: &[Format] = &[rss::FORMAT, atom::FORMAT, json_feed::FORMAT];

/// The namespaces whose elements this room writes, with their prefixes: nobody else may write them.
pub const NAMESPACES: &[(&str, &str)] = &[
    ("atom", "http://www.w3.org/2005/Atom"),
    ("at", "http://purl.org/atompub/tombstones/1.0"),
    ("content", "http://purl.org/rss/1.0/modules/content/"),
    ("dc", "http://purl.org/dc/elements/1.1/"),
    ("fh", "http://purl.org/syndication/history/1.0"),
    ("itunes", "http://www.itunes.com/dtds/podcast-1.0.dtd"),
    ("media", "http://search.yahoo.com/mrss/"),
    ("podcast", "https://podcastindex.org/namespace/1.0"),
    ("xhtml", "http://www.w3.org/1999/xhtml"),
    ("xml", "http://www.w3.org/XML/1998/namespace"),
    ("xmlns", "http://www.w3.org/2000/xmlns/"),
    ("feedwright", ""),
];

/// One output format.
#[derive(Debug)]
pub struct Format {
    /// The name in configuration.
    pub name: &'static str,
    /// What it is, for help and documentation.
    pub says: &'static str,
    /// The end of the document's file name, without the dot.
    pub extension: &'static str,
    /// The media type under which the document is served and linked.
    pub media_type: &'static str,
    /// Writes the document.
    pub render: fn(&Feed) -> Result<Vec<u8>>,
}

/// The output format of this name.
pub fn by_name(name: &str) -> Option<&'static Format> {
    FORMATS.iter().find(|f| f.name == name)
}

/// The program's name, without its version: an upgrade must not touch every feed.
const GENERATOR: &str = "feedwright";

/// Blanks before each level of elements, so that a change shows as a line in a diff.
const INDENT: usize = 2;

/// The address of the document itself, in this format.
fn self_link(feed: &Feed, format: &Format) -> Result<Link> {
    address(
        feed,
        feed.paging.name.as_deref().unwrap_or(&feed.slug),
        format,
    )
}

/// The address of the document with this stem, in this format.
fn address(feed: &Feed, stem: &str, format: &Format) -> Result<Link> {
    let address = format!("{}{stem}.{}", feed.base_url, format.extension);
    Link::parse(&address, None)
        .map_err(|e| Error::config(format!("{address:?} cannot be a feed's address: {e}")))
}

/// About as many bytes as the document will have, so that it grows in place.
fn expected_size(feed: &Feed) -> usize {
    let text = |text: &Option<Text>| text.as_ref().map_or(0, |t| t.as_str().len());
    let entry = |e: &Entry| 1024 + text(&e.summary) + text(&e.content) * 5 / 4;
    2048 + feed.entries.iter().map(entry).sum::<usize>()
}

/// The instruction that makes a browser show the document with the feed's style sheet
/// (Associating Style Sheets with XML, section 3); it stands before the root element.
fn stylesheet(feed: &Feed) -> Option<String> {
    let href = escape(feed.about.stylesheet.as_ref()?.as_str());
    Some(format!(
        "<?xml-stylesheet type=\"text/css\" href=\"{href}\"?>\n"
    ))
}

/// The text, where there is more than blanks in it.
fn said(text: &Option<Text>) -> Option<&str> {
    text.as_ref().filter(|t| !t.is_blank()).map(Text::as_str)
}

/// A crate could not write into memory: nothing that the feed says can bring that about.
fn unwritten(format: &Format, cause: impl std::error::Error + Send + Sync + 'static) -> Error {
    Error::io(
        format!("cannot write the {} document", format.name),
        std::io::Error::other(cause),
    )
}
