//! One file as it is served: its digest, its encodings, and the bytes that are kept of it.
//!
//! Everything is found out when it is first asked for, from the file that the shelf saw: one that has been replaced since is
//! [`Unserved::Changed`], so that no answer mixes two versions. A packed copy that does not hold the file's bytes (the
//! run is just replacing them one by one) is not used; what has no copy is packed here, once.

use std::fs::File;
use std::io::{self, Read};
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
use crate::sink::packing::{self, Effort};
use crate::source::unpack;
use crate::syntax::http_date;

/// Files up to this size are kept in memory.
const MOST_KEPT: u64 = 1 << 20;

/// Files up to this size are packed here where they have no copy.
const MOST_PACKED: u64 = 8 << 20;

/// Smaller ones gain nothing.
const LEAST_PACKED: u64 = 256;

/// Of so many large files the digest is made at once.
static HASHING: Semaphore = Semaphore::const_new(2);

/// Bytes of a digest that a tag shows: 96 bits, in hexadecimal digits.
const TAG_DIGITS: usize = 24;

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
    /// What every answer says of it, but for the tag ([`fields::prepared`]).
    pub(super) fields: HeaderMap,
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

/// Packed bytes, and the version of the copy that they were read from.
type Packed = (Vec<u8>, Option<Stamp>);

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
            fields: fields::prepared(&says, last_modified),
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

    fn read(&self, encoding: Encoding) -> Result<Option<Content>, Unserved> {
        match encoding {
            Encoding::Identity => self.read_plain().map(Some),
            packed => self.read_packed(packed),
        }
    }

    fn read_plain(&self) -> Result<Content, Unserved> {
        let (mut file, stamp) = open(&self.path)?;
        if stamp != self.stamp {
            return Err(Unserved::Changed);
        }
        if stamp.size > MOST_KEPT {
            if self.digest.get().is_none() {
                let mut hasher = blake3::Hasher::new();
                hasher.update_reader(&mut file)?;
                self.know(&hasher.finalize());
                io::Seek::rewind(&mut file)?;
            }
            return Ok(Content::File(file));
        }
        let bytes = whole(file, stamp.size)?;
        if self.digest.get().is_none() {
            self.know(&blake3::hash(&bytes));
        }
        Ok(Content::Kept(self.keep(Encoding::Identity, bytes.into())))
    }

    /// Remembers the digest, and with it what is said of the plain file.
    fn know(&self, digest: &blake3::Hash) {
        let hex = digest.to_hex();
        let digest = self
            .digest
            .get_or_init(|| hex.chars().take(TAG_DIGITS).collect());
        let face = face(digest, Encoding::Identity, self.stamp.size, None);
        let _ = self.faces.of(Encoding::Identity).set(face);
    }

    fn read_packed(&self, encoding: Encoding) -> Result<Option<Content>, Unserved> {
        if let Some(Some(face)) = self.faces.of(encoding).get() {
            return self.read_again(encoding, face).map(Some);
        }
        let made = self.pack(encoding)?;
        let digest = self.digest.get().ok_or(Unserved::Changed)?;
        let known = self.faces.of(encoding);
        match made {
            Some((packed, copy)) => {
                let _ = known.set(face(digest, encoding, packed.len() as u64, copy));
                Ok(Some(Content::Kept(self.keep(encoding, packed.into()))))
            }
            None => {
                let _ = known.set(None);
                Ok(None)
            }
        }
    }

    /// Its packed bytes, and the version of the copy that they were read from; none where packing does not pay.
    fn pack(&self, encoding: Encoding) -> Result<Option<Packed>, Unserved> {
        let plain = match self.in_memory(Encoding::Identity) {
            Some(bytes) => Content::Kept(bytes),
            None => self.read_plain()?,
        };
        let fits = (LEAST_PACKED..=MOST_PACKED).contains(&self.stamp.size);
        let (Some(packing), true, true) = (encoding.packing(), self.says.is_text, fits) else {
            return Ok(None);
        };
        let plain = match plain {
            Content::Kept(bytes) => bytes,
            Content::File(file) => whole(file, self.stamp.size)?.into(),
        };
        if let Some((packed, stamp)) = self.copy(packing)
            && holds(&packed, encoding, &plain)
        {
            return Ok(Some((packed, Some(stamp))));
        }
        let Some(packing) = packing::by_name(packing) else {
            return Ok(None);
        };
        let packed = (packing.pack)(&plain, Effort::Thorough)?;
        Ok((packed.len() < plain.len()).then_some((packed, None)))
    }

    /// The packed copy beside it, where there is one that could be.
    fn copy(&self, packing: &str) -> Option<(Vec<u8>, Stamp)> {
        let mut path = self.path.clone().into_os_string();
        path.push(".");
        path.push(packing);
        let (file, stamp) = open(&PathBuf::from(path)).ok()?;
        let fits = stamp.size <= MOST_PACKED;
        fits.then(|| Some((whole(file, stamp.size).ok()?, stamp)))
            .flatten()
    }

    /// Packed bytes that were looked at once and are not kept any more.
    fn read_again(&self, encoding: Encoding, face: &Face) -> Result<Content, Unserved> {
        let copy = match (face.copy, encoding.packing()) {
            (Some(known), Some(packing)) => self
                .copy(packing)
                .filter(|(_, stamp)| *stamp == known)
                .map(|(packed, _)| packed),
            _ => None,
        };
        let packed = match copy {
            Some(packed) => Some(packed),
            None => self.pack(encoding)?.map(|(packed, _)| packed),
        };
        // Another copy in its place may hold the same bytes packed otherwise.
        match packed.filter(|packed| packed.len() as u64 == face.length) {
            Some(packed) => Ok(Content::Kept(self.keep(encoding, packed.into()))),
            None => {
                self.stale.store(true, Ordering::Relaxed);
                Err(Unserved::Changed)
            }
        }
    }

    fn keep(&self, encoding: Encoding, bytes: Bytes) -> Bytes {
        if bytes.len() as u64 <= MOST_KEPT {
            let kept = Arc::new(Kept::new(bytes.clone(), &self.account));
            let mut place = self
                .kept
                .of(encoding)
                .write()
                .unwrap_or_else(PoisonError::into_inner);
            *place = Some(kept);
            self.asked.store(true, Ordering::Relaxed);
        }
        bytes
    }
}

