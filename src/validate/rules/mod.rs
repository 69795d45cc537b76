//! The rules, one file for each concern, whatever the format.

pub(crate) mod archives;
pub(crate) mod change;
pub(crate) mod channel_image;
pub(crate) mod characters;
pub(crate) mod dates;
pub(crate) mod discovery;
pub(crate) mod document;
pub(crate) mod enclosures;
pub(crate) mod encoding;
pub(crate) mod entries;
pub(crate) mod extensions;
pub(crate) mod geo;
pub(crate) mod grammar_date;
pub(crate) mod grammar_id;
pub(crate) mod html;
pub(crate) mod identity;
pub(crate) mod interop;
pub(crate) mod itunes;
pub(crate) mod json;
pub(crate) mod json_feed;
pub(crate) mod language;
pub(crate) mod links;
pub(crate) mod markup;
pub(crate) mod media;
pub(crate) mod media_ranges;
pub(crate) mod media_values;
pub(crate) mod members;
mod mend_date;
pub(crate) mod namespaces;
pub(crate) mod opml;
pub(crate) mod people;
pub(crate) mod podcast_namespace;
pub(crate) mod podcast_terms;
pub(crate) mod podcasts;
pub(crate) mod rdf;
mod registered;
pub(crate) mod response;
pub(crate) mod same_document;
pub(crate) mod search;
pub(crate) mod self_link;
pub(crate) mod sitemap;
pub(crate) mod structure;
mod subtags;
pub(crate) mod sync;
pub(crate) mod text;
pub(crate) mod values;
pub(crate) mod versions;
pub(crate) mod wellformed;

use crate::validate::rule::Family;

/// The families, in reading order.
pub(crate) static FAMILIES: &[&Family] = &[
    &encoding::FAMILY,
    &wellformed::FAMILY,
    &json::FAMILY,
    &namespaces::FAMILY,
    &document::FAMILY,
    &structure::FAMILY,
    &values::FAMILY,
    &identity::FAMILY,
    &dates::FAMILY,
    &links::FAMILY,
    &people::FAMILY,
    &language::FAMILY,
    &text::FAMILY,
    &media::FAMILY,
    &podcasts::FAMILY,
    &archives::FAMILY,
    &discovery::FAMILY,
    &interop::FAMILY,
    &change::FAMILY,
    &response::FAMILY,
    &rdf::FAMILY,
    &opml::FAMILY,
    &sitemap::FAMILY,
    &geo::FAMILY,
    &search::FAMILY,
    &sync::FAMILY,
];
