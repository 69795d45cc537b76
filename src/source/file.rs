//! One file: what the file system says of it, its first bytes, and readers.

use std::fs::File;
use std::io::{self, BufReader, Read, Seek, SeekFrom};
use std::os::unix::fs::{FileExt, MetadataExt};
use std::path::Path;

use chrono::{DateTime, Utc};

use crate::{Error, Result};

/// How many bytes are looked at to tell a file's format.
pub const HEAD_BYTES: usize = 16 * 1024;

/// How many bytes before the old end must be unchanged for a file to count as grown.
const TAIL_BYTES: u64 = 4096;

/// What the file system says of a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct FileStat {
    /// Device number.
    pub device: u64,
    /// Inode number.
    pub inode: u64,
    /// Bytes.
    pub size: u64,
    /// Nanoseconds since 1970.
    pub modified_ns: i64,
}

impl FileStat {
    /// The modification time.
    pub fn modified(&self) -> DateTime<Utc> {
        DateTime::from_timestamp_nanos(self.modified_ns)
    }
}

fn unreadable(path: &Path) -> impl FnOnce(io::Error) -> Error + '_ {
    move |e| {
        Error::input("cannot read the file")
            .caused_by(e)
            .at(path)
            .help("check that it is there and may be read")
    }
}

/// What the file system says of the file at `path`.
///
/// # Errors
/// An input error where there is no such file.
pub fn stat(path: &Path) -> Result<FileStat> {
    let meta = std::fs::metadata(path).map_err(unreadable(path))?;
    if !meta.is_file() {
        return Err(Error::input("this is not a file")
            .at(path)
            .help("name a file, a folder or a glob; what a pipe holds is read from -"));
    }
    let modified_ns = meta
        .mtime()
        .saturating_mul(1_000_000_000)
        .saturating_add(meta.mtime_nsec());
    Ok(FileStat {
        device: meta.dev(),
        inode: meta.ino(),
        size: meta.len(),
        modified_ns,
    })
}

/// Opens the file for reading from its beginning.
///
/// # Errors
/// An input error where it cannot be read.
pub fn open(path: &Path) -> Result<BufReader<File>> {
    open_at(path, 0)
}

/// Opens the file for reading from the byte `offset` on.
///
/// # Errors
/// An input error where it cannot be read.
pub fn open_at(path: &Path, offset: u64) -> Result<BufReader<File>> {
    let mut file = File::open(path).map_err(unreadable(path))?;
    if offset > 0 {
        file.seek(SeekFrom::Start(offset))
            .map_err(unreadable(path))?;
    }
    Ok(BufReader::with_capacity(1 << 16, file))
}

/// The first [`HEAD_BYTES`] of the file.
///
/// # Errors
/// An input error where it cannot be read.
pub fn head(path: &Path) -> Result<Vec<u8>> {
    let mut bytes = Vec::new();
    File::open(path)
        .and_then(|f| f.take(HEAD_BYTES as u64).read_to_end(&mut bytes))
        .map_err(unreadable(path))?;
    Ok(bytes)
}

/// A digest of the (at most) 4 KiB that end at byte `end`.
///
/// # Errors
/// An input error where they cannot be read.
pub fn tail_digest(path: &Path, end: u64) -> Result<String> {
    let begin = end.saturating_sub(TAIL_BYTES);
    let mut bytes = vec![0; usize::try_from(end - begin).unwrap_or(0)];
    File::open(path)
        .and_then(|f| f.read_exact_at(&mut bytes, begin))
        .map_err(unreadable(path))?;
    Ok(blake3::hash(&bytes).to_hex().to_string())
}