/// A strong tag for each encoding, from the digest of the plain bytes.
fn face(digest: &str, encoding: Encoding, length: u64, copy: Option<Stamp>) -> Option<Face> {
    let tag = match encoding.coding() {
        Some(coding) => format!("\"{digest}-{coding}\""),
        None => format!("\"{digest}\""),
    };
    let tag = HeaderValue::from_str(&tag).ok()?;
    Some(Face { tag, length, copy })
}

fn holds(packed: &[u8], encoding: Encoding, plain: &[u8]) -> bool {
    let coding = encoding.coding().unwrap_or_default();
    unpack(packed.to_vec(), coding, plain.len() as u64).is_ok_and(|unpacked| unpacked == plain)
}

/// Opens a file, never through a link that somebody put in its place.
fn open(path: &PathBuf) -> io::Result<(File, Stamp)> {
    use rustix::fs::{Mode, OFlags};
    let flags = OFlags::RDONLY | OFlags::CLOEXEC | OFlags::NOFOLLOW | OFlags::NONBLOCK;
    let file = File::from(rustix::fs::open(path, flags, Mode::empty())?);
    let metadata = file.metadata()?;
    if !metadata.is_file() {
        return Err(io::ErrorKind::NotFound.into());
    }
    Ok((file, Stamp::of(&metadata)))
}

/// All bytes of a file, which are as many as it said.
fn whole(file: File, size: u64) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::with_capacity(usize::try_from(size).unwrap_or(0));
    file.take(size.saturating_add(1)).read_to_end(&mut bytes)?;
    match bytes.len() as u64 == size {
        true => Ok(bytes),
        false => Err(io::ErrorKind::NotFound.into()),
    }
}
