//! One file as it is served: its digest, its encodings, and the bytes that are kept of it.
//!
//! Everything is found out when it is first asked for, from the file that the shelf saw: one that has been replaced since is
//! [`Unserved::Changed`], so that no answer mixes two versions. A packed copy that does not hold the file's bytes (the
//! run is just replacing them one by one) is not used; what has no copy is packed here, once.

mod reading;

use std::fs::File;
use std::io;
use std::path::PathBuf;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, OnceLock, PoisonError, RwLock};

use axum::body::Bytes;
use axum::http::{HeaderMap, HeaderValue};
use chrono::{DateTime, Utc};
use tokio::sync::Semaphore;

use super::delta::Made;
use super::fields;
use super::negotiate::{Each, Encoding};
use super::stored_bytes::{Account, Kept};
use super::workshop;
use crate::syntax::http_date;

/// Files up to this size are packed here where they have no copy.
const MOST_PACKED: u64 = 8 << 20;

/// Of so many large files the digest is made at once.
static HASHING: Semaphore = Semaphore::const_new(2);

/// What tells one version of a file from another.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Stamp {
    pub(super) inode: u64,
    pub(super) size: u64,
    pub(super) modified_ns: i128,
}

impl Stamp {
    pub(super) fn of(metadata: &std::fs::Metadata) -> Self {
        use std::os::unix::fs::MetadataExt;
        Stamp {
            inode: metadata.ino(),
            size: metadata.size(),
            modified_ns: i128::from(metadata.mtime()) * 1_000_000_000
                + i128::from(metadata.mtime_nsec()),
        }
    }

    fn modified(&self) -> DateTime<Utc> {
        let seconds = i64::try_from(self.modified_ns.div_euclid(1_000_000_000));
        let time = seconds.ok().and_then(|s| DateTime::from_timestamp(s, 0));
        time.unwrap_or_default()
    }
}

/// What is said of a file whatever its encoding.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Says {
    pub(super) media_type: HeaderValue,
    pub(super) cache_control: HeaderValue,
    /// The seconds for which a copy of it counts as new.
    pub(super) max_age: u32,
    /// Itself and its hubs, of a feed's document.
    pub(super) link: Option<HeaderValue>,
    /// Is it a document of a feed, whose entries may be served alone (RFC 3229)?
    pub(super) is_feed: bool,
    /// Does packing make it smaller?
    pub(super) is_text: bool,
}

/// A file of the output folder.
#[derive(Debug)]
pub(super) struct Item {
    pub(super) name: String,
    pub(super) says: Says,
    pub(super) stamp: Stamp,
    pub(super) modified: DateTime<Utc>,
    pub(super) last_modified: HeaderValue,
    /// What is prepared of its headers ([`fields::prepared`]).
    pub(super) fields: Option<HeaderMap>,
    pub(super) account: Arc<Account>,
    /// What clients with older versions of it lack.
    pub(super) deltas: Made,
    path: PathBuf,
    noted: AtomicBool,
    stale: AtomicBool,
    digest: OnceLock<String>,
    faces: Each<OnceLock<Option<Face>>>,
    kept: Each<RwLock<Option<Arc<Kept>>>>,
    asked: AtomicBool,
    loading: tokio::sync::Mutex<()>,
}

/// A file in one encoding.
#[derive(Debug, Clone)]
pub(super) struct Face {
    pub(super) tag: HeaderValue,
    pub(super) length: u64,
    /// The version of the packed copy that was looked at; none where it was packed here.
    copy: Option<Stamp>,
}

impl Face {
    /// What is made of a file and lies nowhere.
    pub(super) const fn new(tag: HeaderValue, length: u64) -> Self {
        Face {
            tag,
            length,
            copy: None,
        }
    }
}

/// Where an answer's bytes come from.
pub(super) enum Content {
    Kept(Bytes),
    File(File),
}

/// Why a file cannot be served as the shelf knows it.
#[derive(Debug)]
pub(super) enum Unserved {
    /// It has been replaced or removed since.
    Changed,
    /// It cannot be read.
    Unreadable(io::Error),
}

impl From<io::Error> for Unserved {
    fn from(e: io::Error) -> Self {
        match e.kind() {
            io::ErrorKind::NotFound => Unserved::Changed,
            _ => Unserved::Unreadable(e),
        }
    }
}

