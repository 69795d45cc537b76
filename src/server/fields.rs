//! The headers of answers that bring a file, or say that the client has it.

use axum::http::{HeaderMap, HeaderValue, header};

use super::item::{Face, Item, Says};
use super::negotiate::Encoding;

const VARY: HeaderValue = HeaderValue::from_static("Accept-Encoding");
const ANYBODY: HeaderValue = HeaderValue::from_static("*");
const SHOWN: HeaderValue = HeaderValue::from_static("ETag, IM, Last-Modified, Link, Retry-After");
const NOSNIFF: HeaderValue = HeaderValue::from_static("nosniff");

/// What is said of a file in every answer, 304 among them (RFC 9110 section 15.4.5), with a place for the tag, which differs
/// from one encoding to the other.
fn untagged(says: &Says, last_modified: &HeaderValue) -> HeaderMap {
    let mut fields = HeaderMap::new();
    fields.insert(header::ETAG, HeaderValue::from_static(""));
    fields.insert(header::LAST_MODIFIED, last_modified.clone());
    fields.insert(header::CACHE_CONTROL, says.cache_control.clone());
    fields.insert(header::VARY, VARY);
    if let Some(link) = &says.link {
        fields.insert(header::LINK, link.clone());
    }
    open_to_all(&mut fields);
    fields
}

/// That of a feed's document, which is asked for again and again: putting it together takes longer than copying it. Other files are too
/// many.
pub(super) fn prepared(says: &Says, last_modified: &HeaderValue) -> Option<HeaderMap> {
    // The copy of a map has less room than one that grew.
    says.is_feed.then(|| untagged(says, last_modified).clone())
}

/// What is said of a file in this encoding in every answer.
pub(super) fn common(item: &Item, face: &Face) -> HeaderMap {
    let mut fields = match &item.fields {
        Some(prepared) => prepared.clone(),
        None => untagged(&item.says, &item.last_modified),
    };
    fields.insert(header::ETAG, face.tag.clone());
    fields
}

/// What only an answer with the file itself says.
pub(super) fn whole(item: &Item, face: &Face, encoding: Encoding) -> HeaderMap {
    let mut fields = common(item, face);
    fields.insert(header::CONTENT_TYPE, item.says.media_type.clone());
    if let Some(coding) = encoding.coding() {
        fields.insert(header::CONTENT_ENCODING, HeaderValue::from_static(coding));
    } else {
        fields.insert(header::ACCEPT_RANGES, HeaderValue::from_static("bytes"));
    }
    fields
}

/// Readers in browsers may read this from anywhere, and no browser takes it for something else.
pub(super) fn open_to_all(fields: &mut HeaderMap) {
    fields.insert(header::ACCESS_CONTROL_ALLOW_ORIGIN, ANYBODY);
    fields.insert(header::ACCESS_CONTROL_EXPOSE_HEADERS, SHOWN);
    fields.insert(header::X_CONTENT_TYPE_OPTIONS, NOSNIFF);
}

/// A header's value; what cannot be one is left empty.
pub(super) fn value(text: &str) -> HeaderValue {
    HeaderValue::from_str(text).unwrap_or(HeaderValue::from_static(""))
}
