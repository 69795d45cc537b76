//! Only what is new: `A-IM: feed` (RFC 3229, with the instance manipulation "feed" that feed readers agreed on).
//!
//! A client that names, in `If-None-Match`, an older version of a document gets 226 and the document with only the entries
//! which that version did not have as they are now. What is known of a version is a short hash of each of its entries
//! ([`known`]), which outlives the server in the store ([`kept`]). The answer's tag begins as the whole document's does, so
//! that the next question is answered with 304.

mod cut;
mod kept;
mod known;

use std::collections::{HashMap, HashSet};
use std::path::Path;
use std::sync::atomic::AtomicBool;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use axum::body::{Body, Bytes};
use axum::http::{HeaderMap, HeaderValue, Method, StatusCode, header};
use axum::response::Response;

use super::item::{Content, Face, Item, Unserved};
use super::negotiate::{self, Encoding};
use super::stored_bytes::{Account, Kept};
use super::{conditional, fields, workshop};
use crate::sink::packing::{self, Effort};

use self::cut::Cut;
use self::known::{Known, Version};

pub(super) use self::kept::keep;

/// So many deltas of one document are kept in memory, for readers that ask one after the other.
const KEPT: usize = 8;

const VARY: HeaderValue = HeaderValue::from_static("Accept-Encoding, A-IM, If-None-Match");
const FEED: HeaderValue = HeaderValue::from_static("feed");

/// Does the client ask for new entries alone? A part of a part would be no part of anything.
pub(super) fn is_wanted(method: &Method, headers: &HeaderMap) -> bool {
    if method != Method::GET || headers.contains_key(header::RANGE) {
        return false;
    }
    let values = headers.get_all("a-im").iter();
    let mut manipulations = values
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(',').filter_map(negotiate::weighed));
    manipulations.any(|(name, weight)| name.eq_ignore_ascii_case("feed") && weight > 0)
}

/// The versions of all documents that clients may have.
#[derive(Debug)]
pub(super) struct Deltas {
    known: Mutex<HashMap<String, Known>>,
    /// Documents of which the store does not know all yet.
    unsaved: Mutex<HashSet<String>>,
    /// Could the store not be read yet?
    unread: AtomicBool,
}

/// Deltas of one version of a document, by the version that the client has and the encoding.
#[derive(Debug, Default)]
pub(super) struct Made(Mutex<HashMap<Since, Option<Delta>>>);