impl Item {
    pub(super) fn new(
        name: String,
        path: PathBuf,
        stamp: Stamp,
        says: Says,
        account: &Arc<Account>,
    ) -> Self {
        let modified = stamp.modified();
        let time = http_date::write(modified);
        let never = HeaderValue::from_static("Thu, 01 Jan 1970 00:00:00 GMT");
        let last_modified = HeaderValue::from_str(&time).unwrap_or(never);
        Item {
            name,
            fields: fields::prepared(&says, &last_modified),
            last_modified,
            says,
            stamp,
            modified,
            account: Arc::clone(account),
            deltas: Made::default(),
            path,
            noted: AtomicBool::new(false),
            stale: AtomicBool::new(false),
            digest: OnceLock::new(),
            faces: Each::default(),
            kept: Each::default(),
            asked: AtomicBool::new(false),
            loading: tokio::sync::Mutex::default(),
        }
    }

    /// The digest of its bytes, as tags show it.
    pub(super) async fn digest(self: &Arc<Self>) -> Result<&str, Unserved> {
        if self.digest.get().is_none() {
            self.load(Encoding::Identity).await?;
        }
        self.known_digest().ok_or(Unserved::Changed)
    }

    /// The digest, once it is known.
    pub(super) fn known_digest(&self) -> Option<&str> {
        self.digest.get().map(String::as_str)
    }

    /// It in this encoding, or plain where it cannot be had in this one.
    pub(super) async fn face(
        self: &Arc<Self>,
        encoding: Encoding,
    ) -> Result<(Encoding, &Face), Unserved> {
        if self.faces.of(encoding).get().is_none() {
            self.load(encoding).await?;
        }
        self.known_face(encoding).ok_or(Unserved::Changed)
    }

    /// As [`Item::face`], once that is known.
    pub(super) fn known_face(&self, encoding: Encoding) -> Option<(Encoding, &Face)> {
        let face = |encoding| Some((encoding, self.faces.of(encoding).get()?.as_ref()));
        match face(encoding)? {
            (encoding, Some(face)) => Some((encoding, face)),
            (_, None) => face(Encoding::Identity).and_then(|(e, face)| Some((e, face?))),
        }
    }

    /// Its bytes in an encoding that [`Item::face`] gave.
    pub(super) async fn content(self: &Arc<Self>, encoding: Encoding) -> Result<Content, Unserved> {
        if let Some(kept) = self.in_memory(encoding) {
            return Ok(Content::Kept(kept));
        }
        self.load(encoding).await?.ok_or(Unserved::Changed)
    }

    /// Its bytes in this encoding, where they are kept.
    pub(super) fn in_memory(&self, encoding: Encoding) -> Option<Bytes> {
        let kept = self.kept.of(encoding).read();
        let bytes = kept
            .unwrap_or_else(PoisonError::into_inner)
            .as_ref()
            .map(|k| (***k).clone());
        if bytes.is_some() {
            self.asked.store(true, Ordering::Relaxed);
        }
        bytes
    }

    /// Have its entries been written down?
    pub(super) fn is_noted(&self) -> bool {
        self.noted.load(Ordering::Relaxed)
    }

    pub(super) fn set_noted(&self) {
        self.noted.store(true, Ordering::Relaxed);
    }

    /// Is something that was said of it true no more, although the file is as it was? Then the shelf needs a new one.
    pub(super) fn is_stale(&self) -> bool {
        self.stale.load(Ordering::Relaxed)
    }

    /// Was it asked for since this was asked last?
    pub(super) fn was_asked_for(&self) -> bool {
        self.asked.swap(false, Ordering::Relaxed)
    }

    /// Gives back the memory of its plain bytes, which the file has, or of all, which may have to be packed again.
    pub(super) fn let_go(&self, all: bool) {
        let packed = Encoding::ALL.into_iter().filter(|_| all);
        for encoding in std::iter::once(Encoding::Identity).chain(packed) {
            let kept = self.kept.of(encoding).write();
            *kept.unwrap_or_else(PoisonError::into_inner) = None;
        }
        if all {
            self.deltas.let_go();
        }
    }

    /// Finds out what is not known yet of it in this encoding, one request for all that ask.
    async fn load(self: &Arc<Self>, encoding: Encoding) -> Result<Option<Content>, Unserved> {
        let _one = self.loading.lock().await;
        if let Some(kept) = self.in_memory(encoding) {
            return Ok(Some(Content::Kept(kept)));
        }
        let item = Arc::clone(self);
        let read = move || item.read(encoding);
        let loaded = if self.stamp.size <= MOST_PACKED {
            workshop::work(read).await
        } else {
            // Its digest takes long, and little memory: nothing small waits for it.
            let _few = HASHING.acquire().await.ok();
            tokio::task::spawn_blocking(read).await.ok()
        };
        loaded.unwrap_or(Err(Unserved::Changed))
    }
}
