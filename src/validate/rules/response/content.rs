//! What the answer says of its body: media type, charset, compression.

use crate::validate::context::Answer;
use crate::validate::diagnostic::Findings;
use crate::validate::format::Format;
use crate::validate::response::header_value;

use super::{
    COMPRESSION_MISSING, CONTENT_ENCODING_FALSE, MEDIA_TYPE_GENERIC, MEDIA_TYPE_MISSING,
    MEDIA_TYPE_UNEXPECTED, TEXT_WITHOUT_CHARSET,
};

/// The media types under which feeds are served, and what each may be: the beginning of the format's name.
static TYPES: &[(&str, &str)] = &[
    ("application/rss+xml", "rss-0.9"),
    ("application/rss+xml", "rss-2.0"),
    ("application/rss+xml", "rss-1."),
    ("application/atom+xml", "atom"),
    ("application/rdf+xml", "rss-0.90"),
    ("application/rdf+xml", "rss-1."),
    ("application/feed+json", "json-feed"),
    ("application/json", "json-feed"),
    ("application/opml+xml", "opml"),
    ("text/x-opml", "opml"),
    ("text/x-opml+xml", "opml"),
];

/// Types that any XML may have.
const GENERIC: &[&str] = &["application/xml", "text/xml"];

/// Types by which a browser looks for a feed's root in so many bytes.
const SNIFFED: usize = 512;

/// How many bytes without compression are worth a word.
const LARGE: u64 = 32 * 1024;

pub(super) fn media_type(answer: &Answer<'_>, out: &mut Findings) {
    if matches!(answer.format, Format::Html | Format::Unknown) {
        return;
    }
    let Some(stated) = answer.response.header("content-type") else {
        if answer.response.complete {
            out.add(&MEDIA_TYPE_MISSING, answer.header_finding("Content-Type"));
        }
        return;
    };
    let essence = header_value(stated);
    charset(answer, stated, &essence, out);
    let name = answer.format.as_str();
    if GENERIC.contains(&essence.as_str()) && !name.starts_with("json") {
        generic(answer, stated, out);
        return;
    }
    let fits = |(known, format): &(&str, &str)| *known == essence && name.starts_with(format);
    if !TYPES.iter().any(fits) {
        let message = match essence.as_str() {
            "" => format!("Content-Type {stated:?} is no media type"),
            _ => format!("{essence} is no media type for {name}"),
        };
        let finding = answer.header_finding("Content-Type").value(stated);
        out.add(
            &MEDIA_TYPE_UNEXPECTED,
            finding.says(message).param("format", name),
        );
    }
}

/// A type that any XML has will do where a browser finds the feed's root soon.
fn generic(answer: &Answer<'_>, stated: &str, out: &mut Findings) {
    const ROOTS: &[&str] = &[
        "<rss",
        "<feed",
        ":feed",
        "<entry",
        ":entry",
        ":RDF",
        "<RDF",
        "Channel",
        "<opml",
        "<urlset",
        "<sitemapindex",
    ];
    let head = answer.head.get(..SNIFFED).unwrap_or(answer.head);
    let is_list = matches!(answer.format, Format::Sitemap | Format::Opml);
    let found = ROOTS
        .iter()
        .any(|root| memchr::memmem::find(head, root.as_bytes()).is_some());
    if !found && !is_list {
        let finding = answer.header_finding("Content-Type").value(stated);
        out.add(&MEDIA_TYPE_GENERIC, finding);
    }
}

fn charset(answer: &Answer<'_>, stated: &str, essence: &str, out: &mut Findings) {
    if essence.starts_with("text/") && answer.response.charset().is_none() {
        let finding = answer.header_finding("Content-Type").value(stated);
        out.add(&TEXT_WITHOUT_CHARSET, finding);
    }
}

pub(super) fn compression(answer: &Answer<'_>, out: &mut Findings) {
    let response = answer.response;
    if response.falsely_packed {
        let stated = response.header("content-encoding").unwrap_or_default();
        let message = format!("the answer is said to be packed as {stated}, and is not");
        let finding = answer.header_finding("Content-Encoding").value(stated);
        out.add(&CONTENT_ENCODING_FALSE, finding.says(message));
        return;
    }
    let stated = response
        .header("content-length")
        .and_then(|n| n.trim().parse().ok());
    let Some(length) = response.received.or(stated).filter(|n| *n >= LARGE) else {
        return;
    };
    let packed = response
        .header("content-encoding")
        .is_some_and(|c| !header_value(c).is_empty() && header_value(c) != "identity");
    if response.complete && !packed && !matches!(answer.format, Format::Html | Format::Unknown) {
        let message = format!("{length} bytes are sent without compression");
        out.add(
            &COMPRESSION_MISSING,
            answer.header_finding("Content-Encoding").says(message),
        );
    }
}
