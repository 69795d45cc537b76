//! How a file is read and packed, and what is found out about it on the way.

use std::fs::File;
use std::io::{self, Read};
use std::path::PathBuf;
use std::sync::atomic::Ordering;
use std::sync::{Arc, PoisonError};

use axum::body::Bytes;
use axum::http::HeaderValue;

use super::{Content, Face, Item, MOST_PACKED, Stamp, Unserved};
use crate::server::negotiate::Encoding;
use crate::server::stored_bytes::Kept;
use crate::sink::packing::{self, Effort};
use crate::source::unpack;

/// Files up to this size are kept in memory.
const MOST_KEPT: u64 = 1 << 20;

/// Smaller ones gain nothing.
const LEAST_PACKED: u64 = 256;

/// Bytes of a digest that a tag shows: 96 bits, in hexadecimal digits.
const TAG_DIGITS: usize = 24;

/// Packed bytes, and the version of the copy that they were read from.
type Packed = (Vec<u8>, Option<Stamp>);

impl Item {
    pub(super) fn read(&self, encoding: Encoding) -> Result<Option<Content>, Unserved> {
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