/// The version that a client has, and the name of the encoding.
type Since = (Version, Option<&'static str>);

/// A document with some of its entries, packed or not.
#[derive(Debug, Clone)]
struct Delta {
    bytes: Arc<Kept>,
    encoding: Encoding,
}

impl Made {
    pub(super) fn let_go(&self) {
        lock(&self.0).clear();
    }
}

impl Deltas {
    /// What the store at `path` knows of versions that were served before.
    pub(super) fn open(path: &Path) -> Self {
        let known = kept::read(path);
        Deltas {
            unread: AtomicBool::new(known.is_none()),
            known: Mutex::new(known.unwrap_or_default()),
            unsaved: Mutex::default(),
        }
    }

    /// Remembers which entries this version of a document has, before anybody gets it.
    pub(super) async fn note(&self, item: &Arc<Item>, digest: &str) -> Result<(), Unserved> {
        if item.is_noted() {
            return Ok(());
        }
        // What is too large to be kept in memory is served whole.
        if let (Content::Kept(bytes), Some(version)) = (
            item.content(Encoding::Identity).await?,
            known::version(digest.as_bytes()),
        ) {
            let cut = workshop::work(move || Cut::of(&bytes)).await.flatten();
            let new = cut.is_some_and(|cut| {
                let mut known = lock(&self.known);
                let known = known.entry(item.name.clone()).or_default();
                known.note(version, &cut.hashes())
            });
            if new {
                lock(&self.unsaved).insert(item.name.clone());
            }
        }
        item.set_noted();
        Ok(())
    }

    /// What this document has that the client lacks; nothing where that is not known, or too much.
    pub(super) async fn answer(
        &self,
        item: &Arc<Item>,
        digest: &str,
        headers: &HeaderMap,
        encoding: Encoding,
    ) -> Result<Option<Response>, Unserved> {
        let Some((version, had)) = self.newest_of(&item.name, headers) else {
            return Ok(None);
        };
        let key = (version, encoding.coding());
        let made = lock(&item.deltas.0).get(&key).cloned();
        let delta = match made {
            Some(delta) => delta,
            None => {
                let Content::Kept(bytes) = item.content(Encoding::Identity).await? else {
                    return Ok(None);
                };
                let account = Arc::clone(&item.account);
                let made = workshop::work(move || make(&bytes, &had, encoding, &account));
                let delta = made.await.flatten();
                let mut place = lock(&item.deltas.0);
                if place.len() >= KEPT {
                    place.clear();
                }
                place.insert(key, delta.clone());
                delta
            }
        };
        Ok(delta.and_then(|delta| delta.answer(item, digest, version)))
    }

    /// The newest version that the client names and we know, and the hashes of its entries.
    fn newest_of(&self, name: &str, headers: &HeaderMap) -> Option<(Version, HashSet<u64>)> {
        let known = lock(&self.known);
        let known = known.get(name)?;
        let named = conditional::digests(headers).filter_map(known::version);
        known.newest(named)
    }
}

/// The document with what the client lacks, unless that is most of it.
fn make(
    bytes: &Bytes,
    had: &HashSet<u64>,
    encoding: Encoding,
    account: &Arc<Account>,
) -> Option<Delta> {
    let cut = Cut::of(bytes)?;
    let hashes = cut.hashes();
    let lacking = hashes.iter().filter(|hash| !had.contains(hash)).count();
    if hashes.is_empty() || lacking * 4 > hashes.len() * 3 {
        return None;
    }
    let plain = cut.with(bytes, |hash| !had.contains(&hash));
    let packing = encoding.packing().and_then(packing::by_name);
    let packed = packing.and_then(|packing| (packing.pack)(&plain, Effort::Thorough).ok());
    let (bytes, encoding) = match packed.filter(|packed| packed.len() < plain.len()) {
        Some(packed) => (packed, encoding),
        None => (plain, Encoding::Identity),
    };
    Some(Delta {
        bytes: Arc::new(Kept::new(bytes.into(), account)),
        encoding,
    })
}

impl Delta {
    fn answer(&self, item: &Item, digest: &str, since: Version) -> Option<Response> {
        let coding = self.encoding.coding().map(|coding| format!("-{coding}"));
        let coding = coding.unwrap_or_default();
        let tag = format!("\"{digest}-feed-{}{coding}\"", known::short(since));
        let length = self.bytes.len() as u64;
        let face = Face::new(HeaderValue::from_str(&tag).ok()?, length);
        let mut says = fields::whole(item, &face, self.encoding);
        says.remove(header::ACCEPT_RANGES);
        says.insert("im", FEED);
        says.insert(header::VARY, VARY);
        // A cache that knows nothing of this must not give it to anybody else.
        let age = item.says.cache_control.to_str().unwrap_or_default();
        let private = age.replace("public", "private");
        says.insert(header::CACHE_CONTROL, HeaderValue::from_str(&private).ok()?);
        says.insert(header::CONTENT_LENGTH, length.into());
        let mut response = Response::new(Body::from(Bytes::clone(&self.bytes)));
        *response.status_mut() = StatusCode::IM_USED;
        *response.headers_mut() = says;
        Some(response)
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_who_asks_for_feed_gets_it() {
        for (asked, wanted) in [
            ("feed", true),
            ("FEED", true),
            ("gzip, feed", true),
            ("vcdiff;q=0.3, feed;q=0.5, gzip", true),
            ("feed;q=0", false),
            ("feed;q=0.0, gzip", false),
            ("feed ; q=1", true),
            ("feed;q=nonsense", false),
            ("feeds", false),
            ("gzip", false),
            ("", false),
            (",;,", false),
        ] {
            let mut headers = HeaderMap::new();
            headers.insert("a-im", asked.parse().unwrap());
            assert_eq!(is_wanted(&Method::GET, &headers), wanted, "{asked}");
            assert!(!is_wanted(&Method::HEAD, &headers), "{asked}");
        }
        assert!(!is_wanted(&Method::GET, &HeaderMap::new()));
    }
}
